"""The colours, signs and shapes of the house, by meaning.

A colour means the same thing on a card, a chart, a map and a slide. No colour is alone in
carrying a meaning: greys also differ by dash and shape, categories by outline and label.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

INK: Final = "#1a2430"
"""Text."""
QUIET: Final = "#4c5866"
"""Secondary text: labels of axes, notes, sources (more than 7 : 1 on paper)."""
RULE: Final = "#d4d9e0"
"""Thin rules and grids: no information is carried by them alone."""
WASH: Final = "#f3f5f8"
"""The faintest background."""
PAPER: Final = "#ffffff"

TERRITORY: Final = "#0b4ea2"
"""The territory of the portrait, everywhere."""
TERRITORY_TINTS: Final = ("#0b4ea2", "#1f6fc4", "#062a59", "#4c7099")
"""Several lines that all belong to the territory (covering zones): one hue, four depths."""
TERRITORY_QUIET: Final = "#7593bb"
"""Rows of the territory that are not the subject of the drawing."""
TERRITORY_WASH: Final = "#d3e2f4"
"""Bars behind figures in tables."""

REFERENCES: Final[Mapping[str, str]] = MappingProxyType(
    {"departement": "#3b424b", "region": "#6a717b", "france": "#8e949d", "peer": "#8e949d"}
)
"""Greys of the places of comparison, from dark (near) to light (far)."""

DASHES: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "territory": (),
        "departement": (7, 3),
        "region": (2, 2),
        "france": (10, 3, 2, 3),
        "peer": (1, 3),
    }
)
"""Dash patterns of lines, in pixels; empty for a solid line."""

SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "territory": "circle",
        "departement": "diamond",
        "region": "square",
        "france": "triangle-up",
        "peer": "circle",
    }
)
"""Vega names of the shapes of points."""

SEQUENTIAL: Final = ("#e2f0ee", "#b7dad5", "#84bdb8", "#4f9b98", "#217776", "#0a4f52")
"""Quantities: one hue (teal, so that the blue outline of the territory stays visible)."""

DIVERGING: Final = ("#8a4a06", "#c47c2c", "#e8c08c", "#efeeec", "#c4b9dd", "#8b76b9", "#503a86")
"""Below and above a reference: brown to purple, neutral in the middle."""

CATEGORIES: Final = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#d55e00", "#cc79a7")
"""Categories, at most six: Okabe–Ito in its order, without black (text) and blue (territory).

Always drawn with the outline :data:`CATEGORY_OUTLINE`: the light ones would fade on paper.
"""
CATEGORY_OUTLINE: Final = INK

MISSING: Final = "#a7aeb8"
"""Lines of the pale hatching of what is not available."""
SECRET: Final = "#616975"  # noqa: S105 - a colour
"""Lines of the denser hatching of what secrecy masks."""
UNRELIABLE: Final = "#8093ad"
"""The territory's colour at low saturation, for values that bear the sign ◊."""

UNRELIABLE_WASH: Final = "#e3e9f1"
"""Inside of a weak bar, within an outline of :data:`UNRELIABLE`."""

HATCH_SPACING: Final[Mapping[str, int]] = MappingProxyType({MISSING: 8, SECRET: 4})
"""Distance of the lines of a hatching, in pixels."""


def mute_colour(colour: str) -> str:
    """Bring a colour to low saturation, for an unreliable value.

    Parameters
    ----------
    colour : str
        ``#rrggbb``.

    Returns
    -------
    str
        ``#rrggbb``, two thirds of the way to the grey of the same lightness.
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#" + "".join(f"{round(c + (grey - c) * 2 / 3):02x}" for c in (red, green, blue))
