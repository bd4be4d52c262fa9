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
from spro_portraits.render.forms import DEFAULT_FORMS, FORMS, find_form_versions
from spro_portraits.render.payload import Payload, TerritoryName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
    forms: Iterable[str] = DEFAULT_FORMS,
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
    forms : iterable of str
        Forms among them: the version of the package that one needs is recorded with the others.
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
        "versions": find_versions() | find_form_versions(forms),
        "inputs": [{"file": notebook_path.name, "sha256": hash_file(notebook_path)}],
        "products": [_describe_product(path) for path in products],
        "key_figures": [dict(figure) for figure in said.key_figures],
        "sources": [dict(source) for source in said.sources],
    }


def add_products(
    record: Mapping[str, Any], paths: Iterable[Path], forms: Iterable[str], order: Sequence[str]
) -> dict[str, Any]:
    """Give a record with further products, as if they had been made with the others.

    Parameters
    ----------
    record : mapping
        As :func:`build_provenance` made it.
    paths : iterable of Path
        The further products.
    forms : iterable of str
        Their forms.
    order : sequence of str
        Names of all that there may be, in the order of a record.
    """
    known = {one["file"]: one for one in [*record["products"], *map(_describe_product, paths)]}
    versions = record["versions"] | find_form_versions(forms)
    last = [form.package for form in FORMS.values() if form.package in versions]
    ordered = [name for name in versions if name not in last] + last
    return {
        **record,
        "versions": {name: versions[name] for name in ordered},
        "products": [known[name] for name in order if name in known],
    }


def _describe_product(path: Path) -> dict[str, Any]:
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": hash_file(path)}


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
