"""Where the figures of a page come from: the table of sources, and their records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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

GROUND = ("membership", "movements", "boundaries")
"""Sources that every page stands on: what a commune is, and where it lies."""


def draw_source_table(edition: Edition, caption: str, keys: Collection[str]) -> Html:
    """Draw the table of the sources of a page, in the order of the registry.

    Parameters
    ----------
    keys : collection of str
        Sources of the figures; those of :data:`GROUND` are added.
    """
    shown = {*GROUND, *keys}
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
        if source.key in shown
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


def describe_sources(
    edition: Edition, keys: Iterable[str], *, with_perimeters: bool
) -> list[dict[str, str]]:
    """Make the records of the sources that were used, each once, in the order given.

    Parameters
    ----------
    keys : iterable of str
        Sources of the registry.
    with_perimeters : bool
        Whether the territory comes from the file of the SPRO: edited perimeters change the
        figures, so the hash of that file is told.
    """
    records = [_describe_source(edition.sources[key]) for key in dict.fromkeys(keys)]
    if with_perimeters:
        path = edition.folder / SPRO_FILE
        sha256 = compute_sha256(path)
        records.append({"key": "perimeters", "citation": SPRO_FILE, "sha256": sha256})
    return records


def _describe_source(source: Source) -> dict[str, str]:
    return {
        "key": source.key,
        "citation": source.citation,
        "page": source.page,
        "licence": source.licence,
        "sha256": source.sha256,
    }
