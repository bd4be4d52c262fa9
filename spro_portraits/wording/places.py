"""Names of territories in sentences: ``SPRO d’Issoudun``, ``du Cher``, ``en région``."""

from __future__ import annotations

import re

from spro_portraits.wording.grammar import at, de
from spro_portraits.wording.labels import LEVEL_WORDS
from spro_portraits.wording.typography import typeset

_ARTICLES = {
    # Départements said with an article; those named after two rivers take none
    # (« d’Indre-et-Loire », « de Loir-et-Cher »).
    "Cher": "le Cher",
    "Eure": "l’Eure",
    "Indre": "l’Indre",
    "Loiret": "le Loiret",
    "Nièvre": "la Nièvre",
    "Orne": "l’Orne",
    "Yonne": "l’Yonne",
    "Yvelines": "les Yvelines",
    "Centre-Val de Loire": "le Centre-Val de Loire",
    "Bourgogne-Franche-Comté": "la Bourgogne-Franche-Comté",
    "Normandie": "la Normandie",
    "France": "la France",
}
_PREPOSITION = re.compile(r"^(?:de l’|de la |des |du |de |d’)")
_SEVERAL = re.compile(r"(?<=\w),? et[ \u00a0]")
_WITH_ARTICLE = {"departement", "region", "spro", "france"}


def name_with_article(level: str, name: str) -> str:
    """Write a name as a subject of a sentence would: ``le Cher``, ``Issoudun``."""
    return _ARTICLES.get(name, name) if level in _WITH_ARTICLE else name


def of_place(level: str, name: str) -> str:
    """Write *de* with a name: ``du Cher``, ``de l’Indre``, ``d’Issoudun``.

    Several départements, added up, are ``de ses départements (Loiret et Yonne)``.
    """
    if level == "departement" and _SEVERAL.search(name):
        return f"de ses départements ({typeset(name)})"
    return de(name_with_article(level, typeset(name)))


def in_place(level: str, name: str) -> str:
    """Write where a figure holds: ``dans le Cher``, ``en Indre-et-Loire``, ``à Orléans``."""
    name = typeset(name)
    if level == "france":
        return "en France"
    if level == "commune":
        return at(name)
    if level not in {"departement", "region"}:
        place = subject_territory(level, name)
        return f"dans {place}"
    if _SEVERAL.search(name):
        return f"dans ses départements ({name})"
    said = _ARTICLES.get(name, name)
    if level == "departement" and said != name:
        return f"dans {said}"
    return f"en {name}"


def title_territory(level: str, name: str) -> str:
    """Write the title of a territory: ``SPRO du Cher``, ``Bassin d’emploi de Vierzon``."""
    name = typeset(name)
    if level in {"epci", "perso"}:
        return name
    if level == "region":
        return f"Région {name}"
    if level == "france":
        return name
    noun = LEVEL_WORDS[level].singular
    return f"{noun[:1].upper()}{noun[1:]} {of_place(level, name)}"


def bare_name(level: str, title: str) -> str:
    """Take the noun and the preposition off a title, to sort: ``SPRO d’Orléans`` is Orléans."""
    noun = LEVEL_WORDS[level].singular if level in LEVEL_WORDS else ""
    if not noun or not title.casefold().startswith(noun.casefold() + " "):
        return title
    return _PREPOSITION.sub("", title[len(noun) + 1 :])


def name_reference(role: str, name: str) -> str:
    """Write the name of a place of comparison on a chart or a card."""
    return "France" if role == "france" else typeset(name)


def subject_territory(level: str, name: str) -> str:
    """Write a territory as the subject of a sentence: ``le SPRO d’Issoudun``."""
    name = typeset(name)
    if level == "epci":
        head, _, rest = name.partition(" ")
        feminine = {"communauté", "métropole"}
        low = head[:1].lower() + head[1:]
        if low in feminine:
            return f"la {low} {rest}"
        return name
    if level == "perso":
        return "le territoire"
    return f"{LEVEL_WORDS[level].with_article} {of_place(level, name)}"


_SHORT_KINDS = {
    "Communauté de communes": "CC",
    "Communauté d’agglomération": "CA",
    "Communauté urbaine": "CU",
}


def abbreviate_name(level: str, name: str) -> str:
    """Shorten the name of an intercommunalité for charts and tables: ``CC Cœur de Sologne``."""
    name = typeset(name)
    if level != "epci":
        return name
    for kind, short in _SHORT_KINDS.items():
        if name.startswith(kind + " "):
            return f"{short} {name[len(kind) + 1 :]}"
    return name
