"""The command ``metiers``: lines, messages, statuses."""

from __future__ import annotations

import subprocess
import sys

import pytest

from spro_portraits.cli import main
from spro_portraits.tables import Edition
from spro_portraits.wording.metiers_search import write_nothing_found


def test_help_is_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metiers", "--help"]) == 0
    text = capsys.readouterr().out
    assert "Utilisation" in text
    for english in ("Usage", "Show this", "default:", "required"):
        assert english not in text


def test_the_search_is_loaded_by_the_search_alone() -> None:
    code = (
        "import sys; from spro_portraits.cli import main; main(['metiers', '--help'])\n"
        "sys.exit(sorted({'rapidfuzz', 'numpy', 'pandas'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_a_search_is_plain_lines_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metiers", "--search", "aide soignante", "--limit", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out == (
        "J1501;Soins d’hygiène, de confort du patient;Aide-soignant / Aide-soignante;"
        "V0X60 Aides-soignants;V0Z60 Aides-soignants\n"
    )
    assert shown.err == ""


def test_a_line_says_by_which_word_it_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metiers", "--search", "prof de maths", "--limit", "1"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.split(";")[2] == "prof de maths (mot courant)"


def test_every_line_has_five_cells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metiers", "--search", "agent", "--limit", "40"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    assert {line.count(";") for line in lines} == {4}


def test_without_a_search_the_occupations_of_the_survey(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["metiers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(";")[0] for line in lines] == list(edition.occupations.index)


def test_nothing_found_is_no_failure_and_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metiers", "--search", "xylofonne"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == (
        "Aucun métier ne correspond à «\u00a0xylofonne\u00a0». "
        "Vouliez-vous dire\u00a0: Xylophoniste\u202f?\n"
    )
    assert write_nothing_found("zzzz", []) == (
        "Aucun métier ne correspond à «\u00a0zzzz\u00a0». "
        "Essayer un autre mot, par exemple le nom du métier seul."
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--search", "?"], "Rien à chercher dans «\u00a0?\u00a0»"),
        (["--search", ""], "Rien à chercher"),
        (["--search", "cuisinier", "--limit", "0"], "Attendu\u00a0: un nombre entier, au moins 1."),
        (["--search", "cuisinier", "--limit", "99"], "attend un nombre de 1 à 40, pas 99."),
        (["--search"], "L’option --search attend une valeur."),
        (["cuisinier"], "Argument en trop\u00a0: cuisinier."),
    ],
)
def test_wrong_use_is_one_french_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["metiers", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert sentence in shown.err.splitlines()[0]
