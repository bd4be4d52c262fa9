"""Change a record of ``registry.toml``; comments, order and all other bytes stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from spro_portraits.errors import EditionError, SourceError
from spro_portraits.sources import REGISTRY, Source
from spro_portraits.store.files import compute_sha256, replace_file
from spro_portraits.wording import describe_cause


def write_hash(
    data_dir: Path,
    source: Source,
    path: Path,
    sha256: str,
    changes: Mapping[str, str | int] | None = None,
) -> None:
    """Declare a file as the one that a source is.

    Parameters
    ----------
    data_dir : Path
        Folder of the registry.
    source : Source
        Record to change.
    path : Path
        The file.
    sha256 : str
        Hash that was shown to whoever accepts it.
    changes : mapping, optional
        Other fields of the record, ``release.next`` for one of a table in it, and their values.

    Raises
    ------
    SourceError
        ``hash_mismatch``: the file has another hash by now.
    EditionError
        The registry is absent or damaged, or has no such record any more.
    """
    got = compute_sha256(path)
    if got != sha256:
        raise SourceError("hash_mismatch", file=path.name, got=got[:12], expected=sha256[:12])
    registry = data_dir / REGISTRY
    try:
        # Bytes, not text: lines keep the endings that their editor gave them.
        document = tomlkit.parse(registry.read_bytes().decode())
        record = document[source.key]
        record["sha256"] = sha256
        for name, value in (changes or {}).items():
            *tables, field = name.split(".")
            table = record
            for one in tables:
                table = table[one]
            table[field] = value
        text = tomlkit.dumps(document)
    except (OSError, UnicodeDecodeError, TOMLKitError, TypeError) as error:
        problem = f"{REGISTRY}, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error
    with replace_file(registry) as temporary:
        temporary.write_bytes(text.encode())
