"""What stands on the pages of a PDF, read from its own instructions: texts and their boxes.

Most of a document is the lines of its maps, which say nothing: they are dropped before pypdf reads
a page, and each page is read once, however many tests look at it. Where spaces do not count, PDFium
reads it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import pypdfium2
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, StreamObject

Matrix = tuple[float, float, float, float, float, float]
WHOLE: Matrix = (1, 0, 0, 1, 0, 0)


NUMBER = re.compile(r"[−+]?\d+(?:\u202f\d{3})*(?:,\d+)?")
MILLIMETRE = 72 / 25.4

LINES = re.compile(rb"(?<=\s)(?:(?:-?[.\d]+ ){2}[ml]\s|(?:-?[.\d]+ ){6}c\s|h\s)+")
"""Instructions that go on with a path. (A text is glyphs of two bytes: it never looks so.)"""


@dataclass(frozen=True)
class Word:
    """A piece of text: where it begins and ends, its baseline and its size, in points."""

    left: float
    right: float
    baseline: float
    size: float


@lru_cache(maxsize=8)
def open_pdf(data: bytes) -> PdfReader:
    """Open a document, the lines of its drawings left out; the same reader for the same bytes."""
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, int(reader.trailer["/Size"])):
        thing = reader.get_object(number)
        if isinstance(thing, StreamObject) and _holds_instructions(thing):
            whole = thing.get_data()
            thin = LINES.sub(b"", whole)
            if len(thin) < len(whole):
                thing.set_data(thin)
    return reader


def _holds_instructions(stream: StreamObject) -> bool:
    return stream.get("/Subtype") == "/Form" or not {"/Type", "/Subtype", "/Length1"} & set(stream)


@lru_cache(maxsize=64)
def read_pages(data: bytes) -> tuple[str, ...]:
    """Read the text of each page, with PDFium: fifteen times as fast as pypdf.

    In a chart, a space may be another one than that which was written: see :func:`read_signs`.
    """
    with pypdfium2.PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    # Its sign for a hyphen at which a line ends stands for the end of the line too.
    return tuple(text.replace("\r\n", "\n").replace("\ufffe", "-\n") for text in texts)


def read_text(data: bytes) -> str:
    return "\n".join(read_pages(data))


@lru_cache(maxsize=64)
def read_signs(data: bytes) -> str:
    """Read a document with pypdf: each sign as it was written."""
    return "\n".join(page.extract_text() for page in open_pdf(data).pages)


def list_elements(reader: PdfReader) -> Iterator[Any]:
    """List the structure elements in reading order."""
    stack = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while stack:
        element = stack.pop()
        if not hasattr(element, "get"):
            continue
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        stack += [kid.get_object() for kid in reversed(kids) if not isinstance(kid, int)]


def list_words(page: PageObject) -> list[Word]:
    """List the pieces of text of a page."""
    assert page.pdf
    assert page.indirect_reference
    read = _READ.setdefault(page.pdf, {})
    number = page.indirect_reference.idnum
    if number not in read:
        read[number] = tuple(_read(page.get_contents(), page["/Resources"], page.pdf, WHOLE))
    return list(read[number])


_READ: WeakKeyDictionary[Any, dict[int, tuple[Word, ...]]] = WeakKeyDictionary()


def _multiply(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _read_widths(font: Any) -> tuple[dict[int, float], float]:
    """Read the widths of the glyphs of a composite font, in thousandths."""
    inner = font["/DescendantFonts"][0].get_object()
    widths: dict[int, float] = {}
    table = [item.get_object() for item in inner.get("/W", [])]
    at = 0
    while at < len(table):
        first, second = table[at], table[at + 1]
        if isinstance(second, list):
            widths |= {int(first) + rank: float(width) for rank, width in enumerate(second)}
            at += 2
        else:
            widths |= dict.fromkeys(range(int(first), int(second) + 1), float(table[at + 2]))
            at += 3
    return widths, float(inner.get("/DW", 1000))


def _read(content: Any, resources: Any, pdf: Any, start: Matrix) -> Iterator[Word]:  # noqa: C901 - a line an operator
    fonts = {
        name: _read_widths(font.get_object())
        for name, font in resources.get("/Font", {}).items()
        if "/DescendantFonts" in font.get_object()
    }
    matrix, saved = start, []
    text: Matrix = WHOLE
    font, size = "", 0.0
    for operands, operator in ContentStream(content, pdf).operations:
        if operator == b"q":
            saved.append(matrix)
        elif operator == b"Q":
            matrix = saved.pop()
        elif operator == b"cm":
            matrix = _multiply(tuple(map(float, operands)), matrix)  # type: ignore[arg-type]
        elif operator == b"BT":
            text = WHOLE
        elif operator == b"Tm":
            text = tuple(map(float, operands))  # type: ignore[assignment]
        elif operator == b"Tf":
            font, size = operands[0], float(operands[1])
        elif operator in {b"Tj", b"TJ"} and font in fonts:
            pieces = operands[0] if operator == b"TJ" else operands[:1]
            whole = _multiply(text, matrix)
            width = _measure(pieces, *fonts[font]) * size / 1000
            scale = (whole[0] ** 2 + whole[1] ** 2) ** 0.5
            if abs(whole[1]) < 1e-6:  # an upright text
                yield Word(whole[4], whole[4] + width * scale, whole[5], size * scale)
            else:
                yield Word(whole[4], whole[4], whole[5], size * scale)
        elif operator == b"Do":
            form = resources["/XObject"][operands[0]].get_object()
            if form["/Subtype"] == "/Form":
                inner = tuple(map(float, form.get("/Matrix", WHOLE)))
                yield from _read(
                    form,
                    form.get("/Resources", resources).get_object(),
                    pdf,
                    _multiply(inner, matrix),  # type: ignore[arg-type]
                )


def _measure(pieces: Any, widths: dict[int, float], usual: float) -> float:
    total = 0.0
    for piece in pieces:
        if isinstance(piece, int | float):
            total -= float(piece)
            continue
        data = piece if isinstance(piece, bytes) else piece.original_bytes
        codes = [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]
        total += sum(widths.get(code, usual) for code in codes)
    return total
