"""Every product in Firefox (Debian's), without a network: drawn, silent, as wide as its window."""

from __future__ import annotations

import shutil
import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from access_products import PRODUCTS, WITH_CHARTS
from access_products import products as products  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

marionette = pytest.importorskip(
    "marionette_driver.marionette", reason="marionette-driver is not installed"
)

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WIDTHS = (400, 1280, 1920)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox on this machine"),
    # The driver leaves the sockets open by which it waited for Firefox.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Errors that nobody caught; what a page itself says on the console stays in its own process,
# and a chart that fails says so in the page (``data-drawn``).
COMPLAINTS = """
const said = Services.console.getMessageArray()
  .filter((one) => one instanceof Ci.nsIScriptError && !(one.flags & Ci.nsIScriptError.warningFlag)
    && /^(file:|about:srcdoc)/.test(one.sourceName))
  .map((one) => one.errorMessage);
Services.console.reset();
return said;
"""

SEEN = """
const views = [window, ...[...document.querySelectorAll("iframe")].map((one) => one.contentWindow)];
return {
  inner: window.innerWidth,
  title: document.title,
  wide: views.map((view) => view.document.documentElement.scrollWidth - view.innerWidth),
  asked: views.flatMap((view) => view.performance.getEntriesByType("resource"))
    .map((entry) => entry.name).filter((name) => !/^(data|blob|about):/.test(name)),
  charts: [...document.querySelectorAll("figure.spro-chart")].map((figure) => [
    figure.dataset.drawn, figure.querySelectorAll("svg").length,
    figure.querySelectorAll("svg path, svg text").length > 5]),
  maps: views.slice(1).map((view) =>
    view.document.querySelectorAll(".leaflet-pane path").length > 5),
};
"""

READY = """
const frames = [...document.querySelectorAll("iframe")];
return document.readyState === "complete"
  && (!document.querySelector("figure.spro-chart") || document.documentElement.dataset.charts)
  && frames.every((one) => one.contentDocument.querySelector(".leaflet-pane path"));
"""


class DeadEnd:
    """A proxy that answers nothing, and remembers who was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:  # closed
                return
            with closing(caller):
                caller.settimeout(2)
                try:
                    head = caller.recv(300)
                except OSError:
                    continue
                self.asked.append(head.partition(b"\r\n")[0].decode("latin-1"))


@pytest.fixture(scope="module")
def dead_end() -> Iterator[DeadEnd]:
    made = DeadEnd()
    yield made
    made.server.close()


@pytest.fixture(scope="module")
def firefox(dead_end: DeadEnd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    proxy = {
        "network.proxy.type": 1,
        "network.proxy.no_proxies_on": "",
        "network.proxy.allow_hijacking_localhost": True,
    }
    for kind in ("http", "ssl"):
        proxy[f"network.proxy.{kind}"] = "127.0.0.1"
        proxy[f"network.proxy.{kind}_port"] = dead_end.port
    folder = tmp_path_factory.mktemp("firefox")
    # The driver removes what stands where its log goes: never a device.
    session = marionette.Marionette(
        bin=FIREFOX, port=0, headless=True, prefs=proxy, startup_timeout=90, socket_timeout=90,
        app_args=["-remote-allow-system-access"],
        workspace=str(folder), gecko_log=str(folder / "gecko.log"),
    )  # fmt: skip
    session.start_session()
    yield session
    session.quit(in_app=True)
    session.cleanup()


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_page_opens_alone(
    firefox: Any, dead_end: DeadEnd, products: Mapping[str, Path], name: str
) -> None:
    for width in WIDTHS:
        with firefox.using_context("chrome"):
            firefox.execute_script(COMPLAINTS)
        dead_end.asked.clear()
        resize(firefox, width)
        firefox.navigate(products[name].as_uri())
        wait_for(firefox, READY)
        seen = firefox.execute_script(SEEN)
        assert seen["title"]
        assert seen["inner"] == width
        assert max(seen["wide"]) <= 0, width
        assert seen["asked"] == []
        assert seen["charts"] == [["true", 1, True]] * len(seen["charts"])
        assert bool(seen["charts"]) == (name in WITH_CHARTS)
        assert all(seen["maps"])
        with firefox.using_context("chrome"):
            assert firefox.execute_script(COMPLAINTS) == []
        assert [line for line in dead_end.asked if "mozilla" not in line] == []


def test_the_judge_is_awake(firefox: Any, dead_end: DeadEnd, tmp_path: Path) -> None:
    """A page that asks and fails is found out."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<title>x</title><img src='http://exemple.test/x.png'>"
        "<script>throw new Error('chute')</script>",
        encoding="utf-8",
    )
    firefox.navigate(bad.as_uri())
    wait_for(firefox, "return document.readyState === 'complete'")
    with firefox.using_context("chrome"):
        said = " ".join(firefox.execute_script(COMPLAINTS))
    assert "chute" in said
    assert any("exemple.test" in line for line in dead_end.asked)


def test_the_keyboard_shows_where_it_is(firefox: Any, products: Mapping[str, Path]) -> None:
    resize(firefox, 1280)
    firefox.navigate(products["portrait"].as_uri())
    wait_for(firefox, READY)
    stops = []
    for _ in range(6):
        firefox.actions.sequence("key", "keyboard").key_down("\ue004").key_up("\ue004").perform()
        stops.append(
            firefox.execute_script(
                "const one = document.activeElement;"
                "return [one.className || one.tagName, getComputedStyle(one).outlineStyle]"
            )
        )
    assert stops[0] == ["spro-skip", "solid"]
    assert len({name for name, _ in stops}) >= 2
    assert {outline for _, outline in stops} == {"solid"}


def test_the_map_of_a_network_leads_a_meeting(
    firefox: Any, dead_end: DeadEnd, products: Mapping[str, Path]
) -> None:
    resize(firefox, 1280)
    firefox.navigate(products["reseau"].as_uri())
    wait_for(firefox, READY)
    with firefox.using_context("chrome"):
        firefox.execute_script(COMPLAINTS)
    dead_end.asked.clear()
    frame = next(
        one
        for one in firefox.find_elements("css selector", "iframe")
        if "spro-who" in one.get_attribute("srcdoc")
    )
    firefox.switch_to_frame(frame)
    canvas = firefox.find_element("css selector", ".spro-map-canvas")
    seen = []
    for key in ("r", "\ue014", "r"):  # the arrow to the right between them
        canvas.send_keys(key)
        seen.append(
            firefox.execute_script(
                "return [document.body.classList.contains('spro-meeting'),"
                "document.getElementById('spro-public').selectedIndex]"
            )
        )
    firefox.switch_to_frame()
    assert seen == [[True, 0], [True, 1], [False, 1]]
    with firefox.using_context("chrome"):
        assert firefox.execute_script(COMPLAINTS) == []
    assert [line for line in dead_end.asked if "mozilla" not in line] == []


def resize(firefox: Any, width: int) -> None:
    """Give the page a width: Firefox has a least one, its frame takes some more."""
    with firefox.using_context("chrome"):
        firefox.execute_script(
            "document.documentElement.style.setProperty('min-width', '0', 'important')"
        )
    firefox.set_window_rect(width=width, height=900)
    inner = firefox.execute_script("return window.innerWidth")
    if inner != width:
        firefox.set_window_rect(width=2 * width - inner, height=900)


def wait_for(firefox: Any, script: str) -> None:
    from marionette_driver import Wait  # noqa: PLC0415 - skipped where it is not installed

    Wait(firefox, timeout=40).until(lambda session: session.execute_script(script))
