"""Search of occupations: keys of words, forms of titles, ranking, and what people type."""

from __future__ import annotations

import csv
import math
import random
import shutil
import string
from pathlib import Path

import pytest

from spro_portraits.errors import SourceError, UsageError
from spro_portraits.indicators.occupation_index import build_index, find_index, list_titles
from spro_portraits.indicators.occupation_ranking import rank_entries
from spro_portraits.indicators.occupation_search import find_metiers, list_near_titles
from spro_portraits.indicators.occupation_titles import (
    fold_title,
    list_words,
    split_genders,
    word_key,
)
from spro_portraits.tables import Edition, open_editions
from spro_portraits.tables.everyday_words import (
    EVERYDAY_COLUMNS,
    EVERYDAY_FILE,
    load_everyday_words,
)


def name_key(text: str) -> str:
    return " ".join(word_key(word) for word in list_words(fold_title(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("boulanger", "boulangères"),
        ("infirmier", "infirmière"),
        ("directeur", "directrices"),
        ("vendeur", "vendeuses"),
        ("ingénieur", "ingénieure"),
        ("technicien", "techniciennes"),
        ("patron", "patronne"),
        ("professionnel", "professionnelles"),
        ("commercial", "commerciaux"),
        ("administratif", "administratives"),
        ("chargé", "chargées"),
        ("agent", "agentes"),
        ("hôte", "hôtesses"),
        ("maître", "maîtresse"),
        ("chef", "cheffes"),
        ("artisan", "artisane"),
        ("public", "publique"),
        ("mécanicien auto", "mécaniciennes autos"),
        ("garde d’enfant", "garde d'enfants"),
    ],
)
def test_gender_and_number_do_not_count(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("boulanger", "boulangerie"),
        ("moteur", "mot"),
        ("monteur", "montage"),
        ("serveur", "service"),
        ("BTP", "BTS"),
        ("assistant", "assistance"),
    ],
)
def test_other_words_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "text",
    [
        "infirmier·ière", "infirmier·e", "infirmier.ère", "infirmier(e)", "infirmier(ière)",
        "infirmier/ière", "infirmier-ière", "infirmier·ière·s", "infirmier(e)s", "infirmier.e.s",
        "INFIRMIER•E",
    ],
)  # fmt: skip
def test_inclusive_writing_is_read(text: str) -> None:
    assert fold_title(text) == "infirmier"


@pytest.mark.parametrize("text", ["auto-école", "sous-chef", "prêt-à-porter", "import/export"])
def test_a_hyphen_is_no_inclusive_writing(text: str) -> None:
    assert len(fold_title(text).split()) == len(text.replace("/", "-").split("-"))


@pytest.mark.parametrize(
    ("title", "forms"),
    [
        ("Accessoiriste", ["Accessoiriste"]),
        ("Boulanger / Boulangère", ["Boulanger", "Boulangère"]),
        (
            "Abatteur / Abatteuse de carrière",
            ["Abatteur de carrière", "Abatteuse de carrière"],
        ),
        (
            "Animateur socioéducatif / Animatrice socioéducative",
            ["Animateur socioéducatif", "Animatrice socioéducative"],
        ),
        (
            "Gestionnaire administratif / administrative ressources humaines",
            [
                "Gestionnaire administratif ressources humaines",
                "Gestionnaire administrative ressources humaines",
            ],
        ),
        (
            "Chef d'équipe tuyauteur / tuyauteuse",
            ["Chef d'équipe tuyauteur", "Chef d'équipe tuyauteuse"],
        ),
        (
            "Contrôleur aérien / Contrôleuse aérienne directeur / directrice d'aérodrome",
            [
                "Contrôleur aérien directeur d'aérodrome",
                "Contrôleuse aérienne directrice d'aérodrome",
            ],
        ),
        ("Steward / Hôtesse de l'air", ["Steward de l'air", "Hôtesse de l'air"]),
        ("Homme sage-femme / Sage-femme", ["Homme sage-femme", "Sage-femme"]),
    ],
)
def test_a_title_is_cut_into_its_genders(title: str, forms: list[str]) -> None:
    assert list(split_genders(title)) == forms


COOKS = [
    ("Cuisinier / Cuisinière", "G1602", "title"),
    ("Chef cuisinier / cuisinière", "G1601", "title"),
    ("Aide-soignant / Aide-soignante", "J1501", "title"),
]


def test_a_score_is_what_its_formula_says() -> None:
    # Three entries. « chef » stands in one: ln(1 + 3/1) = 1.386294; « cuisini » in two:
    # ln(1 + 3/2) = 0.916291. Typed « chef »: all of what was typed, and
    # 1.386294 / 2.302585 = 0.602060 of the title: s = 0.65 + 0.35 × 0.602060 = 0.860721.
    # Letters: « chef » → « chef cuisini », 8 insertions in 12: 0.99 × (1 − 8/12) = 0.33
    # (« chef cuisinier »: 1 − 10/14 = 0.2857 is less). (s + l) / 2 = 0.595361.
    # It is the matter of all titles of G1601: + 0.3 × (1 − 0.595361) = 0.716752.
    index = build_index(COOKS)
    assert index.weights["chef"] == pytest.approx(math.log(4))
    [(entry, score)] = rank_entries(index, "chef")
    assert (entry.rome, score) == ("G1601", 71.68)


def test_a_whole_title_comes_before_one_that_holds_it() -> None:
    ranked = rank_entries(build_index(COOKS), "cuisinières")
    assert [entry.rome for entry, _ in ranked] == ["G1602", "G1601"]
    # Typed as it is: 100, whatever the gender, the case and the accents.
    for typed in ("Cuisinier / Cuisinière", "CUISINIERE", "cuisinier"):
        entry, score = rank_entries(build_index(COOKS), typed)[0]
        assert (entry.rome, score) == ("G1602", 100.0)


def test_codes_that_share_a_title_come_first_together() -> None:
    titles = [
        ("Chauffeur de maître", "N4102", "title"),
        ("Chauffeur", "N4105", "everyday"),
        ("Chauffeur", "N4101", "everyday"),
    ]
    ranked = rank_entries(build_index(titles), "chauffeuses")
    assert [entry.rome for entry, _ in ranked] == ["N4101", "N4105", "N4102"]
    assert ranked[0][1] == ranked[1][1] > ranked[2][1]


def test_the_name_of_a_survey_s_occupation_counts_where_no_title_says_it() -> None:
    titles = [
        *COOKS,
        ("Aides-soignants", "A1501", "bmo"),
        ("Professionnels de la restauration", "G1602", "bmo"),
    ]
    index = build_index(titles)
    assert [entry.rome for entry, _ in rank_entries(index, "aides-soignants")] == ["J1501"]
    [(entry, score)] = rank_entries(index, "professionnels de la restauration")
    assert (entry.rome, entry.kind, score) == ("G1602", "bmo", 90.0)


def test_the_order_of_the_titles_does_not_count() -> None:
    index, other = build_index(COOKS), build_index(COOKS[::-1])
    for typed in ("cuisinier", "chef", "aide", "aidesoignant"):
        assert rank_entries(index, typed) == rank_entries(other, typed)


@pytest.mark.parametrize("typed", ["", "?", "zzzz", "de la", "x" * 5000, "qsd " * 500])
def test_what_is_like_nothing_finds_nothing(typed: str) -> None:
    assert rank_entries(build_index(COOKS), typed) == []
    assert rank_entries(build_index([]), typed) == []


PEOPLE = {
    # Gender, number, accents, case, hyphens.
    "aide soignante": "J1501", "AIDES-SOIGNANTES": "J1501", "boulangere": "D1102",
    "infirmières": "J1506", "secretaires medicales": "M1609", "cheffe de chantier": "F1202",
    "éducatrice spécialisée": "K1207", "caissière": "D1505",
    # Inclusive writing.
    "infirmier·ière": "J1506", "vendeur/euse en boulangerie": "D1106",
    "agent(e) de sécurité": "K2503", "conducteur.trice de bus": "N4103",
    # Faults.
    "aide soignnate": "J1501", "boulanjer": "D1102", "electricen": "F1602", "mason": "F1703",
    "plonbier": "F1603", "hotesse d'acceuil": "M1601", "aidesoignante": "J1501",
    "chauf feur routier": "N4101", "chefde chantier": "F1202", "mecanicien poid lour": "I1604",
    # Words in another order, words too many or too few.
    "soignante aide": "J1501", "routier chauffeur": "N4101", "devenir infirmière": "J1506",
    "métier de boulanger": "D1102", "je veux être plombier": "F1603",
    "animatrice avec les enfants": "G1203", "mécanicien automobile": "I1604",
    # Everyday words of the hand table.
    "nounou": "K1303", "prof de maths": "K2107", "prof de math": "K2107", "véto": "A1504",
    "femme de ménage": "K1304", "cuistot": "G1602", "instit": "K2106", "kiné": "J1404",
    "compta": "M1203", "soudeuse": "H2913", "prof d'anglais": "K2107", "prof de yoga": "G1202",
    "apprentie boulangère": "D1102", "CAP coiffure": "D1202",
    # A word that no title holds does not hide the others.
    "développeur python": "M1805", "cariste qualifié": "N1101",
    # Names of the ROME codes, and what is done rather than who does it.
    "coiffure": "D1202", "maçonnerie": "F1703", "soins infirmiers généralistes": "J1506",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "rome"), PEOPLE.items())
def test_what_people_type_finds_its_code(edition: Edition, typed: str, rome: str) -> None:
    assert find_metiers(edition, typed)[0].rome == rome


def make_fault(title: str, chance: random.Random) -> str:
    place, letter = chance.randrange(len(title)), chance.choice(string.ascii_lowercase)
    return chance.choice(
        (
            title[:place] + letter + title[place:],
            title[:place] + title[place + 1 :],
            title[:place] + letter + title[place + 1 :],
            title[:place] + title[place : place + 2][::-1] + title[place + 2 :],
        )
    )


def test_titles_find_their_own_code(edition: Edition) -> None:
    """The bounds of the issue, on one title in twelve; ``benchmarks/occupations.py`` types all."""
    titles = [(title, rome) for title, rome, kind in list_titles(edition) if kind == "title"]
    assert len(titles) == 10_990
    index, chance = find_index(edition), random.Random(7)  # noqa: S311
    drawn = titles[::12]

    def count(typed: list[tuple[str, str]]) -> float:
        first = [(rank_entries(index, text)[:1], rome) for text, rome in typed]
        return sum(bool(found) and found[0][0].rome == rome for found, rome in first) / len(typed)

    assert count(drawn) >= 0.97
    assert count([(make_fault(title, chance), rome) for title, rome in drawn]) >= 0.90
    pairs = [(split_genders(title), rome) for title, rome in drawn]
    assert count([(forms[1], rome) for forms, rome in pairs if len(forms) > 1]) >= 0.90
    assert count([(forms[0], rome) for forms, rome in pairs if len(forms) > 1]) >= 0.90
    # The feminine of titles of which only the masculine is known.
    half = build_index((split_genders(title)[0], rome, "title") for title, rome in titles)
    women = [(forms[1], rome) for forms, rome in pairs if len(forms) > 1]
    found = [(rank_entries(half, text)[:1], rome) for text, rome in women]
    assert sum(bool(f) and f[0][0].rome == rome for f, rome in found) / len(women) >= 0.90


def test_a_result_says_its_codes_and_its_title(edition: Edition) -> None:
    found = find_metiers(edition, "aide soignante", limit=1)[0]
    lists = edition.occupation_lists.set_index(["list", "code"])["name"]
    assert found.title == "Aide-soignant / Aide-soignante"
    assert (found.kind, found.score) == ("title", 100.0)
    assert found.rome_name == lists["rome", "J1501"]
    links = edition.occupation_links
    for source, linked in (("bmo", found.bmo), ("fap2009", found.fap)):
        rows = links[
            (links["source_list"] == source)
            & (links["target_list"] == "rome")
            & (links["target_code"] == "J1501")
        ]
        assert [code for code, _ in linked] == sorted(rows["source_code"])
        assert linked
        assert all(name == lists[source, code] for code, name in linked)
    assert find_metiers(edition, "nounou")[0].kind == "everyday"
    assert find_metiers(edition, "coiffure")[0].kind == "name"


def test_the_limit_is_kept(edition: Edition) -> None:
    ten = find_metiers(edition, "technicien de maintenance")
    assert len(ten) == 10
    assert find_metiers(edition, "technicien de maintenance", limit=3) == ten[:3]
    scores = [one.score for one in ten]
    assert scores == sorted(scores, reverse=True)
    assert len({one.rome for one in ten}) == 10
    for limit in (0, 41):
        with pytest.raises(UsageError, match="nombre de 1 à 40"):
            find_metiers(edition, "technicien", limit=limit)


@pytest.mark.parametrize("typed", ["", "  ", "?!", "·"])
def test_an_empty_search_is_refused(edition: Edition, typed: str) -> None:
    with pytest.raises(UsageError, match="Rien à chercher") as refused:
        find_metiers(edition, typed)
    assert refused.value.kind == "empty_search"


def test_a_search_without_answer_has_near_titles(edition: Edition) -> None:
    assert find_metiers(edition, "xylofonne") == []
    assert list_near_titles(edition, "xylofonne") == ["Xylophoniste"]
    assert find_metiers(edition, "zzzz") == []
    assert list_near_titles(edition, "zzzz") == []


def test_the_missing_name_of_a_code_is_no_title(edition: Edition) -> None:
    """ROME 3.47 has titles of L1510 and no name of it."""
    assert not [one for one in find_metiers(edition, "intitulé absent") if one.rome == "L1510"]
    found = find_metiers(edition, "infographiste effets spéciaux films d'animation")[0]
    assert (found.rome, found.rome_name) == ("L1510", "intitulé absent des fichiers")


def test_an_index_is_kept_with_its_edition(edition: Edition, data_dir: Path) -> None:
    assert find_index(edition) is find_index(edition)
    other = open_editions(data_dir)[0][1]  # apart from those that are kept open
    assert isinstance(other, Edition)
    assert find_index(other) is not find_index(edition)
    assert find_index(other).entries == find_index(edition).entries


# The table of everyday words.


def test_every_everyday_word_stands_for_an_official_title(edition: Edition) -> None:
    """Each code of the hand table is checked by a title that ROME has under this very code."""
    titles: dict[str, set[str]] = {}
    for title, rome, kind in list_titles(edition):
        if kind == "title":
            titles.setdefault(rome, set()).add(fold_title(title))
    with (edition.folder / EVERYDAY_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert 60 <= len({row["mot"] for row in rows}) <= 140
    for row in rows:
        assert tuple(row) == EVERYDAY_COLUMNS
        assert fold_title(row["appellation"]) in titles[row["rome"]], row
        assert row["source"] == "à la main"
        assert "'" not in row["mot"] + row["appellation"]


def test_no_everyday_word_is_an_official_title(edition: Edition) -> None:
    official = {
        form
        for title, _, kind in list_titles(edition)
        if kind in {"title", "name"}
        for form in map(fold_title, (title, *split_genders(title)))
    }
    words = {title for title, _, kind in list_titles(edition) if kind == "everyday"}
    known = {w for w in words if official & {fold_title(form) for form in split_genders(w)}}
    assert known == set()


@pytest.mark.parametrize("word", ["femme de ménage", "serveuse", "chauffeur"])
def test_a_word_of_several_codes_gives_them_all_first(edition: Edition, word: str) -> None:
    found = find_metiers(edition, word)
    first = {one.rome for one in found if one.score == 100.0}
    key = fold_title(word)
    expected = {
        rome
        for title, rome, kind in list_titles(edition)
        if kind == "everyday" and key in map(fold_title, split_genders(title))
    }
    assert len(expected) > 1
    assert first == expected == {one.rome for one in found[: len(expected)]}


GOOD = "nounou;K1303;Nourrice;à la main;"


@pytest.mark.parametrize(
    ("rows", "place", "sentence"),
    [
        ([GOOD, "psy;K9999;Psychologue;à la main;"], 3, "un code ROME de la liste attendu"),
        ([" ;K1303;Nourrice;à la main;"], 2, "un mot attendu"),
        ([GOOD, GOOD], 3, "figure deux fois"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: list[str], place: int, sentence: str) -> None:
    path = tmp_path / EVERYDAY_FILE
    path.parent.mkdir()
    path.write_text("\n".join([";".join(EVERYDAY_COLUMNS), *rows]), encoding="utf-8")
    with pytest.raises(SourceError, match=sentence) as refused:
        load_everyday_words(tmp_path, {"K1303"})
    assert f"mots_courants.csv, ligne {place}" in str(refused.value)


def test_a_table_of_words_that_is_absent_is_said(tmp_path: Path, data_dir: Path) -> None:
    with pytest.raises(SourceError, match=r"mots_courants\.csv ne se lit pas"):
        load_everyday_words(tmp_path, {"K1303"})
    (tmp_path / "occupations").mkdir()
    shutil.copy(data_dir / EVERYDAY_FILE, tmp_path / EVERYDAY_FILE)
    text = (tmp_path / EVERYDAY_FILE).read_text(encoding="utf-8-sig")
    (tmp_path / EVERYDAY_FILE).write_text(text.replace("rome;", "code;", 1), encoding="utf-8")
    with pytest.raises(SourceError, match="il manque la colonne"):
        load_everyday_words(tmp_path, {"K1303"})
