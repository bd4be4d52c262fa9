"""How often a ROME title that is typed in some way finds its own ROME code first, and how fast.

Types the 10,990 titles of the edition as they are, with faults, in the other gender, and prints a
line for each way of typing:

    python benchmarks/occupations.py [sample] [seed]

Without ``sample``, all titles are typed in the first four ways and 2,000 drawn ones in the others;
with it, that many drawn titles in each way. A title counts as *found* if its own code is the first
of the list; where several codes have the same highest score, it counts in *tied* only (the rule
that titles which stand under several codes need; found ≤ tied).

Times are those of the processor, which other programs do not lengthen.

The rows « gender not indexed » search an index that holds one gender of each title alone, and type
the other: they measure the rules of the keys, for which the index of the edition, that holds both,
is no test.
"""

from __future__ import annotations

import random
import string
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from spro_portraits.indicators.occupation_index import OccupationIndex, build_index, list_titles
from spro_portraits.indicators.occupation_ranking import rank_entries
from spro_portraits.indicators.occupation_titles import split_genders
from spro_portraits.settings import load_settings
from spro_portraits.tables import load_edition

SAMPLE = 2_000
SEED = 2024

Way = Callable[[str, random.Random], str | None]
"""Title and source of chance → what is typed, or nothing where the way has no sense."""


def keep(title: str, _: random.Random) -> str:
    """Type a title as it is published."""
    return title


def fault(title: str, chance: random.Random) -> str:
    """Insert, delete, replace or swap: one random place, a space as well as a letter."""
    place = chance.randrange(len(title))
    kind = chance.choice(("insertion", "deletion", "substitution", "transposition"))
    if kind == "insertion":
        return title[:place] + chance.choice(string.ascii_lowercase) + title[place:]
    if kind == "deletion":
        return title[:place] + title[place + 1 :]
    if kind == "substitution":
        others = [c for c in string.ascii_lowercase if c != title[place].casefold()]
        return title[:place] + chance.choice(others) + title[place + 1 :]
    place = chance.randrange(max(len(title) - 1, 1))
    return title[:place] + title[place : place + 2][::-1] + title[place + 2 :]


def first_gender(title: str, _: random.Random) -> str | None:
    """Type the masculine of a title that has two genders."""
    forms = split_genders(title)
    return forms[0] if len(forms) > 1 else None


def second_gender(title: str, _: random.Random) -> str | None:
    """Type the feminine of a title that has two genders."""
    forms = split_genders(title)
    return forms[1] if len(forms) > 1 else None


def one_gender(title: str, chance: random.Random) -> str:
    """Type one gender, drawn; the title itself if it has one form."""
    return chance.choice(split_genders(title))


def one_gender_fault(title: str, chance: random.Random) -> str:
    """Type one gender with a fault."""
    return fault(one_gender(title, chance), chance)


def one_gender_two_faults(title: str, chance: random.Random) -> str:
    """Type one gender with two faults."""
    return fault(one_gender_fault(title, chance), chance)


def bare(title: str, chance: random.Random) -> str:
    """Type one gender without accents and capitals."""
    folded = unicodedata.normalize("NFD", one_gender(title, chance).casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def plural(title: str, chance: random.Random) -> str:
    """Type one gender with an s at every word of four letters or more."""
    words = one_gender(title, chance).split()
    return " ".join(f"{w}s" if len(w) > 3 and w[-1] not in "sxz-)" else w for w in words)  # noqa: PLR2004


def shuffled(title: str, chance: random.Random) -> str:
    """Type the words of one gender in another order."""
    words = one_gender(title, chance).split()
    chance.shuffle(words)
    return " ".join(words)


ENDINGS = ("trice", "euse", "ière", "ère", "enne", "onne", "ive", "elle", "esse", "rice")
SIGNS = ("·{}", ".{}", "({})", "-{}", "/{}")


def inclusive(title: str, chance: random.Random) -> str | None:
    """Type « infirmier·ière », « infirmier(ière) », « agent.e »: the sign is drawn."""
    forms = split_genders(title)
    if len(forms) < 2:  # noqa: PLR2004 - genders
        return None
    first, second = (form.split() for form in forms)
    if len(first) != len(second):
        return None
    sign = chance.choice(SIGNS)
    return " ".join(_join(one, other, sign) for one, other in zip(first, second, strict=True))


def _join(one: str, other: str, sign: str) -> str:
    if one == other:
        return one
    added = other.removeprefix(one)
    ending = next((end for end in ENDINGS if other.endswith(end)), added)
    return one + sign.format(added if added != other else ending)


def measure(
    index: OccupationIndex, titles: Iterable[tuple[str, str]], way: Way, seed: int
) -> tuple[int, int, int, float]:
    """Type titles in a way; give how many were typed, found, tied, and seconds of the processor."""
    chance = random.Random(seed)  # noqa: S311 - a benchmark
    typed = found = tied = 0
    spent = 0.0
    for title, code in titles:
        text = way(title, chance)
        if text is None:
            continue
        start = time.process_time()
        ranked = rank_entries(index, text)
        spent += time.process_time() - start
        typed += 1
        best = ranked[0][1] if ranked else 0.0
        own = any(entry.rome == code for entry, score in ranked if score == best)
        tied += own
        found += own and sum(score == best for _, score in ranked) == 1
    return typed, found, tied, spent


def show(name: str, result: Sequence[float]) -> None:
    """Print one line of the table."""
    typed, found, tied, spent = result
    print(f"{name:<42} {typed:>7,} {found / typed:>8.2%} {tied / typed:>8.2%} "
          f"{1000 * spent / typed:>7.2f} ms")  # fmt: skip


def main(sample: str = "0", seed: str = str(SEED)) -> None:
    """Print the table."""
    edition = load_edition(load_settings().data)
    listed = list(list_titles(edition))
    start = time.process_time()
    index = build_index(listed)
    built = time.process_time() - start
    titles = [(title, rome) for title, rome, kind in listed if kind == "title"]
    drawn = random.Random(int(seed)).sample(titles, int(sample) or SAMPLE)  # noqa: S311
    whole = drawn if int(sample) else titles
    print(f"{len(titles):,} ROME titles, {len(index.entries):,} entries, built in {built:.2f} s; "
          f"seed {seed}")  # fmt: skip
    print(f"{'typed':<42} {'titles':>7} {'found':>8} {'tied':>8} {'a query':>10}")
    for name, way, asked in (
        ("as published", keep, whole),
        ("as published, one fault", fault, whole),
        ("feminine alone", second_gender, whole),
        ("masculine alone", first_gender, whole),
        ("one gender, one fault", one_gender_fault, drawn),
        ("one gender, two faults", one_gender_two_faults, drawn),
        ("one gender, no accents, no capitals", bare, drawn),
        ("one gender, plural", plural, drawn),
        ("one gender, words shuffled", shuffled, drawn),
        ("inclusive writing", inclusive, drawn),
    ):
        show(name, measure(index, asked, way, int(seed)))
    for name, indexed, way in (
        ("feminine, gender not indexed", 0, second_gender),
        ("masculine, gender not indexed", -1, first_gender),
    ):
        half = build_index((split_genders(title)[indexed], rome, "title") for title, rome in titles)
        show(name, measure(half, drawn, way, int(seed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
