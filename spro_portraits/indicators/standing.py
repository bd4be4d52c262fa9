"""Where a territory stands among its peers: rank, spread, and those most like it.

Peers are the territories of the same level. Not done here: choosing what is worth saying.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
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
    return order_results(results).find_standing(own)


@dataclass(frozen=True)
class Order:
    """The values of one indicator that can be trusted, ready to rank any of them.

    Attributes
    ----------
    sound : mapping
        Key of a territory → its result; those that can be trusted.
    bounds : frozenset of str
        Keys of those that are lower bounds.
    values : array
        Their values.
    median, spread : float
        Of the values: their median, 1.4826 × their median absolute deviation.
    """

    sound: Mapping[str, Result]
    bounds: frozenset[str]
    values: npt.NDArray[np.float64]
    median: float
    spread: float

    def find_standing(self, own: str) -> Standing | None:
        """Rank one territory; as :func:`compute_standing`."""
        mine = self.sound.get(own)
        if mine is None or mine.value is None or len(self.sound) < FEWEST_PEERS:
            return None
        # Of two values that are no lower bounds, the order is known.
        unsure = self.sound if mine.is_lower_bound else self.bounds
        if any(_overlap(mine, self.sound[key]) for key in unsure if key != own):
            return None
        return Standing(
            rank=1 + int((self.values > mine.value).sum()),
            count=len(self.values),
            median=self.median,
            score=(mine.value - self.median) / self.spread if self.spread > 0 else 0.0,
        )


def order_results(results: Mapping[str, Result]) -> Order:
    """Make ready to rank any territory by its result on one indicator."""
    sound = {
        key: result
        for key, result in results.items()
        if result.value is not None and not result.reliability.is_weak
    }
    values = np.array([result.value for result in sound.values()], dtype=float)
    median = float(np.median(values)) if sound else math.nan
    return Order(
        sound=sound,
        bounds=frozenset(key for key, result in sound.items() if result.is_lower_bound),
        values=values,
        median=median,
        spread=1.4826 * float(np.median(np.abs(values - median))) if sound else math.nan,
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
    return profile_results(results, keys).measure_from(own)


@dataclass(frozen=True)
class Profiles:
    """Territories by what makes them alike, ready to measure how far each is from any.

    Attributes
    ----------
    keys : list of str
        The territories without a gap, sorted.
    values : array
        Their values: a row a territory, a column an indicator of :data:`ALIKE`.
    spread : array
        Standard deviation of each column; NaN where it does not vary.
    """

    keys: list[str]
    values: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]

    def measure_from(self, own: str) -> pd.Series:
        """Measure how far each is from one of them; as :func:`compute_likeness`."""
        if own not in self.keys or len(self.keys) < FEWEST_PEERS:
            return pd.Series(dtype=float, name="distance")
        place = self.keys.index(own)
        squares = ((self.values - self.values[place]) / self.spread) ** 2
        known = ~np.isnan(self.spread)
        distances = np.sqrt(squares[:, known].sum(axis=1) / known.sum())
        order = [i for i in np.argsort(distances, kind="stable").tolist() if i != place]
        index = pd.Index([self.keys[i] for i in order])
        return pd.Series(distances[order], index=index, name="distance")


def profile_results(results: Mapping[str, Sequence[Result]], keys: Sequence[str]) -> Profiles:
    """Make ready to measure how far the territories are from any of them."""
    frame = pd.DataFrame(
        {
            indicator: [_read_sound(result, kind) for result in results[indicator]]
            for indicator, kind in ALIKE.items()
        },
        index=pd.Index(list(keys)),
    )
    complete = frame.dropna()
    spread = complete.std(ddof=0)
    ordered = complete.sort_index()
    return Profiles(
        ordered.index.tolist(), ordered.to_numpy(), spread.where(spread > 0).to_numpy(dtype=float)
    )


def _read_sound(result: Result, kind: str) -> float:
    if result.value is None or result.reliability.grade == "fragile":
        return math.nan
    if kind == "log":
        return math.log(result.value) if result.value > 0 else math.nan
    return result.value
