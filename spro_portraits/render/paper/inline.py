"""The words of a piece of HTML as runs: text, and how it is written.

Only what a reader of the page sees; bubbles and what is said to screen readers alone are left
out by whoever reads the block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from spro_portraits.render.paper.pictures import write_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

Run = str | dict[str, Any]
"""Plain text, or ``text`` with ``style`` (letters of ``b i s c`` and ``+`` ``-`` for raised and
lowered), ``link`` (an address, or ``#`` and a heading); or ``svg``, a sign; or ``break``."""

_SPACES = re.compile(r"[ \t\r\n]+")
_STYLES = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "small": "s", "code": "c", "pre": "c",
    "kbd": "c", "sup": "+", "sub": "-",
}  # fmt: skip
_OWN_LINE = {"spro-guide-small", "spro-factor-meaning", "spro-guide-former"}
_BLOCKS = {"p", "div", "li", "dt", "dd", "tr"}


def read_inline(tag: Tag) -> list[Run]:
    """Read the runs of an element, spaces folded, none at its ends."""
    return _tidy(_walk(tag, "", ""))


def read_words(tag: Tag) -> str:
    """Read the words of an element as one text."""
    return join_runs(read_inline(tag))


def join_runs(runs: Sequence[Run]) -> str:
    """Give the words of runs; a new line is a space."""
    words = (
        run if isinstance(run, str) else (" " if "break" in run else run.get("text", ""))
        for run in runs
    )
    return _SPACES.sub(" ", "".join(words)).strip()


def _walk(tag: Tag, style: str, link: str) -> list[Run]:
    runs: list[Run] = []
    for child in tag.children:
        if isinstance(child, PreformattedString):  # a comment, a declaration
            continue
        if isinstance(child, NavigableString):
            runs.append(_make(_SPACES.sub(" ", str(child)), style, link))
        elif isinstance(child, Tag):
            runs += _walk_tag(child, style, link)
    return runs


def _walk_tag(tag: Tag, style: str, link: str) -> list[Run]:
    if tag.name == "br":
        return [{"break": True}]
    if tag.name == "svg":
        return [{"svg": write_svg(tag)}]
    if tag.name == "img":
        return [_make(str(tag.get("alt") or ""), style, link)]
    if tag.name == "a":
        link = str(tag.get("href") or link)
    own_line = bool(_OWN_LINE & set(tag.get_attribute_list("class")))
    inner = _walk(tag, _add(style, "s" if own_line else _STYLES.get(tag.name, "")), link)
    if own_line or tag.name in _BLOCKS:
        return [{"break": True}, *inner]
    return inner


def _add(style: str, letter: str) -> str:
    return style if letter in style else style + letter


def _make(text: str, style: str, link: str) -> Run:
    if not style and not link:
        return text
    made: dict[str, Any] = {"text": text}
    if style:
        made["style"] = "".join(sorted(style))
    if link:
        made["link"] = link
    return made


def _tidy(runs: list[Run]) -> list[Run]:
    """Join texts of one style, and take away spaces and new lines at the ends."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if isinstance(run, str) and isinstance(last, str):
            joined[-1] = _SPACES.sub(" ", last + run)
        elif run != "" and not (
            isinstance(run, dict) and "break" in run and (not joined or last == run)
        ):
            joined.append(run)
    joined = _trim(joined, 0)
    return _trim(joined, -1)


def _trim(runs: list[Run], end: int) -> list[Run]:
    """Take blanks away at one end."""
    while runs:
        run = runs[end]
        text = run if isinstance(run, str) else run.get("text")
        if text is None:
            if isinstance(run, dict) and "break" in run:
                runs.pop(end)
                continue
            break
        cut = text.lstrip(" ") if end == 0 else text.rstrip(" ")
        if cut:
            runs[end] = cut if isinstance(run, str) else {**run, "text": cut}
            break
        runs.pop(end)
    return runs
