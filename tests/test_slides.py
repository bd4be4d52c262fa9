"""Slides: what becomes one, what is said on it, and the charts made ready for a room."""

from __future__ import annotations

import base64
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
from spro_portraits.render.slides_room import CHART_WIDTH, SCALE, find_body
from spro_portraits.render.slides_tables import read_table
from spro_portraits.style import measure_text

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
    given = rows_chart()
    before = json.dumps(given)
    shared = [drawn.spec for drawn in share_chart(given, "Des rangs", "%")]
    assert json.dumps(given) == before
    kept = [[one["row"] for one in spec["datasets"]["marks"]] for spec in shared]
    assert [row for rows in kept for row in rows] == list(range(ROWS))
    assert len(shared) > 1
    for spec, rows in zip(shared, kept, strict=True):
        scale = spec["layer"][0]["encoding"]["y"]["scale"]
        assert (scale["domain"], scale["range"]) == (rows, [0.0, spec["height"]])
        assert spec["datasets"]["grid"] == [{"value": 0}]
        # What stands under the plot keeps its distance.
        assert spec["layer"][1]["mark"]["y"] == pytest.approx(spec["height"] + 40)
        assert spec["params"] == [{"name": "narrow", "value": False}]
        assert "title" not in spec
        assert spec["height"] * SCALE <= find_body("Des rangs", "%")


def test_fewer_rows_stand_under_a_longer_title() -> None:
    long = " ".join(["mot"] * 120)
    assert len(share_chart(rows_chart(), long, "%")) > len(share_chart(rows_chart(), "Court", "%"))


def test_long_labels_stand_above_their_rows_and_are_cut_at_a_word() -> None:
    given = rows_chart()
    name = "Assistants maternels, auxiliaires de puériculture, assistants familiaux et gardes à"
    name += " domicile"
    for record in given["datasets"]["labels"]:
        record["wide"] = [name]
    spec = share_chart(given, "Des rangs")[0].spec
    assert spec["params"] == [{"name": "narrow", "value": True}]
    (label,) = {" ".join(record["narrow"]) for record in spec["datasets"]["labels"]}
    assert label.endswith("…")
    assert name.startswith(label.rstrip("…"))
    assert measure_text(label, 13) <= CHART_WIDTH


def test_a_layer_without_marks_left_is_not_drawn() -> None:
    """A screen reader would meet an empty picture."""
    given = rows_chart()
    given["datasets"]["weak"] = [{"row": 0, "value": 1}]
    given["layer"].append({"data": {"name": "weak"}, "mark": {"type": "point"}})
    first, *others = [drawn.spec for drawn in share_chart(given, "Des rangs")]
    assert len(first["layer"]) == 3
    assert all(len(spec["layer"]) == 2 for spec in others)


def test_signs_are_said_where_they_stand() -> None:
    given = rows_chart()
    given["datasets"]["signs"] = [{"wide": ["◊ fragile, à lire", "avec prudence", "≥ minimum"],
                                   "narrow": ["x"]}]  # fmt: skip
    given["layer"].append({"data": {"name": "signs"}, "mark": {"type": "text", "fontSize": 12}})
    given["datasets"]["marks"][0]["text"] = "≥ 12"
    given["datasets"]["marks"][-1]["text"] = "3 ◊"
    says = [drawn.says for drawn in share_chart(given, "Des rangs")]
    assert says[0] == ("≥ minimum",)
    assert says[-1] == ("◊ fragile, à lire avec prudence",)
    assert all(len(drawn.spec["layer"]) == 2 for drawn in share_chart(given, "Des rangs"))


def test_names_at_the_ends_of_flat_lines_keep_a_line_apart() -> None:
    ends = [{"value_wide": value} for value in (6.1, 6.3, 6.2, 9.0)]
    y = {"field": "value", "scale": {"domain": [5.0, 10.0]}}
    given = {"height": 300, "datasets": {"ends": ends}, "layer": [{"encoding": {"y": y}}]}
    (drawn,) = share_chart(given, "Des lignes")
    places = sorted(record["value_wide"] for record in drawn.spec["datasets"]["ends"])
    gap = 5.0 * 18 / drawn.spec["height"]
    assert all(b - a >= gap - 1e-4 for a, b in pairwise(places))
    assert places[-1] == 9.0
    assert sum(places[:3]) / 3 == pytest.approx(6.2)


def test_names_of_points_cover_nothing_and_none_is_lost() -> None:
    layouts = ("narrow", "middle", "broad")
    at = [(1.0, 1.0), (1.1, 1.0), (1.2, 1.0), (1.0, 1.05), (1.1, 1.05), (1.2, 1.05), (9.0, 9.0)]
    names = [f"Territoire {number}" for number in range(len(at))]
    axis = {"scale": {"domain": [0.0, 10.0]}, "axis": {"values": list(range(11)), "title": "x"}}
    given = {
        "height": 460,
        "datasets": {
            "points": [{"x": x, "y": y, "tip": "t", "size": 90} for x, y in at],
            "names": [
                {"x": x, "y": y, **{f"lines_{layout}": name.split() for layout in layouts}}
                for (x, y), name in zip(at, names, strict=True)
            ],
            "line": [{"x": 5.0, "text": "Région : 5,0 %"}],
            "corner": [{"lines": ["coin"], "top": 4.0}],
        },
        "layer": [
            {"data": {"name": "points"}, "mark": {"type": "point"},
             "encoding": {"x": axis, "y": axis}},
            {"data": {"name": "names"}, "mark": {"type": "text"}},
            {"data": {"name": "line"}, "mark": {"type": "rule"}},
            {"data": {"name": "line"}, "mark": {"type": "text"}},
            {"data": {"name": "corner"}, "mark": {"type": "text"}},
        ],
    }  # fmt: skip
    (drawn,) = share_chart(given, "Des points")
    assert drawn.says == ("Pointillés : Région, 5,0 %",)
    assert len(drawn.spec["layer"]) == 3
    written = {r["lines_broad"][0]: r for r in drawn.spec["datasets"]["names"] if r["lines_broad"]}
    assert {*written, *drawn.unnamed} == set(names)
    assert drawn.unnamed  # seven long names have no room around six points that touch
    assert "Territoire 6" in written
    boxes = []
    for record in written.values():
        width = measure_text(record["lines_broad"][0], 13)
        x = record["x"] / 10 * 440 + record["dx_broad"]
        start = {"left": x, "right": x - width, "center": x - width / 2}[record["align_broad"]]
        y = -record["y"] / 10 * drawn.spec["height"] + record["dy_broad"]
        boxes.append((start, start + width, y - 7, y + 7))
    for rank, one in enumerate(boxes):
        for other in boxes[:rank]:
            assert (
                one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            )


def test_a_chart_that_would_be_small_print_stays_in_the_page() -> None:
    assert share_chart({"height": 250, "layer": []}, "Titre") == []
    assert share_chart({"height": 150, "layer": []}, "Titre") != []


def test_titles_are_read_from_either_form() -> None:
    assert part_title({"title": "Un titre"}) == ("Un titre", "")
    assert part_title(rows_chart()) == ("Des rangs", "%")
    assert part_title({}) == ("", "")


def test_lists_are_shared_evenly_by_the_lines_they_take() -> None:
    items = "".join(f"<li>{'mot ' * 40}{number}</li>" for number in range(5))
    _, deck = export(new_markdown_cell("## A"), new_code_cell(outputs=[html(f"<ul>{items}</ul>")]))
    assert [len(slide.items) for slide in deck[1:]] == [3, 2]


def test_the_figures_of_the_file_stand_behind() -> None:
    text = 'Lieu;Part;Source\r\n="01";12,345;Insee\r\nIndre;-3;Insee\r\n'
    data = base64.b64encode(text.encode("utf-8-sig")).decode()
    link = (
        f'<p class="spro-downloads"><a href="data:text/csv;charset=utf-8;base64,{data}">CSV</a></p>'
    )
    assert read_table(link) == (
        '<table><thead><tr><th scope="col">Lieu</th><th scope="col">Part</th></tr></thead><tbody>'
        '<tr><th scope="row">01</th><td class="spro-num">12,35</td></tr>'
        '<tr><th scope="row">Indre</th><td class="spro-num">−3</td></tr></tbody></table>'
    )
    assert read_table("<p>rien</p>") == ""


def test_blocks_are_told_apart() -> None:
    frame = (
        '<iframe title="La&nbsp;carte" srcdoc="&lt;p&gt;&lt;footer&gt;&lt;p&gt;IGN&lt;/p&gt;'
        '&lt;/footer&gt;"></iframe><p class="spro-note">n</p>'
    )
    parts = read_parts(frame)
    assert [(part.kind, part.title, part.items, part.text) for part in parts] == [
        ("map", "La\u00a0carte", ("IGN",), ""),
        ("note", "", (), "n"),
    ]
    assert parts[0].html == frame.partition("<p class")[0]
    assert read_parts('<p class="spro-downloads"><a href="data:,">csv</a></p>') == []
    # A section in a slide would be a slide to reveal.js.
    (sheet,) = read_parts(
        '<article class="spro-sheet"><h3>Cuisiniers</h3><div class="spro-sheet-facts"><section>'
        '<div class="spro-sheet-fact"><h4>Projets</h4><p class="spro-card-value">652</p><table>'
        '<tr class="spro-own"><th>Ici</th><td class="spro-num">652</td></tr>'
        '<tr><th>France</th><td class="spro-num">9</td></tr></table></div>'
        "</section></div></article>"
    )
    assert (sheet.kind, sheet.title) == ("sheet", "Cuisiniers")
    assert "<section" not in sheet.html
    assert re.findall(r"<t[hd][^>]*>([^<]+)<", sheet.html) == [
        "Projets",
        "Ici",
        "652",
        "France",
        "9",
    ]


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
