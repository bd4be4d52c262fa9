"""A connection to a warm process: the one that started it, or one more through its door.

A warm process ends with the connection of its starter; its children end with the connection
that asked for them. Not done here: which warm process is kept, and for how long (``warmth``).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spro_portraits.render.engine.frames import receive_note, send_note

_ROOT = Path(__file__).resolve().parents[3]

# The package is found where this one was, whatever the folder; then the path is as in a kernel.
_BOOT = (
    "import sys; sys.path[0] = {root!r}\n"
    "from spro_portraits.render.engine.warm_process import main\n"
    "del sys.path[0]\n"
    "main()"
)

FORK_DEADLINE = 10.0
"""Seconds a child may take from the request to its first message; it takes a few hundredths."""

_END_DEADLINE = 5.0

WARM_DEADLINE = 120.0
"""Seconds it may take to import and to prepare what is asked for, also by others before."""


class CannotForkError(Exception):
    """The warm process cannot give a child; nothing of the notebook has run."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where other processes of this program enter a warm process; a new process may be given it.

    Attributes
    ----------
    socket : socket
        Takes the end of a connection that they made.
    key : tuple of str
        Which warm process it is, among those of one program.
    environment : mapping
        Variables of its kernels.
    """

    socket: socket.socket
    key: tuple[str, ...]
    environment: dict[str, str]


class Warmth:
    """One connection to a warm process; ``start`` and ``enter`` make it."""

    def __init__(
        self,
        connection: socket.socket,
        environment: dict[str, str],
        process: subprocess.Popen[bytes] | None = None,
        entrance: socket.socket | None = None,
    ) -> None:
        self.owner = os.getpid()
        self.environment = environment
        self._connection = connection
        self._process = process
        self._entrance = entrance
        self._lock = threading.Lock()
        self._tasks = 0
        self._asked = 1  # answers to come; the first one says that it is ready
        self._started: dict[int, dict[str, Any]] = {}
        self._ended: dict[int, int] = {}
        self._answers: list[dict[str, Any]] = []
        self.warm: set[str] = set()
        self._tops: set[str] = set()
        self._is_ready = False
        self.is_open = True

    @classmethod
    def start(
        cls, command: Sequence[str], kernel_arguments: Sequence[str], environment: dict[str, str]
    ) -> Warmth:
        """Start a warm process, without waiting for it.

        Parameters
        ----------
        command : sequence of str
            Interpreter and its own options.
        kernel_arguments : sequence of str
            Options of the IPython kernel.
        environment : mapping
            Variables of the kernels.
        """
        ours, theirs = socket.socketpair()
        outside, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        boot = _BOOT.format(root=str(_ROOT))
        with theirs, inside:
            ends = [theirs.fileno(), inside.fileno()]
            process = subprocess.Popen(
                [*command, "-c", boot, *map(str, ends), *kernel_arguments],
                env=environment,
                cwd=os.sep,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=ends,
                start_new_session=True,
            )
        return cls(ours, environment, process, outside)

    @classmethod
    def enter(cls, door: Door) -> Warmth:
        """Connect to a warm process that another process of this program has started.

        Raises
        ------
        CannotForkError
            It has ended.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(door.socket, [b"+"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise CannotForkError("the warm process has ended") from error
        return cls(ours, door.environment)

    def open_door(self, key: tuple[str, ...]) -> Door:
        """Give what others need to enter the warm process started here."""
        assert self._entrance is not None  # noqa: S101 - started here
        return Door(self._entrance, key, self.environment)

    def wait_ready(self, deadline: float) -> None:
        """Wait until it can be asked for children.

        Raises
        ------
        CannotForkError
            It did not start, or is not safe to fork. It is closed then.
        """
        if self._is_ready:
            return
        try:
            if problem := self._take_answer(deadline, "it did not start").get("problem"):
                raise CannotForkError(problem)  # noqa: TRY301 - closed below
        except BaseException:
            self.close()
            raise
        self._is_ready = True

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

    def ask(self, modules: Iterable[str], calls: Iterable[str]) -> None:
        """Ask for modules to be imported and loaders called, without waiting."""
        self._send({"do": "warm", "modules": list(modules), "calls": list(calls)})
        self._asked += 1

    def import_modules(self, modules: Iterable[str], calls: Iterable[str]) -> dict[str, str]:
        """Have modules imported and loaders called; give the first refused, with why.

        A file that changed since it was imported is told under its module's name, with no why.
        """
        modules = [name for name in modules if name not in self.warm]
        calls = [call for call in calls if call not in self.warm]
        self.ask(modules, calls)
        while self._asked:
            answer = self._take_answer(WARM_DEADLINE, "an import does not end")
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
        """End the connection, and the process if it was started here; children end with it."""
        self.is_open = False
        self._connection.close()
        if self._entrance is not None:
            self._entrance.close()
        if self._process is None:
            return
        if self.owner != os.getpid():
            self._process.returncode = 0  # another program's child: not ours to wait for
            return
        try:
            self._process.terminate()  # it may be importing, and not see that we have gone
            self._process.wait(timeout=_END_DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, note: dict[str, Any], files: list[int] | None = None) -> None:
        try:
            send_note(self._connection, note, files)
        except OSError as error:
            self.is_open = False
            raise CannotForkError("the warm process has ended") from error

    def _take_answer(self, deadline: float, otherwise: str) -> dict[str, Any]:
        if not self._wait(lambda: self._answers, deadline):
            raise CannotForkError(otherwise)
        self._asked -= 1
        return self._answers.pop(0)

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
