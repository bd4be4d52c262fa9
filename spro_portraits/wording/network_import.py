"""Words of the import of a directory: its options, parts of a row, what is told of a plan."""

from __future__ import annotations

from collections.abc import Mapping

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import format_count, typeset

IMPORT_HELP = typeset(
    "Importe un annuaire officiel dans data/network/structures.csv. Sans --apply, montre ce qui "
    "changerait et ne change rien."
)
FILE_METAVAR = "FICHIER"
FILE_HELP = typeset("Fichier de l'annuaire, tel qu'il est publié.")
FORMAT_METAVAR = "FORMAT"
FORMAT_HELP = typeset(
    "dila, agences, milo, ecoles, vae ou structures ; sans cette option, reconnu au contenu."
)
REGION_METAVAR = "RÉGION"
REGION_HELP = typeset("Code de la région à garder ; sans cette option, celle de l'édition.")
DATE_METAVAR = "DATE"
DATE_HELP = typeset(
    "Date de l'annuaire (2026, 2026-03 ou 2026-03-15), pour un fichier qui n'est pas décrit dans "
    "data/network/annuaires.toml."
)
APPLY_HELP = typeset("Écrire structures.csv.")
DIRECTORY_FORMAT = typeset("un annuaire que l'import connaît")
UNKNOWN_CONTENT = typeset("son contenu n'est celui d'aucun annuaire connu")
SOURCES_FORM = "les tables [[directory]] et [regions]"
POINT_FORM = "un point WKB"
UAI_FORM = "un identifiant d’établissement"
PARQUET_FORM = "un fichier Parquet"
BROKEN_PARQUET = "fichier Parquet abîmé ou incomplet"
COMMUNE_FORM = "un code de commune"
DEPARTEMENT_FORM = "un code de département"
ADDRESS_FORM = "une adresse, un code postal et une commune"
MILO_FORM = typeset("une liste de structures avec « id », « nom_officiel » et « nom_usuel »")

# Blocks of a row: what comes from one source as one piece.
BLOCKS = {
    "name": "nom",
    "place": "adresse",
    "position": "position",
    "phone": "téléphone",
    "site": "site",
    "publics": "publics",
    "services": "services",
}

SOURCE_SEPARATOR = " ; "
FIELDS_SEPARATOR = " : "
# Texts of cells: pages set their typography when they show them.
MOVED = "Autre adresse connue : {place} ({source})."
ADDRESS_MISSING = "Adresse à compléter."
COMMUNE_MISSING = "Commune à préciser : {place}."


# What is told ----------------------------------------------------------------------------------

REASONS = {
    "region": "hors de la région",
    "pivot": "pas l'un des réseaux",
    "direction": "direction, ne reçoit pas de public",
    "school": "établissement d'un autre type",
    "kind": "pas une structure de ce réseau",
    "no_commune": "sans commune",
    "ambiguous": "peut être plusieurs structures : écrire son identifiant dans l'une d'elles",
    "mobile": "téléphone mobile non repris",
    "broken_site": "adresse de site abîmée non reprise",
}
"""Why something was left out, by its key."""

WITH_SUBJECTS = frozenset({"pivot", "direction", "kind", "no_commune", "ambiguous", "mobile",
                           "broken_site"})  # fmt: skip
"""Reasons told with what they are about, not only counted."""

_MERGE_REASONS = {
    "address": "même adresse",
    "phone": "même téléphone",
    "name": "même nom",
    "alone": "seule de son réseau dans cette commune",
    "moved": "même nom dans une autre commune",
}
_KEPT = {"hand": "écrit à la main", "date": "cet annuaire n'est pas plus récent"}
_FIELDS = {
    "name": "nom", "address": "adresse", "postcode": "code postal", "commune": "commune",
    "latitude": "latitude", "longitude": "longitude", "phone": "téléphone", "site": "site",
    "publics": "publics", "services": "services", "identifiers": "identifiants",
    "remark": "remarque",
}  # fmt: skip
_EMPTY = "(vide)"

ADDED = typeset("Ajoutées :")
CHANGED = typeset("Modifiées :")
MERGED = typeset("Réunies avec une structure connue :")
DIFFERENT = typeset("Différences laissées comme elles sont :")
LEFT_OUT = typeset("Non repris :")
NOTHING_WRITTEN = typeset("Rien n'a été écrit. Pour écrire : --apply.")
NOTHING_TO_WRITE = typeset("Rien ne change : structures.csv n'a pas été écrit.")


def write_missing_commune(place: str) -> str:
    """Say that the commune of a row is not one of the edition."""
    return COMMUNE_MISSING.format(place=place)


def write_moved(address: str, postcode: str, commune: str, source: str) -> str:
    """Say the other place that a source gives: ``Autre adresse connue : …``."""
    town = f"{postcode} {commune}".strip()
    return MOVED.format(place=f"{address}, {town}" if address else town, source=source)


def describe_source(source: str, key: str, candidates: int) -> str:
    """Say what was read."""
    noun = plural(candidates, "ligne lue", "lignes lues")
    return typeset(f"{source} (format {key}) : {format_count(candidates)} {noun}.")


def describe_counts(added: int, changed: int, confirmed: int, unchanged: int, merged: int) -> str:
    """Say how many structures an import touches."""
    counts = (
        (added, "ajoutée", "ajoutées"), (changed, "modifiée", "modifiées"),
        (confirmed, "confirmée", "confirmées"), (unchanged, "inchangée", "inchangées"),
    )  # fmt: skip
    told = [f"{format_count(count)} {plural(count, *words)}" for count, *words in counts]
    noun = plural(merged, "rapprochement", "rapprochements")
    return typeset(f"Structures : {', '.join(told)} ; {format_count(merged)} {noun}.")


def describe_added(code: str, name: str, place: str) -> str:
    """Name a structure that is added."""
    return f"{code} – {name}" + (f" ({place})" if place else "")


def describe_change(code: str, field: str, before: str, after: str) -> str:
    """Say what changes in a field."""
    return f"{code}, {_FIELDS[field]}{typeset(' : ')}{before or _EMPTY} → {after or _EMPTY}"


def describe_merge(code: str, known: str, offered: str, reason: str) -> str:
    """Say which row was found to be a structure that is known, and why."""
    return typeset(f"{code} : « {offered} » est « {known} » ({_MERGE_REASONS[reason]})")


def describe_difference(code: str, block: str, kept: str, offered: str, reason: str) -> str:
    """Say what the directory says otherwise, and why it is not taken."""
    return typeset(
        f"{code}, {BLOCKS[block]} : « {kept} » gardé, « {offered} » dans l'annuaire "
        f"({_KEPT[reason]})"
    )


def describe_left_out(reason: str, count: int, subjects: Mapping[str, int]) -> str:
    """Say what was left out, why, and how often."""
    told = typeset(f"{format_count(count)} : {REASONS[reason]}")
    if reason not in WITH_SUBJECTS:
        return told
    listed = (name if n == 1 else f"{name} ({format_count(n)})" for name, n in subjects.items())
    return f"{told} – {', '.join(listed)}"


def describe_written(count: int) -> str:
    """Say that the file was written."""
    noun = plural(count, "structure", "structures")
    return typeset(f"structures.csv écrit : {format_count(count)} {noun}.")
