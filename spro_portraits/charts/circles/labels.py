"""Lines of text that fit: at most so many, each at most so wide."""

from __future__ import annotations

from functools import lru_cache

from spro_portraits.charts.layout import balance
from spro_portraits.style import measure_text

MORE = "…"


@lru_cache(maxsize=4096)
def fit_lines(
    text: str, width: float, size: float, weight: int = 400, most: int = 2
) -> tuple[str, ...]:
    """Wrap a text into lines of similar lengths; what does not fit ends with « … ».

    Parameters
    ----------
    text : str
        Wrapped at its ordinary spaces; a longer word is cut.
    width : float
        Of a line, in pixels.
    size : float
        Of the font, in pixels.
    weight : int
        400, 600 or 700.
    most : int
        Greatest number of lines.

    Returns
    -------
    tuple of str
        At least one line.
    """
    lines = balance(text, width, size, weight)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(_cut(line, width, size, weight) for line in lines)


def _cut(line: str, width: float, size: float, weight: int) -> str:
    """Cut a line so that it fits, at the end of a word where that keeps most of it."""
    if measure_text(line, size, weight) <= width:
        return line
    kept = line
    while kept and measure_text(kept + MORE, size, weight) > width:
        kept = kept[:-1]
    whole = kept.rpartition(" ")[0]
    return (whole if len(whole) > len(kept) / 2 else kept).rstrip(" ,;:–-") + MORE
