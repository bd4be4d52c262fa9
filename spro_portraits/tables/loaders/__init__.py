"""One loader a source: official file in, tidy frame in the file's own geography out.

Long frames have the columns ``code, variable, period, value, reason``: value is float,
NaN with a reason where the file gives none. Codes stay text. Nothing is summed here.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from spro_portraits.tables.loaders.labour import (
    load_employment_sectors,
    load_recruitment,
    load_unemployment,
)
from spro_portraits.tables.loaders.long import LONG
from spro_portraits.tables.loaders.places import (
    load_bassins,
    load_boundaries,
    load_membership,
    load_movements,
)
from spro_portraits.tables.loaders.residents import (
    load_comparateur,
    load_income,
    load_population,
    load_residents_by_group,
    load_young_people,
)

__all__ = [
    "LOADERS",
    "LONG",
    "load_bassins",
    "load_boundaries",
    "load_comparateur",
    "load_employment_sectors",
    "load_income",
    "load_membership",
    "load_movements",
    "load_population",
    "load_recruitment",
    "load_residents_by_group",
    "load_unemployment",
    "load_young_people",
]

LOADERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "membership": load_membership,
    "movements": load_movements,
    "comparateur": load_comparateur,
    "population": load_population,
    "residents_by_group": load_residents_by_group,
    "unemployment": load_unemployment,
    "income": load_income,
    "young_people": load_young_people,
    "recruitment": load_recruitment,
    "bassins": load_bassins,
    "employment_sectors": load_employment_sectors,
    "boundaries": load_boundaries,
}
"""Loaders by the name that the registry gives them."""
