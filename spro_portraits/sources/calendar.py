"""Whether a newer vintage should be out by now, from the calendar that the registry declares.

A calendar says when a producer usually publishes. Not done here: asking the producer.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from spro_portraits.sources.model import Source

Standing = Literal["current", "expected", "due", "irregular", "final", "unknown"]

PERIODS: Final = MappingProxyType({"month": 1, "quarter": 3, "year": 12})
"""Months between two vintages."""

_WITHOUT: Final[dict[str, Standing]] = {"irregular": "irregular", "once": "final", "": "unknown"}

CADENCES: Final = (*PERIODS, *(name for name in _WITHOUT if name))
"""What ``every`` may be in the registry."""


BASES: Final = ("periods", "date")
"""What ``basis`` may be in the registry."""


def find_standing(source: Source, day: date) -> Standing:
    """Say where a source stands on a day.

    Returns
    -------
    str
        ``current``: ours is the last one; ``expected``: the next one comes out in the month of
        that day; ``due``: that month is over; ``irregular``, ``final``, ``unknown``: no
        calendar says.
    """
    late = _count_months(source, day)
    if late is None:
        return _WITHOUT[source.release.every]
    return "due" if late > 0 else "expected" if late == 0 else "current"


def count_missed(source: Source, day: date) -> int:
    """Count the vintages that came out after ours, by the calendar; none without calendar."""
    late = _count_months(source, day)
    if late is None or late <= 0:
        return 0
    return (late - 1) // PERIODS[source.release.every] + 1


def _count_months(source: Source, day: date) -> int | None:
    """Count the months from the next release to a day; below zero before it."""
    if source.release.every not in PERIODS:
        return None
    year, month = (int(part) for part in source.release.next.split("-"))
    return (day.year - year) * 12 + day.month - month
