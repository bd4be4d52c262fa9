"""The words of indicators, levels and reasons of absence.

The words of each indicator are data: ``indicators.toml`` beside this module.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from spro_portraits.wording.typography import typeset


@dataclass(frozen=True, slots=True)
class IndicatorWords:
    """What an indicator is called and what it means, in French.

    Attributes
    ----------
    label : str
        Full label, unit and year left out: ``Part des logements vacants``.
    short : str
        Label of a card or an axis.
    universe : str
        Who or what is counted.
    formula : str
        How it is computed: numerator and denominator in words, or what a count counts.
    caveat : str
        What a reader must know before using the figure; may be empty.
    """

    label: str
    short: str
    universe: str
    formula: str
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class LevelWords:
    """A level of territory: ``bassin d’emploi``, its plural, its article."""

    singular: str
    plural: str
    with_article: str


def _load_indicator_words() -> dict[str, IndicatorWords]:
    raw = files(__package__).joinpath("indicators.toml").read_text(encoding="utf-8")
    return {
        key: IndicatorWords(**{name: typeset(text) for name, text in words.items()})
        for key, words in tomllib.loads(raw).items()
    }


INDICATOR_WORDS = _load_indicator_words()

LEVEL_WORDS = {
    "spro": LevelWords("SPRO", "SPRO", "le SPRO"),
    "bassin": LevelWords("bassin d’emploi", "bassins d’emploi", "le bassin d’emploi"),
    "zone_emploi": LevelWords("zone d’emploi", "zones d’emploi", "la zone d’emploi"),
    "arrondissement": LevelWords("arrondissement", "arrondissements", "l’arrondissement"),
    "epci": LevelWords("intercommunalité", "intercommunalités", "l’intercommunalité"),
    "departement": LevelWords("département", "départements", "le département"),
    "region": LevelWords("région", "régions", "la région"),
    "france": LevelWords("France", "France", "la France"),
    "commune": LevelWords("commune", "communes", "la commune"),
    "perso": LevelWords("territoire personnalisé", "territoires personnalisés", "le territoire"),
}

RELIABILITY_WORDS = {
    "very_few": "Moins de 200 personnes, logements ou emplois\u00a0: à manier avec précaution.",
    "few": "Moins de 500 personnes, logements ou emplois\u00a0: imprécis.",
    "small_place": "Territoire de moins de 2\u202f000 habitants\u00a0: résultat trop fragile.",
    "partial": (
        "Territoire dont une partie des communes n’est pas dans l’édition\u00a0: total incomplet."
    ),
    "stale": "Millésime de plus de sept ans\u00a0: à lire comme un repère ancien.",
    "partial_places": (
        "Minimum\u00a0: Affelnet et BTS de Parcoursup, une partie seulement de l’apprentissage."
    ),
    "few_leavers": "Moins de 100 sortants\u00a0: un seul déplace le taux de plus d’un point.",
    "masked": "Minimum\u00a0: une partie des valeurs n’est pas publiée.",
}
"""Why the reliability of a value is not good."""

REASON_WORDS = {
    "secret": "Valeur couverte par le secret statistique.",
    "non_diffuse": "Le producteur ne publie pas cette valeur pour ce territoire.",
    "non_disponible": "Valeur absente des sources de cette édition.",
    "hors_champ": "L’indicateur ne s’applique pas à ce territoire.",
    "peu_fiable": "Valeur fragile\u00a0: elle porte sur trop peu de cas.",
}
