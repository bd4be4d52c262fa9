"""A chart of named points made ready for a slide: its names placed anew, at 24 points.

Names stand beside their points, never on another name or point; one that finds no place is
left to the pointer and to the speaker. The names of the corners go, the texts of the
reference lines are said under the plot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spro_portraits.render.slides_room import CHART_WIDTH, LINE
from spro_portraits.render.slides_rows import Record, Spec, list_records, lower
from spro_portraits.style import LABEL_SIZE, measure_text, wrap
from spro_portraits.wording import slides as words

_AXIS, _HEAD, _TICK = 26.0, 34.0, 22.0
_APART, _GAP, _HALF, _OVER = 11.0, 9.0, 8.0, 4.0
_DOUBT = 8.0
_CROWD = (90.0, 32.0)
"""About the room of a name."""
_LAYOUTS = ("narrow", "middle", "broad")


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def is_scatter(spec: Spec) -> bool:
    """Whether a specification is one of ``charts.scatter``."""
    return any("lines_broad" in record for record in list_records(spec))


def place_scatter(made: Spec, room: float) -> tuple[str, list[str]]:
    """Lower the plot to its room and place its names, in place.

    Returns
    -------
    (str, list of str)
        What the reference lines are, and the names that have no place.
    """
    said = _take_texts(made)
    under = _wrap_axis(made)
    height = round(room - _HEAD - _AXIS - under, 1)
    lower(made, height)
    across, up = _find_domain(made, "x"), _find_domain(made, "y")
    _thin_ticks(made, "y", height)
    width = CHART_WIDTH - 14 - max(measure_text(words.write_tick(v), LABEL_SIZE) for v in up)

    def place(record: Record) -> tuple[float, float]:
        share = (record["x"] - across[0]) / (across[-1] - across[0])
        rise = (record["y"] - up[0]) / (up[-1] - up[0])
        return share * width, height - rise * height

    points = [place(r) for r in list_records(made) if "tip" in r and "size" in r]
    named = [r for r in list_records(made) if "lines_broad" in r]
    size = (width, height)
    unnamed = _place_names(
        named, [place(r) for r in named], points, size, _find_lines(made, place, size)
    )
    return words.name_dashes(said), unnamed


def _find_lines(
    made: Spec, place: Callable[[Record], tuple[float, float]], size: tuple[float, float]
) -> list[_Box]:
    """Give the reference lines as boxes."""
    across, up = _find_domain(made, "x"), _find_domain(made, "y")
    boxes = []
    for record in list_records(made):
        if "text" in record and len(record) == 2:  # noqa: PLR2004 - a text, and where
            x, y = place({"x": across[0], "y": up[0]} | record)
            upright = "x" in record
            boxes.append(
                _Box(x - 1, x + 1, 0.0, size[1]) if upright else _Box(0.0, size[0], y - 1, y + 1)
            )
    return boxes


def _take_texts(made: Spec) -> list[str]:
    """Take the names of the corners and the texts of the reference lines out of the drawing."""
    said, kept = [], []
    for layer in made["layer"]:
        records = made["datasets"].get(layer.get("data", {}).get("name"), [])
        mark = layer.get("mark")
        is_text = isinstance(mark, dict) and mark.get("type") == "text"
        if is_text and records and "top" in records[0]:
            continue
        if is_text and records and "text" in records[0]:
            said += [str(record["text"]) for record in records]
            continue
        kept.append(layer)
    made["layer"] = kept
    return said


def _list_axes(made: Spec, channel: str) -> list[dict[str, Any]]:
    found = [layer.get("encoding", {}).get(channel) for layer in made["layer"]]
    return [one for one in found if isinstance(one, dict) and one.get("axis")]


def _wrap_axis(made: Spec) -> float:
    """Wrap the name of the axis below the plot; give the height it takes."""
    lines: list[str] = []
    for x in _list_axes(made, "x"):
        title = x["axis"].get("title") or ""
        text = title if isinstance(title, str) else " ".join(title)
        lines = wrap(text, CHART_WIDTH - 40)
        x["axis"]["title"] = lines
    return LINE * len(lines) + 6


def _find_domain(made: Spec, channel: str) -> list[float]:
    axes = _list_axes(made, channel)
    domain: list[float] = axes[0]["scale"]["domain"]
    return domain


def _thin_ticks(made: Spec, channel: str, height: float) -> None:
    """Leave ticks out until their labels keep a line apart."""
    for axis in (one["axis"] for one in _list_axes(made, channel)):
        values = axis.get("values") or []
        while len(values) > 3 and height / (len(values) - 1) < _TICK:  # noqa: PLR2004 - ends, middle
            values = values[::2]
        axis["values"] = values


def _place_names(
    named: list[Record],
    points: list[tuple[float, float]],
    marks: list[tuple[float, float]],
    size: tuple[float, float],
    lines: list[_Box],
) -> list[str]:
    """Place each name; give those left out. Of several orders, that which leaves out fewest."""
    names = [" ".join(r["lines_broad"] or r["lines_middle"] or r["lines_narrow"]) for r in named]
    crowd = [
        sum(abs(x - u) < _CROWD[0] and abs(y - v) < _CROWD[1] for u, v in points) for x, y in points
    ]
    every = range(len(named))
    orders = [
        sorted(every, key=lambda i: (-crowd[i], points[i])),
        sorted(every, key=lambda i: (crowd[i], points[i])),
        sorted(every, key=lambda i: points[i][1]),
        sorted(every, key=lambda i: -points[i][1]),
        sorted(every, key=lambda i: points[i]),
    ]
    tried = [_try(order, names, points, marks, size, lines) for order in orders]
    best = max(tried, key=len)
    for index, record in enumerate(named):
        align, dx, dy = best.get(index, ("left", 0.0, 0.0))
        for layout in _LAYOUTS:
            record[f"lines_{layout}"] = [names[index]] if index in best else []
            record[f"align_{layout}"] = align
            record[f"dx_{layout}"], record[f"dy_{layout}"] = dx, dy
    return [name for index, name in enumerate(names) if name and index not in best]


def _try(
    order: list[int],
    names: list[str],
    points: list[tuple[float, float]],
    marks: list[tuple[float, float]],
    size: tuple[float, float],
    lines: list[_Box],
) -> dict[int, tuple[str, float, float]]:
    """Place names one after the other, off the reference lines where they can be."""
    taken: list[_Box] = []
    found: dict[int, tuple[str, float, float]] = {}
    for index in order:
        x, y = points[index]
        width = measure_text(names[index], LABEL_SIZE)
        dots = [
            _Box(u - _APART, u + _APART, v - _APART, v + _APART)
            for u, v in marks
            if (u, v) != (x, y)
        ]
        free = [
            (side, box)
            for side in _list_sides(width)
            if (box := _find_box(width, x + side[1], y + side[2], side[0])).left >= 0
            and box.right <= size[0]
            and box.top >= -_OVER
            and box.bottom <= size[1] + _OVER
            and not any(box.meets(other) for other in [*taken, *dots])
        ]
        # A name beside another point would seem to be that point's.
        near = [
            _Box(d.left - _DOUBT, d.right + _DOUBT, d.top - _DOUBT, d.bottom + _DOUBT) for d in dots
        ]
        free.sort(
            key=lambda one: (
                any(one[1].meets(dot) for dot in near),
                any(one[1].meets(line) for line in lines),
            )
        )
        if free and names[index]:
            found[index] = free[0][0]
            taken.append(free[0][1])
    return found


def _list_sides(width: float) -> list[tuple[str, float, float]]:
    sides = [
        ("left", _GAP, 0.0),
        ("right", -_GAP, 0.0),
        ("center", 0.0, -16.0),
        ("center", 0.0, 16.0),
    ]
    for dy in (-11.0, 11.0):
        sides += [("left", _GAP - 3, dy), ("right", 3 - _GAP, dy)]
    for dy in (-16.0, 16.0):
        sides += [("center", width / 4, dy), ("center", -width / 4, dy)]
        sides += [("center", width / 2 - 6, dy), ("center", 6 - width / 2, dy)]
    return sides


def _find_box(width: float, x: float, y: float, align: str) -> _Box:
    start = {"left": x, "right": x - width, "center": x - width / 2}[align]
    return _Box(start - 2, start + width + 2, y - _HALF, y + _HALF)
