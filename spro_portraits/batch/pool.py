"""The processes that make products on this machine: one a job, warm from one task to the next.

Each task runs its notebook in a process of its own again (``render``): what a notebook does to
its process ends with it. A worker that dies takes nothing with it but its task, and none of
them outlives the program.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TASKS_AHEAD = 2
"""Tasks given to a worker ahead of time, so that it never waits for the next."""

_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of Linux."""


class WorkerPool(Executor):
    """A pool of processes that goes on after one of them dies.

    Attributes
    ----------
    window : int
        How many tasks are worth being given at once.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self.window = workers * _TASKS_AHEAD
        self._pool = self._open()

    def _open(self) -> ProcessPoolExecutor:
        # A fork after the drawing libraries have started their threads hangs.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=begin_worker)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give a task to a worker; where workers have died, to new ones."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._open()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the library
        """Let the workers end when their tasks are done."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def stop(self) -> None:
        """End the workers and all that they started, now."""
        # A dictionary of the library's own, without another door; empty once it is shut down.
        workers = list((self._pool._processes or {}).values())  # noqa: SLF001
        self._pool.shutdown(wait=False, cancel_futures=True)
        started: list[psutil.Process] = []
        for worker in workers:
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(worker.pid)
                started += [*process.children(recursive=True), process]
        for process in started:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(started, timeout=5)


@contextlib.contextmanager
def open_pool(workers: int) -> Iterator[WorkerPool | None]:
    """Give a pool for more than one worker; else nothing: this process works."""
    if workers <= 1:
        yield None
        return
    pool = WorkerPool(workers)
    try:
        yield pool
    except BaseException:
        pool.stop()
        raise
    pool.shutdown()


def begin_worker() -> None:
    """Make a new process a worker: Ctrl-C is for the program, and it ends with the program.

    A warm engine is made ready here: once a worker, before its first task.
    """
    # A handler, not SIG_IGN: what a worker starts would go on ignoring it.
    signal.signal(signal.SIGINT, _let_pass)
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - there alone

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
        parent = multiprocessing.parent_process()
        if parent is not None and not parent.is_alive():  # it was killed just before
            sys.exit(1)


def _let_pass(*_: object) -> None:
    """Do nothing: the program ends its workers by itself."""
