"""Indicators: records and pure functions that give measures.

Not done here: reading files, French words, drawing.
"""

from spro_portraits.indicators.catalogue import BY_KEY, INDICATORS
from spro_portraits.indicators.formulas import (
    compute_annual_growth,
    compute_ratio,
    compute_specificity,
)
from spro_portraits.indicators.measures import (
    compute_commune_values,
    compute_measures,
    compute_occupations,
    select_hardest,
)
from spro_portraits.indicators.model import Indicator, Measure, Place, Reliability, Result
from spro_portraits.indicators.reliability import grade_reliability

__all__ = [
    "BY_KEY",
    "INDICATORS",
    "Indicator",
    "Measure",
    "Place",
    "Reliability",
    "Result",
    "compute_annual_growth",
    "compute_commune_values",
    "compute_measures",
    "compute_occupations",
    "compute_ratio",
    "compute_specificity",
    "grade_reliability",
    "select_hardest",
]
