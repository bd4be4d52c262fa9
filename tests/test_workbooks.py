"""Workbooks and archives to the byte: as XlsxWriter and zipfile write them, cell by cell."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from spro_portraits.store import Number, Sheet, build_workbook
from spro_portraits.store.archives import join_members, pack_member
from spro_portraits.store.spreadsheets import CellValue, read_text

PIECES = (
    "x", "é", "01001", "=1", "+3", " ", "\n", "<r>a</r>", "_x000A_", "\ufffe", "\u00a0", "&\"'<",
    "mars 2018", "1E10", "-", "a" * 40, "{rows}", "R1C1", "A1", "𝒳", "vrai", "]", "/",
)  # fmt: skip
VALUES = (1, 0.1, 1e-7, -3.25, 1e20, 123456789.123456789, 7.0, -0.0)
PATTERNS = ("General", "0", "#,##0", "@", '0.0"\u00a0%"', '+0.0;-0.0"<&>"')
NARROWEST, WIDEST = 9, 60


def write_plainly(sheet: Sheet, notes: Sequence[tuple[str, str]], tab: str) -> bytes:
    """Have XlsxWriter write each cell: slow, and how a workbook should be."""
    stream = io.BytesIO()
    plain: dict[str, Any] = {"text_wrap": True, "valign": "top"}
    made: dict[str, Any] = {}

    def find(**properties: Any) -> Any:
        key = str(properties)
        if key not in made:
            made[key] = book.add_format(properties)
        return made[key]

    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        page = book.add_worksheet(sheet.title)
        for column, header in enumerate(sheet.headers):
            head = find(bold=True, bottom=1, **plain)
            page.write_string(0, column, read_text(header).clean, head)
            cells = [row[column] for row in sheet.rows]
            page.set_column(column, column, measure(header, cells))
        for line, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Number):
                    page.write_number(line, column, cell.value, find(num_format=cell.pattern))
                elif cell:
                    read = read_text(cell)
                    kept = find(num_format="@") if read.is_guessed else None
                    if read.is_formula:
                        kept = find(num_format="@", quote_prefix=True)
                    page.write_string(line, column, read.clean, kept)
        page.freeze_panes(1, 0)
        bottom, right = len(sheet.rows), len(sheet.headers) - 1
        page.autofilter(0, 0, bottom, right)
        page.ignore_errors({"number_stored_as_text": f"A1:{chr(65 + right)}{bottom + 1}"})
        last = book.add_worksheet(tab)
        last.set_column(0, 0, 22)
        last.set_column(1, 1, 100)
        for line, (name, text) in enumerate(notes):
            last.write_string(line, 0, read_text(name).clean, find(bold=True, **plain))
            last.write_string(line, 1, read_text(text).clean, find(**plain))
    return stream.getvalue()


def measure(header: str, cells: Sequence[CellValue]) -> int:
    shown = [f"{c.value:.2f}" if isinstance(c, Number) else (c or "") for c in cells]
    longest = max(map(len, [*header.split(), *shown]), default=0)
    return max(NARROWEST, min(WIDEST, longest + 3))


def draw_text(chance: random.Random) -> str:
    text = "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
    # XlsxWriter takes it for a text in several styles, and writes it as it is.
    return f"|{text}" if read_text(text).clean.startswith("<r>") else text


def draw_cell(chance: random.Random, absent: float) -> CellValue:
    if chance.random() < absent:
        return chance.choice([None, ""])
    if chance.random() < 0.5:
        return Number(chance.choice(VALUES), chance.choice(PATTERNS))
    return draw_text(chance)


@pytest.mark.parametrize("seed", range(60))
def test_a_workbook_is_as_xlsxwriter_writes_it(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    width, absent = chance.randint(1, 5), chance.choice([0.1, 0.9])
    rows = tuple(
        tuple(draw_cell(chance, absent) for _ in range(width)) for _ in range(chance.randint(0, 40))
    )
    headers = tuple(draw_text(chance) for _ in range(width))
    title = chance.choice(
        ["Zones", "A1", "Été & co", "L'eau", "R1C1", "_x000A_", "\ufffe", "{rows}"]
    )
    notes = [(draw_text(chance), draw_text(chance)) for _ in range(chance.randint(0, 3))]
    sheet = Sheet(title, headers, rows)
    assert build_workbook([sheet], notes, "Lisez-moi") == write_plainly(sheet, notes, "Lisez-moi")


def test_each_tab_of_many_has_its_own_cells() -> None:
    sheets = [
        Sheet("Deux", ("a", "b"), (("x", Number(1.5, "0.0")),)),
        Sheet("Une", ("c",), (("01001",), (None,), ("x",))),
    ]
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(sheets, [("n", "m")], "N")))
    first, second, notes = book.worksheets
    assert [[c.value for c in row] for row in first] == [["a", "b"], ["x", 1.5]]
    assert [[c.value for c in row] for row in second] == [["c"], ["01001"], [None], ["x"]]
    assert [[c.value for c in row] for row in notes] == [["n", "m"]]
    assert (first["B2"].number_format, second["A2"].number_format) == ("0.0", "@")
    assert (first.auto_filter.ref, second.auto_filter.ref) == ("A1:B2", "A1:A4")
    assert all(page["A1"].font.bold for page in (first, second, notes))
    assert not notes["B1"].font.bold


def test_texts_are_read_back_as_they_were_written() -> None:
    texts = ["<r>a</r>", "a\u00a0", "_x000A_", "{rows}", "&amp;", "𝒳"]
    sheet = Sheet("t", ("texte",), tuple((text,) for text in texts))
    page = openpyxl.load_workbook(io.BytesIO(build_workbook([sheet], [], "N"))).worksheets[0]
    assert [row[0].value for row in page.iter_rows(min_row=2)] == texts


def test_a_text_is_cut_where_a_cell_is_full() -> None:
    sheet = Sheet("t", ("texte",), (("é" * 40_000,), ("𝒳" * 20_000,)))
    content = build_workbook([sheet], [], "N")
    assert content == write_plainly(sheet, [], "N")
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (len(page["A2"].value), len(page["A3"].value)) == (32_767, 16_383)


def test_an_archive_is_as_zipfile_writes_it() -> None:
    files = {"a/b.xml": b"<a/>" * 500, "c": b"", "[d].txt": bytes(range(256))}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(about, content)
    assert join_members(pack_member(*one) for one in files.items()) == stream.getvalue()
