"""Secrecy by attack: what is masked cannot be computed back from what an edition shows.

The attacker is written here and knows nothing of how cells were chosen: he writes down what
is published as linear relations, and asks a solver how low and how high each masked cell can
be.
"""

from __future__ import annotations

import csv
import io
import math
import random
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from spro_portraits.errors import SourceError
from spro_portraits.indicators import (
    INDICATORS,
    compute_measures,
    compute_occupations,
    recipes,
)
from spro_portraits.tables import Edition, build_edition, load_edition
from spro_portraits.tables import build as building
from spro_portraits.tables.loaders import LOADERS
from spro_portraits.tables.names import FIGURE_TABLES
from spro_portraits.tables.secrecy.bounds import compute_bounds
from spro_portraits.tables.secrecy.choice import choose_suppression
from spro_portraits.tables.secrecy.edition import AUDIT_COLUMNS, write_audit
from spro_portraits.tables.secrecy.model import (
    LARGEST_MASKED,
    MARGIN,
    Cell,
    Constraint,
    Interval,
    Key,
    Margin,
    System,
    equate,
    limit,
)
from spro_portraits.tables.secrecy.relations import (
    ADDITIVE,
    HIGHEST,
    ORDERS,
    SHARES,
    SUMS,
    build_figures_system,
    build_survey_system,
)
from spro_portraits.tables.secrecy.rules import mask_primary
from spro_portraits.territory import Territory, find_references, find_territory, list_territories
from spro_portraits.wording.build import describe_secrecy

ROOT = Path(__file__).resolve().parents[1]
COUNTS = ("projects", "difficult", "seasonal")
LEAST = 3.0
"""The margin of docs/methods.md for counts, written again here."""


class Attacker:
    """What a reader writes down: unknowns, and numbers between which their sums lie."""

    def __init__(self) -> None:
        self.unknowns: dict[Any, tuple[float, float]] = {}
        self.facts: list[tuple[dict[Any, float], float, float]] = []

    def suspect(self, key: Any, low: float = 0.0, high: float = math.inf) -> None:
        self.unknowns[key] = (low, high)

    def learn(self, terms: Mapping[Any, float], low: float, high: float) -> None:
        known = {key: factor for key, factor in terms.items() if factor}
        if known:
            self.facts.append((known, low, high))

    def solve(self, aim: Mapping[Any, float]) -> np.ndarray | None:
        """Find the values that make a sum least; None where nothing stops it."""
        number = {key: index for index, key in enumerate(self.unknowns)}
        entries, ends = [], []
        for terms, low, high in self.facts:
            for end, sign in ((high, 1.0), (-low, -1.0)):
                if math.isfinite(end):
                    entries += [(len(ends), number[k], sign * f) for k, f in terms.items()]
                    ends.append(end + 1e-7)
        matrix = None
        if entries:
            lines, columns, factors = zip(*entries, strict=True)
            matrix = csr_array((factors, (lines, columns)), shape=(len(ends), len(number)))
        cost = np.zeros(len(number))
        for key, factor in aim.items():
            cost[number[key]] = factor
        result = linprog(cost, A_ub=matrix, b_ub=ends or None,
                         bounds=list(self.unknowns.values()), method="highs",
                         options={"presolve": False})  # fmt: skip
        assert result.status in {0, 3}, result.message
        return result.x if result.status == 0 else None

    def enclose(self, key: Any) -> tuple[float, float]:
        """Find how low and how high one unknown can be."""
        index = list(self.unknowns).index(key)
        low, high = self.solve({key: 1.0}), self.solve({key: -1.0})
        return (
            -math.inf if low is None else float(low[index]),
            math.inf if high is None else float(high[index]),
        )

    def sweep(self) -> dict[Any, float]:
        """Find a width that each unknown certainly has: two sets of values for all at once."""
        low = self.solve(dict.fromkeys(self.unknowns, 1.0))
        high = self.solve(dict.fromkeys(self.unknowns, -1.0))
        assert low is not None
        assert high is not None
        return dict(zip(self.unknowns, np.abs(high - low).tolist(), strict=True))


def make_system(
    values: Mapping[str, float], masked: Iterable[str], constraints: Sequence[Constraint],
    **more: Any,
) -> System:  # fmt: skip
    """Make a small system: names are keys; masked cells keep their value, which nobody reads."""
    hidden = set(masked)
    cells = {
        (name,): Cell((name,), value, "producer" if name in hidden else "", **more)
        for name, value in values.items()
    }
    return System(cells, tuple(constraints))


def attack(system: System, added: Iterable[Key] = ()) -> dict[Key, tuple[float, float]]:
    """Attack a system as a reader who sees all but the masked and the added cells."""
    hidden = {key for key, cell in system.cells.items() if cell.mask} | set(added)
    reader = Attacker()
    for key in hidden:
        cell = system.cells[key]
        reader.suspect(key, cell.low, cell.high)
    for constraint in system.constraints:
        seen = sum(f * float(system.cells[k].value or 0.0)
                   for k, f in constraint.terms if k not in hidden)  # fmt: skip
        reader.learn({k: f for k, f in constraint.terms if k in hidden},
                     constraint.low - seen, constraint.high - seen)  # fmt: skip
    return {key: reader.enclose(key) for key in system.primary}


def total(name: str, *parts: str) -> Constraint:
    return equate((name,), [(part,) for part in parts])


def name_keys(*names: str) -> tuple[Key, ...]:
    return tuple((name,) for name in names)


# Small invented tables: published as they are, they give the masked cell away


LINE = make_system({"T": 100, "a": 7, "b": 33, "c": 60}, "a", [total("T", "a", "b", "c")])

TABLE = make_system(
    {"a1": 2, "a2": 30, "a3": 40, "A": 72, "b1": 50, "b2": 6, "b3": 20, "B": 76,
     "c1": 9, "c2": 25, "c3": 8, "C": 42, "s1": 61, "s2": 61, "s3": 68, "S": 190},
    ["a1"],
    [total(row.upper(), *(f"{row}{n}" for n in "123")) for row in "abc"]
    + [total(f"s{n}", *(f"{row}{n}" for row in "abc")) for n in "123"]
    + [total("S", "A", "B", "C"), total("S", "s1", "s2", "s3")],
)  # fmt: skip

# Bassins within SPRO within a département: two totals hold the masked bassin.
NESTED = make_system(
    {"b1": 3, "b2": 20, "b3": 11, "b4": 45, "spro1": 23, "spro2": 56, "dep": 79},
    ["b1"],
    [total("spro1", "b1", "b2"), total("spro2", "b3", "b4"), total("dep", "spro1", "spro2")],
)

# One product gives the men, another the women, a third all of them: b is what is left.
PRODUCTS = make_system(
    {"all": 40, "men": 36, "women": 4, "young men": 30, "old men": 6, "young women": 2,
     "old women": 2, "young": 32, "old": 8},
    ["young women"],
    [total("all", "men", "women"), total("men", "young men", "old men"),
     total("women", "young women", "old women"), total("young", "young men", "young women"),
     total("old", "old men", "old women"), total("all", "young", "old")],
)  # fmt: skip

# Difficult projects are among the projects: one published project leaves 0 or 1.
SURVEY = make_system({"met": 1, "xmet": 1}, ["xmet"], [limit([("xmet",)], ("met",))], high=4.0)

CROSSING = make_system(
    # Communes a b | c d by EPCI, a c | b d by zone d'emploi.
    {"a": 2, "b": 12, "c": 9, "d": 31, "epci1": 14, "epci2": 40, "ze1": 11, "ze2": 43},
    ["a"],
    [total("epci1", "a", "b"), total("epci2", "c", "d"), total("ze1", "a", "c"),
     total("ze2", "b", "d")],
)  # fmt: skip

SMALL = {"line": LINE, "table": TABLE, "nested": NESTED, "products": PRODUCTS,
         "survey": SURVEY, "crossing": CROSSING}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_the_naive_publication_is_recovered_and_ours_is_not(name: str) -> None:
    system = SMALL[name]
    (target,) = system.primary
    low, high = attack(system)[target]
    assert high - low < LEAST, "the example must be one that leaks"
    naive = compute_bounds(system)[target]
    assert (naive.low, naive.high) == pytest.approx((low, high), abs=1e-5)

    added = choose_suppression(system)
    low, high = attack(system, added)[target]
    assert high - low >= LEAST - 1e-5
    assert low - 1e-5 <= system.cells[target].value <= high + 1e-5
    ours = compute_bounds(system, frozenset(added))[target]
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-5)


def test_bounds_and_choices_computed_by_hand() -> None:
    assert compute_bounds(LINE) == {("a",): Interval(7.0, 7.0)}
    # b is the cheapest neighbour: a + b = 40.
    assert choose_suppression(LINE) == name_keys("b")
    assert compute_bounds(LINE, frozenset(name_keys("b"))) == {("a",): Interval(0.0, 40.0)}
    # Not the SPRO: its other bassin is smaller. b1 + b2 = 23.
    assert choose_suppression(NESTED) == name_keys("b2")
    # The projects themselves: then both lie between 0 and 4.
    assert choose_suppression(SURVEY) == name_keys("met")
    # a + b = 14, a + c = 11, b + d = 43: the whole circle.
    assert choose_suppression(CROSSING) == name_keys("b", "c", "d")
    assert compute_bounds(CROSSING, frozenset(name_keys("b", "c", "d"))) == {
        ("a",): Interval(0.0, 11.0)
    }


def test_a_circle_of_four_cells_is_hidden_in_a_table() -> None:
    added = choose_suppression(TABLE)
    inside = [key for (key,) in added if key[0] in "abc" and len(key) == 2]
    assert len(added) == 3, "with a1, two lines and two columns"
    assert inside == [key for (key,) in added]
    assert {key[0] for key in [*inside, "a1"]} == {"a", inside[-1][0]}


def test_what_is_protected_already_stays_as_it_is() -> None:
    system = make_system(
        {"T": 100, "a": 7, "b": 33, "c": 60}, ["a", "b"], [total("T", "a", "b", "c")]
    )
    assert choose_suppression(system) == ()
    assert compute_bounds(system) == dict.fromkeys(name_keys("a", "b"), Interval(0.0, 40.0))
    assert choose_suppression(System({})) == ()


def test_two_hidden_cells_may_still_be_too_narrow() -> None:
    """a + b = 2: hiding b too is not enough, a third is needed."""
    system = make_system(
        {"T": 50, "a": 1, "b": 1, "c": 5, "d": 43}, ["a"], [total("T", "a", "b", "c", "d")]
    )
    added = choose_suppression(system)
    assert added == name_keys("c"), "b has become superfluous: a + c = 6"


def test_a_large_cell_needs_a_tenth_of_its_value() -> None:
    values = {"T": 5000, "a": 1000, "b": 20, "c": 3980}
    system = make_system(values, ["a"], [total("T", "a", "b", "c")])
    # Everybody knows that b is at most 30: hidden, it leaves a between 990 and 1 020.
    cells = {**system.cells, ("b",): Cell(("b",), 20, high=30)}
    system = replace(system, cells=cells)
    assert compute_bounds(system, frozenset(name_keys("b")))[("a",)] == Interval(990, 1020)
    assert choose_suppression(system, Margin(units=3, share=0)) == name_keys("b")
    assert choose_suppression(system, MARGIN) == name_keys("c"), "30 around 1 000 is too close"


def test_a_margin_never_asks_more_than_what_anyone_knew() -> None:
    cell = Cell(("x",), low=0, high=2)
    assert cell.is_protected_by(Interval(0, 2), MARGIN)
    assert not cell.is_protected_by(Interval(0, 1), MARGIN)
    assert cell.is_protected_by(Interval(0, math.inf), MARGIN)


def test_zeros_are_hidden_last() -> None:
    system = make_system({"T": 7, "a": 2, "b": 0, "c": 5}, ["a"], [total("T", "a", "b", "c")])
    assert choose_suppression(system) == name_keys("c")


def test_whole_numbers_are_rounded_inwards() -> None:
    system = System(
        {("a",): Cell(("a",), None, "producer", whole=True), ("b",): Cell(("b",), 5.0)},
        (Constraint(((("a",), 2.0), (("b",), 1.0)), 6.0, 12.0),),
    )
    assert compute_bounds(system) == {("a",): Interval(1.0, 3.0)}, "0,5 to 3,5"


def test_rounded_totals_leave_their_rounding() -> None:
    system = replace(LINE, constraints=(equate(("T",), name_keys("a", "b", "c"), slack=5.0),))
    assert compute_bounds(system) == {("a",): Interval(2.0, 12.0)}


def test_an_unknown_that_nothing_protects_is_only_unknown() -> None:
    cells = {**LINE.cells, ("b",): Cell(("b",))}
    assert compute_bounds(replace(LINE, cells=cells)) == {("a",): Interval(0.0, 40.0)}
    assert choose_suppression(replace(LINE, cells=cells)) == ()


def test_what_cannot_be_protected_stops_the_build() -> None:
    """The only other cell, hidden, would be thought to lie under what it is."""
    system = System(
        {("a",): Cell(("a",), 2.0, "producer", high=4.0), ("T",): Cell(("T",), 9.0, high=4.0),
         ("b",): Cell(("b",), 7.0, high=4.0)},
        (total("T", "a", "b"),),
    )  # fmt: skip
    with pytest.raises(SourceError) as caught:
        choose_suppression(system)
    assert caught.value.kind == "exposed_cell"
    assert "La case masquée a reste devinable (entre 2 et 2)" in str(caught.value)


def test_cells_that_contradict_each_other_are_an_error() -> None:
    for wrong in (
        make_system({"T": 3, "a": 0, "b": 5}, ["a"], [total("T", "a", "b")]),
        make_system(
            {"T": 9, "U": 3, "a": 0, "b": 0},
            ["a", "b"],
            [total("T", "a", "b"), total("U", "a", "b")],
        ),
    ):
        with pytest.raises(SourceError, match="Aucune valeur des cases masquées"):
            compute_bounds(wrong)


def make_random_table(seed: int) -> System:
    """Make a table with totals where every count of 1 or 2 is masked."""
    rng = random.Random(seed)  # noqa: S311 - no secret is made of it
    lines, columns = range(rng.randint(2, 4)), range(rng.randint(2, 4))
    values = {f"{i}{j}": float(rng.choice([0, 1, 2, 3, 5, 8, 13, 40])) for i in lines
              for j in columns}  # fmt: skip
    masked = [name for name, value in values.items() if 0 < value < 3]
    constraints = []
    for i in lines:
        values[f"L{i}"] = sum(values[f"{i}{j}"] for j in columns)
        constraints.append(total(f"L{i}", *(f"{i}{j}" for j in columns)))
    for j in columns:
        values[f"K{j}"] = sum(values[f"{i}{j}"] for i in lines)
        constraints.append(total(f"K{j}", *(f"{i}{j}" for i in lines)))
    values["S"] = sum(values[f"L{i}"] for i in lines)
    constraints.append(total("S", *(f"L{i}" for i in lines)))
    constraints.append(total("S", *(f"K{j}" for j in columns)))
    return make_system(values, masked, constraints)


def test_random_tables_leak_before_and_not_after() -> None:
    leaks = 0
    for seed in range(15):
        system = make_random_table(seed)
        if not system.primary:
            continue
        leaks += any(high - low < LEAST - 1e-5 for low, high in attack(system).values())
        added = choose_suppression(system)
        for key, (low, high) in attack(system, added).items():
            assert high - low >= max(LEAST, 0.1 * high) - 1e-4, (seed, key)
            assert low - 1e-4 <= system.cells[key].value <= high + 1e-4, (seed, key)
    assert leaks >= 5


@pytest.mark.parametrize("seed", [3, 7, 11])
def test_nothing_is_hidden_in_vain_and_the_order_of_cells_is_nothing(seed: int) -> None:
    system = make_random_table(seed)
    added = choose_suppression(system)
    for key in added:
        fewer = [other for other in added if other != key]
        assert any(high - low < max(LEAST, 0.1 * high) - 1e-5
                   for low, high in attack(system, fewer).values()), key  # fmt: skip
    rng = random.Random(seed)  # noqa: S311 - no secret is made of it
    cells, constraints = list(system.cells.items()), list(system.constraints)
    for _ in range(3):
        rng.shuffle(cells)
        rng.shuffle(constraints)
        mixed = [replace(c, terms=tuple(rng.sample(c.terms, len(c.terms)))) for c in constraints]
        assert choose_suppression(System(dict(cells), tuple(mixed))) == added


def test_twin_parts_are_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty départements alike: two programs, not eighty."""
    calls = []

    def count(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        return linprog(*arguments, **options)

    monkeypatch.setattr("spro_portraits.tables.secrecy.bounds.linprog", count)
    values: dict[str, float] = {}
    for n in range(40):
        values |= {f"T{n}": 9, f"a{n}": 2, f"b{n}": 4, f"c{n}": 3}
    masked = [name for name in values if name[0] in "ab"]
    system = make_system(
        values, masked, [total(f"T{n}", f"a{n}", f"b{n}", f"c{n}") for n in range(40)]
    )
    assert set(compute_bounds(system).values()) == {Interval(0.0, 6.0)}
    assert len(calls) == 4, "two unknowns, low and high"


# Primary rules


@pytest.mark.parametrize(
    ("column", "number", "rule"),
    [
        ("business_units", 0, ""),
        ("business_units", 1, "too_few_units"),
        ("business_units", 2, "too_few_units"),
        ("business_units", 3, ""),
        ("largest_unit_share", 85.0, ""),
        ("largest_unit_share", 85.1, "dominant_unit"),
        ("tax_units", 10, "too_few_taxpayers"),
        ("tax_units", 11, ""),
        ("tax_units", float("nan"), ""),
    ],
)
def test_primary_rules(column: str, number: float, rule: str) -> None:
    frame = pd.DataFrame({"code": ["x"], "variable": ["v"], "period": ["2020"], "value": [12.0],
                          "reason": [""], column: [number]})  # fmt: skip
    masked, rules = mask_primary(frame)
    assert column not in masked
    assert rules == ({("x", "v", "2020"): rule} if rule else {})
    assert masked["value"].isna().tolist() == [bool(rule)]
    assert masked["reason"].tolist() == ["secret" if rule else ""]


def test_a_frame_without_units_is_left_alone() -> None:
    frame = pd.DataFrame({"code": ["x"], "value": [1.0], "reason": [""]})
    assert mask_primary(frame)[0] is frame


# The survey


def test_the_survey_hides_projects_that_would_enclose_their_difficult_ones() -> None:
    index = pd.MultiIndex.from_tuples([("2401", "A0X40", "2024"), ("2401", "B1X20", "2024")])
    nan = float("nan")
    table = pd.DataFrame({"projects": [1, 30], "difficult": [nan, nan], "seasonal": [nan, 12.0]},
                         index=index)  # fmt: skip
    system = build_survey_system(table, LARGEST_MASKED)
    key = ("recruitment", "bassin", "2401", "projects:A0X40", "2024")
    assert choose_suppression(system) == (key,)
    found = compute_bounds(system, frozenset([key]))
    assert set(found.values()) == {Interval(0.0, 4.0)}
    assert len(found) == 3


def test_the_highest_masked_value_is_said_once() -> None:
    assert recipes.LARGEST_MASKED == LARGEST_MASKED


# The long tables of an edition


def make_figures(rows: Iterable[tuple[str, str, str, float | None, int]]) -> dict[str, Any]:
    """Make long tables: level, code, variable, value (None: secret), communes lacking."""
    frame = pd.DataFrame(
        [(level, code, variable, "2018", value, "" if value is not None else "secret", lacking)
         for level, code, variable, value, lacking in rows],
        columns=["level", "code", "variable", "period", "value", "reason", "lacking"],
    ).astype({"value": float})  # fmt: skip
    empty = frame.iloc[:0]
    return {name: frame if name == "census" else empty for name in FIGURE_TABLES}


ZONING = pd.DataFrame(
    {"departement": ["18", "18", "45", "45"], "region": "24",
     "epci": ["e1", "e2", "e2", "e3"], "zone_emploi": ["z1", "z1", "z2", "z2"]},
    index=["18001", "18002", "45001", "45002"],
)  # fmt: skip
COMMUNES = (("18001", 2), ("18002", 8), ("45001", 5), ("45002", 11))


def name_cell(level: str, code: str, variable: str = "jobs") -> Key:
    return ("census", level, code, variable, "2018")


def list_jobs(masked: str, *totals: tuple[str, str, float | None, int]) -> list[Any]:
    return [
        *(("commune", code, "jobs", None if code == masked else float(jobs), 0)
          for code, jobs in COMMUNES),
        *((level, code, "jobs", value, lacking) for level, code, value, lacking in totals),
    ]  # fmt: skip


def enclose(rows: list[Any], key: Key) -> tuple[float, float]:
    system = build_figures_system(make_figures(rows), ZONING, {})
    known = compute_bounds(system)[key]
    return known.low, known.high


MASKED = name_cell("commune", "18001")


def test_a_producers_total_gives_its_commune_away() -> None:
    assert enclose(list_jobs("18001"), MASKED) == (0.0, math.inf)
    assert enclose(list_jobs("18001", ("departement", "18", 10.0, 0)), MASKED) == (2.0, 2.0)
    # By the zone d'emploi, by the region minus nothing else, by the country.
    assert enclose(list_jobs("18001", ("zone_emploi", "z1", 10.0, 0)), MASKED) == (2.0, 2.0)
    assert enclose(list_jobs("18001", ("region", "24", 26.0, 0)), MASKED) == (2.0, 2.0)
    assert enclose(list_jobs("18001", ("france", "france", 26.0, 0)), MASKED) == (2.0, 2.0)
    # A masked département is given away by its region and its neighbour.
    rows = list_jobs("18001", ("departement", "18", None, 0), ("departement", "45", 16.0, 0),
                     ("region", "24", 26.0, 0))  # fmt: skip
    assert enclose(rows, MASKED) == (2.0, 2.0)
    assert enclose(rows, name_cell("departement", "18")) == (10.0, 10.0)


def test_a_total_that_we_made_tells_nothing_of_a_masked_commune() -> None:
    """It is the sum of the published ones: the commune is among those that it lacks."""
    assert enclose(list_jobs("18001", ("departement", "18", 8.0, 1)), MASKED) == (0.0, math.inf)
    # One more than what the communes show: a part of a merged commune, published before.
    assert enclose(list_jobs("18001", ("departement", "18", 9.0, 1)), MASKED) == (1.0, math.inf)


def test_a_zone_that_the_edition_does_not_hold_whole_is_a_maximum() -> None:
    rows = [row for row in list_jobs("18001", ("region", "24", 26.0, 0)) if row[1] != "45002"]
    assert enclose(rows, MASKED) == (0.0, 13.0)


def test_a_sum_that_everyone_can_see_to_be_wrong_tells_nothing() -> None:
    rows = list_jobs("18001", ("departement", "18", 5.0, 0))
    assert enclose(rows, MASKED) == (0.0, math.inf), "5 is under the 8 of one commune"


def test_a_masked_sector_is_what_the_other_sectors_leave() -> None:
    sectors = {"agriculture": 3.0, "industry": None, "construction": 4.0, "trade_services": 20.0,
               "public": 9.0}  # fmt: skip
    rows = [("commune", "18001", "establishments", 38.0, 0)]
    rows += [("commune", "18001", f"establishments_{s}", v, 0) for s, v in sectors.items()]
    key = name_cell("commune", "18001", "establishments_industry")
    assert enclose(rows, key) == (2.0, 2.0)
    system = build_figures_system(make_figures(rows), ZONING, {key[2:]: "too_few_units"})
    assert system.cells[key].mask == "too_few_units"
    assert choose_suppression(system) == (
        name_cell("commune", "18001", "establishments_agriculture"),
    )


def test_shares_add_up_to_a_hundred() -> None:
    shares = (3.4, 15.2, None, 42.0, 33.0)
    rows = [("region", "24", variable, value, 0)
            for variable, value in zip(SHARES[0], shares, strict=True)]  # fmt: skip
    low, high = enclose(rows, name_cell("region", "24", SHARES[0][2]))
    assert (low, high) == pytest.approx((6.4, 6.4))


def test_a_decile_lies_under_the_median() -> None:
    rows = [("commune", "18001", "income_decile_1", None, 0),
            ("commune", "18001", "median_income", 21000.0, 0),
            ("commune", "18001", "income_decile_9", None, 0)]  # fmt: skip
    assert enclose(rows, name_cell("commune", "18001", "income_decile_1")) == (0.0, 21000.0)
    assert enclose(rows, name_cell("commune", "18001", "income_decile_9")) == (21000.0, math.inf)


def test_declared_relations_name_variables_of_the_edition(edition: Edition) -> None:
    known = {
        variable for name in FIGURE_TABLES for variable in edition.load_table(name)["variable"]
    }
    absent = {"establishments_0", "residents_15_plus_8"}
    named = {v for total_, parts in SUMS for v in (total_, *parts)} | set(HIGHEST)
    named |= {v for shares in SHARES for v in shares} | {v for pair in ORDERS for v in pair}
    assert named - absent - known == set()
    # Totals are made of the tables of counts, and of them alone.
    made = {name for name in FIGURE_TABLES
            if "france" in set(edition.load_table(name)["level"])}  # fmt: skip
    assert made - {"employment_sector"} == set(ADDITIVE)


def test_declared_orders_hold_in_the_edition(edition: Edition) -> None:
    long = pd.concat([edition.load_table(name) for name in FIGURE_TABLES])
    wide = long[long["lacking"] == 0].pivot_table(
        index=["level", "code", "period"], columns="variable", values="value"
    )
    for small, large in ORDERS:
        assert not (wide[small] > wide[large] + 1e-6).any(), (small, large)


# A build where a rule really hides more


@pytest.fixture(scope="module")
def crafted(
    make_world: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterable[Any]:
    """Build the invented world with one sector of one commune that two units make."""
    world = make_world(tmp_path_factory.mktemp("crafted"))
    load = LOADERS["comparateur"]

    def load_with_units(path: Path) -> pd.DataFrame:
        frame = load(path)
        few = (frame["code"] == "18001") & (frame["variable"] == "establishments_industry")
        return frame.assign(business_units=few.map({True: 2, False: 30}))

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(LOADERS, "comparateur", load_with_units)
        report = build_edition(world.source, world.data)
        yield world, report, load_edition(world.data)


def read_audit(data: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(building.find_audit(data).read_text("utf-8"))))


class Establishments:
    """The establishments of an edition: those that one sees, and those that one looks for."""

    def __init__(self, edition: Edition) -> None:
        rows = edition.load_table("census")
        rows = rows[rows["variable"].str.startswith("establishments")]
        self.reader = Attacker()
        self.seen: dict[tuple[str, str, str], float] = {}
        self.variables = sorted(set(rows["variable"]))
        self.lacking: set[tuple[str, str, str]] = set()
        for row in rows.to_dict("records"):
            key = (row["level"], row["code"], row["variable"])
            if math.isnan(row["value"]):
                self.reader.suspect(key)
            else:
                self.seen[key] = row["value"]
            if row["lacking"]:
                self.lacking.add(key)

    def learn(self, parts: Iterable[tuple[str, str, str]], whole: Any) -> None:
        """Write down that cells add up to another, or to a number."""
        if isinstance(whole, tuple):
            terms, end = {whole: -1.0}, 0.0
        else:
            terms, end = {}, float(whole)
        terms |= dict.fromkeys(parts, 1.0)
        end -= sum(factor * self.seen.get(key, 0.0) for key, factor in terms.items())
        self.reader.learn({k: f for k, f in terms.items() if k not in self.seen}, end, end)

    def learn_zones(self, edition: Edition) -> None:
        """Write down the rows of the zones that the edition holds whole."""
        for level in ("departement", "region"):
            for code, group in edition.communes.groupby(level):
                zone = edition.zones.loc[(level, code)]
                for variable in self.variables:
                    whole = (level, str(code), variable)
                    if zone["communes"] == zone["known"] and whole not in self.lacking:
                        self.learn([("commune", c, variable) for c in group.index], whole)

    def learn_portraits(self, edition: Edition) -> None:
        """Write down what the portraits of all territories say."""
        wanted = [i for i in INDICATORS if i.key.startswith("establishments")]
        for level in ("spro", "bassin", "departement"):
            for place in list_territories(edition, level):
                for key, measure in compute_measures(edition, place, {}, wanted).items():
                    variable = key.removesuffix("_2018")
                    if measure.value is not None and variable in self.variables:
                        cells = [("commune", code, variable) for code in place.communes]
                        self.learn(cells, measure.value)


def attack_establishments(edition: Edition) -> dict[tuple[str, str], tuple[float, float]]:
    """Attack the masked establishments of communes from all that an edition publishes."""
    known = Establishments(edition)
    for code in edition.communes.index:
        sectors = ["agriculture", "construction", "industry", "public", "trade_services"]
        known.learn([("commune", code, f"establishments_{sector}") for sector in sectors],
                    ("commune", code, "establishments"))  # fmt: skip
    known.learn_zones(edition)
    known.learn_portraits(edition)
    return {(code, variable): known.reader.enclose((level, code, variable))
            for level, code, variable in known.reader.unknowns if level == "commune"}  # fmt: skip


def test_a_build_hides_what_would_give_a_cell_away(crafted: Any) -> None:
    world, report, edition = crafted
    audit = [row for row in read_audit(world.data) if row["table"] == "census"]
    primary = [row for row in audit if row["kind"] == "primary"]
    assert [(r["code"], r["variable"], r["source"]) for r in primary] == [
        ("18001", "establishments_industry", "too_few_units")
    ]
    secondary = [(r["level"], r["code"], r["variable"]) for r in audit if r["kind"] == "secondary"]
    assert secondary, "the other sectors and the totals gave it away"
    for level, code, variable in secondary:
        row = edition.find_figures(level, variable, "2018").loc[code]
        assert (math.isnan(row["value"]), row["reason"]) == (True, "secret")
    line = next(line for line in report.lines if line.startswith("Secret"))
    assert f"{len(secondary)} autres cachées" in line

    found = attack_establishments(edition)
    low, high = found["18001", "establishments_industry"]
    assert low <= 2 <= high
    assert high - low >= LEAST
    assert (low, high) == pytest.approx(
        (float(primary[0]["low"]), float(primary[0]["high"])), abs=1e-3
    )


def test_without_it_the_same_build_gives_the_cell_away(
    crafted: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world, _, _ = crafted
    monkeypatch.setattr("spro_portraits.tables.secrecy.edition.choose_suppression", lambda _: ())
    build_edition(world.source, world.data, out_dir=tmp_path / "naive")
    naive = attack_establishments(load_edition(tmp_path / "naive"))
    assert naive["18001", "establishments_industry"] == pytest.approx((2, 2), abs=1e-3)


def test_a_portrait_says_that_a_hidden_figure_is_secret(crafted: Any) -> None:
    _, _, edition = crafted
    place = find_territory(edition, "commune", "18001")
    measures = compute_measures(edition, place, {})
    assert measures["establishments_industry_2018"].result.reason == "secret"
    assert measures["establishments_industry_2018"].value is None
    # A sum that needs it is absent too; the total of the commune is not hidden.
    whole = find_territory(edition, "bassin", "2401")
    assert compute_measures(edition, whole, {})["establishments_industry_2018"].value is None
    assert measures["establishments_2018"].value == 30


def test_the_audit_is_the_same_twice_and_holds_no_value(crafted: Any, tmp_path: Path) -> None:
    world, report, _ = crafted
    again = build_edition(world.source, world.data, out_dir=tmp_path / "again")
    assert again == report
    first, second = (building.find_audit(d) for d in (world.data, tmp_path / "again"))
    assert first.read_bytes() == second.read_bytes()
    assert first.read_text("utf-8").splitlines()[0] == ",".join(AUDIT_COLUMNS)
    for row in read_audit(world.data):
        assert row["high"] == "" or float(row["high"]) - float(row["low"]) == pytest.approx(
            float(row["width"])
        )


def test_the_order_of_the_rows_of_a_file_is_nothing(
    crafted: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world, _, _ = crafted
    for name in ("comparateur", "recruitment", "income", "membership"):
        load = LOADERS[name]
        monkeypatch.setitem(
            LOADERS, name, lambda path, load=load: load(path).sample(frac=1, random_state=5)
        )
    build_edition(world.source, world.data, out_dir=tmp_path / "mixed")
    mixed, straight = tmp_path / "mixed", world.data
    assert building.find_audit(mixed).read_bytes() == building.find_audit(straight).read_bytes()
    for path in (straight / "tables").iterdir():
        assert (mixed / "tables" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_audit_lies_outside_what_is_installed_or_committed(crafted: Any) -> None:
    world, _, _ = crafted
    audit = building.find_audit(world.data)
    assert audit.is_file()
    assert world.data not in audit.parents
    assert not list(world.data.rglob("*suppression*"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    bundled = project["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
    mine = building.find_audit(ROOT / "data").relative_to(ROOT)
    assert not any(mine.is_relative_to(folder) for folder in bundled)
    assert f"/{mine.parts[0]}/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_report_agrees_with_its_numbers() -> None:
    assert describe_secrecy(1, 0, math.inf) == (
        "Secret\u00a0: 1 case masquée, 0 autre cachée pour les protéger."
    )
    assert describe_secrecy(12751, 2, 4.0).endswith(
        "12\u202f751 cases masquées, 2 autres cachées pour les protéger, "
        "encadrement le plus étroit\u00a0: 4,0."
    )
    assert write_audit([]) == ",".join(AUDIT_COLUMNS) + "\n"


# The embedded edition, as a reader sees it


class Survey:
    """The BMO cells of an edition: those that one sees, and those that one looks for."""

    def __init__(self, edition: Edition) -> None:
        rows = edition.recruitment
        self.reader = Attacker()
        self.seen: dict[tuple[str, str, str], float] = {}
        self.masked: dict[tuple[str, str, str], float] = {}
        for row in rows[rows["level"] == "bassin"].to_dict("records"):
            for count in COUNTS:
                key = (row["code"], row["occupation"], count)
                masked = row[f"{count}_masked"]
                # A row whose projects are masked shows neither difficult nor seasonal ones.
                hidden = masked if count == "projects" else masked + row["projects_masked"]
                self.seen[key], self.masked[key] = row[count], hidden
                if hidden:
                    # A row is in the survey because an employer has a project.
                    low = 1.0 if count == "projects" else 0.0
                    self.reader.suspect(key, low, LARGEST_MASKED * hidden)
        for bassin, occupation, count in [k for k in self.reader.unknowns if k[2] != "projects"]:
            part, whole = (bassin, occupation, count), (bassin, occupation, "projects")
            if whole in self.reader.unknowns:
                self.reader.learn({part: 1.0, whole: -1.0}, -math.inf, 0.0)
            else:
                self.reader.learn({part: 1.0}, -math.inf, self.seen[whole])
        self.occupations = sorted({key[1] for key in self.seen})

    def learn(
        self, bassins: Iterable[str], occupations: Iterable[str], count: str, low: float,
        high: float,
    ) -> None:  # fmt: skip
        """Write down that the true sum of some cells lies between two numbers."""
        keys = [(b, o, count) for b in bassins for o in occupations]
        keys = [key for key in keys if key in self.seen]
        seen = sum(self.seen[key] for key in keys)
        self.reader.learn({k: 1.0 for k in keys if k in self.reader.unknowns},
                          low - seen, high - seen)  # fmt: skip


def list_places(edition: Edition) -> list[Territory]:
    return [
        place
        for level in ("spro", "bassin", "departement", "region")
        for place in list_territories(edition, level)
        if place.bassins and (level != "region" or place.code == edition.region)
    ]


@pytest.fixture(scope="module")
def survey(edition: Edition) -> Survey:
    """Write down all that the products of the embedded edition say of the BMO survey."""
    survey = Survey(edition)
    wanted = [i for i in INDICATORS if i.theme == "recruitment"]
    names = {f"recruitment_{count}": count for count in COUNTS}
    shares = {"recruitment_difficulty": "difficult", "recruitment_seasonal_share": "seasonal"}
    places = list_places(edition)
    region = next(r for r in find_references(edition, places[0]) if r.role == "region")
    for place in places:
        measures = compute_measures(edition, place, {}, wanted)
        for key, count in names.items():
            result = measures[key].result
            assert result.value is not None
            high = result.value if result.upper is None or not result.masked else result.upper
            survey.learn(place.bassins, survey.occupations, count, result.value, high)
        for key, count in shares.items():
            result = measures[key].result
            # The two terms of a share are sums of cells that are seen.
            assert result.denominator == measures["recruitment_projects"].value
            assert result.numerator == measures[f"recruitment_{count}"].value
            assert result.value == pytest.approx(100 * result.numerator / result.denominator)
        table = compute_occupations(edition, place, region)
        for row in table.reset_index().to_dict("records"):
            for count in COUNTS:
                masked = row[f"{count}_masked"]
                masked += 0 if count == "projects" else row["projects_masked"]
                survey.learn(place.bassins, [row["occupation"]], count, row[count],
                             row[count] + LARGEST_MASKED * masked)  # fmt: skip
    # The rows of départements and of the region in the tables of the edition.
    inside = edition.communes[edition.communes["region"] == edition.region]
    for level in ("departement", "region"):
        for code, group in inside.groupby(level):
            rows = edition.recruitment
            rows = rows[(rows["level"] == level) & (rows["code"] == code)]
            for row in rows.to_dict("records"):
                for count in COUNTS:
                    masked = row[f"{count}_masked"]
                    masked += 0 if count == "projects" else row["projects_masked"]
                    survey.learn(sorted(set(group["bassin"])), [row["occupation"]], count,
                                 row[count], row[count] + LARGEST_MASKED * masked)  # fmt: skip
    return survey


def test_the_attack_sees_all_territories_and_all_masked_cells(
    survey: Survey, edition: Edition
) -> None:
    places = list_places(edition)
    levels = pd.Series([place.level for place in places]).value_counts().to_dict()
    assert levels == {"bassin": 22, "spro": 12, "departement": 6, "region": 1}
    rows = edition.recruitment[edition.recruitment["level"] == "bassin"]
    assert len(survey.reader.unknowns) == int(
        rows[[f"{c}_masked" for c in COUNTS]].to_numpy().sum() + 2 * rows["projects_masked"].sum()
    ) == 5139  # fmt: skip
    assert len(survey.reader.facts) > 15000


def test_no_masked_cell_of_the_survey_is_enclosed(survey: Survey) -> None:
    """Whoever presumes that a masked number of projects is at least 1 still has three units."""
    widths = survey.reader.sweep()
    narrow = [key for key, width in widths.items() if width < LEAST - 1e-5]
    for key in narrow:
        low, high = survey.reader.enclose(key)
        assert high - low >= LEAST - 1e-5, key
    assert min(widths.values()) == pytest.approx(3.0, abs=1e-4)


@pytest.mark.parametrize("place", [0, 1000, 2000, 3000, 5138])
def test_cells_attacked_one_by_one_keep_the_range_of_their_producer(
    survey: Survey, place: int
) -> None:
    key = list(survey.reader.unknowns)[place]
    expected = (1.0 if key[2] == "projects" else 0.0, 4.0)
    assert survey.reader.enclose(key) == pytest.approx(expected, abs=1e-4)


def test_the_attack_finds_a_leak_where_there_is_one(survey: Survey, edition: Edition) -> None:
    """A true total beside the published ones would give a cell away."""
    (bassin, occupation, count) = next(iter(survey.reader.unknowns))
    others = edition.communes
    departement = str(others.loc[others["bassin"] == bassin, "departement"].iloc[0])
    near = sorted(set(others.loc[others["departement"] == departement, "bassin"]) - {""})
    hidden = [b for b in near if (b, occupation, count) in survey.reader.unknowns]
    leaking = Attacker()
    leaking.unknowns, leaking.facts = survey.reader.unknowns, list(survey.reader.facts)
    leaking.learn({(b, occupation, count): 1.0 for b in hidden}, len(hidden), len(hidden))
    low, high = leaking.enclose((bassin, occupation, count))
    assert (low, high) == pytest.approx((1.0, 1.0), abs=1e-4)


def test_only_incomes_are_masked_by_commune(edition: Edition) -> None:
    """Additive tables have no masked cell in this edition: their totals give nothing away."""
    masked = {name for name in FIGURE_TABLES
              if (edition.load_table(name)["reason"] == "secret").any()}  # fmt: skip
    assert masked == {"income"}


def test_no_masked_income_is_enclosed(edition: Edition) -> None:
    """A median is in no sum: what is known is that deciles are in order, and shares under 100."""
    rows = edition.load_table("income")
    wide = rows.pivot_table(index="code", columns="variable", values="value", dropna=False)
    signs = rows.pivot_table(index="code", columns="variable", values="reason", aggfunc="first")
    chain = ["income_decile_1", "median_income", "income_decile_9"]
    checked = 0
    for variable in signs.columns:
        place = chain.index(variable) if variable in chain else 0
        low = wide[chain[:place]].max(axis=1).fillna(0.0)
        above = wide[chain[place + 1 :] if variable in chain else []].min(axis=1)
        high = above.astype(float).fillna(HIGHEST.get(variable, math.inf))
        masked = signs[variable] == "secret"
        width = (high - low)[masked]
        assert (np.isinf(width) | (width >= np.maximum(LEAST, 0.1 * high[masked]))).all(), variable
        checked += len(width)
    assert checked == 7612
    for place in list_places(edition):
        measures = compute_measures(edition, place, {}, [i for i in INDICATORS
                                    if i.theme == "income"])  # fmt: skip
        assert measures, "the theme is still called so"
        assert all(measure.value is None for measure in measures.values()), place.key


def test_the_embedded_edition_needs_no_secondary_suppression(edition: Edition) -> None:
    rows = edition.recruitment
    rows = rows[rows["level"] == "bassin"].set_index(["code", "occupation", "period"])
    assert set(rows["cells"]) == {1.0}, "each row is one of the survey, whose cells can be rebuilt"
    hidden = {c: rows[f"{c}_masked"] + (rows["projects_masked"] if c != "projects" else 0)
              for c in COUNTS}  # fmt: skip
    cells = pd.DataFrame({c: rows[c].mask(hidden[c] > 0) for c in COUNTS})
    assert cells.min().tolist() == [LARGEST_MASKED + 1.0] * 3
    system = build_survey_system(cells, LARGEST_MASKED)
    assert choose_suppression(system) == ()
    found = compute_bounds(system)
    assert len(found) == 5139
    assert set(found.values()) == {Interval(0.0, 4.0)}
    # And the incomes: no sum, only the order of deciles and the limit of shares.
    tables = {name: edition.load_table(name) for name in FIGURE_TABLES}
    communes = edition.communes.drop(columns=["name", "bassin"])
    incomes = build_figures_system(tables, communes, {})
    assert choose_suppression(incomes) == ()
    assert len(compute_bounds(incomes)) == 7612
