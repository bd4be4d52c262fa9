"""Tables that sort: whole without a script, sorted as a French reader expects with one."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from render_samples import write_cells

from spro_portraits.charts import Cell, Column, Table, draw_sortable_table, draw_table
from spro_portraits.render.exporter import SproHTMLExporter
from spro_portraits.style import page_css

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

TABLE = Table(
    caption="Territoires",
    columns=(
        Column("Nom", align="left"),
        Column("Taux", bar=True),
        Column("Pôle", align="left"),
    ),
    rows=(
        (Cell("Orléans"), Cell("12,5\u00a0%", 12.5), Cell("oui")),
        (Cell("Évreux"), Cell("s.", reason="secret"), Cell("n.\u00a0d.", reason="non_disponible")),
        (Cell("Zone 10"), Cell("−3,0\u00a0%", -3.0), Cell("non")),
        (Cell("Zone 9"), Cell("105,0\u00a0%", 105.0), Cell("à voir")),
        (Cell("Œuf"), Cell("12,5\u00a0%", 12.5), Cell("oui")),
        (Cell("Ensemble"), Cell("20,0\u00a0%", 20.0), Cell("–", reason="hors_champ")),
    ),
    total_row=True,
)


def test_the_table_is_whole_without_a_script() -> None:
    html = draw_sortable_table(TABLE, search=True)
    assert draw_table(TABLE).strip() in html
    bare = re.sub(r"<script>.*</script>", "", html, flags=re.DOTALL)
    assert "<button" not in bare
    assert "<input" not in bare


def test_keys_are_values_where_there_are_some_and_texts_elsewhere() -> None:
    found = re.findall(r'data-keys="([^"]*)"', draw_sortable_table(TABLE))
    assert json.loads(unescape(found[0])) == [
        ["Orléans", "Évreux", "Zone 10", "Zone 9", "Œuf", "Ensemble"],
        [12.5, None, -3.0, 105.0, 12.5, 20.0],
        ["oui", None, "non", "à voir", "oui", None],
    ]


def test_hostile_texts_stay_texts() -> None:
    table = Table("T", (Column("A"),), ((Cell('"><script>alert(1)</script>'),),))
    html = draw_sortable_table(table, search=True)
    assert "<script>alert" not in html
    assert html.count("<script>") == 1


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same fragment twice in a plain page, and in the page that a notebook gives."""
    folder = tmp_path_factory.mktemp("sortable")
    fragment = draw_sortable_table(TABLE, search=True)
    plain = folder / "plain.html"
    plain.write_text(
        '<!doctype html><html lang="fr"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>{page_css()}</style><body><div class="spro-page">{fragment * 2}</div>',
        encoding="utf-8",
    )
    notebook = nbformat.read(write_cells(folder / "n.ipynb", [
        nbformat.v4.new_code_cell(
            "0", outputs=[nbformat.v4.new_output("display_data", {"text/html": fragment})]
        )
    ]), as_version=4)  # fmt: skip
    page = folder / "page.html"
    page.write_text(SproHTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    return {"plain": plain, "page": page}


@pytest.fixture
def page(
    browser: Browser, files: dict[str, Path], request: pytest.FixtureRequest
) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 900}, offline=True)
    opened = context.new_page()
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(files[getattr(request, "param", "plain")].as_uri())
    yield opened
    assert said == []
    context.close()


def names(page: Page) -> list[str]:
    return (
        page.locator(".spro-sortable").first.locator("tbody tr:not([hidden]) th").all_inner_texts()
    )


def sorts(page: Page) -> list[str | None]:
    heads = page.locator(".spro-sortable").first.locator("thead th").all()
    return [head.get_attribute("aria-sort") for head in heads]


@pytest.mark.browser
@pytest.mark.parametrize("page", ["plain", "page"], indirect=True)
def test_numbers_sort_by_value_absent_last_total_at_the_end(page: Page) -> None:
    rate = page.locator(".spro-sortable").first.get_by_role("button", name="Taux")
    rate.click()
    assert sorts(page) == [None, "descending", None]
    assert names(page) == ["Zone 9", "Orléans", "Œuf", "Zone 10", "Évreux", "Ensemble"]
    rate.click()
    assert sorts(page) == [None, "ascending", None]
    assert names(page) == ["Zone 10", "Orléans", "Œuf", "Zone 9", "Évreux", "Ensemble"]


@pytest.mark.browser
def test_texts_sort_in_french_with_the_keyboard(page: Page) -> None:
    page.locator(".spro-sortable").first.get_by_role("button", name="Nom").focus()
    page.keyboard.press("Enter")
    assert sorts(page) == ["ascending", None, None]
    assert names(page) == ["Évreux", "Œuf", "Orléans", "Zone 9", "Zone 10", "Ensemble"]
    page.keyboard.press("Space")
    assert names(page) == ["Zone 10", "Zone 9", "Orléans", "Œuf", "Évreux", "Ensemble"]
    page.locator(".spro-sortable").first.get_by_role("button", name="Pôle").click()
    # Equal texts keep the order of the table, absent ones stay last.
    assert names(page) == ["Zone 9", "Zone 10", "Orléans", "Œuf", "Évreux", "Ensemble"]


@pytest.mark.browser
def test_the_field_filters_without_accents_and_counts(page: Page) -> None:
    first = page.locator(".spro-sortable").first
    first.get_by_role("searchbox").fill("EVR")
    assert names(page) == ["Évreux", "Ensemble"]
    assert first.locator("output").inner_text() == "1 sur 5"
    first.get_by_role("searchbox").fill("")
    assert len(names(page)) == 6
    assert first.locator("output").inner_text() == ""


@pytest.mark.browser
def test_two_fragments_in_a_page_sort_apart_and_fit_a_telephone(page: Page) -> None:
    assert page.locator(".spro-sort").count() == 6
    page.locator(".spro-sortable").nth(1).get_by_role("button", name="Nom").click()
    assert sorts(page) == [None, None, None]
    assert names(page)[0] == "Orléans"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
