"""The map of the explorer on which territories are picked by a click, as a widget.

Leaflet comes from its installed wheel and goes to the browser with the widget: there is no tile
layer, and nothing is asked of the network.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from spro_portraits.maps.offline import leaflet_css, leaflet_script
from spro_portraits.style import INK, PAPER, QUIET, RULE, TERRITORY, TERRITORY_WASH, WASH
from spro_portraits.wording import lab as words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_AREA = "#dfe4ea"
COLORS = {
    "area": _AREA, "chosen": TERRITORY, "covered": TERRITORY_WASH, "ink": INK, "paper": PAPER,
    "line": QUIET,
}  # fmt: skip


def _read(name: str) -> str:
    return files("spro_portraits.cli.lab").joinpath(name).read_text(encoding="utf-8")


def _write_script() -> str:
    """Put Leaflet before our script, where its module system finds no page to write into."""
    held = f"const exports = {{}}, module = {{ exports }};\n{leaflet_script()}\nreturn exports;"
    return f"const L = (() => {{\n{held}\n}})();\nL.noConflict();\n{_read('picker.js')}"


def _write_sheet() -> str:
    variables = f"--spro-pick-ink: {INK}; --spro-pick-rule: {RULE}; --spro-pick-wash: {WASH}"
    return f"{leaflet_css()}\n.spro-pick {{{variables}}}\n{_read('picker.css')}"


class AreaPicker(anywidget.AnyWidget):
    """Areas on a map, some of them chosen.

    A click changes nothing here: it is told, and whoever hears it shows another state.

    Parameters
    ----------
    on_pick : callable
        Told the code of the area that was clicked on.

    Attributes
    ----------
    ground : dict
        What is drawn, as :class:`~spro_portraits.maps.PickGround` has it; empty for nothing.
    chosen : list of str
        Codes of the chosen areas, those that this ground does not show among them.
    covered : dict of str to str
        Areas that are in the territory by another member, with the words that say so: a click
        on them does nothing.
    outline : dict
        Outline of the territory under way, as GeoJSON; empty for none.
    """

    _esm = _write_script()
    _css = _write_sheet()

    ground = traitlets.Dict().tag(sync=True)
    chosen = traitlets.List(traitlets.Unicode()).tag(sync=True)
    covered = traitlets.Dict().tag(sync=True)
    outline = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict(words.PICK_WORDS).tag(sync=True)
    colors = traitlets.Dict(COLORS).tag(sync=True)

    def __init__(self, on_pick: Callable[[str], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._on_pick = on_pick
        self.on_msg(self._hear)

    def _hear(self, _widget: object, content: Mapping[str, Any], _buffers: object) -> None:
        if "pick" in content:
            self._on_pick(str(content["pick"]))

    def show(
        self, chosen: Sequence[str], covered: Mapping[str, str], outline: Mapping[str, Any]
    ) -> None:
        """Show another state of the territory, in one message."""
        with self.hold_sync():
            self.chosen, self.covered, self.outline = list(chosen), dict(covered), dict(outline)
