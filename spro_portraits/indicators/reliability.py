"""How far a figure may be trusted: a grade, and its reason.

Thresholds are INSEE's advice on the census; they are about precision, not secrecy.
"""

from __future__ import annotations

from spro_portraits.indicators.model import Indicator, Reliability, Result

FEW, VERY_FEW = 500, 200
"""Persons (or homes, or jobs) under which a census count is imprecise, then fragile."""

SMALL_PLACE = 2_000
"""Inhabitants under which complementary results and rates on young people are not used."""


def grade_reliability(
    indicator: Indicator, result: Result, inhabitants: float | None
) -> Reliability:
    """Grade one figure of a territory.

    The smallest count behind it decides for the census: the value of a count, the
    smaller of the two terms of a ratio.

    Parameters
    ----------
    inhabitants : float or None
        Population of the territory; None where it is not known.
    """
    if result.value is None:
        return Reliability("")
    if indicator.precision in {"complementary", "young"} and (inhabitants or 0) < SMALL_PLACE:
        return Reliability("fragile", "small_place")
    if indicator.precision in {"census", "complementary"}:
        terms = [t for t in (result.numerator, result.denominator) if t is not None]
        smallest = min(terms or [result.value])
        if smallest < VERY_FEW:
            return Reliability("fragile", "very_few")
        if smallest < FEW:
            return Reliability("prudence", "few")
    if result.is_lower_bound:
        return Reliability("minimum", "masked")
    return Reliability("bonne")
