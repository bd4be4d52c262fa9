"""Tables for a spreadsheet in French: what they hold, and how they are written as CSV.

Excel guesses what a text of a CSV is: ``01001`` loses its zero, ``1E10`` becomes a number,
``1-2`` a date, ``=1+1`` a formula. Texts that it would change are written so that it does not.
Same rows, same bytes. Not done here: workbooks (``workbooks``), files, the words of a table.
"""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_BOM = "\ufeff"
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


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a cell holds it.

    Attributes
    ----------
    clean : str
        Without control characters, and spaces around it.
    is_guessed : bool
        Whether Excel may take it for a number, a date, a truth value or an error.
    is_formula : bool
        Whether it begins like a formula.
    """

    clean: str
    is_guessed: bool
    is_formula: bool


@lru_cache(maxsize=8192)
def read_text(text: str) -> Text:
    """Take out what no cell should hold, and say what Excel would make of the rest."""
    clean = _CONTROL.sub(" ", text).strip(" ")
    return Text(clean, _GUESSED.fullmatch(clean) is not None, clean.startswith(_FORMULA_STARTS))


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
    check_sheet(sheet)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in (sheet.headers, *sheet.rows):
        writer.writerow([_write_cell(cell) for cell in row])
    return (_BOM + text.getvalue()).encode()


def check_sheet(sheet: Sheet) -> None:
    """Refuse a row with another number of cells than headers, and a number that is not finite."""
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
    text = read_text(cell)
    if text.is_guessed:
        return f'="{text.clean}"'
    return f"'{text.clean}" if text.is_formula else text.clean


def _write_number(value: float) -> str:
    """Write a number with a comma, never with an exponent, in the 15 digits that Excel holds."""
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{Decimal(text):f}"
    return "0" if text == "-0" else text.replace(".", ",")
