"""Ideas that people may have of a territory, and what its figures say of each.

Each idea is a statement that can be tested. Plain facts in, one sentence out, typeset; no sentence
says why. Not done here: deciding whether the figures contradict an idea.
"""

from __future__ import annotations

from spro_portraits.wording.findings import Sentence, write_trend
from spro_portraits.wording.places import in_place
from spro_portraits.wording.typography import format_measure, typeset

_IDEAS = {
    "unemployment": "Ici, il y a plus de chômage qu’ailleurs.",
    "leaving": "Ici, plus de gens partent qu’il n’en arrive.",
    "shrinking": "Ici, la population baisse.",
    "jobs_lost": "Ici, les emplois disparaissent.",
    "dormitory": "On dort ici, on travaille ailleurs.",
    "young": "Plus de jeunes qu’ailleurs sont sans emploi ni formation.",
    "poor": "Il y a plus de pauvreté ici qu’ailleurs.",
    "earning": "Les revenus sont plus bas ici qu’ailleurs.",
    "retired": "Il y a plus de retraités ici qu’ailleurs.",
    "managers": "Les cadres, c’est surtout ailleurs.",
    "workers": "Les ouvriers, c’est surtout ailleurs.",
    "farmers": "À la campagne, on est surtout agriculteur.",
    "empty_homes": "Il y a plus de logements vides ici qu’ailleurs.",
    "working": "On travaille moins ici qu’ailleurs.",
    "difficulty": "Recruter est plus difficile ici qu’ailleurs.",
    "seasons": "Le travail saisonnier pèse plus ici qu’ailleurs.",
}
IDEAS = {key: typeset(f"« {text} »") for key, text in _IDEAS.items()}
"""Key of an idea → the idea, in quotation marks."""

_SURPRISES = {
    ("outranks", True): "Le métier “{other}” recrute plus que le métier “{name}”.",
    ("specific", True): "Le métier “{name}” ne recrute pas plus ici qu’ailleurs.",
    ("scarce", False): "Le métier “{name}” recrute autant ici qu’ailleurs.",
    ("easier", False): "Pour le métier “{name}”, recruter est aussi difficile ici qu’ailleurs.",
    ("harder", True): "Pour le métier “{name}”, recruter n’est pas plus difficile ici qu’ailleurs.",
    ("seasonal", True): "Le métier “{name}” n’est pas plus saisonnier ici qu’ailleurs.",
    ("lasting", False): "Le métier “{name}” est aussi saisonnier ici qu’ailleurs.",
    ("family_outranks", True): "Le domaine “{other}” recrute plus que le domaine “{name}”.",
    ("family", True): "Le domaine “{name}” ne recrute pas plus ici qu’ailleurs.",
    ("family", False): "Le domaine “{name}” recrute autant ici qu’ailleurs.",
    ("difficulty", True): "Recruter n’est pas plus difficile ici qu’ailleurs.",
    ("difficulty", False): "Recruter est aussi difficile ici qu’ailleurs.",
    ("seasonality", True): "Le travail saisonnier ne pèse pas plus ici qu’ailleurs.",
    ("seasonality", False): "Le travail saisonnier pèse autant ici qu’ailleurs.",
}
SURPRISES = frozenset(_SURPRISES)
"""Kinds of surprises that contradict an idea, and whether the figure here is the higher."""


def write_surprise_idea(kind: str, name: str, other: str, *, is_higher: bool) -> str:
    """Write the idea that a surprise on the jobs contradicts.

    Parameters
    ----------
    kind : str
        One of :data:`spro_portraits.indicators.surprise_kinds.KINDS`.
    name, other : str
        Occupations or families.

    Raises
    ------
    KeyError
        For a kind and a direction that do not go together.
    """
    idea = _SURPRISES[kind, is_higher].format(name=typeset(name), other=typeset(other))
    return typeset(f"« {idea} »")


_RISING = {
    "population_growth_2013_2018": ("la population", "e"),
    "jobs_growth_2013_2018": ("le nombre d’emplois", ""),
}


def write_rise(
    key: str, value: float, unit: str, beside: float, place: tuple[str, str]
) -> Sentence:
    """Write a rate of change above zero, the same elsewhere as a fact beside a fact.

    Parameters
    ----------
    key : str
        Indicator, one of the two rates of change of 2013 to 2018.
    place : (str, str)
        Level and name of the place of comparison.
    """
    noun, feminine = _RISING[key]
    told = write_trend(value, unit, feminine)
    other = format_measure(beside, unit)
    figure = format_measure(value, unit).removeprefix("+")
    there = in_place(*place)
    return Sentence(
        "", typeset(figure), typeset(f"De 2013 à 2018, {noun} {told} ({there} : {other} par an).")
    )


def write_jobs(value: float, beside: float, place: tuple[str, str]) -> Sentence:
    """Write the jobs for 100 employed residents."""
    figure = format_measure(value, "pour 100")
    other = format_measure(beside, "pour 100")
    text = (
        f"En 2018, on compte ici {figure} emplois pour 100 habitants qui ont un emploi "
        f"({in_place(*place)} : {other})."
    )
    return Sentence("", figure, typeset(text))


def write_arrivals(balance: float, beside: float, place: tuple[str, str]) -> Sentence:
    """Write the balance of arrivals and departures, the same elsewhere beside it."""
    figure, other = format_measure(balance, "solde"), format_measure(beside, "solde")
    text = (
        f"De 2013 à 2018, les arrivées passent les départs : {figure} habitants "
        f"({in_place(*place)} : {other})."
    )
    return Sentence("", figure, typeset(text))


def write_farmers(share: float, beside: float, place: tuple[str, str]) -> Sentence:
    """Write the share of farmers."""
    figure, other = format_measure(share, "%"), format_measure(beside, "%")
    text = (
        f"En 2022, les agriculteurs exploitants sont {figure} des habitants de 15 ans ou plus "
        f"({in_place(*place)} : {other})."
    )
    return Sentence("", figure, typeset(text))
