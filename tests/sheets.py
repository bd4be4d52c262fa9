"""Sheets of two pages of A4: their pages as notebooks show them, and what stands on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from pdf_reading import MILLIMETRE, NUMBER, list_words, open_pdf, read_text

SIDE, WIDTH, HEIGHT = 14 * MILLIMETRE, 210 * MILLIMETRE, 297 * MILLIMETRE
UNSEEN = ".spro-tip-text, .spro-hidden, style, iframe, title, desc"


def list_texts(notebook: Any, unseen: str = UNSEEN) -> Iterator[str]:
    """List the texts that a reader of the page sees; but the map."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
        for output in cell.get("outputs", []):
            soup = BeautifulSoup(output.get("data", {}).get("text/html", ""), "html.parser")
            for tag in soup.select(unseen):
                tag.decompose()
            yield from soup.strings


def check_two_pages(
    notebook: Any, pdf: bytes, *, numbers: int, words: int, unseen: str = UNSEEN
) -> None:
    """Assert two pages that hold every number of the page, each word inside its box.

    The page has more than some numbers, and each sheet more than some words.
    """
    reader = open_pdf(pdf)
    assert len(reader.pages) == 2
    page = Counter(n for text in list_texts(notebook, unseen) for n in NUMBER.findall(text))
    printed = Counter(NUMBER.findall(read_text(pdf)))
    assert sum(page.values()) > numbers
    assert {n: (count, printed[n]) for n, count in page.items() if printed[n] < count} == {}
    for each in reader.pages:
        found = list_words(each)
        assert len(found) > words
        for word in found:
            assert word.left > SIDE - 1, word
            assert word.right < WIDTH - SIDE + 4, word
            assert 5 * MILLIMETRE < word.baseline < HEIGHT - 12 * MILLIMETRE, word
            assert word.size >= 4.5, word
