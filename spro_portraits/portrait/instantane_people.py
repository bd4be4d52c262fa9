"""The second page of the instantané: key occupations, and whom to see."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from spro_portraits.charts import (
    Cell,
    Column,
    Table,
    draw_legend_of_signs,
    draw_table,
    find_signs,
)
from spro_portraits.indicators import BY_KEY, list_commune_values
from spro_portraits.network.model import ROLES
from spro_portraits.portrait.guide_sections import Entry, list_entries
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.network_subject import NetworkSubject, build_network_subject
from spro_portraits.portrait.occupations_subject import SURVEY, OccupationsSubject, draw_cited
from spro_portraits.portrait.occupations_values import (
    make_count_cell,
    make_share_cell,
    make_tension_cell,
)
from spro_portraits.portrait.subject import Subject
from spro_portraits.portrait.templating import fill_template
from spro_portraits.territory import list_territories
from spro_portraits.wording import instantane as words
from spro_portraits.wording import typeset
from spro_portraits.wording.network_page import write_beyond

USUAL_CONTACTS = 6
"""Structures of the short list."""

MORE_CONTACTS = 1
"""Structures more for each idea that is missing of three: the place is used."""


def build_occupations(zoom: OccupationsSubject) -> Section:
    """List the key occupations with their projects, their difficulty and their tension."""
    chosen = zoom.choice.chosen
    if not chosen:
        note = fill_template("instantane_note", text=words.NO_OCCUPATIONS)
        return Section("occupations", (Html(note), draw_cited(zoom, *SURVEY)))
    name, *others = words.OCCUPATION_HEADS
    rows = tuple(
        (
            Cell(typeset(one.name)), make_count_cell(row), make_share_cell(row, "difficulty"),
            make_tension_cell(row),
        )
        for one in chosen
        for row in [zoom.row(one.code)]
    )  # fmt: skip
    caption = words.write_occupations_lede(zoom.place, zoom.period, len(chosen))
    columns = (Column(name, align="left"), *(Column(label) for label in others))
    signs = draw_legend_of_signs(find_signs([cell.text for row in rows for cell in row]))
    blocks: list[Block] = [Html(draw_table(Table(caption, columns, rows)) + signs)]
    blocks.append(draw_cited(zoom, *SURVEY, "tension"))
    if not zoom.survey.is_union:
        names = [one.name for one in zoom.survey.counted]
        text = words.write_occupations_note(names)
        blocks.append(Html(fill_template("instantane_note", text=text)))
    return Section("occupations", tuple(blocks))


@dataclass(frozen=True, slots=True)
class Contact:
    """A structure of the short list, and the publics that it is named for."""

    publics: str
    entry: Entry


def build_contacts(subject: Subject, network: NetworkSubject, ideas: int, most: int) -> Section:
    """List whom to see, one structure a public as far as can be.

    Parameters
    ----------
    network : NetworkSubject
        Of the territory, or of the SPRO around it.
    ideas, most : int
        Ideas that the page tells, and the most it could: each missing one leaves room for
        :data:`MORE_CONTACTS`.
    """
    contacts = choose_contacts(network, USUAL_CONTACTS + MORE_CONTACTS * (most - ideas))
    if not contacts:
        text = write_beyond(network.beyond) if network.beyond else words.NO_CONTACT
        note = fill_template("instantane_note", text=text)
        return Section("contacts", (Html(note),))
    is_around = network.territory.key != subject.territory.key
    drawn = fill_template(
        "instantane_contacts",
        heads=words.CONTACT_HEADS,
        caption=words.write_contacts_caption(network.title),
        contacts=contacts,
        unknown=words.UNKNOWN,
        source=words.write_contacts_source(
            list(dict.fromkeys(one.entry.member.structure.source for one in contacts))
        ),
        around=words.write_contacts_from(network.territory.name) if is_around else "",
        note=words.write_contacts_note(len(contacts), len(network.network.members), network.day),
    )
    return Section("contacts", (Html(drawn),))


def open_network_around(subject: Subject) -> NetworkSubject:
    """Open the network of the territory; where nobody stands in it, of the SPRO that holds it."""
    own = build_network_subject(subject.edition, subject.territory)
    if own.network.members:
        return own
    communes = set(subject.territory.communes)
    spro = list_territories(subject.edition, "spro")
    held = {one: len(communes & set(one.communes)) for one in spro}
    around = max(spro, key=lambda one: held[one], default=None)
    if around is None or not held[around]:
        return own
    return build_network_subject(subject.edition, around, "", own.directory)


def choose_contacts(network: NetworkSubject, count: int) -> list[Contact]:
    """Choose structures: for each public in turn the one that is most for it.

    Of those that receive a public: one of a réseau not named yet, then one whose mission begins
    with this public, then by réseau and role in their order, then one that can be called, then in
    the most peopled commune, then in the order of the guide.
    A structure that is the choice of several publics is listed once, under all of them.
    """
    entries = list_entries(network)
    named: dict[int, list[str]] = {}
    order = {code: rank for rank, code in enumerate(network.directory.reseaux)}
    people = _count_people(network, entries)
    for code, public in network.directory.publics.items():
        found = [entry for entry in entries if code in entry.member.publics]
        if not found:
            continue
        taken = {e.member.reseau.code for e in entries if e.number in named}
        best = min(found, key=lambda entry: _rank(entry, code, taken, order, named, people))
        if best.number in named or len(named) < count:
            named.setdefault(best.number, []).append(typeset(public.name))
    return [
        Contact(_join(publics), entry)
        for number, publics in named.items()
        for entry in entries
        if entry.number == number
    ]


def _count_people(network: NetworkSubject, entries: Sequence[Entry]) -> dict[str, float]:
    """Count the inhabitants of the communes of structures, where the edition knows them."""
    known = network.edition.communes.index
    codes = sorted({e.member.structure.commune for e in entries} & set(known))
    counted = list_commune_values(network.edition, codes, BY_KEY["population"]).value
    return {code: float(n) for code, n in zip(codes, counted, strict=True) if not math.isnan(n)}


def _rank(
    entry: Entry,
    code: str,
    taken: Collection[str],
    order: Mapping[str, int],
    named: Collection[int],
    people: Mapping[str, float],
) -> tuple[object, ...]:
    reseau = entry.member.reseau
    return (
        reseau.code in taken and entry.number not in named,
        not reseau.publics or reseau.publics[0] != code,
        order[reseau.code],
        ROLES.index(entry.member.role),
        not entry.phone,
        -people.get(entry.member.structure.commune, 0.0),
        entry.number,
    )


def _join(names: Sequence[str]) -> str:
    return typeset(" ; ".join(names))
