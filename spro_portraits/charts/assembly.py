"""What all charts share: reading frames, title, key, and the themed layers.

Layouts come in two: wide, and narrow for a telephone. A specification carries both and
chooses by the width of its container, so that one text serves each screen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.drawing import NARROW, Drawing, narrow_parameter
from spro_portraits.charts.layout import LINE, NARROW_TEXT, WIDE_TEXT, RowLabels, Scale, balance
from spro_portraits.charts.log_scale import LogScale
from spro_portraits.charts.places import PlaceStyle
from spro_portraits.charts.signs import draw_sign_line
from spro_portraits.style import INK, LABEL_SIZE, RULE, TITLE_SIZE, measure_text, vega_theme
from spro_portraits.wording import charts as words

_LABEL_LIFT = 18
_KEY_LINE = 20
_KEY_GAP = 20
AXIS_ROOM, ROOM = 40, 14
"""Distance from the plot to what is written under it, with and without an axis."""
_KEY_TEXT = 13
"""Distance from the middle of a sign of the key to its text."""

Record = dict[str, Any]


def read_records(
    frame: pd.DataFrame, columns: Sequence[str], optional: Sequence[str] = ("weak",)
) -> list[Record]:
    """Read the rows of a frame; NaN becomes None, an optional column may be absent.

    Raises
    ------
    ValueError
        For a missing column, or no row at all: a section without data shows a sentence,
        not an empty drawing.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        msg = f"missing columns {missing}; got {list(frame.columns)}"
        raise ValueError(msg)
    if frame.empty:
        msg = "nothing to draw: the frame has no row"
        raise ValueError(msg)
    present = [*columns, *(column for column in optional if column in frame.columns)]
    rows = zip(*(_read_column(frame[column]) for column in present), strict=True)
    return [dict(zip(present, row, strict=True)) for row in rows]


def _read_column(column: pd.Series) -> list[Any]:
    """Read the values of a column as Python's own, None for those that are absent."""
    values = column.tolist()
    if column.dtype == object:
        values = [value.item() if hasattr(value, "item") else value for value in values]
    if column.hasnans:
        absent = column.isna().tolist()
        return [None if gone else value for value, gone in zip(values, absent, strict=True)]
    return values


def known_values(records: Iterable[Record], *fields: str) -> list[float]:
    """List the values present; raise ``ValueError`` where none is finite."""
    values = [
        float(record[field])
        for record in records
        for field in fields
        if record.get(field) is not None
    ]
    if not values or not all(map(math.isfinite, values)):
        msg = "nothing to draw: no finite value"
        raise ValueError(msg)
    return values


def literal(value: Any) -> str:
    """Write a value as a literal of the Vega expression language."""
    return json.dumps(value, ensure_ascii=False)


def by_width(wide: Any, narrow: Any) -> alt.ExprRef:
    """Choose between two values by the width of the container."""
    return alt.ExprRef(f"{NARROW} ? {literal(narrow)} : {literal(wide)}")


def make_data(values: list[Record]) -> alt.InlineData:
    """Wrap records as inline data of a chart."""
    return alt.InlineData(values=values)


def row_axis(rows: RowLabels) -> alt.Y:
    """Encode field ``row`` (0, 1, 2 …) as rows, from top to bottom."""
    height = rows.step * len(rows.wide)
    ends = [by_width(0, rows.shift), by_width(height, height + rows.shift)]
    return alt.Y(
        "row:O",
        sort=None,
        scale=alt.Scale(
            domain=list(range(len(rows.wide))), range=ends, paddingInner=0, paddingOuter=0
        ),
        axis=None,
    )


def label_layer(rows: RowLabels, lift: int = _LABEL_LIFT) -> alt.Chart:
    """Name the rows, at their left when wide, ``lift`` pixels above their marks when narrow."""
    records: list[Record] = [
        {"row": row, "wide": wide, "narrow": narrow}
        for row, (wide, narrow) in enumerate(zip(rows.wide, rows.narrow, strict=True))
    ]
    # The first line of a text stands on its anchor: several are moved up by hand.
    above = f"{-lift} - {LINE} * (length(datum.narrow) - 1)"
    beside = f"{-LINE / 2} * (length(datum.wide) - 1)"
    layer: alt.Chart = (
        alt.Chart(make_data(records))
        .transform_calculate(lines=f"{NARROW} ? datum.narrow : datum.wide")
        .mark_text(
            align="left",
            baseline="middle",
            x=by_width(-rows.left, 0),
            dy=alt.ExprRef(f"{NARROW} ? {above} : {beside}"),
            lineHeight=LINE,
            aria=False,
        )
        .encode(y=row_axis(rows), text="lines:N")
    )
    return layer


def value_axis(field: str, scale: Scale, *, shown: bool = True) -> alt.X:
    """Encode a field as a horizontal position on a scale."""
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False),
        axis=(
            alt.Axis(
                title=None,
                values=list(scale.ticks),
                format=scale.format,
                labelOverlap="greedy",
                grid=False,
            )
            if shown
            else None
        ),
    )


def name_axis(title: str, scale: Scale | LogScale, *, grid: bool) -> alt.Axis:
    """Name an axis below a plot of points, at its end; long names take several lines."""
    return alt.Axis(
        title=balance(title, NARROW_TEXT),
        values=list(scale.ticks),
        format=scale.format,
        labelOverlap="greedy",
        grid=grid,
        titleAnchor="end",
        titleAlign="right",
        titlePadding=6,
        titleColor=INK,
    )


def name_heights(title: str, *, left: int, lift: int) -> alt.Chart:
    """Write what the heights are, above their axis and not along it.

    Parameters
    ----------
    title : str
    left, lift : int
        Pixels to the left of the plot, and above it.
    """
    lines = balance(title, NARROW_TEXT)
    layer: alt.Chart = (
        alt.Chart(make_data([{"lines": lines}]))
        .mark_text(
            align="left",
            baseline="bottom",
            x=-left,
            y=-lift - LINE * (len(lines) - 1),
            lineHeight=LINE,
            color=INK,
            aria=False,
        )
        .encode(text="lines:N")
    )
    return layer


def grid_layer(scale: Scale) -> alt.Chart:
    """Draw a rule at each tick; paler when narrow, where names of rows cross them.

    The grid of Vega follows the range of the rows, which starts lower when narrow.
    """
    ticks: list[Record] = [{"value": tick} for tick in scale.ticks]
    layer: alt.Chart = (
        alt.Chart(make_data(ticks))
        .mark_rule(color=RULE, strokeWidth=1, opacity=by_width(1, 0.6), aria=False)
        .encode(x=value_axis("value", scale))
    )
    return layer


def arrange_key(styles: Sequence[PlaceStyle], rows: RowLabels) -> list[Record]:
    """Place the entries of the key above the plot, flush with the labels of rows.

    Returns
    -------
    list of dict
        ``place``, and ``x_wide``, ``y_wide``, ``x_narrow``, ``y_narrow`` in pixels from the
        top left corner of the plot.
    """
    records: list[Record] = [{"place": style.place, "size": style.size} for style in styles]
    layouts = (("wide", WIDE_TEXT, rows.left, 0), ("narrow", NARROW_TEXT, 0, 4))
    for layout, width, left, lift in layouts:
        x, line = 0.0, 0
        lines = []
        for record in records:
            entry = _KEY_TEXT + 6 + measure_text(record["place"], LABEL_SIZE)
            if x and x + entry > width:
                x, line = 0.0, line + 1
            record[f"x_{layout}"] = round(x + 7 - left, 1)
            lines.append(line)
            x += entry + _KEY_GAP
        for record, own in zip(records, lines, strict=True):
            record[f"y_{layout}"] = -16 - lift - (line - own) * _KEY_LINE
    return records


def key_layers(records: list[Record], mark: alt.Chart, text_dx: int = _KEY_TEXT) -> list[alt.Chart]:
    """Draw the key: the signs by ``mark`` (encodings of its own), then their texts."""
    position: dict[str, Any] = {
        "x": alt.X("key_x:Q", scale=None, axis=None),
        "y": alt.Y("key_y:Q", scale=None, axis=None),
    }
    data = make_data(records)
    choose = {
        f"key_{axis}": f"{NARROW} ? datum.{axis}_narrow : datum.{axis}_wide" for axis in ("x", "y")
    }
    signs = mark.properties(data=data).transform_calculate(**choose).encode(**position)
    texts = (
        alt.Chart(data)
        .mark_text(align="left", baseline="middle", dx=text_dx, aria=False)
        .transform_calculate(**choose)
        .encode(text="place:N", **position)
    )
    return [signs, texts]


def assemble(
    layers: Sequence[alt.Chart],
    *,
    title: str,
    unit: str,
    description: str,
    height: int,
    signs: tuple[str, ...] = (),
    left: int = 0,
    below: int = AXIS_ROOM,
) -> Drawing:
    """Put layers together under a title, with the house theme.

    Labels may pass the right edge of the plot: the plot shrinks until they fit.

    Parameters
    ----------
    layers : sequence of Chart
        Back to front.
    title, unit : str
        The unit is written under the title.
    description : str
        Text alternative.
    height : int
        Of the plot, in pixels.
    signs : tuple of str
        Signs in use, explained under the plot.
    left : int
        Width of what stands at the left of the plot when wide.
    below : int
        Height of what stands under the plot: its axis.
    """
    chart = (
        alt.layer(*layers, *draw_sign_line(signs, left, height + below))
        .add_params(narrow_parameter())
        .properties(
            width="container",
            height=height,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            description=description,
            title=_make_title(title, unit),
            config=vega_theme(),
        )
    )
    return Drawing(chart=chart, title=title, description=description, signs=signs)


def _make_title(title: str, unit: str) -> alt.TitleParams:
    wide, narrow = (balance(title, width, TITLE_SIZE, 600) for width in (WIDE_TEXT, NARROW_TEXT))
    # A subtitle cannot be an expression: it is wrapped for the narrow layout.
    options: dict[str, Any] = {"subtitle": balance(unit, NARROW_TEXT)} if unit else {}
    return alt.TitleParams(text=by_width(wide, narrow), **options)


def spoken(role: str | Literal[False] = words.VALUE_ROLE) -> dict[str, Any]:
    """Mark options that make a screen reader say the tooltip in French."""
    return {"aria": False} if role is False else {"aria": True, "ariaRoleDescription": role}
