"""The HTML outputs of a notebook as blocks of a document, in order.

Blocks are told by the classes of the house, else by their tags. What only a screen needs
(downloads, fields, tables behind charts) is left out; anything else that is not known is kept
as its words, and counted.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from spro_portraits.render.paper import cards, directory, flyer, index, instantane
from spro_portraits.render.paper.inline import read_inline, read_words
from spro_portraits.render.paper.maps import read_map
from spro_portraits.render.paper.pictures import make_picture
from spro_portraits.render.paper.tables import read_table
from spro_portraits.wording import paper as words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Block = dict[str, Any]
"""One block: ``kind``, and what its kind holds (see who reads it); ready for JSON."""

_FRAME = re.compile(
    r"\s*<iframe\b(?P<head>(?:[^>\"]|\"[^\"]*\")*)>(?P<inside>.*?)</iframe>", re.DOTALL
)
_TITLE = re.compile(r'\btitle="([^"]*)"')
_PAGE = re.compile(r'\bsrcdoc="([^"]*)"')
_DATA = re.compile(r'\s(?:href|data-[a-z]+)="(?:data:|\[|\{|&#)[^"]*"')
_DROPPED = {
    "spro-no-print", "spro-downloads", "spro-hidden", "spro-unseen", "spro-circles-names",
}  # fmt: skip
_DROPPED_TAGS = {
    "script", "style", "link", "meta", "noscript", "template", "button", "input", "select",
    "textarea",
}  # fmt: skip
_HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3, "summary": 2}

_NESTED = [
    "p", "div", "ul", "ol", "dl", "table", "section", "article", "header", "footer", "main",
    "details", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "svg", "iframe",
]  # fmt: skip
_UNREAD = {"canvas", "video", "audio", "object", "embed", "iframe", "img", "math"}


class BlockReader:
    """Reads outputs one after the other.

    Parameters
    ----------
    map_shape : (float, float), optional
        As ``shape`` of :func:`~.maps.read_map`, for all maps.

    Attributes
    ----------
    definitions : dict
        What the bubbles of the page say: text of the definition, and the first label that has it.
    unread : list of str
        Names of the blocks that were not known, kept as their words.
    """

    def __init__(self, map_shape: tuple[float, float] | None = None) -> None:
        self.map_shape = map_shape
        self.definitions: dict[str, str] = {}
        self.unread: list[str] = []
        self._readers: dict[str, Callable[[Tag], list[Block]]] = {
            "spro-header": _read_header,
            "spro-lede": lambda tag: [_make_text("lede", tag)],
            "spro-note": lambda tag: [_make_text("note", tag)],
            "spro-remark": lambda tag: [_make_text("note", tag)],
            "spro-source": lambda tag: [_make_text("source", tag)],
            "spro-guide-reading": lambda tag: [_make_text("strong", tag)],
            "spro-cards-block": self._read_cards,
            "spro-cards": self._read_cards,
            "spro-signs": lambda tag: [{"kind": "signs", "signs": _read_signs(tag)}],
            "spro-legend": lambda tag: [{"kind": "key", "key": cards.read_key(tag)}],
            "spro-circles-legend": _read_families,
            "spro-situation": self._read_situation,
            "spro-facts": _read_pairs,
            "spro-retain": _read_findings,
            "spro-sheet-facts": lambda tag: [cards.read_facts(tag)],
            "spro-sheet-head": self._read_sheet_head,
            "spro-sheet-unknown": lambda tag: [{"kind": "box", "blocks": self._read_children(tag)}],
            "spro-factors": lambda tag: [cards.read_factors(tag)],
            "spro-multiples": lambda tag: [cards.read_multiples(tag)],
            "spro-sheet-columns": self._read_columns,
            **flyer.READERS,
            **instantane.READERS,
            **directory.READERS,
            **index.READERS,
        }

    def read(self, html: str) -> list[Block]:
        """Read the blocks of an HTML output."""
        blocks = []
        if found := _FRAME.match(html):
            blocks += self._read_frame(found["head"])
            html = html[found.end() :]
        if not html or html.isspace():
            return blocks
        soup = BeautifulSoup(_DATA.sub("", html), "html.parser")
        self._take_definitions(soup)
        for tag in soup.find_all(_is_dropped):
            tag.decompose()
        return blocks + [block for block in self._read_children(soup) if block.get("runs") != []]

    def _take_definitions(self, soup: BeautifulSoup) -> None:
        for tip in soup.find_all(class_="spro-tip-text"):
            label = tip.find_previous_sibling(class_="spro-tip-label")
            text = read_words(tip)
            if isinstance(label, Tag) and text:
                self.definitions.setdefault(text, read_words(label))
            tip.decompose()

    def _read_frame(self, head: str) -> list[Block]:
        title = unescape(found[1]) if (found := _TITLE.search(head)) else ""
        page = unescape(found[1]) if (found := _PAGE.search(head)) else ""
        block = read_map(page, title, self.map_shape)
        if block is None:
            self.unread.append(f"iframe {title}".strip())
            return [{"kind": "note", "runs": [title]}] if title else []
        return [block]

    # One element

    def _read_children(self, tag: Tag) -> list[Block]:
        """Read what an element holds; words beside its blocks make a paragraph."""
        blocks: list[Block] = []
        loose: list[Tag | NavigableString] = []
        for child in list(tag.children):
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, Tag) and self._is_block(child):
                blocks += _gather(loose) + self._read_tag(child)
                loose = []
            elif isinstance(child, Tag | NavigableString):
                loose.append(child)
        return blocks + _gather(loose)

    def _is_block(self, tag: Tag) -> bool:
        known = tag.name in _NESTED or tag.name in _UNREAD
        return known or bool(self._readers.keys() & set(tag.get_attribute_list("class")))

    def _read_tag(self, tag: Tag) -> list[Block]:  # noqa: C901, PLR0911, PLR0912 - one line a kind of block
        classes = set(tag.get_attribute_list("class"))
        for name, read in self._readers.items():  # the more telling of two names comes first
            if name in classes:
                return read(tag)
        if tag.name == "summary":
            tag.name = "h4"
        if tag.name in _HEADINGS:
            slug = str(tag.get("id") or "")
            made = _make_text("heading", tag)
            top = tag.name == "h1"
            return [made | {"level": _HEADINGS[tag.name], "slug": slug, "top": top}]
        if tag.name == "table":
            return read_table(tag)
        if tag.name == "details":
            return self._read_details(tag)
        if tag.name in {"ul", "ol"}:
            return [self._read_list(tag)]
        if tag.name == "dl":
            return _read_pairs(tag)
        if tag.name == "svg":
            return [make_picture(tag)]
        if tag.name == "figure":
            return self._read_figure(tag)
        if tag.name == "pre":
            return [{"kind": "code", "text": tag.get_text()}]
        if tag.name in _UNREAD:
            return self._read_unknown(tag)
        if tag.find([*_NESTED, *_UNREAD]) is not None:
            return self._read_children(tag)
        made = _make_text("paragraph", tag)
        return [made] if made["runs"] else []

    def _read_unknown(self, tag: Tag) -> list[Block]:
        """Keep the words of what paper cannot show."""
        self.unread.append(tag.name)
        said = read_words(tag) or str(tag.get("alt") or tag.get("title") or "")
        return [{"kind": "paragraph", "runs": [said]}] if said else []

    def _read_cards(self, tag: Tag) -> list[Block]:
        if not tag.select_one(".spro-card"):
            return self._read_children(tag)
        block = cards.read_cards(tag)
        signs = tag.select_one(".spro-signs")
        return [block] + ([{"kind": "signs", "signs": _read_signs(signs)}] if signs else [])

    def _read_situation(self, tag: Tag) -> list[Block]:
        """Read where a territory lies: its map, which the cover takes, and its facts."""
        blocks: list[Block] = []
        if (locator := tag.select_one("svg")) is not None:
            blocks.append(make_picture(locator) | {"kind": "locator"})
            locator.decompose()
        return blocks + self._read_children(tag)

    def _read_sheet_head(self, tag: Tag) -> list[Block]:
        """Read the name of a sheet, its rank before it, and what stands under it."""
        rank = tag.select_one(".spro-sheet-rank")
        number = read_words(rank) if rank else ""
        if rank:
            rank.decompose()
        blocks = self._read_children(tag)
        for block in blocks:
            if block["kind"] == "heading":
                block["rank"] = number
        return blocks

    def _read_columns(self, tag: Tag) -> list[Block]:
        """Read two columns of a sheet; one that holds a drawing stays beside the other."""
        columns = [self._read_tag(column) for column in tag.find_all("section", recursive=False)]
        if len(columns) > 1 and all(columns):
            return [{"kind": "columns", "columns": columns}]
        return [block for column in columns for block in column]

    def _read_details(self, tag: Tag) -> list[Block]:
        blocks: list[Block] = []
        if (summary := tag.find("summary", recursive=False)) is not None:
            about = list(summary.find_all("span", recursive=False))
            said = [read_inline(span) for span in about]
            for span in about:
                span.decompose()
            blocks.append(_make_text("heading", summary) | {"level": 3, "slug": ""})
            blocks += [{"kind": "paragraph", "runs": runs} for runs in said if runs]
            summary.decompose()
        return blocks + self._read_children(tag)

    def _read_figure(self, tag: Tag) -> list[Block]:
        caption = tag.find("figcaption")
        title = read_words(caption) if isinstance(caption, Tag) else ""
        if isinstance(caption, Tag):
            caption.decompose()
        blocks = self._read_children(tag)
        for block in blocks:
            if block["kind"] == "picture":
                block["title"] = title or block["title"]
                break
        else:
            if title:
                blocks.insert(0, {"kind": "strong", "runs": [title]})
        return blocks

    def _read_list(self, tag: Tag) -> Block:
        items = []
        for item in tag.find_all("li", recursive=False):
            inner = [self._read_list(one) for one in item.find_all(["ul", "ol"], recursive=False)]
            for one in item.find_all(["ul", "ol"], recursive=False):
                one.decompose()
            items.append({"runs": read_inline(item), "lists": inner})
        return {"kind": "list", "ordered": tag.name == "ol", "items": items}


def _is_dropped(tag: Tag) -> bool:
    """Tell what only a screen needs; a selector of CSS takes five times as long to say so."""
    if tag.name in _DROPPED_TAGS or "hidden" in tag.attrs:
        return True
    return "class" in tag.attrs and not _DROPPED.isdisjoint(tag.get_attribute_list("class"))


def _make_text(kind: str, tag: Tag) -> Block:
    runs = read_inline(tag)
    if kind in {"note", "paragraph"} and len(runs) == 1 and isinstance(runs[0], str):
        text = words.leave_out_screen(runs[0])
        runs = [text] if text else []
    return {"kind": kind, "runs": runs}


def _gather(loose: Iterable[Tag | NavigableString]) -> list[Block]:
    """Make a paragraph of words that stand beside blocks."""
    soup = BeautifulSoup("<p></p>", "html.parser")
    paragraph = soup.p
    if paragraph is None:  # pragma: no cover - it was just written
        return []
    for part in loose:
        paragraph.append(part.extract() if isinstance(part, Tag) else NavigableString(part))
    runs = read_inline(paragraph)
    return [{"kind": "paragraph", "runs": runs}] if runs else []


def _read_header(tag: Tag) -> list[Block]:
    title = tag.find("h1")
    lines = [read_words(line) for line in tag.find_all("p")]
    return [{"kind": "header", "title": read_words(title) if title else "", "lines": lines}]


def _read_signs(tag: Tag) -> list[list[str]]:
    """Read the signs that a legend explains, with their meaning."""
    signs = []
    for item in tag.find_all("li"):
        sign = item.find("b")
        name = read_words(sign) if sign else ""
        if sign:
            sign.decompose()
        signs.append([name, read_words(item)])
    return signs


def _read_families(tag: Tag) -> list[Block]:
    """Read the legend of circles: families of réseaux, each with its signs."""
    families = []
    for family in tag.find_all("li", recursive=False):
        name = family.find("b")
        items = [read_inline(item) for item in family.select("ul > li")]
        families.append({"name": read_words(name) if name else "", "items": items})
    return [{"kind": "families", "families": families}]


def _read_pairs(tag: Tag) -> list[Block]:
    names = [read_inline(name) for name in tag.find_all("dt")]
    values = [read_inline(value) for value in tag.find_all("dd")]
    return [{"kind": "pairs", "pairs": [list(pair) for pair in zip(names, values, strict=False)]}]


def _read_findings(tag: Tag) -> list[Block]:
    """Read what there is to retain: a heading and a sentence each."""
    items = []
    for item in tag.find_all("li", recursive=False):
        title, said = item.find("b", recursive=False), item.find("p", recursive=False)
        if isinstance(title, Tag) and isinstance(said, Tag):
            items.append({"title": read_inline(title), "runs": read_inline(said)})
        else:
            items.append({"title": [], "runs": read_inline(item)})
    return [{"kind": "findings", "items": items}]
