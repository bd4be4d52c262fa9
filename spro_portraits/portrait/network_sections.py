"""Sections on the structures of a network: what to retain, circles, map, list."""

from __future__ import annotations

from html import escape

from spro_portraits.charts import (
    Card,
    CardReference,
    Cell,
    Column,
    Table,
    draw_cards,
    draw_note,
    draw_picture_download,
    make_card_table,
)
from spro_portraits.charts.circles import CircleNode, CircleSector, draw_circles
from spro_portraits.network import ROLES, Member, Tool, find_coordinators
from spro_portraits.portrait.blocks import draw_lede, draw_table_block
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.network_mapping import gather_network_map
from spro_portraits.portrait.network_reach import Reach, Share
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.store import slugify
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import format_count, typeset
from spro_portraits.wording import network_page as words
from spro_portraits.wording.dates import write_date
from spro_portraits.wording.places import title_territory


def build_overview(reach: Reach) -> Section:
    """Say how many structures there are, who coordinates, who is far."""
    subject = reach.subject
    network, territory = subject.network, subject.territory
    members = network.members
    known = sum(bool(member.memberships) for member in members)
    reseaux = len(subject.reseaux)
    first = words.write_overview(territory.level, territory.name, len(members), reseaux, known)
    sentences = [first, *_tell_coordinators(subject)]
    cards = [
        Card(
            label=words.CARDS["structures"],
            text=format_count(len(members)),
            comparison=words.write_placed_share(
                sum(member.precision == "adresse" for member in members),
                sum(member.precision == "commune" for member in members),
            ),
        ),
        Card(
            label=words.CARDS["reseaux"],
            text=format_count(reseaux),
            comparison=words.write_of_all(len(subject.directory.reseaux)),
        ),
        _make_reach_card(reach),
    ]
    return Section(
        "overview",
        (
            draw_lede(escape(" ".join(sentences), quote=False)),
            Html(
                draw_cards(cards, territory=typeset(territory.name)),
                data=make_card_table(
                    cards, territory=typeset(territory.name), caption=words.TITLES["figures"]
                ),
            ),
        ),
    )


def _tell_coordinators(subject: NetworkSubject) -> list[str]:
    """Tell the coordinators of one SPRO; those of several are in a table."""
    if subject.territory.level != "spro":
        return []
    found = find_coordinators(subject.directory, subject.territory.code, subject.day)
    names = [typeset(one.name) for one in found.last]
    current = bool(found.current)
    return [words.write_coordinators(names, found.school_year, current=current)]


def _make_reach_card(reach: Reach) -> Card:
    own = reach.find_share(reach.own[reach.focus])
    region = reach.find_share(reach.whole[reach.focus])
    name = reach.subject.directory.reseaux[reach.focus].name
    limit = coverage_words.write_threshold(reach.middle, reach.unit)
    is_compared = own is not None and reach.subject.territory.level != "region"
    value = region.within if region else None
    others = (CardReference("region", words.REGION, value, write_within(region)),)
    return Card(
        label=words.write_reach_card(name, limit),
        text=write_within(own),
        unit_note=coverage_words.NETWORK_WORDS["population_within"].universe,
        value=own.within if own else None,
        references=others if is_compared else (),
        comparison="" if is_compared else words.HOW_FAR[reach.unit],
    )


def write_within(share: Share | None) -> str:
    """Write the share of inhabitants within the threshold, as a minimum where it is one."""
    if share is None:
        return words.write_share(None)
    return words.write_share(share.within, words.LEAST if share.is_open else "")


def build_circles(reach: Reach) -> Section:
    """Draw the SPRO at the centre, rings by role, sectors by réseau."""
    subject = reach.subject
    network = subject.network
    if not network.members:
        return Section("circles", (Html(draw_note(words.write_note("no_structure"))),))
    roles = [role for role in ROLES if any(m.role == role for m in network.members)]
    names = [words.RINGS[role] for role in roles]
    sectors = [
        CircleSector(r.code, typeset(r.name), typeset(r.short), typeset(r.family), r.color, r.shape)
        for r in subject.reseaux
    ]
    nodes = [_make_node(subject, member, roles.index(member.role)) for member in network.members]
    counts = [sum(node.ring == rank for node in nodes) for rank in range(len(roles))]
    title = words.write_circle_title(subject.territory.level, subject.territory.name)
    drawn = draw_circles(
        nodes,
        sectors,
        names,
        centre=title_territory(subject.territory.level, subject.territory.name),
        title=title,
        description=words.write_circle_description(title, list(zip(names, counts, strict=True))),
    )
    link = draw_picture_download(drawn.svg, title=title, name=f"{subject.stem}-{slugify(title)}")
    return Section("circles", (drawn, Html(link), Html(draw_note(words.write_note("roles")))))


def _make_node(subject: NetworkSubject, member: Member, ring: int) -> CircleNode:
    structure = member.structure
    publics = [typeset(subject.directory.publics[code].name) for code in member.publics]
    details = (
        (words.COLUMNS["reseau"], typeset(member.reseau.name)),
        (words.COLUMNS["role"], words.ROLES[member.role]),
        (words.COLUMNS["commune"], subject.name_commune(structure.commune)),
        (words.COLUMNS["publics"], ", ".join(publics)),
    )
    return CircleNode(
        key=structure.code,
        name=typeset(structure.name),
        short=words.shorten_structure(structure.name, member.reseau.name, member.reseau.short),
        sector=member.reseau.code,
        ring=ring,
        details=tuple((label, text) for label, text in details if text),
        tools=tuple(typeset(_name_tool(tool)) for tool in _list_tools(subject, member)),
        place=subject.name_commune(structure.commune),
        uncertain=member.role == "presente",
    )


def _list_tools(subject: NetworkSubject, member: Member) -> list[Tool]:
    return [
        tool
        for tool in subject.network.tools
        if tool.structure == member.structure.code or tool.reseau == member.reseau.code
    ]


def _name_tool(tool: Tool) -> str:
    return f"{tool.name} ({tool.kind})" if tool.name and tool.kind else tool.name or tool.kind


def build_map(reach: Reach) -> Section:
    """Draw the structures, and let a reader ask who receives whom."""
    sheet = gather_network_map(reach.subject)
    blocks: list[Block] = [sheet.draw_page()]
    if sheet.placed:
        blocks.insert(0, draw_lede(escape(sheet.placed, quote=False)))
    return Section("map", (*blocks, Html(draw_note(words.write_note("publics")))))


def build_structures(reach: Reach) -> Section:
    """List the structures, with what a reader needs to find them."""
    subject = reach.subject
    if not subject.network.members:
        return Section("structures", (Html(draw_note(words.write_note("no_structure"))),))
    names = ("structure", "reseau", "role", "address", "phone", "seen")
    columns = tuple(Column(words.COLUMNS[name], align="left") for name in names)
    rows = tuple(
        tuple(
            Cell(text)
            for text in (
                typeset(member.structure.name),
                typeset(member.reseau.short),
                words.SHORT_ROLES[member.role],
                words.write_address(
                    member.structure.address,
                    member.structure.postcode,
                    subject.name_commune(member.structure.commune),
                ),
                words.write_phone(member.structure.phone),
                write_date(member.structure.date),
            )
        )
        for member in subject.network.members
    )
    table = Table(words.TITLES["structures"], columns, rows, source=coverage_words.DIRECTORY_SOURCE)
    return Section(
        "structures", (draw_table_block(table), Html(draw_note(words.write_note("structures"))))
    )
