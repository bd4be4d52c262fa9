"""What a reader sees and does on a map, in Chromium, with the network cut."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from browsers import CHROMIUM

from spro_portraits.maps import MapLayer, draw_commune_map
from spro_portraits.style import font_css

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

HOSTILE = "<img src=x onerror=alert(1)> & « {{ 7*7 }} »"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
]


def sample_map_html() -> tuple[str, str]:
    """Give a page that frames a map of 36 communes and three layers, and the map's own page."""
    side = 6
    cells = [(i % side, i // side) for i in range(side * side)]
    codes = [f"99{i:03d}" for i in range(len(cells))]
    communes = gpd.GeoDataFrame(
        {"code": codes, "name": [f"Commune {i}" for i in range(len(cells))]},
        geometry=[
            shapely.box(2 + x * 0.05, 47 + y * 0.03, 2.05 + x * 0.05, 47.03 + y * 0.03)
            for x, y in cells
        ],
        crs=4326,
    )
    communes.loc[0, "name"] = HOSTILE
    none = pd.Series("", index=codes)
    rate = pd.Series(np.linspace(4.0, 20.0, len(cells)), index=codes)
    rate.iloc[1] = math.nan
    income = rate * 1000
    income.iloc[[2, 3]] = math.nan
    layers = [
        MapLayer("taux", "Taux de chômage, 2018", "%", rate, none, "Source\u00a0: A.",
                 unreliable=pd.Series([i == 5 for i in range(len(cells))], index=codes)),
        MapLayer("revenu", "Niveau de vie médian, 2021", "€", income,
                 pd.Series(["secret"] * len(codes), index=codes), "Source\u00a0: B."),
        MapLayer("evol", "Évolution de la population, 2013–2018", "%/an",
                 pd.Series(np.linspace(-2, 1, len(cells)), index=codes), none, "Source\u00a0: C.",
                 diverging_at=0.0),
    ]  # fmt: skip
    outlines = gpd.GeoDataFrame(
        {"name": ["Ici", "Voisin"]},
        geometry=[shapely.box(2.0, 47.0, 2.3, 47.18), shapely.box(1.5, 46.8, 2.0, 47.4)],
        crs=4326,
    )
    middle = communes.geometry.representative_point()
    places = pd.DataFrame(
        {
            "name": [f"Ville-la-Longue-{i}" for i in range(len(cells))],
            "population": range(len(cells)),
            "x": middle.x,
            "y": middle.y,
        }
    )
    drawn = draw_commune_map(
        communes, layers, outlines=outlines, context=outlines, places=places,
        title="Les communes d’essai", boundaries="Limites 2025.",
    )  # fmt: skip
    page = (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{font_css()}</style></head><body style='margin:10px'>"
        f"{drawn._repr_html_()}<p style='height:1500px'>Suite</p></body></html>"
    )
    return page, drawn.get_root().render()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("maps")
    framed, alone = sample_map_html()
    (folder / "page.html").write_text(framed, encoding="utf-8")
    (folder / "map.html").write_text(alone, encoding="utf-8")
    return folder / "page.html", folder / "map.html"


class Watched:
    """A page that notes what it asked for and what its console said."""

    def __init__(self, browser: Browser, file: Path, width: int = 1280, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.context.set_offline(offline=True)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())
        self.file = file

    @property
    def map(self) -> Frame:
        frame = self.page.frames[-1]
        frame.wait_for_selector("path.leaflet-interactive")
        return frame

    def check(self) -> None:
        elsewhere = [
            url for url in self.asked
            if url != self.file.as_uri() and not url.startswith(("data:", "about:"))
        ]  # fmt: skip
        assert elsewhere == []
        assert self.said == []
        self.context.close()


def fills(frame: Frame) -> list[str]:
    return list(
        frame.eval_on_selector_all(
            "path.leaflet-interactive", "all => all.map(path => path.getAttribute('fill'))"
        )
    )


def visible_text(frame: Frame, selector: str) -> str:
    return "\n".join(
        part.inner_text() for part in frame.query_selector_all(selector) if part.is_visible()
    )


@pytest.mark.parametrize("which", [0, 1], ids=["in a page", "alone"])
def test_the_map_is_drawn_without_any_network(
    browser: Browser, files: tuple[Path, Path], which: int
) -> None:
    watched = Watched(browser, files[which])
    frame = watched.map
    drawn = fills(frame)
    assert len(drawn) == 36
    assert drawn.count("url(#hatch-missing)") == 1
    hatch = frame.eval_on_selector("#hatch-missing", "one => one.tagName")
    assert hatch == "pattern"
    assert frame.locator("path.leaflet-interactive").first.bounding_box() is not None
    assert "20 km" in visible_text(frame, ".leaflet-control-scale") or frame.locator(
        ".leaflet-control-scale-line"
    ).inner_text().endswith("km")
    assert "Source\u00a0: A. Limites 2025." in visible_text(frame, "footer p")
    watched.check()


def test_the_keyboard_changes_the_layer_and_all_that_follows(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    watched = Watched(browser, files[0])
    frame = watched.map
    before = fills(frame)
    assert visible_text(frame, ".spro-legend caption") == "Taux de chômage, 2018 (en\u00a0%)"
    for _ in range(12):
        watched.page.keyboard.press("Tab")
        if frame.evaluate("document.activeElement.name") == "layer":
            break
    outline = frame.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    watched.page.keyboard.press("ArrowDown")
    assert visible_text(frame, ".spro-legend caption") == "Niveau de vie médian, 2021 (en euros)"
    after = fills(frame)
    assert after != before
    assert after.count("url(#hatch-secret)") == 3
    assert "Secret statistique" in visible_text(frame, ".spro-legend")
    assert "Source\u00a0: B." in visible_text(frame, "footer p")
    watched.page.keyboard.press("ArrowDown")
    assert len(set(fills(frame))) == 5
    assert "symétriques autour de 0\u00a0%" in visible_text(frame, ".spro-legend p")
    watched.check()


def test_the_legend_shows_the_very_colours_of_the_map(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    watched = Watched(browser, files[1])
    frame = watched.map
    shown = frame.eval_on_selector_all(
        ".spro-legend:not([hidden]) tbody rect", "all => all.map(one => one.getAttribute('fill'))"
    )
    assert set(fills(frame)) <= set(shown)
    counts = frame.eval_on_selector_all(
        ".spro-legend:not([hidden]) .spro-class td:last-child, "
        ".spro-legend:not([hidden]) .spro-missing td:last-child",
        "all => all.map(one => Number(one.textContent))",
    )
    assert sum(counts) == 36
    watched.check()


def test_a_tooltip_says_every_value_and_keeps_html_as_text(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    watched = Watched(browser, files[0])
    frame = watched.map
    frame.locator("path.leaflet-interactive").first.hover()
    tip = frame.locator(".spro-tip")
    assert tip.locator("strong").inner_text() == HOSTILE
    assert tip.locator("img").count() == 0
    assert tip.locator("b").all_inner_texts() == [
        "4,0\u00a0%", "4\u202f000\u00a0€", "−2,00\u00a0%"
    ]  # fmt: skip
    frame.locator("path.leaflet-interactive").nth(2).hover()
    assert "Valeur couverte par le secret statistique." in frame.locator(".spro-tip").inner_text()
    watched.check()


def test_a_commune_is_found_by_its_name(browser: Browser, files: tuple[Path, Path]) -> None:
    watched = Watched(browser, files[0])
    frame = watched.map
    field = frame.locator("#spro-find")
    field.fill("commune  35")
    field.press("Enter")
    heads = frame.locator(".spro-portrait thead th")
    assert heads.all_inner_texts() == ["Donnée", "Commune 35"]
    assert "Commune 35. Taux de chômage, 2018\u00a0: 20,0\u00a0%" in (
        frame.locator(".spro-find output").text_content() or ""
    )
    field.fill("Atlantide")
    field.press("Enter")
    assert frame.locator(".spro-find output").inner_text().startswith("Pas de commune")
    watched.check()


@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_nothing_overflows_and_no_name_covers_another(
    browser: Browser, files: tuple[Path, Path], width: int
) -> None:
    watched = Watched(browser, files[0], width)
    frame = watched.map
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    for axis in ("Width", "Height"):
        inner = frame.evaluate(f"document.documentElement.scroll{axis}")
        outer = frame.evaluate(f"document.documentElement.client{axis}")
        assert inner <= outer
    canvas = frame.locator(".spro-map-canvas").bounding_box()
    assert canvas is not None
    assert canvas["width"] > min(width, 1280) * 0.6
    assert canvas["height"] >= 240
    boxes = frame.eval_on_selector_all(
        ".spro-place span",
        "all => all.map(one => one.getBoundingClientRect())"
        ".map(box => [box.left, box.top, box.right, box.bottom])",
    )
    assert 2 <= len(boxes) <= 8
    for i, one in enumerate(boxes):
        assert not any(shapely.box(*one).intersects(shapely.box(*other)) for other in boxes[:i])
    watched.check()


def test_the_wheel_scrolls_the_page_until_the_map_is_chosen(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    watched = Watched(browser, files[0])
    frame = watched.map

    def width() -> float:
        box = frame.locator("path.leaflet-interactive").nth(31).bounding_box()
        return box["width"] if box else 0

    start = width()
    canvas = frame.locator(".spro-map-canvas")
    box = canvas.bounding_box()
    assert box is not None
    watched.page.mouse.move(box["x"] + 300, box["y"] + 60)
    watched.page.mouse.wheel(0, 200)
    watched.page.wait_for_function("window.scrollY > 0")
    assert width() == pytest.approx(start)
    watched.page.evaluate("window.scrollTo(0, 0)")
    watched.page.mouse.click(box["x"] + 300, box["y"] + 60)
    watched.page.mouse.wheel(0, -80)
    frame.wait_for_function(
        "start => document.querySelectorAll('path.leaflet-interactive')[31]"
        ".getBoundingClientRect().width > start * 1.2",
        arg=start,
    )
    frame.locator(".spro-reset").click()
    frame.wait_for_function(
        "start => Math.abs(document.querySelectorAll('path.leaflet-interactive')[31]"
        ".getBoundingClientRect().width - start) < 3",
        arg=start,
    )
    watched.check()


def test_the_map_fits_again_when_its_frame_changes(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    watched = Watched(browser, files[0])
    frame = watched.map
    watched.page.set_viewport_size({"width": 400, "height": 900})
    frame.wait_for_function("document.querySelector('.spro-map-canvas').clientWidth < 400")
    watched.page.wait_for_timeout(300)
    canvas = frame.eval_on_selector(".spro-map-canvas", "one => one.getBoundingClientRect().right")
    rights = frame.eval_on_selector_all(
        "path.leaflet-interactive", "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert max(rights) < canvas
    watched.check()


def test_a_map_shown_late_fills_its_place(browser: Browser, files: tuple[Path, Path]) -> None:
    """A map in a closed part of a page (slide, fold) has no size when it is made."""
    late = files[0].with_name("late.html")
    late.write_text(
        files[0].read_text(encoding="utf-8").replace("<body style='", "<body style='display:none;"),
        encoding="utf-8",
    )
    watched = Watched(browser, late)
    watched.page.wait_for_timeout(300)
    watched.page.evaluate("document.body.style.display = 'block'")
    frame = watched.map
    frame.wait_for_function(
        "document.querySelector('path.leaflet-interactive').getBoundingClientRect().width > 40"
    )
    watched.check()


def test_the_communes_are_no_stops_of_the_keyboard(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    watched = Watched(browser, files[1])
    frame = watched.map
    stops = []
    for _ in range(14):
        watched.page.keyboard.press("Tab")
        stops.append(frame.evaluate("document.activeElement.tagName"))
    assert stops[:11] == ["INPUT", "INPUT", *["BUTTON"] * 5, "DIV", "A", "A", "A"]
    assert "path" not in stops
    watched.check()


MOVES = """() => {
  window.sproMoves = new Set();
  window.sproPlaced = 0;
  const look = (records) => records.forEach(({ target, addedNodes }) => {
    target.classList.forEach((name) => {
      if (/-(pan|zoom)-anim$/.test(name)) window.sproMoves.add(name);
    });
    addedNodes.forEach((one) => { window.sproPlaced += one.textContent === "Ville-la-Longue-35"; });
  });
  new MutationObserver(look).observe(document.querySelector(".spro-map-canvas"),
    { attributes: true, childList: true, subtree: true, attributeFilter: ["class"] });
}"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_map_goes_at_once_for_who_asks_for_stillness(
    browser: Browser, files: tuple[Path, Path], motion: str
) -> None:
    watched = Watched(browser, files[1], reduced_motion=motion)
    frame = watched.map
    frame.evaluate(MOVES)
    town = frame.get_by_text("Ville-la-Longue-35", exact=True)
    before = town.bounding_box()
    frame.locator(".spro-map-canvas").focus()
    watched.page.keyboard.press("ArrowRight")
    if motion == "reduce":  # already there
        after = town.bounding_box()
        assert before is not None
        assert after is not None
        assert after["x"] == pytest.approx(before["x"] - 80)
    watched.page.wait_for_timeout(500)
    scale = frame.locator(".leaflet-control-scale-line").inner_text()
    frame.evaluate("window.sproPlaced = 0")
    watched.page.keyboard.press("ArrowUp")
    watched.page.wait_for_timeout(500)
    frame.locator(".leaflet-control-zoom-in").click()
    watched.page.wait_for_timeout(700)
    assert frame.locator(".leaflet-control-scale-line").inner_text() != scale
    seen = set(frame.evaluate("[...window.sproMoves]"))
    moving = {"leaflet-pan-anim", "leaflet-zoom-anim"}
    assert seen == (set() if motion == "reduce" else moving)
    # The names are laid out once after each move, and lie apart.
    assert frame.evaluate("window.sproPlaced") == 2
    boxes = [box for one in frame.locator(".spro-place span").all() if (box := one.bounding_box())]
    assert len(boxes) > 1
    areas = [shapely.box(b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]) for b in boxes]
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
    watched.check()


def test_a_map_alone_is_written_in_the_house_font(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    watched = Watched(browser, files[1])
    frame = watched.map
    frame.wait_for_function("document.fonts.status === 'loaded'")
    loaded = frame.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.weight).sort()"
    )
    assert {"400", "600"} <= set(loaded)
    watched.check()


def test_a_printed_page_shows_the_whole_map(browser: Browser, files: tuple[Path, Path]) -> None:
    watched = Watched(browser, files[0])
    frame = watched.map
    frame.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    watched.page.set_viewport_size({"width": 680, "height": 900})
    watched.page.emulate_media(media="print")
    sheet = frame.locator(".spro-sheet").bounding_box()
    assert sheet is not None
    assert sheet["width"] > 300
    assert sheet["height"] > 300
    assert frame.locator(".spro-map-canvas").is_hidden()
    drawn = frame.locator('.spro-sheet path[fill^="#"], .spro-sheet path[fill^="url"]').all()
    boxes = [box for box in (path.bounding_box() for path in drawn) if box]
    assert len(boxes) >= 36
    communes = [box for box in boxes if box["width"] < 100]
    assert len(communes) == 36
    assert min(box["x"] for box in communes) >= sheet["x"]
    assert max(box["x"] + box["width"] for box in communes) <= sheet["x"] + sheet["width"]
    assert max(box["y"] + box["height"] for box in communes) <= sheet["y"] + sheet["height"]
    source = frame.locator("footer").bounding_box()
    assert source is not None
    assert source["y"] + source["height"] <= frame.evaluate("innerHeight") + 10
    assert frame.locator(".spro-sheet text").last.text_content() in {"2 km", "3 km", "5 km"}
    watched.check()
