"""Assemble the page of a network: who receives people, where, who is far, what the network does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from spro_portraits.charts import draw_note
from spro_portraits.indicators.reliability import FEW, VERY_FEW
from spro_portraits.network.coverage import THRESHOLDS
from spro_portraits.network.distance import load_travel_times
from spro_portraits.network.figures import NetworkFigure, compute_network_results
from spro_portraits.network.needs import ADDITIVE_NEEDS
from spro_portraits.portrait.blocks import (
    draw_header,
    draw_lede,
    draw_remark,
    draw_table_block,
)
from spro_portraits.portrait.downloads import add_downloads
from spro_portraits.portrait.model import Html, Page, Publication, Section
from spro_portraits.portrait.network_coverage import (
    build_coverage,
    build_missing,
    build_permanences,
)
from spro_portraits.portrait.network_life import build_life, build_tools
from spro_portraits.portrait.network_reach import Reach, build_reach
from spro_portraits.portrait.network_sections import (
    build_circles,
    build_map,
    build_overview,
    build_structures,
    write_within,
)
from spro_portraits.portrait.network_sources import (
    describe_directory,
    draw_directory_sources,
)
from spro_portraits.portrait.network_subject import NetworkSubject, open_network_subject
from spro_portraits.portrait.panorama import COLUMNS
from spro_portraits.portrait.provenance import (
    describe_sources,
    describe_subject,
)
from spro_portraits.wording import RELIABILITY_WORDS, format_count
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import network_page as words

SECTIONS = (
    build_overview, build_circles, build_map, build_coverage, build_permanences, build_missing,
    build_structures, build_tools, build_life,
)  # fmt: skip

SECTION_KEYS = (
    "overview", "circles", "map", "coverage", "permanences", "missing", "structures", "tools",
    "life", "sources",
)  # fmt: skip
"""Keys of the sections of the page, in their order."""

FOCUS = "mission_locale"
"""Réseau that is looked at closely unless told: it receives young people all over the region."""

_SOURCES = ("population", "comparateur", "young_people_commune", "boundaries")


@dataclass(frozen=True)
class NetworkPage(Page):
    """The assembled page of one network.

    Attributes
    ----------
    reach : Reach
        Territory, network and coverage.
    """

    reach: Reach

    @property
    def subject(self) -> NetworkSubject:
        """Territory and network."""
        return self.reach.subject


def open_network(
    territory: str,
    level: str = "spro",
    edition: str = "",
    day: str = "",
    thresholds: Sequence[float] = THRESHOLDS,
    focus: str = FOCUS,
    permanences: int = 3,
    travel_times: str = "",
) -> NetworkPage:
    """Open the network of a territory; the door of the notebook.

    Parameters
    ----------
    territory, level, edition, day : str
        As for :func:`~spro_portraits.portrait.network_subject.open_network_subject`.
    thresholds : sequence of float
        One to four distances (kilometres, or minutes with ``travel_times``), increasing.
    focus : str
        Code of the réseau that is looked at closely.
    permanences : int
        How many places to look for, 1 to 10.
    travel_times : str
        File of travel times between communes; empty: distances as the crow flies.

    Raises
    ------
    UsageError
        Unknown territory, level or réseau; thresholds or number that cannot be.
    EditionError, SourceError
        Data that are absent or damaged.
    """
    subject = open_network_subject(territory, level, edition, day)
    times = load_travel_times(Path(travel_times)) if travel_times else None
    return build_network_page(
        build_reach(subject, thresholds=thresholds, focus=focus, count=permanences, times=times)
    )


def build_network_page(reach: Reach) -> NetworkPage:
    """Assemble the page from a territory, its network and its coverage."""
    subject = reach.subject
    territory = subject.territory
    if subject.beyond:
        sections = _build_beyond(subject)
    else:
        built = (add_downloads(subject, build(reach)) for build in SECTIONS)
        sections = {section.key: section for section in built}
        sections["sources"] = _build_sources(reach)
    subtitle = words.write_subtitle(subject.day, subject.edition.label)
    return NetworkPage(
        reach=reach,
        header=draw_header(words.write_title(territory.level, territory.name), subtitle),
        sections=MappingProxyType(sections),
        publication=_build_publication(reach),
    )


def _build_beyond(subject: NetworkSubject) -> dict[str, Section]:
    """Say in each section that the directory is not about the regions of the territory.

    Its structures, tools and figures are those of another region: none is shown.
    """
    overview, *others = SECTION_KEYS
    note = Html(draw_note(words.write_beyond(subject.beyond)))
    lede = draw_lede(words.write_beyond_page(subject.beyond))
    return {overview: Section(overview, (lede,)), **{k: Section(k, (note,)) for k in others}}


def _build_sources(reach: Reach) -> Section:
    edition = reach.subject.edition
    table = draw_directory_sources(reach.subject, [edition.sources[key] for key in _SOURCES])
    notes = [draw_remark(key) for key in ("ratios", "reliability")]
    year = edition.geography_year
    return Section(
        "sources", (draw_table_block(table), draw_remark("geography", year=year), *notes)
    )


def _build_publication(reach: Reach) -> Publication:
    subject, edition = reach.subject, reach.subject.edition
    territory, network = subject.territory, subject.network
    figures = [] if subject.beyond else _compute_figures(reach)
    count = len(network.members)
    content: dict[str, Any] = {
        "title": words.write_title(territory.level, territory.name),
        "description": words.write_description(territory.level, territory.name, count),
        **describe_subject(edition, territory, subject.title),
        "key_figures": [] if subject.beyond else _make_key_figures(reach),
        "columns": list(COLUMNS),
        "indicators": [_make_row(reach, figure) for figure in figures],
        "sources": [
            describe_directory(subject),
            *describe_sources(edition, _SOURCES, with_perimeters=bool(subject.spro)),
        ],
    }
    return Publication(content, words.write_summary(len(figures)))


def _compute_figures(reach: Reach) -> list[NetworkFigure]:
    people = {name: reach.needs[name].reindex(reach.communes) for name in ADDITIVE_NEEDS}
    network = reach.subject.network
    return compute_network_results(network, reach.own.values(), people, reach.thresholds)


def _make_key_figures(reach: Reach) -> list[dict[str, str]]:
    """Three figures for the index: structures, réseaux, inhabitants within reach."""
    members = reach.subject.network.members
    own = reach.own[reach.focus]
    limit = coverage_words.write_threshold(reach.middle, reach.unit)
    name = reach.subject.directory.reseaux[reach.focus].name
    texts = [
        (words.CARDS["structures"], format_count(len(members)), ""),
        (words.CARDS["reseaux"], format_count(len(reach.subject.reseaux)), ""),
        (
            words.write_reach_card(name, limit),
            write_within(reach.find_share(own)),
            "",
        ),
    ]
    return [{"label": label, "text": text, "comparison": told} for label, text, told in texts]


def _make_row(reach: Reach, figure: NetworkFigure) -> list[Any]:
    subject = reach.subject
    grade, reason = _grade(figure)
    return [
        subject.territory.code, subject.territory.level, subject.title, figure.key, figure.label,
        figure.value, figure.unit, figure.numerator, figure.denominator, figure.vintage,
        "+".join(("network", *figure.sources)), figure.reason, figure.universe,
        subject.edition.geography_year, figure.upper, figure.masked or None, grade, reason,
    ]  # fmt: skip


def _grade(figure: NetworkFigure) -> tuple[str, str]:
    """Grade a figure: the census's advice for people counted there, a minimum, or sound."""
    if figure.value is None:
        return "", ""
    if figure.record == "communes_beyond" and figure.masked:
        return "prudence", coverage_words.FAR_REASON
    counted = figure.record == "unemployed_within"
    smallest = min(figure.numerator or 0.0, figure.denominator or 0.0)
    if counted and smallest < VERY_FEW:
        return "fragile", RELIABILITY_WORDS["very_few"]
    if counted and smallest < FEW:
        return "prudence", RELIABILITY_WORDS["few"]
    if figure.is_lower_bound:
        return "minimum", coverage_words.MINIMUM_REASON
    return "bonne", ""
