"""The figures of a network, as records of the codebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from spro_portraits.sources import Source
from spro_portraits.wording import codebook as rules
from spro_portraits.wording import coverage as words
from spro_portraits.wording import typeset

THEME = "network"

_REACH = re.compile(r"(population_within|unemployed_within|communes_beyond)_[\d_]+(?:km|min)_\w+")


@dataclass(frozen=True, slots=True)
class NetworkIndicator:
    """The record of a figure of a network.

    Attributes
    ----------
    key : str
        Name in files; its French words are ``wording.coverage.NETWORK_WORDS[key]``. The three
        keys of coverage stand for one published key a threshold and group
        (:func:`find_network_record`).
    unit : str
        One of :data:`spro_portraits.wording.typography.UNITS`.
    sources : tuple of str
        Keys of the registry, beside the directory itself.
    vintage : str
        Of the people counted; empty for facts of the directory, which describe a day.
    additive : bool
        Whether parts of a territory add up to it.
    direction : int
        +1 where a higher value is held to be more favourable, −1 less, 0 neither.
    reliability : str
        Key of ``wording.coverage.NETWORK_RELIABILITY``.
    method : int
        Number of the method.
    """

    key: str
    unit: str
    sources: tuple[str, ...] = ()
    vintage: str = ""
    additive: bool = False
    direction: int = 0
    reliability: str = ""
    method: int = 1


NETWORK_INDICATORS = (
    NetworkIndicator("network_structures", "nombre"),
    NetworkIndicator("network_members", "nombre"),
    NetworkIndicator("network_coordinators", "nombre"),
    NetworkIndicator("network_reseaux_present", "nombre"),
    NetworkIndicator("network_reseaux_absent", "nombre"),
    NetworkIndicator("network_located_share", "%"),
    NetworkIndicator("network_entries", "nombre", additive=True),
    NetworkIndicator("network_events", "nombre", additive=True),
    NetworkIndicator("network_events_planned", "nombre", additive=True),
    NetworkIndicator("network_participants", "nombre", additive=True, reliability="participants"),
    NetworkIndicator("network_satisfaction", "%", direction=1),
    NetworkIndicator("network_initiatives", "nombre", additive=True),
    NetworkIndicator("network_tools", "nombre"),
    NetworkIndicator(
        "population_within", "%", ("population",), "2021", direction=1, reliability="reach"
    ),
    NetworkIndicator(
        "unemployed_within", "%", ("comparateur",), "2018", direction=1, reliability="reach"
    ),
    NetworkIndicator("communes_beyond", "nombre", additive=True, direction=-1, reliability="far"),
)
"""Every figure of a network, in the order of publication."""

NETWORK_BY_KEY = {indicator.key: indicator for indicator in NETWORK_INDICATORS}


def name_threshold_key(record: str, threshold: float, unit: str, group: str) -> str:
    """Name a published figure: ``population_within_20km_mission_locale``."""
    number = f"{threshold:g}".replace(".", "_")
    return f"{record}_{number}{unit}_{group}"


def find_network_record(published: str) -> str:
    """Find the key of the record that explains a published one; empty where none does."""
    if published in NETWORK_BY_KEY:
        return published
    found = _REACH.fullmatch(published)
    return found[1] if found else ""


def build_network_codebook(sources: Mapping[str, Source]) -> list[dict[str, str]]:
    """Describe the figures of a network, one row a record.

    The rows have the columns of :data:`spro_portraits.indicators.codebook.CODEBOOK_COLUMNS`,
    so that they follow those of the portraits in one codebook.

    Parameters
    ----------
    sources : mapping
        The registry, for citations.

    Raises
    ------
    KeyError
        For a source that is not in the registry.
    """
    rows = []
    for one in NETWORK_INDICATORS:
        text = words.NETWORK_WORDS[one.key]
        cited = [typeset(sources[key].citation) for key in one.sources]
        rows.append(
            {
                "key": one.key,
                "label": text.label,
                "short": text.short,
                "unit": one.unit,
                "universe": text.universe,
                "formula": text.formula,
                "sources": typeset(" ; ".join([words.DIRECTORY_SOURCE, *cited])),
                "vintage": one.vintage or words.DESCRIBED_DAY,
                "method": str(one.method),
                "theme": THEME,
                "additive": rules.ADDITIVE[one.additive],
                "direction": rules.DIRECTIONS[one.direction],
                "secrecy": rules.SECRECY_RULES[""],
                "reliability": words.NETWORK_RELIABILITY[one.reliability],
                "caveat": text.caveat,
            }
        )
    return rows
