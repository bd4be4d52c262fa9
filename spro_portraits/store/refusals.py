"""Why a server was not reached: the certificate, the proxy, or the server itself.

The sentence names the machine to look at, and never a password: an address of a proxy is told
without what stands before its ``@``.
"""

from __future__ import annotations

import re
import ssl
from typing import Final
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, prepend_scheme_if_needed, select_proxy

from spro_portraits.errors import SourceError
from spro_portraits.sources import Source
from spro_portraits.wording.fetch import LOGIN, describe_failure, list_chain

WAY_OUT: Final = frozenset(
    {"bad_proxy", "proxy_away", "proxy_asks_password", "proxy_refuses_password"}
)
"""Kinds of errors of the way out of here: no other server would be reached either."""

_OUTDATED = frozenset({9, 10, 0x800B0101, 0x800B0102})
_OTHER_NAME = frozenset({62, 64, 0x800B010F})
"""Why a certificate does not verify: the numbers of OpenSSL, and those of Windows."""

_STATUS = re.compile(r"Tunnel connection failed: (\d{3})")
_ASKS = 407
_SCHEME = "http:"
_UNREADABLE = frozenset({"InvalidProxyURL", "ProxySchemeUnknown", "ProxySchemeUnsupported",
                         "InvalidSchema", "LocationParseError"})  # fmt: skip
_AWAY = frozenset({"ProxyError", "ConnectTimeout", "NewConnectionError"})
"""What is raised where a connection fails; with a proxy, it is the proxy that it fails at."""


def describe_no_answer(source: Source, address: str, error: Exception) -> SourceError:
    """Make the error of a server that was not reached.

    Returns
    -------
    SourceError
        ``untrusted_certificate``, ``outdated_certificate``, ``other_certificate``;
        ``bad_proxy``, ``proxy_away``, ``proxy_asks_password``, ``proxy_refuses_password``,
        ``proxy_refuses``; ``unreachable`` for all else.
    """
    chain = list(list_chain(error))
    facts = {"source": source.key, "host": urlsplit(address).netloc, "page": source.page}
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return SourceError(_name_certificate(one), **facts)
    proxy, has_password = find_proxy(address)
    names = {kind.__name__ for one in chain for kind in type(one).__mro__}
    if proxy:
        facts["proxy"] = proxy
        for one in chain:
            if found := _STATUS.search(str(one)):
                return _describe_tunnel(int(found[1]), facts, has_password=has_password)
        if names & _UNREADABLE:
            return SourceError("bad_proxy", **facts, example=f"{_SCHEME}//machine:port")
        if names & _AWAY:
            return SourceError("proxy_away", **facts, problem=describe_failure(error))
    return SourceError("unreachable", **facts, problem=describe_failure(error))


def find_proxy(address: str) -> tuple[str, bool]:
    """Find the proxy that an address is asked through.

    Returns
    -------
    tuple
        Its machine and port, ``proxy.example.org:3128``, empty where there is none; whether its
        address holds a name or a password.
    """
    try:
        given = select_proxy(address, get_environ_proxies(address, no_proxy=None))
        full = prepend_scheme_if_needed(given, "http") if given else ""  # type: ignore[no-untyped-call]
        parts = urlsplit(full)
    except ValueError:
        return "?", False
    place = parts.netloc.rpartition("@")[2]
    return place or ("?" if given else ""), "@" in parts.netloc


def _name_certificate(error: ssl.SSLCertVerificationError) -> str:
    code = getattr(error, "verify_code", 0) & 0xFFFFFFFF
    if code in _OUTDATED:
        return "outdated_certificate"
    return "other_certificate" if code in _OTHER_NAME else "untrusted_certificate"


def _describe_tunnel(status: int, facts: dict[str, str], *, has_password: bool) -> SourceError:
    if status != _ASKS:
        return SourceError("proxy_refuses", **facts, status=status)
    if has_password:
        return SourceError("proxy_refuses_password", **facts)
    example = f"{_SCHEME}//{LOGIN}@{facts['proxy']}"
    return SourceError("proxy_asks_password", **facts, example=example)
