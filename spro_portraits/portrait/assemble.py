"""Assemble a portrait: sections in their order, header, figures to publish."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from spro_portraits.indicators import Measure, find_newest
from spro_portraits.portrait.blocks import draw_header, draw_remark, draw_specificity_remark
from spro_portraits.portrait.comparison import build_comparison
from spro_portraits.portrait.downloads import add_downloads
from spro_portraits.portrait.geography import build_map
from spro_portraits.portrait.key_occupations import SOURCES as KEY_OCCUPATIONS
from spro_portraits.portrait.key_occupations import build_key_occupations
from spro_portraits.portrait.model import Portrait, Publication, Section
from spro_portraits.portrait.people import (
    build_groups,
    build_identity,
    build_income,
    build_population,
    build_young,
    make_unemployment_card,
)
from spro_portraits.portrait.provenance import (
    describe_sources,
    describe_subject,
    draw_source_table,
)
from spro_portraits.portrait.retain import build_retain
from spro_portraits.portrait.subject import STANDARD, Subject, build_subject
from spro_portraits.portrait.work import build_activity, build_recruitment, build_unemployment
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.tables.geography import FRANCE
from spro_portraits.territory import Territory, find_territory
from spro_portraits.wording import INDICATOR_WORDS, RELIABILITY_WORDS
from spro_portraits.wording import portrait as words
from spro_portraits.wording import portrait_terms as terms

SECTIONS = (
    build_retain, build_identity, build_population, build_activity, build_unemployment,
    build_groups, build_income, build_young, build_recruitment, build_key_occupations,
    build_comparison, build_map,
)  # fmt: skip

COLUMNS = (
    "territory", "level", "indicator", "label", "value", "unit", "numerator", "denominator",
    "vintage", "source", "reason", "departement", "region", "france", "territory_name",
    "universe", "geography", "upper", "masked", "reliability", "reliability_reason",
)  # fmt: skip
"""Columns of ``indicators.csv``; ``upper`` is the highest value that masked cells allow."""


def open_portrait(
    territory: str, level: str = "spro", edition: str = "", compare_to: Sequence[str] = STANDARD
) -> Portrait:
    """Open the portrait of a territory; the door of the notebook.

    Parameters
    ----------
    territory : str
        Code or name (for ``perso``: a perimeter file or a list of members).
    level : str
        One of :data:`spro_portraits.territory.LEVELS`.
    edition : str
        Edition of the data; empty for the embedded one.
    compare_to : sequence of str
        Places of comparison, see :func:`~spro_portraits.portrait.subject.build_subject`.

    Raises
    ------
    UsageError
        Unknown territory, level or comparison.
    EditionError
        Absent, damaged or other edition.
    """
    opened = load_edition(load_settings().data, edition)
    return build_portrait(opened, find_territory(opened, level, territory), compare_to)


def build_portrait(
    edition: Edition, territory: Territory, compare_to: Sequence[str] = STANDARD
) -> Portrait:
    """Assemble the portrait of a territory from an edition."""
    subject = build_subject(edition, territory, compare_to)
    built = (add_downloads(subject, build(subject)) for build in SECTIONS)
    sections = {section.key: section for section in built}
    sections["sources"] = _build_sources(subject)
    return Portrait(
        subject=subject,
        header=draw_header(subject.title, words.write_subtitle(subject.edition.label)),
        sections=MappingProxyType(sections),
        publication=_build_publication(subject),
    )


def _build_sources(subject: Subject) -> Section:
    table = draw_source_table(
        subject.edition, terms.TITLES["sources"], [*_list_sources(subject), *KEY_OCCUPATIONS]
    )
    year = subject.edition.geography_year
    ranks = "ranks_france" if subject.edition.region == FRANCE else "ranks"
    told = ("ratios", "reliability", "difference", ranks)
    remarks = [
        *(draw_remark(key) for key in told),
        draw_specificity_remark(subject),
        draw_remark("lower_bound"),
    ]
    return Section("sources", (table, draw_remark("geography", year=year), *remarks))


def _list_sources(subject: Subject) -> list[str]:
    """List the sources of the measures."""
    found = (s for m in subject.measures.values() for s in m.indicator.sources)
    return list(dict.fromkeys(found))


def _build_publication(subject: Subject) -> Publication:
    territory, edition = subject.territory, subject.edition
    rows = [_make_row(subject, measure) for measure in subject.measures.values()]
    rows += _make_zone_rows(subject)
    content: dict[str, Any] = {
        "title": words.write_title(subject.title),
        "description": words.write_description(subject.title, edition.label),
        **describe_subject(edition, territory, subject.title),
        "key_figures": _make_key_figures(subject),
        "columns": list(COLUMNS),
        "indicators": rows,
        "sources": describe_sources(
            edition, _list_sources(subject), with_perimeters=territory.level == "spro"
        ),
    }
    return Publication(content, words.write_summary(len(rows)))


def _make_key_figures(subject: Subject) -> list[dict[str, str]]:
    """Three figures for the index: inhabitants, unemployment, recruitment."""
    unemployment = make_unemployment_card(subject)
    figures = [
        ("population", subject.text("population"), ""),
        ("unemployment_rate", unemployment.text, unemployment.comparison),
        ("recruitment_projects", subject.text("recruitment_projects"), ""),
    ]
    return [
        {"label": INDICATOR_WORDS[key].short, "text": text, "comparison": comparison}
        for key, text, comparison in figures
    ]


def _make_row(subject: Subject, measure: Measure) -> list[Any]:
    indicator, result = measure.indicator, measure.result
    text = INDICATOR_WORDS[indicator.key]
    territory = subject.territory
    return [
        territory.code, territory.level, indicator.key, text.label, result.value, indicator.unit,
        result.numerator, result.denominator, indicator.vintage, "+".join(indicator.sources),
        result.reason, *[measure.references[role].value for role in STANDARD], subject.title,
        text.universe, measure.geography_year, result.upper if result.masked else None,
        result.masked or None, measure.reliability.grade,
        RELIABILITY_WORDS.get(measure.reliability.reason, ""),
    ]  # fmt: skip


def _make_zone_rows(subject: Subject) -> list[list[Any]]:
    """Last unemployment rate of each covering zone: one row a zone."""
    key, quarter = "unemployment_rate", find_newest(subject.edition, "unemployment")
    rates = subject.edition.find_figures("zone_emploi", key, quarter)["value"]
    text, territory = INDICATOR_WORDS[key], subject.territory
    rows = []
    for zone in subject.zones:
        value = float(rates.get(zone.code, math.nan))
        absent = math.isnan(value)
        rows.append(
            [
                territory.code, territory.level, f"{key}_zone_{zone.code}",
                words.write_zone_indicator(text.label, zone.name, zone.share),
                None if absent else value, "%", None, None, quarter, key.removesuffix("_rate"),
                "non_disponible" if absent else "", None, None, None, subject.title,
                text.universe, subject.edition.geography_year, None, None,
                "" if absent else "bonne", "",
            ]
        )  # fmt: skip
    return rows
