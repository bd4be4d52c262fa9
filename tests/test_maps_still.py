"""Maps drawn without a browser: what they show, where texts stand, what they refuse."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from spro_portraits.cli import main
from spro_portraits.errors import UsageError
from spro_portraits.maps import MapLayer, StillMap, draw_still_map, draw_still_territory_map
from spro_portraits.maps.still import is_size
from spro_portraits.maps.still_frame import find_bar
from spro_portraits.maps.still_labels import Room, place_areas, place_towns
from spro_portraits.maps.still_text import Type, break_lines
from spro_portraits.maps.still_weak import strew_signs
from spro_portraits.portrait.mapping import (
    build_level_sheet,
    build_territory_sheet,
    find_vintage,
)
from spro_portraits.style import SEQUENTIAL, measure_text
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory

SVG = "{http://www.w3.org/2000/svg}"
W, N = "\u00a0", "\u202f"


def make_communes(count: int = 4) -> gpd.GeoDataFrame:
    """A row of squares of a tenth of a degree, near Blois."""
    shapes = [shapely.box(1 + i / 10, 47, 1.1 + i / 10, 47.1) for i in range(count)]
    codes = [f"4100{i}" for i in range(count)]
    names = [f"Commune {'ABCDEFGHIJ'[i]}" for i in range(count)]
    return gpd.GeoDataFrame({"code": codes, "name": names}, geometry=shapes, crs=4326)


def make_layer(values: dict[str, float], **fields: object) -> MapLayer:
    return MapLayer(
        key="rate",
        label="Taux d’essai, 2018",
        unit="%",
        values=pd.Series(values, dtype=float),
        reasons=pd.Series(dict.fromkeys(values, ""), dtype=object),
        source="Insee, essai",
        **fields,  # type: ignore[arg-type]
    )


def draw(layer: MapLayer, **options: object) -> StillMap:
    return draw_still_map(
        make_communes(), [layer], title="Les communes – essai", boundaries="Contours : essai",
        **options,  # type: ignore[arg-type]
    )  # fmt: skip


def read(still: StillMap) -> ET.Element:
    return ET.fromstring(still.to_svg())  # noqa: S314 - our own drawing


def list_texts(root: ET.Element) -> list[ET.Element]:
    return list(root.iter(f"{SVG}text"))


def list_areas(root: ET.Element) -> list[ET.Element]:
    """Paths that say what they are, in the order of their codes."""
    return [path for path in root.iter(f"{SVG}path") if len(path)]


FOUR = {"41000": 5.0, "41001": 10.0, "41002": 20.0, "41003": 5.0}


def test_each_area_has_its_colour_its_name_and_its_value() -> None:
    root = read(draw(make_layer(FOUR)))
    tips = {path.findtext(f"{SVG}title"): path.get("fill") for path in list_areas(root)}
    one, two, three = (SEQUENTIAL[i] for i in (1, 3, 5))
    assert tips == {
        f"Commune A{W}: 5,0{W}%": one,
        f"Commune B{W}: 10,0{W}%": two,
        f"Commune C{W}: 20,0{W}%": three,
        f"Commune D{W}: 5,0{W}%": one,
    }


def test_the_drawing_tells_what_it_shows_to_who_cannot_see_it() -> None:
    still = draw(make_layer(FOUR))
    spread = f"De 5,0{W}% à 20,0{W}% (Commune C){N}; médiane de 4 communes{W}: 7,5{W}%."
    # Two communes share the lowest value: none is named for it.
    assert spread in still.description
    assert f"20{W}: 1{N}; 10{W}: 1{N}; 5{W}: 2." in still.description
    root = read(still)
    assert root.get("role") == "img"
    named = [root.find(f".//*[@id='{key}']") for key in str(root.get("aria-labelledby")).split()]
    assert [found.text for found in named if found is not None] == [still.title, still.description]
    texts = [text.text for text in list_texts(root)]
    assert {"Taux d’essai, 2018", "Les communes – essai", spread, "Communes"} <= set(texts)
    assert "Insee, essai. Contours : essai." in texts


def test_absent_secret_and_weak_values_are_told_apart() -> None:
    layer = make_layer(
        {"41000": 5.0, "41001": float("nan"), "41002": float("nan"), "41003": 8.0},
        unreliable=pd.Series({"41003": True}),
    )
    layer.reasons["41002"] = "secret"
    still = draw(layer)
    root = read(still)
    fills = {
        p.findtext(f"{SVG}title"): str(p.get("fill")) for p in root.iter(f"{SVG}path") if len(p)
    }
    found = [fills[key] for key in sorted(map(str, fills))]
    name = str(root.get("aria-labelledby")).split()[0].removesuffix("-t")
    assert found[1:3] == [f"url(#{name}-hatch-missing)", f"url(#{name}-hatch-secret)"]
    assert {p.get("id") for p in root.iter(f"{SVG}pattern")} == {
        f"{name}-hatch-missing", f"{name}-hatch-secret",
    }  # fmt: skip
    assert re.fullmatch("#[0-9a-f]{6}", found[3])
    assert found[3] not in SEQUENTIAL
    rows = [text.text for text in list_texts(root)]
    for row in ("◊", "dont valeurs fragiles", "Non disponible", "Secret statistique"):
        assert row in rows
    assert f"Commune A{W}: 5,0{W}%{N}; 1 valeur fragile." in still.description
    # The weak area bears signs: half of a lozenge is drawn by a path of small steps.
    assert sum("l2.7 4-2.7 4-2.7-4z" in str(p.get("d")) for p in root.iter(f"{SVG}path")) == 2


@pytest.mark.parametrize(
    "size", [(1920, 1080), (1280, 720), (3840, 2160), (1600, 1200), (1080, 1920), (1000, 1000)]
)
def test_texts_are_large_and_stay_in_the_picture(size: tuple[int, int]) -> None:
    places = pd.DataFrame(
        {
            "name": ["Ville A", "Ville B"],
            "population": [10, 20],
            "x": [1.05, 1.35],
            "y": [47.05] * 2,
        }
    )
    note = "Une remarque assez longue pour tenir sur plusieurs lignes. " * 2
    values = FOUR | {"41001": float("nan"), "41003": float("nan")}
    layer = make_layer(
        values, unreliable=pd.Series({"41000": True}), breaks=(2.0, 4.0, 6.0, 8.0, 10.0),
        references=tuple((f"Un territoire {i}", "12,5 %") for i in range(4)),
    )  # fmt: skip
    layer.reasons["41001"] = "secret"
    root = read(draw(layer, places=places, size=size, note=note.strip()))
    assert (root.get("width"), root.get("height")) == tuple(map(str, size))
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    # Texts of a slide are at least 18 pixels high, and keep their share of a smaller one.
    assert width >= 1920 - 1e-6 or height >= 1920 - 1e-6 or width == height == 1080
    for text in list_texts(root):
        kind = Type(float(str(text.get("font-size"))), int(text.get("font-weight", "400")))
        assert kind.size >= 18
        wide = measure_text(str(text.text), kind.size, kind.weight)
        x, anchor = float(str(text.get("x"))), text.get("text-anchor", "start")
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        assert left >= 0
        assert left + wide <= width
        assert kind.size <= float(str(text.get("y"))) <= height - kind.size * 0.25


def test_a_picture_has_its_size_and_the_same_bytes_twice() -> None:
    still = draw(make_layer(FOUR), size=(1280, 720))
    png = still.to_png()
    assert struct.unpack(">II", png[16:24]) == (1280, 720)
    again = draw(make_layer(FOUR), size=(1280, 720))
    assert again.to_svg() == still.to_svg()
    assert again.to_png() == png


def test_texts_are_drawn_in_the_picture() -> None:
    """A list of fonts that the library cannot read would leave them all out."""
    still = draw(make_layer(FOUR))
    bare = StillMap(re.sub("<text .*?</text>", "", still.svg), "", "")
    assert len(still.to_png()) > len(bare.to_png()) + 5_000


def test_a_file_needs_nothing_else() -> None:
    svg = draw(make_layer(FOUR)).to_svg()
    assert "@font-face" in svg
    links = set(re.findall(r"""(?:href=|src=|url\()["']?([^"')]+)""", svg))
    assert len(links) > 2
    assert all(link.startswith(("#", "data:font/woff2")) for link in links)
    assert "<script" not in svg


def test_names_never_touch_and_the_most_peopled_come_first() -> None:
    rng = np.random.default_rng(7)
    points = rng.uniform(50, 950, (200, 2))
    places = pd.DataFrame({"name": [f"Ville {i}" for i in range(200)], "population": range(200)})
    room = Room((0, 0, 1000, 1000))
    labels = place_towns(places, points, room)
    assert len(labels) == 8
    assert labels[0].lines[0][0] == "Ville 199"
    boxes = shapely.box(*np.array(room.taken).T)
    names = boxes[::2]
    for rank, box in enumerate(names):
        assert not shapely.intersects(box, np.delete(names, rank)).any()
    assert shapely.contains(shapely.box(0, 0, 1000, 1000), boxes).all()


def test_an_area_is_named_inside_or_bears_its_value_alone() -> None:
    areas = np.array([shapely.box(0, 0, 400, 300), shapely.box(400, 0, 500, 300)])
    room = Room((0, 0, 500, 300))
    names = ["Large", "Anticonstitutionnellement-sur-Loire"]
    wide, narrow = place_areas(names, ["1 %", "2 %"], areas, room)
    assert [text for text, _ in wide.lines] == ["Large", "1 %"]
    assert [text for text, _ in narrow.lines] == ["2 %"]
    assert areas[1].contains(shapely.Point(narrow.x, narrow.y))


def test_signs_of_weak_values_are_whole_and_each_area_has_one() -> None:
    areas = np.array([shapely.box(0, 0, 200, 200), shapely.box(203, 3, 209, 9)])
    points = strew_signs(areas)
    inside = [shapely.contains_xy(area, *np.array(points).T) for area in areas]
    assert inside[0].sum() > 50
    assert inside[1].sum() == 1
    assert (inside[0] | inside[1]).all()


@pytest.mark.parametrize(
    ("kilometre", "length"), [(1.0, 200.0), (2.2, 100.0), (10.0, 20.0), (100.0, 2.0), (500.0, 0.2)]
)
def test_the_scale_bar_is_round_and_fits(kilometre: float, length: float) -> None:
    assert find_bar(kilometre) == pytest.approx(length)


def test_the_scale_bar_is_true() -> None:
    """A degree of longitude at 47.05° north is 75.9 km: four tenths fill 30.4 km."""
    root = read(draw(make_layer(FOUR)))
    paths = [str(path.get("d")) for path in root.iter(f"{SVG}path")]
    [bar] = [found[1] for path in paths if (found := re.search(r"v8h([\d.]+)v-8$", path))]
    thick = [str(p.get("d")) for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "3.5"]
    [border] = [path for path in thick if "L" in path]
    across = [float(x) for x in re.findall(r"[ML]([\d.]+)", border)]
    [text] = [t.text for t in list_texts(root) if str(t.text).endswith(f"{W}km")]
    kilometres = float(str(text).removesuffix(f"{W}km"))
    width = max(across) - min(across)
    assert width / (0.4 * 75.9) == pytest.approx(float(bar) / kilometres, rel=0.01)


def test_lines_break_at_spaces_and_never_exceed_their_width() -> None:
    kind = Type(20)
    lines = break_lines("Des mots assez courts pour plusieurs lignes", 120, kind)
    assert " ".join(lines) == "Des mots assez courts pour plusieurs lignes"
    assert all(measure_text(line, kind.size) <= 120 for line in lines)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1920, 1080), True), ((479, 800), False), ((7681, 4000), False), ((480, 1441), False)],
)
def test_sizes(size: tuple[int, int], expected: bool) -> None:  # noqa: FBT001
    assert is_size(*size) is expected


def test_what_cannot_be_drawn_is_refused() -> None:
    layer = make_layer(FOUR)
    with pytest.raises(ValueError, match="no layer"):
        draw(layer, shown="other")
    with pytest.raises(ValueError, match="pixels"):
        draw(layer, size=(100, 100))
    with pytest.raises(ValueError, match="needs communes"):
        draw_still_map(make_communes()[:0], [layer], title="")


def test_territories_are_gathered_named_and_valued() -> None:
    communes = make_communes()
    owners = pd.Series({"41000": "a", "41001": "a", "41002": "b", "41003": "b"})
    still = draw_still_territory_map(
        communes, pd.Series({"a": "Ouest", "b": "Est"}), owners,
        [make_layer({"a": 5.0, "b": 10.0})], title="Deux",
    )  # fmt: skip
    root = read(still)
    assert len(list_areas(root)) == 2
    assert {"Ouest", "Est", f"5,0{W}%", f"10,0{W}%", "Territoires"} <= {
        str(text.text) for text in list_texts(root)
    }


# The command and the edition


@pytest.mark.parametrize(
    ("key", "year", "found"),
    [
        ("young_not_in_work_share", None, "young_not_in_work_share_2018"),
        ("young_not_in_work_share", 2008, "young_not_in_work_share_2008"),
        ("young_not_in_work_share_2018", 2013, "young_not_in_work_share_2013"),
        ("density", None, "density"),
        ("population_growth", 2018, "population_growth_2013_2018"),
        ("population_growth_2013_2018", None, "population_growth_2013_2018"),
    ],
)
def test_an_indicator_is_found_by_its_year(key: str, year: int | None, found: str) -> None:
    assert find_vintage(key, year).key == found


def test_a_region_names_eight_towns_at_most_and_counts_all_communes(edition: Edition) -> None:
    region = find_territory(edition, "region", edition.region)
    sheet = build_territory_sheet(edition, region, ["median_income"])
    root = read(sheet.draw_picture(shown="median_income_2021", size=(1920, 1080)))
    assert len(list_areas(root)) == len(edition.shapes)
    dots = list(root.iter(f"{SVG}circle"))
    assert 5 <= len(dots) <= 8
    assert {"Tours", "Orléans", "Bourges"} <= {str(text.text) for text in list_texts(root)}


def test_a_minimum_is_not_coloured(edition: Edition) -> None:
    with pytest.raises(UsageError, match="minimum"):
        build_level_sheet(edition, "spro", ["recruitment_difficulty"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Dreux", "--indicator", "densty"], ["« densty »", "Vouliez-vous dire : density"]),
        (["Dreux", "--level", "canton"], ["Niveau inconnu", "bassin"]),
        (["Dreu"], ["Territoire inconnu", "Dreu"]),
        (["Dreux", "--size", "1920"], ["1920x1080"]),
        (["Dreux", "--size", "100x100"], ["de 480 à 7680"]),
        (["Dreux", "--to", "pgn"], ["« pgn »", "Vouliez-vous dire : png"]),
        (["Dreux", "--out", "carte.jpg"], ["« jpg »", "svg, png, html"]),
        (["Dreux", "--out", "carte.png", "--to", "svg"], ["carte.png", "--to svg"]),
        (["Dreux", "--indicator", "population"], ["effectif"]),
        (["Dreux", "--indicator", "recruitment_seasonal_share"], ["Rien à dessiner"]),
        (["Dreux", "--indicator", "poverty_rate", "--year", "1999"], ["1999", "2021"]),
        (["Dreux", "--year", "1999"], ["1999", "--indicator"]),
        (["Dreux", "--all"], ["Dreux", "pas les deux"]),
        (["--all", "--level", "commune"], ["commune"]),
        ([], ["De quel territoire"]),
        (["Dreux", "--year", "x"], ["--year", "une année"]),
    ],
)
def test_wrong_uses_are_told_and_nothing_is_written(
    arguments: list[str],
    words: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["map", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    said = shown.err.replace(W, " ").replace(N, " ").replace("’", "'")
    for word in words:
        assert word in said
    assert list(tmp_path.iterdir()) == []


def test_files_are_named_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["map", "Vierzon", "--level", "bassin"]) == 0
    assert capsys.readouterr().out == "carte-bassin-2402-population_growth_2013_2018.svg\n"
    out = ["--out", "cartes/v.png", "--size", "960x540"]
    keys = ["--indicator", "density", "--indicator", "poverty_rate"]
    assert main(["map", "Vierzon", "--level", "bassin", *keys, *out]) == 0
    assert capsys.readouterr().out == "cartes/v-density.png\ncartes/v-poverty_rate_2021.png\n"
    for name in ("v-density.png", "v-poverty_rate_2021.png"):
        data = (tmp_path / "cartes" / name).read_bytes()
        assert struct.unpack(">II", data[16:24]) == (960, 540)
    assert main(["map", "--all", "--to", "html"]) == 0
    assert capsys.readouterr().out == "carte-spro.html\n"
    page = (tmp_path / "carte-spro.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<link" not in page
    assert " src=" not in page


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "carte.svg"
    path.write_text("avant", encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", lambda *_: (_ for _ in ()).throw(OSError("full")))
    assert main(["map", "Dreux", "--out", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == "avant"
    assert [found.name for found in tmp_path.iterdir()] == ["carte.svg"]
