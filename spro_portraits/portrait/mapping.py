"""A map by itself: of the communes of a territory, or of all territories of a level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from spro_portraits.errors import UsageError
from spro_portraits.indicators import (
    BY_KEY,
    INDICATORS,
    Indicator,
    compute_results,
    find_indicators,
    list_commune_values,
)
from spro_portraits.indicators.catalogue import find_family
from spro_portraits.indicators.difference import is_comparable
from spro_portraits.maps import (
    MapLayer,
    OfflineMap,
    StillMap,
    draw_commune_map,
    draw_still_map,
    draw_still_territory_map,
    draw_territory_map,
)
from spro_portraits.portrait.geography import LAYERS
from spro_portraits.portrait.ground import (
    cite_boundaries,
    find_communes,
    find_departements,
    find_together,
    find_towns,
)
from spro_portraits.portrait.layers import (
    make_commune_layer,
    make_territory_layer,
    share_classes,
)
from spro_portraits.portrait.panorama_sections import list_layers
from spro_portraits.portrait.results import write_result
from spro_portraits.portrait.roster import USUAL, build_roster
from spro_portraits.store import slugify
from spro_portraits.tables import Edition
from spro_portraits.tables.geography import FRANCE
from spro_portraits.territory import Territory, find_references
from spro_portraits.wording import INDICATOR_WORDS, typeset
from spro_portraits.wording import panorama as panorama_words
from spro_portraits.wording import portrait as words
from spro_portraits.wording.places import name_reference, title_territory


@dataclass(frozen=True)
class MapSheet:
    """A map that is ready to be drawn, as a page or as pictures.

    Attributes
    ----------
    stem : str
        First part of the names of its files: ``carte-spro-dreux``.
    layers : tuple of MapLayer
        What can be shown, the first shown first.
    draw_page : callable
        Draws all layers as a page to click on.
    draw_picture : callable
        Draws one layer: ``shown`` is its key, ``size`` width and height in pixels.
    """

    stem: str
    layers: tuple[MapLayer, ...]
    draw_page: Callable[[], OfflineMap]
    draw_picture: Callable[..., StillMap]


def find_vintage(key: str, year: int | None) -> Indicator:
    """Find an indicator by its key, or by its key without years and the year it describes.

    Parameters
    ----------
    key : str
        ``young_not_in_work_share_2018``, or ``young_not_in_work_share`` for its newest year.
    year : int, optional
        Last year that it describes; that of the key, or the newest, by default.

    Raises
    ------
    UsageError
        ``unknown_indicator``, with near matches; ``unknown_year``, with the years there are.
    """
    family = find_family(key)
    kin = sorted(
        (i for i in INDICATORS if find_family(i.key) == family), key=lambda i: -i.last_year
    )
    if key not in BY_KEY and (key != family or not kin):
        return find_indicators([key])[0]  # refuses, and names what is near
    if year is None:
        return BY_KEY.get(key, kin[0])
    for indicator in kin:
        if indicator.last_year == year:
            return indicator
    known = [str(indicator.last_year) for indicator in reversed(kin)]
    raise UsageError("unknown_year", name=INDICATOR_WORDS[kin[0].key].label, year=year, known=known)


def choose_indicators(
    keys: Sequence[str], year: int | None, usual: Sequence[str] = ()
) -> list[Indicator]:
    """Choose what is shown: what is asked for, or else the usual of that year.

    Raises
    ------
    UsageError
        As :func:`find_vintage`; ``count_on_map`` for a count, whose colours would show sizes.
    """
    if keys:
        found = [find_vintage(key, year) for key in keys]
    elif year is None:
        found = [BY_KEY[key] for key in usual]
    else:
        found = [BY_KEY[key] for key in usual if BY_KEY[key].last_year == year]
        if not found:
            known = sorted({str(BY_KEY[key].last_year) for key in usual})
            raise UsageError("no_map_year", year=year, known=known)
    for indicator in found:
        if not is_comparable(indicator):
            raise UsageError("count_on_map", name=indicator.key)
    return list(dict.fromkeys(found))


def build_territory_sheet(
    edition: Edition, territory: Territory, keys: Sequence[str] = (), year: int | None = None
) -> MapSheet:
    """Gather the map of the communes of a territory.

    Parameters
    ----------
    keys : sequence of str
        Indicators, by key or by key without years; those of the portrait's map by default.
    year : int, optional
        Last year that they describe.

    Raises
    ------
    UsageError
        As :func:`find_vintage`; a count; an indicator that no commune of the territory has;
        a territory whose outlines the edition does not hold.
    """
    indicators = choose_indicators(keys, year, LAYERS)
    land = find_communes(edition, territory.communes)
    if not len(land):
        raise UsageError("no_outline", territory=territory.name)
    title = title_territory(territory.level, territory.name)
    layers = [
        make_commune_layer(
            edition,
            land.codes,
            indicator,
            typeset(
                " ; ".join(
                    dict.fromkeys(edition.sources[key].citation for key in indicator.sources)
                )
            ),
            _list_references(edition, territory, indicator),
        )
        for indicator in indicators
    ]
    layers = share_classes(_keep_known(layers, title, is_asked=bool(keys)))
    departements = find_departements(edition)
    people = list_commune_values(edition, land.codes, BY_KEY["population"]).value
    outside = len(territory.communes) - len(land)
    picture = partial(
        draw_still_map, land, layers, outlines=departements, context=departements,
        places=find_towns(edition, land.codes, people), title=words.write_map_title(title),
        boundaries=cite_boundaries(edition),
    )  # fmt: skip
    page = partial(draw_commune_map, *picture.args, **picture.keywords)
    note = words.write_note("border", count=outside) if outside else ""
    return MapSheet(
        f"carte-{territory.level}-{slugify(territory.code)}",
        tuple(layers), page, partial(picture, note=note),
    )  # fmt: skip


def build_level_sheet(
    edition: Edition, level: str, keys: Sequence[str] = (), year: int | None = None
) -> MapSheet:
    """Gather the map of all territories of a level; arguments as of a territory.

    Raises
    ------
    UsageError
        As :func:`find_vintage`; a count; an indicator that no territory of the level has,
        or that is a minimum for some;
        an unknown level, or one whose territories are not shown side by side.
    """
    usual = [key for key in USUAL if is_comparable(BY_KEY[key])]
    roster = build_roster(edition, level, [i.key for i in choose_indicators(keys, year, usual)])
    names = roster.names
    shown = roster.indicators if keys else list_layers(roster)
    for indicator in shown:
        if any(r.is_lower_bound for r in roster.results[indicator.key].values()):
            raise UsageError("minimum_on_map", name=indicator.key)
    region = roster.region_name
    layers = [
        make_territory_layer(
            indicator,
            roster.results[indicator.key],
            roster.citation(*indicator.sources),
            ((region, write_result(indicator, roster.region_results[indicator.key])),),
        )
        for indicator in shown
    ]
    title = panorama_words.write_map_title(level, len(names))
    layers = share_classes(_keep_known(layers, title, is_asked=bool(keys)))
    ground = find_together(edition)
    departements, shapes = ground.departements, ground.shapes
    inside = set(shapes["code"])
    owners = {
        commune: code
        for code, territory in roster.territories.items()
        for commune in territory.communes
        if commune in inside
    }
    cut = [
        names[code]
        for code, territory in roster.territories.items()
        if territory.is_partial or not inside.issuperset(territory.communes)
    ]
    picture = partial(
        draw_still_territory_map, shapes, pd.Series(names), pd.Series(owners), layers,
        outlines=departements, context=departements, title=title,
        boundaries=cite_boundaries(edition),
        note=panorama_words.explain_cut(cut, is_region=edition.region != FRANCE),
    )  # fmt: skip
    page = partial(draw_territory_map, *picture.args, **picture.keywords)
    return MapSheet(f"carte-{level}", tuple(layers), page, picture)


def _keep_known(layers: Sequence[MapLayer], title: str, *, is_asked: bool) -> list[MapLayer]:
    """Keep the layers that have a value; what was asked for and has none is an error."""
    is_known = {layer.key: bool(layer.values.notna().any()) for layer in layers}  # noqa: PD011 - a field
    known = [layer for layer in layers if is_known[layer.key]]
    empty = [layer for layer in layers if is_asked and not is_known[layer.key]]
    if empty or not known:
        names = [layer.label for layer in empty or layers]
        raise UsageError("no_map_value", names=names, territory=title)
    return known


def _list_references(
    edition: Edition, territory: Territory, indicator: Indicator
) -> tuple[tuple[str, str], ...]:
    """List the territory and its places of comparison with their values, where there are any."""
    others = [place for place in find_references(edition, territory) if place.is_told]
    results = compute_results(edition, [territory, *others], [indicator])[indicator.key]
    names = [
        title_territory(territory.level, territory.name),
        *(name_reference(place.role, place.name) for place in others),
    ]
    return tuple(
        (name, write_result(indicator, result))
        for name, result in zip(names, results, strict=True)
        if result.value is not None
    )
