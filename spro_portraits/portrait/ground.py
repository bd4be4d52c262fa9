"""What the maps of all pages stand on: départements, towns to name, source of the outlines."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from spro_portraits.tables import Edition
from spro_portraits.wording import typeset
from spro_portraits.wording.portrait import write_boundaries

_MOST_TOWNS = 40


def find_departements(edition: Edition) -> gpd.GeoDataFrame:
    """Find the outlines of the départements, with their names."""
    names = edition.zones["name"].loc["departement"]
    return edition.departement_shapes.assign(name=lambda frame: frame["code"].map(names))


def find_towns(shapes: gpd.GeoDataFrame, people: pd.Series[float]) -> pd.DataFrame:
    """Find the towns to name on a map, with a point inside each.

    Parameters
    ----------
    shapes : GeoDataFrame
        Communes: ``name``, geometry.
    people : Series of float
        Their inhabitants, in the same order.

    Returns
    -------
    DataFrame
        ``name`` (typeset), ``population``, ``x``, ``y``; the most peopled first.
    """
    points = shapes.geometry.representative_point()
    frame = pd.DataFrame(
        {
            "name": [typeset(str(name)) for name in shapes["name"]],
            "population": np.asarray(people, dtype=float),
            "x": points.x.to_numpy(),
            "y": points.y.to_numpy(),
        }
    )
    return frame.nlargest(_MOST_TOWNS, "population", keep="all").head(_MOST_TOWNS)


def cite_boundaries(edition: Edition) -> str:
    """Write the source line of the outlines, with the year of their geography."""
    source = edition.sources["boundaries"]
    return write_boundaries(source.producer, source.title, edition.geography_year)
