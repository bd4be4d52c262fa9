"""Places that a territory is compared with, and the place that an edition is about.

Not done here: finding territories (``search``), peers.
"""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.tables import Edition
from spro_portraits.tables.geography import FRANCE
from spro_portraits.territory.model import Reference, Territory
from spro_portraits.wording import join_words

_COUNTRY = Reference("france", "France", FRANCE, (FRANCE,), ((FRANCE, FRANCE),))


def find_references(edition: Edition, territory: Territory) -> tuple[Reference, ...]:
    """List the places a territory is compared with: département(s), region, France.

    Several départements are one place, their union; the region is the one where most of
    the population lives. Where the départements are all of that region (La Réunion is both),
    pages compare with the region alone.
    """
    zones = edition.zones
    labels = [str(zones["name"].get(("departement", c), c)) for c in territory.departements]
    region = territory.regions[0]
    is_region = _count(edition, "departement", territory.departements) == _count(
        edition, "region", (region,)
    )
    return (
        Reference(
            "departement",
            join_words(labels),
            "departement",
            territory.departements,
            tuple(("departement", c) for c in territory.departements if len(labels) == 1),
            is_territory=_covers(edition, territory, "departement", territory.departements),
            is_region=is_region,
        ),
        Reference(
            "region",
            str(zones["name"].get(("region", region), region)),
            "region",
            (region,),
            (("region", region),),
            is_territory=_covers(edition, territory, "region", (region,)),
        ),
        _COUNTRY,
    )


def find_whole(edition: Edition) -> Reference:
    """Give the place that an edition is about: its region, or France."""
    if edition.region == FRANCE:
        return _COUNTRY
    name = str(edition.zones["name"].get(("region", edition.region), edition.region))
    return Reference(
        "region",
        name,
        "region",
        (edition.region,),
        (("region", edition.region),),
        is_territory=True,
    )


def find_own_region(edition: Edition, territory: Territory) -> str:
    """Give the region of an edition; that of the territory where an edition is about France."""
    return territory.regions[0] if edition.region == FRANCE else edition.region


def _covers(edition: Edition, territory: Territory, level: str, codes: Sequence[str]) -> bool:
    """Whether a territory is the whole of the zones that it touches."""
    if edition.holds_districts(territory.communes):
        return False
    return _count(edition, level, codes) == territory.total


def _count(edition: Edition, level: str, codes: Sequence[str]) -> int:
    return sum(int(edition.zones["communes"][level, c]) for c in codes)


def build_peer(territory: Territory, peer: Territory) -> Reference:
    """Make a place of comparison of another territory."""
    return Reference(
        "peer",
        peer.name,
        "commune",
        peer.communes,
        peer.same_as,
        peer.bassins,
        is_territory=peer.communes == territory.communes,
    )
