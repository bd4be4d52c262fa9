"""The exporter ``spro-html``: from any notebook, executed or not, to one page."""

from __future__ import annotations

import base64
import copy
import gzip
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from render_samples import write_cells

from spro_portraits.render.assets import load_vega_bundle
from spro_portraits.render.exporter import SproHTMLExporter
from spro_portraits.render.notebooks import write_notebook
from spro_portraits.render.page import choose_type, slugify
from spro_portraits.style import page_css

if TYPE_CHECKING:
    from pathlib import Path

VEGALITE = "application/vnd.vegalite.v6+json"
SPEC = {"mark": "point", "data": {"values": [{"a": "</script><!--"}]}, "title": "Titre"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def export(cells: list[Any], **options: Any) -> str:
    notebook = new_notebook(cells=cells)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"c{number}"
    page, _ = SproHTMLExporter(**options).from_notebook_node(
        notebook, {"metadata": {"name": "essai"}}
    )
    return page


def shown(**data: Any) -> Any:
    bundle = {name.replace("__", "/"): value for name, value in data.items()}
    return code(new_output("display_data", data=bundle))


def code(*outputs: Any) -> Any:
    return new_code_cell("secret_source = 1", outputs=list(outputs), execution_count=7)


class Checker(HTMLParser):
    """Open and close tags balance; ids are unique."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_html(page: str) -> None:
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Métiers qui recrutent", "metiers-qui-recrutent"),
        ("Carte d’identité", "carte-d-identite"),
        ("Œuvres & « sources »", "oeuvres-sources"),
        ("  2013\u202f–\u202f2021 ", "2013-2021"),
        ("…", ""),
    ],
)
def test_slugs_have_no_accents(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_head_contents_and_sections() -> None:
    page = export(
        [
            new_markdown_cell("# Le *titre*\n\nChapeau"),
            new_markdown_cell("## Emploi & activité"),
            new_markdown_cell("Suite\n\n### Détail"),
            new_markdown_cell("## Emploi & activité\n\n## …"),
        ]
    )
    assert page.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert "<title>Le titre</title>" in page
    links = re.findall(r'<li><a href="#([^"]+)">(.*?)</a></li>', page)
    assert links == [
        ("emploi-activite", "Emploi &amp; activité"),
        ("emploi-activite-2", "Emploi &amp; activité"),
        ("section", "…"),
    ]
    for slug, _ in links:
        assert f'<h2 id="{slug}">' in page
    assert page.count("<section") == page.count("</section>") == 2
    check_html(page)


def test_code_prompts_streams_and_payload_stay_out() -> None:
    page = export(
        [
            code(
                new_output("stream", name="stdout", text="une ligne de journal"),
                new_output("stream", name="stderr", text="un avertissement"),
                new_output(
                    "execute_result",
                    data={"text/html": "<p class=a>Bonjour&nbsp;<b>vous</p>"},
                    execution_count=7,
                ),
                new_output(
                    "display_data",
                    data={
                        "application/vnd.spro-portraits+json": {
                            "title": "Portrait <d’essai>",
                            "description": 'Dit "ceci"',
                        },
                        "text/plain": "fin du carnet",
                    },
                ),
            )
        ]
    )
    for hidden in ("secret_source", "journal", "avertissement", "fin du carnet", "[7]"):
        assert hidden not in page
    # An HTML output stays as it was emitted, even if it is not well made.
    assert "<p class=a>Bonjour&nbsp;<b>vous</p>" in page
    assert "<title>Portrait &lt;d’essai&gt;</title>" in page
    assert '<meta name="description" content="Dit &#34;ceci&#34;">' in page
    assert "<nav" not in page


def test_a_page_without_charts_has_no_vega() -> None:
    page = export([new_markdown_cell("Rien")])
    assert "vegaEmbed" not in page
    assert "spro-vega" not in page
    assert len(page) < 120_000


def test_charts_share_one_script_and_cannot_close_it() -> None:
    chart = {VEGALITE: SPEC, "image/svg+xml": SVG, "text/plain": "Deux points"}
    outputs = [new_output("display_data", data=chart) for _ in range(3)]
    page = export([code(*outputs)])
    (packed,) = re.findall(r'<script type="text/plain" id="spro-vega">(.*?)</script>', page)
    assert gzip.decompress(base64.b64decode(packed)).count(b"window.vegaEmbed=") == 1
    assert page.count('<figure class="spro-figure spro-chart"') == 3
    specs = re.findall(r'<script type="application/json">(.*?)</script>', page)
    assert len(specs) == 3
    read = json.loads(specs[0])
    assert read["data"] == SPEC["data"]
    assert read["description"] == "Deux points"
    assert 'aria-label="Titre"' in page
    assert page.count("<noscript><img") == 3
    check_html(page)


def test_static_charts_have_a_budget() -> None:
    chart = {VEGALITE: SPEC, "image/svg+xml": SVG, "text/plain": "Deux points"}
    cell = code(new_output("display_data", data=chart))
    page = export([cell], static_charts_limit=10)
    assert "<noscript><img" not in page
    assert "Deux points</p></noscript>" in page


def test_what_a_library_prints_is_no_description() -> None:
    page = export(
        [
            code(
                new_output(
                    "display_data", data={VEGALITE: {"mark": "bar"}, "text/plain": "alt.Chart(...)"}
                )
            )
        ]
    )
    assert "alt.Chart" not in page
    assert 'aria-label="Graphique"' in page


def test_each_kind_of_output_is_shown() -> None:
    page = export(
        [
            shown(**{"image/png": "aGVs\nbG8=\n", "text/plain": "<Figure>"}),
            shown(**{"image/svg+xml": SVG, "text/plain": "x"}),
            shown(**{"text/markdown": "## Un titre *calculé*"}),
            shown(**{"text/plain": "\x1b[31mrouge\x1b[0m <et> noir"}),
            shown(**{"text/latex": "$a<b$", "text/plain": "a"}),
            shown(**{"application/javascript": "alert(1)"}),
            shown(**{"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Curseur()"}),
        ]
    )
    assert 'src="data:image/png;base64,aGVsbG8="' in page
    assert "data:image/svg+xml;base64," in page
    assert page.count('alt="Image sans description"') == 2
    assert '<h2 id="un-titre-calcule">Un titre <em>calculé</em></h2>' in page
    assert '<a href="#un-titre-calcule">Un titre calculé</a>' in page
    assert ">rouge &lt;et&gt; noir</pre>" in page
    assert "$a&lt;b$" in page
    assert "alert(1)" not in page
    assert "Curseur()" in page
    check_html(page)


def test_an_error_is_told_in_french() -> None:
    error = new_output(
        "error", ename="KeyError", evalue="'x'", traceback=["\x1b[0;31mKeyError\x1b[0m: <x>"]
    )
    page = export([code(error)])
    assert "Cette partie de la page n’a pas pu être produite." in page
    assert "KeyError: &lt;x&gt;" in page


def test_the_house_style_of_the_notebook_is_not_repeated() -> None:
    sheet = f"<style>{page_css()}</style>"
    own = "<style>.mine{}</style>"
    header = {"text/html": f"{sheet}\n{own}<p>Chapeau</p>", "text/plain": "Chapeau"}
    page = export([shown(**{"text/html": sheet, "text/plain": "HTML"}), shown(**header)])
    assert page.count(":root{--spro-ink") == 1
    assert f"{own}<p>Chapeau</p>" in page
    assert ">HTML<" not in page
    assert page.count('class="spro-output') == 1


def test_one_form_of_an_output_is_chosen() -> None:
    old = "application/vnd.vegalite.v5+json"
    assert choose_type({"text/plain": "", "text/html": "", old: {}, VEGALITE: {}}) == VEGALITE
    assert choose_type({"text/plain": "", "image/png": "", "text/html": ""}) == "text/html"
    assert choose_type({"application/vnd.spro-portraits+json": {}, "text/plain": ""}) == ""
    assert choose_type({"application/javascript": ""}) == ""


def test_nothing_is_asked_from_another_host() -> None:
    chart = {VEGALITE: SPEC, "text/plain": "Deux points"}
    page = export(
        [
            new_markdown_cell("# T\n\n```mermaid\na\n```"),
            code(new_output("display_data", data=chart)),
        ]
    )
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    own = page.replace(load_vega_bundle(), "")
    own = re.sub(r"base64,[A-Za-z0-9+/=]+", "", own).casefold()
    for library in ("cdn", "requirejs", "mathjax", "mermaid.esm", "jquery", "@import", "https:"):
        assert library not in own.replace("https://vega.github.io/schema", "")


def test_local_images_are_embedded(tmp_path: Path) -> None:
    (tmp_path / "point.svg").write_text(SVG, encoding="utf-8")
    path = write_cells(tmp_path / "essai.ipynb", [new_markdown_cell("![Un point](point.svg)")])
    page, _ = SproHTMLExporter().from_filename(str(path))
    assert '<img src="data:image/svg+xml;base64,' in page
    assert 'alt="Un point"' in page


def test_same_notebook_same_bytes() -> None:
    chart = {VEGALITE: SPEC, "image/svg+xml": SVG, "text/plain": "Deux points"}
    cells = [new_markdown_cell("## A"), code(new_output("display_data", data=chart))]
    assert export(cells) == export(cells)


def test_a_notebook_is_left_as_it_was(tmp_path: Path) -> None:
    """Exporting and writing copy it but for the JSON of its outputs, which nobody changes."""
    awkward = {"é": [1e-7, 1e22, 12345678901234567890, -0.0, None, True, [], {}, '\u2028\t"\\/']}
    spec = SPEC | {"usermeta": awkward}
    chart = {VEGALITE: spec, "image/svg+xml": SVG, "text/plain": "Deux points"}
    cells = [new_markdown_cell("## A\n\nb"), shown(text__html="<p>\n</p>")]
    cells.append(code(new_output("display_data", data=chart, metadata={"m": {"n": 1}})))
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    before = copy.deepcopy(notebook)
    SproHTMLExporter().from_notebook_node(notebook)
    write_notebook(notebook, tmp_path / "a.ipynb")
    assert notebook == before
    nbformat.write(before, tmp_path / "b.ipynb")
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()


def test_nbconvert_knows_the_exporter(tmp_path: Path) -> None:
    """``jupyter nbconvert --to spro-html`` on any notebook, from another process."""
    path = write_cells(
        tmp_path / "mon carnet.ipynb", [new_markdown_cell("## Un"), code()], kernelspec=False
    )
    before = nbformat.read(path, as_version=4)
    command = [sys.executable, "-m", "nbconvert", "--to", "spro-html", str(path)]
    # Hash seeds differ: the bytes must not.
    pages = []
    for seed in ("1", "2"):
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed}, timeout=120)
        pages.append((tmp_path / "mon carnet.html").read_bytes())
    assert pages[0] == pages[1]
    assert b"<title>mon carnet</title>" in pages[0]
    assert nbformat.read(path, as_version=4) == before
