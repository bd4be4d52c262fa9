"""Blocks that several sections use: cards, dots, tables of measures, source lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from spro_portraits.charts import (
    Card,
    Cell,
    Column,
    Table,
    draw_cards,
    draw_dots,
    draw_legend_of_signs,
    draw_note,
    draw_source_line,
    draw_table,
    find_signs,
    make_card_table,
)
from spro_portraits.indicators import Measure, Result
from spro_portraits.portrait.downloads import Figure, draw_figure
from spro_portraits.portrait.model import Html, Section
from spro_portraits.portrait.results import make_result_cell
from spro_portraits.portrait.subject import Subject
from spro_portraits.style import page_css
from spro_portraits.wording import INDICATOR_WORDS, RELIABILITY_WORDS
from spro_portraits.wording import portrait as words
from spro_portraits.wording import portrait_terms as terms
from spro_portraits.wording.codebook import write_definition
from spro_portraits.wording.places import in_place


def draw_header(title: str, subtitle: str) -> Html:
    """Draw the title of a page and the line under it, with the style sheet for JupyterLab."""
    return Html(
        f"<style>{page_css()}</style>"
        f'<header class="spro-header"><h1>{escape(title)}</h1><p>{escape(subtitle)}</p></header>'
    )


def draw_lede(text: str) -> Html:
    """Draw the first sentence of a section."""
    return Html(f'<p class="spro-lede">{text}</p>')


def draw_source(subject: Subject, *sources: str) -> Html:
    """Draw the source line under a figure."""
    text = subject.citation(*sources)
    return Html(draw_source_line(text), source=text)


def draw_remark(key: str, **values: str | int) -> Html:
    """Draw one of the notes of :mod:`spro_portraits.wording.portrait`."""
    return Html(draw_note(words.write_note(key, **values)))


def has_values(subject: Subject, keys: Iterable[str]) -> bool:
    """Whether the territory has a value of one of these indicators."""
    return any(subject.value(key) is not None for key in keys)


def draw_nothing(subject: Subject, key: str, *sources: str) -> Section:
    """Draw a section of which the edition has nothing for the territory: it says so."""
    return Section(key, (draw_remark("no_values"), draw_source(subject, *sources)))


def draw_specificity_remark(subject: Subject) -> Html:
    """Say what an index of specificity divides by, for this territory."""
    if subject.base == "france":
        return draw_remark("specificity_france")
    if subject.is_across:
        region = subject.references[subject.base]
        return draw_remark("specificity_across", place=in_place("region", region.name))
    return draw_remark("specificity")


def make_card(subject: Subject, key: str, *, comparison: str = "") -> Card:
    """Make the card of an indicator: its value beside the places of comparison.

    With a ``comparison`` sentence, no common scale is drawn (counts).
    """
    measure, text = subject.measures[key], INDICATOR_WORDS[key]
    vintage = measure.indicator.vintage
    return Card(
        label=text.short,
        definition=define(subject, key),
        text=subject.text(key),
        unit_note=words.write_card_note(vintage, survey=_is_survey_share(measure)),
        value=measure.value,
        references=() if comparison else subject.card_references(key),
        comparison=comparison,
        caveat=RELIABILITY_WORDS[measure.reliability.reason] if measure.reliability.is_weak else "",
    )


def define(subject: Subject, key: str) -> str:
    """Define an indicator in a few words, for the bubble of its label."""
    indicator = subject.measures[key].indicator
    producers = [subject.edition.sources[source].producer for source in indicator.sources]
    return write_definition(INDICATOR_WORDS[key], indicator.vintage, producers)


def _is_survey_share(measure: Measure) -> bool:
    return measure.result.masked > 0 and measure.result.denominator is not None


def draw_card_block(subject: Subject, cards: Sequence[Card]) -> Html:
    """Draw a row of cards, with the legend of the signs in use."""
    texts = [card.text for card in cards] + [
        reference.text for card in cards for reference in card.references
    ]
    legend = draw_legend_of_signs(find_signs(texts))
    return Html(
        draw_cards(list(cards), territory=subject.short) + legend,
        data=make_card_table(cards, territory=subject.short, caption=""),
    )


def make_frame(rows: Any, columns: list[str] | None = None) -> pd.DataFrame:
    """Make the frame of a drawing, of values as they are: pandas has no type to find.

    Parameters
    ----------
    rows : mapping of columns, or sequence of rows
        As ``DataFrame`` takes them.
    columns : list of str, optional
        Names, for rows that have none.
    """
    return pd.DataFrame(rows, columns=columns, dtype=object)


def make_dots(subject: Subject, keys: Iterable[str]) -> pd.DataFrame:
    """Rows of a dot plot: each indicator for the territory and the places shown.

    A territory for which nothing is published has no row at all: its absence is said by
    a note, not by a column of signs.
    """
    rows = []
    results = {key: subject.measures[key].result for key in keys}
    own_known = any(result.value is not None for result in results.values())
    for key, own in results.items():
        label = INDICATOR_WORDS[key].short
        for role, place, result in [
            *([("territory", subject.short, own)] if own_known else []),
            *[(subject.role(r), subject.name(r), res) for r, res in subject.shown_results(key)],
        ]:
            rows.append(
                {
                    "label": label, "role": role, "place": place,
                    "value": float("nan") if result.value is None else result.value,
                    "text": subject.text(key, result), "reason": result.reason or None,
                    "weak": result.reliability.is_weak,
                }
            )  # fmt: skip
    return make_frame(rows)


def draw_dot_block(subject: Subject, keys: Sequence[str], *, title: str, unit: str) -> Figure:
    """Draw indicators of one unit on a common scale."""
    return draw_figure(draw_dots, make_dots(subject, keys), title=title, unit=unit)


def draw_measure_table(subject: Subject, keys: Sequence[str], *, caption: str, source: str) -> Html:
    """Draw a table of indicators: the territory and its places of comparison in columns."""
    columns = (
        Column(terms.COLUMNS["indicator"], align="left"),
        Column(subject.short, strong=True),
        *[Column(subject.name(role)) for role in subject.shown],
    )
    rows = []
    for key in keys:
        text = INDICATOR_WORDS[key]
        own = subject.measures[key]
        label = words.write_row(text.short, own.indicator.vintage)
        results = [own.result, *[result for _, result in subject.shown_results(key)]]
        rows.append(
            (
                Cell(label, definition=define(subject, key)),
                *[make_cell(subject, key, result) for result in results],
            )
        )
    return draw_table_block(Table(caption, columns, tuple(rows), source=source))


def make_cell(subject: Subject, key: str, result: Result) -> Cell:
    """Make a cell of one result."""
    return make_result_cell(subject.measures[key].indicator, result)


def draw_table_block(table: Table) -> Html:
    """Draw a table with the legend of the signs that it uses."""
    texts = [cell.text for row in table.rows for cell in row]
    legend = draw_legend_of_signs(find_signs(texts))
    return Html(draw_table(table) + legend, source=table.source, data=table)
