"""Search of occupations as people speak: what somebody types, ROME codes by likeness."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from spro_portraits.errors import UsageError
from spro_portraits.indicators.occupation_index import find_index
from spro_portraits.indicators.occupation_ranking import rank_entries
from spro_portraits.indicators.occupation_titles import fold_title
from spro_portraits.tables import Edition

MOST = 40
"""Codes that a search gives at most."""

_MOST_NEAR = 4
_NEAR = 0.5
"""Likeness of letters from which a title is near what was typed."""


@dataclass(frozen=True, slots=True)
class Metier:
    """A ROME code that answers a search.

    Attributes
    ----------
    rome, rome_name : str
        Code, and official name (or the words that say that the files give none).
    title : str
        The title by which it was found, as published.
    kind : str
        ``title`` (ROME title), ``name`` (name of the ROME code), ``everyday`` (word of the hand
        table), ``bmo`` (name in the list of the BMO survey).
    score : float
        Likeness, 0 to 100: 100 for a title typed as it is, whatever its case and accents.
    bmo, fap : tuple of (code, name)
        Occupations of the BMO survey and families FAP 2009 linked to the code.
    """

    rome: str
    rome_name: str
    title: str
    kind: str
    score: float
    bmo: tuple[tuple[str, str], ...]
    fap: tuple[tuple[str, str], ...]


def find_metiers(edition: Edition, text: str, limit: int = 10) -> list[Metier]:
    """Find the ROME codes that a text names, best first; empty if nothing is like it.

    Accents, case, gender, number, order of the words, hyphens and small typing faults do not
    count. Codes that share the title that was typed come first, all with the score 100, in the
    order of their codes.

    Raises
    ------
    UsageError
        The text holds no letter and no digit, or the limit is not from 1 to :data:`MOST`.
    EditionError, SourceError
        The titles cannot be read.
    """
    if not fold_title(text):
        raise UsageError("empty_search", text=text)
    if not 1 <= limit <= MOST:
        raise UsageError("bad_count", name="limit", most=MOST, got=limit)
    index = find_index(edition)
    ranked = rank_entries(index, text)[:limit]
    names = _list_names(edition, "rome")
    bmo, fap = _list_links(edition, "bmo"), _list_links(edition, "fap2009")
    return [
        Metier(
            rome=entry.rome,
            rome_name=names.get(entry.rome, ""),
            title=entry.title,
            kind=entry.kind,
            score=score,
            bmo=bmo.get(entry.rome, ()),
            fap=fap.get(entry.rome, ()),
        )
        for entry, score in ranked
    ]


def list_near_titles(edition: Edition, text: str) -> list[str]:
    """List a few titles whose letters are like a text that found nothing."""
    index = find_index(edition)
    forms = [form for form, places in index.exact.items() if index.entries[places[0]].kind != "bmo"]
    near = process.extract(
        fold_title(text), forms, scorer=OSA.normalized_similarity, limit=3 * _MOST_NEAR,
        score_cutoff=_NEAR,
    )  # fmt: skip
    titles = [index.entries[index.exact[form][0]].title for form, _, _ in near]
    return list(dict.fromkeys(titles))[:_MOST_NEAR]


def _list_names(edition: Edition, name: str) -> dict[str, str]:
    lists = edition.occupation_lists
    lists = lists[lists["list"] == name]
    return dict(zip(lists["code"], lists["name"], strict=True))


def _list_links(edition: Edition, source: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """ROME code → occupations of another list linked to it, in the order of their codes."""
    links = edition.occupation_links
    links = links[(links["source_list"] == source) & (links["target_list"] == "rome")]
    names = _list_names(edition, source)
    found: dict[str, dict[str, str]] = {}
    for code, rome in sorted(zip(links["source_code"], links["target_code"], strict=True)):
        found.setdefault(rome, {})[code] = names.get(code, "")
    return {rome: tuple(held.items()) for rome, held in found.items()}
