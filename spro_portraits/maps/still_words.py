"""The sentence of a map: what its values say, weak ones put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spro_portraits.maps.legend import MASKED_SIGN, MISSING_SIGN
from spro_portraits.wording import format_measure
from spro_portraits.wording import still as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spro_portraits.maps.legend import LayerFacts, MapLayer


def write_lede(
    layer: MapLayer,
    facts: LayerFacts,
    codes: Sequence[str],
    names: Sequence[str],
    areas: str,
) -> str:
    """Say how far the values of a layer spread, and who has the ends.

    Parameters
    ----------
    layer : MapLayer
    facts : LayerFacts
        Of the same areas.
    codes, names : sequence of str
        Of the areas.
    areas : str
        What the areas are called, in the plural.
    """
    by_code = dict(zip(layer.values.index.tolist(), layer.values.tolist(), strict=True))
    weak = sum(sign.isalpha() for sign in facts.signs)
    sound = sorted(
        (float(by_code[code]), name)
        for code, name, sign in zip(codes, names, facts.signs, strict=True)
        if not sign.isalpha() and sign not in {MISSING_SIGN, MASKED_SIGN}
    )
    if not sound:
        return words.ALL_WEAK if weak else words.NO_VALUE
    texts = [format_measure(value, layer.unit) for value, _ in sound]
    if len(sound) <= words.FEW:
        return words.write_few(
            [(name, text) for (_, name), text in zip(sound, texts, strict=True)], weak
        )
    median = format_measure(float(np.median([value for value, _ in sound])), layer.unit)
    ends = [
        (texts[rank], sound[rank][1] if texts.count(texts[rank]) == 1 else "") for rank in (0, -1)
    ]
    return words.write_spread(ends[0], ends[1], median, len(sound), areas, weak)
