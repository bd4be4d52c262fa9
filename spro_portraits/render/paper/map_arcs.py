"""The geometry of a map of the page, read from the text that ``maps.arcs`` writes.

As ``maps/assets/shapes.js`` does: lines that several areas share are written once, numbers as in
encoded polylines. Not done here: drawing, legends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Shape = list[list[list[int]]]
"""Parts, their rings (one for a line), the arcs of each: ``~n`` is arc ``n`` from its end."""

_UNITS_PER_DEGREE = 100_000
_BITS, _MORE, _FIRST = 5, 32, 63


def decode(text: str) -> Numbers:
    """Read whole numbers written by the algorithm of encoded polylines."""
    chunks = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64) - _FIRST
    if not len(chunks):
        return chunks
    last = chunks < _MORE
    starts = np.append(0, np.flatnonzero(last)[:-1] + 1)
    owner: Numbers = np.cumsum(last) - last
    shifts = (np.arange(len(chunks)) - starts[owner]) * _BITS
    values = np.add.reduceat((chunks & (_MORE - 1)) << shifts, starts)
    return np.where(values & 1, ~(values >> 1), values >> 1)


def read_arcs(text: str) -> list[Floats]:
    """Read the arcs of a map, longitude and latitude of each point: a line of points, of lengths.

    Raises
    ------
    ValueError
        Where the text holds something else.
    """
    if not text.strip():
        return []
    points, lengths = (decode(line.strip()) for line in text.strip().split("\n"))
    degrees = np.cumsum(points.reshape(-1, 2), axis=0)[:, ::-1] / _UNITS_PER_DEGREE
    arcs, begin = [], 0
    for length in lengths.tolist():
        end = begin + abs(length)
        arcs.append(degrees[max(begin - (length < 0), 0) : end])
        begin = end
    return arcs


def read_shapes(text: str) -> list[Shape]:
    """Read the shapes of a layer as lists of arcs."""
    facts: Iterator[int] = iter(decode(text).tolist())
    fresh = 0

    def read_arc() -> int:
        nonlocal fresh
        fact = next(facts)
        number = fresh - (fact >> 1)
        fresh = max(fresh, number + 1)
        return ~number if fact & 1 else number

    return [
        [[[read_arc() for _ in range(next(facts))] for _ in range(next(facts))]
         for _ in range(parts)]
        for parts in facts
    ]  # fmt: skip


def project(degrees: Floats) -> Floats:
    """Project longitudes and latitudes on the plane of the page's maps (spherical Mercator)."""
    across = degrees[:, 0] / 360 + 0.5
    along = 0.5 - np.log(np.tan(np.pi / 4 + np.radians(degrees[:, 1]) / 2)) / (2 * np.pi)
    return np.column_stack((across, along))


@dataclass(frozen=True, slots=True)
class Plane:
    """From degrees to the points of a drawing.

    Attributes
    ----------
    west, north : float
        Upper left corner, on the plane.
    scale : float
        Points of the drawing for the whole world.
    width, height : float
        Of the drawing, in its points.
    kilometre : float
        Points of a kilometre in the middle of the drawing.
    """

    west: float
    north: float
    scale: float
    width: float
    height: float
    kilometre: float

    def draw(self, degrees: Floats) -> Floats:
        """Bring degrees into the drawing."""
        plane: Floats = (project(degrees) - (self.west, self.north)) * self.scale
        return plane


_OUTSIDE = 80.0
_GRID = 2
"""Places a pixel where points stand."""
_EARTH = 40_075.017
"""Kilometres around the earth, on the sphere of Mercator."""


def fit_plane(
    bounds: Sequence[Floats], width: float, least: float, most: float, margin: float
) -> Plane:
    """Fit lines into a drawing of a width, between a least and a most height, north up.

    Parameters
    ----------
    bounds : sequence of arrays
        What must be seen, in degrees.
    width, least, most, margin : float
        In points of the drawing.
    """
    points = project(np.concatenate(list(bounds)))
    (west, north), (east, south) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    across, along = max(east - west, 1e-9), max(south - north, 1e-9)
    scale = min((width - 2 * margin) / across, (most - 2 * margin) / along)
    height = min(most, max(least, along * scale + 2 * margin))
    middle = math.atan(math.sinh(math.pi * (1 - (north + south))))
    return Plane(
        west=(west + east) / 2 - width / 2 / scale,
        north=(north + south) / 2 - height / 2 / scale,
        scale=scale, width=width, height=height,
        kilometre=scale / (_EARTH * math.cos(middle)),
    )  # fmt: skip


class Pencil:
    """Writes shapes as SVG paths; each arc is brought into the drawing once.

    Points stand on half a pixel (0.13 mm), so that small drawings have few; what lies far outside
    is drawn up to its edge, where nobody sees it.
    """

    def __init__(self, arcs: Sequence[Floats], plane: Plane) -> None:
        lines = [np.rint(_clip(plane.draw(arc), plane) * _GRID).astype(np.int64) for arc in arcs]
        self._forth = [_write(line) for line in lines]
        self._back = [_write(line[::-1]) for line in lines]

    def write(self, shape: Shape, *, is_area: bool) -> str:
        """Write one shape as a path."""
        paths = []
        for part in shape:
            for ring in part:
                steps = [self._back[~arc] if arc < 0 else self._forth[arc] for arc in ring]
                start = steps[0][0]
                paths.append(
                    f"M{start}" + "".join(step[1] for step in steps) + ("z" if is_area else "")
                )
        return "".join(paths)


def _clip(points: Floats, plane: Plane) -> Floats:
    """Bring what is far outside to an edge, and keep the ends of what runs along it."""
    least = np.array((-_OUTSIDE, -_OUTSIDE))
    most = np.array((plane.width + _OUTSIDE, plane.height + _OUTSIDE))
    # A segment that passes an edge is cut there: brought in by its ends alone, it would cross
    # the drawing where the line goes round it.
    for axis in (0, 1):
        points = _cut(_cut(points, axis, least[axis]), axis, most[axis])
    clipped: Floats = np.clip(points, least, most)
    # Points that meet in a corner count once: else each would be between two others of an edge.
    moves = np.ones(len(clipped), dtype=bool)
    moves[1:] = (clipped[1:] != clipped[:-1]).any(axis=1)
    clipped = clipped[moves]
    edges = np.column_stack((clipped == least, clipped == most))
    along = np.zeros(len(clipped), dtype=bool)
    along[1:-1] = (edges[:-2] & edges[1:-1] & edges[2:]).any(axis=1)
    return clipped[~along]


def _cut(points: Floats, axis: int, place: float) -> Floats:
    """Add the points where a line passes a place of an axis."""
    away = points[:, axis] - place
    (passes,) = np.nonzero(away[:-1] * away[1:] < 0)
    if not len(passes):
        return points
    share = (away[passes] / (away[passes] - away[passes + 1]))[:, np.newaxis]
    met = points[passes] + share * (points[passes + 1] - points[passes])
    met[:, axis] = place
    return np.insert(points, passes + 1, met, axis=0)


def _write(line: Numbers) -> tuple[str, str]:
    """Write the first point of a line, and the steps from it."""
    steps = np.diff(line, axis=0)
    steps = steps[steps.any(axis=1)]
    start = f"{line[0, 0] / _GRID:g} {line[0, 1] / _GRID:g}"
    path = " ".join(f"{x / _GRID:g} {y / _GRID:g}" for x, y in steps.tolist()).replace(" -", "-")
    return start, f"l{path}" if path else ""


def find_round(longest: float) -> float:
    """Give the round number under a length: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(f * power for f in (1.0, 2.0, 5.0) if f * power <= longest or f == 1.0)
