"""The map itself in its frame: areas, what lies around, boundaries, names, a scale bar.

The plane is that of the maps of pages (spherical Mercator); the scale bar is true in the middle
of the territory, and off by at most 3 % at the edges of the region.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spro_portraits.maps.geometry import (
    Shapes,
    merge,
    project,
    simplify,
    trace_outlines,
    unproject,
)
from spro_portraits.maps.land import Land
from spro_portraits.maps.paths import Points, fit_frame, write_area_briefly, write_lines
from spro_portraits.maps.still_labels import (
    Box,
    Label,
    Room,
    place_areas,
    place_around,
    place_towns,
    write_labels,
)
from spro_portraits.maps.still_text import Type, write_text
from spro_portraits.maps.still_weak import draw_lozenges, strew_signs
from spro_portraits.style import INK, PAPER, REFERENCES, RULE, TERRITORY, WASH
from spro_portraits.wording import format_count
from spro_portraits.wording import still as words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

_UNSEEN = 0.4
"""Pixels by which a simplified line may differ."""
_GRID = 0.25
_INSIDE = 26.0
"""Between the territory and its frame."""
_BAR, _BAR_LEFT = 220.0, 56.0
"""Longest scale bar, and where it begins in its frame."""
_BAR_TEXT = Type(20)
_MANY = 600
_CLEAR = 16.0
"""Between the territory and the names around it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a map shows, in pixels of its frame.

    Attributes
    ----------
    areas : array of geometries
        The areas to colour.
    around : array of geometries
        What lies around, cut at the frame.
    outlines : geometry
        Lines of larger territories, cut at the frame.
    border : geometry
        Line around all areas.
    towns : array
        Where the places to name are.
    named : Land
        Larger territories to name beside the territory; shapes in pixels, cut.
    kilometre : float
        Pixels a kilometre in the middle.
    """

    areas: Shapes
    around: Shapes
    outlines: BaseGeometry
    border: BaseGeometry
    towns: Points
    named: Land
    kilometre: float


def build_scene(
    land: Land,
    frame: Box,
    *,
    zoom: float,
    outlines: Land | None,
    context: Land | None,
    towns: Points,
    gather: Callable[[Shapes], Shapes] | None = None,
) -> Scene:
    """Bring communes and what lies around them into a frame.

    Parameters
    ----------
    land : Land
        The communes, in degrees.
    frame : (float, float, float, float)
        In pixels of the drawing.
    zoom : float
        Pixels of the picture for one of the drawing: larger pictures keep more detail.
    outlines, context : Land, optional
        In degrees.
    towns : array
        Longitudes and latitudes.
    gather : callable, optional
        Makes the areas from the simplified communes; the communes themselves by default.
    """
    bounds = tuple(shapely.total_bounds(shapely.transform(land.shapes, project)).tolist())
    left, top, right, bottom = frame
    inner = (left + _INSIDE, top + _INSIDE, right - _INSIDE, bottom - _INSIDE)
    to_screen, scale = fit_frame(bounds, inner)
    tolerance = _UNSEEN / (scale * max(zoom, 1.0))

    def draw(points: Points) -> Points:
        return to_screen(project(points))

    window = _find_window(bounds, frame, scale)
    around = _keep(context, window)
    lighter, lighter_around = simplify(
        land.shapes, around, tolerance=tolerance, is_coverage=land.is_coverage
    )
    whole = merge(lighter)
    edge = shapely.box(left, top, right, bottom)
    near = _keep(outlines, window)
    lines: BaseGeometry = shapely.MultiLineString()
    if len(near):
        traced = trace_outlines(near, land.shapes, lighter, whole, tolerance)
        lines = shapely.intersection(shapely.transform(traced, draw), edge)
    shown = shapely.transform(whole, draw)
    _, south, _, north = bounds
    middle = unproject(np.array([[0.0, (south + north) / 2]]))[0, 1]
    return Scene(
        areas=shapely.transform(lighter if gather is None else gather(lighter), draw),
        around=shapely.intersection(shapely.transform(lighter_around, draw), edge),
        outlines=lines,
        border=shapely.boundary(shown),
        towns=draw(towns) if len(towns) else towns,
        named=_cut_named(outlines, draw, edge, shown),
        kilometre=1000 * scale / math.cos(math.radians(float(middle))),
    )


def _find_window(bounds: tuple[float, ...], frame: Box, scale: float) -> BaseGeometry:
    """Give what of the land the frame shows, in degrees."""
    west, south, east, north = bounds
    across, along = ((frame[2] - frame[0]) / scale, (frame[3] - frame[1]) / scale)
    x, y = (west + east) / 2, (south + north) / 2
    corners = np.array([[x - across / 2, y - along / 2], [x + across / 2, y + along / 2]])
    (left, low), (right, high) = unproject(corners).tolist()
    window: BaseGeometry = shapely.box(left, low, right, high)
    return window


def _keep(land: Land | None, window: BaseGeometry) -> Shapes:
    if land is None:
        return np.empty(0, dtype=object)
    return land.shapes[shapely.intersects(land.shapes, window)]


def _cut_named(
    land: Land | None, draw: Callable[[Points], Points], edge: BaseGeometry, shown: BaseGeometry
) -> Land:
    """Cut out of larger territories what the frame shows beside the territory."""
    if land is None or not land.names:
        return Land((), (), np.empty(0, dtype=object))
    planes = shapely.transform(shapely.simplify(land.shapes, 0.002), draw)
    seen = shapely.intersection(shapely.make_valid(planes), edge)
    free = shapely.difference(seen, shapely.buffer(shapely.simplify(shown, 2.0), _CLEAR))
    return Land((), land.names, free)


def draw_scene(
    scene: Scene,
    frame: Box,
    *,
    fills: Sequence[str],
    tips: Sequence[str],
    weak: Sequence[bool],
    labels: Sequence[Label],
    name: str,
    is_gathered: bool,
) -> str:
    """Write a scene as SVG, within its frame.

    Parameters
    ----------
    fills, tips : sequence of str
        SVG paint and text of each area.
    weak : sequence of bool
        Whether the value of each area is weak: it bears the sign.
    labels : sequence of Label
        As :func:`place_names` gives them.
    name : str
        Prefix of identifiers.
    is_gathered : bool
        Whether areas are territories: dark lines between them.
    """
    left, top, right, bottom = frame
    around = "".join(f'<path d="{write_area_briefly(area, _GRID)}"/>' for area in scene.around)
    areas = "".join(
        f'<path d="{write_area_briefly(area, _GRID)}" fill="{fill}"><title>{tip}</title></path>'
        for area, fill, tip in zip(scene.areas, fills, tips, strict=True)
    )
    thin = 0.5 if len(scene.areas) > _MANY else 1.0
    colour, width = (INK, 1.2) if is_gathered else (PAPER, thin)
    return (
        f'<defs><clipPath id="{name}-frame"><path d="M{left:g} {top:g}H{right:g}V{bottom:g}'
        f'H{left:g}Z"/></clipPath></defs>'
        f'<g clip-path="url(#{name}-frame)" stroke-linejoin="round">'
        f'<path d="M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}Z" fill="{WASH}"/>'
        f'<g fill="{PAPER}" stroke="{RULE}" stroke-width="1.5">{around}</g>'
        f'<g stroke="{colour}" stroke-width="{width}">{areas}</g>'
        f"{draw_lozenges(strew_signs(scene.areas[np.array(weak, dtype=bool)]))}"
        f'<path d="{write_lines(scene.outlines)}" fill="none" '
        f'stroke="{REFERENCES["departement"]}" stroke-width="2.2"/>'
        f'<path d="{write_lines(scene.border)}" fill="none" stroke="{TERRITORY}" '
        f'stroke-width="3.5"/></g>'
        f"{_draw_bar(scene.kilometre, frame)}{write_labels(labels)}"
    )


def place_names(
    scene: Scene,
    frame: Box,
    *,
    places: pd.DataFrame | None,
    names: Sequence[str],
    texts: Sequence[str],
) -> list[Label]:
    """Name towns, or (without any) the areas themselves; then what lies around."""
    room = Room(frame, [find_bar_box(scene.kilometre, frame)])
    if places is not None:
        labels = place_towns(places, scene.towns, room)
    else:
        labels = place_areas(names, texts, scene.areas, room)
    return labels + place_around(scene.named.names, scene.named.shapes, room)


def find_bar(kilometre: float) -> float:
    """Give the round number of kilometres of a scale bar: 1, 2 or 5 times a power of ten."""
    longest = _BAR / kilometre
    power = 10.0 ** math.floor(math.log10(longest))
    return max(f * power for f in (1.0, 2.0, 5.0) if f * power <= longest or f == 1.0)


def find_bar_box(kilometre: float, frame: Box) -> Box:
    """Give the room that the scale bar takes in its frame."""
    width = find_bar(kilometre) * kilometre
    left, bottom = frame[0] + _BAR_LEFT, frame[3] - _INSIDE
    return (left - 8, bottom - 38, left + width + 8, bottom + 8)


def _draw_bar(kilometre: float, frame: Box) -> str:
    """Write the scale bar into the lower left corner."""
    length = find_bar(kilometre)
    width = length * kilometre
    left, bottom = frame[0] + _BAR_LEFT, frame[3] - _INSIDE
    number = format_count(length) if length >= 1 else f"{length:g}".replace(".", ",")
    text = write_text(left, bottom - 16, number + words.KILOMETRES, _BAR_TEXT)
    return (
        f'<path d="M{left:.1f} {bottom - 8:.1f}v8h{width:.1f}v-8" fill="none" stroke="{INK}" '
        f'stroke-width="2"/><g stroke="{PAPER}" stroke-opacity=".85" stroke-width="5" '
        f'stroke-linejoin="round" paint-order="stroke">{text}</g>'
    )
