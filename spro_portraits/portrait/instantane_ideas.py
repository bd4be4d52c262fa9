"""Ideas that the figures of a territory contradict: the idea, the figure, its source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from spro_portraits.indicators import Finding
from spro_portraits.indicators.preconceptions import (
    MOST_IDEAS,
    Contradiction,
    Told,
    list_contradictions,
    select_ideas,
)
from spro_portraits.indicators.surprises import Surprise, find_surprises
from spro_portraits.portrait.model import Html, Section
from spro_portraits.portrait.occupations_overview import make_surprise_fact
from spro_portraits.portrait.occupations_subject import SURVEY, OccupationsSubject
from spro_portraits.portrait.retain import locate, make_fact
from spro_portraits.portrait.subject import Subject
from spro_portraits.portrait.templating import fill_template
from spro_portraits.wording import instantane as words
from spro_portraits.wording import preconceptions as idea_words
from spro_portraits.wording.findings import Sentence, write_finding
from spro_portraits.wording.occupations_surprises import write_surprise


@dataclass(frozen=True, slots=True)
class IdeaText:
    """An idea as the page shows it: the text is cut around its figure, which stands out."""

    idea: str
    before: str
    figure: str
    after: str
    source: str


def choose_ideas(subject: Subject, told: Collection[str]) -> list[Told]:
    """Choose the ideas of a territory; ``told`` are indicators that the page has told."""
    return select_ideas(
        list_contradictions(subject.measures, subject.shown),
        find_surprises(subject.edition, subject.territory),
        told,
    )


def build_ideas(subject: Subject, zoom: OccupationsSubject, chosen: list[Told]) -> Section:
    """Draw each idea and what the figures say of it; fewer than three are said to be so."""
    texts = [_write(subject, zoom, one) for one in chosen]
    drawn = fill_template(
        "instantane_ideas",
        ideas=texts,
        few=words.write_few(len(texts)) if len(texts) < MOST_IDEAS else "",
        nothing="" if texts else words.NO_IDEA,
        note=words.IDEAS_NOTE,
    )
    return Section("ideas", (Html(drawn),))


def _write(subject: Subject, zoom: OccupationsSubject, one: Told) -> IdeaText:
    if isinstance(one, Contradiction):
        idea = idea_words.IDEAS[one.idea.key]
        return _cut(idea, _write_figure(subject, one), _cite(subject, one))
    return _cut(_write_surprise_idea(zoom, one), _write_jobs(zoom, one), zoom.citation(*SURVEY[:1]))


def _cite(subject: Subject, one: Contradiction) -> str:
    return subject.citation(*one.measure.indicator.sources)


def _cut(idea: str, said: Sentence, source: str) -> IdeaText:
    before, figure, after = said.text.partition(said.figure)
    return IdeaText(idea, before, figure, after, source)


def _write_figure(subject: Subject, one: Contradiction) -> Sentence:
    measure, reference = one.measure, one.reference
    value, beside = measure.value or 0.0, reference.value or 0.0
    place = locate(subject, one.role)
    if one.idea.kind == "rises":
        return idea_words.write_rise(measure.key, value, measure.indicator.unit, beside, place)
    if one.idea.kind == "jobs":
        return idea_words.write_jobs(value, beside, place)
    if one.idea.kind == "arrivals":
        return idea_words.write_arrivals(value, beside, place)
    if one.idea.kind == "farmers":
        return idea_words.write_farmers(value, beside, place)
    return write_finding(make_fact(subject, _make_finding(subject, one)))


def _make_finding(subject: Subject, one: Contradiction) -> Finding:
    """Make the finding that says the same, for its sentence."""
    difference = subject.difference(one.measure.key, one.role)
    return Finding(
        "gap", one.idea.topic, one.measure, one.role, difference, None, None, one.strength
    )


def _write_surprise_idea(zoom: OccupationsSubject, one: Surprise) -> str:
    fact = make_surprise_fact(zoom, one)
    return idea_words.write_surprise_idea(
        one.kind, fact.name, fact.other, is_higher=one.value > one.reference
    )


def _write_jobs(zoom: OccupationsSubject, one: Surprise) -> Sentence:
    return write_surprise(make_surprise_fact(zoom, one))
