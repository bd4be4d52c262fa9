"""The map of territories: dissolved communes, names, weak values, what is refused."""

import json
import math
import re

import numpy as np
import pandas as pd
import pytest
import shapely
from test_maps import grid, layer
from test_maps_arcs import read_page

from spro_portraits.maps import MapLayer, OfflineMap, draw_territory_map
from spro_portraits.maps.geometry import simplify
from spro_portraits.style import SEQUENTIAL
from spro_portraits.wording import maps as words

NAMES = pd.Series({"A": "Alpha", "B": "Bêta", "C": "Gamma"})
NOTE = "Les zones qui passent la limite n’y sont que pour partie."


def members() -> pd.Series:
    """Give the rows of a grid of five by five: two to A, two to B, the last one to none."""
    codes = grid()["code"]
    owners = ["A"] * 10 + ["B"] * 10
    return pd.Series(owners, index=codes[:20].to_numpy())


def facts(values: list[float], **changes: object) -> MapLayer:
    codes = list("ABC")[: len(values)]
    shown: dict[str, object] = {
        "values": pd.Series(values, index=codes), "reasons": pd.Series("", index=codes)
    }  # fmt: skip
    return layer(grid(), **(shown | changes))


def draw(*layers: MapLayer, **changes: object) -> OfflineMap:
    options: dict[str, object] = {"title": "Essai"} | changes
    return draw_territory_map(
        grid(), NAMES, members(), list(layers) or [facts([4.0, 9.0])], **options  # type: ignore[arg-type]
    )  # fmt: skip


def page_of(drawn: OfflineMap) -> str:
    return str(drawn.get_root().render())


def packed_shapes(page: str) -> list[list[list[tuple[float, float]]]]:
    """Give the rings of each shape of the first layer of areas."""
    return [[ring for part in shape for ring in part] for shape in read_page(page)[0]]


def test_territories_are_their_communes_dissolved() -> None:
    shapes = packed_shapes(page_of(draw()))
    assert len(shapes) == 2
    communes = grid().geometry.to_numpy()
    for rings, chosen in zip(shapes, (slice(0, 10), slice(10, 20)), strict=True):
        drawn = shapely.Polygon(rings[0])
        whole = shapely.union_all(communes[chosen])
        assert len(rings) == 1
        assert drawn.symmetric_difference(whole).area < 0.02 * whole.area


def test_neighbours_share_their_edges() -> None:
    first, second = (set(rings[0]) for rings in packed_shapes(page_of(draw())))
    lighter = simplify(grid().geometry.to_numpy(), tolerance=40.0)[0]
    assert shapely.coverage_is_valid(lighter)
    assert len(first & second) > 5


def test_the_legend_counts_territories_and_the_page_says_so() -> None:
    page = page_of(draw(facts([4.0, 9.0]), note=NOTE, boundaries="Limites 2025."))
    assert words.TERRITORY_AREAS.plural in page
    assert words.TERRITORY_AREAS.find in page
    assert words.COMMUNE_AREAS.find not in page
    assert f'<p class="spro-map-note">{NOTE}</p>' in page
    rows = re.findall(r'<tr class="spro-(\w+)">.*?<td>(\d+)</td></tr>', page, re.DOTALL)
    assert rows == [("class", "1"), ("class", "1")]
    data = json.loads(re.findall(r"const data = (\{.*\});", page)[0])
    assert data["names"].split("\n") == ["Alpha", "Bêta"]
    assert (data["centred"], data["most"]) == (True, 2)
    assert sorted(place[0] for place in data["places"]) == ["Alpha", "Bêta"]


def test_names_stand_inside_their_territories() -> None:
    page = page_of(draw())
    data = json.loads(re.findall(r"const data = (\{.*\});", page)[0])
    shapes = dict(zip(["Alpha", "Bêta"], packed_shapes(page), strict=True))
    for name, latitude, longitude, _ in data["places"]:
        assert shapely.Polygon(shapes[name][0]).contains(shapely.Point(longitude, latitude))


def test_weak_absent_and_secret_territories_look_their_parts() -> None:
    owners = members()
    owners.iloc[15:] = "C"
    weak = facts(
        [4.0, math.nan, math.nan],
        reasons=pd.Series(["", "secret", ""], index=list("ABC")),
        unreliable=pd.Series([True, True, False], index=list("ABC")),
    )
    page = page_of(draw_territory_map(grid(), NAMES, owners, [weak], title="Essai"))
    data = json.loads(re.findall(r"const data = (\{.*\});", page)[0])
    (shown,) = data["layers"]
    assert shown["signs"] == "a*-"
    assert shown["texts"] == "4,0ABC"
    assert shown["ends"][0] == "\u00a0% ◊"
    pattern = re.fullmatch(r"url\(#(weak-[0-9a-f]{6})\)", shown["fills"]["a"])
    assert pattern is not None
    assert f'<pattern id="{pattern[1]}"' in page
    # Only what is in use: one class has a weak value.
    assert page.count('<pattern id="weak-') == 1
    assert SEQUENTIAL[3][1:] not in pattern[1]
    rows = re.findall(r'<tr class="spro-(\w+)">.*?<td>(\d+)</td></tr>', page, re.DOTALL)
    assert rows == [("class", "1"), ("unreliable", "1"), ("missing", "1"), ("secret", "1")]


@pytest.mark.parametrize("unreliable", [None, pd.Series(False, index=list("AB"))])
def test_a_layer_without_weak_values_does_not_explain_them(unreliable: pd.Series | None) -> None:
    page = page_of(draw(facts([4.0, 9.0], unreliable=unreliable)))
    assert '<pattern id="weak-' not in page
    assert words.UNRELIABLE not in page


def test_a_map_of_many_territories_names_a_few_at_once() -> None:
    communes = grid(6, 5)
    codes = communes["code"].to_numpy()
    names = pd.Series([f"T{code}" for code in codes], index=codes)
    values = pd.Series(np.arange(30.0), index=codes)
    shown = layer(communes, values=values, reasons=pd.Series("", index=codes))
    drawn = draw_territory_map(communes, names, pd.Series(codes, index=codes), [shown], title="É")
    assert '"most":8' in page_of(drawn)


def test_the_same_territories_give_the_same_bytes() -> None:
    shuffled = grid().sample(frac=1, random_state=2)
    again = draw_territory_map(
        shuffled, NAMES.iloc[::-1], members().iloc[::-1], [facts([4.0, 9.0])], title="Essai"
    )
    assert page_of(draw()) == page_of(again)


def test_wrong_territories_are_refused() -> None:
    shown = [facts([4.0, 9.0])]
    with pytest.raises(ValueError, match="without a name: \\['B'\\]"):
        draw_territory_map(grid(), NAMES.drop("B"), members(), shown, title="É")
    with pytest.raises(ValueError, match="no territory has a commune"):
        draw_territory_map(grid(), NAMES, members().iloc[:0], shown, title="É")
    with pytest.raises(ValueError, match="twice"):
        draw_territory_map(grid(), NAMES, pd.concat([members(), members()]), shown, title="É")
    with pytest.raises(ValueError, match="needs communes and layers"):
        draw_territory_map(grid(), NAMES, members(), [], title="É")
