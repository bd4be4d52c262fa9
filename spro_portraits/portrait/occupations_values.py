"""Figures of an occupation as pages write them: absent, minimum or sound."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from spro_portraits.charts import Cell
from spro_portraits.indicators import Result
from spro_portraits.wording import ABSENT_SIGNS, format_decimal, format_measure

Row = Mapping[str, Any] | None
"""Figures of one occupation in one place (:func:`~.occupation_criteria.compute_criteria`)."""

SHARES = {"difficulty": "difficult", "seasonality": "seasonal"}
"""Share of projects → the projects that it counts."""


def find_reason(row: Row, column: str) -> str:
    """Say why a figure is absent; empty where it is there.

    ``non_disponible`` where the survey has no row of the occupation, ``hors_champ`` for a
    share of no project, ``non_diffuse`` where what is behind is masked.
    """
    if row is None:
        return "non_disponible"
    if not math.isnan(row[column]):
        return ""
    return "hors_champ" if row["projects"] == 0 and column != "projects" else "non_diffuse"


def is_minimum(row: Row, column: str) -> bool:
    """Whether the true figure may be higher because cells are masked."""
    if row is None or find_reason(row, column):
        return False
    return bool(row[f"{SHARES.get(column, column)}_masked"] > 0)


def write_count(row: Row) -> str:
    """Write the published projects, ``≥`` before a minimum."""
    value = None if row is None else row["projects"]
    reason = find_reason(row, "projects") or None
    return format_measure(value, "nombre", reason, lower_bound=is_minimum(row, "projects"))


def write_share(row: Row, column: str) -> str:
    """Write ``difficulty`` or ``seasonality``, ``≥`` before a minimum."""
    value = None if row is None else row[column]
    reason = find_reason(row, column) or None
    return format_measure(value, "%", reason, lower_bound=is_minimum(row, column))


def write_specificity(row: Row) -> str:
    """Write the indice de spécificité with two decimals."""
    value = None if row is None else row["specificity"]
    return format_measure(value, "indice", find_reason(row, "specificity") or None)


def write_total(result: Result, unit: str) -> str:
    """Write a figure over all occupations, ``≥`` before a minimum."""
    reason = result.reason or None
    return format_measure(result.value, unit, reason, lower_bound=result.is_lower_bound)


def make_count_cell(row: Row) -> Cell:
    """Make the cell of the published projects."""
    return _make_cell(write_count(row), row, "projects")


def make_share_cell(row: Row, column: str) -> Cell:
    """Make the cell of ``difficulty`` or ``seasonality``."""
    return _make_cell(write_share(row, column), row, column)


def make_specificity_cell(row: Row) -> Cell:
    """Make the cell of the indice de spécificité."""
    return _make_cell(write_specificity(row), row, "specificity")


def make_tension_cell(row: Row) -> Cell:
    """Make the cell of the mean class of tension."""
    if row is None or math.isnan(row["tension"]):
        return Cell(ABSENT_SIGNS["non_disponible"], None, "non_disponible")
    return Cell(format_decimal(row["tension"]), row["tension"])


def make_places_cell(row: Row) -> Cell:
    """Make the cell of the training places, always a minimum."""
    if row is None or math.isnan(row["places"]):
        return Cell(ABSENT_SIGNS["non_disponible"], None, "non_disponible")
    return Cell(format_measure(row["places"], "nombre", lower_bound=True), row["places"])


def _make_cell(text: str, row: Row, column: str) -> Cell:
    reason = find_reason(row, column)
    if row is None or reason:
        return Cell(text, None, reason)
    return Cell(text, float(row[column]))
