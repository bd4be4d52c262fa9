"""Pass from an occupation of the BMO survey to the ROME and back, and name it as people do.

Links are many-to-many and have no published weight: nothing is shared out here. The main ROME
code of an occupation is, of those whose titles say its name, the one with most offers in the
region: a rule of ours.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, zip_longest

import pandas as pd

from spro_portraits.tables import Edition
from spro_portraits.tables.occupations import fold_name
from spro_portraits.wording import typeset
from spro_portraits.wording.build import ARMY_WORDS, ODD

LONGEST_TITLE = 60
"""Characters beyond which a title is no everyday one."""


def list_romes(edition: Edition, bmo_code: str) -> tuple[str, ...]:
    """List the ROME codes that a BMO occupation is linked to, the main one first.

    Parameters
    ----------
    edition : Edition
    bmo_code : str
        Code of the list of the BMO survey (``V0X60``).

    Returns
    -------
    tuple of str
        How well a code says the name of the occupation is the share of its titles that say the
        first word, plus the share of those that say any word. First the codes that say it at
        least half as well as the best, those with most offers in the region first (tension);
        then the others in the same way. Then by code. Links that are odd
        (``wording.build.ODD`` in their remark) come last. Empty for an occupation that has no
        ROME code, or that the edition does not know.
    """
    links = _find_links(edition)
    mine = links[links["source_code"] == bmo_code].set_index("target_code")
    if mine.empty:
        return ()
    words = _list_words(_find_name(edition, bmo_code))
    titles = edition.occupation_titles
    titles = titles[(titles["list"] == "rome") & titles["code"].isin(mine.index)]
    said = [set(words) & set(_list_words(str(title))) for title in titles["title"]]
    notes = [float(words[0] in found) + bool(found) if words else 0.0 for found in said]
    score = pd.Series(notes, index=titles["code"], dtype=float).groupby(level=0).mean()
    score = score.reindex(mine.index).fillna(0.0)
    offers = edition.tension.groupby("rome")["offers"].sum().reindex(mine.index).fillna(0.0)
    odd = mine["remark"].str.contains(ODD, regex=False)
    rows = pd.DataFrame(
        {"odd": odd, "far": score < score[~odd].max() / 2, "offers": offers, "score": score}
    )
    rows = rows.assign(code=rows.index).sort_values(
        ["odd", "far", "offers", "score", "code"], ascending=[True, True, False, False, True]
    )
    return tuple(rows["code"])


def list_bmo(edition: Edition, rome: str) -> tuple[str, ...]:
    """List the BMO occupations that a ROME code is linked to, by code; perhaps none."""
    links = _find_links(edition)
    return tuple(sorted(links.loc[links["target_code"] == rome, "source_code"]))


def list_close(edition: Edition, bmo_code: str) -> tuple[str, ...]:
    """List the other BMO occupations that share a ROME domain (three first characters).

    Returns
    -------
    tuple of str
        Those that share most ROME codes first, then most domains, then by code.
    """
    links = _find_links(edition)
    links = links.assign(domain=links["target_code"].str[:3])
    mine = links[links["source_code"] == bmo_code]
    others = links[links["source_code"] != bmo_code]
    codes: Counter[str] = Counter(
        others.loc[others["target_code"].isin(mine["target_code"]), "source_code"]
    )
    near = others[others["domain"].isin(mine["domain"])].drop_duplicates(["source_code", "domain"])
    domains: Counter[str] = Counter(near["source_code"])
    return tuple(sorted(domains, key=lambda code: (-codes[code], -domains[code], code)))


def find_everyday_titles(edition: Edition, bmo_code: str, count: int) -> tuple[str, ...]:
    """Find the short titles by which people call an occupation, as published.

    Parameters
    ----------
    edition : Edition
    bmo_code : str
        Code of the list of the BMO survey.
    count : int
        How many at most.

    Returns
    -------
    tuple of str
        Titles of at most :data:`LONGEST_TITLE` characters, typeset, both genders as published
        (« Boulanger / Boulangère »), none twice. The first half are of the main ROME code; the
        others of the other codes in turn, odd links left out. In a code, first the titles that
        are not of the army (the survey leaves it out), then those that Dares gives to the FAP
        2009 of the occupation, then those that have most words of its name, then the shortest.
    """
    titles = edition.occupation_titles
    links = edition.occupation_links
    links = links[(links["source_list"] == "bmo") & (links["source_code"] == bmo_code)]
    odd = set(links.loc[links["remark"].str.contains(ODD, regex=False), "target_code"])
    romes = [rome for rome in list_romes(edition, bmo_code) if rome not in odd]
    faps = links.loc[links["target_list"] == "fap2009", "target_code"]
    known = titles[(titles["list"] == "fap2009") & titles["code"].isin(faps)]["title"]
    everyday = set(known.map(fold_name))
    words = set(_list_words(_find_name(edition, bmo_code)))
    army = {fold_name(word) for word in ARMY_WORDS}

    def rank(title: str) -> tuple[bool, bool, int, int, str]:
        said = set(_list_words(title))
        known = fold_name(title) in everyday
        return bool(said & army), not known, -len(words & said), len(title), title

    short = titles[(titles["list"] == "rome") & (titles["title"].str.len() <= LONGEST_TITLE)]
    queues = [
        sorted(dict.fromkeys(short.loc[short["code"] == rome, "title"]), key=rank) for rome in romes
    ]
    if not queues:
        return ()
    main = queues[0]
    first = main[: (count + 1) // 2]
    turns = chain.from_iterable(zip_longest(*queues[1:]))
    ordered = [*first, *(title for title in turns if title is not None), *main[len(first) :]]
    return tuple(list(dict.fromkeys(typeset(title) for title in ordered))[:count])


def _find_links(edition: Edition) -> pd.DataFrame:
    links = edition.occupation_links
    return links[(links["source_list"] == "bmo") & (links["target_list"] == "rome")]


def _find_name(edition: Edition, bmo_code: str) -> str:
    return str(edition.occupations["name"].get(bmo_code, ""))


def _list_words(text: str) -> list[str]:
    return fold_name(text).split()
