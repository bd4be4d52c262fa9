"""A table of the page as a table of paper: heads that repeat, columns whose widths are found.

Widths are found here, by the rule of browsers (between the longest word and the whole text), so
that a column of figures never breaks and a long label never pushes the last column out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bs4 import Tag

from spro_portraits.render.paper.charts import TEXT_WIDTH
from spro_portraits.render.paper.inline import Run, read_inline
from spro_portraits.style import measure_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES = (8.5, 8.0)
"""Sizes of type tried for a table, in points."""
BAR = 42.0
"""Width of a bar in a cell, in points, with the space beside it."""
WIDE_WIDTH = 728.5
"""Width of the text of a page laid flat, in points: 257 mm."""
_ROOMY = 60.0
_PADDING = 9.0
_SAFE = 1.04
_HEAD_LINES = 1.8
_HEAD_ALONE = 60.0
"""Width up to which the head of a column stays on one line, in points."""
_FEW = 8
"""Rows that may be high, rather than have a page laid flat for them."""
_SHORT = 16
"""Rows of a table that is not cut."""
_SHARE = re.compile(r"--spro-share:\s*([\d.]+)%")
_FIGURES = re.compile(r"[\d\s,.%€+\u2212\u202f\u00a0-]+")
_UNIT = re.compile(r"\d[\u00a0 ]([^\W\d][^\s\u25b2\u25bc\u25ca]{3,})")
"""A unit of some letters after a figure: ``41,0 hab./km²``."""
_BREAKS = re.compile(r"(?<=[ \t\n/\-\u2013])")


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a table fits on a page: size of type, widths of columns, whether with bars, laid flat."""

    size: float
    widths: list[float]
    bars: bool
    wide: bool


def read_table(table: Tag) -> list[dict[str, Any]]:
    """Read a ``table`` element.

    One that is too wide for any page becomes several, which all begin with its first column.

    Returns
    -------
    list of dict
        Blocks of kind ``table``: ``title`` (runs), ``size`` of type and ``widths`` of columns in
        points, ``aligns``, ``head`` and ``rows`` (lists of rows of cells), ``cut`` (whether it may
        go on on another page), ``wide`` (whether it needs a page laid flat), ``bars`` (whether
        there is room for them), ``signs`` (sign and meaning, of what is absent or weak; under
        the last one). A row is ``headed`` where its first cell names it.
    """
    found = table.find("caption")
    title: list[Run] = []
    if isinstance(found, Tag) and "spro-hidden" not in found.get_attribute_list("class"):
        title = read_inline(found)
    signs: dict[str, str] = {}
    head: list[dict[str, Any]] = []
    body: list[dict[str, Any]] = []
    for line in table.find_all("tr"):
        if line.get("aria-hidden") == "true" or line.find_parent("table") is not table:
            continue
        is_head = line.find_parent("thead") is not None
        read = _read_row(line, signs)
        if is_head and not body:
            head.append(read)
        elif read["cells"]:
            body.append(read)
    columns = max((sum(c["span"] for c in row["cells"]) for row in (*head, *body)), default=0)
    for row in (*head, *body):
        row["cells"] += [
            _make_cell() for _ in range(columns - sum(c["span"] for c in row["cells"]))
        ]
    parts = _split_wide(head, body, columns)
    made = [_make_table(title, *part) for part in parts]
    made[-1]["signs"] = [[sign, meaning] for sign, meaning in signs.items()]
    return made


def _make_table(
    title: list[Run], head: list[dict[str, Any]], body: list[dict[str, Any]], fit: _Fit
) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": title,
        "size": fit.size,
        "widths": fit.widths,
        "wide": fit.wide,
        "bars": fit.bars,
        "aligns": _find_aligns(head, body, len(fit.widths)),
        "head": head,
        "rows": body,
        "cut": len(body) > _SHORT,
        "signs": [],
    }


def _make_cell(**facts: Any) -> dict[str, Any]:
    return {"runs": [], "bar": None, "strong": False, "span": 1, "align": "left", **facts}


def _read_row(row: Tag, signs: dict[str, str]) -> dict[str, Any]:
    classes = set(row.get_attribute_list("class"))
    cells = []
    for cell in row.find_all(["th", "td"], recursive=False):
        kinds = set(cell.get_attribute_list("class"))
        for short in cell.find_all("abbr", title=True):
            if sign := _find_sign(short.get_text(" ", strip=True)):
                signs.setdefault(sign, str(short["title"]))
        bar = cell.select_one(".spro-bar-track")
        share = None
        if bar is not None:
            filled = bar.select_one(".spro-bar")
            found = _SHARE.search(str(filled.get("style") or "")) if filled else None
            share = float(found[1]) if found else 0.0
            bar.decompose()
        align = "right" if "spro-num" in kinds else "center" if "spro-mid" in kinds else "left"
        cells.append(
            _make_cell(
                runs=read_inline(cell), bar=share, strong="spro-strong" in kinds,
                span=int(str(cell.get("colspan") or 1)), align=align,
            )
        )  # fmt: skip
    first = row.find(["th", "td"], recursive=False)
    headed = isinstance(first, Tag) and first.name == "th" and first.get("scope") in {None, "row"}
    return {
        "cells": cells, "total": "spro-total" in classes, "own": "spro-own" in classes,
        "headed": headed,
    }  # fmt: skip


def _find_sign(text: str) -> str:
    """Find the sign in the text of a value: ``481 ◊`` has ``◊``, ``n. d.`` is one."""
    return _FIGURES.sub("", text) if any(map(str.isdigit, text)) else text


def _find_aligns(
    head: Sequence[dict[str, Any]], body: Sequence[dict[str, Any]], columns: int
) -> list[str]:
    """Take the alignment of each column from its cells, else from its head."""
    aligns = ["left"] * columns
    for row in (*head[-1:], *body[:1]):
        for column, cell in _place(row):
            if cell["span"] == 1:
                aligns[column] = cell["align"]
    return aligns


def _place(row: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    column = 0
    for cell in row["cells"]:
        yield column, cell
        column += cell["span"]


_Part = tuple[list[dict[str, Any]], list[dict[str, Any]], _Fit]


def _split_wide(
    head: list[dict[str, Any]], body: list[dict[str, Any]], columns: int
) -> list[_Part]:
    """Find the page that a table needs, and split it where there is none that is wide enough.

    First units that a row repeats go to its name, then the page is laid flat, then columns go to
    a table of their own: letters stay as they are.
    """
    if (fit := _find_widths(head, body, columns, TEXT_WIDTH)) is not None:
        return [(head, body, fit)]
    shorter = [_lift_unit(row) for row in body]
    if (fit := _find_widths(head, shorter, columns, TEXT_WIDTH)) is None and len(body) <= _FEW:
        fit = _find_widths(head, shorter, columns, TEXT_WIDTH, roomy=0.0)
    if fit is None:
        fit = _find_widths(head, shorter, columns, WIDE_WIDTH)
    if fit is not None:
        return [(head, shorter, fit)]
    parts: list[_Part] = []
    kept = 1
    is_plain = all(cell["span"] == 1 for row in (*head, *body) for cell in row["cells"])
    while is_plain and kept < columns:
        part: _Part | None = None
        end = kept + 1
        while end <= columns:
            heads, rows = _take_columns(head, kept, end), _take_columns(body, kept, end)
            fit = _find_widths(heads, rows, 1 + end - kept, WIDE_WIDTH)
            if fit is None:
                break
            part, end = (heads, rows, fit), end + 1
        if part is None:  # one column is wider than a page
            break
        parts.append(part)
        kept = end - 1
    if parts and kept == columns:
        return parts
    least, _ = _measure(head, body, columns, SIZES[-1], 0.0)
    scale = min(1.0, WIDE_WIDTH / max(sum(least), 1e-9))
    widths = [round(width * scale, 2) for width in least]
    return [(head, body, _Fit(SIZES[-1] * scale, widths, False, True))]


def _take_columns(rows: list[dict[str, Any]], start: int, end: int) -> list[dict[str, Any]]:
    """Take the first column and some others."""
    return [{**row, "cells": [row["cells"][0], *row["cells"][start:end]]} for row in rows]


def _lift_unit(row: dict[str, Any]) -> dict[str, Any]:
    """Write a unit that all figures of a row have once, after the name of the row."""
    first, *others = row["cells"] or [_make_cell()]
    texts = [cell["runs"] for cell in others]
    if not row["headed"] or not all(len(runs) == 1 and isinstance(runs[0], str) for runs in texts):
        return row
    found = [_UNIT.search(runs[0]) for runs in texts]
    units = {match[1] for match in found if match is not None}
    if len(units) != 1 or any(
        match is None and any(map(str.isdigit, runs[0]))
        for match, runs in zip(found, texts, strict=True)
    ):
        return row
    unit = units.pop()
    cells = [
        {**cell, "runs": [re.sub(rf"[\u00a0 ]{re.escape(unit)}", "", cell["runs"][0], count=1)]}
        for cell in others
    ]
    return {**row, "cells": [{**first, "runs": [*first["runs"], f", {unit}"]}, *cells]}


def _find_widths(
    head: Sequence[dict[str, Any]],
    body: Sequence[dict[str, Any]],
    columns: int,
    room: float,
    *,
    roomy: float = _ROOMY,
) -> _Fit | None:
    """Find the largest type at which the words fit in a room; bars go first. None for none."""
    for bar in (BAR, 0.0):
        for size in SIZES:
            fit = _fit(_measure(head, body, columns, size, bar), room, roomy)
            if fit is not None:
                return _Fit(size, fit, bar > 0, room == WIDE_WIDTH)
    return None


def _fit(
    measured: tuple[list[float], list[float]], room: float, roomy: float
) -> list[float] | None:
    """Share the room of a page among columns; None where words would break too often."""
    least, most = measured
    if sum(most) <= room:
        return [round(width, 2) for width in most]
    free, wanted = room - sum(least), sum(most) - sum(least)
    if free < min(wanted / 6, roomy):
        return None
    return [
        round(low + (high - low) * free / wanted, 2) for low, high in zip(least, most, strict=True)
    ]


def _measure(
    head: Sequence[dict[str, Any]],
    body: Sequence[dict[str, Any]],
    columns: int,
    size: float,
    bar: float,
) -> tuple[list[float], list[float]]:
    """Measure the least and the most width of each column, in points."""
    least, most = [0.0] * columns, [0.0] * columns
    for is_head, rows in ((True, head), (False, body)):
        for row in rows:
            for column, cell in _place(row):
                if cell["span"] > 1:
                    continue
                bold = is_head or row["total"] or row["own"] or cell["strong"]
                low, high = _measure_cell(cell, size, bar, is_head=is_head, bold=bold)
                least[column] = max(least[column], low)
                most[column] = max(most[column], high)
    return least, [max(low, high) for low, high in zip(least, most, strict=True)]


def _measure_cell(
    cell: dict[str, Any], size: float, bar: float, *, is_head: bool, bold: bool
) -> tuple[float, float]:
    weight = 600 if bold else 400
    bar = 0.0 if cell["bar"] is None else bar
    lines = _split_lines(cell["runs"])
    words = [word.strip(" ") for line in lines for word in _BREAKS.split(line)]
    longest = max((measure_text(word, size, weight) for word in words), default=0.0)
    whole = max((measure_text(line, size, weight) for line in lines), default=0.0)
    if is_head:
        whole = whole if whole <= _HEAD_ALONE else max(longest, whole / _HEAD_LINES)
    elif cell["align"] == "right":
        longest = whole  # a figure and its unit stay together
    return longest * _SAFE + bar + _PADDING, whole * _SAFE + bar + _PADDING


def _split_lines(runs: Sequence[Run]) -> list[str]:
    lines = [""]
    for run in runs:
        if isinstance(run, str):
            lines[-1] += run
        elif "break" in run:
            lines.append("")
        else:
            lines[-1] += run.get("text", "mm")
    return lines
