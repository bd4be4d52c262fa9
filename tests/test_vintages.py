"""Files of other years: columns are known by the pattern of their names, or refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from spro_portraits.errors import SourceError
from spro_portraits.tables import loaders

W = "\u00a0"
Writers = dict[str, Callable[..., Path]]
Row = tuple[object, ...]

SURVEY_2024 = (
    "annee", "Code métier BMO", "Nom métier BMO", "Famille_met", "Lbl_fam_met", "REG", "NOM_REG",
    "Dept", "NomDept", "BE24", "NOMBE24", "met", "xmet", "smet",
)  # fmt: skip
SURVEY_HEADERS = {
    "2019": {
        "Code métier BMO": "code métier BMO", "Nom métier BMO": "nom_metier BMO",
        "Famille_met": "Famille_metier", "Lbl_fam_met": "Libellé de famille de métier",
        "BE24": "BE19", "NOMBE24": "NOMBE19",
    },
    "2020": {
        "Code métier BMO": "metier", "Nom métier BMO": "nommetier", "BE24": "BE20",
        "NOMBE24": "NOMBE20",
    },
    "2024": {},
    "2025": {"BE24": "BE25", "NOMBE24": "NOMBE25"},
}  # fmt: skip
"""What each year of the survey calls the columns of 2024."""

READ = ["region", "departement", "bassin", "occupation", "family", "period", "projects"]


def _write_survey(writers: Writers, path: Path, year: str, *, order: int = 1) -> Path:
    """Write two rows of a year; ``order`` −1: its columns from the last to the first."""
    header = [SURVEY_HEADERS[year].get(name, name) for name in SURVEY_2024]
    code, family = ("M2Z90", "M2Z") if year == "2019" else ("M2X90", "C")
    place = ("04", "Réunion", "974", "Réunion", "401", "REUNION OUEST")
    rows = [(year, code, "Cadres", family, "Famille", *place, *cells)
            for cells in (("95", "31", "*"),)]  # fmt: skip
    rows.append((year, code, "Cadres", family, "Famille", "24", "CVL", "18", "Cher", "2401", "B.",
                 "*", "*", "*"))  # fmt: skip
    table = [tuple(row[::order]) for row in [tuple(header), *rows]]
    return writers["book"](path, {"BMO": table})


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("year", list(SURVEY_HEADERS))
def test_the_survey_of_each_year(tmp_path: Path, writers: Writers, year: str, order: int) -> None:
    frame = loaders.load_recruitment(_write_survey(writers, tmp_path / "b.xlsx", year, order=order))
    code, family = ("M2Z90", "M2Z") if year == "2019" else ("M2X90", "C")
    rows = [tuple(row) for row in frame[READ].astype(object).itertuples(index=False)]
    assert rows[0] == ("04", "974", "0401", code, family, year, 95.0)
    assert rows[1][:6] == ("24", "18", "2401", code, family, year)
    assert pd.isna(rows[1][6])


def test_a_survey_of_an_unknown_layout_says_what_it_has_and_lacks(
    tmp_path: Path, writers: Writers
) -> None:
    header = tuple(name.replace("BE24", "BASSIN") for name in SURVEY_2024)
    path = writers["book"](tmp_path / "b.xlsx", {"BMO": [header, ("2024", *["x"] * 13)]})
    with pytest.raises(SourceError) as caught:
        loaders.load_recruitment(path)
    assert f"«{W}BE + année{W}»" in str(caught.value)
    assert "BASSIN" in str(caught.value)


def test_a_survey_of_two_years_is_refused(tmp_path: Path, writers: Writers) -> None:
    """Their projects would be added up."""
    place = ("24", "CVL", "18", "Cher", "2401", "B.", "20", "9", "*")
    rows = [(year, code, "Cadres", "C", "Famille", *place)
            for year, code in (("2024", "M2X90"), ("2023", "M1X80"))]  # fmt: skip
    path = writers["book"](tmp_path / "b.xlsx", {"BMO": [SURVEY_2024, *rows]})
    with pytest.raises(SourceError) as caught:
        loaders.load_recruitment(path)
    assert "une seule année (2024) attendu" in str(caught.value)
    assert f"«{W}2023{W}» trouvé" in str(caught.value)
    assert "ligne 3" in str(caught.value)


# Bassins


@pytest.mark.parametrize(
    "rows",
    [
        [("reg", "codgeo", "codbe", "libbe"), ("84", "1001", "8401", "BOURG")],
        [("CODE_COMMUNE_INSEE", "REG", "BE19", "NOMBE19"), ("01001", "84", "8401", "BOURG")],
        [("NOMBE25", "BE25", "CODE_COMMUNE_INSEE"), ("BOURG", "8401", "01001")],
    ],
)
def test_bassins_of_each_year(tmp_path: Path, writers: Writers, rows: list[Row]) -> None:
    frame = loaders.load_bassins(writers["csv"](tmp_path / "b.csv", rows, sep=","))
    assert frame.to_dict("records") == [{"code": "01001", "bassin": "8401", "bassin_name": "BOURG"}]


@pytest.mark.parametrize(
    ("header", "kind", "lacking"),
    [
        (("commune", "bassin", "nom"), "missing_column", "codgeo"),
        (("CODE_COMMUNE_INSEE", "BE19", "LIBELLE"), "missing_column", "NOMBE19"),
        (("INSEE", "BE19", "NOMBE19"), "missing_column", "CODE_COMMUNE_INSEE"),
        (("BE19", "BE21", "NOMBE21"), "duplicate_key", "BE19, BE21"),
    ],
)
def test_bassins_of_an_unknown_layout(
    tmp_path: Path, writers: Writers, header: Row, kind: str, lacking: str
) -> None:
    path = writers["csv"](tmp_path / "b.csv", [header, ("01001", "8401", "8401")], sep=",")
    with pytest.raises(SourceError) as caught:
        loaders.load_bassins(path)
    assert caught.value.kind == kind
    assert lacking in str(caught.value)


# Incomes


def _read_income(frame: pd.DataFrame) -> dict[tuple[str, str], Any]:
    rows = frame.itertuples(index=False, name=None)
    return {(variable, period): value for _, variable, period, value, _ in rows}


def test_incomes_in_the_two_layouts(tmp_path: Path, writers: Writers) -> None:
    """The median of one layout is the second quartile of the other; what is elsewhere is absent."""
    whole = [("CODGEO", "TP6021", "PIMP21", "MED21", "D121", "D921"),
             ("18033", "17,5", "51", "21000", "11000", "37000")]  # fmt: skip
    part = [("CODGEO", "LIBGEO", "NBMEN19", "Q119", "Q219", "Q319", "D119", "D919", "PIMPOT19"),
            ("18033", "Bourges", "30000", "15000", "20500", "27000", "10900", "36000", "-15,1"),
            ("18001", "Achères", "100", "s", "s", "s", "s", "s", "s")]  # fmt: skip
    first = _read_income(loaders.load_income(writers["csv"](tmp_path / "a.csv", whole)))
    assert first == {
        ("median_income", "2021"): 21000.0, ("poverty_rate", "2021"): 17.5,
        ("taxed_households_share", "2021"): 51.0, ("income_decile_1", "2021"): 11000.0,
        ("income_decile_9", "2021"): 37000.0,
    }  # fmt: skip
    frame = loaders.load_income(writers["csv"](tmp_path / "FILO2019_DISP_COM.csv", part))
    assert _read_income(frame[frame["code"] == "18033"]) == {
        ("median_income", "2019"): 20500.0, ("income_decile_1", "2019"): 10900.0,
        ("income_decile_9", "2019"): 36000.0,
    }  # fmt: skip
    assert set(frame.loc[frame["code"] == "18001", "reason"]) == {"secret"}


def test_incomes_that_lost_their_median(tmp_path: Path, writers: Writers) -> None:
    path = writers["csv"](tmp_path / "a.csv", [("CODGEO", "D121", "D921"), ("18033", "1", "2")])
    with pytest.raises(SourceError) as caught:
        loaders.load_income(path)
    assert caught.value.kind == "missing_column"
    assert f"«{W}MED + année{W}»" in str(caught.value)
    assert "D121, D921" in str(caught.value)


# Unemployment, employment


def test_unemployment_grows_by_a_quarter(tmp_path: Path, writers: Writers) -> None:
    head = ("ZE2020", "LIBZE2020", "2025-T4", "2026-T1")
    rows = [("Code", "Libellé", "4e trimestre 2025", "1er trimestre 2026"), head,
            ("2401", "Bourges", "7,1", "7,3")]  # fmt: skip
    frame = loaders.load_unemployment(writers["csv"](tmp_path / "u.csv", rows))
    assert dict(zip(frame["period"], frame["value"], strict=True)) == {
        "2025-T4": 7.1, "2026-T1": 7.3,
    }  # fmt: skip


def _write_structure(writers: Writers, path: Path, title: str) -> Path:
    head = ("", "Agriculture", "Industrie", "Construction", "Tertiaire marchand",
            "Tertiaire non marchand")  # fmt: skip
    top: list[Row] = [(title,), ("",), ("en %",), head]
    return writers["book"](
        path, {"DEP": [*top, ("974", 2, 6, 7, 45, 40)], "REG": [*top, ("04", 2, 6, 7, 45, 40)]}
    )


def test_the_year_of_the_sectors_is_that_of_their_title(tmp_path: Path, writers: Writers) -> None:
    path = _write_structure(writers, tmp_path / "t.xlsx", "Structure de l'emploi en 2022 : régions")
    assert set(loaders.load_employment_sectors(path)["period"]) == {"2022"}


@pytest.mark.parametrize("title", ["Structure de l'emploi", "De 2019 à 2020"])
def test_sectors_of_no_year_or_of_two_are_refused(
    tmp_path: Path, writers: Writers, title: str
) -> None:
    path = _write_structure(writers, tmp_path / "t.xlsx", title)
    with pytest.raises(SourceError, match="un titre qui dit une année") as caught:
        loaders.load_employment_sectors(path)
    assert title in str(caught.value)


# Places that are not counted


def test_places_without_a_number_are_not_999(tmp_path: Path, writers: Writers) -> None:
    head = ("Etablissement d'accueil", "MEF STAT 11", "mef_stat_terminale", "Famille de métiers",
            "Capacité carte scolaire", "Demandes vœux 1", "Statut Offre de formation",
            "Voeu de recensement O/N")  # fmt: skip
    school = ("0220122N", "23830033606", "", "Coiffure")
    rows = [head, *[(*school, places, "10", "ST", "N") for places in ("999", "998", "24")]]
    frame = loaders.load_affelnet(writers["csv"](tmp_path / "a.csv", rows))
    assert frame["places"].isna().tolist() == [True, True, False]
    assert frame["places"].sum() == 24.0


# The files of other years that we have


@pytest.mark.official
def test_the_bassins_of_2019_read_as_those_of_2021(official: Path) -> None:
    """Compositions changed: eight communes of the region are in another bassin."""
    folder = official / "france-travail"
    new = loaders.load_bassins(folder / "France_Travail_Bassin_Emploi_2021.csv")
    old = loaders.load_bassins(folder / "lexique_bassins_BMO2019_communes.csv")
    assert len(old) == 35_357
    both = old.merge(new, on="code", suffixes=("", "_2021"))
    moved = both[both["bassin"] != both["bassin_2021"]]
    assert len(both) == 35_357
    assert len(moved) == 85
    own = both["bassin_2021"].str.fullmatch("24..")
    assert own.sum() == 1776
    assert (moved["bassin_2021"].str.startswith("24")).sum() == 8


@pytest.mark.official
def test_the_survey_names_its_overseas_bassins_as_their_composition_does(official: Path) -> None:
    folder = official / "france-travail"
    survey = loaders.load_recruitment(folder / "Base_open_data_BMO_2024.xlsx")
    known = set(loaders.load_bassins(folder / "France_Travail_Bassin_Emploi_2021.csv")["bassin"])
    assert {code for code in survey["bassin"] if not re.fullmatch(r"\d{4}", code)} == set()
    assert set(survey["bassin"]) - known == {"0104", "0304", "7549"}
