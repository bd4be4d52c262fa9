"""The process of one notebook as nbclient's kernel manager: start, alive, interrupt, shut down.

Deadlines and signals are this side's: a child that does not start, does not end or loops for
ever is killed from here, with the processes it has started, and buried by the warm process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import signal
import socket
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_runtime_dir

from spro_portraits.render.engine.channels import Wire, WireClient
from spro_portraits.render.engine.connection import FORK_DEADLINE, CannotForkError, Warmth
from spro_portraits.render.engine.warmth import learn
from spro_portraits.render.watch import follow_process

START_DEADLINE = FORK_DEADLINE
"""Seconds from the fork to the first message: a child that hangs on a lost lock never sends it."""

_END_DEADLINE = 5.0


class NotebookChild:
    """Stands where nbclient expects a kernel manager.

    Parameters
    ----------
    warmth : Warmth
        The warm process that gives the child.
    kernel_arguments : list of str
        Options that the kernel's command line would have had.
    max_memory : int or None
        Bytes the notebook may take beyond those of the warm process.
    is_quiet : bool
        Whether what it writes to its file descriptors 1 and 2 stays off this program's.
    """

    ipykernel = True

    def __init__(
        self,
        warmth: Warmth,
        kernel_arguments: list[str],
        *,
        max_memory: int | None = None,
        is_quiet: bool = False,
    ) -> None:
        self.kernel_id = str(uuid.uuid4())
        self._warmth = warmth
        self._kernel_arguments = kernel_arguments
        self._max_memory = max_memory
        self._is_quiet = is_quiet
        self._pid: int | None = None
        self._wire: Wire | None = None

    @property
    def has_kernel(self) -> bool:
        """Whether a child was started and is not buried."""
        return self._pid is not None

    def start_kernel(
        self, extra_arguments: list[str] | None = None, cwd: str | None = None
    ) -> None:
        """Fork the child, in the folder and with the environment of this moment.

        Raises
        ------
        CannotForkError
            It did not come, or says nothing.
        """
        folder = cwd or os.getcwd()  # noqa: PTH109 - passed as text
        named = str(Path(jupyter_runtime_dir()) / f"kernel-{self.kernel_id}.json")
        script = str(Path(sys.modules["ipykernel"].__path__[0]).parent / "ipykernel_launcher.py")
        options = [*self._kernel_arguments, *(extra_arguments or [])]
        note = {
            "folder": folder,
            "environment": dict(os.environ) | {"JPY_PARENT_PID": str(os.getpid())},
            "arguments": [script, "-f", named, *options],
            "memory": self._max_memory,
        }
        ours, theirs = socket.socketpair()
        with theirs, open(os.devnull, "wb") as nothing:  # noqa: PTH123
            out, err = (
                nothing.fileno() if self._is_quiet else _find_open(n, nothing) for n in (1, 2)
            )
            try:
                self._pid = self._warmth.fork([theirs.fileno(), out, err], note, FORK_DEADLINE)
            except BaseException:
                ours.close()
                raise
        follow_process(self._pid)
        self._wire = Wire(ours, learn)

    def client(self) -> WireClient:
        """Give the client of the child."""
        assert self._wire is not None  # noqa: S101 - started
        return _StartingClient(self._wire, self.is_running, self.cleanup_resources)

    def is_running(self) -> bool:
        """Whether the child runs, and will give no more messages if not."""
        if self._pid is None:
            return False
        if self._warmth.find_end(self._pid) is None:
            return True
        if self._wire is not None:
            self._wire.read_all()
        return False

    async def is_alive(self) -> bool:
        """Whether the child runs."""
        return self.is_running()

    def interrupt_kernel(self) -> None:
        """Interrupt the cell that runs, and the processes it started."""
        self._signal(signal.SIGINT)

    async def shutdown_kernel(self, *, now: bool = False) -> None:
        """Ask the child to end, wait, then make it; it is buried afterwards.

        Messages are taken in meanwhile: the cell that this interrupts says so, as with the
        stock engine.
        """
        if self._pid is None:
            return
        if not now and self._wire is not None:
            if self._wire.is_busy:
                self._signal(signal.SIGINT)
            session = self._wire.session
            self._wire.control.send(session.msg("shutdown_request", {"restart": False}))
            for step in (signal.SIGTERM, signal.SIGKILL):
                if await self._see_end(_END_DEADLINE / 2):
                    break
                self._signal(step)
        else:
            self._signal(signal.SIGKILL)
        await self._see_end(_END_DEADLINE)
        self.cleanup_resources()

    async def _see_end(self, seconds: float) -> bool:
        """Wait for the end while the event loop goes on."""
        end = time.monotonic() + seconds
        if self._wire is not None:
            self._wire.attach(asyncio.get_running_loop())
            await self._wire.wait_end(seconds)
        while self.is_running():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.002)
        await asyncio.sleep(0)
        return True

    def cleanup_resources(self) -> None:
        """Forget the child; kill it if it is still there."""
        if self._pid is None:
            return
        if self._warmth.find_end(self._pid) is None:
            self._signal(signal.SIGKILL)
            self._warmth.wait_end(self._pid, _END_DEADLINE)
        self._warmth.forget(self._pid)
        if self._wire is not None:
            self._wire.close()
        self._pid = None

    def _signal(self, number: int) -> None:
        if self._pid is None:
            return
        try:
            os.killpg(self._pid, number)
        except OSError:
            with contextlib.suppress(OSError):
                os.kill(self._pid, number)


class _StartingClient(WireClient):
    """The client whose first message decides whether the fork has come to life."""

    def __init__(
        self, wire: Wire, is_running: Callable[[], bool], give_up: Callable[[], None]
    ) -> None:
        super().__init__(wire, is_running)
        self._give_up = give_up

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - nbclient's
        """Wait for the first message of the child."""
        seconds = START_DEADLINE if timeout is None else min(START_DEADLINE, timeout)
        end = time.monotonic() + seconds
        while True:
            try:
                message = await self.iopub_channel.get_msg(timeout=0.5)
            except queue.Empty:
                if time.monotonic() > end or not self._is_running():
                    self._give_up()
                    raise CannotForkError("a fork does not come to life") from None
                continue
            if message["content"].get("execution_state") == "starting":
                return


def _find_open(fd: int, otherwise: Any) -> int:
    """Give the file descriptor if it is open, as a kernel would inherit it."""
    try:
        os.fstat(fd)
    except OSError:
        return int(otherwise.fileno())
    return fd
