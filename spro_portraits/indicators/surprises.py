"""Three true and surprising facts on the jobs of a territory, chosen by rule.

« Casser les représentations »: what would one not have said of the jobs here? Not done here:
the candidates (:mod:`~.surprise_kinds`), words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from spro_portraits.indicators.measures import compute_occupations
from spro_portraits.indicators.model import Place
from spro_portraits.indicators.standing import FEWEST_PEERS
from spro_portraits.indicators.surprise_kinds import (
    Counts,
    Facts,
    Surprise,
    list_candidates,
    rank_in_country,
)
from spro_portraits.indicators.survey_place import find_survey_place
from spro_portraits.tables import Edition
from spro_portraits.territory import Reference, Territory, find_whole

__all__ = [
    "MOST_SURPRISES", "Surprise", "compute_usual", "find_surprises", "find_usual",
    "select_surprises",
]  # fmt: skip

MOST_SURPRISES = 3
"""Facts that are told."""

_WEIGHTS = {"specific", "scarce", "family"}
"""Kinds on what an occupation, or a family, weighs."""

_FRANCE = Reference("france", "France", "france", ("france",))


def find_surprises(edition: Edition, territory: Territory) -> tuple[Surprise, ...]:
    """Choose the facts that surprise most, one a kind and one an occupation.

    Parameters
    ----------
    territory : Territory
        One that is no union of bassins is told of by the bassins that cover it
        (:func:`~.survey_place.find_survey_place`), and pages say so.

    Returns
    -------
    tuple of Surprise
        Three at most, highest score first; none where the survey tells nothing of the
        place.
    """
    survey = find_survey_place(edition, territory)
    if not survey.bassins:
        return ()
    facts = _gather(edition, survey.place, survey.reference)
    candidates = list_candidates(facts, survey.reference.role)
    return select_surprises(candidates, find_usual(edition))


def select_surprises(
    candidates: Sequence[Surprise],
    usual: Mapping[str, Sequence[float]],
    count: int = MOST_SURPRISES,
) -> tuple[Surprise, ...]:
    """Score candidates and take the first ones, each on something else.

    A fact is set against the strongest one of its kind in each bassin of the region: to have
    *some* occupation three times more present than elsewhere is common, to have it ten times
    more is not. Two facts told share no kind, no occupation and no family, and only one is on the
    weight of a family or of its occupations.

    Parameters
    ----------
    candidates : sequence of Surprise
        In their order, which decides between equal scores.
    usual : mapping
        Kind → strength of the strongest fact of each bassin that has one.
    """
    scored = [replace(one, score=_score(one, usual.get(one.kind, ()))) for one in candidates]
    told: list[Surprise] = []
    for one in sorted(scored, key=lambda each: -round(each.score, 9)):
        if len(told) == count:
            break
        if not any(one.kind == other.kind or _subjects(one) & _subjects(other) for other in told):
            told.append(one)
    return tuple(told)


def _subjects(one: Surprise) -> set[str]:
    """Say what a fact is on: the weight of a family is that of its occupations too."""
    subjects = {one.occupation, one.other, one.family, one.other_family} - {""}
    if one.kind in _WEIGHTS:
        subjects.add(f"weight of {(one.occupation or one.family)[0]}")
    return subjects


def _score(one: Surprise, usual: Sequence[float]) -> float:
    """Strength over the usual one; 0 where too few bassins have such a fact."""
    return one.strength / float(np.median(usual)) if len(usual) >= FEWEST_PEERS else 0.0


def _gather(edition: Edition, place: Place, reference: Place) -> Facts:
    country = compute_occupations(edition, _FRANCE, _FRANCE)["projects"]
    return Facts(
        Counts(compute_occupations(edition, place, reference)),
        Counts(compute_occupations(edition, reference, reference)),
        rank_in_country(country),
    )


def find_usual(edition: Edition) -> Mapping[str, Sequence[float]]:
    """Find what is usual, measured once for an edition."""
    return edition.keep((__name__, "usual"), lambda: compute_usual(edition))


def compute_usual(edition: Edition) -> dict[str, list[float]]:
    """Measure the strongest fact of each kind in each bassin of the region.

    Returns
    -------
    dict
        Kind → one strength a bassin that has such a fact, in the order of their codes.
    """
    region = find_whole(edition)
    inside = edition.own_communes["bassin"]
    whole = _gather(edition, region, region)
    usual: dict[str, list[float]] = {}
    for code in sorted(set(inside) - {""}):
        bassin = Reference("peer", "", "bassin", (code,), bassins=(code,))
        facts = replace(whole, here=Counts(compute_occupations(edition, bassin, region)))
        best: dict[str, float] = {}
        for one in list_candidates(facts):
            best.setdefault(one.kind, one.strength)
        for kind, strength in best.items():
            usual.setdefault(kind, []).append(strength)
    return usual
