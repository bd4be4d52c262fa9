"""What a product depends on, as hashes: notebook, package, versions, data, parameters.

Same inputs, same bytes: a product whose inputs have not changed needs not be made again. Not
done here: comparing with what was made (``decide``).

A notebook says in its metadata what it reads of the data folder::

    "spro_portraits": {"data": ["edition.json", "registry.toml", "tables/", "geo/", …]}

(a name, or the beginning of one); of a notebook that says nothing, the whole folder counts.
It may also name a function that gets a process ready for many of its products, by their level::

    "prepare": "spro_portraits.portrait.preparation:prepare_portraits"
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spro_portraits.render.provenance import find_versions, hash_file
from spro_portraits.settings import EDITIONS, RAW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spro_portraits.settings import Settings

_PACKAGE = Path(__file__).resolve().parent.parent
_NOT_IN_PAGES = frozenset({"_bundle", "__pycache__", "batch", "cli"})
"""Folders of the package that shape no product: a change there makes none again."""

_NOT_READ = (f"{RAW}/", f"{EDITIONS}/", "network/internal/", "shapes.json")
"""What no product reads, or may read, and editions: a product reads the one that it names."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What all products of one notebook depend on, their parameters aside.

    Attributes
    ----------
    notebook, code : str
        SHA-256 of the notebook, and of the files of the package.
    versions : mapping
        Versions of the packages that shape the products, by name.
    data : mapping
        SHA-256 of the files of the data folder that the notebook reads, by relative path.
    pictures : bool
        Whether charts carry fixed pictures.
    """

    notebook: str
    code: str
    versions: Mapping[str, str]
    data: Mapping[str, str]
    pictures: bool = False

    @property
    def digest(self) -> str:
        """One hash for all of them."""
        return hash_json(asdict(self))


def list_inputs(notebook: Path, settings: Settings) -> Inputs:
    """Hash what all products of a notebook depend on.

    Parameters
    ----------
    notebook : Path
        An existing notebook.
    settings : Settings
        Where the data are (absent, the notebook will say so), and whether charts carry
        pictures.
    """
    return Inputs(
        notebook=hash_file(notebook),
        code=hash_package(),
        versions=find_versions(),
        data=hash_data(settings.data, find_reads(notebook)),
        pictures=settings.pictures,
    )


def find_reads(notebook: Path) -> tuple[str, ...]:
    """Find what a notebook says that it reads; an empty beginning, all, if it says nothing."""
    said = _find_said(notebook, "data")
    return tuple(said) if isinstance(said, list) else ("",)


def find_preparation(notebook: Path) -> str:
    """Find the function that a notebook names to be prepared by; empty if it names none."""
    said = _find_said(notebook, "prepare")
    return said if isinstance(said, str) else ""


def _find_said(notebook: Path, key: str) -> object:
    try:
        metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
        return metadata.get("spro_portraits", {}).get(key)
    except (ValueError, AttributeError):  # no notebook: running it will say so
        return None


def hash_data(data: Path, reads: Sequence[str] = ("",)) -> dict[str, str]:
    """Hash the files of a data folder whose path begins with one of ``reads``."""
    return {
        name: hash_file(path)
        for path in _list_files(data)
        if (name := path.relative_to(data).as_posix()).startswith(tuple(reads))
        and not name.startswith(_NOT_READ)
    }


def hash_given(parameters: Mapping[str, Any], data: Path | None = None) -> dict[str, str]:
    """Hash the files that parameters name: a perimeter, travel times, another edition.

    An edition is named by its folder or, beside the embedded one in ``data``, by its name.
    """
    found: dict[str, str] = {}
    for value in parameters.values():
        for text in value if isinstance(value, (list, tuple)) else (value,):
            if not isinstance(text, str) or not text:
                continue
            path = Path(text)
            try:
                if data and Path(path.name) == path and (data / EDITIONS / path).is_dir():
                    path = data / EDITIONS / path
                if path.is_file():
                    found[text] = hash_file(path)
                elif (path / "edition.json").is_file():
                    found |= {f"{text}/{name}": one for name, one in hash_data(path).items()}
            except (OSError, ValueError):  # too long a name, a null byte: no file
                continue
    return found


@lru_cache(maxsize=1)
def hash_package() -> str:
    """Hash the files of the package that shape a product; once a process."""
    hashes = {
        path.relative_to(_PACKAGE).as_posix(): hash_file(path)
        for path in _list_files(_PACKAGE)
        if not _NOT_IN_PAGES & set(path.relative_to(_PACKAGE).parts) and path.suffix != ".pyc"
    }
    return hash_json(hashes)


def compute_key(digest: str, parameters: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Hash all that one product depends on."""
    return hash_json([digest, dict(parameters), dict(given)])


def hash_json(value: Any) -> str:
    """Hash a value by its JSON, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _list_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path
