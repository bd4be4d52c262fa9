"""Weak values: pale or hollow, with their sign, explained in the drawing; never by colour alone."""

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from test_charts import (
    NAN,
    bars_frame,
    dots_frame,
    find_layers,
    layer_data,
    lines_frame,
    ranks_frame,
    scatter_frame,
    strip_frame,
    svg_texts,
)
from test_style import contrast

from spro_portraits import style
from spro_portraits.charts import (
    Card,
    CardReference,
    Drawing,
    draw_balance,
    draw_bars,
    draw_cards,
    draw_dots,
    draw_index,
    draw_lines,
    draw_ranks,
    draw_scatter,
    draw_strip,
    find_signs,
)

NOTE = "◊ valeur fragile, à lire avec prudence, tracée pâle ou évidée"
TITLES = {"title": "T", "unit": "u"}


def index_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {"year": [2013, 2018], "place": "A", "role": "territory", "index": [100.0, 98.0],
         "text": ["10", "9"]}
    )  # fmt: skip


FRAMES: dict[str, tuple[Callable[[pd.DataFrame], Drawing], Callable[[], pd.DataFrame]]] = {
    "bars": (lambda f: draw_bars(f, **TITLES), lambda: bars_frame({"A": 3, "B": 2})),
    "balance": (lambda f: draw_balance(f, **TITLES), lambda: bars_frame({"A": 3, "B": -2})),
    "dots": (lambda f: draw_dots(f, **TITLES), lambda: dots_frame(A=(1.0, 2.0, 3.0, 4.0))),
    "lines": (
        lambda f: draw_lines(f, **TITLES),
        lambda: lines_frame([2013, 2018], Issoudun=[8.1, 7.9], Indre=[7.0, 7.5]),
    ),
    "index": (lambda f: draw_index(f, **TITLES), index_frame),
    "strip": (lambda f: draw_strip(f, **TITLES), lambda: strip_frame({"A": 1, "B": 2}, "A")),
    "ranks": (lambda f: draw_ranks(f, **TITLES), ranks_frame),
    "scatter": (
        lambda f: draw_scatter(f, title="T", x_title="x", y_title="y"),
        scatter_frame,
    ),
}


@pytest.fixture(params=FRAMES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def words_of(drawing: Drawing) -> str:
    return " ".join(svg_texts(drawing.to_svg()))


def test_a_frame_without_the_column_has_no_weak_value(kind: str) -> None:
    draw, make = FRAMES[kind]
    plain, said = draw(make()), draw(make().assign(weak=False))
    assert plain.signs == said.signs == ()
    assert plain.to_svg() == said.to_svg()
    assert "◊" not in plain.to_svg()


def test_a_weak_value_bears_its_sign_and_the_drawing_explains_it(kind: str) -> None:
    draw, make = FRAMES[kind]
    frame = make()
    drawing = draw(frame.assign(weak=[False] * (len(frame) - 1) + [True]))
    assert drawing.signs == ("peu_fiable",)
    assert NOTE in words_of(drawing).replace("  ", " ")
    assert "◊" in str(drawing.spec()["datasets"])


def test_weak_values_differ_by_more_than_their_colour(kind: str) -> None:
    draw, make = FRAMES[kind]
    frame = make()
    drawing = draw(frame.assign(weak=True))
    marks = [layer["mark"] for layer in drawing.spec()["layer"]]
    rows = json.dumps(drawing.spec()["datasets"], ensure_ascii=False)
    hollow = (
        any(m.get("fill") == style.PAPER for m in marks) or f'"inside": "{style.PAPER}"' in rows
    )
    outlined = any(m.get("stroke") == style.UNRELIABLE for m in marks)
    assert hollow or outlined
    assert "\u00a0◊" in rows


def test_an_absent_value_keeps_its_own_sign() -> None:
    frame = bars_frame({"A": 3, "B": NAN}).assign(weak=True)
    drawing = draw_bars(frame, **TITLES)
    assert drawing.signs == ("peu_fiable", "non_disponible")
    assert "n.\u00a0d." in svg_texts(drawing.to_svg())
    assert "n.\u00a0d.\u00a0◊" not in words_of(drawing)


def test_the_sign_is_written_once() -> None:
    frame = bars_frame({"A": 3}).assign(weak=True, text="3\u00a0◊")
    texts = svg_texts(draw_bars(frame, **TITLES).to_svg())
    assert "3\u00a0◊" in texts
    assert not any("◊\u00a0◊" in text for text in texts)


def test_weak_bars_are_pale_within_an_outline_that_is_seen() -> None:
    frame = bars_frame({"A": 3, "B": 2}).assign(weak=[False, True])
    spec = draw_bars(frame, **TITLES).spec()
    sure, weak = find_layers(spec, "bar")
    assert [row["row"] for row in layer_data(spec, sure)] == [0]
    assert [row["row"] for row in layer_data(spec, weak)] == [1]
    mark = spec["layer"][weak]["mark"]
    assert (mark["color"], mark["stroke"]) == (style.UNRELIABLE_WASH, style.UNRELIABLE)
    assert contrast(mark["stroke"]) >= 3
    # Inside and outline are told apart from the solid bars of quiet rows.
    assert contrast(style.UNRELIABLE_WASH, style.TERRITORY_QUIET) >= 2


def test_a_lower_bound_has_an_open_end_and_is_explained() -> None:
    frame = bars_frame({"A": 30, "B": 20}).assign(text=["30", "≥\u00a020"])
    drawing = draw_bars(frame, **TITLES)
    spec = drawing.spec()
    cuts = find_layers(spec, "tick")
    assert [layer_data(spec, cut) for cut in cuts] == [[{"row": 1, "value": 20}]] * 2
    assert all(spec["layer"][cut]["mark"]["xOffset"] < 0 for cut in cuts)
    assert drawing.signs == ("minimum",)
    assert "≥ total minimal, car une partie des valeurs n’est pas publiée" in words_of(drawing)


def test_a_line_all_weak_is_pale_and_a_weak_point_is_hollow() -> None:
    frame = lines_frame([2013, 2018], Issoudun=[8.1, 7.9], Indre=[7.0, 7.5])
    spec = draw_lines(frame.assign(weak=[True, True, False, True]), **TITLES).spec()
    line = spec["layer"][find_layers(spec, "line")[0]]["encoding"]["color"]["scale"]
    colours = dict(zip(line["domain"], line["range"], strict=True))
    assert colours == {"Issoudun": style.UNRELIABLE, "Indre": style.REFERENCES["departement"]}
    hollow = layer_data(spec, find_layers(spec, "point")[-1])
    assert [(row["time"], row["value"]) for row in hollow] == [
        (2013, 8.1),
        (2018, 7.9),
        (2018, 7.5),
    ]


def test_weak_peers_of_a_strip_are_the_sign_itself() -> None:
    frame = strip_frame({"A": 1, "B": 2, "C": 3}, "A").assign(weak=[False, True, False])
    spec = draw_strip(frame, **TITLES).spec()
    point = find_layers(spec, "point")[0]
    assert spec["layer"][point]["mark"]["shape"] == "diamond"
    assert [row["value"] for row in layer_data(spec, point)] == [2]
    ticks = [row["value"] for i in find_layers(spec, "tick") for row in layer_data(spec, i)]
    assert sorted(ticks) == [1, 3]


@pytest.mark.parametrize(
    ("texts", "signs"),
    [
        (["12", "7,1\u00a0%"], ()),
        (["≥\u00a012\u00a0◊", "≥\u00a03"], ("minimum", "peu_fiable")),
        (["s.", "n.\u00a0d.", "–", "s."], ("secret", "non_disponible", "hors_champ")),
        (["−3"], ()),
    ],
)
def test_signs_are_found_in_texts(texts: list[str], signs: tuple[str, ...]) -> None:
    assert find_signs(texts) == signs


def test_colours_of_weak_marks_are_seen() -> None:
    marks: list[Any] = [style.UNRELIABLE, style.REFERENCES["peer"]]
    assert all(contrast(colour) >= 2.99 for colour in marks)


def test_the_number_of_a_weak_card_is_greyed_and_its_mark_pale() -> None:
    beside = (CardReference("region", "Région", 64.2, "64,2"),)
    sound = Card("Taux", "71,5", value=71.5, references=beside)
    weak = Card("Taux", "71,5 ◊", value=71.5, references=beside, caveat="Peu de personnes.")
    assert "spro-weak" not in draw_cards([sound])
    assert style.UNRELIABLE not in draw_cards([sound])
    drawn = draw_cards([weak])
    assert 'class="spro-card-value spro-weak">71,5 ◊<' in drawn
    assert drawn.count(f'fill="{style.UNRELIABLE}"') == 1
