"""The page in Chromium, without network: charts drawn, nothing asked for, no sideways scroll."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from browsers import CHROMIUM
from render_samples import build_settings, write_sample

from spro_portraits.render import render_notebook
from spro_portraits.wording.render import CHART_FAILED

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

WIDTHS = (400, 1280, 1920)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("page")
    settings = build_settings(root)
    write_sample(settings.notebooks / "portrait.ipynb")
    product = render_notebook("portrait", {"territory": "loches"}, root / "out", settings=settings)
    return product.files.page


class Visit:
    """A page opened offline, with what it asked for and what it complained of."""

    def __init__(self, browser: Any, file: Path, width: int, **options: Any) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, **options
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type == "error" else None
            ),
        )
        self.page.goto(file.as_uri())

    def wait_for_charts(self) -> None:
        self.page.wait_for_selector('html[data-charts="drawn"]', timeout=20_000)


@pytest.mark.parametrize("width", WIDTHS)
def test_charts_are_drawn_without_network(browser: Any, page_file: Path, width: int) -> None:
    visit = Visit(browser, page_file, width)
    visit.wait_for_charts()
    drawn = visit.page.eval_on_selector_all(
        "figure.spro-chart",
        "all => all.map(f => [f.dataset.drawn, f.querySelectorAll('svg').length,"
        " f.querySelectorAll('svg .mark-rect path').length,"
        " f.querySelector('svg').getBoundingClientRect().width <= f.clientWidth])",
    )
    assert drawn == [["true", 1, 3, True], ["true", 1, 2, True]]
    outside = [url for url in visit.requests if not url.startswith(("file:", "data:", "about:"))]
    assert outside == []
    assert visit.requests[0].startswith("file:")
    assert len([url for url in visit.requests if url.startswith("file:")]) == 1
    assert visit.complaints == []
    wide = visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    frame = visit.page.frame_locator("iframe")
    assert frame.locator("#carte").inner_text() == "La carte"
    visit.context.close()


def test_numbers_in_charts_are_french(browser: Any, page_file: Path) -> None:
    visit = Visit(browser, page_file, 1280)
    visit.wait_for_charts()
    labels = visit.page.locator("figure.spro-chart").first.locator("svg text").all_text_contents()
    assert "2\u202f000" in labels
    visit.context.close()


def test_the_contents_lead_to_the_sections(browser: Any, page_file: Path) -> None:
    visit = Visit(browser, page_file, 1280)
    visit.wait_for_charts()
    links = visit.page.locator(".spro-toc a")
    assert links.all_inner_texts()[0] == "Carte d'identité"
    assert links.count() == 5
    for index in range(links.count()):
        target = links.nth(index).get_attribute("href")
        assert visit.page.locator(f"h2{target}").count() == 1
    visit.page.emulate_media(reduced_motion="reduce")
    links.nth(2).click()
    visit.page.wait_for_function(
        "document.querySelector('#carte').getBoundingClientRect().top < 200"
    )
    assert visit.page.locator('.spro-toc a[aria-current="true"]').all_inner_texts() == ["Carte"]
    visit.context.close()


def test_the_contents_fold_on_a_telephone(browser: Any, page_file: Path) -> None:
    visit = Visit(browser, page_file, 400)
    contents = visit.page.locator(".spro-toc details")
    assert contents.get_attribute("open") is None
    visit.page.locator(".spro-toc summary").click()
    assert contents.get_attribute("open") is not None
    visit.page.locator(".spro-toc a").nth(3).click()
    assert contents.get_attribute("open") is None
    visit.context.close()


def test_without_scripts_the_page_still_says_all(browser: Any, page_file: Path) -> None:
    visit = Visit(browser, page_file, 1280, java_script_enabled=False)
    assert visit.page.locator("figure.spro-chart img").count() == 2
    assert visit.page.locator(".spro-toc a").first.is_visible()
    visit.context.close()


def test_a_browser_that_cannot_unpack_the_charts_says_them_in_words(
    browser: Any, page_file: Path, tmp_path: Path
) -> None:
    page = page_file.read_text(encoding="utf-8")
    old = tmp_path / "old.html"
    old.write_text(
        page.replace("<head>", "<head><script>delete window.DecompressionStream</script>"), "utf-8"
    )
    visit = Visit(browser, old, 1280)
    visit.wait_for_charts()
    shown = visit.page.eval_on_selector_all(
        "figure.spro-chart",
        "all => all.map(f => [f.dataset.drawn, f.querySelector('.spro-chart-place').textContent])",
    )
    descriptions = [
        json.loads(text)["description"]
        for text in re.findall(r'<script type="application/json">(.*?)</script>', page)
    ]
    assert shown == [["failed", CHART_FAILED + words] for words in descriptions]
    assert len(visit.complaints) == 2
    assert "DecompressionStream" in visit.complaints[0]
    visit.context.close()


def test_paper_has_no_contents(browser: Any, page_file: Path) -> None:
    visit = Visit(browser, page_file, 1280)
    visit.wait_for_charts()
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".spro-toc").is_visible()
    assert visit.page.pdf(format="A4").startswith(b"%PDF")
    visit.context.close()
