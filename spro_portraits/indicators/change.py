"""Whether a figure really changed from an older vintage to a newer one.

The rule of :mod:`~.difference`, completed for counts, which compare with themselves over time
though they do not compare between places.
"""

from __future__ import annotations

import math

from spro_portraits.indicators.catalogue import find_family
from spro_portraits.indicators.difference import (
    SAMPLING,
    STANDARD_ERRORS,
    Difference,
    compute_difference,
    is_comparable,
)
from spro_portraits.indicators.model import Indicator, Result
from spro_portraits.indicators.vintages import move_indicator

CENSUS_YEARS = 5
"""Years of surveys behind one vintage of the census: two vintages closer than that share some."""

CENSUS_FAMILIES = frozenset({"population", "density", "population_growth", "migration_balance"})
"""Figures that rest on the population of the census, though their precision is not graded."""

LEAST_COUNT, LEAST_COUNT_SHARE = 1.0, 0.01
"""Least change of a count worth a word: a unit, and a share of the older value. Our own choice."""


def compute_change(indicator: Indicator, after: Result, before: Result) -> Difference:
    """Say whether a figure really changed from an older vintage to a newer one.

    The rule is :func:`~.difference.compute_difference`; what it refuses, a count, is called a
    change beyond two standard errors of sampling, a unit and one hundredth of the older value.
    Not done: asking whether the two vintages share years of surveys; ``indicator`` is today's.

    Returns
    -------
    Difference
        With the reasons of :class:`~.difference.Difference`.
    """
    if is_comparable(indicator) or after.value is None or before.value is None:
        return compute_difference(indicator, after, before)
    gap = after.value - before.value
    part = SAMPLING.get(indicator.precision)
    spread = 0.0 if part is None else (1.0 - part) / part
    error = math.sqrt(spread * (abs(after.value) + abs(before.value)))
    lower, higher = (after, before) if gap <= 0 else (before, after)
    highest = lower.value if lower.upper is None else lower.upper
    rules = {
        "weak": after.reliability.is_weak or before.reliability.is_weak,
        "bounds": lower.is_lower_bound and (higher.value or 0.0) <= (highest or 0.0),
        "imprecise": abs(gap) <= STANDARD_ERRORS * error,
        "small": abs(gap) < max(LEAST_COUNT, LEAST_COUNT_SHARE * abs(before.value)),
    }
    reason = next((reason for reason, applies in rules.items() if applies), "")
    return Difference(gap, 0 if reason else int(math.copysign(1, gap)), reason)


def share_years(indicator: Indicator, vintage: str) -> bool:
    """Whether a vintage of a figure, and an older one, rest in part on the same years."""
    moved = move_indicator(indicator, vintage) or indicator
    census = bool(indicator.precision) or find_family(indicator.key) in CENSUS_FAMILIES
    first, *others = (int(year) for year in indicator.vintage.partition("-T")[0].split("-"))
    length = max(others[0] - first if others else 0, CENSUS_YEARS if census else 0)
    return indicator.last_year - moved.last_year < length
