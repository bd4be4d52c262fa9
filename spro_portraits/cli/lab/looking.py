"""Part of the explorer: one figure of the territory as map, table, ranks and sentences."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from spro_portraits.cli.desk.catalogue import IndicatorCard, find_indicator
from spro_portraits.cli.desk.errors import draw_error
from spro_portraits.cli.desk.tables import USUAL
from spro_portraits.cli.desk.views import TableView, dress
from spro_portraits.cli.lab.parts import make_choice, make_column, make_html, make_tabs
from spro_portraits.errors import SproError
from spro_portraits.wording import INDICATOR_WORDS
from spro_portraits.wording import lab as words

if TYPE_CHECKING:
    from spro_portraits.cli.desk.place import Place

FIRST = "unemployment_rate_census_2018"


class Looker:
    """A figure to choose, and four ways to look at it.

    What is drawn is drawn when its tab is open: the others wait.
    """

    def __init__(self) -> None:
        from spro_portraits.indicators import INDICATORS  # noqa: PLC0415

        self.place: Place | None = None
        named = [
            (f"{INDICATOR_WORDS[one.key].label} ({one.vintage})" if one.vintage
             else INDICATOR_WORDS[one.key].label, one.key)
            for one in INDICATORS
        ]  # fmt: skip
        self.indicator = make_choice(words.INDICATOR, named, FIRST, width="760px")
        self.map, self.table, self.ranks, self.text = (make_html() for _ in range(4))
        self.tabs = make_tabs(
            (words.MAP_TAB, self.map), (words.TABLE_TAB, self.table),
            (words.RANK_TAB, self.ranks), (words.TEXT_TAB, self.text),
        )  # fmt: skip
        self.page = make_column(self.indicator, self.tabs)
        self.page.layout.display = "none"
        self._drawn: set[int] = set()
        self.indicator.observe(lambda _: self.refresh(), names="value")
        self.tabs.observe(lambda _: self._draw(), names="selected_index")

    def look_at(self, place: Place) -> None:
        """Show another territory."""
        self.place = place
        self.page.layout.display = None
        self.refresh()

    def refresh(self) -> None:
        """Draw again: the territory or the figure has changed."""
        self._drawn.clear()
        self._draw()

    def _draw(self) -> None:
        number = self.tabs.selected_index or 0
        if self.place is None or number in self._drawn:
            return
        widget, draw = (
            (self.map, draw_map), (self.table, draw_comparison), (self.ranks, draw_ranks),
            (self.text, draw_text),
        )[number]  # fmt: skip
        try:
            widget.value = draw(self.place, self.indicator.value)
        except SproError as error:
            widget.value = draw_error(error)
        self._drawn.add(number)


def draw_map(place: Place, key: str) -> str:
    """Draw the map of a figure."""
    return place.map(key)._repr_html_()


def draw_comparison(place: Place, key: str) -> str:
    """Draw the figure beside the usual ones, for the territory and its places of comparison."""
    keys = list(dict.fromkeys([key, *USUAL]))
    shown = place.compare(indicators=keys)
    table = replace(shown.table, strong_rows=frozenset({0}))
    return replace(shown, table=table)._repr_html_()


def draw_ranks(place: Place, key: str) -> str:
    """Draw the territories of the level in order, this one in bold."""
    if place.level == "perso":
        return f"<p>{escape(words.NO_PEERS)}</p>"
    card = IndicatorCard(find_indicator(key))
    shown = card.values(place.level)
    if len(shown) < 2:  # noqa: PLR2004 - nobody is ranked alone
        return f"<p>{escape(words.SINGLE_LEVEL)}</p>"
    listed = list(shown.frame["code"])
    own = listed.index(place.code) if place.code in listed else None
    strong = frozenset() if own is None else frozenset({own})
    drawn = TableView(replace(shown.table, strong_rows=strong), shown.frame)._repr_html_()
    known = int(shown.frame[key].notna().sum())
    rank = ""
    if own is not None and own < known:
        value = float(shown.frame[key].iloc[own])
        above = int((shown.frame[key] > value).sum())
        rank = f"<p><strong>{escape(words.write_rank(above + 1, known))}</strong></p>"
    return rank + drawn


def draw_text(place: Place, key: str) -> str:
    """Draw what the portrait retains of the territory, and the definition of the figure."""
    section = place.portrait().page.section("retain")
    told = "".join(getattr(block, "html", "") for block in section.blocks)
    card = IndicatorCard(find_indicator(key))._repr_html_()
    return dress(told) + card
