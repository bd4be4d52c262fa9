"""Words of the tension of an occupation: its factors, and what stands behind them."""

from __future__ import annotations

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import format_count, format_decimal, typeset

FACTORS = {
    "tension": ("Tension", "feminine"),
    "hiring": ("Intensité des embauches", "feminine"),
    "workforce": ("Manque de main-d’œuvre disponible", "masculine"),
    "job_duration": ("Instabilité des emplois", "feminine"),
    "working_conditions": ("Contrainte des conditions de travail", "feminine"),
    "geography": ("Inadéquation géographique", "feminine"),
    "training_link": ("Lien entre formation et emploi", "masculine"),
}
"""The indicator of tension, then its six explanatory factors: name and gender."""

MEANINGS = {
    "tension": "plus elle est forte, plus les offres sont difficiles à pourvoir",
    "hiring": "plus elle est forte, plus les employeurs embauchent",
    "workforce": "plus il est fort, moins il y a de demandeurs d’emploi par offre",
    "job_duration": "plus elle est forte, plus les contrats sont courts",
    "working_conditions": "plus elle est forte, plus le travail est pénible ou en horaires décalés",
    "geography": "plus elle est forte, plus les offres sont loin de ceux qui les cherchent",
    "training_link": "plus il est fort, plus une formation précise est attendue",
}
"""What a high class of a factor means."""

FACTOR_REASON = "le fichier n’en donne aucune classe"
"""Why a factor is absent."""


def write_tension(mean: float, low: int, high: int) -> str:
    """Write the mean of the classes and how far they spread: ``4,2 sur 5 (de 3 à 5)``."""
    text = f"{format_decimal(mean)} sur 5"
    return text if low == high else f"{text} (de {low} à {high})"


def write_behind(mean: float, low: int, high: int, rows: int, offers: float, period: str) -> str:
    """Say what stands behind the tension of an occupation: its mean, rows, offers, year.

    The last three factors have one class a ROME code in the whole file: that is said too.
    """
    lines = f"{format_count(rows)} {plural(rows, 'ligne')} (code ROME × bassin)"
    counted = f" et {format_count(offers)} {plural(offers, 'offre')}" if offers >= 1 else ""
    return typeset(
        f"Tension moyenne {write_tension(mean, low, high)}, d'après {lines}{counted} ; données "
        f"{period}. Les trois derniers facteurs sont ceux du code ROME, les mêmes partout."
    )


def write_no_tension(period: str) -> str:
    """Say that the file of tension has no row of this occupation here."""
    return typeset(
        f"Tension et facteurs : le fichier de {period} n'a aucune ligne de ce métier ici."
    )
