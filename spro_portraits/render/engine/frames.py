"""How messages travel between a notebook's process and the one that waits for it.

A frame is a channel and a Jupyter message as ``jupyter_client`` serialises it (a list of byte
strings), with the lengths before it. A note is one JSON object, for the warm process. Nothing
is pickled: what comes from a notebook is read as data.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from jupyter_client.session import Session

SHELL, IOPUB, CONTROL = 1, 2, 3

_HEAD = struct.Struct("!BI")
_LENGTH = struct.Struct("!Q")
_LARGE = 1 << 16


def pack_frame(channel: int, parts: list[Any]) -> list[Any]:
    """Give the pieces of a frame, one after the other; large parts are not copied.

    Small parts go together: each piece that is sent wakes the other end.
    """
    views = [memoryview(getattr(part, "bytes", part)).cast("B") for part in parts]
    lengths = b"".join(_LENGTH.pack(view.nbytes) for view in views)
    pieces: list[Any] = [bytearray(_HEAD.pack(channel, len(views)) + lengths)]
    for view in views:
        if view.nbytes > _LARGE:
            pieces += [view, bytearray()]
        else:
            pieces[-1] += view
    return pieces


class PlainSession(Session):
    """jupyter_client's session without signatures: the other end of a socket pair is known."""

    def _new_auth(self) -> None:
        self.auth = None


class FrameReader:
    """Bytes in, whole frames out."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._needed = _HEAD.size

    def feed(self, data: bytes) -> list[tuple[int, list[bytes]]]:
        """Add what was read; give the frames that are now complete."""
        self._buffer += data
        frames = []
        while len(self._buffer) >= self._needed and (frame := self._take()) is not None:
            frames.append(frame)
        return frames

    def _take(self) -> tuple[int, list[bytes]] | None:
        buffer = self._buffer
        channel, count = _HEAD.unpack_from(buffer)
        start = _HEAD.size + count * _LENGTH.size
        if len(buffer) < start:
            self._needed = start
            return None
        lengths = [
            _LENGTH.unpack_from(buffer, _HEAD.size + i * _LENGTH.size)[0] for i in range(count)
        ]
        if len(buffer) < (end := start + sum(lengths)):
            self._needed = end
            return None
        parts = []
        with memoryview(buffer) as view:
            for length in lengths:
                parts.append(bytes(view[start : start + length]))
                start += length
        del buffer[:end]
        self._needed = _HEAD.size
        return channel, parts


def send_note(
    connection: socket.socket, note: dict[str, Any], files: list[int] | None = None
) -> None:
    """Send one JSON object, with open files beside it if there are any."""
    data = json.dumps(note).encode()
    head = _LENGTH.pack(len(data))
    if files:
        socket.send_fds(connection, [head], files)
    else:
        connection.sendall(head)
    connection.sendall(data)


def receive_note(connection: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Wait for one JSON object and the files beside it; None when the other end is closed."""
    head, files, _, _ = socket.recv_fds(connection, _LENGTH.size, 8)
    while 0 < len(head) < _LENGTH.size:
        piece = connection.recv(_LENGTH.size - len(head))
        if not piece:
            return None
        head += piece
    if not head:
        return None
    left = _LENGTH.unpack(head)[0]
    pieces = []
    while left:
        piece = connection.recv(min(left, 1 << 20))
        if not piece:
            return None
        pieces.append(piece)
        left -= len(piece)
    note: dict[str, Any] = json.loads(b"".join(pieces))
    return note, list(files)
