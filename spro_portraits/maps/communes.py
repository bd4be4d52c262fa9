"""The map of a territory's communes: one geometry, a choice of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from folium.map import CustomPane

from spro_portraits.maps.choice import LayerChoice
from spro_portraits.maps.geometry import (
    Shapes,
    compute_tolerance,
    degrees_of,
    merge,
    simplify,
    trace_outlines,
)
from spro_portraits.maps.labels import AreaLabel, place_area_labels, place_labels
from spro_portraits.maps.legend import MapLayer, describe_layer
from spro_portraits.maps.offline import OfflineMap
from spro_portraits.maps.shapes import PackedShapes
from spro_portraits.style import PAPER, REFERENCES, RULE, TERRITORY, WASH

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

_AROUND = 1.5
_MANY = 600
_CONTEXT = {"fill": True, "fill_color": WASH, "fill_opacity": 1, "color": RULE, "weight": 0.8}
_COMMUNE = {"fill": True, "fill_opacity": 1, "color": PAPER}
_OUTLINE = {"color": REFERENCES["departement"], "weight": 1.5}
_BORDER = {"color": TERRITORY, "weight": 2}


def draw_commune_map(
    communes: gpd.GeoDataFrame,
    layers: Sequence[MapLayer],
    *,
    outlines: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    places: pd.DataFrame | None = None,
    title: str,
    boundaries: str = "",
    height: int = 560,
) -> OfflineMap:
    """Draw the communes of a territory, coloured by one layer at a time.

    Not done here: any figure. A commune's value, or the reason of its absence, is shown
    as it is given.

    Parameters
    ----------
    communes : GeoDataFrame
        ``code``, ``name``, geometry; one row a commune.
    layers : sequence of MapLayer
        At least one; the first is shown first.
    outlines : GeoDataFrame, optional
        Larger territories whose boundaries are drawn heavier (départements); where it has
        a column ``name``, those around the territory are named.
    context : GeoDataFrame, optional
        What lies around, drawn pale (neighbouring communes or départements); what is far
        from the territory is left out.
    places : DataFrame, optional
        Towns to name: ``name``, ``population``, ``x`` (longitude), ``y`` (latitude). At
        most eight are written at once, the most populous that do not cover each other.
    title : str
        What the map shows, in French.
    boundaries : str
        Source line of the boundaries with the year of their geography, in French.
    height : int
        Height in pixels.

    Returns
    -------
    OfflineMap
        Shows itself in notebooks; ``save`` writes a page of its own.

    Raises
    ------
    ValueError
        Without communes or layers, or where a code or a key is twice there.
    """
    _check(communes, layers)
    ordered = communes.sort_values("code")
    pieces = degrees_of(ordered)
    tolerance = compute_tolerance(pieces)
    around = _near(degrees_of(context), pieces) if context is not None else pieces[:0]
    lighter, lighter_around = simplify(pieces, around, tolerance=tolerance)
    territory = merge(lighter)

    drawn = OfflineMap(title, height, zoom_snap=0.25, zoom_delta=1, max_zoom=14)
    for name, level in (("around", 350), ("outlines", 450), ("places", 460)):
        CustomPane(name, z_index=level).add_to(drawn)
    if len(around):
        PackedShapes(lighter_around, "context", pane="around", style=_CONTEXT).add_to(drawn)
    shapes = PackedShapes(
        lighter,
        "communes",
        pane="overlayPane",
        interactive=True,
        style=_COMMUNE | {"weight": _thin(len(pieces))},
    )
    shapes.add_to(drawn)
    area_labels: tuple[AreaLabel, ...] = ()
    if outlines is not None and len(outlines):
        larger = degrees_of(outlines)
        if "name" in outlines.columns:
            area_labels = place_area_labels([str(n) for n in outlines["name"]], larger, territory)
        larger = _near(larger, pieces)
        lines = trace_outlines(larger, pieces, lighter, territory, tolerance)
        PackedShapes(_alone(lines), "outlines", pane="outlines", style=_OUTLINE).add_to(drawn)
    border = shapely.boundary(territory)
    PackedShapes(_alone(border), "territory", pane="outlines", style=_BORDER).add_to(drawn)
    LayerChoice(
        shapes,
        title=title,
        names=[str(name) for name in ordered["name"]],
        layers=[
            describe_layer(layer, [str(code) for code in ordered["code"]], boundaries)
            for layer in layers
        ],
        labels=place_labels(places) if places is not None else (),
        area_labels=area_labels,
    ).add_to(drawn)
    return drawn


def _check(communes: gpd.GeoDataFrame, layers: Sequence[MapLayer]) -> None:
    if not len(communes) or not layers:
        raise ValueError("a map needs communes and layers")
    if communes["code"].duplicated().any():
        raise ValueError("a commune code is twice on the map")
    if len({layer.key for layer in layers}) < len(layers):
        raise ValueError("two layers of the map have the same key")


def _thin(count: int) -> float:
    """Give the width of the lines between communes, thinner where they are many."""
    return 0.35 if count > _MANY else 0.6


def _alone(shape: BaseGeometry) -> Shapes:
    """Put one shape in an array (NumPy would take a collection apart)."""
    one = np.empty(1, dtype=object)
    one[0] = shape
    return one


def _near(shapes: Shapes, pieces: Shapes) -> Shapes:
    """Keep what a reader can pan to: one and a half times the territory's size around it."""
    west, south, east, north = shapely.total_bounds(pieces)
    reach = _AROUND * max(east - west, north - south)
    window = shapely.box(west - reach, south - reach, east + reach, north + reach)
    return shapes[shapely.intersects(shapes, window)]
