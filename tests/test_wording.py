"""French to the byte: numbers, punctuation, grammar, names of places, messages of errors."""

from __future__ import annotations

import ast
import errno
import importlib
import os
import pkgutil
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import spro_portraits
from spro_portraits import wording
from spro_portraits.errors import EditionError, RenderError, SourceError, SproError, UsageError
from spro_portraits.indicators import BY_KEY
from spro_portraits.territory import LEVELS
from spro_portraits.wording import (
    ABSENT_SIGNS,
    INDICATOR_WORDS,
    LEVEL_WORDS,
    REASON_WORDS,
    at,
    de,
    describe_cause,
    describe_error,
    format_count,
    format_decimal,
    format_euro,
    format_measure,
    format_percent,
    format_points,
    format_quarter,
    format_rounded_count,
    format_signed,
    join_words,
    plural,
    typeset,
)
from spro_portraits.wording.build import describe_build
from spro_portraits.wording.cli import describe_disk_problem
from spro_portraits.wording.grammar import count_about, count_of
from spro_portraits.wording.messages import _MESSAGES
from spro_portraits.wording.places import (
    name_reference,
    name_with_article,
    of_place,
    subject_territory,
    title_territory,
)
from spro_portraits.wording.sections import write_balances, write_identity, write_income
from spro_portraits.wording.typography import UNITS

N = "\u202f"  # narrow no-break space
W = "\u00a0"  # no-break space
MINUS = "\u2212"
PACKAGE = Path(spro_portraits.__file__).parent
BAD_SPACE = re.compile(r" [;:!?%€»]|« ")
BAD_APOSTROPHE = re.compile(r"\w'\w")


# Numbers


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0, 1, "0,0"),
        (0.25, 1, "0,3"),  # half up, where binary round gives 0.2
        (2.675, 2, "2,68"),  # the figures a reader sees, not the binary 2.67499…
        (-0.25, 1, f"{MINUS}0,3"),
        (1.005, 2, "1,01"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, f"{MINUS}3"),
        (-0.04, 1, "0,0"),  # no negative zero
        (-0.0, 0, "0"),
        (999.95, 1, f"1{N}000,0"),
        (999, 0, "999"),
        (1000, 0, f"1{N}000"),
        (-1234.56, 1, f"{MINUS}1{N}234,6"),
        (1234567.891, 2, f"1{N}234{N}567,89"),
        (100000000, 0, f"100{N}000{N}000"),
        (1e-7, 1, "0,0"),
        (1e15, 0, f"1{N}000{N}000{N}000{N}000{N}000"),
    ],
)
def test_decimal(value: float, digits: int, expected: str) -> None:
    assert format_decimal(value, digits) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_decimal_refuses_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_decimal(value)


def test_numpy_numbers_are_written_like_python_ones() -> None:
    numpy = pytest.importorskip("numpy")
    assert format_decimal(numpy.float64(1234.25)) == f"1{N}234,3"
    assert format_count(numpy.int64(12345)) == f"12{N}345"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (9_999.4, f"9{N}999"),
        (9_999.6, f"10{N}000"),
        (10_000, f"10{N}000"),
        (10_049, f"10{N}000"),
        (10_050, f"10{N}100"),
        (12_345, f"12{N}300"),
        (299_573, f"299{N}600"),
        (2_573_303, f"2{N}573{N}300"),
        (-12_350, f"{MINUS}12{N}400"),
        (0, "0"),
    ],
)
def test_rounded_count(value: float, expected: str) -> None:
    assert format_rounded_count(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (format_percent(7.25), f"7,3{W}%"),
        (format_percent(100, 0), f"100{W}%"),
        (format_percent(-0.04), f"0,0{W}%"),
        (format_euro(22040), f"22{N}040{W}€"),
        (format_signed(1.25), "+1,3"),
        (format_signed(-1.25), f"{MINUS}1,3"),
        (format_signed(0.04), "0,0"),
        (format_signed(-0.04), "0,0"),
        (format_signed(1234, 0), f"+1{N}234"),
        (format_points(-1.2), f"{MINUS}1,2{W}pt"),
        (format_points(0), f"0,0{W}pt"),
        (format_points(0.9), f"+0,9{W}pt"),
        (format_quarter("2025-T1"), "1er trimestre 2025"),
        (format_quarter("2025-T4"), "4e trimestre 2025"),
        (format_count(12345.5), f"12{N}346"),
    ],
)
def test_formats(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("nombre", f"1{N}235"),
        ("%", f"1{N}234,6{W}%"),
        ("%/an", f"+1{N}234,57{W}%"),
        ("pt", f"+1{N}234,6{W}pt"),
        ("€", f"1{N}235{W}€"),
        ("km", f"1{N}234,6{W}km"),
        ("min", f"1{N}235{W}min"),
        ("km²", f"1{N}235{W}km²"),
        ("hab./km²", f"1{N}234,6{W}hab./km²"),
        ("indice", f"1{N}234,57"),
        ("pour 100", f"1{N}234,6"),
        ("personnes", f"1{N}234,57"),
        ("solde", f"+1{N}235"),
    ],
)
def test_measure_in_each_unit(unit: str, expected: str) -> None:
    assert format_measure(1234.567, unit) == expected
    assert format_measure(1234.567, unit, lower_bound=True) == f"≥{W}{expected}"


def test_every_unit_is_tested_above_and_used_units_exist() -> None:
    assert {indicator.unit for indicator in BY_KEY.values()} <= UNITS
    assert len(UNITS) == 13


@pytest.mark.parametrize(
    ("reason", "sign"),
    [
        ("secret", "s."),
        ("non_diffuse", f"n.{W}d."),
        ("non_disponible", f"n.{W}d."),
        ("hors_champ", "–"),
        ("peu_fiable", "◊"),
        (None, f"n.{W}d."),
    ],
)
def test_absent_measure(reason: str | None, sign: str) -> None:
    assert format_measure(None, "%", reason) == sign
    assert format_measure(float("nan"), "nombre", reason, lower_bound=True) == sign


def test_measure_refuses_unknown_unit_and_reason() -> None:
    with pytest.raises(KeyError):
        format_measure(1.0, "furlong")
    with pytest.raises(KeyError):
        format_measure(None, "%", "perdu")


# Punctuation


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("l'Indre : 12 345 % !", f"l’Indre{W}: 12{N}345{W}%{N}!"),
        ("« Cher » ; quoi ?", f"«{W}Cher{W}»{N}; quoi{N}?"),
        ("20 €", f"20{W}€"),
        ("1 234 567 habitants", f"1{N}234{N}567 habitants"),
        ("de 2013 à 2018", "de 2013 à 2018"),
        ("13 2018", "13 2018"),
        ("http://x.org/?a=b", "http://x.org/?a=b"),
        ("12:30", "12:30"),
        ("le 1 234 567,5", f"le 1{N}234{N}567,5"),
        ("18033 104", "18033 104"),
        ("2018 12 345", f"2018 12{N}345"),
        ("", ""),
    ],
)
def test_typeset(typed: str, expected: str) -> None:
    assert typeset(typed) == expected
    assert typeset(expected) == expected


def test_typeset_keeps_a_year_apart_from_a_number_after_it() -> None:
    assert typeset("En 2018 104 communes") == "En 2018 104 communes"


# Grammar


@pytest.mark.parametrize(
    ("name", "with_de", "with_at"),
    [
        ("Issoudun", "d’Issoudun", "à Issoudun"),
        ("Orléans", "d’Orléans", "à Orléans"),
        ("Étampes", "d’Étampes", "à Étampes"),
        ("Écueillé", "d’Écueillé", "à Écueillé"),
        ("Henrichemont", "d’Henrichemont", "à Henrichemont"),
        ("Ymonville", "d’Ymonville", "à Ymonville"),
        ("Œuilly", "d’Œuilly", "à Œuilly"),
        ("Aubigny-sur-Nère", "d’Aubigny-sur-Nère", "à Aubigny-sur-Nère"),
        ("Bourges", "de Bourges", "à Bourges"),
        ("Châteauroux", "de Châteauroux", "à Châteauroux"),
        ("Le Blanc", "du Blanc", "au Blanc"),
        ("le Cher", "du Cher", "au Cher"),
        ("La Châtre", "de la Châtre", "à la Châtre"),
        ("Les Montils", "des Montils", "aux Montils"),
        ("L'Indre", "de l’Indre", "à l’Indre"),
        ("L’Île-Bouchard", "de l’Île-Bouchard", "à l’Île-Bouchard"),
        ("Lury-sur-Arnon", "de Lury-sur-Arnon", "à Lury-sur-Arnon"),
        ("Levroux", "de Levroux", "à Levroux"),
        ("Lassay-sur-Croisne", "de Lassay-sur-Croisne", "à Lassay-sur-Croisne"),
    ],
)
def test_de_and_at(name: str, with_de: str, with_at: str) -> None:
    assert de(name) == with_de
    assert at(name) == with_at


@pytest.mark.parametrize(
    ("count", "noun"),
    [
        (0, "projet"),
        (1, "projet"),
        (1.9, "projet"),
        (2, "projets"),
        (-1, "projet"),
        (-3, "projets"),
    ],
)
def test_plural(count: float, noun: str) -> None:
    assert plural(count, "projet") == noun
    assert plural(count, "canal", "canaux") == ("canal" if noun == "projet" else "canaux")


def test_join_words() -> None:
    assert join_words([]) == ""
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b"]) == f"a et{W}b"
    assert join_words(["a", "b", "c"], "ou") == f"a, b ou{W}c"


# Places


@pytest.mark.parametrize(
    ("level", "name", "with_de", "title"),
    [
        ("spro", "Cher", "du Cher", "SPRO du Cher"),
        ("spro", "Issoudun", "d’Issoudun", "SPRO d’Issoudun"),
        ("spro", "Orléans", "d’Orléans", "SPRO d’Orléans"),
        ("spro", "Loir-et-Cher", "de Loir-et-Cher", "SPRO de Loir-et-Cher"),
        ("spro", "Indre-et-Loire", "d’Indre-et-Loire", "SPRO d’Indre-et-Loire"),
        ("spro", "Montargis – Gien", "de Montargis – Gien", "SPRO de Montargis – Gien"),
        ("bassin", "Vierzon", "de Vierzon", "Bassin d’emploi de Vierzon"),
        ("bassin", "Amboise", "d’Amboise", "Bassin d’emploi d’Amboise"),
        (
            "zone_emploi",
            "Nogent-le-Rotrou",
            "de Nogent-le-Rotrou",
            "Zone d’emploi de Nogent-le-Rotrou",
        ),
        ("arrondissement", "Le Blanc", "du Blanc", "Arrondissement du Blanc"),
        ("departement", "Indre", "de l’Indre", "Département de l’Indre"),
        ("departement", "Eure-et-Loir", "d’Eure-et-Loir", "Département d’Eure-et-Loir"),
        ("departement", "Nièvre", "de la Nièvre", "Département de la Nièvre"),
        ("departement", "Yvelines", "des Yvelines", "Département des Yvelines"),
        ("region", "Centre-Val de Loire", "du Centre-Val de Loire", "Région Centre-Val de Loire"),
        ("region", "Bretagne", "de la Bretagne", "Région Bretagne"),
        ("region", "La Réunion", "de La Réunion", "Région La Réunion"),
        (
            "region",
            "Auvergne-Rhône-Alpes",
            "d’Auvergne-Rhône-Alpes",
            "Région Auvergne-Rhône-Alpes",
        ),
        ("departement", "La Réunion", "de La Réunion", "Département de La Réunion"),
        (
            "commune",
            "Paris 1er arrondissement",
            "du 1er arrondissement de Paris",
            "Paris 1er arrondissement",
        ),
        ("france", "France", "de la France", "France"),
        ("commune", "Les Montils", "des Montils", "Commune des Montils"),
        ("commune", "Indre", "d’Indre", "Commune d’Indre"),
        ("epci", "CC Cœur d'Issoire", "de CC Cœur d’Issoire", "CC Cœur d’Issoire"),
        ("perso", "Mon territoire", "de Mon territoire", "Mon territoire"),
    ],
)
def test_places(level: str, name: str, with_de: str, title: str) -> None:
    assert of_place(level, name) == with_de
    assert title_territory(level, name) == title


def test_counts_agree_with_their_noun() -> None:
    assert [count_of(n, "habitant") for n in (0, 1, 2, 1234)] == [
        "0 habitant", "1 habitant", "2 habitants", f"1{N}234 habitants",
    ]  # fmt: skip
    assert count_of(1, "projet publié", "projets publiés") == "1 projet publié"
    assert count_about(12_345, "emploi") == f"12{N}300 emplois"
    assert write_identity("commune", "Rochefourchat", 1.0, "2021", ()) == (
        "La commune de Rochefourchat compte 1 habitant en 2021."
    )
    assert write_balances(0.0, 0.0, follows=False).startswith(
        "De 2013 à 2018, le solde naturel est de 0 habitant,"
    )
    assert write_income(None, 0, 1) == (
        "Le niveau de vie médian de 2021 n’est pas publié pour cette commune."
    )
    assert write_income(None, 0, 17).startswith(
        "Le niveau de vie médian de 2021 n’est publié pour aucune des 17 communes"
    )


def test_subjects_of_sentences() -> None:
    assert subject_territory("region", "Bretagne") == "la région Bretagne"
    assert subject_territory("commune", "Lyon 4e arrondissement") == (
        "le 4e arrondissement de Lyon"
    )
    assert subject_territory("epci", "Eurométropole de Metz") == "l’Eurométropole de Metz"


@pytest.mark.parametrize(
    ("level", "name", "subject"),
    [
        ("spro", "Issoudun", "le SPRO d’Issoudun"),
        ("zone_emploi", "Bourges", "la zone d’emploi de Bourges"),
        ("arrondissement", "Le Blanc", "l’arrondissement du Blanc"),
        (
            "epci",
            "Communauté de communes Cœur de Sologne",
            "la communauté de communes Cœur de Sologne",
        ),
        (
            "epci",
            "Communauté d'agglomération Bourges Plus",
            "la communauté d’agglomération Bourges Plus",
        ),
        ("epci", "Tours Métropole Val de Loire", "Tours Métropole Val de Loire"),
        ("perso", "X", "le territoire"),
    ],
)
def test_subject(level: str, name: str, subject: str) -> None:
    assert subject_territory(level, name) == subject


def test_articles_are_for_places_that_take_one() -> None:
    assert name_with_article("departement", "Cher") == "le Cher"
    assert name_with_article("commune", "Cher") == "Cher"
    assert name_reference("france", "x") == "France"
    assert name_reference("departement", "L'Indre") == "L’Indre"


def test_every_level_has_words() -> None:
    assert set(LEVEL_WORDS) == {*LEVELS, "france"}


# Errors


def _list_raises() -> Iterator[tuple[str, str, frozenset[str]]]:
    """List each ``XError("kind", fact=…)`` of the package: place, kind, names of facts."""
    families = {c.__name__ for c in (SproError, UsageError, SourceError, EditionError, RenderError)}
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(f"{family}(" in text for family in families):
            continue  # to read all trees takes three seconds of every worker
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in families or not node.args:
                continue
            kind = node.args[0]
            if isinstance(kind, ast.Constant) and all(k.arg for k in node.keywords):
                facts = frozenset(str(k.arg) for k in node.keywords)
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", str(kind.value), facts


RAISES = list(_list_raises())


def _list_fields(kind: str) -> set[str]:
    named = {name for _, name, _, _ in string.Formatter().parse(_MESSAGES[kind]) if name}
    return {"near" if name == "near_list" else name for name in named}


@pytest.mark.parametrize(("where", "kind", "facts"), RAISES, ids=[r[0] for r in RAISES])
def test_every_raise_gives_the_facts_of_its_message(
    where: str, kind: str, facts: frozenset[str]
) -> None:
    assert kind in _MESSAGES, where
    assert _list_fields(kind) - {"near"} <= facts, where


@pytest.mark.parametrize("kind", sorted(_MESSAGES))
def test_every_message_is_typographically_exact(kind: str) -> None:
    facts: dict[str, Any] = dict.fromkeys(_list_fields(kind), "x")
    text = describe_error(kind, {**facts, "near": []})
    assert "{" not in text
    assert not BAD_SPACE.search(text)
    assert not BAD_APOSTROPHE.search(text)
    assert typeset(text) == text
    assert text[-1] in ".)"


def test_no_message_is_dead() -> None:
    sources = "\n".join(
        p.read_text(encoding="utf-8")
        for p in PACKAGE.rglob("*.py")
        if not p.name.startswith("messages")
    )
    assert [kind for kind in _MESSAGES if f'"{kind}"' not in sources] == []


def test_near_matches_become_a_sentence() -> None:
    error = UsageError("unknown_territory", text="Burges", level="bassin", near=["2401 (Bourges)"])
    assert str(error) == (
        f"Territoire inconnu{W}: «{W}Burges{W}» (niveau bassin). Vouliez-vous dire{W}: "
        f"2401 (Bourges){N}? La commande «{W}spro-portraits territories --level bassin{W}» en "
        f"donne la liste."
    )
    assert error.exit_status == 2
    silent = UsageError("unknown_territory", text="Zz", level="bassin", near=[])
    assert "Vouliez-vous" not in str(silent)


def test_bad_value_names_file_row_column_expected_and_got() -> None:
    error = SourceError(
        "bad_value", file="a.csv", row=12, column="met", expected="un nombre", got="x"
    )
    assert (
        str(error)
        == f"a.csv, ligne 12, colonne «{W}met{W}»{W}: un nombre attendu, «{W}x{W}» trouvé."
    )
    assert error.exit_status == 1
    assert error.facts["row"] == 12


def test_lists_are_joined_and_unknown_kinds_are_refused() -> None:
    error = SourceError("missing_column", file="a.csv", column="DEP", got=["CODGEO", "REG"])
    assert "CODGEO, REG" in str(error)
    with pytest.raises(KeyError):
        describe_error("nothing_of_the_kind", {})
    with pytest.raises(KeyError):
        describe_error("bad_value", {"file": "a.csv"})


def test_sentences_of_callers_are_typeset_and_cells_are_not() -> None:
    facts = {"file": "l'a : b.csv", "row": 1, "column": "p'", "expected": "un code d'EPCI : x"}
    text = describe_error("bad_value", facts | {"got": "d'1 234 ; "})
    assert text == (
        f"l'a : b.csv, ligne 1, colonne «{W}p'{W}»{W}: un code d’EPCI{W}: x attendu, "
        f"«{W}d'1 234 ; {W}» trouvé."
    )
    assert f"«{W}(vide){W}» trouvé" in describe_error("bad_value", facts | {"got": ""})


def test_a_brace_in_a_fact_is_a_brace() -> None:
    assert "{x}" in describe_error("missing_edition", {"folder": "/data/{x}"})


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(2, "No such file"), "fichier absent"),
        (KeyError("hash"), f"il manque «{W}hash{W}»"),
        (UnicodeDecodeError("utf-8", b"a\n\xe9", 2, 3, "bad"),
         "le texte n’est pas en UTF-8 (ligne 2, octet 0xE9)"),
        (ValueError("Some English"), "contenu illisible"),
    ],
)  # fmt: skip
def test_causes_are_french(error: Exception, words: str) -> None:
    assert describe_cause(error) == words


def test_what_the_system_refused_is_french() -> None:
    text = describe_disk_problem("/data/d'hier", os.strerror(errno.EACCES))
    assert text == f"Fichier ou dossier inaccessible{W}: /data/d'hier (accès refusé)."


def test_facts_are_left_as_they_are() -> None:
    path = "/data/d'hier/12 345.csv"
    assert path in describe_error("missing_edition", {"folder": path})


@pytest.mark.parametrize(
    ("family", "status"), [(SourceError, 1), (EditionError, 1), (RenderError, 1), (UsageError, 2)]
)
def test_exit_status(family: type[SproError], status: int) -> None:
    assert issubclass(family, SproError)
    assert family.exit_status == status


# Words


def test_indicator_words_are_those_of_the_catalogue() -> None:
    assert list(INDICATOR_WORDS) == list(dict.fromkeys(INDICATOR_WORDS))
    assert set(INDICATOR_WORDS) == set(BY_KEY)


def test_indicator_words_are_complete() -> None:
    for key, words in INDICATOR_WORDS.items():
        assert words.label, key
        assert words.short, key
        assert words.universe, key
        assert (
            BY_KEY[key].additive
            or words.formula
            or "Published" in repr(BY_KEY[key].compute)
            or ("Change" in type(BY_KEY[key].compute).__name__)
        ), f"{key}: a ratio says its numerator and denominator"


def test_reasons_have_a_sign_and_a_sentence() -> None:
    assert set(REASON_WORDS) == set(ABSENT_SIGNS)
    assert set(REASON_WORDS) == {
        "secret", "non_diffuse", "non_disponible", "hors_champ", "peu_fiable",
    }  # fmt: skip


# Every constant of the room


def _walk_texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk_texts(item, f"{path}[{key!r}]")
    elif isinstance(value, (list, tuple, set, frozenset)):
        for index, item in enumerate(value):
            yield from _walk_texts(item, f"{path}[{index}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _walk_texts(getattr(value, field.name), f"{path}.{field.name}")


MODULES = sorted(m.name for m in pkgutil.iter_modules(wording.__path__))

# Typed with ordinary spaces, set by the functions that hand them out (tested as such here).
SET_LATER = {
    "messages._MESSAGES", "messages.DESK", "messages_desk.DESK", "messages.FETCH",
    "messages_fetch.FETCH",
    "portrait_terms._NOTES", "panorama._NOTES", "comparison._NO_RANK",
    "comparison._NO_LIKENESS", "network_page._NOTES", "network_import.REASONS",
    "network_import._KEPT", "guide._NOTES",
}  # fmt: skip
# Formats for machines.
MACHINE = {
    "render.TIME_LOCALE", "typography.NBSP", "typography.NNBSP", "portrait.UNITS",
    "portrait_terms.UNITS", "cli.NO_VALUE",
    # Written into cells of the directory, which hold plain spaces.
    "network_import.SOURCE_SEPARATOR", "network_import.FIELDS_SEPARATOR", "network_import.MOVED",
    "network_import.COMMUNE_MISSING",
}  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_constants_are_typographically_exact(module: str) -> None:
    room = importlib.import_module(f"spro_portraits.wording.{module}")
    faults = []
    for name, value in vars(room).items():
        label = f"{module}.{name}"
        if name.startswith("__") or callable(value) or label in MACHINE:
            continue
        for path, text in _walk_texts(value, label):
            shown = typeset(text) if label in SET_LATER else text
            if BAD_SPACE.search(shown) or "'" in shown or typeset(shown) != shown:
                faults.append((path, text))
    assert faults == []


def test_no_function_hands_out_a_literal_that_was_not_set() -> None:
    """A public function that never calls ``typeset`` has no literal that would need it."""
    faults = []
    for path in sorted((PACKAGE / "wording").glob("*.py")):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            calls = {n.func.id for n in ast.walk(function)
                     if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
            if "typeset" in calls:
                continue
            docstring = ast.get_docstring(function, clean=False)
            faults += [
                (path.name, function.name, node.value)
                for node in ast.walk(function)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                and node.value != docstring and typeset(node.value) != node.value
            ]  # fmt: skip
    assert faults == []


def test_build_report_is_a_french_line_a_source() -> None:
    notes = {"merged": 2, "incomplete": 1234, "unplaced": ["75101", "75102"], "refused": ["15141"]}
    lines = describe_build("mini", 12345, {"income": notes}, "0123456789abcdef")
    assert lines == [
        f"Édition mini{W}: 12{N}345 lignes, empreinte 0123456789ab.",
        (
            f"income{W}: 2 communes fusionnées, 1{N}234 valeurs sans équivalent, 2 codes sans "
            f"commune (75101, 75102 …), communes partagées et non réparties{W}: 15141."
        ),
    ]
