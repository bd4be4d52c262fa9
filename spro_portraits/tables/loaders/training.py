"""Loaders on training: places offered by schools, names of diplomas, what leavers became."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.tables.raw import (
    COMMUNE,
    parse_numbers,
    read_csv,
    require_codes,
    require_columns,
    require_unique,
)
from spro_portraits.wording import describe_cause

UAI = r"[0-9A-Z]\d{6}[A-Z]"
"""Number of a school in the national directory."""

MEFSTAT = r"[0-9A-Z]{11}"
"""A training of the ministry's list (MEFSTAT11): level and year, ministry, speciality."""

_DIPLOMA = r"\d{3}-? ?\d{5} ?[A-Z]?"
"""A diploma as its list writes it (``400-24202 V``, ``56133605 T``): type, then speciality."""

_CODE = re.compile(r"\b(\d{3})[- ]?(\d{5})")
_IS_REPLACED = re.compile(r"remplac[eé]\s+par", re.IGNORECASE)
_REPLACES = re.compile(r"remplace\b", re.IGNORECASE)

_NO_LIMIT = (998.0, 999.0)
"""What Affelnet holds as places where no number was set (private schools of Brittany mostly)."""

PATHS = {"Scolaire": "scolaire", "Apprentissage": "apprentissage"}

_RATES = {
    "nb_sortant": "leavers",
    "taux_emploi_6_mois": "employed_6_rate",
    "taux_emploi_12_mois": "employed_12_rate",
    "taux_emploi_24_mois": "employed_24_rate",
    "taux_poursuite_etudes": "further_study_rate",
}


def load_affelnet(path: Path) -> pd.DataFrame:
    """Read the places of vocational schools (Affelnet): first and second years, school path.

    Returns
    -------
    DataFrame
        Columns ``uai, mefstat11, last, family`` (``last``: the same training in its last
        year, empty where the file gives none; ``family``: as the file writes it), and
        ``places, demand`` (float; demand: first wishes; places NaN where the file writes
        998 or 999, which is no number of places). A school may offer one training in several
        rows.
    """
    places, demand = "Capacité carte scolaire", "Demandes vœux 1"
    names = {
        "Etablissement d'accueil": "uai", "MEF STAT 11": "mefstat11",
        "mef_stat_terminale": "last", "Famille de métiers": "family",
    }  # fmt: skip
    status, census = "Statut Offre de formation", "Voeu de recensement O/N"
    frame = read_csv(path, sep=";", columns=[*names, places, demand, status, census])
    _require_training(path, frame, "Etablissement d'accueil", "MEF STAT 11")
    require_codes(path, frame, "mef_stat_terminale", f"({MEFSTAT})?", "un code MEFSTAT11")
    # Other kinds of rows (apprentices, wishes that are only counted) do not stand in this file.
    require_codes(path, frame, status, "ST", "ST (statut scolaire)")
    require_codes(path, frame, census, "N", "N (pas un vœu de recensement)")
    numbers = parse_numbers(path, frame, [places, demand], floor=0)
    table = frame.rename(columns=names)[[*names.values()]]
    table["family"] = table["family"].str.strip()
    counted = numbers[places].mask(numbers[places].isin(_NO_LIMIT))
    return table.assign(places=counted, demand=numbers[demand]).reset_index(drop=True)


def load_parcoursup(path: Path) -> pd.DataFrame:
    """Read the places of BTS and of what follows a diploma in one year (Parcoursup).

    Returns
    -------
    DataFrame
        Columns ``uai, mefstat11, label, path`` (scolaire, apprentissage), and ``places,
        demand`` (float; demand: confirmed wishes, several a person).
    """
    names = {"UAI": "uai", "MEFSTAT11": "mefstat11", "LIBELLÉFORMATION": "label", "STATUT": "path"}
    figures = {"CAPACITEPSUP": "places", "NB_VOEUX_CONFIRMES": "demand"}
    frame = read_csv(path, sep=";", columns=[*names, *figures])
    _require_training(path, frame, "UAI", "MEFSTAT11")
    require_codes(path, frame, "LIBELLÉFORMATION", r".*\S.*", "un intitulé")
    require_codes(path, frame, "STATUT", "|".join(PATHS), " ou ".join(PATHS))
    numbers = parse_numbers(path, frame, list(figures), floor=0)
    table = frame.rename(columns=names)[[*names.values()]]
    table["label"] = table["label"].str.strip()
    table["path"] = table["path"].map(PATHS)
    return pd.concat([table, numbers.rename(columns=figures)], axis=1).reset_index(drop=True)


def _require_training(path: Path, frame: pd.DataFrame, school: str, training: str) -> None:
    require_codes(path, frame, school, UAI, "un numéro d'établissement (UAI)")
    require_codes(path, frame, training, MEFSTAT, "un code MEFSTAT11")


def load_outcomes(path: Path) -> pd.DataFrame:
    """Read what became of the leavers of each training, by region (InserJeunes).

    The producer publishes no rate under twenty leavers (or twenty people in their last
    year, for further study): those rates are NaN, and the counts that the file holds all
    the same are not used to make them again.

    Returns
    -------
    DataFrame
        Columns ``region, period`` (two years of leavers together: ``2022-2023``), ``path``,
        ``cfd, mefstat11`` (one of the two: diploma for apprentices, training in its last
        year for pupils), ``leavers``, and rates in percent.
    """
    keys = {
        "code_region": "region", "millesime": "period", "voie": "path", "cfd": "cfd",
        "mefstat11": "mefstat11",
    }  # fmt: skip
    frame = read_csv(path, sep=";", columns=[*keys, *_RATES])
    require_codes(path, frame, "code_region", r"\d\d", "un code de région")
    require_codes(path, frame, "millesime", r"\d{4}_\d{4}", "deux années (AAAA_AAAA)")
    require_codes(path, frame, "voie", "|".join(PATHS.values()), " ou ".join(PATHS.values()))
    require_codes(path, frame, "cfd", r"([0-9A-Z]{8})?", "un code de diplôme")
    require_codes(path, frame, "mefstat11", f"({MEFSTAT})?", "un code MEFSTAT11")
    neither = (frame["cfd"] == "") == (frame["mefstat11"] == "")
    if neither.any():
        row = neither.idxmax()
        raise SourceError(
            "bad_value", file=path.name, row=row, column="cfd, mefstat11",
            expected="un code de diplôme ou de formation, un seul",
            got=f"{frame.at[row, 'cfd']!s}{frame.at[row, 'mefstat11']!s}",
        )  # fmt: skip
    require_unique(path, frame, list(keys))
    numbers = parse_numbers(path, frame, list(_RATES), absent={"": "non_diffuse"}, floor=0)
    for column in (name for name in _RATES if name.startswith("taux")):
        over = numbers[column] > 100  # noqa: PLR2004
        if over.any():
            row = over.idxmax()
            raise SourceError(
                "bad_value", file=path.name, row=row, column=column,
                expected="un taux d'au plus 100", got=frame.at[row, column],
            )  # fmt: skip
    table = frame.rename(columns=keys)[[*keys.values()]]
    table["period"] = table["period"].str.replace("_", "-", regex=False)
    return pd.concat([table, numbers.rename(columns=_RATES)], axis=1).reset_index(drop=True)


def load_diplomas(path: Path) -> pd.DataFrame:
    """Read the list of vocational diplomas: their names, and what each takes the place of.

    A diploma that stands twice (under renewal) keeps its open row, else the first.

    Returns
    -------
    DataFrame
        Columns ``cfd`` (eight figures: type and speciality), ``label``, ``former`` and
        ``successor`` (the diploma that it replaces, or that replaces it, where the remark
        names one and only one; empty otherwise).
    """
    code, label = "Code diplôme", "Intitulé de la spécialité (et options)"
    remark, last = "Commentaire", "Dernière session"
    frame = read_csv(path, sep=";", columns=[code, label, remark, last])
    require_codes(path, frame, code, _DIPLOMA, "un code de diplôme")
    require_codes(path, frame, label, r"(?s).*\S.*", "un intitulé")
    replaced = [_read_remark(text) for text in frame[remark]]
    table = pd.DataFrame(
        {
            "cfd": frame[code].str.replace(r"\D", "", regex=True),
            "label": frame[label].str.split().str.join(" "),
            "former": [former for former, _ in replaced],
            "successor": [successor for _, successor in replaced],
        },
        index=frame.index,
    )
    ordered = table.loc[(frame[last] != "").sort_values(kind="stable").index]
    return ordered.drop_duplicates("cfd").sort_index().reset_index(drop=True)


def _read_remark(text: str) -> tuple[str, str]:
    """Find the former diploma, or the successor, that a remark names; several are none."""
    codes = {"".join(match) for match in _CODE.findall(text)}
    if len(codes) != 1:
        return "", ""
    (code,) = codes
    if _IS_REPLACED.search(text):
        return "", code
    return (code, "") if _REPLACES.match(text.strip()) else ("", "")


def load_training_families(path: Path) -> pd.DataFrame:
    """Read the families of trades: a common first year, and the specialities that follow it.

    Returns
    -------
    DataFrame
        Columns ``common, family`` (training of the common year, name of the family),
        ``mefstat11, speciality`` (training in its last year, and its name).
    """
    names = {
        "MEFSTAT11_COMMUN": "common", "FAMILLE": "family", "MEFSTAT11_SPECIALITE": "mefstat11",
        "SPECIALITE": "speciality",
    }  # fmt: skip
    frame = read_csv(path, sep=";", columns=[*names])
    for column in ("MEFSTAT11_COMMUN", "MEFSTAT11_SPECIALITE"):
        require_codes(path, frame, column, MEFSTAT, "un code MEFSTAT11")
    for column in ("FAMILLE", "SPECIALITE"):
        require_codes(path, frame, column, r".*\S.*", "un nom")
        frame[column] = frame[column].str.split().str.join(" ")
    require_unique(path, frame, ["MEFSTAT11_SPECIALITE"])
    return frame.rename(columns=names)[[*names.values()]].reset_index(drop=True)


def load_schools(path: Path) -> pd.DataFrame:
    """Read the directory of schools: number, name, commune; positions are left out.

    A school of several sites stands in several rows under one number: the row of the
    shortest name is kept (the others say which site or level they are).
    """
    names = {
        "identifiant_de_l_etablissement": "uai", "nom_etablissement": "school",
        "code_commune": "commune",
    }  # fmt: skip
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            "unreadable_file",
            file=path.name,
            expected="un fichier Parquet",
            problem=describe_cause(error, "contenu abîmé, incomplet ou d'un autre format"),
        ) from error
    require_columns(path, frame.columns, list(names))
    frame = frame[[*names]].astype("str").fillna("")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    require_codes(path, frame, "identifiant_de_l_etablissement", UAI, "un numéro (UAI)")
    require_codes(path, frame, "code_commune", COMMUNE.pattern, "un code de commune")
    frame["nom_etablissement"] = frame["nom_etablissement"].str.split().str.join(" ")
    table = frame.rename(columns=names)[[*names.values()]]
    table["length"] = table["school"].str.len()
    ordered = table.sort_values(["uai", "length", "school", "commune"])
    return ordered.drop_duplicates("uai").drop(columns="length").reset_index(drop=True)
