"""Figures that are no charts made ready for slides: circles, sheets, small multiples.

Their small texts leave the drawing and stand beside it, at 24 points. Each function takes
the tag of the page apart: nothing else may need it afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape

from bs4 import Tag

from spro_portraits.render.slides_room import TEXT, shorten
from spro_portraits.wording import slides as words

_SPACES = re.compile(r"[ \t\r\n]+")
_SHORT = re.compile(r"\(([^()]+)\)\s*$")
_EDGE = 56
"""What stands out of the outer ring, in units of the drawing: signs of the réseaux."""
_FULL_NAMES = 7
"""Réseaux that have room for their whole names beside the circles."""
_NAMES = 36
"""Structures that are named on slides; more of them are in the page."""
_TOGETHER = 8
_FEW_MARKS = 25
_FACT = 900.0
"""Length of a fact beside the locator: two lines."""
_SCALE = re.compile(r"scale\(([\d.]+)\)")


def fold(tag: Tag) -> str:
    """Read the words of a tag, spaces of the source folded, no-break ones kept."""
    return _SPACES.sub(" ", tag.get_text()).strip()


def read_circles(tag: Tag) -> tuple[str, tuple[str, ...], str]:
    """Part the circles of a network into a drawing with its key, and the names of structures.

    Returns
    -------
    (str, tuple of str, str)
        HTML of the drawing and its key; items of a list of names, by ring; what the
        drawing says in small print.
    """
    svg = tag.select_one("svg.spro-circles-drawing")
    panels = tag.get("data-panels")
    if svg is None or panels is None:
        return str(tag), (), ""
    rings = [
        " ".join(map(fold, ring.find_all("text"))) for ring in svg.select(":scope > g:not([class])")
    ]
    said = " ".join(fold(text) for text in svg.find_all("text", recursive=False))
    names = [str(panel["name"]) for panel in json.loads(str(panels))]
    marks = svg.select(".spro-circles-mark")
    counts: dict[str, int] = {}
    by_ring: dict[int, list[str]] = {}
    for mark, name in zip(marks, names, strict=True):
        counts[str(mark["data-sector"])] = counts.get(str(mark["data-sector"]), 0) + 1
        by_ring.setdefault(int(str(mark["data-ring"])), []).append(name)
    _strip_drawing(svg)
    if len(marks) <= _FEW_MARKS:
        for sign in svg.select("path[transform]"):
            sign["transform"] = _SCALE.sub(r"scale(\1) scale(1.6)", str(sign["transform"]))
    entries = tag.select(".spro-circles-legend li[data-sector]")
    key = "".join(
        _write_entry(entry, counts, full=len(entries) <= _FULL_NAMES) for entry in entries
    )
    listed = "".join(f"<li>{escape(ring)}</li>" for ring in rings)
    many = "" if len(entries) <= _FULL_NAMES else " spro-slide-many"
    html = (
        f'<div class="spro-slide-circles{many}">{svg}<div>'
        f"<p>{escape(words.FROM_CENTRE)}</p><ol>{listed}</ol><ul>{key}</ul></div></div>"
    )
    heads = [ring.rpartition("·")[0].strip() for ring in rings]
    return html, _list_names(by_ring, heads) if len(names) <= _NAMES else (), said


def _strip_drawing(svg: Tag) -> None:
    for part in svg.select(
        "text, .spro-circles-line, .spro-circles-box, :scope > rect, :scope > g:not([class])"
    ):
        part.decompose()
    edge = max(float(str(ring["r"])) for ring in svg.find_all("circle", recursive=False)) + _EDGE
    for size in ("width", "height"):
        del svg[size]
    # html.parser writes names of attributes in small letters; a parser of HTML mends this one.
    svg["viewbox"] = f"{-edge:g} {-edge:g} {2 * edge:g} {2 * edge:g}"


def _write_entry(entry: Tag, counts: dict[str, int], *, full: bool) -> str:
    text = fold(entry)
    short = _SHORT.search(text)
    name = _SHORT.sub("", text).strip() if full or short is None else short[1]
    count = counts.get(str(entry["data-sector"]), 0)
    return f"<li>{entry.find('svg')}<span>{escape(name)} <b>{count}</b></span></li>"


def _list_names(by_ring: dict[int, list[str]], heads: list[str]) -> tuple[str, ...]:
    """Name the structures of each ring, a few in each item, so that items share slides."""
    items = []
    for ring in sorted(by_ring):
        names = by_ring[ring]
        for start in range(0, len(names), _TOGETHER):
            said = " · ".join(names[start : start + _TOGETHER])
            items.append(f"<b>{escape(heads[ring])}</b><p>{escape(said)}</p>")
    return tuple(items)


def read_sheet_table(facts: Tag) -> str:
    """Put the facts of a sheet in one table: a row a place, a column a fact."""
    columns = facts.select(".spro-sheet-fact")
    places: dict[str, str] = {}
    cells: dict[str, dict[int, str]] = {}
    own = ""
    for at, column in enumerate(columns):
        for row in column.select("tr"):
            head, value = row.find("th"), row.select_one("td.spro-num")
            if not isinstance(head, Tag) or value is None:
                continue
            name = fold(head)
            places.setdefault(name, head.decode_contents())
            cells.setdefault(name, {})[at] = value.decode_contents()
            if "spro-own" in row.get_attribute_list("class"):
                own = name
    if own:
        for at, column in enumerate(columns):
            value = column.select_one(".spro-card-value")
            cells[own].setdefault(at, value.decode_contents() if value else "")
    heads = "".join(_write_head(column) for column in columns)
    rows = [own, *(name for name in places if name != own)] if own else list(places)
    body = "".join(
        ('<tr class="spro-own">' if name == own else "<tr>")
        + f'<th scope="row">{places[name]}</th>'
        + "".join(
            f'<td class="spro-num">{cells[name].get(at, "")}</td>' for at in range(len(columns))
        )
        + "</tr>"
        for name in rows
    )
    return (
        f'<table class="spro-slide-facts"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _write_head(column: Tag) -> str:
    name, unit = column.find("h4"), column.select_one(".spro-card-unit")
    said = f" <span>{escape(fold(unit))}</span>" if unit else ""
    return f'<th scope="col">{escape(fold(name)) if name else ""}{said}</th>'


def read_panels(tag: Tag) -> tuple[str, tuple[str, ...], str]:
    """Part small multiples into what all share (span, key), the panels, and the title."""
    title, span, key = (
        tag.select_one(found) for found in (".spro-multiples-title", ".spro-note", ".spro-legend")
    )
    shared = (f"<p>{escape(fold(span))}</p>" if span else "") + str(key or "")
    panels = tuple(str(panel) for panel in tag.select(".spro-panel"))
    return shared, panels, fold(title) if title else ""


def read_situation(tag: Tag) -> tuple[str, tuple[str, ...]]:
    """Take the size off the locator beside the facts of a territory: the slide gives one.

    Returns
    -------
    (str, tuple of str)
        HTML, and the facts whose long values are cut on the slide, whole.
    """
    for svg in tag.select("svg.spro-locator"):
        for size in ("width", "height", "style"):
            del svg[size]
    cut = shorten_words(tag.select("dd"), _FACT)
    return str(tag), cut


def shorten_words(tags: Iterable[Tag], room: float) -> tuple[str, ...]:
    """Cut texts that are longer than a slide has room for, in place; give them whole.

    Parameters
    ----------
    tags : iterable of Tag
        Of text alone.
    room : float
        Length that a text may have, all its lines together, at 24 points.
    """
    whole = []
    for tag in tags:
        text = fold(tag)
        short = shorten(text, room, TEXT)
        if short != text:
            whole.append(text)
            tag.string = short
    return tuple(whole)
