"""Read a table that a person keeps, as a French Excel saves it; what is odd is named.

UTF-8 or Windows-1252, ``;`` between cells, decimal comma, ``="01001"``, codes that lost their
first zero, empty columns at the end. A column that is not known is refused: nothing enters a
public file unseen.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spro_portraits.errors import SourceError
from spro_portraits.network.dates import parse_date
from spro_portraits.territory.search import normalise
from spro_portraits.wording import describe_cause
from spro_portraits.wording import network as words

LIST_SEPARATOR = "|"
"""Between the items of one cell."""

_MOST_NEAR = 4
_LIKE = 0.6
"""Likeness (0–1) from which a code is near, as in :mod:`difflib`."""

_FORMULA = re.compile(r'="(.*)"')
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_CODE_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with the place that messages name.

    Attributes
    ----------
    file : str
        Name of the file.
    line : int
        Line of the file, from 1.
    cells : mapping
        Column → text, without spaces around.
    """

    file: str
    line: int
    cells: Mapping[str, str]

    def refuse(self, column: str, expected: str, near: Sequence[str] = ()) -> SourceError:
        """Make the error of a cell, to be raised."""
        return SourceError(
            "bad_value", file=self.file, row=self.line, column=column, expected=expected,
            got=self.cells[column], near=near,
        )  # fmt: skip

    def read_text(self, column: str, *, required: bool = False) -> str:
        """Read a text; a cell that must not be empty is refused when it is."""
        text = self.cells[column]
        if required and not text:
            raise self.refuse(column, words.EXPECT_TEXT)
        return text

    def read_items(self, column: str) -> tuple[str, ...]:
        """Read the items of a cell, once each, in their order."""
        items = (item.strip() for item in self.cells[column].split(LIST_SEPARATOR))
        return tuple(dict.fromkeys(item for item in items if item))

    def read_code(self, column: str, pattern: re.Pattern[str], expected: str) -> str:
        """Read a code of five characters; a first zero that a spreadsheet ate is put back."""
        text = self.cells[column]
        if text.isdecimal() and len(text) == _CODE_LENGTH - 1:
            text = f"0{text}"
        if text and not pattern.fullmatch(text):
            raise self.refuse(column, expected)
        return text

    def read_choice(self, column: str, known: Mapping[str, str] | Collection[str]) -> str:
        """Read one of the known codes; near ones are told otherwise."""
        text = self.cells[column]
        if text not in known:
            names = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
            raise self.refuse(column, words.expect_one_of(list(names)), list_near(text, names))
        return text

    def read_choices(self, column: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """Read a list of known codes."""
        items = self.read_items(column)
        for item in items:
            if item not in known:
                expected = words.expect_one_of(list(known))
                raise self.refuse(column, expected, list_near(item, known))
        return items

    def read_number(
        self, column: str, low: float, high: float, expected: str, *, suffix: str = ""
    ) -> float:
        """Read a number, with a comma or a point; NaN for an empty cell."""
        text = self.cells[column]
        bare = text.removesuffix(suffix).replace("\u202f", "").replace(" ", "")
        if not text:
            return math.nan
        if not _NUMBER.fullmatch(bare):
            raise self.refuse(column, expected)
        value = float(bare.replace(",", "."))
        if not low <= value <= high:
            raise self.refuse(column, expected)
        return value

    def read_date(self, column: str, *, required: bool = False) -> str:
        """Read a date as :func:`~.dates.parse_date` writes it; empty for an empty cell."""
        text = self.cells[column]
        if not text and not required:
            return ""
        try:
            return parse_date(text)
        except ValueError as error:
            raise self.refuse(column, words.EXPECT_DATE) from error


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read a table whose columns are known, in any order; perhaps without any row.

    Raises
    ------
    SourceError
        ``unreadable_file``, ``missing_column``, ``unknown_column``, or ``bad_value`` for a cell
        beyond the last title.
    """
    try:
        text = _decode(path.read_bytes())
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        lines = _list_lines(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            "unreadable_file",
            file=path.name,
            problem=describe_cause(error, words.BROKEN_TABLE),
            expected=words.EXPECT_TABLE,
        ) from error
    titles = [clean_cell(cell).casefold() for cell in lines[0][1]] if lines else []
    _check_titles(path, titles, columns)
    return [
        Row(path.name, line, _name_cells(path, line, cells, titles))
        for line, cells in lines[1:]
        if any(clean_cell(cell) for cell in cells)
    ]


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _list_lines(reader: Iterable[list[str]]) -> list[tuple[int, list[str]]]:
    """Rows with the line on which they begin; Excel's own ``sep=;`` line is none."""
    lines = []
    line = 1
    for cells in reader:
        if cells and not cells[0].casefold().startswith("sep="):
            lines.append((line, cells))
        line = reader.line_num + 1  # type: ignore[attr-defined]
    return lines


def _check_titles(path: Path, titles: Sequence[str], columns: Sequence[str]) -> None:
    for column in columns:
        if column not in titles:
            got = [title for title in titles if title][:40]
            raise SourceError("missing_column", file=path.name, column=column, got=got)
    for title in filter(None, titles):
        if title not in columns:
            near = list_near(title, dict.fromkeys(columns, ""))
            raise SourceError(
                "unknown_column", file=path.name, column=title, near=near, known=list(columns)
            )
        if titles.count(title) > 1:
            raise SourceError("duplicate_key", file=path.name, row=1, column=title, got=title)


def _name_cells(
    path: Path, line: int, cells: Sequence[str], titles: Sequence[str]
) -> dict[str, str]:
    named = dict.fromkeys(filter(None, titles), "")
    for rank, cell in enumerate(cells):
        title = titles[rank] if rank < len(titles) else ""
        text = clean_cell(cell)
        if title:
            named[title] = text
        elif text:
            raise SourceError(
                "bad_value", file=path.name, row=line, column=rank + 1,
                expected=words.EXPECT_NO_CELL, got=text,
            )  # fmt: skip
    return named


def clean_cell(text: str) -> str:
    """Take away what a spreadsheet wraps around a text: ``="…"``, spaces, ends of lines."""
    bare = " ".join(text.replace("\u00a0", " ").split())
    found = _FORMULA.fullmatch(bare)
    return found[1].replace('""', '"').strip() if found else bare


def list_near(text: str, names: Mapping[str, str]) -> list[str]:
    """List the codes that look like a text or hold it, or whose names do; the nearest first."""
    wanted = normalise(text)
    scores = {
        code: max(_compare(wanted, normalise(one)) for one in (code, name))
        for code, name in names.items()
    }
    near = [code for code, score in scores.items() if score >= _LIKE]
    return sorted(near, key=lambda code: (-scores[code], code))[:_MOST_NEAR]


def _compare(wanted: str, known: str) -> float:
    if wanted and wanted in known:
        return 1.0
    return difflib.SequenceMatcher(None, wanted, known).ratio()
