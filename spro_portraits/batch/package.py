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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spro_portraits.render import DEFAULT_NOTEBOOK, name_files
from spro_portraits.store import LocalPlace, Place, slugify
from spro_portraits.wording import LEVEL_WORDS, REASON_WORDS
from spro_portraits.wording import package as words
from spro_portraits.wording.spreadsheets import HEADERS, RELIABILITY_GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    """What the portraits of an edition say, put together; their rows stay on disk."""

    label: str = ""
    folders: list[str] = field(default_factory=list)
    territories: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    columns: dict[str, None] = field(default_factory=dict)
    sources: dict[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Written:
    """What the description says of a file: its columns, size and hash."""

    columns: Sequence[str]
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256)

    def count(self, texts: Iterable[str]) -> Iterator[bytes]:
        """Pass texts on as bytes."""
        for text in texts:
            data = text.encode()
            self.size += len(data)
            self.hash.update(data)
            yield data


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
    is_there = publish_package(LocalPlace(out_dir), codebook)
    return out_dir / FOLDER / DESCRIPTOR if is_there else None


def publish_package(place: Place, codebook: str) -> bool:
    """Write the data of an edition wherever it is; say whether there are any.

    Rows go from the portraits to the table one portrait at a time: the memory that it takes
    does not grow with their number.
    """
    gathered = _gather(place) if codebook else _Gathered()
    if not gathered.folders:
        for name in (DESCRIPTOR, "indicators.csv", "territories.csv", "codebook.csv"):
            place.remove(f"{FOLDER}/{name}")
        return False
    known = [row["key"] for row in csv.DictReader(io.StringIO(codebook), delimiter=";")]
    columns = [*gathered.columns, RECORD]
    places = gathered.territories.values()
    texts: dict[str, tuple[Sequence[str], Iterable[str]]] = {
        "territories": (_TERRITORY_COLUMNS, _write_table(_TERRITORY_COLUMNS, [places])),
        "codebook": (codebook.partition("\n")[0].split(";"), [codebook]),
        "indicators": (columns, _write_table(columns, _load_rows(place, gathered, known))),
    }
    files = {}
    for name, (heads, pieces) in texts.items():
        files[name] = _Written(heads)
        place.write_bytes(f"{FOLDER}/{name}.csv", files[name].count(pieces))
    descriptor = _describe(place.name, gathered, files)
    # The description last: whoever reads it finds the tables it names.
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    place.write_bytes(f"{FOLDER}/{DESCRIPTOR}", text.encode())
    return True


def find_record_key(published: str, known: Sequence[str]) -> str:
    """Find which key of the codebook explains a published one.

    A row about one covering zone (``unemployment_rate_zone_2401``) has the key of its figure;
    a key that nothing explains gives an empty text.
    """
    if published in known:
        return published
    figure, _, zone = published.partition("_zone_")
    return figure if zone and figure in known else ""


def _gather(place: Place) -> _Gathered:
    found = _Gathered()
    for folder in place.list_folders():
        loaded = _load_portrait(place, folder)
        if loaded is None:
            continue
        record, rows = loaded
        territory = record["territory"]
        key = (territory["level"], territory["code"])
        if key in found.territories:
            continue
        composition = record.get("composition") or {}
        found.folders.append(folder)
        found.label = found.label or record.get("edition", {}).get("label", "")
        found.territories[key] = {
            "level": territory["level"],
            "code": territory["code"],
            "name": territory["name"],
            "communes": str(composition.get("communes") or ""),
            "departements": " ".join(composition.get("departements", ())),
        }
        found.columns.update(dict.fromkeys(name for name in INDICATOR_TYPES if name in rows[0]))
        found.sources.update({s["key"]: s for s in record.get("sources", ()) if s.get("key")})
    return found


def _load_rows(
    place: Place, gathered: _Gathered, known: Sequence[str]
) -> Iterator[list[dict[str, str]]]:
    """Read the rows of the portraits again, each with the key of its record."""
    keys: dict[str, str] = {}
    for folder in gathered.folders:
        _, rows = _load_portrait(place, folder) or ({}, [])
        for row in rows:
            published = row["indicator"]
            if published not in keys:
                keys[published] = find_record_key(published, known)
            row[RECORD] = keys[published]
        yield rows


def _load_portrait(
    place: Place, folder: str
) -> tuple[Mapping[str, Any], list[dict[str, str]]] | None:
    """Read the record and the rows of a complete portrait; None where there is none."""
    made = name_files(DEFAULT_NOTEBOOK, Path(folder))
    try:
        record = json.loads(place.load_bytes(f"{folder}/{made.provenance.name}"))
        text = place.load_bytes(f"{folder}/{made.indicators.name}").decode()
    except (OSError, ValueError):  # no portrait here, or damaged by hand
        return None
    if record.get("status") != "complete" or not record.get("territory"):
        return None
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    rows = list(reader)
    return (record, rows) if rows and set(_KEY) <= set(reader.fieldnames or ()) else None


def _write_table(
    columns: Sequence[str], batches: Iterable[Iterable[Mapping[str, str]]]
) -> Iterator[str]:
    """Give the text of a table in pieces: its head, then one piece a batch of rows."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, columns, delimiter=";", lineterminator="\n", restval="", extrasaction="ignore"
    )
    writer.writeheader()
    for rows in batches:
        writer.writerows(rows)
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _describe(edition: str, gathered: _Gathered, files: Mapping[str, _Written]) -> dict[str, Any]:
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
            for name in files["codebook"].columns
        ],
        "indicators": [
            _describe_field(name, INDICATOR_TYPES.get(name, "string"), _CONSTRAINTS.get(name))
            for name in files["indicators"].columns
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
                "bytes": written.size,
                "hash": f"sha256:{written.hash.hexdigest()}",
                "schema": {"fields": fields[name], "missingValues": [""], **keys[name]},
            }
            for name, written in files.items()
        ],
    }


def _describe_field(
    name: str, kind: str, constraints: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    described = {"name": name, "type": kind, "title": HEADERS.get(name) or words.FIELDS[name]}
    return described | ({"constraints": dict(constraints)} if constraints else {})
