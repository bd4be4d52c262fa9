"""Places computed together: which cells of the tables add up to each of them.

Not done here: formulas, looking a value up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from spro_portraits.indicators.model import Place

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]


_TOTALLED = frozenset({"departement", "region"})
"""Levels whose totals the tables hold, made from the files themselves."""


@dataclass(frozen=True)
class Panel:
    """Places in their order, and the cells of each.

    Attributes
    ----------
    cells : mapping
        Level → the positions of the places and the codes of their cells, of equal length.
    survey : mapping
        The same, for a survey by bassin: a place that is made of communes has the cells of
        the bassins whose union it is, or none.
    same_as : tuple
        For each place, the official zones with exactly the same communes.
    """

    cells: dict[str, tuple[npt.NDArray[np.intp], list[str]]]
    survey: dict[str, tuple[npt.NDArray[np.intp], list[str]]]
    same_as: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self.same_as)

    def add_up(
        self, combine: Callable[[str, Sequence[str]], tuple[Floats, Texts, Floats]]
    ) -> tuple[Floats, Texts, Floats]:
        """Sum the cells of each place: absent as soon as one cell is.

        Parameters
        ----------
        combine : callable
            Level and codes in; one value (NaN where absent), reason and number of lacking
            communes a code out.

        Returns
        -------
        values, reasons, lacking : arrays
            One element a place; the reason is that of an absent part, ``hors_champ`` for
            a place without cells.
        """
        value, lacking, count = np.zeros((3, self.size))
        reason: Texts = np.full(self.size, "", dtype=object)
        for level, (places, codes) in self.cells.items():
            unique, where = np.unique(np.asarray(codes, dtype=object), return_inverse=True)
            found, reasons, missing = (part[where] for part in combine(level, unique.tolist()))
            value += np.bincount(places, weights=found, minlength=self.size)
            lacking += np.bincount(places, weights=missing, minlength=self.size)
            count += np.bincount(places, minlength=self.size)
            absent = np.isnan(found)
            for place, why in zip(places[absent], reasons[absent], strict=True):
                reason[place] = max(reason[place], why)
        value[count == 0] = np.nan
        reason[count == 0] = "hors_champ"
        self._take_totals(value, reason, lacking, combine)
        return value, reason, lacking

    def _take_totals(
        self,
        value: Floats,
        reason: Texts,
        lacking: Floats,
        combine: Callable[[str, Sequence[str]], tuple[Floats, Texts, Floats]],
    ) -> None:
        """Give a whole département or region its total, where a commune has no value.

        The total of a file holds communes that were shared out since, which their parts do
        not. Masked cells are left alone.
        """
        for place in np.flatnonzero(np.isnan(value) & (reason == "non_disponible")).tolist():
            for level, code in self.same_as[place]:
                if level in _TOTALLED:
                    found, _, missing = combine(level, [code])
                    if not np.isnan(found[0]):
                        value[place], reason[place], lacking[place] = found[0], "", missing[0]
                        break

    def add_up_survey(self, sums: pd.DataFrame) -> pd.DataFrame:
        """Sum the rows of a survey for each place; a place without any row is all NaN.

        Parameters
        ----------
        sums : DataFrame
            Index ``level, code``; numbers.
        """
        total = np.zeros((self.size, sums.shape[1]))
        found = np.zeros(self.size)
        for level, (places, codes) in self.survey.items():
            rows = sums.reindex(pd.MultiIndex.from_product([[level], codes]))
            known = rows.notna().all(axis="columns").to_numpy()
            np.add.at(total, places[known], rows.to_numpy(dtype=float)[known])
            np.add.at(found, places[known], 1)
        total[found == 0] = np.nan
        return pd.DataFrame(total, columns=sums.columns)


def build_panel(places: Sequence[Place]) -> Panel:
    """Line up the cells of territories and places of comparison."""
    cells: dict[str, tuple[list[int], list[str]]] = {}
    survey: dict[str, tuple[list[int], list[str]]] = {}
    for position, place in enumerate(places):
        level, codes = place.cells()
        _append(cells, level, position, codes)
        survey_level, survey_codes = list_survey_cells(place)
        _append(survey, survey_level, position, survey_codes)
    return Panel(_freeze(cells), _freeze(survey), tuple(place.same_as for place in places))


def build_commune_panel(codes: Sequence[str]) -> Panel:
    """Line up communes, each one a place of its own."""
    listed = [str(code) for code in codes]
    return Panel(
        {"commune": (np.arange(len(listed)), listed)},
        {},
        tuple((("commune", code),) for code in listed),
    )


def list_survey_cells(place: Place) -> tuple[str, tuple[str, ...]]:
    """List the rows of a survey by bassin whose sum is a place: a level and codes.

    The bassins whose union it is. A whole département or region that is no such union has its
    own row: the producer counts each bassin, though it cross a border, in one of them.
    """
    level, codes = place.cells()
    if level != "commune":
        return level, codes
    if not place.bassins:
        for own, code in place.same_as:
            if own in _TOTALLED:
                return own, (code,)
    return "bassin", place.bassins


def _append(
    cells: dict[str, tuple[list[int], list[str]]],
    level: str,
    position: int,
    codes: Sequence[str],
) -> None:
    places, listed = cells.setdefault(level, ([], []))
    places.extend([position] * len(codes))
    listed.extend(codes)


def _freeze(
    cells: dict[str, tuple[list[int], list[str]]],
) -> dict[str, tuple[npt.NDArray[np.intp], list[str]]]:
    return {
        level: (np.asarray(places, dtype=np.intp), codes)
        for level, (places, codes) in cells.items()
    }
