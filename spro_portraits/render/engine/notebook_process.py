"""The process of one notebook: ipykernel's own kernel, made ready before the fork.

What does not depend on the notebook (configuration, shell, magics) is made once in the warm
process by ``prepare``; ``run`` goes on in the fork with what does (streams, folder, start-up
files), as ``IPKernelApp`` would have. Requests come through one socket instead of five ports.
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.utils import _async_in_context
from IPython.core.application import BaseIPythonApplication
from tornado import ioloop
from traitlets import Any as AnyTrait

from spro_portraits.render.engine.frames import CONTROL, SHELL, FrameReader, PlainSession
from spro_portraits.render.engine.streams import WireSocket, WireThread

_AT_ONCE = 1 << 18


class _MainThreadOnly:
    """Stands where ipykernel has the thread that reads its shell socket: there is none."""

    parent_thread = threading.main_thread()


class NotebookKernel(IPythonKernel):
    """ipykernel's kernel; replies go to the wire, requests come one at a time."""

    shell_stream = AnyTrait()
    control_stream = AnyTrait()

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def start(self) -> None:
        """Start as ipykernel does, without a word about the debugger, which has no port."""
        assert self.shell is not None  # noqa: S101 - made with the kernel
        self.shell.exit_now = False
        super(IPythonKernel, self).start()

    def _process_children(self) -> Any:
        """List the processes it started; without a look at all of the system if there is none."""
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return []
        return super()._process_children()

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """No request waits behind the one that failed."""


class NotebookApp(IPKernelApp):
    """ipykernel's application without ports, in two halves around a fork."""

    def prepare(self, arguments: list[str]) -> None:
        """Before the fork: read the configuration, make the kernel and its shell."""
        BaseIPythonApplication.initialize(self, arguments)
        self.init_pdb()
        self.session = PlainSession(parent=self)
        self.outstream_class = "spro_portraits.render.engine.streams.WholeStream"
        self.configure_tornado_logger()
        self.iopub_thread = WireThread()
        self.iopub_socket = self.iopub_thread.background_socket
        self.shell_channel_thread = _MainThreadOnly()
        self.kernel = NotebookKernel.instance(
            parent=self,
            session=self.session,
            shell_channel_thread=self.shell_channel_thread,
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.init_path()
        self.init_shell()

    def run(self, connection: socket.socket) -> None:
        """After the fork: capture the output, then serve until a shutdown or ``exit``."""
        self.session.pid = os.getpid()
        self.session.session = str(uuid.uuid4())
        self.iopub_thread.open(connection.fileno())
        self.init_blackhole()
        self.init_io()
        self.kernel._stdout, self.kernel._stderr = sys.stdout, sys.stderr  # noqa: SLF001
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        self.init_signal()
        self._enter_folder()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        sys.stdout.flush()
        sys.stderr.flush()
        loop = ioloop.IOLoop.current()
        self.io_loop = loop
        self.kernel.start()  # says "starting": the other side waits for it
        self.kernel.shell_stream = _Stream(self.iopub_thread, SHELL, loop)
        self.kernel.control_stream = _Stream(self.iopub_thread, CONTROL, loop)
        requests = _Requests(connection, self.kernel)
        loop.add_handler(connection.fileno(), requests.take, ioloop.IOLoop.READ)
        with contextlib.suppress(KeyboardInterrupt):
            loop.start()

    def tell_learned(self, modules: list[str]) -> None:
        """At the end: name the modules that the next notebook could find imported."""
        self.iopub_thread.send_frame(CONTROL, [json.dumps(modules).encode()])
        self.iopub_thread.stop()

    def _enter_folder(self) -> None:
        """Make the notebook's folder the one where its shell, made elsewhere, has started."""
        folder = Path.cwd()
        self.shell = self.kernel.shell
        self.shell.starting_dir = str(folder)
        self.shell.history_manager.dir_hist[:] = [folder]


class _Stream(WireSocket):
    """Where replies go; one loop serves all."""

    def __init__(self, thread: WireThread, channel: int, loop: ioloop.IOLoop) -> None:
        super().__init__(thread, channel)
        self.io_loop = loop


class _Requests:
    """Frames of the socket, given to the kernel one after the other."""

    def __init__(self, connection: socket.socket, kernel: NotebookKernel) -> None:
        self._connection = connection
        self._kernel = kernel
        self._reader = FrameReader()
        # All cells run in one context, as in the stock kernel.
        self._serve_shell = _async_in_context(partial(kernel.shell_main, None))
        self._tasks: set[asyncio.Task[Any]] = set()

    def take(self, *_: Any) -> None:
        try:
            data = self._connection.recv(_AT_ONCE, socket.MSG_DONTWAIT)
        except (BlockingIOError, InterruptedError):
            return
        except ConnectionResetError:
            data = b""
        if not data:  # nobody waits for this notebook any more
            os._exit(1)
        for channel, parts in self._reader.feed(data):
            frames = [zmq.Frame(part) for part in parts]
            if channel == CONTROL:
                self._begin(self._kernel.dispatch_control(frames))
            else:
                self._begin(self._serve_shell(frames))

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def restore_signals() -> None:
    """Undo what the warm process set for itself."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
