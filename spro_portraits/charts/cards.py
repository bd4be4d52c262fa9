"""Cards of key figures: a number, and the same figure elsewhere on one small scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.charts.marks import draw_mark_path
from spro_portraits.charts.places import PlaceStyle, find_place_styles
from spro_portraits.charts.templating import fill_template, name_tips
from spro_portraits.style import UNRELIABLE
from spro_portraits.wording import charts as words

_WIDTH = 220.0
_MARGIN = 9.0
_RADIUS = 6.5
_REFERENCE_RADIUS = 4.6
_LANE = 5.0
_LANES = (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6)


@dataclass(frozen=True)
class CardReference:
    """The same figure in a place of comparison; ``value`` None where it is absent."""

    role: str
    name: str
    value: float | None
    text: str


@dataclass(frozen=True)
class Card:
    """A key figure.

    Attributes
    ----------
    label : str
        What is counted.
    text : str
        The figure as written, or the sign of its absence.
    unit_note : str
        Universe and year, small.
    caveat : str
        What must be known before it is used; may be empty.
    references : tuple of CardReference
        Empty where a common scale makes no sense (counts).
    value : float or None
        The figure on the scale.
    comparison : str
        A sentence; the only comparison of a card without references.
    definition : str
        What is counted and how, shown on hover or focus of the label; may be empty.
    """

    label: str
    text: str
    unit_note: str = ""
    caveat: str = ""
    references: tuple[CardReference, ...] = ()
    value: float | None = None
    comparison: str = ""
    definition: str = ""


@dataclass(frozen=True)
class _ScaleMark:
    tip: str
    colour: str
    path: str


@dataclass(frozen=True)
class _CardScale:
    description: str
    height: float
    middle: float
    marks: tuple[_ScaleMark, ...]
    low: str
    high: str


def draw_cards(cards: Sequence[Card], *, territory: str = words.THIS_TERRITORY) -> str:
    """Draw a block of cards with one key for all of them.

    On each scale the lowest and the highest place of comparison are written out, the
    others are named on hover and for screen readers; marks that would touch are moved
    above or below the line.

    Parameters
    ----------
    cards : sequence of Card
        In reading order.
    territory : str
        Name of the territory, for the key.

    Returns
    -------
    str
        An HTML fragment.

    Raises
    ------
    ValueError
        No card, a card with neither reference nor comparison, an unknown role, or a
        value that is not finite.
    """
    if not cards:
        msg = "nothing to draw: no card"
        raise ValueError(msg)
    for card in cards:
        if not card.references and not card.comparison:
            msg = f"card without a comparison: {card.label!r}"
            raise ValueError(msg)
    pairs = [(r.role, r.name) for card in cards for r in card.references]
    styles = find_place_styles([("territory", territory), *pairs])
    return fill_template(
        "cards",
        words=words,
        key=[
            {
                "name": s.place,
                "colour": s.colour,
                "path": draw_mark_path(s.shape, 7, 7, _radius(s) * 0.9),
            }
            for s in styles
        ]
        if pairs
        else [],
        cards=[{"card": card, "scale": _find_scale(card, territory, styles)} for card in cards],
        tips=name_tips([f"{card.label}\n{card.definition}" for card in cards]),
    )


def _radius(style: PlaceStyle) -> float:
    return _RADIUS if style.role == "territory" else _REFERENCE_RADIUS


def _find_scale(card: Card, territory: str, styles: list[PlaceStyle]) -> _CardScale | None:
    looks = {(style.role, style.place): style for style in styles}
    places = [(looks["territory", territory], card.value, card.text)] if card.references else []
    places += [(looks[r.role, r.name], r.value, r.text) for r in card.references]
    shown = [(style, value, text) for style, value, text in places if value is not None]
    if len(shown) <= (card.value is not None):
        return None
    values = [value for _, value, _ in shown]
    if not all(map(math.isfinite, values)):
        msg = f"value of a card that is not finite: {card.label!r}"
        raise ValueError(msg)
    low, high = min(values), max(values)
    across = [_place(value, low, high) for value in values]
    rises = _find_rises(across, [_radius(style) for style, _, _ in shown])
    middle = max(_radius(s) - rise for (s, _, _), rise in zip(shown, rises, strict=True)) + 2
    below = max(_radius(s) + rise for (s, _, _), rise in zip(shown, rises, strict=True)) + 2
    tips = [words.describe_value(style.place, text) for style, _, text in places]
    marks = [
        _ScaleMark(
            tip=words.describe_value(style.place, text),
            colour=UNRELIABLE if card.caveat and style.role == "territory" else style.colour,
            path=draw_mark_path(style.shape, x, middle + rise, _radius(style)),
        )
        for (style, _, text), x, rise in zip(shown, across, rises, strict=True)
    ]
    ends = ["", ""]
    if low < high:
        for end, extreme in enumerate((low, high)):
            style, _, text = next(p for p in shown if p[1] == extreme)
            ends[end] = "" if style.role == "territory" else words.write_end(style.place, text)
    return _CardScale(
        description=words.SCALE.format(values=", ".join(tips)),
        height=math.ceil(middle + below),
        middle=middle,
        marks=tuple(marks),
        low=ends[0],
        high=ends[1],
    )


def _place(value: float, low: float, high: float) -> float:
    if low == high:
        return _WIDTH / 2
    return _MARGIN + (value - low) / (high - low) * (_WIDTH - 2 * _MARGIN)


def _find_rises(across: Sequence[float], radii: Sequence[float]) -> list[float]:
    """Move marks off the line, as little as may be, until none touches another."""
    rises: list[float] = []
    for index, (x, radius) in enumerate(zip(across, radii, strict=True)):
        before = list(zip(across[:index], rises, radii[:index], strict=True))
        rises.append(
            next(
                (
                    lane * _LANE
                    for lane in _LANES
                    if all(
                        math.hypot(x - other, lane * _LANE - rise) >= radius + size
                        for other, rise, size in before
                    )
                ),
                _LANES[-1] * _LANE,
            )
        )
    return rises
