"""« Cartographie par cercle »: a network around its centre, rings by role, sectors by réseau.

Not done here: who belongs to a network, in which role, and how it is called.
"""

from spro_portraits.charts.circles.drawing import Circles, draw_circles
from spro_portraits.charts.circles.grouping import MOST_NODES
from spro_portraits.charts.circles.model import CircleNode, CircleSector

__all__ = ["MOST_NODES", "CircleNode", "CircleSector", "Circles", "draw_circles"]
