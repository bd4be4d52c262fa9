"""A chart of the page as a drawing for print: the same specification, at the width of a page.

Its title and unit are set by Typst, its texts stay texts. Not done here: what the chart shows.
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import vl_convert as vlc
from fontTools import subset

from spro_portraits.render.page import read_title
from spro_portraits.store import keep_text, name_versions
from spro_portraits.style import font_directory, fonts

CHART_WIDTH: Final = 720
"""Width at which a chart is drawn, in its pixels; its labels are 8.7 points high on paper."""
TEXT_WIDTH: Final = 481.89
"""Width of the text of a page, in points: 170 mm."""
_MOST_SAID = 8_000
"""Characters of a description: PDF/A holds no text of more than 32,767 bytes, two a character."""

_TALL, _LEAST = 310.0, 0.81
"""Height from which a chart gets smaller, in points, and how small its letters may become."""
TALLEST: Final = 550.0
"""Height of a drawing that stands on one page with a heading and its sources, in points."""
_KERNING = "kern"
_CODE_OF_FONTS = f" {_KERNING} 1"
"""Changes with how the faces are made lighter."""
_NARROW, _HOVER = "narrow", "hover"
_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')
_ROLES = re.compile(
    r' (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"|<path[^>]*display="none"[^>]*/>'
)

# A mark that is partly clear would be a group of its own in a PDF, each of 300 bytes.
_CLEAR = re.compile(r'<(?P<head>[^<>]*) opacity="(?P<value>[\d.]+)"(?P<tail>[^<>]*)>')


@cache
def _register_fonts() -> TemporaryDirectory[str]:
    """Register the three faces that charts use; the folder is there as long as the process.

    Measuring texts is most of what Vega does. Among the 24 files of the package it takes a
    quarter longer, and with all that a face can do beside kerning a sixth longer; the widths, and
    so the drawings, are the same.
    """
    kept = keep_text(
        "chart-fonts.json",
        name_versions("font-source-sans-pro", "fonttools") + _CODE_OF_FONTS,
        _lighten_faces,
    )
    folder = TemporaryDirectory(prefix="spro-fonts-")
    for face, written in json.loads(kept).items():
        Path(folder.name, f"SourceSansPro-{face}.otf").write_bytes(base64.b64decode(written))
    vlc.register_font_directory(folder.name)
    return folder


def _lighten_faces() -> str:
    """Take everything out of the faces that does not change the width of a text."""
    made = {}
    for face in fonts.WEIGHTS.values():
        options = subset.Options(layout_features=[_KERNING], hinting=False, notdef_outline=True)
        options.name_IDs = ["*"]
        file = BytesIO()
        with subset.load_font(str(font_directory() / f"SourceSansPro-{face}.otf"), options) as font:
            font.recalcTimestamp = False
            light = subset.Subsetter(options)
            light.populate(unicodes=font.getBestCmap())
            light.subset(font)
            font.save(file)
        made[face] = base64.b64encode(file.getvalue()).decode()
    return json.dumps(made)


def draw_chart(chart: dict[str, str]) -> dict[str, Any]:
    """Draw a chart as :mod:`spro_portraits.render.page` describes it.

    Parameters
    ----------
    chart : mapping
        ``spec`` (JSON), ``title`` and ``description``.

    Returns
    -------
    dict
        Block of kind ``chart``: ``title``, ``unit``, ``svg``, ``alt``, ``width`` and ``height``
        in points.

    Raises
    ------
    ValueError
        What Vega-Lite cannot draw.
    """
    spec = json.loads(chart["spec"])
    title, unit = _take_title(spec)
    svg = _draw(spec)
    width, height = map(float, _SIZE.search(svg).groups())  # type: ignore[union-attr]  # Vega writes both
    usual = TEXT_WIDTH / max(CHART_WIDTH, width)
    smaller = min(usual, TALLEST / height, max(_TALL / height, usual * _LEAST))
    return {
        "kind": "chart",
        "title": title or chart["title"],
        "unit": unit,
        "svg": _CLEAR.sub(_name_opacity, _ROLES.sub("", svg)),
        "alt": _shorten(chart["description"] or chart["title"]),
        "width": round(width * smaller, 2),
        "height": round(height * smaller, 2),
    }


def _take_title(spec: dict[str, Any]) -> tuple[str, str]:
    """Take the title out of a specification: its words, and its second line."""
    title = spec.pop("title", None) or ""
    unit = read_title(title.get("subtitle") or "") if isinstance(title, dict) else ""
    return read_title(title), unit


def _draw(spec: dict[str, Any]) -> str:
    _register_fonts()
    if spec.get("width") == "container":
        spec["width"] = CHART_WIDTH
    spec["padding"] = {"left": 0, "right": 2, "top": 2, "bottom": 2}
    spec["params"] = [
        {"name": _NARROW, "value": False} if one.get("name") == _NARROW else one
        for one in spec.get("params", [])
        if not any(str(view).startswith(_HOVER) for view in one.get("views", []))
    ]
    if "layer" in spec:
        spec["layer"] = [
            layer for layer in spec["layer"] if not str(layer.get("name", "")).startswith(_HOVER)
        ]
    svg: str = vlc.vegalite_to_svg(spec)
    return svg


def _name_opacity(found: re.Match[str]) -> str:
    """Say of a mark with a fill or a stroke alone that this one is partly clear."""
    rest = f"{found['head']}{found['tail']}"
    painted = [name for name in ("fill", "stroke") if _find_paint(rest, name) not in {"", "none"}]
    if float(found["value"]) == 1:
        return f"<{rest}>"
    if len(painted) != 1:
        return found[0]
    return f'<{found["head"]} {painted[0]}-opacity="{found["value"]}"{found["tail"]}>'


def _find_paint(attributes: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', attributes)
    return found[1] if found else ""


def _shorten(text: str) -> str:
    """Cut a description of hundreds of places at a word; the data of the page have them all."""
    if len(text) <= _MOST_SAID:
        return text
    return f"{text[:_MOST_SAID].rpartition(' ')[0]}…"
