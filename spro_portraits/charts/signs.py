"""The signs of a drawing: weak values drawn pale or hollow, and the line that explains signs.

Not decided here: which value is weak. A frame says it in an optional column ``weak``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.drawing import NARROW
from spro_portraits.charts.layout import LINE, NARROW_TEXT, WIDE_TEXT, balance
from spro_portraits.style import QUIET, REFERENCES, UNRELIABLE
from spro_portraits.wording import charts as words

SIGN_LIFT = 13
"""How far above the middle of a mark its sign ◊ stands, in pixels."""

Record = dict[str, Any]


def find_signs(texts: Iterable[str]) -> tuple[str, ...]:
    """Find the reasons whose signs stand in texts: what a legend must explain.

    Parameters
    ----------
    texts : iterable of str
        Values as written.

    Returns
    -------
    tuple of str
        Keys of :func:`spro_portraits.wording.charts.explain_signs`, each once.
    """
    reasons: dict[str, None] = {}
    for text in texts:
        if text.startswith(words.MINIMUM_SIGN):
            reasons[words.LOWER_BOUND] = None
        if text.endswith(words.UNRELIABLE_SIGN):
            reasons["peu_fiable"] = None
        reason = words.REASON_BY_SIGN.get(text)
        if reason:
            reasons[reason] = None
    return tuple(reasons)


def mark_weak(records: Iterable[Record], value: str = "value", text: str = "text") -> None:
    """Settle which records are weak, in place, and end their texts with the sign ◊.

    An absent value has the sign of its absence and is never weak.
    """
    for record in records:
        record["weak"] = bool(record.get("weak")) and record[value] is not None
        if record["weak"]:
            record[text] = words.sign_weak(record[text])


def find_weak_colour(role: str) -> str:
    """Give the colour of a weak mark; greys have no saturation to lose: they are hollow."""
    return UNRELIABLE if role == "territory" else REFERENCES[role]


def draw_sign_marks(data: Sequence[Record], lift: int = SIGN_LIFT, **position: Any) -> alt.Chart:
    """Write ◊ above weak marks, at the position given by encodings."""
    layer: alt.Chart = (
        alt.Chart(alt.InlineData(values=list(data)))
        .mark_text(text=words.UNRELIABLE_SIGN, dy=-lift, fontSize=12, color=QUIET, aria=False)
        .encode(**position)
    )
    return layer


def draw_sign_line(signs: Sequence[str], left: int, top: int) -> list[alt.Chart]:
    """Explain the signs in use under a plot, one line each; nothing where none is in use.

    Parameters
    ----------
    signs : sequence of str
        As :func:`find_signs` gives them.
    left : int
        How far the lines stand to the left of the plot when wide.
    top : int
        Distance from the top of the plot.
    """
    if not signs:
        return []
    texts = words.explain_chart_signs(signs)
    lines = {
        layout: [line for text in texts for line in balance(text, width)]
        for layout, width in (("wide", WIDE_TEXT), ("narrow", NARROW_TEXT))
    }
    layer: alt.Chart = (
        alt.Chart(alt.InlineData(values=[lines]))
        .transform_calculate(lines=f"{NARROW} ? datum.narrow : datum.wide")
        .mark_text(
            align="left",
            baseline="top",
            x=alt.ExprRef(f"{NARROW} ? 0 : {-left}"),
            y=top,
            lineHeight=LINE,
            fontSize=12,
            color=QUIET,
            aria=False,
        )
        .encode(text="lines:N")
    )
    return [layer]
