"""Circles in Chromium: real letters do not meet, the pointer and the keyboard light them up."""

from pathlib import Path

import pytest
from test_circles import LONG, draw, make_nodes, make_sectors

from spro_portraits import style
from spro_portraits.charts.circles import CircleNode, Circles

pytestmark = pytest.mark.browser

EVIL = CircleNode(
    "evil", "<img src=x onerror=alert(1)>", "<i>Malin</i>", "s0", 1,
    (("Publics", "<b>Jeunes</b>"),), ("{{ outil }}",), "Gien",
)  # fmt: skip
NETWORKS = ("small", "middle", "full", "region")


@pytest.fixture(scope="module")
def networks() -> dict[str, Circles]:
    return {
        "small": draw([EVIL, *make_nodes(11, seed=1)]),
        "middle": draw(make_nodes(45, seed=4)),
        "full": draw(make_nodes(80, seed=11, long=True)),
        "region": draw(make_nodes(200, 15, seed=13), make_sectors(15)),
    }


COLLISIONS = """
() => {
  const drawing = document.querySelector('.spro-circles-drawing');
  const frame = drawing.viewBox.baseVal;
  const boxes = [...drawing.querySelectorAll('text')].map((text) => [text, text.getBBox()]);
  const signs = [...drawing.querySelectorAll('.spro-circles-mark')].map((mark) => {
    const halo = mark.querySelector('.spro-circles-halo');
    const [x, y] = [halo.cx.baseVal.value, halo.cy.baseVal.value];
    const radius = halo.r.baseVal.value - 4;
    return [halo, { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }];
  });
  const found = [];
  boxes.forEach(([text, box], rank) => {
    if (box.x < frame.x || box.y < frame.y || box.x + box.width > frame.x + frame.width
      || box.y + box.height > frame.y + frame.height) found.push(`cut: ${text.textContent}`);
    [...boxes.slice(0, rank), ...signs].forEach(([other, b]) => {
      const across = Math.min(box.x + box.width, b.x + b.width) - Math.max(box.x, b.x);
      const down = Math.min(box.y + box.height, b.y + b.height) - Math.max(box.y, b.y);
      // Boxes of text are taller than its letters: a quarter of each is empty.
      if (across > 0.5 && down > 5.5) found.push(`${text.textContent} / ${other.textContent}`);
    });
  });
  return found;
}
"""
SIZES = """
() => [...document.querySelectorAll('.spro-circles-drawing text')].map((text) =>
  text.getAttribute('font-size') * text.getScreenCTM().a)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, networks: dict[str, Circles]) -> Path:
    made = tmp_path_factory.mktemp("circles")
    for name, drawn in networks.items():
        html = (
            '<!doctype html><html lang="fr"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<style>{style.font_css()}{style.page_css()}</style><body>"
            '<div class="spro-page"><nav class="spro-toc"></nav><main class="spro-main">'
            f"{drawn.html}</main></div>"
        )
        (made / f"{name}.html").write_text(html, encoding="utf-8")
    return made


class Opened:
    """A page, with what it asked for and said."""

    def __init__(self, browser: object, file: Path, width: int = 1280, **options: object) -> None:
        self.page = browser.new_page(  # type: ignore[attr-defined]
            viewport={"width": width, "height": 900}, **options
        )
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def find_lit(self) -> list[str]:
        lit: list[str] = self.page.evaluate(
            "() => [...new Set([...document.querySelectorAll('.spro-circles-wedge.spro-lit')]"
            ".map((part) => part.dataset.sector))]"
        )
        return lit

    def find_focus(self) -> int:
        rank: int = self.page.evaluate(
            "() => [...document.querySelectorAll('.spro-circles-mark')]"
            ".indexOf(document.activeElement)"
        )
        return rank

    def close(self) -> None:
        assert [url for url in self.asked if not url.startswith(("file:", "data:"))] == []
        assert self.said == []
        self.page.close()


@pytest.mark.parametrize("name", NETWORKS)
def test_real_letters_do_not_meet_and_are_not_cut(browser: object, folder: Path, name: str) -> None:
    opened = Opened(browser, folder / f"{name}.html")
    assert opened.page.evaluate("document.fonts.check('600 13px \"Source Sans Pro\"')")
    assert opened.page.evaluate(COLLISIONS) == []
    opened.close()


@pytest.mark.parametrize("name", ["small", "full"])
def test_a_wider_font_of_the_reader_is_not_cut(
    browser: object, networks: dict[str, Circles], tmp_path: Path, name: str
) -> None:
    """The file for print, where the house font is not installed."""
    file = tmp_path / "circles.svg"
    file.write_text(networks[name].svg, encoding="utf-8")
    opened = Opened(browser, file)
    cut = [text for text in opened.page.evaluate(COLLISIONS) if text.startswith("cut")]
    assert cut == []
    opened.close()


@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_no_page_is_wider_than_its_screen_and_labels_stay_readable(
    browser: object, folder: Path, width: int
) -> None:
    for name in ("small", "full"):
        opened = Opened(browser, folder / f"{name}.html", width)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert min(opened.page.evaluate(SIZES)) > (10.9 if name == "small" else 10)
        opened.close()


def test_hovering_lights_a_structure_its_reseau_and_its_tools(
    browser: object, folder: Path
) -> None:
    opened = Opened(browser, folder / "small.html")
    page = opened.page
    panel = page.locator(".spro-circles-panel")
    assert not panel.is_visible()
    mark = page.locator(".spro-circles-mark").first
    mark.locator("text").first.hover()
    assert panel.is_visible()
    assert opened.find_lit() == ["0"]
    assert mark.evaluate("(mark) => mark.classList.contains('spro-on')")
    # What holds HTML shows as text.
    assert panel.locator("p").first.inner_text() == EVIL.name
    assert panel.locator("dd").all_inner_texts() == ["<b>Jeunes</b>"]
    assert panel.locator("li").all_inner_texts() == ["{{ outil }}"]
    # The panel leaves the half of the structure free.
    boxes = [one.bounding_box() for one in (panel, mark)]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    page.mouse.move(5, 5)
    assert not panel.is_visible()
    assert opened.find_lit() == []
    opened.close()


def test_the_keyboard_goes_round_from_one_tab_stop(browser: object, folder: Path) -> None:
    opened = Opened(browser, folder / "middle.html")
    page = opened.page
    count = page.locator(".spro-circles-mark").count()
    assert page.locator(".spro-circles-mark[tabindex='0']").count() == 1
    opened.press("Tab")
    assert opened.find_focus() == 0
    opened.press("ArrowRight", "ArrowDown", "ArrowLeft")
    assert opened.find_focus() == 1
    opened.press("Home", "ArrowUp")
    assert opened.find_focus() == count - 1
    opened.press("ArrowRight")
    assert opened.find_focus() == 0
    opened.press("End")
    assert opened.find_focus() == count - 1
    assert page.locator(".spro-circles-panel").is_visible()
    focused = page.locator(".spro-circles-mark").last
    stroke = "(mark) => getComputedStyle(mark.querySelector('.spro-circles-box')).stroke"
    assert focused.evaluate(stroke) == "rgb(11, 78, 162)"
    assert focused.get_attribute("aria-label")
    opened.press("Escape")
    assert not page.locator(".spro-circles-panel").is_visible()
    assert opened.find_lit() == []
    # Out of the drawing in one step, and back to the same structure.
    opened.press("Tab")
    assert opened.find_focus() == -1
    opened.press("Shift+Tab")
    assert opened.find_focus() == count - 1
    opened.close()


def test_ticked_reseaux_stay_lit_until_escape(browser: object, folder: Path) -> None:
    opened = Opened(browser, folder / "middle.html")
    page = opened.page
    boxes = page.locator(".spro-circles-legend input")
    labels = page.locator(".spro-circles-legend label")
    sectors = page.locator(".spro-circles-mark").evaluate_all(
        "(marks) => marks.map((mark) => mark.dataset.sector)"
    )
    assert boxes.count() == len(set(sectors))
    wanted = [labels.nth(k).locator("xpath=..").get_attribute("data-sector") for k in (0, 2)]
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.mouse.move(5, 5)
    assert sorted(opened.find_lit()) == sorted(wanted)
    page.locator(".spro-circles-mark").nth(5).focus()
    assert set(opened.find_lit()) >= set(wanted)
    opened.press("Escape")
    assert opened.find_lit() == []
    assert page.locator(".spro-circles-legend input:checked").count() == 0
    labels.nth(1).hover()
    assert len(opened.find_lit()) == 1
    opened.close()


def test_the_panel_of_many_structures_stays_in_the_drawing(browser: object, folder: Path) -> None:
    opened = Opened(browser, folder / "region.html")
    outside = opened.page.evaluate(
        """() => {
          const panel = document.querySelector('.spro-circles-panel');
          const place = document.querySelector('.spro-circles-place');
          return [...document.querySelectorAll('.spro-circles-mark')].filter((mark) => {
            mark.focus({ preventScroll: true });
            const [p, a] = [panel, place].map((part) => part.getBoundingClientRect());
            return panel.hidden || p.left < a.left || p.right > a.right || p.top < a.top
              || p.bottom > a.bottom + 1 || panel.scrollHeight > panel.clientHeight + 1;
          }).map((mark) => mark.getAttribute('aria-label'));
        }"""
    )
    assert outside == []
    opened.close()


def test_without_script_the_drawing_is_whole(browser: object, folder: Path) -> None:
    opened = Opened(browser, folder / "small.html", java_script_enabled=False)
    page = opened.page
    assert page.locator(".spro-circles-mark text").count() >= 12
    assert page.locator(".spro-circles-mark title").count() == 12
    assert page.locator(".spro-circles-legend input").count() == 0
    assert not page.locator(".spro-circles-help").is_visible()
    assert LONG not in page.locator(".spro-circles-legend").inner_text()
    opened.close()
