"""Perimeters that an analyst edits: the SPRO, and personal lists of communes or zones."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from spro_portraits.errors import UsageError
from spro_portraits.wording import describe_cause

SPRO_FILE = "perimeters/spro.csv"
"""Perimeters of the SPRO, under the data folder."""

MEMBER_COLUMNS = ("niveau", "membre")


@dataclass(frozen=True, slots=True)
class Perimeter:
    """A named list of members, each ``(level, code)``, with the notes written beside them."""

    code: str
    name: str
    members: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def load_spro(data_dir: Path) -> dict[str, Perimeter]:
    """Read ``perimeters/spro.csv``: one row a member of a SPRO.

    Raises
    ------
    UsageError
        ``unreadable_perimeter``: no such file, or a column is missing.
    """
    path = data_dir / SPRO_FILE
    rows = _read_rows(path, ("spro", "nom", *MEMBER_COLUMNS, "hypothese"))
    perimeters: dict[str, Perimeter] = {}
    for row in rows:
        code = row["spro"]
        known = perimeters.get(code) or Perimeter(code, row["nom"], (), ())
        note = (row["hypothese"],) if row["hypothese"] else ()
        member = (row["niveau"], row["membre"])
        perimeters[code] = Perimeter(code, known.name, (*known.members, member), known.notes + note)
    return perimeters


def load_perimeter_file(path: Path) -> Perimeter:
    """Read a personal perimeter.

    Either a CSV with the columns ``niveau;membre``, or a text file with one member a line:
    a commune code, or ``level:code``. A line ``# nom : …`` names the territory; other
    lines that start with ``#`` are notes.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = describe_cause(error)
        raise UsageError("unreadable_perimeter", file=path, problem=problem) from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    comments = [line.lstrip("# ").strip() for line in lines if line.startswith("#")]
    titles = [c.partition(":")[2].strip() for c in comments if c.casefold().startswith("nom")]
    notes = tuple(c for c in comments if not c.casefold().startswith("nom"))
    body = [line for line in lines if not line.startswith("#")]
    if body and ";" in body[0]:
        members = [(r["niveau"], r["membre"]) for r in _parse_rows(path, body, MEMBER_COLUMNS)]
    else:
        members = split_members(body)
    name = titles[0] if titles else path.stem
    return Perimeter(code=path.stem, name=name, members=tuple(members), notes=notes)


def split_members(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Turn ``level:code`` and bare commune codes or names into members."""
    members = []
    for text in texts:
        level, colon, code = text.partition(":")
        members.append((level.strip(), code.strip()) if colon else ("commune", text.strip()))
    return members


def _read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problem = describe_cause(error)
        raise UsageError("unreadable_perimeter", file=path, problem=problem) from error
    return _parse_rows(path, lines, columns)


def _parse_rows(path: Path, lines: list[str], columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(lines, delimiter=";", restval="")
        rows = list(reader)
    except csv.Error as error:
        problem = describe_cause(error)
        raise UsageError("unreadable_perimeter", file=path, problem=problem) from error
    lacking = [c for c in columns if c not in (reader.fieldnames or ())]
    if lacking:
        problem = f"il manque la colonne {lacking[0]}"
        raise UsageError("unreadable_perimeter", file=path, problem=problem)
    return [{k: (v or "").strip() for k, v in row.items() if k} for row in rows]
