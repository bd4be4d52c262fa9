"""One loader a source: official file in, tidy frame in the file's own geography out.

Long frames have the columns ``code, variable, period, value, reason``: value is float,
NaN with a reason where the file gives none. Codes stay text. Nothing is summed here.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from spro_portraits.tables.france import load_french_outlines
from spro_portraits.tables.loaders.labour import (
    load_employment_sectors,
    load_recruitment,
    load_unemployment,
)
from spro_portraits.tables.loaders.long import LONG
from spro_portraits.tables.loaders.occupations import (
    load_fap_2009,
    load_fap_2021,
    load_fap_titles,
    load_job_seekers,
    load_rome_codes,
    load_rome_titles,
    load_tension,
)
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
from spro_portraits.tables.loaders.training import (
    load_affelnet,
    load_diplomas,
    load_outcomes,
    load_parcoursup,
    load_schools,
    load_training_families,
)

__all__ = [
    "LOADERS",
    "LONG",
    "load_affelnet",
    "load_bassins",
    "load_boundaries",
    "load_comparateur",
    "load_diplomas",
    "load_employment_sectors",
    "load_fap_2009",
    "load_fap_2021",
    "load_fap_titles",
    "load_french_outlines",
    "load_income",
    "load_job_seekers",
    "load_membership",
    "load_movements",
    "load_outcomes",
    "load_parcoursup",
    "load_population",
    "load_recruitment",
    "load_residents_by_group",
    "load_rome_codes",
    "load_rome_titles",
    "load_schools",
    "load_tension",
    "load_training_families",
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
    "french_outlines": load_french_outlines,
    "fap_2021": load_fap_2021,
    "fap_2009": load_fap_2009,
    "rome_codes": load_rome_codes,
    "rome_titles": load_rome_titles,
    "fap_titles": load_fap_titles,
    "tension": load_tension,
    "job_seekers": load_job_seekers,
    "training_affelnet": load_affelnet,
    "training_parcoursup": load_parcoursup,
    "training_outcomes": load_outcomes,
    "diplomas": load_diplomas,
    "training_families": load_training_families,
    "schools": load_schools,
}
"""Loaders by the name that the registry gives them."""
