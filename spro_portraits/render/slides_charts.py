"""A chart of the page made ready for slides: flatter, or shared by rows among several.

A chart drawn for a page is small print in a room. Lines get a flatter plot, rows come a few
at a time, so that the figure can be enlarged; another chart stays as it is, or in
the page.
Not done here: enlarging (``templates/spro_slides/deck.js``).
"""

from __future__ import annotations

import copy
from typing import Any

from spro_portraits.render.page import read_title

_FLAT = 190
"""Height of the plot of lines, in pixels of the chart."""
_ROOM = 225
"""Height that rows may take on one slide, in pixels of the chart."""
_TALLEST = 470
"""Height above which a chart that cannot be shared would be small print on a slide."""
_LINE = 16
_LABEL = 19.0
_BETWEEN = 12
_LEAST_STEP = 30
_RANK_STEP = 50
_NARROW = "narrow"

Spec = dict[str, Any]


def part_title(spec: Spec) -> tuple[str, Any]:
    """Part the title of a specification: its words, and what stays where a slide says them.

    Returns
    -------
    str
        Empty for a chart without a title.
    dict or None
        A title made of the unit alone.
    """
    title = spec.get("title") or ""
    text = read_title(title)
    if not isinstance(title, dict) or not (unit := title.get("subtitle")):
        return text, None
    rest = {key: value for key, value in title.items() if key not in {"text", "subtitle"}}
    return text, {**rest, "text": unit}


def share_chart(spec: Spec) -> list[Spec]:
    """Make the charts of as many slides as one chart needs; none where it stays in the page."""
    if not isinstance(spec.get("height"), int | float):
        return [copy.deepcopy(spec)]
    if rows := _count_rows(spec):
        return _share_rows(spec, rows)
    if any("value_wide" in record for record in _list_records(spec)):
        return [_flatten(spec)]
    return [copy.deepcopy(spec)] if spec["height"] <= _TALLEST else []


def _list_records(spec: Spec) -> list[dict[str, Any]]:
    return [record for records in spec.get("datasets", {}).values() for record in records]


def _find_scales(spec: Spec) -> list[dict[str, Any]]:
    encodings = [layer.get("encoding", {}).get("y", {}) for layer in spec.get("layer", [])]
    return [y["scale"] for y in encodings if isinstance(y, dict) and y.get("scale")]


def _count_rows(spec: Spec) -> int:
    """Count the rows of a chart of rows (``charts.assembly.row_axis``); 0 for another."""
    for layer in spec.get("layer", []):
        y = layer.get("encoding", {}).get("y", {})
        domain = y.get("scale", {}).get("domain", []) if y.get("field") == "row" else []
        if domain and domain == list(range(len(domain))):
            return len(domain)
    return 0


def _share_rows(spec: Spec, rows: int) -> list[Spec]:
    records = _list_records(spec)
    labels = [record["wide"] for record in records if isinstance(record.get("wide"), list)]
    lines = max(map(len, labels), default=1)
    least = _RANK_STEP if any("rank" in record for record in records) else _LEAST_STEP
    step = min(spec["height"] / rows, max(least, lines * _LINE + _BETWEEN))
    most = max(1, int(_ROOM // step))
    parts = -(-rows // most)
    shared, start = [], 0
    for part in range(parts):
        end = start + -(-(rows - start) // (parts - part))
        shared.append(_keep_rows(spec, range(start, end), step))
        start = end
    return shared


def _keep_rows(spec: Spec, kept: range, step: float) -> Spec:
    """Keep some rows, in the wide layout."""
    made = copy.deepcopy(spec)
    height = step * len(kept)
    made["datasets"] = {
        name: [record for record in records if record.get("row", kept[0]) in kept]
        for name, records in made["datasets"].items()
    }
    for scale in _find_scales(made):
        if scale.get("domain") and "range" in scale and isinstance(scale["range"], list):
            scale.update(domain=list(kept), range=[0, height])
    _lower(made, height)
    return made


def _lower(made: Spec, height: float) -> None:
    """Give the plot its height, and bring along what stands below it; the wide layout stays."""
    before = made["height"]
    for layer in made["layer"]:
        for owner in (layer.get("mark"), layer.get("encoding", {}).get("y")):
            for key in ("y", "value"):
                at = owner.get(key) if isinstance(owner, dict) else None
                if isinstance(at, int | float) and at >= before:
                    owner[key] = at - before + height
    made.update(height=height, params=_stay_wide(made))


def _stay_wide(spec: Spec) -> list[Any]:
    return [
        {"name": _NARROW, "value": False} if one.get("name") == _NARROW else one
        for one in spec.get("params", [])
    ]


def _flatten(spec: Spec) -> Spec:
    """Make the plot of lines flatter; the names at their ends still keep apart."""
    made = copy.deepcopy(spec)
    _lower(made, _FLAT)
    domains = [scale["domain"] for scale in _find_scales(made) if len(scale.get("domain", [])) > 1]
    named = [record for record in _list_records(made) if "value_wide" in record]
    if domains and named:
        low, high = domains[0][0], domains[0][-1]
        _spread(named, (high - low) * _LABEL / _FLAT, low)
    return made


def _spread(named: list[dict[str, Any]], gap: float, low: float) -> None:
    """Move names up or down until each is a line away from the next, the lowest within reach."""
    named.sort(key=lambda record: float(record["value_wide"]))
    groups: list[list[float]] = []
    for record in named:
        groups.append([float(record["value_wide"]), 1])
        while len(groups) > 1 and _rise(groups[-1], gap, -1) - _rise(groups[-2], gap, 1) < gap:
            (upper, more), (lower, count) = groups.pop(), groups.pop()
            groups.append([(lower * count + upper * more) / (count + more), count + more])
    places = [
        max(low, middle - gap * (count - 1) / 2) + gap * number
        for middle, count in groups
        for number in range(int(count))
    ]
    for record, place in zip(named, places, strict=True):
        record["value_wide"] = round(place, 6)


def _rise(group: list[float], gap: float, end: int) -> float:
    """Say where the lowest (-1) or the highest (1) name of a group stands."""
    middle, count = group
    return middle + end * gap * (count - 1) / 2
