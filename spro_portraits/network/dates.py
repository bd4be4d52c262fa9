"""Dates as people know them: a day, a month or a year; and what a French Excel makes of them.

Such a date covers days: ``2016-04`` those from 1 to 30 April 2016. Not done here: today.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from spro_portraits.errors import UsageError
from spro_portraits.wording.network import MONTHS

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T]00:00(?::00)?)?)?)?")
_FRENCH = re.compile(r"(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})(?: 00:00(?::00)?)?")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er)?[ -])?([^\W\d]+)\.?[ -](\d{4}|\d{2})")

_SCHOOL_MONTH = 9
"""School years begin on the first day of this month."""


def parse_date(text: str) -> str:
    """Write a date as ``2016-04-30``, ``2016-04`` or ``2016``, as precise as it is given.

    Parameters
    ----------
    text : str
        In one of these forms, or ``30/04/2016``, ``04/2016``, ``avr-16``, ``30 avril 2016``.

    Raises
    ------
    ValueError
        For any other text, and for a day that is none (30 February).
    """
    bare = " ".join(text.split()).casefold()
    if found := _ISO.fullmatch(bare):
        year, month, day = found.groups()
    elif found := _FRENCH.fullmatch(bare):
        day, month, year = found.groups()
    elif (found := _WORDS.fullmatch(bare)) and (number := _find_month(found[2])):
        day, month, year = found[1], str(number), found[3]
        year = year if len(year) == 4 else f"20{year}"  # noqa: PLR2004 - figures of a year
    else:
        msg = f"not a date: {text!r}"
        raise ValueError(msg)
    date(int(year), int(month or 1), int(day or 1))
    parts = [year, *(f"{int(part):02}" for part in (month, day) if part)]
    return "-".join(parts)


def read_day(text: str) -> str:
    """Read the day that a user asks for; errors are the user's.

    Raises
    ------
    UsageError
        ``bad_date``, for what :func:`parse_date` refuses.
    """
    try:
        return parse_date(text)
    except ValueError as error:
        raise UsageError("bad_date", text=text) from error


def _find_month(word: str) -> int:
    """Find the number of a month by its French name or its beginning; 0 for no month."""
    found = [n for n, name in enumerate(MONTHS, 1) if name.startswith(word)]
    return found[0] if len(found) == 1 else 0


def find_first_day(when: str) -> str:
    """Find the first day that a date covers: ``2016-04`` gives ``2016-04-01``."""
    parts = when.split("-")
    return "-".join([*parts, "01", "01"][:3])


def find_last_day(when: str) -> str:
    """Find the last day that a date covers: ``2016-04`` gives ``2016-04-30``."""
    parts = when.split("-")
    if len(parts) == 1:
        return f"{when}-12-31"
    if len(parts) == 2:  # noqa: PLR2004 - a year and a month
        return f"{when}-{calendar.monthrange(int(parts[0]), int(parts[1]))[1]:02}"
    return when


def find_school_year(when: str) -> str:
    """Find the school year of a date, 1 September to 31 August: ``2015-2016``.

    A month or a year counts as its last day: a coordinator named « in 2016 » is one of
    2016-2017, since coordinators are named when a school year begins. Empty for no date.
    """
    if not when:
        return ""
    year, month = (int(part) for part in find_last_day(when).split("-")[:2])
    first = year if month >= _SCHOOL_MONTH else year - 1
    return f"{first}-{first + 1}"


def shift_years(day: str, years: int) -> str:
    """Move a whole day by years; 29 February becomes 28 where the year has none."""
    moment = date.fromisoformat(day)
    year = moment.year + years
    last = calendar.monthrange(year, moment.month)[1]
    return moment.replace(year=year, day=min(moment.day, last)).isoformat()
