"""What stands beside a map of one fixed size: its title, legend, method and sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spro_portraits.maps.legend import name_weak
from spro_portraits.maps.still_text import Type, break_lines, write_block, write_text
from spro_portraits.maps.still_weak import draw_lozenges
from spro_portraits.style import (
    HATCH_SPACING,
    MISSING,
    PAPER,
    QUIET,
    REFERENCES,
    RULE,
    SECRET,
    TERRITORY,
)
from spro_portraits.wording import maps as map_words
from spro_portraits.wording import still as words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spro_portraits.maps.legend import LayerFacts, LegendRow
    from spro_portraits.maps.still_labels import Box

MARGIN = 56.0
_KICKER = Type(26, 600, TERRITORY)
_TITLE = Type(46, 700)
_LEDE = Type(28)
_HEAD = Type(22, 600)
_ROW = Type(24)
_COUNT = Type(24, 400, QUIET)
_SMALL = Type(19, 400, QUIET)
_ROOMY, _TIGHT = 44.0, 33.0
"""Height of a line of the legend, in pixels, at most and at least."""
_REFERENCE = 34.0
"""Height of a place of comparison."""
_SWATCH = (64.0, 26.0)
_GAP = 18.0
_WEAK = re.compile(rf"url\(#{name_weak('([0-9a-f]{6})')}\)")
_HATCHES = {"missing": MISSING, "secret": SECRET}
_GROWN = 1.5
"""Hatching is that much wider than on a page: a picture is looked at from afar."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, in pixels of the drawing.

    Attributes
    ----------
    width, height : float
        Of the drawing.
    frame : (float, float, float, float)
        Of the map.
    legend, notes : (float, float, float, float)
        Of the legend; of method, note and sources. The same box where there is one column.
    """

    width: float
    height: float
    frame: Box
    legend: Box
    notes: Box


def find_layout(
    width: float, height: float, top: float, facts: LayerFacts, texts: Sequence[str]
) -> Layout:
    """Share a drawing between map and texts: side by side, or one above the other.

    Parameters
    ----------
    width, height : float
        In pixels of the drawing.
    top : float
        Where the title ends.
    facts : LayerFacts
    texts : sequence of str
        Note and source, which need their room too.
    """
    if width >= 1.2 * height:
        column = 500.0
        left = width - MARGIN - column
        panel = (left, top, width - MARGIN, height - MARGIN)
        return Layout(width, height, (0.0, top, left - 44.0, height), panel, panel)
    middle = 0.55 * width
    legend = _HEAD.leading + 12 + (len(facts.rows) + 2) * _TIGHT + _GAP
    notes = _REFERENCE * len(facts.references) + (_HEAD.leading + _GAP) * bool(facts.references)
    for text in (facts.method, *texts):
        lines = break_lines(text, width - MARGIN - middle - 44, _SMALL)
        notes += len(lines) * _SMALL.leading + _GAP
    split = min(top + 0.6 * (height - top), height - MARGIN - 32 - max(legend, notes))
    return Layout(
        width, height, (0.0, top, width, split),
        (MARGIN, split + 32, middle, height - MARGIN),
        (middle + 44, split + 32, width - MARGIN, height - MARGIN),
    )  # fmt: skip


def draw_head(kicker: str, title: str, lede: str, width: float) -> tuple[str, float]:
    """Write what the map is about, its title and what it says; gives where the map begins."""
    drawn, top = "", 34.0
    for text, kind, gap in ((kicker, _KICKER, 2.0), (title, _TITLE, 8.0), (lede, _LEDE, 14.0)):
        block, top = write_block(MARGIN, top, break_lines(text, width - 2 * MARGIN, kind), kind)
        drawn, top = drawn + block, top + gap
    return drawn, top


def draw_patterns(name: str) -> str:
    """Declare the hatchings."""
    patterns = []
    for kind, colour in _HATCHES.items():
        step = HATCH_SPACING[colour] * _GROWN
        patterns.append(
            f'<pattern id="{name}-hatch-{kind}" width="{step:g}" height="{step:g}" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<path d="M0 0H{step:g}V{step:g}H0Z" fill="{PAPER}"/>'
            f'<path d="M0 0V{step:g}" stroke="{colour}" stroke-width="{2.4 * _GROWN:g}"/></pattern>'
        )
    return f"<defs>{''.join(patterns)}</defs>"


def draw_panel(
    layout: Layout,
    facts: LayerFacts,
    *,
    name: str,
    unit: str,
    areas: str,
    source: str,
    note: str,
    has_outlines: bool,
    is_gathered: bool,
) -> str:
    """Write the legend, with the count of areas of each class, method, note and sources.

    Parameters
    ----------
    layout : Layout
    facts : LayerFacts
        The layer.
    name : str
        Prefix of identifiers.
    unit : str
        Unit of the values.
    areas : str
        What the areas are called, in the plural.
    source, note : str
        Lines under the legend; the note may be empty.
    has_outlines : bool
        Whether the map has boundaries of départements to explain.
    is_gathered : bool
        Whether areas are territories, the border that of all of them.
    """
    left, _, right, bottom = layout.notes
    small = [break_lines(text, right - left, _SMALL) for text in (facts.method, note) if text]
    cited = break_lines(source, right - left, _SMALL)
    is_one = layout.legend == layout.notes
    below = sum(len(lines) * _SMALL.leading + _GAP for lines in (*small, cited)) if is_one else 0
    lines = [(words.WHOLE_BORDER if is_gathered else words.BORDER, TERRITORY, 3.5)]
    if has_outlines:
        lines.append((words.OUTLINES, REFERENCES["departement"], 2.2))
    compared, room = _draw_references(facts.references, layout.notes)
    below += room * is_one
    legend, top = _draw_legend(layout.legend, facts.rows, lines, name, unit, areas, below)
    if not is_one:
        top = layout.notes[1]
    drawn = [legend, compared(top)]
    top += room
    for block_lines in small:
        block, top = write_block(left, top, block_lines, _SMALL)
        drawn.append(block)
        top += _GAP
    # Sources stand at the foot of the picture, where readers look for them.
    start = max(top, bottom - len(cited) * _SMALL.leading)
    drawn.append(write_block(left, start, cited, _SMALL)[0])
    return "".join(drawn)


def _draw_references(
    references: Sequence[tuple[str, str]], box: Box
) -> tuple[Callable[[float], str], float]:
    """Prepare the values of the places of comparison; gives what writes them and its height."""
    if not references:
        return (lambda _: ""), 0.0
    left, _, right, _ = box
    room = _HEAD.leading + len(references) * _REFERENCE + _GAP

    def draw(top: float) -> str:
        drawn = [write_text(left, top + _HEAD.size, words.REFERENCES, _HEAD)]
        for rank, (place, text) in enumerate(references):
            y = top + _HEAD.leading + rank * _REFERENCE + _ROW.size
            drawn.append(write_text(left, y, place, _ROW))
            drawn.append(write_text(right, y, text, Type(24, 600), "end"))
        return "".join(drawn)

    return draw, room


def _draw_legend(
    box: Box,
    rows: Sequence[LegendRow],
    lines: Sequence[tuple[str, str, float]],
    name: str,
    unit: str,
    areas: str,
    below: float,
) -> tuple[str, float]:
    left, top, right, bottom = box
    head = _HEAD.leading + 12
    count = len(rows) + len(lines)
    step = min(_ROOMY, max(_TIGHT, (bottom - top - head - below - 2 * _GAP) / count))
    base = top + _HEAD.size
    drawn = [
        write_text(left, base, words.head_rows(unit), _HEAD),
        write_text(right, base, areas, _HEAD, "end"),
        f'<path d="M{left:.1f} {base + 9:.1f}H{right:.1f}" stroke="{RULE}" stroke-width="1.5"/>',
    ]
    y = top + head
    for row in rows:
        drawn.append(_draw_swatch(row, left, y + (step - _SWATCH[1]) / 2, name))
        middle = y + step / 2 + _ROW.size * 0.34
        drawn.append(write_text(left + _SWATCH[0] + 16, middle, row.text, _ROW))
        drawn.append(write_text(right, middle, row.count, _COUNT, "end"))
        y += step
    y += _GAP / 2
    for text, colour, width in lines:
        middle = y + step / 2
        drawn.append(
            f'<path d="M{left:.1f} {middle:.1f}h{_SWATCH[0]:g}" stroke="{colour}" '
            f'stroke-width="{width:g}"/>'
        )
        drawn.append(write_text(left + _SWATCH[0] + 16, middle + _ROW.size * 0.34, text, _ROW))
        y += step
    return "".join(drawn), y + _GAP


def _draw_swatch(row: LegendRow, x: float, y: float, name: str) -> str:
    """Draw the colour of a line; beside it, that of its weak values."""
    width, height = _SWATCH
    if row.kind == "unreliable":
        sign = Type(26, 600)
        return write_text(x + width / 2, y + height - 4, map_words.UNRELIABLE_SIGN, sign, "middle")
    if not row.muted:
        return _draw_box(x, y, width, find_paint(row.fill, name))
    strong, weak = width * 0.6, width * 0.4 - 4
    return (
        _draw_box(x, y, strong, row.fill)
        + _draw_box(x + width - weak, y, weak, find_paint(row.muted, name))
        + draw_lozenges([(x + width - weak / 2, y + height / 2)])
    )


def _draw_box(x: float, y: float, width: float, paint: str) -> str:
    return (
        f'<path d="M{x:.1f} {y:.1f}h{width:.1f}v{_SWATCH[1]:g}h-{width:.1f}Z" fill="{paint}" '
        f'stroke="{RULE}"/>'
    )


def find_paint(paint: str, name: str) -> str:
    """Find the paint of a class in this picture.

    The pale colour of weak values, whose sign is drawn apart; a hatching under the prefix
    of the picture; else the colour itself.
    """
    weak = _WEAK.fullmatch(paint)
    return f"#{weak[1]}" if weak else paint.replace("url(#", f"url(#{name}-")
