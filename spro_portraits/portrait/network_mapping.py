"""The map of the structures of a network: what it shows, for the page and for a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spro_portraits.errors import UsageError
from spro_portraits.maps import (
    NetworkPoint,
    OfflineMap,
    PointKind,
    PublicChoice,
    StillMap,
    draw_network_map,
    draw_still_network_map,
)
from spro_portraits.network import Member
from spro_portraits.network.needs import compute_needs
from spro_portraits.portrait.ground import cite_boundaries, find_departements, find_towns
from spro_portraits.portrait.network_subject import NetworkSubject, build_network_subject
from spro_portraits.store import slugify
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory
from spro_portraits.wording import coverage as coverage_words
from spro_portraits.wording import network_page as words
from spro_portraits.wording import typeset


@dataclass(frozen=True)
class NetworkSheet:
    """The map of a network, ready to be drawn as a page or as a picture.

    Attributes
    ----------
    subject : NetworkSubject
    placed : str
        How the structures are placed, in a sentence; empty without any.
    """

    subject: NetworkSubject
    placed: str
    common: dict[str, Any]

    @property
    def stem(self) -> str:
        """First part of the names of its files: ``reseau-spro-dreux``."""
        territory = self.subject.territory
        return f"reseau-{territory.level}-{slugify(territory.code)}"

    def draw_page(self) -> OfflineMap:
        """Draw the map that a reader asks who may receive them."""
        subject = self.subject
        used = {code for member in subject.network.members for code in member.publics}
        publics = [
            PublicChoice(public.code, typeset(public.name))
            for public in subject.directory.publics.values()
            if public.code in used
        ]
        return draw_network_map(
            publics=publics,
            territory=subject.territory.communes,
            about=words.write_note("publics"),
            placed=self.placed,
            **self.common,
        )

    def draw_picture(self, size: tuple[int, int]) -> StillMap:
        """Draw the map once; width and height in pixels."""
        inside = self.common["communes"]
        towns = find_towns(self.subject.edition, list(inside["code"]), inside["population"])
        return draw_still_network_map(places=towns, lede=self.placed, size=size, **self.common)


def build_network_sheet(edition: Edition, territory: Territory) -> NetworkSheet:
    """Gather the map of the network of a territory, on the most recent day of the facts.

    Raises
    ------
    UsageError
        ``no_outline``, for a territory whose outlines the edition does not hold.
    SourceError
        A file of ``data/network`` is absent or holds something else than it should.
    """
    return gather_network_map(build_network_subject(edition, territory))


def gather_network_map(subject: NetworkSubject) -> NetworkSheet:
    """Gather the map of a network that is open.

    Raises
    ------
    UsageError
        As :func:`build_network_sheet`.
    """
    network, edition, territory = subject.network, subject.edition, subject.territory
    shapes = edition.shapes
    inside = shapes[shapes["code"].isin(territory.communes)]
    if inside.empty:
        raise UsageError("no_outline", territory=territory.name)
    people = compute_needs(edition, list(inside["code"]))["population"].to_numpy()
    departements = find_departements(edition)
    precisions = [member.precision for member in network.members]
    common = {
        "communes": inside.assign(
            population=people, name=[typeset(str(name)) for name in inside["name"]]
        ),
        "points": [_make_point(subject, member) for member in network.members],
        "kinds": [
            PointKind(
                r.code, typeset(r.name), typeset(r.short), typeset(r.family), r.color, r.shape
            )
            for r in subject.directory.reseaux.values()
        ],
        "outlines": departements,
        "context": departements,
        "title": words.write_map_title(territory.level, territory.name),
        "source": coverage_words.DIRECTORY_SOURCE,
        "boundaries": cite_boundaries(edition),
    }
    counts = [precisions.count(kind) for kind in ("adresse", "commune", "")]
    return NetworkSheet(subject, words.write_placed(*counts), common)


def _make_point(subject: NetworkSubject, member: Member) -> NetworkPoint:
    structure = member.structure
    return NetworkPoint(
        key=structure.code,
        name=typeset(structure.name),
        reseau=member.reseau.code,
        latitude=member.latitude,
        longitude=member.longitude,
        precision=member.precision,
        commune_name=subject.name_commune(structure.commune),
        role=member.role,
        role_label=words.ROLES[member.role],
        address=typeset(structure.address),
        phone=typeset(structure.phone),
        site=structure.site,
        publics=member.publics,
        services=tuple(typeset(service) for service in member.services),
        notes=tuple(filter(None, [typeset(structure.remark)])),
        publics_assumed=member.publics_assumed,
    )
