"""Surprising facts: each kind by hand, nothing on weak or masked values, all true."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from spro_portraits.indicators.model import Result
from spro_portraits.indicators.surprise_kinds import (
    KINDS,
    LEAST_TOLD,
    Counts,
    Facts,
    Surprise,
    list_candidates,
    rank_in_country,
)
from spro_portraits.indicators.surprises import find_surprises, select_surprises
from spro_portraits.indicators.survey_place import find_survey_place
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory, find_territory, list_territories

COLUMNS = (
    "projects", "projects_masked", "difficult", "difficult_masked", "seasonal", "seasonal_masked",
)  # fmt: skip
Row = tuple[float, ...]


def make_facts(
    here: Mapping[str, Row], there: Mapping[str, Row], ranks: Mapping[str, int] | None = None
) -> Facts:
    """Give facts; a row is projects, then difficult and seasonal ones, then masked cells."""

    def count(rows: Mapping[str, Row]) -> Counts:
        filled = {
            code: dict.fromkeys(COLUMNS, 0.0)
            | dict(zip(("projects", "difficult", "seasonal"), row[:3], strict=False))
            | dict(
                zip(
                    ("projects_masked", "difficult_masked", "seasonal_masked"), row[3:],
                    strict=False,
                )
            )
            for code, row in rows.items()
        }  # fmt: skip
        return Counts(pd.DataFrame.from_dict(filled, orient="index", columns=list(COLUMNS)))

    return Facts(count(here), count(there), dict(ranks or {}))


def find_kind(facts: Facts, kind: str) -> list[Surprise]:
    return [one for one in list_candidates(facts) if one.kind == kind]


def test_an_occupation_three_times_more_present() -> None:
    facts = make_facts({"A1": (60,), "B1": (140,)}, {"A1": (100,), "B1": (900,)})
    (one,) = find_kind(facts, "specific")
    # 60 of 200 here, 100 of 1,000 there: exactly three times; 60 − 20 = 40 of 200 projects.
    assert (one.occupation, one.value, one.reference, one.times) == ("A1", 30.0, 10.0, 3.0)
    assert (one.own.numerator, one.own.denominator) == (60, 200)
    assert one.strength == pytest.approx(20.0)


@pytest.mark.parametrize(("projects", "told"), [(49, 0), (50, 1)])
def test_no_fact_rests_on_few_projects(projects: int, told: int) -> None:
    facts = make_facts({"A1": (projects,), "B1": (60,)}, {"A1": (10,), "B1": (900,)})
    assert LEAST_TOLD == 50
    assert len(find_kind(facts, "specific")) == told


def test_a_well_known_occupation_that_is_scarce() -> None:
    there = {"A1": (300,), "B1": (700,)}
    # The share there would give 300 of 1,000 projects; there are 30, or 34 with a masked cell.
    facts = make_facts({"A1": (30, 0, 0, 1), "B1": (970,)}, there, {"A1": 1, "B1": 2})
    (one,) = find_kind(facts, "scarce")
    assert (one.occupation, one.value, one.reference) == ("A1", 3.0, 30.0)
    assert one.strength == pytest.approx(27.0)
    # 100 are a third; one masked cell could make them 104.
    assert find_kind(make_facts({"A1": (100,), "B1": (900,)}, there, {"A1": 1}), "scarce")
    assert not find_kind(
        make_facts({"A1": (100, 0, 0, 1), "B1": (900,)}, there, {"A1": 1}), "scarce"
    )
    # Twenty-first of France: nobody expects it.
    assert not find_kind(make_facts({"A1": (30,), "B1": (970,)}, there, {"A1": 21}), "scarce")
    # Nothing published: not said to be scarce.
    assert not find_kind(make_facts({"A1": (0, 0, 0, 1), "B1": (970,)}, there, {"A1": 1}), "scarce")


def test_one_that_passes_a_well_known_one_only_here() -> None:
    ranks = {"K1": 3, "X1": 60}
    there = {"K1": (500,), "X1": (100,)}
    facts = make_facts({"K1": (80,), "X1": (120,)}, there, ranks)
    (one,) = find_kind(facts, "outranks")
    assert (one.occupation, one.other, one.value, one.reference) == ("X1", "K1", 1.5, 0.2)
    assert one.strength == pytest.approx(40.0)  # the 80 projects that are passed, of 200
    # 80 projects and 5 masked cells may be 100: 120 are not 1.25 times more.
    assert not find_kind(make_facts({"K1": (80, 0, 0, 5), "X1": (120,)}, there, ranks), "outranks")
    # It passes it everywhere: no surprise here.
    everywhere = {"K1": (100,), "X1": (500,)}
    assert not find_kind(make_facts({"K1": (80,), "X1": (120,)}, everywhere, ranks), "outranks")
    # Too well known itself.
    known = {"K1": 3, "X1": 30}
    assert not find_kind(make_facts({"K1": (80,), "X1": (120,)}, there, known), "outranks")


def test_one_far_easier_or_harder_to_recruit() -> None:
    there = {"A1": (1000, 700, 0), "B1": (1000, 200, 0)}
    facts = make_facts({"A1": (100, 40, 0), "B1": (100, 90, 0)}, there)
    (easier,), (harder,) = find_kind(facts, "easier"), find_kind(facts, "harder")
    assert (easier.occupation, easier.value, easier.reference) == ("A1", 40.0, 70.0)
    assert (harder.occupation, harder.value, harder.reference) == ("B1", 90.0, 20.0)
    assert easier.strength == pytest.approx(15.0)  # 30 projects of 200
    assert not find_kind(facts, "seasonal")


def test_a_gap_that_masked_cells_could_undo_is_not_told() -> None:
    there = {"A1": (1000, 700, 0), "B1": (1000, 0, 0)}
    # 40 published difficult projects and 7 masked cells: 68 at the most, under 70.
    told = make_facts({"A1": (100, 40, 0, 0, 7), "B1": (100, 0, 0)}, there)
    assert [one.occupation for one in find_kind(told, "easier")] == ["A1"]
    undone = make_facts({"A1": (100, 40, 0, 0, 8), "B1": (100, 0, 0)}, there)
    assert not find_kind(undone, "easier")


def test_what_is_not_published_makes_no_gap() -> None:
    """No published difficult project and a masked cell: the share is unknown, not nil."""
    there = {"A1": (1000, 700, 0), "B1": (1000, 0, 0)}
    facts = make_facts({"A1": (100, 0, 0, 0, 1), "B1": (100, 0, 0)}, there)
    assert not find_kind(facts, "easier")
    nil = make_facts({"A1": (100, 0, 0), "B1": (100, 0, 0)}, there)
    assert [one.value for one in find_kind(nil, "easier")] == [0.0]


@pytest.mark.parametrize(("seasonal", "kind"), [(80, "seasonal"), (20, "lasting")])
def test_one_far_more_or_less_seasonal(seasonal: int, kind: str) -> None:
    there = {"A1": (1000, 0, 500), "B1": (1000, 0, 0)}
    facts = make_facts({"A1": (100, 0, seasonal), "B1": (100, 0, 0)}, there)
    assert [(o.occupation, o.value) for o in find_kind(facts, kind)] == [("A1", float(seasonal))]


def test_families_and_all_projects_together() -> None:
    here = {"A1": (60, 60, 0), "A2": (60, 60, 0), "B1": (80, 0, 0)}
    there = {"A1": (100, 50, 0), "A2": (100, 50, 0), "B1": (800, 0, 0)}
    facts = make_facts(here, there)
    # Family A: 120 of 200, against 200 of 1,000; family B the rest.
    weights = {one.family: (one.value, one.reference) for one in find_kind(facts, "family")}
    assert weights == {"A": (60.0, 20.0), "B": (40.0, 80.0)}
    (passes,) = find_kind(facts, "family_outranks")
    assert (passes.family, passes.other_family, passes.value) == ("A", "B", 1.5)
    (wide,) = find_kind(facts, "difficulty")
    assert (wide.value, wide.reference) == (60.0, 10.0)
    assert not find_kind(facts, "seasonality")


def test_a_place_without_projects_has_no_fact() -> None:
    assert list_candidates(make_facts({}, {"A1": (100,)})) == []
    assert list_candidates(make_facts({"A1": (0, 0, 0, 1)}, {"A1": (100,)})) == []


def test_ranks_of_france_are_those_of_projects_then_of_codes() -> None:
    assert rank_in_country(pd.Series({"C": 5.0, "B": 9.0, "A": 5.0})) == {"B": 1, "A": 2, "C": 3}


def make_fact(kind: str, occupation: str, strength: float, family: str = "") -> Surprise:
    result = Result(1.0)
    return Surprise(kind, occupation, "", family, "", result, result, strength)


def test_facts_are_on_different_things_and_scored_by_what_is_usual() -> None:
    usual = {
        "specific": [1.0, 2.0, 2.0, 2.0, 3.0], "easier": [1.0] * 5, "harder": [4.0] * 5,
        "scarce": [0.1] * 4,
    }  # fmt: skip
    candidates = [
        make_fact("specific", "A", 9.0), make_fact("specific", "B", 8.0),
        make_fact("easier", "A", 3.0), make_fact("easier", "C", 2.0),
        make_fact("harder", "D", 7.0), make_fact("scarce", "E", 90.0),
    ]  # fmt: skip
    told = select_surprises(candidates, usual)
    # A first (4.5 times the median); then C, for A is told; then D. E: four bassins are too
    # few to say what is usual.
    assert [(one.kind, one.occupation, one.score) for one in told] == [
        ("specific", "A", 4.5), ("easier", "C", 2.0), ("harder", "D", 1.75),
    ]  # fmt: skip
    assert select_surprises(candidates[-1:], usual)[0].score == 0.0
    assert select_surprises([], usual) == ()
    assert len(select_surprises(candidates, usual, 1)) == 1


def test_the_weight_of_a_family_is_not_told_beside_that_of_its_occupation() -> None:
    usual = {kind: [1.0] * 5 for kind in KINDS}
    vines, farms = make_fact("specific", "A1X42", 9.0), make_fact("family", "", 8.0, "A")
    trade, hard = make_fact("family", "", 7.0, "R"), make_fact("harder", "A0X40", 1.0)
    told = select_surprises([vines, farms, trade, hard], usual)
    assert [one.family or one.occupation for one in told] == ["A1X42", "R", "A0X40"]


@pytest.fixture(scope="module")
def told(edition: Edition) -> dict[str, tuple[Territory, tuple[Surprise, ...]]]:
    territories = [
        *list_territories(edition, "spro"),
        find_territory(edition, "bassin", "2402"),
        find_territory(edition, "bassin", "2411"),
        find_territory(edition, "zone_emploi", "2410"),
        find_territory(edition, "zone_emploi", "0057"),
        find_territory(edition, "region", "24"),
    ]
    return {t.key: (t, find_surprises(edition, t)) for t in territories}


def test_three_facts_each_on_something_else(
    told: dict[str, tuple[Territory, tuple[Surprise, ...]]],
) -> None:
    for key, (_, facts) in told.items():
        assert len(facts) == 3, key
        assert len({one.kind for one in facts}) == 3
        assert {one.kind for one in facts} <= set(KINDS)
        subjects = [
            text
            for one in facts
            for text in (one.occupation, one.other, one.family, one.other_family)
            if text
        ]
        assert len(subjects) == len(set(subjects)), key
        assert [one.score for one in facts] == sorted((o.score for o in facts), reverse=True)


def test_facts_are_true(
    edition: Edition, told: dict[str, tuple[Territory, tuple[Surprise, ...]]]
) -> None:
    """Each figure again, straight from the rows of the survey."""
    table = edition.recruitment
    shares = {
        "easier": "difficult", "harder": "difficult", "difficulty": "difficult",
        "seasonal": "seasonal", "lasting": "seasonal", "seasonality": "seasonal",
    }  # fmt: skip
    for territory, facts in told.values():
        survey = find_survey_place(edition, territory)
        here = table[(table["level"] == "bassin") & table["code"].isin(survey.bassins)]
        level, codes = survey.reference.cells()
        there = table[(table["level"] == level) & table["code"].isin(codes)]
        for one in facts:
            for rows, result in ((here, one.own), (there, one.against)):
                chosen = rows["occupation"].isin([one.occupation])
                second = rows["occupation"].isin([one.other])
                if one.family:
                    chosen = rows["occupation"].str[0] == one.family
                    second = rows["occupation"].str[0] == one.other_family
                if not one.occupation and not one.family:
                    chosen = pd.Series(True, rows.index)
                if one.kind in shares:
                    top, bottom = rows.loc[chosen, shares[one.kind]], rows.loc[chosen, "projects"]
                elif one.kind in {"outranks", "family_outranks"}:
                    top, bottom = rows.loc[chosen, "projects"], rows.loc[second, "projects"]
                else:
                    top, bottom = rows.loc[chosen, "projects"], rows["projects"]
                assert result.numerator == top.sum()
                assert result.denominator == bottom.sum()
            assert one.own.numerator is not None
            assert one.role == survey.reference.role


def test_the_facts_of_vierzon_by_hand(
    told: dict[str, tuple[Territory, tuple[Surprise, ...]]],
) -> None:
    """Vierzon: 32 of 217 projects of aides-soignants are difficult, 2,348 of 3,011 there."""
    first = told["bassin-2402"][1][0]
    assert (first.kind, first.occupation, first.role) == ("easier", "V0X60", "region")
    assert first.value == pytest.approx(100 * 32 / 217)
    assert first.reference == pytest.approx(100 * 2348 / 3011)
    # 217 × (77.98 − 14.75) % = 137 projects of the 1,413 of the bassin.
    assert first.strength == pytest.approx(100 * 217 / 1413 * (2348 / 3011 - 32 / 217))


def test_same_facts_twice(edition: Edition) -> None:
    dreux = find_territory(edition, "spro", "dreux")
    assert find_surprises(edition, dreux) == find_surprises(edition, dreux)
