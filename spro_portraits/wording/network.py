"""Words of the directory of structures: what its files expect, what a check finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spro_portraits.wording import render
from spro_portraits.wording.dates import write_date
from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.typography import format_count, format_measure, typeset

MONTHS: tuple[str, ...] = tuple(render.TIME_LOCALE["months"])
"""January first, without capitals."""

NETWORK_HELP = typeset("Gère l'annuaire des structures de chaque SPRO (data/network).")
CHECK_HELP = typeset(
    "Relit l'annuaire et signale ce qui est douteux. Le statut vaut 1 s'il y a au moins une "
    "erreur, 0 s'il n'y a que des avertissements."
)
LIST_HELP = typeset("Liste les structures.")
ON_HELP = typeset("Jour de la vérification (2026-09-01). Sans cette option, aujourd'hui.")
CSV_HELP = typeset("Écrit aussi les constats dans ce fichier CSV.")
SPRO_HELP = typeset("Seulement les structures de ce SPRO (code ou nom).")
RESEAU_HELP = typeset("Seulement ce réseau (code ou nom).")
PUBLIC_HELP = typeset("Seulement les structures qui reçoivent ce public (code ou nom).")
DATE_METAVAR = "DATE"
FILE_METAVAR = "FICHIER"
SPRO_METAVAR = "SPRO"
RESEAU_METAVAR = "RÉSEAU"
PUBLIC_METAVAR = "PUBLIC"

PROBLEM_COLUMNS = ("Gravité", "Constat", "Fichier", "Ligne", "Ce qui est constaté")
PROBLEM_CSV_COLUMNS = ("gravite", "constat", "fichier", "ligne", "texte")
STRUCTURE_TITLES = ("Code", "Réseau", "Nom", "Commune")
NO_STRUCTURE = "Aucune structure ne correspond à la demande."

EXPECT_TEXT = "un texte"
EXPECT_SOURCE = "une source"
EXPECT_CODE = "un code en minuscules, chiffres, tirets (mission_locale-bourges)"
EXPECT_COMMUNE = "un code de commune (18033)"
EXPECT_POSTCODE = "un code postal de cinq chiffres"
EXPECT_PHONE = "un numéro de téléphone public"
EXPECT_COLOR = "une couleur écrite #RRVVBB"
EXPECT_DATE = "une date (2016-06-30, 2016-06, 2016 ou 30/06/2016)"
EXPECT_AFTER = "une date qui ne précède pas le début"
EXPECT_LATITUDE = "une latitude en degrés (47,08)"
EXPECT_LONGITUDE = "une longitude en degrés (2,39)"
EXPECT_BOTH = "la latitude et la longitude, ou aucune des deux"
EXPECT_COUNT = "un nombre entier de personnes"
EXPECT_SHARE = "un pourcentage de 0 à 100"
EXPECT_YES = "oui, non ou rien"
EXPECT_ONE_OWNER = "une cellule vide, puisque la ligne nomme un réseau,"
EXPECT_NO_CELL = "une cellule vide (aucun titre au-dessus)"
EXPECT_TABLE = typeset("un tableau séparé par « ; », enregistré au format CSV")
BROKEN_TABLE = "guillemets ou caractères mal placés"


def expect_one_of(codes: Sequence[str]) -> str:
    """Say which codes a cell may hold."""
    return f"un code parmi {', '.join(codes)}"


def _set(texts: dict[str, str]) -> dict[str, str]:
    return {key: typeset(text) for key, text in texts.items()}


_PROBLEMS = _set(
    {
        "internal_field": (
            "Adresse de courriel ou numéro de mobile dans un fichier public : à déplacer dans "
            "data/network/internal."
        ),
        "unknown_commune": "La commune {code} n'existe pas dans cette édition.",
        "outside_commune": "La position est à {distance} de la commune dite ({commune}).",
        "unknown_spro": "SPRO inconnu : « {code} ».{near}",
        "same_identifier": "L'identifiant {identifier} est aussi celui de {other}.",
        "duplicate": "Fait sans doute double emploi avec « {other} ».",
        "same_membership": "La même adhésion est écrite deux fois.",
        "two_spellings": "Une même chose s'écrit de plusieurs façons : {spellings}.",
        "no_coordinator": "Pas de coordonnateur connu au {day}.{last}",
        "ended_convention": "L'adhésion a pris fin ({end}) et aucune autre ne la suit.",
        "past_event": "Prévu ({day}), et rien n'a été noté depuis : tenu, ou à retirer ?",
        "no_commune": "Commune non renseignée : la structure n'est placée sur aucune carte.",
        "unconfirmed": "Personne n'a confirmé cette ligne depuis plus de deux ans ({date}).",
        "no_spro": "Aucune adhésion connue à un SPRO.",
    }
)
PROBLEM_LABELS = {
    "internal_field": ("donnée interne dans un fichier public", "données internes"),
    "unknown_commune": ("commune inconnue", "communes inconnues"),
    "outside_commune": ("position hors de la commune", "positions hors de la commune"),
    "unknown_spro": ("SPRO inconnu", "SPRO inconnus"),
    "same_identifier": ("identifiant répété", "identifiants répétés"),
    "duplicate": ("doublon probable", "doublons probables"),
    "same_membership": ("adhésion répétée", "adhésions répétées"),
    "two_spellings": ("double graphie", "doubles graphies"),
    "no_coordinator": (
        "SPRO sans coordonnateur de l’année scolaire",
        "SPRO sans coordonnateur de l’année scolaire",
    ),
    "ended_convention": ("adhésion échue", "adhésions échues"),
    "past_event": ("rencontre prévue, date passée", "rencontres prévues, date passée"),
    "no_commune": ("structure sans commune", "structures sans commune"),
    "unconfirmed": ("ligne à confirmer", "lignes à confirmer"),
    "no_spro": ("structure sans SPRO", "structures sans SPRO"),
}
"""Kind of finding → what one is, and several are, in the summary of a check."""

_NEAR = typeset(" Vouliez-vous dire : {} ?")
_LAST = typeset(" Dernier connu : {} ({}).")


def write_problem(kind: str, **facts: Any) -> str:
    """Say a finding of a check; the sentence is typeset, its facts are as they are written."""
    texts = dict(facts)
    near, names = facts.get("near"), facts.get("names")
    texts["near"] = _NEAR.format(", ".join(near)) if near else ""
    texts["last"] = _LAST.format(join_words(names), facts["last"]) if names else ""
    if "metres" in facts:
        texts["distance"] = format_measure(facts["metres"] / 1000, "km")
    if "spellings" in facts:
        quoted = [typeset("« {} »").format(text) for text in facts["spellings"]]
        texts["spellings"] = join_words(quoted)
    for name in ("day", "end", "date"):
        if name in facts:
            texts[name] = write_date(facts[name])
    return _PROBLEMS[kind].format(**texts)


def write_problem_count(kind: str, severity: str, count: int) -> str:
    """Sum up the findings of one kind: ``3 doublons probables (avertissement)``."""
    singular, several = PROBLEM_LABELS[kind]
    return typeset(f"{format_count(count)} {plural(count, singular, several)} ({severity})")


def write_total(errors: int, warnings: int) -> str:
    """Sum up a check in one line."""
    if not errors and not warnings:
        return NO_PROBLEM
    first = f"{format_count(errors)} {plural(errors, 'erreur')}"
    second = f"{format_count(warnings)} {plural(warnings, 'avertissement')}"
    return f"{first}, {second}."


NO_PROBLEM = typeset("Rien à signaler.")
