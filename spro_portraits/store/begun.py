"""Folders that are being filled, and those whose process has gone.

What is made of many files grows in a folder under another name, and is moved when it is whole.
A process that is killed leaves its folder behind; another one removes it later, but never one
that is being filled: as long as a process lives it holds a lock of the system on its folder,
which the system lets go of whatever ends the process.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil
from filelock import FileLock, Timeout

_LOCK: Final = ".lock"
_NEW = 60
"""Seconds."""


@contextmanager
def begin_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder to fill, held by this process; gone at the end with all that is still in it.

    Parameters
    ----------
    parent : Path
        Where it is made; exists.
    prefix : str
        How its name begins; what :func:`list_abandoned` knows it by.
    """
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=f"{prefix}{os.getpid()}-"))
    lock = FileLock(folder / _LOCK)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def list_abandoned(parent: Path, prefix: str) -> list[Path]:
    """List the begun folders that no process is filling any more.

    One whose lock is free may have been made this very moment: it is left out as long as a
    process of its number lives and it is younger than a minute.
    """
    return [
        folder
        for folder in sorted(parent.glob(f"{prefix}*"))
        if folder.is_dir()
        and not _is_new(folder, folder.name.removeprefix(prefix))
        and _is_free(folder)
    ]


def _is_new(folder: Path, name: str) -> bool:
    number = name.partition("-")[0]
    if not (number.isdecimal() and psutil.pid_exists(int(number))):
        return False
    with suppress(OSError):
        return time.time() - folder.stat().st_mtime < _NEW
    return True


def _is_free(folder: Path) -> bool:
    path = folder / _LOCK
    if not path.exists():
        return True
    try:
        with FileLock(path, timeout=0):
            return True
    except (Timeout, OSError):
        return False
