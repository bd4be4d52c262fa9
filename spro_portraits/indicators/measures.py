"""Measures of a territory beside its references; occupations; indices by category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from spro_portraits.indicators.catalogue import BY_KEY, INDICATORS
from spro_portraits.indicators.model import Indicator, Measure, Place
from spro_portraits.indicators.recipes import LARGEST_MASKED, find_recruitment
from spro_portraits.indicators.reliability import grade_reliability
from spro_portraits.tables import Edition


def compute_measures(
    edition: Edition,
    place: Place,
    references: Mapping[str, Place],
    indicators: Iterable[Indicator] = INDICATORS,
) -> dict[str, Measure]:
    """Compute every indicator for a place and for its places of comparison.

    Parameters
    ----------
    references : mapping
        Role → place.

    Returns
    -------
    dict
        Key → measure, in the order of the catalogue.
    """
    inhabitants = BY_KEY["population_2018"].compute(edition, place).value
    measures = {}
    for indicator in indicators:
        result = indicator.compute(edition, place)
        measures[indicator.key] = Measure(
            indicator=indicator,
            result=result,
            references={
                role: indicator.compute(edition, other) for role, other in references.items()
            },
            geography_year=edition.geography_year,
            reliability=grade_reliability(indicator, result, inhabitants),
        )
    return measures


def compute_commune_values(
    edition: Edition, communes: Sequence[str], indicator: Indicator
) -> pd.DataFrame:
    """Compute one indicator for each commune of a list.

    Returns
    -------
    DataFrame
        Index commune code; ``value`` (float, NaN where absent) and ``reason``.
    """
    values = indicator.compute.by_commune(edition, communes)
    return values[["value", "reason"]]


def compute_occupations(edition: Edition, place: Place, reference: Place) -> pd.DataFrame:
    """Recruitment by occupation: sums of the published cells of a place.

    Not done: filling masked cells. ``difficulty`` and ``seasonality`` are lower bounds
    where ``difficult_masked`` or ``seasonal_masked`` is positive; ``difficulty_upper``
    gives each masked cell the highest value that it can hold.

    Returns
    -------
    DataFrame
        Index occupation code, sorted by projects (then code); columns ``name, projects,
        difficult, seasonal``, their ``_masked`` counts, ``difficulty, difficulty_upper,
        seasonality`` (percent) and ``specificity`` (share here over share in
        ``reference``). Empty where the place is no union of bassins.
    """
    sums = find_recruitment(edition, place).groupby("occupation").sum(numeric_only=True)
    other = find_recruitment(edition, reference).groupby("occupation").sum(numeric_only=True)
    frame = sums.join(edition.occupations["name"])
    shown = frame["projects"].where(frame["projects"] > 0)
    frame["difficulty"] = 100 * frame["difficult"] / shown
    highest = frame["difficult"] + LARGEST_MASKED * frame["difficult_masked"]
    frame["difficulty_upper"] = 100 * highest.clip(upper=frame["projects"]) / shown
    frame["seasonality"] = 100 * frame["seasonal"] / shown
    share = shown / frame["projects"].sum()
    reference_share = (other["projects"] / other["projects"].sum()).reindex(frame.index)
    frame["specificity"] = share / reference_share.where(reference_share > 0)
    return frame.sort_values(["projects", "name"], ascending=[False, True], kind="stable")


def select_hardest(occupations: pd.DataFrame, count: int, least_projects: int) -> pd.DataFrame:
    """Choose the occupations that are hardest to recruit.

    Ranked on the published lower bound of difficulty, so that no rank rests on a value
    that is not published; occupations under ``least_projects`` published projects, or
    whose published difficulty is nil, are left out.
    """
    enough = occupations["projects"] >= least_projects
    known = occupations["difficult"] > 0
    kept = occupations[enough & known]
    return kept.sort_values(["difficulty", "projects"], ascending=False, kind="stable").head(count)
