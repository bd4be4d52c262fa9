"""What the network of guidance structures is made of: public facts, each with source and date.

Nothing here can hold a person, a direct line or an e-mail address: those are records of
:mod:`spro_portraits.network.internal`, which no record of this module refers to.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

ROLES = ("coordonnateur", "membre", "ressource", "presente")
"""Rings of a network, from the centre: the three roles of a membership, then the structures that
stand in the territory and of which no membership is known."""

PRECISIONS = ("adresse", "commune", "")
"""Where a position comes from: its address, the middle of its commune, or none is known."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that a person keeps.

    Attributes
    ----------
    source : str
        Who says it, in French.
    date : str
        When it was seen or confirmed: ``2024-09-01``, ``2016-04`` or ``2016``.
    remark : str
        What a person wrote beside it, in French.
    """

    source: str
    date: str
    remark: str


@dataclass(frozen=True, slots=True)
class Reseau(Fact):
    """A network of structures of one kind: missions locales, CIO.

    Attributes
    ----------
    code, name, short : str
        ``mission_locale``, « Missions locales », « ML ».
    family : str
        Name of the family that gives its colour.
    color, shape : str
        ``#0072B2``; a key of :data:`spro_portraits.style.MARKERS`.
    publics, services : tuple of str
        Whom its structures receive by their mission (codes of publics), and for what, in words.
    former : str
        Its former name (« Pôle emploi »); may be empty.
    """

    code: str
    name: str
    short: str
    family: str
    color: str
    shape: str
    publics: tuple[str, ...]
    services: tuple[str, ...]
    former: str


@dataclass(frozen=True, slots=True)
class Public(Fact):
    """People whom a structure may receive: ``jeunes``, « Jeunes de 16 à 25 ans »."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Structure(Fact):
    """A place that receives people.

    Attributes
    ----------
    code : str
        Stable key, ``mission_locale-bourges``.
    name : str
    reseau : str
        Code of its réseau.
    address, postcode : str
    commune : str
        INSEE code; empty where it is not known.
    latitude, longitude : float
        Degrees (WGS 84), as published for its address; NaN otherwise.
    phone, site : str
        Public switchboard and site.
    publics, services : tuple of str
        Empty: those of its réseau.
    identifiers : tuple of str
        ``directory:identifier`` in the official directories, by which an import finds it again.
    """

    code: str
    name: str
    reseau: str
    address: str
    postcode: str
    commune: str
    latitude: float
    longitude: float
    phone: str
    site: str
    publics: tuple[str, ...]
    services: tuple[str, ...]
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership(Fact):
    """A structure in a SPRO.

    Attributes
    ----------
    spro, structure : str
        Codes.
    role : str
        One of the first three :data:`ROLES`.
    start, end : str
        Dates, or empty where they are not known.
    act, reference : str
        ``convention`` or ``avenant``, and its reference; may be empty.
    """

    spro: str
    structure: str
    role: str
    start: str
    end: str
    act: str
    reference: str


@dataclass(frozen=True, slots=True)
class Tool(Fact):
    """What a réseau or one structure brings to the others.

    Attributes
    ----------
    reseau, structure : str
        At most one of the two is given; neither where the source does not say who.
    spro : str
        Where it is said; empty for everywhere.
    kind : str
        What it brings, in French: « Données socio-économiques », « Offre de formation » …
    name : str
        The tool itself (ORIOM); may be empty.
    """

    reseau: str
    structure: str
    spro: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Event(Fact):
    """A day on which people of the network met.

    Attributes
    ----------
    spro : str
        Code.
    day : str
        Date as precise as it is known.
    kind, title : str
        « Interconnaissance », « Présentation de territoire » …; what it was.
    state : str
        ``tenu`` or ``prevu``.
    participants : int or None
        People who came; None where it is not known.
    approximate : bool
        Whether their number was written as « about ».
    satisfaction : float or None
        Share satisfied, 0–100.
    """

    spro: str
    day: str
    kind: str
    title: str
    state: str
    participants: int | None
    approximate: bool
    satisfaction: float | None


@dataclass(frozen=True, slots=True)
class Initiative(Fact):
    """A good practice: where, what, told in a sentence."""

    spro: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Directory:
    """All public facts of ``data/network``, in the order of the files.

    Attributes
    ----------
    reseaux, publics, structures : mapping
        By code.
    memberships, tools, events, initiatives : tuple
    hash : str
        SHA-256 of the files, for the provenance of products.
    """

    reseaux: MappingProxyType[str, Reseau]
    publics: MappingProxyType[str, Public]
    structures: MappingProxyType[str, Structure]
    memberships: tuple[Membership, ...]
    tools: tuple[Tool, ...]
    events: tuple[Event, ...]
    initiatives: tuple[Initiative, ...]
    hash: str

    @property
    def last_date(self) -> str:
        """The most recent date of its facts: the day that products describe unless told."""
        facts: tuple[tuple[Fact, ...], ...] = (
            tuple(self.structures.values()), self.memberships, self.tools, self.events,
            self.initiatives,
        )  # fmt: skip
        return max((fact.date for group in facts for fact in group), default="")


@dataclass(frozen=True, slots=True)
class Member:
    """A structure in the network of one territory.

    Attributes
    ----------
    structure : Structure
    reseau : Reseau
    role : str
        The innermost of its roles there: one of :data:`ROLES`.
    memberships : tuple of Membership
        Those that hold on the day, in this territory.
    publics, services : tuple of str
        Its own, else those of its réseau.
    publics_assumed : bool
        Whether its publics are only those of its réseau.
    latitude, longitude : float
        Where it is drawn; NaN where nothing is known.
    precision : str
        One of :data:`PRECISIONS`.
    """

    structure: Structure
    reseau: Reseau
    role: str
    memberships: tuple[Membership, ...]
    publics: tuple[str, ...]
    services: tuple[str, ...]
    publics_assumed: bool
    latitude: float
    longitude: float
    precision: str


@dataclass(frozen=True, slots=True)
class Network:
    """The network of one territory on one day.

    Attributes
    ----------
    level, code : str
        Of the territory.
    day : str
        The day that it describes.
    spro : tuple of str
        SPRO whose facts it holds: itself, or those that lie in the territory.
    members : tuple of Member
        Ordered by réseau, role, then name.
    tools, events, initiatives : tuple
        Those of these SPRO, and those said for everywhere.
    directory : Directory
        What it was taken from.
    """

    level: str
    code: str
    day: str
    spro: tuple[str, ...]
    members: tuple[Member, ...]
    tools: tuple[Tool, ...]
    events: tuple[Event, ...]
    initiatives: tuple[Initiative, ...]
    directory: Directory
