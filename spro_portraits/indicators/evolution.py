"""What changed in a territory between two editions, each change by its cause.

From the value that the earlier edition gives to the value of today, four steps, each measured
where it can be: the ``method`` (the same figure by the formula of then and by that of today), the
``geography`` (on the communes of then and on those of today, both in the earlier tables), the
``revision`` (the same vintage in the tables of then and of today), and what is ``real`` (an older
vintage and a newer one, both in the tables of today). A step that cannot be measured is joined
to the next, and their causes are not separable. The steps add up to the whole change.

Not done here: reading files, words, saying why the world changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from spro_portraits.indicators.catalogue import INDICATORS, find_family
from spro_portraits.indicators.change import compute_change, share_years
from spro_portraits.indicators.continuity import (
    Continuity,
    build_composition,
    find_continuity,
)
from spro_portraits.indicators.dating import date_indicators
from spro_portraits.indicators.difference import Difference
from spro_portraits.indicators.model import Indicator, Result
from spro_portraits.indicators.recipes import Term
from spro_portraits.indicators.stages import Side, Stage, open_stage
from spro_portraits.indicators.vintages import (
    find_vintage,
    is_held,
    list_holdings,
    move_indicator,
)

FORMER_METHODS: Mapping[tuple[str, int], Indicator] = MappingProxyType({})
"""Records that are used no more, by key and number of method: who raises a number puts the
record of before here, so that the effect of the change can be measured. None so far."""

NOTHING = Result(reason="non_disponible")
"""What an edition says of a figure that it does not hold."""

_SAME = Difference(None, 0, "same")
_NOISE = 1e-9
"""Part of a value under which a gap is the rounding of floating numbers."""


@dataclass(frozen=True, slots=True)
class PastFigure:
    """A figure as the codebook of an earlier edition describes it.

    Attributes
    ----------
    key, vintage, label, unit : str
    method : int or None
        Number of its method; None where the codebook does not say it.
    """

    key: str
    vintage: str
    method: int | None = None
    label: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One step of a change: how much, in the unit of the figure, and by which cause.

    Attributes
    ----------
    gap : float
        Signed, unrounded.
    causes : tuple of str
        ``method``, ``geography``, ``revision``, ``real``; several are not separable.
    """

    gap: float
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evolution:
    """A figure of a territory in two editions.

    Attributes
    ----------
    key : str
        Today's key; that of then for a figure that is gone.
    indicator : Indicator or None
        Its record today; None where it is gone.
    past : PastFigure or None
        What the earlier edition published; None where the figure is new.
    before, after : Result
        Value of the earlier edition (with its own vintage and communes) and of today.
    baseline : Result
        The earlier vintage as today's edition gives it, for the territory of today.
    components : tuple of Component
        What separates ``before`` from ``after``, in order; their sum is the whole change.
    change : Difference
        What may be said of the real part; the reasons why nothing may are those of
        :func:`compute_change`, and ``same`` (no newer vintage), ``mixed`` (not separable),
        ``overlap`` (the two vintages share years of surveys).
    is_restated : bool
        Whether ``before`` is computed by the method of today, that of then being unknown.
    """

    key: str
    indicator: Indicator | None
    past: PastFigure | None
    before: Result
    after: Result
    baseline: Result = NOTHING
    components: tuple[Component, ...] = ()
    change: Difference = _SAME
    is_restated: bool = False

    @property
    def status(self) -> str:
        """What happened: a word.

        ``new`` or ``gone`` for the figure, ``known`` or ``lost`` for its value in this territory,
        ``changed``, ``same`` (also where only the vintage is newer), ``absent`` on both sides.
        """
        if self.past is None or self.indicator is None:
            return "new" if self.past is None else "gone"
        if self.before.value is None or self.after.value is None:
            known = (self.before.value is not None, self.after.value is not None)
            return {(False, True): "known", (True, False): "lost"}.get(known, "absent")
        return "changed" if self.components or self.is_restated else "same"

    @property
    def gap(self) -> float | None:
        """The whole change; None where a value is absent."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    def sum_cause(self, cause: str) -> float:
        """Sum what is due to one cause alone."""
        return math.fsum(c.gap for c in self.components if c.causes == (cause,))

    def sum_mixed(self) -> float:
        """Sum what cannot be separated."""
        return math.fsum(c.gap for c in self.components if len(c.causes) > 1)


def compute_evolutions(
    then: Side,
    now: Side,
    past: Mapping[str, PastFigure] | None = None,
    indicators: Iterable[Indicator] = INDICATORS,
    former: Mapping[tuple[str, int], Indicator] = FORMER_METHODS,
) -> list[Evolution]:
    """Compare the figures of a territory in two editions.

    Parameters
    ----------
    then, now : Side
        The territory in the earlier edition and in today's.
    past : mapping, optional
        Codebook of the earlier edition by key. Without it, a figure is taken at the newest
        vintage that the earlier edition holds, and the methods are unknown.
    indicators : iterable of Indicator
        The figures of today, at the vintage that they have in today's edition.
    former : mapping
        Records of earlier methods, see :data:`FORMER_METHODS`.

    Returns
    -------
    list
        One a figure, in the order of the catalogue; those that are gone come last.
    """
    listed = date_indicators(now.edition, indicators)
    work = _open_work(then, now, listed)
    pairs, gone = _match_figures(listed, past, work.held_then)
    found = [_compare(work, indicator, figure, former) for indicator, figure in pairs]
    return found + [Evolution(figure.key, None, figure, NOTHING, NOTHING) for figure in gone]


@dataclass(frozen=True)
class _Work:
    """The stages of a comparison, and what tells their causes apart."""

    then: Stage
    recomposed: Stage | None
    now: Stage
    continuity: Continuity
    held_then: frozenset[Term]
    held_now: frozenset[Term]

    def recompose(self, indicator: Indicator, result: Result) -> Result:
        """Measure a figure of then on the land of today; ``result`` is that on the land of then."""
        if self.continuity.is_same:
            return result
        return self.recomposed.measure(indicator) if self.recomposed else NOTHING

    def find_file_causes(self, indicator: Indicator) -> tuple[str, ...]:
        """Find why the same vintage may have two values for the same land."""
        hashes = [
            [getattr(stage.edition.sources.get(key), "sha256", "") for key in indicator.sources]
            for stage in (self.then, self.now)
        ]
        if hashes[0] != hashes[1]:
            return ("revision",)
        years = {stage.edition.geography_year for stage in (self.then, self.now)}
        return ("geography",) if len(years) > 1 else ()


def _open_work(then: Side, now: Side, indicators: Sequence[Indicator]) -> _Work:
    old, new = then.place.cells()[1], now.place.cells()[1]
    continuity = find_continuity(then.edition, now.edition, old, new)
    held_then, held_now = (list_holdings(side.edition, indicators) for side in (then, now))
    stages = [open_stage(then.edition, then.place), open_stage(now.edition, now.place)]
    recomposed = None
    if continuity.earlier is not None and not continuity.is_same:
        partial = now.place.is_partial
        place = build_composition(then.edition, continuity.earlier, partial=partial)
        recomposed = open_stage(then.edition, place)
    return _Work(stages[0], recomposed, stages[1], continuity, held_then, held_now)


def _match_figures(
    indicators: Sequence[Indicator],
    past: Mapping[str, PastFigure] | None,
    held: frozenset[Term],
) -> tuple[list[tuple[Indicator, PastFigure | None]], list[PastFigure]]:
    """Pair the figures of today with those of then: by key, else by family and age."""
    if past is None:
        vintages = {i.key: find_vintage(i, held) for i in indicators}
        return [
            (i, PastFigure(i.key, vintage) if (vintage := vintages[i.key]) else None)
            for i in indicators
        ], []
    partners = {
        i.key: past[i.key]
        for i in indicators
        if i.key in past and move_indicator(i, past[i.key].vintage) is not None
    }
    left = {key: figure for key, figure in past.items() if key not in partners}
    for indicator in sorted(indicators, key=lambda i: -i.last_year):
        if indicator.key in partners:
            continue
        family = find_family(indicator.key)
        near = [
            figure
            for figure in left.values()
            if find_family(figure.key) == family and move_indicator(indicator, figure.vintage)
        ]
        if near:
            partner = max(near, key=lambda figure: figure.vintage)
            partners[indicator.key] = left.pop(partner.key)
    return [(i, partners.get(i.key)) for i in indicators], list(left.values())


def _compare(
    work: _Work,
    indicator: Indicator,
    past: PastFigure | None,
    former: Mapping[tuple[str, int], Indicator],
) -> Evolution:
    after = work.now.measure(indicator)
    moved = move_indicator(indicator, past.vintage) if past else None
    if past is None or moved is None:
        return Evolution(indicator.key, indicator, None, NOTHING, after)
    held = is_held(indicator, past.vintage, work.held_then)
    restated = work.then.measure(moved) if held else NOTHING
    is_newer = past.vintage != indicator.vintage
    has_baseline = is_held(indicator, past.vintage, work.held_now)
    baseline = after if not is_newer else work.now.measure(moved) if has_baseline else NOTHING
    other = past.method is not None and past.method != indicator.method
    record = former.get((past.key, past.method or 0)) if other else None
    earlier = move_indicator(record, past.vintage) if record else None
    published = work.then.measure(earlier) if earlier else restated
    steps = (
        (restated, ("method",) if earlier else ()),
        (
            work.recompose(moved, restated) if held else NOTHING,
            () if work.continuity.is_same else ("geography",),
        ),
        (baseline, work.find_file_causes(indicator)),
        (after, ("real",) if is_newer else ()),
    )
    components = tuple(_list_components(published, steps))
    return Evolution(
        key=indicator.key,
        indicator=indicator,
        past=past,
        before=published,
        after=after,
        baseline=baseline,
        components=components,
        change=_judge(indicator, past, after, baseline, components),
        is_restated=other and earlier is None and published.value is not None,
    )


def _list_components(
    start: Result, steps: Iterable[tuple[Result, tuple[str, ...]]]
) -> Iterator[Component]:
    """Go from value to value; a step without a value leaves its causes to the next.

    Values that differ though nothing known does: the tables were made in another way.
    """
    if start.value is None:
        return
    level, due = start.value, dict[str, None]()
    for result, causes in steps:
        due |= dict.fromkeys(causes)
        if result.value is None:
            continue
        gap = result.value - level
        if abs(gap) > _NOISE * max(abs(level), abs(result.value)):
            yield Component(gap, tuple(due) or ("method",))
        level, due = result.value, {}


def _judge(
    indicator: Indicator,
    past: PastFigure,
    after: Result,
    baseline: Result,
    components: Sequence[Component],
) -> Difference:
    """Say what may be said of the real part."""
    if past.vintage == indicator.vintage:
        return _SAME
    if any("real" in c.causes and len(c.causes) > 1 for c in components):
        return Difference(None, 0, "mixed")
    change = compute_change(indicator, after, baseline)
    if change.sign and share_years(indicator, past.vintage):
        return replace(change, sign=0, reason="overlap")
    return change
