"""Loaders on work: unemployment, recruitment, employment by sector."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.tables.loaders.long import melt, name_template
from spro_portraits.tables.raw import (
    DEPARTEMENT,
    parse_numbers,
    read_csv,
    read_sheet,
    require_codes,
    require_columns,
    require_unique,
)
from spro_portraits.wording import LEVEL_WORDS

SECTORS = {
    "Agriculture": "agriculture",
    "Industrie": "industry",
    "Construction": "construction",
    "Tertiaire marchand": "market_services",
    "Tertiaire non marchand": "non_market_services",
}
"""Large sectors of the estimates of employment: header of the file → variable ending."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the survey, whose header changes with the year, and the form of its cells."""

    header: str
    shown: str
    form: str
    expected: str


_SURVEY = {
    "bassin": _Column(r"BE\d\d", name_template("BE#"), r"\d{3,4}", "un code de bassin d'emploi"),
    "bassin_name": _Column(r"NOMBE\d\d", name_template("NOMBE#"), r".+", "un nom"),
    # 2019: code métier BMO, nom_metier BMO; 2020: metier, nommetier; 2024: Code métier BMO.
    "occupation": _Column(
        r"(?:[Cc]ode[ _]m[ée]tier BMO|metier)", "Code métier BMO", r"[A-Z][A-Z\d][A-Z]\d\d",
        "un code de métier",
    ),
    "occupation_name": _Column(
        r"(?:[Nn]om[ _]m[ée]tier BMO|nommetier)", "Nom métier BMO", r".+", "un nom"
    ),
    # Families were those of the FAP 2009 (M2Z), then letters of the survey's own.
    "family": _Column(
        r"Famille_m[eé]t(?:ier)?", "Famille_met", r"[A-Z](?:\d[A-Z])?", "un code de famille"
    ),
    "family_name": _Column(
        r"(?:Lbl_fam_m[eé]t(?:ier)?|Libell[ée] de famille de m[ée]tier)", "Lbl_fam_met", r".+",
        "un nom",
    ),
}  # fmt: skip

_WHOLES = {"F": "france", "M": ""}
"""Rows of the whole country: France without Mayotte, and métropolitaine, which is left out."""


def load_unemployment(path: Path) -> pd.DataFrame:
    """Read quarterly localised unemployment rates by zone d'emploi (quarters as columns).

    Returns
    -------
    DataFrame
        Long frame of rates in percent, with one column more, ``name``.
    """
    frame = read_csv(path, sep=";", columns=["ZE2020", "LIBZE2020"], header_row=1)
    require_codes(path, frame, "ZE2020", r"\d{4}", "un code de zone d'emploi")
    require_unique(path, frame, ["ZE2020"])
    quarters = [c for c in frame.columns if re.fullmatch(r"\d{4}-T[1-4]", c)]
    if not quarters:
        require_columns(path, frame.columns, ["AAAA-T1"])
    numbers = parse_numbers(
        path, frame, quarters, decimal=",", absent={"": "non_disponible"}, floor=0
    )
    named = {quarter: ("unemployment_rate", quarter) for quarter in quarters}
    long = melt(numbers, frame["ZE2020"], named)
    return long.merge(
        frame.rename(columns={"ZE2020": "code", "LIBZE2020": "name"})[["code", "name"]], on="code"
    )


def load_recruitment(path: Path) -> pd.DataFrame:
    """Read one year of the BMO survey: projects by bassin and occupation; ``*`` is not published.

    Returns
    -------
    DataFrame
        Columns ``region, departement, bassin, bassin_name, occupation, occupation_name,
        family, family_name, period``, and ``projects, difficult, seasonal`` (float,
        NaN where the producer does not publish the cell).
    """
    fixed = ["annee", "REG", "Dept", "met", "xmet", "smet"]
    frame = read_sheet(path, None, columns=fixed, engine="calamine")
    found = {}
    for name, column in _SURVEY.items():
        match = next((c for c in frame.columns if re.fullmatch(column.header, str(c))), None)
        if match is None:
            require_columns(path, frame.columns, [column.shown])
        frame[match] = frame[match].str.strip()
        require_codes(path, frame, str(match), column.form, column.expected)
        found[name] = frame[match]
    # Overseas the first zero is lost.
    found["bassin"] = found["bassin"].str.zfill(4)
    require_codes(path, frame, "annee", r"\d{4}", "une année")
    # Two years would be added up: their lists of occupations and of bassins differ.
    first = str(frame["annee"].iloc[0])
    require_codes(path, frame, "annee", first, f"une seule année ({first})")
    require_codes(path, frame, "REG", r"\d\d", "un code de région")
    require_codes(path, frame, "Dept", DEPARTEMENT.pattern, "un code de département")
    cells = parse_numbers(
        path, frame, ["met", "xmet", "smet"], absent={"*": "non_diffuse"}, floor=1
    )
    keyed = pd.DataFrame(found)
    columns = {"met": "projects", "xmet": "difficult", "smet": "seasonal"}
    table = pd.concat([keyed, cells.rename(columns=columns)], axis=1).assign(
        region=frame["REG"], departement=frame["Dept"], period=frame["annee"]
    )
    require_unique(path, table, ["bassin", "departement", "occupation"])
    more = (table["difficult"] > table["projects"]) | (table["seasonal"] > table["projects"])
    if more.any():
        row = more.idxmax()
        raise SourceError(
            "bad_value", file=path.name, row=row, column="xmet, smet",
            expected=f"au plus met ({frame.at[row, 'met']!s})",
            got=f"{frame.at[row, 'xmet']!s}, {frame.at[row, 'smet']!s}",
        )  # fmt: skip
    return table.reset_index(drop=True)


def load_employment_sectors(path: Path) -> pd.DataFrame:
    """Read the structure of employment by large sector (percent), départements and regions.

    The year is that of the title of each sheet.

    Returns
    -------
    DataFrame
        Long frame with one column more, ``level``: departement, region or france.
    """
    parts: list[pd.DataFrame] = []
    for sheet, level, pattern in (
        ("DEP", "departement", DEPARTEMENT.pattern),
        ("REG", "region", r"\d\d"),
    ):
        frame = read_sheet(path, sheet, columns=list(SECTORS), header_row=3)
        frame = frame.rename(columns={frame.columns[0]: "code"})
        # Under the table, notes fill the first cell alone.
        frame = frame[(frame.drop(columns="code") != "").any(axis=1)]
        wholes = "|".join(_WHOLES)
        require_codes(
            path, frame, "code", f"{pattern}|{wholes}", f"un code de {LEVEL_WORDS[level].singular}"
        )
        require_unique(path, frame, ["code"])
        numbers = parse_numbers(path, frame, list(SECTORS), floor=0)
        year = _find_year(path, sheet)
        named = {c: (f"employment_share_{v}", year) for c, v in SECTORS.items()}
        long = melt(numbers, frame["code"], named)
        long["level"] = long["code"].map(_WHOLES).fillna(level)
        # The whole country stands on both sheets.
        parts.append(long[long["level"].isin([level, "france"] if not parts else [level])])
    return pd.concat(parts, ignore_index=True)


def _find_year(path: Path, sheet: str) -> str:
    """Find the year in the title of a sheet, which is its first cell."""
    first = pd.read_excel(
        path, sheet_name=sheet, header=None, nrows=1, dtype=str, engine="openpyxl"
    )
    title = str(first.iloc[0, 0])
    years = sorted(set(re.findall(r"\b(?:19|20)\d\d\b", title)))
    if len(years) != 1:
        raise SourceError(
            "bad_value", file=path.name, row=1, column=sheet, expected="un titre qui dit une année",
            got=title,
        )  # fmt: skip
    return str(years[0])
