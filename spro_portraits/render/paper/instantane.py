"""Ideas that figures contradict, as a page of paper takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spro_portraits.render.paper.inline import read_inline

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag


def read_ideas(tag: Tag) -> list[dict[str, Any]]:
    """Read the ideas of a page.

    Returns
    -------
    list of dict
        One block of kind ``ideas``: ``items``, each with ``idea``, ``said`` and ``source`` (runs).
    """
    parts = ("idea", "said", "from")
    items = [
        [item.select_one(f".spro-instantane-{part}") for part in parts]
        for item in tag.find_all("li", recursive=False)
    ]
    names = ("idea", "said", "source")
    return [
        {
            "kind": "ideas",
            "items": [
                {
                    name: read_inline(part) if part is not None else []
                    for name, part in zip(names, item, strict=True)
                }
                for item in items
            ],
        }
    ]


READERS: dict[str, Callable[[Tag], list[dict[str, Any]]]] = {"spro-instantane-ideas": read_ideas}
