"""Titles of occupations as texts: folded words, keys without gender or number, forms of a title.

« Boulanger / Boulangère », « boulangère », « BOULANGERS », « boulanger·ère » have one key. A key
is for comparing, never for showing: it is not a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spro_portraits.territory.search import normalise

SMALL_WORDS = frozenset(
    {
        "a", "au", "aux", "avec", "ce", "chez", "d", "dans", "de", "des", "du", "en", "et", "l",
        "la", "le", "les", "ou", "par", "pour", "s", "sur", "un", "une", "je", "veux", "etre",
        "faire", "devenir", "travailler", "metier", "apprenti", "apprentie", "alternance", "cap",
        "stage", "job",
    }
)  # fmt: skip
"""Words that do not tell two titles apart, and those around what somebody asks for."""

PAIR = " / "
"""Between the masculine and the feminine of an official title."""

_SUFFIXES = (
    "ière", "iere", "ère", "ere", "ienne", "enne", "onne", "nne", "trice", "rice", "euses?",
    "teuse", "eure", "elle", "lle", "esse", "sse", "ive", "ée", "ee", "ale", "tte", "fe", "le",
    "ne", "re", "se", "te", "ve", "e",
)  # fmt: skip
_INCLUSIVE = re.compile(
    rf"(?<=\w)(?:[·•∙‧⋅.]|/|-|\((?=\w+\)))(?:{'|'.join(_SUFFIXES)})\)?(?:[·•∙‧⋅.\-/]?s|\(s\))?(?!\w)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?<=\w)\((?:s|x)\)", re.IGNORECASE)

_LEAST = 3
"""Letters that a key keeps."""

_ENDINGS = (
    (re.compile(r"(?<=\w\w)trices?$"), "teu"),
    (re.compile(r"(?<=\w\w)(?:euses?|eures?|eurs?|eux)$"), "eu"),
    (re.compile(r"(?<=\w\w\w)esses?$"), ""),
    (re.compile(r"(?<=\w\w)(?:aux|ales?|als?|ails?)$"), "al"),
    (re.compile(r"(?<=\w\w)(?:ives?|ifs?)$"), "if"),
    (re.compile(r"(?<=\w\w)(?:eres?|ers?)$"), ""),
    (re.compile(r"ffes?$"), "f"),
    (re.compile(r"(?<=\w\w)i(?:ques?|cs?)$"), "ic"),
)
_DOUBLED = re.compile(r"(nn|ll|tt|ss)$")


def fold_inclusive(text: str) -> str:
    """Take inclusive endings away: « infirmier·ière », « agent(e)s », « vendeur/euse »."""
    return _PLURAL.sub("", _INCLUSIVE.sub("", text))


def fold_title(text: str) -> str:
    """Fold a title or what somebody typed into words of a–z and 0–9, one space between."""
    return normalise(fold_inclusive(text))


def list_words(folded: str) -> list[str]:
    """Words of a folded text that tell it apart; all of them if they are all small."""
    words = folded.split()
    return [word for word in words if word not in SMALL_WORDS] or words


def word_key(word: str) -> str:
    """Key of a folded word, the same for both genders and for the plural.

    Endings are taken away by rule (-eur, -euse and -trice become one; -er and -ère go; final
    e, s and x go); words of three letters or fewer stay as they are.
    """
    if len(word) <= _LEAST:
        return word
    for ending, kept in _ENDINGS:
        key, changes = ending.subn(kept, word)
        if changes:
            return key
    key = word.rstrip("esx")
    if len(key) < _LEAST:
        return word[:_LEAST]
    return key[:-1] if _DOUBLED.search(key) else key


def split_genders(title: str) -> tuple[str, ...]:
    """Masculine and feminine of a published title; the title alone if it has one form.

    « Animateur social / Animatrice sociale en foyer » gives « Animateur social en foyer » and
    « Animatrice sociale en foyer »: the first words after the stroke are matched by their keys
    with the last words before it, and what follows them belongs to both.
    """
    forms = [""]
    for part in _split_pairs(title):
        forms = [f"{form} {text}".strip() for form in forms for text in part]
    if len(forms) == 1:
        return (title,)
    # Two strokes give four forms, of which two are of one gender throughout.
    return tuple(dict.fromkeys((forms[0], forms[-1])))


def _split_pairs(title: str) -> list[tuple[str, ...]]:
    """Cut a title at its strokes: parts of one form and parts of two, in turn."""
    pieces = title.split(PAIR)
    if len(pieces) == 2 and _ends_alike(*pieces):  # noqa: PLR2004 - one stroke
        return [tuple(pieces)]
    parts: list[tuple[str, ...]] = []
    left = pieces[0].split()
    for piece in pieces[1:]:
        right = piece.split()
        size = _count_paired(left, right)
        parts += [(" ".join(left[: len(left) - size]),)] if size < len(left) else []
        parts.append((" ".join(left[len(left) - size :]), " ".join(right[:size])))
        left = right[size:]
    return [*parts, (" ".join(left),)] if left else parts


def _ends_alike(left: str, right: str) -> bool:
    """Whether the right side is a word of the left one: « Homme sage-femme / Sage-femme »."""
    return f" {fold_title(left)}".endswith(f" {fold_title(right)}")


def _count_paired(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words at the end of one side are those at the beginning of the other."""
    best, likeness = 1, -1.0
    for size in range(1, min(len(left), len(right)) + 1):
        pairs = list(zip(left[len(left) - size :], right[:size], strict=True))
        alike = sum(_are_paired(one, other) for one, other in pairs) / size
        if _are_paired(*pairs[0]) and (alike, size) > (likeness, best):
            best, likeness = size, alike
    return best


def _are_paired(one: str, other: str) -> bool:
    """Whether two words may be the two genders of one: they begin alike, or have one key."""
    if one[:_LEAST].casefold() == other[:_LEAST].casefold():
        return len(one) >= _LEAST or one == other
    first, second = fold_title(one), fold_title(other)
    if first[:_LEAST] == second[:_LEAST]:
        return len(first) >= _LEAST or first == second
    return bool(first) and list(map(word_key, first.split())) == list(map(word_key, second.split()))
