"""Several editions beside one another: built whole, opened by name, none ever changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spro_portraits.batch.inputs import hash_data, hash_given
from spro_portraits.cli import main
from spro_portraits.errors import EditionError, SourceError, UsageError
from spro_portraits.portrait import build_network_subject
from spro_portraits.portrait.evolution import open_evolution
from spro_portraits.tables import build_edition, load_edition
from spro_portraits.tables.build import BuildReport
from spro_portraits.tables.covering import list_coverage
from spro_portraits.tables.editions import build_beside, place_beside
from spro_portraits.tables.folders import clear_abandoned, find_folder, list_folders
from spro_portraits.territory import find_territory

W = "\u00a0"
World = Any  # conftest.World: tests are no package, its type is not imported


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, make_world: Callable[[Path], World]) -> World:
    """The invented world with its embedded edition; each test works on a copy."""
    world = make_world(tmp_path_factory.mktemp("beside"))
    build_edition(world.source, world.data)
    return world


@pytest.fixture
def world(built: World, tmp_path: Path) -> World:
    copy = type(built)(tmp_path / "official", tmp_path / "data")
    shutil.copytree(built.source, copy.source)
    shutil.copytree(built.data, copy.data)
    return copy


def copy_edition(world: World) -> Callable[[Path], BuildReport]:
    """A build that takes no time: the embedded edition, copied."""

    def build(folder: Path) -> BuildReport:
        shutil.copytree(world.data, folder, ignore=shutil.ignore_patterns("editions"))
        audit = folder.with_name(f"{folder.name}-audit")
        audit.mkdir()
        (audit / "suppression.csv").write_text("audit\n", encoding="utf-8")
        return BuildReport(["construite"], "x")

    return build


def change(world: World) -> Callable[[Path], BuildReport]:
    """A build of another edition: one declaration differs."""
    copy = copy_edition(world)

    def build(folder: Path) -> BuildReport:
        report = copy(folder)
        path = folder / "registry.toml"
        path.write_text(path.read_text(encoding="utf-8") + "# autre\n", encoding="utf-8")
        return report

    return build


def list_names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_build_lands_beside_and_changes_nothing_that_is_there(world: World) -> None:
    rows = (world.source / "insee" / "filosofi.csv").read_text(encoding="utf-8")
    (world.source / "insee" / "filosofi.csv").write_text(
        rows.replace("20200", "20999"), encoding="utf-8"
    )
    before = world.read_all()
    world.declare()
    after = world.read_all() | {}
    report = build_beside(world.source, world.data)
    beside = world.data / "editions" / "mini-r2"
    assert report.lines[-1] == (
        f"Nouvelle édition mini-r2{W}: {beside}. Les autres sont comme elles étaient. "
        f"L’ouvrir dans un carnet{W}: -p edition=mini-r2."
    )
    now = {k: v for k, v in world.read_all().items() if not k.startswith("editions/")}
    assert now == after
    assert set(before) == set(now)
    assert list_names(world.data / "editions") == ["mini-r2"]
    old, new = load_edition(world.data), load_edition(world.data, "mini-r2")
    assert (old.id, new.id) == ("mini", "mini-r2")
    assert new.label == f"{old.label} (révision 2)"
    medians = [
        edition.find_figures("commune", "median_income", "2021").at["18002", "value"]
        for edition in (old, new)
    ]
    assert medians == [20200, 20999]
    assert new.home == old.home == old.folder == world.data
    assert new.folder == beside
    audit = world.data.with_name("data-audit") / "mini-r2" / "suppression.csv"
    assert audit.is_file()
    # Same again: nothing more.
    again = build_beside(world.source, world.data)
    assert again.lines[-1] == f"C’est l’édition mini-r2, déjà là{W}: rien n’est ajouté."
    assert list_names(world.data / "editions") == ["mini-r2"]


def test_the_same_edition_is_not_added(world: World) -> None:
    report = place_beside(copy_edition(world), world.data)
    assert report.lines[-1].startswith("C’est l’édition mini, déjà là")
    assert list_names(world.data / "editions") == []


def test_a_name_of_ones_own(world: World) -> None:
    place_beside(copy_edition(world), world.data, name="essai-2026")
    assert list(list_folders(world.data)) == ["mini", "essai-2026"]
    edition = load_edition(world.data, "essai-2026")
    assert edition.label.endswith("(essai-2026)")
    assert 'id = "essai-2026"' in (edition.folder / "edition.toml").read_text(encoding="utf-8")
    place_beside(copy_edition(world), world.data, name="essai-2026")
    with pytest.raises(UsageError) as caught:
        place_beside(change(world), world.data, name="essai-2026")
    assert caught.value.kind == "edition_exists"
    with pytest.raises(UsageError) as caught:
        place_beside(change(world), world.data, name="mini")
    assert caught.value.kind == "edition_exists"
    assert list_names(world.data / "editions") == ["essai-2026"]


def test_revisions_are_counted(world: World) -> None:
    place_beside(change(world), world.data)
    with (world.data / "perimeters" / "spro.csv").open("a", encoding="utf-8") as stream:
        stream.write("# autre périmètre\n")
    place_beside(copy_edition(world), world.data, name="mini-r3")
    report = place_beside(change(world), world.data)
    assert "mini-r4" in report.lines[-1]
    assert list(list_folders(world.data)) == ["mini", "mini-r2", "mini-r3", "mini-r4"]


@pytest.mark.parametrize("name", ["../x", "a/b", "Édition", ".x", "x.", "a b", "x" * 80])
def test_a_name_that_is_no_folder_is_refused(world: World, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        place_beside(copy_edition(world), world.data, name=name)
    assert caught.value.kind == "bad_edition_name"
    assert not (world.data / "editions").exists()


def test_a_build_that_fails_leaves_nothing(world: World) -> None:
    (world.source / "insee" / "filosofi.csv").write_text("CODGEO\n18001\n", encoding="utf-8")
    before = world.read_all()
    with pytest.raises(SourceError):
        build_beside(world.source, world.data)
    assert world.read_all() == before
    assert list_names(world.data / "editions") == []


def test_a_build_that_is_stopped_at_its_end_leaves_nothing(world: World) -> None:
    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place_beside(change(world), world.data, finish=stop)
    assert list_names(world.data / "editions") == []
    assert list(list_folders(world.data)) == ["mini"]


FILLING = """
import sys
from pathlib import Path
from spro_portraits.store.begun import begin_folder
editions, data = map(Path, sys.argv[1:])
with begin_folder(editions, ".begun-") as one, begin_folder(data, ".edition-") as two:
    (one / "edition").mkdir()
    for part in ("tables", "old"):
        (two / part).mkdir()
    (two / "edition.json").write_text("{}")
    (data / "tables").rename(two / "old" / "tables")
    (two / "tables").rename(data / "tables")
    print("filling", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_build_left_is_cleared_and_what_is_at_work_is_not(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real process, killed while it builds one edition and replaces another."""
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(world.data.parent))
    editions = world.data / "editions"
    editions.mkdir()
    before = world.read_all()
    process = subprocess.Popen(
        [sys.executable, "-c", FILLING, str(editions), str(world.data)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == b"filling\n"
    at_work = sorted(p.name for p in (*editions.glob(".*"), *world.data.glob(".edition-*")))
    assert len(at_work) == 2
    clear_abandoned(world.data)
    assert sorted(p.name for p in (*editions.glob(".*"), *world.data.glob(".edition-*"))) == at_work
    process.kill()
    process.communicate()
    assert world.read_all() != before
    assert main(["data", "list"]) == 0
    assert capsys.readouterr().out.startswith("mini;")
    assert world.read_all() == before
    assert list_names(editions) == []
    assert list(world.data.glob(".edition-*")) == []


def test_an_unknown_edition_names_those_there_are(world: World) -> None:
    place_beside(change(world), world.data)
    with pytest.raises(EditionError) as caught:
        load_edition(world.data, "mini-r3")
    assert caught.value.kind == "unknown_edition"
    assert f"Vouliez-vous dire{W}: mini-r2, mini" in str(caught.value)
    for name in ("../data", "editions", "."):
        with pytest.raises(EditionError, match="Édition inconnue"):
            find_folder(world.data, name)


def test_a_damaged_edition_beside_is_named(world: World) -> None:
    place_beside(change(world), world.data)
    path = world.data / "editions" / "mini-r2" / "edition.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        load_edition(world.data, "mini-r2")
    assert caught.value.kind == "damaged_edition"
    assert "mini-r2" in str(caught.value)
    assert load_edition(world.data).id == "mini"


def test_a_damaged_embedded_edition_says_so_by_name_too(world: World) -> None:
    (world.data / "edition.json").write_text("{", encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        load_edition(world.data, "mini")
    assert caught.value.kind == "damaged_edition"


# What opens an edition by its name


@pytest.fixture
def home(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real edition, and the same beside it under another name and with another label."""
    home = tmp_path / "home"
    shutil.copytree(data_dir, home / "data", ignore=shutil.ignore_patterns("raw", "editions"))
    shutil.copytree(data_dir.parent / "notebooks", home / "notebooks")
    beside = home / "data" / "editions" / "autre"
    shutil.copytree(data_dir, beside, ignore=shutil.ignore_patterns("raw", "editions", "network"))
    path = beside / "edition.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document |= {"id": "autre", "label": "Autre édition"}
    path.write_text(json.dumps(document), encoding="utf-8")
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(home))
    return home


def test_the_network_is_that_of_the_installation(home: Path) -> None:
    edition = load_edition(home / "data", "autre")
    subject = build_network_subject(edition, find_territory(edition, "spro", "issoudun"))
    assert subject.network.members


def test_a_product_of_another_edition_lies_in_its_own_folder(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The real notebook, given the parameter ``edition``; up to date until that edition changes."""
    out = home / "out"
    line = ["batch", "--only", "issoudun", "--jobs", "1", "--out", str(out), "-p", "edition=autre"]
    assert main(line) == 0, capsys.readouterr().err
    page = out / "autre" / "spro-issoudun" / "portrait.html"
    assert "Autre édition" in page.read_text(encoding="utf-8")
    assert not (out / "cvl-2025").exists()
    capsys.readouterr()
    assert main([*line, "--dry-run"]) == 0
    assert "0 à produire, 1 à jour" in capsys.readouterr().out
    with (home / "data" / "editions" / "autre" / "perimeters" / "spro.csv").open("a") as stream:
        stream.write("# note\n")
    assert main([*line, "--dry-run"]) == 0
    assert "1 à produire" in capsys.readouterr().out
    assert main(["render", "issoudun", "-p", "edition=autres"]) == 1
    assert "Vouliez-vous dire\u00a0: autre" in capsys.readouterr().err


def test_what_a_product_reads_of_editions(home: Path) -> None:
    data = home / "data"
    assert [name for name in hash_data(data) if name.startswith("editions/")] == []
    given = hash_given({"edition": "autre", "previous": "", "level": "spro"}, data)
    assert "autre/edition.json" in given
    assert "autre/tables/census.parquet" in given
    assert hash_given({"edition": "../data"}, data) == {}
    assert hash_given({"edition": "autre"}) == {}


def test_an_earlier_edition_is_found_by_its_name(home: Path) -> None:
    assert home.is_dir()
    with pytest.raises(UsageError) as caught:  # the same figures: nothing to compare
        open_evolution("issoudun", previous="autre")
    assert caught.value.kind == "bad_parameter"
    assert caught.value.facts["name"] == "previous"


# Lists


def test_what_an_edition_covers(mini: Any) -> None:
    coverage = {one.table: one for one in list_coverage(mini)}
    assert coverage["unemployment"].levels == ["zone_emploi"]
    assert coverage["unemployment"].periods == ["2020-T4", "2024-T4", "2025-T4"]
    assert coverage["former_commune"].rows == 1
    assert coverage["former_commune"].periods == []
    assert "" not in coverage["census"].periods


def test_the_list_of_editions(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert home.is_dir()
    assert main(["data", "list"]) == 0
    rows = [line.split(";") for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows] == ["cvl-2025", "autre"]
    assert rows[1][1:4] == ["Autre édition", "2025", "28"]
    assert rows[1][6] == (
        "communes, bassins d’emploi, zones d’emploi, arrondissements, intercommunalités, "
        "départements, régions, France"
    )
    assert main(["data", "list", "--edition", "autre"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == (
        "comparateur;RP 2018;2021;Insee;comparateur de territoires (recensements 2013 et 2018, "
        "état civil, Flores)"
    )
    assert "recruitment;26109;2024;bassins d’emploi, départements, régions, France" in lines
    assert main(["data", "list", "--edition", "autres"]) == 1
    assert f"Vouliez-vous dire{W}: autre" in capsys.readouterr().err
    (home / "data" / "editions" / "autre" / "tables" / "census.parquet").unlink()
    assert main(["data", "list"]) == 0
    assert "autre;abîmée;–;–;–;–;–" in capsys.readouterr().out.splitlines()


# The command that builds


def test_where_a_build_goes(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(world.data.parent))
    assert main(["data", "build"]) == 2
    assert "spro-portraits data fetch" in capsys.readouterr().err
    both = ["data", "build", "--from", str(world.source), "--replace", "--name", "x"]
    assert main(both) == 2
    assert "--name, --replace s’excluent" in capsys.readouterr().err
    shutil.move(world.source, world.data / "raw")
    assert main(["data", "build", "--name", "essai"]) == 0
    assert "Nouvelle édition essai" in capsys.readouterr().out
    assert (world.data / "editions" / "essai" / "codebook.csv").is_file()
    assert load_edition(world.data, "essai").hash == load_edition(world.data).hash
