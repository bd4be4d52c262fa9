"""One loader a source: official file in, tidy frame in the file's own geography out.

Long frames have the columns ``code, variable, period, value, reason``: value is float,
NaN with a reason where the file gives none. Codes stay text. Nothing is summed here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataSourceError

from spro_portraits.errors import SourceError
from spro_portraits.tables.geography import find_whole_commune
from spro_portraits.tables.raw import (
    COMMUNE,
    parse_numbers,
    read_csv,
    read_sheet,
    read_zip_member,
    require_codes,
    require_columns,
    require_unique,
)

LONG = ["code", "variable", "period", "value", "reason"]

_CENSUS = {
    r"P(\d\d)_POP": "population",
    r"SUPERF": "area",
    r"NAIS(\d\d)(\d\d)": "births",
    r"DECE(\d\d)(\d\d)": "deaths",
    r"NAISD(\d\d)": "births",
    r"DECESD(\d\d)": "deaths",
    r"P(\d\d)_MEN": "households",
    r"P(\d\d)_LOG": "dwellings",
    r"P(\d\d)_RP": "main_homes",
    r"P(\d\d)_RSECOCC": "second_homes",
    r"P(\d\d)_LOGVAC": "vacant_dwellings",
    r"P(\d\d)_RP_PROP": "owner_homes",
    r"P(\d\d)_EMPLT": "jobs",
    r"P(\d\d)_EMPLT_SAL": "salaried_jobs",
    r"P(\d\d)_POP1564": "population_15_64",
    r"P(\d\d)_CHOM1564": "unemployed",
    r"P(\d\d)_ACT1564": "labour_force",
    r"ETTOT(\d\d)": "establishments",
    r"ETAZ(\d\d)": "establishments_agriculture",
    r"ETBE(\d\d)": "establishments_industry",
    r"ETFZ(\d\d)": "establishments_construction",
    r"ETGU(\d\d)": "establishments_trade_services",
    r"ETOQ(\d\d)": "establishments_public",
    r"ETTEF1(\d\d)": "establishments_1_9",
    r"ETTEFP10(\d\d)": "establishments_10_plus",
}
"""Columns of the comparateur, by the pattern of their names; years are two figures."""

SECTORS = {
    "Agriculture": "agriculture",
    "Industrie": "industry",
    "Construction": "construction",
    "Tertiaire marchand": "market_services",
    "Tertiaire non marchand": "non_market_services",
}
"""Large sectors of the estimates of employment: header of the file → variable ending."""


def _melt(frame: pd.DataFrame, codes: pd.Series, named: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Turn number columns into the long form; ``named``: column → (variable, period)."""
    parts = [
        pd.DataFrame(
            {
                "code": codes,
                "variable": variable,
                "period": period,
                "value": frame[column],
                "reason": "",
            }
        )
        for column, (variable, period) in named.items()
    ]
    long = pd.concat(parts, ignore_index=True)
    long["reason"] = long["reason"].mask(long["value"].isna(), "non_disponible")
    return long


def _years(match: re.Match[str]) -> str:
    """Periods from the two-figure years of a column name: 18 → 2018, 13 18 → 2013-2018."""
    return "-".join(f"20{year}" for year in match.groups())


def load_membership(path: Path) -> pd.DataFrame:
    """Read the table of membership of communes (two header rows: labels, then codes).

    Returns
    -------
    DataFrame
        Index ``code``; columns ``name, departement, region, epci, arrondissement,
        zone_emploi``, all text.
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
    return frame.set_index("CODGEO")[list(names)].rename(columns=names).rename_axis("code")


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
    kept = frame[(frame["TYPECOM_AV"] == "COM") & (frame["TYPECOM_AP"] == "COM")]
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


def load_comparateur(path: Path) -> pd.DataFrame:
    """Read the comparateur de territoires (zip; censuses, civil registration, establishments).

    Rows of municipal districts (Paris, Lyon, Marseille) are left out: their commune is there.
    """
    member = "base_cc_comparateur.CSV"
    frame = read_csv(path, sep=";", columns=["CODGEO"], content=read_zip_member(path, member))
    require_codes(path, frame, "CODGEO", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["CODGEO"])
    named: dict[str, tuple[str, str]] = {}
    for column in frame.columns:
        for pattern, variable in _CENSUS.items():
            if match := re.fullmatch(pattern, column):
                named[column] = (variable, _years(match) or "")
    for pattern in _CENSUS:
        if not any(re.fullmatch(pattern, column) for column in named):
            require_columns(path, frame.columns, [pattern.replace(r"(\d\d)", "AA")])
    numbers = parse_numbers(path, frame, list(named), absent={"": "non_disponible"}, floor=0)
    whole = frame["CODGEO"].map(find_whole_commune) == frame["CODGEO"]
    return _melt(numbers[whole], frame.loc[whole, "CODGEO"], named)


def load_population(path: Path) -> pd.DataFrame:
    """Read the municipal populations of several years; districts are given their commune.

    The population of year N in this file belongs to the communes of 1 January N + 2
    (the year in which INSEE publishes it), whatever the year of the list of rows.
    """
    frame = read_csv(path, sep=",", columns=["codgeo", "libgeo"])
    # Overseas, this file joins the département (973) and the number of the commune within
    # the first two figures (353): 973353 stands for 97353.
    frame["codgeo"] = frame["codgeo"].str.replace(r"^97(\d)(?=\1\d\d$)", "97", regex=True)
    require_codes(path, frame, "codgeo", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["codgeo"])
    named = {
        column: ("municipal_population", f"20{match[1]}")
        for column in frame.columns
        if (match := re.fullmatch(r"p(\d\d)_pop", column))
    }
    if not named:
        require_columns(path, frame.columns, ["pAA_pop"])
    numbers = parse_numbers(path, frame, list(named), absent={"": "non_disponible"}, floor=0)
    long = _melt(numbers, frame["codgeo"].map(find_whole_commune), named).dropna(subset="value")
    return long.groupby(LONG[:3], as_index=False).agg(
        value=("value", "sum"), reason=("reason", "max")
    )


def load_residents_by_group(path: Path) -> pd.DataFrame:
    """Read residents of 15 and over by socio-professional group (RP 2022, Parquet).

    The file leaves zeros out: a group that a commune lacks is 0 there, because the
    total of the commune is present.
    """
    frame = _read_parquet(path, ["code_commune", "code_csp", "population_csp"])
    frame = frame.astype({"code_commune": str, "code_csp": str})
    frame.index = frame.index + 1
    require_codes(path, frame, "code_commune", COMMUNE.pattern, "un code de commune")
    require_codes(path, frame, "code_csp", r"_T|[1-79]", "un groupe (1 à 7, 9 ou _T)")
    require_unique(path, frame, ["code_commune", "code_csp"])
    wide = frame.pivot(index="code_commune", columns="code_csp", values="population_csp")
    if wide["_T"].isna().any():
        code = wide.index[wide["_T"].isna()][0]
        raise SourceError(
            "bad_value", file=path.name, row=code, column="_T", expected="un total", got="rien"
        )
    long = wide.fillna(0.0).reset_index().melt(id_vars="code_commune", var_name="group")
    ending = ("_" + long["group"]).where(long["group"] != "_T", "")
    return pd.DataFrame(
        {
            "code": long["code_commune"],
            "variable": "residents_15_plus" + ending,
            "period": "2022",
            "value": long["value"].astype(float),
            "reason": "",
        }
    )


def load_unemployment(path: Path) -> pd.DataFrame:
    """Read quarterly localised unemployment rates by zone d'emploi (quarters as columns).

    Returns
    -------
    DataFrame
        Long frame of rates in percent, with one column more, ``name``.
    """
    frame = read_csv(path, sep=";", columns=["ZE2020", "LIBZE2020"], header_row=1)
    require_codes(path, frame, "ZE2020", r"\d{4}", "un code de zone d'emploi")
    require_unique(path, frame, ["ZE2020"])
    quarters = [c for c in frame.columns if re.fullmatch(r"\d{4}-T[1-4]", c)]
    if not quarters:
        require_columns(path, frame.columns, ["AAAA-T1"])
    numbers = parse_numbers(
        path, frame, quarters, decimal=",", absent={"": "non_disponible"}, floor=0
    )
    named = {quarter: ("unemployment_rate", quarter) for quarter in quarters}
    long = _melt(numbers, frame["ZE2020"], named)
    return long.merge(
        frame.rename(columns={"ZE2020": "code", "LIBZE2020": "name"})[["code", "name"]], on="code"
    )


def load_income(path: Path) -> pd.DataFrame:
    """Read Filosofi by commune: ``s`` is secret; an empty cell and ``nd`` are not available."""
    stems = {
        "MED": "median_income",
        "TP60": "poverty_rate",
        "PIMP": "taxed_households_share",
        "D1": "income_decile_1",
        "D9": "income_decile_9",
    }
    frame = read_csv(path, sep=";", columns=["CODGEO"])
    require_codes(path, frame, "CODGEO", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["CODGEO"])
    named: dict[str, tuple[str, str]] = {}
    for stem, variable in stems.items():
        matches = [c for c in frame.columns if re.fullmatch(stem + r"\d\d", c)]
        if not matches:
            require_columns(path, frame.columns, [stem + "AA"])
        named |= {column: (variable, f"20{column[-2:]}") for column in matches}
    absent = {"s": "secret", "": "non_disponible", "nd": "non_disponible"}
    numbers = parse_numbers(path, frame, list(named), decimal=",", absent=absent)
    long = _melt(numbers, frame["CODGEO"], named)
    signs = _melt(frame, frame["CODGEO"], named)["value"].str.strip()
    long["reason"] = long["reason"].mask(signs == "s", "secret")
    return long


def load_young_people(path: Path) -> pd.DataFrame:
    """Read the share of people of 15–24 neither employed nor in education (rate, percent)."""
    frame = read_csv(path, sep=";", columns=["codgeo", "an", "part_non_inseres"])
    require_codes(path, frame, "codgeo", r"[0-9AB]{2,5}", "un code")
    require_codes(path, frame, "an", r"\d{4}", "une année")
    require_unique(path, frame, ["codgeo", "an"])
    numbers = parse_numbers(
        path, frame, ["part_non_inseres"], decimal=",", absent={"": "non_disponible"}, floor=0
    )
    long = _melt(numbers, frame["codgeo"], {"part_non_inseres": ("young_not_in_work_share", "")})
    long["period"] = frame["an"].to_numpy()
    return long


def load_recruitment(path: Path) -> pd.DataFrame:
    """Read the BMO survey: projects by bassin and occupation; ``*`` is not published.

    Returns
    -------
    DataFrame
        Columns ``region, departement, bassin, bassin_name, occupation, occupation_name,
        family, family_name, period``, and ``projects, difficult, seasonal`` (float,
        NaN where the producer does not publish the cell).
    """
    fixed = ["annee", "REG", "Dept", "met", "xmet", "smet"]
    frame = read_sheet(path, None, columns=fixed)
    patterns = {
        "bassin": r"BE\d\d",
        "bassin_name": r"NOMBE\d\d",
        "occupation": r"[Cc]ode m[ée]tier BMO",
        "occupation_name": r"[Nn]om m[ée]tier BMO",
        "family": r"Famille_m[eé]t(?:ier)?",
        "family_name": r"Lbl_fam_m[eé]t(?:ier)?",
    }
    found = {}
    for name, pattern in patterns.items():
        match = next((c for c in frame.columns if re.fullmatch(pattern, str(c))), None)
        if match is None:
            require_columns(path, frame.columns, [pattern])
        found[name] = frame[match].str.strip()
    require_codes(path, frame, "annee", r"\d{4}", "une année")
    cells = parse_numbers(
        path, frame, ["met", "xmet", "smet"], absent={"*": "non_diffuse"}, floor=1
    )
    keyed = pd.DataFrame(found)
    columns = {"met": "projects", "xmet": "difficult", "smet": "seasonal"}
    table = pd.concat([keyed, cells.rename(columns=columns)], axis=1).assign(
        region=frame["REG"], departement=frame["Dept"], period=frame["annee"]
    )
    require_unique(path, table, ["bassin", "departement", "occupation"])
    more = (table["difficult"] > table["projects"]) | (table["seasonal"] > table["projects"])
    if more.any():
        row = more.idxmax()
        raise SourceError(
            "bad_value", file=path.name, row=row, column="xmet, smet",
            expected=f"au plus met ({frame.at[row, 'met']!s})",
            got=f"{frame.at[row, 'xmet']!s}, {frame.at[row, 'smet']!s}",
        )  # fmt: skip
    return table.reset_index(drop=True)


def load_bassins(path: Path) -> pd.DataFrame:
    """Read the composition of the bassins d'emploi of France Travail.

    Returns
    -------
    DataFrame
        Columns ``code`` (commune, of several geographies), ``bassin``, ``bassin_name``.
    """
    frame = read_csv(path, sep=",", columns=["codgeo", "codbe", "libbe"])
    # A spreadsheet ate the leading zeros of départements 01 to 09 in this copy.
    frame["codgeo"] = frame["codgeo"].str.zfill(5)
    frame["codbe"] = frame["codbe"].str.zfill(4)
    require_codes(path, frame, "codgeo", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["codgeo"])
    names = {"codgeo": "code", "codbe": "bassin", "libbe": "bassin_name"}
    return frame.rename(columns=names)[list(names.values())].reset_index(drop=True)


def load_employment_sectors(path: Path) -> pd.DataFrame:
    """Read the structure of employment by large sector (percent), départements and regions.

    Returns
    -------
    DataFrame
        Long frame with one column more, ``level``: departement, region or france.
    """
    parts = []
    for sheet, level in (("DEP", "departement"), ("REG", "region")):
        frame = read_sheet(path, sheet, columns=list(SECTORS), header_row=3)
        frame = frame.rename(columns={frame.columns[0]: "code"})
        frame = frame[(frame[list(SECTORS)] != "").all(axis=1)]
        keep = frame["code"].str.fullmatch(r"\d[\dAB]\d?|F")
        frame = frame[keep]
        require_unique(path, frame, ["code"])
        numbers = parse_numbers(path, frame, list(SECTORS), floor=0)
        named = {c: (f"employment_share_{v}", "2019") for c, v in SECTORS.items()}
        long = _melt(numbers, frame["code"], named)
        long["level"] = level
        long.loc[long["code"] == "F", "level"] = "france"
        parts.append(long if level == "departement" else long[long["level"] != "france"])
    return pd.concat(parts, ignore_index=True)


def load_boundaries(path: Path) -> gpd.GeoDataFrame:
    """Read commune boundaries (GeoJSON, degrees).

    Returns
    -------
    GeoDataFrame
        Columns ``code, name, geometry``; EPSG:4326; every shape valid.
    """
    try:
        frame = gpd.read_file(path)
    except (DataSourceError, json.JSONDecodeError, ValueError) as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=str(error), expected="un GeoJSON de communes"
        ) from error
    require_columns(path, frame.columns, ["code", "nom"])
    frame.index = frame.index + 1
    require_codes(path, frame, "code", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["code"])
    frame["geometry"] = frame.geometry.make_valid()
    return frame.rename(columns={"nom": "name"})[["code", "name", "geometry"]].to_crs(4326)


def _read_parquet(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=str(error), expected="un fichier Parquet"
        ) from error
    require_columns(path, frame.columns, columns)
    return frame


LOADERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "membership": load_membership,
    "movements": load_movements,
    "comparateur": load_comparateur,
    "population": load_population,
    "residents_by_group": load_residents_by_group,
    "unemployment": load_unemployment,
    "income": load_income,
    "young_people": load_young_people,
    "recruitment": load_recruitment,
    "bassins": load_bassins,
    "employment_sectors": load_employment_sectors,
    "boundaries": load_boundaries,
}
"""Loaders by the name that the registry gives them."""
