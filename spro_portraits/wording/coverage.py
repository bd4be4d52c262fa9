"""Words of the coverage and of the life of a network: figures, notes, what is not known."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files

from spro_portraits.wording.grammar import join_words, plural
from spro_portraits.wording.labels import IndicatorWords
from spro_portraits.wording.typography import (
    NBSP,
    format_count,
    format_decimal,
    typeset,
)

DIRECTORY_SOURCE = typeset("Annuaire du réseau (chaque ligne porte sa source et sa date)")
"""Citation of the facts that a person keeps in ``data/network``."""

DESCRIBED_DAY = "jour décrit par la page"
"""Vintage of what the directory says."""

GREAT_CIRCLE = typeset(
    "Distances à vol d'oiseau (arc de grand cercle), d'un point représentatif de la commune à la "
    "structure : la route est plus longue."
)
COMMUNE_PRECISION = typeset(
    "Une structure connue à la commune près est placée au point représentatif de sa commune : elle "
    "est à 0 km de ses habitants."
)
REGION_EDGE = typeset(
    "Les structures des régions voisines ne sont pas dans l'annuaire : près de la limite de la "
    "région, une distance est un maximum."
)
NOT_SPRO = typeset(
    "La structure la plus proche peut être dans un autre SPRO ; aucune compétence territoriale "
    "n'est supposée."
)
YOUNG_BESIDE = typeset(
    "Jeunes ni en emploi ni scolarisés : le fichier ne donne que des parts par commune, sans "
    "effectifs ; elles sont montrées à côté (communes de 2 000 habitants ou plus), jamais "
    "additionnées."
)
EXPECT_MINUTES = "un nombre de minutes (12,5)"
MINIMUM_REASON = typeset(
    "Minimum : une position, une distance, un temps de trajet ou un nombre de participants n'est "
    "pas connu."
)
"""Why the reliability of a figure of a network is not good."""


def _load_words() -> dict[str, IndicatorWords]:
    raw = files(__package__).joinpath("network_indicators.toml").read_text(encoding="utf-8")
    return {
        key: IndicatorWords(**{name: typeset(text) for name, text in words.items()})
        for key, words in tomllib.loads(raw).items()
    }


NETWORK_WORDS = _load_words()
"""What each figure of a network is, by key: the data of ``network_indicators.toml``."""

NETWORK_RELIABILITY = {
    "": typeset("comme l'annuaire : chaque ligne porte la date de sa dernière confirmation"),
    "participants": typeset(
        "« minimum » si le nombre de participants d'un événement n'est pas connu"
    ),
    "reach": typeset(
        "« minimum » si une structure n'a pas de position, si une commune n'a pas de distance ou "
        "si un temps de trajet manque"
    ),
    "far": typeset(
        "« prudence » si une structure n'a pas de position ou si un temps de trajet manque : une "
        "distance peut être plus courte, ou n'être pas connue"
    ),
}
"""How the reliability of a figure of a network is told, by the rule of its record."""

FAR_REASON = typeset("une distance n'est pas connue ou peut être plus courte")
"""Why a number of communes beyond a threshold is to be read with care."""

NETWORK_RULE = typeset(
    "**Une ligne par seuil et par réseau ou public** : `population_within_20km_mission_locale`, "
    "`unemployed_within_20km_public_jeunes` ont la fiche de `population_within`, de "
    "`unemployed_within` ; `min` au lieu de `km` : temps de trajet."
)
"""Rule of the page of indicators."""


def write_threshold(threshold: float, unit: str) -> str:
    """Write a threshold: ``20 km``, ``7,5 km``, ``30 min``."""
    return format_decimal(threshold, 0 if threshold == int(threshold) else 1) + NBSP + unit


def name_reach(record: str, group: str, threshold: float, unit: str) -> str:
    """Name a published figure: ``Part de la population … (Missions locales, 20 km)``."""
    limit = write_threshold(threshold, unit)
    return f"{NETWORK_WORDS[record].label} ({typeset(group)}, {limit})"


def write_missing_pairs(missing: int, total: int) -> str:
    """Say how many pairs a table of travel times lacks."""
    pairs = plural(missing, "temps de trajet manque", "temps de trajet manquent")
    return typeset(
        f"{format_count(missing)} {pairs} sur {format_count(total)} : aucun n'est remplacé par "
        "une distance."
    )


def write_unplaced(names: Sequence[str]) -> str:
    """Say which structures count nowhere, because their place is not known."""
    verb = plural(len(names), "n'a pas de position connue", "n'ont pas de position connue")
    return typeset(f"{join_words(names)} {verb} : les distances sont des maximums.")
