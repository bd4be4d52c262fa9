"""Boundaries written once: by hand, by invariants, read back by the script of the page."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from browsers import CHROMIUM
from shapely.geometry.base import BaseGeometry
from test_maps import grid, layer

from spro_portraits.maps import draw_commune_map, read_land
from spro_portraits.maps.arcs import UNITS_PER_DEGREE, SharedArcs, encode, share_arcs
from spro_portraits.maps.canvas import find_ground
from spro_portraits.maps.geometry import merge
from spro_portraits.maps.offline import leaflet_script, read_asset

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMMUNES = Path(__file__).parents[1] / "data" / "geo" / "commune.parquet"

Point = tuple[float, float]
Ring = list[Point]
Shape = list[list[Ring]]


def decode(text: str) -> list[int]:
    numbers, number, shift = [], 0, 0
    for char in text:
        chunk = ord(char) - 63
        number |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    return numbers


def read_arcs(shared: SharedArcs) -> list[Ring]:
    ground = read_block(shared.points, shared.lengths)
    return ground + read_block(shared.own_points, shared.own_lengths)


def read_block(written: str, lengths: str) -> list[Ring]:
    places = np.cumsum(np.array(decode(written)).reshape(-1, 2), axis=0)[:, ::-1]
    points = iter([(x, y) for x, y in (places / UNITS_PER_DEGREE).tolist()])
    arcs: list[Ring] = []
    for length in decode(lengths):
        begun = [arcs[-1][-1]] if length < 0 else []
        arcs.append(begun + [next(points) for _ in range(abs(length))])
    return arcs


def unpack(shared: SharedArcs, layer: int = 0) -> list[Shape]:
    arcs, facts = read_arcs(shared), iter(decode(shared.layers[layer]))
    fresh = 0

    def read_ring() -> Ring:
        nonlocal fresh
        ring: Ring = []
        for _ in range(next(facts)):
            fact = next(facts)
            number = fresh - (fact >> 1)
            fresh = max(fresh, number + 1)
            arc = arcs[number][::-1] if fact & 1 else arcs[number]
            assert not ring or ring[-1] == arc[0]
            ring += arc[1:] if ring else arc
        return ring

    return [[[read_ring() for _ in range(next(facts))] for _ in range(parts)] for parts in facts]


def read_page(page: str) -> list[list[Shape]]:
    """Read the layers of areas of a page of a map."""
    text = r'<script type="text/plain" id="spro-land(?:-(\w+))?">(.*?)</script>'
    texts = dict(re.findall(text, page, re.DOTALL))
    areas = re.findall(r'sproText\("spro-land-(\d+)"\), "MultiPolygon"', page)
    (points, lengths), (own_points, own_lengths) = (texts[name].split("\n") for name in ("", "own"))
    layers = tuple(texts[rank] for rank in areas)
    shared = SharedArcs(points, lengths, layers, own_points, own_lengths)
    return [unpack(shared, rank) for rank in range(len(areas))]


def put_on_grid(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: np.rint(points * 1e5) / 1e5)


def draw_areas(shape: Shape) -> BaseGeometry:
    return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in shape])


def make_cells(seed: int, count: int = 40) -> np.ndarray:
    """Cells that fill a square, one with another inside it, on the grid already."""
    chance = np.random.default_rng(seed)
    seeds = shapely.multipoints(chance.uniform(0, 1, (count, 2)))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(seeds, extend_to=shapely.box(0, 0, 1, 1), ordered=True)
    )
    cells = put_on_grid(shapely.intersection(cells, shapely.box(0, 0, 1, 1)))
    hole = put_on_grid(shapely.buffer(shapely.point_on_surface(cells[0]), 0.002))
    return np.array([*shapely.difference(cells, hole), hole], dtype=object)


def list_edges(lines: list[Ring]) -> list[tuple[Point, Point]]:
    return [(min(a, b), max(a, b)) for line in lines for a, b in pairwise(line)]


def test_numbers_are_written_as_google_writes_them() -> None:
    # The example of Google's own page: (38.5, -120.2), (40.7, -120.95), (43.252, -126.453).
    moves = [3850000, -12020000, 220000, -75000, 255200, -550300]
    assert encode(np.array(moves)) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    limits = [0, -1, 1, 15, -16, 16, 2**30, -(2**30)]
    assert decode(encode(np.array(limits))) == limits
    assert encode(np.array([], dtype=np.int64)) == ""


def test_two_squares_are_three_arcs() -> None:
    shared = share_arcs([[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]])
    arcs = read_arcs(shared)
    assert sorted(map(len, arcs)) == [2, 4, 4]
    assert len(list_edges(arcs)) == 7
    # Each: one part, one ring, two arcs; the wall between them is taken both ways.
    facts = decode(shared.layers[0])
    assert (facts[:3], facts[5:8]) == ([1, 1, 2], [1, 1, 2])
    assert sorted(fact & 1 for fact in (*facts[3:5], *facts[8:])) == [0, 0, 0, 1]
    assert [draw_areas(shape) for shape in unpack(shared)] == [
        shapely.MultiPolygon([shapely.Polygon(shape[0][0])]) for shape in unpack(shared)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_and_no_edge_is_written_twice(seed: int) -> None:
    cells = make_cells(seed)
    border = shapely.boundary(shapely.union_all(cells))
    inner = shapely.line_merge(shapely.boundary(shapely.union_all(cells[:9])))
    path = shapely.LineString(np.random.default_rng(seed).uniform(0, 1, (6, 2)))
    layers = [cells, np.array([border]), np.array([inner, path, shapely.Point(0, 0)]), cells[3:5]]
    shared = share_arcs(layers)
    for rank in (0, 3):
        for shape, cell in zip(unpack(shared, rank), layers[rank], strict=True):
            assert shapely.equals_exact(
                draw_areas(shape).normalize(),
                shapely.MultiPolygon(shapely.get_parts(cell).tolist()).normalize(),
            )
    for rank in (1, 2):
        for shape, line in zip(unpack(shared, rank), layers[rank], strict=True):
            drawn = [ring for part in shape for ring in part]
            lines = [part for part in shapely.get_parts(line) if part.geom_type == "LineString"]
            expected = [[(x, y) for x, y in put_on_grid(part).coords] for part in lines]
            assert sorted(list_edges(drawn)) == sorted(list_edges(expected))
    edges = list_edges(read_arcs(shared))
    assert len(edges) == len(set(edges))


@pytest.mark.parametrize("seed", range(8))
def test_what_is_drawn_above_leaves_the_ground_as_it_is(seed: int) -> None:
    cells = make_cells(seed)
    border = np.array([shapely.boundary(shapely.union_all(cells))])
    chance = np.random.default_rng(seed)
    path = shapely.LineString(chance.uniform(0, 1, (6, 2)))
    # Along the ground, but begun and ended where nothing meets; then away from it.
    ring = max(cells, key=lambda cell: len(cell.exterior.coords)).exterior.coords
    part = shapely.LineString([*ring[1:-1], (0.5, 0.5)])
    beside = shapely.box(1, 0, 2, 1)
    above = [border, np.array([path, part]), np.array([beside])]
    shared, alone = share_arcs([cells, cells[:3]], above), share_arcs([cells, cells[:3]])
    assert (shared.points, shared.lengths) == (alone.points, alone.lengths)
    assert shared.layers[:2] == alone.layers
    assert (alone.own_points, alone.own_lengths) == ("", "")
    for rank, lines in enumerate(above, start=2):
        for shape, line in zip(unpack(shared, rank), lines, strict=True):
            drawn = [ring for part in shape for ring in part]
            pieces = shapely.get_parts(shapely.boundary(line) if line.area else line)
            expected = [[(x, y) for x, y in put_on_grid(piece).coords] for piece in pieces]
            assert sorted(list_edges(drawn)) == sorted(list_edges(expected))


def test_a_border_of_the_ground_has_no_arc_of_its_own() -> None:
    cells = make_cells(3)
    inner = shapely.line_merge(shapely.boundary(shapely.union_all(cells[:9])))
    border = shapely.boundary(shapely.union_all(cells))
    shared = share_arcs([cells], [np.array([border, inner], dtype=object)])
    assert shared.own_points == ""
    hole = shapely.Polygon(shapely.box(0, 0, 3, 3).exterior, [shapely.box(1, 1, 2, 2).exterior])
    lonely = share_arcs([[hole]], [[shapely.reverse(hole.interiors[0])]])
    assert lonely.own_points == ""
    # Across: the corner where it ends does not cut the ground.
    across = shapely.LineString([(0, 0), (1, 1)])
    crossed = share_arcs([[shapely.box(0, 0, 1, 1)]], [[across]])
    assert len(read_block(crossed.points, crossed.lengths)) == 1
    assert read_block(crossed.own_points, crossed.own_lengths) == [[(0, 0), (1, 1)]]
    # Without any ground, all arcs are those of the lines.
    alone = share_arcs([], [[across], [shapely.box(0, 0, 1, 1)]])
    assert (alone.points, sorted(map(len, read_arcs(alone)))) == ("", [2, 3, 3])


def test_a_layer_that_repeats_another_costs_no_point() -> None:
    cells = make_cells(11)
    whole = shapely.union_all(cells)
    alone = share_arcs([cells])
    both = share_arcs([cells, np.array([whole]), cells[::-1], np.array([whole.boundary])])
    assert both.points == alone.points
    assert both.lengths == alone.lengths


def test_an_island_is_one_arc_wherever_its_ring_begins() -> None:
    ring = list(shapely.box(0, 0, 1, 1).exterior.coords)[:-1]
    turned = shapely.Polygon(ring[2:] + ring[:2])
    shared = share_arcs([[shapely.Polygon(ring)], [turned], [shapely.reverse(turned)]])
    assert len(read_arcs(shared)) == 1
    # Part, ring, arc 0; the last backwards.
    assert [decode(layer) for layer in shared.layers] == [[1, 1, 1, 0]] * 2 + [[1, 1, 1, 1]]


def test_what_holds_nothing_keeps_its_rank() -> None:
    empty = [shapely.Polygon(), None, shapely.Point(1, 1), shapely.GeometryCollection()]
    assert unpack(share_arcs([np.array([*empty, shapely.box(0, 0, 1, 1)], dtype=object)]))[:4] == [
        [], [], [], []
    ]  # fmt: skip
    assert unpack(share_arcs([np.array(empty, dtype=object)])) == [[], [], [], []]
    assert share_arcs([[]]) == SharedArcs("", "", ("",))


def test_what_is_smaller_than_the_grid_is_still_there() -> None:
    tiny = shapely.box(1, 1, 1 + 1e-6, 1 + 1e-6)
    thin = shapely.LineString([(0, 0), (1, 0), (1, 1e-7), (0, 0)])
    shapes = unpack(share_arcs([[tiny, thin]]))
    assert shapes[0] == [[[(1, 1), (1, 1)]]]
    assert shapes[1] == [[[(0, 0), (1, 0), (0, 0)]]]


def test_a_corner_where_areas_only_touch_is_a_node() -> None:
    shared = share_arcs([[shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)]])
    assert sorted(map(len, read_arcs(shared))) == [5, 5]
    assert all(arc[0] == arc[-1] == (1, 1) for arc in read_arcs(shared))


def test_every_vertex_is_kept_where_a_map_is_asked_for_it() -> None:
    communes = grid()
    page = draw_commune_map(communes, [layer(communes)], title="É", simplified=False)
    (shapes,) = read_page(page.get_root().render())
    for shape, commune in zip(shapes, communes.geometry, strict=True):
        assert shapely.equals_exact(
            draw_areas(shape).normalize(), shapely.MultiPolygon([put_on_grid(commune)]).normalize()
        )
    light = draw_commune_map(communes, [layer(communes)], title="É")
    (lighter,) = read_page(light.get_root().render())
    edges = [sum(len(list_edges(part)) for s in drawn for part in s) for drawn in (lighter, shapes)]
    assert edges[0] < edges[1]


def test_what_the_communes_cover_is_not_drawn_behind_them() -> None:
    communes = grid()
    own, beside = shapely.union_all(communes.geometry), shapely.box(2.25, 47, 2.4, 47.2)
    context = gpd.GeoDataFrame(geometry=[own, beside], crs=4326)
    ground = find_ground(communes, context)
    assert len(ground.around) == 1
    assert ground.around[0].bounds == pytest.approx(beside.bounds)
    assert len(find_ground(communes.iloc[:20], context).around) == 2


@pytest.mark.skipif(not COMMUNES.exists(), reason="no edition here")
def test_the_whole_region_weighs_little_and_keeps_every_edge() -> None:
    shapes = read_land(gpd.read_parquet(COMMUNES)).shapes
    assert len(shapes) > 1700
    shared = share_arcs([shapes, np.array([shapely.boundary(merge(shapes))])])
    assert len(shared.points) + len(shared.lengths) + sum(map(len, shared.layers)) < 310_000
    rings = shapely.get_rings(put_on_grid(shapes))
    edges = {edge for ring in rings for edge in list_edges([list(ring.coords)])}
    kept = set(list_edges(read_arcs(shared)))
    edges -= {edge for edge in edges if edge[0] == edge[1]}
    assert edges <= kept
    assert len(kept) < 1.01 * len(edges)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here")
def test_the_script_of_the_page_reads_the_same(browser: Browser) -> None:
    cells = make_cells(5)
    border = shapely.boundary(shapely.union_all(cells))
    path = shapely.LineString([(0, 0), (0.3, 0.7), (1, 1)])
    shared = share_arcs([cells], [np.array([border, path])])
    assert shared.own_points
    page = browser.new_page()
    page.add_script_tag(content=leaflet_script())
    page.add_script_tag(content=read_asset("shapes.js"))
    read = page.evaluate(
        r"""([ground, own, areas, lines]) => {
            const land = sproGround(ground, own);
            return [areas, lines].map((text) => sproShapes(text).map((parts) =>
                parts.map((rings) => rings.map(land.line))));
        }""",
        [
            f"{shared.points}\n{shared.lengths}",
            f"{shared.own_points}\n{shared.own_lengths}",
            *shared.layers,
        ],
    )
    page.close()
    for rank, made in enumerate(read):
        assert made == json.loads(json.dumps(unpack(shared, rank)))


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here")
def test_paths_are_those_that_leaflet_would_draw(browser: Browser) -> None:
    cells = make_cells(6)
    border = shapely.boundary(shapely.union_all(cells))
    shared = share_arcs([cells, np.array([border])])
    page = browser.new_page()
    page.set_content("<div id='map' style='width:700px;height:500px'></div>")
    page.add_script_tag(content=leaflet_script())
    page.add_script_tag(content=read_asset("shapes.js"))
    differing = page.evaluate(
        r"""([points, lengths, areas, lines]) => {
            const map = L.map("map", { center: [0.5, 0.5], zoom: 9, zoomSnap: 0.25 });
            const ground = sproGround(points + "\n" + lengths);
            const options = { style: { weight: 1 }, pane: "overlayPane", interactive: true };
            const layers = [[areas, "MultiPolygon"], [lines, "MultiLineString"]].map(
                ([text, type]) => sproLayer(ground, text, type, options).addTo(map));
            const rings = (path) => path.getAttribute("d").split("M").filter(Boolean);
            const brief = (path) => rings(path).map((ring) => {
                const steps = ring.replace("z", "").split("L").filter(
                    (step, i, all) => step !== all[i - 1]);
                if (ring.endsWith("z") && steps.length > 1 && steps[0] === steps.at(-1)) {
                    steps.pop();
                }
                return steps.join("L");
            }).join("M");
            const found = [];
            for (const zoom of [9, 6.25, 12, 9]) {
                map.setView([0.48, 0.52], zoom, { animate: false });
                layers.forEach((layer, rank) => layer.getLayers().forEach((area) => {
                    const draw = rank ? L.polyline : L.polygon;
                    const whole = { smoothFactor: 0, noClip: true };
                    const own = draw(area.getLatLngs(), whole).addTo(map);
                    const [one, other] = [area, own].map((path) => brief(path.getElement()));
                    if (one !== other) found.push([zoom, rank, one, other]);
                    if (!area.getBounds().equals(own.getBounds())) found.push("bounds");
                    own.remove();
                }));
            }
            layers[0].remove();
            layers[0].addTo(map);
            layers[0].eachLayer((area) => {
                if (!/^M-?\d/.test(area.getElement().getAttribute("d"))) found.push("lost");
            });
            return found;
        }""",
        [shared.points, shared.lengths, *shared.layers],
    )
    page.close()
    assert differing == []
