"""The public directory of administrations (local base, DILA), flattened to one row a place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spro_portraits.errors import SourceError
from spro_portraits.network.directories.fields import find_phone, normalise_site
from spro_portraits.network.directories.model import Candidate, LeftOut, Reading
from spro_portraits.network.directories.reading import Scope, begins_with, read_rows
from spro_portraits.tables.raw import COMMUNE
from spro_portraits.wording.network_import import COMMUNE_FORM
from spro_portraits.wording.structure_names import repair_text, write_address, write_public_name

COLUMNS = ("pivot", "id_dila", "code_insee_dans_id", "nom", "adresse", "telephone", "site")

RESEAUX = {
    "apec": "apec",
    "cci": "cci",
    "chambre_agriculture": "chambre_agriculture",
    "chambre_metier": "cma",
    "cij": "information_jeunesse",
    "cio": "cio",
    "greta": "greta",
    "mission_locale": "mission_locale",
    "suio": "suio",
}
"""Réseau of each kind of row that is kept; rows of other kinds are left out."""

_ADDRESS = re.compile(r"(?P<address>.*?)\s*,?\s*(?P<postcode>\d{5})\s*,\s*(?P<place>[^,]+)$")
_CEDEX = re.compile(r"\s+cedex\b.*$", re.IGNORECASE)


def is_format(head: bytes) -> bool:
    """Whether a file begins as this directory."""
    return begins_with(head, ",", COLUMNS[:3])


def read_candidates(path: Path, scope: Scope) -> Reading:
    """Read the rows of the region that are of a réseau.

    Raises
    ------
    SourceError
        Damaged file, missing column, commune code that is none.
    """
    candidates: list[Candidate] = []
    left_out: list[LeftOut] = []
    rows: Iterable[Any] = read_rows(path, ",", COLUMNS).itertuples()
    for row in rows:
        if not COMMUNE.fullmatch(row.code_insee_dans_id):
            raise SourceError(
                "bad_value", file=path.name, row=row.Index, column=COLUMNS[2],
                expected=COMMUNE_FORM, got=row.code_insee_dans_id,
            )  # fmt: skip
        if not scope.holds_commune(row.code_insee_dans_id):
            left_out.append(LeftOut("region", row.id_dila))
        elif row.pivot not in RESEAUX:
            left_out.append(LeftOut("pivot", row.pivot))
        else:
            candidate, dropped = _build_candidate(row, scope)
            candidates.append(candidate)
            left_out += dropped
    return Reading(tuple(candidates), tuple(left_out))


def _build_candidate(row: Any, scope: Scope) -> tuple[Candidate, list[LeftOut]]:
    known = scope.gazetteer
    found = _ADDRESS.fullmatch(row.adresse.strip())
    address, postcode, place = found.groups() if found else (row.adresse, "", "")
    place = _CEDEX.sub("", repair_text(place))
    commune = known.find_commune(place, postcode) if place else ""
    # Without a name that is read, the commune is the one in the identifier.
    located = bool(commune)
    commune = commune or row.code_insee_dans_id
    name = write_public_name(
        row.nom, lambda text: known.spell_place(text, commune), set(known.departements.values())
    )
    phone, no_phone = find_phone(row.telephone, name)
    site, no_site = normalise_site(row.site, name)
    candidate = Candidate(
        directory=scope.issue.key,
        identifier=row.id_dila,
        reseau=RESEAUX[row.pivot],
        name=name,
        date=scope.issue.date,
        source=scope.issue.text,
        address=write_address(address),
        postcode=postcode,
        commune=commune,
        place=scope.name_commune(commune, place),
        phone=phone,
        site=site,
        located=located,
    )
    return candidate, no_phone + no_site
