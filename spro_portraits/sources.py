"""Who publishes what: one record a source, read from ``data/registry.toml``.

Not done here: downloading, reading the files themselves.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from spro_portraits.errors import EditionError
from spro_portraits.wording import typeset


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
        When the file is absent, is no TOML, or a record lacks or adds a field.
    """
    path = data_dir / "registry.toml"
    try:
        records = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EditionError("missing_edition", folder=data_dir) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError("damaged_edition", folder=data_dir, problem=str(error)) from error
    known = {field.name for field in fields(Source)}
    sources = {}
    for key, record in records.items():
        wrong = set(record) - known
        try:
            sources[key] = Source(key=key, **record)
        except TypeError as error:
            problem = f"registry.toml [{key}] : {', '.join(sorted(wrong)) or error}"
            raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error
    return sources
