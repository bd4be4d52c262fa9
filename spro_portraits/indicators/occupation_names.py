"""Find an occupation of the survey by its code or its official name.

Not done here: the words that people use (:mod:`~.occupation_search`).
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from spro_portraits.errors import UsageError
from spro_portraits.tables import Edition
from spro_portraits.territory.search import normalise

_MOST_NEAR = 4
_LIKE_NAME, _LIKE_CODE = 60, 75
"""Likeness (0–100) from which a name, a code, is a near match."""


def find_occupation(edition: Edition, text: str) -> str:
    """Find the code of an occupation of the survey by its code or name, as a person types it.

    Case, accents and punctuation do not count.

    Raises
    ------
    UsageError
        ``unknown_occupation``, with near matches.
    """
    names = edition.occupations["name"]
    wanted = normalise(text)
    for code, name in names.items():
        if wanted and wanted in (normalise(str(code)), normalise(str(name))):
            return str(code)
    forms = {normalise(str(name)): str(code) for code, name in names.items()}
    codes = {str(code).lower(): str(code) for code in names.index}
    matches = [
        *process.extract(wanted, forms.keys(), scorer=fuzz.WRatio, score_cutoff=_LIKE_NAME),
        *process.extract(wanted, codes.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_CODE),
    ]
    likely = sorted(matches, key=lambda match: -match[1])
    found = dict.fromkeys({**forms, **codes}[form] for form, _, _ in likely)
    near = [f"{names.at[code]} ({code})" for code in list(found)[:_MOST_NEAR]]
    raise UsageError("unknown_occupation", text=text, near=near)


def find_occupations(edition: Edition, texts: Iterable[str]) -> tuple[str, ...]:
    """Find several, in the order given, each once.

    Raises
    ------
    UsageError
        ``unknown_occupation`` for the first that is not found.
    """
    return tuple(dict.fromkeys(find_occupation(edition, text) for text in texts))
