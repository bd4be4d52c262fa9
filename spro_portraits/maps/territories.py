"""The map of all territories of one level, each made of whole communes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
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
    roll = read_roll(communes, territories, membership)
    ground = find_ground(roll.communes, context)
    shapes = roll.gather(ground.lighter)
    return draw_areas(
        ground,
        codes=roll.codes,
        names=roll.names,
        layers=layers,
        labels=place_labels(_find_middles(roll.names, shapes)),
        outlines=outlines,
        areas=words.TERRITORY_AREAS,
        title=title,
        boundaries=boundaries,
        height=height,
        shapes=shapes,
        note=note,
    )


@dataclass(frozen=True)
class Roll:
    """The territories of a map, and which communes each is made of.

    Attributes
    ----------
    communes : GeoDataFrame
        ``code`` and geometry, sorted by code.
    codes, names : list of str
        Of the territories that have a commune on the map, sorted by code.
    owners : array
        Code of the territory of each commune; NaN for none.
    """

    communes: gpd.GeoDataFrame
    codes: list[str]
    names: list[str]
    owners: npt.NDArray[np.object_]

    def gather(self, pieces: Shapes) -> Shapes:
        """Merge the communes of each territory; ``pieces`` are their shapes, in order."""
        merged = np.empty(len(self.codes), dtype=object)
        for rank, code in enumerate(self.codes):
            merged[rank] = merge(pieces[self.owners == code])
        return merged


def read_roll(
    communes: gpd.GeoDataFrame, territories: pd.Series[str], membership: pd.Series[str]
) -> Roll:
    """Find what each territory of a map is made of; arguments as in :func:`draw_territory_map`.

    Raises
    ------
    ValueError
        As :func:`draw_territory_map` says of communes and territories.
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
    return Roll(ordered, codes, names, owners.to_numpy())


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
