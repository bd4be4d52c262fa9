"""What links the cells of an edition: territories that nest, variables that add up.

Relations hold between rows of tables. The figures of a commune add up to those of every
zone that it lies in, whether these zones nest or cross; a total that the build made itself
is the sum of the published cells only, so that it links those and no masked one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

import numpy as np
import pandas as pd

from spro_portraits.tables.making import MAYOTTE
from spro_portraits.tables.names import FIGURE_TABLES
from spro_portraits.tables.secrecy.model import (
    TOLERANCE,
    Cell,
    Constraint,
    Key,
    System,
    equate,
    fix_sum,
    limit,
)

ADDITIVE = ("census", "population", "residents_by_group")
"""Tables of counts: the cells of a zone are the sum of those of its parts."""

_SECTORS = ("agriculture", "industry", "construction", "trade_services", "public")

SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("establishments", tuple(f"establishments_{sector}" for sector in _SECTORS)),
    ("establishments", ("establishments_0", "establishments_1_9", "establishments_10_plus")),
    ("dwellings", ("main_homes", "second_homes", "vacant_dwellings")),
    ("residents_15_plus", tuple(f"residents_15_plus_{group}" for group in "12345679")),
    ("population", ("municipal_population",)),
)
"""Variables that are the sum of others, of the same place and period."""

SHARES: tuple[tuple[str, ...], ...] = (
    tuple(
        f"employment_share_{sector}"
        for sector in (
            "agriculture", "industry", "construction", "market_services", "non_market_services",
        )
    ),
)  # fmt: skip
"""Variables that add up to 100 %."""

ORDERS: tuple[tuple[str, str], ...] = (
    ("unemployed", "labour_force"),
    ("labour_force", "population_15_64"),
    ("population_15_64", "population"),
    ("residents_15_plus", "population"),
    ("salaried_jobs", "jobs"),
    ("owner_homes", "main_homes"),
    ("main_homes", "dwellings"),
    ("households", "population"),
    ("income_decile_1", "median_income"),
    ("median_income", "income_decile_9"),
)
"""Variables that are never above others, of the same place and period."""

HIGHEST: Mapping[str, float] = {
    "poverty_rate": 100.0,
    "taxed_households_share": 100.0,
    "young_not_in_work_share": 100.0,
    "unemployment_rate": 100.0,
    **dict.fromkeys(SHARES[0], 100.0),
}
"""Highest value that a variable may have; none for the others."""

USUAL_GAP = 0.9
"""A relation is as exact as this share of its kind that can be checked (rounding)."""

_ROW = ["level", "code", "variable", "period", "value", "reason", "lacking"]


def build_figures_system(
    tables: Mapping[str, pd.DataFrame],
    zoning: pd.DataFrame,
    rules: Mapping[tuple[str, str, str], str],
) -> System:
    """Link the cells of the long tables that have masked cells.

    Parameters
    ----------
    tables : mapping
        Name → table, those of :data:`FIGURE_TABLES` among them.
    zoning : DataFrame
        Every commune of the country (index) and the zones that it lies in: one column a
        level; empty where it lies in none.
    rules : mapping
        Code, variable and period of cells that a primary rule masked → the rule; other
        masked cells are the producer's.

    Returns
    -------
    System
        Keys: table, level, code, variable, period. Empty when no cell is masked.
    """
    long = pd.concat([tables[name][_ROW].assign(table=name) for name in FIGURE_TABLES])
    masked = set(long.loc[long["reason"] == "secret", "variable"])
    if not masked:
        return System({})
    long = long[long["variable"].isin(_list_linked(masked))].sort_values(
        ["table", *_ROW[:4]], kind="stable"
    )
    # A variable of which every published value is a whole number is known to be one.
    shown = long[long["value"].notna()]
    is_whole = (shown["value"] % 1 == 0).groupby([shown["variable"], shown["period"]]).all()
    whole = is_whole.to_dict()
    cells: dict[Key, Cell] = {}
    partial: set[Key] = set()
    keys = list(long[["table", *_ROW[:4]]].itertuples(index=False, name=None))
    columns = (long[name].tolist() for name in ("value", "reason", "lacking"))
    for key, value, reason, lacking in zip(keys, *columns, strict=True):
        _, _, code, variable, period = key
        cells[key] = Cell(
            key,
            None if math.isnan(value) else value,
            rules.get((code, variable, period), "producer") if reason == "secret" else "",
            high=HIGHEST.get(variable, math.inf),
            whole=whole.get((variable, period), False),
        )
        if lacking > 0:
            partial.add(key)
    found = [*_link_variables(cells, partial), *_link_zones(cells, partial, zoning)]
    system = System(cells, tuple(found))
    return System(cells, tuple(c for c in found if _can_hold(system, c)))


def build_survey_system(survey: pd.DataFrame, largest_masked: float) -> System:
    """Link the three counts of each row of the BMO survey.

    The survey has no total of its own: every total of the edition is a sum of its
    published cells, and links no masked one.

    Parameters
    ----------
    survey : DataFrame
        Index ``code``, ``occupation``, ``period``; ``projects, difficult, seasonal``, NaN
        where masked.
    largest_masked : float
        Highest value that a masked cell can hold.
    """
    cells: dict[Key, Cell] = {}
    constraints = []
    for (code, occupation, period), *counts in survey.itertuples(name=None):
        keys = [
            ("recruitment", "bassin", code, f"{name}:{occupation}", period)
            for name in survey.columns
        ]
        for key, count in zip(keys, counts, strict=True):
            masked = math.isnan(count)
            cells[key] = Cell(
                key, None if masked else count, "producer" if masked else "",
                high=largest_masked, whole=True,
            )  # fmt: skip
        constraints += [limit([part], keys[0]) for part in keys[1:]]
    return System(cells, tuple(constraints))


def _list_linked(variables: Iterable[str]) -> set[str]:
    """List the variables that relations link to some, directly or not."""
    groups = [{total, *parts} for total, parts in SUMS]
    groups += [set(shares) for shares in SHARES] + [set(pair) for pair in ORDERS]
    linked = set(variables)
    while near := [group for group in groups if group & linked and not group <= linked]:
        linked |= set().union(*near)
    return linked


def _link_variables(cells: Mapping[Key, Cell], partial: AbstractSet[Key]) -> Iterator[Constraint]:
    """Link the variables of each place and period; totals that lack communes are left out.

    Each variable of such a total lacks its own communes: its relations are those of its parts.
    """
    places: dict[tuple[str, str, str], dict[str, Key]] = {}
    for key in cells:
        if key not in partial:
            places.setdefault((key[1], key[2], key[4]), {})[key[3]] = key
    for known in places.values():
        for small, large in ORDERS:
            if small in known and large in known:
                yield limit([known[small]], known[large])
    for total, parts in SUMS:
        exact = []
        for known in places.values():
            present = [known[part] for part in parts if part in known]
            if total in known and len(present) == len(parts):
                exact.append((known[total], present))
            elif total in known and present:
                yield limit(present, known[total])
        yield from _equate_all(cells, exact, lambda total: (total[1], total[4]))
    yield from _link_shares(cells, places.values())


def _link_shares(
    cells: Mapping[Key, Cell], places: Iterable[Mapping[str, Key]]
) -> Iterator[Constraint]:
    """Say that shares add up to 100, as exactly as where all of them are published."""
    for shares in SHARES:
        wholes = [[known[share] for share in shares] for known in places
                  if known.keys() >= set(shares)]  # fmt: skip
        slack = _measure_slack([
            100.0 - sum(cells[key].value or 0.0 for key in whole) for whole in wholes
            if not any(cells[key].is_hidden for key in whole)
        ])  # fmt: skip
        yield from (fix_sum(whole, 100.0, slack) for whole in wholes)


def _link_zones(
    cells: Mapping[Key, Cell], partial: AbstractSet[Key], zoning: pd.DataFrame
) -> Iterator[Constraint]:
    """Link each zone to its parts, level by level, for each variable that adds up."""
    present: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for table, level, code, variable, period in cells:
        if table in ADDITIVE:
            levels = present.setdefault((table, variable, period), {})
            levels.setdefault(level, set()).add(code)
    nested = {pair: dict(parts) for pair, parts in _list_nested(zoning)}
    for (table, variable, period), levels in present.items():
        for (fine, coarse), zones in nested.items():
            if fine not in levels or coarse not in levels:
                continue
            exact: list[tuple[Key, list[Key]]] = []
            for code in sorted(levels[coarse] & zones.keys()):
                parts, is_complete = zones[code]
                total: Key = (table, coarse, code, variable, period)
                held: list[Key] = [(table, fine, part, variable, period) for part in parts
                        if part in levels[fine]]  # fmt: skip
                is_complete = is_complete and len(held) == len(parts)
                if total in partial and fine == "commune":
                    yield from _link_published(cells, total, held, is_complete=is_complete)
                elif is_complete:
                    exact.append((total, held))
                elif held and total not in partial:
                    yield limit(held, total)
            yield from _equate_all(cells, exact, lambda _: ())


def _link_published(
    cells: Mapping[Key, Cell], total: Key, parts: Sequence[Key], *, is_complete: bool
) -> Iterator[Constraint]:
    """Link a total that lacks communes: the sum of the cells that were published.

    Where these cells do not give it exactly (a commune that merged has a published part and
    no published value), it lies between their sum and that of all.
    """
    shown = [part for part in parts if not cells[part].is_hidden]
    value = cells[total].value
    if value is None or not parts:
        return
    gap = value - sum(cells[part].value or 0.0 for part in shown)
    if is_complete and abs(gap) <= TOLERANCE * max(1.0, value):
        yield equate(total, shown)
        return
    yield limit(shown, total)
    if is_complete:
        terms = ((total, 1.0), *((part, -1.0) for part in parts))
        yield Constraint(terms, -math.inf, 0.0)


def _equate_all(
    cells: Mapping[Key, Cell],
    sums: Iterable[tuple[Key, list[Key]]],
    kind: Callable[[Key], tuple[str, ...]],
) -> Iterator[Constraint]:
    """Write equations, as exact as those of their kind that every reader can check."""
    ordered = sorted(sums, key=lambda pair: (kind(pair[0]), pair[0]))
    for _, members in groupby(ordered, key=lambda pair: kind(pair[0])):
        pairs = list(members)
        slack = _measure_slack([
            (cells[total].value or 0.0) - sum(cells[part].value or 0.0 for part in parts)
            for total, parts in pairs
            if not any(cells[key].is_hidden for key in (total, *parts))
        ])  # fmt: skip
        yield from (equate(total, parts, slack) for total, parts in pairs)


def _measure_slack(gaps: Sequence[float]) -> float:
    """Measure how far sums lie from their parts: the gap that nine tenths do not exceed."""
    if not gaps:
        return 0.0
    usual = float(np.quantile(np.abs(gaps), USUAL_GAP, method="higher"))
    return usual if usual > TOLERANCE else 0.0


def _can_hold(system: System, constraint: Constraint) -> bool:
    """Whether a relation may be true; one that visible cells contradict tells nothing."""
    known = system.compute_range(constraint)
    return known.low <= constraint.high + TOLERANCE and known.high >= constraint.low - TOLERANCE


def _list_nested(
    zoning: pd.DataFrame,
) -> Iterator[tuple[tuple[str, str], list[tuple[str, tuple[tuple[str, ...], bool]]]]]:
    """List the parts of each zone, for each two levels; communes are a level.

    The parts are the zones of the finer level that lie wholly in it; whether they fill it is
    said beside them. Mayotte is in no total of France.
    """
    places = zoning.assign(commune=zoning.index)
    places["france"] = np.where(places["departement"] == MAYOTTE, "", "france")
    for coarse in places.columns.drop("commune"):
        for fine in places.columns.drop([coarse, "france"], errors="ignore"):
            pairs = places.loc[places[coarse] != "", [fine, coarse]]
            owners = places.loc[places[fine] != "", [fine, coarse]].drop_duplicates()
            times = Counter(owners[fine])
            zones = []
            for code, inside in pairs.groupby(coarse)[fine].unique().items():
                parts = tuple(sorted(p for p in inside if p and times[p] == 1))
                zones.append((str(code), (parts, len(parts) == len(inside))))
            yield (str(fine), str(coarse)), zones
