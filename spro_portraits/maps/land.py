"""Areas that maps show a part of: what does not depend on the part, read once.

Whoever draws many maps of one country reads its outlines once, and takes from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from spro_portraits.maps.geometry import Shapes, degrees_of, project

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class Land:
    """Areas in longitude and latitude.

    Attributes
    ----------
    codes, names : tuple of str
        One an area; empty where the areas have none.
    shapes : array of geometries
        As :func:`~.geometry.degrees_of` gives them.
    is_coverage : bool
        Whether they are known to share their edges and never to overlap; so do any of them.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: Shapes
    is_coverage: bool = False

    def __len__(self) -> int:
        """Count the areas."""
        return len(self.shapes)

    def take(self, positions: Sequence[int]) -> Land:
        """Take some of the areas, in the order of the positions."""
        return Land(
            tuple(self.codes[position] for position in positions) if self.codes else (),
            tuple(self.names[position] for position in positions) if self.names else (),
            self.shapes[list(positions)],
            self.is_coverage,
        )


def read_land(areas: gpd.GeoDataFrame | Land, *, check: bool = False) -> Land:
    """Read areas once for all maps; what is read already is given back.

    Parameters
    ----------
    areas : GeoDataFrame or Land
        Geometry, and maybe ``code`` and ``name``.
    check : bool
        Whether to find out if they are a coverage, so that no map has to.
    """
    if isinstance(areas, Land):
        return areas
    codes, names = (
        tuple(map(str, areas[column])) if column in areas.columns else ()
        for column in ("code", "name")
    )
    shapes = degrees_of(areas)
    sound = check and bool(shapely.coverage_is_valid(shapely.transform(shapes, project)))
    return Land(codes, names, shapes, sound)
