"""Loaders on residents: censuses, populations, groups, incomes, young people."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.tables.geography import find_whole_commune
from spro_portraits.tables.loaders.long import LONG, melt, read_years
from spro_portraits.tables.raw import (
    COMMUNE,
    parse_numbers,
    read_csv,
    read_zip_member,
    require_codes,
    require_columns,
    require_unique,
)

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
                named[column] = (variable, read_years(match) or "")
    for pattern in _CENSUS:
        if not any(re.fullmatch(pattern, column) for column in named):
            require_columns(path, frame.columns, [pattern.replace(r"(\d\d)", "AA")])
    numbers = parse_numbers(path, frame, list(named), absent={"": "non_disponible"}, floor=0)
    whole = frame["CODGEO"].map(find_whole_commune) == frame["CODGEO"]
    return melt(numbers[whole], frame.loc[whole, "CODGEO"], named)


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
    long = melt(numbers, frame["codgeo"].map(find_whole_commune), named).dropna(subset="value")
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
    long = melt(numbers, frame["CODGEO"], named)
    signs = melt(frame, frame["CODGEO"], named)["value"].str.strip()
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
    long = melt(numbers, frame["codgeo"], {"part_non_inseres": ("young_not_in_work_share", "")})
    long["period"] = frame["an"].to_numpy()
    return long


def _read_parquet(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=str(error), expected="un fichier Parquet"
        ) from error
    require_columns(path, frame.columns, columns)
    return frame
