"""Factors read in words: a scale of five steps a row, its position marked and named.

The step is a figure in a cell, its words beside it: nothing is said by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from spro_portraits.charts.templating import fill_template
from spro_portraits.wording import points as words

STEPS = words.LEVEL_COUNT


@dataclass(frozen=True)
class Factor:
    """One row: a factor, its step and what that says.

    Attributes
    ----------
    label : str
        What is measured.
    value : float or None
        From 1 to 5; a mean is marked at the nearest step. None where not published.
    words : str
        The step in words (``très forte``), or the reason of its absence, shown on hover.
    text : str
        The value as written, where it is no whole step (``4,2``); may be empty.
    meaning : str
        What a high step means, in a few words; may be empty.
    is_main : bool
        Whether the row is the whole that the others explain.
    """

    label: str
    value: float | None
    words: str
    text: str = ""
    meaning: str = ""
    is_main: bool = False


def draw_factors(factors: Sequence[Factor], *, title: str) -> str:
    """Draw the factors as a list of rows.

    Parameters
    ----------
    factors : sequence of Factor
        In reading order.
    title : str
        What the list is, for who hears it.

    Returns
    -------
    str
        An HTML fragment.

    Raises
    ------
    ValueError
        No factor, or a value that is not from 1 to 5.
    """
    if not factors:
        msg = "nothing to draw: no factor"
        raise ValueError(msg)
    return fill_template(
        "factors",
        title=title,
        words=words,
        rows=[
            {"factor": factor, "steps": _list_steps(factor), "spoken": _describe(factor)}
            for factor in factors
        ],
    )


def find_step(value: float) -> int:
    """Find the step nearest to a value from 1 to 5, a half going up.

    Raises
    ------
    ValueError
        Outside of the scale.
    """
    if not 1 <= value <= STEPS:
        msg = f"no step for {value!r} on a scale from 1 to {STEPS}"
        raise ValueError(msg)
    return min(math.floor(value + 0.5), STEPS)


def _list_steps(factor: Factor) -> list[tuple[int, bool]]:
    here = None if factor.value is None else find_step(factor.value)
    return [(step, step == here) for step in range(1, STEPS + 1)]


def _describe(factor: Factor) -> str:
    if factor.value is None:
        return words.NO_FACTOR.format(reason=factor.words)
    return words.describe_level(factor.words, factor.text or str(find_step(factor.value)))
