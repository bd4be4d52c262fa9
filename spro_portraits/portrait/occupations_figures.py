"""The figures of key occupations that are published: one row an occupation and figure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spro_portraits.indicators import Reliability
from spro_portraits.indicators.key_occupations import Chosen
from spro_portraits.portrait.occupations_subject import SURVEY, OccupationsSubject
from spro_portraits.portrait.occupations_values import SHARES, Row, find_reason, is_minimum
from spro_portraits.portrait.subject import STANDARD
from spro_portraits.wording import RELIABILITY_WORDS
from spro_portraits.wording import occupations_figures as words


@dataclass(frozen=True, slots=True)
class _Kind:
    """A figure that every occupation has: column of the criteria, unit, sources."""

    column: str
    unit: str
    sources: tuple[str, ...]


KINDS: Mapping[str, _Kind] = {
    "projects": _Kind("projects", "nombre", SURVEY),
    "difficulty": _Kind("difficulty", "%", SURVEY),
    "seasonality": _Kind("seasonality", "%", SURVEY),
    "specificity": _Kind("specificity", "indice", SURVEY),
    "tension": _Kind("tension", "indice", ("tension",)),
    "training_places": _Kind("places", "nombre", ()),
}
"""Ends of the published keys ``occupation_<end>_<code>``, but for that of the points."""


def list_rows(subject: OccupationsSubject) -> list[list[Any]]:
    """List the rows of ``indicators.csv``, with the columns of a portrait.

    A tension or training place that is not known is absent with its reason, like a projects
    cell that is masked. Points are those of the weights that were asked.
    """
    rows = []
    for one in subject.choice.chosen:
        rows += [_make_row(subject, one, kind) for kind in KINDS]
        rows.append(_make_points_row(subject, one))
    return rows


def _make_row(subject: OccupationsSubject, one: Chosen, name: str) -> list[Any]:
    kind = KINDS[name]
    row = subject.row(one.code)
    value, reason = _read(row, kind.column)
    compared = name not in {"tension", "training_places"}
    others = [
        _read(subject.row(one.code, role), kind.column)[0] if compared else None
        for role in STANDARD
    ]
    known = row is not None and value is not None
    part = SHARES.get(kind.column)
    grade = _grade(subject, row, name) if known else Reliability("")
    masked = row[f"{part or kind.column}_masked"] if row and _has_bounds(kind.column) else 0
    sources = kind.sources or subject.training_sources
    return [
        subject.territory.code, subject.territory.level, f"occupation_{name}_{one.code}",
        words.write_label(name, one.name, subject.short_covering), value, kind.unit,
        row[part] if row and known and part else None,
        row["projects"] if row and known and part else None,
        subject.tension_period if name == "tension"
        else subject.training_period if name == "training_places" else subject.period,
        "+".join(sources), reason, *others, subject.title, words.find_universe(name),
        subject.edition.geography_year,
        row[f"{kind.column}_upper"] if row and known and masked else None, masked or None,
        grade.grade, grade.reason,
    ]  # fmt: skip


def _make_points_row(subject: OccupationsSubject, one: Chosen) -> list[Any]:
    sources = (*SURVEY, "tension", *subject.training_sources)
    reason = "" if one.total is not None else one.reason or "non_diffuse"
    grade = Reliability("") if reason else _grade(subject, subject.row(one.code), "points")
    if grade.grade == "bonne" and one.missing:
        grade = Reliability("minimum", words.PARTLY)
    return [
        subject.territory.code, subject.territory.level, f"occupation_points_{one.code}",
        words.write_label("points", one.name, subject.short_covering), one.total, "pour 100",
        None, None, subject.period, "+".join(sources), reason, None, None, None, subject.title,
        words.find_universe("points"), subject.edition.geography_year, None, None,
        grade.grade, grade.reason,
    ]  # fmt: skip


def _has_bounds(column: str) -> bool:
    return column == "projects" or column in SHARES


def _read(row: Row, column: str) -> tuple[float | None, str]:
    """Give a figure, or the reason of its absence."""
    if row is None:
        return None, "non_disponible"
    if not math.isnan(row[column]):
        return float(row[column]), ""
    if column in {"tension", "places"}:
        return None, "non_disponible"
    return None, find_reason(row, column)


def _grade(subject: OccupationsSubject, row: Row, name: str) -> Reliability:
    """Grade a figure: of wider bassins, a minimum, or sound; the reason is a sentence."""
    if name == "training_places":
        return Reliability("minimum", words.AT_LEAST)
    if name == "tension":
        return Reliability("prudence", words.OUR_OWN)
    if not subject.survey.is_union:
        return Reliability("prudence", words.WIDER)
    column = KINDS[name].column if name in KINDS else ""
    if _has_bounds(column) and is_minimum(row, column):
        return Reliability("minimum", RELIABILITY_WORDS["masked"])
    return Reliability("bonne")
