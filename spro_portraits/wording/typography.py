"""French typography of numbers and punctuation, to the byte.

Narrow no-break space (U+202F) for thousands and before ``; ! ?``, no-break space
(U+00A0) before ``:`` and ``%`` and inside guillemets, decimal comma, true minus (U+2212).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

NBSP = "\u00a0"
NNBSP = "\u202f"
MINUS = "\u2212"

ABSENT_SIGNS = {
    "secret": "s.",
    "non_diffuse": "n.\u00a0d.",
    "non_disponible": "n.\u00a0d.",
    "hors_champ": "–",
    "peu_fiable": "◊",
}
"""The sign shown in place of a value, by the reason of its absence."""

_EXACT_BELOW = 10_000


def format_decimal(value: float, digits: int = 1) -> str:
    """Write a number with ``digits`` decimals: ``-1234.56`` gives ``−1 234,6``.

    Rounds half up on the decimal digits a reader sees (0.25 gives 0,3, not 0,2 as
    binary ``round`` would). Raises ``ValueError`` for NaN and infinities: an absent
    value is written by :func:`format_measure`.
    """
    if not math.isfinite(value):
        msg = f"not a finite number: {value!r}"
        raise ValueError(msg)
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    whole, _, decimals = f"{abs(rounded):f}".partition(".")
    groups = []
    while len(whole) > 3:  # noqa: PLR2004 - thousands
        groups.append(whole[-3:])
        whole = whole[:-3]
    text = NNBSP.join([whole, *reversed(groups)])
    if decimals:
        text += "," + decimals
    return (MINUS if rounded < 0 else "") + text


def format_count(value: float) -> str:
    """Write a count to the unit, as tables do: ``12345.4`` gives ``12 345``."""
    return format_decimal(value, 0)


def format_rounded_count(value: float) -> str:
    """Write a count as texts do: to the unit below 10,000, then to the hundred."""
    if abs(value) < _EXACT_BELOW:
        return format_count(value)
    hundreds = (Decimal(repr(float(value))) / 100).quantize(Decimal(1), ROUND_HALF_UP) * 100
    return format_count(float(hundreds))


def format_percent(value: float, digits: int = 1) -> str:
    """Write a percentage given on 0–100: ``7.25`` gives ``7,3 %``."""
    return format_decimal(value, digits) + NBSP + "%"


def format_signed(value: float, digits: int = 1) -> str:
    """Write a number with its sign; what rounds to zero has none."""
    text = format_decimal(value, digits)
    if text.startswith(MINUS) or not any(c in "123456789" for c in text):
        return text
    return "+" + text


def format_points(value: float, digits: int = 1) -> str:
    """Write a difference of percentages: ``-1.2`` gives ``−1,2 pt``."""
    return format_signed(value, digits) + NBSP + "pt"


def format_euro(value: float) -> str:
    """Write an amount in euros: ``22040`` gives ``22 040 €``."""
    return format_count(value) + NBSP + "€"


def format_quarter(period: str) -> str:
    """Write a quarter: ``2025-T4`` gives ``4e trimestre 2025``."""
    year, _, quarter = period.partition("-T")
    rank = "1er" if quarter == "1" else f"{quarter}e"
    return f"{rank} trimestre {year}"


_FORMATS: dict[str, Callable[[float], str]] = {
    "nombre": format_count,
    "%": format_percent,
    "%/an": lambda v: format_signed(v, 2) + NBSP + "%",
    "pt": format_points,
    "€": format_euro,
    "km": lambda v: format_decimal(v, 1) + NBSP + "km",
    "min": lambda v: format_count(v) + NBSP + "min",
    "km²": lambda v: format_count(v) + NBSP + "km²",
    "hab./km²": lambda v: format_decimal(v, 1) + NBSP + "hab./km²",
    "indice": lambda v: format_decimal(v, 2),
    "pour 100": lambda v: format_decimal(v, 1),
    "personnes": lambda v: format_decimal(v, 2),
    "solde": lambda v: format_signed(v, 0),
}
UNITS = frozenset(_FORMATS)
"""The units a measure may have."""


def format_measure(
    value: float | None, unit: str, reason: str | None = None, *, lower_bound: bool = False
) -> str:
    """Write a measure as pages show it, or the sign of its absence.

    Parameters
    ----------
    value : float or None
        None or NaN: absent.
    unit : str
        One of :data:`UNITS`.
    reason : str, optional
        Why the value is absent, a key of :data:`ABSENT_SIGNS`.
    lower_bound : bool
        Whether the true value may be higher (masked cells): writes ``≥`` before it.

    Raises
    ------
    KeyError
        For an unknown unit or reason.
    """
    if value is None or math.isnan(value):
        return ABSENT_SIGNS[reason or "non_disponible"]
    text = _FORMATS[unit](value)
    return f"≥{NBSP}{text}" if lower_bound else text


_BEFORE_NARROW = re.compile(r" ([;!?])")
_BEFORE_WIDE = re.compile(r" ([:%€»])")
_AFTER_GUILLEMET = re.compile(r"« ")
# One to three figures, then groups of three: a year before a number is no such thing.
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?!\d)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """Set a French sentence typed with ordinary spaces and straight apostrophes.

    Words and figures stay as they are. ``typeset`` of its own result changes nothing.
    """
    text = _APOSTROPHE.sub("’", text)
    text = _AFTER_GUILLEMET.sub("«" + NBSP, text)
    text = _BEFORE_NARROW.sub(NNBSP + r"\1", text)
    text = _BEFORE_WIDE.sub(NBSP + r"\1", text)
    return _THOUSANDS.sub(lambda match: match[0].replace(" ", NNBSP), text)
