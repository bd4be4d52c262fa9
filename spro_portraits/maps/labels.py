"""Names on a map that never cover each other, at any scale of it.

A town gives way to more populous ones. Two labels of constant size move apart as the map
grows, so each pair has one zoom from which both fit; hence each town has one zoom from
which it may be written, computed here once for all window sizes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spro_portraits.maps.geometry import EARTH_RADIUS, Shapes, project, unproject
from spro_portraits.style import measure_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

LABEL_SIZE = 12.5
_LINE = 17.0
_GAP = 4.0
_DOT = 12.0
# A reader's own font, where ours is not there, may be wider.
_WIDER = 1.1
_TILE = 256.0
_MOST = 120
_BESIDE = 0.55
_CLEAR = 0.06
_ROOM = 0.02
_FINE = 1 / 10


@dataclass(frozen=True, slots=True)
class PlaceLabel:
    """A town to write: where, and from which zoom of Leaflet on.

    Attributes
    ----------
    name : str
        Name of the town.
    latitude, longitude : float
        Of its dot, in degrees.
    zoom : float
        Smallest zoom at which the label covers no label of a more populous town.
    width : float
        Of dot and name, in pixels.
    """

    name: str
    latitude: float
    longitude: float
    zoom: float
    width: float


def place_labels(places: pd.DataFrame) -> tuple[PlaceLabel, ...]:
    """Give each town the zoom from which it is written, most populous first.

    Parameters
    ----------
    places : DataFrame
        ``name``, ``population``, ``x`` (longitude) and ``y`` (latitude); equal populations
        rank by name. Those behind the 120 most populous are left out.
    """
    if places.empty:
        return ()
    listed, people = [str(name) for name in places["name"]], places["population"].tolist()
    ranked = sorted(
        range(len(listed)), key=lambda i: (math.isnan(people[i]), -people[i], listed[i])
    )[:_MOST]
    names = [listed[i] for i in ranked]
    degrees = np.column_stack([places[axis].to_numpy(dtype=np.float64) for axis in "xy"])[ranked]
    # Pixels at zoom 0: the whole world on one tile.
    pixels = project(degrees) * _TILE / (2 * math.pi * EARTH_RADIUS)
    widths = [measure_text(name, LABEL_SIZE, 600) * _WIDER + _DOT + _GAP for name in names]
    labels: list[PlaceLabel] = []
    for i, name in enumerate(names):
        zoom = 0.0
        for j, other in enumerate(labels):
            apart = _zoom_apart(
                pixels[i] - pixels[j], widths[j] if _left(pixels, i, j) else widths[i]
            )
            if apart > other.zoom:
                zoom = max(zoom, apart)
        labels.append(PlaceLabel(name, float(degrees[i, 1]), float(degrees[i, 0]), zoom, widths[i]))
    return tuple(labels)


def _left(pixels: np.ndarray[tuple[int, int], np.dtype[np.float64]], i: int, j: int) -> bool:
    return bool(pixels[j, 0] <= pixels[i, 0])


def _zoom_apart(offset: np.ndarray[tuple[int], np.dtype[np.float64]], width: float) -> float:
    """Give the zoom from which two labels, written to the right of their dots, are apart.

    ``width`` is that of the western one: it must end before the eastern one begins, or the
    two must be a line apart.
    """
    across, along = abs(float(offset[0])), abs(float(offset[1]))
    scales = [need / have for need, have in ((width, across), (_LINE, along)) if have > 0]
    return max(0.0, math.log2(min(scales))) if scales else math.inf


@dataclass(frozen=True, slots=True)
class AreaLabel:
    """The name of a larger area, written in the middle of what is seen of it."""

    name: str
    latitude: float
    longitude: float


def place_area_labels(
    names: Sequence[str], areas: Shapes, territory: BaseGeometry
) -> tuple[AreaLabel, ...]:
    """Place the names of the areas around a territory, beside it.

    An area of which too little lies beside the territory (most of all: none) is not named.

    Parameters
    ----------
    names : sequence of str
        One for each area.
    areas : array of geometries
        In degrees.
    territory : geometry
        In degrees.
    """
    here = shapely.transform(territory, project)
    west, south, east, north = here.bounds
    size = max(east - west, north - south)
    reach = _BESIDE * size
    window = shapely.box(west - reach, south, east + reach, north)
    taken = _surround(here, _CLEAR * size)
    labels = []
    planes = shapely.transform(areas, project)
    for name, area in zip(names, planes, strict=True):
        if not shapely.intersects(shapely.box(*area.bounds), window):
            continue
        seen = shapely.intersection(area, window)
        free = shapely.difference(seen, taken)
        if free.area >= _ROOM * window.area:
            if free.geom_type == "GeometryCollection":  # an edge lies on that of the window
                free = shapely.union_all([p for p in free.geoms if shapely.area(p)])
            middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(free))[:1]
            longitude, latitude = unproject(middle)[0].tolist()
            labels.append(AreaLabel(name, latitude, longitude))
    return tuple(labels)


def _surround(shape: BaseGeometry, reach: float) -> BaseGeometry:
    """Widen a shape by a reach, roughly: part by part, details under a tenth left out.

    Of hundreds of scattered communes at once, and with all their points, it takes seconds.
    """
    parts = shapely.simplify(shapely.get_parts(shape), _FINE * reach)
    return shapely.union_all(shapely.buffer(parts, reach, quad_segs=4))
