"""The index in Chromium: the search box, and no sideways scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from test_batch import write_record
from test_render_browser import (
    Visit,
    pytestmark,  # noqa: F401 - browser tests, skipped together
)

from spro_portraits.batch import write_index

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("index") / "2026"
    names = {
        "cher": "Cher",
        "chateauroux": "Châteauroux",
        "chateaudun": "Châteaudun",
        "coeur": "Cœur de Loire – Pays de Sologne et du Berry réunis",
    }
    for code, name in names.items():
        write_record(out / f"spro-{code}", territory={"level": "spro", "code": code, "name": name})
    write_record(
        out / "bassin-2410", territory={"level": "bassin", "code": "2410", "name": "Châteauroux"}
    )
    write_record(out / "spro-dreux", status="failed", problem="KeyError: " + "x" * 120)
    return write_index(out)


@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_it_opens_without_network(browser: Any, index: Path, width: int) -> None:
    visit = Visit(browser, index, width)
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert visit.complaints == []
    assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    visit.context.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CHÂTEAU", ["Châteaudun", "Châteauroux", "Châteauroux"]),
        ("chateau dun", ["Châteaudun"]),
        ("coeur", ["Cœur de Loire – Pays de Sologne et du Berry réunis"]),
        ("cœur loire", ["Cœur de Loire – Pays de Sologne et du Berry réunis"]),
        ("2410", ["Châteauroux"]),
        ("tokyo", []),
    ],
)
def test_the_search_ignores_accents_and_case(
    browser: Any,
    index: Path,
    text: str,
    found: list[str],
) -> None:
    visit = Visit(browser, index, 1280)
    visit.page.get_by_label("Rechercher un territoire").fill(text)
    shown = [heading for heading in visit.page.locator("h3").all() if heading.is_visible()]
    assert [heading.inner_text() for heading in shown] == found
    status = visit.page.locator("output").inner_text()
    assert status.startswith(str(len(found)) if found else "Aucun")
    # Groups without a match go away with their title.
    assert visit.page.get_by_role("heading", name="À reprendre").is_visible() is False
    visit.page.get_by_label("Rechercher un territoire").fill("")
    assert visit.page.get_by_role("heading", name="À reprendre").is_visible()
    visit.context.close()
