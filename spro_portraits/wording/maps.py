"""The French words of the maps: legends, controls, tooltips.

Not done here: values (see :mod:`~spro_portraits.wording.typography`), choice of classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from spro_portraits.wording.typography import NBSP, format_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

LAYERS = "Donnée affichée"
CLASSES = "Classe"

ZOOM_IN = "Agrandir"
ZOOM_OUT = "Réduire"
RESET = "Revenir au territoire entier"
MAP_LABEL = f"Carte{NBSP}: {{title}}. Flèches pour se déplacer, touches + et − pour l’échelle."
COLON = f"{NBSP}: "
UNTRUSTED = "La carte s’affiche une fois le carnet approuvé (Fichier, Approuver le carnet)."

MEETING = "Mode réunion"
COPY_LINK = "Copier le lien de cette vue"
SAVE = f"Enregistrer l’image{NBSP}:"
SAVE_SVG = "Enregistrer l’image en SVG"
SAVE_PNG = "Enregistrer l’image en PNG"
PREVIOUS = "Précédente"
NEXT = "Suivante"
NOTES = "Notes"
LEAVE = "Quitter"
MEETING_BAR = "Commandes du mode réunion"
NOTES_LABEL = "Notes de présentation"
YEAR = "Année"
NOTE_HEADS = {
    "range": "À lire",
    "about": "Définition",
    "method": "Classes",
    "source": "Source",
    "keys": "Touches",
}
KEYS = (
    f"→, espace ou page suivante{NBSP}: donnée suivante. ←{NBSP}: précédente. "
    f"N{NBSP}: notes. F{NBSP}: plein écran. R ou Échap{NBSP}: quitter."
)
SCRIPT_WORDS = {
    "reset": RESET,
    "table": "Lire la carte en tableau",
    "colon": COLON,
    "copied": "Lien copié.",
    "copy": f"Lien à copier{NBSP}:",
    "saved": f"Image enregistrée{NBSP}: {{name}}.",
    "ours": " Le fond de carte IGN n’y est pas.",
    "unsaved": "L’image n’a pas pu être faite par ce navigateur. Essayez l’autre format.",
    "portrait": "Portrait du territoire choisi",
    "item": "Donnée",
    "compare": "Comparer",
    "pick": "Choisissez le second territoire sur la carte ou par son nom.",
    "close": "Fermer",
    "difference": "Écart",
    "weak": f"non interprétable{NBSP}◊",
    "rank": f"rang{NBSP}{{rank}} sur{NBSP}{{count}}",
    "signs": {"-": f"n.{NBSP}d.", "*": "s."},
    "legend": f"Rang{NBSP}: du plus élevé au plus bas, valeurs fragiles exclues.",
    "subtracted": "Écart des valeurs affichées, second territoire moins premier.",
    "absent": f"n.{NBSP}d.{NBSP}: non disponible.",
    "masked": f"s.{NBSP}: secret statistique.",
    "fragile": f"◊{NBSP}: valeur fragile, dont l’écart n’est pas donné.",
    "state": f"{{rank}} sur{NBSP}{{count}}",
}
"""What the scripts of a map of areas say."""

BASEMAP_WORDS = {
    "button": "Fond de carte IGN",
    "title": "Demande le Plan IGN à la Géoplateforme, par Internet",
    "credit": "© IGN, Plan IGN",
    "shown": "Fond de carte IGN affiché, en gris, sous les surfaces éclaircies de la carte.",
    "absent": f"Le fond de carte IGN n’est pas venu{NBSP}: la carte reste comme elle était.",
}
"""What the button of the basemap says, and whom its picture is owed to."""

MISSING = "Non disponible"
MASKED = "Secret statistique"
UNRELIABLE = "dont valeurs fragiles"
UNRELIABLE_SIGN = "◊"


@dataclass(frozen=True, slots=True)
class AreaWords:
    """What the areas of a map are called: counted in its legend, found by name."""

    plural: str
    find: str
    unknown: str


COMMUNE_AREAS = AreaWords(
    "Communes", "Trouver une commune", "Pas de commune de ce nom sur la carte."
)
TERRITORY_AREAS = AreaWords(
    "Territoires", "Trouver un territoire", "Pas de territoire de ce nom sur la carte."
)

METHODS = {
    "quantiles": "Classes d’effectifs voisins (quantiles), bornes arrondies.",
    "symmetric": "Classes symétriques autour de {center}, bornes arrondies.",
    "values": "Une couleur par valeur.",
    "given": "Bornes choisies, les mêmes pour toutes les couches de cette unité.",
    "empty": "Aucune valeur à représenter.",
}
"""How the classes were made, by the method of the scheme."""

SAME_FOR_YEARS = "Mêmes classes pour toutes les années de cet indicateur, bornes arrondies."

UNIT_HEADINGS = {
    "nombre": "",
    "%": f"en{NBSP}%",
    "%/an": f"en{NBSP}%{NBSP}par{NBSP}an",
    "pt": "en points",
    "€": "en euros",
    "km": "en kilomètres",
    "min": "en minutes",
    "km²": "en km²",
    "hab./km²": "en habitants par km²",
    "indice": "",
    "pour 100": f"pour{NBSP}100",
    "personnes": "en personnes",
    "solde": "",
}
"""What a legend says of its unit, by unit of :data:`~spro_portraits.wording.typography.UNITS`."""


def describe_classes(breaks: Sequence[float], values: Sequence[float] = ()) -> tuple[str, ...]:
    """Name the classes of a legend: ``moins de 10``, ``de 10 à moins de 12,5``, ``12,5 et plus``.

    Parameters
    ----------
    breaks : sequence of float
        Inner bounds, increasing; a class holds its lower bound, not its upper one.
    values : sequence of float, optional
        Where each class holds one single value: these values.

    Returns
    -------
    tuple of str
        One text a class, all with the same number of decimals.
    """
    if values:
        return _write_alike(values)
    if not breaks:
        return ()
    bounds = _write_alike(breaks)
    between = (f"de{NBSP}{low} à moins de{NBSP}{high}" for low, high in pairwise(bounds))
    return (f"moins de{NBSP}{bounds[0]}", *between, f"{bounds[-1]} et plus")


_MOST_DECIMALS = 4


def _write_alike(numbers: Sequence[float]) -> tuple[str, ...]:
    """Write numbers with the fewest decimals that lose nothing, the same for all."""
    exponents = (Decimal(repr(float(number))).normalize().as_tuple().exponent for number in numbers)
    needed = max(-exponent for exponent in exponents if isinstance(exponent, int))
    digits = min(max(needed, 0), _MOST_DECIMALS)
    return tuple(format_decimal(number, digits) for number in numbers)


def write_range(low: tuple[str, str], high: tuple[str, str], middle: str, *, weak: bool) -> str:
    """Say from where to where the values of a layer go, and what the middle one is.

    Parameters
    ----------
    low, high : (str, str)
        Value and name of the area that has the lowest and the highest value.
    middle : str
        The median of the areas, written.
    weak : bool
        Whether weak values were left aside.
    """
    aside = " Valeurs fragiles laissées de côté." if weak else ""
    return (
        f"De{NBSP}{low[0]} ({low[1]}) à{NBSP}{high[0]} ({high[1]})\u202f; "
        f"valeur du milieu{NBSP}: {middle}.{aside}"
    )


def write_definition(formula: str, universe: str, caveat: str = "") -> str:
    """Write what an indicator counts, for the notes of who presents its map."""
    sentences = (formula, f"Champ{NBSP}: {universe[:1].lower()}{universe[1:]}", caveat)
    return " ".join(sentence.rstrip(".") + "." for sentence in sentences if sentence)


_DIFFERENCE_UNITS = {
    "%": "pt",
    "%/an": "pt",
    "pt": "pt",
    "€": "€",
    "km": "km",
    "min": "min",
    "km²": "km²",
    "hab./km²": "hab./km²",
}


def name_difference_unit(unit: str) -> str:
    """Write what follows a difference of two values of a unit; points between percentages."""
    found = _DIFFERENCE_UNITS.get(unit, "")
    return NBSP + found if found else ""


_SUFFIXES = {unit: NBSP + unit for unit in ("%", "pt", "€", "km²", "hab./km²")} | {
    "%/an": f"{NBSP}%"
}


def name_reference(value: float, unit: str) -> str:
    """Write the value around which a legend parts, without idle decimals: ``0 %``."""
    return _write_alike((round(value, 2),))[0] + _SUFFIXES.get(unit, "")


def name_heading(label: str, unit: str) -> str:
    """Head a legend with the label of its layer and the unit: ``Revenu, 2021 (en euros)``."""
    heading = UNIT_HEADINGS[unit]
    return f"{label} ({heading})" if heading else label


def name_source(source: str, boundaries: str) -> str:
    """Join the source of a layer, the source of its boundaries and the credit of the library."""
    parts = (part.rstrip(".") + "." for part in (source, boundaries) if part)
    return " ".join((*parts, f"Carte{NBSP}: Leaflet."))
