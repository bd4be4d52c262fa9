"""Words of the page of key occupations: what to retain, the map of occupations, how it is chosen.

The sheet of one occupation has its words in :mod:`~.occupations_sheets`.
"""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.grammar import count_of, de, join_words, plural
from spro_portraits.wording.places import (
    in_place,
    of_place,
    subject_territory,
    title_territory,
)
from spro_portraits.wording.typography import (
    NBSP,
    format_count,
    format_decimal,
    format_percent,
    format_rounded_count,
    typeset,
)

SECTION_TITLES = {
    "overview": "Ce qu’il faut retenir",
    "map": "La carte des métiers",
    "sheets": "Un métier après l’autre",
    "sources": "Sources et méthodes",
}

CRITERIA = {
    "volume": "Projets de recrutement",
    "specificity": "Spécificité",
    "difficulty": "Difficulté",
    "tension": "Tension",
    "seasonality": "Saisonnalité",
    "training": "Formations présentes",
}
"""The criteria of the choice, as they are named beside their weights."""

COLUMNS = {
    "rank": "Rang",
    "occupation": "Métier",
    "projects": "Projets",
    "specificity": "Indice de spécificité",
    "difficulty": "Difficiles",
    "seasonality": "Saisonniers",
    "tension": "Tension (1 à 5)",
    "places": "Places de formation",
    "score": "Points",
    "indicator": "Critère",
    "highest": "Au plus",
    "short_of": "Écart au dernier retenu",
}

TITLES = {
    "map": "Recruter beaucoup, recruter difficilement",
    "criteria": "Les métiers retenus, critère par critère",
    "points": "D’où viennent les points de chaque métier",
    "near": "Tout près d’être retenus",
    "figures": "Chiffres clés des métiers retenus",
    "surprises": "Casser les représentations",
    "remark": "Note de l’analyste",
    "sources": "Sources de cette page",
    "list": "Les métiers retenus",
}

CARDS = {
    "projects": "Projets de recrutement publiés",
    "share": "Part des métiers clés",
    "difficulty": "Projets jugés difficiles",
    "seasonality": "Projets saisonniers",
}
AMONG_PUBLISHED = "parmi les projets publiés"
PAGE_NAME = "Métiers clés"
_WAYS = {"pinned": "gardé par l’analyste", "asked": "", "ranked": ""}
"""What is written after the name of an occupation that the calculation did not choose."""

AXES = {
    "projects": "Projets de recrutement publiés",
    "difficulty": typeset("Projets jugés difficiles (% des projets publiés)"),
    "specificity": "Indice de spécificité",
    "seasonality": "Projets saisonniers",
}


def write_title(level: str, name: str) -> str:
    """Title of the page: ``Les métiers clés du SPRO de Loir-et-Cher``."""
    if level == "region":
        return f"Les métiers clés {in_place(level, name)}"
    return f"Les métiers clés {de(subject_territory(level, name))}"


def write_subtitle(edition: str) -> str:
    """Line under the title."""
    return typeset(f"{PAGE_NAME} · édition {edition}")


def write_description(level: str, name: str, count: int, edition: str) -> str:
    """Describe the page for its head and the index."""
    return typeset(
        f"{title_territory(level, name)} : {format_count(count)} "
        f"{plural(count, 'métier')} à la loupe, recrutement, difficulté, tension, formations. "
        f"Édition {edition}."
    )


def write_summary(count: int) -> str:
    """Say in JupyterLab what the last cell hands on."""
    return typeset(f"{format_count(count)} {plural(count, 'chiffre')} publiés avec cette page.")


def write_overview(projects: float, period: str, *, bound: bool, place: str) -> str:
    """First sentence: how many projects are published here.

    Parameters
    ----------
    place : str
        ``dans le SPRO d’Issoudun``, as :func:`name_place` gives it.
    """
    least = "au moins " if bound else ""
    return typeset(
        f"En {period}, les employeurs annoncent {least}{format_rounded_count(projects)} "
        f"{plural(projects, 'projet')} de recrutement {place}."
    )


def write_chosen_share(count: int, projects: float, share: float, place: str = "") -> str:
    """Say what the chosen occupations make of the published projects.

    Parameters
    ----------
    place : str
        Where, as :func:`name_place` gives it; empty for the territory that the page is about.
    """
    head = (
        "Le métier présenté ici fait"
        if count == 1
        else f"Les {format_count(count)} métiers présentés ici font"
    )
    where = f" {place}" if place else ""
    return typeset(
        f"{head} {format_percent(share)} des projets de recrutement publiés{where} "
        f"({format_rounded_count(projects)})."
    )


def name_place(level: str, name: str, bassins: Sequence[str], *, is_union: bool) -> str:
    """Name where the figures of the survey hold: the territory, or the bassins that cover it."""
    if is_union:
        return in_place(level, name)
    noun = plural(len(bassins), "le bassin d'emploi", "les bassins d'emploi")
    return typeset(f"dans {noun} {join_words([de(typeset(one)) for one in bassins])}")


def write_covering(
    counted: Sequence[tuple[str, float]], others: Sequence[tuple[str, float]]
) -> str:
    """Say which bassins stand for a territory that is no union of bassins, with their shares.

    Parameters
    ----------
    counted, others : sequences of (name, share of the population, 0–1)
        Bassins whose figures are used, whole; those that cover too little of the territory.
    """
    told = [f"{de(typeset(name))} ({_share(share)})" for name, share in counted]
    text = (
        f"Ce territoire n'est pas une réunion de bassins d'emploi : les chiffres sont ceux "
        f"{plural(len(told), 'du bassin', 'des bassins')} {join_words(told)}, "
        f"{plural(len(told), 'entier', 'entiers et ensemble')} ; rien n'est réparti. Entre "
        f"parenthèses, la part de la population du territoire qui y vit."
    )
    if others:
        rest = [f"{typeset(name)} ({_share(share)})" for name, share in others]
        verb = plural(len(rest), "le couvre aussi, trop peu", "le couvrent aussi, trop peu")
        counts = plural(len(rest), "compté", "comptés")
        text += f" {join_words(rest)} {verb} pour être {counts}."
    return typeset(text)


def write_short_covering(counted: Sequence[tuple[str, float]]) -> str:
    """Name bassins and their shares in a title: ``bassin d’Orléans, 95,8 % de la population``."""
    told = [f"{de(typeset(name))}, {_share(share)}" for name, share in counted]
    noun = plural(len(told), "bassin", "bassins")
    return typeset(f"{noun} {' ; '.join(told)} de la population du territoire")


def _share(share: float) -> str:
    percent = 100 * share
    return f"moins de {format_percent(0.1)}" if percent < 0.05 else format_percent(percent)  # noqa: PLR2004 - rounds to 0.1


def name_bassins(names: Sequence[str]) -> str:
    """Name the place of figures that are those of bassins: ``Bassin d’Orléans``."""
    noun = plural(len(names), "Bassin", "Bassins")
    return f"{noun} {join_words([de(typeset(name)) for name in names])}"


def write_parts(parts: Sequence[tuple[float, str, str]]) -> str:
    """Write what part of the published projects of other places is here.

    Parameters
    ----------
    parts : sequence of (percent, role, name)
    """
    if not parts:
        return "projets des bassins entiers"
    told = [f"{format_percent(value)} {of_place(role, name)}" for value, role, name in parts]
    return f"{', '.join(told)} (projets publiés)"


def write_list_entry(projects: str, difficulty: str) -> str:
    """Write what stands after an occupation in a list: projects, share judged difficult.

    Parameters
    ----------
    projects, difficulty : str
        As tables write them; empty for what is not published.
    """
    if not projects:
        return "projets non publiés"
    judged = f"{difficulty} jugés difficiles" if difficulty else "difficulté non publiée"
    return typeset(f"{projects}{NBSP}projets, {judged}")


def write_median(count: int, value: float) -> str:
    """Name the line that parts occupations with many projects from the others."""
    return typeset(f"Médiane des {format_count(count)} métiers : {count_of(value, 'projet')}")


def write_all_occupations(text: str) -> str:
    """Name the line that parts the more difficult occupations from the others."""
    return typeset(f"Tous les métiers : {text}")


def name_chosen(name: str, way: str) -> str:
    """Name an occupation in a table, and say that the analyst kept it."""
    said = _WAYS[way]
    return f"{typeset(name)} ({said})" if said else typeset(name)


def write_choice(count: int, eligible: int, total: int) -> str:
    """Say out of how many occupations these were chosen."""
    return typeset(
        f"{format_count(count)} {plural(count, 'métier retenu', 'métiers retenus')} parmi "
        f"{format_count(eligible)} qui pouvaient l'être, sur {format_count(total)} que l'enquête "
        f"connaît ici."
    )


def write_weight(criterion: str, weight: float) -> str:
    """Head the column of a criterion with its weight: ``Tension (poids 1)``."""
    digits = 0 if float(weight).is_integer() else 1
    return f"{CRITERIA[criterion]} (poids{NBSP}{format_decimal(weight, digits)})"


def write_map_title(covering: str) -> str:
    """Title of the map of occupations, with the bassins that stand for the territory."""
    return f"{TITLES['map']} ({covering})" if covering else TITLES["map"]


def write_points(points: float) -> str:
    """Write points of a score."""
    return format_decimal(points)


def write_near(names: Sequence[str], last: str, margin: float) -> str:
    """Say which occupations are so close to the last chosen that nothing separates them."""
    verb = plural(len(names), "suit", "suivent")
    return typeset(
        f"{join_words([quote(name) for name in names])} {verb} {quote(last)} à moins de "
        f"{format_decimal(margin)} {plural(margin, 'point')} : d'autres poids, même voisins, "
        f"changeraient la liste."
    )


def write_masked_rivals(names: Sequence[str]) -> str:
    """Say which occupations masked cells could bring into the list."""
    return typeset(
        f"Des cases non publiées pourraient faire entrer "
        f"{join_words([quote(name) for name in names], 'ou')} dans la liste."
    )


def write_unpublished_rivals(names: Sequence[str]) -> str:
    """Say which occupations could enter if their tension or training were known."""
    return typeset(
        f"Tension ou formations non connues ici, et qui pourraient suffire à faire entrer "
        f"{join_words([quote(name) for name in names], 'ou')}."
    )


def write_excluded(names: Sequence[str]) -> str:
    """Say which occupations the analyst took out."""
    word = plural(len(names), "Écarté", "Écartés")
    return typeset(f"{word} par l'analyste : {join_words([quote(name) for name in names])}.")


def quote(name: str) -> str:
    """Put a name between guillemets, typeset."""
    return typeset(f"« {typeset(name)} »")


def write_key_sentence(entry: str, specificity: float | None, where: str) -> str:
    """Say an occupation of the portrait: what it recruits, and how much more than elsewhere.

    Parameters
    ----------
    entry : str
        As :func:`write_list_entry` gives it.
    where : str
        ``en Centre-Val de Loire``.
    """
    if specificity is None:
        return typeset(f"{entry}.")
    return typeset(f"{entry} ; {format_decimal(specificity)} fois sa part {where}.")


def write_more(level: str, code: str) -> str:
    """Say where the whole page is, and how it is made."""
    given = f" --level {level}" if level != "spro" else ""
    command = f" : « spro-portraits render {code}{given} --notebook metiers »" if code else ""
    return typeset(
        f"Choix par un calcul, poids par défaut. La page « {PAGE_NAME} » donne les critères et une "
        f"fiche par métier : appellations, tension, bassins, métiers proches, formations{command}."
    )
