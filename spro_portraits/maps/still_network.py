"""The static drawing of the structures of a territory, as SVG or PNG, without a browser."""

from __future__ import annotations

import hashlib
import math
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from spro_portraits.maps.land import Land, read_land
from spro_portraits.maps.still import SLIDE, StillMap, find_drawing_size, is_size
from spro_portraits.maps.still_frame import build_scene, draw_scene, find_bar_box
from spro_portraits.maps.still_labels import Room, place_around
from spro_portraits.maps.still_panel import MARGIN, draw_head
from spro_portraits.maps.still_signs import (
    SIGN,
    Group,
    Sign,
    draw_groups,
    draw_sign,
    gather_signs,
    name_beside,
)
from spro_portraits.maps.still_text import FONT, Type, break_lines, write_block, write_text
from spro_portraits.style import INK, MARKERS, PAPER, QUIET, RULE, TERRITORY_WASH
from spro_portraits.wording import network_map as words
from spro_portraits.wording import still as still_words
from spro_portraits.wording import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from spro_portraits.maps.network import NetworkPoint, PointKind
    from spro_portraits.maps.still_labels import Box

_ROW, _FAMILY, _NOTE = Type(24), Type(19, 400, QUIET), Type(19, 400, QUIET)
_COUNT = Type(24, 600)
_COLUMN = 500.0
_STEP, _HEAD, _GAP = 42.0, 32.0, 18.0
_WIDE = 1.2
_LEGEND = 0.36
"""Share of an upright drawing that the legend takes."""


def draw_still_network_map(
    communes: gpd.GeoDataFrame,
    points: Sequence[NetworkPoint],
    kinds: Sequence[PointKind],
    *,
    outlines: gpd.GeoDataFrame | Land | None = None,
    context: gpd.GeoDataFrame | Land | None = None,
    places: pd.DataFrame | None = None,
    title: str,
    lede: str = "",
    source: str = "",
    boundaries: str = "",
    size: tuple[int, int] = SLIDE,
) -> StillMap:
    """Draw the structures of a territory by réseau, gathered where they would meet.

    Parameters
    ----------
    communes : GeoDataFrame
        Those of the territory: ``code``, ``name``, geometry.
    points, kinds, outlines, context, title, source, boundaries
        As in :func:`~spro_portraits.maps.network.draw_network_map`; structures without a
        position, or outside the frame, are counted under the legend.
    places : DataFrame, optional
        Towns to name: ``name``, ``population``, ``x``, ``y``.
    lede : str
        What is said under the title.
    size : (int, int)
        Width and height in pixels.

    Raises
    ------
    ValueError
        Without communes; for a size that :func:`~spro_portraits.maps.still.is_size` refuses.
    """
    land = read_land(communes)
    if not len(land) or not is_size(*size):
        raise ValueError("a map needs communes, and a size that can be read")
    shown = [kind for kind in kinds if any(point.reseau == kind.key for point in points)]
    counts = [sum(point.reseau == kind.key for point in points) for kind in shown]
    told = words.describe_network(title, lede, [k.name for k in shown], counts)
    zoom, width, height = find_drawing_size(size)
    head, top = draw_head(words.WHO, title, lede, width)
    frame, panel = _share(width, height, top)
    placed = [point for point in points if math.isfinite(point.latitude)]
    spots = np.array([[p.longitude, p.latitude] for p in placed]).reshape(-1, 2)
    towns = np.empty((0, 2)) if places is None else places[["x", "y"]].to_numpy(dtype=np.float64)
    scene = build_scene(
        land, frame, zoom=zoom, towns=np.concatenate([spots, towns]),
        outlines=None if outlines is None else read_land(outlines),
        context=None if context is None else read_land(context),
    )  # fmt: skip
    at = scene.towns[: len(placed)]
    left, upper, right, lower = frame
    half = SIGN / 2
    inside = (
        (at[:, 0] > left + half) & (at[:, 0] < right - half)
        & (at[:, 1] > upper + half) & (at[:, 1] < lower - half)
    )  # fmt: skip
    seen = [point for point, is_inside in zip(placed, inside.tolist(), strict=True) if is_inside]
    groups = gather_signs(at[inside])
    room = Room(frame, [find_bar_box(scene.kilometre, frame), *(group.box for group in groups)])
    labels = []
    if places is not None:
        labels = name_beside(places, scene.towns[len(placed) :], groups, room)
    labels += place_around(scene.named.names, scene.named.shapes, room)
    name = f"spro-still-{hashlib.sha256(f'{told}{size}'.encode()).hexdigest()[:8]}"
    ranks = {kind.key: rank for rank, kind in enumerate(shown)}
    signs = [_sign(shown[ranks[point.reseau]], point) for point in seen]
    drawn = draw_scene(
        scene, frame, name=name, labels=labels, is_gathered=False,
        fills=[TERRITORY_WASH] * len(land), weak=[False] * len(land),
        tips=[escape(typeset(text), quote=False) for text in land.names],
    )  # fmt: skip
    drawn += draw_groups(groups, signs, [ranks[point.reseau] for point in seen])
    keys = _list_keys(signs, groups)
    keys += words.write_left_out(len(points) - len(placed), len(placed) - len(seen))
    legend = _draw_legend(
        panel, shown, counts, keys, still_words.join_sources(source, boundaries),
        columns=1 if width >= _WIDE * height else 2,
    )  # fmt: skip
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-t {name}-d" '
        f'viewBox="0 0 {width:g} {height:g}" width="{size[0]}" height="{size[1]}">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>'
        f'<path d="M0 0H{width:g}V{height:g}H0Z" fill="{PAPER}"/>'
        f'<g font-family="{FONT}">{head}{drawn}{legend}</g></svg>'
    )
    return StillMap(svg, title, told)


def _sign(kind: PointKind, point: NetworkPoint) -> Sign:
    is_leading = point.role == "coordonnateur"
    return Sign(MARKERS[kind.shape], kind.color, point.precision == "commune", is_leading)


def _share(width: float, height: float, top: float) -> tuple[Box, Box]:
    """Share a drawing between map and legend: side by side, or one above the other."""
    if width >= _WIDE * height:
        left = width - MARGIN - _COLUMN
        return (0.0, top, left - 44.0, height), (left, top, width - MARGIN, height - MARGIN)
    split = height - _LEGEND * height
    return (0.0, top, width, split), (MARGIN, split + 32, width - MARGIN, height - MARGIN)


_Key = tuple[Sign | str, str]


def _list_keys(signs: Sequence[Sign], groups: Sequence[Group]) -> list[_Key]:
    """List what is to be explained, of what is there."""
    keys: list[_Key] = []
    hollow = [sign for sign in signs if sign.is_hollow]
    if hollow:
        keys.append((Sign(hollow[0].path, hollow[0].color, is_hollow=True), words.HOLLOW))
    if any(sign.is_leading for sign in signs):
        keys.append(("circle", words.LEADING))
    if any(len(group.ranks) > 1 and not group.is_counted for group in groups):
        keys.append(("rect", words.BOX))
    if any(group.is_counted for group in groups):
        keys.append(("circle", words.COUNTED))
    return keys


def _draw_legend(
    box: Box,
    kinds: Sequence[PointKind],
    counts: Sequence[int],
    keys: Sequence[_Key],
    source: str,
    *,
    columns: int,
) -> str:
    left, top, right, bottom = box
    width = (right - left - 44.0 * (columns - 1)) / columns
    cited = break_lines(source, right - left, _NOTE)
    foot = bottom - len(cited) * _NOTE.leading
    notes = [(sign, break_lines(text, width - SIGN - 14, _NOTE)) for sign, text in keys]
    below = sum(max(SIGN, len(lines) * _NOTE.leading) + 8 for _, lines in notes)
    is_column = columns == 1
    rows = math.ceil(len(kinds) / columns)
    free = foot - top - _GAP - (below if is_column else 0.0)
    families = len({kind.family for kind in kinds})
    has_heads = is_column and rows * _STEP + families * _HEAD <= free
    step = min(_STEP, max(30.0, (free - families * _HEAD * has_heads) / max(rows, 1)))
    drawn, y, family = [], top, ""
    for rank, (kind, count) in enumerate(zip(kinds, counts, strict=True)):
        x = left + (rank // rows) * (width + 44.0)
        if rank % rows == 0:
            y = top
        if has_heads and kind.family != family:
            drawn.append(write_text(x, y + 24, typeset(kind.family), _FAMILY))
            y += _HEAD
        family = kind.family
        drawn.append(draw_sign(Sign(MARKERS[kind.shape], kind.color), x + SIGN / 2, y + 17, SIGN))
        text = _fit(kind, width - SIGN - 14 - 50)
        drawn.append(write_text(x + SIGN + 14, y + 25, text, _ROW))
        drawn.append(write_text(x + width, y + 25, str(count), _COUNT, "end"))
        y += step
    y = top + rows * step + families * _HEAD * has_heads + 8
    if notes and is_column:
        drawn.append(f'<path d="M{left:.1f} {y - 6:.1f}H{right:.1f}" stroke="{RULE}"/>')
    for first in range(0, len(notes), columns):
        beside = notes[first : first + columns]
        for rank, (sign, lines) in enumerate(beside):
            x = left + rank * (width + 44.0)
            drawn.append(_draw_key(sign, x + SIGN / 2, y + SIGN / 2))
            drawn.append(write_block(x + SIGN + 14, y + 3, lines, _NOTE)[0])
        y += max(SIGN, *(len(lines) * _NOTE.leading for _, lines in beside)) + 8
    drawn.append(write_block(left, foot, cited, _NOTE)[0])
    return "".join(drawn)


def _fit(kind: PointKind, width: float) -> str:
    """Give the name of a réseau, with its short one, where it fits in one line; else that alone."""
    name, short = typeset(kind.name), typeset(kind.short)
    whole = name if name.casefold() == short.casefold() else f"{name} ({short})"
    return next((text for text in (whole, name) if len(break_lines(text, width, _ROW)) == 1), short)


def _draw_key(sign: Sign | str, x: float, y: float) -> str:
    if isinstance(sign, Sign):
        return draw_sign(sign, x, y, SIGN)
    line = f'fill="none" stroke="{INK}" stroke-width="2"'
    if sign == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12" {line}/>'
    if sign == "rect":
        return f'<rect x="{x - 12:.1f}" y="{y - 12:.1f}" width="24" height="24" rx="6" {line}/>'
    return ""
