"""The figures behind a drawing, as a table that a reader of the deck may open.

They come from the very file that the page offers for download under the drawing.
"""

from __future__ import annotations

import base64
import csv
import io
import re
from html import escape
from urllib.parse import unquote

from spro_portraits.wording import format_decimal
from spro_portraits.wording.spreadsheets import SOURCE

_LINK = re.compile(r'<a\b[^>]*\bhref="data:text/csv[^,"]*;base64,(?P<data>[^"]+)"')
_GUARDED = re.compile(r'^="(.*)"$', re.DOTALL)
_NUMBER = re.compile(r"^-?\d+(?:,\d+)?$")


def read_table(html: str) -> str:
    """Read the first file of figures offered in an output; empty where there is none.

    Returns
    -------
    str
        A ``<table>``, numbers to two decimals at most.
    """
    found = _LINK.search(html)
    if found is None:
        return ""
    text = base64.b64decode(unquote(found["data"])).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(row)]
    if not rows:
        return ""
    heads, *body = ([_clean(cell) for cell in row] for row in rows)
    kept = [at for at, head in enumerate(heads) if head != SOURCE]
    top = "".join(f'<th scope="col">{escape(heads[at])}</th>' for at in kept)
    lines = "".join(f"<tr>{_write_row(row, kept)}</tr>" for row in body)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def _write_row(row: list[str], kept: list[int]) -> str:
    first, *rest = kept
    cells = [f'<th scope="row">{escape(row[first])}</th>']
    for at in rest:
        numeric = bool(_NUMBER.match(row[at]))
        text = _write_number(row[at]) if numeric else row[at]
        start = '<td class="spro-num">' if numeric else "<td>"
        cells.append(f"{start}{escape(text)}</td>")
    return "".join(cells)


def _write_number(text: str) -> str:
    value = float(text.replace(",", "."))
    return format_decimal(value, min(2, len(text.partition(",")[2])))


def _clean(cell: str) -> str:
    """Take off what keeps a spreadsheet from changing a text."""
    return _GUARDED.sub(r"\1", cell).removeprefix("'")
