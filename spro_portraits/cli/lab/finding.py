"""Part of the explorer: find a territory by name, in one level or in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.finding import LEVELS, list_level, territory
from spro_portraits.cli.desk.views import simplify
from spro_portraits.cli.lab.parts import (
    make_choice,
    make_column,
    make_list,
    make_quiet,
    make_text,
    write_quiet,
)
from spro_portraits.wording import LEVEL_WORDS, typeset
from spro_portraits.wording import lab as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from spro_portraits.cli.desk.place import Place

MOST_LISTED = 200


def list_options(level: str, text: str) -> tuple[list[tuple[str, str]], int]:
    """List the territories of a level whose name or code holds a text.

    Returns
    -------
    (list of (str, str), int)
        At most :data:`MOST_LISTED` names with ``level:code``; how many there are in all.
    """
    wanted = simplify(text)
    listed = list_level(open_edition(), level)
    starts: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for one in listed:
        name = simplify(one.name)
        if wanted in name or wanted == simplify(one.code):
            option = (label_place(level, one.name, one.code), f"{level}:{one.code}")
            (starts if name.startswith(wanted) else others).append(option)
    found = starts + others
    return found[:MOST_LISTED], len(found)


def label_place(level: str, name: str, code: str) -> str:
    """Write a territory in a list: its name, and its code where that says more."""
    return typeset(name if level in {"spro", "perso"} else f"{name} ({code})")


class Finder:
    """A level, a search, and the list of what it gives.

    Parameters
    ----------
    on_choice : callable
        Told the place that is chosen.
    """

    def __init__(self, on_choice: Callable[[Place], None]) -> None:
        self._on_choice = on_choice
        levels = [
            (LEVEL_WORDS[level].plural[:1].upper() + LEVEL_WORDS[level].plural[1:], level)
            for level in LEVELS
        ]
        self.level = make_choice(words.LEVEL, levels, "spro")
        self.search = make_text(words.SEARCH, words.SEARCH_HINT)
        self.found = make_list(words.FOUND, rows=6)
        self.count = make_quiet()
        self.page = make_column(self.level, self.search, self.found, self.count)
        self.level.observe(lambda _: self.refresh(), names="value")
        self.search.observe(lambda _: self.refresh(), names="value")
        self.found.observe(self._choose, names="value")
        self.refresh()

    def refresh(self) -> None:
        """List again: the search, the level or the saved territories have changed."""
        options, count = list_options(self.level.value, self.search.value)
        self.found.unobserve(self._choose, names="value")
        self.found.options = options
        self.found.value = None
        self.found.observe(self._choose, names="value")
        self.count.value = write_quiet(words.count_found(len(options), count))

    def _choose(self, _change: object) -> None:
        if self.found.value:
            self._on_choice(territory(self.found.value))
