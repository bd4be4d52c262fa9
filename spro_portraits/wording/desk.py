"""Words of the library for notebooks: what its objects say of themselves, titles of tables."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.labels import LEVEL_WORDS
from spro_portraits.wording.typography import NBSP, format_count, typeset

FOUND = "Territoires trouvés"
LISTED = "Territoires"
LEVEL = "Niveau"
CODE = "Code"
NAME = "Nom"
COUNT = "Nombre"
EXAMPLE = "Exemple"
COMMUNE = "Commune"
INHABITANTS = "Habitants"
INDICATOR = "Indicateur"
KEY = "Clé"
UNIT = "Unité"
PERIOD = typeset("Année")
ALSO = typeset("Même nom à un autre niveau : ")
SECTIONS = typeset("Sections : ")
MEASURES_CAPTION = "Le territoire et ceux auxquels il est comparé"
LEVEL_CAPTION = "Territoires connus, par niveau"
COMMUNES_CAPTION = "Communes"
INDICATORS_CAPTION = "Indicateurs"
NOTHING_FOUND = "Rien ne correspond à cette recherche."
FILE = typeset("Fichier écrit : ")
SAVED_HINT = typeset(
    "« spro-portraits batch --level perso » le connaît maintenant, ainsi que spro.territory(…)."
)
UNSAVED = typeset("pas encore enregistré : .save()")
PUBLISHED_BY_ZONE = typeset(
    "Aucune commune n'a cette donnée : elle est publiée par zone d'emploi. La carte montre les "
    "zones d'emploi de la région."
)
HINT = typeset(
    'À essayer : .compare(), .map("…"), .series("…"), .metiers(5), .network(), .portrait(), '
    '.figure("…"), .export(), .make("pdf")'
)
DEFINITION = typeset("Calcul : ")
UNIVERSE = typeset("Champ : ")
CAVEAT = typeset("À savoir : ")
SOURCE = typeset("Source : ")
OWN_NAME = "Territoire à soi"
FILE_KINDS = {
    ".html": "page", ".slides.html": "diapositives", ".pdf": "document à imprimer",
    ".ipynb": "carnet exécuté", ".csv": "données", ".xlsx": "données", ".png": "image",
    ".svg": "image", ".txt": "périmètre",
}  # fmt: skip


def count_communes(communes: int, people: float | None) -> str:
    """Write the size of a territory: ``79 communes, 12 345 habitants``."""
    text = f"{format_count(communes)}{NBSP}{plural(communes, 'commune')}"
    if people is None:
        return text
    return f"{text}, {format_count(people)}{NBSP}{plural(people, 'habitant')}"


def write_title(title: str, level: str) -> str:
    """Write what a territory is, in one line of text."""
    if level in {"epci", "perso"}:
        return f"{title} ({LEVEL_WORDS[level].singular})"
    return title


def write_near(level: str, code: str, name: str) -> str:
    """Write a near match as it can be typed: ``spro:dreux (Dreux)``."""
    return f"{level}:{code} ({typeset(name)})"


def write_levels(levels: Sequence[str]) -> str:
    """Name levels: ``bassin d’emploi, commune``."""
    return join_words([LEVEL_WORDS[level].singular for level in levels])


def describe_made(made: int, kept: int) -> str:
    """Say what a batch did: how many portraits it made, how many were true already."""
    noun = plural(made, "portrait produit", "portraits produits")
    text = f"{format_count(made)}{NBSP}{noun}"
    return f"{text}, {format_count(kept)} déjà à jour." if kept else f"{text}."


def name_file(name: str) -> str:
    """Say what a file is by the end of its name, longest first."""
    for suffix in sorted(FILE_KINDS, key=len, reverse=True):
        if name.lower().endswith(suffix):
            return FILE_KINDS[suffix]
    return "fichier"


def write_indicator(label: str, vintage: str, unit: str) -> str:
    """Name an indicator with its period and unit: ``Taux de chômage (2018, en %)``."""
    told = {"nombre": "nombre", "solde": "solde", "pt": "points"}.get(unit, unit)
    return typeset(f"{label} ({vintage}, {told})") if vintage else typeset(f"{label} ({told})")


def describe_source(level: str, rows: int, merged: int, unplaced: int) -> list[str]:
    """Say what became of the rows of a declared file."""
    noun = LEVEL_WORDS[level]
    known = f"{format_count(rows)}{NBSP}{plural(rows, noun.singular, noun.plural)} de l’édition"
    lines = [f"{known} {plural(rows, 'a une ligne', 'ont une ligne')} dans le fichier"]
    if merged:
        lines.append(
            f"{format_count(merged)}{NBSP}{plural(merged, 'commune')} d’avant fusion "
            f"{plural(merged, 'rattachée')} à la commune d’aujourd’hui"
        )
    if unplaced:
        lines.append(
            f"{format_count(unplaced)}{NBSP}{plural(unplaced, 'code')} du fichier hors de l’édition"
        )
    return lines
