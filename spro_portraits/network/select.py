"""Who makes the network of a territory on a day, and who coordinates a SPRO."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from spro_portraits.network.dates import find_first_day, find_last_day, find_school_year
from spro_portraits.network.model import (
    ROLES,
    Directory,
    Member,
    Membership,
    Network,
    Structure,
)
from spro_portraits.territory import Territory
from spro_portraits.territory.search import normalise

_COORDINATOR, _MEMBER, _RESOURCE, _PRESENT = ROLES


@dataclass(frozen=True, slots=True)
class Coordinators:
    """Who coordinates a SPRO on a day, and who did when it was last known.

    Attributes
    ----------
    current : tuple of Structure
        Those of the school year of the day; empty where none is known.
    last : tuple of Structure
        Those of the last school year of which any is known, that of the day included.
    school_year : str
        Of ``last``: ``2015-2016``; empty where none was ever known.
    """

    current: tuple[Structure, ...]
    last: tuple[Structure, ...]
    school_year: str


def list_active(memberships: Iterable[Membership], day: str) -> tuple[Membership, ...]:
    """List the memberships that hold on a day; one whose start is not known has begun."""
    return tuple(one for one in memberships if _has_begun(one, day) and not has_ended(one, day))


def has_ended(membership: Membership, day: str) -> bool:
    """Whether a membership has an end and the day comes after it."""
    return bool(membership.end) and find_last_day(membership.end) < find_first_day(day)


def _has_begun(membership: Membership, day: str) -> bool:
    return not membership.start or find_first_day(membership.start) <= find_last_day(day)


def find_term(membership: Membership) -> str:
    """Find the school year for which a coordinator was named: of its start, else of its date."""
    return find_school_year(membership.start or membership.date)


def find_coordinators(directory: Directory, spro: str, day: str) -> Coordinators:
    """Find who coordinates a SPRO: named for one school year, not beyond."""
    now = find_school_year(day)
    named: dict[str, list[Structure]] = {}
    for one in directory.memberships:
        term = find_term(one)
        if one.spro == spro and one.role == _COORDINATOR and term <= now:
            if term == now and has_ended(one, day):
                continue
            structure = directory.structures[one.structure]
            if structure not in named.setdefault(term, []):
                named[term].append(structure)
    last = max(named, default="")
    return Coordinators(tuple(named.get(now, ())), tuple(named.get(last, ())), last)


def find_network(
    directory: Directory,
    territory: Territory,
    spro_territories: Iterable[Territory],
    communes_geo: gpd.GeoDataFrame,
    day: str = "",
) -> Network:
    """Find the network of a territory.

    A SPRO holds the structures that have a membership in it and those that stand in its
    communes. Another territory holds those that stand in its communes, and those of unknown
    commune that have a membership in a SPRO that lies wholly in it.

    Parameters
    ----------
    spro_territories : iterable of Territory
        All SPRO, to know which lie in the territory and which touch it.
    communes_geo : GeoDataFrame
        Columns ``code, geometry``, WGS 84.
    day : str
        The day described; the last date of the directory by default.
    """
    day = day or directory.last_date
    here = set(territory.communes)
    all_spro = list(spro_territories)
    if territory.level == "spro":
        inside = touching = {territory.code}
    else:
        inside = {s.code for s in all_spro if s.communes and here.issuperset(s.communes)}
        touching = {s.code for s in all_spro if not here.isdisjoint(s.communes)}
    active = list_active(directory.memberships, day)
    held: dict[str, list[Membership]] = {}
    for one in active:
        if one.spro in touching:
            held.setdefault(one.structure, []).append(one)
    kept = [
        structure
        for structure in directory.structures.values()
        if structure.commune in here
        or (
            (territory.level == "spro" or not structure.commune)
            and any(one.spro in inside for one in held.get(structure.code, ()))
        )
    ]
    middles = _find_middles(communes_geo, {structure.commune for structure in kept})
    members = [
        _build_member(directory, structure, tuple(held.get(structure.code, ())), day, middles)
        for structure in kept
    ]
    return Network(
        level=territory.level,
        code=territory.code,
        day=day,
        spro=tuple(s.code for s in all_spro if s.code in inside),
        members=_sort_members(directory, members),
        tools=tuple(one for one in directory.tools if not one.spro or one.spro in inside),
        events=tuple(one for one in directory.events if one.spro in inside),
        initiatives=tuple(one for one in directory.initiatives if one.spro in inside),
        directory=directory,
    )


def find_publics(directory: Directory, structure: Structure) -> tuple[str, ...]:
    """Find whom a structure receives: its own publics, else those of its réseau."""
    return structure.publics or directory.reseaux[structure.reseau].publics


def _find_middles(
    communes_geo: gpd.GeoDataFrame, codes: set[str]
) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of a point inside each commune that has an outline."""
    wanted = communes_geo[communes_geo["code"].isin(codes)]
    wanted = wanted[wanted.geometry.notna() & ~wanted.geometry.is_empty]
    points = wanted.geometry.representative_point()
    return {
        str(code): (point.y, point.x) for code, point in zip(wanted["code"], points, strict=True)
    }


def _build_member(
    directory: Directory,
    structure: Structure,
    memberships: tuple[Membership, ...],
    day: str,
    middles: dict[str, tuple[float, float]],
) -> Member:
    reseau = directory.reseaux[structure.reseau]
    latitude, longitude = structure.latitude, structure.longitude
    precision = "adresse"
    if math.isnan(latitude):
        latitude, longitude = middles.get(structure.commune, (np.nan, np.nan))
        precision = "" if math.isnan(latitude) else "commune"
    return Member(
        structure=structure,
        reseau=reseau,
        role=find_role(memberships, day),
        memberships=memberships,
        publics=find_publics(directory, structure),
        services=structure.services or reseau.services,
        publics_assumed=not structure.publics,
        latitude=latitude,
        longitude=longitude,
        precision=precision,
    )


def find_role(memberships: Iterable[Membership], day: str) -> str:
    """Find the innermost role of a structure on a day, by the memberships that hold.

    A coordinator whose school year is over is a member: it left no network by that.
    """
    roles = {
        _MEMBER if one.role == _COORDINATOR and find_term(one) != find_school_year(day)
        else one.role
        for one in memberships
    }  # fmt: skip
    return next((role for role in ROLES if role in roles), _PRESENT)


def _sort_members(directory: Directory, members: Iterable[Member]) -> tuple[Member, ...]:
    ranks = {code: rank for rank, code in enumerate(directory.reseaux)}

    def order(member: Member) -> tuple[int, int, str, str]:
        structure = member.structure
        role = ROLES.index(member.role)
        return ranks[structure.reseau], role, normalise(structure.name), structure.code

    return tuple(sorted(members, key=order))
