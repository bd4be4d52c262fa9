"""A place in an edition, ready to give figures at any vintage, with their reliability."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spro_portraits.indicators.catalogue import BY_KEY
from spro_portraits.indicators.model import Indicator, Place, Result
from spro_portraits.indicators.reliability import grade_reliability
from spro_portraits.indicators.vintages import find_vintage, list_holdings, move_indicator
from spro_portraits.tables import Edition


@dataclass(frozen=True, slots=True)
class Side:
    """A territory in one edition."""

    edition: Edition
    place: Place


@dataclass(frozen=True)
class Stage:
    """A place in an edition, ready to give figures with their reliability."""

    edition: Edition
    place: Place
    inhabitants: float | None

    def measure(self, indicator: Indicator) -> Result:
        """Compute a figure as its record says, and grade it."""
        result = indicator.compute(self.edition, self.place)
        grade = grade_reliability(
            indicator, result, self.inhabitants, is_partial=self.place.is_partial
        )
        return replace(result, reliability=grade)


def open_stage(edition: Edition, place: Place) -> Stage:
    """Make a place ready: its inhabitants, by which small places are graded, are looked up."""
    people = BY_KEY["population_2018"]
    vintage = find_vintage(people, list_holdings(edition, [people]))
    moved = move_indicator(people, vintage) if vintage else None
    return Stage(edition, place, (moved or people).compute(edition, place).value)
