"""Many territories, one edition: decide, make what is no longer true, keep the pages true.

Not done here: how one product is made (``render``).
"""

from spro_portraits.batch.decide import Decision
from spro_portraits.batch.index import write_index
from spro_portraits.batch.ledger import JOURNAL
from spro_portraits.batch.make import Outcome, fetch_data
from spro_portraits.batch.package import write_package
from spro_portraits.batch.plan import (
    PANORAMA,
    BatchPlan,
    Target,
    Task,
    name_folder,
    plan_batch,
)
from spro_portraits.batch.run import BatchResult, Options, Progress, plan_work, run_batch

__all__ = [
    "JOURNAL",
    "PANORAMA",
    "BatchPlan",
    "BatchResult",
    "Decision",
    "Options",
    "Outcome",
    "Progress",
    "Target",
    "Task",
    "fetch_data",
    "name_folder",
    "plan_batch",
    "plan_work",
    "run_batch",
    "write_index",
    "write_package",
]
