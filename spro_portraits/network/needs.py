"""Who may need a structure, commune by commune: what the edition holds, and what adds up.

The edition holds no number of young people by commune, only a share of them: it stands beside,
and is never summed.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from spro_portraits.tables import Edition

ADDITIVE_NEEDS = ("population", "unemployed")
"""Columns of :func:`compute_needs` that add up."""

SMALL_PLACE = 2_000
"""Inhabitants under which a share of young people is not shown."""

_POPULATION = ("municipal_population", "2021")
_UNEMPLOYED = ("unemployed", "2018")
_CENSUS_POPULATION = ("population", "2018")
_YOUNG = ("young_not_in_work_share", "2018")


def compute_needs(edition: Edition, communes: Sequence[str]) -> pd.DataFrame:
    """Tabulate inhabitants and needs by commune.

    Returns
    -------
    DataFrame
        Index commune code; ``population`` (inhabitants, 2021), ``unemployed`` (15–64, census
        of 2018), ``young_not_in_work_share`` (percent of the 15–24, 2018: does not add up)
        and ``young_reason``: why that share is absent, ``peu_fiable`` under 2,000
        inhabitants, empty where it is there. An absent value is NaN.
    """
    index = pd.Index(list(communes), name="code", dtype="str")

    def find(variable: str, period: str) -> pd.DataFrame:
        return edition.find_figures("commune", variable, period).reindex(index)

    young = find(*_YOUNG)
    reason = young["reason"].fillna("non_disponible").astype("str")
    small = ~(find(*_CENSUS_POPULATION)["value"] >= SMALL_PLACE) & young["value"].notna()
    return pd.DataFrame(
        {
            "population": find(*_POPULATION)["value"],
            "unemployed": find(*_UNEMPLOYED)["value"],
            "young_not_in_work_share": young["value"].mask(small),
            "young_reason": reason.mask(small, "peu_fiable"),
        },
        index=index,
    )
