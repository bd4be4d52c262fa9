"""The French of a series: what is joined, what is not, and why."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.wording.evolution import DIRECTIONS, REASONS
from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.typography import format_count, format_quarter, typeset

SEAMS = {True: "Rupture", False: typeset("À vérifier")}
"""Word of a seam, by whether it cuts the line."""

TITLE = typeset("Séries et ruptures")

COLUMNS = {
    "period": "Période",
    "value": "Valeur",
    "change": "Écart",
    "reading": "Lecture",
    "origin": "Édition des données",
}

SEAM_ROWS = {True: "valeurs non comparables", False: typeset("comparaison à vérifier")}
"""What the row of a seam says, by whether it cuts."""

CUT = typeset("non calculé : rupture")
"""In the place of a difference across a cut."""

NOTES = {
    key: typeset(text)
    for key, text in {
        "rule": (
            "Deux valeurs ne sont reliées, et leur écart calculé, que si leurs définitions "
            "concordent et si elles portent sur les mêmes communes."
        ),
        "zones": (
            "Rien n'est publié pour ce territoire même : les courbes sont celles des zones qui le "
            "couvrent."
        ),
        "nothing": "Aucune édition présente n'a de valeur de cet indicateur pour ce territoire.",
        "no_series": "Aucun de ces chiffres n'a plus d'une période dans les éditions présentes.",
        "other_land": (
            "Valeur de l'autre édition pour ses propres communes : elle n'a pas pu être ramenée à "
            "celles d'aujourd'hui."
        ),
    }.items()
}

_REASONS = {
    "unverified": typeset(
        "Les deux valeurs viennent de deux fichiers, et rien de ce qui est déclaré "
        "(data/breaks.toml) ne dit que les définitions y sont les mêmes."
    ),
    "land": typeset(
        "Les communes du territoire ne sont pas les mêmes dans les deux éditions, et la valeur ne "
        "se recalcule pas sur celles d'aujourd'hui."
    ),
}
_LEFT_OUT = {
    "territory": typeset("n'a pas ce territoire"),
    "damaged": "ne se lit pas",
}


def write_title(label: str, title: str) -> str:
    """Write the title of a series: ``Taux de chômage localisé – SPRO de Dreux``."""
    return f"{label} – {title}"


def write_unit(unit: str, universe: str) -> str:
    """Write the unit of a chart, and what is counted: ``%, population active``."""
    if unit in {"nombre", "solde"} or not universe:
        return universe or unit
    return f"{unit}, {universe[:1].lower()}{universe[1:]}"


def write_label(number: int, *, is_cut: bool) -> str:
    """Write the label of a seam: ``Rupture 1``."""
    return f"{SEAMS[is_cut]} {number}"


def write_period(period: str) -> str:
    """Write a period: ``4e trimestre 2025``, ``2018``, ``2013-2018``."""
    return format_quarter(period) if "-T" in period else period


def write_seam(label: str, before: str, after: str, reasons: Sequence[tuple[str, str, str]]) -> str:
    """Say where a seam is, why, and where that is written.

    Parameters
    ----------
    label : str
        See :func:`write_label`.
    before, after : str
        Periods on either side.
    reasons : sequence of (str, str, str)
        Kind, declared text and reference.
    """
    parts = []
    for kind, text, reference in reasons:
        told = _REASONS.get(kind, text)
        parts.append(f"{told.rstrip('.')} ({reference})." if reference else told)
    sides = f"entre {write_period(before)} et {write_period(after)}"
    return typeset(f"{label}, {sides}. {' '.join(parts)}")


def write_reading(sign: int, reason: str) -> str:
    """Say what may be said of a difference; nothing where it is of no use."""
    return DIRECTIONS.get(sign) or REASONS.get(reason, "")


def write_origin(name: str, geography: int) -> str:
    """Say which edition a value comes from, and of which communes."""
    return typeset(f"{name}, géographie {geography}")


def write_left_out(editions: Sequence[tuple[str, str]]) -> str:
    """Say which editions give nothing, and why; nothing where there are none.

    Parameters
    ----------
    editions : sequence of (str, str)
        Name of an edition and ``territory`` or ``damaged``.
    """
    if not editions:
        return ""
    told = [f"l'édition {name} {_LEFT_OUT[reason]}" for name, reason in editions]
    return typeset(f"Sans valeur ici : {join_words(told)}.")


def write_revised(periods: Sequence[str], name: str) -> str:
    """Say that another edition has other values, and whose are shown; nothing where none has."""
    if not periods:
        return ""
    count = len(periods)
    return typeset(
        f"{format_count(count)} {plural(count, 'valeur diffère', 'valeurs diffèrent')} d'une "
        f"édition à l'autre (fichier révisé) : celles de l'édition {name} sont montrées."
    )


def write_caption(title: str, *, is_thinned: bool) -> str:
    """Write the caption of the table of a series."""
    return typeset(f"{title} : valeurs{', un trimestre par an' if is_thinned else ''}")


def write_summary(count: int, cuts: int) -> str:
    """Say how many values a series has and how many breaks, for a terminal."""
    text = f"{format_count(count)} {plural(count, 'valeur', 'valeurs')}"
    if cuts:
        text += f", {format_count(cuts)} {plural(cuts, 'rupture', 'ruptures')}"
    return text
