"""Judge what has arrived before it is kept: it must be the kind of file that its name says.

A page in place of a file (an error, a portal, a proxy that asks for a password), a form that
is another, an archive that would write outside its folder or swell beyond its limit. Not done
here: what the columns mean.
"""

from __future__ import annotations

import difflib
import re
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath

from spro_portraits.errors import SourceError
from spro_portraits.sources import Source

_HEAD = 2048
_CHUNK = 1 << 16
_MOST_MEMBERS = 10_000
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_MAGIC = {
    ".zip": (b"PK\x03\x04", b"PK\x05\x06"),
    ".xlsx": (b"PK\x03\x04",),
    ".xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    ".parquet": (b"PAR1",),
    ".geojson": (b"{",),
    ".json": (b"{", b"["),
}
_PACKED = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"PAR1",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"Rar!",
    b"7z\xbc\xaf",
)
_TEXTS = frozenset({".csv", ".tsv", ".txt"})
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


def check_form(source: Source, path: Path, name: str) -> None:
    """Refuse a file that is not of the kind that a name says; archives are looked into.

    Raises
    ------
    SourceError
        ``web_page_instead``, ``other_form``, ``empty_file``; those of :func:`check_archive`.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise SourceError("empty_file", source=source.key)
    if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise SourceError("web_page_instead", source=source.key, page=source.page)
    suffix = PurePosixPath(name).suffix.casefold()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_other = suffix in _MAGIC and not start.startswith(_MAGIC[suffix])
    if is_other or (suffix in _TEXTS and (start.startswith(_PACKED) or b"\0" in head)):
        raise SourceError("other_form", source=source.key, form=suffix.lstrip("."))
    if start.startswith(b"PK"):
        check_archive(source, path)


def check_archive(source: Source, path: Path) -> None:
    """Refuse an archive (a workbook is one too) that is damaged, hostile or too big unpacked.

    The sizes that an archive declares bind those who read it: ``zipfile`` gives no byte more.

    Raises
    ------
    SourceError
        ``broken_archive``, ``hostile_archive``, ``swelling_archive``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _BROKEN as error:
        raise SourceError("broken_archive", source=source.key) from error
    for member in members:
        if _is_hostile(member):
            raise SourceError("hostile_archive", source=source.key, member=member.filename)
    size = sum(member.file_size for member in members)
    if size > source.most_unpacked_bytes or len(members) > _MOST_MEMBERS:
        raise SourceError("swelling_archive", source=source.key, most=source.max_unpacked_mb)


def unpack_member(source: Source, archive_path: Path, path: Path) -> None:
    """Write the member of an archive that a source is; nothing else of it touches the disk.

    Raises
    ------
    SourceError
        ``missing_member``, with the names that are there; ``broken_archive``.
    """
    try:
        with zipfile.ZipFile(archive_path) as archive:
            names = [member.filename for member in archive.infolist() if not member.is_dir()]
            if source.member not in names:
                near = difflib.get_close_matches(source.member, names, cutoff=0.5)
                raise SourceError(
                    "missing_member", source=source.key, member=source.member, known=names[:20],
                    near=near,
                )  # fmt: skip
            with archive.open(source.member) as packed, path.open("wb") as stream:
                while piece := packed.read(_CHUNK):
                    stream.write(piece)
    except _BROKEN as error:
        raise SourceError("broken_archive", source=source.key) from error


def _is_hostile(member: zipfile.ZipInfo) -> bool:
    """Whether a member would be written outside the folder, is a link, or is locked."""
    # ``filename`` is cut at a null byte and has the separators of this system: not what is written.
    name = member.orig_filename
    leaves = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    is_locked = bool(member.flag_bits & _ENCRYPTED)
    return leaves or bool(PureWindowsPath(name).drive) or "\0" in name or is_link or is_locked
