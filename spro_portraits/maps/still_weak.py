"""The sign ◊ strewn over areas whose value is weak: whole signs, none cut at a boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spro_portraits.style import INK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spro_portraits.maps.geometry import Shapes

_STEP = 24.0
"""Distance of two signs of a line, in pixels; lines are staggered, half as far apart."""
_CLEAR = 4.0


def strew_signs(areas: Shapes) -> list[tuple[float, float]]:
    """Find where signs stand inside areas (pixels); a small area has one in its middle."""
    found = []
    for area in areas:
        inside = shapely.buffer(area, -_CLEAR)
        west, north, east, south = area.bounds
        rows = np.arange(np.floor(north / _STEP) * 2, np.ceil(south / _STEP) * 2 + 1)
        points = [
            (x, row * _STEP / 2)
            for row in rows.tolist()
            for x in (
                np.arange(np.floor(west / _STEP), np.ceil(east / _STEP) + 1) * _STEP
                + (row % 2) * _STEP / 2
            ).tolist()
        ]
        across, along = np.array(points).T
        kept = shapely.contains_xy(inside, across, along)
        spots = list(zip(across[kept].tolist(), along[kept].tolist(), strict=True))
        if not spots and not area.is_empty:
            middle = shapely.point_on_surface(area)
            spots = [(middle.x, middle.y)]
        found += spots
    return found


def draw_lozenges(points: Iterable[tuple[float, float]]) -> str:
    """Write the sign at points."""
    path = "".join(f"M{x:.1f} {y - 4:.1f}l2.7 4-2.7 4-2.7-4z" for x, y in points)
    if not path:
        return ""
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.1" opacity=".55"/>'
