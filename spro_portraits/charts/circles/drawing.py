"""The circles as SVG and as a fragment of a page that answers the pointer and the keyboard."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from spro_portraits import style
from spro_portraits.charts.circles import layout as at
from spro_portraits.charts.circles.grouping import MOST_NODES, Mark, make_marks
from spro_portraits.charts.circles.layout import Layout, PlacedHead, PlacedMark, PlacedSector
from spro_portraits.charts.circles.model import CircleNode, CircleSector
from spro_portraits.charts.templating import fill_template, read_script
from spro_portraits.wording import charts as chart_words
from spro_portraits.wording import circles as words

_HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TITLE_ROOM = 44.0
_NOTE_LINE = 18.0
_RIM = 14.0
_BASELINE = 0.34
_PALE = 0.35
_OUTLINE = 1.2
_MOST_NAMES = 30
"""Names that a panel holds; all of them are in the list."""


@dataclass(frozen=True)
class Circles:
    """A network around its centre, drawn.

    Attributes
    ----------
    svg : str
        The drawing alone, for a file or for print.
    width, height : int
        Of the drawing, in pixels.
    title, description : str
        What it shows, and the text that stands for it.
    """

    svg: str = field(repr=False)
    width: int
    height: int
    title: str
    description: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def draw_circles(
    nodes: Sequence[CircleNode],
    sectors: Sequence[CircleSector],
    rings: Sequence[str],
    *,
    centre: str,
    title: str,
    description: str,
) -> Circles:
    """Draw structures around their network: rings by role, sectors by réseau.

    Each structure is written beside the circles, joined to its sign by a line; nothing is
    drawn on a name. Above 80 structures (:data:`MOST_NODES`) those of a réseau in a ring are
    one sign, its area their number; their names are in its panel and in a list that unfolds
    under the drawing. Without its script the drawing is whole.

    Parameters
    ----------
    nodes : sequence of CircleNode
        In the order of reading; a sector keeps it.
    sectors : sequence of CircleSector
        Clockwise from the top; those without a structure are left out.
    rings : sequence of str
        Names of the rings, from the centre.
    centre, title : str
        What is written in the middle and above.
    description : str
        Text alternative.

    Returns
    -------
    Circles
        Same arguments, same bytes.

    Raises
    ------
    ValueError
        No structure; a key that is there twice; an unknown sector, ring or shape.
    """
    _check(nodes, sectors, rings)
    shown = [s for s in sectors if any(node.sector == s.key for node in nodes)]
    placed = at.lay_out(make_marks(nodes, shown, rings), shown, rings, centre)
    grouped = len(nodes) > MOST_NODES
    notes = [
        *([words.UNCERTAIN] if any(mark.mark.uncertain for mark in placed.marks) else []),
        *([words.AREA] if grouped else []),
    ]
    facts = _describe(placed, shown, rings) | {"title": title, "description": description}
    whole = _describe_frame(placed, notes, _TITLE_ROOM)
    alone = fill_template("circles_drawing", alone=True, **facts, **whole)
    # In a page the title is text: it does not scroll with the drawing.
    inside = _describe_frame(placed, notes, 0)
    html = fill_template(
        "circles",
        drawing=Markup(fill_template("circles_drawing", alone=False, **facts, **inside)),  # noqa: S704 - escaped
        title=title,
        style=Markup(_read_sheet()),  # noqa: S704 - our own sheet
        script=Markup(read_script("circles")),  # noqa: S704 - our own script
        panels=_write_json([_tell(mark.mark, shown, rings) for mark in placed.marks]),
        tools=_write_json([words.TOOLS, words.GROUP_TOOLS]),
        families=_list_families(shown),
        groups=[_list_names(mark.mark, shown) for mark in placed.marks] if grouped else [],
        outline=style.CATEGORY_OUTLINE,
        words=words,
    )
    return Circles(_HEADER + alone, whole["width"], whole["height"], title, description, html)


def _check(
    nodes: Sequence[CircleNode], sectors: Sequence[CircleSector], rings: Sequence[str]
) -> None:
    if not nodes:
        raise ValueError("nothing to draw: no structure")
    for kind, keys in (("structure", [n.key for n in nodes]), ("sector", [s.key for s in sectors])):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        if twice:
            raise ValueError(f"{kind} twice in the circles: {twice[0]}")
    unknown = {node.sector for node in nodes} - {sector.key for sector in sectors}
    unknown |= {sector.shape for sector in sectors} - set(style.MARKERS)
    if unknown:
        raise ValueError(f"unknown sector or shape: {min(unknown)}")
    wrong = [node.ring for node in nodes if not 0 <= node.ring < len(rings)]
    if wrong:
        raise ValueError(f"unknown ring: {wrong[0]}")


def _describe(
    placed: Layout, sectors: Sequence[CircleSector], rings: Sequence[str]
) -> dict[str, Any]:
    """Give the template what it draws, numbers rounded to a tenth of a pixel."""
    by_key = {sector.key: sector for sector in sectors}
    ranks = {sector.key: rank for rank, sector in enumerate(sectors)}
    return {
        "font": style.FONT_STACK,
        "ink": style.INK,
        "quiet": style.QUIET,
        "grey": style.REFERENCES["peer"],
        "paper": style.PAPER,
        "territory": style.TERRITORY,
        "outline": style.CATEGORY_OUTLINE,
        "label_size": placed.type.label,
        "head_size": placed.type.head,
        "ring_size": at.RING_SIZE,
        "centre_size": at.CENTRE_SIZE,
        "core": _round(placed.sizes.core),
        "centre": _write_lines(placed.centre, 0, at.CENTRE_SIZE * 1.2, at.CENTRE_SIZE),
        "wedges": [
            _describe_wedge(one, placed, by_key[one.sector].color, ranks[one.sector])
            for one in placed.sectors
        ],
        "rings": [
            {
                "radius": _round(ring.radius),
                "left": _round(ring.box.left - 5),
                "top": _round(ring.box.top),
                "width": _round(ring.box.right - ring.box.left + 10),
                "height": _round(ring.box.bottom - ring.box.top),
                "lines": _write_lines(ring.lines, -ring.radius, at.RING_LINE, at.RING_SIZE),
            }
            for ring in placed.rings
        ],
        "heads": [
            _describe_head(head, by_key[head.sector], ranks[head.sector], placed.type)
            for head in placed.heads
        ],
        "marks": [
            _describe_mark(
                m, by_key[m.mark.sector], ranks[m.mark.sector], rings[m.mark.ring], placed.type
            )
            for m in placed.marks
        ],
    }


def _describe_frame(placed: Layout, notes: Sequence[str], above: float) -> dict[str, Any]:
    """Frame the drawing, with room for a title above it and for notes below."""
    frame = placed.frame
    left, top = _round(frame.left), _round(frame.top - above)
    width = math.ceil(frame.right - frame.left)
    height = math.ceil(frame.bottom - top + _NOTE_LINE * len(notes))
    return {
        "frame": f"{left} {top} {width} {height}",
        "left": left,
        "top": top,
        "width": width,
        "height": height,
        "notes": [
            {"text": note, "y": _round(frame.bottom + _NOTE_LINE * rank + 8)}
            for rank, note in enumerate(notes)
        ],
    }


def _describe_wedge(
    one: PlacedSector, placed: Layout, color: str, rank: int
) -> dict[str, str | int]:
    outer, inner = placed.sizes.rim + _RIM, placed.sizes.core
    start, end = one.start, one.end
    across = f"A{_round(outer)} {_round(outer)} 0 0 1 {_point(outer, end)}"
    back = f"A{_round(inner)} {_round(inner)} 0 0 0 {_point(inner, start)}"
    thin = 2.5 / outer
    arc = f"A{_round(outer)} {_round(outer)} 0 0 1 {_point(outer, end - thin)}"
    return {
        "sector": rank,
        "color": color,
        "area": f"M{_point(outer, start)}{across}L{_point(inner, end)}{back}Z",
        "arc": f"M{_point(outer, start + thin)}{arc}",
    }


def _describe_head(
    head: PlacedHead, sector: CircleSector, rank: int, type_: at.Type
) -> dict[str, Any]:
    x, y = head.anchor
    return {
        "sector": rank,
        "path": style.MARKERS[sector.shape],
        "move": f"translate({_round(head.glyph[0])} {_round(head.glyph[1])}) scale({at.GLYPH})",
        "color": sector.color,
        "stroke": round(_OUTLINE / at.GLYPH, 3),
        "x": _round(x),
        "side": _anchor(head.side),
        "lines": _write_lines(head.lines, y, type_.head_line, type_.head),
    }


def _describe_mark(
    one: PlacedMark, sector: CircleSector, rank: int, ring: str, type_: at.Type
) -> dict[str, Any]:
    mark, box = one.mark, one.box
    name = mark.nodes[0].name if len(mark.nodes) == 1 else mark.label
    place = mark.nodes[0].place if len(mark.nodes) == 1 else ""
    return {
        "sector": rank,
        "ring": mark.ring,
        "spoken": words.describe_node([name, sector.name, ring, place]),
        "path": style.MARKERS[sector.shape],
        "move": f"translate({_round(one.x)} {_round(one.y)}) scale({round(mark.radius, 2)})",
        "color": _pale(sector.color) if mark.uncertain else sector.color,
        "stroke": round(_OUTLINE / mark.radius, 3),
        "line": " ".join(f"{_round(x)},{_round(y)}" for x, y in one.line),
        "x": _round(one.x),
        "y": _round(one.y),
        "halo": round(mark.radius + 4, 1),
        "left": _round(box.left - 3),
        "top": _round(box.top),
        "width": _round(box.right - box.left + 6),
        "height": _round(box.bottom - box.top),
        "strong": mark.strong,
        "at": _round(one.anchor[0]),
        "side": _anchor(one.side),
        "lines": _write_lines(one.lines, one.anchor[1], type_.line, type_.label),
    }


def _write_lines(
    lines: Sequence[str], middle: float, line: float, size: float
) -> list[dict[str, Any]]:
    """Place the lines of a text around its middle."""
    first = middle - line * (len(lines) - 1) / 2 + size * _BASELINE
    return [{"text": text, "y": _round(first + line * i)} for i, text in enumerate(lines)]


def _anchor(side: int) -> str:
    return "start" if side > 0 else "end"


def _point(radius: float, angle: float) -> str:
    return f"{_round(radius * math.cos(angle))} {_round(radius * math.sin(angle))}"


def _round(value: float) -> float:
    """Round to a tenth; zero has no sign."""
    return round(value, 1) + 0.0


def _pale(color: str) -> str:
    """Mix a colour with paper."""
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * _PALE):02x}" for part in parts)


def _tell(mark: Mark, sectors: Sequence[CircleSector], rings: Sequence[str]) -> dict[str, object]:
    """Say what the panel of a sign shows."""
    if len(mark.nodes) == 1:
        node = mark.nodes[0]
        return {
            "name": node.name,
            "details": node.details,
            "tools": node.tools,
            "names": [],
            "more": "",
        }
    sector = next(sector for sector in sectors if sector.key == mark.sector)
    return {
        "name": f"{sector.name} – {words.write_group(rings[mark.ring], len(mark.nodes))}",
        "details": [],
        "tools": list(dict.fromkeys(tool for node in mark.nodes for tool in node.tools)),
        "names": [node.name for node in mark.nodes[:_MOST_NAMES]],
        "more": words.write_more(len(mark.nodes) - _MOST_NAMES),
    }


def _list_names(mark: Mark, sectors: Sequence[CircleSector]) -> Mapping[str, object]:
    sector = next(sector for sector in sectors if sector.key == mark.sector)
    return {
        "title": chart_words.describe_row(sector.name, [mark.label]),
        "names": [node.name for node in mark.nodes],
    }


def _list_families(sectors: Iterable[CircleSector]) -> list[tuple[str, list[dict[str, Any]]]]:
    """List the réseaux by family, each family where its first one stands."""
    ranked = list(enumerate(sectors))
    order = list(dict.fromkeys(sector.family for _, sector in ranked))
    ranked.sort(key=lambda pair: order.index(pair[1].family))
    return [
        (
            family,
            [
                {
                    "rank": rank, "name": one.name, "short": one.short, "color": one.color,
                    "path": style.MARKERS[one.shape],
                }
                for rank, one in own
            ],
        )
        for family, own in groupby(ranked, key=lambda pair: pair[1].family)
    ]  # fmt: skip


def _write_json(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


@cache
def _read_sheet() -> str:
    path = files("spro_portraits.charts").joinpath("templates", "circles.css")
    return path.read_text(encoding="utf-8").strip()
