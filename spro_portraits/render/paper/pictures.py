"""Drawings that a page carries in its HTML, as pictures of their own.

Not done here: drawing. A parser of HTML writes the names of SVG in small letters, and a page
dresses its drawings by its style sheet; both are mended.
"""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Any

from spro_portraits.style import FONT_FAMILY, INK, PAPER, RULE

if TYPE_CHECKING:
    from bs4 import Tag

_NAMES = (
    "viewBox", "preserveAspectRatio", "patternUnits", "patternTransform", "patternContentUnits",
    "clipPathUnits", "gradientUnits", "gradientTransform", "clipPath", "linearGradient",
    "radialGradient", "textPath", "textLength", "markerWidth", "markerHeight", "refX", "refY",
)  # fmt: skip
_LOWERED = {name.lower(): name for name in _NAMES}
_LOWERED_NAME = re.compile(rf"(?<=[\s</])({'|'.join(_LOWERED)})(?=[\s=>])")
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
_DRESS = (
    f"<style>.spro-panel-foot{{stroke:{RULE}}}"
    f".spro-mark{{stroke:{PAPER};stroke-width:1.5;paint-order:stroke}}</style>"
)
_NUMBER = re.compile(r"-?[\d.]+")
PIXEL = 0.75
"""Points of a pixel of CSS."""


def write_svg(tag: Tag) -> str:
    """Write an ``svg`` element of a page as a picture of its own; another as it is."""
    text = _LOWERED_NAME.sub(lambda found: _LOWERED[found[1]], str(tag))
    if tag.name != "svg":
        return text
    head, _, body = text.partition(">")
    if "xmlns=" not in head:
        head = head.replace("<svg", f"<svg {_NAMESPACE}", 1)
    if "font-family=" not in head:
        head += f' font-family="{FONT_FAMILY}"'
    if "fill=" not in head:
        head += f' fill="{INK}"'
    dress = _DRESS if "spro-" in body else ""
    return f"{head}>{dress}{body}"


def find_size(tag: Tag) -> tuple[float, float]:
    """Find width and height of an ``svg`` element, in pixels; 0 where it says nothing."""
    box = [float(number) for number in _NUMBER.findall(str(tag.get("viewbox") or ""))]
    sides = []
    for rank, name in ((2, "width"), (3, "height")):
        found = _NUMBER.match(str(tag.get(name) or ""))
        percent = str(tag.get(name) or "").endswith("%")
        known = float(found[0]) if found and not percent else 0.0
        sides.append(known or (box[rank] if len(box) > rank else 0.0))
    return sides[0], sides[1]


def find_words(tag: Tag) -> str:
    """Find what is said of an ``svg`` element to who does not see it."""
    said = [str(tag.get("aria-label") or "")]
    said += [
        found.get_text(" ", strip=True)
        for name in ("title", "desc")
        if (found := tag.find(name, recursive=False)) is not None
    ]
    seen = dict.fromkeys(text.rstrip(".") for text in said if text)
    return ". ".join(seen)


def make_picture(tag: Tag, *, title: str = "") -> dict[str, Any]:
    """Make the block of a drawing of a page: kind ``picture``, sizes in points."""
    width, height = find_size(tag)
    return {
        "kind": "picture",
        "svg": write_svg(tag),
        "alt": find_words(tag) or title,
        "title": title,
        "width": width * PIXEL,
        "height": height * PIXEL,
    }


_SIDES = re.compile(r"<svg\b[^>]*>")
_SIDE = r'\b{name}="([\d.]+)(pt|px|)"'
_FRAME_MARKER = re.compile(
    rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf].{3}(.{2})(.{2})", re.DOTALL
)
_USUAL = (640.0, 480.0)


def make_image(text: str, kind: str, alt: str) -> dict[str, Any]:
    """Make the block of an image output, as :func:`make_picture` does.

    Parameters
    ----------
    text : str
        SVG, or the base64 of a PNG or a JPEG.
    kind : str
        Its type.
    alt : str
        What is said of it.
    """
    if kind == "image/svg+xml":
        svg = text[max(text.find("<svg"), 0) :]
        width, height = _measure_svg(svg)
    else:
        width, height = _measure_raster(base64.b64decode(text), kind)
        data = "".join(text.split())
        svg = (
            f'<svg {_NAMESPACE} viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
            f'height="{height:g}"><image width="{width:g}" height="{height:g}" '
            f'href="data:{escape(kind)};base64,{data}"/></svg>'
        )
    return {
        "kind": "picture", "svg": svg, "alt": alt, "title": "",
        "width": width * PIXEL, "height": height * PIXEL,
    }  # fmt: skip


def _measure_svg(svg: str) -> tuple[float, float]:
    """Measure a picture in pixels."""
    head = found[0] if (found := _SIDES.search(svg)) else ""
    sides = []
    for name in ("width", "height"):
        side = re.search(_SIDE.format(name=name), head)
        sides.append(float(side[1]) / (PIXEL if side[2] == "pt" else 1) if side else 0.0)
    if all(sides):
        return sides[0], sides[1]
    box = re.search(r'viewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', head)
    return (float(box[1]), float(box[2])) if box else _USUAL


def _measure_raster(data: bytes, kind: str) -> tuple[float, float]:
    """Measure a PNG or a JPEG in pixels; a usual size where it does not say."""
    if kind == "image/png" and len(data) >= 24:  # noqa: PLR2004 - its head
        return float(int.from_bytes(data[16:20])), float(int.from_bytes(data[20:24]))
    if found := _FRAME_MARKER.search(data):
        return float(int.from_bytes(found[2])), float(int.from_bytes(found[1]))
    return _USUAL
