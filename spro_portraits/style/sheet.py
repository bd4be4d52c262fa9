"""The style sheet of pages, for the screen and for paper."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from spro_portraits.style import palette
from spro_portraits.style.fonts import FONT_STACK

_VARIABLES = {
    "ink": palette.INK,
    "quiet": palette.QUIET,
    "rule": palette.RULE,
    "wash": palette.WASH,
    "paper": palette.PAPER,
    "territory": palette.TERRITORY,
    "territory-wash": palette.TERRITORY_WASH,
    "departement": palette.REFERENCES["departement"],
    "region": palette.REFERENCES["region"],
    "france": palette.REFERENCES["france"],
}


@cache
def page_css() -> str:
    """Give the style sheet: variables from the palette, then ``page.css``.

    The ``@font-face`` rules are apart (:func:`~spro_portraits.style.fonts.font_css`).
    """
    variables = "".join(f"--spro-{name}:{value};" for name, value in _VARIABLES.items())
    sheet = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return f":root{{{variables}--spro-font:{FONT_STACK}}}\n{sheet}"
