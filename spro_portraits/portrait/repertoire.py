"""The répertoire of a territory: internal, one page and one table that say so everywhere.

It is no notebook and has no publication: neither a batch, nor an index, nor the data of an edition
can take it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from spro_portraits.network.internal import Contact, Repertoire
from spro_portraits.portrait.guide_index import list_index_parts
from spro_portraits.portrait.guide_sections import Entry, list_entries
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.portrait.templating import fill_template, read_style, write_css_string
from spro_portraits.store import Sheet, build_csv
from spro_portraits.style import font_css, page_css
from spro_portraits.wording import guide as guide_words
from spro_portraits.wording import repertoire as words
from spro_portraits.wording import typeset
from spro_portraits.wording.guide import find_national_number, write_phone


@dataclass(frozen=True, slots=True)
class Person:
    """A contact, ready to be read; ``tel`` is empty where its line makes no link."""

    name: str
    role: str
    line: str
    tel: str
    email: str
    seen: str
    remark: str


def name_repertoire(subject: NetworkSubject) -> str:
    """Name the files of a répertoire, without what says their kind."""
    return f"repertoire-{words.MARK}-{subject.stem}"


def draw_repertoire(subject: NetworkSubject, repertoire: Repertoire) -> str:
    """Draw the page: one file that asks nothing of any other, marked on screen and on paper.

    Parameters
    ----------
    subject : NetworkSubject
        The territory, for names; its network is that of the répertoire.
    repertoire : Repertoire
    """
    entries = list_entries(subject)
    persons = {e.number: _list_persons(repertoire, e.member.structure.code) for e in entries}
    groups = [
        (typeset(reseau.name), [(entry, persons[entry.number]) for entry in found])
        for reseau, found in groupby(entries, key=lambda entry: entry.member.reseau)
    ]
    mark = f":root{{--spro-internal:{write_css_string(words.WARNING)}}}"
    return fill_template(
        "repertoire",
        words=words,
        styles=[
            font_css(), page_css(), mark, read_style("guide_index"), read_style("repertoire"),
        ],
        tab=words.write_title(subject.title),
        title=subject.title,
        subtitle=words.write_subtitle(subject.day, len(repertoire.contacts), len(entries)),
        groups=groups,
        guide=guide_words,
        parts=list_index_parts(subject, entries),
    )  # fmt: skip


def describe_paper(subject: NetworkSubject) -> dict[str, Any]:
    """Say how the page is to be printed: the layout of a guide, marked on every page."""
    return {
        "layout": "guide",
        "words": guide_words.PAPER,
        "title": words.write_title(subject.title),
        "mark": words.PAPER_MARK,
        "tab": words.PAPER_TAB,
    }


def _list_persons(repertoire: Repertoire, structure: str) -> list[Person]:
    return [_make_person(one) for one in repertoire.contacts if one.structure == structure]


def _make_person(contact: Contact) -> Person:
    digits = find_national_number(contact.direct_line)
    return Person(
        name=contact.person,
        role=typeset(contact.role),
        line=write_phone(contact.direct_line),
        tel=f"tel:+33{digits[1:]}" if digits else "",
        email=contact.email,
        seen=words.write_seen(contact.source, contact.date),
        remark=typeset(contact.remark),
    )


def build_repertoire_csv(subject: NetworkSubject, repertoire: Repertoire) -> bytes:
    """Write the répertoire as a CSV for spreadsheets: one row a contact, or a structure without."""
    rows = []
    for entry in list_entries(subject):
        code = entry.member.structure.code
        found = [one for one in repertoire.contacts if one.structure == code]
        rows += [_make_row(subject, entry, one) for one in found] or [_make_row(subject, entry)]
    return build_csv(Sheet(words.NAME, words.COLUMNS, tuple(rows)))


def _make_row(
    subject: NetworkSubject, entry: Entry, contact: Contact | None = None
) -> tuple[str | None, ...]:
    structure = entry.member.structure
    place: Sequence[str] = (
        words.WARNING, entry.name, typeset(entry.member.reseau.name), entry.role,
        structure.address, structure.postcode, subject.name_commune(structure.commune),
        entry.phone, structure.site,
    )  # fmt: skip
    person: Sequence[str] = ("",) * 7
    if contact is not None:
        person = (
            contact.person, contact.role, contact.direct_line, contact.email, contact.source,
            contact.date, contact.remark,
        )  # fmt: skip
    return tuple(text or None for text in (*place, *person))
