"""Specifications of charts: marks, scales, texts to the byte, awkward frames."""

import hashlib
import itertools
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import numpy as np
import pandas as pd
import pytest

from spro_portraits import style
from spro_portraits.charts import (
    SVG_MIME,
    VEGALITE_MIME,
    Drawing,
    Seam,
    draw_balance,
    draw_bars,
    draw_dots,
    draw_index,
    draw_lines,
    draw_ranks,
    draw_scatter,
    draw_strip,
)
from spro_portraits.charts.drawing import SVG_ROOM
from spro_portraits.wording import format_count, format_measure, format_percent, format_signed

PLACES = [
    ("territory", "Issoudun"),
    ("departement", "Indre"),
    ("region", "Centre-Val de Loire"),
    ("france", "France"),
]
NAN = float("nan")


def dots_frame(**rows: tuple[float, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "label": label,
                "role": role,
                "place": place,
                "value": value,
                "text": format_measure(value, "%", "secret"),
                "reason": "secret" if np.isnan(value) else None,
            }
            for label, values in rows.items()
            for (role, place), value in zip(PLACES, values, strict=True)
        ]
    )


def bars_frame(values: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": list(values),
            "value": list(values.values()),
            "text": [format_measure(v, "nombre", "non_disponible") for v in values.values()],
        }
    )


def lines_frame(periods: list[Any], **series: list[float]) -> pd.DataFrame:
    roles = {name: role for role, name in PLACES}
    return pd.DataFrame(
        [
            {
                "period": period,
                "place": place,
                "role": roles.get(place, "territory"),
                "value": value,
                "text": format_measure(value, "%"),
            }
            for place, values in series.items()
            for period, value in zip(periods, values, strict=True)
        ]
    )


def strip_frame(values: dict[str, float], territory: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": list(values),
            "value": list(values.values()),
            "text": [format_measure(v, "%") for v in values.values()],
            "is_territory": [name == territory for name in values],
        }
    )


def ranks_frame(territory: str = "Issoudun") -> pd.DataFrame:
    """Two indicators of four places; the territory is lowest in one, second in the other."""
    values = {
        "Habitants": {"Cher": 300_000, "Issoudun": 32_700, "Dreux": 129_300, "Blois": 106_200},
        "Part des logements vacants": {"Cher": 11.0, "Issoudun": 13.5, "Dreux": 7.9, "Blois": 14.1},
    }
    ranks = {"Habitants": "4e sur 4", "Part des logements vacants": "2e sur 4"}
    return pd.DataFrame(
        [
            {
                "label": label,
                "name": name,
                "value": value,
                "text": format_measure(value, "nombre" if value > 100 else "%"),
                "is_territory": name == territory,
                "rank_text": ranks[label] if name == territory else "",
            }
            for label, places in values.items()
            for name, value in places.items()
        ]
    )


def scatter_frame(territory: str = "Issoudun") -> pd.DataFrame:
    rows = [("Cher", 12.5, -0.3), ("Issoudun", 13.9, -0.9), ("Dreux", 14.3, 0.0),
            ("Blois", 11.4, 0.2), ("Chartres", 11.1, 0.25), ("Orléans", 11.7, 0.7)]  # fmt: skip
    return pd.DataFrame(
        [
            {
                "name": name,
                "x": x,
                "y": y,
                "x_text": format_percent(x),
                "y_text": format_measure(y, "%/an"),
                "is_territory": name == territory,
            }
            for name, x, y in rows
        ]
    )


def layer_data(spec: dict[str, Any], index: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = spec["datasets"][spec["layer"][index]["data"]["name"]]
    return rows


def find_layers(spec: dict[str, Any], mark: str) -> list[int]:
    return [i for i, layer in enumerate(spec["layer"]) if layer["mark"]["type"] == mark]


def svg_texts(svg: str) -> list[str]:
    tree = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return [
        "".join(element.itertext())
        for element in tree.iter("{http://www.w3.org/2000/svg}text")
        if "".join(element.itertext())
    ]


DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "dots": lambda: draw_dots(
        dots_frame(Chômage=(14.2, 12.9, 12.4, 13.4), Vacance=(NAN, 11.9, 9.8, NAN)),
        title="Deux parts",
        unit="en %",
    ),
    "bars": lambda: draw_bars(
        bars_frame({"Ouvriers": 12_345, "Employés": 9_210, "Autres": NAN}),
        title="Groupes",
        unit="personnes",
    ),
    "lines": lambda: draw_lines(
        lines_frame(
            ["2024-T1", "2024-T2", "2024-T3", "2024-T4"],
            Issoudun=[8.1, NAN, 8.4, 8.8],
            Indre=[7.9, 8.0, 8.1, 8.4],
        ),
        title="Chômage",
        unit="en %",
    ),
    "seams": lambda: draw_lines(
        lines_frame([2013, 2018, 2019, 2024], Issoudun=[8.1, 8.4, 9.0, 8.8]).assign(
            segment=[0, 0, 1, 2]
        ),
        title="Chômage",
        unit="en %",
        seams=[Seam("2018", "2019", "Rupture 1"), Seam("2019", "2024", "Rupture 2")],
    ),
    "index": lambda: draw_index(
        pd.DataFrame(
            {
                "year": [2013, 2018, 2019],
                "place": "Issoudun",
                "role": "territory",
                "index": [100.0, 97.5, 97.0],
                "text": [format_count(v) for v in (20_000, 19_500, 19_400)],
            }
        ),
        title="Population",
        unit="indice 100 en 2013",
    ),
    "strip": lambda: draw_strip(
        strip_frame({"Cher": 7.5, "Issoudun": 8.8, "Dreux": 8.1, "Blois": 6.0}, "Issoudun"),
        title="Chômage",
        unit="en %",
    ),
    "balance": lambda: draw_balance(
        pd.DataFrame(
            {
                "label": ["Solde naturel", "Solde migratoire"],
                "value": [-1250.0, 430.0],
                "text": [format_signed(-1250, 0), format_signed(430, 0)],
            }
        ),
        title="Soldes",
        unit="personnes",
    ),
    "weak dots": lambda: draw_dots(
        dots_frame(Chômage=(14.2, 12.9, 12.4, 13.4)).assign(weak=[True, True, False, False]),
        title="Une part",
        unit="en %",
    ),
    "weak bars": lambda: draw_bars(
        bars_frame({"Ouvriers": 12_345, "Employés": 9_210}).assign(
            weak=[False, True], text=["≥\u00a012\u202f345", "9\u202f210"]
        ),
        title="Groupes",
        unit="personnes",
    ),
    "ranks": lambda: draw_ranks(
        ranks_frame(),
        title="Rang parmi les SPRO",
        unit="du plus bas au plus haut",
        territory="Issoudun",
        peers="Autres SPRO",
    ),
    "scatter": lambda: draw_scatter(
        scatter_frame(),
        title="Chômage et population",
        x_title="Taux de chômage, en %",
        y_title="Évolution de la population, en % par an",
        x_reference=(12.4, "Région\u00a0: 12,4\u00a0%"),
        y_reference=(0.1, "Région\u00a0: +0,10\u00a0%"),
        quadrants=("Bas, hausse", "Haut, hausse", "Bas, baisse", "Haut, baisse"),
    ),
}


@pytest.fixture(params=DRAWINGS)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return DRAWINGS[request.param]()


def test_every_drawing_fits_its_container_and_speaks(drawing: Drawing) -> None:
    spec = drawing.spec()
    assert spec["width"] == "container"
    assert spec["autosize"] == {"type": "fit-x", "contains": "padding"}
    assert spec["description"] == drawing.description
    assert drawing.description.startswith(f"{drawing.title} (")
    assert spec["config"]["font"].startswith(style.FONT_FAMILY)
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert [p["name"] for p in spec["params"] if "expr" in p] == ["narrow"]


def test_every_mark_either_speaks_french_or_is_silent(drawing: Drawing) -> None:
    for layer in drawing.spec()["layer"]:
        mark = layer["mark"]
        if mark["aria"]:
            assert mark["ariaRoleDescription"] == "valeur"
            assert layer["encoding"]["description"]["field"] == "tip"
        if "tooltip" in layer["encoding"]:
            assert layer["encoding"]["tooltip"]["field"] == "tip"
    assert any("tooltip" in layer["encoding"] for layer in drawing.spec()["layer"])


def test_bundle_holds_specification_picture_and_text(drawing: Drawing) -> None:
    bundle = drawing._repr_mimebundle_()
    assert set(bundle) == {VEGALITE_MIME, SVG_MIME, "text/plain"}
    assert VEGALITE_MIME == "application/vnd.vegalite.v6+json"
    assert bundle["text/plain"] == drawing.description
    assert bundle[VEGALITE_MIME]["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
    ET.fromstring(bundle[SVG_MIME])  # noqa: S314 - our own drawing
    assert set(drawing._repr_mimebundle_(include={"text/plain"})) == {"text/plain"}
    assert SVG_MIME not in drawing._repr_mimebundle_(exclude={SVG_MIME})


@pytest.mark.parametrize("width", [368, 720, 1200])
def test_picture_has_the_width_asked_for(drawing: Drawing, width: int) -> None:
    svg = drawing.to_svg(width)
    head = re.search(r'<svg[^>]*?\bwidth="(\d+)"', svg)
    assert head is not None
    assert int(head[1]) == width
    assert "Source Sans Pro" in svg


def test_picture_is_the_same_twice_and_ids_are_not_shared(drawing: Drawing) -> None:
    first = drawing.to_svg()
    assert first == drawing.to_svg()
    assert re.search(r"\bclip\d+\b", first) is None


def test_picture_is_measured_with_the_house_font() -> None:
    svg = DRAWINGS["dots"]().to_svg(720)
    plot = re.search(r'class="background"[^>]*d="M0,0h(\d+)', svg)
    left = re.search(r"translate\((\d+),", svg)
    assert plot is not None
    assert left is not None
    # What the plot leaves at its right: gap, the widest value, the padding.
    kept = 14 + style.measure_text("14,2\u00a0%", 14, 600) + SVG_ROOM
    assert 720 - int(plot[1]) - int(left[1]) == pytest.approx(kept, abs=3)


def test_pictures_are_left_out_where_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = DRAWINGS["bars"]()
    whole = drawing._repr_mimebundle_()

    def refuse(*_: object) -> str:
        pytest.fail("a picture that nobody wants was drawn")

    monkeypatch.setattr("spro_portraits.charts.drawing._draw_svg", refuse)
    assert SVG_MIME not in drawing._repr_mimebundle_(exclude={SVG_MIME})
    monkeypatch.setenv("SPRO_PORTRAITS_PICTURES", "0")
    assert drawing._repr_mimebundle_() == {k: v for k, v in whole.items() if k != SVG_MIME}


def test_same_bytes_in_another_process() -> None:
    code = (
        f"import sys, hashlib, json; sys.path.insert(0, {str(Path(__file__).parent)!r});"
        "import test_charts as t;"
        "b = [t.DRAWINGS[k]()._repr_mimebundle_() for k in ('lines', 'bars')];"
        "print(hashlib.sha256(json.dumps(b, sort_keys=True).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == len(hashlib.sha256().hexdigest())


def test_a_theme_enabled_elsewhere_does_not_leak() -> None:
    plain = DRAWINGS["bars"]().spec()
    with alt.theme.enable("dark"):
        assert DRAWINGS["bars"]().spec() == plain


# Dots


def test_dots_put_the_territory_behind_and_write_its_value() -> None:
    drawing = DRAWINGS["dots"]()
    spec = drawing.spec()
    points = find_layers(spec, "point")[0]
    data = layer_data(spec, points)
    assert data[0]["place"] == "Issoudun"
    assert data[0]["size"] > max(row["size"] for row in data[1:])
    encoding = spec["layer"][points]["encoding"]
    domain = encoding["color"]["scale"]["domain"]
    colours = dict(zip(domain, encoding["color"]["scale"]["range"], strict=True))
    assert colours == {
        "Issoudun": style.TERRITORY,
        "Indre": style.REFERENCES["departement"],
        "Centre-Val de Loire": style.REFERENCES["region"],
        "France": style.REFERENCES["france"],
    }
    assert len(set(encoding["shape"]["scale"]["range"])) == 4
    tips = {row["tip"] for row in data}
    assert "Centre-Val de Loire\u00a0: 12,4\u00a0%" in tips
    texts = svg_texts(drawing.to_svg())
    assert "14,2\u00a0%" in texts
    assert "s." in texts
    assert "France\u00a0: s." in texts


def test_dots_share_one_scale_and_keep_the_order_of_rows() -> None:
    spec = draw_dots(
        dots_frame(B=(14.2, 12.9, 12.4, 13.4), A=(30.0, 29.0, 31.0, 28.0)), title="T", unit="en %"
    ).spec()
    domains = {
        tuple(layer["encoding"]["x"]["scale"]["domain"])
        for layer in spec["layer"]
        if (layer["encoding"].get("x") or {}).get("scale")
    }
    assert len(domains) == 1
    low, high = domains.pop()
    assert low <= 12.4
    assert high >= 31.0
    rows = {r["tip"]: r["row"] for r in layer_data(spec, find_layers(spec, "point")[0])}
    assert rows["Issoudun\u00a0: 14,2\u00a0%"] == 0
    assert rows["Issoudun\u00a0: 30,0\u00a0%"] == 1


def test_dots_describe_each_row() -> None:
    assert DRAWINGS["dots"]().description == (
        "Deux parts (en %). "
        "Chômage – Issoudun\u00a0: 14,2\u00a0%, Indre\u00a0: 12,9\u00a0%, "
        "Centre-Val de Loire\u00a0: 12,4\u00a0%, France\u00a0: 13,4\u00a0%\u202f; "
        "Vacance – Issoudun\u00a0: s., Indre\u00a0: 11,9\u00a0%, "
        "Centre-Val de Loire\u00a0: 9,8\u00a0%, France\u00a0: s."
    )


def test_dots_of_one_row_all_equal() -> None:
    spec = draw_dots(dots_frame(A=(7.0, 7.0, 7.0, 7.0)), title="T", unit="u").spec()
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 7 < high


# Bars


def test_bars_start_from_zero_longest_first_absent_last() -> None:
    drawing = draw_bars(
        bars_frame({"Absent": NAN, "Court": 310, "Long": 12_040}), title="Métiers", unit="projets"
    )
    spec = drawing.spec()
    bar = find_layers(spec, "bar")[0]
    encoding = spec["layer"][bar]["encoding"]
    assert encoding["x"]["scale"]["domain"] == [0, 12_040]
    assert encoding["x2"]["datum"] == 0
    assert [row["value"] for row in layer_data(spec, bar)] == [12_040, 310]
    texts = svg_texts(drawing.to_svg())
    assert texts.index("12\u202f040") < texts.index("310") < texts.index("n.\u00a0d.")


def test_bars_keep_the_order_when_asked() -> None:
    spec = draw_bars(
        bars_frame({"15–24 ans": 10, "25–54 ans": 30}), title="T", unit="u", is_sorted=True
    ).spec()
    assert [r["value"] for r in layer_data(spec, find_layers(spec, "bar")[0])] == [10, 30]


def test_bars_mark_the_reference_and_move_a_text_it_would_cover() -> None:
    frame = bars_frame({"A": 100, "B": 50}).assign(reference=[40.0, 52.0], reference_text="x")
    drawing = draw_bars(
        frame, title="T", unit="u", reference=("region", "Centre-Val de Loire"), territory="Dreux"
    )
    spec = drawing.spec()
    ticks = find_layers(spec, "tick")
    assert spec["layer"][ticks[1]]["mark"]["color"] == style.REFERENCES["region"]
    assert [r["value"] for r in layer_data(spec, ticks[1])] == [40, 52]
    assert layer_data(spec, ticks[1])[0]["tip"] == "A – Centre-Val de Loire\u00a0: x"
    ends = next(
        layer_data(spec, i)
        for i in find_layers(spec, "text")
        if "end_wide" in layer_data(spec, i)[0]
    )
    assert [r["end_wide"] for r in ends] == [100, 52]
    assert {"Dreux", "Centre-Val de Loire"} <= set(svg_texts(drawing.to_svg()))


def test_bars_tell_the_rows_that_are_the_subject() -> None:
    frame = bars_frame({"A": 3, "B": 2}).assign(emphasis=[False, True])
    spec = draw_bars(frame, title="T", unit="u").spec()
    bar = find_layers(spec, "bar")[0]
    assert [row["strong"] for row in layer_data(spec, bar)] == [False, True]
    colour = spec["layer"][bar]["encoding"]["color"]
    # Several conditions are a list of one in Vega-Lite 6.
    condition = colour["condition"]
    condition = condition[0] if isinstance(condition, list) else condition
    assert (condition["value"], colour["value"]) == (style.TERRITORY, style.TERRITORY_QUIET)


@pytest.mark.parametrize("values", [{"A": 0.0}, {"A": -5.0, "B": -2.0}, {"A": 5.0, "B": 5.0}])
def test_bars_of_awkward_values_keep_zero_on_their_scale(values: dict[str, float]) -> None:
    drawing = draw_bars(bars_frame(values), title="T", unit="u")
    spec = drawing.spec()
    low, high = spec["layer"][find_layers(spec, "bar")[0]]["encoding"]["x"]["scale"]["domain"]
    assert low <= 0 <= high
    assert low < high
    drawing.to_svg(400)


def test_long_labels_are_wrapped_beside_and_above() -> None:
    label = "Professionnels de l’action culturelle, sportive et surveillants de l’enseignement"
    spec = draw_bars(bars_frame({label: 3}), title="T", unit="u").spec()
    rows = next(
        layer_data(spec, i) for i in find_layers(spec, "text") if "narrow" in layer_data(spec, i)[0]
    )
    for layout in ("wide", "narrow"):
        assert " ".join(rows[0][layout]) == label
        assert len(rows[0][layout]) >= 2


# Balance


def test_balance_draws_both_sides_in_one_colour() -> None:
    drawing = DRAWINGS["balance"]()
    spec = drawing.spec()
    bar = find_layers(spec, "bar")[0]
    low, high = spec["layer"][bar]["encoding"]["x"]["scale"]["domain"]
    assert low < -1250
    assert high == 430
    assert {row["strong"] for row in layer_data(spec, bar)} == {True}
    assert {"−1\u202f250", "+430"} <= set(svg_texts(drawing.to_svg()))
    sides = [spec["layer"][i]["mark"]["align"] for i in find_layers(spec, "text")]
    assert {"left", "right"} <= set(sides)


# Lines


def test_lines_leave_gaps_and_name_their_ends() -> None:
    drawing = DRAWINGS["lines"]()
    spec = drawing.spec()
    lines = find_layers(spec, "line")
    assert [spec["layer"][i]["mark"]["strokeWidth"] for i in lines] == [1.75, 3]
    own = layer_data(spec, lines[1])
    assert [row["value"] for row in own] == [8.1, None, 8.4, 8.8]
    assert [row["time"] for row in own] == [2024, 2024.25, 2024.5, 2024.75]
    texts = svg_texts(drawing.to_svg())
    assert "Issoudun 8,8\u00a0%" in texts
    assert "Indre 8,4\u00a0%" in texts
    narrow = svg_texts(drawing.to_svg(368))
    assert {"8,8\u00a0%", "8,4\u00a0%"} <= set("\n".join(narrow).split("\n")) or any(
        "8,8\u00a0%" in text for text in narrow
    )


def test_a_seam_parts_a_line_and_is_named() -> None:
    drawing = DRAWINGS["seams"]()
    spec = drawing.spec()
    (line,) = find_layers(spec, "line")
    assert [row["segment"] for row in layer_data(spec, line)] == [0, 0, 1, 2]
    paths = [p for p in drawing.to_svg().split('class="mark-line')[1:] if 'stroke-width="3"' in p]
    assert len(paths) == 3
    texts = svg_texts(drawing.to_svg(368))
    assert {"Rupture 1", "Rupture 2"} <= set(texts)
    assert "Rupture 2 entre 2019 et 2024" in drawing.description


def test_lines_write_quarters_and_values_in_tooltips() -> None:
    spec = DRAWINGS["lines"]().spec()
    tips = [r["tip"] for r in layer_data(spec, find_layers(spec, "point")[0])]
    assert "Indre, 1er trimestre 2024\u00a0: 7,9\u00a0%" in tips
    assert len(tips) == 7


def test_covering_zones_differ_in_depth_and_their_names_do_not_collide() -> None:
    periods = [f"{year}-T{quarter}" for year in range(2015, 2025) for quarter in (1, 2, 3, 4)]
    zones = {
        name: [7 + index * 0.02] * 40
        for index, name in enumerate(("Bourges", "Vierzon", "Saint-Amand-Montrond", "Cosne"))
    }
    spec = draw_lines(lines_frame(periods, **zones), title="T", unit="en %").spec()
    colours = spec["layer"][find_layers(spec, "line")[0]]["encoding"]["color"]["scale"]["range"]
    assert len(set(colours)) == 4
    ends = layer_data(spec, find_layers(spec, "text")[0])
    low, high = spec["layer"][find_layers(spec, "line")[0]]["encoding"]["y"]["scale"]["domain"]
    pixel = (high - low) / spec["height"]
    for layout in ("wide", "narrow"):
        boxes = sorted(
            (
                row[f"value_{layout}"] / pixel - len(row[f"lines_{layout}"]) * 7.5,
                row[f"value_{layout}"] / pixel + len(row[f"lines_{layout}"]) * 7.5,
            )
            for row in ends
        )
        assert all(above[0] >= below[1] for below, above in itertools.pairwise(boxes))


def test_many_periods_answer_the_pointer_and_stay_out_of_the_picture() -> None:
    periods = [f"{year}-T1" for year in range(2003, 2023)]
    drawing = draw_lines(lines_frame(periods, Indre=[7.0] * 20), title="T", unit="en %")
    spec = drawing.spec()
    hover = next(layer for layer in spec["layer"] if layer.get("name") == "hover")
    assert hover["encoding"]["tooltip"]["field"] == "tip"
    nearest = next(p for p in spec["params"] if p["name"] == "nearest")
    assert nearest["views"] == ["hover"]
    assert "1er trimestre 2003" not in drawing.to_svg().replace(drawing.description, "")


def test_index_is_on_a_true_time_axis_and_has_a_base() -> None:
    drawing = DRAWINGS["index"]()
    spec = drawing.spec()
    line = spec["layer"][find_layers(spec, "line")[0]]
    assert line["encoding"]["x"]["type"] == "quantitative"
    assert line["encoding"]["x"]["scale"]["domain"] == [2013, 2019]
    assert line["encoding"]["x"]["axis"]["values"] == [2013, 2018, 2019]
    assert layer_data(spec, find_layers(spec, "rule")[0]) == [{"value": 100.0}]
    tips = [r["tip"] for r in layer_data(spec, find_layers(spec, "point")[0])]
    assert tips[1] == "Issoudun, 2018\u00a0: 97,5 (19\u202f500)"
    assert "2013" in svg_texts(drawing.to_svg())
    assert drawing.description == (
        "Population (indice 100 en 2013). Issoudun\u00a0: 100,0 (2013), puis 97,0 (2019)."
    )


def test_axis_of_large_numbers_is_written_in_french() -> None:
    frame = lines_frame([2013, 2018], Indre=[228_000.0, 222_000.0])
    texts = svg_texts(draw_lines(frame, title="T", unit="habitants", zero=True).to_svg())
    assert "200\u202f000" in texts


def test_lines_refuse_what_is_no_period() -> None:
    with pytest.raises(ValueError, match="unknown period '2024-Q1'"):
        draw_lines(lines_frame(["2024-Q1"], Indre=[7.0]), title="T", unit="u")


def test_one_period_is_drawn() -> None:
    drawing = draw_lines(lines_frame([2018], Indre=[7.0]), title="T", unit="en %")
    assert "Indre\u00a0: 7,0\u00a0% (2018)" in drawing.description
    drawing.to_svg()


# Strip


def test_strip_marks_one_territory_and_names_the_ends() -> None:
    drawing = DRAWINGS["strip"]()
    spec = drawing.spec()
    ticks = find_layers(spec, "tick")
    assert sorted(r["value"] for r in layer_data(spec, ticks[0])) == [6.0, 7.5, 8.1]
    assert spec["layer"][ticks[1]]["mark"]["color"] == style.TERRITORY
    assert layer_data(spec, ticks[1])[0]["value"] == 8.8
    texts = svg_texts(drawing.to_svg())
    assert "Issoudun\u00a0: 8,8\u00a0%" in texts
    assert "Blois\u00a0: 6,0\u00a0%" in texts
    assert drawing.description == (
        "Chômage (en %). Issoudun\u00a0: 8,8\u00a0%\u202f; 4\u00a0territoires, "
        "de 6,0\u00a0% (Blois) à 8,8\u00a0% (Issoudun)."
    )


def test_strip_writes_a_territory_without_value() -> None:
    drawing = draw_strip(
        strip_frame({"A": NAN, "B": 3.0, "C": 4.0}, "A"), title="Chômage", unit="en %"
    )
    assert "A\u00a0: n.\u00a0d." in svg_texts(drawing.to_svg())
    assert len(find_layers(drawing.spec(), "tick")) == 1


@pytest.mark.parametrize("marked", [0, 2])
def test_strip_refuses_no_or_two_territories(marked: int) -> None:
    frame = strip_frame({"A": 1.0, "B": 2.0, "C": 3.0}, "")
    frame["is_territory"] = [index < marked for index in range(3)]
    with pytest.raises(ValueError, match="exactly one territory"):
        draw_strip(frame, title="T", unit="u")


# All


@pytest.mark.parametrize(
    ("draw", "frame"),
    [
        (draw_dots, dots_frame(A=(1, 2, 3, 4))),
        (draw_bars, bars_frame({"A": 1})),
        (draw_balance, bars_frame({"A": 1})),
        (draw_lines, lines_frame([2018], Indre=[1.0])),
        (draw_strip, strip_frame({"A": 1.0}, "A")),
    ],
)
def test_no_row_no_value_or_a_missing_column_is_an_error(
    draw: Callable[..., Drawing], frame: pd.DataFrame
) -> None:
    with pytest.raises(ValueError, match="no row"):
        draw(frame.iloc[:0], title="T", unit="u")
    with pytest.raises(ValueError, match="no finite value"):
        draw(frame.assign(value=NAN), title="T", unit="u")
    with pytest.raises(ValueError, match="missing columns"):
        draw(frame.drop(columns="value"), title="T", unit="u")


def test_infinite_values_are_refused() -> None:
    with pytest.raises(ValueError, match="no finite value"):
        draw_bars(
            pd.DataFrame({"label": ["A"], "value": [np.inf], "text": ["x"]}), title="T", unit="u"
        )


def test_frames_are_left_as_they_were() -> None:
    frame = bars_frame({"B": 1, "A": 2})
    before = frame.copy()
    draw_bars(frame, title="T", unit="u")
    pd.testing.assert_frame_equal(frame, before)


def test_percent_helper_is_exact_to_the_byte() -> None:
    assert format_percent(12.35).encode() == b"12,4\xc2\xa0%"
