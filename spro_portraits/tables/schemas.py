"""The declared tables of an edition: grain, columns, types, and what must hold.

Each file of ``data/tables`` has one schema here; the build refuses a frame that breaks it.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from spro_portraits.errors import SourceError

LEVELS = ["commune", "zone_emploi", "departement", "region", "france"]
REASONS = ["", "secret", "non_diffuse", "non_disponible", "hors_champ", "peu_fiable"]


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
}
"""Schema of each table of an edition, by its file name without ``.parquet``."""

FIGURE_TABLES = (
    "census", "population", "residents_by_group", "unemployment", "income", "young_people",
    "employment_sector",
)  # fmt: skip
"""Tables of the long form, joined in one at loading."""


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
