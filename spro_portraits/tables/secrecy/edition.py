"""Protect an edition: hide what would give masked cells away, and say what was done.

The audit lists every masked cell and the interval that a reader can find for it. It holds no
value; it is for the people who build the edition, and no product shows it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from spro_portraits.tables.names import FIGURE_TABLES
from spro_portraits.tables.secrecy.bounds import compute_bounds
from spro_portraits.tables.secrecy.choice import choose_suppression
from spro_portraits.tables.secrecy.model import LARGEST_MASKED, Interval, Key, System
from spro_portraits.tables.secrecy.relations import build_figures_system, build_survey_system

AUDIT_COLUMNS = (
    "table", "level", "code", "variable", "period", "kind", "source", "low", "high", "width",
)  # fmt: skip
"""Columns of the audit; ``high`` and ``width`` are empty where nothing bounds the cell."""

_COUNTS = ["projects", "difficult", "seasonal"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the audit: a hidden cell and what can be known of it.

    Attributes
    ----------
    key : tuple of str
        Table, level, code, variable, period.
    kind : str
        ``primary`` (it must be hidden) or ``secondary`` (it protects others).
    source : str
        Who masked it: ``producer``, a rule, or ``edition`` for a secondary one.
    known : Interval
        What a reader can find.
    """

    key: Key
    kind: str
    source: str
    known: Interval


def protect_survey(
    survey: pd.DataFrame, bassins: Sequence[str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Hide the cells of the raw BMO survey that would give masked ones away.

    Parameters
    ----------
    survey : DataFrame
        As :func:`~.loaders.load_recruitment` gives it.
    bassins : sequence of str
        Bassins that the edition shows one by one; elsewhere it only has sums.

    Returns
    -------
    DataFrame
        The survey with the hidden cells as NaN.
    list of Finding
        The hidden cells of these bassins.
    """
    shown = survey[survey["bassin"].isin(bassins)]
    # A bassin on two départements has two rows for one occupation.
    twice = shown.groupby("bassin")["departement"].transform("nunique") > 1
    code = shown["bassin"].mask(twice, shown["bassin"] + "-" + shown["departement"])
    names = pd.MultiIndex.from_arrays([code, shown["occupation"], shown["period"]])
    cells = shown[_COUNTS].set_axis(names).sort_index()
    system = build_survey_system(cells, LARGEST_MASKED)
    added = choose_suppression(system)
    where = pd.Series(shown.index, index=names)
    protected = survey.copy()
    for _, _, bassin, variable, period in added:
        count, _, occupation = variable.partition(":")
        protected.loc[where.loc[bassin, occupation, period], count] = float("nan")
    return protected, _list_findings(system, added)


def protect_figures(
    tables: Mapping[str, pd.DataFrame],
    zoning: pd.DataFrame,
    rules: Mapping[tuple[str, str, str], str],
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Hide the cells of the long tables that would give masked ones away.

    Parameters
    ----------
    tables, zoning, rules
        As for :func:`~.relations.build_figures_system`.

    Returns
    -------
    dict
        All tables; a hidden cell has no value and the reason ``secret``.
    list of Finding
        The hidden cells.
    """
    system = build_figures_system(tables, zoning, rules)
    added = choose_suppression(system)
    protected = dict(tables)
    for name in FIGURE_TABLES:
        keys = [key[1:] for key in added if key[0] == name]
        if keys:
            frame = tables[name]
            rows = pd.MultiIndex.from_frame(frame[["level", "code", "variable", "period"]])
            hit = pd.Series(rows.isin(keys), index=frame.index)
            protected[name] = frame.assign(
                value=frame["value"].mask(hit),
                reason=frame["reason"].mask(hit, "secret"),
                lacking=frame["lacking"].mask(hit, 0),
            )
    return protected, _list_findings(system, added)


def _list_findings(system: System, added: Sequence[Key]) -> list[Finding]:
    found = compute_bounds(system, frozenset(added), wanted=[*system.primary, *added])
    hidden = set(added)
    return [
        Finding(key, "secondary", "edition", known) if key in hidden
        else Finding(key, "primary", system.cells[key].mask, known)
        for key, known in found.items()
    ]  # fmt: skip


def write_audit(findings: Sequence[Finding]) -> str:
    """Write the audit as CSV: sorted, bounds to three decimals, no value of a hidden cell."""
    rows = [
        (*finding.key, finding.kind, finding.source,
         *(f"{number:.3f}" if math.isfinite(number) else ""
           for number in (finding.known.low, finding.known.high, finding.known.width)))
        for finding in findings
    ]  # fmt: skip
    return pd.DataFrame(sorted(rows), columns=list(AUDIT_COLUMNS)).to_csv(
        index=False, lineterminator="\n"
    )


def find_tightest(findings: Sequence[Finding]) -> float:
    """Find the width of the tightest interval of a primary cell; infinite where there is none."""
    return min((f.known.width for f in findings if f.kind == "primary"), default=math.inf)
