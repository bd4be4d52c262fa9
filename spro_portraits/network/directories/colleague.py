"""A list that a colleague keeps: the columns of ``structures.csv``."""

from __future__ import annotations

from pathlib import Path

from spro_portraits.network.directories.fields import find_phone, normalise_site
from spro_portraits.network.directories.gazetteer import departement_of
from spro_portraits.network.directories.model import Candidate, LeftOut, Reading
from spro_portraits.network.directories.reading import Scope
from spro_portraits.network.directories.sources import LIST_KEY
from spro_portraits.network.load import load_structures

_FIRST_COLUMNS = (b"code;", b"nom;", b"reseau;", b"identifiants")


def is_format(head: bytes) -> bool:
    """Whether a file begins as this list."""
    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].lower()
    return all(column in first for column in _FIRST_COLUMNS)


def read_candidates(path: Path, scope: Scope) -> Reading:
    """Read the rows of the region, and those whose commune is not said.

    Each keeps the source and the date that its row says.

    Raises
    ------
    SourceError
        As :func:`spro_portraits.network.load.load_structures`.
    """
    rows = load_structures(path, scope.directory.reseaux, scope.directory.publics)
    candidates: list[Candidate] = []
    left_out: list[LeftOut] = []
    for row in rows.values():
        if row.commune and scope.sources.find_region(departement_of(row.commune)) != scope.region:
            left_out.append(LeftOut("region", row.code))
            continue
        phone, no_phone = find_phone(row.phone, row.name)
        site, no_site = normalise_site(row.site, row.name)
        left_out += no_phone + no_site
        candidates.append(
            Candidate(
                directory=LIST_KEY,
                identifier="",
                reseau=row.reseau,
                name=row.name,
                date=row.date,
                source=row.source,
                address=row.address,
                postcode=row.postcode,
                commune=row.commune,
                place=scope.name_commune(row.commune),
                latitude=row.latitude,
                longitude=row.longitude,
                phone=phone,
                site=site,
                code=row.code,
                publics=row.publics,
                services=row.services,
                identifiers=row.identifiers,
                remark=row.remark,
            )
        )
    return Reading(tuple(candidates), tuple(left_out))
