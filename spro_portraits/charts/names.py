"""Names of points that never cover each other, at any width of the plot.

A plot is as wide as its container: what stands at a share of its width moves, names keep
their size. Two boxes are apart at every width in between when they are apart, on the same
side, at the narrowest and at the widest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spro_portraits.charts.layout import LINE, balance, widest
from spro_portraits.style import LABEL_SIZE

_RADIUS, _OWN_RADIUS = 7.0, 10.0
_HALF_LINE = 8.0
_PAD = 2.0
_LONGEST = 150.0
"""Names longer than this are cut into lines, in pixels."""
_CORNER_STEP = 18.0

Point = tuple[float, float, str, bool]
"""Share of the width, height from the top in pixels, name, whether it is the territory."""


@dataclass(frozen=True)
class Box:
    """What is taken in a plot.

    Attributes
    ----------
    share : float
        Where it hangs, from 0 (left edge) to 1 (right edge).
    start, end : float
        Its sides, in pixels from there.
    top, bottom : float
        In pixels from the top of the plot.
    """

    share: float
    start: float
    end: float
    top: float
    bottom: float


@dataclass(frozen=True)
class NamePlace:
    """Where a name stands beside its point: its lines, alignment, offset of the first line."""

    lines: tuple[str, ...]
    align: Literal["left", "right", "center"]
    dx: float
    dy: float


def place_names(
    points: Sequence[Point],
    taken: Sequence[Box],
    lines: Sequence[Box],
    widths: tuple[float, float],
    height: float,
) -> list[NamePlace | None]:
    """Place names beside, above or below their points; None where there is no room.

    The territory is served first, over other points where it must; then the points
    furthest from the middle of all.

    Parameters
    ----------
    points : sequence
        See :data:`Point`.
    taken : sequence of Box
        Where nothing may be written.
    lines : sequence of Box
        What a name crosses only where it has no other place.
    widths : (float, float)
        Narrowest and widest plot.
    height : float
        Of the plot.
    """
    dots = [_box_dot(point) for point in points]
    boxes = list(taken)
    places: list[NamePlace | None] = [None] * len(points)
    for index in _order(points, height):
        others = boxes + [dot for i, dot in enumerate(dots) if i != index]
        inside = [c for c in _candidates(points[index]) if is_inside(c[1], widths, height)]
        free = [choice for choice in inside if _is_free(choice[1], others, widths)]
        if not free and points[index][3]:
            free = [choice for choice in inside if _is_free(choice[1], boxes, widths)]
        clear = [choice for choice in free if _is_free(choice[1], lines, widths)]
        if free:
            places[index], box = (clear or free)[0]
            boxes.append(box)
    return places


def place_corner(
    size: tuple[float, float],
    span: tuple[float, float],
    points: Sequence[Point],
    taken: Sequence[Box],
    widths: tuple[float, float],
    *,
    right: bool,
    bottom: bool,
) -> Box | None:
    """Place the name of a quadrant at its outer side, as near its corner as points leave room.

    Parameters
    ----------
    size : (float, float)
        Width and height of the text.
    span : (float, float)
        Top and bottom of the quadrant.
    points, taken, widths
        As in :func:`place_names`.
    right, bottom : bool
        Which quadrant it is.
    """
    dots = [*taken, *map(_box_dot, points)]
    start = -size[0] if right else 0.0
    steps = max(0, int((span[1] - span[0] - size[1]) // _CORNER_STEP) + 1)
    for step in range(steps):
        away = step * _CORNER_STEP
        top = span[1] - size[1] - away if bottom else span[0] + away
        box = Box(float(right), start, start + size[0], top, top + size[1])
        if _is_free(box, dots, widths):
            return box
    return None


def _is_free(box: Box, others: Sequence[Box], widths: tuple[float, float]) -> bool:
    return all(_are_apart(box, other, widths) for other in others)


def _order(points: Sequence[Point], height: float) -> list[int]:
    middle_x = sum(point[0] for point in points) / len(points)
    middle_y = sum(point[1] for point in points) / len(points)

    def rank(index: int) -> tuple[bool, float, int]:
        share, down, _, own = points[index]
        away = (share - middle_x) ** 2 + ((down - middle_y) / height) ** 2
        return not own, -away, index

    return sorted(range(len(points)), key=rank)


def _box_dot(point: Point) -> Box:
    share, down, _, own = point
    radius = _OWN_RADIUS if own else _RADIUS
    return Box(share, -radius, radius, down - radius, down + radius)


def _candidates(point: Point) -> list[tuple[NamePlace, Box]]:
    share, down, name, own = point
    weight = 600 if own else 400
    lines = tuple(balance(name, _LONGEST, LABEL_SIZE, weight))
    width = widest(lines, LABEL_SIZE, weight) + _PAD
    beside = (_OWN_RADIUS if own else _RADIUS) + _PAD
    more = LINE * (len(lines) - 1)
    above, below = -beside - _HALF_LINE + _PAD - more, beside + _HALF_LINE - _PAD
    sides: list[tuple[NamePlace, float]] = [
        (NamePlace(lines, "left", beside, -more / 2), beside),
        (NamePlace(lines, "right", -beside, -more / 2), -beside - width),
        (NamePlace(lines, "center", 0, above), -width / 2),
        (NamePlace(lines, "center", 0, below), -width / 2),
        # A point near the edge of the plot: beside it, half a line up or down.
        *[
            side
            for shift in (-_HALF_LINE - more / 2, _HALF_LINE - more / 2)
            for side in (
                (NamePlace(lines, "left", beside, shift), beside),
                (NamePlace(lines, "right", -beside, shift), -beside - width),
            )
        ],
    ]
    candidates = []
    for place, start in sides:
        top = down + place.dy - _HALF_LINE
        box = Box(share, start, start + width, top, top + 2 * _HALF_LINE + more)
        candidates.append((place, box))
    return candidates


def is_inside(box: Box, widths: tuple[float, float], height: float) -> bool:
    """Tell whether a box stays in the plot at the narrowest and at the widest."""
    return (
        box.top >= 0
        and box.bottom <= height
        and all(
            box.share * width + box.start >= 0 and box.share * width + box.end <= width
            for width in widths
        )
    )


def _are_apart(one: Box, other: Box, widths: tuple[float, float]) -> bool:
    if one.bottom <= other.top or other.bottom <= one.top:
        return True
    return any(
        all(left.share * width + left.end <= right.share * width + right.start for width in widths)
        for left, right in ((one, other), (other, one))
    )
