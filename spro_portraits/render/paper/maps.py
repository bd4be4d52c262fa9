"""A map of the page as still maps for print, from the geometry, classes and words it carries.

A page of a map holds all that it shows; paper shows each of its layers, side by side, with the
legend of the page. Not done here: choosing classes, wording (``maps``), what only the pointer
reveals (the value of each area).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

from spro_portraits.render.paper.inline import read_words
from spro_portraits.render.paper.map_arcs import Floats, Shape, read_arcs, read_shapes
from spro_portraits.render.paper.map_drawing import Drawn, Ground, draw_layer, draw_points
from spro_portraits.render.paper.pictures import write_svg
from spro_portraits.style import DIVERGING, INK, PAPER
from spro_portraits.wording import paper as words

_TEXT = re.compile(r'<script type="text/plain" id="(?P<name>spro-land[^"]*)">(?P<text>[^<]*)<')
_LAYER = re.compile(
    r"sproLayer\(\s*sproLand,\s*"
    r"(?:sproText\(\"(?P<name>[^\"]+)\"\)|(?P<text>\"(?:[^\"\\]|\\.)*\")),"
    r"\s*\"(?P<type>\w+)\",\s*\{\s*"
    r"style:\s*\{(?P<style>[^}]*)\},\s*interactive:\s*(?P<live>\w+),\s*pane:\s*\"(?P<pane>\w+)\""
)
_STYLE = re.compile(r'"(\w+)":\s*("[^"]*"|[\w.]+)')
_DATA = re.compile(r"\nconst data = (\{.*\});\n")
_NETWORK = re.compile(r"\nsproNetwork\([^\n{]*, (\{.*\})\);\n")
_PANEL = re.compile(r'<svg class="spro-defs".*?</footer>', re.DOTALL)
_BODY = re.compile(r"<body[^>]*>(.*)<script>", re.DOTALL)
_CREDIT = re.compile(r"\s*Carte\s*:\s*Leaflet[^.]*(?:\.\w+)*\.$")
_RING = f'<circle r="11" fill="none" stroke="{INK}" stroke-width="2"/>'
_BELOW = {colour: f"below-{colour[1:]}" for colour in DIVERGING[: len(DIVERGING) // 2]}
"""Hatchings of the classes below a reference, by colour."""
_MOST = 8
"""Layers that one map shows on paper."""
_FINER = 0.65
_CROWD = 150
"""Areas above which a drawing names none, and its lines are finer."""

_WIDTHS = ((1, 430.0), (4, 304.0), (_MOST, 206.0))
"""Width of a drawing, in pixels: alone, of two beside each other, of three."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page of a map holds."""

    arcs: list[Floats]
    layers: list[tuple[list[Shape], str, dict[str, str], str]]
    panel: BeautifulSoup


def read_map(
    page: str, title: str, shape: tuple[float, float] | None = None
) -> dict[str, Any] | None:
    """Read the page of a map.

    Parameters
    ----------
    page : str
        HTML of the frame.
    title : str
        Of the frame.
    shape : (float, float), optional
        Width of each drawing in pixels, and its height over it at most, where a layout asks for
        its own (a map of layers).

    Returns
    -------
    dict or None
        Block of kind ``map``: ``title``, ``maps`` (each ``title``, ``svg``, ``alt``, ``width``,
        ``height`` in pixels, ``head``, ``rows`` of ``svg``, ``text``, ``count``, ``method``),
        ``sources``, ``left`` (a sentence that names the layers not shown), ``list`` (all
        structures of a network).
        None for a page that is not one of ours.
    """
    texts = {found["name"]: found["text"] for found in _TEXT.finditer(page)}
    panel = _PANEL.search(page)
    if "spro-land" not in texts or panel is None:
        return None
    layers = []
    for found in _LAYER.finditer(page):
        style = {name: value.strip('"') for name, value in _STYLE.findall(found["style"])}
        text = texts[found["name"]] if found["name"] else json.loads(found["text"])
        layers.append((read_shapes(text), found["type"], style, found["pane"]))
    # Lines that stand above the areas may have arcs of their own, numbered after the others.
    arcs = read_arcs(texts["spro-land"]) + read_arcs(texts.get("spro-land-own", ""))
    read = _Page(arcs, layers, BeautifulSoup(panel[0], "html.parser"))
    if data := _DATA.search(page):
        return _read_layers(read, json.loads(data[1]), title, shape)
    if data := _NETWORK.search(page):
        return _read_network(read, json.loads(data[1]), title)
    return None


def _read_sources(panel: BeautifulSoup, ranks: list[int]) -> list[str]:
    """Read the sources of layers, once each, and what stands under the map for all."""
    lines = panel.select("footer p")
    notes = [read_words(line) for line in lines if "spro-map-note" in _classes(line)]
    sources = [read_words(line) for line in lines if "spro-map-note" not in _classes(line)]
    shown = [sources[rank] for rank in ranks if rank < len(sources)]
    return list(dict.fromkeys([*(_CREDIT.sub("", text) for text in shown), *notes]))


def _read_layers(
    page: _Page, data: dict[str, Any], title: str, shape: tuple[float, float] | None
) -> dict[str, Any]:
    layers, legends = data["layers"], page.panel.select(".spro-legend")
    shown = _choose(layers)
    usual = next(width for most, width in _WIDTHS if len(shown) <= most)
    width, most_tall = shape or (usual, None)
    patterns = {str(found.get("id")): found for found in page.panel.find_all("pattern", id=True)}
    hatchings = {name: _dress(pattern) for name, pattern in patterns.items()}
    hatchings |= {name: _hatch_below(colour, name) for colour, name in _BELOW.items()}
    names = data["names"].split("\n")
    # Of hundreds of areas on a few centimetres, colours are read, not lines or names.
    is_crowded = data["centred"] and len(names) > _CROWD
    finer = _CROWD / len(names) / 2 if is_crowded else 1.0
    ground = Ground(page.arcs, page.layers, width, hatchings, most_tall, finer)
    places = [] if is_crowded else data["places"]
    maps = []
    for rank in shown:
        layer = layers[rank]
        paints = [layer["fills"][sign] for sign in layer["signs"]]
        fills = [f"url(#{_BELOW[paint]})" if paint in _BELOW else paint for paint in paints]
        drawn = draw_layer(
            ground, fills, places=places, around=data["around"], centred=data["centred"],
        )  # fmt: skip
        maps.append(_describe(drawn, legends[rank], layer["label"], len(names), hatchings))
    return {
        "kind": "map",
        "title": title,
        "maps": maps,
        "sources": _read_sources(page.panel, shown),
        "left": words.name_left(
            [layer["label"] for rank, layer in enumerate(layers) if rank not in shown]
        ),
        "list": [],
    }


def _choose(layers: list[dict[str, Any]]) -> list[int]:
    """Choose the layers that paper shows: the first ones; the others are named."""
    return list(range(len(layers)))[:_MOST]


def _dress(pattern: Tag) -> str:
    """Write a hatching, smaller than on a page."""
    svg = write_svg(pattern)
    if "patternTransform" in svg:
        return svg.replace("rotate(45)", f"rotate(45) scale({_FINER})")
    return svg.replace("<pattern", f'<pattern patternTransform="scale({_FINER})"', 1)


def _describe(
    drawn: Drawn, legend: Tag, label: str, areas: int, patterns: dict[str, str]
) -> dict[str, Any]:
    heading = legend.find("caption")
    head = legend.select("thead th")
    method = legend.find("p")
    rows = []
    for row in legend.select("tbody tr"):
        swatch, text, count = row.find("svg"), row.find("th"), row.find_all("td")[-1]
        rows.append(
            {
                "svg": _dress_swatch(swatch, patterns) if swatch else "",
                "text": read_words(text) if text else "",
                "count": read_words(count),
            }
        )
    title = read_words(heading) if heading else label
    told = [words.pair(row["text"], row["count"]) for row in rows]
    return {
        "title": title,
        "svg": drawn.svg,
        "width": drawn.width,
        "height": drawn.height,
        "alt": words.describe_map(title, read_words(head[-1]) if head else "", areas, told),
        "head": read_words(head[-1]) if head else "",
        "rows": rows,
        "method": read_words(method) if isinstance(method, Tag) else "",
    }


def _hatch_below(colour: str, name: str) -> str:
    """Write the hatching of a class below its reference.

    The ends of a diverging palette are as dark as each other: without it a grey print could not
    tell them apart.
    """
    return (
        f'<pattern id="{name}" width="4.5" height="4.5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0H4.5V4.5H0Z" fill="{colour}"/>'
        f'<path d="M0 0V4.5" stroke="{PAPER}" stroke-width="0.9"/></pattern>'
    )


def _dress_swatch(swatch: Tag, patterns: dict[str, str]) -> str:
    """Write the swatch of a legend with the patterns that it uses."""
    svg = write_svg(swatch)
    for colour, name in _BELOW.items():
        svg = svg.replace(f'"{colour}"', f'"url(#{name})"')
    defs = "".join(text for name, text in patterns.items() if f"url(#{name})" in svg)
    box = f'viewBox="0 0 {swatch.get("width")} {swatch.get("height")}" '
    svg = svg.replace("<svg ", f"<svg {box}", 1) if "viewBox" not in svg else svg
    return svg.replace(">", f"><defs>{defs}</defs>", 1) if defs else svg


def _read_network(page: _Page, data: dict[str, Any], title: str) -> dict[str, Any]:
    """Read the map of structures: signs by réseau, and a list of all of them."""
    ground = Ground(page.arcs, page.layers, _WIDTHS[0][1], {})
    names = data["communes"]["names"].split("\n")
    towns = [[name, *data["communes"]["at"][rank]] for rank, name in data["communes"]["towns"]]
    symbols = [
        "".join(str(child) for child in found.find_all("path"))
        for found in page.panel.select('symbol[id^="spro-kind-"]')
    ]
    hollow = [
        "".join(str(child) for child in found.find_all("path"))
        for found in page.panel.select('symbol[id^="spro-hollow-"]')
    ]
    placed = [point for point in data["points"] if point.get("at")]
    drawn = draw_points(
        ground,
        [((hollow if p.get("hollow") else symbols)[p["kind"]], p["at"], bool(p.get("leading")))
         for p in placed],
        towns=towns,
    )  # fmt: skip
    rows = []
    for rank, kind in enumerate(data["kinds"]):
        count = sum(point["kind"] == rank for point in data["points"])
        rows.append({"svg": _frame(symbols[rank]), "text": kind["name"], "count": str(count)})
    for item in page.panel.select(".spro-key li"):
        if item.select_one("use, .spro-ring"):
            inside = hollow[0] if item.select_one("use") and hollow else _RING
            rows.append({"svg": _frame(inside), "text": read_words(item), "count": ""})
    told = [words.pair(row["text"], row["count"]) for row in rows if row["count"]]
    legend = {
        "title": "", "svg": drawn.svg, "width": drawn.width, "height": drawn.height,
        "alt": words.describe_map(title, words.STRUCTURES, len(names), told),
        "head": words.STRUCTURES, "rows": rows, "method": "",
    }  # fmt: skip
    return {
        "kind": "map",
        "title": title,
        "maps": [legend],
        "sources": _read_sources(page.panel, [0]),
        "left": "",
        "list": [_list_structure(point, data["kinds"]) for point in data["points"]],
    }


def _frame(sign: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-13 -13 26 26">{sign}</svg>'


def _list_structure(point: dict[str, Any], kinds: list[dict[str, str]]) -> dict[str, Any]:
    site = str(point.get("site", ""))
    address, commune = point.get("address", ""), point.get("commune", "")
    where = address if commune in address else ", ".join(filter(None, (address, commune)))
    return {
        "name": point["name"],
        "kind": kinds[point["kind"]]["short"],
        "role": point.get("role", ""),
        "where": where,
        "phone": point.get("phone", ""),
        "site": site if point.get("linked") else "",
    }


def _classes(tag: Tag) -> list[str]:
    return [str(name) for name in tag.get_attribute_list("class")]
