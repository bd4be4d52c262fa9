"""A source of one's own in a notebook: declared in one file, compared and mapped like the others.

Its figures stand beside the edition, in no file of it: the portrait and its batch do not show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import spro_portraits.cli.desk.tables as drawn
from spro_portraits.cli.desk.edition import open_edition
from spro_portraits.cli.desk.finding import territory
from spro_portraits.cli.desk.views import MapView, TableView, find_near
from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.wording import desk as words
from spro_portraits.wording import typeset

if TYPE_CHECKING:
    from spro_portraits.cli.desk.place import Place
    from spro_portraits.indicators import Indicator, Result
    from spro_portraits.indicators.model import Place as Cells
    from spro_portraits.tables import Edition
    from spro_portraits.tables.declared import DeclaredFigure, DeclaredSource

FOLDER = "sources-locales"
"""Folder of the declarations, in the data folder."""


def source(name: str | Path) -> LocalSource:
    """Read a declared source.

    Parameters
    ----------
    name : str or Path
        Path of a declaration (``.toml``), or its name in ``data/sources-locales``.

    Raises
    ------
    UsageError
        ``unknown_source``.
    SourceError
        ``bad_declaration``, and what is wrong in the file itself.
    """
    from spro_portraits.tables.declared import load_declared  # noqa: PLC0415

    path = Path(name)
    folder = load_settings().data / FOLDER
    if not path.is_file():
        path = folder / f"{name}.toml"
    if not path.is_file():
        known = {one.stem: one.stem for one in folder.glob("*.toml")}
        near = find_near(str(name), known)
        raise UsageError("unknown_declaration", name=str(name), folder=folder, near=near)
    edition = open_edition()
    return LocalSource(load_declared(path, edition), edition)


class LocalSource:
    """A declared source, with its indicators.

    Parameters
    ----------
    declared : DeclaredSource
    edition : Edition
        That its rows were placed on.
    """

    def __init__(self, declared: DeclaredSource, edition: Edition) -> None:
        from spro_portraits.indicators.declared import build_declared  # noqa: PLC0415

        self._declared = declared
        extended = edition.add_figures(declared.rows)
        record = declared.source
        self._edition = replace_sources(extended, {**edition.sources, record.key: record})
        self._indicators = build_declared(declared)

    @property
    def indicators(self) -> list[LocalIndicator]:
        """Its indicators, in the order of the declaration."""
        return [self[key] for key in self._indicators]

    def __getitem__(self, key: str) -> LocalIndicator:
        """Give an indicator by its key or its French name.

        Raises
        ------
        UsageError
            ``unknown_indicator``, with near matches.
        """
        labels = {figure.key: figure.label for figure in self._declared.figures}
        by_label = {typeset(label): name for name, label in labels.items()}
        found = key if key in labels else by_label.get(typeset(key))
        if found is None:
            raise UsageError("unknown_indicator", name=key, near=find_near(key, labels))
        figure = next(one for one in self._declared.figures if one.key == found)
        return LocalIndicator(self._edition, self._indicators[found], figure, self._declared.level)

    def __iter__(self) -> Iterator[LocalIndicator]:
        """Go through the indicators."""
        return iter(self.indicators)

    def _ipython_key_completions_(self) -> list[str]:
        return [*self._indicators, *(figure.label for figure in self._declared.figures)]

    @property
    def report(self) -> list[str]:
        """What became of the rows of the file, in French sentences."""
        rows = self._declared.rows
        own = rows.loc[rows["level"] == self._declared.level, "code"].nunique()
        lost = len(self._declared.unplaced)
        return words.describe_source(self._declared.level, own, self._declared.merged, lost)

    def __repr__(self) -> str:
        """Cite the source and name its indicators."""
        lines = [self._declared.source.citation, *self.report]
        return "\n".join([*lines, *(repr(one) for one in self)])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(repr(one))}</li>" for one in self)
        told = escape(" ; ".join(self.report))
        cited = escape(self._declared.source.citation)
        return f"<p><strong>{cited}</strong><br><small>{told}</small></p><ul>{items}</ul>"

    def compare(self, place: str | Place, *others: str | Place) -> TableView:
        """Set a territory beside others, for all figures of the source.

        Parameters
        ----------
        place : str or Place
        *others : str or Place
            ``departement``, ``region``, ``france`` or territories; département and region by
            default.
        """
        columns: list[tuple[str, Cells]] = [(territory(place).title, territory(place).territory)]
        columns += [self._find_reference(place, one) for one in others or ("departement", "region")]
        return drawn.draw_local_comparison(
            self._edition, [(one.record, one.figure.label) for one in self], columns
        )

    def _find_reference(self, place: str | Place, other: str | Place) -> tuple[str, Cells]:
        from spro_portraits.territory import find_references  # noqa: PLC0415

        own = territory(place).territory
        for reference in find_references(self._edition, own):
            if other == reference.role:
                return typeset(reference.name), reference
        found = territory(other)
        return found.title, found.territory


def replace_sources(edition: Edition, sources: dict[str, object]) -> Edition:
    """Give the same edition with another registry, with what it has read."""
    other = replace(edition, sources=sources)  # type: ignore[arg-type]
    read = {n: v for n, v in vars(edition).items() if n not in {"_kept", "sources"}}
    vars(other).update(read)
    return other


@dataclass(frozen=True)
class LocalIndicator:
    """An indicator of a declared source.

    Attributes
    ----------
    edition : Edition
        With the figures of the source.
    record : Indicator
    figure : DeclaredFigure
        Its words.
    level : str
        What a row of the file is about.
    """

    edition: Edition
    record: Indicator
    figure: DeclaredFigure
    level: str

    def __repr__(self) -> str:
        """Name it, with its unit and its period."""
        told = words.write_indicator(self.figure.label, self.record.vintage, self.record.unit)
        return f"{told} [{self.record.key}]"

    def value(self, place: str | Place) -> float | None:
        """Give the plain value for a territory; None where it is absent."""
        return self._result(territory(place).territory).value

    def _result(self, cells: Cells) -> Result:
        from spro_portraits.indicators import compute_results  # noqa: PLC0415

        return compute_results(self.edition, [cells], [self.record])[self.record.key][0]

    def values(self, level: str = "") -> TableView:
        """Rank all territories of a level: that of the file by default."""
        from spro_portraits.indicators import compute_results  # noqa: PLC0415
        from spro_portraits.territory import list_territories  # noqa: PLC0415

        asked = level or self.level
        listed = list_territories(self.edition, asked)
        results = compute_results(self.edition, listed, [self.record])[self.record.key]
        named = {one.code: (one.name, result) for one, result in zip(listed, results, strict=True)}
        return drawn.draw_values(self.edition, self.record, named, asked, self.figure.label)

    def map(self, place: str | Place = "", level: str = "") -> MapView:
        """Draw the communes of a territory, or all territories of a level.

        Parameters
        ----------
        place : str or Place
            For a file by commune.
        level : str
            Without a territory: the level drawn, that of the file by default.

        Raises
        ------
        UsageError
            ``no_local_value``.
        """
        from spro_portraits.portrait.declared import (  # noqa: PLC0415
            build_declared_level_sheet,
            build_declared_sheet,
        )

        if place:
            found = territory(place).territory
            return MapView(build_declared_sheet(self.edition, found, self.record, self.figure))
        asked = level or self.level
        return MapView(build_declared_level_sheet(self.edition, asked, self.record, self.figure))
