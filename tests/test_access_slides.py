"""Nobody left out of slides and meetings: axe-core, contrasts, headings, words for drawings."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from deck_products import (
    DECKS,
    decks,  # noqa: F401 - a fixture
    open_slides,
    products,  # noqa: F401 - a fixture
    walk_slides,
)
from test_access import (
    AXE_OPTIONS,
    LARGE,
    LARGE_BOLD,
    SERIOUS,
    TEXTS,
    UNNAMED,
    axe,
    contrast,
    open_page,
)
from test_render_browser import (
    pytestmark,  # noqa: F401 - browser tests, skipped together
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def list_violations(frame: Any) -> list[tuple[str, str, str]]:
    results = axe.Axe().run(frame, options=AXE_OPTIONS)
    return [
        (one["id"], one["impact"], node["html"][:200])
        for one in results.response["violations"]
        for node in one["nodes"]
        if one["impact"] in SERIOUS
    ]


def list_pale(frame: Any) -> list[tuple[str, Any, Any]]:
    return [
        (text, front, back)
        for front, back, size, weight, text in frame.evaluate(TEXTS)
        if contrast(front, back)
        < (3 if size >= LARGE or (size >= LARGE_BOLD and weight >= 700) else 4.5)
    ]


@pytest.mark.parametrize("name", DECKS)
def test_each_slide_is_open_to_everybody(
    browser: Any,
    decks: Mapping[str, Path],  # noqa: F811
    name: str,
) -> None:
    page = open_slides(browser, decks[name])
    heads = page.evaluate(
        "[...document.querySelectorAll('.slides :is(h1, h2, h3, h4)')]"
        ".map((one) => Number(one.tagName[1]))"
    )
    assert heads[0] == 1
    assert heads.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(heads))
    judged = set()
    for slide in walk_slides(page):
        kind = page.evaluate("document.querySelector('section.present').className")
        shown = [
            frame
            for frame in page.frames[1:]
            if frame.frame_element().evaluate("one => Boolean(one.closest('section.present'))")
        ]
        for frame in [page.main_frame, *shown]:
            assert list_pale(frame) == [], slide
            assert frame.evaluate(UNNAMED) == [], slide
            # axe takes a second: one slide of each kind, and each map.
            if kind not in judged or frame is not page.main_frame:
                assert list_violations(frame) == [], slide
        judged.add(kind)
    page.context.close()


def test_every_chart_of_a_deck_says_its_figures(
    browser: Any,
    decks: Mapping[str, Path],  # noqa: F811
) -> None:
    page = open_slides(browser, decks["portrait"])
    told = page.evaluate(
        """() => [...document.querySelectorAll(".spro-slide .spro-chart")].map((figure) => [
          figure.getAttribute("aria-label"), figure.querySelector("svg").getAttribute("aria-label")
            ?? figure.querySelector("[role=graphics-document]").getAttribute("aria-label")])"""
    )
    assert len(told) > 10
    for name, words in told:
        assert words.replace("\u00a0", " ").startswith(name.replace("\u00a0", " "))
        assert any(letter.isdigit() for letter in words.removeprefix(name))
    page.context.close()


@pytest.mark.parametrize("name", ["portrait", "panorama", "reseau"])
@pytest.mark.parametrize("width", [400, 1920])
def test_a_meeting_is_open_to_everybody(
    browser: Any,
    products: Mapping[str, Path],  # noqa: F811
    name: str,
    width: int,
) -> None:
    visit = open_page(browser, products[name], name, width, reduced_motion="reduce")
    met = 0
    for frame in visit.page.frames[1:]:
        if not frame.locator(".spro-meet").count():
            continue
        frame.locator(".spro-meet").press("Enter")
        frame.wait_for_function("document.body.classList.contains('spro-meeting')")
        visit.page.keyboard.press("n")
        assert list_violations(frame) == []
        assert list_pale(frame) == []
        visit.page.keyboard.press("n")
        frame.locator(".spro-bar [value=leave]").press("Enter")
        frame.wait_for_function("!document.body.classList.contains('spro-meeting')")
        met += 1
    visit.context.close()
    assert met
