"""The synthèse: the region and all territories of a level on two pages, for elected people.

Figures are those of the panorama and of the portrait of the region; nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from spro_portraits.errors import UsageError
from spro_portraits.indicators import BY_KEY, find_record
from spro_portraits.portrait.blocks import draw_header
from spro_portraits.portrait.model import Html, Page, Publication
from spro_portraits.portrait.network_reach import Reach, build_reach
from spro_portraits.portrait.network_sources import describe_directory
from spro_portraits.portrait.network_subject import build_network_subject
from spro_portraits.portrait.occupations_subject import SURVEY
from spro_portraits.portrait.provenance import GROUND, describe_sources
from spro_portraits.portrait.roster import Roster, build_roster
from spro_portraits.portrait.subject import Subject, build_subject
from spro_portraits.portrait.synthesis_figures import (
    GROWTH,
    build_figures,
    build_region_map,
    choose_figures,
    choose_layer,
)
from spro_portraits.portrait.synthesis_sections import (
    MOST_COLUMNS,
    RESEAUX,
    build_network,
    build_occupations,
    build_retain,
    build_sources,
    build_table,
    choose_columns,
    choose_standouts,
    list_region_findings,
)
from spro_portraits.portrait.synthesis_standouts import count_movements
from spro_portraits.portrait.templating import read_style
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import find_territory
from spro_portraits.wording import synthesis as words
from spro_portraits.wording.labels import LEVEL_WORDS

LAYOUT = "synthese"
"""Template of the two pages."""

MAP_SHAPE = (500.0, 1.1)
"""Width of the map on paper, in pixels, and its height over it: the region is higher than wide."""

MOST_ROWS = 24
"""Territories that the table of two pages has room for."""


@dataclass(frozen=True)
class Synthesis(Page):
    """The assembled synthèse of one level.

    Attributes
    ----------
    roster : Roster
        Territories with the usual indicators.
    table : Roster
        The same territories with the indicators of the table.
    subject : Subject
        The region beside France.
    """

    roster: Roster
    table: Roster
    subject: Subject


def open_synthesis(
    level: str = "spro", edition: str = "", indicators: Sequence[str] = ()
) -> Synthesis:
    """Open the synthèse of a level; the door of the notebook.

    Parameters
    ----------
    level, edition : str
        As for :func:`~spro_portraits.portrait.open_panorama`.
    indicators : sequence of str
        Keys of the columns of the table, :data:`MOST_COLUMNS` at most, the first one orders it;
        empty for the usual ones.

    Raises
    ------
    UsageError
        As :func:`~spro_portraits.portrait.open_panorama`; more columns, or more territories of
        the level, than two pages have room for.
    EditionError, SourceError
        Absent, damaged or other edition; a damaged file of the network.
    """
    return build_synthesis(load_edition(load_settings().data, edition), level, indicators)


def build_synthesis(edition: Edition, level: str, indicators: Sequence[str] = ()) -> Synthesis:
    """Assemble the synthèse of a level from an edition; errors as :func:`open_synthesis`."""
    asked = tuple(dict.fromkeys(indicators))
    if len(asked) > MOST_COLUMNS:
        raise UsageError("too_many_columns", count=len(asked), most=MOST_COLUMNS)
    roster = build_roster(edition, level)
    if len(roster.territories) > MOST_ROWS:
        raise UsageError(
            "too_many_rows",
            count=len(roster.territories),
            level=level,
            most=MOST_ROWS,
            territories=LEVEL_WORDS[level].plural,
        )
    table = (
        _narrow(roster, choose_columns(roster))
        if not asked
        else (build_roster(edition, level, asked))
    )
    region = find_territory(edition, "region", edition.region)
    subject = build_subject(edition, region, ("france",))
    network = build_network_subject(edition, region)
    reach = build_reach(network, focus=RESEAUX[0], count=1)
    built = (
        build_figures(roster, subject),
        build_region_map(roster),
        build_retain(roster, subject),
        build_table(table),
        build_occupations(roster),
        build_network(roster, reach),
        build_sources(roster),
    )
    header = draw_header(
        _write_title(roster),
        words.write_subtitle(roster.region_name, level, len(roster.territories), edition.label),
    )
    return Synthesis(
        header=Html(f"<style>{read_style('synthesis')}</style>{header.html}"),
        sections=MappingProxyType({section.key: section for section in built}),
        publication=_build_publication(roster, table, subject, reach),
        roster=roster,
        table=table,
        subject=subject,
    )


def _narrow(roster: Roster, keys: Sequence[str]) -> Roster:
    return replace(roster, indicators=tuple(find_record(roster.edition, key) for key in keys))


def _write_title(roster: Roster) -> str:
    counts = None
    if GROWTH in roster.results:
        counts = count_movements(BY_KEY[GROWTH], roster.results[GROWTH])
    return words.write_title(roster.region_name, roster.level, counts, BY_KEY[GROWTH].vintage)


def _build_publication(
    roster: Roster, table: Roster, subject: Subject, reach: Reach
) -> Publication:
    edition, level, count = roster.edition, roster.level, len(roster.territories)
    sources = [
        *describe_sources(
            edition, _list_sources(roster, table, subject), with_perimeters=level == "spro"
        ),
        describe_directory(reach.subject),
    ]
    content: dict[str, Any] = {
        "title": words.write_page_title(roster.region_name, level, count),
        "description": words.write_description(level, count, edition.label),
        "territory": {
            "level": "panorama",
            "code": level,
            "name": words.write_link(level, count),
        },
        "edition": edition.id,
        "edition_label": edition.label,
        "edition_hash": edition.hash,
        "key_figures": [],
        "columns": [],
        "indicators": [],
        "sources": sources,
        "paper": {"layout": LAYOUT, "map": list(MAP_SHAPE)},
    }
    return Publication(content, words.write_summary(len(sources)))


def _list_sources(roster: Roster, table: Roster, subject: Subject) -> list[str]:
    """List the sources of everything that the two pages say."""
    shown = [
        *(BY_KEY[key] for key in choose_figures(roster, subject)),
        *choose_layer(roster),
        *(finding.measure.indicator for finding in list_region_findings(subject)),
        *(one.indicator for found in choose_standouts(roster) for one in found),
        *table.indicators,
    ]
    found = [source for indicator in shown for source in indicator.sources]
    return list(dict.fromkeys([*found, *SURVEY, "population", *GROUND]))
