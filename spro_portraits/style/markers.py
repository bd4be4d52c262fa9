"""Shapes of the points of a network: one a réseau, told apart without colour.

Each is an SVG path inside the square from −1 to 1, of about the same area, so that the same
drawing serves circles, maps, legends and print.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MARKERS: Mapping[str, str] = MappingProxyType(
    {
        "disque": "M.9 0A.9 .9 0 1 1-.9 0A.9 .9 0 1 1 .9 0Z",
        "carre": "M-.8-.8H.8V.8H-.8Z",
        "triangle": "M0-1L1 .8H-1Z",
        "losange": "M0-1L1 0L0 1L-1 0Z",
        "triangle_bas": "M0 1L1-.8H-1Z",
        "hexagone": "M.95 0L.475 .85H-.475L-.95 0L-.475-.85H.475Z",
        "croix": "M-.35-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z",
        "etoile": "M0-1L.25-.34L.95-.31L.4 .13L.59 .81L0 .42L-.59 .81L-.4 .13L-.95-.31L-.25-.34Z",
        "pentagone": "M0-.95L.9-.29L.56 .77H-.56L-.9-.29Z",
        "barre": "M-1-.45H1V.45H-1Z",
    }
)
"""Shape → SVG path."""
