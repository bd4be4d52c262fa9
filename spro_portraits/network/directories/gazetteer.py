"""Find the commune that a directory writes in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from spro_portraits.store import slugify

_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_CEDEX = re.compile(r"\s+cedex\b.*$", re.IGNORECASE)
_CORSICA = "20"


@dataclass(frozen=True)
class Gazetteer:
    """Names of the communes of the edition.

    Attributes
    ----------
    names : mapping
        Name of each commune, by INSEE code.
    former : mapping
        Communes that exist no more: code, name and the only commune that followed.
    departements : mapping
        Names of the départements, by code.
    """

    names: Mapping[str, str]
    former: Mapping[str, tuple[str, str]]
    departements: Mapping[str, str]

    @cached_property
    def _by_slug(self) -> dict[str, list[tuple[str, str]]]:
        """Département and commune of each plain name; communes of today first."""
        known: dict[str, list[tuple[str, str]]] = {}
        for code, name in self.names.items():
            known.setdefault(plain_place(name), []).append((departement_of(code), code))
        for code, (name, successor) in self.former.items():
            if plain_place(name) not in known:
                known.setdefault(plain_place(name), []).append((departement_of(code), successor))
        return known

    def find_commune(self, place: str, postcode: str) -> str:
        """Find the code of a commune by its name and postcode; empty if none or several.

        The first figures of the postcode give the département; a name that stands once in the
        edition is enough where they do not (some postcodes cross the border of a département).
        """
        found = self._by_slug.get(plain_place(place), [])
        if not found:
            return ""
        near = [code for departement, code in found if _is_of(postcode, departement)]
        codes = near or [code for _, code in found]
        return codes[0] if len(set(codes)) == 1 else ""

    def spell_place(self, place: str, postcode: str = "") -> str:
        """Write a place as its commune of today is written, or as it was given."""
        code = self.find_commune(place, postcode)
        name = self.names.get(code, "")
        return name if plain_place(name) == plain_place(place) else place

    def spell_start(self, words: list[str], postcode: str) -> tuple[str, int]:
        """Read a commune at the head of some words.

        Returns
        -------
        tuple
            Its name and how many words it takes; ``("", 0)`` where none is read.
        """
        for count in range(len(words), 0, -1):
            start = " ".join(words[:count])
            if code := self.find_commune(start, postcode):
                name = self.names[code]
                return (name if plain_place(name) == plain_place(start) else start), count
        return "", 0

    @cached_property
    def words(self) -> dict[str, str]:
        """Right spelling of the words of names: by themselves, lower case, no accent."""
        known: dict[str, str] = {}
        for name in (*self.names.values(), *self.departements.values()):
            for word in re.split(r"[ \-'’]", name):
                if word[:1].isupper():
                    known.setdefault(slugify(word), word)
        return known


def plain_place(text: str) -> str:
    """Write the name of a place plainly: ``ST AMAND MONTROND`` gives ``saint-amand-montrond``."""
    words = slugify(_CEDEX.sub("", text)).split("-")
    return "-".join(_SHORT.get(word, word) for word in words)


def departement_of(commune: str) -> str:
    """Give the département of a commune code: ``18``, ``2A``, ``974``."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def _is_of(postcode: str, departement: str) -> bool:
    if postcode.startswith(_CORSICA):
        return departement in {"2A", "2B"}
    return postcode.startswith(departement)


def build_gazetteer(communes: pd.DataFrame, former: pd.DataFrame, zones: pd.DataFrame) -> Gazetteer:
    """Build the gazetteer of an edition.

    Parameters
    ----------
    communes : DataFrame
        Index: code; column ``name``.
    former : DataFrame
        Index: code; columns ``name, successors`` (codes split by spaces).
    zones : DataFrame
        Index: level and code; column ``name``.
    """
    followed = {
        str(row.Index): (str(row.name), str(row.successors))
        for row in former.itertuples()
        if row.successors in communes.index
    }
    departements = zones.xs("departement", level="level")["name"]
    return Gazetteer(
        names={str(code): str(name).replace("'", "’") for code, name in communes["name"].items()},
        former=followed,
        departements={str(code): str(name) for code, name in departements.items()},
    )
