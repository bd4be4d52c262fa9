"""The data of an edition: what the real validator accepts, and what is on disk."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from spro_portraits.batch import write_index, write_package
from spro_portraits.indicators.codebook import build_codebook, build_codebook_csv
from spro_portraits.portrait import open_portrait
from spro_portraits.portrait.assemble import COLUMNS
from spro_portraits.render import name_files
from spro_portraits.render.payload import PAYLOAD_TYPE, build_indicators_csv, find_payload
from spro_portraits.render.provenance import build_provenance, write_json
from spro_portraits.sources import load_registry

TERRITORIES = (("issoudun", "spro"), ("36", "departement"))


@pytest.fixture(scope="module")
def codebook(data_dir: Path) -> str:
    return build_codebook_csv(build_codebook(load_registry(data_dir)))


@pytest.fixture(scope="module")
def payloads() -> list[Any]:
    """What two notebooks of the real edition hand on."""
    contents = [dict(open_portrait(*place).publication.content) for place in TERRITORIES]
    return [
        find_payload(SimpleNamespace(cells=[{"outputs": [{"data": {PAYLOAD_TYPE: content}}]}]))
        for content in contents
    ]


@pytest.fixture
def edition_dir(tmp_path: Path, payloads: list[Any]) -> Path:
    """An edition as batches leave it on disk, without pages."""
    out = tmp_path / "cvl-2025"
    notebook = tmp_path / "portrait.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    for payload in payloads:
        place = payload.territory
        files = name_files("portrait", out / f"{place.level}-{place.code}")
        files.page.parent.mkdir(parents=True)
        files.indicators.write_text(build_indicators_csv(payload), encoding="utf-8", newline="")
        record = build_provenance(
            notebook, {}, territory=place, payload=payload, problem=None, products=[]
        )
        write_json(record, files.provenance)
    return out


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def validate(path: Path) -> Any:
    limit = csv.field_size_limit()
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed: the extra [tests] holds it"
    )
    try:
        return frictionless.validate(str(path))
    finally:
        # It lifts the limit of the whole process, by which we know a damaged file.
        csv.field_size_limit(limit)


def test_the_validator_accepts_the_package(edition_dir: Path, codebook: str) -> None:
    path = write_package(edition_dir, codebook)
    assert path == edition_dir / "donnees" / "datapackage.json"
    report = validate(path)
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == 3


def test_the_validator_sees_what_is_wrong(edition_dir: Path, codebook: str) -> None:
    """A foreign key, a type and a reason that do not hold are found: the schema bites."""
    path = write_package(edition_dir, codebook)
    assert path is not None
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        del resource["hash"], resource["bytes"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    table = path.with_name("indicators.csv")
    first = "spro;population;"
    text = table.read_text(encoding="utf-8")
    assert first in text
    head, *lines = text.splitlines()
    row = next(csv.reader([lines[0]], delimiter=";"))
    columns = head.split(";")
    row[columns.index("territory")] = "nowhere"
    row[columns.index("value")] = "many"
    row[columns.index("reason")] = "parce que"
    table.write_text("\n".join([head, ";".join(row), *lines[1:]]) + "\n", encoding="utf-8")
    found = {kind for (kind,) in validate(path).flatten(["type"])}
    assert {"foreign-key", "type-error", "constraint-error"} <= found


def test_one_long_table_of_all_territories(
    edition_dir: Path, codebook: str, payloads: list[Any]
) -> None:
    path = write_package(edition_dir, codebook)
    assert path is not None
    rows = read_rows(path.with_name("indicators.csv"))
    assert len(rows) == sum(len(payload.indicators) for payload in payloads)
    assert tuple(rows[0])[-1] == "record"
    assert set(rows[0]) == {*COLUMNS, "record"}
    own = [dict(row) for row in rows if row["territory"] == "issoudun"]
    for row in own:
        del row["record"]
    assert [dict(r) for r in read_rows(edition_dir / "spro-issoudun" / "indicators.csv")] == own
    territories = read_rows(path.with_name("territories.csv"))
    assert territories == [
        {"level": level, "code": code, "name": name, "communes": str(count), "departements": deps}
        for level, code, name, count, deps in (
            (p.territory.level, p.territory.code, p.territory.name, p.communes,
             " ".join(p.departements))
            for p in sorted(payloads, key=lambda p: p.territory.level)
        )
    ]  # fmt: skip
    assert {t["code"]: t["departements"] for t in territories}["36"] == "36"
    assert path.with_name("codebook.csv").read_text(encoding="utf-8") == codebook


def test_licences_and_sources_are_named(edition_dir: Path, codebook: str) -> None:
    path = write_package(edition_dir, codebook)
    assert path is not None
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    assert [licence["name"] for licence in descriptor["licenses"]] == ["etalab-2.0"]
    licensed = [source for source in descriptor["sources"] if "path" in source]
    assert len(licensed) > 5
    assert {source["licence"] for source in licensed} == {"Licence Ouverte 2.0 (Etalab)"}
    assert "created" not in descriptor


def test_same_bytes_and_nothing_left_of_an_earlier_run(edition_dir: Path, codebook: str) -> None:
    path = write_package(edition_dir, codebook)
    assert path is not None
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert write_package(edition_dir, codebook) == path
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    failed = edition_dir / "spro-issoudun" / "provenance.json"
    record = json.loads(failed.read_text(encoding="utf-8"))
    failed.write_text(json.dumps(record | {"status": "failed"}), encoding="utf-8")
    write_package(edition_dir, codebook)
    assert "issoudun" not in {r["code"] for r in read_rows(path.with_name("territories.csv"))}
    for damaged in edition_dir.glob("*/provenance.json"):
        damaged.write_text("{", encoding="utf-8")
    assert write_package(edition_dir, codebook) is None
    assert list(path.parent.iterdir()) == []


def test_the_index_links_to_the_data(edition_dir: Path, codebook: str) -> None:
    assert "donnees/" not in write_index(edition_dir).read_text(encoding="utf-8")
    write_package(edition_dir, codebook)
    page = write_index(edition_dir).read_text(encoding="utf-8")
    assert "Données de l’édition" in page
    for name in ("datapackage.json", "indicators.csv", "territories.csv", "codebook.csv"):
        assert f'href="donnees/{name}"' in page
