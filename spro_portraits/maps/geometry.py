"""Shapes made light for the screen, shared edges staying shared.

Works in the plane of the screen (spherical Mercator, metres at the equator), because what
must not be seen there is measured in pixels; gives back degrees.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

Shapes = npt.NDArray[np.object_]

EARTH_RADIUS = 6_378_137.0
_DECIMALS = 6
_SCREEN = (900.0, 540.0)
_UNSEEN = 0.4
COVERED = 0.005
"""Share of an area that may be missing where other areas are said to fill it."""
_METRES_PER_DEGREE = EARTH_RADIUS * math.pi / 180
CONTEXT_FACTOR = 2.5
"""How much more strongly what lies around is simplified than the territory."""


def degrees_of(frame: gpd.GeoDataFrame) -> Shapes:
    """Give the geometries in longitude and latitude, whatever the frame's projection.

    To the tenth of a metre: edges that only computation parted are shared again.
    """
    known = frame if frame.crs is None else frame.to_crs(4326)
    shapes = np.asarray(known.geometry.array, dtype=object)
    return shapely.transform(shapes, lambda points: np.round(points, _DECIMALS))


def project(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project longitudes and latitudes (degrees) to spherical Mercator (metres)."""
    latitude = np.radians(points[:, 1])
    return np.column_stack(
        (
            EARTH_RADIUS * np.radians(points[:, 0]),
            EARTH_RADIUS * np.log(np.tan(math.pi / 4 + latitude / 2)),
        )
    )


def unproject(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Undo :func:`project`."""
    return np.column_stack(
        (
            np.degrees(points[:, 0] / EARTH_RADIUS),
            np.degrees(2 * np.arctan(np.exp(points[:, 1] / EARTH_RADIUS)) - math.pi / 2),
        )
    )


def compute_tolerance(shapes: Shapes) -> float:
    """Give what cannot be seen when the shapes fill the screen: 0.4 pixel, in metres."""
    west, south, east, north = shapely.total_bounds(shapely.transform(shapes, project))
    return float(_UNSEEN * max((east - west) / _SCREEN[0], (north - south) / _SCREEN[1]))


def simplify(*groups: Shapes, tolerance: float, is_coverage: bool = False) -> list[Shapes]:
    """Simplify groups of areas, in degrees, by a tolerance in metres of Mercator.

    Areas that share edges, within a group or from one group to the next, share them still.
    Groups that overlap each other are simplified each for itself, those behind the first
    more strongly; areas that overlap within a group, each for itself. ``is_coverage`` says
    that those of the first group are known not to.
    """
    first, *others = planes = [shapely.transform(shapes, project) for shapes in groups]
    if others and not _overlap(*planes) and shapely.coverage_is_valid(np.concatenate(planes)):
        ends = np.cumsum([len(shapes) for shapes in planes])[:-1]
        lighter = np.split(shapely.coverage_simplify(np.concatenate(planes), tolerance), ends)
    else:
        if is_coverage:
            lighter = [shapely.coverage_simplify(first, tolerance)]
        else:
            lighter = [_simplify_group(first, tolerance)]
        lighter += [_simplify_group(shapes, tolerance * CONTEXT_FACTOR) for shapes in others]
    return [shapely.transform(shapes, unproject) for shapes in lighter]


def _overlap(first: Shapes, *others: Shapes) -> bool:
    """Whether an area of the first group seems to lie on another's: cheaper than to prove it."""
    inside = shapely.point_on_surface(first[:1])
    return any(shapely.contains_properly(shapes, inside).any() for shapes in others)


def _simplify_group(shapes: Shapes, tolerance: float) -> Shapes:
    return _simplify_shapes(tuple(shapes), tolerance)


@lru_cache(maxsize=8)
def _simplify_shapes(shapes: tuple[BaseGeometry, ...], tolerance: float) -> Shapes:
    """Simplify areas; the same once for what lies around a territory and for its outlines."""
    if _is_coverage(shapes):
        lighter = np.asarray(shapely.coverage_simplify(shapes, tolerance), dtype=object)
    else:
        lighter = np.asarray(shapely.simplify(shapes, tolerance), dtype=object)
    lighter.flags.writeable = False
    return lighter


@lru_cache(maxsize=32)
def _is_coverage(shapes: tuple[BaseGeometry, ...]) -> bool:
    """Whether areas share their edges and never overlap; départements are asked each time."""
    return bool(shapely.coverage_is_valid(shapes))


def merge(shapes: Shapes) -> BaseGeometry:
    """Merge areas into one, quickly where they form a clean coverage."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def find_inside(
    outline: BaseGeometry, pieces: Shapes, inner: Shapes
) -> npt.NDArray[np.bool_] | None:
    """Find the pieces inside an area by a point of each; None where they do not fill it."""
    shapely.prepare(outline)
    inside = np.asarray(shapely.contains(outline, inner), dtype=bool)
    missing = abs(shapely.area(pieces[inside]).sum() - outline.area)
    return inside if missing <= COVERED * outline.area else None


def trace_outlines(
    outlines: Shapes, pieces: Shapes, lighter: Shapes, territory: BaseGeometry, tolerance: float
) -> BaseGeometry:
    """Draw the boundaries of larger areas as lines, each shared one once.

    An area that the pieces fill (to 0.5 % of its surface) follows their simplified edges.
    Of the others, which are context, the boundary is simplified more strongly, and left
    out where it would run beside that of the territory.

    Parameters
    ----------
    outlines, pieces : array of geometries
        As they were, in degrees.
    lighter : array of geometries
        The pieces simplified, in the same order.
    territory : geometry
        All the pieces of the territory, simplified and merged.
    tolerance : float
        In metres of Mercator.
    """
    inner = shapely.point_on_surface(pieces)
    alone = simplify(outlines, tolerance=tolerance * CONTEXT_FACTOR)[0]
    beside = shapely.buffer(territory, 2 * tolerance * CONTEXT_FACTOR / _METRES_PER_DEGREE)
    shapely.prepare(beside)
    lines = []
    for outline, fallback in zip(outlines, alone, strict=True):
        inside = find_inside(outline, pieces, inner)
        if inside is not None:
            lines.append(shapely.boundary(merge(lighter[inside])))
        else:
            line = shapely.boundary(fallback)
            far = not shapely.intersects(beside, line)
            lines.append(line if far else shapely.difference(line, beside))
    return shapely.line_merge(shapely.union_all(lines))
