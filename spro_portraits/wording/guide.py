"""Words of the guide of structures: who receives whom, where, and what is not known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spro_portraits.wording.dates import write_as_of, write_date
from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.network_page import ROLES
from spro_portraits.wording.places import subject_territory
from spro_portraits.wording.typography import NBSP, NNBSP, format_count, typeset

NAME = "Guide des structures"

ABOUT = typeset(
    "Le service public régional de l'orientation (SPRO) réunit dans un territoire les structures "
    "qui informent et conseillent sur les métiers, les formations et l'emploi. Elles appartiennent "
    "à plusieurs réseaux, travaillent comme un seul groupe et ont un coordinateur."
)
READING = (
    typeset(
        "« Qui peut me recevoir ? » donne, pour chaque public, les structures qui le reçoivent ; "
        "le numéro est celui de leur fiche, plus bas."
    ),
    typeset(
        "Les fiches sont rangées par réseau. Les publics et les services sont ceux de la mission "
        "du réseau, sauf quand la structure a fait connaître les siens : la fiche le dit alors."
    ),
    typeset(
        "Ce qui n'est pas connu est dit (« adresse à compléter »). Les horaires ne figurent pas "
        "dans ce guide : mieux vaut appeler avant de se déplacer."
    ),
    typeset(f"« {ROLES['presente']} » : aucune pièce ne dit si la structure est membre."),
)
READING_TITLE = "Comment lire ce guide"
NOBODY = typeset("Aucune structure n'est connue dans ce territoire.")
ALL_STRUCTURES = "Toutes les structures de ce guide"
SOURCES_TITLE = "D’où viennent les informations"

HEADS = {
    "structure": "Structure",
    "address": "Adresse",
    "contact": "Téléphone et site",
    "publics": "Publics et services",
}
SOURCE_HEADS = ("Source", "Structures", "Dernière information")

POSITIONS = {
    "adresse": typeset("Position : à l'adresse"),
    "commune": typeset("Position : milieu de la commune"),
    "": typeset("Position : non connue"),
}
MISSING = {
    "address": "adresse à compléter",
    "commune": "commune à compléter",
    "phone": "téléphone à compléter",
    "site": "site à compléter",
    "publics": "publics à compléter",
}
INDEX_PARTS = {
    "commune": "Par commune",
    "public": "Par public",
    "reseau": "Par réseau",
}
"""Parts of the index, in order; a key begins the ids of its lines."""
INDEX_LEDE = typeset(
    "Les numéros sont ceux des fiches. Les communes sont celles où une structure a son adresse."
)
PAPER = {
    "publics_lede": typeset(
        "Pour chaque public, les réseaux qui le reçoivent ; l'index donne leurs structures et la "
        "page de chaque fiche."
    ),
    "public": "Public",
    "reseaux": "Réseaux",
    "structures": "Structures",
    "index": "Index, page",
    "again": "(suite)",
}
"""Words that only the printed guide needs."""
OWN_PUBLICS = "selon la structure"
SERVICES = f"Services{NBSP}:"
REMARK = f"Remarque{NBSP}:"
CARD = "Fiche"

COLUMNS = (
    "N°", "Structure", "Réseau", "Rôle", "Adresse", "Code postal", "Commune", "Code commune",
    "Latitude", "Longitude", "Position", "Téléphone", "Site", "Publics reçus",
    "Publics d’après", "Services", "Source", "Date", "Remarque",
)  # fmt: skip
"""Heads of the table to download."""

ORIGINS = {True: "mission du réseau", False: "structure"}
_NOTES = (
    ("Contenu", "Structures qui reçoivent du public, une par ligne."),
    ("Cases vides", "Une case vide est une information à compléter, jamais un « non »."),
    (
        "Position",
        (
            "« adresse » : publiée pour l'adresse ; « commune » : un point à l'intérieur de la "
            "commune, faute de mieux."
        ),
    ),
)


def write_title(title: str) -> str:
    """Write the title of the page for tabs: ``Guide des structures – SPRO d’Orléans``."""
    return f"{NAME} – {title}"


def write_subtitle(day: str, edition: str) -> str:
    """Write the line under the title."""
    return typeset(f"{NAME} · état {write_as_of(day)} · édition {edition}")


def write_description(title: str, count: int, day: str) -> str:
    """Write the description of the page for search engines and the index."""
    structures = f"{format_count(count)} {plural(count, 'structure')}"
    return typeset(
        f"{title} : {structures} qui informent et conseillent sur les métiers, les formations et "
        f"l'emploi, par public et par réseau. État {write_as_of(day)}."
    )


def write_summary(count: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(f"{format_count(count)} {plural(count, 'structure')} dans ce guide.")


def write_count(level: str, name: str, count: int, reseaux: int) -> str:
    """First sentence: ``Le SPRO d’Orléans : 80 structures connues, de 12 réseaux.``."""
    place = subject_territory(level, name)
    structures = f"{format_count(count)} {plural(count, 'structure')} {plural(count, 'connue')}"
    networks = f"{format_count(reseaux)} {plural(reseaux, 'réseau', 'réseaux')}"
    return typeset(f"{place[:1].upper()}{place[1:]} : {structures}, de {networks}.")


def write_coordinators(names: Sequence[str], year: str, *, current: bool) -> str:
    """Say who coordinates: ``Dernier coordonnateur connu (2015-2016) : CIO d’Issoudun.``."""
    noun = plural(len(names), "coordonnateur")
    if current:
        head = f"{noun[:1].upper()}{noun[1:]} de l'année scolaire {year}"
    else:
        last = plural(len(names), "Dernier", "Derniers")
        head = f"{last} {noun} {plural(len(names), 'connu')} ({year})"
    return typeset(f"{head} : {join_words(list(names))}.")


def name_key_figures() -> tuple[str, str, str]:
    """Labels of the figures of the index: structures, réseaux, addresses."""
    return "Structures", "Réseaux", "Adresses connues"


def write_of(part: int, whole: int) -> str:
    """Write a part of a whole: ``76 sur 80``."""
    return f"{format_count(part)} sur{NBSP}{format_count(whole)}"


def write_unserved(names: Sequence[str]) -> str:
    """Say for which publics no structure is known."""
    return typeset(
        f"Aucune structure de ce guide n'est connue pour recevoir : {_list_publics(names)}."
    )


def write_receivers(reseaux: Sequence[str]) -> str:
    """Say which réseaux receive a public: ``Missions locales ; Information Jeunesse``."""
    return typeset(" ; ".join(reseaux))


def write_located(name: str, commune: str) -> str:
    """Write the name of a structure with its commune, where the name does not say it."""
    return f"{name}, {commune}" if commune else name


def write_mission(publics: Sequence[str]) -> str:
    """Say whom a réseau receives by its mission."""
    return typeset(f"Publics de sa mission : {_list_publics(publics)}.")


def write_services(services: Sequence[str]) -> str:
    """Say what a réseau or a structure does."""
    return typeset(" ; ".join(services))


def write_former(name: str) -> str:
    """Say the former name of a réseau."""
    return typeset(f"anciennement {name}")


def write_role(role: str) -> str:
    """Name a role."""
    return ROLES[role]


def write_seen(source: str, date: str) -> str:
    """Say where the facts of a structure come from, and from when they are, once."""
    said = write_date(date)
    is_said = said.replace(NBSP, " ") in source or date in source
    return typeset(source if is_said else f"{source}, {said}")


def write_phone(phone: str) -> str:
    """Write a French number by pairs that do not break; another one stays as it is."""
    digits = find_national_number(phone)
    if not digits:
        return phone
    return NBSP.join(digits[i : i + 2] for i in range(0, len(digits), 2))


def find_national_number(phone: str) -> str:
    """Find the ten digits of a French number; empty for another number."""
    digits = re.sub(r"[\s.\-/()\u00a0\u202f]", "", phone)
    digits = re.sub(r"^(?:\+|00)33(?:0)?", "0", digits)
    return digits if re.fullmatch(r"0\d{9}", digits) else ""


def write_town(postcode: str, commune: str) -> str:
    """Write the second line of an address."""
    return f"{postcode}{NBSP}{commune}".strip(NBSP)


def write_notes(territory: str, edition: str, day: str, sources: Sequence[str]
                ) -> list[tuple[str, str]]:  # fmt: skip
    """Write the tab of notes of the table to download."""
    notes = [("Territoire", territory), ("Édition", edition), ("État", write_as_of(day))]
    notes += [(name, typeset(text)) for name, text in _NOTES]
    return notes + [("Source", source) for source in sources]


def write_footer(title: str) -> str:
    """Write the foot of printed pages, before their number."""
    return f"{title}{NNBSP}· {NAME}"


def _list_publics(names: Sequence[str]) -> str:
    return " ; ".join(name[:1].lower() + name[1:] for name in names)
