"""Words of the sheet of one occupation: figures, bassins, close occupations, training, unknowns."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.typography import (
    format_count,
    format_decimal,
    format_percent,
    typeset,
)

FACTS = {
    "projects": "Projets de recrutement",
    "difficulty": "Jugés difficiles",
    "seasonality": "Saisonniers",
}
"""Figures of an occupation, beside those of other places."""

COLUMNS = {
    "occupation": "Métier",
    "place": "Lieu",
    "projects": "Projets",
    "difficulty": "Difficiles",
    "seasonality": "Saisonniers",
    "training": "Formation",
    "diploma": "Diplôme",
    "school": "Établissement",
    "commune": "Commune",
    "path": "Voie",
    "places": "Places",
    "employed_6": "En emploi à 6 mois",
    "employed_12": "À 12 mois",
    "employed_24": "À 24 mois",
}

TITLES = {
    "tension": "La tension et ce qui l’explique",
    "bassins": "Projets par bassin d’emploi",
    "neighbours": "Projets ici et dans les bassins voisins",
    "covering": "Projets des bassins qui couvrent le territoire",
    "close_table": "Métiers qui partagent un domaine du ROME, les plus proches d’abord",
    "training_table": "Places d’entrée, et part des sortants en emploi dans la région",
    "close": "Métiers proches qui recrutent ici",
    "training": "Formations présentes sur le territoire",
    "job_seekers": "Emplois et demandeurs d’emploi dans la région",
    "figures": "Les chiffres des fiches",
    "all_training": "Les formations des fiches",
}

NO_CLOSE = typeset("Aucun métier du même domaine du ROME n'a de projets publiés ici.")
NO_JOBS = typeset(
    "Le nombre d'emplois de ce métier, ici ou dans la région : aucun fichier de l'édition ne le "
    "donne."
)
NO_FAMILY = typeset("Aucune famille professionnelle (FAP 2009) n'est rattachée à ce métier.")
NO_TRAINING = typeset(
    "Aucune place connue ici ; d'autres voies peuvent exister (apprentissage, santé, adultes)."
)
NO_ROW = typeset("L'enquête n'a aucune ligne de ce métier ici.")
NOTHING_KNOWN = "rien de connu"
OTHER_VERSION = typeset(
    "Des taux sont ceux d'une autre version du diplôme, dont il a pris la suite ou qui la prend."
)
OUTLINE = typeset("Contour épais : le territoire.")
MAP_UNIT = "projets"
AMONG = "parmi les projets publiés"
DOWNLOADS_NOTE = typeset(
    "Les fiches en tableaux, à télécharger : les chiffres comparés, puis chaque formation, son "
    "établissement et ses taux."
)

_SUBJECTS = {
    "volume": "le nombre de projets",
    "specificity": "la spécificité",
    "difficulty": "la difficulté",
    "tension": "la tension",
    "seasonality": "la saisonnalité",
    "training": "les formations présentes",
}


def write_title(name: str, covering: str) -> str:
    """Title of a sheet, with the bassins that stand for the territory."""
    return f"{typeset(name)} ({covering})" if covering else typeset(name)


def write_codes(bmo: str, faps: Sequence[str], romes: Sequence[str]) -> str:
    """Write the line of codes under the name."""
    parts = [f"Métier BMO {bmo}"]
    if faps:
        parts.append(f"FAP 2021 {', '.join(faps)}")
    if romes:
        parts.append(f"ROME {', '.join(romes)}")
    return " · ".join(parts)


def write_points(rank: int, total: float, best: Sequence[tuple[str, float]]) -> str:
    """Say why the calculation ranks an occupation where it does.

    Parameters
    ----------
    best : sequence of (criterion, points)
        What gave most, the most first.
    """
    place = "Premier" if rank == 1 else f"Rang {rank}"
    told = [f"{_SUBJECTS[name]} ({format_decimal(points)})" for name, points in best]
    return typeset(
        f"{place} par le calcul, {format_decimal(total)} points sur 100, surtout pour "
        f"{join_words(told)}."
    )


def write_weight(share: float, other: float, specificity: float, where: str) -> str:
    """Say what part of the published projects the occupation makes, here and in the reference.

    Parameters
    ----------
    where : str
        ``en Centre-Val de Loire``.
    """
    return typeset(
        f"Il fait {format_percent(share)} des projets publiés ici, {format_percent(other)} "
        f"{where} : indice de spécificité {format_decimal(specificity, 2)}."
    )


def write_forced(way: str, rank: int | None) -> str:
    """Say that the analyst, not the calculation, chose this occupation; empty otherwise."""
    if way == "ranked":
        return ""
    who = "Gardé par l'analyste" if way == "pinned" else "Demandé par l'analyste"
    told = f" ; rang {rank} par le calcul" if rank is not None else " ; sans rang par le calcul"
    return typeset(f"{who}{told}.")


def write_job_seekers(families: Sequence[str], share: float, country: float | None) -> str:
    """Say what part of the job-seekers of the region look for such occupations.

    Parameters
    ----------
    families : sequence of str
        Families of the FAP 2009 in 87 that the occupation belongs to.
    share, country : float
        Percent of the job-seekers (category A) of the region, of metropolitan France; None
        where a region is missing.
    """
    noun = plural(len(families), "de la famille", "des familles")
    named = join_words([f"« {typeset(name)} »" for name in families])
    beside = f" ({format_percent(country)} en France métropolitaine)" if country is not None else ""
    return typeset(
        f"{format_percent(share)} des demandeurs d'emploi de la région cherchent un métier "
        f"{noun} {named}{beside}. Catégorie A, famille FAP 2009 en 87 postes, plus large que le "
        f"métier ; année non précisée dans le fichier de la Dares."
    )


def sum_job_seekers(share: float) -> str:
    """Sum the job-seekers up, beside the title of their part."""
    return typeset(f"{format_percent(share)} des demandeurs d'emploi, famille entière")


def write_training(places: float, schools: int) -> str:
    """Sum the training that leads to an occupation up, above its table."""
    return typeset(
        f"au moins {format_count(places)} {plural(places, 'place')}, {format_count(schools)} "
        f"{plural(schools, 'établissement')}"
    )


def write_map_title(name: str) -> str:
    """Title of the small map of the bassins."""
    return typeset(f"Projets de recrutement par bassin : {typeset(name)}")


def write_outline(counted: Sequence[str]) -> str:
    """Say what the outline of a small map is, and which bassins the sheet is about.

    Parameters
    ----------
    counted : sequence of str
        Bassins whose figures the sheet shows; empty where they are the territory.
    """
    if not counted:
        return OUTLINE
    named = join_words([typeset(name) for name in counted])
    return typeset(f"{OUTLINE} Chiffres de la fiche : {named}.")


def write_masked(kind: str) -> str:
    """Say which figure of the survey is not published here."""
    said = {
        "projects": "Le nombre de projets n'est pas publié ici.",
        "difficulty": "La part des projets jugés difficiles n'est pas publiée ici.",
        "seasonality": "La part des projets saisonniers n'est pas publiée ici.",
    }
    return typeset(said[kind])


def write_close(count: int, shown: int) -> str:
    """Sum the close occupations up, above their table."""
    told = f"{format_count(count)} {plural(count, 'métier')} du même domaine"
    return typeset(told if count <= shown else f"{told}, dont les {shown} plus proches")


def write_unlocated(places: int) -> str:
    """Say how many training places may be here, in schools that no list locates."""
    return typeset(
        f"{format_count(places)} {plural(places, 'place')} de formation de plus sont peut-être "
        f"ici : aucune liste ne dit où est l'établissement."
    )


def write_reasons(reasons: Sequence[str]) -> str:
    """Say why some rates are absent."""
    return typeset(f"Taux absents : {' ; '.join(reasons)}.")


def write_remarks(remarks: Sequence[str]) -> str:
    """Write what an analyst noted beside the links of trainings."""
    return typeset(f"À savoir : {' ; '.join(typeset(remark) for remark in remarks)}.")


def write_source(citation: str) -> str:
    """Write the source of a part of a sheet."""
    return typeset(f"Source : {citation}.")
