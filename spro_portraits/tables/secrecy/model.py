"""Statistical secrecy: cells, the relations known between them, and the margin of a masked one.

A masked cell is protected when a reader who knows every visible cell and every relation
cannot enclose it more closely than a margin. Relations are linear: a total is the sum of
its parts, a part is at most its whole. What a reader forms himself from visible cells (the
total of a SPRO, of a bassin or of any set of communes, a share, a growth rate) is a function
of what he has already: the cells that agree with the visible ones agree with it too, so it
excludes none of them. Only rows that a table holds can therefore tell more, and whatever a
product shows is made of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

Key = tuple[str, ...]
"""Table, level, code, variable, period of a cell; any tuple of texts in a small system."""

LARGEST_MASKED = 4
"""Highest value of a masked cell of the BMO survey: the lowest published one is 5."""

TOLERANCE = 1e-6
"""Values closer than this are one: sums of floats are not exact."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What can be known of a hidden cell.

    Attributes
    ----------
    low, high : float
        Bounds, in the unit of the cell; infinite where there is none.
    """

    low: float
    high: float

    @property
    def width(self) -> float:
        """Distance between the bounds."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Margin:
    """How wide the interval of a masked cell must stay.

    Attributes
    ----------
    units : float
        Least width in units of the cell.
    share : float
        Least width as a share (0–1) of the upper bound.
    """

    units: float
    share: float

    def compute_width(self, high: float) -> float:
        """Least width of an interval that ends at ``high``."""
        return max(self.units, self.share * high)


MARGIN = Margin(units=3.0, share=0.10)
"""The margin of every edition.

Three units leave four whole numbers possible: a masked BMO cell (0 to 4) stays as unknown as
its producer left it, give or take one. Three more or less hide nothing in a count of
thousands: there, a tenth of the value. The true value is never read, only the interval, so
that the margin itself tells nothing.
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    key : tuple of str
        Where it stands.
    value : float or None
        Its value; None where it is not known here.
    mask : str
        Why nobody may know it (``producer``, or the rule it falls under); empty where
        nothing forbids it. No bound ever reads the value of a masked cell.
    low, high : float
        What anyone knows of it beforehand.
    whole : bool
        Whether it is known to be a whole number.
    """

    key: Key
    value: float | None = None
    mask: str = ""
    low: float = 0.0
    high: float = math.inf
    whole: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether a reader does not see it."""
        return self.value is None or bool(self.mask)

    def is_protected_by(self, known: Interval, margin: Margin) -> bool:
        """Whether an interval is wide enough, or says nothing that was not known beforehand."""
        wanted = min(margin.compute_width(known.high), self.high - self.low)
        return math.isinf(known.width) or known.width >= wanted - TOLERANCE


@dataclass(frozen=True, slots=True)
class Constraint:
    """A linear relation: ``low`` ≤ Σ coefficient × cell ≤ ``high``.

    Attributes
    ----------
    terms : tuple of (key, coefficient)
        Each cell once.
    low, high : float
        Equal for an equation.
    """

    terms: tuple[tuple[Key, float], ...]
    low: float = 0.0
    high: float = 0.0


def equate(total: Key, parts: Iterable[Key], slack: float = 0.0) -> Constraint:
    """Say that a total is the sum of its parts, give or take ``slack``."""
    terms = ((total, -1.0), *((part, 1.0) for part in parts))
    return Constraint(terms, -slack, slack)


def fix_sum(parts: Iterable[Key], total: float, slack: float = 0.0) -> Constraint:
    """Say that parts add up to a known number (shares: 100), give or take ``slack``."""
    return Constraint(tuple((part, 1.0) for part in parts), total - slack, total + slack)


def limit(parts: Iterable[Key], whole: Key) -> Constraint:
    """Say that parts together are at most their whole."""
    terms = ((whole, -1.0), *((part, 1.0) for part in parts))
    return Constraint(terms, -math.inf, 0.0)


@dataclass(frozen=True)
class System:
    """Cells, and all that is known to link them.

    Attributes
    ----------
    cells : mapping
        Key → cell.
    constraints : tuple of Constraint
        Their keys are all in ``cells``.
    """

    cells: Mapping[Key, Cell]
    constraints: tuple[Constraint, ...] = ()

    @cached_property
    def primary(self) -> tuple[Key, ...]:
        """Cells that must be protected, in order."""
        return tuple(sorted(key for key, cell in self.cells.items() if cell.mask))

    @cached_property
    def by_cell(self) -> Mapping[Key, tuple[Constraint, ...]]:
        """Constraints that each cell stands in."""
        found: dict[Key, list[Constraint]] = {}
        for constraint in self.constraints:
            for key, _ in constraint.terms:
                found.setdefault(key, []).append(constraint)
        return {key: tuple(constraints) for key, constraints in found.items()}

    def is_hidden(self, key: Key, added: frozenset[Key]) -> bool:
        """Whether a reader does not see a cell when ``added`` are hidden too."""
        return key in added or self.cells[key].is_hidden

    def compute_range(
        self, constraint: Constraint, added: frozenset[Key] = frozenset()
    ) -> Interval:
        """Enclose Σ coefficient × cell by what is visible and by what anyone knows of the rest."""
        low = high = 0.0
        for key, factor in constraint.terms:
            cell = self.cells[key]
            if self.is_hidden(key, added) or cell.value is None:
                ends = sorted((factor * cell.low, factor * cell.high))
            else:
                ends = [factor * cell.value] * 2
            low, high = low + ends[0], high + ends[1]
        return Interval(low, high)
