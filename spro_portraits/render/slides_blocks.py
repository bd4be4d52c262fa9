"""What an HTML output holds for a slide: sentence, cards, list, figure, map, table, note.

Blocks are told by the classes of the house; anything else by its tags. Not done here: which
of them become slides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup, Tag

from spro_portraits.render.slides_figures import (
    fold,
    read_circles,
    read_panels,
    read_sheet_table,
    read_situation,
    shorten_words,
)

_FRAME = re.compile(r"\s*(?P<frame><iframe\b(?P<head>[^>]*)>.*?</iframe>)", re.DOTALL)
_FOOTER = re.compile(r"<footer>(.*?)</footer>", re.DOTALL)
_TITLE = re.compile(r'\btitle="([^"]*)"')
# What only a page needs.
_DROPPED = ".spro-downloads, .spro-behind, .spro-tip-text, .spro-circles-help, noscript"
_UNWRAPPED = ".spro-tip, .spro-tip-label"
_SMALL_PRINT = ".spro-card-comparison, .spro-card-caveat"
_CARD_ROOM = 1200.0
"""Length of the small print of a card, all its lines together, at 24 points."""
_PICTURES = "svg[viewBox], svg[viewbox], img, canvas, figure"


@dataclass(frozen=True, slots=True)
class Part:
    """One block of an output.

    Attributes
    ----------
    kind : str
        ``header``, ``lede``, ``heading``, ``points``, ``cards``, ``panels``, ``circles``,
        ``situation``, ``figure``, ``map``, ``sheet``, ``table`` or ``note``.
    html : str
        The block; for cards and panels, their key.
    title : str
        Its own title, plain text; may be empty.
    items : tuple of str
        HTML of the items of a list, of the cards, or of the lines of a header; for
        a sheet, a map or a situation, what the speaker says of it.
    text : str
        Its words, for the notes.
    """

    kind: str
    html: str = ""
    title: str = ""
    items: tuple[str, ...] = ()
    text: str = ""


def read_parts(html: str) -> list[Part]:
    """Read the blocks of an HTML output, in order.

    A frame at the beginning is kept to the byte.
    """
    parts = []
    if found := _FRAME.match(html):
        title = _TITLE.search(found["head"])
        about = _read_footer(unescape(found["frame"]))
        parts.append(Part("map", found["frame"], unescape(title[1]) if title else "", items=about))
        html = html[found.end() :]
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(_DROPPED):
        tag.decompose()
    for tag in soup.select(_UNWRAPPED):
        tag.unwrap()
    for tag in soup.find_all("section"):
        tag.name = "div"  # a section in a slide would be a slide
    for tag in soup.find_all(recursive=False):
        parts += _read_tag(tag)
    return parts


def _read_footer(page: str) -> tuple[str, ...]:
    """Read the sources that a map writes under itself: no slide has room for them."""
    found = _FOOTER.search(page)
    lines = BeautifulSoup(found[1], "html.parser").find_all("p") if found else []
    return tuple(dict.fromkeys(fold(line) for line in lines))


def read_text(html: str) -> str:
    """Read the words of a piece of HTML, spaces of the source folded, no-break ones kept."""
    return fold(BeautifulSoup(html, "html.parser"))


def _read_tag(tag: Tag) -> list[Part]:  # noqa: C901, PLR0911, PLR0912 - one line a kind of block
    classes = set(tag.get_attribute_list("class"))
    text = fold(tag)
    if tag.name in {"style", "script", "link", "meta"} or (
        not text and not tag.select_one(_PICTURES)
    ):
        return []
    if "spro-header" in classes or tag.name == "h1":
        title = tag if tag.name == "h1" else tag.find("h1")
        lines = [fold(line) for line in tag.find_all("p")]
        return [Part("header", title=fold(title) if title else "", items=tuple(lines))]
    if "spro-lede" in classes:
        return [Part("lede", text=text)]
    if classes & {"spro-source", "spro-note", "spro-remark", "spro-signs", "spro-legend"}:
        return [Part("note", text=text)]
    if tag.name in {"h2", "h3", "h4"}:
        return [Part("heading", title=text)]
    if "spro-sheet" in classes:
        return [_read_sheet(tag)]
    if "spro-circles" in classes:
        return _read_circles(tag)
    if "spro-multiples" in classes:
        shared, panels, own = read_panels(tag)
        said = [Part("note", text=fold(note)) for note in tag.select(".spro-note")]
        return [Part("panels", shared, own, items=panels), *said]
    if cards := tag.select(".spro-card"):
        key = tag.select_one(".spro-legend")
        cut = shorten_words(tag.select(_SMALL_PRINT), _CARD_ROOM)
        parts = [Part("cards", str(key or ""), items=tuple(str(card) for card in cards))]
        return [*parts, *(Part("note", text=text) for text in cut)]
    if tag.name in {"ol", "ul"}:
        items = tag.find_all("li", recursive=False)
        for link in tag.find_all("a"):
            link.unwrap()
        return [Part("points", items=tuple(item.decode_contents() for item in items), text=text)]
    if tag.name == "table" or "spro-table" in classes or tag.select_one("table"):
        caption = tag.find("caption")
        return [Part("table", title=fold(caption) if caption else "")]
    if tag.name in {"svg", "img", "figure", "iframe"}:
        return [_read_figure(tag)]
    known = tag.select_one(".spro-lede, .spro-source, .spro-note, h2, h3, h4, ol, iframe")
    if known and not classes & {"spro-situation"}:
        return [part for child in tag.find_all(recursive=False) for part in _read_tag(child)]
    return [_read_figure(tag)] if tag.select_one(_PICTURES) else [Part("note", text=text)]


def _read_figure(tag: Tag) -> Part:
    if tag.name == "iframe":
        return Part("map", str(tag), str(tag.get("title") or ""))
    title = tag.select_one("figcaption, .spro-multiples-title")
    words = fold(title) if title else ""
    if title:
        title.decompose()
    if "spro-situation" in tag.get_attribute_list("class"):
        html, cut = read_situation(tag)
        return Part("situation", html, words, items=cut)
    return Part("figure", str(tag), words, text=fold(tag))


def _read_circles(tag: Tag) -> list[Part]:
    title = tag.find("figcaption")
    words = fold(title) if title else ""
    html, names, said = read_circles(tag)
    parts = [Part("circles", html, words), *([Part("points", items=names)] if names else [])]
    return [*parts, Part("note", text=said)] if said else parts


def _read_sheet(tag: Tag) -> Part:
    """Keep the facts of a sheet; its name is the title, the rest of its head goes to the notes."""
    name, facts = tag.find("h3"), tag.select_one(".spro-sheet-facts")
    said = [fold(found) for found in tag.select(".spro-sheet-head p, .spro-source")]
    return Part(
        "sheet" if facts else "note",
        read_sheet_table(facts) if facts else "",
        fold(name) if name else "",
        items=tuple(said),
        text=" ".join(said),
    )
