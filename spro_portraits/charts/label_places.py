"""Places that the label of a point may have, whatever the other labels do.

Beside the point, or at the end of a thin line, further and further. A plot is as wide as its
container: two boxes are apart at every width in between when they are apart, on the same
side, at the narrowest and at the widest. All points are handled together, one row a place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from spro_portraits.charts.layout import LINE, balance, widest
from spro_portraits.charts.names import Box
from spro_portraits.style import LABEL_SIZE

FORBIDDEN: Final = 1000.0
CROSSED: Final = 300.0
"""Price of a thin line through something, and of two that cross."""
_OVER_LINE = 7.0
_HALF_LINE = 8.0
_PAD = 2.0
_AWAY = (24.0, 36.0, 50.0, 66.0, 84.0, 106.0, 132.0, 164.0, 200.0, 240.0)
"""Lengths of the lines to labels that were moved, in pixels."""
_TURNS = 20
_NEAR, _FAR = 20, 3
"""Places kept of each label: so many of the cheapest, then one of so many."""
_STEPS = np.linspace(0.0, 1.0, 9)
"""Where along a line it is tried against what it must not cross."""
_LEANING: Final = 0.4
"""From which cosine on a label stands beside the end of its line, not above or below it."""

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Align = Literal["left", "right", "center"]

_HANGS: Final[dict[Align, float]] = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Share of a label that stands to the left of where it is written."""
_ALIGNS: Final = {hang: align for align, hang in _HANGS.items()}


@dataclass(frozen=True)
class LabelledPoint:
    """A point and what is written of it.

    Attributes
    ----------
    share : float
        Where it stands across, from 0 to 1.
    down : float
        In pixels from the top of the plot.
    text : str
        Its label.
    radius : float
        Half of the mark, in pixels.
    """

    share: float
    down: float
    text: str
    radius: float


@dataclass(frozen=True)
class LabelPlace:
    """Where a label stands from its point.

    Attributes
    ----------
    lines : tuple of str
        The label, wrapped.
    align : str
        ``left``, ``right`` or ``center``.
    dx, dy : float
        From the point to the middle of the first line, in pixels.
    leader : (float, float, float, float) or None
        From the point: start and end of the thin line; None where the label touches.
    """

    lines: tuple[str, ...]
    align: Align
    dx: float
    dy: float
    leader: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Places:
    """Places of the labels of several points: point after point, the cheapest first.

    Attributes
    ----------
    counts : array
        How many places each point has.
    owners : array
        The point of each place.
    boxes : array
        What each takes: ``share, start, end, top, bottom``.
    leaders : array
        The thin line of each, from its point: two ends, NaN where the label touches.
    costs : array
        What each costs by itself.
    written : array
        What a :class:`LabelPlace` says of each: ``hang, dx, dy``.
    lines : sequence of tuple of str
        The label of each point, wrapped.
    """

    counts: Counts
    owners: Counts
    boxes: Floats
    leaders: Floats
    costs: Floats
    written: Floats
    lines: Sequence[tuple[str, ...]]

    def take(self, rows: Counts | Flags) -> Places:
        """Keep some rows, in the order given."""
        owners = self.owners[rows]
        return Places(
            np.bincount(owners, minlength=len(self.lines)), owners, self.boxes[rows],
            self.leaders[rows], self.costs[rows], self.written[rows], self.lines,
        )  # fmt: skip

    def rank(self) -> Counts:
        """Count each place among those of its point, from 0."""
        return np.arange(len(self.owners)) - np.repeat(
            np.cumsum(self.counts) - self.counts, self.counts
        )

    def keep_first(self, count: int) -> tuple[Places, Floats]:
        """Keep the first places of each point; what the next one of each costs, or infinity."""
        ranks = self.rank()
        left_out = np.full(len(self.counts), np.inf)
        left_out[self.owners[ranks == count]] = self.costs[ranks == count]
        return self.take(ranks < count), left_out

    def describe(self, row: int) -> LabelPlace:
        """Describe one of the places."""
        hang, dx, dy = self.written[row].tolist()
        leader = self.leaders[row].tolist()
        return LabelPlace(
            self.lines[self.owners[row]],
            _ALIGNS[hang],
            dx,
            dy,
            None if math.isnan(leader[0]) else tuple(leader),
        )


def list_places(
    points: Sequence[LabelledPoint],
    taken: Sequence[Box],
    lines: Sequence[Box],
    widths: tuple[float, float],
    height: float,
    longest: float,
    weight: int,
) -> Places:
    """List the places that each label may have; parameters as those of ``place_labels``."""
    places = _list_all(points, longest, weight)
    closed = as_rows([*map(box_dot, points), *taken])
    places = places.take(_are_inside(places.boxes, widths, height))
    hits = _hit_others(places.boxes, places.owners, closed, widths)
    places = places.take(np.logical_not(hits.any(axis=1)))
    costs = places.costs + _OVER_LINE * overlaps(places.boxes, as_rows(lines), widths).sum(axis=1)
    led = np.flatnonzero(~np.isnan(places.leaders[:, 0]))
    pieces = _cover(places.leaders[led], places.boxes[led, 0], find_downs(points, places)[led])
    count = len(_STEPS) - 1
    hits = _hit_others(pieces, np.repeat(places.owners[led], count), closed, widths)
    costs[led] += CROSSED * hits.sum(axis=1).reshape(len(led), count).sum(axis=1)
    places = replace(places, costs=costs).take(np.lexsort((costs, places.owners)))
    ranks = places.rank()
    return places.take((ranks < _NEAR) | ((ranks - _NEAR) % _FAR == 0))


def _list_all(points: Sequence[LabelledPoint], longest: float, weight: int) -> Places:
    """List places all around each point, whatever is there."""
    spots = [_list_spots(point.radius) for point in points]
    labels = [_wrap(point.text, longest, weight) for point in points]
    size = len(spots[0].costs)
    share, down, length, more = np.repeat(
        [
            (point.share, point.down, width, LINE * (len(text) - 1))
            for point, (text, width) in zip(points, labels, strict=True)
        ],
        size,
        axis=0,
    ).T
    hang, dx, level, lift = np.concatenate([spot.written for spot in spots]).T
    dy = level - lift * more
    start, top = dx - hang * length, down + dy - _HALF_LINE
    return Places(
        counts=np.full(len(points), size),
        owners=np.repeat(np.arange(len(points)), size),
        boxes=np.column_stack((share, start, start + length, top, top + 2 * _HALF_LINE + more)),
        leaders=np.concatenate([spot.leaders for spot in spots]),
        costs=np.concatenate([spot.costs for spot in spots]),
        written=np.column_stack((hang, dx, dy)),
        lines=[text for text, _ in labels],
    )


@dataclass(frozen=True)
class _Spots:
    """Places around a mark of one size, the best first, whatever the label.

    Attributes
    ----------
    written : array
        ``hang, dx, level, lift``: a label of several lines stands at ``level`` less ``lift``
        times the height of the others.
    leaders : array
        As those of :class:`Places`.
    costs : array
    """

    written: Floats
    leaders: Floats
    costs: Floats


@lru_cache(maxsize=32)
def _list_spots(radius: float) -> _Spots:
    """List places around a mark: touching it, then further and further."""
    beside = radius + 2 * _PAD
    sides: tuple[tuple[Align, float], ...] = (("left", 1.0), ("right", -1.0))
    written: list[tuple[Align, float, float, float]] = [
        ("left", beside, 0.0, 0.5),
        ("right", -beside, 0.0, 0.5),
        ("center", 0.0, -radius - _HALF_LINE, 1.0),
        ("center", 0.0, radius + _HALF_LINE, 0.0),
        *[
            (align, side * beside * 0.8, level, lift)
            for level, lift in ((-_HALF_LINE, 1.0), (_HALF_LINE, 0.0))
            for align, side in sides
        ],
    ]
    costs = [float(rank) for rank in range(len(written))]
    leaders = [(math.nan,) * 4 for _ in written]
    for length in _AWAY:
        for turn in range(_TURNS):
            across = math.cos(2 * math.pi * turn / _TURNS)
            up = math.sin(2 * math.pi * turn / _TURNS)
            reach = radius + length
            x, y = round(reach * across, 1), round(-reach * up, 1)
            if abs(across) > _LEANING:
                align: Align = "left" if across > 0 else "right"
                written.append((align, x + math.copysign(_PAD, across), y, 0.5))
            elif up > 0:
                written.append(("center", x, y - _HALF_LINE, 1.0))
            else:
                written.append(("center", x, y + _HALF_LINE, 0.0))
            leaders.append((round(radius * across, 1), round(-radius * up, 1), x, y))
            costs.append(14.0 + length / 3)
    rows = np.array([(_HANGS[align], *numbers) for align, *numbers in written])
    return _Spots(rows, np.array(leaders), np.array(costs))


def _cover(leaders: Floats, shares: Floats, downs: Floats) -> Floats:
    """Cover thin lines with small boxes, as many a line."""
    x1, y1, x2, y2 = leaders.T[..., None]
    x, y = x1 + (x2 - x1) * _STEPS, y1 + (y2 - y1) * _STEPS
    (left, top), (right, bottom) = (
        [side(ends[:, :-1], ends[:, 1:]) for ends in (x, y)] for side in (np.minimum, np.maximum)
    )
    down = downs[:, None]
    share = np.broadcast_to(shares[:, None], left.shape)
    return np.stack((share, left, right, down + top, down + bottom), axis=-1).reshape(-1, 5)


@lru_cache(maxsize=1024)
def _wrap(text: str, longest: float, weight: int) -> tuple[tuple[str, ...], float]:
    """Wrap a label; its lines and what the widest takes."""
    lines = tuple(balance(text, longest, LABEL_SIZE, weight))
    return lines, widest(lines, LABEL_SIZE, weight) + _PAD


def box_dot(point: LabelledPoint) -> Box:
    """Give the room that the mark of a point takes."""
    r = point.radius
    return Box(point.share, -r, r, point.down - r, point.down + r)


def find_downs(points: Sequence[LabelledPoint], places: Places) -> Floats:
    """Give how far down the point of each place stands."""
    return np.array([point.down for point in points])[places.owners]


def meet(one: Box, other: Box, widths: tuple[float, float]) -> bool:
    """Tell whether two boxes may touch at some width from the narrowest to the widest."""
    return bool(overlaps(as_rows([one]), as_rows([other]), widths)[0, 0])


def as_rows(boxes: Sequence[Box]) -> Floats:
    """Lay boxes out: ``share, start, end, top, bottom``."""
    rows = [(box.share, box.start, box.end, box.top, box.bottom) for box in boxes]
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


def overlaps(ones: Floats, others: Floats, widths: tuple[float, float]) -> Flags:
    """Tell which boxes of two lists touch at some width: one row a box of the first."""
    apart: Any = ones[:, 4, None] <= others[:, 3]
    apart |= others[:, 4] <= ones[:, 3, None]
    sides = [[b[:, 0] * w + b[:, at] for w in widths for at in (1, 2)] for b in (ones, others)]
    (a, b, c, d), (e, f, g, h) = sides
    apart |= (b[:, None] <= e) & (d[:, None] <= g)
    apart |= (f <= a[:, None]) & (h <= c[:, None])
    return np.asarray(~apart, dtype=np.bool_)


def _hit_others(
    boxes: Floats, owners: Counts, closed: Floats, widths: tuple[float, float]
) -> Flags:
    """Tell which boxes touch what is closed: the marks of all points, their own left out, first."""
    hits = overlaps(boxes, closed, widths)
    hits[np.arange(len(owners)), owners] = False
    return hits


def _are_inside(boxes: Floats, widths: tuple[float, float], height: float) -> Flags:
    """Tell which boxes stay in the plot at the narrowest and at the widest."""
    inside: Any = (boxes[:, 3] >= 0) & (boxes[:, 4] <= height)
    for width in widths:
        across = boxes[:, 0] * width
        inside &= (across + boxes[:, 1] >= 0) & (across + boxes[:, 2] <= width)
    return np.asarray(inside, dtype=np.bool_)
