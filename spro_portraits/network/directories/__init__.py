"""Official directories of structures: one module a format; a file is known by its content.

Not done here: deciding what becomes of a row (see :mod:`spro_portraits.network.merge`).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from spro_portraits.errors import SourceError, UsageError
from spro_portraits.network.directories import agencies, colleague, dila, milo, schools, vae
from spro_portraits.network.directories.gazetteer import Gazetteer, build_gazetteer
from spro_portraits.network.directories.model import Candidate, DirectorySource, LeftOut, Reading
from spro_portraits.network.directories.reading import Scope
from spro_portraits.network.directories.sources import LIST_KEY, DirectorySources, load_sources
from spro_portraits.network.model import Directory
from spro_portraits.store import compute_sha256
from spro_portraits.tables import Edition
from spro_portraits.wording import describe_cause
from spro_portraits.wording.network_import import DIRECTORY_FORMAT, UNKNOWN_CONTENT

__all__ = [
    "COLLEAGUE",
    "DIRECTORIES",
    "Candidate",
    "DirectoryFormat",
    "DirectorySource",
    "DirectorySources",
    "Gazetteer",
    "LeftOut",
    "Reading",
    "Scope",
    "build_gazetteer",
    "find_format",
    "load_sources",
    "open_scope",
    "read_directory",
]

COLLEAGUE = LIST_KEY
"""The format whose rows say their own source and date."""

_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class DirectoryFormat:
    """How one directory is known, and read.

    Attributes
    ----------
    is_format : callable
        First bytes of a file → whether it is this directory.
    read_candidates : callable
        Path, :class:`Scope` → :class:`Reading`.
    """

    is_format: Callable[[bytes], bool]
    read_candidates: Callable[[Path, Scope], Reading]


DIRECTORIES = MappingProxyType(
    {
        "dila": DirectoryFormat(dila.is_format, dila.read_candidates),
        "agences": DirectoryFormat(agencies.is_format, agencies.read_candidates),
        "milo": DirectoryFormat(milo.is_format, milo.read_candidates),
        "ecoles": DirectoryFormat(schools.is_format, schools.read_candidates),
        "vae": DirectoryFormat(vae.is_format, vae.read_candidates),
        COLLEAGUE: DirectoryFormat(colleague.is_format, colleague.read_candidates),
    }
)
"""Formats by the name that ``--format`` takes."""


def find_format(path: Path, name: str = "") -> str:
    """Find the format of a file: the one that is named, else the one that its content shows.

    Raises
    ------
    UsageError
        ``unknown_directory_format``: no such name.
    SourceError
        ``unreadable_file``: no file, or the content of none.
    """
    if name:
        if name not in DIRECTORIES:
            near = difflib.get_close_matches(name, DIRECTORIES)
            raise UsageError(
                "unknown_directory_format", name=name, near=near, known=list(DIRECTORIES)
            )
        return name
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=describe_cause(error),
            expected=DIRECTORY_FORMAT,
        ) from error  # fmt: skip
    found = next((key for key, one in DIRECTORIES.items() if one.is_format(head)), "")
    if not found:
        raise SourceError(
            "unreadable_file", file=path.name, problem=UNKNOWN_CONTENT, expected=DIRECTORY_FORMAT
        )
    return found


def open_scope(
    path: Path,
    folder: Path,
    directory: Directory,
    edition: Edition,
    *,
    region: str = "",
    form: str = "",
    date: str = "",
) -> Scope:
    """Find out what a file is, and what to keep of it.

    Parameters
    ----------
    path : Path
        The file.
    folder : Path
        Folder of the network, which holds ``annuaires.toml``.
    directory : Directory
        What is there.
    edition : Edition
        Its communes are those that are known by name.
    region, form, date : str
        Said by the user. Empty: the region of the edition, the format that the content shows,
        the date that ``annuaires.toml`` gives for this very file.

    Raises
    ------
    UsageError
        Unknown format or region; a file that is not described, without its date.
    SourceError
        No file, or the content of no directory.
    """
    sources = load_sources(folder)
    region = region or edition.region
    if region not in sources.regions:
        raise UsageError("unknown_region", name=region, known=sorted(sources.regions))
    key = find_format(path, form)
    if key == COLLEAGUE:
        issue = sources.describe_list(path.name)
    else:
        issue = sources.find_issue(key, path.name, _hash(path), date)
    gazetteer = build_gazetteer(edition.communes, edition.former_communes, edition.zones)
    return Scope(region, gazetteer, sources, issue, directory)


def _hash(path: Path) -> str:
    try:
        return compute_sha256(path)
    except OSError as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=describe_cause(error),
            expected=DIRECTORY_FORMAT,
        ) from error  # fmt: skip


def read_directory(path: Path, scope: Scope) -> Reading:
    """Read the candidate rows of a file; see :data:`DIRECTORIES` for what readers raise."""
    return DIRECTORIES[scope.issue.key].read_candidates(path, scope)
