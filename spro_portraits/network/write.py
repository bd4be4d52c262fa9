"""Write the table of structures as it is read: same columns, stable order, whole or not at all."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from spro_portraits.network.cells import LIST_SEPARATOR
from spro_portraits.network.load import STRUCTURE_COLUMNS, load_reseaux
from spro_portraits.network.model import Structure
from spro_portraits.store import replace_file


def write_structures(
    path: Path, structures: Iterable[Structure], commune_names: Mapping[str, str]
) -> None:
    """Write ``structures.csv``, for a French Excel: BOM, ``;``, CRLF, decimal comma.

    Rows follow the order of ``reseaux.csv`` (which lies beside), then the codes.

    Parameters
    ----------
    commune_names : mapping
        Code → name, for the column that helps the reader; a code that is not there has none.
    """
    ranks = {code: rank for rank, code in enumerate(load_reseaux(path.parent))}
    ordered = sorted(structures, key=lambda one: (ranks[one.reseau], one.code))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, STRUCTURE_COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for one in ordered:
        writer.writerow(_build_row(one, commune_names.get(one.commune, "")))
    with replace_file(path) as temporary:
        temporary.write_bytes(b"\xef\xbb\xbf" + stream.getvalue().encode())


def _build_row(structure: Structure, commune_name: str) -> dict[str, str]:
    return {
        "code": structure.code,
        "nom": structure.name,
        "reseau": structure.reseau,
        "adresse": structure.address,
        "code_postal": structure.postcode,
        "commune": structure.commune,
        "nom_commune": commune_name,
        "latitude": _write_number(structure.latitude),
        "longitude": _write_number(structure.longitude),
        "telephone": structure.phone,
        "site": structure.site,
        "publics": LIST_SEPARATOR.join(structure.publics),
        "services": LIST_SEPARATOR.join(structure.services),
        "identifiants": LIST_SEPARATOR.join(structure.identifiers),
        "source": structure.source,
        "date": structure.date,
        "remarque": structure.remark,
    }


def _write_number(value: float) -> str:
    """Write all figures of a number, and no more: never ``5e-05``."""
    if math.isnan(value):
        return ""
    return np.format_float_positional(value, trim="-").replace(".", ",")
