"""Sections on work: jobs and activity, unemployment, occupations that recruit."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from spro_portraits.charts import Cell, Column, Table, draw_bars, draw_lines, draw_strip
from spro_portraits.indicators import (
    compute_occupations,
    compute_ratio,
    compute_specificity,
    list_quarters,
    select_hardest,
)
from spro_portraits.indicators.catalogue import EMPLOYMENT_SECTORS, SECTORS, SIZES
from spro_portraits.portrait.blocks import (
    draw_card_block,
    draw_dot_block,
    draw_lede,
    draw_nothing,
    draw_remark,
    draw_source,
    draw_specificity_remark,
    draw_table_block,
    has_values,
    make_card,
    make_cell,
    make_frame,
)
from spro_portraits.portrait.downloads import draw_figure
from spro_portraits.portrait.model import Block, Section
from spro_portraits.portrait.openings import open_activity, open_recruitment
from spro_portraits.portrait.people import make_share_card
from spro_portraits.portrait.subject import Subject
from spro_portraits.tables import Edition
from spro_portraits.territory import find_own_region
from spro_portraits.wording import (
    ABSENT_SIGNS,
    format_count,
    format_decimal,
    format_measure,
    format_percent,
    format_points,
    join_words,
    typeset,
)
from spro_portraits.wording import portrait_terms as terms
from spro_portraits.wording import sections as openings
from spro_portraits.wording.portrait import write_zone_strip

TOP = 10
"""Occupations in a table."""
LEAST_PROJECTS = 20
"""Published projects from which the difficulty of an occupation is ranked."""
MOST_LINES = 4
"""Zones d'emploi drawn as lines."""


def build_activity(subject: Subject) -> Section:
    """Jobs, activity rates, establishments by sector and size, employment by large sector."""
    if not has_values(subject, ("jobs_2018", "activity_rate_2018")):
        nothing = draw_nothing(subject, "activity", "comparateur").blocks
        return Section("activity", (*nothing, *_draw_employment_sectors(subject)))
    blocks = open_activity(subject)
    blocks += [
        draw_card_block(
            subject,
            [
                make_share_card(subject, "jobs_2018"),
                make_card(subject, "jobs_growth_2013_2018"),
                make_card(subject, "job_concentration_2018"),
                make_card(subject, "activity_rate_2018"),
                make_card(subject, "employment_rate_2018"),
                make_card(subject, "unemployment_rate_census_2018"),
                make_card(subject, "salaried_share_2018"),
            ],
        ),
        draw_source(subject, "comparateur"),
        draw_remark("concentration"),
        draw_remark("census_unemployment"),
        *_draw_establishments(subject),
        *_draw_employment_sectors(subject),
    ]  # fmt: skip
    return Section("activity", tuple(blocks))


def _draw_establishments(subject: Subject) -> list[Block]:
    """Draw establishments: share of each sector beside the region, then sizes in a table."""
    keys = [f"establishments_{s}_2018" for s in SECTORS]
    counts = pd.Series({k: subject.value(k) for k in keys}, dtype=float)
    base = subject.base
    region = pd.Series({k: subject.measures[k].references[base].value for k in keys}, dtype=float)
    if counts.isna().any() or region.isna().any() or counts.sum() == 0:
        return []
    shares, others = 100 * counts / counts.sum(), 100 * region / region.sum()
    specificity = compute_specificity(counts, region)
    frame = make_frame(
        {
            "label": [terms.SECTORS[s] for s in SECTORS],
            "value": shares.to_numpy(),
            "text": [format_percent(v) for v in shares],
            "weak": [subject.measures[k].reliability.is_weak for k in keys],
            "reference": others.to_numpy(),
            "reference_text": [format_percent(v) for v in others],
        }
    )
    columns = (
        Column(terms.COLUMNS["sector"], align="left"),
        Column(terms.COLUMNS["establishments"]),
        Column(terms.COLUMNS["share_of"], bar=True),
        Column(terms.COLUMNS["specificity"]),
    )
    rows = [
        (
            Cell(terms.SECTORS[s]),
            make_cell(subject, k, subject.measures[k].result),
            Cell(format_percent(shares[k]), float(shares[k])),
            Cell(format_decimal(specificity[k], 2), float(specificity[k])),
        )
        for s, k in zip(SECTORS, keys, strict=True)
    ]
    total = Cell(format_count(counts.sum()), float(counts.sum()))
    whole = (Cell(terms.COLUMNS["total"]), total, Cell(format_percent(100), 100.0), Cell("", None))
    source = subject.citation("comparateur")
    size_columns = columns[:3]
    size_rows = []
    for size in SIZES:
        key = f"establishments_{size}_2018"
        value = subject.value(key) or 0.0
        share = compute_ratio(value, float(counts.sum())) or 0.0
        size_rows.append(
            (
                Cell(terms.SIZES[size]),
                make_cell(subject, key, subject.measures[key].result),
                Cell(format_percent(share), share),
            )
        )
    return [
        draw_figure(
            draw_bars, frame, title=terms.TITLES["establishments"],
            unit=terms.UNITS["percent_establishments"],
            reference=(base, subject.name(base)), territory=subject.short,
        ),
        draw_source(subject, "comparateur"),
        draw_table_block(
            Table(
                terms.TITLES["establishments"], columns, (*rows, whole), total_row=True,
                source=source,
            )
        ),
        draw_specificity_remark(subject),
        draw_table_block(
            Table(terms.TITLES["sizes"], size_columns, tuple(size_rows), source=source)
        ),
    ]  # fmt: skip


def _draw_employment_sectors(subject: Subject) -> list[Block]:
    """Employment by large sector: published by département and region only."""
    keys = [f"employment_share_{s}_2019" for s in EMPLOYMENT_SECTORS]
    blocks: list[Block] = []
    known = [
        result.value
        for key in keys
        for result in (subject.measures[key].result, *[r for _, r in subject.shown_results(key)])
        if result.value is not None
    ]
    if not known:
        return blocks
    blocks += [
        draw_dot_block(
            subject, keys, title=terms.TITLES["employment_sectors"],
            unit=terms.UNITS["percent_jobs"],
        ),
        draw_source(subject, "employment_sectors"),
    ]  # fmt: skip
    if subject.value(keys[0]) is None:
        is_listed = subject.territory.level in {"departement", "region"}
        blocks.append(draw_remark("no_sector_values" if is_listed else "no_sectors"))
    return blocks


def build_unemployment(subject: Subject) -> Section:
    """Localised unemployment: zones that cover the territory, never a value made for it."""
    rates = list_zone_rates(subject.edition)
    quarters = list_quarters(subject.edition)
    # A shorter file has no rate of five years ago.
    last, before, five = (rates.get(period, {}) for period in quarters)
    zones = [z for z in subject.zones if not math.isnan(last.get(z.code, math.nan))]
    blocks: list[Block] = []
    if zones:
        pairs = [(zone.name, last[zone.code]) for zone in zones]
        blocks.append(draw_lede(openings.write_unemployment(pairs, quarters[0])))
        rows = [
            (period, zone.name, "territory", rate, format_measure(rate, "%"))
            for zone in zones[:MOST_LINES]
            for period, values in rates.items()
            for rate in [values.get(zone.code, math.nan)]
        ]
        frame = make_frame(rows, ["period", "place", "role", "value", "text"])
        blocks += [
            draw_figure(
                draw_lines,
                frame,
                title=terms.TITLES["unemployment"],
                unit=terms.UNITS["percent_active"],
            ),
            draw_source(subject, "unemployment"),
        ]
    table_rows = tuple(
        (
            Cell(zone.name),
            Cell(format_percent(100 * zone.share), 100 * zone.share),
            Cell(format_percent(last[zone.code]), last[zone.code]),
            _make_change(last[zone.code] - before.get(zone.code, math.nan)),
            _make_change(last[zone.code] - five.get(zone.code, math.nan)),
        )
        for zone in zones
    )
    if table_rows:
        columns = (
            Column(terms.COLUMNS["zone"], align="left"),
            Column(terms.COLUMNS["share"], bar=True),
            Column(terms.COLUMNS["rate"], strong=True),
            Column(terms.COLUMNS["one_year"]),
            Column(terms.COLUMNS["five_years"]),
        )
        table = Table(
            terms.TITLES["unemployment_zones"], columns, table_rows,
            source=subject.citation("unemployment", "membership"),
        )  # fmt: skip
        blocks.append(draw_table_block(table))
        blocks += _draw_unemployment_strip(subject, last, zones[0].code)
    if subject.value("unemployment_rate") is None:
        blocks.append(draw_remark("no_unemployment" if zones else "no_zone_rate"))
    blocks.append(draw_remark("unavailable"))
    return Section("unemployment", tuple(blocks))


def list_zone_rates(edition: Edition) -> dict[str, dict[str, float]]:
    """List the localised unemployment rates: period → zone d'emploi → rate."""
    key = ("zone_emploi", "unemployment_rate")
    return edition.keep(
        (__name__, "zone rates"),
        lambda: {
            period: {
                str(code): float(rate)
                for code, rate in edition.find_figures(*key, period)["value"].items()
            }
            for period in edition.list_periods(*key)
        },
    )


def _name_zones(edition: Edition, region: str) -> dict[str, str]:
    """Name the zones d'emploi that lie in a region, at least in part."""
    communes = edition.communes
    inside = set(communes.loc[communes["region"] == region, "zone_emploi"])
    names = edition.zones["name"].loc["zone_emploi"]
    return {str(code): str(name) for code, name in names.items() if code in inside}


def _draw_unemployment_strip(subject: Subject, last: Mapping[str, float], main: str) -> list[Block]:
    """Rates of the zones of the region, the one that covers most of the territory marked."""
    edition = subject.edition
    region = find_own_region(edition, subject.territory)
    zones = edition.keep((__name__, "zones", region), lambda: _name_zones(edition, region))
    names = {code: name for code, name in zones.items() if code in last}
    if main not in names:
        return []
    frame = make_frame(
        {
            "name": list(names.values()),
            "value": [last[code] for code in names],
            "text": [format_percent(last[code]) for code in names],
            "is_territory": [code == main for code in names],
        }
    )
    return [
        draw_figure(
            draw_strip,
            frame,
            title=terms.TITLES["unemployment_strip"]
            if not subject.is_across
            else write_zone_strip(str(edition.zones["name"]["region", region])),
            unit=terms.UNITS["percent_active"],
        ),
        draw_source(subject, "unemployment"),
    ]


def _make_change(value: float) -> Cell:
    if math.isnan(value):
        return Cell(ABSENT_SIGNS["non_disponible"], None, "non_disponible")
    return Cell(format_points(value), float(value))


def build_recruitment(subject: Subject) -> Section:
    """Recruitment: projects, difficulty, seasonality, occupations in demand and hardest."""
    projects = subject.measures["recruitment_projects"].result
    difficulty = subject.measures["recruitment_difficulty"].result
    if projects.value is None or difficulty.value is None:
        names = [f"{z.name} ({format_percent(100 * z.share)})" for z in subject.bassins]
        remark = draw_remark("no_recruitment", zones=join_words(names))
        return Section("recruitment", (remark, draw_source(subject, "bassins")))
    blocks: list[Block] = [
        *open_recruitment(subject),
        draw_card_block(
            subject,
            [
                make_share_card(subject, "recruitment_projects"),
                make_card(subject, "recruitment_difficulty"),
                make_card(subject, "recruitment_seasonal_share"),
            ],
        ),
        draw_source(subject, "recruitment"),
    ]  # fmt: skip
    table = compute_occupations(
        subject.edition, subject.territory, subject.references[subject.base]
    )
    if not subject.territory.bassins:
        blocks.append(draw_remark("survey_zone"))
    top = table[table["projects"] > 0].head(TOP)
    frame = make_frame(
        {
            "label": [typeset(str(name)) for name in top["name"]],
            "value": top["projects"].to_numpy(),
            "text": [_write_projects(row) for row in top.to_dict("records")],
        }
    )
    blocks += [
        draw_figure(
            draw_bars, frame, title=terms.TITLES["top"], unit=terms.UNITS["projects"],
            territory=subject.short, is_sorted=True,
        ),
        draw_source(subject, "recruitment"),
        _draw_occupations(subject, top, terms.TITLES["top"]),
    ]  # fmt: skip
    hardest = select_hardest(table, TOP, LEAST_PROJECTS)
    if len(hardest):
        blocks += [
            _draw_occupations(subject, hardest, terms.TITLES["hardest"]),
            draw_remark("hardest", least=LEAST_PROJECTS),
        ]
    blocks += [draw_remark("lower_bound"), draw_remark("survey"), draw_specificity_remark(subject)]
    return Section("recruitment", tuple(blocks))


def _draw_occupations(subject: Subject, table: pd.DataFrame, caption: str) -> Block:
    columns = (
        Column(terms.COLUMNS["occupation"], align="left"),
        Column(terms.COLUMNS["projects"], strong=True),
        Column(terms.COLUMNS["difficult"], bar=True),
        Column(terms.COLUMNS["seasonal"]),
        Column(terms.COLUMNS["specificity"]),
    )
    rows = tuple(
        (
            Cell(typeset(row["name"])),
            Cell(_write_projects(row), row["projects"]),
            _make_survey_cell(row["difficulty"], row["difficult_masked"]),
            _make_survey_cell(row["seasonality"], row["seasonal_masked"]),
            _make_specificity_cell(row["specificity"]),
        )
        for row in table.to_dict("records")
    )
    return draw_table_block(Table(caption, columns, rows, source=subject.citation("recruitment")))


def _write_projects(row: Mapping[Hashable, Any]) -> str:
    return format_measure(row["projects"], "nombre", lower_bound=row["projects_masked"] > 0)


def _make_specificity_cell(value: float) -> Cell:
    if math.isnan(value):
        return Cell(ABSENT_SIGNS["hors_champ"], None, "hors_champ")
    return Cell(format_decimal(value, 2), value)


def _make_survey_cell(share: float, masked: float) -> Cell:
    """Write a share of projects: absent where nothing is published, else maybe a lower bound."""
    if masked > 0 and share == 0:
        return Cell(ABSENT_SIGNS["non_diffuse"], None, "non_diffuse")
    return Cell(format_measure(share, "%", lower_bound=masked > 0), float(share))
