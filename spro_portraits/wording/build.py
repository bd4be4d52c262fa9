"""What a build of the edition says when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spro_portraits.wording.grammar import plural
from spro_portraits.wording.typography import format_count, typeset


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
