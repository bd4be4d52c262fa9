"""What the program understands of a raw file: its periods, or why it does not read it.

The loader of the source says so, as it would when an edition is built. Not done here: tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spro_portraits.errors import SproError
from spro_portraits.sources import Source
from spro_portraits.tables.loaders import LOADERS


@dataclass(frozen=True, slots=True)
class Reading:
    """What a loader makes of a file.

    Attributes
    ----------
    periods : sequence of str
        Periods that the figures describe, in order; empty where the loader gives none.
    problem : str
        French sentence that says why the file is not read; empty where it is.
    """

    periods: Sequence[str] = ()
    problem: str = ""


def read_raw(source: Source, path: Path) -> Reading:
    """Read a raw file as a build would; what stops a build is told, not raised."""
    loader = LOADERS.get(source.loader)
    if loader is None:
        return Reading()
    try:
        frame = loader(path)
    except SproError as error:
        return Reading(problem=str(error))
    if "period" not in frame:
        return Reading()
    return Reading(sorted({str(period) for period in frame["period"]} - {""}))
