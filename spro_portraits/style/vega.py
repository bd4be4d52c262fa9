"""The house theme of charts, as a plain Vega-Lite ``config``."""

from __future__ import annotations

from typing import Any

from spro_portraits.style.fonts import FONT_FAMILY
from spro_portraits.style.palette import (
    CATEGORIES,
    DIVERGING,
    INK,
    PAPER,
    QUIET,
    RULE,
    SEQUENTIAL,
    TERRITORY,
)

LABEL_SIZE = 13
TITLE_SIZE = 16

NUMBER_LOCALE = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u00a0%",
    "minus": "\u2212",
    "nan": "n.\u00a0d.",
}
"""d3-format locale: ``1 234,5``, ``12 %``, ``−3``."""


def vega_theme() -> dict[str, Any]:
    """Build the configuration that each chart carries; a new dict at each call.

    No time locale: our time axes are years and quarters, written by the charts.
    """
    # No family with a figure in its name ('Source Sans 3'): vl-convert 1.9 then measures
    # every text with a guess, and drawings shrink.
    stack = f"{FONT_FAMILY}, 'Segoe UI', 'Noto Sans', sans-serif"
    return {
        "background": PAPER,
        "font": stack,
        "padding": {"left": 0, "right": 4, "top": 4, "bottom": 4},
        "locale": {"number": dict(NUMBER_LOCALE)},
        "view": {"stroke": None, "continuousHeight": 280, "continuousWidth": 640},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "offset": 14,
            "color": INK,
            "fontSize": TITLE_SIZE,
            "fontWeight": 600,
            "lineHeight": 20,
            "subtitleColor": QUIET,
            "subtitleFontSize": LABEL_SIZE,
            "subtitleFontWeight": 400,
            "subtitleLineHeight": 17,
            "subtitlePadding": 4,
            "aria": False,
        },
        "axis": {
            "aria": False,
            "domain": False,
            "ticks": False,
            "grid": True,
            "gridColor": RULE,
            "gridWidth": 1,
            "labelColor": QUIET,
            "labelFontSize": LABEL_SIZE,
            "labelFontWeight": 400,
            "labelPadding": 8,
            "labelLineHeight": 15,
            "labelLimit": 0,
            "titleColor": QUIET,
            "titleFontSize": LABEL_SIZE,
            "titleFontWeight": 400,
        },
        "axisX": {"labelFlush": False},
        "axisBand": {"grid": False, "labelColor": INK},
        "legend": {
            "aria": False,
            "orient": "top",
            "direction": "horizontal",
            "title": None,
            "labelColor": INK,
            "labelFontSize": LABEL_SIZE,
            "labelLimit": 0,
            "columnPadding": 18,
            "rowPadding": 4,
            "offset": 10,
            "symbolSize": 90,
        },
        "mark": {"color": TERRITORY},
        "bar": {"color": TERRITORY},
        "line": {"color": TERRITORY, "strokeWidth": 2, "strokeCap": "butt"},
        "point": {"filled": True, "size": 90, "opacity": 1},
        "rule": {"color": RULE},
        "text": {"color": INK, "fontSize": LABEL_SIZE},
        "range": {
            "category": list(CATEGORIES),
            "ramp": list(SEQUENTIAL),
            "heatmap": list(SEQUENTIAL),
            "ordinal": list(SEQUENTIAL),
            "diverging": list(DIVERGING),
        },
    }
