"""Ranks, scatter and small multiples: what is placed where, what is named, what is left out."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from test_charts import find_layers, layer_data, ranks_frame, scatter_frame, svg_texts

from spro_portraits import style
from spro_portraits.charts import draw_multiples, draw_ranks, draw_scatter
from spro_portraits.charts.names import Box, place_corner, place_names
from spro_portraits.style import LABEL_SIZE, measure_text

# --- Ranks ---------------------------------------------------------------------------


def test_each_row_of_ranks_has_its_own_scale() -> None:
    spec = draw_ranks(ranks_frame(), title="T").spec()
    peers = layer_data(spec, find_layers(spec, "tick")[0])
    # Habitants: from 32 700 to 300 000; vacant homes: from 7.9 to 14.1.
    assert [(row["row"], row["at"]) for row in peers] == [
        (0, 1.0),
        (0, pytest.approx((129_300 - 32_700) / 267_300, abs=1e-6)),
        (0, pytest.approx((106_200 - 32_700) / 267_300, abs=1e-6)),
        (1, pytest.approx((11.0 - 7.9) / 6.2, abs=1e-6)),
        (1, 0.0),
        (1, 1.0),
    ]
    median, own = (layer_data(spec, i) for i in find_layers(spec, "point")[:2])
    # Medians of all four: 117 750 and 12.25.
    assert [row["at"] for row in median] == [
        pytest.approx((117_750 - 32_700) / 267_300, abs=1e-6),
        pytest.approx((12.25 - 7.9) / 6.2, abs=1e-6),
    ]
    assert [row["at"] for row in own] == [0.0, pytest.approx((13.5 - 7.9) / 6.2, abs=1e-6)]
    assert {row["colour"] for row in own} == {style.TERRITORY}


def test_ranks_write_value_rank_and_ends_and_name_in_tooltips() -> None:
    drawing = draw_ranks(ranks_frame(), title="T", territory="Issoudun", peers="Autres SPRO")
    texts = svg_texts(drawing.to_svg())
    for text in ("32\u202f700", "4e sur 4", "13,5\u00a0%", "2e sur 4", "300\u202f000",
                 "7,9\u00a0%", "14,1\u00a0%", "Issoudun", "Autres SPRO", "Médiane"):  # fmt: skip
        assert text in texts
    assert "Dreux" not in " ".join(texts)
    told = json.dumps(drawing.spec()["datasets"], ensure_ascii=False)
    assert "Dreux\u00a0: 7,9\u00a0%" in told
    assert drawing.description == (
        "T. Habitants\u00a0: 32\u202f700, 4e sur 4\u202f; "
        "Part des logements vacants\u00a0: 13,5\u00a0%, 2e sur 4."
    )


def test_ranks_of_equal_values_stand_in_the_middle() -> None:
    spec = draw_ranks(ranks_frame().assign(value=5.0), title="T").spec()
    ticks = layer_data(spec, find_layers(spec, "tick")[0])
    assert {row["at"] for row in ticks} == {0.5}


def test_ranks_write_a_territory_without_value() -> None:
    frame = ranks_frame()
    own = frame["is_territory"] & (frame["label"] == "Habitants")
    frame.loc[own, ["value", "text", "rank_text"]] = [np.nan, "s.", ""]
    drawing = draw_ranks(frame, title="T")
    spec = drawing.spec()
    assert [row["row"] for row in layer_data(spec, find_layers(spec, "point")[1])] == [1]
    assert "s." in svg_texts(drawing.to_svg())
    assert drawing.signs == ("secret",)


def test_ranks_refuse_no_territory_and_no_value() -> None:
    with pytest.raises(ValueError, match="exactly one territory"):
        draw_ranks(ranks_frame(territory="Nulle part"), title="T")
    with pytest.raises(ValueError, match="no finite value"):
        draw_ranks(ranks_frame().assign(value=np.nan), title="T")


# --- Scatter -------------------------------------------------------------------------


def test_scatter_places_points_on_scales_that_hold_the_references() -> None:
    drawing = draw_scatter(
        scatter_frame(), title="T", x_title="X", y_title="Y",
        x_reference=(20.0, "Région"), y_reference=(2.0, "Région"),
    )  # fmt: skip
    spec = drawing.spec()
    points = next(i for i in find_layers(spec, "point"))
    encoding = spec["layer"][points]["encoding"]
    assert encoding["x"]["scale"]["domain"][1] >= 20
    assert encoding["y"]["scale"]["domain"][1] >= 2
    rows = layer_data(spec, points)
    assert [row["colour"] for row in rows] == [style.REFERENCES["region"]] * 5 + [style.TERRITORY]
    assert rows[-1]["tip"] == "Issoudun – X\u00a0: 13,9\u00a0%, Y\u00a0: −0,90\u00a0%"
    assert len(find_layers(spec, "rule")) == 2
    assert svg_texts(drawing.to_svg()).count("Région") == 2


def test_scatter_leaves_out_a_place_without_both_values() -> None:
    frame = scatter_frame()
    frame.loc[0, "y"] = np.nan
    drawing = draw_scatter(frame, title="T", x_title="X", y_title="Y")
    assert "Cher" not in str(drawing.spec()["datasets"])
    with pytest.raises(ValueError, match="no finite value"):
        draw_scatter(frame.assign(x=np.nan), title="T", x_title="X", y_title="Y")


def test_quadrants_are_named_at_their_outer_sides() -> None:
    names = ("Un", "Deux", "Trois", "Quatre")
    drawing = draw_scatter(
        scatter_frame(), title="T", x_title="X", y_title="Y",
        x_reference=(12.0, "R"), y_reference=(0.1, "S"), quadrants=names,
    )  # fmt: skip
    spec = drawing.spec()
    written = {
        row["lines"][0]: (spec["layer"][i]["mark"]["align"], row["top"])
        for i in find_layers(spec, "text")
        for row in layer_data(spec, i)
        if "top" in row
    }
    assert {name: side for name, (side, _) in written.items()} == {
        "Un": "left", "Deux": "right", "Trois": "left", "Quatre": "right",
    }  # fmt: skip
    assert written["Un"][1] < written["Trois"][1]
    assert written["Deux"][1] < written["Quatre"][1]


def span(box: Box, width: float) -> tuple[float, float]:
    return box.share * width + box.start, box.share * width + box.end


@pytest.mark.parametrize("seed", range(4))
def test_names_never_cover_each_other_nor_points_at_any_width(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = [
        (float(x), float(y) * 400, f"Ville {'x' * int(rng.integers(0, 9))}", index == 0)
        for index, (x, y) in enumerate(rng.uniform(size=(40, 2)))
    ]
    taken = [Box(1.0, -90.0, 0.0, 0.0, 20.0)]
    widths = (430.0, 700.0)
    places = place_names(points, taken, [], widths, 400.0)
    assert places[0] is not None
    assert sum(place is not None for place in places) > 10
    for width in np.linspace(*widths, 7):
        boxes = [(*span(taken[0], width), 0.0, 20.0)]
        for (share, down, _, own), place in zip(points, places, strict=True):
            if place is None:
                continue
            wide = max(measure_text(line, LABEL_SIZE, 600 if own else 400) for line in place.lines)
            x = share * width + place.dx
            left = {"left": x, "right": x - wide, "center": x - wide / 2}[place.align]
            top = down + place.dy - 8
            boxes.append((left, left + wide, top, top + 16 + 15 * (len(place.lines) - 1)))
        for i, (left, right, top, bottom) in enumerate(boxes):
            assert left >= -0.01
            assert right <= width + 2.01
            for other in boxes[:i]:
                apart = (
                    left >= other[1] or other[0] >= right or top >= other[3] or other[2] >= bottom
                )
                assert apart, (seed, width)


def test_the_territory_is_named_even_in_a_crowd() -> None:
    crowd = [(0.5 + i * 0.001, 200.0 + j, "x", False) for i in range(-9, 9) for j in range(-30, 30)]
    places = place_names([*crowd, (0.5, 200.0, "Ici", True)], [], [], (400.0, 800.0), 400.0)
    assert places[-1] is not None
    assert places[-1].lines == ("Ici",)


def test_a_name_prefers_not_to_cross_a_line() -> None:
    line = Box(0.52, -1.0, 1.0, 0.0, 400.0)
    (free,) = place_names([(0.5, 200.0, "Ville", False)], [], [], (400.0, 800.0), 400.0)
    (moved,) = place_names([(0.5, 200.0, "Ville", False)], [], [line], (400.0, 800.0), 400.0)
    assert free is not None
    assert moved is not None
    assert (free.align, moved.align) == ("left", "right")


def test_a_corner_moves_away_from_points_or_is_left_out() -> None:
    size, range_ = (80.0, 20.0), (0.0, 100.0)
    widths = (200.0, 400.0)
    where = {"right": False, "bottom": False}
    alone = place_corner(size, range_, [], [], widths, **where)
    moved = place_corner(size, range_, [(0.1, 10.0, "x", False)], [], widths, **where)
    full = [(0.1, float(y), "x", False) for y in range(0, 100, 5)]
    assert alone == Box(0.0, 0.0, 80.0, 0.0, 20.0)
    assert moved is not None
    assert moved.top >= 17
    assert place_corner(size, range_, full, [], widths, **where) is None


# --- Small multiples -----------------------------------------------------------------


def multiples_frame(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"place": f"Lieu {i:02d}", "period": year, "value": float(i + step),
             "text": f"{i + step}\u00a0%", "is_territory": i == 3}
            for i in range(count)
            for step, year in enumerate((2013, 2018, 2021))
        ]
    )  # fmt: skip


def panels_of(html: str) -> list[str]:
    return html.split('role="listitem"')[1:]


def test_panels_share_both_scales() -> None:
    first, *_, last = panels_of(draw_multiples(multiples_frame(5), title="T", unit="en %"))
    # 150 by 72, margins 7 at the sides, 9 above, 7 below; values from 0 to 6.
    assert 'd="M7.0 65.0L75.0 55.7L143.0 46.3"' in first
    assert 'd="M7.0 27.7L75.0 18.3L143.0 9.0"' in last
    assert first.count("<circle") == 3
    assert "<title>2018\u00a0: 1\u00a0%</title>" in first
    assert 'aria-label="Lieu 00\u00a0: 2013\u00a0: 0\u00a0%, 2018' in first


def written(html: str) -> dict[str, str]:
    found = re.findall(
        r'spro-panel-place">([^<]*)</p>.*?<b[^>]*>([^<]*)</b>', html, flags=re.DOTALL
    )
    return {place: text for place, text in found if text}


def test_above_twenty_four_panels_only_the_extremes_are_written() -> None:
    few = draw_multiples(multiples_frame(24), title="T", unit="u")
    assert len(written(few)) == 24
    frame = multiples_frame(25)
    fall = (frame["place"] == "Lieu 10") & (frame["period"] == 2021)
    frame.loc[fall, ["value", "text"]] = [8.0, "8\u00a0%"]
    many = draw_multiples(frame, title="T", unit="u")
    # Lowest and highest last value, greatest rise (all others equal: the first), fall, own.
    assert list(written(many)) == ["Lieu 00", "Lieu 03", "Lieu 10", "Lieu 24"]
    assert len(panels_of(many)) == 25


def test_the_reference_is_in_each_panel_and_has_none() -> None:
    frame = multiples_frame(3)
    html = draw_multiples(frame, title="T", unit="u", reference="Lieu 00")
    panels = panels_of(html)
    assert len(panels) == 2
    assert all(style.REFERENCES["region"] in panel for panel in panels)
    with pytest.raises(ValueError, match="no place besides"):
        draw_multiples(frame[frame["place"] == "Lieu 00"], title="T", unit="u", reference="Lieu 00")


def test_gaps_and_weak_values_of_panels_are_seen_and_explained() -> None:
    frame = multiples_frame(2)
    frame.loc[1, ["value", "text"]] = [np.nan, "s."]
    frame["weak"] = [False] * 3 + [False, False, True]
    html = draw_multiples(frame, title="T", unit="u")
    first, second = panels_of(html)
    assert first.count('stroke="#0b4ea2" stroke-width="2.2"') == 2
    assert first.count("<circle") == 2
    assert f'fill="{style.PAPER}" stroke="{style.UNRELIABLE}"' in second
    assert "3\u00a0%\u00a0◊" in second
    assert "◊ valeur fragile" in html
    assert "s. valeur couverte par le secret statistique" in html


def test_panels_escape_what_they_are_given() -> None:
    frame = multiples_frame(1).assign(place="<em>&", text="<i>")
    html = draw_multiples(frame, title="<u>", unit="</p>")
    assert not re.search(r"<em>|<i>|<u>", html)
