"""The directory of schools of the ministry: its centres of information and guidance."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from spro_portraits.errors import SourceError
from spro_portraits.network.directories.model import Candidate, LeftOut, Reading
from spro_portraits.network.directories.reading import Scope
from spro_portraits.tables.raw import COMMUNE, require_codes, require_columns, require_unique
from spro_portraits.wording.network_import import (
    BROKEN_PARQUET,
    COMMUNE_FORM,
    PARQUET_FORM,
    POINT_FORM,
    UAI_FORM,
)
from spro_portraits.wording.structure_names import write_cio_name

COLUMNS = (
    "identifiant_de_l_etablissement", "nom_etablissement", "type_etablissement", "code_commune",
    "nom_commune", "code_region", "geometry",
)  # fmt: skip
GUIDANCE = "Information et orientation"
RESEAU = "cio"

_MAGIC = b"PAR1"


def is_format(head: bytes) -> bool:
    """Whether a file begins as this directory: the only one in Parquet."""
    return head.startswith(_MAGIC)


def read_candidates(path: Path, scope: Scope) -> Reading:
    """Read the guidance centres of the region, with the position of each.

    Raises
    ------
    SourceError
        Damaged file, missing column, code or position that is none, identifier twice.
    """
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=BROKEN_PARQUET, expected=PARQUET_FORM
        ) from error
    require_columns(path, frame.columns, COLUMNS)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    guidance = frame[frame["type_etablissement"] == GUIDANCE]
    kept = guidance[guidance["code_region"] == scope.region]
    key = COLUMNS[0]
    require_codes(path, kept, key, r"\d{7}[A-Z]", UAI_FORM)
    require_unique(path, kept, [key])
    require_codes(path, kept, "code_commune", COMMUNE.pattern, COMMUNE_FORM)
    elsewhere = guidance.loc[guidance["code_region"] != scope.region, key]
    left_out = [LeftOut("region", text) for text in elsewhere]
    left_out += [LeftOut("school", kind) for kind in frame["type_etablissement"].astype(str)
                 if kind != GUIDANCE]  # fmt: skip
    candidates = []
    rows: Iterable[Any] = kept.itertuples()
    for row in rows:
        candidate = _build_candidate(path, row, scope)
        if candidate is None:
            left_out.append(LeftOut("kind", str(row.nom_etablissement)))
        else:
            candidates.append(candidate)
    return Reading(tuple(candidates), tuple(left_out))


def _build_candidate(path: Path, row: Any, scope: Scope) -> Candidate | None:
    place = scope.name_commune(row.code_commune, row.nom_commune)
    name = write_cio_name(row.nom_etablissement, place)
    if name is None:
        return None
    latitude, longitude = _read_point(path, row)
    return Candidate(
        directory=scope.issue.key,
        identifier=row.identifiant_de_l_etablissement,
        reseau=RESEAU,
        name=name,
        date=scope.issue.date,
        source=scope.issue.text,
        commune=row.code_commune,
        place=place,
        latitude=latitude,
        longitude=longitude,
    )


def _read_point(path: Path, row: Any) -> tuple[float, float]:
    """Latitude and longitude of a row, rounded to a decimetre; NaN where it has none."""
    if row.geometry is None:
        return math.nan, math.nan
    try:
        point = shapely.from_wkb(row.geometry)
        return round(point.y, 6), round(point.x, 6)
    except (shapely.errors.ShapelyError, AttributeError, TypeError) as error:
        raise SourceError(
            "bad_value", file=path.name, row=row.Index, column="geometry", expected=POINT_FORM,
            got=str(row.geometry)[:20],
        ) from error  # fmt: skip
