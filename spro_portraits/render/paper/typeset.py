"""Typst: a document, as data, becomes a tagged PDF.

Fonts come from the installed package alone, the date from the edition: the same document gives
the same bytes, wherever and whenever it is set. No text of a document is ever markup: the
templates read it as JSON.
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fontTools.ttLib import TTFont

from spro_portraits.errors import RenderError
from spro_portraits.render.paper.tags import mend_tags
from spro_portraits.style import (
    FONT_FAMILY,
    INK,
    PAPER,
    QUIET,
    REFERENCES,
    RULE,
    TERRITORY,
    TERRITORY_WASH,
    WASH,
    font_directory,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typst

_LOG = logging.getLogger(__name__)
_TEMPLATES = Path(__file__).parent.parent / "templates" / "spro_paper"
LAYOUTS = ("document", "instantane", "flyer", "synthese", "guide")
"""Templates that a document may ask for; each is a file of the folder."""
_FACES = ("Regular", "Semibold", "Bold")
_SLANTED = ("It",)
_LOOK = {
    "font": FONT_FAMILY, "ink": INK, "quiet": QUIET, "rule": RULE, "wash": WASH, "paper": PAPER,
    "territory": TERRITORY, "territory_wash": TERRITORY_WASH, "reference": REFERENCES["region"],
}  # fmt: skip
_SUBSTITUTES = {
    0x2011: "-", 0x2010: "-", 0x2009: "\u202f", 0x2007: "\u00a0", 0x2002: " ", 0x2003: " ",
    0x200B: "", 0x200C: "", 0x200D: "", 0xFE0E: "", 0xFE0F: "", 0xFEFF: "", 0x00AD: "",
    0x25CF: "•", 0x2028: " ", 0x2029: " ", 0x0C: "", 0x0B: "",
}  # fmt: skip
_SAME = ("<font>", "<compat>", "<wide>", "<narrow>", "<noBreak>")
"""Ways of writing a sign that say nothing more than another: a bold letter, a ligature."""
_PLAIN = {0x09, 0x0A, 0x0D}


def typeset_document(document: dict[str, Any]) -> bytes:
    """Set a document of :mod:`spro_portraits.render.paper.document`.

    It is PDF/UA-1, which Typst checks; with a year of edition, which gives a date, also PDF/A-2a.

    Raises
    ------
    RenderError
        ``missing_pdf_package``; ``unknown_layout``; ``failed_pdf``, with what Typst says.
    """
    layout = document["layout"]
    if layout not in LAYOUTS:
        raise RenderError("unknown_layout", layout=layout, known=LAYOUTS)
    compiler = load_compiler(layout)
    standards: list[Any] = ["ua-1", "a-2a"] if document["year"] else ["ua-1"]
    shown = _keep_printable({**document, "look": _LOOK})
    written = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    try:
        made = compiler.compile(
            sys_inputs={"document": written}, format="pdf", pdf_standards=standards,
            timestamp=0,
        )  # fmt: skip
    except RuntimeError as error:
        raise RenderError("failed_pdf", problem=str(error).strip().rstrip(".")) from error
    if not isinstance(made, bytes):  # pragma: no cover - a PDF is one file
        raise TypeError("Typst gave no PDF")
    return mend_tags(made, list(_list_tables(shown)))


def _list_tables(part: Any) -> Iterator[tuple[int, list[bool]]]:
    """List the tables of a document in order: their columns, and which rows have a name."""
    if isinstance(part, dict):
        if part.get("kind") == "table":
            yield len(part["widths"]), [row["headed"] for row in part["rows"]]
        elif part.get("kind") not in {"chart", "map", "picture"}:
            for value in part.values():
                yield from _list_tables(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _list_tables(value)


@cache
def load_compiler(layout: str) -> typst.Compiler:
    """Load Typst with a template, the fonts of the house and nothing else of this machine.

    Raises
    ------
    RenderError
        ``missing_pdf_package``.
    """
    try:
        import typst  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise RenderError("missing_pdf_package", package="typst") from error
    return typst.Compiler(
        input=_TEMPLATES / f"{layout}.typ", root=_TEMPLATES, font_paths=_load_fonts(),
        ignore_system_fonts=True,
    )  # fmt: skip


@cache
def _load_fonts() -> typst.Fonts:
    """Load the fonts of the house, once for all layouts."""
    import typst  # noqa: PLC0415 - an extra

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(font_directory())],
    )


@cache
def _list_glyphs(faces: tuple[str, ...]) -> frozenset[int]:
    """List the characters that each of some faces has."""
    known: list[set[int]] = []
    for face in faces:
        with TTFont(font_directory() / f"SourceSansPro-{face}.otf", lazy=True) as font:
            known.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*known) | _PLAIN)


def _keep_printable(part: Any) -> Any:
    """Put signs that can be set in the place of those that the fonts lack, and say which."""
    lost: set[int] = set()

    def mend(value: Any) -> Any:
        if isinstance(value, str):
            if value.isascii() and value.isprintable():
                return value
            unknown = {ord(char) for char in set(value)} - _list_glyphs(_FACES)
            if not unknown:
                return value
            known = {code: plain for code in unknown if (plain := _find_plain(code)) is not None}
            missing = unknown - known.keys()
            lost.update(missing)
            return _replace(value.translate(known), missing)
        if isinstance(value, dict):
            mended = {name: mend(one) for name, one in value.items()}
            if "i" in mended.get("style", "") and not _list_glyphs(_SLANTED).issuperset(
                map(ord, mended.get("text", ""))
            ):
                mended["style"] = mended["style"].replace("i", "")
            return mended
        if isinstance(value, list | tuple):
            return [mend(one) for one in value]
        return value

    shown = mend(part)
    if lost:
        names = " ".join(f"U+{code:04X}" for code in sorted(lost))
        _LOG.warning("no sign on paper for %s", names)
    return shown


def _find_plain(code: int) -> str | None:
    """Find the plain way to write a sign that the fonts lack; None where there is none."""
    if code in _SUBSTITUTES:
        return _SUBSTITUTES[code]
    form = unicodedata.decomposition(chr(code))
    if not form or (form.startswith("<") and not form.startswith(_SAME)):
        return None  # a raised 5 is no 5
    plain = unicodedata.normalize("NFKC", chr(code))
    return plain if _list_glyphs(_FACES).issuperset(map(ord, plain)) else None


def _replace(text: str, missing: set[int]) -> str:
    """Name signs that cannot be printed by their numbers: ``[U+1F389]``, neighbours together.

    A question mark would be read as one; the number can be looked up.
    """
    if not missing:
        return text
    signs = "".join(re.escape(chr(code)) for code in sorted(missing))
    return re.sub(
        f"[{signs}]+",
        lambda found: f"[{' '.join(f'U+{ord(sign):04X}' for sign in found[0])}]",
        text,
    )
