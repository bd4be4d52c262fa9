"""Where things go: wrapped labels, scales with readable ends, labels that do not collide.

Pure arithmetic on pixels and numbers; nothing is drawn here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from spro_portraits.style import LABEL_SIZE, measure_text, wrap

LINE = 15
"""Height of a line of labels, in pixels."""
NARROW_TEXT = 316
"""What a line may take on a telephone, in pixels."""
WIDE_TEXT = 540
_LABEL_COLUMNS = (210, 250, 300)
_LABEL_GAP = 18
_FEW_LINES = 2
_MARK_ROOM = 28


def balance(text: str, width: float, size: float = LABEL_SIZE, weight: int = 400) -> list[str]:
    """Wrap a text in as few lines as :func:`wrap`, of lengths as equal as may be."""
    return list(_balance(text, width, size, weight))


@lru_cache(maxsize=2048)
def _balance(text: str, width: float, size: float, weight: int) -> tuple[str, ...]:
    """Balance a text: most are on each page of a batch."""
    lines = wrap(text, width, size, weight)
    shorter = width
    while len(lines) > 1 and shorter > width / 2:
        shorter -= size
        closer = wrap(text, shorter, size, weight)
        if len(closer) > len(lines):
            break
        lines = closer
    return tuple(lines)


def widest(lines: Sequence[str], size: float = LABEL_SIZE, weight: int = 400) -> float:
    """Measure the widest of several lines, in pixels; 0 for none."""
    return max((measure_text(line, size, weight) for line in lines), default=0.0)


@dataclass(frozen=True)
class RowLabels:
    """Labels of rows: beside the rows when wide, above them when narrow.

    Attributes
    ----------
    wide, narrow : list of list of str
        Lines of each label in both layouts.
    left : int
        Width of the column of labels when wide, its gap included; 0 when narrow.
    step : int
        Height of a row in either layout.
    shift : int
        How far the marks stand below the middle of their row when narrow.
    """

    wide: list[list[str]]
    narrow: list[list[str]]
    left: int
    step: int
    shift: int


def arrange_rows(labels: Sequence[str]) -> RowLabels:
    """Wrap the labels of rows, in as narrow a column as keeps them to two lines."""
    for limit in _LABEL_COLUMNS:
        wide = [balance(label, limit) for label in labels]
        width = max(widest(lines) for lines in wide)
        if max(map(len, wide)) <= _FEW_LINES and width <= limit:
            break
    narrow = [balance(label, NARROW_TEXT) for label in labels]
    above = LINE * max(map(len, narrow))
    return RowLabels(
        wide=wide,
        narrow=narrow,
        left=math.ceil(width) + _LABEL_GAP,
        step=max(LINE * max(map(len, wide)) + 12, above + _MARK_ROOM),
        shift=above // 2,
    )


@dataclass(frozen=True)
class Scale:
    """A linear scale with readable ends."""

    low: float
    high: float
    ticks: tuple[float, ...]
    format: str

    def place(self, value: float, length: float) -> float:
        """Give the distance of a value from the low end, in pixels of ``length``."""
        return (value - self.low) / (self.high - self.low) * length

    def value_at(self, distance: float, length: float) -> float:
        """Give the value at a distance from the low end: the inverse of :meth:`place`."""
        return self.low + distance / length * (self.high - self.low)


def find_scale(values: Sequence[float], *, zero: bool | None = None, count: int = 5) -> Scale:
    """Find a scale that holds the values, with round ticks.

    Parameters
    ----------
    values : sequence of float
        At least one finite value.
    zero : bool, optional
        Whether zero belongs to the scale; by default it does where the values, all of
        one sign, spread over more than half of the way to it.
    count : int
        About how many ticks.
    """
    low, high = min(values), max(values)
    if zero is None:
        zero = (0 <= low <= high / 2) or (low / 2 <= high <= 0 and low < 0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        margin = abs(low) * 0.1 or 1.0
        low, high = low - margin, high + margin
    step = _round_step((high - low) / count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    ticks = tuple(round(index * step, digits + 2) + 0.0 for index in range(first, last + 1))
    return Scale(low=ticks[0], high=ticks[-1], ticks=ticks, format=f",.{digits}f")


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return min((m * power for m in (1, 2, 5, 10)), key=lambda step: abs(math.log(step / rough)))


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Move labels as little as possible so that none touches another.

    Parameters
    ----------
    wanted : sequence of float
        Centres where the labels would like to be.
    heights : sequence of float
        Their heights.
    low, high : float
        Where the labels must stay; they may pass ``high`` if they do not fit at all.

    Returns
    -------
    list of float
        Centres, in the order of ``wanted``; the vertical order is kept.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    # Blocks of touching labels, merged until none overlaps (pool adjacent violators).
    blocks: list[tuple[list[int], float, float]] = []
    for index in order:
        half = heights[index] / 2
        members, start, length = [index], wanted[index] - half, heights[index]
        start = min(max(start, low), max(low, high - length))
        while blocks and blocks[-1][1] + blocks[-1][2] > start:
            before = blocks.pop()
            members = before[0] + members
            length += before[2]
            start = _best_start(members, wanted, heights)
            start = min(max(start, low), max(low, high - length))
        blocks.append((members, start, length))
    centres = [0.0] * len(wanted)
    for members, start, _ in blocks:
        edge = start
        for index in members:
            centres[index] = edge + heights[index] / 2
            edge += heights[index]
    return centres


def _best_start(members: Sequence[int], wanted: Sequence[float], heights: Sequence[float]) -> float:
    total, edge = 0.0, 0.0
    for index in members:
        total += wanted[index] - heights[index] / 2 - edge
        edge += heights[index]
    return total / len(members)
