"""Make one product, in this process or on a node of a cluster; what goes wrong is an outcome.

All that goes in and comes out can be pickled, and nothing that comes out grows with the
notebook. Not done here: choosing where, keeping the ledger.
"""

from __future__ import annotations

import atexit
import errno
import os
import shutil
import socket
import tempfile
import threading
import time
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from spro_portraits.batch.decide import mark_file
from spro_portraits.batch.inputs import find_reads, hash_data, hash_json, hash_package
from spro_portraits.errors import RenderError, SproError, UsageError
from spro_portraits.render import (
    DEFAULT_FORMS,
    TerritoryName,
    add_forms,
    name_files,
    render_notebook,
)
from spro_portraits.render.engine import warm_up
from spro_portraits.render.provenance import hash_file
from spro_portraits.render.watch import Limits, Watch
from spro_portraits.settings import Settings
from spro_portraits.store import fetch_folder, open_place
from spro_portraits.wording.cli import describe_disk_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spro_portraits.batch.plan import Task
    from spro_portraits.store import Place

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a disk says that takes no more."""

_KEPT = frozenset({"failed_notebook", "failed_export"})
"""Failures that leave files: the executed notebook and its record."""

_ALONE = threading.Lock()
"""Held by a task that may share its process with others: papermill changes the folder of the
whole process, and the notebook reads the environment of the whole process."""


@dataclass(frozen=True, slots=True)
class Node:
    """What a process elsewhere needs to know to make the same product as here.

    Attributes
    ----------
    code : str
        Hash of the package that it must have.
    data : str
        Hash of what the notebook reads of the data.
    notebook : bytes
        The notebook itself.
    address : str
        Where the data can be fetched; empty: they are in the same folder as here.
    """

    code: str
    data: str
    notebook: bytes
    address: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a task is made.

    Attributes
    ----------
    limits : Limits
        What its notebook may take.
    out : str
        Address of the folder of the edition, where products do not go to a folder of this
        machine.
    node : Node or None
        Given to a task that may run on another machine.
    preparation : str
        What its process does once for all tasks like it, as ``warm_up`` takes it.
    forms : tuple of str
        What its notebook is exported to.
    exports : tuple of str
        Those to export from the executed notebook that is there; empty: the notebook runs.
    """

    limits: Limits = field(default_factory=Limits)
    out: str = ""
    node: Node | None = None
    preparation: str = ""
    forms: tuple[str, ...] = DEFAULT_FORMS
    exports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one task: a page, or the sentence that says why there is none.

    Attributes
    ----------
    territory : TerritoryName
    pages : tuple of str
        Paths or addresses of what was exported (page, slides), as it was asked for; none where
        one of them could not be.
    problem : str
        Why there is none.
    cause : str
        Kind of failure, a key of ``wording.ledger.CAUSES``.
    seconds, memory
        What it took; bytes.
    files, marks : mapping
        Hashes, and what changes when they are written, of the files that were left.
    """

    territory: TerritoryName
    pages: tuple[str, ...] = ()
    problem: str = ""
    cause: str = ""
    seconds: float = 0.0
    memory: int = 0
    files: dict[str, str] = field(default_factory=dict)
    marks: dict[str, list[int]] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The first of its pages; empty without one."""
        return self.pages[0] if self.pages else ""

    @property
    def is_misuse(self) -> bool:
        """Whether what was asked cannot be; nothing broke."""
        return self.cause == "misuse"


def make_task(task: Task, settings: Settings, conditions: Conditions | None = None) -> Outcome:
    """Make one product; what goes wrong is an outcome."""
    conditions = conditions or Conditions()
    watch = Watch(conditions.limits)
    started = time.monotonic()
    try:
        with _ALONE if conditions.node else nullcontext():
            outcome = _make(task, settings, conditions, watch)
    except (SproError, OSError, ValueError, TypeError, LookupError, RuntimeError) as error:
        # Ours are foreseen; the others are what an export or a disk may raise.
        cause = watch.breach or find_cause(error)
        outcome = Outcome(task.territory, problem=describe_problem(error), cause=cause)
    return replace(outcome, seconds=time.monotonic() - started, memory=watch.peak)


def _make(task: Task, settings: Settings, conditions: Conditions, watch: Watch) -> Outcome:
    folder, stem = task.folder, task.notebook.stem
    place = open_place(conditions.out or folder.parent)
    sent: dict[str, str] = {}
    problem = None
    with ExitStack() as stack:
        if conditions.out:
            made_in = stack.enter_context(tempfile.TemporaryDirectory(prefix="spro-node-"))
            folder = Path(made_in) / folder.name
            sent = _fetch(place, task, folder) if conditions.exports else {}
        if conditions.node and hash_package() != conditions.node.code:
            raise RenderError("other_code", node=socket.gethostname())
        try:
            if conditions.exports:
                add_forms(stem, folder, conditions.exports)
            else:
                _run(task, folder, settings, conditions, watch)
        except SproError as error:
            if error.kind not in _KEPT:
                raise
            problem = error
        outcome = _add_files(Outcome(task.territory), stem, folder)
        if conditions.out:
            _send(outcome, folder, place, task, sent)
    if problem is None:
        made = name_files(stem, Path(task.folder.name)).forms
        names = conditions.exports or conditions.forms
        return replace(outcome, pages=tuple(place.locate(made[name].as_posix()) for name in names))
    if conditions.out and "file" in problem.facts:
        problem.facts["file"] = place.locate(f"{task.folder.name}/{task.notebook.name}")
    return replace(outcome, problem=str(problem), cause=watch.breach or find_cause(problem))


def _run(
    task: Task, folder: Path, settings: Settings, conditions: Conditions, watch: Watch
) -> None:
    """Run the notebook of a task, on a node that which came with it."""
    with ExitStack() as stack:
        notebook = task.notebook
        if conditions.node:
            made_in = stack.enter_context(tempfile.TemporaryDirectory(prefix="spro-node-"))
            notebook = Path(made_in) / notebook.name
            notebook.write_bytes(conditions.node.notebook)
            settings = _prepare_node(settings, conditions.node, notebook)
        if conditions.preparation:
            warm_up(calls=[conditions.preparation])
        render_notebook(
            notebook, task.parameters, folder,
            settings=settings, territory=task.territory, watch=watch, forms=conditions.forms,
        )  # fmt: skip


def _add_files(outcome: Outcome, notebook: str, folder: Path) -> Outcome:
    """Add hashes and marks of the files that a run left."""
    paths = [path for path in name_files(notebook, folder).paths if path.is_file()]
    return replace(
        outcome,
        files={path.name: hash_file(path) for path in paths},
        marks={path.name: mark_file(path) for path in paths},
    )


def _fetch(place: Place, task: Task, folder: Path) -> dict[str, str]:
    """Copy the files of a product to this machine; give their hashes."""
    folder.mkdir()
    found = place.list_files(task.folder.name)
    paths = [path for path in name_files(task.notebook.stem, folder).paths if path.name in found]
    for path in paths:
        path.write_bytes(place.load_bytes(f"{task.folder.name}/{path.name}"))
    return {path.name: hash_file(path) for path in paths}


def _send(
    outcome: Outcome, folder: Path, place: Place, task: Task, sent: Mapping[str, str]
) -> None:
    """Send files where they go, but those that are there as they are; take away all others."""
    target = task.folder.name
    there = place.list_files(target)
    for name in outcome.files:
        if sent.get(name) != outcome.files[name]:
            place.write_bytes(f"{target}/{name}", (folder / name).read_bytes())
        outcome.marks[name] = outcome.marks[name][:1]
    for path in name_files(task.notebook.stem, folder).paths:
        if path.name in there and path.name not in outcome.files:
            place.remove(f"{target}/{path.name}")


def _prepare_node(settings: Settings, node: Node, notebook: Path) -> Settings:
    """Find the same data on this machine, or say that they differ."""
    data = fetch_data(node.address) if node.address else settings.data
    if (data, node.data) not in _CHECKED:
        if hash_json(hash_data(data, find_reads(notebook))) != node.data:
            name = socket.gethostname()
            raise RenderError("other_data", node=name, folder=node.address or data)
        _CHECKED.add((data, node.data))
    # The notebook finds its data by itself, as it does in JupyterLab.
    os.environ["SPRO_PORTRAITS_HOME"] = str(data.parent)
    return replace(settings, data=data)


_CHECKED: set[tuple[Path, str]] = set()


def fetch_data(address: str) -> Path:
    """Copy the data from a path, an archive or an address to this machine, once a process.

    Returns
    -------
    Path
        A folder ``data``, removed when the process ends.
    """
    if address not in _FETCHED:
        home = Path(tempfile.mkdtemp(prefix="spro-data-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        target = home / "data"
        if "://" in address:
            fetch_folder(address, target)
        elif address.endswith(".zip"):
            fetch_folder(f"zip://::{Path(address).resolve().as_uri()}", target)
        else:
            shutil.copytree(address, target)
        _FETCHED[address] = target
    return _FETCHED[address]


_FETCHED: dict[str, Path] = {}


def find_cause(error: BaseException) -> str:
    """Name the kind of a failure."""
    if isinstance(error, UsageError):
        return "misuse"
    if isinstance(error, OSError) and error.errno in _FULL:
        return "disk"
    if isinstance(error, SproError) and error.kind in {"other_code", "other_data"}:
        return "node"
    if isinstance(error, SproError) and error.kind == "failed_export":
        return "export"
    return "error"


def describe_problem(error: BaseException) -> str:
    """Say what went wrong: our own sentence, the disk's, or the type and the message."""
    if isinstance(error, SproError):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None and error.errno in _FULL:
        return describe_disk_problem(error.filename, error.strerror or str(error))
    return f"{type(error).__name__}: {error}"
