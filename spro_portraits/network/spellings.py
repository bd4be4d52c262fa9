"""One thing written in two ways: names, sites, services, tools.

Case, accents, punctuation and small words do not tell two things apart; nor does a slip of one
letter between two structures of one réseau in one commune.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from spro_portraits.network.model import Directory
from spro_portraits.territory.search import normalise

_SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "et", "l", "la", "le", "les"})
_NEAR = 95.0
"""Likeness (0–100) from which two names of one réseau and commune are one with a slip."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One thing, written in several ways.

    Attributes
    ----------
    file : str
    places : tuple of str
        The rows where it stands: codes of structures, or what tells a row.
    texts : tuple of str
        The ways, sorted.
    """

    file: str
    places: tuple[str, ...]
    texts: tuple[str, ...]


def list_spellings(directory: Directory) -> list[Spelling]:
    """List what is written in several ways."""
    structures = directory.structures.values()
    names = [(one.code, one.name) for one in structures]
    sites = [(one.code, one.site) for one in structures if one.site]
    services = [(one.code, text) for one in structures for text in one.services]
    missions = [(one.code, text) for one in directory.reseaux.values() for text in one.services]
    families = [(one.code, one.family) for one in directory.reseaux.values()]
    tools = [(tool.spro or tool.kind, tool.name) for tool in directory.tools if tool.name]
    brought = [(tool.spro or tool.name, tool.kind) for tool in directory.tools]
    kinds = [(event.spro, event.kind) for event in directory.events]
    return [
        *_group("structures.csv", names, _fold_name),
        *_list_slips(directory),
        *_group("structures.csv", sites, _fold_site),
        *_group("structures.csv", [*services, *missions], _fold_name),
        *_group("reseaux.csv", families, _fold_name),
        *_group("tools.csv", tools, _fold_name),
        *_group("tools.csv", brought, _fold_name),
        *_group("events.csv", kinds, _fold_name),
    ]


def _fold_name(text: str) -> str:
    return " ".join(word for word in normalise(text).split() if word not in _SMALL_WORDS)


def _fold_site(text: str) -> str:
    return re.sub(r"^(?:https?:)?/*(?:www\.)?", "", text.casefold()).rstrip("/")


def _group(
    file: str, items: list[tuple[str, str]], fold: Callable[[str], str]
) -> Iterator[Spelling]:
    groups: dict[str, dict[str, list[str]]] = {}
    for place, text in items:
        key = fold(text).replace(" ", "")
        groups.setdefault(key, {}).setdefault(text, []).append(place)
    for ways in groups.values():
        if len(ways) > 1:
            places = dict.fromkeys(place for held in ways.values() for place in held)
            yield Spelling(file, tuple(places), tuple(sorted(ways)))


def _list_slips(directory: Directory) -> Iterator[Spelling]:
    """Names that differ by a slip; those that differ by figures are two places."""
    for one, other in combinations(directory.structures.values(), 2):
        if (one.reseau, one.commune) != (other.reseau, other.commune):
            continue
        first, second = _fold_name(one.name), _fold_name(other.name)
        if first == second or fuzz.ratio(first, second) < _NEAR:
            continue
        if [c for c in first if c.isdecimal()] == [c for c in second if c.isdecimal()]:
            texts = tuple(sorted((one.name, other.name)))
            yield Spelling("structures.csv", (one.code, other.code), texts)
