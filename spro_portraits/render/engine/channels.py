"""nbclient's view of a notebook's process: channels that give messages, requests that go out.

The messages are those of the Jupyter protocol, made and read by ``jupyter_client``; only the
way they travel is ours. Reading never blocks writing: a notebook that says much while it is
spoken to does not stop both.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

from jupyter_client.client import KernelClient

from spro_portraits.render.engine.frames import (
    CONTROL,
    IOPUB,
    SHELL,
    FrameReader,
    PlainSession,
    pack_frame,
)

_AT_ONCE = 1 << 20


class Channel:
    """Messages of one channel, in their order."""

    def __init__(self, wire: Wire, number: int) -> None:
        self._wire = wire
        self._number = number
        self._messages: deque[dict[str, Any]] = deque()
        self._waiting: asyncio.Future[None] | None = None

    def put(self, message: dict[str, Any]) -> None:
        """Add a message that came, and wake who waits for it."""
        self._messages.append(message)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def get_msg(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - nbclient's
    ) -> dict[str, Any]:
        """Wait for the next message.

        Raises
        ------
        queue.Empty
            None came in so many seconds.
        """
        loop = asyncio.get_running_loop()
        self._wire.attach(loop)
        end = None if timeout is None else loop.time() + timeout
        while not self._messages:
            self._waiting = loop.create_future()
            left = None if end is None else max(0.0, end - loop.time())
            done, _ = await asyncio.wait([self._waiting], timeout=left)
            if not done and not self._messages:
                raise queue.Empty
        return self._messages.popleft()

    def send(self, message: dict[str, Any]) -> None:
        """Send a message of this channel to the notebook."""
        self._wire.send(self._number, message)


class Wire:
    """The caller's end of the socket to a notebook's process."""

    def __init__(self, connection: socket.socket, on_learned: Callable[[list[str]], None]) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._reader = FrameReader()
        self._unsent: deque[memoryview] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_learned = on_learned
        self._unanswered = 0
        self._ending: asyncio.Future[None] | None = None
        self.session = PlainSession()
        self.shell = Channel(self, SHELL)
        self.iopub = Channel(self, IOPUB)
        self.control = Channel(self, CONTROL)
        self.is_open = True

    @property
    def is_busy(self) -> bool:
        """Whether a request waits for its reply."""
        return self._unanswered > 0

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read and write in this event loop from now on."""
        if self._loop is loop or not self.is_open:
            return
        self.detach()
        self._loop = loop
        loop.add_reader(self._connection, self.read)
        if self._unsent:
            loop.add_writer(self._connection, self._write)

    def detach(self) -> None:
        """Leave the event loop."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._connection)
            self._loop.remove_writer(self._connection)
        self._loop = None

    def read(self) -> None:
        """Take in what has come, without waiting."""
        try:
            data = self._connection.recv(_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        for number, parts in self._reader.feed(data):
            self._deliver(number, parts)

    def read_all(self) -> None:
        """Take in all that has come."""
        while self.is_open:
            try:
                if not self._connection.recv(1, socket.MSG_PEEK):
                    self._end()
                    return
            except OSError:
                return
            self.read()

    def send(self, number: int, message: dict[str, Any]) -> None:
        """Send a message, now or when the other end takes it."""
        if not self.is_open:
            return
        parts = self.session.serialize(message)
        idle = not self._unsent
        self._unanswered += number == SHELL and not message["msg_type"].startswith("comm")
        self._unsent.extend(memoryview(piece) for piece in pack_frame(number, parts))
        if idle:
            self._write()

    async def wait_end(self, seconds: float) -> None:
        """Wait until the other end is closed, for so long at most."""
        if self.is_open:
            self._ending = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._ending], timeout=seconds)

    def close(self) -> None:
        """Close this end."""
        self._end()

    def _end(self) -> None:
        if self.is_open:
            self.is_open = False
            self.detach()
            self._connection.close()
            if self._ending is not None and not self._ending.done():
                self._ending.set_result(None)

    def _write(self) -> None:
        try:
            while self._unsent:
                piece = self._unsent[0]
                sent = self._connection.send(piece) if piece else 0
                if sent == len(piece):
                    self._unsent.popleft()
                else:
                    self._unsent[0] = piece[sent:]
        except (BlockingIOError, InterruptedError):
            if self._loop is not None:
                self._loop.add_writer(self._connection, self._write)
            return
        except OSError:  # it ended; reading tells so
            self._unsent.clear()
        if self._loop is not None:
            with contextlib.suppress(ValueError, OSError):
                self._loop.remove_writer(self._connection)

    def _deliver(self, number: int, parts: list[bytes]) -> None:
        if number == CONTROL and len(parts) == 1:
            self._on_learned(json.loads(parts[0]))
            return
        _, frames = self.session.feed_identities(parts)
        message = self.session.deserialize(frames)
        self._unanswered -= number == SHELL
        {SHELL: self.shell, IOPUB: self.iopub, CONTROL: self.control}[number].put(message)


class WireClient(KernelClient):
    """jupyter_client's client of a kernel, over a wire.

    Parameters
    ----------
    wire : Wire
        The connection.
    is_running : callable
        Whether the process is there.
    """

    def __init__(self, wire: Wire, is_running: Callable[[], bool]) -> None:
        super().__init__(session=wire.session)
        self._wire = wire
        self._is_running = is_running

    @property
    def shell_channel(self) -> Any:
        """Requests and their replies."""
        return self._wire.shell

    @property
    def iopub_channel(self) -> Any:
        """What the notebook says while it runs."""
        return self._wire.iopub

    @property
    def control_channel(self) -> Any:
        """Shutdown."""
        return self._wire.control

    def start_channels(self, *_: Any, **__: Any) -> None:
        """They are open."""

    def stop_channels(self) -> None:
        """Close all at once."""
        self._wire.close()

    async def is_alive(self) -> bool:
        """Whether the process of the notebook runs."""
        return self._is_running()
