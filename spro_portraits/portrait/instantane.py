"""The instantané of a territory: two pages that show it at a glance and test what one thinks of it.

Figures, sentences and choices are those of the portrait, of the page of key occupations and of
the guide; nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from spro_portraits.indicators import BY_KEY
from spro_portraits.indicators.preconceptions import MOST_IDEAS, Contradiction, Told
from spro_portraits.portrait.blocks import draw_header
from spro_portraits.portrait.instantane_figures import (
    build_figures,
    build_map,
    build_retain,
    choose_figures,
    choose_layer,
    list_retained,
    make_figure_card,
)
from spro_portraits.portrait.instantane_ideas import build_ideas, choose_ideas
from spro_portraits.portrait.instantane_people import (
    build_contacts,
    build_occupations,
    open_network_around,
)
from spro_portraits.portrait.key_occupations import COUNT
from spro_portraits.portrait.key_occupations import SOURCES as OCCUPATIONS
from spro_portraits.portrait.model import Html, Page, Publication
from spro_portraits.portrait.network_sources import describe_directory
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.portrait.occupations_subject import build_occupations_subject
from spro_portraits.portrait.provenance import GROUND, describe_sources, describe_subject
from spro_portraits.portrait.subject import STANDARD, Subject, build_subject
from spro_portraits.portrait.templating import read_style
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import Territory, find_territory
from spro_portraits.wording import instantane as words

LAYOUT = "instantane"
"""Template of the two pages."""


@dataclass(frozen=True)
class Instantane(Page):
    """The assembled instantané of one territory.

    Attributes
    ----------
    subject : Subject
        Territory, edition, places of comparison and measures.
    ideas : tuple
        What contradicts an idea, in the order of the page.
    """

    subject: Subject
    ideas: tuple[Told, ...]


def open_instantane(
    territory: str, level: str = "spro", edition: str = "", compare_to: Sequence[str] = STANDARD
) -> Instantane:
    """Open the instantané of a territory; the door of the notebook.

    Parameters and errors are those of :func:`~spro_portraits.portrait.open_portrait`; a damaged
    file of the network is a ``SourceError`` too.
    """
    opened = load_edition(load_settings().data, edition)
    return build_instantane(opened, find_territory(opened, level, territory), compare_to)


def build_instantane(
    edition: Edition, territory: Territory, compare_to: Sequence[str] = STANDARD
) -> Instantane:
    """Assemble the instantané of a territory from an edition."""
    subject = build_subject(edition, territory, compare_to)
    zoom = build_occupations_subject(edition, territory, COUNT)
    network = open_network_around(subject)
    told = {finding.measure.key for finding in list_retained(subject)}
    ideas = choose_ideas(subject, told)
    built = (
        build_figures(subject),
        build_map(subject),
        build_retain(subject),
        build_ideas(subject, zoom, ideas),
        build_occupations(zoom),
        build_contacts(subject, network, len(ideas), MOST_IDEAS),
    )
    header = draw_header(subject.title, words.write_subtitle(edition.label))
    return Instantane(
        header=Html(f"<style>{read_style('instantane')}</style>{header.html}"),
        sections=MappingProxyType({section.key: section for section in built}),
        publication=_build_publication(subject, network, ideas),
        subject=subject,
        ideas=tuple(ideas),
    )


def _build_publication(
    subject: Subject, network: NetworkSubject, ideas: Sequence[Told]
) -> Publication:
    edition, territory = subject.edition, subject.territory
    keys = choose_figures(subject)
    content: dict[str, Any] = {
        "title": words.write_title(subject.title),
        "description": words.write_description(subject.title, edition.label),
        **describe_subject(edition, territory, subject.title),
        "key_figures": _make_key_figures(subject, keys),
        "columns": [],
        "indicators": [],
        "sources": [
            *describe_sources(
                edition,
                _list_sources(subject, keys, ideas),
                with_perimeters="spro" in {territory.level, network.territory.level},
            ),
            describe_directory(network),
        ],
        "paper": {"layout": LAYOUT},
    }
    return Publication(content, words.write_summary(len(ideas)))


def _make_key_figures(subject: Subject, keys: Sequence[str]) -> list[dict[str, str]]:
    """Make the figures of the index: the first, the fourth and the seventh of the page."""
    cards = [make_figure_card(subject, key) for key in keys[::3]]
    return [
        {"label": card.label, "text": card.text, "comparison": card.comparison} for card in cards
    ]


def _list_sources(subject: Subject, keys: Sequence[str], ideas: Sequence[Told]) -> list[str]:
    """List the sources of everything that the two pages say."""
    shown = [
        *keys,
        *(finding.measure.key for finding in list_retained(subject)),
        *(one.measure.key for one in ideas if isinstance(one, Contradiction)),
        choose_layer(subject),
    ]
    found = [source for key in shown for source in BY_KEY[key].sources]
    return list(dict.fromkeys([*found, *OCCUPATIONS, *GROUND]))
