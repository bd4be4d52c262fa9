"""Which slides a notebook becomes: one message each, its sentence as the title.

The title slide; then, section by section, its sentence with the first figure, and each other
figure on a slide of its own. Tables stay in the page; notes and sources go to the speaker.
Not done here: the HTML of a slide, fitting a figure to it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nbconvert.preprocessors import Preprocessor

from spro_portraits.render.payload import find_payload
from spro_portraits.render.slides_blocks import Part, read_parts, read_text
from spro_portraits.render.slides_charts import part_title, share_chart
from spro_portraits.render.slides_room import count_lines, find_body, is_long
from spro_portraits.render.slides_tables import read_table
from spro_portraits.wording import slides as words

if TYPE_CHECKING:
    from collections.abc import Sequence

_CARDS = 3
"""Cards on one slide, side by side, at 24 points."""
_LETTER, _LINE, _AROUND = 33.8, 43, 27
"""Letters of a list, with some room for bold ones; height of a line, and around an item."""
_PANELS = 6
"""Small multiples on one slide."""
_LEFT = 2
"""Figures left in the page that a slide names."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ«])")
_HEADING = re.compile(r"^<h2 id=\"(?P<slug>[^\"]+)\">(?P<title>.*?)</h2>\s*", re.DOTALL)
_SOURCES = "sources"
_DRAWN = {"chart", "panels", "circles", "figure", "sheet"}


@dataclass(slots=True)
class Slide:
    """One slide.

    Attributes
    ----------
    kind : str
        ``title``, ``statement``, ``points``, ``cards``, ``panels``, ``circles``,
        ``situation``, ``figure``, ``sheet``, ``map``, ``chart`` or ``image``.
    slug : str
        Its id, for links.
    section, title : str
        Name of its section, and what it says; plain text.
    html : str
        Body, where it is HTML.
    items : tuple of str
        Items of a list, cards, or lines; HTML but for a title slide and a statement.
    caption, unit : str
        Name of the figure where the title says something else, and its unit; plain text.
    says : tuple of str
        Lines under a figure: signs, reference lines; plain text.
    chart : mapping
        As the page has it (``metadata.spro_chart``).
    table : str
        The figures behind a drawing, as a table; HTML.
    output : notebook output, optional
        The image, where it is one.
    notes : list of str
        What the speaker sees; plain text.
    """

    kind: str
    slug: str
    section: str
    title: str
    html: str = ""
    items: tuple[str, ...] = ()
    caption: str = ""
    unit: str = ""
    says: tuple[str, ...] = ()
    chart: dict[str, str] = field(default_factory=dict)
    table: str = ""
    output: Any = None
    notes: list[str] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        """Whether the title needs smaller type."""
        return is_long(self.title)


class DeckPreprocessor(Preprocessor):
    """Gather the slides of a notebook that ``PagePreprocessor`` went through.

    They are in ``resources["deck"]``.
    """

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Read the cells in order."""
        payload = find_payload(nb)
        deck = _Deck(resources["page"]["title"], payload)
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                deck.take_markdown(cell.metadata["spro_html"])
            for output in cell.get("outputs", []):
                deck.take_output(output)
        resources["deck"] = deck.finish()
        return nb, resources


class _Deck:
    """The slides so far, and what the section under way still owes."""

    def __init__(self, title: str, payload: Any) -> None:
        self.payload = payload
        edition = payload.edition_label if payload else ""
        self.slides = [Slide("title", "titre", "", title, items=(edition,) if edition else ())]
        self.slug, self.section, self.lede = "", "", ""
        self.heading = ""
        self.left: list[str] = []
        self.due: list[str] = []
        self.first = 1

    # What comes in

    def take_markdown(self, html: str) -> None:
        if found := _HEADING.match(html):
            self._close()
            self.slug, self.section = found["slug"], read_text(found["title"])
            html = html[found.end() :]
        for part in read_parts(html):
            self._take(replace(part, kind="note") if part.kind == "lede" else part)

    def take_output(self, output: Any) -> None:
        if output.output_type == "error":
            self._add(Slide("statement", "", self.section, words.FAILED))
            return
        shown = output.metadata.get("spro_type", "") if output.output_type != "stream" else ""
        if chart := output.metadata.get("spro_chart"):
            self._take_chart(chart)
        elif shown == "text/html":
            html = output.data[shown]
            html = html if isinstance(html, str) else "".join(html)
            for part in read_parts(html):
                self._take(part)
            if table := read_table(html):
                self._put_behind(table)
        elif shown == "text/markdown":
            self.take_markdown(output.metadata["spro_html"])
        elif shown.startswith("image/"):
            about = output.metadata.get(shown, {}).get("alt", "")
            self._add(Slide("image", "", self.section, self._name(about), output=output))

    def _take(self, part: Part) -> None:
        if part.kind == "header":
            cover = self.slides[0]
            cover.title, cover.items = part.title or cover.title, part.items or cover.items
        elif part.kind == "lede":
            self._take_lede(part.text)
        elif part.kind == "heading":
            self.heading = part.title
        elif part.kind == "note":
            self._note(part.text)
        elif part.kind == "table":
            self.left.append(words.name_left_table(part.title))
        elif part.kind == "cards":
            self._share("cards", _split(part.items, _CARDS), part.html)
        elif part.kind == "points":
            self._share("points", _fill(part.items, find_body(self.lede or self.heading)))
        elif part.kind == "panels":
            self._share("panels", _split(part.items, _PANELS), part.html, part.title)
        else:
            title = part.title if part.kind == "sheet" else self._name(part.title)
            notes = [*part.items]
            self._add(Slide(part.kind, "", self.section, title, html=part.html, notes=notes))

    def _take_lede(self, text: str) -> None:
        if self.lede:
            self._state()
        self.lede = text

    def _take_chart(self, chart: dict[str, str]) -> None:
        spec = json.loads(chart["spec"])
        own, unit = part_title(spec)
        own = own or chart["title"]
        is_own = not self.lede
        said = _SENTENCE.split(self.lede, maxsplit=1)[0] or own
        caption = unit if is_own else f"{own} · {unit}"
        shared = share_chart(spec, said, caption)
        if not shared:
            self.left.append(words.name_left_chart(own))
            return
        title = self._name(own)
        for number, one in enumerate(shared, start=1):
            text = json.dumps(one.spec, ensure_ascii=False, separators=(",", ":"))
            notes = [chart["description"]]
            notes += [words.name_unnamed(one.unnamed)] if one.unnamed else []
            self._add(
                Slide(
                    "chart", "", words.number_part(self.section, number, len(shared)), title,
                    caption="" if is_own else own, unit=unit, says=one.says, notes=notes,
                    chart={**chart, "title": own, "spec": text.replace("<", "\u003c")},
                )
            )  # fmt: skip

    # What goes out

    def _name(self, own: str) -> str:
        """Choose the title of a slide: the sentence of the section, else the figure's own."""
        if self.lede:
            first, *rest = _SENTENCE.split(self.lede, maxsplit=1)
            self.due += rest
            self.lede = ""
            return first
        own = own or self.heading
        self.heading = ""
        return own or self.section

    def _add(self, slide: Slide) -> None:
        slide.notes = [*self.due, *slide.notes]
        self.due = []
        self.slides.append(slide)

    def _put_behind(self, table: str) -> None:
        """Give the figures of a table to the slides whose drawing they are behind."""
        for slide in reversed(self.slides[self.first :]):
            if slide.table or slide.kind not in _DRAWN:
                break
            slide.table = table

    def _note(self, text: str) -> None:
        if not text:
            return
        notes = self.slides[-1].notes if len(self.slides) > self.first else self.due
        if text not in notes:
            notes.append(text)

    def _share(
        self, kind: str, groups: Sequence[tuple[str, ...]], html: str = "", own: str = ""
    ) -> None:
        """Put the groups of items of one block on a slide each."""
        if not groups:
            return
        title = self._name(own)
        for part, items in enumerate(groups, start=1):
            name = words.number_part(self.section, part, len(groups))
            said = name if title == self.section else title
            self._add(Slide(kind, "", name, said, html=html, items=items))

    def _state(self) -> None:
        """Say the sentence of a section that has no figure for it."""
        title = self._name("")
        self._add(Slide("statement", "", self.section, title, items=tuple(self.left[:_LEFT])))

    def _close(self) -> None:
        """End a section: what it says is said, its tables are named, its slides have ids."""
        if self.slug.startswith(_SOURCES) and self.payload and self.payload.sources:
            self._cite()
        elif self.lede or (self.left and len(self.slides) == self.first):
            self._state()
        for line in self.left:
            self._note(line)
        for number, slide in enumerate(self.slides[self.first :], start=1):
            slide.slug = f"{self.slug or 'diapositive'}_{number}" if number > 1 else self.slug
        self.first = len(self.slides)
        self.left, self.due, self.heading, self.lede = [], [], "", ""

    def _cite(self) -> None:
        cited = [str(source.get("citation", "")) for source in self.payload.sources]
        self._add(
            Slide(
                "statement", "", self.section, words.SOURCES_TITLE,
                items=(words.join_producers(cited), words.SOURCES_NOTE), notes=cited,
            )
        )  # fmt: skip

    def finish(self) -> list[Slide]:
        self._close()
        for number, slide in enumerate(self.slides, start=1):
            slide.slug = slide.slug or f"diapositive-{number}"
        return self.slides


def _guess_height(item: str) -> int:
    """Guess the height of an item of a list; a heading before a paragraph has its own line."""
    pieces = [read_text(piece) for piece in item.split("<p>", 1)]
    return sum(count_lines(piece, _LETTER) for piece in pieces) * _LINE + _AROUND


def _fill(items: Sequence[str], room: float) -> list[tuple[str, ...]]:
    """Share the items of a list among as few slides as have room for them, as evenly as may be."""
    heights = [_guess_height(item) for item in items]
    groups = _fill_greedily(heights, room)
    for less in range(int(room), 0, -_LINE):
        closer = _fill_greedily(heights, less)
        if len(closer) > len(groups):
            break
        groups = closer
    return [tuple(items[at] for at in group) for group in groups]


def _fill_greedily(heights: Sequence[float], room: float) -> list[list[int]]:
    groups: list[list[int]] = []
    left = 0.0
    for at, height in enumerate(heights):
        if not groups or height > left:
            groups.append([])
            left = room
        groups[-1].append(at)
        left -= height
    return groups


def _split(items: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """Share items among as few groups as hold them, evenly."""
    parts = -(-len(items) // most)
    size, longer = divmod(len(items), parts) if parts else (0, 0)
    starts = [part * size + min(part, longer) for part in range(parts + 1)]
    return [tuple(items[start:end]) for start, end in pairwise(starts)]
