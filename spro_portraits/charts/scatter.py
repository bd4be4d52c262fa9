"""Two indicators: named points, and the quadrants that two reference lines cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import (
    Record,
    assemble,
    known_values,
    make_data,
    name_axis,
    name_heights,
    read_records,
    spoken,
    value_axis,
)
from spro_portraits.charts.drawing import Drawing
from spro_portraits.charts.layout import LINE, Scale, balance, find_scale, widest
from spro_portraits.charts.names import Box, NamePlace, Point, place_corner, place_names
from spro_portraits.charts.signs import find_signs, find_weak_colour, mark_weak
from spro_portraits.style import INK, LABEL_SIZE, PAPER, QUIET, REFERENCES, TERRITORY, measure_text
from spro_portraits.wording import charts as words

_HEIGHT = 460
_SIZE, _OWN_SIZE = 90, 220
_PLOTS = {"narrow": (230.0, 430.0), "middle": (430.0, 700.0), "broad": (700.0, 1160.0)}
"""Narrowest and widest plot of each layout, in pixels: names have their places in each."""
_CORNER = 110
_BOTTOM = 20.0
"""Room at the bottom of the plot for the text of the vertical line."""
Reference = tuple[float, str]


def draw_scatter(
    frame: pd.DataFrame,
    *,
    title: str,
    x_title: str,
    y_title: str,
    x_reference: Reference | None = None,
    y_reference: Reference | None = None,
    quadrants: tuple[str, str, str, str] | None = None,
    description: str | None = None,
) -> Drawing:
    """Draw one point a place; names that would cover another are left to the tooltips.

    Parameters
    ----------
    frame : DataFrame
        ``name``, ``x``, ``y`` (NaN: the place is not drawn), ``x_text``, ``y_text``
        (values as written), ``is_territory`` (optional bool: highlighted, named first),
        ``weak`` (optional bool: one of the two is to be read with care).
        Otherwise, the places furthest out are named first.
    title, x_title, y_title : str
        What is shown; both axes with their units.
    x_reference, y_reference : (float, str), optional
        Value of the place of comparison and its text (``Région : 12,4 %``).
    quadrants : tuple of four str, optional
        Quiet names of the corners: top left, top right, bottom left, bottom right.
    description : str, optional
        Text alternative; every place by default.

    Raises
    ------
    ValueError
        No row, no place with both values, a missing column, a value that is not finite.
    """
    columns = ["name", "x", "y", "x_text", "y_text"]
    records = read_records(frame, columns, ("weak", "is_territory"))
    records = [r for r in records if r["x"] is not None and r["y"] is not None]
    mark_weak(records, "x", "x_text")
    for record in records:
        record["own"] = bool(record.get("is_territory"))
        record["label"] = words.sign_weak(record["name"]) if record["weak"] else record["name"]
        values = [
            words.describe_value(axis, record[text])
            for axis, text in ((x_title, "x_text"), (y_title, "y_text"))
        ]
        record["tip"] = words.describe_row(record["name"], values)
    x_scale, y_scale = (
        find_scale([*known_values(records, field), *([] if line is None else [line[0]])])
        for field, line in (("x", x_reference), ("y", y_reference))
    )
    position = {"x": _across(x_scale, x_title), "y": _up(y_scale)}
    points = [
        (x_scale.place(r["x"], 1), _HEIGHT - y_scale.place(r["y"], _HEIGHT), r["label"], r["own"])
        for r in records
    ]
    taken = _place_line_names(x_reference, y_reference, x_scale, y_scale)
    corners = _place_corners(quadrants, y_reference, y_scale, points, taken)
    layers = [
        *_reference_layers(x_reference, y_reference, x_scale, position),
        *_corner_layers(corners),
        *_point_layers(records, position),
        *_name_layers(
            records,
            points,
            [*taken, *(box for _, box in corners)],
            _place_lines(x_reference, y_reference, x_scale, y_scale),
            position,
        ),
        name_heights(y_title, left=24, lift=10),
    ]
    return assemble(
        layers,
        title=title,
        unit="",
        description=description
        or words.describe_drawing(
            title,
            words.describe_axes(x_title, y_title),
            (words.describe_pair(r["name"], r["x_text"], r["y_text"]) for r in records),
        ),
        height=_HEIGHT,
        signs=find_signs(record["label"] for record in records),
        below=62,
    )


def _across(scale: Scale, title: str) -> alt.X:
    encoded = value_axis("x", scale)
    encoded["axis"] = name_axis(title, scale, grid=True)
    return encoded


def _up(scale: Scale) -> alt.Y:
    return alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False),
        axis=alt.Axis(title=None, values=list(scale.ticks), format=scale.format),
    )


def _reference_layers(
    x_reference: Reference | None,
    y_reference: Reference | None,
    x_scale: Scale,
    position: dict[str, Any],
) -> list[alt.Chart]:
    """Draw the two lines, each with its text: at the bottom, and above its right end."""
    layers = []
    rule: dict[str, Any] = {
        "color": REFERENCES["region"],
        "strokeWidth": 1.5,
        "strokeDash": [5, 4],
        "aria": False,
    }
    text: dict[str, Any] = {"baseline": "bottom", "fontSize": 12, "color": QUIET, "aria": False}
    if x_reference is not None:
        data = make_data([{"x": x_reference[0], "text": x_reference[1]}])
        side = _name_side(x_reference[0], x_scale)
        shift = 5 if side == "left" else -5
        layers += [
            alt.Chart(data).mark_rule(**rule).encode(x=position["x"]),
            alt.Chart(data)
            .mark_text(align=side, dx=shift, y=_HEIGHT - 4, **text)
            .encode(x=position["x"], text="text:N"),
        ]
    if y_reference is not None:
        data = make_data([{"y": y_reference[0], "text": y_reference[1]}])
        layers += [
            alt.Chart(data).mark_rule(**rule).encode(y=position["y"]),
            alt.Chart(data)
            .mark_text(align="right", x="width", dx=-4, dy=-4, **text)
            .encode(y=position["y"], text="text:N"),
        ]
    return layers


def _name_side(value: float, scale: Scale) -> Literal["left", "right"]:
    return "left" if scale.place(value, 1) < 0.5 else "right"  # noqa: PLR2004 - the middle


def _place_line_names(
    x_reference: Reference | None,
    y_reference: Reference | None,
    x_scale: Scale,
    y_scale: Scale,
) -> list[Box]:
    """Give the room that the texts of the reference lines take."""
    boxes = []
    if x_reference is not None:
        share = x_scale.place(x_reference[0], 1)
        width = measure_text(x_reference[1], 12) + 8
        side = _name_side(x_reference[0], x_scale)
        start = 0.0 if side == "left" else -width
        boxes.append(Box(share, start, start + width, _HEIGHT - 20.0, _HEIGHT - 2.0))
    if y_reference is not None:
        height = _HEIGHT - y_scale.place(y_reference[0], _HEIGHT)
        width = measure_text(y_reference[1], 12) + 8
        boxes.append(Box(1.0, -width, 0.0, height - 18, height))
    return boxes


def _place_lines(
    x_reference: Reference | None,
    y_reference: Reference | None,
    x_scale: Scale,
    y_scale: Scale,
) -> list[Box]:
    """Give the reference lines as boxes, which names avoid where they can."""
    boxes = []
    if x_reference is not None:
        boxes.append(Box(x_scale.place(x_reference[0], 1), -1.0, 1.0, 0.0, float(_HEIGHT)))
    if y_reference is not None:
        height = _HEIGHT - y_scale.place(y_reference[0], _HEIGHT)
        boxes.append(Box(0.0, 0.0, _PLOTS["broad"][1], height - 1, height + 1))
    return boxes


def _place_corners(
    quadrants: tuple[str, str, str, str] | None,
    y_reference: Reference | None,
    y_scale: Scale,
    points: Sequence[Point],
    taken: Sequence[Box],
) -> list[tuple[list[str], Box]]:
    """Place the names of the quadrants; one that points leave no room for is not written."""
    middle = _HEIGHT / 2
    if y_reference is not None:
        middle = _HEIGHT - y_scale.place(y_reference[0], _HEIGHT)
    widths = (_PLOTS["narrow"][0], _PLOTS["broad"][1])
    corners = []
    for index, text in enumerate(quadrants or ()):
        lines = balance(text, _CORNER, 12)
        size = (widest(lines, 12) + 8, LINE * len(lines) + 2.0)
        bottom = index >= 2  # noqa: PLR2004 - the second row of two
        span = (middle + 2, _HEIGHT - _BOTTOM) if bottom else (2.0, middle - _BOTTOM)
        box = place_corner(size, span, points, taken, widths, right=index % 2 == 1, bottom=bottom)
        if box is not None:
            corners.append((lines, box))
    return corners


def _corner_layers(corners: Sequence[tuple[list[str], Box]]) -> list[alt.Chart]:
    layers = []
    for share in (0.0, 1.0):
        data: list[Record] = [
            {"lines": lines, "top": box.top + 2} for lines, box in corners if box.share == share
        ]
        if data:
            layers.append(
                alt.Chart(make_data(data))
                .mark_text(
                    align="right" if share else "left",
                    baseline="top",
                    x="width" if share else 0,
                    dx=-4 if share else 4,
                    y=alt.ExprRef("datum.top"),
                    fontSize=12,
                    fontStyle="italic",
                    lineHeight=LINE,
                    color=QUIET,
                    aria=False,
                )
                .encode(text="lines:N")
            )
    return layers


def _point_layers(records: list[Record], position: dict[str, Any]) -> list[alt.Chart]:
    """Draw the points, weak ones hollow, the territory last and larger."""
    data: list[Record] = [
        {
            "x": r["x"],
            "y": r["y"],
            "tip": r["tip"],
            "size": _OWN_SIZE if r["own"] else _SIZE,
            "colour": _find_colour(r),
            "inside": PAPER if r["weak"] else _find_colour(r),
        }
        for r in sorted(records, key=lambda r: r["own"])
    ]
    return [
        alt.Chart(make_data(data))
        .mark_point(filled=True, strokeWidth=2, opacity=1, **spoken())
        .encode(
            fill=alt.Fill("inside:N", scale=None, legend=None),
            stroke=alt.Stroke("colour:N", scale=None, legend=None),
            size=alt.Size("size:Q", scale=None, legend=None),
            tooltip="tip:N",
            description="tip:N",
            **position,
        )
    ]


def _find_colour(record: Record) -> str:
    if record["weak"]:
        return find_weak_colour("territory" if record["own"] else "region")
    return TERRITORY if record["own"] else REFERENCES["region"]


def _name_layers(
    records: list[Record],
    points: list[Point],
    taken: list[Box],
    lines: list[Box],
    position: dict[str, Any],
) -> list[alt.Chart]:
    placed = {
        layout: place_names(points, taken, lines, widths, float(_HEIGHT))
        for layout, widths in _PLOTS.items()
    }
    rows: dict[bool, list[Record]] = {False: [], True: []}
    for index, record in enumerate(records):
        places = {layout: placed[layout][index] for layout in _PLOTS}
        if any(places.values()):
            row = {"x": record["x"], "y": record["y"], **_write_places(places)}
            rows[record["own"]].append(row)
    return [
        alt.Chart(make_data(data))
        .transform_calculate(lines=_choose("lines"))
        .mark_text(
            align=alt.ExprRef(_choose("align")),
            baseline="middle",
            dx=alt.ExprRef(_choose("dx")),
            dy=alt.ExprRef(_choose("dy")),
            fontSize=LABEL_SIZE,
            fontWeight=600 if own else 400,
            lineHeight=LINE,
            color=TERRITORY if own else INK,
            aria=False,
        )
        .encode(text="lines:N", **position)
        for own, data in rows.items()
        if data
    ]


def _choose(field: str) -> str:
    """Read a field of the layout that the width of the plot calls for."""
    (_, narrow), (_, middle) = _PLOTS["narrow"], _PLOTS["middle"]
    return (
        f"width < {narrow:.0f} ? datum.{field}_narrow : "
        f"width < {middle:.0f} ? datum.{field}_middle : datum.{field}_broad"
    )


def _write_places(places: dict[str, NamePlace | None]) -> Record:
    """Write where a name stands in each layout; no text where it has no room."""
    nowhere = NamePlace((), "left", 0, 0)
    record: Record = {}
    for layout, found in places.items():
        place = found or nowhere
        record |= {
            f"lines_{layout}": list(place.lines),
            f"align_{layout}": place.align,
            f"dx_{layout}": place.dx,
            f"dy_{layout}": place.dy,
        }
    return record
