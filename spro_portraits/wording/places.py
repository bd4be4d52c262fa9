"""Names of territories in sentences: ``SPRO d’Issoudun``, ``du Cher``, ``en région``."""

from __future__ import annotations

import re

from spro_portraits.wording.grammar import at, de
from spro_portraits.wording.labels import LEVEL_WORDS
from spro_portraits.wording.typography import typeset

_BY_ARTICLE = {
    # Places said with an article (INSEE, code officiel géographique). Some départements named
    # after two rivers take none (« d’Indre-et-Loire »), nor do regions named after several
    # places (« d’Auvergne-Rhône-Alpes »).
    "l’": "Ain, Aisne, Allier, Ardèche, Ariège, Aube, Aude, Aveyron, Essonne, Eure, Hérault, "
    "Île-de-France, Indre, Isère, Occitanie, Oise, Orne, Yonne",
    "le ": "Bas-Rhin, Calvados, Cantal, Centre-Val de Loire, Cher, Doubs, Finistère, Gard, Gers, "
    "Grand Est, Haut-Rhin, Jura, Loiret, Lot, Lot-et-Garonne, Morbihan, Nord, Pas-de-Calais, "
    "Puy-de-Dôme, Rhône, Tarn, Tarn-et-Garonne, Territoire de Belfort, Val-de-Marne, Val-d’Oise, "
    "Var, Vaucluse",
    "la ": "Bourgogne-Franche-Comté, Bretagne, Charente, Charente-Maritime, Corrèze, "
    "Corse, Corse-du-Sud, Côte-d’Or, Creuse, Dordogne, Drôme, France, Gironde, Guadeloupe, Guyane, "
    "Haute-Corse, Haute-Garonne, Haute-Loire, Haute-Marne, Haute-Saône, Haute-Savoie, "
    "Haute-Vienne, Loire, Loire-Atlantique, Lozère, Manche, Marne, Martinique, Mayenne, Meuse, "
    "Moselle, Nièvre, Normandie, Nouvelle-Aquitaine, Sarthe, Savoie, "
    "Seine-Maritime, Seine-Saint-Denis, Somme, Vendée, Vienne",
    "les ": "Alpes-de-Haute-Provence, Alpes-Maritimes, Ardennes, Bouches-du-Rhône, Côtes-d’Armor, "
    "Deux-Sèvres, Hautes-Alpes, Hautes-Pyrénées, Hauts-de-France, Hauts-de-Seine, Landes, "
    "Pays de la Loire, Pyrénées-Atlantiques, Pyrénées-Orientales, Vosges, Yvelines",
}
_ARTICLES = {
    name: article + name for article, names in _BY_ARTICLE.items() for name in names.split(", ")
}
_WHERE = {
    "Paris": "à Paris", "Mayotte": "à Mayotte", "La Réunion": "à La Réunion",
    "Grand Est": "dans le Grand Est", "Hauts-de-France": "dans les Hauts-de-France",
    "Pays de la Loire": "dans les Pays de la Loire",
    **{name: f"en {name}" for name in ("Corse-du-Sud", "Guadeloupe", "Guyane", "Haute-Corse",
                                       "Martinique")},
}  # fmt: skip
"""Where a figure holds, for départements and regions that the rules of :func:`in_place` miss."""

_REUNION = "La Réunion"
"""The one département and region whose article is part of its name: ``de La Réunion``."""

_DISTRICT = re.compile(r"^(Paris|Lyon|Marseille) (\d+er?) arrondissement$")
"""Municipal districts, as editions name them: ``Paris 1er arrondissement``."""

_PREPOSITION = re.compile(r"^(?:de l’|de la |des |du |de |d’)")
_SEVERAL = re.compile(r"(?<=\w),? et[ \u00a0]")
_WITH_ARTICLE = {"departement", "region", "spro", "france"}


def explain_district(commune: str) -> str:
    """Say what is known of a municipal district of a commune, and what is not."""
    return typeset(
        f"Arrondissement municipal {de(commune)}. Le comparateur de territoires, les populations "
        "municipales et Filosofi le donnent à part. Les groupes socioprofessionnels, les jeunes "
        "ni en emploi ni en études, les établissements de formation et l'annuaire des structures "
        "ne sont connus que pour la commune entière : ils manquent ici, rien n'est réparti."
    )


def _say_district(name: str) -> str:
    """Write a municipal district as a sentence does: ``1er arrondissement de Paris``."""
    found = _DISTRICT.match(name)
    return f"{found[2]} arrondissement de {found[1]}" if found else ""


def name_with_article(level: str, name: str) -> str:
    """Write a name as a subject of a sentence would: ``le Cher``, ``Issoudun``."""
    return _ARTICLES.get(name, name) if level in _WITH_ARTICLE else name


def of_place(level: str, name: str) -> str:
    """Write *de* with a name: ``du Cher``, ``de l’Indre``, ``d’Issoudun``.

    Several départements, added up, are ``de ses départements (Loiret et Yonne)``.
    """
    if level == "departement" and _SEVERAL.search(name):
        return f"de ses départements ({typeset(name)})"
    if name == _REUNION:
        return f"de {name}"
    if level == "commune" and (district := _say_district(name)):
        return f"du {district}"
    return de(name_with_article(level, typeset(name)))


def in_place(level: str, name: str) -> str:
    """Write where a figure holds: ``dans le Cher``, ``en Indre-et-Loire``, ``à Orléans``."""
    name = typeset(name)
    if level == "france":
        return "en France"
    if level == "commune":
        district = _say_district(name)
        return f"dans le {district}" if district else at(name)
    if level in {"departement", "region"}:
        return _in_departement_or_region(level, name)
    return f"dans {subject_territory(level, name)}"


def _in_departement_or_region(level: str, name: str) -> str:
    if _SEVERAL.search(name):
        return f"dans ses départements ({name})"
    if name in _WHERE:
        return _WHERE[name]
    said = _ARTICLES.get(name, name)
    if level == "departement" and said != name:
        return f"dans {said}"
    return f"en {name}"


def title_territory(level: str, name: str) -> str:
    """Write the title of a territory: ``SPRO du Cher``, ``Bassin d’emploi de Vierzon``."""
    name = typeset(name)
    if level in {"epci", "perso"} or (level == "commune" and _say_district(name)):
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
        return _say_epci(name)
    district = _say_district(name) if level == "commune" else ""
    if level == "perso" or district:
        return f"le {district or 'territoire'}"
    if level == "region":
        return f"la région {name}"
    return f"{LEVEL_WORDS[level].with_article} {of_place(level, name)}"


def _say_epci(name: str) -> str:
    """Write an EPCI as the subject of a sentence: ``la communauté de communes Sauldre``."""
    head, _, rest = name.partition(" ")
    low = head[:1].lower() + head[1:]
    if low in {"communauté", "métropole"}:
        return f"la {low} {rest}"
    return f"l’{name}" if low == "eurométropole" else name


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
