"""The territory among its peers: ranks with the distribution, and those most like it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from spro_portraits.charts import Cell, Column, Table, draw_note, draw_ranks
from spro_portraits.indicators import (
    ALIKE,
    BY_KEY,
    Result,
    Standing,
    compute_difference,
    find_record,
)
from spro_portraits.indicators.standing import FEWEST_PEERS
from spro_portraits.portrait.blocks import define, draw_lede, draw_source, draw_table_block
from spro_portraits.portrait.downloads import attach_table
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.peers import Peers
from spro_portraits.portrait.results import make_result_cell, write_result
from spro_portraits.portrait.subject import Subject
from spro_portraits.tables import Edition
from spro_portraits.wording import INDICATOR_WORDS, LEVEL_WORDS, typeset
from spro_portraits.wording import comparison as words
from spro_portraits.wording.places import abbreviate_name
from spro_portraits.wording.portrait import write_row
from spro_portraits.wording.portrait_terms import COLUMNS

PROFILE = (
    "density", "population_growth_2013_2018", "activity_rate_2018",
    "unemployment_rate_census_2018", "unemployment_rate", "job_concentration_2018",
    "jobs_growth_2013_2018", "second_home_share_2018", "residents_group_3_share_2022",
    "residents_group_6_share_2022", "median_income_2021", "recruitment_difficulty",
)  # fmt: skip
"""Indicators compared, in the order of the page; those that too few peers have are left out."""

SIZE = "population"
"""First row of the table: a count, which is never ranked nor called different."""

MOST_ALIKE = 3


def build_comparison(subject: Subject) -> Section:
    """Draw ranks among the peers, then the most alike beside the places of comparison."""
    blocks: list[Block] = []
    alike = list_alike(subject)
    territory, peers = subject.territory, subject.peers
    if alike:
        names = [peers.territories[key].name for key in alike]
        blocks.append(draw_lede(words.write_alike(territory.level, territory.name, names)))
    blocks += _draw_ranks(subject)
    blocks.append(_draw_table(subject, alike))
    notes = [words.MARK_NOTE]
    if alike:
        found = [(peers.territories[key].name, float(peers.likeness[key])) for key in alike]
        notes.append(words.explain_likeness(territory.level, found, list(ALIKE)))
    else:
        notes.append(words.explain_no_likeness(_find_obstacle(subject)))
    if territory.level == "epci":
        notes.append(words.SHORT_NAMES)
    blocks += [Html(draw_note(note)) for note in notes]
    return Section("comparison", tuple(blocks))


def list_alike(subject: Subject) -> list[str]:
    """List the keys of the territories most like this one, the nearest first; maybe none."""
    return [str(key) for key in subject.peers.likeness.index[:MOST_ALIKE]]


def list_compared(subject: Subject) -> list[str]:
    """List the indicators of :data:`PROFILE` of which enough peers have a value."""
    peers = subject.peers
    return list(peers.keep((__name__, "compared"), lambda: _list_compared(peers)))


def _list_compared(peers: Peers) -> list[str]:
    return [
        key
        for key in PROFILE
        if sum(r.value is not None for r in peers.results.get(key, {}).values()) >= FEWEST_PEERS
    ]


def find_no_rank_reason(results: Mapping[str, Result], own: str) -> str:
    """Find why a territory has no rank: ``absent``, ``weak``, ``few`` or ``bounds``."""
    mine = results[own]
    sound = [r for r in results.values() if r.value is not None and not r.reliability.is_weak]
    if mine.value is None:
        return "absent"
    if mine.reliability.is_weak:
        return "weak"
    return "few" if len(sound) < FEWEST_PEERS else "bounds"


def _find_obstacle(subject: Subject) -> str:
    if subject.territory.level == "perso":
        return "perso"
    return "unsound" if subject.peers.territories else "alone"


def _label(edition: Edition, key: str) -> str:
    return write_row(INDICATOR_WORDS[key].short, find_record(edition, key).vintage)


def _draw_ranks(subject: Subject) -> list[Block]:
    """Draw one strip an indicator; nothing for a territory without peers."""
    keys = list_compared(subject)
    if not keys:
        return []
    territory, peers = subject.territory, subject.peers
    missing = {
        INDICATOR_WORDS[key].short: find_no_rank_reason(peers.results[key], territory.key)
        for key in keys
        if key not in peers.standings
    }
    drawing = draw_ranks(
        make_ranks(subject, keys),
        title=words.RANKS_TITLE,
        unit=words.describe_group(territory.level, len(peers.territories)),
        territory=subject.short,
        peers=words.name_other_peers(territory.level),
    )
    table = peers.keep((__name__, "table", *keys), lambda: _make_peer_table(subject, keys))
    notes = [words.describe_peers_note(territory.level, len(peers.territories)), words.RANK_NOTE]
    if missing:
        notes.append(words.explain_no_ranks(missing))
    sources = dict.fromkeys(source for key in keys for source in BY_KEY[key].sources)
    return [
        attach_table(drawing, table),
        draw_source(subject, *sources),
        Html(draw_note(" ".join(notes))),
    ]


def make_ranks(subject: Subject, keys: list[str]) -> pd.DataFrame:
    """Rows of the strips: each indicator of each peer, the rank beside the territory's."""
    peers = subject.peers
    alike = peers.keep((__name__, "strips", *keys), lambda: _list_strips(subject, keys))
    is_own = np.tile([key == subject.territory.key for key in peers.territories], len(keys))
    rank_text = np.full(len(alike), "", dtype=object)
    rank_text[is_own] = [_write_rank(peers.standings.get(key)) for key in keys]
    return alike.assign(is_territory=is_own, rank_text=rank_text)


def _list_strips(subject: Subject, keys: list[str]) -> pd.DataFrame:
    """List what the strips of all peers have in common: names and values as written."""
    peers, edition = subject.peers, subject.edition
    results = [(key, result) for key in keys for result in peers.results[key].values()]
    names = [abbreviate_name(place.level, place.name) for place in peers.territories.values()]
    return pd.DataFrame(
        {
            "label": [_label(edition, key) for key, _ in results],
            "name": names * len(keys),
            "value": [math.nan if r.value is None else r.value for _, r in results],
            "text": [write_result(BY_KEY[key], result) for key, result in results],
            "weak": [result.reliability.is_weak for _, result in results],
        }
    ).astype(dict.fromkeys(("label", "name", "text"), object))


def _write_rank(standing: Standing | None) -> str:
    return words.NO_RANK if standing is None else words.write_rank(standing.rank, standing.count)


def _make_peer_table(subject: Subject, keys: list[str]) -> Table:
    """Make the table behind the strips: one row a peer, one column an indicator."""
    peers, level = subject.peers, subject.territory.level
    noun = LEVEL_WORDS[level].singular
    columns = (
        Column(noun[:1].upper() + noun[1:]),
        *(Column(_label(subject.edition, key)) for key in keys),
    )
    rows = tuple(
        (
            Cell(typeset(place.name)),
            *(make_result_cell(BY_KEY[key], peers.results[key][peer]) for key in keys),
        )
        for peer, place in peers.territories.items()
    )
    return Table(words.RANKS_TITLE, columns, rows)


def _draw_table(subject: Subject, alike: list[str]) -> Html:
    """Draw the territory, those most like it and the places of comparison, in columns."""
    peers, level = subject.peers, subject.territory.level
    shown = [role for role in subject.shown if role.partition(":")[2] not in alike]
    columns = (
        Column(COLUMNS["indicator"], align="left"),
        Column(abbreviate_name(level, subject.territory.name), strong=True),
        *(Column(abbreviate_name(level, peers.territories[key].name)) for key in alike),
        *(Column(subject.name(role)) for role in shown),
    )
    keys = [SIZE, *(list_compared(subject) or PROFILE)]
    rows = []
    for key in keys:
        measure = subject.measures[key]
        others = [
            *(peers.results[key][other] for other in alike),
            *(measure.references[role] for role in shown),
        ]
        if all(result.value is None for result in (measure.result, *others)):
            continue
        label = Cell(_label(subject.edition, key), definition=define(subject, key))
        own = make_result_cell(measure.indicator, measure.result)
        rows.append((label, own, *(_mark(subject, key, other) for other in others)))
    used = dict.fromkeys(source for key in keys for source in BY_KEY[key].sources)
    caption = words.TABLE_TITLE if alike else words.ALONE_TITLE
    return draw_table_block(Table(caption, columns, tuple(rows), source=subject.citation(*used)))


def _mark(subject: Subject, key: str, other: Result) -> Cell:
    """Make the cell of another place, marked where it differs from the territory."""
    measure = subject.measures[key]
    sign = compute_difference(measure.indicator, measure.result, other).sign
    # The difference is the territory's: above it, the other is higher.
    mark = {-1: "above", 0: "", 1: "below"}[sign]
    return make_result_cell(measure.indicator, other, mark=mark)
