"""Words of the search of occupations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spro_portraits.wording.typography import typeset

COMMAND_HELP = typeset(
    "Cherche un métier comme on le dit (« prof de maths », « aides soignantes ») et donne ses "
    "codes ROME, BMO et FAP. Sans --search, liste les métiers de l'enquête BMO."
)
SEARCH_HELP = typeset(
    "Métier cherché, sans souci des accents, du genre, du pluriel, de l'ordre des mots ni d'une "
    "faute de frappe."
)
LIMIT_HELP = typeset("Nombre de codes ROME donnés au plus.")

FOUND_COLUMNS = (
    "ROME",
    typeset("Nom de la fiche ROME"),
    typeset("Trouvé par"),
    typeset("Métiers BMO"),
    typeset("Familles FAP 2009"),
)
LIST_COLUMNS = ("BMO", typeset("Métier"), typeset("Famille"))

_KINDS = {
    "title": "appellation ROME",
    "name": "nom de la fiche ROME",
    "everyday": "mot courant",
    "bmo": "métier BMO",
}


def write_found(title: str, kind: str) -> str:
    """Say by which title a code was found, and what this title is unless it is a ROME title."""
    return typeset(title if kind == "title" else f"{title} ({_KINDS[kind]})")


def write_linked(occupations: Iterable[tuple[str, str]]) -> str:
    """List linked occupations: code and name."""
    return typeset(" | ".join(f"{code} {name}" for code, name in occupations))


def write_nothing_found(text: str, near: Sequence[str]) -> str:
    """Say that nothing answers a search, with titles that are like what was typed."""
    sentence = typeset("Aucun métier ne correspond à « {} ».").format(text)
    if near:
        sentence += typeset(" Vouliez-vous dire : {} ?").format(typeset(", ".join(near)))
    else:
        sentence += typeset(" Essayer un autre mot, par exemple le nom du métier seul.")
    return sentence
