"""How much room a slide leaves, at 24 points: lines of text, height of a body.

The sizes are those of ``templates/spro_slides/deck.css``. Nothing is drawn here.
"""

from __future__ import annotations

import math

from spro_portraits.style import LABEL_SIZE, measure_text, wrap

WIDTH, HEIGHT = 1184, 720
"""Of a slide between its margins, in pixels of 1,280."""
TEXT = 32
"""24 points on a slide of 13.33 × 7.5 inches."""
SCALE = TEXT / LABEL_SIZE
"""How much a chart is enlarged: its labels are then 24 points."""
CHART_WIDTH = math.floor(WIDTH / SCALE)
"""Of a chart before it is enlarged."""
LINE = 15.0
"""Height of a line of labels in a chart."""
_TOP, _FOOT, _GAP = 28, 58, 12
_TITLE, _SMALL_TITLE, _FEW = (40, 46), (34, 39), 2
_CAPTION, _CAPTION_GAP, _NOTE = 37, 8, 40


def count_lines(text: str, size: float, weight: int = 400, width: float = WIDTH) -> int:
    """Count the lines that a text takes; none for no text."""
    return len(wrap(text, width, size, weight)) if text else 0


def is_long(title: str) -> bool:
    """Whether a title is set smaller: it would take three lines."""
    return count_lines(title, _TITLE[0], 700) > _FEW


def find_body(title: str, caption: str = "", notes: int = 0) -> float:
    """Find the height that the body of a slide has, in pixels of 720.

    Parameters
    ----------
    title, caption : str
        Above the body; the caption may be empty.
    notes : int
        Lines under the figure.
    """
    size, line = _SMALL_TITLE if is_long(title) else _TITLE
    height = HEIGHT - _TOP - _FOOT - _GAP - line * max(1, count_lines(title, size, 700))
    if caption:
        height -= _CAPTION * count_lines(caption, TEXT, 600) + _CAPTION_GAP
    return height - _NOTE * notes


def shorten(text: str, width: float, size: float = LABEL_SIZE) -> str:
    """Cut a text at a word, with an ellipsis, where it is wider than ``width``."""
    if measure_text(text, size) <= width:
        return text
    words = text.split(" ")
    while len(words) > 1 and measure_text(" ".join(words) + "…", size) > width:
        words.pop()
    return " ".join(words).rstrip(" ,;(–") + "…"
