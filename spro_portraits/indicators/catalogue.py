"""The indicators of a portrait, in the order in which they are published."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from spro_portraits.errors import UsageError
from spro_portraits.indicators.model import Indicator, Recipe
from spro_portraits.indicators.recipes import (
    RECRUITMENT_PERIOD,
    Change,
    Combination,
    Growth,
    Published,
    RecruitmentCount,
    RecruitmentShare,
    count,
    ratio,
)

_YEARS = re.compile(r"(_\d{4})+(?=_|$)")

CENSUS = "2018"
UNEMPLOYMENT = ("2025-T4", "2024-T4", "2020-T4")
"""Last quarter of the embedded edition, the same one year before, five years before.

An edition with a newer quarter shows that one: :mod:`~.dating`.
"""

# Levels at which the producer publishes what cannot be recombined.
_UNEMPLOYMENT_LEVELS = ("zone_emploi", "departement", "region", "france")
_INCOME_LEVELS = (
    "commune", "epci", "zone_emploi", "arrondissement", "departement", "region", "france",
)  # fmt: skip
_YOUNG_LEVELS = ("commune", "epci", "departement", "region", "france")
_SECTOR_LEVELS = ("departement", "region", "france")

SECTORS = ("agriculture", "industry", "construction", "trade_services", "public")
SIZES = ("0", "1_9", "10_plus")
GROUPS = ("1", "2", "3", "4", "5", "6", "7", "9")
EMPLOYMENT_SECTORS = (
    "agriculture", "industry", "construction", "market_services", "non_market_services",
)  # fmt: skip

_SECRECY = {"recruitment": "survey", "income": "tax"}
"""Sources whose producer masks cells, and by which rule."""

# Held to be good or bad news by those who read portraits; everything else is neither.
_FAVOURABLE = {
    "population_growth_2013_2018", "population_growth_2018_2021", "activity_rate_2018",
    "employment_rate_2018", "jobs_growth_2013_2018", "median_income_2021",
}  # fmt: skip
_UNFAVOURABLE = {
    "vacancy_rate_2018", "unemployed_census_2018", "unemployment_rate_census_2018",
    "unemployment_rate", "unemployment_rate_change_1y", "unemployment_rate_change_5y",
    "poverty_rate_2021", "young_not_in_work_share_2018", "young_not_in_work_share_2013",
    "young_not_in_work_share_2008", "recruitment_difficulty",
}  # fmt: skip


def _make(
    theme: str, source: str, vintage: str, rows: list[tuple[str, str, Recipe]],
    *, additive: bool = False, precision: str = "",
) -> list[Indicator]:  # fmt: skip
    return [
        Indicator(
            key, unit, vintage, (source,), theme, compute, additive, precision,
            direction=_find_direction(key), secrecy=_SECRECY.get(source, ""),
        )
        for key, unit, compute in rows
    ]  # fmt: skip


def _find_direction(key: str) -> int:
    return (key in _FAVOURABLE) - (key in _UNFAVOURABLE)


def _term(variable: str, period: str = CENSUS) -> tuple[str, str]:
    return (variable, period)


def _rate(quarter: str) -> Published:
    return Published("unemployment_rate", quarter, _UNEMPLOYMENT_LEVELS)


def _income(variable: str) -> Published:
    return Published(variable, "2021", _INCOME_LEVELS)


def _sector(sector: str) -> Published:
    return Published(f"employment_share_{sector}", "2019", _SECTOR_LEVELS)


_BALANCE = "2013-2018"
_ACTIVITY = ratio([_term("labour_force")], [_term("population_15_64")])

INDICATORS: tuple[Indicator, ...] = (
    *_make(
        "population", "population", "2021", additive=True,
        rows=[("population", "nombre", count("municipal_population", "2021"))],
    ),
    *_make(
        "population", "comparateur", CENSUS, additive=True,
        rows=[
            ("population_2018", "nombre", count("population", CENSUS)),
            ("area", "km²", count("area", "")),
        ],
    ),
    *_make(
        "population", "comparateur", CENSUS, additive=True, precision="census",
        rows=[
            ("households_2018", "nombre", count("households", CENSUS)),
            ("dwellings_2018", "nombre", count("dwellings", CENSUS)),
            ("population_15_64_2018", "nombre", count("population_15_64", CENSUS)),
        ],
    ),
    *_make(
        "population", "comparateur", "2013", additive=True,
        rows=[("population_2013", "nombre", count("population", "2013"))],
    ),
    *_make(
        "activity", "comparateur", "2013", additive=True, precision="census",
        rows=[("jobs_2013", "nombre", count("jobs", "2013"))],
    ),
    *_make(
        "population", "comparateur", _BALANCE, additive=True,
        rows=[
            (
                "natural_balance_2013_2018", "solde",
                Combination((_term("births", _BALANCE),), (_term("deaths", _BALANCE),)),
            ),
            (
                "migration_balance_2013_2018", "solde",
                Combination(
                    (_term("population"), _term("deaths", _BALANCE)),
                    (_term("population", "2013"), _term("births", _BALANCE)),
                ),
            ),
        ],
    ),
    *_make(
        "population", "comparateur", _BALANCE, precision="census",
        rows=[("population_growth_2013_2018", "%/an", Growth("population", "2013", "2018"))],
    ),
    *_make(
        "population", "population", "2018-2021", precision="census",
        rows=[
            (
                "population_growth_2018_2021", "%/an",
                Growth("municipal_population", "2018", "2021"),
            )
        ],
    ),
    Indicator(
        "density", "hab./km²", "2021", ("population", "comparateur"), "population",
        ratio([_term("municipal_population", "2021")], [_term("area", "")], scale=1.0),
    ),
    *_make(
        "population", "comparateur", CENSUS, precision="census",
        rows=[
            (
                "household_size_2018", "personnes",
                ratio([_term("population")], [_term("households")], scale=1.0),
            ),
            ("vacancy_rate_2018", "%", ratio([_term("vacant_dwellings")], [_term("dwellings")])),
            ("second_home_share_2018", "%", ratio([_term("second_homes")], [_term("dwellings")])),
            ("owner_share_2018", "%", ratio([_term("owner_homes")], [_term("main_homes")])),
        ],
    ),
    *_make(
        "activity", "comparateur", CENSUS, additive=True, precision="census",
        rows=[
            ("labour_force_2018", "nombre", count("labour_force", CENSUS)),
            ("unemployed_census_2018", "nombre", count("unemployed", CENSUS)),
            (
                "employed_residents_2018", "nombre",
                Combination((_term("labour_force"),), (_term("unemployed"),)),
            ),
            ("jobs_2018", "nombre", count("jobs", CENSUS)),
        ],
    ),
    *_make(
        "activity", "comparateur", CENSUS, precision="census",
        rows=[
            ("activity_rate_2018", "%", _ACTIVITY),
            (
                "employment_rate_2018", "%",
                ratio(
                    [_term("labour_force")], [_term("population_15_64")],
                    minus=[_term("unemployed")],
                ),
            ),
            (
                "unemployment_rate_census_2018", "%",
                ratio([_term("unemployed")], [_term("labour_force")]),
            ),
            (
                "job_concentration_2018", "pour 100",
                ratio(
                    [_term("jobs")], [_term("labour_force")], over_minus=[_term("unemployed")]
                ),
            ),
            ("salaried_share_2018", "%", ratio([_term("salaried_jobs")], [_term("jobs")])),
        ],
    ),
    *_make(
        "activity", "comparateur", _BALANCE, precision="census",
        rows=[("jobs_growth_2013_2018", "%/an", Growth("jobs", "2013", "2018"))],
    ),
    *_make(
        "activity", "comparateur", CENSUS, additive=True,
        rows=[
            ("establishments_2018", "nombre", count("establishments", CENSUS)),
            *[
                (f"establishments_{s}_2018", "nombre", count(f"establishments_{s}", CENSUS))
                for s in SECTORS
            ],
            (
                "establishments_0_2018", "nombre",
                Combination(
                    (_term("establishments"),),
                    (_term("establishments_1_9"), _term("establishments_10_plus")),
                ),
            ),
            *[
                (f"establishments_{s}_2018", "nombre", count(f"establishments_{s}", CENSUS))
                for s in SIZES[1:]
            ],
        ],
    ),
    *_make(
        "activity", "employment_sectors", "2019",
        [
            (f"employment_share_{s}_2019", "%", _sector(s))
            for s in EMPLOYMENT_SECTORS
        ],
    ),
    *_make(
        "unemployment", "unemployment", UNEMPLOYMENT[0],
        [
            ("unemployment_rate", "%", _rate(UNEMPLOYMENT[0])),
            (
                "unemployment_rate_change_1y", "pt",
                Change(_rate(UNEMPLOYMENT[1]), _rate(UNEMPLOYMENT[0])),
            ),
            (
                "unemployment_rate_change_5y", "pt",
                Change(_rate(UNEMPLOYMENT[2]), _rate(UNEMPLOYMENT[0])),
            ),
        ],
    ),
    *_make(
        "groups", "residents_by_group", "2022", additive=True, precision="complementary",
        rows=[
            ("residents_15_plus_2022", "nombre", count("residents_15_plus", "2022")),
            *[
                (f"residents_group_{g}_2022", "nombre", count(f"residents_15_plus_{g}", "2022"))
                for g in GROUPS
            ],
        ],
    ),
    *_make(
        "groups", "residents_by_group", "2022", precision="complementary",
        rows=[
            (
                f"residents_group_{g}_share_2022", "%",
                ratio(
                    [_term(f"residents_15_plus_{g}", "2022")],
                    [_term(f"residents_15_plus_{k}", "2022") for k in GROUPS],
                ),
            )
            for g in GROUPS
        ],
    ),
    *_make(
        "income", "income", "2021",
        [
            ("median_income_2021", "€", _income("median_income")),
            ("poverty_rate_2021", "%", _income("poverty_rate")),
            ("taxed_households_share_2021", "%", _income("taxed_households_share")),
        ],
    ),
    *[
        Indicator(
            f"young_not_in_work_share_{year}", "%", year,
            ("young_people_commune", "young_people_departement", "young_people_region"), "young",
            Published("young_not_in_work_share", year, _YOUNG_LEVELS),
            precision="young",
            direction=_find_direction(f"young_not_in_work_share_{year}"),
        )
        for year in ("2018", "2013", "2008")
    ],
    *_make(
        "recruitment", "recruitment", RECRUITMENT_PERIOD, additive=True,
        rows=[
            ("recruitment_projects", "nombre", RecruitmentCount("projects")),
            ("recruitment_difficult", "nombre", RecruitmentCount("difficult")),
            ("recruitment_seasonal", "nombre", RecruitmentCount("seasonal")),
        ],
    ),
    *_make(
        "recruitment", "recruitment", RECRUITMENT_PERIOD,
        [
            ("recruitment_difficulty", "%", RecruitmentShare("difficult")),
            ("recruitment_seasonal_share", "%", RecruitmentShare("seasonal")),
        ],
    ),
)  # fmt: skip
"""Every indicator; keys are unique."""

BY_KEY = {indicator.key: indicator for indicator in INDICATORS}


def find_indicators(keys: Iterable[str]) -> tuple[Indicator, ...]:
    """Find indicators by their keys, each once, in the order given.

    Raises
    ------
    UsageError
        ``unknown_indicator``, with near matches.
    """
    listed = tuple(dict.fromkeys(keys))
    for key in listed:
        if key not in BY_KEY:
            near = difflib.get_close_matches(key, BY_KEY)
            raise UsageError("unknown_indicator", name=key, near=near)
    return tuple(BY_KEY[key] for key in listed)


def find_family(key: str) -> str:
    """Key without its years: ``population_growth`` for ``population_growth_2013_2018``."""
    return _YEARS.sub("", key)


def _list_newest() -> frozenset[str]:
    newest = {}
    for indicator in sorted(INDICATORS, key=lambda i: i.last_year):
        newest[find_family(indicator.key)] = indicator.key
    return frozenset(newest.values())


NEWEST = _list_newest()
"""Keys of the newest vintage of each figure; the others are shown as the past."""
