"""Saved perimeters that cannot be used: told once, and the others go on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from spro_portraits.wording import cli as words

if TYPE_CHECKING:
    from spro_portraits.errors import UsageError
    from spro_portraits.tables import Edition

_TOLD: set[tuple[Path, int]] = set()
"""Files that this process has named, each with the time of its last change."""


def list_faults(edition: Edition) -> list[UsageError]:
    """List the perimeters that cannot be used; who shows them here has told them."""
    return list(_read_faults(edition).values())


def tell_faults(edition: Edition) -> None:
    """Write those that were not told before on the error stream.

    A file that was changed since is told again if it is still of no use.
    """
    before = set(_TOLD)
    for version, fault in _read_faults(edition).items():
        if version not in before:
            typer.echo(f"{words.PROBLEM} {fault}", err=True)


def _read_faults(edition: Edition) -> dict[tuple[Path, int], UsageError]:
    from spro_portraits.territory import list_own_faults  # noqa: PLC0415 - as in the commands

    found = {
        (path, path.stat().st_mtime_ns): fault for path, fault in list_own_faults(edition).items()
    }
    _TOLD.update(found)
    return found
