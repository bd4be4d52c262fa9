"""The same figure at another vintage: its formula with the periods moved.

Not done here: changing what a formula counts. A figure whose producer renamed a variable has no
other vintage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from spro_portraits.indicators.model import Indicator, Recipe
from spro_portraits.indicators.recipes import (
    Change,
    Combination,
    Growth,
    Published,
    Ratio,
    RecruitmentCount,
    RecruitmentShare,
    Term,
)
from spro_portraits.tables import Edition
from spro_portraits.tables.names import LEVELS

_QUARTER = re.compile(r"(\d{4})-T([1-4])")
_SPAN = re.compile(r"(\d{4})-(\d{4})")
_YEAR = re.compile(r"\d{4}")

SURVEY = "recruitment"
"""Stands for the variables of the survey, whose formulas hold no period."""

OLDEST = 15
"""Years back from which a vintage is no longer looked for."""

Move = Callable[[str], str]
"""A period in, the period that takes its place out."""


def move_indicator(indicator: Indicator, vintage: str) -> Indicator | None:
    """Give the record of a figure at another vintage; None where the two do not correspond.

    A year takes the place of a year, a quarter of a quarter (every period of the formula moves
    by as much), a span of a span (its ends move each by its own).
    """
    move = _make_move(indicator.vintage, vintage)
    if move is None:
        return None
    return replace(indicator, vintage=vintage, compute=_move_recipe(indicator.compute, move))


def move_period(period: str, years: int) -> str:
    """Give the same period some years later, or earlier: ``2024-T4`` for ``2025-T4`` and −1."""
    return _add_years(period, years)


def find_vintage(indicator: Indicator, holdings: frozenset[Term]) -> str | None:
    """Find the newest vintage of a figure, not after its own, that an edition can give.

    Parameters
    ----------
    holdings : frozenset
        What the edition holds, see :func:`list_holdings`.
    """
    return next(
        (v for v in _list_earlier(indicator.vintage) if is_held(indicator, v, holdings)), None
    )


def list_vintages(indicator: Indicator, holdings: frozenset[Term]) -> list[str]:
    """List all vintages of a figure that an edition can give, the oldest first.

    Parameters
    ----------
    holdings : frozenset
        What the edition holds, see :func:`list_holdings`.
    """
    terms = list_terms(indicator.compute, indicator.vintage)
    variables = {variable for variable, period in terms if period}
    # What has no period, as an area, is known once.
    candidates = {period for variable, period in holdings if variable in variables}
    candidates |= set() if variables else {indicator.vintage}
    if _SPAN.fullmatch(indicator.vintage):
        years = range(-OLDEST, OLDEST + 1)
        candidates |= {_add_years(indicator.vintage, back) for back in years}
    return sorted(v for v in candidates if is_held(indicator, v, holdings))


def is_held(indicator: Indicator, vintage: str, holdings: frozenset[Term]) -> bool:
    """Whether an edition holds all that a figure is made of, at a vintage."""
    move = _make_move(indicator.vintage, vintage)
    if move is None:
        return False
    terms = list_terms(indicator.compute, indicator.vintage)
    return all((variable, move(period)) in holdings for variable, period in terms)


def list_holdings(
    edition: Edition, indicators: Iterable[Indicator], levels: Iterable[str] = LEVELS
) -> frozenset[Term]:
    """List which variables, among those of some indicators, an edition holds, and when.

    Parameters
    ----------
    levels : iterable of str
        Levels of the tables that are looked at; all by default.
    """
    levels = tuple(levels)
    variables = {v for i in indicators for v, _ in list_terms(i.compute, i.vintage)} - {SURVEY}
    held = {
        (variable, period)
        for variable in variables
        for level in levels
        for period in edition.list_periods(level, variable)
    }
    surveys = {(SURVEY, str(period)) for period in edition.recruitment["period"].unique()}
    return frozenset(held | surveys)


def list_terms(recipe: Recipe, vintage: str) -> tuple[Term, ...]:
    """List the variables and periods of a formula.

    Raises
    ------
    TypeError
        For a recipe of a kind that is not known here.
    """
    match recipe:
        case Combination():
            return recipe.plus + recipe.minus
        case Ratio():
            return list_terms(recipe.numerator, vintage) + list_terms(recipe.denominator, vintage)
        case Growth():
            return ((recipe.variable, recipe.start), (recipe.variable, recipe.end))
        case Published():
            return ((recipe.variable, recipe.period),)
        case Change():
            return list_terms(recipe.first, vintage) + list_terms(recipe.last, vintage)
        case RecruitmentCount() | RecruitmentShare():
            return ((SURVEY, vintage),)
    raise TypeError(type(recipe).__name__)


def _move_recipe(recipe: Recipe, move: Move) -> Recipe:
    match recipe:
        case Combination():
            return _move_combination(recipe, move)
        case Ratio():
            return replace(
                recipe,
                numerator=_move_combination(recipe.numerator, move),
                denominator=_move_combination(recipe.denominator, move),
            )
        case Growth():
            return replace(recipe, start=move(recipe.start), end=move(recipe.end))
        case Published():
            return replace(recipe, period=move(recipe.period))
        case Change():
            first, last = (
                replace(rate, period=move(rate.period)) for rate in (recipe.first, recipe.last)
            )
            return replace(recipe, first=first, last=last)
    return recipe


def _move_combination(recipe: Combination, move: Move) -> Combination:
    plus, minus = (
        tuple((variable, move(period)) for variable, period in terms)
        for terms in (recipe.plus, recipe.minus)
    )
    return Combination(plus, minus)


def _make_move(vintage: str, other: str) -> Move | None:
    """Make the move that brings one vintage to another."""
    if vintage == other:
        return lambda period: period
    if _QUARTER.fullmatch(vintage) and _QUARTER.fullmatch(other):
        quarters = _count_quarters(other) - _count_quarters(vintage)
        return lambda period: _add_quarters(period, quarters)
    if _YEAR.fullmatch(vintage) and _YEAR.fullmatch(other):
        years = int(other) - int(vintage)
        return lambda period: _add_years(period, years)
    own, others = _SPAN.fullmatch(vintage), _SPAN.fullmatch(other)
    if own and others:
        ends = {vintage: other, own[1]: others[1], own[2]: others[2]}
        return lambda period: ends.get(period, period)
    return None


def _list_earlier(vintage: str) -> Iterator[str]:
    """List a vintage, then those before it, the newest first."""
    if _QUARTER.fullmatch(vintage):
        yield from (_add_quarters(vintage, -back) for back in range(4 * OLDEST))
    else:
        yield from (_add_years(vintage, -back) for back in range(OLDEST))


def _add_years(period: str, years: int) -> str:
    return _YEAR.sub(lambda year: str(int(year[0]) + years), period)


def _count_quarters(period: str) -> int:
    year, _, quarter = period.partition("-T")
    return 4 * int(year) + int(quarter) - 1


def _add_quarters(period: str, quarters: int) -> str:
    year, quarter = divmod(_count_quarters(period) + quarters, 4)
    return f"{year}-T{quarter + 1}"
