"""The fixed words of drawings, cards and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spro_portraits.wording.labels import REASON_WORDS
from spro_portraits.wording.typography import ABSENT_SIGNS, NBSP, NNBSP

THIS_TERRITORY = "Le territoire"
PEERS = "Autres territoires"
MEDIAN = "Médiane"
FILTER = "Chercher dans le tableau"
FILTER_COUNT = "{shown} sur {all}"
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
MINIMUM_SIGN = "≥"
REASON_BY_SIGN = {
    ABSENT_SIGNS[reason]: reason for reason in ("secret", "hors_champ", "non_disponible")
}
"""The reason that stands for each sign of absence, where only the sign is known."""
MARKS = {
    "above": ("▲", "nettement plus que le territoire"),
    "below": ("▼", "nettement moins que le territoire"),
    "highest": ("▲", "nettement la plus élevée"),
    "lowest": ("▼", "nettement la plus basse"),
}
"""Signs of a value that differs from the territory's, or from all others; what they say."""
WEAK_MARK = "tracée pâle ou évidée"
"""How a drawing shows a weak value, beside its sign."""


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


def describe_seam(label: str, before: str, after: str) -> str:
    """Say between which periods values do not compare: ``Rupture 1 entre 2019 et 2024``."""
    return f"{label} entre {before} et {after}"


def describe_axes(across: str, up: str) -> str:
    """Name both axes of a scatter, in the order of the values told."""
    return f"{across}, puis {up}"


def describe_pair(name: str, first: str, second: str) -> str:
    """Write two values of a place: ``Indre : 12,0 %, −0,50 %``."""
    return describe_value(name, f"{first}, {second}")


def describe_span(periods: Sequence[str], low: str, high: str) -> str:
    """Write what all panels share: ``2013 à 2018, échelle commune de 4,0 % à 9,1 %``."""
    span = periods[0] if len(periods) == 1 else f"{periods[0]} à {periods[-1]}"
    return f"{span}, échelle commune de {low} à {high}"


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
    present = {
        (MINIMUM_SIGN if reason == LOWER_BOUND else ABSENT_SIGNS[reason]) for reason in reasons
    }
    return [(sign, words) for sign, words in _SIGN_WORDS.items() if sign in present]


def explain_chart_signs(reasons: Iterable[str]) -> list[str]:
    """Explain the signs of a drawing, one text each: ``◊ valeur fragile, …, tracée pâle``."""
    return [
        f"{sign} {meaning}, {WEAK_MARK}" if sign == UNRELIABLE_SIGN else f"{sign} {meaning}"
        for sign, meaning in explain_signs(reasons)
    ]


def sign_weak(text: str) -> str:
    """End the text of a weak value with its sign, once."""
    return text if text.endswith(UNRELIABLE_SIGN) else f"{text}{NBSP}{UNRELIABLE_SIGN}"


def describe_moment(place: str, period: str) -> str:
    """Name a value by place and period: ``Indre, 1er trimestre 2003``."""
    return f"{place}, {period}"


def describe_index(index: str, text: str) -> str:
    """Write an index with the value behind it: ``98,2 (12 340)``."""
    return f"{index} ({text})" if index and text else index or text


def write_end(place: str, text: str) -> str:
    """Write the end of a scale: ``Indre 7,1 %``, the figure kept in one piece."""
    return f"{place} {text}"
