"""Labels that do not collide, scales with readable ends."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from spro_portraits.charts.assembly import read_records
from spro_portraits.charts.layout import arrange_rows, balance, find_scale, spread, widest
from spro_portraits.charts.places import find_place_styles
from spro_portraits.style import measure_text, wrap


def test_wrap_keeps_words_and_no_break_spaces() -> None:
    text = "Part des 12\u202f340 projets jugés difficiles\u00a0: 45\u00a0%"
    lines = wrap(text, 90)
    assert " ".join(lines) == text
    assert any("12\u202f340" in line for line in lines)
    assert any("45\u00a0%" in line for line in lines)
    assert all(measure_text(line, 13) <= 90 or " " not in line for line in lines)
    assert wrap("Anticonstitutionnellement", 10) == ["Anticonstitutionnellement"]
    assert wrap("", 10) == [""]


def test_balance_has_as_few_lines_as_wrap_and_evener_ones() -> None:
    text = "en % de la population de 15 ans ou plus, recensement de 2022"
    plain, even = wrap(text, 316), balance(text, 316)
    assert " ".join(even) == text
    assert len(even) == len(plain) == 2
    assert widest(even) <= widest(plain)
    assert min(map(len, even)) > min(map(len, plain))


def test_a_balanced_text_is_the_callers_own() -> None:
    balance("un texte", 316).append("changé")
    assert balance("un texte", 316) == ["un texte"]


@pytest.mark.parametrize("kind", [None, object])
def test_records_are_plain_whatever_the_columns_hold(kind: type | None) -> None:
    columns = {
        "label": ["a", None],
        "value": [1.5, math.nan],
        "count": [np.int64(3), np.int64(4)],
        "sure": [True, np.bool_(False)],
        "weak": [None, True],
        "left": ["out", "out"],
    }
    names = ["label", "value", "count", "sure"]
    assert read_records(pd.DataFrame(columns, dtype=kind), names) == [
        {"label": "a", "value": 1.5, "count": 3, "sure": True, "weak": None},
        {"label": None, "value": None, "count": 4, "sure": False, "weak": True},
    ]
    kinds = [
        type(v) for r in read_records(pd.DataFrame(columns, dtype=kind), names) for v in r.values()
    ]
    assert set(kinds) == {str, float, int, bool, type(None)}


def test_rows_hold_the_labels_of_both_layouts() -> None:
    labels = ["Ouvriers", "Cadres et professions intellectuelles supérieures " * 3]
    rows = arrange_rows(labels)
    assert rows.wide[0] == rows.narrow[0] == ["Ouvriers"]
    assert rows.step >= 15 * max(len(lines) for lines in rows.wide)
    assert rows.step - 2 * rows.shift >= 28
    assert rows.left > max(widest(lines) for lines in rows.wide)


@pytest.mark.parametrize(
    ("values", "zero", "low", "high"),
    [
        ([14.2, 9.8], None, 9, 15),  # far from zero: not held
        ([12.0, 3.0], None, 0, 12),
        ([12.0, 11.0], True, 0, 12),
        ([-5.0, 5.0], None, -6, 6),
        ([-2.0, -10.0], None, -10, 0),
        ([45_210.0, 12.0], None, 0, 50_000),
        ([0.0, 0.0], None, -1, 1),
    ],
)
def test_scale_holds_values_with_round_ticks(
    values: list[float], zero: object, low: float, high: float
) -> None:
    assert zero in {None, True}
    scale = find_scale(values, zero=None if zero is None else True)
    assert (scale.low, scale.high) == (low, high)
    assert scale.ticks[0] == low
    assert scale.ticks[-1] == high
    steps = {round(b - a, 9) for a, b in itertools.pairwise(scale.ticks)}
    assert len(steps) == 1


def test_scale_of_equal_values_is_not_empty_and_small_steps_have_decimals() -> None:
    scale = find_scale([7.4, 7.4, 7.4])
    assert scale.low < 7.4 < scale.high
    assert find_scale([0.12, 0.11], zero=False).format == ",.3f"
    assert find_scale([10.0, 2000.0]).format == ",.0f"


def test_place_and_value_at_are_inverse() -> None:
    scale = find_scale([2.0, 11.0])
    assert scale.value_at(scale.place(7.3, 300), 300) == pytest.approx(7.3)
    assert scale.place(scale.low, 300) == 0
    assert scale.place(scale.high, 300) == 300


def test_spread_leaves_free_labels_alone() -> None:
    assert spread([20, 80, 150], [17, 17, 17], 0, 300) == [20, 80, 150]


def test_spread_centres_a_crowd_on_where_it_wanted_to_be() -> None:
    assert spread([100, 100], [10, 10], 0, 300) == [95, 105]
    assert spread([100, 100, 100], [10, 20, 10], 0, 300) == [85, 100, 115]


@pytest.mark.parametrize(
    "wanted", [[5, 6, 7, 250, 299], [0] * 8, [300] * 8, [150, 149, 151, 150.5, 10, 290, 150, 149]]
)
def test_spread_never_overlaps_keeps_order_and_stays_inside(wanted: list[float]) -> None:
    heights = [17.0 + 15 * (i % 2) for i in range(len(wanted))]
    centres = spread(wanted, heights, 0, 300)
    boxes = sorted((c - h / 2, c + h / 2) for c, h in zip(centres, heights, strict=True))
    assert all(below[0] >= above[1] - 1e-9 for above, below in itertools.pairwise(boxes))
    assert boxes[0][0] >= -1e-9
    assert boxes[-1][1] <= 300 + 1e-9
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    assert [centres[i] for i in order] == sorted(centres)


def test_places_of_one_role_keep_its_colour_and_differ_otherwise() -> None:
    styles = find_place_styles(
        [("territory", "A"), ("departement", "Cher"), ("departement", "Indre"), ("territory", "A")]
    )
    assert [s.place for s in styles] == ["A", "Cher", "Indre"]
    assert styles[1].colour == styles[2].colour
    assert styles[1].shape != styles[2].shape
    assert styles[1].dash != styles[2].dash
    zones = find_place_styles(("territory", name) for name in "ABC")
    assert len({s.colour for s in zones}) == 3
    with pytest.raises(ValueError, match="unknown role 'commune'"):
        find_place_styles([("commune", "X")])
