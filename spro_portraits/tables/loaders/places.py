"""Loaders of what places are: membership, changes, composition of bassins, boundaries."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataSourceError

from spro_portraits.errors import SourceError
from spro_portraits.tables.loaders.long import find_periods, write_column
from spro_portraits.tables.raw import (
    COMMUNE,
    DEPARTEMENT,
    read_csv,
    require_codes,
    require_columns,
    require_unique,
)
from spro_portraits.wording import describe_cause

_NO_EPCI, _NO_ARRONDISSEMENT = "Z" * 9, "Z" * 4

_MEMBERSHIP = {
    "LIBGEO": (r".+", "un nom"),
    "DEP": (DEPARTEMENT.pattern, "un code de département"),
    "REG": (r"\d\d", "un code de région"),
    # Communes of no EPCI, and those of Mayotte, of no arrondissement, are written in Z.
    "EPCI": (rf"\d{{9}}|{_NO_EPCI}", "un code d'EPCI"),
    "ARR": (rf"(?:{DEPARTEMENT.pattern})\d|{_NO_ARRONDISSEMENT}", "un code d'arrondissement"),
    "ZE2020": (r"\d{4}", "un code de zone d'emploi"),
}
"""Form of each column of the table of membership, and what it is."""

_COMMUNE_KINDS = r"COM|COMA|COMD|ARM|"
"""Communes, associated and delegated ones, districts; empty where a commune is new."""


def load_membership(path: Path) -> pd.DataFrame:
    """Read the table of membership of communes (two header rows: labels, then codes).

    Returns
    -------
    DataFrame
        Index ``code``; columns ``name, departement, region, epci, arrondissement,
        zone_emploi``, all text; empty where a commune is of no EPCI or arrondissement.
    """
    names = {
        "LIBGEO": "name",
        "DEP": "departement",
        "REG": "region",
        "EPCI": "epci",
        "ARR": "arrondissement",
        "ZE2020": "zone_emploi",
    }
    frame = read_csv(path, sep=";", columns=["CODGEO", *names], header_row=1)
    require_codes(path, frame, "CODGEO", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["CODGEO"])
    for column, (pattern, expected) in _MEMBERSHIP.items():
        require_codes(path, frame, column, pattern, expected)
    placed = frame.set_index("CODGEO")[list(names)].rename(columns=names).rename_axis("code")
    return placed.replace({"epci": {_NO_EPCI: ""}, "arrondissement": {_NO_ARRONDISSEMENT: ""}})


def load_movements(path: Path) -> pd.DataFrame:
    """Read the changes of communes; only those from commune to commune are kept.

    Returns
    -------
    DataFrame
        Columns ``date`` (ISO), ``old``, ``new``, ``old_name``; a row that changes only
        the status of a delegated commune is left out.
    """
    columns = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP"]
    frame = read_csv(path, sep=",", columns=columns)
    require_codes(path, frame, "DATE_EFF", r"\d{4}-\d\d-\d\d", "une date AAAA-MM-JJ")
    for column in ("TYPECOM_AV", "TYPECOM_AP"):
        require_codes(path, frame, column, _COMMUNE_KINDS, "COM, COMA, COMD ou ARM")
    kept = frame[(frame["TYPECOM_AV"] == "COM") & (frame["TYPECOM_AP"] == "COM")]
    for column in ("COM_AV", "COM_AP"):
        require_codes(path, kept, column, COMMUNE.pattern, "un code de commune")
    return (
        kept.rename(
            columns={
                "DATE_EFF": "date",
                "COM_AV": "old",
                "COM_AP": "new",
                "LIBELLE_AV": "old_name",
            }
        )[["date", "old", "new", "old_name"]]
        .drop_duplicates()
        .sort_values(["date", "old", "new"])
        .reset_index(drop=True)
    )


def load_bassins(path: Path) -> pd.DataFrame:
    """Read the composition of the bassins d'emploi of France Travail.

    Its columns are named by what they hold (2021: ``codgeo, codbe, libbe``) or by the year of
    the survey (2019: ``CODE_COMMUNE_INSEE, BE19, NOMBE19``).

    Returns
    -------
    DataFrame
        Columns ``code`` (commune, of several geographies), ``bassin``, ``bassin_name``.
    """
    frame = _name_bassins(path, read_csv(path, sep=",", columns=[]))
    require_codes(path, frame, "codbe", r"\d{3,4}", "un code de bassin d'emploi")
    require_codes(path, frame, "libbe", r".+", "un nom")
    # A spreadsheet ate the leading zeros of départements 01 to 09 in this copy.
    frame["codgeo"] = frame["codgeo"].str.zfill(5)
    frame["codbe"] = frame["codbe"].str.zfill(4)
    require_codes(path, frame, "codgeo", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["codgeo"])
    names = {"codgeo": "code", "codbe": "bassin", "libbe": "bassin_name"}
    return frame.rename(columns=names)[list(names.values())].reset_index(drop=True)


def _name_bassins(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Give the columns of any layout the names of the newest."""
    years = find_periods("BE#", frame.columns)
    if not years:
        require_columns(path, frame.columns, ["codgeo", "codbe", "libbe"])
        return frame
    if len(years) > 1:
        got = ", ".join(years.values())
        raise SourceError("duplicate_key", file=path.name, row=1, column="BE + année", got=got)
    (year,) = years
    code, name = write_column("BE#", year), write_column("NOMBE#", year)
    require_columns(path, frame.columns, ["CODE_COMMUNE_INSEE", name])
    return frame.rename(columns={"CODE_COMMUNE_INSEE": "codgeo", code: "codbe", name: "libbe"})


def load_boundaries(path: Path) -> gpd.GeoDataFrame:
    """Read commune boundaries (GeoJSON, degrees).

    Returns
    -------
    GeoDataFrame
        Columns ``code, name, geometry``; EPSG:4326; every shape valid.
    """
    expected = "un GeoJSON de communes"
    try:
        frame = gpd.read_file(path)
    except (DataSourceError, OSError, ValueError) as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=describe_cause(error), expected=expected
        ) from error
    require_columns(path, frame.columns, ["code", "nom"])
    if not isinstance(frame, gpd.GeoDataFrame):
        problem = "aucun contour"
        raise SourceError("unreadable_file", file=path.name, problem=problem, expected=expected)
    frame.index = frame.index + 1
    numbers = frame["code"].map(lambda code: not isinstance(code, str)) & frame["code"].notna()
    if numbers.any():  # a number has lost its leading zero
        row = numbers.idxmax()
        raise SourceError(
            "bad_value", file=path.name, row=row, column="code",
            expected="un code de commune écrit comme un texte", got=frame.at[row, "code"],
        )  # fmt: skip
    frame["code"] = frame["code"].fillna("").astype("str")
    require_codes(path, frame, "code", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["code"])
    lacking = ~frame.geom_type.isin(["Polygon", "MultiPolygon"]) | frame.geometry.is_empty
    if lacking.any():
        row = lacking.idxmax()
        raise SourceError(
            "bad_value", file=path.name, row=row, column="geometry",
            expected=f"un contour pour {frame.at[row, 'code']}",
            got=frame.geom_type[row] or "",
        )  # fmt: skip
    frame["geometry"] = frame.geometry.make_valid()
    return frame.rename(columns={"nom": "name"})[["code", "name", "geometry"]].to_crs(4326)
