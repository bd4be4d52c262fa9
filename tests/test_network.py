"""The directory of structures: what a spreadsheet saves, who is where, what is doubtful."""

from __future__ import annotations

import csv
import io
import math
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from spro_portraits.cli import main
from spro_portraits.errors import SourceError
from spro_portraits.network import (
    FILES,
    STRUCTURE_COLUMNS,
    Directory,
    Network,
    find_coordinators,
    find_network,
    list_active,
    load_directory,
    write_structures,
)
from spro_portraits.network.cells import Row, list_near, read_rows
from spro_portraits.network.check import (
    OUTLINE_TOLERANCE,
    SEVERITIES,
    Problem,
    check_directory,
    count_kinds,
)
from spro_portraits.network.dates import (
    find_first_day,
    find_last_day,
    find_school_year,
    parse_date,
    shift_years,
)
from spro_portraits.network.outside import measure_outside
from spro_portraits.tables import Edition
from spro_portraits.territory import Territory, list_territories

Cells = dict[str, str]

FACT = {"source": "Une personne", "date": "2024-05-01"}
RESEAUX: list[Cells] = [
    {"code": "ml", "nom": "Missions locales", "nom_court": "ML", "famille": "Jeunes",
     "couleur": "#d55e00", "forme": "disque", "publics": "jeunes", "services": "Accueil"},
    {"code": "cio", "nom": "Centres d'information", "nom_court": "CIO", "famille": "École",
     "couleur": "#009E73", "forme": "carre", "publics": "scolaires|jeunes"},
]  # fmt: skip
PUBLICS: list[Cells] = [
    {"code": "jeunes", "nom": "Jeunes"},
    {"code": "scolaires", "nom": "Élèves"},
    {"code": "vae", "nom": "VAE"},
]
STRUCTURES: list[Cells] = [
    {"code": "ml-a", "nom": "Mission locale d'A", "reseau": "ml", "commune": "01001",
     "latitude": "47,05", "longitude": "2,05", "telephone": "02 48 00 00 01",
     "adresse": "1 rue Haute"},
    {"code": "cio-b", "nom": "CIO de B", "reseau": "cio", "commune": "01002",
     "publics": "vae", "services": "Conseil"},
    {"code": "cio-c", "nom": "CIO de C", "reseau": "cio", "commune": "01003"},
    {"code": "ml-x", "nom": "Mission locale X", "reseau": "ml"},
]  # fmt: skip
MEMBERSHIPS: list[Cells] = [
    {"spro": "est", "structure": "ml-a", "role": "coordonnateur", "date": "2016-06-30"},
    {"spro": "est", "structure": "ml-x", "role": "ressource", "debut": "2020-01-01",
     "fin": "2025-12-31"},
    {"spro": "ouest", "structure": "cio-b", "role": "membre"},
]  # fmt: skip
DAY = "2024-06-01"

Make = Callable[..., Path]


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Cells]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(columns), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**dict.fromkeys(columns, ""), **FACT, **row} for row in rows)
    path.write_bytes(b"\xef\xbb\xbf" + stream.getvalue().encode())


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Give a maker of invented folders: tables by name, instead of the default ones."""
    defaults = {
        "reseaux": RESEAUX,
        "publics": PUBLICS,
        "structures": STRUCTURES,
        "memberships": MEMBERSHIPS,
    }

    def write(**tables: list[Cells]) -> Path:
        folder = tmp_path / "network"
        folder.mkdir(exist_ok=True)
        for file, columns in FILES.items():
            name = file.removesuffix(".csv")
            write_table(folder / file, columns, {**defaults, **tables}.get(name, []))
        return folder

    return write


@pytest.fixture
def directory(make: Make) -> Directory:
    return load_directory(make())


@pytest.fixture(scope="module")
def shapes() -> gpd.GeoDataFrame:
    """Three communes in a row, a tenth of a degree wide."""
    squares = [box(2 + 0.1 * n, 47, 2.1 + 0.1 * n, 47.1) for n in range(3)]
    columns = {"code": ["01001", "01002", "01003"], "name": ["Alpha", "Bêta", "Gamma"]}
    return gpd.GeoDataFrame(columns, geometry=squares, crs=4326)


def build_territory(level: str, code: str, *communes: str) -> Territory:
    return Territory(level, code, code.title(), communes, len(communes), ("01",), ("24",))


EST = build_territory("spro", "est", "01001", "01002")
OUEST = build_territory("spro", "ouest", "01003")
REGION = build_territory("region", "24", "01001", "01002", "01003")


def find(
    directory: Directory, territory: Territory, shapes: gpd.GeoDataFrame, day: str = DAY
) -> Network:
    return find_network(directory, territory, [EST, OUEST], shapes, day)


def list_roles(network: Network) -> dict[str, str]:
    return {member.structure.code: member.role for member in network.members}


# Dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2016-06-30", "2016-06-30"),
        ("2016-04", "2016-04"),
        ("2016", "2016"),
        ("30/06/2016", "2016-06-30"),
        ("1/6/2016", "2016-06-01"),
        ("30.06.2016", "2016-06-30"),
        ("04/2016", "2016-04"),
        ("avr-16", "2016-04"),
        ("août-16", "2016-08"),
        ("Févr. 2019", "2019-02"),
        ("30 avril 2016", "2016-04-30"),
        ("1er mai 2016", "2016-05-01"),
        ("30/06/2016 00:00", "2016-06-30"),
        ("2016-06-30 00:00:00", "2016-06-30"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_dates_of_a_spreadsheet_are_read(text: str, date: str) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text", ["", "hier", "30/02/2016", "2016-13", "ju-16", "12", "16", "2016-06-31", "43282"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


def test_a_date_covers_days() -> None:
    assert (find_first_day("2024-02"), find_last_day("2024-02")) == ("2024-02-01", "2024-02-29")
    assert (find_first_day("2023"), find_last_day("2023")) == ("2023-01-01", "2023-12-31")
    assert (find_first_day("2023-02-03"), find_last_day("2023-02-03")) == ("2023-02-03",) * 2
    assert shift_years("2024-02-29", -2) == "2022-02-28"
    assert shift_years("2026-11-24", -2) == "2024-11-24"


@pytest.mark.parametrize(
    ("when", "year"),
    [
        ("2016-06-30", "2015-2016"),
        ("2016-08-31", "2015-2016"),
        ("2016-09-01", "2016-2017"),
        ("2016-08", "2015-2016"),
        ("2016", "2016-2017"),
        ("", ""),
    ],
)
def test_school_years_begin_in_september(when: str, year: str) -> None:
    assert find_school_year(when) == year


# Reading


def test_a_directory_is_read_with_its_types(directory: Directory) -> None:
    one = directory.structures["ml-a"]
    assert (one.latitude, one.longitude, one.phone) == (47.05, 2.05, "02 48 00 00 01")
    assert math.isnan(directory.structures["cio-b"].latitude)
    assert directory.structures["cio-b"].publics == ("vae",)
    assert directory.reseaux["cio"].publics == ("scolaires", "jeunes")
    assert directory.reseaux["ml"].color == "#D55E00"
    assert list(directory.reseaux) == ["ml", "cio"]
    assert [m.date for m in directory.memberships] == ["2016-06-30", "2024-05-01", "2024-05-01"]
    assert directory.last_date == "2024-05-01"


def test_what_a_french_excel_saves_reads_the_same(make: Make, directory: Directory) -> None:
    """Windows-1252, other order of columns, empty columns, lost zeros, ``="…"``, Excel's dates."""
    folder = make()
    path = folder / "structures.csv"
    columns = ["date", *(c for c in STRUCTURE_COLUMNS if c != "date")]
    rows = [{**FACT, **row} for row in STRUCTURES]
    rows[0] |= {"commune": "1001", "telephone": "248000001", "code_postal": "1000"}
    rows[1] |= {"commune": '="01002"', "date": "01/05/2024", "publics": " vae | "}
    rows[2] |= {"commune": '"=""01003"""', "date": "mai-24"}
    lines = [";".join(column.upper() for column in columns) + ";;"]
    lines += [";".join(row.get(column, "") for column in columns) + ";;" for row in rows]
    text = "sep=;\r\n" + "\r\n".join(lines) + "\r\n" + ";" * len(columns) + "\r\n\r\n"
    path.write_bytes(text.encode("cp1252"))
    read = load_directory(folder).structures
    assert list(read) == list(directory.structures)
    assert [one.commune for one in read.values()] == ["01001", "01002", "01003", ""]
    assert read["ml-a"].phone == "02 48 00 00 01"
    assert read["ml-a"].postcode == "01000"
    assert [one.date for one in read.values()] == [
        "2024-05-01", "2024-05-01", "2024-05", "2024-05-01",
    ]  # fmt: skip
    assert read["cio-b"].publics == ("vae",)


def test_a_cell_may_hold_an_end_of_line_and_html(make: Make) -> None:
    name = '<script>alert("1")</script> {{ x }} ;\nsuite'
    folder = make(structures=[{"code": "ml-a", "nom": name, "reseau": "ml"}], memberships=[])
    read = load_directory(folder).structures["ml-a"].name
    assert read == '<script>alert("1")</script> {{ x }} ; suite'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+33 2 48 00 00 01", "02 48 00 00 01"),
        ("0033248000001", "02 48 00 00 01"),
        ("+33 (0)2 48 00 00 01", "02 48 00 00 01"),
        ("02.48.00.00.01", "02 48 00 00 01"),
        ("3949", "3949"),
        ("", ""),
    ],
)
def test_telephones_are_written_in_one_way(make: Make, written: str, read: str) -> None:
    row = {"code": "ml-a", "nom": "A", "reseau": "ml", "telephone": written}
    folder = make(structures=[row], memberships=[])
    assert load_directory(folder).structures["ml-a"].phone == read


STRUCTURE = {"code": "ml-z", "nom": "Z", "reseau": "ml"}
EVENT = {"spro": "est", "jour": "2024", "genre": "Visite", "titre": "T", "etat": "tenu"}
MEMBERSHIP = {"spro": "est", "structure": "ml-a", "role": "membre"}


@pytest.mark.parametrize(
    ("table", "row", "column", "said"),
    [
        ("structures", STRUCTURE | {"reseau": "cia"}, "reseau", "cio"),
        ("structures", STRUCTURE | {"reseau": "missions locale"}, "reseau", "ml"),
        ("structures", STRUCTURE | {"publics": "jeunes|jeune"}, "publics", "jeunes"),
        ("structures", STRUCTURE | {"code": "Ml Z"}, "code", "minuscules"),
        ("structures", STRUCTURE | {"nom": ""}, "nom", "(vide)"),
        ("structures", STRUCTURE | {"source": ""}, "source", "source"),
        ("structures", STRUCTURE | {"date": ""}, "date", "(vide)"),
        ("structures", STRUCTURE | {"date": "31/11/2023"}, "date", "31/11/2023"),
        ("structures", STRUCTURE | {"commune": "181"}, "commune", "181"),
        ("structures", STRUCTURE | {"latitude": "47,1"}, "longitude", "aucune des deux"),
        ("structures", STRUCTURE | {"latitude": "4,7E1", "longitude": "2"}, "latitude", "4,7E1"),
        ("structures", STRUCTURE | {"latitude": "471", "longitude": "2"}, "latitude", "471"),
        ("structures", STRUCTURE | {"telephone": "2,48E+08"}, "telephone", "2,48E+08"),
        ("reseaux", RESEAUX[0] | {"code": "z", "couleur": "bleu"}, "couleur", "#RRVVBB"),
        ("reseaux", RESEAUX[0] | {"code": "z", "forme": "disk"}, "forme", "disque"),
        ("memberships", MEMBERSHIP | {"structure": "ml-aa"}, "structure", "ml-a"),
        ("memberships", MEMBERSHIP | {"role": "presente"}, "role", "membre"),
        ("memberships", MEMBERSHIP | {"acte": "avenan"}, "acte", "avenant"),
        ("memberships", MEMBERSHIP | {"debut": "2024", "fin": "2023"}, "fin", "2023"),
        ("tools", {"reseau": "ml", "structure": "ml-a", "apport": "Données"}, "structure", "ml-a"),
        ("tools", {"reseau": "ml"}, "apport", "(vide)"),
        ("events", EVENT | {"etat": "annule"}, "etat", "tenu"),
        ("events", EVENT | {"participants": "12,5"}, "participants", "12,5"),
        ("events", EVENT | {"participants": "-3"}, "participants", "-3"),
        ("events", EVENT | {"satisfaction": "194"}, "satisfaction", "194"),
        ("events", EVENT | {"environ": "peut-être"}, "environ", "oui"),
        ("initiatives", {"spro": "est"}, "titre", "(vide)"),
    ],
)
def test_a_wrong_cell_is_named(make: Make, table: str, row: Cells, column: str, said: str) -> None:
    before = {"structures": STRUCTURES, "reseaux": RESEAUX}.get(table, [])
    folder = make(**{table: [*before, row]})
    with pytest.raises(SourceError) as caught:
        load_directory(folder)
    message = str(caught.value)
    assert caught.value.kind == "bad_value"
    assert f"{table}.csv, ligne {len(before) + 2}, colonne «\u00a0{column}\u00a0»" in message
    assert said in message


def test_values_of_events_are_read(make: Make) -> None:
    rows = [
        EVENT | {"participants": "1 200", "environ": "OUI", "satisfaction": "94,5 %"},
        EVENT | {"titre": "U", "jour": "avr-16"},
    ]
    first, second = load_directory(make(events=rows)).events
    assert (first.participants, first.approximate, first.satisfaction) == (1200, True, 94.5)
    assert (second.participants, second.approximate, second.satisfaction) == (None, False, None)
    assert second.day == "2016-04"


def test_a_code_stands_once(make: Make) -> None:
    with pytest.raises(SourceError, match="deux fois") as caught:
        load_directory(make(structures=[STRUCTURE, STRUCTURE], memberships=[]))
    assert (caught.value.kind, caught.value.facts["row"]) == ("duplicate_key", 3)


def test_columns_are_those_that_are_known(make: Make) -> None:
    folder = make()
    path = folder / "structures.csv"
    whole = path.read_text(encoding="utf-8-sig")
    path.write_text(whole.replace("remarque", "courriel", 1), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_directory(folder)
    assert caught.value.kind == "missing_column"
    path.write_text(whole.replace("remarque", "remarque;courriel", 1), encoding="utf-8")
    with pytest.raises(SourceError, match="courriel") as caught:
        load_directory(folder)
    assert caught.value.kind == "unknown_column"
    path.write_text(whole.replace("remarque", "remarque;nom", 1), encoding="utf-8")
    with pytest.raises(SourceError, match="deux fois"):
        load_directory(folder)


def test_a_cell_without_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1;2;\n3;4;5\n", encoding="utf-8")
    with pytest.raises(SourceError, match="ligne 3") as caught:
        read_rows(path, ("a", "b"))
    assert caught.value.kind == "bad_value"


def test_files_that_do_not_read(tmp_path: Path, make: Make) -> None:
    with pytest.raises(SourceError, match="absent"):
        read_rows(tmp_path / "rien.csv", ("a",))
    empty = tmp_path / "vide.csv"
    empty.write_bytes(b"")
    with pytest.raises(SourceError, match="«\u00a0a\u00a0»"):
        read_rows(empty, ("a",))
    bad = tmp_path / "binaire.csv"
    bad.write_bytes(b"a\n\x81\x8d\n")
    with pytest.raises(SourceError, match="ne se lit pas"):
        read_rows(bad, ("a",))
    folder = make()
    (folder / "events.csv").unlink()
    with pytest.raises(SourceError, match="events"):
        load_directory(folder)


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a;b\n\n"1\n1";2\n;\n3\n', encoding="utf-8")
    rows = read_rows(path, ("a", "b"))
    assert rows == [Row("t.csv", 3, {"a": "1 1", "b": "2"}), Row("t.csv", 6, {"a": "3", "b": ""})]


def test_near_codes_are_found_by_code_or_name() -> None:
    names = {"ml": "Missions locales", "cio": "Centres", "vae": "Points relais"}
    assert list_near("mission locale", names) == ["ml"]
    assert list_near("CIA", names) == ["cio"]
    assert list_near("relais", names) == ["vae"]
    assert list_near("zzzz", names) == list_near("", names) == []


# Writing


def test_what_is_written_is_what_was_read(make: Make) -> None:
    rows = [
        *STRUCTURES,
        {"code": "ml-b", "nom": "L'« autre » ; mission", "reseau": "ml", "commune": "01002",
         "latitude": "47,0123456789", "longitude": "-0,00005", "publics": "jeunes|vae",
         "identifiants": "dila:x-1|milo:2", "remarque": 'dit "sûr"'},
    ]  # fmt: skip
    folder = make(structures=rows)
    path = folder / "structures.csv"
    names = {"01001": "Alpha", "01002": "Bêta"}
    before = load_directory(folder)
    write_structures(path, before.structures.values(), names)
    first = path.read_bytes()
    again = load_directory(folder)
    assert sorted(map(repr, again.structures.values())) == sorted(
        map(repr, before.structures.values())
    )
    write_structures(path, reversed(list(again.structures.values())), names)
    assert path.read_bytes() == first
    assert list(again.structures) == ["ml-a", "ml-b", "ml-x", "cio-b", "cio-c"]
    assert b"47,0123456789;-0,00005;" in first
    assert first.startswith(b"\xef\xbb\xbfcode;nom;")
    assert first.count(b"\r\n") == first.count(b"\n") == 6
    assert not [p for p in folder.iterdir() if p.name.startswith(".")]


def test_a_failed_writing_leaves_the_file(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make()
    path = folder / "structures.csv"
    before = path.read_bytes()
    structures = load_directory(folder).structures

    def fail(*_: object) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="full"):
        write_structures(path, structures.values(), {})
    assert path.read_bytes() == before
    assert sorted(p.name for p in folder.iterdir()) == sorted(FILES)


# Choosing


def test_a_spro_holds_its_members_and_those_who_stand_there(
    directory: Directory, shapes: gpd.GeoDataFrame
) -> None:
    est = find(directory, EST, shapes)
    assert list_roles(est) == {"ml-a": "membre", "ml-x": "ressource", "cio-b": "presente"}
    assert [m.structure.code for m in est.members] == ["ml-a", "ml-x", "cio-b"]
    assert (est.spro, est.level, est.code, est.day) == (("est",), "spro", "est", DAY)
    ouest = find(directory, OUEST, shapes)
    assert list_roles(ouest) == {"cio-b": "membre", "cio-c": "presente"}


def test_a_coordinator_is_one_of_a_school_year(
    directory: Directory, shapes: gpd.GeoDataFrame
) -> None:
    assert list_roles(find(directory, EST, shapes, "2016-08-31"))["ml-a"] == "coordonnateur"
    assert list_roles(find(directory, EST, shapes, "2016-09-01"))["ml-a"] == "membre"
    now = find_coordinators(directory, "est", "2016-01-15")
    assert [one.code for one in now.current] == ["ml-a"]
    assert (now.last, now.school_year) == (now.current, "2015-2016")
    later = find_coordinators(directory, "est", DAY)
    assert later.current == ()
    assert [one.code for one in later.last] == ["ml-a"]
    before = find_coordinators(directory, "est", "2015-08-31")
    assert (before.current, before.last, before.school_year) == ((), (), "")
    assert find_coordinators(directory, "ouest", DAY).last == ()


def test_the_school_year_is_that_of_the_start_when_it_is_known(make: Make) -> None:
    rows = [
        MEMBERSHIP | {"role": "coordonnateur", "debut": "2023-09-15", "date": "2024-11-01"},
        MEMBERSHIP | {"role": "coordonnateur", "debut": "2022", "structure": "cio-b"},
        MEMBERSHIP
        | {"role": "coordonnateur", "debut": "2023-09", "fin": "2024-01-31", "structure": "cio-c"},
    ]
    directory = load_directory(make(memberships=rows))

    def list_current(day: str) -> list[str]:
        return [one.code for one in find_coordinators(directory, "est", day).current]

    assert list_current("2024-08-31") == ["ml-a"]
    assert list_current("2024-01-31") == ["ml-a", "cio-c"]
    assert list_current("2022-10-01") == ["cio-b"]
    assert list_current("2024-09-01") == []
    assert find_coordinators(directory, "est", "2024-11-01").school_year == "2023-2024"


def test_a_membership_holds_from_its_start_to_its_end(directory: Directory) -> None:
    dated = [m for m in directory.memberships if m.end]

    def count(day: str) -> int:
        return len(list_active(dated, day))

    assert [count(day) for day in ("2019-12-31", "2020-01-01", "2025-12-31", "2026-01-01")] == [
        0, 1, 1, 0,
    ]  # fmt: skip
    assert [count(day) for day in ("2019", "2020", "2025-12", "2026")] == [0, 1, 1, 0]
    undated = [m for m in directory.memberships if not m.end]
    assert len(list_active(undated, "1999-01-01")) == len(undated) == 2


def test_a_member_that_left_and_stands_nowhere_is_gone(
    directory: Directory, shapes: gpd.GeoDataFrame
) -> None:
    assert "ml-x" not in list_roles(find(directory, EST, shapes, "2026-01-01"))
    assert "ml-x" in list_roles(find(directory, EST, shapes, "2025-12-31"))


def test_a_wider_territory_holds_the_spro_inside(make: Make, shapes: gpd.GeoDataFrame) -> None:
    facts = {"apport": "Données", "spro": "est"}
    directory = load_directory(
        make(
            tools=[facts, facts | {"spro": "ouest", "outil": "O"}, {"apport": "Partout"}],
            events=[EVENT, EVENT | {"spro": "ouest"}],
            initiatives=[{"spro": "ouest", "titre": "T"}],
        )
    )
    region = find(directory, REGION, shapes)
    assert region.spro == ("est", "ouest")
    assert list_roles(region) == {
        "ml-a": "membre", "ml-x": "ressource", "cio-b": "membre", "cio-c": "presente",
    }  # fmt: skip
    assert (len(region.tools), len(region.events), len(region.initiatives)) == (3, 2, 1)
    est = find(directory, EST, shapes)
    assert [tool.kind for tool in est.tools] == ["Données", "Partout"]
    assert (len(est.events), len(est.initiatives)) == (1, 0)


def test_a_part_of_a_spro_keeps_roles_and_leaves_the_unplaced(
    directory: Directory, shapes: gpd.GeoDataFrame
) -> None:
    part = find(directory, build_territory("commune", "01001", "01001"), shapes, "2016-03")
    assert list_roles(part) == {"ml-a": "coordonnateur"}
    assert part.spro == ()


def test_positions_say_where_they_come_from(directory: Directory, shapes: gpd.GeoDataFrame) -> None:
    members = {m.structure.code: m for m in find(directory, EST, shapes).members}
    assert members["ml-a"].precision == "adresse"
    assert (members["ml-a"].latitude, members["ml-a"].longitude) == (47.05, 2.05)
    middle = members["cio-b"]
    assert middle.precision == "commune"
    assert [middle.latitude, middle.longitude] == pytest.approx([47.05, 2.15])
    assert members["ml-x"].precision == ""
    assert math.isnan(members["ml-x"].latitude)
    without = shapes.assign(geometry=[None, None, None])
    lost = {m.structure.code: m for m in find(directory, EST, without).members}["cio-b"]
    assert (lost.precision, math.isnan(lost.longitude)) == ("", True)


def test_publics_are_its_own_or_those_of_its_reseau(
    directory: Directory, shapes: gpd.GeoDataFrame
) -> None:
    members = {m.structure.code: m for m in find(directory, REGION, shapes).members}
    assert (members["cio-b"].publics, members["cio-b"].publics_assumed) == (("vae",), False)
    assert members["cio-b"].services == ("Conseil",)
    assert members["cio-c"].publics == ("scolaires", "jeunes")
    assert members["cio-c"].publics_assumed
    assert members["ml-a"].services == ("Accueil",)


def test_the_day_is_the_last_date_unless_told(
    directory: Directory, shapes: gpd.GeoDataFrame
) -> None:
    assert find(directory, EST, shapes, "").day == "2024-05-01"


def test_an_empty_directory_makes_an_empty_network(make: Make, shapes: gpd.GeoDataFrame) -> None:
    directory = load_directory(make(structures=[], memberships=[]))
    network = find(directory, EST, shapes, "")
    assert (network.members, network.day) == ((), "")
    assert find_coordinators(directory, "est", network.day).last == ()


# Checking


def check(directory: Directory, shapes: gpd.GeoDataFrame, day: str = DAY) -> list[Problem]:
    return list(check_directory(directory, shapes, ["est", "ouest"], day))


def list_kind(problems: Iterable[Problem], kind: str) -> list[str]:
    return [one.place for one in problems if one.kind == kind]


def test_findings_are_ordered_and_french(directory: Directory, shapes: gpd.GeoDataFrame) -> None:
    problems = check(directory, shapes)
    ranks = [list(SEVERITIES).index(one.kind) for one in problems]
    assert ranks == sorted(ranks)
    assert count_kinds(problems) == {
        "no_coordinator": 2, "no_commune": 1, "unconfirmed": 1, "no_spro": 1,
    }  # fmt: skip
    assert all(one.severity == "avertissement" for one in problems)
    assert problems[0].text == (
        "Pas de coordonnateur connu au 1er\u00a0juin\u00a02024. "
        "Dernier connu\u00a0: Mission locale d'A (2015-2016)."
    )
    assert list_kind(problems, "no_coordinator") == ["est", "ouest"]
    assert list_kind(problems, "no_spro") == ["cio-c"]
    assert list_kind(problems, "no_commune") == ["ml-x"]


def test_a_named_coordinator_is_no_finding(directory: Directory, shapes: gpd.GeoDataFrame) -> None:
    assert list_kind(check(directory, shapes, "2016-02-01"), "no_coordinator") == ["ouest"]


def test_places_are_checked(make: Make, shapes: gpd.GeoDataFrame) -> None:
    edge = 2.0 - 0.8 * OUTLINE_TOLERANCE / 76_000
    rows = [
        STRUCTURE | {"code": "ml-1", "commune": "01999"},
        STRUCTURE | {"code": "ml-2", "commune": "01001", "latitude": "47,05", "longitude": "2,3"},
        STRUCTURE | {"code": "ml-3", "commune": "01001", "latitude": "47,05",
                     "longitude": f"{edge:.6f}"},
    ]  # fmt: skip
    problems = check(load_directory(make(structures=rows, memberships=[])), shapes)
    assert list_kind(problems, "unknown_commune") == ["ml-1"]
    assert list_kind(problems, "outside_commune") == ["ml-2"]
    far = next(one for one in problems if one.kind == "outside_commune")
    # 0.2 degree on the parallel of 47.05°: 0.2 × 111.32 km × cos(47.05°) is 15.2 km.
    assert far.text == "La position est à 15,2\u00a0km de la commune dite (Alpha)."
    assert far.severity == "erreur"


def test_distances_out_of_a_commune_are_metres() -> None:
    outline = box(2, 47, 2.1, 47.1)
    assert measure_outside(outline, 47.05, 2.05) == 0
    north = measure_outside(outline, 47.2, 2.05)
    assert north == pytest.approx(0.1 * 111_180, rel=2e-3)
    assert measure_outside(None, 47, 2) == 0
    assert measure_outside(outline, math.nan, math.nan) == 0


def test_an_unknown_spro_is_told_in_every_file(make: Make, shapes: gpd.GeoDataFrame) -> None:
    folder = make(
        memberships=[MEMBERSHIP | {"spro": "esst"}],
        tools=[{"apport": "Données", "spro": "nord"}],
        events=[EVENT | {"spro": "nord"}],
        initiatives=[{"spro": "nord", "titre": "T"}],
    )
    problems = [p for p in check(load_directory(folder), shapes) if p.kind == "unknown_spro"]
    assert [one.file for one in problems] == [
        "events.csv", "initiatives.csv", "memberships.csv", "tools.csv",
    ]  # fmt: skip
    assert "Vouliez-vous dire\u00a0: est, ouest\u202f?" in problems[2].text
    assert all(one.severity == "erreur" for one in problems)


HOME = {"reseau": "ml", "commune": "01001"}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"adresse": "15 avenue de Vendôme"}, {"adresse": "15, Avenue Vendome"}, True),
        ({"adresse": "15 avenue de Vendôme"}, {"adresse": "17 avenue de Vendôme"}, False),
        ({"adresse": "15 avenue de Vendôme"}, {"adresse": "15 rue Denis-Papin"}, False),
        ({"telephone": "0248000001"}, {"telephone": "02 48 00 00 01"}, True),
        ({"telephone": "0248000001"}, {"telephone": "0248000002"}, False),
        ({"telephone": "0248000001"}, {"telephone": "0248000001", "commune": "01002"}, False),
        ({"telephone": "0248000001"}, {"telephone": "0248000001", "reseau": "cio"}, False),
        ({}, {}, False),
    ],
)
def test_doubles_are_of_one_reseau_and_commune(
    make: Make, shapes: gpd.GeoDataFrame, first: Cells, second: Cells, *, same: bool
) -> None:
    rows = [
        STRUCTURE | HOME | {"code": "ml-1", "nom": "Un"} | first,
        STRUCTURE | HOME | {"code": "ml-2", "nom": "Deux"} | second,
    ]
    problems = check(load_directory(make(structures=rows, memberships=[])), shapes)
    assert list_kind(problems, "duplicate") == (["ml-2"] if same else [])


def test_an_identifier_and_a_membership_stand_once(make: Make, shapes: gpd.GeoDataFrame) -> None:
    rows = [
        STRUCTURE | {"code": "ml-1", "identifiants": "dila:1|milo:2"},
        STRUCTURE | {"code": "ml-2", "nom": "Y", "identifiants": "milo:2"},
    ]
    member = MEMBERSHIP | {"structure": "ml-1"}
    memberships = [member, member | {"source": "Autre"}, member | {"debut": "2023"}]
    problems = check(load_directory(make(structures=rows, memberships=memberships)), shapes)
    assert list_kind(problems, "same_identifier") == ["ml-2"]
    assert list_kind(problems, "same_membership") == ["est / ml-1"]


def test_two_spellings_are_told_once(make: Make, shapes: gpd.GeoDataFrame) -> None:
    rows = [
        STRUCTURE | {"code": "ml-1", "nom": "Mission locale d'Issoudun", "site": "www.a.fr/"},
        STRUCTURE | {"code": "ml-2", "nom": "Mission Locale Issoudun", "site": "http://a.fr"},
        STRUCTURE | {"code": "ml-3", "nom": "Mission locale de Châteauroux", "commune": "01001"},
        STRUCTURE | {"code": "ml-4", "nom": "Mision locale de Châteauroux", "commune": "01001"},
        STRUCTURE | {"code": "ml-5", "nom": "Mission locale de Tours 1", "services": "Conseil"},
        STRUCTURE | {"code": "ml-6", "nom": "Mission locale de Tours 2", "services": "Conseil"},
        STRUCTURE | {"code": "ml-7", "nom": "Mission locale de Tours 2"},
    ]
    tools = [{"apport": "Fiche", "outil": name, "reseau": "ml"} for name in ("Boîte", "boite")]
    events = [EVENT | {"genre": "Interconnaissance"}, EVENT | {"genre": "inter-connaissance"}]
    folder = make(structures=rows, memberships=[], tools=tools, events=events)
    problems = check(load_directory(folder), shapes)
    assert list_kind(problems, "two_spellings") == [
        "est", "ml-1 / ml-2", "ml-1 / ml-2", "ml-3 / ml-4", "Fiche",
    ]  # fmt: skip
    texts = [one.text for one in problems if one.kind == "two_spellings"]
    assert any("«\u00a0http://a.fr\u00a0» et\u00a0«\u00a0www.a.fr/\u00a0»" in t for t in texts)


def test_time_is_checked(make: Make, shapes: gpd.GeoDataFrame) -> None:
    memberships = [
        MEMBERSHIP | {"fin": "2024-05-31"},
        MEMBERSHIP | {"structure": "cio-b", "fin": "2024-06-01"},
        MEMBERSHIP | {"structure": "cio-c", "fin": "2022", "date": "2022-06-01"},
        MEMBERSHIP | {"structure": "cio-c", "debut": "2023", "acte": "avenant"},
    ]
    events = [
        EVENT | {"etat": "prevu", "jour": "2024-05"},
        EVENT | {"etat": "prevu", "jour": "2024"},
        EVENT | {"jour": "2016", "date": "2016"},
    ]
    structures = [*STRUCTURES, STRUCTURE | {"date": "2022-05-31"}]
    folder = make(memberships=memberships, events=events, structures=structures)
    problems = check(load_directory(folder), shapes)
    assert list_kind(problems, "ended_convention") == ["est / ml-a"]
    assert list_kind(problems, "past_event") == ["est / 2024-05 / T"]
    assert list_kind(problems, "unconfirmed") == ["ml-z"]
    later = check(load_directory(folder), shapes, "2024-06-02")
    assert list_kind(later, "unconfirmed") == ["est / cio-c", "ml-z"]


@pytest.mark.parametrize(
    "cells",
    [
        {"remarque": "écrire à x@y.fr"},
        {"site": "mailto:x@y.fr"},
        {"adresse": "voir Mme Z, 06 12 34 56 78"},
        {"remarque": "0712345678"},
        {"remarque": "+33 6.12.34.56.78"},
        {"telephone": "0033612345678"},
        {"services": "Accueil|06-12-34-56-78"},
    ],
)
def test_what_looks_internal_is_an_error(
    make: Make, shapes: gpd.GeoDataFrame, cells: Cells
) -> None:
    problems = check(load_directory(make(structures=[STRUCTURE | cells], memberships=[])), shapes)
    assert [(p.place, p.severity) for p in problems if p.kind == "internal_field"] == [
        ("ml-z", "erreur")
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"telephone": "02 48 06 12 34"},
        {"identifiants": "siret:10612345678901"},
        {"remarque": "depuis 2006, 0 800 61 23 45"},
    ],
)
def test_public_numbers_are_not_taken_for_mobiles(
    make: Make, shapes: gpd.GeoDataFrame, cells: Cells
) -> None:
    problems = check(load_directory(make(structures=[STRUCTURE | cells], memberships=[])), shapes)
    assert list_kind(problems, "internal_field") == []


def test_internal_fields_are_searched_in_every_file(make: Make, shapes: gpd.GeoDataFrame) -> None:
    said = {"remarque": "x@y.fr"}
    folder = make(
        reseaux=[RESEAUX[0] | said, RESEAUX[1]],
        publics=[*PUBLICS[:2], PUBLICS[2] | said],
        memberships=[MEMBERSHIP | said],
        tools=[{"apport": "A"} | said],
        events=[EVENT | said],
        initiatives=[{"spro": "est", "titre": "T"} | said],
    )
    problems = [p for p in check(load_directory(folder), shapes) if p.kind == "internal_field"]
    assert [p.file for p in problems] == sorted(set(FILES) - {"structures.csv"})


# The committed directory


@pytest.fixture(scope="module")
def committed(data_dir: Path) -> Directory:
    return load_directory(data_dir / "network")


def test_the_committed_directory_has_no_error(committed: Directory, edition: Edition) -> None:
    spro = [territory.code for territory in list_territories(edition, "spro")]
    problems = check_directory(committed, edition.shapes, spro, "2026-11-24")
    assert [one for one in problems if one.severity == "erreur"] == []


def test_every_spro_had_a_coordinator_when_the_minutes_were_written(
    committed: Directory, edition: Edition
) -> None:
    for territory in list_territories(edition, "spro"):
        named = find_coordinators(committed, territory.code, "2016-06-30")
        assert named.current, territory.code
        assert find_coordinators(committed, territory.code, "2026-11-24").current == ()
    cher = find_coordinators(committed, "cher", "2016-06-30").current
    assert [one.reseau for one in cher] == ["france_travail", "mission_locale", "mission_locale"]


def test_the_spro_share_the_structures_of_the_region_out(
    committed: Directory, edition: Edition
) -> None:
    """Each structure of known commune stands in one SPRO; members make their union the region's."""
    all_spro = list_territories(edition, "spro")
    (region,) = list_territories(edition, "region")
    day = committed.last_date
    whole = find_network(committed, region, all_spro, edition.shapes, day)
    standing: list[str] = []
    held: set[str] = set()
    for territory in all_spro:
        network = find_network(committed, territory, all_spro, edition.shapes, day)
        here = set(territory.communes)
        standing += [m.structure.code for m in network.members if m.structure.commune in here]
        held |= {m.structure.code for m in network.members}
    placed = sorted(code for code, one in committed.structures.items() if one.commune)
    assert len(placed) > 100
    assert sorted(standing) == placed
    assert held == {m.structure.code for m in whole.members} == set(committed.structures)
    assert all(m.precision for m in whole.members if m.structure.commune)


def test_the_committed_table_is_written_as_it_is(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "network"
    shutil.copytree(data_dir / "network", folder)
    path = folder / "structures.csv"
    kept = path.read_bytes()
    names = {
        row.cells["commune"]: row.cells["nom_commune"] for row in read_rows(path, STRUCTURE_COLUMNS)
    }
    write_structures(path, load_directory(folder).structures.values(), names)
    assert path.read_bytes() == kept


# The command line


@pytest.fixture
def home(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own: the real edition, the committed directory."""
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    for entry in data_dir.iterdir():
        if entry.name == "network":
            shutil.copytree(entry, home / "data" / "network")
        else:
            (home / "data" / entry.name).symlink_to(entry)
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(home))
    return home


@pytest.mark.usefixtures("home")
def test_check_gives_zero_with_warnings_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "constats.csv"
    assert main(["network", "check", "--on", "24/11/2026", "--csv", str(table)]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len([line for line in lines if ";memberships.csv;cher;" in line]) == 1
    assert all(line.startswith("avertissement;") for line in lines)
    assert "12 SPRO sans coordonnateur de l’année scolaire (avertissement)" in said.err
    assert said.err.splitlines()[-1] == f"0 erreur, {len(lines)} avertissements."
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert rows[0] == ["gravite", "constat", "fichier", "ligne", "texte"]
    assert len(rows) == len(lines) + 1


def test_check_gives_one_with_an_error(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "data" / "network" / "initiatives.csv"
    with path.open("a", encoding="utf-8", newline="") as stream:
        stream.write("cherr;Essai;;Moi;2026;\r\n")
    assert main(["network", "check", "--on", "2026-11-24"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[0].startswith("erreur;SPRO inconnu;initiatives.csv;cherr / Essai;")
    assert "1 SPRO inconnu (erreur)" in said.err


def test_list_keeps_what_is_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["network", "list"]) == 0
    everything = capsys.readouterr().out.splitlines()
    committed = load_directory(home / "data" / "network")
    assert len(everything) == len(committed.structures)
    assert main(["network", "list", "--spro", "Issoudun", "--reseau", "CIO"]) == 0
    assert capsys.readouterr().out.splitlines() == ["cio-issoudun;cio;CIO d’Issoudun;Issoudun"]
    assert main(["network", "list", "--public", "Candidats a une vae", "--reseau", "vae"]) == 0
    points = capsys.readouterr().out.splitlines()
    assert len(points) == sum(one.reseau == "vae" for one in committed.structures.values()) > 0
    assert main(["network", "list", "--public", "savoirs"]) == 0
    nothing = capsys.readouterr()
    assert (nothing.out, "Aucune structure" in nothing.err) == ("", True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "--spro", "isoudun"], "issoudun"),
        (["list", "--reseau", "mission_local"], "mission_locale"),
        (["list", "--public", "jeune"], "jeunes"),
        (["check", "--on", "demain"], "demain"),
    ],
)
def test_wrong_names_are_a_wrong_use(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["network", *arguments]) == 2
    message = capsys.readouterr().err
    assert message.startswith("Erreur\u00a0:")
    assert said in message


def test_help_is_french(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["check", "--help"], ["list", "--help"]):
        assert main(["network", *arguments]) == 0
        said = capsys.readouterr().out
        assert "Utilisation" in said
        assert "Show" not in said
