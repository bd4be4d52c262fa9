"""The map of all communes of France: one page, a département drawn when it is asked for.

Every département is a page of its own, as of any territory (legend, portraits, meeting, image);
what these pages share (scripts, style sheets, the outlines of all départements) is written
once. ``assets/france.js`` puts the two together again, in the frame of the one page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from jinja2 import Environment, Template

from spro_portraits.maps.arcs import share_arcs
from spro_portraits.maps.choice import LayerChoice
from spro_portraits.maps.frame import COLOR_VARIABLES, write_data
from spro_portraits.maps.france_pages import share_pages
from spro_portraits.maps.france_parts import Backdrop, Insets, Opening
from spro_portraits.maps.geometry import Shapes, compute_tolerance, merge, simplify
from spro_portraits.maps.labels import PlaceLabel, place_area_labels, place_labels
from spro_portraits.maps.legend import LayerFacts, MapLayer, describe_layer
from spro_portraits.maps.offline import OfflineMap, Pane, read_asset
from spro_portraits.maps.shapes import PackedShapes
from spro_portraits.store import load_font_css
from spro_portraits.style import INK, PAPER, RULE, TERRITORY, WASH
from spro_portraits.wording import france as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spro_portraits.maps.land import Land
    from spro_portraits.wording.maps import AreaWords

WHOLE = "FR"
"""Code of the page that shows all départements."""

_CONTEXT = {"fill": True, "fill_color": WASH, "fill_opacity": 1, "color": RULE, "weight": 0.8}
_AREA = {"fill": True, "fill_opacity": 1}
_COMMUNES = {"color": PAPER, "weight": 0.5}
_DEPARTEMENTS = {"color": INK, "weight": 0.7}
_BORDER = {"color": TERRITORY, "weight": 2}
_HEIGHT = 640
_LABEL_TOLERANCE = 500.0
"""Metres: names of départements stand in their middles, whatever their shores."""
_REACH = 1.5
_TOWNS = 40


@dataclass(frozen=True, slots=True)
class DepartementPage:
    """What the page of one département shows.

    Attributes
    ----------
    code, name : str
        Of the département.
    title : str
        Of its map.
    is_overseas : bool
        Whether it lies outside the map of all départements: it stands beside it.
    land : Land
        Its communes, in the order of all that follows.
    people : tuple of float
        Inhabitants of each, NaN where unknown: the most peopled are named.
    layers : tuple of MapLayer
        At least one, by code of the commune.
    remarks : tuple of str
        What is written behind the value of the first layer of each commune; may be empty.
    areas : AreaWords
        What its areas are called.
    elsewhere : tuple of str
        Names that lead to it though no area of it has them (a city shown as its districts).
    note : str
        Under its map; may be empty.
    """

    code: str
    name: str
    title: str
    is_overseas: bool
    land: Land
    people: tuple[float, ...]
    layers: tuple[MapLayer, ...]
    remarks: tuple[str, ...]
    areas: AreaWords
    elsewhere: tuple[str, ...] = ()
    note: str = ""


def draw_france_map(
    pages: Sequence[DepartementPage],
    layer: MapLayer,
    remarks: Sequence[str],
    *,
    title: str,
    boundaries: str,
    note: str,
    inset: Sequence[str] = (),
) -> str:
    """Draw all communes of France, and write the page.

    Nothing is simplified: the outlines are meant to be light already.

    Parameters
    ----------
    pages : sequence of DepartementPage
        In the order of lists.
    layer, remarks
        What is shown of the départements, by their codes, and what is written behind each value.
    title : str
        Of the map of all départements.
    boundaries : str
        Source line of all outlines.
    note : str
        Under the map of all départements.
    inset : sequence of str
        Codes of départements that are drawn larger beside the map, too small to be aimed at.

    Raises
    ------
    ValueError
        Without a département in Europe.
    """
    if all(page.is_overseas for page in pages):
        raise ValueError("a map of France needs a département in Europe")
    outlines = _outline([page.land.shapes for page in pages])
    backdrop = share_arcs([outlines])
    land = f"{backdrop.points}\n{backdrop.lengths}"
    (lighter,) = simplify(outlines, tolerance=_LABEL_TOLERANCE)
    drawn = {
        WHOLE: _draw_whole(pages, outlines, layer, remarks, title, boundaries, note, inset),
        **{
            page.code: _draw_departement(
                page, rank, pages, outlines, lighter, land, backdrop.layers[0], boundaries
            )
            for rank, page in enumerate(pages)
        },
    }
    names = {page.code: "\n".join(page.land.names) for page in pages}
    shared, held = share_pages(drawn, [land, write_data(backdrop.layers[0])], names)
    return _load_shell().render(
        title=title,
        words=words,
        sheet=f":root{{{COLOR_VARIABLES}}}\n{load_font_css()}\n{read_asset('france.css')}",
        departements=[(page.code, words.name_departement(page.name, page.code)) for page in pages],
        shared=shared,
        names=names,
        pages=held,
        script=f"{read_asset('frame.js')}\n{read_asset('france.js')}",
        data=write_data(
            {
                "whole": WHOLE,
                "departements": [
                    {
                        "code": page.code,
                        "name": page.name,
                        "count": len(page.land),
                        "areas": page.areas.plural.lower(),
                        "elsewhere": list(page.elsewhere),
                    }
                    for page in pages
                ],
                "words": words.SCRIPT_WORDS,
            }
        ),
    )


def _outline(departements: Sequence[Shapes]) -> Shapes:
    """Merge the communes of each département.

    A hole is kept where another département lies in it: others are slits between communes that
    do not quite meet, and communes that have no outline.
    """
    parts = [
        [part for part in shapely.get_parts(merge(communes)) if part.geom_type == "Polygon"]
        for communes in departements
    ]
    others = shapely.STRtree(shapely.point_on_surface([p for group in parts for p in group]))
    closed = [
        [
            shapely.Polygon(
                part.exterior,
                [
                    ring
                    for ring in part.interiors
                    if len(others.query(shapely.Polygon(ring), predicate="contains"))
                ],
            )
            for part in group
        ]
        for group in parts
    ]
    return np.array([shapely.MultiPolygon(group) for group in closed], dtype=object)


class _Page(OfflineMap):
    """A map whose address says what it shows: ``#carte=carte_18/``."""

    def __init__(self, code: str, title: str) -> None:
        self.code = code  # folium asks for the name as it begins
        super().__init__(title, _HEIGHT, zoom_snap=0.25, zoom_delta=1, maxZoom=14)
        for name, level in (("around", 350), ("outlines", 450), ("places", 460)):
            Pane(name, z_index=level).add_to(self)

    def get_name(self) -> str:
        """Name the map by its code; folium writes it as the name of a variable."""
        return f"carte_{self.code}"

    def write(self) -> str:
        """Write the whole page."""
        return str(self.get_root().render(alone=False))


def _draw_whole(
    pages: Sequence[DepartementPage],
    outlines: Shapes,
    layer: MapLayer,
    remarks: Sequence[str],
    title: str,
    boundaries: str,
    note: str,
    inset: Sequence[str],
) -> str:
    codes = [page.code for page in pages]
    names = [words.name_departement(page.name, page.code) for page in pages]
    far = np.array([page.is_overseas for page in pages])
    near = outlines[~far]
    shown = outlines.copy()
    # Those overseas keep their ranks; they are drawn beside the map.
    shown[far] = shapely.MultiPolygon()
    shown[~far] = simplify(near, tolerance=compute_tolerance(near) / 2)[0]
    facts = _remark(describe_layer(layer, codes, boundaries), remarks)
    drawn = _Page(WHOLE, title)
    coloured = PackedShapes(
        shown, "departements", pane="overlayPane", interactive=True, style=_AREA | _DEPARTEMENTS
    )
    coloured.add_to(drawn)
    _choose(drawn, coloured, names, [facts], title, words.DEPARTEMENT_AREAS, note)
    small = [(rank,) for rank in np.flatnonzero(far).tolist()]
    close = tuple(codes.index(code) for code in inset if code in codes)
    groups = [*small, close] if close else small
    Insets(groups, outlines, codes, names, facts).add_to(drawn)
    Opening(coloured, codes).add_to(drawn)
    return drawn.write()


def _draw_departement(
    page: DepartementPage,
    rank: int,
    pages: Sequence[DepartementPage],
    outlines: Shapes,
    lighter: Shapes,
    land: str,
    packed: str,
    boundaries: str,
) -> str:
    communes = page.land
    facts = [describe_layer(layer, communes.codes, boundaries) for layer in page.layers]
    facts[0] = _remark(facts[0], page.remarks)
    drawn = _Page(page.code, page.title)
    coloured = PackedShapes(
        communes.shapes, "communes", pane="overlayPane", interactive=True, style=_AREA | _COMMUNES
    )
    coloured.add_to(drawn)
    border = np.empty(1, dtype=object)
    border[0] = shapely.boundary(outlines[rank])
    PackedShapes(border, "territory", pane="outlines", style=_BORDER).add_to(drawn)
    Backdrop(land, packed, style=_CONTEXT).add_to(drawn)
    _choose(
        drawn, coloured, communes.names, facts, page.title, page.areas, page.note,
        labels=_find_towns(page), around=(pages, lighter, rank),
    )  # fmt: skip
    return drawn.write()


def _choose(
    drawn: _Page,
    coloured: PackedShapes,
    names: Sequence[str],
    facts: Sequence[LayerFacts],
    title: str,
    areas: AreaWords,
    note: str,
    labels: Sequence[PlaceLabel] = (),
    around: tuple[Sequence[DepartementPage], Shapes, int] | None = None,
) -> None:
    """Add the panel, legend and tooltips of a page."""
    LayerChoice(
        coloured,
        title=title,
        names=names,
        layers=facts,
        labels=labels,
        area_labels=_name_around(*around) if around else (),
        areas=areas,
        centred=False,
        note=note,
    ).add_to(drawn)


def _name_around(pages: Sequence[DepartementPage], lighter: Shapes, rank: int) -> Any:
    """Name the neighbours of a département."""
    west, south, east, north = lighter[rank].bounds
    reach = _REACH * max(east - west, north - south)
    window = shapely.box(west - reach, south - reach, east + reach, north + reach)
    near = np.flatnonzero(shapely.intersects(lighter, window)).tolist()
    return place_area_labels(
        [pages[i].name for i in near if i != rank],
        lighter[[i for i in near if i != rank]],
        lighter[rank],
    )


def _find_towns(page: DepartementPage) -> tuple[PlaceLabel, ...]:
    """Place the names of the most peopled communes."""
    people = np.asarray(page.people)
    first = np.argsort(-np.nan_to_num(people), kind="stable")[:_TOWNS]
    points = shapely.get_coordinates(shapely.point_on_surface(page.land.shapes[first]))
    return place_labels(
        pd.DataFrame(
            {
                "name": [page.land.names[i] for i in first.tolist()],
                "population": np.nan_to_num(people[first]),
                "x": points[:, 0],
                "y": points[:, 1],
            }
        )
    )


def _remark(facts: LayerFacts, remarks: Sequence[str]) -> LayerFacts:
    """Write a remark behind each value."""
    texts = zip(facts.texts, remarks, strict=True)
    return replace(facts, texts=tuple(f"{text}, {more}" if more else text for text, more in texts))


@cache
def _load_shell() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(read_asset("france.html"))
