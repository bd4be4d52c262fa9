"""CSV and XLSX for a French Excel, and the tables behind figures."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from spro_portraits.charts import (
    Card,
    CardReference,
    Cell,
    Column,
    Table,
    draw_downloads,
    draw_table,
    make_card_table,
    make_frame_table,
    make_sheet,
)
from spro_portraits.portrait import open_portrait
from spro_portraits.portrait.model import Html
from spro_portraits.render.payload import (
    Payload,
    TerritoryName,
    make_figures_sheet,
    write_figure_notes,
)
from spro_portraits.store import Number, Sheet, build_csv, build_workbook

MOST_DOWNLOAD_BYTES = 350_000


def write(*cells: str | Number | None) -> str:
    """Write one row below a row of heads; give its line."""
    sheet = Sheet("t", tuple("abcdefgh"[: len(cells)]), (cells,))
    return build_csv(sheet).decode("utf-8-sig").split("\r\n")[1]


def read_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("01001", '="01001"'),
        ("18", '="18"'),
        ("1E10", '="1E10"'),
        ("2e5", '="2e5"'),
        ("1-2", '="1-2"'),
        ("1/2", '="1/2"'),
        ("3.5", '="3.5"'),
        ("10:30", '="10:30"'),
        ("3 p", '="3 p"'),
        ("mars 2018", '="mars 2018"'),
        ("1 févr.", '="1 févr."'),
        ("VRAI", '="VRAI"'),
        ("#N/A", '="#N/A"'),
        ("12,3\u00a0%", '="12,3\u00a0%"'),
        ("+33", '="+33"'),
        ("2A004", "2A004"),
        ("2013-2018", "2013-2018"),
        ("2025-T4", "2025-T4"),
        ("1 à 9 salariés", "1 à 9 salariés"),
        ("15-24 ans", "15-24 ans"),
        ("Mars", "Mars"),
        ("−1,2", "−1,2"),
        ("=1+1", "'=1+1"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("\t=1+1", "'=1+1"),
        ("\r\n=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
    ],
)
def test_what_excel_would_change_is_kept(text: str, written: str) -> None:
    [row] = csv.reader([write(text)], delimiter=";")
    assert row == [written]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-1.2, "-1,2"), (1234567.5, "1234567,5"), (12.0, "12"), (-0.0, "0"), (2e-7, "0,0000002"),
        (1e22, "10000000000000000000000"), (1182.3100000000004, "1182,31"),
        (-0.8611823074694769, "-0,861182307469477"),
    ],
)  # fmt: skip
def test_numbers_have_a_comma_and_no_exponent(value: float, written: str) -> None:
    assert write(Number(value)) == written


def test_a_csv_opens_by_a_double_click() -> None:
    sheet = Sheet("t", ("Métier", "Part"), (("Aide ; soins", Number(7.25)), ('dit "x"', None)))
    content = build_csv(sheet)
    assert content == ('\ufeffMétier;Part\r\n"Aide ; soins";7,25\r\n"dit ""x""";\r\n').encode()


def test_a_workbook_keeps_types_and_says_where_it_is_from() -> None:
    rows = (
        ("01001", "=1+1", Number(-1.25, '0.0"\u00a0%"')),
        ("1E10", "https://exemple.fr", None),
    )
    book = read_book(
        build_workbook(
            [Sheet("Taux : a/b", ("Code", "Nom", "Part"), rows)], [("Source", "=x")], "N"
        )
    )
    page, notes = book.worksheets
    assert book.sheetnames == ["Taux   a b", "N"]
    values = [[(c.value, c.data_type) for c in row] for row in page.iter_rows(min_row=2)]
    assert values == [
        [("01001", "s"), ("=1+1", "s"), (-1.25, "n")],
        [("1E10", "s"), ("https://exemple.fr", "s"), (None, "n")],
    ]
    assert page["C2"].number_format == '0.0"\u00a0%"'
    assert page["A2"].number_format == "@"
    assert page["B2"].quotePrefix
    assert page["B3"].hyperlink is None
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:C3")
    assert [c.value for c in notes[1]] == ["Source", "=x"]
    assert notes["B1"].data_type == "s"


def test_same_rows_same_bytes_and_no_date_of_the_day() -> None:
    sheet = Sheet("t", ("a",), (("x",),))
    first, second = (build_workbook([sheet], [("a", "b")], "N") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_tabs_have_names_that_excel_accepts() -> None:
    sheets = [Sheet(title, ("a",), ()) for title in ("x" * 40, "X" * 40, "[]", "N")]
    names = read_book(build_workbook(sheets, [("a", "b")], "N")).sheetnames
    assert names == ["x" * 31, "X" * 27 + " (2)", "Table", "N", "N (2)"]


@pytest.mark.parametrize("row", [("x", "y"), (Number(float("nan")),)])
def test_a_bad_row_is_refused(row: tuple[str | Number, ...]) -> None:
    sheet = Sheet("t", ("a",), (row,))
    for build in (build_csv, lambda s: build_workbook([s], [], "N")):
        with pytest.raises(ValueError, match=r"headers|finite"):
            build(sheet)


def test_a_workbook_has_a_sheet() -> None:
    with pytest.raises(ValueError, match="without sheet"):
        build_workbook([], [], "N")


TABLE = Table(
    "Zones",
    (Column("Zone", align="left"), Column("Part"), Column("Taux")),
    (
        (Cell("Bourges"), Cell("12,3\u00a0%", 12.3456), Cell("s.", None, "secret")),
        (Cell("Vierzon"), Cell("7,0\u00a0%\u00a0◊", 7.04, "peu_fiable"), Cell("+1,0\u00a0pt", 1.0)),
        (Cell("Dreux"), Cell("n.\u00a0d."), Cell("≥\u00a01\u202f234", 1234.4)),
    ),
    source="Insee",
)


def test_the_table_behind_a_table() -> None:
    sheet = make_sheet(TABLE)
    assert sheet.headers == ("Zone", "Part (%)", "Taux", "Unité", "Remarque", "Source")
    assert sheet.rows[0] == (
        "Bourges", Number(12.3456, '#,##0.0"\u00a0%"'), None, None,
        "Taux\u00a0: Valeur couverte par le secret statistique", "Insee",
    )  # fmt: skip
    signed = '+#,##0.0"\u00a0pt";-#,##0.0"\u00a0pt";#,##0.0"\u00a0pt"'
    assert sheet.rows[1][2:4] == (Number(1.0, signed), "pt")
    assert "Valeur fragile" in str(sheet.rows[1][4])
    assert sheet.rows[2][1:3] == (None, Number(1234.4, "#,##0"))
    assert "Part\u00a0: valeur non disponible" in str(sheet.rows[2][4])
    assert "Taux\u00a0: total minimal" in str(sheet.rows[2][4])


def test_the_table_behind_cards() -> None:
    cards = [
        Card("Habitants", "32\u202f694", "2021", value=32694.0, comparison="15\u00a0% de l’Indre"),
        Card(
            "Taux", "n.\u00a0d.", "2018",
            references=(CardReference("region", "Région", 7.123, "7,1\u00a0%"),),
        ),
    ]  # fmt: skip
    sheet = make_sheet(make_card_table(cards, territory="Issoudun", caption="Cartes"))
    assert sheet.headers[:3] == ("Indicateur", "Issoudun", "Région (%)")
    assert sheet.rows[0][:4] == ("Habitants", Number(32694.0, "#,##0"), None, Number(2021, "0"))
    assert sheet.rows[1][:3] == ("Taux", None, Number(7.123, '#,##0.0"\u00a0%"'))
    assert "Issoudun\u00a0: valeur non disponible" in str(sheet.rows[1][-1])


def test_the_table_behind_lines_has_a_column_a_place() -> None:
    frame = pd.DataFrame(
        {
            "period": ["2013", "2018", "2013", "2018"],
            "place": ["A", "A", "B", "B"],
            "role": ["territory", "territory", "region", "region"],
            "value": [1.25, float("nan"), 3.0, 4.0],
            "text": ["1,3\u00a0%", "s.", "3,0\u00a0%", "4,0\u00a0%"],
            "weak": [True, False, False, False],
        }
    )
    sheet = make_sheet(make_frame_table(frame, caption="Lignes"))
    assert sheet.headers == ("Période", "A (%)", "B (%)", "Remarque")
    percent = '#,##0.0"\u00a0%"'
    assert sheet.rows[0][:3] == (Number(2013, "0"), Number(1.25, percent), Number(3.0, percent))
    assert sheet.rows[1][:3] == (Number(2018, "0"), None, Number(4.0, percent))
    assert "fragile" in str(sheet.rows[0][3])
    assert "secret" in str(sheet.rows[1][3])


def test_the_table_behind_bars_and_indices() -> None:
    bars = pd.DataFrame(
        {"label": ["x"], "value": [5.0], "text": ["5"], "reference": [6.5], "reference_text": ["7"]}
    )
    sheet = make_sheet(make_frame_table(bars, caption="b", reference="Région", own="Ici"))
    assert sheet.headers == ("Libellé", "Ici", "Région")
    assert sheet.rows == (("x", Number(5.0, "#,##0"), Number(6.5, "#,##0")),)
    index = pd.DataFrame(
        {"year": [2013], "place": ["A"], "role": ["x"], "index": [98.25], "text": ["12"]}
    )
    assert make_sheet(make_frame_table(index, caption="i")).rows[0][1] == Number(98.25, "#,##0.0")
    with pytest.raises(ValueError, match="names the rows"):
        make_frame_table(pd.DataFrame({"value": [1.0]}), caption="x")


@pytest.mark.parametrize("absent", [None, float("nan"), pd.NA])
def test_the_table_behind_absent_values(absent: object) -> None:
    frame = pd.DataFrame({"label": ["x", "y", "z"], "text": ["s.", "3", "4"], "other": [1, 2, 3]})
    frame["value"] = pd.Series([absent, np.int64(3), np.float64(4)], dtype=object)
    frame["reason"] = ["secret", None, float("nan")]
    frame["weak"] = [True, True, False]
    table = make_frame_table(frame, caption="t")
    assert [row[1] for row in table.rows] == [
        Cell("s.", None, "secret"), Cell("3\u00a0◊", 3.0), Cell("4", 4.0),
    ]  # fmt: skip


def read_links(html: str) -> dict[str, bytes]:
    found = re.findall(r'href="data:[^;]+;base64,([^"]+)" download="([^"]+)"', html)
    return {name: base64.b64decode(content) for content, name in found}


def test_links_hold_the_files_themselves() -> None:
    sheet = make_sheet(TABLE)
    html = draw_downloads(sheet, name="spro-x-zones", notes=[("Source", "Insee")])
    links = read_links(html)
    assert list(links) == ["spro-x-zones.csv", "spro-x-zones.xlsx"]
    assert links["spro-x-zones.csv"] == build_csv(sheet)
    assert read_book(links["spro-x-zones.xlsx"]).sheetnames == ["Zones", "Lisez-moi"]
    assert "<script" not in html
    assert 'aria-label="Télécharger les données\u00a0: Zones, XLSX"' in html


def test_each_figure_of_a_portrait_has_its_data() -> None:
    portrait = open_portrait("issoudun", "spro")
    weight = 0
    for section in portrait.sections.values():
        shown = [b for b in section.blocks if getattr(b, "data", None) is not None]
        links = [
            read_links(b.html)
            for b in section.blocks
            if isinstance(b, Html) and "spro-downloads" in b.html
        ]
        if section.key == "sources":
            continue
        assert len(links) == len(shown), section.key
        names = [name for files in links for name in files]
        assert len(names) == len(set(names))
        for files in links:
            content = next(c for name, c in files.items() if name.endswith(".csv"))
            rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
            assert rows[0][-1] == "Source"
            assert all(row[-1] for row in rows[1:])
            weight += sum(4 * len(c) // 3 for c in files.values())
    assert 0 < weight < MOST_DOWNLOAD_BYTES
    rate = portrait.measures["activity_rate_2018"].value
    assert rate is not None
    activity = "".join(b.html for b in portrait.section("activity").blocks if isinstance(b, Html))
    cards = next(c for n, c in read_links(activity).items() if n.endswith("activite.csv"))
    assert f"{rate:.15g}".replace(".", ",") in cards.decode()


def test_all_figures_in_french() -> None:
    payload = Payload(
        title="T",
        territory=TerritoryName("spro", "01001", "=Piège"),
        columns=("territory", "level", "territory_name", "value", "unit", "reason", "vintage",
                 "source", "reliability", "mystery"),
        indicators=(
            ("01001", "spro", "=Piège", 7.25, "%", "", "2018", "a+b", "fragile", "x"),
            ("01001", "spro", "=Piège", None, "€", "secret", "2013-2018", "a", "", "nan"),
        ),
        sources=({"key": "a", "citation": "Insee, A", "licence": "LO"},),
    )  # fmt: skip
    sheet = make_figures_sheet(payload)
    assert sheet.headers == (
        "Territoire", "Niveau", "Code du territoire", "Valeur", "Unité", "Raison de l’absence",
        "Fiabilité", "Millésime", "Source", "mystery",
    )  # fmt: skip
    percent = Number(7.25, '0.0"\u00a0%"')
    assert sheet.rows == (
        ("=Piège", "SPRO", "01001", percent, "%", None, "fragile", Number(2018, "0"),
         "Insee, A\u202f; b", "x"),
        ("=Piège", "SPRO", "01001", None, "€", "Valeur couverte par le secret statistique.", None,
         "2013-2018", "Insee, A", None),
    )  # fmt: skip
    assert '\'=Piège;SPRO;"=""01001""";7,25;%;' in build_csv(sheet).decode()
    notes = dict(write_figure_notes(payload))
    assert (notes["Source"], notes["Licence"], notes["Territoire"]) == ("Insee, A", "LO", "=Piège")


def test_a_definition_is_reached_by_the_keyboard() -> None:
    table = Table(
        "t", (Column("a"),), ((Cell("Taux", definition="Actifs / <tous>"),), (Cell("b"),))
    )
    html = draw_table(table)
    [(described, named)] = re.findall(
        r'<span class="spro-tip-label" tabindex="0" aria-describedby="([^"]+)">Taux</span>'
        r'<span class="spro-tip-text" role="tooltip" id="([^"]+)">Actifs / &lt;tous&gt;</span>',
        html,
    )
    assert described == named
    assert html == draw_table(table)
