"""What many pages have in common, written once.

A page is kept as text in which one character stands for each piece that others have as well:
characters of the private use area of Unicode, which no text of ours has.
"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

from spro_portraits.maps.frame import write_data
from spro_portraits.maps.offline import leaflet_css, leaflet_script, read_asset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST = 0xE000
"""The character of the first shared piece; the next ones follow."""
OWN = "\uf8ff"
"""The character of the names of a page, which are kept beside it."""
_LAST = 0xF8FE
_SCRIPT_ENDS = ("</script", "<!--")
"""What would end the script element that keeps a page, or change how it ends: each a piece."""
_LEAST_LINE = 40


def share_pages(
    pages: Mapping[str, str], pieces: Sequence[str], names: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Take out of pages what they share.

    Parameters
    ----------
    pages : mapping
        Whole pages by code.
    pieces : sequence of str
        Texts that several pages hold, besides our scripts, style sheets and Leaflet's.
    names : mapping
        By code of a page: names that its data hold as one text, one a line.

    Returns
    -------
    (list of str, dict of str)
        The shared pieces, none of them holding what ends a script element; what is left of each
        page, by its code. The page is whole again once each character from :data:`FIRST` on is
        replaced by its piece, until none is left, and :data:`OWN` by its names as JSON.

    Raises
    ------
    ValueError
        Where a page has a character of the private use area, or there are too many pieces.
    """
    if any(chr(FIRST) <= character <= OWN for text in pages.values() for character in set(text)):
        raise ValueError("a page has a character that is kept for its pieces")
    known = [*pieces, leaflet_script(), leaflet_css(), *_list_assets()]
    shared = list(_SCRIPT_ENDS)
    left = dict(pages)
    for piece in sorted(known, key=len, reverse=True):
        if sum(piece in text for text in left.values()) > 1:
            mark = _mark(shared, piece)
            left = {code: text.replace(piece, mark) for code, text in left.items()}
    for code, listed in names.items():
        left[code] = left[code].replace(write_data(listed), OWN)
    common = Counter(line for text in left.values() for line in set(text.split("\n")))
    repeated = {
        line: _mark(shared, line)
        for line, count in sorted(common.items())
        if count > len(left) / 2 and len(line) >= _LEAST_LINE
    }
    left = {
        code: "\n".join(repeated.get(line, line) for line in text.split("\n"))
        for code, text in left.items()
    }
    return [shared[0], shared[1], *map(_hide, shared[2:])], {
        code: _hide(text) for code, text in left.items()
    }


def _mark(shared: list[str], piece: str) -> str:
    """Add a piece to those that are shared, and give its character."""
    shared.append(piece)
    number = FIRST + len(shared) - 1
    if number > _LAST:
        raise ValueError("too many pieces")
    return chr(number)


def _hide(text: str) -> str:
    """Put characters in the place of what a script element could not hold."""
    for rank, end in enumerate(_SCRIPT_ENDS):
        text = text.replace(end, chr(FIRST + rank))
    return text


def _list_assets() -> list[str]:
    """List the scripts and style sheets of our maps."""
    folder = files("spro_portraits.maps").joinpath("assets")
    names = sorted(entry.name for entry in folder.iterdir())
    return [read_asset(name) for name in names if name.endswith((".js", ".css"))]
