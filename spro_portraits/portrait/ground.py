"""What the maps of all pages stand on: communes, départements, towns to name, their source.

Read once for an edition: a page takes a part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from spro_portraits.maps import Land, read_land
from spro_portraits.tables import Edition
from spro_portraits.tables.geography import FRANCE, OVERSEAS
from spro_portraits.territory import Territory
from spro_portraits.wording import typeset
from spro_portraits.wording.portrait import write_boundaries

_MOST_TOWNS = 40


def find_departements(edition: Edition) -> Land:
    """Find the outlines of the départements, with their names."""
    return edition.keep((__name__, "departements"), lambda: _read_departements(edition))


@dataclass(frozen=True)
class Together:
    """What one map of all territories of a level draws.

    Attributes
    ----------
    shapes : GeoDataFrame
        Outlines of communes; those of the edition, without the islands overseas where it is
        about France: one map cannot hold them at a scale that shows anything.
    departements : Land
        The départements of these communes.
    """

    shapes: gpd.GeoDataFrame
    departements: Land


def find_together(edition: Edition) -> Together:
    """Find what one map of all territories of a level can draw."""
    shapes, land = edition.shapes, find_departements(edition)
    if edition.region != FRANCE:
        return Together(shapes, land)
    near = [rank for rank, code in enumerate(land.codes) if not code.startswith(OVERSEAS)]
    return Together(shapes[~shapes["code"].str.startswith(OVERSEAS)], land.take(near))


def find_departements_near(edition: Edition, territory: Territory) -> Land:
    """Find the outlines of the départements of the regions that a territory touches.

    All of the edition where it is about one region: it holds no others.
    """
    land = find_departements(edition)
    if edition.region != FRANCE:
        return land
    communes = edition.communes
    codes = set(communes.loc[communes["region"].isin(territory.regions), "departement"])
    return land.take([rank for rank, code in enumerate(land.codes) if code in codes])


def _read_departements(edition: Edition) -> Land:
    names = edition.zones["name"].loc["departement"]
    shapes = edition.departement_shapes
    return read_land(shapes.assign(name=shapes["code"].map(names)))


def find_communes(edition: Edition, codes: Collection[str]) -> Land:
    """Find the outlines of those communes that the edition holds, with their names.

    A code may be a municipal district of Paris, Lyon or Marseille.
    """
    if edition.holds_districts(codes):
        return read_land(_take_places(edition, codes), check=True)
    land = edition.keep((__name__, "communes"), lambda: read_land(edition.shapes, check=True))
    return land.take(_find_positions(edition, codes))


def merge_communes(edition: Edition, codes: Collection[str]) -> BaseGeometry:
    """Merge those communes that the edition holds, in degrees."""
    if edition.holds_districts(codes):
        return shapely.union_all(_take_places(edition, codes).geometry.to_numpy())
    shapes = np.asarray(edition.shapes.geometry.array, dtype=object)
    return shapely.coverage_union_all(shapes[_find_positions(edition, codes)])


def list_sisters(edition: Edition, codes: Sequence[str]) -> tuple[str, ...]:
    """List the municipal districts of the commune of one of them; none for anything else."""
    owners = edition.districts["commune"]
    if len(codes) != 1 or codes[0] not in owners.index:
        return ()
    return tuple(map(str, owners.index[owners == owners[codes[0]]]))


def _take_places(edition: Edition, codes: Collection[str]) -> gpd.GeoDataFrame:
    """Take the outlines of communes and of municipal districts."""
    communes, districts = edition.shapes, edition.district_shapes
    parts = [communes[communes["code"].isin(codes)], districts[districts["code"].isin(codes)]]
    return pd.concat(parts, ignore_index=True)


def find_towns(edition: Edition, codes: Sequence[str], people: npt.ArrayLike) -> pd.DataFrame:
    """Find the towns to name on a map, with a point inside each.

    Parameters
    ----------
    codes : sequence of str
        Communes whose outlines the edition holds.
    people : array or Series of float
        Their inhabitants, in the same order.

    Returns
    -------
    DataFrame
        ``name`` (typeset), ``population``, ``x``, ``y``; the most peopled first.
    """
    towns = _find_all_towns(edition)
    population = np.asarray(people, dtype=float)
    first = np.argsort(-population, kind="stable")[:_MOST_TOWNS]
    found = [towns[codes[rank]] for rank in first.tolist()]
    names, across, along = zip(*found, strict=True) if found else ((), (), ())
    return pd.DataFrame({"name": names, "population": population[first], "x": across, "y": along})


def read_ground(edition: Edition) -> None:
    """Read what every map takes its part of, before the first map."""
    find_departements(edition)
    find_communes(edition, ())
    _find_all_towns(edition)


def _find_all_towns(edition: Edition) -> dict[str, tuple[str, float, float]]:
    return edition.keep((__name__, "towns"), lambda: _list_towns(edition))


def _list_towns(edition: Edition) -> dict[str, tuple[str, float, float]]:
    """List the name of each commune and a point inside it."""
    shapes = pd.concat([edition.shapes, edition.district_shapes], ignore_index=True)
    points = shapes.geometry.representative_point()
    names = [typeset(str(name)) for name in shapes["name"]]
    places = zip(names, points.x.tolist(), points.y.tolist(), strict=True)
    return dict(zip(map(str, shapes["code"]), places, strict=True))


def _find_positions(edition: Edition, codes: Collection[str]) -> list[int]:
    """Find the rows of the outlines of some communes, in their order."""
    positions = edition.keep(
        (__name__, "positions"),
        lambda: {str(code): position for position, code in enumerate(edition.shapes["code"])},
    )
    return sorted(positions[code] for code in codes if code in positions)


def cite_boundaries(edition: Edition) -> str:
    """Write the source line of the outlines, with the year of their geography."""
    source = edition.sources["boundaries"]
    return write_boundaries(source.producer, source.title, edition.geography_year)
