"""Seams of lines: where in time values on either side do not compare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.charts import grammar as alt
from spro_portraits.charts.assembly import Record, make_data, spoken
from spro_portraits.style import INK
from spro_portraits.wording import charts as words
from spro_portraits.wording import format_quarter

_PERIOD = re.compile(r"(?P<year>\d{4})(?:-T(?P<quarter>[1-4]))?")


@dataclass(frozen=True, slots=True)
class Seam:
    """A place between two periods where values do not compare, or may not.

    Attributes
    ----------
    before, after : str
        The periods on either side.
    label : str
        As few words as can be: ``Rupture 1``.
    """

    before: str
    after: str
    label: str

    def describe(self) -> str:
        """Say where it is, in words: ``Rupture 1 entre 2019 et 2024``."""
        return words.describe_seam(self.label, write_period(self.before), write_period(self.after))


def read_period(period: int | str) -> float:
    """Place a period in time: a year at its number, a quarter at its part of it.

    Raises
    ------
    ValueError
        Neither a year nor a quarter.
    """
    match = _PERIOD.fullmatch(str(period))
    if match is None:
        msg = f"unknown period {period!r}; expected 2018 or '2018-T1'"
        raise ValueError(msg)
    return int(match["year"]) + (int(match["quarter"] or 1) - 1) / 4


def write_period(period: int | str) -> str:
    """Write a period as tips and texts do."""
    return format_quarter(str(period)) if "-T" in str(period) else str(period)


def seam_layers(seams: Sequence[Seam], time: alt.X) -> list[alt.Chart]:
    """Draw a dashed line for each seam, half-way between its periods, named above the plot."""
    data: list[Record] = [
        {
            "time": (read_period(seam.before) + read_period(seam.after)) / 2,
            "label": seam.label,
            "tip": seam.describe(),
        }
        for seam in seams
    ]
    if not data:
        return []
    inline = alt.Chart(make_data(data))
    return [
        inline.mark_rule(color=INK, strokeWidth=1, strokeDash=[4, 3], **spoken()).encode(
            x=time, description="tip:N", tooltip="tip:N"
        ),
        inline.mark_text(
            align="center", baseline="bottom", y=-3, color=INK, fontWeight=600, aria=False
        ).encode(x=time, text="label:N"),
    ]
