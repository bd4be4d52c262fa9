"""Tension of an occupation in a place: its rows by bassin and ROME, put together.

The producer publishes a class from 1 to 5 by bassin and ROME code, and nothing by occupation
of the survey: what is made here is **our own aggregate**, and pages say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from spro_portraits.tables import Edition
from spro_portraits.tables.schemas import FACTORS


def compute_tension(edition: Edition, bassins: Sequence[str]) -> pd.DataFrame:
    """Put together the classes of tension, and of its factors, of each occupation.

    Parameters
    ----------
    bassins : sequence of str
        Codes of the bassins whose rows are taken, newest period.

    Returns
    -------
    DataFrame
        As :func:`combine_tension` gives it; an occupation without any row is not in it.
    """
    table, links = edition.tension, edition.occupation_links
    rows = table[table["bassin"].isin(list(bassins)) & (table["period"] == table["period"].max())]
    romes = links[(links["source_list"] == "bmo") & (links["target_list"] == "rome")]
    return combine_tension(rows, romes)


def combine_tension(rows: pd.DataFrame, romes: pd.DataFrame) -> pd.DataFrame:
    """Combine rows by bassin and ROME into one row an occupation.

    A row weighs by its offers, where any row of the occupation has some; otherwise all weigh
    the same. The rows of a ROME code that several occupations share count whole for each: no
    published key splits them, so offers do not add up over occupations. Classes are ranks
    (quintiles of the producer): their mean orders occupations, their weighted median is
    what can be put in words.

    Parameters
    ----------
    rows : DataFrame
        Rows of the table ``tension``.
    romes : DataFrame
        Links, ``source_code`` the occupation and ``target_code`` its ROME code.

    Returns
    -------
    DataFrame
        Index occupation code, sorted; ``tension`` (mean of the classes, 1–5), ``tension_low,
        tension_high`` (extreme classes), ``tension_rows, tension_offers`` (rows, and their
        offers, that stand behind), and for tension and each of its factors ``<name>_class``
        (weighted median, 1–5, NaN where no row has one).
    """
    pairs = romes[["source_code", "target_code"]].drop_duplicates()
    joined = pairs.merge(rows, left_on="target_code", right_on="rome")
    columns = [
        "tension", "tension_low", "tension_high", "tension_rows", "tension_offers",
        *(f"{name}_class" for name in FACTORS),
    ]  # fmt: skip
    found = {
        str(code): _combine(part)
        for code, part in joined.dropna(subset=["tension"]).groupby("source_code")
    }
    frame = pd.DataFrame.from_dict(found, orient="index", columns=columns, dtype=float)
    return frame.sort_index()


def _combine(part: pd.DataFrame) -> list[float]:
    offers = part["offers"].fillna(0.0).to_numpy(dtype=float)
    weights = offers if offers.sum() > 0 else np.ones(len(part))
    classes = part[FACTORS].to_numpy(dtype=float, na_value=np.nan)
    tension = classes[:, 0]
    return [
        float(np.average(tension, weights=weights)),
        float(tension.min()),
        float(tension.max()),
        float(len(part)),
        float(offers.sum()),
        *(_find_median(classes[:, column], weights) for column in range(classes.shape[1])),
    ]


def _find_median(classes: np.ndarray, weights: np.ndarray) -> float:
    """First class at which half of the weight is reached; NaN where there is no class."""
    known = ~np.isnan(classes) & (weights > 0)
    if not known.any():
        return float("nan")
    order = np.argsort(classes[known], kind="stable")
    reached = np.cumsum(weights[known][order])
    return float(classes[known][order][np.searchsorted(reached, reached[-1] / 2)])
