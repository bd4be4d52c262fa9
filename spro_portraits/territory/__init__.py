"""Territories: sets of communes, their parents, the zones that cover them, their shapes.

Not done here: indicators, drawing.
"""

from spro_portraits.territory.coverings import find_coverings
from spro_portraits.territory.model import (
    LEVELS,
    PANORAMA_LEVELS,
    ZONE_LEVELS,
    Covering,
    Reference,
    Territory,
)
from spro_portraits.territory.own import find_own, list_own, name_own, write_own
from spro_portraits.territory.perimeters import SPRO_FILE
from spro_portraits.territory.references import (
    build_peer,
    find_own_region,
    find_references,
    find_whole,
)
from spro_portraits.territory.search import (
    build_own,
    find_territory,
    list_own_faults,
    list_peers,
    list_territories,
    search_territories,
)
from spro_portraits.territory.side_by_side import list_side_by_side

__all__ = [
    "LEVELS",
    "PANORAMA_LEVELS",
    "SPRO_FILE",
    "ZONE_LEVELS",
    "Covering",
    "Reference",
    "Territory",
    "build_own",
    "build_peer",
    "find_coverings",
    "find_own",
    "find_own_region",
    "find_references",
    "find_territory",
    "find_whole",
    "list_own",
    "list_own_faults",
    "list_peers",
    "list_side_by_side",
    "list_territories",
    "name_own",
    "search_territories",
    "write_own",
]
