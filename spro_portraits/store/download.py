"""Download one source to a file, going on where an earlier try stopped.

A downloader for pooch, which decides when it is called and calls it again after a cut. What has
arrived lies in a partial file, with what the server said of it beside: it is gone on with only
if the server confirms that it still has the same file (``If-Range``). Bytes are counted as they
come, unpacked: neither a server that lies about a length nor a body that swells gets past the
limit. Not done here: what the file holds.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from io import FileIO
from pathlib import Path

import requests
from urllib3.exceptions import HTTPError

from spro_portraits.errors import SourceError
from spro_portraits.sources import Source
from spro_portraits.store.files import replace_file
from spro_portraits.store.hops import Limits, open_response, open_session
from spro_portraits.wording.fetch import describe_failure

_CHUNK = 1 << 16
_RANGE = re.compile(r"bytes (?P<first>\d+)-\d+/(?P<total>\d+|\*)")
_PLAIN = frozenset({"", "identity"})

Tell = Callable[[int, int], None]
"""Told of bytes that have arrived and bytes to come in all, 0 where nobody says."""


@dataclass(frozen=True, slots=True)
class Partial:
    """The beginning of a file, and what it is the beginning of.

    Attributes
    ----------
    body, about : Path
        Bytes that have arrived; what the server said of them (JSON).
    """

    body: Path
    about: Path

    def find_validator(self, url: str) -> str:
        """Give what the server called the file, if the partial file is of this address."""
        with suppress(OSError, ValueError, AttributeError):
            said = json.loads(self.about.read_text(encoding="utf-8"))
            if said.get("url") == url and self.body.stat().st_size:
                return str(said.get("validator", ""))
        return ""

    def begin(self, url: str, response: requests.Response) -> None:
        """Forget what was there, and note what comes now."""
        self.remove()
        record = {"url": url, "validator": _find_validator(response)}
        with replace_file(self.about) as path:
            path.write_text(json.dumps(record), encoding="utf-8", newline="\n")

    def remove(self) -> None:
        """Remove both files."""
        self.body.unlink(missing_ok=True)
        self.about.unlink(missing_ok=True)


@dataclass(slots=True)
class Download:
    """The downloader of one source; pooch calls it with the address and a file to write.

    Attributes
    ----------
    source : Source
    partial : Partial
        Kept when a download stops, whatever stops it; gone when one ends.
    limits : Limits
    tell : callable
        See :data:`Tell`.
    """

    source: Source
    partial: Partial
    limits: Limits
    tell: Tell
    _began: float = field(default_factory=time.monotonic)

    def __call__(self, url: str, output_file: str, _pooch: object) -> None:
        """Download, whole.

        Raises
        ------
        SourceError
            As :func:`~spro_portraits.store.hops.open_response`; ``too_heavy``, ``too_slow``.
        requests.RequestException
            The body was cut: pooch tries again, and this goes on where it stopped.
        """
        self._check_time()
        self.partial.body.parent.mkdir(parents=True, exist_ok=True)
        validator = self.partial.find_validator(url)
        with open_session(self.limits) as session:
            if not self._read(session, url, validator):
                self.partial.remove()
                self._read(session, url, "")
        self.partial.body.replace(output_file)
        self.partial.remove()

    def _read(self, session: requests.Session, url: str, validator: str) -> bool:
        """Read the body, or its end; False where the server has nothing after what we hold."""
        headers = {"Accept-Encoding": "identity"}
        held = self.partial.body.stat().st_size if validator else 0
        if validator:
            headers |= {"Range": f"bytes={held}-", "If-Range": validator}
        with open_response(session, self.source, headers, self.limits) as response:
            if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return False
            if response.status_code == HTTPStatus.PARTIAL_CONTENT:
                if not held or _find_first(response) != held or not _agrees(response, validator):
                    return False
            else:
                held = 0
                self.partial.begin(url, response)
            total = held + _find_length(response)
            self._check_weight(max(total, held))
            # Unbuffered: what has arrived is there, whatever ends the process.
            with self.partial.body.open("ab", buffering=0) as stream:
                self._copy(response, stream, held, total if total > held else 0)
        return True

    def _copy(self, response: requests.Response, stream: FileIO, held: int, total: int) -> None:
        self.tell(held, total)
        for piece in _list_pieces(response):
            held += len(piece)
            self._check_weight(held)
            self._check_time()
            stream.write(piece)
            self.tell(held, total)

    def _check_weight(self, size: int) -> None:
        if size > self.source.most_bytes:
            self.partial.remove()
            raise SourceError("too_heavy", source=self.source.key, most=self.source.max_mb)

    def _check_time(self) -> None:
        if time.monotonic() - self._began > self.limits.total:
            minutes = max(1, round(self.limits.total / 60))
            raise SourceError("too_slow", source=self.source.key, minutes=minutes)


def describe_cut(source: Source, error: Exception) -> SourceError:
    """Make the error of a body that was cut once too often."""
    return SourceError("cut_download", source=source.key, problem=describe_failure(error))


def _list_pieces(response: requests.Response) -> Iterator[bytes]:
    """Give the body as it comes, in small pieces, unpacked if the server packed it all the same.

    ``iter_content`` would wait until a piece is full: from a server that drips, for hours.
    """
    try:
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            yield piece
    except HTTPError as error:
        raise requests.ConnectionError(error) from error


def _find_length(response: requests.Response) -> int:
    """Bytes that the server says will come; 0 where it does not, or where they are packed."""
    text = response.headers.get("Content-Length", "")
    is_plain = response.headers.get("Content-Encoding", "").casefold() in _PLAIN
    return int(text) if is_plain and text.isdecimal() else 0


def _find_first(response: requests.Response) -> int:
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return int(found["first"]) if found else -1


def _agrees(response: requests.Response, validator: str) -> bool:
    """Whether a server that sends an end names the same file, or none."""
    return _find_validator(response) in {"", validator}


def _find_validator(response: requests.Response) -> str:
    """Give the name of this version of the file that ``If-Range`` takes, if there is one.

    A packed body is not gone on with: its bytes are not those that we keep.
    """
    headers = response.headers
    if headers.get("Content-Encoding", "").casefold() not in _PLAIN:
        return ""
    tag = headers.get("ETag", "")
    return tag if tag.startswith('"') else headers.get("Last-Modified", "")
