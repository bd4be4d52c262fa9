"""What the program understands of a raw file: its periods, or why it does not read it.

The loader of the source says so, as it would when an edition is built. Not done here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from spro_portraits.errors import SourceError, SproError
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


def load_raw(source: Source, path: Path) -> pd.DataFrame:
    """Read a raw file; rows of a file that does not say its year take that of the registry.

    Raises
    ------
    SourceError
        As its loader; ``no_vintage_year``: neither the file nor the registry says which year.
    """
    frame = LOADERS[source.loader](path)
    # Some figures have no period, as an area; a file of none at all does not say its year.
    if "period" not in frame or not (frame["period"] == "").all():
        return frame
    years = re.findall(r"(?:19|20)\d\d", source.vintage)
    if len(years) != 1:
        raise SourceError(
            "no_vintage_year", file=source.file, source=source.key, got=source.vintage
        )
    return frame.assign(period=years[0])


def read_raw(source: Source, path: Path) -> Reading:
    """Read a raw file as a build would; what stops a build is told, not raised."""
    if source.loader not in LOADERS:
        return Reading()
    try:
        frame = load_raw(source, path)
    except SproError as error:
        return Reading(problem=str(error))
    if "period" not in frame:
        return Reading()
    return Reading(sorted({str(period) for period in frame["period"]} - {""}))
