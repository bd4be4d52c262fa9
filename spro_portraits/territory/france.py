"""The départements of all France, each with its communes: whole, with their areas.

Beside the edition, whose communes carry figures of every kind: here nothing is known but a
name, an outline and a population.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spro_portraits.tables.france import FrenchPlaces

_EQUAL_AREA = 6933
"""EASE-Grid 2.0: a cylindrical projection of equal areas that holds every département."""
_SQUARE_METRES = 1e6
_OVERSEAS = "97"


@dataclass(frozen=True)
class Departement:
    """A département and what it is made of.

    Attributes
    ----------
    code, name : str
        Official: ``2A``, ``Corse-du-Sud``.
    communes : GeoDataFrame
        Longitude and latitude (EPSG:4326), sorted by code: ``code``, ``name``, ``population``
        (NaN where absent), ``km2`` (of the outline as it is given; NaN where that is not the
        commune's own, see ``inexact``). Paris, Lyon and Marseille stand there as their
        arrondissements.
    divided : tuple of str
        Communes that stand there as their arrondissements.
    undrawn : tuple of str
        Communes that have no outline, nor parts that have one: they are not in ``communes``.
    inexact : tuple of str
        Communes whose outline is older than they are: it lacks former communes that they have
        joined since.
    """

    code: str
    name: str
    communes: gpd.GeoDataFrame
    divided: tuple[str, ...]
    undrawn: tuple[str, ...]
    inexact: tuple[str, ...]

    @property
    def is_city(self) -> bool:
        """Whether it is one commune, divided: Paris."""
        return self.divided == (self.name,)

    @property
    def is_overseas(self) -> bool:
        """Whether it lies outside Europe."""
        return self.code.startswith(_OVERSEAS)


def find_departement_code(commune: str) -> str:
    """Find the département of a commune: ``2A004`` is in ``2A``, ``97411`` in ``974``."""
    return commune[: 3 if commune.startswith(_OVERSEAS) else 2]


def gather_departements(source: FrenchPlaces) -> tuple[Departement, ...]:
    """Gather the communes of each département, in the official order (Corsica after 19).

    A commune without an outline takes that of its former communes together.
    """
    places = source.places
    communes = places[places["kind"] == "COM"].reset_index(drop=True)
    shapes = _fill_outlines(communes, places)
    parts = places[places["kind"] == "ARM"]
    is_divided = communes["id"].isin(parts["parent"]).to_numpy()
    is_drawn = ~shapely.is_missing(shapes)
    whole = communes.assign(geometry=gpd.GeoSeries(shapes, crs=places.crs))
    drawn = pd.concat([whole[is_drawn & ~is_divided], parts], ignore_index=True)
    drawn = drawn[["code", "name", "population", "geometry"]].sort_values("code")
    drawn["km2"] = drawn.geometry.to_crs(_EQUAL_AREA).area / _SQUARE_METRES
    old = _find_old_outlines(communes[is_drawn], places)
    drawn.loc[drawn["code"].isin(old), "km2"] = np.nan
    is_old = communes["code"].isin(old).to_numpy()
    owners = communes["code"].map(find_departement_code)
    groups = {
        code: group.reset_index(drop=True)
        for code, group in drawn.groupby(drawn["code"].map(find_departement_code))
    }
    return tuple(
        Departement(
            code,
            source.departements.get(code, code),
            groups[code],
            tuple(communes["name"][is_divided & (owners == code)]),
            tuple(communes["name"][~is_drawn & ~is_divided & (owners == code)]),
            tuple(communes["name"][is_old & (owners == code)]),
        )
        for code in sorted(groups, key=_rank)
    )


def _fill_outlines(communes: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> np.ndarray:
    """Give each commune its outline, or that of its former communes where it has none."""
    shapes = np.asarray(communes.geometry.array, dtype=object)
    former = places[places["kind"].isin(["COMD", "COMA"]) & places.geometry.notna()]
    for rank in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        parts = former.geometry[former["parent"] == communes["id"][rank]]
        if len(parts):
            shapes[rank] = shapely.union_all(np.asarray(parts.array, dtype=object))
    return shapes


def _find_old_outlines(drawn: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> set[str]:
    """Find communes whose outline is not whole: a former commune of theirs has none."""
    is_lost = places["kind"].isin(["COMD", "COMA"]) & places.geometry.isna()
    return set(drawn["code"][drawn["id"].isin(places["parent"][is_lost])])


def _rank(code: str) -> str:
    """Rank départements as lists do: those of Corsica stand where 20 was."""
    return code.replace("2A", "20A").replace("2B", "20B")
