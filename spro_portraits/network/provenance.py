"""Which source each part of a row comes from, written in its column ``source``.

A row has one source, or several with what each gave: « Annuaire …, octobre 2019 : adresse,
téléphone ; Annuaire …, 2024-2025 : nom, position ». What no official directory gave, a person did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spro_portraits.network.directories.model import Candidate, DirectorySource
from spro_portraits.network.model import Structure
from spro_portraits.wording.network_import import BLOCKS, FIELDS_SEPARATOR, SOURCE_SEPARATOR

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "place": ("address", "postcode", "commune"),
    "position": ("latitude", "longitude"),
    "phone": ("phone",),
    "site": ("site",),
    "publics": ("publics",),
    "services": ("services",),
}
"""Fields of a structure that come from one source as one piece."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a part of a row comes from.

    Attributes
    ----------
    text : str
        What the column ``source`` says of it.
    date : str
    by_hand : bool
        A person wrote it: no directory replaces it.
    located : bool
        Whether the commune is that of an address.
    """

    text: str
    date: str
    by_hand: bool = False
    located: bool = True


def block_of(row: Any, block: str) -> tuple[Any, ...]:
    """Values of one part of a structure or of a candidate."""
    return tuple(getattr(row, field) for field in FIELDS[block])


def is_empty(values: Iterable[Any]) -> bool:
    """Whether a part of a row holds nothing."""
    return all(value in {"", ()} or value != value for value in values)  # noqa: PLR0124 - NaN


def read_origins(
    structure: Structure | Candidate, issues: Iterable[DirectorySource]
) -> dict[str, Origin]:
    """Read who gave each part of a row that is not empty.

    Parameters
    ----------
    issues : iterable of DirectorySource
        Directories that are known. The text of another issue of one of them is its title and
        a date.
    """
    official, hand = _split_source(structure.source, tuple(issues))
    full = [block for block in FIELDS if not is_empty(block_of(structure, block))]
    origins: dict[str, Origin] = {}
    for origin, blocks in official:
        alone = len(official) == 1 and not hand and not blocks
        origins |= {block: origin for block in full if alone or block in blocks}
    by_hand = Origin(hand or structure.source, structure.date, by_hand=True)
    return {block: origins.get(block, by_hand) for block in full}


def _split_source(
    text: str, issues: tuple[DirectorySource, ...]
) -> tuple[list[tuple[Origin, frozenset[str]]], str]:
    """Official parts of a source, with what they gave; what is left, which a person wrote."""
    names = {words: block for block, words in BLOCKS.items()}
    official = []
    hand = []
    for part in text.split(SOURCE_SEPARATOR):
        origin, _, listed = part.partition(FIELDS_SEPARATOR)
        found = _find_origin(origin, issues)
        blocks = [names.get(name.strip()) for name in listed.split(",") if name.strip()]
        if found is None or None in blocks:
            hand.append(part)
        else:
            official.append((found, frozenset(block for block in blocks if block)))
    return official, SOURCE_SEPARATOR.join(hand)


def _find_origin(text: str, issues: tuple[DirectorySource, ...]) -> Origin | None:
    for issue in issues:
        if text == issue.text:
            return Origin(text, issue.date, located=issue.located)
    for issue in issues:
        start = f"{issue.title}, "
        if text.startswith(start) and re.fullmatch(r"\d{4}(-\d\d){0,2}", text[len(start) :]):
            return Origin(text, text[len(start) :], located=issue.located)
    return None


def write_source(origins: Mapping[str, Origin]) -> str:
    """Write the column ``source`` of a row: what a person said first, then the directories."""
    texts: dict[str, list[str]] = {}
    for block in FIELDS:
        if block in origins and not origins[block].by_hand:
            texts.setdefault(origins[block].text, []).append(BLOCKS[block])
    by_hand = dict.fromkeys(origin.text for origin in origins.values() if origin.by_hand)
    if not by_hand and len(texts) == 1:
        return next(iter(texts))
    parts = [
        f"{text}{FIELDS_SEPARATOR}{', '.join(blocks)}" for text, blocks in sorted(texts.items())
    ]
    return SOURCE_SEPARATOR.join([*by_hand, *parts])
