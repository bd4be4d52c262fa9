"""The outline of a file: how heavy, which parts, which columns, how many rows.

Enough to say what changed between two copies of an official file, whatever it is about. Not
done here: the meaning of a column; a file that does not read has its size alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

_SNIFFED = 15
"""Rows among which the titles of columns are looked for."""

_NEARLY = 0.6

_SEPARATORS = ";,\t|"
_TITLE = re.compile(r"(?<!\d)((?:19|20)\d\d)(-T[1-4])?(?!\d)")
_DIGITS = re.compile(r"\d+")
_SHORT_YEAR = re.compile(r"[PCpc](\d\d)_")
_DAMAGED = (
    OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, SyntaxError,
    EOFError, zipfile.BadZipFile, zlib.error, csv.Error,
)  # fmt: skip
"""What libraries raise of a file that is not what its name says."""

_CENTURY, _TURN = (1900, 2000), 50
_MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be seen of a file without knowing what it is about.

    Attributes
    ----------
    size : int
        Bytes.
    columns : mapping
        Titles of columns by part: sheet of a workbook, member of an archive, "" for the file.
    rows : int or None
        Rows of all parts, titles not counted; None where they cannot be counted.
    """

    size: int
    columns: Mapping[str, tuple[str, ...]]
    rows: int | None

    @property
    def titles(self) -> dict[str, None]:
        """All titles of columns, in order, each once."""
        return dict.fromkeys(title for part in self.columns.values() for title in part)

    @property
    def periods(self) -> list[str]:
        """Years and quarters that stand in titles and names of parts, in order."""
        found = set()
        for text in (*self.columns, *self.titles):
            found |= {year + quarter for year, quarter in _TITLE.findall(text)}
            if short := _SHORT_YEAR.match(text):
                number = int(short[1])
                found.add(str(_CENTURY[number < _TURN] + number))
        return sorted(found)


@dataclass(frozen=True, slots=True)
class TitleChanges:
    """How the titles of columns differ between two copies of a file.

    Attributes
    ----------
    added, dropped : list of str
        Titles that only the newer, only the older one has.
    renamed : list of (str, str)
        Older and newer titles that differ by their digits alone: ``P18_POP``, ``P19_POP``.
    """

    added: list[str]
    dropped: list[str]
    renamed: list[tuple[str, str]]


def compare_titles(old: Iterable[str], new: Iterable[str]) -> TitleChanges:
    """Compare titles; those of the same shape are paired in their order."""
    before, after = dict.fromkeys(old), dict.fromkeys(new)
    dropped, added = [t for t in before if t not in after], [t for t in after if t not in before]
    waiting: dict[str, list[str]] = {}
    for title in dropped:
        waiting.setdefault(_DIGITS.sub("#", title), []).append(title)
    pairs = [
        (waiting[shape].pop(0), title)
        for title in added
        if "#" in (shape := _DIGITS.sub("#", title)) and waiting.get(shape)
    ]
    olds, news = {one for one, _ in pairs}, {other for _, other in pairs}
    return TitleChanges(
        [title for title in added if title not in news],
        [title for title in dropped if title not in olds],
        pairs,
    )


def outline_file(path: Path) -> Outline:
    """Look at a file; by its suffix, and never failing on what it holds."""
    size = path.stat().st_size
    look = _BY_SUFFIX.get(path.suffix.casefold())
    if look is not None:
        with suppress(*_DAMAGED):  # its loader says what is wrong
            columns, rows = look(path)
            return Outline(size, columns, rows)
    return Outline(size, {}, None)


_Look = tuple[dict[str, tuple[str, ...]], int | None]


def _look_at_text(path: Path) -> _Look:
    with path.open("rb") as stream:
        titles, rows = _read_text(stream)
    return {"": titles}, rows


def _look_at_archive(path: Path) -> _Look:
    columns: dict[str, tuple[str, ...]] = {}
    total = 0
    with zipfile.ZipFile(path) as archive:
        members = sorted(archive.infolist(), key=lambda one: one.file_size, reverse=True)
        for member in members[:_MOST_PARTS]:
            if member.filename.casefold().endswith((".csv", ".txt")):
                with archive.open(member) as stream:
                    columns[member.filename], rows = _read_text(stream)
                total += rows
            else:
                columns[member.filename] = ()
    return columns, total


def _look_at_workbook(path: Path) -> _Look:
    import openpyxl  # noqa: PLC0415 - only where there is a workbook

    columns = {}
    total = 0
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        for sheet in book.worksheets:
            rows = sheet.max_row or 0
            if rows <= _SNIFFED:  # some producers' programs write a size that is none
                sheet.reset_dimensions()
                rows = sum(1 for _ in sheet.iter_rows(values_only=True))
            titles, before = _find_titles(sheet.iter_rows(max_row=_SNIFFED, values_only=True))
            columns[sheet.title] = titles
            total += max(0, rows - before)
    finally:
        book.close()
    return columns, total


def _look_at_old_workbook(path: Path) -> _Look:
    import xlrd  # noqa: PLC0415 - only where there is such a workbook

    columns = {}
    total = 0
    try:
        with xlrd.open_workbook(path, on_demand=True) as book:
            for sheet in book.sheets():
                rows = (sheet.row_values(n) for n in range(min(_SNIFFED, sheet.nrows)))
                titles, before = _find_titles(rows)
                columns[sheet.name] = titles
                total += max(0, sheet.nrows - before)
    except xlrd.XLRDError as error:
        raise ValueError from error
    return columns, total


def _look_at_parquet(path: Path) -> _Look:
    from pyarrow import parquet  # noqa: PLC0415 - only where there is such a file

    with parquet.ParquetFile(path) as file:
        return {"": tuple(file.schema_arrow.names)}, file.metadata.num_rows


def _look_at_features(path: Path) -> _Look:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {"": tuple(features[0]["properties"])}, len(features)


def _read_text(stream: IO[bytes]) -> tuple[tuple[str, ...], int]:
    """Find the titles of a text of cells, and count the rows under them."""
    head = stream.read(1 << 16)
    lines = head.splitlines()[:_SNIFFED]
    encoding = "utf-8-sig"
    try:
        head[: head.rfind(b"\n") + 1].decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
    first = max((line.decode(encoding, "replace") for line in lines), key=len, default="")
    separator = max(_SEPARATORS, key=first.count)
    stream.seek(0)
    with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text:
        rows = (row for row in csv.reader(text, delimiter=separator) if any(row))
        titles, before = _find_titles(sniffed := list(islice(rows, _SNIFFED)))
        return titles, len(sniffed) - before + sum(1 for _ in rows)


def _find_titles(rows: Iterable[Sequence[Any]]) -> tuple[tuple[str, ...], int]:
    """Find the titles among the first rows, and count the rows down to them.

    The first row that is nearly as full as any and holds words rather than numbers; where there
    is none, the first that is as full as any.
    """
    cells = [_list_cells(row) for row in rows]
    widest = max((len(row) for row in cells), default=0)
    numbered = [(number, row) for number, row in enumerate(cells, 1) if row]
    full = [(number, row) for number, row in numbered if len(row) == widest]
    worded = [
        (number, row)
        for number, row in numbered
        if len(row) >= _NEARLY * widest and sum(map(_is_number, row)) * 2 < len(row)
    ]
    for number, row in (*worded, *full)[:1]:
        return tuple(row), number
    return (), 0


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").replace(" ", "").lstrip("-").isdecimal()


def _list_cells(row: Iterable[Any]) -> list[str]:
    return [str(cell).strip() for cell in row if cell not in {None, ""}]


_BY_SUFFIX = {
    ".csv": _look_at_text, ".tsv": _look_at_text, ".txt": _look_at_text,
    ".zip": _look_at_archive, ".xlsx": _look_at_workbook, ".xls": _look_at_old_workbook,
    ".parquet": _look_at_parquet, ".geojson": _look_at_features, ".json": _look_at_features,
}  # fmt: skip
