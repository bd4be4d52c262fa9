"""The engine by itself: deadlines, limits, interruption, refusals, and that nothing is left."""

# ruff: noqa: SLF001, E501 - what is kept is looked at; a notebook a line

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat
import papermill
import psutil
import pytest
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines

from spro_portraits.render.engine import (
    SproEngine,
    cool_down,
    notebook_child,
    papermill_engine,
    warm_up,
    warmth,
)
from spro_portraits.render.engine.modules import find_imports

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

KERNELSPEC = {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}
SOAK = 60


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    cool_down()
    papermill_engine._said.clear()
    left = [
        child for child in psutil.Process().children() if "warm_process" in str(child.cmdline())
    ]
    assert left == []


def write(folder: Path, *cells: str, **metadata: Any) -> str:
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(dedent(cell)) for cell in cells],
        metadata={"kernelspec": KERNELSPEC | metadata},
    )
    path = folder / "in.ipynb"
    nbformat.write(notebook, path)
    return str(path)


def run(folder: Path, *cells: str, **options: Any) -> Any:
    return papermill.execute_notebook(
        write(folder, *cells),
        str(folder / "out.ipynb"),
        engine_name="spro",
        progress_bar=False,
        **options,
    )


def texts(notebook: Any) -> list[str]:
    """What the cells print and give, in order."""
    return [
        output.get("text") or output.data["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]


def texts_of_streams(notebook: Any) -> list[str]:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [output.text for cell in cells for output in cell.outputs if "text" in output]


def find_children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_papermill_knows_the_engine() -> None:
    assert papermill_engines.get_engine("spro") is SproEngine


def test_papermill_loads_next_to_nothing_for_it() -> None:
    code = "import papermill, sys; print(*(m for m in sys.modules if m.startswith('spro_') or m in ('nbconvert', 'pandas')))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(out.stdout.split())
    assert "nbconvert" not in loaded
    assert "pandas" not in loaded
    rooms = {name for name in loaded if name.count(".") == 1}
    assert rooms <= {"spro_portraits.render", "spro_portraits.settings", "spro_portraits.wording"}


def test_nothing_passes_from_a_notebook_to_the_next(tmp_path: Path) -> None:
    run(
        tmp_path,
        "import json, os\njson.mark = 1\nos.environ['MARK'] = '1'\nkept = 1\nos.chdir('/')",
    )
    after = run(
        tmp_path,
        "import json, os\n(hasattr(json, 'mark'), 'MARK' in os.environ, 'kept' in dir(), os.getcwd() == '/')",
    )
    assert texts(after) == ["(False, False, False, False)"]


def test_random_numbers_differ(tmp_path: Path) -> None:
    source = "import random, uuid, numpy\nrandom.random(), numpy.random.rand(), uuid.uuid4()"
    first, second, third = (texts(run(tmp_path, source)) for _ in range(3))
    assert len({*first, *second, *third}) == 3


def test_what_children_and_c_print_keeps_its_place(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """
        import os, subprocess
        for i in range(30):
            print('python', i)
            os.write(1, f'low {i}\\n'.encode())
            subprocess.run(['echo', f'echo {i}'])
        """,
        "os.write(1, b'the last words of a cell\\n')\nNone",
        "print('next')",
    )
    expected = "".join(f"python {i}\nlow {i}\necho {i}\n" for i in range(30))
    assert "".join(texts(done)[:-2]) == expected
    assert texts(done)[-2:] == ["the last words of a cell\n", "next\n"]


def test_a_notebook_has_a_deadline_as_a_whole(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(CellTimeoutError, match="as a whole"):
        run(tmp_path, *["import time\ntime.sleep(.4)"] * 20, notebook_timeout=1)
    assert time.monotonic() - started < 6
    kept = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert kept.cells[0].metadata.papermill.status == "completed"
    assert kept.cells[-1].metadata.papermill.start_time is None


def test_memory_has_a_limit_beyond_what_is_warm(tmp_path: Path) -> None:
    hungry = "x = bytearray(400_000_000)\nlen(x)"
    assert texts(run(tmp_path, hungry)) == ["400000000"]
    with pytest.raises(papermill.PapermillExecutionError, match="MemoryError"):
        run(tmp_path, hungry, max_memory=200_000_000)


def test_a_dead_child_is_told_and_buried(tmp_path: Path) -> None:
    run(tmp_path, "1")
    before = find_children()
    with pytest.raises(DeadKernelError):
        run(tmp_path, "print('before', flush=True)", "import os\nos._exit(3)", "'never'")
    assert find_children() == before
    kept = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert kept.cells[0].outputs[0].text == "before\n"
    assert texts(run(tmp_path, "'next'")) == ["'next'"]


@pytest.mark.parametrize("ending", ["1 / 0", "import os\nos._exit(3)"])
def test_a_notebook_may_be_taken_without_a_file(tmp_path: Path, ending: str) -> None:
    taken: list[Any] = []
    source = nbformat.read(write(tmp_path, "print('before', flush=True)", ending), as_version=4)
    with pytest.raises((papermill.PapermillExecutionError, DeadKernelError)):
        papermill.execute_notebook(
            source, None, engine_name="spro", progress_bar=False, take_notebook=taken.append
        )
    [notebook] = taken
    assert "before\n" in texts_of_streams(notebook)
    assert not (tmp_path / "out.ipynb").exists()


def test_a_stubborn_child_is_ended(tmp_path: Path) -> None:
    """It ignores interruptions and requests to end; what it started goes with it."""
    stubborn = """
        import signal, subprocess
        for s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)
        child = subprocess.Popen(['sleep', '600'])
        open('child.pid', 'w').write(str(child.pid))
        while True: pass
    """
    with pytest.raises(CellTimeoutError):
        run(tmp_path, stubborn, execution_timeout=1, cwd=str(tmp_path))
    pid = int((tmp_path / "child.pid").read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_interruption_keeps_what_was_done(tmp_path: Path) -> None:
    """Ctrl-C, in a program of its own: the partial notebook stays, the child does not."""
    source = write(
        tmp_path, "print('done')", "open('at', 'w').close()\nimport time\ntime.sleep(600)"
    )
    out = tmp_path / "out.ipynb"
    program = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "papermill",
            "--engine",
            "spro",
            "--no-progress-bar",
            source,
            str(out),
        ],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while not (tmp_path / "at").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    family = psutil.Process(program.pid).children(recursive=True)
    assert len(family) == 2
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=20) != 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    kept = nbformat.read(out, as_version=4)
    assert kept.cells[0].outputs[0].text == "done\n"
    assert kept.cells[1].outputs[0].ename == "KeyboardInterrupt"


def test_a_killed_program_leaves_no_child(tmp_path: Path) -> None:
    source = write(tmp_path, "open('at', 'w').close()\nwhile True: pass")
    program = subprocess.Popen(
        [sys.executable, "-m", "papermill", "--engine", "spro", source, str(tmp_path / "o.ipynb")],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while not (tmp_path / "at").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    family = psutil.Process(program.pid).children(recursive=True)
    program.kill()
    program.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def test_modules_are_warm_where_that_is_safe(tmp_path: Path, monkeypatch: Any) -> None:
    """One that prints or starts a thread stays cold, and its notebook shows what it prints."""
    (tmp_path / "loud.py").write_text("print('hello from the import')\n")
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    (tmp_path / "quiet.py").write_text("import os\nmade_in = os.getpid()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(warmth, "_wishes", warmth._Wishes())
    warm_up(["loud", "threaded", "quiet"])
    (tmp_path / "sub").mkdir()
    done = run(
        tmp_path,
        "import os, sys\n[m in sys.modules for m in ('loud', 'threaded', 'quiet')]",
        "import loud",
        "import quiet\nquiet.made_in == os.getppid()",
        cwd=str(tmp_path / "sub"),
    )
    assert texts(done) == ["[False, False, True]", "hello from the import\n", "True"]
    assert set(warmth._wishes.refused) == {"loud", "threaded"}


def test_a_call_is_made_with_its_words_before_the_fork(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(warmth, "_wishes", warmth._Wishes())
    warm_up(calls=["mimetypes:add_type x/spro .spro"])
    done = run(tmp_path, "import mimetypes\nmimetypes.guess_type('a.spro')[0]")
    assert texts(done) == ["'x/spro'"]


def test_an_edited_module_is_imported_anew(tmp_path: Path) -> None:
    """A warm process that holds an old version of our own code is replaced."""
    run(tmp_path, "import spro_portraits.wording")
    first = next(iter(warmth._kept.values()))
    path = Path(sys.modules["spro_portraits"].__file__ or "")
    then = path.stat()
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns + 1))
    try:
        run(tmp_path, "import spro_portraits.wording")
    finally:
        os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert next(iter(warmth._kept.values())) is not first


def test_another_environment_is_another_warm_process(tmp_path: Path, monkeypatch: Any) -> None:
    run(tmp_path, "1")
    first = next(iter(warmth._kept.values()))
    monkeypatch.setenv("SPRO_TEST_VARIABLE", "x")
    assert texts(run(tmp_path, "import os\nos.environ['SPRO_TEST_VARIABLE']")) == ["'x'"]
    assert next(iter(warmth._kept.values())) is not first
    assert not first.is_open


def test_a_fork_that_does_not_live_is_told_once(
    tmp_path: Path, monkeypatch: Any, caplog: Any
) -> None:
    """The child is stopped before its first word, as one that waits for a lost lock would be."""
    fork = warmth.Warmth.fork
    stopped = []

    def fork_and_stop(self: Any, *arguments: Any) -> int:
        pid = fork(self, *arguments)
        os.kill(pid, signal.SIGSTOP)
        stopped.append(pid)
        return pid

    monkeypatch.setattr(warmth.Warmth, "fork", fork_and_stop)
    monkeypatch.setattr(notebook_child, "START_DEADLINE", 0.0)
    monkeypatch.setattr(SproEngine.__mro__[1], "execute_managed_notebook", lambda *_, **__: None)
    for _ in range(2):
        run(tmp_path, "1")
    assert len(stopped) == 2
    assert not any(psutil.pid_exists(pid) for pid in stopped)
    said = [r.getMessage() for r in caplog.records if "stock engine runs" in r.getMessage()]
    assert len(said) == 1


def test_it_runs_in_threads_and_in_a_loop(tmp_path: Path) -> None:
    results: list[Any] = []

    def work() -> None:
        results.append(texts(run(tmp_path, "1 + 1")))
        ensure_event_loop().close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    async def inside() -> None:
        results.append(texts(run(tmp_path, "2 + 2")))

    asyncio.run(inside())
    assert results == [["2"], ["4"]]


def test_imports_of_a_notebook_are_found() -> None:
    cells = [
        "import pandas as pd, secret_module",
        "%matplotlib inline\nimport numpy\nfrom scipy.stats import norm",
        "def f():\n    from shapely.geometry import Point",
        "from . import x\n'import polars'",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    assert find_imports(notebook) == ["pandas", "numpy", "scipy.stats", "shapely.geometry"]


def test_many_runs_leave_nothing(tmp_path: Path) -> None:
    """No zombie, no open file, no growth; ``benchmarks/engine.py soak`` does a thousand."""
    others = find_children()  # what earlier tests of this process keep: a tracker of resources
    for _ in range(3):
        run(tmp_path, "import pandas", "print(1)")
    me = psutil.Process()
    warm = next(iter(warmth._kept.values()))._process.pid
    files, children = me.num_fds(), find_children()
    held = me.memory_info().rss + psutil.Process(warm).memory_info().rss
    for _ in range(SOAK):
        run(tmp_path, "import pandas", "print(1)")
    assert me.num_fds() <= files + 1
    assert find_children() - others == children - others == {warm}
    grown = me.memory_info().rss + psutil.Process(warm).memory_info().rss - held
    assert grown < 20_000_000
