"""Classes of a choropleth: few, with readable bounds.

Convention: a class holds its lower bound and not its upper one, as French legends say
(``de 10 à moins de 12``). Values are classed as they are, unrounded.

Quantiles come from NumPy. ``mapclassify.Quantiles`` shares values out in the same classes (a test
holds them side by side) and asks for scikit-learn: 0.7 s and 84 MiB of every process that draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from spro_portraits.style import DIVERGING, SEQUENTIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Method = Literal["quantiles", "symmetric", "values", "given", "empty"]
Floats = npt.NDArray[np.floating[Any]]

_DECIMALS_KEPT = 10
_FEW, _MANY = 20, 500
_NEUTRAL, _FAR = 0.25, 0.6
_DIVERGING_FIVE = tuple(DIVERGING[i] for i in (0, 2, 3, 4, 6))


@dataclass(frozen=True, slots=True)
class ClassScheme:
    """The classes of one layer, from the lowest to the highest.

    Attributes
    ----------
    breaks : tuple of float
        Inner bounds, increasing: class ``i`` holds ``breaks[i - 1] <= value < breaks[i]``.
    counts : tuple of int
        Number of values in each class; zero only where the method is ``symmetric`` or ``given``.
    colors : tuple of str
        One colour a class.
    method : str
        ``quantiles``; ``symmetric`` (around a reference); ``values`` (each class is one
        value); ``given`` (bounds chosen by the caller); ``empty`` (nothing to class).
    values : tuple of float
        The value of each class where each class is one value.
    """

    breaks: tuple[float, ...]
    counts: tuple[int, ...]
    colors: tuple[str, ...]
    method: Method
    values: tuple[float, ...] = ()


def compute_classes(
    values: pd.Series[float] | Floats,
    k: int | None = None,
    diverging_at: float | None = None,
    breaks: Sequence[float] = (),
) -> ClassScheme:
    """Class values: by quantiles, symmetrically around a reference, or by given bounds.

    Parameters
    ----------
    values : Series or array of float
        NaN where absent: those belong to no class.
    k : int, optional
        Number of classes wanted, at most six; by default 4 below 20 values, 6 from 500
        on, else 5. Fewer come out where the values do not tell as many apart. Symmetric
        classes are always five.
    diverging_at : float, optional
        The reference; around it lies a neutral class.
    breaks : sequence of float
        Inner bounds, increasing, at most five: the classes are theirs, empty ones too, so
        that several maps share one legend. They come before the other choices.

    Returns
    -------
    ClassScheme
        With bounds rounded to the coarsest step (1, 2 or 5 times a power of ten) that
        moves none by more than a quarter of the way to its neighbour.
    """
    listed = np.asarray(values, dtype=np.float64)
    present = np.sort(listed[~np.isnan(listed)])
    if present.size == 0:
        return ClassScheme((), (), (), "empty")
    if breaks:
        counts = _count(present, np.asarray(breaks, dtype=np.float64))
        return ClassScheme(tuple(breaks), counts, _sequential_colors(len(counts)), "given")
    if diverging_at is not None:
        return _class_around(present, diverging_at)
    wanted = k or _default_count(present.size)
    distinct = np.unique(present)
    if distinct.size <= wanted:
        return ClassScheme(
            breaks=tuple(float(value) for value in distinct[1:]),
            counts=_count(present, distinct[1:]),
            colors=_sequential_colors(distinct.size),
            method="values",
            values=tuple(float(value) for value in distinct),
        )
    inner = find_quantiles(present, wanted)
    found = _drop_empty(present, _round_bounds(inner, float(present[0]), float(present[-1])))
    counts = _count(present, found)
    return ClassScheme(tuple(found.tolist()), counts, _sequential_colors(len(counts)), "quantiles")


def find_classes(values: pd.Series[float], scheme: ClassScheme) -> pd.Series[int]:
    """Find the class of each value, from 0; −1 where it is absent. Same index."""
    ranks = rank_values(values.to_numpy(dtype=np.float64), scheme)
    return pd.Series(ranks, index=values.index, dtype="int64")


def rank_values(values: Floats, scheme: ClassScheme) -> npt.NDArray[np.int64]:
    """Find the class of each value of an array, as :func:`find_classes` does."""
    found = np.digitize(values, np.asarray(scheme.breaks))
    return np.where(np.isnan(values), -1, found)


def find_quantiles(present: Floats, wanted: int) -> Floats:
    """Find the inner bounds of classes of equal counts, as they are, unrounded.

    A lowest value that alone fills a class (zeros) has one to itself.

    Parameters
    ----------
    present : array of float
        In increasing order, at least one, none absent.
    wanted : int
        Number of classes; ties leave fewer.

    Returns
    -------
    array of float
        Increasing: of each quantile the first observed value that is not below it.
    """
    above = present[present > present[0]]
    alone = present.size - above.size > present.size / wanted
    shared, classes = (above, wanted - 1) if alone else (present, wanted)
    # "higher": a bound is an observed value, so that counts keep whole bounds.
    quantiles = np.quantile(shared, np.arange(1, classes) / classes, method="higher")
    bounds = np.append(quantiles, above[0]) if alone else quantiles
    return np.unique(bounds[bounds > present[0]])


def _default_count(size: int) -> int:
    if size < _FEW:
        return 4
    return 6 if size >= _MANY else 5


def _count(present: Floats, breaks: Floats) -> tuple[int, ...]:
    found = np.digitize(present, breaks)
    return tuple(np.bincount(found, minlength=len(breaks) + 1).tolist())


def _sequential_colors(count: int) -> tuple[str, ...]:
    if count <= 3:  # noqa: PLR2004 - one to three classes keep off the ends
        return tuple(SEQUENTIAL[i] for i in ((3,), (1, 4), (1, 3, 5))[count - 1])
    last = len(SEQUENTIAL) - 1
    return tuple(SEQUENTIAL[round(i * last / (count - 1))] for i in range(count))


def _step_within(room: float) -> float:
    """Give the largest of 1, 2 or 5 times a power of ten that is at most ``room``."""
    power = 10.0 ** math.floor(math.log10(room))
    step = max(factor for factor in (1.0, 2.0, 5.0) if factor * power <= room or factor == 1.0)
    return step * power


def _round_to(value: float, step: float, rounding: Callable[[float], float]) -> float:
    return round(rounding(value / step) * step, _DECIMALS_KEPT)


def _round_bounds(bounds: Floats, lowest: float, highest: float) -> Floats:
    """Round increasing bounds that lie in ``]lowest, highest]``, each by its own room."""
    around = [lowest, *bounds.tolist(), highest]
    rounded = []
    for before, here, after in zip(around, around[1:], around[2:], strict=False):
        room = min(gap for gap in (here - before, after - here) if gap > 0)
        rounded.append(_round_to(here, _step_within(room / 2), round))
    return np.unique(np.asarray(rounded, dtype=np.float64))


def _drop_empty(present: Floats, breaks: Floats) -> Floats:
    """Take away the bounds below which a class would hold nothing."""
    inside = breaks[(breaks > present[0]) & (breaks <= present[-1])]
    counts = _count(present, inside)
    return np.asarray([bound for bound, count in zip(inside, counts[1:], strict=True) if count])


def _class_around(present: Floats, center: float) -> ClassScheme:
    """Class around a reference: a neutral class, two below and two above, all five kept.

    Three deviations in five are smaller than that of the outer classes; the neutral class
    reaches a quarter of the way to them.
    """
    deviations = np.sort(np.abs(present - center))
    away = deviations[deviations > 0]
    if away.size == 0:
        neutral = _DIVERGING_FIVE[len(_DIVERGING_FIVE) // 2]
        return ClassScheme((), (present.size,), (neutral,), "symmetric", (center,))
    near, far = _find_reaches(away)
    breaks = np.round([center - far, center - near, center + near, center + far], _DECIMALS_KEPT)
    return ClassScheme(
        tuple(breaks.tolist()), _count(present, breaks), _DIVERGING_FIVE, "symmetric"
    )


def _find_reaches(away: Floats) -> tuple[float, float]:
    """Give the readable deviations where the neutral class and the next ones end."""
    farthest = float(away[-1])
    far = float(np.quantile(away, _FAR, method="lower"))
    if far < farthest:
        far = _round_to(far, _step_within(min(far, farthest - far) / 2), round)
    else:
        far = _round_to(farthest / 2, _step_within(farthest / 2), math.floor)
    near = far * _NEUTRAL
    return _round_to(near, _step_within(near / 2), round), far
