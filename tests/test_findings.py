"""What is most worth saying: each kind of finding and its score, by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from spro_portraits.indicators import (
    BY_KEY,
    Measure,
    Reliability,
    Result,
    Standing,
    list_findings,
    select_findings,
)
from spro_portraits.indicators.findings import BREAKS, MOST, TOPICS, TRENDS, Finding

GOOD = Reliability("bonne")
LARGE = 1e7
ROLES = ("departement", "region", "france")


def make(key: str, own: float, grade: Reliability = GOOD, **references: float) -> Measure:
    """Make a measure of places so large that sampling does not count."""

    def result(value: float, reliability: Reliability) -> Result:
        return Result(value, LARGE, LARGE, reliability=reliability)

    return Measure(
        BY_KEY[key],
        result(own, grade),
        {role: result(value, GOOD) for role, value in references.items()},
    )


def find(*measures: Measure, standings: Mapping[str, Standing] | None = None) -> list[Finding]:
    return list_findings({m.key: m for m in measures}, standings or {}, ROLES)


def rank(place: int, count: int, score: float) -> Standing:
    return Standing(place, count, 0.0, score)


def test_a_gap_is_weighed_by_what_is_usual_in_its_unit() -> None:
    """Two points where four are usual: 0,5 × 2 / 4. The region is named before the others."""
    (found,) = find(make("vacancy_rate_2018", 12.0, departement=9.0, region=10.0, france=8.0))
    assert (found.kind, found.topic, found.role) == ("gap", "vacancy", "region")
    assert found.score == pytest.approx(0.25)
    assert found.difference.gap == pytest.approx(2.0)
    assert found.reference.value == 10.0
    (nearer,) = find(make("vacancy_rate_2018", 12.0, departement=9.0, region=11.8, france=8.0))
    assert nearer.role == "departement", "the region is too near"
    assert find(make("vacancy_rate_2018", 12.0, departement=12.1, region=11.8, france=12.2)) == []


@pytest.mark.parametrize(
    ("standing", "kind", "score"),
    [
        (rank(1, 12, 3.0), "rank", 3.5),  # first: half a point more
        (rank(2, 12, 3.0), "rank", 3.0),
        (rank(3, 12, 1.0), "rank", 1.0),  # the last place of the quarter
        (rank(4, 12, 1.0), "gap", 0.25),
        (rank(1, 12, 9.0), "rank", 4.5),  # no score is boundless
        (rank(3, 12, 0.1), "rank", 0.25),  # never less than the gap
        (rank(12, 12, -3.0), "gap", 0.25),  # on the other side than the region
        (rank(2, 6, 1.0), "gap", 0.25),  # a quarter of six is one
        (rank(1, 3, 1.0), "rank", 1.5),
    ],
)
def test_a_rank_is_told_in_the_first_quarter(standing: Standing, kind: str, score: float) -> None:
    measure = make("vacancy_rate_2018", 12.0, region=10.0)
    (found,) = find(measure, standings={"vacancy_rate_2018": standing})
    assert (found.kind, found.score) == (kind, pytest.approx(score))


def test_a_rank_from_the_lowest() -> None:
    measure = make("vacancy_rate_2018", 8.0, region=10.0)
    (found,) = find(measure, standings={"vacancy_rate_2018": rank(11, 12, -2.0)})
    assert (found.kind, found.score) == ("rank", 2.0)


def test_going_against_the_region_or_the_departement() -> None:
    key = "population_growth_2013_2018"
    (found,) = find(make(key, -0.3, departement=0.4, region=-0.6, france=0.3))
    assert (found.kind, found.role, found.score) == ("against", "departement", 2.5)
    assert found.difference.gap == pytest.approx(-0.7)
    (far,) = find(make(key, -0.3, departement=-0.6, region=-0.6, france=0.3))
    assert far.kind == "gap", "to differ from the country is common"
    (stable,) = find(make(key, -0.3, departement=0.05, region=0.09, france=0.3))
    assert stable.kind == "gap", "a place that hardly moves goes no other way"
    assert key in TRENDS


def test_a_break_is_a_change_of_course() -> None:
    new, old = "population_growth_2018_2021", "population_growth_2013_2018"
    assert BREAKS[new] == old
    near = make(old, 0.4, region=0.35)
    (found,) = find(make(new, -0.5, region=-0.2), near)
    assert (found.kind, found.measure.key, found.score) == ("break", new, 2.0)
    assert found.earlier == near
    (same,) = find(make(new, -0.5, region=-0.2), make(old, -0.1, region=-0.12))
    assert same.kind == "gap", "it went the same way before"


def test_a_break_gives_way_to_what_is_more_exceptional() -> None:
    new, old = "population_growth_2018_2021", "population_growth_2013_2018"
    (found,) = find(
        make(new, -0.5, region=-0.2),
        make(old, 0.4, region=0.35),
        standings={new: rank(12, 12, -3.0)},
    )
    assert (found.kind, found.score) == ("rank", 3.5)


def test_nothing_rests_on_a_weak_or_absent_value() -> None:
    weak = make("vacancy_rate_2018", 30.0, Reliability("prudence", "few"), region=10.0)
    assert find(weak, standings={"vacancy_rate_2018": rank(1, 12, 4.0)}) == []
    absent = Measure(
        BY_KEY["density"], Result(reason="secret"), {"region": Result(9.0, reliability=GOOD)}
    )
    assert find(absent) == []
    alone = Measure(BY_KEY["density"], Result(9.0, reliability=GOOD), {})
    assert find(alone, standings={"density": rank(1, 12, 4.0)}) == []


def test_a_place_that_is_not_shown_is_not_named() -> None:
    measure = make("vacancy_rate_2018", 12.0, departement=9.0, region=10.0, france=8.0)
    (found,) = list_findings({measure.key: measure}, {}, ("france",))
    assert found.role == "france"
    assert list_findings({measure.key: measure}, {}, ()) == []


def test_one_finding_a_subject_and_the_most_exceptional_first() -> None:
    measures = [
        make("activity_rate_2018", 80.0, region=75.0),  # labour: 0,5 × 5 / 4 = 0,625
        make("employment_rate_2018", 75.0, region=65.0),  # labour: 1,25
        make("vacancy_rate_2018", 12.0, region=10.0),  # 0,25
        make("density", 150.0, region=50.0),  # 0,5 × 100 / 150 = 0,333
        make("owner_share_2018", 74.0, region=64.0),  # 1,25 too, an earlier subject
    ]
    found = find(*measures)
    expected = ["owners", "labour", "density", "vacancy"]
    assert [f.topic for f in found] == expected
    assert found[1].measure.key == "employment_rate_2018"
    assert find(*reversed(measures)) == found, "the order of the measures does not count"
    assert select_findings(found, 2) == found[:2]


def test_subjects_do_not_share_figures_and_all_are_known() -> None:
    keys = [key for keys in TOPICS.values() for key in keys]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(BY_KEY)
    assert len(TOPICS) == 15
    assert MOST == 5
