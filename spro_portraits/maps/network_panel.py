"""The part of the map of a network that a reader uses: choices, list, legend, points."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from branca.element import Figure, MacroElement
from jinja2 import Environment

from spro_portraits.maps.clusters import cluster_script
from spro_portraits.maps.frame import COLOR_VARIABLES, write_data
from spro_portraits.maps.offline import Verbatim, read_asset
from spro_portraits.style import CATEGORY_OUTLINE, INK, PAPER, TERRITORY, TERRITORY_WASH
from spro_portraits.wording import network_map as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spro_portraits.maps.shapes import PackedShapes


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
    publics : sequence of str
        Names, in order.
    source : str
        Source line.
    """

    def __init__(
        self,
        *,
        title: str,
        areas: Sequence[PackedShapes],
        border: PackedShapes,
        communes: Mapping[str, object],
        kinds: Sequence[Mapping[str, str]],
        publics: Sequence[str],
        points: Sequence[Mapping[str, object]],
        source: str,
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

    def render(self, **_kwargs: Any) -> str:
        """Write the style sheet, the panel and the scripts into the page of the map."""
        figure = self.get_root()
        if not isinstance(figure, Figure) or self._parent is None:
            raise TypeError("the panel of a network needs a map in its page")
        sheets = f":root{{{COLOR_VARIABLES}}}\n" + "".join(
            read_asset(name) for name in ("choropleth.css", "network.css")
        )
        figure.header.add_child(Verbatim(f"<style>{sheets}</style>"), name="spro_network")
        figure.header.add_child(
            Verbatim(f"<script>{cluster_script()}</script>"), name="spro_clusters"
        )
        # Before the map: the keyboard meets the choices and the list first.
        figure.html.add_child(Verbatim(self._write_panel()), name="spro_network", index=0)
        layers = ", ".join(area.get_name() for area in self.areas)
        call = (
            f"sproNetwork({self._parent.get_name()}, [{layers}], {self.border.get_name()}, "
            f"{self._write_data()});"
        )
        scripts = "\n".join((read_asset("frame.js"), read_asset("network.js"), call))
        figure.script.add_child(Verbatim(scripts), name="spro_network")
        return ""

    def _write_panel(self) -> str:
        template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
            read_asset("network.html")
        )
        ranked = list(enumerate(self.kinds))
        return template.render(
            title=self.title,
            words=words,
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
                "kinds": [{"name": kind["name"], "short": kind["short"]} for kind in self.kinds],
                "publics": self.publics,
                "points": self.points,
                "colors": {"ink": INK, "territory": TERRITORY, "wash": TERRITORY_WASH},
                "words": words.SCRIPT_WORDS,
            }
        )
