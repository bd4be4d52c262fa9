"""Make what a plan says; one territory that fails does not stop the others."""

from __future__ import annotations

from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spro_portraits.batch.index import write_index
from spro_portraits.batch.package import write_package
from spro_portraits.errors import SproError, UsageError
from spro_portraits.render import Product, TerritoryName, render_notebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from spro_portraits.batch.plan import BatchPlan, Task
    from spro_portraits.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one territory: a product, or the sentence that says why there is none.

    ``is_misuse``: what was asked cannot be, nothing broke.
    """

    territory: TerritoryName
    product: Product | None
    problem: str = ""
    is_misuse: bool = False


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch, in the order of the plan.

    Attributes
    ----------
    outcomes : tuple of Outcome
        One a territory.
    index : Path
        The index page of the edition, up to date.
    """

    outcomes: tuple[Outcome, ...]
    index: Path

    @property
    def products(self) -> tuple[Outcome, ...]:
        """The territories that were made."""
        return tuple(outcome for outcome in self.outcomes if outcome.product is not None)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The territories that were not."""
        return tuple(outcome for outcome in self.outcomes if outcome.product is None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; ``current`` is the first territory that is not finished."""

    done: int
    failed: int
    total: int
    current: str


def run_batch(
    plan: BatchPlan,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> BatchResult:
    """Make all products of a plan, then the data of the edition and the index.

    Parameters
    ----------
    plan : BatchPlan
        What to make.
    executor : Executor, optional
        Where to make it: a pool of processes, a cluster's. Without one, one after the other
        in this process. It is not shut down.
    on_progress : callable, optional
        Told before the first territory and after each.

    Returns
    -------
    BatchResult
        Failures are in it; none is raised.
    """
    tell = on_progress or (lambda _: None)
    outcomes: dict[TerritoryName, Outcome] = {}

    def report() -> None:
        waiting = [task.territory.name for task in plan.tasks if task.territory not in outcomes]
        failed = sum(outcome.product is None for outcome in outcomes.values())
        tell(Progress(len(outcomes), failed, len(plan.tasks), waiting[0] if waiting else ""))

    report()
    if executor is None:
        for task in plan.tasks:
            outcomes[task.territory] = make_task(task, plan.settings)
            report()
    else:
        running: dict[Future[Outcome], Task] = {
            executor.submit(make_task, task, plan.settings): task for task in plan.tasks
        }
        for future in as_completed(running):
            territory = running[future].territory
            # A worker that died takes its territory with it, not the batch.
            error = future.exception()
            outcomes[territory] = (
                Outcome(territory, None, describe_problem(error)) if error else future.result()
            )
            report()
    ordered = tuple(outcomes[task.territory] for task in plan.tasks)
    write_package(plan.out_dir, plan.codebook)
    return BatchResult(ordered, write_index(plan.out_dir))


def make_task(task: Task, settings: Settings) -> Outcome:
    """Make one territory; what goes wrong is an outcome."""
    try:
        product = render_notebook(
            task.notebook,
            task.parameters,
            task.folder,
            settings=settings,
            territory=task.territory,
        )
    except (SproError, OSError, ValueError, TypeError, LookupError, RuntimeError) as error:
        # Ours are foreseen; the others are what an export or a disk may raise.
        return Outcome(task.territory, None, describe_problem(error), isinstance(error, UsageError))
    return Outcome(task.territory, product)


def describe_problem(error: BaseException) -> str:
    """Say what went wrong: our own sentence, or the type and the message."""
    return str(error) if isinstance(error, SproError) else f"{type(error).__name__}: {error}"
