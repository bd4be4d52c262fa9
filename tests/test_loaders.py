"""Each loader on small files in the producer's layout: exact values; and on damaged files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from spro_portraits.errors import SourceError
from spro_portraits.tables import loaders
from spro_portraits.tables.loaders import LOADERS

W = "\u00a0"
Writers = dict[str, Callable[..., Path]]
Rows = list[tuple[object, ...]]


def _list_values(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """List the rows of a frame, absent values as None, sorted."""
    wanted = list(columns) or loaders.LONG
    rows = frame[wanted].astype(object).where(frame[wanted].notna(), None)
    return sorted(rows.itertuples(index=False, name=None), key=str)


def _fail(load: Callable[[Path], object], path: Path, kind: str, *words: str) -> None:
    with pytest.raises(SourceError) as caught:
        load(path)
    assert caught.value.kind == kind, str(caught.value)
    for word in (path.name, *words):
        assert word in str(caught.value), str(caught.value)


# Membership

LABELS = ("Code", "Libellé", "Département", "CTCD", "Région", "EPCI", "Arr.", "Zone")
HEADER = ("CODGEO", "LIBGEO", "DEP", "CTCD", "REG", "EPCI", "ARR", "ZE2020")
MEMBERS: Rows = [
    LABELS, HEADER,
    ("18033", "Bourges", "18", "18D", "24", "241800507", "181", "2401"),
    ("2A004", "Ajaccio", "2A", "20D", "94", "242010056", "2A1", "9401"),
    ("01001", "L'Abergement", "01", "01D", "84", "200069193", "012", "0056"),
]  # fmt: skip


def _member(*values: str) -> dict[str, str]:
    columns = ("name", "departement", "region", "epci", "arrondissement", "zone_emploi")
    return dict(zip(columns, values, strict=True))


def test_membership(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_membership(writers["csv"](tmp_path / "m.csv", MEMBERS))
    assert frame.index.name == "code"
    assert frame.to_dict("index") == {
        "18033": _member("Bourges", "18", "24", "241800507", "181", "2401"),
        "2A004": _member("Ajaccio", "2A", "94", "242010056", "2A1", "9401"),
        "01001": _member("L'Abergement", "01", "84", "200069193", "012", "0056"),
    }  # fmt: skip


def test_membership_without_epci_or_arrondissement(tmp_path: Path, writers: Writers) -> None:
    rows = [*MEMBERS, ("97601", "Acoua", "976", "976D", "06", "Z" * 9, "ZZZZ", "0601")]
    frame = loaders.load_membership(writers["csv"](tmp_path / "m.csv", rows))
    assert frame.loc["97601", ["epci", "arrondissement"]].tolist() == ["", ""]


def _replace(rows: Rows, line: int, column: int, value: object) -> Rows:
    changed = list(rows)
    cells = list(changed[line - 1])
    cells[column] = value
    changed[line - 1] = tuple(cells)
    return changed


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (
            _replace(MEMBERS, 4, 0, "1803"),
            "bad_value",
            ("ligne 4", "CODGEO", "code de commune", "1803"),
        ),
        (_replace(MEMBERS, 4, 0, "l8033"), "bad_value", ("ligne 4", "CODGEO", "l8033")),
        (_replace(MEMBERS, 5, 0, "1001"), "bad_value", ("ligne 5", "CODGEO", f"«{W}1001{W}»")),
        (_replace(MEMBERS, 5, 0, "18033"), "duplicate_key", ("ligne 5", "CODGEO", "18033")),
        (_replace(MEMBERS, 2, 4, "REGION"), "missing_column", (f"«{W}REG{W}»", "REGION")),
        (MEMBERS[1:], "missing_column", ("CODGEO", "18033")),
        (
            _replace(MEMBERS, 3, 4, ""),
            "bad_value",
            ("ligne 3", "REG"),
        ),
        (
            _replace(MEMBERS, 3, 7, "24o1"),
            "bad_value",
            ("ligne 3", "ZE2020"),
        ),
        (_replace(MEMBERS, 3, 2, "96"), "bad_value", ("ligne 3", "DEP", "96")),
        (_replace(MEMBERS, 3, 5, "24180050"), "bad_value", ("ligne 3", "EPCI", "d’EPCI")),
        (_replace(MEMBERS, 3, 6, "18"), "bad_value", ("ligne 3", "ARR", "arrondissement")),
        (_replace(MEMBERS, 3, 1, ""), "bad_value", ("ligne 3", "LIBGEO", "(vide)")),
    ],
)
def test_damaged_membership(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    _fail(loaders.load_membership, writers["csv"](tmp_path / "m.csv", rows), kind, *words)


# Movements

MOVES: Rows = [
    ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP"),
    (32, "2025-01-01", "COM", "28018", "Barmainville", "COM", "28319"),
    (32, "2025-01-01", "COM", "28018", "Barmainville", "COMD", "28018"),
    (32, "2025-01-01", "COMD", "28018", "Barmainville", "COM", "28319"),
    (10, "1969-07-12", "COM", "18001", "Ancien nom", "COM", "18001"),
    (10, "1969-07-12", "COM", "18001", "Ancien nom", "COM", "18001"),
]


def test_movements_keep_communes_only_once_and_in_order(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_movements(writers["csv"](tmp_path / "v.csv", MOVES, sep=",", bom=False))
    assert list(frame.columns) == ["date", "old", "new", "old_name"]
    assert frame.to_numpy().tolist() == [
        ["1969-07-12", "18001", "18001", "Ancien nom"],
        ["2025-01-01", "28018", "28319", "Barmainville"],
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (_replace(MOVES, 2, 1, "01/01/2025"), "bad_value", ("ligne 2", "DATE_EFF", "AAAA-MM-JJ")),
        (_replace(MOVES, 1, 6, "COM_APRES"), "missing_column", ("COM_AP",)),
        (_replace(MOVES, 5, 3, "1801"), "bad_value", ("ligne 5", "COM_AV", "1801")),
        (_replace(MOVES, 2, 2, "C0M"), "bad_value", ("ligne 2", "TYPECOM_AV", "C0M")),
        (_replace(MOVES, 2, 6, "2831g"), "bad_value", ("ligne 2", "COM_AP", "2831g"),
        ),
    ],
)  # fmt: skip
def test_damaged_movements(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    path = writers["csv"](tmp_path / "v.csv", rows, sep=",")
    _fail(loaders.load_movements, path, kind, *words)


# Comparateur

CENSUS = {
    "P18_POP": ("population", "2018", "1500"),
    "P13_POP": ("population", "2013", "1400.5"),
    "SUPERF": ("area", "", "15.95"),
    "NAIS1318": ("births", "2013-2018", "44"),
    "DECE1318": ("deaths", "2013-2018", "22"),
    "NAISD20": ("births", "2020", "10"),
    "DECESD20": ("deaths", "2020", "7"),
    "P18_MEN": ("households", "2018", "311"),
    "P18_LOG": ("dwellings", "2018", "353.730434782608"),
    "P18_RP": ("main_homes", "2018", "311"),
    "P18_RSECOCC": ("second_homes", "2018", "16.25"),
    "P18_LOGVAC": ("vacant_dwellings", "2018", "26.5"),
    "P18_RP_PROP": ("owner_homes", "2018", "263.9"),
    "P18_EMPLT": ("jobs", "2018", "93"),
    "P18_EMPLT_SAL": ("salaried_jobs", "2018", "62"),
    "P13_EMPLT": ("jobs", "2013", "78"),
    "P18_POP1564": ("population_15_64", "2018", "465"),
    "P18_CHOM1564": ("unemployed", "2018", "33"),
    "P18_ACT1564": ("labour_force", "2018", "377"),
    "ETTOT18": ("establishments", "2018", "13"),
    "ETAZ18": ("establishments_agriculture", "2018", "2"),
    "ETBE18": ("establishments_industry", "2018", "0"),
    "ETFZ18": ("establishments_construction", "2018", "3"),
    "ETGU18": ("establishments_trade_services", "2018", "6"),
    "ETOQ18": ("establishments_public", "2018", "2"),
    "ETTEF118": ("establishments_1_9", "2018", "11"),
    "ETTEFP1018": ("establishments_10_plus", "2018", "2"),
}
OTHERS = {"NBMENFISC19": "322", "PIMP19": "", "MED19": "23970", "ETGZ18": "1"}
MEMBER = "base_cc_comparateur.CSV"


def _write_comparateur(
    writers: Writers,
    path: Path,
    *,
    codes: Sequence[str] = ("18033",),
    changes: dict[str, str] | None = None,
    drop: str | tuple[str, ...] = (),
    encoding: str = "utf-8",
) -> Path:
    cells = {name: record[2] for name, record in CENSUS.items()} | OTHERS | (changes or {})
    for name in (drop,) if isinstance(drop, str) else drop:
        del cells[name]
    lines = [";".join(["CODGEO", *cells])]
    lines += [";".join([code, *cells.values()]) for code in codes]
    return writers["zip"](path, {MEMBER: ("\n".join(lines) + "\n").encode(encoding)})


def test_comparateur(tmp_path: Path, writers: Writers) -> None:
    path = _write_comparateur(writers, tmp_path / "c.zip", changes={"P18_EMPLT": ""})
    expected = [
        (
            "18033",
            variable,
            period,
            None if name == "P18_EMPLT" else float(value),
            "non_disponible" if name == "P18_EMPLT" else "",
        )
        for name, (variable, period, value) in CENSUS.items()
    ]
    assert _list_values(loaders.load_comparateur(path)) == sorted(expected, key=str)


def test_comparateur_leaves_districts_to_their_commune(tmp_path: Path, writers: Writers) -> None:
    codes = (
        "75056",
        "75101",
        "75120",
        "13055",
        "13201",
        "69123",
        "69381",
        "69389",
        "69380",
        "13200",
    )
    path = _write_comparateur(writers, tmp_path / "c.zip", codes=codes)
    assert {"75056", "13055", "69123"} == set(loaders.load_comparateur(path)["code"]) - {
        "69380",
        "13200",
    }


def test_districts_are_read_alone(tmp_path: Path, writers: Writers) -> None:
    codes = ("75056", "75101", "69389", "13300")
    path = _write_comparateur(writers, tmp_path / "c.zip", codes=codes)
    assert set(loaders.load_comparateur(path, districts=True)["code"]) == {"75101", "69389"}
    path = writers["csv"](tmp_path / "p.csv", POPULATIONS, sep=",")
    found = loaders.load_population(path, districts=True)
    assert _list_values(found[found["period"] == "2021"]) == [
        ("75101", "municipal_population", "2021", 90.0, ""),
        ("75120", "municipal_population", "2021", 180.0, ""),
    ]


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"changes": {"P18_POP": "15O0"}}, "bad_value", ("ligne 2", "P18_POP", "nombre", "15O0")),
        ({"changes": {"P18_POP": "1500,5"}}, "bad_value", ("ligne 2", "P18_POP", "1500,5")),
        ({"changes": {"ETTOT18": "-3"}}, "bad_value", ("ligne 2", "ETTOT18", "au moins 0", "-3")),
        ({"codes": ("18033", "18033")}, "duplicate_key", ("ligne 3", "CODGEO", "18033")),
        ({"codes": ("18033", "1001")}, "bad_value", ("ligne 3", "CODGEO", "1001")),
        ({"drop": "P18_CHOM1564"}, "missing_column", ("CHOM1564",)),
        ({"drop": "SUPERF"}, "missing_column", ("SUPERF",)),
        ({"changes": {"MED19": "é"}, "encoding": "latin-1"}, "bad_encoding", ("ligne 2", "UTF-8")),
        (
            {"drop": "P18_POP"},
            "missing_column",
            ("P18_POP",),
        ),
        (
            {"drop": "P13_EMPLT"},
            "missing_column",
            ("P13_EMPLT",),
        ),
        ({"drop": "P13_POP"}, "missing_column", ("P13_POP",)),
        ({"drop": ("P13_POP", "P13_EMPLT")}, "missing_column", ("P + année + _POP",)),
        ({"drop": ("P18_POP", "P13_POP")}, "missing_column", ("_POP",)),
        ({"drop": "DECE1318"}, "missing_column", ("DECE1318",)),
        ({"drop": "ETTEF118"}, "missing_column", ("ETTEF118",)),
        ({"drop": ("NAISD20", "DECESD20")}, "missing_column", ("NAISD + année",)),
    ],
)
def test_damaged_comparateur(
    tmp_path: Path, writers: Writers, changes: dict[str, Any], kind: str, words: Sequence[str]
) -> None:
    path = _write_comparateur(writers, tmp_path / "c.zip", **changes)
    _fail(loaders.load_comparateur, path, kind, *words)


def test_comparateur_with_another_member(tmp_path: Path, writers: Writers) -> None:
    path = writers["zip"](tmp_path / "c.zip", {"autre.csv": b"x"})
    _fail(loaders.load_comparateur, path, "unreadable_file", MEMBER)


def test_truncated_comparateur(tmp_path: Path, writers: Writers) -> None:
    path = _write_comparateur(writers, tmp_path / "c.zip")
    path.write_bytes(path.read_bytes()[:-30])
    _fail(loaders.load_comparateur, path, "unreadable_file", "archive zip entière")


# Population

POPULATIONS: Rows = [
    ("objectid", "reg", "codgeo", "libgeo", "p20_pop", "p21_pop"),
    (1, "24", "18033", "Bourges", 66528, 64186),
    (3, "03", "973353", "Maripasoula", 10, 11),
    (4, "11", "75101", "Paris 1er", 100, 90),
    (5, "11", "75120", "Paris 20e", 200, 180),
    (6, "24", "28319", "Janville", "", 2900),
]


def test_population(tmp_path: Path, writers: Writers) -> None:
    path = writers["csv"](tmp_path / "p.csv", POPULATIONS, sep=",")
    frame = loaders.load_population(path)
    name = "municipal_population"
    assert _list_values(frame) == [
        ("18033", name, "2020", 66528.0, ""),
        ("18033", name, "2021", 64186.0, ""),
        ("28319", name, "2021", 2900.0, ""),
        ("75056", name, "2020", 300.0, ""),
        ("75056", name, "2021", 270.0, ""),
        ("97353", name, "2020", 10.0, ""),
        ("97353", name, "2021", 11.0, ""),
    ]


@pytest.mark.parametrize(
    ("code", "whole"), [("971101", "97101"), ("972209", "97209"), ("974411", "97411")]
)
def test_population_overseas(tmp_path: Path, writers: Writers, code: str, whole: str) -> None:
    rows = [POPULATIONS[0], (1, "01", code, "x", 1, 2)]
    frame = loaders.load_population(writers["csv"](tmp_path / "p.csv", rows, sep=","))
    assert set(frame["code"]) == {whole}


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (_replace(POPULATIONS, 2, 4, "6652B"), "bad_value", ("ligne 2", "p20_pop", "6652B")),
        (_replace(POPULATIONS, 2, 4, "-1"), "bad_value", ("ligne 2", "p20_pop", "au moins 0")),
        (_replace(POPULATIONS, 6, 2, "18033"), "duplicate_key", ("ligne 6", "codgeo", "18033")),
        (_replace(POPULATIONS, 6, 2, "973152"), "bad_value", ("ligne 6", "codgeo", "973152")),
        (_replace(POPULATIONS, 1, 2, "code"), "missing_column", ("codgeo",)),
        ([row[:4] for row in POPULATIONS], "missing_column", ("p + année + _pop",)),
        (_replace(POPULATIONS, 1, 4, "p18_pop"), "missing_column", (f"«{W}p19_pop{W}»",)),
        (_replace(POPULATIONS, 1, 4, "p20"), "missing_column", (f"«{W}p20_pop{W}»",)),
        ([*POPULATIONS, (7, "11", "75056", "Paris", 300, 270)], "duplicate_key", ("75056",),
        ),
    ],
)  # fmt: skip
def test_damaged_population(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    _fail(loaders.load_population, writers["csv"](tmp_path / "p.csv", rows, sep=","), kind, *words)


# Residents by group


def _write_groups(path: Path, rows: Sequence[tuple[object, ...]], *columns: str) -> Path:
    names = columns or ("code_commune", "code_csp", "population_csp")
    pd.DataFrame(rows, columns=list(names)).to_parquet(path)
    return path


def test_residents_by_group_fills_the_zeros_left_out(tmp_path: Path) -> None:
    path = _write_groups(
        tmp_path / "g.parquet",
        [("18033", "_T", 30.5), ("18033", "1", 10.0), ("18033", "9", 20.5), ("2A004", "_T", 0.0)],
    )
    assert _list_values(loaders.load_residents_by_group(path)) == [
        ("18033", "residents_15_plus", "", 30.5, ""),
        ("18033", "residents_15_plus_1", "", 10.0, ""),
        ("18033", "residents_15_plus_9", "", 20.5, ""),
        ("2A004", "residents_15_plus", "", 0.0, ""),
        ("2A004", "residents_15_plus_1", "", 0.0, ""),
        ("2A004", "residents_15_plus_9", "", 0.0, ""),
    ]


TOTAL = ("18033", "_T", 30.0)


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        ([TOTAL, TOTAL], "duplicate_key", ("ligne 2", "code_commune + code_csp", "18033 _T")),
        ([TOTAL, ("18033", "8", 1.0)], "bad_value", ("ligne 2", "code_csp", "1 à 7, 9 ou _T")),
        ([TOTAL, ("1803", "1", 1.0)], "bad_value", ("ligne 2", "code_commune", "1803")),
        ([TOTAL, ("18001", "1", 1.0)], "bad_value", ("18001", "_T", "un total")),
        ([("18001", "1", 1.0)], "bad_value", ("_T",),
        ),
        ([TOTAL, ("18033", "1", -1.0)], "bad_value", ("ligne 2", "population_csp"),
        ),
        ([TOTAL, ("18033", "1", None)], "bad_value", ("ligne 2", "population_csp"),
        ),
        ([("18033", "_T", "3O")], "bad_value", ("ligne 1", "population_csp", "3O"),
        ),
    ],
)  # fmt: skip
def test_damaged_residents_by_group(
    tmp_path: Path, rows: list[tuple[object, ...]], kind: str, words: Sequence[str]
) -> None:
    _fail(
        loaders.load_residents_by_group, _write_groups(tmp_path / "g.parquet", rows), kind, *words
    )


def test_residents_by_group_without_a_column(tmp_path: Path) -> None:
    path = _write_groups(tmp_path / "g.parquet", [("18033", "_T")], "code_commune", "csp")
    _fail(loaders.load_residents_by_group, path, "missing_column", "code_csp")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_truncated_parquet(tmp_path: Path, share: float) -> None:
    path = _write_groups(tmp_path / "g.parquet", [TOTAL])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    _fail(loaders.load_residents_by_group, path, "unreadable_file", "un fichier Parquet")


# Unemployment

RATES: Rows = [
    ("Code", "Libellé", "Région", "1er trimestre 2003", "4e trimestre 2025"),
    ("ZE2020", "LIBZE2020", "REG2016", "2003-T1", "2025-T4"),
    ("0056", "Cosne-Cours-sur-Loire", "27", "8,1", "7,0"),
    ("2401", "Bourges", "24", "", "7,2"),
]


def test_unemployment(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_unemployment(writers["csv"](tmp_path / "u.csv", RATES))
    assert _list_values(frame, *loaders.LONG, "name") == [
        ("0056", "unemployment_rate", "2003-T1", 8.1, "", "Cosne-Cours-sur-Loire"),
        ("0056", "unemployment_rate", "2025-T4", 7.0, "", "Cosne-Cours-sur-Loire"),
        ("2401", "unemployment_rate", "2003-T1", None, "non_disponible", "Bourges"),
        ("2401", "unemployment_rate", "2025-T4", 7.2, "", "Bourges"),
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (_replace(RATES, 4, 4, "7.2"), "bad_value", ("ligne 4", "2025-T4", "un nombre", "7.2")),
        (_replace(RATES, 4, 4, "7,2 %"), "bad_value", ("ligne 4", "2025-T4")),
        (_replace(RATES, 4, 4, "-7,2"), "bad_value", ("ligne 4", "2025-T4", "au moins 0")),
        (_replace(RATES, 4, 0, "56"), "bad_value", ("ligne 4", "ZE2020", "zone d’emploi", "56")),
        (_replace(RATES, 4, 0, "0056"), "duplicate_key", ("ligne 4", "ZE2020", "0056")),
        ([row[:3] for row in RATES], "missing_column", ("T1",)),
        (RATES[1:], "missing_column", ("ZE2020",)),
    ],
)
def test_damaged_unemployment(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    _fail(loaders.load_unemployment, writers["csv"](tmp_path / "u.csv", rows), kind, *words)


# Income

INCOMES: Rows = [
    ("CODGEO", "NBMENFISC21", "MED21", "PIMP21", "TP6021", "D121", "D921"),
    ("18033", 30000, "21190", "52,5", "18,0", "11000", "35000"),
    ("18001", 12, "s", "s", "s", "s", "s"),
    ("18002", "", "", "nd", "", "", ""),
]


def test_income_tells_secret_from_not_available(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_income(writers["csv"](tmp_path / "f.csv", INCOMES, bom=False))
    names = (
        "median_income", "taxed_households_share", "poverty_rate", "income_decile_1",
        "income_decile_9",
    )  # fmt: skip
    values = dict(zip(names, (21190.0, 52.5, 18.0, 11000.0, 35000.0), strict=True))
    expected = [("18033", name, "2021", value, "") for name, value in values.items()]
    expected += [("18001", name, "2021", None, "secret") for name in names]
    expected += [("18002", name, "2021", None, "non_disponible") for name in names]
    assert _list_values(frame) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (
            _replace(INCOMES, 2, 2, "secret"),
            "bad_value",
            ("ligne 2", "MED21", "ou nd ou s", "secret"),
        ),
        (_replace(INCOMES, 2, 4, "18.0"), "bad_value", ("ligne 2", "TP6021", "18.0")),
        (_replace(INCOMES, 1, 2, "MEDIANE21"), "missing_column", ("MED + année",)),
        (_replace(INCOMES, 4, 0, "18033"), "duplicate_key", ("ligne 4", "CODGEO")),
        (_replace(INCOMES, 4, 0, "Bourges"), "bad_value", ("ligne 4", "CODGEO", "Bourges")),
    ],
)
def test_damaged_income(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    _fail(loaders.load_income, writers["csv"](tmp_path / "f.csv", rows), kind, *words)


# Young people

YOUNG: Rows = [
    ("codgeo", "libgeo", "an", "part_non_inseres"),
    ("18033", "Bourges", 2018, "19,20"),
    ("18033", "Bourges", 2013, ""),
    ("2A", "Corse-du-Sud", 2018, "0,00"),
]


def test_young_people(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_young_people(writers["csv"](tmp_path / "y.csv", YOUNG))
    name = "young_not_in_work_share"
    assert _list_values(frame) == [
        ("18033", name, "2013", None, "non_disponible"),
        ("18033", name, "2018", 19.2, ""),
        ("2A", name, "2018", 0.0, ""),
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (_replace(YOUNG, 2, 3, "x"), "bad_value", ("ligne 2", "part_non_inseres", "un nombre")),
        (_replace(YOUNG, 2, 2, "18"), "bad_value", ("ligne 2", "an", "une année")),
        (_replace(YOUNG, 2, 0, "Cher"), "bad_value", ("ligne 2", "codgeo", "Cher")),
        (_replace(YOUNG, 3, 2, 2018), "duplicate_key", ("ligne 3", "codgeo + an", "18033 2018")),
        (_replace(YOUNG, 1, 3, "part"), "missing_column", ("part_non_inseres",)),
    ],
)
def test_damaged_young_people(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    _fail(loaders.load_young_people, writers["csv"](tmp_path / "y.csv", rows), kind, *words)


# Recruitment

SURVEY: Rows = [
    (
        "annee",
        "Code métier BMO",
        "Nom métier BMO",
        "Famille_met",
        "Lbl_fam_met",
        "REG",
        "NOM_REG",
        "Dept",
        "NomDept",
        "BE24",
        "NOMBE24",
        "met",
        "xmet",
        "smet",
    ),
    (
        2024,
        "A0X40",
        "Agriculteurs",
        "Z",
        "Autres",
        "24",
        "CVL",
        "18",
        "CHER",
        2401,
        "BOURGES",
        "95",
        "31",
        "44",
    ),
    (
        2024,
        "A0X40",
        "Agriculteurs",
        "Z",
        "Autres",
        "24",
        "CVL",
        "18",
        "CHER",
        2402,
        "VIERZON",
        "6",
        "6",
        "*",
    ),
    (
        2024,
        "A0X41",
        "Maraîchers",
        "Z",
        "Autres",
        "24",
        "CVL",
        "18",
        "CHER",
        2402,
        "VIERZON",
        "*",
        "*",
        "*",
    ),
]


def _write_survey(writers: Writers, path: Path, rows: Rows) -> Path:
    return writers["book"](path, {"Lisez-moi": [("texte",)], "BMO_2024_open_data": rows})


def test_recruitment(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_recruitment(_write_survey(writers, tmp_path / "b.xlsx", SURVEY))
    shown = (
        "region",
        "departement",
        "bassin",
        "bassin_name",
        "occupation",
        "occupation_name",
        "family",
        "family_name",
        "period",
        "projects",
        "difficult",
        "seasonal",
    )
    place = ("24", "18")
    farm = ("A0X40", "Agriculteurs", "Z", "Autres", "2024")
    assert _list_values(frame, *shown) == [
        (*place, "2401", "BOURGES", *farm, 95.0, 31.0, 44.0),
        (*place, "2402", "VIERZON", *farm, 6.0, 6.0, None),
        (*place, "2402", "VIERZON", "A0X41", "Maraîchers", "Z", "Autres", "2024", None, None, None),
    ]


def test_recruitment_of_other_years_has_other_headers(tmp_path: Path, writers: Writers) -> None:
    names = {
        "Code métier BMO": "code métier BMO",
        "BE24": "BE23",
        "NOMBE24": "NOMBE23",
        "Famille_met": "Famille_métier",
        "Lbl_fam_met": "Lbl_fam_métier",
    }
    header = tuple(names.get(str(name), name) for name in SURVEY[0])
    path = _write_survey(writers, tmp_path / "b.xlsx", [header, *SURVEY[1:]])
    assert list(loaders.load_recruitment(path)["projects"].dropna()) == [95.0, 6.0]


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (_replace(SURVEY, 2, 11, "9s"), "bad_value", ("ligne 2", "met", "un nombre", "ou *", "9s")),
        (_replace(SURVEY, 2, 11, None), "bad_value", ("ligne 2", "met")),
        (_replace(SURVEY, 2, 11, "0"), "bad_value", ("ligne 2", "met", "au moins 1")),
        (_replace(SURVEY, 2, 12, "-31"), "bad_value", ("ligne 2", "xmet", "-31")),
        (_replace(SURVEY, 2, 12, "96"), "bad_value", ("ligne 2", "xmet", "au plus met (95)", "96")),
        (_replace(SURVEY, 2, 13, "96"), "bad_value", ("ligne 2", "smet", "au plus met (95)", "96")),
        (_replace(SURVEY, 2, 0, "24"), "bad_value", ("ligne 2", "annee", "une année")),
        (_replace(SURVEY, 3, 9, 2401), "duplicate_key", ("ligne 3", "2401 18 A0X40")),
        (_replace(SURVEY, 1, 12, "difficile"), "missing_column", (f"«{W}xmet{W}»",)),
        (_replace(SURVEY, 1, 1, "Code ROME"), "missing_column", ("tier BMO", "Code ROME")),
        (_replace(SURVEY, 2, 9, None), "bad_value", ("ligne 2", "BE24"),
        ),
        (_replace(SURVEY, 2, 7, "Cher"), "bad_value", ("ligne 2", "Dept"),
        ),
    ],
)  # fmt: skip
def test_damaged_recruitment(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    path = _write_survey(writers, tmp_path / "b.xlsx", rows)
    _fail(loaders.load_recruitment, path, kind, *words)


def test_missing_column_of_the_survey_is_named_for_a_reader(
    tmp_path: Path, writers: Writers
) -> None:
    path = _write_survey(writers, tmp_path / "b.xlsx", _replace(SURVEY, 1, 9, "Bassin"))
    with pytest.raises(SourceError) as caught:
        loaders.load_recruitment(path)
    assert "\\d" not in str(caught.value)
    assert f"«{W}BE + année{W}»" in str(caught.value)


def test_truncated_survey(tmp_path: Path, writers: Writers) -> None:
    path = _write_survey(writers, tmp_path / "b.xlsx", SURVEY)
    path.write_bytes(path.read_bytes()[:-100])
    _fail(loaders.load_recruitment, path, "unreadable_file", "classeur xlsx entier")


# Bassins

COMPOSITION: Rows = [
    ("reg", "dep", "codgeo", "codbe", "libbe"),
    ("84", "1", "1001", "8401", "BOURG EN BRESSE"),
    ("24", "18", "18033", "2401", "BOURGES"),
    ("94", "2A", "2A004", "9401", "AJACCIO"),
    ("1", "971", "97101", "101", "BASSE TERRE"),
]


def test_bassins_get_their_leading_zeros_back(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_bassins(writers["csv"](tmp_path / "b.csv", COMPOSITION, sep=","))
    assert _list_values(frame, "code", "bassin", "bassin_name") == [
        ("01001", "8401", "BOURG EN BRESSE"), ("18033", "2401", "BOURGES"),
        ("2A004", "9401", "AJACCIO"), ("97101", "0101", "BASSE TERRE"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (_replace(COMPOSITION, 3, 2, "180"), "bad_value", ("ligne 3", "codgeo")),
        (_replace(COMPOSITION, 3, 2, "01001"), "duplicate_key", ("ligne 3", "codgeo", "01001")),
        (_replace(COMPOSITION, 1, 3, "bassin"), "missing_column", ("codbe",)),
        (
            _replace(COMPOSITION, 3, 3, "24o1"),
            "bad_value",
            ("ligne 3", "codbe"),
        ),
        (
            _replace(COMPOSITION, 3, 3, ""),
            "bad_value",
            ("ligne 3", "codbe"),
        ),
    ],
)
def test_damaged_bassins(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    _fail(loaders.load_bassins, writers["csv"](tmp_path / "b.csv", rows, sep=","), kind, *words)


# Employment by sector

STRUCTURE: Rows = [
    ("Structure de l'emploi en 2019",), ("",), ("en %",),
    ("", "Agriculture", "Industrie", "Construction", "Tertiaire marchand",
     "Tertiaire non marchand", "Total"),
    ("18", 4.25, 16, 6, 38, 35.75, 100),
    ("2A", 3, 6, 9, 50, 32, 100),
    ("971", 3, 6, 9, 50, 32, 100),
    ("F", 2.5, 12, 6.5, 48, 31, 100),
    ("Source : Insee.",),
]  # fmt: skip


def _write_structure(writers: Writers, path: Path, rows: Rows, regions: Rows | None = None) -> Path:
    whole: Rows = [*STRUCTURE[:4], ("24", 3.4, 15.2, 6.4, 42, 33, 100), STRUCTURE[7]]
    return writers["book"](path, {"DEP": rows, "REG": regions or whole})


def test_employment_sectors(tmp_path: Path, writers: Writers) -> None:
    frame = loaders.load_employment_sectors(
        _write_structure(writers, tmp_path / "t.xlsx", STRUCTURE)
    )
    industry = frame[frame["variable"] == "employment_share_industry"]
    assert _list_values(industry, "level", *loaders.LONG) == [
        ("departement", "18", "employment_share_industry", "2019", 16.0, ""),
        ("departement", "2A", "employment_share_industry", "2019", 6.0, ""),
        ("departement", "971", "employment_share_industry", "2019", 6.0, ""),
        ("france", "F", "employment_share_industry", "2019", 12.0, ""),
        ("region", "24", "employment_share_industry", "2019", 15.2, ""),
    ]
    assert frame.groupby(["level", "code"])["value"].sum().round(6).unique().tolist() == [100.0]
    assert set(frame["variable"]) == {
        f"employment_share_{sector}"
        for sector in (
            "agriculture",
            "industry",
            "construction",
            "market_services",
            "non_market_services",
        )
    }


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (_replace(STRUCTURE, 5, 2, "16x"), "bad_value", ("ligne 5", "Industrie", "16x")),
        (_replace(STRUCTURE, 5, 2, -16), "bad_value", ("ligne 5", "Industrie", "au moins 0")),
        (_replace(STRUCTURE, 6, 0, "18"), "duplicate_key", ("ligne 6", "18")),
        (_replace(STRUCTURE, 4, 2, "Industries"), "missing_column", ("Industrie",)),
        (STRUCTURE[1:], "missing_column", ("Agriculture",)),
        (
            _replace(STRUCTURE, 5, 2, None),
            "bad_value",
            ("ligne 5", "Industrie"),
        ),
        (
            _replace(STRUCTURE, 5, 0, "l8"),
            "bad_value",
            ("ligne 5", "l8"),
        ),
    ],
)
def test_damaged_employment_sectors(
    tmp_path: Path, writers: Writers, rows: Rows, kind: str, words: Sequence[str]
) -> None:
    path = _write_structure(writers, tmp_path / "t.xlsx", rows)
    _fail(loaders.load_employment_sectors, path, kind, *words)


def test_employment_sectors_leave_metropolitan_france_out(tmp_path: Path, writers: Writers) -> None:
    rows = [*STRUCTURE, ("M", 2, 12, 6, 49, 31, 100)]
    frame = loaders.load_employment_sectors(_write_structure(writers, tmp_path / "t.xlsx", rows))
    assert set(frame["code"]) == {"18", "2A", "971", "F", "24"}


def test_employment_sectors_without_a_sheet(tmp_path: Path, writers: Writers) -> None:
    path = writers["book"](tmp_path / "t.xlsx", {"DEP": STRUCTURE})
    _fail(loaders.load_employment_sectors, path, "unreadable_file", "REG")


# Boundaries

SQUARE = [[[2.0, 47.0], [2.1, 47.0], [2.1, 47.1], [2.0, 47.1], [2.0, 47.0]]]
BOW = [[[2.0, 47.0], [2.1, 47.1], [2.1, 47.0], [2.0, 47.1], [2.0, 47.0]]]


def _write_shapes(path: Path, *records: tuple[object, object, object], **names: str) -> Path:
    code, name = names.get("code", "code"), names.get("nom", "nom")
    features = [
        {
            "type": "Feature",
            "properties": {code: number, name: label},
            "geometry": rings and {"type": "Polygon", "coordinates": rings},
        }
        for number, label, rings in records
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_boundaries(tmp_path: Path) -> None:
    path = _write_shapes(tmp_path / "c.geojson", ("18033", "Bourges", SQUARE), ("18001", "A", BOW))
    frame = loaders.load_boundaries(path)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert list(frame.columns) == ["code", "name", "geometry"]
    assert frame["code"].tolist() == ["18033", "18001"]
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()


@pytest.mark.parametrize(
    ("records", "kind", "words"),
    [
        ([("18033", "A", SQUARE)] * 2, "duplicate_key", ("ligne 2", "code", "18033")),
        ([("1803", "A", SQUARE)], "bad_value", ("ligne 1", "code", "1803")),
        ([(18033, "A", SQUARE)], "bad_value", ("ligne 1", "code"),
        ),
        ([(None, "A", SQUARE)], "bad_value", ("ligne 1", "code"),
        ),
        ([("18033", "A", None), ("18001", "B", SQUARE)], "bad_value", ("ligne 1", "18033"),
        ),
    ],
)  # fmt: skip
def test_damaged_boundaries(
    tmp_path: Path, records: list[tuple[object, object, object]], kind: str, words: Sequence[str]
) -> None:
    path = _write_shapes(tmp_path / "c.geojson", *records)
    _fail(loaders.load_boundaries, path, kind, *words)


def test_boundaries_that_are_points(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [2.0, 47.0]}
    feature = {"type": "Feature", "properties": {"code": "18033", "nom": "A"}, "geometry": point}
    path = tmp_path / "c.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    _fail(loaders.load_boundaries, path, "bad_value", "ligne 1", "un contour pour 18033", "Point")


def test_boundaries_without_a_column(tmp_path: Path) -> None:
    path = _write_shapes(tmp_path / "c.geojson", ("18033", "A", SQUARE), code="insee")
    _fail(loaders.load_boundaries, path, "missing_column", "code", "insee")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_cut_geojson(tmp_path: Path, share: float) -> None:
    path = _write_shapes(tmp_path / "c.geojson", ("18033", "A", SQUARE), ("18001", "B", SQUARE))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    _fail(loaders.load_boundaries, path, "unreadable_file", "GeoJSON")


# All of them


@pytest.mark.parametrize("name", sorted(LOADERS))
def test_what_is_no_file_of_the_kind_is_a_source_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(SourceError, match=re.escape("x.bin")):
        LOADERS[name](path)
