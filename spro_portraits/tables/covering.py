"""What an edition covers: levels and periods of each table. Not done here: French."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.tables.edition import Edition


@dataclass(frozen=True, slots=True)
class Coverage:
    """One table of an edition.

    Attributes
    ----------
    table : str
    rows : int
    levels, periods : sequence of str
        Both sorted; empty where the table has none.
    """

    table: str
    rows: int
    levels: Sequence[str]
    periods: Sequence[str]


def list_coverage(edition: Edition) -> list[Coverage]:
    """Say what each table of an edition covers, in the order of their names."""
    found = []
    for table in edition.list_tables():
        frame = edition.load_table(table)
        levels, periods = (
            sorted({*frame[name].astype(str)} - {""}) if name in frame else []
            for name in ("level", "period")
        )
        found.append(Coverage(table, len(frame), levels, periods))
    return found
