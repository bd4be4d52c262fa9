"""How far each commune is from each structure: as the crow flies, or by a person's travel times.

A commune is counted from one representative point; a structure from where it is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

from spro_portraits.errors import SourceError
from spro_portraits.network.cells import read_rows
from spro_portraits.network.model import Member
from spro_portraits.tables.raw import COMMUNE
from spro_portraits.wording.coverage import EXPECT_MINUTES
from spro_portraits.wording.network import EXPECT_COMMUNE

EARTH_RADIUS = 6_371_008.8
"""Metres: mean radius of the Earth (IUGG), of the sphere on which distances are measured."""

TIME_COLUMNS = ("depart", "arrivee", "minutes")
"""Columns of a table of travel times: two commune codes and minutes."""

_SPHERE = Geod(a=EARTH_RADIUS, b=EARTH_RADIUS)
_METRES = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class TravelTimes:
    """Travel times that a person gives instead of distances.

    Attributes
    ----------
    file : str
        Name of the file, to be cited.
    minutes : Series of float
        By ``depart`` and ``arrivee`` (commune codes); a pair that is not there is not known.
    """

    file: str
    minutes: pd.Series[float]


def compute_places(shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the representative point of each commune: always inside its outline.

    Parameters
    ----------
    shapes : GeoDataFrame
        Columns ``code`` and ``geometry`` (WGS 84); an outline may be absent or empty.

    Returns
    -------
    DataFrame
        Index commune code; ``latitude``, ``longitude`` (degrees; NaN without an outline).
    """
    outlines = shapes.set_index("code").geometry
    known = outlines[~(outlines.isna() | outlines.is_empty)].representative_point()
    frame = pd.DataFrame({"latitude": known.y, "longitude": known.x}, dtype=float)
    return frame.reindex(outlines.index)


def compute_positions(members: Iterable[Member]) -> pd.DataFrame:
    """Tabulate where structures are.

    Returns
    -------
    DataFrame
        Index structure code; ``latitude``, ``longitude`` (degrees, NaN where nothing is
        known) and ``commune`` (code, empty where it is not known).
    """
    listed = list(members)
    rows = [(m.latitude, m.longitude, m.structure.commune) for m in listed]
    index = pd.Index([m.structure.code for m in listed], name="structure", dtype="str")
    frame = pd.DataFrame(rows, index=index, columns=["latitude", "longitude", "commune"])
    return frame.astype({"latitude": float, "longitude": float, "commune": "str"})


def compute_distances(places: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Measure great-circle distances on the mean sphere.

    Parameters
    ----------
    places, points : DataFrame
        ``latitude`` and ``longitude`` in degrees.

    Returns
    -------
    DataFrame
        Index of ``places`` × index of ``points``; kilometres, NaN where either has no position.
    """
    rows, columns = len(places), len(points)
    south = np.repeat(places["latitude"].to_numpy(dtype=float), columns)
    west = np.repeat(places["longitude"].to_numpy(dtype=float), columns)
    north = np.tile(points["latitude"].to_numpy(dtype=float), rows)
    east = np.tile(points["longitude"].to_numpy(dtype=float), rows)
    metres = np.full(rows * columns, np.nan)
    known = np.isfinite(south) & np.isfinite(west) & np.isfinite(north) & np.isfinite(east)
    metres[known] = _SPHERE.inv(west[known], south[known], east[known], north[known])[2]
    values = (metres / _METRES).reshape(rows, columns)
    return pd.DataFrame(values, index=places.index, columns=points.index)


def load_travel_times(path: Path) -> TravelTimes:
    """Read a table of travel times, as a French Excel saves it (:mod:`~.cells`).

    A commune and itself are a pair like any other: not known unless it is written. A pair
    whose time is left empty is not known.

    Raises
    ------
    SourceError
        As for the files of the directory: ``unreadable_file``, ``missing_column``,
        ``unknown_column``, ``bad_value`` (no commune code, no number of minutes), or
        ``duplicate_key`` for a pair that stands twice.
    """
    minutes: dict[tuple[str, str], float] = {}
    for row in read_rows(path, TIME_COLUMNS):
        codes = [row.read_code(column, COMMUNE, EXPECT_COMMUNE) for column in TIME_COLUMNS[:2]]
        pair = codes[0], codes[1]
        for column, code in zip(TIME_COLUMNS[:2], codes, strict=True):
            if not code:
                raise row.refuse(column, EXPECT_COMMUNE)
        if pair in minutes:
            raise SourceError(
                "duplicate_key", file=row.file, row=row.line,
                column=" + ".join(TIME_COLUMNS[:2]), got=" ".join(pair),
            )  # fmt: skip
        minutes[pair] = row.read_number("minutes", 0, math.inf, EXPECT_MINUTES)
    known = pd.Series(minutes, dtype=float).dropna()
    return TravelTimes(path.name, known)


def compute_times(
    times: TravelTimes, communes: Sequence[str], points: pd.DataFrame
) -> pd.DataFrame:
    """Tabulate travel times, in the manner of :func:`compute_distances`.

    Parameters
    ----------
    communes : sequence of str
        Where people leave from.
    points : DataFrame
        ``commune``: where each structure is; times to two structures of one commune are equal.

    Returns
    -------
    DataFrame
        ``communes`` × index of ``points``; minutes, NaN for a pair that the table lacks.
    """
    aims = points["commune"]
    wanted = pd.MultiIndex.from_product([communes, aims.unique()])
    values: Any = times.minutes.reindex(wanted).to_numpy(dtype=float)
    table = pd.DataFrame(
        values.reshape(len(communes), aims.nunique()), index=list(communes), columns=aims.unique()
    )
    return table.reindex(columns=list(aims)).set_axis(points.index, axis=1)
