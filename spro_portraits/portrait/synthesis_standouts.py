"""Which territories of a level stand apart from all others, and in what.

Nothing is said of a rank within the margin: the highest is only called so where it differs from
every other (:func:`~spro_portraits.indicators.difference.compute_difference`).
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from spro_portraits.indicators import Indicator, Result
from spro_portraits.indicators.difference import (
    LEAST,
    STANDARD_ERRORS,
    compute_difference,
    compute_standard_error,
    is_comparable,
)
from spro_portraits.portrait.roster import Roster

LEAST_PLACES = 3
"""Territories with a value under which no end is told."""


@dataclass(frozen=True, slots=True)
class Standout:
    """A territory that is clearly the highest (``sign`` +1) or the lowest (−1) of its level.

    ``strength`` is the distance to the mean of the level, in standard deviations.
    """

    code: str
    indicator: Indicator
    sign: int
    strength: float


def list_standouts(roster: Roster) -> list[Standout]:
    """List who is clearly at an end of an indicator, the strongest first; ties by indicator."""
    found = []
    for indicator in roster.indicators:
        results = roster.results[indicator.key]
        known = [r.value for r in results.values() if r.value is not None]
        if len(known) < LEAST_PLACES:
            continue
        spread = statistics.pstdev(known)
        for sign in (1, -1):
            code = find_clear_end(indicator, results, sign)
            value = None if code is None else results[code].value
            if code is None or value is None or not spread:
                continue
            strength = abs(value - statistics.fmean(known)) / spread
            found.append(Standout(code, indicator, sign, strength))
    return sorted(found, key=lambda one: -one.strength)


def find_clear_end(indicator: Indicator, results: Mapping[str, Result], sign: int) -> str | None:
    """Find who is clearly the highest (+1) or the lowest (−1); None where no one is.

    The value differs from each other one. One that is weak cannot be compared: it does not take
    the place away unless it is itself beyond.
    """
    known = {code: result for code, result in results.items() if result.value is not None}
    if len(known) < LEAST_PLACES or not is_comparable(indicator):
        return None
    group = list_end(indicator, results, sign)
    return group[0] if len(group) == 1 else None


def list_end(indicator: Indicator, results: Mapping[str, Result], sign: int) -> list[str]:
    """List who is at an end: the extreme value, and those that cannot be told from it.

    For a count, which no sampling blurs but whose masked cells may, those whose values can be
    equal to it.
    """
    known = {c: r.value for c, r in results.items() if r.value is not None}
    if not known:
        return []
    first = max(known, key=lambda code: sign * known[code])
    extreme = results[first]
    return [first] + [
        code
        for code in known
        if code != first and not _is_beyond(indicator, extreme, results[code], sign)
    ]


def _is_beyond(indicator: Indicator, extreme: Result, other: Result, sign: int) -> bool:
    """Whether the extreme value is clearly beyond another."""
    if not is_comparable(indicator):
        lower = other if sign > 0 else extreme
        return extreme.value != other.value and not lower.is_lower_bound
    difference = compute_difference(indicator, extreme, other)
    if difference.reason == "weak" and not extreme.reliability.is_weak:
        return True
    return difference.sign == sign


def count_movements(indicator: Indicator, results: Mapping[str, Result]) -> tuple[int, int, int]:
    """Count the territories whose rate of change is clearly above and below zero, of how many.

    Clearly: sound, at least the least change worth a word, and beyond sampling error.
    """
    signs = []
    for result in results.values():
        value = result.value
        if value is None:
            continue
        error = STANDARD_ERRORS * compute_standard_error(indicator, result)
        clear = (
            abs(value) >= LEAST[indicator.unit]
            and abs(value) > error
            and not result.reliability.is_weak
        )
        signs.append(int(clear) * (1 if value > 0 else -1))
    return signs.count(1), signs.count(-1), len(signs)
