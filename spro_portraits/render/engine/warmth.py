"""The warm process as its caller sees it: started once, kept, asked for children, closed.

One is kept for each way of starting Python (interpreter, arguments of the kernel, environment).
Whatever changes what an import would give (a variable, an edited file, a module that turns out
to be unfit) starts a new one: the result never depends on how long a process has been warm.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spro_portraits.render.engine.frames import receive_note, send_note
from spro_portraits.settings import PICTURES

_LOG = logging.getLogger("papermill")
_ROOT = Path(__file__).resolve().parents[3]

# The package is found where this one was, whatever the folder; then the path is as in a kernel.
_BOOT = (
    "import sys; sys.path[0] = {root!r}\n"
    "from spro_portraits.render.engine.warm_process import main\n"
    "del sys.path[0]\n"
    "main()"
)

# Variables that change from run to run and that no import reads.
_PASSING = frozenset({
    "_", "COLUMNS", "LINES", "OLDPWD", "PWD", "PYTEST_CURRENT_TEST", "SHLVL", PICTURES,
})  # fmt: skip

FORK_DEADLINE = 10.0
"""Seconds a child may take from the request to its first message; it takes a few hundredths."""

_WARM_DEADLINE = 120.0


class CannotForkError(Exception):
    """The warm process cannot give a child; nothing of the notebook has run."""


@dataclass(slots=True)
class _Wishes:
    """What this program wants warm, kept when a warm process is replaced."""

    modules: dict[str, None] = field(default_factory=dict)
    calls: dict[str, None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class Warmth:
    """One warm process and the connection to it.

    Parameters
    ----------
    command : sequence of str
        Interpreter and its own options.
    kernel_arguments : sequence of str
        Options of the IPython kernel.
    environment : mapping
        Variables of the kernels.
    deadline : float
        Seconds it may take to be ready.

    Raises
    ------
    CannotForkError
        It did not start, or is not safe to fork.
    """

    def __init__(
        self,
        command: Sequence[str],
        kernel_arguments: Sequence[str],
        environment: dict[str, str],
        deadline: float = 60.0,
    ) -> None:
        self.owner = os.getpid()
        self.environment = environment
        self._lock = threading.Lock()
        self._tasks = 0
        self._started: dict[int, dict[str, Any]] = {}
        self._ended: dict[int, int] = {}
        self._answers: list[dict[str, Any]] = []
        self.warm: set[str] = set()
        self._tops: set[str] = set()
        self.is_open = True
        ours, theirs = socket.socketpair()
        self._connection = ours
        boot = _BOOT.format(root=str(_ROOT))
        with theirs:
            self._process = subprocess.Popen(
                [*command, "-c", boot, str(theirs.fileno()), *kernel_arguments],
                env=environment,
                cwd=os.sep,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        try:
            ready = self._wait(lambda: self._answers, deadline)
            problem = self._answers.pop(0).get("problem") if ready else "it did not start"
            if problem:
                raise CannotForkError(problem)  # noqa: TRY301 - closed below
        except BaseException:
            self.close()
            raise

    def fork(self, files: list[int], note: dict[str, Any], deadline: float) -> int:
        """Ask for a child that runs a notebook; give its process number.

        Raises
        ------
        CannotForkError
            It refused, or did not answer in time.
        """
        with self._lock:
            self._tasks += 1
            task = self._tasks
            self._send(note | {"do": "fork", "task": task}, files)
        if not self._wait(lambda: task in self._started, deadline):
            raise CannotForkError("the warm process does not answer")
        answer = self._started.pop(task)
        if problem := answer.get("problem"):
            raise CannotForkError(problem)
        return int(answer["pid"])

    def import_modules(self, modules: Iterable[str], calls: Iterable[str]) -> dict[str, str]:
        """Have modules imported and loaders called; give the first refused, with why.

        A file that changed since it was imported is told under its module's name, with no why.
        """
        modules = [name for name in modules if name not in self.warm]
        calls = [call for call in calls if call not in self.warm]
        self._send({"do": "warm", "modules": modules, "calls": calls})
        if not self._wait(lambda: self._answers, _WARM_DEADLINE):
            raise CannotForkError("an import does not end")
        answer = self._answers.pop(0)
        if "stale" in answer:
            return {answer["stale"]: ""}
        if "refused" in answer:
            return {answer["refused"]: answer["reason"]}
        self.warm.update(modules, calls)
        self._tops = set(answer["warm"])
        return {}

    def find_shadow(self, folder: str) -> str | None:
        """Find a file of a folder that notebooks there import instead of a module kept warm."""
        names = set()
        with contextlib.suppress(OSError):
            names = {name.removesuffix(".py") for name in os.listdir(folder)}  # noqa: PTH208
        if Path(folder).resolve() == _ROOT:
            names.discard("spro_portraits")
        return min(names & self._tops, default=None)

    def find_end(self, pid: int) -> int | None:
        """Give the exit status of a child (negative: the signal), None while it runs."""
        self._read(0)
        if pid not in self._ended and not self.is_open:
            return -signal.SIGKILL
        return self._ended.get(pid)

    def wait_end(self, pid: int, deadline: float) -> int | None:
        """Wait for the end of a child."""
        self._wait(lambda: pid in self._ended, deadline)
        return self.find_end(pid)

    def forget(self, pid: int) -> None:
        """Drop what is kept of a child."""
        self._ended.pop(pid, None)

    def close(self) -> None:
        """End the process; its children end with it."""
        self.is_open = False
        self._connection.close()
        if self.owner != os.getpid():
            self._process.returncode = 0  # another program's child: not ours to wait for
            return
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, note: dict[str, Any], files: list[int] | None = None) -> None:
        try:
            send_note(self._connection, note, files)
        except OSError as error:
            self.is_open = False
            raise CannotForkError("the warm process has ended") from error

    def _wait(self, is_there: Any, deadline: float) -> bool:
        end = time.monotonic() + deadline
        while not is_there():
            left = end - time.monotonic()
            if left <= 0 or not self.is_open:
                return False
            self._read(min(left, 0.25))
        return True

    def _read(self, seconds: float) -> None:
        """Take in what the process says, waiting for it for so long at most."""
        if not self.is_open:
            return
        poller = select.poll()
        poller.register(self._connection, select.POLLIN)
        if not poller.poll(seconds * 1000):
            return
        with self._lock:
            while poller.poll(0):
                try:
                    received = receive_note(self._connection)
                except OSError:
                    received = None
                if received is None:
                    self.is_open = False
                    return
                note, _ = received
                if "ended" in note:
                    self._ended[note["ended"]] = note["status"]
                elif "task" in note:
                    self._started[note["task"]] = note
                else:
                    self._answers.append(note)


_kept: dict[tuple[str, ...], Warmth] = {}
_impossible: dict[tuple[str, ...], str] = {}
_wishes = _Wishes()
_finding = threading.RLock()


def find_warmth(
    command: Sequence[str],
    kernel_arguments: Sequence[str],
    environment: dict[str, str],
    modules: Iterable[str] = (),
    deadline: float = 60.0,
) -> Warmth:
    """Find the warm process for a kernel, or start it, with these modules imported.

    Raises
    ------
    CannotForkError
        There can be none.
    """
    key = (*command, "", *kernel_arguments)
    with _finding:
        wanted = {**_wishes.modules, **dict.fromkeys(modules)}
        for _ in range(len(wanted) + len(_wishes.calls) + 2):
            warmth = _kept.get(key)
            if warmth is not None and not _is_fit(warmth, environment):
                del _kept[key]
                warmth.close()
                warmth = None
            if warmth is None:
                if key in _impossible:
                    raise CannotForkError(_impossible[key])
                try:
                    warmth = Warmth(command, kernel_arguments, environment, deadline)
                except CannotForkError as error:
                    _impossible[key] = str(error)
                    raise
                _kept[key] = warmth
            names = [name for name in wanted if name not in _wishes.refused]
            calls = [call for call in _wishes.calls if call not in _wishes.refused]
            # Always asked: it also looks whether a file has changed since.
            refused = warmth.import_modules(names, calls)
            if not refused:
                return warmth
            del _kept[key]
            warmth.close()
            for name, reason in refused.items():
                if reason:
                    _wishes.refused[name] = reason
                    _LOG.info("%s stays cold: %s", name, reason)
        raise CannotForkError("no warm process comes about")


def _is_fit(warmth: Warmth, environment: dict[str, str]) -> bool:
    if not warmth.is_open or warmth.owner != os.getpid():
        return False
    pairs = environment.items() ^ warmth.environment.items()
    return all(name in _PASSING for name, _ in pairs)


def learn(modules: Iterable[str]) -> None:
    """Keep in mind what a notebook had to import, for the next."""
    _wishes.modules.update(dict.fromkeys(modules))


def warm_up(modules: Iterable[str] = (), calls: Iterable[str] = ()) -> None:
    """Have modules imported, and loaders called, before the notebooks that will need them.

    Each notebook starts from a copy of the process in which this was done. It is done when the
    next notebook starts, and again whenever the warm process is replaced.

    Parameters
    ----------
    modules : iterable of str
        Names of modules. One that prints, warns or starts a thread when it is imported stays
        cold: notebooks import it themselves, and show what it prints.
    calls : iterable of str
        Functions that load data and keep it, as ``module:function``; words that follow are
        their arguments. They must not use polars, vl-convert or DuckDB, which do not survive
        a fork once used.
    """
    _wishes.modules.update(dict.fromkeys(modules))
    _wishes.calls.update(dict.fromkeys(calls))


def cool_down() -> None:
    """End all warm processes; the next notebook starts a new one."""
    with _finding:
        for warmth in _kept.values():
            warmth.close()
        _kept.clear()


def find_command(arguments: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """Split the command of a kernel in Python with its options, and options of the kernel.

    Returns
    -------
    tuple or None
        None where the command is not ipykernel's, run by this very interpreter.
    """
    try:
        at = list(arguments).index("-m")
    except ValueError:
        return None
    python, rest = list(arguments[:at]), list(arguments[at + 1 :])
    if rest[:1] != ["ipykernel_launcher"] or not python:
        return None
    names = {"python", f"python{sys.version_info[0]}", "python{}.{}".format(*sys.version_info[:2])}
    with contextlib.suppress(OSError):
        if python[0] not in names and not _is_this_python(python[0]):
            return None
    options = rest[1:]
    with contextlib.suppress(ValueError):
        at = options.index("-f")
        del options[at : at + 2]
    return [sys.executable, *python[1:]], options


def _is_this_python(path: str) -> bool:
    # Two environments may share one interpreter by links: the name itself decides.
    return os.path.normcase(os.path.abspath(path)) == os.path.normcase(  # noqa: PTH100
        os.path.abspath(sys.executable)  # noqa: PTH100
    )


atexit.register(cool_down)
