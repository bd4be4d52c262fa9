"""The head of the synthèse: key figures of the region between its territories, and one map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spro_portraits.charts import draw_legend_of_signs, draw_note, draw_source_line, find_signs
from spro_portraits.charts.marks import draw_mark_path
from spro_portraits.indicators import BY_KEY, Indicator, Result, find_record
from spro_portraits.indicators.difference import LEAST
from spro_portraits.portrait.instantane_figures import make_figure_card
from spro_portraits.portrait.model import Html, Section
from spro_portraits.portrait.panorama_sections import EARLIER, build_map, list_layers
from spro_portraits.portrait.results import write_result
from spro_portraits.portrait.roster import Roster
from spro_portraits.portrait.subject import Subject
from spro_portraits.portrait.synthesis_standouts import list_end
from spro_portraits.portrait.templating import fill_template
from spro_portraits.style import REFERENCES, RULE, SHAPES, TERRITORY
from spro_portraits.wording import format_measure
from spro_portraits.wording import synthesis as words
from spro_portraits.wording.charts import describe_value
from spro_portraits.wording.portrait import drop_year

SLOTS = (
    ("population",),
    ("population_growth_2013_2018",),
    ("jobs_growth_2013_2018",),
    ("unemployment_rate", "unemployment_rate_census_2018"),
    ("activity_rate_2018", "young_not_in_work_share_2018"),
    ("job_concentration_2018",),
    ("residents_group_3_share_2022", "residents_group_6_share_2022"),
    ("recruitment_difficulty",),
)
"""Eight places for a key figure: what each holds, and what takes its place where it is absent."""

RESERVE = ("density", "vacancy_rate_2018", "residents_group_6_share_2022")
"""What fills a place whose figures are all absent."""

GROWTH = "population_growth_2013_2018"
"""Indicator of the title and, where it can be drawn, of the map."""

_WIDTH, _HEIGHT, _MARGIN = 220.0, 26.0, 10.0
_OWN, _FRANCE, _PLACE = 6.5, 5.0, 3.6


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on a scale: its outline, its colours, what it is."""

    path: str
    fill: str
    stroke: str
    tip: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of the region: value, those of its territories on a scale, France.

    ``ends`` has the lowest and the highest value of a territory, each with who is there.
    """

    label: str
    text: str
    unit_note: str
    comparison: str
    caveat: str
    description: str
    marks: tuple[Mark, ...]
    ends: tuple[tuple[str, str], ...]


def choose_figures(roster: Roster, subject: Subject) -> list[str]:
    """Choose the key figures: in each place the first that is known in the region."""
    known = {i.key for i in roster.indicators if subject.value(i.key) is not None}
    chosen: list[str] = []
    for slot in SLOTS:
        offered = [key for key in (*slot, *RESERVE) if key in known and key not in chosen]
        chosen += offered[:1]
    return chosen


def build_figures(roster: Roster, subject: Subject) -> Section:
    """Draw the key figures of the region, each beside France and between its territories."""
    keys = choose_figures(roster, subject)
    figures = [make_figure(roster, subject, key) for key in keys]
    texts = [
        text
        for one in figures
        for text in (one.text, one.comparison, *(value for value, _ in one.ends))
    ]
    middle = _HEIGHT / 2
    key = (
        (draw_mark_path(SHAPES["territory"], 7, 7, 5.8), TERRITORY, TERRITORY, roster.region_name),
        (
            draw_mark_path(SHAPES["france"], 7, 7, 4.6),
            REFERENCES["france"],
            "none",
            words.KEY_FRANCE,
        ),
        (
            draw_mark_path(SHAPES["peer"], 7, 7, 3.6),
            "#fff",
            REFERENCES["region"],
            words.name_one(roster.level),
        ),
    )
    drawn = fill_template(
        "synthesis_figures", key=key, figures=figures, middle=middle, height=_HEIGHT, rule=RULE
    )
    source = roster.citation(*(s for k in keys for s in BY_KEY[k].sources))
    signs = draw_legend_of_signs(find_signs(texts))
    return Section(
        "figures",
        (
            Html(drawn + signs),
            Html(draw_source_line(source), source=source),
            Html(draw_note(words.ENDS)),
        ),
    )


def make_figure(roster: Roster, subject: Subject, key: str) -> Figure:
    """Make a key figure: texts are those of the cards of a portrait."""
    card = make_figure_card(subject, key)
    indicator, results = find_record(roster.edition, key), roster.results[key]
    france = subject.measures[key].references["france"]
    own = subject.measures[key].result
    counted = indicator.additive
    ends = _write_ends(roster, indicator, results)
    beside = card.comparison if counted else words.write_france(write_result(indicator, france))
    return Figure(
        label=drop_year(card.label),
        text=card.text,
        unit_note=card.unit_note,
        comparison=beside,
        caveat=card.caveat,
        description=words.describe_scale(
            roster.region_name, "" if counted else card.text,
            write_result(indicator, france), [" ".join(end) for end in ends],
        ),
        marks=tuple(
            _place_marks(roster, indicator, None if counted else own, None if counted else france)
        ),
        ends=ends,
    )  # fmt: skip


def _write_ends(
    roster: Roster, indicator: Indicator, results: Mapping[str, Result]
) -> tuple[tuple[str, str], ...]:
    """Write the lowest and the highest value, with the names of who is there."""
    written = []
    for sign in (-1, 1):
        codes = list_end(indicator, results, sign)
        if not codes:
            return ()
        names = [roster.names[code] for code in codes]
        text = write_result(indicator, results[codes[0]])
        written.append((text, words.write_end(names, roster.level)))
    return tuple(written)


def _place_marks(
    roster: Roster, indicator: Indicator, own: Result | None, france: Result | None
) -> list[Mark]:
    """Place the territories on one line, then France, then the region above all."""
    results = roster.results[indicator.key]
    shown: list[tuple[str, Result, str, float, str, str]] = [
        (roster.names[code], result, SHAPES["peer"], _PLACE, "#fff", REFERENCES["region"])
        for code, result in results.items()
    ]
    if france is not None:
        looks = (SHAPES["france"], _FRANCE, REFERENCES["france"], "#fff")
        shown.append((words.KEY_FRANCE, france, *looks))
    if own is not None:
        shown.append((roster.region_name, own, SHAPES["territory"], _OWN, TERRITORY, "#fff"))
    values = [one[1].value for one in shown if one[1].value is not None]
    if not values:
        return []
    low, high = min(values), max(values)
    marks = []
    for name, result, shape, radius, fill, stroke in shown:
        if result.value is None:
            continue
        share = (result.value - low) / (high - low) if high > low else 0.5
        across = _MARGIN + share * (_WIDTH - 2 * _MARGIN)
        path = draw_mark_path(shape, across, _HEIGHT / 2, radius)
        marks.append(
            Mark(path, fill, stroke, describe_value(name, write_result(indicator, result)))
        )
    return marks


def build_region_map(roster: Roster) -> Section:
    """Draw the territories by the indicator of the title, else by the first that can be drawn."""
    layer = choose_layer(roster)
    section = build_map(replace(roster, indicators=layer))
    if GROWTH not in roster.results:
        return section
    least = format_measure(LEAST[BY_KEY[GROWTH].unit], "%")
    return replace(section, blocks=(*section.blocks, Html(draw_note(words.explain_title(least)))))


def choose_layer(roster: Roster) -> tuple[Indicator, ...]:
    """Choose the indicator of the map: one, or none."""
    offered: Sequence[Indicator] = [i for i in list_layers(roster) if i.key not in EARLIER]
    return tuple(sorted(offered, key=lambda indicator: indicator.key != GROWTH)[:1])
