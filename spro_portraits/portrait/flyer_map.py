"""The small map of a flyer: communes that have places, with the numbers of the list.

Not done here: roads, rivers, what lies around; it says which way a place is, not how to go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np
import shapely

from spro_portraits.maps.geometry import project
from spro_portraits.maps.paths import Points, fit_frame, write_area, write_lines
from spro_portraits.maps.still_labels import Box, Room
from spro_portraits.portrait.flyer_places import Town
from spro_portraits.portrait.ground import merge_communes
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.style import FONT_STACK, INK, PAPER, RULE, TERRITORY, WASH, measure_text
from spro_portraits.wording import flyer as words

_SIZE = 15.0
_DOT = 4.5
_GAP = 8.0
_INSIDE = 12.0
_UNSEEN = 0.5
_BOLD, _PLAIN = 700, 400
_RINGS, _TURNS = 7, 16
_STEP = 14.0
_CROSSED = 60.0
"""What a crossed label, dot or line weighs, in pixels of length."""
_NAMELESS = 80.0
"""What it weighs to leave out the name and write the numbers alone."""
_NEAR = 16.0
"""Beyond this distance, a thin line leads from a label to its dot."""


def draw_places_map(subject: NetworkSubject, towns: Sequence[Town], size: tuple[int, int]) -> str:
    """Draw where the places are.

    Parameters
    ----------
    towns : sequence of Town
        Those whose commune is not known are left out: their list says so.
    size : (int, int)
        Width and height in pixels; texts are of 15 pixels whatever the size.

    Returns
    -------
    str
        An accessible ``svg``; the empty text where no place can be drawn.
    """
    shown = [town for town in towns if _find_position(town) is not None]
    if not shown:
        return ""
    width, height = size
    plane = shapely.transform(merge_communes(subject.edition, subject.territory.communes), project)
    positions = project(np.array([_find_position(town) for town in shown], dtype=float))
    # A place may stand outside: a member of a SPRO that serves it from the town next to it.
    west, south, east, north = shapely.union(plane, shapely.MultiPoint(positions)).bounds
    frame = (_INSIDE, _INSIDE, width - _INSIDE, height - _INSIDE)
    to_screen, _ = fit_frame((west, south, east, north), frame)
    area = shapely.simplify(shapely.transform(plane, to_screen), _UNSEEN)
    points = to_screen(positions)
    title = words.write_map_title(subject.title)
    said = words.write_map_description([(town.name, town.numbers) for town in shown])
    return (
        f'<svg class="spro-flyer-map" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(title)}. {escape(said)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{FONT_STACK}" font-size="{_SIZE:g}">'
        f'<path d="{write_area(area)}" fill="{WASH}" stroke="{RULE}" stroke-width="1.5"/>'
        f"{_draw_towns(shown, points, (0.0, 0.0, float(width), float(height)))}</svg>"
    )


def _find_position(town: Town) -> tuple[float, float] | None:
    """Find the middle of the places of a commune; None where none has a position."""
    known = [
        (place.entry.member.longitude, place.entry.member.latitude)
        for place in town.places
        if place.entry.member.precision
    ]
    if not town.code or not known:
        return None
    longitude, latitude = np.mean(np.array(known), axis=0).tolist()
    return float(longitude), float(latitude)


def _draw_towns(towns: Sequence[Town], points: Points, frame: Box) -> str:
    """Write dots and labels: those with most places first, so that they keep their names."""
    dots = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in points.tolist()]
    room = Room(frame, dots)
    leads: list[shapely.LineString] = []
    texts = []
    for rank in sorted(range(len(towns)), key=lambda i: (-len(towns[i].places), i)):
        x, y = points[rank].tolist()
        town = towns[rank]
        offers = [
            (_judge(_lead(x, y, box), room, leads, name), name, box)
            for name in (town.name, "")
            for box in _offer(x, y, _measure(town.numbers, name))
            if room.has(box)
        ]
        if not offers:  # the list still says where it is
            continue
        _, name, box = min(offers, key=lambda offer: offer[0])
        room.take(box)
        leads.append(_lead(x, y, box))
        texts.append(_write(box, town.numbers, name))
    marks = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT:g}"/>' for x, y in points.tolist())
    lines = "".join(f'<path d="{write_lines(lead)}"/>' for lead in leads if lead.length >= _NEAR)
    return (
        f'<g stroke="{INK}" stroke-width=".8">{lines}</g>'
        f'<g fill="{TERRITORY}" stroke="{PAPER}" stroke-width="1.5">{marks}</g>'
        f'<g fill="{INK}" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" '
        f'paint-order="stroke">{"".join(texts)}</g>'
    )


def _judge(
    lead: shapely.LineString, room: Room, leads: Sequence[shapely.LineString], name: str
) -> float:
    """Say how bad a label is: by the length of its line, what this crosses, a name left out."""
    length = float(lead.length) + (0.0 if name else _NAMELESS)
    if lead.length < _NEAR:
        return length
    boxes = shapely.box(*np.array(room.taken).T)
    crossed = np.count_nonzero(shapely.intersects(boxes, lead)) - 1  # its own dot
    crossed += np.count_nonzero(shapely.intersects(np.array(leads, dtype=object), lead))
    return length + _CROSSED * float(crossed)


def _measure(numbers: str, name: str) -> float:
    gap = _SIZE * 0.3 if name else 0.0
    return (
        float(measure_text(numbers, _SIZE, _BOLD)) + gap + float(measure_text(name, _SIZE, _PLAIN))
    )


def _offer(x: float, y: float, width: float) -> Iterator[Box]:
    """Offer boxes for a label: at the sides of its dot, then in rings around it."""
    half = _SIZE / 2
    yield (x + _GAP, y - half, x + _GAP + width, y + half)
    yield (x - _GAP - width, y - half, x - _GAP, y + half)
    yield (x - width / 2, y - _GAP - _SIZE, x + width / 2, y - _GAP)
    yield (x - width / 2, y + _GAP, x + width / 2, y + _GAP + _SIZE)
    for ring in range(1, _RINGS + 1):
        for turn in range(_TURNS):
            angle = 2 * np.pi * turn / _TURNS
            away = _GAP + ring * _STEP
            a, b = x + away * float(np.cos(angle)), y + away * float(np.sin(angle))
            left = a if a >= x else a - width
            yield (left, b - half, left + width, b + half)


def _lead(x: float, y: float, box: Box) -> shapely.LineString:
    """Draw the line from a dot to the nearest point of a label."""
    return shapely.LineString([(x, y), (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))])


def _write(box: Box, numbers: str, name: str) -> str:
    return (
        f'<text x="{box[0]:.1f}" y="{box[3] - _SIZE * 0.2:.1f}">'
        f'<tspan font-weight="{_BOLD}" fill="{TERRITORY}">{numbers}</tspan>'
        f"{f' <tspan>{escape(name)}</tspan>' if name else ''}</text>"
    )
