"""Tables for a spreadsheet in French: CSV and XLSX, as bytes.

Excel guesses what a text of a CSV is: ``01001`` loses its zero, ``1E10`` becomes a number,
``1-2`` a date, ``=1+1`` a formula. Texts that it would change are written so that it does not.
Same rows, same bytes. Not done here: files, the words of a table.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

_BOM = "\ufeff"
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""A workbook must say when it was made; ours says no day of the year."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""The wide forms too: Excel takes them for the plain ones in some settings."""
_MONTHS = (
    r"(?:janv(?:ier)?|january|jan|f[ée]v(?:r(?:ier)?)?|feb(?:ruary)?|mars|march|mar|avr(?:il)?"
    r"|apr(?:il)?|mai|may|juin|june?|juil(?:let)?|july?|ao[ûu]t?|aug(?:ust)?"
    r"|sep(?:t(?:embre|ember)?)?|oct(?:obre|ober)?|nov(?:embre|ember)?|d[ée]c(?:embre|ember)?)\.?"
)
# What Excel may take for a number, a date, a time, a truth value or an error; two years are none.
_GUESSED = re.compile(
    r"(?!\d{4}-\d{4}$)[\d\s.,:/+()%€$'’\-]*\d[\d\s.,:/+()%€$'’\-]*"
    r"|[+-]?[\d\s.,]*\d[\s.,]*[ed][+-]?\d+"
    r"|\d[\d\s:.,]*\s?[ap]m?"
    rf"|[\d\s./\-]*{_MONTHS}[\d\s./\-]*\d|\d[\d\s./\-]*{_MONTHS}"
    r"|vrai|faux|true|false|#\S+",
    re.IGNORECASE,
)

_TAB_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TAB = 31
_NARROWEST, _WIDEST, _PADDING = 9, 60, 3
_NOTE_WIDTHS = (22, 100)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how a workbook shows it; a CSV holds it in full.

    Attributes
    ----------
    value : float
        Finite.
    pattern : str
        Excel number format in its own (English) notation: ``#,##0`` shows ``1 234`` in France.
    """

    value: float
    pattern: str = "General"


CellValue = str | Number | None
"""A text, a number, or nothing (absent)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under one row of headers.

    Attributes
    ----------
    title : str
        Name of the tab.
    headers : tuple of str
    rows : tuple of tuple of CellValue
        As many cells as headers.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]


def build_csv(sheet: Sheet) -> bytes:
    """Write a table as a CSV that a French Excel opens by a double click.

    UTF-8 with its mark, semicolons, decimal commas, CRLF; an absent value is empty. A text
    that Excel would change (``01001``, ``1E10``, ``1-2``, ``VRAI``) is written ``="01001"``; one
    that begins like a formula gets an apostrophe before it. The minus of a number is ``-``: Excel
    reads no other.

    Raises
    ------
    ValueError
        For a row with another number of cells than headers, or a number that is not finite.
    """
    _check(sheet)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in (sheet.headers, *sheet.rows):
        writer.writerow([_write_cell(cell) for cell in row])
    return (_BOM + text.getvalue()).encode()


def build_workbook(sheets: Sequence[Sheet], notes: Sequence[tuple[str, str]], tab: str) -> bytes:
    """Write tables as an XLSX workbook: one tab each, then a tab of notes.

    Numbers are numbers, texts are texts whatever they look like; the row of headers stays in
    view and filters.

    Parameters
    ----------
    sheets : sequence of Sheet
        At least one.
    notes : sequence of (str, str)
        What and its explanation: source, licence, signs.
    tab : str
        Name of the tab of notes.

    Raises
    ------
    ValueError
        No sheet, a row with another number of cells than headers, a number not finite.
    """
    if not sheets:
        msg = "a workbook without sheet"
        raise ValueError(msg)
    for sheet in sheets:
        _check(sheet)
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _CREATED})
        formats = _Formats(book)
        names = _name_tabs([*(sheet.title for sheet in sheets), tab])
        for name, sheet in zip(names, sheets, strict=False):
            _fill(book.add_worksheet(name), sheet, formats)
        _fill_notes(book.add_worksheet(names[-1]), notes, formats)
    return stream.getvalue()


def _check(sheet: Sheet) -> None:
    for row in sheet.rows:
        if len(row) != len(sheet.headers):
            msg = f"{len(row)} cells under {len(sheet.headers)} headers: {sheet.title!r}"
            raise ValueError(msg)
        for cell in row:
            if isinstance(cell, Number) and not math.isfinite(cell.value):
                msg = f"not a finite number: {cell.value!r}"
                raise ValueError(msg)


def _write_cell(cell: CellValue) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Number):
        return _write_number(cell.value)
    text = _clean(cell)
    if _GUESSED.fullmatch(text):
        return f'="{text}"'
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _write_number(value: float) -> str:
    """Write a number with a comma, never with an exponent, in the 15 digits that Excel holds."""
    text = f"{Decimal(f'{value:.15g}'):f}".replace(".", ",")
    return "0" if text == "-0" else text


def _clean(text: str) -> str:
    """Take out what no cell should hold: tabs, ends of lines, other control characters."""
    return _CONTROL.sub(" ", text).strip(" ")


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def find(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def _fill(page: Any, sheet: Sheet, formats: _Formats) -> None:
    head = formats.find(bold=True, text_wrap=True, valign="top", bottom=1)
    for column, header in enumerate(sheet.headers):
        page.write_string(0, column, _clean(header), head)
    for line, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Number):
                page.write_number(line, column, cell.value, formats.find(num_format=cell.pattern))
            elif cell:
                text = _clean(cell)
                page.write_string(line, column, text, _find_text_format(text, formats))
    last, right = len(sheet.rows), len(sheet.headers) - 1
    for column, header in enumerate(sheet.headers):
        page.set_column(column, column, _find_width(header, [row[column] for row in sheet.rows]))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, right)
    # No green corner beside a code.
    whole = f"A1:{xl_col_to_name(right)}{last + 1}"
    page.ignore_errors({"number_stored_as_text": whole})


def _find_text_format(text: str, formats: _Formats) -> Any:
    """Keep a text a text when its cell is edited."""
    if text.startswith(_FORMULA_STARTS):
        return formats.find(num_format="@", quote_prefix=True)
    return formats.find(num_format="@") if _GUESSED.fullmatch(text) else None


def _find_width(header: str, cells: Sequence[CellValue]) -> int:
    """Width of a column in characters; a long header wraps."""
    longest = max((len(word) for word in header.split()), default=0)
    for cell in cells:
        shown = f"{cell.value:.2f}" if isinstance(cell, Number) else (cell or "")
        longest = max(longest, len(shown))
    return max(_NARROWEST, min(_WIDEST, longest + _PADDING))


def _fill_notes(page: Any, notes: Sequence[tuple[str, str]], formats: _Formats) -> None:
    plain = formats.find(text_wrap=True, valign="top")
    strong = formats.find(bold=True, text_wrap=True, valign="top")
    for column, width in enumerate(_NOTE_WIDTHS):
        page.set_column(column, column, width)
    for line, (name, text) in enumerate(notes):
        page.write_string(line, 0, _clean(name), strong)
        page.write_string(line, 1, _clean(text), plain)


def _name_tabs(titles: Sequence[str]) -> list[str]:
    """Name tabs as Excel accepts them: short, without some signs, all different."""
    names: list[str] = []
    for title in titles:
        base = _TAB_FORBIDDEN.sub(" ", _clean(title)).strip(" '") or "Table"
        name, number = base[:_LONGEST_TAB].rstrip(" '"), 2
        while name.casefold() in {other.casefold() for other in names}:
            end = f" ({number})"
            name, number = base[: _LONGEST_TAB - len(end)].rstrip() + end, number + 1
        names.append(name)
    return names
