"""What became of those who left a training: the newest published cohort, and whose it is.

A diploma that was renewed has no leavers yet: the outcome of the one that it replaces stands for
it, under that one's own code.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

_CODES = {
    "500": "23220", "503": "23221", "400": "23830", "403": "23831", "010": "23910",
    "320": "32221", "323": "32222", "461": "23K00",
}  # fmt: skip
"""Type of a diploma (CFD) → level, last year and ministry of its training (MEFSTAT11)."""

_AGRICULTURE = {"23221", "23831", "32222", "23G00"}
"""Trainings of the ministry of agriculture, whose pupils InserJeunes does not follow.

The few pupils of these trainings that it counts are in schools of the other ministry: their rates
are not those of the agricultural schools, and are left out.
"""

_RENAMED = {"23K00": "23910", "23910": "23K00"}
"""Certificats de spécialisation, which were mentions complémentaires until 2023."""

_BTS = "32221"
RATES = ["employed_6_rate", "employed_12_rate", "employed_24_rate", "further_study_rate"]


def write_training_code(cfd: str) -> str:
    """Write the training in its last year of a diploma: 40023102 → 23830023102; empty if none."""
    head = _CODES.get(cfd[:3], "")
    return f"{head}0{cfd[3:]}" if head else ""


def find_outcomes(
    places: pd.DataFrame, raw: pd.DataFrame, diplomas: pd.DataFrame, region: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the outcome of each training of ``places``, and keep those that are found.

    Returns
    -------
    places : DataFrame
        With two columns more: ``outcome`` (code of the training whose leavers are counted)
        and ``outcome_reason`` (``options``: a common first year; ``hors_champ``: pupils of
        agricultural schools; ``non_diffuse``: under twenty leavers; ``non_disponible``).
    outcomes : DataFrame
        The table ``training_outcome``: for each training and path the newest cohort with a
        published rate, and the newest with a rate at 24 months when it is another.
    """
    cohorts = raw[raw["region"] == region]
    codes = cohorts["mefstat11"].where(
        cohorts["mefstat11"] != "", cohorts["cfd"].map(write_training_code)
    )
    cohorts = cohorts.assign(mefstat11=codes)[codes != ""]
    published = _select_newest(cohorts[cohorts[RATES].notna().any(axis=1)])
    full = published[published["employed_12_rate"].notna()]
    by_quality = [
        set(zip(frame["path"], frame["mefstat11"], strict=True))
        for frame in (full, published, cohorts)
    ]
    versions = _index_versions(diplomas)
    listed = set(diplomas["cfd"].map(write_training_code))
    found, reasons = [], []
    for row in places.itertuples():
        path, code = str(row.path), str(row.mefstat11)
        near = [] if _is_unfollowed(path, code) else list(_list_versions(code, versions))
        good = [c for keys in by_quality[:2] for c in near if (path, c) in keys]
        seen = any((path, c) in by_quality[2] for c in near)
        found.append(good[0] if good else "")
        reasons.append("" if good else _explain(row, seen=seen, listed=listed))
    kept = set(zip(places["path"], found, strict=True))
    wanted = [key in kept for key in zip(published["path"], published["mefstat11"], strict=True)]
    outcomes = published.loc[wanted].assign(
        reason=lambda f: f["employed_12_rate"].isna().map({True: "non_diffuse", False: ""})
    )
    # A count of leavers under the threshold of the producer is not shown either.
    outcomes["leavers"] = outcomes["leavers"].where(outcomes["reason"] == "")
    columns = ["region", "path", "mefstat11", "period", "leavers", *RATES, "reason"]
    return places.assign(outcome=found, outcome_reason=reasons), outcomes[columns]


def _select_newest(published: pd.DataFrame) -> pd.DataFrame:
    """Keep the newest cohort with employment (else with studies), and the newest at 24 months."""
    keys = ["path", "mefstat11"]
    ordered = published.assign(has_rate=published["employed_12_rate"].notna()).sort_values(
        [*keys, "has_rate", "period"]
    )
    newest = ordered.drop_duplicates(keys, keep="last")
    seen = ordered[ordered["employed_24_rate"].notna()].drop_duplicates(keys, keep="last")
    both = pd.concat([newest, seen[~seen.index.isin(newest.index)]])
    return both.drop(columns="has_rate")


def _index_versions(diplomas: pd.DataFrame) -> dict[str, list[str]]:
    """List, for each training, the one it replaced, then those that replaced it."""
    versions: dict[str, list[str]] = {}
    for column in ("former", "successor"):
        for cfd, other in zip(diplomas["cfd"], diplomas[column], strict=True):
            here, there = write_training_code(cfd), write_training_code(other)
            if here and there:
                versions.setdefault(here, []).append(there)
                versions.setdefault(there, []).append(here)
    return versions


def _list_versions(code: str, versions: dict[str, list[str]]) -> Iterator[str]:
    """Give the code itself, its other name, then its other versions, each under both names."""
    for version in [code, *versions.get(code, [])]:
        yield version
        if version[:5] in _RENAMED:
            yield _RENAMED[version[:5]] + version[5:]


def _is_unfollowed(path: str, code: str) -> bool:
    return path == "scolaire" and code[:5] in _AGRICULTURE


def _explain(row: object, *, seen: bool, listed: set[str]) -> str:
    """Say why a training has no outcome."""
    code = str(getattr(row, "mefstat11", ""))
    is_common = getattr(row, "diploma", "") == "seconde_commune"
    # The list of diplomas has the options of a BTS; a first year in common is in none.
    if is_common or (code[:5] == _BTS and code not in listed):
        return "options"
    if _is_unfollowed(str(getattr(row, "path", "")), code):
        return "hors_champ"
    return "non_diffuse" if seen else "non_disponible"
