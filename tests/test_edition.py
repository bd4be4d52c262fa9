"""The edition on disk: whole, small, checked each time it is read."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from spro_portraits import tables
from spro_portraits.errors import EditionError, SourceError
from spro_portraits.store import compute_sha256
from spro_portraits.tables import Edition, load_edition
from spro_portraits.tables.names import DISTRICTS, FIGURE_TABLES, REASONS
from spro_portraits.tables.schemas import SCHEMAS, validate

W = "\u00a0"
DEPARTEMENTS = ("18", "28", "36", "37", "41", "45")


# The committed edition

EMBEDDED = sorted(set(SCHEMAS) - {DISTRICTS})
"""Tables of the edition that comes with the project, and of small ones like it."""


def test_size_of_the_edition(data_dir: Path) -> None:
    files = [
        data_dir / "edition.json",
        *(data_dir / "tables").iterdir(),
        *(data_dir / "geo").iterdir(),
    ]
    assert sum(path.stat().st_size for path in files) <= 6_000_000


def test_files_are_those_that_are_declared(data_dir: Path) -> None:
    document = json.loads((data_dir / "edition.json").read_text(encoding="utf-8"))
    declared = {f"{name}.parquet" for name in document["tables"]}
    found = {f"{kind}/{p.name}" for kind in ("tables", "geo") for p in (data_dir / kind).iterdir()}
    assert found == declared
    assert {
        name.removeprefix("tables/") for name in document["tables"] if name.startswith("tables/")
    } == set(EMBEDDED)
    for name, record in document["tables"].items():
        assert compute_sha256(data_dir / f"{name}.parquet") == record["sha256"], name
    text = (data_dir / "edition.json").read_text(encoding="utf-8")
    assert not re.search(r"/(home|tmp|work|Users)/", text)
    assert text.endswith("}\n")


def test_registry_is_the_one_the_edition_was_built_from(edition: Edition, data_dir: Path) -> None:
    document = json.loads((data_dir / "edition.json").read_text(encoding="utf-8"))
    assert set(document["sources"]) == set(edition.sources)
    for key, source in edition.sources.items():
        assert document["sources"][key]["sha256"] == source.sha256, key
        assert document["sources"][key]["vintage"] == source.vintage, key


@pytest.mark.parametrize("name", EMBEDDED)
def test_tables_hold_their_schema_and_their_order(edition: Edition, name: str) -> None:
    table = edition.load_table(name)
    pd.testing.assert_frame_equal(validate(name, table), table)


def test_counts_of_communes(edition: Edition) -> None:
    inside = edition.communes[edition.communes["region"] == "24"]
    assert len(inside) == 1754
    # COG 2025: communes of each département.
    assert inside.groupby("departement").size().to_dict() == {
        "18": 286, "28": 363, "36": 241, "37": 272, "41": 267, "45": 325,
    }  # fmt: skip
    assert inside["bassin"].nunique() == 22
    assert inside["arrondissement"].nunique() == 20
    assert inside["epci"].nunique() == 82
    assert inside["zone_emploi"].nunique() == 19
    assert (inside["departement"] == inside.index.str[:2]).all()
    assert (inside["arrondissement"].str[:2] == inside["departement"]).all()


def test_no_zone_stands_for_the_absence_of_a_zone(edition: Edition) -> None:
    """INSEE writes ZZZZZZZZZ for a commune without EPCI: it is no zone that crosses a border."""
    assert not edition.communes.isin(["ZZZZZZZZZ"]).to_numpy().any()
    assert (edition.communes != "").to_numpy().all()


def test_figures_cover_every_commune_of_the_edition(edition: Edition) -> None:
    communes = set(edition.communes.index)
    for variable, period in (
        ("population", "2018"), ("municipal_population", "2021"), ("residents_15_plus_3", "2022"),
        ("median_income", "2021"), ("young_not_in_work_share", "2018"),
    ):  # fmt: skip
        assert set(edition.find_figures("commune", variable, period).index) == communes, variable


def test_what_the_census_counts_is_there_for_every_commune(edition: Edition) -> None:
    table = edition.load_table("census")
    assert not table.loc[table["level"] == "commune", "value"].isna().any()
    table = edition.load_table("residents_by_group")
    assert not table.loc[table["level"] == "commune", "value"].isna().any()


def test_absences_all_have_a_reason_and_counts_are_right(edition: Edition, data_dir: Path) -> None:
    declared = json.loads((data_dir / "edition.json").read_text(encoding="utf-8"))["tables"]
    for name in FIGURE_TABLES:
        table = edition.load_table(name)
        assert set(table["reason"]) <= set(REASONS)
        assert (table["value"].isna() == (table["reason"] != "")).all()
        counts = table.loc[table["reason"] != "", "reason"].value_counts().to_dict()
        assert counts == declared[f"tables/{name}"]["absent"], name
        assert declared[f"tables/{name}"]["rows"] == len(table)


def test_levels_of_published_rates(edition: Edition) -> None:
    expected = {
        "unemployment": {"zone_emploi"}, "income": {"commune"},
        "young_people": {"commune", "departement", "region"},
        "employment_sector": {"departement", "region", "france"},
    }  # fmt: skip
    for name, levels in expected.items():
        assert set(edition.load_table(name)["level"]) == levels


@pytest.mark.parametrize("level", ["departement", "region"])
@pytest.mark.parametrize("table", ["census", "residents_by_group"])
def test_totals_are_the_sums_of_communes(edition: Edition, table: str, level: str) -> None:
    """Where the edition holds every commune of a zone, its total is their sum."""
    whole = edition.zones.loc[level].query("known == communes").index
    frame = edition.load_table(table)
    communes = frame[frame["level"] == "commune"]
    zone = communes["code"].map(edition.communes[level])
    keys = ["variable", "period"]
    sums = communes[zone.isin(whole)].groupby([zone.rename("code"), *keys])["value"].sum()
    totals = frame[frame["level"] == level].set_index(["code", *keys])["value"]
    gap = (totals.reindex(sums.index) - sums).abs() / sums.clip(lower=1)
    assert not gap.isna().any()
    assert gap.max() < 1e-9


@pytest.mark.parametrize("year", range(2013, 2022))
def test_populations_of_totals_are_sums_or_absent(edition: Edition, year: int) -> None:
    communes = edition.find_figures("commune", "municipal_population", str(year))["value"]
    for code in DEPARTEMENTS:
        mine = communes[edition.communes["departement"].reindex(communes.index) == code]
        total = edition.find_figures("departement", "municipal_population", str(year)).loc[code]
        if mine.isna().any():
            assert total["reason"] == "non_disponible", (code, year)
        else:
            assert total["value"] == mine.sum(), (code, year)


@pytest.mark.parametrize(
    ("level", "code"), [*[("departement", d) for d in DEPARTEMENTS], ("region", "24")]
)
def test_two_sources_agree_on_the_population_of_2018(
    edition: Edition, level: str, code: str
) -> None:
    """The legal population of 2018 stands in two files; both give the same total."""
    census = edition.find_figures(level, "population", "2018").at[code, "value"]
    assert edition.find_figures(level, "municipal_population", "2018").at[code, "value"] == census


def test_two_sources_agree_on_the_population_of_communes(edition: Edition) -> None:
    census = edition.find_figures("commune", "population", "2018")["value"]
    legal = edition.find_figures("commune", "municipal_population", "2018")["value"]
    inside = edition.communes.index[edition.communes["region"] == "24"]
    assert (census - legal).reindex(inside).abs().max() == 0


@pytest.mark.parametrize(("level", "code"), [("region", "28"), ("france", "france")])
def test_two_sources_agree_on_totals_elsewhere(edition: Edition, level: str, code: str) -> None:
    row = edition.find_figures(level, "municipal_population", "2018").loc[code]
    census = edition.find_figures(level, "population", "2018").at[code, "value"]
    # The file of populations lacks Sannerville (14666): 1,912 inhabitants in 2018.
    assert row["lacking"] == 1
    assert row["reason"] == "non_disponible" or row["value"] == census - 1912


def test_a_total_that_lacks_too_much_is_absent(edition: Edition) -> None:
    """Sannerville is 0.06 % of Normandie, 0.003 % of France: absent here, a minimum there."""
    normandie = edition.find_figures("region", "municipal_population", "2021").loc["28"]
    france = edition.find_figures("france", "municipal_population", "2021").loc["france"]
    assert (normandie["reason"], france["reason"]) == ("non_disponible", "")
    assert france["lacking"] == 1


def test_parts_do_not_exceed_their_whole(edition: Edition) -> None:
    def read(variable: str) -> pd.Series:
        return edition.find_figures("commune", variable, "2018")["value"]

    slack = 1e-6
    assert (read("unemployed") <= read("labour_force") + slack).all()
    assert (read("labour_force") <= read("population_15_64") + slack).all()
    assert (read("population_15_64") <= read("population") + slack).all()
    assert (read("salaried_jobs") <= read("jobs") + slack).all()
    homes = read("main_homes") + read("second_homes") + read("vacant_dwellings")
    assert ((homes - read("dwellings")).abs() < slack).all()
    sectors = sum(
        read(f"establishments_{s}")
        for s in ("agriculture", "industry", "construction", "trade_services", "public")
    )
    assert (sectors == read("establishments")).all()


def test_groups_add_up_to_their_total(edition: Edition) -> None:
    parts = sum(
        edition.find_figures("region", f"residents_15_plus_{g}", "2022")["value"]
        for g in "12345679"
    )
    total = edition.find_figures("region", "residents_15_plus", "2022")["value"]
    assert ((parts - total).abs() / total).max() < 1e-3


def test_recruitment_adds_up_level_by_level(edition: Edition) -> None:
    table = edition.recruitment
    columns = [
        c for c in table if c.startswith(("projects", "difficult", "seasonal")) or c == "cells"
    ]
    france = table[table["level"] == "france"][columns].sum()
    for level in ("departement", "region"):
        assert (table[table["level"] == level][columns].sum() == france).all(), level
    inside = edition.communes.loc[edition.communes["region"] == "24", "bassin"].unique()
    bassins = table[(table["level"] == "bassin") & table["code"].isin(inside)]
    region = table[(table["level"] == "region") & (table["code"] == "24")]
    pd.testing.assert_frame_equal(
        bassins.groupby("occupation")[columns].sum(), region.groupby("occupation")[columns].sum()
    )
    assert (table["difficult"] <= table["projects"]).all()
    assert (table["projects_masked"] <= table["cells"]).all()
    assert (table["difficult_masked"] + table["projects_masked"] <= table["cells"]).all()


def test_unemployment_has_a_whole_series_for_the_zones_of_the_region(edition: Edition) -> None:
    periods = edition.list_periods("zone_emploi", "unemployment_rate")
    assert periods == [
        f"{year}-T{quarter}" for year in range(2003, 2026) for quarter in range(1, 5)
    ]
    inside = edition.communes.loc[edition.communes["region"] == "24", "zone_emploi"].unique()
    for period in periods:
        rates = edition.find_figures("zone_emploi", "unemployment_rate", period).loc[
            inside, "value"
        ]
        assert rates.between(2, 20).all(), period


# Reading


def test_figures_of_nothing_are_empty(edition: Edition) -> None:
    frame = edition.find_figures("commune", "happiness", "2018")
    assert frame.empty
    assert list(frame.columns) == ["value", "reason", "lacking"]
    assert edition.list_periods("commune", "happiness") == []


def test_an_edition_is_frozen(edition: Edition) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        edition.region = "11"  # type: ignore[misc]


def test_what_is_kept_is_made_once_and_stays_with_its_edition(edition: Edition) -> None:
    made: list[str] = []

    def make() -> list[str]:
        made.append("made")
        return made

    own = dataclasses.replace(edition)
    assert own.keep(("test", 1), make) is own.keep(("test", 1), make)
    assert made == ["made"]
    other = dataclasses.replace(own, geography_year=2035)
    other.keep(("test", 1), make)
    assert made == ["made", "made"]
    assert other == dataclasses.replace(own, geography_year=2035)  # what is kept is no content


def test_the_wanted_edition_is_checked(data_dir: Path, edition: Edition) -> None:
    assert load_edition(data_dir, edition.id).hash == edition.hash
    with pytest.raises(EditionError, match="cvl-2025") as caught:
        load_edition(data_dir, "cvl-2019")
    assert caught.value.kind == "unknown_edition"


def test_the_room_names_its_doors() -> None:
    assert tables.build_edition.__name__ == "build_edition"
    assert tables.BuildReport.__name__ == "BuildReport"
    with pytest.raises(AttributeError):
        _ = tables.nothing


@pytest.fixture
def copy(tmp_path: Path, mini: Edition) -> Path:
    return shutil.copytree(mini.folder, tmp_path / "data")


TABLES = [f"tables/{name}" for name in EMBEDDED] + ["geo/commune", "geo/departement"]


LATER = {
    "occupation_lists": "occupation_list", "occupation_links": "occupation_link",
    "occupation_titles": "occupation_title", "tension": "tension",
    "job_seekers_by_fap": "job_seekers_by_fap", "training_places": "training_place",
    "training_outcomes": "training_outcome", "training_links": "training_link",
}  # fmt: skip


@pytest.mark.parametrize(("attribute", "table"), LATER.items())
def test_a_table_that_an_older_edition_has_not_is_a_foreseen_error(
    copy: Path, attribute: str, table: str
) -> None:
    path = copy / "edition.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["tables"][f"tables/{table}"]
    path.write_text(json.dumps(document), encoding="utf-8")
    (copy / "tables" / f"{table}.parquet").unlink()
    with pytest.raises(EditionError, match=f"{table}.parquet") as caught:
        getattr(load_edition(copy), attribute)
    assert caught.value.kind == "damaged_edition"


@pytest.mark.parametrize(("attribute", "table"), LATER.items())
def test_tables_of_occupations_are_read_as_they_are(
    mini: Edition, attribute: str, table: str
) -> None:
    pd.testing.assert_frame_equal(getattr(mini, attribute), mini.load_table(table))


@pytest.mark.parametrize("name", TABLES)
def test_a_tampered_table_is_refused(copy: Path, name: str) -> None:
    path = copy / f"{name}.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    edition = load_edition(copy)
    readers: dict[str, Callable[[], object]] = {
        "geo/commune": lambda: edition.shapes,
        "geo/departement": lambda: edition.departement_shapes,
    }
    with pytest.raises(EditionError) as caught:
        readers.get(name, lambda: edition.load_table(name.removeprefix("tables/")))()
    assert caught.value.kind == "damaged_edition"
    assert f"{name}.parquet" in str(caught.value)


@pytest.mark.parametrize("name", ["census", "commune", "recruitment"])
def test_a_table_replaced_by_another_valid_one_is_refused(copy: Path, name: str) -> None:
    path = copy / "tables" / f"{name}.parquet"
    frame = pd.read_parquet(path)
    frame.iloc[:-1].to_parquet(path, index=False)
    edition = load_edition(copy)
    with pytest.raises(EditionError):
        _ = {
            "census": lambda: edition.find_figures("commune", "population", "2018"),
            "commune": lambda: edition.communes,
            "recruitment": lambda: edition.recruitment,
        }[name]()


def test_a_lost_or_undeclared_table_is_refused(copy: Path) -> None:
    (copy / "tables" / "zone.parquet").unlink()
    edition = load_edition(copy)
    with pytest.raises(EditionError, match=r"zone\.parquet"):
        _ = edition.zones
    shutil.copy(copy / "tables" / "commune.parquet", copy / "tables" / "extra.parquet")
    with pytest.raises(EditionError, match=r"extra\.parquet"):
        edition.load_table("extra")


def test_no_edition_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="data build --from") as caught:
        load_edition(tmp_path)
    assert caught.value.kind == "missing_edition"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        b"",
        b"[]",
        b'{"label": "\xe9dition"}',
        b'{"tables": []}',
    ],
)
def test_a_damaged_description_is_refused(copy: Path, content: bytes) -> None:
    (copy / "edition.json").write_bytes(content)
    with pytest.raises(EditionError) as caught:
        load_edition(copy)
    assert caught.value.kind == "damaged_edition"


# Schemas


def _figures(**changes: object) -> pd.DataFrame:
    row = {"level": "commune", "code": "18033", "variable": "v", "period": "2018", "value": 1.0,
           "reason": "", "lacking": 0}  # fmt: skip
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    "changes",
    [
        {"value": -1.0},
        {"value": float("nan")},
        {"reason": "secret"},
        {"reason": "perdu", "value": float("nan")},
        {"level": "canton"},
        {"period": "2018-2"},
        {"code": None},
        {"lacking": -1},
    ],
)
def test_a_figure_that_breaks_its_schema_is_refused(changes: dict[str, object]) -> None:
    assert len(validate("census", _figures())) == 1
    with pytest.raises(SourceError, match=f"Table «{W}census{W}»") as caught:
        validate("census", _figures(**changes))
    assert caught.value.kind == "failed_check"


def test_a_figure_given_twice_is_refused() -> None:
    with pytest.raises(SourceError):
        validate("census", pd.concat([_figures(), _figures(value=2.0)]))


def test_a_percentage_over_100_is_refused() -> None:
    with pytest.raises(SourceError):
        validate("unemployment", _figures(level="zone_emploi", value=100.5))


def test_validation_sorts_rows_and_columns() -> None:
    frame = pd.concat([_figures(code="2"), _figures(code="1")])[
        ["value", "lacking", "code", "level", "reason", "variable", "period"]
    ]
    tidy = validate("census", frame)
    assert tidy["code"].tolist() == ["1", "2"]
    ordered = ["level", "code", "variable", "period", "value", "reason", "lacking"]
    assert list(tidy.columns) == ordered


def test_an_edition_opened_twice_is_the_same_until_a_file_changes(copy: Path) -> None:
    first = load_edition(copy)
    assert load_edition(copy) is first
    registry = copy / "registry.toml"
    registry.write_text(registry.read_text(encoding="utf-8") + "\n# relu\n", encoding="utf-8")
    second = load_edition(copy)
    assert second is not first
    document = json.loads((copy / "edition.json").read_text(encoding="utf-8"))
    document["label"] = "Autre"
    (copy / "edition.json").write_text(json.dumps(document), encoding="utf-8")
    assert load_edition(copy).label == "Autre"
