"""Read a raw official file strictly: what is odd stops the build and is named.

Every reader returns text columns exactly as written; numbers are made by
:func:`parse_numbers`, which names the line and column of what is no number.
The frames carry the line of the file in their index (header lines counted).
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd
import xlrd
from python_calamine import CalamineError

from spro_portraits.errors import SourceError
from spro_portraits.wording import describe_cause

COMMUNE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|9[78]\d{3}")
"""A commune code of the official geographical code, as text."""

DEPARTEMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|9[78]\d")
"""A département code, as text."""

_DAMAGED_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
# A cut sheet is an XML fault, of whichever parser is there: both are SyntaxErrors.
_DAMAGED_BOOK = (
    *_DAMAGED_ARCHIVE, LookupError, OSError, ValueError, TypeError, SyntaxError, AssertionError,
    struct.error, CalamineError, xlrd.XLRDError, xlrd.compdoc.CompDocError,
)  # fmt: skip
_BROKEN_ARCHIVE = "archive abîmée ou incomplète"
_NO_ROW = "aucune ligne sous les titres"


def read_csv(
    path: Path,
    *,
    sep: str,
    columns: Collection[str],
    header_row: int = 0,
    content: bytes | None = None,
) -> pd.DataFrame:
    """Read a UTF-8 CSV file as text.

    Parameters
    ----------
    path : Path
        File to read, and to name in messages.
    sep : str
        Separator.
    columns : collection of str
        Columns that must exist; others are kept too.
    header_row : int
        Rows before the one that holds the column names.
    content : bytes, optional
        Bytes to read instead (a member of an archive).

    Returns
    -------
    DataFrame
        Text columns, empty cells as ``""``; index: line in the file, from 1. Rows
        whose every cell is empty are left out. Blank lines count as lines.

    Raises
    ------
    SourceError
        Not UTF-8, missing column, row with too few or too many cells, no row at all.
    """
    expected = f"un tableau séparé par « {sep} »"
    try:
        data = path.read_bytes() if content is None else content
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        got = f"0x{data[error.start]:02X}"
        raise SourceError("bad_encoding", file=path.name, row=row, got=got) from error
    except OSError as error:
        problem = describe_cause(error)
        raise SourceError(
            "unreadable_file", file=path.name, problem=problem, expected=expected
        ) from error
    lines: list[int] = []
    rows: list[list[str]] = []
    try:
        for line, cells in _list_rows(text, sep):
            lines.append(line)
            rows.append(cells)
    except csv.Error as error:
        last = lines[-1] if lines else 0
        problem = f"guillemets ou caractères mal placés après la ligne {last}"
        raise SourceError(
            "unreadable_file", file=path.name, problem=problem, expected=expected
        ) from error
    if len(rows) <= header_row:
        problem = "aucune ligne de titres"
        raise SourceError("unreadable_file", file=path.name, problem=problem, expected=expected)
    names = rows[header_row]
    require_columns(path, names, columns)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SourceError(
            "duplicate_key", file=path.name, row=lines[header_row], column=twice, got=twice
        )
    _require_width(path, names, lines[header_row + 1 :], rows[header_row + 1 :], expected)
    frame = pd.DataFrame(
        rows[header_row + 1 :], index=lines[header_row + 1 :], columns=names, dtype="str"
    )
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        raise SourceError("unreadable_file", file=path.name, problem=_NO_ROW, expected=expected)
    return frame


def _list_rows(text: str, sep: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line on which it begins; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sep, strict=True)
    line = 1
    for row in reader:
        if row:
            yield line, row
        line = reader.line_num + 1


def _require_width(
    path: Path, names: Sequence[str], lines: Sequence[int], rows: Sequence[list[str]], expected: str
) -> None:
    """Refuse the first row that has not as many cells as there are names."""
    width = len(names)
    for line, row in zip(lines, rows, strict=True):
        if len(row) > width:
            problem = f"ligne {line}, {len(row)} cellules au lieu de {width}"
            raise SourceError("unreadable_file", file=path.name, problem=problem, expected=expected)
        if len(row) < width:
            raise SourceError(
                "bad_value", file=path.name, row=line, column=names[len(row)],
                expected=f"un nombre de cellules égal à {width}", got=str(len(row)),
            )  # fmt: skip


def read_zip_member(path: Path, member: str) -> bytes:
    """Read one file of an archive.

    Raises
    ------
    SourceError
        No archive, damaged archive, or no such member.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(member)
    except KeyError as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=f"{member} absent", expected=member
        ) from error
    except (*_DAMAGED_ARCHIVE, OSError) as error:
        raise SourceError(
            "unreadable_file",
            file=path.name,
            problem=describe_cause(error, _BROKEN_ARCHIVE),
            expected="une archive zip entière",
        ) from error


def read_sheet(
    path: Path,
    sheet: str | None,
    *,
    columns: Collection[str],
    header_row: int = 0,
    engine: Literal["openpyxl", "calamine"] = "openpyxl",
) -> pd.DataFrame:
    """Read one sheet of a workbook as text; see :func:`read_csv` for the rest.

    ``sheet`` None: the first sheet whose header holds all the columns. ``engine``: calamine is five
    times as fast, but takes a cell that holds an error (``#N/A``) for an empty one: for a long
    file whose cells may not be empty. A workbook of before 2007 goes to neither.
    """
    expected = "un classeur xlsx entier"
    try:
        with path.open("rb") as stream:
            is_archive = stream.read(2) == b"PK"
        # The reader of old workbooks writes on a stream what it also tells by an error.
        quiet = None if is_archive else {"logfile": io.StringIO()}
        used = engine if is_archive else None
        with pd.ExcelFile(path, engine=used, engine_kwargs=quiet) as book:
            names = [str(name) for name in book.sheet_names] if sheet is None else [sheet]
            lacking = sorted(set(names) - set(map(str, book.sheet_names)))
            read = (
                {}
                if lacking
                else pd.read_excel(
                    book, sheet_name=names, header=header_row, dtype=str, keep_default_na=False
                )
            )
    except _DAMAGED_BOOK as error:
        default = "classeur abîmé, incomplet ou d'un autre format"
        problem = default if isinstance(error, LookupError) else describe_cause(error, default)
        raise SourceError(
            "unreadable_file", file=path.name, problem=problem, expected=expected
        ) from error
    if lacking:
        problem = f"pas de feuille « {sheet} »"
        raise SourceError("unreadable_file", file=path.name, problem=problem, expected=expected)
    frames = list(read.values())
    fitting = [frame for frame in frames if set(columns) <= set(frame.columns)]
    if not fitting:
        require_columns(path, frames[-1].columns, columns)
    frame = fitting[0]
    frame.index = frame.index + header_row + 2
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        raise SourceError("unreadable_file", file=path.name, problem=_NO_ROW, expected=expected)
    return frame


def require_columns(path: Path, got: Sequence[str] | pd.Index, wanted: Collection[str]) -> None:
    """Raise ``SourceError("missing_column")`` for the first column that is not there."""
    for column in wanted:
        if column not in set(got):
            raise SourceError(
                "missing_column", file=path.name, column=column, got=[str(c) for c in got][:40]
            )


def parse_numbers(
    path: Path,
    frame: pd.DataFrame,
    columns: Sequence[str],
    *,
    decimal: str = ".",
    absent: Mapping[str, str] | None = None,
    floor: float | None = None,
) -> pd.DataFrame:
    """Turn text columns into numbers.

    Parameters
    ----------
    decimal : str
        Decimal mark of the file.
    absent : mapping, optional
        Texts that stand for an absent value (they become NaN) and their reason.
    floor : float, optional
        Lowest value that makes sense.

    Returns
    -------
    DataFrame
        Float columns, same index.

    Raises
    ------
    SourceError
        For the first cell that is neither a number nor a known sign, with its line.
    """
    signs = set(absent or {})
    pattern = re.compile(r"-?\d+(?:" + re.escape(decimal) + r"\d+)?(?:[eE][-+]?\d+)?")
    numbers = {}
    for column in columns:
        texts = frame[column].str.strip()
        known = texts.isin(signs)
        wrong = ~known & ~texts.str.fullmatch(pattern.pattern)
        if not wrong.any():
            values = texts.mask(known).str.replace(decimal, ".", regex=False).astype(float)
            wrong = values < floor if floor is not None else wrong
            numbers[column] = values
        if wrong.any():
            row = wrong.idxmax()
            expected = "un nombre" if floor is None else f"un nombre d'au moins {floor:g}"
            if signs - {""}:
                expected += f" ou {' ou '.join(sorted(signs - {''}))}"
            raise SourceError(
                "bad_value", file=path.name, row=row, column=column, expected=expected,
                got=frame.at[row, column],
            )  # fmt: skip
    return pd.DataFrame(numbers, index=frame.index)


def require_unique(path: Path, frame: pd.DataFrame, keys: Sequence[str]) -> None:
    """Raise ``SourceError("duplicate_key")`` for the first key that stands twice."""
    twice = frame.duplicated(list(keys))
    if twice.any():
        row = twice.idxmax()
        raise SourceError(
            "duplicate_key", file=path.name, row=row, column=" + ".join(keys),
            got=" ".join(str(frame.at[row, key]) for key in keys),
        )  # fmt: skip


def require_codes(path: Path, frame: pd.DataFrame, column: str, pattern: str, expected: str
                  ) -> None:  # fmt: skip
    """Raise ``SourceError("bad_value")`` for the first code that has not the form of one."""
    wrong = ~frame[column].str.fullmatch(pattern)
    if wrong.any():
        row = wrong.idxmax()
        raise SourceError(
            "bad_value", file=path.name, row=row, column=column, expected=expected,
            got=frame.at[row, column],
        )  # fmt: skip
