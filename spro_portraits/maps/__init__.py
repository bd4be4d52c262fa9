"""Maps that open without a connection: communes by class, structures, where a territory lies.

Not done here: the values and their sources (``indicators``), the boundaries (``territory``).
"""

from spro_portraits.maps.bassins import draw_bassin_map, find_bassin_shapes
from spro_portraits.maps.classes import ClassScheme, compute_classes, find_classes
from spro_portraits.maps.communes import draw_commune_map
from spro_portraits.maps.land import Land, read_land
from spro_portraits.maps.legend import MapLayer
from spro_portraits.maps.locator import draw_locator
from spro_portraits.maps.network import (
    NetworkPoint,
    PointKind,
    PublicChoice,
    draw_network_map,
)
from spro_portraits.maps.offline import OfflineMap
from spro_portraits.maps.picking import PickGround, draw_pick_ground
from spro_portraits.maps.still import StillMap, draw_still_map, draw_still_territory_map, is_size
from spro_portraits.maps.still_network import draw_still_network_map
from spro_portraits.maps.territories import draw_territory_map

__all__ = [
    "ClassScheme",
    "Land",
    "MapLayer",
    "NetworkPoint",
    "OfflineMap",
    "PickGround",
    "PointKind",
    "PublicChoice",
    "StillMap",
    "compute_classes",
    "draw_bassin_map",
    "draw_commune_map",
    "draw_locator",
    "draw_network_map",
    "draw_pick_ground",
    "draw_still_map",
    "draw_still_network_map",
    "draw_still_territory_map",
    "draw_territory_map",
    "find_bassin_shapes",
    "find_classes",
    "is_size",
    "read_land",
]
