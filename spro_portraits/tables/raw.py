"""Read a raw official file strictly: what is odd stops the build and is named.

Every reader returns text columns exactly as written; numbers are made by
:func:`parse_numbers`, which names the line and column of what is no number.
The frames carry the line of the file in their index (header lines counted).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from spro_portraits.errors import SourceError

COMMUNE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|9[78]\d{3}")
"""A commune code of the official geographical code, as text."""


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
        whose every cell is empty are left out.

    Raises
    ------
    SourceError
        Not UTF-8, missing column, row with too few or too many cells.
    """
    data = path.read_bytes() if content is None else content
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        got = f"0x{data[error.start]:02X}"
        raise SourceError("bad_encoding", file=path.name, row=row, got=got) from error
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=sep, header=header_row, dtype=str, keep_default_na=False
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        expected = f"un tableau séparé par « {sep} »"
        raise SourceError(
            "unreadable_file", file=path.name, problem=str(error).strip(), expected=expected
        ) from error
    frame.index = frame.index + header_row + 2
    require_columns(path, frame.columns, columns)
    cut = frame.isna().any(axis=1)
    if cut.any():
        row, column = frame.index[cut][0], frame.columns[frame.loc[cut].iloc[0].isna()][0]
        raise SourceError(
            "bad_value", file=path.name, row=row, column=column, expected="valeur",
            got="(ligne coupée)",
        )  # fmt: skip
    return frame[(frame != "").any(axis=1)]


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
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceError(
            "unreadable_file",
            file=path.name,
            problem=str(error),
            expected="une archive zip entière",
        ) from error


def read_sheet(path: Path, sheet: str | None, *, columns: Collection[str], header_row: int = 0
               ) -> pd.DataFrame:  # fmt: skip
    """Read one sheet of a workbook as text; see :func:`read_csv` for the rest.

    ``sheet`` None: the first sheet whose header holds all the columns.
    """
    try:
        book = pd.read_excel(
            path, sheet_name=sheet, header=header_row, dtype=str, keep_default_na=False
        )
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError) as error:
        raise SourceError(
            "unreadable_file",
            file=path.name,
            problem=str(error),
            expected="un classeur xlsx entier",
        ) from error
    sheets = book.values() if isinstance(book, dict) else [book]
    fitting = [frame for frame in sheets if set(columns) <= set(frame.columns)]
    if not fitting:
        last = list(sheets)[-1]
        require_columns(path, last.columns, columns)
    frame = fitting[0]
    frame.index = frame.index + header_row + 2
    return frame[(frame != "").any(axis=1)]


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
