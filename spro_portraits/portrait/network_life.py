"""Sections on what a network does: tools of its partners, members, meetings, initiatives."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from spro_portraits.charts import Cell, Column, Table, draw_note
from spro_portraits.network import Tool, find_coordinators
from spro_portraits.network.life import (
    HELD,
    compute_entries,
    compute_members,
    count_participants,
)
from spro_portraits.portrait.blocks import draw_lede, draw_table_block
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.network_reach import Reach
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import format_count, format_percent, typeset
from spro_portraits.wording import network_page as words
from spro_portraits.wording.dates import write_date


def build_tools(reach: Reach) -> Section:
    """Draw which réseau brings what, then the tools that have a name."""
    tables = (_tabulate_bringing(reach.subject), _tabulate_tools(reach.subject))
    drawn = [draw_table_block(table) for table in tables if table is not None]
    if not drawn:
        return Section("tools", (Html(draw_note(words.write_note("no_tools"))),))
    return Section("tools", (*drawn, Html(draw_note(words.write_note("tools")))))


def _tabulate_bringing(subject: NetworkSubject) -> Table | None:
    """Set what is brought against the réseaux present: by their mission, or by a tool."""
    reseaux = {reseau.code: reseau for reseau in subject.reseaux}
    held = {
        (service, code): words.PRESENT
        for code, reseau in reseaux.items()
        for service in reseau.services
    }
    for tool in subject.network.tools:
        structure = subject.directory.structures.get(tool.structure)
        owner = tool.reseau or (structure.reseau if structure else "")
        if owner in reseaux:
            held[tool.kind, owner] = words.SAID
    brought = list(dict.fromkeys(kind for kind, _ in held))
    rows = [
        (Cell(typeset(kind)), *(Cell(held.get((kind, code), "")) for code in reseaux))
        for kind in sorted(brought, key=lambda kind: -sum(one == kind for one, _ in held))
    ]
    if not rows:
        return None
    heads = (
        Column(words.COLUMNS["bring"], align="left"),
        *(Column(typeset(reseau.short), align="center") for reseau in reseaux.values()),
    )
    source = coverage_words.DIRECTORY_SOURCE
    return Table(words.TITLES["matrix"], heads, tuple(rows), source=source)


def _tabulate_tools(subject: NetworkSubject) -> Table | None:
    rows = [
        (
            Cell(typeset(tool.name) or words.NOT_KNOWN),
            Cell(typeset(tool.kind)),
            Cell(_name_owner(subject, tool)),
            Cell(subject.name_spro(tool.spro) or words.EVERYWHERE),
            Cell(write_date(tool.date)),
            Cell(typeset(tool.remark)),
        )
        for tool in subject.network.tools
    ]
    return _make_table("tools", ("tool", "bring", "who", "where", "seen", "remark"), rows)


def _name_owner(subject: NetworkSubject, tool: Tool) -> str:
    directory = subject.directory
    if tool.reseau:
        return typeset(directory.reseaux[tool.reseau].name)
    if tool.structure:
        return typeset(directory.structures[tool.structure].name)
    return words.NOBODY


def build_life(reach: Reach) -> Section:
    """Draw members by year, coordinators, meetings and initiatives."""
    subject = reach.subject
    network = subject.network
    held = [event for event in network.events if event.state == HELD]
    counted = count_participants(held)
    first = words.write_life(
        len(held),
        counted,
        at_least=any(event.participants is None for event in held),
        about=any(event.approximate for event in held),
    )
    blocks: list[Block] = [draw_lede(escape(first, quote=False))]
    tables = [
        _tabulate_coordinators(subject),
        _tabulate_members(subject),
        _tabulate_events(subject),
        _tabulate_initiatives(subject),
    ]
    drawn = [draw_table_block(table) for table in tables if table is not None]
    return Section("life", (*blocks, *drawn, Html(draw_note(words.write_note("members")))))


def _tabulate_coordinators(subject: NetworkSubject) -> Table | None:
    rows = []
    for code in subject.network.spro:
        found = find_coordinators(subject.directory, code, subject.day)
        names = ", ".join(typeset(one.name) for one in found.last)
        state = words.write_term(found.school_year, current=bool(found.current))
        rows.append((Cell(subject.name_spro(code)), Cell(names or words.NOT_KNOWN), Cell(state)))
    return _make_table("coordinators", ("where", "coordinator", "school_year"), rows)


def _tabulate_members(subject: NetworkSubject) -> Table | None:
    """One row a réseau, one column a year; entries by avenant in the last row."""
    members = compute_members(subject.network)
    if members.empty:
        return None
    years = sorted(members["year"].unique())
    entries = compute_entries(subject.network).groupby("year")["entries"].sum()
    by_reseau = {
        code: rows.set_index("year")[["members", "confirmed"]]
        for code, rows in members.groupby("reseau", sort=False)
    }
    rows = [
        (
            Cell(typeset(subject.directory.reseaux[code].name)),
            *(
                Cell(
                    words.write_members(*map(int, held.loc[year]))
                    if year in held.index
                    else format_count(0)
                )
                for year in years
            ),
        )
        for code in subject.directory.reseaux
        if (held := by_reseau.get(code)) is not None
    ]
    last = (Cell(words.COLUMNS["entries"]), *(Cell(str(int(entries.get(y, 0)))) for y in years))
    heads = (Column(words.COLUMNS["reseau"], align="left"), *(Column(str(y)) for y in years))
    source = coverage_words.DIRECTORY_SOURCE
    return Table(words.TITLES["members"], heads, (*rows, last), total_row=True, source=source)


def _tabulate_events(subject: NetworkSubject) -> Table | None:
    rows = [
        (
            Cell(write_date(event.day)),
            Cell(subject.name_spro(event.spro)),
            Cell(typeset(event.kind)),
            Cell(typeset(event.title)),
            Cell(words.STATES[event.state]),
            Cell(words.write_participants(event.participants, about=event.approximate)),
            Cell(
                words.NOT_KNOWN
                if event.satisfaction is None
                else format_percent(event.satisfaction, 0)
            ),
        )
        for event in sorted(subject.network.events, key=lambda one: (one.day, one.spro))
    ]
    names = ("day", "where", "kind", "title", "state", "participants", "satisfaction")
    return _make_table("events", names, rows)


def _tabulate_initiatives(subject: NetworkSubject) -> Table | None:
    rows = [
        (
            Cell(subject.name_spro(one.spro)),
            Cell(typeset(one.title)),
            Cell(typeset(one.description)),
        )
        for one in subject.network.initiatives
    ]
    return _make_table("initiatives", ("where", "initiative", "description"), rows)


def _make_table(
    title: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]
) -> Table | None:
    """Make a table of facts; none where there is nothing to tell."""
    if not rows:
        return None
    numbers = {"participants", "satisfaction"}
    heads = tuple(
        Column(words.COLUMNS[name], align="right" if name in numbers else "left")
        for name in columns
    )
    return Table(words.TITLES[title], heads, tuple(rows), source=coverage_words.DIRECTORY_SOURCE)
