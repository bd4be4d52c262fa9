"""Notes, source lines, and the key of the signs of absence."""

from __future__ import annotations

from collections.abc import Iterable

from spro_portraits.charts.templating import fill_template
from spro_portraits.wording import charts as words


def draw_note(text: str) -> str:
    """Draw a note as an HTML fragment."""
    return fill_template("line", text=text, kind="note")


def draw_source_line(text: str) -> str:
    """Draw the source of a figure or a table as an HTML fragment."""
    return fill_template("line", text=text, kind="source")


def draw_legend_of_signs(reasons: Iterable[str]) -> str:
    """Explain the signs in use: n. d., s., –, ≥, ◊.

    Parameters
    ----------
    reasons : iterable of str
        Reasons of absence in use, and ``"minimum"`` where a total is a lower bound.

    Returns
    -------
    str
        An HTML fragment; empty where no sign is in use.

    Raises
    ------
    KeyError
        For an unknown reason.
    """
    signs = words.explain_signs(reasons)
    return fill_template("signs", signs=signs, words=words) if signs else ""
