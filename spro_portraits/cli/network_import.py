"""The command that imports a directory: it shows first, and writes only when asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spro_portraits.settings import load_settings
from spro_portraits.wording import cli as cli_words
from spro_portraits.wording import network_import as words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spro_portraits.network.directories import LeftOut
    from spro_portraits.network.merge import ImportPlan

_FOLDER = "network"
_FILE = "structures.csv"


def import_command(
    file: Annotated[Path, typer.Argument(metavar=words.FILE_METAVAR, help=words.FILE_HELP)],
    *,
    form: Annotated[
        str, typer.Option("--format", metavar=words.FORMAT_METAVAR, help=words.FORMAT_HELP)
    ] = "",
    region: Annotated[
        str, typer.Option("--region", metavar=words.REGION_METAVAR, help=words.REGION_HELP)
    ] = "",
    date: Annotated[
        str, typer.Option("--date", metavar=words.DATE_METAVAR, help=words.DATE_HELP)
    ] = "",
    apply: Annotated[
        bool, typer.Option("--apply", metavar=cli_words.NO_VALUE, help=words.APPLY_HELP)
    ] = False,
) -> int:
    """Show what a directory would change; with ``--apply``, write it."""
    from spro_portraits.network import load_directory, write_structures  # noqa: PLC0415
    from spro_portraits.network.directories import (  # noqa: PLC0415
        open_scope,
        read_directory,
    )
    from spro_portraits.network.merge import plan_import  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415

    data = load_settings().data
    folder = data / _FOLDER
    edition = load_edition(data)
    directory = load_directory(folder)
    scope = open_scope(file, folder, directory, edition, region=region, form=form, date=date)
    reading = read_directory(file, scope)
    names = scope.gazetteer.names
    plan = plan_import(directory, reading.candidates, scope.sources.issues, names)
    typer.echo(words.describe_source(scope.issue.text, scope.issue.key, len(reading.candidates)))
    for line in _describe(plan, (*reading.left_out, *plan.left_out), names):
        typer.echo(line)
    if not apply:
        typer.echo(words.NOTHING_WRITTEN)
    elif plan.is_empty:
        typer.echo(words.NOTHING_TO_WRITE)
    else:
        write_structures(folder / _FILE, plan.structures, names)
        typer.echo(words.describe_written(len(plan.structures)))
    return 0


def _describe(
    plan: ImportPlan, left_out: Sequence[LeftOut], names: Mapping[str, str]
) -> Iterator[str]:
    """Give the lines that tell a plan; parts that hold nothing are not told."""
    changed = len({change.code for change in plan.changes})
    yield words.describe_counts(
        len(plan.added), changed, len(plan.confirmed), len(plan.unchanged), len(plan.merged)
    )
    by_reason: dict[str, Counter[str]] = {}
    for one in left_out:
        by_reason.setdefault(one.reason, Counter())[one.subject] += 1
    parts = (
        (words.ADDED, [words.describe_added(one.code, one.name, names.get(one.commune, ""))
                       for one in plan.added]),
        (words.CHANGED, [words.describe_change(one.code, one.field, one.before, one.after)
                         for one in plan.changes]),
        (words.MERGED, [words.describe_merge(one.code, one.known, one.offered, one.reason)
                        for one in plan.merged]),
        (words.DIFFERENT, [
            words.describe_difference(one.code, one.block, one.kept, one.offered, one.reason)
            for one in plan.differences
        ]),
        (words.LEFT_OUT, [words.describe_left_out(reason, sum(counts.values()), counts)
                          for reason, counts in by_reason.items()]),
    )  # fmt: skip
    for title, lines in parts:
        if lines:
            yield title
            yield from (f"  {line}" for line in lines)
