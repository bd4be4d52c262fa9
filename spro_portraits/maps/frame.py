"""What our pages of maps share: scripts, style sheets and their colours, data for a script."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from spro_portraits.maps.offline import Verbatim, read_asset
from spro_portraits.style import FONT_STACK, INK, PAPER, QUIET, RULE, TERRITORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from branca.element import Figure

COLOR_VARIABLES = "".join(
    f"--{name}:{color};"
    for name, color in (
        ("ink", INK), ("quiet", QUIET), ("rule", RULE), ("paper", PAPER), ("territory", TERRITORY),
        ("font", FONT_STACK),
    )
)  # fmt: skip
"""CSS variables of the colours and fonts of the house."""

_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"})


def add_parts(figure: Figure, sheets: Sequence[str], scripts: Sequence[str]) -> None:
    """Put style sheets and scripts of ours into the page of a map.

    Each script is an element of its own: a page that shows several maps keeps those that are
    alike in them once.
    """
    written = f":root{{{COLOR_VARIABLES}}}\n" + "".join(map(read_asset, sheets))
    figure.header.add_child(Verbatim(f"<style>{written}</style>"), name="spro_sheets")
    for name in scripts:
        figure.script.add_child(Verbatim(read_asset(name)), name=name)


def write_data(data: Any) -> str:
    """Write data as JSON that no text in it can leave: safe inside a script element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.translate(_ESCAPES)
