"""Guide of the structures of a territory: public, made to be read, printed and downloaded.

Not done here: anything internal; a guide is made of the public facts of a
:class:`~spro_portraits.network.model.Network` and of nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from spro_portraits.network.select import find_coordinators
from spro_portraits.portrait.blocks import draw_header
from spro_portraits.portrait.guide_index import build_index
from spro_portraits.portrait.guide_sections import (
    build_about,
    build_publics,
    build_reseaux,
    build_sources,
)
from spro_portraits.portrait.model import Page, Publication
from spro_portraits.portrait.network_sources import describe_handout
from spro_portraits.portrait.network_subject import NetworkSubject, open_network_subject
from spro_portraits.wording import format_count, typeset
from spro_portraits.wording import guide as words

SECTIONS = (build_publics, build_reseaux, build_index, build_sources)


@dataclass(frozen=True)
class Guide(Page):
    """The assembled guide of one territory.

    Attributes
    ----------
    subject : NetworkSubject
        Territory, edition and network.
    """

    subject: NetworkSubject


def open_guide(territory: str, level: str = "spro", edition: str = "", day: str = "") -> Guide:
    """Open the guide of a territory; the door of the notebook.

    Parameters and errors are those of
    :func:`~spro_portraits.portrait.network_subject.open_network_subject`.
    """
    return build_guide(open_network_subject(territory, level, edition, day))


def build_guide(subject: NetworkSubject) -> Guide:
    """Assemble the guide of a territory."""
    built = [build_about(subject, _list_coordinators(subject))]
    built += [build(subject) for build in SECTIONS]
    return Guide(
        subject=subject,
        header=draw_header(subject.title, words.write_subtitle(subject.day, subject.edition.label)),
        sections=MappingProxyType({section.key: section for section in built}),
        publication=_build_publication(subject),
    )


def _list_coordinators(subject: NetworkSubject) -> list[str]:
    """Say who coordinates a SPRO, or who last did; nothing where nobody is known."""
    sentences = []
    for code in subject.network.spro if subject.territory.level == "spro" else ():
        found = find_coordinators(subject.directory, code, subject.day)
        if found.last:
            names = [typeset(structure.name) for structure in found.last]
            current = bool(found.current)
            sentences.append(words.write_coordinators(names, found.school_year, current=current))
    return sentences


def _build_publication(subject: NetworkSubject) -> Publication:
    members = subject.network.members
    figures = (
        format_count(len(members)),
        format_count(len(subject.reseaux)),
        words.write_of(sum(bool(m.structure.address) for m in members), len(members)),
    )
    content: dict[str, Any] = {
        "title": words.write_title(subject.title),
        "description": words.write_description(subject.title, len(members), subject.day),
        **describe_handout(subject, dict(zip(words.name_key_figures(), figures, strict=True))),
        "paper": {"layout": "guide", "words": words.PAPER},
    }
    return Publication(content, words.write_summary(len(members)))
