"""The blocks of a flyer: who helps whom, the places with their codes, what is good to know.

Read from the page, so that the sheet says what the page says. Not done here: choosing what
fits on the sheet; the template does, by its rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spro_portraits.render.paper.inline import read_inline, read_words
from spro_portraits.render.paper.pictures import find_size, make_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

Block = dict[str, Any]


def read_answers(tag: Tag) -> list[Block]:
    """Read publics: kind ``flyer_answers``, with ``answers`` (``said``, ``helps``), ``unserved``.

    Each help has ``name``, ``services`` and ``numbers`` (texts of badges, in order).
    """
    answers = []
    for section in tag.select(".spro-flyer-public"):
        helps = [
            {
                "name": _say(item, "b"),
                "services": _say(item, ".spro-flyer-services"),
                "numbers": [read_words(one) for one in item.select(".spro-flyer-number")],
            }
            for item in section.select("li")
        ]
        answers.append({"said": _say(section, "h3"), "helps": helps})
    return [
        {"kind": "flyer_answers", "answers": answers, "unserved": _say(tag, ".spro-flyer-unserved")}
    ]


def read_places(tag: Tag) -> list[Block]:
    """Read places: kind ``flyer_places``, with ``map`` (a picture or None) and ``towns``.

    A town has ``head`` and ``places``; a place ``number``, ``name``, ``reseau``, ``address``
    and ``phone`` and ``site`` (runs), ``call`` (its telephone in words, empty where it is not
    known) and ``code`` (``svg``, ``alt``, ``side`` in modules; None without one).
    """
    drawn = tag.select_one("svg.spro-flyer-map")
    towns = [
        {
            "head": _say(section, "h3"),
            "places": [_read_place(item) for item in section.select(".spro-flyer-place")],
        }
        for section in tag.select(".spro-flyer-town")
    ]
    return [{"kind": "flyer_places", "map": make_picture(drawn) if drawn else None, "towns": towns}]


def _read_place(item: Tag) -> Block:
    name = item.select_one(".spro-flyer-name")
    phone = item.select_one(".spro-flyer-phone")
    is_known = phone is not None and phone.find("em") is None
    code = item.select_one("svg.spro-flyer-code")
    return {
        "number": _say(item, ".spro-flyer-number"),
        "name": read_words(name) if name else "",
        "reseau": str(name.get("data-reseau", "")) if name else "",
        "address": _read_runs(item, ".spro-flyer-address"),
        "phone": _read_runs(item, ".spro-flyer-phone"),
        "call": read_words(phone) if phone is not None and is_known else "",
        "site": _read_runs(item, ".spro-flyer-site"),
        "code": make_picture(code) | {"side": find_size(code)[0]} if code else None,
    }


def read_notes(tag: Tag) -> list[Block]:
    """Read what is good to know: kind ``flyer_notes``, with ``notes`` (runs)."""
    return [{"kind": "flyer_notes", "notes": [read_inline(item) for item in tag.select("li")]}]


def read_empty(tag: Tag) -> list[Block]:
    """Read that there is nothing to show: kind ``flyer_empty``, with ``said`` (texts)."""
    return [{"kind": "flyer_empty", "said": [read_words(one) for one in tag.find_all("p")]}]


def _say(tag: Tag, where: str) -> str:
    found = tag.select_one(where)
    return read_words(found) if found else ""


def _read_runs(tag: Tag, where: str) -> list[Any]:
    found = tag.select_one(where)
    return read_inline(found) if found else []


READERS: dict[str, Callable[[Tag], list[Block]]] = {
    "spro-flyer-publics": read_answers,
    "spro-flyer-places": read_places,
    "spro-flyer-notes": read_notes,
    "spro-flyer-empty": read_empty,
}
"""Class → who reads it."""
