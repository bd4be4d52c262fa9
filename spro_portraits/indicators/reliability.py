"""How far a figure may be trusted: a grade, and its reason.

Thresholds on counts are INSEE's advice on the census; they are about precision, not secrecy.
"""

from __future__ import annotations

from spro_portraits.indicators.model import Indicator, Reliability, Result
from spro_portraits.indicators.recipes import Change, Published

FEW, VERY_FEW = 500, 200
"""Persons (or homes, or jobs) under which a census count is imprecise, then fragile."""

SMALL_PLACE = 2_000
"""Inhabitants under which complementary results and rates on young people are not used."""

STALE_YEARS = 7
"""Age in years from which the newest vintage of a figure no longer describes the present: a
census is published three years late and compared five years apart."""


def grade_reliability(
    indicator: Indicator,
    result: Result,
    inhabitants: float | None,
    *,
    is_partial: bool = False,
    year: int = 0,
) -> Reliability:
    """Grade one figure of a territory; the gravest rule gives the reason.

    The smallest count behind it decides for the census: the value of a count, the
    smaller of the two terms of a ratio.

    Parameters
    ----------
    inhabitants : float or None
        Population of the territory; None where it is not known.
    is_partial : bool
        Whether the edition holds only a part of the communes of the territory: a figure
        that is summed then lacks the others.
    year : int
        Year of the edition; 0 where the age of the vintage does not count (a figure of
        the past that is shown as such).
    """
    if result.value is None:
        return Reliability("")
    terms = [t for t in (result.numerator, result.denominator) if t is not None]
    smallest = min(terms or [result.value])
    counted = indicator.precision in {"census", "complementary"}
    rules = (
        (
            indicator.precision in {"complementary", "young"}
            and (inhabitants or 0) < SMALL_PLACE,
            Reliability("fragile", "small_place"),
        ),
        (counted and smallest < VERY_FEW, Reliability("fragile", "very_few")),
        (is_partial and _is_summed(indicator), Reliability("prudence", "partial")),
        (counted and smallest < FEW, Reliability("prudence", "few")),
        (0 < STALE_YEARS < year - indicator.last_year, Reliability("prudence", "stale")),
        (result.is_lower_bound, Reliability("minimum", "masked")),
    )  # fmt: skip
    return next((grade for applies, grade in rules if applies), Reliability("bonne"))


def _is_summed(indicator: Indicator) -> bool:
    return not isinstance(indicator.compute, Published | Change)
