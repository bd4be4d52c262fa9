"""One figure of a territory over all the vintages at hand, joined only where that is sound.

Values come from one edition or from several. Two that follow one another are joined unless a break
is declared between them, unless they come from two files whose definitions nobody declared to
agree, or unless the territory is not the same land in their editions. Across what is not joined
nothing is computed.

Not done here: reading files, words, drawing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from spro_portraits.indicators.catalogue import find_family
from spro_portraits.indicators.change import compute_change, share_years
from spro_portraits.indicators.continuity import (
    Continuity,
    build_composition,
    find_continuity,
)
from spro_portraits.indicators.difference import Difference
from spro_portraits.indicators.model import Indicator, Result
from spro_portraits.indicators.stages import Side, Stage, open_stage
from spro_portraits.indicators.vintages import list_holdings, list_vintages, move_indicator
from spro_portraits.sources import BreakTable, find_end
from spro_portraits.tables import Edition
from spro_portraits.tables.folders import load_description


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series.

    Attributes
    ----------
    period : str
        Vintage that it describes.
    result : Result
        With its reliability.
    edition : Edition
        Edition whose tables gave it.
    land : str
        ``same`` land as the territory of the first edition, ``recomputed`` on it, or ``other``.
    """

    period: str
    result: Result
    edition: Edition = field(repr=False)
    land: str = "same"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two values are not to be joined, or not without care.

    Attributes
    ----------
    kind : str
        ``break`` (declared), ``doubt`` (declared, to be checked), ``unverified`` (two files, and
        nothing says that definitions agree), ``land`` (not the same communes).
    text, reference : str
        Declared words, in French; empty for the last two kinds.
    """

    kind: str
    text: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Seam:
    """What lies between two known values that follow one another, where something does.

    Attributes
    ----------
    before, after : str
        Their periods.
    reasons : tuple of Reason
        At least one.
    is_cut : bool
        Whether the values are not joined; False for a doubt inside one file.
    """

    before: str
    after: str
    reasons: tuple[Reason, ...]
    is_cut: bool


@dataclass(frozen=True)
class Series:
    """A figure of a territory over time.

    Attributes
    ----------
    indicator : Indicator
        Its record, at the vintage of the first edition.
    points : tuple of Point
        The oldest first, absent values included.
    seams : tuple of Seam
        In order.
    revised : tuple of str
        Periods that two editions give two values for, on the same land; that of the first
        edition is kept.
    """

    indicator: Indicator
    points: tuple[Point, ...]
    seams: tuple[Seam, ...]
    revised: tuple[str, ...] = ()

    @property
    def known(self) -> list[Point]:
        """Points that have a value."""
        return [point for point in self.points if point.result.value is not None]

    def find_seam(self, period: str) -> Seam | None:
        """Find the seam just before the value of a period."""
        return next((seam for seam in self.seams if seam.after == period), None)

    def list_segments(self) -> list[int]:
        """List the run of joined values that each point is in, by its number from 0."""
        segment, segments = 0, []
        for point in self.points:
            seam = self.find_seam(point.period)
            segment += seam is not None and seam.is_cut
            segments.append(segment)
        return segments

    def find_change(self, period: str, since: str) -> Difference:
        """Say how a value differs from an older one; nothing across a cut.

        Returns
        -------
        Difference
            ``gap`` is None, and the reason ``cut``, where a cut lies between the two; the other
            reasons are those of :func:`~.change.compute_change`, and ``overlap``.
        """
        if any(
            seam.is_cut
            and find_end(since) < find_end(seam.after)
            and find_end(seam.before) < find_end(period)
            for seam in self.seams
        ):
            return Difference(None, 0, "cut")
        values = {point.period: point.result for point in self.points}
        moved = move_indicator(self.indicator, period)
        if moved is None or period not in values or since not in values:
            return Difference(None, 0, "absent")
        after, before = values[period], values[since]
        change = compute_change(moved, after, before)
        if change.gap is None and after.value is not None and before.value is not None:
            change = replace(change, gap=after.value - before.value)
        if change.gap is not None and share_years(moved, since):
            return replace(change, sign=0, reason="overlap")
        return change


def join_series(indicator: Indicator, sides: Sequence[Side], table: BreakTable) -> Series:
    """Join the values of a figure of a territory, from one edition or several.

    Parameters
    ----------
    indicator : Indicator
        The figure; its own vintage does not matter, all that the editions hold are taken.
    sides : sequence of Side
        The territory in each edition. The first is that which the reader works with: where two
        editions give the same period, its value is kept, and its land is what the others are
        brought to.
    table : BreakTable
        What is declared of breaks and agreements.

    Raises
    ------
    ValueError
        Without any side.
    """
    if not sides:
        msg = "a series needs an edition"
        raise ValueError(msg)
    points: dict[str, Point] = {}
    revised: set[str] = set()
    for number, side in enumerate(sides):
        files = _list_files(side.edition, indicator.sources)
        is_copy = any(
            _list_files(other.edition, indicator.sources) == files for other in sides[:number]
        )
        held = {p for p, point in points.items() if point.result.value is not None}
        # The same files say the same of the same land.
        for point in _list_points(indicator, side, sides[0], skip=held if is_copy else ()):
            kept = points.setdefault(point.period, point)
            if kept is not point and _is_revised(kept, point):
                revised.add(point.period)
            if kept.result.value is None and point.result.value is not None:
                points[point.period] = point
    ordered = sorted(points.values(), key=lambda point: (find_end(point.period), point.period))
    known = [point for point in ordered if point.result.value is not None]
    seams = (_find_seam(indicator, table, *pair) for pair in pairwise(known))
    return Series(
        indicator=indicator,
        points=tuple(ordered),
        seams=tuple(seam for seam in seams if seam is not None),
        revised=tuple(sorted(revised)),
    )


def _list_points(
    indicator: Indicator, side: Side, first: Side, skip: Collection[str]
) -> list[Point]:
    levels = {side.place.cells()[0], *(level for level, _ in side.place.same_as)}
    held = list_holdings(side.edition, [indicator], levels)
    vintages = [v for v in list_vintages(indicator, held) if v not in skip]
    if not vintages:
        return []
    own = open_stage(side.edition, side.place)
    land, recomposed = _find_land(side, first)
    points = []
    for vintage in vintages:
        moved = move_indicator(indicator, vintage)
        if moved is None:
            continue
        result, where = own.measure(moved), land
        if recomposed is not None:
            other = recomposed.measure(moved)
            # What a producer publishes for a zone is not made again for other communes.
            where = "other" if other.value is None and result.value is not None else "recomputed"
            result = result if where == "other" else other
        points.append(Point(vintage, result, side.edition, where))
    return points


def _find_land(side: Side, first: Side) -> tuple[str, Stage | None]:
    """Compare the land of a side with that of the first, and make the first's again if it is not.

    Communes are followed from the older geography to the newer: towards an older one a merged
    commune is not split.
    """
    if side is first:
        return "same", None
    own, wanted = side.place.cells()[1], first.place.cells()[1]
    if side.edition.geography_year > first.edition.geography_year:
        found = find_continuity(first.edition, side.edition, wanted, own)
        return ("same" if found.is_same else "other"), None
    found = find_continuity(side.edition, first.edition, own, wanted)
    if found.is_same:
        return "same", None
    return "other", _recompose(side, first, found)


def _recompose(side: Side, first: Side, found: Continuity) -> Stage | None:
    if found.earlier is None:
        return None
    partial = first.place.is_partial
    return open_stage(side.edition, build_composition(side.edition, found.earlier, partial=partial))


def _is_revised(kept: Point, other: Point) -> bool:
    values = (kept.result.value, other.result.value)
    if None in values or "other" in (kept.land, other.land):
        return False
    return values[0] != values[1]


def _find_seam(indicator: Indicator, table: BreakTable, before: Point, after: Point) -> Seam | None:
    family, sources = find_family(indicator.key), indicator.sources
    declared = table.find_breaks(sources, family, before.period, after.period)
    reasons = [
        Reason("break" if one.is_certain else "doubt", one.reason, one.reference)
        for one in declared
    ]
    is_across = _list_files(before.edition, sources) != _list_files(after.edition, sources)
    if is_across and not declared and not table.is_agreed(sources, family):
        reasons.append(Reason("unverified"))
    if "other" in (before.land, after.land) and before.edition is not after.edition:
        reasons.append(Reason("land"))
    if not reasons:
        return None
    is_cut = is_across or any(reason.kind != "doubt" for reason in reasons)
    return Seam(before.period, after.period, tuple(reasons), is_cut)


def _list_files(edition: Edition, sources: Sequence[str]) -> Mapping[str, str]:
    """Give the hash of each file behind a figure; two editions may be made of the same.

    It is that of the build: the registry of the embedded edition may name a file that it is not
    made of yet.
    """
    made = edition.keep(
        (__name__, "files"), lambda: load_description(edition.folder).get("sources", {})
    )
    return {key: str(made[key]["sha256"]) for key in sources if key in made}
