"""The page of a network: counts and shares recomputed by hand, texts that agree, nothing unsafe."""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from test_render_browser import (
    Visit,
)
from test_render_browser import pytestmark as browser_marks

from spro_portraits.charts import SVG_MIME, Drawing, Table
from spro_portraits.cli import main
from spro_portraits.errors import SourceError, UsageError
from spro_portraits.maps import OfflineMap
from spro_portraits.network import find_coordinators
from spro_portraits.network.catalogue import NETWORK_BY_KEY, find_network_record
from spro_portraits.network.distance import load_travel_times
from spro_portraits.network.load import FILES, load_directory
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.network import NetworkPage, build_network_page, open_network
from spro_portraits.portrait.network_reach import LEAST_PLACE, build_reach
from spro_portraits.portrait.network_sources import describe_directory
from spro_portraits.portrait.network_subject import build_network_subject
from spro_portraits.portrait.panorama import COLUMNS
from spro_portraits.render import render_notebook
from spro_portraits.settings import load_settings
from spro_portraits.territory import find_territory, list_territories
from spro_portraits.wording import RELIABILITY_WORDS, format_count, format_percent, typeset
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import network_page as words
from spro_portraits.wording.typography import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from spro_portraits.network import Directory
    from spro_portraits.tables import Edition

FOCUS = "mission_locale"
RADIUS = 6371.0088
"""Kilometres: mean radius of the Earth."""
HEAVIEST = 2_500_000
EMPTY_COMMUNE = "36057"
"""Coings: under 1,000 inhabitants, no structure."""
HOSTILE = "<b>zq</b>{{7*7}}{%zq%}</script><script>zq()</script>"
LEVELS = (
    ("spro", "issoudun"), ("spro", "cher"), ("bassin", "2411"), ("departement", "36"),
    ("region", "24"), ("commune", "36088"), ("commune", EMPTY_COMMUNE),
)  # fmt: skip


@pytest.fixture(scope="module")
def directory(data_dir: Path) -> Directory:
    return load_directory(data_dir / "network")


@pytest.fixture(scope="module")
def build(edition: Edition, directory: Directory) -> Callable[..., NetworkPage]:
    """Build a page from the facts of the checkout, or from others."""

    def build_page(
        level: str, text: str, *, day: str = "", facts: Directory | None = None, **asked: Any
    ) -> NetworkPage:
        territory = find_territory(edition, level, text)
        subject = build_network_subject(edition, territory, day, facts or directory)
        return build_network_page(build_reach(subject, **{"focus": FOCUS, "count": 3, **asked}))

    return build_page


@pytest.fixture(scope="module")
def pages(build: Callable[..., NetworkPage]) -> Mapping[tuple[str, str], NetworkPage]:
    return {key: build(*key) for key in LEVELS}


def read_rows(data_dir: Path, name: str) -> list[dict[str, str]]:
    """Read a file of the directory without the code that is judged."""
    with (data_dir / "network" / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def list_held(data_dir: Path, edition: Edition, spro: str) -> list[dict[str, str]]:
    """List the structures of a SPRO: those of its communes, and its members."""
    communes = set(find_territory(edition, "spro", spro).communes)
    memberships = read_rows(data_dir, "memberships.csv")
    members = {row["structure"] for row in memberships if row["spro"] == spro and not row["fin"]}
    rows = read_rows(data_dir, "structures.csv")
    return [row for row in rows if row["commune"] in communes or row["code"] in members]


def html_of(block: Block) -> str:
    if isinstance(block, Html):
        return block.html
    if isinstance(block, Drawing):
        bundle = block._repr_mimebundle_()
        return str(bundle[SVG_MIME])
    return block._repr_html_()


def text_of(section: Section) -> str:
    return "".join(block.html for block in section.blocks if isinstance(block, Html))


def lede_of(section: Section) -> str:
    [found] = re.findall(r'<p class="spro-lede">(.*?)</p>', text_of(section))
    return str(found)


def tables_of(section: Section) -> list[Table]:
    found = [getattr(block, "data", None) for block in section.blocks]
    return [table for table in found if table is not None]


def table_of(section: Section, caption: str) -> Table:
    [table] = [table for table in tables_of(section) if table.caption == caption]
    return table


def row_of(table: Table, head: str) -> list[str]:
    [row] = [row for row in table.rows if row[0].text == head]
    return [cell.text for cell in row[1:]]


def rows_by_key(page: NetworkPage) -> dict[str, dict[str, Any]]:
    listed = page.publication.content["indicators"]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in listed]
    assert len({row["indicator"] for row in rows}) == len(rows)
    return {row["indicator"]: row for row in rows}


def measure(south: float, west: float, north: float, east: float) -> float:
    """Measure a great circle by the haversine: kilometres."""
    p, q = math.radians(south), math.radians(north)
    half = math.sin((q - p) / 2) ** 2
    half += math.cos(p) * math.cos(q) * math.sin(math.radians(east - west) / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(half))


def find_people(edition: Edition) -> dict[str, float]:
    figures = edition.find_figures("commune", "municipal_population", "2021")["value"]
    return {str(code): float(value) for code, value in figures.items()}


def count_people_by_distance(
    data_dir: Path, edition: Edition, communes: Sequence[str]
) -> tuple[float, float]:
    """Count inhabitants within 20 km of a mission locale, and all, by plain arithmetic."""
    middles = {}
    for code, outline in zip(edition.shapes["code"], edition.shapes.geometry, strict=True):
        point = outline.representative_point()
        middles[code] = (point.y, point.x)
    places = []
    for row in read_rows(data_dir, "structures.csv"):
        if row["reseau"] != FOCUS:
            continue
        if row["latitude"]:
            written = (row["latitude"], row["longitude"])
            places.append(tuple(float(text.replace(",", ".")) for text in written))
        else:
            places.append(middles[row["commune"]])
    people = find_people(edition)
    near = [
        people[code]
        for code in communes
        if min(measure(*middles[code], *place) for place in places) <= 20
    ]
    return sum(near), sum(people[code] for code in communes)


def test_sections_are_those_of_the_notebook(
    pages: Mapping[tuple[str, str], NetworkPage],
) -> None:
    notebook = json.loads((load_settings().notebooks / "reseau.ipynb").read_text("utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    shown = [s.split('"')[1] for s in sources if s.startswith("network.section(")]
    titles = [s[3:].partition("\n")[0] for s in sources if s.startswith("## ")]
    assert shown == list(words.SECTION_TITLES)
    assert titles == list(words.SECTION_TITLES.values())
    for page in pages.values():
        assert list(page.sections) == shown
        assert [section.key for section in page.sections.values()] == shown
        assert all(page.section(key).blocks for key in shown)
    assert not any(cell.get("outputs") for cell in notebook["cells"])


@pytest.mark.parametrize("spro", ["issoudun", "cher"])
def test_structures_are_those_of_the_file(
    spro: str,
    data_dir: Path,
    edition: Edition,
    pages: Mapping[tuple[str, str], NetworkPage],
) -> None:
    page = pages["spro", spro]
    held = list_held(data_dir, edition, spro)
    assert len(held) > 4
    reseaux = {row["reseau"] for row in held}
    located = sum(bool(row["latitude"]) for row in held)
    rows = rows_by_key(page)
    assert rows["network_structures"]["value"] == len(held)
    assert rows["network_reseaux_present"]["value"] == len(reseaux)
    all_reseaux = read_rows(data_dir, "reseaux.csv")
    assert rows["network_reseaux_absent"]["value"] == len(all_reseaux) - len(reseaux)
    assert rows["network_located_share"]["value"] == pytest.approx(100 * located / len(held))
    assert rows["network_located_share"]["denominator"] == len(held)
    [cards] = tables_of(page.section("overview"))
    assert row_of(cards, words.CARDS["structures"])[0] == str(len(held))
    assert row_of(cards, words.CARDS["reseaux"])[0] == str(len(reseaux))
    overview = lede_of(page.section("overview"))
    assert f"compte {len(held)} structures d’accueil connues, de {len(reseaux)} réseaux" in overview
    table = table_of(page.section("structures"), words.TITLES["structures"])
    assert Counter(row[0].text for row in table.rows) == Counter(
        typeset(row["nom"]) for row in held
    )
    figures = page.publication.content["key_figures"]
    assert [one["text"] for one in figures[:2]] == [str(len(held)), str(len(reseaux))]
    placed = {
        format_count(located): "à la position publiée",
        format_count(sum(bool(r["commune"]) and not r["latitude"] for r in held)): "à l’intérieur",
    }
    for count, said in placed.items():
        assert f"{count} {said}" in lede_of(page.section("map"))


@pytest.mark.parametrize("spro", ["issoudun", "cher"])
def test_share_within_reach_is_that_of_plain_arithmetic(
    spro: str,
    data_dir: Path,
    edition: Edition,
    pages: Mapping[tuple[str, str], NetworkPage],
) -> None:
    page = pages["spro", spro]
    territory = find_territory(edition, "spro", spro)
    near, total = count_people_by_distance(data_dir, edition, territory.communes)
    assert 0 < near < total
    within, beyond = 100 * near / total, 100 * (total - near) / total
    row = rows_by_key(page)["population_within_20km_mission_locale"]
    assert row["value"] == pytest.approx(within)
    assert (row["numerator"], row["denominator"]) == (near, total)
    # The same share is written everywhere.
    text = format_percent(within)
    [cards] = tables_of(page.section("overview"))
    label = words.write_reach_card("Missions locales", "20\u00a0km")
    assert row_of(cards, label)[0] == text
    assert page.publication.content["key_figures"][2]["text"] == text
    coverage = page.section("coverage")
    side = table_of(coverage, typeset("Missions locales : part des habitants à portée, par SPRO"))
    assert row_of(side, territory.name)[1] == text
    assert lede_of(coverage).startswith(f"{format_percent(beyond)} des habitants")
    assert row_of(table_of(coverage, words.TITLES["reach"]), "Missions locales")[2] == (
        format_percent(beyond)
    )
    assert f"{text} des habitants aujourd’hui" in lede_of(page.section("permanences"))


def test_spro_side_by_side_are_the_pages_of_each(
    pages: Mapping[tuple[str, str], NetworkPage], edition: Edition
) -> None:
    caption = typeset("Missions locales : part des habitants à portée, par SPRO")
    region = pages["region", "24"]
    table = table_of(region.section("coverage"), caption)
    names = [territory.name for territory in list_territories(edition, "spro")]
    assert [row[0].text for row in table.rows] == [*map(typeset, names), "Région"]
    for (level, code), page in pages.items():
        rows = rows_by_key(page)
        own = [rows[f"population_within_{km}km_mission_locale"]["value"] for km in (10, 20, 30)]
        assert own == sorted(own)
        if level in {"spro", "region"}:
            head = "Région" if level == "region" else page.subject.territory.name
            assert row_of(table, head) == [format_percent(value) for value in own], code


@pytest.mark.parametrize("key", LEVELS)
def test_permanences_add_up(
    key: tuple[str, str],
    pages: Mapping[tuple[str, str], NetworkPage],
    edition: Edition,
) -> None:
    page = pages[key]
    plan, section = page.reach.permanences, page.section("permanences")
    people = find_people(edition)
    total = sum(people[code] for code in page.subject.territory.communes)
    share = rows_by_key(page)["population_within_20km_mission_locale"]["value"]
    gained = sum(step.gain for step in plan.steps)
    assert all(people[step.commune] >= LEAST_PLACE for step in plan.steps)
    if not plan.steps:
        assert tables_of(section) == []
        assert lede_of(section).startswith("Aucune commune")
        return
    assert gained == pytest.approx((plan.steps[-1].share - share) / 100 * total)
    lede = lede_of(section)
    assert f"{format_count(gained)} habitants de plus" in lede
    assert f"{format_percent(plan.steps[-1].share)} alors" in lede
    [table] = tables_of(section)
    names = [row[1].text for row in table.rows]
    assert sum(row[2].value or 0.0 for row in table.rows) == gained
    told = re.search(r"» (?:à|au|aux) (.*) mettrai", lede)
    assert told is not None
    listed = re.split(r",[ ]|[ ]et[ \u00a0]", told[1])
    assert [re.sub(r"^(?:à|au|aux) ", "", one) for one in listed] == [
        name if len(listed) == 1 or name in listed else re.sub(r"^(?:Les?) ", "", name)
        for name in names
    ]
    # Each step brings no more than the one before it, and the last column is what is left.
    gains = [step.gain for step in plan.steps]
    assert gains == sorted(gains, reverse=True)
    assert plan.steps[-1].remaining == pytest.approx(total * (1 - plan.steps[-1].share / 100))


def test_a_town_with_an_article_contracts(build: Callable[..., NetworkPage]) -> None:
    """« à Les Aix-d'Angillon » is no French: « aux Aix-d'Angillon »."""
    lede = lede_of(build("bassin", "2401").section("permanences"))
    assert "Aix-d’Angillon" in lede
    assert "aux Aix-d’Angillon" in lede


def test_missing_table_counts_every_structure(
    data_dir: Path, edition: Edition, pages: Mapping[tuple[str, str], NetworkPage]
) -> None:
    page = pages["spro", "issoudun"]
    section = page.section("missing")
    table = table_of(section, words.TITLES["missing"])
    spro = list_territories(edition, "spro")
    reseaux = read_rows(data_dir, "reseaux.csv")
    assert [column.label for column in table.columns[1:]] == [typeset(one.name) for one in spro]
    assert [row[0].text for row in table.rows] == [typeset(r["nom_court"]) for r in reseaux]
    held = {one.code: list_held(data_dir, edition, one.code) for one in spro}
    counted = {
        reseau["code"]: [sum(r["reseau"] == reseau["code"] for r in held[one.code]) for one in spro]
        for reseau in reseaux
    }
    for reseau in reseaux:
        assert row_of(table, typeset(reseau["nom_court"])) == list(
            map(str, counted[reseau["code"]])
        )
    # Every structure of the file stands in a SPRO: those of its commune, or its memberships.
    assert {row["code"] for rows in held.values() for row in rows} == {
        row["code"] for row in read_rows(data_dir, "structures.csv")
    }
    region = table_of(pages["region", "24"].section("missing"), words.TITLES["missing"])
    assert [[c.text for c in row] for row in region.rows] == [
        [c.text for c in row] for row in table.rows
    ]
    rank = [one.code for one in spro].index("issoudun")
    own = [r["nom_court"] for r in reseaux if not counted[r["code"]][rank]]
    assert lede_of(section).startswith(f"{len(own)} réseaux n’ont aucune structure connue")
    for short in own:
        assert typeset(short) in lede_of(section)


@pytest.mark.parametrize(
    ("asked", "kind", "text"),
    [
        ({"thresholds": []}, "bad_thresholds", "de un à 4 nombres positifs"),
        ({"thresholds": [10, 10]}, "bad_thresholds", "Seuils 10, 10"),
        ({"thresholds": [20, 10]}, "bad_thresholds", "du plus petit au plus grand"),
        ({"thresholds": [0, 10]}, "bad_thresholds", "nombres positifs"),
        ({"thresholds": [-5]}, "bad_thresholds", "nombres positifs"),
        ({"thresholds": [1, 2, 3, 4, 5]}, "bad_thresholds", "de un à 4"),
        ({"thresholds": [math.nan]}, "bad_thresholds", "nombres positifs"),
        ({"thresholds": [10, math.inf]}, "bad_thresholds", "nombres positifs"),
        ({"count": 0}, "bad_count", "« permanences » attend un nombre de 1 à 10, pas 0"),
        ({"count": 11}, "bad_count", "pas 11"),
        ({"focus": "missionlocale"}, "unknown_reseau", "Vouliez-vous dire : mission_locale"),
        ({"focus": ""}, "unknown_reseau", "Réseaux possibles : france_travail, cap_emploi"),
        ({"day": "demain"}, "bad_date", "Date mal écrite : « demain »"),
        ({"day": "2016-13-01"}, "bad_date", "Date mal écrite : « 2016-13-01 »"),
    ],
)
def test_what_cannot_be_is_refused(
    build: Callable[..., NetworkPage], asked: dict[str, Any], kind: str, text: str
) -> None:
    with pytest.raises(UsageError) as caught:
        build("commune", EMPTY_COMMUNE, **asked)
    assert caught.value.kind == kind
    assert caught.value.exit_status == 2
    assert text in re.sub("[\u00a0\u202f]", " ", str(caught.value))


def test_the_door_of_the_notebook_refuses_too(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Niveau inconnu"):
        open_network("issoudun", "sprro")
    with pytest.raises(UsageError, match="Territoire inconnu"):
        open_network("issoudunn")
    with pytest.raises(SourceError, match="fichier absent"):
        open_network("issoudun", travel_times=str(tmp_path / "temps.csv"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["issoudun", "-p", "focos=cio"], "focus"),
        (["issoudun", "-p", "permanences=trois"], "permanences"),
        (["issoudun", "-p", "thresholds=dix"], "thresholds"),
        (["issoudun", "--level", "comune"], "Niveau inconnu"),
        (["issoudunn"], "Territoire inconnu"),
        ([], "TERRITOIRE"),
    ],
)
def test_a_wrong_command_is_refused_before_anything_runs(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command = ["render", *arguments, "--notebook", "reseau", "--out", str(tmp_path)]
    assert main(command) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_one_threshold_and_four(build: Callable[..., NetworkPage]) -> None:
    one = build("commune", "36088", thresholds=[7.5])
    four = build("commune", "36088", thresholds=[7.5, 12, 20, 45])
    alone, among = rows_by_key(one), rows_by_key(four)
    key = "population_within_7_5km_mission_locale"
    assert alone[key] == among[key]
    assert "7,5\u00a0km" in alone[key]["label"]
    assert one.reach.middle == 7.5
    assert four.reach.middle == 12
    table = table_of(four.section("coverage"), words.TITLES["reach"])
    heads = [column.label for column in table.columns[2:]]
    assert heads == [f"Au-delà de {km}\u00a0km" for km in ("7,5", "12", "20", "45")]


@pytest.mark.parametrize("threshold", [1e-5, 7.25, 1e6])
def test_a_threshold_has_its_record_and_is_written_as_it_is(
    threshold: float, build: Callable[..., NetworkPage]
) -> None:
    try:
        page = build("commune", EMPTY_COMMUNE, thresholds=[threshold])
    except UsageError as error:
        kind = error.kind
    else:
        kind = ""
        rows = rows_by_key(page)
        assert all(find_network_record(key) for key in rows)
        labels = [row["label"] for key, row in rows.items() if key.startswith("communes_beyond")]
        written = f"{threshold:g}".replace(".", ",") + "\u00a0km)"
        assert all(label.endswith(written) for label in labels)
    assert kind in {"", "bad_thresholds"}


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory, edition: Edition) -> dict[str, Any]:
    """Write travel times of Issoudun to its main town: 3, 6, 9 … minutes; two communes lack."""
    communes = sorted(find_territory(edition, "spro", "issoudun").communes)
    told = {code: 3.0 * rank for rank, code in enumerate(communes[2:], start=1)}
    path = tmp_path_factory.mktemp("times") / "temps <i>.csv"
    lines = [f"{code};36088;{value:g}" for code, value in told.items()]
    path.write_text("\n".join(["depart;arrivee;minutes", *lines, ""]), encoding="utf-8")
    return {"path": path, "told": told, "communes": communes}


def test_travel_times_stand_instead_of_distances(
    minutes: dict[str, Any],
    build: Callable[..., NetworkPage],
    data_dir: Path,
    edition: Edition,
) -> None:
    page = build("spro", "issoudun", times=load_travel_times(minutes["path"]))
    told, communes = minutes["told"], minutes["communes"]
    people = find_people(edition)
    rows = rows_by_key(page)
    assert not any("km_" in key for key in rows)
    total = sum(people[code] for code in communes)
    for limit in (10, 20, 30):
        near = sum(people[code] for code, value in told.items() if value <= limit)
        row = rows[f"population_within_{limit}min_mission_locale"]
        assert row["value"] == pytest.approx(100 * near / total)
        assert (row["numerator"], row["denominator"]) == (near, total)
        assert row["reliability"] == "minimum"
        far = sum(value > limit for value in told.values())
        assert rows[f"communes_beyond_{limit}min_mission_locale"]["value"] == far
    nearest = page.reach.own[FOCUS].nearest["value"]
    assert {code: value for code, value in nearest.items() if not math.isnan(value)} == told
    # Réseaux that have no structure in the town of the file are known from nowhere.
    assert rows["population_within_20min_suio"]["value"] is None
    structures = read_rows(data_dir, "structures.csv")
    at_town = sum(row["commune"] == "36088" for row in structures)
    size = len(communes) * len(structures)
    lacking = size - len(told) * at_town
    section = page.section("coverage")
    text = text_of(section)
    said = typeset(
        f"{format_count(lacking)} temps de trajet manquent sur {format_count(size)} : aucun n'est "
        "remplacé par une distance."
    )
    assert said in text
    assert "temps &lt;i&gt;.csv" in text
    assert coverage_words.GREAT_CIRCLE not in text
    for shown in page.sections.values():
        assert "vol d’oiseau" not in text_of(shown)
        assert not re.search(r"\d\u00a0km", text_of(shown))


def test_travel_times_of_the_region_are_not_as_the_crow_flies(
    minutes: dict[str, Any], build: Callable[..., NetworkPage]
) -> None:
    page = build("region", "24", times=load_travel_times(minutes["path"]))
    [cards] = tables_of(page.section("overview"))
    assert words.write_reach_card("Missions locales", "20\u00a0min") in {
        row[0].text for row in cards.rows
    }
    assert "vol d’oiseau" not in text_of(page.section("overview"))


class Reader(HTMLParser):
    """What a browser makes of a page: marks, texts, and what scripts hold."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.texts: list[str] = []
        self.script = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.script = tag if tag in {"script", "style"} else ""
        for name, value in attrs:
            assert not (name == "href" and (value or "").lstrip().startswith("javascript:"))
            if name == "srcdoc":
                inner = Reader(value or "")
                self.tags += inner.tags
                self.texts += inner.texts
            else:
                self.texts.append(value or "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser calls it
        self.script = ""

    def handle_data(self, data: str) -> None:
        if self.script:
            assert "<b>zq" not in data
            data = data.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")
            data = data.replace("\\/", "/")
        self.texts.append(data)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Directory:
    """Give facts whose every text of Issoudun holds marks, and one structure without place."""
    folder = shutil.copytree(data_dir / "network", tmp_path_factory.mktemp("hostile") / "network")
    plain = {
        "structures.csv": ("nom", "adresse", "services", "source", "remarque"),
        "reseaux.csv": ("nom", "nom_court", "famille", "services", "source", "remarque"),
        "publics.csv": ("nom", "source"),
        "tools.csv": ("apport", "outil", "source", "remarque"),
        "events.csv": ("genre", "titre", "source", "remarque"),
        "initiatives.csv": ("titre", "description", "source", "remarque"),
        "memberships.csv": ("reference", "source", "remarque"),
    }
    assert set(plain) == set(FILES)
    for name, columns in plain.items():
        rows = read_rows(folder.parent, name)
        for row in rows:
            for column in columns:
                row[column] = f"{row[column]} {HOSTILE}".strip()
            if name == "structures.csv":
                row["site"] = "javascript:zq()"
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
    return load_directory(folder)


def test_marks_in_texts_are_shown_as_text(
    build: Callable[..., NetworkPage],
    pages: Mapping[tuple[str, str], NetworkPage],
    hostile: Directory,
) -> None:
    page = build("spro", "issoudun", facts=hostile)
    seen = set()
    for name, section in page.sections.items():
        for block, usual in zip(
            section.blocks, pages["spro", "issoudun"].section(name).blocks, strict=True
        ):
            html = html_of(block)
            found, expected = Reader(html), Reader(html_of(usual))
            assert found.tags["b"] == expected.tags["b"], name
            assert found.tags["script"] == expected.tags["script"], name
            text = "".join(found.texts)
            assert "<b>zq</b>49" not in text
            if "zq" in html:
                seen.add(name)
            if isinstance(block, OfflineMap | Html):
                assert text.count("zq</b>{{7*7}}") == text.count("zq</b>"), name
    # What is not a fact of the directory alone is the text of the sources of the figures.
    assert seen == set(words.SECTION_TITLES)
    Reader(page.header.html)
    assert json.loads(json.dumps(page.publication.content)) == page.publication.content


def list_bytes(page: NetworkPage) -> Iterator[str]:
    yield page.header.html
    yield json.dumps(page.publication.content, ensure_ascii=False)
    for section in page.sections.values():
        yield from (html_of(block) for block in section.blocks)


def test_the_same_page_twice_is_the_same_bytes(
    build: Callable[..., NetworkPage], pages: Mapping[tuple[str, str], NetworkPage]
) -> None:
    again = build("spro", "issoudun")
    assert list(list_bytes(again)) == list(list_bytes(pages["spro", "issoudun"]))


def test_a_commune_without_structure_says_so(
    pages: Mapping[tuple[str, str], NetworkPage], data_dir: Path
) -> None:
    assert EMPTY_COMMUNE not in {row["commune"] for row in read_rows(data_dir, "structures.csv")}
    page = pages["commune", EMPTY_COMMUNE]
    rows = rows_by_key(page)
    assert rows["network_structures"]["value"] == 0
    assert rows["network_located_share"]["value"] is None
    assert rows["network_located_share"]["denominator"] is None
    assert rows["network_located_share"]["reason"] == "non_disponible"
    none = typeset("Aucune structure de ce territoire n'est dans l'annuaire.")
    assert none in text_of(page.section("circles"))
    assert none in text_of(page.section("structures"))
    assert lede_of(page.section("overview")).startswith("Aucune structure d’accueil de la commune")
    count = len(read_rows(data_dir, "reseaux.csv"))
    lacking = lede_of(page.section("missing"))
    assert lacking.startswith(f"{count} réseaux n’ont aucune structure connue à Coings")
    # It is not far for all that: the nearest structure stands in another commune.
    near = page.reach.own[FOCUS].nearest
    assert near["value"].iloc[0] > 0
    assert rows["population_within_30km_mission_locale"]["value"] in {0.0, 100.0}
    whole = "".join(text_of(section) for section in page.sections.values())
    assert not re.search(r"\bnan\b", whole)


@pytest.mark.parametrize("key", LEVELS)
def test_published_rows_are_those_of_the_codebook(
    key: tuple[str, str], pages: Mapping[tuple[str, str], NetworkPage], edition: Edition
) -> None:
    page = pages[key]
    content = page.publication.content
    assert content["columns"] == list(COLUMNS)
    territory = page.subject.territory
    assert content["territory"]["communes"] == len(territory.communes)
    rows = rows_by_key(page)
    assert {find_network_record(key) for key in rows} == set(NETWORK_BY_KEY)
    sources = {source["key"] for source in content["sources"]}
    for name, row in rows.items():
        record = NETWORK_BY_KEY[find_network_record(name)]
        assert (row["territory"], row["level"]) == (territory.code, territory.level)
        assert row["unit"] == record.unit
        assert row["unit"] in UNITS
        assert bool(row["reason"]) == (row["value"] is None)
        assert bool(row["reliability"]) == (row["value"] is not None)
        assert set(row["source"].split("+")) <= sources
        assert row["source"].startswith("network")
        if row["unit"] == "%" and row["value"] is not None:
            assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"])
            assert 0 <= row["value"] <= 100
            assert row["upper"] is None or row["upper"] >= row["value"]
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    # Two neighbouring thresholds never cross, and the unemployed are those of the census.
    counted = edition.find_figures("commune", "unemployed", "2018")["value"]
    everyone = counted.loc[list(territory.communes)].sum()
    whole = rows["unemployed_within_20km_mission_locale"]
    assert whole["denominator"] == pytest.approx(everyone)


def test_few_unemployed_are_graded_weak(pages: Mapping[tuple[str, str], NetworkPage]) -> None:
    seen = set()
    for page in pages.values():
        for name, row in rows_by_key(page).items():
            if not name.startswith("unemployed_within") or row["value"] is None:
                continue
            smallest = min(row["numerator"], row["denominator"])
            if smallest < 200:
                assert row["reliability"] == "fragile"
                assert row["reliability_reason"] == RELIABILITY_WORDS["very_few"]
            elif smallest < 500:
                assert row["reliability"] == "prudence"
                assert row["reliability_reason"] == RELIABILITY_WORDS["few"]
            else:
                assert row["reliability"] in {"bonne", "minimum"}
            seen.add(row["reliability"])
    assert {"fragile", "bonne"} <= seen


def test_a_day_of_their_school_year_makes_coordinators_current(
    build: Callable[..., NetworkPage],
    pages: Mapping[tuple[str, str], NetworkPage],
    directory: Directory,
) -> None:
    then, now = build("spro", "issoudun", day="2016-03-15"), pages["spro", "issoudun"]
    assert rows_by_key(then)["network_coordinators"]["value"] == 1
    assert rows_by_key(now)["network_coordinators"]["value"] == 0
    [name] = [one.name for one in find_coordinators(directory, "issoudun", "2016-03-15").current]
    assert typeset(f"Coordonnateur (2015-2016) : {name}.") in lede_of(then.section("overview"))
    said = typeset(f"Dernier coordonnateur connu (2015-2016) : {name}.")
    assert said in lede_of(now.section("overview"))
    roles = {one.structure.name: one.role for one in then.subject.network.members}
    assert roles[name] == "coordonnateur"
    assert {one.structure.name: one.role for one in now.subject.network.members}[name] == "membre"
    title = words.TITLES["coordinators"]
    [before] = table_of(then.section("life"), title).rows
    [after] = table_of(now.section("life"), title).rows
    assert before[-1].text == "2015-2016"
    assert after[-1].text == "2015-2016 (dernière connue)"
    assert "au 15\u00a0mars\u00a02016" in then.header.html
    assert rows_by_key(then)["network_structures"]["vintage"] == "2016-03-15"


def test_about_a_hundred_people_are_not_a_hundred(build: Callable[..., NetworkPage]) -> None:
    """The minutes say « près de 100 » and « une quarantaine »: the sum is about, too."""
    page = build("spro", "indre-et-loire")
    table = table_of(page.section("life"), words.TITLES["events"])
    heads = [column.label for column in table.columns]
    told = [row[heads.index("Participants")].text for row in table.rows]
    assert sorted(told) == ["environ 100", "environ 40"]
    assert "environ 140 participants" in lede_of(page.section("life")).replace("\u00a0", " ")


def test_provenance_follows_each_file_of_the_directory(
    pages: Mapping[tuple[str, str], NetworkPage],
    edition: Edition,
    data_dir: Path,
    tmp_path: Path,
) -> None:
    page = pages["spro", "issoudun"]
    record = describe_directory(page.subject)
    assert record == page.publication.content["sources"][0]
    assert re.fullmatch("[0-9a-f]{64}", record["sha256"])
    hashes = {record["sha256"]}
    for name in FILES:
        folder = shutil.copytree(data_dir / "network", tmp_path / name / "network")
        assert load_directory(folder).hash == record["sha256"]
        path = folder / name
        head, _, rest = path.read_text(encoding="utf-8-sig").partition("\n")
        # One more space at the end of a remark is another file.
        path.write_text("\ufeff" + head + "\n" + rest.rstrip("\n") + " \n", encoding="utf-8")
        changed = build_network_subject(edition, page.subject.territory, "", load_directory(folder))
        hashes.add(describe_directory(changed)["sha256"])
    assert len(hashes) == len(FILES) + 1


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reseau")
    asked = {"territory": "issoudun", "level": "spro"}
    return render_notebook("reseau", asked, out, settings=load_settings()).files.page


@browser_marks[0]
@browser_marks[1]
@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_opens_offline(browser: Any, page_file: Path, width: int) -> None:
    assert page_file.stat().st_size < HEAVIEST
    visit = Visit(browser, page_file, width)
    visit.wait_for_charts()
    outside = [u for u in visit.requests if not u.startswith(("file:", "data:", "about:"))]
    assert outside == []
    assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert visit.page.locator("h1").all_inner_texts() == ["Le réseau du SPRO d’Issoudun"]
    titles = visit.page.locator("h2").all_text_contents()
    assert [title.strip() for title in titles] == list(words.SECTION_TITLES.values())
    levels = visit.page.eval_on_selector_all(
        "h1, h2, h3, h4", "all => all.map(head => Number(head.tagName[1]))"
    )
    assert all(after - before <= 1 for before, after in pairwise(levels))
    frames = visit.page.locator("iframe")
    assert frames.count() == 2
    assert all(frames.nth(at).get_attribute("title") for at in range(2))
    visit.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert visit.complaints == []
    visit.context.close()


def test_an_edition_without_spro_has_its_page(edition: Edition, directory: Directory) -> None:
    """That of a region where nobody wrote SPRO down: no column to count structures in."""
    subject = build_network_subject(edition, find_territory(edition, "departement", "36"), "",
                                    directory)  # fmt: skip
    page = build_network_page(build_reach(replace(subject, spro={}), focus=FOCUS, count=1))
    assert tables_of(page.section("missing")) == []
    assert lede_of(page.section("missing"))
