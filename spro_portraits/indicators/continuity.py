"""The communes of a territory of today, found again among those of an earlier edition.

Not done here: splitting a commune. Where the communes of the two editions do not correspond,
the answer is that they do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spro_portraits.tables import Edition


@dataclass(frozen=True, slots=True)
class Composition:
    """Communes of an edition that make up a place: what is summed, nothing published for it.

    Attributes
    ----------
    communes : tuple of str
        Codes, sorted.
    bassins : tuple of str
        Bassins d'emploi whose union it is, or nothing.
    is_partial : bool
        Whether the edition holds only a part of its communes.
    same_as : tuple
        Empty: what a producer publishes for a zone is not looked up for a composition.
    """

    communes: tuple[str, ...]
    bassins: tuple[str, ...] = ()
    is_partial: bool = False
    same_as: tuple[tuple[str, str], ...] = ()

    def cells(self) -> tuple[str, tuple[str, ...]]:
        """Rows of the tables whose sum is the place."""
        return "commune", self.communes


@dataclass(frozen=True, slots=True)
class Continuity:
    """What became of the communes of a territory between two editions.

    Attributes
    ----------
    earlier : tuple of str or None
        Communes of the earlier edition that make up the territory of today; None where they
        do not correspond (a commune split or restored, or one that the edition did not hold).
    joined, left : tuple of str
        Communes of the earlier edition that the territory of today holds and did not hold
        then, and the opposite.
    merged : tuple of str
        Communes that the territory held then and that exist no more.
    """

    earlier: tuple[str, ...] | None
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the territory is the same piece of land in both editions."""
        return self.earlier is not None and not self.joined and not self.left


def find_continuity(
    before: Edition, after: Edition, old: Iterable[str], new: Iterable[str]
) -> Continuity:
    """Find the communes of today's territory again in an earlier edition.

    Parameters
    ----------
    old, new : iterable of str
        Communes of the territory, each in its own edition.
    """
    then, today = set(old), set(new)
    restored = _list_restored(before, after)
    known = _list_known(after)
    successors = {
        str(code): known.get(str(code), set()) | restored.get(str(code), set())
        for code in before.places.index
    }
    earlier = {code for code, news in successors.items() if news & today}
    reached: set[str] = set().union(*(successors[code] for code in earlier))
    merged = tuple(sorted(then - set(after.places.index)))
    if reached != today:
        return Continuity(None, merged=merged)
    return Continuity(
        tuple(sorted(earlier)),
        joined=tuple(sorted(earlier - then)),
        left=tuple(sorted(then - earlier)),
        merged=merged,
    )


def build_composition(edition: Edition, communes: tuple[str, ...], *, partial: bool) -> Composition:
    """Make a place of communes of an edition, with the bassins whose union it is.

    The communes may be a municipal district, which is never the whole bassin of its commune.
    """
    if edition.holds_districts(communes):
        return Composition(communes, (), partial)
    codes = sorted(set(edition.communes.loc[list(communes), "bassin"]))
    keys = [("bassin", code) for code in codes]
    known = all(key in edition.zones.index for key in keys)
    whole = known and sum(int(edition.zones["communes"][key]) for key in keys) == len(communes)
    return Composition(communes, tuple(codes) if whole else (), partial)


def _list_known(after: Edition) -> dict[str, set[str]]:
    """List what each commune, of today or of the past, has become."""
    former = after.former_communes["successors"]
    known = {str(code): set(str(news).split()) for code, news in former.items()}
    return known | {str(code): {str(code)} for code in after.places.index}


def _list_restored(before: Edition, after: Edition) -> dict[str, set[str]]:
    """List the communes that exist again, by the commune that they were part of."""
    back = set(after.communes.index) - set(before.communes.index)
    restored: dict[str, set[str]] = {}
    for code in sorted(back & set(before.former_communes.index)):
        for whole in str(before.former_communes.at[code, "successors"]).split():
            restored.setdefault(whole, set()).add(code)
    return restored
