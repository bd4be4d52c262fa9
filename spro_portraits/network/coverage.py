"""Whom the network reaches: nearest structure of each commune, people within and beyond.

Distances are upper bounds near the border of the region: the structures of its neighbours are
not in the directory. They are upper bounds too where a structure has no position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from spro_portraits.network.model import Member, Network

THRESHOLDS = (10.0, 20.0, 30.0)
"""Kilometres beyond which people are counted as far, unless told."""

REACH_COLUMNS = (
    "communes_within", "communes_beyond", "communes_unknown", "communes_open",
    "within", "beyond", "unknown", "open", "total", "absent",
    "share_within", "share_beyond", "share_unknown",
)  # fmt: skip
"""Columns of :func:`compute_reach`."""


@dataclass(frozen=True, slots=True)
class Group:
    """Structures of which one is enough: those of a réseau, or those that receive a public.

    Attributes
    ----------
    kind : str
        ``reseau`` or ``public``.
    code, name : str
        Of the réseau or of the public.
    structures : tuple of str
        Codes, sorted; empty where the directory knows none.
    """

    kind: Literal["reseau", "public"]
    code: str
    name: str
    structures: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its part in a published key: ``mission_locale``, ``public_jeunes``."""
        return self.code if self.kind == "reseau" else f"{self.kind}_{self.code}"


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """The nearest structure of each commune, for one group.

    Attributes
    ----------
    group : Group
    unit : str
        ``km`` (great circle) or ``min`` (a table of travel times).
    nearest : DataFrame
        Index commune code; ``value`` (float, NaN where none is known), ``structure`` (code,
        empty where none) and ``missing``: structures of the group whose distance from this
        commune is not known, so that the value is an upper bound.
    unplaced : tuple of str
        Structures of the group that are at a known distance from no commune.
    """

    group: Group
    unit: Literal["km", "min"]
    nearest: pd.DataFrame
    unplaced: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether at least one structure of the group could be measured to."""
        return len(self.unplaced) < len(self.group.structures)


def list_groups(network: Network, members: Iterable[Member] | None = None) -> tuple[Group, ...]:
    """List the réseaux of the directory, then its publics, in the order of their files.

    Parameters
    ----------
    network : Network
        Its directory names the groups; those without a structure are there too.
    members : iterable of Member, optional
        Structures that count, those of the network by default. People go to the nearest
        structure, be it in another SPRO: give the members of the whole region.
    """
    directory = network.directory
    listed = network.members if members is None else tuple(members)
    reseaux = [
        Group("reseau", code, one.name, _list_codes(m for m in listed if m.reseau.code == code))
        for code, one in directory.reseaux.items()
    ]
    publics = [
        Group("public", code, one.name, _list_codes(m for m in listed if code in m.publics))
        for code, one in directory.publics.items()
    ]
    return (*reseaux, *publics)


def _list_codes(members: Iterable[Member]) -> tuple[str, ...]:
    return tuple(sorted({member.structure.code for member in members}))


def compute_coverage(
    group: Group, distances: pd.DataFrame, unit: Literal["km", "min"] = "km"
) -> Coverage:
    """Find the nearest structure of each commune; the first code where two are as near.

    Parameters
    ----------
    distances : DataFrame
        Communes × structures (of :func:`~.distance.compute_distances` or
        :func:`~.distance.compute_times`); a structure that is not in it is unplaced.
    """
    table = distances.reindex(columns=list(group.structures))
    values = table.to_numpy(dtype=float)
    missing = np.isnan(values)
    if values.shape[1]:
        filled = np.where(missing, np.inf, values)
        rank = filled.argmin(axis=1)
        least = filled[np.arange(len(filled)), rank]
    else:
        rank, least = np.zeros(len(values), dtype=int), np.full(len(values), np.inf)
    found = np.isfinite(least)
    names = np.array([*group.structures, ""], dtype=object)
    nearest = pd.DataFrame(
        {
            "value": np.where(found, least, np.nan),
            "structure": names[np.where(found, rank, -1)],
            "missing": missing.sum(axis=1),
        },
        index=distances.index,
    )
    lost = missing.all(axis=0)
    unplaced = tuple(code for code, is_lost in zip(group.structures, lost, strict=True) if is_lost)
    return Coverage(group, unit, nearest, unplaced)


def compute_reach(
    coverage: Coverage, weights: pd.Series[float], thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """Count people within and beyond thresholds: sums over the communes, ratios of sums.

    Parameters
    ----------
    weights : Series of float
        People by commune: inhabitants, unemployed …; must add up. A rate does not.
    thresholds : sequence of float
        In the unit of the coverage; a commune at exactly the threshold is within.

    Returns
    -------
    DataFrame
        Index ``threshold``; columns :data:`REACH_COLUMNS`. ``within``, ``beyond`` and
        ``unknown`` (no distance) add up to ``total``. ``open`` counts those beyond or unknown
        who may be within in truth, since some distance of their commune is missing.
        ``absent`` communes have no weight: the sums that they enter are NaN, as are the
        shares (0–100), which are NaN too where there is nobody.
    """
    nearest = coverage.nearest
    people = weights.reindex(nearest.index).to_numpy(dtype=float)
    value = nearest["value"].to_numpy(dtype=float)
    unknown = np.isnan(value)
    total = float(people.sum())
    rows = []
    for threshold in thresholds:
        within = ~unknown & (value <= threshold)
        beyond = ~unknown & ~within
        still_open = ~within & (nearest["missing"].to_numpy() > 0)
        classes = (within, beyond, unknown, still_open)
        sums = [float(people[chosen].sum()) for chosen in classes]
        shares = [100 * one / total if total > 0 else np.nan for one in sums[:3]]
        counts = [int(chosen.sum()) for chosen in classes]
        rows.append([*counts, *sums, total, int(np.isnan(people).sum()), *shares])
    index = pd.Index([float(t) for t in thresholds], name="threshold")
    return pd.DataFrame(rows, index=index, columns=list(REACH_COLUMNS))


def list_beyond(coverage: Coverage, weights: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """List the communes beyond a threshold, the most peopled first, then by code.

    Parameters
    ----------
    weights : DataFrame
        By commune, the first column orders; others (a rate that does not add up, too) stand
        beside, NaN where they are absent.

    Returns
    -------
    DataFrame
        Index commune code; columns of ``nearest``, then those of ``weights``. Communes of
        unknown distance are not in it.
    """
    beyond = coverage.nearest[coverage.nearest["value"] > threshold]
    joined = beyond.join(weights)
    joined = joined.sort_index(kind="stable")
    return joined.sort_values(weights.columns[0], ascending=False, kind="stable")


def compute_missing(
    networks: Mapping[str, Network], by: Literal["reseau", "family"] = "reseau"
) -> pd.DataFrame:
    """Count the structures of each réseau, or family of réseaux, in each territory.

    Parameters
    ----------
    networks : mapping
        Territory (code of SPRO) → its network; all of one directory.

    Returns
    -------
    DataFrame
        Index territory; one column a réseau (code) or a family, in the order of the file of
        réseaux; a zero is what is missing.
    """
    directories = [network.directory for network in networks.values()]
    reseaux = list(directories[0].reseaux.values()) if directories else []
    columns = list(dict.fromkeys(r.family if by == "family" else r.code for r in reseaux))
    rows = []
    for network in networks.values():
        held = [m.reseau.family if by == "family" else m.reseau.code for m in network.members]
        rows.append([held.count(column) for column in columns])
    index = pd.Index(list(networks), name="territory", dtype="str")
    return pd.DataFrame(rows, index=index, columns=columns, dtype=int)
