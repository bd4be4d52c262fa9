"""The commands on fresh data: fetch official files, check the calendar, list the editions."""

from __future__ import annotations

import difflib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spro_portraits.errors import EditionError, SourceError, UsageError
from spro_portraits.settings import RAW, load_settings
from spro_portraits.wording import cli as cli_words
from spro_portraits.wording import editions as edition_words
from spro_portraits.wording import fetch as words
from spro_portraits.wording import format_count, typeset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spro_portraits.sources import Source
    from spro_portraits.store.fetching import Arrival

# The libraries behind a command are imported inside it: ``--help`` answers at once.

Raw = Annotated[
    Path | None, typer.Option("--out", metavar=cli_words.FOLDER_METAVAR, help=words.OUT_HELP)
]


def fetch_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar=words.SOURCE_METAVAR, help=words.SOURCES_HELP),
    ] = None,
    *,
    accept: Annotated[
        bool, typer.Option("--accept", metavar=cli_words.NO_VALUE, help=words.ACCEPT_HELP)
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", metavar=cli_words.NO_VALUE, help=words.FORCE_HELP)
    ] = False,
    out: Raw = None,
) -> int:
    """Download official files; status 1 if one failed, or is another than its record says."""
    from spro_portraits.sources import load_registry  # noqa: PLC0415
    from spro_portraits.store.fetching import plan_fetch  # noqa: PLC0415

    data = load_settings().data
    raw = out or data / RAW
    known = load_registry(data)
    sources = _choose(known, names or ())
    by_action: dict[str, list[Source]] = {"keep": [], "fetch": [], "manual": []}
    for source, action in plan_fetch(sources, raw, is_forced=force):
        by_action[action].append(source)
    if names:
        deposits = [one for one in by_action["manual"] if accept and (raw / one.file).is_file()]
        _refuse_manual([one for one in by_action["manual"] if one not in deposits], raw)
        for source in by_action["keep"]:
            typer.echo(words.describe_line(source.key, words.KEPT))
        _accept_deposits(deposits, raw, data)
        by_action["keep"] += deposits
        by_action["manual"] = []
    wanted = by_action["fetch"]
    told = _fetch_all(wanted, raw, data, known, is_forced=force, is_accepted=accept)
    for source in by_action["manual"]:
        for line in words.describe_manual(source.key, source.page, raw / source.file):
            typer.echo(line)
    summary = words.describe_summary(
        fetched=told["fetched"], kept=len(by_action["keep"]), waiting=told["waiting"],
        manual=len(by_action["manual"]), failed=told["failed"], untried=told["untried"],
    )  # fmt: skip
    typer.echo(summary, err=True)
    return 1 if told["failed"] or told["waiting"] else 0


def _fetch_all(
    wanted: Sequence[Source],
    raw: Path,
    data: Path,
    known: Mapping[str, Source],
    *,
    is_forced: bool,
    is_accepted: bool,
) -> Counter[str]:
    """Fetch sources one after the other; one that fails does not stop the next."""
    from spro_portraits.cli.show import follow_download  # noqa: PLC0415
    from spro_portraits.store.fetching import claim_raw, fetch_source, sweep_raw  # noqa: PLC0415
    from spro_portraits.store.refusals import WAY_OUT  # noqa: PLC0415

    told: Counter[str] = Counter()
    if not wanted:
        return told
    with claim_raw(raw):
        sweep_raw(raw, known)
        for number, source in enumerate(wanted, 1):
            try:
                with follow_download(source.key) as tell:
                    arrival = fetch_source(source, raw, tell=tell, is_forced=is_forced)
                outcome, lines = _settle(arrival, raw, data, is_accepted=is_accepted)
            except (SourceError, EditionError) as error:
                told["failed"] += 1
                typer.echo(f"{cli_words.PROBLEM} {error}", err=True)
                if error.kind in WAY_OUT:  # the others would wait for the same answer
                    told["untried"] = len(wanted) - number
                    break
                continue
            told[outcome] += 1
            for line in lines:
                typer.echo(line)
    return told


def _choose(sources: Mapping[str, Source], names: Sequence[str]) -> dict[str, Source]:
    for name in names:
        if name not in sources:
            near = difflib.get_close_matches(name, sources, n=3)
            raise UsageError("unknown_source", name=name, near=near, known=list(sources))
    return {name: sources[name] for name in dict.fromkeys(names)} if names else dict(sources)


def _refuse_manual(sources: Sequence[Source], raw: Path) -> None:
    """Refuse, before anything is asked for, a source that was named and cannot be fetched."""
    for source in sources:
        raise UsageError(
            "source_by_hand", name=source.key, page=source.page, file=raw / source.file
        )


def _accept_deposits(sources: Sequence[Source], raw: Path, data: Path) -> None:
    """Take files that a person put in their place: show them, and write their records."""
    from spro_portraits.store.fetching import judge_deposit  # noqa: PLC0415

    for source in sources:
        arrival = judge_deposit(source, raw)
        for line in [*_compare(arrival, raw, data), *_accept(arrival, raw, data)]:
            typer.echo(line)


def _settle(arrival: Arrival, raw: Path, data: Path, *, is_accepted: bool) -> tuple[str, list[str]]:
    """Keep what came if it is the declared file; else show what changed, and accept or wait."""
    key = arrival.source.key
    if arrival.is_declared:
        return "fetched", [words.describe_line(key, f"{words.MADE}{words.ARROW}{arrival.path}")]
    lines = [words.describe_line(key, words.CHANGED), *_compare(arrival, raw, data)]
    if not is_accepted:
        return "waiting", [*lines, *words.describe_waiting(key, arrival.path)]
    return "fetched", [*lines, *_accept(arrival, raw, data)]


def _accept(arrival: Arrival, raw: Path, data: Path) -> list[str]:
    """Take a file, and say what was written into its record."""
    from spro_portraits.sources import read_field  # noqa: PLC0415
    from spro_portraits.tables.shapes import accept_file  # noqa: PLC0415

    source = arrival.source
    path, changes = accept_file(arrival, raw, data)
    told = [(name, str(read_field(source, name)), str(new)) for name, new in changes.items()]
    return [
        words.describe_line(source.key, f"{words.ACCEPTED}{words.ARROW}{path}"),
        *words.describe_record(told),
    ]


def _compare(arrival: Arrival, raw: Path, data: Path) -> list[str]:
    """Say what is new in a file: its shape beside that of the one that it replaces."""
    from spro_portraits.store.outlines import compare_titles  # noqa: PLC0415
    from spro_portraits.tables.shapes import load_shape, measure_shape  # noqa: PLC0415

    source = arrival.source
    old_path = raw / source.file
    new = measure_shape(source, arrival.path)
    is_there = old_path.is_file() and old_path != arrival.path
    old = measure_shape(source, old_path) if is_there else load_shape(data, source)
    titles = old.outline.titles if old else {}
    changes = compare_titles(titles, new.outline.titles)
    return words.describe_change(
        sizes=(old.outline.size if old else None, new.outline.size),
        rows=(old.outline.rows if old else None, new.outline.rows),
        added=changes.added,
        dropped=changes.dropped,
        renamed=changes.renamed,
        has_titles=bool(titles and new.outline.titles),
        periods=(old.periods if old else (), new.periods),
        hashes=(source.sha256, arrival.sha256),
        problem=new.reading.problem,
    )


def check_command(
    *,
    day: Annotated[
        str, typer.Option("--day", metavar=edition_words.DATE_METAVAR, help=edition_words.DAY_HELP)
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--from", metavar=cli_words.FOLDER_METAVAR, help=words.OUT_HELP)
    ] = None,
) -> int:
    """Say what is stale, missing or changed; status 1 if there is something to do."""
    from spro_portraits.cli.show import show_rows  # noqa: PLC0415
    from spro_portraits.network.dates import find_last_day, read_day  # noqa: PLC0415
    from spro_portraits.sources import count_missed, find_standing, load_registry  # noqa: PLC0415
    from spro_portraits.store.fetching import find_pending, find_state  # noqa: PLC0415
    from spro_portraits.tables.folders import clear_abandoned  # noqa: PLC0415

    data = load_settings().data
    clear_abandoned(data)
    raw = out or data / RAW
    today = find_last_day(read_day(day)) if day else date.today().isoformat()  # noqa: DTZ011
    on = date.fromisoformat(today)
    counts: Counter[str] = Counter()
    todo: list[tuple[str, ...]] = []
    rest: list[tuple[str, ...]] = []
    unverified: list[str] = []
    sources = load_registry(data)
    for source in sources.values():
        standing = find_standing(source, on)
        state = "waiting" if find_pending(raw, source) else find_state(raw, source)
        counts.update([standing, state])
        release = source.release
        following = edition_words.describe_standing(
            standing, release.next, release.next_vintage, count_missed(source, on)
        )
        access = edition_words.DIRECT if source.direct else edition_words.BY_HAND
        file = edition_words.describe_file(state)
        is_fine = standing != "due" and state == "same"
        basis = edition_words.describe_basis(standing, release.basis)
        if release.next and not release.basis:
            unverified.append(source.key)
        row = (source.key, source.vintage, *following, basis, file, access)
        (rest if is_fine else todo).append(row)
    show_rows(edition_words.CHECK_TITLES, [*todo, *rest])
    unbuilt = _list_unbuilt(data, sources)
    for line in edition_words.describe_check(counts, today, unbuilt, unverified):
        typer.echo(line, err=True)
    return 1 if todo or unbuilt else 0


def _list_unbuilt(data: Path, sources: Mapping[str, Source]) -> list[str]:
    """List the sources whose declared file is not in the edition that is nearest to the registry.

    Empty where one edition is made of the declared files, all of them.
    """
    from spro_portraits.tables.folders import list_folders, load_description  # noqa: PLC0415

    lacking = [
        [key for key, one in sources.items() if made.get(key, {}).get("sha256") != one.sha256]
        for folder in list_folders(data).values()
        for made in [load_description(folder).get("sources", {})]
    ]
    return min(lacking, key=len, default=[])


def list_command(
    *,
    edition: Annotated[
        str,
        typer.Option(
            "--edition",
            metavar=edition_words.EDITION_METAVAR,
            help=edition_words.LIST_EDITION_HELP,
        ),
    ] = "",
) -> int:
    """List the editions, or what one of them is made of and covers."""
    from spro_portraits.cli.show import show_rows  # noqa: PLC0415
    from spro_portraits.tables.folders import clear_abandoned, list_folders  # noqa: PLC0415

    data = load_settings().data
    clear_abandoned(data)
    if edition:
        _show_edition(data, edition)
    else:
        show_rows(edition_words.EDITION_TITLES, [_sum_up(data, one) for one in list_folders(data)])
    return 0


def _sum_up(data: Path, name: str) -> tuple[str, ...]:
    """Sum up an edition in a row; one that does not read is said to be damaged."""
    from spro_portraits.tables import load_edition  # noqa: PLC0415
    from spro_portraits.tables.covering import list_coverage  # noqa: PLC0415

    try:
        opened = load_edition(data, name)
        coverage = list_coverage(opened)
    except EditionError:
        return (name, edition_words.DAMAGED, *[edition_words.NO_PERIOD] * 5)
    levels = [level for one in coverage for level in one.levels]
    years = sorted({period[:4] for one in coverage for period in one.periods})
    return (
        name, opened.label, str(opened.geography_year), str(len(opened.sources)),
        edition_words.join_periods(years), opened.hash[:12], edition_words.join_levels(levels),
    )  # fmt: skip


def _show_edition(data: Path, name: str) -> None:
    """Show the sources of an edition and what its tables cover."""
    from spro_portraits.cli.show import has_terminal, show_rows  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415
    from spro_portraits.tables.covering import list_coverage  # noqa: PLC0415

    opened = load_edition(data, name)
    sources = [
        (one.key, one.vintage, str(one.geography_year), typeset(one.producer), typeset(one.title))
        for one in opened.sources.values()
    ]
    show_rows(edition_words.SOURCE_TITLES, sources)
    typer.echo()
    write = format_count if has_terminal() else str
    covered = [
        (
            one.table, write(one.rows), edition_words.join_periods(one.periods),
            edition_words.join_levels(one.levels),
        )
        for one in list_coverage(opened)
    ]  # fmt: skip
    show_rows(edition_words.COVERAGE_TITLES, covered)
