"""A logarithmic scale with readable ends, for counts that spread over several orders."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SPREAD = 8.0
"""From which ratio of the largest to the smallest on a logarithm reads better."""
_MANTISSAS = (1, 2, 5)


@dataclass(frozen=True)
class LogScale:
    """Ends and ticks at 1, 2 or 5 times a power of ten."""

    low: float
    high: float
    ticks: tuple[float, ...]
    format: str = ",.0f"

    def place(self, value: float, length: float) -> float:
        """Give the distance of a value from the low end, in pixels of ``length``."""
        return math.log(value / self.low) / math.log(self.high / self.low) * length


def calls_for_log(values: Sequence[float]) -> bool:
    """Tell whether counts spread so far that most would stand in a corner."""
    return min(values) > 0 and max(values) / min(values) >= SPREAD


def find_log_scale(values: Sequence[float]) -> LogScale:
    """Find a scale that holds the values, all positive.

    Raises
    ------
    ValueError
        For a value that is not above zero.
    """
    if min(values) <= 0:
        msg = f"no logarithm of {min(values)}"
        raise ValueError(msg)
    first = math.floor(math.log10(min(values)) + 1e-9)
    last = math.ceil(math.log10(max(values)) - 1e-9)
    steps = [m * 10.0**p for p in range(first, last + 1) for m in _MANTISSAS]
    low = max(step for step in steps if step <= min(values) * (1 + 1e-9))
    high = min(step for step in steps if step >= max(values) * (1 - 1e-9))
    if low == high:
        high = steps[steps.index(low) + 1]
    return LogScale(low, high, tuple(step for step in steps if low <= step <= high))
