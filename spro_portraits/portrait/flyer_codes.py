"""QR codes of published sites, as paths of modules.

Not done here: deciding which site is published; drawing at a size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno

QUIET_ZONE = 4
"""Modules that stay white around a code, as its standard asks."""
LARGEST_VERSION = 10
"""A larger code has modules too fine for a small print: its site is written, not drawn."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of error level M.

    Attributes
    ----------
    side : int
        Modules across, quiet zone included.
    path : str
        Its dark modules as an SVG path, one unit a module.
    """

    side: int
    path: str


@lru_cache(maxsize=512)
def make_code(address: str) -> Code | None:
    """Make the code of an address; none where it would be too fine to be read."""
    try:
        made = segno.make(address, error="m", micro=False, boost_error=False)
    except segno.DataOverflowError:
        return None
    if int(made.version) > LARGEST_VERSION:
        return None
    strokes = []
    for row, modules in enumerate(made.matrix, start=QUIET_ZONE):
        column = QUIET_ZONE
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                strokes.append(f"M{column} {row}h{length}v1h-{length}z")
            column += length
    return Code(len(made.matrix) + 2 * QUIET_ZONE, "".join(strokes))
