"""What is known of each directory, read from ``data/network/annuaires.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from spro_portraits.errors import SourceError, UsageError
from spro_portraits.network.dates import parse_date
from spro_portraits.network.directories.model import DirectorySource
from spro_portraits.wording import describe_cause
from spro_portraits.wording.network_import import SOURCES_FORM

SOURCES_FILE = "annuaires.toml"
"""Name of the file, in the folder of the network."""

LIST_KEY = "structures"
"""Format of a list whose rows say their own source and date."""


@dataclass(frozen=True, slots=True)
class DirectorySources:
    """Directories that are known.

    Attributes
    ----------
    issues : tuple of DirectorySource
    regions : mapping
        Départements of each region, by code.
    """

    issues: tuple[DirectorySource, ...]
    regions: MappingProxyType[str, tuple[str, ...]]

    def find_issue(self, key: str, file: str, sha256: str, date: str = "") -> DirectorySource:
        """Find what issue of a directory a file is.

        Parameters
        ----------
        key : str
            Its format.
        file : str
            Its name, for the message.
        sha256 : str
            Of its bytes.
        date : str
            Said by the user; wins over the date that is declared.

        Raises
        ------
        UsageError
            ``undated_directory``: a file that is not described, and no date; ``bad_date``.
        """
        try:
            date = parse_date(date) if date else ""
        except ValueError as error:
            raise UsageError("bad_date", text=date) from error
        of_key = [issue for issue in self.issues if issue.key == key]
        exact = next((issue for issue in of_key if issue.sha256 == sha256), None)
        if exact is not None and date in {"", exact.date}:
            return exact
        if not date or not of_key:
            raise UsageError("undated_directory", file=file)
        return replace(of_key[0], vintage=date, date=date, file=file, sha256=sha256)

    def describe_list(self, file: str) -> DirectorySource:
        """Describe a list whose rows say their own source and date."""
        return DirectorySource(
            key=LIST_KEY, title=file, producer="", licence="", vintage="", date="", located=True,
            file=file, sha256="",
        )  # fmt: skip

    def find_region(self, departement: str) -> str:
        """Find the region of a département; empty for an unknown one."""
        return next((code for code, own in self.regions.items() if departement in own), "")


def load_sources(folder: Path) -> DirectorySources:
    """Read ``annuaires.toml`` in the folder of the network.

    Raises
    ------
    SourceError
        No such file, or a part of it is missing.
    """
    path = folder / SOURCES_FILE
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        issues = tuple(DirectorySource(**entry) for entry in document["directory"])
        regions = {code: tuple(own) for code, own in document["regions"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=describe_cause(error),
            expected=SOURCES_FORM,
        ) from error  # fmt: skip
    return DirectorySources(issues, MappingProxyType(regions))
