"""Flyer of a territory for every public: who can help me, where, for what.

Public, on one sheet of paper and on a page. Not done here: anything internal, any figure that
needs to be explained; what is not known (opening hours, prices) is not written.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from spro_portraits.errors import UsageError
from spro_portraits.portrait.blocks import draw_header, draw_lede
from spro_portraits.portrait.flyer_map import draw_places_map
from spro_portraits.portrait.flyer_places import (
    Place,
    Town,
    list_answers,
    list_places,
    list_towns,
)
from spro_portraits.portrait.model import Block, Html, Page, Publication, Section
from spro_portraits.portrait.network_sources import describe_handout
from spro_portraits.portrait.network_subject import NetworkSubject, open_network_subject
from spro_portraits.portrait.templating import fill_template, read_style
from spro_portraits.wording import flyer as words
from spro_portraits.wording import format_count
from spro_portraits.wording.network_page import write_beyond

PAPERS = MappingProxyType({"a4": (360, 262), "a5": (330, 240)})
"""Sizes of paper, and the pixels of the map there: the smaller the sheet, the fewer."""


@dataclass(frozen=True)
class Flyer(Page):
    """The assembled flyer of one territory.

    Attributes
    ----------
    subject : NetworkSubject
        Territory, edition and network.
    paper : str
        A key of :data:`PAPERS`.
    """

    subject: NetworkSubject
    paper: str


def open_flyer(
    territory: str, level: str = "spro", edition: str = "", day: str = "", paper: str = "a4"
) -> Flyer:
    """Open the flyer of a territory; the door of the notebook.

    Parameters
    ----------
    territory, level, edition, day : str
        As for :func:`~spro_portraits.portrait.network_subject.open_network_subject`.
    paper : str
        ``a4`` or ``a5``, in any case.

    Raises
    ------
    UsageError
        ``unknown_paper``; and those of ``open_network_subject``.
    """
    find_paper(paper)  # refused before anything is read
    return build_flyer(open_network_subject(territory, level, edition, day), paper)


def find_paper(text: str) -> str:
    """Find a size of paper.

    Raises
    ------
    UsageError
        ``unknown_paper``, with those that are near.
    """
    wanted = text.strip().casefold()
    if wanted not in PAPERS:
        near = difflib.get_close_matches(wanted, PAPERS, n=2, cutoff=0.5)
        raise UsageError("unknown_paper", text=text, near=near, known=list(PAPERS))
    return wanted


def build_flyer(subject: NetworkSubject, paper: str = "a4") -> Flyer:
    """Assemble the flyer of a territory.

    Raises
    ------
    UsageError
        ``unknown_paper``.
    """
    size = find_paper(paper)
    towns = list_towns(subject)
    built = (
        _build_publics(subject, towns),
        _build_places(subject, towns, size),
        _build_notes(subject, towns),
    )
    return Flyer(
        subject=subject,
        paper=size,
        header=draw_header(
            words.HEADLINE, words.write_subtitle(subject.title, subject.territory.level)
        ),
        sections=MappingProxyType({section.key: section for section in built}),
        publication=_build_publication(subject, towns, size),
    )


def _build_publics(subject: NetworkSubject, towns: Sequence[Town]) -> Section:
    """Say for each public who helps it, for what, under which numbers."""
    style = Html(f"<style>{read_style('flyer')}</style>")
    if not towns:
        where = write_beyond(subject.beyond) if subject.beyond else words.NOBODY_HERE
        drawn = fill_template("flyer_empty", words=words, where=where)
        return Section("publics", (style, Html(drawn)))
    answers, unserved = list_answers(subject, towns)
    drawn = fill_template(
        "flyer_publics",
        words=words,
        answers=answers,
        unserved=words.write_unserved(unserved) if unserved else "",
    )
    territory = subject.territory
    count, named = len(list_places(towns)), sum(bool(town.code) for town in towns)
    lede = draw_lede(words.write_lede(territory.level, territory.name, count, named))
    return Section("publics", (style, lede, Html(drawn)))


def _build_places(subject: NetworkSubject, towns: Sequence[Town], size: str) -> Section:
    """List the places by commune: address, telephone, site and its code; a map of them."""
    if not towns:
        return Section("places", (draw_lede(words.NOTHING),))
    drawn = fill_template(
        "flyer_places",
        words=words,
        towns=towns,
        map=draw_places_map(subject, towns, PAPERS[size]),
    )
    return Section("places", (Html(drawn),))


def _build_notes(subject: NetworkSubject, towns: Sequence[Town]) -> Section:
    """Say what is not known, from when the facts are, and what to complete."""
    if not towns:
        return Section("notes", (draw_lede(words.NOTHING),))
    places = list_places(towns)
    years = sorted(place.entry.member.structure.date[:4] for place in places)
    notes = [words.CALL, words.write_dates(years[0], years[-1]), words.GUIDE]
    if any(place.code for place in places):
        notes.insert(1, words.SCAN)
    drawn = fill_template(
        "flyer_notes", words=words, notes=notes, missing=_list_missing(places),
        foot=words.write_footer(subject.title, subject.day),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (Html(drawn),)
    return Section("notes", blocks)


def _list_missing(places: Sequence[Place]) -> list[str]:
    return words.write_to_complete(
        [place.entry.name for place in places if not place.entry.phone],
        [place.entry.name for place in places if not place.entry.address],
    )


def _build_publication(subject: NetworkSubject, towns: Sequence[Town], size: str) -> Publication:
    places = list_places(towns)
    figures = (
        format_count(len(places)),
        format_count(sum(bool(town.code) for town in towns)),
        words.write_of(sum(bool(place.entry.phone) for place in places), len(places)),
    )
    content: dict[str, Any] = {
        "title": words.write_title(subject.title),
        "description": words.write_description(subject.title, len(places), subject.day),
        **describe_handout(subject, dict(zip(words.name_key_figures(), figures, strict=True))),
        "paper": {
            "layout": "flyer",
            "size": size,
            "title": words.write_title(subject.title),
            "territory": subject.title,
            "aims": words.write_aims(subject.territory.level),
            "foot": words.write_footer(subject.title, subject.day),
            "words": words.ON_PAPER,
        },
    }
    return Publication(content, words.write_summary(len(places)))
