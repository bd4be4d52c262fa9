"""One answer of a producer's server, asked for over https at declared hosts only.

A redirect is followed by hand: its address is checked before anything is sent to it. Busy
servers and lost connections are tried again by urllib3, with pauses that double. The proxy comes
from the environment (``HTTPS_PROXY``, ``NO_PROXY``) or the settings of Windows, certificates from
:mod:`spro_portraits.store.trust`, names and passwords for a producer from nowhere. Not done here:
reading the body.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.util import Retry

from spro_portraits.errors import SourceError
from spro_portraits.sources import Source
from spro_portraits.store.refusals import describe_no_answer
from spro_portraits.store.trust import TrustingAdapter, open_trust

_MOST_HOPS = 6
_HTTPS = 443
_BUSY = (
    HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT,
)  # fmt: skip
_MOST_WAIT = 60
"""Seconds that a server may ask us to wait before another try."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a download may take; all in seconds.

    Attributes
    ----------
    connect, read : float
        Until a server answers, and between two pieces of what it sends.
    total : float
        For one source, pauses and new tries included.
    retries : int
        New tries after a connection that failed, a busy server or a body that was cut.
    pause : float
        First pause before a new try; each one is twice the one before.
    """

    connect: float = 15
    read: float = 45
    total: float = 3600
    retries: int = 4
    pause: float = 1


def open_session(limits: Limits) -> requests.Session:
    """Open what requests are made with: nothing of this user goes out with them."""
    session = requests.Session()
    again = Retry(
        total=limits.retries, connect=limits.retries, read=limits.retries, status=limits.retries,
        other=0, redirect=False, status_forcelist=_BUSY, allowed_methods=["GET"],
        backoff_factor=limits.pause, raise_on_status=False, retry_after_max=_MOST_WAIT,
    )  # fmt: skip
    trust = open_trust()
    for scheme in list(session.adapters):
        session.mount(scheme, TrustingAdapter(trust, max_retries=again))
    session.headers.update(
        {"User-Agent": f"spro-portraits/{version('spro-portraits')}", "Accept": "*/*"}
    )
    session.auth = _send_no_password
    return session


def _send_no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from looking for the host in the user's ``.netrc``."""
    return request


@contextlib.contextmanager
def open_response(
    session: requests.Session, source: Source, headers: Mapping[str, str], limits: Limits
) -> Iterator[requests.Response]:
    """Ask for a source and follow its redirects; the body is not read.

    Raises
    ------
    SourceError
        ``insecure_address``, ``foreign_host``: an address that may not be asked; nothing was
        sent to it. ``endless_redirect``. Those of
        :func:`~spro_portraits.store.refusals.describe_no_answer`, in spite of all tries.
        ``refused_request``: an answer that is no file.
    """
    address = source.url
    for _ in range(_MOST_HOPS):
        check_address(source, address)
        try:
            response = session.get(
                address, headers=dict(headers), stream=True, allow_redirects=False,
                timeout=(limits.connect, limits.read),
            )  # fmt: skip
        except (requests.RequestException, ValueError) as error:
            # ValueError: requests reads the address of a redirect before we do.
            raise describe_no_answer(source, address, error) from error
        with contextlib.closing(response):
            if not response.is_redirect:
                _check_status(source, response)
                yield response
                return
            address = urljoin(address, response.headers["Location"])
    raise SourceError("endless_redirect", source=source.key, host=urlsplit(source.url).hostname)


def check_address(source: Source, address: str) -> None:
    """Refuse an address that is not https, or not at a host that the registry declares."""
    try:
        parts = urlsplit(address)
        place = (parts.hostname or "", parts.port or _HTTPS)
    except ValueError:
        parts, place = urlsplit(""), ("", 0)
    if parts.scheme != "https":
        raise SourceError("insecure_address", source=source.key, address=address)
    if place not in source.allowed_hosts or "@" in parts.netloc:
        known = [
            host if port == _HTTPS else f"{host}:{port}"
            for host, port in sorted(source.allowed_hosts)
        ]
        raise SourceError("foreign_host", source=source.key, host=parts.netloc, known=known)


def _check_status(source: Source, response: requests.Response) -> None:
    status = response.status_code
    if status in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        return
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and "Range" in response.request.headers:
        return  # what we hold is not the beginning of what is there: asked for again, whole
    raise SourceError(
        "refused_request", source=source.key, status=status, host=urlsplit(response.url).netloc,
        page=source.page,
    )  # fmt: skip
