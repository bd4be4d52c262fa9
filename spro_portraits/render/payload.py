"""What an executed notebook says of itself: title, territory, key figures, indicators.

The last output of type ``application/vnd.spro-portraits+json`` holds it. Not done here:
computing a figure; what the notebook says is written as it is.
"""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spro_portraits.store import CellValue, Number, Sheet
from spro_portraits.wording import spreadsheets as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAYLOAD_TYPE = "application/vnd.spro-portraits+json"

_YEAR = re.compile(r"\d{4}")
_PLAIN = "#,##0.##"
_COUNTS = {"geography": "0", "masked": "#,##0"}
_WORDS = {
    "level": words.write_level,
    "reason": words.write_reason,
    "reliability": words.write_grade,
}


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
    communes : int
        How many communes it is made of; 0 where the notebook does not say.
    departements : tuple of str
        Codes of the départements that it touches.
    edition, edition_label, edition_hash : str
        Which edition of the tables was read, its French name, and the hash of its content.
    key_figures : tuple of mappings
        ``label``, ``text``, ``comparison``: texts ready to be shown.
    columns, indicators : sequences
        The columns and rows of ``indicators.csv``.
    sources : tuple of mappings
        The sources that were used.
    paper : mapping
        How it wants to be printed: ``layout`` (a name of ``render.paper.typeset.LAYOUTS``) and what
        that layout asks for; empty for a document of as many pages as it needs.
    """

    title: str = ""
    description: str = ""
    territory: TerritoryName | None = None
    communes: int = 0
    departements: tuple[str, ...] = ()
    edition: str = ""
    edition_label: str = ""
    edition_hash: str = ""
    key_figures: tuple[Mapping[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    indicators: tuple[Sequence[Any], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = field(default=())
    paper: Mapping[str, Any] = field(default_factory=dict)


def find_payload(notebook: Any) -> Payload | None:
    """Read the last payload of a notebook; None for a notebook without one."""
    found = None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = output.get("data", {}).get(PAYLOAD_TYPE, found)
    return read_payload(found) if found is not None else None


def build_indicators_csv(payload: Payload) -> str:
    """Write the indicators as text: ``;`` between columns, decimal point, LF; absent is empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(payload.columns)
    for row in payload.indicators:
        writer.writerow([_write_value(value) for value in row])
    return text.getvalue()


def make_figures_sheet(payload: Payload) -> Sheet:
    """Make the table of all figures for a spreadsheet: French heads, words for codes."""
    known = [name for name in words.ORDER if name in payload.columns]
    columns = [*known, *(name for name in payload.columns if name not in known)]
    cited = {source.get("key"): source.get("citation") for source in payload.sources}
    rows = []
    for row in payload.indicators:
        values = dict(zip(payload.columns, row, strict=True))
        if keys := values.get("source"):
            values["source"] = words.join_sources(cited.get(k) or k for k in keys.split("+"))
        rows.append(tuple(_type_value(name, values[name], values) for name in columns))
    headers = tuple(words.HEADERS.get(name, name) for name in columns)
    return Sheet(words.FIGURES_TAB, headers, tuple(rows))


def write_figure_notes(payload: Payload) -> list[tuple[str, str]]:
    """Write the tab of notes of the table of all figures."""
    return words.write_notes(
        title=words.ALL_FIGURES,
        territory=payload.territory.name if payload.territory else payload.title,
        edition=payload.edition_label,
        sources=[str(source.get("citation", "")) for source in payload.sources],
        licences=[str(source["licence"]) for source in payload.sources if source.get("licence")],
        geography=None,
    )


def _type_value(column: str, value: object, row: Mapping[str, object]) -> CellValue:
    if _is_absent(value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if column in _COUNTS:
            return Number(value, _COUNTS[column])
        counted = column in {"numerator", "denominator"}
        return Number(
            value, words.NUMBER_PATTERNS.get("" if counted else str(row.get("unit")), _PLAIN)
        )
    text = str(value)
    if column == "vintage" and _YEAR.fullmatch(text):
        return Number(float(text), "0")
    return _WORDS[column](text) if column in _WORDS else text


def read_payload(raw: Mapping[str, Any]) -> Payload:
    """Read what a notebook says of itself; what it leaves out is empty."""
    territory = raw.get("territory") or None
    return Payload(
        title=raw.get("title", ""),
        description=raw.get("description", ""),
        territory=TerritoryName(territory["level"], str(territory["code"]), territory["name"])
        if territory
        else None,
        communes=int((territory or {}).get("communes", 0)),
        departements=tuple((territory or {}).get("departements", ())),
        edition=raw.get("edition", ""),
        edition_label=raw.get("edition_label", ""),
        edition_hash=raw.get("edition_hash", ""),
        key_figures=tuple(raw.get("key_figures", ())),
        columns=tuple(raw.get("columns", ())),
        indicators=tuple(raw.get("indicators", ())),
        sources=tuple(raw.get("sources", ())),
        paper=dict(raw.get("paper", {})),
    )


def _write_value(value: object) -> str:
    if _is_absent(value):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _is_absent(value: object) -> bool:
    # A kernel sends a NaN as the text "nan".
    return value is None or value in {"", "nan"} or (isinstance(value, float) and math.isnan(value))
