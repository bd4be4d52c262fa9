"""Reliability: INSEE's thresholds by hand, and what pages and files say of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from spro_portraits.indicators import (
    BY_KEY,
    INDICATORS,
    Reliability,
    Result,
    compute_results,
    grade_reliability,
    list_training,
)
from spro_portraits.indicators.reliability import STALE_YEARS
from spro_portraits.portrait import COLUMNS, Portrait, build_portrait
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory, list_territories
from spro_portraits.wording import RELIABILITY_WORDS

GOOD = Reliability("bonne")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (500.0, GOOD),
        (499.9, Reliability("prudence", "few")),
        (200.0, Reliability("prudence", "few")),
        (199.9, Reliability("fragile", "very_few")),
        (0.0, Reliability("fragile", "very_few")),
    ],
)
def test_a_census_count_by_its_size(value: float, expected: Reliability) -> None:
    assert grade_reliability(BY_KEY["jobs_2018"], Result(value), 50_000) == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((600.0, 9_000.0), GOOD),
        ((300.0, 9_000.0), Reliability("prudence", "few")),
        ((150.0, 9_000.0), Reliability("fragile", "very_few")),
        ((150.0, 160.0), Reliability("fragile", "very_few")),
    ],
)
def test_a_census_ratio_by_its_smaller_term(
    terms: tuple[float, float], expected: Reliability
) -> None:
    top, bottom = terms
    result = Result(100 * top / bottom, numerator=top, denominator=bottom)
    indicator = BY_KEY["unemployment_rate_census_2018"]
    assert grade_reliability(indicator, result, 50_000) == expected


@pytest.mark.parametrize("key", ["residents_group_6_2022", "young_not_in_work_share_2018"])
def test_complementary_results_and_young_people_want_2000_inhabitants(key: str) -> None:
    result = Result(600.0)
    small = Reliability("fragile", "small_place")
    assert grade_reliability(BY_KEY[key], result, 1_999) == small
    assert grade_reliability(BY_KEY[key], result, None) == small
    assert grade_reliability(BY_KEY[key], result, 2_000) == GOOD


def test_a_survey_sum_with_masked_cells_is_a_minimum() -> None:
    result = Result(773.0, upper=893.0, masked=30)
    grade = grade_reliability(BY_KEY["recruitment_projects"], result, 30_000)
    assert grade == Reliability("minimum", "masked")
    assert not grade.is_weak


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.key)
def test_an_absent_value_has_no_grade(indicator: object) -> None:
    absent = Result(reason="non_diffuse")
    assert grade_reliability(indicator, absent, 1_000).grade == ""  # type: ignore[arg-type]


def test_registers_are_not_graded_by_their_size() -> None:
    for key in ("population", "establishments_2018", "natural_balance_2013_2018", "area"):
        assert grade_reliability(BY_KEY[key], Result(12.0), 40) == GOOD


def test_what_issoudun_publishes(portrait_of: Callable[[str, str], Portrait]) -> None:
    """481 farmers: under 500, so both the count and the share are to be read with care."""
    portrait = portrait_of("spro", "issoudun")
    weak = {key for key, measure in portrait.measures.items() if measure.reliability.is_weak}
    assert weak == {"residents_group_1_2022", "residents_group_1_share_2022"}
    html = "".join(getattr(b, "html", "") for b in portrait.section("groups").blocks)
    assert ">481\u00a0◊</abbr>" in html
    assert "valeur fragile, à lire avec prudence" in html
    rows = {
        row["indicator"]: row
        for values in portrait.publication.content["indicators"]
        for row in [dict(zip(COLUMNS, values, strict=True))]
    }
    farmers = rows["residents_group_1_2022"]
    assert farmers["reliability"] == "prudence"
    assert farmers["reliability_reason"] == RELIABILITY_WORDS["few"]
    assert rows["jobs_2018"]["reliability"] == "bonne"
    assert rows["recruitment_projects"]["reliability"] == "minimum"
    assert rows["unemployment_rate"]["reliability"] == ""


def test_a_small_commune_says_so_on_its_cards(
    portrait_of: Callable[[str, str], Portrait],
) -> None:
    portrait = portrait_of("commune", "28319")
    html = "".join(getattr(b, "html", "") for b in portrait.section("activity").blocks)
    assert RELIABILITY_WORDS["very_few"] in html
    assert "◊" in html
    assert "spro-lede" not in html, "no sentence on a weak value"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("jobs_2018", Reliability("prudence", "partial")),
        ("population", Reliability("prudence", "partial")),
        ("activity_rate_2018", Reliability("prudence", "partial")),
        ("recruitment_projects", Reliability("prudence", "partial")),
        ("median_income_2021", GOOD),  # published for the whole territory, or not at all
        ("unemployment_rate", GOOD),
        ("unemployment_rate_change_1y", GOOD),
    ],
)
def test_a_sum_of_a_part_of_a_territory_is_to_be_read_with_care(
    key: str, expected: Reliability
) -> None:
    result = Result(9_000.0, numerator=9_000.0, denominator=9_000.0)
    assert grade_reliability(BY_KEY[key], result, 50_000, is_partial=True) == expected
    assert grade_reliability(BY_KEY[key], result, 50_000) == GOOD


def test_the_gravest_reason_comes_first() -> None:
    indicator = BY_KEY["jobs_2018"]
    weaker = grade_reliability(indicator, Result(150.0), 50_000, is_partial=True, year=2040)
    assert weaker == Reliability("fragile", "very_few")
    partial = grade_reliability(indicator, Result(300.0), 50_000, is_partial=True, year=2040)
    assert partial == Reliability("prudence", "partial")
    few = grade_reliability(indicator, Result(300.0), 50_000, year=2040)
    assert few == Reliability("prudence", "few")


@pytest.mark.parametrize(
    ("key", "year", "expected"),
    [
        ("jobs_2018", 2025, GOOD),  # seven years: the census is published late
        ("jobs_2018", 2026, Reliability("prudence", "stale")),
        ("jobs_growth_2013_2018", 2026, Reliability("prudence", "stale")),
        ("unemployment_rate", 2032, GOOD),
        ("unemployment_rate", 2033, Reliability("prudence", "stale")),
        ("jobs_2018", 0, GOOD),  # shown as the past
    ],
)
def test_a_vintage_of_more_than_seven_years_is_stale(
    key: str, year: int, expected: Reliability
) -> None:
    assert STALE_YEARS == 7
    assert grade_reliability(BY_KEY[key], Result(9_000.0), 50_000, year=year) == expected


def test_only_the_newest_vintage_grows_old(edition: Edition) -> None:
    """Ten years on, the census of 2018 is stale; that of 2013 is shown beside it, as the past."""
    later = replace(edition, geography_year=2035)
    spro = find_territory(edition, "spro", "cher")
    results = compute_results(later, [spro])
    assert results["jobs_2018"][0].reliability == Reliability("prudence", "stale")
    assert results["jobs_2013"][0].reliability == GOOD


def test_a_perimeter_with_communes_outside_the_edition_is_partial(mini: Edition) -> None:
    """Half of the invented zone: the sum of its jobs lacks the other half."""
    zone = find_territory(mini, "zone_emploi", "0060")
    part = replace(zone, communes=("18004",), total=3)
    grade = compute_results(mini, [part])["jobs_2018"][0].reliability
    assert grade == Reliability("prudence", "partial")


def test_every_reason_has_its_words(
    edition: Edition, portrait_of: Callable[[str, str], Portrait]
) -> None:
    spro = find_territory(edition, "spro", "cher")
    part = replace(spro, total=len(spro.communes) + 1)
    later = replace(edition, geography_year=2035)
    computed = [compute_results(edition, [part]), compute_results(later, [spro])]
    found = {r.reliability.reason for results in computed for (r,) in results.values()} - {""}
    for level, code in (("commune", "28319"), ("spro", "issoudun"), ("bassin", "2408")):
        measures = portrait_of(level, code).measures.values()
        found |= {m.reliability.reason for m in measures} - {""}
    for code in edition.occupations.index:
        trainings = list_training(edition, spro.communes, code)
        found |= {t.reliability.reason for t in trainings}
        found |= {t.outcome.reliability.reason for t in trainings if t.outcome} - {""}
    assert found == set(RELIABILITY_WORDS)


def test_few_figures_of_a_spro_are_weak(edition: Edition) -> None:
    """A SPRO is large enough for the census: the sign stays an exception on its pages."""
    places = list_territories(edition, "spro")
    weak = [0] * len(places)
    for results in compute_results(edition, places).values():
        weak = [n + r.reliability.is_weak for n, r in zip(weak, results, strict=True)]
    assert max(weak) <= 4


def test_a_weak_value_of_a_chosen_peer_has_its_sign_too(edition: Edition) -> None:
    """One rule writes every result of a page: that of the territory and that of a peer."""
    issoudun = find_territory(edition, "spro", "issoudun")
    portrait = build_portrait(edition, issoudun, ["commune:28319"])
    result = portrait.measures["jobs_2018"].references["peer:commune-28319"]
    assert result.reliability == Reliability("fragile", "very_few")
    assert portrait.subject.text("jobs_2018", result) == "146\u00a0◊"
    assert portrait.subject.text("jobs_2018") == "12\u202f656"
