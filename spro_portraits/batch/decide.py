"""Decide what is to be made, and why; nothing is touched here.

A product is still true when it was made of the same inputs and all its files are there as they
were left.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spro_portraits.batch.inputs import Inputs, compute_key, hash_given, list_inputs
from spro_portraits.batch.ledger import COMPLETE
from spro_portraits.render.provenance import hash_file
from spro_portraits.store import LocalPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from spro_portraits.batch.ledger import Entry, Record
    from spro_portraits.batch.plan import BatchPlan, Task
    from spro_portraits.store import Place


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one task.

    Attributes
    ----------
    task : Task
    product : str
        Its name in the ledger.
    key : str
        Hash of all that it depends on.
    inputs : Inputs
        Those that it shares with others of its notebook.
    given : mapping
        Hashes of the files that its parameters name.
    reason : str
        Why it is to be made, a key of ``wording.ledger``; empty if it is still true.
    names : tuple of str
        What the reason is about: files, parameters, packages.
    """

    task: Task
    product: str
    key: str
    inputs: Inputs
    given: Mapping[str, str]
    reason: str
    names: tuple[str, ...] = ()


def decide_work(
    plan: BatchPlan, record: Record, place: Place, *, force: bool = False
) -> list[Decision]:
    """Decide for each task of a plan, in its order.

    Parameters
    ----------
    plan : BatchPlan
        What should be there.
    record : Record
        What the ledger says.
    place : Place
        Where the products are.
    force : bool
        Make all again.
    """
    shared: dict[Path, Inputs] = {}
    decisions = []
    for task in plan.tasks:
        if task.notebook not in shared:
            shared[task.notebook] = list_inputs(task.notebook, plan.settings)
        inputs = shared[task.notebook]
        given = hash_given(task.parameters)
        key = compute_key(inputs.digest, task.parameters, given)
        entry = record.entries.get(task.product)
        before = record.inputs.get(entry.inputs) if entry else None
        reason, names = _find_reason(task, key, inputs, given, entry, before)
        if force:
            reason, names = ("new" if entry is None else "forced"), ()
        if not reason and entry is not None:
            reason, names = _check_files(entry, place, task.folder.name)
        decisions.append(Decision(task, task.product, key, inputs, given, reason, names))
    return decisions


def _find_reason(
    task: Task,
    key: str,
    inputs: Inputs,
    given: Mapping[str, str],
    entry: Entry | None,
    before: Inputs | None,
) -> tuple[str, tuple[str, ...]]:
    if entry is None:
        return "new", ()
    if entry.status != COMPLETE:
        return "failed", ()
    if entry.key == key:
        return "", ()
    if before is None:  # the line on its inputs was lost
        return "new", ()
    compared = (
        ("parameters", _list_changes(entry.parameters, task.parameters)),
        ("given", _list_changes(entry.given, given)),
        ("notebook", ("notebook",) if before.notebook != inputs.notebook else ()),
        ("data", _list_changes(before.data, inputs.data)),
        ("code", ("code",) if before.code != inputs.code else ()),
        ("versions", _list_changes(before.versions, inputs.versions)),
        ("pictures", ("pictures",) if before.pictures != inputs.pictures else ()),
    )
    return next(((kind, names) for kind, names in compared if names), ("new", ()))


def _list_changes(before: Mapping[str, object], now: Mapping[str, object]) -> tuple[str, ...]:
    """List the names whose values differ, or that only one of both has."""
    return tuple(sorted(n for n in {*before, *now} if before.get(n) != now.get(n)))


def _check_files(entry: Entry, place: Place, folder: str) -> tuple[str, tuple[str, ...]]:
    """Say which files of a product are not there, or not as they were left."""
    there = place.list_files(folder)
    if missing := tuple(name for name in entry.files if name not in there):
        return "missing", missing
    if isinstance(place, LocalPlace):
        root = place.path / folder
        wrong = [
            name
            for name, known in entry.files.items()
            if mark_file(root / name) != entry.marks.get(name) and hash_file(root / name) != known
        ]
    else:  # what is elsewhere is not fetched to be read: its size speaks for it
        wrong = [name for name in entry.files if [there[name]] != entry.marks.get(name)]
    return ("altered", tuple(wrong)) if wrong else ("", ())


def mark_file(path: Path) -> list[int]:
    """Give what changes when a file is written: bytes, modification and change (nanoseconds)."""
    found = os.stat(path)  # noqa: PTH116 - one call for three facts
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def list_wanted(decisions: Iterable[Decision]) -> list[Decision]:
    """List the decisions to make something."""
    return [decision for decision in decisions if decision.reason]
