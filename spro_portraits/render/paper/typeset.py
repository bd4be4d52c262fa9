"""Typst: a document, as data, becomes a tagged PDF.

Fonts come from the installed package alone, the date from the edition: the same document gives
the same bytes, wherever and whenever it is set. No text of a document is ever markup: the
templates read it as JSON.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fontTools.ttLib import TTFont

from spro_portraits.errors import RenderError
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
    import typst

_LOG = logging.getLogger(__name__)
_TEMPLATES = Path(__file__).parent.parent / "templates" / "spro_paper"
LAYOUTS = ("document", "instantane", "flyer", "synthese")
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
_UNKNOWN = "?"
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
    return made


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
    lost: dict[int, str] = {}

    def mend(value: Any) -> Any:
        if isinstance(value, str):
            if value.isascii() and value.isprintable():
                return value
            unknown = {ord(char) for char in set(value)} - _list_glyphs(_FACES)
            if not unknown:
                return value
            table = {code: _SUBSTITUTES.get(code, _UNKNOWN) for code in unknown}
            lost.update({code: sign for code, sign in table.items() if sign == _UNKNOWN})
            return value.translate(table)
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
