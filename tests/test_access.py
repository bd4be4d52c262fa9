"""Nobody left out: every product by axe-core, by the keyboard alone, enlarged, in grey.

What these tests show, and what they cannot, is told in ``docs/accessibilite.md``.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from access_products import NOTEBOOKS, PRODUCTS, WITH_CHARTS
from access_products import products as products  # noqa: PLC0414 - a fixture
from test_render_browser import (
    Visit,
    pytestmark,  # noqa: F401 - browser tests, skipped together
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)

SERIOUS = {"serious", "critical"}
LARGE, LARGE_BOLD = 24, 18.66
"""Pixels from which text is large (WCAG 2): 18 points, 14 in bold."""
# The frames of maps are gone through one by one, each with its own axe.
AXE_OPTIONS = {"resultTypes": ["violations"], "iframes": False}

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((head) => head.getClientRects().length)
  .map((head) => [Number(head.tagName[1]), head.textContent.trim()])"""

CONTROLS = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")];
  window.sproReached = new Set();
  window.sproDim = [];
  document.addEventListener("focusin", ({ target }) => {
    window.sproReached.add(target);
    const styles = [target, ...target.querySelectorAll("*")].map((one) => getComputedStyle(one));
    const outlined = styles[0].outlineStyle !== "none" && parseFloat(styles[0].outlineWidth) >= 2;
    const stroked = target instanceof SVGElement && styles.slice(1).some((style) =>
      style.stroke !== "none" && parseFloat(style.strokeWidth) >= 2);
    if (!outlined && !stroked) window.sproDim.push(target.outerHTML.slice(0, 160));
  });
  window.sproControls = all.filter((one) => one.tabIndex >= 0 && !one.disabled
    && one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length);
  return window.sproControls.length;
}"""

MISSED = """() => {
  const group = (one) => one.type === "radio" && one.name;
  const reached = new Set([...window.sproReached].map(group).filter(Boolean));
  return window.sproControls
    .filter((one) => !window.sproReached.has(one) && !reached.has(group(one)) && one.isConnected
      && one.tabIndex >= 0)
    .map((one) => one.outerHTML.slice(0, 160));
}"""

CUT = """() => [...document.querySelectorAll("body, body *")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = ["hidden", "clip"].includes(style.overflowX);
  const seen = one.getClientRects().length && one.clientWidth > 1;
  return hides && seen && !(one instanceof SVGElement) && !one.closest(".leaflet-container")
    && one.scrollWidth > one.clientWidth + 1 && one.textContent.trim();
}).map((one) => one.outerHTML.slice(0, 160))"""

MOVING = """() => [...document.querySelectorAll("html, body *")].filter((one) => {
  const style = getComputedStyle(one);
  return style.scrollBehavior === "smooth"
    || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0)
    || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0);
}).map((one) => one.outerHTML.slice(0, 120))"""

UNNAMED = """() => [...document.querySelectorAll("svg, img, canvas, iframe, figure, [role=img]")]
  .filter((one) => one.getClientRects().length && !one.closest("[aria-hidden=true]")
    && !one.parentElement.closest("[role=img], svg, .leaflet-pane"))
  .filter((one) => {
    const said = (text) => (text || "").trim();
    const labelled = said(one.getAttribute("aria-labelledby")).split(" ").filter(Boolean)
      .map((id) => said(document.getElementById(id)?.textContent)).join("");
    const child = one.querySelector(":scope > title, :scope > desc, :scope > figcaption");
    const place = one.closest('[role="graphics-document"]');
    return !(said(one.getAttribute("aria-label")) || labelled || said(one.getAttribute("alt"))
      || said(one.getAttribute("title")) || said(child?.textContent)
      || said(place?.getAttribute("aria-label")));
  }).map((one) => one.outerHTML.slice(0, 160))"""

CHARTS = """() => [...document.querySelectorAll("figure.spro-chart")].map((figure) => {
  const place = figure.querySelector(".spro-chart-place");
  let block = figure.nextElementSibling;
  while (block && !block.matches(".spro-chart, .spro-text")
    && !block.querySelector("table, .spro-behind:not([hidden])")) block = block.nextElementSibling;
  const behind = block && !block.matches(".spro-chart, .spro-text") ? block : null;
  const details = behind?.querySelector(".spro-behind:not([hidden])");
  if (details) details.open = true;
  return new Promise((done) => setTimeout(() => done({
    name: figure.getAttribute("aria-label"), said: place.getAttribute("aria-label"),
    role: place.getAttribute("aria-roledescription"),
    roles: [...new Set([...figure.querySelectorAll("[aria-roledescription]")]
      .map((one) => one.getAttribute("aria-roledescription")))],
    english: [...figure.querySelectorAll("[aria-label]")]
      .filter((one) => !one.closest("[aria-hidden=true]"))
      .map((one) => one.getAttribute("aria-label"))
      .filter((text) => /\\b(axis|titled|scale|Title text|with values)\\b/.test(text)),
    table: behind ? [...behind.querySelectorAll("td, th")].map((cell) => cell.textContent) : [],
  }), 50));
}).reduce(async (all, one) => [...await all, await one], [])"""

# axe leaves most text undecided: it stands on the shadow of a table, or in a drawing.
TEXTS = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const rgba = (color) => (color.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number)
    .map((part, i) => (color.startsWith("color(") && i < 3 ? part * 255 : part));
  const over = (top, below) => {
    const share = top[3] ?? 1;
    return [0, 1, 2].map((i) => top[i] * share + below[i] * (1 - share));
  };
  const ground = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const under = (text) => {
    const svg = text.ownerSVGElement;
    const { left, right, top, bottom } = text.getBoundingClientRect();
    let color = ground(svg);
    for (const shape of svg.querySelectorAll("rect, path, circle, polygon")) {
      if (shape.compareDocumentPosition(text) !== Node.DOCUMENT_POSITION_FOLLOWING) continue;
      const fill = getComputedStyle(shape).fill;
      const box = shape.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const inside = box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
      if (!inside || !fill.startsWith("rgb")) continue;
      const point = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse());
      if (!shape.isPointInFill(point)) continue;
      const [red, green, blue, alpha = 1] = rgba(fill);
      const { fillOpacity, opacity } = getComputedStyle(shape);
      color = over([red, green, blue, alpha * fillOpacity * opacity], color);
    }
    return color;
  };
  const seen = new Map();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.getClientRects().length) continue;
    if (one.closest("script, style, noscript, iframe, desc, title")) continue;
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(one);
    const drawn = one instanceof SVGElement;
    const back = drawn ? under(one.closest("text")) : ground(one);
    const front = over(rgba(drawn ? style.fill : style.color), back);
    const size = parseFloat(style.fontSize);
    const key = [front, back, size, style.fontWeight].join("|");
    if (!seen.has(key)) seen.set(key, [front, back, size, Number(style.fontWeight),
      walk.currentNode.data.trim().slice(0, 60)]);
  }
  return [...seen.values()];
}"""

LINES = """() => [...document.querySelectorAll("figure.spro-chart svg")].map((svg) =>
  [...svg.querySelectorAll(".mark-line path[d]")].map((path) => [
    getComputedStyle(path).stroke, getComputedStyle(path).strokeDasharray,
    parseFloat(getComputedStyle(path).strokeWidth)]))"""


@pytest.fixture(scope="module", params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def open_page(browser: Any, file: Path, name: str, width: int, **options: Any) -> Visit:
    """Open a product and wait until its charts and maps stand."""
    visit = Visit(browser, file, width, **options)
    if name in NOTEBOOKS and visit.page.locator("figure.spro-chart").count():
        visit.wait_for_charts()
    for frame in visit.page.frames[1:]:
        frame.wait_for_selector(".leaflet-pane svg, .leaflet-marker-icon", state="attached")
    return visit


@pytest.fixture(scope="module")
def seen(browser: Any, products: Mapping[str, Path], product: str) -> Iterator[Visit]:
    """A product opened once for the tests that only look at it (and unfold nothing)."""
    visit = open_page(browser, products[product], product, 1280)
    yield visit
    visit.context.close()


@pytest.fixture
def wide(browser: Any, products: Mapping[str, Path], product: str) -> Iterator[Visit]:
    """A product opened anew, for a test that does something to it."""
    visit = open_page(browser, products[product], product, 1280)
    yield visit
    visit.context.close()


@pytest.mark.parametrize("width", [400, 1280])
def test_axe_finds_nothing(
    browser: Any,
    products: Mapping[str, Path],
    product: str,
    width: int,
) -> None:
    visit = open_page(browser, products[product], product, width)
    found = []
    for frame in visit.page.frames:
        # What is folded is read too.
        frame.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        results = axe.Axe().run(frame, options=AXE_OPTIONS)
        assert results.response["testEngine"]["name"] == "axe-core"
        found += [
            (frame.title(), one["id"], one["impact"], node["target"], node["html"][:200])
            for one in results.response["violations"]
            for node in one["nodes"]
        ]
    visit.context.close()
    assert found == []


def test_axe_would_find_something(browser: Any, tmp_path: Path) -> None:
    """The judge is awake: a picture without words, pale text, a page without a language."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<title>x</title><img src='data:,'><p style='color:#bbb;background:#fff'>Pâle</p>",
        encoding="utf-8",
    )
    visit = Visit(browser, bad, 1280)
    results = axe.Axe().run(visit.page, options=AXE_OPTIONS)
    visit.context.close()
    ids = {one["id"] for one in results.response["violations"] if one["impact"] in SERIOUS}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= ids


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(wide: Visit) -> None:
    frames = wide.page.frames
    stops = sum(frame.evaluate(CONTROLS) for frame in frames)
    assert stops > 1
    for _ in range(stops + 10):
        wide.page.keyboard.press("Tab")
    for frame in frames:
        assert frame.evaluate(MISSED) == []
        assert frame.evaluate("window.sproDim") == []
    assert wide.complaints == []


def test_the_first_stop_leads_to_the_content(wide: Visit) -> None:
    wide.page.keyboard.press("Tab")
    link = wide.page.locator(".spro-skip")
    assert wide.page.evaluate("document.activeElement.className") == "spro-skip"
    wide.page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
    assert link.inner_text() == "Aller au contenu"
    wide.page.keyboard.press("Enter")
    assert wide.page.evaluate("document.activeElement.tagName") == "MAIN"


def test_headings_are_in_order(seen: Visit) -> None:
    for frame in seen.page.frames:
        heads = frame.evaluate(HEADINGS)
        assert [level for level, _ in heads].count(1) == 1, frame.title()
        assert heads[0][0] == 1
        assert all(text for _, text in heads)
        for (before, _), (after, text) in pairwise(heads):
            assert after - before <= 1, text


def test_nothing_is_cut_when_text_is_twice_as_large(
    browser: Any,
    products: Mapping[str, Path],
    product: str,
) -> None:
    """A window of 1,280 pixels at 200 % is one of 640 pixels, each twice as dense."""
    visit = open_page(browser, products[product], product, 640, device_scale_factor=2)
    for frame in visit.page.frames:
        assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert frame.evaluate(CUT) == []
    visit.context.close()


def test_nothing_moves_for_who_asks_for_stillness(
    browser: Any,
    products: Mapping[str, Path],
    product: str,
) -> None:
    visit = open_page(browser, products[product], product, 1280, reduced_motion="reduce")
    assert visit.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    for frame in visit.page.frames:
        assert frame.evaluate(MOVING) == []
    visit.context.close()


def test_every_drawing_has_words(seen: Visit) -> None:
    for frame in seen.page.frames:
        assert frame.evaluate(UNNAMED) == []
    assert seen.page.locator('[aria-label*="expr"], [aria-label*="undefined"]').count() == 0


def test_every_chart_has_its_figures_in_words_and_in_a_table(wide: Visit, product: str) -> None:
    charts = wide.page.evaluate(CHARTS)
    assert bool(charts) == (product in WITH_CHARTS)
    for chart in charts:
        assert chart["name"], chart
        # The description opens with the title that names the figure.
        assert chart["said"].replace("\u00a0", " ").startswith(chart["name"].replace("\u00a0", " "))
        assert chart["role"] == "Graphique"
        assert not any(re.search(r"\b(mark|axis|visualization)\b", role) for role in chart["roles"])
        assert chart["english"] == [], chart["name"]
        assert read_numbers([chart["said"].partition(")")[2]])
        assert read_numbers([chart["said"]]) & read_numbers(chart["table"]), chart["name"]


def read_numbers(texts: list[str]) -> set[str]:
    """Read numbers as a reader does, to the unit: « 12 345,6 % » is 12346."""
    found = set()
    for text in texts:
        for number in re.findall(r"\d[\d\u202f]*(?:,\d+)?", text):
            value = float(number.replace("\u202f", "").replace(",", "."))
            found.add(f"{value:.0f}")
    return found


def test_every_map_has_words_and_a_table_or_a_list(seen: Visit) -> None:
    for frame in seen.page.frames[1:]:
        element = frame.frame_element()
        assert element.get_attribute("title")
        region = frame.locator(".spro-map-canvas")
        assert region.get_attribute("aria-label")
        told = frame.locator("table:not([hidden]) tbody tr, .spro-list li")
        assert told.count() >= 1


def test_every_map_of_areas_reads_as_a_table(wide: Visit, product: str) -> None:
    maps = [frame for frame in wide.page.frames[1:] if frame.locator(".spro-legends").count()]
    assert bool(maps) == (product in {"portrait", "panorama", "reseau", "instantane", "synthese"})
    for frame in maps:
        frame.locator("#spro-find").focus()  # its names are listed then
        button = frame.get_by_role("button", name="Lire la carte en tableau")
        button.press("Enter")
        rows = frame.locator("dialog tbody tr")
        assert rows.count() == frame.locator("#spro-names option").count()
        assert frame.locator("dialog tbody td:empty").count() == 0
        wide.page.keyboard.press("Escape")
        assert frame.locator("dialog").is_hidden()
        assert button.evaluate("one => one === document.activeElement")


def test_lines_are_told_apart_in_grey(wide: Visit) -> None:
    """On a black and white printer: another lightness, another dash or another width."""
    wide.page.emulate_media(media="print")
    for lines in wide.page.evaluate(LINES):
        styles = [(lightness(stroke), dash, width) for stroke, dash, width in lines]
        for rank, (light, dash, width) in enumerate(styles):
            for other, other_dash, other_width in styles[:rank]:
                ratio = (max(light, other) + 0.05) / (min(light, other) + 0.05)
                assert dash != other_dash or abs(width - other_width) >= 1 or ratio >= 1.5


def lightness(color: str) -> float:
    """Relative luminance (WCAG 2) of ``rgb(…)``."""
    return luminance([float(part) for part in re.findall(r"[\d.]+", color)[:3]])


def luminance(color: list[float]) -> float:
    parts = [part / 255 for part in color]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    pale, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (pale + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_it_should() -> None:
    assert contrast([0, 0, 0], [255, 255, 255]) == pytest.approx(21)
    assert contrast([119, 119, 119], [255, 255, 255]) == pytest.approx(4.48, abs=0.01)


def test_every_text_stands_out(wide: Visit) -> None:
    for frame in wide.page.frames:
        texts = frame.evaluate(TEXTS)
        assert texts
        for front, back, size, weight, text in texts:
            large = size >= LARGE or (size >= LARGE_BOLD and weight >= 700)
            assert contrast(front, back) >= (3 if large else 4.5), (text, front, back)


def test_a_table_read_in_the_page_is_that_of_the_file(
    browser: Any,
    products: Mapping[str, Path],
) -> None:
    visit = open_page(browser, products["portrait"], "portrait", 1280)
    behind = visit.page.locator(".spro-behind:not([hidden])").first
    behind.locator("summary").press("Enter")
    table = behind.locator("table")
    table.wait_for()
    heads = table.locator("thead th").all_inner_texts()
    assert len(heads) >= 2
    assert "Source" not in heads
    rows = json.loads(
        table.evaluate("one => JSON.stringify([...one.tBodies[0].rows].map(r => r.cells.length))")
    )
    assert set(rows) == {len(heads)}
    assert table.locator("tbody th[scope=row]").count() == len(rows)
    visit.context.close()
