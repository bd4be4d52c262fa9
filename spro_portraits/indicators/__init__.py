"""Indicators: records and pure functions that give measures.

Not done here: reading files, French words, drawing.
"""

from spro_portraits.indicators.catalogue import BY_KEY, INDICATORS, find_indicators
from spro_portraits.indicators.dating import (
    date_indicator,
    date_indicators,
    find_newest,
    find_record,
    list_quarters,
)
from spro_portraits.indicators.difference import Difference, compute_difference
from spro_portraits.indicators.findings import Finding, list_findings, select_findings
from spro_portraits.indicators.formulas import (
    compute_annual_growth,
    compute_ratio,
    compute_specificity,
)
from spro_portraits.indicators.key_occupations import Choice, Chosen, choose_occupations
from spro_portraits.indicators.measures import (
    CommuneValues,
    compute_commune_values,
    compute_measures,
    compute_occupations,
    compute_results,
    list_commune_values,
    select_hardest,
)
from spro_portraits.indicators.model import Indicator, Measure, Place, Reliability, Result
from spro_portraits.indicators.occupation_criteria import compute_criteria
from spro_portraits.indicators.occupation_scores import Weights
from spro_portraits.indicators.reliability import grade_reliability
from spro_portraits.indicators.standing import (
    ALIKE,
    Order,
    Profiles,
    Standing,
    compute_likeness,
    compute_standing,
    order_results,
    profile_results,
)
from spro_portraits.indicators.surprises import Surprise, find_surprises
from spro_portraits.indicators.training import (
    Outcome,
    Training,
    count_places,
    count_unlocated,
    list_training,
)

__all__ = [
    "ALIKE",
    "BY_KEY",
    "INDICATORS",
    "Choice",
    "Chosen",
    "CommuneValues",
    "Difference",
    "Finding",
    "Indicator",
    "Measure",
    "Order",
    "Outcome",
    "Place",
    "Profiles",
    "Reliability",
    "Result",
    "Standing",
    "Surprise",
    "Training",
    "Weights",
    "choose_occupations",
    "compute_annual_growth",
    "compute_commune_values",
    "compute_criteria",
    "compute_difference",
    "compute_likeness",
    "compute_measures",
    "compute_occupations",
    "compute_ratio",
    "compute_results",
    "compute_specificity",
    "compute_standing",
    "count_places",
    "count_unlocated",
    "date_indicator",
    "date_indicators",
    "find_indicators",
    "find_newest",
    "find_record",
    "find_surprises",
    "grade_reliability",
    "list_commune_values",
    "list_findings",
    "list_quarters",
    "list_training",
    "order_results",
    "profile_results",
    "select_findings",
    "select_hardest",
]
