"""Circles of a network: nothing overlaps, nothing is cut, nothing moves without a reason."""

from __future__ import annotations

import itertools
import json
import math
import random
import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from spro_portraits.charts.circles import (
    MOST_NODES,
    CircleNode,
    Circles,
    CircleSector,
    draw_circles,
)
from spro_portraits.charts.circles.grouping import Mark, make_marks
from spro_portraits.charts.circles.labels import fit_lines
from spro_portraits.charts.circles.layout import WIDTH, Box, Layout, lay_out
from spro_portraits.charts.circles.sides import BLOCK_GAP, Row, Sizes, divide
from spro_portraits.style import MARKERS, measure_text

RINGS = ("Coordonnateurs", "Membres", "Partenaires ressources", "Présentes, adhésion non connue")
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
TOWNS = ("Gien", "Bourges", "Le Blanc", "Romorantin-Lanthenay", "Saint-Amand-Montrond", "Dreux")
LONG = "Maison intercommunale de l’orientation, de l’emploi et de la formation professionnelle "
SVG = "{http://www.w3.org/2000/svg}"


def make_sectors(count: int = 13) -> list[CircleSector]:
    shapes = list(MARKERS)
    return [
        CircleSector(
            f"s{rank}", f"Réseau numéro {rank}", f"R{rank}", f"Famille {rank % 6}",
            COLORS[rank % 6], shapes[rank % len(shapes)],
        )
        for rank in range(count)
    ]  # fmt: skip


def make_nodes(
    count: int, sectors: int = 13, *, seed: int = 0, long: bool = False, rings: str = "usual"
) -> list[CircleNode]:
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    weights = {"usual": (5, 15, 8, 72), "inner": (100, 0, 0, 0), "even": (1, 1, 1, 1)}[rings]
    return [
        CircleNode(
            key=f"n{rank}",
            name=f"Structure {rank} de {(town := chance.choice(TOWNS))}",
            short=f"{LONG if long and chance.random() < 0.5 else ''}Structure de {town}",
            sector=f"s{chance.randrange(sectors)}",
            ring=(ring := chance.choices(range(4), weights)[0]),
            details=(("Commune", town),),
            tools=("Offre de formation",),
            place=town,
            uncertain=ring == 3,
        )
        for rank in range(count)
    ]


def lay(nodes: list[CircleNode], sectors: list[CircleSector] | None = None) -> Layout:
    shown = [s for s in sectors or make_sectors() if any(n.sector == s.key for n in nodes)]
    return lay_out(make_marks(nodes, shown, RINGS), shown, RINGS, "SPRO d’Issoudun")


def draw(nodes: list[CircleNode], sectors: list[CircleSector] | None = None) -> Circles:
    return draw_circles(
        nodes, sectors or make_sectors(), RINGS,
        centre="SPRO d’Issoudun", title="Cartographie", description="Du centre vers le bord.",
    )  # fmt: skip


def list_boxes(placed: Layout) -> list[Box]:
    """All texts and signs."""
    core = placed.sizes.core
    return [
        Box(-core, -core, core, core),
        *(head.box for head in placed.heads),
        *(ring.box for ring in placed.rings),
        *(mark.box for mark in placed.marks),
        *(
            Box(m.x - m.mark.radius, m.y - m.mark.radius, m.x + m.mark.radius, m.y + m.mark.radius)
            for m in placed.marks
        ),
    ]


def measure_gap(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    """Distance of a point from a segment."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    share = 0.0
    if length:
        share = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / length
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * along[0], start[1] + share * along[1]))


def crosses(box: Box, start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether a segment enters a box, followed by steps of less than half a pixel."""
    steps = int(math.dist(start, end) * 2) + 1
    return any(
        box.left < start[0] + (end[0] - start[0]) * i / steps < box.right
        and box.top < start[1] + (end[1] - start[1]) * i / steps < box.bottom
        for i in range(steps + 1)
    )


CASES = {
    "one": (make_nodes(1), 13),
    "five": (make_nodes(5), 13),
    "twelve": (make_nodes(12, seed=1), 13),
    "twelve-even": (make_nodes(12, seed=2, rings="even"), 13),
    "thirty": (make_nodes(30, seed=3), 13),
    "fifty": (make_nodes(50, seed=4), 13),
    "fifty-one": (make_nodes(51, seed=5, rings="even"), 13),
    "eighty": (make_nodes(80, seed=6), 13),
    "eighty-even": (make_nodes(80, seed=7, rings="even"), 13),
    "eighty-inner": (make_nodes(80, seed=8, rings="inner"), 13),
    "one-sector": (make_nodes(40, 1, seed=9), 1),
    "two-in-one": (make_nodes(2, 1, seed=9), 1),
    "long-names": (make_nodes(30, seed=10, long=True), 13),
    "eighty-long": (make_nodes(80, seed=11, long=True), 13),
    "grouped": (make_nodes(81, seed=12), 13),
    "region": (make_nodes(200, 15, seed=13), 15),
}


@pytest.fixture(params=CASES, ids=str, scope="module")
def placed(request: pytest.FixtureRequest) -> tuple[list[CircleNode], Layout]:
    nodes, sectors = CASES[request.param]
    return nodes, lay(nodes, make_sectors(sectors))


Case = tuple[list[CircleNode], Layout]


def test_no_text_or_sign_touches_another(placed: Case) -> None:
    _, found = placed
    for one, other in itertools.combinations(list_boxes(found)[: -len(found.marks)], 2):
        assert not one.overlaps(other)
    boxes = list_boxes(found)[: -len(found.marks)]
    for mark, box in itertools.product(list_boxes(found)[-len(found.marks) :], boxes[1:]):
        assert not mark.overlaps(box)
    for one, other in itertools.combinations(found.marks, 2):
        apart = math.dist((one.x, one.y), (other.x, other.y))
        assert apart > one.mark.radius + other.mark.radius
    for mark in found.marks:
        assert math.hypot(mark.x, mark.y) > found.sizes.core + mark.mark.radius


def test_no_line_crosses_a_name_or_the_sign_of_another(placed: Case) -> None:
    _, found = placed
    texts = [*(h.box for h in found.heads), *(r.box for r in found.rings)]
    texts += [mark.box for mark in found.marks]
    for mark in found.marks:
        for start, end in itertools.pairwise(mark.line):
            assert not any(crosses(box, start, end) for box in texts)
            for other in found.marks:
                if other is not mark:
                    gap = measure_gap((other.x, other.y), start, end)
                    assert gap > other.mark.radius - 0.5


def test_nothing_is_cut_by_the_frame(placed: Case) -> None:
    _, found = placed
    frame = found.frame
    for box in list_boxes(found):
        assert frame.left < box.left
        assert box.right < frame.right
        assert frame.top < box.top
        assert box.bottom < frame.bottom
    assert frame.right - frame.left >= WIDTH
    assert found.sizes.rim < frame.right


def test_each_sign_is_on_its_ring_and_in_its_sector(placed: Case) -> None:
    nodes, found = placed
    assert sorted(n.key for m in found.marks for n in m.mark.nodes) == sorted(n.key for n in nodes)
    radii = (found.sizes.core, *found.sizes.radii)
    for mark in found.marks:
        assert {node.ring for node in mark.mark.nodes} == {mark.mark.ring}
        ring, within = radii[mark.mark.ring + 1], radii[mark.mark.ring]
        away = math.hypot(mark.x, mark.y)
        # On the ring, or one lane inwards, well off the ring before.
        assert away == pytest.approx(ring) or ring > away > (ring + within) / 2 - 1e-6
        angle = math.atan2(mark.y, mark.x) % math.tau
        own = [s for s in found.sectors if s.sector == mark.mark.sector]
        assert any(0 <= (angle - s.start) % math.tau <= s.end - s.start for s in own)


def test_sectors_go_round_with_the_clock_in_their_order(placed: Case) -> None:
    _, found = placed
    ordered = sorted(found.sectors, key=lambda s: (s.start + math.pi / 2) % math.tau)
    ranks = [int(s.sector[1:]) for s in ordered]
    assert ranks == sorted(ranks)
    for one, following in itertools.pairwise(ordered):
        assert one.end <= following.start + 1e-9 or following.start < 0
    inside = [mark.mark.key for mark in found.marks if mark.side > 0]
    assert len(set(inside)) == len(inside)


def test_labels_are_beside_their_signs_on_the_same_half(placed: Case) -> None:
    _, found = placed
    for mark in found.marks:
        assert mark.x * mark.side > 0
        assert (mark.box.left if mark.side > 0 else -mark.box.right) > 0
        assert mark.box.top < mark.anchor[1] < mark.box.bottom
        assert 1 <= len(mark.lines) <= 2


def test_usual_networks_keep_the_nominal_width() -> None:
    for name in ("one", "twelve", "fifty", "eighty", "region"):
        nodes, sectors = CASES[name]
        frame = lay(nodes, make_sectors(sectors)).frame
        assert frame.right - frame.left == WIDTH
        assert frame.bottom - frame.top < WIDTH


@pytest.mark.parametrize("seed", range(6))
def test_one_more_structure_leaves_the_order_of_the_others(seed: int) -> None:
    nodes = make_nodes(25, seed=seed)
    added = CircleNode("new", "Nouvelle", "Nouvelle", f"s{seed * 2}", 3)
    before, after = lay(nodes), lay([*nodes, added])

    def list_order(placed: Layout) -> list[str]:
        around = sorted(placed.sectors, key=lambda s: (s.start + math.pi / 2) % math.tau)
        return list(dict.fromkeys(s.sector for s in around))

    order = list_order(after)
    assert [s for s in order if s in list_order(before)] == list_order(before)
    for sector in order:
        own = [m.mark.key for m in after.marks if m.mark.sector == sector and m.mark.key != "new"]
        assert own == [m.mark.key for m in before.marks if m.mark.sector == sector]


def test_a_large_sector_is_on_both_halves_with_its_name_on_each() -> None:
    found = lay(make_nodes(40, 1), make_sectors(1))
    assert [head.side for head in found.heads] == [1, -1]
    sides = [mark.side for mark in found.marks]
    assert abs(sum(sides)) <= 1
    assert [(s.start < s.end) for s in found.sectors] == [True, True]
    assert found.sectors[0].end == pytest.approx(math.pi / 2)
    assert found.sectors[1].start == pytest.approx(math.pi / 2)


def test_halves_are_whole_sectors_where_these_are_equal() -> None:
    found = lay([CircleNode(f"n{i}", "A", "A", f"s{i // 3}", 3) for i in range(12)])
    assert [head.sector for head in found.heads if head.side > 0] == ["s0", "s1"]
    assert [head.sector for head in found.heads if head.side < 0] == ["s2", "s3"]


def make_block(key: str, rows: int) -> tuple[Row, ...]:
    mark = Mark(key, key, 0, "A", 5, strong=False, uncertain=False, nodes=())
    return (Row(key, ("A",), 20, None), *(Row(key, ("A",), 20, mark) for _ in range(rows)))


def test_where_there_is_room_halves_may_be_less_equal_and_sectors_stay_whole() -> None:
    # Heights of whole halves: 28 rows and 3 gaps, 19 rows and 4 gaps.
    blocks = [
        make_block(key, rows) for key, rows in zip("abcdefg", (8, 8, 9, 8, 3, 2, 2), strict=True)
    ]
    whole = divide(blocks, 28 * 20 + 3 * BLOCK_GAP)
    assert [[block[0].sector for block in half] for half in whole] == [list("abc"), list("defg")]
    parted = divide(blocks, 28 * 20)
    assert [[block[0].sector for block in half] for half in parted] == [list("abc"), list("cdefg")]
    # The part on the left goes on where the right one stops, under the same head.
    assert parted[0][2] + parted[1][0][1:] == blocks[2]
    assert parted[1][0][0] == blocks[2][0]


def test_above_eighty_structures_are_grouped_by_reseau_and_ring() -> None:
    nodes = [
        CircleNode(
            f"n{i}", f"Structure {i}", f"S{i}", "s0" if i < 64 else "s1", 3 if i < 100 else 1
        )
        for i in range(MOST_NODES + 40)
    ]
    marks = make_marks(nodes, make_sectors(2), RINGS)
    assert [(m.sector, m.ring, len(m.nodes)) for m in marks] == [
        ("s0", 3, 64), ("s1", 1, 20), ("s1", 3, 36),
    ]  # fmt: skip
    # Areas as the numbers: 64 against 36 is 8 against 6 in radius.
    assert marks[0].radius / marks[2].radius == pytest.approx(8 / 6)
    assert [m.label for m in marks] == [
        "Présentes\u00a0: 64", "Membres\u00a0: 20", "Présentes\u00a0: 36",
    ]  # fmt: skip
    drawn = draw(nodes, make_sectors(2))
    assert all(
        f"<br>Structure {i}<" in drawn.html or f"<br>Structure {i}\n" in drawn.html
        for i in range(120)
    )
    panels = read_panels(drawn)
    assert len(panels) == 3
    assert len(panels[0]["names"]) == 30
    assert panels[0]["more"] == "Et 34 autres, dans la liste sous le dessin."
    assert "L’aire d’un signe" in drawn.svg
    assert len(make_marks(nodes[:MOST_NODES], make_sectors(2), RINGS)) == MOST_NODES


def read_panels(drawn: Circles) -> list[dict[str, list[str]]]:
    found = re.search(r'data-panels="([^"]*)"', drawn.html)
    assert found
    panels: list[dict[str, list[str]]] = json.loads(unescape(found[1]))
    return panels


def test_same_structures_same_bytes() -> None:
    nodes = make_nodes(45, seed=3)
    one, other = draw(nodes), draw(list(nodes))
    assert (one.svg, one.html) == (other.svg, other.html)


def test_the_drawing_alone_is_an_svg_that_tells_what_it_shows() -> None:
    nodes = make_nodes(12, seed=1)
    drawn = draw(nodes)
    root = ET.fromstring(drawn.svg.encode())  # noqa: S314 - our own text
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Cartographie"
    assert root.findtext(f"{SVG}desc") == "Du centre vers le bord."
    left, top, width, height = map(float, (root.get("viewBox") or "").split())
    assert (width, height) == (drawn.width, drawn.height)
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert "Cartographie" in texts
    assert texts.count("Signe pâle\u00a0: aucune pièce ne dit sa place dans le réseau") == 1
    for text in root.iter(f"{SVG}text"):
        assert float(text.get("font-size") or 0) >= 11
        assert top < float(text.get("y") or 0) < top + height
        assert left <= float(text.get("x") or 0) <= left + width
    signs = [g for g in root.iter(f"{SVG}g") if g.get("class") == "spro-circles-mark"]
    assert len(signs) == 12
    told = {g.get("aria-label") for g in signs}
    node = nodes[0]
    sector = next(s for s in make_sectors() if s.key == node.sector)
    assert f"{node.name}, {sector.name}, {RINGS[node.ring]}, {node.place}" in told
    assert "-0.0" not in drawn.svg


def test_shapes_tell_reseaux_apart_without_colour() -> None:
    drawn = draw(make_nodes(30, 6, seed=2), make_sectors(6))
    root = ET.fromstring(drawn.svg.encode())  # noqa: S314 - our own text
    paths: dict[str, set[str]] = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("class") == "spro-circles-mark":
            path = group.find(f"{SVG}path")
            assert path is not None
            assert path.get("stroke") == "#1a2430"
            paths.setdefault(group.get("data-sector") or "", set()).add(path.get("d") or "")
    assert all(len(own) == 1 for own in paths.values())
    assert len(set.union(*paths.values())) == len(paths) == 6


def test_a_structure_whose_place_is_not_known_is_pale() -> None:
    node = CircleNode("n", "Nom", "Nom", "s0", 1)
    known = draw([node]).svg
    unknown = draw([replace(node, uncertain=True)]).svg
    assert "Signe pâle" not in known
    assert "Signe pâle" in unknown
    # #0072B2, a third of the way from paper.
    assert 'fill="#a6ced5"' not in known
    assert 'fill="#a6cee4"' in unknown


def test_names_that_hold_html_show_as_text() -> None:
    evil = '<script>alert("x")</script>{{ 7*7 }}&'
    node = CircleNode("n", evil, evil, "s0", 0, ((evil, evil),), (evil,), evil)
    sector = CircleSector("s0", evil, evil, evil, "#0072B2", "disque")
    drawn = draw_circles([node], [sector], [evil], centre=evil, title=evil, description=evil)
    root = ET.fromstring(drawn.svg.encode())  # noqa: S314 - our own text
    assert root.findtext(f"{SVG}title") == evil
    for text in (drawn.svg, drawn.html):
        assert "<script>alert" not in text
    assert "{{ 7*7 }}" in drawn.html
    assert drawn.html.count("<script>") == 1
    assert read_panels(drawn)[0]["tools"] == [evil]


def test_panels_tell_details_and_tools() -> None:
    nodes = make_nodes(1)
    panels = read_panels(draw(nodes))
    assert panels == [
        {
            "name": nodes[0].name,
            "details": [["Commune", nodes[0].place]],
            "tools": ["Offre de formation"],
            "names": [],
            "more": "",
        }
    ]


def test_legend_lists_families_and_only_reseaux_that_are_there() -> None:
    sectors = make_sectors(13)
    nodes = [CircleNode(f"n{k}", "A", "A", f"s{k}", 0) for k in (0, 1, 6)]
    html = draw(nodes, sectors).html
    legend = html.partition("spro-circles-legend")[2].partition("<script>")[0]
    # Réseaux 0 and 6 are of one family; ranks follow the drawing.
    assert re.findall(r'data-sector="(\d)".*?<span>(.*?)</span>', legend) == [
        ("0", "Réseau numéro 0 (R0)"), ("2", "Réseau numéro 6 (R6)"), ("1", "Réseau numéro 1 (R1)"),
    ]  # fmt: skip
    assert re.findall(r"<b>(.*?)</b>", legend) == ["Famille 0", "Famille 1"]


def test_lines_fit_and_say_when_they_are_cut() -> None:
    assert fit_lines("Bourges", 100, 13) == ("Bourges",)
    lines = fit_lines(LONG * 2, 150, 13)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(measure_text(line, 13) <= 150 for line in lines)
    (word,) = fit_lines("x" * 200, 80, 13)
    assert word.endswith("x…")
    assert measure_text(word, 13) <= 80


def test_rim_is_the_last_ring() -> None:
    assert Sizes(50, (80.0, 120.0), 150, 160, 0.3).rim == 120


@pytest.mark.parametrize(
    ("nodes", "sectors", "said"),
    [
        ([], make_sectors(1), "no structure"),
        (make_nodes(1) * 2, make_sectors(), "structure twice"),
        (make_nodes(1), make_sectors() * 2, "sector twice"),
        ([CircleNode("n", "A", "A", "s9", 0)], make_sectors(2), "unknown sector or shape: s9"),
        ([CircleNode("n", "A", "A", "s0", 4)], make_sectors(1), "unknown ring: 4"),
        ([CircleNode("n", "A", "A", "s0", -1)], make_sectors(1), "unknown ring: -1"),
        (make_nodes(1), [replace(s, shape="cube") for s in make_sectors()], "shape: cube"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    nodes: list[CircleNode], sectors: list[CircleSector], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        draw(nodes, sectors)
