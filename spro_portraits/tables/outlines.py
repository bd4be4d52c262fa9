"""Outlines of communes from a file of all France, whose shapes do not fit together exactly.

Each shape there was simplified and dated by itself: neighbours overlap or part by metres, and a
commune born of a merger may lack a part. What fits is kept; what is lost is said, never drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spro_portraits.errors import SourceError
from spro_portraits.tables.boundaries import GRID
from spro_portraits.tables.geography import Passage

LOADER = "french_outlines"
"""Loader of the registry whose frame this module takes."""

GAP = 2e-4
"""Slits between neighbours narrower than this, in degrees (about 20 metres), are closed."""

MERGED_SINCE = 2015
"""A commune that merged since 1 January of this year may have an older outline.

Mergers were few before the law of 16 March 2015 on the *communes nouvelles*.
"""

_TABLE = "commune (contours)"


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines of some communes, and what was done to have them.

    Attributes
    ----------
    shapes : GeoDataFrame
        Columns ``code, name, geometry``, EPSG:4326, sorted by code; neighbours share their
        edges exactly. A commune without an outline has no row.
    journal : dict
        ``undrawn``: codes of the communes that have none; ``filled``: those that were given
        the hole beside them; ``holes``: number of holes left, on land that no outline covers.
    """

    shapes: gpd.GeoDataFrame
    journal: dict[str, Any]


def take_outlines(outlines: gpd.GeoDataFrame, passage: Passage, names: pd.Series) -> Outlines:
    """Make the outlines of all France fit together, and take those of some communes.

    All are made to fit before some are taken: a border between two regions is the same from
    both sides, and a hole is one only where no commune of another region fills it.

    Parameters
    ----------
    outlines : GeoDataFrame
        As :func:`~.france.load_french_outlines` gives them; communes of the geography of the
        edition.
    names : Series
        Names of the wanted communes, by code.

    Raises
    ------
    SourceError
        ``failed_check``: an outline of no commune; shapes that still do not fit together.
    """
    strangers = sorted(set(outlines["code"]) - set(passage.communes))
    if strangers:
        problem = f"{len(strangers)} contours sans commune, dont {strangers[0]}"
        raise SourceError("failed_check", table=_TABLE, problem=problem)
    drawn = outlines[outlines.geometry.notna()]
    codes = drawn["code"].to_numpy()
    shapes = snap(drawn.geometry.to_numpy())
    holes = _list_holes(shapes)
    owners = _find_owners(holes, drawn, shapes, _list_changed(passage))
    fitted = dict(zip(codes, shapes, strict=True))
    for code, parts in owners.items():
        fitted[code] = shapely.coverage_union_all([fitted[code], *parts])
    kept = sorted(set(names.index) & set(fitted))
    frame = gpd.GeoDataFrame(
        {"code": kept, "name": names.loc[kept].to_numpy()},
        geometry=[fitted[code] for code in kept],
        crs=4326,
    )
    _require_fitting(frame)
    journal = {
        "undrawn": sorted(set(names.index) - set(fitted)),
        "filled": sorted(set(owners) & set(kept)),
        "holes": len(holes) - sum(len(parts) for parts in owners.values()),
    }
    return Outlines(frame, journal)


def snap(shapes: np.ndarray) -> np.ndarray:
    """Hold shapes on the grid of editions and let neighbours share their edges."""
    snapped = shapely.set_precision(shapes, GRID, mode="pointwise")
    return _settle(shapely.make_valid(snapped, method="structure", keep_collapsed=False))


def _settle(shapes: np.ndarray) -> np.ndarray:
    """Close slits and share edges, then hold the new points on the grid again."""
    # The published types of shapely are those of 2.1.
    cleaned = shapely.coverage_clean(shapes, gap_width=GAP)  # type: ignore[attr-defined]
    return np.asarray(shapely.set_precision(cleaned, GRID, mode="pointwise"), dtype=object)


def _list_holes(shapes: np.ndarray) -> list[shapely.Polygon]:
    """List the holes of the union of all: land of no outline, whatever its size."""
    parts = shapely.get_parts(shapely.coverage_union_all(shapes))
    return [shapely.Polygon(ring) for part in parts for ring in part.interiors]


def _list_changed(passage: Passage) -> frozenset[str]:
    """List the communes of today that hold several of :data:`MERGED_SINCE`."""
    ancestors = passage.find_ancestors(MERGED_SINCE)
    return frozenset(code for code, olds in ancestors.items() if len(olds) > 1)


def _find_owners(
    holes: Collection[shapely.Polygon],
    drawn: gpd.GeoDataFrame,
    shapes: np.ndarray,
    merged: Collection[str],
) -> Mapping[str, list[shapely.Polygon]]:
    """Find whose land each hole is, where one commune alone can be it.

    That is the only neighbour whose outline is known to lack a former commune; else the
    only neighbour that merged lately. Other holes stay: an enclave of Spain is one.
    """
    codes = drawn["code"].to_numpy()
    old = set(drawn.loc[drawn["is_old"], "code"])
    tree = shapely.STRtree(shapes)
    owners: dict[str, list[shapely.Polygon]] = {}
    for hole in holes:
        near = set(codes[tree.query(hole, predicate="touches")].tolist())
        likely = near & old or near & set(merged)
        if len(likely) == 1:
            owners.setdefault(likely.pop(), []).append(hole)
    return owners


def _require_fitting(frame: gpd.GeoDataFrame) -> None:
    shapes = frame.geometry.to_numpy()
    if not shapely.coverage_is_valid(shapes):
        faults = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
        problem = f"recouvrements (communes {', '.join(frame['code'].iloc[faults[:5]])})"
        raise SourceError("failed_check", table=_TABLE, problem=problem)
