"""Notes of the page of key occupations: how it is chosen, what each source leaves out."""

from __future__ import annotations

from spro_portraits.wording.typography import typeset

NOTES = {
    key: typeset(text)
    for key, text in {
        "choice": (
            "Choix par un calcul : chaque critère donne des points selon la place du métier "
            "parmi les projets du territoire, multipliés par son poids ; un métier premier "
            "partout aurait 100 points. Une valeur non publiée ne donne aucun point et n'est "
            "remplacée par rien. Sont candidats les métiers d'au moins {least} projets "
            "publiés. Les poids se règlent dans la première cellule du carnet ; leur "
            "justification est dans docs/methods.md, « Métiers clés »."
        ),
        "listed": (
            "Liste donnée par l'analyste : le calcul n'a pas choisi ces métiers, il les range."
        ),
        "survey": (
            "Enquête Besoins en main-d'œuvre : des intentions d'embauche de l'année, hors "
            "administrations de l'État, non des emplois. « Difficile » est le jugement de "
            "l'employeur. Une case non publiée n'est jamais remplacée : une somme est alors "
            "un minimum (≥), et les parts se lisent parmi les projets publiés."
        ),
        "tension": (
            "Tension et facteurs : classes de 1 à 5 publiées par bassin et code ROME en "
            "{period} par France Travail et la Dares. Le regroupement par métier de l'enquête "
            "est le nôtre : médiane des classes, pondérée par les offres. Conditions de travail, "
            "inadéquation géographique et lien avec la formation ont, pour un code ROME, la même "
            "classe dans tous les bassins : ces trois facteurs décrivent le métier, non le "
            "territoire. Le fichier n'est pas documenté : le sens de deux facteurs (manque de "
            "main-d'œuvre, instabilité des emplois) a été vérifié sur ses valeurs, celui des "
            "quatre autres suit leur nom."
        ),
        "links": (
            "Le lien entre formations et métiers est fait à la main "
            "(data/occupations/formations.csv). ◊ : moins de 100 sortants."
        ),
        "specificity": (
            "Indice de spécificité : part du métier dans les projets publiés du territoire "
            "rapportée à sa part {where} ; 1 veut dire « comme {place} »."
        ),
        "jobs": (
            "Emplois par métier : l'édition n'en a aucune table. Les fichiers de la Dares "
            "qu'elle contient comptent des demandeurs d'emploi par famille professionnelle "
            "(FAP 87) et région."
        ),
        "titles": (
            "Appellations : celles du ROME et de la Dares, des deux genres quand le fichier "
            "les donne. Le passage du métier de l'enquête aux codes ROME suit les tables "
            "officielles, à la main quand elles manquent (data/occupations/passage.csv)."
        ),
        "surprises": (
            "Faits choisis par une règle : les plus inattendus au regard de la région, un par "
            "genre et par métier, jamais sur une valeur non publiée (docs/methods.md, « "
            "Métiers clés »)."
        ),
        "no_surprise": (
            "Aucun fait de ce territoire ne s'écarte assez de la région pour être dit surprenant."
        ),
        "none": (
            "Aucun métier n'a assez de projets publiés pour être retenu : rien n'est choisi "
            "sur une valeur non publiée."
        ),
        "no_bassin": (
            "Aucun bassin d'emploi ne couvre un dixième de la population du territoire : "
            "l'enquête, publiée par bassin, ne dit rien de lui."
        ),
    }.items()
}
"""Notes of the page; blanks in braces are filled by :func:`write_note`."""


def write_note(key: str, **values: str | int) -> str:
    """Write one of :data:`NOTES`, its blanks filled, typeset."""
    return typeset(NOTES[key].format(**values))
