"""The deck in Firefox (Debian's), without a network: drawn, silent, led by the keys of a remote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deck_products import (
    decks,  # noqa: F401 - a fixture
    products,  # noqa: F401 - a fixture
)
from test_access_firefox import (
    COMPLAINTS,
    DeadEnd,
    dead_end,  # noqa: F401 - a fixture
    firefox,  # noqa: F401 - a fixture
    pytestmark,  # noqa: F401 - skipped where Firefox is not
    resize,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RIGHT, LEFT, PAGE_DOWN, PAGE_UP, SPACE = "\ue014", "\ue012", "\ue00f", "\ue00e", " "
CURRENT = """return [...document.querySelectorAll(".slides > section")]
  .indexOf(document.querySelector("section.present"))"""
DRAWN = """return document.documentElement.dataset.charts === "drawn"
  && [...document.querySelectorAll("iframe")].every((one) =>
    one.contentDocument.querySelector(".leaflet-pane path"))"""
SEEN = """return {
  charts: [...document.querySelectorAll("figure.spro-chart")].map((one) =>
    one.dataset.drawn === "true" && one.querySelectorAll("svg path, svg text").length > 5),
  none: document.querySelectorAll(".spro-slide-none").length,
  least: Math.min(...[...document.querySelectorAll(".spro-chart svg text")]
    .filter((one) => one.textContent.trim())
    .map((one) => { const { a, b, c, d } = one.getScreenCTM();
      return parseFloat(getComputedStyle(one).fontSize) * Math.sqrt(Math.abs(a * d - b * c))
        * 1280 / one.closest("section").getBoundingClientRect().width; })),
}"""


def press(firefox: Any, key: str) -> None:  # noqa: F811
    firefox.actions.sequence("key", "keyboard").key_down(key).key_up(key).perform()


def test_a_deck_opens_and_a_remote_leads_it(
    firefox: Any,  # noqa: F811
    dead_end: DeadEnd,  # noqa: F811
    decks: Mapping[str, Path],  # noqa: F811
) -> None:
    for name, width in (("portrait", 1280), ("reseau", 1920)):
        with firefox.using_context("chrome"):
            firefox.execute_script(COMPLAINTS)
        dead_end.asked.clear()
        resize(firefox, width)
        firefox.navigate(decks[name].as_uri())
        wait_for(firefox, DRAWN)
        seen = firefox.execute_script(SEEN)
        assert seen["charts"]
        assert all(seen["charts"])
        assert seen["none"] == 0
        assert seen["least"] >= 31.5
        for key, at in (
            (RIGHT, 1), (SPACE, 2), (PAGE_DOWN, 3), (PAGE_UP, 2), (LEFT, 1), (PAGE_UP, 0),
        ):  # fmt: skip
            press(firefox, key)
            assert firefox.execute_script(CURRENT) == at, (name, key)
        with firefox.using_context("chrome"):
            assert firefox.execute_script(COMPLAINTS) == []
        assert [line for line in dead_end.asked if "mozilla" not in line] == []
