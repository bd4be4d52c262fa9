"""One set of areas or lines on a map, written once and light, whatever is drawn from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import folium
import shapely
from branca.element import Figure
from folium.elements import ElementAddToElement
from folium.template import Template

from spro_portraits.maps.geometry import Shapes, pack
from spro_portraits.maps.offline import Plain, Verbatim, read_asset

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Added(ElementAddToElement, Plain):
    """Puts a layer on its map."""


class PackedShapes(folium.GeoJson, Plain):
    """A GeoJSON layer whose coordinates travel packed (a third of the bytes).

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
        var {{ this.get_name() }} = L.geoJson(
            sproUnpack({{ this.packed }}, {{ this.kind|tojson }}), {
            style: {{ this.path_options|tojavascript }},
            interactive: {{ this.interactive|tojson }}, pane: {{ this.pane|tojson }},
            smoothFactor: 0, noClip: true });
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
        self.packed = json.dumps(pack(shapes), separators=(",", ":"))
        lines = len(shapes) and shapes[0].geom_type in {"LineString", "MultiLineString"}
        self.kind = "MultiLineString" if lines else "MultiPolygon"
        self.pane = pane
        self.interactive = interactive
        self.path_options = dict(style)

    def render(self, **kwargs: Any) -> str:
        """Write the layer into its page, and once what unpacks it."""
        figure = self.get_root()
        if not isinstance(figure, Figure) or self._parent is None:
            raise TypeError("packed shapes need a map in its page")
        figure.script.add_child(Verbatim(read_asset("shapes.js")), name="spro_shapes")
        name = self.get_name()
        self.add_child(_Added(name, self._parent.get_name()), name=f"{name}_add")
        return Plain.render(self, **kwargs)  # what folium adds is for properties and styles
