"""Invented notebooks for the tests of rendering, batch and command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from spro_portraits.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

PARAMETERS = """\
# Les paramètres du carnet
territory: str = "issoudun"  # obligatoire : code ou nom du territoire
level: str = "spro"  # niveau de territoire
edition: str = ""  # édition, la plus récente par défaut
compare_to: list = ["departement", "region", "france"]
years: list[int] = [2013, 2018]
threshold: float = 0.5
rows: int = 10
internal: bool = False
note: str = None
"""

CARDS = """\
from IPython.display import HTML, Markdown, display

names = {"issoudun": "Issoudun", "loches": "Loches – Touraine Côté Sud"}
name = names.get(territory, territory.capitalize())
if territory == "echec":
    raise ValueError("la table des métiers est vide")
print("une ligne de journal qui ne doit pas se voir")
figures = [
    ("Population en 2021", "34\\u202f912", "−0,4\\u00a0% par an depuis 2013"),
    ("Taux de chômage", "6,8\\u00a0%", "région\\u00a0: 6,9\\u00a0%"),
]
card = '''<div class="spro-card"><p class="spro-card-label">{}</p>
<p class="spro-card-value">{}</p><p class="spro-card-comparison">{}</p></div>'''
HTML('<div class="spro-block spro-cards">' + "".join(card.format(*f) for f in figures) + "</div>")
"""

CHARTS = """\
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9"/></svg>'

def chart(title, values):
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"field": "value", "type": "quantitative", "title": None, "axis": {"format": ",d"}}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 640,
        "height": {"step": 26},
        "title": {"text": title, "subtitle": "Nombre de projets en 2024"},
        "data": {"values": [{"name": n, "value": v} for n, v in values]},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {"y": y, "x": x},
    }
    words = title + " : " + ", ".join(n for n, _ in values)
    bundle = {"application/vnd.vegalite.v6+json": spec, "image/svg+xml": SVG, "text/plain": words}
    display(bundle, raw=True)

recruiting = [("Agents d'entretien", 12400), ("Aides à domicile & aides", 9800), ("<autres>", 410)]
chart("Métiers qui recrutent le plus", recruiting)
chart("Projets jugés difficiles", [("Couvreurs", 92), ("</script><!--<script>", 81)])
"""

FRAME = """\
inner = "<!doctype html><body style='margin:0;background:#e2f0ee'><p id='carte'>La carte</p>"
inner = inner.replace("&", "&amp;").replace('"', "&quot;")
style = "width:100%;height:320px;border:0"
HTML(f'''<iframe title="Carte des communes" style="{style}" srcdoc="{inner}"></iframe>
<p class="spro-source">Source\\u00a0: INSEE, populations légales 2021, géographie 2025.</p>''')
"""

TABLE = """\
number = '<td class="spro-num">{}</td>'
row = '<tr><th scope="row">Une commune au nom assez long, numéro {}</th>' + number * 3 + "</tr>"
rows = "".join(row.format(i, i * 1234, f"{i},5", f"{i},1") for i in range(1, 6))
head = "".join(f"<th>{name}</th>" for name in ("Commune", "Population", "Évolution", "Densité"))
HTML(f'''<div class="spro-table spro-block"><div class="spro-table-scroll"><table>
<caption>Population des communes</caption><thead><tr>{head}</tr></thead>
<tbody>{rows}</tbody></table></div></div>''')
"""

PAYLOAD = """\
payload = {
    "title": f"Portrait de territoire – {name}",
    "description": f"L’emploi à {name} en quelques chiffres.",
    "territory": {"level": level, "code": territory, "name": name},
    "edition": "2026",
    "edition_label": "Essai 2026",
    "edition_hash": "0" * 64,
    "key_figures": [
        {"label": "Habitants", "text": "34\\u202f912", "comparison": "−0,4\\u00a0% par an"},
        {"label": "Taux de chômage", "text": "6,8\\u00a0%", "comparison": "région\\u00a0: 7"},
        {"label": "Projets", "text": "1\\u202f250", "comparison": "dont 54\\u00a0% difficiles"},
    ],
    "columns": ["territory", "level", "indicator", "label", "value", "unit", "reason"],
    "indicators": [
        [territory, level, "population", "Population ; ensemble", 34912.0, "nombre", None],
        [territory, level, "unemployment_rate", "Taux de chômage", 6.8, "%", None],
        [territory, level, "median_income", "Niveau de vie médian", None, "€", "secret"],
    ],
    "sources": [{"key": "rp", "producer": "INSEE"}],
}
bundle = {"application/vnd.spro-portraits+json": payload, "text/plain": "Fin du portrait"}
display(bundle, raw=True)
"""


def write_cells(path: Path, cells: list[Any], *, kernelspec: bool = True) -> Path:
    """Write a notebook of ready cells; ids are numbers, so that the file is always the same."""
    notebook = new_notebook(cells=cells)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    if kernelspec:
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "language": "python",
            "display_name": "Python 3",
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def parameters_cell(source: str = PARAMETERS) -> Any:
    return new_code_cell(source, metadata={"tags": ["parameters"]})


def write_sample(path: Path) -> Path:
    """The small realistic portrait: cards, two charts, an iframe, a table, a payload."""
    recruiting = "## Métiers qui recrutent\n\nLes projets déclarés par les employeurs."
    return write_cells(
        path,
        [
            new_markdown_cell("# Portrait de territoire"),
            parameters_cell(),
            new_markdown_cell("## Carte d'identité\n\nUn texte court, puis **les chiffres**."),
            new_code_cell(CARDS),
            new_markdown_cell(recruiting),
            new_code_cell(CHARTS),
            new_markdown_cell("## Carte\n\nLes communes du territoire."),
            new_code_cell(FRAME),
            new_code_cell(TABLE),
            new_markdown_cell("## Œuvres & « sources »\n\n### Méthodes\n\nVoir les définitions."),
            new_markdown_cell("## Carte\n\nUn second titre du même nom."),
            new_code_cell(PAYLOAD),
        ],
    )


def write_small(path: Path) -> Path:
    """A notebook that runs in a second: one title, one payload, a territory that fails."""
    return write_cells(
        path,
        [
            parameters_cell(),
            new_markdown_cell("# Petit portrait\n\n## Population"),
            new_code_cell(CARDS),
            new_code_cell(PAYLOAD),
        ],
    )


def build_settings(root: Path) -> Settings:
    return Settings(data=root / "data", notebooks=root / "notebooks", reports=root / "reports")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
