"""The page of key occupations: figures recomputed by hand, absences said, choice explained."""

from __future__ import annotations

import csv
import json
import math
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook
from test_render_browser import (
    Visit,
)
from test_render_browser import pytestmark as browser_marks

from spro_portraits.charts import Drawing, Table
from spro_portraits.errors import UsageError
from spro_portraits.indicators.occupation_scores import CRITERIA, Weights
from spro_portraits.indicators.survey_place import LEAST_COVERING
from spro_portraits.portrait import (
    COLUMNS,
    Html,
    OccupationsPage,
    build_occupations_page,
    build_occupations_subject,
    build_subject,
    open_occupations,
)
from spro_portraits.portrait.key_occupations import COUNT, build_key_occupations
from spro_portraits.portrait.occupations_parts import build_job_seekers
from spro_portraits.portrait.occupations_values import write_count, write_share
from spro_portraits.render import render_notebook
from spro_portraits.settings import load_settings
from spro_portraits.territory import find_territory
from spro_portraits.wording import REASON_WORDS, format_percent, typeset
from spro_portraits.wording import batch as batch_words
from spro_portraits.wording import occupations as words
from spro_portraits.wording import occupations_tension as tension_words
from spro_portraits.wording.occupations_surprises import Share, SurpriseFact, write_surprise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from spro_portraits.portrait.model import Block, Section
    from spro_portraits.tables import Edition

HEAVIEST = 2_500_000
W = "\u00a0"
NO_DATA = f"n.{W}d."
PLACES = {
    ("spro", "loir-et-cher"): 10,
    ("spro", "dreux"): 5,
    ("bassin", "2402"): 3,
    ("zone_emploi", "2410"): 5,
    ("region", "24"): 2,
}
WAITERS, OPERATORS, CALLERS, CARERS = "S2X61", "D0X30", "R1X67", "V0X60"


@pytest.fixture(scope="module")
def build(edition: Edition) -> Callable[..., OccupationsPage]:
    def build_page(level: str, text: str, count: int = 5, **asked: Any) -> OccupationsPage:
        territory = find_territory(edition, level, text)
        return build_occupations_page(build_occupations_subject(edition, territory, count, **asked))

    return build_page


@pytest.fixture(scope="module")
def pages(build: Callable[..., OccupationsPage]) -> Mapping[tuple[str, str], OccupationsPage]:
    return {place: build(*place, count) for place, count in PLACES.items()}


def html_of(block: Block) -> str:
    return block.html if isinstance(block, Html) else ""


def text_of(section: Section) -> str:
    """Read what a reader sees of a section; drawings and style left out."""
    html = "".join(html_of(block) for block in section.blocks)
    html = re.sub(r"<svg.*?</svg>|<style.*?</style>", " ", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", html).replace("\n", " "))


def table_of(section: Section, caption: str) -> Table:
    tables = [getattr(block, "data", None) for block in section.blocks]
    [table] = [table for table in tables if table is not None and table.caption == caption]
    return table


def sheets_of(page: OccupationsPage) -> list[str]:
    return [
        block.html
        for block in page.section("sheets").blocks
        if isinstance(block, Html) and "spro-sheet-head" in block.html
    ]


def rows_of(page: OccupationsPage) -> dict[str, dict[str, Any]]:
    listed = page.publication.content["indicators"]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in listed]
    assert len({row["indicator"] for row in rows}) == len(rows)
    return {row["indicator"]: row for row in rows}


def test_sections_are_those_of_the_notebook(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    notebook = json.loads((load_settings().notebooks / "metiers.ipynb").read_text("utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    shown = [s.split('"')[1] for s in sources if s.startswith("metiers.section(")]
    titles = [s[3:].partition("\n")[0] for s in sources if s.startswith("## ")]
    assert shown == list(words.SECTION_TITLES)
    assert titles == list(words.SECTION_TITLES.values())
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    for page in pages.values():
        assert list(page.sections) == shown
        assert all(page.section(key).blocks for key in shown)


@pytest.mark.parametrize("place", PLACES)
def test_text_is_typeset_french(
    pages: Mapping[tuple[str, str], OccupationsPage], place: tuple[str, str]
) -> None:
    for section in pages[place].sections.values():
        text = text_of(section)
        for block in section.blocks:
            seen = unescape(re.sub(r"<[^>]+>", "", html_of(block)))
            assert not re.search(r" [;:!?%€»]|« ", seen), seen
            assert not re.search(r"\w'\w", seen), seen
        assert not re.search(r"\b(nan|None|NaN)\b", text)


@pytest.mark.parametrize("place", PLACES)
def test_published_rows_can_be_defended(
    pages: Mapping[tuple[str, str], OccupationsPage], place: tuple[str, str], edition: Edition
) -> None:
    page = pages[place]
    rows = rows_of(page)
    assert len(rows) == 7 * PLACES[place]
    cited = {source["key"] for source in page.publication.content["sources"]}
    for row in rows.values():
        assert (row["value"] is None) == (row["reason"] != ""), row
        assert (row["value"] is None) == (row["reliability"] == ""), row
        assert row["reason"] == "" or row["reason"] in REASON_WORDS
        assert set(row["source"].split("+")) <= cited & set(edition.sources)
        if row["value"] is not None and row["unit"] == "%":
            assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"])
        if row["upper"] is not None:
            assert row["masked"] > 0
            assert row["upper"] >= row["value"]
            assert row["reliability"] in {"minimum", "prudence"}


def test_three_sheets_are_those_of_the_official_file(
    pages: Mapping[tuple[str, str], OccupationsPage], official: Path
) -> None:
    """Sums of the producer's own rows, read apart from this program.

    Waiters in Loir-et-Cher: Blois 442, Vendôme 95, Romorantin 115 projects = 652; difficult
    306 + 22 + 50 = 378; seasonal 296 + 36 + 42 = 374. Operators: 6 + 275 + 76 = 357; difficult
    6 + 260 = 266, Romorantin masked; seasonal 9, two masked. Carers at Vierzon: 217, 32, 161.
    """
    # Five times as fast as openpyxl, with which test_totals reads the same file.
    book = CalamineWorkbook.from_path(official / "france-travail/Base_open_data_BMO_2024.xlsx")
    lines = book.get_sheet_by_name("BMO_2024_open_data").to_python()
    heads = [str(head) for head in lines[0]]
    place_at, code_at = heads.index("BE24"), heads.index("Code métier BMO")
    bassins = {"loir-et-cher": {2416, 2417, 2418}, "2402": {2402}}
    expected = {
        ("loir-et-cher", WAITERS): (652, 378, 374, 0),
        ("loir-et-cher", OPERATORS): (357, 266, 9, 1),
        ("2402", CARERS): (217, 32, 161, 0),
    }
    found = {key: [0, 0, 0, 0] for key in expected}
    for line in lines[1:]:
        for (place, code), sums in found.items():
            if line[code_at] == code and line[place_at] in bassins[place]:
                row = dict(zip(heads, line, strict=True))
                for rank, name in enumerate(("met", "xmet", "smet")):
                    sums[rank] += int(row[name]) if row[name] != "*" else 0
                sums[3] += row["xmet"] == "*"
    assert {key: tuple(sums) for key, sums in found.items()} == expected
    levels = {"loir-et-cher": "spro", "2402": "bassin"}
    for (place, code), (projects, difficult, seasonal, masked) in expected.items():
        rows = rows_of(pages[levels[place], place])
        assert rows[f"occupation_projects_{code}"]["value"] == projects
        shown = rows[f"occupation_difficulty_{code}"]
        assert shown["value"] == pytest.approx(100 * difficult / projects)
        assert (shown["masked"] or 0) == masked
        assert rows[f"occupation_seasonality_{code}"]["numerator"] == seasonal


def test_figures_stand_on_the_sheet_as_in_the_rows(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    page = pages["spro", "loir-et-cher"]
    rank = page.subject.choice.codes.index(OPERATORS)
    sheet = unescape(sheets_of(page)[rank])
    # 266 / 357 = 74.5 %, one bassin of three masked: at least; upper (266 + 4) / 357 = 75.6 %.
    assert f"≥{W}74,5{W}%" in sheet
    row = rows_of(page)[f"occupation_difficulty_{OPERATORS}"]
    assert row["upper"] == pytest.approx(100 * 270 / 357)
    assert row["reliability"] == "minimum"
    # Region: 627 published projects, 445 difficult.
    assert row["region"] == pytest.approx(100 * 445 / 627)
    # 357 of 14,288 published projects here, 627 of 98,613 in the region.
    quotient = (357 / 14288) / (627 / 98613)
    assert rows_of(page)[f"occupation_specificity_{OPERATORS}"]["value"] == pytest.approx(quotient)
    assert "2,5 % des projets publiés ici".replace(" %", f"{W}%") in sheet


def test_tension_is_weighted_by_offers(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    """Waiters in Loir-et-Cher: class 5 but at Vendôme (1), offers 68.1 + 508.6 + 82.3 + 179.2."""
    page = pages["spro", "loir-et-cher"]
    offers = (68.108108, 508.630403, 82.349684, 179.231666)
    mean = (5 * (sum(offers) - offers[2]) + offers[2]) / sum(offers)
    row = rows_of(page)[f"occupation_tension_{WAITERS}"]
    assert row["value"] == pytest.approx(mean, rel=1e-6)
    assert row["reliability"] == "prudence", "our own aggregate, finer than its producer's"
    sheet = unescape(sheets_of(page)[page.subject.choice.codes.index(WAITERS)])
    assert "Tension moyenne 4,6 sur 5 (de 1 à 5), d’après 4 lignes" in sheet
    assert "838 offres" in sheet
    for label, _ in tension_words.FACTORS.values():
        assert label in sheet


def test_what_is_not_published_is_said_and_has_no_number(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    """Call-centre workers at Dreux: 275 projects, difficult and seasonal ones masked."""
    page = pages["spro", "dreux"]
    rows = rows_of(page)
    for name in ("difficulty", "seasonality"):
        row = rows[f"occupation_{name}_{CALLERS}"]
        assert row["value"] is None
        assert row["numerator"] is None
        assert row["upper"] is None
        assert row["reason"] == "non_diffuse"
    sheet = unescape(sheets_of(page)[page.subject.choice.codes.index(CALLERS)])
    assert (
        f'<p class="spro-card-value spro-absent"><abbr title="{REASON_WORDS["non_diffuse"]}">'
        in sheet
    )
    assert "La part des projets jugés difficiles n’est pas publiée ici." in sheet
    assert "aucune ligne de ce métier ici" in sheet, "no row of tension either"
    entry = next(line for line in text_of(page.section("overview")).split("  ") if "275" in line)
    assert "difficulté non publiée" in entry
    frame = page.subject.criteria["territory"]
    masked = frame[frame["projects"].isna()]
    assert len(masked)
    assert {write_count(row) for row in masked.to_dict("records")} == {NO_DATA}
    assert {write_share(row, "difficulty") for row in masked.to_dict("records")} == {NO_DATA}


def test_points_add_up_and_rank_the_sheets(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    for place in [("spro", "loir-et-cher"), ("spro", "dreux")]:
        page = pages[place]
        table = table_of(page.section("map"), words.TITLES["points"])
        totals = [row[-1].value for row in table.rows]
        assert totals == sorted(totals, reverse=True)
        for row in table.rows:
            assert sum(cell.value or 0.0 for cell in row[2:-1]) == pytest.approx(row[-1].value)
        heads = [column.label for column in table.columns]
        weights = page.subject.choice.weights.by_criterion()
        assert heads[2:-1] == [
            words.write_weight(name, weights[name]) for name in CRITERIA if weights[name]
        ]
        anchors = re.findall(r'href="#(metier-\w+)"', html_of_section(page.section("overview")))
        assert anchors == [re.findall(r'id="(metier-\w+?)"', s)[0] for s in sheets_of(page)]
        assert anchors == [f"metier-{code.lower()}" for code in page.subject.choice.codes]


def html_of_section(section: Section) -> str:
    return "".join(html_of(block) for block in section.blocks)


def test_the_index_names_the_page() -> None:
    assert batch_words.name_page("metiers", only=False) == words.PAGE_NAME


def test_near_ties_are_said(pages: Mapping[tuple[str, str], OccupationsPage]) -> None:
    for page in pages.values():
        near = [one for one in page.subject.choice.near if one.reason == "margin"]
        text = text_of(page.section("map"))
        for one in near:
            assert words.quote(one.name) in text
    assert any(
        one.reason == "margin" for page in pages.values() for one in page.subject.choice.near
    )


def test_a_territory_that_is_no_union_says_which_bassins_stand_for_it(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    page = pages["zone_emploi", "2410"]
    survey = page.subject.survey
    assert [one.name for one in survey.counted] == ["Orléans"]
    assert all(one.share < LEAST_COVERING for one in survey.coverings[1:])
    share = format_percent(100 * survey.counted[0].share)
    overview = text_of(page.section("overview"))
    assert f"bassin d’Orléans ({share})" in overview
    assert "rien n’est réparti" in overview
    for covering in survey.coverings[1:]:
        assert typeset(covering.name) in overview
    for sheet in sheets_of(page):
        [title] = re.findall(r"<h3[^>]*>(.*?)</h3>", sheet)
        assert f"bassin d’Orléans, {share} de la population du territoire" in unescape(title)
    for row in rows_of(page).values():
        if "training_places" not in row["indicator"]:
            assert "bassin d’Orléans" in row["label"]
            assert row["reliability"] in {"prudence", ""}
    for place in [("spro", "dreux"), ("region", "24")]:
        assert "réunion de bassins" not in text_of(pages[place].section("overview"))


def test_a_region_is_set_against_france(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    page = pages["region", "24"]
    assert page.subject.shown == ("france",)
    assert "rapportée à sa part en France" in text_of(page.section("map"))
    for sheet in sheets_of(page):
        assert ">Centre-Val de Loire</th>" not in re.sub(
            r'<tr class="spro-own">.*?</tr>', "", sheet
        )


def test_training_is_that_of_the_territory(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    page = pages["spro", "loir-et-cher"]
    rows = rows_of(page)
    listed = page.subject.trainings
    table = table_of(page.section("sheets"), "Les formations des fiches")
    assert len(table.rows) == sum(len(part) for part in listed.values())
    inside = set(page.subject.territory.communes)
    for code, trainings in listed.items():
        assert {one.commune for one in trainings} <= inside | {""}
        places = rows[f"occupation_training_places_{code}"]
        assert places["value"] == (sum(one.places for one in trainings) or None)
        assert places["reliability"] in {"minimum", ""}
    weak = {
        (one.label, one.uai)
        for part in listed.values()
        for one in part
        if one.outcome and one.outcome.leavers is not None and one.outcome.leavers < 100
    }
    assert weak
    marked = [cell for row in table.rows for cell in row if cell.text.endswith("◊")]
    assert marked
    assert {cell.reason for cell in marked} == {"peu_fiable"}
    # Three occupations of catering share a school: places do not add up, and it is said.
    assert "ne s’additionnent pas d’un métier à l’autre" in unescape(sheets_of(page)[0])


def test_job_seekers_are_shares_and_no_jobs(
    pages: Mapping[tuple[str, str], OccupationsPage], edition: Edition
) -> None:
    """Cooks (FAP 2009 S1Z): their share among the category A of the region, by hand."""
    page = pages["spro", "loir-et-cher"]
    table = edition.job_seekers_by_fap
    own = table[(table["region"] == "24") & (table["category"] == "A")].set_index("fap87")
    share = 100 * own.at["S1Z", "job_seekers"] / own.at["S1Z", "all_job_seekers"]
    part = build_job_seekers(page.subject, "S1X40")
    assert f"{format_percent(share)} des demandeurs d’emploi de la région" in part.notes[0]
    for sheet in sheets_of(page):
        assert "Le nombre d’emplois de ce métier" in unescape(sheet)


def test_one_bassin_is_drawn_among_its_neighbours(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    sheet = sheets_of(pages["bassin", "2402"])[0]
    for name in ("Vierzon", "Bourges", "Aubigny"):
        assert name in sheet
    assert "Contour épais" in sheet
    covered = unescape(sheets_of(pages["zone_emploi", "2410"])[0])
    assert f"Chiffres de la fiche{W}: Orléans." in covered
    assert "Romorantin" in covered, "all bassins that cover it are drawn"
    whole = sheets_of(pages["spro", "loir-et-cher"])[0]
    assert "Contour épais" not in whole
    assert "Vendôme" in whole


def test_the_remark_is_the_analysts_and_cannot_harm(
    build: Callable[..., OccupationsPage],
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    hostile = "L'usine <script>zq()</script> recrute : à suivre"
    page = build("spro", "dreux", 2, remark=f"  {hostile} ")
    html = html_of_section(page.section("overview"))
    assert "<script>zq" not in html
    assert words.TITLES["remark"] in html
    assert f"L’usine &lt;script&gt;zq()&lt;/script&gt; recrute{W}: à suivre" in html
    without = pages["spro", "dreux"].section("overview")
    assert words.TITLES["remark"] not in html_of_section(without)


def test_the_analyst_keeps_leaves_out_and_asks(build: Callable[..., OccupationsPage]) -> None:
    page = build("spro", "dreux", 3, pinned=["aides soignants"], excluded=["R1X67"])
    assert CARERS in page.subject.choice.codes
    assert CALLERS not in page.subject.choice.codes
    shown = text_of(page.section("map"))
    assert "Aides-soignants (gardé par l’analyste)" in shown
    assert "Écarté par l’analyste" in shown
    kept = unescape(sheets_of(page)[page.subject.choice.codes.index(CARERS)])
    assert "Gardé par l’analyste ; rang".replace(" ;", "\u202f;") in kept
    asked = build("spro", "dreux", codes=["V0X60", "S2X61"], weights=Weights(volume=1))
    assert asked.subject.choice.codes == ("V0X60", "S2X61")
    assert "le calcul n’a pas choisi ces métiers" in text_of(asked.section("map"))


@pytest.mark.parametrize(
    ("asked", "kind", "near"),
    [
        ({"pinned": ["aide soigante"]}, "unknown_occupation", "Aides-soignants"),
        ({"pinned": ["V0X60"], "excluded": ["V0X60"]}, "kept_and_excluded", "Aides-soignants"),
        ({"count": 21}, "bad_count", "20"),
        ({"territory": "isoudun"}, "unknown_territory", "issoudun"),
    ],
)
def test_wrong_arguments_are_named(asked: dict[str, Any], kind: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_occupations(**{"territory": "issoudun", **asked})
    assert caught.value.kind == kind
    assert near in str(caught.value)
    assert caught.value.exit_status == 2


def test_a_scattered_territory_has_a_page_that_says_nothing_is_known(
    edition: Edition, build: Callable[..., OccupationsPage]
) -> None:
    """One commune of each of twelve bassins, none of which holds a tenth of the people."""
    communes = edition.communes
    inside = communes[(communes["region"] == "24") & (communes["bassin"] != "")]
    people = edition.find_figures("commune", "municipal_population", "2018")["value"]
    near = (people.reindex(inside.index) - 1000).abs()
    picked = near.groupby(inside["bassin"]).idxmin().tolist()
    page = build("perso", ",".join(picked))
    assert not page.subject.survey.bassins
    assert page.publication.content["indicators"] == []
    for key in ("overview", "map", "sheets"):
        assert "ne dit rien de lui" in text_of(page.section(key))


def test_the_portrait_shows_five_and_points_to_the_page(edition: Edition) -> None:
    for level, code in [("spro", "dreux"), ("zone_emploi", "2410"), ("commune", "18033")]:
        subject = build_subject(edition, find_territory(edition, level, code), ["region"])
        section = build_key_occupations(subject)
        assert section.key == "key_occupations"
        html = html_of_section(section)
        assert html.count("<li>") == COUNT
        assert sum(isinstance(block, Drawing) for block in section.blocks) == 1
        assert f"spro-portraits render {code}" in html
        assert ("rien n’est réparti" in html) == (level != "spro")


@pytest.mark.parametrize(
    ("fact", "figure", "text"),
    [
        (
            ("specific", "Brodeurs", "", Share(4.0, 40, 1000), Share(0.5, 50, 10000)),
            f"4,0{W}%",
            (
                f"Ici, le métier «{W}Brodeurs{W}» fait 4,0{W}% des projets publiés (40), contre "
                f"0,5{W}% en région{W}: 8,0 fois plus."
            ),
        ),
        (
            ("easier", "Brodeurs", "", Share(10.0, 5, 50, 18.0), Share(60.0, 60, 100, 60.0)),
            f"10,0 à 18,0{W}%",
            (
                f"Ici, 10,0 à 18,0{W}% des 50 projets publiés pour le métier «{W}Brodeurs{W}» sont "
                f"jugés difficiles, contre 60,0{W}% en région."
            ),
        ),
        (
            ("family_outranks", "Bois", "Cuir", Share(2.0, 80, 40), Share(0.5, 100, 200)),
            "80 projets publiés",
            (
                f"Ici, le domaine «{W}Bois{W}» compte 80 projets publiés, plus que "
                f"«{W}Cuir{W}» (40). C’est l’inverse en région{W}: 100 et 200."
            ),
        ),
        (
            ("seasonality", "", "", Share(40.0, 400, 1000), Share(25.0, 25, 100)),
            f"40,0{W}%",
            (
                f"Ici, 40,0{W}% des 1\u202f000 projets publiés sont saisonniers, contre "
                f"25,0{W}% en région."
            ),
        ),
    ],
)
def test_a_surprise_is_one_sentence_with_its_figure(
    fact: tuple[str, str, str, Share, Share], figure: str, text: str
) -> None:
    sentence = write_surprise(SurpriseFact(*fact, here="ici", there="en région"))
    assert sentence.text == text
    assert sentence.figure == figure
    assert sentence.figure in sentence.text


def test_surprises_of_dreux_are_true(
    pages: Mapping[tuple[str, str], OccupationsPage],
) -> None:
    """Guards at Dreux: 22 of 127 published projects are judged difficult."""
    html = html_of_section(pages["spro", "dreux"].section("overview"))
    [listed] = re.findall(r'<ol class="spro-retain">(.*?)</ol>', html)
    assert listed.count("<li>") == listed.count("<strong>") == 3
    guards = [item for item in listed.split("<li>") if "Agents de sécurité" in item]
    assert all(f"{format_percent(100 * 22 / 127)}</strong> des 127 projets" in g for g in guards)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("metiers")
    render_notebook(
        "metiers", {"territory": "loir-et-cher", "count": 10}, out, settings=load_settings()
    )
    return out


def test_the_products_are_there_and_light(
    rendered: Path, pages: Mapping[tuple[str, str], OccupationsPage]
) -> None:
    assert {path.name for path in rendered.iterdir()} == {
        "metiers.html", "metiers.ipynb", "metiers-indicators.csv", "metiers-chiffres.csv",
        "metiers-chiffres.xlsx", "metiers-provenance.json",
    }  # fmt: skip
    page = (rendered / "metiers.html").read_text("utf-8")
    assert len(page.encode()) <= HEAVIEST
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert "<title>Les métiers clés du SPRO de Loir-et-Cher</title>" in page
    with (rendered / "metiers-indicators.csv").open(encoding="utf-8", newline="") as file:
        written = {row["indicator"]: row for row in csv.DictReader(file, delimiter=";")}
    rows = rows_of(pages["spro", "loir-et-cher"])
    assert set(written) == set(rows)
    for key, row in rows.items():
        value = float(written[key]["value"]) if written[key]["value"] else math.nan
        assert value == pytest.approx(
            math.nan if row["value"] is None else row["value"], nan_ok=True
        )


class TestInBrowser:
    pytestmark = browser_marks

    @pytest.mark.parametrize("width", [400, 1920])
    def test_the_page_lives_without_a_network(
        self,
        browser: Any,
        rendered: Path,
        width: int,
    ) -> None:
        visit = Visit(browser, rendered / "metiers.html", width)
        visit.wait_for_charts()
        wide = visit.page.evaluate("document.documentElement.scrollWidth")
        folded = visit.page.locator("details.spro-sheet-part").count()
        sheets = visit.page.locator("article.spro-sheet").count()
        linked = visit.page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#metier-\"]')]"
            ".every(a => document.querySelector(a.hash))"
        )
        visit.context.close()
        assert wide <= width
        assert sheets == 10
        assert folded == 30
        assert linked
        assert visit.complaints == []
        outside = [u for u in visit.requests if not u.startswith(("file:", "data:", "about:"))]
        assert outside == []
