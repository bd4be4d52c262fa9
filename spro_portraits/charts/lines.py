"""Lines over time: series named at their ends, gaps where values are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import (
    Record,
    assemble,
    known_values,
    make_data,
    read_records,
    spoken,
)
from spro_portraits.charts.drawing import HOVER, NARROW, Drawing
from spro_portraits.charts.layout import LINE, Scale, find_scale, spread
from spro_portraits.charts.places import PlaceStyle, find_place_styles
from spro_portraits.charts.seams import Seam, read_period, seam_layers, write_period
from spro_portraits.charts.signs import find_signs, find_weak_colour, mark_weak
from spro_portraits.style import LABEL_SIZE, PAPER, QUIET, wrap
from spro_portraits.wording import charts as words
from spro_portraits.wording import format_decimal

_HEIGHT = 300
_LABEL_HEIGHT = LINE + 2
_FEW_PERIODS = 8
_NARROW_LABEL = 78


def draw_lines(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    zero: bool | None = None,
    description: str | None = None,
    seams: Sequence[Seam] = (),
) -> Drawing:
    """Draw one line a place over time, named at its end with its last value.

    Several places may have the role ``territory`` (zones that cover it): they are drawn
    in depths of one blue, in order of first appearance.

    Parameters
    ----------
    frame : DataFrame
        ``period`` (2018, ``"2018"`` or a quarter ``"2003-T1"``), ``place``, ``role``,
        ``value`` (NaN: a gap), ``text`` (value as written), ``weak`` (optional bool: to be
        read with care; a hollow point), ``segment`` (optional: only values of one place and one
        segment are joined).
    title, unit : str
        What is shown, and its unit.
    zero : bool, optional
        Whether the scale holds zero, see :func:`~.layout.find_scale`.
    description : str, optional
        Text alternative; first and last value of each place, and the seams, by default.
    seams : sequence of Seam
        Vertical lines, each with its label, where values on either side do not compare.

    Raises
    ------
    ValueError
        No row, no value at all, a missing column, an unknown role or period.
    """
    columns = ["period", "place", "role", "value", "text"]
    records = read_records(frame, columns, ("weak", "segment"))
    return _draw(records, title=title, unit=unit, zero=zero, description=description, seams=seams)


def draw_index(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    description: str | None = None,
) -> Drawing:
    """Draw indices (100 at the first year) at years that need not be equally spaced.

    Each observation is a point, time is to scale, and a rule marks 100.

    Parameters
    ----------
    frame : DataFrame
        ``year``, ``place``, ``role``, ``index`` (NaN: a gap), ``text`` (the value itself
        as written, for the tooltip), and ``weak`` (optional bool).
    title, unit : str
        What is shown; the unit says which year is 100.
    description : str, optional
        Text alternative; first and last index of each place by default.

    Raises
    ------
    ValueError
        No row, no value at all, a missing column, an unknown role or year.
    """
    records = read_records(frame, ["year", "place", "role", "index", "text"])
    for record in records:
        index = record.pop("index")
        shown = "" if index is None else format_decimal(index, 1)
        record |= {
            "period": record.pop("year"),
            "value": index,
            "note": words.describe_index(shown, record["text"]),
            "text": shown,
        }
    return _draw(records, title=title, unit=unit, zero=False, description=description, base=100.0)


def _draw(
    records: list[Record],
    *,
    title: str,
    unit: str,
    zero: bool | None,
    description: str | None,
    base: float | None = None,
    seams: Sequence[Seam] = (),
) -> Drawing:
    mark_weak(records)
    values = known_values(records, "value")
    scale = find_scale(values if base is None else [*values, base], zero=zero, count=4)
    styles = find_place_styles((record["role"], record["place"]) for record in records)
    for record in records:
        record["time"] = read_period(record["period"])
        name = words.describe_moment(record["place"], write_period(record["period"]))
        record["tip"] = words.describe_value(name, record.get("note") or record["text"])
    records.sort(key=lambda record: record["time"])
    known = [record for record in records if record["value"] is not None]
    styles = [_find_line_style(style, known) for style in styles]
    times = sorted({record["time"] for record in records})
    span = (times[0], times[-1] if times[-1] > times[0] else times[0] + 1)
    position: dict[str, Any] = {"x": _time_axis(span, times), "y": _height_axis(scale)}
    dotted = len(times) <= _FEW_PERIODS
    layers = [
        *([] if base is None else [_base_layer(base, position["y"])]),
        *seam_layers(seams, position["x"]),
        *_line_layers(records, styles, position),
        _point_layer(known, styles, position, dotted=dotted),
        *_weak_layers(known, position),
        *_end_layers(known, styles, scale, position, span[1]),
    ]
    return assemble(
        layers,
        title=title,
        unit=unit,
        description=description or _describe(title, unit, known, styles, seams),
        height=_HEIGHT,
        signs=find_signs(record["text"] for record in records),
    )


def _time_axis(span: tuple[float, float], times: list[float]) -> alt.X:
    years = sorted({int(time) for time in times if time == int(time)})
    if len(years) > _FEW_PERIODS:
        years = [year for year in years if year % 5 == 0]
    return alt.X(
        "time:Q",
        scale=alt.Scale(domain=list(span), nice=False, zero=False),
        axis=alt.Axis(
            title=None,
            values=years,
            format="d",
            grid=False,
            ticks=True,
            tickColor=QUIET,
            domain=True,
            domainColor=QUIET,
            labelOverlap="greedy",
        ),
    )


def _height_axis(scale: Scale) -> alt.Y:
    return alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False),
        axis=alt.Axis(title=None, values=list(scale.ticks), format=scale.format),
    )


def _base_layer(base: float, height: alt.Y) -> alt.Chart:
    rule: alt.Chart = (
        alt.Chart(make_data([{"value": base}]))
        .mark_rule(color=QUIET, strokeWidth=1, aria=False)
        .encode(y=height)
    )
    return rule


def _colours(styles: list[PlaceStyle]) -> alt.Color:
    return alt.Color("place:N", legend=None).scale(
        domain=[style.place for style in styles], range=[style.colour for style in styles]
    )


def _line_layers(
    records: list[Record], styles: list[PlaceStyle], position: dict[str, Any]
) -> list[alt.Chart]:
    """Draw the quiet lines of the references, then the strong ones of the territory."""
    dash = alt.StrokeDash("place:N", legend=None).scale(
        domain=[style.place for style in styles], range=[list(style.dash) for style in styles]
    )
    layers = []
    for width, own in ((1.75, False), (3, True)):
        kept = ("time", "place", "value", "segment")
        data = [
            {key: record[key] for key in kept if key in record}
            for record in records
            if (record["role"] == "territory") == own
        ]
        # Values of two segments are two lines of one look.
        apart = {"detail": "segment:N"} if "segment" in records[0] else {}
        if data:
            layers.append(
                alt.Chart(make_data(data))
                .mark_line(strokeWidth=width, strokeJoin="round", aria=False)
                .encode(color=_colours(styles), strokeDash=dash, **apart, **position)
            )
    return layers


def _point_layer(
    known: list[Record],
    styles: list[PlaceStyle],
    position: dict[str, Any],
    *,
    dotted: bool,
) -> alt.Chart:
    """Answer the pointer with the nearest value; few periods show all their points."""
    data = [{key: r[key] for key in ("time", "place", "value", "tip")} for r in known]
    hover = alt.selection_point(
        name="nearest", nearest=True, on="pointerover", clear="pointerout", empty=False
    )
    chart: alt.Chart = (
        alt.Chart(make_data(data))
        .mark_point(filled=True, size=70, stroke=PAPER, strokeWidth=1.5, **spoken())
        .encode(color=_colours(styles), tooltip="tip:N", description="tip:N", **position)
    )
    if dotted:
        return chart
    near: alt.Chart = (
        chart.encode(opacity=alt.when(hover).then(alt.value(1)).otherwise(alt.value(0)))
        .add_params(hover)
        .properties(name=HOVER)
    )
    return near


def _find_line_style(style: PlaceStyle, known: list[Record]) -> PlaceStyle:
    """Pale the line of a place whose values are all weak."""
    own = [record for record in known if record["place"] == style.place]
    weak = bool(own) and all(record["weak"] for record in own)
    return replace(style, colour=find_weak_colour(style.role)) if weak else style


def _weak_layers(known: list[Record], position: dict[str, Any]) -> list[alt.Chart]:
    """Draw the points of weak values hollow, whatever the number of periods."""
    data: list[Record] = [
        {key: r[key] for key in ("time", "value", "tip")} | {"colour": find_weak_colour(r["role"])}
        for r in known
        if r["weak"]
    ]
    return [
        alt.Chart(make_data(data))
        .mark_point(filled=False, fill=PAPER, size=60, strokeWidth=2, opacity=1, **spoken())
        .encode(
            color=alt.Color("colour:N", scale=None, legend=None),
            tooltip="tip:N",
            description="tip:N",
            **position,
        )
        for _ in data[:1]
    ]


def _end_layers(
    known: list[Record],
    styles: list[PlaceStyle],
    scale: Scale,
    position: dict[str, Any],
    end: float,
) -> list[alt.Chart]:
    """Name each line at the right edge, moved up or down so that no name covers another."""
    last = {record["place"]: record for record in known}
    named = [style for style in styles if style.place in last]
    wanted = [_HEIGHT - scale.place(last[s.place]["value"], _HEIGHT) for s in named]
    data: list[Record] = [{"place": s.place, "role": s.role, "time": end} for s in named]
    for layout in ("wide", "narrow"):
        lines = [_end_lines(s.place, last[s.place]["text"], layout) for s in named]
        heights = [len(text) * LINE + 3.0 for text in lines]
        places = spread(wanted, heights, -_LABEL_HEIGHT / 2, _HEIGHT + _LABEL_HEIGHT / 2)
        for record, text, place in zip(data, lines, places, strict=True):
            record[f"lines_{layout}"] = text
            record[f"value_{layout}"] = round(scale.value_at(_HEIGHT - place, _HEIGHT), 6)
    layers = []
    looks: tuple[tuple[Literal[400, 600], bool], ...] = ((400, False), (600, True))
    for weight, own in looks:
        ends = [record for record in data if (record["role"] == "territory") == own]
        if ends:
            layers.append(
                alt.Chart(make_data(ends))
                .transform_calculate(
                    lines=f"{NARROW} ? datum.lines_narrow : datum.lines_wide",
                    value=f"{NARROW} ? datum.value_narrow : datum.value_wide",
                )
                .mark_text(
                    align="left",
                    baseline="middle",
                    dx=9,
                    dy=alt.ExprRef(f"{-LINE / 2} * (length(datum.lines) - 1)"),
                    lineHeight=LINE,
                    fontWeight=weight,
                    color=QUIET,
                    aria=False,
                )
                .encode(text="lines:N", **({"color": _colours(styles)} if own else {}), **position)
            )
    return layers


def _end_lines(place: str, text: str, layout: str) -> list[str]:
    if layout == "wide":
        return [f"{place} {text}"]
    return [*wrap(place, _NARROW_LABEL, LABEL_SIZE, 600), text]


def _describe(
    title: str,
    unit: str,
    known: list[Record],
    styles: list[PlaceStyle],
    seams: Sequence[Seam] = (),
) -> str:
    sentences = []
    for style in styles:
        own = [record for record in known if record["place"] == style.place]
        if own:
            ends = [(write_period(r["period"]), r["text"]) for r in (own[0], own[-1])]
            sentences.append(words.describe_line(style.place, ends[0], ends[1]))
    sentences += [seam.describe() for seam in seams]
    return words.describe_drawing(title, unit, sentences)
