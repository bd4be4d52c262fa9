"""The maps room: classes, light geometry, labels, offline pages, locator (no browser here)."""

from __future__ import annotations

import html
import json
import math
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import folium
import folium.plugins
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import vl_convert

from spro_portraits.errors import RenderError
from spro_portraits.maps import (
    MapLayer,
    OfflineMap,
    compute_classes,
    draw_commune_map,
    draw_locator,
    find_classes,
    read_land,
)
from spro_portraits.maps.choice import pack_texts
from spro_portraits.maps.geometry import (
    CONTEXT_FACTOR,
    project,
    simplify,
    unproject,
)
from spro_portraits.maps.labels import LABEL_SIZE, place_area_labels, place_labels
from spro_portraits.style import DIVERGING, SEQUENTIAL, font_css, font_directory, measure_text
from spro_portraits.wording import maps as words

OFFICIAL = Path(__file__).parents[2] / "shared" / "official"
GEOMETRY = OFFICIAL / "geometry" / "communes_cvl_2018_france-geojson.geojson"


def wavy_cell(column: int, row: int, step: float = 0.05) -> shapely.Polygon:
    """One cell of a grid whose edges are wavy and shared exactly with the neighbours."""

    def edge(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
        points = []
        for t in np.linspace(0, 1, 13)[:-1]:
            bulge = 0.003 * math.sin(2 * math.pi * t)
            x, y = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
            points.append((x, y + bulge) if y0 == y1 else (x + bulge, y))
        return [*points, (x1, y1)]

    left, low = 2 + column * step, 47 + row * step
    right, high = left + step, low + step
    bottom, top = edge(left, low, right, low), edge(left, high, right, high)
    west, east = edge(left, low, left, high), edge(right, low, right, high)
    ring = bottom[:-1] + east[:-1] + top[::-1][:-1] + west[::-1][:-1]
    return shapely.Polygon([(round(x, 5), round(y, 5)) for x, y in ring])


def grid(columns: int = 5, rows: int = 5) -> gpd.GeoDataFrame:
    cells = [(c, r) for r in range(rows) for c in range(columns)]
    return gpd.GeoDataFrame(
        {
            "code": [f"99{i:03d}" for i in range(len(cells))],
            "name": [f"Commune {i}" for i in range(len(cells))],
        },
        geometry=[wavy_cell(c, r) for c, r in cells],
        crs=4326,
    )


def layer(communes: gpd.GeoDataFrame, key: str = "un", **changes: object) -> MapLayer:
    codes = communes["code"].to_numpy()
    facts: dict[str, object] = {
        "key": key,
        "label": "Taux de chômage, 2018",
        "unit": "%",
        "values": pd.Series(np.linspace(4, 20, len(codes)), index=codes),
        "reasons": pd.Series("", index=codes),
        "source": "Source\u00a0: Insee.",
    }
    return MapLayer(**(facts | changes))  # type: ignore[arg-type]


# --- Classes -------------------------------------------------------------------------


def test_quantile_bounds_are_rounded_and_hold_their_lower_end() -> None:
    # Quantiles of 1…20 that are observed: 5, 9, 13, 17; room 4, 4, 4, 3 → steps 2, 2, 2, 1.
    scheme = compute_classes(pd.Series(np.arange(1.0, 21.0)))
    assert scheme.method == "quantiles"
    assert scheme.breaks == (4.0, 8.0, 12.0, 17.0)
    assert scheme.counts == (3, 4, 4, 5, 4)
    classes = find_classes(pd.Series([3.9, 4.0, 16.99, 17.0, math.nan]), scheme)
    assert classes.tolist() == [0, 1, 3, 4, -1]


@pytest.mark.parametrize(("size", "classes"), [(19, 4), (20, 5), (499, 5), (500, 6)])
def test_number_of_classes_follows_the_number_of_communes(size: int, classes: int) -> None:
    assert len(compute_classes(pd.Series(np.linspace(0, 100, size))).counts) == classes


def test_skewed_values_keep_small_bounds_readable() -> None:
    values = pd.Series([20.0 * 1.5**i for i in range(30)])
    scheme = compute_classes(values)
    assert sum(scheme.counts) == 30
    assert min(scheme.counts) >= 4
    for bound in scheme.breaks:
        assert len(f"{bound:.0f}".rstrip("0")) <= 2


def test_no_value_gives_no_class() -> None:
    scheme = compute_classes(pd.Series([math.nan, math.nan]))
    assert (scheme.breaks, scheme.counts, scheme.colors, scheme.method) == ((), (), (), "empty")
    assert find_classes(pd.Series([math.nan]), scheme).tolist() == [-1]


def test_one_value_gives_one_class_named_by_it() -> None:
    scheme = compute_classes(pd.Series([7.5, 7.5, math.nan]))
    assert (scheme.counts, scheme.values, scheme.method) == ((2,), (7.5,), "values")  # noqa: PD011 - our field
    assert words.describe_classes(scheme.breaks, scheme.values) == ("7,5",)


def test_few_distinct_values_are_a_class_each() -> None:
    values = pd.Series([0.0, 0.0, 1.0, 3.0])
    scheme = compute_classes(values)
    assert (scheme.values, scheme.counts) == ((0.0, 1.0, 3.0), (2, 1, 1))  # noqa: PD011 - our field
    assert find_classes(values, scheme).tolist() == [0, 0, 1, 2]
    assert scheme.colors == (SEQUENTIAL[1], SEQUENTIAL[3], SEQUENTIAL[5])


def test_many_ties_leave_no_class_empty() -> None:
    scheme = compute_classes(pd.Series([0.0] * 40 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]))
    assert 0 not in scheme.counts
    assert sum(scheme.counts) == 48
    assert scheme.counts[0] == 40


def test_negative_values_are_classed_in_order() -> None:
    values = pd.Series(np.arange(-30.0, -10.0))
    scheme = compute_classes(values)
    assert list(scheme.breaks) == sorted(scheme.breaks)
    assert all(-30 < bound <= -11 for bound in scheme.breaks)
    assert find_classes(values, scheme).is_monotonic_increasing


def test_diverging_classes_are_symmetric_around_the_reference() -> None:
    # Three deviations in five reach 3; the neutral class a quarter of it, rounded: 0.8.
    values = pd.Series([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0])
    scheme = compute_classes(values, diverging_at=0.0)
    assert scheme.breaks == (-3.0, -0.8, 0.8, 3.0)
    assert scheme.counts == (0, 3, 1, 2, 4)
    assert scheme.colors[2] == DIVERGING[3]


def test_diverging_far_from_the_reference_has_no_neutral_commune() -> None:
    scheme = compute_classes(pd.Series([20.0, 21.0, 22.0, 23.0]), diverging_at=10.0)
    assert scheme.counts[:3] == (0, 0, 0)
    assert sum(scheme.counts) == 4
    low, high = scheme.breaks[0], scheme.breaks[-1]
    assert low + high == pytest.approx(20.0)


def test_diverging_with_the_same_deviation_everywhere() -> None:
    scheme = compute_classes(pd.Series([7.0, 13.0]), diverging_at=10.0)
    assert scheme.counts == (1, 0, 0, 0, 1)


def test_diverging_where_all_equals_the_reference() -> None:
    scheme = compute_classes(pd.Series([2.5, 2.5]), diverging_at=2.5)
    assert (scheme.counts, scheme.colors, scheme.values) == ((2,), (DIVERGING[3],), (2.5,))  # noqa: PD011 - our field


@pytest.mark.parametrize("seed", range(20))
def test_classes_share_out_every_value_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = pd.Series(np.round(rng.lognormal(3, 1.2, 80) - 10, rng.integers(0, 4)))
    for center in (None, 3.0):
        scheme = compute_classes(values, diverging_at=center)
        assert sum(scheme.counts) == len(values)
        assert len(scheme.counts) == len(scheme.colors) == len(set(scheme.colors))
        assert len(scheme.counts) == len(scheme.breaks) + 1
        assert list(scheme.breaks) == sorted(set(scheme.breaks))
        assert 3 <= len(scheme.counts) <= 6
        counted = find_classes(values, scheme).value_counts()
        assert [counted.get(i, 0) for i in range(len(scheme.counts))] == list(scheme.counts)
        if center is None:
            assert 0 not in scheme.counts


def test_legend_words_are_set_to_the_byte() -> None:
    assert words.describe_classes((8.0, 10.0, 1250.5)) == (
        "moins de\u00a08,0",
        "de\u00a08,0 à moins de\u00a010,0",
        "de\u00a010,0 à moins de\u00a01\u202f250,5",
        "1\u202f250,5 et plus",
    )
    assert words.describe_classes((-0.5,)) == ("moins de\u00a0−0,5", "−0,5 et plus")
    assert words.describe_classes(()) == ()
    assert words.name_heading("Niveau de vie, 2021", "€") == "Niveau de vie, 2021 (en euros)"
    assert words.name_heading("Population, 2021", "nombre") == "Population, 2021"


def test_every_unit_has_a_heading() -> None:
    from spro_portraits.wording.typography import UNITS  # noqa: PLC0415 - only here

    assert set(words.UNIT_HEADINGS) == UNITS


# --- Geometry ------------------------------------------------------------------------


def test_projection_comes_back() -> None:
    points = np.array([[2.0, 47.0], [-1.5, 43.2], [55.4, -21.1]])
    assert np.allclose(unproject(project(points)), points, atol=1e-12)
    # One degree of longitude on the equator, sphere of 6 378 137 m.
    assert project(np.array([[1.0, 0.0]]))[0] == pytest.approx([111319.49, 0.0], abs=0.01)


def test_simplified_communes_still_share_their_edges() -> None:
    shapes = grid().geometry.to_numpy()
    (lighter,) = simplify(shapes, tolerance=400.0)
    assert shapely.coverage_is_valid(lighter)
    before, after = (shapely.get_num_coordinates(s).sum() for s in (shapes, lighter))
    assert after < before / 2
    assert shapely.union_all(lighter).area == pytest.approx(
        shapely.union_all(shapes).area, rel=0.02
    )


def test_communes_and_their_neighbours_share_edges_too() -> None:
    shapes = grid().geometry.to_numpy()
    inner, outer = simplify(shapes[:10], shapes[10:], tolerance=400.0)
    assert shapely.coverage_is_valid(np.concatenate([inner, outer]))


def test_what_is_read_once_draws_the_same_map() -> None:
    communes = grid()
    land = read_land(communes, check=True)
    assert land.is_coverage
    part = communes.iloc[[3, 0, 2]]
    options = {"title": "Essai", "outlines": communes.iloc[:3], "context": communes}
    kept = options | {"outlines": read_land(communes.iloc[:3]), "context": land}
    first = draw_commune_map(part, [layer(communes)], **options).get_root().render()
    again = draw_commune_map(land.take([3, 0, 2]), [layer(communes)], **kept).get_root().render()
    assert first == again
    overlapping = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    assert not read_land(overlapping, check=True).is_coverage
    assert read_land(overlapping).codes == ()


def test_a_layer_names_an_area_once() -> None:
    communes = grid()
    twice = layer(pd.concat([communes, communes.iloc[:1]]))
    with pytest.raises(ValueError, match="twice"):
        draw_commune_map(communes, [twice], title="Essai")


# --- Labels --------------------------------------------------------------------------


def towns(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["name", "population", "x", "y"])


def test_two_towns_on_one_line_part_when_the_western_name_ends() -> None:
    first, second = place_labels(towns(("Est", 50, 1.0, 0.0), ("Ouest", 900, 0.0, 0.0)))
    assert (first.name, first.zoom) == ("Ouest", 0.0)
    width = measure_text("Ouest", LABEL_SIZE, 600) * 1.1 + 16
    assert second.zoom == pytest.approx(math.log2(width / (256 / 360)))


def test_a_town_may_come_before_a_larger_one_that_gives_way_to_a_third() -> None:
    # B hides behind A until it is far zoomed in; C, near B, is not to wait for B.
    labels = place_labels(
        towns(("Aaaaaaaa", 900, 0.0, 0.0), ("B", 500, 0.001, 0.0), ("C", 100, 0.5, 0.3))
    )
    by_name = {label.name: label.zoom for label in labels}
    assert by_name["B"] > by_name["C"]


@pytest.mark.parametrize("seed", range(5))
def test_written_towns_never_cover_each_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [
        (f"Ville-{'x' * int(rng.integers(1, 12))}", float(rng.integers(1, 99)), x, y)
        for x, y in rng.uniform((1, 46), (3, 48), (40, 2))
    ]
    labels = place_labels(towns(*rows))
    for zoom in np.arange(5, 14, 0.25):
        seen = [label for label in labels if label.zoom <= zoom]
        spots = project(np.array([[s.longitude, s.latitude] for s in seen]))
        pixels = spots * 256 * 2**zoom / (2 * math.pi * 6378137)
        boxes = [
            shapely.box(x - 4, y - 8, x - 4 + label.width - 4, y + 8)
            for (x, y), label in zip(pixels, seen, strict=True)
        ]
        for i, box in enumerate(boxes):
            assert not any(box.intersects(other) for other in boxes[:i])
    assert sum(label.zoom <= 13 for label in labels) > 20


def test_towns_at_the_same_spot_never_share_it() -> None:
    labels = place_labels(towns(("A", 2, 1.0, 47.0), ("B", 1, 1.0, 47.0)))
    assert labels[1].zoom == math.inf


def test_areas_around_are_named_and_those_inside_are_not() -> None:
    territory = shapely.box(2.0, 47.0, 2.4, 47.4)
    areas = np.array([shapely.box(1.0, 46.0, 1.98, 48.0), shapely.box(2.0, 47.0, 2.2, 47.4)])
    (label,) = place_area_labels(["Ouest", "Dedans"], areas, territory)
    assert label.name == "Ouest"
    assert 1.0 < label.longitude < 1.98


def test_the_name_of_an_area_keeps_away_from_scattered_communes() -> None:
    """A name stands in the middle of a disc free of communes and of the margin around them."""
    cells = [(x, y) for x in range(12) for y in range(8) if (3 * x + 5 * y) % 7 == 0 and x < 6]
    places = [shapely.box(2 + x / 10, 47 + y / 10, 2.08 + x / 10, 47.08 + y / 10) for x, y in cells]
    territory = shapely.union_all(places)
    areas = np.array([shapely.box(1.8, 46.8, 3.6, 48.0)])
    (label,) = place_area_labels(["Partout"], areas, territory)
    plane = shapely.transform(territory, project)
    (spot,) = project(np.array([[label.longitude, label.latitude]]))
    size = max(plane.bounds[2] - plane.bounds[0], plane.bounds[3] - plane.bounds[1])
    assert shapely.distance(plane, shapely.Point(spot)) > 0.06 * size


# --- Pages ---------------------------------------------------------------------------


def test_a_page_asks_for_no_other_host() -> None:
    communes = grid()
    page = draw_commune_map(communes, [layer(communes)], title="Essai").get_root().render()
    hosts = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", page))
    # A namespace of SVG, the address in Leaflet's own attribution, which is off, and the
    # tiles of IGN, asked once a reader has pressed the button (test_maps_basemap.py).
    assert hosts <= {"http://www.w3.org", "https://leafletjs.com", "https://data.geopf.fr"}
    assert page.count("geopf.fr") == 1
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*\s(?:src|href)=", page)
    assert "url(images" not in page
    assert "sourceMappingURL" not in page
    assert '<html lang="fr">' in page
    for absent in ("jquery", "bootstrap", "awesome"):
        assert absent not in page.lower()


def test_a_map_opened_alone_carries_the_house_font_and_a_frame_does_not(tmp_path: Path) -> None:
    communes = grid()
    drawn = draw_commune_map(communes, [layer(communes)], title="Essai")
    drawn.save(str(tmp_path / "map.html"))
    alone = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert alone == drawn.get_root().render()
    assert alone.count(font_css()) == 1
    framed = html.unescape(drawn._repr_html_())
    assert "font-face" not in framed
    # Nothing else differs: the page around lends its font.
    assert alone.replace(f"<style>{font_css()}</style>\n", "") in framed


def test_every_map_has_one_landmark_that_holds_all_of_it() -> None:
    communes = grid()
    page = draw_commune_map(communes, [layer(communes)], title="Essai").get_root().render()
    body = page.partition("<body>")[2]
    assert body.count("<main>") == body.count("</main>") == 1
    inside = body.partition("<main>")[2].partition("</main>")[0]
    for part in ('class="spro-panel"', 'class="spro-map-canvas"', "<footer>", "<h1>"):
        assert part in inside


def test_two_draws_are_the_same_bytes_and_so_is_a_second_rendering() -> None:
    communes = grid()
    first = draw_commune_map(communes, [layer(communes)], outlines=communes.iloc[:3], title="Essai")
    again = draw_commune_map(communes, [layer(communes)], outlines=communes.iloc[:3], title="Essai")
    page = first._repr_html_()
    assert page == first._repr_html_() == again._repr_html_()
    shuffled = communes.sample(frac=1, random_state=3)
    assert draw_commune_map(shuffled, [layer(communes)], title="É").get_root().render() == (
        draw_commune_map(communes, [layer(communes)], title="É").get_root().render()
    )


def test_a_saved_page_is_the_rendered_one(tmp_path: Path) -> None:
    communes = grid()
    drawn = draw_commune_map(communes, [layer(communes)], title="Essai")
    drawn.save(str(tmp_path / "carte.html"))
    assert (tmp_path / "carte.html").read_text(encoding="utf-8") == drawn.get_root().render()


def test_the_frame_names_itself_and_holds_the_page() -> None:
    communes = grid()
    html = draw_commune_map(
        communes, [layer(communes)], title='Carte « "A" & B »', height=500
    )._repr_html_()
    assert html.startswith('<iframe class="spro-map" title="Carte « &quot;A&quot; &amp; B »"')
    assert "height:clamp(500px" in html
    assert 'loading="lazy"' not in html
    assert html.count("<iframe") == 1


def test_the_geometry_is_there_once_whatever_the_number_of_layers() -> None:
    communes = grid(12, 12)
    one = draw_commune_map(communes, [layer(communes)], title="É").get_root().render()
    layers = [layer(communes, key) for key in "abcd"]
    four = draw_commune_map(communes, layers, title="É").get_root().render()
    land = re.compile(r'<script type="text/plain" id="spro-land">(.*?)</script>', re.DOTALL)
    assert land.findall(four) == land.findall(one)
    assert len(land.findall(one)) == 1
    assert len(four) - len(one) < len(land.findall(one)[0])
    assert four.count("= sproLayer(") == one.count("= sproLayer(") == 2


def test_hostile_names_stay_text() -> None:
    communes = grid(2, 1)
    communes["name"] = ["</script><script>alert(1)</script>", "{{ 7*7 }}{% x %}"]
    title = "<b>{{ 6*7 }}</b>"
    page = draw_commune_map(communes, [layer(communes)], title=title).get_root().render()
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "{{ 7*7 }}{% x %}" in page
    assert ">49<" not in page
    assert "42" not in re.findall(r'aria-label="([^"]*)"', page)[0]


def test_a_part_that_needs_the_network_is_refused() -> None:
    drawn = OfflineMap("Essai")
    folium.plugins.MarkerCluster().add_to(drawn)
    with pytest.raises(RenderError, match="markercluster"):
        drawn.get_root().render()


def unpack(packed: dict[str, Any]) -> list[str]:
    """Read the values of a layer as the script does."""
    texts, ends = packed["texts"], packed["ends"]
    if not ends:
        return texts.split("\n")
    return [text + ends[ord(end) - ord("A")] for text, end in re.findall("([^A-Z]*)([A-Z])", texts)]


@pytest.mark.parametrize(
    "texts",
    [
        ["12,5\u00a0%", "7,0\u00a0% ◊", "−3\u00a0%", "Valeur fragile."],
        ["", "1\u202f250\u00a0hab./km²", "3", "4", "n.\u00a0d."],
        [f"{rank} unités de la sorte {chr(0x4E00 + rank)}" for rank in range(27)],
        [chr(0x4E00 + rank) for rank in range(26)],
        ["Rang 3 A", "7,0\u00a0%"],
    ],
)
def test_values_are_packed_without_loss(texts: list[str]) -> None:
    assert unpack(pack_texts(texts)) == texts


def test_an_end_is_told_once() -> None:
    packed = pack_texts(["12,5\u00a0%", "n.\u00a0d.", "7\u00a0%"])
    assert packed == {"texts": "12,5AB7A", "ends": ["\u00a0%", "n.\u00a0d."]}


def test_absent_values_are_said_and_counted() -> None:
    communes = grid()
    codes = communes["code"].to_numpy()
    values = pd.Series(np.linspace(4, 20, 25), index=codes)
    values.iloc[[0, 1, 2]] = np.nan
    reasons = pd.Series(["secret", "peu_fiable", *[""] * 23], index=codes)
    unreliable = pd.Series([i in {2, 3, 4} for i in range(25)], index=codes)
    shown = layer(communes, values=values, reasons=reasons, unreliable=unreliable)
    page = draw_commune_map(communes, [shown], title="Essai").get_root().render()
    packed = json.loads(
        "{" + re.findall(r'"texts":"(?:[^"\\]|\\.)*","ends":\[.*?\]', page)[0] + "}"
    )
    texts = unpack(packed)
    assert texts[0] == "Valeur couverte par le secret statistique."
    assert texts[1] == "Valeur fragile\u00a0: elle porte sur trop peu de cas."
    assert texts[2] == "Valeur absente des sources de cette édition."
    assert texts[3] == "6,0\u00a0% ◊"
    assert texts[5] == "7,3\u00a0%"
    signs = re.findall(r'"signs":"([^"]*)"', page)[0]
    assert signs[:3] == "*--"
    assert signs[3:5] == "aa"
    assert signs[5:].isdigit()
    rows = re.findall(r'<tr class="spro-(\w+)">.*?<td>(\d+)</td></tr>', page, re.DOTALL)
    assert rows[-3:] == [("unreliable", "2"), ("missing", "2"), ("secret", "1")]
    assert sum(int(count) for kind, count in rows if kind == "class") == 22


def test_values_of_other_communes_are_ignored_and_missing_rows_are_absent() -> None:
    communes = grid(2, 1)
    values = pd.Series([5.0, 6.0], index=["99000", "12345"])
    shown = layer(communes, values=values, reasons=pd.Series("", index=values.index))
    page = draw_commune_map(communes, [shown], title="Essai").get_root().render()
    assert '"signs":"0-"' in page


@pytest.mark.parametrize(
    "values",
    [[math.nan] * 4, [3.0] * 4, [1.0, 1.0, 2.0, math.nan], [-5.0, -4.0, 3.0, 1.0]],
    ids=["all absent", "one value", "few", "negative"],
)
@pytest.mark.parametrize("center", [None, 0.0])
def test_awkward_values_are_drawn(values: list[float], center: float | None) -> None:
    communes = grid(2, 2)
    series = pd.Series(values, index=communes["code"].to_numpy())
    shown = layer(communes, values=series, diverging_at=center)
    page = draw_commune_map(communes, [shown], title="Essai").get_root().render()
    rows = re.findall(r'<tr class="spro-(\w+)">.*?<td>(\d+)</td></tr>', page, re.DOTALL)
    assert sum(int(count) for kind, count in rows if kind in {"class", "missing"}) == 4


def test_one_commune_of_two_parts_is_drawn() -> None:
    communes = grid(1, 1)
    communes.geometry = [shapely.MultiPolygon([wavy_cell(0, 0), wavy_cell(3, 3)])]
    page = draw_commune_map(communes, [layer(communes)], title="Essai").get_root().render()
    assert '"signs":"0"' in page


def test_outlines_follow_the_simplified_communes() -> None:
    from spro_portraits.maps.geometry import merge, trace_outlines  # noqa: PLC0415 - only here

    communes = grid(6, 4)
    pieces = communes.geometry.to_numpy()
    (lighter,) = simplify(pieces, tolerance=400.0)
    half = [i % 6 < 3 for i in range(24)]
    outline = np.array([shapely.union_all(pieces[half])], dtype=object)
    lines = trace_outlines(outline, pieces, lighter, merge(lighter), 400.0)
    assert lines.equals(shapely.boundary(shapely.union_all(lighter[half])))


def test_what_lies_far_away_is_left_out() -> None:
    communes = grid(2, 2)
    far = gpd.GeoDataFrame({"name": ["Loin"]}, geometry=[shapely.box(8, 44, 9, 45)], crs=4326)
    page = draw_commune_map(communes, [layer(communes)], context=far, title="É").get_root().render()
    assert page.count("= sproLayer(") == 2


def test_wrong_calls_are_refused() -> None:
    communes = grid(2, 1)
    with pytest.raises(ValueError, match="needs communes and layers"):
        draw_commune_map(communes, [], title="Essai")
    with pytest.raises(ValueError, match="same key"):
        draw_commune_map(communes, [layer(communes), layer(communes)], title="Essai")
    twice = gpd.GeoDataFrame(pd.concat([communes, communes]), crs=4326)
    with pytest.raises(ValueError, match="twice"):
        draw_commune_map(twice, [layer(communes)], title="Essai")
    with pytest.raises(KeyError):
        draw_commune_map(communes, [layer(communes, unit="furlongs")], title="Essai")


# --- Locator -------------------------------------------------------------------------


def departements() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"code": ["01", "02"]},
        geometry=[shapely.box(1, 46, 2, 47), shapely.box(2, 46, 3, 47)],
        crs=4326,
    )


def test_the_locator_is_well_formed_and_names_itself() -> None:
    svg = draw_locator(
        shapely.box(1.2, 46.2, 1.8, 46.8),
        departements(),
        title="Où ? <ici>",
        description="Ouest & centre",
    )
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    found = {child.get("id"): child.text for child in root if child.get("id")}
    assert [found[name] for name in named] == ["Où ? <ici>", "Ouest & centre"]
    assert [text.text for text in root.iter(f"{space}text")] == ["01", "02"]
    assert not list(root.iter(f"{space}circle"))
    assert svg == draw_locator(
        shapely.box(1.2, 46.2, 1.8, 46.8),
        departements(),
        title="Où ? <ici>",
        description="Ouest & centre",
    )


def test_what_draws_svg_without_a_browser_writes_the_codes_of_the_locator() -> None:
    """A list of fonts that it cannot read makes it leave the text out."""
    svg = draw_locator(
        shapely.box(1.2, 46.2, 1.8, 46.8), departements(), title="t", description="d"
    )
    bare = re.sub(r"<text.*?</text>", "", svg)
    vl_convert.register_font_directory(str(font_directory()))
    assert vl_convert.svg_to_png(svg) != vl_convert.svg_to_png(bare)


def test_the_locator_keeps_proportions_and_size() -> None:
    svg = draw_locator(
        shapely.box(1, 46, 2, 47), departements(), title="t", description="d", width=200
    )
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    assert root.get("width") == "200"
    # 2° of longitude by 1° of latitude near 46.5° N: half as high as wide, over its cosine.
    expected = 196 / 2 / math.cos(math.radians(46.5)) + 4
    assert float(root.get("height") or 0) == pytest.approx(expected, abs=1.5)
    assert root.get("viewBox") == f"0 0 200 {root.get('height')}"


def test_a_small_territory_is_circled() -> None:
    svg = draw_locator(
        shapely.box(1.5, 46.5, 1.52, 46.52), departements(), title="t", description="d"
    )
    assert svg.count("<circle") == 1


# --- Real boundaries -----------------------------------------------------------------


@pytest.mark.official
@pytest.mark.skipif(not GEOMETRY.exists(), reason="official boundaries are not here")
@pytest.mark.parametrize(("departement", "limit"), [("18", 500_000), ("", 1_500_000)])
def test_pages_stay_light(departement: str, limit: int) -> None:
    communes = gpd.read_file(GEOMETRY).rename(columns={"nom": "name"})
    around = communes.dissolve(communes["code"].str[:2].rename("departement"))[["name", "geometry"]]
    chosen = communes[communes["code"].str.startswith(departement)]
    middle = chosen.geometry.representative_point()
    places = pd.DataFrame(
        {"name": chosen["name"], "population": range(len(chosen)), "x": middle.x, "y": middle.y}
    )
    layers = [layer(chosen, key) for key in ("a", "b", "c")]
    drawn = draw_commune_map(
        chosen, layers, outlines=around, context=around, places=places, title="Essai"
    )
    assert len(drawn._repr_html_().encode()) < limit
    inner, *_ = simplify(chosen.geometry.to_numpy(), tolerance=150.0)
    assert shapely.coverage_is_valid(inner)


def test_given_bounds_make_the_same_classes_whatever_the_values() -> None:
    values = pd.Series([0.0, 4.0, 9.9, 10.0, 31.0, float("nan")], index=list("abcdef"))
    scheme = compute_classes(values, breaks=(5.0, 10.0, 20.0, 30.0))
    assert scheme.breaks == (5.0, 10.0, 20.0, 30.0)
    assert scheme.counts == (2, 1, 1, 0, 1)
    assert list(find_classes(values, scheme)) == [0, 0, 1, 2, 4, -1]
    assert len(set(scheme.colors)) == 5
    assert compute_classes(values[["a"]], breaks=(5.0, 10.0)).counts == (1, 0, 0)


def test_what_is_simplified_before_changes_nothing_after() -> None:
    """A territory inside its département, then the département alone: as in a fresh process."""
    west, east = shapely.box(0, 45, 1, 46), shapely.box(1, 45, 2, 46)
    around = np.array([west, east], dtype=object)
    inner = np.array([shapely.box(0.2, 45.2, 0.4, 45.4)], dtype=object)
    lighter, behind = simplify(inner, around, tolerance=100.0)
    (alone,) = simplify(around, tolerance=100.0 * CONTEXT_FACTOR)
    assert shapely.equals(behind, alone).all()
    assert shapely.equals_exact(lighter, inner, tolerance=1e-9).all()
    # Neighbours that share an edge are simplified together, and share it still.
    left, right = simplify(around[:1], around[1:], tolerance=100.0)
    assert shapely.intersection(left[0], right[0]).length == pytest.approx(1.0)
