"""Words of the répertoire: internal, and said so wherever it can be."""

from __future__ import annotations

from pathlib import Path

from spro_portraits.wording.dates import write_as_of, write_date
from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import format_count, typeset

MARK = "INTERNE"
"""In the name of every internal file."""
WARNING = "INTERNE – ne pas diffuser"
PAPER_MARK = typeset("Usage interne – ne pas diffuser")
"""Above and below every printed page."""
PAPER_TAB = "Usage interne"
"""In the margin of every printed page."""
WHY = typeset(
    "Ce répertoire nomme des personnes et donne leurs lignes directes et leurs courriels. Il est "
    "réservé aux membres du réseau : ni publication, ni envoi hors de celui-ci. Le guide des "
    "structures est, lui, public."
)
NAME = "Répertoire"
TABLE = "Structures et contacts"
INDEX = "Index"
FOLDER = "internes"

HEADS = {
    "structure": "Structure",
    "person": "Personne",
    "direct_line": "Ligne directe",
    "email": "Courriel",
    "seen": "Source",
}
MISSING = {
    "person": "contact à compléter",
    "direct_line": "à compléter",
    "email": "à compléter",
    "address": "adresse à compléter",
    "phone": "téléphone à compléter",
}
COLUMNS = (
    "Diffusion", "Structure", "Réseau", "Rôle", "Adresse", "Code postal", "Commune", "Téléphone",
    "Site", "Personne", "Fonction", "Ligne directe", "Courriel", "Source", "Date", "Remarque",
)  # fmt: skip
"""Heads of the table; every row says that it is internal."""

COMMAND_HELP = typeset(
    "Écrit le répertoire interne d'un territoire (personnes, lignes directes, courriels) dans le "
    "dossier « internes », jamais avec les produits publics."
)
FORMAT_HELP = typeset(
    "Fichiers à écrire : html (la page), csv (le tableau), pdf (le document à imprimer, marqué "
    "« usage interne » à chaque page), plusieurs séparés par des virgules, ou all ; par défaut "
    "html,csv."
)
OUT_HELP = typeset("Dossier du répertoire ; par défaut « internes », à côté de « reports ».")
_NO_CONTACT = typeset("Attention : la fiche interne ne donne aucun contact pour ce territoire.")


def write_title(title: str) -> str:
    """Write the title of the page for tabs, its warning first."""
    return f"{MARK} – {NAME} – {title}"


def write_subtitle(day: str, contacts: int, structures: int) -> str:
    """Write the line under the title."""
    persons = f"{format_count(contacts)} {plural(contacts, 'contact')}"
    places = f"{format_count(structures)} {plural(structures, 'structure')}"
    return typeset(f"{NAME} interne · état {write_as_of(day)} · {persons}, {places}")


def write_seen(source: str, date: str) -> str:
    """Say who gave a contact, and when."""
    return typeset(f"{source}, {write_date(date)}")


def write_done(path: Path) -> str:
    """Say that an internal file was written."""
    return f"{path} ({WARNING})"


def write_no_contact() -> str:
    """Warn of a répertoire without any person."""
    return _NO_CONTACT
