"""Tension of an occupation in a place: its rows by bassin and ROME, put together.

The producer publishes a class from 1 to 5 by bassin and ROME code, and nothing by occupation
of the survey: what is made here is **our own aggregate**, and pages say so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from spro_portraits.tables import Edition
from spro_portraits.tables.names import FACTORS

_CLASSES = np.arange(1.0, 6.0)
"""Classes of the producer."""

_COLUMNS = (
    "tension", "tension_low", "tension_high", "tension_rows", "tension_offers",
    *(f"{name}_class" for name in FACTORS),
)  # fmt: skip

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that have a class of tension, those of an occupation together.

    Attributes
    ----------
    occupations : array of str
        Sorted.
    bassins : array of str
        Empty texts where the rows do not say it.
    offers : array
        0 where the producer gives none.
    classes : array
        One column a factor, tension first; NaN where there is no class.
    """

    occupations: npt.NDArray[np.object_]
    bassins: npt.NDArray[np.object_]
    offers: Floats
    classes: Floats

    def select(self, bassins: Collection[str]) -> _Rows:
        """Keep the rows of some bassins."""
        kept = np.isin(self.bassins, list(bassins))
        return _Rows(
            self.occupations[kept], self.bassins[kept], self.offers[kept], self.classes[kept]
        )


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
    return _combine(edition.keep((__name__, "rows"), lambda: _find_newest(edition)).select(bassins))


def _find_newest(edition: Edition) -> _Rows:
    table, links = edition.tension, edition.occupation_links
    romes = links[(links["source_list"] == "bmo") & (links["target_list"] == "rome")]
    return _join(table[table["period"] == table["period"].max()], romes)


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
    return _combine(_join(rows, romes))


def _join(rows: pd.DataFrame, romes: pd.DataFrame) -> _Rows:
    """Give the rows of each occupation."""
    pairs = romes[["source_code", "target_code"]].drop_duplicates()
    joined = pairs.merge(rows, left_on="target_code", right_on="rome")
    joined = joined.dropna(subset=["tension"]).sort_values("source_code", kind="stable")
    bassins = joined["bassin"] if "bassin" in joined else pd.Series("", index=joined.index)
    return _Rows(
        joined["source_code"].to_numpy(dtype=object),
        bassins.to_numpy(dtype=object),
        joined["offers"].fillna(0.0).to_numpy(dtype=float),
        joined[list(FACTORS)].to_numpy(dtype=float, na_value=np.nan),
    )


def _combine(rows: _Rows) -> pd.DataFrame:
    codes, starts, counts = np.unique(rows.occupations, return_index=True, return_counts=True)
    if not len(codes):
        return pd.DataFrame(columns=_COLUMNS, index=pd.Index([], dtype="str"), dtype=float)
    owners = np.repeat(np.arange(len(codes)), counts)
    # One occupation at a time: the sums of numpy depend on what is added up together.
    parts = [slice(start, start + count) for start, count in zip(starts, counts, strict=True)]
    offers = np.array([rows.offers[part].sum() for part in parts])
    weights = np.where(offers[owners] > 0, rows.offers, 1.0)
    tension = rows.classes[:, 0]
    columns: list[npt.ArrayLike] = [
        [np.average(tension[part], weights=weights[part]) for part in parts],
        np.minimum.reduceat(tension, starts),
        np.maximum.reduceat(tension, starts),
        counts,
        offers,
        *(_find_medians(factor, weights, owners, len(codes)) for factor in rows.classes.T),
    ]
    return pd.DataFrame(np.array(columns).T, index=pd.Index(codes), columns=_COLUMNS)


def _find_medians(
    classes: Floats, weights: Floats, owners: npt.NDArray[np.intp], size: int
) -> Floats:
    """First class at which half of the weight is reached; NaN where there is no class."""
    known = ~np.isnan(classes)
    cells = owners[known] * len(_CLASSES) + classes[known].astype(np.intp) - 1
    sums = np.bincount(cells, weights[known], size * len(_CLASSES)).reshape(size, -1)
    reached = sums.cumsum(axis=1)
    first = (reached >= reached[:, -1:] / 2).argmax(axis=1)
    return np.where(reached[:, -1] > 0, _CLASSES[first], np.nan)
