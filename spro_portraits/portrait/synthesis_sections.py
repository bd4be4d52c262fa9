"""Sections of the synthèse: what there is to retain, the table, occupations, network, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from spro_portraits.charts import (
    Cell,
    Column,
    Table,
    draw_legend_of_signs,
    draw_note,
    draw_sortable_table,
    draw_source_line,
    draw_table,
    find_signs,
)
from spro_portraits.indicators import Finding, Indicator, Result, compute_occupations, find_newest
from spro_portraits.portrait.layers import SIGNED_UNITS
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.network_reach import Reach
from spro_portraits.portrait.occupations_subject import SURVEY
from spro_portraits.portrait.occupations_values import make_count_cell, make_share_cell
from spro_portraits.portrait.panorama_sections import make_cell, write_column
from spro_portraits.portrait.results import write_result
from spro_portraits.portrait.retain import draw_sentence, make_fact
from spro_portraits.portrait.roster import Roster
from spro_portraits.portrait.subject import Subject
from spro_portraits.portrait.synthesis_standouts import Standout, find_clear_end, list_standouts
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import format_measure, typeset
from spro_portraits.wording import panorama as panorama_words
from spro_portraits.wording import synthesis as words
from spro_portraits.wording.findings import Sentence, write_finding

COLUMNS = (
    ("population",),
    ("population_growth_2013_2018",),
    ("unemployment_rate", "unemployment_rate_census_2018"),
    ("job_concentration_2018",),
    ("residents_group_3_share_2022",),
    ("recruitment_difficulty",),
    ("residents_group_6_share_2022",),
    ("vacancy_rate_2018",),
)
"""Places of the table in order of wish, each with what it holds and what takes its place.

A figure that the region does not have is left out: nothing would stand beside the territories.
"""

MOST_COLUMNS = 6
OCCUPATIONS = 5
REGION_FINDINGS = 2
MOST_TRAITS = 4
MOST_OTHERS = 3

LEFT_TOPICS = frozenset({"owners", "second_homes", "vacancy", "households", "density"})
"""Subjects that a network of guidance does not act on: not what its region is told by."""

RESEAUX = ("mission_locale", "cio")
"""Réseaux whose distance is told: those of young people in and out of school."""


def choose_columns(roster: Roster) -> list[str]:
    """Choose the indicators of the table of a page that asks for none."""
    known = {
        indicator.key
        for indicator in roster.indicators
        if roster.region_results[indicator.key].value is not None
    }
    chosen = [key for slot in COLUMNS for key in [key for key in slot if key in known][:1]]
    return chosen[:MOST_COLUMNS]


def list_region_findings(subject: Subject) -> list[Finding]:
    """List what sets the region apart from France."""
    return [f for f in subject.findings if f.topic not in LEFT_TOPICS][:REGION_FINDINGS]


def build_retain(roster: Roster, subject: Subject) -> Section:
    """Say what sets the region apart, then which territories stand out and in what."""
    findings = list_region_findings(subject)
    own, others = choose_standouts(roster)
    sentences = [write_finding(make_fact(subject, f), place) for place, f in enumerate(findings)]
    sentences += write_standouts(roster, own, others)
    if not sentences:
        return Section("retain", (Html(draw_note(words.NOTHING_RETAINED)),))
    items = "".join(f"<li>{draw_sentence(one)}</li>" for one in sentences)
    cited = [
        *(f.measure.indicator for f in findings),
        *(one.indicator for one in (*own[:MOST_TRAITS], *others)),
    ]
    source = roster.citation(*(s for indicator in cited for s in indicator.sources))
    drawn = Html(f'<ol class="spro-retain">{items}</ol>')
    return Section("retain", (drawn, Html(draw_source_line(source), source=source)))


def choose_standouts(roster: Roster) -> tuple[list[Standout], list[Standout]]:
    """Choose the territories that are told, the strongest first.

    Returns
    -------
    (list of Standout, list of Standout)
        All clear ends of the territory that has most of them; one of each of some others.
    """
    ends: dict[str, list[Standout]] = {}
    for one in list_standouts(roster):
        ends.setdefault(one.code, []).append(one)
    if not ends:
        return [], []
    # Of as many ends, the strongest: they come in that order, and so do the keys.
    first = max(ends, key=lambda code: len(ends[code]))
    others = [found[0] for code, found in ends.items() if code != first]
    return ends[first], others[:MOST_OTHERS]


def write_standouts(
    roster: Roster, own: Sequence[Standout], others: Sequence[Standout]
) -> list[Sentence]:
    """Write the territory that is most often clearly at an end, then the others."""
    sentences = []
    if own:
        name = roster.territories[own[0].code].name
        told = [_make_trait(roster, one) for one in own[:MOST_TRAITS]]
        ends = Counter(one.sign for one in own)
        sentences.append(
            words.write_standout(roster.level, name, len(roster.territories), told, ends)
        )
    if others:
        traits = [(roster.names[one.code], _make_trait(roster, one)) for one in others]
        sentences.append(words.write_others(traits))
    return sentences


def _make_trait(roster: Roster, one: Standout) -> words.Trait:
    indicator = one.indicator
    region = roster.region_results[indicator.key]
    return words.Trait(
        indicator.key,
        write_result(indicator, roster.results[indicator.key][one.code]),
        "" if region.value is None else write_result(indicator, region),
        one.sign,
    )


def build_table(roster: Roster) -> Section:
    """Draw all territories in rows, the region last; the clear ends of a column are marked."""
    columns = (
        Column(panorama_words.name_column(roster.level), align="left"),
        *(Column(write_column(i), bar=i.unit not in SIGNED_UNITS) for i in roster.indicators),
    )
    ends = {i.key: _find_marks(i, roster.results[i.key]) for i in roster.indicators}
    names = roster.names
    rows = [
        (
            Cell(names[code]),
            *(
                replace(make_cell(i, roster.results[i.key][code]), mark=ends[i.key].get(code, ""))
                for i in roster.indicators
            ),
        )
        for code in roster.order(roster.indicators[0].key)
    ]
    region = (
        Cell(roster.region_name),
        *(make_cell(i, roster.region_results[i.key]) for i in roster.indicators),
    )
    source = roster.citation(*(s for i in roster.indicators for s in i.sources))
    table = Table(roster.title, columns, (*rows, region), total_row=True, source=source)
    signs = draw_legend_of_signs(find_signs(cell.text for row in table.rows for cell in row))
    drawn = draw_sortable_table(table, search=False) + signs
    return Section(
        "table", (Html(drawn, source=source, data=table), Html(draw_note(words.READING)))
    )


def _find_marks(indicator: Indicator, results: Mapping[str, Result]) -> dict[str, str]:
    found = {
        find_clear_end(indicator, results, 1): "highest",
        find_clear_end(indicator, results, -1): "lowest",
    }
    return {code: mark for code, mark in found.items() if code is not None}


def build_occupations(roster: Roster) -> Section:
    """List the occupations with most published projects in the region."""
    found = compute_occupations(roster.edition, roster.region, roster.region)
    first = found[found["projects"] > 0].head(OCCUPATIONS)
    if first.empty:
        return Section("occupations", (Html(draw_note(words.NO_OCCUPATIONS)),))
    name, *others = words.OCCUPATION_HEADS
    figures = ({str(key): one for key, one in row.items()} for row in first.to_dict("records"))
    rows = tuple(
        (Cell(typeset(row["name"])), make_count_cell(row), make_share_cell(row, "difficulty"))
        for row in figures
    )
    caption = words.write_occupations_caption(len(rows), find_newest(roster.edition, "recruitment"))
    columns = (Column(name, align="left"), *(Column(label) for label in others))
    source = roster.citation(*SURVEY)
    table = Table(caption, columns, rows, source=source)
    signs = draw_legend_of_signs(find_signs(cell.text for row in rows for cell in row))
    return Section("occupations", (Html(draw_table(table) + signs, source=source, data=table),))


def build_network(roster: Roster, reach: Reach) -> Section:
    """Say how many structures there are, and who is far from them."""
    network = reach.subject.network
    if not network.members:
        return Section("network", (Html(draw_note(words.NO_NETWORK)),))
    sentences = [
        words.write_structures(len(network.members), len(reach.subject.reseaux), network.day)
    ]
    for key in RESEAUX:
        coverage = reach.whole.get(key)
        share = None if coverage is None else reach.find_share(coverage)
        if coverage is None or share is None:
            continue
        whole = (share.beyond, share.is_open)
        name = typeset(coverage.group.name)
        sentences.append(words.write_far(name, reach.middle, whole, _find_ends(roster, reach, key)))
    blocks: list[Block] = [Html(f"<p>{sentence}</p>") for sentence in sentences]
    source = typeset(
        f"{coverage_words.DIRECTORY_SOURCE} ; {roster.edition.sources['population'].citation}"
    )
    blocks += [Html(draw_source_line(source), source=source), Html(draw_note(words.DISTANCES))]
    return Section("network", tuple(blocks))


def _find_ends(
    roster: Roster, reach: Reach, key: str
) -> tuple[tuple[str, str, float], tuple[str, str, float]] | None:
    """Find the territories with most and least inhabitants far from a réseau.

    None where one is partly outside the region, where a share is only a maximum, or where the
    end is not one territory's alone as shares are written.
    """
    coverage = reach.whole[key]
    known = set(coverage.nearest.index)
    shares: dict[str, float] = {}
    for code, territory in roster.territories.items():
        share = reach.find_share(reach.narrow(coverage, territory.communes))
        if share is None or share.is_open or not known.issuperset(territory.communes):
            return None
        shares[code] = share.beyond
    order = sorted(shares, key=lambda code: shares[code])
    written = [format_measure(shares[code], "%") for code in order]
    if len(order) < 2 or written.count(written[0]) > 1 or written.count(written[-1]) > 1:  # noqa: PLR2004
        return None
    most, least = (
        (roster.level, roster.territories[code].name, shares[code])
        for code in (order[-1], order[0])
    )
    return most, least


def build_sources(roster: Roster) -> Section:
    """Say what the page stands on."""
    return Section("sources", (Html(draw_note(words.write_sources(roster.level))),))
