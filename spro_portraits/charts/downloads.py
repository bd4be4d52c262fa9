"""The table behind a figure, and the links that download it: in the page, without a network.

Not done here: figures of its own; a number is that of the card, the cell or the frame.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import pandas as pd

from spro_portraits.charts.cards import Card
from spro_portraits.charts.signs import find_signs
from spro_portraits.charts.tables import Cell, Column, Table
from spro_portraits.charts.templating import fill_template
from spro_portraits.store import CellValue, Number, Sheet, build_csv, build_workbook
from spro_portraits.wording import charts as chart_words
from spro_portraits.wording import format_decimal
from spro_portraits.wording import spreadsheets as words

_TYPES = {
    "csv": "text/csv",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WRITTEN = re.compile(
    r"(?:≥\s)?(?P<sign>[+−]?)[\d\u202f]+(?:,(?P<decimals>\d+))?"
    r"(?:\u00a0(?P<unit>[^\d◊]+?))?(?:\u00a0◊)?"
)
_YEAR = re.compile(r"\d{4}")
_KEYS = {
    "label": words.LABEL,
    "period": words.PERIOD,
    "year": words.PERIOD,
    "name": words.PLACE,
}
_READ = (
    *_KEYS, "place", "role", "value", "index", "text", "reason", "weak",
    "reference", "reference_text",
)  # fmt: skip
"""Columns of a frame that its table is made of."""


def draw_downloads(sheet: Sheet, *, name: str, notes: Sequence[tuple[str, str]]) -> str:
    """Draw the links that download a table as CSV and as XLSX.

    The files are in the links themselves: they open in a saved page, in JupyterLab, without a
    script and without a network. A page shows the table itself where it is asked for
    (``render/templates/spro/tables.js``).

    Parameters
    ----------
    sheet : Sheet
        The table.
    name : str
        Name of the files, without ``.csv``.
    notes : sequence of (str, str)
        The tab of notes of the workbook.

    Returns
    -------
    str
        An HTML fragment.
    """
    files = {
        "csv": build_csv(sheet),
        "xlsx": build_workbook([sheet], notes, words.NOTES_TAB),
    }
    return _draw_links(files, title=sheet.title, name=name, what=words.DOWNLOAD)


def draw_picture_download(svg: str, *, title: str, name: str) -> str:
    """Draw the link that downloads a drawing as an SVG file, for print or a slide.

    Parameters
    ----------
    svg : str
        The drawing, whole.
    title : str
        What it shows, for who hears the link out of context.
    name : str
        Name of the file, without ``.svg``.
    """
    return _draw_links({"svg": svg.encode()}, title=title, name=name, what=words.DOWNLOAD_PICTURE)


def _draw_links(files: Mapping[str, bytes], *, title: str, name: str, what: str) -> str:
    links = [
        {
            "text": words.KINDS[kind],
            "label": words.name_link(what, title, kind),
            "file": f"{name}.{kind}",
            "href": f"data:{_TYPES[kind]};base64,{base64.b64encode(content).decode()}",
        }
        for kind, content in files.items()
    ]
    table = title if "csv" in files else ""
    return fill_template("downloads", what=what, links=links, table=table, words=words)


def make_sheet(table: Table) -> Sheet:
    """Make a table to download of a drawn one: full numbers, units, remarks, source.

    Where a column mixes units, they stand in a column of their own; a cell that is absent is
    empty, and the remark of its row says why.
    """
    heads = [column.label for column in table.columns]
    numeric = [
        any(row[index].value is not None for row in table.rows) for index in range(len(heads))
    ]
    units = [_list_units(row[index] for row in table.rows) for index in range(len(heads))]
    mixed = [index for index, found in enumerate(units) if len(found) > 1]
    headers = [
        words.write_header(head, found[0]) if len(found) == 1 else head
        for head, found in zip(heads, units, strict=True)
    ]
    remarks = [_write_remarks(heads, row, numeric) for row in table.rows]
    extra: list[tuple[str, list[str]]] = []
    if mixed:
        lists = [_list_units(row[index] for index in mixed) for row in table.rows]
        extra.append((words.UNIT, [", ".join(found) for found in lists]))
    if any(remarks):
        extra.append((words.REMARK, remarks))
    if table.source:
        extra.append((words.SOURCE, [table.source] * len(table.rows)))
    return Sheet(
        title=table.caption,
        headers=(*headers, *(head for head, _ in extra)),
        rows=tuple(
            (
                *(_type_cell(cell) for cell in row),
                *(texts[line] or None for _, texts in extra),
            )
            for line, row in enumerate(table.rows)
        ),
    )


def make_card_table(cards: Sequence[Card], *, territory: str, caption: str) -> Table:
    """Lay cards out as a table: one row a card, one column a place."""
    places = list(dict.fromkeys((r.role, r.name) for card in cards for r in card.references))
    further = [
        (words.DETAIL, [card.unit_note for card in cards]),
        (words.COMPARISON, [card.comparison for card in cards]),
        (words.CAUTION, [card.caveat for card in cards]),
    ]
    used = [(head, texts) for head, texts in further if any(texts)]
    rows = []
    for line, card in enumerate(cards):
        found = {(r.role, r.name): Cell(r.text, r.value) for r in card.references}
        rows.append(
            (
                Cell(card.label),
                Cell(card.text, card.value),
                *(found.get(place, Cell("")) for place in places),
                *(Cell(texts[line]) for _, texts in used),
            )
        )
    heads = [words.INDICATOR, territory, *(name for _, name in places), *(head for head, _ in used)]
    return Table(caption, tuple(Column(head) for head in heads), tuple(rows))


def make_frame_table(
    frame: pd.DataFrame, *, caption: str, reference: str = "", own: str = words.VALUE
) -> Table:
    """Lay the frame of a drawing out as a table: rows by label or period, a column a place.

    Parameters
    ----------
    frame : DataFrame
        As the drawings take it: ``label``, ``period``, ``year`` or ``name``; ``value`` (or
        ``index``) and ``text``; optional ``place`` and ``role``, ``reason``, ``weak``,
        ``reference`` and ``reference_text``.
    caption : str
        What the table shows.
    reference : str
        Name of the place of the column ``reference``.
    own : str
        Head of the values where the frame has no column ``place``.

    Raises
    ------
    ValueError
        For a frame without any column that names its rows.
    """
    keys = [name for name in _KEYS if name in frame.columns]
    if not keys:
        msg = f"no column names the rows: {list(frame.columns)}"
        raise ValueError(msg)
    records = _list_records(frame)
    labels = list(dict.fromkeys(str(record[keys[0]]) for record in records))
    cells: dict[tuple[str, tuple[str, str]], Cell] = {}
    for record in records:
        label = str(record[keys[0]])
        place = (str(record.get("role", "")), str(record.get("place", own)))
        cells[label, place] = _read_cell(record)
        if "reference" in record:
            value = _read_number(record["reference"])
            cells[label, ("", reference)] = Cell(str(record["reference_text"]), value)
    places = list(dict.fromkeys(place for _, place in cells))
    return Table(
        caption,
        (Column(_KEYS[keys[0]]), *(Column(name) for _, name in places)),
        tuple(
            (Cell(label), *(cells.get((label, place), Cell("")) for place in places))
            for label in labels
        ),
    )


def _list_records(frame: pd.DataFrame) -> list[dict[str, object]]:
    columns = {name: frame[name].tolist() for name in _READ if name in frame.columns}
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _read_cell(record: Mapping[str, object]) -> Cell:
    if "index" in record:  # its text is the value behind the index
        index = _read_number(record["index"])
        return Cell("" if index is None else format_decimal(index, 1), index)
    value = _read_number(record["value"])
    text = str(record["text"])
    if record.get("weak") and value is not None:
        text = chart_words.sign_weak(text)
    reason = record.get("reason")
    return Cell(text, value, reason if isinstance(reason, str) and reason else None)


def _read_number(value: object) -> float | None:
    if not isinstance(value, float) and pd.isna(value):  # type: ignore[call-overload]
        return None
    number = float(value)  # type: ignore[arg-type]
    return None if math.isnan(number) else number


@lru_cache(maxsize=8192)
def _read_written(text: str) -> tuple[str | None, str]:
    """Read the unit of a number as the page writes it, if it is one, and how to show it so.

    A workbook shows it as the page does: its decimals, its unit, its sign.
    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None, "General"
    decimals = "." + "0" * len(match["decimals"]) if match["decimals"] else ""
    unit = f'"\u00a0{match["unit"]}"' if match["unit"] else ""
    pattern = f"#,##0{decimals}{unit}"
    signed = f"+{pattern};-{pattern};{pattern}" if match["sign"] == "+" else pattern
    return match["unit"] or "", signed


def _list_units(cells: Iterable[Cell]) -> list[str]:
    found = (_read_written(cell.text)[0] for cell in cells if cell.value is not None)
    return list(dict.fromkeys(unit for unit in found if unit is not None))


def _type_cell(cell: Cell) -> CellValue:
    if cell.value is not None:
        return Number(cell.value, _read_written(cell.text)[1])
    if _YEAR.fullmatch(cell.text):
        return Number(float(cell.text), "0")
    absent = cell.reason or cell.text in chart_words.REASON_BY_SIGN
    return None if absent or not cell.text else cell.text


def _write_remarks(heads: Sequence[str], row: Sequence[Cell], numeric: Sequence[bool]) -> str:
    said = []
    for head, cell, is_number in zip(heads, row, numeric, strict=True):
        if cell.reason:
            said.append((head, chart_words.describe_reason(cell.reason)))
        elif is_number or cell.text in chart_words.REASON_BY_SIGN:
            said += [(head, meaning) for meaning in _explain(cell.text)]
    return words.write_remark(said)


@lru_cache(maxsize=8192)
def _explain(text: str) -> tuple[str, ...]:
    """Explain the signs in a text."""
    return tuple(meaning for _, meaning in chart_words.explain_signs(find_signs([text])))
