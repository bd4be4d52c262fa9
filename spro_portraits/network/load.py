"""Open the directory of structures: the tables of ``data/network``, checked against each other.

What cannot be read right stops the reading and is named by its line. What can be read but is
doubtful (a position outside its commune, an ended convention) is the work of :mod:`.check`.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict, TypeVar

from spro_portraits.errors import SourceError
from spro_portraits.network.cells import Row, read_rows
from spro_portraits.network.dates import find_first_day, find_last_day
from spro_portraits.network.model import (
    ROLES,
    Directory,
    Event,
    Initiative,
    Membership,
    Public,
    Reseau,
    Structure,
    Tool,
)
from spro_portraits.store import compute_sha256
from spro_portraits.style import MARKERS
from spro_portraits.tables.raw import COMMUNE
from spro_portraits.wording import network as words

_FACT = ("source", "date", "remarque")

RESEAU_COLUMNS = (
    "code", "nom", "nom_court", "famille", "couleur", "forme", "publics", "services",
    "ancien_nom", *_FACT,
)  # fmt: skip
PUBLIC_COLUMNS = ("code", "nom", *_FACT)
STRUCTURE_COLUMNS = (
    "code", "nom", "reseau", "adresse", "code_postal", "commune", "nom_commune", "latitude",
    "longitude", "telephone", "site", "publics", "services", "identifiants", *_FACT,
)  # fmt: skip
"""Columns of ``structures.csv``; ``nom_commune`` is for the reader, and made from ``commune``."""
MEMBERSHIP_COLUMNS = (
    "spro", "structure", "role", "debut", "fin", "acte", "reference", *_FACT,
)  # fmt: skip
TOOL_COLUMNS = ("reseau", "structure", "spro", "apport", "outil", *_FACT)
EVENT_COLUMNS = (
    "spro", "jour", "genre", "titre", "etat", "participants", "environ", "satisfaction", *_FACT,
)  # fmt: skip
INITIATIVE_COLUMNS = ("spro", "titre", "description", *_FACT)

FILES = MappingProxyType(
    {
        "reseaux.csv": RESEAU_COLUMNS,
        "publics.csv": PUBLIC_COLUMNS,
        "structures.csv": STRUCTURE_COLUMNS,
        "memberships.csv": MEMBERSHIP_COLUMNS,
        "tools.csv": TOOL_COLUMNS,
        "events.csv": EVENT_COLUMNS,
        "initiatives.csv": INITIATIVE_COLUMNS,
    }
)
"""The public files, and their columns."""

ACTS = ("convention", "avenant")
STATES = ("tenu", "prevu")

_KEY = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*")
_POSTCODE = re.compile(r"\d{5}")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_YES, _NO = frozenset({"oui", "vrai", "x", "1"}), frozenset({"", "non", "faux", "0"})
_FRENCH_NUMBER = re.compile(r"(?:\+33|0033)?0?([1-9]\d{8})")


class _FactFields(TypedDict):
    source: str
    date: str
    remark: str


_Item = TypeVar("_Item", Reseau, Public, Structure)


def load_directory(folder: Path) -> Directory:
    """Read the public files of a folder (``data/network``).

    Raises
    ------
    SourceError
        A file, a column or a cell is not as it must be; a code stands twice, or is not known.
    """
    reseaux = load_reseaux(folder)
    publics = _load_publics(folder)
    structures = load_structures(folder / "structures.csv", reseaux, publics)
    names = {code: structure.name for code, structure in structures.items()}
    return Directory(
        reseaux=reseaux,
        publics=publics,
        structures=structures,
        memberships=tuple(_read_membership(row, names) for row in _read(folder, "memberships.csv")),
        tools=tuple(_read_tool(row, reseaux, names) for row in _read(folder, "tools.csv")),
        events=tuple(_read_event(row) for row in _read(folder, "events.csv")),
        initiatives=tuple(_read_initiative(row) for row in _read(folder, "initiatives.csv")),
        hash=_hash(folder),
    )


def load_reseaux(folder: Path) -> MappingProxyType[str, Reseau]:
    """Read ``reseaux.csv`` alone; its order is the order of every list of structures."""
    publics = {code: public.name for code, public in _load_publics(folder).items()}
    rows = _read(folder, "reseaux.csv")
    return _index(rows, lambda row: _read_reseau(row, publics))


def _load_publics(folder: Path) -> MappingProxyType[str, Public]:
    return _index(_read(folder, "publics.csv"), _read_public)


def load_structures(
    path: Path, reseaux: Mapping[str, Reseau], publics: Mapping[str, Public]
) -> MappingProxyType[str, Structure]:
    """Read a file with the columns of ``structures.csv``, wherever it comes from."""
    reseau_names = {code: reseau.name for code, reseau in reseaux.items()}
    public_names = {code: public.name for code, public in publics.items()}
    rows = read_rows(path, STRUCTURE_COLUMNS)
    return _index(rows, lambda row: _read_structure(row, reseau_names, public_names))


def _read(folder: Path, name: str) -> list[Row]:
    return read_rows(folder / name, FILES[name])


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(f"{name} {compute_sha256(folder / name)}\n".encode())
    return digest.hexdigest()


def _index(rows: list[Row], read: Callable[[Row], _Item]) -> MappingProxyType[str, _Item]:
    found: dict[str, _Item] = {}
    for row in rows:
        item = read(row)
        if item.code in found:
            raise SourceError(
                "duplicate_key", file=row.file, row=row.line, column="code", got=item.code
            )
        found[item.code] = item
    return MappingProxyType(found)


def _read_key(row: Row) -> str:
    if not _KEY.fullmatch(row.cells["code"]):
        raise row.refuse("code", words.EXPECT_CODE)
    return row.cells["code"]


def _read_fact(row: Row) -> _FactFields:
    """Source, date and remark: every row says who says it, and when it was seen."""
    if not row.cells["source"]:
        raise row.refuse("source", words.EXPECT_SOURCE)
    return {
        "source": row.cells["source"],
        "date": row.read_date("date", required=True),
        "remark": row.cells["remarque"],
    }


def _read_reseau(row: Row, publics: Mapping[str, str]) -> Reseau:
    if not _COLOR.fullmatch(row.cells["couleur"]):
        raise row.refuse("couleur", words.EXPECT_COLOR)
    return Reseau(
        **_read_fact(row),
        code=_read_key(row),
        name=row.read_text("nom", required=True),
        short=row.read_text("nom_court", required=True),
        family=row.read_text("famille", required=True),
        color=row.cells["couleur"].upper(),
        shape=row.read_choice("forme", MARKERS),
        publics=row.read_choices("publics", publics),
        services=row.read_items("services"),
        former=row.read_text("ancien_nom"),
    )


def _read_public(row: Row) -> Public:
    return Public(
        **_read_fact(row),
        code=_read_key(row),
        name=row.read_text("nom", required=True),
    )


def _read_structure(row: Row, reseaux: Mapping[str, str], publics: Mapping[str, str]) -> Structure:
    latitude = row.read_number("latitude", -90, 90, words.EXPECT_LATITUDE)
    longitude = row.read_number("longitude", -180, 180, words.EXPECT_LONGITUDE)
    if math.isnan(latitude) != math.isnan(longitude):
        column = "latitude" if math.isnan(latitude) else "longitude"
        raise row.refuse(column, words.EXPECT_BOTH)
    return Structure(
        **_read_fact(row),
        code=_read_key(row),
        name=row.read_text("nom", required=True),
        reseau=row.read_choice("reseau", reseaux),
        address=row.read_text("adresse"),
        postcode=row.read_code("code_postal", _POSTCODE, words.EXPECT_POSTCODE),
        commune=row.read_code("commune", COMMUNE, words.EXPECT_COMMUNE),
        latitude=latitude,
        longitude=longitude,
        phone=_read_phone(row),
        site=row.read_text("site"),
        publics=row.read_choices("publics", publics),
        services=row.read_items("services"),
        identifiers=row.read_items("identifiants"),
    )


def _read_phone(row: Row) -> str:
    """Read a number: ``248678080``, which lost its zero, gives ``02 48 67 80 80``."""
    text = row.cells["telephone"]
    figures = re.sub(r"[\s.\-()]|\(0\)", "", text)
    if text and not re.fullmatch(r"\+?\d{3,15}", figures):
        raise row.refuse("telephone", words.EXPECT_PHONE)
    found = _FRENCH_NUMBER.fullmatch(figures)
    if found is None:
        return text
    whole = f"0{found[1]}"
    return " ".join(whole[at : at + 2] for at in range(0, len(whole), 2))


def _read_membership(row: Row, structures: Mapping[str, str]) -> Membership:
    start, end = row.read_date("debut"), row.read_date("fin")
    if start and end and find_last_day(end) < find_first_day(start):
        raise row.refuse("fin", words.EXPECT_AFTER)
    return Membership(
        **_read_fact(row),
        spro=row.read_text("spro", required=True),
        structure=row.read_choice("structure", structures),
        role=row.read_choice("role", ROLES[:3]),
        start=start,
        end=end,
        act=row.read_choice("acte", ("", *ACTS)),
        reference=row.read_text("reference"),
    )


def _read_tool(row: Row, reseaux: Mapping[str, Reseau], structures: Mapping[str, str]) -> Tool:
    owner, place = row.cells["reseau"], row.cells["structure"]
    if owner and place:
        raise row.refuse("structure", words.EXPECT_ONE_OWNER)
    names = {code: reseau.name for code, reseau in reseaux.items()}
    return Tool(
        **_read_fact(row),
        reseau=row.read_choice("reseau", names) if owner else "",
        structure=row.read_choice("structure", structures) if place else "",
        spro=row.read_text("spro"),
        kind=row.read_text("apport", required=True),
        name=row.read_text("outil"),
    )


def _read_event(row: Row) -> Event:
    count = row.read_number("participants", 0, math.inf, words.EXPECT_COUNT)
    if not math.isnan(count) and count != int(count):
        raise row.refuse("participants", words.EXPECT_COUNT)
    approximate = row.cells["environ"].casefold()
    if approximate not in _YES | _NO:
        raise row.refuse("environ", words.EXPECT_YES)
    share = row.read_number("satisfaction", 0, 100, words.EXPECT_SHARE, suffix="%")
    return Event(
        **_read_fact(row),
        spro=row.read_text("spro", required=True),
        day=row.read_date("jour", required=True),
        kind=row.read_text("genre", required=True),
        title=row.read_text("titre", required=True),
        state=row.read_choice("etat", STATES),
        participants=None if math.isnan(count) else int(count),
        approximate=approximate in _YES,
        satisfaction=None if math.isnan(share) else share,
    )


def _read_initiative(row: Row) -> Initiative:
    return Initiative(
        **_read_fact(row),
        spro=row.read_text("spro", required=True),
        title=row.read_text("titre", required=True),
        description=row.read_text("description"),
    )
