"""The form of a workbook: all that its cells do not change, made once by XlsxWriter.

XlsxWriter writes a workbook with the same tabs and the same kinds of cells; what depends on the
cells is cut out of it and left open. Theme, styles and relations, most of a small workbook, are
compressed once for all workbooks of the form.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import xlsxwriter

from spro_portraits.store.archives import Member, pack_member

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""A workbook must say when it was made; ours says no day of the year."""

_NOTE_WIDTHS = (22, 100)
_STYLED_CELL = re.compile(r'<c r="\w+" s="(\d+)"')
# What the cells change, and the name of the place that is left open for it.
_OPENED = (
    (re.compile(r'(?<=<dimension ref=")[^"]*'), "{used}"),
    (re.compile(r"<cols>.*</cols>"), "{columns}"),
    (re.compile(r"<sheetData>.*</sheetData>"), "<sheetData>{rows}</sheetData>"),
    (re.compile(r'(?<=<autoFilter ref=")[^"]*'), "{filtered}"),
    (re.compile(r'(?<= sqref=")[^"]*'), "{whole}"),
    (re.compile(r"<definedNames>.*</definedNames>"), "<definedNames>{filters}</definedNames>"),
    (re.compile(r' count="\d+" uniqueCount="\d+">.*</sst>'), "{strings}</sst>"),
)
_CHANGING = re.compile(r"xl/worksheets/.*|xl/workbook\.xml|xl/sharedStrings\.xml|docProps/app\.xml")


class Style(NamedTuple):
    """How a cell below the headers is shown.

    Attributes
    ----------
    pattern : str
        Number format; ``@`` keeps a text a text when its cell is edited.
    quoted : bool
        Whether it is marked as a text that begins like a formula.
    """

    pattern: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The parts of a workbook, in their order.

    Attributes
    ----------
    parts : tuple of (str, str or Member)
        Name, and text with open places (``{rows}``) or what never changes, compressed.
    head, note_name, note_text : int
        Numbers of the styles of headers and notes.
    styles : mapping
        Numbers of the styles of cells.
    """

    parts: tuple[tuple[str, str | Member], ...]
    head: int
    note_name: int
    note_text: int
    styles: dict[Style, int]


@lru_cache(maxsize=256)
def make_form(styles: tuple[Style, ...], tabs: int, has_notes: bool) -> Form:  # noqa: FBT001
    """Make the form of workbooks whose cells have these styles, in the order of their first use.

    Parameters
    ----------
    styles : tuple of Style
    tabs : int
        How many tables; a tab of notes follows.
    has_notes : bool
        Whether there is anything on the tab of notes.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        for tab in range(tabs):
            _lay_table(book, f"{{{name_place(tab)}}}", styles)
        _lay_notes(book, f"{{{name_place(tabs)}}}", has_notes=has_notes)
    with zipfile.ZipFile(stream) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    head, *numbers = _read_styles(texts, 1)
    note_name, note_text = _read_styles(texts, tabs + 1) or (0, 0)
    return Form(
        parts=tuple((name, _open(name, text, tabs)) for name, text in texts.items()),
        head=head,
        note_name=note_name,
        note_text=note_text,
        styles=dict(zip(styles, numbers, strict=True)),
    )


def name_place(tab: int) -> str:
    """Name the place that is left open for the name of a tab."""
    return f"tab{tab}"


def _lay_table(book: Any, name: str, styles: tuple[Style, ...]) -> None:
    """One cell of each style, below a header."""
    page = book.add_worksheet(name)
    head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    page.write_string(0, 0, "head", book.add_format(head))
    for line, style in enumerate(styles, start=1):
        quote = {"quote_prefix": True} if style.quoted else {}
        page.write_number(line, 0, 0, book.add_format({"num_format": style.pattern, **quote}))
    page.set_column(0, 0, 1)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(styles), 0)
    # No green corner beside a code.
    page.ignore_errors({"number_stored_as_text": "A1"})


def _lay_notes(book: Any, name: str, *, has_notes: bool) -> None:
    page = book.add_worksheet(name)
    for column, width in enumerate(_NOTE_WIDTHS):
        page.set_column(column, column, width)
    if has_notes:
        plain = {"text_wrap": True, "valign": "top"}
        page.write_string(0, 0, "name", book.add_format({"bold": True, **plain}))
        page.write_string(0, 1, "text", book.add_format(plain))


def _read_styles(texts: dict[str, str], page: int) -> list[int]:
    text = texts[f"xl/worksheets/sheet{page}.xml"]
    return [int(number) for number in _STYLED_CELL.findall(text)]


def _open(name: str, text: str, tabs: int) -> str | Member:
    if not _CHANGING.fullmatch(name):
        return pack_member(name, text.encode())
    for pattern, place in _OPENED:
        if place != "{columns}" or name != f"xl/worksheets/sheet{tabs + 1}.xml":
            text = pattern.sub(place, text)
    return text
