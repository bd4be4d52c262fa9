"""The places of a flyer: by commune, numbered in that order; and who goes to which.

Made of what the guide shows (:mod:`~spro_portraits.portrait.guide_sections`), nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.portrait.flyer_codes import Code, make_code
from spro_portraits.portrait.guide_sections import Entry, list_entries
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.territory.search import normalise
from spro_portraits.wording import flyer as words
from spro_portraits.wording import typeset


@dataclass(frozen=True, slots=True)
class Place:
    """A structure under its number on the flyer; ``site`` in few letters, ``code`` of its link."""

    number: int
    entry: Entry
    reseau: str
    site: str
    code: Code | None


@dataclass(frozen=True, slots=True)
class Town:
    """A commune and its places; ``code`` and ``name`` empty where the commune is not known."""

    code: str
    name: str
    places: tuple[Place, ...]

    @property
    def numbers(self) -> str:
        """``1–4``."""
        return words.write_numbers([place.number for place in self.places])

    @property
    def head(self) -> str:
        """``À Issoudun``."""
        return words.write_town(self.name) if self.name else words.NO_TOWN


@dataclass(frozen=True, slots=True)
class Help:
    """Who helps a public, for what, and the numbers of the places."""

    name: str
    services: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A public in its own words, and who helps it."""

    said: str
    helps: tuple[Help, ...]


def list_towns(subject: NetworkSubject) -> list[Town]:
    """List communes by name, those outside the territory and places of unknown commune last.

    The places of a commune are in the order of the guide.
    """
    here = set(subject.territory.communes)
    entries: dict[str, list[Entry]] = {}
    for entry in list_entries(subject):
        code = entry.member.structure.commune
        named = code if subject.name_commune(code) else ""
        entries.setdefault(named, []).append(entry)
    order = sorted(
        entries,
        key=lambda code: (not code, code not in here, normalise(subject.name_commune(code))),
    )
    towns, number = [], 1
    for code in order:
        places = [_make_place(number + rank, entry) for rank, entry in enumerate(entries[code])]
        number += len(places)
        towns.append(Town(code, subject.name_commune(code), tuple(places)))
    return towns


def _make_place(number: int, entry: Entry) -> Place:
    return Place(
        number=number,
        entry=entry,
        reseau=typeset(entry.member.reseau.name),
        site=words.write_site(entry.site) if entry.href else "",
        code=make_code(entry.href) if entry.href else None,
    )


def list_places(towns: Sequence[Town]) -> list[Place]:
    """List the places of all towns, by number."""
    return [place for town in towns for place in town.places]


def list_answers(subject: NetworkSubject, towns: Sequence[Town]) -> tuple[list[Answer], list[str]]:
    """List publics with who helps them, then the names of those whom nobody here helps.

    Structures of one réseau that do the same stand in one line: under the name of the réseau, or
    their own where there is but one. Those whose publics are not known come last, for anyone.
    """
    places = list_places(towns)
    answers, unserved = [], []
    for code, public in subject.directory.publics.items():
        found = [place for place in places if code in place.entry.member.publics]
        if found:
            answers.append(Answer(words.say_public(public.name), _group(found)))
        else:
            unserved.append(typeset(public.name))
    if lonely := [place for place in places if not place.entry.member.publics]:
        answers.append(Answer(words.ANYONE, _group(lonely)))
    return answers, unserved


def _group(places: Sequence[Place]) -> tuple[Help, ...]:
    grouped: dict[tuple[str, tuple[str, ...]], list[Place]] = {}
    for place in sorted(places, key=lambda place: place.entry.number):
        key = (place.entry.member.reseau.code, place.entry.member.services)
        grouped.setdefault(key, []).append(place)
    alone = Counter(code for code, _ in grouped)
    return tuple(
        Help(
            name=(
                some[0].entry.name if len(some) == 1
                else some[0].reseau if alone[code] == 1
                else ", ".join(place.entry.name for place in some)
            ),
            services=words.write_services(services),
            numbers=words.write_numbers([place.number for place in some]),
        )
        for (code, services), some in grouped.items()
    )  # fmt: skip
