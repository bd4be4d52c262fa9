"""The page *Depuis la dernière édition*: what changed in a territory, and by which cause."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from spro_portraits.errors import UsageError
from spro_portraits.indicators.continuity import find_continuity
from spro_portraits.indicators.evolution import Evolution, PastFigure, compute_evolutions
from spro_portraits.indicators.stages import Side
from spro_portraits.network.catalogue import THEME as NETWORK
from spro_portraits.portrait.blocks import draw_header
from spro_portraits.portrait.downloads import add_downloads
from spro_portraits.portrait.evolution_sections import (
    Comparison,
    build_editions,
    build_entries,
    build_other,
    build_real,
    name_figure,
)
from spro_portraits.portrait.model import Html, Portrait, Publication
from spro_portraits.portrait.series import build_series, gather_editions
from spro_portraits.portrait.subject import Subject, build_subject
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.tables.folders import list_folders
from spro_portraits.tables.raw import read_csv
from spro_portraits.territory import SPRO_FILE, Territory, find_territory
from spro_portraits.wording import evolution as words
from spro_portraits.wording import format_measure
from spro_portraits.wording.places import title_territory

NOTEBOOK = "evolution"
CODEBOOK_FILE = "codebook.csv"
"""What an edition publishes, with the number of each method; beside ``edition.json``."""

SECTIONS = (build_real, build_other, build_entries, build_editions)

COLUMNS = (
    "territory", "level", "territory_name", "indicator", "label", "unit", "status",
    "vintage_before", "value_before", "vintage", "value", "change", "real", "revision",
    "geography_effect", "method", "not_separable", "causes", "direction", "reason",
)  # fmt: skip
"""Columns of ``indicators.csv`` for this page; the five parts sum to ``change``."""


def open_evolution(
    territory: str, level: str = "spro", edition: str = "", previous: str = ""
) -> Portrait:
    """Compare a territory with itself in an earlier edition; the door of the notebook.

    Parameters
    ----------
    territory, level, edition : str
        As for :func:`~spro_portraits.portrait.open_portrait`.
    previous : str
        Name of the earlier edition, or a data folder.

    Raises
    ------
    UsageError
        Unknown territory or level; the same edition twice; an earlier edition without the
        territory.
    EditionError
        Absent, damaged or other edition; ``previous`` is no folder of an edition.
    """
    after = load_edition(load_settings().data, edition)
    found = find_territory(after, level, territory)
    before = _load_previous(previous)
    return build_evolution(before, after, found, territory if level == "perso" else found.code)


def _load_previous(previous: str) -> Edition:
    """Open the earlier edition: one beside the embedded one by its name, else a folder."""
    folders = list_folders(load_settings().data)
    return load_edition(folders.get(previous, Path(previous)))


def build_evolution(before: Edition, after: Edition, territory: Territory, text: str) -> Portrait:
    """Assemble the page of a territory of the newer edition.

    Parameters
    ----------
    text : str
        By which the earlier edition finds the territory: its code (``perso``: its members).
    """
    _check_editions(before, after)
    then = _find_then(before, territory, text)
    past = _load_past(before.folder)
    evolutions = compute_evolutions(Side(before, then), Side(after, territory), past)
    comparison = Comparison(
        subject=build_subject(after, territory, ()),
        before=before,
        then=then,
        continuity=find_continuity(before, after, then.communes, territory.communes),
        evolutions=evolutions,
        has_methods=any(figure.method is not None for figure in (past or {}).values()),
    )
    editions = gather_editions(after, territory, text, extra=[before])
    sections = [*(build(comparison) for build in SECTIONS), build_series(editions)]
    built = (add_downloads(comparison.subject, section) for section in sections)
    return Portrait(
        subject=comparison.subject,
        header=_draw_header(comparison),
        sections=MappingProxyType({section.key: section for section in built}),
        publication=_build_publication(comparison),
    )


def _check_editions(before: Edition, after: Edition) -> None:
    """Refuse an edition compared with itself, or with a copy: same tables, same declarations."""
    declared = [
        [_read(edition.folder / name) for name in (SPRO_FILE, CODEBOOK_FILE)]
        for edition in (before, after)
    ]
    if before.hash == after.hash and declared[0] == declared[1]:
        raise UsageError(
            "bad_parameter", notebook=NOTEBOOK, name="previous", expected=words.EXPECTED_OTHER,
            got=words.describe_same_edition(after.id),
        )  # fmt: skip


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _find_then(before: Edition, territory: Territory, text: str) -> Territory:
    try:
        return find_territory(before, territory.level, text)
    except UsageError as error:
        title = title_territory(territory.level, territory.name)
        raise UsageError(
            "bad_parameter", notebook=NOTEBOOK, name="previous",
            expected=words.describe_expected_territory(title),
            got=words.describe_other_territory(before.id, before.label),
        ) from error  # fmt: skip


def _load_past(folder: Path) -> dict[str, PastFigure] | None:
    """Read what an earlier edition published; None where it does not say.

    Figures of the network are left out: they are of the directory, and of no edition.
    """
    path = folder / CODEBOOK_FILE
    if not path.is_file():
        return None
    rows = read_csv(path, sep=";", columns=["key", "vintage", "label", "unit"])
    if "theme" in rows:
        rows = rows[rows["theme"] != NETWORK]
    methods = rows["method"] if "method" in rows else [""] * len(rows)
    return {
        str(row["key"]): PastFigure(
            key=str(row["key"]),
            vintage=str(row["vintage"]),
            method=int(method) if str(method).isdecimal() else None,
            label=str(row["label"]),
            unit=str(row["unit"]),
        )
        for row, method in zip(rows.to_dict("records"), methods, strict=True)
    }


def _draw_header(comparison: Comparison) -> Html:
    title = words.write_title(comparison.subject.title)
    line = words.write_subtitle(comparison.before.label, comparison.subject.edition.label)
    return draw_header(title, line)


def _build_publication(comparison: Comparison) -> Publication:
    subject, before = comparison.subject, comparison.before
    edition = subject.edition
    rows = [_make_row(subject, e) for e in comparison.evolutions if e.status != "absent"]
    used = dict.fromkeys(
        key for e in comparison.evolutions if e.indicator for key in e.indicator.sources
    )
    sources: list[Mapping[str, str]] = [
        {"key": key, "citation": edition.sources[key].citation,
         "licence": edition.sources[key].licence, "sha256": edition.sources[key].sha256}
        for key in used
    ]  # fmt: skip
    sources.append({"key": "previous", "citation": before.label, "sha256": before.hash})
    counts = (("real", len([e for e in comparison.newer if e.change.sign])),
              ("other", len(comparison.other)), ("entries", len(comparison.entries)))  # fmt: skip
    content: dict[str, Any] = {
        "title": words.write_title(subject.title),
        "description": words.write_description(subject.title, before.label, edition.label),
        "territory": {
            "level": subject.territory.level,
            "code": subject.territory.code,
            "name": subject.title,
        },
        "edition": edition.id,
        "edition_label": edition.label,
        "edition_hash": edition.hash,
        "key_figures": [
            {"label": words.KEY_FIGURES[key], "text": format_measure(n, "nombre"), "comparison": ""}
            for key, n in counts
        ],
        "columns": list(COLUMNS),
        "indicators": rows,
        "sources": sources,
    }
    return Publication(content, words.write_summary(len(rows)))


def _make_row(subject: Subject, evolution: Evolution) -> list[Any]:
    past, indicator = evolution.past, evolution.indicator
    mixed = [c.causes for c in evolution.components if len(c.causes) > 1]
    parts = [evolution.sum_cause(cause) for cause in ("real", "revision", "geography", "method")]
    parts.append(evolution.sum_mixed())
    return [
        subject.territory.code, subject.territory.level, subject.title, evolution.key,
        name_figure(evolution), indicator.unit if indicator else past.unit if past else "",
        words.STATES.get(evolution.status, words.CHANGES.get(evolution.status, "")),
        past.vintage if past else "", evolution.before.value,
        indicator.vintage if indicator else "", evolution.after.value, evolution.gap,
        *([None] * len(parts) if evolution.gap is None else parts),
        " ; ".join(words.name_causes(causes) for causes in mixed),
        words.DIRECTIONS.get(evolution.change.sign, ""), evolution.after.reason,
    ]  # fmt: skip
