"""Assemble a panorama: all territories of a level side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from spro_portraits.indicators import Indicator, Result
from spro_portraits.portrait.blocks import draw_header, draw_remark
from spro_portraits.portrait.downloads import add_downloads
from spro_portraits.portrait.model import Page, Publication, Section
from spro_portraits.portrait.panorama_sections import (
    build_map,
    build_multiples,
    build_pairs,
    build_table,
)
from spro_portraits.portrait.provenance import (
    describe_sources,
    draw_source_table,
)
from spro_portraits.portrait.roster import Roster, build_roster
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import Territory
from spro_portraits.wording import INDICATOR_WORDS, RELIABILITY_WORDS
from spro_portraits.wording import panorama as words
from spro_portraits.wording.places import title_territory

SECTIONS = (build_table, build_multiples, build_pairs, build_map)

COLUMNS = (
    "territory", "level", "territory_name", "indicator", "label", "value", "unit", "numerator",
    "denominator", "vintage", "source", "reason", "universe", "geography", "upper", "masked",
    "reliability", "reliability_reason",
)  # fmt: skip
"""Columns of ``panorama-indicators.csv``, with the meanings of those of a portrait."""


@dataclass(frozen=True)
class Panorama(Page):
    """The assembled panorama of one level.

    Attributes
    ----------
    roster : Roster
        Territories, indicators and their results.
    """

    roster: Roster


def open_panorama(
    level: str = "spro", edition: str = "", indicators: Sequence[str] = ()
) -> Panorama:
    """Open the panorama of a level; the door of the notebook.

    Parameters
    ----------
    level : str
        One of :data:`spro_portraits.territory.PANORAMA_LEVELS`.
    edition : str
        Edition of the data; empty for the embedded one.
    indicators : sequence of str
        Keys of the columns, the first one orders the table; empty for
        :data:`spro_portraits.portrait.roster.USUAL`.

    Raises
    ------
    UsageError
        Level that is unknown or not shown side by side, unknown indicator.
    EditionError
        Absent, damaged or other edition.
    """
    return build_panorama(load_edition(load_settings().data, edition), level, indicators)


def build_panorama(edition: Edition, level: str, indicators: Sequence[str] = ()) -> Panorama:
    """Assemble the panorama of a level from an edition; errors as :func:`open_panorama`."""
    roster = build_roster(edition, level, indicators)
    built = (add_downloads(roster, build(roster)) for build in SECTIONS)
    sections = {section.key: section for section in built}
    sections["sources"] = _build_sources(roster)
    return Panorama(
        roster=roster,
        header=draw_header(roster.title, words.write_subtitle(roster.edition.label)),
        sections=MappingProxyType(sections),
        publication=_build_publication(roster),
    )


def _build_sources(roster: Roster) -> Section:
    edition = roster.edition
    table = draw_source_table(edition, words.SOURCES_TITLE, _list_sources(roster))
    told = [draw_remark(key) for key in ("ratios", "reliability", "lower_bound")]
    return Section("sources", (table, draw_remark("geography", year=edition.geography_year), *told))


def _build_publication(roster: Roster) -> Publication:
    edition, count = roster.edition, len(roster.territories)
    rows = [
        _make_row(roster, territory, indicator)
        for territory in roster.territories.values()
        for indicator in roster.indicators
    ]
    content: dict[str, Any] = {
        "title": words.write_page_title(roster.level, count),
        "description": words.write_description(roster.level, count, edition.label),
        "territory": {
            "level": "panorama",
            "code": roster.level,
            "name": words.write_link(roster.level, count),
        },
        "edition": edition.id,
        "edition_label": edition.label,
        "edition_hash": edition.hash,
        "key_figures": [],
        "columns": list(COLUMNS),
        "indicators": rows,
        "sources": describe_sources(
            edition, _list_sources(roster), with_perimeters=roster.level == "spro"
        ),
    }
    return Publication(content, words.write_summary(len(rows)))


def _list_sources(roster: Roster) -> list[str]:
    """List the sources of the indicators that are shown."""
    return list(dict.fromkeys(source for i in roster.indicators for source in i.sources))


def _make_row(roster: Roster, territory: Territory, indicator: Indicator) -> list[Any]:
    result: Result = roster.results[indicator.key][territory.code]
    text = INDICATOR_WORDS[indicator.key]
    return [
        territory.code, territory.level, title_territory(territory.level, territory.name),
        indicator.key, text.label, result.value, indicator.unit, result.numerator,
        result.denominator, indicator.vintage, "+".join(indicator.sources), result.reason,
        text.universe, roster.edition.geography_year, result.upper if result.masked else None,
        result.masked or None, result.reliability.grade,
        RELIABILITY_WORDS.get(result.reliability.reason, ""),
    ]  # fmt: skip
