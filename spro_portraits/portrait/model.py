"""A portrait: a territory, its measures, and sections made of blocks that show themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from IPython.display import display

from spro_portraits.charts import Drawing, Table
from spro_portraits.charts.circles import Circles
from spro_portraits.indicators import Measure
from spro_portraits.maps import OfflineMap
from spro_portraits.portrait.subject import Subject

PAYLOAD_TYPE = "application/vnd.spro-portraits+json"
"""Type of the output by which an executed notebook hands its figures on."""


@dataclass(frozen=True, slots=True)
class Html:
    """A fragment of HTML: cards, a table, a note, a source line.

    Attributes
    ----------
    html : str
    source : str
        The source that it names, for the downloads; may be empty.
    data : Table or None
        The table behind it, where it is to be downloaded.
    """

    html: str = field(repr=False)
    source: str = ""
    data: Table | None = field(default=None, repr=False)

    def _repr_html_(self) -> str:
        return self.html


Block = Html | Drawing | OfflineMap | Circles
"""What a section is made of; each shows itself in a notebook."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section: a key of ``wording.portrait.SECTION_TITLES`` and its blocks in order."""

    key: str
    blocks: tuple[Block, ...]

    def _ipython_display_(self) -> None:
        for block in self.blocks:
            display(block)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        """Say what it is, not all that it holds."""
        return f"Section({self.key!r}, {len(self.blocks)} blocks)"


@dataclass(frozen=True, slots=True)
class Publication:
    """What an executed notebook says of itself to the program that publishes it."""

    content: Mapping[str, Any]
    summary: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {PAYLOAD_TYPE: dict(self.content), "text/plain": self.summary}


@dataclass(frozen=True)
class Page:
    """What every assembled page has.

    Attributes
    ----------
    header : Html
        Title of the page, with its style sheet for JupyterLab.
    sections : mapping
        Key → section, in the order of the page.
    publication : Publication
        Figures and key facts for ``indicators.csv`` and the index.
    """

    header: Html
    sections: Mapping[str, Section]
    publication: Publication = field(repr=False)

    def section(self, key: str) -> Section:
        """Give one section, to be shown by the notebook.

        Raises
        ------
        KeyError
            For a key that is no section.
        """
        return self.sections[key]


@dataclass(frozen=True)
class Portrait(Page):
    """The assembled portrait of one territory.

    Attributes
    ----------
    subject : Subject
        Territory, edition, places of comparison and measures.
    """

    subject: Subject

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Measures by key."""
        return self.subject.measures
