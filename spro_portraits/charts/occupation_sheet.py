"""The sheet of one occupation: its names, three figures in four places, and what explains them.

It lays out what it is given, in texts that are ready to read. The main part fits a screen;
what follows is folded, and open on paper.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.charts.factors import Factor, draw_factors
from spro_portraits.charts.marks import draw_mark_path
from spro_portraits.charts.places import PlaceStyle, find_place_styles
from spro_portraits.charts.signs import find_signs
from spro_portraits.charts.tables import Table, draw_table
from spro_portraits.charts.templating import fill_template
from spro_portraits.style import UNRELIABLE
from spro_portraits.wording import charts as chart_words
from spro_portraits.wording import points as words

_RADIUS, _OWN_RADIUS = 4.6, 6.0
_WHOLE = 100.0


@dataclass(frozen=True)
class SheetPlace:
    """A place of the comparison, the territory first: role of its look, and its name."""

    role: str
    name: str


@dataclass(frozen=True)
class SheetValue:
    """A figure of one place: as written, as a number (None: absent), why it is absent."""

    text: str
    value: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class SheetFact:
    """One figure in all places of the sheet.

    Attributes
    ----------
    label : str
        What is counted: ``Projets de recrutement``.
    values : tuple of SheetValue
        In the order of the places.
    unit_note : str
        Universe and year, small; may be empty.
    is_share : bool
        Whether the values are percentages: they then stand on one scale from 0 to 100.
    caveat : str
        What must be known before it is used; may be empty.
    """

    label: str
    values: tuple[SheetValue, ...]
    unit_note: str = ""
    is_share: bool = False
    caveat: str = ""


@dataclass(frozen=True)
class SheetPart:
    """A folded part: its title, what it says in one line, then tables and notes.

    Attributes
    ----------
    title, summary : str
        The line that unfolds it; the summary (``3 formations, 72 places``) may be empty.
    tables : tuple of Table
        May be empty: the notes then say why.
    notes : tuple of str
        Under the tables.
    html : str
        A further fragment, already drawn; may be empty.
    """

    title: str
    summary: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    html: str = ""


@dataclass(frozen=True)
class OccupationSheet:
    """All that the sheet of an occupation shows.

    Attributes
    ----------
    anchor : str
        Its name in the page, for links.
    rank : str
        Rank among the chosen ones; may be empty.
    name : str
        Official name.
    code : str
        Line of codes under the name; may be empty.
    titles : tuple of str
        Everyday titles.
    reason : str
        Why it is here, in a sentence; may be empty.
    places : tuple of SheetPlace
        The territory, then its places of comparison.
    facts : tuple of SheetFact
        Each with one value a place.
    factors_title, map_title : str
        Heads of the two columns below.
    factors : tuple of Factor
        May be empty: the notes then say why.
    factors_note, map_note : str
        Under them; may be empty.
    map : str
        The small map, drawn; may be empty.
    parts : tuple of SheetPart
        Folded parts: close occupations, training …
    unknown : tuple of str
        What is not known, in sentences.
    sources : str
        Source line.
    """

    anchor: str
    name: str
    places: tuple[SheetPlace, ...]
    facts: tuple[SheetFact, ...]
    rank: str = ""
    code: str = ""
    titles: tuple[str, ...] = ()
    reason: str = ""
    factors_title: str = ""
    factors: tuple[Factor, ...] = ()
    factors_note: str = ""
    map_title: str = ""
    map: str = ""
    map_note: str = ""
    parts: tuple[SheetPart, ...] = ()
    unknown: tuple[str, ...] = ()
    sources: str = ""


@dataclass(frozen=True)
class _DrawnValue:
    place: str
    text: str
    reason: str
    path: str
    colour: str
    across: str
    is_own: bool


def draw_occupation_sheet(sheet: OccupationSheet) -> str:
    """Draw the sheet as an HTML fragment.

    Raises
    ------
    ValueError
        No place, no fact, a fact with another number of values than places, a share
        outside of 0–100 or a value that is not finite.
    KeyError
        For an unknown reason of absence.
    """
    if not sheet.places or not sheet.facts:
        msg = f"nothing to draw: sheet without places or facts: {sheet.name!r}"
        raise ValueError(msg)
    styles = find_place_styles((place.role, place.name) for place in sheet.places)
    facts = [_draw_fact(fact, styles) for fact in sheet.facts]
    factors = draw_factors(sheet.factors, title=sheet.factors_title) if sheet.factors else ""
    texts = [value.text for fact in sheet.facts for value in fact.values]
    texts += [c.text for part in sheet.parts for t in part.tables for row in t.rows for c in row]
    return fill_template(
        "occupation_sheet",
        sheet=sheet,
        facts=facts,
        factors=factors,
        parts=[(part, [draw_table(table) for table in part.tables]) for part in sheet.parts],
        signs=chart_words.explain_signs(find_signs(texts)),
        words=words,
        chart_words=chart_words,
    )


def _draw_fact(
    fact: SheetFact, styles: Sequence[PlaceStyle]
) -> tuple[SheetFact, list[_DrawnValue]]:
    if len(fact.values) != len(styles):
        msg = f"{len(fact.values)} values for {len(styles)} places: {fact.label!r}"
        raise ValueError(msg)
    return fact, [
        _draw_value(fact, value, style, is_own=index == 0)
        for index, (value, style) in enumerate(zip(fact.values, styles, strict=True))
    ]


def _draw_value(
    fact: SheetFact, value: SheetValue, style: PlaceStyle, *, is_own: bool
) -> _DrawnValue:
    radius = _OWN_RADIUS if is_own else _RADIUS
    across = ""
    if value.value is not None and not math.isfinite(value.value):
        msg = f"value that is not finite: {fact.label!r}"
        raise ValueError(msg)
    if fact.is_share and value.value is not None:
        if not 0 <= value.value <= _WHOLE:
            msg = f"share outside of 0–100: {fact.label!r}: {value.value}"
            raise ValueError(msg)
        across = f"{value.value:.1f}%"
    weak = value.text.endswith(chart_words.UNRELIABLE_SIGN)
    return _DrawnValue(
        place=style.place,
        text=value.text,
        reason=chart_words.describe_reason(value.reason) if value.reason else "",
        path=draw_mark_path(style.shape, 7, 7, radius),
        colour=UNRELIABLE if weak and is_own else style.colour,
        across=across,
        is_own=is_own,
    )
