"""Charts, cards and tables in Chromium: nothing is wider than a telephone, nothing collides."""

import json
from pathlib import Path

import pytest
from test_charts import DRAWINGS
from test_charts_html import CARD, TABLE

from spro_portraits import style
from spro_portraits.charts import draw_cards, draw_table

pytestmark = pytest.mark.browser

COLLISIONS = """
() => [...document.querySelectorAll('.spro-chart-place')].flatMap((place, index) => {
  const boxes = [...place.querySelectorAll('svg text')]
    .filter((text) => text.textContent.trim() && text.getAttribute('opacity') !== '0')
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  const found = [];
  for (let i = 0; i < boxes.length; i += 1) for (let j = 0; j < i; j += 1) {
    const [a, b] = [boxes[i][1], boxes[j][1]];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // Boxes of text are taller than its letters.
    if (across > 1 && down > 5) found.push([index, boxes[i][0], boxes[j][0]]);
  }
  return found;
})
"""
CUT = """
() => [...document.querySelectorAll('.spro-chart-place svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return text.textContent && (box.left < frame.left - 1 || box.right > frame.right + 1);
  }).map((text) => text.textContent);
})
"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vlc = pytest.importorskip("vl_convert")
    specs = [draw().spec() for draw in DRAWINGS.values()]
    places = '<div class="spro-figure"><div class="spro-chart-place"></div></div>' * len(specs)
    html = (
        '<!doctype html><html lang="fr"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style.font_css()}{style.page_css()}</style><body>"
        '<div class="spro-page"><main class="spro-main">'
        f"{draw_cards([CARD] * 5, territory='Issoudun')}{places}{draw_table(TABLE)}"
        f"</main></div><script>{vlc.javascript_bundle()}</script><script>"
        f"const specs = {json.dumps(specs)};"
        "const places = document.querySelectorAll('.spro-chart-place');"
        "const load = (weight) => document.fonts.load(`${weight} 13px 'Source Sans Pro'`);"
        "Promise.all([400, 600, 700].map(load))"
        ".then(() => Promise.all(specs.map((spec, i) => vegaEmbed(places[i], spec,"
        "{actions: false, renderer: 'svg'}))))"
        ".then(() => { document.documentElement.dataset.drawn = 'yes'; });"
        "</script>"
    )
    file = tmp_path_factory.mktemp("charts") / "page.html"
    file.write_text(html, encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [400, 768, 1280, 1920])
def test_page_is_drawn_without_request_collision_or_overflow(
    browser: object, page_file: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page_file.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".spro-chart-place svg").count() == len(DRAWINGS)
    assert page.evaluate(CUT) == []
    assert page.evaluate(COLLISIONS) == []
    assert page.evaluate("document.fonts.check('600 13px \"Source Sans Pro\"')")
    page.close()


def test_decimal_commas_stand_in_line(browser: object, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    page.goto(page_file.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    # Right edge of the whole part of each figure in the column of indices.
    edges = page.evaluate(
        """() => [...document.querySelectorAll('tbody td:last-child')]
          .filter((cell) => /\\d/.test(cell.textContent))
          .map((cell) => {
            const text = cell.firstChild, range = document.createRange();
            const end = (cell.textContent + ',').indexOf(',');
            range.setStart(text, 0); range.setEnd(text, end);
            return [range.getBoundingClientRect().right, cell.closest('tr').className];
          })"""
    )
    plain = [edge for edge, row in edges if not row]
    assert len(plain) == 2
    assert max(plain) - min(plain) < 0.6
    # The total is in semibold: its comma is a hair wider.
    assert max(e for e, _ in edges) - min(e for e, _ in edges) < 1.5
    page.close()
