"""Primary rules of secrecy: the cells that must be hidden because of the units behind them.

They apply to raw frames whose loader brings the units; elsewhere the producer's masks are
the primary ones.
"""

from __future__ import annotations

import pandas as pd

LEAST_UNITS = 3
"""Business data: no cell from fewer units (enterprises, establishments)."""

MOST_DOMINANT = 85.0
"""Business data: no cell of which one unit holds more than this share (percent)."""

LEAST_TAXPAYERS = 11
"""Personal tax data: no cell from fewer units (households, people)."""

UNIT_COLUMNS = ("business_units", "largest_unit_share", "tax_units")
"""Columns that a loader may add to its long frame; they go no further than these rules."""


def has_few_units(units: pd.Series) -> pd.Series:
    """Tell the cells of one or two units; a cell of none has nobody to recognise."""
    return (units > 0) & (units < LEAST_UNITS)


def has_dominant_unit(largest_share: pd.Series) -> pd.Series:
    """Tell the cells of which one unit holds more than 85 % (shares in percent)."""
    return largest_share > MOST_DOMINANT


def has_few_taxpayers(units: pd.Series) -> pd.Series:
    """Tell the cells of fewer than eleven households or people, none excepted."""
    return (units > 0) & (units < LEAST_TAXPAYERS)


_RULES = (
    ("too_few_units", "business_units", has_few_units),
    ("dominant_unit", "largest_unit_share", has_dominant_unit),
    ("too_few_taxpayers", "tax_units", has_few_taxpayers),
)


def mask_primary(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[tuple[str, str, str], str]]:
    """Mask the cells of a raw long frame that fall under a rule, and drop the units.

    Parameters
    ----------
    frame : DataFrame
        Columns ``code, variable, period, value, reason``, and any of :data:`UNIT_COLUMNS`.

    Returns
    -------
    DataFrame
        The same without the units; a cell that falls under a rule has no value and the
        reason ``secret``.
    dict
        Code, variable and period of each of these cells → the first rule that it falls under.
    """
    known = [column for column in UNIT_COLUMNS if column in frame]
    if not known:
        return frame, {}
    found = pd.Series("", index=frame.index)
    for name, column, rule in _RULES:
        if column in known:
            found = found.mask((found == "") & frame["value"].notna() & rule(frame[column]), name)
    hit = found != ""
    masked = frame.drop(columns=known)
    masked["value"] = masked["value"].mask(hit)
    masked["reason"] = masked["reason"].mask(hit, "secret")
    keys = masked.loc[hit, ["code", "variable", "period"]].itertuples(index=False, name=None)
    return masked, dict(zip(keys, found[hit], strict=True))
