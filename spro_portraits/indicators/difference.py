"""Whether a value differs from another: one rule for texts, arrows and colours alike.

A difference is only called one where both values can be trusted, where no masked cell
could undo it, where sampling alone would hardly give it, and where it matters. Otherwise
nothing is said: neither that the values differ nor that they are equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from spro_portraits.indicators.model import Indicator, Result
from spro_portraits.indicators.recipes import Growth, Ratio

SAMPLING = {"census": 0.4, "complementary": 0.25, "young": 0.4}
"""Part of the people that a census figure is drawn from, at the least.

In communes of 10,000 inhabitants or more the five yearly surveys reach 40 % of the homes; the
complementary results are coded on one household in four of the small communes. Taken for
every commune: prudent where the census counts everybody.
"""

STANDARD_ERRORS = 2.0
"""How many standard errors make a difference unlikely to be due to sampling (95 %)."""

UNSIZED = 5.0
"""Points under which a rate that is published without its counts is imprecise.

No error can be computed for it. Two standard errors are 5 points for about 350 young people,
one in five of them neither in work nor in education: a commune of 3,500 inhabitants.
Our own choice.
"""

LEAST = {
    "%": 0.5, "%/an": 0.1, "pt": 0.3, "pour 100": 2.0, "personnes": 0.03,
}  # fmt: skip
"""Least difference worth a word, in the unit of the figure. Our own choice."""

LEAST_RELATIVE = {"€": 0.02, "hab./km²": 0.10}
"""Least difference worth a word, as a share of the other value. Our own choice."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What may be said of a value beside another.

    Attributes
    ----------
    gap : float or None
        First minus second, in the unit of the figure (points for percentages), unrounded;
        None where one is absent or the figure is a count.
    sign : int
        +1 or −1 for a difference that may be worded; 0 for none.
    reason : str
        Why not: ``count`` (a count depends on the size of a place), ``absent``, ``weak``,
        ``bounds`` (masked cells could undo it), ``imprecise`` (within sampling error),
        ``small``; empty where there is a difference.
    """

    gap: float | None
    sign: int
    reason: str = ""

    @property
    def is_meaningful(self) -> bool:
        """Whether texts, arrows and colours may show it."""
        return self.sign != 0


def compute_difference(indicator: Indicator, own: Result, other: Result) -> Difference:
    """Compare a value with another of the same indicator.

    Not done: comparing two vintages, or two indicators. A reference that contains the
    territory is compared as if it did not: prudent, since their errors are then linked.

    Parameters
    ----------
    own, other : Result
        With their reliability, as :func:`~.measures.compute_results` gives them.
    """
    if not is_comparable(indicator):
        return Difference(None, 0, "count")
    if own.value is None or other.value is None:
        return Difference(None, 0, "absent")
    gap = own.value - other.value
    error = math.hypot(
        compute_standard_error(indicator, own), compute_standard_error(indicator, other)
    )
    likely = STANDARD_ERRORS * error
    if indicator.precision in SAMPLING and None in (own.denominator, other.denominator):
        likely = UNSIZED
    least = max(
        LEAST.get(indicator.unit, 0.0), LEAST_RELATIVE.get(indicator.unit, 0.0) * abs(other.value)
    )
    rules = {
        "weak": own.reliability.is_weak or other.reliability.is_weak,
        "bounds": _may_be_undone(own, other, gap),
        "imprecise": abs(gap) <= likely,
        "small": abs(gap) < least,
    }
    reason = next((reason for reason, applies in rules.items() if applies), "")
    return Difference(gap, 0 if reason else int(math.copysign(1, gap)), reason)


def is_comparable(indicator: Indicator) -> bool:
    """Whether the figure does not depend on the size of the place."""
    return indicator.unit in LEAST or indicator.unit in LEAST_RELATIVE


def compute_standard_error(indicator: Indicator, result: Result) -> float:
    """Compute the standard error of sampling; 0 where a figure is not drawn from a sample.

    Not done: a sampled rate whose counts are not published (:data:`UNSIZED`); 0 as well.

    A share p of n people has √(p(1 − p)(1 − f) / (f·n)), a count N has √(N(1 − f) / f), with
    f the sampled part (simple random sampling, as an order of size). Ratios of two counts
    and growth rates combine the relative errors of their terms.
    """
    part = SAMPLING.get(indicator.precision)
    top, bottom = result.numerator, result.denominator
    if part is None or result.value is None or not top or not bottom:
        return 0.0
    spread = (1.0 - part) / part
    if isinstance(indicator.compute, Ratio) and indicator.unit == "%":
        share = min(top / bottom, 1.0)
        return 100.0 * math.sqrt(share * (1.0 - share) * spread / bottom)
    relative = math.sqrt(spread / top + spread / bottom)
    if isinstance(indicator.compute, Growth):
        years = int(indicator.compute.end) - int(indicator.compute.start)
        return (100.0 + result.value) * relative / years
    return abs(result.value) * relative


def _may_be_undone(own: Result, other: Result, gap: float) -> bool:
    """Whether masked cells could make the two values meet."""
    if own.value is None or other.value is None:
        return True
    lower, higher = (own, other) if gap <= 0 else (other, own)
    highest = lower.upper if lower.upper is not None else lower.value
    return lower.is_lower_bound and highest is not None and (higher.value or 0.0) <= highest
