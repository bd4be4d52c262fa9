"""One official file: who publishes it, where, when the next one comes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from spro_portraits.wording import typeset

_HTTPS = 443
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Release:
    """When a producer publishes, as far as we know; declared by hand, asked of nobody.

    Attributes
    ----------
    every : str
        ``month``, ``quarter`` or ``year``; ``irregular`` where there is no calendar, ``once``
        where nothing follows; empty where nobody has said.
    next : str
        Month in which the vintage after ours comes out, ``2026-06``; empty without calendar.
    next_vintage : str
        What that vintage is called.
    basis : str
        What in the file itself bears the calendar out: ``periods``, that they follow one another
        at that pace; ``date``, that the file was made in that month; empty where nothing does.
    """

    every: str = ""
    next: str = ""
    next_vintage: str = ""
    basis: str = ""


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
        Hash of the file that the embedded edition was built from; empty for a new source.
    loader : str
        Function of :mod:`spro_portraits.tables.loaders` that reads it.
    note : str
        What to know about this copy of the file; may be empty.
    direct : bool
        Whether ``url`` gives the very file that ``file`` names, or the archive that holds it.
        Where it does not (a page, a form, a file of another shape), a person downloads it.
    member : str
        Path of the file in the archive that ``url`` gives; empty where ``url`` gives the file.
    hosts : tuple of str
        Other hosts that may serve the file after a redirect, ``host`` or ``host:port``.
    max_mb, max_unpacked_mb : int
        Heaviest download, and heaviest content of an archive, in millions of bytes.
    release : Release
        Calendar of the producer.
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
    direct: bool = False
    member: str = ""
    hosts: tuple[str, ...] = ()
    max_mb: int = 100
    max_unpacked_mb: int = 1000
    release: Release = Release()

    @property
    def citation(self) -> str:
        """The source line under a figure: producer, title, vintage, geography."""
        return typeset(
            f"{self.producer}, {self.title}, {self.vintage}, géographie {self.geography_year}"
        )

    @property
    def allowed_hosts(self) -> frozenset[tuple[str, int]]:
        """Hosts and ports that may be asked for this file: that of ``url``, and ``hosts``."""
        return frozenset(
            (parts.hostname or "", parts.port or _HTTPS)
            for parts in (urlsplit(self.url), *(urlsplit(f"//{host}") for host in self.hosts))
        )

    @property
    def most_bytes(self) -> int:
        """Heaviest download."""
        return self.max_mb * _MEGABYTE

    @property
    def most_unpacked_bytes(self) -> int:
        """Heaviest content of an archive, all members together."""
        return self.max_unpacked_mb * _MEGABYTE


def read_field(source: Source, name: str) -> object:
    """Read a field of a record by its name in the registry: ``vintage``, ``release.next``."""
    value: object = source
    for part in name.split("."):
        value = getattr(value, part)
    return value
