"""Decks of slides of real notebooks, made from the products of the tests of accessibility."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from access_products import products as products  # noqa: PLC0414 - a fixture

from spro_portraits.render.slides import load_slides_exporter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DECKS = ("portrait", "reseau", "metiers", "panorama")

try:
    metadata.distribution("sphinx-revealjs")
except metadata.PackageNotFoundError:
    pytest.skip("sphinx-revealjs is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def decks(
    products: Mapping[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Path]:
    """Make the deck of each notebook: its name → its file."""
    folder = tmp_path_factory.mktemp("decks")
    files = {}
    for name in DECKS:
        notebook = nbformat.read(products[name].with_suffix(".ipynb"), 4)
        body, _ = load_slides_exporter().from_notebook_node(notebook, {"metadata": {"name": name}})
        files[name] = folder / f"{name}.slides.html"
        files[name].write_text(body, encoding="utf-8")
    return files


def open_slides(browser: Any, file: Path, width: int = 1280, height: int = 720) -> Any:
    """Open a deck, nothing moving, and wait until its figures and maps stand."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("data:", "about:", file.as_uri()))
            else page.complaints.append(request.url)
        ),
    )
    page.goto(file.as_uri())
    page.wait_for_selector('html[data-charts="drawn"]', timeout=60_000)
    for frame in page.frames[1:]:
        frame.wait_for_selector(".leaflet-pane path", state="attached")
    return page


def walk_slides(page: Any) -> Any:
    """Show each slide in turn by the key of a remote; give its id."""
    for number in range(page.locator(".slides > section").count()):
        if number:
            page.keyboard.press("PageDown")
        page.wait_for_timeout(60)  # a map that comes to be seen writes its names
        yield page.evaluate("document.querySelector('section.present').id")
