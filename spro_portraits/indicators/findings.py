"""What is most worth saying of a territory, chosen by how exceptional it is.

Not done here: words. A finding rests on a difference that may be worded
(:func:`~.difference.compute_difference`), never on a weak or absent value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spro_portraits.indicators.difference import LEAST, Difference, compute_difference
from spro_portraits.indicators.model import Measure, Result
from spro_portraits.indicators.standing import Standing

TOPICS = {
    "population_trend": ("population_growth_2013_2018", "population_growth_2018_2021"),
    "density": ("density",),
    "households": ("household_size_2018",),
    "vacancy": ("vacancy_rate_2018",),
    "second_homes": ("second_home_share_2018",),
    "owners": ("owner_share_2018",),
    "labour": ("unemployment_rate_census_2018", "employment_rate_2018", "activity_rate_2018"),
    "unemployment": ("unemployment_rate", "unemployment_rate_change_1y"),
    "jobs_trend": ("jobs_growth_2013_2018",),
    "concentration": ("job_concentration_2018",),
    "salaried": ("salaried_share_2018",),
    "groups": (
        "residents_group_3_share_2022", "residents_group_6_share_2022",
        "residents_group_7_share_2022", "residents_group_5_share_2022",
        "residents_group_4_share_2022", "residents_group_1_share_2022",
        "residents_group_2_share_2022",
    ),
    "income": ("median_income_2021", "poverty_rate_2021"),
    "young": ("young_not_in_work_share_2018",),
    "recruitment": ("recruitment_difficulty", "recruitment_seasonal_share"),
}  # fmt: skip
"""What may be said, by subject: one finding a subject, so that nothing is said twice."""

TRENDS = {"population_growth_2013_2018", "population_growth_2018_2021", "jobs_growth_2013_2018"}
"""Rates of change: to grow where others shrink is worth more than to be far from them."""

BREAKS = {
    "population_growth_2018_2021": "population_growth_2013_2018",
    "young_not_in_work_share_2018": "young_not_in_work_share_2013",
}
"""A figure and the same one before: a break is a change of course between the two."""

ORDER = ("region", "departement", "france")
"""Place that a finding names, the first with a difference that may be worded."""

NEAR = ("departement", "region")
"""Places that a territory may go against: to differ from the country is common."""

MOST = 5
"""Findings of a portrait."""

_LAST_PLACE = 10
_FAR = 4.0
_AGAINST = 2.5
_BREAK = 2.0
_EXTREME = 0.5
_WEIGHTED_GAP = 0.5
_SCALE = {"%": 4.0, "%/an": 0.5, "pt": 2.0, "pour 100": 15.0, "personnes": 0.15}
_RELATIVE_SCALE = {"€": 0.10, "hab./km²": 1.0}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth saying: a figure, what it is set against, and how exceptional it is.

    Attributes
    ----------
    kind : str
        ``rank`` (among the highest or lowest of its peers), ``against`` (grows where a place
        of comparison shrinks, or the reverse), ``break`` (a change of course), ``gap`` (a
        difference with a place of comparison).
    topic : str
        Subject, a key of :data:`TOPICS`.
    measure : Measure
        The figure.
    role : str
        Place of comparison that it is set against, a role of the measure.
    difference : Difference
        With that place; meaningful.
    standing : Standing or None
        Rank among peers, where it is sound.
    earlier : Measure or None
        The same figure before, for a ``break``.
    score : float
        The higher, the more exceptional.
    """

    kind: str
    topic: str
    measure: Measure
    role: str
    difference: Difference
    standing: Standing | None
    earlier: Measure | None
    score: float

    @property
    def reference(self) -> Result:
        """Value of the place of comparison."""
        return self.measure.references[self.role]


def list_findings(
    measures: Mapping[str, Measure],
    standings: Mapping[str, Standing],
    roles: Sequence[str] = ORDER,
) -> list[Finding]:
    """List the best finding of each subject, the most exceptional first.

    Parameters
    ----------
    measures : mapping
        Key → measure of the territory beside its places of comparison.
    standings : mapping
        Key → rank among peers, where there is one.
    roles : sequence of str
        Places of comparison that may be named (never the territory itself).
    """
    found = []
    for topic, keys in TOPICS.items():
        candidates = [
            finding
            for key in keys
            if key in measures
            for finding in [_find(topic, key, measures, standings.get(key), roles)]
            if finding is not None
        ]
        if candidates:
            found.append(max(candidates, key=lambda f: (f.score, -keys.index(f.measure.key))))
    order = list(TOPICS)
    return sorted(found, key=lambda finding: (-finding.score, order.index(finding.topic)))


def select_findings(findings: Sequence[Finding], count: int = MOST) -> list[Finding]:
    """Take the first ones."""
    return list(findings[:count])


def _find(
    topic: str,
    key: str,
    measures: Mapping[str, Measure],
    standing: Standing | None,
    roles: Sequence[str],
) -> Finding | None:
    measure = measures[key]
    differences = {
        role: compute_difference(measure.indicator, measure.result, measure.references[role])
        for role in sorted(roles, key=_rank_role)
        if role in measure.references
    }
    meaningful = {role: d for role, d in differences.items() if d.is_meaningful}
    if not meaningful:
        return None
    role, difference = next(iter(meaningful.items()))
    finding = Finding(
        "gap", topic, measure, role, difference, standing, None, _weigh_gap(measure, difference)
    )
    for change in (_as_rank, _as_against, _as_break):
        finding = change(finding, measures, meaningful)
    return finding


def _rank_role(role: str) -> int:
    return ORDER.index(role) if role in ORDER else len(ORDER)


def _weigh_gap(measure: Measure, difference: Difference) -> float:
    """Weigh a difference by what is usual in its unit; less than a rank among peers."""
    unit, gap = measure.indicator.unit, abs(difference.gap or 0.0)
    usual = _SCALE.get(unit) or _RELATIVE_SCALE[unit] * abs(measure.value or 1.0)
    return min(_FAR, _WEIGHTED_GAP * gap / usual) if usual else 0.0


def _as_rank(
    finding: Finding, _measures: Mapping[str, Measure], _meaningful: Mapping[str, Difference]
) -> Finding:
    """Set it against its peers: among the ten highest or lowest, a quarter at most."""
    standing = finding.standing
    if standing is None or standing.score * finding.difference.sign <= 0:
        return finding
    place = standing.rank if standing.score > 0 else standing.count - standing.rank + 1
    if place > min(_LAST_PLACE, max(1, standing.count // 4)):
        return finding
    score = min(_FAR, abs(standing.score)) + (_EXTREME if place == 1 else 0.0)
    if score <= finding.score:
        return replace(finding, kind="rank")
    return replace(finding, kind="rank", score=score)


def _as_against(
    finding: Finding, _measures: Mapping[str, Measure], meaningful: Mapping[str, Difference]
) -> Finding:
    """Grow where a place of comparison shrinks, or the reverse."""
    own = finding.measure.value
    if finding.measure.key not in TRENDS or own is None:
        return finding
    for role, difference in meaningful.items():
        if role not in NEAR:
            continue
        other = finding.measure.references[role].value
        if other is not None and _moves(own) * _moves(other) < 0:
            score = max(finding.score, _AGAINST)
            return replace(finding, kind="against", role=role, difference=difference, score=score)
    return finding


def _as_break(
    finding: Finding, measures: Mapping[str, Measure], _meaningful: Mapping[str, Difference]
) -> Finding:
    """Turn: the same figure before had the other sign, or a clearly different size."""
    before = measures.get(BREAKS.get(finding.measure.key, ""))
    if before is None or before.value is None or finding.measure.value is None:
        return finding
    change = compute_difference(finding.measure.indicator, finding.measure.result, before.result)
    turned = finding.measure.key not in TRENDS or (
        _moves(before.value) * _moves(finding.measure.value) < 0
    )
    if not change.is_meaningful or not turned or finding.score >= _BREAK:
        return finding
    return replace(finding, kind="break", earlier=before, score=_BREAK)


def _moves(rate: float) -> int:
    """Sign of a rate of change that is worth a word; 0 for a place that is stable."""
    return ((rate > 0) - (rate < 0)) * (abs(rate) >= LEAST["%/an"])
