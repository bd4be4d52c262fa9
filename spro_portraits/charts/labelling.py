"""Labels of points, all of them written: beside the point, or at the end of a thin line.

Where :mod:`~spro_portraits.charts.names` leaves a name out, this moves it away, to one of the
places that :mod:`~spro_portraits.charts.label_places` lists. Deterministic: same points, same
labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spro_portraits.charts.label_places import (
    CROSSED,
    FORBIDDEN,
    Flags,
    Floats,
    LabelledPoint,
    LabelPlace,
    Places,
    find_downs,
    list_places,
    overlaps,
)
from spro_portraits.charts.names import Box

_SWEEPS, _ROUNDS = 30, 40
_TRIED = (1, 8, 20)
"""Places of each label that are looked at first: nearly always, the others are too dear."""


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
    every = list_places(points, taken, lines, widths, height, longest, weight)
    if not every.counts.all():
        return None
    crowded = sorted(range(len(points)), key=lambda i: (every.counts[i], i))
    orders = [
        crowded,
        sorted(range(len(points)), key=lambda i: (points[i].down, i)),
        sorted(range(len(points)), key=lambda i: (points[i].share, i)),
        crowded[::-1],
    ]
    for count in (*_TRIED, int(every.counts.max())):
        places, left_out = every.keep_first(count)
        picked = _arrange(points, places, left_out, widths, orders)
        if picked is not None:
            price, rows = picked
            return None if price >= FORBIDDEN else [places.describe(row) for row in rows]
    return None


def _arrange(
    points: Sequence[LabelledPoint],
    places: Places,
    left_out: Floats,
    widths: tuple[float, float],
    orders: Sequence[Sequence[int]],
) -> tuple[float, list[int]] | None:
    """Arrange the labels, served in several orders; None where a place left out may be better.

    Returns
    -------
    (float, list of int) or None
        The price of the best arrangement, and the place of each label.
    """
    conflicts = _find_conflicts(points, places, widths)
    firsts = np.cumsum(places.counts) - places.counts
    if not conflicts[np.ix_(firsts, firsts)].any():
        return 0.0, [int(first) for first in firsts]
    found = []
    for order in orders:
        settled = _settle(places, conflicts, left_out, order)
        if settled is None:
            return None
        found.append(settled)
    return min(found, key=lambda one: one[0])


def _find_conflicts(
    points: Sequence[LabelledPoint], places: Places, widths: tuple[float, float]
) -> Floats:
    """Price each pair of places of two points; one row and one column a place."""
    boxes, leaders, owners = places.boxes, places.leaders, places.owners
    prices = FORBIDDEN * overlaps(boxes, boxes, widths)
    share, down = boxes[:, 0], find_downs(points, places)
    for width in (widths[0], sum(widths) / 2, widths[1]):
        middle = share * width
        lines = leaders + np.column_stack((middle, down, middle, down))
        through = _pass_through(lines, boxes, width)
        prices = np.maximum(prices, FORBIDDEN * (through | through.T))
        if width == widths[0]:
            prices = np.maximum(prices, CROSSED * _cross(lines))
    prices[owners[:, None] == owners[None, :]] = 0.0
    return np.asarray(prices, dtype=np.float64)


def _pass_through(lines: Floats, boxes: Floats, width: float) -> Flags:
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


def _cross(lines: Floats) -> Flags:
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
    places: Places, conflicts: Floats, left_out: Floats, order: Sequence[int]
) -> tuple[float, list[int]] | None:
    """Choose for each point in turn what disturbs the others least, until nothing moves.

    Where labels still cover each other, what they cover grows dearer and they try again.

    Returns
    -------
    (float, list of int) or None
        The price, at least that of what is forbidden where labels still cover each other,
        and the place of each point; None as soon as one is dearer than what was left out.
    """
    ends = np.cumsum(places.counts)
    firsts = ends - places.counts
    costs, prices = places.costs, conflicts.copy()
    picked: dict[int, int] = {}
    for _ in range(_ROUNDS):
        for _ in range(_SWEEPS):
            before = dict(picked)
            for index in order:
                first, end = int(firsts[index]), int(ends[index])
                others = [pick for other, pick in picked.items() if other != index]
                sums = costs[first:end] + prices[first:end][:, others].sum(axis=1)
                pick = first + int(np.argmin(sums))
                if sums[pick - first] > left_out[index]:
                    return None
                if index not in picked or sums[pick - first] < sums[picked[index] - first]:
                    picked[index] = pick
            if picked == before:
                break
        chosen = np.array([picked[index] for index in range(len(places.counts))])
        between = conflicts[np.ix_(chosen, chosen)]
        covered = np.argwhere(between >= FORBIDDEN)
        if not len(covered):
            break
        for one, other in covered:
            prices[chosen[one], chosen[other]] += FORBIDDEN
    total = float(costs[chosen].sum() + between.sum() / 2)
    # What is dear but allowed never sums up to what is forbidden.
    total = total + FORBIDDEN if len(covered) else min(total, FORBIDDEN - 1)
    return total, [int(pick) for pick in chosen]
