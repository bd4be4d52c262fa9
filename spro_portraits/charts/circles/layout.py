"""Where everything goes in the circles: sizes first, then both halves, then boxes.

Pure arithmetic: lengths in pixels from the centre, y downwards, angles in radians clockwise from
three o'clock. Nothing is drawn here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spro_portraits.charts.circles.grouping import DENSE, Mark
from spro_portraits.charts.circles.labels import MORE, fit_lines
from spro_portraits.charts.circles.model import CircleSector
from spro_portraits.charts.circles.sides import (
    Block,
    Place,
    Row,
    Sizes,
    divide,
    find_height,
    find_limits,
    spread,
)
from spro_portraits.charts.layout import widest
from spro_portraits.style import measure_text
from spro_portraits.wording import circles as words

WIDTH = 1100.0
"""Nominal width: what the sizes of texts are for."""
MARGIN = 10.0
RING_SIZE = 13.0
CENTRE_SIZE = 16.0
GAP = 7.0
"""Pixels between the contour and a label."""
GLYPH = 6.0
"""Radius of the sign in the head of a sector."""
GLYPH_ROOM = 19.0
FALLBACK = 1.3
"""How much wider than ours a reader's font may be before a label is cut: DejaVu Sans is."""
RING_LINE = 15.0

_RIMS = (330.0, 310.0, 290.0, 270.0, 250.0)
_RIM_STEP = 2.0
"""How much wider the circles may be for each sign."""
_REACH = 26.0
_CENTRE_WIDTH = 112.0
_CENTRE_LINES = 4
_SMALLEST_CORE = 46.0
_RING_WIDTH = 165.0
_WIDEST_TOP = math.radians(42)
_BENDS = (1.0, 0.75, 0.55, 0.4)
"""Exponents of the radii: below 1, inner rings are wider."""
_WORTH = 0.94
"""What part of the height must be left for a bend to be worth it."""
_BAND = 30.0
_GROWTH = 24.0
_STEP = 8.0
_TALLEST = 2.5


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes beside the circles, in pixels: fonts, their lines, room between two texts."""

    label: float
    line: float
    head: float
    head_line: float
    gap: float


_WIDE_TYPE = Type(13.0, 15.5, 13.5, 17.0, 2.5)
_DENSE_TYPE = Type(12.0, 14.0, 12.5, 15.0, 1.2)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Say whether two rectangles share more than an edge."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0 and down > 0


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A sign, its line and its label; ``side`` is 1 on the right, −1 on the left."""

    mark: Mark
    side: int
    x: float
    y: float
    lines: tuple[str, ...]
    anchor: tuple[float, float]
    line: tuple[tuple[float, float], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedHead:
    """Name of a sector beside its labels, with its sign."""

    sector: str
    side: int
    lines: tuple[str, ...]
    anchor: tuple[float, float]
    glyph: tuple[float, float]
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedSector:
    """Part of the circles that a sector takes; a large one may take a part of each half."""

    sector: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PlacedRing:
    """A ring and its name, at its top."""

    radius: float
    lines: tuple[str, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing."""

    sizes: Sizes
    type: Type
    centre: tuple[str, ...]
    rings: tuple[PlacedRing, ...]
    sectors: tuple[PlacedSector, ...]
    heads: tuple[PlacedHead, ...]
    marks: tuple[PlacedMark, ...]
    frame: Box


def lay_out(
    marks: Sequence[Mark], sectors: Sequence[CircleSector], rings: Sequence[str], centre: str
) -> Layout:
    """Find a place for everything, without anything on anything else.

    Several radii are tried: the drawing is as low as may be, the circles large, few labels
    wrapped or cut. The circles grow wider than the nominal frame only where an inner ring
    holds more signs than fit on it.

    Parameters
    ----------
    marks : sequence of Mark
        In the order of the sectors.
    sectors : sequence of CircleSector
        Clockwise from the top; those without a sign take no room.
    rings : sequence of str
        Names, from the centre.
    centre : str
        What is written in the middle.
    """
    middle = fit_lines(centre, _CENTRE_WIDTH, CENTRE_SIZE, 600, _CENTRE_LINES)
    task = _Task(marks, sectors, rings, middle, _DENSE_TYPE if len(marks) > DENSE else _WIDE_TYPE)
    rims = [rim for rim in _RIMS if rim <= _RIMS[-1] + _RIM_STEP * len(marks)]
    while True:
        found = [plan for rim in rims if (plan := _fit(task, rim))]
        if found:
            return _build(task, min(found, key=_judge))
        rims = [rims[0] + _GROWTH]


@dataclass(frozen=True, slots=True)
class _Task:
    marks: Sequence[Mark]
    sectors: Sequence[CircleSector]
    rings: Sequence[str]
    centre: tuple[str, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class _Plan:
    """Sizes that work, and the places of the rows of both halves."""

    sizes: Sizes
    halves: tuple[list[Block], list[Block]]
    places: tuple[list[list[Place]], list[list[Place]]]


def _judge(plan: _Plan) -> float:
    """Tell how bad a plan is: high, small circles, labels of two lines or cut."""
    rows = [row for half in plan.halves for block in half for row in block if row.mark]
    cut = sum(row.lines[-1].endswith(MORE) for row in rows)
    return plan.sizes.down - plan.sizes.rim + 8 * cut


def _fit(task: _Task, rim: float) -> _Plan | None:
    """Fit both halves into the lowest contour around circles of a given radius."""
    best: _Plan | None = None
    for bend in _BENDS:
        sizes = _find_sizes(task, rim, bend)
        limit = best.sizes.down * _WORTH if best else _TALLEST * sizes.rim
        while sizes.down < limit:
            room = sizes.down * (1 + math.cos(sizes.top))
            halves = divide(_make_blocks(task, _find_room(sizes)), room)
            rows = max(sum(map(find_height, half)) for half in halves)
            if rows > room:
                sizes = _stretch(sizes, sizes.down + max(_STEP, (rows - room) / 2))
                continue
            right = spread(halves[0], sizes)
            # The left half is stacked the other way round, to go with the clock.
            left = spread(halves[1][::-1], sizes)
            if right is not None and left is not None:
                best = _Plan(sizes, halves, (right, left[::-1]))
                break
            sizes = _stretch(sizes, sizes.down + _STEP)
    return best


def _stretch(sizes: Sizes, down: float) -> Sizes:
    return replace(sizes, down=down, across=_find_across(sizes.rim, down))


def _find_across(rim: float, down: float) -> float:
    return rim + _REACH + max(0.0, down - rim - _REACH) * 0.06


def _find_room(sizes: Sizes) -> float:
    """Width of a label, in pixels; a reader's own font may be wider."""
    return (max(WIDTH / 2 - MARGIN - GAP - sizes.across, 120.0)) / FALLBACK


def _find_sizes(task: _Task, rim: float, bend: float) -> Sizes:
    marks, centre = task.marks, task.centre
    half = widest(centre, CENTRE_SIZE, 600) * FALLBACK / 2  # white on the disc: all of it inside
    core = max(_SMALLEST_CORE, math.hypot(half, len(centre) * CENTRE_SIZE * 1.2 / 2) + 7)
    count = len(task.rings)
    radii = [core + (rim - core) * ((rank + 1) / count) ** bend for rank in range(count)]
    for rank in range(1, count):
        radii[rank] = max(radii[rank], radii[rank - 1] + _BAND)
    largest = [max([m.radius for m in marks if m.ring == rank], default=0) for rank in range(count)]
    tops = [
        (widest(_name_ring(task, rank), RING_SIZE, 600) / 2 + largest[rank] + 7) / radius
        for rank, radius in enumerate(radii)
    ]
    top = math.asin(min(max(tops), math.sin(_WIDEST_TOP)))
    down = radii[-1] + _REACH
    return Sizes(core, tuple(radii), _find_across(radii[-1], down), down, top)


def _name_ring(task: _Task, rank: int) -> tuple[str, ...]:
    count = sum(len(mark.nodes) for mark in task.marks if mark.ring == rank)
    return fit_lines(words.write_ring(task.rings[rank], count), _RING_WIDTH, RING_SIZE, 600)


def _make_blocks(task: _Task, room: float) -> list[Block]:
    """Write each sector: its name if one line holds it, else its short name; its structures."""
    type_ = task.type
    blocks: list[Block] = []
    for sector in task.sectors:
        own = [mark for mark in task.marks if mark.sector == sector.key]
        kept = room - GLYPH_ROOM
        whole = measure_text(sector.name, type_.head, 600) <= kept
        name = fit_lines(sector.name if whole else sector.short, kept, type_.head, 600)
        head = Row(sector.key, name, len(name) * type_.head_line + type_.gap, None)
        blocks.append((head, *(_make_row(mark, room, type_) for mark in own)))
    return blocks


def _make_row(mark: Mark, room: float, type_: Type) -> Row:
    lines = fit_lines(mark.label, room, type_.label, 600 if mark.strong else 400)
    return Row(mark.sector, lines, len(lines) * type_.line + type_.gap, mark)


def _build(task: _Task, plan: _Plan) -> Layout:
    sizes = plan.sizes
    marks: list[PlacedMark] = []
    heads: list[PlacedHead] = []
    sectors: list[PlacedSector] = []
    for side, half, own in zip((1, -1), plan.halves, plan.places, strict=True):
        limits = find_limits(own[::side], sizes)[::side] if half else []
        for block, places, (start, end) in zip(half, own, limits, strict=True):
            turned = (start, end) if side > 0 else (math.pi - end, math.pi - start)
            sectors.append(PlacedSector(block[0].sector, *turned))
            for row, spot in zip(block, places, strict=True):
                if row.mark is None:
                    heads.append(_place_head(row, side, spot, plan.sizes, task.type))
                else:
                    marks.append(_place_mark(row, row.mark, side, spot, plan.sizes, task.type))
    placed = tuple(
        _place_ring(radius, _name_ring(task, rank)) for rank, radius in enumerate(sizes.radii)
    )
    return Layout(
        sizes, task.type, task.centre, placed, tuple(sectors), tuple(heads), tuple(marks),
        _frame(sizes, [*(h.box for h in heads), *(m.box for m in marks)]),
    )  # fmt: skip


def _place_mark(
    row: Row, mark: Mark, side: int, spot: Place, sizes: Sizes, type_: Type
) -> PlacedMark:
    ring = spot.radius
    across, down = side * math.cos(spot.angle), math.sin(spot.angle)
    end = (sizes.across * across, sizes.down * down)
    rim = (sizes.rim * across, sizes.rim * down)
    bend = [rim] if ring < sizes.rim else []
    width = widest(row.lines, type_.label, 600 if mark.strong else 400)
    anchor = (end[0] + side * GAP, end[1])
    return PlacedMark(
        mark, side, ring * across, ring * down, row.lines, anchor,
        ((ring * across, ring * down), *bend, (end[0] + side * 2, end[1])),
        _box(anchor, side, width, len(row.lines) * type_.line),
    )  # fmt: skip


def _place_head(row: Row, side: int, spot: Place, sizes: Sizes, type_: Type) -> PlacedHead:
    end = side * (sizes.across * math.cos(spot.angle) + GAP), sizes.down * math.sin(spot.angle)
    anchor = (end[0] + side * GLYPH_ROOM, end[1])
    width = widest(row.lines, type_.head, 600) + GLYPH_ROOM
    return PlacedHead(
        row.sector, side, row.lines, anchor, (end[0] + side * GLYPH, end[1]),
        _box(end, side, width, len(row.lines) * type_.head_line),
    )  # fmt: skip


def _place_ring(radius: float, lines: tuple[str, ...]) -> PlacedRing:
    half, height = widest(lines, RING_SIZE, 600) / 2, len(lines) * RING_LINE
    box = Box(-half, -radius - height / 2, half, -radius + height / 2)
    return PlacedRing(radius, lines, box)


def _box(anchor: tuple[float, float], side: int, width: float, height: float) -> Box:
    x, y = anchor
    left, right = sorted((x, x + side * width))
    return Box(left, y - height / 2, right, y + height / 2)


def _frame(sizes: Sizes, boxes: Sequence[Box]) -> Box:
    """Frame everything, with room for a wider font at both sides."""
    reach = max(max(abs(b.left), abs(b.right)) + (b.right - b.left) * (FALLBACK - 1) for b in boxes)
    half = max(WIDTH / 2, reach + MARGIN)
    edge = sizes.rim + _REACH
    top = min(-edge, *(box.top for box in boxes)) - MARGIN
    bottom = max(edge, *(box.bottom for box in boxes)) + MARGIN
    return Box(-half, top, half, bottom)
