"""What the frames of one page have in common, written once in the page.

A map is a frame with a page of its own in ``srcdoc``, Leaflet, scripts and boundaries and all,
so that each output of a notebook stands alone. A page with several of them would say most of
it several times. Here the scripts that stand alike in two frames or more are put before the
first of them, as text; each of these frames keeps a mark in their place, and a script after it
(``templates/spro/frames.js``) gives the frame its whole page back, to the byte. So are the
style sheets that say ``data-scripted``; the others dress a frame whose scripts do not run.

The page fills the frame: a frame that reached for its page would be refused where the page is
shown in a sandbox. Not done here: what maps write, so that much of it is alike.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.preprocessors import Preprocessor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LEAST = 512
"""Characters from which a script or style sheet is worth a mark."""

_TAG = r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>"
# Scripts and comments may speak of frames: they are stepped over.
_FRAMES = re.compile(
    rf"<!--.*?-->|<(?P<other>script|style|textarea)\b{_TAG}.*?</(?P=other)\s*>"
    rf"|(?P<head><iframe\b(?:[^>\"']|\"[^\"]*+\"|'[^']*+')*?\ssrcdoc=\")"
    rf"(?P<page>[^\"]*+)(?P<foot>\"{_TAG}.*?</iframe\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_OPENING = re.compile(rf"<(script|style)\b{_TAG}")
_MARK = "/*spro-part-"
_SCRIPT = "<script"
_LATER = '<script type="spro/later"'
"""How a script begins that must not run before its frame is whole."""
_REFERENCES = (
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&"),
)  # fmt: skip
_OTHER_REFERENCE = re.compile(r"&(?!(?:lt|gt|quot|#x27|#39|amp);)")
# What would end a script element too early, or what a browser would not give back.
_UNSAFE = re.compile(r"</script|<!--|[\r\0]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Block:
    """A script or style sheet of a frame: its opening tag, its text, whether it may move."""

    start: int
    opening: str
    text: str
    may_move: bool


class SharedFramesPreprocessor(Preprocessor):
    """Share what the frames of a page, or of the slides of a deck, have in common.

    Comes after ``PagePreprocessor``, which says what each output shows, and, for a deck, after
    ``DeckPreprocessor``, which gathers the slides.
    """

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Rewrite the HTML of outputs, or of slides; without two frames nothing changes."""
        if "deck" in resources:
            slides = [slide for slide in resources["deck"] if slide.html]
            shared = share_frames([slide.html for slide in slides])
            for slide, html in zip(slides, shared, strict=True):
                slide.html = html
            return nb, resources
        shown = [
            output.data
            for cell in nb.cells
            for output in cell.get("outputs", [])
            if output.metadata.get("spro_type") == "text/html"
        ]
        shared = share_frames([data["text/html"] for data in shown])
        for data, html in zip(shown, shared, strict=True):
            data["text/html"] = html
        return nb, resources


def share_frames(fragments: Sequence[str]) -> list[str]:
    """Write once what the frames of some fragments of one page have in common.

    Parameters
    ----------
    fragments : sequence of str
        HTML, in the order of the page. A frame whose page holds references to characters
        that browsers read in their own ways, or the words of this module, stays as it is.

    Returns
    -------
    list of str
        The fragments, in the same order; the very same where nothing is shared.
    """
    if sum(fragment.count("srcdoc=") for fragment in fragments) < 2:  # noqa: PLR2004 - two frames
        return list(fragments)
    frames = [
        _Frame.read(found["page"])
        for fragment in fragments
        for found in _FRAMES.finditer(fragment)
        if found["head"]
    ]
    counted = Counter(text for frame in frames for text in frame.texts)
    parts = {text: _make_key(text) for text, count in counted.items() if count > 1}
    rest = iter(frames)
    written: set[str] = set()

    def rewrite(found: re.Match[str]) -> str:
        if not found["head"]:
            return found[0]
        frame = next(rest)
        needed = [text for text in frame.texts if text in parts]
        if not needed:
            return found[0]
        before = "" if written else f"<script>\n{_read_script()}</script>\n"
        before += "".join(
            f'<script type="text/plain" id="spro-part-{parts[text]}">{text}</script>\n'
            for text in needed
            if text not in written
        )
        written.update(needed)
        # In single quotes: scripts and their data are full of double ones.
        head, foot = found["head"].removesuffix('"'), found["foot"].removeprefix('"')
        after = "<script>sproWhole(document.currentScript)</script>"
        return f"{before}{head}'{_escape(frame.mark(parts))}'{foot}{after}"

    return [_FRAMES.sub(rewrite, fragment) for fragment in fragments]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page of a frame and its scripts and style sheets; none where it is left alone."""

    page: str
    blocks: tuple[_Block, ...]

    @classmethod
    def read(cls, written: str) -> _Frame:
        """Read the page from the value of its attribute."""
        if _OTHER_REFERENCE.search(written):
            return cls("", ())
        page = _unescape(written)
        # Nobody else's words are ours, and each script can be made to wait.
        is_ours = _MARK in page or _LATER in page
        if is_ours or page.lower().count(_SCRIPT) > page.count(_SCRIPT):
            return cls("", ())
        return cls(page, tuple(_list_blocks(page)))

    @property
    def texts(self) -> list[str]:
        """What could stand elsewhere, in order, none twice."""
        return list(dict.fromkeys(block.text for block in self.blocks if block.may_move))

    def mark(self, parts: Mapping[str, str]) -> str:
        """Write the page with marks for its parts, and scripts that wait."""
        written, done = [], 0
        for block in self.blocks:
            is_script = block.opening.startswith(_SCRIPT)
            opening = _LATER + block.opening[len(_SCRIPT) :] if is_script else block.opening
            key = parts.get(block.text) if block.may_move else None
            text = f"{_MARK}{key}*/" if key else block.text
            written += [self.page[done : block.start], opening, text]
            done = block.start + len(block.opening) + len(block.text)
        return "".join((*written, self.page[done:]))


def _list_blocks(page: str) -> Iterator[_Block]:
    position = 0
    while opening := _OPENING.search(page, position):
        begun, name = opening.end(), opening[1]
        position = page.find(f"</{name}", begun)
        if position < 0:
            return
        text = page[begun:position]
        movable = name == "script" or "data-scripted" in opening[0]
        may_move = movable and len(text) >= LEAST and not _UNSAFE.search(text)
        yield _Block(opening.start(), opening[0], text, may_move)


def _make_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _unescape(text: str) -> str:
    for reference, char in _REFERENCES:
        text = text.replace(reference, char)
    return text


def _escape(text: str) -> str:
    """Write a text as the value of an attribute in single quotes."""
    return text.replace("&", "&amp;").replace("'", "&#x27;")


@cache
def _read_script() -> str:
    script = Path(__file__).parent / "templates" / "spro" / "frames.js"
    return script.read_text(encoding="utf-8")
