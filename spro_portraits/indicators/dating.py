"""The vintage of an undated figure: the newest that an edition holds.

Of unemployment and of the survey of recruitment, a key without a year (``unemployment_rate``,
``recruitment_projects``) means *the newest*. Its record in the catalogue bears the vintage of the
embedded edition; in an edition with another quarter, or another year of the survey, the record
is moved there. Dated keys never move, nor do ``population`` and ``density``, whose words say 2021.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from spro_portraits.indicators.catalogue import BY_KEY, INDICATORS
from spro_portraits.indicators.model import Indicator
from spro_portraits.indicators.vintages import move_indicator, move_period
from spro_portraits.tables import Edition
from spro_portraits.tables.names import LEVELS

UNDATED = MappingProxyType({
    source: tuple(i for i in INDICATORS if i.sources == (source,))
    for source in ("unemployment", "recruitment")
})  # fmt: skip
"""Figures whose key has no year, by their source."""

_RATE = "unemployment_rate"


def find_newest(edition: Edition, source: str) -> str:
    """Find the newest period of a source of :data:`UNDATED`; that of the catalogue if none."""

    def find() -> str:
        if source == "recruitment":
            periods = [str(period) for period in edition.recruitment["period"].unique()]
        else:
            periods = [p for level in LEVELS for p in edition.list_periods(level, _RATE)]
        return max(periods, default=UNDATED[source][0].vintage)

    return edition.keep((__name__, "newest", source), find)


def list_quarters(edition: Edition) -> tuple[str, str, str]:
    """Give the newest quarter of unemployment, the same one year before, and five years before."""
    last = find_newest(edition, "unemployment")
    return last, move_period(last, -1), move_period(last, -5)


def date_indicator(edition: Edition, indicator: Indicator) -> Indicator:
    """Give a record of the catalogue at the vintage that it has in an edition.

    The record itself where it is dated, where it is none of the catalogue's own, and where the
    edition has the vintage of the catalogue.
    """
    source = indicator.sources[0]
    if source not in UNDATED or indicator is not BY_KEY.get(indicator.key):
        return indicator
    newest = find_newest(edition, source)
    if newest == indicator.vintage:
        return indicator
    moved = move_indicator(indicator, newest)
    return indicator if moved is None else moved


def date_indicators(edition: Edition, indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Date each of some records; see :func:`date_indicator`."""
    return tuple(date_indicator(edition, indicator) for indicator in indicators)


def find_record(edition: Edition, key: str) -> Indicator:
    """Give the record of a key of the catalogue, dated for an edition."""
    return date_indicator(edition, BY_KEY[key])
