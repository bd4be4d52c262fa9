"""How the places of a comparison look: colour, dash and shape by role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spro_portraits.style import DASHES, REFERENCES, SHAPES, TERRITORY_TINTS

_MORE_SHAPES = ("triangle-down", "cross", "triangle-left", "triangle-right")
_MORE_DASHES = ((4, 4), (12, 4), (1, 4), (6, 2, 1, 2))


@dataclass(frozen=True)
class PlaceStyle:
    """What tells one place from the others in a drawing."""

    place: str
    role: str
    colour: str
    dash: tuple[int, ...]
    shape: str

    @property
    def size(self) -> int:
        """Area of the point, in square pixels: pointed shapes need more to look as large."""
        if self.role == "territory":
            return 190
        return {"square": 75, "diamond": 110}.get(self.shape, 105)


def find_place_styles(pairs: Iterable[tuple[str, str]]) -> list[PlaceStyle]:
    """Give each place a look, in order of first appearance.

    A second place of one role keeps its colour (for a territory: its hue) and takes
    another shape and dash.

    Parameters
    ----------
    pairs : iterable of (str, str)
        Role and name of the place; repeats are ignored.

    Raises
    ------
    ValueError
        For an unknown role.
    """
    styles: list[PlaceStyle] = []
    counts: dict[str, int] = {}
    for role, place in dict.fromkeys(pairs):
        if role not in SHAPES:
            msg = f"unknown role {role!r}; expected one of {sorted(SHAPES)}"
            raise ValueError(msg)
        rank = counts.get(role, 0)
        counts[role] = rank + 1
        again = (rank - 1) % len(_MORE_SHAPES)
        territory = role == "territory"
        styles.append(
            PlaceStyle(
                place=place,
                role=role,
                colour=(
                    TERRITORY_TINTS[rank % len(TERRITORY_TINTS)] if territory else REFERENCES[role]
                ),
                dash=DASHES[role] if rank == 0 or territory else _MORE_DASHES[again],
                shape=SHAPES[role] if rank == 0 else _MORE_SHAPES[again],
            )
        )
    return styles
