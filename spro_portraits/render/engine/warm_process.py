"""The warm process: imports what notebooks need, forks a child for each, tells how it ended.

It runs no notebook, uses no library and has one thread: a fork of it is safe. It is started by
``connection`` with two sockets: its owner's, with which it ends, and a door through which other
processes of the same program come in. Children end with the connection that asked for them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
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


class _Caller:
    """A connection, and the children that end with it."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.children: set[int] = set()

    def tell(self, **note: Any) -> None:
        """Send a note; one who has gone is found gone when the connection is read."""
        with contextlib.suppress(OSError):
            send_note(self.connection, note)

    def listen(self) -> tuple[dict[str, Any], list[int]] | None:
        """Receive a note and the files beside it; None when the caller has gone."""
        try:
            return receive_note(self.connection)
        except OSError:
            return None

    def leave(self) -> None:
        """Leave no child behind."""
        self.connection.close()
        for pid in self.children:
            # One that was born this instant does not lead its group yet.
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(OSError):
                    kill(pid, signal.SIGKILL)


class WarmProcess:
    """Serves who started it until it goes, and those that come through the door meanwhile."""

    def __init__(self, owner: socket.socket, door: socket.socket, arguments: list[str]) -> None:
        self._owner = _Caller(owner)
        self._door = door
        self._callers = {owner.fileno(): self._owner}
        self._left: set[int] = set()  # children to bury whose caller has gone
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        for fd in (1, 2):
            os.dup2(self._noise.fileno(), fd)
        self._wakeup, self._waker = os.pipe()
        for fd in (self._wakeup, self._waker):
            os.set_blocking(fd, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _do_nothing)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._pid = os.getpid()
        signal.signal(signal.SIGTERM, self._end_at_once)
        self._waiting = select.poll()
        for fd in (owner.fileno(), door.fileno(), self._wakeup):
            self._waiting.register(fd, select.POLLIN)
        self._app: Any = NotebookApp.instance()
        self._app.prepare(arguments)
        self._threads = _count_native_threads()
        self._imported = set(sys.modules)
        self._tops = _list_tops()
        self._called: set[str] = set()
        self._refusal: dict[str, str] = {}
        self._is_frozen = False
        self._noise.truncate(0)

    def serve(self) -> tuple[dict[str, Any], list[int]] | None:
        """Wait for requests and for the end of children.

        Returns
        -------
        tuple or None
            None when its owner has gone; in a child, the notebook that it is to run and the
            open files that came with it.
        """
        self._greet(self._owner)
        while True:
            ready = {fd for fd, _ in self._waiting.poll()}
            if self._wakeup in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wakeup, 4096)
                self._bury()
            if self._door.fileno() in ready:
                self._open()
            for caller in [self._callers[fd] for fd in ready if fd in self._callers]:
                received = caller.listen()
                if received is None and caller is self._owner:
                    return None
                if received is None:
                    self._dismiss(caller)
                    continue
                note, files = received
                if note["do"] == "warm":
                    caller.tell(**self._warm(note["modules"], note["calls"]))
                elif self._fork(caller, note):
                    return note, files
                for fd in files:
                    os.close(fd)

    def end(self) -> None:
        """Leave no child behind."""
        for caller in self._callers.values():
            caller.leave()

    def _end_at_once(self, *_: Any) -> None:
        """End in the middle of an import as well, where nobody looks whether the owner is there."""
        if os.getpid() == self._pid:
            self.end()
        os._exit(0)

    def _greet(self, caller: _Caller) -> None:
        caller.tell(ready=os.getpid(), problem=self._find_unsafe())

    def _open(self) -> None:
        """Let one in: the door gives the end of a connection."""
        _, files, _, _ = socket.recv_fds(self._door, 1, 1)
        for fd in files:
            caller = self._callers[fd] = _Caller(socket.socket(fileno=fd))
            self._waiting.register(fd, select.POLLIN)
            self._greet(caller)

    def _dismiss(self, caller: _Caller) -> None:
        fd = caller.connection.fileno()
        self._waiting.unregister(fd)
        del self._callers[fd]
        caller.leave()
        self._left |= caller.children

    def _bury(self) -> None:
        for caller in self._callers.values():
            for pid in list(caller.children):
                found, status = os.waitpid(pid, os.WNOHANG)
                if found:
                    caller.children.discard(pid)
                    caller.tell(ended=pid, status=os.waitstatus_to_exitcode(status))
        self._left -= {pid for pid in self._left if os.waitpid(pid, os.WNOHANG)[0]}

    def _warm(self, modules: list[str], calls: list[str]) -> dict[str, Any]:
        """Import modules and call loaders; the first that cannot be warm is told.

        What it left stays: from then on this process is fit for nobody.
        """
        if stale := find_stale():
            return {"stale": stale}
        if not self._refusal:
            self._refusal = self._import(modules) or self._call(calls)
        if self._refusal:
            return self._refusal
        find_stale()  # notes the files as they are now
        return {"warm": sorted(_list_tops() - self._tops)}

    def _import(self, modules: list[str]) -> dict[str, str]:
        for name in modules:
            if name in sys.modules:
                continue
            self._is_frozen = False
            try:
                importlib.import_module(name)
            except Exception as error:  # noqa: BLE001 - the notebook will meet it itself
                if isinstance(error, ModuleNotFoundError) and not self._noise.tell():
                    continue
                return {"refused": name, "reason": f"{type(error).__name__}: {error}"}
            if reason := self._find_trace(name):
                return {"refused": name, "reason": reason}
        return {}

    def _call(self, calls: list[str]) -> dict[str, str]:
        for call in calls:
            if call in self._called:
                continue
            name, *arguments = call.split()
            module, _, function = name.partition(":")
            self._is_frozen = False
            try:
                getattr(importlib.import_module(module), function)(*arguments)
            except Exception as error:  # noqa: BLE001
                return {"refused": call, "reason": f"{type(error).__name__}: {error}"}
            if reason := self._find_trace(module):
                return {"refused": call, "reason": reason}
            self._called.add(call)
        return {}

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

    def _fork(self, caller: _Caller, note: dict[str, Any]) -> bool:
        """Fork a child for a notebook; true in the child."""
        if problem := self._find_unsafe():
            caller.tell(task=note["task"], problem=problem)
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
        caller.children.add(pid)
        caller.tell(task=note["task"], pid=pid)
        return False

    def leave(self) -> None:
        """In the child: keep nothing of the warm process but what it has imported."""
        for caller in self._callers.values():
            caller.connection.close()
        self._door.close()
        os.close(self._wakeup)
        os.close(self._waker)
        self._noise.close()

    def run_notebook(self, note: dict[str, Any], files: list[int]) -> None:
        """In the child: take the caller's place, then serve the notebook to its end."""
        gc.enable()
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
    import resource  # noqa: PLC0415 - not on Windows, where this module is read but not run

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
    """Serve the sockets whose numbers come first (owner, door); the others are the kernel's."""
    gc.disable()  # nothing of what is imported becomes garbage; notebooks have it as in a kernel
    owner, door = (socket.socket(fileno=int(fd)) for fd in sys.argv[1:3])
    process = WarmProcess(owner, door, sys.argv[3:])
    work = process.serve()
    if work is None:
        process.end()
        os._exit(0)
    process.run_notebook(*work)
