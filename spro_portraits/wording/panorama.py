"""Words of the panorama: all territories of one level side by side."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.labels import INDICATOR_WORDS, LEVEL_WORDS
from spro_portraits.wording.typography import NBSP, format_count, typeset

SECTION_TITLES = {
    "table": "Tableau",
    "multiples": "Petits multiples",
    "pairs": "Deux indicateurs",
    "map": "Carte",
    "sources": "Sources et méthodes",
}

SOURCES_TITLE = "Sources de ce panorama"

PAIRS = {
    ("residents_group_3_share_2022", "unemployment_rate_census_2018"): (
        "Part des cadres et chômage",
        (
            "moins de cadres, plus de chômage",
            "plus de cadres, plus de chômage",
            "moins de cadres, moins de chômage",
            "plus de cadres, moins de chômage",
        ),
    ),
    ("population_growth_2013_2018", "jobs_growth_2013_2018"): (
        "Évolution de la population et de l’emploi",
        (
            "population sous la région, emploi au-dessus",
            "population et emploi au-dessus de la région",
            "population et emploi sous la région",
            "population au-dessus de la région, emploi sous",
        ),
    ),
    ("unemployment_rate_census_2018", "recruitment_difficulty"): (
        "Chômage et recrutements difficiles",
        (
            "moins de chômage, plus de recrutements difficiles",
            "plus de chômage, plus de recrutements difficiles",
            "moins de chômage, moins de recrutements difficiles",
            "plus de chômage, moins de recrutements difficiles",
        ),
    ),
}
"""Pairs of indicators, across then up: title, and corners (top left, top right, bottom left,
bottom right)."""

_SERIES = {
    "population": ("Population municipale", "base 100 en {first}"),
    "unemployment_rate": ("Taux de chômage localisé, {quarter} trimestre", "%"),
    "young_not_in_work_share_2018": ("Jeunes ni en emploi ni en études", "% des 15-24 ans"),
}

_QUARTERS = {"1": "premier", "2": "deuxième", "3": "troisième", "4": "quatrième"}

_UNITS = {"nombre": "", "pour 100": "", "%/an": f"%{NBSP}par{NBSP}an", "solde": ""}

_NOTES = {
    "table": (
        "Un clic sur un titre de colonne trie le tableau. Dans chaque case, la barre part de zéro "
        "et partage l'échelle de sa colonne ; les évolutions n'en ont pas."
    ),
    "reference": "La dernière ligne est la région, qui ne se trie pas avec les territoires.",
    "pairs": (
        "Les traits sont les valeurs de la région. Deux indicateurs qui vont ensemble ne disent "
        "pas que l'un explique l'autre. Un territoire dont le nom n'a pas la place d'être écrit le "
        "montre au survol."
    ),
    "multiples": (
        "Les territoires sont rangés de la dernière valeur la plus élevée à la plus basse ; "
        "tous partagent la même échelle."
    ),
    "nothing": "Aucune des figures de cette section n'a de valeurs à ce niveau.",
    "no_layer": (
        "Pas de carte : elle ne montre ni effectifs ni minimums, et aucun autre indicateur n'est "
        "demandé."
    ),
    "population": (
        "Le recensement est une moyenne de cinq enquêtes annuelles : deux années voisines en "
        "partagent quatre. Seule la tendance se lit ici ; l'évolution à cinq ans d'écart est dans "
        "le tableau."
    ),
    "border": (
        "Territoires dont une partie est hors de la région : seule la partie dans la région est "
        "dessinée, les valeurs portent sur l'ensemble ({names})."
    ),
    "undrawn": (
        "Territoires qui ne sont pas dessinés, ou pas en entier (outre-mer, communes sans "
        "contour) : {names}."
    ),
}
NOTES = {key: typeset(text) for key, text in _NOTES.items()}


def name_whole(text: str, *, is_country: bool) -> str:
    """Say of what the territories are parts: a text about the region, or about France."""
    return text.replace("la région", "la France") if is_country else text


def name_corners(
    corners: tuple[str, str, str, str], *, is_country: bool
) -> tuple[str, str, str, str]:
    """Name the corners of a drawing of two indicators, as :func:`name_whole` does."""
    first, second, third, fourth = (name_whole(text, is_country=is_country) for text in corners)
    return first, second, third, fourth


def write_title(level: str, count: int) -> str:
    """Write the title: ``Les 12 SPRO côte à côte``."""
    return f"Les {_count(level, count)} côte à côte"


def write_link(level: str, count: int) -> str:
    """Name the panorama in a list: ``Panorama : les 12 SPRO côte à côte``."""
    return f"Panorama{NBSP}: les {_count(level, count)} côte à côte"


def write_page_title(level: str, count: int) -> str:
    """Write the title of the page for tabs."""
    return f"Panorama – {write_title(level, count)}"


def write_subtitle(edition: str) -> str:
    """Write the line under the title."""
    return typeset(f"Panorama · édition {edition}")


def write_description(level: str, count: int, edition: str) -> str:
    """Write the description of the page for search engines and the index."""
    return typeset(
        f"Les {_count(level, count)} : tableau qui se trie, petits multiples, deux indicateurs, "
        f"carte. Édition {edition}."
    )


def write_summary(count: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(f"{format_count(count)} {plural(count, 'chiffre')} publiés avec ce panorama.")


def write_spread(label: str, lowest: tuple[str, str], highest: tuple[str, str]) -> str:
    """First sentence: how far a figure spreads, from the lowest to the highest."""
    return typeset(f"{label} : de {lowest[1]} ({lowest[0]}) à {highest[1]} ({highest[0]}).")


def write_head(label: str, vintage: str, unit: str) -> str:
    """Name a column or an axis: ``Chômage (recensement), 2018 (%)``."""
    dated = label if not vintage or vintage in label else f"{label}, {vintage}"
    written = _UNITS.get(unit, unit)
    return f"{dated} ({written})" if written else dated


def write_line(region: str, text: str) -> str:
    """Name a line of reference: ``Centre-Val de Loire : 12,6 %``."""
    return f"{region}{NBSP}: {text}"


def name_series(key: str, first: str) -> tuple[str, str]:
    """Title and unit of a set of small multiples."""
    title, unit = _SERIES[key]
    quarter = _QUARTERS.get(first.partition("-T")[2], "")
    return title.format(quarter=quarter), unit.format(first=first)


def explain_left_out(keys: Sequence[str]) -> str:
    """Say which usual indicators most territories of this level lack."""
    labels = [INDICATOR_WORDS[key].short for key in keys]
    return typeset(
        f"Colonnes omises, la plupart des territoires n'ayant pas de valeur dans cette édition : "
        f"{' ; '.join(labels)}."
    )


def explain_no_multiples(level: str, count: int, most: int) -> str:
    """Say why there are no small multiples, and where the same may be seen."""
    return typeset(
        f"Pas de petits multiples : {_count(level, count)} en feraient autant, et l'œil n'en "
        f"compare pas plus de {format_count(most)}. Pour les voir, ouvrir une édition d'une région "
        f"(« spro-portraits data build --region … »), ou le portrait d'un territoire."
    )


def explain_cut(names: Sequence[str], *, is_region: bool) -> str:
    """Say which territories the map draws in part, or not at all; nothing where it draws all."""
    note = NOTES["border" if is_region else "undrawn"]
    return note.format(names=join_words(list(names))) if names else ""


def write_map_title(level: str, count: int) -> str:
    """Title of the map."""
    return f"Les {_count(level, count)} sur la carte"


def name_column(level: str) -> str:
    """Head of the column of territories: ``Bassin d’emploi``."""
    noun = LEVEL_WORDS[level].singular
    return noun[:1].upper() + noun[1:]


def _count(level: str, count: int) -> str:
    words = LEVEL_WORDS[level]
    return f"{format_count(count)}{NBSP}{plural(count, words.singular, words.plural)}"
