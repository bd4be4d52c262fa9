"""The lines that the areas of a map share, each written once.

In the manner of TopoJSON: a boundary is cut where three meet or a line ends; the pieces
(arcs) are numbered, and every area and line of every layer is a list of these numbers. All
numbers are written as text by Google's algorithm of encoded polylines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spro_portraits.maps.geometry import Shapes

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

UNITS_PER_DEGREE = 100_000
"""Points stand on whole hundred-thousandths of a degree: 1.1 m to the north, 0.8 m to the east."""

_POLYGON = shapely.GeometryType.POLYGON.value
_DRAWN = (
    _POLYGON,
    *(kind.value for kind in (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)),
)
_HALF = 2**31
_BITS, _MORE, _FIRST = 5, 32, 63
_LONGEST = 7
"""Characters of a number of 32 bits."""


@dataclass(frozen=True, slots=True)
class SharedArcs:
    """The geometry of a map as text; ``assets/shapes.js`` reads it.

    Attributes
    ----------
    points : str
        One encoded polyline, of latitudes and longitudes with five decimals: all arcs one
        after another.
    lengths : str
        How many points each arc adds to it; negative where its first point is the last one
        before.
    layers : tuple of str
        Of each layer, shape by shape: how many parts; of each part, how many rings (1 for a
        line); of each ring, how many arcs, then each arc: twice how far its number is below
        the first that the layer has not named yet, plus one where it is taken from its end.
    own_points, own_lengths : str
        As ``points`` and ``lengths``: arcs that the layers above have alone. Their numbers
        follow those of the others.
    """

    points: str
    lengths: str
    layers: tuple[str, ...]
    own_points: str = ""
    own_lengths: str = ""


@dataclass(frozen=True, slots=True)
class _Rings:
    """Rings and lines of all layers, one after another, on the grid.

    ``shapes`` and ``parts`` give the rank of each ring's shape and part among all; ``ids`` the
    number of each point among the distinct ``points`` (x, y), and ``starts`` where each ring
    begins in it. The first ``ground`` points are those of the ground.
    """

    shapes: Numbers
    parts: Numbers
    ids: Numbers
    starts: Numbers
    points: Numbers
    ground: int


def share_arcs(layers: Sequence[Shapes], above: Sequence[Shapes] = ()) -> SharedArcs:
    """Cut the areas and lines of all layers of a map into the arcs that they share.

    Parameters
    ----------
    layers : sequence of arrays of geometries
        In degrees: the ground. Points are no lines: they are left out; a shape without
        anything to draw keeps its rank.
    above : sequence of arrays of geometries
        Further layers: they take arcs of the ground, and leave its text as it is without them,
        so that maps of one ground say the same.

    Returns
    -------
    SharedArcs
        Nothing is lost but what is smaller than the grid (:data:`UNITS_PER_DEGREE`).
    """
    every = [np.asarray(shapes, dtype=object) for shapes in (*layers, *above)]
    rings = _read_rings(np.concatenate(every), sum(map(len, layers)))
    starts, ends, ids = _cut(rings)
    firsts, numbers, backwards = _number(ids, starts, ends)
    owners = np.searchsorted(rings.starts, starts, side="right") - 1
    places = rings.points[ids]
    is_own = starts[firsts] >= rings.ground
    shared, own = firsts[~is_own], firsts[is_own]
    sizes = [len(shapes) for shapes in every]
    return SharedArcs(
        *_write_arcs(places, starts[shared], ends[shared]),
        tuple(_write_layers(sizes, rings, owners, numbers, backwards)),
        *_write_arcs(places, starts[own], ends[own]),
    )


def encode(numbers: Numbers) -> str:
    r"""Write whole numbers of at most 31 bits by the algorithm of encoded polylines.

    Characters are those from ``?`` to ``~``: nothing that HTML knows, but ``\`` among them.
    """
    rest = np.where(numbers < 0, ~(numbers << 1), numbers << 1)
    chunks = np.zeros((len(rest), _LONGEST), dtype=np.uint8)
    used = np.zeros(chunks.shape, dtype=bool)
    for rank in range(_LONGEST):
        used[:, rank] = (rest > 0) | (rank == 0)
        later = rest >> _BITS
        chunks[:, rank] = (rest & (_MORE - 1)) + np.where(later > 0, _MORE, 0) + _FIRST
        rest = later
    return chunks[used].tobytes().decode("ascii")


def _read_rings(shapes: Shapes, ground: int) -> _Rings:
    """Take the rings and lines of shapes, their points on the grid and none twice in a row.

    The first ``ground`` shapes are the ground.
    """
    parts, owners = shapely.get_parts(shapes, return_index=True)
    kinds = shapely.get_type_id(parts)
    drawn = np.isin(kinds, _DRAWN) & ~shapely.is_empty(parts)
    parts, owners, areal = parts[drawn], owners[drawn], kinds[drawn] == _POLYGON
    rings, areas = shapely.get_rings(parts[areal], return_index=True)
    ranks = np.concatenate([np.flatnonzero(areal)[areas], np.flatnonzero(~areal)])
    order = np.argsort(ranks, kind="stable")
    lines, ranks = np.concatenate([rings, parts[~areal]])[order], ranks[order]
    degrees, belongs = shapely.get_coordinates(lines, return_index=True)
    grid = np.rint(degrees * UNITS_PER_DEGREE).astype(np.int64)
    keys = (grid[:, 0] << 32) + grid[:, 1] + _HALF
    changes = np.append(True, belongs[1:] != belongs[:-1])[: len(keys)]
    moved = np.append(True, keys[1:] != keys[:-1])[: len(keys)] | changes
    # What is smaller than the grid keeps two points: a ring is never nothing.
    alone = np.bincount(belongs[moved], minlength=len(lines)) == 1
    moved |= np.append(changes[1:], True)[: len(keys)] & alone[belongs]
    distinct, ids = np.unique(keys[moved], return_inverse=True)
    counts = np.bincount(belongs[moved], minlength=len(lines))
    points = np.column_stack((distinct >> 32, (distinct & (2 * _HALF - 1)) - _HALF))
    below = int(counts[owners[ranks] < ground].sum())
    return _Rings(owners[ranks], ranks, ids, np.cumsum(counts) - counts, points, below)


def _cut(rings: _Rings) -> tuple[Numbers, Numbers, Numbers]:
    """Cut rings where lines meet: first and last point of each arc, in points put in its order."""
    ids, starts, total = rings.ids, rings.starts, len(rings.ids)
    if not total:
        return starts, starts, ids
    stops = np.append(starts[1:], total) - 1
    is_first, is_last = np.zeros(total, dtype=bool), np.zeros(total, dtype=bool)
    is_first[starts], is_last[stops] = True, True
    closed = (ids[starts] == ids[stops]) & (stops - starts > 1)
    is_below = np.arange(total) < rings.ground
    is_node = _find_nodes(rings, is_first, is_last, closed, is_below)
    # What lies above is cut where the ground is, too; the ground, as if it were alone.
    every = is_node
    if not is_below.all():
        every = every | _find_nodes(rings, is_first, is_last, closed, np.ones(total, dtype=bool))
    # A closed ring begins at its first node.
    nodes = np.flatnonzero(np.where(is_below, is_node[ids], every[ids]))
    first = nodes[np.searchsorted(nodes, starts)] - starts
    counts = stops - starts + 1
    steps = (
        np.arange(total) - np.repeat(starts, counts) + np.repeat(np.where(closed, first, 0), counts)
    )
    around = np.repeat(np.where(closed, counts - 1, counts), counts)
    ids = ids[np.repeat(starts, counts) + steps % around]
    cut = np.where(is_below, is_node[ids], every[ids])
    return np.flatnonzero(cut & ~is_last), np.flatnonzero(cut & ~is_first), ids


def _find_nodes(
    rings: _Rings, is_first: Flags, is_last: Flags, closed: Flags, taken: Flags
) -> Flags:
    """Find the points where three of the rings taken meet or a line ends, one in each ring."""
    ids, starts, count = rings.ids, rings.starts, len(rings.points)
    here, there = ids[:-1][(~is_last & taken)[:-1]], ids[1:][(~is_first & taken)[1:]]
    edges = np.unique(np.minimum(here, there) * count + np.maximum(here, there))
    met = np.bincount(edges // count, minlength=count) + np.bincount(edges % count, minlength=count)
    is_node: Flags = (met > 0) & (met != 2)  # noqa: PLR2004 - a line goes through
    opened = np.repeat(~closed, np.diff(starts, append=len(ids)))
    is_node[ids[(is_first | is_last) & opened & taken]] = True
    # A ring that meets no other is cut at one point, the same in each layer.
    lonely = ~np.logical_or.reduceat(is_node[ids], starts) & taken[starts]
    is_node[np.minimum.reduceat(ids, starts)[lonely]] = True
    return is_node


def _number(ids: Numbers, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers, Flags]:
    """Give each arc a number as it first appears; say which are taken from their ends.

    Between two nodes no line parts from another: the first and the last step of an arc name
    all of it.
    """
    if not len(starts):
        return starts, starts, starts.astype(bool)
    count = int(ids.max()) + 1
    forth = ids[starts] * count + ids[starts + 1]
    back = ids[ends] * count + ids[ends - 1]
    _, low = np.unique(np.minimum(forth, back), return_inverse=True)
    _, high = np.unique(np.maximum(forth, back), return_inverse=True)
    _, found, same = np.unique(low * len(low) + high, return_index=True, return_inverse=True)
    order = np.argsort(found)
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return found[order], ranks[same], forth != forth[found[same]]


def _write_arcs(points: Numbers, starts: Numbers, ends: Numbers) -> tuple[str, str]:
    """Write the points of arcs and their numbers; what is the last point before is left out."""
    follows = np.append(False, (points[starts[1:]] == points[ends[:-1]]).all(axis=1))[: len(starts)]
    starts = starts + follows
    counts = ends - starts + 1
    offsets = np.cumsum(counts) - counts
    order = np.repeat(starts - offsets, counts) + np.arange(counts.sum())
    places = points[order][:, ::-1]
    moves = np.diff(places, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return encode(moves.ravel()), encode(np.where(follows, -counts, counts))


def _write_layers(
    sizes: Sequence[int],
    rings: _Rings,
    owners: Numbers,
    numbers: Numbers,
    backwards: Flags,
) -> list[str]:
    """Write which arcs make each shape of each layer."""
    arcs: list[list[tuple[int, int]]] = [[] for _ in rings.shapes]
    for ring, number, back in zip(
        owners.tolist(), numbers.tolist(), backwards.tolist(), strict=True
    ):
        arcs[ring].append((number, int(back)))
    parts: list[dict[int, list[int]]] = [{} for _ in range(sum(sizes))]
    for ring, (shape, part) in enumerate(
        zip(rings.shapes.tolist(), rings.parts.tolist(), strict=True)
    ):
        parts[shape].setdefault(part, []).append(ring)
    written, begun = [], 0
    for size in sizes:
        fresh, facts = 0, []
        for shape in parts[begun : begun + size]:
            facts.append(len(shape))
            for inside in shape.values():
                facts.append(len(inside))
                for ring in inside:
                    facts.append(len(arcs[ring]))
                    for number, back in arcs[ring]:
                        facts.append(2 * (fresh - number) + back)
                        fresh = max(fresh, number + 1)
        written.append(encode(np.array(facts, dtype=np.int64)))
        begun += size
    return written
