"""Who publishes what: one record a source, read from ``data/registry.toml``.

Not done here: downloading, reading the files themselves.
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import get_type_hints

from spro_portraits.errors import EditionError
from spro_portraits.wording import describe_cause, typeset


@dataclass(frozen=True, slots=True)
class Source:
    """One official file.

    Attributes
    ----------
    key : str
        Name of the record, used by tables and measures.
    producer, title : str
        As the producer writes them (French).
    page, url : str
        Page that presents the file, and address of the file itself.
    url_checked : bool
        Whether we downloaded from ``url`` ourselves; False where it could not be tried.
    licence : str
        Licence of the data.
    vintage : str
        Year or years that the figures describe.
    geography_year : int
        1 January of the year whose list of communes the file uses.
    file : str
        Path inside the folder of raw files.
    sha256 : str
        Hash of the file that the embedded edition was built from.
    loader : str
        Function of :mod:`spro_portraits.tables.loaders` that reads it.
    note : str
        What to know about this copy of the file; may be empty.
    """

    key: str
    producer: str
    title: str
    page: str
    url: str
    url_checked: bool
    licence: str
    vintage: str
    geography_year: int
    file: str
    sha256: str
    loader: str
    note: str = ""

    @property
    def citation(self) -> str:
        """The source line under a figure: producer, title, vintage, geography."""
        return typeset(
            f"{self.producer}, {self.title}, {self.vintage}, géographie {self.geography_year}"
        )


def load_registry(data_dir: Path) -> dict[str, Source]:
    """Read ``registry.toml``, in its own order.

    Raises
    ------
    EditionError
        When the file is absent, is no TOML, or a record lacks or adds a field, or holds a
        value of another type.
    """
    path = data_dir / "registry.toml"
    try:
        records = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EditionError("missing_edition", folder=data_dir) from error
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"registry.toml, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error
    for key, record in records.items():
        if problem := _find_fault(record):
            problem = f"registry.toml [{key}] : {problem}"
            raise EditionError("damaged_edition", folder=data_dir, problem=problem)
    return {key: Source(key=key, **record) for key, record in records.items()}


def _find_fault(record: object) -> str:
    """Say what is wrong with a record, or nothing."""
    if not isinstance(record, dict):
        return "valeur seule, section attendue"
    kinds = get_type_hints(Source)
    declared = {field.name: field.default is MISSING for field in fields(Source)}
    if unknown := sorted(set(record) - set(declared) | {"key"} & set(record)):
        return f"champ inconnu {unknown[0]}"
    required = {name for name, is_required in declared.items() if is_required} - {"key"}
    if lacking := sorted(required - set(record)):
        return f"champ absent {lacking[0]}"
    wrong = sorted(name for name, value in record.items() if type(value) is not kinds[name])
    return f"champ {wrong[0]} d'un autre type" if wrong else ""
