"""Where one more *permanence* would bring most people within reach: a greedy choice.

Each step takes the commune that brings most, given those already taken. What it reaches is at
least 1 − 1/e (63 %) of what the best choice of as many places would reach (Nemhauser, Wolsey and
Fisher, 1978); the first step is the best one. Not done here: whether a room or a person is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from spro_portraits.network.coverage import Coverage

_SAME = 1e-9
"""Relative difference of two sums under which they are equal: sums of decimals."""


@dataclass(frozen=True, slots=True)
class PermanenceStep:
    """One place chosen.

    Attributes
    ----------
    commune : str
        Code.
    gain : float
        People within the threshold of it who were beyond until then.
    reached : float
        People within the threshold after it.
    share : float
        The same, of all people counted, 0–100.
    remaining : float
        People still beyond.
    tied : tuple of str
        Communes that would have brought as many; the most peopled was taken, then the first
        code.
    """

    commune: str
    gain: float
    reached: float
    share: float
    remaining: float
    tied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PermanencePlan:
    """A choice of places, in their order.

    Attributes
    ----------
    threshold : float
        In ``unit``.
    unit : str
        ``km`` or ``min``.
    total, before : float
        People counted, and those within the threshold before any step.
    unknown : int
        Communes left out: no distance, or no number of people.
    steps : tuple of PermanenceStep
        Fewer than asked where no other commune would bring anyone.
    """

    threshold: float
    unit: str
    total: float
    before: float
    unknown: int
    steps: tuple[PermanenceStep, ...]


def find_permanences(
    coverage: Coverage,
    between: pd.DataFrame,
    weights: pd.Series[float],
    *,
    threshold: float,
    population: pd.Series[float] | None = None,
    count: int = 3,
) -> PermanencePlan:
    """Choose communes one after the other, each the one that brings most.

    Parameters
    ----------
    coverage : Coverage
        Of the group, before; where the directory knows no structure of it, all are beyond.
    between : DataFrame
        Communes × communes where a permanence may be held, in the unit of the coverage.
    weights : Series of float
        People by commune whom one wants to reach: inhabitants, or a need.
    threshold : float
        In the unit of the coverage; a commune at exactly the threshold is within.
    population : Series of float, optional
        Decides between two communes that bring as many; ``weights`` by default.
    count : int
        Places, at most.
    """
    candidates = between.columns.sort_values()
    table = between.reindex(index=coverage.nearest.index, columns=candidates)
    value = coverage.nearest["value"].to_numpy(dtype=float)
    people = weights.reindex(table.index).to_numpy(dtype=float)
    lost = np.isnan(people)
    if len(candidates):
        lost |= table.isna().all(axis=1).to_numpy()
    if coverage.is_known:
        lost |= np.isnan(value)
    people = np.where(lost, 0.0, people)
    within = table.to_numpy(dtype=float) <= threshold
    beyond = ~(value <= threshold) & ~lost
    total = float(people.sum())
    before = float(people[~beyond].sum())
    size = (weights if population is None else population).reindex(candidates).fillna(0.0)
    steps: list[PermanenceStep] = []
    while len(steps) < count:
        gains = (people * beyond) @ within
        best = float(gains.max(initial=0.0))
        if best <= _SAME * total:
            break
        equal = candidates[np.isclose(gains, best, rtol=_SAME, atol=0.0)]
        order = sorted(equal, key=lambda code: (-size[code], code))
        chosen = candidates.get_loc(order[0])
        beyond &= ~within[:, chosen]
        remaining = float(people[beyond].sum())
        reached = total - remaining
        steps.append(
            PermanenceStep(
                commune=str(order[0]),
                gain=float(gains[chosen]),
                reached=reached,
                share=100 * reached / total,
                remaining=remaining,
                tied=tuple(str(code) for code in order[1:]),
            )
        )
    return PermanencePlan(threshold, coverage.unit, total, before, int(lost.sum()), tuple(steps))
