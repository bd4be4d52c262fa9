"""The library as an analyst uses it in a notebook: ``import spro_portraits as spro``.

A few words (:func:`territory`, :data:`territories`, :data:`indicators`, :func:`perimeter`,
:func:`source`) over what the other rooms do; each gives an object that shows itself. Not done
here: figures, drawings, pages.
"""

from spro_portraits.cli.desk.catalogue import IndicatorCard, Indicators
from spro_portraits.cli.desk.errors import install_french_errors
from spro_portraits.cli.desk.finding import Territories, TerritoryFinder
from spro_portraits.cli.desk.occupations import metiers
from spro_portraits.cli.desk.own import OwnPlace, perimeter
from spro_portraits.cli.desk.place import Place
from spro_portraits.cli.desk.series import BatchMaker
from spro_portraits.cli.desk.sources import LocalIndicator, LocalSource, source
from spro_portraits.cli.desk.views import Files, MapView, PageView, TableView

batch = BatchMaker()
"""Make several portraits: ``spro.batch("issoudun", "dreux")``."""

territory = TerritoryFinder()
"""Find a territory by its name: ``spro.territory("Dreux")``."""

territories = Territories()
"""All territories: ``spro.territories["Dreux"]``, ``spro.territories.bassin["Vierzon"]``."""

indicators = Indicators()
"""All indicators: ``spro.indicators.density``, ``spro.indicators["taux de chômage"]``."""

install_french_errors()

__all__ = [
    "BatchMaker",
    "Files",
    "IndicatorCard",
    "Indicators",
    "LocalIndicator",
    "LocalSource",
    "MapView",
    "OwnPlace",
    "PageView",
    "Place",
    "TableView",
    "Territories",
    "TerritoryFinder",
    "batch",
    "indicators",
    "metiers",
    "perimeter",
    "source",
    "territories",
    "territory",
]
