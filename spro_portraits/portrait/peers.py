"""The territories that a territory is ranked among, with their figures.

Not done here: drawing, words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar, cast

import pandas as pd

from spro_portraits.indicators import (
    Order,
    Profiles,
    Result,
    Standing,
    compute_results,
    order_results,
    profile_results,
)
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory, list_peers

_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Peers:
    """Territories of one level, the subject among them.

    Attributes
    ----------
    territories : mapping
        Key (``level-code``) → territory, in the order of their codes; empty where the
        territory has no peers.
    results : mapping
        Indicator → key of a territory → result with its reliability.
    standings : mapping
        Indicator → rank of the subject, where it is sound.
    likeness : Series
        Distance of each other territory, the most alike first; index their keys.
    """

    territories: Mapping[str, Territory]
    results: Mapping[str, Mapping[str, Result]]
    standings: Mapping[str, Standing]
    likeness: pd.Series
    _kept: dict[tuple[object, ...], object] = field(default_factory=dict, repr=False, compare=False)

    def keep(self, key: tuple[object, ...], make: Callable[[], _Kept]) -> _Kept:
        """Make a thing once for all territories that are peers of each other.

        Only for what the figures of all peers and the key decide, whichever the subject is;
        the key begins with the name of the module.
        """
        if key not in self._kept:
            self._kept[key] = make()
        return cast("_Kept", self._kept[key])


@dataclass(frozen=True)
class _Circle:
    """What peers have in common, whichever of them is the subject."""

    territories: Mapping[str, Territory]
    results: Mapping[str, Mapping[str, Result]]
    orders: Mapping[str, Order]
    profiles: Profiles
    kept: dict[tuple[object, ...], object] = field(default_factory=dict)


def build_peers(edition: Edition, territory: Territory) -> Peers:
    """Compute the figures of all peers of a territory, and its rank on each."""
    places = tuple(list_peers(edition, territory))
    if not places:
        empty: Mapping[str, Any] = MappingProxyType({})
        return Peers(empty, empty, empty, pd.Series(dtype=float, name="distance"))
    if territory.level == "commune":
        # A small commune has peers of its own: itself and the large ones.
        circle = _gather(edition, places)
    else:
        circle = edition.keep((__name__, places), lambda: _gather(edition, places))
    standings = {
        indicator: standing
        for indicator, order in circle.orders.items()
        for standing in [order.find_standing(territory.key)]
        if standing is not None
    }
    likeness = circle.profiles.measure_from(territory.key)
    return Peers(circle.territories, circle.results, standings, likeness, circle.kept)


def _gather(edition: Edition, places: tuple[Territory, ...]) -> _Circle:
    territories = {place.key: place for place in places}
    keys = tuple(territories)
    computed = compute_results(edition, places)
    results = {
        indicator: dict(zip(keys, values, strict=True)) for indicator, values in computed.items()
    }
    orders = {indicator: order_results(values) for indicator, values in results.items()}
    return _Circle(territories, results, orders, profile_results(computed, keys))
