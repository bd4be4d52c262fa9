"""Labels of points, all of them written: beside the point, or at the end of a thin line.

Where :mod:`~spro_portraits.charts.names` leaves a name out, this moves it away. A plot is
as wide as its container: two boxes are apart at every width in between when they are apart,
on the same side, at the narrowest and at the widest; lines are tried at some widths.
Deterministic: same points, same labels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from spro_portraits.charts.layout import LINE, balance, widest
from spro_portraits.charts.names import Box, is_inside
from spro_portraits.style import LABEL_SIZE

_HALF_LINE = 8.0
_PAD = 2.0
_AWAY = (24.0, 36.0, 50.0, 66.0, 84.0, 106.0, 132.0, 164.0, 200.0, 240.0)
"""Lengths of the lines to labels that were moved, in pixels."""
_TURNS = 20
_NEAR, _FAR = 20, 3
"""Choices kept of each label: so many of the cheapest, then one of so many."""
_STEPS = np.linspace(0.0, 1.0, 9)
"""Where along a line it is tried against what it must not cross."""
_LEANING: Final = 0.4
"""From which cosine on a label stands beside the end of its line, not above or below it."""
_SWEEPS, _ROUNDS = 30, 40
_FORBIDDEN, _CROSSED, _OVER_LINE = 1000.0, 300.0, 7.0

Floats = npt.NDArray[np.float64]
Align = Literal["left", "right", "center"]


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
class _Choice:
    place: LabelPlace
    box: Box
    cost: float


def place_labels(
    points: Sequence[LabelledPoint],
    *,
    taken: Sequence[Box],
    lines: Sequence[Box],
    widths: tuple[float, float],
    height: float,
    longest: float,
    weight: int = 400,
) -> list[LabelPlace] | None:
    """Place all labels so that none covers another, a point or a text of the plot.

    Parameters
    ----------
    points : sequence of LabelledPoint
        In any order; the places come in the same one.
    taken : sequence of Box
        Where nothing may be written.
    lines : sequence of Box
        What a label crosses only where it has no better place.
    widths : (float, float)
        Narrowest and widest plot, in pixels.
    height : float
        Of the plot.
    longest : float
        Width from which a label is wrapped.
    weight : int
        Of the letters.

    Returns
    -------
    list of LabelPlace or None
        None where the plot cannot hold all of them.
    """
    choices = [
        _list_choices(point, points, taken, lines, widths, height, longest, weight)
        for point in points
    ]
    if not all(choices):
        return None
    conflicts = _find_conflicts(points, choices, widths)
    crowded = sorted(range(len(points)), key=lambda i: (len(choices[i]), i))
    orders = [
        crowded,
        sorted(range(len(points)), key=lambda i: (points[i].down, i)),
        sorted(range(len(points)), key=lambda i: (points[i].share, i)),
        crowded[::-1],
    ]
    best = min((_settle(choices, conflicts, order) for order in orders), key=lambda s: s[0])
    if best[0] >= _FORBIDDEN:
        return None
    return [options[picked].place for options, picked in zip(choices, best[1], strict=True)]


def _list_choices(
    point: LabelledPoint,
    points: Sequence[LabelledPoint],
    taken: Sequence[Box],
    lines: Sequence[Box],
    widths: tuple[float, float],
    height: float,
    longest: float,
    weight: int,
) -> list[_Choice]:
    """List the places that a label may have, whatever the others do, cheapest first."""
    dots = _as_rows([box_dot(other) for other in points if other is not point])
    closed = np.vstack((_as_rows(taken), dots))
    inside = [c for c in _suggest(point, longest, weight) if is_inside(c.box, widths, height)]
    covered = _overlaps(_as_rows([choice.box for choice in inside]), closed, widths)
    choices = [c for c, hits in zip(inside, covered, strict=True) if not hits.any()]
    boxes = _as_rows([choice.box for choice in choices])
    costs = np.array([choice.cost for choice in choices])
    costs += _OVER_LINE * _overlaps(boxes, _as_rows(lines), widths).sum(axis=1)
    pieces = _as_rows([box for c in choices for box in _box_leader(point, c.place)])
    counts = [(len(_STEPS) - 1) * bool(choice.place.leader) for choice in choices]
    owners = np.repeat(np.arange(len(choices)), counts)
    hits = _overlaps(pieces, closed, widths).sum(axis=1)
    costs += _CROSSED * np.bincount(owners, hits, minlength=len(choices))
    found = [replace(c, cost=float(cost)) for c, cost in zip(choices, costs, strict=True)]
    found.sort(key=lambda choice: choice.cost)
    return found[:_NEAR] + found[_NEAR::_FAR]


def _suggest(point: LabelledPoint, longest: float, weight: int) -> Iterable[_Choice]:
    """Suggest places around a point, the best first: touching it, then further and further."""
    lines = tuple(balance(point.text, longest, LABEL_SIZE, weight))
    width = widest(lines, LABEL_SIZE, weight) + _PAD
    more = LINE * (len(lines) - 1)
    beside = point.radius + 2 * _PAD
    above, below = -point.radius - _HALF_LINE - more, point.radius + _HALF_LINE
    sides: tuple[tuple[Align, float], ...] = (("left", 1.0), ("right", -1.0))
    touching: list[tuple[Align, float, float]] = [
        ("left", beside, -more / 2),
        ("right", -beside, -more / 2),
        ("center", 0.0, above),
        ("center", 0.0, below),
        *[
            (align, side * beside * 0.8, dy)
            for dy in (-_HALF_LINE - more, _HALF_LINE)
            for align, side in sides
        ],
    ]
    for rank, (align, dx, dy) in enumerate(touching):
        yield _make_choice(point, LabelPlace(lines, align, dx, dy), width, more, float(rank))
    for length in _AWAY:
        for turn in range(_TURNS):
            across = math.cos(2 * math.pi * turn / _TURNS)
            up = math.sin(2 * math.pi * turn / _TURNS)
            reach = point.radius + length
            x, y = round(reach * across, 1), round(-reach * up, 1)
            start = (round(point.radius * across, 1), round(-point.radius * up, 1))
            if abs(across) > _LEANING:
                align, dx, dy = ("left" if across > 0 else "right",
                                 x + math.copysign(_PAD, across), y - more / 2)  # fmt: skip
            else:
                dy = y - _HALF_LINE - more if up > 0 else y + _HALF_LINE
                align, dx = "center", x
            place = LabelPlace(lines, align, dx, dy, (*start, x, y))
            yield _make_choice(point, place, width, more, 14.0 + length / 3)


def _make_choice(
    point: LabelledPoint, place: LabelPlace, width: float, more: float, cost: float
) -> _Choice:
    start = place.dx - {"left": 0.0, "center": width / 2, "right": width}[place.align]
    top = point.down + place.dy - _HALF_LINE
    box = Box(point.share, start, start + width, top, top + 2 * _HALF_LINE + more)
    return _Choice(place, box, cost)


def box_dot(point: LabelledPoint) -> Box:
    """Give the room that the mark of a point takes."""
    r = point.radius
    return Box(point.share, -r, r, point.down - r, point.down + r)


def _box_leader(point: LabelledPoint, place: LabelPlace) -> list[Box]:
    """Cover a thin line with small boxes."""
    if place.leader is None:
        return []
    x1, y1, x2, y2 = place.leader
    ends = [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in _STEPS]
    return [
        Box(point.share, min(a[0], b[0]), max(a[0], b[0]),
            point.down + min(a[1], b[1]), point.down + max(a[1], b[1]))
        for a, b in pairwise(ends)
    ]  # fmt: skip


def meet(one: Box, other: Box, widths: tuple[float, float]) -> bool:
    """Tell whether two boxes may touch at some width from the narrowest to the widest."""
    return bool(_overlaps(_as_rows([one]), _as_rows([other]), widths)[0, 0])


def _as_rows(boxes: Sequence[Box]) -> Floats:
    rows = [(box.share, box.start, box.end, box.top, box.bottom) for box in boxes]
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


def _overlaps(ones: Floats, others: Floats, widths: tuple[float, float]) -> npt.NDArray[np.bool_]:
    """Tell which boxes of two lists touch at some width: one row a box of the first."""
    a, b = ones[:, None, :], others[None, :, :]
    apart: Any = (a[..., 4] <= b[..., 3]) | (b[..., 4] <= a[..., 3])
    for left, right in ((a, b), (b, a)):
        clear: Any = np.True_
        for width in widths:
            clear = clear & (
                left[..., 0] * width + left[..., 2] <= right[..., 0] * width + right[..., 1]
            )
        apart = apart | clear
    return np.asarray(~apart, dtype=np.bool_)


def _find_conflicts(
    points: Sequence[LabelledPoint],
    choices: Sequence[Sequence[_Choice]],
    widths: tuple[float, float],
) -> Floats:
    """Price each pair of choices of two points; one row and one column a choice."""
    owners = np.repeat(np.arange(len(points)), [len(options) for options in choices])
    flat = [choice for options in choices for choice in options]
    boxes = _as_rows([choice.box for choice in flat])
    prices = _FORBIDDEN * _overlaps(boxes, boxes, widths)
    leaders = np.array([choice.place.leader or (np.nan,) * 4 for choice in flat], dtype=np.float64)
    share, down = boxes[:, 0], np.array([points[int(owner)].down for owner in owners])
    for width in (widths[0], sum(widths) / 2, widths[1]):
        middle = share * width
        lines = np.column_stack(
            (leaders[:, 0] + middle, leaders[:, 1] + down, leaders[:, 2] + middle,
             leaders[:, 3] + down)
        )  # fmt: skip
        through = _pass_through(lines, boxes, width)
        prices = np.maximum(prices, _FORBIDDEN * (through | through.T))
        if width == widths[0]:
            prices = np.maximum(prices, _CROSSED * _cross(lines))
    prices[owners[:, None] == owners[None, :]] = 0.0
    return np.asarray(prices, dtype=np.float64)


def _pass_through(lines: Floats, boxes: Floats, width: float) -> npt.NDArray[np.bool_]:
    """Tell which lines pass through which boxes at one width (the slabs of each box)."""
    left = boxes[:, 0] * width + boxes[:, 1]
    right = boxes[:, 0] * width + boxes[:, 2]
    enter: Any = np.zeros((len(lines), len(boxes)))
    leave: Any = np.ones((len(lines), len(boxes)))
    for axis, low, high in ((0, left, right), (1, boxes[:, 3], boxes[:, 4])):
        start, move = lines[:, axis, None], (lines[:, axis + 2] - lines[:, axis])[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (low - 1 - start) / move, (high + 1 - start) / move
        enter = np.maximum(enter, np.minimum(one, other))
        leave = np.minimum(leave, np.maximum(one, other))
    return np.asarray(enter < leave, dtype=np.bool_)


def _cross(lines: Floats) -> npt.NDArray[np.bool_]:
    """Tell which lines cross each other."""
    start, end = lines[:, :2], lines[:, 2:]

    def side(a: Floats, b: Floats, c: Floats) -> Any:
        return np.sign(
            (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
            - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        )

    a, b, c, d = start[:, None], end[:, None], start[None, :], end[None, :]
    return np.asarray(
        (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0), dtype=np.bool_
    )


def _settle(
    choices: Sequence[Sequence[_Choice]], conflicts: Floats, order: Sequence[int]
) -> tuple[float, list[int]]:
    """Choose for each point in turn what disturbs the others least, until nothing moves.

    Where labels still cover each other, what they cover grows dearer and they try again.

    Returns
    -------
    (float, list of int)
        The price, at least that of what is forbidden where labels still cover each other,
        and the choice of each point.
    """
    firsts = np.cumsum([0, *(len(options) for options in choices)])
    costs = np.array([choice.cost for options in choices for choice in options])
    prices = conflicts.copy()
    picked: dict[int, int] = {}
    for _ in range(_ROUNDS):
        for _ in range(_SWEEPS):
            before = dict(picked)
            for index in order:
                first, end = int(firsts[index]), int(firsts[index + 1])
                others = [pick for other, pick in picked.items() if other != index]
                sums = costs[first:end] + prices[first:end][:, others].sum(axis=1)
                pick = first + int(np.argmin(sums))
                if index not in picked or sums[pick - first] < sums[picked[index] - first]:
                    picked[index] = pick
            if picked == before:
                break
        chosen = np.array([picked[index] for index in range(len(choices))])
        between = conflicts[np.ix_(chosen, chosen)]
        covered = np.argwhere(between >= _FORBIDDEN)
        if not len(covered):
            break
        for one, other in covered:
            prices[chosen[one], chosen[other]] += _FORBIDDEN
    total = float(costs[chosen].sum() + between.sum() / 2)
    # What is dear but allowed never sums up to what is forbidden.
    total = total + _FORBIDDEN if len(covered) else min(total, _FORBIDDEN - 1)
    return total, [int(pick - first) for pick, first in zip(chosen, firsts, strict=False)]
