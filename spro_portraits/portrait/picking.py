"""What the map of the explorer offers to pick: the territories of one level, near enough.

A region is shown whole; of France, one département at a time.
"""

from __future__ import annotations

import numpy as np

from spro_portraits.maps import PickGround, draw_pick_ground, read_land
from spro_portraits.portrait.ground import find_communes, find_departements, find_towns
from spro_portraits.tables import Edition
from spro_portraits.tables.geography import FRANCE
from spro_portraits.territory import list_territories
from spro_portraits.territory.coverings import WEIGHTS
from spro_portraits.wording import typeset


def list_pick_parts(edition: Edition) -> list[tuple[str, str]]:
    """List the départements of which one is shown at a time, ``(name, code)``; none of a region."""
    if edition.region != FRANCE:
        return []
    land = find_departements(edition)
    found = zip(land.names, land.codes, strict=True)
    return sorted(((typeset(f"{name} ({code})"), code) for name, code in found), key=lambda p: p[1])


def build_pick_ground(edition: Edition, level: str, departement: str = "") -> PickGround:
    """Draw the territories of a level, to be picked.

    Parameters
    ----------
    level : str
        Any but ``perso``.
    departement : str
        Code; where given, the territories that have a commune there, whole.
    """
    key = (__name__, level, departement)
    return edition.keep(key, lambda: _build(edition, level, departement))


def _build(edition: Edition, level: str, departement: str) -> PickGround:
    groups: list[tuple[str, str, tuple[str, ...]]]
    if level == "commune":
        names = edition.own_communes["name"].items()
        groups = [(str(code), typeset(str(name)), (str(code),)) for code, name in names]
    else:
        listed = list_territories(edition, level)
        groups = [(one.code, typeset(one.name), one.communes) for one in listed]
    if departement:
        there = edition.communes["departement"] == departement
        near = set(edition.communes.index[there])
        groups = [group for group in groups if near.intersection(group[2])]
    codes = sorted({code for _, _, members in groups for code in members})
    if departement:
        # The land of all France takes seconds to read; a département, none.
        shapes = edition.shapes
        communes = read_land(shapes[shapes["code"].isin(codes)].sort_values("code"), check=True)
    else:
        communes = find_communes(edition, codes)
    land = find_departements(edition)
    if departement:
        owners = set(edition.communes["departement"].reindex(codes).dropna())
        land = land.take([rank for rank, code in enumerate(land.codes) if code in owners])
    towns = None
    if level == "commune":
        people = edition.find_figures("commune", *WEIGHTS)["value"].reindex(list(communes.codes))
        towns = find_towns(edition, communes.codes, np.nan_to_num(people.to_numpy(dtype=float)))
    return draw_pick_ground(communes, groups, land, towns)
