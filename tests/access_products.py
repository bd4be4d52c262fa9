"""Every product of the project, made once: what the tests of accessibility open and read."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from filelock import FileLock
from test_batch import write_record

from spro_portraits.batch import write_index
from spro_portraits.batch.ledger import COMPLETE, FAILED, Entry, Record
from spro_portraits.batch.tracking import build_tracking
from spro_portraits.render import render_notebook
from spro_portraits.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTEBOOKS: Mapping[str, Mapping[str, Any]] = {
    "portrait": {"territory": "issoudun", "level": "spro"},
    "panorama": {"level": "spro"},
    "synthese": {"level": "spro"},
    "evolution": {"territory": "2401", "level": "zone_emploi"},
    "reseau": {"territory": "issoudun", "level": "spro"},
    "guide": {"territory": "issoudun", "level": "spro"},
    "flyer": {"territory": "issoudun", "level": "spro"},
    "instantane": {"territory": "issoudun", "level": "spro"},
    "metiers": {"territory": "issoudun", "level": "spro", "count": 2},
}
WITH_CHARTS = {"portrait", "panorama", "reseau", "metiers", "evolution"}
PAGES = ("index", "suivi")
PRODUCTS = (*NOTEBOOKS, *PAGES)


@pytest.fixture(scope="session")
def products(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Make each product once for all workers: its name → its page."""
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    out = shared / "access"
    with FileLock(shared / "access.lock"):
        if not (out / "done").exists():
            shutil.rmtree(out, ignore_errors=True)
            _make(out)
            (out / "done").touch()
    pages = {name: out / "spro-issoudun" / f"{name}.html" for name in NOTEBOOKS}
    return pages | {name: out / f"{name}.html" for name in PAGES}


def _make(out: Path) -> None:
    settings = load_settings()
    previous = _write_previous(settings.data, out / "previous")
    for name, asked in NOTEBOOKS.items():
        further = {"previous": str(previous)} if name == "evolution" else {}
        render_notebook(name, {**asked, **further}, out / "spro-issoudun", settings=settings)
    write_record(out / "spro-dreux", status="failed", problem="La table des métiers est vide.")
    write_index(out)
    entries = [_make_entry("issoudun", COMPLETE), _make_entry("dreux", FAILED)]
    record = Record(entries={entry.product: entry for entry in entries})
    (out / "suivi.html").write_text(build_tracking("2026", record), encoding="utf-8")


def _write_previous(data: Path, folder: Path) -> Path:
    """Copy the edition as it was before its last year of unemployment."""
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("codebook.csv", "raw"))
    path = folder / "tables" / "unemployment.parquet"
    table = pd.read_parquet(path)
    table[table["period"] < "2025"].to_parquet(path, index=False)
    document = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    document["tables"]["tables/unemployment"]["sha256"] = document["hash"] = digest
    (folder / "edition.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def _make_entry(code: str, status: str) -> Entry:
    failed = status == FAILED
    return Entry(
        product=f"spro-{code}/portrait",
        territory={"level": "spro", "code": code, "name": code.capitalize()},
        key="k", inputs="i", parameters={}, given={}, status=status,
        cause="error" if failed else "",
        problem="La table des métiers est vide." if failed else "",
        at="2026-11-27T10:00:00+00:00", seconds=2.5, memory=200_000_000,
        files={"portrait.ipynb" if failed else "portrait.html": "0"},
        marks={"portrait.html": [1000]},
    )  # fmt: skip
