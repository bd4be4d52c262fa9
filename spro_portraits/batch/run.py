"""Make what a plan asks for and what is no longer true; the ledger knows all that is done.

One product that fails does not stop the others; a disk that is full does. Whatever ends the
program, the same call goes on from there.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spro_portraits.batch.claim import claim_place
from spro_portraits.batch.decide import Decision, decide_work, list_wanted
from spro_portraits.batch.index import INDEX, publish_index
from spro_portraits.batch.inputs import find_preparation, hash_json
from spro_portraits.batch.ledger import COMPLETE, FAILED, Entry, open_ledger
from spro_portraits.batch.make import (
    Conditions,
    Node,
    Outcome,
    describe_problem,
    find_cause,
    make_task,
)
from spro_portraits.batch.options import MANY, Options
from spro_portraits.batch.package import publish_package
from spro_portraits.batch.tracking import publish_tracking
from spro_portraits.render import name_files
from spro_portraits.wording import ledger as words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from spro_portraits.batch.ledger import Ledger
    from spro_portraits.batch.plan import BatchPlan

_WINDOW = 1000
"""Tasks given at once to an executor that does not say how many it wants."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch, in the order of the plan.

    Attributes
    ----------
    outcomes : tuple of Outcome
        One for each task that was made.
    index : Path or str
        The index page of the edition, up to date.
    kept : int
        How many tasks were still true and were not made.
    stop : str
        Why the batch stopped before its end; empty if it did not.
    left : int
        How many tasks it then left.
    was_torn : bool
        Whether the last line of the ledger was not whole, and was ignored.
    """

    outcomes: tuple[Outcome, ...]
    index: Path | str
    kept: int = 0
    stop: str = ""
    left: int = 0
    was_torn: bool = False

    @property
    def products(self) -> tuple[Outcome, ...]:
        """What was made."""
        return tuple(outcome for outcome in self.outcomes if outcome.page)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What was not."""
        return tuple(outcome for outcome in self.outcomes if not outcome.page)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; ``current`` is the first territory that is not finished."""

    done: int
    failed: int
    total: int
    current: str


def plan_work(plan: BatchPlan, *, force: bool = False) -> list[Decision]:
    """Decide what would be made, and why; nothing is written."""
    place = plan.place
    return decide_work(plan, open_ledger(place).record, place, force=force)


def run_batch(
    plan: BatchPlan,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    options: Options | None = None,
) -> BatchResult:
    """Make what is to be made of a plan, then the data of the edition and its pages.

    Parameters
    ----------
    plan : BatchPlan
        What should be there.
    executor : Executor, optional
        Where to make it: any of ``concurrent.futures``, a pool of processes or a cluster's.
        Without one, one after the other in this process. It is not shut down.
    on_progress : callable, optional
        Told before the first territory and after each.
    options : Options, optional

    Returns
    -------
    BatchResult
        Failures are in it; none is raised.

    Raises
    ------
    UsageError
        ``busy_folder``: another batch is at work in the same folder.
    OSError
        The disk takes no line of the ledger, or no page of the edition.
    """
    options = options or Options()
    place = plan.place
    with claim_place(place):
        ledger = open_ledger(place)
        was_torn = ledger.record.is_torn
        decisions = decide_work(plan, ledger.record, place, force=options.force)
        wanted = list_wanted(decisions)
        ledger.compact()
        run = _Run(plan, options, ledger, wanted, on_progress or (lambda _: None))
        try:
            run.go(executor)
        except BaseException:
            with suppress(OSError):  # what stopped the run is what is told
                publish_tracking(place, ledger.record)
            raise
        try:
            publish_package(place, plan.codebook)
            publish_index(place)
            publish_tracking(place, ledger.record)
        except OSError as error:
            if find_cause(error) != "disk":
                raise
            run.stop = run.stop or describe_problem(error)
    made = [run.outcomes[one.product] for one in wanted if one.product in run.outcomes]
    return BatchResult(
        tuple(made),
        place.locate(INDEX) if plan.address else plan.out_dir / INDEX,
        kept=len(decisions) - len(wanted),
        stop=run.stop,
        left=len(wanted) - len(made),
        was_torn=was_torn,
    )


class _Run:
    """One batch under way."""

    def __init__(
        self,
        plan: BatchPlan,
        options: Options,
        ledger: Ledger,
        wanted: list[Decision],
        tell: Callable[[Progress], None],
    ) -> None:
        self._plan = plan
        self._options = options
        self._ledger = ledger
        self._wanted = wanted
        self._tell = tell
        self._nodes: dict[str, Node] = {}
        tasks = [decision.task for decision in wanted if not decision.exports]
        self._kinds = Counter((task.notebook, task.territory.level) for task in tasks)
        self._preparations: dict[tuple[Path, str], str] = {}
        self._failed = 0
        self._first = 0
        self.outcomes: dict[str, Outcome] = {}
        self.stop = ""

    def go(self, executor: Executor | None) -> None:
        """Make all that is wanted."""
        self._report()
        if executor is not None:
            self._share(executor)
            return
        for decision in self._wanted:
            if self.stop:
                return
            conditions = self._find_conditions(decision)
            self._take(decision, make_task(decision.task, self._plan.settings, conditions))

    def _share(self, executor: Executor) -> None:
        """Keep an executor busy, with no more tasks at once than it wants."""
        window = getattr(executor, "window", _WINDOW)
        waiting = deque(self._wanted)
        # Tasks that were at work when a pool broke: one of them broke it. Each is tried again
        # alone, so that only the one that does it again is blamed.
        suspects: deque[Decision] = deque()
        running: dict[Future[Outcome], tuple[Decision, bool]] = {}
        try:
            while running or ((waiting or suspects) and not self.stop):
                while not self.stop and self._may_give(running, waiting, suspects, window):
                    is_suspect = bool(suspects)
                    decision = suspects.popleft() if is_suspect else waiting.popleft()
                    running[self._give(executor, decision)] = decision, is_suspect
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    decision, is_suspect = running.pop(future)
                    if isinstance(future.exception(), BrokenExecutor) and not is_suspect:
                        suspects.append(decision)
                    else:
                        self._take(decision, _read(future, decision))
        except BaseException:
            for future in running:
                future.cancel()
            if hasattr(executor, "stop"):
                executor.stop()
            raise

    @staticmethod
    def _may_give(
        running: Mapping[Future[Outcome], tuple[Decision, bool]],
        waiting: deque[Decision],
        suspects: deque[Decision],
        window: int,
    ) -> bool:
        return not running if suspects else bool(waiting) and len(running) < window

    def _give(self, executor: Executor, decision: Decision) -> Future[Outcome]:
        conditions = self._find_conditions(decision)
        return executor.submit(make_task, decision.task, self._plan.settings, conditions)

    def _find_conditions(self, decision: Decision) -> Conditions:
        node = None
        if self._options.is_elsewhere:
            digest = decision.inputs.digest
            if digest not in self._nodes:
                self._nodes[digest] = Node(
                    code=decision.inputs.code,
                    data=hash_json(decision.inputs.data),
                    notebook=decision.task.notebook.read_bytes(),
                    address=self._options.data_address,
                )
            node = self._nodes[digest]
        return Conditions(
            self._options.limits,
            self._plan.address,
            node,
            self._prepare(decision),
            tuple(decision.forms),
            decision.exports,
        )

    def _prepare(self, decision: Decision) -> str:
        """Say what a process does once for all tasks like this one, where they are many."""
        task = decision.task
        kind = (task.notebook, task.territory.level)
        if decision.exports or self._kinds[kind] < MANY:
            return ""
        if kind not in self._preparations:
            named = find_preparation(task.notebook)
            self._preparations[kind] = named and f"{named} {task.territory.level}"
        return self._preparations[kind]

    def _take(self, decision: Decision, outcome: Outcome) -> None:
        """Keep what came of a task: in the ledger first."""
        try:
            entry = _make_entry(decision, outcome)
            if decision.exports:
                entry = _add_effort(entry, self._ledger.record.entries[decision.product])
            self._ledger.append(entry, decision.inputs)
        except OSError as error:
            if find_cause(error) != "disk":
                raise
            self.stop = describe_problem(error)
            return
        # What the ledger has is not kept twice.
        self.outcomes[decision.product] = replace(outcome, files={}, marks={})
        self._failed += not outcome.page
        if outcome.cause == "disk":  # the next ones would fail of the same
            self.stop = outcome.problem
        self._report()

    def _report(self) -> None:
        total = len(self._wanted)
        while self._first < total and self._wanted[self._first].product in self.outcomes:
            self._first += 1
        current = self._wanted[self._first].task.territory.name if self._first < total else ""
        self._tell(Progress(len(self.outcomes), self._failed, total, current))


def _read(future: Future[Outcome], decision: Decision) -> Outcome:
    """Give what a task gave; a worker that died takes its territory with it, not the batch."""
    error = future.exception()
    if error is None:
        return future.result()
    is_dead = isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"
    return Outcome(
        decision.task.territory,
        problem=words.DEAD_WORKER if is_dead else describe_problem(error),
        cause="dead" if is_dead else find_cause(error),
    )


def _make_entry(decision: Decision, outcome: Outcome) -> Entry:
    place = outcome.territory
    return Entry(
        product=decision.product,
        territory={"level": place.level, "code": place.code, "name": place.name},
        key=decision.key,
        inputs=decision.inputs.digest,
        parameters=dict(decision.task.parameters),
        given=dict(decision.given),
        status=COMPLETE if outcome.page else FAILED,
        cause=outcome.cause,
        problem=outcome.problem,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(outcome.seconds, 3),
        memory=outcome.memory,
        files=outcome.files,
        marks=outcome.marks,
        forms=_list_forms(decision, outcome),
    )


def _list_forms(decision: Decision, outcome: Outcome) -> dict[str, str]:
    """List the forms that are there, or where the notebook gave none those that it should have.

    So a form that cannot be made is not tried again unasked, and one is not forgotten because
    its notebook failed once.
    """
    task = decision.task
    made = name_files(task.notebook.stem, task.folder).forms
    there = {n: v for n, v in decision.forms.items() if made[n].name in outcome.files}
    return there or dict(decision.forms)


def _add_effort(entry: Entry, before: Entry) -> Entry:
    """Add what the notebook itself took, where it ran for an earlier line."""
    seconds = round(before.seconds + entry.seconds, 3)
    return replace(entry, seconds=seconds, memory=max(before.memory, entry.memory))
