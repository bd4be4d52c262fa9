"""What is written in and under the map of occupations: quadrants, labels, notes, the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import Record, make_data
from spro_portraits.charts.drawing import NARROW
from spro_portraits.charts.label_places import LabelPlace, meet
from spro_portraits.charts.layout import LINE, NARROW_TEXT, balance, widest
from spro_portraits.charts.names import Box
from spro_portraits.style import INK, LABEL_SIZE, PAPER, QUIET, REFERENCES, measure_text
from spro_portraits.wording import points as words

HEAD, FOOT = 54.0, 74.0
"""Height of the bands at the top and the bottom of the plot, where words stand and no point."""
_MARK = 12.0
"""What the mark of a point may take of a band."""
EDGE = 30
"""How far what stands above and under the plot begins to its left, with its axis."""
_LINE_SIZE = 12
_WIDE_TEXT = 540
_LIST_GAP, _LIST_INDENT = 12, 24
_ENTRY_GAP = 4


def draw_quadrants(height: float) -> list[alt.Chart]:
    """Name the four quadrants in their outer corners, two lines each."""
    layers = []
    for right in (False, True):
        data: list[Record] = [
            {"lines": list(words.QUADRANTS[2 * row + right]), "top": top}
            for row, top in enumerate((4.0, height - 2 * LINE - 6))
        ]
        layers.append(
            alt.Chart(make_data(data))
            .mark_text(
                align="right" if right else "left",
                baseline="top",
                x="width" if right else 0,
                dx=-4 if right else 4,
                y=alt.ExprRef("datum.top"),
                fontSize=LABEL_SIZE,
                fontWeight=600,
                lineHeight=LINE,
                color=QUIET,
                aria=False,
            )
            .encode(text="lines:N")
        )
    return layers


@dataclass(frozen=True)
class LineText:
    """Where the text of the horizontal line stands: its room, and at which end."""

    box: Box
    right: bool


def box_quadrants(height: float) -> list[Box]:
    """Give the room of the names of the quadrants."""
    boxes = []
    for rank, lines in enumerate(words.QUADRANTS):
        width = widest(lines, LABEL_SIZE, 600) + 10
        right, bottom = rank % 2, rank >= 2  # noqa: PLR2004 - the second row of two
        top = height - 2 * LINE - 8 if bottom else 2.0
        start = -width if right else 0.0
        boxes.append(Box(float(right), start, start + width, top, top + 2 * LINE + 6))
    return boxes


def place_line_text(
    text: str, down: float, marks: Sequence[Box], widths: tuple[float, float]
) -> LineText | None:
    """Place the text of the horizontal line at an end of it, above or below.

    Parameters
    ----------
    text : str
        What the line is.
    down : float
        Its height, from the top of the plot.
    marks : sequence of Box
        The points.
    widths : (float, float)
        Narrowest and widest plot.

    Returns
    -------
    LineText or None
        None where points leave no room at either end: a note then says it.
    """
    length = measure_text(text, _LINE_SIZE) + 8
    for top in (down - 18.0, down + 2.0):
        for right in (True, False):
            start = -length if right else 0.0
            box = Box(float(right), start, start + length, top, top + 17.0)
            if not any(meet(box, mark, widths) for mark in marks):
                return LineText(box, right)
    return None


def draw_lines(
    share: float,
    texts: tuple[str, str],
    down: float,
    beside: Mapping[str, LineText | None],
    height: float,
) -> list[alt.Chart]:
    """Draw the two lines that part the quadrants, each with its text.

    The vertical one runs between the bands; its text stands under its end, moved inside.

    Parameters
    ----------
    share, down : float
        Where the lines stand: across from 0 to 1, and in pixels from the top.
    texts : (str, str)
        Of the vertical and the horizontal line.
    beside : mapping
        Where the text of the horizontal line stands when ``wide`` and when ``narrow``;
        None where it is left to a note.
    height : float
        Of the plot.
    """
    rule: dict[str, Any] = {
        "color": REFERENCES["region"], "strokeWidth": 1.5, "strokeDash": [5, 4], "aria": False,
    }  # fmt: skip
    text: dict[str, Any] = {"fontSize": _LINE_SIZE, "color": QUIET, "aria": False}
    half = measure_text(texts[0], _LINE_SIZE) / 2 + 4
    upright = alt.Chart(make_data([{"share": share, "text": texts[0]}])).transform_calculate(
        px="datum.share * width",
        tx=f"clamp(datum.share * width, {half:.1f}, max(width - {half:.1f}, {half:.1f}))",
    )
    level = alt.Chart(make_data([{"text": texts[1], "down": down}]))
    layers = [
        upright.mark_rule(y=HEAD - _MARK, y2=height - FOOT + _MARK, **rule).encode(
            x=alt.X("px:Q", scale=None, axis=None)
        ),
        upright.mark_text(baseline="top", y=height - FOOT + _MARK + 3, **text).encode(
            x=alt.X("tx:Q", scale=None, axis=None), text="text:N"
        ),
        level.mark_rule(**rule).encode(y=alt.Y("down:Q", scale=None, axis=None)),
    ]
    for layout, place in beside.items():
        if place is not None:
            shown = NARROW if layout == "narrow" else f"!{NARROW}"
            layers.append(
                level.transform_filter(shown)
                .mark_text(
                    baseline="middle",
                    align="right" if place.right else "left",
                    x="width" if place.right else 0,
                    dx=-4 if place.right else 4,
                    y=place.box.top + 9,
                    **text,
                )
                .encode(text="text:N")
            )
    return layers


def draw_labels(
    records: Sequence[Record], places: Mapping[str, Sequence[LabelPlace]], layout: str
) -> list[alt.Chart]:
    """Write the labels and the thin lines to those that were moved away.

    Parameters
    ----------
    records : sequence of dict
        ``share`` and ``down`` of each point.
    places : mapping
        The places of all labels, by layout.
    layout : str
        Expression that names the layout in use.
    """
    rows: list[Record] = []
    for index, record in enumerate(records):
        row: Record = {"share": round(record["share"], 5), "down": round(record["down"], 1)}
        for name, found in places.items():
            place = found[index]
            row[name] = {
                "lines": list(place.lines),
                "align": place.align,
                "dx": round(place.dx, 1),
                "dy": round(place.dy, 1),
                "leader": list(place.leader or (0, 0, 0, 0)),
            }
        rows.append(row)
    here = f"datum[{layout}]"
    across = "datum.share * width"
    ends = {
        "x1": f"{across} + {here}.leader[0]",
        "y1": f"datum.down + {here}.leader[1]",
        "x2": f"{across} + {here}.leader[2]",
        "y2": f"datum.down + {here}.leader[3]",
    }
    leaders: alt.Chart = (
        alt.Chart(make_data(rows))
        .transform_calculate(**ends)
        .mark_rule(color=QUIET, strokeWidth=1, aria=False)
        .encode(
            x=alt.X("x1:Q", scale=None, axis=None),
            y=alt.Y("y1:Q", scale=None, axis=None),
            x2="x2:Q",
            y2="y2:Q",
        )
    )
    placed = (
        alt.Chart(make_data(rows))
        .transform_calculate(
            px=across, py="datum.down", lines=f"{here}.lines", align=f"{here}.align",
            dx=f"{here}.dx", dy=f"{here}.dy",
        )
        .encode(
            x=alt.X("px:Q", scale=None, axis=None),
            y=alt.Y("py:Q", scale=None, axis=None),
            text="lines:N",
        )
    )  # fmt: skip
    text: dict[str, Any] = {
        "align": alt.ExprRef("datum.align"),
        "baseline": "middle",
        "dx": alt.ExprRef("datum.dx"),
        "dy": alt.ExprRef("datum.dy"),
        "fontSize": LABEL_SIZE,
        "fontWeight": alt.ExprRef(f"{NARROW} ? 600 : 400"),
        "lineHeight": LINE,
        "color": INK,
        "aria": False,
    }
    halo = placed.mark_text(**text, stroke=PAPER, strokeWidth=4, strokeJoin="round")
    return [leaders, halo, placed.mark_text(**text)]


def draw_notes(
    texts: Mapping[str, Sequence[str]], top: int
) -> tuple[list[alt.Chart], dict[str, int]]:
    """Write notes under the plot, those of ``wide`` and of ``narrow``.

    Returns
    -------
    (list of Chart, dict of int)
        The layer, if any, and where the notes end when ``wide`` and when ``narrow``.
    """
    lines = {
        name: [line for text in texts[name] for line in balance(text, width, 12)]
        for name, width in (("wide", _WIDE_TEXT), ("narrow", NARROW_TEXT))
    }
    ends = {name: top + LINE * len(found) for name, found in lines.items()}
    if not any(texts.values()):
        return [], ends
    layer: alt.Chart = (
        alt.Chart(make_data([lines]))
        .transform_calculate(lines=f"{NARROW} ? datum.narrow : datum.wide")
        .mark_text(
            align="left",
            baseline="top",
            x=-EDGE,
            y=top,
            lineHeight=LINE,
            fontSize=12,
            color=QUIET,
            aria=False,
        )
        .encode(text="lines:N")
    )
    return [layer], ends


def draw_list(
    entries: Sequence[str], numbered: Sequence[str], layout: str, tops: Mapping[str, int]
) -> list[alt.Chart]:
    """Write the numbered list of the points under the notes, in the layouts that need it.

    Parameters
    ----------
    entries : sequence of str
        One a point, in the order of the numbers.
    numbered : sequence of str
        Layouts whose points bear numbers.
    layout : str
        Expression that names the layout in use.
    tops : mapping
        Where the list begins when ``wide`` and when ``narrow``.
    """
    rows: list[Record] = []
    steps = {name: tops[name] + _LIST_GAP for name in ("wide", "narrow")}
    for number, entry in enumerate(entries, 1):
        row: Record = {"number": str(number)}
        for name, width in (("wide", _WIDE_TEXT), ("narrow", NARROW_TEXT)):
            row[name] = balance(entry, width - _LIST_INDENT)
            row[f"top_{name}"] = steps[name]
            steps[name] += LINE * len(row[name]) + _ENTRY_GAP
        rows.append(row)
    shown = " || ".join(f"({layout}) == '{name}'" for name in numbered)
    position: dict[str, Any] = {"y": alt.Y("top:Q", scale=None, axis=None)}
    choose = {"top": f"{NARROW} ? datum.top_narrow : datum.top_wide"}
    data = alt.Chart(make_data(rows)).transform_filter(shown)
    columns: list[tuple[str, dict[str, Any]]] = [
        (
            "datum.number",
            {"x": _LIST_INDENT - 8 - EDGE, "align": "right", "fontWeight": 600},
        ),
        (f"{NARROW} ? datum.narrow : datum.wide", {"x": _LIST_INDENT - EDGE, "align": "left"}),
    ]
    return [
        data.transform_calculate(**choose, text=expression)
        .mark_text(baseline="top", lineHeight=LINE, color=INK, aria=False, **options)
        .encode(text="text:N", **position)
        for expression, options in columns
    ]
