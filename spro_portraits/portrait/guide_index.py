"""Index of a guide: the numbers of its entries by commune, by public and by réseau.

On a page a number leads to its entry; ``render.paper`` adds pages. Not done here: choosing the
structures, which are those of the guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.portrait.guide_sections import Entry, list_entries, name_commune_beside
from spro_portraits.portrait.model import Html, Section
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.portrait.templating import fill_template, read_style
from spro_portraits.store import slugify
from spro_portraits.territory.search import normalise
from spro_portraits.wording import guide as words
from spro_portraits.wording import typeset


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line of an index: its anchor, what it is about, number and name of each entry."""

    slug: str
    label: str
    entries: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A part of an index: its key in :data:`~spro_portraits.wording.guide.INDEX_PARTS`."""

    key: str
    title: str
    lines: tuple[IndexLine, ...]


def build_index(subject: NetworkSubject) -> Section:
    """Draw the index of the guide of a territory."""
    parts = list_index_parts(subject, list_entries(subject))
    drawn = fill_template(
        "guide_index", words=words, parts=parts, style=read_style("guide_index") if parts else ""
    )
    return Section("index", (Html(drawn),))


def list_index_parts(subject: NetworkSubject, entries: Sequence[Entry]) -> tuple[IndexPart, ...]:
    """List the parts of an index; none without entries.

    Communes are in alphabetical order, publics and réseaux in that of their files; entries of
    which it is not known come last, under what is to be completed.
    """
    if not entries:
        return ()
    by_part = {
        "commune": _list_communes(subject, entries),
        "public": _list_publics(subject, entries),
        "reseau": _list_reseaux(subject, entries),
    }
    return tuple(
        IndexPart(key, words.INDEX_PARTS[key], tuple(lines)) for key, lines in by_part.items()
    )


def _list_communes(subject: NetworkSubject, entries: Sequence[Entry]) -> list[IndexLine]:
    names = {e.member.structure.commune: "" for e in entries}
    names = {code: subject.name_commune(code) for code in names}
    ranked = sorted((c for c in names if names[c]), key=lambda code: (normalise(names[code]), code))
    lines = [
        _make_line("commune", code, names[code], [
            (e.number, e.name) for e in entries if e.member.structure.commune == code
        ])
        for code in ranked
    ]  # fmt: skip
    unknown = [(e.number, e.name) for e in entries if not names[e.member.structure.commune]]
    return [*lines, *_list_unknown("commune", unknown)]


def _list_publics(subject: NetworkSubject, entries: Sequence[Entry]) -> list[IndexLine]:
    lines = [
        _make_line("public", code, typeset(public.name), found)
        for code, public in subject.directory.publics.items()
        if (found := [_name(subject, e) for e in entries if code in e.member.publics])
    ]
    unknown = [_name(subject, e) for e in entries if not e.member.publics]
    return [*lines, *_list_unknown("public", unknown)]


def _list_reseaux(subject: NetworkSubject, entries: Sequence[Entry]) -> list[IndexLine]:
    reseaux = {e.member.reseau.code: e.member.reseau for e in entries}
    return [
        _make_line("reseau", code, typeset(reseau.name), [
            _name(subject, e) for e in entries if e.member.reseau.code == code
        ])
        for code, reseau in reseaux.items()
    ]  # fmt: skip


def _name(subject: NetworkSubject, entry: Entry) -> tuple[int, str]:
    return entry.number, words.write_located(entry.name, name_commune_beside(subject, entry))


def _list_unknown(key: str, entries: Sequence[tuple[int, str]]) -> list[IndexLine]:
    missing = words.MISSING["publics" if key == "public" else key].capitalize()
    return [_make_line(key, "", missing, entries)] if entries else []


def _make_line(key: str, code: str, label: str, entries: Sequence[tuple[int, str]]) -> IndexLine:
    return IndexLine(slugify(f"index {key} {code or '0'}"), label, tuple(entries))
