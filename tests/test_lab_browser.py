"""A real JupyterLab in Chromium, without a network: the explorer, then the six notebooks."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lab_server import TOKEN, Lab, open_lab

from spro_portraits.cli import main
from spro_portraits.cli.desk.edition import open_edition

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
pytest.importorskip("ipywidgets", reason="ipywidgets is not installed")
pytestmark = pytest.mark.browser

TUTORIAL = 6
RUN = "123456" if os.environ.get("SPRO_LAB_ALL") else "26"
"""Notebooks that run here, by number: all with ``SPRO_LAB_ALL=1`` (a minute and a half more).

``test_tutorial`` runs all six in any case; here it is the menus and the pages that are tried.
"""
LONG = 30_000
_SERVER_FAULT = re.compile(r"^\[[EC] |Traceback", re.MULTILINE)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with open_lab(tmp_path_factory.mktemp("lab")) as opened:
        yield opened


class Watched:
    """A page with what its console says and what it asks of other hosts."""

    def __init__(self, context: BrowserContext, lab: Lab) -> None:
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", lambda request: self._see(request.url, lab.address))

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _see(self, url: str, address: str) -> None:
        if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:", "about:")):
            self.asked.append(url)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Keep one context for all pages: the scripts of JupyterLab are read and compiled once."""
    opened = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield opened
    opened.close()


@pytest.fixture
def watch(context: BrowserContext, lab: Lab) -> Iterator[Callable[[], Watched]]:
    """Open pages that are watched; at the end none of them has said or asked anything."""
    made: list[Watched] = []

    def begin() -> Watched:
        made.append(Watched(context, lab))
        return made[-1]

    yield begin
    for one in made:
        one.page.close()
    assert [fault for one in made for fault in one.faults] == []
    assert [url for one in made for url in one.asked] == []


def wait_for_kernel(page: Page) -> None:
    """Wait until the status bar says that the kernel is ready and idle.

    A cell that is run before the server has named a kernel is dropped without a word by JupyterLab
    4.6 (``CodeCell.execute`` clears it where ``session.kernel`` is absent): no robot may be faster.
    """
    page.locator("#jp-main-statusbar").get_by_text("| Inactif").wait_for(timeout=LONG)


def tab(page: Page, name: str) -> Any:
    return page.locator(".spro-lab .lm-TabBar-tab").filter(has_text=name)


def test_an_analyst_finds_draws_saves_and_makes_a_portrait(
    watch: Callable[[], Watched], lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    page = watch().page
    page.goto(f"{lab.address}/?token={TOKEN}")
    page.get_by_role("link", name="Explorer un territoire").click(timeout=LONG)
    wait_for_kernel(page)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    explorer = page.locator(".spro-lab")
    explorer.wait_for(timeout=LONG)

    page.get_by_placeholder("un nom, un bout de nom, un code").first.fill("dre")
    explorer.get_by_text(re.compile(r"^2\s+résultats$")).wait_for(timeout=LONG)
    page.get_by_label("Territoires").select_option(label="Dreux")
    explorer.get_by_text("SPRO de Dreux").wait_for(timeout=LONG)
    inside = page.frame_locator(".spro-lab iframe")
    inside.locator(".leaflet-container path").first.wait_for(timeout=LONG)
    tab(page, "Comparaison").click()
    explorer.get_by_text("Eure-et-Loir").first.wait_for(timeout=LONG)

    tab(page, "Dessiner le sien").click()
    page.get_by_placeholder("noms ou codes").fill("Vierzon, bassin:Romorantin")
    explorer.get_by_role("button", name="Ajouter la liste").click()
    explorer.get_by_text(re.compile(r"2\s+membres")).wait_for(timeout=LONG)
    on_map = page.locator(".spro-pick path[data-code]")
    bourges, vierzon, millancay = (
        page.locator(f'.spro-pick path[data-code="{code}"]') for code in ("18033", "18279", "41140")
    )
    bourges.click()
    vierzon.and_(page.locator('[data-kind="chosen"]')).wait_for(timeout=LONG)  # from the list
    explorer.get_by_text(re.compile(r"3\s+membres")).wait_for(timeout=LONG)
    chosen = page.get_by_label("Choisis").locator("option").all_inner_texts()
    assert [name.replace("\u00a0", " ") for name in chosen] == [
        "Vierzon (18279)", "bassin d’emploi : Romorantin (2418)", "Bourges (18033)",
    ]  # fmt: skip
    assert on_map.count() == len(open_edition().own_communes)
    assert millancay.get_attribute("data-kind") == "covered"  # in the bassin
    millancay.hover()
    page.locator(".spro-pick .leaflet-tooltip").get_by_text("Romorantin").wait_for()
    vierzon.click()  # out
    explorer.get_by_text(re.compile(r"2\s+membres")).wait_for(timeout=LONG)
    page.get_by_placeholder("par exemple").fill("Sologne d'essai")
    explorer.get_by_role("button", name="Enregistrer").click()
    explorer.get_by_text("sologne-d-essai.txt").first.wait_for(timeout=LONG)
    saved = lab.home / "data" / "perimeters" / "perso" / "sologne-d-essai.txt"
    assert saved.read_text(encoding="utf-8").splitlines()[1:] == ["bassin:2418", "18033"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_PORTRAITS_HOME", str(lab.home))
        assert main(["batch", "--level", "perso", "--dry-run"]) == 0
    assert "Sologne d’essai" in capsys.readouterr().out

    explorer.get_by_role("button", name="Montrer le code").click()
    assert 'spro.territory("perso:sologne-d-essai")' in explorer.locator("pre").inner_text()
    explorer.get_by_role("button", name="Portrait, page web").click()
    link = explorer.get_by_role("link", name="portrait.html")
    link.wait_for(timeout=LONG)
    with page.context.expect_page() as opened:
        link.click()
    opened.value.get_by_role("heading", level=1, name=re.compile("Sologne")).wait_for(timeout=LONG)


def test_the_notebooks_of_the_tutorial_run_from_the_menu(
    watch: Callable[[], Watched], lab: Lab
) -> None:
    folder = lab.home / "notebooks" / "tutoriel"
    paths = sorted(folder.glob("*.ipynb"))
    assert len(paths) == TUTORIAL
    # Those that make portraits wait for each other: one folder of reports, one batch at a time.
    wanted = [path for path in paths if path.name[0] in RUN]
    beside = [(begin_all(watch().page, path, lab), path) for path in wanted if path.name[0] in "26"]
    page = watch().page
    for path in wanted:
        if path.name[0] not in "26":
            end_all(begin_all(page, path, lab), path)
    for other, path in beside:
        end_all(other, path)


def begin_all(page: Page, path: Path, lab: Lab) -> Page:
    """Open a notebook and run all its cells from the menu."""
    address = f"{lab.address}/lab/workspaces/w{path.name[0]}/tree/notebooks/tutoriel/{path.name}"
    page.goto(f"{address}?token={TOKEN}")
    wait_for_kernel(page)
    page.get_by_role("menuitem", name="Exécution").click()
    page.get_by_role("menuitem", name="Exécuter toutes les cellules").first.click()
    return page


def end_all(page: Page, path: Path) -> None:
    """Wait for the last cell, save the notebook, and read it: each cell has run, without error."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    count = sum(cell["cell_type"] == "code" for cell in cells)
    panel = page.locator(".jp-NotebookPanel:visible")
    panel.get_by_text(f"[{count}]:").first.wait_for(timeout=LONG, state="attached")
    wait_for_kernel(page)
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')", timeout=LONG)
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            assert cell["execution_count"], f"{path.name}: {cell['source']}"
            kinds = {output["output_type"] for output in cell["outputs"]}
            assert "error" not in kinds, cell["outputs"]


def test_the_server_has_said_nothing_wrong(lab: Lab) -> None:
    said = lab.log.read_text(encoding="utf-8", errors="replace")
    assert "JupyterLab s’ouvre sur" in said
    assert not _SERVER_FAULT.findall(said), said[-3000:]
