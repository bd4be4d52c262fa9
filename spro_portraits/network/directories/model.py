"""What a reader of a directory gives: candidate rows, and what it left out."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """One issue of a directory.

    Attributes
    ----------
    key : str
        Its format: ``dila``, ``agences`` …
    title, producer, licence : str
        In French; the licence says when it is still to be checked.
    vintage : str
        In French: ``octobre 2019``.
    date : str
        The same as a date: ``2019-10``.
    located : bool
        Whether the commune of a row is that of its address; False where it is only part of
        the identifier.
    file, sha256 : str
        The file that is described.
    """

    key: str
    title: str
    producer: str
    licence: str
    vintage: str
    date: str
    located: bool
    file: str
    sha256: str

    @property
    def text(self) -> str:
        """What the column ``source`` of a structure says."""
        return f"{self.title}, {self.vintage}" if self.vintage else self.title


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of a directory, made readable; nothing in it is invented.

    Attributes
    ----------
    directory, identifier : str
        Key of the directory and its own identifier.
    reseau, name, address, postcode : str
    commune : str
        INSEE code; empty where the name is not that of one commune of the edition.
    place : str
        Name of the commune as the directory writes it.
    latitude, longitude : float
        Degrees (WGS 84); NaN where the directory gives none.
    phone, site : str
    date, source : str
        Of the directory.
    located : bool
        Whether the commune is that of the address.
    code : str
        Code of the structure, where the file says it (a list of a colleague).
    publics, services, identifiers : tuple of str
    remark : str
    """

    directory: str
    identifier: str
    reseau: str
    name: str
    date: str
    source: str
    address: str = ""
    postcode: str = ""
    commune: str = ""
    place: str = ""
    latitude: float = math.nan
    longitude: float = math.nan
    phone: str = ""
    site: str = ""
    located: bool = True
    code: str = ""
    publics: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    remark: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """All its identifiers, ``directory:identifier``."""
        own = (f"{self.directory}:{self.identifier}",) if self.identifier else ()
        return tuple(dict.fromkeys((*own, *self.identifiers)))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a reader did not take.

    Attributes
    ----------
    reason : str
        A key of :data:`spro_portraits.wording.network_import.REASONS`.
    subject : str
        What it is about: a kind of row (``msap``), or the name of the row.
    """

    reason: str
    subject: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one file gave.

    Attributes
    ----------
    candidates : tuple of Candidate
        In the order of the file.
    left_out : tuple of LeftOut
        One a row, or a field, that was not taken.
    """

    candidates: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
