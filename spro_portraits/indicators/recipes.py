"""How a value is taken from the tables: a sum, a ratio of sums, a published rate, a survey.

Each recipe works on a panel of places at once; one place is a panel of one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from spro_portraits.indicators.model import Place, Result
from spro_portraits.indicators.panel import (
    Floats,
    Panel,
    Texts,
    build_commune_panel,
    build_panel,
    list_survey_cells,
)
from spro_portraits.tables import Edition
from spro_portraits.tables.secrecy.model import LARGEST_MASKED

Term = tuple[str, str]
"""A variable and a period."""

RECRUITMENT_PERIOD = "2024"

COLUMNS = ("value", "numerator", "denominator", "reason", "upper", "masked")
"""Columns of a tabulated recipe: the fields of a :class:`~.model.Result`."""


class Formula(ABC):
    """What all recipes share: one place and many communes are panels too."""

    @abstractmethod
    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Compute for every place of a panel.

        Returns
        -------
        DataFrame
            Index 0 … size − 1, columns :data:`COLUMNS`; NaN where there is no number,
            ``reason`` empty where there is a value.
        """

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Compute for one place."""
        return make_results(self.tabulate(edition, build_panel([place])))[0]

    def by_commune(self, edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Compute for each commune: ``value`` (NaN where absent) and ``reason``."""
        frame = self.tabulate(edition, build_commune_panel(codes))
        return frame[["value", "reason"]].set_axis(pd.Index(list(codes)))


def make_results(frame: pd.DataFrame) -> list[Result]:
    """Turn the rows of a tabulated recipe into results."""
    numbers = frame[["value", "numerator", "denominator", "upper"]].to_numpy(dtype=float)
    plain: list[list[float | None]] = [
        [None if np.isnan(number) else float(number) for number in row] for row in numbers
    ]
    return [
        Result(value, top, bottom, str(reason), upper, int(masked))
        for (value, top, bottom, upper), reason, masked in zip(
            plain, frame["reason"], frame["masked"], strict=True
        )
    ]


def _tabulate(value: Floats, reason: Texts, **others: Floats) -> pd.DataFrame:
    """Join the columns of a recipe: an absent value without a reason is out of field."""
    lacking = np.isnan(value)
    nothing = np.full(len(value), np.nan)
    columns: dict[str, Floats | Texts] = {
        "value": value,
        "numerator": nothing,
        "denominator": nothing,
        "reason": np.where(lacking, np.where(reason == "", "hors_champ", reason), ""),
        "upper": nothing,
        "masked": np.zeros(len(value)),
    }
    for name, column in others.items():
        columns[name] = np.where(lacking, 0.0 if name == "masked" else np.nan, column)
    return pd.DataFrame(columns)


def _first_reason(*reasons: Texts) -> Texts:
    first = reasons[0]
    for other in reasons[1:]:
        first = np.where(first == "", other, first)
    return first


def _read(frame: pd.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy(dtype=float)


def _read_reasons(frame: pd.DataFrame) -> Texts:
    return frame["reason"].to_numpy(dtype=object)


def _look_up(
    edition: Edition, term: Term, level: str, codes: Sequence[str]
) -> tuple[Floats, Texts, Floats]:
    """Find value, reason and lacking communes of each code; what is not there is absent."""
    rows = edition.find_figures(level, *term)
    where = rows.index.get_indexer(pd.Index(list(codes)))
    known = where >= 0
    value, lacking = np.full(len(where), np.nan), np.zeros(len(where))
    reason = np.full(len(where), "non_disponible", dtype=object)
    value[known] = _read(rows, "value")[where[known]]
    lacking[known] = _read(rows, "lacking")[where[known]]
    reason[known] = _read_reasons(rows)[where[known]]
    return value, reason, lacking


@dataclass(frozen=True)
class Combination(Formula):
    """Sums of additive variables, added and taken away; absent as soon as a part is."""

    plus: tuple[Term, ...]
    minus: tuple[Term, ...] = ()

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Sum over the cells of each place."""
        value, reason, lacking = panel.add_up(
            lambda level, codes: self._combine(edition, level, codes)
        )
        # Without subtraction, what a total lacks can only add to it.
        return _tabulate(value, reason, masked=lacking * (not self.minus))

    def _combine(
        self, edition: Edition, level: str, codes: Sequence[str]
    ) -> tuple[Floats, Texts, Floats]:
        signs = [1.0] * len(self.plus) + [-1.0] * len(self.minus)
        parts = [_look_up(edition, term, level, codes) for term in (*self.plus, *self.minus)]
        value, lacking = np.zeros(len(codes)), np.zeros(len(codes))
        for sign, (part, _, absent) in zip(signs, parts, strict=True):
            value, lacking = value + sign * part, lacking + absent
        return value, _first_reason(*[reason for _, reason, _ in parts]), lacking


@dataclass(frozen=True)
class Ratio(Formula):
    """A ratio of two combinations: a ratio of sums, never an average of ratios."""

    numerator: Combination
    denominator: Combination
    scale: float = 100.0

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Divide the sums of each place; out of field (``hors_champ``) over zero."""
        top, bottom = (c.tabulate(edition, panel) for c in (self.numerator, self.denominator))
        above, below = _read(top, "value"), _read(bottom, "value")
        value = self.scale * above / np.where(below == 0, np.nan, below)
        return _tabulate(
            value, _first_reason(_read_reasons(top), _read_reasons(bottom)),
            numerator=above, denominator=below,
        )  # fmt: skip


@dataclass(frozen=True)
class Growth(Formula):
    """Average annual rate of change of a sum between two years, in percent."""

    variable: str
    start: str
    end: str

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Compare the sums of each place: ``(end/start)^(1/years) − 1``."""
        before, after = (
            Combination(((self.variable, year),)).tabulate(edition, panel)
            for year in (self.start, self.end)
        )
        first, last = _read(before, "value"), _read(after, "value")
        years = int(self.end) - int(self.start)
        value = 100.0 * ((last / np.where(first > 0, first, np.nan)) ** (1.0 / years) - 1.0)
        return _tabulate(
            value, _first_reason(_read_reasons(before), _read_reasons(after)),
            numerator=last, denominator=first,
        )  # fmt: skip


@dataclass(frozen=True)
class Published(Formula):
    """A rate or a median that the producer publishes for exactly this territory.

    Never recombined. Absent with the reason ``non_disponible`` where the producer
    publishes it for these communes (one of ``levels``) but the edition does not hold it,
    ``non_diffuse`` where nobody publishes it for them.
    """

    variable: str
    period: str
    levels: tuple[str, ...]

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Look the value up for a zone with the same communes as each place."""
        levels = {level for zones in panel.same_as for level, _ in zones}
        tables = {
            level: edition.find_figures(level, self.variable, self.period) for level in levels
        }
        known = {
            level: dict(
                zip(rows.index, zip(rows["value"], rows["reason"], strict=True), strict=True)
            )
            for level, rows in tables.items()
        }
        found = [self._find(known, zones) for zones in panel.same_as]
        return _tabulate(
            np.array([value for value, _ in found], dtype=float),
            np.array([reason for _, reason in found], dtype=object),
        )

    def _find(
        self,
        known: dict[str, dict[object, tuple[float, str]]],
        zones: tuple[tuple[str, str], ...],
    ) -> tuple[float, str]:
        for level, code in zones:
            if code in known[level]:
                return known[level][code]
        published = any(level in self.levels for level, _ in zones)
        return float("nan"), "non_disponible" if published else "non_diffuse"


@dataclass(frozen=True)
class PublishedRatio(Formula):
    """A ratio of two figures published for exactly this territory: 100 × one over the other."""

    numerator: Published
    denominator: Published

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Divide what is published for each place; out of field (``hors_champ``) over zero."""
        top, bottom = (p.tabulate(edition, panel) for p in (self.numerator, self.denominator))
        above, below = _read(top, "value"), _read(bottom, "value")
        return _tabulate(
            100.0 * above / np.where(below == 0, np.nan, below),
            _first_reason(_read_reasons(top), _read_reasons(bottom)),
            numerator=above, denominator=below,
        )  # fmt: skip


@dataclass(frozen=True)
class Change(Formula):
    """Difference of a published rate between two periods, in points."""

    first: Published
    last: Published

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Take one from the other."""
        before, after = (rate.tabulate(edition, panel) for rate in (self.first, self.last))
        return _tabulate(
            _read(after, "value") - _read(before, "value"),
            _first_reason(_read_reasons(after), _read_reasons(before)),
        )


def find_recruitment(edition: Edition, place: Place) -> pd.DataFrame:
    """Rows of the survey whose sum is the place; empty where it has none."""
    table = edition.recruitment
    level, codes = list_survey_cells(place)
    return table[(table["level"] == level) & table["code"].isin(codes)]


@dataclass(frozen=True)
class RecruitmentCount(Formula):
    """Sum of the published cells of the survey: a lower bound where some are masked."""

    column: str

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Sum over the bassins of each place; by commune the survey gives nothing."""
        rows = panel.add_up_survey(edition.recruitment_totals)
        value = _read(rows, self.column)
        # A cell whose projects are masked hides its difficult and seasonal ones too.
        hidden = sorted({f"{self.column}_masked", "projects_masked"})
        masked = rows[hidden].sum(axis="columns").to_numpy(dtype=float)
        return _tabulate(
            value, _absent(value), upper=value + LARGEST_MASKED * masked, masked=masked
        )


@dataclass(frozen=True)
class RecruitmentShare(Formula):
    """Share of projects judged difficult, or seasonal, over the published projects.

    Numerator and denominator are published sums. A masked numerator cell counts for
    nothing, so the share is a lower bound; ``upper`` gives each the value 4.
    """

    column: str

    def tabulate(self, edition: Edition, panel: Panel) -> pd.DataFrame:
        """Divide the published sums of the bassins of each place."""
        rows = panel.add_up_survey(edition.recruitment_totals)
        top, bottom = _read(rows, self.column), _read(rows, "projects")
        bottom = np.where(bottom == 0, np.nan, bottom)
        masked = _read(rows, f"{self.column}_masked")
        highest = np.minimum(top + LARGEST_MASKED * masked, bottom)
        value = 100.0 * top / bottom
        return _tabulate(
            value, _absent(value), numerator=top, denominator=bottom,
            upper=100.0 * highest / bottom, masked=masked,
        )  # fmt: skip


def _absent(value: Floats) -> Texts:
    return np.full(len(value), "non_diffuse", dtype=object)


def count(variable: str, period: str) -> Combination:
    """Take the sum of one variable."""
    return Combination(((variable, period),))


def ratio(
    plus: Sequence[Term], over: Sequence[Term], *, minus: Sequence[Term] = (),
    over_minus: Sequence[Term] = (), scale: float = 100.0,
) -> Ratio:  # fmt: skip
    """Divide sums: ``scale`` × (plus − minus) / (over − over_minus)."""
    return Ratio(
        Combination(tuple(plus), tuple(minus)), Combination(tuple(over), tuple(over_minus)), scale
    )
