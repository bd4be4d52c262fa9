"""The page ``suivi.html``: what the ledger says, failures first.

It says times and memory: it is not the same twice, and no product links to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from spro_portraits import __version__
from spro_portraits.batch.ledger import COMPLETE
from spro_portraits.render import name_files
from spro_portraits.store import load_font_css, slugify
from spro_portraits.style import page_css
from spro_portraits.wording import LEVEL_WORDS
from spro_portraits.wording import batch as index_words
from spro_portraits.wording import ledger as words
from spro_portraits.wording.places import bare_name
from spro_portraits.wording.render import SKIP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spro_portraits.batch.ledger import Entry, Record
    from spro_portraits.store import Place

TRACKING = "suivi.html"


@dataclass(frozen=True, slots=True)
class Row:
    """One product, as the page shows it: texts ready to be shown."""

    name: str
    level: str
    notebook: str
    href: str
    cause: str
    problem: str
    at: str
    seconds: str
    memory: str
    size: str


def publish_tracking(place: Place, record: Record) -> None:
    """Write the page of a ledger beside the products, whole."""
    place.write_bytes(TRACKING, build_tracking(place.name, record).encode())


def build_tracking(edition: str, record: Record) -> str:
    """Make the page: a sentence, what failed by its cause, then what was made by name."""
    entries = sorted(record.entries.values(), key=_order)
    made = [entry for entry in entries if entry.status == COMPLETE]
    failed = [entry for entry in entries if entry.status != COMPLETE]
    effort = ""
    if entries:
        seconds = [entry.seconds for entry in entries]
        memory = max(entry.memory for entry in entries)
        effort = words.describe_effort(sum(seconds), max(seconds), memory)
    return _load_template().render(
        words=words,
        language=index_words.LANGUAGE,
        edition=index_words.describe_edition(edition),
        title=words.describe_title(edition),
        skip=SKIP,
        generator=f"spro-portraits {__version__}",
        styles=[Markup(css) for css in (load_font_css(), page_css(), _read("tracking.css"))],  # noqa: S704
        state=words.describe_state(len(made), len(failed)) if entries else words.EMPTY,
        effort=effort,
        failed=list(_make_rows(failed)),
        made=list(_make_rows(made)),
    )


def _order(entry: Entry) -> tuple[str, ...]:
    place = entry.territory
    name = slugify(bare_name(place["level"], place["name"]))
    return entry.cause, name, place["level"], entry.product


def _make_rows(entries: Iterable[Entry]) -> Iterable[Row]:
    for entry in entries:
        folder, _, notebook = entry.product.partition("/")
        level = entry.territory["level"]
        size = sum(marks[0] for marks in entry.marks.values())
        made = name_files(notebook, Path(folder))
        shown = [*(made.forms.values() if entry.status == COMPLETE else ()), made.notebook]
        page = next((path.name for path in shown if path.name in entry.files), "")
        yield Row(
            name=entry.territory["name"],
            level=LEVEL_WORDS[level].singular if level in LEVEL_WORDS else level,
            notebook=notebook,
            href=page and f"{folder}/{page}",
            cause=words.CAUSES.get(entry.cause, entry.cause),
            problem=entry.problem,
            at=entry.at.removesuffix("+00:00").replace("T", " "),
            seconds=words.write_seconds(entry.seconds),
            memory=words.write_megabytes(entry.memory) if entry.memory else words.ABSENT,
            size=index_words.format_size(size) if size else words.ABSENT,
        )


@lru_cache
def _read(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _load_template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_read("tracking.html.j2"))
