"""Sections of the guide of structures: how to read it, publics, réseaux, sources."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from spro_portraits.charts import Cell, Column, Table, draw_downloads, draw_table
from spro_portraits.network.model import Member, Reseau
from spro_portraits.portrait.blocks import draw_lede
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.portrait.templating import fill_template, read_style, write_css_string
from spro_portraits.store import CellValue, Number, Sheet, slugify
from spro_portraits.style import MARKERS
from spro_portraits.wording import format_count, typeset
from spro_portraits.wording import guide as words
from spro_portraits.wording.dates import write_date
from spro_portraits.wording.network_page import write_beyond

_DEGREES = "0.00000"


@dataclass(frozen=True, slots=True)
class Entry:
    """A structure as the guide shows it: texts ready to be read, empty where nothing is known.

    Attributes
    ----------
    number : int
        By which the lists of publics refer to it.
    href, tel : str
        Addresses of links, empty where what is written makes no safe one.
    """

    number: int
    member: Member
    name: str
    role: str
    address: str
    town: str
    position: str
    phone: str
    tel: str
    site: str
    href: str
    publics: str
    services: str
    seen: str
    remark: str


@dataclass(frozen=True, slots=True)
class Group:
    """The structures of one réseau, under its name, its sign and its mission."""

    reseau: Reseau
    name: str
    former: str
    path: str
    mission: str
    services: str
    entries: tuple[Entry, ...]


def list_entries(subject: NetworkSubject) -> list[Entry]:
    """List the structures of a territory in the order of its network, numbered from 1."""
    members = enumerate(subject.network.members, start=1)
    return [_make_entry(subject, number, member) for number, member in members]


def _make_entry(subject: NetworkSubject, number: int, member: Member) -> Entry:
    structure = member.structure
    digits = words.find_national_number(structure.phone)
    publics = _join(_name_publics(subject, member.publics))
    own = [] if member.publics_assumed or not publics else [words.OWN_PUBLICS]
    return Entry(
        number=number,
        member=member,
        name=typeset(structure.name),
        role=words.write_role(member.role),
        address=typeset(structure.address),
        town=words.write_town(structure.postcode, subject.name_commune(structure.commune)),
        position=words.POSITIONS[member.precision],
        phone=words.write_phone(structure.phone),
        tel=f"tel:+33{digits[1:]}" if digits else "",
        site=_shorten(structure.site),
        href=find_link(structure.site),
        publics=" – ".join([publics, *own]),
        services=words.write_services(structure.services),
        seen=words.write_seen(structure.source, structure.date),
        remark=typeset(structure.remark),
    )


def find_link(site: str) -> str:
    """Find the address that a site opens; empty for what is no address of the web."""
    if not site or any(c.isspace() for c in site):
        return ""
    try:
        parts = urlsplit(site if "://" in site else f"//{site}", scheme="https")
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc or "@" in parts.netloc:
        return ""
    return parts.geturl()


def _shorten(site: str) -> str:
    return site.partition("://")[2].rstrip("/") or site if find_link(site) else site


def _name_publics(subject: NetworkSubject, codes: Sequence[str]) -> list[str]:
    publics = subject.directory.publics
    return [typeset(publics[code].name) for code in codes]


def _join(texts: Sequence[str]) -> str:
    return typeset(" ; ".join(texts))


def build_about(subject: NetworkSubject, coordinators: Sequence[str]) -> Section:
    """Say what a SPRO is, who coordinates, how many structures, how to read the guide."""
    members, territory = subject.network.members, subject.territory
    reseaux = len(subject.reseaux)
    lede = words.write_count(territory.level, territory.name, len(members), reseaux)
    style = read_style("guide")
    foot = f"@page{{@bottom-left{{content:{write_css_string(words.write_footer(subject.title))}}}}}"
    drawn = fill_template(
        "guide_about", words=words, style=f"{style}\n{foot}", coordinators=coordinators
    )
    if not members:
        lede = write_beyond(subject.beyond) if subject.beyond else words.NOBODY
    blocks: list[Block] = [draw_lede(lede), Html(drawn)]
    if members:
        blocks.append(_draw_links(subject))
    return Section("about", tuple(blocks))


def _draw_links(subject: NetworkSubject) -> Html:
    notes = words.write_notes(
        subject.title, subject.edition.label, subject.day,
        [typeset(source) for source, _, _ in _count_sources(subject)],
    )  # fmt: skip
    name = f"{subject.stem}-structures"
    return Html(draw_downloads(make_sheet(subject), name=name, notes=notes))


def make_sheet(subject: NetworkSubject) -> Sheet:
    """Make the table of all structures to download, one a row; unknown is empty."""
    return Sheet(
        title=words.ALL_STRUCTURES,
        headers=words.COLUMNS,
        rows=tuple(_make_row(subject, entry) for entry in list_entries(subject)),
    )


def _make_row(subject: NetworkSubject, entry: Entry) -> tuple[CellValue, ...]:
    member, structure = entry.member, entry.member.structure
    known = bool(member.publics)
    texts = (
        structure.address, structure.postcode, subject.name_commune(structure.commune),
        structure.commune,
    )  # fmt: skip
    return (
        Number(float(entry.number), "0"), entry.name, typeset(member.reseau.name), entry.role,
        *(text or None for text in texts), _type_degrees(member.latitude),
        _type_degrees(member.longitude), member.precision or None, entry.phone or None,
        structure.site or None, _join(_name_publics(subject, member.publics)) or None,
        words.ORIGINS[member.publics_assumed] if known else None,
        words.write_services(member.services) or None, typeset(structure.source) or None,
        structure.date or None, entry.remark or None,
    )  # fmt: skip


def _type_degrees(value: float) -> CellValue:
    return None if math.isnan(value) else Number(round(value, 5), _DEGREES)


def build_publics(subject: NetworkSubject) -> Section:
    """List, for each public, the structures that receive it."""
    entries = list_entries(subject)
    lists, unserved = [], []
    for code, public in subject.directory.publics.items():
        found = [entry for entry in entries if code in entry.member.publics]
        if found:
            lists.append((code, typeset(public.name), found))
        else:
            unserved.append(typeset(public.name))
    if lonely := [entry for entry in entries if not entry.member.publics]:
        lists.append(("", words.MISSING["publics"].capitalize(), lonely))
    drawn = fill_template(
        "guide_publics",
        words=words,
        lists=[
            {"slug": slugify(f"public {code or '0'}"), "name": name,
             "count": format_count(len(found)), "reseaux": _name_reseaux(found),
             "entries": [(entry, name_commune_beside(subject, entry)) for entry in found]}
            for code, name, found in lists
        ],
        unserved=words.write_unserved(unserved) if unserved and entries else "",
    )  # fmt: skip
    return Section("publics", (Html(drawn),))


def _name_reseaux(entries: Sequence[Entry]) -> str:
    """Name the réseaux of some entries, each once, in their order."""
    return words.write_receivers([
        typeset(name) for name in dict.fromkeys(entry.member.reseau.name for entry in entries)
    ])  # fmt: skip


def name_commune_beside(subject: NetworkSubject, entry: Entry) -> str:
    """Name the commune of a structure, unless its name ends with it."""
    commune = subject.name_commune(entry.member.structure.commune)
    return "" if commune and entry.name.casefold().endswith(commune.casefold()) else commune


def build_reseaux(subject: NetworkSubject) -> Section:
    """Show every structure under its réseau, with what is not known said."""
    drawn = fill_template("guide_reseaux", words=words, groups=_list_groups(subject))
    return Section("reseaux", (Html(drawn),))


def _list_groups(subject: NetworkSubject) -> list[Group]:
    grouped: dict[str, list[Entry]] = {}
    for entry in list_entries(subject):
        grouped.setdefault(entry.member.reseau.code, []).append(entry)
    return [_make_group(subject, tuple(entries)) for entries in grouped.values()]


def _make_group(subject: NetworkSubject, entries: tuple[Entry, ...]) -> Group:
    reseau = entries[0].member.reseau
    publics = _name_publics(subject, reseau.publics)
    return Group(
        reseau=reseau,
        name=typeset(reseau.name),
        former=words.write_former(typeset(reseau.former)) if reseau.former else "",
        path=MARKERS[reseau.shape],
        mission=words.write_mission(publics) if publics else "",
        services=words.write_services(reseau.services),
        entries=entries,
    )


def _count_sources(subject: NetworkSubject) -> list[tuple[str, int, str]]:
    """Count structures by source, the most used first, with the latest date of each."""
    structures = [member.structure for member in subject.network.members]
    counts = Counter(structure.source for structure in structures)
    latest = {s: max(x.date for x in structures if x.source == s) for s in counts}
    ranked = sorted(counts, key=lambda source: (-counts[source], source))
    return [(source, counts[source], latest[source]) for source in ranked]


def build_sources(subject: NetworkSubject) -> Section:
    """Draw where the facts of the structures come from."""
    source, count, date = words.SOURCE_HEADS
    columns = (Column(source, align="left"), Column(count), Column(date, align="left"))
    rows = tuple(
        (Cell(typeset(said)), Cell(format_count(n), float(n)), Cell(write_date(when)))
        for said, n, when in _count_sources(subject)
    )
    if not rows:
        return Section("sources", (Html(fill_template("guide_empty", words=words)),))
    return Section("sources", (Html(draw_table(Table(words.SOURCES_TITLE, columns, rows))),))
