"""Outlines: what merges fits together; holes, overlaps and missing outlines stop the build."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from spro_portraits.errors import SourceError
from spro_portraits.tables import Edition
from spro_portraits.tables.boundaries import (
    GRID,
    dissolve_departements,
    merge_boundaries,
    require_coverage,
)
from spro_portraits.tables.geography import Passage

SIZE = 0.1


def _square(column: float, row: float, width: float = 1.0) -> shapely.Polygon:
    """Draw a square of a grid near Bourges; corners rounded to five decimals."""
    x, y = 2 + SIZE * column, 47 + SIZE * row
    x2, y2 = 2 + SIZE * (column + width), 47 + SIZE * (row + 1)
    corners = [(x, y), (x2, y), (x2, y2), (x, y2)]
    return shapely.Polygon([(round(a, 5), round(b, 5)) for a, b in corners])


def _frame(shapes: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs=4326)


GRID_OF_NINE = {
    f"1800{3 * row + column + 1}": (column, row) for row in range(3) for column in range(3)
}
NINE = {code: _square(*cell) for code, cell in GRID_OF_NINE.items()}
MOVES = pd.DataFrame(
    [
        ("2020-01-01", "18002", "18001"), ("2020-01-01", "18001", "18001"),
        ("2022-01-01", "18001", "18001"), ("2022-01-01", "18003", "18001"),
        ("2023-01-01", "18009", "18999"),
    ],
    columns=["date", "old", "new"],
)  # fmt: skip
NAMES = pd.Series({"18001": "Grande", **{f"1800{n}": f"C{n}" for n in range(4, 9)}, "18999": "Z"})
PASSAGE = Passage(NAMES.index, MOVES)


def _area(shape: shapely.Geometry) -> float:
    return float(gpd.GeoSeries([shape], crs=4326).to_crs(2154).area.iloc[0])


def test_merged_communes_tile_what_was_there() -> None:
    merged = merge_boundaries(_frame(NINE), PASSAGE, 2018, NAMES)
    assert list(merged.columns) == ["code", "name", "geometry"]
    assert merged["code"].tolist() == sorted(NAMES.index)
    assert merged["name"].tolist() == [NAMES[c] for c in merged["code"]]
    assert merged.crs.to_epsg() == 4326
    assert shapely.coverage_is_valid(merged.geometry.to_numpy())
    shapes = merged.set_index("code").geometry
    assert shapes["18001"].equals(shapely.union_all([NINE[c] for c in ("18001", "18002", "18003")]))
    assert shapes["18999"].equals(NINE["18009"])
    assert _area(shapely.union_all(shapes.to_numpy())) == pytest.approx(
        sum(_area(shape) for shape in NINE.values()), rel=1e-9
    )


def test_the_order_of_the_file_does_not_count() -> None:
    forward = merge_boundaries(_frame(NINE), PASSAGE, 2018, NAMES)
    backward = merge_boundaries(_frame(dict(reversed(NINE.items()))), PASSAGE, 2018, NAMES)
    pd.testing.assert_frame_equal(
        forward.drop(columns="geometry"), backward.drop(columns="geometry")
    )
    assert shapely.equals(forward.geometry.to_numpy(), backward.geometry.to_numpy()).all()


def test_coordinates_are_held_on_the_grid() -> None:
    moved = {code: shapely.transform(shape, lambda xy: xy + 3e-6) for code, shape in NINE.items()}
    merged = merge_boundaries(_frame(moved), PASSAGE, 2018, NAMES)
    points = shapely.get_coordinates(merged.geometry.to_numpy()) / GRID
    assert abs(points - points.round()).max() < 1e-4


def _break(shapes: dict[str, shapely.Geometry]) -> SourceError:
    with pytest.raises(SourceError) as caught:
        merge_boundaries(_frame(shapes), PASSAGE, 2018, NAMES)
    assert caught.value.kind == "failed_check"
    assert "commune (contours)" in str(caught.value)
    return caught.value


def test_a_commune_without_outline_is_named() -> None:
    error = _break({code: shape for code, shape in NINE.items() if code != "18005"})
    assert "1 communes sans contour, dont 18005" in str(error)


def test_a_part_of_a_merged_commune_without_outline_is_named() -> None:
    error = _break({code: shape for code, shape in NINE.items() if code != "18003"})
    assert "18003" in str(error)


def test_an_outline_of_no_commune_is_named() -> None:
    error = _break(NINE | {"18777": _square(5, 5)})
    assert "18777" in str(error)


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("18004", _square(0, 1, 1.2)),  # over its neighbour
        ("18005", _square(1, 1, 0.9)),  # away from its neighbour: a slit, then a hole
        ("18006", _square(1.9, 1)),  # over its neighbour and off the edge
    ],
)
def test_overlaps_and_gaps_name_the_communes(code: str, shape: shapely.Polygon) -> None:
    error = _break(NINE | {code: shape})
    assert "trous ou recouvrements" in str(error)
    assert code in str(error)


def test_a_hole_is_counted() -> None:
    ring = {code: shape for code, shape in NINE.items() if code != "18005"}
    with pytest.raises(SourceError) as caught:
        require_coverage(_frame(ring))
    assert "1 trous" in str(caught.value)


def test_an_overlap_smaller_than_a_commune_is_seen() -> None:
    with pytest.raises(SourceError):
        require_coverage(_frame({"18001": _square(0, 0, 1.001), "18002": _square(1, 0)}))


def test_a_whole_coverage_passes() -> None:
    require_coverage(_frame(NINE))


def test_an_archipelago_passes() -> None:
    require_coverage(_frame({"18001": _square(0, 0), "18002": _square(3, 3)}))


def test_departements_are_the_union_of_their_communes() -> None:
    communes = _frame({"18001": _square(0, 0), "18002": _square(1, 0), "45001": _square(0, 1)})
    dissolved = dissolve_departements(communes).set_index("code").geometry
    assert dissolved.index.tolist() == ["18", "45"]
    assert dissolved["18"].equals(shapely.union(_square(0, 0), _square(1, 0)))


# The real outlines


def test_outlines_of_the_edition_have_no_hole_and_no_overlap(edition: Edition) -> None:
    shapes = edition.shapes
    require_coverage(shapes)
    assert len(shapes) == 1754
    assert shapes["code"].is_unique
    inside = edition.communes.index[edition.communes["region"] == "24"]
    assert set(shapes["code"]) == set(inside)
    names = shapes.set_index("code")["name"]
    assert (names == edition.communes["name"].reindex(names.index)).all()
    assert shapes.geometry.is_valid.all()
    assert shapes.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert shapely.coverage_is_valid(shapes.geometry.to_numpy())


def test_areas_of_outlines_are_those_of_the_census(edition: Edition) -> None:
    """39,151 km² of land register (INSEE); IGN's outlines hold water and roads: 1 % more."""
    projected = edition.shapes.to_crs(2154).set_index("code").area / 1e6
    assert 39_151 < projected.sum() < 39_151 * 1.012
    declared = edition.find_figures("commune", "area", "")["value"].reindex(projected.index)
    assert declared.sum() == pytest.approx(39_151, rel=0.001)
    large = declared > 10
    ratio = projected[large] / declared[large]
    assert ratio.between(0.9, 1.1).mean() > 0.99


def test_departements_of_the_edition_tile_the_region(edition: Edition) -> None:
    departements = edition.departement_shapes
    assert departements["code"].tolist() == ["18", "28", "36", "37", "41", "45"]
    whole = edition.shapes.to_crs(2154).area.sum()
    assert departements.to_crs(2154).area.sum() == pytest.approx(whole, rel=1e-6)
    assert shapely.coverage_is_valid(departements.geometry.to_numpy())
    assert sum(len(p.interiors) for p in departements.geometry.explode()) == 0
