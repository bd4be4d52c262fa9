"""The territory among its peers: ranks, those most like it, and what is called a difference."""

from __future__ import annotations

import pytest

from spro_portraits.charts import Cell
from spro_portraits.indicators import BY_KEY, Reliability, Result, compute_difference
from spro_portraits.portrait.comparison import (
    PROFILE,
    SIZE,
    build_comparison,
    find_no_rank_reason,
    list_alike,
    list_compared,
    make_ranks,
)
from spro_portraits.portrait.model import Html, Section
from spro_portraits.portrait.results import make_result_cell, write_result
from spro_portraits.portrait.subject import STANDARD, Subject, build_subject
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory
from spro_portraits.wording import comparison as words
from spro_portraits.wording import typeset

WEAK = Reliability("fragile", "very_few")
SURE = Reliability("bonne")
PLACES = [
    ("spro", "issoudun"), ("epci", "200066462"), ("departement", "36"), ("region", "24"),
    ("perso", "18033,bassin:2402"),
]  # fmt: skip


@pytest.fixture(scope="module")
def subjects(edition: Edition) -> dict[str, Subject]:
    return {
        level: build_subject(edition, find_territory(edition, level, code), STANDARD)
        for level, code in PLACES
    }


@pytest.fixture(scope="module")
def sections(subjects: dict[str, Subject]) -> dict[str, Section]:
    return {level: build_comparison(subject) for level, subject in subjects.items()}


def html_of(section: Section) -> str:
    return "".join(block.html for block in section.blocks if isinstance(block, Html))


def table_of(section: Section) -> list[tuple[Cell, ...]]:
    """The rows of the last table: its captions are those of the comparison."""
    tables = [b.data for b in section.blocks if isinstance(b, Html) and b.data is not None]
    return list(tables[-1].rows)


def heads_of(section: Section) -> list[str]:
    tables = [b.data for b in section.blocks if isinstance(b, Html) and b.data is not None]
    return [column.label for column in tables[-1].columns]


def test_the_most_alike_are_named_in_their_order(
    subjects: dict[str, Subject], sections: dict[str, Section]
) -> None:
    subject = subjects["spro"]
    distances = subject.peers.likeness
    names = [subject.peers.territories[key].name for key in list_alike(subject)]
    assert list(distances[:3]) == sorted(distances)[:3]
    assert subject.territory.key not in distances.index
    assert heads_of(sections["spro"]) == [
        "Indicateur", "Issoudun", *names, "Indre", "Centre-Val de Loire", "France",
    ]  # fmt: skip
    page = html_of(sections["spro"])
    assert page.startswith('<p class="spro-lede">Par son profil, le SPRO d’Issoudun ressemble le')
    for name, distance in zip(names, distances[:3], strict=True):
        assert f"{name} {distance:.2f}".replace(".", ",") in page


def test_the_territory_is_not_compared_with_itself(sections: dict[str, Section]) -> None:
    heads = heads_of(sections["departement"])
    assert heads.count("Indre") == 1
    assert heads_of(sections["region"]) == ["Indicateur", "Centre-Val de Loire", "France"]


@pytest.mark.parametrize("level", [level for level, _ in PLACES])
def test_a_mark_is_a_meaningful_difference_and_nothing_else(
    level: str, subjects: dict[str, Subject], sections: dict[str, Section]
) -> None:
    subject = subjects[level]
    alike = list_alike(subject)
    keys = [SIZE, *(list_compared(subject) or PROFILE)]
    rows = {row[0].text: row for row in table_of(sections[level])}
    marked = 0
    for key in keys:
        measure = subject.measures[key]
        others = [subject.peers.results[key][other] for other in alike]
        others += [measure.references[role] for role in subject.shown]
        row = next((r for text, r in rows.items() if r[1].value == measure.value and
                    text.startswith(words.INDICATOR_WORDS[key].short)), None)  # fmt: skip
        if row is None:
            assert all(r.value is None for r in (measure.result, *others))
            continue
        assert row[1].mark == ""
        for cell, other in zip(row[2:], others, strict=True):
            sign = compute_difference(measure.indicator, measure.result, other).sign
            assert cell.value == other.value
            assert cell.mark == {0: "", -1: "above", 1: "below"}[sign]
            marked += bool(cell.mark)
            if cell.mark and other.value is not None and measure.value is not None:
                assert (other.value > measure.value) == (cell.mark == "above")
    assert marked == html_of(sections[level]).count("spro-differ")
    assert marked > 0


def test_counts_are_never_marked(sections: dict[str, Section]) -> None:
    [people] = [r for r in table_of(sections["spro"]) if r[0].text.startswith("Habitants")]
    assert [cell.mark for cell in people] == [""] * len(people)
    assert people[1].text == "32\u202f694"


def test_ranks_agree_with_the_values(subjects: dict[str, Subject]) -> None:
    subject = subjects["spro"]
    frame = make_ranks(subject, list_compared(subject))
    for label, rows in frame.groupby("label", sort=False):
        assert len(rows) == 12, label
        own = rows[rows["is_territory"]]
        assert list(own["name"]) == ["Issoudun"]
        sound = rows[~rows["weak"] & rows["value"].notna()]
        above = int((sound["value"] > own["value"].iloc[0]).sum())
        assert own["rank_text"].iloc[0] == words.write_rank(above + 1, len(sound))
        assert set(rows.loc[~rows["is_territory"], "rank_text"]) == {""}


def test_masked_cells_leave_a_rank_open(
    subjects: dict[str, Subject], sections: dict[str, Section]
) -> None:
    subject = subjects["departement"]
    results = subject.peers.results["recruitment_difficulty"]
    assert "recruitment_difficulty" not in subject.peers.standings
    assert find_no_rank_reason(results, subject.territory.key) == "bounds"
    frame = make_ranks(subject, ["recruitment_difficulty"])
    assert list(frame.loc[frame["is_territory"], "rank_text"]) == [words.NO_RANK]
    sentence = "Rang non établi, une partie des valeurs n’étant pas publiée\u00a0: recrutements"
    assert sentence in html_of(sections["departement"])


@pytest.mark.parametrize(
    ("own", "others", "reason"),
    [
        (Result(None, reason="secret"), 9, "absent"),
        (Result(5.0, reliability=WEAK), 9, "weak"),
        (Result(5.0, reliability=SURE), 3, "few"),
        (Result(5.0, upper=7.0, masked=1, reliability=SURE), 9, "bounds"),
    ],
)
def test_the_reason_of_a_missing_rank(own: Result, others: int, reason: str) -> None:
    results = {"own": own} | {str(i): Result(6.0, reliability=SURE) for i in range(others)}
    assert find_no_rank_reason(results, "own") == reason


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        ("perso", "Un territoire composé pour l’occasion n’a pas de pairs"),
        ("region", "Ce territoire est seul de son niveau"),
    ],
)
def test_without_peers_there_is_no_rank_but_the_references(
    level: str, sentence: str, subjects: dict[str, Subject], sections: dict[str, Section]
) -> None:
    assert list_alike(subjects[level]) == []
    assert list_compared(subjects[level]) == []
    page = html_of(sections[level])
    assert sentence in page
    assert "spro-lede" not in page
    assert "Le territoire et ses références" in page


def test_a_small_commune_is_not_said_to_be_like_another(edition: Edition) -> None:
    subject = build_subject(edition, find_territory(edition, "commune", "18001"), STANDARD)
    page = html_of(build_comparison(subject))
    assert "aucun territoire ressemblant n’est désigné" in page
    assert "Rang non établi, valeur fragile\u00a0:" in page
    assert "\u00a0◊" in page


def test_a_weak_value_has_its_sign_wherever_it_is_from() -> None:
    rate = BY_KEY["unemployment_rate_census_2018"]
    weak = Result(12.34, reliability=WEAK)
    assert write_result(rate, weak) == "12,3\u00a0%\u00a0◊"
    assert make_result_cell(rate, weak).reason == "peu_fiable"
    assert write_result(rate, Result(12.34, masked=2, reliability=SURE)) == "≥\u00a012,3\u00a0%"
    absent = make_result_cell(rate, Result(None, reason="secret"))
    assert (absent.text, absent.value, absent.reason) == ("s.", None, "secret")


def test_the_sentences_are_french() -> None:
    alike = ["Châteaudun", "Cher", "Loir-et-Cher"]
    assert words.write_alike("spro", "Issoudun", alike) == (
        "Par son profil, le SPRO d’Issoudun ressemble le plus à ceux de Châteaudun, du Cher "
        "et\u00a0de Loir-et-Cher."
    )
    assert words.write_alike("commune", "Blois", ["Tours"]) == (
        "Par son profil, la commune de Blois ressemble le plus à celle de Tours."
    )
    assert words.write_rank(1, 12) == "1er sur 12"
    assert words.write_rank(3, 1200) == "3e sur 1\u202f200"
    written = [words.RANK_NOTE, words.MARK_NOTE, words.SHORT_NAMES]
    written += [words.explain_no_likeness(key) for key in ("perso", "alone", "unsound")]
    for text in written:
        assert typeset(text) == text
        assert "'" not in text
