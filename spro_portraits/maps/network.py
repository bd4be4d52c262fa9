"""The map of the structures of a territory, and « Qui peut me recevoir ? ».

Not done here: which structures belong to a territory, whom they receive, distances of
communes to them (rooms below). The page measures only how far a reader's commune is.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import shapely

from spro_portraits.maps.canvas import find_ground
from spro_portraits.maps.geometry import Shapes, merge, trace_outlines
from spro_portraits.maps.land import Land, read_land
from spro_portraits.maps.network_panel import NetworkPanel
from spro_portraits.maps.offline import OfflineMap, Pane
from spro_portraits.maps.shapes import PackedShapes
from spro_portraits.style import MARKERS, PAPER, REFERENCES, RULE, TERRITORY, WASH
from spro_portraits.wording import network_map as words
from spro_portraits.wording import typeset

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

PRECISIONS = ("adresse", "commune")
_MOST_TOWNS = 60
_DECIMALS = 5
_CONTEXT = {"fill": True, "fill_color": WASH, "fill_opacity": 1, "color": RULE, "weight": 0.8}
_INSIDE = {"fill": True, "fill_color": PAPER, "fill_opacity": 1, "color": RULE, "weight": 0.7}
_BESIDE = _INSIDE | {"fill_color": WASH}
_OUTLINE = {"color": REFERENCES["departement"], "weight": 1.5}
_BORDER = {"color": TERRITORY, "weight": 2}
_WEB = {"http", "https"}
_DEPARTEMENT = {"97": 3, "98": 3}


@dataclass(frozen=True, slots=True)
class PointKind:
    """A réseau as the map shows it.

    Attributes
    ----------
    key, name, short, family : str
        Code, name, short name, and the family under which the legend lists it.
    color : str
        ``#0072B2``.
    shape : str
        A key of :data:`spro_portraits.style.MARKERS`.
    """

    key: str
    name: str
    short: str
    family: str
    color: str
    shape: str


@dataclass(frozen=True, slots=True)
class PublicChoice:
    """People for whom a reader may ask: code and name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class NetworkPoint:
    """A structure as the map shows it; every text is shown as text.

    Attributes
    ----------
    key, name : str
        Code, unique on the map, and name.
    reseau : str
        Key of its :class:`PointKind`.
    latitude, longitude : float
        Degrees (WGS 84); both NaN where no position is known.
    precision : str
        ``adresse`` or ``commune`` (the middle of its commune, drawn hollow); not read
        without a position.
    commune_name : str
    role, role_label : str
        ``coordonnateur`` is drawn with a ring; the label is shown.
    address, phone, site : str
        Empty where unknown. A site is a link only if it is a whole ``http(s)`` address.
    publics : tuple of str
        Keys of :class:`PublicChoice`.
    services : tuple of str
        In words.
    notes : tuple of str
        Sentences shown at the end of its description.
    publics_assumed : bool
        Whether its publics are only those of the mission of its réseau; marked so.
    """

    key: str
    name: str
    reseau: str
    latitude: float
    longitude: float
    precision: str
    commune_name: str
    role: str
    role_label: str
    address: str
    phone: str
    site: str
    publics: tuple[str, ...]
    services: tuple[str, ...]
    notes: tuple[str, ...]
    publics_assumed: bool = False


def draw_network_map(
    communes: gpd.GeoDataFrame,
    points: Sequence[NetworkPoint],
    kinds: Sequence[PointKind],
    publics: Sequence[PublicChoice],
    *,
    territory: Iterable[str],
    outlines: gpd.GeoDataFrame | Land | None = None,
    context: gpd.GeoDataFrame | Land | None = None,
    title: str,
    source: str = "",
    boundaries: str = "",
    about: str = "",
    placed: str = "",
    height: int = 620,
) -> OfflineMap:
    """Draw the structures of a territory by réseau, with a list that finds who receives whom.

    Parameters
    ----------
    communes : GeoDataFrame
        ``code``, ``name``, ``population``, geometry; those of the territory, and any others
        that a reader may live in (drawn pale).
    points : sequence of NetworkPoint
        Perhaps none. Listed in this order until a commune is chosen; those without position
        always come last.
    kinds : sequence of PointKind
        In the order of the legend; those without a point are left out.
    publics : sequence of PublicChoice
        In the order of the choice.
    territory : iterable of str
        Codes of the communes of the territory.
    outlines, context : GeoDataFrame or Land, optional
        As in :func:`~spro_portraits.maps.communes.draw_commune_map`.
    title, boundaries : str
        As there.
    source : str
        Where the structures come from.
    about, placed : str
        For the notes of who presents the map: what is known of the publics, of the positions.
    height : int
        Height in pixels.

    Returns
    -------
    OfflineMap
        Asks the network for nothing; same arguments, same bytes.

    Raises
    ------
    ValueError
        Without a commune of the territory; where a code or key is there twice, or names
        nothing (réseau, public, shape, precision); where half a position is given.
    """
    codes = set(territory)
    inside = communes["code"].isin(codes)
    if not inside.any():
        raise ValueError("a map of a network needs communes of its territory")
    _refuse_twins("commune", communes["code"])
    _check(points, kinds, publics)
    # The territory first: what lies beside may give way to it.
    ordered = communes.assign(_beside=~inside).sort_values(["_beside", "code"])
    count = int(inside.sum())
    ground = find_ground(ordered, context)
    whole = merge(ground.lighter[:count])
    drawn = OfflineMap(title, height, zoom_snap=0.25, zoom_delta=1, maxZoom=14, fadeAnimation=False)
    for name, level in (("around", 350), ("outlines", 450), ("places", 460)):
        Pane(name, z_index=level).add_to(drawn)
    if len(ground.around):
        PackedShapes(ground.around, "context", pane="around", style=_CONTEXT).add_to(drawn)
    areas = [PackedShapes(ground.lighter[:count], "in", pane="overlayPane", style=_INSIDE)]
    if count < len(ordered):
        areas += [PackedShapes(ground.lighter[count:], "by", pane="overlayPane", style=_BESIDE)]
    for area in areas:
        area.add_to(drawn)
    if outlines is not None and len(outlines):
        larger = read_land(outlines).shapes
        lines = trace_outlines(larger, ground.pieces, ground.lighter, whole, ground.tolerance)
        PackedShapes(_alone(lines), "outlines", pane="outlines", style=_OUTLINE).add_to(drawn)
    border = PackedShapes(
        _alone(shapely.boundary(whole)), "territory", pane="outlines", style=_BORDER
    )
    border.add_to(drawn)
    shown = [kind for kind in kinds if any(point.reseau == kind.key for point in points)]
    NetworkPanel(
        title=title,
        areas=areas,
        border=border,
        communes=_describe_communes(ordered, ground.pieces),
        kinds=[_describe_kind(kind) for kind in shown],
        publics=[{"key": choice.key, "name": typeset(choice.name)} for choice in publics],
        points=[_describe_point(point, shown, publics) for point in points],
        source=words.name_source(source, boundaries),
        notes={"about": about, "placed": placed, "source": source},
    ).add_to(drawn)
    return drawn


def _check(
    points: Sequence[NetworkPoint], kinds: Sequence[PointKind], publics: Sequence[PublicChoice]
) -> None:
    _refuse_twins("structure", (point.key for point in points))
    _refuse_twins("réseau", (kind.key for kind in kinds))
    _refuse_twins("public", (choice.key for choice in publics))
    _refuse_unknown("shape", (kind.shape for kind in kinds), MARKERS)
    _refuse_unknown("réseau", (p.reseau for p in points), [kind.key for kind in kinds])
    known = [choice.key for choice in publics]
    _refuse_unknown("public", (key for point in points for key in point.publics), known)
    for point in points:
        if math.isfinite(point.latitude) != math.isfinite(point.longitude):
            raise ValueError(f"half a position: {point.key}")
    placed = (point.precision for point in points if math.isfinite(point.latitude))
    _refuse_unknown("precision", placed, PRECISIONS)


def _refuse_twins(kind: str, keys: Iterable[Hashable]) -> None:
    twins = [key for key, count in Counter(keys).items() if count > 1]
    if twins:
        raise ValueError(f"twice on the map: {kind} {twins[0]}")


def _refuse_unknown(kind: str, keys: Iterable[str], known: Iterable[str]) -> None:
    unknown = set(keys).difference(known)
    if unknown:
        raise ValueError(f"unknown {kind}: {min(unknown)}")


def _describe_communes(communes: gpd.GeoDataFrame, pieces: Shapes) -> dict[str, object]:
    """Give names, one point each (always inside), and the ranks of the largest towns."""
    names = [typeset(str(name)) for name in communes["name"]]
    codes = [str(code) for code in communes["code"]]
    twins = {name for name, count in Counter(names).items() if count > 1}
    labels = [
        words.name_twin(name, code[: _DEPARTEMENT.get(code[:2], 2)]) if name in twins else name
        for name, code in zip(names, codes, strict=True)
    ]
    spots = shapely.get_coordinates(shapely.point_on_surface(pieces))
    people = communes["population"].fillna(0).to_numpy()
    towns = sorted(range(len(names)), key=lambda i: (-people[i], codes[i]))[:_MOST_TOWNS]
    return {
        "names": "\n".join(label.replace("\n", " ") for label in labels),
        "at": [[round(y, _DECIMALS), round(x, _DECIMALS)] for x, y in spots.tolist()],
        "towns": [[i, names[i]] for i in towns],
    }


def _describe_kind(kind: PointKind) -> dict[str, str]:
    return {
        "key": kind.key, "name": typeset(kind.name), "short": typeset(kind.short),
        "family": typeset(kind.family), "color": kind.color, "path": MARKERS[kind.shape],
    }  # fmt: skip


def _describe_point(
    point: NetworkPoint, kinds: Sequence[PointKind], publics: Sequence[PublicChoice]
) -> dict[str, object]:
    placed = math.isfinite(point.latitude)
    received = [rank for rank, choice in enumerate(publics) if choice.key in point.publics]
    facts: dict[str, object] = {
        "key": point.key,
        "name": typeset(point.name),
        "kind": [kind.key for kind in kinds].index(point.reseau),
        "at": [round(point.latitude, 6), round(point.longitude, 6)] if placed else None,
        "hollow": placed and point.precision == "commune",
        "commune": typeset(point.commune_name),
        "leading": point.role == "coordonnateur",
        "role": typeset(point.role_label),
        "address": typeset(point.address),
        "phone": point.phone,
        "site": point.site,
        "linked": _is_web(point.site),
        "publics": received,
        "assumed": point.publics_assumed,
        "services": [typeset(text) for text in point.services],
        "notes": [typeset(text) for text in point.notes],
    }
    # What is empty or false is left out: a page holds hundreds of structures.
    return {name: value for name, value in facts.items() if value or name in {"kind", "publics"}}


def _is_web(site: str) -> bool:
    """Say whether a text is a whole address of the web, and nothing else."""
    if any(char.isspace() or not char.isprintable() for char in site):
        return False
    try:
        parts = urlsplit(site)
    except ValueError:
        return False
    return parts.scheme in _WEB and bool(parts.hostname)


def _alone(shape: BaseGeometry) -> Shapes:
    """Put one shape in an array (NumPy would take a collection apart)."""
    one = np.empty(1, dtype=object)
    one[0] = shape
    return one
