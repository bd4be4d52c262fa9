"""How everything looks: palettes, type, the style sheet of pages, the theme of charts.

Not done here: text, data, drawing. This room imports nothing of the project.
"""

from spro_portraits.style.fonts import (
    FONT_FAMILY,
    FONT_STACK,
    font_css,
    font_directory,
    measure_text,
    subset_font,
)
from spro_portraits.style.lines import wrap
from spro_portraits.style.markers import MARKERS
from spro_portraits.style.palette import (
    CATEGORIES,
    CATEGORY_OUTLINE,
    DASHES,
    DIVERGING,
    HATCH_SPACING,
    INK,
    MISSING,
    PAPER,
    QUIET,
    REFERENCES,
    RULE,
    SECRET,
    SEQUENTIAL,
    SHAPES,
    TERRITORY,
    TERRITORY_QUIET,
    TERRITORY_TINTS,
    TERRITORY_WASH,
    UNRELIABLE,
    UNRELIABLE_WASH,
    WASH,
    mute_colour,
)
from spro_portraits.style.sheet import page_css
from spro_portraits.style.vega import LABEL_SIZE, NUMBER_LOCALE, TITLE_SIZE, vega_theme

__all__ = [
    "CATEGORIES",
    "CATEGORY_OUTLINE",
    "DASHES",
    "DIVERGING",
    "FONT_FAMILY",
    "FONT_STACK",
    "HATCH_SPACING",
    "INK",
    "LABEL_SIZE",
    "MARKERS",
    "MISSING",
    "NUMBER_LOCALE",
    "PAPER",
    "QUIET",
    "REFERENCES",
    "RULE",
    "SECRET",
    "SEQUENTIAL",
    "SHAPES",
    "TERRITORY",
    "TERRITORY_QUIET",
    "TERRITORY_TINTS",
    "TERRITORY_WASH",
    "TITLE_SIZE",
    "UNRELIABLE",
    "UNRELIABLE_WASH",
    "WASH",
    "font_css",
    "font_directory",
    "measure_text",
    "mute_colour",
    "page_css",
    "subset_font",
    "vega_theme",
    "wrap",
]
