"""An indicator of the catalogue as a layer of a map: of communes, or of territories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from spro_portraits.indicators import Indicator, Result, date_indicator, list_commune_values
from spro_portraits.maps import MapLayer, compute_classes
from spro_portraits.tables import Edition
from spro_portraits.wording import INDICATOR_WORDS
from spro_portraits.wording.maps import write_definition
from spro_portraits.wording.portrait import drop_year, write_layer

SIGNED_UNITS = frozenset({"%/an", "pt", "solde"})
"""Units whose values lie on both sides of zero."""

References = tuple[tuple[str, str], ...]
"""Names of places and their values, written."""


def make_commune_layer(
    edition: Edition,
    codes: Sequence[str],
    indicator: Indicator,
    source: str,
    references: References = (),
) -> MapLayer:
    """Make the layer of communes, by their codes."""
    indicator = date_indicator(edition, indicator)
    found = list_commune_values(edition, codes, indicator)
    index = pd.Index(np.array(codes, dtype=object))
    return _make_layer(
        indicator,
        pd.Series(found.value, index=index),
        pd.Series(found.reason, index=index, dtype=object),
        pd.Series(found.fragile, index=index),
        source,
        references,
    )


def make_territory_layer(
    indicator: Indicator,
    results: Mapping[str, Result],
    source: str,
    references: References = (),
) -> MapLayer:
    """Make the layer of territories from their results, by code."""
    return _make_layer(
        indicator,
        pd.Series({code: result.value for code, result in results.items()}, dtype=float),
        pd.Series({code: result.reason for code, result in results.items()}),
        pd.Series({code: result.reliability.is_weak for code, result in results.items()}),
        source,
        references,
    )


def share_classes(layers: Sequence[MapLayer]) -> list[MapLayer]:
    """Give the years of one indicator the classes of all of them: one colour, one value.

    An indicator of one year keeps its own classes, and so does one whose values lie on both
    sides of zero (its classes are around it).
    """
    kin: dict[str, list[MapLayer]] = {}
    for layer in layers:
        kin.setdefault(layer.indicator, []).append(layer)
    return [
        layer
        if len(kin[layer.indicator]) == 1 or layer.diverging_at is not None
        else replace(layer, breaks=_find_breaks(kin[layer.indicator]))
        for layer in layers
    ]


def _find_breaks(layers: Sequence[MapLayer]) -> tuple[float, ...]:
    return compute_classes(pd.concat([layer.values for layer in layers])).breaks  # noqa: PD011


def _make_layer(
    indicator: Indicator,
    values: pd.Series[float],
    reasons: pd.Series[str],
    weak: pd.Series[bool],
    source: str,
    references: References,
) -> MapLayer:
    text = INDICATOR_WORDS[indicator.key]
    return MapLayer(
        key=indicator.key,
        label=write_layer(text.label, indicator.vintage),
        unit=indicator.unit,
        values=values,
        reasons=reasons,
        source=source,
        diverging_at=0.0 if indicator.unit in SIGNED_UNITS else None,
        unreliable=weak,
        indicator=drop_year(text.label),
        year=indicator.vintage,
        about=write_definition(text.formula, text.universe, text.caveat),
        references=references,
    )
