"""What a record should say of a newer file, as far as the file and the calendar tell.

The calendar names the vintage that comes next; where the file holds the periods of that name, it
is that vintage, and the calendar goes on by as many steps. Nothing is guessed: a record whose
file names no periods is left to a person. Not done here: reading files, writing the record.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from spro_portraits.sources.calendar import PERIODS
from spro_portraits.sources.model import Source

_PERIOD: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-T([1-4]))?(?!\d)")
_MOST_STEPS = 40
_MARGIN = 2
"""How much heavier than a file its limit is set, where it would be beyond the one there is."""


def find_changes(
    source: Source, periods: Collection[str], size: int, old: Collection[str] = ()
) -> dict[str, str | int]:
    """Find what a record should say of a file that takes the place of the declared one.

    Parameters
    ----------
    source : Source
        The record as it is.
    periods : collection of str
        Periods that the file holds: ``2021``, ``2025-T4``.
    size : int
        Bytes.
    old : collection of str
        Periods that the declared file holds: none of them names a newer vintage.

    Returns
    -------
    dict
        New values by field: ``vintage``, ``release.next``, ``release.next_vintage``, ``max_mb``;
        empty where nothing changes or nothing can be known.
    """
    changes: dict[str, str | int] = {}
    if size > source.most_bytes:
        changes["max_mb"] = -(-size * _MARGIN // 1_000_000)
    release = source.release
    if release.every in PERIODS and periods:
        steps = [release.next_vintage]
        while len(steps) <= _MOST_STEPS and (after := _step(source, steps)):
            steps.append(after)
        known = steps[:-1]
        first = next((n for n, name in enumerate(known) if _is_new(name, periods, old)), None)
        # A file may hold other years than those of its name (births, in that of a census): a step
        # is passed over only by a file of nothing else.
        if first is not None and (first == 0 or _find_periods(known[first]) == set(periods)):
            last = first
            while last + 1 < len(known) and _is_new(known[last + 1], periods, old):
                last += 1
            changes |= {
                "vintage": steps[last],
                "release.next": _add_months(release.next, (last + 1) * PERIODS[release.every]),
                "release.next_vintage": steps[last + 1],
            }
    return changes


def _is_new(name: str, periods: Collection[str], old: Collection[str]) -> bool:
    """Whether a file holds all periods that a vintage is named by, and not for long."""
    named = _find_periods(name)
    return bool(named) and named <= set(periods) and not named <= set(old)


def _find_periods(name: str) -> set[str]:
    return {match[0] for match in _PERIOD.finditer(name)}


def _step(source: Source, steps: list[str]) -> str:
    """Name the vintage after the last one: periods that the last step moved move once more."""
    before, last = ([source.vintage, *steps])[-2:]
    old, new = list(_PERIOD.finditer(before)), list(_PERIOD.finditer(last))
    if len(old) != len(new):
        return ""
    moved = iter([one[0] != other[0] for one, other in zip(old, new, strict=True)])
    after = _PERIOD.sub(lambda found: _move(found) if next(moved) else found[0], last)
    return after if after != last else ""


def _move(found: re.Match[str]) -> str:
    year, quarter = int(found[1]), found[2]
    if quarter is None:
        return str(year + 1)
    return f"{year}-T{int(quarter) + 1}" if quarter != "4" else f"{year + 1}-T1"


def _add_months(month: str, more: int) -> str:
    year, number = (int(part) for part in month.split("-"))
    year, number = divmod(year * 12 + number - 1 + more, 12)
    return f"{year}-{number + 1:02}"
