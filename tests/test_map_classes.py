"""Our classes of equal counts beside those of mapclassify, a library that draws no map here."""

from __future__ import annotations

import mapclassify
import numpy as np
import pytest

from spro_portraits.indicators import BY_KEY, list_commune_values
from spro_portraits.maps.classes import Floats, find_quantiles
from spro_portraits.tables import Edition


def _share_out(present: Floats, wanted: int) -> Floats:
    """Give the bounds of mapclassify: of each, the first value observed from there on."""
    bins = mapclassify.Quantiles(present, k=wanted).bins[:-1]
    # It interpolates between two values, and so may stand a breath above one of them.
    reached = present[np.searchsorted(present, bins - 1e-9 * np.maximum(1, np.abs(bins)))]
    return np.unique(reached[reached > present[0]])


def test_classes_are_those_of_mapclassify() -> None:
    for seed in range(200):
        draw = np.random.default_rng(seed)
        size, wanted = int(draw.integers(7, 2_000)), int(draw.integers(2, 7))
        digits = 10 ** int(draw.integers(2, 7))
        present = np.sort(draw.lognormal(size=size) * digits).round() / 7
        # No drawing of lots has a class of its own for its lowest value.
        assert np.count_nonzero(present == present[0]) <= size / wanted, seed
        found, expected = find_quantiles(present, wanted), _share_out(present, wanted)
        assert found.tolist() == expected.tolist(), seed


@pytest.mark.parametrize(
    "key",
    [
        "density",
        "median_income_2021",
        "population_growth_2013_2018",
        "unemployment_rate_census_2018",
    ],
)
def test_real_figures_of_all_communes_are_classed_as_by_mapclassify(
    edition: Edition, key: str
) -> None:
    codes = tuple(sorted(map(str, edition.shapes["code"])))
    listed = np.asarray(list_commune_values(edition, codes, BY_KEY[key]).value, dtype=np.float64)
    present = np.sort(listed[~np.isnan(listed)])
    assert len(present) > 1_000
    found = find_quantiles(present, 6)
    assert len(found) == 5
    assert found.tolist() == _share_out(present, 6).tolist()


def test_zeros_that_fill_a_class_leave_the_others_to_share_the_rest() -> None:
    present = np.asarray([0.0] * 6 + [1, 2, 3, 4, 5, 6], dtype=np.float64)
    assert find_quantiles(present, 4).tolist() == [1, 3, 5]
    # mapclassify folds them: three classes, of six, three and three.
    assert _share_out(present, 4).tolist() == [1, 4]
