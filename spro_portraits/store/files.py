"""Files on disk: find the raw ones, hash them, write whole files, name those of readers."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spro_portraits.errors import SourceError
from spro_portraits.sources import Source

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
)


def is_reserved(name: str) -> bool:
    """Whether Windows keeps a name for a device, with whatever suffix: ``aux.txt``."""
    return name.partition(".")[0].casefold() in _RESERVED


def find_file(folder: Path, source: Source) -> Path:
    """Find the raw file of a source in a folder of official files.

    Raises
    ------
    SourceError
        When it is not there.
    """
    path = folder / source.file
    if not path.is_file():
        raise SourceError("missing_file", file=path, source=source.title, page=source.page)
    return path


def compute_sha256(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Write a file whole or not at all: yields a temporary path, moved at the end.

    The temporary file lies in the same folder, so that the move is atomic; it is
    removed when the block raises.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def slugify(text: str) -> str:
    """Make a plain name of a text: ``Métiers qui recrutent`` gives ``metiers-qui-recrutent``.

    For names of files, folders and anchors; a text without letter or digit gives nothing.
    """
    for ligature, letters in (("œ", "oe"), ("æ", "ae"), ("’", "-")):
        text = text.casefold().replace(ligature, letters)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
