"""Dates of facts as French texts: a day, a month or a year, as precise as it is known."""

from __future__ import annotations

import re

from spro_portraits.wording import render
from spro_portraits.wording.typography import NBSP

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d{2}))?)?")


def write_date(date: str) -> str:
    """Write a date: ``2026-11-24`` gives ``24 novembre 2026``, ``2016-04`` ``avril 2016``.

    A text that is no such date stays as it is.
    """
    found = _ISO.fullmatch(date)
    if found is None:
        return date
    parts = [found["year"]]
    if found["month"]:
        parts.insert(0, render.TIME_LOCALE["months"][int(found["month"]) - 1])
    if found["day"]:
        day = int(found["day"])
        parts.insert(0, "1er" if day == 1 else str(day))
    return NBSP.join(parts)


def write_as_of(date: str) -> str:
    """Write from when something is: ``au 24 novembre 2026``, ``en avril 2016``, ``en 2016``."""
    found = _ISO.fullmatch(date)
    return f"{'en' if found and not found['day'] else 'au'} {write_date(date)}"
