"""The territories of one level with their figures: what a panorama is about."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spro_portraits.indicators import (
    Indicator,
    Place,
    Result,
    compute_results,
    date_indicators,
    find_indicators,
)
from spro_portraits.indicators.recipes import Combination, Published
from spro_portraits.tables import Edition
from spro_portraits.territory import (
    Reference,
    Territory,
    find_whole,
    list_side_by_side,
)
from spro_portraits.wording import panorama as words
from spro_portraits.wording import typeset
from spro_portraits.wording.places import abbreviate_name, name_reference

USUAL = (
    "population", "density", "population_growth_2013_2018", "activity_rate_2018",
    "unemployment_rate_census_2018", "unemployment_rate", "job_concentration_2018",
    "jobs_growth_2013_2018", "vacancy_rate_2018", "residents_group_3_share_2022",
    "residents_group_6_share_2022", "median_income_2021", "young_not_in_work_share_2018",
    "recruitment_projects", "recruitment_difficulty",
)  # fmt: skip
"""Indicators of a panorama that asks for none; those that most territories lack are left out."""


@dataclass(frozen=True)
class Roster:
    """All territories of a level, in the order of their codes, beside the region.

    Attributes
    ----------
    territories : mapping
        Code → territory.
    indicators : tuple of Indicator
        In the order of the page.
    left_out : tuple of str
        Keys of usual indicators that most territories of this level lack.
    results : mapping
        Key of an indicator → code of a territory → result.
    region : Reference
        The region of the edition, or France.
    region_results : mapping
        Key of an indicator → result of the region.
    """

    edition: Edition
    level: str
    territories: Mapping[str, Territory]
    indicators: tuple[Indicator, ...]
    left_out: tuple[str, ...]
    results: Mapping[str, Mapping[str, Result]]
    region: Reference
    region_results: Mapping[str, Result]

    @property
    def title(self) -> str:
        """``Les 12 SPRO côte à côte``."""
        return words.write_title(self.level, len(self.territories))

    @property
    def stem(self) -> str:
        """First part of the names of its files: ``panorama-spro``."""
        return f"panorama-{self.level}"

    @property
    def places(self) -> list[Place]:
        """The territories in their order, then the region."""
        return [*self.territories.values(), self.region]

    @property
    def names(self) -> dict[str, str]:
        """Code → name as pages write it, short."""
        return {c: abbreviate_name(self.level, t.name) for c, t in self.territories.items()}

    @property
    def region_name(self) -> str:
        """Name of the region."""
        return name_reference(self.region.role, self.region.name)

    def citation(self, *sources: str) -> str:
        """Source line of one or more sources, each once."""
        listed = dict.fromkeys(sources)
        return typeset(" ; ".join(self.edition.sources[key].citation for key in listed))

    def order(self, key: str) -> list[str]:
        """Codes by value of an indicator, highest first, absent ones last; ties by name."""
        names = self.names

        def rank(code: str) -> tuple[bool, float, str]:
            value = self.results[key][code].value
            return value is None, -(value or 0.0), names[code]

        return sorted(self.territories, key=rank)


def build_roster(edition: Edition, level: str, keys: Sequence[str] = ()) -> Roster:
    """Compute indicators for all territories of a level and for the region.

    Parameters
    ----------
    level : str
        One of :data:`~spro_portraits.territory.PANORAMA_LEVELS`.
    keys : sequence of str
        Keys of indicators; empty for :data:`USUAL`, without those that most territories lack.

    Raises
    ------
    UsageError
        Unknown level, level without a panorama, level of one territory, unknown indicator.
    """
    territories = {t.code: t for t in list_side_by_side(edition, level)}
    asked = date_indicators(edition, find_indicators(keys or USUAL))
    region = find_whole(edition)
    computed = compute_results(edition, [*territories.values(), region], asked)
    kept = tuple(
        indicator
        for indicator in asked
        if keys or are_mostly_known([result.value for result in computed[indicator.key][:-1]])
    )
    return Roster(
        edition=edition,
        level=level,
        territories=territories,
        indicators=kept,
        left_out=tuple(indicator.key for indicator in asked if indicator not in kept),
        results={
            indicator.key: dict(zip(territories, computed[indicator.key], strict=False))
            for indicator in kept
        },
        region=region,
        region_results={indicator.key: computed[indicator.key][-1] for indicator in kept},
    )


def are_mostly_known(values: Sequence[float | None]) -> bool:
    """Whether at least half of the values are there: fewer say nothing of a level."""
    known = sum(value is not None and not math.isnan(value) for value in values)
    return known > 1 and 2 * known >= len(values)


def compute_series(
    roster: Roster, indicator: Indicator, periods: Sequence[str]
) -> dict[str, dict[str, Result]]:
    """Compute an indicator at other periods, for the territories and the region.

    Parameters
    ----------
    indicator : Indicator
        A sum of one variable, or a published rate.
    periods : sequence of str
        Periods of that variable.

    Returns
    -------
    dict
        Code, or ``region`` → period → result.
    """
    found: dict[str, dict[str, Result]] = {code: {} for code in (*roster.territories, "region")}
    for period in periods:
        # A key of its own: the age of a period that is shown as the past does not count.
        key = f"{indicator.key}_{period}"
        moved = replace(indicator, key=key, compute=_move(indicator, period), vintage=period)
        results = compute_results(roster.edition, roster.places, [moved])[key]
        for code, result in zip(found, results, strict=True):
            found[code][period] = result
    return found


def _move(indicator: Indicator, period: str) -> Combination | Published:
    recipe = indicator.compute
    if isinstance(recipe, Published):
        return replace(recipe, period=period)
    if isinstance(recipe, Combination):
        return replace(recipe, plus=tuple((variable, period) for variable, _ in recipe.plus))
    msg = f"no other period of {indicator.key}"
    raise TypeError(msg)
