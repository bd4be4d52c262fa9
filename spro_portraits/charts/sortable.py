"""A table that its reader sorts: by a click or the keyboard, without any network.

The table is that of :mod:`spro_portraits.charts.tables`, whole and readable where no script
runs; the script adds buttons to its heads and an optional field that filters its rows.
"""

from __future__ import annotations

import json

from markupsafe import Markup

from spro_portraits.charts.tables import Table, draw_table
from spro_portraits.charts.templating import fill_template, read_script
from spro_portraits.wording import charts as words

MOST_ROWS = 150
"""Rows above which the table scrolls in a box of its own, its head always in sight."""

_SHOWN = (None, "peu_fiable")
"""Reasons of cells that show something."""


def draw_sortable_table(table: Table, *, search: bool = False) -> str:
    """Draw a table whose columns sort: numbers by value, texts in the French order.

    A first click sorts numbers from the largest and texts from A; a second one turns the
    order round. Absent values stay last either way, a total row at the end, equal rows in
    the order of the table.

    Parameters
    ----------
    table : Table
        A column of which some cell has a ``value`` sorts by values, others by text.
    search : bool
        Whether a field filters the rows by the text of their first column.

    Returns
    -------
    str
        An HTML fragment with its script: a few lines, which do nothing the second time.

    Raises
    ------
    ValueError, KeyError
        As :func:`~spro_portraits.charts.tables.draw_table`.
    """
    drawn = draw_table(table)
    keys = [_list_keys(table, index) for index in range(len(table.columns))]
    return fill_template(
        "sortable",
        table=Markup(drawn),  # noqa: S704 - a fragment that draw_table escaped
        keys=json.dumps(keys, separators=(",", ":")),
        total=table.total_row,
        search=search,
        tall=len(table.rows) > MOST_ROWS,
        words=words,
        script=Markup(read_script("sortable")),  # noqa: S704 - our own script
    )


def _list_keys(table: Table, index: int) -> list[float | None] | list[str | None]:
    """List what the cells of a column sort by, None for absent ones."""
    cells = [row[index] for row in table.rows]
    if any(cell.value is not None for cell in cells):
        return [cell.value for cell in cells]
    return [cell.text if cell.text and cell.reason in _SHOWN else None for cell in cells]
