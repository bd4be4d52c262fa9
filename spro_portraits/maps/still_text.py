"""Lines of text in a drawing without a browser: broken by measured widths, written as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from spro_portraits.style import INK, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT: Final = "Source Sans Pro,sans-serif"
"""Plain names only: ``vl_convert`` leaves texts out whose list of fonts it cannot read."""
LEADING: Final = 1.3
"""Distance of two lines of a text, by its size."""


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is written: size in pixels, weight (400, 600 or 700), colour."""

    size: float
    weight: int = 400
    colour: str = INK

    @property
    def leading(self) -> float:
        """Distance of two lines, in pixels."""
        return self.size * LEADING


def break_lines(text: str, width: float, kind: Type) -> list[str]:
    """Break a text at its ordinary spaces into lines of a width in pixels.

    A word wider than that has a line of its own.
    """
    return wrap(text, width, kind.size, kind.weight)


def write_text(x: float, y: float, text: str, kind: Type, anchor: str = "start") -> str:
    """Write one line of text; ``y`` is its baseline."""
    weight = "" if kind.weight == 400 else f' font-weight="{kind.weight}"'  # noqa: PLR2004 - regular
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{kind.size:g}"{weight}{turned} '
        f'fill="{kind.colour}">{escape(text, quote=False)}</text>'
    )


def write_block(x: float, top: float, lines: Sequence[str], kind: Type) -> tuple[str, float]:
    """Write lines one below the other; gives them and where the next block may begin."""
    drawn = "".join(
        write_text(x, top + kind.size + rank * kind.leading, line, kind)
        for rank, line in enumerate(lines)
    )
    return drawn, top + len(lines) * kind.leading
