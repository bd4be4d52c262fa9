"""Source Sans Pro as the pages and drawings use it: subsets, widths, and its folder.

The font (SIL Open Font Licence 1.1) comes from the wheel ``font-source-sans-pro``; nothing
is fetched and nothing is written to disk. Its default figures are tabular and lining, so
that no OpenType feature is needed to align a column.
"""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FONT_FAMILY: Final = "Source Sans Pro"
FONT_STACK: Final = f"'{FONT_FAMILY}', 'Source Sans 3', 'Segoe UI', 'Noto Sans', sans-serif"
"""The house font and what takes its place, for CSS and for an attribute of SVG.

Each name is quoted: bare, the figure of ``Source Sans 3`` makes the list unreadable, and what
draws SVG without a browser (resvg) then leaves the text out.
"""
WEIGHTS: Final = {400: "Regular", 600: "Semibold", 700: "Bold"}

GLYPHS: Final = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "ÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜŸàâäæçèéêëîïôöœùûüÿñÑáíóú"
    + "«»‹›“”‘’„–—…·•°ªº§©®†‡\u00a0\u202f\u2011"
    + "€±×÷−≈≠≤≥◊½¼¾²³¹µ‰√∞"
    + "←↑→↓↗↘"
    + "▲▼◆■●"
)
"""What a French page needs; a glyph the font lacks falls back to the reader's own font."""

_FEATURES = ("kern", "liga", "locl", "ccmp", "mark", "pnum", "tnum", "lnum", "ordn", "sups")


def font_directory() -> Path:
    """Give the folder of the font files, for ``vl_convert`` and Typst."""
    return Path(str(files("font_source_sans_pro"))) / "files"


@cache
def subset_font(weight: int) -> bytes:
    """Make the WOFF2 subset of one weight; same bytes at each call and in each process.

    Parameters
    ----------
    weight : int
        400, 600 or 700.

    Raises
    ------
    KeyError
        For another weight.
    """
    # Most pages take what was kept: the tool that cuts fonts is not loaded for them.
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - see above

    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(_FEATURES)
    options.hinting = False
    options.desubroutinize = True
    options.recalc_timestamp = False
    options.name_IDs = [1, 2, 4, 6, 13, 14]
    path = font_directory() / f"SourceSansPro-{WEIGHTS[weight]}.otf"
    subsetter = Subsetter(options)
    subsetter.populate(text=GLYPHS)
    out = BytesIO()
    with TTFont(path, recalcTimestamp=False, lazy=False) as font:
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(out)
    return out.getvalue()


@cache
def font_css() -> str:
    """Write the ``@font-face`` rules of the three weights, the subsets inside as base64."""
    return "\n".join(
        f'@font-face{{font-family:"{FONT_FAMILY}";font-style:normal;font-weight:{weight};'
        "font-display:block;src:url(data:font/woff2;base64,"
        f'{base64.b64encode(subset_font(weight)).decode("ascii")}) format("woff2")}}'
        for weight in WEIGHTS
    )


@cache
def _advances(weight: int) -> tuple[dict[int, int], int]:
    path = font_directory() / f"SourceSansPro-{WEIGHTS[weight]}.otf"
    with TTFont(path, lazy=True) as font:
        widths = {code: font["hmtx"][name][0] for code, name in font.getBestCmap().items()}
        return widths, font["head"].unitsPerEm


def measure_text(text: str, size: float, weight: int = 400) -> float:
    """Measure the width of one line of text, in pixels, kerning left out.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Font size in pixels.
    weight : int
        400, 600 or 700.
    """
    widths, em = _advances(weight)
    return sum(widths.get(ord(char), em // 2) for char in text) * size / em
