"""Key occupations: each score by hand, what is not published gives nothing, refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from spro_portraits.errors import UsageError
from spro_portraits.indicators.key_occupations import (
    MARGIN,
    MOST,
    Choice,
    choose_occupations,
    list_near,
    rank_occupations,
)
from spro_portraits.indicators.occupation_criteria import compute_criteria
from spro_portraits.indicators.occupation_names import find_occupation, find_occupations
from spro_portraits.indicators.occupation_scores import (
    CRITERIA,
    LEAST_PROJECTS,
    Weights,
    compute_points,
    compute_ridits,
)
from spro_portraits.indicators.occupation_tension import combine_tension, compute_tension
from spro_portraits.indicators.survey_place import LEAST_COVERING, find_survey_place
from spro_portraits.tables import Edition
from spro_portraits.tables.names import FACTORS
from spro_portraits.territory import Territory, find_territory, list_territories

NAN = float("nan")
PLACES = (
    ("departement", "41"), ("spro", "dreux"), ("bassin", "2402"), ("bassin", "2411"),
    ("zone_emploi", "2410"), ("region", "24"), ("commune", "41018"),
)  # fmt: skip


@pytest.fixture(scope="module")
def choices(edition: Edition) -> dict[tuple[str, str], Choice]:
    return {
        place: choose_occupations(edition, find_territory(edition, *place), 10) for place in PLACES
    }


@pytest.fixture(scope="module")
def vierzon(edition: Edition) -> Territory:
    return find_territory(edition, "bassin", "2402")


# Scores


def test_a_ridit_is_the_share_of_projects_under_a_value() -> None:
    values = pd.Series({"a": 10.0, "b": 20.0, "c": 20.0, "d": NAN})
    sizes = pd.Series({"a": 50.0, "b": 30.0, "c": 20.0, "d": 900.0})
    # d is not published: the scale is made of 100 projects. a: half of its own 50.
    # b and c: the 50 under them and half of the 50 at 20, whatever their own sizes.
    ridits = compute_ridits(values, sizes)
    assert ridits[["a", "b", "c"]].tolist() == [0.25, 0.75, 0.75]
    assert math.isnan(ridits["d"])
    at = compute_ridits(values, sizes, pd.Series({"low": 5.0, "between": 15.0, "high": 30.0}))
    assert at.tolist() == [0.0, 0.5, 1.0]


def test_a_scale_of_nothing_places_nothing() -> None:
    empty = compute_ridits(pd.Series([NAN, NAN]), pd.Series([3.0, 4.0]))
    assert empty.isna().tolist() == [True, True]


def test_values_that_differ_by_the_last_bit_are_tied() -> None:
    values = pd.Series([5.0, np.average([5.0, 5.0, 5.0], weights=[0.1, 0.7, 0.3]), 5.0 - 4e-16])
    assert compute_ridits(values, pd.Series([1.0, 2.0, 3.0])).tolist() == [0.5, 0.5, 0.5]


def make_criteria(**columns: list[float]) -> pd.DataFrame:
    """Give criteria of occupations a, b, c …; what is not given is published of none."""
    size = len(columns["projects"])
    names = {column for pair in CRITERIA.values() for column in pair} - {""}
    frame = pd.DataFrame(NAN, index=list("abcdefgh"[:size]), columns=sorted(names))
    for name, values in columns.items():
        frame[name] = values
    for column, upper in CRITERIA.values():
        if upper and upper not in columns:
            frame[upper] = frame[column]
    return frame


def test_points_by_hand() -> None:
    criteria = make_criteria(
        projects=[60.0, 40.0, 100.0, 10.0],
        specificity=[2.0, 1.0, NAN, 9.0],
        difficulty=[50.0, 50.0, 80.0, 100.0],
    )
    points = compute_points(criteria, Weights(5, 3, 2, 0, 0, 0))
    # d has under 20 projects: no rank, and it makes no scale. 200 projects remain.
    # volume (50 points): b 20/200, a (40 + 30)/200, c (100 + 50)/200.
    assert points["volume"].dropna().to_dict() == pytest.approx({"a": 17.5, "b": 5.0, "c": 37.5})
    # specificity (30 points) is published of a and b only: b 20/100, a (40 + 30)/100.
    assert points["specificity"].dropna().to_dict() == pytest.approx({"a": 21.0, "b": 6.0})
    # difficulty (20 points): a and b tied, 50/200; c (100 + 50)/200.
    assert points["difficulty"].dropna().to_dict() == pytest.approx({"a": 5.0, "b": 5.0, "c": 15.0})
    assert points["total"].dropna().to_dict() == pytest.approx({"a": 43.5, "b": 16.0, "c": 52.5})
    # c could have all the 30 points of its unpublished specificity.
    assert points["highest"].dropna().to_dict() == pytest.approx({"a": 43.5, "b": 16.0, "c": 82.5})
    assert points.loc["c", ["survey", "average"]].tolist() == pytest.approx([52.5, 67.5])


def test_only_the_proportions_of_the_weights_count() -> None:
    criteria = make_criteria(projects=[60.0, 40.0, 30.0], difficulty=[10.0, 20.0, 90.0])
    one = compute_points(criteria, Weights(4, 0, 2, 0, 0, 0))
    two = compute_points(criteria, Weights(40, 0, 20, 0, 0, 0))
    pd.testing.assert_frame_equal(one, two)


def test_what_is_masked_gives_nothing_and_says_how_much_it_could_give() -> None:
    criteria = make_criteria(
        projects=[50.0, 30.0, 20.0],
        projects_upper=[50.0, 54.0, 20.0],
        difficulty=[40.0, NAN, 10.0],
        difficulty_upper=[40.0, 20.0, 10.0],
    )
    points = compute_points(criteria, Weights(1, 0, 1, 0, 0, 0))
    # b: volume 50 × (20 + 15)/100, and no point of difficulty.
    assert points.at["b", "total"] == pytest.approx(17.5)
    # Its masked cells at their most: 54 projects are over all others (50 × 1), a difficulty
    # of 20 % is over that of c alone, in a scale of 70 projects (50 × 20/70).
    assert points.at["b", "survey"] == pytest.approx(50 + 50 * 20 / 70)


def test_a_criterion_published_of_nobody_is_set_aside() -> None:
    criteria = make_criteria(projects=[60.0, 40.0], difficulty=[10.0, 20.0])
    with_tension = compute_points(criteria, Weights(2, 0, 1, 9, 0, 0))
    without = compute_points(criteria, Weights(2, 0, 1, 0, 0, 0))
    pd.testing.assert_frame_equal(with_tension, without)


def test_nothing_published_ranks_nothing() -> None:
    """All totals are 0; the order is then that of the projects."""
    criteria = make_criteria(projects=[40.0, 60.0])
    points = compute_points(criteria, Weights(0, 0, 0, 1, 0, 0))
    assert points["total"].tolist() == [0.0, 0.0]
    assert rank_occupations(criteria, points) == ["b", "a"]


def test_equal_totals_are_ordered_by_projects_then_code() -> None:
    criteria = pd.DataFrame({"projects": [30.0, 50.0, 30.0, 90.0]}, index=["c", "b", "a", "d"])
    points = pd.DataFrame({"total": [0.3, 0.1 + 0.2, 0.3, NAN]}, index=criteria.index)
    assert rank_occupations(criteria, points) == ["b", "a", "c"]


@pytest.mark.parametrize("wrong", [-1, NAN, math.inf, True, "2", None])
def test_a_weight_is_a_positive_number(wrong: object) -> None:
    with pytest.raises(UsageError, match="« difficulty »".replace(" ", "\u00a0")) as caught:
        Weights(difficulty=wrong)  # type: ignore[arg-type]
    assert caught.value.kind == "bad_weight"


def test_weights_are_not_all_zero() -> None:
    with pytest.raises(UsageError) as caught:
        Weights(0, 0, 0, 0, 0, 0)
    assert caught.value.kind == "no_weight"


# Near-ties


def test_near_ties_and_what_masked_or_absent_values_could_bring_in() -> None:
    points = pd.DataFrame(
        {
            "total": [60.0, 50.0, 47.0, 46.9, 40.0, 39.0, NAN, 49.0],
            "survey": [60.0, 50.0, 47.0, 46.9, 50.0, 39.0, 51.0, 49.0],
            "average": [60.0, 50.0, 47.0, 49.9, 55.0, 50.0, 51.0, 49.0],
            "highest": [60.0, 50.0, 47.0, 52.9, 60.0, 61.0, 51.0, 49.0],
        },
        index=list("abcdefgh"),
    )
    names = pd.Series({code: code.upper() for code in points.index})
    ranks = {code: rank for rank, code in enumerate("abcdef", start=1)}
    near = list_near(names, ranks, points, cut=50.0, outside={"a", "b", "h"})
    # c stands exactly 3 points under the last one; d 3.1, and would not reach it; g has no
    # rank but its masked cells could take it over the cut.
    assert [(one.code, one.reason) for one in near] == [
        ("c", "margin"), ("e", "masked"), ("f", "unpublished"), ("g", "masked"),
    ]  # fmt: skip
    assert MARGIN == 3.0
    assert (near[0].rank, near[0].total, near[0].highest) == (3, 47.0, 47.0)
    assert (near[3].rank, near[3].total) == (None, None)


# Tension


def test_tension_is_weighted_by_offers() -> None:
    rows = make_rows(("A1", 30.0, 5, 1), ("A2", 10.0, 1, 2), ("A3", NAN, 3, 5), ("B1", 7.0, 2, 2))
    links = pd.DataFrame(
        {"source_code": ["x", "x", "x", "y", "x"], "target_code": ["A1", "A2", "A3", "A1", "A1"]}
    )
    tension = combine_tension(rows, links)
    # x: (30 × 5 + 10 × 1) / 40; A3, which has no offer, weighs nothing; the link that stands
    # twice counts once. A1 counts whole for y too.
    assert tension.at["x", "tension"] == pytest.approx(4.0)
    assert tension.at["y", "tension"] == 5.0
    assert tension.loc["x", ["tension_low", "tension_high"]].tolist() == [1.0, 5.0]
    assert tension.loc["x", ["tension_rows", "tension_offers"]].tolist() == [3.0, 40.0]
    # Weighted median: three quarters of the offers are in class 5, and in class 1 of hiring.
    assert tension.loc["x", ["tension_class", "hiring_class"]].tolist() == [5.0, 1.0]
    assert list(tension.index) == ["x", "y"]


def test_tension_without_offers_weighs_rows_alike() -> None:
    rows = make_rows(("A1", 0.0, 5, 3), ("A2", NAN, 2, 4), ("A3", 0.0, 2, 4))
    links = pd.DataFrame({"source_code": ["x"] * 3, "target_code": ["A1", "A2", "A3"]})
    row = combine_tension(rows, links).loc["x"]
    assert (row["tension"], row["tension_class"], row["hiring_class"]) == (3.0, 2.0, 4.0)


def test_a_factor_without_class_is_absent_and_a_row_without_tension_does_not_count() -> None:
    rows = make_rows(("A1", 10.0, 4, None), ("A2", 90.0, None, 2))
    links = pd.DataFrame({"source_code": ["x", "x"], "target_code": ["A1", "A2"]})
    row = combine_tension(rows, links).loc["x"]
    assert (row["tension"], row["tension_rows"]) == (4.0, 1.0)
    assert math.isnan(row["hiring_class"])


def test_an_occupation_without_row_has_no_tension(edition: Edition) -> None:
    assert compute_tension(edition, ()).empty


def find_median(pairs: list[tuple[int, float]]) -> float:
    """Weighted median, the plain way."""
    reached, half = 0.0, sum(weight for _, weight in pairs) / 2
    for number, weight in sorted(pairs):
        reached += weight
        if weight > 0 and reached >= half:
            return number
    return NAN


def test_tension_is_that_of_a_plain_loop_over_occupations() -> None:
    rng = np.random.default_rng(7)
    rows = make_rows(
        *(
            (f"R{rome:02}", float(rng.choice([0, 0, NAN, *rng.integers(1, 400, 5)])),
             rng.choice([None, 1, 2, 3, 4, 5]), rng.choice([None, 1, 2, 3, 4, 5]))
            for rome in rng.integers(0, 40, 300)
        )
    )  # fmt: skip
    links = pd.DataFrame(
        {
            "source_code": [f"o{code}" for code in rng.integers(0, 30, 80)],
            "target_code": [f"R{code:02}" for code in rng.integers(0, 45, 80)],
        }
    )
    found = combine_tension(rows, links)
    expected = set()
    for code, own in links.groupby("source_code"):
        mine = rows[rows["rome"].isin(own["target_code"]) & rows["tension"].notna()]
        if mine.empty:
            continue
        expected.add(code)
        offers = mine["offers"].fillna(0.0)
        weights = offers if offers.sum() > 0 else offers + 1
        row = found.loc[str(code)]
        assert row["tension"] == pytest.approx((mine["tension"] * weights).sum() / weights.sum())
        assert (row["tension_low"], row["tension_high"]) == (
            mine["tension"].min(), mine["tension"].max(),
        )  # fmt: skip
        assert (row["tension_rows"], row["tension_offers"]) == (len(mine), offers.sum())
        for factor in FACTORS:
            known = mine[factor].notna()
            pairs = list(zip(mine.loc[known, factor], weights[known], strict=True))
            assert row[f"{factor}_class"] == pytest.approx(find_median(pairs), nan_ok=True)
    assert set(found.index) == expected


def test_tension_of_bassins_is_that_of_their_rows(edition: Edition) -> None:
    table, links = edition.tension, edition.occupation_links
    romes = links[(links["source_list"] == "bmo") & (links["target_list"] == "rome")]
    for bassins in (("2402",), ("2416", "2417", "2418")):
        rows = table[table["bassin"].isin(bassins) & (table["period"] == table["period"].max())]
        pd.testing.assert_frame_equal(
            compute_tension(edition, bassins), combine_tension(rows, romes), check_exact=True
        )


def make_rows(*rows: tuple[str, float, int | None, int | None]) -> pd.DataFrame:
    """Give rows of the table of tension: ROME, offers, class of tension and of hiring."""
    frame = pd.DataFrame(rows, columns=["rome", "offers", "tension", "hiring"])
    for name in FACTORS:
        if name not in frame:
            frame[name] = 3
        frame[name] = frame[name].astype("Int64")
    return frame


# Criteria


def test_criteria_that_are_not_published_are_absent(edition: Edition, vierzon: Territory) -> None:
    """Vierzon: the 64 projects of hospital service agents, their difficult ones masked."""
    survey = find_survey_place(edition, vierzon)
    criteria = compute_criteria(edition, survey.place, survey.reference)
    row = criteria.loc["T4X61"]
    assert (row["projects"], row["difficult_masked"]) == (64.0, 1.0)
    assert math.isnan(row["difficult"])
    assert math.isnan(row["difficulty"])
    assert row["difficulty_upper"] == pytest.approx(100 * 4 / 64)
    absent = criteria[criteria["projects_masked"] > 0]
    assert absent["projects"].isna().all()
    assert (absent["projects_upper"] == 4 * absent["projects_masked"]).all()
    assert criteria["projects"].sum() == 1413  # the published sum of the bassin


def test_criteria_may_be_changed_by_who_asked_for_them(
    edition: Edition, vierzon: Territory
) -> None:
    survey = find_survey_place(edition, vierzon)
    first = compute_criteria(edition, survey.place, survey.reference)
    wanted = first.copy(deep=True)
    first["projects"] = 0.0
    pd.testing.assert_frame_equal(compute_criteria(edition, survey.place, survey.reference), wanted)


def test_places_are_absent_where_none_is_known(edition: Edition, vierzon: Territory) -> None:
    survey = find_survey_place(edition, vierzon)
    without = compute_criteria(edition, survey.place, survey.reference)
    assert without["places"].isna().all()
    known = compute_criteria(edition, survey.place, survey.reference, vierzon.communes)["places"]
    assert not (known == 0).any()


# The choice


@pytest.mark.parametrize("place", PLACES)
def test_points_add_up_to_the_total(
    choices: dict[tuple[str, str], Choice], place: tuple[str, str]
) -> None:
    choice = choices[place]
    assert choice.chosen
    for one in choice.chosen:
        assert one.total is not None
        assert sum(one.points.values()) == pytest.approx(one.total)
        assert set(one.points) == set(CRITERIA)
        assert all(one.points[name] == 0 for name in one.missing)
        assert not one.reason
    totals = [one.total for one in choice.chosen]
    assert totals == sorted(totals, reverse=True)
    assert [one.rank for one in choice.chosen] == list(range(1, len(totals) + 1))
    bounds = choice.points.dropna(subset=["total"])
    assert (bounds["total"] <= bounds["survey"] + 1e-9).all()
    assert (bounds["survey"] <= bounds["average"] + 1e-9).all()
    assert (bounds["average"] <= bounds["highest"] + 1e-9).all()
    assert bounds["highest"].max() <= 100 + 1e-9


@pytest.mark.parametrize("place", PLACES)
def test_every_criterion_has_the_same_mean(
    choices: dict[tuple[str, str], Choice], place: tuple[str, str]
) -> None:
    """Over the projects that a criterion is published for, a half of its points is given."""
    choice = choices[place]
    sizes = choice.criteria["projects"]
    weights = choice.weights.by_criterion()
    published = {c: choice.points[c].notna() & (weights[c] > 0) for c in CRITERIA}
    used = sum(weights[name] for name, known in published.items() if known.any())
    for name, known in published.items():
        if known.any():
            mean = np.average(choice.points.loc[known, name], weights=sizes[known])
            assert mean == pytest.approx(100 * weights[name] / used / 2)


def test_the_first_volume_by_hand(edition: Edition, choices: dict[tuple[str, str], Choice]) -> None:
    """Loir-et-Cher: no occupation has more projects than the waiters, 652."""
    table = edition.recruitment
    rows = table[(table["level"] == "bassin") & table["code"].isin(["2416", "2417", "2418"])]
    projects = rows.groupby("occupation")["projects"].sum()
    eligible = projects[projects >= LEAST_PROJECTS]
    first = choices["departement", "41"].chosen[0]
    assert (first.code, eligible["S2X61"], eligible.max()) == ("S2X61", 652, 652)
    weights = choices["departement", "41"].weights.by_criterion()
    known = choices["departement", "41"].points[list(CRITERIA)].notna().any()
    share = weights["volume"] / sum(w for name, w in weights.items() if known[name])
    assert first.points["volume"] == pytest.approx(100 * share * (1 - 326 / eligible.sum()))


def test_the_order_of_the_rows_decides_nothing(choices: dict[tuple[str, str], Choice]) -> None:
    choice = choices["departement", "41"]
    shuffled = choice.criteria.sample(frac=1, random_state=4)
    order = rank_occupations(shuffled, compute_points(shuffled, choice.weights))
    assert tuple(order[:10]) == choice.codes


def test_one_criterion_alone_orders_by_it(edition: Edition, vierzon: Territory) -> None:
    choice = choose_occupations(edition, vierzon, 20, Weights(0, 1, 0, 0, 0, 0))
    assert list(choice.criteria.loc[list(choice.codes), "specificity"]) == sorted(
        choice.criteria.loc[list(choice.codes), "specificity"], reverse=True
    )


def test_fewer_are_chosen_where_fewer_may_be(edition: Edition, vierzon: Territory) -> None:
    choice = choose_occupations(edition, vierzon, 20)
    assert len(choice.chosen) == choice.eligible < 20
    assert (choice.cut, choice.near) == (None, ())


def test_pinned_ones_enter_and_excluded_ones_leave(edition: Edition, vierzon: Territory) -> None:
    plain = choose_occupations(edition, vierzon, 5)
    choice = choose_occupations(
        edition, vierzon, 5, pinned=["maçons qualifies"], excluded=[plain.codes[0], "s1x20"]
    )
    assert plain.codes[:2] == ("V0X60", "S1X20")
    assert {*plain.codes[:2]}.isdisjoint(choice.codes)
    assert choice.excluded == ("V0X60", "S1X20")
    assert [one.code for one in choice.near if one.code in choice.excluded] == []
    pinned = choice.chosen[-1]
    assert (pinned.code, pinned.way, pinned.rank, pinned.total) == ("B1X31", "pinned", None, None)
    assert [one.way for one in choice.chosen[:4]] == ["ranked"] * 4
    assert choice.chosen[0].rank == 1
    assert choice.eligible == plain.eligible - 2


def test_a_pinned_one_that_is_ranked_stands_at_its_rank(
    edition: Edition, vierzon: Territory
) -> None:
    plain = choose_occupations(edition, vierzon, 19)
    last = plain.codes[-1]
    choice = choose_occupations(edition, vierzon, 3, pinned=[last, plain.codes[0]])
    assert choice.codes == (plain.codes[0], plain.codes[1], last)
    assert [one.way for one in choice.chosen] == ["pinned", "ranked", "pinned"]
    assert choice.chosen[-1].rank == plain.eligible
    assert choice.cut == choice.chosen[1].total


def test_a_kept_one_that_is_not_published_says_why(edition: Edition, vierzon: Territory) -> None:
    table = edition.recruitment
    rows = table[(table["level"] == "bassin") & (table["code"] == "2402")].set_index("occupation")
    hidden = str(rows.index[rows["projects_masked"] > 0][0])
    absent = next(str(c) for c in edition.occupations.index if c not in rows.index)
    choice = choose_occupations(edition, vierzon, codes=[hidden, absent])
    assert [one.reason for one in choice.chosen] == ["non_diffuse", "non_disponible"]
    assert all(one.total is None and not one.points for one in choice.chosen)


def test_a_list_of_codes_is_taken_as_it_is(edition: Edition, vierzon: Territory) -> None:
    choice = choose_occupations(edition, vierzon, 5, codes=["s1x20", "AIDES SOIGNANTS", "S1X20"])
    assert choice.codes == ("S1X20", "V0X60")
    assert [one.way for one in choice.chosen] == ["asked", "asked"]
    assert [one.rank for one in choice.chosen] == [2, 1]
    assert (choice.count, choice.near) == (2, ())


@pytest.mark.parametrize("wrong", [0, -1, MOST + 1, True, 5.0])
def test_a_count_is_from_one_to_twenty(edition: Edition, vierzon: Territory, wrong: int) -> None:
    with pytest.raises(UsageError) as caught:
        choose_occupations(edition, vierzon, wrong)
    assert caught.value.kind == "bad_count"


def test_contradictory_lists_are_refused(edition: Edition, vierzon: Territory) -> None:
    def refuse(count: int = 2, **lists: list[str]) -> tuple[str, str]:
        with pytest.raises(UsageError) as caught:
            choose_occupations(edition, vierzon, count, **lists)  # type: ignore[arg-type]
        return caught.value.kind, str(caught.value)

    kind, sentence = refuse(pinned=["V0X60"], excluded=["Aides-soignants"])
    assert kind == "kept_and_excluded"
    assert "Aides-soignants (V0X60)" in sentence
    assert refuse(codes=["V0X60"], excluded=["V0X60"])[0] == "kept_and_excluded"
    assert refuse(codes=["V0X60"], pinned=["S1X20"])[0] == "pinned_and_asked"
    assert refuse(1, pinned=["V0X60", "S1X20"])[0] == "too_many_pinned"
    assert refuse(codes=list(edition.occupations.index[: MOST + 1]))[0] == "bad_count"


def test_names_are_read_without_case_accents_or_punctuation(edition: Edition) -> None:
    assert find_occupation(edition, " macons QUALIFIES ") == "B1X31"
    assert find_occupation(edition, "a1x42") == "A1X42"
    assert find_occupation(edition, "viticulteurs arboriculteurs") == "A1X42"
    assert find_occupations(edition, ["A1X42", "a1x42", "V0X60"]) == ("A1X42", "V0X60")


@pytest.mark.parametrize(
    ("text", "near"), [("aide soignante", "V0X60"), ("serveur", "S2X61"), ("A1X4", "A1X42")]
)
def test_an_unknown_occupation_has_near_ones(edition: Edition, text: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_occupation(edition, text)
    assert caught.value.kind == "unknown_occupation"
    assert f"({near})" in str(caught.value)


@pytest.mark.parametrize("text", ["", "  ", "???"])
def test_no_text_is_no_occupation(edition: Edition, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_occupation(edition, text)
    assert caught.value.facts["near"] == []


def test_every_occupation_is_found_by_its_code_and_by_its_name(edition: Edition) -> None:
    for code, name in edition.occupations["name"].items():
        assert find_occupation(edition, str(code).lower()) == code
        assert find_occupation(edition, str(name).upper()) == code


# The place of the figures


def test_a_union_of_bassins_is_itself(edition: Edition) -> None:
    loir_et_cher = find_territory(edition, "departement", "41")
    survey = find_survey_place(edition, loir_et_cher)
    assert survey.is_union
    assert survey.place is loir_et_cher
    assert [one.code for one in survey.counted] == ["2416", "2418", "2417"]
    assert survey.reference.role == "region"


def test_the_bassins_that_cover_a_zone_are_counted_whole(edition: Edition) -> None:
    """Zone d'emploi of Orléans: six bassins, one with more than a tenth of its population."""
    zone = find_territory(edition, "zone_emploi", "2410")
    survey = find_survey_place(edition, zone)
    assert not survey.is_union
    assert survey.bassins == ("2421",)
    assert len(survey.coverings) == 6
    assert sum(one.share for one in survey.coverings) == pytest.approx(1)
    assert all(one.share < LEAST_COVERING for one in survey.coverings[1:])
    own, bassin = (
        choose_occupations(edition, find_territory(edition, *place), 5)
        for place in (("zone_emploi", "2410"), ("bassin", "2421"))
    )
    columns = ["projects", "difficulty", "specificity"]
    pd.testing.assert_frame_equal(own.criteria[columns], bassin.criteria[columns])


def test_a_zone_on_two_bassins_adds_them(edition: Edition) -> None:
    """Zone d'emploi of Dreux: 82 % in the bassin of Dreux, 18 % in one of Normandie."""
    survey = find_survey_place(edition, find_territory(edition, "zone_emploi", "0057"))
    assert survey.bassins == ("2406", "2811")
    criteria = compute_criteria(edition, survey.place, survey.reference)
    table = edition.recruitment
    rows = table[(table["level"] == "bassin") & table["code"].isin(["2406", "2811"])]
    assert criteria["projects"].sum() == rows["projects"].sum()


def test_the_region_is_set_against_france(choices: dict[tuple[str, str], Choice]) -> None:
    choice = choices["region", "24"]
    assert choice.survey.reference.role == "france"
    assert choice.criteria["specificity"].std() > 0


def test_a_scattered_perimeter_has_no_choice(edition: Edition) -> None:
    """One commune of each of many bassins: none holds a tenth of the people."""
    groups = edition.communes[edition.communes["region"] == edition.region].groupby("bassin")
    people = edition.find_figures("commune", "population", "2018")["value"]
    near = [str((people.loc[part.index] - 700).abs().idxmin()) for _, part in groups]
    choice = choose_occupations(edition, find_territory(edition, "perso", ",".join(near)), 5)
    assert (choice.chosen, choice.survey.bassins, choice.eligible) == ((), (), 0)
    assert len(choice.survey.coverings) == 22
    pinned = choose_occupations(edition, choice.territory, 5, pinned=["V0X60"])
    assert [(one.code, one.reason) for one in pinned.chosen] == [("V0X60", "non_disponible")]


def test_every_spro_and_bassin_has_a_choice(edition: Edition) -> None:
    for level in ("spro", "bassin"):
        for territory in list_territories(edition, level):
            choice = choose_occupations(edition, territory, 5)
            assert len(choice.chosen) == min(5, choice.eligible) > 0, territory.name
            projects = choice.criteria.loc[list(choice.codes), "projects"]
            assert (projects >= LEAST_PROJECTS).all()


def test_changing_a_weight_by_half_changes_few(choices: dict[tuple[str, str], Choice]) -> None:
    """What the method says of its own solidity: two of ten at the most, in Loir-et-Cher."""
    choice = choices["departement", "41"]
    for name, weight in choice.weights.by_criterion().items():
        for factor in (0.5, 1.5):
            weights = replace(choice.weights, **{name: weight * factor})
            order = rank_occupations(choice.criteria, compute_points(choice.criteria, weights))
            assert len(set(order[:10]) - set(choice.codes)) <= 2, (name, factor)
