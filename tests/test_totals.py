"""The edition against totals that producers publish.

Two kinds of checks, each one a case of a parametrised test:

- ``PUBLISHED``: numbers written here with the publication they are read in; they need no file;
- ``RAW``: numbers added up from the producers' own files with the standard library (and openpyxl),
  without any of our loaders; they need ``../shared/official``.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from spro_portraits.indicators import BY_KEY
from spro_portraits.tables import Edition
from spro_portraits.territory import Reference, find_territory

DEPARTEMENTS = ("18", "28", "36", "37", "41", "45")
ZONES_OF_REGION = (
    "0056", "0057", "0060", "0061", "2401", "2402", "2403", "2404", "2405", "2406", "2407", "2408",
    "2409", "2410", "2411", "2412", "2413", "2414", "2415",
)  # fmt: skip
BASSINS = tuple(str(code) for code in range(2401, 2423))
Key = tuple[str, str, str]
"""Indicator, level, code."""


def _compute(edition: Edition, indicator: str, level: str, code: str) -> list[float]:
    """Compute an indicator in every way the edition can: by communes, and from its totals."""
    recipe = BY_KEY[indicator].compute
    values = []
    if level != "france":
        values.append(recipe(edition, find_territory(edition, level, code)).value)
    if level in {"departement", "region", "france"}:
        reference = Reference(level, code, level, (code,), ((level, code),))
        values.append(recipe(edition, reference).value)
    assert all(value is not None for value in values), values
    return [float(value) for value in values if value is not None]


def _gap(values: list[float], expected: float) -> float:
    return max(abs(value - expected) for value in values) / max(abs(expected), 1.0)


# Written down, with the publication.

PUBLISHED: list[tuple[Key, float]] = [
    # INSEE, populations légales 2021 (en vigueur au 1er janvier 2024), population municipale.
    (("population", "departement", "18"), 299_573),
    (("population", "region", "24"), 2_573_303),
    # INSEE, comparateur de territoires, RP 2018 en géographie 2021: France hors Mayotte.
    (("population_2018", "france", "france"), 66_732_538),
    # France Travail, enquête BMO 2024, by bassin: projects, judged difficult, seasonal.
    (("recruitment_projects", "bassin", "2401"), 5_476),
    (("recruitment_difficult", "bassin", "2401"), 3_311),
    (("recruitment_seasonal", "bassin", "2401"), 1_534),
    (("recruitment_projects", "bassin", "2411"), 773),
    (("recruitment_difficult", "bassin", "2411"), 613),
    (("recruitment_seasonal", "bassin", "2411"), 193),
    (("recruitment_projects", "bassin", "2421"), 19_283),
    (("recruitment_difficult", "bassin", "2421"), 12_582),
    (("recruitment_seasonal", "bassin", "2421"), 3_495),
    # INSEE, taux de chômage localisés par zone d'emploi, 4e trimestre 2025 (CVS).
    (("unemployment_rate", "zone_emploi", "2402"), 7.2),  # Bourges
    (("unemployment_rate", "zone_emploi", "2409"), 10.6),  # Montargis
    # ANCT, Observatoire des territoires, part des jeunes non insérés (INSEE, RP 2018).
    (("young_not_in_work_share_2018", "departement", "18"), 19.2),
    (("young_not_in_work_share_2018", "region", "24"), 16.5),
    # INSEE, TCRD_027, structure de l'emploi total par grand secteur en 2019.
    (("employment_share_industry_2019", "region", "24"), 15.2),
]


@pytest.mark.parametrize(("key", "expected"), PUBLISHED, ids=[" ".join(k) for k, _ in PUBLISHED])
def test_published_totals(edition: Edition, key: Key, expected: float) -> None:
    digits = 1 if key[0].startswith(("unemployment", "young", "employment_share")) else 0
    for value in _compute(edition, *key):
        # Published figures are rounded: ours, unrounded, round to them.
        assert round(value, digits) == expected


def test_populations_of_departements_add_up_to_the_published_region(edition: Edition) -> None:
    parts = [_compute(edition, "population", "departement", code)[0] for code in DEPARTEMENTS]
    assert sum(parts) == 2_573_303


# Added up from the raw files.

CENSUS = {
    "population_2018": ("P18_POP",), "population_2013": ("P13_POP",), "area": ("SUPERF",),
    "households_2018": ("P18_MEN",), "dwellings_2018": ("P18_LOG",), "jobs_2018": ("P18_EMPLT",),
    "jobs_2013": ("P13_EMPLT",), "population_15_64_2018": ("P18_POP1564",),
    "unemployed_census_2018": ("P18_CHOM1564",), "labour_force_2018": ("P18_ACT1564",),
    "establishments_2018": ("ETTOT18",), "natural_balance_2013_2018": ("NAIS1318", "DECE1318"),
}  # fmt: skip
GROUPS = {"residents_15_plus_2022": "_T"} | {
    f"residents_group_{group}_2022": group for group in "12345679"
}
PLACES = [*(("departement", code) for code in DEPARTEMENTS), ("region", "24"), ("france", "france")]
SECTORS = {
    "agriculture": "Agriculture", "industry": "Industrie", "construction": "Construction",
    "market_services": "Tertiaire marchand", "non_market_services": "Tertiaire non marchand",
}  # fmt: skip


def _read_rows(path: Path, sep: str, skip: int = 0) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(skip):
            next(stream)
        yield from csv.DictReader(stream, delimiter=sep)


def _list_places(commune: str) -> list[tuple[str, str]]:
    """List the wanted places that a commune is in; districts are in their commune's row."""
    places = [("france", "france")]
    if commune[:2] in DEPARTEMENTS:
        places += [("departement", commune[:2]), ("region", "24")]
    return places


def _is_district(code: str) -> bool:
    return "75101" <= code <= "75120" or "13201" <= code <= "13216" or "69381" <= code <= "69389"


def _read_census(folder: Path) -> dict[Key, float]:
    sums: dict[Key, list[float]] = defaultdict(list)
    with zipfile.ZipFile(folder / "insee" / "base_cc_comparateur_csv.zip") as archive:
        text = archive.read("base_cc_comparateur.CSV").decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        if _is_district(row["CODGEO"]):
            continue
        for level, code in _list_places(row["CODGEO"]):
            for indicator, (plus, *minus) in CENSUS.items():
                sums[indicator, level, code].append(float(row[plus] or 0))
                sums[indicator, level, code] += [-float(row[column] or 0) for column in minus]
    return {key: math.fsum(values) for key, values in sums.items()}


def _read_populations(folder: Path) -> dict[Key, float]:
    totals: dict[Key, float] = defaultdict(float)
    for row in _read_rows(folder / "insee" / "insee_pop_historique_2013_2021_odis.csv", ","):
        for level, code in _list_places(row["codgeo"]):
            if level != "france":
                totals["population", level, code] += float(row["p21_pop"] or 0)
    return totals


def _read_groups(folder: Path) -> dict[Key, float]:
    table = pq.read_table(folder / "insee" / "population_communes_csp_2022.parquet")
    columns = (table[name].to_pylist() for name in ("code_commune", "code_csp", "population_csp"))
    names = {group: indicator for indicator, group in GROUPS.items()}
    sums: dict[Key, list[float]] = defaultdict(list)
    for commune, group, people in zip(*columns, strict=True):
        for level, code in _list_places(commune):
            sums[names[str(group)], level, code].append(people)
    return {key: math.fsum(values) for key, values in sums.items()}


def _read_survey(folder: Path) -> dict[Key, float]:
    path = folder / "france-travail" / "Base_open_data_BMO_2024.xlsx"
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book["BMO_2024_open_data"].iter_rows(values_only=True)
    header = [str(name) for name in next(rows)]
    totals: dict[Key, float] = defaultdict(float)
    columns = {"met": "projects", "xmet": "difficult", "smet": "seasonal"}
    for cells in rows:
        row = dict(zip(header, cells, strict=False))
        if str(row["REG"]) != "24":
            continue
        for place in (
            ("bassin", str(row["BE24"])),
            ("departement", str(row["Dept"])),
            ("region", "24"),
        ):
            for column, name in columns.items():
                # A masked cell is left out: never 0 for the number of cells, never 1 for the sum.
                if row[column] != "*":
                    totals[f"recruitment_{name}", *place] += float(str(row[column]))
    book.close()
    return totals


def _read_unemployment(folder: Path) -> dict[Key, float]:
    path = folder / "insee" / "chomage_raw_insee_ZE2020_2003T1_2025T4.csv"
    rates = {}
    for row in _read_rows(path, ";", skip=1):
        if row["ZE2020"] in ZONES_OF_REGION:
            last, before, five = (
                float(row[q].replace(",", ".")) for q in ("2025-T4", "2024-T4", "2020-T4")
            )
            rates["unemployment_rate", "zone_emploi", row["ZE2020"]] = last
            rates["unemployment_rate_change_1y", "zone_emploi", row["ZE2020"]] = last - before
            rates["unemployment_rate_change_5y", "zone_emploi", row["ZE2020"]] = last - five
    return rates


def _read_young(folder: Path) -> dict[Key, float]:
    shares = {}
    for name, level, codes in (("dpt", "departement", DEPARTEMENTS), ("region", "region", ("24",))):
        for row in _read_rows(folder / "insee" / f"neet_{name}_2018.csv", ";"):
            if row["codgeo"] in codes and row["an"] in {"2008", "2013", "2018"}:
                key = (f"young_not_in_work_share_{row['an']}", level, row["codgeo"])
                shares[key] = float(row["part_non_inseres"].replace(",", "."))
    return shares


def _read_sectors(folder: Path) -> dict[Key, float]:
    book = openpyxl.load_workbook(folder / "insee" / "TCRD_027_2019.xlsx", read_only=True)
    shares = {}
    for title, level, codes in (
        ("DEP", "departement", DEPARTEMENTS), ("REG", "region", ("24",)), ("DEP", "france", ("F",)),
    ):  # fmt: skip
        sheet = book[title]
        sheet.reset_dimensions()
        rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        header = next(row for row in rows if "Industrie" in row)
        for row in rows:
            if row and str(row[0]) in codes:
                code = "france" if level == "france" else str(row[0])
                for sector, column in SECTORS.items():
                    value = float(row[header.index(column)])
                    shares[f"employment_share_{sector}_2019", level, code] = value
    book.close()
    return shares


RAW: dict[str, list[Key]] = {
    # INSEE, comparateur de territoires (base_cc_comparateur_csv.zip, 12 January 2022).
    "census": [(indicator, *place) for indicator in CENSUS for place in PLACES],
    # INSEE, populations municipales 2013-2021 (France is left out: the file is not whole there).
    "populations": [("population", *place) for place in PLACES[:-1]],
    # INSEE, RP 2022, exploitation complémentaire (population_communes_csp_2022.parquet).
    "groups": [(indicator, *place) for indicator in GROUPS for place in PLACES],
    # France Travail, enquête BMO 2024 (Base_open_data_BMO_2024.xlsx).
    "survey": [
        (f"recruitment_{name}", *place)
        for name in ("projects", "difficult", "seasonal")
        for place in [*(("bassin", code) for code in BASSINS), *PLACES[:-1]]
    ],
    # INSEE, taux de chômage localisés par zone d'emploi (export of 2003-T1 to 2025-T4).
    "unemployment": [
        (f"unemployment_rate{change}", "zone_emploi", code)
        for change in ("", "_change_1y", "_change_5y")
        for code in ZONES_OF_REGION
    ],
    # ANCT, Observatoire des territoires (neet_dpt_2018.csv, neet_region_2018.csv).
    "young": [
        (f"young_not_in_work_share_{year}", *place)
        for year in (2008, 2013, 2018)
        for place in PLACES[:-1]
    ],
    # INSEE, TCRD_027 at 31 December 2019 (TCRD_027_2019.xlsx).
    "sectors": [(f"employment_share_{s}_2019", *place) for s in SECTORS for place in PLACES],
}
CASES = [(group, key) for group, keys in RAW.items() for key in keys]


@pytest.fixture(scope="module")
def raw(official: Path) -> dict[Key, float]:
    """Read every total once."""
    readers = (_read_census, _read_populations, _read_groups, _read_survey, _read_unemployment,
               _read_young, _read_sectors)  # fmt: skip
    return {key: value for read in readers for key, value in read(official).items()}


@pytest.mark.official
@pytest.mark.parametrize(("group", "key"), CASES, ids=[" ".join(key) for _, key in CASES])
def test_totals_of_the_raw_files(
    edition: Edition, raw: dict[Key, float], group: str, key: Key
) -> None:
    gap = _gap(_compute(edition, *key), raw[key])
    assert gap == 0 if group in {"populations", "survey", "young", "sectors"} else gap < 1e-9


@pytest.mark.official
def test_the_raw_files_hold_nothing_that_is_not_compared(raw: dict[Key, float]) -> None:
    assert set(raw) == {key for _, key in CASES}


@pytest.mark.official
def test_largest_gap(
    edition: Edition, raw: dict[Key, float], record_testsuite_property: pytest.RecordProperty
) -> None:
    gaps = {key: _gap(_compute(edition, *key), raw[key]) for _, key in CASES}
    worst = max(gaps, key=lambda key: gaps[key])
    record_testsuite_property("totals_compared", len(gaps))
    record_testsuite_property("largest_gap", f"{gaps[worst]:.1e} ({' '.join(worst)})")
    assert gaps[worst] < 1e-9


@pytest.mark.official
def test_a_masked_cell_is_worth_nothing_and_not_one(
    edition: Edition, raw: dict[Key, float]
) -> None:
    """A public pipeline replaces ``*`` by 1: every total is then wrong by the number of cells."""
    masked = BY_KEY["recruitment_projects"].compute(
        edition, find_territory(edition, "region", "24")
    )
    assert masked.masked > 100
    assert masked.value == raw["recruitment_projects", "region", "24"]
