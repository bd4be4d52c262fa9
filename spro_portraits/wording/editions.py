"""Words of the commands on editions: where one is, what it covers, what is to be renewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spro_portraits.wording.dates import write_date
from spro_portraits.wording.grammar import plural
from spro_portraits.wording.labels import LEVEL_WORDS
from spro_portraits.wording.typography import format_count, typeset

LIST_HELP = typeset(
    "Liste les éditions : celle du projet et celles de data/editions. Avec --edition, ses sources, "
    "leurs millésimes, et ce que couvre chaque table."
)
LIST_EDITION_HELP = typeset("Détail d'une édition, par son nom.")
EDITION_METAVAR = "ÉDITION"
CHECK_HELP = typeset(
    "Dit quelles sources ont un millésime plus récent selon le calendrier de la fiche, et quels "
    "fichiers officiels manquent ou ont changé. Ne demande rien au réseau. Code 1 s'il y a à faire."
)
DAY_HELP = typeset("Jour où se placer. Sans cette option, aujourd'hui.")
DATE_METAVAR = "DATE"
NAME_HELP = typeset(
    "Nom de la nouvelle édition. Sans cette option, celui de data/edition.toml, suivi de -r2, "
    "-r3… s'il est pris."
)
NAME_METAVAR = "NOM"
REPLACE_HELP = typeset("Remplacer l'édition du projet, au lieu d'en ajouter une à côté.")

EDITION_TITLES = (
    "Édition", "Libellé", "Communes de", "Sources", "Périodes", "Empreinte", "Niveaux",
)  # fmt: skip
SOURCE_TITLES = ("Source", "Millésime", "Géographie", "Producteur", "Titre")
COVERAGE_TITLES = ("Table", "Lignes", "Périodes", "Niveaux")
CHECK_TITLES = ("Source", "Millésime", "Suivant", "Attendu", "Calendrier", "Fichier", "Accès")

DAMAGED = "abîmée"
DIRECT = "data fetch"
BY_HAND = "à la main"
NO_PERIOD = "–"
_SHOWN = 8

_FILES = {
    "missing": "absent",
    "same": "en place",
    "other": "changé",
    "waiting": typeset("à accepter"),
}
"""States of a raw file."""

_MONTHS = {"current": "en {}", "expected": "ce mois-ci", "due": "depuis {}"}
"""When the next vintage comes out, by where a source stands."""

_NO_CALENDAR = {
    "irregular": "sans calendrier",
    "final": "aucun",
    "unknown": "calendrier à écrire",
}


_BASES = {
    "periods": "rythme vérifié",
    "date": "mois vérifié",
    "": "non vérifié",
}


def label_revision(label: str, revision: str) -> str:
    """Tell an edition from another that has its label."""
    word = "révision " if revision.isdecimal() else ""
    return f"{label} ({word}{revision})"


def describe_placed(name: str, folder: object) -> str:
    """Say where a new edition is, and how a notebook opens it."""
    head = typeset("Nouvelle édition {name} : {folder}. Les autres sont comme elles étaient.")
    how = typeset(" L'ouvrir dans un carnet : -p edition={name}.")
    return (head + how).format(name=name, folder=folder)


def describe_kept(name: str) -> str:
    """Say that the same edition is there."""
    return typeset("C'est l'édition {name}, déjà là : rien n'est ajouté.").format(name=name)


def describe_standing(
    standing: str, month: str, next_vintage: str, missed: int = 0
) -> tuple[str, str]:
    """Say which vintage comes next, and when.

    Parameters
    ----------
    standing : str
        As :func:`spro_portraits.sources.find_standing` gives it.
    month : str
        ``2026-06``, or empty.
    next_vintage : str
    missed : int
        Vintages that should be out by now.
    """
    if standing in _NO_CALENDAR:
        return _NO_CALENDAR[standing], NO_PERIOD
    more = f" ({format_count(missed)} millésimes)" if missed > 1 else ""
    return next_vintage, _MONTHS[standing].format(write_date(month)) + more


def describe_basis(standing: str, basis: str) -> str:
    """Say what bears a calendar out."""
    return NO_PERIOD if standing in _NO_CALENDAR else _BASES[basis]


def describe_file(state: str) -> str:
    """Say how a raw file is."""
    return _FILES[state]


def describe_check(
    counts: Mapping[str, int], day: str, edition: Sequence[str], unverified: Sequence[str] = ()
) -> list[str]:
    """Sum up a check.

    Parameters
    ----------
    counts : mapping
        ``due``, ``missing``, ``other``, ``waiting``: numbers of sources.
    day : str
        ``2026-11-28``.
    edition : sequence of str
        Sources whose declared file is not the one that the embedded edition is made of.
    unverified : sequence of str
        Sources whose calendar nothing in their file bears out.
    """
    told = [
        (counts["due"], "millésime à renouveler", "millésimes à renouveler"),
        (counts["missing"], "fichier officiel absent", "fichiers officiels absents"),
        (counts["other"], "fichier changé", "fichiers changés"),
        (counts["waiting"], "fichier à accepter", "fichiers à accepter"),
    ]
    parts = [f"{format_count(count)} {plural(count, *words)}" for count, *words in told if count]
    lines = [f"Au {write_date(day)} : " + (", ".join(parts) or "rien à faire") + "."]
    if edition:
        lines.append(
            "L'édition du projet n'est pas faite des fichiers déclarés "
            f"({', '.join(edition)}) : « spro-portraits data build » en fait une nouvelle."
        )
    if unverified:
        lines.append(
            "Calendriers non vérifiés (habitude du producteur, écrite à la main ; voir sa page) : "
            f"{', '.join(unverified)}."
        )
    return [typeset(line) for line in lines]


def join_levels(levels: Sequence[str]) -> str:
    """Name levels in the plural, the smallest first."""
    known = [one for one in ("commune", *LEVEL_WORDS) if one in levels]
    known = list(dict.fromkeys(known))
    return ", ".join(LEVEL_WORDS[one].plural for one in known)


def join_periods(periods: Sequence[str]) -> str:
    """Name periods: all of them where they are few, else the first, the last and their number."""
    if len(periods) <= _SHOWN:
        return ", ".join(periods) or NO_PERIOD
    return f"{periods[0]} à {periods[-1]} ({format_count(len(periods))})"
