"""The map of all territories of one level, each made of whole communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from spro_portraits.maps.canvas import draw_areas, find_ground
from spro_portraits.maps.geometry import Shapes, merge, project
from spro_portraits.maps.labels import place_labels
from spro_portraits.wording import maps as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from spro_portraits.maps.land import Land
    from spro_portraits.maps.legend import MapLayer
    from spro_portraits.maps.offline import OfflineMap


def draw_territory_map(
    communes: gpd.GeoDataFrame,
    territories: pd.Series[str],
    membership: pd.Series[str],
    layers: Sequence[MapLayer],
    *,
    outlines: gpd.GeoDataFrame | Land | None = None,
    context: gpd.GeoDataFrame | Land | None = None,
    title: str,
    boundaries: str = "",
    note: str = "",
    height: int = 640,
) -> OfflineMap:
    """Draw the territories of one level, coloured by one layer at a time, and name them.

    Outlines are those of the communes, dissolved after they are made light. Of a
    territory that passes the limit of ``communes`` only the part inside is drawn: say it
    in ``note``. Communes of no territory stay empty.

    Parameters
    ----------
    communes : GeoDataFrame
        ``code`` and geometry of the whole communes of the map (the region's).
    territories : Series of str
        Name of each territory, by its code. One without a commune on the map is left out.
    membership : Series of str
        Code of the territory of each commune, by commune code; NaN or no row for none.
    layers : sequence of MapLayer
        Values by territory code; at least one, the first is shown first.
    outlines, context : GeoDataFrame or Land, optional
        As in :func:`~spro_portraits.maps.communes.draw_commune_map`.
    title : str
        What the map shows, in French.
    boundaries : str
        Source line of the boundaries with the year of their geography, in French.
    note : str
        What must be known of the map, whatever the layer; may be empty.
    height : int
        Height in pixels.

    Returns
    -------
    OfflineMap
        Shows itself in notebooks; ``save`` writes a page of its own.

    Raises
    ------
    ValueError
        Without communes, territories or layers; a code or key twice there; a member of a
        territory that has no name.
    """
    if communes["code"].duplicated().any():
        raise ValueError("a commune code is twice on the map")
    if territories.index.duplicated().any() or membership.index.duplicated().any():
        raise ValueError("a territory or the territory of a commune is twice given")
    ordered = communes.sort_values("code")
    owners = membership.reindex(ordered["code"].astype(str))
    unknown = sorted(set(owners.dropna()) - set(territories.index))
    if unknown:
        msg = f"territories without a name: {unknown}"
        raise ValueError(msg)
    codes = sorted(set(owners.dropna()))
    if not codes:
        raise ValueError("no territory has a commune on the map")
    names = [str(territories[code]) for code in codes]
    ground = find_ground(ordered, context)
    shapes = _dissolve(ground.lighter, owners.to_numpy(), codes)
    return draw_areas(
        ground,
        codes=codes,
        names=names,
        layers=layers,
        labels=place_labels(_find_middles(names, shapes)),
        outlines=outlines,
        areas=words.TERRITORY_AREAS,
        title=title,
        boundaries=boundaries,
        height=height,
        shapes=shapes,
        note=note,
    )


def _dissolve(pieces: Shapes, owners: np.ndarray, codes: Sequence[str]) -> Shapes:
    """Merge the communes of each territory."""
    merged = np.empty(len(codes), dtype=object)
    for rank, code in enumerate(codes):
        merged[rank] = merge(pieces[owners == code])
    return merged


def _find_middles(names: Sequence[str], shapes: Shapes) -> pd.DataFrame:
    """Give the point where each name stands; the larger the territory, the sooner written."""
    circles = shapely.maximum_inscribed_circle(shapes)
    starts = [shapely.get_coordinates(circle)[0] for circle in circles]
    return pd.DataFrame(
        {
            "name": list(names),
            "population": shapely.area(shapely.transform(shapes, project)),
            "x": [start[0] for start in starts],
            "y": [start[1] for start in starts],
        }
    )
