"""How far a position lies outside the commune that it is said to be in."""

from __future__ import annotations

import math

from pyproj import Geod
from shapely import Point
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

_EARTH = Geod(ellps="WGS84")


def measure_outside(outline: BaseGeometry | None, latitude: float, longitude: float) -> float:
    """Measure how far a point lies outside an outline.

    Parameters
    ----------
    outline : geometry or None
        WGS 84, degrees.
    latitude, longitude : float
        Degrees.

    Returns
    -------
    float
        Metres to the nearest point of the outline; 0 inside, and where either is not known.
    """
    if outline is None or outline.is_empty or math.isnan(latitude) or math.isnan(longitude):
        return 0.0
    # A degree of longitude is shorter than one of latitude: the nearest point is found on a plane
    # where both are as long.
    factor = max(math.cos(math.radians(latitude)), 1e-6)
    flat = scale(outline, xfact=factor, origin=(0, 0))
    nearest = nearest_points(flat, Point(longitude * factor, latitude))[0]
    metres = _EARTH.inv(longitude, latitude, nearest.x / factor, nearest.y)[2]
    return float(metres)
