"""A folder of products, on this machine or wherever fsspec goes, by the same few verbs.

Names are relative, with ``/``. Not done here: what the files mean. fsspec is imported only for
an address that needs it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from spro_portraits.errors import UsageError
from spro_portraits.store.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable


class Place(Protocol):
    """What products need of a folder."""

    @property
    def name(self) -> str:
        """Last part of its path."""

    def list_folders(self) -> list[str]:
        """Names of the folders in it, in order; hidden ones are left out."""

    def list_files(self, folder: str = "") -> dict[str, int]:
        """Names and bytes of the files of one of its folders; hidden ones are left out."""

    def load_bytes(self, name: str) -> bytes:
        """Read a file; raise OSError where there is none."""

    def write_bytes(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Write a file whole or not at all, in pieces if it is given so."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def locate(self, name: str) -> str:
        """Say where a file is: a path or an address."""


class LocalPlace:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """Last part of its path."""
        return self.path.resolve().name

    def list_folders(self) -> list[str]:
        """Names of the folders in it; none where it is not."""
        if not self.path.is_dir():
            return []
        with os.scandir(self.path) as found:
            return sorted(one.name for one in found if one.name[0] != "." and one.is_dir())

    def list_files(self, folder: str = "") -> dict[str, int]:
        """Names and bytes of the files of a folder; none where it is not."""
        if not (self.path / folder).is_dir():
            return {}
        with os.scandir(self.path / folder) as found:
            files = [one for one in found if one.name[0] != "." and one.is_file()]
            return {one.name: one.stat().st_size for one in sorted(files, key=lambda one: one.name)}

    def load_bytes(self, name: str) -> bytes:
        """Read a file."""
        return (self.path / name).read_bytes()

    def write_bytes(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Write beside the place under another name, then move."""
        with (
            replace_file(self.path / name) as temporary,
            temporary.open("wb") as stream,
        ):
            stream.writelines([data] if isinstance(data, bytes) else data)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self.path / name).unlink(missing_ok=True)

    def locate(self, name: str) -> str:
        """Path of a file."""
        return str(self.path / name)


class RemotePlace:
    """A folder that fsspec opens: ``s3://…``, ``memory://…``.

    An object appears whole when it is closed, as object stores have it; a store that shows
    objects while they are written would need more.
    """

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._system, self._root = _open_system(self._address)

    @property
    def name(self) -> str:
        """Last part of its address."""
        return self._root.rstrip("/").rpartition("/")[2]

    def list_folders(self) -> list[str]:
        """Names of the folders in it; none where it is not."""
        return sorted(self._list("", "directory"))

    def list_files(self, folder: str = "") -> dict[str, int]:
        """Names and bytes of the files of a folder; none where it is not."""
        found = self._list(folder, "file")
        return {name: found[name] for name in sorted(found)}

    def _list(self, folder: str, kind: str) -> dict[str, int]:
        try:
            self._system.invalidate_cache()
            found = self._system.ls(self._join(folder), detail=True)
        except FileNotFoundError:
            return {}
        named = {str(one["name"]).rstrip("/").rpartition("/")[2]: one for one in found}
        return {
            name: int(one.get("size") or 0)
            for name, one in named.items()
            if name and name[0] != "." and one["type"] == kind
        }

    def load_bytes(self, name: str) -> bytes:
        """Read an object."""
        data: bytes = self._system.cat_file(self._join(name))
        return data

    def write_bytes(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Write an object; what stood under that name is replaced."""
        path = self._join(name)
        self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._system.pipe_file(path, data if isinstance(data, bytes) else b"".join(data))

    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        path = self._join(name)
        if self._system.exists(path):
            self._system.rm_file(path)

    def locate(self, name: str) -> str:
        """Address of an object."""
        return f"{self._address}/{name}"

    def _join(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}".rstrip("/")


def is_address(text: str) -> bool:
    """Whether a text names a place elsewhere: ``s3://…``; a ``file://`` is here."""
    return "://" in text and not text.startswith("file://")


def find_path(text: str | Path) -> Path:
    """Read a path of this machine, also as ``file://``."""
    if isinstance(text, str) and text.startswith("file://"):
        return Path(url2pathname(urlsplit(text).path))
    return Path(text)


def open_place(address: str | Path) -> Place:
    """Open a folder by its path or its address.

    Raises
    ------
    UsageError
        ``unknown_address``: fsspec, or what it needs for such an address, is not installed.
    """
    if isinstance(address, str) and is_address(address):
        return RemotePlace(address)
    return LocalPlace(find_path(address))


def fetch_folder(address: str, target: Path) -> None:
    """Copy a folder that fsspec opens (one in an archive, too) to this machine, whole.

    Raises
    ------
    UsageError
        ``unknown_address``, or ``empty_address`` where nothing is found there.
    """
    system, root = _open_system(address)
    try:
        found = system.find(root)
    except (OSError, ValueError) as error:
        raise UsageError("unknown_address", address=address, problem=str(error)) from error
    base = root.rstrip("/")
    for name in found:
        path = target / str(name)[len(base) :].lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        with system.open(name, "rb") as source, path.open("wb") as stream:
            shutil.copyfileobj(source, stream)
    if not found:
        raise UsageError("empty_address", address=address)


def _open_system(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - of the extra ``grappe``

        system, root = url_to_fs(address)
    except (ImportError, ValueError, OSError) as error:
        raise UsageError("unknown_address", address=address, problem=str(error)) from error
    return system, str(root)
