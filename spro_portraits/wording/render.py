"""Words of the page that a notebook becomes, and of the checks before it runs."""

from __future__ import annotations

from collections.abc import Iterable

from spro_portraits.wording.typography import NBSP, typeset

LANGUAGE = "fr"

CONTENTS = "Sommaire"
CONTENTS_LABEL = "Sommaire de la page"
SKIP = "Aller au contenu"
CHART = "Graphique"
CHART_FAILED = typeset("Ce graphique n'a pas pu être dessiné. Sa description : ")
CHART_NEEDS_SCRIPT = typeset(
    "Ce graphique demande JavaScript, désactivé dans ce navigateur. Sa description : "
)
NO_DESCRIPTION = "Image sans description"
ERROR_TITLE = typeset("Cette partie de la page n'a pas pu être produite.")
ERROR_DETAILS = typeset("Détail technique")

ALL_FIGURES = typeset("Tous les chiffres de cette page :")

FAILED_AT = typeset(
    "L'exécution s'est arrêtée sur une erreur : [aller à la cellule en cause]"
    "(#papermill-error-cell)."
)
FAILED_HERE = typeset("L'exécution s'est arrêtée ici :")

REQUIRED_MARK = "obligatoire"
"""A parameter whose comment holds this word must be given (see ``render.parameters``)."""

_FORMS = {"html": "sa page", "slides": "ses diapositives", "pdf": "son document PDF"}
"""What a notebook is exported to, by the name of the form."""

NO_PARAMETER = "aucun"
NO_NOTEBOOK = "aucun"
TRUE_WORDS = frozenset({"oui", "vrai", "true", "1"})
FALSE_WORDS = frozenset({"non", "faux", "false", "0"})
TYPES = {
    "str": "un texte",
    "int": "un nombre entier",
    "float": "un nombre",
    "bool": "oui ou non",
    "list": "une liste (valeurs séparées par des virgules)",
    "dict": "un dictionnaire",
}
"""What a parameter expects, by the name of its Python type."""


def name_forms(forms: Iterable[str]) -> str:
    """Name what a notebook did not give: ``sa page, ses diapositives``."""
    return ", ".join(_FORMS[form] for form in forms)


def describe_value(value: object) -> str:
    """Show a value that was refused: texts in guillemets, the rest as it is."""
    return f"«{NBSP}{value}{NBSP}»" if isinstance(value, str) else repr(value)


TIME_LOCALE = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["AM", "PM"],
    "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    "months": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "shortMonths": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
}
"""Dates in charts (d3-time-format)."""
