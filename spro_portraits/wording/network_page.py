"""Words of the page of a network: circles, map, coverage, tools, life."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.dates import write_as_of
from spro_portraits.wording.grammar import count_of, de, join_words, plural
from spro_portraits.wording.places import in_place, subject_territory, title_territory
from spro_portraits.wording.typography import (
    ABSENT_SIGNS,
    NBSP,
    format_count,
    format_percent,
    typeset,
)

SECTION_TITLES = {
    "overview": "Ce qu’il faut retenir",
    "circles": "Cartographie par cercle",
    "map": typeset("Qui peut me recevoir ?"),
    "coverage": typeset("À quelle distance ?"),
    "permanences": typeset("Où une permanence de plus ?"),
    "missing": "Réseaux présents, réseaux absents",
    "structures": "Les structures",
    "tools": "Outils des partenaires",
    "life": "Vie du réseau",
    "sources": "Sources et méthodes",
}

ROLES = {
    "coordonnateur": "Coordonnateur",
    "membre": "Membre",
    "ressource": "Partenaire ressource",
    "presente": "Présente (adhésion non connue)",
}
SHORT_ROLES = ROLES | {"presente": "Présente"}
"""Roles in a table that explains the last one under it."""
RINGS = {
    "coordonnateur": "Coordonnateurs",
    "membre": "Membres",
    "ressource": "Partenaires ressources",
    "presente": "Présentes sur le territoire, adhésion non connue",
}
"""Roles as the names of rings."""

COLUMNS = {
    "structure": "Structure",
    "reseau": "Réseau",
    "role": "Rôle",
    "commune": "Commune",
    "address": "Adresse",
    "phone": "Téléphone",
    "site": "Site",
    "publics": "Publics reçus",
    "seen": "Vu le",
    "count": "Structures",
    "nearest": "Structure la plus proche",
    "distance": "Distance",
    "time": "Temps de trajet",
    "inhabitants": "Habitants",
    "unemployed": "Chômeurs (recensement)",
    "neet": "Jeunes ni en emploi ni en études",
    "place": "Commune",
    "gain": "Habitants gagnés",
    "reached": "Part des habitants à portée",
    "territory": "Territoire",
    "bring": "Apport",
    "tool": "Outil",
    "who": "Partenaire",
    "where": "SPRO",
    "day": "Date",
    "kind": "Genre",
    "title": "Ce qui a eu lieu",
    "participants": "Participants",
    "satisfaction": "Satisfaits",
    "state": "État",
    "year": "Année",
    "members": "Membres",
    "entries": "Entrées par avenant",
    "coordinator": "Coordonnateur",
    "school_year": "Année scolaire",
    "initiative": "Initiative",
    "description": "En bref",
    "source": "Source",
    "reseau_or_public": "Réseau ou public",
    "step": "Étape",
    "remaining": "Habitants encore au-delà",
    "tied": "À égalité",
    "remark": "Remarque",
    "facts": "Fiches montrées",
}

TITLES = {
    "reach": "Structures et éloignement, par réseau et par public",
    "missing": "Structures de chaque réseau, par SPRO",
    "structures": "Structures du réseau",
    "matrix": "Qui apporte quoi",
    "figures": "Chiffres clés du réseau",
    "tools": "Outils et apports cités",
    "members": "Membres connus, par réseau et par année",
    "coordinators": "Coordonnateurs connus",
    "events": "Rencontres",
    "initiatives": "Initiatives",
    "sources": "Sources de cette page",
}

CARDS = {
    "structures": "Structures d’accueil connues",
    "reseaux": "Réseaux présents",
}
LAYER_YOUNG = typeset("Part des 15-24 ans ni en emploi ni en études, 2018")
UNIT_PEOPLE = "% des habitants"
REGION = "Région"
HOW_FAR = {"km": "à vol d’oiseau", "min": "d’après les temps de trajet donnés"}
EVERYWHERE = "tous"
NOBODY = "non précisé"
SAID = "◆"
WEAK_SIGN = ABSENT_SIGNS["peu_fiable"]
STATES = {"tenu": "a eu lieu", "prevu": "prévu"}
PRESENT = "●"
LEAST, MOST = "≥", "≤"
NOT_KNOWN = "n. d."

_NOTES = {
    "roles": (
        "Les rôles sont ceux des pièces connues (comptes rendus, conventions, avenants). Une "
        "structure présente sur le territoire dont aucune pièce ne dit l'adhésion figure dans le "
        "dernier cercle : elle est peut-être membre."
    ),
    "publics": (
        "Quand une fiche ne dit pas qui est reçu, les publics sont ceux de la mission de son "
        "réseau."
    ),
    "times": (
        "Temps de trajet du fichier {file}. Un trajet absent du fichier n'est pas remplacé par "
        "une distance : la commune est alors sans valeur."
    ),
    "permanences": (
        "Choix pas à pas, parmi les communes de {least} habitants ou plus : à chaque étape, celle "
        "qui met le plus d'habitants de plus à portée, compte tenu des précédentes. Cela ne dit "
        "rien d'un local ni d'une personne disponible. La méthode atteint au moins 63 % de ce "
        "qu'atteindrait le meilleur choix."
    ),
    "missing": (
        "Zéro veut dire qu'aucune structure de ce réseau n'est dans l'annuaire pour ce "
        "territoire ; elle peut exister sans y être. Les antennes et permanences ne sont comptées "
        "que si un annuaire les donne."
    ),
    "structures": (
        "Présente : aucune pièce connue ne dit si la structure est membre. Le guide des structures "
        "donne la source de chaque fiche, les publics et les services."
    ),
    "no_structure": "Aucune structure de ce territoire n'est dans l'annuaire.",
    "tools": (
        "● : le service est dans la mission du réseau. ◆ : un outil ou un apport cité dans les "
        "fiches. Les pièces connues ne disent pas toujours quel partenaire apporte un outil."
    ),
    "no_tools": "Aucun apport ni outil n'est dans les fiches de ce territoire.",
    "members": (
        "Une adhésion dont seule une pièce est connue compte à partir de l'année de cette pièce. "
        "Entre parenthèses, les membres qu'une pièce de l'année ou postérieure nomme encore."
    ),
}


def write_note(key: str, **values: str | int) -> str:
    """Write one of the notes of the page, typeset."""
    return typeset(_NOTES[key].format(**values))


def write_title(level: str, name: str) -> str:
    """Title of the page: ``Le réseau du SPRO d’Issoudun``."""
    return f"Le réseau {_of(level, name)}"


def _of(level: str, name: str) -> str:
    if level == "region":
        return f"de l’orientation en {typeset(name)}"
    return de(subject_territory(level, name))


def write_description(level: str, name: str, count: int) -> str:
    """Describe the page for its head and the index."""
    text = f"{format_count(count)} {plural(count, 'structure')} d'accueil"
    return typeset(f"{title_territory(level, name)} : {text}, qui reçoit qui, à quelle distance")


def write_subtitle(day: str, edition: str) -> str:
    """Line under the title: what day, what edition."""
    return typeset(f"Réseau décrit {write_as_of(day)} · {edition}")


def write_summary(rows: int) -> str:
    """Text of the publication in the notebook."""
    return typeset(f"{count_of(rows, 'ligne')} d'indicateurs du réseau")


def write_beyond(regions: Sequence[str]) -> str:
    """Say that the directory describes no structure of these regions."""
    places = join_words([in_place("region", name) for name in regions], "ni")
    return typeset(f"L'annuaire du projet ne décrit aucune structure {places}.")


def write_beyond_page(regions: Sequence[str]) -> str:
    """Say it at the head of the page of a network, and what to do."""
    return typeset(
        f"{write_beyond(regions)} Rien n'est donc montré ni compté ici, et rien n'y est dit "
        "absent. Pour faire cette page, ajouter d'abord ces structures à data/network "
        "(« spro-portraits network import --region … », ou structures.csv à la main)."
    )


def write_overview(level: str, name: str, count: int, reseaux: int, known: int) -> str:
    """First sentence: how many structures, of how many réseaux, how many known as members."""
    place = subject_territory(level, name)
    if not count:
        return typeset(f"Aucune structure d'accueil {de(place)} n'est dans l'annuaire.")
    head = (
        f"{place[:1].upper()}{place[1:]} compte {format_count(count)} "
        f"{plural(count, 'structure')} d'accueil "
        f"{plural(count, 'connue')}, de {format_count(reseaux)} "
        f"{plural(reseaux, 'réseau', 'réseaux')}"
    )
    if not known:
        return typeset(f"{head} ; aucune pièce ne dit lesquelles sont membres.")
    return typeset(
        f"{head} ; une pièce dit l'adhésion {de(format_count(known)) if known > 1 else 'd’une'} "
        f"d'entre elles."
    )


def write_coordinators(names: Sequence[str], school_year: str, *, current: bool) -> str:
    """Who coordinates: now, or the last ones known."""
    if not names:
        return typeset("Aucun coordonnateur n'est connu.")
    many = len(names) > 1
    head = "Coordonnateurs" if many else "Coordonnateur"
    if current:
        return typeset(f"{head} ({school_year}) : {join_words(names)}.")
    last = "Derniers coordonnateurs connus" if many else "Dernier coordonnateur connu"
    return typeset(f"{last} ({school_year}) : {join_words(names)}.")


def write_circle_description(title: str, rings: Sequence[tuple[str, int]]) -> str:
    """Text alternative of the circles: how many structures in each ring."""
    counted = [f"{ring[:1].lower()}{ring[1:]} ({format_count(count)})" for ring, count in rings]
    return typeset(f"{title}, du centre vers le bord : {join_words(counted)}.")


def write_placed(at_address: int, at_commune: int, nowhere: int) -> str:
    """Say how structures are placed on the map."""
    parts = []
    if at_address:
        parts.append(f"{format_count(at_address)} à la position publiée de leur adresse")
    if at_commune:
        parts.append(f"{format_count(at_commune)} à l'intérieur de leur commune")
    if nowhere:
        parts.append(f"{format_count(nowhere)} sans position")
    return typeset(f"Sur la carte : {join_words(parts)}.") if parts else ""


def write_life(events: int, participants: int, *, at_least: bool, about: bool) -> str:
    """First sentence of the life of the network."""
    if not events:
        return typeset("Aucune rencontre qui a eu lieu n'est dans les fiches.")
    head = (
        f"{format_count(events)} {plural(events, 'rencontre')} {plural(events, 'a', 'ont')} eu lieu"
    )
    if not participants:
        return typeset(f"{head} ; le nombre de participants n'est pas connu.")
    words = ["avec", *(["au moins"] if at_least else []), *(["environ"] if about else [])]
    count = f"{format_count(participants)} {plural(participants, 'participant')}"
    return typeset(f"{head}, {' '.join(words)} {count}.")


def write_members(count: int, confirmed: int) -> str:
    """Write the members of a year, and those still named since."""
    if count == confirmed:
        return format_count(count)
    return f"{format_count(count)} ({format_count(confirmed)})"


def write_map_title(level: str, name: str) -> str:
    """Title of the map of structures."""
    return f"Structures {_of(level, name)}" if level != "region" else "Structures de la région"


def write_placed_share(at_address: int, at_commune: int) -> str:
    """Say under a card how many structures are at their address, how many at their commune."""
    return typeset(
        f"{format_count(at_address)} à l'adresse, {format_count(at_commune)} à la commune près"
    )


def write_of_all(count: int) -> str:
    """Say how many réseaux the directory knows."""
    return typeset(f"sur {format_count(count)} réseaux de l'orientation")


def write_reach_card(name: str, limit: str) -> str:
    """Label of the card of coverage."""
    return typeset(f"Habitants à {limit} au plus : {name}")


def write_circle_title(level: str, name: str) -> str:
    """Title of the circles."""
    return f"Cartographie par cercle {_of(level, name)}"


def shorten_structure(name: str, reseau: str, short: str) -> str:
    """Shorten a name for a label: « Mission locale de Bourges » is « ML de Bourges »."""
    singular = reseau.removesuffix("s")
    words = singular.split()
    full = " ".join(word.removesuffix("s") for word in words)
    for head in (reseau, full):
        if name.casefold().startswith(head.casefold()):
            return typeset(short + name[len(head) :])
    return typeset(name)


def write_term(school_year: str, *, current: bool) -> str:
    """Write the school year of coordinators, and whether it is over."""
    if not school_year:
        return NOT_KNOWN
    return school_year if current else typeset(f"{school_year} (dernière connue)")


def write_participants(count: int | None, *, about: bool) -> str:
    """Write how many people came: « environ 100 »."""
    if count is None:
        return NOT_KNOWN
    return f"environ {format_count(count)}" if about else format_count(count)


def write_address(address: str, postcode: str, commune: str) -> str:
    """Write an address in one line, with what is missing said."""
    town = " ".join(filter(None, (postcode, commune)))
    parts = [part for part in (typeset(address), town) if part]
    return ", ".join(parts) if parts else NOT_KNOWN


def write_phone(phone: str) -> str:
    """Write a telephone number that does not break."""
    return phone.replace(" ", NBSP) if phone else NOT_KNOWN


def write_share(share: float | None, bound: str = "") -> str:
    """Write a share of inhabitants, ``≥`` or ``≤`` before a bound; or the sign of its absence."""
    if share is None:
        return NOT_KNOWN
    text = format_percent(share)
    return f"{bound}{NBSP}{text}" if bound else text
