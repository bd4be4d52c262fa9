"""Products and data where fsspec goes, and notebooks on a cluster."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from batch_samples import CODES, load_lines, load_tree, make_home, make_plan

from spro_portraits.batch import Options, plan_work, run_batch
from spro_portraits.batch.cluster import open_cluster
from spro_portraits.cli import main
from spro_portraits.errors import RenderError, UsageError
from spro_portraits.store import LocalPlace, find_path, is_address, open_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spro_portraits.settings import Settings
    from spro_portraits.store import Place

fsspec = pytest.importorskip("fsspec")
DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def copy_place(place: Place, target: Path) -> Path:
    """All files of a place on this machine, the lock and the ledger left out."""
    for folder in ("", *place.list_folders()):
        for name in place.list_files(folder):
            path = target / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(place.load_bytes(f"{folder}/{name}".lstrip("/")))
    shutil.rmtree(target / "journal")
    return target


@pytest.mark.parametrize("kind", ["local", "memory"])
def test_places_are_alike(kind: str, tmp_path: Path, memory: Any) -> None:
    assert memory.store == {}
    place = open_place(tmp_path / "2026" if kind == "local" else "memory://somewhere/2026/")
    assert place.name == "2026"
    assert (place.list_folders(), place.list_files("spro-a")) == ([], {})
    with pytest.raises(OSError):  # noqa: PT011 - each system has its own words
        place.load_bytes("spro-a/x.csv")
    place.remove("spro-a/x.csv")
    place.write_bytes("spro-b/y.csv", b"12")
    place.write_bytes("spro-a/x.csv", iter([b"1", b"23"]))
    place.write_bytes("index.html", b"<p>")
    place.write_bytes("spro-a/x.csv", b"1234")
    place.write_bytes("spro-a/.hidden", b"")
    assert place.list_folders() == ["spro-a", "spro-b"]
    assert place.list_files("spro-a") == {"x.csv": 4}
    assert place.list_files() == {"index.html": 3}
    assert place.load_bytes("spro-a/x.csv") == b"1234"
    place.remove("spro-a/x.csv")
    assert place.list_files("spro-a") == {}
    assert place.locate("index.html").endswith("/2026/index.html")


def test_addresses_are_told_from_paths(tmp_path: Path) -> None:
    assert [is_address(text) for text in ("s3://a/b", "memory://", "C:\\x", "/a", "file:///a")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    spaced = tmp_path / "mes rapports"
    assert find_path(spaced.as_uri()) == spaced
    assert isinstance(open_place(spaced.as_uri()), LocalPlace)
    with pytest.raises(UsageError, match="nulle"):
        open_place("nulle://part")


def test_products_go_where_fsspec_goes(tmp_path: Path, memory: Any) -> None:
    """The same files as on disk; nothing again the second time; a change is seen."""
    settings = make_home(tmp_path)
    run_batch(make_plan(settings, tmp_path / "here" / "2026", CODES[:2]))
    plan = make_plan(settings, "memory://there/2026", CODES[:2])
    result = run_batch(plan)
    assert result.failures == ()
    assert result.index == "memory://there/2026/index.html"
    assert result.products[0].page == "memory://there/2026/spro-a1/portrait.html"
    there = copy_place(plan.place, tmp_path / "there" / "2026")
    assert load_tree(there) == load_tree(tmp_path / "here" / "2026")
    assert not list(tmp_path.glob("2026*")), "nothing is left on this machine"
    assert not any("lock" in name for name in memory.store)

    again = run_batch(plan)
    assert (again.outcomes, again.kept) == ((), 2)
    memory.rm("/there/2026/spro-a1/indicators.csv")
    memory.pipe_file("/there/2026/spro-b2/portrait.html", b"<html>")
    reasons = [(one.reason, *one.names) for one in plan_work(plan)]
    assert reasons == [("missing", "indicators.csv"), ("altered", "portrait.html")]


def test_a_failure_elsewhere_takes_the_page_away(tmp_path: Path, memory: Any) -> None:
    assert memory.store == {}
    settings = make_home(tmp_path)
    notebook = settings.notebooks / "portrait.ipynb"
    text = notebook.read_text(encoding="utf-8")
    plan = make_plan(settings, "memory://there/2026", CODES[:1])
    assert run_batch(plan).failures == ()
    notebook.write_text(text.replace("payload =", "1 / 0; payload ="), encoding="utf-8")
    [failed] = run_batch(plan).failures
    assert "memory://there/2026/spro-a1/portrait.ipynb" in failed.problem
    assert list(plan.place.list_files("spro-a1")) == ["portrait.ipynb", "provenance.json"]


@pytest.mark.skipif(not (DATA / "edition.json").is_file(), reason="the edition is not built here")
def test_the_data_may_be_an_archive_and_the_reports_an_address(
    tmp_path: Path, memory: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_home(tmp_path / "home")
    shutil.rmtree(settings.data)  # this installation has none
    notebook = settings.notebooks / "portrait.ipynb"
    text = notebook.read_text(encoding="utf-8")
    opened = "from spro_portraits.settings import load_settings; "
    opened += "territory = (load_settings().data / 'marque.txt').read_text(); payload ="
    notebook.write_text(text.replace("payload =", opened), encoding="utf-8")
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(tmp_path / "home"))
    archive = tmp_path / "edition.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in DATA.rglob("*"):
            if path.is_file():
                packed.write(path, path.relative_to(DATA))
        packed.writestr("marque.txt", "venu-de-l-archive")
    address = f"zip://::{archive.as_uri()}"
    command = ["batch", "--only", "cher", "--out", "memory://reports", "--data", address]
    assert main(command) == 0
    shown = capsys.readouterr()
    assert shown.out == "SPRO du Cher\u00a0: memory://reports/cvl-2025/spro-cher/portrait.html\n"
    record = json.loads(memory.cat_file("/reports/cvl-2025/spro-cher/provenance.json"))
    assert record["title"] == "venu-de-l-archive"
    assert os.environ["SPRO_PORTRAITS_HOME"] == str(tmp_path / "home")
    assert main(["batch", "--only", "cher", "--data", str(tmp_path / "absent.zip")]) == 2
    assert "absent.zip" in capsys.readouterr().err


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A real scheduler and two workers on this machine, as an administrator starts them."""
    pytest.importorskip("distributed")
    known = tmp_path / "scheduler.json"
    base = [sys.executable, "-m", "dask"]
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    start = [*base, "scheduler", *here, "--port", "0", "--scheduler-file", str(known)]
    worker = [
        *base, "worker", "--scheduler-file", str(known), "--nthreads", "1", "--no-nanny",
        "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(tmp_path / "dask"),
    ]  # fmt: skip
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with ExitStack() as stack:
        started: list[subprocess.Popen[bytes]] = []

        def end() -> None:
            for one in started:
                one.kill()
                one.wait()

        stack.callback(end)
        started.append(subprocess.Popen(start, **quiet))
        deadline = time.monotonic() + 60
        while not known.is_file():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        started += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        yield str(known), started[1:]


def list_folders(settings: Settings, out: Path) -> list[str]:
    assert settings
    return sorted(path.name for path in out.glob("spro-*"))


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_cluster_that_loses_a_worker_loses_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    codes = (*CODES, "e5", "f6")
    settings = make_home(tmp_path)
    here, there = tmp_path / "here" / "2026", tmp_path / "there" / "2026"
    killed: list[int] = []

    def kill_one(progress: Any) -> None:
        # Both workers are at work when the first product comes.
        if progress.done == 1 and not killed:
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.append(workers[0].pid)

    with open_cluster(address) as executor:
        executor._client.wait_for_workers(2, timeout=60)  # noqa: SLF001 - no other door
        plan = make_plan(settings, there, codes)
        options = Options(is_elsewhere=True)
        result = run_batch(plan, executor, kill_one, options)
        assert killed
        assert [outcome.problem for outcome in result.outcomes] == [""] * len(codes)
        # Another program, or other data, on a node is said and makes nothing.
        stale = run_with_other_program(settings, tmp_path / "stale" / "2026", executor)
    assert "n’a pas la même version de spro-portraits" in stale
    lines = [line["product"] for line in load_lines(there)]
    assert sorted(lines) == [f"spro-{code}/portrait" for code in codes], "nothing twice"
    run_batch(make_plan(settings, here, codes))
    assert load_tree(there) == load_tree(here)
    assert workers[1].poll() is None


def run_with_other_program(settings: Settings, out: Path, executor: Any) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spro_portraits.batch.inputs.hash_package", lambda: "0")
        options = Options(is_elsewhere=True)
        [failed] = run_batch(make_plan(settings, out, ("a1",)), executor, options=options).failures
    assert failed.cause == "node"
    assert list_folders(settings, out) == []
    return failed.problem


def test_a_cluster_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    opened = ExitStack()
    monkeypatch.setattr("spro_portraits.batch.cluster._PATIENCE", 0.5)
    with pytest.raises(RenderError, match="Aucun ordonnanceur Dask ne répond à l’adresse tcp://"):
        opened.enter_context(open_cluster("tcp://127.0.0.1:9"))
