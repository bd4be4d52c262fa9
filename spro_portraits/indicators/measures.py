"""Measures of a territory beside its references; occupations; indices by category."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from spro_portraits.indicators.catalogue import BY_KEY, INDICATORS, NEWEST
from spro_portraits.indicators.dating import date_indicator, date_indicators
from spro_portraits.indicators.model import Indicator, Measure, Place, Result
from spro_portraits.indicators.panel import Panel, build_commune_panel, build_panel
from spro_portraits.indicators.recipes import find_recruitment, make_results
from spro_portraits.indicators.reliability import grade_reliability
from spro_portraits.tables import Edition
from spro_portraits.tables.secrecy.model import LARGEST_MASKED

_PlaceKey = tuple[tuple[str, tuple[str, ...]], tuple[str, ...], tuple[tuple[str, str], ...], bool]
_CommuneValue = tuple[float, str, bool]


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
    listed = tuple(indicators)  # of a tuple, itself
    results = compute_results(edition, [place, *references.values()], listed)
    return {
        indicator.key: Measure(
            indicator=date_indicator(edition, indicator),
            result=own,
            references=dict(zip(references, others, strict=True)),
            geography_year=edition.geography_year,
        )
        for indicator in listed
        for own, *others in [results[indicator.key]]
    }


def compute_results(
    edition: Edition, places: Sequence[Place], indicators: Iterable[Indicator] = INDICATORS
) -> dict[str, list[Result]]:
    """Compute indicators for many places at once, each result with its reliability.

    Records of the catalogue are taken at the vintage that they have in the edition
    (:func:`~.dating.date_indicator`). The whole catalogue is computed once a place and kept
    with the edition: each territory of a level is ranked among the same peers.

    Returns
    -------
    dict
        Key → one result a place, in the order of the places.
    """
    if indicators is not INDICATORS:
        return _compute_panel(edition, places, indicators)
    known: dict[_PlaceKey, tuple[Result, ...]] = edition.keep((__name__, "places"), dict)
    keys = [_identify(place) for place in places]
    missing = {key: place for key, place in zip(keys, places, strict=True) if key not in known}
    if missing:
        computed = _compute_panel(edition, tuple(missing.values()), INDICATORS)
        known |= zip(missing, zip(*computed.values(), strict=True), strict=True)
    return {
        indicator.key: [known[key][position] for key in keys]
        for position, indicator in enumerate(INDICATORS)
    }


def _identify(place: Place) -> _PlaceKey:
    """Give all that the figures of a place come from."""
    return place.cells(), place.bassins, place.same_as, place.is_partial


def _compute_panel(
    edition: Edition, places: Sequence[Place], indicators: Iterable[Indicator]
) -> dict[str, list[Result]]:
    panel = build_panel(places)
    people = _count_people(edition, panel)
    partial = [place.is_partial for place in places]
    computed = {}
    for indicator in date_indicators(edition, indicators):
        year = edition.geography_year if indicator.key in NEWEST else 0
        results = make_results(indicator.compute.tabulate(edition, panel))
        computed[indicator.key] = [
            replace(
                result,
                reliability=grade_reliability(
                    indicator, result, number, is_partial=is_partial, year=year
                ),
            )
            for result, number, is_partial in zip(results, people, partial, strict=True)
        ]
    return computed


def compute_commune_values(
    edition: Edition, communes: Sequence[str], indicator: Indicator
) -> pd.DataFrame:
    """Compute one indicator for each commune of a list.

    Returns
    -------
    DataFrame
        Index commune code; ``value`` (float, NaN where absent), ``reason``, and ``fragile``:
        whether the value is graded so, by the rule that every figure goes by. A commune
        between 200 and 500 is not marked: nearly all would be.
    """
    values = list_commune_values(edition, communes, indicator)
    return pd.DataFrame(values._asdict(), index=pd.Index(list(communes)))


class CommuneValues(NamedTuple):
    """The columns of :func:`compute_commune_values`."""

    value: npt.NDArray[np.float64]
    reason: list[str]
    fragile: npt.NDArray[np.bool_]


def list_commune_values(
    edition: Edition, communes: Sequence[str], indicator: Indicator
) -> CommuneValues:
    """Compute what :func:`compute_commune_values` gives, as bare columns: in an instant."""
    indicator = date_indicator(edition, indicator)
    known: dict[str, _CommuneValue] = edition.keep((__name__, "communes", indicator), dict)
    missing = [code for code in dict.fromkeys(communes) if code not in known]
    if missing:
        known |= zip(missing, _find_commune_values(edition, missing, indicator), strict=True)
    rows = [known[code] for code in communes]
    return CommuneValues(
        np.array([value for value, _, _ in rows], dtype=float),
        [reason for _, reason, _ in rows],
        np.array([is_fragile for _, _, is_fragile in rows], dtype=bool),
    )


def _find_commune_values(
    edition: Edition, communes: Sequence[str], indicator: Indicator
) -> list[_CommuneValue]:
    panel = build_commune_panel(communes)
    frame = indicator.compute.tabulate(edition, panel)
    people = _count_people(edition, panel)
    grades = [
        grade_reliability(indicator, result, number).grade
        for result, number in zip(make_results(frame), people, strict=True)
    ]
    return [
        (float(value), str(reason), grade == "fragile")
        for value, reason, grade in zip(frame["value"], frame["reason"], grades, strict=True)
    ]


def _count_people(edition: Edition, panel: Panel) -> list[float | None]:
    """Inhabitants of each place of a panel; None where they are not known."""
    people = BY_KEY["population_2018"].compute.tabulate(edition, panel)["value"]
    return [None if math.isnan(number) else float(number) for number in people]


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
