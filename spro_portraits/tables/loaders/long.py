"""The long form that loaders give: ``code, variable, period, value, reason``.

Columns whose name holds a year are described by a template: ``#`` stands for the two last
figures of a year (``P#_POP`` for ``P18_POP``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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


def find_periods(template: str, columns: Iterable[str]) -> dict[str, str]:
    """Find the periods of a template: period → column (18 → 2018, 13 18 → 2013-2018)."""
    pattern = re.compile(template.replace("#", r"(\d\d)"))
    matches = (match for column in columns if (match := pattern.fullmatch(str(column))))
    return {"-".join(f"20{year}" for year in match.groups()): match[0] for match in matches}


def write_column(template: str, period: str) -> str:
    """Write the column of a template for one period: ``P#_POP``, 2018 → ``P18_POP``."""
    for year in period.split("-"):
        template = template.replace("#", year[2:], 1)
    return template


def name_template(template: str) -> str:
    """Say a template to a reader: ``P#_POP`` → ``P + année + _POP``."""
    parts = re.split("(#+)", template)
    words = {"#": "année", "##": "années"}
    return " + ".join(words.get(part, part) for part in parts if part)
