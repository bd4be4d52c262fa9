"""Paper: the PDF of a notebook says what its page says, is tagged, and stands on its pages."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import shapely
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from paper_samples import fill_notebook, fill_portrait
from pdf_reading import (
    MILLIMETRE,
    NUMBER,
    list_elements,
    list_words,
    open_pdf,
    read_signs,
    read_text,
)

from spro_portraits.errors import RenderError
from spro_portraits.maps.arcs import encode, share_arcs
from spro_portraits.portrait import (
    Portrait,
    open_guide,
    open_network,
    open_occupations,
    open_panorama,
)
from spro_portraits.render.paper import typeset
from spro_portraits.render.paper.blocks import BlockReader
from spro_portraits.render.paper.charts import TEXT_WIDTH
from spro_portraits.render.paper.exporter import load_pdf_exporter
from spro_portraits.render.paper.map_arcs import (
    Plane,
    _clip,
    decode,
    find_round,
    read_arcs,
    read_shapes,
)
from spro_portraits.render.paper.tables import BAR, WIDE_WIDTH, read_table
from spro_portraits.render.paper.tags import mend_tags
from spro_portraits.render.payload import PAYLOAD_TYPE
from spro_portraits.wording.paper import leave_out_screen, name_left

pytest.importorskip("typst")

Build = Callable[[str, str], Portrait]
Paper = tuple[bytes, Any, list[Any]]

SIDE, FOOT = 20 * MILLIMETRE, 17 * MILLIMETRE
PLACES = (
    ("spro", "issoudun"), ("spro", "dreux"), ("region", "24"), ("commune", "18202"),
    ("epci", "200000933"),
)  # fmt: skip
SPROS = ("issoudun", "dreux", "orleans", "chartres", "indre-et-loire")
AWKWARD = r"#let x = $ @ref * _ ` ~ < > \ / [ ] { } « é » œ 'droit' \"double\" -- ... //"


@pytest.fixture(scope="session")
def paper_of(portrait_of: Build) -> Callable[[str, str], Paper]:
    """PDF, notebook and charts of the portrait of a territory, made once."""

    @cache
    def make(level: str, code: str) -> Paper:
        notebook, charts = fill_portrait(portrait_of(level, code))
        pdf, resources = export(notebook)
        assert resources["paper"]["unread"] == []
        return pdf, notebook, charts

    return make


def export(notebook: Any) -> tuple[bytes, Any]:
    return load_pdf_exporter().from_notebook_node(notebook, {"metadata": {"name": "essai"}})


def write(*cells: Any) -> bytes:
    return export(new_notebook(cells=list(cells)))[0]


def show(text: str) -> Any:
    return new_code_cell(outputs=[new_output("display_data", {"text/html": text})])


# What the page says


UNSEEN = (
    ".spro-no-print, .spro-downloads, .spro-hidden, .spro-tip-text, [hidden], script, style, "
    "iframe, svg title, svg desc"
)


def list_seen(notebook: Any) -> Iterator[str]:
    """Texts that a reader of the page sees: outputs, legends of maps, drawn charts."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/html", "")
            if found := re.match(r'\s*<iframe[^>]*srcdoc="([^"]*)"', text):
                page = BeautifulSoup(html.unescape(found[1]), "html.parser")
                yield from (t for legend in page.select(".spro-legend") for t in legend.strings)
            soup = BeautifulSoup(text, "html.parser")
            for tag in soup.select(UNSEEN):
                tag.decompose()
            yield from soup.strings
            drawn = output.get("data", {}).get("image/svg+xml", "")
            for tag in BeautifulSoup(drawn, "html.parser").find_all("text"):
                yield tag.get_text()


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_every_number_of_the_page_is_on_paper_as_often(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    pdf, notebook, charts = paper_of(level, code)
    page = Counter(n for text in list_seen(notebook) for n in NUMBER.findall(text))
    paper = Counter(NUMBER.findall(read_signs(pdf)))
    assert len(charts) >= 10
    assert sum(page.values()) > 600
    assert {n: (count, paper[n]) for n, count in page.items() if paper[n] < count} == {}


def test_every_source_of_the_page_is_on_paper(paper_of: Callable[[str, str], Paper]) -> None:
    pdf, notebook, _ = paper_of("spro", "issoudun")
    said = re.sub(r"\s+", "", read_text(pdf))
    lines = [
        re.sub(r"\s+", "", tag.get_text())
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for tag in BeautifulSoup(output.get("data", {}).get("text/html", ""), "html.parser").select(
            ".spro-source, .spro-lede"
        )
    ]
    assert len(lines) > 30
    assert [line for line in lines if line not in said] == []


def test_what_bubbles_say_is_among_the_definitions(paper_of: Callable[[str, str], Paper]) -> None:
    pdf, notebook, _ = paper_of("spro", "issoudun")
    said = re.sub(r"\s+", "", read_text(pdf))
    tips = {
        re.sub(r"\s+", "", tag.get_text())
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for tag in BeautifulSoup(output.get("data", {}).get("text/html", ""), "html.parser").select(
            ".spro-tip-text"
        )
    }
    assert len(tips) > 15
    assert {tip for tip in tips if said.count(tip) != 1} == set()


# How it is made


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_it_is_tagged_and_says_what_it_is(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    pdf, notebook, charts = paper_of(level, code)
    reader = open_pdf(pdf)
    root = reader.trailer["/Root"]
    title = BeautifulSoup(notebook.cells[1].outputs[0].data["text/html"], "html.parser").h1
    assert isinstance(title, Tag)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title.get_text()
    facts = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part>1<" in facts
    assert "pdfaid:part>2<" in facts
    assert "pdfaid:conformance>A<" in facts
    kinds = Counter(element["/S"] for element in list_elements(reader))
    figures = [e for e in list_elements(reader) if e["/S"] == "/Figure"]
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    assert len(figures) >= len(charts) + 1 + 4  # the locator, a map a layer
    assert kinds["/Table"] >= 8
    assert kinds["/TH"] >= 3 * kinds["/Table"]
    assert kinds["/Title"] == 1
    sections = [cell.source[3:].split("\n")[0] for cell in notebook.cells
                if cell.source.startswith("## ")]  # fmt: skip
    marks = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    assert [mark for mark in marks if mark in sections] == sections


def test_the_alternative_of_a_chart_is_its_description(
    paper_of: Callable[[str, str], Paper],
) -> None:
    pdf, _, charts = paper_of("spro", "issoudun")
    alts = {str(e.get("/Alt")) for e in list_elements(open_pdf(pdf)) if e["/S"] == "/Figure"}
    assert {chart.description for chart in charts} <= alts


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_nothing_leaves_its_page_and_no_page_is_empty(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    for number, page in enumerate(open_pdf(paper_of(level, code)[0]).pages, start=1):
        words = list_words(page)
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        outside = [
            word for word in words
            if word.left < SIDE - 1 or word.right > width - SIDE + 3 or word.baseline < 20
            or word.baseline > height - 25
        ]  # fmt: skip
        assert outside == [], number
        body = [word for word in words if FOOT < word.baseline < height - 20 * MILLIMETRE]
        assert len(body) > 12, number
        lowest = min(body, key=lambda word: word.baseline)
        assert lowest.size < 12.4, f"page {number} ends with a heading"


def test_portraits_of_one_level_have_about_as_many_pages(
    paper_of: Callable[[str, str], Paper],
) -> None:
    pages = {code: len(open_pdf(paper_of("spro", code)[0]).pages) for code in SPROS}
    assert max(pages.values()) - min(pages.values()) <= 2, pages
    assert all(14 <= count <= 17 for count in pages.values()), pages


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_pages_are_full_but_the_last_of_a_section(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    reader = open_pdf(paper_of(level, code)[0])
    starts = {
        reader.get_destination_page_number(mark)
        for mark in reader.outline
        if not isinstance(mark, list)
        and float(mark.top) > float(reader.pages[0].mediabox.height) - 30 * MILLIMETRE  # type: ignore[arg-type]
    }
    filled = [measure_filled(page) for page in reader.pages]
    loose = {
        number: round(share, 2)
        for number, share in enumerate(filled)
        if 0 < number < len(filled) - 1 and number + 1 not in starts and share < 0.66
    }
    assert len(starts) >= 5
    assert loose == {}
    assert sum(filled[1:-1]) / len(filled[1:-1]) > 0.75


def measure_filled(page: Any) -> float:
    """Share of the height of a page down to its lowest text, notes at its foot left out."""
    height = float(page.mediabox.height)
    top, foot = height - 22 * MILLIMETRE, 18 * MILLIMETRE
    lines = sorted({round(w.baseline, 1) for w in list_words(page) if foot < w.baseline < top})
    texts = [line for line in lines if line > foot + 12 * MILLIMETRE or len(lines) < 3]
    return (top - min(texts, default=top)) / (top - foot)


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_each_row_of_a_table_has_its_head(
    paper_of: Callable[[str, str], Paper], level: str, code: str
) -> None:
    pdf, notebook, _ = paper_of(level, code)
    reader = open_pdf(pdf)
    tables = [e for e in list_elements(reader) if e["/S"] == "/Table"]
    heads = []
    for table in tables:
        rows = [row.get_object() for body in kids(table) if body["/S"] == "/TBody"
                for row in kids(body)]  # fmt: skip
        for row in rows:
            cells = kids(row)
            assert [cell["/S"] for cell in cells[1:]] == ["/TD"] * (len(cells) - 1)
            heads.append(cells[0]["/S"] == "/TH")
            if cells[0]["/S"] == "/TH":
                assert [a["/Scope"] for a in cells[0]["/A"] if "/Scope" in a] == ["/Row"]
                assert not any("/Headers" in a for cell in cells[1:] for a in cell.get("/A", []))
    said = [
        row.find(["th", "td"]).name == "th"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "<table" in (text := output.get("data", {}).get("text/html", ""))
        for row in BeautifulSoup(text, "html.parser").select("tbody > tr:not([aria-hidden=true])")
        if not row.find_parent(class_=["spro-no-print", "spro-hidden", "spro-circles-names"])
        and not row.find_parent(hidden=True)
    ]  # fmt: skip
    assert sum(said) > 40
    assert heads == said


def kids(element: Any) -> list[Any]:
    return [kid.get_object() for kid in element["/K"]]


def test_tags_of_another_writer_are_left_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    other = b"%PDF-1.7\n1 0 obj\n<</Type/XRef>>\nendobj\nstartxref\n9\n%%EOF"
    assert mend_tags(other, [(2, [True])]) == other
    assert "no table of objects" in caplog.text


def test_layers_that_paper_has_no_room_for_are_named() -> None:
    assert name_left([]) == ""
    assert name_left(["Densité", "Âge"]).endswith("que dans la page\u00a0: Densité\u202f; Âge.")


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_it_is_light(paper_of: Callable[[str, str], Paper], level: str, code: str) -> None:
    assert len(paper_of(level, code)[0]) < 1_500_000


def test_the_command_line_of_nbconvert_gives_the_same_bytes(
    paper_of: Callable[[str, str], Paper], tmp_path: Path
) -> None:
    pdf, notebook, _ = paper_of("spro", "issoudun")
    assert get_exporter("spro-pdf") is type(load_pdf_exporter())
    nbformat.write(notebook, tmp_path / "portrait.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "spro-pdf", "portrait.ipynb"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env={**os.environ})
    assert (tmp_path / "portrait.pdf").read_bytes() == pdf


def test_the_same_notebook_gives_the_same_bytes_and_stays_as_it_was(
    paper_of: Callable[[str, str], Paper],
) -> None:
    _, notebook, _ = paper_of("spro", "dreux")
    before = nbformat.writes(notebook)
    first = export(notebook)[0]
    typeset.load_compiler.cache_clear()
    assert export(notebook)[0] == first
    assert nbformat.writes(notebook) == before


def test_it_names_no_day_and_no_machine(paper_of: Callable[[str, str], Paper]) -> None:
    pdf, *_ = paper_of("spro", "issoudun")
    dates = set(re.findall(rb"D:(\d{8})", pdf))
    assert dates == {b"20250101"}
    assert str(Path.home()).encode() not in pdf


# The other notebooks


OTHERS: dict[str, tuple[Callable[[], Any], tuple[str, ...]]] = {
    "reseau": (
        lambda: open_network("issoudun", "spro"),
        ("Cartographie par cercle du SPRO d’Issoudun", "CIO d’Issoudun", "02 54 21 52 75"),
    ),
    "metiers": (
        lambda: open_occupations("issoudun", "spro"),
        ("Ce que l’on ne sait pas", "On dit aussi", "Formations présentes sur le territoire"),
    ),
    "guide": (
        lambda: open_guide("issoudun", "spro"),
        ("Comment lire ce guide", "www.la-meli.fr", "Rue Georges-Brassens"),
    ),
    "panorama": (
        lambda: open_panorama("spro"),
        ("Montargis – Gien", "échelle commune", "base 100 en 2017"),
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_notebooks_are_documents_too(name: str) -> None:
    load, words = OTHERS[name]
    notebook, charts = fill_notebook(name, load())
    pdf, resources = export(notebook)
    reader = open_pdf(pdf)
    said = re.sub(r"\s+", " ", read_text(pdf))
    assert resources["paper"]["unread"] == []
    assert resources["paper"]["charts"] == len(charts)
    assert [word for word in words if word not in said] == []
    assert "Un clic" not in said
    assert "survol" not in said
    figures = [e for e in list_elements(reader) if e["/S"] == "/Figure"]
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    for page in reader.pages:
        width = float(page.mediabox.width)
        for word in list_words(page):
            assert word.left > SIDE - 1
            assert word.right < width - SIDE + 3


# Any notebook


def test_awkward_texts_come_out_as_they_are() -> None:
    said = read_signs(
        write(
            new_markdown_cell("# Essai"),
            show(f'<p class="spro-lede">{html.escape(AWKWARD)}</p>'),
            show(f"<table><caption>{html.escape(AWKWARD)}</caption><tr><td>1</td></tr></table>"),
            new_code_cell(outputs=[new_output("stream", text=AWKWARD + "\n  retrait")]),
        )
    )
    flat = re.sub(r"\s+", " ", said)
    assert flat.count(AWKWARD) == 3


def test_a_sign_that_no_font_has_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    said = read_signs(write(new_markdown_cell("Bravo 🎉 – Saint‑Denis, 1\u2009000 *● puce*")))
    assert "Bravo [U+1F389] – Saint-Denis, 1\u202f000 • puce" in said
    assert "U+1F389" in caplog.text
    assert "U+2011" not in caplog.text


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("🎉🎈 fête", "[U+1F389 U+1F388] fête"),  # neighbours together
        ("☎\ufe0f 02", "[U+260E] 02"),  # what only says how a sign looks is left out
        ("𝐀 ｂ", "A b"),  # the same letters, bold or wide
        ("10⁹ ⑨", "10⁹ [U+2468]"),  # a 9 that is raised or in a circle is no 9
        ("[a] ? ^-\\]", "[a] ? ^-\\]"),
    ],
)
def test_signs_are_written_plainly_or_named_by_their_numbers(written: str, printed: str) -> None:
    assert printed in read_signs(write(show(f"<p>{html.escape(written)}</p>")))


def test_unknown_blocks_are_kept_as_words_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    cells = [
        show('<div class="autre"><canvas>Dessin animé</canvas></div>'),
        show('<iframe title="Une autre page" src="about:blank"></iframe>'),
        show("<blockquote>Une citation <b>forte</b></blockquote>"),
        show("<div>des mots<p>un paragraphe</p>et d’autres</div>"),
    ]
    pdf, resources = export(new_notebook(cells=cells))
    said = read_text(pdf)
    assert resources["paper"]["unread"] == ["canvas", "iframe Une autre page"]
    assert "canvas" in caplog.text
    for words in ("Dessin animé", "Une autre page", "Une citation forte", "des mots",
                  "un paragraphe", "et d’autres"):  # fmt: skip
        assert words in said


def test_pictures_of_someone_else_have_a_page() -> None:
    png = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        "rkJggg=="
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40pt" height="20pt"><text>Abc</text></svg>'
    )
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"a": 1}, {"a": 2}]}, "mark": "point", "title": "Deux points",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }  # fmt: skip
    outputs = [
        new_output("display_data", {"image/png": png}, metadata={"image/png": {"alt": "Un point"}}),
        new_output("display_data", {"image/svg+xml": svg}),
        new_output("display_data", {"application/vnd.vegalite.v6+json": chart}),
        new_output("error", ename="ValueError", evalue="x", traceback=[]),
    ]
    pdf, resources = export(new_notebook(cells=[new_code_cell(outputs=outputs)]))
    figures = [e for e in list_elements(open_pdf(pdf)) if e["/S"] == "/Figure"]
    assert [str(figure["/Alt"]) for figure in figures] == [
        "Un point", "Image sans description", "Deux points",
    ]  # fmt: skip
    assert resources["paper"]["charts"] == 1
    said = read_text(pdf)
    assert "Deux points" in said
    assert "Cette partie n’a pas pu être produite." in said
    facts = open_pdf(pdf).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "pdfaid" not in facts  # without a year of edition there is no date


def test_links_go_to_headings_and_to_the_web() -> None:
    pdf = write(
        new_markdown_cell(
            "## Ici\n\n[là](#la), [nulle part](#perdu), [le site](https://example.org)"
        ),
        new_markdown_cell("## Là"),
    )
    links = [
        note.get_object()
        for page in open_pdf(pdf).pages
        for note in page.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    targets = [note["/A"].get("/URI") for note in links if "/A" in note]
    assert targets.count("https://example.org") == 1
    assert "nulle part" in read_text(pdf)
    assert len(links) == 2 + 2  # two of the contents list, two of the text


def test_an_unknown_layout_is_refused_by_name() -> None:
    said = {"edition": "2025", "paper": {"layout": "affiche"}}
    payload = new_output("display_data", {PAYLOAD_TYPE: said})
    with pytest.raises(RenderError) as caught:
        write(show("<p>Essai</p>"), new_code_cell(outputs=[payload]))
    assert caught.value.kind == "unknown_layout"
    assert "affiche" in str(caught.value)
    assert caught.value.exit_status == 1
    assert "document" in str(caught.value)


def test_without_typst_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    typeset.load_compiler.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RenderError) as caught:
        write(new_markdown_cell("# Essai"))
    assert caught.value.kind == "missing_pdf_package"
    assert "spro-portraits[pdf]" in str(caught.value)


# One kind of block


def read_one(text: str) -> dict[str, Any]:
    table = BeautifulSoup(text, "html.parser").table
    assert isinstance(table, Tag)
    (made,) = read_table(table)
    return made


def write_table(columns: int, rows: int, cell: str) -> str:
    head = "".join(f'<th class="spro-num">Colonne {n}</th>' for n in range(columns))
    row = "<tr>" + f'<td class="spro-num">{cell}</td>' * columns + "</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{row * rows}</tbody></table>"


def test_a_table_takes_the_page_that_it_needs() -> None:
    small = read_one(write_table(3, 16, "1,0"))
    assert (small["size"], small["wide"], small["cut"]) == (8.5, False, False)
    assert sum(small["widths"]) < TEXT_WIDTH / 2
    assert read_one(write_table(3, 17, "1,0"))["cut"]
    wide = read_one(write_table(8, 2, "123 456,0 hab./km²"))
    assert wide["wide"]
    assert sum(wide["widths"]) <= WIDE_WIDTH + 0.1
    for columns in (1, 7):
        made = read_one(write_table(columns, 1, "1 234 567"))
        assert sum(made["widths"]) <= TEXT_WIDTH + 0.1


def test_no_page_is_laid_flat_for_a_few_rows_of_words() -> None:
    def write(rows: int) -> dict[str, Any]:
        cell = "<td>un établissement d’enseignement</td>"
        row = f"<tr>{cell * 7}</tr>"
        return read_one(f"<table><tbody>{row * rows}</tbody></table>")

    few, many = write(8), write(9)
    assert (few["wide"], many["wide"]) == (False, True)
    assert few["size"] >= 8
    assert sum(few["widths"]) <= TEXT_WIDTH + 0.1


def read_many(text: str) -> list[dict[str, Any]]:
    table = BeautifulSoup(text, "html.parser").table
    assert isinstance(table, Tag)
    return read_table(table)


def test_a_table_too_wide_for_any_page_becomes_several_that_begin_alike() -> None:
    row = "".join(f'<td class="spro-num">{1000 + n}</td>' for n in range(40))
    text = f"<table><tr><th>Nom</th>{row}</tr><tr><th>◊</th>{row}</tr></table>"
    parts = read_many(text.replace("1005", '<abbr title="Faible.">1005 ◊</abbr>'))
    assert len(parts) == 2
    shown = []
    for part in parts:
        assert part["size"] >= 8
        assert sum(part["widths"]) <= WIDE_WIDTH + 0.1
        assert {len(row["cells"]) for row in part["rows"]} == {len(part["widths"])}
        assert part["rows"][0]["cells"][0]["runs"] == ["Nom"]
        shown += [cell["runs"][0][:4] for cell in part["rows"][0]["cells"][1:]]
    assert shown == [str(1000 + n) for n in range(40)]
    assert [part["signs"] for part in parts] == [[], [["◊", "Faible."]]]


def test_a_unit_that_a_whole_row_repeats_is_written_once_where_room_is_short() -> None:
    def write(columns: int, other: str) -> dict[str, Any]:
        cells = '<td class="spro-num">1\u202f041,5\u00a0hab./km² ▲</td>' * columns
        last = f'<td class="spro-num">{other}</td>'
        return read_one(f'<table><tr><th scope="row">Densité</th>{cells}{last}</tr></table>')

    def read(made: dict[str, Any]) -> list[str]:
        return ["".join(map(str, cell["runs"])) for cell in made["rows"][0]["cells"]]

    roomy, short = write(2, "7,0\u00a0hab./km²"), write(7, "7,0\u00a0hab./km²")
    assert read(roomy)[:2] == ["Densité", "1\u202f041,5\u00a0hab./km² ▲"]
    assert read(short) == ["Densité, hab./km²", *["1\u202f041,5 ▲"] * 7, "7,0"]
    assert (short["size"] >= 8, short["wide"]) == (True, False)
    mixed = write(7, "7,0\u00a0euros")
    assert read(mixed)[0] == "Densité"
    assert read(write(7, "n.\u00a0d."))[0] == "Densité, hab./km²"


def test_bars_are_left_out_before_the_page_is_laid_flat() -> None:
    cell = '<span class="spro-bar-track"><span class="spro-bar" style="--spro-share:40.0%"></span>'
    barred = write_table(8, 1, f"{cell}</span>12 345,0")
    made = read_one(barred)
    assert made["rows"][0]["cells"][0]["bar"] == 40.0
    assert (made["bars"], made["wide"]) == (False, False)
    few = read_one(write_table(2, 1, f"{cell}</span>12,0"))
    assert few["bars"]
    assert few["widths"][0] > BAR


def test_signs_of_absent_values_are_explained_under_their_table() -> None:
    made = read_one(
        '<table><tr><td><abbr title="Secret.">s.</abbr></td><td><abbr title="Fragile.">1 481 ◊'
        "</abbr></td></tr></table>"
    )
    assert made["signs"] == [["s.", "Secret."], ["◊", "Fragile."]]


def test_screens_are_left_out_and_words_are_kept() -> None:
    reader = BlockReader()
    read = reader.read(
        '<p class="spro-downloads spro-no-print">Télécharger <a href="data:text/csv,1">CSV</a></p>'
        '<p class="spro-note">Chaque case compte. Un clic sur un titre trie.</p>'
    )
    assert read == [{"kind": "note", "runs": ["Chaque case compte."]}]
    assert reader.unread == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("L’indicateur se choisit à côté de la carte.", ""),
        (
            "Chaque commune du territoire ; l’indicateur se choisit à côté de la carte.",
            "Chaque commune du territoire.",
        ),
        ("Un. Le nom paraît au survol. Trois.", "Un. Trois."),
        ("Rien à changer ; ni ici.", "Rien à changer ; ni ici."),
    ],
)
def test_sentences_about_the_screen_are_left_out(said: str, kept: str) -> None:
    assert leave_out_screen(said) == kept


# The geometry of maps


def test_numbers_are_read_as_they_were_written() -> None:
    numbers = np.array([0, -1, 1, 15, 16, -16, 31, 32, 2**30, -(2**30), 7])
    assert decode(encode(numbers)).tolist() == numbers.tolist()
    assert decode("").tolist() == []


def test_shapes_are_read_as_they_were_written() -> None:
    left, right = shapely.box(0, 46, 1, 47), shapely.box(1, 46, 2, 47)
    holed = shapely.difference(shapely.box(3, 46, 5, 48), shapely.box(3.5, 46.5, 4, 47))
    line = shapely.LineString([(0, 46), (2, 47), (5, 48)])
    layers = [np.array([left, right, holed], dtype=object), np.array([line], dtype=object)]
    shared = share_arcs(layers)
    arcs = read_arcs(f"{shared.points}\n{shared.lengths}")

    def draw(ring: list[int]) -> np.ndarray[Any, Any]:
        return np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring])

    areas, lines = (read_shapes(layer) for layer in shared.layers)
    for shape, parts in zip((left, right, holed), areas, strict=True):
        outer, *inner = [draw(ring) for ring in parts[0]]
        assert shapely.Polygon(outer, inner).equals(shape)
    met = list(dict.fromkeys(map(tuple, draw(lines[0][0][0]).tolist())))
    assert met == [(0, 46), (2, 47), (5, 48)]


def test_a_line_that_goes_round_the_drawing_does_not_cross_it() -> None:
    plane = Plane(west=0, north=0, scale=1, width=400, height=300, kilometre=1)
    # Round the upper left corner in one step, twice behind the lower right one, then inside.
    line = np.array([(-2000, 250), (300, -2500), (900, 900), (950, 980), (901, 950), (200, 150)])
    met = _clip(line.astype(float), plane)
    drawing = shapely.box(-79, -79, 479, 379)
    before, after = shapely.LineString(line), shapely.LineString(met)
    assert before.intersection(drawing).length == pytest.approx(after.intersection(drawing).length)
    assert after.bounds == (-80, -80, 480, 380)
    assert (480.0, 380.0) in set(map(tuple, met.tolist()))  # the corner is kept, once
    assert len(set(map(tuple, met.tolist()))) == len(met)
    # What is inside stays as it is.
    inside = np.array([(0.0, 0.0), (399.0, 10.0), (200.0, 299.0)])
    assert np.array_equal(_clip(inside, plane), inside)


@pytest.mark.parametrize(("longest", "found"), [(7.0, 5.0), (5.0, 5.0), (0.3, 0.2), (1999, 1000)])
def test_the_scale_bar_is_a_round_number(longest: float, found: float) -> None:
    assert find_round(longest) == pytest.approx(found)
