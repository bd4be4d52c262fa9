"""A drawing or a table that needs a page laid flat takes its heading and its words there with it.

Otherwise the heading of a section would end one page, and its figure begin the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Block = dict[str, Any]
WIDTH = 675.0
"""Width above which a drawing is laid flat, in points; with :data:`RATIO`, as ``figures.typ``."""
RATIO = 1.2
_WORDS = {"lede", "paragraph", "note"}
_MOST = 2
"""Words that go along, at most: with more, the drawing would be too small."""


def gather_wide(blocks: Sequence[Block]) -> list[Block]:
    """Put a heading, its words and the wide figure after them into one block.

    Returns
    -------
    list of dict
        The blocks; those gathered are of kind ``sheet``: ``blocks`` and ``figure``.
    """
    kept: list[Block] = []
    for block in blocks:
        if not _is_wide(block):
            kept.append(block)
            continue
        start = len(kept)
        while start and len(kept) - start < _MOST and kept[start - 1]["kind"] in _WORDS:
            start -= 1
        if start and kept[start - 1]["kind"] == "heading":
            kept[start - 1 :] = [
                {"kind": "sheet", "blocks": kept[start - 1 :], "figure": block}
            ]  # fmt: skip
        else:
            kept.append(block)
    return kept


def _is_wide(block: Block) -> bool:
    if block["kind"] == "table":
        return bool(block["wide"])
    if block["kind"] != "picture":
        return False
    return bool(block["width"] > WIDTH and block["width"] > RATIO * block["height"])
