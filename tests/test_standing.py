"""Ranks and likeness, on figures small enough to be ranked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spro_portraits.indicators import (
    ALIKE,
    BY_KEY,
    Reliability,
    Result,
    compute_likeness,
    compute_results,
    compute_standing,
)
from spro_portraits.indicators.standing import FEWEST_PEERS
from spro_portraits.tables import Edition
from spro_portraits.territory import list_territories

GOOD = Reliability("bonne")


def rank(values: dict[str, float], own: str = "a") -> tuple[int, int] | None:
    standing = compute_standing({k: Result(v, reliability=GOOD) for k, v in values.items()}, own)
    return None if standing is None else (standing.rank, standing.count)


@pytest.mark.parametrize(
    ("own", "expected"),
    [("a", (5, 5)), ("b", (4, 5)), ("c", (2, 5)), ("d", (2, 5)), ("e", (1, 5))],
)
def test_ties_share_the_better_rank(own: str, expected: tuple[int, int]) -> None:
    assert rank({"a": 1.0, "b": 2.0, "c": 3.0, "d": 3.0, "e": 9.0}, own) == expected


def test_spread_is_robust() -> None:
    """Median 3; distances 2, 1, 0, 1, 97: their median is 1, so one unit is 1,4826."""
    values = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 100.0}
    standing = compute_standing({k: Result(v, reliability=GOOD) for k, v in values.items()}, "e")
    assert standing is not None
    assert standing.median == 3.0
    assert standing.score == pytest.approx(97 / 1.4826)
    assert standing.is_first
    assert not standing.is_last


def test_values_that_do_not_spread_have_no_score() -> None:
    equal = {key: Result(2.0, reliability=GOOD) for key in "abcde"}
    standing = compute_standing(equal, "a")
    assert standing is not None
    assert (standing.rank, standing.count, standing.score) == (1, 5, 0.0)


def test_too_few_sound_peers_give_no_rank() -> None:
    assert FEWEST_PEERS == 5
    assert rank({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}) is None
    results = {k: Result(v, reliability=GOOD) for k, v in zip("abcde", range(5), strict=True)}
    weak = Result(9.0, reliability=Reliability("prudence", "few"))
    assert compute_standing({**results, "e": weak}, "a") is None
    assert compute_standing({**results, "e": Result(reason="secret")}, "a") is None
    whole = compute_standing({**results, "f": weak, "g": Result(reason="secret")}, "a")
    assert whole is not None
    assert (whole.rank, whole.count) == (5, 5), "weak and absent values are not ranked"
    assert compute_standing({**results, "f": weak}, "f") is None


def bound(value: float, upper: float) -> Result:
    return Result(value, upper=upper, masked=2, reliability=Reliability("minimum", "masked"))


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        (bound(50, 59), bound(60, 70), 2),  # apart whatever the masked cells hold
        (bound(50, 60), bound(60, 70), None),  # the order is open
        (bound(60, 70), bound(50, 59), 1),
        (bound(60, 70), bound(50, 61), None),
        (bound(60, 70), bound(60, 80), 1),  # equal: the better rank for both
    ],
)
def test_masked_cells_that_leave_the_order_open_give_no_rank(
    own: Result, other: Result, expected: int | None
) -> None:
    results = {k: Result(float(v), reliability=GOOD) for k, v in zip("cdef", range(4), strict=True)}
    standing = compute_standing({"a": own, "b": other, **results}, "a")
    assert (None if standing is None else standing.rank) == expected


def test_ranks_of_the_spro_are_those_of_a_sort(edition: Edition) -> None:
    """Vacant homes: every SPRO has a sound share, so ranks are the places in a sort."""
    places = list_territories(edition, "spro")
    indicator = BY_KEY["vacancy_rate_2018"]
    found = compute_results(edition, places, [indicator])[indicator.key]
    results = dict(zip((place.code for place in places), found, strict=True))
    order = sorted(results, key=lambda code: -(results[code].value or 0))
    assert [order[0], order[1], order[2]] == ["brenne-boischaut-sud", "issoudun", "cher"]
    for place, code in enumerate(order, start=1):
        standing = compute_standing(results, code)
        assert standing is not None
        assert (standing.rank, standing.count) == (place, 12)


KEYS = ("a", "b", "c", "d", "e")


def make_frame(**varying: list[float]) -> dict[str, list[Result]]:
    return {
        key: [Result(value, reliability=GOOD) for value in varying.get(key, [10.0] * 5)]
        for key in ALIKE
    }


def test_likeness_by_hand() -> None:
    """Two indicators spread; the six others, equal everywhere, say nothing.

    activity 70 to 78: deviation √8; density e⁰ e⁴ e¹ e² e³: logarithms 0 4 1 2 3, deviation √2.
    From a: c √((2 + 0,5) / 2), d √((4,5 + 2) / 2), b √((0,5 + 8) / 2), e √((8 + 4,5) / 2).
    """
    e = 2.718281828459045
    frame = make_frame(
        activity_rate_2018=[70.0, 72.0, 74.0, 76.0, 78.0],
        density=[1.0, e**4, e, e**2, e**3],
    )
    found = compute_likeness(frame, KEYS, "a")
    assert list(found.index) == ["c", "d", "b", "e"]
    assert found.tolist() == pytest.approx([1.25**0.5, 3.25**0.5, 4.25**0.5, 6.25**0.5])
    assert found.name == "distance"


def test_a_territory_that_lacks_a_value_is_left_out() -> None:
    frame = make_frame(activity_rate_2018=[70.0, 72.0, 74.0, 76.0, 78.0])
    more = {key: [*results, Result(10.0, reliability=GOOD)] for key, results in frame.items()}
    more["density"][5] = Result(10.0, reliability=Reliability("fragile", "very_few"))
    keys = (*KEYS, "f")
    assert list(compute_likeness(more, keys, "a").index) == ["b", "c", "d", "e"]
    assert compute_likeness(more, keys, "f").empty
    more["density"][5] = Result(10.0, reliability=Reliability("prudence", "few"))
    assert "f" in compute_likeness(more, keys, "a").index
    more["density"][5] = Result(0.0, reliability=GOOD)
    assert "f" not in compute_likeness(more, keys, "a").index, "no logarithm of nothing"


def test_ties_are_in_the_order_of_keys_and_few_peers_give_none() -> None:
    frame = make_frame(activity_rate_2018=[70.0, 72.0, 72.0, 72.0, 72.0])
    assert list(compute_likeness(frame, KEYS, "a").index) == ["b", "c", "d", "e"]
    four = {key: results[:4] for key, results in frame.items()}
    assert compute_likeness(four, KEYS[:4], "a").empty


def test_likeness_of_many_is_that_of_a_table() -> None:
    """The root of the mean square of standardised differences, as pandas takes it."""
    rng = np.random.default_rng(3)
    keys = [f"t{number:02d}" for number in rng.permutation(40)]
    values = {key: rng.uniform(1, 50, len(keys)) for key in ALIKE}
    values["density"][:2] = 0.0  # no logarithm
    values["second_home_share_2018"][:] = 4.0  # does not vary
    figures = {
        key: [Result(float(value), reliability=GOOD) for value in column]
        for key, column in values.items()
    }
    table = pd.DataFrame(values, index=keys).iloc[2:]
    table["density"] = np.log(table["density"])
    spread = table.std(ddof=0)
    for own in keys[2:]:
        squares = ((table - table.loc[own]) / spread.where(spread > 0)) ** 2
        expected = squares.mean(axis="columns").drop(own).pow(0.5).sort_index()
        found = compute_likeness(figures, keys, own)
        expected = expected.sort_values(kind="stable")
        assert list(found.index) == list(expected.index)
        assert found.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-12)
    assert compute_likeness(figures, keys, keys[0]).empty
