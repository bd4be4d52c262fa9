"""Words of the instantané: two pages on a territory, at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.dates import write_as_of
from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.places import in_place, of_place
from spro_portraits.wording.typography import NBSP, format_count, typeset

NAME = "Instantané du territoire"

NO_IDEA = typeset(
    "Aucune des idées examinées n'est nettement contredite par les chiffres de ce territoire."
)
NOTHING_RETAINED = typeset(
    "Aucun chiffre sûr ne distingue nettement ce territoire de son département, de la région ou de "
    "la France."
)
IDEAS_NOTE = typeset(
    "Phrases à l'épreuve, écrites par l'observatoire : aucune enquête ne dit qui les pense. Une "
    "idée n'est contredite que par un écart net."
)
NO_OCCUPATIONS = typeset(
    "L'enquête sur les besoins en main-d'œuvre ne dit rien d'assez précis pour choisir des métiers "
    "ici."
)
OCCUPATION_HEADS = ("Métier", "Projets", "Jugés difficiles", "Tension (1 à 5)")
CONTACT_HEADS = ("Pour qui", "Structure", "Commune", "Téléphone", "Site")
NO_CONTACT = typeset("Aucune structure n'est connue dans ce territoire : liste à compléter.")
UNKNOWN = "non connu"
CALL = typeset("Les horaires ne sont pas connus ici : mieux vaut appeler avant de se déplacer.")
SISTER_MAP = typeset(
    "La carte montre les arrondissements de la même commune ; seul celui de cette page est nommé."
)
NEIGHBOUR_MAP = typeset(
    "La carte montre les communes de la même intercommunalité ; seule la commune de cette page est "
    "nommée."
)

_FEW = {
    1: "Une seule idée reçue est nettement contredite par les chiffres de ce territoire.",
    2: "Deux idées reçues seulement sont nettement contredites par les chiffres de ce territoire.",
}


def write_title(title: str) -> str:
    """Write the title of the page for tabs."""
    return f"{NAME} – {title}"


def write_subtitle(edition: str) -> str:
    """Write the line under the title."""
    return typeset(f"{NAME} · édition {edition}")


def write_description(title: str, edition: str) -> str:
    """Write the description of the page for search engines and the index."""
    return typeset(
        f"{title} en deux pages : huit chiffres, une carte, trois idées reçues, cinq métiers et "
        f"les structures à qui s'adresser. Édition {edition}."
    )


def write_summary(ideas: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(
        f"Instantané : {ideas} {plural(ideas, 'idée reçue contredite', 'idées reçues contredites')}"
        " par les chiffres."
    )


def write_few(count: int) -> str:
    """Say that fewer than three ideas are contradicted; empty for three or none."""
    return typeset(_FEW.get(count, ""))


def write_occupations_lede(place: str, period: str, count: int) -> str:
    """Say what the table of occupations shows: ``Cinq métiers dans le SPRO de Dreux, en 2024``."""
    first = plural(count, "Le métier clé", f"Les {format_count(count)} premiers métiers clés")
    return typeset(f"{first} {place}, projets de recrutement publiés en {period}")


def write_occupations_note(names: Sequence[str]) -> str:
    """Say which bassins stand for a territory that is no union of them."""
    places = [of_place("bassin", name) for name in names]
    noun = plural(len(places), "du bassin d'emploi", "des bassins d'emploi")
    verb = plural(len(places), "couvre", "couvrent")
    return typeset(f"Chiffres {noun} {join_words(places)}, qui {verb} ce territoire.")


def write_contacts_caption(title: str) -> str:
    """Write the caption of the list of structures."""
    return typeset(f"À qui s'adresser – {title}")


def write_contacts_from(name: str) -> str:
    """Say that the structures are those of the SPRO around a territory that has none."""
    place = in_place("spro", name)
    return typeset(
        f"Aucune structure n'est connue dans ce territoire : voici celles qui se trouvent {place}."
    )


def write_contacts_note(shown: int, known: int, day: str) -> str:
    """Say how many structures are shown, of how many known, and when."""
    chosen = (
        f"{format_count(shown)} {plural(shown, 'structure')} sur{NBSP}{format_count(known)} "
        f"{plural(known, 'connue')}, état {write_as_of(day)}"
    )
    return typeset(f"{chosen} : toutes sont dans le guide des structures. {CALL}")


def write_contacts_source(sources: Sequence[str]) -> str:
    """Cite where the facts of the structures come from, each source once.

    Parameters
    ----------
    sources : sequence of str
        Sources of the structures: one or more, each perhaps with what comes from it
        (``Annuaire : adresse ; Référentiel : nom``).
    """
    named = [part.partition(" : ")[0].strip() for text in sources for part in text.split(" ; ")]
    return typeset(" ; ".join(dict.fromkeys(named)))
