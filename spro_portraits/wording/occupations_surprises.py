"""« Casser les représentations »: surprising facts on the jobs of a place, each with its figure.

Plain facts in, one sentence out, typeset. No sentence says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from spro_portraits.wording.findings import Sentence
from spro_portraits.wording.grammar import count_of
from spro_portraits.wording.typography import (
    format_count,
    format_decimal,
    format_percent,
    typeset,
)

_HEADS = {
    "outranks": "Plus de projets qu’on ne croit",
    "specific": "Un métier d’ici",
    "easier": "Pas si difficile",
    "harder": "Plus difficile qu’ailleurs",
    "seasonal": "Une affaire de saison",
    "lasting": "Toute l’année",
    "scarce": "Moins présent qu’ailleurs",
    "family_outranks": "L’ordre change",
    "family": "Un domaine à part",
    "difficulty": "Recruter, difficile ou pas",
    "seasonality": "Le poids des saisons",
}
_JUDGED = {
    "easier": "jugés difficiles",
    "harder": "jugés difficiles",
    "difficulty": "jugés difficiles",
    "seasonal": "saisonniers",
    "lasting": "saisonniers",
    "seasonality": "saisonniers",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A figure of a fact: its value, the highest that masked cells allow, its two terms."""

    value: float
    numerator: float
    denominator: float
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class SurpriseFact:
    """What is to be said of one surprise.

    Attributes
    ----------
    kind : str
        One of :data:`spro_portraits.indicators.surprise_kinds.KINDS`.
    name, other : str
        The occupation or family, and the one that it passes.
    own, against : Share
        Here and there.
    here, there : str
        Where, in a sentence: ``dans le SPRO de Dreux``, ``en Centre-Val de Loire``.
    """

    kind: str
    name: str
    other: str
    own: Share
    against: Share
    here: str
    there: str


def write_surprise(fact: SurpriseFact) -> Sentence:
    """Write one fact.

    Raises
    ------
    KeyError
        For an unknown kind.
    """
    head = _HEADS[fact.kind]
    if fact.kind in {"outranks", "family_outranks"}:
        figure, text = _write_outranks(fact)
    elif fact.kind in _JUDGED:
        figure, text = _write_part(fact)
    else:
        figure, text = _write_weight(fact)
    return Sentence(head, typeset(figure), typeset(text))


def _write_outranks(fact: SurpriseFact) -> tuple[str, str]:
    own, against = fact.own, fact.against
    figure = count_of(own.numerator, "projet publié", "projets publiés")
    return figure, (
        f"{_upper(fact.here)}, {_name(fact)} compte {figure}, plus que {_quote(fact.other)} "
        f"({format_count(own.denominator)}). C'est l'inverse {fact.there} : "
        f"{format_count(against.numerator)} et {format_count(against.denominator)}."
    )


def _write_weight(fact: SurpriseFact) -> tuple[str, str]:
    own, against = fact.own, fact.against
    figure = format_percent(own.value)
    text = (
        f"{_upper(fact.here)}, {_name(fact)} fait {figure} des projets publiés "
        f"({format_count(own.numerator)}), contre {format_percent(against.value)} {fact.there}"
    )
    if fact.kind == "specific" and against.value:
        text += f" : {format_decimal(own.value / against.value)} fois plus"
    return figure, f"{text}."


def _write_part(fact: SurpriseFact) -> tuple[str, str]:
    figure, judged = _write_range(fact.own), _JUDGED[fact.kind]
    whose = f" pour {_name(fact)}" if fact.name else ""
    return figure, (
        f"{_upper(fact.here)}, {figure} des {format_count(fact.own.denominator)} projets publiés"
        f"{whose} sont {judged}, contre {_write_range(fact.against)} {fact.there}."
    )


def _write_range(share: Share) -> str:
    """Write a share, both its bounds where cells are masked and they differ once rounded."""
    low = format_percent(share.value)
    high = low if share.upper is None else format_percent(share.upper)
    return low if low == high else f"{format_decimal(share.value)} à {high}"


def _name(fact: SurpriseFact) -> str:
    noun = "le domaine" if fact.kind.startswith("family") else "le métier"
    return f"{noun} {_quote(fact.name)}"


def _quote(name: str) -> str:
    return f"« {typeset(name)} »"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
