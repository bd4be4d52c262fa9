"""The warm process: imports what notebooks need, forks a child for each, tells how it ended.

It runs no notebook, uses no library and has one thread: a fork of it is safe. It is started by
``warmth`` with a socket, and ends with it; its children end with it too.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import select
import signal
import socket
import sys
import tempfile
import threading
import warnings
from pathlib import Path
from typing import Any

from spro_portraits.render.engine.ending import end_process
from spro_portraits.render.engine.frames import receive_note, send_note
from spro_portraits.render.engine.modules import EXCUSED_THREADS, find_learned, find_stale
from spro_portraits.render.engine.notebook_process import NotebookApp, restore_signals


class WarmProcess:
    """Serves one caller until it goes."""

    def __init__(self, connection: socket.socket, arguments: list[str]) -> None:
        self._connection = connection
        self._children: set[int] = set()
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        for fd in (1, 2):
            os.dup2(self._noise.fileno(), fd)
        self._wakeup, self._waker = os.pipe()
        for fd in (self._wakeup, self._waker):
            os.set_blocking(fd, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _do_nothing)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._app: Any = NotebookApp.instance()
        self._app.prepare(arguments)
        self._threads = _count_native_threads()
        self._imported = set(sys.modules)
        self._tops = _list_tops()
        self._is_frozen = False
        self._noise.truncate(0)

    def serve(self) -> tuple[dict[str, Any], list[int]] | None:
        """Wait for requests and for the end of children.

        Returns
        -------
        tuple or None
            None when the caller has gone; in a child, the notebook that it is to run and the
            open files that came with it.
        """
        self._say(ready=os.getpid(), problem=self._find_unsafe())
        waiting = select.poll()
        waiting.register(self._connection, select.POLLIN)
        waiting.register(self._wakeup, select.POLLIN)
        while True:
            ready = {fd for fd, _ in waiting.poll()}
            if self._wakeup in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wakeup, 4096)
                self._bury()
            if self._connection.fileno() in ready:
                received = receive_note(self._connection)
                if received is None:
                    return None
                note, files = received
                if note["do"] == "warm":
                    self._warm(note)
                    continue
                if self._fork(note):
                    return note, files
                for fd in files:
                    os.close(fd)

    def end(self) -> None:
        """Leave no child behind."""
        for pid in self._children:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)

    def _say(self, **note: Any) -> None:
        with contextlib.suppress(BrokenPipeError):
            send_note(self._connection, note)

    def _bury(self) -> None:
        for pid in list(self._children):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self._children.discard(pid)
                self._say(ended=pid, status=os.waitstatus_to_exitcode(status))

    def _warm(self, note: dict[str, Any]) -> None:
        """Import modules and call loaders; the first that cannot be warm is told."""
        if stale := find_stale():
            self._say(stale=stale)
            return
        for name in note["modules"]:
            if name in sys.modules:
                continue
            self._is_frozen = False
            try:
                importlib.import_module(name)
            except Exception as error:  # noqa: BLE001 - the notebook will meet it itself
                if isinstance(error, ModuleNotFoundError) and not self._noise.tell():
                    continue
                self._say(refused=name, reason=f"{type(error).__name__}: {error}")
                return
            if reason := self._find_trace(name):
                self._say(refused=name, reason=reason)
                return
        for call in note["calls"]:
            name, *arguments = call.split()
            module, _, function = name.partition(":")
            self._is_frozen = False
            try:
                getattr(importlib.import_module(module), function)(*arguments)
            except Exception as error:  # noqa: BLE001
                self._say(refused=call, reason=f"{type(error).__name__}: {error}")
                return
            if reason := self._find_trace(module):
                self._say(refused=call, reason=reason)
                return
        find_stale()  # notes the files as they are now
        self._say(warm=sorted(_list_tops() - self._tops))

    def _find_trace(self, name: str) -> str | None:
        """Find what an import left that a notebook would see, or that makes a fork unsafe."""
        sys.stdout.flush()
        sys.stderr.flush()
        if size := os.fstat(self._noise.fileno()).st_size:
            return f"it printed {size} bytes"
        threads = _count_native_threads()
        if threads > self._threads:
            # The libraries excused restart their threads in a fork by themselves.
            if threading.active_count() > 1 or name.partition(".")[0] not in EXCUSED_THREADS:
                return "it started a thread"
            self._threads = threads
        return None

    def _find_unsafe(self) -> str | None:
        if threading.active_count() > 1:
            return f"threads: {[thread.name for thread in threading.enumerate()]}"
        if _count_native_threads() > self._threads:
            return "a native thread has started"
        return None

    def _fork(self, note: dict[str, Any]) -> bool:
        """Fork a child for a notebook; true in the child."""
        if problem := self._find_unsafe():
            self._say(task=note["task"], problem=problem)
            return False
        if not self._is_frozen:
            gc.collect()
            gc.freeze()  # a collection in a child does not touch, and copy, all that is shared
            self._is_frozen = True
            self._imported = set(sys.modules)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of native threads; they are excused
            pid = os.fork()
        if not pid:
            return True
        self._children.add(pid)
        self._say(task=note["task"], pid=pid)
        return False

    def leave(self) -> None:
        """In the child: keep nothing of the warm process but what it has imported."""
        self._connection.close()
        os.close(self._wakeup)
        os.close(self._waker)
        self._noise.close()

    def run_notebook(self, note: dict[str, Any], files: list[int]) -> None:
        """In the child: take the caller's place, then serve the notebook to its end."""
        os.setsid()
        restore_signals()
        self.leave()
        wire, out, err = files
        nothing = os.open(os.devnull, os.O_RDONLY)
        for fd, place in ((nothing, 0), (out, 1), (err, 2)):
            os.dup2(fd, place)
            os.close(fd)
        os.environ.update(note["environment"])
        os.chdir(note["folder"])
        sys.argv[:] = note["arguments"]
        if note["memory"]:
            _limit_memory(note["memory"])
        if numbers := sys.modules.get("numpy.random"):
            numbers.seed()  # Python's own generator does so by itself after a fork
        self._app.parent_handle = os.getppid()
        self._app.run(socket.socket(fileno=wire))
        learned = find_learned(self._imported)
        end_process(self._app.kernel.shell.user_ns, lambda: self._app.tell_learned(learned))


def _limit_memory(size: int) -> None:
    """Let this process take so many bytes beyond those of the warm process."""
    kind, taken = resource.RLIMIT_AS, "VmSize:"
    if sys.platform == "linux":
        kind, taken = resource.RLIMIT_DATA, "VmData:"
    held = 0
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith(taken):
                held = int(line.split()[1]) * 1024
    _, most = resource.getrlimit(kind)
    limit = held + size if most == resource.RLIM_INFINITY else min(held + size, most)
    resource.setrlimit(kind, (limit, most))


def _list_tops() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}


def _do_nothing(*_: Any) -> None:
    """Let the signal wake the loop."""


def _count_native_threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - called before each fork
    except OSError:  # no such folder on this system: Python's own threads are all that is known
        return threading.active_count()


def main() -> None:
    """Serve the socket whose number is the first argument; the others are the kernel's."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    process = WarmProcess(connection, sys.argv[2:])
    work = process.serve()
    if work is None:
        process.end()
        os._exit(0)
    process.run_notebook(*work)
