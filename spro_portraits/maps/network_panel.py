"""The part of the map of a network that a reader uses: choices, list, legend, points."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from branca.element import Figure, MacroElement
from jinja2 import Environment

from spro_portraits.maps.basemap import basemap_script
from spro_portraits.maps.clusters import cluster_script
from spro_portraits.maps.frame import add_parts, write_data
from spro_portraits.maps.offline import Verbatim, read_asset
from spro_portraits.style import CATEGORY_OUTLINE, INK, PAPER, TERRITORY, TERRITORY_WASH
from spro_portraits.wording import maps as map_words
from spro_portraits.wording import network_map as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spro_portraits.maps.shapes import PackedShapes

_SHEETS = ("choropleth.css", "room.css", "network.css", "basemap.css")
_SCRIPTS = (
    "frame.js", "meeting.js", "view.js", "picture.js", "network_signs.js", "network_names.js",
    "network_card.js", "network_picture.js", "network_state.js", "network.js", "basemap.js",
)  # fmt: skip


class NetworkPanel(MacroElement):
    """Choices, list, legend and points of a network.

    Parameters
    ----------
    title : str
        Title of the map.
    areas : sequence of PackedShapes
        The communes, already on the map, in the order of ``communes``.
    border : PackedShapes
        Of the territory, which fills the map at first.
    communes : mapping
        ``names`` (joined by line feeds), ``at`` (latitude, longitude), ``towns`` (rank and
        name, most populous first).
    kinds, points : sequence of mapping
        As :mod:`spro_portraits.maps.network` describes them.
    publics : sequence of mapping
        ``key`` and ``name``, in order.
    source : str
        Source line.
    notes : mapping
        What who presents is told, by key of :data:`~spro_portraits.wording.network_map.NOTE_HEADS`.
    """

    def __init__(
        self,
        *,
        title: str,
        areas: Sequence[PackedShapes],
        border: PackedShapes,
        communes: Mapping[str, object],
        kinds: Sequence[Mapping[str, str]],
        publics: Sequence[Mapping[str, str]],
        points: Sequence[Mapping[str, object]],
        source: str,
        notes: Mapping[str, str],
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self._name = "NetworkPanel"
        self.title = title
        self.areas = tuple(areas)
        self.border = border
        self.communes = communes
        self.kinds = tuple(kinds)
        self.publics = tuple(publics)
        self.points = tuple(points)
        self.source = source
        self.notes = notes

    def render(self, **_kwargs: Any) -> str:
        """Write the style sheet, the panel and the scripts into the page of the map."""
        figure = self.get_root()
        if not isinstance(figure, Figure) or self._parent is None:
            raise TypeError("the panel of a network needs a map in its page")
        figure.header.add_child(
            Verbatim(f"<script>{cluster_script()}</script>"), name="spro_clusters"
        )
        # Before the map: the keyboard meets the choices and the list first.
        figure.html.add_child(Verbatim(self._write_panel()), name="spro_network", index=0)
        layers = ", ".join(area.get_name() for area in self.areas)
        call = (
            f"sproNetwork({self._parent.get_name()}, [{layers}], {self.border.get_name()}, "
            f"{self._write_data()});\n"
            f"{basemap_script(self._parent.get_name())}"
        )
        add_parts(figure, _SHEETS, _SCRIPTS)
        figure.script.add_child(Verbatim(call), name="spro_network")
        return ""

    def _write_panel(self) -> str:
        template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
            read_asset("tools.html") + read_asset("network.html")
        )
        ranked = list(enumerate(self.kinds))
        return template.render(
            title=self.title,
            words=words,
            tool_words=map_words,
            notes={**self.notes, "keys": words.KEYS},
            publics=self.publics,
            kinds=self.kinds,
            families=[
                (family, list(kinds))
                for family, kinds in groupby(ranked, key=lambda item: item[1]["family"])
            ],
            hollow=any(point.get("hollow") for point in self.points),
            leading=any(point.get("leading") for point in self.points),
            source=self.source,
            ink=CATEGORY_OUTLINE,
            paper=PAPER,
        )

    def _write_data(self) -> str:
        return write_data(
            {
                "communes": self.communes,
                "kinds": [
                    {name: kind[name] for name in ("key", "name", "short", "family")}
                    for kind in self.kinds
                ],
                "publics": self.publics,
                "points": self.points,
                "colors": {"ink": INK, "territory": TERRITORY, "wash": TERRITORY_WASH},
                "words": words.SCRIPT_WORDS,
            }
        )
