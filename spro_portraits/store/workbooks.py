"""Tables as an XLSX workbook, as bytes: one tab each, then a tab of notes.

What a workbook is, XlsxWriter knows (``workbook_form``); here its cells are written into that
form. Same rows, same bytes. Not done here: files, the words of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name, xl_range, xl_range_formula

from spro_portraits.store.archives import Member, join_members, pack_member
from spro_portraits.store.spreadsheets import CellValue, Number, Sheet, check_sheet, read_text
from spro_portraits.store.workbook_form import Form, Style, make_form, name_place

_TAB_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TAB = 31
_LONGEST_TEXT = 32_767
"""In UTF-16 units."""
_NARROWEST, _WIDEST, _PADDING = 9, 60, 3
_SPANNED_ROWS = 16
"""Rows that are told together from which column to which they have cells, as Excel does."""

_CODE = re.compile(r"_x[0-9a-fA-F]{4}_")
_QUOTE = {'"': "&quot;"}


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
        check_sheet(sheet)
    names = _name_tabs([*(sheet.title for sheet in sheets), tab])
    used = dict.fromkeys(
        style
        for sheet in sheets
        for row in sheet.rows
        for cell in row
        if (style := _find_style(cell))
    )
    form = make_form(tuple(used), len(sheets), bool(notes))
    strings = _Strings()
    tables = [_fill_table(sheet, form, strings) for sheet in sheets]
    pages = [*tables, _fill_notes(notes, form, strings)]
    fields = {
        f"xl/worksheets/sheet{number}.xml": page for number, page in enumerate(pages, start=1)
    }
    fields["xl/workbook.xml"] = {
        **{name_place(index): escape(name, _QUOTE) for index, name in enumerate(names)},
        "filters": _list_filters(names, sheets),
    }
    fields["xl/sharedStrings.xml"] = {"strings": strings.write()}
    fields["docProps/app.xml"] = {
        name_place(index): _escape(name) for index, name in enumerate(names)
    }
    return join_members(
        part
        if isinstance(part, Member)
        else pack_member(name, part.format(**fields[name]).encode())
        for name, part in form.parts
    )


class _Strings:
    """The texts of a workbook, each held once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._count = 0

    def number(self, text: str) -> int:
        self._count += 1
        return self._numbers.setdefault(text, len(self._numbers))

    def write(self) -> str:
        items = "".join(map(_write_string, self._numbers))
        return f' count="{self._count}" uniqueCount="{len(self._numbers)}">{items}'


@lru_cache(maxsize=8192)
def _write_string(text: str) -> str:
    if len(text) * 2 > _LONGEST_TEXT:
        text = text.encode("utf-16-le")[: 2 * _LONGEST_TEXT].decode("utf-16-le", "ignore")
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<si><t{space}>{_escape(text)}</t></si>"


def _escape(text: str) -> str:
    """Write a text into XML, as Excel reads it: it takes ``_x000A_`` for the code of a sign."""
    text = _CODE.sub(lambda found: f"_x005F{found[0]}", text)
    return escape(text.replace("\ufffe", "_xFFFE_").replace("\uffff", "_xFFFF_"))


def _find_style(cell: CellValue) -> Style | None:
    """Find the style of a cell; a text that Excel would change stays one when it is edited."""
    if isinstance(cell, Number):
        return Style(cell.pattern)
    if not cell:
        return None
    text = read_text(cell)
    return Style("@", text.is_formula) if text.is_formula or text.is_guessed else None


def _fill_table(sheet: Sheet, form: Form, strings: _Strings) -> dict[str, str]:
    letters = [xl_col_to_name(column) for column in range(len(sheet.headers))]
    head = [
        (column, f'<c r="{letter}1" s="{form.head}" t="s"><v>{strings.number(text)}</v></c>')
        for column, (letter, header) in enumerate(zip(letters, sheet.headers, strict=True))
        for text in [read_text(header).clean]
    ]
    lines = [(1, head)]
    for line, row in enumerate(sheet.rows, start=2):
        cells = []
        for column, cell in enumerate(row):
            style = _find_style(cell)
            mark = f' s="{form.styles[style]}"' if style else ""
            place = f'<c r="{letters[column]}{line}"{mark}'
            if isinstance(cell, Number):
                cells.append((column, f"{place}><v>{cell.value:.16G}</v></c>"))
            elif cell:
                number = strings.number(read_text(cell).clean)
                cells.append((column, f'{place} t="s"><v>{number}</v></c>'))
        if cells:
            lines.append((line, cells))
    bottom, right = len(sheet.rows), len(letters) - 1
    columns = zip(*(sheet.headers, *sheet.rows), strict=True)
    return {
        "used": xl_range(0, 0, lines[-1][0] - 1, right),
        "columns": _write_widths([_find_width(head, cells) for head, *cells in columns]),
        "rows": "".join(_write_rows(lines)),
        "filtered": xl_range(0, 0, bottom, right),
        "whole": f"A1:{letters[-1]}{bottom + 1}",
    }


def _write_rows(lines: Iterable[tuple[int, list[tuple[int, str]]]]) -> Iterable[str]:
    for _, block in groupby(lines, key=lambda line: (line[0] - 1) // _SPANNED_ROWS):
        rows = list(block)
        first = min(cells[0][0] for _, cells in rows) + 1
        last = max(cells[-1][0] for _, cells in rows) + 1
        for line, cells in rows:
            text = "".join([cell for _, cell in cells])
            yield f'<row r="{line}" spans="{first}:{last}">{text}</row>'


def _find_width(header: str, cells: Sequence[CellValue]) -> int:
    """Width of a column in characters; a long header wraps."""
    longest = max((len(word) for word in header.split()), default=0)
    for cell in cells:
        shown = f"{cell.value:.2f}" if isinstance(cell, Number) else (cell or "")
        longest = max(longest, len(shown))
    return max(_NARROWEST, min(_WIDEST, longest + _PADDING))


def _write_widths(widths: Iterable[int]) -> str:
    """Neighbours of one width are told together; Excel adds five pixels to each of them."""
    first, texts = 1, []
    for width, columns in groupby(widths):
        last = first + len(list(columns)) - 1
        texts.append(f'<col min="{first}" max="{last}" width="{width}.7109375" customWidth="1"/>')
        first = last + 1
    return f"<cols>{''.join(texts)}</cols>"


def _fill_notes(notes: Sequence[tuple[str, str]], form: Form, strings: _Strings) -> dict[str, str]:
    lines = []
    for line, (name, text) in enumerate(notes, start=1):
        first, second = (strings.number(read_text(part).clean) for part in (name, text))
        cells = (
            f'<c r="A{line}" s="{form.note_name}" t="s"><v>{first}</v></c>',
            f'<c r="B{line}" s="{form.note_text}" t="s"><v>{second}</v></c>',
        )
        lines.append((line, list(enumerate(cells))))
    used = xl_range(0, 0, len(lines) - 1, 1) if lines else "A1"
    return {"used": used, "rows": "".join(_write_rows(lines))}


def _list_filters(names: Sequence[str], sheets: Sequence[Sheet]) -> str:
    """Name the ranges that filter, as Excel wants them named."""
    texts = []
    for index, (name, sheet) in enumerate(zip(names, sheets, strict=False)):
        place = xl_range_formula(name, 0, 0, len(sheet.rows), len(sheet.headers) - 1)
        texts.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
            f"{_escape(place)}</definedName>"
        )
    return "".join(texts)


def _name_tabs(titles: Sequence[str]) -> list[str]:
    """Name tabs as Excel accepts them: short, without some signs, all different."""
    names: list[str] = []
    for title in titles:
        base = _TAB_FORBIDDEN.sub(" ", read_text(title).clean).strip(" '") or "Table"
        name, number = base[:_LONGEST_TAB].rstrip(" '"), 2
        while name.casefold() in {other.casefold() for other in names}:
            end = f" ({number})"
            name, number = base[: _LONGEST_TAB - len(end)].rstrip() + end, number + 1
        names.append(name)
    return names
