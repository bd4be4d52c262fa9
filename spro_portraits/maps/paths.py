"""Areas and boundaries as SVG paths, in pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from spro_portraits.maps.geometry import Shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]


def fit_width(
    bounds: tuple[float, float, float, float], width: float, margin: float
) -> tuple[Callable[[Points], Points], int]:
    """Fit a part of the plane into a picture of a given width, north up.

    Parameters
    ----------
    bounds : (float, float, float, float)
        West, south, east, north.
    width, margin : float
        In pixels.

    Returns
    -------
    (callable, int)
        From points of the plane to pixels; the height of the picture.
    """
    west, south, east, north = bounds
    scale = (width - 2 * margin) / max(east - west, 1.0)

    def to_screen(points: Points) -> Points:
        across = (points[:, 0] - west) * scale + margin
        down = (north - points[:, 1]) * scale + margin
        return np.column_stack((across, down))

    return to_screen, round((north - south) * scale + 2 * margin)


def fit_frame(
    bounds: tuple[float, float, float, float], frame: tuple[float, float, float, float]
) -> tuple[Callable[[Points], Points], float]:
    """Fit a part of the plane into the middle of a frame of a picture, north up.

    Parameters
    ----------
    bounds, frame : (float, float, float, float)
        West, south, east, north of the plane; left, top, right, bottom in pixels.

    Returns
    -------
    (callable, float)
        From points of the plane to pixels; pixels a unit of the plane.
    """
    west, south, east, north = bounds
    left, top, right, bottom = frame
    scale = min((right - left) / max(east - west, 1.0), (bottom - top) / max(north - south, 1.0))
    across = (left + right - (west + east) * scale) / 2
    down = (top + bottom + (south + north) * scale) / 2

    def to_screen(points: Points) -> Points:
        return np.column_stack((points[:, 0] * scale + across, down - points[:, 1] * scale))

    return to_screen, scale


def write_area(shape: BaseGeometry) -> str:
    """Write the rings of areas as a path, to the tenth of a pixel."""
    rings = [
        ring
        for polygon in shapely.get_parts(shape)
        if polygon.geom_type == "Polygon"
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z"
        for ring in rings
    )


def write_area_briefly(shape: BaseGeometry, grid: float = 0.5) -> str:
    """Write the rings of areas as a path of small steps, in half of the letters.

    To the half of a pixel, or another ``grid``; steps are between rounded points, so that no
    error adds up.
    """
    paths = []
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type != "Polygon":
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.rint(shapely.get_coordinates(ring)[:-1] / grid) * grid
            steps = np.diff(points, axis=0)
            steps = steps[steps.any(axis=1)]
            if not len(steps):  # smaller than the grid
                continue
            start = f"M{_brief(points[0, 0])} {_brief(points[0, 1])}l"
            paths.append(start + " ".join(f"{_brief(x)} {_brief(y)}" for x, y in steps) + "z")
    return "".join(paths).replace(" -", "-")


def _brief(number: float) -> str:
    return f"{number:g}".replace("0.", ".") if abs(number) < 1 else f"{number:g}"


def write_shared_lines(areas: Shapes) -> str:
    """Write the boundaries that areas share as a path, each once."""
    shared = shapely.line_merge(shapely.union_all(shapely.boundary(areas)))
    inner = shapely.difference(shared, shapely.boundary(shapely.union_all(areas)))
    return write_lines(shapely.line_merge(inner))


def write_lines(shape: BaseGeometry) -> str:
    """Write lines as a path, to the tenth of a pixel."""
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(line))
        for line in shapely.get_parts(shape)
        if line.geom_type in {"LineString", "LinearRing"}
    )
