"""How the points of the map of occupations look, and the key that says it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import Record, make_data
from spro_portraits.charts.layout import LINE, NARROW_TEXT
from spro_portraits.charts.points_text import EDGE
from spro_portraits.style import DIVERGING, LABEL_SIZE, PAPER, QUIET, RULE, measure_text
from spro_portraits.wording import points as words

SPECIFICITY_BREAKS: Final = (0.5, 0.8, 1.25, 2.0)
"""Classes around 1, alike on both sides; a class holds its lower bound."""
SEASONALITY_BREAKS: Final = (20.0, 50.0)
_COLOURS: Final = tuple(DIVERGING[i] for i in (0, 1, 3, 5, 6))
_SHAPES: Final = ("triangle-down", "triangle-down", "circle", "triangle-up", "triangle-up")
_RADII: Final = (5.5, 8.5, 12.0)
_TRIANGLE: Final = 1.3
"""How much more area a triangle needs to look as large as a disc."""
_WIDTHS: Final = {
    "small": NARROW_TEXT, "narrow": NARROW_TEXT, "middle": 560.0, "large": 660.0, "broad": 890.0,
}  # fmt: skip
_KEY_LINE, _KEY_GAP = 24, 16
_WIDER = 1.12
"""Room for the font of a reader who has not ours."""


@dataclass(frozen=True)
class Look:
    """Shape, colour and size of a point.

    Attributes
    ----------
    shape : str
        Vega name: above, as, or below the region.
    colour : str
        Fill.
    outline : str
        Its edge; all that is seen of a hollow point.
    radius : float
        Half of what the mark takes, in pixels.
    """

    shape: str
    colour: str
    outline: str
    radius: float

    @property
    def size(self) -> float:
        """Area as Vega counts it, in square pixels."""
        area = math.pi * self.radius**2
        return round(area * _TRIANGLE if self.shape.startswith("triangle") else area, 1)


def find_look(specificity: float | None, seasonality: float | None) -> Look:
    """Find the look of a point from its two values; None where a value is absent."""
    radius = _RADII[0 if seasonality is None else _rank(seasonality, SEASONALITY_BREAKS)]
    if specificity is None:
        return Look("cross", PAPER, QUIET, radius)
    return _look(_rank(specificity, SPECIFICITY_BREAKS), radius)


def _look(rank: int, radius: float) -> Look:
    colour = _COLOURS[rank]
    neutral = rank == len(_COLOURS) // 2
    return Look(_SHAPES[rank], colour, QUIET if neutral else colour, radius)


def _rank(value: float, breaks: Sequence[float]) -> int:
    return sum(value >= bound for bound in breaks)


def draw_key(
    looks: Sequence[Look], title_lines: int, layout: str, *, seasonality_known: bool
) -> list[alt.Chart]:
    """Draw the key above the plot: classes of colour and shape, then of size.

    Parameters
    ----------
    looks : sequence of Look
        In use: what no point needs (an absent specificity) is left out.
    title_lines : int
        Lines of the title of the heights, which stands between the plot and the key.
    layout : str
        Expression that names the layout in use.
    seasonality_known : bool
        Whether the seasonality of every point is known.
    """
    middle = _RADII[1]
    entries: list[list[tuple[str, Look | None]]] = [
        [
            (words.SPECIFICITY, None),
            *((text, _look(rank, middle)) for rank, text in enumerate(words.SPECIFICITY_CLASSES)),
        ],
        [
            (words.SEASONALITY, None),
            *(
                (text, Look("circle", RULE, QUIET, radius))
                for text, radius in zip(_name_sizes(seasonality_known), _RADII, strict=True)
            ),
        ],
    ]
    if any(look.shape == "cross" for look in looks):
        unknown = Look("cross", PAPER, QUIET, middle)
        entries[0].append((words.UNKNOWN_SPECIFICITY, unknown))
    return _draw_entries(_arrange(entries, 22.0 + LINE * title_lines), layout)


def _name_sizes(known: bool) -> tuple[str, ...]:  # noqa: FBT001 - one question
    least, *more = words.SEASONALITY_CLASSES
    return (least if known else words.SEASONALITY_UNKNOWN, *more)


def _arrange(groups: Sequence[Sequence[tuple[str, Look | None]]], lift: float) -> list[Record]:
    """Place the entries from the bottom line up, each group on lines of its own."""
    records: list[Record] = [
        {
            "text": text,
            "shape": look.shape if look else "",
            "fill": look.colour if look else "",
            "outline": look.outline if look else "",
            "size": look.size if look else 0,
            "dx": look.radius + 6 if look else 0,
        }
        for group in groups
        for text, look in group
    ]
    for layout, width in _WIDTHS.items():
        lines, line, rest = [], -1, iter(records)
        for group in groups:
            line, x = line + 1, 0.0
            for (text, look), record in zip(group, rest, strict=False):
                sign = 2 * look.radius + 6 if look else 0.0
                entry = sign + measure_text(text, LABEL_SIZE) * _WIDER
                if x and x + entry > width:
                    line, x = line + 1, 0.0
                record[f"x_{layout}"] = round(x + (look.radius if look else 0.0) - EDGE, 1)
                lines.append(line)
                x += entry + _KEY_GAP
        for record, own in zip(records, lines, strict=True):
            record[f"y_{layout}"] = -lift - (line - own) * _KEY_LINE
    return records


def _draw_entries(records: list[Record], layout: str) -> list[alt.Chart]:
    choose = {f"key_{axis}": f"datum['{axis}_' + {layout}]" for axis in ("x", "y")}
    position: dict[str, Any] = {
        axis: encode(f"key_{axis}:Q", scale=None, axis=None)
        for axis, encode in (("x", alt.X), ("y", alt.Y))
    }
    signs: alt.Chart = (
        alt.Chart(make_data([record for record in records if record["shape"]]))
        .transform_calculate(**choose)
        .mark_point(filled=True, opacity=1, strokeWidth=1.5, aria=False)
        .encode(
            **position,
            shape=alt.Shape("shape:N", scale=None, legend=None),
            size=alt.Size("size:Q", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("outline:N", scale=None, legend=None),
        )
    )
    texts: alt.Chart = (
        alt.Chart(make_data(records))
        .transform_calculate(**choose)
        .mark_text(align="left", baseline="middle", dx=alt.ExprRef("datum.dx"), aria=False)
        .encode(text="text:N", **position)
    )
    return [signs, texts]
