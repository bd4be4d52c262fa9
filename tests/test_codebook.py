"""The codebook: one record a figure, the committed page, and nothing published without one."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from spro_portraits.batch.package import INDICATOR_TYPES, find_record_key
from spro_portraits.cli import main
from spro_portraits.indicators import BY_KEY, INDICATORS
from spro_portraits.indicators.codebook import (
    CODEBOOK_COLUMNS,
    build_codebook,
    build_codebook_csv,
)
from spro_portraits.portrait import open_portrait
from spro_portraits.portrait.assemble import COLUMNS
from spro_portraits.portrait.evolution import COLUMNS as EVOLUTION_COLUMNS
from spro_portraits.sources import load_registry
from spro_portraits.wording import INDICATOR_WORDS, RELIABILITY_WORDS, typeset
from spro_portraits.wording import codebook as words
from spro_portraits.wording.spreadsheets import HEADERS, NUMBER_PATTERNS, ORDER
from spro_portraits.wording.typography import UNITS

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def rows(data_dir: Path) -> list[dict[str, str]]:
    return build_codebook(load_registry(data_dir))


def test_every_indicator_has_a_complete_record(rows: list[dict[str, str]]) -> None:
    assert [row["key"] for row in rows] == [indicator.key for indicator in INDICATORS]
    for row in rows:
        assert tuple(row) == CODEBOOK_COLUMNS
        empty = {name for name, text in row.items() if not text.strip()}
        assert empty <= {"caveat"}, row["key"]


def test_a_record_by_hand(rows: list[dict[str, str]]) -> None:
    [row] = [row for row in rows if row["key"] == "employment_rate_2018"]
    assert row["formula"] == ("Actifs de 15 à 64 ans ayant un emploi / population de 15 à 64 ans")
    assert row["sources"].startswith("Insee, comparateur de territoires")
    assert (row["unit"], row["vintage"], row["theme"]) == ("%", "2018", "activity")
    assert (row["additive"], row["direction"]) == (
        "non", "une valeur plus haute est jugée plus favorable",
    )  # fmt: skip
    assert "500" in row["reliability"]
    [income] = [row for row in rows if row["key"] == "median_income_2021"]
    assert "secret fiscal" in income["secrecy"]
    [projects] = [row for row in rows if row["key"] == "recruitment_projects"]
    assert "minimum" in projects["secrecy"]
    assert "minimum" in projects["reliability"]


def test_every_rule_has_words_and_every_word_a_rule() -> None:
    assert {i.direction for i in INDICATORS} == set(words.DIRECTIONS)
    assert {i.secrecy for i in INDICATORS} == set(words.SECRECY_RULES)
    assert {i.precision for i in INDICATORS} | {"survey"} == set(words.RELIABILITY_RULES)
    assert {"very_few", "few", "small_place", "masked"} <= set(RELIABILITY_WORDS)


def test_the_table_is_read_back(rows: list[dict[str, str]]) -> None:
    text = build_codebook_csv(rows)
    assert "\r" not in text
    assert list(csv.DictReader(text.splitlines(), delimiter=";")) == rows


def test_what_is_published_has_a_record_and_records_are_published() -> None:
    content = open_portrait("issoudun", "spro").publication.content
    column = content["columns"].index("indicator")
    keys = [row[column] for row in content["indicators"]]
    records = {find_record_key(key, list(BY_KEY)) for key in keys}
    assert "" not in records, "a published figure that no record explains"
    assert records == set(BY_KEY), "a record that is not published"
    assert set(INDICATOR_WORDS) == set(BY_KEY)


def test_every_column_is_described_for_readers_and_programs() -> None:
    assert set(COLUMNS) == set(INDICATOR_TYPES)
    assert set(COLUMNS) | set(EVOLUTION_COLUMNS) == set(HEADERS)
    assert sorted(COLUMNS) == sorted(ORDER)
    assert set(NUMBER_PATTERNS) == UNITS


def test_a_zone_has_the_record_of_its_figure() -> None:
    known = ["unemployment_rate", "unemployment_rate_change_1y"]
    assert find_record_key("unemployment_rate_zone_0060", known) == "unemployment_rate"
    assert find_record_key("unemployment_rate_change_1y", known) == "unemployment_rate_change_1y"
    assert find_record_key("unemployment_rate_zone_", known) == ""
    assert find_record_key("unknown_zone_1", known) == ""


def test_the_command_writes_what_is_committed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["data", "codebook", "--out", str(tmp_path / "x")]) == 0
    shown = capsys.readouterr()
    made = [tmp_path / "x" / name for name in ("codebook.csv", "indicateurs.md")]
    assert shown.out.split() == [str(path) for path in made]
    committed = (ROOT / "docs" / "indicateurs.md").read_text(encoding="utf-8")
    assert made[1].read_text(encoding="utf-8") == committed, (
        "run: spro-portraits data codebook, then move indicateurs.md to docs/"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["data", "codebook"]) == 0
    assert (tmp_path / "indicateurs.md").read_bytes() == made[1].read_bytes()


def test_the_page_is_set_in_french(rows: list[dict[str, str]]) -> None:
    text = words.write_page(rows)
    assert text.count("\n### ") == len(INDICATORS)
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)", "", text)
    assert re.findall(r".{0,20}(?: [;!?:%€»](?!\[)|« |\w'\w).{0,20}", prose) == []
    assert typeset(prose) == prose


def test_a_definition_says_what_of_whom_from_whom() -> None:
    text = words.write_definition(INDICATOR_WORDS["vacancy_rate_2018"], "2018", ["Insee", "Insee"])
    assert text == (
        "Logements vacants / logements. Champ\u00a0: ensemble des logements. "
        "Source\u00a0: Insee, 2018."
    )
