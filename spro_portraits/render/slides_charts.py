"""A chart of the page made ready for slides: as few things as stand there at 24 points.

A chart drawn for a page is small print in a room. Rows come a few at a time, lines get a
flatter plot, points are named anew; another chart stays as it is where it is low enough, and
in the page otherwise.
Not done here: enlarging (``templates/spro_slides/deck.js``).
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from spro_portraits.render.page import read_title
from spro_portraits.render.slides_room import SCALE, find_body
from spro_portraits.render.slides_rows import (
    AXIS,
    Spec,
    count_rows,
    find_scales,
    list_records,
    lower,
    set_layout,
    share_rows,
)
from spro_portraits.render.slides_scatter import is_scatter, place_scatter
from spro_portraits.style import LABEL_SIZE
from spro_portraits.wording import charts as chart_words

_LABEL = 18.0
"""Height of a name at the end of a line."""
_HEAD = 14.0
"""Room above a plot without a title."""
_BY_LAYOUT = re.compile(r"^\s*narrow \? ([\d.]+) : ([\d.]+)\s*$")
_SIGNS = (*chart_words.REASON_BY_SIGN, chart_words.MINIMUM_SIGN, chart_words.UNRELIABLE_SIGN)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The chart of one slide.

    Attributes
    ----------
    spec : dict
        Vega-Lite, without a title.
    says : tuple of str
        What is written under it: signs, reference lines.
    unnamed : tuple of str
        Points that have no name for want of room.
    """

    spec: Spec
    says: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()


def part_title(spec: Spec) -> tuple[str, str]:
    """Read the title of a specification and the unit under it; either may be empty."""
    title = spec.get("title") or ""
    unit = title.get("subtitle", "") if isinstance(title, dict) else ""
    return read_title(title), unit if isinstance(unit, str) else " ".join(unit)


def share_chart(spec: Spec, title: str, caption: str = "") -> list[Drawn]:
    """Make the charts of as many slides as one chart needs; none where it stays in the page.

    Parameters
    ----------
    spec : dict
        Vega-Lite; it is not changed.
    title, caption : str
        What stands above it on the slide.
    """
    made = copy.deepcopy(spec)
    made.pop("title", None)
    says = _take_signs(made)
    _enlarge_print(made)

    def find_room(lines: int) -> float:
        return find_body(title, caption, lines) / SCALE

    if not isinstance(made.get("height"), int | float):
        return [Drawn(made)]
    if rows := count_rows(made):
        shared = share_rows(made, rows, find_room(len(says)))
        return [Drawn(one, tuple(text for text in says if _stands_in(text, one))) for one in shared]
    if any("value_wide" in record for record in list_records(made)):
        _flatten(made, find_room(len(says)))
    elif is_scatter(made):
        lines, unnamed = place_scatter(made, find_room(len(says) + 1))
        says += [lines] if lines else []
        return [Drawn(made, tuple(says), tuple(unnamed))]
    elif made["height"] + AXIS + _HEAD > find_room(len(says)):
        return []
    else:
        set_layout(made, narrow=False)
    return [Drawn(made, tuple(says))]


def _take_signs(made: Spec) -> list[str]:
    """Take the line that explains signs out of the drawing: the slide says it."""
    texts: list[str] = []
    kept = []
    for layer in made.get("layer", []):
        records = made.get("datasets", {}).get(layer.get("data", {}).get("name"), [])
        if len(records) == 1 and set(records[0]) == {"wide", "narrow"}:
            for line in records[0]["wide"]:
                if texts and not line.startswith(_SIGNS):
                    texts[-1] += f" {line}"
                else:
                    texts.append(line)
        else:
            kept.append(layer)
    if texts:
        made["layer"] = kept
    return texts


def _stands_in(explained: str, spec: Spec) -> bool:
    sign = next((sign for sign in _SIGNS if explained.startswith(sign)), "")
    written = [v for r in list_records(spec) for v in r.values() if isinstance(v, str)]
    return any(sign in text for text in written)


def _enlarge_print(made: Spec) -> None:
    """Raise what is smaller than the labels to their size."""
    for layer in made.get("layer", []):
        mark = layer.get("mark")
        if not isinstance(mark, dict) or "fontSize" not in mark:
            continue
        size = mark["fontSize"]
        if isinstance(size, dict) and (found := _BY_LAYOUT.match(str(size.get("expr", "")))):
            size = max(float(found[1]), float(found[2]))
        if isinstance(size, int | float):
            mark["fontSize"] = max(size, LABEL_SIZE)


def _flatten(made: Spec, room: float) -> None:
    """Make the plot of lines as high as its room; the names at their ends still keep apart."""
    height = round(room - AXIS - _HEAD, 1)
    set_layout(made, narrow=False)
    lower(made, height)
    domains = [scale["domain"] for scale in find_scales(made) if len(scale.get("domain", [])) > 1]
    named = [record for record in list_records(made) if "value_wide" in record]
    if domains and named:
        low, high = domains[0][0], domains[0][-1]
        _spread(named, (high - low) * _LABEL / height, low)


def _spread(named: list[dict[str, Any]], gap: float, low: float) -> None:
    """Move names up or down until each is a line away from the next, the lowest within reach."""
    named.sort(key=lambda record: float(record["value_wide"]))
    groups: list[list[float]] = []
    for record in named:
        groups.append([float(record["value_wide"]), 1])
        while len(groups) > 1 and _rise(groups[-1], gap, -1) - _rise(groups[-2], gap, 1) < gap:
            (upper, more), (lower_one, count) = groups.pop(), groups.pop()
            middle = (lower_one * count + upper * more) / (count + more)
            groups.append([middle, count + more])
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
