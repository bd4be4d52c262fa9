"""The page of all communes of France, in Chromium, network cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsers import CHROMIUM
from france_samples import write_package
from test_maps_browser import Watched

from spro_portraits.portrait.france import draw_france
from spro_portraits.tables.france import load_french_places

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, FrameLocator, Page

    from spro_portraits.tables import Edition

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
]
DRAWN = "path.leaflet-interactive:not([d='M0 0'])"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory, edition: Edition) -> Path:
    folder = tmp_path_factory.mktemp("france")
    write_package(folder / "site")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder / "site")
        content = draw_france(edition, load_french_places())
    (folder / "france.html").write_text(content, encoding="utf-8")
    return folder / "france.html"


def inside(page: Page, title: str) -> FrameLocator:
    """Find the page that the frame shows, once it has that title and its map."""
    frame = page.frame_locator("iframe")
    frame.locator("h1", has_text=title).wait_for()
    page.wait_for_function(
        "document.querySelector('iframe').contentDocument.readyState === 'complete'"
    )
    return frame


def fragment(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.hash)"))


def test_a_click_opens_a_departement_and_the_address_says_which(
    browser: Browser, page_file: Path
) -> None:
    watched = Watched(browser, page_file)
    page = watched.page
    whole = inside(page, "Les communes de France")
    # Guadeloupe keeps its rank, and stands beside the map; so does Paris, which is on it too.
    assert whole.locator(DRAWN).count() == 3
    assert whole.locator(".spro-insets button").all_inner_texts() == [
        "Guadeloupe (971)", "Paris (75)",
    ]  # fmt: skip
    assert "Non disponible" in whole.locator(".spro-legends").inner_text()
    whole.locator(DRAWN).first.click()
    cher = inside(page, "Cher (18)")
    assert fragment(page) == "#carte=carte_18/"
    assert cher.locator(DRAWN).count() == 5
    assert cher.locator("path[fill='url(#hatch-missing)']").count() == 2
    # The other départements lie around, and do not answer to the mouse.
    assert cher.locator(".leaflet-around-pane path").count() == 4
    assert "communes" in page.locator("output").inner_text()
    assert "Sans contour dans le paquet" in cher.locator("footer").inner_text()
    page.select_option("#spro-departement", "75")
    paris = inside(page, "Paris (75)")
    assert paris.locator(DRAWN).count() == 2
    page.go_back()
    inside(page, "Cher (18)")
    assert page.locator("#spro-departement").input_value() == "18"
    page.locator(".spro-all").click()
    whole = inside(page, "Les communes de France")
    whole.locator(".spro-insets button").first.click()
    inside(page, "Guadeloupe (971)")
    watched.check()


def test_a_commune_is_found_anywhere_by_its_name(browser: Browser, page_file: Path) -> None:
    watched = Watched(browser, page_file)
    page = watched.page
    inside(page, "Les communes de France")
    field, options = page.locator("#spro-commune"), page.locator("[role=option]")
    field.fill("LA REUNIE")
    assert options.all_inner_texts() == ["La Réunie\nCher (18)"]
    field.press("Enter")
    card = inside(page, "Cher (18)").locator(".spro-portrait")
    card.wait_for()
    assert "La Réunie" in card.inner_text()
    assert "1\u202f692\u00a0habitants" in card.inner_text()
    assert fragment(page) == "#carte=carte_18///la-reunie"
    field.fill("st paul")
    assert options.all_inner_texts() == ["Saint-Paul\nCher (18)", "Saint-Paul\nGuadeloupe (971)"]
    assert field.get_attribute("aria-activedescendant") == "spro-found-0"
    field.press("ArrowDown")
    field.press("Enter")
    assert "Saint-Paul" in inside(page, "Guadeloupe (971)").locator(".spro-portrait").inner_text()
    field.fill("paris")
    assert "Paris\nParis (75)" in options.all_inner_texts()
    field.fill("zzz")
    assert options.count() == 0
    assert page.locator("output").inner_text() == "Aucune commune de ce nom."
    watched.check()


def test_an_address_opens_its_departement_on_a_telephone_too(
    browser: Browser, page_file: Path
) -> None:
    for address, title in (("#carte=carte_2A/", "Corse-du-Sud"), ("#carte=carte_99/", "France")):
        watched = Watched(browser, page_file, width=400)
        page = watched.page
        page.goto(f"{page_file.as_uri()}{address}")
        page.reload()
        frame = inside(page, title)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        assert frame.locator("html").evaluate("root => root.scrollWidth - root.clientWidth") <= 0
        page.locator(".spro-all").focus()
        page.keyboard.press("r")
        frame.locator("body.spro-meeting").wait_for()
        assert watched.said == []
        watched.context.close()
