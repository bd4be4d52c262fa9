"""What the terminal shows: a table, progress, the result. Without a terminal: plain lines."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich import progress as bars
from rich.console import Console
from rich.table import Table
from rich.text import Text

from spro_portraits.errors import UsageError
from spro_portraits.wording import LEVEL_WORDS
from spro_portraits.wording import cli as words
from spro_portraits.wording import fetch as fetch_words
from spro_portraits.wording import ledger as ledger_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spro_portraits.batch import BatchResult, Decision, Progress
    from spro_portraits.store.download import Tell
    from spro_portraits.territory import Territory


def show_territories(territories: Sequence[Territory]) -> None:
    """Show a list on standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for one in territories:
            typer.echo(f"{one.level};{one.code};{one.name}")
        return
    if not territories:
        console.print(words.NO_TERRITORY)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (words.LEVEL_COLUMN, words.CODE_COLUMN, words.NAME_COLUMN):
        table.add_column(title)
    for one in territories:
        level = LEVEL_WORDS[one.level].singular if one.level in LEVEL_WORDS else one.level
        table.add_row(level, one.code, one.name)
    console.print(table)


def has_terminal() -> bool:
    """Whether a person reads standard output, or a program."""
    return Console().is_terminal


def show_rows(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show rows on standard output: a table in a terminal, cells joined by ``;`` elsewhere."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for row in rows:
            typer.echo(";".join(row))
        return
    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(titles):
        table.add_column(title, overflow="fold", no_wrap=not number)  # what a row is about is whole
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


class _TimeLeft(bars.ProgressColumn):
    """The time left, from the pace so far."""

    def render(self, task: bars.Task) -> Text:
        left = None
        if task.completed and task.elapsed:
            left = task.elapsed / task.completed * (task.total or 0) - task.elapsed
        return Text(words.describe_remaining(None if task.finished else left), style="dim")


@contextmanager
def follow_progress(total: int) -> Iterator[Callable[[Progress], None]]:
    """Show a bar with the name of the territory and the time left; nothing without a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns: list[Any] = [bars.SpinnerColumn(), bars.TextColumn("{task.description}")]
    if total > 1:
        columns += [bars.BarColumn(), bars.MofNCompleteColumn(), _TimeLeft()]
    with bars.Progress(*columns, console=console, transient=True) as shown:
        bar = shown.add_task("", total=total)

        def tell(progress: Progress) -> None:
            name = words.describe_making(progress.current) if progress.current else ""
            # At once: a quick territory may be over before the next picture of the bar.
            shown.update(
                bar,
                completed=progress.done,
                total=progress.total,
                description=name,
                refresh=True,
            )

        yield tell


class _Arrived(bars.ProgressColumn):
    """What has arrived of what there is, in French units."""

    def render(self, task: bars.Task) -> Text:
        return Text(fetch_words.write_progress(int(task.completed), int(task.total or 0)))


@contextmanager
def follow_download(name: str) -> Iterator[Tell]:
    """Show a bar with what has arrived and the time left; nothing without a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _arrived, _total: None
        return
    columns: list[Any] = [
        bars.SpinnerColumn(), bars.TextColumn("{task.description}"), bars.BarColumn(), _Arrived(),
        _TimeLeft(),
    ]  # fmt: skip
    with bars.Progress(*columns, console=console, transient=True) as shown:
        bar = shown.add_task(name, total=None)
        yield lambda arrived, total: shown.update(bar, completed=arrived, total=total or None)


def show_plan(decisions: Sequence[Decision]) -> int:
    """Say on standard output what would be made, and why; give the status."""
    wanted = [decision for decision in decisions if decision.reason]
    are_several = len({decision.task.notebook for decision in wanted if not _shows_level(decision)})
    for decision in wanted:
        reason = ledger_words.describe_reason(decision.reason, decision.names)
        name = decision.task.territory.name
        if are_several > 1:
            name = f"{name} ({decision.task.notebook.stem})"
        typer.echo(ledger_words.describe_planned(name, reason))
    typer.echo(ledger_words.describe_plan(len(wanted), len(decisions) - len(wanted)))
    return 0


def _shows_level(decision: Decision) -> bool:
    from spro_portraits.batch import PANORAMA  # noqa: PLC0415 - as in the commands

    return decision.task.territory.level == PANORAMA


def show_result(result: BatchResult, *, are_portraits: bool = True) -> int:
    """Say what was made on standard output, what failed on standard error; give the status."""
    from spro_portraits.batch import JOURNAL, PANORAMA  # noqa: PLC0415 - as in the commands

    made, failed = result.products, result.failures
    if result.was_torn:
        typer.echo(ledger_words.TORN_LINE.format(JOURNAL), err=True)
    if len(result.outcomes) == 1 and not result.kept and not result.stop:
        for outcome in made:
            for page in outcome.pages:
                typer.echo(words.describe_made(outcome.territory.name, page))
        for outcome in failed:
            typer.echo(f"{words.PROBLEM} {outcome.problem}", err=True)
    else:
        panoramas = sum(outcome.territory.level == PANORAMA for outcome in made)
        summary = words.describe_batch(
            len(made) - panoramas, len(failed), result.index,
            panoramas=panoramas, kept=result.kept, are_portraits=are_portraits,
        )  # fmt: skip
        typer.echo(summary)
        for outcome in failed:
            line = words.describe_failure(outcome.territory.name, outcome.problem)
            typer.echo(line, err=True)
    if result.stop:
        stop = ledger_words.describe_stop(result.stop, result.left)
        typer.echo(f"{words.PROBLEM} {stop}", err=True)
        return 1
    if failed and all(outcome.is_misuse for outcome in failed) and not made:
        return UsageError.exit_status
    return 1 if failed else 0
