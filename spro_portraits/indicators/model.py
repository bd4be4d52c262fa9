"""What a figure is: its record (:class:`Indicator`) and its value (:class:`Measure`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from spro_portraits.tables import Edition

if TYPE_CHECKING:
    from spro_portraits.indicators.panel import Panel

_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a figure may be trusted.

    Attributes
    ----------
    grade : str
        ``bonne``, ``minimum`` (a lower bound), ``prudence`` or ``fragile``; empty for an
        absent value.
    reason : str
        Key of :data:`spro_portraits.wording.RELIABILITY_WORDS`; empty for ``bonne``.
    """

    grade: str
    reason: str = ""

    @property
    def is_weak(self) -> bool:
        """Whether pages show the value greyed, with the sign ◊."""
        return self.grade in {"prudence", "fragile"}


class Place(Protocol):
    """Anything that figures are computed for: a territory or a place of comparison."""

    @property
    def bassins(self) -> tuple[str, ...]:
        """Bassins d'emploi whose union it is, or nothing."""
        ...

    @property
    def same_as(self) -> tuple[tuple[str, str], ...]:
        """Official zones with exactly the same communes."""
        ...

    @property
    def is_partial(self) -> bool:
        """Whether the edition holds only a part of its communes."""
        ...

    def cells(self) -> tuple[str, tuple[str, ...]]:
        """Rows of the tables whose sum is the place."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """One computed value, unrounded.

    Attributes
    ----------
    value, numerator, denominator : float or None
        None where absent, or where there is no ratio.
    reason : str
        Why the value is absent; empty where it is there.
    upper : float or None
        Highest value compatible with masked cells; ``value`` is then a lower bound.
    masked : int
        Cells that the producer does not publish and that the value leaves out.
    reliability : Reliability
        How far the value may be trusted; ungraded as a recipe gives it.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    reason: str = ""
    upper: float | None = None
    masked: int = 0
    reliability: Reliability = field(default=Reliability(""))

    @property
    def is_lower_bound(self) -> bool:
        """Whether the true value may be higher because cells are masked."""
        return self.value is not None and self.masked > 0


class Recipe(Protocol):
    """A way to compute a value, for one place, for many, or for many communes at once."""

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Compute for one place."""
        ...

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Compute for the places of a :class:`~.panel.Panel`: one row a place."""
        ...

    def by_commune(self, edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Compute for each commune: ``value`` (NaN where absent) and ``reason``."""
        ...


@dataclass(frozen=True, slots=True)
class Indicator:
    """The record of a figure.

    Attributes
    ----------
    key : str
        Name in files; its French words are ``wording.INDICATOR_WORDS[key]``.
    unit : str
        One of :data:`spro_portraits.wording.typography.UNITS`.
    vintage : str
        Period that the figure describes.
    sources : tuple of str
        Keys of the registry.
    theme : str
        Section of the portrait.
    compute : Recipe
        Edition and place in, result out; pure.
    additive : bool
        Whether parts of a territory add up to it.
    precision : str
        How its reliability is graded: ``census``, ``complementary``, ``young``, or empty
        for what is counted in full or is a survey bound.
    direction : int
        +1 where a higher value is held to be more favourable, −1 less, 0 neither.
    secrecy : str
        Which cells its producer masks: ``survey`` (BMO), ``tax`` (Filosofi), or empty.
    method : int
        Number of the method; it grows when the formula changes, and the change is told
        under *Méthodologie* in the change log.
    """

    key: str
    unit: str
    vintage: str
    sources: tuple[str, ...]
    theme: str
    compute: Recipe = field(repr=False)
    additive: bool = False
    precision: str = ""
    direction: int = 0
    secrecy: str = ""
    method: int = 1

    @property
    def last_year(self) -> int:
        """Last year that the figure describes: 2018 for ``2013-2018``, 2025 for ``2025-T4``."""
        return int(_YEAR.findall(self.vintage)[-1])


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a territory, with all that lets one defend it.

    Attributes
    ----------
    indicator : Indicator
        Unit, vintage, sources; words through its key.
    result : Result
        Value, numerator and denominator, bounds, reason of absence.
    references : mapping
        Role (``departement``, ``region``, ``france``) → result of the place.
    geography_year : int
        Year of the communes that were summed.
    """

    indicator: Indicator
    result: Result
    references: Mapping[str, Result] = field(default_factory=lambda: MappingProxyType({}))
    geography_year: int = 0

    @property
    def key(self) -> str:
        """Key of the indicator."""
        return self.indicator.key

    @property
    def value(self) -> float | None:
        """Unrounded value, None where absent."""
        return self.result.value

    @property
    def reliability(self) -> Reliability:
        """How far the value may be trusted."""
        return self.result.reliability
