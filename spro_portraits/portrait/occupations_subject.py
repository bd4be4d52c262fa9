"""What the page of key occupations is about: a territory, its choice, what is beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from spro_portraits.charts import draw_source_line
from spro_portraits.indicators import BY_KEY, Indicator, Result, compute_results, find_newest
from spro_portraits.indicators.key_occupations import Choice, choose_occupations
from spro_portraits.indicators.occupation_criteria import compute_criteria
from spro_portraits.indicators.occupation_scores import Weights
from spro_portraits.indicators.survey_place import SurveyPlace
from spro_portraits.indicators.training import Training, list_training
from spro_portraits.portrait.about import About
from spro_portraits.portrait.model import Html
from spro_portraits.portrait.subject import STANDARD
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition, load_edition
from spro_portraits.territory import Reference, Territory, find_references, find_territory
from spro_portraits.wording import occupations as words
from spro_portraits.wording import typeset
from spro_portraits.wording.places import name_reference

TOTALS = ("recruitment_projects", "recruitment_difficulty", "recruitment_seasonal_share")
"""Indicators of all occupations together."""

SURVEY = ("recruitment", "bassins")
"""Sources of everything that comes from the survey."""

PLACES = ("training_affelnet", "training_parcoursup")
"""Sources of the training places."""

NAMES = ("fap_2021", "fap_2009", "rome_codes", "rome_titles", "fap_titles")
"""Sources of the lists of occupations, of their titles and of the passage between them."""

JOB_SEEKERS = "job_seekers_a"

HERE = "territory"
"""Role of the place that the page is about, beside those of comparison."""


@dataclass(frozen=True)
class OccupationsSubject(About):
    """A territory with its key occupations.

    Attributes
    ----------
    references : mapping
        Role (``departement``, ``region``, ``france``) → place, all three.
    choice : Choice
        The occupations, and all that lets one defend the choice.
    remark : str
        A sentence of the analyst; may be empty.
    """

    references: Mapping[str, Reference]
    choice: Choice
    remark: str = ""

    @property
    def survey(self) -> SurveyPlace:
        """Bassins whose figures are used."""
        return self.choice.survey

    @property
    def short(self) -> str:
        """Name of the place of the figures in tables: the territory, or the bassins counted."""
        if self.survey.is_union:
            return name_reference(HERE, self.territory.name)
        return words.name_bassins([one.name for one in self.survey.counted])

    @property
    def place(self) -> str:
        """Where the figures hold, in a sentence: ``dans le SPRO d’Issoudun``."""
        bassins = [one.name for one in self.survey.counted]
        territory = self.territory
        return words.name_place(
            territory.level, territory.name, bassins, is_union=self.survey.is_union
        )

    @property
    def shown(self) -> tuple[str, ...]:
        """Roles of the places of comparison that are not the territory itself."""
        return tuple(role for role in STANDARD if self.references[role].is_told)

    def name(self, role: str) -> str:
        """Name of a place of comparison in tables."""
        return name_reference(role, self.references[role].name)

    @property
    def short_covering(self) -> str:
        """Bassins that stand for the territory and their shares, in a title; empty for a union."""
        if self.survey.is_union:
            return ""
        return words.write_short_covering([(one.name, one.share) for one in self.survey.counted])

    @property
    def covering_notes(self) -> list[str]:
        """Which bassins stand for a territory that is no union of them; nothing for a union."""
        survey = self.survey
        if survey.is_union or not survey.bassins:
            return []
        used = {one.code for one in survey.counted}
        counted = [(one.name, one.share) for one in survey.counted]
        others = [(one.name, one.share) for one in survey.coverings if one.code not in used]
        return [words.write_covering(counted, others)]

    @cached_property
    def criteria(self) -> Mapping[str, pd.DataFrame]:
        """Role → figures of every occupation there, ``territory`` for the place itself."""
        reference = self.survey.reference
        others = {
            role: compute_criteria(self.edition, self.references[role], reference)
            for role in STANDARD
        }
        return {HERE: self.choice.criteria, **others}

    @cached_property
    def totals(self) -> Mapping[str, Mapping[str, Result]]:
        """Indicator of :data:`TOTALS` → role → result over all occupations."""
        others = [self.references[role] for role in STANDARD]
        found = compute_results(self.edition, others, _list_totals())
        return {
            key: {HERE: self.own_totals[key], **dict(zip(STANDARD, results, strict=True))}
            for key, results in found.items()
        }

    @cached_property
    def own_totals(self) -> Mapping[str, Result]:
        """Indicator of :data:`TOTALS` → result over all occupations in the place itself."""
        place = self.survey.place
        key = (__name__, place.cells(), place.bassins, place.same_as, place.is_partial)
        found = self.edition.keep(
            key, lambda: compute_results(self.edition, [place], _list_totals())
        )
        return {name: results[0] for name, results in found.items()}

    def row(self, code: str, role: str = HERE) -> Mapping[str, Any] | None:
        """Figures of an occupation in a place; None where the survey has no row of it."""
        if (code, role) not in self._rows:
            frame = self.choice.criteria if role == HERE else self.criteria[role]
            self._rows[code, role] = (
                {str(name): value for name, value in frame.loc[code].to_dict().items()}
                if code in frame.index
                else None
            )
        return self._rows[code, role]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Mapping[str, Any] | None]:
        """Rows that were asked for: each part of a page asks for them again."""
        return {}

    def citation(self, *sources: str) -> str:
        """Source line of one or more sources."""
        return typeset(" ; ".join(self.edition.sources[key].citation for key in sources))

    @cached_property
    def trainings(self) -> Mapping[str, tuple[Training, ...]]:
        """Occupation → trainings of the territory that lead to it; perhaps none."""
        communes = self.territory.communes
        return {code: list_training(self.edition, communes, code) for code in self.choice.codes}

    @property
    def training_sources(self) -> tuple[str, ...]:
        """Sources of the training places; those of the outcomes too where one is shown."""
        used = [s for listed in self.trainings.values() for one in listed for s in one.sources]
        return tuple(dict.fromkeys((*PLACES, *used)))

    @property
    def training_period(self) -> str:
        """Years of the places: ``2022-2024``."""
        periods = sorted(set(self.edition.training_places["period"]))
        return "-".join(dict.fromkeys((periods[0], periods[-1]))) if periods else ""

    @property
    def tension_period(self) -> str:
        """Year of the tension that is shown."""
        return str(self.edition.tension["period"].max())

    @property
    def period(self) -> str:
        """Year of the survey."""
        return find_newest(self.edition, "recruitment")


def open_occupations_subject(
    territory: str,
    level: str = "spro",
    edition: str = "",
    count: int = 5,
    weights: Weights | None = None,
    codes: Sequence[str] = (),
    pinned: Sequence[str] = (),
    excluded: Sequence[str] = (),
    remark: str = "",
) -> OccupationsSubject:
    """Open the edition and choose the occupations of a territory; what the door calls.

    Parameters and errors are those of :func:`~spro_portraits.portrait.open_occupations`.
    """
    opened = load_edition(load_settings().data, edition)
    found = find_territory(opened, level, territory)
    return build_occupations_subject(opened, found, count, weights, codes, pinned, excluded, remark)


def build_occupations_subject(
    edition: Edition,
    territory: Territory,
    count: int = 5,
    weights: Weights | None = None,
    codes: Sequence[str] = (),
    pinned: Sequence[str] = (),
    excluded: Sequence[str] = (),
    remark: str = "",
) -> OccupationsSubject:
    """Choose the occupations of a territory of an edition; errors as the door's."""
    return OccupationsSubject(
        edition=edition,
        territory=territory,
        references={place.role: place for place in find_references(edition, territory)},
        choice=choose_occupations(edition, territory, count, weights, pinned, excluded, codes),
        remark=remark.strip(),
    )


def _list_totals() -> list[Indicator]:
    return [BY_KEY[key] for key in TOTALS]


def draw_cited(subject: OccupationsSubject, *sources: str) -> Html:
    """Draw the source line under a figure."""
    text = subject.citation(*sources)
    return Html(draw_source_line(text), source=text)
