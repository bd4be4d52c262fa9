"""Rank titles by their likeness to what somebody types.

Each word typed is looked for among the words of the titles, gender and number aside; where no
title holds them all, words that differ by a slip, that begin alike, that were joined or cut count
too. The titles that hold the most of the words, and little else, are then compared letter by
letter with what was typed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from spro_portraits.indicators.occupation_index import (
    Entry,
    Numbers,
    OccupationIndex,
    order_keys,
)
from spro_portraits.indicators.occupation_titles import (
    SMALL_WORDS,
    fold_title,
    list_words,
    word_key,
)

_MOST_WORDS = 40
"""Words that are read of what was typed; the longest title has fewer."""

_CANDIDATES = 40
"""Entries that are compared letter by letter."""

_TYPED = 0.65
"""Weight of the share of what was typed that a title holds; the rest is the share of the title."""

_KINDS = {"title": 1.0, "everyday": 1.0, "name": 0.98, "bmo": 0.9}
"""By what a likeness is multiplied: a name of the BMO survey leads to many codes."""

_IN_PART = 0.9
"""By what the score of an everyday word is multiplied, too, where less than it was typed."""

_SUPPORT = 0.3
"""Part of what lacks to 1 that a code gains if what was typed is all its matter."""

_ALL = 1 - 1e-6
"""Share from which all words typed are held."""

_UNKNOWN = 3
"""By what the weight of the rarest word is divided for a word that no title holds."""

_LEAST = 0.5
"""Share of what was typed, by weight, below which a title answers nothing."""

_BESIDE_BEST = 0.6
"""What a title must hold, against the one that holds most, to be shown after it."""

_ONE_SLIP, _TWO_SLIPS = 4, 8
"""Letters from which a word may hold one slip, two slips."""

_PREFIX = 4
"""Letters from which a word may be the beginning of another."""

_BEGUN = 0.7
"""Likeness of a beginning of nothing to its word; a whole word has 1."""

_LONGEST = 60
"""Letters of the longest word that is tried in two."""

_CUT = 0.95
"""Likeness of words that were joined or cut."""

_SURE = 0.85
"""Score from which a title answers so well that nothing else is looked for."""

_LETTERS = 0.8
"""Likeness of letters from which a title answers by its letters alone."""


def rank_entries(index: OccupationIndex, text: str) -> list[tuple[Entry, float]]:
    """Rank the ROME codes for a text: the best entry of each code, and its score (0–100).

    The score of a title is 100 × kind × (s + l) / 2, where s = 0.65 × share of the words typed
    that the title holds + 0.35 × share of the title's words that were typed (both by weight of
    the words) and l is the likeness of the letters (1 − optimal string alignment distance over
    the longer length). A code gains up to three tenths of what lacks to 100, by the number
    and the share of its titles that hold the words typed. Where no title holds all words
    and none reaches 85, titles of like letters count too, whatever their words. Where a title
    reaches 85, names of the BMO survey do not count.
    """
    typed = " ".join(fold_title(text).split()[:_MOST_WORDS])
    held, likeness = _compare_words(index, typed)
    scored = list(_score_words(index, typed, held, likeness))
    if held.max(initial=0.0) < _ALL and max((score for _, score in scored), default=0.0) < _SURE:
        scored += _score_letters(index, typed)
    said = [item for item in scored if index.entries[item[0]].kind != "bmo"]
    # Once a title says it, the name of a survey's occupation, linked to many codes, adds nothing.
    if max((score for _, score in said), default=0.0) >= _SURE:
        scored = said
    found: dict[str, tuple[float, int]] = {}
    for place, score in scored:
        rome = index.entries[place].rome
        if score > found.get(rome, (0.0, 0))[0]:
            found[rome] = (score, place)
    ranked = sorted(found.items(), key=lambda item: (-round(item[1][0], 4), item[0]))
    return [(index.entries[place], round(100 * score, 2)) for _, (score, place) in ranked]


def _score_words(
    index: OccupationIndex, typed: str, held: Numbers, likeness: Numbers
) -> Iterator[tuple[int, float]]:
    """Score the entries that hold the words typed, or most of them."""
    best = float(held.max(initial=0.0))
    if best < _LEAST:
        return
    kept = np.flatnonzero(held >= max(_LEAST, _BESIDE_BEST * best))
    order = np.argsort(-likeness[kept], kind="stable")[:_CANDIDATES]
    support = _compute_support(index, held, best)
    ordered, arranged = order_keys(typed)
    for place in sorted({*map(int, kept[order]), *index.exact.get(typed, ())}):
        entry = index.entries[place]
        letters = _compare_letters(entry, typed, ordered, arranged)
        score = _KINDS[entry.kind] * (float(likeness[place]) + letters) / 2
        if entry.kind == "everyday" and letters < _SURE:
            score *= _IN_PART
        yield place, score + _SUPPORT * (1 - score) * support.get(entry.rome, 0.0)


def _score_letters(index: OccupationIndex, typed: str) -> Iterator[tuple[int, float]]:
    """Score the entries whose letters are like what was typed."""
    for form, letters, _ in process.extract(
        typed, index.exact.keys(), scorer=OSA.normalized_similarity, score_cutoff=_LETTERS, limit=9
    ):
        for place in index.exact[form]:
            yield place, _KINDS[index.entries[place].kind] * (letters - (1 - letters) / 2)


def _compare_words(index: OccupationIndex, typed: str) -> tuple[Numbers, Numbers]:
    """Share of the words typed that each entry holds, and likeness of the words (0–1)."""
    words = list(dict.fromkeys(list_words(typed)))
    exact = {word: {key: 1.0} for word in words if (key := word_key(word)) in index.postings}
    held, likeness = _weigh_words(index, words, exact)
    if held.max(initial=0.0) >= _ALL:
        return held, likeness
    slips: dict[str, dict[str, float]] = {}
    for variant, factor in _list_variants(index, typed.split()):
        for word in variant:
            if word not in slips:
                slips[word] = dict(_list_like(index, word))
        more_held, more = _weigh_words(index, variant, slips)
        held = np.maximum(held, factor * more_held)
        likeness = np.maximum(likeness, factor * more)
    return held, likeness


def _weigh_words(
    index: OccupationIndex, words: Sequence[str], like: Mapping[str, Mapping[str, float]]
) -> tuple[Numbers, Numbers]:
    size = len(index.entries)
    held, whole = np.zeros(size), 0.0
    unknown = float(np.log1p(size)) / _UNKNOWN
    keys: dict[str, float] = {}
    for word in words:
        found = like.get(word, {})
        weight = max((index.weights[key] * near for key, near in found.items()), default=unknown)
        whole += weight
        part = np.zeros(size)
        for key, near in found.items():
            places = index.postings[key]
            part[places] = np.maximum(part[places], near)
            keys[key] = max(near, keys.get(key, 0.0))
        held += weight * part
    told = np.zeros(size)
    for key, near in keys.items():
        told[index.postings[key]] += index.weights[key] * near
    held /= max(whole, 1e-9)
    share = np.minimum(told / np.maximum(index.totals, 1e-9), 1.0)
    return held, _TYPED * held + (1 - _TYPED) * share


def _list_variants(index: OccupationIndex, raw: list[str]) -> Iterator[tuple[list[str], float]]:
    """List what was typed; then with two words joined; then with a word cut in two."""

    def keep(words: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(list_words(" ".join(words))))

    yield keep(raw), 1.0
    for place in range(len(raw) - 1):
        joined = raw[place] + raw[place + 1]
        if word_key(joined) in index.postings:
            yield keep([*raw[:place], joined, *raw[place + 2 :]]), _CUT
    for place, word in enumerate(raw):
        if len(word) > _LONGEST or word_key(word) in index.postings:
            continue
        for at in range(1, len(word)):
            halves = [word[:at], word[at:]]
            if all(half in SMALL_WORDS or _is_known(index, half) for half in halves):
                yield keep([*raw[:place], *halves, *raw[place + 1 :]]), _CUT


def _is_known(index: OccupationIndex, word: str) -> bool:
    return len(word) > 2 and word_key(word) in index.postings  # noqa: PLR2004 - CV, RH: too short


def _list_like(index: OccupationIndex, word: str) -> Iterator[tuple[str, float]]:
    """Keys of the words that a word may be, with their likeness; the best of each key last."""
    likeness: dict[str, float] = {}
    own = word_key(word)
    if own in index.postings:
        likeness[own] = 1.0
    if len(word) >= _PREFIX:
        start = bisect_left(index.words, word)
        for other in index.words[start:]:
            if not other.startswith(word):
                break
            near = _BEGUN + (1 - _BEGUN) * len(word) / len(other)
            likeness[index.keys[other]] = max(near, likeness.get(index.keys[other], 0.0))
    slips = 0 if len(word) < _ONE_SLIP else 1 if len(word) < _TWO_SLIPS else 2
    if slips:
        for other, distance, _ in process.extract(
            word, index.words, scorer=OSA.distance, score_cutoff=slips, limit=None
        ):
            near = 1 - distance / max(len(word), len(other))
            likeness[index.keys[other]] = max(near, likeness.get(index.keys[other], 0.0))
    # A key of small words alone is in no entry.
    return ((key, near) for key, near in likeness.items() if key in index.postings)


def _compute_support(index: OccupationIndex, held: Numbers, best: float) -> dict[str, float]:
    """How much what was typed is the matter of a code, 0–1, for the codes that hold the most of it.

    Half is the code's part of the entries that hold it (the largest part is 1), half the part
    of its own entries that do.
    """
    counts: dict[str, int] = {}
    for place in np.flatnonzero(held >= best * _ALL):
        entry = index.entries[place]
        if entry.kind != "bmo":
            counts[entry.rome] = counts.get(entry.rome, 0) + 1
    most = max(counts.values(), default=1)
    return {code: (count / most + count / index.sizes[code]) / 2 for code, count in counts.items()}


def _compare_letters(entry: Entry, typed: str, ordered: str, arranged: str) -> float:
    """Likeness of the letters: of the texts, of their keys, of their keys in any order."""
    likeness = max(OSA.normalized_similarity(typed, form) for form in entry.forms)
    for in_order, in_any in entry.keyed:
        likeness = max(
            likeness,
            0.99 * OSA.normalized_similarity(ordered, in_order),
            0.97 * OSA.normalized_similarity(arranged, in_any),
        )
    return float(likeness)
