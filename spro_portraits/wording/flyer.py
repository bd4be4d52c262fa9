"""Words of the flyer: who can help me, where, for what; simple, for every public."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.dates import write_as_of
from spro_portraits.wording.grammar import at, join_words, plural
from spro_portraits.wording.places import in_place
from spro_portraits.wording.typography import NBSP, format_count, typeset

NAME = "Plaquette"
HEADLINE = typeset("Qui peut m'aider près de chez moi ?")
_AIMS = "Pour choisir un métier, me former, trouver un emploi ou changer de travail."
_AIMS_OF_SPRO = (
    "Le service public régional de l’orientation m’aide à choisir un métier, à me former, à "
    "trouver un emploi ou à changer de travail."
)

SECTION_TITLES = {
    "publics": "Selon ma situation",
    "places": "Où aller",
    "notes": "Bon à savoir",
}

SAID = {
    "Jeunes de 16 à 25 ans": "J’ai entre 16 et 25 ans",
    "Élèves et étudiants": "Je suis élève ou étudiant",
    "Demandeurs d’emploi": "Je cherche un emploi",
    "Salariés": "Je suis salarié",
    "Cadres et jeunes diplômés": "Je suis cadre ou jeune diplômé",
    "Personnes en situation de handicap": "Je suis en situation de handicap",
    "Apprentis et futurs apprentis": "Je suis apprenti, ou je veux le devenir",
    "Candidats à une VAE": "Je veux faire valider mon expérience (VAE)",
    "Créateurs et repreneurs d’entreprise": "Je veux créer ou reprendre une entreprise",
    "Adultes qui veulent reprendre les savoirs de base": "Je veux reprendre les savoirs de base",
}
"""Name of a public → how somebody of it says so. By name and not by code: a public that an analyst
names otherwise keeps its own name, since the sentence might then be wrong."""
ANYONE = "Autres lieux (publics reçus non connus)"
"""Head of the structures whose publics are not known."""

MISSING_ADDRESS = "adresse non connue"
MISSING_PHONE = "téléphone non connu"
NO_TOWN = "Commune non connue"
PLACE = "Lieu"
AGAIN = "suite"
CODE = f"Code QR{NBSP}:"
MOST_LETTERS = 38
"""Of a site in words; of a longer one, only the host is written."""

NOBODY = typeset("Cette plaquette est vide : ne pas la diffuser.")
NOBODY_HERE = typeset("Aucune structure n'est connue dans ce territoire.")
NOBODY_WHY = typeset(
    "Ajouter les structures dans le fichier "
    "data/network/structures.csv (leur commune d'abord), puis produire la plaquette à nouveau ; ou "
    "choisir un territoire plus grand."
)
NOTHING = typeset("Rien à montrer : aucune structure n'est connue.")
CALL = typeset("Les horaires ne sont pas connus ici : mieux vaut appeler avant de se déplacer.")
SCAN = typeset("Pour ouvrir un site, viser son code carré avec l'appareil photo d'un téléphone.")
GUIDE = typeset("Tous les détails sont dans le guide des structures de ce territoire.")

ON_PAPER = {
    "again": AGAIN,
    "others": typeset("et {n} autres lieux : voir le guide"),
    "other": typeset("et un autre lieu : voir le guide"),
    "whole": typeset("{n} lieux : voir le guide"),
    "by_reseau": "Par réseau",
    "more": typeset("et {n} autres"),
    "one_more": "et un autre",
    "grouped": "D’autres lieux, par réseau",
    "over": "Suite au dos",
}
"""What only paper says: where a list is too long for one sheet, some places are counted."""


def write_title(title: str) -> str:
    """Write the title for tabs and of the document."""
    return f"{HEADLINE} – {title}"


def write_aims(level: str) -> str:
    """Say what one is helped for, and what the letters SPRO stand for."""
    return _AIMS_OF_SPRO if level == "spro" else _AIMS


def write_subtitle(title: str, level: str) -> str:
    """Write the line under the title: the territory, then what one is helped for."""
    return f"{title} · {write_aims(level)}"


def write_description(title: str, count: int, day: str) -> str:
    """Write the description of the page."""
    places = f"{format_count(count)} {plural(count, 'lieu', 'lieux')}"
    return typeset(
        f"{title} : {places} où se faire aider pour s'orienter, se former et trouver un emploi. "
        f"État {write_as_of(day)}."
    )


def write_summary(count: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(f"{format_count(count)} {plural(count, 'lieu', 'lieux')} dans cette plaquette.")


def write_lede(level: str, name: str, count: int, towns: int) -> str:
    """Say how many places, in how many communes."""
    place = in_place(level, name)
    verb = plural(count, "peut", "peuvent")
    number = f"{format_count(count)} {plural(count, 'lieu', 'lieux')}"
    communes = f", dans {format_count(towns)} {plural(towns, 'commune')}" if towns else ""
    return typeset(f"{place[:1].upper()}{place[1:]}, {number} {verb} m'aider{communes}.")


def name_key_figures() -> tuple[str, str, str]:
    """Labels of the figures of the index."""
    return "Lieux", "Communes", "Téléphones connus"


def write_of(part: int, whole: int) -> str:
    """Write a part of a whole: ``4 sur 5``."""
    return f"{format_count(part)} sur{NBSP}{format_count(whole)}"


def say_public(name: str) -> str:
    """Say a public in its own words: ``Je cherche un emploi``; its name where none are known."""
    return SAID.get(typeset(name), typeset(name))


def write_services(services: Sequence[str]) -> str:
    """Write for what a structure helps: ``recherche d’emploi, indemnisation et formation``."""
    return typeset(join_words([_lower(service) for service in services]))


def write_unserved(names: Sequence[str]) -> str:
    """Say for whom no place is known here."""
    return typeset(f"Aucun lieu connu ici pour : {' ; '.join(_lower(name) for name in names)}.")


def write_numbers(numbers: Sequence[int]) -> str:
    """Write numbers of places, three and more in a row as a range: ``1–4, 7, 9``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))  # noqa: PLR2004
        for run in runs
    ]
    return ", ".join(parts)


def name_badge(numbers: str) -> str:
    """Name a badge of numbers for a reader who does not see it: ``Lieux 20 à 22``."""
    first, _, last = numbers.partition("–")
    return f"Lieux {first} à {last}" if last else f"{PLACE} {first}"


def write_town(name: str) -> str:
    """Write the head of the places of a commune: ``À Issoudun``, ``Au Blanc``."""
    said = at(name)
    return f"{said[:1].upper()}{said[1:]}"


def write_site(site: str) -> str:
    """Write a site in few letters: of a long address, its host and an ellipsis."""
    if len(site) <= MOST_LETTERS:
        return site
    host = site.partition("/")[0]
    return f"{host}/…" if host != site else site


def write_dates(first: str, last: str) -> str:
    """Say from when the facts are, by their years."""
    if first == last:
        return typeset(f"Adresses et téléphones relevés en {first} : ils ont pu changer.")
    return typeset(f"Adresses et téléphones relevés entre {first} et {last} : ils ont pu changer.")


def write_footer(title: str, day: str) -> str:
    """Write the foot of the sheet."""
    return typeset(f"{title} · état {write_as_of(day)}")


def write_to_complete(phones: Sequence[str], addresses: Sequence[str]) -> list[str]:
    """Say, on the screen alone, what to complete before the flyer is printed."""
    said = []
    for noun, names in (("téléphone", phones), ("adresse", addresses)):
        if names:
            said.append(typeset(f"{noun} de : {' ; '.join(names)}"))
    return said


TO_COMPLETE = typeset("À compléter avant d'imprimer (fichier data/network/structures.csv)")


def write_map_title(title: str) -> str:
    """Name the map for a reader who does not see it."""
    return typeset(f"Où sont les lieux : {title}")


def write_map_description(towns: Sequence[tuple[str, str]]) -> str:
    """Describe the map: each commune with the numbers of its places."""
    return typeset(" ; ".join(f"{name} {numbers}" for name, numbers in towns))


def _lower(text: str) -> str:
    """Take the capital off a first word that is no abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in "'’ " else text
