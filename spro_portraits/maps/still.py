"""The static drawing of a map of areas: one layer as SVG or PNG, without a browser.

The same geometry, classes, colours, hatchings and words as the map that a page shows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import vl_convert as vlc

from spro_portraits.maps.land import Land, read_land
from spro_portraits.maps.legend import describe_layer
from spro_portraits.maps.still_frame import build_scene, draw_scene, place_names
from spro_portraits.maps.still_labels import MANY_AREAS
from spro_portraits.maps.still_panel import (
    draw_head,
    draw_panel,
    draw_patterns,
    find_layout,
    find_paint,
)
from spro_portraits.maps.still_text import FONT
from spro_portraits.maps.still_words import write_lede
from spro_portraits.maps.territories import read_roll
from spro_portraits.style import PAPER, font_css, font_directory
from spro_portraits.wording import maps as map_words
from spro_portraits.wording import still as words
from spro_portraits.wording import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from spro_portraits.maps.geometry import Shapes
    from spro_portraits.maps.legend import MapLayer
    from spro_portraits.wording.maps import AreaWords

SLIDE: Final = (1920, 1080)
"""Width and height of a slide, in pixels."""
LEAST, MOST = 480, 7680
"""Width and height of a picture, in pixels, at least and at most."""
_STEEPEST = 3.0
_WIDE = 1.2


@dataclass(frozen=True, slots=True)
class StillMap:
    """A map drawn once.

    Attributes
    ----------
    svg : str
        An ``svg`` element that names its font and does not hold it: for a page or a document
        that has it.
    title, description : str
        What a reader who cannot see it is told; they stand in the drawing too.
    """

    svg: str
    title: str
    description: str

    def to_svg(self) -> str:
        """Give a file of its own: its font is inside."""
        return self.svg.replace("</desc>", f"</desc><style>{font_css()}</style>", 1) + "\n"

    def to_png(self) -> bytes:
        """Draw as PNG of the same size; same map, same bytes."""
        _register_fonts()
        return bytes(vlc.svg_to_png(self.svg))


@cache
def _register_fonts() -> None:
    vlc.register_font_directory(str(font_directory()))


def is_size(width: int, height: int) -> bool:
    """Whether a picture may have this size: neither too small to be read nor too narrow."""
    inside = all(LEAST <= side <= MOST for side in (width, height))
    return inside and max(width, height) <= _STEEPEST * min(width, height)


def draw_still_map(
    communes: gpd.GeoDataFrame | Land,
    layers: Sequence[MapLayer],
    *,
    outlines: gpd.GeoDataFrame | Land | None = None,
    context: gpd.GeoDataFrame | Land | None = None,
    places: pd.DataFrame | None = None,
    title: str,
    boundaries: str = "",
    note: str = "",
    shown: str = "",
    size: tuple[int, int] = SLIDE,
) -> StillMap:
    """Draw the communes of a territory, coloured by one layer.

    Parameters
    ----------
    communes, layers, outlines, context, places, title, boundaries
        As in :func:`~spro_portraits.maps.communes.draw_commune_map`.
    note : str
        What must be known of the map, whatever the layer; may be empty.
    shown : str
        Key of the layer to draw; the first by default.
    size : (int, int)
        Width and height in pixels; texts are at least 18 pixels high at 1,920 × 1,080.

    Raises
    ------
    ValueError
        Without communes or layers; where a code is twice there; for a layer that is not
        there, or a size that :func:`is_size` refuses.
    """
    land = read_land(communes)
    if not len(land):
        raise ValueError("a map needs communes and layers")
    if len(set(land.codes)) < len(land):
        raise ValueError("a commune code is twice on the map")
    ordered = land.take(sorted(range(len(land)), key=land.codes.__getitem__))
    return _draw(
        ordered, _find_layer(layers, shown), codes=ordered.codes, names=ordered.names,
        outlines=outlines, context=context, places=places, title=title, boundaries=boundaries,
        note=note, size=size, areas=map_words.COMMUNE_AREAS, gather=None,
    )  # fmt: skip


def _find_layer(layers: Sequence[MapLayer], shown: str) -> MapLayer:
    found = [layer for layer in layers if shown in {"", layer.key}]
    if not found:
        msg = f"the map has no layer {shown!r}"
        raise ValueError(msg)
    return found[0]


def draw_still_territory_map(
    communes: gpd.GeoDataFrame,
    territories: pd.Series[str],
    membership: pd.Series[str],
    layers: Sequence[MapLayer],
    *,
    outlines: gpd.GeoDataFrame | Land | None = None,
    context: gpd.GeoDataFrame | Land | None = None,
    title: str,
    boundaries: str = "",
    note: str = "",
    shown: str = "",
    size: tuple[int, int] = SLIDE,
) -> StillMap:
    """Draw the territories of one level, coloured by one layer, named where there is room.

    Up to 24 of them bear their values too.

    Parameters
    ----------
    communes, territories, membership, layers, outlines, context, title, boundaries, note
        As in :func:`~spro_portraits.maps.territories.draw_territory_map`.
    shown, size
        As in :func:`draw_still_map`.

    Raises
    ------
    ValueError
        As :func:`~spro_portraits.maps.territories.draw_territory_map` and
        :func:`draw_still_map` do.
    """
    roll = read_roll(communes, territories, membership)
    return _draw(
        read_land(roll.communes), _find_layer(layers, shown), codes=roll.codes, names=roll.names,
        outlines=outlines, context=context, places=None, title=title, boundaries=boundaries,
        note=note, size=size, areas=map_words.TERRITORY_AREAS, gather=roll.gather,
    )  # fmt: skip


def _draw(
    land: Land,
    layer: MapLayer,
    *,
    codes: Sequence[str],
    names: Sequence[str],
    outlines: gpd.GeoDataFrame | Land | None,
    context: gpd.GeoDataFrame | Land | None,
    places: pd.DataFrame | None,
    title: str,
    boundaries: str,
    note: str,
    size: tuple[int, int],
    areas: AreaWords,
    gather: Callable[[Shapes], Shapes] | None,
) -> StillMap:
    if not is_size(*size):
        msg = f"no map of {size[0]} by {size[1]} pixels"
        raise ValueError(msg)
    facts = describe_layer(layer, codes, boundaries)
    names = [typeset(name) for name in names]
    lede = write_lede(layer, facts, codes, names, areas.plural)
    told = words.describe_map(
        facts.label, title, lede, [(row.text, row.count) for row in facts.rows], areas.plural
    )
    zoom, width, height = find_drawing_size(size)
    head, top = draw_head(title, facts.label, lede, width)
    source = words.join_sources(layer.source, boundaries)
    layout = find_layout(width, height, top, facts, [text for text in (note, source) if text])
    larger = None if outlines is None else read_land(outlines)
    towns = np.empty((0, 2)) if places is None else places[["x", "y"]].to_numpy(dtype=np.float64)
    scene = build_scene(
        land, layout.frame, zoom=zoom, outlines=larger,
        context=None if context is None else read_land(context), towns=towns, gather=gather,
    )  # fmt: skip
    is_valued = gather is not None and len(codes) <= MANY_AREAS
    labels = place_names(
        scene, layout.frame, places=places, names=names if gather is not None else (),
        texts=facts.texts if is_valued else [""] * len(codes),
    )  # fmt: skip
    key = hashlib.sha256(f"{told}{size}".encode()).hexdigest()[:8]
    name = f"spro-still-{key}"
    drawn = draw_scene(
        scene, layout.frame, name=name, labels=labels, is_gathered=gather is not None,
        weak=[sign.isalpha() for sign in facts.signs],
        fills=[find_paint(facts.fills[sign], name) for sign in facts.signs],
        tips=[
            escape(words.name_area(place, text), quote=False)
            for place, text in zip(names, facts.texts, strict=True)
        ],
    )  # fmt: skip
    panel = draw_panel(
        layout, facts, name=name, unit=layer.unit, areas=areas.plural, note=note,
        source=source,
        has_outlines=not scene.outlines.is_empty, is_gathered=gather is not None,
    )  # fmt: skip
    across, down = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-t {name}-d" '
        f'viewBox="0 0 {width:g} {height:g}" width="{across}" height="{down}">'
        f'<title id="{name}-t">{escape(facts.label)}</title>'
        f'<desc id="{name}-d">{escape(told)}</desc>'
        f"{draw_patterns(name)}"
        f'<path d="M0 0H{width:g}V{height:g}H0Z" fill="{PAPER}"/>'
        f'<g font-family="{FONT}">{head}{drawn}{panel}</g></svg>'
    )
    return StillMap(svg, facts.label, told)


def find_drawing_size(size: tuple[int, int]) -> tuple[float, float, float]:
    """Give pixels of the picture for one of the drawing, and the size of the drawing.

    Texts have one size in a drawing, which is at least 1,920 × 1,080, or 1,080 wide where it
    is upright.
    """
    across, down = size
    if across >= _WIDE * down:
        zoom = min(across / SLIDE[0], down / SLIDE[1])
    else:
        zoom = min(across, down) / SLIDE[1]
    return zoom, across / zoom, down / zoom
