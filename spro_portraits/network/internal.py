"""Internal facts: persons, direct lines and e-mail addresses, for the répertoire alone.

They are read from a folder that is neither committed nor installed. No record of :mod:`.model`
refers to a :class:`Contact`, and a :class:`Repertoire` is no :class:`~.model.Network`: what draws
a public product cannot be given one. Only ``portrait.repertoire`` and its command import this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from spro_portraits.errors import UsageError
from spro_portraits.network.cells import read_rows
from spro_portraits.network.model import Network, Structure

CONTACTS_FILE = "internal/contacts.csv"
"""Under ``data/network``."""

COLUMNS = (
    "structure", "personne", "fonction", "ligne_directe", "courriel", "source", "date", "remarque",
)  # fmt: skip
COMMENT = "#"
"""A row whose first cell begins with this is a comment."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of a structure: internal.

    Attributes
    ----------
    structure : str
        Code of the structure.
    person : str
    role : str
        What the person does there, in French.
    direct_line, email : str
        May be empty.
    source, date, remark : str
        As for public facts.
    """

    structure: str
    person: str
    role: str
    direct_line: str
    email: str
    source: str
    date: str
    remark: str


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The network of a territory with the persons of its structures: internal.

    Attributes
    ----------
    network : Network
    contacts : tuple of Contact
        Those of its structures, in the order of the file.
    """

    network: Network
    contacts: tuple[Contact, ...]


def load_contacts(folder: Path, structures: Mapping[str, Structure]) -> tuple[Contact, ...]:
    """Read the internal file of a folder (``data/network``).

    Parameters
    ----------
    structures : mapping
        Code → structure: those that a contact may belong to.

    Raises
    ------
    UsageError
        ``missing_contacts``: there is no such file.
    SourceError
        A column or a cell is not as it must be, or a structure is not known.
    """
    path = folder / CONTACTS_FILE
    if not path.is_file():
        raise UsageError("missing_contacts", file=path, columns=";".join(COLUMNS))
    names = {code: structure.name for code, structure in structures.items()}
    return tuple(
        Contact(
            structure=row.read_choice("structure", names),
            person=row.read_text("personne", required=True),
            role=row.read_text("fonction"),
            direct_line=row.read_text("ligne_directe"),
            email=row.read_text("courriel"),
            source=row.read_text("source", required=True),
            date=row.read_date("date", required=True),
            remark=row.read_text("remarque"),
        )
        for row in read_rows(path, COLUMNS)
        if not row.cells["structure"].startswith(COMMENT)
    )


def build_repertoire(network: Network, contacts: Iterable[Contact]) -> Repertoire:
    """Keep the contacts of the structures of a network."""
    here = {member.structure.code for member in network.members}
    return Repertoire(network, tuple(one for one in contacts if one.structure in here))
