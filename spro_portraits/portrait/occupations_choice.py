"""The map of the chosen occupations, and how they were chosen: criteria, points, near-ties."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from spro_portraits.charts import Cell, Column, Table, draw_note
from spro_portraits.charts.points import draw_points, make_points_table
from spro_portraits.indicators.key_occupations import MARGIN, Chosen
from spro_portraits.indicators.occupation_scores import CRITERIA, LEAST_PROJECTS
from spro_portraits.portrait.blocks import draw_lede, draw_table_block
from spro_portraits.portrait.downloads import Figure, attach_table
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.occupations_subject import (
    PLACES,
    SURVEY,
    OccupationsSubject,
    draw_cited,
)
from spro_portraits.portrait.occupations_values import (
    make_count_cell,
    make_places_cell,
    make_share_cell,
    make_specificity_cell,
    make_tension_cell,
    write_count,
    write_share,
    write_specificity,
    write_total,
)
from spro_portraits.wording import ABSENT_SIGNS, typeset
from spro_portraits.wording import occupations as words
from spro_portraits.wording.occupations_notes import write_note
from spro_portraits.wording.places import in_place

_ABSENT = Cell(ABSENT_SIGNS["non_diffuse"], None, "non_diffuse")


def build_map(subject: OccupationsSubject) -> Section:
    """Draw the map of the chosen occupations, and say how they were chosen."""
    if not subject.choice.chosen:
        key = "none" if subject.survey.bassins else "no_bassin"
        return Section("map", (Html(draw_note(write_note(key, least=LEAST_PROJECTS))),))
    blocks: list[Block] = []
    drawn = draw_occupation_map(subject)
    if drawn is not None:
        blocks += [drawn, draw_cited(subject, *SURVEY)]
    blocks += [
        draw_lede(_write_choice(subject)),
        draw_table_block(_make_criteria_table(subject)),
        Html(draw_note(_write_specificity_note(subject))),
        draw_table_block(_make_points_table(subject)),
        *_tell_near(subject),
        Html(draw_note(write_note("choice", least=LEAST_PROJECTS))),
    ]
    return Section("map", tuple(blocks))


def _write_choice(subject: OccupationsSubject) -> str:
    choice = subject.choice
    told = words.write_choice(len(choice.chosen), choice.eligible, len(choice.criteria))
    return escape(told, quote=False)


def draw_occupation_map(subject: OccupationsSubject) -> Figure | None:
    """Draw recruitment × difficulty; None where fewer than two occupations have both."""
    rows = [(one, subject.row(one.code)) for one in subject.choice.chosen]
    records = [
        {
            "name": typeset(one.name),
            "x": row["projects"], "x_text": write_count(row),
            "y": row["difficulty"], "y_text": write_share(row, "difficulty"),
            "y_high": row["difficulty_upper"],
            "specificity": row["specificity"], "specificity_text": write_specificity(row),
            "seasonality": row["seasonality"], "seasonality_text": write_share(row, "seasonality"),
        }
        for one, row in rows
        if row is not None
    ]  # fmt: skip
    frame = pd.DataFrame(records)
    if not records or frame[["x", "y"]].notna().all(axis="columns").sum() < 2:  # noqa: PLR2004 - a map of one point says nothing
        return None
    middle = float(np.median(frame["x"].dropna()))
    whole = subject.own_totals["recruitment_difficulty"]
    level = (whole.value or 0.0, words.write_all_occupations(write_total(whole, "%")))
    title = words.write_map_title(subject.short_covering)
    drawing = draw_points(
        frame,
        title=title,
        x_title=words.AXES["projects"],
        y_title=words.AXES["difficulty"],
        specificity_title=words.AXES["specificity"],
        seasonality_title=words.AXES["seasonality"],
        x_reference=(middle, words.write_median(len(frame), middle)),
        y_reference=level,
    )
    table = make_points_table(
        frame,
        caption=title,
        heads=(
            words.AXES["projects"],
            words.AXES["difficulty"],
            words.AXES["specificity"],
            words.AXES["seasonality"],
        ),
        source=subject.citation(*SURVEY),
    )
    return attach_table(drawing, table)


def _make_criteria_table(subject: OccupationsSubject) -> Table:
    """Tabulate what is published on each chosen occupation, one criterion a column."""
    columns = (
        Column(words.COLUMNS["occupation"], align="left"),
        Column(words.COLUMNS["projects"], strong=True),
        Column(words.COLUMNS["specificity"]),
        Column(words.COLUMNS["difficulty"], bar=True),
        Column(words.COLUMNS["seasonality"]),
        Column(words.COLUMNS["tension"]),
        Column(words.COLUMNS["places"]),
    )
    rows = tuple(
        (
            Cell(words.name_chosen(one.name, one.way)),
            make_count_cell(row),
            make_specificity_cell(row),
            make_share_cell(row, "difficulty"),
            make_share_cell(row, "seasonality"),
            make_tension_cell(row),
            make_places_cell(row),
        )
        for one in subject.choice.chosen
        for row in [subject.row(one.code)]
    )
    source = subject.citation(*SURVEY, "tension", *PLACES)
    return Table(words.TITLES["criteria"], columns, rows, source=source)


def _write_specificity_note(subject: OccupationsSubject) -> str:
    role = subject.survey.reference.role
    name = subject.survey.reference.name
    return write_note("specificity", where=in_place(role, name), place=in_place(role, name))


def _make_points_table(subject: OccupationsSubject) -> Table:
    """Tabulate the points that each criterion gave; they add up to the total."""
    weights = subject.choice.weights.by_criterion()
    used = [name for name in CRITERIA if weights[name] > 0]
    columns = (
        Column(words.COLUMNS["occupation"], align="left"),
        Column(words.COLUMNS["rank"]),
        *(Column(words.write_weight(name, weights[name])) for name in used),
        Column(words.COLUMNS["score"], strong=True, bar=True),
    )
    rows = [
        (
            Cell(words.name_chosen(one.name, one.way)),
            Cell("" if one.rank is None else str(one.rank), one.rank),
            *(_make_points_cell(one, name) for name in used),
            _ABSENT if one.total is None else Cell(words.write_points(one.total), one.total),
        )
        for one in subject.choice.chosen
    ]
    source = subject.citation(*SURVEY, "tension", *PLACES)
    return Table(words.TITLES["points"], columns, tuple(rows), source=source)


def _make_points_cell(one: Chosen, criterion: str) -> Cell:
    """Make the cell of the points of a criterion; a value that is not published gave none."""
    if one.total is None or criterion in one.missing:
        reason = "non_disponible" if criterion in {"tension", "training"} else "non_diffuse"
        return Cell(ABSENT_SIGNS[reason], None, reason)
    return Cell(words.write_points(one.points[criterion]), one.points[criterion])


def _tell_near(subject: OccupationsSubject) -> list[Block]:
    """Say near-ties, what masked cells could change, and what the analyst took out."""
    choice = subject.choice
    told = []
    margin = [one.name for one in choice.near if one.reason == "margin"]
    ranked = [one.name for one in choice.chosen if one.way == "ranked"]
    if margin and ranked:
        told.append(words.write_near(margin, ranked[-1], MARGIN))
    for reason, write in (
        ("masked", words.write_masked_rivals), ("unpublished", words.write_unpublished_rivals),
    ):  # fmt: skip
        names = [one.name for one in choice.near if one.reason == reason]
        if names:
            told.append(write(names))
    if choice.excluded:
        known = subject.edition.occupations["name"]
        told.append(words.write_excluded([str(known.at[code]) for code in choice.excluded]))
    if any(one.way == "asked" for one in choice.chosen):
        told.append(write_note("listed"))
    return [Html(draw_note(text)) for text in told]
