"""The map of a territory's communes: one geometry, a choice of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spro_portraits.maps.canvas import draw_areas, find_ground
from spro_portraits.maps.labels import place_labels
from spro_portraits.maps.land import Land, read_land
from spro_portraits.wording import maps as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from spro_portraits.maps.legend import MapLayer
    from spro_portraits.maps.offline import OfflineMap


def draw_commune_map(
    communes: gpd.GeoDataFrame | Land,
    layers: Sequence[MapLayer],
    *,
    outlines: gpd.GeoDataFrame | Land | None = None,
    context: gpd.GeoDataFrame | Land | None = None,
    places: pd.DataFrame | None = None,
    title: str,
    boundaries: str = "",
    height: int = 560,
    simplified: bool = True,
) -> OfflineMap:
    """Draw the communes of a territory, coloured by one layer at a time.

    Not done here: any figure. A commune's value, or the reason of its absence, is shown
    as it is given.

    Parameters
    ----------
    communes : GeoDataFrame or Land
        ``code``, ``name``, geometry; one row a commune.
    layers : sequence of MapLayer
        At least one; the first is shown first.
    outlines : GeoDataFrame or Land, optional
        Larger territories whose boundaries are drawn heavier (départements); where it has
        a column ``name``, those around the territory are named.
    context : GeoDataFrame or Land, optional
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
    simplified : bool
        Whether boundaries lose what cannot be seen when the territory fills the screen
        (0.4 pixel). Otherwise every point is kept, to the hundred-thousandth of a degree
        (about one metre): for a map that is looked at closely.

    Returns
    -------
    OfflineMap
        Shows itself in notebooks; ``save`` writes a page of its own.

    Raises
    ------
    ValueError
        Without communes or layers, or where a code or a key is twice there.
    """
    land = read_land(communes)
    if len(set(land.codes)) < len(land):
        raise ValueError("a commune code is twice on the map")
    ordered = land.take(sorted(range(len(land)), key=land.codes.__getitem__))
    return draw_areas(
        find_ground(ordered, context, simplified=simplified),
        codes=ordered.codes,
        names=ordered.names,
        layers=layers,
        labels=place_labels(places) if places is not None else (),
        outlines=outlines,
        areas=words.COMMUNE_AREAS,
        title=title,
        boundaries=boundaries,
        height=height,
    )
