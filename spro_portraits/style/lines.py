"""A text broken into lines by the widths of its words, for drawings that do not break it."""

from __future__ import annotations

from spro_portraits.style.fonts import measure_text
from spro_portraits.style.vega import LABEL_SIZE


def wrap(text: str, width: float, size: float = LABEL_SIZE, weight: int = 400) -> list[str]:
    """Wrap a text at its ordinary spaces; a word wider than ``width`` (pixels) stays whole."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure_text(joined, size, weight) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
