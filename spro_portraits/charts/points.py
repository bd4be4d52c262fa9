"""The map of occupations: recruitment × difficulty, all of them named.

Colour and shape say how much more the occupation weighs here than in the region, size how
seasonal it is. Labels are placed for several widths; on a telephone points bear numbers,
and a list under the plot names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from spro_portraits.charts.assembly import (
    Record,
    assemble,
    known_values,
    name_heights,
    read_records,
)
from spro_portraits.charts.drawing import NARROW, Drawing
from spro_portraits.charts.label_places import LabelledPoint, LabelPlace, box_dot
from spro_portraits.charts.labelling import place_labels
from spro_portraits.charts.layout import NARROW_TEXT, balance, find_scale
from spro_portraits.charts.names import Box
from spro_portraits.charts.points_key import draw_key, find_look
from spro_portraits.charts.points_marks import (
    draw_grid,
    draw_marks,
    draw_ranges,
    encode_x,
    encode_y,
    find_down,
    find_x_scale,
)
from spro_portraits.charts.points_text import (
    EDGE,
    FOOT,
    LineText,
    box_quadrants,
    draw_labels,
    draw_lines,
    draw_list,
    draw_notes,
    draw_quadrants,
    place_line_text,
)
from spro_portraits.charts.signs import find_signs, mark_weak
from spro_portraits.charts.tables import Cell, Column, Table
from spro_portraits.wording import charts as chart_words
from spro_portraits.wording import points as words

MOST: Final = 20
"""More points than that are a table, not a drawing."""
_VALUES: Final = ("x", "y", "specificity", "seasonality")
_COLUMNS: Final = ("name", *_VALUES, *(f"{value}_text" for value in _VALUES))
_HEIGHT, _MORE, _MANY = 480.0, 580.0, 10
_LONGEST = (170.0, 125.0)
"""Widths at which names are wrapped, tried in turn."""
_LAYOUTS: Final = {
    "small": (230.0, 340.0),
    "narrow": (340.0, 560.0),
    "middle": (500.0, 640.0),
    "large": (640.0, 860.0),
    "broad": (860.0, 1180.0),
}
"""Narrowest and widest plot of each layout, in pixels."""
_BY_NUMBER: Final = ("small", "narrow")
_LAYOUT: Final = (
    f"({NARROW} ? (width < {_LAYOUTS['narrow'][0]:.0f} ? 'small' : 'narrow') : "
    f"width < {_LAYOUTS['large'][0]:.0f} ? 'middle' : "
    f"width < {_LAYOUTS['broad'][0]:.0f} ? 'large' : 'broad')"
)
_BELOW = 64
Reference = tuple[float, str]


def draw_points(
    frame: pd.DataFrame,
    *,
    title: str,
    x_title: str,
    y_title: str,
    specificity_title: str,
    seasonality_title: str,
    x_reference: Reference,
    y_reference: Reference,
    description: str | None = None,
) -> Drawing:
    """Draw up to 20 named points in four quadrants.

    Counts that spread over a ratio of eight stand on a logarithmic scale; the axis says it.

    Parameters
    ----------
    frame : DataFrame
        ``name``; ``x`` (projects) and ``y`` (percent) with ``x_text`` and ``y_text`` as
        written; ``specificity`` (share here over share in the region) and
        ``seasonality`` (percent) with their texts; NaN where absent. A point without
        ``x`` or ``y`` is named under the plot. Optional: ``y_high``, the highest value
        that ``y`` may have where its text is a minimum (``≥``); ``weak`` (bool, sign ◊).
        Minimums and weak values are drawn hollow.
    title, x_title, y_title : str
        What is shown; both axes with their units.
    specificity_title, seasonality_title : str
        What the two other values are called, in tooltips and the text alternative.
    x_reference, y_reference : (float, str)
        Where the quadrants part, and which value that is (``Médiane des 10 métiers :
        479 projets``).
    description : str, optional
        Text alternative; every point by default.

    Raises
    ------
    ValueError
        No row, more than 20 of them, no point with both values, a missing column or a
        value that is not finite.
    """
    titles = (x_title, y_title, specificity_title, seasonality_title)
    records = _read(frame, titles)
    drawn = [r for r in records if r["x"] is not None and r["y"] is not None]
    parting = {"x": float(x_reference[0]), "y": float(y_reference[0])}
    known_values([parting], "x", "y")
    across = find_x_scale([*known_values(drawn, "x"), parting["x"]])
    up = find_scale([*known_values(drawn, "y", "y_high"), parting["y"]])
    height = _MORE if len(drawn) > _MANY else _HEIGHT
    for number, record in enumerate(drawn, 1):
        record["share"] = across.place(record["x"], 1)
        record["down"] = find_down(record["y"], up, height)
        high = record["y"] if record["y_high"] is None else record["y_high"]
        record["number"] = str(number)
        record["quadrant"] = words.name_quadrant(
            right=record["x"] >= parting["x"],
            # A minimum may lie on either side of the line: it is said, not settled.
            top=None if record["y"] < parting["y"] <= high else record["y"] >= parting["y"],
        )
    lines = (across.place(parting["x"], 1), find_down(parting["y"], up, height))
    texts = (x_reference[1], y_reference[1])
    dots = [box_dot(_make_point(record, "")) for record in drawn]
    beside = {
        name: place_line_text(texts[1], lines[1], dots, (_LAYOUTS[first][0], _LAYOUTS[last][1]))
        for name, first, last in (("wide", "middle", "broad"), ("narrow", "small", "narrow"))
    }
    groups = _group(drawn)
    places, numbered = _place(groups, height, lines, beside)
    x, y = encode_x(across, x_title), encode_y(up, height)
    said = _list_notes(records, titles)
    notes, ends = draw_notes(
        {
            name: [*([] if place else [words.name_line(texts[1])]), *said]
            for name, place in beside.items()
        },
        int(height) + _BELOW,
    )
    entries = [words.write_entry(r["name"], r["x_text"], r["y_text"]) for r in drawn]
    drawing = assemble(
        [
            draw_grid(across, height, x),
            *draw_lines(lines[0], texts, lines[1], beside, height),
            *draw_quadrants(height),
            *draw_ranges(drawn, x, y),
            *draw_marks(drawn, x, y),
            *draw_labels([group[0] for group in groups], places, _LAYOUT),
            name_heights(y_title, left=EDGE, lift=6),
            *draw_key(
                [r["look"] for r in drawn],
                len(balance(y_title, NARROW_TEXT)),
                _LAYOUT,
                seasonality_known=all(r["seasonality"] is not None for r in drawn),
            ),
            *notes,
            *draw_list(entries, numbered, _LAYOUT, ends),
        ],
        title=title,
        unit="",
        description=description
        or chart_words.describe_drawing(
            title,
            words.describe_order(titles, texts),
            map(_describe_record, records),
        ),
        height=int(height),
    )
    return replace(
        drawing,
        signs=find_signs(r[f"{value}_text"] for r in records for value in _VALUES),
    )


def make_points_table(
    frame: pd.DataFrame, *, caption: str, heads: tuple[str, str, str, str], source: str = ""
) -> Table:
    """Lay the points out as a table, in the order of the frame: what a telephone can read.

    Parameters
    ----------
    frame : DataFrame
        As :func:`draw_points` takes it.
    caption, source : str
        What the table shows and where its figures come from.
    heads : tuple of four str
        Heads of ``x``, ``y``, specificity and seasonality.
    """
    records = read_records(frame, _COLUMNS)
    mark_weak(records, "y", "y_text")
    columns = (Column(words.OCCUPATION, align="left"), *(Column(head) for head in heads))
    rows = tuple(
        (Cell(r["name"]), *(Cell(r[f"{value}_text"], r[value]) for value in _VALUES))
        for r in records
    )
    return Table(caption, columns, rows, source=source)


def _read(frame: pd.DataFrame, titles: Sequence[str]) -> list[Record]:
    if len(frame) > MOST:
        msg = f"{len(frame)} points; at most {MOST} can be told apart"
        raise ValueError(msg)
    records = read_records(frame, _COLUMNS, ("weak", "y_high"))
    known_values([*records, {"x": 0.0}], *_VALUES)
    mark_weak(records, "y", "y_text")
    for record in records:
        record.setdefault("y_high", None)
        minimal = record["y"] is not None and record["y_text"].startswith(chart_words.MINIMUM_SIGN)
        if not minimal:
            record["y_high"] = None
        record["hollow"] = minimal or record["weak"]
        record["quadrant"] = ""
        record["look"] = find_look(record["specificity"], record["seasonality"])
        record["tip"] = words.describe_point(
            record["name"],
            [(t, record[f"{value}_text"]) for t, value in zip(titles, _VALUES, strict=True)],
        )
        record["label"] = (
            chart_words.sign_weak(record["name"]) if record["weak"] else record["name"]
        )
    return records


def _describe_record(record: Record) -> str:
    texts = [record[f"{value}_text"] for value in _VALUES]
    return words.describe_values(record["name"], texts, record["quadrant"])


def _list_notes(records: Sequence[Record], titles: Sequence[str]) -> list[str]:
    """Say what hollow points and signs mean, and which occupations have no place."""
    notes = []
    if any(r["hollow"] and not r["weak"] for r in records):
        ranges = any(r["y_high"] is not None for r in records)
        notes.append(words.HOLLOW if ranges else words.HOLLOW_ALONE)
    texts = [r["label"] for r in records]
    notes += chart_words.explain_chart_signs(find_signs(texts))
    for value, title in zip(("y", "x"), (titles[1], titles[0]), strict=True):
        left_out = [
            r["name"] for r in records if r[value] is None and (value == "y" or r["y"] is not None)
        ]
        if left_out:
            notes.append(words.list_left_out(left_out, title))
    return notes


def _group(records: Sequence[Record]) -> list[list[Record]]:
    """Put together the points that stand at one place: they share a label."""
    groups: dict[tuple[float, float], list[Record]] = {}
    for record in records:
        groups.setdefault((record["x"], record["y"]), []).append(record)
    return list(groups.values())


def _place(
    groups: Sequence[Sequence[Record]],
    height: float,
    lines: tuple[float, float],
    beside: Mapping[str, LineText | None],
) -> tuple[dict[str, list[LabelPlace]], list[str]]:
    """Place the labels of each layout; numbers where names have no room, and on a telephone."""
    foot = Box(0.0, 0.0, _LAYOUTS["broad"][1], height - FOOT + 14, height)
    closed = [*box_quadrants(height), foot]
    places: dict[str, list[LabelPlace]] = {}
    numbered: list[str] = []
    for layout, widths in _LAYOUTS.items():
        text = beside["narrow" if layout in _BY_NUMBER else "wide"]
        taken = [*closed, *([text.box] if text else [])]
        crossed = [
            Box(lines[0], -1.0, 1.0, 0.0, height),
            Box(0.0, 0.0, widths[1], lines[1] - 1, lines[1] + 1),
        ]
        names = None
        if layout not in _BY_NUMBER:
            names = _try(groups, "label", taken, crossed, widths, height)
        if names is None:
            numbered.append(layout)
            names = _try(groups, "number", taken, crossed, widths, height) or _try(
                groups, "number", [], [], widths, height
            )
        places[layout] = names or _put_beside(groups)
    return places, numbered


def _try(
    groups: Sequence[Sequence[Record]],
    field: str,
    taken: Sequence[Box],
    crossed: Sequence[Box],
    widths: tuple[float, float],
    height: float,
) -> list[LabelPlace] | None:
    points = [
        _make_point(max(group, key=_find_radius), words.join_labels(r[field] for r in group))
        for group in groups
    ]
    for longest in _LONGEST:
        places = place_labels(
            points, taken=taken, lines=crossed, widths=widths, height=height, longest=longest
        )
        if places is not None:
            return places
    return None


def _find_radius(record: Record) -> float:
    return float(record["look"].radius)


def _put_beside(groups: Sequence[Sequence[Record]]) -> list[LabelPlace]:
    """Put numbers at the right of their points, whatever they cover: no crowd is known to."""
    return [
        LabelPlace((words.join_labels(r["number"] for r in group),), "left",
                   max(map(_find_radius, group)) + 4, 0.0)
        for group in groups
    ]  # fmt: skip


def _make_point(record: Record, text: str) -> LabelledPoint:
    return LabelledPoint(record["share"], record["down"], text, record["look"].radius + 1)
