"""What circles are drawn from: structures, and the réseaux they belong to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CircleNode:
    """A structure as the circles show it; every text is shown as text.

    Attributes
    ----------
    key : str
        Unique in the drawing.
    name, short : str
        Full name, told on hover; and the one that is written, on two lines at most.
    sector : str
        Key of its :class:`CircleSector`.
    ring : int
        Rank of its ring, 0 nearest to the centre.
    details : tuple of (str, str)
        Labels and texts, told on hover.
    tools : tuple of str
        What it brings to the others, in words.
    place : str
        Its commune; may be empty.
    uncertain : bool
        Whether its place in the network is not known from a document: its sign is pale.
    """

    key: str
    name: str
    short: str
    sector: str
    ring: int
    details: tuple[tuple[str, str], ...] = ()
    tools: tuple[str, ...] = ()
    place: str = ""
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class CircleSector:
    """A réseau: a sector of the circles.

    Attributes
    ----------
    key, name, short : str
        Code, name, short name.
    family : str
        Under which the legend lists it.
    color : str
        ``#0072B2``.
    shape : str
        A key of :data:`spro_portraits.style.MARKERS`.
    """

    key: str
    name: str
    short: str
    family: str
    color: str
    shape: str
