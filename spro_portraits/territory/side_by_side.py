"""Levels whose territories are shown side by side."""

from __future__ import annotations

import difflib

from spro_portraits.errors import UsageError
from spro_portraits.tables import Edition
from spro_portraits.territory.model import LEVELS, PANORAMA_LEVELS, Territory
from spro_portraits.territory.search import list_territories


def list_side_by_side(edition: Edition, level: str) -> list[Territory]:
    """List the territories of a level that a panorama shows, in the order of their codes.

    Raises
    ------
    UsageError
        ``unknown_level`` with near matches, ``no_panorama`` for a level of too many
        territories or none, ``one_territory``.
    """
    if level not in LEVELS:
        near = difflib.get_close_matches(level, PANORAMA_LEVELS, n=3)
        raise UsageError("unknown_level", level=level, known=list(PANORAMA_LEVELS), near=near)
    if level not in PANORAMA_LEVELS:
        raise UsageError("no_panorama", level=level, known=list(PANORAMA_LEVELS))
    found = list_territories(edition, level)
    if len(found) < 2:  # noqa: PLR2004 - side by side takes two
        raise UsageError("one_territory", level=level)
    return found
