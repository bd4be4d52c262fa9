"""What changed between two editions: the causes, their sum, the page."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from spro_portraits.errors import EditionError, UsageError
from spro_portraits.indicators import BY_KEY, INDICATORS, Result
from spro_portraits.indicators.change import compute_change, share_years
from spro_portraits.indicators.codebook import build_codebook
from spro_portraits.indicators.continuity import build_composition, find_continuity
from spro_portraits.indicators.evolution import (
    Component,
    Evolution,
    PastFigure,
    compute_evolutions,
)
from spro_portraits.indicators.model import Reliability
from spro_portraits.indicators.recipes import Change, Combination, Ratio
from spro_portraits.indicators.series import join_series
from spro_portraits.indicators.stages import Side
from spro_portraits.indicators.vintages import (
    find_vintage,
    is_held,
    list_holdings,
    list_terms,
    move_indicator,
)
from spro_portraits.network.catalogue import build_network_codebook
from spro_portraits.portrait.evolution import COLUMNS, build_evolution, open_evolution
from spro_portraits.render import render_notebook
from spro_portraits.settings import load_settings
from spro_portraits.sources import BreakTable
from spro_portraits.tables import Edition, load_edition
from spro_portraits.tables.build import build_edition
from spro_portraits.territory import find_territory
from spro_portraits.wording import evolution as words
from spro_portraits.wording import spreadsheets, typeset
from spro_portraits.wording.coverage import NETWORK_WORDS

World = Any  # conftest.World: tests are no package, its type is not imported


def change_census(world: World) -> None:
    """In the earlier file, 18001 had ten more vacant dwellings."""
    path = world.source / "insee/comparateur.zip"
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("base_cc_comparateur.CSV").decode().splitlines()
    column = lines[0].split(";").index("P18_LOGVAC")
    cells = lines[1].split(";")
    assert (cells[0], cells[column]) == ("18001", "40")
    cells[column] = "50"
    lines[1] = ";".join(cells)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("base_cc_comparateur.CSV", "\n".join(lines) + "\n")


def change_quarters(world: World) -> None:
    """In the earlier file, the last quarter is 2024-T4, and it stood at 8,2 % in Alpha."""
    quarters = ("2019-T4", "2023-T4", "2024-T4")
    rows = (
        ("Code", "Libellé", "Région", *quarters),
        ("ZE2020", "LIBZE2020", "REG", *quarters),
        ("0060", "Frontière", "27", "8,0", "7,6", "7,5"),
        ("2401", "Alpha", "24", "9,0", "7,9", "8,2"),
        ("2402", "Deltas", "24", "", "6,1", "6,0"),
        ("2701", "Iota", "27", "5,0", "5,3", "5,1"),
    )
    text = "".join(";".join(row) + "\n" for row in rows)
    (world.source / "insee/chomage.csv").write_text(text, encoding="utf-8-sig")


def change_survey(world: World) -> None:
    """In the earlier edition, the survey is that of 2023, a project more in each cell."""
    path = world.source / "ft/bmo.xlsx"
    book = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="openpyxl")
    table = book["BMO"]
    table.loc[1:, 0] = 2023
    table.loc[1:, 11] = [n if n == "*" else n + 1 for n in table.loc[1:, 11]]
    with pd.ExcelWriter(path) as writer:
        for name, sheet in book.items():
            sheet.to_excel(writer, sheet_name=name, header=False, index=False)


def change_geography(world: World) -> None:
    """In the earlier edition, 18003 has not yet joined 18002."""
    path = world.source / "insee/appartenance.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    lines.insert(4, "18003;L'Ancienne;18;24;200000018;181;2401")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    path = world.source / "insee/mouvements.csv"
    head = path.read_text(encoding="utf-8").splitlines()[0]
    rows = [
        "32,1970-01-01,COM,18001,Alpha,COM,18001,Alpha",
        "32,1970-01-01,COM,18009,Omega,COM,18001,Alpha",
    ]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    scope = world.data / "edition.toml"
    text = scope.read_text(encoding="utf-8").replace("2025", "2021").replace('"mini"', '"old"')
    scope.write_text(text, encoding="utf-8")


def change_perimeter(world: World) -> None:
    """In the earlier edition, the SPRO « un » lacks the bassin 2402, that is 18004."""
    path = world.data / "perimeters" / "spro.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if ";2402;" not in x), encoding="utf-8")


SOME = [
    BY_KEY[key]
    for key in (
        "population_2018", "area", "vacancy_rate_2018", "jobs_2018", "unemployment_rate",
        "unemployment_rate_change_1y", "recruitment_projects", "recruitment_difficulty",
        "median_income_2021",
    )
]  # fmt: skip
"""A figure of each kind."""

FILES = (change_census, change_quarters, change_survey)


@dataclass(frozen=True)
class Editions:
    """The invented world of today, the same with earlier files, and with all that was earlier."""

    folder: Path
    now: Edition
    revised: Edition
    older: Edition

    def copy(self, edition: Edition, name: str) -> Path:
        """Copy an edition, to be edited."""
        shutil.copytree(edition.folder, self.folder / name)
        return self.folder / name


@pytest.fixture(scope="module")
def editions(
    tmp_path_factory: pytest.TempPathFactory, make_world: Callable[[Path], World], mini: Edition
) -> Editions:
    def build(name: str, *changes: Callable[[World], None]) -> Edition:
        world = make_world(folder / name)
        for change in changes:
            change(world)
        world.declare()
        build_edition(world.source, world.data)
        return load_edition(world.data)

    folder = tmp_path_factory.mktemp("editions")
    older = build("older", *FILES, change_geography, change_perimeter)
    return Editions(folder, mini, build("revised", *FILES), older)


@pytest.fixture(scope="module")
def older(editions: Editions) -> Edition:
    """Everything at once."""
    return editions.older


def compare(
    before: Edition, after: Edition, level: str, code: str, **options: Any
) -> dict[str, Evolution]:
    options = {"indicators": SOME, **options}
    then, now = (Side(e, find_territory(e, level, code)) for e in (before, after))
    return {e.key: e for e in compute_evolutions(then, now, **options)}


def list_parts(evolution: Evolution) -> list[tuple[float, tuple[str, ...]]]:
    return [(round(c.gap, 9), c.causes) for c in evolution.components]


def check_sums(evolutions: Sequence[Evolution]) -> int:
    """Check that parts make the whole; say how many figures changed."""
    changed = 0
    for e in evolutions:
        if e.gap is None:
            assert e.components == ()
            continue
        total = math.fsum(c.gap for c in e.components)
        assert total == pytest.approx(e.gap, abs=1e-9), e.key
        named = math.fsum(map(e.sum_cause, words.CAUSES)) + e.sum_mixed()
        assert named == pytest.approx(e.gap, abs=1e-9), e.key
        changed += bool(e.components)
    return changed


# The same figure at another vintage.


def test_the_periods_of_a_formula_move_together() -> None:
    rate = move_indicator(BY_KEY["unemployment_rate_change_5y"], "2024-T3")
    assert rate is not None
    assert isinstance(rate.compute, Change)
    assert (rate.compute.first.period, rate.compute.last.period) == ("2019-T3", "2024-T3")
    assert rate.vintage == "2024-T3"

    balance = move_indicator(BY_KEY["migration_balance_2013_2018"], "2016-2022")
    assert balance is not None
    assert balance.compute == Combination(
        (("population", "2022"), ("deaths", "2016-2022")),
        (("population", "2016"), ("births", "2016-2022")),
    )
    density = move_indicator(BY_KEY["density"], "2019")
    assert density is not None
    terms = list_terms(density.compute, density.vintage)
    assert terms == (("municipal_population", "2019"), ("area", ""))


def test_a_quarter_takes_no_year_s_place() -> None:
    assert move_indicator(BY_KEY["unemployment_rate"], "2024") is None
    assert move_indicator(BY_KEY["population_2018"], "2013-2018") is None


def test_every_figure_of_the_catalogue_moves_and_comes_back() -> None:
    for indicator in INDICATORS:
        terms = list_terms(indicator.compute, indicator.vintage)
        assert terms
        there = indicator.vintage.replace("20", "19")
        moved = move_indicator(indicator, there)
        assert moved is not None, indicator.key
        if "recruitment" not in indicator.key:
            assert set(list_terms(moved.compute, there)) != set(terms) or indicator.key == "area"
        assert move_indicator(moved, indicator.vintage) == indicator


def test_the_newest_vintage_that_an_edition_holds(edition: Edition) -> None:
    held = list_holdings(edition, INDICATORS)
    assert ("municipal_population", "2021") in held
    assert ("recruitment", "2024") in held
    later = move_indicator(BY_KEY["unemployment_rate"], "2027-T2")
    assert later is not None
    assert find_vintage(later, held) == "2025-T4"
    assert all(find_vintage(i, held) == i.vintage for i in INDICATORS)
    assert not is_held(BY_KEY["population"], "2004", held)
    assert not is_held(BY_KEY["population"], "2020-T1", held)


# The land of a territory.


def invent(communes: dict[str, str], former: dict[str, str] | None = None) -> Any:
    """Make as much of an edition as is asked: communes with their bassin, and the past."""
    gone = pd.DataFrame({"successors": pd.Series(former or {}, dtype=object)})
    sizes = pd.Series(list(communes.values())).value_counts()
    keys = pd.MultiIndex.from_tuples([("bassin", code) for code in sizes.index])
    zones = pd.DataFrame({"communes": sizes.to_numpy()}, index=keys)
    frame = pd.DataFrame({"bassin": pd.Series(communes)})
    return SimpleNamespace(
        communes=frame, places=frame, former_communes=gone, zones=zones,
        holds_districts=lambda _: False,
    )  # fmt: skip


def test_a_merger_keeps_the_land() -> None:
    before = invent({"A": "1", "B": "1", "C": "2"})
    after = invent({"A": "1", "C": "2"}, {"B": "A"})
    found = find_continuity(before, after, ["A", "B"], ["A"])
    assert found.is_same
    assert (found.earlier, found.merged) == (("A", "B"), ("B",))
    alone = find_continuity(before, after, ["A"], ["A"])
    assert not alone.is_same
    assert (alone.earlier, alone.joined, alone.left) == (("A", "B"), ("B",), ())


def test_a_commune_that_is_split_or_restored_has_no_earlier_land_of_its_own() -> None:
    before, after = invent({"A": "1", "B": "1"}), invent({"A": "1", "C": "1"}, {"B": "A C"})
    assert find_continuity(before, after, ["A"], ["A"]).earlier is None
    assert find_continuity(before, after, ["A", "B"], ["A", "C"]).is_same

    merged, restored = invent({"A": "1"}, {"R": "A"}), invent({"A": "1", "R": "1"})
    assert find_continuity(merged, restored, ["A"], ["A"]).earlier is None
    assert find_continuity(merged, restored, ["A"], ["A", "R"]).is_same


def test_a_commune_that_the_earlier_edition_did_not_hold() -> None:
    found = find_continuity(invent({"A": "1"}), invent({"A": "1", "Z": "9"}), ["A"], ["A", "Z"])
    assert found.earlier is None


def test_the_bassins_of_a_composition() -> None:
    edition = invent({"A": "1", "B": "1", "C": "2"})
    assert build_composition(edition, ("A", "B"), partial=False).bassins == ("1",)
    assert build_composition(edition, ("A", "C"), partial=False).bassins == ()
    assert build_composition(edition, ("A", "B", "C"), partial=True).bassins == ("1", "2")


# One cause at a time.


def test_identical_editions_give_nothing(editions: Editions) -> None:
    one = editions.now
    for level, code in (("spro", "un"), ("commune", "18002")):
        found = compare(one, load_edition(one.folder), level, code, indicators=INDICATORS)
        assert {e.status for e in found.values()} <= {"same", "absent"}
        assert all(e.components == () and e.change.sign == 0 for e in found.values())
        assert check_sums(list(found.values())) == 0


def test_a_revised_file(editions: Editions) -> None:
    found = compare(editions.revised, editions.now, "bassin", "2401")
    # 18001, 18002 and 18003: 50 + 80 + 120 vacant of 3,000 dwellings, then 40 + 80 + 120.
    rate = found["vacancy_rate_2018"]
    assert rate.before.value == pytest.approx(25 / 3)
    assert rate.after.value == pytest.approx(8.0)
    assert list_parts(rate) == [(round(8 - 25 / 3, 9), ("revision",))]
    assert (rate.change.sign, rate.change.reason) == (0, "same")
    assert (found["jobs_2018"].status, found["jobs_2018"].components) == ("same", ())


def test_a_new_quarter_and_a_revised_one(editions: Editions) -> None:
    found = compare(editions.revised, editions.now, "zone_emploi", "2401")
    rate = found["unemployment_rate"]
    assert rate.past == PastFigure("unemployment_rate", "2024-T4")
    assert (rate.before.value, rate.baseline.value, rate.after.value) == (8.2, 8.0, 8.5)
    assert list_parts(rate) == [(-0.2, ("revision",)), (0.5, ("real",))]
    assert (rate.change.gap, rate.change.sign) == (0.5, 1)
    # The change over a year needs 2023-T4, which the new file has no more.
    change = found["unemployment_rate_change_1y"]
    assert change.before.value == pytest.approx(0.3)
    assert list_parts(change) == [(0.2, ("revision", "real"))]
    assert (change.change.sign, change.change.reason) == (0, "mixed")


def test_a_survey_that_replaces_another_is_not_separable(editions: Editions) -> None:
    found = compare(editions.revised, editions.now, "bassin", "2401")
    projects = found["recruitment_projects"]
    assert (projects.before.value, projects.after.value) == (152.0, 150.0)
    assert list_parts(projects) == [(-2.0, ("revision", "real"))]
    assert projects.sum_mixed() == -2.0
    assert projects.sum_cause("real") == 0.0
    assert projects.change.reason == "mixed"


def test_a_commune_that_grew_by_a_merger(editions: Editions) -> None:
    before, after = editions.older, editions.now
    assert (before.geography_year, after.geography_year) == (2021, 2025)
    grown = compare(before, after, "commune", "18002")["population_2018"]
    assert (grown.before.value, grown.after.value) == (2000.0, 5000.0)
    assert list_parts(grown) == [(3000.0, ("geography",))]
    # Around it, nothing has changed.
    same = compare(before, after, "bassin", "2401")["population_2018"]
    assert (same.before.value, same.components, same.status) == (6000.0, (), "same")


def test_an_edited_perimeter(editions: Editions) -> None:
    before = editions.now
    folder = editions.copy(before, "edited")
    change_perimeter(SimpleNamespace(data=folder))
    found = compare(before, load_edition(folder), "spro", "un")
    # Without 18004 and its 4,000 inhabitants, and the ten projects of its bassin.
    people = found["population_2018"]
    assert (people.before.value, people.after.value) == (10000.0, 6000.0)
    assert list_parts(people) == [(-4000.0, ("geography",))]
    assert list_parts(found["recruitment_projects"]) == [(-10.0, ("geography",))]
    # A ratio that is the same everywhere does not move; a rate of a zone is known only now.
    assert found["vacancy_rate_2018"].status == "same"
    assert found["unemployment_rate"].status == "known"
    check_sums(list(found.values()))


def test_a_method_whose_earlier_formula_is_kept(editions: Editions) -> None:
    edition, size = editions.now, BY_KEY["household_size_2018"]
    assert isinstance(size.compute, Ratio)
    raised = replace(size, method=2, compute=replace(size.compute, scale=2.0))
    past = {size.key: PastFigure(size.key, "2018", 1)}
    options: dict[str, Any] = {"past": past, "indicators": [raised]}
    found = compare(edition, edition, "bassin", "2401", **options, former={(size.key, 1): size})
    kept = found[size.key]
    assert (kept.before.value, kept.after.value) == (2.5, 5.0)
    assert list_parts(kept) == [(2.5, ("method",))]
    assert not kept.is_restated

    lost = compare(edition, edition, "bassin", "2401", **options)[size.key]
    assert (lost.before.value, lost.after.value, lost.components) == (5.0, 5.0, ())
    assert lost.is_restated
    assert lost.status == "changed"


def test_tables_made_in_another_way_from_the_same_files(editions: Editions) -> None:
    edition = editions.now
    folder = editions.copy(edition, "remade")
    rewrite(folder, "population", lambda t: t.assign(value=t["value"] + 1))
    options = {"indicators": [BY_KEY["population"]]}
    found = compare(load_edition(folder), edition, "commune", "18001", **options)["population"]
    assert list_parts(found) == [(-1.0, ("method",))]


def test_figures_that_are_new_or_gone(editions: Editions) -> None:
    edition = editions.now
    kept, added = BY_KEY["area"], BY_KEY["density"]
    past = {
        "area": PastFigure("area", "2018", 1),
        "theft_rate": PastFigure("theft_rate", "2018", 1, "Vols", "%"),
    }
    found = compare(edition, edition, "spro", "un", past=past, indicators=[kept, added])
    assert {key: e.status for key, e in found.items()} == {
        "area": "same", "density": "new", "theft_rate": "gone",
    }  # fmt: skip
    assert found["density"].before.value is None
    assert found["theft_rate"].past == past["theft_rate"]
    assert [e.gap for e in found.values()] == [0.0, None, None]


def test_a_key_that_changes_its_year_is_the_same_figure(editions: Editions) -> None:
    """With a codebook, ``population_2013`` of then is the ``population_2018`` of today."""
    edition, today = editions.now, BY_KEY["population_2018"]
    past = {
        key: PastFigure(key, key[-4:], 1)
        for key in ("population_2008", "population_2013", "jobs_2013")
    }
    found = compare(edition, edition, "bassin", "2401", past=past, indicators=[today])
    assert list(found) == ["population_2018", "population_2008", "jobs_2013"]
    people = found["population_2018"]
    # Three communes of 2013: 1,000 n − 100 each.
    assert (people.before.value, people.after.value) == (5700.0, 6000.0)
    assert list_parts(people) == [(300.0, ("real",))]
    assert people.change.sign == 1
    assert found["jobs_2013"].status == "gone"


# Everything at once.


def test_the_parts_of_every_change_add_up(older: Edition, editions: Editions) -> None:
    now, size = editions.now, BY_KEY["household_size_2018"]
    assert isinstance(size.compute, Ratio)
    raised = replace(size, method=2, compute=replace(size.compute, scale=2.0))
    indicators = [raised if i.key == size.key else i for i in INDICATORS]
    held = list_holdings(older, INDICATORS)
    past = {i.key: PastFigure(i.key, find_vintage(i, held) or "", 1) for i in INDICATORS}
    options = {"past": past, "indicators": indicators, "former": {(size.key, 1): size}}
    changed, seen = 0, set()
    for level, code in (
        ("spro", "un"), ("zone_emploi", "2401"), ("commune", "18002"),
    ):  # fmt: skip
        found = compare(older, now, level, code, **(options if level == "spro" else {}))
        changed += check_sums(list(found.values()))
        seen |= {c.causes for e in found.values() for c in e.components}
    assert changed > 15
    assert {("real",), ("revision",), ("geography",), ("method",)} <= seen

    rate = compare(older, now, "spro", "un")["vacancy_rate_2018"]
    # 250 of 3,000 dwellings; with 18004, 410 of 5,000; after the revision, 400 of 5,000.
    assert list_parts(rate) == [
        (round(8.2 - 25 / 3, 9), ("geography",)), (-0.2, ("revision",)),
    ]  # fmt: skip


def test_a_series_follows_the_land_over_a_merger(older: Edition, editions: Editions) -> None:
    """The communes of 2025 are found again among those of 2021, 18003 and 18004 with them."""
    sides = [Side(e, find_territory(e, "spro", "un")) for e in (editions.now, older)]
    found = join_series(BY_KEY["recruitment_projects"], sides, BreakTable())
    # 101, 51 and 11 projects on the land of today; 160 now; nothing says that they compare.
    assert [(p.period, p.result.value, p.land) for p in found.points] == [
        ("2023", 163.0, "recomputed"), ("2024", 160.0, "same"),
    ]  # fmt: skip
    (seam,) = found.seams
    assert (seam.is_cut, [reason.kind for reason in seam.reasons]) == (True, ["unverified"])


def test_every_column_has_a_french_head() -> None:
    assert set(COLUMNS) <= set(spreadsheets.HEADERS) | set(words.HEADERS)
    assert set(words.HEADERS) <= set(COLUMNS)


# What may be said of a real change.

SURE = Reliability("bonne")


@pytest.mark.parametrize(
    ("key", "before", "after", "sign", "reason"),
    [
        # One hundredth of 5,000 is 50.
        ("establishments_2018", 5000, 5049, 0, "small"),
        ("establishments_2018", 5000, 5050, 1, ""),
        ("natural_balance_2013_2018", -10, -11, -1, ""),
        # √(1.5 × (10,000 + 10,400)) = 175: two of them are 350.
        ("jobs_2018", 10000, 10340, 0, "imprecise"),
        ("jobs_2018", 10000, 10400, 1, ""),
        # A rate without a sample: half a point.
        ("unemployment_rate", 8.0, 8.4, 0, "small"),
        ("unemployment_rate", 8.0, 7.4, -1, ""),
    ],
)
def test_a_change_is_called_one(
    key: str, before: float, after: float, sign: int, reason: str
) -> None:
    old, new = (Result(float(value), reliability=SURE) for value in (before, after))
    found = compute_change(BY_KEY[key], new, old)
    assert (found.sign, found.reason) == (sign, reason)
    assert found.gap == pytest.approx(after - before)


def test_masked_cells_may_undo_a_change_of_a_count() -> None:
    projects = BY_KEY["recruitment_projects"]
    old = Result(100.0, upper=140.0, masked=10, reliability=Reliability("minimum", "masked"))
    for value, sign, reason in ((140.0, 0, "bounds"), (141.0, 1, "")):
        found = compute_change(projects, Result(value, reliability=SURE), old)
        assert (found.sign, found.reason) == (sign, reason)
    weak = Result(90.0, reliability=Reliability("fragile", "very_few"))
    assert compute_change(projects, weak, old).reason == "weak"
    assert compute_change(projects, Result(reason="secret"), old).sign == 0


@pytest.mark.parametrize(
    ("key", "vintage", "shared"),
    [
        ("jobs_2018", "2014", True),
        ("jobs_2018", "2013", False),
        ("population", "2020", True),
        ("establishments_2018", "2017", False),
        ("natural_balance_2013_2018", "2012-2017", True),
        ("natural_balance_2013_2018", "2008-2013", False),
        ("unemployment_rate", "2025-T3", False),
    ],
)
def test_vintages_that_share_years(key: str, vintage: str, shared: bool) -> None:  # noqa: FBT001
    assert share_years(BY_KEY[key], vintage) is shared


def test_nothing_is_said_of_overlapping_censuses(editions: Editions) -> None:
    edition, today = editions.now, BY_KEY["population"]
    past = {"population": PastFigure("population", "2018", 1)}
    found = compare(edition, edition, "commune", "45001", past=past, indicators=[today])
    people = found["population"]
    assert list_parts(people) == [(100.0, ("real",))]
    assert (people.change.sign, people.change.reason) == (0, "overlap")


# The page.


def rewrite(folder: Path, name: str, edit: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Edit a table of an edition, and say so in ``edition.json``."""
    path = folder / "tables" / f"{name}.parquet"
    edit(pd.read_parquet(path)).to_parquet(path, index=False)
    document = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    document["tables"][f"tables/{name}"]["sha256"] = digest
    document["hash"] = digest
    (folder / "edition.json").write_text(json.dumps(document), encoding="utf-8")


def write_codebook(edition: Edition, folder: Path, vintages: dict[str, str]) -> None:
    rows = [
        {**row, "method": "1", "vintage": vintages.get(row["key"], row["vintage"])}
        for row in build_codebook(edition.sources)
        if row["key"] != "area"
    ]
    rows.append({**rows[0], "key": "theft_rate", "label": "Vols"})
    rows += build_network_codebook(edition.sources)
    with (folder / "codebook.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def join_html(page: Any) -> str:
    blocks = [block for section in page.sections.values() for block in section.blocks]
    return "".join(getattr(block, "html", "") for block in blocks)


def test_the_page_tells_the_causes_apart(older: Edition, editions: Editions) -> None:
    now = editions.now
    page = build_evolution(older, now, find_territory(now, "zone_emploi", "2401"), "2401")
    assert list(page.sections) == ["real", "other", "entries", "editions", "series"]
    html = join_html(page)
    assert typeset(
        "Taux de chômage localisé : 8,5 % au 4e trimestre 2025, contre 8,0 % au 4e trimestre "
        "2024, soit +0,5\u00a0pt."
    ) in html  # fmt: skip
    assert "8,2\u00a0% (2024-T4)" in html
    assert "révision du fichier\u00a0: −0,2\u00a0pt" in html
    assert "1 commune n’existe plus (fusion)\u00a0: L’Ancienne." in html
    assert words.NOTES["no_methods"] in html
    assert words.NOTES["same_land"] in html
    content = page.publication.content
    assert content["columns"] == list(COLUMNS)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in content["indicators"]]
    rate = next(row for row in rows if row["indicator"] == "unemployment_rate")
    assert (rate["real"], rate["direction"], rate["vintage_before"]) == (0.5, "hausse", "2024-T4")
    parts = ("real", "revision", "geography_effect", "method", "not_separable")
    for row in rows:
        if row["change"] is not None:
            assert sum(row[part] for part in parts) == pytest.approx(row["change"], abs=1e-9)


def test_the_page_of_an_earlier_edition_with_its_codebook(
    older: Edition, editions: Editions
) -> None:
    now = editions.now
    folder = editions.copy(older, "described")
    vintages = {"unemployment_rate": "2023-T4", "recruitment_projects": "2023"}
    write_codebook(older, folder, vintages)
    page = build_evolution(load_edition(folder), now, find_territory(now, "spro", "un"), "un")
    html = join_html(page)
    assert words.NOTES["no_methods"] not in html
    assert "Vols" in html
    assert NETWORK_WORDS["network_structures"].label not in html  # of no edition, and not gone
    assert "abandonné" in html
    assert "nouveau" in html
    assert "1 commune a rejoint le territoire\u00a0: Gamma" in html


def test_an_edition_is_not_compared_with_itself(editions: Editions) -> None:
    edition = editions.now
    copy = editions.copy(edition, "copy")
    territory = find_territory(edition, "spro", "un")
    with pytest.raises(UsageError) as caught:
        build_evolution(load_edition(copy), edition, territory, "un")
    assert caught.value.exit_status == 2
    assert str(caught.value) == typeset(
        "Le paramètre « previous » du carnet evolution attend le dossier d'une édition "
        "antérieure, pas la même édition (mini) : d'une édition à elle-même, rien ne peut changer."
    )


def test_an_earlier_edition_without_the_territory(editions: Editions) -> None:
    edition = editions.now
    folder = editions.copy(edition, "fewer")
    path = folder / "perimeters" / "spro.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("un;Un", "trois;Trois"), "utf-8")
    with pytest.raises(UsageError, match="contient le territoire «\u00a0SPRO d’Un\u00a0»"):
        build_evolution(load_edition(folder), edition, find_territory(edition, "spro", "un"), "un")


def test_a_folder_that_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="Aucune édition dans"):
        open_evolution("issoudun", previous=str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="rien ne peut changer"):
        open_evolution("issoudun", previous=str(load_settings().data))


def test_the_notebook_on_the_real_edition(tmp_path: Path, data_dir: Path) -> None:
    previous = tmp_path / "previous"
    # Without its codebook, an edition is known by the newest period that it holds.
    shutil.copytree(data_dir, previous, ignore=shutil.ignore_patterns("codebook.csv"))
    rewrite(previous, "unemployment", lambda t: t[t["period"] < "2025"])
    parameters = {"territory": "2401", "level": "zone_emploi", "previous": str(previous)}
    product = render_notebook("evolution", parameters, tmp_path / "out", settings=load_settings())
    assert product.payload is not None
    rows = [dict(zip(COLUMNS, r, strict=True)) for r in product.payload.indicators]
    changed = {row["indicator"]: row for row in rows if row["status"] == "changé"}
    assert set(changed) == {
        "unemployment_rate", "unemployment_rate_change_1y", "unemployment_rate_change_5y",
    }  # fmt: skip
    edition = load_edition(data_dir)
    rates = [
        edition.find_figures("zone_emploi", "unemployment_rate", period)["value"]["2401"]
        for period in ("2024-T4", "2025-T4")
    ]
    rate = changed["unemployment_rate"]
    assert (rate["value_before"], rate["value"]) == tuple(rates)
    assert rate["real"] == pytest.approx(rates[1] - rates[0])
    page = product.files.page.read_text(encoding="utf-8")
    # A sentence is written where, and only where, a direction is told.
    assert ("contre" in page and "au 4e trimestre 2024" in page) == bool(rate["direction"])


# Words.


@pytest.mark.parametrize(
    ("gap", "unit", "text"),
    [
        (0.5, "%", "+0,5\u00a0pt"),
        (-0.254, "%/an", "−0,25\u00a0pt"),
        (-1234.4, "nombre", "−1\u202f234"),
        (340, "€", "+340\u00a0€"),
        (0.04, "hab./km²", "0,0\u00a0hab./km²"),
        (-2.5, "pour 100", "−2,5"),
        (0.125, "personnes", "+0,13"),
    ],
)
def test_a_difference_is_written_with_its_sign(gap: float, unit: str, text: str) -> None:
    assert words.format_gap(gap, unit) == text


def test_the_sentences() -> None:
    assert words.write_lede(60, 0, 0, 0) == (
        "Sur 60 chiffres connus dans les deux éditions, aucun n’a changé."
    )
    assert words.write_lede(60, 1, 0, 3) == typeset(
        "Sur 60 chiffres connus dans les deux éditions, 1 décrit une période plus récente, dont "
        "aucun avec une évolution réelle assurée ; 3 ont changé sans que la période soit plus "
        "récente (révision, géographie ou méthode)."
    )
    assert words.name_causes(("geography", "revision")) == (
        "non séparable (communes ou périmètre ou\u00a0révision du fichier)"
    )
    assert words.write_period("2013-2018") == "de 2013 à 2018"
    assert words.write_period("2018") == "en 2018"
    assert words.write_land([], [], []) == ""
    assert words.write_land(["A"], [f"C{n}" for n in range(10)], []) == typeset(
        "1 commune a rejoint le territoire : A ; 10 communes ont quitté le territoire : C0, C1, "
        "C2, C3, C4, C5, C6, C7 et\u00a02 autres."
    )


def test_a_component_with_two_causes_is_no_cause_s_own() -> None:
    parts = (Component(3.0, ("revision",)), Component(-1.0, ("revision", "real")))
    past = PastFigure("area", "2018")
    found = Evolution("area", BY_KEY["area"], past, Result(1.0), Result(3.0), components=parts)
    assert (found.sum_cause("revision"), found.sum_cause("real"), found.sum_mixed()) == (3, 0, -1)
    assert found.gap == 2.0
