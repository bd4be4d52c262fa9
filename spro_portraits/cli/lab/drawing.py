"""Part of the explorer: draw up a territory of one's own, on a map, from lists or from a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from spro_portraits.cli.desk.finding import territory
from spro_portraits.cli.desk.own import OwnPlace, find_member, perimeter, split_names
from spro_portraits.cli.lab.finding import label_place, list_options
from spro_portraits.cli.lab.parts import (
    LABEL_WIDTH,
    make_area,
    make_button,
    make_choice,
    make_column,
    make_heading,
    make_quiet,
    make_row,
    make_text,
    make_ticks,
    write_quiet,
)
from spro_portraits.cli.lab.picking import PickMap
from spro_portraits.errors import SproError
from spro_portraits.wording import LEVEL_WORDS
from spro_portraits.wording import desk as desk_words
from spro_portraits.wording import lab as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from spro_portraits.cli.desk.place import Place
    from spro_portraits.cli.desk.views import Files

LEVELS = ("commune", "bassin", "epci", "arrondissement", "zone_emploi", "departement", "spro")


class Drawer:
    """A territory under way: members proposed, members chosen, a name.

    Parameters
    ----------
    on_look : callable
        Told the territory when it is to be looked at.
    on_save : callable
        Told the territory and its file when it is saved.
    on_error : callable
        Told what was refused.
    """

    def __init__(
        self,
        on_look: Callable[[OwnPlace], None],
        on_save: Callable[[OwnPlace, Files], None],
        on_error: Callable[[SproError], None],
    ) -> None:
        self._on_look, self._on_save, self._on_error = on_look, on_save, on_error
        self.members: dict[str, str] = {}
        plurals = [(LEVEL_WORDS[level].plural, level) for level in LEVELS]
        self.level = make_choice(words.MEMBER_LEVEL, plurals, "commune")
        self.map = PickMap(self._pick)
        self.search = make_text(words.SEARCH, words.SEARCH_HINT)
        self.proposed = make_ticks(words.MEMBERS_FOUND)
        self.count = make_quiet()
        self.add = make_button(words.ADD, self.add_proposed, indent=True)
        self.pasted = make_area(words.PASTE, words.PASTE_HINT)
        self.add_list = make_button(words.ADD_LIST, self.add_pasted, indent=True)
        self.chosen = make_ticks(words.MEMBERS, rows=15)
        self.size = make_quiet()
        self.remove = make_button(words.REMOVE, self.remove_chosen, indent=True)
        self.name = make_text(words.NAME, words.NAME_HINT)
        self.note = make_text(words.NOTE, words.NOTE_HINT)
        self.replace = widgets.Checkbox(
            description=words.REPLACE, value=False, indent=False,
            layout=widgets.Layout(width="auto", margin=f"0 0 0 {LABEL_WIDTH}"),
        )  # fmt: skip
        self.look = make_button(words.TRY, self.look_at, indent=True)
        self.save = make_button(words.SAVE, self.save_it, style="primary")
        left = make_column(self.map.page)
        right = make_column(
            self.chosen, self.size, self.remove, self.name, self.note, self.replace,
            make_row(self.look, self.save),
        )  # fmt: skip
        found = make_column(self.search, self.proposed, self.count, self.add)
        pasted = make_column(self.pasted, self.add_list)
        for side in (left, right, found, pasted):
            side.layout = widgets.Layout(flex="1 1 440px", min_width="360px")
        self.page = make_column(
            self.level, make_row(left, right), make_heading(words.BY_LIST), make_row(found, pasted)
        )
        self.level.observe(lambda _: self._change_level(), names="value")
        self.search.observe(lambda _: self.refresh(), names="value")
        self.refresh()
        self._show_members()

    def open(self, place: Place | None = None) -> None:
        """Draw the map, once its tab is seen; of a part of France, near a place.

        Parameters
        ----------
        place : Place, optional
            What is looked at now.
        """
        self.map.open(self.level.value, place.territory if place else None)
        self._show_members()

    def _change_level(self) -> None:
        self.refresh()
        self.map.change_level(self.level.value)

    def _pick(self, key: str) -> None:
        """Add what was clicked on, or take it out."""
        if self.members.pop(key, None) is None:
            one = territory(key)
            self.members[key] = self._name(label_place(one.level, one.name, one.code), key)
        self._show_members()

    def refresh(self) -> None:
        """List the members that the search proposes."""
        options, count = list_options(self.level.value, self.search.value)
        self.proposed.options = options
        self.count.value = write_quiet(words.count_found(len(options), count))

    def add_proposed(self) -> None:
        """Add the members that are marked in the list."""
        names = {key: name for name, key in self.proposed.options}
        self.members |= {key: self._name(names[key], key) for key in self.proposed.value}
        self._show_members()

    def add_pasted(self) -> None:
        """Add the names and codes of a text; none if one of them is unknown."""
        try:
            places = [find_member(text) for text in split_names(self.pasted.value)]
        except SproError as error:
            self._on_error(error)
            return
        for place in places:
            key = f"{place.level}:{place.code}"
            self.members[key] = self._name(label_place(place.level, place.name, place.code), key)
        self.pasted.value = ""
        self._show_members()

    def remove_chosen(self) -> None:
        """Take the marked members out."""
        for key in self.chosen.value:
            self.members.pop(key, None)
        self._show_members()

    def look_at(self) -> None:
        """Show the territory without saving it."""
        made = self._make()
        if made is not None:
            self._on_look(made)

    def save_it(self) -> None:
        """Save the territory, and show it."""
        made = self._make()
        if made is None:
            return
        try:
            files = made.save(replace=self.replace.value)
        except SproError as error:
            self._on_error(error)
            return
        self._on_save(made, files)

    def _make(self) -> OwnPlace | None:
        name = self.name.value.strip() or desk_words.OWN_NAME
        members = [territory(key) for key in self.members]
        try:
            return perimeter(name, members, self.note.value.strip())
        except SproError as error:
            self._on_error(error)
            return None

    @staticmethod
    def _name(name: str, key: str) -> str:
        level = key.partition(":")[0]
        return name if level == "commune" else f"{LEVEL_WORDS[level].singular} : {name}"

    def _show_members(self) -> None:
        self.chosen.options = [(name, key) for key, name in self.members.items()]
        communes, people = 0, None
        if self.members:
            made = self._make()
            if made is not None:
                communes, people = len(made.territory.communes), made.value("population")
        self.size.value = write_quiet(words.count_members(len(self.members), communes, people))
        self.map.show(self.members)
