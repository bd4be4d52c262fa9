"""The structures of a territory drawn once: what the picture holds, and what it refuses."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from test_network_map import KINDS, grid, point

from spro_portraits.cli import main
from spro_portraits.maps import StillMap, draw_still_network_map
from spro_portraits.maps.still_signs import gather_signs

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>{{ 7*7 }} & \u2014"


def draw(*points: Any, **changes: Any) -> StillMap:
    facts: dict[str, Any] = {
        "title": "Le réseau d’essai", "source": "Annuaire d’essai", "boundaries": "Limites 2025",
    }  # fmt: skip
    return draw_still_network_map(grid(), points, KINDS, **(facts | changes))


def read_texts(drawn: StillMap) -> list[str]:
    return [str(one.text) for one in ET.fromstring(drawn.svg).iter(f"{SVG}text")]  # noqa: S314


def read_spots(drawn: StillMap, color: str) -> list[tuple[float, float]]:
    """Where signs of a colour stand, those of the legend among them."""
    found = re.findall(
        rf'<g transform="translate\(([\d.]+) ([\d.]+)\)"(?:(?!</g>).)*fill="{color}"', drawn.svg
    )
    return [(float(x), float(y)) for x, y in found]


def test_signs_that_would_meet_stand_together_and_none_is_lost() -> None:
    apart = np.array([[100.0, 100.0], [140.0, 100.0], [500.0, 100.0], [520.0, 110.0]])
    groups = gather_signs(apart)
    # 40 pixels part two signs of 34; 20 do not.
    assert [group.ranks for group in groups] == [(0,), (1,), (2, 3)]
    assert (groups[2].x, groups[2].y) == (510.0, 105.0)
    many = np.array([[100.0 + i % 6, 100.0 + i // 6] for i in range(26)])
    (whole,) = gather_signs(many)
    assert whole.is_counted
    assert sorted(whole.ranks) == list(range(26))
    # Twice eighteen side by side: too many for one box, they stay where they are.
    beside = np.array([[100.0, 100.0]] * 18 + [[190.0, 100.0]] * 18)
    found = gather_signs(beside)
    assert sorted(len(group.ranks) for group in found) == [18, 18]
    assert {round(group.x, 6) for group in found} == {100.0, 190.0}
    assert any(group.is_counted for group in found)
    boxes = [group.box for group in found]
    assert boxes[0][2] <= boxes[1][0] or boxes[1][2] <= boxes[0][0]
    assert gather_signs(np.empty((0, 2))) == []


def test_structures_stand_where_they_are_and_the_legend_counts_them() -> None:
    drawn = draw(
        point("a", latitude=47.05, longitude=2.05),
        point("b", latitude=47.25, longitude=2.25, precision="commune"),
        point("c", reseau="cio", latitude=47.25, longitude=2.05, role="coordonnateur"),
        point("d", latitude=math.nan, longitude=math.nan, precision=""),
        point("e", latitude=49.0, longitude=2.05),
    )
    south_west, north_east, *legend = read_spots(drawn, "#D55E00")
    assert south_west[0] < north_east[0]
    assert south_west[1] > north_east[1]
    (west, north), *_ = read_spots(drawn, "#009E73")
    assert west == pytest.approx(south_west[0], abs=0.2)
    assert north == pytest.approx(north_east[1], abs=0.2)
    # Once for the réseau, once for the hollow sign, which is explained.
    assert len(legend) == 2
    texts = read_texts(drawn)
    row = texts.index("Missions locales (ML)")
    assert texts[row + 1] == "4"
    assert "Réseau sans structure (RSS)" not in texts
    whole = " ".join(texts)
    for told in ("Signe creux", "Coordonnateur", "1 structure n’a pas de position connue.",
                 "1 structure est hors du cadre", "Annuaire d’essai. Limites 2025."):  # fmt: skip
        assert told in whole
    assert "réunies dans un cadre" not in whole
    assert "Missions locales\u00a04, Centres d’information\u00a01." in drawn.description


def test_a_town_is_named_beside_the_group_that_stands_on_it() -> None:
    places = pd.DataFrame(
        {"name": ["Ville", "Faubourg"], "population": [9.0, 5.0], "x": [2.05, 2.052],
         "y": [47.05, 47.05]}
    )  # fmt: skip
    drawn = draw(point("a"), point("b", reseau="cio"), places=places)
    texts = read_texts(drawn)
    assert "Ville" in texts
    assert "Faubourg" not in texts
    assert "Structures voisines, réunies dans un cadre" in " ".join(texts)
    box = re.search(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn.svg)
    name = re.search(r'<text x="([\d.]+)"[^>]*>Ville<', drawn.svg)
    assert box
    assert name
    assert float(name[1]) == pytest.approx(float(box[1]) + float(box[2]) + 10, abs=0.2)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1080, 1920), (900, 900)])
def test_the_same_drawing_the_same_bytes_in_any_shape(size: tuple[int, int]) -> None:
    points = [point("a", name=HOSTILE), point("b", reseau="cio", latitude=47.2)]
    kinds = (replace(KINDS[0], name=HOSTILE, short=HOSTILE, family=HOSTILE), *KINDS[1:])
    drawn = draw_still_network_map(grid(), points, kinds, title=HOSTILE, size=size)
    assert drawn == draw_still_network_map(grid(), points, kinds, title=HOSTILE, size=size)
    root = ET.fromstring(drawn.to_svg())  # noqa: S314 - our own drawing
    assert (root.get("width"), root.get("height")) == tuple(map(str, size))
    assert list(root.iter(f"{SVG}script")) == []
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(str(text.get("x"))) <= width
        assert 0 <= float(str(text.get("y"))) <= height
    pixels = drawn.to_png()
    assert struct.unpack(">II", pixels[16:24]) == size


def test_a_map_without_structures_is_drawn_and_bad_ones_are_refused() -> None:
    assert "Annuaire d’essai. Limites 2025." in " ".join(read_texts(draw()))
    for changes in ({"size": (10, 10)}, {"size": (480, 7680)}):
        with pytest.raises(ValueError, match="a size that can be read"):
            draw(**changes)
    with pytest.raises(ValueError, match="needs communes"):
        draw_still_network_map(grid().iloc[:0], [], KINDS, title="Essai")


def test_the_command_draws_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["map", "issoudun", "--network"]) == 0
    assert capsys.readouterr().out.strip() == "reseau-spro-issoudun.svg"
    texts = " ".join(
        str(one.text)
        for one in ET.parse(tmp_path / "reseau-spro-issoudun.svg").iter(f"{SVG}text")  # noqa: S314
    )
    assert "Structures du SPRO d’Issoudun" in texts
    assert "Annuaire du réseau" in texts
    assert main(["map", "issoudun", "--network", "--out", "page.html"]) == 0
    assert "sproNetwork(" in (tmp_path / "page.html").read_text(encoding="utf-8")
    capsys.readouterr()
    for other in (["--all"], ["--indicator", "density"], ["--year", "2018"], ["--france"]):
        where = [] if other == ["--all"] else ["issoudun"]
        assert main(["map", *where, "--network", *other]) == 2
        assert other[0] in capsys.readouterr().err
    assert main(["map", "--network"]) == 2
    assert main(["map", "issoudun", "--network", "--level", "rien"]) == 2
