"""A small map of where a territory lies, as inline SVG."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spro_portraits.maps.geometry import Shapes, project
from spro_portraits.maps.land import Land, read_land
from spro_portraits.maps.paths import fit_width, write_area, write_shared_lines
from spro_portraits.style import FONT_STACK, PAPER, QUIET, RULE, TERRITORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

_MARGIN = 2.0
_TOLERANCE = 1.0
_SMALL = 14.0
_RING = 9.0


def draw_locator(
    territory: BaseGeometry,
    departements: gpd.GeoDataFrame | Land,
    *,
    title: str,
    description: str,
    width: int = 220,
) -> str:
    """Draw a territory among départements.

    Parameters
    ----------
    territory : geometry
        In degrees.
    departements : GeoDataFrame or Land
        What lies around; where it has a column ``code``, codes are written.
    title, description : str
        What a reader who cannot see it is told, in French.
    width : int
        Width in pixels; the height follows.

    Returns
    -------
    str
        An ``svg`` element, accessible, without any outside reference; same arguments,
        same bytes.
    """
    land = read_land(departements)
    planes = shapely.transform(land.shapes, project)
    here = shapely.transform(territory, project)
    bounds = shapely.total_bounds([*planes, here])
    to_screen, height = fit_width(tuple(bounds.tolist()), width, _MARGIN)

    areas, drawn, borders = _draw_areas(tuple(shapely.transform(planes, to_screen)))
    mark = shapely.simplify(shapely.transform(here, to_screen), _TOLERANCE / 3)
    name = "spro-locator-" + hashlib.sha256(f"{title}{description}".encode()).hexdigest()[:8]
    return (
        f'<svg class="spro-locator" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-labelledby="{name}-t {name}-d" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" style="max-width:100%;height:auto">'
        f'<title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>'
        f'<g fill="{RULE}">{drawn}</g><path d="{write_area(mark)}" fill="{TERRITORY}"/>'
        f'<path d="{borders}" fill="none" stroke="{PAPER}" stroke-linejoin="round"/>'
        f"{_ring(mark)}{_codes(land.codes, areas, mark)}</svg>"
    )


@lru_cache(maxsize=8)
def _draw_areas(shapes: tuple[BaseGeometry, ...]) -> tuple[Shapes, str, str]:
    """Simplify areas of the screen and write their paths and borders: the same on each page."""
    areas = np.asarray(shapely.coverage_simplify(shapes, _TOLERANCE), dtype=object)
    areas.flags.writeable = False
    drawn = "".join(f'<path d="{write_area(area)}"/>' for area in areas)
    return areas, drawn, write_shared_lines(areas)


def _ring(mark: BaseGeometry) -> str:
    """Circle a territory too small to be noticed."""
    west, north, east, south = mark.bounds
    if max(east - west, south - north) >= _SMALL:
        return ""
    x, y = (west + east) / 2, (north + south) / 2
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RING}" fill="none" '
        f'stroke="{TERRITORY}" stroke-width="2"/>'
    )


def _codes(codes: Sequence[str], areas: Shapes, mark: BaseGeometry) -> str:
    """Write the code of each département in what the territory leaves free of it."""
    if not codes:
        return ""
    texts, ring = [], shapely.buffer(mark, _RING)
    taken = shapely.intersects(areas, ring)
    for code, area, is_taken in zip(codes, areas, taken, strict=True):
        free = shapely.difference(area, ring) if is_taken else area
        covered = free.area < area.area / 3
        spot = shapely.point_on_surface(area if covered else free)
        color = PAPER if covered else QUIET
        texts.append(
            f'<text x="{spot.x:.1f}" y="{spot.y + 4:.1f}" fill="{color}">{escape(code)}</text>'
        )
    return (
        f'<g font-family="{FONT_STACK}" font-size="12" font-weight="600" '
        f'text-anchor="middle" aria-hidden="true">'
        f"{''.join(texts)}</g>"
    )
