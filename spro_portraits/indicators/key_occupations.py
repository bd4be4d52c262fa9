"""Which occupations are the key ones of a territory, and why.

Not done here: criteria (:mod:`~.occupation_criteria`), points (:mod:`~.occupation_scores`),
words.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from spro_portraits.errors import UsageError
from spro_portraits.indicators.occupation_criteria import compute_criteria
from spro_portraits.indicators.occupation_names import find_occupations
from spro_portraits.indicators.occupation_scores import CRITERIA, Weights, compute_points
from spro_portraits.indicators.survey_place import LEAST_COVERING, SurveyPlace, find_survey_place
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory

__all__ = [
    "LEAST_COVERING", "MARGIN", "MOST", "Choice", "Chosen", "Near", "choose_occupations",
]  # fmt: skip

MOST = 20
"""Occupations that a choice may hold."""

MARGIN = 3.0
"""Points of 100 under the last one chosen within which an occupation is a near-tie.

Our own choice: about a quarter of what a criterion of weight 1 gives (11 points by default).
"""

_EXACT = 9
"""Decimals beyond which two totals are the same: sums of floats are not exact."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A key occupation, and what it is chosen for.

    Attributes
    ----------
    code, name : str
        Of the list of the survey.
    way : str
        ``ranked`` (by its total), ``pinned`` (kept by the analyst whatever its rank) or
        ``asked`` (one of a list of codes).
    rank : int or None
        Rank of its total among the occupations that may be chosen, excluded ones left out;
        None where it has too few published projects to have one.
    total : float or None
        Points, 0–100; None where it has no rank.
    points : mapping
        Criterion → points, 0 where ``missing``; they add up to the total. Empty without a
        rank.
    missing : tuple of str
        Criteria with a weight that have no published value for it: they gave nothing.
    reason : str
        Why its projects are absent here: ``non_diffuse`` (all its cells are masked),
        ``non_disponible`` (no row of the survey); empty where some are published.
    """

    code: str
    name: str
    way: str
    rank: int | None
    total: float | None
    points: Mapping[str, float]
    missing: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """An occupation that is not chosen, but nearly, or perhaps.

    Attributes
    ----------
    code, name : str
        Of the list of the survey.
    rank : int or None
        As for a chosen one.
    total : float or None
        Points; None where it has too few published projects to be ranked.
    highest : float
        Points that it could have at the most.
    reason : str
        ``margin`` (at most :data:`MARGIN` points under the last one chosen), ``masked`` (the
        masked cells of the survey could bring it in) or ``unpublished`` (it would enter if
        its tension or training, of which nothing is published, were average); the first
        that applies.
    """

    code: str
    name: str
    rank: int | None
    total: float | None
    highest: float
    reason: str


@dataclass(frozen=True)
class Choice:
    """The key occupations of a territory, and all that lets one defend the choice.

    Attributes
    ----------
    territory : Territory
        What was asked.
    survey : SurveyPlace
        Bassins whose figures are used, and the place of comparison.
    weights : Weights
        Weights of the criteria.
    count : int
        Occupations that were asked for; fewer are chosen where fewer may be.
    chosen : tuple of Chosen
        Best total first; those of a list of codes in the order of the list.
    near : tuple of Near
        Near-ties, and those that unpublished values could bring in, best total first. Empty
        for a list of codes.
    criteria, points : DataFrame
        Of every occupation, chosen or not; index occupation code, excluded ones included.
    eligible : int
        Occupations that have a rank.
    cut : float or None
        Total of the last one that was chosen by rank; None where nothing was left out.
    excluded : tuple of str
        Codes that the analyst left out.
    """

    territory: Territory
    survey: SurveyPlace
    weights: Weights
    count: int
    chosen: tuple[Chosen, ...]
    near: tuple[Near, ...]
    criteria: pd.DataFrame = field(repr=False)
    points: pd.DataFrame = field(repr=False)
    eligible: int
    cut: float | None
    excluded: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the chosen ones."""
        return tuple(one.code for one in self.chosen)


def choose_occupations(
    edition: Edition,
    territory: Territory,
    count: int = 10,
    weights: Weights | None = None,
    pinned: Sequence[str] = (),
    excluded: Sequence[str] = (),
    codes: Sequence[str] = (),
) -> Choice:
    """Choose the key occupations of a territory.

    Occupations of at least :data:`~.occupation_scores.LEAST_PROJECTS` published projects are
    ranked by their total, equal totals by projects, then by code. The pinned ones enter
    whatever their rank, and leave the others that much less room.

    Parameters
    ----------
    count : int
        Occupations wanted, 1 to :data:`MOST`; fewer where fewer have a rank.
    weights : Weights, optional
        Default weights where not given.
    pinned, excluded : sequence of str
        Codes or names of occupations to keep, to leave out.
    codes : sequence of str
        Codes or names: exactly these are taken, in this order, and ``count`` is theirs.

    Raises
    ------
    UsageError
        ``bad_count``; ``unknown_occupation``; ``kept_and_excluded`` for one that is both
        kept and left out; ``too_many_pinned``; ``pinned_and_asked`` for pinned ones beside a
        list of codes that is not theirs.
    """
    given = weights or Weights()
    kept, left, asked = (find_occupations(edition, texts) for texts in (pinned, excluded, codes))
    _check(edition, len(asked) or count, kept, left, asked)
    survey = find_survey_place(edition, territory)
    criteria = compute_criteria(edition, survey.place, survey.reference, territory.communes)
    points = compute_points(criteria, given)
    order = [code for code in rank_occupations(criteria, points) if code not in left]
    ranks = {code: rank for rank, code in enumerate(order, start=1)}
    taken = asked or _take(order, count, kept)
    ranked = [code for code in taken if code in ranks and code not in kept and not asked]
    beyond = [code for code in order if code not in taken]
    earned = _read(points)
    cut = earned[ranked[-1]]["total"] if ranked and beyond else None
    projects = dict(zip(criteria.index, criteria["projects"].tolist(), strict=True))
    names = edition.occupations["name"]
    return Choice(
        territory=territory,
        survey=survey,
        weights=given,
        count=len(asked) or count,
        chosen=tuple(
            Chosen(
                code,
                str(names.at[code]),
                "asked" if asked else "pinned" if code in kept else "ranked",
                ranks.get(code),
                *_explain(earned.get(code), given),
                _find_reason(projects.get(code)),
            )
            for code in taken
        ),
        near=() if cut is None else list_near(names, ranks, points, cut, {*taken, *left}),
        criteria=criteria,
        points=points,
        eligible=len(order),
        cut=cut,
        excluded=left,
    )


def rank_occupations(criteria: pd.DataFrame, points: pd.DataFrame) -> list[str]:
    """Order the occupations that have a total: best first, then by projects, then by code."""
    totals = points["total"].to_numpy(dtype=float).round(_EXACT).tolist()
    rows = zip(totals, criteria["projects"].tolist(), map(str, criteria.index), strict=True)
    ranked = sorted(
        (-total, -projects, code)
        for total, projects, code in rows
        if not (math.isnan(total) or math.isnan(projects))
    )
    return [code for *_, code in ranked]


def _check(
    edition: Edition,
    number: int,
    kept: Sequence[str],
    left: Sequence[str],
    asked: Sequence[str],
) -> None:
    names = edition.occupations["name"]
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST:
        raise UsageError("bad_count", name="count", most=MOST, got=number)
    both = [f"{names.at[code]} ({code})" for code in (*kept, *asked) if code in left]
    if both:
        raise UsageError("kept_and_excluded", names=list(dict.fromkeys(both)))
    beside = [f"{names.at[code]} ({code})" for code in kept if asked and code not in asked]
    if beside:
        raise UsageError("pinned_and_asked", names=beside)
    if len(kept) > number:
        raise UsageError("too_many_pinned", got=str(len(kept)), count=str(number))


def _take(order: Sequence[str], count: int, kept: Sequence[str]) -> tuple[str, ...]:
    """Keep the pinned ones and the first of the others; pinned ones without a rank come last."""
    others = [code for code in order if code not in kept][: count - len(kept)]
    ranked = [code for code in order if code in kept or code in others]
    return (*ranked, *(code for code in kept if code not in ranked))


def _explain(
    points: Mapping[str, float] | None, weights: Weights
) -> tuple[float | None, Mapping[str, float], tuple[str, ...]]:
    """Give the total, the points of each criterion, and the criteria that lack a value."""
    if points is None or math.isnan(points["total"]):
        return None, MappingProxyType({}), ()
    missing = tuple(
        name
        for name, weight in weights.by_criterion().items()
        if weight > 0 and math.isnan(points[name])
    )
    full = {name: 0.0 if math.isnan(points[name]) else points[name] for name in CRITERIA}
    return points["total"], MappingProxyType(full), missing


def _find_reason(projects: float | None) -> str:
    if projects is None:
        return "non_disponible"
    return "non_diffuse" if math.isnan(projects) else ""


def _read(points: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Give the points of each occupation as plain numbers."""
    columns, rows = list(points.columns), points.to_numpy(dtype=float).tolist()
    return {
        str(code): dict(zip(columns, row, strict=True))
        for code, row in zip(points.index, rows, strict=True)
    }


def list_near(
    names: pd.Series,
    ranks: Mapping[str, int],
    points: pd.DataFrame,
    cut: float,
    outside: Collection[str],
) -> tuple[Near, ...]:
    """List those that are not chosen, but nearly, or perhaps; the best ranked first.

    Parameters
    ----------
    names : Series
        Name of each code.
    ranks : mapping
        Code → rank, of those that have one.
    points : DataFrame
        As :func:`~.occupation_scores.compute_points` gives them.
    cut : float
        Total of the last one chosen.
    outside : collection of str
        Codes that are not looked at: the chosen and the excluded.
    """
    found = []
    bounds = points.loc[
        ~points.index.isin(list(outside)), ["total", "survey", "average", "highest"]
    ]
    for code, (total, survey, average, highest) in zip(
        map(str, bounds.index), bounds.to_numpy(dtype=float).tolist(), strict=True
    ):
        reason = (
            "margin" if total >= cut - MARGIN
            else "masked" if survey >= cut
            else "unpublished" if average >= cut
            else ""
        )  # fmt: skip
        if reason:
            known = None if math.isnan(total) else total
            found.append(Near(code, str(names.at[code]), ranks.get(code), known, highest, reason))
    last = len(ranks) + 1
    return tuple(sorted(found, key=lambda one: (one.rank or last, one.code)))
