"""An index: labels, and the numbers of the entries that each leads to; paper adds their pages.

Blocks of kind ``index`` (a heading before each) and ``publics`` (who receives whom): ``items``,
each with ``slug`` (its anchor), ``label``, ``count`` and ``who`` (words, empty in an index), and
``refs``: ``number``, ``name`` and ``target`` (the anchor of the entry).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4 import Tag

from spro_portraits.render.paper.inline import read_inline, read_words

if TYPE_CHECKING:
    from collections.abc import Callable

Block = dict[str, Any]


def read_index(tag: Tag) -> list[Block]:
    """Read the parts of an index, each a heading and its lines."""
    blocks: list[Block] = _read_notes(tag)
    for part in tag.select(".spro-index"):
        heading = part.find("h3")
        if isinstance(heading, Tag):
            blocks.append({
                "kind": "heading", "level": 2, "slug": str(heading.get("id") or ""), "top": False,
                "runs": read_inline(heading),
            })  # fmt: skip
        items = [
            _make_item(str(label.get("id") or ""), read_words(label), value)
            for label, value in zip(part.find_all("dt"), part.find_all("dd"), strict=True)
        ]
        blocks.append({"kind": "index", "items": items})
    return blocks


def read_publics(tag: Tag) -> list[Block]:
    """Read, for each public, how many structures receive it, of which réseaux, and which."""
    items = []
    for section in tag.select(".spro-guide-public"):
        heading, who = section.find("h3"), section.select_one(".spro-guide-who")
        if not isinstance(heading, Tag):
            continue
        count = heading.select_one(".spro-guide-count")
        number = read_words(count) if count is not None else ""
        if count is not None:
            count.decompose()
        slug = f"index-{heading.get('id')}"
        refs = [_read_item(line) for line in section.find_all("li")]
        items.append({
            "slug": slug, "label": read_words(heading), "count": number,
            "who": read_words(who) if who is not None else "", "refs": refs,
        })  # fmt: skip
    return ([{"kind": "publics", "items": items}] if items else []) + _read_notes(tag)


def _read_notes(tag: Tag) -> list[Block]:
    return [{"kind": "note", "runs": read_inline(note)} for note in tag.select("p.spro-note")]


def _make_item(slug: str, label: str, value: Tag) -> Block:
    refs = [
        {"number": read_words(link), "name": str(link.get("title") or ""),
         "target": str(link.get("href") or "").removeprefix("#")}
        for link in value.find_all("a")
    ]  # fmt: skip
    return {"slug": slug, "label": label, "count": "", "who": "", "refs": refs}


def _read_item(line: Tag) -> Block:
    link, number = line.find("a"), line.select_one(".spro-guide-ref")
    target = str(link.get("href") or "").removeprefix("#") if isinstance(link, Tag) else ""
    said = read_words(number) if number is not None else ""
    if number is not None:
        number.decompose()
    return {"number": said, "name": read_words(line), "target": target}


READERS: dict[str, Callable[[Tag], list[Block]]] = {
    "spro-guide-publics": read_publics,
    "spro-guide-index": read_index,
}
"""Class of an element → who reads it."""
