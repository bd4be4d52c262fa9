"""The instantané: two pages, every figure with its reference, ideas that figures contradict."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from bs4 import BeautifulSoup
from paper_samples import fill_notebook
from pdf_reading import NUMBER, list_elements, open_pdf
from sheets import UNSEEN, check_two_pages

from spro_portraits.indicators import BY_KEY, Measure, Result
from spro_portraits.indicators.difference import compute_difference
from spro_portraits.indicators.model import Reliability
from spro_portraits.indicators.preconceptions import (
    IDEAS,
    Contradiction,
    find_topic,
    list_contradictions,
    select_ideas,
)
from spro_portraits.indicators.surprise_kinds import KINDS, Surprise
from spro_portraits.portrait import Instantane, Portrait, build_instantane
from spro_portraits.portrait.instantane_figures import (
    MOST_FINDINGS,
    MOST_LETTERS,
    SLOTS,
    choose_figures,
    list_retained,
)
from spro_portraits.portrait.instantane_ideas import build_ideas
from spro_portraits.portrait.instantane_people import build_contacts, choose_contacts
from spro_portraits.portrait.network_subject import build_network_subject
from spro_portraits.portrait.occupations_subject import build_occupations_subject
from spro_portraits.render.paper.exporter import load_pdf_exporter
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory
from spro_portraits.wording import instantane as words
from spro_portraits.wording import preconceptions as idea_words

pytest.importorskip("typst")

Make = Callable[[str, str], Instantane]
Paper = tuple[Any, bytes]

SPRO = (
    "cher", "chartres", "dreux", "chateaudun", "chateauroux", "issoudun", "brenne-boischaut-sud",
    "indre-et-loire", "loir-et-cher", "montargis-gien", "orleans", "pithiviers",
)  # fmt: skip
SMALLEST, LARGEST = ("commune", "18202"), ("commune", "37261")
PLACES = (
    *(("spro", code) for code in SPRO), SMALLEST, LARGEST, ("region", "24"), ("epci", "200000933"),
    ("bassin", "2404"), ("departement", "36"), ("perso", "18033,28085"),
)  # fmt: skip
WRONG = re.compile(r"[a-zà-ü0-9] [;!?:%€»]|« |'|\d \d{3}\b")
SOUND = Reliability("bonne")


@pytest.fixture(scope="module")
def make(edition: Edition) -> Make:
    @cache
    def build(level: str, code: str) -> Instantane:
        return build_instantane(edition, find_territory(edition, level, code))

    return build


@pytest.fixture(scope="module")
def paper(make: Make) -> Callable[[str, str], Paper]:
    @cache
    def export(level: str, code: str) -> Paper:
        notebook, charts = fill_notebook("instantane", make(level, code))
        assert charts == []
        pdf, resources = load_pdf_exporter().from_notebook_node(
            notebook, {"metadata": {"name": "essai"}}
        )
        assert resources["paper"]["unread"] == []
        return notebook, pdf

    return export


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_two_pages_that_hold_every_number_of_the_page(
    paper: Callable[[str, str], Paper], level: str, code: str
) -> None:
    notebook, pdf = paper(level, code)
    unseen = f"{UNSEEN}, .spro-situation svg"  # the numbers of the locator
    check_two_pages(notebook, pdf, numbers=60, words=60, unseen=unseen)


def test_the_paper_has_tags_and_says_what_each_drawing_shows(
    paper: Callable[[str, str], Paper],
) -> None:
    reader = open_pdf(paper("spro", "dreux")[1])
    elements = list(list_elements(reader))
    headings = [e["/S"] for e in elements if re.fullmatch(r"/H\d", e["/S"])]
    figures = [e for e in elements if e["/S"] == "/Figure"]
    assert headings == ["/H1"] * 6
    assert len(figures) >= 6  # the locator, four scales at least, the map
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    assert reader.metadata is not None
    assert reader.metadata.title == "SPRO de Dreux"


def test_the_same_territory_gives_the_same_bytes(edition: Edition, paper: Any) -> None:
    again = build_instantane(edition, find_territory(edition, "spro", "dreux"))
    notebook, _ = fill_notebook("instantane", again)
    made = load_pdf_exporter().from_notebook_node(notebook, {"metadata": {"name": "essai"}})[0]
    assert made == paper("spro", "dreux")[1]


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_eight_figures_none_absent_none_without_a_reference(
    make: Make, level: str, code: str
) -> None:
    made = make(level, code)
    keys = choose_figures(made.subject)
    soup = BeautifulSoup(made.section("figures").blocks[1]._repr_html_(), "html.parser")
    cards = soup.select(".spro-card")
    assert len(keys) == len(set(keys)) == len(cards) == len(SLOTS) == 8
    for card in cards:
        value = card.select_one(".spro-card-value")
        assert value is not None
        assert re.search(r"\d", value.get_text())
        assert card.select_one(".spro-scale, .spro-card-comparison") is not None


@pytest.mark.parametrize(("level", "code"), [("spro", "issoudun"), LARGEST, ("region", "24")])
def test_figures_are_those_of_the_portrait(
    make: Make, portrait_of: Callable[[str, str], Portrait], level: str, code: str
) -> None:
    made, portrait = make(level, code), portrait_of(level, code)
    said = BeautifulSoup(made.section("figures").blocks[1]._repr_html_(), "html.parser").get_text()
    own = [key for key in choose_figures(made.subject) if portrait.subject.value(key) is not None]
    assert len(own) >= 7
    assert [key for key in own if portrait.subject.text(key) not in said] == []
    kept = [f.measure.key for f in list_retained(made.subject)]
    first = [f.measure.key for f in portrait.subject.findings[: len(kept)]]
    assert kept == first


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_typography_and_length_of_what_is_said(make: Make, level: str, code: str) -> None:
    made = make(level, code)
    for key in ("retain", "ideas", "occupations", "contacts"):
        for block in made.section(key).blocks:
            soup = BeautifulSoup(block._repr_html_(), "html.parser")
            for tag in soup.select("a"):
                tag.decompose()
            for text in soup.strings:
                assert not WRONG.search(text), text
    findings = made.section("retain").blocks[0]._repr_html_()
    letters = len(BeautifulSoup(findings, "html.parser").get_text())
    assert letters <= MOST_LETTERS or findings.count("<li>") == 1
    assert findings.count("<li>") <= MOST_FINDINGS


# Ideas


def measure(
    key: str, value: float | None, others: dict[str, float | None], terms: tuple[float, float]
) -> Measure:
    def result(number: float | None, grade: Reliability = SOUND) -> Result:
        top, bottom = terms
        return Result(number, top, bottom, "" if number is not None else "secret", None, 0, grade)

    return Measure(
        BY_KEY[key], result(value), {role: result(n) for role, n in others.items()}, 2025
    )


LARGE = (1e9, 1e10)
"""Terms so large that sampling gives no error."""


def contradict(*measures: Measure, roles: tuple[str, ...] = ("region", "france")) -> list[str]:
    return [one.idea.key for one in list_contradictions({m.key: m for m in measures}, roles)]


@pytest.mark.parametrize(
    ("value", "region", "france", "told"),
    [
        (6.0, 8.0, 8.2, ["unemployment"]),
        (6.0, 8.0, None, ["unemployment"]),
        (8.0, 8.0, 8.0, []),
        (9.0, 8.0, 8.0, []),  # the idea is right
        (7.5, 8.0, 9.5, []),  # half a point below the region, which is named first: too little
        (7.4, 8.0, 6.0, []),  # lower than one, higher than the other
        (7.1, 8.0, None, []),  # 0.9 point: less than half of the usual 2 points
        (7.0, 8.0, None, ["unemployment"]),  # 1 point: at the margin
        (None, 8.0, 8.0, []),
        (6.0, None, None, []),
    ],
)
def test_more_unemployment_here_is_contradicted_by_a_lower_rate_alone(
    value: float | None, region: float | None, france: float | None, told: list[str]
) -> None:
    one = measure("unemployment_rate", value, {"region": region, "france": france}, LARGE)
    assert contradict(one) == told


def test_sampling_may_undo_what_looks_like_a_difference() -> None:
    # 25 % against 33 % of retired people: 8 points. Of 100 people one standard error is
    # 100·√(0.25·0.75·3/100) = 7.5 points, of 10,000 it is 0.75.
    few = Measure(
        BY_KEY["residents_group_7_share_2022"], Result(25.0, 25, 100, reliability=SOUND),
        {"region": Result(33.0, 3.3e8, 1e9, reliability=SOUND)}, 2025,
    )  # fmt: skip
    many = Measure(
        few.indicator, Result(25.0, 2_500, 10_000, reliability=SOUND), few.references, 2025
    )
    assert contradict(few) == []
    assert contradict(many) == ["retired"]


def test_a_weak_figure_contradicts_nothing() -> None:
    sound = measure("unemployment_rate", 4.0, {"region": 8.0}, LARGE)
    weak = Measure(
        sound.indicator, Result(4.0, reliability=Reliability("fragile", "very_few")),
        sound.references, 2025,
    )  # fmt: skip
    assert contradict(sound) == ["unemployment"]
    assert contradict(weak) == []


@pytest.mark.parametrize(
    ("rate", "told"), [(0.5, ["shrinking"]), (0.25, ["shrinking"]), (0.24, []), (-0.5, [])]
)
def test_a_place_that_grows_is_not_shrinking(rate: float, told: list[str]) -> None:
    # Half of the usual 0.5 % a year is 0.25.
    one = measure("population_growth_2013_2018", rate, {"region": 0.1}, LARGE)
    assert contradict(one) == told


def test_growth_within_its_error_is_none() -> None:
    # √(1.5/10,300 + 1.5/10,000) = 0.0172; times 100.6 over 5 years = 0.35, twice 0.69 % a year.
    one = measure("population_growth_2013_2018", 0.6, {"region": 0.1}, (10_300, 10_000))
    large = measure("population_growth_2013_2018", 0.6, {"region": 0.1}, (1_030_000, 1_000_000))
    assert contradict(one) == []
    assert contradict(large) == ["shrinking"]


@pytest.mark.parametrize(
    ("jobs", "told"), [(120.0, ["dormitory"]), (107.5, ["dormitory"]), (107.4, []), (90.0, [])]
)
def test_a_place_with_more_jobs_than_workers_is_no_dormitory(jobs: float, told: list[str]) -> None:
    assert contradict(measure("job_concentration_2018", jobs, {"region": 96.0}, LARGE)) == told


@pytest.mark.parametrize(("balance", "told"), [(1_500.0, ["leaving"]), (749.0, []), (-10.0, [])])
def test_arrivals_over_departures(balance: float, told: list[str]) -> None:
    # Of 100,000 people: 1,500 in five years is 0.3 % a year, 749 is 0.1498: under half of 0.3.
    people = measure("population_2013", 100_000.0, {"region": 1e6}, LARGE)
    growth = measure("population_growth_2013_2018", -0.1, {"region": -0.1}, LARGE)
    own = measure("migration_balance_2013_2018", balance, {"region": 10.0}, LARGE)
    assert contradict(own, growth, people) == told
    assert contradict(own) == []  # without the people, nothing is said


@pytest.mark.parametrize(
    ("share", "density", "told"),
    [(1.5, 30.0, ["farmers"]), (1.5, 200.0, []), (1.5, 65.0, []), (2.6, 30.0, []), (8.0, 30.0, [])],
)
def test_few_farmers_contradict_an_idea_of_the_country_alone(
    share: float, density: float, told: list[str]
) -> None:
    # 5 − 2.6 = 2.4, under half of the usual 5; 5 − 1.5 = 3.5.
    own = measure("residents_group_1_share_2022", share, {"region": 1.2}, LARGE)
    there = measure("density", density, {"region": 66.0}, LARGE)
    assert contradict(own, there) == told
    assert contradict(own) == []


def test_one_idea_a_topic_the_clearest_first() -> None:
    rate = measure("unemployment_rate", 6.0, {"region": 8.0}, LARGE)  # 2 / 2 = 1
    census = measure("unemployment_rate_census_2018", 4.0, {"region": 12.0}, LARGE)  # 8 / 4 = 2
    jobs = measure("job_concentration_2018", 145.0, {"region": 96.0}, LARGE)  # 45 / 15 = 3
    found = list_contradictions({m.key: m for m in (rate, census, jobs)}, ("region",))
    assert [(one.measure.key, one.strength) for one in found] == [
        ("job_concentration_2018", pytest.approx(3.0)),
        ("unemployment_rate_census_2018", pytest.approx(2.0)),
    ]


def surprise(kind: str) -> Surprise:
    return Surprise(kind, "A", "", "", "", Result(10.0), Result(5.0), 1.0)


def test_ideas_are_told_in_turn_what_is_told_already_last() -> None:
    measures = {
        m.key: m
        for m in (
            measure("unemployment_rate", 2.0, {"region": 8.0}, LARGE),
            measure("job_concentration_2018", 145.0, {"region": 96.0}, LARGE),
        )
    }
    own = list_contradictions(measures, ("region",))
    jobs = [surprise("easier"), surprise("easier"), surprise("difficulty")]
    told = [find_topic(one) for one in select_ideas(own, jobs)]
    assert told == ["unemployment", "jobs offered, easier", "jobs"]
    late = select_ideas(own, jobs, {"unemployment_rate", "recruitment_difficulty"})
    assert [find_topic(one) for one in late] == ["jobs", "jobs offered, easier", "unemployment"]
    assert select_ideas([], []) == []
    assert len(select_ideas(own, [], count=1)) == 1


@pytest.mark.parametrize(("level", "code"), PLACES)
def test_what_is_contradicted_really_differs(make: Make, level: str, code: str) -> None:
    made = make(level, code)
    assert 0 <= len(made.ideas) <= 3
    assert len({find_topic(one) for one in made.ideas}) == len(made.ideas)
    for one in made.ideas:
        if isinstance(one, Contradiction):
            assert not one.measure.reliability.is_weak
            if one.idea.kind in {"above", "below"}:
                gap = compute_difference(one.measure.indicator, one.measure.result, one.reference)
                assert gap.sign == (1 if one.idea.kind == "above" else -1)
    soup = BeautifulSoup(made.section("ideas").blocks[0]._repr_html_(), "html.parser")
    items = soup.select(".spro-instantane-ideas li")
    assert len(items) == len(made.ideas)
    for item in items:
        idea, said, source = (p.get_text() for p in item.find_all("p"))
        assert idea.startswith("«\u00a0")
        assert idea.endswith(".\u00a0»")
        assert len(NUMBER.findall(said)) >= 2  # a figure and its reference
        assert re.search(r"\d{4}", source)
        assert item.strong is not None
        assert re.search(r"\d", item.strong.get_text())
    if 0 < len(items) < 3:
        assert words.write_few(len(items)) in soup.get_text()
    if not items:
        assert words.NO_IDEA in soup.get_text()


def test_fewer_than_three_ideas_are_said_to_be_fewer_and_leave_room_for_structures(
    make: Make, edition: Edition
) -> None:
    made = make("spro", "indre-et-loire")
    zoom = build_occupations_subject(edition, made.subject.territory, 5)
    network = build_network_subject(edition, made.subject.territory)
    rows = []
    for count in range(4):
        ideas = build_ideas(made.subject, zoom, list(made.ideas[:count]))
        soup = BeautifulSoup(ideas.blocks[0]._repr_html_(), "html.parser")
        said = soup.get_text()
        assert len(soup.select("li")) == count
        assert ("nettement contredite" in said) == (count < 3)
        assert (words.NO_IDEA in said) == (count == 0)
        contacts = build_contacts(made.subject, network, count, 3)
        page = BeautifulSoup(contacts.blocks[0]._repr_html_(), "html.parser")
        rows.append(len(page.select("tbody tr")))
    assert rows == sorted(rows, reverse=True)


def test_every_idea_and_every_kind_of_surprise_has_words() -> None:
    assert {idea.key for idea in IDEAS} == set(idea_words.IDEAS)
    assert {kind for kind, _ in idea_words.SURPRISES} == set(KINDS)
    assert all(idea.usual > 0 and idea.indicator in BY_KEY for idea in IDEAS)
    text = idea_words.write_surprise_idea("outranks", "Formateurs", "Caissiers", is_higher=True)
    assert text == "«\u00a0Le métier “Caissiers” recrute plus que le métier “Formateurs”.\u00a0»"
    with pytest.raises(KeyError):
        idea_words.write_surprise_idea("easier", "Formateurs", "", is_higher=True)


def test_sentences_of_the_ideas() -> None:
    region = ("region", "Centre-Val de Loire")
    rise = idea_words.write_rise("jobs_growth_2013_2018", 0.35, "%/an", -0.2, region)
    assert rise.text == (
        "De 2013 à 2018, le nombre d’emplois a augmenté de 0,35\u00a0% par an en moyenne "
        "(en Centre-Val de Loire\u00a0: −0,20\u00a0% par an)."
    )
    assert rise.figure in rise.text
    arrivals = idea_words.write_arrivals(1_234.0, -50.0, region)
    assert "+1\u202f234 habitants" in arrivals.text
    assert arrivals.figure in arrivals.text


# Whom to see


def test_whom_to_see_is_short_public_and_of_the_territory(edition: Edition) -> None:
    network = build_network_subject(edition, find_territory(edition, "spro", "indre-et-loire"))
    contacts = choose_contacts(network, 6)
    names = [one.entry.name for one in contacts]
    assert len(names) == len(set(names)) <= 6
    seekers = next(one for one in contacts if "Demandeurs d’emploi" in one.publics)
    assert seekers.entry.member.reseau.code == "france_travail"
    assert len(choose_contacts(network, 2)) == 2
    members = {member.structure.code for member in network.network.members}
    assert {one.entry.member.structure.code for one in contacts} <= members


def test_a_commune_without_structures_shows_those_of_its_spro_and_says_so(make: Make) -> None:
    html = make(*SMALLEST).section("contacts").blocks[0]._repr_html_()
    assert words.write_contacts_from("Cher") in BeautifulSoup(html, "html.parser").get_text()
    assert words.write_contacts_from("Cher").endswith("dans le SPRO du Cher.")


def test_sources_are_cited_once() -> None:
    said = words.write_contacts_source(["A, 2019 : adresse ; B : nom", "B", "A, 2019"])
    assert said == "A, 2019\u202f; B"


def test_a_notebook_that_says_which_layout_it_wants(make: Make) -> None:
    content = make("spro", "dreux").publication.content
    assert content["paper"] == {"layout": "instantane"}
    assert content["territory"]["name"] == "SPRO de Dreux"
    assert len(content["key_figures"]) == 3
    keys = {source["key"] for source in content["sources"]}
    assert {"population", "recruitment", "tension", "boundaries", "perimeters"} <= keys
