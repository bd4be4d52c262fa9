"""Criteria by which key occupations are chosen, one row an occupation of the survey.

Not done here: scores, weights, choosing.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from spro_portraits.indicators.measures import compute_occupations
from spro_portraits.indicators.model import Place
from spro_portraits.indicators.occupation_tension import compute_tension
from spro_portraits.indicators.training import count_places
from spro_portraits.tables import Edition
from spro_portraits.tables.secrecy.model import LARGEST_MASKED


def compute_criteria(
    edition: Edition, place: Place, reference: Place, communes: Sequence[str] = ()
) -> pd.DataFrame:
    """Gather what is published on each occupation of a place.

    Not done: putting a number where the producer publishes none (NaN). Where some cells of a
    sum are masked, the sum of the others is a minimum and ``_upper`` is the highest value
    that the masked ones allow (:data:`LARGEST_MASKED` each).

    Parameters
    ----------
    place, reference : Place
        The place and what contains it; the survey of 2024, by bassin of the place.
    communes : sequence of str
        Communes whose training places count; empty: none is known.

    Returns
    -------
    DataFrame
        Index occupation code, most projects first (then name); columns

        - ``name``; ``projects, difficult, seasonal`` (published projects), each with
          ``_masked`` (cells not published); ``cells``; ``projects_upper``;
        - ``difficulty, seasonality`` (percent of the published projects) and their
          ``_upper``;
        - ``specificity`` (share here over share in the reference) and its ``_upper``;
        - the columns of :func:`~.occupation_tension.combine_tension`;
        - ``places`` (training places that are known to lead to it; a minimum, NaN where
          none is known; one place may lead to several occupations).

        Empty where the place is no union of bassins.
    """
    key = (__name__, *(part for one in (place, reference) for part in (one.cells(), one.bassins)))
    frame = edition.keep(key, lambda: _gather(edition, place, reference))
    places = count_places(edition, communes).astype(float)
    return frame.assign(places=places.where(places > 0).reindex(frame.index))


def _gather(edition: Edition, place: Place, reference: Place) -> pd.DataFrame:
    """Gather what does not depend on communes: many territories have the same bassins."""
    frame = compute_occupations(edition, place, reference)
    frame["projects_upper"] = frame["projects"] + LARGEST_MASKED * frame["projects_masked"]
    grown = frame["projects_upper"] / frame["projects"].where(frame["projects"] > 0)
    total, added = frame["projects"].sum(), LARGEST_MASKED * frame["projects_masked"]
    frame["specificity_upper"] = frame["specificity"] * grown * total / (total + added)
    highest = frame["seasonal"] + LARGEST_MASKED * frame["seasonal_masked"]
    shown = frame["projects"].where(frame["projects"] > 0)
    frame["seasonality_upper"] = 100 * highest.clip(upper=frame["projects"]) / shown
    for part, share in (("difficult", "difficulty"), ("seasonal", "seasonality")):
        hidden = (frame[part] == 0) & (frame[f"{part}_masked"] > 0)
        frame.loc[hidden, [part, share]] = float("nan")
    unpublished = (frame["projects"] == 0) & (frame["projects_masked"] > 0)
    frame.loc[unpublished, ["projects", "difficult", "seasonal"]] = float("nan")
    return frame.join(compute_tension(edition, place.bassins))
