"""When a difference may be called one: each rule, with numbers computed by hand."""

from __future__ import annotations

import itertools
import math

import pytest

from spro_portraits.indicators import (
    BY_KEY,
    INDICATORS,
    Reliability,
    Result,
    compute_difference,
    compute_results,
)
from spro_portraits.indicators.difference import (
    LEAST,
    LEAST_RELATIVE,
    compute_standard_error,
    is_comparable,
)
from spro_portraits.tables import Edition
from spro_portraits.territory import list_territories

GOOD = Reliability("bonne")
MINIMUM = Reliability("minimum", "masked")


def share(top: float, bottom: float, grade: Reliability = GOOD) -> Result:
    return Result(100 * top / bottom, top, bottom, reliability=grade)


def survey(value: float, upper: float, masked: int = 3) -> Result:
    return Result(value, upper=upper, masked=masked, reliability=MINIMUM)


@pytest.mark.parametrize(
    ("key", "result", "expected"),
    [
        # √(0,15 × 0,85 × (0,6 / 0,4) / 2 000) = √0,000095625
        ("unemployment_rate_census_2018", share(300, 2_000), 0.977880),
        # the complementary results: one household in four, so a factor 3: √(0,09 × 3 / 3 000)
        ("residents_group_6_share_2022", share(300, 3_000), 0.948683),
        # a ratio of two counts: 96 × √(1,5 / 9 600 + 1,5 / 10 000) = 96 × 0,0175
        ("job_concentration_2018", share(9_600, 10_000), 1.68),
        # a rate over five years: 100,199203 × √(1,5 / 10 100 + 1,5 / 10 000) / 5
        ("population_growth_2013_2018", Result(0.199203, 10_100, 10_000), 0.346243),
        # not drawn from a sample, absent, or without its counts
        ("density", Result(50.0, 100, 2), 0.0),
        ("unemployment_rate_census_2018", Result(reason="non_diffuse"), 0.0),
        ("young_not_in_work_share_2018", Result(18.0), 0.0),
    ],
)
def test_the_error_of_sampling(key: str, result: Result, expected: float) -> None:
    assert compute_standard_error(BY_KEY[key], result) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("key", "own", "other", "sign", "reason"),
    [
        # 15 % of 2,000 beside 12 % of 100,000: error √(0,97788² + 0,12586²) = 0,98595.
        ("unemployment_rate_census_2018", share(300, 2_000), share(12_000, 100_000), 1, ""),
        # 13,9 %: 1,9 point is less than 2 × √(0,94743² + 0,12586²) = 1,9115.
        (
            "unemployment_rate_census_2018", share(278, 2_000), share(12_000, 100_000),
            0, "imprecise",
        ),
        ("unemployment_rate_census_2018", share(180, 2_000), share(12_000, 100_000), -1, ""),
        # 0,4 point between very large places: sure, but not worth a word.
        (
            "unemployment_rate_census_2018", share(30_000, 200_000), share(146_000, 1_000_000),
            0, "small",
        ),
        ("jobs_2018", Result(9_000.0), Result(100.0), 0, "count"),
        ("recruitment_projects", survey(9_000, 9_100), survey(10, 14), 0, "count"),
        ("density", Result(reason="secret"), Result(10.0), 0, "absent"),
        ("density", Result(10.0), Result(reason="non_diffuse"), 0, "absent"),
        (
            "unemployment_rate_census_2018",
            share(80, 400, Reliability("fragile", "very_few")), share(12_000, 100_000),
            0, "weak",
        ),
        (
            "unemployment_rate_census_2018",
            share(12_000, 100_000), share(300, 1_000, Reliability("prudence", "few")),
            0, "weak",
        ),
        ("density", Result(12.0), Result(10.0), 1, ""),
        ("density", Result(9.0), Result(12.0), -1, ""),
        ("density", Result(10.5), Result(10.0), 0, "small"),
        ("median_income_2021", Result(20_400.0), Result(20_000.0), 1, ""),
        ("median_income_2021", Result(20_399.0), Result(20_000.0), 0, "small"),
        ("unemployment_rate", Result(7.5), Result(7.0), 1, ""),
        ("unemployment_rate", Result(7.4), Result(7.0), 0, "small"),
        # A sampled rate without its counts: five points, whatever the place.
        ("young_not_in_work_share_2018", Result(22.0), Result(16.5), 1, ""),
        ("young_not_in_work_share_2018", Result(21.0), Result(16.5), 0, "imprecise"),
    ],
)  # fmt: skip
def test_each_rule(key: str, own: Result, other: Result, sign: int, reason: str) -> None:
    found = compute_difference(BY_KEY[key], own, other)
    assert (found.sign, found.reason) == (sign, reason)
    assert found.is_meaningful == (sign != 0)


@pytest.mark.parametrize(
    ("own", "other", "sign"),
    [
        ((60.0, 64.9), (65.0, 70.0), -1),  # even its highest value is lower
        ((60.0, 65.0), (65.0, 70.0), 0),  # the two could meet
        ((60.0, 66.0), (65.0, 70.0), 0),
        ((65.0, 80.0), (60.0, 64.0), 1),  # its own masked cells can only take it further
        ((65.0, 80.0), (60.0, 65.0), 0),
        ((65.0, 80.0), (60.0, 90.0), 0),
    ],
)
def test_masked_cells_may_undo_a_difference(
    own: tuple[float, float], other: tuple[float, float], sign: int
) -> None:
    found = compute_difference(BY_KEY["recruitment_difficulty"], survey(*own), survey(*other))
    assert found.sign == sign
    assert found.reason == ("" if sign else "bounds")
    assert found.gap == own[0] - other[0]


def test_a_value_that_is_no_bound_is_not_undone() -> None:
    indicator = BY_KEY["recruitment_difficulty"]
    assert compute_difference(indicator, Result(50.0), survey(60.0, 65.0)).sign == -1
    assert compute_difference(indicator, Result(64.0), survey(60.0, 65.0)).reason == "bounds"


def test_a_count_is_never_compared() -> None:
    units = {indicator.unit for indicator in INDICATORS if is_comparable(indicator)}
    assert units == set(LEAST) | set(LEAST_RELATIVE)
    assert not any(is_comparable(i) for i in INDICATORS if i.additive)


def test_every_indicator_of_the_edition_obeys(edition: Edition) -> None:
    """What is meaningful is known, sound, and larger than both thresholds; signs turn over."""
    places = list_territories(edition, "epci")
    meaningful = 0
    for key, results in compute_results(edition, places).items():
        indicator = BY_KEY[key]
        for own, other in itertools.pairwise(results):
            found, turned = (
                compute_difference(indicator, own, other),
                compute_difference(indicator, other, own),
            )
            if not found.is_meaningful:
                assert found.reason
                continue
            meaningful += 1
            assert own.value is not None
            assert other.value is not None
            assert not own.reliability.is_weak
            assert not other.reliability.is_weak
            assert found.sign == math.copysign(1, own.value - other.value)
            assert abs(own.value - other.value) >= LEAST.get(indicator.unit, 0)
            assert turned.sign in {-found.sign, 0}
    assert meaningful > 500
