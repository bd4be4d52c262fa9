"""The drawing that all choropleths share: light shapes, outlines, context, a choice of layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spro_portraits.maps.choice import LayerChoice
from spro_portraits.maps.geometry import (
    CONTEXT_FACTOR,
    COVERED,
    Shapes,
    compute_tolerance,
    find_inside,
    merge,
    simplify,
    trace_outlines,
)
from spro_portraits.maps.labels import AreaLabel, PlaceLabel, place_area_labels
from spro_portraits.maps.land import Land, read_land
from spro_portraits.maps.legend import MapLayer, describe_layer
from spro_portraits.maps.offline import OfflineMap, Pane
from spro_portraits.maps.shapes import PackedShapes
from spro_portraits.style import INK, PAPER, REFERENCES, RULE, TERRITORY, WASH

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from spro_portraits.wording.maps import AreaWords

_AROUND = 1.5
_MANY = 600
_CONTEXT = {"fill": True, "fill_color": WASH, "fill_opacity": 1, "color": RULE, "weight": 0.8}
_AREA = {"fill": True, "fill_opacity": 1}
_OUTLINE = {"color": REFERENCES["departement"], "weight": 1.5}
_BORDER = {"color": TERRITORY, "weight": 2}


@dataclass(frozen=True, slots=True)
class Ground:
    """Communes made light for the screen, and what lies around them; degrees.

    Attributes
    ----------
    pieces, lighter : array of geometries
        The communes as they were, and simplified together (or as they were), in one order.
    around : array of geometries
        What lies around, simplified; what is far is left out, and what the communes cover.
    tolerance : float
        Of the simplification, in metres of Mercator.
    """

    pieces: Shapes
    lighter: Shapes
    around: Shapes
    tolerance: float


def find_ground(
    communes: gpd.GeoDataFrame | Land,
    context: gpd.GeoDataFrame | Land | None,
    *,
    simplified: bool = True,
) -> Ground:
    """Simplify communes and what lies around them, shared edges staying shared.

    Where not ``simplified``, communes keep all their points; what lies around does not.

    Raises
    ------
    ValueError
        Without communes.
    """
    if not len(communes):
        raise ValueError("a map needs communes and layers")
    land = read_land(communes)
    pieces = land.shapes
    tolerance = compute_tolerance(pieces)
    around = _find_around(read_land(context).shapes, pieces) if context is not None else pieces[:0]
    if simplified:
        lighter, lighter_around = simplify(
            pieces, around, tolerance=tolerance, is_coverage=land.is_coverage
        )
    else:
        lighter, lighter_around = pieces, around
        if len(around):
            (lighter_around,) = simplify(around, tolerance=tolerance * CONTEXT_FACTOR)
    return Ground(pieces, lighter, lighter_around, tolerance)


def draw_areas(
    ground: Ground,
    *,
    codes: Sequence[str],
    names: Sequence[str],
    layers: Sequence[MapLayer],
    labels: Sequence[PlaceLabel],
    outlines: gpd.GeoDataFrame | Land | None,
    areas: AreaWords,
    title: str,
    boundaries: str,
    height: int,
    shapes: Shapes | None = None,
    note: str = "",
) -> OfflineMap:
    """Draw areas coloured by one layer at a time.

    Parameters
    ----------
    ground : Ground
        The communes.
    codes, names : sequence of str
        Of the areas.
    layers, outlines, title, boundaries, height
        As in :func:`~spro_portraits.maps.communes.draw_commune_map`.
    labels : sequence of PlaceLabel
        Towns; or, with ``shapes``, the names of the areas.
    areas : AreaWords
        What the areas are called.
    shapes : array of geometries, optional
        The areas, made of simplified communes; the communes themselves by default.
    note : str
        Under the map, whatever the layer.

    Raises
    ------
    ValueError
        Without layers, or where a key is twice there.
    """
    _check(layers)
    whole = merge(ground.lighter)
    drawn = OfflineMap(title, height, zoom_snap=0.25, zoom_delta=1, maxZoom=14)
    for name, level in (("around", 350), ("outlines", 450), ("places", 460)):
        Pane(name, z_index=level).add_to(drawn)
    if len(ground.around):
        PackedShapes(ground.around, "context", pane="around", style=_CONTEXT).add_to(drawn)
    coloured = PackedShapes(
        ground.lighter if shapes is None else shapes,
        "communes" if shapes is None else "territories",
        pane="overlayPane",
        interactive=True,
        style=_AREA | _find_edge(len(ground.pieces), merged=shapes is not None),
    )
    coloured.add_to(drawn)
    area_labels: tuple[AreaLabel, ...] = ()
    if outlines is not None and len(outlines):
        land = read_land(outlines)
        if land.names:
            area_labels = place_area_labels(land.names, land.shapes, whole)
        larger = _near(land.shapes, ground.pieces)
        lines = trace_outlines(larger, ground.pieces, ground.lighter, whole, ground.tolerance)
        PackedShapes(_alone(lines), "outlines", pane="outlines", style=_OUTLINE).add_to(drawn)
    border = shapely.boundary(whole)
    PackedShapes(_alone(border), "territory", pane="outlines", style=_BORDER).add_to(drawn)
    LayerChoice(
        coloured,
        title=title,
        names=names,
        layers=[describe_layer(layer, codes, boundaries) for layer in layers],
        labels=labels,
        area_labels=area_labels,
        areas=areas,
        centred=shapes is not None,
        note=note,
    ).add_to(drawn)
    return drawn


def _check(layers: Sequence[MapLayer]) -> None:
    if not layers:
        raise ValueError("a map needs communes and layers")
    if len({layer.key for layer in layers}) < len(layers):
        raise ValueError("two layers of the map have the same key")


def _find_edge(count: int, *, merged: bool) -> dict[str, object]:
    """Give the lines between areas: thinner where they are many, dark between territories."""
    if merged:
        return {"color": INK, "weight": 0.9}
    return {"color": PAPER, "weight": 0.35 if count > _MANY else 0.6}


def _alone(shape: BaseGeometry) -> Shapes:
    """Put one shape in an array (NumPy would take a collection apart)."""
    one = np.empty(1, dtype=object)
    one[0] = shape
    return one


def _find_around(shapes: Shapes, pieces: Shapes) -> Shapes:
    """Keep what is near and shows beside the pieces: not what they cover."""
    around = _near(shapes, pieces)
    small = shapely.area(around) * (1 - COVERED) <= shapely.area(pieces).sum()
    if not small.any():
        return around
    inner = shapely.point_on_surface(pieces)
    return around[
        [
            not (s and find_inside(one, pieces, inner) is not None)
            for one, s in zip(around, small, strict=True)
        ]
    ]


def _near(shapes: Shapes, pieces: Shapes) -> Shapes:
    """Keep what a reader can pan to: one and a half times the territory's size around it."""
    west, south, east, north = shapely.total_bounds(pieces)
    reach = _AROUND * max(east - west, north - south)
    window = shapely.box(west - reach, south - reach, east + reach, north + reach)
    return shapes[shapely.intersects(shapes, window)]
