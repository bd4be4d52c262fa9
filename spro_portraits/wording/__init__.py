"""Every French word, number, date and sentence that a user reads, exact to the byte.

Not done here: decisions, data frames, drawing.
"""

from spro_portraits.wording.causes import describe_cause
from spro_portraits.wording.grammar import at, de, join_words, plural
from spro_portraits.wording.labels import (
    INDICATOR_WORDS,
    LEVEL_WORDS,
    REASON_WORDS,
    RELIABILITY_WORDS,
    IndicatorWords,
    LevelWords,
)
from spro_portraits.wording.messages import describe_error
from spro_portraits.wording.typography import (
    ABSENT_SIGNS,
    NBSP,
    NNBSP,
    format_count,
    format_decimal,
    format_euro,
    format_measure,
    format_percent,
    format_points,
    format_quarter,
    format_rounded_count,
    format_signed,
    typeset,
)

__all__ = [
    "ABSENT_SIGNS",
    "INDICATOR_WORDS",
    "LEVEL_WORDS",
    "NBSP",
    "NNBSP",
    "REASON_WORDS",
    "RELIABILITY_WORDS",
    "IndicatorWords",
    "LevelWords",
    "at",
    "de",
    "describe_cause",
    "describe_error",
    "format_count",
    "format_decimal",
    "format_euro",
    "format_measure",
    "format_percent",
    "format_points",
    "format_quarter",
    "format_rounded_count",
    "format_signed",
    "join_words",
    "plural",
    "typeset",
]
