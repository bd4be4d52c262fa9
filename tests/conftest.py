"""Fixtures shared by the tests: the embedded edition, the official files, an invented world."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from browsers import ARGUMENTS, CHROMIUM
from occupation_samples import SOURCES as OCCUPATION_SOURCES
from occupation_samples import write_occupations
from training_samples import SOURCES as TRAINING_SOURCES
from training_samples import write_training

from spro_portraits.tables import Edition, build_edition, load_edition

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from spro_portraits.portrait import Portrait


# Files that take long come first, the longest at the head: with two workers neither waits long
# for the other at the end. Files that share products made once stand apart, so that one worker
# does not wait for what the other is making.
LONG = (
    "access", "internal", "engine_parity", "build", "paper", "tutorial", "guide_paper", "flyer",
    "batch_decide", "instantane", "access_slides", "regions", "metiers_page", "regions_real",
    "lab_browser", "indicators", "network_page", "france", "portrait_page", "formats",
    "synthesis", "editions_beside", "totals", "engine", "cli", "desk", "reliability", "readme",
    "occupation_search", "lab", "evolution", "batch_places", "vintages", "preparation", "weights",
    "secrecy", "access_firefox", "panorama", "occupations_join", "portrait", "slides_browser",
    "batch_resume", "render_page", "maps_browser", "slides_firefox", "fetch_cli",
)  # fmt: skip
RANKS = {f"test_{name}.py": rank for rank, name in enumerate(LONG)}


def pytest_configure() -> None:
    """Let the many processes that tests start keep what they compile and the fonts they make."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long first; within a file nothing moves."""
    items.sort(key=lambda item: RANKS.get(item.path.name, len(RANKS)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the collector what is there for the whole run: tests, libraries, tables."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Take a worker for each core, none for a single file: its tests run in this process."""
    named = {Path(argument.partition("::")[0]) for argument in config.args}
    cores = os.cpu_count() or 1
    workers = min(cores, len(named)) if all(path.is_file() for path in named) else cores
    return workers if workers > 1 else 0


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Give the data folder of the checkout; never written to."""
    return DATA


@pytest.fixture(scope="session")
def edition(data_dir: Path) -> Edition:
    """Open the embedded edition, tables read once for the whole session."""
    return load_edition(data_dir)


@pytest.fixture(scope="session")
def portrait_of(edition: Edition) -> Callable[[str, str], Portrait]:
    """Give the builder of portraits of the embedded edition; each is built once, and read only."""
    # The drawing libraries are slow to import: only for tests that ask.
    from spro_portraits.portrait import build_portrait  # noqa: PLC0415
    from spro_portraits.territory import find_territory  # noqa: PLC0415

    @cache
    def build(level: str, code: str) -> Portrait:
        return build_portrait(edition, find_territory(edition, level, code))

    return build


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium, once for a module of tests."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.is_file():
        pytest.skip(f"Chromium is not installed here ({CHROMIUM})")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def official() -> Path:
    """Find the folder of real official files, or skip with the reason."""
    named = os.environ.get("SPRO_OFFICIAL")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "official"
    if not folder.is_dir():
        pytest.skip(f"official files are not here: {folder}")
    return folder


def write_csv(
    path: Path, rows: Iterable[Sequence[object]], *, sep: str = ";", bom: bool = True
) -> Path:
    """Write rows as the producers do."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=sep, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + stream.getvalue().encode())
    return path


def write_book(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook, one list of rows a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    """Write an archive with fixed dates: same members, same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


@pytest.fixture(scope="session")
def writers() -> dict[str, Callable[..., Path]]:
    """Give the writers of small official-looking files."""
    return {"csv": write_csv, "book": write_book, "zip": write_zip}


# An invented world. Communes of 2021 and the number n that all their figures derive from.
# Région 24: départements 18 and 45. Région 27: département 58. 18003 joins 18002 on
# 1 January 2022; zone d'emploi 0060 lies on both sides of the regional border.
NUMBERS = {
    "18001": 1, "18002": 2, "18003": 3, "18004": 4, "45001": 5, "45002": 6, "45003": 7,
    "58001": 8, "58002": 9, "58003": 10,
}  # fmt: skip
NAMES = {
    "18001": "Alpha", "18002": "Bêta-Nouvelle", "18004": "Gamma", "45001": "Les Deltas",
    "45002": "Épsilon", "45003": "Zêta", "58001": "Êta", "58002": "Thêta", "58003": "Iota",
}  # fmt: skip
ZONES = {
    "18001": "2401", "18002": "2401", "18004": "0060", "45001": "2402", "45002": "2402",
    "45003": "2402", "58001": "0060", "58002": "0060", "58003": "2701",
}  # fmt: skip
BASSINS = {
    "18001": "2401", "18002": "2401", "18003": "2401", "18004": "2402", "45001": "2403",
    "45002": "2403", "45003": "2404", "58001": "2701", "58002": "2701", "58003": "2701",
}  # fmt: skip
CENSUS = {
    "P18_POP": lambda n: 1000 * n, "P13_POP": lambda n: 1000 * n - 100,
    "SUPERF": lambda n: n + 0.25, "NAIS1318": lambda n: 50 + n, "DECE1318": lambda n: 40 + 2 * n,
    "P18_MEN": lambda n: 400 * n, "NAISD20": lambda n: 10 + n, "DECESD20": lambda n: 9 + n,
    "P18_LOG": lambda n: 500 * n, "P18_RP": lambda n: 400 * n, "P18_RSECOCC": lambda n: 60 * n,
    "P18_LOGVAC": lambda n: 40 * n, "P18_RP_PROP": lambda n: 250 * n + 0.5,
    "P18_EMPLT": lambda n: 300 * n, "P18_EMPLT_SAL": lambda n: 240 * n,
    "P13_EMPLT": lambda n: 310 * n, "P18_POP1564": lambda n: 600 * n,
    "P18_CHOM1564": lambda n: 45 * n, "P18_ACT1564": lambda n: 450 * n,
    "ETTOT18": lambda n: 30 * n, "ETAZ18": lambda n: 5 * n, "ETBE18": lambda n: 2 * n,
    "ETFZ18": lambda n: 4 * n, "ETGU18": lambda n: 15 * n, "ETOQ18": lambda n: 4 * n,
    "ETTEF118": lambda n: 8 * n, "ETTEFP1018": lambda n: 2 * n,
}  # fmt: skip
GROUPS = {"1": 10, "2": 20, "3": 60, "4": 110, "5": 130, "6": 100, "7": 250, "9": 120}
MOVEMENT_COLUMNS = (
    "MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "LIBELLE_AV", "TYPECOM_AP", "COM_AP", "LIBELLE_AP",
)  # fmt: skip
BMO_COLUMNS = (
    "annee", "Code métier BMO", "Nom métier BMO", "Famille_met", "Lbl_fam_met", "REG", "NOM_REG",
    "Dept", "NomDept", "BE24", "NOMBE24", "met", "xmet", "smet",
)  # fmt: skip
BMO_ROWS = (
    ("A0X40", "Agriculteurs", "Z", "Autres", "24", "18", "2401", "ALPHA", 100, 60, 20),
    ("A0X40", "Agriculteurs", "Z", "Autres", "24", "18", "2402", "GAMMA", 10, "*", "*"),
    ("A0X40", "Agriculteurs", "Z", "Autres", "24", "45", "2403", "DELTA", "*", "*", "*"),
    ("B1X20", "Maçons", "B", "Bâtiment", "24", "18", "2401", "ALPHA", 50, 45, 5),
    ("B1X20", "Maçons", "B", "Bâtiment", "24", "45", "2404", "ZETA", 30, 30, "*"),
    ("B1X20", "Maçons", "B", "Bâtiment", "27", "58", "2701", "IOTA", 200, 80, 10),
)
CELL = {
    "18001": (0, 0), "18002": (1, 0), "18003": (2, 0), "18004": (3, 0),
    "45001": (0, 1), "45002": (1, 1), "45003": (2, 1),
}  # fmt: skip


def draw_square(column: int, row: int, size: float = 0.1) -> list[list[float]]:
    """Give the ring of one square of a grid, corners at five decimals."""
    corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    return [[round(2 + size * (column + x), 5), round(47 + size * (row + y), 5)]
            for x, y in corners]  # fmt: skip


def _geojson() -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": code},
            "geometry": {"type": "Polygon", "coordinates": [draw_square(*cell)]},
        }
        for code, cell in CELL.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _membership() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        ("Code géographique", "Libellé", "Département", "Région", "EPCI", "Arrondissement", "ZE"),
        ("CODGEO", "LIBGEO", "DEP", "REG", "EPCI", "ARR", "ZE2020"),
    ]
    for code, name in NAMES.items():
        departement = code[:2]
        region = "27" if departement == "58" else "24"
        epci = f"2000000{departement}"
        rows.append((code, name, departement, region, epci, departement + "1", ZONES[code]))
    return rows


@dataclass(frozen=True)
class World:
    """The invented official files and the data folder that declares them."""

    source: Path
    data: Path

    def declare(self) -> None:
        """Write the registry with the hashes of the files as they are now."""
        lines = []
        for key, (file, loader, year) in SOURCES.items():
            path = self.source / file
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(
                f'[{key}]\nproducer = "Insee"\ntitle = "{key}"\npage = "https://example.org/{key}"\n'
                f'url = "https://example.org/{key}.csv"\nurl_checked = false\nlicence = "LO"\n'
                f'vintage = "{VINTAGES.get(key, "v")}"\ngeography_year = {year}\n'
                f'file = "{file}"\nsha256 = "{digest}"\n'
                f'loader = "{loader}"\n'
            )
        (self.data / "registry.toml").write_text("\n".join(lines), encoding="utf-8")

    def read_all(self) -> dict[str, bytes]:
        """Read every file of the data folder."""
        files = sorted(p for p in self.data.rglob("*") if p.is_file())
        return {p.relative_to(self.data).as_posix(): p.read_bytes() for p in files}


SOURCES = {
    "membership": ("insee/appartenance.csv", "membership", 2025),
    "movements": ("insee/mouvements.csv", "movements", 2025),
    "comparateur": ("insee/comparateur.zip", "comparateur", 2021),
    "population": ("insee/population.csv", "population", 2023),
    "residents_by_group": ("insee/csp.parquet", "residents_by_group", 2025),
    "unemployment": ("insee/chomage.csv", "unemployment", 2025),
    "income": ("insee/filosofi.csv", "income", 2024),
    "young_people_commune": ("insee/neet_communes.csv", "young_people", 2021),
    "young_people_departement": ("insee/neet_dep.csv", "young_people", 2021),
    "young_people_region": ("insee/neet_reg.csv", "young_people", 2021),
    "recruitment": ("ft/bmo.xlsx", "recruitment", 2024),
    "bassins": ("ft/bassins.csv", "bassins", 2021),
    "employment_sectors": ("insee/tcrd.xlsx", "employment_sectors", 2019),
    "boundaries": ("geo/communes.geojson", "boundaries", 2018),
    **OCCUPATION_SOURCES,
    **TRAINING_SOURCES,
}


VINTAGES = {"residents_by_group": "RP 2022"}
"""Of files that do not say their year."""


def write_world(folder: Path) -> World:
    """Write the invented files, the registry, the scope, the perimeters and the hand tables."""
    source, data = folder / "official", folder / "data"
    files = {key: source / record[0] for key, record in SOURCES.items()}
    today = list(NAMES)
    write_csv(files["membership"], _membership())
    write_csv(
        files["movements"],
        [
            MOVEMENT_COLUMNS,
            (32, "2022-01-01", "COM", "18002", "Bêta", "COM", "18002", "Bêta-Nouvelle"),
            (32, "2022-01-01", "COM", "18002", "Bêta", "COMD", "18002", "Bêta"),
            (32, "2022-01-01", "COM", "18003", "L'Ancienne", "COM", "18002", "Bêta-Nouvelle"),
            (32, "2022-01-01", "COM", "18003", "L'Ancienne", "COMD", "18003", "L'Ancienne"),
        ],
        sep=",",
        bom=False,
    )
    table = ["CODGEO;" + ";".join(CENSUS)]
    table += [
        ";".join([code, *(f"{formula(n):g}" for formula in CENSUS.values())])
        for code, n in NUMBERS.items()
    ]
    write_zip(files["comparateur"], {"base_cc_comparateur.CSV": ("\n".join(table) + "\n").encode()})
    rows: list[tuple[object, ...]] = [
        ("objectid", "codgeo", "libgeo", "p18_pop", "p19_pop", "p20_pop", "p21_pop")
    ]
    for index, code in enumerate(today):
        n = NUMBERS[code]
        # The file gives 18003 to 18002 from the year whose communes are those of 2022.
        whole = 5 if code == "18002" else n
        rows.append((index, code, code, 1000 * n, 1000 * n + 5, 1010 * whole, 1020 * whole))
    write_csv(files["population"], rows, sep=",")
    groups = [
        (code, group, float(people * NUMBERS[code]))
        for code in today
        for group, people in {**GROUPS, "_T": sum(GROUPS.values())}.items()
        if not (code == "18001" and group == "1")
    ]
    files["residents_by_group"].parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(groups, columns=["code_commune", "code_csp", "population_csp"]).to_parquet(
        files["residents_by_group"]
    )
    quarters = ("2020-T4", "2024-T4", "2025-T4")
    write_csv(
        files["unemployment"],
        [
            ("Code", "Libellé", "Région", *quarters),
            ("ZE2020", "LIBZE2020", "REG", *quarters),
            ("0060", "Frontière", "27", "8,0", "7,5", "7,0"),
            ("2401", "Alpha", "24", "9,1", "8,0", "8,5"),
            ("2402", "Deltas", "24", "", "6,0", "6,2"),
            ("2701", "Iota", "27", "5,0", "5,1", "5,2"),
        ],
    )
    write_csv(
        files["income"],
        [
            ("CODGEO", "NBMENFISC21", "MED21", "PIMP21", "TP6021", "D121", "D921"),
            *[
                (code, 100, 20000 + 100 * NUMBERS[code], 50, "15,5", 11000, 40000)
                for code in today
                if code not in {"18001", "45001", "45002"}
            ],
            ("18001", 5, "21000", "s", "s", "s", "s"),
            ("45001", 5, "", "nd", "", "", ""),
            ("45002", 5, "s", "s", "s", "s", "s"),
        ],
        bom=False,
    )
    rates = ("codgeo", "libgeo", "an", "part_non_inseres")
    write_csv(
        files["young_people_commune"],
        [
            rates,
            *[
                (code, code, year, f"{10 + n},50" if code != "45003" else "")
                for code, n in NUMBERS.items()
                for year in (2008, 2013, 2018)
            ],
        ],
    )
    for key, codes in (
        ("young_people_departement", ("18", "45", "58")),
        ("young_people_region", ("24", "27")),
    ):
        write_csv(
            files[key],
            [rates, *[(c, c, y, f"{c},2") for c in codes for y in (2008, 2013, 2018)]],
        )
    bmo = [
        (2024, code, name, family, label, region, region, dep, dep, bassin, place, met, xmet, smet)
        for code, name, family, label, region, dep, bassin, place, met, xmet, smet in BMO_ROWS
    ]
    write_book(files["recruitment"], {"Lisez-moi": [("texte",)], "BMO": [BMO_COLUMNS, *bmo]})
    write_csv(
        files["bassins"],
        [
            ("reg", "dep", "codgeo", "codbe", "libbe"),
            *[("24", code[:2], code, bassin, f"B {bassin}") for code, bassin in BASSINS.items()],
        ],
        sep=",",
    )
    head = ("", "Agriculture", "Industrie", "Construction", "Tertiaire marchand",
            "Tertiaire non marchand", "Total")  # fmt: skip
    title: list[tuple[object, ...]] = [("Structure de l'emploi en 2019",), ("",), ("en %",), head]
    france = ("F", 2.5, 12, 6.5, 48, 31, 100)
    write_book(
        files["employment_sectors"],
        {
            "DEP": [*title, ("18", 4, 16, 6, 38, 36, 100), ("45", 2, 18, 7, 45, 28, 100),
                    ("58", 5, 15, 6, 38, 36, 100), france, ("Source : Insee.",)],
            "REG": [*title, ("24", 3.4, 15.2, 6.4, 42, 33, 100), ("27", 4, 17, 6, 41, 32, 100),
                    france],
        },
    )  # fmt: skip
    files["boundaries"].parent.mkdir(parents=True, exist_ok=True)
    files["boundaries"].write_bytes(_geojson())

    write_occupations(source, data)
    write_training(source, data)
    (data / "perimeters").mkdir(parents=True)
    (data / "edition.toml").write_text(
        'id = "mini"\nlabel = "Monde inventé"\nregion = "24"\ngeography_year = 2025\n',
        encoding="utf-8",
    )
    write_csv(
        data / "perimeters" / "noms.csv",
        [
            ("niveau", "code", "nom", "source"),
            ("departement", "18", "Cher", ""),
            ("departement", "45", "Loiret", ""),
            ("region", "24", "Centre-Val de Loire", ""),
            ("bassin", "2401", "Alpha", ""),
        ],
        bom=False,
    )
    write_csv(
        data / "perimeters" / "spro.csv",
        [
            ("spro", "nom", "niveau", "membre", "nom_membre", "hypothese"),
            ("un", "Un", "bassin", "2401", "", ""),
            ("un", "Un", "bassin", "2402", "", "Hypothèse écrite."),
            ("deux", "Deux", "departement", "45", "", ""),
        ],
        bom=False,
    )
    world = World(source, data)
    world.declare()
    return world


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Write an invented world that a test may damage."""
    return write_world(tmp_path)


@pytest.fixture(scope="session")
def make_world() -> Callable[[Path], World]:
    """Give the writer of invented worlds."""
    return write_world


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Build the invented world once; read only."""
    world = write_world(tmp_path_factory.mktemp("mini"))
    build_edition(world.source, world.data)
    return load_edition(world.data)


@pytest.fixture(scope="module")
def running_producer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real TLS server, once a module."""
    from loopback import run_producer  # noqa: PLC0415 - only its tests need its packages

    with run_producer(tmp_path_factory.mktemp("producer")) as producer:
        yield producer


@pytest.fixture
def producer(running_producer: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The server with nothing asked yet, trusted."""
    from loopback import trust  # noqa: PLC0415 - as above

    return trust(running_producer, monkeypatch)
