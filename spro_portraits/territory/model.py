"""What a territory is: a set of communes, its zones, and the places it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = (
    "spro", "bassin", "zone_emploi", "arrondissement", "epci", "departement", "region",
    "commune", "perso",
)  # fmt: skip
"""Levels of territory that a portrait may be about."""

ZONE_LEVELS = ("bassin", "zone_emploi", "arrondissement", "epci", "departement", "region")
"""Levels whose composition is a column of the table of communes."""

PANORAMA_LEVELS = ("spro", "bassin", "zone_emploi", "arrondissement", "epci", "departement")
"""Levels whose territories are shown side by side: several, and few enough to be read."""


@dataclass(frozen=True, slots=True)
class Territory:
    """A set of communes of the edition's geography.

    Attributes
    ----------
    level, code, name : str
        Identity; ``name`` is the bare French name (``Issoudun``).
    communes : tuple of str
        Codes of the communes that the edition holds, sorted.
    total : int
        Communes that the territory has; more than ``len(communes)`` when part of it lies
        outside the edition.
    departements, regions : tuple of str
        Codes of the départements and regions it touches, largest share of population first.
    same_as : tuple of (level, code)
        Official zones with exactly the same communes: figures published for them are
        figures of this territory.
    bassins : tuple of str
        Bassins d'emploi whose union it is, or empty if it is no union of bassins.
    notes : tuple of str
        What an analyst wrote beside the perimeter (assumptions), in French.
    """

    level: str
    code: str
    name: str
    communes: tuple[str, ...]
    total: int
    departements: tuple[str, ...]
    regions: tuple[str, ...]
    same_as: tuple[tuple[str, str], ...] = ()
    bassins: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """``level-code``, as in the name of its folder."""
        return f"{self.level}-{self.code}"

    @property
    def is_partial(self) -> bool:
        """Whether the edition holds only a part of its communes."""
        return len(self.communes) < self.total

    def cells(self) -> tuple[str, tuple[str, ...]]:
        """Rows of the tables whose sum is the territory: a level and codes."""
        return "commune", self.communes


@dataclass(frozen=True, slots=True)
class Reference:
    """A place of comparison, read from totals: département(s), region, France, or a territory.

    Attributes
    ----------
    role : str
        ``departement``, ``region``, ``france`` or ``peer``.
    name : str
        Bare French name; several départements are joined.
    level : str
        Level of the rows that are summed.
    codes : tuple of str
        Codes of those rows.
    same_as : tuple of (level, code)
        As for a territory.
    bassins : tuple of str
        As for a territory (peers only).
    is_territory : bool
        Whether the place is the territory itself (a département-wide SPRO and its
        département).
    is_region : bool
        Whether départements are together the region that is a place of comparison too.
    """

    role: str
    name: str
    level: str
    codes: tuple[str, ...]
    same_as: tuple[tuple[str, str], ...] = ()
    bassins: tuple[str, ...] = ()
    is_territory: bool = False
    is_region: bool = False

    @property
    def is_told(self) -> bool:
        """Whether a comparison with the place says something that no other figure says."""
        return not (self.is_territory or self.is_region)

    @property
    def is_partial(self) -> bool:
        """Never: its rows are totals (a peer is whole or says so in its own portrait)."""
        return False

    def cells(self) -> tuple[str, tuple[str, ...]]:
        """Rows of the tables whose sum is the place: a level and codes."""
        return self.level, self.codes


@dataclass(frozen=True, slots=True)
class Covering:
    """A zone that covers part of a territory.

    Attributes
    ----------
    level, code, name : str
        The zone.
    share : float
        Share of the territory's population that lives in the zone, 0–1.
    zone_share : float
        Share of the zone's population that lives in the territory, 0–1; NaN when the
        edition does not hold the whole zone.
    """

    level: str
    code: str
    name: str
    share: float
    zone_share: float
