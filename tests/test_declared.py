"""A source declared in one file: placed, summed, compared, mapped; its faults told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import spro_portraits as spro
from spro_portraits.errors import SproError
from spro_portraits.tables import Edition
from spro_portraits.tables.declared import load_declared

ROOT = Path(__file__).resolve().parents[1]
HEAD = """\
producer = "Essai"
title = "essai"
licence = "aucune"
vintage = "2024"
geography_year = 2025
file = "essai.csv"
level = "{level}"
code = "code"
"""
COUNT = """
[[figures]]
key = "chairs"
column = "chaises"
label = "Chaises"
unit = "nombre"
additive = true
"""
SHARE = """
[[figures]]
key = "red_share"
column = "rouges"
over = "chairs"
label = "Part des chaises rouges"
unit = "%"
additive = true
"""


def declare(folder: Path, rows: str, *figures: str, level: str = "commune", more: str = "") -> Path:
    (folder / "essai.csv").write_text(rows, encoding="utf-8")
    path = folder / "essai.toml"
    path.write_text(HEAD.format(level=level) + more + "".join(figures), encoding="utf-8")
    return path


def refuse(path: Path, edition: Edition) -> str:
    with pytest.raises(SproError) as caught:
        load_declared(path, edition)
    return str(caught.value)


def test_communes_add_up_and_a_share_is_a_ratio_of_sums(tmp_path: Path) -> None:
    rows = "code;chaises;rouges\n18033;100;10\n18279;300;90\n28134;50;0\n99999;7;7\n"
    source = spro.source(declare(tmp_path, rows, COUNT, SHARE))
    own = spro.perimeter("Deux", "18033, 18279")
    assert source["chairs"].value(own) == 400
    # Not the average of 10 % and 30 %.
    assert source["red_share"].value(own) == pytest.approx(25.0)
    assert source["Part des chaises rouges"].value("commune:Vierzon") == 30.0
    # A part of the communes of Dreux is not in the file: no sum.
    assert source["chairs"].value("Dreux") is None
    assert source.compare(own).frame.loc["chairs", "Deux"] == 400
    assert "3\u00a0communes" in source.report[0]


def test_a_share_by_zone_is_a_share_at_every_level(tmp_path: Path) -> None:
    rows = "code;chaises;rouges\n" + "".join(
        f"{code};{chairs};{red}\n"
        for code, chairs, red in (
            (18, 100, 10), (28, 300, 90), (36, 100, 0), (37, 100, 0), (41, 200, 0), (45, 200, 0),
        )
    )  # fmt: skip
    source = spro.source(declare(tmp_path, rows, COUNT, SHARE, level="departement"))
    assert source["red_share"].value("departement:18") == 10.0
    assert source["red_share"].value("Cher") == 10.0
    assert source["red_share"].value("region:24") == 10.0  # 100 of 1,000, not the mean of shares
    assert source["red_share"].value("Dreux") is None
    assert "30,0" in source["red_share"].values()._repr_html_()


def test_an_old_commune_joins_the_one_of_today(edition: Edition, tmp_path: Path) -> None:
    former = edition.former_communes["successors"]
    inside = set(edition.communes.index)
    old, new = next((c, n) for c, n in former.items() if n in inside and c not in inside)
    rows = f"code;chaises\n{new};5\n{old};3\n"
    declared = load_declared(declare(tmp_path, rows, COUNT), edition)
    found = declared.rows[declared.rows["code"] == new]
    assert (found["value"].tolist(), declared.merged) == ([8.0], 1)
    rate = COUNT.replace("additive = true", "additive = false").replace("nombre", "%")
    lost = load_declared(declare(tmp_path, rows, rate), edition).rows
    assert lost[lost["code"] == new]["reason"].tolist() == ["non_disponible"]


def test_totals_are_made_of_whole_zones_alone(edition: Edition, tmp_path: Path) -> None:
    codes = edition.zones.loc["departement"]
    whole = codes.index[codes["known"] == codes["communes"]]
    rows = "code;chaises\n" + "".join(f"{code};{10 + n}\n" for n, code in enumerate(whole))
    declared = load_declared(declare(tmp_path, rows, COUNT, level="departement"), edition)
    region = declared.rows[declared.rows["level"] == "region"]
    assert region["value"].tolist() == [sum(10 + n for n in range(len(whole)))]
    short = "code;chaises\n" + "".join(f"{code};1\n" for code in whole[1:])
    declared = load_declared(declare(tmp_path, short, COUNT, level="departement"), edition)
    assert declared.rows[declared.rows["level"] == "region"].empty


def test_absent_values_keep_their_reason_and_a_sum_with_one_is_absent(
    edition: Edition, tmp_path: Path
) -> None:
    rows = "code;chaises\n18033;s\n18279;3\n"
    path = declare(tmp_path, rows, COUNT, more='absent = { "s" = "secret" }\n')
    declared = load_declared(path, edition)
    found = declared.rows.set_index("code")
    assert found.loc["18033", "reason"] == "secret"
    source = spro.source(path)
    assert source["chairs"].value("commune:Bourges") is None
    assert source["chairs"].value(spro.perimeter("Deux", "18033, 18279")) is None
    shown = source["chairs"].values("commune")
    assert "s." in shown._repr_html_()


@pytest.mark.parametrize(
    ("rows", "change", "told"),
    [
        ("code;chaises\n18033;douze\n", ("", ""), "douze"),
        ("code;tables\n18033;1\n", ("", ""), "chaises"),
        ("code;chaises\n18033;1\n18033;2\n", ("", ""), "plusieurs lignes"),
        ("code;chaises\n18033;1\n", ('level = "commune"', 'level = "canton"'), "canton"),
        ("code;chaises\n18033;1\n", ('licence = "aucune"\n', ""), "licence"),
        ("code;chaises\n18033;1\n", ('licence = "aucune"', 'license = "aucune"'), "license"),
        ("code;chaises\n18033;1\n", ("[[figures]]", "[[chiffres]]"), "chiffres"),
        ("code;chaises\n18033;1\n", ('key = "chairs"', 'key = "les chaises"'), "les chaises"),
        ("code;chaises\n18033;1\n", ('unit = "nombre"', 'unit = "nombre"\nover = "x"'), "over ="),
        ("code;chaises\n18033;1\n", ('file = "essai.csv"', 'file = "autre.csv"'), "autre.csv"),
        ("code;chaises\n18033;1\n", ("vintage", "vintage ="), "essai.toml"),
    ],
)
def test_faults_are_told_with_their_place(
    edition: Edition, tmp_path: Path, rows: str, change: tuple[str, str], told: str
) -> None:
    path = declare(tmp_path, rows, COUNT)
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    assert told in refuse(path, edition)


def test_a_source_never_hides_a_figure_of_the_edition(tmp_path: Path) -> None:
    path = declare(tmp_path, "code;chaises\n18033;1\n", COUNT.replace('"chairs"', '"population"'))
    path.write_text(path.read_text(encoding="utf-8").replace('"2024"', '"2018"'), encoding="utf-8")
    with pytest.raises(SproError, match="population"):
        spro.source(path)


def test_added_figures_stay_out_of_the_edition(edition: Edition, tmp_path: Path) -> None:
    rows = load_declared(declare(tmp_path, "code;chaises\n18033;1\n", COUNT), edition).rows
    added = edition.add_figures(rows)
    assert added.find_figures("commune", "chairs", "2024")["value"].tolist() == [1.0]
    assert edition.find_figures("commune", "chairs", "2024").empty
    old = added.find_figures("commune", "population", "2018")
    pd.testing.assert_frame_equal(old, edition.find_figures("commune", "population", "2018"))


def test_maps_and_unknown_names(tmp_path: Path) -> None:
    rows = "code;chaises;rouges\n18033;100;10\n18279;300;90\n"
    source = spro.source(declare(tmp_path, rows, COUNT, SHARE))
    assert "Part des chaises rouges" in source["red_share"].map("Cher")._repr_html_()
    for wrong, told in (
        (lambda: source["chairs"].map("Cher"), "effectif"),
        (lambda: source["red_share"].map("Dreux"), "Rien à dessiner"),
        (lambda: source["chars"], "chairs"),
        (lambda: spro.source("nulle-part"), "nulle-part"),
    ):
        with pytest.raises(SproError, match=told):
            wrong()


def test_workbooks_and_parquet_are_read_as_csv_is(edition: Edition, tmp_path: Path) -> None:
    frame = pd.DataFrame({"code": ["1", "18033"], "chaises": ["4", "2,5"]})
    path = declare(tmp_path, "code;chaises\n1;4\n18033;2,5\n", COUNT)
    expected = load_declared(path, edition).rows
    for name in ("essai.xlsx", "essai.parquet"):
        writer = frame.to_excel if name.endswith("x") else frame.to_parquet
        writer(tmp_path / name, index=False)
        text = path.read_text(encoding="utf-8").replace("essai.csv", name)
        other = tmp_path / f"{name}.toml"
        other.write_text(text, encoding="utf-8")
        pd.testing.assert_frame_equal(load_declared(other, edition).rows, expected)
        path.write_text(text.replace(name, "essai.csv"), encoding="utf-8")


@pytest.mark.official
def test_the_page_of_the_documentation_works(official: Path, tmp_path: Path) -> None:
    """The file that it names is in no record of the registry: nothing but the page is needed."""
    page = (ROOT / "docs" / "ajouter-une-source.md").read_text(encoding="utf-8")
    [declaration] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    [name] = re.findall(r'^file = "(.*)"$', declaration, re.MULTILINE)
    assert name not in (ROOT / "data" / "registry.toml").read_text(encoding="utf-8")
    shutil.copyfile(official / "insee" / name, tmp_path / name)
    (tmp_path / "urssaf.toml").write_text(declaration, encoding="utf-8")
    source = spro.source(tmp_path / "urssaf.toml")
    industry = source["private_employees_industry"]
    assert industry.value("Cher") == 18146
    assert industry.value("Dreux") is None
    parts = industry.values("departement").frame["private_employees_industry"]
    assert industry.value("region:24") == parts.sum() == 145884
