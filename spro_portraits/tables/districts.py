"""Municipal districts: the arrondissements of Paris, Lyon and Marseille, beside their commune.

They are no communes: no sum of communes counts them. Their figures stand in the tables under
their own codes, at the level of communes, for portraits of them; the edition names them apart.
Some files give them (comparateur, populations, Filosofi), the others give their commune alone:
their figures are then absent, never shared out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from spro_portraits.sources import Source
from spro_portraits.tables.france import load_district_outlines
from spro_portraits.tables.geography import find_whole_commune, is_district
from spro_portraits.tables.loaders import LONG, load_comparateur, load_population
from spro_portraits.tables.making import Work
from spro_portraits.tables.names import DISTRICTS
from spro_portraits.tables.outlines import LOADER as OUTLINES
from spro_portraits.tables.outlines import snap
from spro_portraits.tables.raw import read_csv
from spro_portraits.tables.schemas import validate


def add_districts(
    work: Work,
    paths: Mapping[str, Path],
    tables: dict[str, pd.DataFrame],
    geo: dict[str, gpd.GeoDataFrame],
) -> tuple[dict[str, pd.DataFrame], dict[str, gpd.GeoDataFrame]]:
    """Give an edition the districts of its communes; nothing where no commune of it has any.

    Parameters
    ----------
    paths : mapping
        File of each source.
    tables, geo : dict
        What the edition is made of, protected already: districts mask nothing.

    Raises
    ------
    SourceError
        As the loaders; ``failed_check``.
    """
    named = _list_districts(paths["population"], set(work.kept))
    if named.empty:
        return tables, geo
    journal, income = work.journal["income"], work.raw["income"]
    # Of no commune as far as sums go, they have a place now.
    journal["unplaced"] = [code for code in journal["unplaced"] if code not in set(named["code"])]
    figures = {
        "census": load_comparateur(paths["comparateur"], districts=True),
        "population": load_population(paths["population"], districts=True),
        "income": income[is_district(income["code"])],
    }
    added = {DISTRICTS: validate(DISTRICTS, named)}
    for name, rows in figures.items():
        mine = rows.loc[rows["code"].isin(named["code"]), LONG].assign(level="commune", lacking=0)
        added[name] = validate(name, pd.concat([tables[name], mine], ignore_index=True))
    return {**tables, **added}, {**geo, **_make_outlines(work.sources, paths, named)}


def _list_districts(path: Path, communes: set[str]) -> pd.DataFrame:
    """Name the districts of some communes, as the file of populations does."""
    rows = read_csv(path, sep=",", columns=["codgeo", "libgeo"])
    rows = rows[is_district(rows["codgeo"])].sort_values("codgeo")
    owners = rows["codgeo"].map(find_whole_commune)
    named = pd.DataFrame(
        {"code": rows["codgeo"], "name": rows["libgeo"].map(_write_name), "commune": owners}
    )
    return named[owners.isin(communes)].reset_index(drop=True)


def _write_name(text: str) -> str:
    """Write a name: the file has ``Lyon 4e  Arrondissement``."""
    return re.sub(r"\s+Arrondissement$", " arrondissement", text.strip())


def _make_outlines(
    sources: Mapping[str, Source], paths: Mapping[str, Path], named: pd.DataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """Make the outlines of the districts, where the file of outlines has them."""
    if sources["boundaries"].loader != OUTLINES:
        return {}
    found = load_district_outlines(paths["boundaries"])
    found = found[found["code"].isin(named["code"])].sort_values("code")
    names = found["code"].map(named.set_index("code")["name"])
    shapes = gpd.GeoDataFrame(
        {"code": found["code"].to_numpy(), "name": names.to_numpy()},
        geometry=snap(found.geometry.to_numpy()),
        crs=4326,
    )
    return {} if shapes.empty else {DISTRICTS: shapes}
