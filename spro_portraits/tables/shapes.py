"""What each declared file looks like: size, rows, columns, periods, kept beside the registry.

Official files are not committed. A newer one can be compared with the one that it replaces all the
same: ``shapes.json`` keeps what there is to compare, each shape with the hash of its file. It is
written when a file is accepted, never by hand; a shape of another file than the declared one
counts for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spro_portraits.sources import Source, find_changes
from spro_portraits.store import compute_sha256, replace_file
from spro_portraits.store.outlines import Outline, outline_file
from spro_portraits.tables.reading import Reading, read_raw

if TYPE_CHECKING:
    from spro_portraits.store.fetching import Arrival

SHAPES: Final = "shapes.json"


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be told of a file before anything is made of it.

    Attributes
    ----------
    sha256 : str
    outline : Outline
        Size in bytes, rows, titles of columns.
    reading : Reading
        Periods that its loader finds, and why it does not read it.
    """

    sha256: str
    outline: Outline
    reading: Reading

    @property
    def periods(self) -> list[str]:
        """Periods that the loader finds, or else those of the titles."""
        return list(self.reading.periods or self.outline.periods)


def measure_shape(source: Source, path: Path) -> Shape:
    """Look at a file, whatever it holds, with the outline and the loader of a source."""
    return Shape(compute_sha256(path), outline_file(path), read_raw(source, path))


def load_shape(data_dir: Path, source: Source) -> Shape | None:
    """Load the shape of the declared file; None where none is kept of this very file."""
    with suppress(KeyError, TypeError, AttributeError):
        record = _load_records(data_dir)[source.key]
        if record["sha256"] == source.sha256:
            columns = {part: tuple(titles) for part, titles in record["columns"].items()}
            outline = Outline(record["size"], columns, record["rows"])
            return Shape(record["sha256"], outline, Reading(tuple(record["periods"])))
    return None


def write_shapes(data_dir: Path, shapes: Mapping[str, Shape]) -> None:
    """Keep shapes by the key of their source, in place of those of the same keys."""
    records = _load_records(data_dir) | {
        key: {
            "sha256": shape.sha256,
            "size": shape.outline.size,
            "rows": shape.outline.rows,
            "columns": shape.outline.columns,
            "periods": list(shape.reading.periods),
        }
        for key, shape in shapes.items()
    }
    lines = [
        f"{json.dumps(key)}: {json.dumps(record, ensure_ascii=False)}"
        for key, record in sorted(records.items())
    ]
    with replace_file(data_dir / SHAPES) as path:
        path.write_bytes(("{\n" + ",\n".join(lines) + "\n}\n").encode())


def accept_file(arrival: Arrival, raw_dir: Path, data_dir: Path) -> tuple[Path, dict[str, Any]]:
    """Take a file that has arrived, and write what it says of itself into its record.

    Returns
    -------
    tuple
        Where the file is now, and the new values of the record by field, as
        :func:`~spro_portraits.sources.find_changes` gives them.

    Raises
    ------
    EditionError, SourceError
        As :func:`~spro_portraits.store.fetching.accept_arrival`; nothing has changed.
    """
    from spro_portraits.store.fetching import accept_arrival  # noqa: PLC0415 - its libraries

    source = arrival.source
    shape = measure_shape(source, arrival.path)
    old = load_shape(data_dir, source)
    changes = find_changes(source, shape.periods, shape.outline.size, old.periods if old else ())
    path = accept_arrival(arrival, raw_dir, data_dir, changes).path
    write_shapes(data_dir, {source.key: shape})
    return path, dict(changes)


def _load_records(data_dir: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, TypeError):
        return dict(json.loads((data_dir / SHAPES).read_text(encoding="utf-8")))
    return {}
