"""Meeting, exact views and pictures of the map of a network, in Chromium, with the network cut."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from browsers import CHROMIUM
from test_network_map_browser import (
    KINDS,
    POINTS,
    PUBLICS,
    Watched,
    sample_communes,
    sample_point,
)
from test_network_map_browser import file as file  # noqa: PLC0414 - a fixture

from spro_portraits.maps.network import draw_network_map

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
]
SVG = "{http://www.w3.org/2000/svg}"
IS_ON = "document.body.classList.contains('spro-meeting')"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save the map by itself, with all that a presenter is told."""
    communes = sample_communes()
    drawn = draw_network_map(
        communes, POINTS, KINDS, PUBLICS, territory=communes["code"][:30],
        title="Le réseau d’essai", source="Annuaire d’essai", boundaries="Limites 2025",
        about="Publics de la mission.", placed="Dix au milieu.",
    )  # fmt: skip
    written = tmp_path_factory.mktemp("network-alone") / "map.html"
    drawn.save(str(written))
    return written


def said(frame: Frame) -> str:
    return frame.inner_text(".spro-who output")


def visible_kinds(frame: Frame) -> list[str]:
    """Réseaux of the legend that a room sees, with their counts."""
    shown: list[str] = frame.evaluate(
        "[...document.querySelectorAll('.spro-kinds label')]"
        ".filter(one => one.offsetParent && !one.classList.contains('spro-off'))"
        ".map(one => one.innerText.replace(/\\s+/g, ' ').trim())"
    )
    return shown


def test_a_meeting_fills_the_screen_and_keys_move_on(browser: Browser, file: Path) -> None:
    watched = Watched(browser, file, 1280)
    frame, press = watched.map, watched.page.keyboard.press
    frame.locator(".spro-meet").click()
    frame.wait_for_function(f"{IS_ON} && document.fullscreenElement && innerWidth === 1280")
    assert frame.locator(".spro-state").inner_text() == "1 sur\u00a04"
    for selector in ("h1", ".spro-who output", ".spro-kinds label", ".spro-place"):
        size = frame.eval_on_selector(selector, "one => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= 24, selector
    for selector in ("#spro-public", ".spro-tools", ".spro-kinds input", ".spro-press"):
        assert frame.locator(selector).first.is_hidden(), selector
    # Each public: one key. 16 receive young people, none of France Travail.
    press("ArrowRight")
    assert said(frame).startswith("Jeunes de 16 à 25 ans\u00a0: 16 structures, dont 1 sans")
    assert [text.rpartition(" ")[2] for text in visible_kinds(frame)] == ["8", "8"]
    # A réseau alone: the other key; then the next, then all of them again.
    press("ArrowDown")
    assert said(frame) == (
        "Jeunes de 16 à 25 ans\u00a0: 8 structures, dont 1 sans position connue (Missions locales)."
    )
    assert len(visible_kinds(frame)) == 1
    press("ArrowDown")
    assert said(frame).endswith("8 structures (Centres d’information et d’orientation).")
    press("ArrowDown")
    assert len(visible_kinds(frame)) == 2
    press("ArrowUp")
    assert len(visible_kinds(frame)) == 1
    # Another public: all réseaux again.
    press("PageDown")
    assert said(frame) == "Demandeurs d’emploi\u00a0: 8 structures."
    assert visible_kinds(frame) == ["France Travail 8"]
    for key, start in ((" ", "Candidats"), (" ", "24 structures"), ("PageUp", "Candidats")):
        press(key)
        assert said(frame).startswith(start), key
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press("r")
    frame.wait_for_function(f"!({IS_ON}) && !document.fullscreenElement")
    assert frame.input_value("#spro-public") == "2"
    assert frame.evaluate("document.activeElement.className") == "spro-meet"
    watched.close()


def test_groups_of_a_meeting_show_their_signs_and_cover_nothing(
    browser: Browser, alone: Path
) -> None:
    watched = Watched(browser, alone, 1280)
    frame = watched.map
    watched.page.keyboard.press("r")
    frame.wait_for_function(IS_ON)
    frame.wait_for_selector(".spro-box svg")
    drawn, boxes = frame.evaluate(
        """() => {
          const pane = document.querySelector(".leaflet-marker-pane");
          const boxes = [...pane.children].map((icon) => icon.getBoundingClientRect());
          return [pane.querySelectorAll("use").length,
            boxes.map(({ left, right, top, bottom }) => [left, right, top, bottom])];
        }"""
    )
    assert drawn == 23
    for rank, (left, right, top, bottom) in enumerate(boxes):
        for west, east, north, south in boxes[:rank]:
            assert left >= east or west >= right or top >= south or north >= bottom
    # Escape closes a description first, then the meeting.
    frame.locator(".leaflet-marker-icon.spro-point").first.click()
    frame.locator(".leaflet-popup .spro-card").wait_for()
    frame.locator(".spro-card").press("Escape")
    assert frame.locator(".leaflet-popup").count() == 0
    assert frame.evaluate(IS_ON)
    watched.close()


def test_notes_tell_who_and_where_from(browser: Browser, alone: Path) -> None:
    watched = Watched(browser, alone, 1920)
    frame, press = watched.map, watched.page.keyboard.press
    for key in ("r", "ArrowRight", "ArrowRight", "n"):
        press(key)
    notes = frame.inner_text(".spro-notes dl")
    for told in (
        "Demandeurs d’emploi\u00a0: 8 structures.", "Structure 02", "Structure 23",
        "Publics de la mission.", "Dix au milieu.", "Annuaire d’essai", "public suivant",
    ):  # fmt: skip
        assert told in notes
    assert "Structure 00" not in notes
    # Arrows scroll the notes where the reader is in them.
    frame.locator(".spro-notes").focus()
    press("ArrowDown")
    assert len(visible_kinds(frame)) == 1
    assert said(frame) == "Demandeurs d’emploi\u00a0: 8 structures."
    press("n")
    assert frame.locator(".spro-notes").is_hidden()
    watched.close()


def test_axe_finds_nothing_in_a_meeting(browser: Browser, alone: Path) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    watched = Watched(browser, alone, 1280)
    watched.page.set_viewport_size({"width": 1280, "height": 500})  # the legend scrolls
    for key in ("r", "n"):
        watched.page.keyboard.press(key)
        watched.page.wait_for_timeout(200)
        found = axe.Axe().run(watched.page, options={"resultTypes": ["violations"]})
        assert [one["id"] for one in found.response["violations"]] == []
    watched.context.close()


@pytest.mark.parametrize("framed", [True, False])
def test_a_link_restores_the_exact_view(
    browser: Browser, file: Path, alone: Path, framed: bool  # noqa: FBT001
) -> None:  # fmt: skip
    first = Watched(browser, file if framed else alone, 1280)
    frame = first.map
    frame.get_by_label("Je suis").select_option(label="Jeunes de 16 à 25 ans")
    frame.get_by_role("checkbox", name="Centres").uncheck()
    first.choose_commune("Saint-Égrève-lès-Œufs")
    frame.locator(".spro-list button", has_text="Structure 18").click()
    frame.locator(".leaflet-popup .spro-card").wait_for()
    frame.wait_for_function("!document.querySelector('.leaflet-pan-anim')")
    seen = describe(frame)  # the answer of the next button takes a line of the page
    frame.locator(".spro-copy").click()
    frame.wait_for_function("document.querySelector('.spro-tools output').textContent !== ''")
    link = first.page.url
    assert "/jeunes+ml+ft/47." in link
    assert link.endswith("/saint-egreve-les-oeufs+s18")
    first.close()
    second = Watched(browser, file if framed else alone, 1280)
    second.page.goto("about:blank")
    second.page.goto(link)
    again = second.page.frames[-1]
    again.locator(".leaflet-popup .spro-card").wait_for()
    again.wait_for_function("!document.querySelector('.leaflet-pan-anim')")
    assert describe(again) == pytest.approx(seen, abs=2)
    assert said(again).startswith("Jeunes de 16 à 25 ans\u00a0: 8 structures")
    assert "Depuis Saint-Égrève-lès-Œufs" in said(again)
    assert again.locator(".spro-kinds input:checked").evaluate_all(
        "all => all.map((one) => one.value)"
    ) == ["0", "2"]
    assert "Structure 18" in again.inner_text(".leaflet-popup .spro-card")
    assert second.said == []
    second.context.close()


def describe(frame: Frame) -> list[float]:
    """Where the chosen commune and the description are on the screen."""
    places: list[float] = frame.evaluate(
        "['path[fill=\"#d3e2f4\"]', '.leaflet-popup'].map((one) => "
        "document.querySelector(one).getBoundingClientRect()).flatMap((box) => "
        "[box.left, box.top, box.width, box.height])"
    )
    return places


def test_the_address_of_a_map_alone_is_kept_true(browser: Browser, alone: Path) -> None:
    watched = Watched(browser, alone, 1280)
    frame = watched.map
    assert "#" not in watched.page.url
    frame.get_by_role("button", name="Aucun").click()
    assert watched.page.url.endswith("/tous+")
    frame.get_by_role("button", name="Tous").click()
    assert "#" not in watched.page.url
    # Nowhere on the map: its description, in the list, is part of the view.
    frame.locator(".spro-list button").last.click()
    assert watched.page.url.endswith("/tous//+s15")
    watched.page.keyboard.press("r")
    frame.wait_for_function("location.hash.endsWith('/reunion')")
    watched.close()


def test_too_many_for_a_box_are_a_number_and_none_is_lost(browser: Browser, tmp_path: Path) -> None:
    communes = sample_communes()
    spots = [(47.21, 2.31)] * 18 + [(47.25, 2.34)] * 18 + [(47.04, 2.04), (47.36, 2.66)]
    points = [sample_point(i, latitude=y, longitude=x) for i, (y, x) in enumerate(spots)]
    drawn = draw_network_map(
        communes, points, KINDS, PUBLICS, territory=communes["code"], title="Le réseau d’essai"
    )
    written = tmp_path / "dense.html"
    drawn.save(str(written))
    watched = Watched(browser, written, 700)
    frame = watched.map
    with watched.page.expect_download() as waited:
        frame.locator(".spro-save[value=svg]").click()
    saved = tmp_path / "dense.svg"
    waited.value.save_as(saved)
    root = ET.fromstring(saved.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    sheet = next(part for part in root.findall(f"{SVG}svg") if part.get("class") == "map")
    texts = [str(part.text) for part in sheet.iter(f"{SVG}text")]
    numbers = [int(text) for text in texts if text.isdecimal()]
    assert numbers
    assert len(list(sheet.iter(f"{SVG}use"))) + sum(numbers) == len(points)
    told = " ".join(str(part.text) for part in root.findall(f"{SVG}text"))
    assert "Nombre de structures voisines" in told
    # On the screen of a meeting too.
    watched.page.keyboard.press("r")
    frame.wait_for_function(IS_ON)
    alone = frame.locator(".leaflet-marker-pane use").count()
    counted = frame.locator(".spro-group:not(.spro-box).leaflet-marker-icon > span").evaluate_all(
        "all => all.map((one) => Number(one.firstChild.textContent))"
    )
    assert alone + sum(counted) == len(points)
    watched.context.close()


@pytest.mark.parametrize("framed", [True, False])
def test_a_saved_picture_holds_what_is_shown(
    browser: Browser, file: Path, alone: Path, tmp_path: Path, framed: bool  # noqa: FBT001
) -> None:  # fmt: skip
    watched = Watched(browser, file if framed else alone, 1280 if framed else 1920)
    frame = watched.map
    frame.get_by_label("Je suis").select_option(label="Jeunes de 16 à 25 ans")
    saved = {}
    for kind in ("svg", "png"):
        with watched.page.expect_download() as waited:
            frame.locator(f".spro-save[value={kind}]").click()
        assert waited.value.suggested_filename == f"le-reseau-d-essai-jeunes.{kind}"
        saved[kind] = tmp_path / f"map.{kind}"
        waited.value.save_as(saved[kind])
    root = ET.fromstring(saved["svg"].read_text(encoding="utf-8"))  # noqa: S314 - our own file
    sheet = next(part for part in root.findall(f"{SVG}svg") if part.get("class") == "map")
    west, north, width, height = map(float, str(sheet.get("viewBox")).split())
    signs = [use.get("href") for use in sheet.iter(f"{SVG}use")]
    written = ["".join(part.itertext()) for part in root.iter(f"{SVG}text")]
    outside = sum("hors du cadre" in text for text in written)
    # 16 receive them; one has no position, two stand north of the territory.
    assert (len(signs), outside) in {(15, 0), (14, 1), (13, 1)}
    assert {str(href).rpartition("-")[2] for href in signs} == {"0", "1"}
    defined = {part.get("id") for part in root.iter(f"{SVG}symbol")}
    assert {str(href)[1:] for href in signs} <= defined
    for use in sheet.iter(f"{SVG}use"):
        assert west <= float(str(use.get("x"))) + float(str(use.get("width"))) / 2 <= west + width
        assert (
            north <= float(str(use.get("y"))) + float(str(use.get("height"))) / 2 <= north + height
        )
    whole = " ".join(written)
    for told in (
        "Le réseau d’essai", "Jeunes de 16 à 25 ans\u00a0: 16 structures", "Missions locales",
        "Centres d’information", "Signe creux", "Limites 2025", "km",
    ):  # fmt: skip
        assert told in whole, told
    assert "France Travail" not in whole
    legend = [use.get("href") for use in root.findall(f"{SVG}use")]
    assert legend[:2] == ["#spro-kind-0", "#spro-kind-1"]
    pixels = saved["png"].read_bytes()
    assert struct.unpack(">II", pixels[16:24]) == (1920, 1080)
    assert len(pixels) > 40_000  # an empty sheet takes 10,000
    assert watched.said == []
    assert [url for url in watched.asked if url.startswith("http")] == []
    watched.context.close()
