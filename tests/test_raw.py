"""Strict reading: what is odd stops, and is named by file, line, column and what was expected."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from spro_portraits.errors import SourceError
from spro_portraits.tables.raw import (
    COMMUNE,
    parse_numbers,
    read_csv,
    read_sheet,
    read_zip_member,
    require_codes,
    require_columns,
    require_unique,
)

W = "\u00a0"
Writers = dict[str, Callable[..., Path]]


def _write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def _fail(call: Callable[[], object], kind: str, *words: str) -> SourceError:
    """Call, and demand a SourceError of this kind whose sentence holds all the words."""
    with pytest.raises(SourceError) as caught:
        call()
    assert caught.value.kind == kind
    sentence = str(caught.value)
    for word in words:
        assert word in sentence, sentence
    return caught.value


# Codes


@pytest.mark.parametrize(
    "code", ["01001", "18033", "2A004", "2B033", "95690", "97101", "97353", "97617", "98736"]
)
def test_commune_codes(code: str) -> None:
    assert COMMUNE.fullmatch(code)


@pytest.mark.parametrize(
    "code",
    ["1001", "00001", "96001", "99101", "2C001", "2a004", "1803", "180333", "18 33", "", "l8033",
     "973353", "18033 "],
)  # fmt: skip
def test_what_is_no_commune_code(code: str) -> None:
    assert not COMMUNE.fullmatch(code)


# CSV


def test_csv_is_text_with_lines_of_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "\ufeffun;deux\ncode;x\n01001;1,50\n2A004;\n;\n")
    frame = read_csv(path, sep=";", columns=["code"], header_row=1)
    assert list(frame.columns) == ["code", "x"]
    assert frame.to_dict("index") == {
        3: {"code": "01001", "x": "1,50"},
        4: {"code": "2A004", "x": ""},
    }


@pytest.mark.parametrize("word", ["NA", "null", "nan", "None", "n/a", "-"])
def test_csv_keeps_words_that_pandas_reads_as_absent(tmp_path: Path, word: str) -> None:
    path = _write(tmp_path / "a.csv", f"code;x\n01001;{word}\n")
    assert read_csv(path, sep=";", columns=["x"]).at[2, "x"] == word


def test_csv_with_windows_line_ends_and_quotes(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", 'code;x\r\n"01001";"a;b"\r\n')
    assert read_csv(path, sep=";", columns=["x"]).at[2, "x"] == "a;b"


def test_csv_missing_column_lists_what_is_there(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;y\n01001;1\n")
    _fail(
        lambda: read_csv(path, sep=";", columns=["code", "x"]),
        "missing_column", "a.csv", f"«{W}x{W}»", "code, y",
    )  # fmt: skip


def test_csv_with_another_separator(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code,x\n01001,1\n")
    _fail(lambda: read_csv(path, sep=";", columns=["code"]), "missing_column", "a.csv", "code,x")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_csv_that_is_not_utf_8_names_the_line(tmp_path: Path, encoding: str) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n01001;a\n18033;é\n", encoding)
    _fail(
        lambda: read_csv(path, sep=";", columns=["code"]),
        "bad_encoding", "a.csv", "ligne 3", "0xE9", "UTF-8",
    )  # fmt: skip


def test_csv_in_utf_16(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n01001;a\n", "utf-16")
    _fail(lambda: read_csv(path, sep=";", columns=["code"]), "bad_encoding", "ligne 1")


@pytest.mark.parametrize("text", ["", "un;deux\n"])
def test_csv_without_its_header(tmp_path: Path, text: str) -> None:
    path = _write(tmp_path / "a.csv", text)
    _fail(
        lambda: read_csv(path, sep=";", columns=["code"], header_row=1),
        "unreadable_file", "a.csv", "un tableau séparé par",
    )  # fmt: skip


def test_csv_without_a_row(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n")
    _fail(lambda: read_csv(path, sep=";", columns=["code"]), "unreadable_file", "a.csv")


def test_csv_with_an_open_quote(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", 'code;x\n01001;"a\n18033;b\n')
    _fail(lambda: read_csv(path, sep=";", columns=["code"]), "unreadable_file", "a.csv")


def test_csv_row_with_too_many_cells(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n01001;1\n18033;1;2\n")
    _fail(lambda: read_csv(path, sep=";", columns=["code"]), "unreadable_file", "a.csv", "ligne 3")


@pytest.mark.parametrize("rows", ["01001;1;\n18033;1;\n", "01001;1;9\n18033;1\n"])
def test_csv_first_row_with_too_many_cells(tmp_path: Path, rows: str) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n" + rows)
    with pytest.raises(SourceError):
        read_csv(path, sep=";", columns=["code"])


@pytest.mark.parametrize("last", ["180", "18033", "18033;1", "18033;1\n01002;2;3\n"])
def test_csv_row_cut_in_the_middle(tmp_path: Path, last: str) -> None:
    path = _write(tmp_path / "a.csv", "code;x;y\n01001;1;2\n" + last)
    _fail(lambda: read_csv(path, sep=";", columns=["code"]), "bad_value", "a.csv", "ligne 3")


def test_csv_lines_are_counted_with_blank_lines(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n01001;1\n\n18033;2\n")
    assert list(read_csv(path, sep=";", columns=["code"]).index) == [2, 4]


def test_messages_hold_no_english(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n01001;1\n18033;1;2\n")
    error = _fail(lambda: read_csv(path, sep=";", columns=["code"]), "unreadable_file")
    assert "Error tokenizing" not in str(error)

    assert "ligne 3, 3 cellules au lieu de 2" in str(error)


def test_csv_row_inside_quotes_counts_its_lines(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", 'code;x\n01001;"a\nb"\n\n18033;2\n')
    assert read_csv(path, sep=";", columns=["x"])["x"].to_dict() == {2: "a\nb", 5: "2"}


def test_csv_with_a_column_twice(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;x;x\n01001;1;2\n")
    _fail(lambda: read_csv(path, sep=";", columns=["x"]), "duplicate_key", "ligne 1", "x")


def test_csv_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    _fail(lambda: read_csv(path, sep=";", columns=["x"]), "unreadable_file", "fichier absent")


def test_csv_with_empty_rows_only(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", "code;x\n;\n\n")
    _fail(lambda: read_csv(path, sep=";", columns=["x"]), "unreadable_file", "aucune ligne")


# Archives


def test_zip_member(tmp_path: Path, writers: Writers) -> None:
    path = writers["zip"](tmp_path / "a.zip", {"b.csv": b"content"})
    assert read_zip_member(path, "b.csv") == b"content"
    _fail(lambda: read_zip_member(path, "c.csv"), "unreadable_file", "a.zip", "c.csv")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_truncated_zip(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.csv", np.random.default_rng(1).bytes(5000))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    _fail(lambda: read_zip_member(path, "b.csv"), "unreadable_file", "a.zip", "archive zip entière")


def test_zip_with_a_flipped_byte(tmp_path: Path, writers: Writers) -> None:
    path = writers["zip"](tmp_path / "a.zip", {"b.csv": b"content" * 50})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    _fail(lambda: read_zip_member(path, "b.csv"), "unreadable_file", "a.zip")


# Workbooks, by each of the readers


@pytest.fixture(params=["openpyxl", "calamine"])
def read(request: pytest.FixtureRequest) -> Callable[..., pd.DataFrame]:
    return partial(read_sheet, engine=request.param)


Read = Callable[..., pd.DataFrame]


def test_sheet_is_text_with_lines_of_the_sheet(
    tmp_path: Path, writers: Writers, read: Read
) -> None:
    path = writers["book"](
        tmp_path / "a.xlsx",
        {
            "S": [
                ("titre",),
                ("code", "x", "y"),
                ("01", 12, 1.5),
                (None, None, None),
                (2, "*", "NA"),
            ]
        },
    )
    frame = read(path, "S", columns=["code"], header_row=1)
    assert frame.to_dict("index") == {
        3: {"code": "01", "x": "12", "y": "1.5"},
        5: {"code": "2", "x": "*", "y": "NA"},
    }


def test_sheet_is_found_by_its_columns(tmp_path: Path, writers: Writers, read: Read) -> None:
    path = writers["book"](
        tmp_path / "a.xlsx", {"Lisez-moi": [("bla",)], "Vide": [], "D": [("code", "x"), ("1", "2")]}
    )
    assert list(read(path, None, columns=["code", "x"]).columns) == ["code", "x"]
    _fail(lambda: read(path, None, columns=["z"]), "missing_column", "a.xlsx", "z")


def test_sheet_that_is_not_there(tmp_path: Path, writers: Writers, read: Read) -> None:
    path = writers["book"](tmp_path / "a.xlsx", {"S": [("code",)]})
    _fail(lambda: read(path, "T", columns=["code"]), "unreadable_file", "a.xlsx", "T")


def test_sheet_without_a_row(tmp_path: Path, writers: Writers, read: Read) -> None:
    path = writers["book"](tmp_path / "a.xlsx", {"S": [("code",)]})
    _fail(lambda: read(path, "S", columns=["code"]), "unreadable_file", "aucune ligne")


def test_sheet_shorter_than_its_header(tmp_path: Path, writers: Writers, read: Read) -> None:
    path = writers["book"](tmp_path / "a.xlsx", {"S": [("code",)]})
    with pytest.raises(SourceError):
        read(path, "S", columns=["code"], header_row=3)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.95])
def test_truncated_workbook(tmp_path: Path, writers: Writers, read: Read, share: float) -> None:
    path = writers["book"](tmp_path / "a.xlsx", {"S": [("code", "x"), *[("1", "2")] * 50]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    _fail(
        lambda: read(path, None, columns=["code"]),
        "unreadable_file", "a.xlsx", "classeur xlsx entier",
    )  # fmt: skip


def test_workbook_that_is_text(tmp_path: Path, read: Read) -> None:
    path = _write(tmp_path / "a.xlsx", "code;x\n1;2\n")
    _fail(lambda: read(path, None, columns=["code"]), "unreadable_file", "a.xlsx")


def test_workbook_with_a_cut_sheet(tmp_path: Path, writers: Writers, read: Read) -> None:
    whole = writers["book"](tmp_path / "a.xlsx", {"S": [("code", "x"), *[("1", "2")] * 50]})
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            cut = len(content) // 2 if name.endswith("sheet1.xml") else len(content)
            new.writestr(name, content[:cut])
    _fail(lambda: read(path, None, columns=["code"]), "unreadable_file", "b.xlsx")


@pytest.mark.filterwarnings("ignore:The xlrd engine is deprecated")
@pytest.mark.parametrize("length", [0, 2048])
def test_workbook_with_a_password(tmp_path: Path, read: Read, length: int) -> None:
    """What a password leaves is a container of before 2007, whose end is not there either."""
    head = bytes.fromhex("D0CF11E0A1B11AE1" + "00" * 16 + "3E000300FEFF0900")
    path = tmp_path / "a.xlsx"
    path.write_bytes(head.ljust(length, b"\0"))
    _fail(
        lambda: read(path, None, columns=["code"]),
        "unreadable_file", "a.xlsx", "classeur abîmé, incomplet ou d’un autre format",
    )  # fmt: skip


def test_a_cell_that_holds_an_error_is_no_number(
    tmp_path: Path, writers: Writers, read: Read
) -> None:
    path = writers["book"](tmp_path / "a.xlsx", {"S": [("code", "x"), ("1", "2"), ("2", "#N/A")]})
    frame = read(path, "S", columns=["code"])
    _fail(lambda: parse_numbers(path, frame, ["x"]), "bad_value", "a.xlsx", "x")


# Numbers


FILE = Path("a.csv")


def _frame(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"x": list(texts)}, index=range(5, 5 + len(texts)))


def test_numbers_with_a_decimal_comma_and_signs() -> None:
    numbers = parse_numbers(
        FILE, _frame("1,5", " 2 ", "-3,25", "s", "", "1e3"), ["x"], decimal=",",
        absent={"s": "secret", "": "non_disponible"},
    )  # fmt: skip
    assert numbers["x"].tolist()[:3] == [1.5, 2.0, -3.25]
    assert numbers["x"].isna().tolist() == [False, False, False, True, True, False]
    assert numbers["x"].iloc[-1] == 1000.0
    assert list(numbers.index) == list(range(5, 11))
    assert numbers["x"].dtype == float


@pytest.mark.parametrize(
    "text",
    ["1O0", "12a", "1,5", "1 000", "1\u202f000", "*", "", "-", "+", "0x10", "1.5.2", "nan", "inf",
     "NaN", ".", "--1", "1_000"],
)  # fmt: skip
def test_what_is_no_number_is_named(text: str) -> None:
    frame = _frame("1", text)
    error = _fail(
        lambda: parse_numbers(FILE, frame, ["x"]),
        "bad_value", "a.csv", "ligne 6", f"«{W}x{W}»", "un nombre attendu",
    )  # fmt: skip
    assert error.facts["got"] == text


def test_decimal_point_where_the_file_writes_commas() -> None:
    frame = _frame("1,5", "1.5")
    _fail(lambda: parse_numbers(FILE, frame, ["x"], decimal=","), "bad_value", "ligne 6")


def test_floor_and_signs_are_in_the_expectation() -> None:
    frame = _frame("3", "-1")
    _fail(
        lambda: parse_numbers(FILE, frame, ["x"], absent={"*": "non_diffuse", "": "x"}, floor=0),
        "bad_value", "ligne 6", f"«{W}x{W}»", "un nombre d’au moins 0 ou *", f"«{W}-1{W}»",
    )  # fmt: skip


def test_absent_cells_are_not_under_the_floor() -> None:
    numbers = parse_numbers(FILE, _frame("*", "5"), ["x"], absent={"*": "non_diffuse"}, floor=1)
    assert numbers["x"].isna().tolist() == [True, False]


# Keys


def test_duplicates_are_named_by_their_second_row() -> None:
    frame = pd.DataFrame({"a": ["1", "1", "1"], "b": ["x", "y", "x"]}, index=[2, 3, 4])
    require_unique(FILE, frame.loc[[2, 3]], ["a", "b"])
    _fail(
        lambda: require_unique(FILE, frame, ["a", "b"]),
        "duplicate_key", "a.csv", "ligne 4", "a + b", "1 x",
    )  # fmt: skip


def test_codes_of_another_form_are_named() -> None:
    frame = pd.DataFrame({"c": ["18033", "1803l"]}, index=[2, 3])
    _fail(
        lambda: require_codes(FILE, frame, "c", COMMUNE.pattern, "un code de commune"),
        "bad_value", "ligne 3", f"«{W}c{W}»", "un code de commune attendu", "1803l",
    )  # fmt: skip


def test_columns_are_checked_in_order() -> None:
    require_columns(FILE, ["a", "b"], ["b"])
    _fail(
        lambda: require_columns(FILE, pd.Index(["a"]), ["b", "c"]), "missing_column", f"«{W}b{W}»"
    )
