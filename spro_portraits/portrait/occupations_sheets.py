"""The sheets of the chosen occupations, one each, in rank order."""

from __future__ import annotations

import math

from spro_portraits.charts import (
    Cell,
    Column,
    Factor,
    OccupationSheet,
    SheetFact,
    SheetPlace,
    SheetValue,
    Table,
    draw_note,
    draw_occupation_sheet,
)
from spro_portraits.charts.factors import find_step
from spro_portraits.indicators.key_occupations import Chosen
from spro_portraits.indicators.occupation_scores import LEAST_PROJECTS
from spro_portraits.indicators.occupations_join import find_everyday_titles, list_romes
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.occupations_bassins import BassinMaps, build_bassin_maps
from spro_portraits.portrait.occupations_overview import name_anchor
from spro_portraits.portrait.occupations_parts import (
    build_close,
    build_job_seekers,
    build_training,
    count_lost,
    make_training_table,
)
from spro_portraits.portrait.occupations_subject import (
    HERE,
    SURVEY,
    OccupationsSubject,
    draw_cited,
)
from spro_portraits.portrait.occupations_values import (
    Row,
    find_reason,
    make_count_cell,
    make_share_cell,
    write_count,
    write_share,
)
from spro_portraits.wording import occupations_sheets as words
from spro_portraits.wording import occupations_tension as tension_words
from spro_portraits.wording.occupations_notes import write_note
from spro_portraits.wording.places import in_place
from spro_portraits.wording.points import name_level

TITLES = 6
"""Everyday titles of a sheet."""

_BEST = 2
"""Criteria that a sheet names as those that gave most."""


def build_sheets(subject: OccupationsSubject) -> Section:
    """Draw one sheet an occupation, then the tables behind them to download."""
    if not subject.choice.chosen:
        key = "none" if subject.survey.bassins else "no_bassin"
        note = draw_note(write_note(key, least=LEAST_PROJECTS))
        return Section("sheets", (Html(note),))
    maps = build_bassin_maps(subject)
    blocks: list[Block] = [
        Html(draw_occupation_sheet(_make_sheet(subject, maps, one, number)))
        for number, one in enumerate(subject.choice.chosen, start=1)
    ]
    blocks += [
        Html(
            f"<h3>{words.TITLES['figures']}</h3>{draw_note(words.DOWNLOADS_NOTE)}",
            data=_make_figures_table(subject),
        ),
        draw_cited(subject, *SURVEY),
    ]
    training = make_training_table(subject)
    if training.rows:
        head = f"<h3>{words.TITLES['all_training']}</h3>"
        blocks += [Html(head, data=training), draw_cited(subject, *subject.training_sources)]
    return Section("sheets", tuple(blocks))


def _make_sheet(
    subject: OccupationsSubject, maps: BassinMaps, one: Chosen, number: int
) -> OccupationSheet:
    row = subject.row(one.code)
    factors, behind = _make_factors(subject, row)
    roles = (HERE, *subject.shown)
    return OccupationSheet(
        anchor=name_anchor(one.code),
        rank=str(number),
        name=words.write_title(one.name, subject.short_covering),
        code=words.write_codes(
            one.code, _list_faps(subject, one.code), list_romes(subject.edition, one.code)
        ),
        titles=find_everyday_titles(subject.edition, one.code, TITLES),
        reason=_write_reason(subject, one, row),
        places=tuple(
            SheetPlace(role, subject.short if role == HERE else subject.name(role))
            for role in roles
        ),
        facts=(
            SheetFact(
                words.FACTS["projects"],
                tuple(_make_count(subject.row(one.code, role)) for role in roles),
                subject.period,
            ),
            *(
                SheetFact(
                    words.FACTS[column],
                    tuple(_make_share(subject.row(one.code, role), column) for role in roles),
                    f"{subject.period}, {words.AMONG}",
                    is_share=True,
                )
                for column in ("difficulty", "seasonality")
            ),
        ),
        factors_title=words.TITLES["tension"],
        factors=factors,
        factors_note=behind,
        map_title=maps.title,
        map=maps.draw(one.code, one.name),
        map_note=maps.note,
        parts=(
            build_training(subject, one.code),
            build_close(subject, one.code),
            build_job_seekers(subject, one.code),
        ),
        unknown=_list_unknown(subject, one, row),
        sources=subject.citation(*SURVEY, "tension"),
    )


def _list_faps(subject: OccupationsSubject, code: str) -> list[str]:
    links = subject.edition.occupation_links
    mine = (links["source_code"] == code) & (links["source_list"] == "bmo")
    return sorted(links.loc[mine & (links["target_list"] == "fap2021"), "target_code"])


def _write_reason(subject: OccupationsSubject, one: Chosen, row: Row) -> str:
    """Say why the occupation is here, and what it weighs."""
    told = []
    if one.way != "ranked":
        told.append(words.write_forced(one.way, one.rank))
    elif one.rank is not None and one.total is not None:
        best = sorted(one.points.items(), key=lambda item: -item[1])[:_BEST]
        told.append(words.write_points(one.rank, one.total, best))
    reference = subject.survey.reference
    total = subject.totals["recruitment_projects"]
    other = subject.row(one.code, reference.role)
    own_total, other_total = total[HERE].value, total[reference.role].value
    if row and other and own_total and other_total and not find_reason(row, "specificity"):
        told.append(
            words.write_weight(
                100.0 * row["projects"] / own_total,
                100.0 * other["projects"] / other_total,
                row["specificity"],
                in_place(reference.role, reference.name),
            )
        )
    return " ".join(told)


def _make_count(row: Row) -> SheetValue:
    reason = find_reason(row, "projects")
    value = None if row is None or reason else float(row["projects"])
    return SheetValue(write_count(row), value, reason)


def _make_share(row: Row, column: str) -> SheetValue:
    reason = find_reason(row, column)
    value = None if row is None or reason else float(row[column])
    return SheetValue(write_share(row, column), value, reason)


def _make_factors(subject: OccupationsSubject, row: Row) -> tuple[tuple[Factor, ...], str]:
    """Read the tension and its factors in words, with what stands behind them."""
    period = subject.tension_period
    if row is None or math.isnan(row["tension"]):
        return (), tension_words.write_no_tension(period)
    factors = []
    for key, (label, gender) in tension_words.FACTORS.items():
        step = row[f"{key}_class"]
        meaning = tension_words.MEANINGS[key]
        is_main = key == "tension"
        if math.isnan(step):
            factors.append(Factor(label, None, tension_words.FACTOR_REASON, "", meaning, is_main))
            continue
        said = name_level(find_step(step), gender)
        factors.append(Factor(label, float(step), said, "", meaning, is_main))
    behind = tension_words.write_behind(
        row["tension"], int(row["tension_low"]), int(row["tension_high"]),
        int(row["tension_rows"]), row["tension_offers"], period,
    )  # fmt: skip
    return tuple(factors), behind


def _list_unknown(subject: OccupationsSubject, one: Chosen, row: Row) -> tuple[str, ...]:
    """Say what is not known of an occupation here."""
    told = []
    hidden = [
        column
        for column in ("projects", "difficulty", "seasonality")
        if find_reason(row, column) == "non_diffuse"
    ]
    told += [words.write_masked(column) for column in hidden[:1] if column == "projects"]
    told += [words.write_masked(column) for column in hidden if "projects" not in hidden]
    if row is None:
        told.append(words.NO_ROW)
    if not subject.trainings[one.code]:
        told.append(words.NO_TRAINING)
    lost = count_lost(subject, one.code)
    if lost:
        told.append(words.write_unlocated(lost))
    return (*told, words.NO_JOBS)


def _make_figures_table(subject: OccupationsSubject) -> Table:
    """Tabulate the figures of all sheets, one row an occupation and place."""
    columns = (
        Column(words.COLUMNS["occupation"], align="left"),
        Column(words.COLUMNS["place"], align="left"),
        Column(words.COLUMNS["projects"]),
        Column(words.COLUMNS["difficulty"]),
        Column(words.COLUMNS["seasonality"]),
    )
    rows = tuple(
        (
            Cell(words.write_title(one.name, "")),
            Cell(subject.short if role == HERE else subject.name(role)),
            make_count_cell(row),
            make_share_cell(row, "difficulty"),
            make_share_cell(row, "seasonality"),
        )
        for one in subject.choice.chosen
        for role in (HERE, *subject.shown)
        for row in [subject.row(one.code, role)]
    )
    return Table(words.TITLES["figures"], columns, rows, source=subject.citation(*SURVEY))
