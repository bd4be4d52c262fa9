"""What is drawn as one sign: a structure, or all those of a réseau in a ring."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.charts.circles.model import CircleNode, CircleSector
from spro_portraits.wording import circles as words

MOST_NODES = 80
"""Structures that are written one by one; above, those of a réseau in a ring are one sign."""
DENSE = 50
"""Structures above which signs and texts are smaller."""

_RADIUS = 6.0
_DENSE_RADIUS = 5.0
_CENTRAL = 1.25
"""How much larger the signs of the innermost ring are."""
_LARGEST = 22.0
_SMALLEST = 3.5
_STEP = 5.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign of the drawing.

    Attributes
    ----------
    key, sector : str
    ring : int
    label : str
        What is written beside it.
    radius : float
        Of its sign, in pixels.
    strong : bool
        Whether it stands in the innermost of several rings.
    uncertain : bool
        Whether its sign is pale.
    nodes : tuple of CircleNode
        The structures that it stands for.
    """

    key: str
    sector: str
    ring: int
    label: str
    radius: float
    strong: bool
    uncertain: bool
    nodes: tuple[CircleNode, ...]


def make_marks(
    nodes: Sequence[CircleNode], sectors: Sequence[CircleSector], rings: Sequence[str]
) -> list[Mark]:
    """Make the signs, in the order of the sectors, then of the structures or rings.

    Up to :data:`MOST_NODES` structures each has its sign. Above, those of a réseau in a ring
    share one, whose area says their number, and whose label says it too.
    """
    inner = len(rings) > 1
    if len(nodes) <= MOST_NODES:
        radius = _DENSE_RADIUS if len(nodes) > DENSE else _RADIUS
        return [
            Mark(
                node.key, node.sector, node.ring, node.short,
                radius * _CENTRAL if inner and node.ring == 0 else radius,
                inner and node.ring == 0, node.uncertain, (node,),
            )
            for sector in sectors
            for node in nodes
            if node.sector == sector.key
        ]  # fmt: skip
    groups = {
        (sector.key, ring): tuple(n for n in nodes if (n.sector, n.ring) == (sector.key, ring))
        for sector in sectors
        for ring in range(len(rings))
    }
    step = min(_STEP, _LARGEST / math.sqrt(max(map(len, groups.values()))))
    return [
        Mark(
            f"{sector}-{ring}", sector, ring, words.write_group(rings[ring], len(group)),
            max(_SMALLEST, step * math.sqrt(len(group))), inner and ring == 0,
            all(node.uncertain for node in group), group,
        )
        for (sector, ring), group in groups.items()
        if group
    ]  # fmt: skip
