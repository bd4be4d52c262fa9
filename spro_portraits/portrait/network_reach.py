"""How far the structures are: coverage of a territory and of the region around it, made once."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import pandas as pd

from spro_portraits.errors import UsageError
from spro_portraits.network import Network, Structure, find_network
from spro_portraits.network.coverage import (
    THRESHOLDS,
    Coverage,
    compute_coverage,
    compute_reach,
    list_groups,
)
from spro_portraits.network.distance import (
    TravelTimes,
    compute_distances,
    compute_places,
    compute_positions,
    compute_times,
)
from spro_portraits.network.needs import compute_needs
from spro_portraits.network.permanence import PermanencePlan, find_permanences
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.territory import find_own_region, find_territory

LEAST_PLACE = 1_000
"""Inhabitants of the smallest commune in which a permanence is proposed: a choice of the house."""

_MOST_THRESHOLDS = 4
_MOST_PLACES = 10
_FARTHEST = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """Inhabitants within a threshold, 0–100, and beyond.

    Attributes
    ----------
    within : float
    is_open : bool
        Whether something is not known that may bring more of them within: ``within`` is then
        a minimum, and ``beyond`` a maximum.
    """

    within: float
    is_open: bool

    @property
    def beyond(self) -> float:
        """The others."""
        return 100 - self.within


@dataclass(frozen=True)
class Reach:
    """Who is near and far in a territory, and in the whole region.

    Attributes
    ----------
    subject : NetworkSubject
    thresholds : tuple of float
        Increasing; the middle one is that of first sentences.
    focus : str
        Code of the réseau that is looked at closely.
    count : int
        Permanences looked for.
    times : TravelTimes or None
        Instead of distances.
    """

    subject: NetworkSubject
    thresholds: tuple[float, ...]
    focus: str
    count: int
    times: TravelTimes | None = None

    @property
    def unit(self) -> Literal["km", "min"]:
        """Unit of distances and thresholds."""
        return "km" if self.times is None else "min"

    @property
    def middle(self) -> float:
        """The threshold of first sentences."""
        return self.thresholds[(len(self.thresholds) - 1) // 2]

    @cached_property
    def region(self) -> Network:
        """All structures of the region of the edition."""
        edition, subject = self.subject.edition, self.subject
        whole = find_territory(edition, "region", find_own_region(edition, subject.territory))
        spro = subject.spro.values()
        return find_network(subject.directory, whole, spro, edition.shapes, subject.day)

    @cached_property
    def communes(self) -> list[str]:
        """Communes of the territory that have an outline."""
        held = set(self.subject.territory.communes)
        return [code for code in self._places.index if code in held]

    @cached_property
    def needs(self) -> pd.DataFrame:
        """Inhabitants and needs of all communes of the edition that have an outline."""
        return compute_needs(self.subject.edition, list(self._places.index))

    @cached_property
    def whole(self) -> dict[str, Coverage]:
        """Coverage of the region, by key of the group."""
        groups = list_groups(self.region)
        return {group.key: compute_coverage(group, self._table, self.unit) for group in groups}

    @cached_property
    def own(self) -> dict[str, Coverage]:
        """Coverage of the territory, by key of the group; structures of the region count."""
        return {key: self.narrow(coverage, self.communes) for key, coverage in self.whole.items()}

    @staticmethod
    def narrow(coverage: Coverage, communes: Sequence[str]) -> Coverage:
        """Keep some communes of a coverage."""
        return replace(coverage, nearest=coverage.nearest.reindex(list(communes)))

    def measure(self, coverage: Coverage) -> pd.DataFrame:
        """Count inhabitants within and beyond the thresholds."""
        return compute_reach(coverage, self.needs["population"], self.thresholds)

    def find_shares(self, coverage: Coverage) -> list[Share | None]:
        """Find the shares of inhabitants at each threshold; None where nothing is known."""
        if not coverage.is_known:
            return [None] * len(self.thresholds)
        return [
            Share(row["share_within"], is_open=row["communes_open"] > 0)
            if row["unknown"] < row["total"]
            else None
            for row in self.measure(coverage).to_dict("records")
        ]

    def find_share(self, coverage: Coverage) -> Share | None:
        """Find the share of inhabitants at the middle threshold."""
        return self.find_shares(coverage)[self.thresholds.index(self.middle)]

    @cached_property
    def permanences(self) -> PermanencePlan:
        """Where one more place of the réseau looked at would bring most inhabitants."""
        people = self.needs["population"]
        places = self._places.loc[self.communes]
        wanted = [code for code in self.communes if people[code] >= LEAST_PLACE]
        candidates = places.loc[wanted]
        between = (
            compute_distances(places, candidates)
            if self.times is None
            else compute_times(self.times, self.communes, candidates.assign(commune=wanted))
        )
        return find_permanences(
            self.own[self.focus],
            between,
            people.reindex(self.communes),
            threshold=self.middle,
            count=self.count,
        )

    @cached_property
    def _places(self) -> pd.DataFrame:
        return compute_places(self.subject.edition.shapes)

    @cached_property
    def _table(self) -> pd.DataFrame:
        """Communes × structures of the region: kilometres or minutes."""
        points = compute_positions(self.region.members)
        if self.times is None:
            return compute_distances(self._places, points)
        return compute_times(self.times, list(self._places.index), points)

    @property
    def missing(self) -> tuple[int, int] | None:
        """Travel times that the table lacks for the territory, of how many; None for distances."""
        if self.times is None:
            return None
        table = self._table.reindex(self.communes)
        return int(table.isna().to_numpy().sum()), table.size

    @property
    def unplaced(self) -> list[Structure]:
        """Structures of the region that no distance can be measured to."""
        lost = {code for coverage in self.whole.values() for code in coverage.unplaced}
        return [one for code, one in self.subject.directory.structures.items() if code in lost]


def build_reach(
    subject: NetworkSubject,
    *,
    thresholds: Sequence[float] = THRESHOLDS,
    focus: str,
    count: int,
    times: TravelTimes | None = None,
) -> Reach:
    """Check what is asked and prepare the coverage.

    Raises
    ------
    UsageError
        ``bad_thresholds`` (none, too many, not positive, not increasing), ``unknown_reseau``
        or ``bad_count``.
    """
    wanted = tuple(float(value) for value in thresholds)
    increasing = all(low < high for low, high in zip((0.0, *wanted), wanted, strict=False))
    # Texts and published keys write one decimal at most.
    written = all(value <= _FARTHEST and round(value, 1) == value for value in wanted)
    if not wanted or len(wanted) > _MOST_THRESHOLDS or not increasing or not written:
        raise UsageError("bad_thresholds", got=list(thresholds), most=_MOST_THRESHOLDS)
    if not 1 <= count <= _MOST_PLACES:
        raise UsageError("bad_count", name="permanences", got=count, most=_MOST_PLACES)
    known = subject.directory.reseaux
    if focus not in known:
        near = difflib.get_close_matches(focus, known, n=2)
        raise UsageError("unknown_reseau", text=focus, near=near, known=list(known))
    return Reach(subject, wanted, focus, count, times)
