"""Where the figures of a page come from: the table of sources, and their records."""

from __future__ import annotations

from typing import Any

from spro_portraits.charts import Cell, Column, Table
from spro_portraits.portrait.blocks import draw_table_block
from spro_portraits.portrait.model import Html
from spro_portraits.sources import Source
from spro_portraits.store import compute_sha256
from spro_portraits.tables import Edition
from spro_portraits.territory import SPRO_FILE, Territory
from spro_portraits.wording import typeset
from spro_portraits.wording.portrait_terms import COLUMNS


def draw_source_table(edition: Edition, caption: str) -> Html:
    """Draw the table of all sources of an edition."""
    columns = (
        Column(COLUMNS["source"], align="left"),
        Column(COLUMNS["producer"], align="left"),
        Column(COLUMNS["vintage"], align="left"),
        Column(COLUMNS["geography"]),
        Column(COLUMNS["licence"], align="left"),
    )
    rows = tuple(
        (
            Cell(typeset(source.title[:1].upper() + source.title[1:])),
            Cell(typeset(source.producer)),
            Cell(typeset(source.vintage)),
            Cell(str(source.geography_year)),
            Cell(typeset(source.licence)),
        )
        for source in edition.sources.values()
    )
    return draw_table_block(Table(caption, columns, rows))


def describe_subject(edition: Edition, territory: Territory, title: str) -> dict[str, Any]:
    """Make the part of a publication that says which territory, of which edition, it is about."""
    return {
        "territory": {
            "level": territory.level,
            "code": territory.code,
            "name": title,
            "communes": territory.total,
            "departements": list(territory.departements),
        },
        "edition": edition.id,
        "edition_label": edition.label,
        "edition_hash": edition.hash,
    }


def describe_source(source: Source) -> dict[str, str]:
    """Make the record of a source that was used."""
    return {
        "key": source.key,
        "citation": source.citation,
        "page": source.page,
        "licence": source.licence,
        "sha256": source.sha256,
    }


def describe_perimeter(edition: Edition) -> dict[str, str]:
    """Make the record of the perimeters: edited ones change the figures, so their hash is told."""
    path = edition.folder / SPRO_FILE
    return {"key": "perimeters", "citation": SPRO_FILE, "sha256": compute_sha256(path)}
