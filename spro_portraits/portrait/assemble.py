"""Assemble a portrait: sections in their order, header, figures to publish."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from types import MappingProxyType
from typing import Any

from spro_portraits.charts import Cell, Column, Table
from spro_portraits.indicators import Measure
from spro_portraits.indicators.catalogue import UNEMPLOYMENT
from spro_portraits.portrait.blocks import draw_remark, draw_table_block
from spro_portraits.portrait.geography import build_map
from spro_portraits.portrait.model import Html, Portrait, Publication, Section
from spro_portraits.portrait.people import (
    build_groups,
    build_identity,
    build_income,
    build_population,
    build_young,
    make_unemployment_card,
)
from spro_portraits.portrait.subject import STANDARD, Subject, build_subject
from spro_portraits.portrait.work import build_activity, build_recruitment, build_unemployment
from spro_portraits.settings import load_settings
from spro_portraits.sources import Source
from spro_portraits.store import compute_sha256
from spro_portraits.style import page_css
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import SPRO_FILE, Territory, find_territory
from spro_portraits.wording import INDICATOR_WORDS, RELIABILITY_WORDS, typeset
from spro_portraits.wording import portrait as words
from spro_portraits.wording import portrait_terms as terms

SECTIONS = (
    build_identity, build_population, build_activity, build_unemployment, build_groups,
    build_income, build_young, build_recruitment, build_map,
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
    sections = {section.key: section for section in (build(subject) for build in SECTIONS)}
    sections["sources"] = _build_sources(subject)
    return Portrait(
        subject=subject,
        header=_draw_header(subject),
        sections=MappingProxyType(sections),
        publication=_build_publication(subject),
    )


def _draw_header(subject: Subject) -> Html:
    return Html(
        f"<style>{page_css()}</style>"
        f'<header class="spro-header"><h1>{escape(subject.title)}</h1>'
        f"<p>{escape(words.write_subtitle(subject.edition.label))}</p></header>"
    )


def _build_sources(subject: Subject) -> Section:
    columns = (
        Column(terms.COLUMNS["source"], align="left"),
        Column(terms.COLUMNS["producer"], align="left"),
        Column(terms.COLUMNS["vintage"], align="left"),
        Column(terms.COLUMNS["geography"]),
        Column(terms.COLUMNS["licence"], align="left"),
    )
    rows = tuple(
        (
            Cell(typeset(source.title[:1].upper() + source.title[1:])),
            Cell(typeset(source.producer)),
            Cell(typeset(source.vintage)),
            Cell(str(source.geography_year)),
            Cell(typeset(source.licence)),
        )
        for source in subject.edition.sources.values()
    )
    table = draw_table_block(Table(terms.TITLES["sources"], columns, rows))
    year = subject.edition.geography_year
    remarks = [draw_remark(key) for key in ("ratios", "reliability", "specificity", "lower_bound")]
    return Section("sources", (table, draw_remark("geography", year=year), *remarks))


def _build_publication(subject: Subject) -> Publication:
    territory, edition = subject.territory, subject.edition
    rows = [_make_row(subject, measure) for measure in subject.measures.values()]
    rows += _make_zone_rows(subject)
    used = dict.fromkeys(s for m in subject.measures.values() for s in m.indicator.sources)
    # An edited perimeter changes the figures: its hash is part of where they come from.
    perimeter = [_describe_perimeter(edition)] if territory.level == "spro" else []
    content: dict[str, Any] = {
        "title": words.write_title(subject.title),
        "description": words.write_description(subject.title, edition.label),
        "territory": {"level": territory.level, "code": territory.code, "name": subject.title},
        "edition": edition.id,
        "edition_label": edition.label,
        "edition_hash": edition.hash,
        "key_figures": _make_key_figures(subject),
        "columns": list(COLUMNS),
        "indicators": rows,
        "sources": [*[_describe_source(edition.sources[key]) for key in used], *perimeter],
    }
    return Publication(content, words.write_summary(len(rows)))


def _describe_source(source: Source) -> dict[str, str]:
    return {
        "key": source.key,
        "citation": source.citation,
        "page": source.page,
        "licence": source.licence,
        "sha256": source.sha256,
    }


def _describe_perimeter(edition: Edition) -> dict[str, str]:
    path = edition.folder / SPRO_FILE
    return {"key": "perimeters", "citation": SPRO_FILE, "sha256": compute_sha256(path)}


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
    key, quarter = "unemployment_rate", UNEMPLOYMENT[0]
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
