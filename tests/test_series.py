"""Series over several vintages: what is joined, what is not, and which vintage is the newest."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from spro_portraits.errors import EditionError, UsageError
from spro_portraits.indicators import (
    BY_KEY,
    INDICATORS,
    compute_measures,
    date_indicator,
    find_record,
    list_quarters,
)
from spro_portraits.indicators.catalogue import UNEMPLOYMENT, find_family
from spro_portraits.indicators.series import Series, join_series
from spro_portraits.indicators.stages import Side
from spro_portraits.portrait.evolution import build_evolution
from spro_portraits.portrait.series import (
    COLUMNS,
    build_curves,
    build_series,
    draw_curves,
    gather_editions,
    make_table,
)
from spro_portraits.portrait.subject import build_subject
from spro_portraits.portrait.work import build_unemployment
from spro_portraits.sources import Agreement, Break, BreakTable, load_breaks
from spro_portraits.tables import Edition, load_edition, open_editions
from spro_portraits.territory import find_territory
from spro_portraits.wording import series as words

Edit = Callable[[pd.DataFrame], pd.DataFrame]

TABLE = BreakTable(
    breaks=(
        Break("recruitment", "2019", "2024", "La liste a changé.", "une notice"),
        Break("unemployment", "2024-T4", "2025-T1", "À voir.", "une note", is_certain=False),
    ),
    agreements=(Agreement("population", "Une série.", "une notice"),),
)


def rewrite(folder: Path, table: str, source: str, edit: Edit) -> None:
    """Edit a table of an edition, as if it were made of another file of its source."""
    path = folder / "tables" / f"{table}.parquet"
    edit(pd.read_parquet(path)).to_parquet(path, index=False)
    document = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    document["tables"][f"tables/{table}"]["sha256"] = document["hash"] = digest
    document["sources"][source]["sha256"] = digest
    document["id"] = folder.name
    (folder / "edition.json").write_text(json.dumps(document), encoding="utf-8")


def add_period(period: str, since: str, change: Callable[[pd.Series], pd.Series]) -> Edit:
    """Add a period to a table, made of another one of it."""

    def edit(table: pd.DataFrame) -> pd.DataFrame:
        rows = table[table["period"] == since]
        added = rows.assign(period=period, value=change(rows["value"]))
        return pd.concat([table, added], ignore_index=True)

    return edit


def change_perimeter(folder: Path, old: str, new: str) -> None:
    path = folder / "perimeters" / "spro.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace(old, new) for line in lines]
    path.write_text("".join(line for line in kept if line.strip()), encoding="utf-8")


@dataclass(frozen=True)
class Home:
    """A data folder with an edition and two others beside it."""

    data: Path
    now: Edition
    newer: Edition
    moved: Edition

    def join(self, key: str, level: str, code: str, *others: Edition) -> Series:
        sides = [Side(e, find_territory(e, level, code)) for e in (self.now, *others)]
        return join_series(BY_KEY[key], sides, TABLE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, mini: Edition) -> Home:
    data = tmp_path_factory.mktemp("series") / "data"
    shutil.copytree(mini.folder, data)
    newer, moved = data / "editions" / "newer", data / "editions" / "moved"
    for folder in (newer, moved):
        shutil.copytree(mini.folder, folder)
    rewrite(newer, "population", "population", add_period("2023", "2018", lambda v: v * 1.2))
    rewrite(
        newer, "unemployment", "unemployment", add_period("2026-T1", "2025-T4", lambda v: v + 1)
    )
    rewrite(
        newer, "recruitment", "recruitment",
        lambda t: t.assign(period="2019", projects=t["projects"] + 1),
    )  # fmt: skip
    # In « moved », SPRO « un » lacks the bassin 2402, that is 18004, and « deux » is the Cher.
    change_perimeter(moved, "un;Un;bassin;2402;;Hypothèse écrite.\n", "")
    change_perimeter(moved, "deux;Deux;departement;45", "deux;Deux;departement;18")
    rewrite(moved, "population", "population", add_period("2022", "2021", lambda v: v + 10))
    rewrite(
        moved, "young_people", "young_people_departement", add_period("2023", "2018", lambda v: v)
    )
    return Home(data, load_edition(data), load_edition(data, "newer"), load_edition(data, "moved"))


def list_values(series: Series) -> dict[str, float | None]:
    return {point.period: point.result.value for point in series.points}


# What is joined


def test_two_files_are_joined_where_definitions_are_declared_to_agree(home: Home) -> None:
    found = home.join("population", "spro", "deux", home.newer)
    # 5 + 6 + 7 thousand in 2018; five each more; 1,010 and 1,020 a head; a fifth more than 2018.
    assert list_values(found) == pytest.approx(
        {"2018": 18000, "2019": 18015, "2020": 18180, "2021": 18360, "2023": 21600}
    )
    assert [point.edition.id for point in found.points][-2:] == ["mini", "newer"]
    assert (found.seams, found.list_segments()) == ((), [0, 0, 0, 0, 0])
    change = found.find_change("2023", "2018")
    assert (change.gap, change.sign) == (pytest.approx(3600), 1)
    # Two censuses closer than five years share surveys: the gap is there, nothing is said of it.
    near = found.find_change("2023", "2021")
    assert (near.gap, near.sign, near.reason) == (pytest.approx(3240), 0, "overlap")


def test_a_declared_break_is_not_bridged(home: Home) -> None:
    found = home.join("recruitment_projects", "bassin", "2401", home.newer)
    # 100 and 50 projects; one more in each of the two cells of the other survey.
    assert list_values(found) == {"2019": 152.0, "2024": 150.0}
    (seam,) = found.seams
    assert (seam.before, seam.after, seam.is_cut) == ("2019", "2024", True)
    assert [(r.kind, r.text) for r in seam.reasons] == [("break", "La liste a changé.")]
    assert found.list_segments() == [0, 1]
    change = found.find_change("2024", "2019")
    assert (change.gap, change.sign, change.reason) == (None, 0, "cut")


def test_a_vintage_of_which_nothing_is_declared_is_not_joined(home: Home) -> None:
    found = home.join("unemployment_rate", "zone_emploi", "2401", home.newer)
    assert list_values(found) == {"2020-T4": 9.1, "2024-T4": 8.0, "2025-T4": 8.5, "2026-T1": 9.5}
    kinds = {seam.after: ([r.kind for r in seam.reasons], seam.is_cut) for seam in found.seams}
    # A doubt inside one file is marked, and cuts nothing.
    assert kinds == {"2025-T4": (["doubt"], False), "2026-T1": (["unverified"], True)}
    assert found.list_segments() == [0, 0, 0, 1]
    assert found.find_change("2025-T4", "2024-T4").gap == 0.5
    assert found.find_change("2026-T1", "2024-T4").reason == "cut"


def test_a_value_is_brought_to_the_land_of_today(home: Home) -> None:
    found = home.join("population", "spro", "un", home.moved)
    point = found.points[-1]
    # 18001, 18002 and 18004: 1,020 × (1 + 5 + 4), and ten each; then without 18004.
    assert (point.period, point.result.value, point.land) == ("2022", 10230.0, "recomputed")
    assert found.seams == ()


def test_a_rate_of_another_land_is_not_joined(home: Home) -> None:
    found = home.join("young_not_in_work_share_2018", "spro", "deux", home.moved)
    assert list_values(found) == {"2008": 45.2, "2013": 45.2, "2018": 45.2, "2023": 18.2}
    (seam,) = found.seams
    assert seam.is_cut
    assert {reason.kind for reason in seam.reasons} == {"unverified", "land"}
    assert found.points[-1].land == "other"


def test_the_edition_that_the_reader_works_with_has_the_last_word(home: Home) -> None:
    sides = [Side(e, find_territory(e, "bassin", "2401")) for e in (home.newer, home.now)]
    found = join_series(BY_KEY["recruitment_projects"], sides, TABLE)
    assert {point.period: point.edition.id for point in found.points} == {
        "2019": "newer", "2024": "mini",
    }  # fmt: skip


# What is declared


def test_the_committed_table_names_what_there_is(data_dir: Path) -> None:
    table = load_breaks(data_dir)
    sources = load_edition(data_dir).sources
    families = {find_family(indicator.key) for indicator in INDICATORS}
    assert table.breaks
    assert table.agreements
    for one in (*table.breaks, *table.agreements):
        assert one.source in sources
        assert set(one.indicators) <= families
    # Somewhere between 2019 and 2024: both sides of it, and what is within, are parted.
    for first, last, parted in (("2019", "2024", 1), ("2022", "2023", 1), ("2024", "2025", 0)):
        found = table.find_breaks(["recruitment"], "recruitment_projects", first, last)
        assert bool(found) == bool(parted), (first, last)
    assert not table.is_agreed(["recruitment"], "recruitment_projects")


GOOD = 'source = "s"\nbefore = "2019"\nafter = "2021"\nreason = "r"\nreference = "f"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[break]\n", "breaks.toml"),
        ("[[rupture]]\n" + GOOD, "[[break]] ou [[agreement]] attendu"),
        ("[[break]]\n" + GOOD.replace('reason = "r"\n', ""), "champ reason absent"),
        ("[[break]]\n" + GOOD + 'cause = "c"\n', "champ inconnu cause"),
        ("[[break]]\n" + GOOD + 'certain = "non"\n', "champ certain"),
        ("[[break]]\n" + GOOD.replace("2021", "printemps 2021"), "une période attendue"),
        ("[[break]]\n" + GOOD.replace("2021", "2018"), "plus récent que before"),
    ],
)
def test_a_damaged_table_says_where(tmp_path: Path, text: str, said: str) -> None:
    assert load_breaks(tmp_path) == BreakTable()
    (tmp_path / "breaks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        load_breaks(tmp_path)
    assert said in str(caught.value)


# What is shown


def test_the_editions_at_hand(home: Home, tmp_path: Path) -> None:
    assert [name for name, _ in open_editions(home.data)] == ["mini", "moved", "newer"]
    data = tmp_path / "data"
    shutil.copytree(home.data, data)
    change_perimeter(data / "editions" / "newer", "un;Un;", "trois;Trois;")
    (data / "editions" / "moved" / "edition.json").write_text("{", encoding="utf-8")
    now = load_edition(data)
    found = gather_editions(now, find_territory(now, "spro", "un"), "un")
    assert found.others == ()
    assert sorted(found.left_out) == [("moved", "damaged"), ("newer", "territory")]
    told = words.write_left_out(found.left_out)
    assert "l’édition newer n’a pas ce territoire" in told
    # The page of an evolution names such an edition, not the folder where it lies.
    elsewhere = load_edition(data, "newer")
    with pytest.raises(UsageError) as caught:
        build_evolution(elsewhere, now, find_territory(now, "spro", "un"), "un")
    assert "l’édition newer" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_break_is_drawn_written_and_told(home: Home) -> None:
    (home.data / "breaks.toml").write_text("[[break]]\n" + GOOD.replace(
        '"s"', '"recruitment"').replace("2021", "2024"), encoding="utf-8")  # fmt: skip
    editions = gather_editions(home.now, find_territory(home.now, "bassin", "2401"), "2401")
    curves = build_curves(editions, BY_KEY["recruitment_projects"])
    chart, *others = draw_curves(curves)
    spec = chart.spec()  # type: ignore[union-attr]
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    line = spec["layer"][marks.index("line")]
    assert line["encoding"]["detail"]["field"] == "segment"
    assert [row["segment"] for row in spec["datasets"][line["data"]["name"]]] == [0, 1]
    rule = spec["layer"][marks.index("rule")]
    (mark,) = spec["datasets"][rule["data"]["name"]]
    assert (mark["time"], mark["label"]) == (2021.5, "Rupture 1")
    assert "Rupture 1 entre 2019 et 2024" in chart.description  # type: ignore[union-attr]
    html = "".join(getattr(block, "html", "") for block in others)
    assert "Rupture 1, entre 2019 et 2024. r (f)." in html
    texts = [[cell.text for cell in row] for row in make_table(curves).rows]
    assert [row[0] for row in texts] == ["2019", "Rupture 1", "2024"]
    assert texts[2][2:4] == ["", words.CUT]
    frame = curves.frame
    assert list(frame.columns) == list(COLUMNS)
    assert frame["value"].tolist() == [152.0, 150.0]
    assert frame["segment"].tolist() == [0, 1]
    assert frame["break_before"].tolist()[0] == ""


def test_what_is_published_by_zone_is_shown_by_zone(home: Home) -> None:
    editions = gather_editions(home.now, find_territory(home.now, "spro", "un"), "un")
    curves = build_curves(editions, BY_KEY["unemployment_rate"])
    # 6,000 inhabitants of 2018 in Alpha, 4,000 in a zone that crosses the border.
    assert curves.is_by_zone
    assert [[p.result.value for p in line.known][:3] for line in curves.lines.values()] == [
        [9.1, 8.0, 8.5], [8.0, 7.5, 7.0],
    ]  # fmt: skip
    section = build_series(editions, ["unemployment_rate", "area"])
    html = "".join(getattr(block, "html", "") for block in section.blocks)
    assert words.NOTES["zones"] in html
    assert build_series(editions, ["area"]).blocks[0].html.count(words.NOTES["no_series"]) == 1


@pytest.mark.official
def test_the_published_rates_are_one_series(edition: Edition, official: Path) -> None:
    """All quarters of a zone d'emploi are those of the official file, in one piece."""
    path = official / "insee" / "chomage_raw_insee_ZE2020_2003T1_2025T4.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        _, head, *rows = csv.reader(stream, delimiter=";")
    row = next(row for row in rows if row[head.index("ZE2020")] == "2401")
    told = {
        quarter: float(cell.replace(",", "."))
        for quarter, cell in zip(head, row, strict=True)
        if "-T" in quarter
    }
    side = Side(edition, find_territory(edition, "zone_emploi", "2401"))
    found = join_series(BY_KEY["unemployment_rate"], [side], load_breaks(edition.home))
    assert len(told) == 92
    assert list_values(found) == told
    assert set(found.list_segments()) == {0}


# The newest vintage of a figure without a year


def test_the_embedded_edition_has_the_vintages_of_the_catalogue(edition: Edition) -> None:
    assert all(date_indicator(edition, one) is one for one in INDICATORS)
    assert list_quarters(edition) == UNEMPLOYMENT


def test_a_newer_quarter_is_shown(home: Home) -> None:
    newer = home.newer
    zone = find_territory(newer, "zone_emploi", "2401")
    measures = compute_measures(newer, zone, {})
    rate, change = (measures[f"unemployment_rate{end}"] for end in ("", "_change_1y"))
    assert (rate.indicator.vintage, rate.value) == ("2026-T1", 9.5)
    # A year before, 2025-T1, is not in the file.
    assert (change.indicator.vintage, change.value) == ("2026-T1", None)
    assert list_quarters(newer) == ("2026-T1", "2025-T1", "2021-T1")
    # A dated figure stays what its key says; a survey of another year says which.
    assert measures["population_2018"].indicator is BY_KEY["population_2018"]
    assert find_record(newer, "recruitment_projects").vintage == "2019"
    subject = build_subject(newer, find_territory(newer, "spro", "un"), ())
    html = "".join(getattr(b, "html", "") for b in build_unemployment(subject).blocks)
    assert "1er trimestre 2026" in html
    assert "9,5" in html
    assert subject.value("recruitment_projects") == 163.0
