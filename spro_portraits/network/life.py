"""The life of a network, as far as the directory tells: members, entries, events, satisfaction.

A membership of which only the date of a paper is known counts from the year of that paper. What
nobody has confirmed since is said to be so, never filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from spro_portraits.network.dates import find_first_day, find_last_day
from spro_portraits.network.model import ROLES, Event, Membership, Network

HELD = "tenu"
"""State of an event that took place; the others are planned."""

COORDINATOR = ROLES[0]
"""Role that holds for one school year."""

AMENDMENT = "avenant"
"""Act by which a partner joins after the convention."""

_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Share of people satisfied, weighted by the people who came.

    Attributes
    ----------
    value : float or None
        0–100; None where no event has both numbers.
    satisfied, participants : float
        Terms of the ratio: over the events of which both are known.
    events, left_out : int
        Events that count; events with a satisfaction but no number of people.
    """

    value: float | None
    satisfied: float
    participants: float
    events: int
    left_out: int


def find_year(membership: Membership) -> int | None:
    """Find the year from which a membership is known; None where no date is written."""
    digits = (membership.start or membership.date)[:_YEAR_DIGITS]
    return int(digits) if digits.isdecimal() else None


def list_memberships(network: Network) -> tuple[Membership, ...]:
    """List the memberships of its SPRO that were known on its day, those that ended too."""
    return tuple(
        one
        for one in network.directory.memberships
        if one.spro in network.spro
        and find_first_day(one.start or one.date) <= find_last_day(network.day)
    )


def compute_members(network: Network) -> pd.DataFrame:
    """Count the members of each réseau, year after year, until the day of the network.

    Returns
    -------
    DataFrame
        ``year``, ``reseau`` (code), ``members`` (structures whose membership has begun and
        has not ended, whatever the role) and ``confirmed`` (those of them that a paper of that
        year or of a later one still names). Years from the first membership that is known;
        réseaux in the order of their file, those without a member left out.
    """
    spans = []
    for one in list_memberships(network):
        first = find_year(one)
        structure = network.directory.structures.get(one.structure)
        if first is None or structure is None:
            continue
        end = one.end[:_YEAR_DIGITS]
        seen = one.date[:_YEAR_DIGITS]
        spans.append(
            (
                structure.reseau, one.structure, first, int(end) if end else None,
                int(seen) if seen else first,
            )
        )  # fmt: skip
    rows = []
    last = int(network.day[:_YEAR_DIGITS]) if network.day else 0
    for year in range(min((span[2] for span in spans), default=last + 1), last + 1):
        for reseau in network.directory.reseaux:
            held = [
                span
                for span in spans
                if span[0] == reseau and span[2] <= year and (span[3] is None or year <= span[3])
            ]
            members = {span[1] for span in held}
            confirmed = {span[1] for span in held if year <= max(span[4], span[3] or 0)}
            if members:
                rows.append((year, reseau, len(members), len(confirmed)))
    return pd.DataFrame(rows, columns=["year", "reseau", "members", "confirmed"])


def compute_entries(network: Network) -> pd.DataFrame:
    """Count those who joined by an *avenant*: ``year``, ``reseau``, ``entries``."""
    found: dict[tuple[int, str], set[tuple[str, str]]] = {}
    for one in list_memberships(network):
        year = find_year(one)
        structure = network.directory.structures.get(one.structure)
        if one.act == AMENDMENT and year is not None and structure is not None:
            found.setdefault((year, structure.reseau), set()).add((one.spro, one.structure))
    order = list(network.directory.reseaux)
    rows = [
        (year, reseau, len(entries))
        for (year, reseau), entries in sorted(
            found.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
        )
    ]
    return pd.DataFrame(rows, columns=["year", "reseau", "entries"])


def count_participants(events: Sequence[Event]) -> int:
    """Sum the participants of the events of which the number is known."""
    return sum(event.participants or 0 for event in events)


def compute_satisfaction(events: Iterable[Event]) -> Satisfaction:
    """Weigh the satisfaction of events by their participants: a ratio of sums.

    An event counts where it took place and both numbers are known.
    """
    satisfied = participants = 0.0
    counted = left_out = 0
    for event in events:
        if event.state != HELD or event.satisfaction is None:
            continue
        if not event.participants:
            left_out += 1
            continue
        counted += 1
        participants += event.participants
        satisfied += event.participants * event.satisfaction / 100
    value = 100 * satisfied / participants if participants else None
    return Satisfaction(value, satisfied, participants, counted, left_out)
