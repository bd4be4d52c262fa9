"""The tightest interval of each hidden cell, by linear programming.

What is known is cut into connected parts; a relation with one unknown becomes a bound, an
unknown whose bounds meet becomes known, a relation said twice counts once, and parts that
differ only by their names are solved once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from spro_portraits.errors import SourceError
from spro_portraits.tables.secrecy.model import TOLERANCE, Cell, Interval, Key, Margin, System

_SOLVED, _INFEASIBLE, _UNBOUNDED = 0, 2, 3
"""Statuses of linprog."""

_Terms = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A connected part: bounds of its unknowns, rows by their numbers; equal ones are twins."""

    bounds: tuple[tuple[float, float], ...]
    rows: tuple[tuple[_Terms, float, float], ...]
    wanted: tuple[int, ...]
    whole: tuple[bool, ...]
    priors: tuple[tuple[float, float], ...]


def compute_bounds(
    system: System,
    added: frozenset[Key] = frozenset(),
    *,
    wanted: Collection[Key] | None = None,
    margin: Margin | None = None,
) -> dict[Key, Interval]:
    """Enclose hidden cells as closely as what is visible allows.

    Parameters
    ----------
    system : System
        Cells and relations.
    added : frozenset of keys
        Visible cells to take as hidden.
    wanted : collection of keys, optional
        Hidden cells to enclose; every masked one by default.
    margin : Margin, optional
        When given, a cell that is seen to be protected by it is solved no further: its
        interval is then one that it certainly fills, perhaps not all that it can fill.

    Returns
    -------
    dict
        Key → interval, in the order of keys. The bounds of whole numbers are rounded
        inwards.

    Raises
    ------
    SourceError
        ``contradictory_cells`` when no values agree with what is visible.
    """
    asked = sorted(system.primary if wanted is None else wanted)
    keys, bounds, rows = _reduce(system, added)
    number = {key: index for index, key in enumerate(keys)}
    parts = _split(len(keys), rows)
    solved: dict[_Part, list[Interval]] = {}
    found: dict[Key, Interval] = {}
    targets = {number[key] for key in asked}
    for members, own_rows in parts:
        inside = [index for index in members if index in targets]
        if not inside:
            continue
        local = {index: place for place, index in enumerate(members)}
        cells = [system.cells[keys[index]] for index in members]
        part = _Part(
            bounds=tuple(bounds[index] for index in members),
            rows=tuple(
                (tuple((local[i], factor) for i, factor in terms), low, high)
                for terms, low, high in own_rows
            ),
            wanted=tuple(local[index] for index in inside),
            whole=tuple(cell.whole for cell in cells),
            priors=tuple((cell.low, cell.high) for cell in cells),
        )
        if part not in solved:
            solved[part] = _solve(part, [keys[index] for index in members], margin)
        found |= {keys[i]: known for i, known in zip(inside, solved[part], strict=True)}
    return {key: found[key] for key in asked}


def _reduce(
    system: System, added: frozenset[Key]
) -> tuple[list[Key], list[tuple[float, float]], dict[_Terms, tuple[float, float]]]:
    """Keep the unknowns, their bounds, and the relations that link at least two of them."""
    keys = sorted(key for key in system.cells if system.is_hidden(key, added))
    number = {key: index for index, key in enumerate(keys)}
    bounds = [(system.cells[key].low, system.cells[key].high) for key in keys]
    waiting: list[tuple[_Terms, float, float]] = []
    for constraint in system.constraints:
        known = 0.0
        unknown = []
        for key, factor in constraint.terms:
            index = number.get(key)
            if index is None:
                known += factor * (system.cells[key].value or 0.0)
            else:
                unknown.append((index, factor))
        if unknown:
            waiting.append(
                (tuple(sorted(unknown)), constraint.low - known, constraint.high - known)
            )
    changed = True
    while changed:
        changed = False
        left = []
        for terms, low, high in waiting:
            fixed = sum(f * bounds[i][0] for i, f in terms if _is_fixed(bounds[i]))
            free = tuple((i, f) for i, f in terms if not _is_fixed(bounds[i]))
            changed = changed or len(free) < len(terms)
            if len(free) == 1:
                bounds[free[0][0]] = _tighten(keys, bounds, free[0], low - fixed, high - fixed)
                changed = True
            elif free:
                left.append((free, low - fixed, high - fixed))
        waiting = left
    return keys, bounds, _merge(keys, waiting)


def _merge(
    keys: Sequence[Key], rows: Sequence[tuple[_Terms, float, float]]
) -> dict[_Terms, tuple[float, float]]:
    """Count once the relations that have the same terms, each with the closest ends."""
    merged: dict[_Terms, tuple[float, float]] = {}
    for terms, low, high in sorted(rows):
        before = merged.get(terms, (-math.inf, math.inf))
        lower, upper = round(max(low, before[0]), 9), round(min(high, before[1]), 9)
        if lower > upper + TOLERANCE:
            raise _contradict([keys[index] for index, _ in terms])
        merged[terms] = (lower, max(lower, upper))
    return merged


def _is_fixed(bounds: tuple[float, float]) -> bool:
    return bounds[1] - bounds[0] <= TOLERANCE


def _tighten(
    keys: Sequence[Key],
    bounds: Sequence[tuple[float, float]],
    term: tuple[int, float],
    low: float,
    high: float,
) -> tuple[float, float]:
    """Turn a relation on one unknown into bounds."""
    index, factor = term
    ends = sorted((low / factor, high / factor))
    lower, upper = max(bounds[index][0], ends[0]), min(bounds[index][1], ends[1])
    if lower > upper + TOLERANCE:
        raise _contradict([keys[index]])
    return round(min(lower, upper), 9), round(upper, 9)


def _split(
    count: int, rows: dict[_Terms, tuple[float, float]]
) -> list[tuple[list[int], list[tuple[_Terms, float, float]]]]:
    """Cut unknowns and rows into connected parts, in the order of the unknowns."""
    links = [(terms[0][0], index) for terms in rows for index, _ in terms[1:]]
    ends = np.array(links, dtype=int).reshape(-1, 2)
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    members: dict[int, list[int]] = {}
    for index, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(index)
    own: dict[int, list[tuple[_Terms, float, float]]] = {label: [] for label in members}
    for terms, (low, high) in rows.items():
        own[int(labels[terms[0][0]])].append((terms, low, high))
    return [(members[label], own[label]) for label in members]


def _solve(part: _Part, keys: Sequence[Key], margin: Margin | None) -> list[Interval]:
    """Find the interval of each wanted unknown of a part: two programs each, or fewer.

    Every solution is a set of values that agrees with what is visible: the values that it
    gives to the other unknowns are possible too, and may already show them protected.
    """
    if not part.rows:
        return [_round_inwards(*part.bounds[index], whole=part.whole[index])
                for index in part.wanted]  # fmt: skip
    program = _Program(keys, part.bounds, part.rows)
    lows, highs = np.full(len(keys), math.inf), np.full(len(keys), -math.inf)
    found = []
    for index in part.wanted:
        prior = part.priors[index]
        cell = Cell(keys[index], low=prior[0], high=prior[1], whole=part.whole[index])
        for sign in (1.0, -1.0):
            seen = _round_inwards(lows[index], highs[index], whole=cell.whole)
            if margin is not None and seen.width > 0 and cell.is_protected_by(seen, margin):
                break
            values = program.push(index, sign)
            lows, highs = np.fmin(lows, values), np.fmax(highs, values)
        found.append(_round_inwards(lows[index], highs[index], whole=cell.whole))
    return found


class _Program:
    """The linear program of a part, solved for one unknown at a time."""

    def __init__(
        self,
        keys: Sequence[Key],
        bounds: Sequence[tuple[float, float]],
        rows: Sequence[tuple[_Terms, float, float]],
    ) -> None:
        self._keys = keys
        self._count = len(rows)
        self._bounds = [tuple(end if math.isfinite(end) else None for end in b) for b in bounds]
        # An equation, or one inequality for each end that there is; and the row it is made of.
        equal, upper = [], []
        for number, (terms, low, high) in enumerate(rows):
            if high - low <= TOLERANCE:
                equal.append((number, 1.0, terms, (low + high) / 2))
                continue
            if math.isfinite(high):
                upper.append((number, 1.0, terms, high))
            if math.isfinite(low):
                upper.append((number, -1.0, terms, -low))
        self._equal, self._upper = self._stack(equal), self._stack(upper)
        self._origins = [(number, sign) for number, sign, _, _ in (*equal, *upper)]

    def _stack(
        self, rows: Sequence[tuple[int, float, _Terms, float]]
    ) -> tuple[csr_array | None, list[float] | None]:
        entries = [(line, index, sign * factor)
                   for line, (_, sign, terms, _) in enumerate(rows)
                   for index, factor in terms]  # fmt: skip
        if not entries:
            return None, None
        lines, columns, factors = zip(*entries, strict=True)
        shape = (len(rows), len(self._keys))
        return csr_array((factors, (lines, columns)), shape=shape), [row[3] for row in rows]

    def _run(self, index: int, sign: float) -> Any:
        aim = np.zeros(len(self._keys))
        aim[index] = sign
        for presolve in (True, False):
            # Before it solves, HiGHS may say « unbounded or infeasible » without choosing.
            result = linprog(
                aim, A_ub=self._upper[0], b_ub=self._upper[1], A_eq=self._equal[0],
                b_eq=self._equal[1], bounds=self._bounds, method="highs",
                options={"presolve": presolve},
            )  # fmt: skip
            if result.status in {_SOLVED, _INFEASIBLE, _UNBOUNDED}:
                break
        if result.status not in {_SOLVED, _UNBOUNDED}:
            raise _contradict(self._keys)
        return result

    def push(self, index: int, sign: float) -> np.ndarray:
        """Find values with one unknown as low (1) or as high (−1) as it can be.

        Returns
        -------
        ndarray
            One value an unknown; where nothing stops this one, it is infinite and the
            others are NaN.
        """
        result = self._run(index, sign)
        if result.status == _UNBOUNDED:
            values = np.full(len(self._keys), math.nan)
            values[index] = -sign * math.inf
            return values
        return np.asarray(result.x, dtype=float)

    def price(self, index: int, sign: float) -> list[float]:
        """Find how much each row stops one unknown from being lower (1) or higher (−1).

        Returns
        -------
        list of float
            One a row: change of the bound for one unit more on its side; 0 for a row that
            does not stop it.
        """
        result = self._run(index, sign)
        prices = [0.0] * self._count
        if result.status == _SOLVED:
            marginals = [*result.eqlin.marginals, *result.ineqlin.marginals]
            for (number, side), marginal in zip(self._origins, marginals, strict=True):
                prices[number] += side * float(marginal)
        return prices


def find_levers(system: System, added: frozenset[Key], target: Key) -> set[Key]:
    """Find the visible cells whose hiding may widen the interval of a hidden one.

    A cell that stands only in relations that do not stop the target, or that stop it on
    both sides equally, would change nothing.

    Parameters
    ----------
    system : System
        The relations linked to the target, and no others.
    """
    keys = sorted(key for key in system.cells if system.is_hidden(key, added))
    number = {key: index for index, key in enumerate(keys)}
    bounds = [(system.cells[key].low, system.cells[key].high) for key in keys]
    rows = []
    for constraint in system.constraints:
        known = sum(factor * (system.cells[key].value or 0.0)
                    for key, factor in constraint.terms if key not in number)  # fmt: skip
        terms = tuple((number[k], factor) for k, factor in constraint.terms if k in number)
        rows.append((terms, constraint.low - known, constraint.high - known))
    program = _Program(keys, bounds, rows)
    found = set()
    for sign in (1.0, -1.0):
        gains: dict[Key, float] = {}
        for constraint, price in zip(
            system.constraints, program.price(number[target], sign), strict=True
        ):
            for key, factor in constraint.terms:
                gains[key] = gains.get(key, 0.0) + price * factor
        for key, gain in gains.items():
            cell = system.cells[key]
            up, down = gain > TOLERANCE, gain < -TOLERANCE
            if key not in number and (up or (down and (cell.value or 0.0) > cell.low)):
                found.add(key)
    return found


def _round_inwards(low: float, high: float, *, whole: bool) -> Interval:
    """Make an interval of bounds; whole numbers lie between whole numbers."""
    if whole and math.isfinite(low):
        low = float(math.ceil(low - TOLERANCE))
    if whole and math.isfinite(high):
        high = float(math.floor(high + TOLERANCE))
    return Interval(float(low), float(high))


def _contradict(keys: Sequence[Key]) -> SourceError:
    return SourceError("contradictory_cells", cells=[" / ".join(key) for key in keys[:3]])
