"""Dot plots: one value in several places, on one common scale."""

from __future__ import annotations

from typing import Any

import pandas as pd

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import (
    Record,
    arrange_key,
    assemble,
    grid_layer,
    key_layers,
    known_values,
    label_layer,
    make_data,
    read_records,
    row_axis,
    spoken,
    value_axis,
)
from spro_portraits.charts.drawing import Drawing
from spro_portraits.charts.layout import arrange_rows, find_scale
from spro_portraits.charts.places import PlaceStyle, find_place_styles
from spro_portraits.charts.signs import (
    draw_sign_marks,
    find_signs,
    find_weak_colour,
    mark_weak,
)
from spro_portraits.style import PAPER, QUIET, RULE, TERRITORY
from spro_portraits.wording import charts as words

_COLUMNS = ("label", "role", "place", "value", "text", "reason")


def draw_dots(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    zero: bool | None = None,
    description: str | None = None,
) -> Drawing:
    """Draw one row a label, one mark a place, all rows on one scale.

    The values of the territory are written at the right. An absent value leaves the sign
    of its reason in the row. Rows and places keep the order of the frame.

    Parameters
    ----------
    frame : DataFrame
        ``label``, ``role`` (territory, departement, region, france, peer), ``place``,
        ``value`` (NaN: absent), ``text`` (value as written), ``reason`` (or None), ``weak``
        (optional bool: to be read with care).
    title, unit : str
        What is shown; the unit of all rows.
    zero : bool, optional
        Whether the scale holds zero, see :func:`~.layout.find_scale`.
    description : str, optional
        Text alternative; made from the texts by default.

    Raises
    ------
    ValueError
        No row, no value at all, a missing column or an unknown role.
    """
    records = read_records(frame, _COLUMNS)
    mark_weak(records)
    scale = find_scale(known_values(records, "value"), zero=zero)
    labels = list(dict.fromkeys(record["label"] for record in records))
    rows = arrange_rows(labels)
    styles = find_place_styles((record["role"], record["place"]) for record in records)
    for record in records:
        record["row"] = labels.index(record["label"])
        record["tip"] = words.describe_value(record["place"], record["text"])
    known = [record for record in records if record["value"] is not None]
    position, rows_axis = value_axis("value", scale), row_axis(rows)
    layers = [
        grid_layer(scale),
        _range_layer(known, rows_axis, position),
        *_point_layers(known, styles, rows_axis, position),
        label_layer(rows),
        *_text_layers(records, rows_axis),
        *key_layers(arrange_key(styles, rows), _key_mark(styles)),
    ]
    return assemble(
        layers,
        title=title,
        unit=unit,
        description=description or _describe(title, unit, labels, records),
        height=rows.step * len(labels),
        signs=find_signs(record["text"] for record in records),
        left=rows.left,
    )


def _point_layers(
    known: list[Record], styles: list[PlaceStyle], rows_axis: alt.Y, position: alt.X
) -> list[alt.Chart]:
    """Draw a point a place; those of weak values hollow, under the sign ◊."""
    # The territory first: its large dot stays behind the small marks that it would hide.
    ordered = sorted(known, key=lambda record: record["role"] != "territory")
    sizes = {(style.role, style.place): style.size for style in styles}
    points = [
        {key: r[key] for key in ("row", "place", "value", "tip", "weak")}
        | {"size": sizes[r["role"], r["place"]], "colour": find_weak_colour(r["role"])}
        for r in ordered
    ]
    weak = [point for point in points if point.pop("weak")]
    sure = [point for point in points if point not in weak]
    for point in sure:
        del point["colour"]
    layer: alt.Chart = (
        alt.Chart(make_data(sure))
        .mark_point(filled=True, stroke=PAPER, strokeWidth=1.5, opacity=1, **spoken())
        .encode(
            x=position,
            y=rows_axis,
            tooltip="tip:N",
            description="tip:N",
            **_place_encodings(styles),
        )
    )
    if not weak:
        return [layer]
    looks = _place_encodings(styles) | {"color": alt.Color("colour:N", scale=None, legend=None)}
    hollow: alt.Chart = (
        alt.Chart(make_data(weak))
        .mark_point(filled=False, fill=PAPER, strokeWidth=2.5, opacity=1, **spoken())
        .encode(x=position, y=rows_axis, tooltip="tip:N", description="tip:N", **looks)
    )
    return [layer, hollow, draw_sign_marks(weak, x=position, y=rows_axis)]


def _text_layers(records: list[Record], rows_axis: alt.Y) -> list[alt.Chart]:
    """Write the territory's values at the right, and what is absent elsewhere."""
    own = [record for record in records if record["role"] == "territory"]
    if len({record["row"] for record in own}) < len(own):
        own = []
    absent = [r for r in records if r["value"] is None and r not in own]
    column = [
        {
            "row": r["row"],
            "text": r["text"],
            "tip": r["tip"],
            "sure": r["value"] is not None and not r["weak"],
        }
        for r in own
    ]
    below = [
        {"row": row, "tip": ", ".join(r["tip"] for r in absent if r["row"] == row)}
        for row in dict.fromkeys(r["row"] for r in absent)
    ]
    layers = []
    if column:
        layers.append(
            alt.Chart(make_data(column))
            .mark_text(
                align="left",
                baseline="middle",
                dx=14,
                x="width",
                fontSize=14,
                fontWeight=600,
                aria=False,
            )
            .encode(
                y=rows_axis,
                text="text:N",
                tooltip="tip:N",
                color=alt.when("datum.sure").then(alt.value(TERRITORY)).otherwise(alt.value(QUIET)),
            )
        )
    if below:
        layers.append(
            alt.Chart(make_data(below))
            .mark_text(
                align="left", baseline="top", color=QUIET, fontSize=12, x=4, dy=5, **spoken()
            )
            .encode(y=rows_axis, text="tip:N", description="tip:N")
        )
    return layers


def _range_layer(known: list[Record], rows_axis: alt.Y, position: alt.X) -> alt.Chart:
    spans: dict[int, list[float]] = {}
    for record in known:
        spans.setdefault(record["row"], []).append(record["value"])
    data: list[Record] = [{"row": row, "value": min(v), "to": max(v)} for row, v in spans.items()]
    layer: alt.Chart = (
        alt.Chart(make_data(data))
        .mark_rule(strokeWidth=3, color=RULE, aria=False)
        .encode(x=position, x2="to:Q", y=rows_axis)
    )
    return layer


def _place_encodings(styles: list[PlaceStyle]) -> dict[str, Any]:
    domain = [style.place for style in styles]
    return {
        "color": alt.Color("place:N", legend=None).scale(
            domain=domain, range=[style.colour for style in styles]
        ),
        "shape": alt.Shape("place:N", legend=None).scale(
            domain=domain, range=[style.shape for style in styles]
        ),
        "size": alt.Size("size:Q", scale=None, legend=None),
    }


def _key_mark(styles: list[PlaceStyle]) -> alt.Chart:
    mark: alt.Chart = (
        alt.Chart()
        .mark_point(filled=True, opacity=1, aria=False)
        .encode(**_place_encodings(styles))
    )
    return mark


def _describe(title: str, unit: str, labels: list[str], records: list[Record]) -> str:
    return words.describe_drawing(
        title,
        unit,
        (
            words.describe_row(label, [r["tip"] for r in records if r["label"] == label])
            for label in labels
        ),
    )
