"""Formulas on plain numbers and series; each says where it comes from.

Zero denominators give None (or NaN in a series), never an infinity.
"""

from __future__ import annotations

import pandas as pd


def compute_ratio(numerator: float, denominator: float, scale: float = 100.0) -> float | None:
    """Divide two sums: ``scale`` × numerator / denominator; None for a zero denominator."""
    return None if denominator == 0 else scale * numerator / denominator


def compute_annual_growth(start: float, end: float, years: float) -> float | None:
    """Average annual rate of change, in percent: ``(end/start)^(1/years) − 1``.

    Source: INSEE, *taux d'évolution annuel moyen*. None where start is zero.
    """
    return None if start <= 0 else 100.0 * ((end / start) ** (1.0 / years) - 1.0)


def compute_specificity(parts: pd.Series, reference_parts: pd.Series) -> pd.Series:
    """Compute the indice de spécificité (location quotient) of each category.

    Share of a category in the territory over its share in the reference, the territory
    included in the reference: ``(x_k / x) / (X_k / X)``. NaN where the reference has none.
    Source: standard; INSEE H2013/01 (Kubrak) names the variant without the territory.

    Parameters
    ----------
    parts, reference_parts : Series
        Counts by category, same index.

    Returns
    -------
    Series
        Same index, named ``specificity``; 1 means "as in the reference".
    """
    shares = parts / parts.sum()
    reference = reference_parts / reference_parts.sum()
    return (shares / reference.where(reference > 0)).rename("specificity")
