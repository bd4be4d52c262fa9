"""The processes of a batch: forked from one server, with one warm process, in this environment."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from batch_samples import CODES, make_home, make_plan

from spro_portraits.batch import run_batch
from spro_portraits.batch.pool import call_apart, open_pool
from spro_portraits.errors import UsageError
from spro_portraits.render.engine import warmth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spro_portraits.batch import Progress

needs_fork = pytest.mark.skipif(os.name != "posix", reason="no server of workers")

READY = ("papermill", "nbconvert", "spro_portraits.render.engine.papermill_engine")


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    assert warmth._kept == {}  # noqa: SLF001 - looked at


def list_imported(names: tuple[str, ...]) -> tuple[set[str], int]:
    """In a worker: which of these modules are there, and who has forked it."""
    return {name for name in names if name in sys.modules}, os.getppid()


def read_variable(name: str) -> str:
    return os.environ.get(name, "")


def is_warm(process: psutil.Process) -> bool:
    """Whether it is a warm process, or a child of one, and runs."""
    with contextlib.suppress(psutil.Error):
        return "warm_process" in " ".join(process.cmdline())
    return False


def refuse(name: str) -> None:
    raise UsageError("unknown_notebook", name=name, near=[], known=["portrait"])


@needs_fork
def test_workers_are_forked_from_a_server_that_is_ready() -> None:
    with open_pool(2) as pool:
        assert pool is not None
        found = [pool.submit(list_imported, READY).result() for _ in range(4)]
    assert [names for names, _ in found] == [set(READY)] * 4
    [server] = {parent for _, parent in found}
    assert server != os.getpid()
    threads = psutil.Process(server).num_threads()
    assert threads <= 1 + (os.cpu_count() or 1), "threads of BLAS alone"


def test_workers_have_the_environment_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("1", "2"):
        monkeypatch.setenv("SPRO_TEST_VARIABLE", value)
        with open_pool(2) as pool:
            assert pool is not None
            assert pool.submit(read_variable, "SPRO_TEST_VARIABLE").result() == value


@needs_fork
def test_all_workers_share_one_warm_process(tmp_path: Path) -> None:
    """Seen while two notebooks run: both are children of the process started here."""
    home = make_home(tmp_path)
    me = psutil.Process()
    seen: list[set[int]] = []

    def look(progress: Progress) -> None:
        if not progress.done:
            # Just started, it may have no command line yet: Linux gives a new program its name
            # a little after ``Popen`` returns. Once a notebook has run, it has one.
            return
        family = [one for one in me.children(recursive=True) if is_warm(one)]
        owners = {one.pid for one in family if one.ppid() == me.pid}
        assert {one.ppid() for one in family} <= {me.pid, *owners}
        seen.append(owners)

    with open_pool(2) as pool:
        result = run_batch(make_plan(home, tmp_path / "2026"), pool, look)
    assert result.failures == ()
    assert len(seen) == len(CODES)
    assert len(seen[0]) == 1
    assert seen == [seen[0]] * len(CODES)


def test_a_call_apart_leaves_nothing_here() -> None:
    with call_apart(list_imported, ("json",)) as called:
        names, parent = called.result()
    assert names == {"json"}
    assert os.name != "posix" or parent != os.getppid()
    with pytest.raises(UsageError, match="inconnu"), call_apart(refuse, "inconnu") as called:
        called.result()


def test_one_worker_is_this_process() -> None:
    with open_pool(1) as pool:
        assert pool is None
