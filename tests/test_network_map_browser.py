"""What a reader sees and does on the map of a network, in Chromium, with the network cut."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from browsers import CHROMIUM

from spro_portraits.maps.network import (
    NetworkPoint,
    PointKind,
    PublicChoice,
    draw_network_map,
)
from spro_portraits.wording import typeset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = "<img src=x onerror=alert(1)></script> & {{ 7*7 }}"
KINDS = (
    PointKind("ml", "Missions locales", "ML", "Jeunes", "#D55E00", "disque"),
    PointKind(
        "cio", "Centres d’information et d’orientation", "CIO", "École", "#009E73", "losange"
    ),
    PointKind("ft", "France Travail", "France Travail", "Emploi", "#0072B2", "carre"),
)
PUBLICS = (
    PublicChoice("jeunes", "Jeunes de 16 à 25 ans"),
    PublicChoice("demandeurs", "Demandeurs d’emploi"),
    PublicChoice("vae", "Candidats à une VAE"),
)
RADIUS = 6371.0088

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
]


def sample_communes() -> gpd.GeoDataFrame:
    side = 6
    cells = [(i % side, i // side) for i in range(side * side)]
    names = [f"Bourg-{chr(65 + y)}{x}" for x, y in cells]
    names[14], names[21] = "Saint-Égrève-lès-Œufs", HOSTILE
    return gpd.GeoDataFrame(
        {
            "code": [f"99{i:03d}" for i in range(len(cells))],
            "name": names,
            "population": [500 + 37 * i for i in range(len(cells))],
        },
        geometry=[
            shapely.box(2 + x * 0.12, 47 + y * 0.08, 2.12 + x * 0.12, 47.08 + y * 0.08)
            for x, y in cells
        ],
        crs=4326,
    )


def sample_point(rank: int, **changes: Any) -> NetworkPoint:
    kind = KINDS[rank % 3]
    facts: dict[str, Any] = {
        "key": f"s{rank}", "name": f"Structure {rank:02d}", "reseau": kind.key,
        "latitude": 47.03 + (rank * 7 % 23) * 0.0185, "longitude": 2.04 + (rank * 11 % 29) * 0.022,
        "precision": "commune" if rank % 4 == 0 else "adresse", "commune_name": "Bourg-A0",
        "role": "presente", "role_label": "Présente sur le territoire", "address": "1, rue A",
        "phone": "02 00 00 00 00", "site": "https://www.exemple.fr/",
        "publics": {"ml": ("jeunes",), "cio": ("jeunes", "vae"), "ft": ("demandeurs",)}[kind.key],
        "services": ("Accueil",), "notes": (), "publics_assumed": rank % 2 == 0,
    }  # fmt: skip
    return NetworkPoint(**(facts | changes))


def sample_points() -> list[NetworkPoint]:
    points = [sample_point(rank) for rank in range(24)]
    here = {"latitude": 47.25, "longitude": 2.4}
    points[3] = sample_point(
        3, name=HOSTILE, site="javascript:alert(1)", role="coordonnateur", notes=(HOSTILE,)
    )
    points[6] = sample_point(6, **here)
    points[9] = sample_point(9, **here)
    points[12] = sample_point(12, **here)
    points[15] = sample_point(15, latitude=math.nan, longitude=math.nan, precision="")
    return points


POINTS = sample_points()


def measure(commune: shapely.Polygon, point: NetworkPoint) -> float:
    """Great-circle distance in km by the law of cosines: not the formula of the page."""
    middle = commune.representative_point()
    a, b = math.radians(middle.y), math.radians(point.latitude)
    turn = math.radians(point.longitude - middle.x)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return RADIUS * math.acos(min(1.0, cosine))


class Watched:
    """The map in its frame, in a page that notes its requests and its console."""

    def __init__(self, browser: Browser, file: Path, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.context.set_offline(offline=True)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.goto(file.as_uri())
        self.map = self.page.frames[-1]
        self.map.wait_for_selector(".spro-list button")
        self.file = file

    def list_names(self) -> list[str]:
        return self.map.locator(".spro-list button .spro-what strong").all_inner_texts()

    def count_drawn(self) -> int:
        """Structures on the map: alone, or counted by the groups."""
        alone = self.map.locator(".leaflet-marker-icon.spro-point").count()
        groups = self.map.locator(".leaflet-marker-icon.spro-group > span").evaluate_all(
            "spans => spans.map((span) => Number(span.firstChild.textContent))"
        )
        return alone + int(sum(groups))

    def choose_commune(self, name: str) -> None:
        self.map.fill("#spro-commune", name)
        self.map.locator("#spro-commune").press("Tab")

    def close(self) -> None:
        asked = {url for url in self.asked if not url.startswith("about:srcdoc")}
        self.context.close()
        assert asked == {self.file.as_uri()}
        assert self.said == []


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    communes = sample_communes()
    drawn = draw_network_map(
        communes, POINTS, KINDS, PUBLICS, territory=communes["code"][:30],
        title="Le réseau d’essai", boundaries="Limites 2025.",
    )  # fmt: skip
    written = tmp_path_factory.mktemp("network") / "page.html"
    written.write_text(
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body style='margin:10px'>{drawn._repr_html_()}</body></html>",
        encoding="utf-8",
    )
    return written


@pytest.fixture
def wide(browser: Browser, file: Path) -> Iterator[Watched]:
    watched = Watched(browser, file, 1280)
    yield watched
    watched.close()


@pytest.mark.parametrize("width", [400, 860, 1280, 1920])
def test_everything_is_drawn_and_fits(browser: Browser, file: Path, width: int) -> None:
    watched = Watched(browser, file, width)
    frame = watched.map
    assert watched.count_drawn() == 23
    assert len(watched.list_names()) == 24
    assert watched.list_names()[-1] == "Structure 15"
    across = frame.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert across[0] <= across[1]
    map_box = frame.locator(".spro-map-canvas").bounding_box()
    panel = frame.locator(".spro-panel").bounding_box()
    assert map_box
    assert panel
    assert map_box["height"] >= 280
    # Beside the map on wide screens, above it on telephones.
    if width == 400:
        assert panel["y"] + panel["height"] <= map_box["y"]
    else:
        assert panel["x"] >= map_box["x"] + map_box["width"]
        assert map_box["width"] > panel["width"]
    watched.close()


def test_names_of_towns_cover_no_point_and_no_name(wide: Watched) -> None:
    boxes = wide.map.evaluate(
        """() => {
          const all = (selector) => [...document.querySelectorAll(selector)].map((part) => {
            const { left, right, top, bottom } = part.getBoundingClientRect();
            return { left, right, top, bottom };
          });
          return [all(".spro-place span"), all(".leaflet-marker-pane .leaflet-marker-icon")];
        }"""
    )
    names, points = boxes
    assert 3 <= len(names) <= 8
    for rank, name in enumerate(names):
        for other in [*names[:rank], *points]:
            assert (
                name["left"] >= other["right"] or other["left"] >= name["right"]
                or name["top"] >= other["bottom"] or other["top"] >= name["bottom"]
            )  # fmt: skip


def test_ticking_a_reseau_changes_map_list_and_count(wide: Watched) -> None:
    frame = wide.map
    box = frame.get_by_role("checkbox", name="Missions locales")
    box.uncheck()
    # Missions locales: 0, 3, … 21, eight of them, one without position.
    assert wide.count_drawn() == 16
    assert "Structure 00" not in wide.list_names()
    assert frame.inner_text(".spro-who output") == "16 structures."
    assert frame.locator(".spro-kinds label b").all_inner_texts() == ["8", "8", "8"]
    frame.get_by_role("button", name="Aucun").click()
    assert wide.count_drawn() == 0
    assert frame.inner_text(".spro-list li").startswith("Aucune structure ne correspond")
    frame.get_by_role("button", name="Tous").click()
    assert wide.count_drawn() == 23
    assert frame.inner_text(".spro-who output") == "24 structures, dont 1 sans position connue."
    # Groups are those of every scale that the map offers.
    frame.get_by_role("button", name="Réduire").click()
    frame.wait_for_selector(".leaflet-control-zoom-out.leaflet-disabled")
    assert wide.count_drawn() == 23


def test_who_can_receive_me_is_ordered_by_distance(wide: Watched) -> None:
    frame = wide.map
    frame.get_by_label("Je suis").select_option(label="Jeunes de 16 à 25 ans")
    wide.choose_commune("st egreve les oeufs")
    assert frame.input_value("#spro-commune") == "Saint-Égrève-lès-Œufs"
    communes = sample_communes()
    home = communes.geometry[14]
    young = [p for p in POINTS if "jeunes" in p.publics]
    placed = sorted(
        (p for p in young if not math.isnan(p.latitude)), key=lambda p: measure(home, p)
    )
    names = wide.list_names()
    signless = [name.removesuffix(" °") for name in names]
    assert signless == [typeset(p.name) for p in placed] + ["Structure 15"]
    # What is only assumed bears a mark, and the mark is explained.
    assert [name.endswith(" °") for name in names] == [
        p.publics_assumed for p in [*placed, POINTS[15]]
    ]
    assert frame.locator(".spro-assumed").is_visible()
    told = frame.locator(".spro-list button > b").all_inner_texts()
    assert told[-1] == ""
    for text, point in zip(told[:-1], placed, strict=True):
        km = measure(home, point)
        digits = 1 if km < 10 else 0
        expected = f"{km:.{digits}f}".replace(".", ",") + "\u00a0km"
        assert text == ("<\u00a01\u00a0km" if km < 1 else expected)
    said = frame.inner_text(".spro-who output")
    assert said.startswith("Jeunes de 16 à 25 ans\u00a0: 16 structures, dont 1 sans position")
    assert "Depuis Saint-Égrève-lès-Œufs, la plus proche est à" in said
    assert "à vol d’oiseau" in said
    assert frame.get_attribute(".spro-who output", "aria-live") == "polite"
    # Réseaux that receive nobody of these stay in the legend, with a zero.
    assert frame.locator(".spro-kinds label b").all_inner_texts() == ["8", "8", "0"]
    frame.get_by_role("button", name="Effacer").click()
    frame.wait_for_function("document.querySelectorAll('.spro-list button').length === 24")
    assert frame.input_value("#spro-commune") == ""
    assert wide.count_drawn() == 23
    assert frame.locator(".spro-assumed").is_hidden()


def test_the_map_goes_to_the_commune_and_the_nearest(wide: Watched) -> None:
    frame = wide.map
    before = frame.inner_text(".leaflet-control-scale-line")
    wide.choose_commune("Bourg-A0")
    assert frame.inner_text(".leaflet-control-scale-line") != before
    seen = frame.locator(".spro-map-canvas").bounding_box()
    area = frame.locator('path[stroke="#0b4ea2"][fill="#d3e2f4"]').bounding_box()
    assert seen
    assert area
    assert seen["x"] <= area["x"]
    assert area["x"] + area["width"] <= seen["x"] + seen["width"]
    assert seen["y"] <= area["y"]
    assert area["y"] + area["height"] <= seen["y"] + seen["height"]
    wide.choose_commune("nulle part")
    assert frame.inner_text(".spro-who output") == "Pas de commune de ce nom sur la carte."
    wide.choose_commune("bourg")
    assert "précisez" in frame.inner_text(".spro-who output")
    assert frame.locator('path[fill="#d3e2f4"]').count() == 0


def test_a_hostile_name_is_text_and_a_hostile_site_is_no_link(wide: Watched) -> None:
    frame = wide.map
    assert typeset(HOSTILE) in wide.list_names()
    frame.locator(".spro-list button").nth(3).click()
    card = frame.locator(".leaflet-popup .spro-card")
    assert card.locator("strong").first.inner_text() == typeset(HOSTILE)
    told = card.inner_text()
    assert "javascript:alert(1)" in told
    assert card.locator("a, img").count() == 0
    assert told.count("{{ 7*7 }}") == 2
    assert "milieu de la commune" not in told
    frame.locator(".spro-list button").nth(4).click()
    card = frame.locator(".leaflet-popup .spro-card")
    card.get_by_text("Structure 04").wait_for()
    assert "milieu de la commune" in card.inner_text()
    assert "d’après la mission du réseau" in card.inner_text()
    link = card.locator("a")
    assert link.inner_text() == "exemple.fr"
    assert link.get_attribute("href") == "https://www.exemple.fr/"
    assert "noopener" in str(link.get_attribute("rel"))
    assert frame.locator("body img").count() == 0


def test_a_structure_nowhere_is_told_in_the_list(wide: Watched) -> None:
    last = wide.map.locator(".spro-list button").last
    assert "position inconnue" in last.inner_text()
    last.click()
    assert last.get_attribute("aria-expanded") == "true"
    assert "1, rue A" in wide.map.locator(".spro-list .spro-card").inner_text()
    last.click()
    assert wide.map.locator(".spro-list .spro-card").count() == 0


def test_a_group_says_what_it_holds_and_opens(wide: Watched) -> None:
    frame = wide.map
    # Only those of the three that stand at one place.
    frame.get_by_role("button", name="Aucun").click()
    frame.get_by_role("checkbox", name="Missions locales").check()
    group = frame.locator(".leaflet-marker-icon.spro-group", has_text="3 structures").first
    assert group.get_attribute("role") == "button"
    group.hover()
    shown = frame.locator(".leaflet-tooltip").inner_text()
    assert {"Structure 06", "Structure 09", "Structure 12"} <= set(shown.split("\n"))
    before = frame.locator(".leaflet-marker-icon.spro-point").count()
    group.click()
    assert frame.locator(".leaflet-marker-icon.spro-point").count() == before + 3


def test_each_of_a_group_is_found_from_the_list(wide: Watched) -> None:
    for rank in (6, 9, 12):
        wide.map.locator(".spro-list button").nth(rank).click()
        card = wide.map.locator(".leaflet-popup .spro-card")
        card.get_by_text(f"Structure {rank:02d}").wait_for()
        assert wide.map.locator(".leaflet-popup").count() == 1


def test_the_keyboard_alone_reaches_a_structure_and_comes_back(wide: Watched) -> None:
    frame, keys = wide.map, wide.page.keyboard
    name = "document.activeElement.querySelector('strong')?.textContent"
    frame.focus("#spro-public")
    for _ in range(2):
        keys.press("Tab")
    assert frame.evaluate(name) == "Structure 00"
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    assert frame.evaluate(name) == "Structure 01"
    outline = frame.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    keys.press("Enter")
    frame.locator(".leaflet-popup .spro-card").wait_for()
    assert frame.evaluate("document.activeElement.className") == "spro-card"
    keys.press("Escape")
    assert frame.locator(".leaflet-popup").count() == 0
    assert frame.evaluate(name) == "Structure 01"
    # One stop for the whole list: the next is the first of the réseaux.
    keys.press("Tab")
    assert frame.evaluate("document.activeElement.textContent") == "Tous"
    keys.press("Shift+Tab")
    keys.press("End")
    assert frame.evaluate(name) == "Structure 15"


def test_groups_and_points_open_by_the_keyboard(wide: Watched) -> None:
    frame, keys = wide.map, wide.page.keyboard
    frame.get_by_role("button", name="Aucun").click()
    frame.get_by_role("checkbox", name="Missions locales").check()
    frame.locator(".leaflet-marker-icon.spro-group", has_text="3 structures").first.focus()
    keys.press("Enter")
    assert "spro-point" in frame.evaluate("document.activeElement.className")
    told = frame.evaluate("document.activeElement.textContent")
    keys.press("Enter")
    card = frame.locator(".leaflet-popup .spro-card")
    card.wait_for()
    assert str(told).startswith(card.locator("strong").first.inner_text())
    assert frame.get_by_role("button", name="Fermer").count() == 1
    keys.press("Escape")
    assert frame.evaluate("document.activeElement.textContent") == told


def test_a_territory_without_structures_says_so(browser: Browser, tmp_path: Path) -> None:
    communes = sample_communes()
    drawn = draw_network_map(
        communes, [], KINDS, PUBLICS, territory=communes["code"], title="Le réseau d’essai"
    )
    written = tmp_path / "map.html"
    drawn.save(str(written))
    context = browser.new_context(offline=True)
    page = context.new_page()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(written.as_uri())
    assert page.inner_text(".spro-who output") == "Aucune structure."
    page.get_by_label("Je suis").select_option(label="Candidats à une VAE")
    assert page.inner_text(".spro-who output") == "Candidats à une VAE\u00a0: aucune structure."
    assert page.locator(".leaflet-marker-pane .leaflet-marker-icon").count() == 0
    context.close()
    assert failed == []


def test_on_paper_every_structure_shows_its_sign(browser: Browser, file: Path) -> None:
    watched = Watched(browser, file, 1280)
    watched.map.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheet = watched.map.locator(".spro-sheet")
    assert sheet.locator("use").count() == 23
    boxes = sheet.locator("rect.spro-paper").evaluate_all(
        "all => all.map((one) => [one.x, one.y, one.width, one.height]"
        ".map((side) => side.baseVal.value))"
    )
    # Three at one place, at least; no box covers another.
    assert boxes
    for rank, (x, y, width, height) in enumerate(boxes):
        for left, top, across, down in boxes[:rank]:
            beside = x + width <= left or left + across <= x
            assert beside or y + height <= top or top + down <= y
    watched.close()
