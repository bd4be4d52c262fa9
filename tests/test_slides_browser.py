"""Slides in Chromium, without network: nothing leaves its slide, keys move on, print is whole."""

from __future__ import annotations

import io
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsers import CHROMIUM
from deck_measures import WORDS
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader

from spro_portraits.render.slides import load_slides_exporter

if TYPE_CHECKING:
    from collections.abc import Callable

    from spro_portraits.portrait import Portrait

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
try:
    metadata.distribution("sphinx-revealjs")
except metadata.PackageNotFoundError:
    pytest.skip("sphinx-revealjs is not installed", allow_module_level=True)

KINDS = ("retain", "identity", "population", "unemployment", "groups", "comparison", "map")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium on this machine"),
]

# What stands out of its slide, and the smallest of our own words in pixels of 1,280.
LOOK = """() => [...document.querySelectorAll(".slides > section")].map((slide) => {
  const place = slide.getBoundingClientRect(), scale = place.width / 1280;
  const seen = [...slide.querySelectorAll("*")].filter((one) =>
    !one.closest("aside.notes, script, noscript, style, defs, title, desc"));
  const out = seen.filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && box.height && (box.left < place.left - 1 || box.right > place.right + 1
      || box.top < place.top - 1 || box.bottom > place.bottom + 1);
  }).map((one) => one.outerHTML.slice(0, 80));
  const words = seen.filter((one) => !one.closest(".spro-fit, svg, dialog")
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  const sizes = words.map((one) => parseFloat(getComputedStyle(one).fontSize)
    * one.getBoundingClientRect().width / one.offsetWidth / scale);
  return { id: slide.id, out, least: Math.min(...sizes) };
})"""


def show(*blocks: Any) -> Any:
    outputs = []
    for block in blocks:
        bundle = getattr(block, "_repr_mimebundle_", None)
        data = bundle() if bundle else {"text/html": block._repr_html_()}
        outputs.append(new_output("display_data", data))
    return new_code_cell(outputs=outputs)


@pytest.fixture(scope="module")
def deck_file(
    portrait_of: Callable[[str, str], Portrait], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    portrait = portrait_of("spro", "loir-et-cher")
    cells = [show(portrait.header)]
    for key in KINDS:
        cells += [new_markdown_cell(f"## {key}"), show(*portrait.section(key).blocks)]
    body, _ = load_slides_exporter().from_notebook_node(
        new_notebook(cells=cells), {"metadata": {"name": "portrait"}}
    )
    path = tmp_path_factory.mktemp("deck") / "portrait-slides.html"
    path.write_text(body, encoding="utf-8")
    return path


def open_deck(browser: Any, file: Path, width: int = 1280, height: int = 720) -> tuple[Any, Any]:
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector('html[data-charts="drawn"]', timeout=60_000)
    page.wait_for_timeout(300)
    return page, asked


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_nothing_leaves_its_slide(browser: Any, deck_file: Path, width: int, height: int) -> None:
    page, asked = open_deck(browser, deck_file, width, height)
    looked = page.evaluate(LOOK)
    assert len(looked) > 15
    assert {one["id"]: one["out"] for one in looked if one["out"]} == {}
    # 24 points; words of drawings and of maps are in test_slides_type.py.
    assert {one["id"]: one["least"] for one in looked if one["least"] < 31.5} == {}
    assert page.locator(".spro-slide-none").count() == 0
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == [deck_file.as_uri()]
    page.context.close()


def test_on_a_telephone_the_slides_stand_one_below_the_other(browser: Any, deck_file: Path) -> None:
    page, asked = open_deck(browser, deck_file, 400, 800)
    slides = page.locator(".slides > section").count()
    tops = page.evaluate(
        "[...document.querySelectorAll('.slides > section')]"
        ".map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"
    )
    assert len(tops) == slides > 15
    assert all(below[0] >= above[1] - 1 for above, below in pairwise(tops))
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    words = page.main_frame.evaluate(WORDS, "main")
    assert len(words) > 100
    # The numbers of the locator are its own.
    small = [word["text"] for word in words if word["size"] < 12 and not word["text"].isdigit()]
    assert small == []
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == [deck_file.as_uri()]
    page.context.close()


def test_the_keys_of_a_remote_move_on_also_from_a_map(browser: Any, deck_file: Path) -> None:
    page, _ = open_deck(browser, deck_file)
    current = "document.querySelector('section.present').id"
    order = page.evaluate("[...document.querySelectorAll('.slides > section')].map(s => s.id)")
    for number, key in enumerate(("ArrowRight", "Space", "PageDown"), start=1):
        page.keyboard.press(key)
        assert page.evaluate(current) == order[number]
    page.keyboard.press("PageUp")
    assert page.evaluate(current) == order[2]
    page.keyboard.press("Escape")
    assert page.locator(".reveal.overview").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    assert page.evaluate(current) == order[-1] == "map"
    frame = page.frame_locator("section.present iframe")
    frame.locator(".leaflet-container").focus()
    page.keyboard.press("PageUp")
    assert page.evaluate(current) == order[-2]
    page.context.close()


def test_notes_show_beside_the_slide(browser: Any, deck_file: Path) -> None:
    page, _ = open_deck(browser, deck_file)
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    assert not page.locator(".speaker-notes").is_visible()
    page.keyboard.press("n")
    assert page.locator(".speaker-notes").is_visible()
    assert "Insee" in page.locator(".speaker-notes").inner_text()
    page.context.close()


def test_paper_has_one_slide_a_page(browser: Any, deck_file: Path) -> None:
    page, _ = open_deck(browser, deck_file)
    slides = page.locator(".slides > section").count()
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) == slides
    assert (float(pages[0].mediabox.width), float(pages[0].mediabox.height)) == (960.0, 540.0)
    heads = page.locator(".slides > section > :is(h1, h2)").all_inner_texts()
    for head, sheet in zip(heads, pages, strict=True):
        assert head.split()[0] in sheet.extract_text()
    page.context.close()
