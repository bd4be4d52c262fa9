"""How a value is taken from the tables: a sum, a ratio of sums, a published rate, a survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from spro_portraits.indicators.formulas import compute_annual_growth, compute_ratio
from spro_portraits.indicators.model import Place, Result
from spro_portraits.tables import Edition

Term = tuple[str, str]
"""A variable and a period."""

LARGEST_MASKED = 4
"""Highest value that a masked BMO cell can hold: the lowest published one is 5."""

RECRUITMENT_PERIOD = "2024"


def _reindex(edition: Edition, term: Term, level: str, codes: Sequence[str]) -> pd.DataFrame:
    rows = edition.find_figures(level, *term).reindex(list(codes))
    rows["reason"] = rows["reason"].fillna("non_disponible")
    rows["lacking"] = rows["lacking"].fillna(0)
    return rows


@dataclass(frozen=True)
class Combination:
    """Sums of additive variables, added and taken away; absent as soon as a part is."""

    plus: tuple[Term, ...]
    minus: tuple[Term, ...] = ()

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Sum over the cells of the place."""
        level, codes = place.cells()
        rows = self._combine(edition, level, codes)
        lacking = rows["value"].isna()
        if rows.empty:
            return Result(reason="hors_champ")
        if lacking.any():
            return Result(reason=str(rows.loc[lacking, "reason"].max()))
        # Without subtraction, what a total lacks can only add to it.
        masked = 0 if self.minus else int(rows["lacking"].sum())
        return Result(value=float(rows["value"].sum()), masked=masked)

    def by_commune(self, edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Combine the terms of each commune."""
        return self._combine(edition, "commune", codes)

    def _combine(self, edition: Edition, level: str, codes: Sequence[str]) -> pd.DataFrame:
        parts = [(_reindex(edition, term, level, codes), 1.0) for term in self.plus]
        parts += [(_reindex(edition, term, level, codes), -1.0) for term in self.minus]
        first, sign = parts[0]
        value, reason, lacking = sign * first["value"], first["reason"], first["lacking"]
        for rows, sign in parts[1:]:
            value = value + sign * rows["value"]
            reason = reason.mask(reason == "", rows["reason"])
            lacking = lacking + rows["lacking"]
        return pd.DataFrame(
            {"value": value, "reason": reason.where(value.isna(), ""), "lacking": lacking}
        )


@dataclass(frozen=True)
class Ratio:
    """A ratio of two combinations: a ratio of sums, never an average of ratios."""

    numerator: Combination
    denominator: Combination
    scale: float = 100.0

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Divide the sums of the place; out of field (``hors_champ``) over zero."""
        top, bottom = self.numerator(edition, place), self.denominator(edition, place)
        if top.value is None or bottom.value is None:
            return Result(reason=top.reason or bottom.reason)
        value = compute_ratio(top.value, bottom.value, self.scale)
        reason = "hors_champ" if value is None else ""
        return Result(value, numerator=top.value, denominator=bottom.value, reason=reason)

    def by_commune(self, edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Divide commune by commune."""
        top = self.numerator.by_commune(edition, codes)
        bottom = self.denominator.by_commune(edition, codes)
        value = self.scale * top["value"] / bottom["value"].where(bottom["value"] != 0)
        return _give_reasons(value, top["reason"].mask(top["reason"] == "", bottom["reason"]))


@dataclass(frozen=True)
class Growth:
    """Average annual rate of change of a sum between two years, in percent."""

    variable: str
    start: str
    end: str

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Compare the sums of the place."""
        first, last = self._ends()
        before, after = first(edition, place), last(edition, place)
        if before.value is None or after.value is None:
            return Result(reason=before.reason or after.reason)
        value = compute_annual_growth(before.value, after.value, self._years)
        reason = "hors_champ" if value is None else ""
        return Result(value, numerator=after.value, denominator=before.value, reason=reason)

    def by_commune(self, edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Compare commune by commune."""
        before, after = (end.by_commune(edition, codes) for end in self._ends())
        start = before["value"].where(before["value"] > 0)
        value = 100.0 * ((after["value"] / start) ** (1.0 / self._years) - 1.0)
        return _give_reasons(value, before["reason"].mask(before["reason"] == "", after["reason"]))

    @property
    def _years(self) -> int:
        return int(self.end) - int(self.start)

    def _ends(self) -> tuple[Combination, Combination]:
        return (
            Combination(((self.variable, self.start),)),
            Combination(((self.variable, self.end),)),
        )


@dataclass(frozen=True)
class Published:
    """A rate or a median that the producer publishes for exactly this territory.

    Never recombined. Absent with the reason ``non_disponible`` where the producer
    publishes it for these communes (one of ``levels``) but the edition does not hold it,
    ``non_diffuse`` where nobody publishes it for them.
    """

    variable: str
    period: str
    levels: tuple[str, ...]

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Look the value up for a zone with the same communes."""
        for level, code in place.same_as:
            rows = edition.find_figures(level, self.variable, self.period)
            if code in rows.index:
                reason = str(rows.at[code, "reason"])
                return Result(reason=reason) if reason else Result(value=float(rows["value"][code]))
        known = any(level in self.levels for level, _ in place.same_as)
        return Result(reason="non_disponible" if known else "non_diffuse")

    def by_commune(self, edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Take the values published by commune."""
        rows = edition.find_figures("commune", self.variable, self.period).reindex(list(codes))
        unknown = "non_disponible" if "commune" in self.levels else "non_diffuse"
        return rows.assign(reason=rows["reason"].fillna(unknown))


@dataclass(frozen=True)
class Change:
    """Difference of a published rate between two periods, in points."""

    first: Published
    last: Published

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Take one from the other."""
        before, after = self.first(edition, place), self.last(edition, place)
        if before.value is None or after.value is None:
            return Result(reason=after.reason or before.reason)
        return Result(value=after.value - before.value)

    def by_commune(self, edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Take one from the other, commune by commune."""
        before = self.first.by_commune(edition, codes)
        after = self.last.by_commune(edition, codes)
        reason = after["reason"].mask(after["reason"] == "", before["reason"])
        return _give_reasons(after["value"] - before["value"], reason)


def _give_reasons(value: pd.Series, reason: pd.Series) -> pd.DataFrame:
    """Join values and reasons: an absent value without one is out of field."""
    lacking = value.isna()
    return pd.DataFrame(
        {
            "value": value,
            "reason": reason.where(lacking, "").mask(lacking & (reason == ""), "hors_champ"),
        }
    )


def find_recruitment(edition: Edition, place: Place) -> pd.DataFrame:
    """Rows of the survey whose sum is the place; empty where it is no union of bassins."""
    table = edition.recruitment
    level, codes = place.cells()
    if level == "commune":
        level, codes = "bassin", place.bassins
    return table[(table["level"] == level) & table["code"].isin(codes)]


@dataclass(frozen=True)
class RecruitmentCount:
    """Sum of the published cells of the survey: a lower bound where some are masked."""

    column: str

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Sum over the bassins of the place."""
        rows = find_recruitment(edition, place)
        if rows.empty:
            return Result(reason="non_diffuse")
        value = float(rows[self.column].sum())
        # A cell whose projects are masked hides its difficult and seasonal ones too.
        hidden = {f"{self.column}_masked", "projects_masked"}
        masked = int(rows[sorted(hidden)].sum().sum())
        return Result(value, upper=value + LARGEST_MASKED * masked, masked=masked)

    def by_commune(self, _edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Give nothing: the survey is not published by commune."""
        return _absent_by_commune(codes)


@dataclass(frozen=True)
class RecruitmentShare:
    """Share of projects judged difficult, or seasonal, over the published projects.

    Numerator and denominator are published sums. A masked numerator cell counts for
    nothing, so the share is a lower bound; ``upper`` gives each the value 4.
    """

    column: str

    def __call__(self, edition: Edition, place: Place) -> Result:
        """Divide the published sums of the bassins of the place."""
        rows = find_recruitment(edition, place)
        top, bottom = float(rows[self.column].sum()), float(rows["projects"].sum())
        masked = int(rows[f"{self.column}_masked"].sum())
        value = compute_ratio(top, bottom)
        if value is None:
            return Result(reason="non_diffuse")
        highest = compute_ratio(min(bottom, top + LARGEST_MASKED * masked), bottom)
        return Result(value, numerator=top, denominator=bottom, upper=highest, masked=masked)

    def by_commune(self, _edition: Edition, codes: Sequence[str]) -> pd.DataFrame:
        """Give nothing: the survey is not published by commune."""
        return _absent_by_commune(codes)


def _absent_by_commune(codes: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({"value": float("nan"), "reason": "non_diffuse"}, index=list(codes))


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
