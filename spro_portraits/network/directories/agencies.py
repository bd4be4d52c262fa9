"""The list of agencies of Pôle emploi, today France Travail."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from spro_portraits.network.directories.gazetteer import Gazetteer, plain_place
from spro_portraits.network.directories.model import Candidate, LeftOut, Reading
from spro_portraits.network.directories.reading import Scope, begins_with, read_rows
from spro_portraits.tables.raw import parse_numbers, require_unique
from spro_portraits.wording.structure_names import (
    repair_text,
    write_address,
    write_agency_name,
    write_places,
)

COLUMNS = (
    "REFERENCE_PE", "NOM", "TYPE_SITE", "REGION", "COMPLEMENT_ADRESSE",
    "DC_COMPLEMENTADRSITEPHYSIQUE", "ADRESSE", "CODE_POSTAL", "COMMUNE", "DN_LATITUDE",
    "DN_LONGITUDE",
)  # fmt: skip
RESEAU = "france_travail"
AGENCY = "ALE"
"""Kind of site that receives people; the others are directions."""

_NONE = "NULL"
_AGENCY_PART = re.compile(r"(?:APES?|POLE EMPLOI|PE|AGENCE) +(?:DE +)?(.+)", re.IGNORECASE)
_PARTS = re.compile(r"\s*/\s*")


def is_format(head: bytes) -> bool:
    """Whether a file begins as this directory."""
    return begins_with(head, ",", COLUMNS[:3])


def read_candidates(path: Path, scope: Scope) -> Reading:
    """Read the agencies of the region that receive people.

    Raises
    ------
    SourceError
        Damaged file, missing column, identifier that stands twice, bad number.
    """
    frame = read_rows(path, ",", COLUMNS)
    require_unique(path, frame, ["REFERENCE_PE"])
    places = parse_numbers(
        path, frame, ["DN_LATITUDE", "DN_LONGITUDE"], decimal=",", absent={"": "", _NONE: ""}
    )
    candidates: list[Candidate] = []
    left_out: list[LeftOut] = []
    rows: Iterable[Any] = pd.concat([frame, places.add_suffix("_VALUE")], axis=1).itertuples()
    for row in rows:
        if row.REGION.zfill(2) != scope.region:
            left_out.append(LeftOut("region", row.REFERENCE_PE))
        elif row.TYPE_SITE != AGENCY:
            left_out.append(LeftOut("direction", row.TYPE_SITE))
        else:
            candidates.append(_build_candidate(row, scope))
    return Reading(tuple(candidates), tuple(left_out))


def _build_candidate(row: Any, scope: Scope) -> Candidate:
    known = scope.gazetteer
    commune = known.find_commune(row.COMMUNE, row.CODE_POSTAL)
    place = scope.name_commune(commune, write_places(repair_text(row.COMMUNE), {}))
    parts = (row.COMPLEMENT_ADRESSE, row.DC_COMPLEMENTADRSITEPHYSIQUE, row.ADRESSE)
    address = " - ".join(write_address(part) for part in parts if part not in {_NONE, ""})
    has_position = not (math.isnan(row.DN_LATITUDE_VALUE) or math.isnan(row.DN_LONGITUDE_VALUE))
    return Candidate(
        directory=scope.issue.key,
        identifier=row.REFERENCE_PE,
        reseau=RESEAU,
        name=write_agency_name(_name_place(row.NOM, place, row.CODE_POSTAL, known)),
        date=scope.issue.date,
        source=scope.issue.text,
        address=address,
        postcode=row.CODE_POSTAL,
        commune=commune,
        place=place,
        latitude=row.DN_LATITUDE_VALUE if has_position else math.nan,
        longitude=row.DN_LONGITUDE_VALUE if has_position else math.nan,
    )


def _name_place(text: str, place: str, postcode: str, known: Gazetteer) -> str:
    """Give the words of an agency's name: ``APE ORLEANS EST`` gives ``Orléans Est``."""
    parts = [_AGENCY_PART.fullmatch(part) for part in _PARTS.split(repair_text(text))]
    words = next((part[1] for part in parts if part), _PARTS.split(repair_text(text))[0]).split()
    own = plain_place(place).split("-")
    said = plain_place(" ".join(words)).split("-")
    if len(said) == len(own) and all(b.startswith(a) for a, b in zip(said, own, strict=True)):
        return place if place in known.names.values() else write_places(" ".join(words), {})
    name, count = known.spell_start(words, postcode)
    if not count and said == own[: len(said)]:
        # The commune's own name, cut: Romorantin.
        return "-".join(place.split("-")[: len(said)])
    rest = write_places(" ".join(words[count:]), {} if count else known.words)
    return f"{name} {rest}".strip()
