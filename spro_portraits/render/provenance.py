"""The record beside each product: what was asked, with what, from what, and what came of it.

No time and no path of this machine: the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from spro_portraits import __version__
from spro_portraits.render.payload import Payload, TerritoryName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PACKAGES = (
    "folium",
    "geopandas",
    "ipykernel",
    "nbconvert",
    "pandas",
    "papermill",
    "pyarrow",
    "vl-convert-python",
)


def build_provenance(
    notebook_path: Path,
    parameters: Mapping[str, Any],
    *,
    territory: TerritoryName | None,
    payload: Payload | None,
    problem: str | None,
    products: Iterable[Path],
) -> dict[str, Any]:
    """Gather the record of one run.

    Parameters
    ----------
    notebook_path : Path
        The source notebook: its name and the hash of its content are recorded.
    parameters : mapping
        All parameters of the run, defaults included.
    territory : TerritoryName or None
        As the caller names it; else as the notebook does.
    payload : Payload or None
        What the notebook said of itself.
    problem : str or None
        What stopped it.
    products : iterable of Path
        Files whose hash is recorded. The executed notebook is none of them: it holds times.
    """
    place = territory or (payload.territory if payload else None)
    said = payload or Payload()
    return {
        "schema": 1,
        "notebook": notebook_path.stem,
        "status": "failed" if problem else "complete",
        "problem": problem,
        "title": said.title,
        "description": said.description,
        "territory": asdict(place) if place else None,
        "composition": {"communes": said.communes, "departements": list(said.departements)}
        if said.communes
        else None,
        "parameters": dict(parameters),
        "edition": {
            "id": said.edition,
            "label": said.edition_label,
            "sha256": said.edition_hash,
        },
        "versions": find_versions(),
        "inputs": [{"file": notebook_path.name, "sha256": hash_file(notebook_path)}],
        "products": [
            {"file": path.name, "bytes": path.stat().st_size, "sha256": hash_file(path)}
            for path in products
        ],
        "key_figures": [dict(figure) for figure in said.key_figures],
        "sources": [dict(source) for source in said.sources],
    }


def find_versions() -> dict[str, str]:
    """Versions of Python, of this package and of the packages that shape the products."""
    found = {name: _find_version(name) for name in _PACKAGES}
    return {
        "python": platform.python_version(),
        "spro-portraits": __version__,
        **{name: version for name, version in found.items() if version is not None},
    }


@cache
def _find_version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(record: Mapping[str, Any], path: Path) -> None:
    """Write a record for people and programs: indented, UTF-8, LF."""
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
