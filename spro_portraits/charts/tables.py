"""Tables: figures aligned on the decimal comma, bars in cells, signs of absence explained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spro_portraits.charts.templating import fill_template, name_tips
from spro_portraits.wording import charts as words

_NUMBER = re.compile(
    r"(?P<head>.*\d)(?:,(?P<decimals>\d+))(?P<tail>\D*)|(?P<whole>.*\d)(?P<rest>\D*)"
)
_ALIGNMENTS = {"left": "", "right": "spro-num", "center": "spro-mid"}


@dataclass(frozen=True)
class Column:
    """A column: its head, how it is aligned, whether its cells carry bars or stand out."""

    label: str
    align: Literal["left", "right", "center"] = "right"
    bar: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Cell:
    """What a cell shows; ``value`` sizes its bar, ``reason`` explains its absence.

    A ``definition`` (of the indicator that a row is about) is shown on hover or focus. A
    ``mark`` (``above``, ``below``) says how the value differs from the territory's, or
    (``highest``, ``lowest``) from all others of its column.
    """

    text: str
    value: float | None = None
    reason: str | None = None
    definition: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows.

    Attributes
    ----------
    caption : str
        What the table shows, with unit and year.
    columns : tuple of Column
        The first one heads the names of the rows.
    rows : tuple of tuple of Cell
        As many cells as columns.
    total_row : bool
        Whether the last row is a total (a rule above it).
    note, source : str
        Under the table; may be empty.
    strong_rows : frozenset of int
        Rows in bold (the territory's).
    is_dense : bool
        Whether columns stand close: many of them, with short figures.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total_row: bool = False
    note: str = ""
    source: str = ""
    strong_rows: frozenset[int] = frozenset()
    is_dense: bool = False


@dataclass(frozen=True)
class _DrawnCell:
    text: str
    classes: str
    style: str
    reason: str
    bar: str
    definition: str
    tip: str
    mark: tuple[str, str] | None


def draw_table(table: Table) -> str:
    """Draw a table as an HTML fragment that scrolls sideways on a telephone.

    Bars start from zero and share the scale of their column, the total left out; a
    negative or absent value has none.

    Raises
    ------
    ValueError
        No row, or a row with another number of cells than columns.
    KeyError
        For an unknown reason of absence.
    """
    if not table.rows:
        msg = f"nothing to draw: table without row: {table.caption!r}"
        raise ValueError(msg)
    for row in table.rows:
        if len(row) != len(table.columns):
            msg = f"{len(row)} cells in a row of {len(table.columns)} columns: {table.caption!r}"
            raise ValueError(msg)
    tips = iter(
        name_tips([f"{cell.text}\n{cell.definition}" for row in table.rows for cell in row])
    )
    named = [[(cell, next(tips)) for cell in row] for row in table.rows]
    columns = [
        _draw_column(table, column, [row[index] for row in named])
        for index, column in enumerate(table.columns)
    ]
    last = len(table.rows) - 1
    return fill_template(
        "table",
        table=table,
        region=words.TABLE_REGION.format(caption=table.caption),
        heads=[
            {"label": column.label, "classes": _join(_ALIGNMENTS[column.align], _strong(column))}
            for column in table.columns
        ],
        rows=[
            {
                "classes": _join(
                    "spro-total" if table.total_row and index == last else "",
                    "spro-own" if index in table.strong_rows else "",
                ),
                "cells": cells,
            }
            for index, cells in enumerate(zip(*columns, strict=True))
        ],
    )


def _strong(column: Column) -> str:
    return "spro-strong" if column.strong else ""


def _join(*classes: str) -> str:
    return " ".join(name for name in classes if name)


def _draw_column(
    table: Table, column: Column, named: Sequence[tuple[Cell, str]]
) -> list[_DrawnCell]:
    cells = [cell for cell, _ in named]
    scanned = cells[:-1] if table.total_row else cells
    longest = max((c.value for c in scanned if c.value is not None), default=0.0)
    fills = _find_fills([cell.text for cell in cells]) if column.align == "right" else {}
    drawn = []
    for index, (cell, tip) in enumerate(named):
        barred = column.bar and not (table.total_row and index == len(cells) - 1)
        share = max(0.0, cell.value or 0.0) / longest * 100 if longest > 0 else 0.0
        drawn.append(
            _DrawnCell(
                text=cell.text,
                classes=_join(
                    _ALIGNMENTS[column.align],
                    _strong(column),
                    "spro-barred" if barred else "",
                    "spro-fill" if index in fills else "",
                ),
                style=fills.get(index, ""),
                reason=words.describe_reason(cell.reason) if cell.reason else "",
                bar=f"{share:.1f}%" if barred and share > 0 else "",
                definition=cell.definition,
                tip=tip,
                mark=words.MARKS[cell.mark] if cell.mark else None,
            )
        )
    return drawn


def _find_fills(texts: Sequence[str]) -> dict[int, str]:
    """Find which cells lack decimals that others have, so that commas stand in line.

    Cells without a figure, and columns of several units, are left alone.
    """
    parts = {}
    for index, text in enumerate(texts):
        match = _NUMBER.fullmatch(text)
        if match:
            parts[index] = (match["decimals"] or "", match["tail"] or match["rest"] or "")
    deepest = max((len(decimals) for decimals, _ in parts.values()), default=0)
    if len({unit for _, unit in parts.values()}) > 1:
        return {}
    return {
        index: f"--spro-decimals:{deepest - len(decimals)};--spro-comma:{0 if decimals else 1}"
        for index, (decimals, _) in parts.items()
        if len(decimals) < deepest
    }
