"""The plot of the map of occupations: its axes, its grid, its marks."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import Record, make_data, name_axis, spoken
from spro_portraits.charts.layout import Scale, find_scale
from spro_portraits.charts.log_scale import LogScale, calls_for_log, find_log_scale
from spro_portraits.charts.points_text import FOOT, HEAD
from spro_portraits.style import PAPER, RULE
from spro_portraits.wording import points as words

_ROOM_ACROSS = 1.04


def find_x_scale(values: Sequence[float]) -> Scale | LogScale:
    """Find a scale with some room at both ends, where marks would cover the axis."""
    if calls_for_log(values):
        return find_log_scale([min(values) / _ROOM_ACROSS, max(values) * _ROOM_ACROSS])
    room = (max(values) - min(values)) * (_ROOM_ACROSS - 1)
    return find_scale([max(min(values) - room, 0.0), max(values) + room])


def find_down(value: float, scale: Scale, height: float) -> float:
    """Find how far from the top of the plot a value stands, in pixels."""
    return height - FOOT - scale.place(value, height - HEAD - FOOT)


def encode_x(scale: Scale | LogScale, title: str) -> alt.X:
    """Encode field ``x``; a logarithm is said in the title of the axis."""
    is_log = isinstance(scale, LogScale)
    shown = words.name_log_axis(title) if is_log else title
    return alt.X(
        "x:Q",
        scale=alt.Scale(
            type="log" if is_log else "linear",
            domain=[scale.low, scale.high],
            nice=False,
            # A logarithm has no zero to say anything of.
            **({} if is_log else {"zero": False}),
        ),
        axis=name_axis(shown, scale, grid=False),
    )


def encode_y(scale: Scale, height: float) -> alt.Y:
    """Encode field ``y`` between the bands."""
    return alt.Y(
        "y:Q",
        scale=alt.Scale(
            domain=[scale.low, scale.high], range=[height - FOOT, HEAD], nice=False, zero=False
        ),
        axis=alt.Axis(title=None, values=list(scale.ticks), format=scale.format),
    )


def draw_grid(scale: Scale | LogScale, height: float, x: alt.X) -> alt.Chart:
    """Draw the upright rules, between the bands only: those of Vega would miss them."""
    layer: alt.Chart = (
        alt.Chart(make_data([{"x": tick} for tick in scale.ticks]))
        .mark_rule(y=HEAD, y2=height - FOOT, color=RULE, strokeWidth=1, aria=False)
        .encode(x=x)
    )
    return layer


def draw_ranges(records: Sequence[Record], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw how far up the value of a minimum may lie."""
    data: list[Record] = [
        {"x": r["x"], "y": r["y"], "high": r["y_high"], "colour": r["look"].outline}
        for r in records
        if r["y_high"] is not None and r["y_high"] > r["y"]
    ]
    if not data:
        return []
    layer: alt.Chart = (
        alt.Chart(make_data(data))
        .mark_rule(strokeWidth=2, aria=False)
        .encode(x=x, y=y, y2="high:Q", color=alt.Color("colour:N", scale=None, legend=None))
    )
    return [layer]


def draw_marks(records: Sequence[Record], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw the points, the largest behind; hollow ones keep only their edge."""
    data: list[Record] = [
        {
            "x": r["x"],
            "y": r["y"],
            "tip": r["tip"],
            "shape": r["look"].shape,
            "size": r["look"].size,
            "fill": PAPER if r["hollow"] else r["look"].colour,
            "edge": r["look"].outline,
        }
        for r in sorted(records, key=lambda r: -float(r["look"].radius))
    ]
    layer: alt.Chart = (
        alt.Chart(make_data(data))
        .mark_point(filled=True, opacity=1, strokeWidth=2, **spoken())
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("shape:N", scale=None, legend=None),
            size=alt.Size("size:Q", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("edge:N", scale=None, legend=None),
            tooltip="tip:N",
            description="tip:N",
        )
    )
    return [layer]
