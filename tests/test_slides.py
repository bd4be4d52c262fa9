"""Slides: what becomes one, what is said on it, and the charts made ready for a room."""

from __future__ import annotations

import json
import re
from importlib import metadata
from itertools import pairwise
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from spro_portraits.errors import RenderError
from spro_portraits.render import slides
from spro_portraits.render.slides_blocks import read_parts
from spro_portraits.render.slides_charts import part_title, share_chart

try:
    metadata.distribution("sphinx-revealjs")
except metadata.PackageNotFoundError:
    pytest.skip("sphinx-revealjs is not installed", allow_module_level=True)

CARD = '<div class="spro-card"><p class="spro-card-label">Figure {}</p></div>'
ROWS = 8


def html(text: str) -> Any:
    return new_output("display_data", {"text/html": text})


def rows_chart() -> dict[str, Any]:
    scale = {"domain": list(range(ROWS)), "range": [{"expr": "a"}, {"expr": "b"}]}
    y = {"field": "row", "type": "ordinal", "scale": scale}
    return {
        "title": {"text": {"expr": 'narrow ? ["Des", "rangs"] : ["Des rangs"]'}, "subtitle": ["%"]},
        "height": 43 * ROWS,
        "width": "container",
        "params": [{"name": "narrow", "expr": "containerSize()[0] < 560"}],
        "datasets": {
            "marks": [{"row": row, "value": row} for row in range(ROWS)],
            "labels": [{"row": row, "wide": ["un", "deux"]} for row in range(ROWS)],
            "grid": [{"value": 0}],
        },
        "layer": [
            {"data": {"name": "marks"}, "mark": {"type": "point"},
             "encoding": {"y": y, "x": {"field": "value", "type": "quantitative"}}},
            {"data": {"name": "labels"}, "mark": {"type": "text", "y": 43 * ROWS + 40}},
        ],
    }  # fmt: skip


def export(*cells: Any) -> tuple[str, list[Any]]:
    body, resources = slides.load_slides_exporter().from_notebook_node(
        new_notebook(cells=list(cells)), {"metadata": {"name": "essai"}}
    )
    return body, resources["deck"]


def make_deck() -> tuple[str, list[Any]]:
    spec = {**rows_chart(), "$schema": "https://vega.github.io/schema/vega-lite/v6.json"}
    chart = new_output("display_data", {"application/vnd.vegalite.v6+json": spec})
    return export(
        new_code_cell(
            outputs=[html('<header class="spro-header"><h1>Issoudun</h1><p>2025</p></header>')]
        ),
        new_markdown_cell("## Population"),
        new_code_cell(
            outputs=[
                html('<p class="spro-lede">La population baisse. Elle vieillit.</p>'),
                html(f'<div class="spro-cards">{"".join(CARD.format(n) for n in range(4))}</div>'),
                html('<p class="spro-block spro-source">Insee, RP 2021</p>'),
                chart,
                html("<table><caption>Détail</caption><tr><td>1</td></tr></table>"),
            ]
        ),
        new_markdown_cell("## Revenus"),
        new_code_cell(outputs=[html('<p class="spro-lede">Rien de publié.</p>')]),
    )


def test_each_slide_says_one_thing() -> None:
    _, deck = make_deck()
    assert [(slide.kind, slide.section, slide.title, len(slide.items)) for slide in deck] == [
        ("title", "", "Issoudun", 1),
        ("cards", "Population (1/2)", "La population baisse.", 2),
        ("cards", "Population (2/2)", "La population baisse.", 2),
        ("chart", "Population (1/2)", "Des rangs", 0),
        ("chart", "Population (2/2)", "Des rangs", 0),
        ("statement", "Revenus", "Rien de publié.", 0),
    ]
    slugs = [slide.slug for slide in deck]
    assert slugs == ["titre", "population", *(f"population_{n}" for n in (2, 3, 4)), "revenus"]


def test_the_speaker_has_the_source_the_rest_and_what_stays_in_the_page() -> None:
    _, deck = make_deck()
    assert deck[1].notes == ["Elle vieillit."]
    assert deck[2].notes == ["Insee, RP 2021"]
    assert deck[4].notes[-1] == "Tableau dans la page\u00a0: Détail."


def test_rows_are_shared_without_loss_and_on_one_scale() -> None:
    shared = share_chart(rows_chart())
    kept = [[one["row"] for one in spec["datasets"]["marks"]] for spec in shared]
    assert kept == [[0, 1, 2, 3], [4, 5, 6, 7]]
    for spec, rows in zip(shared, kept, strict=True):
        scale = spec["layer"][0]["encoding"]["y"]["scale"]
        assert (scale["domain"], scale["range"]) == (rows, [0, 43 * 4])
        assert spec["datasets"]["grid"] == [{"value": 0}]
        assert spec["layer"][1]["mark"]["y"] == 43 * 4 + 40
        assert spec["params"] == [{"name": "narrow", "value": False}]


def test_names_at_the_ends_of_flat_lines_keep_a_line_apart() -> None:
    ends = [{"value_wide": value} for value in (6.1, 6.3, 6.2, 9.0)]
    y = {"field": "value", "scale": {"domain": [5.0, 10.0]}}
    given = {"height": 300, "datasets": {"ends": ends}, "layer": [{"encoding": {"y": y}}]}
    before = json.dumps(given)
    (flat,) = share_chart(given)
    assert json.dumps(given) == before
    places = sorted(record["value_wide"] for record in flat["datasets"]["ends"])
    gap = 5.0 * 19 / flat["height"]
    assert all(b - a >= gap - 1e-4 for a, b in pairwise(places))
    assert places[-1] == 9.0
    assert sum(places[:3]) / 3 == pytest.approx(6.2)


def test_a_chart_that_would_be_small_print_stays_in_the_page() -> None:
    assert share_chart({"height": 480, "layer": []}) == []
    assert share_chart({"height": 460, "layer": []}) != []


def test_titles_are_read_from_either_form() -> None:
    assert part_title({"title": "Un titre"}) == ("Un titre", None)
    assert part_title(rows_chart()) == ("Des rangs", {"text": ["%"]})
    assert part_title({}) == ("", None)


def test_blocks_are_told_apart() -> None:
    frame = '<iframe title="La&nbsp;carte" srcdoc="&lt;p&gt;"></iframe><p class="spro-note">n</p>'
    parts = read_parts(frame)
    assert [(part.kind, part.title, part.text) for part in parts] == [
        ("map", "La\u00a0carte", ""),
        ("note", "", "n"),
    ]
    assert parts[0].html == frame.partition("<p")[0]
    assert read_parts('<p class="spro-downloads"><a href="data:,">csv</a></p>') == []
    # A section in a slide would be a slide to reveal.js.
    (sheet,) = read_parts(
        '<article class="spro-sheet"><h3>Cuisiniers</h3>'
        '<div class="spro-sheet-facts"><section>652</section></div></article>'
    )
    assert (sheet.kind, sheet.title) == ("sheet", "Cuisiniers")
    assert "<section" not in sheet.html


def test_a_failed_cell_is_said() -> None:
    error = nbformat.from_dict(
        {"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["secret"]}
    )
    body, deck = export(new_markdown_cell("## A"), new_code_cell(outputs=[error]))
    assert deck[1].title == "Cette partie n’a pas pu être produite."
    assert "secret" not in body


def test_the_deck_is_one_file_and_the_same_twice() -> None:
    body, _ = make_deck()
    assert body == make_deck()[0]
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", body, flags=re.DOTALL)
    assert re.findall(r"(?:src|href)=[\"'](?!data:|#)", markup) == []
    assert "sourceMappingURL" not in body
    assert "MIT licensed" in body  # the notice of reveal.js


def test_the_exporter_is_known_by_its_name() -> None:
    names = {entry.name for entry in metadata.entry_points(group="nbconvert.exporters")}
    if "spro-slides" not in names:
        pytest.skip("the package was installed before the entry point was declared")
    assert get_exporter("spro-slides") is slides.SproSlidesExporter
    assert slides.SproSlidesExporter().file_extension == ".slides.html"


def test_without_reveal_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(slides.metadata, "distribution", find)
    slides.read_reveal.cache_clear()
    with pytest.raises(RenderError, match="pip install") as caught:
        slides.read_reveal("dist/reveal.js")
    assert caught.value.kind == "missing_slides_package"
