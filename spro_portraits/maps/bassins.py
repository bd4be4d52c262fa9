"""A small map of one number by bassin, as inline SVG: ten of them on a page weigh little.

The shapes are made once (:func:`find_bassin_shapes`) and drawn as often as there are
occupations. Every bassin bears its number; its name too where it has room.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spro_portraits.maps.classes import ClassScheme, compute_classes, find_classes
from spro_portraits.maps.geometry import Shapes, degrees_of, merge, project
from spro_portraits.maps.paths import fit_width, write_area_briefly
from spro_portraits.style import (
    FONT_STACK,
    HATCH_SPACING,
    INK,
    MISSING,
    PAPER,
    QUIET,
    SEQUENTIAL,
    TERRITORY,
    measure_text,
)
from spro_portraits.wording import ABSENT_SIGNS
from spro_portraits.wording import maps as map_words
from spro_portraits.wording import points as words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MARGIN = 4.0
_TOLERANCE = 0.9
_MANY, _COARSER = 8, 1.8
"""Above so many bassins, shapes are simplified more: each is smaller, all weigh as much."""
_NAME_SIZE, _NUMBER_SIZE = 12.0, 14.0
_LINE = 15.0
_COLOURS: Final = SEQUENTIAL[:4]
"""Dark text is legible on them: numbers stand on the areas."""
_SHIFTS = (0.0, -10.0, 10.0, -20.0, 20.0, -30.0, 30.0)
_WIDEST = 2.6
"""How many radii of the largest disc in an area its name may take."""
_TALLEST = 1.05
"""Height of the map by its width: a narrow territory is drawn smaller."""


@dataclass(frozen=True)
class _Label:
    x: float
    y: float
    lines: tuple[str, ...]


def find_bassin_shapes(
    communes: gpd.GeoDataFrame, membership: pd.Series[str], names: pd.Series[str]
) -> gpd.GeoDataFrame:
    """Dissolve communes into bassins.

    Parameters
    ----------
    communes : GeoDataFrame
        ``code`` and geometry of whole communes.
    membership : Series of str
        Bassin of each commune, by commune code; NaN or no row for none.
    names : Series of str
        Name of each bassin to draw, by code; others are left out.

    Returns
    -------
    GeoDataFrame
        ``code``, ``name``, geometry (degrees), sorted by code; a bassin without a commune
        in ``communes`` is not there.
    """
    shapes = degrees_of(communes)
    owners = membership.reindex(communes["code"].astype(str)).to_numpy()
    codes = [code for code in sorted(names.index) if (owners == code).any()]
    merged = [merge(shapes[owners == code]) for code in codes]
    frame = {"code": codes, "name": [str(names[code]) for code in codes]}
    return gpd.GeoDataFrame(frame, geometry=merged, crs=4326)


def draw_bassin_map(
    bassins: gpd.GeoDataFrame,
    values: pd.Series[float],
    texts: pd.Series[str],
    *,
    title: str,
    unit: str,
    territory: BaseGeometry | None = None,
    breaks: Sequence[float] = (),
    width: int = 320,
) -> str:
    """Draw bassins coloured by a number, each with it written on it, and a legend.

    Parameters
    ----------
    bassins : GeoDataFrame
        As :func:`find_bassin_shapes` gives it.
    values : Series of float
        By bassin code; NaN or no row: hatched, not published.
    texts : Series of str
        By bassin code: the number as written (``≥ 120``), or the sign of its absence.
    title : str
        What is counted, for who cannot see it.
    unit : str
        What the classes of the legend count (``Projets``).
    territory : geometry, optional
        Outline of the territory, in degrees, where it is no union of bassins.
    breaks : sequence of float
        Inner bounds of at most four classes; multiples of one round step otherwise.
    width : int
        Width in pixels; the height follows.

    Returns
    -------
    str
        An HTML fragment; same arguments, same bytes.

    Raises
    ------
    ValueError
        Without bassins, or with more than three bounds.
    """
    if bassins.empty:
        raise ValueError("nothing to draw: no bassin")
    if len(breaks) >= len(_COLOURS):
        raise ValueError("a small map has at most four classes")
    planes = shapely.transform(degrees_of(bassins), project)
    bounds = tuple(shapely.total_bounds(planes).tolist())
    west, south, east, north = bounds
    shrunk = min(1.0, _TALLEST * (east - west) / max(north - south, 1.0))
    to_screen, height = fit_width(bounds, width * shrunk, _MARGIN)
    tolerance = _TOLERANCE * (_COARSER if len(bassins) > _MANY else 1.0)
    areas = _simplify(shapely.transform(planes, to_screen), tolerance)
    codes = [str(code) for code in bassins["code"]]
    known = values.reindex(codes).astype("float64")
    scheme = compute_classes(known, k=len(_COLOURS), breaks=breaks or _list_round_bounds(known))
    ranks = find_classes(known, scheme)
    colours = _find_colours(scheme)
    absent = ABSENT_SIGNS["non_diffuse"]
    written = [str(texts.get(code, absent)) for code in codes]
    names = [str(name) for name in bassins["name"]]
    told = words.tell_values(names, written)
    key = hashlib.sha256(f"{title}{told}".encode()).hexdigest()[:8]
    name = f"spro-bassins-{key}"
    fills = [colours[rank] if rank >= 0 else f"url(#{name}-h)" for rank in ranks]
    drawn = "".join(
        f'<path d="{write_area_briefly(area)}" fill="{fill}"><title>{escape(tip)}</title></path>'
        for area, fill, tip in zip(
            areas, fills, map(words.write_map_value, names, written), strict=True
        )
    )
    outline = ""
    if territory is not None:
        plane = shapely.transform(shapely.transform(territory, project), to_screen)
        outline = (
            f'<path d="{write_area_briefly(shapely.simplify(plane, _TOLERANCE))}" fill="none" '
            f'stroke="{TERRITORY}" stroke-width="2.5" stroke-linejoin="round"/>'
        )
    across = round(width * shrunk)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-t '
        f'{name}-d" viewBox="0 0 {across} {height}" width="{across}" height="{height}">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>'
        f"{_draw_hatch(name)}"
        f'<g stroke="{QUIET}" stroke-width="1" stroke-linejoin="round">{drawn}</g>'
        f"{outline}{_draw_labels(_place(areas, names, written, across))}</svg>"
    )
    return (
        f'<div class="spro-block spro-bassin-map">{svg}'
        f"{_draw_legend(scheme, colours, unit, is_hatched=bool((ranks < 0).any()))}</div>\n"
    )


def _simplify(areas: Shapes, tolerance: float) -> Shapes:
    if shapely.coverage_is_valid(areas):
        return np.asarray(shapely.coverage_simplify(areas, tolerance), dtype=object)
    return np.asarray(shapely.simplify(areas, tolerance), dtype=object)


def _list_round_bounds(values: pd.Series[float]) -> tuple[float, ...]:
    """List the bounds below the largest value that are multiples of one round step.

    None where each value may have a colour of its own. Quantiles of a handful of bassins
    would put bounds at their very values, close together.
    """
    if values.nunique() <= len(_COLOURS):
        return ()
    largest = float(values.max())
    power = 10.0 ** math.floor(math.log10(largest / len(_COLOURS)))
    step = next(f * power for f in (1, 2, 5, 10) if f * power * len(_COLOURS) > largest)
    bounds = (step * rank for rank in range(1, len(_COLOURS)))
    return tuple(bound for bound in bounds if bound <= largest)


def _find_colours(scheme: ClassScheme) -> tuple[str, ...]:
    count = len(scheme.counts)
    if count == 1:
        return _COLOURS[1:2]
    last = len(_COLOURS) - 1
    return tuple(_COLOURS[round(rank * last / (count - 1))] for rank in range(count))


def _draw_hatch(name: str) -> str:
    step = HATCH_SPACING[MISSING]
    return (
        f'<defs><pattern id="{name}-h" width="{step}" height="{step}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0H{step}V{step}H0Z" fill="{PAPER}"/>'
        f'<path d="M0 0V{step}" stroke="{MISSING}" stroke-width="3"/></pattern></defs>'
    )


def _place(areas: Shapes, names: Sequence[str], texts: Sequence[str], width: float) -> list[_Label]:
    """Write name and number on each area, the number alone where both would cover another."""
    labels: list[_Label] = []
    boxes: list[tuple[float, float, float, float]] = []
    circles = [shapely.maximum_inscribed_circle(area) for area in areas]
    order = sorted(range(len(names)), key=lambda i: (-circles[i].length, i))
    for index in order:
        x, y = shapely.get_coordinates(circles[index])[0].tolist()
        radius = circles[index].length
        full = (names[index], texts[index])
        tries: list[tuple[tuple[str, ...], float]]
        tries = [(full, shift) for shift in _SHIFTS if abs(shift) < max(radius, 1.0)]
        tries += [((texts[index],), shift) for shift in _SHIFTS]
        for lines, shift in tries:
            label, box = _make_label(lines, x, y + shift, width)
            wide = box[2] - box[0] > _WIDEST * radius and len(lines) > 1
            if not wide and not any(_overlap(box, other) for other in boxes):
                break
        labels.append(label)
        boxes.append(box)
    return labels


def _make_label(
    lines: tuple[str, ...], x: float, y: float, width: float
) -> tuple[_Label, tuple[float, float, float, float]]:
    half = (
        max(measure_text(line, size, 600) for line, size in zip(lines, _sizes(lines), strict=True))
        / 2
    )
    inside = min(max(x, half + 1), max(width - half - 1, half + 1))
    tall = _LINE * len(lines) / 2
    return _Label(inside, y, lines), (inside - half, y - tall, inside + half, y + tall)


def _sizes(lines: Sequence[str]) -> tuple[float, ...]:
    return (*([_NAME_SIZE] * (len(lines) - 1)), _NUMBER_SIZE)


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _draw_labels(labels: Sequence[_Label]) -> str:
    texts = []
    for label in labels:
        top = label.y - _LINE * len(label.lines) / 2 + _LINE - 3.5
        for rank, (line, size) in enumerate(zip(label.lines, _sizes(label.lines), strict=True)):
            weight = "" if rank < len(label.lines) - 1 else ' font-weight="700"'
            texts.append(
                f'<text x="{label.x:.1f}" y="{top + rank * _LINE:.1f}" '
                f'font-size="{math.floor(size)}"{weight}>{escape(line)}</text>'
            )
    return (
        f'<g font-family="{FONT_STACK}" text-anchor="middle" fill="{INK}" stroke="{PAPER}" '
        f'stroke-opacity=".75" stroke-width="2.5" stroke-linejoin="round" paint-order="stroke" '
        f'aria-hidden="true">{"".join(texts)}</g>'
    )


def _draw_legend(
    scheme: ClassScheme, colours: Sequence[str], unit: str, *, is_hatched: bool
) -> str:
    """Explain the colours; single values are written on the map and need no legend."""
    rows = []
    if scheme.method != "values":
        texts = map_words.describe_classes(scheme.breaks)
        rows = [
            (f'<path d="M1 2H13V12H1Z" fill="{colour}" stroke="{QUIET}"/>', text)
            for text, colour in zip(texts, colours, strict=True)
        ]
    if is_hatched:
        lines = f'<path d="M1 2H13V12H1Z" fill="{PAPER}" stroke="{QUIET}"/>'
        lines += f'<path d="M1 8L7 2M1 12L11 2M6 12L13 5" stroke="{QUIET}" fill="none"/>'
        rows.append((lines, words.NOT_PUBLISHED))
    if not rows:
        return ""
    items = "".join(
        f'<li><svg viewBox="0 0 14 14" aria-hidden="true">{sign}</svg>{escape(text)}</li>'
        for sign, text in rows
    )
    head = f"<li>{escape(words.head_legend(unit))}</li>" if len(rows) > is_hatched else ""
    return f'<ul class="spro-legend" aria-label="{escape(words.MAP_LEGEND)}">{head}{items}</ul>'
