"""Ideas that the figures of a territory contradict, and how clearly.

An idea is one that can be tested (« more unemployment here than elsewhere »). It is contradicted
only by a figure that can be trusted and that sampling would hardly give
(:mod:`~.difference`); else nothing is said of it. Not done here: words, asking who holds
an idea: nobody was asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from spro_portraits.indicators.difference import (
    LEAST,
    STANDARD_ERRORS,
    compute_difference,
    compute_standard_error,
)
from spro_portraits.indicators.findings import ORDER
from spro_portraits.indicators.model import Measure, Result
from spro_portraits.indicators.surprise_kinds import Surprise

MOST_IDEAS = 3
"""Ideas that a page contradicts."""

LEAST_STRENGTH = 0.5
"""Distance from what an idea says, over the usual one, under which it is not worth a word, however
sure. Our own choice."""

EQUAL_JOBS = 100.0
"""Jobs for 100 employed residents: above, more people come to work than leave for it."""

FEW_FARMERS = 5.0
"""Share of farmers, in percent of those aged 15 or more, under which a place hardly lives of
farming. Our own choice."""


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea that can be tested, and what contradicts it.

    Attributes
    ----------
    key : str
        Its words are ``wording.preconceptions.IDEAS[key]``.
    topic : str
        One idea a topic is told.
    indicator : str
        The figure that contradicts it.
    kind : str
        ``above`` or ``below`` (the figure beside those of the places of comparison), ``rises``
        (a rate of change above zero), ``jobs`` (over :data:`EQUAL_JOBS`), ``arrivals`` (a balance
        above zero), ``farmers`` (under :data:`FEW_FARMERS`, in a place less dense than the region).
    usual : float
        Distance, in the unit of the figure, that counts for one: our own choice, after what is
        usual between the bassins of the region.
    """

    key: str
    topic: str
    indicator: str
    kind: str
    usual: float


IDEAS = (
    Idea("unemployment", "unemployment", "unemployment_rate", "below", 2.0),
    Idea("unemployment", "unemployment", "unemployment_rate_census_2018", "below", 4.0),
    Idea("leaving", "people", "migration_balance_2013_2018", "arrivals", 0.3),
    Idea("shrinking", "people", "population_growth_2013_2018", "rises", 0.5),
    Idea("jobs_lost", "jobs", "jobs_growth_2013_2018", "rises", 0.5),
    Idea("dormitory", "jobs", "job_concentration_2018", "jobs", 15.0),
    Idea("young", "young", "young_not_in_work_share_2018", "below", 4.0),
    Idea("poor", "income", "poverty_rate_2021", "below", 4.0),
    Idea("earning", "income", "median_income_2021", "above", 2_000.0),
    Idea("retired", "groups", "residents_group_7_share_2022", "below", 4.0),
    Idea("managers", "groups", "residents_group_3_share_2022", "above", 4.0),
    Idea("workers", "groups", "residents_group_6_share_2022", "above", 4.0),
    Idea("farmers", "groups", "residents_group_1_share_2022", "farmers", 5.0),
    Idea("empty_homes", "homes", "vacancy_rate_2018", "below", 3.0),
    Idea("working", "labour", "employment_rate_2018", "above", 4.0),
    Idea("difficulty", "difficulty", "recruitment_difficulty", "below", 6.0),
    Idea("seasons", "seasonality", "recruitment_seasonal_share", "below", 8.0),
)
"""Ideas in their order, which decides between equal ones."""

_TOPICS = {"difficulty": "difficulty", "seasonality": "seasonality"}
_TOLD_BY = {
    "difficulty": "recruitment_difficulty",
    "seasonality": "recruitment_seasonal_share",
}
"""Kinds of surprises that say what an indicator of the portrait says."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An idea, and the figure that contradicts it.

    Attributes
    ----------
    idea : Idea
    measure : Measure
    role : str
        Place of comparison that is named with it, a role of the measure.
    strength : float
        Distance from what the idea says, over the usual one; positive.
    """

    idea: Idea
    measure: Measure
    role: str
    strength: float

    @property
    def reference(self) -> Result:
        """Figure of the place of comparison."""
        return self.measure.references[self.role]


Told = Contradiction | Surprise
"""What a page sets against an idea: a figure of the portrait, or one on the jobs offered."""


def list_contradictions(
    measures: Mapping[str, Measure], roles: Sequence[str]
) -> list[Contradiction]:
    """List the ideas that figures contradict, the clearest first, one a topic.

    Parameters
    ----------
    measures : mapping
        Key → measure beside its places of comparison.
    roles : sequence of str
        Places that may be named, never the territory itself.
    """
    order = sorted(roles, key=lambda role: ORDER.index(role) if role in ORDER else len(ORDER))
    found: dict[str, Contradiction] = {}
    for idea in IDEAS:
        told = _contradict(idea, measures, order) if idea.indicator in measures else None
        if told is None or told.strength < LEAST_STRENGTH:
            continue
        if idea.topic not in found or told.strength > found[idea.topic].strength:
            found[idea.topic] = told
    return sorted(found.values(), key=lambda one: -round(one.strength, 9))


def select_ideas(
    contradictions: Sequence[Contradiction],
    surprises: Sequence[Surprise],
    told: Collection[str] = (),
    count: int = MOST_IDEAS,
) -> list[Told]:
    """Choose the ideas of a page: in turn on the territory and on its jobs, one a topic.

    Parameters
    ----------
    told : collection of str
        Indicators that the page has already told: taken last.
    """
    queues: list[list[Told]] = [
        [one for one in offered if _find_indicator(one) not in told]
        for offered in (contradictions, surprises)
    ]
    chosen: list[Told] = []
    turn = 0
    while len(chosen) < count and any(queues):
        queue = queues[turn % 2] or queues[(turn + 1) % 2]
        _take(queue.pop(0), chosen)
        turn += 1
    everything: list[Told] = [*contradictions, *surprises]
    for one in everything:
        if len(chosen) < count and _find_indicator(one) in told:
            _take(one, chosen)
    return chosen


def _find_indicator(one: Told) -> str:
    """Find the indicator of the portrait that an idea rests on; empty for none."""
    return one.measure.key if isinstance(one, Contradiction) else _TOLD_BY.get(one.kind, "")


def _take(one: Told, chosen: list[Told]) -> None:
    if find_topic(one) not in {find_topic(other) for other in chosen}:
        chosen.append(one)


def find_topic(one: Told) -> str:
    """Say what an idea is about, so that nothing is told twice."""
    if isinstance(one, Contradiction):
        return one.idea.topic
    return _TOPICS.get(one.kind, f"jobs offered, {one.kind}")


def _contradict(
    idea: Idea, measures: Mapping[str, Measure], roles: Sequence[str]
) -> Contradiction | None:
    """Test one idea; None where the figure does not contradict it, or tells nothing."""
    measure = measures[idea.indicator]
    result = measure.result
    known = [r for r in roles if r in measure.references and _is_sound(measure.references[r])]
    if not known or not _is_sound(result):
        return None
    if idea.kind in {"above", "below"}:
        return _compare(idea, measure, known)
    margin = _MARGINS[idea.kind](measure, measures)
    if margin is None:
        return None
    return Contradiction(idea, measure, known[0], margin / idea.usual)


def _is_sound(result: Result) -> bool:
    return result.value is not None and not result.reliability.is_weak


def _compare(idea: Idea, measure: Measure, roles: Sequence[str]) -> Contradiction | None:
    """Set it beside the places of comparison: one differs as needed, none the other way."""
    wanted = 1 if idea.kind == "above" else -1
    differences = {
        role: compute_difference(measure.indicator, measure.result, measure.references[role])
        for role in roles
    }
    if any(one.sign == -wanted for one in differences.values()):
        return None
    for role, one in differences.items():
        if one.sign == wanted:
            return Contradiction(idea, measure, role, abs(one.gap or 0.0) / idea.usual)
    return None


def _measure_rise(measure: Measure, _measures: Mapping[str, Measure]) -> float | None:
    """Give a rate of change that is above zero beyond its error."""
    rate = measure.value or 0.0
    error = STANDARD_ERRORS * compute_standard_error(measure.indicator, measure.result)
    return rate if rate >= LEAST["%/an"] and rate > error else None


def _measure_jobs(measure: Measure, _measures: Mapping[str, Measure]) -> float | None:
    """Give by how much jobs pass the employed residents, beyond the error."""
    margin = (measure.value or 0.0) - EQUAL_JOBS
    error = STANDARD_ERRORS * compute_standard_error(measure.indicator, measure.result)
    return margin if margin >= LEAST["pour 100"] and margin > error else None


def _measure_arrivals(measure: Measure, measures: Mapping[str, Measure]) -> float | None:
    """Give the arrivals over the departures, in percent of the people a year.

    The balance is the change between two census counts less births and deaths, which are counted
    in full: its error is that of the growth.
    """
    growth = measures.get("population_growth_2013_2018")
    people = measures.get("population_2013")
    if growth is None or people is None or not _is_sound(growth.result) or not people.value:
        return None
    rate = 100.0 * (measure.value or 0.0) / people.value / 5.0
    error = STANDARD_ERRORS * compute_standard_error(growth.indicator, growth.result)
    return rate if rate >= LEAST["%/an"] and rate > error else None


def _measure_farmers(measure: Measure, measures: Mapping[str, Measure]) -> float | None:
    """Give how far the share of farmers stays under the mark, in a place of the country."""
    density = measures.get("density")
    region = density.references.get("region") if density is not None else None
    if density is None or region is None:
        return None
    if compute_difference(density.indicator, density.result, region).sign >= 0:
        return None
    share = measure.value if measure.value is not None else math.inf
    error = STANDARD_ERRORS * compute_standard_error(measure.indicator, measure.result)
    margin = FEW_FARMERS - share
    return margin if margin > error else None


_MARGINS: Mapping[str, Callable[[Measure, Mapping[str, Measure]], float | None]] = {
    "rises": _measure_rise,
    "jobs": _measure_jobs,
    "arrivals": _measure_arrivals,
    "farmers": _measure_farmers,
}
