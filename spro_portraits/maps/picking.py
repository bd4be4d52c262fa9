"""Areas to pick on a map: their light shapes, the lines above them, and their names.

What is made here are plain records: the map that shows them is a widget (``cli/lab``).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from spro_portraits.maps.geometry import (
    Shapes,
    compute_tolerance,
    merge,
    project,
    simplify,
    trace_outlines,
)
from spro_portraits.maps.labels import place_labels

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from spro_portraits.maps.land import Land

_COARSER = 2
"""The map is about half as wide as the screen that the tolerance is made for."""
_GRID = 1e-4
"""Degrees: ten metres or so, less than can be seen."""


@dataclass(frozen=True, slots=True)
class PickGround:
    """Communes made light, and what is drawn of them for picking.

    Attributes
    ----------
    members : dict of str to tuple of str
        Codes of the areas, each with those of its communes.
    codes : tuple of str
        Of the communes, in the order of ``lighter``.
    lighter : array of geometries
        Degrees.
    drawn : dict
        For the widget, as GeoJSON and lists: ``areas`` (code as ``id``; ``name``, and ``at``,
        latitude and longitude of a point inside), ``lines`` (boundaries of larger areas),
        ``labels`` (name, latitude, longitude, zoom of Leaflet from which it fits), ``centred``
        (whether labels name the areas, in their middles).
    """

    members: dict[str, tuple[str, ...]]
    codes: tuple[str, ...]
    lighter: Shapes
    drawn: dict[str, Any]

    def outline(self, communes: Collection[str]) -> dict[str, Any]:
        """Draw the outline of those communes that are here; empty where none is."""
        inside = np.isin(self.codes, list(communes))
        if not inside.any():
            return {}
        return _write(shapely.boundary(merge(self.lighter[inside])))


def draw_pick_ground(
    communes: Land,
    groups: Sequence[tuple[str, str, Collection[str]]],
    outlines: Land,
    towns: pd.DataFrame | None,
) -> PickGround:
    """Draw areas to pick, each of whole communes.

    Parameters
    ----------
    communes : Land
        With codes.
    groups : sequence of (str, str, collection of str)
        Code, French name and communes of each area; one without a commune here is left out.
    outlines : Land
        Larger areas whose boundaries help to find one's way.
    towns : DataFrame or None
        Towns to name, as :func:`~.labels.place_labels` takes them; None to name the areas.

    Raises
    ------
    ValueError
        Without communes.
    """
    if not len(communes):
        raise ValueError("a map needs communes")
    tolerance = _COARSER * compute_tolerance(communes.shapes)
    (lighter,) = simplify(communes.shapes, tolerance=tolerance, is_coverage=communes.is_coverage)
    ranks = {code: rank for rank, code in enumerate(communes.codes)}
    kept, shapes = [], []
    for code, name, members in groups:
        held = [ranks[one] for one in members if one in ranks]
        if held:
            kept.append((code, name))
            shapes.append(lighter[held[0]] if len(held) == 1 else merge(lighter[held]))
    areas = np.array(shapes, dtype=object)
    points = shapely.get_coordinates(shapely.point_on_surface(areas))
    lines = trace_outlines(outlines.shapes, communes.shapes, lighter, merge(lighter), tolerance)
    is_centred = towns is None
    if towns is None:
        towns = pd.DataFrame(
            {
                "name": [name for _, name in kept],
                "population": shapely.area(shapely.transform(areas, project)),
                "x": points[:, 0],
                "y": points[:, 1],
            }
        )
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"name": name, "at": [round(y, 4), round(x, 4)]},
            "geometry": geometry,
        }
        for (code, name), geometry, (x, y) in zip(
            kept, map(_write, areas), points.tolist(), strict=True
        )
    ]
    drawn = {
        "areas": {"type": "FeatureCollection", "features": features},
        "lines": _write(lines),
        "labels": [
            [one.name, round(one.latitude, 4), round(one.longitude, 4),
             math.ceil(one.zoom * 100) / 100]
            for one in place_labels(towns)
        ],
        "centred": is_centred,
    }  # fmt: skip
    members = {code: tuple(held) for code, _, held in groups}
    return PickGround(members, communes.codes, lighter, drawn)


def _write(shape: Any) -> dict[str, Any]:
    """Write a shape as GeoJSON, its coordinates to the grid."""
    rounded = shapely.set_precision(shape, _GRID, mode="pointwise")
    written: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return written
