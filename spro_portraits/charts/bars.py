"""Horizontal bars from zero: parts and counts, sorted; and signed balances."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import (
    ROOM,
    Record,
    arrange_key,
    assemble,
    by_width,
    key_layers,
    known_values,
    label_layer,
    make_data,
    read_records,
    row_axis,
    spoken,
    value_axis,
)
from spro_portraits.charts.drawing import NARROW, Drawing
from spro_portraits.charts.layout import RowLabels, Scale, arrange_rows, find_scale
from spro_portraits.charts.places import PlaceStyle, find_place_styles
from spro_portraits.charts.signs import find_signs, mark_weak
from spro_portraits.style import (
    INK,
    PAPER,
    QUIET,
    TERRITORY,
    TERRITORY_QUIET,
    UNRELIABLE,
    UNRELIABLE_WASH,
)
from spro_portraits.wording import charts as words

_THICKNESS = 18
_TICK_HEIGHT = 24
_CUTS = (4, 9)


def draw_bars(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    reference: tuple[str, str] | None = None,
    territory: str = words.THIS_TERRITORY,
    is_sorted: bool = False,
    description: str | None = None,
) -> Drawing:
    """Draw one bar a row, the longest first, its value at its end.

    Parameters
    ----------
    frame : DataFrame
        ``label``, ``value`` (NaN: absent, written as its sign, at the end), ``text``; with
        ``reference`` given also ``reference`` and ``reference_text``; and ``emphasis``
        (bool) where only some rows are the subject, ``weak`` (bool) where some values are
        to be read with care. A text that begins with ≥ is a lower bound: an open end.
    title, unit : str
        What is shown, and its unit.
    reference : (str, str), optional
        Role and name of the place whose values are drawn as ticks.
    territory : str
        Name of the place of the bars, for the key.
    is_sorted : bool
        Whether the order of the frame is kept.
    description : str, optional
        Text alternative; made from the texts by default.

    Raises
    ------
    ValueError
        No row, no value at all, a missing column or an unknown role.
    """
    columns = ["label", "value", "text"]
    columns += ["reference", "reference_text"] if reference else []
    columns += ["emphasis"] if "emphasis" in frame.columns else []
    records = read_records(frame, columns)
    mark_weak(records)
    values = known_values(records, "value", "reference")
    if not is_sorted:
        records.sort(key=lambda r: (r["value"] is None, -(r["value"] or 0)))
    scale = _bar_scale(values)
    rows = arrange_rows([record["label"] for record in records])
    for row, record in enumerate(records):
        record["row"] = row
        record["tip"] = words.describe_value(record["label"], record["text"])
        if reference and record["reference"] is not None:
            tip = words.describe_value(reference[1], record["reference_text"])
            record["reference_tip"] = words.describe_row(record["label"], [tip])
    layers = [*_bar_layers(records, rows, scale), label_layer(rows)]
    if reference:
        styles = find_place_styles([("territory", territory), reference])
        layers += _reference_layers(records, rows, scale, styles)
    return assemble(
        layers,
        title=title,
        unit=unit,
        description=description or _describe(title, unit, records),
        height=rows.step * len(records),
        signs=find_signs(record["text"] for record in records),
        left=rows.left,
        below=ROOM,
    )


def draw_balance(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    description: str | None = None,
) -> Drawing:
    """Draw signed bars around a common zero, in the order of the frame.

    Gains and losses have one colour: the side and the sign tell them apart.

    Parameters
    ----------
    frame : DataFrame
        ``label``, ``value`` (NaN: absent), ``text`` (with its sign), ``weak`` (optional).
    title, unit : str
        What is shown, and its unit.
    description : str, optional
        Text alternative; made from the texts by default.

    Raises
    ------
    ValueError
        No row, no value at all or a missing column.
    """
    records = read_records(frame, ["label", "value", "text"])
    mark_weak(records)
    values = known_values(records, "value")
    scale = _bar_scale(values)
    rows = arrange_rows([record["label"] for record in records])
    for row, record in enumerate(records):
        record["row"] = row
        record["tip"] = words.describe_value(record["label"], record["text"])
    return assemble(
        [*_bar_layers(records, rows, scale), label_layer(rows)],
        title=title,
        unit=unit,
        description=description or _describe(title, unit, records),
        height=rows.step * len(records),
        signs=find_signs(record["text"] for record in records),
        left=rows.left,
        below=ROOM,
    )


def _bar_scale(values: list[float]) -> Scale:
    scale = find_scale([0.0, *values], zero=True)
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        return replace(scale, low=0.0, high=1.0)
    # Bars end at the longest, not at a round number: their values are written. Room for
    # the text of a negative bar is inside the plot, so that it does not cover the label.
    return replace(scale, low=low - (high - low) * 0.25 if low < 0 else 0.0, high=high)


def _bar_layers(records: list[Record], rows: RowLabels, scale: Scale) -> list[alt.Chart]:
    position, rows_axis = value_axis("value", scale, shown=False), row_axis(rows)
    known = [r for r in records if r["value"] is not None]
    bars: list[Record] = [
        {key: r[key] for key in ("row", "value", "tip")} | {"strong": bool(r.get("emphasis", True))}
        for r in known
        if not r["weak"]
    ]
    # When narrow, names stand above the bars: a line at the start would run through them.
    hidden_start = by_width(1, 1 if scale.low < 0 else 0)
    layers = [
        alt.Chart(make_data(bars))
        .mark_bar(height=_THICKNESS, **spoken())
        .encode(
            x=position,
            x2=alt.datum(0),
            y=rows_axis,
            color=alt.when("datum.strong")
            .then(alt.value(TERRITORY))
            .otherwise(alt.value(TERRITORY_QUIET)),
            tooltip="tip:N",
            description="tip:N",
        ),
        alt.Chart(make_data([{"value": 0}]))
        .mark_rule(color=QUIET, strokeWidth=1, opacity=hidden_start, aria=False)
        .encode(x=position),
    ]
    layers += [*_weak_layers(known, position, rows_axis), *_open_layers(known, position, rows_axis)]
    sides: tuple[tuple[Literal["left", "right"], int], ...] = (("left", 1), ("right", -1))
    for side, sign in sides:
        texts = [_end_text(r, scale) for r in records if _is_on_side(r, sign)]
        if texts:
            layers.append(
                alt.Chart(make_data(texts))
                .mark_text(align=side, baseline="middle", dx=6 * sign, aria=False)
                .transform_calculate(end=f"{NARROW} ? datum.end_narrow : datum.end_wide")
                .encode(
                    x=value_axis("end", scale, shown=False),
                    y=rows_axis,
                    text="text:N",
                    color=alt.when("datum.sure").then(alt.value(INK)).otherwise(alt.value(QUIET)),
                )
            )
    return layers


def _weak_layers(known: list[Record], position: alt.X, rows_axis: alt.Y) -> list[alt.Chart]:
    """Draw weak bars pale within an outline that is seen: not to be taken for quiet rows."""
    data: list[Record] = [
        {key: r[key] for key in ("row", "value", "tip")} for r in known if r["weak"]
    ]
    return [
        alt.Chart(make_data(data))
        .mark_bar(
            height=_THICKNESS - 2,
            color=UNRELIABLE_WASH,
            stroke=UNRELIABLE,
            strokeWidth=2,
            **spoken(),
        )
        .encode(x=position, x2=alt.datum(0), y=rows_axis, tooltip="tip:N", description="tip:N")
        for _ in data[:1]
    ]


def _open_layers(known: list[Record], position: alt.X, rows_axis: alt.Y) -> list[alt.Chart]:
    """Cut the end of the bars of lower bounds: the true ones may go on."""
    least: list[Record] = [
        {"row": r["row"], "value": r["value"]}
        for r in known
        if r["text"].startswith(words.MINIMUM_SIGN)
    ]
    return [
        alt.Chart(make_data(least))
        .mark_tick(
            thickness=2.5, size=_THICKNESS + 4, color=PAPER, opacity=1, xOffset=-cut, aria=False
        )
        .encode(x=position, y=rows_axis)
        for cut in _CUTS
        if least
    ]


def _is_on_side(record: Record, sign: int) -> bool:
    return ((record["value"] or 0) < 0) == (sign < 0)


def _end_text(record: Record, scale: Scale) -> Record:
    """Place the text of a bar at its end, or past the tick that it would cover."""
    end = record["value"] or 0.0
    ends = {}
    for layout, share in (("wide", 0.12), ("narrow", 0.24)):
        tick = record.get("reference")
        room = share * (scale.high - scale.low)
        hidden = tick is not None and (
            0 <= tick - end < room if end >= 0 else 0 <= end - tick < room
        )
        ends[f"end_{layout}"] = tick if hidden else end
    return {
        "row": record["row"],
        "text": record["text"],
        "sure": record["value"] is not None and not record["weak"],
        **ends,
    }


def _reference_layers(
    records: list[Record], rows: RowLabels, scale: Scale, styles: list[PlaceStyle]
) -> list[alt.Chart]:
    ticks: list[Record] = [
        {"row": r["row"], "value": r["reference"], "tip": r["reference_tip"]}
        for r in records
        if r["reference"] is not None
    ]
    key = arrange_key(styles, rows)
    for record, style in zip(key, styles, strict=True):
        record |= {"colour": style.colour, "wide": 12 if style.role == "territory" else 3}
    sign = (
        alt.Chart()
        .mark_rect(aria=False, width=alt.ExprRef("datum.wide"), height=14)
        .encode(color=alt.Color("colour:N", scale=None, legend=None))
    )
    position: dict[str, Any] = {
        "x": value_axis("value", scale, shown=False),
        "y": row_axis(rows),
    }
    return [
        alt.Chart(make_data(ticks))
        .mark_tick(thickness=7, size=_TICK_HEIGHT, color=PAPER, opacity=1, aria=False)
        .encode(**position),
        alt.Chart(make_data(ticks))
        .mark_tick(thickness=3, size=_TICK_HEIGHT, color=styles[1].colour, opacity=1, **spoken())
        .encode(tooltip="tip:N", description="tip:N", **position),
        *key_layers(key, sign),
    ]


def _describe(title: str, unit: str, records: list[Record]) -> str:
    return words.describe_drawing(title, unit, (record["tip"] for record in records))
