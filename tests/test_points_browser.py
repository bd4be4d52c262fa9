"""The map of occupations and the sheet in Chromium: nothing collides, nothing is too wide."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_charts_browser import CUT
from test_points import CLOSE, PLACES, PROJECTS, SHARE, draw, make_frame

from spro_portraits import style
from spro_portraits.charts import Factor, OccupationSheet, SheetPart, draw_occupation_sheet

pytestmark = pytest.mark.browser

COLLISIONS = """
() => [...document.querySelectorAll('.spro-chart-place')].flatMap((place, index) => {
  // A label has its halo behind it: the same text twice at one place.
  const seen = new Set();
  const boxes = [...place.querySelectorAll('svg text')].flatMap((text) => {
    const lines = text.querySelectorAll('tspan');
    return (lines.length ? [...lines] : [text]).map((line) => [line, text]);
  }).filter(([line, text]) => {
    const box = line.getBoundingClientRect();
    const key = line.textContent + Math.round(box.left) + '/' + Math.round(box.top);
    if (!line.textContent.trim() || seen.has(key)) return false;
    seen.add(key);
    return true;
  }).map(([line, text]) => [line.textContent, line.getBoundingClientRect(), text]);
  const found = [];
  for (let i = 0; i < boxes.length; i += 1) for (let j = 0; j < i; j += 1) {
    if (boxes[i][2] === boxes[j][2]) continue;
    const [a, b] = [boxes[i][1], boxes[j][1]];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // Boxes of text are taller than its letters.
    if (across > 1 && down > 5) found.push([index, boxes[i][0], boxes[j][0]]);
  }
  return found;
})
"""
TEXT_SIZES = """
() => [...document.querySelectorAll('.spro-chart-place svg text')]
  .map((text) => parseFloat(getComputedStyle(text).fontSize))
"""


def make_crowd() -> pd.DataFrame:
    """Fifteen occupations with long names, close together."""
    rows = [
        (f"Ouvriers qualifiés de la fabrication numéro {i}", 60.0 + 55 * (i % 4) + i,
         55.0 + 5 * (i // 4) + i % 3, f"{i}", float("nan"), 0.4 + 0.2 * i, 7.0 * i)
        for i in range(15)
    ]  # fmt: skip
    return make_frame(rows)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vlc = pytest.importorskip("vl_convert")
    specs = [draw(make_frame()).spec(), draw(make_crowd()).spec()]
    places = '<div class="spro-figure"><div class="spro-chart-place"></div></div>' * len(specs)
    factors = tuple(
        Factor(f"Un facteur de tension numéro {i}", i or None, "très forte", meaning="plus il est")
        for i in range(6)
    )
    sheet = OccupationSheet(
        anchor="a", name="Ouvriers qualifiés", rank="1", titles=("soudeur", "soudeuse"),
        places=PLACES, facts=(PROJECTS, SHARE, SHARE), factors_title="Tension", factors=factors,
        map='<svg width="320" height="300"></svg>', map_title="Carte",
        parts=(SheetPart("Métiers proches", "un métier", (CLOSE,)),), sources="Source.",
    )  # fmt: skip
    html = (
        '<!doctype html><html lang="fr"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style.font_css()}{style.page_css()}</style><body>"
        '<div class="spro-page"><main class="spro-main">'
        f"{places}{draw_occupation_sheet(sheet)}"
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
    file = tmp_path_factory.mktemp("points") / "page.html"
    file.write_text(html, encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [380, 640, 1280, 1920])
def test_labels_collide_at_no_width(browser: Any, page_file: Path, width: int) -> None:
    context = browser.new_context(offline=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.wait_for_selector("html[data-drawn]")
    assert page.evaluate(COLLISIONS) == []
    assert page.evaluate(CUT) == []
    assert min(page.evaluate(TEXT_SIZES)) >= 11
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1280:
        top, end = page.evaluate(
            "[document.querySelector('.spro-sheet'), document.querySelector('.spro-sheet-part')]"
            ".map((piece) => piece.getBoundingClientRect().top)"
        )
        assert end - top <= 900
        table = page.locator(".spro-sheet-part table")
        assert not table.is_visible()
        page.emulate_media(media="print")
        assert table.is_visible()
        assert table.bounding_box()["height"] > 20
    context.close()
