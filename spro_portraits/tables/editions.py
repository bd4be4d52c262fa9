"""Several editions beside one another: the embedded one, and those of ``editions/``.

The embedded edition is the data folder itself; each other one is a folder of ``editions/`` that
holds all it was made from: tables, registry, perimeters, links. It appears whole, by one move,
and is never changed afterwards: other tables or declarations are another edition.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import tomlkit

from spro_portraits.errors import EditionError, UsageError
from spro_portraits.settings import EDITIONS
from spro_portraits.store import compute_sha256, is_reserved
from spro_portraits.store.begun import begin_folder
from spro_portraits.tables.build import BuildReport, build_edition, find_audit
from spro_portraits.tables.folders import (
    BEGUN,
    DESCRIPTION,
    clear_abandoned,
    list_folders,
    load_description,
)
from spro_portraits.tables.scopes import build_scope
from spro_portraits.wording.editions import describe_kept, describe_placed, label_revision

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,60}[a-z0-9])?")
_DECLARED, _FOLDERS = ("registry.toml", "codebook.csv"), ("perimeters", "occupations")
"""What an edition holds beside its tables."""

Build = Callable[[Path], BuildReport]
"""Builds an edition into a folder that is given."""

Finish = Callable[[Path], object]
"""Writes what else belongs into that folder."""


def build_beside(
    source_dir: Path,
    data_dir: Path,
    *,
    scope: str = "",
    name: str = "",
    finish: Finish | None = None,
) -> BuildReport:
    """Build an edition from official files beside those that are there.

    Parameters
    ----------
    source_dir, data_dir : Path
        As for :func:`~spro_portraits.tables.build.build_edition`.
    scope : str
        Region, or France, that it is about, as
        :func:`~spro_portraits.tables.scopes.declare_scope` takes it; empty for that of
        ``edition.toml``.
    name : str
        Name of the edition; by default that of its ``edition.toml``, and where another edition has
        it ``<name>-r2``, ``-r3`` …
    finish : callable, optional
        Writes what else belongs into the folder, before it is moved to its place.

    Returns
    -------
    BuildReport
        Its last line says where the edition is. Where one is there that has the same tables
        and declarations, nothing is written.

    Raises
    ------
    UsageError
        ``bad_edition_name``; ``edition_exists``: another edition has that name;
        ``no_such_region``.
    SourceError, EditionError
        As ``build_edition``; no edition is touched.
    """

    def build(folder: Path) -> BuildReport:
        if scope:
            return build_scope(source_dir, data_dir, folder, scope)
        return build_edition(source_dir, data_dir, out_dir=folder)

    return place_beside(build, data_dir, name=name, finish=finish)


def place_beside(
    build: Build, data_dir: Path, *, name: str = "", finish: Finish | None = None
) -> BuildReport:
    """Build into a folder that nobody sees, then move it among the editions.

    Parameters and errors are those of :func:`build_beside`, for any build.
    """
    if name and (is_reserved(name) or not _NAME.fullmatch(name)):
        raise UsageError("bad_edition_name", name=name)
    editions = data_dir / EDITIONS
    editions.mkdir(parents=True, exist_ok=True)
    clear_abandoned(data_dir)
    with begin_folder(editions, BEGUN) as begun:
        folder = begun / "edition"
        report = build(folder)
        if finish is not None:
            finish(folder)
        mark = _find_mark(folder)
        there = {one: _find_mark(place) for one, place in list_folders(data_dir).items()}
        wanted = str(load_description(folder)["id"])
        same = [one for one in (name or wanted, *there) if there.get(one) == mark]
        if same and name in {"", same[0]}:
            return BuildReport([*report.lines, describe_kept(same[0])], report.hash)
        if name in there:
            raise UsageError("edition_exists", name=name)
        chosen = name or next(one for one in _list_names(wanted) if one not in there)
        _rename(folder, chosen, wanted)
        audit = find_audit(folder)
        # Beside the data folder, never in it: what lies there is copied and shared. Before the
        # edition appears: none is without its audit.
        kept = find_audit(data_dir).parent / chosen / audit.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(audit, kept)
        target = editions / chosen
        folder.rename(target)
    return BuildReport([*report.lines, describe_placed(chosen, target)], report.hash)


def _find_mark(folder: Path) -> str:
    """Hash all that makes an edition what it is, but its name; nothing for a damaged one."""
    try:
        description = load_description(folder)
    except EditionError:
        return ""
    del description["id"], description["label"]
    files = [folder / name for name in _DECLARED]
    files += [path for name in _FOLDERS for path in sorted((folder / name).rglob("*"))]
    marks = [
        [path.relative_to(folder).as_posix(), compute_sha256(path)]
        for path in files
        if path.is_file()
    ]
    text = json.dumps([description, marks], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _list_names(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-r{number}"
        number += 1


def _rename(folder: Path, chosen: str, wanted: str) -> None:
    """Give a new edition the name that it was found, in its description and its declaration."""
    if chosen == wanted:
        return
    description = load_description(folder)
    revision = chosen.removeprefix(f"{wanted}-r") if chosen.startswith(f"{wanted}-r") else ""
    label = label_revision(description["label"], revision or chosen)
    document = description | {"id": chosen, "label": label}
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8", newline="\n")
    scope = folder / "edition.toml"
    declared = tomlkit.parse(scope.read_bytes().decode())
    declared["id"], declared["label"] = chosen, label
    scope.write_bytes(tomlkit.dumps(declared).encode())
