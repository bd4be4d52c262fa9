"""Where a territory stands among its peers: rank, spread, and those most like it.

Peers are the territories of the same level. Not done here: choosing what is worth saying.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from spro_portraits.indicators.model import Result

ALIKE = {
    "density": "log",
    "population_growth_2013_2018": "",
    "activity_rate_2018": "",
    "unemployment_rate_census_2018": "",
    "job_concentration_2018": "",
    "second_home_share_2018": "",
    "residents_group_3_share_2022": "",
    "residents_group_6_share_2022": "",
}
"""Indicators that say whether two territories are alike; ``log`` for what spans sizes."""

FEWEST_PEERS = 5
"""Territories with a sound value under which no rank is given."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Rank of a territory on one indicator, among those whose value can be trusted.

    Attributes
    ----------
    rank : int
        1 for the highest value; ties share the better rank.
    count : int
        Territories that are ranked, this one included.
    median : float
        Median of the ranked values.
    score : float
        Robust distance to the median: (value − median) / (1.4826 × median absolute
        deviation); 0 where the values do not spread.
    """

    rank: int
    count: int
    median: float
    score: float

    @property
    def is_first(self) -> bool:
        """Whether no other value is higher."""
        return self.rank == 1

    @property
    def is_last(self) -> bool:
        """Whether no other value is lower."""
        return self.rank == self.count


def compute_standing(results: Mapping[str, Result], own: str) -> Standing | None:
    """Rank one territory among all those of its level.

    Lower bounds of a survey are not ranked when a masked cell could change the rank.

    Parameters
    ----------
    results : mapping
        Key of a territory → its result, the territory's own included.
    own : str
        Key of the territory.

    Returns
    -------
    Standing or None
        None where its value is absent or weak, where a rank would rest on masked cells,
        or with fewer than :data:`FEWEST_PEERS` sound values.
    """
    sound = {
        key: result
        for key, result in results.items()
        if result.value is not None and not result.reliability.is_weak
    }
    mine = sound.get(own)
    if mine is None or mine.value is None or len(sound) < FEWEST_PEERS:
        return None
    if any(_overlap(mine, other) for key, other in sound.items() if key != own):
        return None
    values = np.array([result.value for result in sound.values()], dtype=float)
    median = float(np.median(values))
    spread = 1.4826 * float(np.median(np.abs(values - median)))
    return Standing(
        rank=1 + int((values > mine.value).sum()),
        count=len(values),
        median=median,
        score=(mine.value - median) / spread if spread > 0 else 0.0,
    )


def _overlap(one: Result, two: Result) -> bool:
    """Whether masked cells leave the order of two values open."""
    low, high = sorted((one, two), key=lambda result: result.value or 0.0)
    if not low.is_lower_bound or low.value == high.value:
        return False
    return (low.upper if low.upper is not None else low.value or 0.0) >= (high.value or 0.0)


def compute_likeness(
    results: Mapping[str, Sequence[Result]], keys: Sequence[str], own: str
) -> pd.Series:
    """Measure how far each territory is from one of them.

    Distance: root of the mean square of the standardised differences over :data:`ALIKE`
    (each indicator in standard deviations of all territories of the level, so that none
    weighs more by its unit). A territory that lacks a value, or has a ``fragile`` one, is
    left out.

    Parameters
    ----------
    results : mapping
        Indicator → one result a territory.
    keys : sequence of str
        Keys of the territories, in the order of the results.
    own : str
        Key of the territory that others are compared with.

    Returns
    -------
    Series
        Index the other territories, nearest first (ties by key); named ``distance``. Empty
        where the territory itself lacks a value.
    """
    frame = pd.DataFrame(
        {
            indicator: [_read_sound(result, kind) for result in results[indicator]]
            for indicator, kind in ALIKE.items()
        },
        index=pd.Index(list(keys)),
    )
    complete = frame.dropna()
    empty = pd.Series(dtype=float, name="distance")
    if own not in complete.index or len(complete) < FEWEST_PEERS:
        return empty
    spread = complete.std(ddof=0)
    apart = (complete - complete.loc[own]) / spread.where(spread > 0)
    squares = (apart**2).mean(axis="columns").drop(own)
    return (squares**0.5).rename("distance").sort_index().sort_values(kind="stable")


def _read_sound(result: Result, kind: str) -> float:
    if result.value is None or result.reliability.grade == "fragile":
        return math.nan
    if kind == "log":
        return math.log(result.value) if result.value > 0 else math.nan
    return result.value
