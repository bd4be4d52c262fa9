"""What the pages on a network are about: a territory, and the structures that stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spro_portraits.network.dates import read_day
from spro_portraits.network.load import load_directory
from spro_portraits.network.model import Directory, Network, Reseau
from spro_portraits.network.select import find_network
from spro_portraits.portrait.about import About
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import Territory, find_territory, list_territories
from spro_portraits.wording import typeset

NETWORK_FOLDER = "network"
"""Folder of the public facts of the network, in the data folder."""


@dataclass(frozen=True)
class NetworkSubject(About):
    """A territory with its network on one day.

    Attributes
    ----------
    spro : mapping
        Code → territory, all SPRO of the edition.
    network : Network
    """

    spro: Mapping[str, Territory]
    network: Network

    @property
    def day(self) -> str:
        """The day that the network describes."""
        return self.network.day

    def name_commune(self, code: str) -> str:
        """Name a commune, typeset; empty where it is not one of the edition."""
        names = self.edition.communes["name"]
        return typeset(str(names[code])) if code in names.index else ""

    def name_spro(self, code: str) -> str:
        """Name a SPRO, typeset; its code where the perimeters do not hold it."""
        return typeset(self.spro[code].name) if code in self.spro else code

    @property
    def beyond(self) -> tuple[str, ...]:
        """Names of the territory's regions, where the directory holds no structure of any.

        Empty where it holds one: a zero is then a figure, not a directory of elsewhere.
        """
        communes = {structure.commune for structure in self.directory.structures.values()}
        regions = self.edition.places["region"]
        known = set(regions[regions.index.isin(communes)])
        if self.network.members or known.intersection(self.territory.regions):
            return ()
        names = self.edition.zones["name"]
        return tuple(str(names.get(("region", c), c)) for c in self.territory.regions)

    @property
    def reseaux(self) -> list[Reseau]:
        """Réseaux that have a structure here, in the order of their file."""
        present = {member.reseau.code for member in self.network.members}
        return [one for code, one in self.directory.reseaux.items() if code in present]

    @property
    def directory(self) -> Directory:
        """All public facts, of this territory and of the others."""
        return self.network.directory


def open_network_subject(
    territory: str, level: str = "spro", edition: str = "", day: str = ""
) -> NetworkSubject:
    """Open the edition and the network of a territory; what doors of notebooks call.

    Parameters
    ----------
    territory, level, edition : str
        As for :func:`~spro_portraits.portrait.open_portrait`.
    day : str
        The day to describe, ``2026-11-24``; empty for the most recent date of the facts.

    Raises
    ------
    UsageError
        Unknown territory or level; a day that is none.
    EditionError
        Absent, damaged or other edition.
    SourceError
        A file of ``data/network`` is absent or holds something else than it should.
    """
    opened = load_edition(load_settings().data, edition)
    return build_network_subject(opened, find_territory(opened, level, territory), day)


def build_network_subject(
    edition: Edition, territory: Territory, day: str = "", directory: Directory | None = None
) -> NetworkSubject:
    """Find the network of a territory of an edition.

    Parameters
    ----------
    day : str
        As for :func:`open_network_subject`.
    directory : Directory, optional
        The public facts, when they are read already; else those beside the edition.

    Raises
    ------
    SourceError
        As :func:`open_network_subject`.
    """
    found = directory or load_directory(edition.home / NETWORK_FOLDER)
    spro = {one.code: one for one in list_territories(edition, "spro")}
    on = read_day(day) if day else ""
    network = find_network(found, territory, tuple(spro.values()), edition.shapes, on)
    return NetworkSubject(edition, territory, spro, network)
