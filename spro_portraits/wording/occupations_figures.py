"""Words of the published figures of key occupations: labels, universes, why one is not sound."""

from __future__ import annotations

from spro_portraits.wording.typography import NBSP, typeset

_LABELS = {
    "projects": "Projets de recrutement",
    "difficulty": "Part des projets jugés difficiles, parmi les projets publiés",
    "seasonality": "Part des projets saisonniers, parmi les projets publiés",
    "specificity": "Indice de spécificité des projets de recrutement",
    "tension": "Tension, moyenne des classes de 1 à 5",
    "training_places": "Places de formation connues qui mènent au métier",
    "points": "Points du choix des métiers clés, sur 100",
}
_SURVEY = "Projets de recrutement publiés de l’enquête BMO (hors administrations d’État)"
_UNIVERSES = {
    "tension": typeset(
        "Lignes du fichier de tension : code ROME × bassin, pondérées par les offres"
    ),
    "training_places": "Places connues d’Affelnet et de Parcoursup, communes du territoire",
}
WIDER = typeset("Bassins d'emploi entiers, dont les limites ne sont pas celles du territoire.")
"""Why the figures of a territory that is no union of bassins are to be read with care."""
OUR_OWN = typeset(
    "Regroupement fait ici de classes de 2021 par bassin et code ROME, un détail que la Dares ne "
    "publie pas."
)
PARTLY = typeset("Minimum : un critère n'est pas publié, et ne donne aucun point.")
AT_LEAST = typeset("Minimum : toutes les places ne sont pas connues.")


def write_label(kind: str, name: str, covering: str) -> str:
    """Label a row: the figure, the occupation, the bassins where they are not the territory."""
    label = f"{_LABELS[kind]}{NBSP}: {typeset(name)}"
    return f"{label} ({covering})" if covering and kind != "training_places" else label


def find_universe(kind: str) -> str:
    """Say what is counted."""
    return _UNIVERSES.get(kind, _SURVEY)
