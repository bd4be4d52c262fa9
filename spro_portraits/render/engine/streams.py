"""What a notebook prints, and all that it says, leaves its process through one thread.

ipykernel's own classes do the work; here stand the thread that replaces its ZeroMQ sockets by
one pipe, and streams that lose nothing of what C code and subprocesses print.

Bytes written to file descriptors 1 and 2 keep their place among what Python prints to the same
stream: they are taken in before each Python write and each flush. (The stock kernel takes them
in when its thread gets there, and loses those that come after the end of the last cell's work.)
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import codecs
import contextlib
import heapq
import itertools
import os
import queue
import select
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from ipykernel.iostream import BackgroundSocket, IOPubThread, OutStream

from spro_portraits.render.engine.frames import IOPUB, pack_frame

_AT_ONCE = 1 << 13


class _Timers:
    """The part of an event loop that ``OutStream`` asks for: call later, in the thread."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[], Any]]] = []
        self._order = itertools.count()

    def call_later(self, delay: float, call: Callable[[], Any]) -> None:
        heapq.heappush(self._heap, (time.monotonic() + delay, next(self._order), call))

    def wait(self) -> float | None:
        """Seconds to the next call; None if there is none."""
        return max(0.0, self._heap[0][0] - time.monotonic()) if self._heap else None

    def run_due(self) -> None:
        while self._heap and self._heap[0][0] <= time.monotonic():
            heapq.heappop(self._heap)[2]()


class WireSocket:
    """What ipykernel takes for a socket: each message becomes a frame of one channel."""

    def __init__(self, thread: WireThread, channel: int) -> None:
        self._thread = thread
        self._channel = channel

    def send_multipart(self, parts: list[Any], *_: Any, **__: Any) -> None:
        """Send in the thread, after what was sent before on any channel."""
        self._thread.send_frame(self._channel, parts)

    def flush(self, *_: Any) -> None:
        """Nothing waits here."""


class WireThread(IOPubThread):
    """ipykernel's output thread, writing to one file descriptor instead of ZeroMQ sockets.

    Only this thread writes: an interruption of the notebook never cuts a message in two.
    """

    def __init__(self) -> None:  # the sockets of the parent class are not wanted
        self.background_socket = BackgroundSocket(self)
        self.socket = WireSocket(self, IOPUB)
        self.session = None
        self._stopped = False
        self._master_pid = os.getpid()
        self._pipe_flag = False
        self._timers = _Timers()
        self.io_loop: Any = self._timers
        self._calls: queue.SimpleQueue[Callable[[], Any] | None] = queue.SimpleQueue()
        self._fd = -1
        self.thread = threading.Thread(target=self._thread_main, name="IOPub", daemon=True)

    def open(self, fd: int) -> None:
        """Start to write to a file descriptor, in this process (a child, as a rule)."""
        self._fd = fd
        self._master_pid = os.getpid()
        self.thread.start()

    def _thread_main(self) -> None:
        while True:
            try:
                call = self._calls.get(timeout=self._timers.wait())
            except queue.Empty:
                call = _nothing
            if call is None:
                return
            try:
                call()
                self._timers.run_due()
            except Exception:  # noqa: BLE001 - as in an event loop: told, and on with it
                sys.excepthook(*sys.exc_info())

    def schedule(self, f: Callable[[], Any]) -> None:
        """Call in the thread; at once where there is none (after a fork, at the end)."""
        if self.thread.is_alive() and threading.current_thread() is not self.thread:
            self._calls.put(f)
        else:
            f()

    def send_frame(self, channel: int, parts: list[Any]) -> None:
        """Write a message, in the thread."""
        pieces = pack_frame(channel, list(parts))
        self.schedule(lambda: self._write(pieces))

    def _really_send(self, msg: list[Any], *_: Any, **__: Any) -> None:
        self._write(pack_frame(IOPUB, list(msg)))

    def _write(self, pieces: list[Any]) -> None:
        if self._fd < 0 or os.getpid() != self._master_pid:
            return
        try:
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[os.write(self._fd, view) :]
        except (BrokenPipeError, ConnectionResetError):  # nobody reads any more
            os._exit(1)

    def stop(self) -> None:
        """Write what is waiting, then end the thread."""
        if self.thread.is_alive():
            self._calls.put(None)
            self.thread.join(timeout=30)


def _nothing() -> None:
    """Wake up for the timers."""


class WholeStream(OutStream):
    """ipykernel's stream, with what C code, subprocesses and forks print, in its place.

    A fork of the notebook's process has no thread to send with: what it prints goes through a
    pipe to its parent's stream.
    """

    def __init__(self, *arguments: Any, watchfd: Any = True, **options: Any) -> None:
        self._taking = threading.RLock()
        self._is_taking = False
        self._decoders: dict[int, codecs.IncrementalDecoder] = {}
        # The stock kernel leaves file descriptors alone under pytest; here they are never the
        # test's own.
        super().__init__(*arguments, watchfd="force" if watchfd else False, **options)

    def _setup_stream_redirects(self, name: str) -> None:
        self._from_forks, self._to_parent = os.pipe()
        os.set_blocking(self._from_forks, False)
        super()._setup_stream_redirects(name)

    def _watch_pipe_fd(self) -> None:
        self._fid: int
        os.set_blocking(self._fid, False)
        self._decoders = {
            fd: codecs.getincrementaldecoder("utf-8")(errors="replace")
            for fd in (self._fid, self._from_forks)
        }
        poller = select.poll()
        for fd in self._decoders:
            poller.register(fd, select.POLLIN)
        while self._should_watch:
            poller.poll()
            self._take_in()

    def _take_in(self) -> None:
        """Take in all that was written to the file descriptor so far."""
        if not self._decoders or self._master_pid != os.getpid():
            return
        with self._taking:
            if self._is_taking:
                return
            self._is_taking = True
            try:
                for fd, decoder in self._decoders.items():
                    while data := _read_waiting(fd):
                        if text := decoder.decode(data):
                            super().write(text)
                        if fd == self._fid:
                            with contextlib.suppress(OSError):
                                os.write(self._original_stdstream_copy, data)
            finally:
                self._is_taking = False

    def _is_master_process(self) -> bool:
        # ``write`` asks this just before it takes the text: what the file descriptor received
        # before goes in first. (Around ``write``, we would stand in the tracebacks of users.)
        if super()._is_master_process():
            self._take_in()
            return True
        return False

    def flush(self) -> None:
        """Send what was written, file descriptors included."""
        self._take_in()
        super().flush()

    def _flush(self) -> None:
        if self._master_pid == os.getpid() or not self._should_watch:
            super()._flush()
            return
        self._flush_pending = self._subprocess_flush_pending = False
        for _, text in self._flush_buffers():
            data = memoryview(text.encode(errors="replace"))
            while data:
                data = data[os.write(self._to_parent, data[: select.PIPE_BUF]) :]


def _read_waiting(fd: int) -> bytes:
    try:
        return os.read(fd, _AT_ONCE)
    except BlockingIOError:
        return b""
