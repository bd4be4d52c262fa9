"""The network of guidance structures: who receives people, where, with whom, in which SPRO.

Not done here: drawing, French words, internal facts in anything but :mod:`.internal`.
"""

from spro_portraits.network.load import (
    FILES,
    STRUCTURE_COLUMNS,
    load_directory,
    load_reseaux,
    load_structures,
)
from spro_portraits.network.model import (
    PRECISIONS,
    ROLES,
    Directory,
    Event,
    Fact,
    Initiative,
    Member,
    Membership,
    Network,
    Public,
    Reseau,
    Structure,
    Tool,
)
from spro_portraits.network.select import (
    Coordinators,
    find_coordinators,
    find_network,
    find_publics,
    find_role,
    list_active,
)
from spro_portraits.network.write import write_structures

__all__ = [
    "FILES",
    "PRECISIONS",
    "ROLES",
    "STRUCTURE_COLUMNS",
    "Coordinators",
    "Directory",
    "Event",
    "Fact",
    "Initiative",
    "Member",
    "Membership",
    "Network",
    "Public",
    "Reseau",
    "Structure",
    "Tool",
    "find_coordinators",
    "find_network",
    "find_publics",
    "find_role",
    "list_active",
    "load_directory",
    "load_reseaux",
    "load_structures",
    "write_structures",
]
