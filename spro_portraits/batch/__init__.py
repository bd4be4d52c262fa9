"""Many territories, one edition: decide, make, and keep the index page true.

Not done here: how one product is made (``render``).
"""

from spro_portraits.batch.index import write_index
from spro_portraits.batch.package import write_package
from spro_portraits.batch.plan import (
    PANORAMA,
    BatchPlan,
    Target,
    Task,
    name_folder,
    plan_batch,
)
from spro_portraits.batch.run import BatchResult, Outcome, Progress, run_batch

__all__ = [
    "PANORAMA",
    "BatchPlan",
    "BatchResult",
    "Outcome",
    "Progress",
    "Target",
    "Task",
    "name_folder",
    "plan_batch",
    "run_batch",
    "write_index",
    "write_package",
]
