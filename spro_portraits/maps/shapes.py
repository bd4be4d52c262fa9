"""The areas and lines of a map, all their boundaries written once, whatever is drawn from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import shapely
from branca.element import Figure
from folium.elements import ElementAddToElement
from folium.template import Template

from spro_portraits.maps.arcs import share_arcs
from spro_portraits.maps.offline import Plain, Verbatim, read_asset, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spro_portraits.maps.geometry import Shapes

_LAND = "spro-land"
_AREAS = "MultiPolygon"


class _Added(ElementAddToElement, Plain):
    """Puts a layer on its map."""


class PackedShapes(folium.GeoJson, Plain):
    """A GeoJSON layer that takes its lines from those of its page (:func:`~.arcs.share_arcs`).

    Features have no property; their identifier is their rank.

    Parameters
    ----------
    shapes : array of geometries
        In degrees: areas, or (where the first is one) lines.
    name : str
        Of the layer.
    pane : str
        Of Leaflet's map.
    interactive : bool
        Whether the mouse sees them.
    style : mapping
        Options of Leaflet's paths, for all areas alike.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = sproLayer(
            sproLand, sproText("{{ this.packed }}"), {{ this.kind|tojson }}, {
            style: {{ this.path_options|tojavascript }},
            interactive: {{ this.interactive|tojson }}, pane: {{ this.pane|tojson }} });
        {% endmacro %}
        """
    )

    def __init__(
        self,
        shapes: Shapes,
        name: str,
        *,
        pane: str,
        interactive: bool = False,
        style: Mapping[str, Any],
    ) -> None:
        # folium learns where the shapes are, no more: their coordinates are written packed.
        frame = shapely.box(*shapely.total_bounds(shapes)).__geo_interface__
        feature = {"type": "Feature", "id": 0, "properties": {}, "geometry": frame}
        super().__init__({"type": "FeatureCollection", "features": [feature]}, name=name)
        self.shapes = shapes
        self.packed = ""
        lines = len(shapes) and shapes[0].geom_type in {"LineString", "MultiLineString"}
        self.kind = "MultiLineString" if lines else _AREAS
        self.pane = pane
        self.interactive = interactive
        self.path_options = dict(style)

    def render(self, **kwargs: Any) -> str:
        """Write the layer into its page, and before the first one what all of them share."""
        figure = self.get_root()
        if not isinstance(figure, Figure) or self._parent is None:
            raise TypeError("packed shapes need a map in its page")
        if _LAND not in figure.header._children:  # noqa: SLF001 - branca's own field
            _write_land(figure)
        name = self.get_name()
        self.add_child(_Added(name, self._parent.get_name()), name=f"{name}_add")
        return Plain.render(self, **kwargs)  # what folium adds is for properties and styles


def _write_land(figure: Figure) -> None:
    """Write the lines of all layers of a page, as texts (no script), and what reads them.

    Areas first: their text is the same on each map of the same ground, whatever lines are drawn
    above. Each text is an element of its own, for the page that shows several maps to share.
    """
    layers = [element for element in walk(figure) if isinstance(element, PackedShapes)]
    layers.sort(key=lambda layer: layer.kind != _AREAS)
    ground = [layer.shapes for layer in layers if layer.kind == _AREAS]
    shared = share_arcs(ground, [layer.shapes for layer in layers[len(ground) :]])
    texts = {_LAND: f"{shared.points}\n{shared.lengths}"}
    texts[f"{_LAND}-own"] = f"{shared.own_points}\n{shared.own_lengths}"
    for rank, (layer, packed) in enumerate(zip(layers, shared.layers, strict=True)):
        layer.packed = f"{_LAND}-{rank}"
        texts[layer.packed] = packed
    land = "\n".join(
        f'<script type="text/plain" id="{name}">{text}</script>' for name, text in texts.items()
    )
    figure.header.add_child(Verbatim(land), name=_LAND)
    figure.script.add_child(Verbatim(read_asset("shapes.js")), name="spro_shapes")
    reader = f'const sproLand = sproGround(sproText("{_LAND}"), sproText("{_LAND}-own"));'
    figure.script.add_child(Verbatim(reader), name="spro_land")
