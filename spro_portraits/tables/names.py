"""Names that the tables of an edition hold: levels, reasons, lists of occupations, factors.

Apart from :mod:`spro_portraits.tables.schemas`, which needs pandera: a reader of an edition does
without it.
"""

from __future__ import annotations

LEVELS = ["commune", "zone_emploi", "departement", "region", "france"]
REASONS = ["", "secret", "non_diffuse", "non_disponible", "hors_champ", "peu_fiable"]

FIGURE_TABLES = (
    "census", "population", "residents_by_group", "unemployment", "income", "young_people",
    "employment_sector",
)  # fmt: skip
"""Tables of the long form, joined in one at loading."""

DISTRICTS = "municipal_district"
"""Table and outlines that only editions of Paris, Lyon or Marseille have."""

LISTS = [
    "bmo", "fap2021", "fap2021_87", "fap2021_22", "fap2009", "fap2009_87", "fap2009_22", "rome",
    "rome_domain", "pcs2003",
]  # fmt: skip
"""Lists of occupations that the edition joins; see ``docs/methods.md``."""

FACTORS = [
    "tension", "hiring", "workforce", "job_duration", "working_conditions", "geography",
    "training_link",
]  # fmt: skip
"""The indicator of tension, then its six explanatory factors: classes from 1 to 5."""
