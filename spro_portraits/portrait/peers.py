"""The territories that a territory is ranked among, with their figures.

Not done here: drawing, words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from spro_portraits.indicators import (
    Result,
    Standing,
    compute_likeness,
    compute_results,
    compute_standing,
)
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory, list_peers


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


def build_peers(edition: Edition, territory: Territory) -> Peers:
    """Compute the figures of all peers of a territory, and its rank on each."""
    territories = {peer.key: peer for peer in list_peers(edition, territory)}
    keys = tuple(territories)
    if not keys:
        empty: Mapping[str, Any] = MappingProxyType({})
        return Peers(empty, empty, empty, pd.Series(dtype=float, name="distance"))
    computed = compute_results(edition, tuple(territories.values()))
    results = {
        indicator: dict(zip(keys, values, strict=True)) for indicator, values in computed.items()
    }
    standings = {
        indicator: standing
        for indicator, values in results.items()
        for standing in [compute_standing(values, territory.key)]
        if standing is not None
    }
    return Peers(territories, results, standings, compute_likeness(computed, keys, territory.key))
