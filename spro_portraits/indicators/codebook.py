"""The codebook: what each published figure is, one row an indicator.

Not done here: files, the words of a rule.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from spro_portraits.indicators.catalogue import INDICATORS
from spro_portraits.indicators.model import Indicator
from spro_portraits.sources import Source
from spro_portraits.wording import INDICATOR_WORDS, typeset
from spro_portraits.wording import codebook as words

CODEBOOK_COLUMNS = (
    "key", "label", "short", "unit", "universe", "formula", "sources", "vintage", "method",
    "theme",
    "additive", "direction", "secrecy", "reliability", "caveat",
)  # fmt: skip
"""Columns of ``codebook.csv``; all are texts in French but ``key``, ``unit`` and ``theme``."""


def build_codebook(
    sources: Mapping[str, Source], indicators: Iterable[Indicator] = INDICATORS
) -> list[dict[str, str]]:
    """Describe indicators: column of :data:`CODEBOOK_COLUMNS` → text.

    Parameters
    ----------
    sources : mapping
        The registry, for citations.
    indicators : iterable of Indicator
        All by default, in the order of publication.

    Raises
    ------
    KeyError
        For an indicator without words, or a source that is not in the registry.
    """
    rows = []
    for indicator in indicators:
        text = INDICATOR_WORDS[indicator.key]
        cited = (typeset(sources[key].citation) for key in indicator.sources)
        values = (
            indicator.key, text.label, text.short, indicator.unit, text.universe, text.formula,
            typeset(" ; ".join(cited)), indicator.vintage, str(indicator.method),
            indicator.theme,
            words.ADDITIVE[indicator.additive], words.DIRECTIONS[indicator.direction],
            words.SECRECY_RULES[indicator.secrecy],
            words.find_reliability_rule(indicator.precision, indicator.secrecy), text.caveat,
        )  # fmt: skip
        rows.append(dict(zip(CODEBOOK_COLUMNS, values, strict=True)))
    return rows


def build_codebook_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """Write the codebook as text: ``;`` between columns, LF; absent is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CODEBOOK_COLUMNS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
