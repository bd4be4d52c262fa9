"""Names on a map of one fixed size: placed once, none covers another or leaves the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spro_portraits.maps.still_text import Type, write_text
from spro_portraits.style import INK, PAPER, QUIET, measure_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from spro_portraits.maps.geometry import Shapes
    from spro_portraits.maps.paths import Points

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""

NAME = Type(22, 600)
VALUE = Type(20)
AROUND = Type(20, 600, QUIET)
DOT = 5.0
MOST_TOWNS, MANY_AREAS = 8, 24
_PAD, _OVER = 4.0, 30.0
"""Kept free around a name; how far it may pass the limit of its area, where areas are many."""
_GAP = 9.0
_APART = 110.0
"""Between two named towns, in pixels: a town and its suburbs are one place on a slide."""
_ASCENT, _DESCENT = 0.76, 0.24
_SHIFTS = sorted(
    ((x * 10.0, y * 10.0) for x in range(-5, 6) for y in range(-5, 6)),
    key=lambda shift: (abs(shift[0]) + abs(shift[1]), shift),
)
"""How far from the middle of its area a name may stand, in pixels, the nearest first."""
_WIDEST = 1.9
"""How many radii of the largest disc in an area its name may take."""


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text centred on ``x``, or beginning or ending there; ``y`` is the first baseline.

    ``dot`` is the place of a town, None for the name of an area.
    """

    x: float
    y: float
    lines: tuple[tuple[str, Type], ...]
    anchor: str
    dot: tuple[float, float] | None = None


class Room:
    """What is left of a frame: boxes that are taken."""

    def __init__(self, frame: Box, taken: Sequence[Box] = ()) -> None:
        self.frame = frame
        self.taken = list(taken)

    def has(self, box: Box) -> bool:
        """Whether a box lies in the frame and touches none that is taken."""
        left, top, right, bottom = self.frame
        inside = (
            left + _PAD <= box[0]
            and top + _PAD <= box[1]
            and box[2] <= right - _PAD
            and box[3] <= bottom - _PAD
        )
        return inside and not any(_touch(box, other) for other in self.taken)

    def take(self, *boxes: Box) -> None:
        """Take boxes."""
        self.taken += boxes


def _touch(one: Box, other: Box) -> bool:
    across = one[0] < other[2] + _PAD and other[0] < one[2] + _PAD
    return across and one[1] < other[3] + _PAD / 2 and other[1] < one[3] + _PAD / 2


def place_towns(places: pd.DataFrame, points: Points, room: Room) -> list[Label]:
    """Name towns beside their dots, the most peopled first, at most :data:`MOST_TOWNS`.

    A town that is near a named one, or whose name would cover something at each side of
    its dot, is left out.

    Parameters
    ----------
    places : DataFrame
        ``name``, ``population``; equal populations rank by name.
    points : array
        Where they are, in pixels, in the same order.
    room : Room
        Takes what is written.
    """
    names, people = [str(name) for name in places["name"]], places["population"].tolist()
    known = [-1.0 if number != number else float(number) for number in people]  # noqa: PLR0124 - NaN
    labels: list[Label] = []
    for index in sorted(range(len(names)), key=lambda i: (-known[i], names[i])):
        x, y = points[index].tolist()
        dot = (x - DOT, y - DOT, x + DOT, y + DOT)
        others = [label.dot for label in labels if label.dot is not None]
        if any(np.hypot(x - a, y - b) < _APART for a, b in others) or not room.has(dot):
            continue
        for label, box in _offer_sides(names[index], x, y):
            if room.has(box):
                room.take(box, dot)
                labels.append(label)
                break
        if len(labels) == MOST_TOWNS:
            break
    return labels


def _offer_sides(name: str, x: float, y: float) -> Iterator[tuple[Label, Box]]:
    """Offer the sides of a dot: right, left, above, below."""
    width = measure_text(name, NAME.size, NAME.weight)
    up, down = NAME.size * _ASCENT, NAME.size * _DESCENT
    middle = y + (up - down) / 2
    lines = ((name, NAME),)
    for anchor, start, baseline, left in (
        ("start", x + _GAP, middle, x + _GAP),
        ("end", x - _GAP, middle, x - _GAP - width),
        ("middle", x, y - _GAP - down, x - width / 2),
        ("middle", x, y + _GAP + up, x - width / 2),
    ):
        box = (left, baseline - up, left + width, baseline + down)
        yield Label(start, baseline, lines, anchor, (x, y)), box


def place_areas(
    names: Sequence[str], texts: Sequence[str], areas: Shapes, room: Room
) -> list[Label]:
    """Name areas in their middles, with their values, the larger first.

    The value alone, or nothing, where both would cover something. Above
    :data:`MANY_AREAS`, at most :data:`MOST_TOWNS`, of those whose names stand on their area.

    Parameters
    ----------
    names, texts : sequence of str
        Name and value of each area; an empty text for none.
    areas : array of geometries
        In pixels.
    room : Room
        Takes what is written.
    """
    labels = []
    surfaces = shapely.area(areas).tolist()
    for index in sorted(range(len(names)), key=lambda i: (-surfaces[i], names[i])):
        x, y, radius = _find_middle(areas[index])
        name, text = names[index], texts[index]
        whole = [(part, NAME) for part in _break_name(name, max(_WIDEST * radius, 90.0))]
        value = [(text, VALUE)] if text else []
        offers = (
            _centre(lines, x + across, y + along)
            for lines in (whole + value, whole, value)
            for across, along in _SHIFTS
            if lines and shapely.contains_xy(areas[index], x + across, y + along)
        )
        wide = shapely.buffer(areas[index], _OVER) if len(areas) > MANY_AREAS else None
        for label, box in offers:
            if room.has(box) and (wide is None or wide.contains(shapely.box(*box))):
                room.take(box)
                labels.append(label)
                break
        if wide is not None and len(labels) == MOST_TOWNS:
            break
    return labels


def place_around(names: Sequence[str], areas: Shapes, room: Room) -> list[Label]:
    """Name what lies around, where it has the room for its name; areas in pixels."""
    labels = []
    for name, area in zip(names, areas, strict=True):
        if area.is_empty:
            continue
        x, y, radius = _find_middle(area)
        lines = [(part, AROUND) for part in _break_name(name, 2 * _WIDEST * radius, AROUND)]
        label, box = _centre(lines, x, y)
        if box[2] - box[0] <= 2 * _WIDEST * radius and room.has(box):
            room.take(box)
            labels.append(label)
    return labels


def _find_middle(area: shapely.Polygon | shapely.MultiPolygon) -> tuple[float, float, float]:
    """Find the middle of the largest disc inside an area, and its radius."""
    circle = shapely.maximum_inscribed_circle(area)
    x, y = shapely.get_coordinates(circle)[0].tolist()
    return x, y, float(circle.length)


def _break_name(name: str, width: float, kind: Type = NAME) -> list[str]:
    """Break a long name in two, where the halves are most alike."""
    words = name.split(" ")
    if len(words) == 1 or measure_text(name, kind.size, kind.weight) <= width:
        return [name]
    halves = [
        (" ".join(words[:i]), " ".join(words[i:]))
        for i in range(1, len(words))
        if words[i] not in {"–", "-"}  # ends a line, and begins none
    ]
    if not halves:
        return [name]
    return list(
        min(halves, key=lambda pair: max(measure_text(p, kind.size, kind.weight) for p in pair))
    )


def _centre(lines: Sequence[tuple[str, Type]], x: float, y: float) -> tuple[Label, Box]:
    half = max((measure_text(t, kind.size, kind.weight) for t, kind in lines), default=0.0) / 2
    height = sum(kind.size for _, kind in lines) * 1.08
    top = y - height / 2
    first = top + (lines[0][1].size * 0.86 if lines else 0.0)
    return Label(x, first, tuple(lines), "middle"), (x - half, top, x + half, top + height)


def write_labels(labels: Sequence[Label]) -> str:
    """Write labels and their dots, over a halo that parts them from what lies below."""
    if not labels:
        return ""
    dots = "".join(
        f'<circle cx="{label.dot[0]:.1f}" cy="{label.dot[1]:.1f}" r="{DOT:g}"/>'
        for label in labels
        if label.dot is not None
    )
    texts = []
    for label in labels:
        y = label.y
        for rank, (line, kind) in enumerate(label.lines):
            y += kind.size * 1.08 if rank else 0.0
            texts.append(write_text(label.x, y, line, kind, label.anchor))
    return (
        f'<g fill="{INK}" stroke="{PAPER}" stroke-width="2">{dots}</g>'
        f'<g stroke="{PAPER}" stroke-opacity=".85" stroke-width="5" stroke-linejoin="round" '
        f'paint-order="stroke">{"".join(texts)}</g>'
    )
