"""The part of a map that a reader uses: choice of a layer, legend, portraits, meeting, image.

Its page works with the keyboard alone; what it shows is written here, its script only
switches.
"""

from __future__ import annotations

import math
import re
from functools import cache
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from branca.element import Figure, MacroElement
from jinja2 import Environment, Template

from spro_portraits.maps.basemap import basemap_script
from spro_portraits.maps.frame import add_parts, write_data
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
_SHEETS = ("choropleth.css", "room.css", "behind.css", "basemap.css")
_SCRIPTS = (
    "frame.js", "portrait.js", "meeting.js", "view.js", "picture.js", "legend.js",
    "choropleth.js", "behind.js", "basemap.js",
)  # fmt: skip
_LAST_DIGIT = re.compile(r"(?<=\d)(?=\D*$)|^(?=\D*$)")
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
        # Before the map: the keyboard meets the choice first.
        figure.html.add_child(Verbatim(self._panel()), name="spro_choice", index=0)
        call = (
            f"const data = {self._data()};\n"
            f"sproChoropleth({self._parent.get_name()}, {self.shapes.get_name()}, data);\n"
            "sproBehind(data);\n"
            f"{basemap_script(self._parent.get_name())}"
        )
        add_parts(figure, _SHEETS, _SCRIPTS)
        figure.script.add_child(Verbatim(call), name="spro_choice")
        return ""

    def _panel(self) -> str:
        return _load_panel().render(
            title=self.title,
            layers=self.layers,
            groups=group_layers(self.layers),
            ranges=[self._write_range(layer) for layer in self.layers],
            names=self.names,
            words=words,
            areas=self.areas,
            note=self.note,
            sign=INK,
            weak={name_weak(color): color for layer in self.layers for color in layer.weak_colors},
            hatches={name: (color, HATCH_SPACING[color]) for name, color in _HATCHES.items()},
        )

    def _write_range(self, layer: LayerFacts) -> str:
        spread = layer.spread
        if spread is None:
            return ""
        low, high = ((layer.texts[rank], self.names[rank]) for rank in (spread.low, spread.high))
        return words.write_range(low, high, spread.middle, weak=spread.is_partial)

    def _data(self) -> str:
        """Write what the script needs, safe inside a script element."""
        data = {
            "names": _join(self.names),
            "layers": [
                {
                    "key": layer.key,
                    "label": layer.label,
                    "unit": words.name_difference_unit(layer.unit),
                    "references": [list(reference) for reference in layer.references],
                    "signs": layer.signs,
                    "fills": layer.fills,
                    **pack_texts(layer.texts),
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
            "words": {**words.SCRIPT_WORDS, "unknown": self.areas.unknown},
        }  # fmt: skip
        return write_data(data)


def group_layers(layers: Sequence[LayerFacts]) -> list[tuple[str, list[int]]]:
    """Group layers by indicator, in the order of their first ones: name and ranks."""
    groups: dict[str, list[int]] = {}
    for rank, layer in enumerate(layers):
        groups.setdefault(layer.indicator or layer.label, []).append(rank)
    return list(groups.items())


@cache
def _load_panel() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(read_asset("tools.html") + read_asset("panel.html"))


def pack_texts(texts: Sequence[str]) -> dict[str, Any]:
    """Write values for a script: what follows the last digit is a letter, told once.

    Returns
    -------
    dict
        ``texts``, one after the other: ``12,5A7,0A``; and ``ends``, what the letters stand for.
        Where there are more ends than letters, or capitals before the last digit, whole texts
        are joined by line feeds: no end is given.
    """
    parts = [_LAST_DIGIT.split(text, maxsplit=1) for text in texts]
    ends = list(dict.fromkeys(end for _, end in parts))
    lettered = any(set(start) & set(ascii_uppercase) for start, _ in parts)
    if lettered or len(ends) > len(ascii_uppercase):
        return {"texts": _join(texts), "ends": []}
    letters = dict(zip(ends, ascii_uppercase, strict=False))
    return {"texts": "".join(start + letters[end] for start, end in parts), "ends": ends}


def _join(texts: Sequence[str]) -> str:
    """Join texts by line feeds: one text in the page instead of hundreds of quotes."""
    return "\n".join(text.replace("\n", " ") for text in texts)
