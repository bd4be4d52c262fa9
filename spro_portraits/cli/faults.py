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


def take_faults(edition: Edition) -> list[UsageError]:
    """List the perimeters that cannot be used and were not listed here before.

    A file that was changed since is listed again if it is still of no use.
    """
    from spro_portraits.territory import list_own_faults  # noqa: PLC0415 - as in the commands

    versions = {
        (path, path.stat().st_mtime_ns): fault for path, fault in list_own_faults(edition).items()
    }
    untold = [fault for version, fault in versions.items() if version not in _TOLD]
    _TOLD.update(versions)
    return untold


def tell_faults(edition: Edition) -> None:
    """Write the sentences of :func:`take_faults` on the error stream."""
    for fault in take_faults(edition):
        typer.echo(f"{words.PROBLEM} {fault}", err=True)
