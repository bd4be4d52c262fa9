"""The data of an edition: all its figures in one table, described as a Frictionless data package.

Built from what is on disk, as the index is: the records and ``indicators.csv`` of the portraits.
Not done here: figures, the codebook (handed in).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spro_portraits.render import DEFAULT_NOTEBOOK, name_files
from spro_portraits.store import replace_file, slugify
from spro_portraits.wording import LEVEL_WORDS, REASON_WORDS
from spro_portraits.wording import package as words
from spro_portraits.wording.spreadsheets import HEADERS, RELIABILITY_GRADES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FOLDER = "donnees"
DESCRIPTOR = "datapackage.json"

INDICATOR_TYPES = {
    "territory": "string", "level": "string", "indicator": "string", "label": "string",
    "value": "number", "unit": "string", "numerator": "number", "denominator": "number",
    "vintage": "string", "source": "string", "reason": "string", "departement": "number",
    "region": "number", "france": "number", "territory_name": "string", "universe": "string",
    "geography": "integer", "upper": "number", "masked": "integer", "reliability": "string",
    "reliability_reason": "string",
}  # fmt: skip
"""Columns of ``indicators.csv`` and their types; a column that is not here is not published."""

RECORD = "record"
"""Column of the package alone: the key of the codebook that explains a row."""

_KEY = ("level", "territory", "indicator")
_CONSTRAINTS: dict[str, dict[str, Any]] = {
    "territory": {"required": True},
    "level": {"required": True, "enum": list(LEVEL_WORDS)},
    "indicator": {"required": True, "pattern": "[a-z0-9_A-Z]+"},
    "label": {"required": True},
    "unit": {"required": True},
    "reason": {"enum": list(REASON_WORDS)},
    "reliability": {"enum": list(RELIABILITY_GRADES)},
    "geography": {"minimum": 1900, "maximum": 2100},
    "masked": {"minimum": 0},
    RECORD: {"required": True},
}
_TERRITORY_COLUMNS = ("level", "code", "name", "communes", "departements")


@dataclass(slots=True)
class _Gathered:
    """What the portraits of an edition say, put together."""

    label: str = ""
    territories: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)
    sources: dict[str, Mapping[str, str]] = field(default_factory=dict)


def write_package(out_dir: Path, codebook: str) -> Path | None:
    """Write the data of an edition: ``donnees/`` with three tables and their description.

    Parameters
    ----------
    out_dir : Path
        Folder of the edition.
    codebook : str
        The text of ``codebook.csv``; empty: nothing is written.

    Returns
    -------
    Path or None
        ``datapackage.json``; None where there is no portrait with figures: what an earlier
        run wrote is then removed.
    """
    folder = out_dir / FOLDER
    gathered = _gather(out_dir) if codebook else _Gathered()
    if not gathered.rows:
        for name in (DESCRIPTOR, "indicators.csv", "territories.csv", "codebook.csv"):
            (folder / name).unlink(missing_ok=True)
        return None
    known = [row["key"] for row in csv.DictReader(io.StringIO(codebook), delimiter=";")]
    columns = [*gathered.columns, RECORD]
    for row in gathered.rows:
        row[RECORD] = find_record_key(row["indicator"], known)
    texts = {
        "territories": _write_table(_TERRITORY_COLUMNS, list(gathered.territories.values())),
        "codebook": codebook,
        "indicators": _write_table(columns, gathered.rows),
    }
    descriptor = _describe(out_dir.name, gathered, columns, texts)
    for name, text in texts.items():
        with replace_file(folder / f"{name}.csv") as temporary:
            temporary.write_text(text, encoding="utf-8", newline="")
    # The description last: whoever reads it finds the tables it names.
    path = folder / DESCRIPTOR
    with replace_file(path) as temporary:
        text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return path


def find_record_key(published: str, known: Sequence[str]) -> str:
    """Find which key of the codebook explains a published one.

    A row about one covering zone (``unemployment_rate_zone_2401``) has the key of its figure;
    a key that nothing explains gives an empty text.
    """
    if published in known:
        return published
    figure, _, zone = published.partition("_zone_")
    return figure if zone and figure in known else ""


def _gather(out_dir: Path) -> _Gathered:
    found = _Gathered()
    for record, rows in _load_portraits(out_dir):
        territory = record["territory"]
        key = (territory["level"], territory["code"])
        if key in found.territories:
            continue
        composition = record.get("composition") or {}
        found.label = found.label or record.get("edition", {}).get("label", "")
        found.territories[key] = {
            "level": territory["level"],
            "code": territory["code"],
            "name": territory["name"],
            "communes": str(composition.get("communes") or ""),
            "departements": " ".join(composition.get("departements", ())),
        }
        found.rows += rows
        found.columns.update(dict.fromkeys(name for name in INDICATOR_TYPES if name in rows[0]))
        found.sources.update({s["key"]: s for s in record.get("sources", ()) if s.get("key")})
    return found


def _load_portraits(out_dir: Path) -> Iterator[tuple[Mapping[str, Any], list[dict[str, str]]]]:
    """Read the records and rows of complete portraits, by the names of their folders."""
    for folder in sorted(out_dir.glob("[!.]*")):
        made = name_files(DEFAULT_NOTEBOOK, folder)
        try:
            record = json.loads(made.provenance.read_text(encoding="utf-8"))
            text = made.indicators.read_text(encoding="utf-8")
        except (OSError, ValueError):  # no portrait here, or damaged by hand
            continue
        if record.get("status") != "complete" or not record.get("territory"):
            continue
        reader = csv.DictReader(io.StringIO(text), delimiter=";")
        rows = list(reader)
        if rows and set(_KEY) <= set(reader.fieldnames or ()):
            yield record, rows


def _write_table(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(
        text, columns, delimiter=";", lineterminator="\n", restval="", extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _describe(
    edition: str, gathered: _Gathered, columns: Sequence[str], texts: Mapping[str, str]
) -> dict[str, Any]:
    licences = dict.fromkeys(s["licence"] for s in gathered.sources.values() if s.get("licence"))
    required = {"required": True}
    fields = {
        "territories": [
            _describe_field("level", "string", _CONSTRAINTS["level"]),
            _describe_field("code", "string", required),
            _describe_field("name", "string", required),
            _describe_field("communes", "integer", {"minimum": 1}),
            _describe_field("departements", "string"),
        ],
        "codebook": [
            _describe_field(name, "string", None if name == "caveat" else required)
            for name in texts["codebook"].partition("\n")[0].split(";")
        ],
        "indicators": [
            _describe_field(name, INDICATOR_TYPES.get(name, "string"), _CONSTRAINTS.get(name))
            for name in columns
        ],
    }
    keys: dict[str, dict[str, Any]] = {
        "territories": {"primaryKey": ["level", "code"]},
        "codebook": {"primaryKey": ["key"]},
        "indicators": {
            "primaryKey": list(_KEY),
            "foreignKeys": [
                {
                    "fields": ["level", "territory"],
                    "reference": {"resource": "territories", "fields": ["level", "code"]},
                },
                {"fields": [RECORD], "reference": {"resource": "codebook", "fields": ["key"]}},
            ],
        },
    }
    return {
        "profile": "tabular-data-package",
        "name": f"{FOLDER}-{slugify(edition)}",
        "title": words.describe_package(gathered.label or edition),
        "description": words.DESCRIPTION,
        "licenses": [{"name": words.name_licence(text), "title": text} for text in licences],
        "sources": [
            {
                "title": source.get("citation") or source["key"],
                **({"path": source["page"]} if source.get("page") else {}),
                **({"licence": source["licence"]} if source.get("licence") else {}),
            }
            for source in gathered.sources.values()
        ],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "title": words.RESOURCES[name],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ";"},
                "bytes": len(text.encode()),
                "hash": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
                "schema": {"fields": fields[name], "missingValues": [""], **keys[name]},
            }
            for name, text in texts.items()
        ],
    }


def _describe_field(
    name: str, kind: str, constraints: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    described = {"name": name, "type": kind, "title": HEADERS.get(name) or words.FIELDS[name]}
    return described | ({"constraints": dict(constraints)} if constraints else {})
