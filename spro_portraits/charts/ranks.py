"""Ranks: where the territory stands among its peers, one strip an indicator."""

from __future__ import annotations

from statistics import median
from typing import Any

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
from spro_portraits.charts.drawing import Drawing
from spro_portraits.charts.layout import RowLabels, Scale, arrange_rows
from spro_portraits.charts.places import PlaceStyle
from spro_portraits.charts.signs import find_signs, find_weak_colour, mark_weak
from spro_portraits.style import INK, PAPER, QUIET, REFERENCES, RULE, TERRITORY
from spro_portraits.wording import charts as words

_UNIT = Scale(low=0.0, high=1.0, ticks=(), format="")
_STEP = 62
_NARROW_STEP = 88
_LIFT = 28
_MANY = 60
_PEER = REFERENCES["region"]
_ENDS = 13
"""Distance from the line to the values written at its ends, in pixels."""


def draw_ranks(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str = "",
    territory: str = words.THIS_TERRITORY,
    peers: str = words.PEERS,
    description: str | None = None,
) -> Drawing:
    """Draw one strip an indicator, each on its own scale from its lowest to its highest peer.

    A tick a peer, the territory marked, the median of all that are drawn (the territory
    with them) as a quiet mark. The territory's value and rank are written at the right,
    the values of both ends under the line; names are in tooltips. Not done here: the
    ranks.

    Parameters
    ----------
    frame : DataFrame
        One row an indicator and place: ``label`` (of the indicator, in order of first
        appearance), ``name``, ``value`` (NaN: absent), ``text``, ``is_territory`` (exactly
        one row a label), ``rank_text`` (read from the territory's row), ``weak``
        (optional bool).
    title, unit : str
        What is shown; the unit may say among whom.
    territory, peers : str
        Names of the territory and of its peers, for the key.
    description : str, optional
        Text alternative; value and rank of the territory by default.

    Raises
    ------
    ValueError
        No row, an indicator without any value, a missing column, not exactly one
        territory an indicator.
    """
    columns = ["label", "name", "value", "text", "is_territory", "rank_text"]
    records = read_records(frame, columns)
    mark_weak(records)
    labels = list(dict.fromkeys(record["label"] for record in records))
    strips = [_arrange_strip(row, label, records) for row, label in enumerate(labels)]
    rows = _arrange_high_rows(labels)
    own = [record for record in records if record["is_territory"]]
    shown = [record["text"] for record in own] + [end["text"] for s in strips for end in s["ends"]]
    weak_peers = [r["text"] for r in records if r["weak"]]
    return assemble(
        [
            _axle_layer(len(labels), rows),
            *_peer_layers(records, rows),
            _median_layer(strips, rows),
            *_territory_layers(own, rows),
            *_end_layers(strips, rows),
            label_layer(rows, _LIFT),
            *_text_layers(own, rows),
            *_key_layers(rows, territory, peers),
        ],
        title=title,
        unit=unit,
        description=description or words.describe_drawing(title, unit, map(_describe, own)),
        height=rows.step * len(labels),
        signs=find_signs([*shown, *weak_peers]),
        left=rows.left,
        below=ROOM,
    )


def _arrange_high_rows(labels: list[str]) -> RowLabels:
    """Give the rows the height that a line, its ends and two lines of text need."""
    rows = arrange_rows(labels)
    above = rows.shift * 2
    return RowLabels(
        wide=rows.wide,
        narrow=rows.narrow,
        left=rows.left,
        step=max(rows.step, _STEP, _NARROW_STEP - 15 + above),
        shift=rows.shift + 4,
    )


def _arrange_strip(row: int, label: str, records: list[Record]) -> Record:
    """Place the records of one indicator between 0 and 1, in place; give ends and median."""
    members = [record for record in records if record["label"] == label]
    marked = sum(bool(record["is_territory"]) for record in members)
    if marked != 1:
        msg = f"a strip marks exactly one territory; got {marked} for {label!r}"
        raise ValueError(msg)
    values = known_values(members, "value")
    low, high = min(values), max(values)

    def place(value: float) -> float:
        return (value - low) / (high - low) if high > low else 0.5

    for record in members:
        record["row"] = row
        record["tip"] = words.describe_value(record["name"], record["text"])
        record["at"] = None if record["value"] is None else round(place(record["value"]), 6)
    ends = [
        next(record for record in members if record["value"] == value)
        for value in dict.fromkeys((low, high))
    ]
    return {"row": row, "ends": ends, "at": round(place(median(values)), 6)}


def _positions(rows: RowLabels) -> dict[str, Any]:
    return {"x": value_axis("at", _UNIT, shown=False), "y": row_axis(rows)}


def _axle_layer(count: int, rows: RowLabels) -> alt.Chart:
    layer: alt.Chart = (
        alt.Chart(make_data([{"row": row, "at": 0, "to": 1} for row in range(count)]))
        .mark_rule(color=RULE, strokeWidth=2, aria=False)
        .encode(x2="to:Q", **_positions(rows))
    )
    return layer


def _peer_layers(records: list[Record], rows: RowLabels) -> list[alt.Chart]:
    known = [r for r in records if r["value"] is not None and not r["is_territory"]]
    weak, sure = (
        [{key: r[key] for key in ("row", "at", "tip")} for r in known if r["weak"] == wanted]
        for wanted in (True, False)
    )
    crowded = len(known) > _MANY * len({record["row"] for record in records})
    said = {"tooltip": "tip:N", "description": "tip:N"} | _positions(rows)
    layers = []
    if sure:
        layers.append(
            alt.Chart(make_data(sure))
            .mark_tick(
                thickness=1.5 if crowded else 2.5,
                size=20,
                color=_PEER,
                opacity=0.5 if crowded else 0.85,
                **spoken(),
            )
            .encode(**said)
        )
    if weak:
        layers.append(
            alt.Chart(make_data(weak))
            .mark_point(
                shape="diamond",
                filled=False,
                fill=PAPER,
                size=90,
                color=_PEER,
                opacity=1,
                **spoken(),
            )
            .encode(**said)
        )
    return layers


def _median_layer(strips: list[Record], rows: RowLabels) -> alt.Chart:
    layer: alt.Chart = (
        alt.Chart(make_data([{"row": strip["row"], "at": strip["at"]} for strip in strips]))
        .mark_point(
            shape="triangle-down", filled=True, size=70, color=QUIET, opacity=1, yOffset=-16,
            aria=False,
        )
        .encode(**_positions(rows))
    )  # fmt: skip
    return layer


def _territory_layers(own: list[Record], rows: RowLabels) -> list[alt.Chart]:
    data: list[Record] = [
        {key: r[key] for key in ("row", "at", "tip")}
        | {"colour": find_weak_colour("territory") if r["weak"] else TERRITORY}
        for r in own
        if r["value"] is not None
    ]
    return [
        alt.Chart(make_data(data))
        .mark_point(filled=True, size=260, stroke=PAPER, strokeWidth=2, opacity=1, **spoken())
        .encode(
            color=alt.Color("colour:N", scale=None, legend=None),
            tooltip="tip:N",
            description="tip:N",
            **_positions(rows),
        )
        for _ in data[:1]
    ]


def _end_layers(strips: list[Record], rows: RowLabels) -> list[alt.Chart]:
    """Write the lowest and the highest value under their ends, outside where they are one."""
    data: list[Record] = [
        {
            "row": strip["row"],
            "at": end["at"],
            "text": end["text"],
            "align": "center" if len(strip["ends"]) == 1 else ("right" if end["at"] else "left"),
        }
        for strip in strips
        for end in strip["ends"]
    ]
    layer = (
        alt.Chart(make_data(data))
        .mark_text(
            align=alt.ExprRef("datum.align"),
            baseline="top",
            dy=_ENDS,
            fontSize=12,
            color=QUIET,
            aria=False,
        )
        .encode(text="text:N", **_positions(rows))
    )
    return [layer]


def _text_layers(own: list[Record], rows: RowLabels) -> list[alt.Chart]:
    """Write the territory's values and ranks at the right, in two lines."""
    data: list[Record] = [
        {
            "row": r["row"],
            "text": r["text"],
            "rank": r["rank_text"] or "",
            "sure": r["value"] is not None and not r["weak"],
        }
        for r in own
    ]
    colour = alt.when("datum.sure").then(alt.value(TERRITORY)).otherwise(alt.value(QUIET))
    shared: dict[str, Any] = {
        "align": "left",
        "baseline": "middle",
        "dx": 18,
        "x": "width",
        "aria": False,
    }
    return [
        alt.Chart(make_data(data))
        .mark_text(fontSize=by_width(17, 15), fontWeight=600, dy=-9, **shared)
        .encode(y=row_axis(rows), text="text:N", color=colour),
        alt.Chart(make_data(data))
        .mark_text(fontSize=by_width(15, 13), dy=10, color=INK, **shared)
        .encode(y=row_axis(rows), text="rank:N"),
    ]


def _key_layers(rows: RowLabels, territory: str, peers: str) -> list[alt.Chart]:
    looks = (
        (territory, "territory", TERRITORY, "circle", 150),
        (peers, "peer", _PEER, "stroke", 190),
        (words.MEDIAN, "peer", QUIET, "triangle-down", 70),
    )
    styles = [PlaceStyle(name, role, colour, (), shape) for name, role, colour, shape, _ in looks]
    key = arrange_key(styles, rows)
    for record, (_, _, colour, shape, size) in zip(key, looks, strict=True):
        record |= {"colour": colour, "shape": shape, "size": size}
    colours = alt.Color("colour:N", scale=None, legend=None)
    tick = alt.Chart().mark_rect(aria=False, width=2.5, height=15).encode(color=colours)
    point = (
        alt.Chart()
        .mark_point(filled=True, opacity=1, aria=False)
        .encode(
            color=colours,
            shape=alt.Shape("shape:N", scale=None, legend=None),
            size=alt.Size("size:Q", scale=None, legend=None),
        )
    )
    return [
        *key_layers([r for r in key if r["shape"] == "stroke"], tick),
        *key_layers([r for r in key if r["shape"] != "stroke"], point),
    ]


def _describe(own: Record) -> str:
    text = words.describe_value(own["label"], own["text"])
    return f"{text}, {own['rank_text']}" if own["rank_text"] else text
