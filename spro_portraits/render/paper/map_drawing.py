"""A still map as SVG: areas, what lies around, boundaries, names that do not collide, a scale bar.

Colours, hatchings and lines are those that the page gives. Not done here: reading the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from spro_portraits.render.paper.map_arcs import Pencil, Plane, find_round, fit_plane
from spro_portraits.style import FONT_FAMILY, INK, PAPER, QUIET, measure_text
from spro_portraits.wording import format_count
from spro_portraits.wording import paper as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spro_portraits.render.paper.map_arcs import Floats, Shape

_MARGIN = 10.0
_TALL, _LOW, _NARROW_TALL = 0.74, 0.55, 0.92
"""Height of a drawing over its width, at most and at least; at most where it is narrow."""
_LABEL = 12.0
_AROUND = 10.5
_TOWNS, _FEW_TOWNS, _NARROW = 6, 4, 250.0
"""Names of towns on a drawing, and on one that is narrower than so many pixels."""
_BAR = 70.0
_DOT = 2.6
_SIGN, _SMALL_SIGN, _CROWD = 7.5, 4.0, 40
"""Half of a sign, in pixels; of one among more than so many."""
_RINGS = 4
"""How far a sign may step aside, in signs; beyond, it covers its neighbours."""
_LINE = 0.7
"""Width of lines and hatchings on paper, for one on the page."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing: SVG, and its size in pixels."""

    svg: str
    width: float
    height: float


class Ground:
    """The land of a map in one drawing; its paths are written once for all layers.

    Parameters
    ----------
    arcs : list of arrays
        Lines, in degrees.
    layers : list of (shapes, type, style, pane)
        As the page has them, from below.
    width : float
        Of the drawing, in pixels.
    patterns : mapping
        SVG of the hatchings, by name.
    most_tall : float, optional
        Height over width, at most; else that of the house.
    finer : float
        By what lines are multiplied: those of hundreds of areas would hide their colours.
    """

    def __init__(
        self,
        arcs: list[Floats],
        layers: list[tuple[list[Shape], str, dict[str, str], str]],
        width: float,
        patterns: Mapping[str, str],
        most_tall: float | None = None,
        finer: float = 1.0,
    ) -> None:
        border = layers[-1][0]
        used = {arc if arc >= 0 else ~arc for shape in border for part in shape for ring in part
                for arc in ring}  # fmt: skip
        seen = [arcs[rank] for rank in sorted(used)] or arcs
        tall = most_tall or (_NARROW_TALL if width < _NARROW else _TALL)
        self.plane: Plane = fit_plane(seen, width, width * _LOW, width * tall, _MARGIN)
        self.patterns = patterns
        pencil = Pencil(arcs, self.plane)
        self.below: list[str] = []
        self.above: list[str] = []
        self.areas: list[str] = []
        self.edge = ""
        for shapes, kind, style, pane in layers:
            paths = [pencil.write(shape, is_area=kind == "MultiPolygon") for shape in shapes]
            if pane == "overlayPane" and not self.areas and "fillColor" not in style:
                self.areas = paths
                self.edge = f'stroke="{style["color"]}" stroke-width="{_thin(style, finer)}"'
                continue
            fill = style.get("fillColor", "none") if style.get("fill") == "true" else "none"
            drawn = (
                f'<path d="{"".join(paths)}" fill="{fill}" stroke="{style["color"]}" '
                f'stroke-width="{_thin(style, finer)}"/>'
            )
            (self.above if pane == "outlines" else self.below).append(drawn)

    def write(self, areas: str, over: str) -> Drawn:
        """Write the drawing: areas as they are coloured, names over everything."""
        width, height = self.plane.width, round(self.plane.height, 1)
        used = [svg for name, svg in self.patterns.items() if f"url(#{name})" in areas]
        frame = f'<clipPath id="frame"><path d="M0 0H{width:g}V{height:g}H0Z"/></clipPath>'
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" font-family="{FONT_FAMILY}">'
            f"<defs>{frame}{''.join(used)}</defs>"
            f'<g clip-path="url(#frame)" stroke-linejoin="round">'
            f"{''.join(self.below)}<g {self.edge}>{areas}</g>{''.join(self.above)}</g>{over}</svg>"
        )
        return Drawn(svg, width, height)


def _thin(style: Mapping[str, str], finer: float) -> str:
    return f"{float(style['weight']) * _LINE * finer:.2g}"


class _Names:
    """Names written so far, and where there is room for more."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.taken: list[Box] = []
        self.drawn: list[str] = []

    def find(self, latitude: float, longitude: float) -> tuple[float, float]:
        x, y = self.plane.draw(np.array([[longitude, latitude]]))[0].tolist()
        return x, y

    def is_inside(self, x: float, y: float) -> bool:
        return 0 < x < self.plane.width and 0 < y < self.plane.height

    def place(self, box: Box) -> bool:
        """Take a box, where it is free and inside."""
        left, top, right, bottom = box
        if left < 1 or top < 1 or right > self.plane.width - 1 or bottom > self.plane.height - 1:
            return False
        if any(left < r and l < right and top < b and t < bottom for l, t, r, b in self.taken):  # noqa: E741 - left
            return False
        self.taken.append(box)
        return True

    def write(self, x: float, y: float, text: str, *, quiet: bool = False) -> None:
        size, weight = (_AROUND, 400) if quiet else (_LABEL, 600)
        colour = QUIET if quiet else INK
        self.drawn.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
            f'fill="{colour}" stroke="{PAPER}" stroke-width="2.5" stroke-linejoin="round" '
            f'paint-order="stroke">{escape(text, quote=False)}</text>'
        )

    def draw_bar(self) -> None:
        """Write the scale bar into the lower left corner."""
        kilometre = self.plane.kilometre
        length = find_round(_BAR / kilometre)
        width, bottom = length * kilometre, self.plane.height - 8
        self.taken.append((4, bottom - 22, 16 + width, bottom + 8))
        number = format_count(length) if length >= 1 else f"{length:g}".replace(".", ",")
        self.drawn.append(
            f'<path d="M8 {bottom - 5:.1f}v5h{width:.1f}v-5" fill="none" stroke="{INK}" '
            f'stroke-width="1.2"/>'
        )
        self.write(10, bottom - 6, number + words.KILOMETRES, quiet=True)

    def name_towns(self, places: Sequence[Sequence[Any]], most: int) -> None:
        """Write the names of towns beside their dots, the first ones first."""
        written = 0
        for name, latitude, longitude, *_ in places:
            if written == most:
                break
            x, y = self.find(latitude, longitude)
            width = measure_text(name, _LABEL, 600)
            if not self.is_inside(x, y):
                continue
            right = (x - 4, y - 8, x + 7 + width, y + 8)
            left = (x - 7 - width, y - 8, x + 4, y + 8)
            if self.place(right):
                start = x + 6
            elif self.place(left):
                start = x - 6 - width
            else:
                continue
            written += 1
            self.drawn.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{INK}" stroke="{PAPER}" '
                f'stroke-width="1"/>'
            )
            self.write(start, y + 4, name)

    def name_middles(self, places: Sequence[Sequence[Any]], *, quiet: bool) -> None:
        """Write names in the middle of their areas, where there is room."""
        size, weight = (_AROUND, 400) if quiet else (_LABEL, 600)
        for name, latitude, longitude, *_ in places:
            x, y = self.find(latitude, longitude)
            half = measure_text(name, size, weight) / 2
            if self.place((x - half - 2, y - 8, x + half + 2, y + 8)):
                self.write(x - half, y + 4, name, quiet=quiet)


def draw_layer(
    ground: Ground,
    fills: Sequence[str],
    *,
    places: Sequence[Sequence[Any]],
    around: Sequence[Sequence[Any]],
    centred: bool,
) -> Drawn:
    """Draw areas, each in its paint.

    Parameters
    ----------
    ground : Ground
    fills : sequence of str
        SVG paint of each area, in the order of the shapes.
    places, around : sequence of (name, latitude, longitude, …)
        Towns (or the areas themselves, where ``centred``), and what lies around.
    centred : bool
    """
    by_paint: dict[str, list[str]] = {}
    for path, fill in zip(ground.areas, fills, strict=True):
        by_paint.setdefault(fill, []).append(path)
    areas = "".join(
        f'<path d="{"".join(paths)}" fill="{fill}"/>' for fill, paths in sorted(by_paint.items())
    )
    names = _Names(ground.plane)
    names.draw_bar()
    if centred:
        names.name_middles(places, quiet=False)
    else:
        names.name_towns(places, _FEW_TOWNS if ground.plane.width < _NARROW else _TOWNS)
    names.name_middles(around, quiet=True)
    return ground.write(areas, "".join(names.drawn))


def draw_points(
    ground: Ground, points: Sequence[tuple[str, Sequence[float], bool]], *, towns: Sequence[Any]
) -> Drawn:
    """Draw signs where structures are; those that would cover each other stand side by side.

    Parameters
    ----------
    ground : Ground
    points : sequence of (sign, place, is_leading)
        Sign as SVG around its middle, latitude and longitude, whether it has a ring.
    towns : sequence of (name, latitude, longitude)
        The most populous first.
    """
    names = _Names(ground.plane)
    names.draw_bar()
    half = _SMALL_SIGN if len(points) > _CROWD else _SIGN
    drawn = []
    for sign, (latitude, longitude), is_leading in points:
        x, y = _step_aside(*names.find(latitude, longitude), half, names)
        ring = f'<circle r="{half + 3}" fill="none" stroke="{INK}" stroke-width="1.4"/>'
        drawn.append(
            f'<g transform="translate({x:.1f} {y:.1f})">{ring if is_leading else ""}'
            f'<g transform="scale({half / 10:g})">{sign}</g></g>'
        )
    names.name_towns(towns, _TOWNS + 4)
    return ground.write("", "".join(names.drawn) + "".join(drawn))


def _step_aside(x: float, y: float, half: float, names: _Names) -> tuple[float, float]:
    """Find the nearest free place for a sign, in rings around its own."""
    for ring in range(_RINGS):
        for turn in range(max(1, 6 * ring)):
            angle = 2 * np.pi * turn / max(1, 6 * ring)
            across = x + ring * 2 * half * float(np.cos(angle))
            along = y + ring * 2 * half * float(np.sin(angle))
            box = (across - half, along - half, across + half, along + half)
            if names.place(box):
                return across, along
    return x, y
