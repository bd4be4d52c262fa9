"""Advice points on the recognition of experience: one a département, address in one text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spro_portraits.errors import SourceError
from spro_portraits.network.directories.fields import find_phone
from spro_portraits.network.directories.gazetteer import Gazetteer
from spro_portraits.network.directories.model import Candidate, LeftOut, Reading
from spro_portraits.network.directories.reading import Scope, begins_with, read_rows
from spro_portraits.tables.raw import DEPARTEMENT, require_codes
from spro_portraits.wording.network_import import ADDRESS_FORM, DEPARTEMENT_FORM
from spro_portraits.wording.structure_names import (
    repair_text,
    write_address,
    write_places,
    write_vae_name,
)

COLUMNS = ("departement", "nom", "adresse", "telephone")
RESEAU = "vae"

_CAPITALS = re.compile(r"\b[A-ZÀ-Ý]{6,}\b")
_ADDRESS = re.compile(r"(?P<address>.+?)\s*,?\s+(?P<postcode>\d{5})\s+(?P<place>\D+)")


def is_format(head: bytes) -> bool:
    """Whether a file begins as this directory."""
    return begins_with(head, "\t", COLUMNS)


def read_candidates(path: Path, scope: Scope) -> Reading:
    """Read the points of the region.

    Raises
    ------
    SourceError
        Damaged file, missing column, code that is none, address without postcode and commune.
    """
    frame = read_rows(path, "\t", COLUMNS)
    require_codes(path, frame, COLUMNS[0], DEPARTEMENT.pattern, DEPARTEMENT_FORM)
    candidates: list[Candidate] = []
    left_out: list[LeftOut] = []
    rows: Iterable[Any] = frame.itertuples()
    for row in rows:
        if scope.sources.find_region(row.departement) != scope.region:
            left_out.append(LeftOut("region", row.nom))
            continue
        candidate, dropped = _build_candidate(path, row, scope)
        candidates.append(candidate)
        left_out += dropped
    return Reading(tuple(candidates), tuple(left_out))


def _build_candidate(path: Path, row: Any, scope: Scope) -> tuple[Candidate, list[LeftOut]]:
    found = _ADDRESS.fullmatch(row.adresse.strip())
    if found is None:
        raise SourceError(
            "bad_value", file=path.name, row=row.Index, column="adresse",
            expected=ADDRESS_FORM, got=row.adresse,
        )  # fmt: skip
    address, postcode, place = found.groups()
    known = scope.gazetteer
    commune = known.find_commune(place, postcode)
    name = write_vae_name(known.departements.get(row.departement, row.departement))
    phone, dropped = find_phone(row.telephone, name)
    candidate = Candidate(
        directory=scope.issue.key,
        identifier=row.departement,
        reseau=RESEAU,
        name=name,
        date=scope.issue.date,
        source=scope.issue.text,
        address=write_address(_lower_capitals(address, known)),
        postcode=postcode,
        commune=commune,
        place=scope.name_commune(commune, repair_text(place)),
        phone=phone,
    )
    return candidate, dropped


def _lower_capitals(text: str, known: Gazetteer) -> str:
    """Write whole words in capitals with their first one only; shorter ones may be initials."""
    return _CAPITALS.sub(lambda match: write_places(match[0], known.words), text)
