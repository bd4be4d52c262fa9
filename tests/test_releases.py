"""What the registry declares of downloads and calendars, and what a file looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from spro_portraits.errors import EditionError
from spro_portraits.sources import (
    Release,
    Source,
    count_missed,
    find_changes,
    find_standing,
    load_registry,
)
from spro_portraits.sources.calendar import PERIODS
from spro_portraits.store.outlines import compare_titles, outline_file
from spro_portraits.tables.shapes import load_shape

RECORD = """
[x]
producer = "Insee"
title = "essai"
page = "https://example.org/x"
url = "https://example.org/x.csv"
url_checked = false
licence = "LO"
vintage = "2021"
geography_year = 2023
file = "insee/x.csv"
sha256 = "00"
loader = "income"
"""


def load(folder: Path, more: str, record: str = RECORD) -> Source:
    (folder / "registry.toml").write_text(record + more, encoding="utf-8")
    return load_registry(folder)["x"]


# Declarations


def test_what_is_not_declared_has_a_default(tmp_path: Path) -> None:
    source = load(tmp_path, "")
    assert (source.direct, source.member, source.hosts) == (False, "", ())
    assert source.most_bytes == 100_000_000
    assert source.most_unpacked_bytes == 1_000_000_000
    assert source.release == Release()
    assert source.allowed_hosts == {("example.org", 443)}


def test_what_is_declared(tmp_path: Path) -> None:
    source = load(
        tmp_path,
        'direct = true\nhosts = ["cdn.example.org", "localhost:8443"]\nmax_mb = 3\n'
        'member = "a/b.csv"\n'
        'release = { every = "year", next = "2026-07", next_vintage = "RP 2023" }\n',
    )
    assert source.allowed_hosts == {
        ("example.org", 443), ("cdn.example.org", 443), ("localhost", 8443),
    }  # fmt: skip
    assert source.most_bytes == 3_000_000
    assert source.release == Release("year", "2026-07", "RP 2023")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('hosts = "a.org"', "champ hosts d’un autre type"),
        ('hosts = ["https://a.org"]', "champ hosts\u00a0: un nom de machine"),
        ('hosts = ["A.org"]', "un nom de machine en minuscules attendu"),
        ("hosts = [1]", "un nom de machine"),
        ("max_mb = 0", "champ max_mb\u00a0: un nombre entier d’au moins 1"),
        ("max_mb = 1.5", "champ max_mb d’un autre type"),
        ('member = "a.csv"', "champ member sans direct = true"),
        ('direct = true\nmember = "../a.csv"', "champ member\u00a0: un chemin qui reste"),
        ('release = "year"', "champ release d’un autre type"),
        ("release = { every = 1 }", "release\u00a0: champ every d’un autre type"),
        ('release = { each = "year" }', "release\u00a0: champ inconnu each"),
        ('release = { every = "week" }', "valeurs possibles\u00a0: month, quarter, year"),
        ('release = { every = "year" }', "demande next (AAAA-MM) et next_vintage"),
        (
            'release = { every = "year", next = "2026-13", next_vintage = "x" }',
            "demande next (AAAA-MM)",
        ),
        (
            'release = { every = "once", next = "2026-12" }',
            "next n’a pas de sens avec every = «\u00a0once\u00a0»",
        ),
        (
            'release = { every = "year", next = "2026-12", next_vintage = "x", basis = "y" }',
            "basis vaut periods ou date",
        ),
        ('release = { every = "once", basis = "date" }', "basis vaut periods ou date"),
    ],
)
def test_a_declaration_that_cannot_be_is_named(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(EditionError, match=re.escape(said)) as caught:
        load(tmp_path, more + "\n")
    assert "registry.toml [x]" in str(caught.value)


@pytest.mark.parametrize(
    "file", ["../x.csv", "/etc/x.csv", "a\\\\b.csv", "C:/x.csv", ".pending/x.csv", ""]
)
def test_a_file_that_would_leave_the_raw_folder_is_refused(tmp_path: Path, file: str) -> None:
    with pytest.raises(EditionError, match="champ file"):
        load(tmp_path, "", RECORD.replace("insee/x.csv", file))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x", "https:///x", "https://me@example.org/x", "https://[::1/x",
        "https://a.org:0/x", "https://a.org:99999/x",
    ],
)  # fmt: skip
def test_an_address_to_fetch_from_is_https(tmp_path: Path, url: str) -> None:
    record = RECORD.replace("https://example.org/x.csv", url)
    with pytest.raises(EditionError, match="champ url"):
        load(tmp_path, "direct = true\n", record)


# The calendar


def make(every: str, following: str = "") -> Callable[[date], str]:
    release = Release(every, following, "suivant")
    source = Source(
        "x", "", "", "", "", url_checked=False, licence="", vintage="", geography_year=2020,
        file="x", sha256="", loader="", release=release,
    )  # fmt: skip
    return lambda day: f"{find_standing(source, day)} {count_missed(source, day)}"


@pytest.mark.parametrize(
    ("every", "day", "expected"),
    [
        ("year", date(2026, 6, 30), "current 0"),
        ("year", date(2026, 7, 1), "expected 0"),
        ("year", date(2026, 7, 31), "expected 0"),
        ("year", date(2026, 8, 1), "due 1"),
        ("year", date(2027, 7, 31), "due 1"),
        ("year", date(2027, 8, 1), "due 2"),
        ("quarter", date(2026, 10, 31), "due 1"),
        ("quarter", date(2026, 11, 1), "due 2"),
        ("month", date(2026, 9, 1), "due 2"),
        ("year", date(2025, 12, 31), "current 0"),
    ],
)
def test_a_vintage_is_due_when_its_month_is_over(every: str, day: date, expected: str) -> None:
    assert make(every, "2026-07")(day) == expected


def test_without_a_calendar_nothing_is_due() -> None:
    day = date(2099, 1, 1)
    assert [make(every)(day) for every in ("irregular", "once", "")] == [
        "irregular 0", "final 0", "unknown 0",
    ]  # fmt: skip


def test_every_source_of_the_project_has_a_calendar(data_dir: Path) -> None:
    for source in load_registry(data_dir).values():
        assert find_standing(source, date(2026, 11, 28)) != "unknown", source.key
        if source.direct and source.url.startswith("https://github.com/"):
            # A commit, not a branch: the file of the hash, for ever.
            assert re.search(r"/raw/[0-9a-f]{40}/", source.url), source.key
            assert ("raw.githubusercontent.com", 443) in source.allowed_hosts


def renew(vintage: str, every: str, following: str, periods: str, old: str = "") -> list[object]:
    source = Source(
        "x", "", "", "", "", url_checked=False, licence="", vintage=vintage, geography_year=2020,
        file="x", sha256="", loader="", release=Release(every, "2026-06", following), max_mb=1,
    )  # fmt: skip
    return list(find_changes(source, periods.split(), 10, old.split()).values())


def test_a_record_follows_its_file_as_far_as_the_file_tells() -> None:
    assert renew("2021-2022", "year", "2022-2023", "2022 2023") == [
        "2022-2023", "2027-06", "2023-2024",
    ]  # fmt: skip
    assert renew("1943-2025", "year", "1943-2026", "1943 2026 2027") == [
        "1943-2027", "2028-06", "1943-2028",
    ]  # fmt: skip
    # Two quarters late, and the turn of a year.
    assert renew("2003-T1 à 2025-T2", "quarter", "2003-T1 à 2025-T3",
                 "2003-T1 2025-T2 2025-T3 2025-T4 2026-T1") == [
        "2003-T1 à 2026-T1", "2027-03", "2003-T1 à 2026-T2",
    ]  # fmt: skip
    # A vintage that nobody fetched in between; births of a later year are no census.
    assert renew("2024", "year", "2025", "2026", "2024") == ["2026", "2028-06", "2027"]
    assert renew("RP 2018", "year", "RP 2019", "2015 2020 2022", "2013 2018 2020") == []
    assert renew("RP 2018", "year", "RP 2019", "2014 2019 2021", "2013 2018 2020")[0] == "RP 2019"
    # A correction of the same vintage; a file that names no period; a name without one.
    assert renew("RP 2018", "year", "RP 2019", "2013 2018 2020", "2013 2018 2020") == []
    assert renew("2021", "year", "2022", "") == []
    assert renew("version 3", "year", "version 4", "2026") == []


def test_a_file_beyond_its_limit_raises_it() -> None:
    source = Source(
        "x", "", "", "", "", url_checked=False, licence="", vintage="", geography_year=2020,
        file="x", sha256="", loader="", max_mb=3,
    )  # fmt: skip
    assert find_changes(source, (), 3_000_000) == {}
    assert find_changes(source, (), 3_200_001) == {"max_mb": 7}


@pytest.mark.official
def test_what_is_kept_and_said_of_the_declared_files_is_true(
    official: Path, data_dir: Path
) -> None:
    """Shapes are those of the files; a calendar is borne out by its file where it says so."""
    for key, source in load_registry(data_dir).items():
        path = official / source.file
        shape = load_shape(data_dir, source)
        assert shape is not None, key
        assert shape.outline == outline_file(path), key
        assert find_basis(source, path, shape.reading.periods) == source.release.basis, key


def find_basis(source: Source, path: Path, periods: Sequence[str]) -> str:
    """Find what in a file bears out the pace or the month of its calendar."""
    release = source.release
    if not release.next:
        return ""
    months = {int(part[:4]) * 12 + (int(part[6:] or 1) - 1) * 3 for part in periods if part}
    paces = {later - one for one, later in pairwise(sorted(months))}
    if paces == {PERIODS[release.every]}:
        return "periods"
    if path.suffix == ".xlsx":
        made = openpyxl.load_workbook(path, read_only=True).properties.created
        return "date" if made.month == int(release.next[5:]) else ""
    return ""


# Outlines


def test_the_outline_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        "\ufeffTaux de chômage\n\nCode;P18_POP;2025-T4;P99_X\n1;2;3;4\n5;6;7;8\n".encode()
    )
    outline = outline_file(path)
    assert list(outline.titles) == ["Code", "P18_POP", "2025-T4", "P99_X"]
    assert outline.rows == 2
    assert outline.periods == ["1999", "2018", "2025-T4"]
    path.write_bytes("Libellé;Année\nÉtampes;2\n".encode("cp1252"))
    assert list(outline_file(path).titles) == ["Libellé", "Année"]


def test_titles_of_another_year_are_told_from_new_ones() -> None:
    changes = compare_titles(
        ["CODGEO", "P18_POP", "P13_POP", "NAIS1318", "OLD", "X1"],
        ["CODGEO", "P19_POP", "P13_POP", "NAIS1419", "NEW", "X"],
    )
    assert changes.renamed == [("P18_POP", "P19_POP"), ("NAIS1318", "NAIS1419")]
    assert (changes.added, changes.dropped) == (["NEW", "X"], ["OLD", "X1"])


@pytest.mark.parametrize("name", ["x.xlsx", "x.xls", "x.zip", "x.parquet", "x.geojson", "x.bin"])
def test_a_damaged_file_has_its_size_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x00\xff not that")
    outline = outline_file(path)
    assert (outline.size, dict(outline.columns), outline.rows) == (11, {}, None)
    assert outline.periods == []


@pytest.mark.official
@pytest.mark.parametrize(
    ("file", "rows", "title", "period"),
    [
        ("france-travail/Base_open_data_BMO_2024.xlsx", 53460, "BE24", "2024"),
        ("insee/TCRD_027_2019.xlsx", 131, "Industrie", ""),
        ("insee/base_cc_comparateur_csv.zip", None, "P18_POP", "2018"),
        ("insee/insee_pop_historique_2013_2021_odis.csv", 34995, "p21_pop", "2021"),
        ("insee/cc_filosofi_2021_COM.csv", 34909, "MED21", ""),
        ("insee/population_communes_csp_2022.parquet", 286188, "code_csp", ""),
        ("dares/Rome-V3_vers_Fap-2009.xls", 1495, "", ""),
        ("geometry/communes_cvl_2018_france-geojson.geojson", 1776, "nom", ""),
    ],
)
def test_the_outlines_of_official_files(
    official: Path, file: str, rows: int | None, title: str, period: str
) -> None:
    outline = outline_file(official / file)
    assert outline.rows
    assert rows in {None, outline.rows}
    assert not title or title in outline.titles
    assert not period or period in outline.periods
