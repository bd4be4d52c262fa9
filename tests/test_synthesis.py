"""The synthèse: two pages on the region, the figures of the panorama, ends that are really ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from paper_samples import fill_notebook
from pdf_reading import list_elements, open_pdf, read_text
from sheets import check_two_pages

from spro_portraits.errors import UsageError
from spro_portraits.indicators import BY_KEY, Result, compute_results
from spro_portraits.indicators.model import Reliability
from spro_portraits.portrait import Section, Synthesis, build_panorama, build_synthesis
from spro_portraits.portrait.roster import Roster, build_roster
from spro_portraits.portrait.synthesis_figures import choose_figures, choose_layer
from spro_portraits.portrait.synthesis_sections import (
    MOST_COLUMNS,
    OCCUPATIONS,
    build_network,
    choose_standouts,
    write_standouts,
)
from spro_portraits.portrait.synthesis_standouts import (
    count_movements,
    find_clear_end,
    list_end,
    list_standouts,
)
from spro_portraits.render.paper.exporter import load_pdf_exporter
from spro_portraits.tables import Edition
from spro_portraits.territory import find_references, find_territory
from spro_portraits.wording import synthesis as words

pytest.importorskip("typst")

Make = Callable[[str], Synthesis]
Paper = Callable[[str], tuple[Any, bytes]]

LEVELS = ("spro", "bassin", "departement", "zone_emploi", "arrondissement")
WRONG = re.compile(r"[a-zà-ü0-9] [;!?:%€»]|« |'|\d \d{3}\b")
SOUND, WEAK = Reliability("bonne"), Reliability("fragile", "few")
LARGE = (1e9, 1e10)
"""Terms so large that sampling gives no error."""


@pytest.fixture(scope="module")
def make(edition: Edition) -> Make:
    @cache
    def build(level: str) -> Synthesis:
        return build_synthesis(edition, level)

    return build


@pytest.fixture(scope="module")
def paper(make: Make) -> Paper:
    @cache
    def export(level: str) -> tuple[Any, bytes]:
        notebook, charts = fill_notebook("synthese", make(level))
        assert charts == []
        pdf, resources = load_pdf_exporter().from_notebook_node(
            notebook, {"metadata": {"name": "essai"}}
        )
        assert resources["paper"]["unread"] == []
        return notebook, pdf

    return export


def read_html(section: Section) -> BeautifulSoup:
    """Read what a section shows; but maps."""
    shown = "".join(block._repr_html_() for block in section.blocks if hasattr(block, "html"))
    soup = BeautifulSoup(shown, "html.parser")
    for tag in soup.select("iframe"):
        tag.decompose()
    return soup


# Paper


@pytest.mark.parametrize("level", LEVELS)
def test_two_pages_that_hold_every_number_of_the_page(paper: Paper, level: str) -> None:
    notebook, pdf = paper(level)
    check_two_pages(notebook, pdf, numbers=120, words=100)


def test_the_paper_has_tags_and_says_what_each_drawing_shows(paper: Paper, make: Make) -> None:
    reader = open_pdf(paper("spro")[1])
    elements = list(list_elements(reader))
    figures = [e for e in elements if e["/S"] == "/Figure"]
    assert [e["/S"] for e in elements if re.fullmatch(r"/H\d", e["/S"])] == ["/H1"] * 7
    assert len(figures) == len(choose_figures(make("spro").roster, make("spro").subject)) + 1
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("De 2013 à 2018, ")


def test_the_same_level_gives_the_same_bytes(edition: Edition, paper: Paper) -> None:
    notebook, _ = fill_notebook("synthese", build_synthesis(edition, "departement"))
    made = load_pdf_exporter().from_notebook_node(notebook, {"metadata": {"name": "essai"}})[0]
    assert made == paper("departement")[1]


def test_every_territory_is_named_on_the_map_of_the_paper(paper: Paper, make: Make) -> None:
    said = read_text(paper("spro")[1])
    # Title, table and sentences aside: each name is on the map as well as in the table.
    for name in make("spro").roster.names.values():
        assert said.count(name) >= 2, name


# Figures


@pytest.mark.parametrize("level", ["spro", "bassin", "departement", "zone_emploi"])
def test_the_table_has_the_values_of_the_panorama(make: Make, edition: Edition, level: str) -> None:
    made = make(level)
    keys = [indicator.key for indicator in made.table.indicators]
    assert len(keys) == len(set(keys)) == MOST_COLUMNS
    assert all(made.table.region_results[key].value is not None for key in keys)
    panorama = build_panorama(edition, level, keys)
    [ours] = [b.data for b in made.section("table").blocks if getattr(b, "data", None)]
    [theirs] = [b.data for b in panorama.section("table").blocks if getattr(b, "data", None)]
    assert [c.label for c in ours.columns] == [c.label for c in theirs.columns]
    assert [[(c.text, c.value) for c in row] for row in ours.rows] == [
        [(c.text, c.value) for c in row] for row in theirs.rows
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_key_figures_are_those_of_the_region_beside_france_and_between_its_territories(
    make: Make, edition: Edition, level: str
) -> None:
    made = make(level)
    keys = choose_figures(made.roster, made.subject)
    own = find_territory(edition, "region", edition.region)
    places = [r for r in find_references(edition, own) if r.role in {"region", "france"}]
    computed = compute_results(edition, places, [BY_KEY[key] for key in keys])
    cards = read_html(made.section("figures")).select(".spro-card")
    assert 6 <= len(cards) == len(keys) <= 8
    for key, card in zip(keys, cards, strict=True):
        region, france = computed[key]
        value, beside = (
            card.select_one(f".spro-card-{name}").get_text() for name in ("value", "comparison")
        )
        assert region.value is not None
        assert value == made.subject.text(key)
        if BY_KEY[key].additive:
            assert "de la France" in beside
        else:
            assert beside == words.write_france(made.subject.text(key, france))
        circles = card.select("svg path")
        known = [r for r in made.roster.results[key].values() if r.value is not None]
        more = 0 if BY_KEY[key].additive else 1 + (france.value is not None)
        assert len(circles) == len(known) + more
        ends = [b.get_text() for b in card.select(".spro-scale-ends b")]
        values = sorted(known, key=lambda result: result.value or 0.0)
        assert ends == [made.subject.text(key, values[at]) for at in (0, -1)]


def test_the_map_shows_the_indicator_of_the_title(make: Make) -> None:
    for level in LEVELS:
        [layer] = choose_layer(make(level).roster)
        assert layer.key == "population_growth_2013_2018"
        assert len(make(level).section("map").blocks) == 2


# Ends


def results(*values: float | None, **given: Any) -> dict[str, Result]:
    facts = {"numerator": LARGE[0], "denominator": LARGE[1], "reliability": SOUND, **given}
    return {
        name: Result(v, **facts) if v is not None else Result(None, reason="non_disponible")
        for name, v in zip("abcdef", values, strict=False)
    }


RATE = BY_KEY["unemployment_rate"]


@pytest.mark.parametrize(
    ("values", "highest", "lowest"),
    [
        ((9.0, 8.0, 7.0), "a", "c"),
        ((9.0, 8.6, 7.0), None, "c"),  # 0.4 point from the second: not worth a word
        ((9.0, 8.0, 7.6, 7.4), "a", None),
        ((9.0, 9.0, 9.0), None, None),
        ((9.0, None, 7.0), None, None),  # two values have no rank
        ((9.0, 8.0, None, 7.0), "a", "d"),
        ((), None, None),
    ],
)
def test_an_end_is_told_where_it_differs_from_all_others(
    values: tuple[float | None, ...], highest: str | None, lowest: str | None
) -> None:
    found = results(*values)
    assert find_clear_end(RATE, found, 1) == highest
    assert find_clear_end(RATE, found, -1) == lowest


def test_sampling_and_masked_cells_take_an_end_away() -> None:
    census = BY_KEY["unemployment_rate_census_2018"]
    # 13 % against 11 % of 1,000 people: √(0.13·0.87·1.5/1000) = 1.3 points each, 2 is within.
    few = results(13.0, 11.0, 5.0, numerator=120.0, denominator=1_000.0)
    assert find_clear_end(census, few, 1) is None
    assert list_end(census, few, 1) == ["a", "b"]
    many = results(13.0, 11.0, 5.0, numerator=120_000.0, denominator=1_000_000.0)
    assert find_clear_end(census, many, 1) == "a"
    difficulty = BY_KEY["recruitment_difficulty"]
    bounded = results(80.0, 70.0, 60.0)
    assert find_clear_end(difficulty, bounded, 1) == "a"
    bounded["b"] = replace(bounded["b"], upper=82.0, masked=3)
    assert find_clear_end(difficulty, bounded, 1) is None
    bounded["b"] = replace(bounded["b"], upper=75.0)
    assert find_clear_end(difficulty, bounded, 1) == "a"


def test_a_weak_value_is_never_an_end_but_leaves_it_to_another_only_from_within() -> None:
    found = results(9.0, 8.0, 7.0)
    found["a"] = replace(found["a"], reliability=WEAK)
    assert find_clear_end(RATE, found, 1) is None
    found = results(9.0, 8.9, 7.0)
    found["b"] = replace(found["b"], reliability=WEAK)
    assert find_clear_end(RATE, found, 1) == "a"


def test_counts_are_not_ranked_but_their_ends_are_named_unless_masked_cells_may_undo_it() -> None:
    people = BY_KEY["population"]
    found = results(300.0, 200.0, 100.0)
    assert find_clear_end(people, found, 1) is None
    assert list_end(people, found, 1) == ["a"]
    assert list_end(people, found, -1) == ["c"]
    found["b"] = replace(found["b"], masked=2)
    assert list_end(people, found, 1) == ["a", "b"]


@pytest.mark.parametrize("level", LEVELS)
def test_marks_stand_at_the_ends_of_columns_alone(make: Make, level: str) -> None:
    [table] = [b.data for b in make(level).section("table").blocks if getattr(b, "data", None)]
    for column in range(1, len(table.columns)):
        cells = [row[column] for row in table.rows[:-1]]
        values = [cell.value for cell in cells if cell.value is not None]
        marks = {cell.mark: cell.value for cell in cells if cell.mark}
        assert set(marks) <= {"highest", "lowest"}
        assert marks.get("highest", max(values)) == max(values)
        assert marks.get("lowest", min(values)) == min(values)
        assert sum(bool(cell.mark) for cell in cells) == len(marks)
        assert not table.rows[-1][column].mark


def test_what_is_told_of_the_twelve_spro(make: Make) -> None:
    found = {(s.code, s.indicator.key, s.sign) for s in list_standouts(make("spro").roster)}
    assert ("montargis-gien", "unemployment_rate_census_2018", 1) in found
    assert ("orleans", "residents_group_3_share_2022", 1) in found
    # Chartres and Pithiviers: 78.1 and 77.8 % within sampling error.
    assert not [one for one in found if one[1] == "activity_rate_2018" and one[2] == 1]
    items = read_html(make("spro").section("retain")).select(".spro-retain li")
    assert 3 <= len(items) <= 4


# Words


def test_sentences_of_an_invented_edition(mini: Edition) -> None:
    # Rates of the three zones: 7.0, 8.5 and 6.2 %, at 0.5 point at least from each other; none of
    # the other indicators has an end that is clear (see conftest).
    roster: Roster = build_roster(mini, "zone_emploi")
    found = list_standouts(roster)
    assert [(one.code, one.indicator.key, one.sign) for one in found] == [
        ("2401", "unemployment_rate", 1), ("2402", "unemployment_rate", -1),
    ]  # fmt: skip
    # Mean 7.2333, standard deviation √0.90889 = 0.95336.
    assert [one.strength for one in found] == [pytest.approx(1.3286, abs=1e-3),
                                               pytest.approx(1.0839, abs=1e-3)]  # fmt: skip
    first, others = write_standouts(roster, *choose_standouts(roster))
    label = "taux de chômage localisé"
    assert first.text == (
        "La zone d’emploi d’Alpha a la valeur la plus élevée des 3\u00a0zones d’emploi pour un "
        f"indicateur\u00a0: {label} (8,5\u00a0%)."
    )
    assert others.text == f"Niveau le plus bas\u00a0: Deltas, {label} (6,2\u00a0%)."
    assert others.head == "Un autre trait net"


def test_the_sentence_of_a_territory_at_several_ends() -> None:
    high = words.Trait("density", "178,0\u00a0hab./km²", "65,7\u00a0hab./km²", 1)
    low = words.Trait("vacancy_rate_2018", "7,0\u00a0%", "10,1\u00a0%", -1)
    said = words.write_standout("spro", "Orléans", 12, [high, low], {1: 3, -1: 1}).text
    assert said.startswith(
        "Le SPRO d’Orléans a la valeur la plus élevée des 12\u00a0SPRO pour 3 indicateurs, dont "
        "densité"
    )
    assert "(178,0\u00a0hab./km²\u202f; région\u00a0:\u00a065,7\u00a0hab./km²)" in said
    assert "\u202f; et la valeur la plus basse pour un indicateur\u00a0: " in said


@pytest.mark.parametrize(
    ("level", "counts", "title"),
    [
        ("spro", (3, 6, 12), ("De 2013 à 2018, 3 SPRO sur 12 ont gagné des habitants et 6 en ont "
         "perdu")),
        ("spro", (1, 1, 12), ("De 2013 à 2018, un SPRO sur 12 a gagné des habitants et un en a "
         "perdu")),
        ("departement", (0, 2, 6), ("De 2013 à 2018, aucun département sur 6 n’a gagné d’habitants "
         "et 2 en ont perdu")),
        ("zone_emploi", (1, 0, 19), ("De 2013 à 2018, une zone d’emploi sur 19 a gagné des "
         "habitants et aucune n’en a perdu")),
        ("spro", None, "Centre\u00a0: la région et ses SPRO"),
    ],
)  # fmt: skip
def test_the_title_counts_those_that_grow_and_those_that_shrink(
    level: str, counts: tuple[int, int, int] | None, title: str
) -> None:
    assert words.write_title("Centre", level, counts, "2013-2018") == title


def test_growth_within_its_error_is_not_counted() -> None:
    growth = BY_KEY["population_growth_2013_2018"]
    assert count_movements(growth, results(0.5, 0.1, 0.09, -0.09, -0.1, None)) == (2, 1, 5)
    # √(1.5/10,000 + 1.5/10,000) · 100.6 / 5 = 0.348: twice that is 0.7 % a year.
    small = results(0.6, 0.8, -0.6, numerator=1e4, denominator=1e4)
    assert count_movements(growth, small) == (1, 0, 3)
    assert count_movements(growth, results(0.5, -0.5, reliability=WEAK)) == (0, 0, 2)


def test_the_title_of_the_edition(make: Make) -> None:
    title = BeautifulSoup(make("spro").header.html, "html.parser").h1
    assert title is not None
    won, lost, of = count_movements(
        BY_KEY["population_growth_2013_2018"],
        make("spro").roster.results["population_growth_2013_2018"],
    )
    assert (won > 1, lost > 1, of) == (True, True, 12)
    assert f"{won} SPRO sur 12" in title.get_text()
    assert f"et {lost} en ont perdu" in title.get_text()


@pytest.mark.parametrize("level", LEVELS)
def test_typography_of_what_is_said(make: Make, level: str) -> None:
    for section in make(level).sections.values():
        for text in read_html(section).strings:
            assert not WRONG.search(text), text


# Occupations and network


def test_occupations_are_those_with_most_published_projects(make: Make, edition: Edition) -> None:
    [table] = [b.data for b in make("spro").section("occupations").blocks if getattr(b, "data", 0)]
    projects = [row[1].value for row in table.rows]
    assert len(projects) == OCCUPATIONS
    assert projects == sorted(projects, key=lambda n: -(n or 0.0))
    # In hand: the sum of the published cells of the region, by occupation.
    cells = edition.recruitment
    own = cells[
        (cells["level"] == "bassin") & cells["code"].isin(list(make("bassin").roster.names))
    ]
    assert own.groupby("occupation")["projects"].sum().nlargest(OCCUPATIONS).tolist() == projects


def test_who_is_far_is_said_with_the_territories_at_both_ends(make: Make) -> None:
    said = [p.get_text() for p in read_html(make("spro").section("network")).select("p")]
    assert re.match(r"\d+ structures d’accueil de \d+ réseaux sont connues", said[0])
    far = [text for text in said if "vivent à plus de" in text]
    assert len(far) == 2
    for text in far:
        whole, least, most = (
            float(found.replace(",", ".")) for found in re.findall(r"([\d,]+)\u00a0%", text)
        )
        assert least < whole < most
    assert "dans le SPRO de Pithiviers à " in far[0]


def test_a_region_without_structures_says_so(make: Make) -> None:
    reach: Any = SimpleNamespace(subject=SimpleNamespace(network=SimpleNamespace(members=())))
    section = build_network(make("spro").roster, reach)
    assert read_html(section).get_text().strip() == words.NO_NETWORK


def test_a_share_that_is_only_a_maximum_says_so_and_names_nobody() -> None:
    assert words.write_far("CIO", 20.0, (15.55, True), None) == (
        "Au plus 15,6\u00a0% des habitants vivent à plus de 20\u00a0km de la structure la plus "
        "proche du réseau «\u00a0CIO\u00a0»."
    )


# What cannot be


def test_a_level_of_too_many_territories_is_refused_with_what_to_do(edition: Edition) -> None:
    with pytest.raises(UsageError) as refused:
        build_synthesis(edition, "epci")
    assert refused.value.exit_status == 2
    said = str(refused.value)
    assert "intercommunalités n’y ont pas la place (24 au plus)" in said
    assert "--notebook panorama --level epci" in said


def test_more_columns_than_the_paper_has_room_for_are_refused(edition: Edition) -> None:
    keys = list(BY_KEY)[: MOST_COLUMNS + 1]
    with pytest.raises(UsageError, match="6 indicateurs au plus, pas 7"):
        build_synthesis(edition, "spro", keys)
    with pytest.raises(UsageError):
        build_synthesis(edition, "spro", ["zzz"])


def test_columns_that_are_asked_for_order_the_table(edition: Edition) -> None:
    made = build_synthesis(edition, "departement", ["vacancy_rate_2018", "density"])
    [table] = [b.data for b in made.section("table").blocks if getattr(b, "data", None)]
    values = [row[1].value for row in table.rows[:-1]]
    assert len(table.columns) == 3
    assert values == sorted(values, key=lambda n: -(n or 0.0))


def test_what_the_page_hands_on(make: Make) -> None:
    content = make("spro").publication.content
    assert content["paper"]["layout"] == "synthese"
    assert content["territory"] == {
        "level": "panorama", "code": "spro",
        "name": "Synthèse\u00a0: la région et ses 12\u00a0SPRO",
    }  # fmt: skip
    keys = {source["key"] for source in content["sources"]}
    assert {"population", "recruitment", "boundaries", "perimeters", "network"} <= keys
