"""Commune boundaries of the edition's geography, without holes or overlaps."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spro_portraits.errors import SourceError
from spro_portraits.tables.geography import Passage, find_departement

GRID = 1e-5
"""Coordinates are held on this grid, in degrees: about a metre."""

_LAMBERT_93 = 2154
_TABLE = "commune (contours)"


def merge_boundaries(
    boundaries: gpd.GeoDataFrame, passage: Passage, year: int, communes: pd.Series
) -> gpd.GeoDataFrame:
    """Merge the outlines of ``year`` into the communes of the edition.

    Parameters
    ----------
    boundaries : GeoDataFrame
        Columns ``code, geometry``, communes of 1 January ``year``.
    communes : Series
        Names of the wanted communes, by code.

    Returns
    -------
    GeoDataFrame
        Columns ``code, name, geometry``; one row a commune, EPSG:4326, sorted by code.

    Raises
    ------
    SourceError
        A commune, or a part of one that merged, has no outline; an outline has no commune;
        the outlines overlap or leave a hole between them.
    """
    ancestors = passage.find_ancestors(year)
    owner = {old: new for new in communes.index for old in ancestors[new]}
    strangers = sorted(set(boundaries["code"]) - set(owner))
    lacking = sorted(set(owner) - set(boundaries["code"]))
    if strangers:
        problem = f"{len(strangers)} contours sans commune, dont {strangers[0]}"
        raise SourceError("failed_check", table=_TABLE, problem=problem)
    if lacking:
        problem = f"{len(lacking)} communes sans contour, dont {lacking[0]}"
        raise SourceError("failed_check", table=_TABLE, problem=problem)
    placed = boundaries.assign(new=boundaries["code"].map(owner))
    snapped = shapely.set_precision(placed.geometry.to_numpy(), GRID, mode="pointwise")
    shapes = gpd.GeoSeries(snapped, index=placed["new"].to_numpy(), crs=4326)
    merged = shapes.groupby(level=0).agg(lambda parts: shapely.coverage_union_all(parts.array))
    frame = gpd.GeoDataFrame(
        {"code": merged.index, "name": communes.loc[merged.index].to_numpy()},
        geometry=list(merged),
        crs=4326,
    )
    require_coverage(frame)
    return frame


def require_coverage(frame: gpd.GeoDataFrame) -> None:
    """Raise ``SourceError("failed_check")`` unless the shapes tile their union exactly."""
    shapes = frame.geometry.to_numpy()
    whole = shapely.union_all(shapes)
    areas = gpd.GeoSeries([whole, *shapes], crs=4326).to_crs(_LAMBERT_93).area.to_numpy()
    holes = int(shapely.get_num_interior_rings(shapely.get_parts(whole)).sum())
    overlap = abs(areas[1:].sum() - areas[0]) / areas[0]
    if not shapely.coverage_is_valid(shapes) or overlap > 1e-9 or holes:  # noqa: PLR2004 - rounding
        faults = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
        codes = ", ".join(frame["code"].iloc[faults[:5]])
        raise SourceError(
            "failed_check", table=_TABLE,
            problem=f"trous ou recouvrements ({holes} trous ; communes {codes})",
        )  # fmt: skip


def dissolve_departements(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Unite the communes of each département: columns ``code, geometry``."""
    codes = communes["code"].map(find_departement)
    merged = communes.geometry.groupby(codes.to_numpy()).agg(
        lambda parts: shapely.coverage_union_all(parts.array)
    )
    return gpd.GeoDataFrame({"code": merged.index}, geometry=list(merged), crs=communes.crs)
