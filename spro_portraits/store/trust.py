"""Whose certificates are believed: those that this system believes, and those that are named.

A company's proxy that opens what passes signs it with an authority that only the company's
computers know: on Windows it is in the store of the system, which Python alone does not read.
``truststore`` does. The authorities that ``requests`` brings along, and the files that the
environment names, are believed besides.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Any, Final

import truststore
from requests.adapters import HTTPAdapter

from spro_portraits.errors import UsageError

VARIABLES: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables that name a file of certificates; the last two may name a folder as well."""


def open_trust() -> ssl.SSLContext:
    """Open what certificates are judged with.

    Raises
    ------
    UsageError
        ``bad_certificates``: a variable names a file that is absent or holds no certificate in
        PEM; nothing has been asked for yet.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for variable in VARIABLES:
        named = os.environ.get(variable, "")
        if not named or Path(named).is_dir():
            continue
        try:
            context.load_verify_locations(cafile=named)
        except OSError as error:  # ssl.SSLError is one
            raise UsageError("bad_certificates", variable=variable, file=named) from error
    return context


class TrustingAdapter(HTTPAdapter):
    """The adapter of ``requests``, judging certificates with a context that it is given.

    Parameters
    ----------
    trust : ssl.SSLContext
        Used for servers, whether they are asked directly or through a proxy.
    **options
        Those of the adapter.
    """

    def __init__(self, trust: ssl.SSLContext, **options: Any) -> None:
        self._trust = trust
        super().__init__(**options)

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        """Make what connects directly."""
        super().init_poolmanager(*sizes, **options, ssl_context=self._trust)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make what connects through a proxy."""
        return super().proxy_manager_for(proxy, **options, ssl_context=self._trust)
