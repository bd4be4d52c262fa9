"""« Ce qu’il faut retenir » in French: expected texts by hand, then what every text must obey."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pandas as pd
import pytest

from spro_portraits.indicators import (
    BY_KEY,
    Finding,
    Measure,
    compute_difference,
    compute_results,
    compute_standing,
)
from spro_portraits.indicators.findings import TOPICS
from spro_portraits.portrait.openings import (
    open_activity,
    open_groups,
    open_population,
    open_recruitment,
    open_young,
)
from spro_portraits.portrait.peers import Peers
from spro_portraits.portrait.retain import build_retain, list_retained, make_fact
from spro_portraits.portrait.subject import STANDARD, Subject, build_subject
from spro_portraits.tables import Edition
from spro_portraits.territory import find_references, find_territory, list_territories
from spro_portraits.wording import format_measure, format_rounded_count
from spro_portraits.wording.findings import (
    WORDED,
    Fact,
    write_difference,
    write_finding,
    write_trend,
)
from spro_portraits.wording.grammar import que
from spro_portraits.wording.places import in_place, of_place
from spro_portraits.wording.portrait_terms import GROUPS

OPENINGS = (open_population, open_activity, open_groups, open_young, open_recruitment)

# Every figure, reference and rank in these texts was checked by hand against sums of the tables
# made apart from the recipes; an ordinary space stands for every no-break space.
EXPECTED = {
    ("spro", "issoudun"): """
        Pour 2024, au moins 79,3 % des projets de recrutement publiés sont jugés difficiles
        par les employeurs, contre au moins 61,1 % et au plus 62,9 % en Centre-Val de Loire
        : c’est la part la plus élevée des 12 SPRO.

        De 2018 à 2021, la population a diminué de 1,06 % par an en moyenne (Centre-Val de
        Loire : +0,01 % par an), soit l’évolution la plus basse des 12 SPRO.

        Les ouvriers représentent 16,8 % des habitants de 15 ans ou plus en 2022, soit la 2e
        part la plus élevée des 12 SPRO ; en Centre-Val de Loire, la part est de 13,3 %.

        On compte 2,08 habitants par ménage en 2018, contre 2,21 en Centre-Val de Loire :
        c’est la 2e valeur la plus faible des 12 SPRO.

        En 2018, 67,0 % des 15-64 ans ont un emploi (Centre-Val de Loire : 65,7 %), soit le
        3e taux le plus élevé des 12 SPRO.
    """,
    ("spro", "orleans"): """
        La densité est de 178,0 hab./km² en 2021, contre 65,7 hab./km² en Centre-Val de
        Loire : c’est la valeur la plus élevée des 12 SPRO.

        Les emplois salariés forment 90,9 % des emplois en 2018 (Centre-Val de Loire : 87,8
        %), soit la part la plus élevée des 12 SPRO.

        Les résidences secondaires et occasionnelles comptent pour 2,6 % des logements en
        2018, soit la part la plus faible des 12 SPRO ; en Centre-Val de Loire, la part est
        de 6,3 %.

        Les cadres et professions intellectuelles supérieures représentent 11,3 % des
        habitants de 15 ans ou plus en 2022, contre 8,0 % en Centre-Val de Loire : c’est la
        part la plus élevée des 12 SPRO.

        De 2013 à 2018, le nombre d’emplois a augmenté de 0,32 % par an en moyenne, alors
        qu’il a diminué de 0,27 % par an en Centre-Val de Loire.
    """,
    ("spro", "cher"): """
        Pour 2024, au moins 36,6 % des projets de recrutement publiés sont saisonniers,
        contre au moins 26,6 % et au plus 32,3 % en Centre-Val de Loire.

        Au recensement de 2018, 13,6 % des actifs de 15 à 64 ans se déclarent au chômage
        (Centre-Val de Loire : 12,6 %), soit la 3e part la plus élevée des 12 SPRO.

        Parmi les logements, 12,9 % sont vacants en 2018, soit la 3e part la plus élevée des
        12 SPRO ; en Centre-Val de Loire, la part est de 10,1 %.

        De 2013 à 2018, la population a diminué de 0,53 % par an en moyenne, contre une
        évolution de +0,02 % par an en Centre-Val de Loire.

        De 2013 à 2018, le nombre d’emplois a diminué de 0,80 % par an en moyenne, contre
        une évolution de −0,27 % par an en Centre-Val de Loire.
    """,
    ("epci", "Communauté de communes Cœur de Berry"): """
        En 2018, 85,2 % des résidences principales sont occupées
        par leur propriétaire, contre 63,9 % en
        Centre-Val de Loire : c’est la part la plus élevée des 82 intercommunalités.

        De 2013 à 2018, le nombre d’emplois a diminué de 1,95 % par an en moyenne (France :
        +0,19 % par an), soit la 10e évolution la plus basse des 82 intercommunalités.

        Le territoire offre 40,3 emplois pour 100 actifs en emploi qui y résident en 2018,
        soit le 2e rapport le plus faible des 82 intercommunalités ; en Centre-Val de Loire,
        le rapport est de 96,1.

        Les emplois salariés forment 75,7 % des emplois en 2018, contre 87,8 % en Centre-Val
        de Loire : c’est la 10e part la plus faible des 82 intercommunalités.

        En 2018, 71,2 % des 15-64 ans ont un emploi, contre 65,7 % en Centre-Val de Loire.
    """,
    ("zone_emploi", "2408"): """
        Les emplois salariés forment 81,0 % des emplois en 2018, contre 87,8 % en Centre-Val
        de Loire : c’est la 2e part la plus faible des 19 zones d’emploi.

        Les agriculteurs exploitants forment 2,4 % des habitants de 15 ans ou plus en 2022
        (Centre-Val de Loire : 0,8 %), soit la 2e part la plus élevée parmi les 18 zones
        d’emploi dont la valeur est fiable.

        En 2018, 72,5 % des résidences principales sont occupées
        par leur propriétaire, soit la 2e part
        la plus élevée des 19 zones d’emploi ; en Centre-Val de Loire, la part est de 63,9
        %.

        On compte 2,12 habitants par ménage en 2018, contre 2,21 en Centre-Val de Loire :
        c’est la 4e valeur la plus faible des 19 zones d’emploi.

        La densité est de 25,1 hab./km² en 2021 (Centre-Val de Loire : 65,7 hab./km²), soit
        la 2e valeur la plus faible des 19 zones d’emploi.
    """,
    ("region", "24"): """
        En 2018, 63,9 % des résidences principales sont occupées
        par leur propriétaire, contre 57,5 % en
        France.

        Pour 2024, au moins 61,1 % des projets de recrutement publiés sont jugés difficiles
        par les employeurs, contre au moins 57,0 % et au plus 58,4 % en France.

        Les retraités représentent 31,9 % des habitants de 15 ans ou plus en 2022 ; en
        France, la part est de 27,8 %.

        De 2013 à 2018, le nombre d’emplois a diminué de 0,27 % par an en moyenne, contre
        une évolution de +0,19 % par an en France.

        Les résidences secondaires et occasionnelles comptent pour 6,3 % des logements en
        2018, soit 3,4 points de moins qu’en France (9,7 %).
    """,
    ("commune", "28319"): """
        De 2018 à 2021, la population a diminué de 4,02 % par an en moyenne, contre une
        évolution de +0,34 % par an en France.

        La densité est de 15,5 hab./km² en 2021, contre 65,7 hab./km² en Centre-Val de
        Loire.
    """,
}


def read_paragraphs(text: str) -> list[str]:
    """Read texts that are parted by an empty line and wrapped anywhere."""
    return [" ".join(part.split()) for part in text.split("\n\n")]


def relax(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def write_all(subject: Subject) -> list[tuple[Finding, str]]:
    return [
        (finding, write_finding(make_fact(subject, finding), place).text)
        for place, finding in enumerate(list_retained(subject))
    ]


@pytest.mark.parametrize("place", EXPECTED, ids="-".join)
def test_expected_texts(edition: Edition, subjects: list[Subject], place: tuple[str, str]) -> None:
    territory = find_territory(edition, *place)
    computed = [s for s in subjects if s.territory.key == territory.key]
    subject = computed[0] if computed else build_subject(edition, territory, STANDARD)
    assert [relax(text) for _, text in write_all(subject)] == read_paragraphs(EXPECTED[place])


def make_subjects(edition: Edition, level: str, step: int = 1) -> Iterator[Subject]:
    """Compute the figures of a whole level at once, as a portrait computes them one by one."""
    territories = list_territories(edition, level)
    places = {t.key: find_references(edition, t) for t in territories}
    flat = [*territories, *[r for references in places.values() for r in references]]
    computed = compute_results(edition, flat)
    spoken = {key for keys in TOPICS.values() for key in keys}
    count = len(territories)
    own = {
        key: dict(zip([t.key for t in territories], results[:count], strict=True))
        for key, results in computed.items()
    }
    start = count
    for index, territory in enumerate(territories):
        references = {place.role: place for place in places[territory.key]}
        stop = start + len(references)
        measures = {
            key: Measure(
                BY_KEY[key],
                own[key][territory.key],
                dict(zip(references, results[start:stop], strict=True)),
                edition.geography_year,
            )
            for key, results in computed.items()
        }
        start = stop
        if index % step:
            continue
        shown = tuple(role for role in STANDARD if not references[role].is_territory)
        subject = Subject(edition, territory, references, shown, measures)
        standings = {
            key: standing
            for key in spoken
            for standing in [compute_standing(own[key], territory.key)]
            if standing is not None
        }
        subject.__dict__["peers"] = Peers(
            {t.key: t for t in territories}, own, standings, pd.Series(dtype=float)
        )
        yield subject


@pytest.fixture(scope="module")
def subjects(edition: Edition) -> list[Subject]:
    """Give all SPRO, bassins, zones and départements, a seventh of the EPCI, two communes."""
    listed = [
        *make_subjects(edition, "spro"),
        *make_subjects(edition, "bassin"),
        *make_subjects(edition, "zone_emploi"),
        *make_subjects(edition, "departement"),
        *make_subjects(edition, "epci", 7),
    ]
    for code in ("36088", "18033"):
        commune = find_territory(edition, "commune", code)
        listed.append(build_subject(edition, commune, STANDARD))
    return listed


def test_the_fast_way_gives_what_a_portrait_says(edition: Edition, subjects: list[Subject]) -> None:
    whole = build_subject(edition, find_territory(edition, "spro", "issoudun"), STANDARD)
    fast = next(s for s in subjects if s.territory.key == "spro-issoudun")
    assert [text for _, text in write_all(fast)] == [text for _, text in write_all(whole)]


def read_openings(subject: Subject) -> list[str]:
    """Read the sentences that open the sections."""
    blocks = [block for opening in OPENINGS for block in opening(subject)]
    return [re.sub(r"<[^>]+>", "", getattr(block, "html", "")) for block in blocks]


def read_texts(subject: Subject) -> list[str]:
    return [text for _, text in write_all(subject)] + read_openings(subject)


NUMBER = re.compile(r"[−+]?\d+(?:[\u202f]\d{3})*(?:,\d+)?")
FIXED = {"15", "64", "24", "100", "2\u202f000"}
"""Ages, the base of a ratio, the size from which communes are ranked."""


def list_numbers(measure: Measure) -> set[str]:
    """List how the figures of a measure are written: value, bounds, places, differences."""
    unit = measure.indicator.unit
    results = [measure.result, *measure.references.values()]
    known = [r.value for r in results if r.value is not None]
    known += [r.upper for r in results if r.upper is not None]
    numbers = set()
    for value in known:
        numbers |= {format_measure(value, unit), format_measure(abs(value), unit)}
        numbers |= {format_rounded_count(value)} if unit == "nombre" else set()
    if measure.value is not None:
        gaps = [measure.value - r.value for r in results if r.value is not None]
        numbers |= {format_measure(abs(gap), unit) for gap in gaps}
    numbers |= set(re.findall(r"\d{4}", measure.indicator.vintage))
    return {number for text in numbers for number in NUMBER.findall(text)}


def test_every_number_is_a_figure_of_the_page(subjects: list[Subject]) -> None:
    """Value, reference, bound, difference, rank or year of this very figure; nothing else."""
    count = 0
    for subject in subjects:
        for finding, text in write_all(subject):
            allowed = list_numbers(finding.measure) | FIXED
            allowed |= {n.lstrip("+") for n in allowed}
            if finding.earlier is not None:
                allowed |= list_numbers(finding.earlier)
            if finding.kind == "rank":
                standing = finding.standing
                assert standing is not None
                ranks = (standing.rank, standing.count - standing.rank + 1, standing.count)
                allowed |= {str(number) for number in ranks}
            found = NUMBER.findall(text)
            assert set(found) <= allowed, (text, set(found) - allowed)
            count += len(found)
        everything = {n for m in subject.measures.values() for n in list_numbers(m)} | FIXED
        everything |= {n.lstrip("+") for n in everything}
        for text in read_openings(subject):
            assert set(NUMBER.findall(text)) <= everything, text
    assert count > 1_000


def test_figures_stand_in_their_sentence_with_their_reference(subjects: list[Subject]) -> None:
    for subject in subjects:
        for place, (finding, text) in enumerate(write_all(subject)):
            fact = make_fact(subject, finding)
            sentence = write_finding(fact, place)
            assert sentence.figure in text
            reference = format_measure(abs(fact.reference_value), fact.unit).lstrip("+")
            assert reference in text, "no statement without its reference"
            assert fact.reference in text
            assert text.endswith(".")
            assert text[0] == text[0].upper()


def test_words_never_contradict_a_sign(subjects: list[Subject]) -> None:
    seen = set()
    for subject in subjects:
        for finding, text in write_all(subject):
            value, sign = finding.measure.value, finding.difference.sign
            assert value is not None
            assert finding.reference.value is not None
            assert (value > finding.reference.value) == (sign > 0)
            assert (
                sign
                == compute_difference(
                    finding.measure.indicator, finding.measure.result, finding.reference
                ).sign
            )
            low, high = (
                re.search(r"la? plus (?:faible|basse)|le plus faible", text),
                re.search(r"l[ae] plus élevée?", text),
            )
            assert not (low and sign > 0), text
            assert not (high and sign < 0), text
            assert not ("de plus qu" in text and sign < 0), text
            assert not ("de moins qu" in text and sign > 0), text
            assert (finding.kind == "rank") == bool(low or high), text
            own = re.search(r"a (augmenté|diminué)", text)
            if finding.measure.indicator.unit == "%/an" and own:
                assert (own[1] == "augmenté") == (value > 0), text
            seen.add(finding.kind)
            if finding.kind == "against":
                assert {"augmenté", "diminué"} <= set(re.findall(r"a (\w+é) de", text)), text
    assert seen >= {"rank", "against", "gap"}


def test_contre_is_only_written_of_a_difference(subjects: list[Subject]) -> None:
    """The heads of sections too: beside a place in brackets, a fact; after « contre », a rule."""
    counted = {True: 0, False: 0}
    for subject in subjects:
        for block in open_groups(subject):
            text = getattr(block, "html", "")
            group = next(g for g, word in GROUPS.items() if f" sont {word} en 2022" in text)
            key = f"residents_group_{group}_share_2022"
            differs = subject.difference(key, "region").is_meaningful
            assert (", contre " in text) == differs, text
            counted[differs] += 1
    assert min(counted.values()) > 3


def test_nothing_is_said_of_a_weak_or_absent_value(
    edition: Edition, subjects: list[Subject]
) -> None:
    for subject in subjects:
        for finding in list_retained(subject):
            for result in (finding.measure.result, finding.reference):
                assert result.value is not None
                assert not result.reliability.is_weak
    village = build_subject(edition, find_territory(edition, "commune", "18001"), STANDARD)
    weak = {key for key, m in village.measures.items() if m.reliability.is_weak}
    assert {"jobs_2018", "young_not_in_work_share_2018"} <= weak
    texts = " ".join(read_texts(village))
    assert "emplois en 2018" not in texts
    assert not re.search(r"des 15-24 ans ne sont", texts)


def test_nothing_is_said_twice(subjects: list[Subject]) -> None:
    for subject in subjects:
        texts = read_texts(subject)
        sentences = [s for text in texts for s in re.split(r"(?<=\.) (?=[A-ZÀ-Ý])", text)]
        assert len(sentences) == len(set(sentences))
        heads = [write_finding(make_fact(subject, f)).head for f in list_retained(subject)]
        assert len(heads) == len(set(heads)) <= 5
        told = {finding.measure.key for finding in list_retained(subject)}
        for key in told & {"jobs_growth_2013_2018", "population_growth_2013_2018"}:
            rate = format_measure(abs(subject.value(key) or 0.0), "%/an").lstrip("+")
            noun = "d’emplois" if "jobs" in key else "la population"
            assert sum(noun in s and f"de {rate}" in s for s in sentences) == 1, sentences


ENGLISH = re.compile(
    r"\b(the|of|and|with|rate|share|from|rank|year|than|higher|lower|jobs|none|nan)\b",
    re.IGNORECASE,
)
CAUSAL = re.compile(
    r"\b(car|parce|puisque|grâce|raison|cause|expliqu\w+|entraîn\w+|provoqu\w+|permet\w*|donc|"
    r"résult\w+|conséquen\w+|dû|due|dus|effet|malgré|heureus\w+|malheureus\w+|bon|bonne|mauvais\w*|"
    r"inquiét\w+|seulement|hélas)\b",
    re.IGNORECASE,
)
UNELIDED = re.compile(
    r"\b(?:de|que|le|la|se|ne) (?=[aeiouyâàéèêëîïôûœ])|\bde l[ea]s?\b (?=[A-Z])|\bde les?\b|"
    r"\bà les?\b|\b(?:le|la) (?:Indre|Eure|Orne|Yonne)\b|\bde Indre|\bde hab",
    re.IGNORECASE,
)


def test_french_typography_and_grammar(subjects: list[Subject]) -> None:
    for subject in subjects:
        for text in read_texts(subject):
            assert not re.search(r" [;:!?%€»]|« ", text), text
            assert not re.search(r"['\"{}_]", text), text
            assert not re.search(r"\d \d{3}\b", text), text
            assert not re.search(r"\d\u202f\d{1,2}(?!\d)", text), text
            assert not re.search(r"(?<![\u202f]);|(?<!\u00a0):|(?<!\u00a0)%", text), text
            assert "  " not in text
            assert not re.search(r"-\d", text.replace("15-", "")), f"a hyphen for a minus: {text}"
            assert not ENGLISH.search(text), text
            assert not CAUSAL.search(text), text
            assert not UNELIDED.search(text), (text, UNELIDED.search(text))


def test_turns_of_phrase_change_from_one_sentence_to_the_next(subjects: list[Subject]) -> None:
    for subject in subjects:
        kinds = [finding.kind for finding in list_retained(subject)]
        turns = [
            "contre" if ", contre " in text else "soit" if ", soit " in text else "other"
            for _, text in write_all(subject)
        ]
        if kinds == ["rank"] * 5:
            assert set(turns) == {"contre", "soit"}, turns


# Sentences apart from any edition


def make(kind: str = "gap", key: str = "vacancy_rate_2018", **facts: object) -> Fact:
    plain: dict[str, object] = {
        "unit": BY_KEY[key].unit, "period": BY_KEY[key].vintage, "value": 12.04,
        "level": "departement", "reference": "Indre", "reference_value": 10.0,
    }  # fmt: skip
    return Fact(kind=kind, key=key, **(plain | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize("key", sorted(WORDED))
@pytest.mark.parametrize("kind", ["gap", "rank"])
def test_every_indicator_has_three_turns(key: str, kind: str) -> None:
    rank = {"peers": "epci", "rank": 2, "ranked": 80, "among": 82} if kind == "rank" else {}
    texts = [write_finding(make(kind, key, **rank), place).text for place in range(4)]
    assert texts[3] == texts[0]
    assert len(set(texts)) >= (3 if kind == "rank" else 2)
    for text in texts:
        assert not UNELIDED.search(text), text
        assert not re.search(r"[{}]| [;:%]", text), text
        assert "Indre" in text
        assert ("parmi les 80 intercommunalités dont la valeur est fiable" in text) == bool(rank)


def test_every_subject_has_words() -> None:
    assert {key for keys in TOPICS.values() for key in keys} == WORDED
    with pytest.raises(KeyError):
        write_finding(make(key="jobs_2018"))


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        (1, "la part la plus élevée des 12 SPRO."),
        (2, "la 2e part la plus élevée des 12 SPRO."),
        (6, "la 6e part la plus élevée des 12 SPRO."),
        (11, "la 2e part la plus faible des 12 SPRO."),
        (12, "la part la plus faible des 12 SPRO."),
    ],
)
def test_a_rank_is_counted_from_its_nearer_end(rank: int, expected: str) -> None:
    text = write_finding(make("rank", peers="spro", rank=rank, ranked=12, among=12)).text
    assert text.endswith(f"c’est {expected}")


def test_communes_are_ranked_among_the_large_ones() -> None:
    fact = make("rank", "density", peers="commune", rank=1, ranked=230, among=230)
    text = write_finding(fact).text
    assert text.endswith(
        "la valeur la plus élevée des 230 communes de 2\u202f000 habitants ou plus."
    )


def test_a_break_names_the_two_periods_and_the_place() -> None:
    fact = make(
        "break", "population_growth_2018_2021", value=-0.25, reference_value=0.006,
        level="region", reference="Centre-Val de Loire", earlier=0.301, earlier_period="2013-2018",
    )  # fmt: skip
    assert relax(write_finding(fact).text) == (
        "La population, qui augmentait de 0,30 % par an en moyenne de 2013 à 2018, a diminué de "
        "0,25 % par an en moyenne de 2018 à 2021 (Centre-Val de Loire : +0,01 % par an)."
    )
    young = make(
        "break", "young_not_in_work_share_2018", value=15.0, reference_value=18.8,
        earlier=20.5, earlier_period="2013",
    )  # fmt: skip
    assert relax(write_finding(young).text) == (
        "En 2018, 15,0 % des 15-24 ans ne sont ni en emploi ni en études, contre 20,5 % en 2013 "
        "(Indre : 18,8 % en 2018)."
    )


def test_a_quarter_and_a_change_in_points() -> None:
    rate = make("gap", "unemployment_rate", value=7.3, reference_value=6.1, level="france",
                reference="France")  # fmt: skip
    assert relax(write_finding(rate, 1).text) == (
        "Au 4e trimestre 2025, le taux de chômage localisé est de 7,3 %, soit 1,2 point de plus "
        "qu’en France (6,1 %)."
    )
    change = make("gap", "unemployment_rate_change_1y", value=-0.7, reference_value=0.2)
    assert relax(write_finding(change).text) == (
        "Au 4e trimestre 2025, le taux de chômage localisé a diminué de 0,7 point en un an, contre "
        "une évolution de +0,2 pt dans l’Indre."
    )


@pytest.mark.parametrize(
    ("value", "upper", "reference", "reference_upper", "expected"),
    [
        (79.3, 82.9, 61.1, 62.9, "au moins 79,3 % … contre au moins 61,1 % et au plus 62,9 %"),
        (19.8, 28.6, 29.7, 33.0, "au moins 19,8 % et au plus 28,6 % … contre au moins 29,7 %"),
        (79.3, None, 61.1, 62.9, "79,3 % … contre au moins 61,1 % et au plus 62,9 %"),
        (79.3, 82.9, 61.1, None, "au moins 79,3 % … contre 61,1 %"),
    ],
)
def test_a_lower_bound_says_so(
    value: float, upper: float | None, reference: float, reference_upper: float | None,
    expected: str,
) -> None:  # fmt: skip
    fact = make(
        "gap", "recruitment_difficulty", value=value, upper=upper, reference_value=reference,
        reference_upper=reference_upper,
    )  # fmt: skip
    first, second = expected.split(" … ")
    for place in (0, 1):  # never a difference between two bounds
        text = relax(write_finding(fact, place).text)
        assert text.startswith(f"Pour 2024, {first} des projets")
        assert text.endswith(f"{second} dans l’Indre.")


@pytest.mark.parametrize(
    ("value", "reference", "unit", "expected"),
    [
        (16.8, 13.3, "%", "3,5 points de plus"),
        (13.3, 16.8, "%", "3,5 points de moins"),
        (12.04, 10.06, "%", ""),  # shown 12,0 and 10,1: 1,98 rounds to 2,0, they say 1,9
        (14.0, 12.06, "%", "1,9 point de plus"),  # shown 12,1: both say 1,9
        (12.0, 11.0, "%", "1,0 point de plus"),
        (21_400.4, 20_000.2, "€", "1 400 € de plus"),
        (178.0, 65.7, "hab./km²", ""),
        (-1.06, 0.01, "%/an", ""),
    ],
)
def test_a_difference_agrees_with_the_figures_shown(
    value: float, reference: float, unit: str, expected: str
) -> None:
    assert relax(write_difference(value - reference, value, reference, unit)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-1.0638, "a diminué de 1,06 % par an en moyenne"),
        (0.0058, "a augmenté de 0,01 % par an en moyenne"),
        (0.004, "est restée stable"),
        (-0.0049, "est restée stable"),
    ],
)
def test_a_trend_is_a_verb(value: float, expected: str) -> None:
    assert relax(write_trend(value, feminine="e")) == expected
    assert write_trend(value, "%") == ""


@pytest.mark.parametrize(
    ("level", "name", "expected"),
    [
        ("departement", "Cher", "dans le Cher"),
        ("departement", "Indre", "dans l’Indre"),
        ("departement", "Nièvre", "dans la Nièvre"),
        ("departement", "Yvelines", "dans les Yvelines"),
        ("departement", "Indre-et-Loire", "en Indre-et-Loire"),
        ("departement", "Loir-et-Cher", "en Loir-et-Cher"),
        ("departement", "Loiret et\u00a0Yonne", "dans ses départements (Loiret et\u00a0Yonne)"),
        ("region", "Centre-Val de Loire", "en Centre-Val de Loire"),
        ("region", "Île-de-France", "en Île-de-France"),
        ("france", "France", "en France"),
        ("commune", "Orléans", "à Orléans"),
        ("commune", "Le Blanc", "au Blanc"),
        ("spro", "Issoudun", "dans le SPRO d’Issoudun"),
        ("zone_emploi", "Loches", "dans la zone d’emploi de Loches"),
        (
            "epci",
            "Communauté de communes Cœur de Berry",
            "dans la communauté de communes Cœur de Berry",
        ),
    ],
)
def test_where_a_figure_holds(level: str, name: str, expected: str) -> None:
    assert in_place(level, name) == expected


def test_several_departements_and_que() -> None:
    assert of_place("departement", "Loiret et\u00a0Yonne") == (
        "de ses départements (Loiret et\u00a0Yonne)"
    )
    assert of_place("departement", "Indre-et-Loire") == "d’Indre-et-Loire"
    assert [que(w) for w in ("en France", "dans le Cher", "il", "à Orléans")] == [
        "qu’en France", "que dans le Cher", "qu’il", "qu’à Orléans",
    ]  # fmt: skip


@pytest.fixture
def read_section() -> Callable[[Subject], str]:
    def read(subject: Subject) -> str:
        return "".join(getattr(block, "html", "") for block in build_retain(subject).blocks)

    return read


def test_the_section_is_a_list_with_its_sources(
    subjects: list[Subject], read_section: Callable[[Subject], str]
) -> None:
    subject = next(s for s in subjects if s.territory.key == "spro-issoudun")
    html = read_section(subject)
    assert html.count("<li>") == html.count("<strong>") == 5
    assert "au moins <strong>79,3\u00a0%</strong> des projets" in html
    assert "<b>Les recrutements difficiles</b>" in html
    assert html.count("spro-source") == 1
    assert "enquête Besoins en main-d’œuvre" in html
    assert '<a href="#sources-et-methodes">Sources et méthodes</a>' in html


def test_a_territory_that_nothing_distinguishes_says_so(
    edition: Edition, read_section: Callable[[Subject], str]
) -> None:
    """Shown beside nothing, a territory differs from nothing."""
    html = read_section(build_subject(edition, find_territory(edition, "region", "24"), ["region"]))
    assert "<li>" not in html
    assert "Aucun chiffre fiable de ce territoire" in html


def test_a_chosen_place_may_be_named(edition: Edition) -> None:
    territory = find_territory(edition, "spro", "issoudun")
    subject = build_subject(edition, territory, ["spro:chateauroux"])
    texts = [relax(text) for _, text in write_all(subject)]
    assert texts
    assert all("Châteauroux" in text for text in texts)
    assert any("dans le SPRO de Châteauroux" in text for text in texts)
