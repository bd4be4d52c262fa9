"""A drawing: a Vega-Lite chart, its title, and the text that stands for it.

Nothing is saved here and no figure is computed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import vl_convert as vlc

from spro_portraits.charts import grammar as alt
from spro_portraits.settings import wants_pictures
from spro_portraits.style import font_directory

VEGALITE_MIME: Final = "application/vnd.vegalite.v6+json"
SVG_MIME: Final = "image/svg+xml"
SVG_ROOM: Final = 56
"""Pixels kept free at the right of an SVG, for names in a font wider than ours."""
SVG_ROOM_LEFT: Final = 12
"""Pixels kept free at the left, for figures of an axis."""
SVG_WIDTH: Final = 720
"""Width of the picture shown by JupyterLab, in pixels."""

NARROW: Final = "narrow"
"""Name of the parameter of each specification that says whether the place is narrow."""
NARROW_BELOW: Final = 560

HOVER: Final = "hover"
"""Layers whose name starts so only answer the pointer; a picture leaves them out."""

_CLIP = re.compile(r"\bclip\d+\b")


def narrow_parameter() -> alt.Parameter:
    """Declare the parameter :data:`NARROW`; it follows the width of its container."""
    # `width` is read so that Vega evaluates the expression again when the window changes.
    return alt.param(name=NARROW, expr=f"width >= 0 && containerSize()[0] < {NARROW_BELOW}")


@cache
def _register_fonts() -> None:
    vlc.register_font_directory(str(font_directory()))


@dataclass(frozen=True)
class Drawing:
    """A chart that fits the width it is given, with what a reader without eyes needs.

    Attributes
    ----------
    chart : LayerChart
        Themed chart, ``width`` ``"container"``.
    title : str
        What it shows, unit apart.
    description : str
        Text alternative, made from the same values.
    signs : tuple of str
        Reasons of the signs in use (``peu_fiable``, ``minimum``, ``secret`` …); the
        drawing explains them itself, under its plot.
    """

    chart: alt.LayerChart
    title: str
    description: str
    signs: tuple[str, ...] = ()

    def spec(self) -> dict[str, Any]:
        """Give the Vega-Lite specification, whole: the theme is in it."""
        return self.chart.to_dict()

    def to_svg(self, width: int = SVG_WIDTH) -> str:
        """Draw as SVG of a fixed width, without a browser; same values, same bytes.

        Parameters
        ----------
        width : int
            Whole width in pixels, labels included.
        """
        return _draw_svg(self.spec(), width)

    def _repr_mimebundle_(
        self,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> dict[str, Any]:
        spec = self.spec()
        made: dict[str, Callable[[], Any]] = {
            VEGALITE_MIME: lambda: spec,
            "text/plain": lambda: self.description,
        }
        if wants_pictures():
            made[SVG_MIME] = lambda: _draw_svg(spec, SVG_WIDTH)
        return {
            mime: make()
            for mime, make in made.items()
            if (not include or mime in include) and mime not in (exclude or ())
        }


def _draw_svg(spec: dict[str, Any], width: int) -> str:
    """Draw a specification at a fixed width; the specification itself stays as it is."""
    _register_fonts()
    fixed = {
        **spec,
        "width": width,
        # Where the house font is not installed (an image in JupyterLab), another one is
        # wider: labels at the ends of lines keep their last figures, an axis its first ones.
        "padding": {"left": SVG_ROOM_LEFT, "right": SVG_ROOM, "top": 4, "bottom": 4},
        "params": [
            {"name": NARROW, "value": width < NARROW_BELOW}
            for parameter in spec.get("params", [])
            if parameter["name"] == NARROW
        ],
    }
    if "layer" in spec:
        fixed["layer"] = [
            layer for layer in spec["layer"] if not layer.get("name", "").startswith(HOVER)
        ]
    svg: str = vlc.vegalite_to_svg(fixed)
    return _rename_clips(svg, fixed)


def _rename_clips(svg: str, spec: dict[str, Any]) -> str:
    """Name clip paths after the drawing: Vega counts them over the whole process.

    Two drawings in one page would also share ``clip0`` otherwise.
    """
    digest = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:10]
    names: dict[str, str] = {}
    return _CLIP.sub(
        lambda match: names.setdefault(match.group(), f"clip-{digest}-{len(names)}"), svg
    )
