"""Figures: each formula by hand, and what must hold on the real edition."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from spro_portraits.indicators import (
    BY_KEY,
    INDICATORS,
    Indicator,
    Measure,
    Result,
    compute_annual_growth,
    compute_commune_values,
    compute_measures,
    compute_occupations,
    compute_ratio,
    compute_results,
    compute_specificity,
    select_hardest,
)
from spro_portraits.indicators.recipes import (
    LARGEST_MASKED,
    Change,
    Combination,
    Growth,
    Published,
    Ratio,
    RecruitmentCount,
    RecruitmentShare,
)
from spro_portraits.tables import Edition
from spro_portraits.territory import (
    Reference,
    Territory,
    find_references,
    find_territory,
    list_territories,
)

ADDITIVE = [indicator.key for indicator in INDICATORS if indicator.additive]
RATIOS = [i.key for i in INDICATORS if isinstance(i.compute, Ratio)]
PUBLISHED = [i.key for i in INDICATORS if isinstance(i.compute, (Published, Change))]
SURVEY = [i.key for i in INDICATORS if isinstance(i.compute, (RecruitmentCount, RecruitmentShare))]
Values = Mapping[str, Mapping[str, Result]]


@dataclass(frozen=True)
class FakePlace:
    """A place made of rows of the tables."""

    codes: tuple[str, ...]
    level: str = "commune"
    bassins: tuple[str, ...] = ()
    same_as: tuple[tuple[str, str], ...] = field(default=())

    def cells(self) -> tuple[str, tuple[str, ...]]:
        return self.level, self.codes


# The catalogue


def test_catalogue_is_complete_and_keys_are_unique() -> None:
    assert len(BY_KEY) == len(INDICATORS)
    assert {
        "population", "population_2018", "jobs_2018", "unemployed_census_2018", "labour_force_2018",
        "unemployment_rate", "recruitment_projects", "recruitment_difficulty",
    } <= set(BY_KEY)  # fmt: skip
    for indicator in INDICATORS:
        assert callable(indicator.compute)
        assert indicator.key.replace("_", "").isalnum()
        assert indicator.key == indicator.key.lower()


def test_sources_of_the_catalogue_are_in_the_registry(edition: Edition) -> None:
    for indicator in INDICATORS:
        assert set(indicator.sources) <= set(edition.sources), indicator.key


def test_only_sums_are_additive() -> None:
    for indicator in INDICATORS:
        summed = isinstance(indicator.compute, (Combination, RecruitmentCount))
        assert indicator.additive == summed, indicator.key


# Formulas on plain numbers


def test_ratio() -> None:
    assert compute_ratio(1, 4) == 25.0
    assert compute_ratio(1, 4, 1.0) == 0.25
    assert compute_ratio(0, 4) == 0.0
    assert compute_ratio(1, 0) is None
    assert compute_ratio(0, 0) is None


def test_annual_growth() -> None:
    assert compute_annual_growth(100, 121, 2) == pytest.approx(10.0)
    assert compute_annual_growth(100, 100, 5) == 0.0
    assert compute_annual_growth(121, 100, 2) == pytest.approx(-9.0909090909)
    assert compute_annual_growth(100, 0, 5) == -100.0
    assert compute_annual_growth(0, 10, 5) is None


def test_specificity_by_hand() -> None:
    parts = pd.Series({"a": 30.0, "b": 70.0, "c": 0.0, "d": 0.0})
    whole = pd.Series({"a": 100.0, "b": 700.0, "c": 200.0, "d": 0.0})
    index = compute_specificity(parts, whole)
    assert index.name == "specificity"
    assert index.index.tolist() == ["a", "b", "c", "d"]
    assert index["a"] == pytest.approx(0.30 / 0.10)
    assert index["b"] == pytest.approx(1.0)
    assert index["c"] == 0.0
    assert math.isnan(index["d"])
    assert compute_specificity(whole, whole).dropna().eq(1.0).all()


def test_specificity_weighted_by_the_reference_is_one() -> None:
    rng = np.random.default_rng(7)
    parts, whole = pd.Series(rng.integers(1, 99, 6)), pd.Series(rng.integers(100, 999, 6))
    weights = whole / whole.sum()
    assert (compute_specificity(parts, whole) * weights).sum() == pytest.approx(1.0)


# Each indicator by hand, on the invented world.
# SPRO « un » holds 18001 (n = 1), 18002 (2 and 3, merged) and 18004 (4): four old communes,
# sum of n = 10; it is the whole of département 18, and the bassins 2401 and 2402.


def _growth(start: float, end: float, years: int) -> float:
    return 100 * ((end / start) ** (1 / years) - 1)


BY_HAND = {
    "population": 10_200.0,
    "population_2018": 10_000.0,
    "population_2013": 9_600.0,
    "area": 11.0,
    "households_2018": 4_000.0,
    "dwellings_2018": 5_000.0,
    "population_15_64_2018": 6_000.0,
    "natural_balance_2013_2018": 210.0 - 180.0,
    "migration_balance_2013_2018": 400.0 - 30.0,
    "population_growth_2013_2018": _growth(9_600, 10_000, 5),
    "population_growth_2018_2021": "non_disponible",  # a part of 18002 is not in the file of 2018
    "density": 10_200 / 11,
    "household_size_2018": 2.5,
    "vacancy_rate_2018": 8.0,
    "second_home_share_2018": 12.0,
    "owner_share_2018": 100 * 2_502 / 4_000,
    "labour_force_2018": 4_500.0,
    "unemployed_census_2018": 450.0,
    "employed_residents_2018": 4_050.0,
    "jobs_2018": 3_000.0,
    "jobs_2013": 3_100.0,
    "activity_rate_2018": 75.0,
    "employment_rate_2018": 67.5,
    "unemployment_rate_census_2018": 10.0,
    "job_concentration_2018": 100 * 3_000 / 4_050,
    "salaried_share_2018": 80.0,
    "jobs_growth_2013_2018": _growth(3_100, 3_000, 5),
    "establishments_2018": 300.0,
    "establishments_agriculture_2018": 50.0,
    "establishments_industry_2018": 20.0,
    "establishments_construction_2018": 40.0,
    "establishments_trade_services_2018": 150.0,
    "establishments_public_2018": 40.0,
    "establishments_0_2018": 200.0,
    "establishments_1_9_2018": 80.0,
    "establishments_10_plus_2018": 20.0,
    "employment_share_agriculture_2019": 4.0,
    "employment_share_industry_2019": 16.0,
    "employment_share_construction_2019": 6.0,
    "employment_share_market_services_2019": 38.0,
    "employment_share_non_market_services_2019": 36.0,
    "unemployment_rate": "non_disponible",
    "unemployment_rate_change_1y": "non_disponible",
    "unemployment_rate_change_5y": "non_disponible",
    # The census of 2022 is in the communes of today: 18002 is there once, with n = 2.
    "residents_15_plus_2022": 5_600.0,
    "residents_group_1_2022": 60.0,  # 18001 has none: its row is not in the file
    "residents_group_2_2022": 140.0,
    "residents_group_3_2022": 420.0,
    "residents_group_4_2022": 770.0,
    "residents_group_5_2022": 910.0,
    "residents_group_6_2022": 700.0,
    "residents_group_7_2022": 1_750.0,
    "residents_group_9_2022": 840.0,
    "residents_group_1_share_2022": 100 * 60 / 5_590,
    "residents_group_2_share_2022": 100 * 140 / 5_590,
    "residents_group_3_share_2022": 100 * 420 / 5_590,
    "residents_group_4_share_2022": 100 * 770 / 5_590,
    "residents_group_5_share_2022": 100 * 910 / 5_590,
    "residents_group_6_share_2022": 100 * 700 / 5_590,
    "residents_group_7_share_2022": 100 * 1_750 / 5_590,
    "residents_group_9_share_2022": 100 * 840 / 5_590,
    "median_income_2021": "non_disponible",
    "poverty_rate_2021": "non_disponible",
    "taxed_households_share_2021": "non_disponible",
    "young_not_in_work_share_2018": 18.2,
    "young_not_in_work_share_2013": 18.2,
    "young_not_in_work_share_2008": 18.2,
    "recruitment_projects": 160.0,
    "recruitment_difficult": 105.0,
    "recruitment_seasonal": 25.0,
    "recruitment_difficulty": 65.625,
    "recruitment_seasonal_share": 15.625,
}


def test_every_indicator_is_computed_by_hand_below() -> None:
    assert set(BY_HAND) == set(BY_KEY)


@pytest.mark.parametrize("key", list(BY_KEY))
def test_by_hand(mini: Edition, key: str) -> None:
    result = BY_KEY[key].compute(mini, find_territory(mini, "spro", "un"))
    expected = BY_HAND[key]
    if isinstance(expected, str):
        assert (result.value, result.reason) == (None, expected)
        assert not result.is_lower_bound
    else:
        assert result.value == pytest.approx(expected, rel=1e-12)
        assert result.reason == ""


@pytest.mark.parametrize(
    ("key", "numerator", "denominator"),
    [
        ("density", 10_200, 11),
        ("vacancy_rate_2018", 400, 5_000),
        ("activity_rate_2018", 4_500, 6_000),
        ("employment_rate_2018", 4_050, 6_000),
        ("unemployment_rate_census_2018", 450, 4_500),
        ("job_concentration_2018", 3_000, 4_050),
        ("household_size_2018", 10_000, 4_000),
        ("residents_group_3_share_2022", 420, 5_590),
        ("population_growth_2013_2018", 10_000, 9_600),
        ("recruitment_difficulty", 105, 160),
        ("recruitment_seasonal_share", 25, 160),
    ],
)
def test_numerators_and_denominators_by_hand(
    mini: Edition, key: str, numerator: float, denominator: float
) -> None:
    result = BY_KEY[key].compute(mini, find_territory(mini, "spro", "un"))
    assert (result.numerator, result.denominator) == (numerator, denominator)


@pytest.mark.parametrize(
    ("level", "code", "key", "expected"),
    [
        ("zone_emploi", "2401", "unemployment_rate", 8.5),
        ("zone_emploi", "2401", "unemployment_rate_change_1y", 0.5),
        ("zone_emploi", "2401", "unemployment_rate_change_5y", -0.6),
        ("zone_emploi", "2402", "unemployment_rate", 6.2),
        ("zone_emploi", "2402", "unemployment_rate_change_5y", "non_disponible"),
        ("zone_emploi", "0060", "unemployment_rate", 7.0),
        ("zone_emploi", "0060", "population_2018", 21_000.0),
        ("bassin", "2403", "unemployment_rate", "non_diffuse"),
        ("bassin", "2401", "unemployment_rate", 8.5),  # the same communes as the zone 2401
        ("commune", "18001", "unemployment_rate", "non_diffuse"),
        ("commune", "18001", "median_income_2021", 21_000.0),
        ("commune", "18001", "poverty_rate_2021", "secret"),
        ("commune", "45001", "median_income_2021", "non_disponible"),
        ("bassin", "2403", "median_income_2021", "non_diffuse"),
        ("departement", "18", "median_income_2021", "non_disponible"),
        ("commune", "18002", "young_not_in_work_share_2018", "non_disponible"),
        ("commune", "18004", "young_not_in_work_share_2018", 14.5),
        ("bassin", "2403", "young_not_in_work_share_2018", "non_diffuse"),
        ("region", "24", "young_not_in_work_share_2018", 24.2),
        ("region", "24", "employment_share_industry_2019", 15.2),
        ("commune", "18001", "employment_share_industry_2019", "non_diffuse"),
        ("departement", "45", "population_growth_2018_2021", _growth(18_000, 18_360, 3)),
        ("commune", "18001", "recruitment_projects", "non_diffuse"),
        ("commune", "18004", "recruitment_projects", 10.0),  # alone in its bassin
        ("zone_emploi", "0060", "recruitment_projects", "non_diffuse"),
        ("bassin", "2403", "recruitment_projects", 0.0),
        ("bassin", "2403", "recruitment_difficulty", "non_diffuse"),
    ],
)
def test_by_hand_elsewhere(
    mini: Edition, level: str, code: str, key: str, expected: float | str
) -> None:
    result = BY_KEY[key].compute(mini, find_territory(mini, level, code))
    if isinstance(expected, str):
        assert (result.value, result.reason) == (None, expected)
    else:
        assert result.value == pytest.approx(expected)


def test_references_by_hand(mini: Edition) -> None:
    territory = find_territory(mini, "spro", "un")
    places = {reference.role: reference for reference in find_references(mini, territory)}
    measures = compute_measures(mini, territory, places)
    assert list(measures) == [indicator.key for indicator in INDICATORS]
    population = measures["population_2018"]
    assert isinstance(population, Measure)
    assert {role: r.value for role, r in population.references.items()} == {
        "departement": 10_000.0, "region": 28_000.0, "france": 55_000.0,
    }  # fmt: skip
    assert population.geography_year == 2025
    assert (population.key, population.value) == ("population_2018", 10_000.0)
    vacancy = measures["vacancy_rate_2018"].references["france"]
    assert (vacancy.value, vacancy.numerator, vacancy.denominator) == (8.0, 2_200.0, 27_500.0)
    industry = measures["employment_share_industry_2019"].references
    assert {role: r.value for role, r in industry.items()} == {
        "departement": 16.0, "region": 15.2, "france": 12.0,
    }  # fmt: skip
    unemployment = measures["unemployment_rate"].references
    assert {(r.value, r.reason) for r in unemployment.values()} == {(None, "non_disponible")}


def test_several_departements_have_no_published_rate(mini: Edition) -> None:
    union = Reference("departement", "x", "departement", ("18", "45"))
    assert BY_KEY["employment_share_industry_2019"].compute(mini, union).reason == "non_diffuse"
    assert BY_KEY["population_2018"].compute(mini, union).value == 28_000.0


def test_indicators_can_be_chosen(mini: Edition) -> None:
    chosen = [BY_KEY["area"], BY_KEY["density"]]
    measures = compute_measures(mini, find_territory(mini, "spro", "un"), {}, chosen)
    assert list(measures) == ["area", "density"]
    assert measures["area"].references == {}


# Absences


def test_a_sum_with_an_absent_part_is_absent_with_its_reason(mini: Edition) -> None:
    medians = Combination((("median_income", "2021"),))
    assert medians(mini, FakePlace(("18001", "18004"))).value == 41_400.0
    assert medians(mini, FakePlace(("18001", "45002"))) == Result(reason="secret")
    assert medians(mini, FakePlace(("18001", "45001"))) == Result(reason="non_disponible")
    assert medians(mini, FakePlace(("18001", "00000"))) == Result(reason="non_disponible")
    assert (
        Combination((("happiness", "2018"),))(mini, FakePlace(("18001",))).reason
        == "non_disponible"
    )


def test_a_ratio_over_nothing_is_out_of_field(mini: Edition) -> None:
    none = Combination((("jobs", "2018"),), (("jobs", "2018"),))
    one = Combination((("jobs", "2018"),))
    assert Ratio(one, none)(mini, FakePlace(("18001",))).reason == "hors_champ"
    assert Ratio(one, none).by_commune(mini, ["18001"])["reason"].tolist() == ["hors_champ"]
    assert Ratio(none, one)(mini, FakePlace(("18001",))).value == 0.0


def test_a_ratio_of_sums_is_no_average_of_ratios(mini: Edition) -> None:
    share = BY_KEY["residents_group_1_share_2022"].compute
    first, second = share(mini, FakePlace(("18001",))), share(mini, FakePlace(("18004",)))
    both = share(mini, FakePlace(("18001", "18004")))
    assert first.value == 0.0
    assert second.value == pytest.approx(1.25)
    assert both.value == pytest.approx(100 * 40 / 3_990)
    assert both.value != pytest.approx((first.value + second.value) / 2)


class FakeEdition:
    """Figures given by hand, by variable and period: {code: value, or reason where absent}."""

    def __init__(self, **figures: dict[str, float | str]) -> None:
        self.figures = figures

    def find_figures(self, level: str, variable: str, period: str) -> pd.DataFrame:
        assert level in {"commune", "zone_emploi"}
        cells = self.figures.get(f"{variable}_{period}", {})
        rows = {
            code: (float("nan"), value) if isinstance(value, str) else (value, "")
            for code, value in cells.items()
        }
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "reason"])
        return frame.astype({"value": float, "reason": "str"}).assign(lacking=0)


GROWING: Any = FakeEdition(
    v_2010={"a": 0.0, "b": 100.0, "c": "secret", "d": 100.0},
    v_2012={"a": 10.0, "b": 121.0, "c": 1.0, "d": "non_diffuse"},
)


@pytest.mark.parametrize(
    ("codes", "value", "reason"),
    [
        ("a", None, "hors_champ"),
        ("b", 10.0, ""),
        ("c", None, "secret"),
        ("d", None, "non_diffuse"),
        ("ab", 100 * ((131 / 100) ** 0.5 - 1), ""),
        ("bc", None, "secret"),
    ],
)
def test_growth_of_sums(codes: str, value: float | None, reason: str) -> None:
    growth = Growth("v", "2010", "2012")
    result = growth(GROWING, FakePlace(tuple(codes)))
    assert (result.value, result.reason) == (value and pytest.approx(value), reason)
    if len(codes) == 1:
        row = growth.by_commune(GROWING, list(codes)).iloc[0]
        assert (None if math.isnan(row["value"]) else row["value"]) == (
            value and pytest.approx(value)
        )
        assert row["reason"] == reason


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [("a", 10.0, ""), ("b", 21.0, ""), ("c", None, "secret"), ("d", None, "non_diffuse")],
)
def test_change_of_a_published_rate(code: str, value: float | None, reason: str) -> None:
    change = Change(Published("v", "2010", ("commune",)), Published("v", "2012", ("commune",)))
    place = FakePlace((code,), same_as=(("commune", code),))
    assert change(GROWING, place) == Result(value=value, reason=reason)


def test_change_by_commune_keeps_the_reason_of_the_first_period() -> None:
    change = Change(Published("v", "2010", ("commune",)), Published("v", "2012", ("commune",)))
    assert change.by_commune(GROWING, ["c"])["reason"].tolist() == ["secret"]


def test_a_published_rate_is_never_recombined() -> None:
    rate = Published("v", "2012", ("commune", "zone_emploi"))
    assert rate(GROWING, FakePlace(("a", "b"))) == Result(reason="non_diffuse")
    unknown = FakePlace(("a", "b"), same_as=(("zone_emploi", "z"),))
    assert rate(GROWING, unknown) == Result(reason="non_disponible")
    elsewhere = FakePlace(("a", "b"), same_as=(("bassin", "x"),))
    nobody = Published("w", "2012", ("zone_emploi",))
    assert nobody(EMPTY, elsewhere) == Result(reason="non_diffuse")


EMPTY: Any = type(
    "Empty", (), {"find_figures": lambda *_: pd.DataFrame(columns=["value", "reason", "lacking"])}
)()


def test_a_place_of_nothing_has_a_reason(mini: Edition) -> None:
    result = BY_KEY["population_2018"].compute(mini, FakePlace(()))
    assert result.value is None
    assert result.reason in {"non_disponible", "hors_champ"}


# Bounds of recruitment


def test_bounds_by_hand(mini: Edition) -> None:
    assert LARGEST_MASKED == 4
    un = find_territory(mini, "spro", "un")
    difficult = BY_KEY["recruitment_difficult"].compute(mini, un)
    assert (difficult.value, difficult.masked, difficult.upper) == (105.0, 1, 109.0)
    assert difficult.is_lower_bound
    projects = BY_KEY["recruitment_projects"].compute(mini, un)
    assert (projects.value, projects.masked, projects.upper) == (160.0, 0, 160.0)
    assert not projects.is_lower_bound
    share = BY_KEY["recruitment_difficulty"].compute(mini, un)
    assert (share.value, share.upper, share.masked) == (65.625, 68.125, 1)
    region = BY_KEY["recruitment_projects"].compute(mini, find_territory(mini, "region", "24"))
    assert (region.value, region.masked, region.upper) == (190.0, 1, 194.0)


@pytest.mark.parametrize(
    ("level", "code", "upper"), [("bassin", "2403", 4.0), ("region", "24", 135.0 + 4 + 4)]
)
def test_the_upper_bound_of_a_count_holds_every_masked_cell(
    mini: Edition, level: str, code: str, upper: float
) -> None:
    result = BY_KEY["recruitment_difficult"].compute(mini, find_territory(mini, level, code))
    assert result.upper == upper
    assert result.is_lower_bound


def test_occupations_by_hand(mini: Edition) -> None:
    un = find_territory(mini, "spro", "un")
    region = find_references(mini, un)[1]
    table = compute_occupations(mini, un, region)
    assert table.index.tolist() == ["A0X40", "B1X20"]
    farm, mason = table.loc["A0X40"], table.loc["B1X20"]
    assert farm["name"] == "Agriculteurs"
    assert (farm["projects"], farm["difficult"], farm["difficult_masked"]) == (110, 60, 1)
    assert farm["difficulty"] == pytest.approx(100 * 60 / 110)
    assert farm["difficulty_upper"] == pytest.approx(100 * 64 / 110)
    assert farm["seasonality"] == pytest.approx(100 * 20 / 110)
    assert farm["specificity"] == pytest.approx((110 / 160) / (110 / 190))
    assert mason["difficulty"] == mason["difficulty_upper"] == 90.0
    assert mason["specificity"] == pytest.approx((50 / 160) / (80 / 190))


def test_occupations_of_masked_cells_have_no_share(mini: Edition) -> None:
    bassin = find_territory(mini, "bassin", "2403")
    row = compute_occupations(mini, bassin, bassin).loc["A0X40"]
    assert (row["projects"], row["projects_masked"]) == (0, 1)
    assert row[["difficulty", "difficulty_upper", "seasonality", "specificity"]].isna().all()


def test_occupations_of_what_is_no_union_of_bassins_are_none(mini: Edition) -> None:
    commune = find_territory(mini, "commune", "18001")
    assert compute_occupations(mini, commune, find_references(mini, commune)[1]).empty


def test_the_upper_bound_of_a_share_stays_under_100(mini: Edition) -> None:
    """Four seasonal projects at most among thirty, all difficult already."""
    row = compute_occupations(
        mini, find_territory(mini, "bassin", "2404"), find_territory(mini, "bassin", "2404")
    ).loc["B1X20"]
    assert row["difficulty_upper"] == 100.0
    assert row["seasonal_masked"] == 1


def _occupations(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "projects", "difficult", "difficult_masked"])
    frame["difficulty"] = 100 * frame["difficult"] / frame["projects"]
    return frame.set_index("code")


def test_hardest_are_ranked_on_what_is_published() -> None:
    table = _occupations(
        ("few", 9, 9, 0),
        ("masked", 40, 0, 10),
        ("half", 100, 50, 0),
        ("bound", 100, 60, 9),
        ("all", 20, 20, 0),
        ("all_more", 30, 30, 0),
        ("easy", 200, 10, 0),
    )
    hardest = select_hardest(table, 4, 10)
    assert hardest.index.tolist() == ["all_more", "all", "bound", "half"]
    assert "masked" not in select_hardest(table, 10, 10).index
    assert "few" not in select_hardest(table, 10, 10).index
    assert select_hardest(table, 0, 10).empty
    assert select_hardest(table, 10, 1000).empty


# What must hold on the real edition


@pytest.fixture(scope="module")
def territories(edition: Edition) -> dict[str, list[Territory]]:
    return {level: list_territories(edition, level) for level in ("spro", "bassin", "departement")}


@pytest.fixture(scope="module")
def region(edition: Edition) -> Territory:
    return find_territory(edition, "region", "24")


@pytest.fixture(scope="module")
def results(edition: Edition, territories: dict[str, list[Territory]], region: Territory) -> Values:
    """Every indicator of every SPRO, bassin, département and of the region."""
    places = [place for group in territories.values() for place in group] + [region]
    return {place.key: {i.key: i.compute(edition, place) for i in INDICATORS} for place in places}


@pytest.mark.parametrize("level", ["spro", "bassin", "departement"])
@pytest.mark.parametrize("key", ADDITIVE)
def test_parts_add_up_to_the_region(
    edition: Edition, territories: dict[str, list[Territory]], results: Values, key: str, level: str
) -> None:
    parts = [results[territory.key][key] for territory in territories[level]]
    whole = results["region-24"][key]
    published = BY_KEY[key].compute(edition, Reference("region", "x", "region", ("24",)))
    assert whole.value is not None, key
    assert all(part.value is not None for part in parts), key
    total = math.fsum(part.value for part in parts if part.value is not None)
    if key in SURVEY:
        assert total == whole.value == published.value
        assert sum(part.masked for part in parts) == whole.masked == published.masked
        assert math.fsum(part.upper or 0 for part in parts) == whole.upper == published.upper
    else:
        scale = max(abs(whole.value), 1.0)
        assert abs(total - whole.value) / scale < 1e-6
        assert published.value is not None
        assert abs(total - published.value) / scale < 1e-6


@pytest.mark.parametrize("level", ["spro", "bassin", "departement"])
@pytest.mark.parametrize("key", [*RATIOS, "recruitment_difficulty", "recruitment_seasonal_share"])
def test_ratios_are_ratios_of_sums(
    territories: dict[str, list[Territory]], results: Values, key: str, level: str
) -> None:
    compute = BY_KEY[key].compute
    scale = compute.scale if isinstance(compute, Ratio) else 100.0
    parts = [results[territory.key][key] for territory in territories[level]]
    whole = results["region-24"][key]
    for result in [*parts, whole]:
        assert result.value is not None
        assert result.numerator is not None
        assert result.denominator is not None
        assert result.value == pytest.approx(
            scale * result.numerator / result.denominator, rel=1e-12
        )
    assert math.fsum(p.numerator or 0 for p in parts) == pytest.approx(whole.numerator, rel=1e-9)
    assert math.fsum(p.denominator or 0 for p in parts) == pytest.approx(
        whole.denominator, rel=1e-9
    )
    values = [p.value for p in parts if p.value is not None]
    assert min(values) <= (whole.value or 0) <= max(values)


PERCENT = [i.key for i in INDICATORS if i.unit == "%"]


@pytest.mark.parametrize("key", PERCENT)
def test_percentages_lie_between_0_and_100(edition: Edition, results: Values, key: str) -> None:
    for values in results.values():
        result = values[key]
        assert result.value is None or 0 <= result.value <= 100
        assert result.upper is None or (result.value or 0) <= result.upper <= 100
    communes = compute_commune_values(edition, edition.communes.index.tolist(), BY_KEY[key])
    assert communes["value"].dropna().between(0, 100 + 1e-9).all()


def test_plausible_ranges(results: Values) -> None:
    for place, values in results.items():
        assert 10 < (values["density"].value or 0) < 500, place
        assert 1.8 < (values["household_size_2018"].value or 0) < 2.7, place
        assert 50 < (values["job_concentration_2018"].value or 0) < 130, place
        assert abs(values["population_growth_2013_2018"].value or 0) < 2, place
        assert abs(values["jobs_growth_2013_2018"].value or 0) < 4, place
        shares = [values[f"residents_group_{g}_share_2022"].value or 0 for g in "12345679"]
        assert math.fsum(shares) == pytest.approx(100, abs=1e-9), place


def test_balances_add_up_to_the_change(results: Values) -> None:
    for values in results.values():
        change = (values["population_2018"].value or 0) - (values["population_2013"].value or 0)
        natural = values["natural_balance_2013_2018"].value or 0
        migration = values["migration_balance_2013_2018"].value or 0
        assert natural + migration == pytest.approx(change, abs=1e-6)


def test_parts_of_establishments_add_up(results: Values) -> None:
    for values in results.values():
        total = values["establishments_2018"].value
        for parts in (
            ("agriculture", "industry", "construction", "trade_services", "public"),
            ("0", "1_9", "10_plus"),
        ):
            assert math.fsum(values[f"establishments_{p}_2018"].value or 0 for p in parts) == total


@pytest.mark.parametrize("level", ["spro", "bassin", "zone_emploi", "arrondissement", "epci",
                                   "departement", "region"])  # fmt: skip
def test_published_rates_are_only_those_of_the_very_zone(edition: Edition, level: str) -> None:
    for territory in list_territories(edition, level):
        zones = dict(territory.same_as)
        rate = BY_KEY["unemployment_rate"].compute(edition, territory)
        assert (rate.value is not None) == ("zone_emploi" in zones), territory.key
        assert rate.numerator is None
        sector = BY_KEY["employment_share_industry_2019"].compute(edition, territory)
        assert (sector.value is not None) == bool({"departement", "region"} & set(zones)), (
            territory.key
        )
        income = BY_KEY["median_income_2021"].compute(edition, territory)
        assert income.value is None or "commune" in zones, territory.key
        young = BY_KEY["young_not_in_work_share_2018"].compute(edition, territory)
        assert (young.value is not None) <= bool({"departement", "region", "commune"} & set(zones))
        survey = BY_KEY["recruitment_projects"].compute(edition, territory)
        assert (survey.value is not None) == (bool(territory.bassins) or level == "region")


def test_absences_have_a_reason_and_presences_have_none(results: Values) -> None:
    reasons = {"secret", "non_diffuse", "non_disponible", "hors_champ", "peu_fiable"}
    for values in results.values():
        for key, result in values.items():
            if result.value is None:
                assert result.reason in reasons, key
                assert result.upper is None
                assert not result.is_lower_bound
            else:
                assert result.reason == "", key
                assert math.isfinite(result.value), key


def test_bounds_of_the_survey(results: Values) -> None:
    for values in results.values():
        for key in SURVEY:
            result = values[key]
            assert result.value is not None
            assert result.upper is not None
            assert result.value <= result.upper
            assert (result.masked > 0) == result.is_lower_bound
            assert (result.value < result.upper) <= (result.masked > 0)
        projects = values["recruitment_projects"]
        assert projects.upper == (projects.value or 0) + LARGEST_MASKED * projects.masked
        for part in ("recruitment_difficult", "recruitment_seasonal"):
            assert (values[part].value or 0) <= (projects.value or 0)


def test_masked_cells_are_counted_from_the_table(edition: Edition, region: Territory) -> None:
    table = edition.recruitment
    rows = table[(table["level"] == "bassin") & table["code"].isin(region.bassins)]
    masked = BY_KEY["recruitment_projects"].compute(edition, region).masked
    # A cell is one bassin and one occupation: it is masked or published, never both.
    assert ((rows["projects"] == 0) == (rows["projects_masked"] == 1)).all()
    assert masked == int((rows["projects"] == 0).sum()) > 0
    shown = rows[rows["projects"] > 0]
    assert (shown["projects"] >= 5).all()
    hidden = (shown["difficult"] == 0) == (shown["difficult_masked"] == 1)
    assert hidden.all()
    assert (shown.loc[shown["difficult"] > 0, "difficult"] >= 5).all()


def test_occupations_add_up_to_the_projects(
    edition: Edition, territories: dict[str, list[Territory]], region: Territory, results: Values
) -> None:
    for territory in [*territories["spro"], region]:
        table = compute_occupations(edition, territory, region)
        assert table["projects"].sum() == results[territory.key]["recruitment_projects"].value
        assert table["projects"].is_monotonic_decreasing
        assert (table["difficulty"].dropna() <= table["difficulty_upper"].dropna()).all()
        assert table["difficulty_upper"].dropna().max() <= 100
        assert table["name"].notna().all()
        hardest = select_hardest(table, 10, 20)
        assert (hardest["projects"] >= 20).all()
        assert (hardest["difficult"] > 0).all()
        assert hardest["difficulty"].is_monotonic_decreasing
        other = table.drop(hardest.index)
        left = other[(other["projects"] >= 20) & (other["difficult"] > 0)]
        assert left.empty or left["difficulty"].max() <= hardest["difficulty"].min()


def test_specificity_of_the_region_in_itself_is_one(edition: Edition, region: Territory) -> None:
    table = compute_occupations(edition, region, region)
    assert table["specificity"].dropna().round(12).eq(1.0).all()


# Commune by commune


MERGED = ("28319", "18173", "45307")


@pytest.fixture(scope="module")
def sample(edition: Edition) -> list[str]:
    inside = edition.communes.index[edition.communes["region"] == "24"]
    chosen = [*inside[:: len(inside) // 24][:26], "18033"]
    return [*dict.fromkeys([*MERGED, *chosen])][:30]


@pytest.fixture(scope="module")
def one_by_one(edition: Edition, sample: list[str]) -> Values:
    """Every indicator of every commune of the sample, computed as for a territory."""
    places = {code: find_territory(edition, "commune", code) for code in sample}
    return {c: {i.key: i.compute(edition, p) for i in INDICATORS} for c, p in places.items()}


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.key)
def test_by_commune_gives_the_value_of_each_commune(
    edition: Edition, sample: list[str], one_by_one: Values, indicator: Indicator
) -> None:
    frame = compute_commune_values(edition, sample, indicator)
    assert frame.index.tolist() == sample
    assert list(frame.columns) == ["value", "reason", "fragile"]
    assert (frame["value"].isna() == (frame["reason"] != "")).all()
    for code in sample:
        result, value = one_by_one[code][indicator.key], frame.at[code, "value"]
        assert math.isnan(value) == (result.value is None), code
        if result.value is not None:
            assert value == pytest.approx(result.value, rel=1e-12), code


@pytest.mark.parametrize(
    "indicator",
    INDICATORS,
    ids=[i.key for i in INDICATORS],
)
def test_by_commune_gives_the_reason_of_each_commune(
    edition: Edition, sample: list[str], one_by_one: Values, indicator: Indicator
) -> None:
    frame = compute_commune_values(edition, sample, indicator)
    for code in sample:
        assert frame.at[code, "reason"] == one_by_one[code][indicator.key].reason, code


def test_communes_are_graded_by_the_rule_of_every_figure(
    edition: Edition, sample: list[str]
) -> None:
    """What a map marks as fragile is what the portrait of the commune calls fragile."""
    marked = 0
    for key in ("unemployment_rate_census_2018", "population_growth_2013_2018", "density"):
        frame = compute_commune_values(edition, sample, BY_KEY[key])
        for code in sample:
            place = find_territory(edition, "commune", code)
            measure = compute_measures(edition, place, {}, [BY_KEY[key]])[key]
            assert frame.at[code, "fragile"] == (measure.reliability.grade == "fragile")
            marked += bool(frame.at[code, "fragile"])
    assert 0 < marked < 3 * len(sample)


def test_the_order_of_communes_is_kept(edition: Edition, sample: list[str]) -> None:
    frame = compute_commune_values(edition, sample[::-1], BY_KEY["density"])
    assert frame.index.tolist() == sample[::-1]


def test_computing_changes_nothing(edition: Edition, region: Territory) -> None:
    before = edition.find_figures("commune", "population", "2018").copy(deep=True)
    survey = edition.recruitment.copy(deep=True)
    for indicator in INDICATORS:
        indicator.compute(edition, region)
    compute_occupations(edition, region, region)
    pd.testing.assert_frame_equal(edition.find_figures("commune", "population", "2018"), before)
    pd.testing.assert_frame_equal(edition.recruitment, survey)


# What is kept with an edition


def test_figures_do_not_depend_on_what_was_computed_before(edition: Edition) -> None:
    fresh = replace(edition)
    peers = list_territories(fresh, "spro")
    together = compute_results(fresh, peers)
    alone = compute_results(replace(edition), [peers[3]])
    assert {key: results[3:4] for key, results in together.items()} == alone
    assert compute_results(fresh, [peers[3]]) == alone
    assert compute_results(fresh, [peers[3]], list(INDICATORS)) == alone  # nothing kept


def test_a_territory_of_the_same_name_with_other_communes_is_another(edition: Edition) -> None:
    fresh = replace(edition)
    spro = list_territories(fresh, "spro")[3]
    (whole,) = compute_results(fresh, [spro])["population"]
    (part,) = compute_results(fresh, [replace(spro, communes=spro.communes[1:])])["population"]
    first = compute_commune_values(fresh, spro.communes[:1], BY_KEY["population"])["value"].iloc[0]
    assert whole.value is not None
    assert part.value == whole.value - first


def test_values_by_commune_do_not_depend_on_what_was_computed_before(edition: Edition) -> None:
    fresh, codes = replace(edition), edition.communes.index[:40].tolist()
    compute_commune_values(fresh, codes[5:20], BY_KEY["median_income_2021"])
    mixed = compute_commune_values(fresh, codes[::-1], BY_KEY["median_income_2021"])
    new = compute_commune_values(replace(edition), codes, BY_KEY["median_income_2021"])
    pd.testing.assert_frame_equal(mixed[::-1], new)
    assert compute_commune_values(fresh, [], BY_KEY["population"]).empty
