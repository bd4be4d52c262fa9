"""A result of any place as pages write it: its text, its sign of weakness, its cell."""

from __future__ import annotations

from functools import lru_cache

from spro_portraits.charts import Cell
from spro_portraits.indicators import Indicator, Result
from spro_portraits.wording import ABSENT_SIGNS, NBSP, format_measure

WEAK_SIGN = ABSENT_SIGNS["peu_fiable"]
"""Sign beside a value that is to be read with care."""


def write_result(indicator: Indicator, result: Result) -> str:
    """Write a result with its unit, ``≥`` before a minimum, ``◊`` after a weak value."""
    is_weak, lower_bound = result.reliability.is_weak, result.is_lower_bound
    return _write(indicator.unit, result.value, result.reason or None, lower_bound, is_weak)


@lru_cache(maxsize=16_384)
def _write(
    unit: str,
    value: float | None,
    reason: str | None,
    lower_bound: bool,  # noqa: FBT001 - what is kept has its key by position
    is_weak: bool,  # noqa: FBT001
) -> str:
    """Write it once: pages of one level write the same peers."""
    text = format_measure(value, unit, reason, lower_bound=lower_bound)
    return f"{text}{NBSP}{WEAK_SIGN}" if is_weak else text


def make_result_cell(indicator: Indicator, result: Result, *, mark: str = "") -> Cell:
    """Make the cell of a result, weak values grey; ``mark`` as in :class:`Cell`."""
    reason = "peu_fiable" if result.reliability.is_weak else result.reason or None
    return Cell(write_result(indicator, result), result.value, reason, mark=mark)
