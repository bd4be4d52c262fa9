"""What a build of the edition says when it is done."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import format_count, format_decimal, typeset


def describe_build(
    edition: str, rows: int, journal: Mapping[str, Mapping[str, Any]], digest: str
) -> list[str]:
    """Write the report of a build, one line a source that had to be placed."""
    lines = [f"Édition {edition} : {format_count(rows)} lignes, empreinte {digest[:12]}."]
    for key, notes in journal.items():
        merged = notes["merged"]
        line = (
            f"{key} : {format_count(merged)} "
            f"{plural(merged, 'commune fusionnée', 'communes fusionnées')}, "
            f"{format_count(notes['incomplete'])} valeurs sans équivalent"
        )
        if notes["unplaced"]:
            shown = ", ".join(notes["unplaced"][:5])
            line += f", {format_count(len(notes['unplaced']))} codes sans commune ({shown} …)"
        if notes["refused"]:
            line += f", communes partagées et non réparties : {', '.join(notes['refused'])}"
        lines.append(line + ".")
    return [typeset(line) for line in lines]


def describe_secrecy(primary: int, secondary: int, tightest: float) -> str:
    """Say how many cells are hidden, and how closely the least protected one is enclosed."""
    line = (
        f"Secret : {format_count(primary)} {plural(primary, 'case masquée', 'cases masquées')}, "
        f"{format_count(secondary)} {plural(secondary, 'autre cachée', 'autres cachées')} "
        "pour les protéger"
    )
    if math.isfinite(tightest):
        line += f", encadrement le plus étroit : {format_decimal(tightest)}"
    return typeset(line + ".")
