"""The figures of one network, ready to be written as rows of ``indicators.csv``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from spro_portraits.network.catalogue import NETWORK_BY_KEY, name_threshold_key
from spro_portraits.network.coverage import THRESHOLDS, Coverage, compute_reach
from spro_portraits.network.life import (
    COORDINATOR,
    HELD,
    compute_entries,
    compute_satisfaction,
    count_participants,
)
from spro_portraits.network.model import Network
from spro_portraits.wording import coverage as words

UNKNOWN = "non_disponible"
"""Reason of a figure that the directory does not let us compute."""

_PEOPLE = {"population": "population_within", "unemployed": "unemployed_within"}
"""Record of the share within a threshold, by the people counted."""


@dataclass(frozen=True, slots=True)
class NetworkFigure:
    """One published figure of a network.

    Attributes
    ----------
    key, record : str
        Key in ``indicators.csv``, and that of the record which explains it.
    label, universe : str
        In French.
    unit, vintage : str
        As in the record; facts of the directory are of the day of the network.
    sources : tuple of str
        Keys of the registry, beside the directory.
    value : float or None
        Unrounded; None where absent.
    numerator, denominator : float or None
        Terms of a ratio.
    reason : str
        Why the value is absent; empty where it is there.
    upper : float or None
        Highest value that what is missing allows; ``value`` is then a lower bound.
    masked : int
        Events, or communes, of which something is missing that may raise the value.
    """

    key: str
    record: str
    label: str
    universe: str
    unit: str
    vintage: str
    sources: tuple[str, ...]
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    reason: str = ""
    upper: float | None = None
    masked: int = 0

    @property
    def is_lower_bound(self) -> bool:
        """Whether the true value may be higher."""
        return self.value is not None and self.masked > 0


def compute_network_results(
    network: Network,
    coverages: Iterable[Coverage] = (),
    people: Mapping[str, pd.Series[float]] | None = None,
    thresholds: Sequence[float] = THRESHOLDS,
) -> list[NetworkFigure]:
    """Compute the figures of a network, in the order of the catalogue.

    Parameters
    ----------
    coverages : iterable of Coverage
        One a group, over the communes of the territory.
    people : mapping
        ``population``, ``unemployed`` → numbers by commune; those that are not given have no
        figure.
    thresholds : sequence of float
        In the unit of the coverages.
    """
    figures = [*_describe_members(network), *_describe_life(network)]
    for coverage in coverages:
        for name, weights in (people or {}).items():
            figures += _describe_reach(network, coverage, _PEOPLE[name], weights, thresholds)
        figures += _count_far(network, coverage, thresholds)
    order = {key: rank for rank, key in enumerate(NETWORK_BY_KEY)}
    return sorted(figures, key=lambda figure: order[figure.record])


def _make(
    network: Network, record: str, value: float | None, *, numerator: float | None = None,
    denominator: float | None = None, upper: float | None = None, masked: int = 0,
    key: str = "", label: str = "",
) -> NetworkFigure:  # fmt: skip
    known = NETWORK_BY_KEY[record]
    text = words.NETWORK_WORDS[record]
    return NetworkFigure(
        key or record, record, label or text.label, text.universe, known.unit,
        known.vintage or network.day, known.sources, value, numerator, denominator,
        UNKNOWN if value is None else "", upper, masked,
    )  # fmt: skip


def _describe_members(network: Network) -> Iterator[NetworkFigure]:
    members = network.members
    roles = [member.role for member in members]
    present = len({member.reseau.code for member in members})
    placed = sum(member.precision == "adresse" for member in members)
    count = len(members)
    yield _make(network, "network_structures", count)
    yield _make(network, "network_members", sum(bool(member.memberships) for member in members))
    yield _make(network, "network_coordinators", roles.count(COORDINATOR))
    yield _make(network, "network_reseaux_present", present)
    yield _make(network, "network_reseaux_absent", len(network.directory.reseaux) - present)
    yield _make(
        network,
        "network_located_share",
        100 * placed / count if count else None,
        numerator=placed if count else None,
        denominator=count or None,
    )


def _describe_life(network: Network) -> Iterator[NetworkFigure]:
    held = [event for event in network.events if event.state == HELD]
    uncounted = sum(event.participants is None for event in held)
    satisfaction = compute_satisfaction(held)
    is_rated = satisfaction.value is not None
    yield _make(network, "network_entries", int(compute_entries(network)["entries"].sum()))
    yield _make(network, "network_events", len(held))
    yield _make(network, "network_events_planned", len(network.events) - len(held))
    yield _make(
        network,
        "network_participants",
        count_participants(held) if uncounted < len(held) else None,
        masked=uncounted,
    )
    yield _make(
        network,
        "network_satisfaction",
        satisfaction.value,
        numerator=satisfaction.satisfied if is_rated else None,
        denominator=satisfaction.participants if is_rated else None,
    )
    yield _make(network, "network_initiatives", len(network.initiatives))
    yield _make(network, "network_tools", len(network.tools))


def _describe_reach(
    network: Network,
    coverage: Coverage,
    record: str,
    weights: pd.Series[float],
    thresholds: Sequence[float],
) -> Iterator[NetworkFigure]:
    reach = compute_reach(coverage, weights, thresholds)
    for threshold, row in zip(thresholds, reach.to_dict("records"), strict=True):
        is_known = coverage.is_known and not math.isnan(row["share_within"])
        is_open = is_known and row["communes_open"] > 0
        yield _make(
            network,
            record,
            row["share_within"] if is_known else None,
            numerator=row["within"] if is_known else None,
            denominator=row["total"] if is_known else None,
            upper=100 * (row["within"] + row["open"]) / row["total"] if is_open else None,
            masked=int(row["communes_open"]) if is_open else 0,
            key=name_threshold_key(record, threshold, coverage.unit, coverage.group.key),
            label=words.name_reach(record, coverage.group.name, threshold, coverage.unit),
        )


def _count_far(
    network: Network, coverage: Coverage, thresholds: Sequence[float]
) -> Iterator[NetworkFigure]:
    record = "communes_beyond"
    values = coverage.nearest["value"]
    for threshold in thresholds:
        far = int((values > threshold).sum())
        yield _make(
            network,
            record,
            far if values.notna().any() else None,
            masked=int((coverage.nearest["missing"] > 0).sum()),
            key=name_threshold_key(record, threshold, coverage.unit, coverage.group.key),
            label=words.name_reach(record, coverage.group.name, threshold, coverage.unit),
        )
