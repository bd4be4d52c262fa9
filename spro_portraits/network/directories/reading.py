"""What every reader is given, and reads with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from spro_portraits.network.directories.gazetteer import Gazetteer, departement_of
from spro_portraits.network.directories.model import DirectorySource
from spro_portraits.network.directories.sources import DirectorySources
from spro_portraits.network.model import Directory
from spro_portraits.tables.raw import read_csv


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader keeps, and the names that it knows.

    Attributes
    ----------
    region : str
        Code of the region whose rows are kept.
    gazetteer : Gazetteer
    sources : DirectorySources
    issue : DirectorySource
        The issue that is read.
    directory : Directory
        What is there already: its réseaux and publics are those that a list may name.
    """

    region: str
    gazetteer: Gazetteer
    sources: DirectorySources
    issue: DirectorySource
    directory: Directory

    def holds_commune(self, commune: str) -> bool:
        """Whether a commune, by its code, is in the region that is kept."""
        return self.sources.find_region(departement_of(commune)) == self.region

    def name_commune(self, commune: str, default: str = "") -> str:
        """Name of a commune of the edition, or another name for it."""
        return self.gazetteer.names.get(commune, default)


def read_rows(path: Path, sep: str, columns: Sequence[str]) -> pd.DataFrame:
    """Read a text file of a directory; see :func:`spro_portraits.tables.raw.read_csv`."""
    return read_csv(path, sep=sep, columns=columns)


def begins_with(head: bytes, sep: str, columns: Sequence[str]) -> bool:
    """Whether the first line of a file names these columns."""
    line = head.decode("utf-8-sig", "replace").partition("\n")[0].strip("\r")
    return set(columns) <= {name.strip(' "') for name in line.split(sep)}
