"""Slides of real notebooks, read from the last row: 24 points, nothing cut, nothing covered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from deck_measures import POINTS_24, find_covered, find_outside, find_small, read_words
from deck_products import (
    DECKS,
    decks,  # noqa: F401 - a fixture
    open_slides,
    products,  # noqa: F401 - a fixture
    walk_slides,
)
from test_render_browser import (
    pytestmark,  # noqa: F401 - browser tests, skipped together
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Nothing on a slide is smaller than 24 points: there is no exception to list.


@pytest.mark.parametrize("name", DECKS)
def test_every_word_is_24_points_whole_and_uncovered(
    browser: Any,
    decks: Mapping[str, Path],  # noqa: F811
    name: str,
) -> None:
    page = open_slides(browser, decks[name])
    smallest = []
    for slide in walk_slides(page):
        words = read_words(page)
        smallest.append(min(word["size"] for word in words))
        assert find_small(words) == [], slide
        assert find_outside(words, 1280, 720) == [], slide
        assert find_covered(words) == [], slide
    assert page.locator(".spro-slide-none").count() == 0
    assert page.complaints == []
    # The size is right, not merely large: some words are the smallest allowed.
    assert min(smallest) == pytest.approx(POINTS_24, abs=0.5)
    page.context.close()


def test_the_measure_finds_faults(browser: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<style>*{margin:0} p{position:absolute;top:40px;left:0;font-size:40px}</style>"
        "<section class=present><p>Dessus</p><p>Dessous</p>"
        "<p style='top:200px;font-size:31px'>Petit</p>"
        "<svg viewBox='0 0 100 50' width='50' style='position:absolute;top:300px'>"
        "<text y='40' font-size='60'>Dessin</text></svg>"
        "<p style='top:700px'>Dehors</p><p style='top:500px;clip-path:inset(50%)'>Caché</p>",
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(bad.as_uri())
    words = read_words(page)
    assert find_small(words) == [("Petit", 31.0), ("Dessin", 30.0)]
    assert find_covered(words) == [("Dessus", "Dessous")]
    assert find_outside(words, 1280, 720) == ["Dehors"]
    page.close()


def test_nothing_moves_between_slides_for_who_asks_for_stillness(
    browser: Any,
    decks: Mapping[str, Path],  # noqa: F811
) -> None:
    page = open_slides(browser, decks["reseau"])
    moving = """() => [...document.querySelectorAll(".reveal, .reveal *")].filter((one) => {
      const style = getComputedStyle(one);
      return style.transitionDuration.split(",").some((time) => parseFloat(time) > 0)
        || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0);
    }).map((one) => one.className)"""
    assert page.evaluate(moving) == []
    assert page.locator(".reveal.none:not(.fade)").count() == 1
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) != []
    page.context.close()


def test_the_notes_have_a_window_of_their_own(
    browser: Any,
    decks: Mapping[str, Path],  # noqa: F811
) -> None:
    page = open_slides(browser, decks["portrait"])
    titles = page.locator(".slides > section > :is(h1, h2)").all_text_contents()
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value
    assert notes.title() == "Notes de l’orateur"
    assert notes.locator("h1").inner_text() == titles[0]
    assert notes.locator(".spro-next").inner_text().endswith(titles[1])
    assert notes.locator("time").inner_text().count(":") == 1
    for _ in range(7):
        notes.keyboard.press("PageDown")
    assert notes.locator("h1").inner_text() == titles[7]
    assert "Insee" in notes.locator("main").inner_text()
    page.keyboard.press("ArrowLeft")
    assert notes.locator("h1").inner_text() == titles[6]
    assert page.complaints == []
    page.context.close()


def test_the_figures_behind_a_drawing_open_and_close_by_the_keyboard(
    browser: Any,
    decks: Mapping[str, Path],  # noqa: F811
) -> None:
    page = open_slides(browser, decks["portrait"])
    drawn = page.locator("section.spro-slide-of-chart")
    assert drawn.count() > 10
    assert drawn.locator("dialog table tbody tr").count() > drawn.count()
    assert (
        page.evaluate(
            "[...document.querySelectorAll('section.spro-slide-of-chart')]"
            ".filter((one) => !one.querySelector('dialog table')).map((one) => one.id)"
        )
        == []
    )
    while not page.locator("section.present.spro-slide-of-chart").count():
        page.keyboard.press("PageDown")
    here = page.evaluate("document.querySelector('section.present').id")
    button = page.locator("section.present .spro-slide-open")
    button.press("Enter")
    assert page.locator("section.present dialog").is_visible()
    page.keyboard.press("PageDown")
    assert page.evaluate("document.querySelector('section.present').id") == here
    page.keyboard.press("Escape")
    assert page.locator("section.present dialog").is_hidden()
    assert page.locator(".reveal.overview").count() == 0
    assert button.evaluate("one => one === document.activeElement")
    # A map has a table of its own, in its frame; Escape closes it, then leaves the map.
    while not page.locator("section.present.spro-slide-of-map").count():
        page.keyboard.press("PageDown")
    page.locator("section.present .spro-slide-open").press("Enter")
    frame = page.frame_locator("section.present iframe")
    assert frame.locator("dialog[open] tbody tr").count() > 40
    page.keyboard.press("Escape")
    assert frame.locator("dialog[open]").count() == 0
    here = page.evaluate("document.querySelector('section.present').id")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.querySelector('section.present').id") != here
    page.context.close()
