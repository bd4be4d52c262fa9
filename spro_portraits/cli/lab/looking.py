"""Part of the explorer: one figure of the territory as map, table, ranks and sentences."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from spro_portraits.charts import Cell, Column
from spro_portraits.cli.desk.catalogue import IndicatorCard, find_indicator
from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.errors import draw_error
from spro_portraits.cli.desk.tables import USUAL
from spro_portraits.cli.desk.views import TableView, dress
from spro_portraits.cli.lab.parts import make_choice, make_column, make_html, make_tabs
from spro_portraits.errors import SproError
from spro_portraits.wording import INDICATOR_WORDS
from spro_portraits.wording import lab as words
from spro_portraits.wording.comparison import describe_peers_note

if TYPE_CHECKING:
    from spro_portraits.cli.desk.place import Place

FIRST = "unemployment_rate_census_2018"


class Looker:
    """A figure to choose, and four ways to look at it.

    What is drawn is drawn when its tab is open: the others wait.
    """

    def __init__(self) -> None:
        from spro_portraits.indicators import INDICATORS, date_indicators  # noqa: PLC0415

        self.place: Place | None = None
        named = [
            (f"{INDICATOR_WORDS[one.key].label} ({one.vintage})" if one.vintage
             else INDICATOR_WORDS[one.key].label, one.key)
            for one in date_indicators(open_edition(), INDICATORS)
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
    """Draw the peers of the territory in order, this one in bold, ranked as portraits rank them."""
    from spro_portraits.indicators import compute_results  # noqa: PLC0415
    from spro_portraits.indicators.standing import order_results  # noqa: PLC0415
    from spro_portraits.territory import list_peers  # noqa: PLC0415

    if place.level == "perso":
        return f"<p>{escape(words.NO_PEERS)}</p>"
    edition, indicator = open_edition(), find_indicator(key)
    peers = list_peers(edition, place.territory)
    if not peers:
        return f"<p>{escape(words.SINGLE_LEVEL)}</p>"
    results = compute_results(edition, peers, [indicator])[key]
    order = order_results({one.code: found for one, found in zip(peers, results, strict=True)})
    shown = IndicatorCard(indicator).rank(peers, place.level)
    standings = [order.find_standing(code) for code in shown.frame["code"]]
    own = list(shown.frame["code"]).index(place.code)
    name, value = shown.table.columns
    table = replace(
        shown.table,
        caption=value.label,
        columns=(name, Column(words.RANK), replace(value, label=words.VALUE)),
        rows=tuple(
            (row[0], Cell(str(found.rank) if found else ""), row[1])
            for row, found in zip(shown.table.rows, standings, strict=True)
        ),
        strong_rows=frozenset({own}),
    )
    told = words.write_standing(place.title, standings[own])
    among = describe_peers_note(place.level, len(peers)) if place.level == "commune" else ""
    remark = f"{among} {words.count_unranked(standings.count(None))}".strip()
    return (
        f'<p class="spro-lab-rank">{escape(told)}</p>'
        f'<p class="spro-lab-quiet">{escape(remark)}</p>'
        f"{TableView(table, shown.frame)._repr_html_()}"
    )


def draw_text(place: Place, key: str) -> str:
    """Draw what the portrait retains of the territory, and the definition of the figure."""
    section = place.portrait().page.section("retain")
    told = "".join(getattr(block, "html", "") for block in section.blocks)
    card = IndicatorCard(find_indicator(key))._repr_html_()
    return dress(told) + card
