"""Parts of the pages of France: what lies around, départements beside the map, a way in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import shapely
from branca.element import Figure, MacroElement

from spro_portraits.maps.frame import write_data
from spro_portraits.maps.geometry import Shapes, project
from spro_portraits.maps.offline import Verbatim, read_asset
from spro_portraits.maps.paths import fit_frame, write_area_briefly
from spro_portraits.wording import france as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spro_portraits.maps.legend import LayerFacts
    from spro_portraits.maps.shapes import PackedShapes

_WIDTH, _HEIGHT, _MARGIN = 84.0, 50.0, 2.0


class _Part(MacroElement):
    """A part that writes itself into the page of its map."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self._name = type(self).__name__

    def find_page(self) -> tuple[Figure, str]:
        """Find the page and the name of the map."""
        figure = self.get_root()
        if not isinstance(figure, Figure) or self._parent is None:
            raise TypeError("a part of a page needs a map in its page")
        return figure, str(self._parent.get_name())


class Backdrop(_Part):
    """All départements under the communes of one, from a text that all pages share.

    Parameters
    ----------
    land : str
        Points and lengths of the arcs (:func:`~.arcs.share_arcs`).
    packed : str
        The layer of the départements.
    style : mapping
        Options of Leaflet's paths.
    """

    def __init__(self, land: str, packed: str, style: Mapping[str, Any]) -> None:
        super().__init__()
        self.land = land
        self.packed = packed
        self.style = dict(style)

    def render(self, **_kwargs: Any) -> str:
        """Write the outlines and what draws them."""
        figure, name = self.find_page()
        text = (
            f"<style>{read_asset('france-one.css')}</style>"
            f'<script type="text/plain" id="spro-france">{self.land}</script>'
        )
        figure.header.add_child(Verbatim(text), name="spro_france")
        style = {_camel(key): value for key, value in self.style.items()}
        options = {"style": style, "interactive": False, "pane": "around"}
        call = (
            'sproLayer(sproGround(document.getElementById("spro-france").textContent), '
            f'{write_data(self.packed)}, "MultiPolygon", {write_data(options)}).addTo({name});'
        )
        figure.script.add_child(Verbatim(call), name="spro_backdrop")
        return ""


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


class Insets(_Part):
    """Départements beside the map: those that lie far away, and those too small to be aimed at.

    Parameters
    ----------
    groups : sequence of sequences of int
        Ranks of the départements of each inset.
    outlines : array of geometries
        Of all départements, in degrees.
    codes, names : sequence of str
        Of all départements.
    facts : LayerFacts
        How they are coloured.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[int]],
        outlines: Shapes,
        codes: Sequence[str],
        names: Sequence[str],
        facts: LayerFacts,
    ) -> None:
        super().__init__()
        self.groups = tuple(map(tuple, groups))
        self.outlines = outlines
        self.codes = tuple(codes)
        self.names = tuple(names)
        self.facts = facts

    def render(self, **_kwargs: Any) -> str:
        """Write the insets and their style sheet."""
        figure, _ = self.find_page()
        sheet = f"<style>{read_asset('france-whole.css')}</style>"
        figure.header.add_child(Verbatim(sheet), name="spro_insets")
        written = "".join(self._write_group(group) for group in self.groups)
        text = (
            f'<div class="spro-insets" role="group" aria-label="{escape(words.INSETS)}">'
            f"{written}<p>{escape(words.OWN_SCALES)}</p></div>"
        )
        figure.html.add_child(Verbatim(text), name="spro_insets")
        return ""

    def _write_group(self, group: tuple[int, ...]) -> str:
        shapes = shapely.transform(self.outlines[list(group)], project)
        bounds = tuple(shapely.total_bounds(shapes).tolist())
        frame = (_MARGIN, _MARGIN, _WIDTH - _MARGIN, _HEIGHT - _MARGIN)
        to_screen, _ = fit_frame(bounds, frame)
        drawn = shapely.transform(shapes, to_screen)
        fills = [self.facts.fills[sign] for sign in self.facts.signs]
        paths = "".join(
            f'<path data-code="{self.codes[rank]}" fill="{fills[rank]}" '
            f'd="{write_area_briefly(shape)}"><title>{escape(self._tell(rank))}</title></path>'
            for rank, shape in zip(group, drawn, strict=True)
        )
        size = f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" width="{_WIDTH:g}" height="{_HEIGHT:g}"'
        picture = f'<svg {size} aria-hidden="true">{paths}</svg>'
        if len(group) > 1:
            return f"<figure>{picture}<figcaption>{escape(words.CLOSE)}</figcaption></figure>"
        (rank,) = group
        name = escape(self.names[rank])
        return f'<button type="button" data-code="{self.codes[rank]}">{picture}{name}</button>'

    def _tell(self, rank: int) -> str:
        return words.tell(self.names[rank], self.facts.texts[rank])


class Opening(_Part):
    """A click on a département opens its page.

    Parameters
    ----------
    shapes : PackedShapes
        The départements, already on the map.
    codes : sequence of str
        Of each.
    """

    def __init__(self, shapes: PackedShapes, codes: Sequence[str]) -> None:
        super().__init__()
        self.shapes = shapes
        self.codes = tuple(codes)

    def render(self, **_kwargs: Any) -> str:
        """Write the script, after that of the map."""
        figure, _ = self.find_page()
        call = f"sproOpening({self.shapes.get_name()}, {write_data(list(self.codes))});"
        text = f"{read_asset('france-whole.js')}\n{call}"
        figure.script.add_child(Verbatim(text), name="spro_opening")
        return ""
