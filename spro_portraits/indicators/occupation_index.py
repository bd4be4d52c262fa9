"""The titles of an edition made ready to be searched: one entry a title and a ROME code.

An index is built once and kept with its edition, as the tables are. Words are counted by their
key (:func:`.occupation_titles.word_key`): a rare word weighs more than « chef » or « agent ».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spro_portraits.indicators.occupation_titles import (
    fold_title,
    list_words,
    split_genders,
    word_key,
)
from spro_portraits.tables import Edition
from spro_portraits.tables.everyday_words import load_everyday_words
from spro_portraits.wording.build import NO_NAME

_KEPT = "occupation_index"

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A title that leads to a ROME code.

    Attributes
    ----------
    title : str
        As published, or as the hand table has it.
    rome : str
    kind : str
        ``title`` (ROME title), ``name`` (name of the ROME code), ``everyday`` (hand table),
        ``bmo`` (name in the list of the BMO survey).
    forms : tuple of str
        Folded: the whole, and each gender alone.
    keyed : tuple of str
        The keys of each form, joined by spaces: in the order of the words, then sorted.
    keys : tuple of str
        Distinct keys of its words.
    """

    title: str
    rome: str
    kind: str
    forms: tuple[str, ...]
    keyed: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OccupationIndex:
    """What a search reads; nothing in it changes.

    Attributes
    ----------
    entries : tuple of Entry
    exact : dict
        Folded form → numbers of the entries that have it.
    words : tuple of str
        Every folded word of a form, sorted.
    keys : dict
        Word → key.
    postings : dict
        Key → numbers of the entries that have it.
    weights : dict
        Key → weight, the natural logarithm of 1 + entries / entries that have it.
    totals : array, one number an entry
        Sum of the weights of the keys of its lightest form.
    sizes : dict
        ROME code → number of its entries, those of the BMO survey aside.
    """

    entries: tuple[Entry, ...]
    exact: dict[str, tuple[int, ...]]
    words: tuple[str, ...]
    keys: dict[str, str]
    postings: dict[str, Places]
    weights: dict[str, float]
    totals: Numbers
    sizes: dict[str, int]


def find_index(edition: Edition) -> OccupationIndex:
    """Give the index of an edition; it is built when first asked for and kept with the edition.

    Raises
    ------
    EditionError
        The edition has no titles of occupations.
    SourceError
        ``data/occupations/mots_courants.csv`` cannot be read.
    """
    kept = vars(edition)  # where its own cached properties are
    if _KEPT not in kept:
        kept[_KEPT] = build_index(list_titles(edition))
    index: OccupationIndex = kept[_KEPT]
    return index


def list_titles(edition: Edition) -> Iterator[tuple[str, str, str]]:
    """List all that leads to a ROME code: ``title, rome, kind``."""
    titles = edition.occupation_titles
    titles = titles[titles["list"] == "rome"]
    for title, code in zip(titles["title"], titles["code"], strict=True):
        yield str(title), str(code), "title"
    lists = edition.occupation_lists
    romes = lists[(lists["list"] == "rome") & ~lists["name"].isin(["", NO_NAME])]
    for name, code in zip(romes["name"], romes["code"], strict=True):
        yield str(name), str(code), "name"
    known = set(lists.loc[lists["list"] == "rome", "code"])
    for word, code in load_everyday_words(edition.folder, known):
        yield word, code, "everyday"
    links = edition.occupation_links
    links = links[(links["source_list"] == "bmo") & (links["target_list"] == "rome")]
    names = lists[lists["list"] == "bmo"].set_index("code")["name"]
    for bmo, code in zip(links["source_code"], links["target_code"], strict=True):
        if bmo in names.index:
            yield str(names[bmo]), str(code), "bmo"


def build_index(titles: Iterable[tuple[str, str, str]]) -> OccupationIndex:
    """Make an index of ``title, rome, kind``; the same titles give the same index."""
    keys = _Keys()
    entries = [_build_entry(keys, *title) for title in titles]
    exact: dict[str, list[int]] = {}
    postings: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        for form in entry.forms:
            exact.setdefault(form, []).append(place)
        for key in entry.keys:
            postings.setdefault(key, []).append(place)
    weights = {key: float(np.log1p(len(entries) / len(held))) for key, held in postings.items()}
    words = sorted({word for entry in entries for form in entry.forms for word in form.split()})
    sizes = Counter(entry.rome for entry in entries if entry.kind != "bmo")
    return OccupationIndex(
        entries=tuple(entries),
        exact={form: tuple(held) for form, held in exact.items()},
        words=tuple(words),
        keys={word: keys[word] for word in words},
        postings={key: np.array(held, dtype=np.int32) for key, held in postings.items()},
        weights=weights,
        totals=np.array([_weigh(weights, entry) for entry in entries], dtype=np.float64),
        sizes=dict(sizes),
    )


def order_keys(folded: str, keys: dict[str, str] | None = None) -> tuple[str, str]:
    """Keys of a folded text joined by spaces: in the order of the words, and sorted.

    ``keys`` : word → key, asked instead of making the key again.
    """
    known = _Keys() if keys is None else keys
    ordered = list(dict.fromkeys(known[word] for word in list_words(folded)))
    return " ".join(ordered), " ".join(sorted(ordered))


class _Keys(dict[str, str]):
    """Word → key, made when first asked for: titles have few words, many times each."""

    def __missing__(self, word: str) -> str:
        self[word] = word_key(word)
        return self[word]


def _build_entry(known: _Keys, title: str, rome: str, kind: str) -> Entry:
    genders = [fold_title(form) for form in split_genders(title)]
    keyed = tuple(dict.fromkeys(order_keys(form, known) for form in genders))
    keys = dict.fromkeys(key for ordered, _ in keyed for key in ordered.split())
    forms = tuple(dict.fromkeys([fold_title(title), *genders]))
    return Entry(title, rome, kind, forms, keyed, tuple(keys))


def _weigh(weights: dict[str, float], entry: Entry) -> float:
    return min(sum(weights[key] for key in ordered.split()) for ordered, _ in entry.keyed)
