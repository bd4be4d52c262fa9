"""The map of occupations, the factors read in words, the small map and the sheet."""

from __future__ import annotations

import json
import math
import re
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from spro_portraits.charts import (
    Cell,
    Column,
    Factor,
    OccupationSheet,
    SheetFact,
    SheetPart,
    SheetPlace,
    SheetValue,
    Table,
    draw_factors,
    draw_occupation_sheet,
    draw_points,
    labelling,
    make_points_table,
)
from spro_portraits.charts.factors import find_step
from spro_portraits.charts.label_places import LabelledPoint, LabelPlace
from spro_portraits.charts.labelling import place_labels
from spro_portraits.charts.layout import widest
from spro_portraits.charts.log_scale import calls_for_log, find_log_scale
from spro_portraits.charts.points_key import find_look
from spro_portraits.maps import draw_bassin_map, find_bassin_shapes
from spro_portraits.maps.paths import write_area_briefly
from spro_portraits.style import DIVERGING, LABEL_SIZE, PAPER
from spro_portraits.tables import Edition
from spro_portraits.wording.points import name_level, name_quadrant

W, N = "\u00a0", "\u202f"


# Labels


def box_at(point: LabelledPoint, place: LabelPlace, width: float) -> tuple[float, ...]:
    """Sides of a label in a plot of one width, reckoned again from its lines."""
    long = widest(place.lines, LABEL_SIZE)
    x = point.share * width + place.dx - {"left": 0, "center": long / 2, "right": long}[place.align]
    top = point.down + place.dy - 7
    return x, top, x + long, top + 14 + 15 * (len(place.lines) - 1)


def touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check_apart(
    points: list[LabelledPoint], places: list[LabelPlace], widths: tuple[float, float]
) -> None:
    for width in np.linspace(*widths, 7):
        boxes = [box_at(p, place, width) for p, place in zip(points, places, strict=True)]
        for (i, one), (j, other) in combinations(enumerate(boxes), 2):
            assert not touch(one, other), (width, points[i].text, points[j].text)
        for box, point in zip(boxes, points, strict=True):
            assert box[0] >= 0, point.text
            assert box[2] <= width + 0.1, point.text
            for other in points:
                x, r = other.share * width, other.radius
                dot = (x - r, other.down - r, x + r, other.down + r)
                assert other is point or not touch(box, dot), (width, point.text, other.text)
        for i, place in enumerate(places):
            if place.leader is None:
                continue
            x, y = points[i].share * width, points[i].down
            line = shapely.LineString(
                [(x + place.leader[0], y + place.leader[1]),
                 (x + place.leader[2], y + place.leader[3])]
            )  # fmt: skip
            for j, box in enumerate(boxes):
                assert i == j or not line.intersects(shapely.box(*box)), (width, i, j)


def place(points: list[LabelledPoint], widths: tuple[float, float] = (640.0, 860.0)) -> Any:
    return place_labels(points, taken=[], lines=[], widths=widths, height=500, longest=170)


CLOUDS = {
    "spread": ("Ouvriers qualifiés de", [(0.1 + 0.2 * i, 60 + 90 * j)
               for i in range(4) for j in range(4)]),
    "column": ("Ouvriers qualifiés de", [(0.5, 240 + 6 * i) for i in range(14)]),
    "row": ("Métier", [(0.2 + 0.03 * i, 20.0) for i in range(12)]),
    "corner": ("Métier", [(0.01 * i, 10 + 9 * i) for i in range(8)]),
    "knot": ("Métier", [(0.5 + 0.004 * (i % 4), 250.0 + 5 * (i // 4)) for i in range(12)]),
}  # fmt: skip


@pytest.mark.parametrize("cloud", CLOUDS)
def test_labels_never_cover_each_other_at_any_width(cloud: str) -> None:
    name, spots = CLOUDS[cloud]
    points = [LabelledPoint(*spot, f"{name} {i}".strip(), 6.0) for i, spot in enumerate(spots)]
    places = place(points)
    assert places is not None
    check_apart(points, places, (640.0, 860.0))


def test_a_free_label_touches_its_point_and_a_crowded_one_has_a_line() -> None:
    alone = place([LabelledPoint(0.5, 250, "Maçons", 6.0)])
    # Radius 6, then two gaps of 2 pixels.
    assert alone == [LabelPlace(("Maçons",), "left", 10.0, 0.0)]
    crowd = place([LabelledPoint(0.5, 250 + i, f"Métier {i}", 6.0) for i in range(10)])
    # Two sides and above, below: what the others have to leave.
    assert 4 <= sum(one.leader is not None for one in crowd) <= 9


@pytest.mark.parametrize("seed", range(12))
def test_looking_at_the_cheapest_places_first_changes_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(seed)
    count, near = int(rng.integers(2, 15)), float(rng.choice([0.05, 0.3, 1.0]))
    spots = zip(0.5 + near * rng.uniform(-0.5, 0.5, count),
                240 + near * rng.uniform(-220, 220, count), strict=True)  # fmt: skip
    points = [
        LabelledPoint(
            share, down, "Métier " * int(rng.integers(1, 6)), float(rng.choice([6.5, 13]))
        )
        for share, down in spots
    ]
    found = place(points)
    monkeypatch.setattr(labelling, "_TRIED", ())
    assert found == place(points)


def test_what_cannot_be_placed_is_not_placed_half() -> None:
    points = [LabelledPoint(0.5, 20, f"Un nom de métier {i}", 6.0) for i in range(9)]
    assert (
        place_labels(points, taken=[], lines=[], widths=(200, 220), height=40, longest=170) is None
    )


# Scales and classes


def test_a_log_scale_ends_on_readable_numbers() -> None:
    scale = find_log_scale([22, 217])
    assert (scale.low, scale.high) == (20, 500)
    assert scale.ticks == (20, 50, 100, 200, 500)
    assert scale.place(100, 1) == pytest.approx(0.5)  # ln 5 / ln 25
    assert scale.place(20, 400) == 0
    assert scale.place(500, 400) == pytest.approx(400)
    one = find_log_scale([10])
    assert (one.low, one.high) == (10, 20)
    with pytest.raises(ValueError, match="logarithm"):
        find_log_scale([0, 10])


@pytest.mark.parametrize(
    ("values", "expected"), [([10, 79], False), ([10, 80], True), ([0, 80], False)]
)
def test_a_log_is_called_for_by_a_ratio_of_eight(values: list[float], *, expected: bool) -> None:
    assert calls_for_log(values) is expected


@pytest.mark.parametrize(
    ("specificity", "shape", "colour"),
    [
        (0.49, "triangle-down", DIVERGING[0]), (0.5, "triangle-down", DIVERGING[1]),
        (0.79, "triangle-down", DIVERGING[1]), (0.8, "circle", DIVERGING[3]),
        (1.0, "circle", DIVERGING[3]), (1.24, "circle", DIVERGING[3]),
        (1.25, "triangle-up", DIVERGING[5]), (2.0, "triangle-up", DIVERGING[6]),
        (None, "cross", PAPER),
    ],
)  # fmt: skip
def test_specificity_is_told_by_colour_and_by_shape(
    specificity: float | None, shape: str, colour: str
) -> None:
    look = find_look(specificity, 10)
    assert (look.shape, look.colour) == (shape, colour)


def test_size_grows_with_seasonality() -> None:
    radii = [find_look(1, value).radius for value in (None, 19.9, 20, 49.9, 50, 100)]
    assert radii == sorted(radii)
    assert len(set(radii)) == 3
    assert radii[0] == radii[1]


# The drawing

ROWS = [
    ("Maçons", 320.0, 71.0, f"71,0{W}%", math.nan, 2.1, 5.0),
    ("Serveurs & <chefs>", 652.0, 58.0, f"58,0{W}%", math.nan, 1.4, 57.0),
    ("Aides-soignants", 370.0, 60.0, f"≥{W}60,0{W}%", 70.0, 0.8, math.nan),
    ("Soudeurs", 40.0, 80.0, f"≥{W}80,0{W}%", 90.0, math.nan, 0.0),
    ("Télévendeurs", 275.0, math.nan, "s.", math.nan, 9.9, 0.0),
]


def make_frame(rows: list[Any] = ROWS) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "name": name, "x": x, "x_text": f"{x:.0f}", "y": y, "y_text": y_text,
                "y_high": high, "specificity": specificity,
                "specificity_text": "–" if math.isnan(specificity) else f"{specificity}",
                "seasonality": seasonal,
                "seasonality_text": "s." if math.isnan(seasonal) else f"{seasonal:.0f}{W}%",
            }
            for name, x, y, y_text, high, specificity, seasonal in rows
        ]
    )  # fmt: skip


TITLES = {
    "title": "Cinq métiers",
    "x_title": "Projets, 2024",
    "y_title": "Part difficile (%)",
    "specificity_title": "Indice",
    "seasonality_title": "Part saisonnière",
}


def draw(frame: pd.DataFrame, **options: Any) -> Any:
    given: dict[str, Any] = {
        **TITLES,
        "x_reference": (320.0, f"Médiane{W}: 320 projets"),
        "y_reference": (65.0, f"Ensemble{W}: 65,0{W}%"),
        **options,
    }
    return draw_points(frame, **given)


@pytest.fixture(scope="module")
def drawing() -> Any:
    return draw(make_frame())


def list_data(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of all layers: the data of each stand apart, or once for the whole chart."""
    sets = [layer.get("data", {}).get("values", []) for layer in spec["layer"]]
    return [row for values in [*sets, *spec.get("datasets", {}).values()] for row in values]


def list_labels(drawing: Any) -> list[dict[str, Any]]:
    rows = {json.dumps(row): row for row in list_data(drawing.spec()) if "broad" in row}
    return list(rows.values())


def test_each_point_is_named_in_wide_layouts_and_numbered_in_narrow_ones(drawing: Any) -> None:
    rows = list_labels(drawing)
    assert [" ".join(row["broad"]["lines"]) for row in rows] == [row[0] for row in ROWS[:4]]
    assert [row["narrow"]["lines"] for row in rows] == [["1"], ["2"], ["3"], ["4"]]
    wide, narrow = drawing.to_svg(1000), drawing.to_svg(390)
    assert "Serveurs &amp; &lt;chefs&gt; – 652" not in wide
    assert "Serveurs &amp; &lt;chefs&gt; – 652" in narrow
    assert ">Maçons<" in wide


def test_minimums_are_hollow_with_their_range_and_absent_points_are_named(drawing: Any) -> None:
    rows = list_data(drawing.spec())
    marks = {r["tip"].split(" – ")[0]: r for r in rows if "tip" in r}
    assert set(marks) == {row[0] for row in ROWS[:4]}
    assert marks["Aides-soignants"]["fill"] == PAPER
    assert marks["Maçons"]["fill"] == DIVERGING[6]
    assert sorted((r["y"], r["high"]) for r in rows if "high" in r) == [(60, 70), (80, 90)]
    notes = " ".join(" ".join(r["wide"]) for r in rows if isinstance(r.get("wide"), list))
    assert "Point évidé" in notes
    assert f"Non placés, faute de valeur publiée (part difficile){W}: Télévendeurs." in notes
    assert "minimum" in drawing.signs
    assert "secret" in drawing.signs


def test_the_text_alternative_tells_every_value_and_does_not_settle_a_minimum(
    drawing: Any,
) -> None:
    text = drawing.description
    assert text.startswith("Cinq métiers (Projets, 2024, puis Part difficile (%), puis Indice, ")
    assert f"Maçons{W}: 320, 71,0{W}%, 2.1, 5{W}% (beaucoup de projets, difficiles à" in text
    # 60 to 70 with the line at 65: on either side of it.
    assert f"60,0{W}%, 0.8, s. (beaucoup de projets, difficulté trop peu publiée" in text
    # 80 to 90: above it in any case.
    assert f"Soudeurs{W}: 40, ≥{W}80,0{W}%, –, 0{W}% (moins de projets, difficiles" in text
    assert f"Télévendeurs{W}: 275, s., 9.9, 0{W}%." in text


def test_counts_far_apart_stand_on_a_logarithm_that_the_axis_says(drawing: Any) -> None:
    told = json.dumps(drawing.spec(), ensure_ascii=False)
    assert '"type": "log"' in told  # 652 / 40 = 16.3
    assert "logarithmique" in drawing.to_svg(1000)
    near = draw(make_frame(ROWS[:3])).spec()
    assert '"type": "log"' not in json.dumps(near)


def test_the_same_values_give_the_same_bytes(drawing: Any) -> None:
    again = draw(make_frame())
    assert json.dumps(again.spec()) == json.dumps(drawing.spec())
    assert again.to_svg() == drawing.to_svg()


def test_points_at_one_place_share_a_label() -> None:
    rows = [(name, 20.0, 100.0, "100", math.nan, 1.0, 0.0) for name in ("Maçons", "Soudeurs")]
    rows.append(("Serveurs", 30.0, 40.0, "40", math.nan, 1.0, 0.0))
    labels = list_labels(draw(make_frame(rows), x_reference=(25.0, "Médiane")))
    assert [" ".join(row["broad"]["lines"]) for row in labels] == ["Maçons, Soudeurs", "Serveurs"]
    assert [row["small"]["lines"] for row in labels] == [["1, 2"], ["3"]]


def test_where_names_have_no_room_points_bear_numbers_and_a_list_names_them() -> None:
    long = "Ouvriers qualifiés de la fabrication " * 12
    rows = [
        (f"{long}{i}", 100.0 + 9 * i, 50.0 + 7 * i, f"{i}", math.nan, 1.0, 90.0) for i in range(6)
    ]
    crowd = draw(make_frame(rows), x_reference=(120.0, "Médiane"))
    assert [row["broad"]["lines"] for row in list_labels(crowd)] == [[str(i)] for i in range(1, 7)]
    # The list ends each name with its values, on the last of its lines.
    assert "5 – 145, 5" in crowd.to_svg(1000)


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ([], {}, "missing columns"),
        (ROWS[4:], {}, "no finite value"),
        (ROWS * 5, {}, "25 points"),
        (ROWS, {"y_reference": (math.nan, "x")}, "no finite value"),
        ([("A", math.inf, 1.0, "1", math.nan, 1.0, 1.0)], {}, "no finite value"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    rows: list[Any], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw(make_frame(rows), **options)


def test_the_table_behind_has_all_points_even_those_not_drawn() -> None:
    table = make_points_table(make_frame(), caption="c", heads=("a", "b", "c", "d"))
    assert [row[0].text for row in table.rows] == [row[0] for row in ROWS]
    assert table.rows[4][2] == Cell("s.", None)
    assert table.rows[0][1] == Cell("320", 320.0)


def test_quadrants_have_words() -> None:
    assert name_quadrant(right=True, top=True) == "Beaucoup de projets, difficiles à pourvoir"
    assert name_quadrant(right=False, top=False) == "Moins de projets, moins difficiles"
    assert name_quadrant(right=False, top=None).startswith("Moins de projets, difficulté")


# Factors


@pytest.mark.parametrize(
    ("value", "step"), [(1, 1), (1.49, 1), (2.5, 3), (4.2, 4), (4.5, 5), (5, 5)]
)
def test_a_mean_is_marked_at_the_nearest_step(value: float, step: int) -> None:
    assert find_step(value) == step


@pytest.mark.parametrize("value", [0.9, 5.1, math.nan])
def test_no_step_outside_of_the_scale(value: float) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        find_step(value)


def test_levels_agree_with_their_noun() -> None:
    assert [name_level(step) for step in (1, 3, 5)] == ["très faible", "moyenne", "très forte"]
    assert name_level(4, "masculine") == "fort"
    with pytest.raises(ValueError, match="no step 0"):
        name_level(0)


def test_factors_are_read_in_words_and_not_by_colour_alone() -> None:
    html = draw_factors(
        [
            Factor("Tension", 4.2, "forte", "4,2", is_main=True),
            Factor("Lien <formation>", None, "aucune classe"),
        ],
        title="Facteurs",
    )
    assert html.count('role="listitem"') == 2
    assert html.count('class="spro-here"') == 1
    assert '<span class="spro-here">4</span>' in html
    assert f'aria-label="forte{W}: 4,2 sur une échelle de 1 à 5"' in html
    assert f'aria-label="non publié{W}: aucune classe"' in html
    assert "Lien &lt;formation&gt;" in html
    with pytest.raises(ValueError, match="no factor"):
        draw_factors([], title="Facteurs")


# The small map


@pytest.fixture(scope="module")
def bassins(edition: Edition) -> gpd.GeoDataFrame:
    names = edition.zones["name"].loc["bassin"]
    inside = names[names.index.str.startswith("24")]
    return find_bassin_shapes(edition.shapes, edition.communes["bassin"], inside)


def test_bassins_are_whole_communes(bassins: gpd.GeoDataFrame, edition: Edition) -> None:
    assert len(bassins) == 22
    assert list(bassins["code"]) == sorted(bassins["code"])
    members = edition.communes.index[edition.communes["bassin"] == "2402"]
    communes = edition.shapes[edition.shapes["code"].isin(members)]
    drawn = bassins.loc[bassins["code"] == "2402", "geometry"].iloc[0]
    assert drawn.area == pytest.approx(sum(shape.area for shape in communes.geometry), rel=1e-6)


def test_every_bassin_bears_its_number_and_a_masked_one_is_hatched(
    bassins: gpd.GeoDataFrame,
) -> None:
    three = bassins[bassins["code"].isin(["2416", "2417", "2418"])]
    values = pd.Series({"2416": 442.0, "2417": 95.0, "2418": math.nan})
    texts = pd.Series({"2416": "442", "2417": f"≥{W}95", "2418": "s."})
    options: dict[str, Any] = {"title": "Projets", "unit": "Projets", "breaks": (100, 200)}
    html = draw_bassin_map(three, values, texts, **options)
    for text in (">442<", f">≥{W}95<", ">s.<", ">Blois<", ">Vendôme<"):
        assert text in html
    assert "<desc id=" in html
    assert f"Blois{W}: 442{N}; Vendôme{W}: ≥{W}95{N}; Romorantin{W}: s." in html
    assert len(re.findall(r'fill="url\(#spro-bassins-\w+-h\)"', html)) == 1
    assert "non publié" in html
    assert f"Projets{W}:" in html
    assert len(html.encode()) <= 15_000
    assert draw_bassin_map(three, values, texts, **options) == html
    other = draw_bassin_map(three, values * 2, texts + "0", **options)
    assert not set(re.findall(r'id="([^"]+)"', html)) & set(re.findall(r'id="([^"]+)"', other))


def test_a_bassin_without_a_row_is_not_published(bassins: gpd.GeoDataFrame) -> None:
    none = pd.Series(dtype=float)
    html = draw_bassin_map(bassins.head(2), none, pd.Series(dtype=str), title="t", unit="u")
    assert html.count('fill="url(#') == 2
    assert f">n.{W}d.<" in html
    assert f"u{W}:" not in html


def test_the_whole_region_weighs_little(bassins: gpd.GeoDataFrame) -> None:
    values = pd.Series({code: 10.0 * rank for rank, code in enumerate(bassins["code"], 1)})
    html = draw_bassin_map(bassins, values, values.map("{:.0f}".format), title="t", unit="u")
    assert len(html.encode()) <= 15_000
    for number in values:
        assert f">{number:.0f}</text>" in html


def test_classes_of_many_bassins_have_round_bounds(bassins: gpd.GeoDataFrame) -> None:
    """Five values up to 562: the least round step with four classes or fewer is 200."""
    numbers = [8.0, 32.0, 113.0, 124.0, 562.0]
    values = pd.Series(dict(zip(bassins["code"].head(5), numbers, strict=True)))
    html = draw_bassin_map(
        bassins.head(5), values, values.map("{:.0f}".format), title="t", unit="u"
    )
    assert re.findall(r"(\d+) et plus|moins de.(\d+)", html) == [
        ("", "200"),
        ("", "400"),
        ("400", ""),
    ]


def test_a_map_refuses_what_it_cannot_tell(bassins: gpd.GeoDataFrame) -> None:
    empty = pd.Series(dtype=float)
    with pytest.raises(ValueError, match="no bassin"):
        draw_bassin_map(bassins.head(0), empty, empty, title="t", unit="u")
    with pytest.raises(ValueError, match="four classes"):
        draw_bassin_map(bassins, empty, empty, title="t", unit="u", breaks=(1, 2, 3, 4))


def test_a_brief_path_stays_within_half_a_pixel() -> None:
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    shape = shapely.Polygon(
        np.column_stack((60 + 50 * np.cos(angles), 60 + 40 * np.sin(3 * angles) * np.cos(angles)))
    )
    path = write_area_briefly(shape)
    numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path)]
    points = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0)
    outline = shapely.LinearRing(points)
    assert shapely.hausdorff_distance(outline, shape.exterior) <= 0.5
    assert path.startswith("M")
    assert path.endswith("z")


# The sheet

PLACES = (SheetPlace("territory", "Issoudun"), SheetPlace("region", "Région"))
PROJECTS = SheetFact("Projets", (SheetValue("12", 12.0), SheetValue(f"≥{W}900", 900.0)))
SHARE = SheetFact(
    "Difficiles",
    (SheetValue(f"25,0{W}%", 25.0), SheetValue("s.", None, "secret")),
    is_share=True,
)
CLOSE = Table("Proches", (Column("Métier", align="left"), Column("Projets")),
              ((Cell("Maçons"), Cell("3", 3.0)),))  # fmt: skip


def make_sheet(**options: Any) -> OccupationSheet:
    given: dict[str, Any] = {
        "anchor": "metier-a", "name": "Maçons <R&D>", "places": PLACES, "facts": (PROJECTS, SHARE),
        **options,
    }  # fmt: skip
    return OccupationSheet(**given)


def test_a_sheet_lays_out_its_figures_in_all_places() -> None:
    html = draw_occupation_sheet(
        make_sheet(
            rank="1",
            titles=("maçon", "maçonne"),
            factors=(Factor("Tension", 5, "très forte"),),
            factors_title="Tension",
            map="<svg></svg>",
            parts=(SheetPart("Métiers proches", "un métier", (CLOSE,), ("Une note.",)),),
            unknown=("Les emplois ne sont pas connus.",),
            sources="Source.",
        )
    )
    assert "Maçons &lt;R&amp;D&gt;" in html
    assert "maçon, maçonne" in html
    assert html.count('style="left:') == 1  # a share that is absent has no mark
    assert 'style="left:25.0%"' in html
    assert f">≥{W}900</td>" in html
    assert 'title="Valeur couverte par le secret statistique."' in html
    assert "<details" in html
    assert "<details open" not in html
    assert "<svg></svg>" in html
    assert "total minimal" in html
    assert "très forte" in html
    assert "Les emplois ne sont pas connus." in html


def test_an_empty_sheet_part_is_left_out() -> None:
    html = draw_occupation_sheet(make_sheet())
    for piece in ("<details", "spro-factors", "spro-sheet-rank", "spro-sheet-titles", "<ul><li>"):
        assert piece not in html


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"facts": ()}, "without places or facts"),
        ({"places": PLACES[:1]}, "2 values for 1 places"),
        ({"facts": (SheetFact("F", (SheetValue("101", 101.0), SheetValue("1", 1.0)), "", True),)},
         "outside of 0–100"),
        ({"facts": (SheetFact("F", (SheetValue("x", math.inf), SheetValue("1", 1.0))),)},
         "not finite"),
    ],
)  # fmt: skip
def test_a_sheet_refuses_what_does_not_fit(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw_occupation_sheet(make_sheet(**options))


def test_an_unknown_reason_of_absence_is_refused() -> None:
    lost = SheetFact("F", (SheetValue("s.", None, "perdu"), SheetValue("1", 1.0)))
    with pytest.raises(KeyError):
        draw_occupation_sheet(make_sheet(facts=(lost,)))
