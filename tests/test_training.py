"""Training: places counted once, names, outcomes of the right cohort, links to occupations."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from spro_portraits.errors import SourceError
from spro_portraits.indicators.training import count_places, count_unlocated, list_training
from spro_portraits.sources import Source
from spro_portraits.tables import Edition
from spro_portraits.tables.geography import Passage
from spro_portraits.tables.loaders import training as loaders
from spro_portraits.tables.making import Scope, Work
from spro_portraits.tables.schemas import validate
from spro_portraits.tables.training import (
    COMMON_YEAR,
    DIPLOMAS,
    OTHER,
    bring_to_last_year,
    find_departement,
    load_training_centres,
    load_training_links,
    make_training,
    measure_training,
    strip_title,
)
from spro_portraits.tables.training_outcomes import write_training_code
from spro_portraits.wording import RELIABILITY_WORDS
from spro_portraits.wording.build import ODD, describe_training
from spro_portraits.wording.training import DIPLOMA_WORDS, OUTCOME_REASONS, PATH_WORDS

N, W = "\u202f", "\u00a0"
Rows = Sequence[Sequence[object]]
Load = Callable[[Path], pd.DataFrame]
NAN = math.nan


def write(path: Path, rows: Rows) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    return path


# Loaders

AFFELNET: Rows = (
    ("Etablissement d'accueil", "MEF STAT 11", "Voeu de recensement O/N",
     "Statut Offre de formation", "Capacité carte scolaire", "Demandes vœux 1",
     "Famille de métiers", "mef_stat_terminale"),
    ("0180001A", "23810031211", "N", "ST", "80", "134", " RELATION CLIENT ", "23830031211"),
)  # fmt: skip
PARCOURSUP: Rows = (
    ("UAI", "LIBELLÉFORMATION", "MEFSTAT11", "NB_VOEUX_CONFIRMES", "STATUT", "CAPACITEPSUP"),
    ("C752887F", "BTS - Services - Tourisme", "32211033426", "12", "Apprentissage", "8"),
)
OUTCOMES: Rows = (
    ("code_region", "millesime", "voie", "cfd", "mefstat11", "nb_sortant", "taux_emploi_6_mois",
     "taux_emploi_12_mois", "taux_emploi_24_mois", "taux_poursuite_etudes"),
    ("24", "2022_2023", "scolaire", "", "23830031213", "25", "40", "60", "", "50"),
    ("24", "2022_2023", "apprentissage", "40031213", "", "12", "", "", "", ""),
)  # fmt: skip
DIPLOMES: Rows = (
    ("Code diplôme", "Intitulé de la spécialité (et options)", "Commentaire", "Dernière session"),
    ("400-25007 S", "Maintenance", "remplacé par le 400-25012 S", "2023"),
    ("40025012", "Maintenance  connectée", "Remplace le n°400-25007", ""),
    ("400-33007 T", "Accompagnement", "Remplace le n°400-33003 T et le  n° 400-33004 T", ""),
    ("320-33002 T", "Sanitaire", "Remplace le n°320-33001 P - modifié en 2023 par Arrêté", ""),
    ("500-23118 U", "Ancien nom", "remplacé par 500-23118U", "2024"),
    ("500-23118 U", "Nouveau nom", "Rénovation en cours", ""),
)
FAMILLES: Rows = (
    ("FAMILLE", "SPECIALITE", "MEFSTAT11_COMMUN", "MEFSTAT11_SPECIALITE"),
    ("Métiers de la relation client", "Commerce A", "23810031211", "23830031213"),
)


def test_affelnet(tmp_path: Path) -> None:
    (row,) = loaders.load_affelnet(write(tmp_path / "a.csv", AFFELNET)).to_dict("records")
    assert row == {
        "uai": "0180001A", "mefstat11": "23810031211", "last": "23830031211",
        "family": "RELATION CLIENT", "places": 80.0, "demand": 134.0,
    }  # fmt: skip


def test_parcoursup_takes_schools_of_other_numbering(tmp_path: Path) -> None:
    (row,) = loaders.load_parcoursup(write(tmp_path / "p.csv", PARCOURSUP)).to_dict("records")
    assert row == {
        "uai": "C752887F", "mefstat11": "32211033426", "label": "BTS - Services - Tourisme",
        "path": "apprentissage", "places": 8.0, "demand": 12.0,
    }  # fmt: skip


def test_outcomes_that_are_not_published_are_absent(tmp_path: Path) -> None:
    frame = loaders.load_outcomes(write(tmp_path / "o.csv", OUTCOMES))
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    assert rows == [
        ["24", "2022-2023", "scolaire", "", "23830031213", 25.0, 40.0, 60.0, None, 50.0],
        ["24", "2022-2023", "apprentissage", "40031213", "", 12.0, None, None, None, None],
    ]


def test_diplomas_tell_what_they_replace_only_where_one_is_named(tmp_path: Path) -> None:
    frame = loaders.load_diplomas(write(tmp_path / "d.csv", DIPLOMES))
    assert frame.to_numpy().tolist() == [
        ["40025007", "Maintenance", "", "40025012"],
        ["40025012", "Maintenance connectée", "40025007", ""],
        ["40033007", "Accompagnement", "", ""],
        # « par » stands in the remark, yet the diploma is not the one that is replaced.
        ["32033002", "Sanitaire", "32033001", ""],
        # Twice: the row that is still open.
        ["50023118", "Nouveau nom", "", ""],
    ]


def test_schools_of_several_sites_keep_their_shortest_name(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    pd.DataFrame(
        {
            "identifiant_de_l_etablissement": ["0370039S", "0370039S", "0180001A"],
            "nom_etablissement": ["Lycée Courier (cycles du collège)", "Lycée Courier", "Lycée  X"],
            "code_commune": ["37261", "37261", "18033"],
        }
    ).to_parquet(path)
    assert loaders.load_schools(path).to_numpy().tolist() == [
        ["0180001A", "Lycée X", "18033"], ["0370039S", "Lycée Courier", "37261"],
    ]  # fmt: skip


def test_a_broken_directory_of_schools(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    path.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(SourceError, match=r"s\.parquet"):
        loaders.load_schools(path)


@pytest.mark.parametrize(
    ("load", "rows", "column", "value", "kind"),
    [
        (loaders.load_affelnet, AFFELNET, "Etablissement d'accueil", "18001", "bad_value"),
        (loaders.load_affelnet, AFFELNET, "MEF STAT 11", "2381003121", "bad_value"),
        (loaders.load_affelnet, AFFELNET, "mef_stat_terminale", "x", "bad_value"),
        (loaders.load_affelnet, AFFELNET, "Capacité carte scolaire", "-1", "bad_value"),
        (loaders.load_affelnet, AFFELNET, "Capacité carte scolaire", "", "bad_value"),
        (loaders.load_affelnet, AFFELNET, "Demandes vœux 1", "beaucoup", "bad_value"),
        (loaders.load_affelnet, AFFELNET, "Statut Offre de formation", "AP", "bad_value"),
        (loaders.load_affelnet, AFFELNET, "Voeu de recensement O/N", "O", "bad_value"),
        (loaders.load_parcoursup, PARCOURSUP, "STATUT", "Mixte", "bad_value"),
        (loaders.load_parcoursup, PARCOURSUP, "LIBELLÉFORMATION", "  ", "bad_value"),
        (loaders.load_parcoursup, PARCOURSUP, "CAPACITEPSUP", "8,5", "bad_value"),
        (loaders.load_outcomes, OUTCOMES, "code_region", "CVL", "bad_value"),
        (loaders.load_outcomes, OUTCOMES, "millesime", "2022", "bad_value"),
        (loaders.load_outcomes, OUTCOMES, "voie", "les deux", "bad_value"),
        (loaders.load_outcomes, OUTCOMES, "cfd", "40031213", "bad_value"),
        (loaders.load_outcomes, OUTCOMES, "taux_emploi_12_mois", "101", "bad_value"),
        (loaders.load_outcomes, OUTCOMES, "nb_sortant", "*", "bad_value"),
        (loaders.load_diplomas, DIPLOMES, "Code diplôme", "CAP 12", "bad_value"),
        (
            loaders.load_diplomas,
            DIPLOMES,
            "Intitulé de la spécialité (et options)",
            "",
            "bad_value",
        ),
        (loaders.load_training_families, FAMILLES, "FAMILLE", "", "bad_value"),
        (loaders.load_training_families, FAMILLES, "MEFSTAT11_COMMUN", "", "bad_value"),
    ],
)
def test_damaged_files_are_named_by_row_and_column(
    tmp_path: Path, load: Load, rows: Rows, column: str, value: str, kind: str
) -> None:
    head, first, *others = [list(row) for row in rows]
    first[head.index(column)] = value
    path = write(tmp_path / "fichier.csv", [head, first, *others])
    with pytest.raises(SourceError) as caught:
        load(path)
    assert caught.value.kind == kind
    assert "fichier.csv, ligne 2" in str(caught.value)
    assert column.split(maxsplit=1)[0] in str(caught.value)


@pytest.mark.parametrize(
    ("load", "rows"),
    [
        (loaders.load_affelnet, AFFELNET),
        (loaders.load_parcoursup, PARCOURSUP),
        (loaders.load_outcomes, OUTCOMES),
        (loaders.load_diplomas, DIPLOMES),
        (loaders.load_training_families, FAMILLES),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, load: Load, rows: Rows) -> None:
    for index, column in enumerate(rows[0]):
        cut = [[cell for i, cell in enumerate(row) if i != index] for row in rows]
        with pytest.raises(SourceError, match="il manque la colonne") as caught:
            load(write(tmp_path / "coupe.csv", cut))
        assert str(column) in str(caught.value)


def test_an_outcome_stands_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        loaders.load_outcomes(write(tmp_path / "o.csv", [*OUTCOMES, OUTCOMES[1]]))
    assert caught.value.kind == "duplicate_key"


# Codes


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("23810031211", "23830031211"), ("23821021114", "23831021114"),
        ("23210023224", "23220023224"), ("32212021401", "32222021401"),
        # A training of one year is its own last year.
        ("23110033401", "23110033401"), ("23K00033501", "23K00033501"),
    ],
)  # fmt: skip
def test_codes_are_brought_to_the_last_year(code: str, last: str) -> None:
    assert bring_to_last_year(code) == last
    assert bring_to_last_year(last) == last


@pytest.mark.parametrize(
    ("cfd", "code"),
    [
        ("40023102", "23830023102"), ("40321004", "23831021004"), ("50023224", "23220023224"),
        ("32032612", "32221032612"), ("32321401", "32222021401"), ("01033501", "23910033501"),
        ("36T12345", ""), ("", ""),
    ],
)  # fmt: skip
def test_codes_of_diplomas_become_codes_of_trainings(cfd: str, code: str) -> None:
    assert write_training_code(cfd) == code


@pytest.mark.parametrize(
    ("uai", "departement"),
    [("0180001A", "18"), ("0280864M", "28"), ("6200001A", "2A"), ("7200001A", "2B"),
     ("9740001A", "974"), ("0010001W", "01")],
)  # fmt: skip
def test_the_departement_of_a_school(uai: str, departement: str) -> None:
    assert find_departement(uai) == departement


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("BTS - Services - Tourisme - en apprentissage", "Tourisme"),
        ("BTS - Agricole - Technico-commercial - Spécialité vins",
         "Technico-commercial - Spécialité vins"),
        ("Certificat de Spécialisation Agricole - Pilotage", "Pilotage"),
        ("Titre inattendu", "Titre inattendu"),
    ],
)  # fmt: skip
def test_titles_of_parcoursup_lose_diploma_and_path(title: str, name: str) -> None:
    assert strip_title(title) == name


# A small region: 18 and 45 are in it, 58 is not.

FAMILIES = [
    ("23810031211", "Relation client", "23830031213", "Commerce A"),
    ("23810031211", "Relation client", "23830031214", "Commerce B"),
    ("23810033605", "Beauté et bien-être", "23830033604", "Coiffure"),
    ("23811021112", "Productions", "23831021114", "Horticulture"),
]
PLACES = [
    # Both years of one family in one school: the second year, 48 + 32 = 80 young people.
    ("0180001A", "23810031211", "", 80, 134),
    ("0180001A", "23820031213", "RELATION", 48, 60),
    ("0180001A", "23820031214", "RELATION", 32, 20),
    # 33603 was replaced and is in no family of the list; its text is that of 33604.
    ("0180001A", "23810033605", "", 40, 111),
    ("0180001A", "23820033603", "BEAUTE", 24, 24),
    ("0180001A", "23820033604", "BEAUTE", 16, 14),
    # A speciality of no family, both years: 24 once.
    ("0180001A", "23810031107", "", 24, 30),
    ("0180001A", "23820031107", "", 24, 22),
    # Two groups of one CAP: 12 + 15.
    ("0180001A", "23210023224", "", 12, 9),
    ("0180001A", "23210023224", "", 15, 8),
    # Places added in the second year (6 < 32 / 2): the common first year is kept.
    ("0450001B", "23811021112", "", 32, 30),
    ("0450001B", "23821021114", "PRODUCTIONS", 6, 2),
    # Exactly half: the second year.
    ("0450001B", "23810031211", "", 32, 30),
    ("0450001B", "23820031213", "RELATION", 16, 9),
    # Second year alone.
    ("0450001B", "23820033004", "", 30, 40),
    # Closed; and another region.
    ("0450001B", "23210023224", "", 0, 3),
    ("0580001C", "23210023224", "", 99, 99),
]
TITLES = [
    ("0180001A", "32211033426", "BTS - Services - Tourisme", "scolaire", 24, 100),
    ("0180001A", "32211033426", "BTS - Services - Tourisme - en apprentissage",
     "apprentissage", 8, 12),
    ("0450009Z", "32211032612", "BTS - Services - SIO - en apprentissage", "apprentissage", 20, 50),
    ("0450008Y", "32212021401", "BTS - Agricole - Paysage", "scolaire", 15, 30),
    ("0450008Y", "32211025012", "BTS - Production - Maintenance", "scolaire", 10, 11),
]  # fmt: skip
DIPLOMA_LIST = [
    ("50023224", "Maçon", "", ""), ("40031213", "Commerce, option A", "", ""),
    ("40031107", "Conducteur routier", "", ""), ("40033004", "Soins", "", ""),
    ("32033426", "Tourisme", "", ""), ("32025012", "Maintenance", "32025007", ""),
    ("40033603", "Esthétique", "", "40033606"),
]  # fmt: skip
LINKS = [
    ("23220023224", "Maçon", "F1703"), ("23830031213", "Commerce A", "D1106"),
    ("23830031213", "Commerce A", "D1214"), ("23830033603", "Esthétique", "D1208"),
    ("23831021112", "Productions", "A1416"),
]  # fmt: skip
# region, period, path, cfd, mefstat11, leavers, 6, 12, 24 months, studies
COHORTS = [
    # The newest cohort has no 24 months yet: they come from an older one.
    ("24", "2019-2020", "scolaire", "", "23220023224", 40, 30, 40, 50, 20),
    ("24", "2020-2021", "scolaire", "", "23220023224", 41, 31, 41, 51, 21),
    ("24", "2021-2022", "scolaire", "", "23220023224", 42, 32, 42, NAN, 22),
    # Published later for studies alone: employment comes from the older cohort.
    ("24", "2021-2022", "scolaire", "", "23830031213", 120, 33, 43, NAN, 60),
    ("24", "2022-2023", "scolaire", "", "23830031213", 12, NAN, NAN, NAN, 61),
    # Studies alone were ever published.
    ("24", "2022-2023", "scolaire", "", "23830031107", 15, NAN, NAN, NAN, 70),
    # Nothing published.
    ("24", "2022-2023", "scolaire", "", "23830031214", 4, NAN, NAN, NAN, NAN),
    # The former version of 25012; the successor of 33603.
    ("24", "2022-2023", "scolaire", "", "32221025007", 90, 55, 66, NAN, 30),
    ("24", "2022-2023", "scolaire", "", "23830033606", 50, 25, 35, NAN, 45),
    # Apprentices, by diploma.
    ("24", "2022-2023", "apprentissage", "32033426", "", 33, 70, 80, NAN, 10),
    # Pupils of another ministry's schools: never those of the agricultural schools.
    ("24", "2022-2023", "scolaire", "", "32222021401", 60, 77, 78, NAN, 5),
    # Another region has rates for what ours has not.
    ("27", "2022-2023", "scolaire", "", "23830031214", 400, 99, 99, NAN, 1),
]


def make_source(key: str, vintage: str) -> Source:
    return Source(
        key=key, producer="", title="", page="", url="", url_checked=False, licence="",
        vintage=vintage, geography_year=2025, file="", sha256="", loader="",
    )  # fmt: skip


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Give the three tables of the small region, validated."""
    folder = tmp_path_factory.mktemp("training")
    heads: Rows = [("mefstat11", "formation", "rome", "remarque")]
    links = [(*row, "une remarque : à lire") for row in LINKS]
    others = [("23831021999", "Regardée", "", "sans métier")]
    write(folder / "occupations" / "formations.csv", [*heads, *links, *others])
    centres = [("uai", "nom", "commune", "source"), ("0450009Z", "CFA d'ici", "45001", "page")]
    write(folder / "occupations" / "cfa.csv", centres)
    membership = pd.DataFrame(
        {"region": ["24", "24", "27"], "departement": ["18", "45", "58"]},
        index=pd.Index(["18001", "45001", "58001"], name="code"),
    )
    listed = pd.DataFrame(PLACES, columns=["uai", "mefstat11", "family", "places", "demand"])
    raw = {
        "training_affelnet": listed.assign(last="").astype({"places": float, "demand": float}),
        "training_parcoursup": pd.DataFrame(
            TITLES, columns=["uai", "mefstat11", "label", "path", "places", "demand"]
        ),
        "training_families": pd.DataFrame(
            FAMILIES, columns=["common", "family", "mefstat11", "speciality"]
        ),
        "diplomas": pd.DataFrame(DIPLOMA_LIST, columns=["cfd", "label", "former", "successor"]),
        "schools": pd.DataFrame(
            [("0180001A", "Lycée d'Alpha", "18001"), ("0450001B", "Lycée Bêta", "45999")],
            columns=["uai", "school", "commune"],
        ),
        "rome_codes": pd.DataFrame({"code": ["F1703", "D1106", "D1214", "D1208", "A1416"]}),
        "training_outcomes": pd.DataFrame(
            COHORTS,
            columns=["region", "period", "path", "cfd", "mefstat11", "leavers",
                     "employed_6_rate", "employed_12_rate", "employed_24_rate",
                     "further_study_rate"],
        ),
    }  # fmt: skip
    work = Work(
        scope=Scope("mini", "Mini", "24", 2025),
        sources={
            "training_affelnet": make_source("training_affelnet", "2022"),
            "training_parcoursup": make_source("training_parcoursup", "2024"),
        },
        raw=raw,
        passage=Passage(membership.index, pd.DataFrame(columns=["date", "old", "new"])),
        membership=membership,
    )
    return {name: validate(name, frame) for name, frame in make_training(work, folder).items()}


def index_places(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return tables["training_place"].set_index(["uai", "path", "mefstat11"])


def test_each_cohort_is_counted_once(tables: dict[str, pd.DataFrame]) -> None:
    places = index_places(tables)["places"]
    assert places.loc[("0180001A", "scolaire")].to_dict() == {
        "23830031213": 48, "23830031214": 32, "23830033603": 24, "23830033604": 16,
        "23830031107": 24, "23220023224": 27, "32221033426": 24,
    }  # fmt: skip
    assert places.loc[("0450001B", "scolaire")].to_dict() == {
        "23831021112": 32, "23830031213": 16, "23830033004": 30,
    }  # fmt: skip
    # 195 + 78 above, 8 apprentices, and 20 + 15 + 10 of the two other schools.
    assert places.sum() == 195 + 78 + 8 + 45


def test_demand_follows_the_rows_that_are_kept(tables: dict[str, pd.DataFrame]) -> None:
    demand = index_places(tables)["demand"]
    assert demand["0180001A", "scolaire", "23220023224"] == 9 + 8
    assert demand["0180001A", "scolaire", "23830031107"] == 22


def test_names_and_kinds(tables: dict[str, pd.DataFrame]) -> None:
    frame = index_places(tables)[["label", "label_origin", "diploma"]]
    told = {key[2]: tuple(row) for key, row in zip(frame.index, frame.to_numpy(), strict=True)}
    # A family by its name, a diploma by the list, else the list of families, else Parcoursup.
    assert told["23831021112"] == ("Productions", "official", COMMON_YEAR)
    assert told["23830031213"] == ("Commerce, option A", "official", "bac_pro")
    assert told["23830031214"] == ("Commerce B", "official", "bac_pro")
    assert told["32221032612"] == ("SIO", "official", "bts")
    assert told["32222021401"] == ("Paysage", "official", "bts_agricole")
    assert told["23220023224"] == ("Maçon", "official", "cap")


def test_schools_are_named_or_left_unknown(tables: dict[str, pd.DataFrame]) -> None:
    frame = tables["training_place"].drop_duplicates("uai").set_index("uai")
    columns = ["school", "school_origin", "commune", "departement"]
    assert frame[columns].apply(tuple, axis=1).to_dict() == {
        "0180001A": ("Lycée d’Alpha", "official", "18001", "18"),
        # Its commune is not one of the edition: it is not guessed.
        "0450001B": ("Lycée Bêta", "official", "", "45"),
        "0450009Z": ("CFA d’ici", "hand", "45001", "45"),
        "0450008Y": ("", "", "", "45"),
    }


@pytest.mark.parametrize(
    ("key", "outcome", "reason"),
    [
        (("0180001A", "scolaire", "23220023224"), "23220023224", ""),
        (("0180001A", "scolaire", "23830031213"), "23830031213", ""),
        (("0180001A", "scolaire", "23830031107"), "23830031107", ""),
        (("0180001A", "scolaire", "23830031214"), "", "non_diffuse"),
        (("0180001A", "scolaire", "23830033603"), "23830033606", ""),
        (("0180001A", "scolaire", "23830033604"), "", "non_disponible"),
        (("0450008Y", "scolaire", "32221025012"), "32221025007", ""),
        (("0180001A", "apprentissage", "32221033426"), "32221033426", ""),
        # The rate of apprentices is not that of pupils.
        (("0180001A", "scolaire", "32221033426"), "", "non_disponible"),
        (("0450008Y", "scolaire", "32222021401"), "", "hors_champ"),
        (("0450001B", "scolaire", "23831021112"), "", "options"),
        (("0450009Z", "apprentissage", "32221032612"), "", "options"),
    ],
)
def test_outcomes_are_those_of_the_training_or_of_its_other_version(
    tables: dict[str, pd.DataFrame], key: tuple[str, str, str], outcome: str, reason: str
) -> None:
    assert tuple(index_places(tables).loc[key, ["outcome", "outcome_reason"]]) == (outcome, reason)


def test_the_newest_published_cohort_is_kept(tables: dict[str, pd.DataFrame]) -> None:
    frame = tables["training_outcome"]
    columns = ["period", "leavers", "employed_12_rate", "employed_24_rate", "reason"]
    rows = frame.astype(object).where(frame.notna(), None).set_index(["path", "mefstat11"])[columns]
    found = {
        code: rows.loc[[("scolaire", code)]].to_numpy().tolist()
        for code in ("23220023224", "23830031213", "23830031107")
    }
    assert found == {
        "23220023224": [["2020-2021", 41.0, 41.0, 51.0, ""], ["2021-2022", 42.0, 42.0, None, ""]],
        "23830031213": [["2021-2022", 120.0, 43.0, None, ""]],
        # No rate of employment: the fifteen leavers are not shown either.
        "23830031107": [["2022-2023", None, None, None, "non_diffuse"]],
    }
    # Neither another region, nor what no place refers to.
    assert set(frame["region"]) == {"24"}
    assert set(frame["mefstat11"]) == set(tables["training_place"]["outcome"]) - {""}


def test_the_build_says_what_it_found(tables: dict[str, pd.DataFrame]) -> None:
    report = measure_training(tables)
    # Linked: 48 + 16 commerce, 24 esthétique, 27 maçons, 32 productions, of 326 places.
    assert report.linked == pytest.approx(100 * 147 / 326)
    assert report.named == pytest.approx(100 * (195 + 8 + 78) / 326)
    assert report.located_by_hand == pytest.approx(100 * 20 / 326)
    # Followed: 27, 48, 24 (routiers), 24 (esthétique), 16, 10 and the eight apprentices.
    assert report.followed == pytest.approx(100 * (27 + 48 + 24 + 24 + 16 + 10 + 8) / 326)
    assert (report.places, report.schools) == (326, 4)
    assert report.unlinked == (
        "Coiffure", "Commerce B", "Conducteur routier", "Maintenance", "Paysage", "SIO", "Soins",
        "Tourisme",
    )  # fmt: skip


def test_the_report_is_in_french() -> None:
    lines = describe_training(
        places=23177, schools=203, labelled=95.2, named=80.6, located_by_hand=NAN, linked=99.9,
        followed=74.3, unlinked=["Cycle"],
    )  # fmt: skip
    assert lines[0].startswith(f"Formations{W}: au moins 23{N}177 places dans 203 établissements")
    assert f"95,2{W}%" in lines[0]
    assert lines[1] == f"Formations sans code ROME{W}: Cycle."


# The tables kept by hand


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([("2383003121", "Vente", "D1106", "")], "bad_value"),
        ([("23830031213", "", "D1106", "")], "bad_value"),
        ([("23830031213", "Vente", "1106", "")], "bad_value"),
        ([("23830031213", "Vente", "D1107", "")], "bad_value"),
        ([("23830031213", "Vente", "D1106", ""), ("23830031213", "Vente", "D1106", "")],
         "duplicate_key"),
    ],
)  # fmt: skip
def test_a_wrong_link_is_named(tmp_path: Path, rows: list[tuple[str, ...]], kind: str) -> None:
    heads = ("mefstat11", "formation", "rome", "remarque")
    write(tmp_path / "occupations" / "formations.csv", [heads, *rows])
    with pytest.raises(SourceError) as caught:
        load_training_links(tmp_path, {"D1106", "D1214"})
    assert caught.value.kind == kind
    assert "formations.csv, ligne" in str(caught.value)


def test_a_stranger_is_told_its_near_matches(tmp_path: Path) -> None:
    rows = [("mefstat11", "formation", "rome", "remarque"), ("23830031213", "Vente", "D1107", "")]
    write(tmp_path / "occupations" / "formations.csv", rows)
    with pytest.raises(SourceError, match="D1106"):
        load_training_links(tmp_path, {"D1106", "A1416"})


def test_centres_are_checked(tmp_path: Path) -> None:
    heads = ("uai", "nom", "commune", "source")
    write(tmp_path / "occupations" / "cfa.csv", [heads, ("0450009Z", "CFA", "Orléans", "page")])
    with pytest.raises(SourceError, match=r"cfa\.csv, ligne 2"):
        load_training_centres(tmp_path)


# Occupations

BMO_LINKS = [
    ("B1X30", "F1703", ""), ("R1X60", "D1106", ""), ("R1X62", "D1106", ""), ("R1X62", "D1214", ""),
    ("A0X40", "A1416", ""), ("T0X60", "D1208", f"{ODD}{W}: à ne pas suivre"),
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tables: dict[str, pd.DataFrame]) -> Edition:
    """Give an edition that holds nothing but the small region."""
    edition = Edition(
        folder=Path(), id="mini", label="", region="24", geography_year=2025, hash="", sources={},
        _tables={},
    )  # fmt: skip
    links = pd.DataFrame(BMO_LINKS, columns=["source_code", "target_code", "remark"])
    known = {
        "communes": pd.DataFrame(
            {
                "name": ["Alpha", "Delta", "Zêta"],
                "departement": ["18", "45", "45"],
                "region": "24",
            },
            index=pd.Index(["18001", "45001", "45002"], name="code"),
        ),
        "training_places": tables["training_place"],
        "training_outcomes": tables["training_outcome"],
        "training_links": tables["training_link"],
        "occupation_links": links.assign(source_list="bmo", target_list="rome"),
    }
    edition.__dict__.update(known)
    return edition


def test_places_by_occupation(small: Edition) -> None:
    # 48 places of commerce lead to both occupations of sale, by one or by two ROME codes.
    assert count_places(small, ["18001"]).to_dict() == {"B1X30": 27, "R1X60": 48, "R1X62": 48}
    assert str(count_places(small, ["18001"]).dtype) == "int64"


def test_an_odd_official_link_leads_nowhere(small: Edition) -> None:
    assert "T0X60" not in count_places(small, ["18001", "45001", "45002"])
    assert list_training(small, ["18001"], "T0X60") == ()


def test_schools_that_are_not_located_count_for_their_whole_departement(small: Edition) -> None:
    assert count_places(small, ["45001"]).to_dict() == {}
    # Bêta is somewhere in 45: 16 places of commerce, 32 of productions.
    whole = count_places(small, ["45001", "45002"])
    assert whole.to_dict() == {"A0X40": 32, "R1X60": 16, "R1X62": 16}
    # 32 + 16 + 30 of Bêta, 15 + 10 of a school without a name.
    assert count_unlocated(small, ["45001"]) == 103
    assert count_unlocated(small, ["45001"], "R1X60") == 16
    assert count_unlocated(small, ["45001", "45002"]) == 0
    assert count_unlocated(small, ["18001"]) == 0


def test_no_place_for_no_commune_or_an_unknown_occupation(small: Edition) -> None:
    assert count_places(small, []).empty
    assert count_places(small, ["99999"]).empty
    assert list_training(small, ["18001"], "Z9Z99") == ()


def test_a_training_says_what_it_is(small: Edition) -> None:
    everywhere = ["18001", "45001", "45002"]
    first, second = list_training(small, everywhere, "R1X62")
    assert (first.places, second.places) == (48, 16)
    assert (first.label, first.diploma, first.path) == ("Commerce, option A", "bac_pro", "scolaire")
    assert (first.school, first.commune, first.commune_name) == ("Lycée d’Alpha", "18001", "Alpha")
    assert (second.school, second.commune, second.commune_name) == ("Lycée Bêta", "", "")
    assert (first.period, first.demand, first.outcome_reason) == ("2022", 60, "")
    assert first.remarks == (f"une remarque{W}: à lire",)
    assert first.sources == (
        "training_affelnet", "diplomas", "training_families", "schools", "training_outcomes",
    )  # fmt: skip
    assert (first.reliability.grade, first.reliability.reason) == ("minimum", "partial_places")


def test_the_outcome_of_a_training(small: Edition) -> None:
    (mason,) = list_training(small, ["18001"], "B1X30")
    outcome = mason.outcome
    assert outcome is not None
    assert (outcome.period, outcome.leavers, outcome.employed_12_rate) == ("2021-2022", 42, 42)
    assert (outcome.period_24, outcome.employed_24_rate) == ("2020-2021", 51)
    assert (outcome.employed_6_rate, outcome.further_study_rate) == (32, 22)
    assert not outcome.is_other_version
    # 42 leavers: under a hundred.
    assert (outcome.reliability.grade, outcome.reliability.reason) == ("prudence", "few_leavers")
    (commerce,) = list_training(small, ["18001"], "R1X60")
    assert commerce.outcome is not None
    assert commerce.outcome.reliability.grade == "bonne"
    assert (commerce.outcome.employed_24_rate, commerce.outcome.period_24) == (None, "")
    (common,) = list_training(small, ["45001", "45002"], "A0X40")
    assert common.outcome is None
    assert common.outcome_reason == "options"
    assert "training_outcomes" not in common.sources


# Words


def test_every_kind_has_words() -> None:
    kinds = {*DIPLOMAS.values(), COMMON_YEAR, OTHER}
    assert set(DIPLOMA_WORDS) == kinds
    assert all(text.strip() for text in DIPLOMA_WORDS.values())
    assert set(PATH_WORDS) == {"scolaire", "apprentissage"}
    assert set(OUTCOME_REASONS) == {"options", "hors_champ", "non_diffuse", "non_disponible"}
    assert {"few_leavers", "partial_places"} <= set(RELIABILITY_WORDS)


# The embedded edition


def test_embedded_places_lead_somewhere(edition: Edition) -> None:
    places, links = edition.training_places, edition.training_links
    linked = places["mefstat11"].isin(links["mefstat11"])
    assert places.loc[linked, "places"].sum() / places["places"].sum() >= 0.99
    romes = edition.occupation_lists
    assert set(links["target_code"]) <= set(romes.loc[romes["list"] == "rome", "code"])
    assert set(places["diploma"]) <= set(DIPLOMA_WORDS) - {OTHER}
    assert (places["places"] > 0).all()
    assert set(places.loc[places["commune"] != "", "commune"]) <= set(edition.communes.index)


def test_embedded_outcomes_hold_what_is_published(edition: Edition) -> None:
    outcomes, places = edition.training_outcomes, edition.training_places
    shown = outcomes[outcomes["reason"] == ""]
    assert (shown["leavers"] >= 20).all()
    assert outcomes.loc[outcomes["reason"] != "", "leavers"].isna().all()
    referred = places[places["outcome"] != ""]
    keys = set(zip(outcomes["path"], outcomes["mefstat11"], strict=True))
    assert set(zip(referred["path"], referred["outcome"], strict=True)) == keys


def test_embedded_pupils_of_agriculture_have_no_rate(edition: Edition) -> None:
    """The few rates of the file are those of schools of the other ministry."""
    places = edition.training_places
    kinds = ["cap_agricole", "bac_pro_agricole", "bts_agricole"]
    mine = places[places["diploma"].isin(kinds) & (places["path"] == "scolaire")]
    assert set(mine["outcome_reason"]) == {"hors_champ"}


def test_embedded_departements_add_up_to_the_region(edition: Edition) -> None:
    inside = edition.communes[edition.communes["region"] == edition.region]
    region = count_places(edition, inside.index)
    parts = [count_places(edition, part.index) for _, part in inside.groupby("departement")]
    total = pd.concat(parts).groupby(level=0).sum()
    assert total.to_dict() == region.to_dict()
    code = str(region.idxmax())
    assert sum(t.places for t in list_training(edition, inside.index, code)) == region[code]


def test_the_hand_kept_links_name_what_they_link(edition: Edition, data_dir: Path) -> None:
    with (data_dir / "occupations" / "formations.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    romes = edition.occupation_lists
    romes = romes[romes["list"] == "rome"].set_index("code")["name"]

    def bare(text: str) -> str:
        return text.replace("’", "'").replace("\u202f", " ").replace(W, " ")

    wrong = [r for r in rows if r["rome"] and bare(romes[r["rome"]]) != bare(r["metier"])]
    assert wrong == []
    # Every training of the region was looked at, even where it leads to no code.
    assert set(edition.training_places["mefstat11"]) <= {r["mefstat11"] for r in rows}
    assert len(rows) > 400


# The official files


@pytest.mark.official
def test_official_places_are_all_there(edition: Edition, official: Path) -> None:
    folder = official / "education"
    parcoursup = loaders.load_parcoursup(folder / "BTS_attractivite_capacite_2024.csv")
    affelnet = loaders.load_affelnet(folder / "attractivite_capacite_2022.csv")
    ours = {"18", "28", "36", "37", "41", "45"}
    raw: dict[str, Any] = {}
    for name, frame in (("training_parcoursup", parcoursup), ("training_affelnet", affelnet)):
        raw[name] = frame[frame["uai"].map(find_departement).isin(ours)]
    places = edition.training_places.groupby("source")["places"].sum()
    # Parcoursup whole; of Affelnet the CAP whole, and no more than the larger year of each bac pro.
    assert places["training_parcoursup"] == raw["training_parcoursup"]["places"].sum()
    listed = raw["training_affelnet"]
    years = listed.groupby(listed["mefstat11"].str[:4])["places"].sum()
    mine = edition.training_places
    caps = mine.loc[mine["diploma"].isin(["cap", "cap_agricole"]), "places"].sum()
    assert caps == years["2321"] == 2529
    assert years["2382"] < places["training_affelnet"] - caps < years["2381"] + years["2382"]
    # The list of trainings in their last year, which the file gives for the bac pro, is ours.
    told = affelnet[affelnet["last"] != ""]
    assert (told["mefstat11"].map(bring_to_last_year) == told["last"]).all()


def test_one_school_by_hand(edition: Edition) -> None:
    """LP Sonia Delaunay in Blois, from the rows of Affelnet 2022.

    2nde relation client 80, then 1re 31212 32, 31213 32, 31214 16 (80 in all); 2nde gestion
    administrative 32, then AGOrA 32; 2nde beauté 16 + 24, then esthétique 24 and coiffure 16;
    1re ASSP 24 and 32; CAP 24240 15 and 31224 15.
    """
    places = edition.training_places
    mine = places[places["uai"] == "0410832G"].set_index("mefstat11")["places"]
    assert mine.to_dict() == {
        "23830031212": 32, "23830031213": 32, "23830031214": 16, "23830030004": 32,
        "23830033603": 24, "23830033604": 16, "23830033003": 24, "23830033004": 32,
        "23220024240": 15, "23220031224": 15,
    }  # fmt: skip
