"""The panorama: figures are those of the places, rows are in order, what cannot be is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_render_browser import (
    Visit,
)
from test_render_browser import pytestmark as browser_marks

from spro_portraits.charts import Table
from spro_portraits.cli import main
from spro_portraits.errors import UsageError
from spro_portraits.indicators import BY_KEY, compute_results, find_indicators
from spro_portraits.portrait import Html, Panorama, Section, build_panorama
from spro_portraits.portrait.panorama import COLUMNS
from spro_portraits.portrait.panorama_sections import list_layers, list_series_periods
from spro_portraits.portrait.roster import USUAL, build_roster, compute_series
from spro_portraits.render import render_notebook
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import PANORAMA_LEVELS, list_territories
from spro_portraits.wording.panorama import SECTION_TITLES

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAVIEST = 3_000_000


@pytest.fixture(scope="module")
def panoramas(edition: Edition) -> Mapping[str, Panorama]:
    return {level: build_panorama(edition, level) for level in ("spro", "zone_emploi", "epci")}


def tables_of(section: Section) -> list[Table]:
    found = [getattr(block, "data", None) for block in section.blocks]
    return [table for table in found if table is not None]


def html_of(section: Section) -> str:
    return "".join(block.html for block in section.blocks if isinstance(block, Html))


@pytest.mark.parametrize("level", ["spro", "zone_emploi", "epci"])
def test_figures_are_those_of_the_places(
    level: str, edition: Edition, panoramas: Mapping[str, Panorama]
) -> None:
    panorama = panoramas[level]
    territories = list_territories(edition, level)
    indicators = panorama.roster.indicators
    computed = compute_results(edition, territories, indicators)
    [table] = tables_of(panorama.section("table"))
    assert len(table.rows) == len(territories) + 1
    assert len(table.columns) == len(indicators) + 1
    names = panorama.roster.names
    rows = {row[0].text: row for row in table.rows[:-1]}
    published = {(row[0], row[3]): row[5] for row in panorama.publication.content["indicators"]}
    for index, territory in enumerate(territories):
        row = rows[names[territory.code]]
        for column, indicator in enumerate(indicators, start=1):
            value = computed[indicator.key][index].value
            assert row[column].value == value
            assert published[territory.code, indicator.key] == value
    region = table.rows[-1]
    assert region[0].text == "Centre-Val de Loire"
    # The region's own total, in hand: the sum of its communes in the table of figures.
    codes = edition.communes.index[edition.communes["region"] == edition.region]
    people = edition.find_figures("commune", "municipal_population", "2021")["value"]
    assert region[1].value == people.loc[codes].sum()


@pytest.mark.parametrize("level", ["spro", "zone_emploi", "epci"])
def test_rows_and_panels_go_from_the_highest_to_the_lowest(
    level: str, panoramas: Mapping[str, Panorama]
) -> None:
    [table] = tables_of(panoramas[level].section("table"))
    people = [row[1].value for row in table.rows[:-1]]
    assert people == sorted(people, key=lambda value: -(value or 0.0))
    for series in tables_of(panoramas[level].section("multiples")):
        last = [row[-1].value for row in series.rows if row[0].text != "Centre-Val de Loire"]
        assert last == sorted(last, key=lambda value: -(value or 0.0))


def test_sections_are_those_of_the_notebook(panoramas: Mapping[str, Panorama]) -> None:
    notebook = json.loads((load_settings().notebooks / "panorama.ipynb").read_text("utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    shown = [s.split('"')[1] for s in sources if s.startswith("panorama.section(")]
    assert shown == list(SECTION_TITLES) == list(panoramas["spro"].sections)
    titles = [s[3:].partition("\n")[0] for s in sources if s.startswith("## ")]
    assert titles == list(SECTION_TITLES.values())
    assert not any(cell.get("outputs") for cell in notebook["cells"])


def test_what_most_territories_lack_is_left_out_and_said(
    panoramas: Mapping[str, Panorama], edition: Edition
) -> None:
    roster = panoramas["spro"].roster
    assert "unemployment_rate" in roster.left_out
    assert "Taux de chômage localisé" in html_of(panoramas["spro"].section("table"))
    assert "unemployment_rate" in panoramas["zone_emploi"].roster.results
    assert {i.key for i in roster.indicators} | set(roster.left_out) == set(USUAL)
    # Asked for, it is shown as absent.
    asked = build_roster(edition, "spro", ["unemployment_rate"])
    assert {result.value for result in asked.results["unemployment_rate"].values()} == {None}


def test_asked_columns_come_in_the_order_asked(edition: Edition) -> None:
    keys = ["recruitment_projects", "population", "recruitment_projects"]
    panorama = build_panorama(edition, "bassin", keys)
    assert [i.key for i in panorama.roster.indicators] == keys[:2]
    [table] = tables_of(panorama.section("table"))
    # Survey sums of published cells are minimums, and say so.
    assert all(row[1].text.startswith("≥") for row in table.rows[:-1])
    assert list_layers(panorama.roster) == []
    assert "Pas de carte" in html_of(panorama.section("map"))


def test_no_layer_is_a_count_or_a_minimum(panoramas: Mapping[str, Panorama]) -> None:
    for panorama in panoramas.values():
        layers = list_layers(panorama.roster)
        assert layers
        for indicator in layers:
            assert indicator.unit != "nombre"
            results = panorama.roster.results[indicator.key].values()
            assert not any(result.is_lower_bound for result in results)


def test_series_of_the_invented_world_by_hand(mini: Edition) -> None:
    """Communes 1, 2 + 3 and 4: 1,010 inhabitants a unit in 2020, 1,020 in 2021."""
    roster = build_roster(mini, "departement", ["population"])
    series = compute_series(roster, BY_KEY["population"], ["2018", "2020", "2021"])
    # In 2018 the commune that is no more is in no row: its département has no sum.
    assert series["18"]["2018"].value is None
    assert series["18"]["2020"].value == pytest.approx(1010 * (1 + 5 + 4))
    assert series["18"]["2021"].value == pytest.approx(1020 * (1 + 5 + 4))
    assert series["region"]["2021"].value == pytest.approx(1020 * (1 + 5 + 4 + 5 + 6 + 7))
    # A period of the past is not called old.
    assert {r.reliability.grade for r in series["18"].values() if r.value} == {"bonne"}


def test_the_series_end_where_the_table_is(panoramas: Mapping[str, Panorama]) -> None:
    roster = panoramas["zone_emploi"].roster
    key = "unemployment_rate"
    series = compute_series(roster, BY_KEY[key], list_series_periods(BY_KEY[key])[-1:])
    for code, result in roster.results[key].items():
        assert series[code][BY_KEY[key].vintage].value == result.value


@pytest.mark.parametrize(
    ("level", "keys", "kind", "words"),
    [
        ("sprro", [], "unknown_level", "Niveau inconnu"),
        ("commune", [], "no_panorama", "Niveaux possibles\u00a0: spro, bassin"),
        ("perso", [], "no_panorama", "Pas de panorama"),
        ("region", [], "no_panorama", "Pas de panorama"),
        ("spro", ["densty"], "unknown_indicator", "Vouliez-vous dire\u00a0: density"),
    ],
)
def test_what_cannot_be_is_refused(
    edition: Edition, level: str, keys: list[str], kind: str, words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        build_panorama(edition, level, keys)
    assert caught.value.kind == kind
    assert caught.value.exit_status == 2
    assert words in str(caught.value)


def test_one_territory_is_not_side_by_side(mini: Edition, tmp_path: Path) -> None:
    data = shutil.copytree(mini.folder, tmp_path / "data")
    file = data / "perimeters" / "spro.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "deux" not in line), encoding="utf-8")
    with pytest.raises(UsageError, match="ne compte qu’un territoire"):
        build_panorama(load_edition(data), "spro")


def test_a_small_world_has_its_panorama(mini: Edition) -> None:
    panorama = build_panorama(mini, "departement")
    [table] = tables_of(panorama.section("table"))
    assert [row[0].text for row in table.rows] == ["Loiret", "Cher", "Centre-Val de Loire"]
    assert table.total_row


def test_published_rows_have_the_declared_columns(panoramas: Mapping[str, Panorama]) -> None:
    content = panoramas["epci"].publication.content
    assert content["columns"] == list(COLUMNS)
    assert {len(row) for row in content["indicators"]} == {len(COLUMNS)}
    assert content["territory"] == {
        "level": "panorama",
        "code": "epci",
        "name": "Panorama\u00a0: les 82\u00a0intercommunalités côte à côte",
    }


def test_levels_are_several_and_few(edition: Edition) -> None:
    counts = {level: len(list_territories(edition, level)) for level in PANORAMA_LEVELS}
    assert min(counts.values()) > 1
    assert max(counts.values()) < 100


def test_an_indicator_is_found_once_and_in_order() -> None:
    found = find_indicators(["density", "population", "density"])
    assert [indicator.key for indicator in found] == ["density", "population"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["render", "--notebook", "panorama", "-p", "indicators=densty"], "density"),
        (["render", "--notebook", "panorama", "--level", "comune"], "Niveau inconnu"),
        (["render", "--notebook", "panorama", "--level", "commune"], "Pas de panorama"),
        (["render", "issoudun", "--notebook", "panorama"], "ne porte pas sur un territoire"),
        (["batch", "--notebook", "panorama", "--only", "a"], "ne porte pas sur un territoire"),
    ],
)
def test_a_wrong_panorama_is_refused_before_anything_runs(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([*arguments, "--out", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert sentence in shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("panorama")
    product = render_notebook("panorama", {"level": "epci"}, out, settings=load_settings())
    return product.files.page


@browser_marks[0]
@browser_marks[1]
def test_the_page_opens_offline_and_its_table_sorts(browser: Any, page: Path) -> None:
    assert page.stat().st_size < HEAVIEST
    visit = Visit(browser, page, 1280)
    visit.wait_for_charts()
    assert [u for u in visit.requests if not u.startswith(("file:", "data:", "about:"))] == []
    assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def read(column: int) -> list[str]:
        cells = visit.page.locator(f".spro-sortable tbody tr > :nth-child({column})")
        return [text.strip() for text in cells.all_text_contents()]

    def number(text: str) -> float:
        plain = text.replace("\u202f", "").replace("−", "-").replace(",", ".")
        return float(plain.split("\u00a0")[0])

    button = visit.page.locator(".spro-sortable thead button")
    button.nth(2).click()
    densities = [number(text) for text in read(3)[:-1]]
    assert densities == sorted(densities, reverse=True)
    assert read(1)[-1] == "Centre-Val de Loire"
    button.nth(2).click()
    assert [number(text) for text in read(3)[:-1]] == sorted(densities)
    visit.page.locator(".spro-filter input").fill("métropole")
    shown = visit.page.locator(".spro-sortable tbody tr:visible th").all_text_contents()
    assert {"Orléans Métropole", "Tours Métropole Val de Loire"} <= set(shown)
    assert len(shown) < 12
    assert visit.complaints == []
    visit.context.close()
