"""Watch the process of one notebook: how much memory it takes, and the limits that end it.

The engine that starts the process tells its number (:func:`follow_process`); a thread then
looks at it until the notebook is done. No thread is alive while an engine starts a process:
a fork would copy its locks. Not done here: starting or ending a notebook that behaves.
"""

from __future__ import annotations

import contextlib
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from spro_portraits.wording import ledger as words

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSE = 0.05
"""Seconds between two looks at the process itself."""

_ROUNDS = 10
"""Looks between two at the processes that it started: finding them costs more."""

TIMEOUT, MEMORY = "timeout", "memory"
"""What a notebook may exceed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one notebook may take.

    Attributes
    ----------
    seconds : float or None
        From its start to the end of its last cell; None for as long as it likes.
    memory : int or None
        Megabytes (10⁶ bytes) that its process and those it starts hold in memory at once.
    """

    seconds: float | None = None
    memory: int | None = None


class Watch:
    """What one notebook takes, and which limit it exceeded.

    Attributes
    ----------
    limits : Limits
    peak : int
        The most bytes seen in memory, at twenty looks a second; 0 where nobody told a process.
    breach : str
        ``timeout``, ``memory``, or nothing.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.peak = 0
        self.breach = ""
        self._deadline = float("inf")
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def problem(self) -> str:
        """The sentence on the limit that was exceeded; empty if none was."""
        if self.breach == TIMEOUT:
            return words.describe_timeout(self.limits.seconds or 0)
        if self.breach == MEMORY:
            return words.describe_excess(self.limits.memory or 0)
        return ""

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Watch what is started inside the block."""
        if self.limits.seconds is not None:
            self._deadline = time.monotonic() + self.limits.seconds
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)
            self._stop()

    def follow(self, pid: int) -> None:
        """Look at a process from now on, instead of an earlier one."""
        self._stop()
        self._done.clear()
        self._thread = threading.Thread(target=self._look, args=(pid,), daemon=True)
        self._thread.start()

    def _stop(self) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _look(self, pid: int) -> None:
        started: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            rounds = 0
            while True:
                if rounds % _ROUNDS == _ROUNDS - 1:
                    started = process.children(recursive=True)
                held = process.memory_info().rss + sum(_measure(one) for one in started)
                self.peak = max(self.peak, held)
                self.breach = self._judge(held)
                if self.breach:
                    _kill(process)
                    return
                if self._done.wait(_PAUSE):
                    return
                rounds += 1

    def _judge(self, held: int) -> str:
        if self.limits.memory is not None and held > self.limits.memory * 1_000_000:
            return MEMORY
        return TIMEOUT if time.monotonic() > self._deadline else ""


_CURRENT: ContextVar[Watch | None] = ContextVar("watch", default=None)


def follow_process(pid: int | None) -> None:
    """Tell the watch of this notebook, if there is one, which process runs it."""
    watch = _CURRENT.get()
    if watch is not None and pid is not None:
        watch.follow(pid)


def _measure(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has ended since it was listed
        return 0


def _kill(process: psutil.Process) -> None:
    for one in [*process.children(recursive=True), process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
