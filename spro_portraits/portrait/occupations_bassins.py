"""The small map of each sheet: projects of an occupation by bassin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from spro_portraits.maps import draw_bassin_map, find_bassin_shapes
from spro_portraits.portrait.occupations_subject import OccupationsSubject
from spro_portraits.wording import ABSENT_SIGNS, format_count
from spro_portraits.wording import occupations_sheets as words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class BassinMaps:
    """The maps of all sheets: shapes are made once, and drawn as often as asked.

    Attributes
    ----------
    shapes : GeoDataFrame
        Bassins to draw: ``code``, ``name``, geometry.
    rows : DataFrame
        Rows of the survey for them.
    outline : geometry or None
        The territory, where it is not what is drawn.
    kind : str
        ``bassins`` (those of the territory), ``neighbours`` (one bassin, among those of its
        département) or ``covering`` (those that cover a territory that is no union of them).
    note : str
        What the outline is; empty where there is none.
    """

    shapes: gpd.GeoDataFrame
    rows: pd.DataFrame
    outline: BaseGeometry | None
    kind: str
    note: str

    @property
    def title(self) -> str:
        """Head of the maps."""
        return words.TITLES[self.kind]

    def draw(self, code: str, name: str) -> str:
        """Draw the map of one occupation; empty where no bassin has a shape."""
        if self.shapes.empty:
            return ""
        rows = self.rows[self.rows["occupation"] == code].set_index("code")
        hidden = (rows["projects"] == 0) & (rows["projects_masked"] > 0)
        values = rows["projects"].astype(float).where(~hidden)
        values = values.reindex(self.shapes["code"])
        absent = ABSENT_SIGNS["non_diffuse"]
        texts = pd.Series(
            [absent if math.isnan(value) else format_count(value) for value in values],
            index=values.index,
        )
        return draw_bassin_map(
            self.shapes,
            values,
            texts,
            title=words.write_map_title(name),
            unit=words.MAP_UNIT,
            territory=self.outline,
        )


def build_bassin_maps(subject: OccupationsSubject) -> BassinMaps:
    """Find the bassins to draw, and their shapes.

    A territory of one bassin is shown among the bassins of its département, outlined: alone
    it would be a single area. One that is no union of bassins is shown by all that cover it.
    """
    edition, survey_place = subject.edition, subject.survey
    communes = edition.communes
    wanted = {covering.code for covering in survey_place.coverings}
    kind = "bassins" if survey_place.is_union else "covering"
    if len(wanted) == 1:
        around = communes["departement"] == subject.territory.departements[0]
        wanted |= set(communes.loc[around, "bassin"])
        kind = "neighbours"
    counted = [one.name for one in survey_place.counted] if kind == "covering" else []
    names = edition.zones["name"].loc["bassin"]
    survey = edition.recruitment
    inside = edition.shapes["code"].isin(subject.territory.communes)
    is_outlined = kind != "bassins" and inside.any()
    return BassinMaps(
        shapes=find_bassin_shapes(
            edition.shapes, communes["bassin"], names[names.index.isin(wanted)]
        ),
        rows=survey[(survey["level"] == "bassin") & survey["code"].isin(wanted)],
        outline=edition.shapes.geometry[inside].union_all() if is_outlined else None,
        kind=kind,
        note=words.write_outline(counted) if is_outlined else "",
    )
