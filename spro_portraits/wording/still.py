"""The French words of a map drawn for a slide or a document: nothing on it can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.maps import MISSING, UNIT_HEADINGS
from spro_portraits.wording.typography import NBSP, format_count, typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

BORDER = "Limite du territoire"
WHOLE_BORDER = "Limite de l’ensemble"
OUTLINES = "Limites des départements"
KILOMETRES = f"{NBSP}km"
CLASSES = "Classes"
REFERENCES = "Repères"
NO_VALUE = typeset("Aucune valeur à représenter.")
ALL_WEAK = typeset("Toutes les valeurs connues sont fragiles (◊).")
FEW = 2
"""Values up to which each is told."""


def head_rows(unit: str) -> str:
    """Head the classes of a legend with their unit: ``En euros``."""
    heading = UNIT_HEADINGS[unit] or CLASSES
    return heading[:1].upper() + heading[1:]


def join_sources(source: str, boundaries: str) -> str:
    """Join the source of the values and that of the boundaries."""
    return " ".join(part.rstrip(".") + "." for part in (source, boundaries) if part)


def write_spread(
    low: tuple[str, str], high: tuple[str, str], median: str, count: int, areas: str, weak: int
) -> str:
    """Say how far values spread: ``De 3,1 % (Broué) à 17,4 % (Dreux) ; médiane…``.

    Parameters
    ----------
    low, high : (str, str)
        Value as written, and who has it; an empty name where several share it.
    median : str
        Value as written.
    count : int
        Number of areas that have a sound value.
    areas : str
        What the areas are called, in the plural.
    weak : int
        Number of weak values, which were put aside.
    """
    held = f"{format_count(count)} {areas.casefold()}"
    text = f"De {_name_end(*low)} à {_name_end(*high)} ; médiane de {held} : {median}"
    if weak:
        held = f"{format_count(weak)} {plural(weak, 'valeur fragile', 'valeurs fragiles')}"
        text += f", {held} {plural(weak, 'mise', 'mises')} à part"
    return typeset(f"{text}.")


def write_few(values: Sequence[tuple[str, str]], weak: int) -> str:
    """Tell each of a few values: ``Blois : 14,2 %.``."""
    text = " ; ".join(f"{name} : {value}" for name, value in values)
    if weak:
        text += f" ; {format_count(weak)} {plural(weak, 'valeur fragile', 'valeurs fragiles')}"
    return typeset(f"{text}.")


def _name_end(value: str, name: str) -> str:
    return f"{value} ({name})" if name else value


def describe_map(
    label: str, title: str, spread: str, rows: Sequence[tuple[str, str]], areas: str
) -> str:
    """Write the text alternative: what is shown, how it spreads, the count of each class.

    Parameters
    ----------
    rows : sequence of (str, str)
        Name of each line of the legend, and its count of areas.
    """
    counts = " ; ".join(f"{text} : {count}" for text, count in rows) or MISSING
    return typeset(f"{label}. {title}. {spread} {areas} par classe : {counts}.")


def name_area(name: str, text: str) -> str:
    """Write what an area says under the pointer: ``Dreux : 17,4 %``."""
    return f"{name}{NBSP}: {text}"
