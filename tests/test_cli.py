"""The command line: French words, plain lines without a terminal, exit statuses."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from render_samples import read_json, write_small
from typer.main import get_command

from spro_portraits import __version__
from spro_portraits.cli import main
from spro_portraits.cli.commands import app
from spro_portraits.wording import cli as words

DATA = Path(__file__).parent.parent / "data"

needs_edition = pytest.mark.skipif(
    not (DATA / "edition.json").is_file(), reason="the edition is not built in this checkout"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own: the real edition, an invented notebook."""
    home = tmp_path / "home"
    shutil.copytree(DATA, home / "data", ignore=shutil.ignore_patterns("raw"))
    write_small(home / "notebooks" / "portrait.ipynb")
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(home))
    return home


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    code = "import sys; from spro_portraits.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
        env=os.environ | variables,
    )


def test_help_is_french_and_light() -> None:
    code = (
        "import sys; from spro_portraits.cli import main; status = main(['--help'])\n"
        "heavy = {'pandas', 'numpy', 'geopandas', 'papermill', 'nbconvert', 'altair', 'jinja2',"
        " 'vl_convert', 'folium', 'pyarrow'}\n"
        "sys.exit(status or sorted(heavy & set(sys.modules)) or 0)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Utilisation" in done.stdout
    assert "Commandes" in done.stdout
    for english in ("Usage", "Show this", "Commands", "default:", "required", "<bool>"):
        assert english not in done.stdout


@pytest.mark.parametrize(
    "command",
    [["render"], ["batch"], ["map"], ["territories"], ["metiers"], ["data"], ["data", "build"]],
)
def test_each_command_has_french_help(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Utilisation" in text
    for english in ("Usage", "Show this", "default:", "required"):
        assert english not in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"spro-portraits {__version__}\n"


def test_a_bare_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    shown = capsys.readouterr()
    assert "Utilisation" in shown.out + shown.err
    assert "Erreur" not in shown.err


def test_no_option_is_required() -> None:
    """What is required is an argument: the sentence on what is missing says so."""
    waiting: list[Any] = [get_command(app)]
    for command in waiting:
        waiting += getattr(command, "commands", {}).values()
        assert not [p.name for p in command.params if p.required and p.param_type_name == "option"]
    assert len(waiting) > 10


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["rendr"],
            "Commande inconnue\u00a0: «\u00a0rendr\u00a0». Vouliez-vous dire\u00a0: render\u202f?",
        ),
        (["render"], "Il manque l’argument TERRITOIRE."),
        (["render", "a", "b"], "Argument en trop\u00a0: b."),
        (
            ["render", "a", "--levl", "x"],
            "Option inconnue\u00a0: --levl. Vouliez-vous dire\u00a0: --level\u202f?",
        ),
        (["render", "a", "--level"], "L’option --level attend une valeur."),
        (
            ["batch", "-j", "0"],
            "Valeur refusée pour --jobs. Attendu\u00a0: un nombre entier, au moins 1.",
        ),
        (
            ["batch", "--jobs", "x"],
            "Valeur refusée pour --jobs. Attendu\u00a0: un nombre entier, au moins 1.",
        ),
        (
            ["batch", "--timeout", "x"],
            "Valeur refusée pour --timeout. Attendu\u00a0: un nombre de secondes.",
        ),
        (
            ["batch", "--max-memory", "0"],
            (
                "Valeur refusée pour --max-memory. Attendu\u00a0: un nombre entier de mégaoctets, "
                "au moins 1."
            ),
        ),
        (
            ["batch", "--dry-rn"],
            "Option inconnue\u00a0: --dry-rn. Vouliez-vous dire\u00a0: --dry-run\u202f?",
        ),
        (["data", "build", "--from", "/nulle/part"], "Attendu\u00a0: un dossier qui existe."),
    ],
)
def test_wrong_use_is_one_french_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    first, second = shown.err.splitlines()
    assert first.startswith("Erreur\u00a0: ")
    assert first.endswith(sentence)
    assert second.startswith("Aide\u00a0: spro-portraits")


@needs_edition
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["render", "isoudun"], "Vouliez-vous dire\u00a0: issoudun"),
        (["render", "issoudun", "--level", "spor"], "Niveau inconnu\u00a0: «\u00a0spor\u00a0»"),
        (
            ["render", "issoudun", "--notebook", "portait"],
            "Carnet inconnu\u00a0: «\u00a0portait\u00a0»",
        ),
        (["render", "issoudun", "-p", "rows=dix"], "attend un nombre entier"),
        (["render", "issoudun", "-p", "colour=red"], "Paramètre inconnu du carnet portrait"),
        (["render", "issoudun", "-p", "rows"], "Attendu\u00a0: -p nom=valeur."),
        (["render", "issoudun", "-p", "territory=cher"], "ne se donne pas par -p"),
        (["batch", "--only", " , "], "Aucun territoire ne correspond"),
        (["batch", "--only", "cher", "--only", "dreu"], "Vouliez-vous dire\u00a0: dreux"),
        (["batch", "--only", "cher", "--out", "nulle://part"], "Adresse inconnue ou sans réponse"),
        (["territories", "--level", "spor"], "Niveau inconnu"),
    ],
)
def test_refusals_come_before_anything_runs(
    home: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert sentence in shown.err
    assert "Traceback" not in shown.err
    assert len(shown.err.splitlines()) == 1
    assert not (home / "reports").exists()


def test_no_edition_is_status_1(tmp_path: Path) -> None:
    write_small(tmp_path / "notebooks" / "portrait.ipynb")
    done = run("territories", SPRO_PORTRAITS_HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("Erreur\u00a0: ")
    assert "spro-portraits data build" in done.stderr
    assert "Traceback" not in done.stderr


@needs_edition
def test_territories_are_plain_lines_without_a_terminal(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert home.is_dir()
    assert main(["territories", "--level", "spro"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 12
    assert "spro;brenne-boischaut-sud;Brenne – Boischaut Sud" in lines

    assert main(["territories", "--search", "CHATEAU", "--level", "bassin"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "bassin;2407;Châteaudun",
        "bassin;2410;Châteauroux",
    ]

    assert main(["territories"]) == 0
    levels = {line.split(";")[0] for line in capsys.readouterr().out.splitlines()}
    assert {"spro", "bassin", "departement", "region"} <= levels
    assert "commune" not in levels

    assert main(["territories", "--search", "zzzz"]) == 0
    assert capsys.readouterr().out == ""


@needs_edition
def test_render_writes_the_products_and_the_index(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "ailleurs"
    done = run("render", "CHÂTEAUROUX", "--out", str(out), "-p", "compare_to=region,france")
    assert (done.returncode, done.stderr) == (0, "")
    edition = read_json(home / "data" / "edition.json")["id"]
    folder = out / edition / "spro-chateauroux"
    assert done.stdout == f"SPRO de Châteauroux\u00a0: {folder / 'portrait.html'}\n"
    assert sorted(path.name for path in folder.iterdir()) == [
        "indicators.csv",
        "portrait-chiffres.csv",
        "portrait-chiffres.xlsx",
        "portrait.html",
        "portrait.ipynb",
        "provenance.json",
    ]
    record = read_json(folder / "provenance.json")
    assert record["parameters"]["territory"] == "chateauroux"
    assert record["parameters"]["compare_to"] == ["region", "france"]
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file, delimiter=";"))[0] == "territory"
    index = (out / edition / "index.html").read_text(encoding="utf-8")
    assert 'href="spro-chateauroux/portrait.html"' in index
    assert not (home / "reports").exists()


@needs_edition
def test_a_batch_with_a_failure_ends_with_status_1_and_a_list(home: Path) -> None:
    path = home / "notebooks" / "portrait.ipynb"
    # The notebook fails for one real territory.
    path.write_text(path.read_text(encoding="utf-8").replace("echec", "dreux"), encoding="utf-8")
    done = run("batch", "--only", "cher,dreux", "--only", "orleans", "--jobs", "2")
    assert done.returncode == 1
    edition = read_json(home / "data" / "edition.json")["id"]
    index = home / "reports" / edition / "index.html"
    assert done.stdout == f"2 portraits produits, 1 échec\u00a0: {index}\n"
    assert done.stderr.startswith(
        "- SPRO de Dreux\u00a0: Le carnet portrait a échoué (SPRO de Dreux)"
    )
    assert len(done.stderr.splitlines()) == 1
    folders = sorted(path.name for path in index.parent.iterdir() if path.is_dir())
    assert folders == ["donnees", "spro-cher", "spro-dreux", "spro-orleans"]
    assert not (index.parent / "spro-dreux" / "portrait.html").exists()
    assert "À reprendre" in index.read_text(encoding="utf-8")


@needs_edition
def test_a_batch_goes_on_with_what_is_not_true(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["batch", "--only", "cher,dreux", "--jobs", "1"]
    assert main(command) == 0
    index = home / "reports" / "cvl-2025" / "index.html"
    assert capsys.readouterr().out == f"2 portraits produits\u00a0: {index}\n"
    (index.parent / "spro-cher" / "portrait.html").unlink()
    assert main([*command, "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "- SPRO du Cher\u00a0: fichier absent\u00a0: portrait.html",
        "1 à produire, 1 à jour. Rien n’a été écrit.",
    ]
    assert main(command) == 0
    assert capsys.readouterr().out == f"1 portrait produit, 1 déjà à jour\u00a0: {index}\n"
    assert main(command) == 0
    assert capsys.readouterr().out == f"0 portrait produit, 2 déjà à jour\u00a0: {index}\n"
    # Who names one territory wants it made, and it is in the same ledger.
    assert main(["render", "cher"]) == 0
    assert capsys.readouterr().out.startswith("SPRO du Cher\u00a0: ")
    assert main([*command, "--dry-run"]) == 0
    assert "2 à jour" in capsys.readouterr().out


@needs_edition
def test_several_notebooks_are_one_batch(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = shutil.copy(home / "notebooks" / "portrait.ipynb", home / "notebooks" / "fiche.ipynb")
    text = Path(copy).read_text(encoding="utf-8")
    assert text.count("compare_to") == 1
    Path(copy).write_text(text.replace("compare_to", "beside"), encoding="utf-8")
    command = ["batch", "--only", "cher,dreux", "--notebook", "portrait, fiche,portrait"]
    assert main([*command, "-p", "compare_to=france", "-p", "beside=region", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "- SPRO du Cher (portrait)\u00a0: jamais produit",
        "- SPRO de Dreux (portrait)\u00a0: jamais produit",
        "- SPRO du Cher (fiche)\u00a0: jamais produit",
        "- SPRO de Dreux (fiche)\u00a0: jamais produit",
        "4 à produire, 0 à jour. Rien n’a été écrit.",
    ]
    assert main([*command, "-p", "besid=region", "--dry-run"]) == 2
    refused = capsys.readouterr().err
    assert "besid" in refused
    assert "fiche" in refused
    assert "Vouliez-vous dire\u00a0: beside" in refused
    given = ["--jobs", "1", "-p", "compare_to=france", "-p", "beside=region"]
    assert main([*command, *given]) == 0
    assert capsys.readouterr().out.startswith("4 documents produits\u00a0: ")
    folder = home / "reports" / "cvl-2025" / "spro-cher"
    assert read_json(folder / "provenance.json")["parameters"]["compare_to"] == ["france"]
    assert read_json(folder / "fiche-provenance.json")["parameters"]["beside"] == ["region"]
    assert (folder / "fiche.html").is_file()


@needs_edition
def test_a_single_failure_is_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "notebooks" / "portrait.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("echec", "dreux"), encoding="utf-8")
    assert main(["render", "dreux"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Erreur\u00a0: Le carnet portrait a échoué (SPRO de Dreux)\u00a0: ")
    assert "portrait.ipynb" in shown.err


@needs_edition
def test_a_folder_that_cannot_be_is_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "occupe").write_text("un fichier", encoding="utf-8")
    assert main(["render", "dreux", "--out", str(home / "occupe")]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("Erreur\u00a0: Fichier ou dossier inaccessible\u00a0: ")
    assert len(shown.err.splitlines()) == 1


@needs_edition
def test_a_reader_that_stops_is_no_error(home: Path) -> None:
    assert home.is_dir()
    code = "import sys; from spro_portraits.cli import main; sys.exit(main())"
    listing = f"{sys.executable} -c '{code}' territories --level commune | head -n 1"
    done = subprocess.run(
        ["sh", "-c", listing],  # noqa: S607
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith("commune;18001;")
    assert done.stderr == ""


def test_an_interruption_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("spro_portraits.cli.commands._load_edition", interrupt)
    assert main(["territories"]) == 130
    assert capsys.readouterr().err == "Interrompu.\n"


@needs_edition
def test_a_perimeter_of_ones_own(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "18033,18279", "--level", "perso"]) == 0
    assert "Territoire personnalisé" in capsys.readouterr().out
    edition = read_json(home / "data" / "edition.json")["id"]
    [record] = (home / "reports" / edition).glob("perso-*/provenance.json")
    assert read_json(record)["parameters"]["territory"] == "18033,18279"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.2, "encore 1 s"),
        (59, "encore 59 s"),
        (61, "encore 1 min"),
        (600, "encore 10 min"),
    ],
)
def test_the_time_left_is_said_roughly(seconds: float | None, text: str) -> None:
    assert words.describe_remaining(seconds) == text


@needs_edition
@pytest.mark.skipif(shutil.which("script") is None, reason="no pseudo-terminal command")
def test_a_terminal_sees_the_name_and_a_table(home: Path) -> None:
    assert home.is_dir()
    code = (
        f"{sys.executable} -c 'import sys; from spro_portraits.cli import main; sys.exit(main())'"
    )

    def see(arguments: str) -> str:
        done = subprocess.run(
            ["script", "-qec", f"{code} {arguments}", "/dev/null"],  # noqa: S607
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=180,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout

    assert "Brenne – Boischaut Sud" in see("territories --level spro")
    shown = see("batch --only cher,issoudun --jobs 1")
    assert "SPRO d’Issoudun" in shown
    assert "1/2" in shown
    assert "2 portraits produits" in shown
