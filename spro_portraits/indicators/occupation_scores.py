"""Points that each criterion gives to an occupation, and their total.

Not done here: choosing. A value that is not published earns no point; how much it could
earn is kept beside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from spro_portraits.errors import UsageError

LEAST_PROJECTS = 20
"""Published projects from which an occupation may be chosen.

Our own choice, the floor of the hardest occupations too. From there on a masked number of
difficult or seasonal projects (4 at the most in one cell) is a fifth of the projects at the
most: what is not published is low, and could not have earned much.
"""

_EXACT = 9
"""Decimals beyond which two values are the same: a mean of fives is 5 but for the last bit."""

FULL = 100.0
"""Points of an occupation that would be first on every criterion."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each criterion counts; only their proportions matter.

    Attributes
    ----------
    volume, specificity, difficulty, tension, seasonality, training : float
        0 or more, not all 0. Default: the scale of recruitment first, then what is proper
        to the place; see ``docs/methods.md``.

    Raises
    ------
    UsageError
        ``bad_weight`` for what is no positive number, ``no_weight`` where all are 0.
    """

    volume: float = 4.0
    specificity: float = 2.0
    difficulty: float = 1.0
    tension: float = 1.0
    seasonality: float = 0.0
    training: float = 1.0

    def __post_init__(self) -> None:
        """Refuse weights that rank nothing."""
        for name, weight in self.by_criterion().items():
            number = not isinstance(weight, bool) and isinstance(weight, int | float)
            if not number or not math.isfinite(weight) or weight < 0:
                raise UsageError("bad_weight", name=name, got=weight)
        if not any(self.by_criterion().values()):
            raise UsageError("no_weight", known=list(CRITERIA))

    def by_criterion(self) -> dict[str, float]:
        """Weight of each criterion, in the order of :data:`CRITERIA`."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


CRITERIA = {
    "volume": ("projects", "projects_upper"),
    "specificity": ("specificity", "specificity_upper"),
    "difficulty": ("difficulty", "difficulty_upper"),
    "tension": ("tension", ""),
    "seasonality": ("seasonality", "seasonality_upper"),
    "training": ("places", ""),
}
"""Criterion → column of the criteria, and its highest value where masked cells bound it."""


def compute_ridits(values: pd.Series, sizes: pd.Series, at: pd.Series | None = None) -> pd.Series:
    """Rank values on a scale from 0 to 1, by the share of the projects under each of them.

    The ridit of a value is the share of the projects of all occupations whose value is lower,
    plus half the share of those whose value is the same: a percentile among **projects**, not
    among occupations, so that the many small ones do not crowd the scale. Its mean, weighted
    by projects, is exactly one half for whatever criterion: one point of weight is worth the
    same on each. Being a rank, it gives nothing more to an outlier. Source: I. D. J. Bross,
    « How to use ridit analysis », *Biometrics* 14 (1958).

    Parameters
    ----------
    values : Series
        Values that make the scale; NaN are left out of it.
    sizes : Series
        Projects, same index.
    at : Series, optional
        Values to place on the scale; by default those that make it.

    Returns
    -------
    Series
        Index of ``at``, 0–1, NaN where it is NaN or where the scale is empty.
    """
    placed = values if at is None else at
    scale = _Scale(*(part.to_numpy(dtype=float) for part in (values, sizes.reindex(values.index))))
    return pd.Series(scale.place(placed.to_numpy(dtype=float)), index=placed.index)


class _Scale:
    """Values on which others are placed by the projects under them."""

    def __init__(self, values: Floats, sizes: Floats) -> None:
        known = ~np.isnan(values)
        self._levels, where = np.unique(values[known].round(_EXACT), return_inverse=True)
        projects = np.bincount(where, np.nan_to_num(sizes[known]), len(self._levels))
        self._reached = np.concatenate([[0.0], projects.cumsum()])

    def place(self, values: Floats) -> Floats:
        """Give the ridits of values, NaN where they are NaN or where the scale is empty."""
        whole = self._reached[-1]
        if whole <= 0:
            return np.full(len(values), np.nan)
        placed = values.round(_EXACT)
        below = self._reached[self._levels.searchsorted(placed, side="left")]
        up_to = self._reached[self._levels.searchsorted(placed, side="right")]
        return np.where(np.isnan(placed), np.nan, (below + up_to) / 2 / whole)


def compute_points(criteria: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """Give points to the occupations of a place, criterion by criterion.

    A criterion gives ``100 × weight / sum of weights × ridit``; one that is published for no
    occupation of the place is set aside, its weight too. What is not published gives
    nothing, and is not made up for: sharing its weight among the other criteria would lend
    the occupation its own average, a value that nobody published. The total is therefore a
    minimum, like any sum of published cells here, and ``highest`` says how far it could go.

    Parameters
    ----------
    criteria : DataFrame
        As :func:`~.occupation_criteria.compute_criteria` gives it.

    Returns
    -------
    DataFrame
        Index as the criteria. One column a criterion, points earned (NaN where its value is
        not published; 0 where its weight is); ``total``, their sum, 0–100; and what the
        total could be if the masked cells of the survey held their highest value:
        ``survey`` with no point for an unpublished tension or training, ``average`` with
        half of theirs (the mean of any criterion), ``highest`` with all. NaN for an
        occupation of less than :data:`LEAST_PROJECTS` published projects; the last three
        only where masked cells could not bring it there either.
    """
    names = dict.fromkeys(name for pair in CRITERIA.values() for name in pair if name)
    read = {name: criteria[name].to_numpy(dtype=float) for name in names}
    eligible = read["projects"] >= LEAST_PROJECTS
    possible = read["projects_upper"] >= LEAST_PROJECTS
    scales = {name: read[column][eligible] for name, (column, _) in CRITERIA.items()}
    given = {
        name: weight * bool((~np.isnan(scales[name])).any())
        for name, weight in weights.by_criterion().items()
    }
    whole = FULL / sum(given.values()) if any(given.values()) else 0.0
    points: dict[str, Floats] = {}
    total, survey, free = np.zeros((3, len(criteria)))
    for name, (column, upper) in CRITERIA.items():
        worth = whole * given[name]
        scale = _Scale(scales[name], read["projects"][eligible])
        earned = worth * scale.place(read[column])
        most = worth * scale.place(read[upper]) if upper else earned
        points[name] = np.where(eligible, earned, np.nan)
        total = total + np.nan_to_num(points[name])
        survey = survey + np.nan_to_num(most)
        free = free + worth * np.isnan(most)
    points["total"] = np.where(eligible, total, np.nan)
    bounds = {"survey": survey, "average": survey + free / 2, "highest": survey + free}
    points |= {name: np.where(possible, bound, np.nan) for name, bound in bounds.items()}
    return pd.DataFrame(points, index=criteria.index)
