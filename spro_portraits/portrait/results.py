"""A result of any place as pages write it: its text, its sign of weakness, its cell."""

from __future__ import annotations

from spro_portraits.charts import Cell
from spro_portraits.indicators import Indicator, Result
from spro_portraits.wording import ABSENT_SIGNS, NBSP, format_measure

WEAK_SIGN = ABSENT_SIGNS["peu_fiable"]
"""Sign beside a value that is to be read with care."""


def write_result(indicator: Indicator, result: Result) -> str:
    """Write a result with its unit, ``≥`` before a minimum, ``◊`` after a weak value."""
    text = format_measure(
        result.value, indicator.unit, result.reason or None, lower_bound=result.is_lower_bound
    )
    return f"{text}{NBSP}{WEAK_SIGN}" if result.reliability.is_weak else text


def make_result_cell(indicator: Indicator, result: Result, *, mark: str = "") -> Cell:
    """Make the cell of a result, weak values grey; ``mark`` as in :class:`Cell`."""
    reason = "peu_fiable" if result.reliability.is_weak else result.reason or None
    return Cell(write_result(indicator, result), result.value, reason, mark=mark)
