"""Where the facts of a network come from: papers, directories, their dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spro_portraits.charts import Cell, Column, Table
from spro_portraits.network import Fact
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.portrait.provenance import describe_sources, describe_subject
from spro_portraits.sources import Source
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import format_count, typeset
from spro_portraits.wording import network_page as words
from spro_portraits.wording.dates import write_date


def draw_directory_sources(subject: NetworkSubject, others: Sequence[Source]) -> Table:
    """Tabulate the sources of the facts shown, then those of the figures beside them."""
    counted = Counter((fact.source, fact.date) for fact in list_facts(subject))
    rows = [
        (
            Cell(typeset(source)),
            Cell(write_date(date)),
            Cell(format_count(count)),
        )
        for (source, date), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows += [
        (Cell(typeset(source.citation)), Cell(typeset(source.vintage)), Cell(""))
        for source in others
    ]
    columns = (
        Column(words.COLUMNS["source"], align="left"),
        Column(words.COLUMNS["seen"], align="left"),
        Column(words.COLUMNS["facts"]),
    )
    return Table(words.TITLES["sources"], columns, tuple(rows))


def list_facts(subject: NetworkSubject) -> Iterable[Fact]:
    """List every fact that a page of the network shows."""
    network = subject.network
    for member in network.members:
        yield member.structure
        yield from member.memberships
    yield from network.tools
    yield from network.events
    yield from network.initiatives


def describe_handout(subject: NetworkSubject, figures: Mapping[str, str]) -> dict[str, Any]:
    """Describe a page that shows the directory alone: its territory, key figures and sources.

    Parameters
    ----------
    subject : NetworkSubject
    figures : mapping
        Label → text.
    """
    territory, edition = subject.territory, subject.edition
    return {
        **describe_subject(edition, territory, subject.title),
        "key_figures": [
            {"label": label, "text": text, "comparison": ""} for label, text in figures.items()
        ],
        "columns": [],
        "indicators": [],
        "sources": [
            describe_directory(subject),
            *describe_sources(edition, (), with_perimeters=territory.level == "spro"),
        ],
    }


def describe_directory(subject: NetworkSubject) -> dict[str, str]:
    """Make the record of the directory: its files are edited by hand, so their hash is told."""
    return {
        "key": "network",
        "citation": coverage_words.DIRECTORY_SOURCE,
        "sha256": subject.directory.hash,
    }
