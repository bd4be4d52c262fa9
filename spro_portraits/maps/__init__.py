"""Maps that open without any network: communes by class, and where the territory lies.

Not done here: the values and their sources (``indicators``), the boundaries (``territory``).
"""

from spro_portraits.maps.classes import ClassScheme, compute_classes, find_classes
from spro_portraits.maps.communes import draw_commune_map
from spro_portraits.maps.legend import MapLayer
from spro_portraits.maps.locator import draw_locator
from spro_portraits.maps.offline import OfflineMap
from spro_portraits.maps.territories import draw_territory_map

__all__ = [
    "ClassScheme",
    "MapLayer",
    "OfflineMap",
    "compute_classes",
    "draw_commune_map",
    "draw_locator",
    "draw_territory_map",
    "find_classes",
]
