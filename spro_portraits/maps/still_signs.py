"""Signs of structures on a drawing that nobody can click: gathered in boxes where they would meet.

The same rule as the picture that the page of the map saves (``assets/network_picture.js``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from spro_portraits.maps.still_labels import DOT, NAME, Label
from spro_portraits.maps.still_text import Type, write_text
from spro_portraits.style import CATEGORY_OUTLINE, INK, PAPER, measure_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from spro_portraits.maps.paths import Points
    from spro_portraits.maps.still_labels import Box, Room

SIGN, _SMALL = 34.0, 25.0
"""Width of a sign by itself, and in a box, in pixels."""
_MOST = 25
"""Signs of one box; above, a number."""
_MOST_NAMES, _APART = 8, 60.0
_GAP = 10.0
_COUNT = Type(24, 600)


@dataclass(frozen=True, slots=True)
class Sign:
    """How a structure is drawn: shape (as SVG writes it), colour, ring, hollow or not."""

    path: str
    color: str
    is_hollow: bool = False
    is_leading: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Structures drawn together: their middle, their ranks, whether only their number is."""

    x: float
    y: float
    ranks: tuple[int, ...]
    is_counted: bool = False

    @property
    def columns(self) -> int:
        """Signs in a line of its box."""
        return math.ceil(math.sqrt(len(self.ranks)))

    @property
    def box(self) -> Box:
        """Left, top, right and bottom, in pixels."""
        count = len(self.ranks)
        if self.is_counted:
            across = along = 1.4 * SIGN
        elif count == 1:
            across = along = SIGN
        else:
            across = (self.columns + 0.5) * _SMALL
            along = (math.ceil(count / self.columns) + 0.5) * _SMALL
        return self.x - across / 2, self.y - along / 2, self.x + across / 2, self.y + along / 2


def gather_signs(points: Points) -> list[Group]:
    """Gather structures whose signs would meet, until none do.

    Where a box would hold too many, the larger group shrinks to a number and both stay where
    they are.

    Parameters
    ----------
    points : array
        Where the structures are, in pixels; ranks are those of its rows.
    """
    found = [Group(x, y, (rank,)) for rank, (x, y) in enumerate(points.tolist())]
    # First those of one place, whatever room they will take; then boxes that meet.
    return _gather(_gather(found, as_boxes=False), as_boxes=True)


def _gather(groups: Sequence[Group], *, as_boxes: bool) -> list[Group]:
    found = list(groups)
    first = 0
    while first < len(found):
        boxes = [group.box if as_boxes else _frame(group.x, group.y) for group in found]
        meeting = (i for i in range(first + 1, len(found)) if _meet(boxes[first], boxes[i]))
        second = next(meeting, None)
        if second is None:
            first += 1
            continue
        one, other = found[first], found[second]
        shrinking = [i for i in (first, second) if as_boxes and _can_shrink(found[i])]
        if len(one.ranks) + len(other.ranks) > _MOST and shrinking:
            larger = max(shrinking, key=lambda i: len(found[i].ranks))
            found[larger] = replace(found[larger], is_counted=True)
        else:
            found[first] = _join(one, other)
            del found[second]
        first = 0
    return found


def _frame(x: float, y: float) -> Box:
    return x - SIGN / 2, y - SIGN / 2, x + SIGN / 2, y + SIGN / 2


def _can_shrink(group: Group) -> bool:
    return not group.is_counted and len(group.ranks) > 1


def _join(one: Group, other: Group) -> Group:
    a, b = len(one.ranks), len(other.ranks)
    return Group(
        (one.x * a + other.x * b) / (a + b),
        (one.y * a + other.y * b) / (a + b),
        one.ranks + other.ranks,
        is_counted=one.is_counted or other.is_counted or a + b > _MOST,
    )


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def name_beside(
    places: pd.DataFrame, points: Points, groups: Sequence[Group], room: Room
) -> list[Label]:
    """Name towns, the most peopled first: beside the group that stands on them, or their dot.

    Parameters
    ----------
    places : DataFrame
        ``name``, ``population``.
    points : array
        Where they are, in pixels, in the same order.
    groups : sequence of Group
        Already taken in the room.
    room : Room
        Takes what is written.
    """
    names, people = places["name"].astype(str).tolist(), places["population"].fillna(-1).tolist()
    labels: list[Label] = []
    named: set[int] = set()
    spots: list[tuple[float, float]] = []
    for index in sorted(range(len(names)), key=lambda i: (-people[i], names[i])):
        x, y = points[index].tolist()
        held = next((i for i, group in enumerate(groups) if _holds(group.box, x, y)), None)
        dot = (x - DOT, y - DOT, x + DOT, y + DOT)
        if any(np.hypot(x - a, y - b) < _APART for a, b in spots):
            continue
        if held in named if held is not None else not room.has(dot):
            continue
        edge = dot if held is None else groups[held].box
        for label, box in _offer_sides(names[index], y, edge):
            if room.has(box):
                room.take(box, dot)
                labels.append(label if held is not None else replace(label, dot=(x, y)))
                spots.append((x, y))
                named.update(() if held is None else (held,))
                break
        if len(labels) == _MOST_NAMES:
            break
    return labels


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - DOT <= x <= box[2] + DOT and box[1] - DOT <= y <= box[3] + DOT


def _offer_sides(name: str, y: float, edge: Box) -> Iterator[tuple[Label, Box]]:
    """Offer the sides of a dot or a group: right, left, above, below."""
    width = measure_text(name, NAME.size, NAME.weight)
    up, down = 0.76 * NAME.size, 0.24 * NAME.size
    left, top, right, bottom = edge
    level, centre = y + (up - down) / 2, (left + right) / 2
    for anchor, start, baseline, begin in (
        ("start", right + _GAP, level, right + _GAP),
        ("end", left - _GAP, level, left - _GAP - width),
        ("middle", centre, top - _GAP - down, centre - width / 2),
        ("middle", centre, bottom + _GAP + up, centre - width / 2),
    ):
        box = (begin, baseline - up, begin + width, baseline + down)
        yield Label(start, baseline, ((name, NAME),), anchor), box


def draw_groups(groups: Sequence[Group], signs: Sequence[Sign], order: Sequence[int]) -> str:
    """Draw the groups; in a box, signs of one réseau stand together.

    Parameters
    ----------
    signs : sequence of Sign
        Of each structure, by rank.
    order : sequence of int
        Rank of the réseau of each structure.
    """
    drawn = []
    for group in groups:
        left, top, right, bottom = group.box
        if group.is_counted:
            drawn.append(
                f'<circle cx="{group.x:.1f}" cy="{group.y:.1f}" r="{0.7 * SIGN:g}" '
                f'fill="{PAPER}" stroke="{INK}" stroke-width="2.5"/>'
            )
            text = str(len(group.ranks))
            drawn.append(write_text(group.x, group.y + 0.36 * _COUNT.size, text, _COUNT, "middle"))
            continue
        is_one = len(group.ranks) == 1
        side, edge = (SIGN, 0.0) if is_one else (_SMALL, _SMALL / 4)
        if not is_one:
            drawn.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
                f'height="{bottom - top:.1f}" rx="8" fill="{PAPER}" stroke="{INK}" '
                f'stroke-width="1.5"/>'
            )
        for place, rank in enumerate(sorted(group.ranks, key=lambda i: (order[i], i))):
            x = left + edge + (place % group.columns + 0.5) * side
            y = top + edge + (place // group.columns + 0.5) * side
            drawn.append(draw_sign(signs[rank], x, y, side))
    return "".join(drawn)


def draw_sign(sign: Sign, x: float, y: float, side: float) -> str:
    """Draw one sign around a point, as the page of the map does, in a square of that side."""
    unit = side / 26
    ring = (
        f'<circle r="{12 * unit:.2f}" fill="{PAPER}" stroke="{INK}" stroke-width="{2 * unit:.2f}"/>'
        if sign.is_leading
        else ""
    )
    hole = _draw_shape(sign.path, 4.4 * unit, PAPER, CATEGORY_OUTLINE, 0.16)
    return (
        f'<g transform="translate({x:.1f} {y:.1f})" stroke-linejoin="round">{ring}'
        f"{_draw_shape(sign.path, 8.5 * unit, PAPER, PAPER, 0.56)}"
        f"{_draw_shape(sign.path, 8.5 * unit, sign.color, CATEGORY_OUTLINE, 0.17)}"
        f"{hole if sign.is_hollow else ''}</g>"
    )


def _draw_shape(path: str, scale: float, fill: str, stroke: str, width: float) -> str:
    return (
        f'<path d="{path}" transform="scale({scale:.2f})" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{width:g}"/>'
    )
