"""Many territories, one edition: decide, make what is no longer true, keep the pages true.

Not done here: how one product is made (``render``).

The names are imported when they are first asked for: workers and the warm process start
(``pool``) before all that the program itself needs is imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spro_portraits.batch.decide import Decision
    from spro_portraits.batch.index import write_index
    from spro_portraits.batch.ledger import JOURNAL
    from spro_portraits.batch.make import Outcome, fetch_data
    from spro_portraits.batch.options import Options
    from spro_portraits.batch.package import write_package
    from spro_portraits.batch.plan import (
        PANORAMA,
        BatchPlan,
        Target,
        Task,
        join_plans,
        name_folder,
        plan_batch,
    )
    from spro_portraits.batch.run import BatchResult, Progress, plan_work, run_batch

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
    "join_plans",
    "name_folder",
    "plan_batch",
    "plan_work",
    "run_batch",
    "write_index",
    "write_package",
]

_PLACES = {
    "decide": ("Decision",),
    "index": ("write_index",),
    "ledger": ("JOURNAL",),
    "make": ("Outcome", "fetch_data"),
    "options": ("Options",),
    "package": ("write_package",),
    "plan": (
        "PANORAMA",
        "BatchPlan",
        "Target",
        "Task",
        "join_plans",
        "name_folder",
        "plan_batch",
    ),
    "run": ("BatchResult", "Progress", "plan_work", "run_batch"),
}


def __getattr__(name: str) -> Any:
    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
