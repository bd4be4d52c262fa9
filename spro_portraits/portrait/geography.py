"""Where the territory is, and the map of its communes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from spro_portraits.charts import draw_note
from spro_portraits.indicators import BY_KEY, list_commune_values
from spro_portraits.maps import MapLayer, draw_commune_map, draw_locator
from spro_portraits.portrait.ground import (
    cite_boundaries,
    find_communes,
    find_departements,
    find_departements_near,
    find_towns,
    merge_communes,
)
from spro_portraits.portrait.layers import make_commune_layer, share_classes
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.subject import Subject
from spro_portraits.wording import portrait as words
from spro_portraits.wording import typeset

LAYERS = (
    "population_growth_2013_2018", "unemployment_rate_census_2018", "density", "median_income_2021",
    "young_not_in_work_share_2018", "young_not_in_work_share_2013", "young_not_in_work_share_2008",
)  # fmt: skip
"""Indicators of the map, the first shown first; years of one, the latest first."""


def draw_situation(subject: Subject) -> Html:
    """Draw the locator map beside what the territory is made of."""
    territory, edition = subject.territory, subject.edition
    names = edition.zones["name"]
    departements = [str(names[("departement", c)]) for c in territory.departements]
    terms = words.write_composition(
        territory.total, departements, [z.name for z in subject.bassins],
        [z.name for z in subject.zones], _find_owner(subject),
    )  # fmt: skip
    items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in terms)
    facts = f'<dl class="spro-facts">{items}</dl>'
    outline = merge_communes(edition, territory.communes)
    if outline.is_empty:
        return Html(f'<div class="spro-situation">{facts}</div>')
    locator = draw_locator(
        outline,
        find_departements_near(edition, territory),
        title=words.write_locator_title(subject.title),
        description=words.write_locator_description(subject.title, departements),
    )
    return Html(f'<div class="spro-situation">{locator}{facts}</div>')


def _find_owner(subject: Subject) -> str:
    """Name the commune of a municipal district; nothing for any other territory."""
    edition, communes = subject.edition, subject.territory.communes
    if len(communes) != 1 or not edition.holds_districts(communes):
        return ""
    return typeset(str(edition.communes["name"][edition.districts["commune"][communes[0]]]))


def build_map(subject: Subject) -> Section:
    """Draw the communes with a choice of layers."""
    edition, territory = subject.edition, subject.territory
    shapes = find_communes(edition, territory.communes)
    if not len(shapes):
        return Section("map", (Html(draw_note(words.write_note("no_outline"))),))
    codes = shapes.codes
    layers = share_classes([_make_layer(subject, key, codes) for key in LAYERS])
    departements = find_departements(edition)
    people = list_commune_values(edition, codes, BY_KEY["population"]).value
    drawn = draw_commune_map(
        shapes,
        layers,
        outlines=departements,
        context=departements,
        places=find_towns(edition, codes, people),
        title=words.write_map_title(subject.title),
        boundaries=cite_boundaries(edition),
    )  # fmt: skip
    blocks: list[Block] = [drawn, Html(draw_note(words.write_note("unreliable_map")))]
    blocks += _list_undrawn(subject, codes)
    return Section("map", tuple(blocks))


def _list_undrawn(subject: Subject, drawn: Sequence[str]) -> list[Block]:
    """Say how many communes are not drawn: beyond the border, or without any outline."""
    territory, edition = subject.territory, subject.edition
    lacking = set(territory.communes) - set(drawn)
    inside = len(lacking & set(edition.own_communes.index))
    counts = {"border": len(lacking) - inside, "undrawn": inside}
    return [
        Html(draw_note(words.write_note(key, count=words.count_undrawn(count))))
        for key, count in counts.items()
        if count
    ]


def _make_layer(subject: Subject, key: str, codes: Sequence[str]) -> MapLayer:
    indicator = BY_KEY[key]
    source = subject.citation(*indicator.sources)
    references = _list_references(subject, key)
    return make_commune_layer(subject.edition, codes, indicator, source, references)


def _list_references(subject: Subject, key: str) -> tuple[tuple[str, str], ...]:
    """List the territory and its places of comparison with their values, written, if any."""
    places = (
        (subject.short, subject.measures[key].result),
        *((subject.name(role), result) for role, result in subject.shown_results(key)),
    )
    return tuple(
        (name, subject.text(key, result)) for name, result in places if result.value is not None
    )
