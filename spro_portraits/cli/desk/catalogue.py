"""Find an indicator among all: by key, by French name, with the help of the Tab key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.tables import draw_values
from spro_portraits.cli.desk.views import MapView, TableView, find_near, simplify
from spro_portraits.errors import UsageError
from spro_portraits.wording import INDICATOR_WORDS
from spro_portraits.wording import desk as words

if TYPE_CHECKING:
    from spro_portraits.indicators import Indicator
    from spro_portraits.territory import Territory

_MOST_NAMED = 8


def list_labels() -> dict[str, str]:
    """List the French names of the indicators by key."""
    from spro_portraits.indicators import INDICATORS  # noqa: PLC0415

    return {one.key: INDICATOR_WORDS[one.key].label for one in INDICATORS}


def find_indicator(text: str, year: int | None = None) -> Indicator:
    """Find an indicator by its key, with or without its year, or by its French name.

    Parameters
    ----------
    text : str
        ``unemployment_rate``, ``"Taux de chômage"``, or words that one name alone holds.
    year : int, optional
        Year that it describes.

    Raises
    ------
    UsageError
        ``unknown_indicator``, with near matches; ``several_indicators``.
    """
    from spro_portraits.indicators import date_indicator  # noqa: PLC0415
    from spro_portraits.portrait.mapping import find_vintage  # noqa: PLC0415

    labels = list_labels()
    wanted = simplify(text)
    exact = [
        key
        for key in labels
        if wanted in (simplify(labels[key]), simplify(INDICATOR_WORDS[key].short))
    ]
    found = exact or [key for key in labels if f" {wanted} " in f" {simplify(labels[key])} "]
    edition = open_edition()
    try:
        return date_indicator(edition, find_vintage(text, year))
    except UsageError as error:
        if error.kind != "unknown_indicator":
            raise
        newest = _keep_newest(found)
        if len(newest) == 1:
            return date_indicator(edition, find_vintage(newest[0], year))
        if newest:
            near = [f"{key} ({labels[key]})" for key in newest[:_MOST_NAMED]]
            raise UsageError("several_indicators", text=text, near=near) from error
        raise UsageError("unknown_indicator", name=text, near=find_near(text, labels)) from error


def _keep_newest(keys: list[str]) -> list[str]:
    from spro_portraits.indicators.catalogue import NEWEST  # noqa: PLC0415

    return [key for key in keys if key in NEWEST] or keys


@dataclass(frozen=True)
class IndicatorCard:
    """An indicator with its definition; what it says of the territories of a level.

    Attributes
    ----------
    record : Indicator
    """

    record: Indicator

    @property
    def key(self) -> str:
        """Key in files and commands."""
        return self.record.key

    @property
    def label(self) -> str:
        """French name."""
        return INDICATOR_WORDS[self.key].label

    def __repr__(self) -> str:
        """Name it, with its unit and its period."""
        told = words.write_indicator(self.label, self.record.vintage, self.record.unit)
        return f"{told} [{self.key}]"

    def _repr_html_(self) -> str:
        text, sources = INDICATOR_WORDS[self.key], open_edition().sources
        cited = " ; ".join(sources[key].citation for key in self.record.sources)
        told = words.write_indicator(self.label, self.record.vintage, self.record.unit)
        lines = [f"<strong>{escape(told)}</strong> <code>{escape(self.key)}</code>"]
        parts = [(words.DEFINITION, text.formula), (words.UNIVERSE, text.universe)]
        parts += [(words.CAVEAT, text.caveat), (words.SOURCE, cited)]
        lines += [f"{escape(head)}{escape(part)}" for head, part in parts if part]
        return f"<p>{'<br>'.join(lines)}</p>"

    def values(self, level: str = "spro") -> TableView:
        """Rank all territories of a level.

        Raises
        ------
        UsageError
            Unknown level.
        """
        from spro_portraits.territory import list_territories  # noqa: PLC0415

        return self.rank(list_territories(open_edition(), level), level)

    def rank(self, listed: Sequence[Territory], level: str) -> TableView:
        """Rank some territories of a level, the highest first, the absent last."""
        from spro_portraits.indicators import compute_results  # noqa: PLC0415

        edition = open_edition()
        results = compute_results(edition, listed, [self.record])[self.key]
        named = {one.code: (one.name, result) for one, result in zip(listed, results, strict=True)}
        return draw_values(edition, self.record, named, level, self.label)

    def map(self, level: str = "spro") -> MapView:
        """Draw all territories of a level; errors as ``spro-portraits map --all``."""
        from spro_portraits.portrait.mapping import build_level_sheet  # noqa: PLC0415

        return MapView(build_level_sheet(open_edition(), level, [self.key]))


class Indicators:
    """All indicators: as attributes for the Tab key, by French name between brackets."""

    def __getattr__(self, name: str) -> Any:
        """Find an indicator by its key, with or without its year.

        Another name is one of the room ``spro_portraits.indicators``.
        """
        from spro_portraits.indicators.dating import date_indicator  # noqa: PLC0415
        from spro_portraits.portrait.mapping import find_vintage  # noqa: PLC0415

        room = import_module("spro_portraits.indicators")
        if name.startswith("_") or hasattr(room, name):
            return getattr(room, name)
        try:
            return IndicatorCard(date_indicator(open_edition(), find_vintage(name, None)))
        except UsageError:
            near = find_near(name, list_labels())
            raise AttributeError(
                str(UsageError("unknown_indicator", name=name, near=near))
            ) from None

    def __dir__(self) -> list[str]:
        """List the keys, for the Tab key."""
        return ["search", *list_labels()]

    def __getitem__(self, text: str) -> IndicatorCard:
        """Find an indicator by its key or French name; errors as :func:`find_indicator`."""
        return IndicatorCard(find_indicator(text))

    def __iter__(self) -> Iterator[IndicatorCard]:
        """Go through the indicators, in the order in which they are published."""
        return (IndicatorCard(find_indicator(key)) for key in list_labels())

    def __len__(self) -> int:
        """Count the indicators."""
        return len(list_labels())

    def _ipython_key_completions_(self) -> list[str]:
        labels = list_labels()
        return [*labels, *dict.fromkeys(labels.values())]

    def search(self, text: str = "") -> TableView:
        """List the indicators whose name or key holds a text; all without one."""
        import pandas as pd  # noqa: PLC0415

        from spro_portraits.charts import Cell, Column, Table  # noqa: PLC0415

        wanted = simplify(text)
        found = [one for one in self if wanted in simplify(f"{one.label} {one.key}")]
        heads = (words.INDICATOR, words.KEY, words.PERIOD, words.UNIT)
        cells = [(one.label, one.key, one.record.vintage, one.record.unit) for one in found]
        table = Table(
            words.INDICATORS_CAPTION,
            tuple(Column(head, align="left") for head in heads),
            tuple(tuple(Cell(cell) for cell in row) for row in cells),
        )
        frame = pd.DataFrame(cells, columns=["label", "key", "vintage", "unit"])
        return TableView(table, frame, "indicateurs")

    def __repr__(self) -> str:
        """List the keys."""
        return "\n".join(repr(card) for card in self)

    def _repr_html_(self) -> str:
        return self.search()._repr_html_()
