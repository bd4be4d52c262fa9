"""The sentences of « Ce qu’il faut retenir »: plain facts in, one French sentence out.

Each sentence has its figure and what it is set against. Not done here: choosing what is
said, deciding whether two values differ.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from spro_portraits.wording.grammar import de, plural, que
from spro_portraits.wording.labels import LEVEL_WORDS
from spro_portraits.wording.phrases import PHRASES, Phrase
from spro_portraits.wording.places import in_place, name_reference
from spro_portraits.wording.typography import (
    NBSP,
    format_count,
    format_decimal,
    format_measure,
    format_quarter,
    typeset,
)

_TREND_UNITS = {"%/an": ("%", 2), "pt": ("", 1)}


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be said of one figure.

    Attributes
    ----------
    kind : str
        ``rank``, ``against``, ``break`` or ``gap``.
    key, unit, period : str
        Indicator, its unit, the period that it describes (``2018``, ``2013-2018``,
        ``2025-T4``).
    value : float
        Unrounded.
    upper : float or None
        Highest value that masked cells allow: the value is then a lower bound.
    level, reference : str
        Place of comparison: its level (``departement``, ``region``, ``france`` or another)
        and its bare name.
    reference_value : float
    reference_upper : float or None
        As ``upper``.
    peers : str
        Level of the territories that it is ranked among; empty without a rank.
    rank, ranked, among : int
        Rank (1 for the highest), territories that are ranked, territories of the level.
    earlier : float or None
        The same figure before, for a ``break``.
    earlier_period : str
    """

    kind: str
    key: str
    unit: str
    period: str
    value: float
    level: str
    reference: str
    reference_value: float
    upper: float | None = None
    reference_upper: float | None = None
    peers: str = ""
    rank: int = 0
    ranked: int = 0
    among: int = 0
    earlier: float | None = None
    earlier_period: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its subject in two words, the figure in it, the text."""

    head: str
    figure: str
    text: str


WORDED = frozenset(PHRASES)
"""Indicators that a sentence can be written for."""

_ON_AVERAGE = " en moyenne"
_PAST = {"augmenté": "augmentait", "diminué": "diminuait"}


def write_finding(fact: Fact, place: int = 0) -> Sentence:
    """Write one finding.

    Parameters
    ----------
    place : int
        Place of the sentence in its list: turns of phrase change from one to the next.

    Raises
    ------
    KeyError
        For an indicator that has no words.
    """
    phrase = PHRASES[fact.key]
    write = {"rank": _write_rank, "against": _write_against, "break": _write_break}
    text = write.get(fact.kind, _write_gap)(fact, phrase, place)
    text = typeset(text[:1].upper() + text[1:])
    return Sentence(phrase.head, _figure(fact), text)


def write_difference(gap: float, value: float, reference: float, unit: str) -> str:
    """Write a difference: ``3,5 points de plus``; nothing where rounding would belie it.

    Parameters
    ----------
    gap : float
        Value minus reference, unrounded.
    value, reference : float
        As both are shown, rounded, in the same sentence.
    unit : str
        ``%`` or ``€``; another unit has no such wording.
    """
    digits = {"%": 1, "€": 0}.get(unit)
    if digits is None:
        return ""
    shown = [_as_shown(number, digits) for number in (value, reference, abs(gap))]
    if not math.isclose(abs(shown[0] - shown[1]), shown[2], abs_tol=10**-digits / 10):
        return ""
    noun = plural(abs(gap), "point") if unit == "%" else "€"
    more = "plus" if gap > 0 else "moins"
    return f"{format_decimal(abs(gap), digits)}{NBSP}{noun} de {more}"


def write_trend(value: float, unit: str = "%/an", feminine: str = "") -> str:
    """Write a change as a verb: ``a diminué de 1,06 % par an en moyenne``.

    Parameters
    ----------
    unit : str
        ``%/an`` or ``pt``; nothing is written for another.
    feminine : str
        What the participle of *rester* takes for its subject: ``e`` or nothing.
    """
    if unit not in _TREND_UNITS:
        return ""
    change = _write_change(value, unit)
    if not re.search("[1-9]", change.partition(NBSP)[0]):
        return f"est resté{feminine} stable"
    verb = "augmenté" if value > 0 else "diminué"
    rhythm = f" par an{_ON_AVERAGE}" if unit == "%/an" else ""
    return f"a {verb} de {change}{rhythm}"


def _as_shown(number: float, digits: int) -> float:
    text = format_decimal(number, digits)
    return float(re.sub(r"\s", "", text).replace(",", ".").replace("−", "-"))


def _write_rank(fact: Fact, phrase: Phrase, place: int) -> str:
    told, ordinal = _tell(fact, phrase), _write_ordinal(fact, phrase)
    there = in_place(fact.level, fact.reference)
    reference = _write_reference(fact)
    if place % 3 == 1:
        return f"{told} ({_name(fact)} : {reference}), soit {ordinal}."
    if place % 3 == 2:  # noqa: PLR2004 - the third turn
        return f"{told}, soit {ordinal} ; {there}, {phrase.noun} est {de(reference)}."
    return f"{told}, contre {_set_against(fact)} {there} : c’est {ordinal}."


def _write_gap(fact: Fact, phrase: Phrase, place: int) -> str:
    told, reference = _tell(fact, phrase), _write_reference(fact)
    there = in_place(fact.level, fact.reference)
    bounded = fact.upper is not None or fact.reference_upper is not None
    gap = fact.value - fact.reference_value
    apart = write_difference(gap, fact.value, fact.reference_value, fact.unit)
    if place % 3 == 1 and apart and not bounded:
        return f"{told}, soit {apart} {que(there)} ({reference})."
    if place % 3 == 2:  # noqa: PLR2004 - the third turn
        return f"{told} ; {there}, {phrase.noun} est {de(reference)}."
    return f"{told}, contre {_set_against(fact)} {there}."


def _write_against(fact: Fact, phrase: Phrase, _place: int) -> str:
    pronoun = "elle" if "population" in fact.key else "il"
    there = in_place(fact.level, fact.reference)
    other = write_trend(fact.reference_value, fact.unit).replace(_ON_AVERAGE, "")
    return f"{_tell(fact, phrase)}, alors {que(pronoun)} {other} {there}."


def _write_break(fact: Fact, phrase: Phrase, _place: int) -> str:
    if fact.earlier is None:
        return _write_gap(fact, phrase, 0)
    reference = f"({_name(fact)} : {_write_reference(fact)})"
    if fact.unit not in _TREND_UNITS:
        earlier = format_measure(fact.earlier, fact.unit)
        beside = f"({_name(fact)} : {_write_reference(fact)} en {fact.period})"
        return f"{_tell(fact, phrase)}, contre {earlier} en {fact.earlier_period} {beside}."
    noun = "la population, qui" if "population" in fact.key else "le nombre d’emplois, qui"
    feminine = "e" if "population" in fact.key else ""
    before = write_trend(fact.earlier, fact.unit, feminine)
    for past, imperfect in _PAST.items():
        before = before.replace(f"a {past}", imperfect)
    (start, middle), (_, end) = _read_years(fact.earlier_period), _read_years(fact.period)
    now = write_trend(fact.value, fact.unit, feminine)
    return f"{noun} {before} de {start} à {middle}, {now} de {middle} à {end} {reference}."


def _tell(fact: Fact, phrase: Phrase) -> str:
    start, end = _read_years(fact.period)
    feminine = "e" if "population" in fact.key else ""
    return phrase.told.format(
        start=start,
        end=end,
        value=_write_bounds(fact.value, fact.upper, fact.unit, fact.reference_value),
        trend=write_trend(fact.value, fact.unit, feminine),
        inhabitants=plural(fact.value, "habitant"),
    )


def _figure(fact: Fact) -> str:
    """Give the figure as it stands in the sentence."""
    if fact.unit in _TREND_UNITS:
        return _write_change(fact.value, fact.unit)
    return format_measure(fact.value, fact.unit)


def _set_against(fact: Fact) -> str:
    """Write the reference after « contre »: a rate of change is named as one."""
    reference = _write_reference(fact)
    return f"une évolution de {reference}" if fact.unit in _TREND_UNITS else reference


def _write_reference(fact: Fact) -> str:
    text = _write_bounds(fact.reference_value, fact.reference_upper, fact.unit, fact.value)
    return f"{text} par an" if fact.unit == "%/an" else text


def _write_bounds(value: float, upper: float | None, unit: str, other: float) -> str:
    """Write a value; a lower bound says so, with its highest value where it is the smaller."""
    text = format_measure(value, unit)
    if upper is None:
        return text
    if value > other:
        return f"au moins {text}"
    return f"au moins {text} et au plus {format_measure(upper, unit)}"


def _write_change(value: float, unit: str) -> str:
    sign, digits = _TREND_UNITS[unit]
    return f"{format_decimal(abs(value), digits)}{NBSP}{sign or plural(abs(value), 'point')}"


def _write_ordinal(fact: Fact, phrase: Phrase) -> str:
    """Write a rank from its nearer end: ``la 3e part la plus élevée des 12 SPRO``."""
    from_low = fact.ranked - fact.rank + 1
    is_high = fact.rank <= from_low
    place = fact.rank if is_high else from_low
    article = "le" if phrase.noun.startswith("le ") else "la"
    noun = re.sub(r"^(?:le |la |l’)", "", phrase.noun)
    adjective = phrase.high if is_high else phrase.low
    if article == "la" and not adjective.endswith("e"):
        adjective += "se" if adjective == "bas" else "e"
    ordered = phrase.noun if place == 1 else f"{article} {place}e {noun}"
    return f"{ordered} {article} plus {adjective} {_write_peers(fact)}"


def _write_peers(fact: Fact) -> str:
    plural_form = LEVEL_WORDS[fact.peers].plural
    if fact.peers == "commune":
        plural_form += " de 2 000 habitants ou plus"
    counted = f"les {format_count(fact.ranked)} {plural_form}"
    if fact.ranked == fact.among:
        return de(counted)
    return f"parmi {counted} dont la valeur est fiable"


def _name(fact: Fact) -> str:
    return name_reference(fact.level, fact.reference)


def _read_years(period: str) -> tuple[str, str]:
    """Read the first and last moments of a period, as texts name them."""
    if "-T" in period:
        return "", format_quarter(period)
    start, _, end = period.partition("-")
    return start, end or start
