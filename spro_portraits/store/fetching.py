"""Fetch the raw file of a source: decide, download beside, judge, then move.

pooch downloads into a folder of what waits; nothing reaches the folder of raw files before it
has been judged, and what stands there stays until the move. A file that is not the one of the
registry waits until somebody accepts it.

``raw/<file>`` the files; ``raw/.partial/`` beginnings; ``raw/.pending/<source>/`` what waits.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

import pooch
import requests
from filelock import SoftFileLock, Timeout

from spro_portraits.errors import UsageError
from spro_portraits.sources import Source
from spro_portraits.store.arrivals import check_form, unpack_member
from spro_portraits.store.declared import write_hash
from spro_portraits.store.download import Download, Partial, Tell, describe_cut
from spro_portraits.store.files import compute_sha256, replace_file
from spro_portraits.store.hops import Limits, check_address

_PARTIAL, _PENDING, _LOCK = ".partial", ".pending", ".fetch.lock"

State = Literal["missing", "same", "other"]
"""A raw file: not there; the one of the registry; another one."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has been downloaded and judged.

    Attributes
    ----------
    source : Source
    path : Path
        Where it lies: among the raw files, or where it waits.
    sha256 : str
    is_declared : bool
        Whether it is the file of the registry, and in its place.
    """

    source: Source
    path: Path
    sha256: str
    is_declared: bool


def find_state(raw_dir: Path, source: Source) -> State:
    """Say whether the raw file of a source is there, and is the one of the registry."""
    path = raw_dir / source.file
    if not path.is_file():
        return "missing"
    return "same" if compute_sha256(path) == source.sha256 else "other"


def find_pending(raw_dir: Path, source: Source) -> Path | None:
    """Find the file of a source that waits to be accepted, if there is one."""
    path = raw_dir / _PENDING / source.key / PurePosixPath(source.file).name
    return path if path.is_file() else None


def plan_fetch(
    sources: Mapping[str, Source], raw_dir: Path, *, is_forced: bool = False
) -> Iterator[tuple[Source, str]]:
    """Decide what each source asks for; touches nothing, asks nobody.

    Yields
    ------
    source, action
        ``manual``: no address gives this file; ``keep``: it is there; ``fetch``.
    """
    for source in sources.values():
        if not is_forced and find_state(raw_dir, source) == "same":
            yield source, "keep"
        else:
            yield source, "fetch" if source.direct else "manual"


@contextmanager
def claim_raw(raw_dir: Path) -> Iterator[None]:
    """Hold the folder of raw files for this process.

    Raises
    ------
    UsageError
        ``busy_download``: another process holds it.
    """
    raw_dir.mkdir(parents=True, exist_ok=True)
    path = raw_dir / _LOCK
    lock = SoftFileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise UsageError("busy_download", folder=raw_dir, file=path) from error
    try:
        yield
    finally:
        lock.release()


def sweep_raw(raw_dir: Path, sources: Mapping[str, Source]) -> None:
    """Remove what earlier downloads left and nobody goes on with.

    Beginnings of files that have come another way since, and all that belongs to no source of
    the registry any more. To be called by the process that holds the folder.
    """
    for path in (raw_dir / _PARTIAL).glob("*"):
        source = sources.get(path.stem)
        if source is None or find_state(raw_dir, source) == "same":
            path.unlink(missing_ok=True)
    for folder in (raw_dir / _PENDING).glob("*"):
        if folder.name not in sources:
            _remove_tree(folder)


def fetch_source(
    source: Source,
    raw_dir: Path,
    *,
    limits: Limits | None = None,
    tell: Tell | None = None,
    is_forced: bool = False,
) -> Arrival:
    """Download a source that has a direct address, and judge what came.

    The file of the registry is moved among the raw files. Another one waits: it is shown again
    without being downloaded again, until it is accepted or ``is_forced`` asks for a new one.

    Raises
    ------
    SourceError
        The address may not be asked, nobody answers, the body is cut, too heavy or too slow,
        the file is not of its kind or hostile. Raw files are as they were.
    """
    check_address(source, source.url)
    place = raw_dir / _PENDING / source.key
    pending = place / PurePosixPath(source.file).name
    if is_forced or not pending.is_file():
        _remove_tree(place)
        place.mkdir(parents=True)
        try:
            _download(source, place, raw_dir / _PARTIAL, limits or Limits(), tell or _say_nothing)
        except BaseException:
            _remove_tree(place)
            raise
    digest = compute_sha256(pending)
    if digest != source.sha256:
        return Arrival(source, pending, digest, is_declared=False)
    return Arrival(source, _move(raw_dir, source, pending), digest, is_declared=True)


def judge_deposit(source: Source, raw_dir: Path) -> Arrival:
    """Judge a raw file that a person put in its place.

    Raises
    ------
    SourceError
        It is not of its kind, or hostile.
    """
    path = raw_dir / source.file
    check_form(source, path, source.file)
    digest = compute_sha256(path)
    return Arrival(source, path, digest, is_declared=digest == source.sha256)


def accept_arrival(
    arrival: Arrival,
    raw_dir: Path,
    data_dir: Path,
    changes: Mapping[str, str | int] | None = None,
) -> Arrival:
    """Take a file: write its hash into the registry, then move it to its place if it waits.

    Parameters
    ----------
    arrival : Arrival
    raw_dir, data_dir : Path
        Folders of the raw files and of the registry.
    changes : mapping, optional
        Other fields of its record, as :func:`~spro_portraits.store.declared.write_hash` takes them.

    Raises
    ------
    EditionError
        The registry cannot be changed; the file goes on waiting.
    SourceError
        ``hash_mismatch``: the file is not the one that was shown.
    """
    write_hash(data_dir, arrival.source, arrival.path, arrival.sha256, changes)
    path = raw_dir / arrival.source.file
    if arrival.path != path:
        _move(raw_dir, arrival.source, arrival.path)
    return Arrival(arrival.source, path, arrival.sha256, is_declared=True)


def _download(source: Source, place: Path, partials: Path, limits: Limits, tell: Tell) -> None:
    """Bring the file of a source into a folder, judged, and nothing else."""
    name = PurePosixPath(source.file).name
    partial = Partial(partials / f"{source.key}.part", partials / f"{source.key}.json")
    download = Download(source, partial, limits, tell)
    for logger in (pooch.get_logger(), logging.getLogger("urllib3")):
        logger.setLevel(logging.ERROR)  # they speak English; we say what came of it
    kept = f".{name}.download"
    goodboy = pooch.create(
        path=place, base_url="", registry={kept: None}, urls={kept: source.url},
        retry_if_failed=limits.retries,
    )  # fmt: skip
    try:
        path = Path(goodboy.fetch(kept, downloader=download))
    except requests.RequestException as error:
        raise describe_cut(source, error) from error
    with replace_file(place / name) as judged:
        if source.member:
            check_form(source, path, "archive.zip")
            unpack_member(source, path, judged)
            check_form(source, judged, name)
        else:
            check_form(source, path, name)
            path.replace(judged)
    path.unlink(missing_ok=True)


def _move(raw_dir: Path, source: Source, pending: Path) -> Path:
    path = raw_dir / source.file
    path.parent.mkdir(parents=True, exist_ok=True)
    pending.replace(path)
    _remove_tree(pending.parent)
    return path


def _remove_tree(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _say_nothing(_arrived: int, _total: int) -> None:
    pass
