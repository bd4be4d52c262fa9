"""Elision, contraction and agreement: ``de l'Indre``, ``du Cher``, ``à Orléans``."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from spro_portraits.wording.typography import NBSP, format_count, format_rounded_count

APOSTROPHE = "’"

_ARTICLES = {
    "le ": ("du ", "au "),
    "la ": ("de la ", "à la "),
    "les ": ("des ", "aux "),
    "l’": ("de l’", "à l’"),
    "l'": ("de l’", "à l’"),
}


def _starts_with_vowel(name: str) -> bool:
    first = unicodedata.normalize("NFD", name[:1].casefold())[:1]
    # Communes in h are nearly all read with a mute h in the region (Henrichemont is
    # said "d'Henrichemont"); œ decomposes to itself.
    return first in {"a", "e", "i", "o", "u", "y", "h", "œ", "æ"}


def de(name: str) -> str:
    """Put *de* before a name: ``d’Issoudun``, ``du Blanc``, ``de l’Indre``, ``des Montils``.

    A lower-case or upper-case article at the head of ``name`` contracts.
    """
    for article, (with_de, _) in _ARTICLES.items():
        if name.casefold().startswith(article):
            return with_de + name[len(article) :]
    return f"d{APOSTROPHE}{name}" if _starts_with_vowel(name) else f"de {name}"


def at(name: str) -> str:
    """Put *à* before the name of a town: ``à Orléans``, ``au Blanc``, ``aux Montils``."""
    for article, (_, with_at) in _ARTICLES.items():
        if name.casefold().startswith(article):
            return with_at + name[len(article) :]
    return f"à {name}"


def que(word: str) -> str:
    """Put *que* before a word: ``qu’en``, ``que dans``, ``qu’il``."""
    return f"qu{APOSTROPHE}{word}" if _starts_with_vowel(word) else f"que {word}"


def plural(count: float, singular: str, plural_form: str | None = None) -> str:
    """Agree a noun with a count, the French way: 0 and 1.9 are singular.

    Returns the noun alone; write the count with :mod:`~spro_portraits.wording.typography`.
    """
    return singular if abs(count) < 2 else (plural_form or singular + "s")  # noqa: PLR2004


def count_of(count: float, singular: str, plural_form: str | None = None) -> str:
    """Write a count with its noun: ``1 habitant``, ``12 habitants``, ``0 commune``."""
    return f"{format_count(count)} {plural(count, singular, plural_form)}"


def count_about(count: float, singular: str, plural_form: str | None = None) -> str:
    """Write a count as sentences round it, with its noun: ``12 300 habitants``."""
    return f"{format_rounded_count(count)} {plural(count, singular, plural_form)}"


def join_words(words: Sequence[str], last: str = "et") -> str:
    """Join words into a list: ``a, b et c``; the last link does not break."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last}{NBSP}{words[-1]}"
