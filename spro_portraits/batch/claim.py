"""One batch at a time in the folder of an edition, and nothing left of one that was killed.

The claim is a file with the process and the machine that hold it, made by ``filelock``: it can
be seen on shared disks too, and one whose process is dead is taken over. In a place without
such files it is an object, as good as a place without exclusive creation allows.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psutil
from filelock import SoftFileLock, Timeout

from spro_portraits.errors import UsageError
from spro_portraits.store import LocalPlace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from spro_portraits.store import Place

_FILE = ".batch.lock"
_OBJECT = "batch-lock.json"
_LEFT_OVER = (".index.html.*", ".suivi.html.*", ".journal.jsonl.*", "donnees/.*.csv.*",
              "donnees/.datapackage.json.*")  # fmt: skip
"""Temporary files of this room, where a kill leaves them."""


@contextmanager
def claim_place(place: Place) -> Iterator[None]:
    """Hold the folder of an edition for this process, and sweep it.

    Raises
    ------
    UsageError
        ``busy_folder``: another process holds it; the sentence says which, and where.
    """
    claimed = _claim_folder(place.path) if isinstance(place, LocalPlace) else _claim_object(place)
    with claimed:
        yield


@contextmanager
def _claim_folder(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _FILE
    lock = SoftFileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        pid, host = _read_holder(path)
        raise UsageError("busy_folder", folder=folder, pid=pid, host=host, file=path) from error
    try:
        sweep_folder(folder)
        yield
        # A node of a cluster that died has left its folders too.
        sweep_folder(folder)
    finally:
        lock.release()


def _read_holder(path: Path) -> tuple[str, str]:
    with suppress(OSError):
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > 1:
            return lines[0], lines[1]
    return "?", "?"


@contextmanager
def _claim_object(place: Place) -> Iterator[None]:
    mine = {"pid": os.getpid(), "host": socket.gethostname()}
    with suppress(OSError, ValueError):
        held = json.loads(place.load_bytes(_OBJECT))
        is_here = held["host"] == mine["host"]
        if held != mine and not (is_here and not psutil.pid_exists(held["pid"])):
            where = place.locate(_OBJECT)
            raise UsageError("busy_folder", folder=place.locate(""), file=where, **held)
    place.write_bytes(_OBJECT, json.dumps(mine).encode())
    try:
        yield
    finally:
        place.remove(_OBJECT)


def sweep_folder(folder: Path) -> None:
    """Remove what a killed run left: temporary folders and files, empty folders of products."""
    for left in folder.glob("*/.spro-*"):
        shutil.rmtree(left, ignore_errors=True)
        with suppress(OSError):  # it holds products
            left.parent.rmdir()
    for pattern in _LEFT_OVER:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
