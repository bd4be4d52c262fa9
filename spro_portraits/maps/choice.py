"""The part of a map that lets a reader choose a layer: panel, legend, tooltips.

Its page works with the keyboard alone; what it shows is written here, its script only
switches.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from branca.element import Figure, MacroElement
from jinja2 import Environment, Template

from spro_portraits.maps.frame import COLOR_VARIABLES, write_data
from spro_portraits.maps.legend import name_weak
from spro_portraits.maps.offline import Verbatim, read_asset
from spro_portraits.style import HATCH_SPACING, INK, MISSING, SECRET
from spro_portraits.wording import maps as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spro_portraits.maps.labels import AreaLabel, PlaceLabel
    from spro_portraits.maps.legend import LayerFacts
    from spro_portraits.maps.shapes import PackedShapes

_MOST = 8
_ALL_NAMED = 24
"""Territories up to which a map may name each of them at once."""
_HATCHES = {"missing": MISSING, "secret": SECRET}


class LayerChoice(MacroElement):
    """Panel, legend and tooltips of a set of areas.

    Parameters
    ----------
    shapes : PackedShapes
        The areas to colour, already on the map.
    title : str
        Title of the map.
    names : sequence of str
        Name of each area, in the order of the shapes.
    layers : sequence of LayerFacts
        What can be shown.
    labels : sequence of PlaceLabel
        Towns to write.
    area_labels : sequence of AreaLabel
        Larger areas to write.
    areas : AreaWords
        What the areas are called.
    centred : bool
        Whether the labels name the areas themselves, in their middles, without a dot.
    note : str
        What a reader must know of the map, whatever the layer.
    """

    def __init__(
        self,
        shapes: PackedShapes,
        *,
        title: str,
        names: Sequence[str],
        layers: Sequence[LayerFacts],
        labels: Sequence[PlaceLabel],
        area_labels: Sequence[AreaLabel] = (),
        areas: words.AreaWords = words.COMMUNE_AREAS,
        centred: bool = False,
        note: str = "",
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self._name = "LayerChoice"
        self.shapes = shapes
        self.title = title
        self.names = tuple(names)
        self.layers = tuple(layers)
        self.labels = tuple(labels)
        self.area_labels = tuple(area_labels)
        self.areas = areas
        self.centred = centred
        self.note = note

    def render(self, **_kwargs: Any) -> str:
        """Write the style sheet, the panel and the script into the page of the map."""
        figure = self.get_root()
        if not isinstance(figure, Figure) or self._parent is None:
            raise TypeError("a choice of layers needs a map in its page")
        figure.header.add_child(
            Verbatim(f"<style>:root{{{COLOR_VARIABLES}}}\n{read_asset('choropleth.css')}</style>"),
            name="spro_choice",
        )
        # Before the map: the keyboard meets the choice first.
        figure.html.add_child(Verbatim(self._panel()), name="spro_choice", index=0)
        call = (
            f"sproChoropleth({self._parent.get_name()}, {self.shapes.get_name()}, {self._data()});"
        )
        figure.script.add_child(
            Verbatim(f"{read_asset('frame.js')}\n{read_asset('choropleth.js')}\n{call}"),
            name="spro_choice",
        )
        return ""

    def _panel(self) -> str:
        return _load_panel().render(
            title=self.title,
            layers=self.layers,
            names=self.names,
            words=words,
            areas=self.areas,
            note=self.note,
            sign=INK,
            weak={name_weak(color): color for layer in self.layers for color in layer.weak_colors},
            hatches={name: (color, HATCH_SPACING[color]) for name, color in _HATCHES.items()},
        )

    def _data(self) -> str:
        """Write what the script needs, safe inside a script element."""
        data = {
            "names": _join(self.names),
            "layers": [
                {
                    "label": layer.label,
                    "signs": layer.signs,
                    "fills": layer.fills,
                    "texts": _join(layer.texts),
                }
                for layer in self.layers
            ],
            "places": [
                [label.name, round(label.latitude, 5), round(label.longitude, 5),
                 math.ceil(label.zoom * 100) / 100]
                for label in self.labels
            ],
            "around": [
                [label.name, round(label.latitude, 4), round(label.longitude, 4)]
                for label in self.area_labels
            ],
            "centred": self.centred,
            "most": len(self.names) if self.centred and len(self.names) <= _ALL_NAMED else _MOST,
            "words": {"reset": words.RESET, "unknown": self.areas.unknown, "colon": words.COLON},
        }  # fmt: skip
        return write_data(data)


@cache
def _load_panel() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(read_asset("panel.html"))


def _join(texts: Sequence[str]) -> str:
    """Join texts by line feeds: one text in the page instead of hundreds of quotes."""
    return "\n".join(text.replace("\n", " ") for text in texts)
