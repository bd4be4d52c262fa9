"""One half of the circles: rows of labels from top to bottom, and the angle of each.

A row has an angle t, from −90° (top) to 90° (bottom). Its label is beside the point of the
*contour* at t (an ellipse around the circles), its sign on its ring at t, and a line goes from
one to the other: straight along the ray to the rim, then to the contour. Lines so drawn never
cross, and labels, all outside the contour and each in its own row, are crossed by nothing.

Where signs of a ring stand close, one in two steps inwards: the ring winds over two lanes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from spro_portraits.charts.circles.grouping import Mark

BLOCK_GAP = 10.0
CLEAR = 2.5
"""Pixels between two signs, or a sign and the line of another."""
_STRETCH = 1.4
_WHOLE = 1.05
_WHOLE_IN_ROOM = 1.25
"""How much larger a half may be for no sector to be on both: and where it has room enough."""
_LANE_ROOM = 2.0
"""How many steps the band of a ring must hold for a second lane."""
_MOST_STRETCH = 80.0
_BISECTIONS = 16


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the circles, in pixels.

    Attributes
    ----------
    core : float
        Radius of the centre.
    radii : tuple of float
        Of the rings, from the centre.
    across, down : float
        Half axes of the contour.
    top : float
        Half angle kept free at the top, for the names of the rings (radians).
    """

    core: float
    radii: tuple[float, ...]
    across: float
    down: float
    top: float

    @property
    def rim(self) -> float:
        """Radius of the outermost ring."""
        return self.radii[-1]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the half: a structure, or the head of a sector.

    Attributes
    ----------
    sector : str
    lines : tuple of str
        What is written.
    height : float
        Of its room, in pixels.
    mark : Mark or None
        None for a head.
    """

    sector: str
    lines: tuple[str, ...]
    height: float
    mark: Mark | None


Block = tuple[Row, ...]
"""The rows of a sector, its head first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row goes: its angle, and the distance of its sign from the centre (0: a head)."""

    angle: float
    radius: float


def spread(blocks: Sequence[Block], sizes: Sizes) -> list[list[Place]] | None:
    """Find the places of all rows, spread over the whole half; None where they do not fit.

    Rows of a sector stay close, the gaps between sectors take what is left. A second lane is
    used only where the signs do not fit on one.
    """
    lanes = 1 if place(blocks, sizes, 1.0, 1) else 2
    if lanes > 1 and place(blocks, sizes, 1.0, lanes) is None:
        return None
    low, high = 1.0, _MOST_STRETCH
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if place(blocks, sizes, middle, lanes) else (low, middle)
    return place(blocks, sizes, low, lanes)


def place(
    blocks: Sequence[Block], sizes: Sizes, stretch: float, lanes: int
) -> list[list[Place]] | None:
    """Place rows from the top, each as high as those before allow; None past the bottom.

    Parameters
    ----------
    blocks : sequence of Block
        From the top.
    sizes : Sizes
    stretch : float
        How much larger the gaps are than need be; 1 for the closest rows.
    lanes : int
        1 or 2.
    """
    cursor = -sizes.down * math.cos(sizes.top)
    # The last sign of each distance and size: those before it are farther.
    last: dict[tuple[float, float], float] = {}
    places: list[list[Place]] = []
    for block in blocks:
        cursor += BLOCK_GAP / 2 * stretch
        own: list[Place] = []
        for row in block:
            room = row.height * min(stretch, _STRETCH)
            height = cursor + room / 2
            if height >= sizes.down:
                return None
            placed = Place(math.asin(height / sizes.down), 0)
            if row.mark:
                placed = _find_lane(row.mark, placed.angle, last, sizes, lanes)
                # No sign crosses the axis: the other half stands there.
                reach = placed.radius * math.cos(placed.angle)
                if placed.angle >= math.pi / 2 or reach < row.mark.radius + CLEAR / 2:
                    return None
                last[placed.radius, row.mark.radius] = placed.angle
            own.append(placed)
            cursor = sizes.down * math.sin(placed.angle) + room / 2
        places.append(own)
        cursor += BLOCK_GAP / 2 * stretch
    return places if cursor <= sizes.down else None


def _find_lane(
    mark: Mark,
    angle: float,
    last: Mapping[tuple[float, float], float],
    sizes: Sizes,
    lanes: int,
) -> Place:
    """Find the lane where a sign may stand nearest to an angle: its ring itself if it can."""
    ring = sizes.radii[mark.ring]
    within = sizes.radii[mark.ring - 1] if mark.ring else sizes.core
    step = 2 * mark.radius + CLEAR
    is_wide = lanes > 1 and ring - within >= _LANE_ROOM * step
    found = [
        Place(
            max([angle, *(at + find_clearance(k, (r, mark.radius)) for k, at in last.items())]), r
        )
        for r in ([ring, ring - step] if is_wide else [ring])
    ]
    return min(found, key=lambda one: one.angle)


@cache
def find_clearance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Find the least angle between two signs: apart, and from each other's line.

    Parameters
    ----------
    one, other : tuple of (float, float)
        Distance of a sign from the centre, and its radius.
    """
    (inner, _), (outer, largest) = sorted((one, other))
    apart = one[1] + other[1] + CLEAR
    least = 0.0
    if outer - inner < apart:
        cosine = (inner**2 + outer**2 - apart**2) / (2 * inner * outer)
        least = math.acos(max(-1.0, min(1.0, cosine)))
    if inner < outer:
        least = max(least, math.asin(min(1.0, (largest + CLEAR) / outer)))
    return least


def divide(blocks: Sequence[Block], room: float) -> tuple[list[Block], list[Block]]:
    """Divide sectors, in their order, between the right half and the left one.

    The halves are as equal as whole sectors allow; one sector so large that they would be
    very unequal is on both, its head on each. The left half comes in the order of the clock:
    its first sector is the lowest.

    Parameters
    ----------
    blocks : sequence of Block
        Clockwise from the top.
    room : float
        Height of a half: within it, halves may be more unequal.
    """
    heights = [find_height(block) for block in blocks]
    total = sum(heights)
    cut = min(
        range(1, len(blocks) + 1),
        key=lambda i: (max(sum(heights[:i]), total - sum(heights[:i])), -i),
    )
    larger = max(sum(heights[:cut]), total - sum(heights[:cut]))
    whole = _WHOLE_IN_ROOM if larger <= room else _WHOLE
    best = (larger, list(blocks[:cut]), list(blocks[cut:]))
    for index, (block, before) in enumerate(zip(blocks, _sums(heights), strict=True)):
        for row in range(2, len(block)):
            first, second = block[:row], (block[0], *block[row:])
            right = before + find_height(first)
            worst = max(right, total - before - heights[index] + find_height(second))
            # A whole sector is worth a half that is somewhat larger.
            if worst < best[0] and worst * whole < larger:
                best = (worst, [*blocks[:index], first], [second, *blocks[index + 1 :]])
    return best[1], best[2]


def find_height(block: Block) -> float:
    """Find the least room of a sector, in pixels."""
    return sum(row.height for row in block) + BLOCK_GAP


def _sums(heights: Sequence[float]) -> list[float]:
    return [sum(heights[:index]) for index in range(len(heights))]


def find_limits(places: Sequence[Sequence[Place]], sizes: Sizes) -> list[tuple[float, float]]:
    """Find where each sector of a half begins and ends: between its rows and its neighbours'."""
    heights = [
        (sizes.down * math.sin(own[0].angle), sizes.down * math.sin(own[-1].angle))
        for own in places
    ]
    between = [
        math.asin((above[1] + below[0]) / 2 / sizes.down) for above, below in pairwise(heights)
    ]
    edges = [sizes.top - math.pi / 2, *between, math.pi / 2]
    return list(pairwise(edges))
