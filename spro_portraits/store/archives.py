"""ZIP archives joined from members that are compressed already.

``zipfile`` compresses what it writes, each time; parts that many archives share are compressed
once here. Same members, same bytes; no time and no machine is told. Not done here: members or
archives above 4 GB.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_VERSION, _SYSTEM, _FLAGS, _DEFLATED = 20, 3, 0, 8
_TIME, _DATE = 0, 1 << 5 | 1
"""The first minute of 1980, the earliest there is."""
_MODE = 0o600 << 16

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, compressed.

    Attributes
    ----------
    name : bytes
        Its path, in ASCII.
    checksum, size : int
        CRC-32 and length of its content.
    packed : bytes
    """

    name: bytes
    checksum: int
    size: int
    packed: bytes


def pack_member(name: str, content: bytes) -> Member:
    """Compress one file."""
    return Member(
        name.encode("ascii"), zlib.crc32(content), len(content), zlib.compress(content, wbits=-15)
    )


def join_members(members: Iterable[Member]) -> bytes:
    """Put an archive together: the bytes that ``zipfile`` writes for the same files."""
    bodies: list[bytes] = []
    index: list[bytes] = []
    offset = 0
    for one in members:
        sizes = (one.checksum, len(one.packed), one.size, len(one.name))
        facts = (_VERSION, _FLAGS, _DEFLATED, _TIME, _DATE, *sizes)
        bodies += (_LOCAL.pack(b"PK\3\4", *facts, 0), one.name, one.packed)
        index += (
            _CENTRAL.pack(b"PK\1\2", _VERSION, _SYSTEM, *facts, 0, 0, 0, 0, _MODE, offset),
            one.name,
        )
        offset += _LOCAL.size + len(one.name) + len(one.packed)
    count = len(index) // 2
    listing = b"".join(index)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*bodies, listing, end))
