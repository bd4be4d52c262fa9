"""Points that each criterion gives to an occupation, and their total.

Not done here: choosing. A value that is not published earns no point; how much it could
earn is kept beside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
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
    placed = (values if at is None else at).astype(float).round(_EXACT)
    known = values.dropna().astype(float).round(_EXACT)
    projects = sizes.reindex(known.index).groupby(known).sum().sort_index()
    if projects.sum() <= 0:
        return pd.Series(float("nan"), index=placed.index)
    levels = projects.index.to_numpy(dtype=float)
    reached = np.concatenate([[0.0], projects.cumsum().to_numpy(dtype=float)])
    below = reached[levels.searchsorted(placed.to_numpy(), side="left")]
    up_to = reached[levels.searchsorted(placed.to_numpy(), side="right")]
    ridits = pd.Series((below + up_to) / 2 / reached[-1], index=placed.index)
    return ridits.where(placed.notna())


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
    eligible = criteria["projects"] >= LEAST_PROJECTS
    possible = criteria["projects_upper"] >= LEAST_PROJECTS
    scale = criteria[eligible]
    given = {
        name: weight * bool(scale[CRITERIA[name][0]].notna().any())
        for name, weight in weights.by_criterion().items()
    }
    whole = FULL / sum(given.values()) if any(given.values()) else 0.0
    points = pd.DataFrame(index=criteria.index)
    survey, free = pd.Series(0.0, criteria.index), pd.Series(0.0, criteria.index)
    for name, (column, upper) in CRITERIA.items():
        worth = whole * given[name]
        ridits = compute_ridits(scale[column], scale["projects"], criteria[column])
        points[name] = (worth * ridits).where(eligible)
        best = criteria[upper] if upper else criteria[column]
        most = worth * compute_ridits(scale[column], scale["projects"], best)
        survey += most.fillna(0.0)
        free += worth * most.isna()
    points["total"] = points[list(CRITERIA)].sum(axis="columns").where(eligible)
    points["survey"] = survey.where(possible)
    points["average"] = (survey + free / 2).where(possible)
    points["highest"] = (survey + free).where(possible)
    return points
