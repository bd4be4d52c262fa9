"""A batch that is killed, refused, interrupted or short of disk goes on and loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from batch_samples import CODES, die_or_make, load_lines, load_tree, make_home, make_plan

from spro_portraits.batch import JOURNAL, run_batch
from spro_portraits.batch.claim import claim_place
from spro_portraits.batch.pool import open_pool
from spro_portraits.errors import UsageError
from spro_portraits.store import LocalPlace, open_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from spro_portraits.settings import Settings

TESTS = Path(__file__).parent
PROGRAM = [sys.executable, str(TESTS / "batch_samples.py")]

needs_signals = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an edition made in one go, in this process."""
    settings = make_home(tmp_path_factory.mktemp("undisturbed"))
    result = run_batch(make_plan(settings, settings.reports / "2026"))
    assert [outcome.problem for outcome in result.outcomes] == [""] * len(CODES)
    return settings.reports / "2026"


def wait_for(seen: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.001)


def start(root: Path, jobs: int, codes: tuple[str, ...] = CODES) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*PROGRAM, str(root), str(jobs), ",".join(codes)])


def count_lines(out: Path) -> int:
    return len(load_lines(out)) if (out / JOURNAL).is_file() else 0


def list_family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


@needs_signals
def test_a_batch_killed_at_any_moment_ends_as_if_it_had_not_been(
    undisturbed: Path, tmp_path: Path
) -> None:
    """Three kills: a notebook at work, files on their way, two workers and lines written.

    The same inputs give the same bytes, in one process or in several.
    """
    out = tmp_path / "reports" / "2026"

    def is_at_work() -> bool:
        return any(out.glob("*/.spro-*"))

    def is_moving() -> bool:
        # A file of the second product is in place, its record is not.
        return any(
            not (page.parent / "provenance.json").exists() for page in out.glob("*/portrait.html")
        )

    moments: list[tuple[int, Callable[[], bool]]] = [
        (1, is_at_work),
        (1, is_moving),
        (2, lambda: count_lines(out) >= 1 and is_at_work()),
    ]
    done = 0
    for jobs, seen in moments:
        program = start(tmp_path, jobs)
        wait_for(lambda seen=seen, program=program: seen() or program.poll() is not None)
        family = list_family(program.pid) if program.poll() is None else []
        program.kill()
        program.wait()
        # No worker outlives the program; kernels look for their parent every second.
        _, alive = psutil.wait_procs(family, timeout=10)
        assert alive == []
        assert count_lines(out) >= done, "the ledger never loses a line"
        done = count_lines(out)
    # What a kill in the middle of a line leaves, and a half-written page.
    with (out / JOURNAL).open("ab") as journal:
        journal.write(b'{"entry":{"product":"spro-d4/por')
    (out / ".index.html.abc").write_text("<ht", encoding="utf-8")

    settings = make_home(tmp_path)
    result = run_batch(make_plan(settings, out))
    assert result.was_torn
    assert result.failures == ()
    assert result.kept + len(result.products) == len(CODES)
    assert load_tree(out) == load_tree(undisturbed)
    # All is true now: nothing is made again, not a byte is touched.
    again = run_batch(make_plan(settings, out))
    assert (again.outcomes, again.kept, again.was_torn) == ((), len(CODES), False)
    assert load_tree(out) == load_tree(undisturbed)


@needs_signals
def test_a_second_batch_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from spro_portraits.batch.claim import claim_place\n"
        "from spro_portraits.store import LocalPlace\n"
        "with claim_place(LocalPlace(Path(sys.argv[1]))):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UsageError) as caught, claim_place(LocalPlace(tmp_path)):
            pass
        assert caught.value.kind == "busy_folder"
        assert f"(processus {holder.pid} de la machine " in str(caught.value)
        holder.kill()
    left = tmp_path / "spro-x" / ".spro-abc"
    left.mkdir(parents=True)
    (left / "running.ipynb").write_text("{", encoding="utf-8")
    with claim_place(LocalPlace(tmp_path)):
        assert not left.parent.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_batch_elsewhere_is_refused_too() -> None:
    pytest.importorskip("fsspec")
    place = open_place("memory://claimed/2026")
    place.write_bytes("batch-lock.json", b'{"pid": 1, "host": "ailleurs"}')
    with pytest.raises(UsageError, match="processus 1 de la machine ailleurs"), claim_place(place):
        pass
    place.remove("batch-lock.json")
    with claim_place(place):
        assert place.list_files() == {"batch-lock.json": len(place.load_bytes("batch-lock.json"))}
    assert place.list_files() == {}


@needs_signals
def test_a_worker_that_dies_takes_its_task_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spro_portraits.batch.run.make_task", die_or_make)
    settings = make_home(tmp_path)
    out = tmp_path / "2026"
    codes = ("a1", "b2", "c3", "d4", "e5", "f6")
    with open_pool(2) as pool:
        result = run_batch(make_plan(settings, out, codes), pool)
    assert [outcome.territory.code for outcome in result.failures] == ["c3"]
    assert "s’est arrêté brutalement" in result.failures[0].problem
    assert result.failures[0].cause == "dead"
    runs = (out / "runs.txt").read_text(encoding="utf-8").split()
    # The one that kills is tried once among others, once alone.
    assert runs.count("c3") == 2
    assert [line["product"] for line in load_lines(out) if line["status"] == "failed"] == [
        "spro-c3/portrait"
    ]
    assert len(load_lines(out)) == len(codes)


@pytest.fixture
def small_disk(tmp_path: Path) -> list[str]:
    """A command that runs its arguments with a full disk of 300 kB on ``tmp_path/reports``."""
    (tmp_path / "reports").mkdir()
    mounted = f"mount -t tmpfs -o size=300k tmpfs '{tmp_path / 'reports'}'"
    keep = tmp_path / "kept"
    script = (
        f"{mounted} && \"$@\"; status=$?; cp -r '{tmp_path / 'reports'}' '{keep}' && exit $status"
    )
    command = ["unshare", "-rm", "sh", "-c", script, "sh"]
    if shutil.which("unshare") is None:
        pytest.skip("no unshare: a small disk cannot be mounted")
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    shutil.rmtree(keep)
    return command


@needs_signals
def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    small_disk: list[str], tmp_path: Path
) -> None:
    make_home(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from batch_samples import make_home, make_plan\n"
        "from spro_portraits.batch import run_batch\n"
        "from spro_portraits.cli.show import show_result\n"
        "settings = make_home(Path(sys.argv[2]))\n"
        "sys.exit(show_result(run_batch(make_plan(settings, settings.reports / '2026'))))\n"
    )
    command = [*small_disk, sys.executable, "-c", code, str(TESTS), str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "(disque plein)" in done.stderr
    assert "la même commande reprend" in done.stderr
    assert "Traceback" not in done.stderr
    out = tmp_path / "kept" / "2026"
    assert list(out.rglob(".*")) == []
    for entry in load_lines(out):  # what the ledger calls complete is whole
        if entry["status"] == "complete":
            there = {path.name for path in (out / entry["product"].split("/")[0]).iterdir()}
            assert there == set(entry["files"])
    for page in out.glob("*/portrait.html"):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")


@needs_signals
def test_ctrl_c_stops_two_workers_at_once(tmp_path: Path) -> None:
    """The real command: status 130, one sentence, and the ledger has what was done."""
    home = tmp_path / "home"
    data = TESTS.parent / "data"
    if not (data / "edition.json").is_file():
        pytest.skip("the edition is not built in this checkout")
    settings = make_home(home)
    shutil.rmtree(settings.data)
    shutil.copytree(data, settings.data, ignore=shutil.ignore_patterns("raw"))
    notebook = settings.notebooks / "portrait.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace('\\"lent\\"', '\\"dreux\\"'), encoding="utf-8")
    code = "import sys; from spro_portraits.cli import main; sys.exit(main())"
    arguments = ["batch", "--only", "dreux,cher,issoudun", "--jobs", "2"]
    program = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"SPRO_PORTRAITS_HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    out = settings.reports / "cvl-2025"
    wait_for(lambda: count_lines(out) == 2)
    family = list_family(program.pid)
    begun = time.monotonic()
    os.killpg(program.pid, signal.SIGINT)
    told, complaint = program.communicate(timeout=30)
    assert time.monotonic() - begun < 20, "the notebook would have slept for a minute"
    assert program.returncode == 130
    assert told == ""
    assert complaint == (
        "Interrompu. Ce qui est fait est gardé\u00a0: "
        "la même commande reprend où elle s’est arrêtée.\n"
    )
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    done = {entry["product"]: entry["status"] for entry in load_lines(out)}
    assert done == {"spro-cher/portrait": "complete", "spro-issoudun/portrait": "complete"}
    assert (out / "suivi.html").is_file()
    assert not (out / ".batch.lock").exists()
    assert load_any(settings, out) == ["spro-dreux/portrait"]


def load_any(settings: Settings, out: Path) -> list[Any]:
    """Products that the same command would make now."""
    from spro_portraits.batch import plan_batch, plan_work  # noqa: PLC0415 - only here
    from spro_portraits.batch.inputs import hash_package  # noqa: PLC0415 - only here
    from spro_portraits.batch.plan import Target  # noqa: PLC0415 - only here
    from spro_portraits.render import TerritoryName  # noqa: PLC0415 - only here

    hash_package.cache_clear()  # the command has read the package later than this process
    targets = [Target(TerritoryName("spro", code, code), code) for code in ("dreux", "cher")]
    plan = plan_batch(targets, out_dir=out, settings=settings)
    return [decision.product for decision in plan_work(plan) if decision.reason]
