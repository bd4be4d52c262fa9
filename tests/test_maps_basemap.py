"""The basemap of IGN: nothing before the press, tiles after it, silence where they do not come.

The host of the tiles is answered here by the test itself; no request leaves the machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import vl_convert
from browsers import CHROMIUM
from test_maps_browser import sample_map_html
from test_network_map_browser import KINDS, POINTS, PUBLICS, sample_communes

from spro_portraits.maps import draw_network_map
from spro_portraits.maps.basemap import TILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Frame, Route

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
]
TILE = vl_convert.svg_to_png(
    '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256">'
    '<rect width="256" height="256" fill="#8fbc5a"/></svg>'
)
ON = "document.querySelector('.spro-basemap button').getAttribute('aria-pressed') === '{}'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("basemap")
    framed, alone = sample_map_html()
    (made / "page.html").write_text(framed, encoding="utf-8")
    (made / "map.html").write_text(alone, encoding="utf-8")
    return made


def serve(route: Route) -> None:
    route.fulfill(body=TILE, content_type="image/png")


class Connected:
    """A page of a reader who has a network: every request that leaves the page is held here."""

    def __init__(self, browser: Browser, file: Path, answer: Callable[[Route], None]) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.answer = answer
        self.asked: list[str] = []
        self.referrers: list[str | None] = []
        self.said: list[str] = []
        self.context.route(re.compile("^https?:"), self.hold)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())
        self.map: Frame = self.page.frames[-1]
        self.map.wait_for_selector(".leaflet-overlay-pane path[fill]")
        self.button = self.map.get_by_role("button", name="Fond de carte IGN")

    def hold(self, route: Route) -> None:
        self.asked.append(route.request.url)
        self.referrers.append(route.request.headers.get("referer"))
        self.answer(route)

    def opacity(self, selector: str) -> float:
        return float(
            self.map.eval_on_selector(selector, "one => getComputedStyle(one).fillOpacity")
        )

    def settle(self) -> None:
        """Move the map, and leave time for what it would ask."""
        self.map.locator(".leaflet-control-zoom-in").click()
        self.page.wait_for_timeout(500)


@pytest.mark.parametrize("name", ["page.html", "map.html"])
def test_tiles_come_after_the_press_and_go_with_the_next(
    browser: Browser, folder: Path, name: str
) -> None:
    seen = Connected(browser, folder / name, serve)
    seen.settle()
    credit = seen.map.locator(".spro-basemap small")
    assert seen.asked == []
    assert credit.is_hidden()
    assert seen.button.get_attribute("aria-pressed") == "false"

    seen.button.press("Enter")
    seen.map.wait_for_selector("img.leaflet-tile-loaded")
    assert seen.button.get_attribute("aria-pressed") == "true"
    assert credit.inner_text() == "© IGN, Plan IGN"
    assert credit.is_visible()
    assert len(seen.asked) > 1
    for address in seen.asked:
        assert address.partition("?")[0] == TILES.partition("?")[0]
        asked = parse_qs(urlsplit(address).query)
        assert asked["LAYER"] == ["GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"]
        # The areas lie at 2 to 2.3° east, 47 to 47.18° north.
        across, zoom = int(asked["TILECOL"][0]), int(asked["TILEMATRIX"][0])
        assert 1.0 < across / 2**zoom * 360 - 180 + 180 / 2**zoom < 3.5
    assert set(seen.referrers) == {None}
    # Areas let the tiles through, and the legend is as pale as they are.
    assert seen.opacity("path.leaflet-interactive") == seen.opacity(".spro-legend rect") < 1

    with seen.page.expect_download() as waited:
        seen.map.locator(".spro-save[value=svg]").click()
    saved = waited.value.path().read_text(encoding="utf-8")
    assert "geopf" not in saved
    assert "<image" not in saved
    told = seen.map.locator(".spro-tools output").inner_text()
    assert "Le fond de carte IGN n’y est pas." in told

    seen.button.click()
    count = len(seen.asked)
    seen.settle()
    assert len(seen.asked) == count
    assert seen.map.locator("img.leaflet-tile").count() == 0
    assert credit.is_hidden()
    assert seen.opacity("path.leaflet-interactive") == seen.opacity(".spro-legend rect") == 1
    assert seen.said == []
    seen.context.close()


def test_the_map_of_a_network_has_the_same_button(browser: Browser, folder: Path) -> None:
    communes = sample_communes()
    drawn = draw_network_map(
        communes, POINTS, KINDS, PUBLICS, territory=communes["code"][:30], title="Essai"
    )
    drawn.save(str(folder / "network.html"))
    seen = Connected(browser, folder / "network.html", serve)
    drawn_signs = seen.map.locator(".leaflet-marker-pane .leaflet-marker-icon").count()
    assert seen.asked == []
    seen.button.click()
    seen.map.wait_for_selector("img.leaflet-tile-loaded")
    assert seen.opacity(".leaflet-overlay-pane path[fill]:not([fill=none])") < 1
    signs = seen.map.locator(".leaflet-marker-pane .leaflet-marker-icon")
    assert signs.count() == drawn_signs > 0
    seen.button.click()
    assert seen.map.locator("img.leaflet-tile").count() == 0
    assert seen.said == []
    seen.context.close()


def test_where_tiles_do_not_come_the_map_stays(browser: Browser, folder: Path) -> None:
    seen = Connected(browser, folder / "page.html", lambda route: route.abort())
    before = seen.map.locator(".leaflet-overlay-pane svg").inner_html()
    seen.button.click()
    seen.map.wait_for_function(ON.format("false"))
    seen.page.wait_for_timeout(300)
    assert len(seen.asked) == 1
    assert seen.map.locator("img.leaflet-tile").count() == 0
    assert seen.map.locator(".leaflet-overlay-pane svg").inner_html() == before
    assert seen.opacity(".spro-legend rect") == 1
    assert "n’est pas venu" in seen.map.locator(".spro-basemap output").inner_text()
    assert [text for text in seen.said if "ERR_FAILED" not in text] == []
    assert len(seen.said) <= 1
    seen.context.close()


def test_a_second_press_does_not_wait_for_the_first(browser: Browser, folder: Path) -> None:
    held: list[Route] = []
    seen = Connected(browser, folder / "map.html", held.append)
    seen.button.click()
    seen.page.wait_for_timeout(200)
    seen.button.click()
    assert len(held) == 1
    serve(held[0])
    seen.page.wait_for_timeout(300)
    assert seen.button.get_attribute("aria-pressed") == "false"
    assert seen.map.locator("img.leaflet-tile").count() == 0
    assert len(seen.asked) == 1
    seen.context.close()


def test_the_button_is_there_only_with_a_network(browser: Browser, folder: Path) -> None:
    seen = Connected(browser, folder / "map.html", serve)
    seen.map.locator(".spro-meet").click()
    assert seen.button.is_visible()
    seen.button.click()
    seen.map.wait_for_selector("img.leaflet-tile-loaded")
    seen.context.set_offline(offline=True)
    seen.map.wait_for_function("document.querySelector('.spro-basemap').hidden")
    assert seen.button.is_hidden()
    assert seen.map.locator("img.leaflet-tile").count() == 0
    seen.context.set_offline(offline=False)
    seen.map.wait_for_function("!document.querySelector('.spro-basemap').hidden")
    assert seen.button.get_attribute("aria-pressed") == "false"
    seen.context.close()
