"""The ledger of an edition: what was made, of what, what it took, what went wrong.

``journal.jsonl``, one JSON object a line. A line is appended by one write and forced to the
disk: whatever kills the program leaves whole lines, and at most one torn one, the last, which is
ignored. The last line on a product is the one that counts. Not done here: deciding by it.

Where nothing can be appended to a file (object stores), each product has an object of its own
in ``journal/``.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Protocol

from spro_portraits.batch.inputs import Inputs
from spro_portraits.store import LocalPlace, slugify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from spro_portraits.store import Place

JOURNAL = "journal.jsonl"
OBJECTS = "journal"

COMPLETE, FAILED = "complete", "failed"

_MOST_SPARE = 1000
"""Lines that no longer count, above which the file is written anew (and half of all lines)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of one product.

    Attributes
    ----------
    product : str
        ``spro-issoudun/portrait``: its folder and its notebook.
    territory : mapping
        ``level``, ``code``, ``name``.
    key : str
        Hash of all that it depends on.
    inputs : str
        Digest of the inputs that it shares with others of its notebook.
    parameters : mapping
        What the notebook was given.
    given : mapping
        Hashes of the files that the parameters name.
    status : str
        ``complete`` or ``failed``.
    cause : str
        Kind of failure, a key of ``wording.ledger.CAUSES``; empty without one.
    problem : str
        The sentence that says why there is no page.
    at : str
        When it was recorded: ISO 8601, UTC.
    seconds : float
        What it took, start to last file.
    memory : int
        Most bytes that were seen in the notebook's processes; 0 if unknown.
    files : mapping
        SHA-256 of its files, by name.
    marks : mapping
        Size, and where the disk has them times of modification and of change in nanoseconds:
        a file whose marks are the same is not read again.
    forms : mapping
        What its notebook was exported to, or should have been where it failed, each with the
        version of the package that the form needs. A line of before there were several has none:
        its page is among its files.
    """

    product: str
    territory: Mapping[str, str]
    key: str
    inputs: str
    parameters: Mapping[str, Any]
    given: Mapping[str, str]
    status: str
    cause: str = ""
    problem: str = ""
    at: str = ""
    seconds: float = 0.0
    memory: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, list[int]] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """What a ledger says: the last entry on each product, and the inputs by their digest."""

    entries: dict[str, Entry] = field(default_factory=dict)
    inputs: dict[str, Inputs] = field(default_factory=dict)
    lines: int = 0
    is_torn: bool = False

    def add(self, line: bytes) -> None:
        """Take in one line; one that is not whole is noted, no more."""
        try:
            column, value = next(iter(json.loads(line).items()))
            if column == "entry":
                known = {f.name for f in fields(Entry)}
                entry = Entry(**{name: v for name, v in value.items() if name in known})
                self.entries[entry.product] = entry
            elif column == "inputs":
                found = Inputs(**value)
                self.inputs[found.digest] = found
        except (ValueError, TypeError, AttributeError, StopIteration):
            self.is_torn = True
        self.lines += 1


class Ledger(Protocol):
    """Where the record of an edition is kept."""

    record: Record

    def append(self, entry: Entry, inputs: Inputs) -> None:
        """Keep what came of a product, on the disk when this returns."""

    def compact(self) -> None:
        """Drop what no longer counts, where that is worth it."""


def open_ledger(place: Place) -> Ledger:
    """Open the ledger of an edition, here or elsewhere; nothing is written yet."""
    return FileLedger(place.path) if isinstance(place, LocalPlace) else ObjectLedger(place)


class FileLedger:
    """A file of lines."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        self.record = Record()
        self._ends_well = True
        with contextlib.suppress(FileNotFoundError):
            data = self._path.read_bytes()
            for line in data.splitlines():
                self.record.add(line)
            self._ends_well = not data or data.endswith(b"\n")
            # An earlier torn line was told when it was the last.
            self.record.is_torn = self.record.is_torn and not self._ends_well

    def append(self, entry: Entry, inputs: Inputs) -> None:
        """Append a line, and before it the inputs if they are not in the file."""
        lines = []
        if inputs.digest not in self.record.inputs:
            lines.append({"inputs": asdict(inputs)})
        lines.append({"entry": asdict(entry)})
        data = b"".join(_write_line(line) for line in lines)
        # What a kill left of a line is ended first.
        self._write(data if self._ends_well else b"\n" + data)
        self._ends_well = True
        for line in data.splitlines():
            self.record.add(line)

    def compact(self) -> None:
        """Write the file anew where its last line is torn, or most lines no longer count."""
        spare = self.record.lines - len(self.record.entries) - len(self.record.inputs)
        if self._ends_well and spare <= max(_MOST_SPARE, self.record.lines // 2):
            return
        used = {entry.inputs for entry in self.record.entries.values()}
        lines = [
            *({"inputs": asdict(one)} for key, one in self.record.inputs.items() if key in used),
            *({"entry": asdict(entry)} for entry in self.record.entries.values()),
        ]
        LocalPlace(self._path.parent).write_bytes(JOURNAL, (_write_line(line) for line in lines))
        self._ends_well = True

    def _write(self, data: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        handle = os.open(self._path, flags, 0o644)
        try:
            before = os.fstat(handle).st_size
            written = os.write(handle, data)
            if written < len(data):
                # The disk took a part: take it back, nothing is half-written.
                os.ftruncate(handle, before)
            else:
                os.fsync(handle)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self._path)) from error
        finally:
            os.close(handle)
        if written < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))


class ObjectLedger:
    """An object a product, for places where nothing can be appended."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.record = Record()
        for name in place.list_files(OBJECTS):
            self.record.add(place.load_bytes(f"{OBJECTS}/{name}"))

    def compact(self) -> None:
        """Nothing to do: an object a product."""

    def append(self, entry: Entry, inputs: Inputs) -> None:
        """Write the object of a product, and before it that of the inputs if there is none."""
        if inputs.digest not in self.record.inputs:
            line = _write_line({"inputs": asdict(inputs)})
            self._place.write_bytes(f"{OBJECTS}/inputs-{inputs.digest[:16]}.json", line)
            self.record.add(line)
        line = _write_line({"entry": asdict(entry)})
        self._place.write_bytes(f"{OBJECTS}/{slugify(entry.product)}.json", line)
        self.record.add(line)


def _write_line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
