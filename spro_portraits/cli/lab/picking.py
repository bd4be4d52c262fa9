"""Part of the explorer: the map on which members are picked, in step with the lists."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.finding import territory
from spro_portraits.cli.lab.parts import make_choice, make_column, make_html
from spro_portraits.cli.lab.picker import COLORS, AreaPicker
from spro_portraits.wording import lab as words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from spro_portraits.maps import PickGround
    from spro_portraits.territory import Territory

_STROKES = {
    "chosen": '<rect x="1" y="1" width="16" height="12" fill="{chosen}" stroke="{ink}" '
    'stroke-width="2"/><circle cx="9" cy="7" r="3.5" fill="{paper}" stroke="{ink}" '
    'stroke-width="1.5"/>',
    "covered": '<rect x="1" y="1" width="16" height="12" fill="{covered}" stroke="{chosen}" '
    'stroke-dasharray="3 3"/>',
}


class PickMap:
    """The map, its legend, and for France the choice of a département.

    Parameters
    ----------
    on_pick : callable
        Told the ``level:code`` of the territory that was clicked on.
    """

    def __init__(self, on_pick: Callable[[str], None]) -> None:
        from spro_portraits.portrait.picking import list_pick_parts  # noqa: PLC0415

        self._level = "commune"
        self._ground: PickGround | None = None
        self.areas = AreaPicker(
            lambda code: on_pick(f"{self._level}:{code}"), layout=widgets.Layout(width="100%")
        )
        parts = list_pick_parts(open_edition())
        self.part = make_choice(words.PART, parts, parts[0][1]) if parts else None
        shown = [self.part] if self.part else []
        self.page = make_column(*shown, self.areas, make_html(_draw_legend()))
        self._members: Mapping[str, str] = {}
        if self.part:
            self.part.observe(lambda _: self._draw(), names="value")

    def open(self, level: str, near: Territory | None) -> None:
        """Draw the areas, the first time."""
        self._level = level
        if self._ground is None:
            if self.part and near:
                self.part.value = near.departements[0]
            self._draw()

    def change_level(self, level: str) -> None:
        """Offer the territories of another level."""
        self._level = level
        if self._ground is not None:
            self._draw()

    def show(self, members: Mapping[str, str]) -> None:
        """Show what is chosen.

        Parameters
        ----------
        members : mapping of str to str
            ``level:code``, and the names of the lists.
        """
        self._members = members
        chosen = [key.partition(":")[2] for key in members if key.startswith(f"{self._level}:")]
        covered, communes = self._find_covered()
        outline = self._ground.outline(communes) if self._ground and communes else {}
        self.areas.show(chosen, covered, outline)

    def _find_covered(self) -> tuple[dict[str, str], set[str]]:
        """Find the areas that members of other levels hold whole, and all communes held."""
        owners: dict[str, str] = {}
        every: set[str] = set()
        for key, name in self._members.items():
            held = territory(key).territory.communes
            every.update(held)
            if not key.startswith(f"{self._level}:"):
                owners |= dict.fromkeys(held, name)
        if self._ground is None:
            return {}, every
        covered = {}
        for code, communes in self._ground.members.items():
            if all(one in owners for one in communes):
                covered[code] = words.COVERED.format(member=owners[communes[0]])
        return covered, every

    def _draw(self) -> None:
        from spro_portraits.portrait.picking import build_pick_ground  # noqa: PLC0415

        part = str(self.part.value) if self.part else ""
        self._ground = build_pick_ground(open_edition(), self._level, part)
        self.areas.ground = self._ground.drawn
        self.show(self._members)


def _draw_legend() -> str:
    signs = "".join(
        f'<span><svg width="18" height="14" aria-hidden="true">{_STROKES[kind].format(**COLORS)}'
        f"</svg>{escape(text)}</span>"
        for kind, text in words.PICK_LEGEND
    )
    return f'<div class="spro-lab-legend"><span>{escape(words.PICK)}</span>{signs}</div>'
