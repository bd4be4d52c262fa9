"""Decide what is to be made, and why; nothing is touched here.

A product is still true when it was made of the same inputs and all its files are there as they
were left. Forms (page, slides) add up: one that is there is made again with the others, so that
none is of another run; one that is asked for later is exported from the executed notebook, if
that is still true.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from spro_portraits.batch.inputs import Inputs, compute_key, hash_given, list_inputs
from spro_portraits.batch.ledger import COMPLETE
from spro_portraits.render import DEFAULT_FORMS, FORMS, name_files
from spro_portraits.render.forms import find_version
from spro_portraits.render.provenance import hash_file
from spro_portraits.store import LocalPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
        What the reason is about: files, parameters, packages, forms.
    forms : mapping
        What the product will be exported to, those first that are asked for; each with the
        version of the package that it needs, empty without one.
    exports : tuple of str
        Those to export from the executed notebook that is there; empty: the notebook runs.
    """

    task: Task
    product: str
    key: str
    inputs: Inputs
    given: Mapping[str, str]
    reason: str
    names: tuple[str, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    exports: tuple[str, ...] = ()


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
    versions = {name: find_version(name) for name in FORMS}
    decisions = []
    for task in plan.tasks:
        if task.notebook not in shared:
            shared[task.notebook] = list_inputs(task.notebook, plan.settings)
        inputs = shared[task.notebook]
        given = hash_given(task.parameters, plan.settings.data)
        key = compute_key(inputs.digest, task.parameters, given)
        entry = record.entries.get(task.product)
        before = record.inputs.get(entry.inputs) if entry else None
        reason, names = _find_reason(task, key, inputs, given, entry, before)
        if force:
            reason, names = ("new" if entry is None else "forced"), ()
        if not reason and entry is not None:
            reason, names = _check_files(entry, place, task.folder.name)
        there = list_forms(entry) if entry else {}
        exports: tuple[str, ...] = ()
        if reason:
            kept = _list_kept(there, plan.forms, entry, place)
            names_of_forms = [*plan.forms, *(name for name in kept if versions[name] is not None)]
            forms = {name: versions[name] or "" for name in names_of_forms}
        else:
            reason, names, exports = _find_lacking(plan.forms, there, versions)
            forms = {name: there.get(name, "") for name in [*plan.forms, *there]}
            forms |= {name: versions[name] or "" for name in exports}
        decisions.append(
            Decision(task, task.product, key, inputs, given, reason, names, forms, exports)
        )
    return decisions


def list_forms(entry: Entry) -> dict[str, str]:
    """List the forms that a product has, with the versions that they were made with."""
    if entry.forms:
        return {name: version for name, version in entry.forms.items() if name in FORMS}
    made = name_files(entry.product.partition("/")[2], Path())
    return {name: "" for name in DEFAULT_FORMS if made.forms[name].name in entry.files}


def _list_kept(
    there: Iterable[str], asked: Sequence[str], entry: Entry | None, place: Place
) -> list[str]:
    """List the forms to make besides those asked for; what a person took away is none of them."""
    others = [name for name in there if name not in asked]
    if not others or entry is None or entry.status != COMPLETE:
        return others
    folder, _, notebook = entry.product.partition("/")
    found = place.list_files(folder)
    made = name_files(notebook, Path())
    return [name for name in others if made.forms[name].name in found]


def _find_lacking(
    asked: Sequence[str], there: Mapping[str, str], versions: Mapping[str, str | None]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Find the forms to export from a notebook that is true: why, what about, which."""
    lacking = tuple(name for name in asked if name not in there)
    outdated = tuple(
        name for name, version in there.items() if versions[name] not in {None, version}
    )
    if lacking:
        return "forms", lacking, lacking + outdated
    if outdated:
        return "versions", tuple(FORMS[name].package for name in outdated), outdated
    return "", (), ()


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
