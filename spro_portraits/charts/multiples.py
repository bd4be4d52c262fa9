"""Small multiples: many places, one indicator, a few years; one small panel a place.

Panels are inline SVG in a grid that fills the width it is given: no script, the same on
paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from spro_portraits.charts.assembly import Record, known_values, read_records
from spro_portraits.charts.signs import find_signs, find_weak_colour, mark_weak
from spro_portraits.charts.templating import fill_template
from spro_portraits.style import DASHES, PAPER, REFERENCES, TERRITORY
from spro_portraits.wording import charts as words

MOST_WRITTEN = 24
"""Panels above which only extreme values are written."""

_WIDTH, _HEIGHT = 150.0, 72.0
_SIDE, _TOP, _BOTTOM = 7.0, 9.0, 7.0


@dataclass(frozen=True)
class _Dot:
    x: float
    y: float
    tip: str
    fill: str
    stroke: str


@dataclass(frozen=True)
class _Panel:
    place: str
    is_own: bool
    description: str
    lines: tuple[str, ...]
    colour: str
    dots: tuple[_Dot, ...]
    reference: tuple[str, ...]
    first: str
    last: str
    is_last_weak: bool


def draw_multiples(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    reference: str = "",
    reference_role: str = "region",
) -> str:
    """Draw one panel a place, all on one scale of time and one of values.

    Up to :data:`MOST_WRITTEN` panels each write their first and last value; above, only
    the lowest and the highest last value, the territory, and the places of greatest rise
    and fall do. All values are in tooltips.

    Parameters
    ----------
    frame : DataFrame
        ``place`` (panels in order of first appearance), ``period`` (in order of time,
        evenly spaced), ``value`` (NaN: a gap), ``text`` (value as written), ``is_territory``
        (optional bool: its panel stands out), ``weak`` (optional bool).
    title, unit : str
        What is shown, and its unit.
    reference : str
        Place whose line is drawn quietly in each panel, and has none of its own.
    reference_role : str
        Its role: colour and dash.

    Returns
    -------
    str
        An HTML fragment.

    Raises
    ------
    ValueError
        No row, no value at all, a missing column, no place besides the reference.
    KeyError
        For an unknown role.
    """
    columns = ["place", "period", "value", "text"]
    records = read_records(frame, columns, ("weak", "is_territory"))
    mark_weak(records)
    values = known_values(records, "value")
    periods = list(dict.fromkeys(str(record["period"]) for record in records))
    for record in records:
        record["tip"] = words.describe_value(str(record["period"]), record["text"])
        record["x"] = _place(periods.index(str(record["period"])), 0, len(periods) - 1)
        if record["value"] is not None:
            record["y"] = _rise(record["value"], min(values), max(values))
    places = [p for p in dict.fromkeys(r["place"] for r in records) if p != reference]
    if not places:
        msg = "nothing to draw: no place besides the reference"
        raise ValueError(msg)
    series = {place: [r for r in records if r["place"] == place] for place in places}
    quiet = _trace([record for record in records if record["place"] == reference])
    written = set(places) if len(places) <= MOST_WRITTEN else _find_extremes(series)
    shown = {value: next(r for r in records if r["value"] == value) for value in values}
    return fill_template(
        "multiples",
        title=title,
        unit=unit,
        words=words,
        size=(_WIDTH, _HEIGHT),
        many=len(places) > MOST_WRITTEN,
        span=words.describe_span(periods, shown[min(values)]["text"], shown[max(values)]["text"]),
        reference={
            "name": reference,
            "colour": REFERENCES[reference_role],
            "dash": " ".join(map(str, DASHES[reference_role])),
        },
        panels=[
            _make_panel(place, own, quiet, is_written=place in written)
            for place, own in series.items()
        ],
        signs=words.explain_chart_signs(find_signs(record["text"] for record in records)),
    )


def _place(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(_SIDE + share * (_WIDTH - 2 * _SIDE), 1)


def _rise(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(_TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM), 1)


def _trace(records: Sequence[Record]) -> tuple[str, ...]:
    """Write the paths of a line, one for each run without a gap."""
    runs: list[list[Record]] = [[]]
    for record in records:
        if record["value"] is None:
            runs.append([])
        else:
            runs[-1].append(record)
    return tuple(
        "M" + "L".join(f"{record['x']} {record['y']}" for record in run) for run in runs if run
    )


def _find_extremes(series: dict[str, list[Record]]) -> set[str]:
    """Find the places whose values are written: ends of the ranks, of the changes, own."""
    known = {p: [r for r in own if r["value"] is not None] for p, own in series.items()}
    known = {place: own for place, own in known.items() if own}
    last = {place: own[-1]["value"] for place, own in known.items()}
    change = {place: own[-1]["value"] - own[0]["value"] for place, own in known.items()}
    ends = {end(found, key=found.__getitem__) for found in (last, change) for end in (min, max)}
    return ends | {place for place, own in series.items() if _is_own(own)}


def _is_own(records: Sequence[Record]) -> bool:
    return any(record.get("is_territory") for record in records)


def _make_panel(
    place: str, records: list[Record], reference: tuple[str, ...], *, is_written: bool
) -> _Panel:
    known = [record for record in records if record["value"] is not None]
    ends: dict[str, Any] = {"first": "", "last": "", "is_last_weak": False}
    if is_written and known:
        first = known[0]["text"] if len(known) > 1 else ""
        ends = {"first": first, "last": known[-1]["text"], "is_last_weak": known[-1]["weak"]}
    elif not known:
        ends["last"] = records[-1]["text"]
    all_weak = bool(known) and all(record["weak"] for record in known)
    pale = find_weak_colour("territory")
    return _Panel(
        place=place,
        is_own=_is_own(records),
        description=words.describe_value(place, ", ".join(record["tip"] for record in records)),
        lines=_trace(records),
        colour=pale if all_weak else TERRITORY,
        dots=tuple(
            _Dot(
                record["x"],
                record["y"],
                record["tip"],
                PAPER if record["weak"] else TERRITORY,
                pale if record["weak"] else TERRITORY,
            )
            for record in known
        ),
        reference=reference,
        **ends,
    )
