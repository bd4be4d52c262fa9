"""Make a territory of the communes that it is made of: one, those of a zone, or any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from spro_portraits.tables import Edition
from spro_portraits.territory.coverings import WEIGHTS
from spro_portraits.territory.model import ZONE_LEVELS, Territory
from spro_portraits.wording.places import explain_district


def make_commune(edition: Edition, code: str) -> Territory:
    """Make the territory of a commune, or of a municipal district, that the edition holds."""
    return edition.keep((__name__, "commune", code), lambda: _gather_commune(edition, code))


def _gather_commune(edition: Edition, code: str) -> Territory:
    """Do as :func:`assemble_territory` for one commune: a region has thousands."""
    rows = edition.keep((__name__, "rows"), lambda: edition.places.to_dict("index"))
    sizes = edition.keep((__name__, "sizes"), edition.zones["communes"].to_dict)
    row = rows[code]
    # A district is a part of its commune, which may be a zone by itself; it is none.
    levels = () if edition.holds_districts((code,)) else ZONE_LEVELS
    alone = [(level, row[level]) for level in levels if sizes.get((level, row[level])) == 1]
    return Territory(
        level="commune", code=code, name=str(row["name"]), communes=(code,), total=1,
        departements=_list_known(row["departement"]), regions=_list_known(row["region"]),
        same_as=(("commune", code), *((level, str(zone)) for level, zone in alone)),
        bassins=tuple(str(zone) for level, zone in alone if level == "bassin"),
        notes=_write_notes(edition, code),
    )  # fmt: skip


def _write_notes(edition: Edition, code: str) -> tuple[str, ...]:
    if not edition.holds_districts((code,)):
        return ()
    owner = edition.districts["commune"][code]
    return (explain_district(str(edition.communes["name"][owner])),)


def _list_known(code: Any) -> tuple[str, ...]:
    return () if pd.isna(code) else (str(code),)


def make_zone(edition: Edition, level: str, code: str) -> Territory:
    """Make the territory of a zone of one of :data:`ZONE_LEVELS` that the edition holds."""
    return edition.keep((__name__, level, code), lambda: _gather_zone(edition, level, code))


def _gather_zone(edition: Edition, level: str, code: str) -> Territory:
    zones, key = edition.zones, (level, code)
    members = edition.communes.index[edition.communes[level] == code]
    return assemble_territory(
        edition, level, code, str(zones["name"][key]), members, int(zones["communes"][key])
    )


def assemble_territory(
    edition: Edition,
    level: str,
    code: str,
    name: str,
    members: Iterable[str],
    total: int,
    notes: Sequence[str] = (),
) -> Territory:
    """Make a territory of communes, or of municipal districts, that the edition holds.

    Parameters
    ----------
    level, code, name : str
    members : iterable of str
        Codes of its communes.
    total : int
        How many communes it has, with those that the edition does not hold.
    notes : sequence of str, optional
        Sentences that every product of it shows.
    """
    communes = tuple(sorted(members))
    frame = edition.places.loc[list(communes)]
    weights = edition.find_figures("commune", *WEIGHTS)["value"].reindex(frame.index).fillna(0)

    def by_weight(column: str) -> tuple[str, ...]:
        shares = weights.groupby(frame[column]).sum()
        return tuple(str(c) for c in shares.sort_values(ascending=False, kind="stable").index)

    # A perimeter of one commune has that commune's figures.
    same: list[tuple[str, str]] = [("commune", communes[0])] if total == 1 else []
    bassins: tuple[str, ...] = ()
    for zone_level in () if edition.holds_districts(communes) else ZONE_LEVELS:
        codes = pd.unique(frame[zone_level])
        inside = [c for c in codes if (zone_level, c) in edition.zones.index]
        if len(inside) < len(codes):
            continue
        sizes = [int(edition.zones["communes"][zone_level, c]) for c in inside]
        if sum(sizes) == len(communes):
            same += [(zone_level, str(codes[0]))] if len(codes) == 1 else []
            if zone_level == "bassin":
                bassins = tuple(sorted(map(str, codes)))
    return Territory(
        level=level, code=code, name=name, communes=communes, total=total,
        departements=by_weight("departement"), regions=by_weight("region"),
        same_as=tuple(same), bassins=bassins, notes=tuple(notes),
    )  # fmt: skip
