"""Give each new structure a stable code: réseau, commune, and what tells it from its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from spro_portraits.network.directories import Candidate
from spro_portraits.network.model import Structure
from spro_portraits.store import slugify

_SMALL = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"})


def propose_code(candidate: Candidate) -> str:
    """Give the code of a candidate that is alone of its réseau in its commune."""
    return f"{candidate.reseau}-{slugify(candidate.place)}".strip("-")


def make_codes(added: Sequence[tuple[Structure, str]], known: Sequence[Structure]) -> list[str]:
    """Make the codes of new structures, in their order.

    ``cio-bourges`` where the réseau has one structure in the commune. Where it has several, the
    words of the name that are not in all their names follow: ``france_travail-bourges-baudens``;
    a number where nothing else is left.

    Parameters
    ----------
    added : sequence of (Structure, str)
        New structures and the name of the commune of each. A code that a file gave is kept if
        it is free.
    known : sequence of Structure
        Those that have their codes.
    """
    taken = {structure.code for structure in known}
    every = [*known, *(structure for structure, _ in added)]
    codes = []
    for structure, place in added:
        code = structure.code
        if not code or code in taken:
            code = _number(_make_code(structure, place, every), taken)
        taken.add(code)
        codes.append(code)
    return codes


def _make_code(structure: Structure, place: str, every: Sequence[Structure]) -> str:
    town = slugify(place)
    base = f"{structure.reseau}-{town}" if town else structure.reseau
    neighbours = [
        other
        for other in every
        if other.reseau == structure.reseau and other.commune == structure.commune
    ]
    words = _list_words(structure)
    if len(neighbours) == 1 and town:
        return base
    shared = set.intersection(*(set(_list_words(other)) for other in neighbours))
    own = [word for word in words if word not in shared | set(town.split("-")) | _SMALL]
    return "-".join([base, *own])


def _list_words(structure: Structure) -> list[str]:
    return list(dict.fromkeys(slugify(structure.name).split("-")))


def _number(code: str, taken: set[str]) -> str:
    if code not in taken:
        return code
    return next(f"{code}-{n}" for n in range(2, len(taken) + 3) if f"{code}-{n}" not in taken)
