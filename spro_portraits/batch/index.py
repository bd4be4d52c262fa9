"""The index page of an edition, built from what is on disk.

Each product left a record (``provenance.json``) beside its files; reading all of them again
makes the index true after a batch, a single territory, or a folder removed by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from spro_portraits import __version__
from spro_portraits.batch.package import DESCRIPTOR, FOLDER
from spro_portraits.batch.plan import PANORAMA
from spro_portraits.render import DEFAULT_NOTEBOOK, FORMS, name_files
from spro_portraits.store import LocalPlace, Place, load_font_css, slugify
from spro_portraits.style import page_css
from spro_portraits.wording import LEVEL_WORDS
from spro_portraits.wording import batch as words
from spro_portraits.wording.places import bare_name
from spro_portraits.wording.render import SKIP

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

INDEX = "index.html"

_MOST_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A product that exists: where, what it is called, its type and size for readers."""

    href: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What one notebook left for a territory.

    Attributes
    ----------
    name : str
        For readers: ``Guide des structures``.
    page : Link or None
        Its page; the name leads there.
    forms : sequence of Link
        What it was exported to besides.
    files : sequence of Link
        Its figures, the executed notebook, its record.
    """

    name: str
    page: Link | None
    forms: Sequence[Link]
    files: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Card:
    """One territory of the index.

    Attributes
    ----------
    level, name : str
        Its level and French name.
    edition : str
        French name of the edition it was made of, where its record says one.
    search : str
        What the search box looks into: name and code, without accents.
    documents : sequence of Document
        One a notebook, the portrait first.
    figures : sequence of mappings
        At most three key figures.
    problem : str
        Why the portrait is missing; empty if it is there.
    """

    level: str
    name: str
    edition: str
    search: str
    documents: Sequence[Document]
    figures: Sequence[Mapping[str, str]]
    problem: str

    @property
    def page(self) -> Link | None:
        """Where its name leads: the first page there is, or without any the first other form."""
        pages = [document.page for document in self.documents if document.page]
        return next(iter([*pages, *(one for of in self.documents for one in of.forms)]), None)

    @property
    def links(self) -> list[Link]:
        """All that there is."""
        return [
            link
            for one in self.documents
            for link in ([one.page] if one.page else []) + [*one.forms, *one.files]
        ]


def write_index(out_dir: Path) -> Path:
    """Write ``index.html`` of an edition; the file is replaced whole.

    Parameters
    ----------
    out_dir : Path
        Folder of the edition; its name is the edition's where no record has a better one.

    Returns
    -------
    Path
        The page.
    """
    publish_index(LocalPlace(out_dir))
    return out_dir / INDEX


def publish_index(place: Place) -> None:
    """Write the index of an edition, wherever that is."""
    cards = load_cards(place)
    named = next((card.edition for card in cards if card.edition), place.name)
    page = build_index(named, cards, data=_list_data(place))
    place.write_bytes(INDEX, page.encode())


def load_cards(place: Place) -> list[Card]:
    """Read the records of an edition: one card a territory, by name."""
    cards = [
        _build_card(folder, files, records)
        for folder in place.list_folders()
        if (records := _load_records(place, folder, files := place.list_files(folder)))
    ]
    return sorted(cards, key=lambda card: (slugify(bare_name(card.level, card.name)), card.level))


def build_index(edition: str, cards: Sequence[Card], data: Sequence[Link] = ()) -> str:
    """Make the page: failures, panoramas, then a group a level, the levels in our usual order."""
    order = list(LEVEL_WORDS)
    portraits = [card for card in cards if card.level != PANORAMA]
    levels = sorted(
        {card.level for card in portraits},
        key=lambda level: (order.index(level) if level in order else len(order), level),
    )
    failures = [card for card in cards if card.problem]
    missing = sum(bool(card.problem) for card in portraits)
    return _load_template().render(
        words=words,
        skip=SKIP,
        generator=f"spro-portraits {__version__}",
        styles=[Markup(css) for css in (load_font_css(), page_css(), _read("index.css"))],  # noqa: S704
        script=Markup(_read("search.js")),  # noqa: S704 - our own file
        found=words.describe_found(),
        edition=edition,
        collection=words.describe_collection(len(portraits), missing) if portraits else words.EMPTY,
        failures=failures,
        data=data,
        about=_list_about(cards),
        panoramas=[card for card in cards if card.level == PANORAMA and card.page],
        groups=[
            (
                level,
                words.describe_level(level),
                [card for card in portraits if card.level == level],
            )
            for level in levels
        ],
    )


def _list_about(cards: Iterable[Card]) -> list[tuple[str, str]]:
    """List what the foot explains: slides and documents where there are some."""
    links = [link for card in cards for link in card.links]
    told = [
        about
        for name, about in words.ABOUT_FORMS.items()
        if any(link.href.endswith(FORMS[name].suffix) for link in links)
    ]
    return [*told, *words.ABOUT_FILES]


def _load_records(place: Place, folder: str, files: Iterable[str]) -> list[dict[str, Any]]:
    records = []
    for name in sorted(name for name in files if name.endswith("provenance.json")):
        try:
            record = json.loads(place.load_bytes(f"{folder}/{name}"))
        except ValueError:  # not ours, or damaged by hand: the others are shown
            continue
        if isinstance(record, dict) and record.get("notebook") and record.get("territory"):
            records.append(record)
    return sorted(records, key=lambda record: _find_rank(record["notebook"]))


def _find_rank(notebook: str) -> tuple[int, str]:
    """Rank the default notebook first, then those that have a name, then the others."""
    known = [DEFAULT_NOTEBOOK, *words.PAGES]
    return known.index(notebook) if notebook in known else len(known), notebook


def _build_card(
    folder: str, files: Mapping[str, int], records: Sequence[Mapping[str, Any]]
) -> Card:
    territory = records[0]["territory"]
    figures: list[Mapping[str, str]] = next(
        (record["key_figures"] for record in records if record["key_figures"]), []
    )
    return Card(
        level=territory["level"],
        name=territory["name"],
        edition=records[0].get("edition", {}).get("label", ""),
        search=f"{slugify(territory['name'])} {slugify(territory['code'])}".replace("-", " "),
        documents=[
            _list_files(folder, files, record, is_alone=len(records) == 1) for record in records
        ],
        figures=figures[:_MOST_FIGURES],
        problem=next((record["problem"] for record in records if record["problem"]), ""),
    )


def _list_files(
    folder: str, files: Mapping[str, int], record: Mapping[str, Any], *, is_alone: bool
) -> Document:
    notebook = record["notebook"]
    made = name_files(notebook, Path(folder))
    failed = record["status"] == "failed"
    name = words.name_page(notebook, only=is_alone)

    def link(some: Iterable[tuple[Path, str, str]]) -> list[Link]:
        return [
            Link(_locate(path), text, _describe_file(kind, files[path.name]))
            for path, text, kind in some
            if path.name in files
        ]

    has_page = made.page.name in files and not failed
    return Document(
        name=name,
        page=Link(_locate(made.page), name) if has_page else None,
        forms=link((made.forms[form], text, form) for form, text in words.FORMS.items()),
        files=link(
            (
                (made.figures_xlsx, words.FIGURES_XLSX, "figures_xlsx"),
                (made.figures_csv, words.FIGURES_CSV, "figures_csv"),
                (made.indicators, words.INDICATORS, "indicators"),
                (made.notebook, words.KEPT_NOTEBOOK if failed else words.NOTEBOOK, "notebook"),
                (made.provenance, words.PROVENANCE, "provenance"),
            )
        ),
    )


def _describe_file(kind: str, size: int) -> str:
    """Say type and size; not the size of a notebook: it holds times, and is never the same."""
    name = words.FILE_TYPES[kind]
    return name if kind == "notebook" else f"{name}, {words.format_size(size)}"


def _list_data(place: Place) -> list[Link]:
    """Files of the data of the edition that exist, its description first."""
    files = place.list_files(FOLDER)
    if DESCRIPTOR not in files:
        return []
    tables = [name for name in files if name.endswith(".csv")]
    return [
        Link(f"{FOLDER}/{name}", name, words.format_size(files[name]))
        for name in ([DESCRIPTOR] if tables else []) + tables
    ]


def _locate(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@lru_cache
def _read(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _load_template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_read("index.html.j2"))
