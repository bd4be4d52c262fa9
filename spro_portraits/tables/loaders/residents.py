"""Loaders on residents: censuses, populations, groups, incomes, young people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.tables.geography import find_whole_commune, is_district
from spro_portraits.tables.loaders.long import (
    LONG,
    find_periods,
    melt,
    name_template,
    write_column,
)
from spro_portraits.tables.raw import (
    COMMUNE,
    parse_numbers,
    read_csv,
    read_zip_member,
    require_codes,
    require_columns,
    require_unique,
)
from spro_portraits.wording import describe_cause

_CENSUS = {
    "P#_POP": "population",
    "SUPERF": "area",
    "NAIS##": "births",
    "DECE##": "deaths",
    "NAISD#": "births",
    "DECESD#": "deaths",
    "P#_MEN": "households",
    "P#_LOG": "dwellings",
    "P#_RP": "main_homes",
    "P#_RSECOCC": "second_homes",
    "P#_LOGVAC": "vacant_dwellings",
    "P#_RP_PROP": "owner_homes",
    "P#_EMPLT": "jobs",
    "P#_EMPLT_SAL": "salaried_jobs",
    "P#_POP1564": "population_15_64",
    "P#_CHOM1564": "unemployed",
    "P#_ACT1564": "labour_force",
    "ETTOT#": "establishments",
    "ETAZ#": "establishments_agriculture",
    "ETBE#": "establishments_industry",
    "ETFZ#": "establishments_construction",
    "ETGU#": "establishments_trade_services",
    "ETOQ#": "establishments_public",
    "ETTEF1#": "establishments_1_9",
    "ETTEFP10#": "establishments_10_plus",
}
"""Columns of the comparateur, by the template of their names."""

_TWO_CENSUSES = ("P#_POP", "P#_EMPLT")
"""Columns that the comparateur gives for two censuses; the others are of the latest."""

_SAME_PERIODS = (
    _TWO_CENSUSES,
    ("NAIS##", "DECE##"),
    ("NAISD#", "DECESD#"),
    tuple(template for template in _CENSUS if template.startswith("ET")),
)
"""Columns that go together: a period of one is a period of all."""


def load_comparateur(path: Path, *, districts: bool = False) -> pd.DataFrame:
    """Read the comparateur de territoires (zip; censuses, civil registration, establishments).

    Rows of municipal districts (Paris, Lyon, Marseille) are left out: their commune is there.
    With ``districts`` they alone are read.
    """
    member = "base_cc_comparateur.CSV"
    frame = read_csv(path, sep=";", columns=["CODGEO"], content=read_zip_member(path, member))
    require_codes(path, frame, "CODGEO", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["CODGEO"])
    found = {template: find_periods(template, frame.columns) for template in _CENSUS}
    _require_periods(path, frame, found)
    named = {
        column: (_CENSUS[template], period)
        for template, periods in found.items()
        for period, column in periods.items()
    }
    numbers = parse_numbers(path, frame, list(named), absent={"": "non_disponible"}, floor=0)
    kept = is_district(frame["CODGEO"]) == districts
    return melt(numbers[kept], frame.loc[kept, "CODGEO"], named)


def _require_periods(
    path: Path, frame: pd.DataFrame, found: Mapping[str, Mapping[str, str]]
) -> None:
    """Refuse a comparateur that lost a column, though another year of it be there."""
    for template, periods in found.items():
        if not periods:
            others = (found[t] for group in _SAME_PERIODS if template in group for t in group)
            known = sorted({period for other in others for period in other})
            name = write_column(template, known[-1]) if known else name_template(template)
            require_columns(path, frame.columns, [name])
    censuses = {t: periods for t, periods in found.items() if t.startswith("P#")}
    latest = max(period for periods in censuses.values() for period in periods)
    wanted = [write_column(template, latest) for template in censuses]
    for group in _SAME_PERIODS:
        together = sorted({period for template in group for period in found[template]})
        wanted += [write_column(t, period) for t in group for period in together]
    require_columns(path, frame.columns, wanted)
    if len(found[_TWO_CENSUSES[0]]) < 2:  # noqa: PLR2004 - two censuses
        wanted = [f"{name_template(t)} (recensement précédent)" for t in _TWO_CENSUSES]
        require_columns(path, frame.columns, wanted)


def load_population(path: Path, *, districts: bool = False) -> pd.DataFrame:
    """Read the municipal populations of several years; districts are given their commune.

    With ``districts`` they alone are read, each by itself.

    The population of year N in this file belongs to the communes of 1 January N + 2
    (the year in which INSEE publishes it), whatever the year of the list of rows.
    """
    frame = read_csv(path, sep=",", columns=["codgeo", "libgeo"])
    # Overseas, this file joins the département (973) and the number of the commune within
    # the first two figures (353): 973353 stands for 97353.
    frame["codgeo"] = frame["codgeo"].str.replace(r"^97(\d)(?=\1\d\d$)", "97", regex=True)
    require_codes(path, frame, "codgeo", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["codgeo"])
    _refuse_districts_beside_their_commune(path, frame["codgeo"])
    periods = find_periods("p#_pop", frame.columns)
    if not periods:
        require_columns(path, frame.columns, [name_template("p#_pop")])
    # Years follow one another; and a column that only begins like one (p18) is one that was lost.
    years = {*periods, *(f"20{c[1:3]}" for c in frame.columns if re.match(r"p\d\d", c))}
    whole = range(int(min(years)), int(max(years)) + 1)
    require_columns(path, frame.columns, [write_column("p#_pop", str(year)) for year in whole])
    named = {column: ("municipal_population", period) for period, column in periods.items()}
    numbers = parse_numbers(path, frame, list(named), absent={"": "non_disponible"}, floor=0)
    if districts:
        kept = is_district(frame["codgeo"])
        return melt(numbers[kept], frame.loc[kept, "codgeo"], named)
    long = melt(numbers, frame["codgeo"].map(find_whole_commune), named).dropna(subset="value")
    return long.groupby(LONG[:3], as_index=False).agg(
        value=("value", "sum"), reason=("reason", "max")
    )


def _refuse_districts_beside_their_commune(path: Path, codes: pd.Series) -> None:
    """Refuse a commune that is given both whole and by district: it would count twice."""
    owners = codes.map(find_whole_commune)
    twice = codes.isin(owners[owners != codes])
    if twice.any():
        row = twice.idxmax()
        raise SourceError(
            "duplicate_key", file=path.name, row=row, column="codgeo",
            got=f"{codes.at[row]} (commune entière et arrondissements municipaux)",
        )  # fmt: skip


def load_residents_by_group(path: Path) -> pd.DataFrame:
    """Read residents of 15 and over by socio-professional group (Parquet).

    The file does not say its year: ``period`` is empty, and the build writes that of the
    vintage in the registry. It leaves zeros out: a group that a commune lacks is 0 there,
    because the total of the commune is present.
    """
    frame = _read_parquet(path, ["code_commune", "code_csp", "population_csp"])
    keys = ["code_commune", "code_csp"]
    frame[keys] = frame[keys].astype("str").fillna("")
    frame.index = frame.index + 1
    require_codes(path, frame, "code_commune", COMMUNE.pattern, "un code de commune")
    require_codes(path, frame, "code_csp", r"_T|[1-79]", "un groupe (1 à 7, 9 ou _T)")
    require_unique(path, frame, keys)
    texts = frame[["population_csp"]].astype("str").fillna("")
    frame["population_csp"] = parse_numbers(path, texts, ["population_csp"], floor=0)
    with_total = frame.loc[frame["code_csp"] == "_T", "code_commune"]
    lacking = ~frame["code_commune"].isin(with_total)
    if lacking.any():
        row = lacking.idxmax()
        raise SourceError(
            "bad_value", file=path.name, row=row, column="code_csp",
            expected=f"un total (_T) pour {frame.at[row, 'code_commune']!s}", got="rien",
        )  # fmt: skip
    wide = frame.pivot(index="code_commune", columns="code_csp", values="population_csp")
    long = wide.fillna(0.0).reset_index().melt(id_vars="code_commune", var_name="group")
    ending = ("_" + long["group"]).where(long["group"] != "_T", "")
    return pd.DataFrame(
        {
            "code": long["code_commune"],
            "variable": "residents_15_plus" + ending,
            "period": "",
            "value": long["value"].astype(float),
            "reason": "",
        }
    )


_DECILES = {"D1": "income_decile_1", "D9": "income_decile_9"}
_INCOME = {
    "MED": "median_income",
    "TP60": "poverty_rate",
    "PIMP": "taxed_households_share",
    **_DECILES,
}
_DISTRIBUTION = {"Q2": "median_income", **_DECILES}
"""Columns of the two layouts of Filosofi, by how their names begin."""


def load_income(path: Path) -> pd.DataFrame:
    """Read Filosofi by commune: ``s`` is secret; an empty cell and ``nd`` are not available.

    Two layouts are known. ``cc_filosofi``: all of it. ``FILO…_DISP_COM``: the distribution of
    the standard of living, whose median is ``Q2``; poverty and taxed households are not in
    it and stay absent. ``PIMPOT`` there (taxes as a part of income) is not ``PIMP``.
    """
    frame = read_csv(path, sep=";", columns=["CODGEO"])
    is_distribution = not find_periods("MED#", frame.columns) and find_periods("Q2#", frame.columns)
    stems = _DISTRIBUTION if is_distribution else _INCOME
    require_codes(path, frame, "CODGEO", COMMUNE.pattern, "un code de commune")
    require_unique(path, frame, ["CODGEO"])
    named: dict[str, tuple[str, str]] = {}
    for stem, variable in stems.items():
        periods = find_periods(f"{stem}#", frame.columns)
        if not periods:
            require_columns(path, frame.columns, [name_template(f"{stem}#")])
        named |= {column: (variable, period) for period, column in periods.items()}
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
            "unreadable_file",
            file=path.name,
            problem=describe_cause(error, "contenu abîmé, incomplet ou d'un autre format"),
            expected="un fichier Parquet",
        ) from error
    require_columns(path, frame.columns, columns)
    return frame
