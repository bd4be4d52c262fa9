"""What is doubtful in the directory: findings, each with its file and its row.

A row that cannot be read at all is refused by :mod:`.load`. Nothing is mended here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import geopandas as gpd
from rapidfuzz import fuzz

from spro_portraits.network.cells import list_near
from spro_portraits.network.dates import find_first_day, find_last_day, shift_years
from spro_portraits.network.model import Directory, Fact, Structure
from spro_portraits.network.outside import measure_outside
from spro_portraits.network.select import find_coordinators, has_ended, list_active
from spro_portraits.network.spellings import list_spellings
from spro_portraits.territory.search import normalise
from spro_portraits.wording.network import write_problem

ERROR, WARNING = "erreur", "avertissement"

SEVERITIES = {
    "internal_field": ERROR,
    "unknown_commune": ERROR,
    "outside_commune": ERROR,
    "unknown_spro": ERROR,
    "same_identifier": ERROR,
    "same_membership": ERROR,
    "duplicate": WARNING,
    "two_spellings": WARNING,
    "no_coordinator": WARNING,
    "ended_convention": WARNING,
    "past_event": WARNING,
    "no_commune": WARNING,
    "unconfirmed": WARNING,
    "no_spro": WARNING,
}
"""Kinds of findings in the order in which they are told; an error alone fails a check."""

OUTLINE_TOLERANCE = 300.0
"""Metres a position may lie outside its commune: outlines are simplified, gates are at edges."""

YEARS_OF_TRUST = 2
"""Years after which a row that nobody has confirmed is told."""

_SAME_ADDRESS = 85.0
"""Likeness (0–100) from which two addresses with the same figures are one."""

_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)33[\s.]?(?:\(0\))?|0)[67](?:[\s.\-]?\d{2}){4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding.

    Attributes
    ----------
    kind : str
        Key of :data:`SEVERITIES`.
    severity : str
        ``erreur`` or ``avertissement``.
    file : str
        ``structures.csv`` …
    place : str
        The row: its code, or what tells it from the others.
    text : str
        The finding in a French sentence.
    """

    kind: str
    severity: str
    file: str
    place: str
    text: str


def check_directory(
    directory: Directory, communes: gpd.GeoDataFrame, spro: Collection[str], day: str
) -> tuple[Problem, ...]:
    """Find what a person should look at.

    Parameters
    ----------
    communes : GeoDataFrame
        Columns ``code, name, geometry`` (WGS 84): all the communes that exist.
    spro : collection of str
        Codes of the SPRO.
    day : str
        The day of the check.

    Returns
    -------
    tuple of Problem
        By kind in the order of :data:`SEVERITIES`, then file, then row.
    """
    found = [
        *_check_internal(directory),
        *_check_places(directory, communes),
        *_check_spro(directory, spro),
        *_check_doubles(directory),
        *_check_spellings(directory),
        *_check_time(directory, spro, day),
    ]
    ranks = {kind: rank for rank, kind in enumerate(SEVERITIES)}
    return tuple(sorted(found, key=lambda one: (ranks[one.kind], one.file, one.place, one.text)))


def _tell(kind: str, file: str, place: str, **facts: object) -> Problem:
    return Problem(kind, SEVERITIES[kind], file, place, write_problem(kind, **facts))


def _list_facts(directory: Directory) -> Iterator[tuple[str, str, Fact]]:
    """Every row with its file and what tells it from the others."""
    for reseau in directory.reseaux.values():
        yield "reseaux.csv", reseau.code, reseau
    for public in directory.publics.values():
        yield "publics.csv", public.code, public
    for structure in directory.structures.values():
        yield "structures.csv", structure.code, structure
    for one in directory.memberships:
        yield "memberships.csv", f"{one.spro} / {one.structure}", one
    for tool in directory.tools:
        yield "tools.csv", " / ".join(filter(None, (tool.spro, tool.kind, tool.name))), tool
    for event in directory.events:
        yield "events.csv", f"{event.spro} / {event.day} / {event.title}", event
    for initiative in directory.initiatives:
        yield "initiatives.csv", f"{initiative.spro} / {initiative.title}", initiative


def _check_internal(directory: Directory) -> Iterator[Problem]:
    """Find e-mail addresses and mobile numbers: these files are public."""
    for file, place, fact in _list_facts(directory):
        texts = []
        for value in (getattr(fact, field.name) for field in dataclasses.fields(fact)):
            texts += [value] if isinstance(value, str) else []
            texts += value if isinstance(value, tuple) else []
        if any("@" in text or _MOBILE.search(text) for text in texts):
            yield _tell("internal_field", file, place)


def _check_places(directory: Directory, communes: gpd.GeoDataFrame) -> Iterator[Problem]:
    known = communes.set_index("code")
    for structure in directory.structures.values():
        place = structure.code
        if not structure.commune:
            yield _tell("no_commune", "structures.csv", place)
        elif structure.commune not in known.index:
            yield _tell("unknown_commune", "structures.csv", place, code=structure.commune)
        else:
            commune = known.loc[structure.commune]
            metres = measure_outside(commune["geometry"], structure.latitude, structure.longitude)
            if metres > OUTLINE_TOLERANCE:
                yield _tell(
                    "outside_commune", "structures.csv", place, metres=metres,
                    commune=str(commune["name"]),
                )  # fmt: skip


def _check_spro(directory: Directory, spro: Collection[str]) -> Iterator[Problem]:
    for file, place, fact in _list_facts(directory):
        code = getattr(fact, "spro", "")
        if code and code not in spro:
            near = list_near(code, dict.fromkeys(spro, ""))
            yield _tell("unknown_spro", file, place, code=code, near=near)
    member_of = {one.structure for one in directory.memberships}
    for structure in directory.structures.values():
        if structure.code not in member_of:
            yield _tell("no_spro", "structures.csv", structure.code)


def _check_doubles(directory: Directory) -> Iterator[Problem]:
    groups: dict[tuple[str, str], list[Structure]] = {}
    owners: dict[str, str] = {}
    for structure in directory.structures.values():
        if structure.commune:
            groups.setdefault((structure.reseau, structure.commune), []).append(structure)
        for identifier in structure.identifiers:
            owner = owners.setdefault(identifier, structure.code)
            if owner != structure.code:
                yield _tell(
                    "same_identifier", "structures.csv", structure.code, other=owner,
                    identifier=identifier,
                )  # fmt: skip
    for structures in groups.values():
        for one, other in combinations(structures, 2):
            if _are_same(one, other):
                yield _tell("duplicate", "structures.csv", other.code, other=one.code)
    seen: set[tuple[str, ...]] = set()
    for row in directory.memberships:
        key = (row.spro, row.structure, row.role, row.start)
        if key in seen:
            place = f"{row.spro} / {row.structure}"
            yield _tell("same_membership", "memberships.csv", place)
        seen.add(key)


def _are_same(one: Structure, other: Structure) -> bool:
    """Whether two structures of one réseau and commune share their telephone or address."""
    if one.phone and one.phone == other.phone:
        return True
    first, second = normalise(one.address), normalise(other.address)
    if not first or not second or re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    return fuzz.token_sort_ratio(first, second) >= _SAME_ADDRESS


def _check_spellings(directory: Directory) -> Iterator[Problem]:
    for spelling in list_spellings(directory):
        yield _tell(
            "two_spellings", spelling.file, " / ".join(spelling.places),
            spellings=list(spelling.texts),
        )  # fmt: skip


def _check_time(directory: Directory, spro: Collection[str], day: str) -> Iterator[Problem]:
    for code in spro:
        coordinators = find_coordinators(directory, code, day)
        if not coordinators.current:
            yield _tell(
                "no_coordinator", "memberships.csv", code, day=day,
                names=[structure.name for structure in coordinators.last],
                last=coordinators.school_year,
            )  # fmt: skip
    held = {(one.spro, one.structure) for one in list_active(directory.memberships, day)}
    for one in directory.memberships:
        if has_ended(one, day) and (one.spro, one.structure) not in held:
            place = f"{one.spro} / {one.structure}"
            yield _tell("ended_convention", "memberships.csv", place, end=one.end)
    for event in directory.events:
        if event.state == "prevu" and find_last_day(event.day) < find_first_day(day):
            place = f"{event.spro} / {event.day} / {event.title}"
            yield _tell("past_event", "events.csv", place, day=event.day)
    limit = shift_years(find_first_day(day), -YEARS_OF_TRUST)
    for file, place, fact in _list_facts(directory):
        if file not in _HISTORY and find_last_day(fact.date) < limit:
            yield _tell("unconfirmed", file, place, date=fact.date)


_HISTORY = frozenset({"events.csv", "initiatives.csv"})
"""Files of what has been: nobody has to confirm it again."""


def count_kinds(problems: Sequence[Problem]) -> dict[str, int]:
    """Count findings by kind, in the order of :data:`SEVERITIES`; zeros are left out."""
    counts = {kind: sum(one.kind == kind for one in problems) for kind in SEVERITIES}
    return {kind: count for kind, count in counts.items() if count}
