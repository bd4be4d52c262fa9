"""A chart of rows made ready for slides: a few rows on each, their labels at 24 points.

Rows are those of ``charts.assembly.row_axis``. Labels stand beside the marks where their
column is narrow enough, above them otherwise; both layouts are the chart's own, with new
measures. Not done here: enlarging (``templates/spro_slides/deck.js``).
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

from spro_portraits.render.slides_room import CHART_WIDTH, LINE, shorten
from spro_portraits.style import measure_text, wrap

NARROW = "narrow"
"""The parameter of a chart that says its layout."""
AXIS = 26.0
"""Height of the labels of an axis under a plot."""

_COLUMN, _RANK_COLUMN = 150.0, 165.0
_FEW, _RANK_FEW = 2, 3
_ABOVE = CHART_WIDTH - 6.0
_GAP = 16
_PADDING, _FOOT = 8.0, 6.0
_KEY_LINE, _KEY_HEAD, _KEY_GAP, _KEY_SIGN = 20, 27.0, 18, 19

Spec = dict[str, Any]
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How rows stand on a slide.

    Attributes
    ----------
    labels : list of list of str
        Lines of the label of each row.
    left : int
        Width of the column of labels; 0 where they stand above.
    step : float
        Height of a row.
    shift : float
        How far marks stand below the middle of their row.
    """

    labels: list[list[str]]
    left: int
    step: float
    shift: float


def list_records(spec: Spec) -> list[Record]:
    """List all records of a specification, whatever their data set."""
    return [record for records in spec.get("datasets", {}).values() for record in records]


def find_scales(spec: Spec) -> list[dict[str, Any]]:
    """Find the scales of the heights of a specification."""
    encodings = [layer.get("encoding", {}).get("y", {}) for layer in spec.get("layer", [])]
    return [y["scale"] for y in encodings if isinstance(y, dict) and y.get("scale")]


def count_rows(spec: Spec) -> int:
    """Count the rows of a chart of rows; 0 for another."""
    for layer in spec.get("layer", []):
        y = layer.get("encoding", {}).get("y", {})
        domain = y.get("scale", {}).get("domain", []) if y.get("field") == "row" else []
        if domain and domain == list(range(len(domain))):
            return len(domain)
    return 0


def share_rows(spec: Spec, rows: int, room: float) -> list[Spec]:
    """Share the rows of a chart among charts that are at most ``room`` pixels high."""
    made = copy.deepcopy(spec)
    layout = _arrange(made)
    key = _arrange_key(made, layout.left)
    free = room - _PADDING - key - (AXIS if _has_axis(made) else _FOOT)
    most = max(1, int(free // layout.step))
    parts = -(-rows // most)
    shared, start = [], 0
    for part in range(parts):
        end = start + -(-(rows - start) // (parts - part))
        shared.append(_keep_rows(made, range(start, end), layout, free))
        start = end
    return shared


def lower(made: Spec, height: float) -> None:
    """Give a plot its height, and bring along what stands below it."""
    before = made["height"]
    for layer in made["layer"]:
        for owner in (layer.get("mark"), layer.get("encoding", {}).get("y")):
            for key in ("y", "value"):
                at = owner.get(key) if isinstance(owner, dict) else None
                if isinstance(at, int | float) and at >= before:
                    owner[key] = at - before + height
    made["height"] = height


def set_layout(made: Spec, *, narrow: bool) -> None:
    """Choose one of the layouts of a chart for good."""
    made["params"] = [
        {"name": NARROW, "value": narrow} if one.get("name") == NARROW else one
        for one in made.get("params", [])
    ]


def _list_labels(spec: Spec) -> list[Record]:
    found = [r for r in list_records(spec) if isinstance(r.get("wide"), list) and "row" in r]
    return sorted(found, key=lambda record: int(record["row"]))


def _arrange(made: Spec) -> _Layout:
    records, labels = list_records(made), _list_labels(made)
    texts = [" ".join(record["wide"]) for record in labels]
    ranked = any("rank" in record for record in records)
    absent = _has_words_under(made)
    lines = [wrap(text, _RANK_COLUMN if ranked else _COLUMN) for text in texts]
    few = max(map(len, lines), default=1) <= (_RANK_FEW if ranked else _FEW)
    width = max((measure_text(line, 13) for found in lines for line in found), default=0.0)
    if few and width <= _RANK_COLUMN:
        least = 46.0 if ranked else (40.0 if absent else 28.0)
        step = max(least, LINE * max(map(len, lines), default=1) + (1 if ranked else 8))
        layout = _Layout(lines, math.ceil(width) + _GAP, step, 0.0)
    else:
        above = [[shorten(text, _ABOVE)] for text in texts]
        step, shift = (68.0, 4.0) if ranked else ((48.0, 4.0) if absent else (41.0, 8.0))
        layout = _Layout(above, 0, step, shift)
    for record, found in zip(labels, layout.labels, strict=True):
        record["wide"] = record["narrow"] = found
    _move_labels(made, layout)
    set_layout(made, narrow=not layout.left)
    return layout


def _move_labels(made: Spec, layout: _Layout) -> None:
    """Put the labels of the rows at the left edge of their column."""
    for layer in made["layer"]:
        mark = layer.get("mark")
        if isinstance(mark, dict) and _names_rows(made, layer):
            mark["x"] = -layout.left


def _names_rows(made: Spec, layer: Spec) -> bool:
    records = made.get("datasets", {}).get(layer.get("data", {}).get("name"), [])
    return bool(records) and isinstance(records[0].get("wide"), list) and "row" in records[0]


def _has_words_under(made: Spec) -> bool:
    """Whether some rows say under their marks what is absent."""
    return any(
        isinstance(mark := layer.get("mark"), dict)
        and mark.get("type") == "text"
        and mark.get("baseline") == "top"
        and layer.get("encoding", {}).get("y", {}).get("field") == "row"
        for layer in made["layer"]
    )


def _has_axis(made: Spec) -> bool:
    encodings = [layer.get("encoding", {}).get("x") for layer in made["layer"]]
    return any(isinstance(x, dict) and x.get("axis") for x in encodings)


def _arrange_key(made: Spec, left: int) -> float:
    """Place the entries of the key anew, flush with the labels; give the height they take."""
    entries = [r for r in list_records(made) if "x_wide" in r and "place" in r]
    entries.sort(key=lambda record: (record["y_wide"], record["x_wide"]))
    x, line, lines = 0.0, 0, []
    for entry in entries:
        width = _KEY_SIGN + measure_text(entry["place"], 13)
        if x and x + width > CHART_WIDTH:
            x, line = 0.0, line + 1
        entry["x_wide"] = entry["x_narrow"] = round(x + 7 - left, 1)
        lines.append(line)
        x += width + _KEY_GAP
    for entry, own in zip(entries, lines, strict=True):
        entry["y_wide"] = entry["y_narrow"] = -18 - (line - own) * _KEY_LINE
    return _KEY_HEAD + line * _KEY_LINE if entries else 0.0


def _keep_rows(spec: Spec, kept: range, layout: _Layout, free: float) -> Spec:
    """Keep some rows; those that are few stand somewhat further apart."""
    made = copy.deepcopy(spec)
    step = min(free / len(kept), layout.step * 1.35)
    height = round(step * len(kept), 1)
    made["datasets"] = {
        name: [record for record in records if record.get("row", kept[0]) in kept]
        for name, records in made["datasets"].items()
    }
    # What has no mark left would be an empty picture to a screen reader.
    made["layer"] = [
        layer
        for layer in made["layer"]
        if made["datasets"].get(layer.get("data", {}).get("name"), [{}])
    ]
    for scale in find_scales(made):
        if scale.get("domain") and isinstance(scale.get("range"), list):
            scale.update(domain=list(kept), range=[layout.shift, height + layout.shift])
    lower(made, height)
    return made
