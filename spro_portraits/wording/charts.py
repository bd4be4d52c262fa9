"""The fixed words of drawings, cards and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spro_portraits.wording.labels import REASON_WORDS
from spro_portraits.wording.typography import ABSENT_SIGNS, NBSP, NNBSP

THIS_TERRITORY = "Le territoire"
VALUE_ROLE = "valeur"
"""What a screen reader calls a mark."""
TABLE_REGION = f"Tableau à faire défiler{NBSP}: {{caption}}"
LEGEND = "Légende"
SIGNS = "Signes employés"
SCALE = f"Comparaison{NBSP}: {{values}}"

_SIGN_WORDS = {
    "n.\u00a0d.": "valeur non disponible, ou que le producteur ne publie pas",
    "s.": "valeur couverte par le secret statistique",
    "–": "sans objet pour ce territoire",
    "≥": "total minimal, car une partie des valeurs n’est pas publiée",
    "◊": "valeur fragile, à lire avec prudence",
}
LOWER_BOUND = "minimum"
"""Not a reason of absence: a total of which some parts are masked (sign ≥)."""
UNRELIABLE_SIGN = ABSENT_SIGNS["peu_fiable"]


def describe_value(name: str, text: str) -> str:
    """Write ``Indre : 7,1 %``, as tooltips and text alternatives do."""
    return f"{name}{NBSP}: {text}"


def describe_drawing(title: str, unit: str, sentences: Iterable[str]) -> str:
    """Write the text alternative of a drawing: title, unit, then its values."""
    head = f"{title} ({unit})" if unit else title
    values = f"{NNBSP}; ".join(sentences)
    # The sign of a secret value ends with a point of its own.
    return f"{head}. {values.removesuffix('.')}."


def describe_row(label: str, values: Sequence[str]) -> str:
    """Write a row of a drawing: ``Chômage – Issoudun : 8,2 %, Indre : 7,1 %``."""
    return f"{label} – {', '.join(values)}"


def describe_line(place: str, first: tuple[str, str], last: tuple[str, str]) -> str:
    """Write a line by its ends: ``Indre : 9,1 % en 2003, 7,1 % en 2025``."""
    if first == last:
        return describe_value(place, f"{last[1]} ({last[0]})")
    return describe_value(place, f"{first[1]} ({first[0]}), puis {last[1]} ({last[0]})")


def describe_peers(count: int, lowest: tuple[str, str], highest: tuple[str, str]) -> str:
    """Write the spread of a distribution: how many places, the lowest, the highest."""
    return f"{count}{NBSP}territoires, de {lowest[1]} ({lowest[0]}) à {highest[1]} ({highest[0]})"


def describe_reason(reason: str) -> str:
    """Say why a value is absent; an unknown reason raises ``KeyError``."""
    return REASON_WORDS[reason]


def explain_signs(reasons: Iterable[str]) -> list[tuple[str, str]]:
    """List the signs that a page uses, each once, with its meaning.

    Parameters
    ----------
    reasons : iterable of str
        Reasons of absence, and :data:`LOWER_BOUND` for the sign ≥.

    Returns
    -------
    list of (str, str)
        Sign and meaning, always in the same order.

    Raises
    ------
    KeyError
        For an unknown reason.
    """
    present = {("≥" if reason == LOWER_BOUND else ABSENT_SIGNS[reason]) for reason in reasons}
    return [(sign, words) for sign, words in _SIGN_WORDS.items() if sign in present]


def describe_moment(place: str, period: str) -> str:
    """Name a value by place and period: ``Indre, 1er trimestre 2003``."""
    return f"{place}, {period}"


def describe_index(index: str, text: str) -> str:
    """Write an index with the value behind it: ``98,2 (12 340)``."""
    return f"{index} ({text})" if index and text else index or text


def write_end(place: str, text: str) -> str:
    """Write the end of a scale: ``Indre 7,1 %``, the figure kept in one piece."""
    return f"{place} {text}"
