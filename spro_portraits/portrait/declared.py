"""The map of a figure of a declared source: of communes, or of the territories of a level."""

from __future__ import annotations

from functools import partial

import pandas as pd

from spro_portraits.errors import UsageError
from spro_portraits.indicators import Indicator, compute_results, list_commune_values
from spro_portraits.indicators.catalogue import BY_KEY
from spro_portraits.maps import (
    MapLayer,
    draw_commune_map,
    draw_still_map,
    draw_still_territory_map,
    draw_territory_map,
)
from spro_portraits.portrait.ground import (
    cite_boundaries,
    find_communes,
    find_departements,
    find_towns,
)
from spro_portraits.portrait.layers import SIGNED_UNITS
from spro_portraits.portrait.mapping import MapSheet
from spro_portraits.store import slugify
from spro_portraits.tables import Edition
from spro_portraits.tables.declared import DeclaredFigure
from spro_portraits.territory import Territory, list_side_by_side
from spro_portraits.wording import LEVEL_WORDS, typeset
from spro_portraits.wording import panorama as panorama_words
from spro_portraits.wording import portrait as words
from spro_portraits.wording.maps import write_definition
from spro_portraits.wording.places import abbreviate_name, title_territory


def build_declared_sheet(
    edition: Edition, territory: Territory, indicator: Indicator, figure: DeclaredFigure
) -> MapSheet:
    """Gather the map of the communes of a territory.

    Raises
    ------
    UsageError
        ``no_local_value``, ``count_on_map``, ``no_outline``.
    """
    _refuse_count(indicator)
    land = find_communes(edition, territory.communes)
    if not len(land):
        raise UsageError("no_outline", territory=territory.name)
    found = list_commune_values(edition, land.codes, indicator)
    index = pd.Index(list(land.codes))
    layer = _make_layer(
        edition, indicator, figure, pd.Series(found.value, index=index),
        pd.Series(found.reason, index=index, dtype=object),
    )  # fmt: skip
    _refuse_nothing(layer, "commune", figure)
    departements = find_departements(edition)
    people = list_commune_values(edition, land.codes, BY_KEY["population"]).value
    picture = partial(
        draw_still_map, land, [layer], outlines=departements, context=departements,
        places=find_towns(edition, land.codes, people),
        title=words.write_map_title(title_territory(territory.level, territory.name)),
        boundaries=cite_boundaries(edition),
    )  # fmt: skip
    page = partial(draw_commune_map, *picture.args, **picture.keywords)
    return MapSheet(f"carte-{territory.level}-{slugify(territory.code)}", (layer,), page, picture)


def build_declared_level_sheet(
    edition: Edition, level: str, indicator: Indicator, figure: DeclaredFigure
) -> MapSheet:
    """Gather the map of all territories of a level; errors as of communes, and unknown levels."""
    _refuse_count(indicator)
    territories = {one.code: one for one in list_side_by_side(edition, level)}
    results = compute_results(edition, list(territories.values()), [indicator])[indicator.key]
    by_code = dict(zip(territories, results, strict=True))
    layer = _make_layer(
        edition, indicator, figure,
        pd.Series({code: one.value for code, one in by_code.items()}, dtype=float),
        pd.Series({code: one.reason for code, one in by_code.items()}),
    )  # fmt: skip
    _refuse_nothing(layer, level, figure)
    departements, shapes = find_departements(edition), edition.shapes
    inside = set(shapes["code"])
    names = {code: abbreviate_name(level, one.name) for code, one in territories.items()}
    owners = {
        commune: code
        for code, one in territories.items()
        for commune in one.communes
        if commune in inside
    }
    picture = partial(
        draw_still_territory_map, shapes, pd.Series(names), pd.Series(owners), [layer],
        outlines=departements, context=departements,
        title=panorama_words.write_map_title(level, len(names)),
        boundaries=cite_boundaries(edition),
    )  # fmt: skip
    page = partial(draw_territory_map, *picture.args, **picture.keywords)
    return MapSheet(f"carte-{level}-{indicator.key}", (layer,), page, picture)


def _make_layer(
    edition: Edition,
    indicator: Indicator,
    figure: DeclaredFigure,
    values: pd.Series[float],
    reasons: pd.Series[str],
) -> MapLayer:
    return MapLayer(
        key=indicator.key,
        label=words.write_layer(typeset(figure.label), indicator.vintage),
        unit=indicator.unit,
        values=values,
        reasons=reasons,
        source=" ; ".join(edition.sources[key].citation for key in indicator.sources),
        diverging_at=0.0 if indicator.unit in SIGNED_UNITS else None,
        unreliable=pd.Series(data=False, index=values.index),
        indicator=typeset(figure.label),
        year=indicator.vintage,
        about=write_definition(
            typeset(figure.formula), typeset(figure.universe), typeset(figure.caveat)
        ),
    )


def _refuse_count(indicator: Indicator) -> None:
    if indicator.additive:
        raise UsageError("count_on_map", name=indicator.key)


def _refuse_nothing(layer: MapLayer, level: str, figure: DeclaredFigure) -> None:
    if not layer.values.notna().any():  # noqa: PD011 - a field
        noun = LEVEL_WORDS[level].singular
        raise UsageError("no_local_value", name=typeset(figure.label), level=noun)
