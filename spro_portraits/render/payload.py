"""What an executed notebook says of itself: title, territory, key figures, indicators.

The last output of type ``application/vnd.spro-portraits+json`` holds it. Not done here:
computing a figure; what the notebook says is written as it is.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAYLOAD_TYPE = "application/vnd.spro-portraits+json"


@dataclass(frozen=True, slots=True)
class TerritoryName:
    """Which territory a product is about: level, code and French name."""

    level: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Payload:
    """The facts of one executed notebook.

    Attributes
    ----------
    title, description : str
        For the page's head and the index.
    territory : TerritoryName or None
    edition, edition_label, edition_hash : str
        Which edition of the tables was read, its French name, and the hash of its content.
    key_figures : tuple of mappings
        ``label``, ``text``, ``comparison``: texts ready to be shown.
    columns, indicators : sequences
        The columns and rows of ``indicators.csv``.
    sources : tuple of mappings
        The sources that were used.
    """

    title: str = ""
    description: str = ""
    territory: TerritoryName | None = None
    edition: str = ""
    edition_label: str = ""
    edition_hash: str = ""
    key_figures: tuple[Mapping[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    indicators: tuple[Sequence[Any], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = field(default=())


def find_payload(notebook: Any) -> Payload | None:
    """Read the last payload of a notebook; None for a notebook without one."""
    found = None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = output.get("data", {}).get(PAYLOAD_TYPE, found)
    return _read_payload(found) if found is not None else None


def build_indicators_csv(payload: Payload) -> str:
    """Write the indicators as text: ``;`` between columns, decimal point, LF; absent is empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(payload.columns)
    for row in payload.indicators:
        writer.writerow([_write_value(value) for value in row])
    return text.getvalue()


def _read_payload(raw: Mapping[str, Any]) -> Payload:
    territory = raw.get("territory") or None
    return Payload(
        title=raw.get("title", ""),
        description=raw.get("description", ""),
        territory=TerritoryName(territory["level"], str(territory["code"]), territory["name"])
        if territory
        else None,
        edition=raw.get("edition", ""),
        edition_label=raw.get("edition_label", ""),
        edition_hash=raw.get("edition_hash", ""),
        key_figures=tuple(raw.get("key_figures", ())),
        columns=tuple(raw.get("columns", ())),
        indicators=tuple(raw.get("indicators", ())),
        sources=tuple(raw.get("sources", ())),
    )


def _write_value(value: object) -> str:
    # A kernel sends a NaN as the text "nan".
    if value is None or value == "nan" or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
