"""Meeting, exact views, portraits, years and pictures of a map, in Chromium, network cut."""

from __future__ import annotations

import math
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from browsers import CHROMIUM
from test_maps_browser import Watched, fills, sample_map_html, visible_text

from spro_portraits.maps import MapLayer, draw_commune_map
from spro_portraits.portrait.mapping import build_territory_sheet
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Locator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
]
SVG = "{http://www.w3.org/2000/svg}"
NARROW, WIDE, MINUS = "\u202f", "\u00a0", "\u2212"


def draw_years() -> str:
    """Give the page of a map of two indicators, one at three years, with all kinds of values."""
    codes = ["99001", "99002", "99003", "99004"]
    communes = gpd.GeoDataFrame(
        {"code": codes, "name": ["Aubigny", "Brinon", "Chârost", "Brinon"]},
        geometry=[shapely.box(2 + i / 10, 47, 2.1 + i / 10, 47.1) for i in range(4)],
        crs=4326,
    )
    reasons = pd.Series(["", "", "secret", "non_disponible"], index=codes)
    weak = pd.Series([False, True, False, False], index=codes)
    layers = [
        MapLayer(
            f"jeunes_{year}", f"Jeunes sans emploi, {year}", "%",
            pd.Series([12.5 + shift, 10.0, math.nan, math.nan], index=codes), reasons, "Source A.",
            unreliable=weak, indicator="Jeunes sans emploi", year=year,
            about="Ce que c’est.", references=(("Cher", "11,0\u00a0%"), ("Région", "9,8\u00a0%")),
        )
        for year, shift in (("2008", 0.0), ("2013", 1.0), ("2018", 2.0))
    ]  # fmt: skip
    layers.append(
        MapLayer(
            "revenu", "Revenu médian, 2018", "€",
            pd.Series([21_000.0, 20_000.0, 19_500.0, 18_000.0], index=codes),
            pd.Series("", index=codes), "Source B.", indicator="Revenu médian", year="2018",
        )
    )  # fmt: skip
    return str(draw_commune_map(communes, layers, title="Années").get_root().render())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("room")
    framed, alone = sample_map_html()
    (made / "page.html").write_text(framed, encoding="utf-8")
    (made / "map.html").write_text(alone, encoding="utf-8")
    (made / "years.html").write_text(draw_years(), encoding="utf-8")
    return made


def area(frame: Frame, rank: int) -> Locator:
    """Find an area by its rank in the page at first: a chosen one is drawn last."""
    frame.evaluate(
        "document.querySelector('[data-rank]') || document"
        ".querySelectorAll('path.leaflet-interactive').forEach((p, i) => { p.dataset.rank = i; })"
    )
    return frame.locator(f"path[data-rank='{rank}']")


def caption(frame: Frame) -> str:
    return visible_text(frame, ".spro-legend caption")


def size_of(frame: Frame, selector: str) -> float:
    return float(
        frame.eval_on_selector(selector, "one => parseFloat(getComputedStyle(one).fontSize)")
    )


@pytest.mark.parametrize("name", ["page.html", "map.html"])
def test_a_meeting_fills_the_screen_in_large_type(
    browser: Browser, folder: Path, name: str
) -> None:
    watched = Watched(browser, folder / name)
    frame = watched.map
    before = frame.eval_on_selector(".spro-map-canvas", "one => one.clientWidth")
    frame.locator(".spro-meet").click()
    frame.wait_for_function("document.fullscreenElement !== null && innerWidth === 1280")
    for selector in ("h1", ".spro-legend caption", ".spro-legend tbody th", ".spro-place"):
        assert size_of(frame, selector) >= 24, selector
    assert frame.locator(".spro-find").is_hidden()
    assert frame.eval_on_selector(".spro-map-canvas", "one => one.clientHeight") > 600
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.page.keyboard.press("r")
    frame.wait_for_function("document.fullscreenElement === null")
    frame.wait_for_function(
        "width => Math.abs(document.querySelector('.spro-map-canvas').clientWidth - width) < 2",
        arg=before,
    )
    assert frame.evaluate("document.activeElement.className") == "spro-meet"
    watched.check()


def test_one_key_moves_on_and_comes_round(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder / "map.html")
    frame = watched.map
    press = watched.page.keyboard.press
    press("ArrowRight")
    assert caption(frame).startswith("Taux de chômage")
    press("r")
    frame.wait_for_function("document.body.classList.contains('spro-meeting')")
    assert frame.locator(".spro-state").inner_text() == "1 sur\u00a03"
    for key, start in (
        ("ArrowRight", "Niveau"), ("PageDown", "Évolution"), (" ", "Taux"),
        ("ArrowLeft", "Évolution"), ("PageUp", "Niveau"),
    ):  # fmt: skip
        press(key)
        assert caption(frame).startswith(start), key
    assert frame.locator("input[name=layer]:checked").get_attribute("value") == "1"
    assert fills(frame).count("url(#hatch-secret)") == 3
    press("Escape")  # Chromium leaves the screen by itself when a person presses it
    frame.wait_for_function("!document.body.classList.contains('spro-meeting')")
    assert caption(frame).startswith("Niveau")
    watched.check()


def test_notes_say_source_method_and_range(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder / "years.html")
    frame = watched.map
    press = watched.page.keyboard.press
    press("n")
    assert frame.locator(".spro-notes").is_hidden()
    press("r")
    press("n")
    notes = visible_text(frame, ".spro-notes dl")
    # The weak value, lower, is left aside.
    assert "De\u00a012,5\u00a0% (Aubigny) à\u00a012,5\u00a0% (Aubigny)" in notes
    assert "Valeurs fragiles laissées de côté." in notes
    for said in ("Ce que c’est.", "Source A.", "Une couleur par valeur."):
        assert said in notes
    for _ in range(3):
        press("PageDown")
    notes = visible_text(frame, ".spro-notes dl")
    assert "De\u00a018\u202f000\u00a0€ (Brinon) à\u00a021\u202f000\u00a0€ (Aubigny)" in notes
    assert "19\u202f800\u00a0€" in notes or "19\u202f750\u00a0€" in notes
    assert "Source A." not in notes
    watched.check()


def test_letters_typed_in_the_field_are_letters(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder / "map.html")
    frame = watched.map
    frame.locator("#spro-find").press_sequentially("rnf")
    assert frame.locator("#spro-find").input_value() == "rnf"
    assert not frame.evaluate("document.body.classList.contains('spro-meeting')")
    watched.check()


def parse_view(link: str) -> tuple[str, list[float], str]:
    start, view, end = link.rsplit("/", 2)
    return start, [float(part) for part in view.split(",")], end


def view_of(frame: Frame) -> list[float]:
    """Where the chosen areas are on the screen."""
    found: list[float] = frame.evaluate(
        "[...document.querySelectorAll('path.leaflet-interactive[stroke-width=\"3.2\"]')]"
        ".map(one => one.getBoundingClientRect()).sort((one, other) => one.left - other.left)"
        ".flatMap(box => [box.left, box.top, box.right, box.bottom])"
    )
    assert len(found) == 8
    return found


@pytest.mark.parametrize("name", ["page.html", "map.html"])
def test_a_link_restores_the_exact_view(browser: Browser, folder: Path, name: str) -> None:
    first = Watched(browser, folder / name)
    frame = first.map
    frame.locator("input[name=layer]").nth(1).check()
    frame.locator(".leaflet-control-zoom-in").click()
    frame.wait_for_function("!document.querySelector('.leaflet-zoom-anim')")
    first.page.wait_for_timeout(400)
    area(frame, 14).click()
    area(frame, 15).click(modifiers=["Shift"])
    frame.locator(".spro-copy").click()
    frame.wait_for_function("document.querySelector('.spro-tools output').textContent !== ''")
    seen, link = view_of(frame), first.page.url
    assert re.search(r"#carte=\w+/revenu/47\.\d{5},2\.\d{5},[\d.]+/commune-14\+commune-15$", link)
    first.check()
    second = Watched(browser, folder / name)
    second.page.goto("about:blank")
    second.page.goto(link)
    again = second.page.frames[-1]
    again.wait_for_selector(".spro-portrait:not([hidden])")
    assert caption(again) == "Niveau de vie médian, 2021 (en euros)"
    heads = again.locator(".spro-portrait thead th").all_inner_texts()
    assert heads == ["Donnée", "Commune 14", "Commune 15", "Écart"]
    second.page.wait_for_timeout(300)
    assert view_of(again) == pytest.approx(seen, abs=2)
    again.locator(".spro-copy").click()
    again.wait_for_function("document.querySelector('.spro-tools output').textContent !== ''")
    start, (latitude, longitude, zoom), end = parse_view(link)
    assert parse_view(second.page.url)[0::2] == (start, end)
    assert parse_view(second.page.url)[1] == pytest.approx([latitude, longitude, zoom], abs=2e-4)
    assert second.said == []
    second.context.close()


def test_anchors_of_the_page_stay_until_a_link_is_copied(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder / "page.html")
    watched.page.evaluate("location.hash = 'section'")
    frame = watched.map
    frame.locator("input[name=layer]").nth(2).check()
    area(frame, 5).click()
    assert watched.page.url.endswith("#section")
    frame.locator(".spro-copy").click()
    assert "#carte=" in watched.page.url
    assert watched.page.evaluate("history.length") <= 3
    watched.context.close()


def test_the_address_of_a_map_alone_is_kept_true(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder / "years.html")
    frame = watched.map
    assert "#" not in watched.page.url
    frame.locator("#spro-indicator").select_option("1")
    assert unquote(watched.page.url).endswith("/revenu")
    frame.locator("#spro-indicator").select_option("0")
    frame.locator("input[value='0']").check()
    assert "#" not in watched.page.url
    # The second of one name is itself.
    area(frame, 3).click()
    assert watched.page.url.endswith("/brinon~2")
    watched.page.keyboard.press("r")
    frame.wait_for_function("location.hash.endsWith('/brinon~2/reunion')")
    link = watched.page.url
    watched.check()
    shown = Watched(browser, folder / "years.html")
    shown.page.goto("about:blank")
    shown.page.goto(link)
    frame = shown.map
    assert frame.evaluate("document.body.classList.contains('spro-meeting')")
    assert shown.said == []
    shown.context.close()


def test_a_meeting_opened_by_a_link_fills_the_window(browser: Browser, folder: Path) -> None:
    """No browser grants the screen without a gesture: the frame takes the window."""
    watched = Watched(browser, folder / "page.html")
    name = watched.map.evaluate("document.querySelector('.spro-map-canvas').id")
    before = watched.map.evaluate("innerHeight")
    watched.page.evaluate(f"location.hash = '#carte={name}/evol///reunion'")
    frame = watched.map
    frame.wait_for_function("innerHeight === 900 && innerWidth >= 1260")
    assert caption(frame).startswith("Évolution")
    frame.locator(".spro-bar [value=leave]").click()
    frame.wait_for_function("height => innerHeight === height", arg=before)
    watched.check()


def rows_of(frame: Frame) -> list[list[str]]:
    rows: list[list[str]] = frame.eval_on_selector_all(
        ".spro-portrait tbody tr", "all => all.map(row => [...row.children].map(c => c.innerText))"
    )
    return rows


def test_two_territories_side_by_side_and_nothing_the_data_cannot_say(
    browser: Browser, folder: Path
) -> None:
    watched = Watched(browser, folder / "years.html")
    frame = watched.map
    area(frame, 0).click()
    rows = rows_of(frame)
    assert [row[1] for row in rows[:3]] == [
        f"{v}\u00a0%\nrang\u00a01 sur\u00a01" for v in ("12,5", "13,5", "14,5")
    ]
    assert rows[3][1] == "21\u202f000\u00a0€\nrang\u00a01 sur\u00a04"
    assert "Cher\u00a0: 11,0\u00a0%" in rows[0][0]
    # Weak: no rank, no difference.
    area(frame, 1).click(modifiers=["Shift"])
    rows = rows_of(frame)
    assert rows[0][2] == "10,0\u00a0% ◊"
    assert rows[0][3] == "non interprétable\u00a0◊"
    assert rows[3][3] == f"{MINUS}1{NARROW}000\u00a0€"
    # Masked and absent, as the house writes them.
    frame.locator(".spro-portrait button", has_text="Comparer").click()
    area(frame, 2).click()
    rows = rows_of(frame)
    assert (rows[0][2], rows[0][3]) == ("s.", "–")
    assert rows[3][3] == f"{MINUS}1{NARROW}500\u00a0€"
    area(frame, 3).click(modifiers=["Shift"])
    assert rows_of(frame)[0][2] == "n.\u00a0d."
    assert "n.\u00a0d.\u00a0: non disponible." in frame.locator(".spro-portrait").inner_text()
    frame.locator(".spro-portrait button", has_text="Fermer").click()
    assert frame.locator(".spro-portrait").is_hidden()
    watched.check()


def test_a_difference_of_percentages_is_in_points(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder / "page.html")
    frame = watched.map
    frame.locator("#spro-find").fill("Commune 4")
    frame.locator("#spro-find").press("Enter")
    frame.locator(".spro-portrait button", has_text="Comparer").click()
    frame.locator("#spro-find").fill("Commune 35")
    frame.locator("#spro-find").press("Enter")
    rate, income, growth = rows_of(frame)
    assert rate[1:] == [
        "5,8\u00a0%\nrang\u00a031 sur\u00a034",
        "20,0\u00a0%\nrang\u00a01 sur\u00a034",
        "+14,2\u00a0pt",
    ]
    assert income[3].endswith("\u00a0€")
    assert growth[3] == "+2,66\u00a0pt"
    watched.check()


def test_years_are_chosen_apart_from_the_indicator(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder / "years.html")
    frame = watched.map
    assert frame.locator("#spro-indicator option").all_inner_texts() == [
        "Jeunes sans emploi", "Revenu médian"
    ]  # fmt: skip
    assert visible_text(frame, "fieldset label").split("\n") == ["2008", "2013", "2018"]
    frame.locator("input[value='2']").check()
    assert caption(frame) == "Jeunes sans emploi, 2018 (en\u00a0%)"
    frame.locator("#spro-indicator").select_option("1")
    assert caption(frame) == "Revenu médian, 2018 (en euros)"
    assert visible_text(frame, "fieldset label") == ""
    # The year stays where the other indicator has it.
    frame.locator("#spro-indicator").select_option("0")
    assert caption(frame) == "Jeunes sans emploi, 2018 (en\u00a0%)"
    watched.check()


@pytest.mark.parametrize("name", ["page.html", "map.html"])
def test_a_saved_picture_says_all_by_itself(browser: Browser, folder: Path, name: str) -> None:
    watched = Watched(browser, folder / name)
    frame = watched.map
    frame.locator("input[name=layer]").nth(1).check()
    saved = {}
    for kind in ("svg", "png"):
        with watched.page.expect_download() as waited:
            frame.locator(f".spro-save[value={kind}]").click()
        assert waited.value.suggested_filename == f"les-communes-d-essai-revenu.{kind}"
        saved[kind] = folder / f"saved-{Path(name).stem}.{kind}"
        waited.value.save_as(saved[kind])
    text = saved["svg"].read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - our own file
    written = " ".join("".join(part.itertext()) for part in root.iter(f"{SVG}text"))
    for said in ("Les communes d’essai", "Niveau de vie médian, 2021", "Source\u00a0: B.", "km",
                 "Secret statistique", "Limites 2025."):  # fmt: skip
        assert said in written
    sheet = next(part for part in root.findall(f"{SVG}svg") if part.get("class") == "map")
    paths = [part for part in sheet.iter(f"{SVG}path") if (part.get("fill") or "none") != "none"]
    assert len(paths) >= 36
    assert sum(part.get("fill") == "url(#hatch-secret)" for part in paths) == 3
    assert root.find(f".//{SVG}pattern[@id='hatch-secret']") is not None
    assert "font/woff2;base64" in text
    assert not re.search(
        r"(?:href|src)=|url\(['\"]?(?!#|['\"]?data:)", text.replace("url(&quot;data:", "")
    )
    pixels = saved["png"].read_bytes()
    assert pixels.startswith(b"\x89PNG")
    assert struct.unpack(">II", pixels[16:24]) == (1920, 1080)
    assert len(pixels) > 40_000  # an empty sheet takes 10,000
    assert [url for url in watched.asked if url.startswith("http")] == []
    assert watched.said == []
    watched.context.close()


@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_tools_and_portraits_stay_in_the_window(browser: Browser, folder: Path, width: int) -> None:
    watched = Watched(browser, folder / "page.html", width)
    frame = watched.map
    frame.locator("#spro-find").fill("Commune 7")
    frame.locator("#spro-find").press("Enter")
    frame.locator("#spro-find").fill("Commune 12")
    frame.locator(".spro-portrait button", has_text="Comparer").click()
    frame.locator("#spro-find").press("Enter")
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    card = frame.locator(".spro-portrait").bounding_box()
    outer = watched.page.locator("iframe").bounding_box()
    assert card is not None
    assert outer is not None
    assert card["x"] >= outer["x"]
    assert card["x"] + card["width"] <= outer["x"] + outer["width"]
    canvas = frame.locator(".spro-map-canvas").bounding_box()
    assert canvas is not None
    if width >= 1280:
        assert card["x"] >= canvas["x"] + canvas["width"]
    watched.context.close()


def test_names_of_a_saved_picture_cover_nothing_named(
    browser: Browser, edition: Edition, tmp_path: Path
) -> None:
    """Its letters are larger than those of the page: what had room there may have none."""
    sheet = build_territory_sheet(edition, find_territory(edition, "spro", "dreux"))
    file = tmp_path / "dreux.html"
    file.write_text(sheet.draw_page().get_root().render(), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(file.as_uri())
    page.wait_for_function("document.querySelectorAll('.spro-place').length > 3")
    page.locator(".spro-map-canvas").press("r")
    page.wait_for_timeout(300)
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    with page.expect_download() as waited:
        page.locator(".spro-save[value=svg]").click()
    waited.value.save_as(tmp_path / "dreux.svg")
    page.goto((tmp_path / "dreux.svg").as_uri())
    names = page.evaluate(
        "[...document.querySelectorAll('.map circle + text')].map((text) => {"
        " const [name, dot] = [text, text.previousSibling].map(one => one.getBBox());"
        " return [text.textContent, Math.min(name.x, dot.x), Math.max(name.x + name.width,"
        " dot.x + dot.width), name.y + 3, name.y + name.height - 3]; })"
    )
    assert "Dreux" in [name for name, *_ in names]
    assert len(names) >= 5
    for name, left, right, top, bottom in names:
        for other, its_left, its_right, its_top, its_bottom in names:
            apart = its_left >= right or its_right <= left or its_top >= bottom or its_bottom <= top
            assert apart or name == other, (name, other)
    page.close()
