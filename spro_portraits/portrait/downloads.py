"""Downloads beside figures: the table behind each, with where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import pandas as pd

from spro_portraits.charts import Drawing, Table, draw_downloads, make_frame_table, make_sheet
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.store import slugify
from spro_portraits.tables import Edition
from spro_portraits.wording import spreadsheets as words
from spro_portraits.wording import typeset
from spro_portraits.wording.portrait_terms import SECTION_TITLES


@dataclass(frozen=True)
class Figure(Drawing):
    """A drawing that knows the table behind it."""

    data: Table | None = None


class Owner(Protocol):
    """Whose figures are downloaded: one territory, or all of a level."""

    @property
    def edition(self) -> Edition:
        """The edition of the figures."""
        ...

    @property
    def title(self) -> str:
        """French name, for the notes of a workbook."""
        ...

    @property
    def stem(self) -> str:
        """First part of the names of its files."""
        ...


def attach_table(drawing: Drawing, table: Table) -> Figure:
    """Keep the table behind a drawing, to be downloaded."""
    known = {field.name: getattr(drawing, field.name) for field in fields(Drawing)}
    return Figure(**known, data=table)


def draw_figure(draw: Callable[..., Drawing], frame: pd.DataFrame, **options: Any) -> Figure:
    """Draw a frame, and keep it to be downloaded.

    Parameters
    ----------
    draw : callable
        One of the drawings of :mod:`spro_portraits.charts`.
    frame : DataFrame
        What it draws.
    **options
        What it is told: title, unit and so on.
    """
    drawing = draw(frame, **options)
    reference = options.get("reference") or ("", "")
    table = make_frame_table(
        frame,
        caption=drawing.title,
        reference=reference[1],
        own=options.get("territory", words.VALUE),
    )
    return attach_table(drawing, table)


def add_downloads(owner: Owner, section: Section) -> Section:
    """Put the links to the data of each figure under it, after its source line."""
    blocks: list[Block] = []
    named: dict[str, int] = {}
    due: Table | None = None

    def pay(source: str) -> None:
        nonlocal due
        if due is not None:
            caption = due.caption or words.name_key_figures(SECTION_TITLES[section.key])
            base = slugify(caption)
            named[base] = named.get(base, 0) + 1
            name = base if named[base] == 1 else f"{base}-{named[base]}"
            table = replace(due, caption=caption, source=source or due.source)
            blocks.append(_draw_links(owner, table, name))
        due = None

    for block in section.blocks:
        source = block.source if isinstance(block, Html) else ""
        data = getattr(block, "data", None)
        if data is not None or not source:
            pay("")
        blocks.append(block)
        due = data if data is not None else due
        if source:
            pay(source)
    pay("")
    return replace(section, blocks=tuple(blocks))


def _draw_links(owner: Owner, table: Table, name: str) -> Html:
    known = owner.edition.keep((__name__, "sources"), lambda: _set_sources(owner.edition))
    sources = [source for source in known if source[0] in table.source]
    notes = words.write_notes(
        title=table.caption,
        territory=owner.title,
        edition=owner.edition.label,
        sources=[citation for citation, _ in sources] or [table.source],
        licences=[licence for _, licence in sources],
        geography=owner.edition.geography_year,
    )
    file = f"{owner.stem}-{name}"
    return Html(draw_downloads(make_sheet(table), name=file, notes=notes))


def _set_sources(edition: Edition) -> list[tuple[str, str]]:
    """Set the citation and the licence of each source of an edition."""
    return [
        (typeset(source.citation), typeset(source.licence)) for source in edition.sources.values()
    ]
