"""Which zones of another zoning cover a territory, and by how much of its population."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

from spro_portraits.tables import Edition
from spro_portraits.territory.model import Covering, Territory

WEIGHTS = ("population", "2018")
"""Population by which shares are weighted: known for every commune of the edition."""


def find_coverings(edition: Edition, territory: Territory, level: str) -> list[Covering]:
    """Zones of another zoning that cover a territory, largest share of its population first.

    Where the population is not known (Mayotte, in the censuses of today's edition), the one zone
    that holds all communes is all of it; of several, no share is known, and none is given.
    """
    zoning = edition.keep((__name__, "zoning", level), lambda: _read_zoning(edition, level))
    own: dict[str, float] = {}
    for commune in territory.communes:
        code, population = zoning.communes[commune]
        own[code] = own.get(code, 0.0) + population
    total = sum(own.values())
    if not total:
        own = dict.fromkeys(own, 1.0) if len(own) == 1 else {}
        total = 1.0
    return [
        Covering(
            level=level,
            code=code,
            name=zoning.names.get(code, code),
            share=own[code] / total,
            zone_share=_share(own[code], zoning.whole[code])
            if code in zoning.complete
            else math.nan,
        )
        for code in sorted(own, key=lambda code: (-own[code], code))
        if code
    ]


def _share(part: float, whole: float) -> float:
    """Divide people by people: NaN where none are known."""
    return part / whole if whole else math.nan


@dataclass(frozen=True, slots=True)
class _Zoning:
    """A level of zones: what its communes and zones are, whatever is asked.

    Attributes
    ----------
    communes : mapping
        Code of each commune → code of its zone (maybe empty), population.
    whole : mapping
        Code of each zone → population of its communes that the edition holds.
    names : mapping
        Code → name, of the zones that the edition describes.
    complete : frozenset of str
        Zones of which the edition holds all communes.
    """

    communes: Mapping[str, tuple[str, float]]
    whole: Mapping[str, float]
    names: Mapping[str, str]
    complete: frozenset[str]


def _read_zoning(edition: Edition, level: str) -> _Zoning:
    weights = edition.find_figures("commune", *WEIGHTS)["value"]
    zones, places = edition.communes[level], edition.places[level]
    pairs = zip(places.tolist(), weights.reindex(places.index).fillna(0.0).tolist(), strict=True)
    described = edition.zones[edition.zones.index.get_level_values("level") == level]
    codes = [str(code) for code in described.index.get_level_values("code")]
    complete = (described["known"] == described["communes"]).tolist()
    return _Zoning(
        communes=dict(zip(places.index.tolist(), pairs, strict=True)),
        whole={str(code): float(people) for code, people in weights.groupby(zones).sum().items()},
        names=dict(zip(codes, map(str, described["name"]), strict=True)),
        complete=frozenset(compress(codes, complete)),
    )
