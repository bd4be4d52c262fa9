"""Telephones, sites and names of French files, as directories write them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from spro_portraits.network.directories.model import LeftOut

_PHONE = re.compile(r"(?<!\d)(?:\+33 ?[1-9]|0[1-9])(?:[ .\-]?\d\d){4}(?!\d)")
_SHORT_PHONE = re.compile(r"(?<!\d)(?:3\d ?\d\d|1\d \d\d)(?!\d)")
_MOBILE = ("06", "07")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
# A path that lost its stroke: ``www.univ-tours.frmoip``. No domain of this length begins so,
# but those named here.
_GLUED = re.compile(r"(?:fr|com|org|net|eu)[a-z]{2,}")
_LONG_DOMAINS = frozenset({"community", "company", "compare", "computer", "organic", "network"})


def find_phone(text: str, subject: str) -> tuple[str, list[LeftOut]]:
    """Find the public number in a text; what else is written there is cut.

    A mobile number is no switchboard: it is left out, and said.

    Returns
    -------
    tuple
        The number, ``02 48 65 39 97``, or nothing; what was left out.
    """
    numbers = [_group_digits(match[0]) for match in _PHONE.finditer(text)]
    public = [number for number in numbers if not number.startswith(_MOBILE)]
    if public:
        return public[0], []
    if numbers:
        return "", [LeftOut("mobile", subject)]
    short = _SHORT_PHONE.match(text.strip())
    return (short[0], []) if short else ("", [])


def _group_digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if digits.startswith("33"):
        digits = "0" + digits[2:]
    return " ".join(digits[start : start + 2] for start in range(0, 10, 2))


def normalise_site(text: str, subject: str) -> tuple[str, list[LeftOut]]:
    """Write the address of a site in one way: with its scheme, host in lower case.

    One whose path lost the stroke that cuts it from the host cannot be opened: it is left out.
    """
    text = text.strip()
    if not text:
        return "", []
    parts = urlsplit(text if "//" in text else f"//{text}", scheme="http")
    host = parts.netloc.casefold()
    ending = host.rpartition(".")[2]
    is_glued = bool(_GLUED.fullmatch(ending)) and ending not in _LONG_DOMAINS
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or is_glued:
        return "", [LeftOut("broken_site", subject)]
    path = "" if parts.path == "/" else parts.path
    return urlunsplit((parts.scheme, host, path, parts.query, parts.fragment)), []
