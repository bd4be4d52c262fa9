"""One figure of a territory over all vintages at hand: chart, table, and what is not joined."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from spro_portraits.charts import (
    Cell,
    Column,
    Drawing,
    Table,
    draw_lines,
    draw_note,
    draw_source_line,
)
from spro_portraits.charts import Seam as Mark
from spro_portraits.errors import EditionError, UsageError
from spro_portraits.indicators import Indicator, find_record
from spro_portraits.indicators.recipes import (
    Change,
    Published,
    RecruitmentCount,
    RecruitmentShare,
)
from spro_portraits.indicators.series import Point, Seam, Series, join_series
from spro_portraits.indicators.stages import Side
from spro_portraits.portrait.blocks import draw_table_block
from spro_portraits.portrait.downloads import attach_table
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.results import make_result_cell, write_result
from spro_portraits.portrait.subject import SMALL_SHARE
from spro_portraits.sources import BreakTable, load_breaks
from spro_portraits.tables import Edition, open_editions
from spro_portraits.territory import Territory, find_coverings, find_territory
from spro_portraits.wording import INDICATOR_WORDS, typeset
from spro_portraits.wording import series as words
from spro_portraits.wording.evolution import format_gap
from spro_portraits.wording.places import title_territory
from spro_portraits.wording.portrait import drop_year

MOST_ZONES = 4
"""Zones that are drawn in the place of a territory, the largest first."""

SHOWN = (
    "population", "unemployment_rate", "jobs_2018", "young_not_in_work_share_2018",
    "median_income_2021", "recruitment_projects", "recruitment_difficulty",
)  # fmt: skip
"""Figures of the page of an evolution, where they have several periods."""

MOST_ROWS = 24
"""Periods of a table; of more quarters, it shows one a year."""

_SPAN = re.compile(r"\d{4}-\d{4}")

COLUMNS = (
    "place", "period", "value", "unit", "source", "edition", "geography_year", "segment",
    "break_before", "reason", "text",
)  # fmt: skip
"""Columns of the tidy frame of a series."""


@dataclass(frozen=True)
class Editions:
    """A territory in all editions at hand.

    Attributes
    ----------
    edition : Edition
        That which the reader works with.
    others : tuple of Edition
    territory : Territory
        Of the first.
    text : str
        By which the others find it again: its code (``perso``: its members).
    table : BreakTable
    left_out : tuple of (str, str)
        Names of editions that give nothing, and why: ``territory``, ``damaged``.
    """

    edition: Edition
    others: tuple[Edition, ...]
    territory: Territory
    text: str
    table: BreakTable
    left_out: tuple[tuple[str, str], ...] = ()

    def list_sides(self, territory: Territory, text: str) -> list[Side]:
        """List a territory of the first edition in every edition that has it."""
        sides = [Side(self.edition, territory)]
        for other in self.others:
            try:
                sides.append(Side(other, find_territory(other, territory.level, text)))
            except UsageError:
                continue
        return sides


def gather_editions(
    edition: Edition, territory: Territory, text: str, extra: Iterable[Edition] = ()
) -> Editions:
    """Open the editions beside one another, and look which have the territory.

    Parameters
    ----------
    extra : iterable of Edition
        Editions that lie elsewhere.
    """
    opened: dict[str, Edition] = {other.hash: other for other in extra}
    left_out = []
    for name, found in open_editions(edition.home):
        if isinstance(found, EditionError):
            left_out.append((name, "damaged"))
        else:
            opened.setdefault(found.hash, found)
    opened.pop(edition.hash, None)
    kept = []
    for other in opened.values():
        try:
            find_territory(other, territory.level, text)
        except UsageError:
            left_out.append((other.id, "territory"))
        except EditionError:
            left_out.append((other.id, "damaged"))
        else:
            kept.append(other)
    return Editions(
        edition, tuple(kept), territory, text, load_breaks(edition.home), tuple(left_out)
    )


@dataclass(frozen=True)
class Curves:
    """The series of a figure: that of a territory, or those of the zones that cover it.

    Attributes
    ----------
    title : str
        French name of the territory.
    lines : mapping
        Name on the chart → series.
    is_by_zone : bool
        Whether the lines are zones.
    """

    editions: Editions
    indicator: Indicator
    title: str
    lines: Mapping[str, Series]
    is_by_zone: bool

    @property
    def label(self) -> str:
        """French name of the figure, without its year."""
        return drop_year(INDICATOR_WORDS[self.indicator.key].label)

    @property
    def seams(self) -> list[tuple[str, Seam]]:
        """Seams of all lines with their labels, each once, in order."""
        found = {
            (seam.before, seam.after): seam for line in self.lines.values() for seam in line.seams
        }
        ordered = [found[key] for key in sorted(found)]
        return [
            (words.write_label(number, is_cut=seam.is_cut), seam)
            for number, seam in enumerate(ordered, 1)
        ]

    @property
    def count(self) -> int:
        """Periods that have a value in some line."""
        return len({point.period for line in self.lines.values() for point in line.known})

    @property
    def frame(self) -> pd.DataFrame:
        """One row a place and period, columns :data:`COLUMNS`; NaN where absent.

        Values of one place and one ``segment`` are joined; ``break_before`` says why a value is
        not joined to the one before it.
        """
        told = {seam: words.write_seam(*facts) for seam, facts in self._describe_seams().items()}
        rows = []
        for name, line in self.lines.items():
            for point, segment in zip(line.points, line.list_segments(), strict=True):
                value, seam = point.result.value, line.find_seam(point.period)
                rows.append(
                    (
                        name, point.period, math.nan if value is None else value,
                        self.indicator.unit, "+".join(self.indicator.sources), point.edition.id,
                        point.edition.geography_year, segment,
                        told.get((seam.before, seam.after), "") if seam else "",
                        point.result.reason, write_result(self.indicator, point.result),
                    )
                )  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def describe(self) -> list[str]:
        """Say of each seam where it is and why."""
        return [words.write_seam(*facts) for facts in self._describe_seams().values()]

    def _describe_seams(
        self,
    ) -> dict[tuple[str, str], tuple[str, str, str, list[tuple[str, str, str]]]]:
        return {
            (seam.before, seam.after): (
                label,
                seam.before,
                seam.after,
                [(reason.kind, reason.text, reason.reference) for reason in seam.reasons],
            )
            for label, seam in self.seams
        }


def build_curves(editions: Editions, indicator: Indicator) -> Curves:
    """Join the values of a figure of a territory over the editions at hand.

    What nobody publishes for the territory is given for the zones d'emploi, or bassins, that cover
    it: a line each, never one made for the territory.
    """
    edition, territory = editions.edition, editions.territory
    title = title_territory(territory.level, territory.name)
    own = join_series(indicator, editions.list_sides(territory, editions.text), editions.table)
    # What another edition says of other land is no series of this territory by itself.
    if any(point.land != "other" for point in own.known):
        return Curves(editions, indicator, title, {title: own}, is_by_zone=False)
    lines = {}
    for level in _list_covering_levels(indicator):
        covering = find_coverings(edition, territory, level)
        for zone in [one for one in covering if one.share >= SMALL_SHARE][:MOST_ZONES]:
            found = find_territory(edition, level, zone.code)
            sides = editions.list_sides(found, zone.code)
            series = join_series(indicator, sides, editions.table)
            if series.known:
                lines[typeset(zone.name)] = series
    return Curves(editions, indicator, title, lines or {title: own}, is_by_zone=bool(lines))


def _list_covering_levels(indicator: Indicator) -> tuple[str, ...]:
    recipe = indicator.compute
    if isinstance(recipe, RecruitmentCount | RecruitmentShare):
        return ("bassin",)
    if isinstance(recipe, Change):
        recipe = recipe.last
    if isinstance(recipe, Published) and "zone_emploi" in recipe.levels:
        return ("zone_emploi",)
    return ()


def draw_curves(curves: Curves) -> list[Block]:
    """Draw a series: chart, its source, what is not joined and why, table."""
    if not curves.count:
        return [Html(draw_note(words.NOTES["nothing"]))]
    source = _cite(curves)
    table, whole = (make_table(curves, source, is_whole=whole) for whole in (False, True))
    blocks: list[Block] = []
    # Spans (2013-2018) have no one place in time.
    if curves.count > 1 and not any(_SPAN.fullmatch(p.period) for p in _list_points(curves)):
        # All periods are read and downloaded with the chart; the table below may leave some out.
        blocks += [attach_table(_draw_chart(curves), whole), _draw_source(source)]
    blocks += [Html(draw_note(text)) for text in _list_notes(curves)]
    blocks.append(draw_table_block(table))
    return blocks


def build_series(editions: Editions, keys: Sequence[str] = SHOWN) -> Section:
    """Show the figures that have several periods in the editions at hand."""
    blocks: list[Block] = []
    for key in keys:
        curves = build_curves(editions, find_record(editions.edition, key))
        if curves.count > 1:
            blocks += draw_curves(curves)
    return Section("series", tuple(blocks or [Html(draw_note(words.NOTES["no_series"]))]))


def _list_points(curves: Curves) -> list[Point]:
    return [point for line in curves.lines.values() for point in line.points]


def _draw_source(source: str) -> Html:
    return Html(draw_source_line(source), source=source)


def _cite(curves: Curves) -> str:
    """Cite the files of the values that are shown, in the words of their own editions."""
    cited = dict.fromkeys(
        point.edition.sources[key].citation
        for point in _list_points(curves)
        for key in curves.indicator.sources
        if point.result.value is not None and key in point.edition.sources
    )
    return typeset(" ; ".join(cited))


def _draw_chart(curves: Curves) -> Drawing:
    frame = curves.frame.assign(role="territory")
    frame["weak"] = [point.result.reliability.is_weak for point in _list_points(curves)]
    marks = [Mark(seam.before, seam.after, label) for label, seam in curves.seams]
    return draw_lines(
        frame,
        title=words.write_title(curves.label, curves.title),
        unit=words.write_unit(
            curves.indicator.unit, INDICATOR_WORDS[curves.indicator.key].universe
        ),
        seams=marks,
    )


def _list_notes(curves: Curves) -> list[str]:
    editions = curves.editions
    revised = sorted({period for line in curves.lines.values() for period in line.revised})
    has_other = any(p.land == "other" and p.result.value is not None for p in _list_points(curves))
    notes = [
        words.NOTES["zones"] if curves.is_by_zone else "",
        *curves.describe(),
        words.NOTES["rule"] if curves.seams else "",
        words.NOTES["other_land"] if has_other else "",
        words.write_revised(revised, editions.edition.id),
        words.write_left_out(editions.left_out),
    ]
    return [note for note in notes if note]


def make_table(curves: Curves, source: str = "", *, is_whole: bool = False) -> Table:
    """Lay a series out by period, with a row for each seam.

    Of one territory, each value has its difference from the one before, where there may be one;
    of several zones, a column a zone. Of many quarters, one a year unless it is ``whole``.
    """
    periods = sorted({point.period for point in _list_points(curves)})
    shown = periods if is_whole else _thin(periods)
    title = words.write_title(curves.label, curves.title)
    is_single = len(curves.lines) == 1
    tail = ("change", "reading", "origin") if is_single else ("origin",)
    columns = (
        Column(words.COLUMNS["period"], align="left"),
        *(Column(words.COLUMNS["value"] if is_single else name) for name in curves.lines),
        *(Column(words.COLUMNS[key], align="right" if key == "change" else "left") for key in tail),
    )
    rows = []
    for before, period in pairwise(("", *shown)):
        for label, seam in curves.seams:
            if before and before < seam.after <= period:
                rows.append(_make_seam_row(label, len(columns), is_cut=seam.is_cut))
        rows.append(_make_row(curves, period, before, is_single=is_single))
    caption = words.write_caption(title, is_thinned=len(shown) < len(periods))
    return Table(caption, columns, tuple(rows), source=source)


def _make_seam_row(label: str, width: int, *, is_cut: bool) -> tuple[Cell, ...]:
    empty = (Cell("") for _ in range(width - 2))
    return (Cell(label), *empty, Cell(words.SEAM_ROWS[is_cut]))


def _make_row(curves: Curves, period: str, before: str, *, is_single: bool) -> tuple[Cell, ...]:
    cells, origin = [Cell(words.write_period(period))], ""
    change = reading = Cell("")
    for line in curves.lines.values():
        point = next((one for one in line.points if one.period == period), None)
        if point is None:
            cells.append(Cell(""))
            continue
        cells.append(make_result_cell(curves.indicator, point.result))
        origin = words.write_origin(point.edition.id, point.edition.geography_year)
        if is_single and before:
            difference = line.find_change(period, before)
            if difference.reason == "cut":
                reading = Cell(words.CUT)
            elif difference.gap is not None:
                change = Cell(format_gap(difference.gap, curves.indicator.unit), difference.gap)
                reading = Cell(words.write_reading(difference.sign, difference.reason))
    tail = [change, reading, Cell(origin)] if is_single else [Cell(origin)]
    return (*cells, *tail)


def _thin(periods: Sequence[str]) -> list[str]:
    """Keep one quarter a year, that of the newest, where there are many."""
    if len(periods) <= MOST_ROWS:
        return list(periods)
    quarter = periods[-1].partition("-")[2]
    return [period for period in periods if period.partition("-")[2] == quarter]
