"""Section *Métiers clés* of a portrait: five occupations, their map, a sentence on each.

The whole page is :mod:`~spro_portraits.portrait.occupations`.
"""

from __future__ import annotations

from html import escape

from spro_portraits.charts import draw_note
from spro_portraits.indicators.occupation_scores import LEAST_PROJECTS
from spro_portraits.portrait.blocks import draw_lede
from spro_portraits.portrait.model import Block, Html, Section
from spro_portraits.portrait.occupations_choice import draw_occupation_map
from spro_portraits.portrait.occupations_overview import compute_chosen_share, write_entry
from spro_portraits.portrait.occupations_subject import (
    PLACES,
    SURVEY,
    OccupationsSubject,
    build_occupations_subject,
    draw_cited,
)
from spro_portraits.portrait.occupations_values import find_reason
from spro_portraits.portrait.subject import Subject
from spro_portraits.wording import occupations as words
from spro_portraits.wording import typeset
from spro_portraits.wording.occupations_notes import write_note
from spro_portraits.wording.places import in_place

KEY = "key_occupations"
SOURCES = (*SURVEY, "tension", *PLACES)
"""What the occupations are chosen by."""

COUNT = 5
"""Occupations of the section; default weights."""


def build_key_occupations(subject: Subject) -> Section:
    """Draw the five key occupations of a territory, chosen with the default weights."""
    zoom = build_occupations_subject(subject.edition, subject.territory, COUNT)
    if not zoom.choice.chosen:
        reason = "none" if zoom.survey.bassins else "no_bassin"
        note = draw_note(write_note(reason, least=LEAST_PROJECTS))
        return Section(KEY, (Html(note), draw_cited(zoom, *SURVEY)))
    blocks: list[Block] = []
    share = compute_chosen_share(zoom)
    if share is not None and share.numerator:
        count = len(zoom.choice.chosen)
        place = "" if zoom.survey.is_union else zoom.place
        told = words.write_chosen_share(count, share.numerator, share.value or 0.0, place)
        blocks.append(draw_lede(escape(told, quote=False)))
    blocks += [Html(draw_note(text)) for text in zoom.covering_notes]
    drawn = draw_occupation_map(zoom)
    if drawn is not None:
        blocks += [drawn, draw_cited(zoom, *SURVEY)]
    items = "".join(
        f"<li><b>{escape(typeset(one.name), quote=False)}</b> – "
        f"{escape(_write_sentence(zoom, one.code), quote=False)}</li>"
        for one in zoom.choice.chosen
    )
    level = subject.territory.level
    text = "" if level == "perso" else subject.territory.code
    blocks += [
        Html(f"<ol>{items}</ol>"),
        draw_cited(zoom, *SOURCES),
        Html(draw_note(words.write_more(level, text))),
    ]
    return Section(KEY, tuple(blocks))


def _write_sentence(zoom: OccupationsSubject, code: str) -> str:
    row, reference = zoom.row(code), zoom.survey.reference
    specificity = None if row is None or find_reason(row, "specificity") else row["specificity"]
    return words.write_key_sentence(
        write_entry(zoom, code), specificity, in_place(reference.role, reference.name)
    )
