"""The long form that loaders give: ``code, variable, period, value, reason``."""

from __future__ import annotations

import re

import pandas as pd

LONG = ["code", "variable", "period", "value", "reason"]


def melt(frame: pd.DataFrame, codes: pd.Series, named: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Turn number columns into the long form; ``named``: column → (variable, period)."""
    parts = [
        pd.DataFrame(
            {
                "code": codes,
                "variable": variable,
                "period": period,
                "value": frame[column],
                "reason": "",
            }
        )
        for column, (variable, period) in named.items()
    ]
    long = pd.concat(parts, ignore_index=True)
    long["reason"] = long["reason"].mask(long["value"].isna(), "non_disponible")
    return long


def read_years(match: re.Match[str]) -> str:
    """Periods from the two-figure years of a column name: 18 → 2018, 13 18 → 2013-2018."""
    return "-".join(f"20{year}" for year in match.groups())
