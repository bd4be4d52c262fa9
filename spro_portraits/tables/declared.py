"""A source that a person declares in one file: its record, its columns, its figures.

A simple file (CSV, XLSX, Parquet; one row a commune or a zone) needs no loader of its own: the
declaration says which column holds the code and which hold figures. What it gives stands beside
an edition (:meth:`Edition.add_figures`), is in none of its files, and is read again each time.

Not done here: indicators (:mod:`spro_portraits.indicators.declared`); secrecy, which is for whoever
publishes the file: an absent value is taken as absent, and nothing is added to a total where a part
is.
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from spro_portraits.errors import SourceError
from spro_portraits.sources import Source
from spro_portraits.store import compute_sha256
from spro_portraits.tables.edition import Edition
from spro_portraits.tables.raw import parse_numbers, read_csv, read_sheet, require_columns
from spro_portraits.wording import describe_cause

LEVELS = ("commune", "epci", "bassin", "zone_emploi", "arrondissement", "departement", "region")
"""Levels that a declared file may be about."""

REASONS = ("secret", "non_diffuse", "non_disponible", "hors_champ")
_WIDTHS = {"commune": 5, "departement": 2, "region": 2}


@dataclass(frozen=True, slots=True)
class DeclaredFigure:
    """One figure of a declared source.

    Attributes
    ----------
    key : str
        Name in files: a noun, English or French, without spaces.
    label : str
        French name.
    unit : str
        One of :data:`spro_portraits.wording.typography.UNITS`.
    column : str
        Column of the file.
    where : mapping
        Column → text: only these rows count.
    additive : bool
        Whether values of communes add up.
    scale : float
        What each value is multiplied by: 100 where the file writes 0.12 for 12 %.
    over : str
        Key of another figure of the source: the figure is 100 × this one over that one.
    short, universe, formula, caveat : str
        French words; ``short`` is ``label`` by default.
    direction : int
        +1 where a higher value is held to be favourable, −1 where not, 0 for neither.
    """

    key: str
    label: str
    unit: str
    column: str
    where: dict[str, str] = field(default_factory=dict)
    additive: bool = False
    scale: float = 1.0
    over: str = ""
    short: str = ""
    universe: str = ""
    formula: str = ""
    caveat: str = ""
    direction: int = 0


@dataclass(frozen=True)
class DeclaredSource:
    """A declared source, read.

    Attributes
    ----------
    source : Source
        Its record, as in the registry.
    level : str
        What a row of the file is about.
    figures : tuple of DeclaredFigure
    rows : DataFrame
        Figures for :meth:`Edition.add_figures`: ``level, variable, period, code, value, reason,
        lacking``.
    unplaced : tuple of str
        Codes of the file that are of this level and of no territory of the edition.
    merged : int
        Communes of the past that were added to the one that holds them now.
    """

    source: Source
    level: str
    figures: tuple[DeclaredFigure, ...]
    rows: pd.DataFrame
    unplaced: tuple[str, ...]
    merged: int


@dataclass(frozen=True, slots=True)
class _Form:
    """How the file is written."""

    level: str
    code: str
    separator: str = ";"
    decimal: str = ","
    sheet: str = ""
    skip: int = 0
    absent: dict[str, str] = field(default_factory=dict)


def load_declared(path: Path, edition: Edition) -> DeclaredSource:
    """Read a declaration and the file that it is about.

    Parameters
    ----------
    path : Path
        A TOML file; ``file`` is looked for beside it.
    edition : Edition
        Whose communes and zones the rows are placed on.

    Raises
    ------
    SourceError
        ``bad_declaration`` (with what is wrong), ``missing_declared_file``, ``hash_mismatch``;
        for the file itself, what is said of an official one.
    """
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError("bad_declaration", file=path, problem=describe_cause(error)) from error
    raw_figures = text.pop("figures", [])
    form_names = {one.name for one in fields(_Form)}
    form = _read_record(_Form, {k: text.pop(k) for k in list(text) if k in form_names}, path, "")
    known = {"url": "", "url_checked": False, "loader": "declared", "sha256": "", "page": ""}
    source = _read_record(Source, {**known, **text, "key": path.stem}, path, "")
    figures = tuple(
        _read_record(DeclaredFigure, record, path, f"figures, {number} : ")
        for number, record in enumerate(raw_figures, start=1)
    )
    _check(path, form, figures)
    file = path.parent / source.file
    if not file.is_file():
        raise SourceError("missing_declared_file", file=file, declaration=path.name)
    digest = compute_sha256(file)
    if source.sha256 and source.sha256 != digest:
        raise SourceError(
            "hash_mismatch", file=source.file, got=digest[:12], expected=source.sha256[:12]
        )
    columns = [form.code, *(name for one in figures for name in (one.column, *one.where))]
    frame = _read_frame(file, form, list(dict.fromkeys(columns)))
    parts: list[pd.DataFrame] = []
    lost: set[str] = set()
    merged = 0
    for figure in figures:
        long = _read_figure(file, frame, figure, form, source.vintage)
        placed, strange, count = _place(long, edition, form.level, additive=figure.additive)
        parts.append(placed)
        lost |= strange
        merged = max(merged, count)
        if figure.additive:
            parts += _add_up(placed, edition, form.level)
    rows = pd.concat(parts, ignore_index=True).assign(lacking=0)
    return DeclaredSource(source, form.level, figures, rows, tuple(sorted(lost)), merged)


def _read_record(kind: type[Any], record: object, path: Path, where: str) -> Any:
    """Make a record of what was declared; say what lacks, what is unknown."""
    if not isinstance(record, dict):
        raise SourceError("bad_declaration", file=path, problem=f"{where}section attendue")
    declared = {
        one.name: one.default is MISSING and one.default_factory is MISSING for one in fields(kind)
    }
    problem = ""
    if unknown := sorted(set(record) - set(declared)):
        problem = f"{where}champ inconnu « {unknown[0]} »"
    elif lacking := sorted(n for n, is_needed in declared.items() if is_needed and n not in record):
        problem = f"{where}champ absent « {lacking[0]} »"
    if problem:
        raise SourceError("bad_declaration", file=path, problem=problem)
    return kind(**record)


def _check(path: Path, form: _Form, figures: tuple[DeclaredFigure, ...]) -> None:
    keys = [figure.key for figure in figures]
    problem = ""
    if form.level not in LEVELS:
        problem = f"niveau inconnu « {form.level} » ; niveaux possibles : {', '.join(LEVELS)}"
    elif not figures:
        problem = "aucune section [[figures]]"
    elif len(set(keys)) < len(keys):
        problem = "deux [[figures]] ont la même clé"
    elif wrong := [one.key for one in figures if not one.key.isidentifier()]:
        problem = f"clé « {wrong[0]} » : des lettres, des chiffres et « _ », sans espace"
    elif wrong := [one.over for one in figures if one.over and one.over not in keys]:
        problem = f"over = « {wrong[0]} » n'est la clé d'aucune de ces [[figures]]"
    elif wrong := [reason for reason in form.absent.values() if reason not in REASONS]:
        problem = f"raison inconnue « {wrong[0]} » ; raisons possibles : {', '.join(REASONS)}"
    if problem:
        raise SourceError("bad_declaration", file=path, problem=problem)


def _read_frame(file: Path, form: _Form, columns: list[str]) -> pd.DataFrame:
    """Read all cells as text, as official files are read; index: line of the file."""
    kind = file.suffix.lower()
    if kind == ".parquet":
        try:
            frame = pd.read_parquet(file)
        except (OSError, ValueError) as error:
            problem = describe_cause(error)
            raise SourceError("bad_declaration", file=file, problem=problem) from error
        require_columns(file, list(frame.columns), columns)
        return frame[columns].map(lambda cell: "" if pd.isna(cell) else str(cell))
    if kind in {".xlsx", ".xls"}:
        return read_sheet(file, form.sheet or None, columns=columns, header_row=form.skip)
    return read_csv(file, sep=form.separator, columns=columns, header_row=form.skip)


def _write_code(code: object, level: str) -> str:
    """Write a code with the zeros that a spreadsheet takes away."""
    text = str(code).strip().removesuffix(".0")
    return text.zfill(_WIDTHS.get(level, 0))


def _read_figure(
    file: Path, frame: pd.DataFrame, figure: DeclaredFigure, form: _Form, period: str
) -> pd.DataFrame:
    """Take one figure out of the file: one row a code."""
    kept = pd.Series(data=True, index=frame.index)
    for name, text in figure.where.items():
        kept &= frame[name].str.strip() == text
    chosen = frame[kept]
    signs = {"": "non_disponible", **form.absent}
    value = parse_numbers(file, chosen, [figure.column], decimal=form.decimal, absent=signs)
    long = pd.DataFrame(
        {
            "code": chosen[form.code].map(lambda code: _write_code(code, form.level)),
            "variable": figure.key,
            "period": period,
            "value": value[figure.column] * figure.scale,
            "reason": chosen[figure.column].str.strip().map(signs).fillna(""),
        }
    )
    if long.empty:
        told = ", ".join(f"{name} = {text}" for name, text in figure.where.items())
        problem = f"{figure.key} : aucune ligne où {told}"
        raise SourceError("bad_declaration", file=file, problem=problem)
    if (twice := long["code"].duplicated()).any():
        code = long.loc[twice, "code"].iloc[0]
        problem = f"{figure.key} : plusieurs lignes pour « {code} » ; préciser « where »"
        raise SourceError("bad_declaration", file=file, problem=problem)
    return long


def _place(
    long: pd.DataFrame, edition: Edition, level: str, *, additive: bool
) -> tuple[pd.DataFrame, set[str], int]:
    """Put rows on the communes or zones of the edition; what is elsewhere is left out.

    Communes that merged add up where figures do, and have no value where they do not.
    """
    known = edition.communes.index if level == "commune" else edition.zones.loc[level].index
    long = long.assign(level=level)
    if level != "commune":
        return long[long["code"].isin(known)], set(long["code"]) - set(known), 0
    former = edition.former_communes["successors"]
    heirs = {str(old): news.split() for old, news in former.items()}
    target = long["code"].map(
        lambda code: code if code in known or len(heirs.get(code, ())) != 1 else heirs[code][0]
    )
    moved = target != long["code"]
    long = long.assign(code=target)
    long = long[long["code"].isin(known)]
    groups = long.groupby(["level", "code", "variable", "period"], sort=False)
    size = groups["value"].transform("size")
    placed = groups.agg(
        value=("value", lambda part: part.sum(skipna=False)),
        reason=("reason", "max"),
    ).reset_index()
    if not additive:
        merged = set(long.loc[size > 1, "code"])
        lost = placed["code"].isin(merged)
        placed["value"] = placed["value"].mask(lost, np.nan)
        placed["reason"] = placed["reason"].mask(lost, "non_disponible")
    return placed, set(), int(moved.sum())


def _add_up(placed: pd.DataFrame, edition: Edition, level: str) -> list[pd.DataFrame]:
    """Sum communes or départements to the larger zones of which every part has a value."""
    targets = {"commune": ("departement", "region"), "departement": ("region",)}.get(level, ())
    communes = edition.communes
    parts = []
    for target in targets:
        if level == "commune":
            owner = communes[target]
            needed = edition.zones.loc[target]["communes"]
        else:
            pairs = communes.drop_duplicates(level).set_index(level)[target]
            inside = edition.zones.loc[level]
            whole = inside.index[inside["known"] == inside["communes"]]
            owner = pairs.loc[pairs.index.isin(whole)]
            needed = owner.value_counts()
            owner = owner[owner == edition.region]
            needed = needed[needed.index == edition.region]
        rows = placed.assign(zone=placed["code"].map(owner)).dropna(subset="zone")
        summed = (
            rows.groupby(["zone", "variable", "period"], sort=False)["value"]
            .agg(value=lambda part: part.sum(skipna=False), count="size")
            .reset_index()
        )
        full = summed[summed["count"] == summed["zone"].map(needed)].dropna(subset="value")
        parts.append(
            full.drop(columns="count")
            .rename(columns={"zone": "code"})
            .assign(level=target, reason="")
        )
    return parts
