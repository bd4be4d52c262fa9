"""An executed notebook as a document: a cover, a contents list, sections of blocks, definitions.

Plain data, ready for JSON. Figures keep their titles, signs and sources with them. Not done
here: reading one kind of block, setting type.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from spro_portraits.render.paper.blocks import Block, BlockReader
from spro_portraits.render.paper.charts import draw_chart
from spro_portraits.render.paper.inline import join_runs
from spro_portraits.render.paper.pictures import make_image
from spro_portraits.render.paper.wide import gather_wide
from spro_portraits.render.payload import find_payload
from spro_portraits.wording import paper as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LOG = logging.getLogger(__name__)
DOCUMENT = "document"
"""The layout of a document of as many pages as it needs."""
_FIGURES = {"chart", "cards", "table", "map", "picture", "multiples"}
_TEXTS = {"lede", "paragraph", "note"}
_LETTERS_OF_A_NAME = 70
"""Room of the name of a definition, in letters of its text."""
_HELD = 3
"""Paragraphs that are kept with the figure after them, at most."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_COVER_MOST = 2600
"""Letters of a section that a cover has room for."""
_PICTURES = {"image/svg+xml", "image/png", "image/jpeg"}

Document = dict[str, Any]
"""``title``, ``lines`` (under it), ``description``, ``edition``, ``year`` (of the edition, or
None), ``language``, ``words``, ``locator`` (block or None), ``cover`` (blocks), ``blocks``,
``definitions`` (two columns of pairs of a label and a text), ``layout`` (of the payload),
``paper`` (all that the payload says of paper), ``parts`` (for a layout other than a document, in
the place of ``cover`` and ``blocks``: sections in order, each with ``title``, ``slug`` and
``blocks``)."""


def build_document(notebook: Any, resources: dict[str, Any]) -> tuple[Document, dict[str, Any]]:
    """Read a notebook that ``PagePreprocessor`` went through.

    Returns
    -------
    (dict, dict)
        The document; and what was counted: ``charts``, ``tables``, ``maps``, ``unread`` (names of
        blocks kept as their words).
    """
    payload = find_payload(notebook)
    reader = BlockReader(_find_map_shape(payload.paper) if payload else None)
    blocks: list[Block] = []
    lines: list[str] = []
    title = resources["page"]["title"]
    with ThreadPoolExecutor(1) as pen:  # Vega draws while the rest is read
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                blocks += reader.read(cell.metadata["spro_html"])
            for output in cell.get("outputs", []):
                blocks += _read_output(output, reader, pen)
        blocks = [block["drawn"].result() if "drawn" in block else block for block in blocks]
    for index, block in enumerate(blocks):
        if block["kind"] == "header":
            title, lines = block["title"] or title, block["lines"]
            del blocks[index]
            break
    else:
        if blocks and blocks[0].get("top"):  # the title of someone else's notebook
            del blocks[0]
    edition = payload.edition_label if payload else ""
    locator = next((block for block in blocks if block["kind"] == "locator"), None)
    body = _attach(block for block in blocks if block["kind"] not in {"locator", "header"})
    _level(body)
    _hold(body)
    paper = dict(payload.paper) if payload else {}
    layout = str(paper.get("layout", DOCUMENT))
    counted = Counter(block["kind"] for block in body)
    cover: list[Block] = []
    parts: list[dict[str, Any]] = []
    if layout == DOCUMENT:
        cover, body = _take_cover(body)
        body = gather_wide(body)
    _mend_links([*cover, *body])
    if layout != DOCUMENT:
        parts, body = _split_sections(body), []
    for name in reader.unread:
        _LOG.warning("kept as words on paper: %s", name)
    years = _YEAR.findall(f"{payload.edition} {edition}") if payload else []
    return {
        "title": title,
        "lines": lines,
        "description": resources["page"]["description"],
        "edition": edition,
        "year": int(years[0]) if years else None,
        "language": words.LANGUAGE,
        "words": {
            name.lower(): text
            for name, text in vars(words).items()
            if name[0].isupper() and name.isupper()
        },
        "locator": locator,
        "cover": cover,
        "blocks": body,
        "definitions": _share([(label, text) for text, label in reader.definitions.items()]),
        "layout": layout,
        "paper": paper,
        "parts": parts,
    }, {
        "charts": counted["chart"],
        "tables": counted["table"],
        "maps": counted["map"],
        "unread": list(reader.unread),
    }


def _read_output(output: Any, reader: BlockReader, pen: Executor) -> list[Block]:  # noqa: PLR0911 - a line a kind
    if output.output_type == "stream":
        return [{"kind": "code", "text": output.text}] if output.name == "stdout" else []
    if output.output_type == "error":
        return [{"kind": "strong", "runs": [words.FAILED]}]
    kind = output.metadata.get("spro_type", "")
    if not kind:
        return []
    if chart := output.metadata.get("spro_chart"):
        return [{"kind": "chart", "drawn": pen.submit(draw_chart, chart)}]
    value = output.data[kind]
    text = value if isinstance(value, str) else "".join(value)
    if kind == "text/html":
        return reader.read(text)
    if kind == "text/markdown":
        return reader.read(output.metadata["spro_html"])
    if kind in _PICTURES:
        alt = str(output.metadata.get(kind, {}).get("alt", "")) or words.PICTURE
        return [make_image(text, kind, alt)]
    return [{"kind": "code", "text": text}]


def _attach(blocks: Iterable[Block]) -> list[Block]:
    """Give each figure the signs and sources that follow it."""
    kept: list[Block] = []
    figure: Block | None = None
    for block in blocks:
        if figure is not None and block["kind"] == "source":
            figure.setdefault("sources", []).append(block["runs"])
            continue
        if figure is not None and block["kind"] == "signs":
            _explain(figure, block["signs"])
            continue
        for column in block.get("columns", []):
            column[:] = _attach(column)
        if "blocks" in block:
            block["blocks"] = _attach(block["blocks"])
        figure = block if block["kind"] in _FIGURES else None
        kept.append(block)
    for block in kept:
        if block["kind"] in _FIGURES:
            block.setdefault("sources", [])
            block.setdefault("signs", [])
            block["signs_line"] = (
                words.join_signs([words.explain_sign(*pair) for pair in block["signs"]])
                if block["signs"]
                else ""
            )
    return kept


def _find_map_shape(paper: Mapping[str, Any]) -> tuple[float, float] | None:
    """Find the shape of maps that a layout asks for; none for that of the house."""
    shape = paper.get("map")
    return None if shape is None else (float(shape[0]), float(shape[1]))


def _explain(figure: Block, signs: Sequence[tuple[str, str]]) -> None:
    """Add the explanations of a legend of signs; they replace those that a table found."""
    known = dict(figure.get("signs", []))
    known.update(dict(signs))
    figure["signs"] = [[sign, meaning] for sign, meaning in known.items()]


def _level(blocks: Sequence[Block]) -> None:
    """Let no heading be more than one level below the one before it; give each its own slug."""
    level, taken = 0, set()
    for block in _walk(blocks):
        if block["kind"] != "heading":
            continue
        level = block["level"] = min(block["level"], level + 1)
        if not block["slug"] or block["slug"] in taken:
            block["slug"] = ""
        taken.add(block["slug"])


def _hold(blocks: Sequence[Block]) -> None:
    """Mark the words between a heading and its first figure: they go to the page of the figure."""
    words_so_far: list[Block] = []
    is_open = False
    for block in blocks:
        if block["kind"] == "heading":
            is_open, words_so_far = True, []
        elif is_open and block["kind"] in _FIGURES:
            for held in words_so_far[:_HELD]:
                held["held"] = True
            is_open = False
        elif is_open and block["kind"] in _TEXTS and len(words_so_far) < _HELD:
            words_so_far.append(block)
        else:
            is_open = False


def _walk(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        yield block
        yield from _walk(block.get("blocks", []))
        for column in block.get("columns", []):
            yield from _walk(column)


def _take_cover(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Take what there is to retain for the cover, where a notebook begins with it."""
    starts = [i for i, block in enumerate(blocks) if _is_section(block)]
    if not starts or starts[0] != 0:
        return [], blocks
    end = starts[1] if len(starts) > 1 else len(blocks)
    first = blocks[:end]
    kinds = {block["kind"] for block in first}
    letters = sum(len(join_runs(runs)) for block in first for runs in _find_runs(block))
    if "findings" not in kinds or letters > _COVER_MOST or kinds & (_FIGURES - {"cards"}):
        return [], blocks
    return first, blocks[end:]


def _split_sections(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Split a notebook at its sections; what stands before the first is a part without a title."""
    parts: list[dict[str, Any]] = []
    for block in blocks:
        if _is_section(block):
            parts.append({"title": join_runs(block["runs"]), "slug": block["slug"], "blocks": []})
        else:
            if not parts:
                parts.append({"title": "", "slug": "", "blocks": []})
            parts[-1]["blocks"].append(block)
    return parts


def _is_section(block: Block) -> bool:
    return bool(block["kind"] == "heading" and block["level"] == 1)


def _find_runs(block: Any) -> Iterable[list[Any]]:
    """Find all lists of runs of a block."""
    if isinstance(block, dict):
        for name, value in block.items():
            if name in {"runs", "label", "value", "unit", "comparison", "caveat", "place"} and (
                isinstance(value, list)
            ):
                yield value
            else:
                yield from _find_runs(value)
    elif isinstance(block, list):
        for value in block:
            yield from _find_runs(value)


def _mend_links(blocks: Sequence[Block]) -> None:
    """Let links go to headings that are there; others are plain words."""
    known = {block["slug"] for block in _walk(blocks) if block["kind"] == "heading"} - {""}
    for block in blocks:
        _mend(block, known)


def _mend(part: Any, known: set[str]) -> None:
    if isinstance(part, dict):
        link = part.get("link")
        if isinstance(link, str) and not _is_link(link, known):
            del part["link"]
        for value in part.values():
            _mend(value, known)
    elif isinstance(part, list):
        for value in part:
            _mend(value, known)


def _is_link(link: str, known: set[str]) -> bool:
    if link.startswith("#"):
        return link[1:] in known
    return link.startswith(("http:", "https:", "mailto:", "tel:"))


def _share(pairs: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Share definitions among two columns of about the same length; none for none."""
    lengths = [_LETTERS_OF_A_NAME + len(text) for _, text in pairs]
    half, first, so_far = sum(lengths) / 2, 0, 0
    while first < len(pairs) and so_far + lengths[first] / 2 < half:
        so_far += lengths[first]
        first += 1
    return [list(pairs[:first]), list(pairs[first:])] if pairs else []
