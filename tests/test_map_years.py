"""Years of one indicator on a map: one choice of indicators, one of years, the same classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from spro_portraits.maps import MapLayer, OfflineMap, compute_classes
from spro_portraits.portrait.layers import share_classes
from spro_portraits.portrait.mapping import build_territory_sheet
from spro_portraits.territory import find_territory
from spro_portraits.wording.portrait import drop_year, write_layer

if TYPE_CHECKING:
    from collections.abc import Callable

    from spro_portraits.portrait.model import Portrait
    from spro_portraits.tables import Edition

YOUNG = "Part des 15-24 ans ni en emploi ni en études"


def make_layer(key: str, values: list[float], *, around: float | None = None) -> MapLayer:
    codes = [f"9900{rank}" for rank in range(len(values))]
    name, _, year = key.partition("_")
    return MapLayer(
        key, f"{name}, {year}", "%", pd.Series(values, index=codes), pd.Series("", index=codes),
        "Source.", diverging_at=around, indicator=name, year=year,
    )  # fmt: skip


def test_years_of_an_indicator_have_the_classes_of_all_of_them() -> None:
    old, new = [1.0, 2, 3, 4, 5, 6], [11.0, 12, 13, 14, 15, np.nan]
    shown = share_classes([make_layer("a_2018", new), make_layer("b_2018", new),
                           make_layer("a_2008", old)])  # fmt: skip
    assert [layer.key for layer in shown] == ["a_2018", "b_2018", "a_2008"]
    together = compute_classes(np.array([*old, *new])).breaks
    assert len(together) >= 2
    # Alone, none of the later values would be in the class of the earlier ones.
    assert min(together) < 6 < max(together)
    assert [layer.breaks for layer in shown] == [together, (), together]


def test_classes_around_zero_stay_around_it() -> None:
    layers = [make_layer("a_2018", [-1.0, 2.0], around=0.0), make_layer("a_2013", [1.0, 3.0])]
    assert [bool(layer.breaks) for layer in share_classes(layers)] == [False, True]


@pytest.mark.parametrize(
    ("label", "vintage", "name", "written"),
    [
        (f"{YOUNG}, 2018", "2018", YOUNG, f"{YOUNG}, 2018"),
        (f"{YOUNG}, 2018", "2008", YOUNG, f"{YOUNG}, 2008"),
        ("Croissance", "2013-2018", "Croissance", "Croissance, 2013-2018"),
        ("Croissance, 2013-2018", "2013-2018", "Croissance", "Croissance, 2013-2018"),
        ("Évolution 2013-2018 du nombre", "2013-2018",
         "Évolution 2013-2018 du nombre", "Évolution 2013-2018 du nombre"),
        ("Chômage", "2025-T4", "Chômage", "Chômage, 2025-T4"),
    ],
)  # fmt: skip
def test_a_layer_is_named_with_its_own_year(
    label: str, vintage: str, name: str, written: str
) -> None:
    assert drop_year(label) == name
    assert write_layer(label, vintage) == written


def test_the_map_of_a_portrait_offers_the_years_of_young_people(
    edition: Edition, portrait_of: Callable[[str, str], Portrait]
) -> None:
    (drawn,) = (
        block for block in portrait_of("spro", "issoudun").sections["map"].blocks
        if isinstance(block, OfflineMap)
    )  # fmt: skip
    page = drawn.get_root().render()
    offered = re.findall(r'<option value="\d+">(.*?)</option>', page)
    assert len(offered) == 5
    assert offered[-1] == YOUNG
    groups = re.findall(r'<fieldset class="spro-years"( hidden)?>(.*?)</fieldset>', page, re.DOTALL)
    years = [re.findall(r"<span>(.*?)</span>", group) for _, group in groups]
    assert years[-1] == ["2018", "2013", "2008"]
    assert {len(one) for one in years[:-1]} == {1}
    # The command draws the same layers of the same classes.
    sheet = build_territory_sheet(edition, find_territory(edition, "spro", "issoudun"))
    young = [layer for layer in sheet.layers if layer.indicator == YOUNG]
    assert [layer.label for layer in young] == [f"{YOUNG}, {year}" for year in years[-1]]
    assert len({layer.breaks for layer in young}) == 1
    assert young[0].breaks
    assert {layer.breaks for layer in sheet.layers if layer not in young} == {()}
    for layer in young:
        assert page.count(f"<caption>{layer.label}") == 1
        # Each place of comparison with the value of that year.
        assert layer.references
    assert len({layer.references for layer in young}) == 3
    sources = re.findall(r"<p(?: hidden)?>([^<]*)</p>\n", page.partition("<footer>")[2])
    assert len(sources) == 7
    cited = [part.strip() for part in sources[-1].split("\u202f;")]
    assert len(set(cited)) == len(cited)
