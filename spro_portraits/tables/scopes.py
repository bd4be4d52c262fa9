"""Declare an edition of another region, or of France: a data folder made from the project's own.

What is about one region there (its outlines, its perimeters, the names of its zones) is replaced
by what is known of the whole country; it is then built as any other data folder. Not done here:
inventing perimeters (a region that has no SPRO written down has none).
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from spro_portraits.errors import EditionError, UsageError
from spro_portraits.sources import load_registry
from spro_portraits.store import replace_file
from spro_portraits.store.files import slugify
from spro_portraits.tables.build import BuildReport, build_edition
from spro_portraits.tables.geography import FRANCE
from spro_portraits.tables.raw import read_csv
from spro_portraits.wording import build as words
from spro_portraits.wording import describe_cause

NAMES_FILE, FRENCH_NAMES_FILE = "perimeters/noms.csv", "perimeters/noms-france.csv"
OUTLINES_FILE = "outlines.toml"
_SPRO_FILE = "perimeters/spro.csv"

_COLUMNS = ("niveau", "code", "nom", "source")
_SECTION = re.compile(r"^\[boundaries\]$.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What ``edition.toml`` of a data folder says."""

    region: str
    geography_year: int


def declare_scope(data_dir: Path, target: Path, region: str) -> None:
    """Write the declarations of an edition of another region into its own data folder.

    Parameters
    ----------
    data_dir : Path
        Data folder of the project; untouched.
    target : Path
        Data folder of the new edition: made if need be, its declarations replaced.
    region : str
        Code or name of a region (accents and case do not count), or :data:`FRANCE`.

    Raises
    ------
    UsageError
        ``no_such_region`` with near matches; ``same_folder``: the target is the project's.
    EditionError
        A declaration is absent or unreadable.
    """
    if target.resolve() == data_dir.resolve():
        raise UsageError("same_folder", folder=target)
    declared = _read_edition(data_dir)
    names = _read_names(data_dir)
    code, name = (FRANCE, words.FRANCE) if region == FRANCE else _find_region(names, region)
    target.mkdir(parents=True, exist_ok=True)
    (target / "perimeters").mkdir(exist_ok=True)
    shutil.copytree(data_dir / "occupations", target / "occupations", dirs_exist_ok=True)
    # The same region, elsewhere: it keeps its own outlines.
    registry = (data_dir / "registry.toml").read_text(encoding="utf-8")
    if code != declared.region:
        registry = _replace_outlines(data_dir, registry)
    year = declared.geography_year
    texts = {
        "registry.toml": registry,
        "edition.toml": words.write_scope(f"{slugify(name)}-{year}", name, code, year),
        NAMES_FILE: _write_rows([_COLUMNS, *((*key, *rest) for key, rest in names.items())]),
        _SPRO_FILE: _take_spro(data_dir, is_kept=code in {FRANCE, declared.region}),
    }
    for path, text in texts.items():
        with replace_file(target / path) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    load_registry(target)


def build_scope(source_dir: Path, data_dir: Path, target: Path, region: str) -> BuildReport:
    """Declare an edition of another region, or of France, in its own data folder, and build it.

    Parameters
    ----------
    source_dir : Path
        Folder of official files.
    data_dir, target, region
        As for :func:`declare_scope`.

    Raises
    ------
    UsageError, SourceError, EditionError
        As ``declare_scope`` and ``build_edition``.
    """
    declare_scope(data_dir, target, region)
    return build_edition(source_dir, target)


def _read_edition(data_dir: Path) -> _Declared:
    try:
        record = tomllib.loads((data_dir / "edition.toml").read_text(encoding="utf-8"))
        return _Declared(str(record["region"]), int(record["geography_year"]))
    except (OSError, ValueError, KeyError) as error:
        problem = f"edition.toml, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error


def _read_names(data_dir: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Read the names of the zones of France; those that the project writes itself come first."""
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for file in (FRENCH_NAMES_FILE, NAMES_FILE):
        frame = read_csv(data_dir / file, sep=";", columns=_COLUMNS)
        for level, code, name, source in frame[list(_COLUMNS)].itertuples(index=False, name=None):
            names[str(level), str(code)] = (str(name), str(source))
    return names


def _find_region(names: dict[tuple[str, str], tuple[str, str]], text: str) -> tuple[str, str]:
    regions = {code: name for (level, code), (name, _) in names.items() if level == "region"}
    wanted = slugify(text)
    for code, name in regions.items():
        if wanted in {code, slugify(name)}:
            return code, name
    forms = {slugify(name): f"{code} ({name})" for code, name in regions.items()}
    near = [forms[form] for form in difflib.get_close_matches(wanted, forms, n=3)]
    known = [f"{code} ({name})" for code, name in regions.items()]
    raise UsageError("no_such_region", text=text, near=near, known=known)


def _replace_outlines(data_dir: Path, registry: str) -> str:
    """Put the record of the outlines of France where that of the region stands."""
    path = data_dir / OUTLINES_FILE
    try:
        section = _SECTION.search(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problem = f"{OUTLINES_FILE}, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error
    if section is None or not _SECTION.search(registry):
        problem = f"{OUTLINES_FILE}, registry.toml : section [boundaries] absente"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem)
    record = section[0].strip() + "\n\n"
    return _SECTION.sub(lambda _: record, registry)


def _take_spro(data_dir: Path, *, is_kept: bool) -> str:
    text = (data_dir / _SPRO_FILE).read_text(encoding="utf-8-sig")
    return text if is_kept else text.splitlines()[0] + "\n"


def _write_rows(rows: list[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)
    return stream.getvalue()
