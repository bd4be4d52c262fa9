"""Bring commune tables of any year to the geography of the edition.

Communes merge, and some are restored. What merged is summed; what was shared out is
refused unless a key is given; what could not be placed is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from spro_portraits.errors import SourceError

MUNICIPAL_DISTRICTS = {"751": "75056", "132": "13055", "6938": "69123"}
"""First figures of the codes of municipal districts (Paris, Marseille, Lyon) and their commune."""

OVERSEAS = "97"
"""First figures of the codes of départements and communes overseas, whose départements have three.
"""

FRANCE = "france"
"""Stands for the code of a region where an edition holds the communes of all of them."""

Keys = Mapping[str, Mapping[str, float]]
"""Shares by which a commune that was shared out is split: old code → {new code: share}."""


def find_departement(commune: str) -> str:
    """Read the département in a commune code: two characters, three overseas."""
    return commune[:3] if commune.startswith(OVERSEAS) else commune[:2]


def is_inside(regions: pd.Series, region: str) -> pd.Series:
    """Whether each place is of the region that an edition is about, or of :data:`FRANCE`."""
    return regions.notna() if region == FRANCE else regions == region


def find_whole_commune(code: str) -> str:
    """Replace the code of a municipal district by its commune's; others stay."""
    for prefix, commune in MUNICIPAL_DISTRICTS.items():
        if code.startswith(prefix) and code != commune:
            return commune
    return code


def is_district(codes: pd.Series) -> pd.Series:
    """Whether each code is that of a municipal district of Paris, Lyon or Marseille."""
    return codes.map(find_whole_commune) != codes


@dataclass(frozen=True)
class Passage:
    """Who became what, from any 1 January since 1943 to the geography of the edition.

    Attributes
    ----------
    communes : Index
        Codes of the edition's geography.
    movements : DataFrame
        Columns ``date`` (ISO text), ``old``, ``new``: changes from commune to commune.
    """

    communes: pd.Index
    movements: pd.DataFrame
    _paths: dict[int, dict[str, frozenset[str]]] = field(default_factory=dict, repr=False)
    _ancestors: dict[int, dict[str, frozenset[str]]] = field(default_factory=dict, repr=False)

    @cached_property
    def _by_date(self) -> dict[str, dict[str, set[str]]]:
        edges: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        columns = self.movements[["date", "old", "new"]]
        for date, old, new in columns.itertuples(index=False, name=None):
            edges[date][old].add(new)
        return {date: dict(edges[date]) for date in sorted(edges)}

    def find_successors(self, year: int) -> dict[str, frozenset[str]]:
        """Follow every commune of 1 January ``year`` that changed since.

        Returns
        -------
        dict
            Old code → codes of today; more than one where it was shared out. A code
            that is not in the dictionary did not change.
        """
        if year not in self._paths:
            start = f"{year}-01-01"
            paths: dict[str, frozenset[str]] = {}
            # Backwards: what a code became at a date is known once later dates are.
            for date in reversed(self._by_date):
                if date <= start:
                    break
                step = {
                    old: frozenset().union(*(paths.get(new, frozenset({new})) for new in news))
                    for old, news in self._by_date[date].items()
                }
                paths.update(step)
            self._paths[year] = paths
        return self._paths[year]

    def find_ancestors(self, year: int) -> dict[str, frozenset[str]]:
        """List, for each commune of today, the communes of 1 January ``year`` that it holds.

        Returns
        -------
        dict
            New code → old codes, itself alone where nothing changed.
        """
        if year not in self._ancestors:
            self._ancestors[year] = self._trace_ancestors(year)
        return self._ancestors[year]

    def _trace_ancestors(self, year: int) -> dict[str, frozenset[str]]:
        # commune of the past → of today
        owners = {code: {code} for code in self.communes.tolist()}
        start = f"{year}-01-01"
        for date in reversed(self._by_date):
            if date <= start:
                break
            sources: dict[str, set[str]] = defaultdict(set)
            for old, news in self._by_date[date].items():
                for new in news:
                    sources[new].add(old)
            changed = {new: owners.pop(new) for new in sources if new in owners}
            for new, codes in changed.items():
                for old in sources[new]:
                    owners.setdefault(old, set()).update(codes)
        ancestors: dict[str, set[str]] = defaultdict(set)
        for old, codes in owners.items():
            for code in codes:
                ancestors[code].add(old)
        return {code: frozenset(olds) for code, olds in ancestors.items()}


@dataclass(frozen=True, slots=True)
class Placement:
    """A table brought to the geography of the edition, and what it cost.

    Attributes
    ----------
    frame : DataFrame
        The long table, communes of the edition's geography.
    merged : int
        Communes of today that are the sum of several.
    unplaced : tuple of str
        Codes of the file that are no commune of its geography year or of today.
    refused : tuple of str
        Codes that were shared out since and for which no key was given.
    incomplete : int
        Values left absent because a part of the commune of today is not in the file.
    shared : tuple of str
        Communes of today that hold a part of those: they have no value of this table.
    """

    frame: pd.DataFrame
    merged: int
    unplaced: tuple[str, ...]
    refused: tuple[str, ...]
    incomplete: int
    shared: tuple[str, ...] = ()


def bring_to_edition(
    frame: pd.DataFrame,
    passage: Passage,
    year: int,
    *,
    additive: bool,
    keys: Keys | None = None,
) -> Placement:
    """Bring a long commune table from the geography of ``year`` to the edition's.

    Not done: estimating. A sum of which one part is absent is absent; a rate or a
    median of a commune that merged is absent, because it cannot be recomputed.

    Parameters
    ----------
    frame : DataFrame
        Columns ``code, variable, period, value, reason``.
    year : int
        The file's communes are those of 1 January of this year.
    additive : bool
        Whether values may be summed (counts) or not (rates, medians).
    keys : mapping, optional
        Shares for communes that were shared out.

    Raises
    ------
    SourceError
        ``failed_check`` when the shares of a key do not add up to 1, or go to what is no
        commune of today.
    """
    keys = keys or {}
    successors = passage.find_successors(year)
    today = set(passage.communes.tolist())
    links, unplaced, refused = [], [], []
    shared: set[str] = set()
    for old in frame["code"].unique().tolist():
        news = successors.get(old, frozenset({old})) & today
        if old in keys:
            _check_key(old, keys[old], today)
            links += [(old, new, share) for new, share in keys[old].items()]
        elif len(news) == 1:
            links.append((old, next(iter(news)), 1.0))
        elif not news:
            unplaced.append(old)
        else:
            refused.append(old)
            shared |= news
    link = pd.DataFrame(links, columns=["code", "new", "share"])
    expected = _count_parts(passage.find_ancestors(year), keys)

    placed = frame.merge(link, on="code", how="inner")
    # A share of a count is a count; a rate of a part is not the rate of the whole.
    placed["part"] = placed["value"] * (placed["share"] if additive else 1.0)
    placed["cut"] = (placed["share"] != 1) & (not additive)
    placed["absent"] = placed["value"].isna()
    result = (
        placed.groupby(["new", "variable", "period"], sort=True)
        .agg(
            value=("part", "sum"),
            absent=("absent", "any"),
            parts=("code", "nunique"),
            cut=("cut", "any"),
            reason=("reason", "max"),
        )
        .reset_index()
    )
    result["value"] = result["value"].mask(result["absent"])
    result = result.merge(expected, left_on="new", right_index=True, how="left")
    merged = result["expected"] > 1
    lacking = (result["parts"] < result["expected"]) | (merged & (not additive)) | result["cut"]
    lost = lacking & result["value"].notna()
    result.loc[lacking, "value"] = float("nan")
    result.loc[lacking & (result["reason"] == ""), "reason"] = "non_disponible"
    tidy = result.rename(columns={"new": "code"})[["code", "variable", "period", "value", "reason"]]
    return Placement(
        frame=tidy,
        merged=int(result.loc[merged, "new"].nunique()),
        unplaced=tuple(sorted(unplaced)),
        refused=tuple(sorted(refused)),
        incomplete=int(lost.sum()),
        shared=tuple(sorted(shared)),
    )


def _check_key(old: str, shares: Mapping[str, float], today: set[str]) -> None:
    """Refuse shares that do not add up to 1, or that go to what is no commune of today."""
    problem = ""
    if strangers := sorted(set(shares) - today):
        problem = f"{old} : {strangers[0]} n'est pas une commune de l'édition"
    elif any(share < 0 for share in shares.values()):
        problem = f"{old} : part négative"
    elif abs(sum(shares.values()) - 1) > 1e-9:  # noqa: PLR2004 - rounding of shares
        problem = f"{old} : somme différente de 1"
    if problem:
        raise SourceError("failed_check", table="clés de partage", problem=problem)


def _count_parts(ancestors: Mapping[str, frozenset[str]], keys: Keys) -> pd.Series:
    """Count the communes of the past that make each commune of today; keys have the last word."""
    parts = {new: {old for old in olds if old not in keys} for new, olds in ancestors.items()}
    for old, shares in keys.items():
        for new in shares:
            parts.setdefault(new, set()).add(old)
    return pd.Series({new: len(olds) for new, olds in parts.items()}, name="expected")
