"""Sections of a panorama: sortable table, small multiples, two indicators, map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from spro_portraits.charts import (
    Cell,
    Column,
    Table,
    draw_legend_of_signs,
    draw_multiples,
    draw_note,
    draw_scatter,
    draw_sortable_table,
    draw_source_line,
    find_signs,
)
from spro_portraits.indicators import BY_KEY, Indicator, Result, compute_results, find_record
from spro_portraits.indicators.difference import is_comparable
from spro_portraits.indicators.vintages import move_period
from spro_portraits.maps import MapLayer, draw_territory_map
from spro_portraits.portrait.blocks import draw_lede
from spro_portraits.portrait.downloads import attach_table
from spro_portraits.portrait.ground import cite_boundaries, find_together
from spro_portraits.portrait.layers import SIGNED_UNITS, make_territory_layer, share_classes
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.results import make_result_cell, write_result
from spro_portraits.portrait.roster import Roster, are_mostly_known, compute_series
from spro_portraits.tables.geography import FRANCE
from spro_portraits.wording import (
    ABSENT_SIGNS,
    INDICATOR_WORDS,
    NBSP,
    format_decimal,
)
from spro_portraits.wording import panorama as words
from spro_portraits.wording.comparison import SHORT_NAMES
from spro_portraits.wording.portrait import write_row

SERIES = {
    "population": ("2017", "2018", "2019", "2020", "2021"),
    "unemployment_rate": (),
    "young_not_in_work_share_2018": ("2008", "2013", "2018"),
}
"""Indicators drawn over time, with evenly spaced periods; none: one quarter of each year."""

EARLIER: dict[str, tuple[str, ...]] = {
    "unemployment_rate": (),
    "young_not_in_work_share_2018": ("2013", "2008"),
}
"""Earlier periods of an indicator on the map, the latest first; all share one legend.

None: five and ten years before the newest quarter.
"""

_FIRST_YEAR = 2003
"""First year of the localised unemployment rates."""

MOST_LAYERS = 6
MOST_PANELS = 150
"""Territories above which no small multiples are drawn: nobody compares hundreds of them."""

_MANY = 24
"""Rows from which the table has a field of search."""


def build_table(roster: Roster) -> Section:
    """Draw all territories in rows, the indicators in columns, the region last."""
    first = roster.indicators[0].key
    codes = roster.order(first)
    names = roster.names
    columns = (
        Column(words.name_column(roster.level), align="left"),
        *(
            Column(write_column(indicator), bar=indicator.unit not in SIGNED_UNITS)
            for indicator in roster.indicators
        ),
    )
    rows = [
        (
            Cell(names[code]),
            *(make_cell(i, roster.results[i.key][code]) for i in roster.indicators),
        )
        for code in codes
    ]
    region = (
        Cell(roster.region_name),
        *(make_cell(i, roster.region_results[i.key]) for i in roster.indicators),
    )
    source = roster.citation(*(s for i in roster.indicators for s in i.sources))
    table = Table(
        roster.title, columns, (*rows, region), total_row=True, source=source,
    )  # fmt: skip
    signs = find_signs(cell.text for row in table.rows for cell in row)
    legend = draw_legend_of_signs(signs)
    drawn = draw_sortable_table(table, search=len(rows) > _MANY)
    notes = [words.NOTES["table"], _name_whole(roster, words.NOTES["reference"])]
    if roster.left_out:
        notes.append(words.explain_left_out(roster.left_out))
    if roster.level == "epci":
        notes.append(SHORT_NAMES)
    return Section(
        "table",
        (
            *_draw_spread(roster, first),
            Html(drawn + legend, source=source, data=table),
            Html(draw_note(" ".join(notes))),
        ),
    )


def make_cell(indicator: Indicator, result: Result) -> Cell:
    """Make a cell without its unit, which stands in the head of the column."""
    cell = make_result_cell(indicator, result)
    suffix = NBSP + {"%/an": "%"}.get(indicator.unit, indicator.unit)
    return replace(cell, text=cell.text.replace(suffix, ""))


def _draw_spread(roster: Roster, key: str) -> list[Block]:
    """Say how far the first indicator spreads, among values that can be trusted."""
    sound = [
        code
        for code in roster.order(key)
        if roster.results[key][code].value is not None
        and not roster.results[key][code].reliability.is_weak
    ]
    if not sound:
        return []
    names = roster.names
    ends = [(names[c], write_result(BY_KEY[key], roster.results[key][c])) for c in sound]
    label = _label(find_record(roster.edition, key))
    return [draw_lede(words.write_spread(label, ends[-1], ends[0]))]


def build_multiples(roster: Roster) -> Section:
    """Draw a few indicators over time, one small panel a territory."""
    blocks: list[Block] = []
    if len(roster.territories) > MOST_PANELS:
        note = words.explain_no_multiples(roster.level, len(roster.territories), MOST_PANELS)
        return Section("multiples", (Html(draw_note(note)),))
    for key in SERIES:
        blocks += _draw_series(roster, key)
    blocks.append(Html(draw_note(words.NOTES["multiples" if blocks else "nothing"])))
    return Section("multiples", tuple(blocks))


def list_series_periods(indicator: Indicator) -> tuple[str, ...]:
    """List the periods of :data:`SERIES`; for a quarter, the same one of each year up to it."""
    if listed := SERIES[indicator.key]:
        return listed
    years = range(_FIRST_YEAR - indicator.last_year, 1)
    return tuple(move_period(indicator.vintage, back) for back in years)


def _list_earlier(indicator: Indicator) -> tuple[str, ...]:
    """List the periods of :data:`EARLIER`."""
    if indicator.key not in EARLIER or EARLIER[indicator.key]:
        return EARLIER.get(indicator.key, ())
    return tuple(move_period(indicator.vintage, -back) for back in (5, 10))


def _draw_series(roster: Roster, key: str) -> list[Block]:
    indicator = find_record(roster.edition, key)
    periods = list_series_periods(indicator)
    series = compute_series(roster, indicator, periods)
    is_index = indicator.unit == "nombre"
    latest = {code: _read(rows, periods[-1], is_index=is_index) for code, rows in series.items()}
    if not are_mostly_known([latest[code] for code in roster.territories]):
        return []
    title, unit = words.name_series(key, periods[0])
    names = {**roster.names, "region": roster.region_name}

    def rank(code: str) -> tuple[float, str]:
        value = latest[code]
        return (math.inf if math.isnan(value) else -value), names[code]

    rows = []
    for code in sorted(series, key=rank):
        for period in periods:
            result = series[code][period]
            value = _read(series[code], period, is_index=is_index)
            rows.append(
                {
                    "code": code,
                    "place": names[code],
                    "period": period.partition("-")[0],
                    "value": value,
                    "text": _write_point(indicator, result, value, is_index=is_index),
                    "weak": result.reliability.is_weak,
                }
            )
    frame = pd.DataFrame(rows)
    reference = "" if math.isnan(latest["region"]) else roster.region_name
    if not reference:
        frame = frame[frame["code"] != "region"]
    drawn = draw_multiples(frame.drop(columns="code"), title=title, unit=unit, reference=reference)
    source = roster.citation(*indicator.sources)
    blocks: list[Block] = [
        Html(drawn, data=_lay_out(frame, title=title, head=words.name_column(roster.level))),
        Html(draw_source_line(source), source=source),
    ]
    if is_index:
        blocks.append(Html(draw_note(words.NOTES["population"])))
    return blocks


def _read(rows: dict[str, Result], period: str, *, is_index: bool) -> float:
    """Read a value, or its index on the first period."""
    value = rows[period].value
    if value is None:
        return math.nan
    if not is_index:
        return value
    base = next(iter(rows.values())).value
    return 100.0 * value / base if base else math.nan


def _write_point(indicator: Indicator, result: Result, value: float, *, is_index: bool) -> str:
    if not is_index:
        return write_result(indicator, result)
    return ABSENT_SIGNS["non_disponible"] if math.isnan(value) else format_decimal(value)


def _lay_out(frame: pd.DataFrame, *, title: str, head: str) -> Table:
    """Make the table behind small multiples: one row a place, one column a period."""
    periods = list(dict.fromkeys(frame["period"]))
    rows = []
    for _, part in frame.groupby("code", sort=False):
        cells = [
            Cell(text, None if math.isnan(value) else value)
            for text, value in zip(part["text"], part["value"], strict=True)
        ]
        rows.append((Cell(str(part["place"].iloc[0])), *cells))
    return Table(title, (Column(head), *(Column(period) for period in periods)), tuple(rows))


def build_pairs(roster: Roster) -> Section:
    """Draw territories by two indicators at a time, the region as lines."""
    blocks: list[Block] = []
    for x_key, y_key in words.PAIRS:
        pair = (find_record(roster.edition, key) for key in (x_key, y_key))
        blocks += _draw_pair(roster, *pair)
    note = words.NOTES["pairs" if blocks else "nothing"]
    blocks.append(Html(draw_note(_name_whole(roster, note))))
    return Section("pairs", tuple(blocks))


def _draw_pair(roster: Roster, x: Indicator, y: Indicator) -> list[Block]:
    computed = compute_results(roster.edition, roster.places, [x, y])
    names = [*roster.names.values()]
    across, up = computed[x.key], computed[y.key]
    pairs = list(zip(names, across[:-1], up[:-1], strict=True))
    if not all(are_mostly_known([r.value for r in found[:-1]]) for found in (across, up)):
        return []
    known = [pair for pair in pairs if pair[1].value is not None and pair[2].value is not None]
    frame = pd.DataFrame(
        {
            "name": [name for name, _, _ in known],
            "x": [one.value for _, one, _ in known],
            "y": [two.value for _, _, two in known],
            "x_text": [write_result(x, one) for _, one, _ in known],
            "y_text": [write_result(y, two) for _, _, two in known],
            "weak": [one.reliability.is_weak or two.reliability.is_weak for _, one, two in known],
        }
    )
    title, quadrants = words.PAIRS[x.key, y.key]
    drawing = draw_scatter(
        frame,
        title=title,
        x_title=write_column(x),
        y_title=write_column(y),
        x_reference=_find_line(roster, x, across[-1]),
        y_reference=_find_line(roster, y, up[-1]),
        quadrants=words.name_corners(quadrants, is_country=roster.edition.region == FRANCE),
    )
    table = Table(
        title,
        (Column(words.name_column(roster.level)), Column(write_column(x)), Column(write_column(y))),
        tuple(
            (Cell(name), make_result_cell(x, one), make_result_cell(y, two))
            for name, one, two in pairs
        ),
    )
    source = roster.citation(*x.sources, *y.sources)
    return [attach_table(drawing, table), Html(draw_source_line(source), source=source)]


def _name_whole(roster: Roster, text: str) -> str:
    return words.name_whole(text, is_country=roster.edition.region == FRANCE)


def _find_line(roster: Roster, indicator: Indicator, result: Result) -> tuple[float, str] | None:
    if result.value is None:
        return None
    return result.value, words.write_line(roster.region_name, write_result(indicator, result))


def build_map(roster: Roster) -> Section:
    """Draw the territories on a map with a choice of layers."""
    layers = list_layers(roster)
    if not layers:
        return Section("map", (Html(draw_note(words.NOTES["no_layer"])),))
    edition = roster.edition
    owners = {
        commune: code
        for code, territory in roster.territories.items()
        for commune in territory.communes
    }
    ground = find_together(edition)
    shapes, departements = ground.shapes, ground.departements
    inside = set(shapes["code"])
    cut = [
        roster.names[code]
        for code, territory in roster.territories.items()
        if not inside.issuperset(territory.communes) or territory.is_partial
    ]
    drawn = draw_territory_map(
        shapes,
        pd.Series(roster.names),
        pd.Series(owners)[lambda found: found.index.isin(inside)],
        [layer for indicator in layers for layer in _list_periods(roster, indicator)],
        outlines=departements,
        context=departements,
        title=words.write_map_title(roster.level, len(roster.territories)),
        boundaries=cite_boundaries(edition),
        note=words.explain_cut(cut, is_region=edition.region != FRANCE),
    )
    return Section("map", (drawn,))


def list_layers(roster: Roster) -> list[Indicator]:
    """List the indicators of the map: no count, nothing of which a value is a minimum.

    Colours would compare sizes, or what is published of a survey with what is not.
    """
    shown = [
        indicator
        for indicator in roster.indicators
        if is_comparable(indicator)
        and any(r.value is not None for r in roster.results[indicator.key].values())
        and not any(r.is_lower_bound for r in roster.results[indicator.key].values())
    ]
    return shown[:MOST_LAYERS]


def _list_periods(roster: Roster, indicator: Indicator) -> list[MapLayer]:
    """Make the layer of an indicator, then those of its earlier periods, of the same classes."""
    key = indicator.key
    layers = [_make_layer(roster, indicator, roster.results[key], roster.region_results[key])]
    periods = _list_earlier(indicator)
    series = compute_series(roster, indicator, periods) if periods else {}
    for period in periods:
        then = {code: rows[period] for code, rows in series.items()}
        region = then.pop("region")
        if not are_mostly_known([result.value for result in then.values()]):
            continue
        past = replace(indicator, vintage=period)
        layers.append(replace(_make_layer(roster, past, then, region), key=f"{key}_{period}"))
    return share_classes(layers)


def _make_layer(
    roster: Roster, indicator: Indicator, results: Mapping[str, Result], region: Result
) -> MapLayer:
    references = ((roster.region_name, write_result(indicator, region)),)
    source = roster.citation(*indicator.sources)
    known = references if region.value is not None else ()
    return make_territory_layer(indicator, results, source, known)


def write_column(indicator: Indicator) -> str:
    """Write the head of the column of an indicator: its name, year and unit."""
    return words.write_head(INDICATOR_WORDS[indicator.key].short, indicator.vintage, indicator.unit)


def _label(indicator: Indicator) -> str:
    return write_row(INDICATOR_WORDS[indicator.key].short, indicator.vintage)
