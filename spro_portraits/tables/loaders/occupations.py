"""Loaders on occupations: the official lists, the passage between them, tension, job-seekers.

Names and titles stay as published, but for what is only a way of writing the file: doubled
apostrophes of the ROME, stars that send to a note in the table of passage.
"""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path

import pandas as pd
import xlrd

from spro_portraits.errors import SourceError
from spro_portraits.tables.names import FACTORS
from spro_portraits.tables.raw import (
    parse_numbers,
    read_csv,
    require_codes,
    require_columns,
    require_unique,
)

ROME = r"[A-N]\d{4}"
FAP_2009 = r"[A-Z]\d[A-Z]\d\d"
_FAP = re.compile(r"[A-Z](?:\d[A-Z](?:\d\d)?)?")
_PCS = r"\d{3}[a-z]"
_QUALIFICATION = r"(?:Q_\d+)?"

_FAP_2021 = {
    "Code_FAP228": ("code", r"[A-Z][A-Z\d][A-Z]\d\d"), "Intitulé_FAP228": ("name", r".+"),
    "Code_FAP86": ("family_87", r"[A-Z][A-Z\d][A-Z]"), "Intitulé_FAP86": ("family_87_name", r".+"),
    "Code_FAP22": ("family_22", r"[A-Z]"), "Intitulé_FAP22": ("family_22_name", r".+"),
}  # fmt: skip

_PASSAGE_SHEET = "Table"
_PASSAGE_COLUMNS = (
    "FAP", "Familles professionnelles", "PCS", "Professions et catégories socioprofessionnelles",
    "ROME", "Qualification", "Répertoire Opérationnel des Métiers et des Emplois",
)  # fmt: skip

_TENSION = dict(
    zip(
        ("ind_tension_d", "ind_int_emb_d", "ind_main_oeuvre_d", "ind_dur_empl_d",
         "ind_cond_travail_d", "ind_mismatch_geo_d", "ind_specif_form_empl_d"),
        FACTORS,
        strict=True,
    )
)  # fmt: skip

# What the reader of old workbooks raises on a file that is cut or is none.
_DAMAGED_BOOK = (
    xlrd.XLRDError, xlrd.compdoc.CompDocError, OSError, struct.error, LookupError, ValueError,
    TypeError, AssertionError,
)  # fmt: skip


def load_fap_2021(path: Path) -> pd.DataFrame:
    """Read the FAP 2021: 228 occupations in 86 families (the file's own number) and 22.

    Returns
    -------
    DataFrame
        One row an occupation: ``code, name, family_87, family_87_name, family_22,
        family_22_name``. The finest level of the file (341) is left out.
    """
    frame = read_csv(path, sep=";", columns=list(_FAP_2021))
    for column, (_, form) in _FAP_2021.items():
        frame[column] = frame[column].str.strip()
        expected = "un code de la FAP 2021" if column.startswith("Code") else "un intitulé"
        require_codes(path, frame, column, form, expected)
    table = frame.rename(columns={column: name for column, (name, _) in _FAP_2021.items()})
    table = table[[name for name, _ in _FAP_2021.values()]].drop_duplicates()
    require_unique(path, table, ["code"])
    return table.reset_index(drop=True)


def load_fap_2009(path: Path) -> pd.DataFrame:
    """Read the passage FAP 2009 – PCS 2003 – ROME V3: a layout for the eye, block by block.

    In the block of a family, the PCS and the ROME codes are two lists side by side: a PCS and a
    ROME code on one line have nothing to do with each other.

    Returns
    -------
    DataFrame
        Columns ``kind`` (family, pcs, rome), ``fap`` (the family; for the kind family, the
        next larger one, or nothing), ``code``, ``name``, ``qualifications`` (figures of the
        qualifications that the line is limited to; nothing when it is not).
    """
    frame = _read_old_sheet(path, _PASSAGE_SHEET, _PASSAGE_COLUMNS)
    rows: list[tuple[str, str, str, str, str]] = []
    lines: list[int] = []
    larger: dict[int, str] = {0: ""}
    family = ""
    for line, cells in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        fap, fap_name, pcs, pcs_name, rome, qualification, rome_name = cells
        if _FAP.fullmatch(fap):
            size = (1, 3, 5).index(len(fap))
            larger[size + 1] = family = fap
            rows.append(("family", larger[size], fap, fap_name.rstrip(" *"), ""))
            lines.append(line)
        if pcs:
            rows.append(("pcs", family, pcs, pcs_name.rstrip(" *"), ""))
            lines.append(line)
        if rome or qualification:
            rows.append(("rome", family, rome, rome_name.rstrip(" *"), qualification))
            lines.append(line)
    columns = ["kind", "fap", "code", "name", "qualifications"]
    table = pd.DataFrame(rows, columns=columns, index=lines, dtype="str")
    links = table[table["kind"] != "family"]
    require_codes(path, links, "fap", FAP_2009, "un code de la FAP 2009 à cinq caractères")
    for kind, form, expected in (
        ("family", _FAP.pattern, "un code de la FAP 2009"),
        ("pcs", _PCS, "un code de la PCS 2003"),
        ("rome", ROME, "un code ROME"),
    ):
        part = table[table["kind"] == kind]
        if part.empty:
            problem = f"aucune ligne avec {expected}"
            raise SourceError(
                "unreadable_file", file=path.name, problem=problem, expected=_PASSAGE_SHEET
            )
        require_codes(path, part, "code", form, expected)
        require_unique(path, part, ["code"] if kind == "family" else ["fap", "code"])
    require_codes(path, table, "name", r".+", "un intitulé")
    require_codes(path, table, "qualifications", _QUALIFICATION, "Q_ et des chiffres")
    table["qualifications"] = table["qualifications"].str.removeprefix("Q_")
    return table.reset_index(drop=True)


def _read_old_sheet(path: Path, sheet: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a sheet of an .xls workbook as text; index: line in the sheet, from 1."""
    expected = "un classeur xls entier"
    try:
        # The reader writes warnings on a stream: what it cannot read is told by an error.
        with xlrd.open_workbook(path, logfile=io.StringIO()) as book:
            found = sheet in book.sheet_names()
            read = book.sheet_by_name(sheet) if found else None
            rows = [read.row_values(row) for row in range(read.nrows)] if read else []
    except _DAMAGED_BOOK as error:
        problem = "classeur abîmé, incomplet ou d'un autre format"
        raise SourceError(
            "unreadable_file", file=path.name, problem=problem, expected=expected
        ) from error
    if not rows:
        problem = (
            f"aucune ligne sur la feuille « {sheet} »" if found else f"pas de feuille « {sheet} »"
        )
        raise SourceError("unreadable_file", file=path.name, problem=problem, expected=expected)
    texts = [[str(cell).strip() for cell in row] for row in rows]
    require_columns(path, texts[0], columns)
    frame = pd.DataFrame(texts[1:], columns=texts[0], index=range(2, len(texts) + 1), dtype="str")
    return frame[list(columns)]


def load_rome_codes(path: Path) -> pd.DataFrame:
    """Read the ROME codes and their names; columns ``code, name``."""
    frame = read_csv(path, sep=",", columns=["code_rome", "libelle_rome"])
    require_codes(path, frame, "code_rome", ROME, "un code ROME")
    require_codes(path, frame, "libelle_rome", r".+", "un intitulé")
    require_unique(path, frame, ["code_rome"])
    table = pd.DataFrame({"code": frame["code_rome"], "name": _mend(frame["libelle_rome"])})
    return table.reset_index(drop=True)


def load_rome_titles(path: Path) -> pd.DataFrame:
    """Read the titles (*appellations*) of the ROME; columns ``code, ogr, title, short, kind``."""
    named = {
        "code_rome": "code", "code_ogr": "ogr", "libelle_appellation_long": "title",
        "libelle_appellation_court": "short", "libelle_type_section_appellation": "kind",
    }  # fmt: skip
    frame = read_csv(path, sep=",", columns=list(named))
    require_codes(path, frame, "code_rome", ROME, "un code ROME")
    require_codes(path, frame, "code_ogr", r"\d+", "un code OGR")
    for column in ("libelle_appellation_long", "libelle_appellation_court"):
        frame[column] = _mend(frame[column])
        require_codes(path, frame, column, r".+", "un intitulé")
    require_unique(path, frame, ["code_ogr"])
    table = frame.rename(columns=named)[list(named.values())]
    return table.assign(kind=table["kind"].str.lower()).reset_index(drop=True)


def load_fap_titles(path: Path) -> pd.DataFrame:
    """Read the everyday titles that Dares gives to the FAP 2009; columns ``code, title``.

    Titles are separated by commas without a space; a comma inside a title has one.
    """
    frame = read_csv(path, sep=";", columns=["fap", "libelle_appellation_long"])
    require_codes(path, frame, "fap", FAP_2009, "un code de la FAP 2009 à cinq caractères")
    require_unique(path, frame, ["fap"])
    titles = frame["libelle_appellation_long"].str.split(r",(?! )", regex=True)
    table = pd.DataFrame({"code": frame["fap"], "title": titles}).explode("title")
    table["title"] = table["title"].str.strip()
    require_codes(path, table.reset_index(drop=True), "title", r".+", "une appellation")
    require_unique(path, table.reset_index(drop=True), ["code", "title"])
    return table.reset_index(drop=True)


def load_tension(path: Path) -> pd.DataFrame:
    """Read the tension by bassin and ROME code, with its factors in classes from 1 to 5.

    Returns
    -------
    DataFrame
        Columns ``bassin, rome, period, offers, job_seekers`` (yearly; the unit of the
        job-seekers is not documented) and :data:`FACTORS` (float, NaN where the file has none).
    """
    counts = {"oee": "offers", "defm_abc": "job_seekers"}
    keys = {"cbassin": "bassin", "ROME": "rome", "annee": "period"}
    frame = read_csv(path, sep=";", columns=[*keys, *counts, *_TENSION])
    require_codes(path, frame, "cbassin", r"\d{4}", "un code de bassin d'emploi")
    require_codes(path, frame, "ROME", ROME, "un code ROME")
    require_codes(path, frame, "annee", r"\d{4}", "une année")
    require_unique(path, frame, list(keys))
    for column in _TENSION:
        require_codes(path, frame, column, r"[1-5]?", "une classe de 1 à 5, ou rien")
    numbers = parse_numbers(path, frame, list(counts), decimal=",", floor=0)
    classes = parse_numbers(path, frame, list(_TENSION), absent={"": "non_disponible"})
    table = pd.concat([frame[list(keys)], numbers, classes], axis=1)
    return table.rename(columns=keys | counts | _TENSION).reset_index(drop=True)


def load_job_seekers(path: Path) -> pd.DataFrame:
    """Read the job-seekers by region and FAP 2009 in 87 families.

    The file names them ``emp_fap`` and ``emp_region``; its dictionary says that they are
    job-seekers.

    Returns
    -------
    DataFrame
        Columns ``region, fap87, job_seekers, all_job_seekers``; ``ZZZ`` is no family.
    """
    counts = {"emp_fap": "job_seekers", "emp_region": "all_job_seekers"}
    frame = read_csv(path, sep=";", columns=["code_reg", "fap_3", *counts])
    require_codes(path, frame, "code_reg", r"\d\d", "un code de région")
    require_codes(
        path, frame, "fap_3", r"[A-Z]\d[A-Z]|ZZZ", "un code de la FAP 2009 en 87 familles"
    )
    require_unique(path, frame, ["code_reg", "fap_3"])
    numbers = parse_numbers(path, frame, list(counts), floor=0).rename(columns=counts)
    names = {"code_reg": "region", "fap_3": "fap87"}
    table = pd.concat([frame.rename(columns=names)[["region", "fap87"]], numbers], axis=1)
    totals = table.groupby("region")["all_job_seekers"].transform("first")
    wrong = (table["all_job_seekers"] != totals) | (table["job_seekers"] > totals)
    if wrong.any():
        first = table[wrong].assign(total=totals).iloc[0]
        raise SourceError(
            "bad_value", file=path.name, row=wrong.idxmax(), column="emp_fap, emp_region",
            expected=f"un même total pour la région {first['region']} ({first['total']:.0f})",
            got=f"{first['job_seekers']:.0f}, {first['all_job_seekers']:.0f}",
        )  # fmt: skip
    return table.reset_index(drop=True)


def _mend(texts: pd.Series) -> pd.Series:
    """Undo the doubled apostrophes of the files of the ROME."""
    return texts.str.replace("''", "'", regex=False).str.strip()
