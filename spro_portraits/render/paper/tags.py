"""The tags of a PDF's tables: the first cell of a row names it, and lines are no words.

Typst writes a cell of a row's name as any other, and beside each cell how its lines are drawn,
which takes more bytes than the cell; both are mended in the finished file, whose objects it
leaves readable. Not done here: what is seen, which is not touched.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_LOG = logging.getLogger(__name__)
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])\r\n")
_KIND = re.compile(rb"/Type/StructElem/S/(Table|TBody|TR|TD)\b")
_KIDS = re.compile(rb"/K\[([^\]]*)\]")
_KID = re.compile(rb"(\d+) 0 R")
_LINES = re.compile(
    rb"<</O/Layout(?:/Border(?:Color|Style|Thickness)\[(?:[^\[\]]|\[[^\[\]]*\])*\])+>>"
)
_HEADERS = re.compile(rb"/Headers\[[^\]]*\]")
_EMPTY = re.compile(rb"/A\[(?:<</O/Table>>)?\]")
_ATTRIBUTES = b"/A["

Names = tuple[int, Sequence[bool]]
"""A table: how many columns it has, and of each row whether its first cell names it."""


def mend_tags(pdf: bytes, tables: Sequence[Names]) -> bytes:
    """Name the rows of tables in the tags of a PDF, and leave the drawing of their lines out.

    Parameters
    ----------
    pdf : bytes
        As Typst writes it: objects one after the other, one classic table of them at the end.
    tables : sequence of (columns, rows)
        The tables of the document in their order. A table of the PDF is told by its place and
        its shape; one that is not among them (a layout may draw its own) stays as it is.

    Returns
    -------
    bytes
        The same document. A PDF that is written in another way comes back as it is, with a line
        in the log.
    """
    found = _START.search(pdf)
    begin = int(found[1]) if found else 0
    entries = _ENTRY.findall(pdf, begin) if pdf[begin : begin + 4] == b"xref" else []
    if not entries:
        _LOG.warning("tags of tables left as they are: no table of objects")
        return pdf
    offsets = {number: int(at) for number, (at, _, kind) in enumerate(entries) if kind == b"n"}
    objects = _split(pdf, offsets, begin)
    kinds = {
        number: said[1] for number, text in objects.items() if (said := _KIND.search(text[:64]))
    }
    for number, kind in kinds.items():
        if kind == b"TD":
            objects[number] = _EMPTY.sub(b"", _LINES.sub(b"", objects[number]))
    for name, *others in _list_named(objects, kinds, tables):
        objects[name] = _name(objects[name])
        for number in others:  # their heads are those of their row and of their column
            objects[number] = _EMPTY.sub(b"", _HEADERS.sub(b"", objects[number], count=1))
    return _join(pdf, objects, offsets, begin)


def _split(pdf: bytes, offsets: dict[int, int], end: int) -> dict[int, bytes]:
    """Split a PDF into its objects, by number, in the order in which they stand."""
    order = sorted(offsets, key=offsets.__getitem__)
    places = [*(offsets[number] for number in order), end]
    return {
        number: pdf[start:stop]
        for number, (start, stop) in zip(order, pairwise(places), strict=True)
    }


def _list_named(
    objects: dict[int, bytes], kinds: dict[int, bytes], tables: Sequence[Names]
) -> Iterator[list[int]]:
    """List the rows that have a name, each as its cells."""
    at = 0
    for number in sorted(number for number, kind in kinds.items() if kind == b"Table"):
        rows = [
            [cell for cell in _list_kids(objects[row]) if kinds.get(cell) == b"TD"]
            for body in _list_kids(objects[number])
            if kinds.get(body) == b"TBody"
            for row in _list_kids(objects[body])
        ]
        columns = max(map(len, rows), default=0)
        for rank in range(at, len(tables)):
            if tables[rank][0] == columns and len(tables[rank][1]) == len(rows):
                yield from (row for row, named in zip(rows, tables[rank][1], strict=True) if named)
                at = rank + 1
                break


def _list_kids(text: bytes) -> list[int]:
    found = _KIDS.search(text)
    return [int(kid) for kid in _KID.findall(found[1])] if found else []


def _name(text: bytes) -> bytes:
    """Make a cell the head of its row."""
    text = _HEADERS.sub(b"", text.replace(b"/S/TD", b"/S/TH", 1), count=1)
    scope = b"<</O/Table/Scope/Row>>"
    if b"<</O/Table" in text:
        return text.replace(b"<</O/Table", b"<</O/Table/Scope/Row", 1)
    if _ATTRIBUTES in text:
        return text.replace(_ATTRIBUTES, _ATTRIBUTES + scope, 1)
    return text.replace(b"/S/TH", b"/S/TH" + _ATTRIBUTES + scope + b"]", 1)


def _join(pdf: bytes, objects: dict[int, bytes], offsets: dict[int, int], end: int) -> bytes:
    """Put the objects together again, and write where each of them is."""
    at = min(offsets.values())
    parts = [pdf[:at]]
    places: dict[int, int] = {}
    for number, text in objects.items():
        places[number] = at
        parts.append(text)
        at += len(text)
    number = -1

    def place(found: re.Match[bytes]) -> bytes:
        nonlocal number
        number += 1
        return b"%010d %s n\r\n" % (places[number], found[2]) if number in places else found[0]

    tail = _ENTRY.sub(place, pdf[end:])
    return b"".join([*parts, _START.sub(b"startxref\n%d\n%%%%EOF" % at, tail)])
