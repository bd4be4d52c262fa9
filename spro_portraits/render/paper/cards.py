"""Key figures of the page: cards, facts of a sheet, factors on a scale of five.

A card keeps its comparison: the small common scale of the page, as it is drawn there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spro_portraits.render.paper.inline import Run, read_inline, read_words
from spro_portraits.render.paper.pictures import find_words, write_svg

if TYPE_CHECKING:
    from bs4 import Tag


def read_cards(tag: Tag) -> dict[str, Any]:
    """Read the cards of a block.

    Returns
    -------
    dict
        Block of kind ``cards``: ``key`` (items of :func:`read_key`) and ``cards``, each with
        ``label``, ``value``, ``unit``, ``comparison``, ``caveat`` (runs), ``scale`` (``svg``
        and ``alt``, or None) and ``ends`` (two texts).
    """
    legend = tag.select_one(".spro-legend:not(.spro-signs)")
    return {
        "kind": "cards",
        "key": read_key(legend) if legend else [],
        "cards": [_read_card(card) for card in tag.select(".spro-card")],
    }


def read_key(legend: Tag) -> list[list[Run]]:
    """Read the items of a legend: a sign, then its words."""
    return [read_inline(item) for item in legend.find_all("li")]


def _read_card(card: Tag) -> dict[str, Any]:
    scale = card.select_one("svg.spro-scale")
    ends = card.select_one(".spro-scale-ends")
    made: dict[str, Any] = {
        name: _read(card, f".spro-card-{name}")
        for name in ("label", "value", "unit", "comparison", "caveat")
    }
    made["scale"] = {"svg": write_svg(scale), "alt": find_words(scale)} if scale else None
    made["ends"] = [read_words(end) for end in ends.find_all("span")] if ends else []
    return made


def _read(tag: Tag, selector: str) -> list[Run]:
    found = tag.select_one(selector)
    return read_inline(found) if found is not None else []


def read_facts(tag: Tag) -> dict[str, Any]:
    """Read the facts of a sheet.

    Returns
    -------
    dict
        Block of kind ``facts``: ``facts``, each with ``label``, ``value``, ``unit``, ``caveat``
        (runs), ``places`` (runs of the name, runs of the value) and ``scale`` (runs).
    """
    return {"kind": "facts", "facts": [_read_fact(one) for one in tag.select(".spro-sheet-fact")]}


def _read_fact(tag: Tag) -> dict[str, Any]:
    label = tag.find("h4")
    places = []
    for row in tag.find_all("tr"):
        name, value = row.find("th"), row.select_one(".spro-num")
        track = row.select_one(".spro-sheet-track svg")
        share = str(track.get("style") or "").removeprefix("left:") if track else ""
        places.append(
            {
                "name": read_inline(name) if name else [],
                "value": read_inline(value) if value else [],
                "own": "spro-own" in row.get_attribute_list("class"),
                "at": float(share.removesuffix("%")) if share.endswith("%") else None,
            }
        )
    return {
        "label": read_inline(label) if label else [],
        "value": _read(tag, ".spro-card-value"),
        "unit": _read(tag, ".spro-card-unit"),
        "caveat": _read(tag, ".spro-card-caveat"),
        "scale": _read(tag, ".spro-sheet-scale"),
        "places": places,
    }


def read_factors(tag: Tag) -> dict[str, Any]:
    """Read factors on a scale of steps.

    Returns
    -------
    dict
        Block of kind ``factors``: ``rows``, each with ``label`` and ``words`` (runs), ``steps``
        (texts), ``here`` (rank of the step that is reached, or None) and ``main``.
    """
    rows = []
    for row in tag.select(".spro-factor"):
        steps = row.select(".spro-steps span")
        here = [rank for rank, step in enumerate(steps) if "spro-here" in _classes(step)]
        rows.append(
            {
                "label": _read(row, ".spro-factor-label"),
                "words": _read(row, ".spro-factor-words"),
                "steps": [read_words(step) for step in steps],
                "here": here[0] if here else None,
                "main": "spro-factor-main" in _classes(row),
            }
        )
    return {"kind": "factors", "title": str(tag.get("aria-label") or ""), "rows": rows}


def read_multiples(tag: Tag) -> dict[str, Any]:
    """Read small drawings side by side.

    Returns
    -------
    dict
        Block of kind ``multiples``: ``title``, ``notes``, ``key`` (runs), and ``panels``, each with
        ``place``, ``ends`` (two runs), ``svg``, ``alt`` and ``own``.
    """
    legend = tag.select_one(".spro-legend")
    panels = []
    for panel in tag.select(".spro-panel"):
        drawing, ends = panel.find("svg"), panel.select_one(".spro-panel-ends")
        panels.append(
            {
                "place": _read(panel, ".spro-panel-place"),
                "ends": [read_inline(end) for end in ends.find_all(["span", "b"])] if ends else [],
                "svg": write_svg(drawing) if drawing else "",
                "alt": find_words(drawing) if drawing else "",
                "own": "spro-panel-own" in _classes(panel),
            }
        )
    return {
        "kind": "multiples",
        "title": _read(tag, ".spro-multiples-title"),
        "notes": [read_inline(note) for note in tag.select(".spro-note")],
        "key": read_key(legend) if legend else [],
        "panels": panels,
    }


def _classes(tag: Tag) -> list[str]:
    return [str(name) for name in tag.get_attribute_list("class")]
