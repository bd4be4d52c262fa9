"""The declared tables of an edition: grain, columns, types, and what must hold.

Each file of ``data/tables`` has one schema here; the build refuses a frame that breaks it.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from spro_portraits.errors import SourceError
from spro_portraits.tables.names import DISTRICTS, FACTORS, LEVELS, LISTS, REASONS


def _text(*checks: pa.Check, unique: bool = False) -> pa.Column:
    return pa.Column(str, checks=list(checks), nullable=False, unique=unique, coerce=True)


def _figure(low: float | None = 0, high: float | None = None) -> pa.DataFrameSchema:
    """Long table of figures; grain: level × code × variable × period."""
    bounds = []
    if low is not None:
        bounds.append(pa.Check.ge(low))
    if high is not None:
        bounds.append(pa.Check.le(high))
    return pa.DataFrameSchema(
        {
            "level": _text(pa.Check.isin(LEVELS)),
            "code": _text(),
            "variable": _text(),
            "period": _text(pa.Check.str_matches(r"^\d{4}(-\d{4}|-T[1-4])?$|^$")),
            "value": pa.Column(float, checks=bounds, nullable=True, coerce=True),
            "reason": _text(pa.Check.isin(REASONS)),
            # Communes that a total lacks: it is then a lower bound.
            "lacking": pa.Column(int, pa.Check.ge(0), coerce=True),
        },
        checks=pa.Check(
            lambda frame: frame["value"].isna() == (frame["reason"] != ""),
            error="une valeur absente a une raison, une valeur présente n'en a pas",
        ),
        unique=["level", "code", "variable", "period"],
        strict=True,
    )


_MASKS = {
    f"{name}{ending}": pa.Column(float, pa.Check.ge(0), nullable=False, coerce=True)
    for name in ("projects", "difficult", "seasonal")
    for ending in ("", "_masked")
}


def _number(high: float | None = None, *, nullable: bool = True) -> pa.Column:
    checks = [pa.Check.ge(0)] if high is None else [pa.Check.in_range(0, high)]
    return pa.Column(float, checks=checks, nullable=nullable, coerce=True)


_OCCUPATIONS = {
    # Every list of occupations, one row a code; parent: the next larger family.
    "occupation_list": pa.DataFrameSchema(
        {"list": _text(pa.Check.isin(LISTS)), "code": _text(), "name": _text(), "parent": _text()},
        unique=["list", "code"],
        strict=True,
    ),
    # Many-to-many; no producer publishes a weight today (NaN).
    "occupation_link": pa.DataFrameSchema(
        {
            "source_list": _text(pa.Check.isin(LISTS)),
            "source_code": _text(),
            "target_list": _text(pa.Check.isin(LISTS)),
            "target_code": _text(),
            "weight": _number(1),
            "origin": _text(pa.Check.isin(["official", "hand"])),
            "source": _text(),
            "remark": _text(),
        },
        unique=["source_list", "source_code", "target_list", "target_code"],
        strict=True,
    ),
    "occupation_title": pa.DataFrameSchema(
        {
            "list": _text(pa.Check.isin(["rome", "fap2009"])),
            "code": _text(),
            "ogr": _text(),
            "title": _text(pa.Check.str_length(min_value=1)),
            "short": _text(pa.Check.str_length(min_value=1)),
            "kind": _text(),
            "source": _text(),
        },
        unique=["list", "code", "ogr", "title"],
        strict=True,
    ),
    "tension": pa.DataFrameSchema(
        {
            "bassin": _text(),
            "rome": _text(),
            "period": _text(),
            "offers": _number(),
            "job_seekers": _number(),
            **{
                name: pa.Column(
                    pd.Int64Dtype(), pa.Check.in_range(1, 5), nullable=True, coerce=True
                )
                for name in FACTORS
            },
        },
        unique=["bassin", "rome", "period"],
        strict=True,
    ),
    # What the Dares files hold: job-seekers, not jobs.
    "job_seekers_by_fap": pa.DataFrameSchema(
        {
            "region": _text(),
            "fap87": _text(),
            "category": _text(pa.Check.isin(["A", "ABC"])),
            "job_seekers": _number(nullable=False),
            "all_job_seekers": _number(nullable=False),
        },
        unique=["region", "fap87", "category"],
        strict=True,
    ),
}

_PATHS = ["scolaire", "apprentissage"]

_TRAINING = {
    # Places that lead to a diploma, one row a school, training and path.
    "training_place": pa.DataFrameSchema(
        {
            "uai": _text(),
            # Empty where no list names the school; its département is always known.
            "school": _text(),
            "school_origin": _text(pa.Check.isin(["official", "hand", ""])),
            "commune": _text(),
            "departement": _text(pa.Check.str_length(min_value=2)),
            "diploma": _text(pa.Check.str_length(min_value=1)),
            "label": _text(pa.Check.str_length(min_value=1)),
            # Empty where no list names the training: its label is then its code.
            "label_origin": _text(pa.Check.isin(["official", "hand", ""])),
            "mefstat11": _text(),
            "path": _text(pa.Check.isin(_PATHS)),
            "places": _number(nullable=False),
            "demand": _number(nullable=False),
            "period": _text(),
            "source": _text(),
            # Code of the training_outcome that describes it, or why there is none.
            "outcome": _text(),
            "outcome_reason": _text(
                pa.Check.isin(["", "options", "hors_champ", "non_diffuse", "non_disponible"])
            ),
        },
        checks=[
            pa.Check(lambda f: (f["outcome"] == "") == (f["outcome_reason"] != "")),
            pa.Check(lambda f: (f["school"] == "") == (f["school_origin"] == "")),
        ],
        unique=["uai", "path", "mefstat11", "label"],
        strict=True,
    ),
    # What became of leavers; a rate that the producer does not publish is NaN.
    "training_outcome": pa.DataFrameSchema(
        {
            "region": _text(),
            "path": _text(pa.Check.isin(_PATHS)),
            "mefstat11": _text(),
            "period": _text(pa.Check.str_matches(r"^\d{4}-\d{4}$")),
            "leavers": _number(),
            "employed_6_rate": _number(100),
            "employed_12_rate": _number(100),
            "employed_24_rate": _number(100),
            "further_study_rate": _number(100),
            # Why the rates of employment are absent; 24 months are not yet seen in the newest.
            "reason": _text(pa.Check.isin(["", "non_diffuse"])),
        },
        checks=pa.Check(lambda f: f["employed_12_rate"].isna() == (f["reason"] != "")),
        unique=["region", "path", "mefstat11", "period"],
        strict=True,
    ),
    "training_link": pa.DataFrameSchema(
        {
            "mefstat11": _text(),
            "label": _text(),
            "target_list": _text(pa.Check.isin(["rome"])),
            "target_code": _text(),
            "origin": _text(pa.Check.isin(["hand"])),
            "remark": _text(),
        },
        unique=["mefstat11", "target_list", "target_code"],
        strict=True,
    ),
}

SCHEMAS = {
    "commune": pa.DataFrameSchema(
        {
            "code": _text(unique=True),
            "name": _text(),
            "departement": _text(),
            "region": _text(),
            "epci": _text(),
            "arrondissement": _text(),
            "zone_emploi": _text(),
            "bassin": _text(),
        },
        strict=True,
    ),
    "former_commune": pa.DataFrameSchema(
        {"code": _text(unique=True), "name": _text(), "until": _text(), "successors": _text()},
        strict=True,
    ),
    DISTRICTS: pa.DataFrameSchema(
        {"code": _text(unique=True), "name": _text(), "commune": _text()},
        strict=True,
    ),
    "zone": pa.DataFrameSchema(
        {
            "level": _text(),
            "code": _text(),
            "name": _text(),
            "communes": pa.Column(int, pa.Check.ge(1), coerce=True),
            "known": pa.Column(int, pa.Check.ge(1), coerce=True),
            "inside": pa.Column(int, pa.Check.ge(0), coerce=True),
        },
        unique=["level", "code"],
        strict=True,
    ),
    "census": _figure(),
    "population": _figure(),
    "residents_by_group": _figure(),
    "unemployment": _figure(high=100),
    "income": _figure(),
    "young_people": _figure(high=100),
    "employment_sector": _figure(high=100),
    "occupation": pa.DataFrameSchema(
        {"code": _text(unique=True), "name": _text(), "family": _text(), "family_name": _text()},
        strict=True,
    ),
    "recruitment": pa.DataFrameSchema(
        {
            "level": _text(pa.Check.isin(["bassin", "departement", "region", "france"])),
            "code": _text(),
            "occupation": _text(),
            "period": _text(),
            **_MASKS,
            "cells": pa.Column(float, pa.Check.ge(1), coerce=True),
        },
        unique=["level", "code", "occupation", "period"],
        strict=True,
    ),
    **_OCCUPATIONS,
    **_TRAINING,
}
"""Schema of each table of an edition, by its file name without ``.parquet``."""


def validate(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Check a table against its schema and put it in its order.

    Raises
    ------
    SourceError
        ``failed_check``, with the first failing cells.
    """
    schema = SCHEMAS[name]
    keys = schema.unique or [c for c, column in schema.columns.items() if column.unique]
    ordered = frame[list(schema.columns)].sort_values(list(keys), kind="stable")
    try:
        return schema.validate(ordered.reset_index(drop=True), lazy=True)
    except pa.errors.SchemaErrors as error:
        first = error.failure_cases.head(3)
        cases = "; ".join(
            f"{row.column} : {row.check} ({row.failure_case})" for row in first.itertuples()
        )
        raise SourceError("failed_check", table=name, problem=cases) from error
