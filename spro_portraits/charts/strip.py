"""A strip: where the territory stands among its peers."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import (
    Record,
    assemble,
    by_width,
    known_values,
    make_data,
    read_records,
    spoken,
    value_axis,
)
from spro_portraits.charts.drawing import Drawing
from spro_portraits.charts.layout import Scale, find_scale
from spro_portraits.charts.signs import find_signs, find_weak_colour, mark_weak
from spro_portraits.style import LABEL_SIZE, PAPER, QUIET, REFERENCES, RULE, TERRITORY
from spro_portraits.wording import charts as words

_HEIGHT = 84
_AXLE = 48
_MANY = 60
_NEAR_EDGE = 0.3
_APART = 0.65


def draw_strip(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    zero: bool | None = None,
    description: str | None = None,
) -> Drawing:
    """Draw each peer as a tick on one scale, the territory marked and named above it.

    The lowest and the highest peer are named below. Peers without a value are not drawn;
    a territory without one is written at the left.

    Parameters
    ----------
    frame : DataFrame
        ``name``, ``value`` (NaN: absent), ``text``, ``is_territory`` (exactly one row),
        ``weak`` (optional bool: drawn as ◊).
    title, unit : str
        What is shown, and its unit.
    zero : bool, optional
        Whether the scale holds zero, see :func:`~.layout.find_scale`.
    description : str, optional
        Text alternative; the territory and the two ends by default.

    Raises
    ------
    ValueError
        No row, no value at all, a missing column, not exactly one territory.
    """
    records = read_records(frame, ["name", "value", "text", "is_territory"])
    own = [record for record in records if record["is_territory"]]
    if len(own) != 1:
        msg = f"a strip marks exactly one territory; got {len(own)}"
        raise ValueError(msg)
    mark_weak(records)
    scale = find_scale(known_values(records, "value"), zero=zero)
    for record in records:
        record["tip"] = words.describe_value(record["name"], record["text"])
    known = sorted(
        (record for record in records if record["value"] is not None), key=lambda r: r["value"]
    )
    layers = [
        _axle_layer(scale),
        *_peer_layers([r for r in known if not r["is_territory"]], scale),
        *_territory_layers(own[0], scale),
        *_end_layers(known[0], known[-1], scale),
    ]
    spread = words.describe_peers(
        len(known), *((end["name"], end["text"]) for end in (known[0], known[-1]))
    )
    return assemble(
        layers,
        title=title,
        unit=unit,
        description=description or words.describe_drawing(title, unit, [own[0]["tip"], spread]),
        height=_HEIGHT,
        signs=find_signs(record["text"] for record in records),
    )


def _axle_layer(scale: Scale) -> alt.Chart:
    layer: alt.Chart = (
        alt.Chart(make_data([{"value": scale.low, "to": scale.high}]))
        .mark_rule(color=RULE, strokeWidth=1, y=_AXLE, aria=False)
        .encode(x=value_axis("value", scale), x2="to:Q")
    )
    return layer


def _peer_layers(peers: list[Record], scale: Scale) -> list[alt.Chart]:
    """Draw a tick a peer, and the sign ◊ itself where the value is weak."""
    weak, sure = (
        [{"value": r["value"], "tip": r["tip"]} for r in peers if r["weak"] == wanted]
        for wanted in (True, False)
    )
    layer: alt.Chart = (
        alt.Chart(make_data(sure))
        .mark_tick(
            thickness=2 if len(peers) < _MANY else 1,
            size=22,
            y=_AXLE,
            color=REFERENCES["region"],
            opacity=0.85 if len(peers) < _MANY else 0.45,
            **spoken(),
        )
        .encode(x=value_axis("value", scale), tooltip="tip:N", description="tip:N")
    )
    signs = [
        alt.Chart(make_data(weak))
        .mark_point(
            shape="diamond",
            filled=False,
            fill=PAPER,
            size=90,
            y=_AXLE,
            color=find_weak_colour("region"),
            opacity=1,
            **spoken(),
        )
        .encode(x=value_axis("value", scale), tooltip="tip:N", description="tip:N")
        for _ in weak[:1]
    ]
    return [layer, *signs]


def _territory_layers(own: Record, scale: Scale) -> list[alt.Chart]:
    absent = own["value"] is None
    mark_colour = find_weak_colour("territory") if own["weak"] else TERRITORY
    data: list[Record] = [{"value": scale.low if absent else own["value"], "tip": own["tip"]}]
    position = value_axis("value", scale)
    text = (
        alt.Chart(make_data(data))
        .mark_text(
            align="left" if absent else _align(own["value"], scale),
            baseline="bottom",
            y=_AXLE - 25,
            fontSize=LABEL_SIZE + 1,
            fontWeight=600,
            color=QUIET if absent or own["weak"] else TERRITORY,
            **spoken(),
        )
        .encode(x=position, text="tip:N", description="tip:N")
    )
    if absent:
        return [text]
    mark = (
        alt.Chart(make_data(data))
        .mark_tick(
            thickness=6,
            size=32,
            y=_AXLE - 5,
            color=mark_colour,
            stroke=PAPER,
            opacity=1,
            **spoken(),
        )
        .encode(x=position, tooltip="tip:N", description="tip:N")
    )
    return [mark, text]


def _align(value: float, scale: Scale) -> Literal["left", "right", "center"]:
    share = scale.place(value, 1)
    if share < _NEAR_EDGE:
        return "left"
    return "right" if share > 1 - _NEAR_EDGE else "center"


def _end_layers(lowest: Record, highest: Record, scale: Scale) -> list[alt.Chart]:
    """Name the two ends, unless they are one value or the territory itself."""
    # Turned inward while there is room between them.
    apart = scale.place(highest["value"], 1) - scale.place(lowest["value"], 1) > _APART
    ends: list[tuple[Record, Literal["left", "right"]]] = [
        (lowest, "left" if apart else "right"),
        (highest, "right" if apart else "left"),
    ]
    if lowest["value"] == highest["value"]:
        return []
    return [
        alt.Chart(make_data([{"value": end["value"], "tip": end["tip"]}]))
        .mark_text(
            align=side,
            baseline="top",
            y=_AXLE + 16,
            dx=-1 if side == "left" else 1,
            fontSize=by_width(LABEL_SIZE, 12),
            color=QUIET,
            aria=False,
        )
        .encode(x=value_axis("value", scale), text="tip:N")
        for end, side in ends
        if not end["is_territory"]
    ]
