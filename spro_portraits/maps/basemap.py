"""The basemap of IGN under a map, for a reader who asks for it.

The only address that a page of ours may ever ask, and only once the reader has pressed the button:
before that, and without a network, a map is drawn from what the page holds.
"""

from __future__ import annotations

from spro_portraits.maps.frame import write_data
from spro_portraits.wording import maps as words

TILES = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
"""Tiles of Plan IGN (Géoplateforme, WMTS, no key; Licence Ouverte 2.0), in Leaflet's words."""


def basemap_script(map_name: str) -> str:
    """Write the line that puts the button on a map.

    Its page needs ``frame.js`` and ``basemap.js`` before it, and ``basemap.css``.

    Parameters
    ----------
    map_name : str
        Variable of Leaflet's map.
    """
    facts = write_data({"tiles": TILES, "words": words.BASEMAP_WORDS})
    return f"sproBasemap({map_name}, {facts});"
