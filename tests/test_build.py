"""From official files to an edition: exact tables, same bytes, and all or nothing."""

from __future__ import annotations

import json
import math
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from spro_portraits.errors import EditionError, SourceError, SproError
from spro_portraits.portrait.work import list_zone_rates
from spro_portraits.tables import Edition, build_edition, load_edition
from spro_portraits.tables.build import BuildReport

W = "\u00a0"
World = Any  # conftest.World: tests are no package, its type is not imported


def _value(edition: Edition, level: str, variable: str, period: str, code: str) -> float | str:
    """Read a value of the edition, or its reason where it is absent."""
    row = edition.find_figures(level, variable, period).loc[code]
    return str(row["reason"]) if math.isnan(row["value"]) else float(row["value"])


# What is built


def test_communes_are_those_of_the_region_and_of_zones_that_cross_its_border(mini: Edition) -> None:
    assert mini.communes.index.tolist() == [
        "18001", "18002", "18004", "45001", "45002", "45003", "58001", "58002",
    ]  # fmt: skip
    assert mini.communes.loc["18002"].to_dict() == {
        "name": "Bêta-Nouvelle", "departement": "18", "region": "24", "epci": "200000018",
        "arrondissement": "181", "zone_emploi": "2401", "bassin": "2401",
    }  # fmt: skip
    assert mini.communes.at["58001", "bassin"] == "2701"


def test_zones_count_their_communes_inside_and_outside(mini: Edition) -> None:
    columns = ["name", "communes", "known", "inside"]
    zones = {
        key: tuple(row)
        for key, row in zip(mini.zones.index, mini.zones[columns].to_numpy(), strict=True)
    }
    assert zones["zone_emploi", "0060"] == ("Frontière", 3, 3, 1)
    assert zones["departement", "58"] == ("58", 3, 2, 0)
    assert zones["region", "24"] == ("Centre-Val de Loire", 6, 6, 6)
    assert zones["departement", "18"] == ("Cher", 3, 3, 3)
    assert zones["bassin", "2401"] == ("Alpha", 2, 2, 2)
    assert zones["bassin", "2701"] == ("B 2701", 3, 2, 0)


def test_former_communes(mini: Edition) -> None:
    assert mini.former_communes.to_dict("index") == {
        "18003": {"name": "L'Ancienne", "until": "2022-01-01", "successors": "18002"}
    }


@pytest.mark.parametrize(
    ("level", "variable", "period", "code", "expected"),
    [
        ("commune", "population", "2018", "18001", 1000.0),
        ("commune", "population", "2018", "18002", 5000.0),  # 2000 + 3000
        ("commune", "area", "", "18002", 5.5),
        ("commune", "births", "2013-2018", "18002", 105.0),
        ("commune", "owner_homes", "2018", "18002", 1251.0),
        ("departement", "population", "2018", "18", 10_000.0),
        ("region", "population", "2018", "24", 28_000.0),
        ("region", "population", "2018", "27", 27_000.0),
        ("france", "population", "2018", "france", 55_000.0),
        # The population of 2019 is that of the communes of 2021: a part is not in the file.
        ("commune", "municipal_population", "2019", "18002", "non_disponible"),
        ("commune", "municipal_population", "2019", "18001", 1005.0),
        ("departement", "municipal_population", "2019", "18", "non_disponible"),
        ("departement", "municipal_population", "2019", "45", 18_015.0),
        ("region", "municipal_population", "2019", "24", "non_disponible"),
        ("region", "municipal_population", "2019", "27", 27_015.0),
        ("france", "municipal_population", "2019", "france", "non_disponible"),
        ("commune", "municipal_population", "2021", "18002", 5100.0),
        ("region", "municipal_population", "2021", "24", 28_560.0),
        ("commune", "residents_15_plus", "2022", "18002", 1600.0),
        ("commune", "residents_15_plus_1", "2022", "18001", 0.0),
        ("departement", "residents_15_plus_1", "2022", "18", 60.0),
        ("zone_emploi", "unemployment_rate", "2025-T4", "0060", 7.0),
        ("zone_emploi", "unemployment_rate", "2020-T4", "2402", "non_disponible"),
        ("commune", "median_income", "2021", "18001", 21_000.0),
        ("commune", "poverty_rate", "2021", "18001", "secret"),
        ("commune", "median_income", "2021", "45001", "non_disponible"),
        ("commune", "median_income", "2021", "45002", "secret"),
        ("commune", "median_income", "2021", "18002", 20_200.0),  # already the commune of 2024
        ("commune", "young_not_in_work_share", "2018", "18002", "non_disponible"),  # merged
        ("commune", "young_not_in_work_share", "2018", "18004", 14.5),
        ("commune", "young_not_in_work_share", "2018", "45003", "non_disponible"),
        ("departement", "young_not_in_work_share", "2018", "18", 18.2),
        ("region", "young_not_in_work_share", "2018", "24", 24.2),
        ("departement", "employment_share_industry", "2019", "18", 16.0),
        ("region", "employment_share_industry", "2019", "24", 15.2),
        ("france", "employment_share_industry", "2019", "france", 12.0),
    ],
)
def test_figures(
    mini: Edition, level: str, variable: str, period: str, code: str, expected: float | str
) -> None:
    assert _value(mini, level, variable, period, code) == expected


def test_rates_and_medians_have_no_totals(mini: Edition) -> None:
    for level in ("departement", "region", "france"):
        assert mini.find_figures(level, "median_income", "2021").empty
        assert mini.find_figures(level, "unemployment_rate", "2025-T4").empty
    assert mini.find_figures("france", "young_not_in_work_share", "2018").empty


def test_recruitment_keeps_sums_and_counts_of_masked_cells(mini: Edition) -> None:
    table = mini.recruitment.set_index(["level", "code", "occupation"]).drop(columns="period")
    columns = ["projects", "difficult", "seasonal", "projects_masked", "difficult_masked",
               "seasonal_masked", "cells"]  # fmt: skip
    rows = {
        key: tuple(row) for key, row in zip(table.index, table[columns].to_numpy(), strict=True)
    }
    assert rows["bassin", "2401", "A0X40"] == (100, 60, 20, 0, 0, 0, 1)
    assert rows["bassin", "2402", "A0X40"] == (10, 0, 0, 0, 1, 1, 1)
    assert rows["bassin", "2403", "A0X40"] == (0, 0, 0, 1, 0, 0, 1)
    assert rows["departement", "18", "A0X40"] == (110, 60, 20, 0, 1, 1, 2)
    assert rows["region", "24", "A0X40"] == (110, 60, 20, 1, 1, 1, 3)
    assert rows["france", "france", "B1X20"] == (280, 155, 15, 0, 0, 1, 3)
    assert ("bassin", "2701", "B1X20") in rows  # its communes are held: zone 0060
    assert set(mini.occupations.index) == {"A0X40", "B1X20"}
    assert mini.occupations.at["B1X20", "family_name"] == "Bâtiment"


def test_edition_json_says_what_was_done(mini: Edition) -> None:
    document = json.loads((mini.folder / "edition.json").read_text(encoding="utf-8"))
    assert {k: document[k] for k in ("id", "label", "region", "geography_year")} == {
        "id": "mini", "label": "Monde inventé", "region": "24", "geography_year": 2025,
    }  # fmt: skip
    tables = document["tables"]
    assert tables["tables/commune"]["rows"] == 8
    assert tables["geo/commune"]["rows"] == 6
    assert tables["geo/departement"]["rows"] == 2
    assert tables["tables/census"]["rows"] == 27 * (8 + 3 + 2 + 1)
    assert tables["tables/census"]["absent"] == {}
    # Of 5 columns: 18001 has 4 secret ones, 45001 has 5 not available, 45002 has 5 secret.
    assert tables["tables/income"]["absent"] == {"non_disponible": 5, "secret": 9}
    # 18002 merged and 45003 empty, in 3 years each.
    assert tables["tables/young_people"]["absent"] == {"non_disponible": 6}
    # 2018 and 2019: the commune 18002, its département, its region and France.
    assert tables["tables/population"]["absent"] == {"non_disponible": 8}
    assert tables["tables/unemployment"]["absent"] == {"non_disponible": 1}
    assert tables["tables/recruitment"]["absent"] == {}
    placement = {key: record["placement"] for key, record in document["sources"].items()}
    assert placement["comparateur"] == {
        "absent_in_scope": 0,
        "incomplete": 0,
        "merged": 1,
        "refused": [],
        "unplaced": [],
    }
    assert placement["population"] == {
        "absent_in_scope": 2,
        "incomplete": 2,
        "merged": 1,
        "refused": [],
        "unplaced": [],
    }
    assert placement["income"]["absent_in_scope"] == 14
    assert placement["young_people_commune"] == {
        "absent_in_scope": 6,
        "incomplete": 3,
        "merged": 1,
        "refused": [],
        "unplaced": [],
    }
    assert placement["membership"] is None
    for key, source in mini.sources.items():
        assert document["sources"][key]["sha256"] == source.sha256
        assert document["sources"][key]["vintage"] == source.vintage
        assert document["sources"][key]["geography_year"] == source.geography_year
    assert document["hash"] == mini.hash
    assert str(mini.folder) not in json.dumps(document)


def test_each_table_is_declared_with_its_hash_and_rows(mini: Edition) -> None:
    document = json.loads((mini.folder / "edition.json").read_text(encoding="utf-8"))
    files = {p.relative_to(mini.folder).with_suffix("").as_posix()
             for p in mini.folder.rglob("*.parquet")}  # fmt: skip
    assert files == set(document["tables"])
    for name, record in document["tables"].items():
        assert len(pd.read_parquet(mini.folder / f"{name}.parquet")) == record["rows"], name


def test_report_is_french_and_names_the_edition(world: World) -> None:
    report = build_edition(world.source, world.data)
    assert report.lines[0].startswith(f"Édition mini{W}: ")
    assert report.hash[:12] in report.lines[0]
    assert any(line.startswith(f"population{W}: 1 commune fusionnée") for line in report.lines)
    assert report.hash == load_edition(world.data).hash


def test_what_cannot_be_placed_is_reported(world: World) -> None:
    path = world.source / "insee/neet_communes.csv"
    path.write_bytes(path.read_bytes() + b"99999;?;2018;1,0\n")
    report = build_edition(world.source, world.data, accept=True)
    line = next(line for line in report.lines if line.startswith("young_people_commune"))
    assert "1 code sans commune (99999 …)" in line
    document = json.loads((world.data / "edition.json").read_text(encoding="utf-8"))
    assert document["sources"]["young_people_commune"]["placement"]["unplaced"] == ["99999"]


# Same inputs, same bytes


def test_same_inputs_same_bytes(tmp_path: Path, mini: Edition) -> None:
    source = shutil.copytree(mini.folder.parent / "official", tmp_path / "elsewhere")
    data = tmp_path / "other"
    data.mkdir()
    for name in ("registry.toml", "edition.toml"):
        shutil.copy(mini.folder / name, data)
    for name in ("perimeters", "occupations"):
        shutil.copytree(mini.folder / name, data / name)
    build_edition(source, data)
    first, second = (
        {p.relative_to(folder).as_posix(): p.read_bytes()
         for p in folder.rglob("*") if p.is_file()}
        for folder in (mini.folder, data)
    )  # fmt: skip
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_building_again_changes_nothing(world: World) -> None:
    build_edition(world.source, world.data)
    before = world.read_all()
    build_edition(world.source, world.data)
    assert world.read_all() == before


def test_building_leaves_nothing_else_behind(world: World) -> None:
    build_edition(world.source, world.data)
    assert {p.name for p in world.data.iterdir()} == {
        "edition.json", "edition.toml", "geo", "occupations", "perimeters", "registry.toml",
        "tables",
    }  # fmt: skip


# All or nothing


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def _replace(old: str, new: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def _to_latin(path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("latin-1", "replace"))


def _double(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[-1]]))


DAMAGES = [
    ("insee/comparateur.zip", _cut, ("archive zip entière",)),
    ("insee/comparateur.zip", Path.unlink, ("Fichier absent",)),
    ("insee/appartenance.csv", _replace("LIBGEO", "NOM"), ("LIBGEO", "Colonnes trouvées")),
    ("insee/appartenance.csv", _to_latin, ("ligne 1", "UTF-8")),
    ("insee/appartenance.csv", _double, ("ligne 12", "CODGEO", "58003", "deux fois")),
    ("insee/appartenance.csv", _replace("18004", "l8004"), ("ligne 5", "CODGEO", "l8004")),
    ("insee/mouvements.csv", _replace("2022-01-01", "01/01/2022"), ("ligne 2", "DATE_EFF")),
    ("insee/population.csv", _replace("p18_pop", "p18"), ("p18_pop", "Colonnes trouvées")),
    ("insee/population.csv", _replace(",1005,", ",1O05,"), ("ligne 2", "p19_pop", "1O05")),
    ("insee/population.csv", _replace(",1005,", ",-1005,"), ("ligne 2", "p19_pop", "au moins 0")),
    ("insee/csp.parquet", _cut, ("un fichier Parquet",)),
    ("insee/chomage.csv", _replace("8,5", "8.5"), ("ligne 4", "2025-T4", "un nombre")),
    ("insee/chomage.csv", _replace("8,5", "850,0"), ("unemployment",)),
    ("insee/filosofi.csv", _replace("21000", "2l000"), ("ligne", "MED21", "2l000")),
    ("insee/filosofi.csv", _replace("MED21", "MEDIANE"), ("MED",)),
    ("insee/neet_communes.csv", _double, ("codgeo + an", "deux fois")),
    ("insee/neet_dep.csv", _replace("18,2", "18,2,1"), ("ligne 2", "part_non_inseres")),
    ("ft/bmo.xlsx", _cut, ("classeur xlsx entier",)),
    ("ft/bassins.csv", _replace("18001", "1800I"), ("codgeo", "1800I")),
    ("insee/tcrd.xlsx", _cut, ("classeur xlsx entier",)),
    ("dares/fap2021.csv", _replace(";B1X20;", ";B1;"), ("ligne 4", "Code_FAP228", "B1")),
    ("dares/passage.xls", _cut, ("classeur xls entier",)),
    ("ft/rome_codes.csv", _replace('"F1703"', '"A1416"'), ("ligne 4", "code_rome", "deux fois")),
    ("ft/rome_titles.csv", _replace('"F1703"', '"f1703"'), ("ligne 5", "code_rome", "f1703")),
    ("dares/appellations.csv", _double, ("fap", "B2Z40", "deux fois")),
    ("dares/carte2.csv", _replace(";100;30", ";101;30"), ("emp_fap, emp_region",)),
    ("ft/tension.csv", _replace("12,5", "12.5"), ("ligne 2", "oee", "12.5")),
    ("ft/tension.csv", _replace(";5;4;3", ";6;4;3"), ("ligne 2", "ind_tension_d", "de 1 à 5")),
    ("geo/communes.geojson", _cut, ("GeoJSON",)),
    ("geo/communes.geojson", _replace("[2.1, 47.0]", "[2.13, 47.0]"), ("trous ou recouvrements",)),
]


@pytest.mark.parametrize(
    ("file", "damage", "words"), DAMAGES, ids=[f"{d[0]}-{n}" for n, d in enumerate(DAMAGES)]
)
def test_a_damaged_file_stops_the_build_and_leaves_the_edition_alone(
    world: World,
    mini: Edition,
    file: str,
    damage: Callable[[Path], None],
    words: tuple[str, ...],
) -> None:
    for name in ("tables", "geo"):
        shutil.copytree(mini.folder / name, world.data / name)
    shutil.copy(mini.folder / "edition.json", world.data)
    before = world.read_all()
    damage(world.source / file)
    with pytest.raises(SourceError) as caught:
        build_edition(world.source, world.data, accept=True)
    for word in words:
        assert word in str(caught.value), str(caught.value)
    if "commune (contours)" not in str(caught.value) and "unemployment" not in words:
        assert Path(file).name in str(caught.value)
    assert world.read_all() == before


def test_another_file_is_refused_unless_accepted(world: World) -> None:
    path = world.source / "insee/chomage.csv"
    _replace("8,5", "8,6")(path)
    with pytest.raises(SourceError) as caught:
        build_edition(world.source, world.data)
    assert caught.value.kind == "hash_mismatch"
    assert "insee/chomage.csv" in str(caught.value)
    assert not (world.data / "edition.json").exists()
    build_edition(world.source, world.data, accept=True)
    edition = load_edition(world.data)
    assert _value(edition, "zone_emploi", "unemployment_rate", "2025-T4", "2401") == 8.6


def test_a_commune_without_bassin_stops_the_build(world: World) -> None:
    path = world.source / "ft/bassins.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "45002" not in line]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="45002 sans bassin d’emploi"):
        build_edition(world.source, world.data, accept=True)


def test_a_split_that_the_outlines_do_not_know_stops_the_build(world: World) -> None:
    path = world.source / "insee/mouvements.csv"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "21,2024-01-01,COM,45001,Les Deltas,COM,45001,Les Deltas\n"
        + "21,2024-01-01,COM,45001,Les Deltas,COM,45002,Épsilon\n",
        encoding="utf-8",
    )
    with pytest.raises(SourceError, match="contours sans commune, dont 45002"):
        build_edition(world.source, world.data, accept=True)


@pytest.mark.parametrize(("most", "expected"), [(1e-4, "non_disponible"), (0.5, 7015.0)])
def test_a_total_never_lacks_a_commune_in_silence(
    world: World, monkeypatch: pytest.MonkeyPatch, most: float, expected: float | str
) -> None:
    """18003 is not in the file of 2019: no total; or, where it weighs little, a lower bound."""
    monkeypatch.setattr("spro_portraits.tables.making.MOST_LACKING", most)
    build_edition(world.source, world.data)
    edition = load_edition(world.data)
    cell = ("departement", "municipal_population", "2019")
    assert _value(edition, *cell, "18") == expected
    assert edition.find_figures(*cell)["lacking"].to_dict() == {"18": 1, "45": 0, "58": 0}


def test_a_failed_move_puts_the_old_edition_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_edition(world.source, world.data)
    before = world.read_all()
    _replace("8,5", "8,6")(world.source / "insee/chomage.csv")
    rename = Path.rename

    def fail_at_the_end(self: Path, target: Path) -> Path:
        if self.name == "edition.json" and target.parent == world.data and "old" not in self.parts:
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_end)
    with pytest.raises(PermissionError):
        build_edition(world.source, world.data, accept=True)
    assert world.read_all() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("edition.toml", b"id = "),
        ("edition.toml", b'id = "x"\n'),
        ("edition.toml", None),
        ("registry.toml", b"[x"),
        ("registry.toml", None),
    ],
)
def test_an_unreadable_declaration_is_an_edition_error(
    world: World, name: str, content: bytes | None
) -> None:
    path = world.data / name
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(EditionError):
        build_edition(world.source, world.data)


def test_a_scope_in_latin_1_is_an_edition_error(world: World) -> None:
    path = world.data / "edition.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(SproError):
        build_edition(world.source, world.data)


def test_missing_names_are_a_foreseen_error(world: World) -> None:
    (world.data / "perimeters" / "noms.csv").unlink()
    with pytest.raises(SproError):
        build_edition(world.source, world.data)


@pytest.mark.parametrize("name", ["passage.csv", "formations.csv", "cfa.csv"])
def test_a_missing_hand_table_is_a_foreseen_error(world: World, name: str) -> None:
    (world.data / "occupations" / name).unlink()
    with pytest.raises(SourceError, match=f"{re.escape(name)} ne se lit pas{W}: fichier absent"):
        build_edition(world.source, world.data)
    assert not (world.data / "tables").exists()


def test_a_scope_of_another_type_is_an_edition_error(world: World) -> None:
    _replace("geography_year = 2025", 'geography_year = "2025"')(world.data / "edition.toml")
    with pytest.raises(EditionError, match="geography_year"):
        build_edition(world.source, world.data)


def test_a_registry_that_lacks_a_source_is_an_edition_error(world: World) -> None:
    _replace("[movements]", "[mouvements]")(world.data / "registry.toml")
    with pytest.raises(EditionError, match="source movements absente"):
        build_edition(world.source, world.data)


def test_a_second_vintage_of_a_source_is_refused(world: World) -> None:
    """It would be listed among what the edition is made of, and be in none of its tables."""
    path = world.data / "registry.toml"
    text = path.read_text(encoding="utf-8")
    record = text[text.index("[recruitment]") :].split("\n\n")[0]
    older = record.replace("[recruitment]", "[recruitment_2023]")
    path.write_text(f"{text}\n\n{older}\n", encoding="utf-8")
    before = world.read_all()
    with pytest.raises(EditionError) as caught:
        build_edition(world.source, world.data)
    assert "[recruitment_2023]" in str(caught.value)
    assert "un autre millésime fait une autre édition" in str(caught.value)
    assert world.read_all() == before


def test_a_quarter_more_is_a_quarter_more(world: World) -> None:
    path = world.source / "insee" / "chomage.csv"
    added = {"Code": "2026-T1", "ZE2020": "2026-T1", "0060": "6,9", "2401": "8,7", "2402": "",
             "2701": "5,3"}  # fmt: skip
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    grown = [f"{line};{added[line.split(';')[0]]}" for line in lines]
    path.write_text("\n".join(grown) + "\n", encoding="utf-8")
    world.declare()
    build_edition(world.source, world.data)
    edition = load_edition(world.data)
    periods = ["2020-T4", "2024-T4", "2025-T4", "2026-T1"]
    assert edition.list_periods("zone_emploi", "unemployment_rate") == periods
    assert list(list_zone_rates(edition)) == periods
    rates = edition.find_figures("zone_emploi", "unemployment_rate", "2026-T1")
    assert rates.at["2401", "value"] == 8.7
    assert rates.at["2402", "reason"] == "non_disponible"
    # What was there is as it was.
    before = edition.find_figures("zone_emploi", "unemployment_rate", "2025-T4")["value"]
    assert before["2401"] == 8.5


def test_an_unknown_loader_is_a_foreseen_error(world: World) -> None:
    path = world.data / "registry.toml"
    _replace('loader = "income"', 'loader = "revenus"')(path)
    with pytest.raises(SproError):
        build_edition(world.source, world.data)


# The real files


@pytest.fixture(scope="session")
def rebuilt(
    official: Path, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, BuildReport]:
    """Build the real edition once, beside nothing of the old one."""
    folder = tmp_path_factory.mktemp("rebuilt")
    shutil.copy(data_dir / "registry.toml", folder)
    shutil.copy(data_dir / "edition.toml", folder)
    for name in ("perimeters", "occupations"):
        shutil.copytree(data_dir / name, folder / name)
    return folder, build_edition(official, folder)


@pytest.mark.official
def test_official_files_give_the_committed_edition_to_the_byte(
    rebuilt: tuple[Path, BuildReport], data_dir: Path
) -> None:
    folder, report = rebuilt
    names = [
        "edition.json",
        *(
            p.relative_to(data_dir).as_posix()
            for kind in ("tables", "geo")
            for p in (data_dir / kind).iterdir()
        ),
    ]
    built = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    kept = {n for n in built if not n.startswith(("registry.toml", "perimeters/", "occupations/"))}
    assert kept - {"edition.toml"} == set(names)
    different = [n for n in names if (folder / n).read_bytes() != (data_dir / n).read_bytes()]
    assert different == []
    assert report.hash == load_edition(data_dir).hash


@pytest.mark.official
def test_official_report_counts_what_was_not_placed(rebuilt: tuple[Path, BuildReport]) -> None:
    lines = "\n".join(rebuilt[1].lines)
    assert f"comparateur{W}: 74 communes fusionnées" in lines
    assert "communes partagées et non réparties" in lines
    assert (
        "45 codes sans commune (13201" in lines
    )  # districts: Filosofi gives them beside the whole
