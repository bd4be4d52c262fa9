"""Indicators of a declared source: a sum of communes, a ratio of two sums, or what is published."""

from __future__ import annotations

from spro_portraits.indicators.model import Indicator, Recipe
from spro_portraits.indicators.recipes import Published, PublishedRatio, count, ratio
from spro_portraits.tables.declared import DeclaredFigure, DeclaredSource


def build_declared(declared: DeclaredSource) -> dict[str, Indicator]:
    """Make one indicator a figure, by its key.

    A count of communes is summed; a ratio of two counts is a ratio of sums; anything else holds
    for exactly the territories that the file is about, and is never recombined.
    """
    by_key = {figure.key: figure for figure in declared.figures}
    return {
        key: Indicator(
            key=key,
            unit=figure.unit,
            vintage=declared.source.vintage,
            sources=(declared.source.key,),
            theme="declared",
            compute=_find_recipe(declared, figure, by_key),
            additive=figure.additive and not figure.over,
            direction=figure.direction,
        )
        for key, figure in by_key.items()
    }


def _find_recipe(
    declared: DeclaredSource, figure: DeclaredFigure, by_key: dict[str, DeclaredFigure]
) -> Recipe:
    period = declared.source.vintage
    other = by_key.get(figure.over)
    sums_up = declared.level == "commune" and all(one.additive for one in (figure, other or figure))
    if sums_up and other is not None:
        return ratio([(figure.key, period)], [(other.key, period)])
    if sums_up:
        return count(figure.key, period)
    own = _publish(declared, figure)
    return own if other is None else PublishedRatio(own, _publish(declared, other))


def _publish(declared: DeclaredSource, figure: DeclaredFigure) -> Published:
    totals = ("departement", "region") if figure.additive else ()
    levels = tuple(dict.fromkeys((declared.level, *totals)))
    return Published(figure.key, declared.source.vintage, levels)
