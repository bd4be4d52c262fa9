"""Whether a row of a directory is a structure that is known already, and why.

Two structures of one réseau in one commune with different addresses are two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from spro_portraits.network.directories import Candidate
from spro_portraits.network.directories.gazetteer import departement_of
from spro_portraits.network.model import Structure
from spro_portraits.store import slugify

SAME_ADDRESS = 95
"""Least likeness of the words of two addresses with the same numbers, of 100."""

SAME_WORD = 85
"""Least likeness of two words of names, of 100: a spelling, not another word."""

_SMALL = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"}
)
_INNER_CODE = re.compile(r"(?<![0-9A-Za-z])(\d[\dAB]\d{3})(?=-\d|S\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a candidate.

    Attributes
    ----------
    rank : int or None
        Place of the structure in the list; None where none or several may be it.
    reason : str
        ``identifier``, ``code``, ``address``, ``phone``, ``name``, ``alone``, ``moved``;
        ``ambiguous`` where several may be it; empty where none is.
    """

    rank: int | None
    reason: str


def find_match(
    candidate: Candidate, structures: Sequence[Structure], code: str, *, alone: bool
) -> Match:
    """Find the structure that a candidate is.

    Parameters
    ----------
    candidate : Candidate
    structures : sequence of Structure
    code : str
        Code that the candidate would be given; a row that a person began without its commune
        is known by it.
    alone : bool
        Whether its directory has no other of its réseau in its commune: only then may it be a
        row without an address.
    """
    keys = set(candidate.keys)
    for rank, known in enumerate(structures):
        if keys & set(known.identifiers):
            return Match(rank, "identifier")
    for rank, known in enumerate(structures):
        is_begun = alone and not known.commune and not known.identifiers and known.code == code
        if (candidate.code and known.code == candidate.code) or is_begun:
            return Match(rank, "code")
    of_reseau = [
        (rank, known) for rank, known in enumerate(structures) if known.reseau == candidate.reseau
    ]
    for rank, known in of_reseau:
        if reason := _compare(candidate, known):
            return Match(rank, reason)
    return _find_alone(candidate, of_reseau, alone=alone)


def _compare(candidate: Candidate, known: Structure) -> str:
    """Why two are one, by what they say of themselves; empty if nothing shows it."""
    named = is_same_name(candidate.name, known.name)
    same_phone = bool(candidate.phone) and candidate.phone == known.phone
    twice = _is_listed(candidate.directory, known)
    if not (candidate.commune and known.commune):
        return "name" if named and not twice and not _contradict(candidate, known) else ""
    if candidate.commune == known.commune:
        if is_same_address(candidate.address, known.address):
            # One directory that lists an address twice does it for two services, or by mistake.
            rest = same_phone or not (candidate.phone and known.phone)
            return "address" if not twice or (named and rest) else ""
        if twice or _contradict(candidate, known):
            return ""
        if same_phone:
            return "phone"
        return "name" if named else ""
    same_department = departement_of(candidate.commune) == departement_of(known.commune)
    is_whole = _plain(candidate.name) == _plain(known.name)
    moved = same_department and is_whole and candidate.located and not twice
    return "moved" if moved and not _is_bare(known) else ""


def _find_alone(
    candidate: Candidate, of_reseau: Sequence[tuple[int, Structure]], *, alone: bool
) -> Match:
    """Match what has no address by its commune alone, where only one may be meant."""
    near = [
        (rank, known)
        for rank, known in of_reseau
        if _share_commune(candidate, known) and not _is_listed(candidate.directory, known)
    ]
    if _is_bare(candidate):
        if len(near) == 1:
            return Match(near[0][0], "alone")
        return Match(None, "ambiguous" if near else "")
    bare = [rank for rank, known in near if known.identifiers and _is_bare(known)]
    return Match(bare[0], "alone") if alone and len(bare) == 1 else Match(None, "")


def is_same_name(one: str, other: str) -> bool:
    """Whether two names have the same words, but for their spelling and small words."""
    first, second = set(_plain(one).split()) - _SMALL, set(_plain(other).split()) - _SMALL
    left, right = sorted(first - second), sorted(second - first)
    if len(left) != len(right):
        return False
    return all(fuzz.ratio(a, b) >= SAME_WORD for a, b in zip(left, right, strict=True))


def is_same_address(one: str, other: str) -> bool:
    """Whether two addresses have the same numbers, and the words of one in the other."""
    if not one or not other:
        return False
    first, second = _plain(one).split(), _plain(other).split()
    if sorted(w for w in first if w.isdecimal()) != sorted(w for w in second if w.isdecimal()):
        return False
    texts = [" ".join(word for word in words if word not in _SMALL) for words in (first, second)]
    return fuzz.token_set_ratio(*texts) >= SAME_ADDRESS


def _contradict(candidate: Candidate, known: Structure) -> bool:
    both = bool(candidate.address and known.address)
    return both and not is_same_address(candidate.address, known.address)


def _is_listed(directory: str, known: Structure) -> bool:
    """Whether a directory lists this structure already under another identifier."""
    return any(key.startswith(f"{directory}:") for key in known.identifiers)


def _is_bare(row: Candidate | Structure) -> bool:
    return not row.address and not row.phone and math.isnan(row.latitude)


def _share_commune(candidate: Candidate, known: Structure) -> bool:
    first = {candidate.commune, *_inner_codes(candidate.keys)} - {""}
    return bool(first & ({known.commune, *_inner_codes(known.identifiers)} - {""}))


def _inner_codes(keys: Sequence[str]) -> set[str]:
    """Commune codes that official identifiers hold: ``milo:28085S00`` holds 28085."""
    return {match[1] for key in keys for match in _INNER_CODE.finditer(key)}


def _plain(text: str) -> str:
    return slugify(text).replace("-", " ")
