"""Candidates for a surprising fact on the jobs of a place, kind by kind.

Not done here: which of them are told (:mod:`~.surprises`), words. A candidate rests on published
projects only, and no masked cell could undo it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations

import pandas as pd

from spro_portraits.indicators.catalogue import BY_KEY
from spro_portraits.indicators.difference import compute_difference
from spro_portraits.indicators.model import Reliability, Result
from spro_portraits.tables.secrecy.model import LARGEST_MASKED

LEAST_TOLD = 50
"""Published projects of an occupation, or of a family, from which a fact may rest on it.

Our own choice. The survey weighs the answers of employers: under that, a single one may make
the figure.
"""

WELL_KNOWN = 20
"""First occupations of France by projects: those that a reader has in mind. Our own choice."""

LESS_KNOWN = 40
"""Rank in France from which a reader hardly thinks of an occupation. Our own choice."""

TIMES = 3.0
"""How many times one share must be the other for a fact on a weight. Our own choice."""

CLEAR = 1.25
"""How many times the other the greater of two must be, here and there, to pass it."""

LEAST_GAP = 15.0
"""Points between two shares of one occupation that are worth a fact. Our own choice."""

LEAST_WIDE_GAP = 5.0
"""The same for all projects, or the weight of a family: they vary less. Our own choice."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """A true and surprising fact on the jobs of a place: a figure and what it is set against.

    Attributes
    ----------
    kind : str
        One of :data:`KINDS`.
    occupation, other : str
        Codes of the survey, empty where the fact is on none; ``other`` is the one that
        ``occupation`` passes (kind ``outranks``).
    family, other_family : str
        Letters of the FAP 2021 in 22 families, empty likewise.
    own, against : Result
        The figure here, and the same in the place of comparison: a share in percent (its
        numerator and denominator are projects) or, for the kinds ``outranks`` and
        ``family_outranks``, the projects of the first over those of the second.
    strength : float
        Projects that the fact is about, in percent of the projects of the place: for a
        share, those that are more or fewer than the share of the place of comparison would
        give; for one that passes another, the projects of the other.
    role : str
        Place of comparison: ``region`` or ``france``.
    score : float
        Strength over that of the strongest fact of the same kind in a median bassin of the
        region.
    """

    kind: str
    occupation: str
    other: str
    family: str
    other_family: str
    own: Result
    against: Result
    strength: float
    role: str = "region"
    score: float = 0.0

    @property
    def value(self) -> float:
        """The figure here."""
        return self.own.value or 0.0

    @property
    def reference(self) -> float:
        """The same figure in the place of comparison."""
        return self.against.value or 0.0

    @property
    def times(self) -> float:
        """The figure here over that of the place of comparison; NaN over zero."""
        return self.value / self.reference if self.reference else math.nan


class Counts:
    """Published projects of a place by occupation, and its masked cells, as plain numbers.

    Parameters
    ----------
    frame : DataFrame
        As :func:`~.measures.compute_occupations` gives it.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._rows = {
            str(code): {str(name): float(number) for name, number in row.items()}
            for code, row in frame.select_dtypes("number").to_dict("index").items()
        }
        self.codes = tuple(self._rows)
        self.total = self.add("projects", self.codes)

    def add(self, column: str, codes: Sequence[str]) -> float:
        """Sum a column over occupations; those without a row count for nothing."""
        return sum(self._rows[code][column] for code in codes if code in self._rows)

    def add_most(self, column: str, codes: Sequence[str]) -> float:
        """Sum it with the masked cells at their most."""
        return self.add(column, codes) + LARGEST_MASKED * self.add(f"{column}_masked", codes)

    def weigh(self, codes: Sequence[str]) -> Result:
        """Compute the weight of occupations among the published projects, in percent."""
        top = self.add("projects", codes)
        return Result(100.0 * top / self.total, top, self.total, reliability=Reliability("bonne"))

    def part(self, codes: Sequence[str], column: str) -> Result | None:
        """Compute the share of difficult or seasonal projects; None if it is not published."""
        top, total = self.add(column, codes), self.add("projects", codes)
        masked = int(self.add(f"{column}_masked", codes))
        if total <= 0 or (top == 0 and masked):
            return None
        highest = min(self.add_most(column, codes), total)
        grade = Reliability("minimum", "masked") if masked else Reliability("bonne")
        return Result(
            100.0 * top / total, top, total, "", 100.0 * highest / total, masked, grade
        )  # fmt: skip

    def divide(self, first: Sequence[str], second: Sequence[str]) -> Result:
        """Divide the published projects of some by those of others."""
        above, below = self.add("projects", first), self.add("projects", second)
        return Result(above / below, above, below, reliability=Reliability("bonne"))

    def passes(self, first: Sequence[str], second: Sequence[str]) -> bool:
        """Whether some have clearly more projects than others, whatever their masked cells."""
        below = self.add_most("projects", second)
        return below > 0 and self.add("projects", first) >= CLEAR * below


@dataclass(frozen=True)
class Facts:
    """What is published of a place, of the place of comparison and of France.

    Attributes
    ----------
    here, there : Counts
        The place, the place of comparison.
    ranks : mapping
        Occupation → rank in France by published projects, 1 for the first.
    """

    here: Counts
    there: Counts
    ranks: dict[str, int]

    @cached_property
    def told(self) -> tuple[str, ...]:
        """Occupations with enough published projects here that the other place has too."""
        return tuple(
            code
            for code in self.here.codes
            if self.here.add("projects", [code]) >= LEAST_TOLD
            and self.there.add("projects", [code]) > 0
        )

    @cached_property
    def well_known(self) -> tuple[str, ...]:
        """Occupations that a reader has in mind, and that the place of comparison has."""
        known = [code for code, rank in self.ranks.items() if rank <= WELL_KNOWN]
        return tuple(code for code in known if self.there.add("projects", [code]) > 0)

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """Occupations by family of the FAP 2021: the first letter of the code."""
        groups: dict[str, list[str]] = {}
        for code in sorted({*self.here.codes, *self.there.codes}):
            groups.setdefault(code[0], []).append(code)
        return {
            letter: codes
            for letter, codes in groups.items()
            if self.here.add("projects", codes) >= LEAST_TOLD
            and self.there.add("projects", codes) > 0
        }

    def measure(self, own: Result, against: Result) -> float:
        """Projects more or fewer than the other share would give, in percent of all here."""
        gap = abs((own.value or 0.0) - (against.value or 0.0))
        return gap * (own.denominator or 0.0) / self.here.total


def _find_specific(facts: Facts) -> Iterator[Surprise]:
    """Find an occupation that weighs several times what it weighs elsewhere."""
    for code in facts.told:
        own, against = facts.here.weigh([code]), facts.there.weigh([code])
        if (own.value or 0.0) >= TIMES * (against.value or 0.0):
            strength = facts.measure(own, against)
            yield Surprise("specific", code, "", "", "", own, against, strength)


def _find_scarce(facts: Facts) -> Iterator[Surprise]:
    """Find a well-known occupation that weighs several times less than elsewhere."""
    for code in facts.well_known:
        own, against = facts.here.weigh([code]), facts.there.weigh([code])
        expected = (against.value or 0.0) * facts.here.total / 100.0
        most = facts.here.add_most("projects", [code])
        if own.numerator and expected >= LEAST_TOLD and expected >= TIMES * most:
            strength = facts.measure(own, against)
            yield Surprise("scarce", code, "", "", "", own, against, strength)


def _find_outranks(facts: Facts) -> Iterator[Surprise]:
    """Find one that few people think of, with more projects than a well-known one, only here."""
    for code in facts.told:
        if facts.ranks.get(code, 0) < LESS_KNOWN:
            continue
        for other in facts.well_known:
            passed = facts.here.add("projects", [other])
            here = passed > 0 and facts.here.passes([code], [other])
            if here and facts.there.passes([other], [code]):
                own, against = (
                    place.divide([code], [other]) for place in (facts.here, facts.there)
                )
                strength = 100.0 * passed / facts.here.total
                yield Surprise("outranks", code, other, "", "", own, against, strength)


def _find_gaps(facts: Facts, column: str, key: str, higher: str, lower: str) -> Iterator[Surprise]:
    """Find an occupation far more, or far less, difficult or seasonal than elsewhere."""
    for code in facts.told:
        own, against = (place.part([code], column) for place in (facts.here, facts.there))
        if own is None or against is None:
            continue
        difference = compute_difference(BY_KEY[key], own, against)
        if difference.is_meaningful and abs(difference.gap or 0.0) >= LEAST_GAP:
            kind = higher if difference.sign > 0 else lower
            strength = facts.measure(own, against)
            yield Surprise(kind, code, "", "", "", own, against, strength)


def _find_difficult(facts: Facts) -> Iterator[Surprise]:
    yield from _find_gaps(facts, "difficult", "recruitment_difficulty", "harder", "easier")


def _find_seasonal(facts: Facts) -> Iterator[Surprise]:
    yield from _find_gaps(facts, "seasonal", "recruitment_seasonal_share", "seasonal", "lasting")


def _find_wide(facts: Facts) -> Iterator[Surprise]:
    """Find a gap over all the projects of the place."""
    for kind, column, key in (
        ("difficulty", "difficult", "recruitment_difficulty"),
        ("seasonality", "seasonal", "recruitment_seasonal_share"),
    ):
        own, against = (place.part(place.codes, column) for place in (facts.here, facts.there))
        if own is None or against is None:
            continue
        difference = compute_difference(BY_KEY[key], own, against)
        if difference.is_meaningful and abs(difference.gap or 0.0) >= LEAST_WIDE_GAP:
            yield Surprise(kind, "", "", "", "", own, against, facts.measure(own, against))


def _find_family(facts: Facts) -> Iterator[Surprise]:
    """Find a family of occupations that weighs far more, or far less, than elsewhere."""
    for letter, codes in facts.families.items():
        own, against = facts.here.weigh(codes), facts.there.weigh(codes)
        strength = facts.measure(own, against)
        if strength >= LEAST_WIDE_GAP:
            yield Surprise("family", "", "", letter, "", own, against, strength)


def _find_family_outranks(facts: Facts) -> Iterator[Surprise]:
    """Find a family with more projects than another here, and fewer elsewhere."""
    for one, two in permutations(facts.families, 2):
        first, second = facts.families[one], facts.families[two]
        if facts.here.passes(first, second) and facts.there.passes(second, first):
            own, against = (place.divide(first, second) for place in (facts.here, facts.there))
            strength = 100.0 * (own.denominator or 0.0) / facts.here.total
            yield Surprise("family_outranks", "", "", one, two, own, against, strength)


KINDS = (
    "outranks", "specific", "easier", "harder", "seasonal", "lasting", "scarce",
    "family_outranks", "family", "difficulty", "seasonality",
)  # fmt: skip
"""Kinds of facts; the order decides between equal scores."""

_FINDERS: tuple[Callable[[Facts], Iterator[Surprise]], ...] = (
    _find_outranks, _find_specific, _find_difficult, _find_seasonal, _find_scarce,
    _find_family_outranks, _find_family, _find_wide,
)  # fmt: skip


def list_candidates(facts: Facts, role: str = "region") -> list[Surprise]:
    """List every candidate, in the order of kinds, the strongest of a kind first.

    Equal strengths are in the order of the codes.
    """
    if facts.here.total <= 0 or facts.there.total <= 0:
        return []
    found = [replace(one, role=role) for find in _FINDERS for one in find(facts)]
    return sorted(found, key=_order)


def rank_in_country(projects: pd.Series) -> dict[str, int]:
    """Rank occupations by projects, most first; equal ones in the order of the codes."""
    ordered = projects.sort_index().sort_values(ascending=False, kind="stable")
    return {str(code): int(rank) for rank, code in enumerate(ordered.index, start=1)}


def _order(one: Surprise) -> tuple[int, float, str, str]:
    subject = one.occupation + one.family
    return KINDS.index(one.kind), -round(one.strength, 9), subject, one.other + one.other_family
