"""The processes that make products on this machine: one a job, warm from one task to the next.

They are forked from a server that has imported what they need, and share the warm process from
which notebooks are forked (``render.engine``): neither is made once a worker. Each task runs its
notebook in a process of its own again: what a notebook does to its process ends with it. A
worker that dies takes nothing with it but its task, and none of them outlives the program.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING, Any, TypeVar

import psutil

from spro_portraits.render.engine import Door, cool_down, share_warmth, start_warmth
from spro_portraits.render.engine.modules import find_imports
from spro_portraits.render.kernel import InterpreterKernelManager
from spro_portraits.render.notebooks import load_notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")

_TASKS_AHEAD = 2
"""Tasks given to a worker ahead of time, so that it never waits for the next."""

_MOST_ON_WINDOWS = 61
"""That system waits for no more processes at once; Python refuses a pool of more."""

_READY = "spro_portraits.batch.ready"
"""Importing it makes the server of workers ready."""


class WorkerPool(Executor):
    """A pool of processes that goes on after one of them dies.

    Attributes
    ----------
    window : int
        How many tasks are worth being given at once.
    """

    def __init__(self, workers: int) -> None:
        self._workers = min(workers, _MOST_ON_WINDOWS) if sys.platform == "win32" else workers
        self.window = self._workers * _TASKS_AHEAD
        self._door = get_ready(self._workers)
        self._pool = self._open()

    def _open(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers,
            mp_context=_find_context(),
            initializer=begin_worker,
            initargs=(self._door, dict(os.environ)),
        )

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
    else:
        pool.shutdown()
    finally:
        cool_down()


def get_ready(workers: int) -> Door | None:
    """Start what will be needed, without waiting for it: it comes about beside what is done next.

    Parameters
    ----------
    workers : int
        How many there will be; no server of workers for one.

    Returns
    -------
    Door or None
        Of the warm process.
    """
    door = start_warmth(*InterpreterKernelManager.find_fork_command())
    if workers > 1 and _can_fork():
        from multiprocessing import forkserver  # noqa: PLC0415 - not on Windows

        forkserver.set_forkserver_preload([_READY])
        forkserver.ensure_running()
    return door


def prepare(notebook: Path, preparation: str = "") -> None:
    """Have the warm process import what a notebook imports, and be prepared, without waiting.

    Parameters
    ----------
    notebook : Path
        What will run.
    preparation : str
        What the warm process does besides, as ``warm_up`` takes it.
    """
    modules = find_imports(load_notebook(notebook))
    calls = [preparation] if preparation else []
    start_warmth(*InterpreterKernelManager.find_fork_command(), modules, calls)


@contextlib.contextmanager
def call_apart(call: Callable[..., T], *arguments: Any) -> Iterator[Future[T]]:
    """Call a function in a process of its own: the memory that it takes is free afterwards.

    Where processes cannot be forked, it is called here.
    """
    if not _can_fork():
        result: Future[T] = Future()
        result.set_result(call(*arguments))
        yield result
        return
    environment = dict(os.environ)
    with ProcessPoolExecutor(
        1, mp_context=_find_context(), initializer=begin_worker, initargs=(None, environment)
    ) as pool:
        yield pool.submit(call, *arguments)


def _can_fork() -> bool:
    """Whether this system has a server from which workers are forked."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def _find_context() -> BaseContext:
    """Find how workers start: forked from a server of their own, which has used no library.

    A fork of this process would hang where its libraries have started threads.
    """
    return multiprocessing.get_context("forkserver" if _can_fork() else "spawn")


def begin_worker(door: Door | None, environment: dict[str, str]) -> None:
    """Make a new process a worker: Ctrl-C is for the program, and it ends with the program.

    Parameters
    ----------
    door : Door or None
        Of the warm process that it shares.
    environment : mapping
        Variables of the program; the server may have been started with others.
    """
    # A handler, not SIG_IGN: what a worker starts would go on ignoring it.
    signal.signal(signal.SIGINT, _let_pass)
    os.environ.clear()
    os.environ.update(environment)
    share_warmth(door)
    gc.freeze()  # a collection does not touch, and copy, what is shared with the server
    threading.Thread(target=_end_with_program, daemon=True).start()


def _end_with_program() -> None:
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os._exit(1)


def _let_pass(*_: object) -> None:
    """Do nothing: the program ends its workers by itself."""
