"""Assemble the page of key occupations: the zoom on five or ten of them in a territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from spro_portraits.charts import draw_note
from spro_portraits.indicators.occupation_scores import Weights
from spro_portraits.portrait.assemble import COLUMNS
from spro_portraits.portrait.blocks import draw_header, draw_remark
from spro_portraits.portrait.downloads import add_downloads
from spro_portraits.portrait.model import Html, Page, Publication, Section
from spro_portraits.portrait.occupations_choice import build_map
from spro_portraits.portrait.occupations_figures import list_rows
from spro_portraits.portrait.occupations_overview import build_overview, compute_chosen_share
from spro_portraits.portrait.occupations_sheets import build_sheets
from spro_portraits.portrait.occupations_subject import (
    HERE,
    JOB_SEEKERS,
    NAMES,
    SURVEY,
    OccupationsSubject,
    open_occupations_subject,
)
from spro_portraits.portrait.occupations_values import write_total
from spro_portraits.portrait.provenance import (
    describe_sources,
    describe_subject,
    draw_source_table,
)
from spro_portraits.wording import format_measure
from spro_portraits.wording import occupations as words
from spro_portraits.wording.occupations_notes import write_note
from spro_portraits.wording.training import PLACES_NOTE, RATES_NOTE

SECTIONS = (build_overview, build_map, build_sheets)


@dataclass(frozen=True)
class OccupationsPage(Page):
    """The assembled page of the key occupations of one territory.

    Attributes
    ----------
    subject : OccupationsSubject
        Territory, choice and figures.
    """

    subject: OccupationsSubject


def open_occupations(
    territory: str,
    level: str = "spro",
    edition: str = "",
    count: int = 5,
    weights: Weights | None = None,
    codes: Sequence[str] = (),
    pinned: Sequence[str] = (),
    excluded: Sequence[str] = (),
    remark: str = "",
) -> OccupationsPage:
    """Open the key occupations of a territory; the door of the notebook.

    Parameters
    ----------
    territory, level, edition : str
        As for :func:`~spro_portraits.portrait.open_portrait`.
    count : int
        Occupations wanted, 1 to 20; fewer where fewer have enough published projects.
    weights : Weights, optional
        Weights of the criteria; the default is justified in ``docs/methods.md``.
    codes : sequence of str
        Codes or names of the survey: exactly these are shown, and none is chosen.
    pinned, excluded : sequence of str
        Codes or names to keep whatever their rank, to leave out.
    remark : str
        A sentence of the analyst, shown as theirs.

    Raises
    ------
    UsageError
        Unknown territory, level or occupation; a number or a weight that cannot be; an
        occupation both kept and left out.
    EditionError
        Absent, damaged or other edition.
    """
    return build_occupations_page(
        open_occupations_subject(
            territory, level, edition, count, weights, codes, pinned, excluded, remark
        )
    )


def build_occupations_page(subject: OccupationsSubject) -> OccupationsPage:
    """Assemble the page from a territory and its choice."""
    territory = subject.territory
    built = (add_downloads(subject, build(subject)) for build in SECTIONS)
    sections = {section.key: section for section in built}
    sections["sources"] = _build_sources(subject)
    return OccupationsPage(
        subject=subject,
        header=draw_header(
            words.write_title(territory.level, territory.name),
            words.write_subtitle(subject.edition.label),
        ),
        sections=MappingProxyType(sections),
        publication=_build_publication(subject),
    )


def _build_sources(subject: OccupationsSubject) -> Section:
    edition = subject.edition
    told = [
        *(write_note(key, period=subject.tension_period) for key in ("survey", "tension")),
        PLACES_NOTE,
        RATES_NOTE,
        *(write_note(key) for key in ("links", "jobs", "titles")),
    ]
    return Section(
        "sources",
        (
            draw_source_table(edition, words.TITLES["sources"], _list_sources(subject)),
            draw_remark("geography", year=edition.geography_year),
            draw_remark("ratios"),
            *(Html(draw_note(text)) for text in told),
        ),
    )


def _list_sources(subject: OccupationsSubject) -> list[str]:
    """List the sources of the page."""
    used = (*SURVEY, "tension", *subject.training_sources, JOB_SEEKERS, *NAMES, "boundaries")
    return list(dict.fromkeys(used))


def _build_publication(subject: OccupationsSubject) -> Publication:
    territory, edition = subject.territory, subject.edition
    rows = list_rows(subject)
    count = len(subject.choice.chosen)
    content: dict[str, Any] = {
        "title": words.write_title(territory.level, territory.name),
        "description": words.write_description(
            territory.level, territory.name, count, edition.label
        ),
        **describe_subject(edition, territory, subject.title),
        "key_figures": _make_key_figures(subject),
        "columns": list(COLUMNS),
        "indicators": rows,
        "sources": describe_sources(
            edition, _list_sources(subject), with_perimeters=territory.level == "spro"
        ),
    }
    return Publication(content, words.write_summary(len(rows)))


def _make_key_figures(subject: OccupationsSubject) -> list[dict[str, str]]:
    """Three figures for the index: projects, share of the chosen ones, difficulty."""
    share = compute_chosen_share(subject)
    texts = {
        "projects": write_total(subject.totals["recruitment_projects"][HERE], "nombre"),
        "share": format_measure(share.value if share else None, "%", "non_diffuse"),
        "difficulty": write_total(subject.totals["recruitment_difficulty"][HERE], "%"),
    }
    return [
        {"label": words.CARDS[key], "text": text, "comparison": subject.short_covering}
        for key, text in texts.items()
    ]
