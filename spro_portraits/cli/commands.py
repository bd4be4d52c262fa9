"""The commands: they read arguments, call one room, and say what came of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spro_portraits import __version__
from spro_portraits.cli.faults import tell_faults
from spro_portraits.cli.french import FrenchCommand, FrenchGroup, MissingArgument
from spro_portraits.cli.fresh import check_command, fetch_command, list_command
from spro_portraits.cli.lab.command import lab_command
from spro_portraits.cli.mapping import map_command
from spro_portraits.cli.metiers import metiers_command
from spro_portraits.cli.network import network_app
from spro_portraits.errors import UsageError
from spro_portraits.settings import RAW, load_settings
from spro_portraits.wording import cli as words
from spro_portraits.wording import editions as edition_words
from spro_portraits.wording import fetch as fetch_words
from spro_portraits.wording import lab as lab_words
from spro_portraits.wording import metiers_search as metiers_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spro_portraits.tables import Edition

# The libraries behind a command are imported inside it: ``--help`` answers at once.

_DEFAULT_LEVEL = "spro"
_DEFAULT_NOTEBOOK = "portrait"
_DEFAULT_FORMS = "html"
_MOST_JOBS = 4

app = typer.Typer(
    cls=FrenchGroup,
    help=words.APP_HELP,
    subcommand_metavar=words.COMMAND_METAVAR,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
data_app = typer.Typer(
    cls=FrenchGroup,
    help=words.DATA_HELP,
    subcommand_metavar=words.COMMAND_METAVAR,
    no_args_is_help=True,
)
app.add_typer(data_app, name="data")
app.add_typer(network_app, name="network")

Level = Annotated[str, typer.Option("--level", metavar=words.LEVEL_METAVAR, help=words.LEVEL_HELP)]
Notebook = Annotated[
    str, typer.Option("--notebook", metavar=words.NOTEBOOK_METAVAR, help=words.NOTEBOOK_HELP)
]
Out = Annotated[
    str | None, typer.Option("--out", metavar=words.FOLDER_METAVAR, help=words.OUT_HELP)
]
Forms = Annotated[
    str, typer.Option("--format", metavar=words.FORMAT_METAVAR, help=words.FORMS_HELP)
]
Parameters = Annotated[
    list[str] | None,
    typer.Option("-p", "--parameter", metavar=words.ASSIGNMENT_METAVAR, help=words.PARAMETER_HELP),
]


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the flag
    if wanted:
        typer.echo(f"{words.PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            metavar=words.NO_VALUE,
            help=words.VERSION_HELP,
        ),
    ] = False,
) -> None:
    """Options of the program itself; the help is in ``wording``."""


@app.command("render", cls=FrenchCommand, help=words.RENDER_HELP)
def render_command(
    ctx: typer.Context,
    *,
    territory: Annotated[
        str | None, typer.Argument(metavar=words.TERRITORY_METAVAR, help=words.TERRITORY_HELP)
    ] = None,
    level: Level = _DEFAULT_LEVEL,
    notebook: Notebook = _DEFAULT_NOTEBOOK,
    forms: Forms = _DEFAULT_FORMS,
    out: Out = None,
    parameter: Parameters = None,
) -> int:
    """Make one territory, or one level; status 1 if its notebook fails."""
    from spro_portraits.batch import Options  # noqa: PLC0415
    from spro_portraits.cli.making import Request, asks_for_territory, make  # noqa: PLC0415

    if territory is None:
        _check_level(level)
        if asks_for_territory(notebook):
            missing: Any = next(param for param in ctx.command.params if param.name == "territory")
            raise MissingArgument(words.TERRITORY_METAVAR, ctx, missing)
    texts = () if territory is None else (territory,)
    # Who names one territory wants it made.
    options = Options(force=True)
    request = Request(texts, level, notebook, out, tuple(parameter or ()), forms=forms)
    return make(request, options)


@app.command("batch", cls=FrenchCommand, help=words.BATCH_HELP)
def batch_command(
    *,
    level: Level = _DEFAULT_LEVEL,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar=words.TERRITORIES_METAVAR, help=words.ONLY_HELP),
    ] = None,
    notebook: Notebook = _DEFAULT_NOTEBOOK,
    forms: Forms = _DEFAULT_FORMS,
    out: Out = None,
    parameter: Parameters = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, metavar=words.COUNT_METAVAR, help=words.JOBS_HELP),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", metavar=words.NO_VALUE, help=words.DRY_RUN_HELP),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", metavar=words.NO_VALUE, help=words.FORCE_HELP)
    ] = False,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=0.1, metavar=words.SECONDS_METAVAR, help=words.TIMEOUT_HELP),
    ] = None,
    max_memory: Annotated[
        int | None,
        typer.Option(
            "--max-memory", min=1, metavar=words.MEGABYTES_METAVAR, help=words.MEMORY_HELP
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar=words.ADDRESS_METAVAR, help=words.CLUSTER_HELP),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option("--data", metavar=words.ADDRESS_METAVAR, help=words.DATA_FROM_HELP),
    ] = None,
) -> int:
    """Make all territories of a level, or some; status 1 and a list if any fails."""
    from spro_portraits.batch import Options  # noqa: PLC0415
    from spro_portraits.cli.making import Request, make  # noqa: PLC0415
    from spro_portraits.render.watch import Limits  # noqa: PLC0415

    wanted = [text.strip() for texts in only or [] for text in texts.split(",") if text.strip()]
    request = Request(
        tuple(wanted),
        level,
        notebook,
        out,
        tuple(parameter or ()),
        is_whole_level=only is None,
        is_dry_run=dry_run,
        jobs=jobs if cluster else jobs or _count_jobs(),
        cluster=cluster or "",
        data=data or "",
        forms=forms,
    )
    return make(request, Options(force, Limits(timeout, max_memory)))


@app.command("territories", cls=FrenchCommand, help=words.TERRITORIES_HELP)
def territories_command(
    level: Annotated[
        str | None,
        typer.Option("--level", metavar=words.LEVEL_METAVAR, help=words.LIST_LEVEL_HELP),
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", metavar=words.TEXT_METAVAR, help=words.SEARCH_HELP)
    ] = None,
) -> int:
    """List territories: a table in a terminal, ``level;code;name`` lines elsewhere."""
    from spro_portraits.cli.show import show_territories  # noqa: PLC0415
    from spro_portraits.territory import (  # noqa: PLC0415
        LEVELS,
        list_territories,
        search_territories,
    )

    edition = _load_edition()
    if level is not None:
        _check_level(level)
    if search is not None:
        found = search_territories(edition, search, level)
    else:
        levels = [level] if level else [name for name in LEVELS if name not in _NOT_LISTED]
        if "perso" in levels:
            tell_faults(edition)
        found = [one for name in levels for one in list_territories(edition, name)]
    show_territories(found)
    return 0


app.command("map", cls=FrenchCommand, help=words.MAP_HELP)(map_command)
app.command("lab", cls=FrenchCommand, help=lab_words.COMMAND_HELP)(lab_command)
app.command("metiers", cls=FrenchCommand, help=metiers_words.COMMAND_HELP)(metiers_command)


# Too many to be of use unasked, and made by their user.
_NOT_LISTED = frozenset({"commune", "perso"})


@data_app.command("build", cls=FrenchCommand, help=words.BUILD_HELP)
def build_command(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar=words.FOLDER_METAVAR,
            exists=True,
            file_okay=False,
            help=words.FROM_HELP,
        ),
    ] = None,
    *,
    name: Annotated[
        str,
        typer.Option("--name", metavar=edition_words.NAME_METAVAR, help=edition_words.NAME_HELP),
    ] = "",
    replace: Annotated[
        bool,
        typer.Option("--replace", metavar=words.NO_VALUE, help=edition_words.REPLACE_HELP),
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar=words.FOLDER_METAVAR, help=words.DATA_OUT_HELP)
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar=words.REGION_METAVAR, help=words.DATA_REGION_HELP),
    ] = None,
    france: Annotated[
        bool,
        typer.Option("--france", metavar=words.NO_VALUE, help=words.DATA_FRANCE_HELP),
    ] = False,
) -> int:
    """Build an edition from official files: beside the others, in their place, or elsewhere."""
    from spro_portraits.tables.build import build_edition  # noqa: PLC0415
    from spro_portraits.tables.editions import build_beside  # noqa: PLC0415
    from spro_portraits.tables.geography import FRANCE  # noqa: PLC0415
    from spro_portraits.tables.scopes import build_scope  # noqa: PLC0415

    given = {"--name": bool(name), "--replace": replace, "--out": out is not None}
    if sum(given.values()) > 1:
        raise UsageError(
            "two_targets", names=[option for option, is_given in given.items() if is_given]
        )
    data = load_settings().data
    if region is not None and france:
        raise UsageError("region_and_france", region=region)
    scope = FRANCE if france else region or ""
    if scope and replace:
        raise UsageError("scope_and_replace", option="--france" if france else "--region")
    raw = source or data / RAW
    if not raw.is_dir():
        raise UsageError("no_raw_files", folder=raw)

    def finish(folder: Path) -> None:
        # What each figure means in this edition: a later one tells a change of method by it.
        _write_codebook(folder, folder, ["codebook.csv"])

    if out is None and not replace:
        report = build_beside(raw, data, scope=scope, name=name, finish=finish)
    else:
        target = out or data
        report = (
            build_scope(raw, data, target, scope)
            if scope
            else build_edition(raw, data, out_dir=target)
        )
        finish(target)
    for line in report.lines:
        typer.echo(line)
    return 0


data_app.command("fetch", cls=FrenchCommand, help=fetch_words.FETCH_HELP)(fetch_command)
data_app.command("check", cls=FrenchCommand, help=edition_words.CHECK_HELP)(check_command)
data_app.command("list", cls=FrenchCommand, help=edition_words.LIST_HELP)(list_command)


@data_app.command("codebook", cls=FrenchCommand, help=words.CODEBOOK_HELP)
def codebook_command(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar=words.FOLDER_METAVAR, help=words.CODEBOOK_OUT_HELP),
    ] = None,
) -> int:
    """Write the codebook, as a table and as a page."""
    for path in _write_codebook(load_settings().data, out or Path(), _CODEBOOK_FILES):
        typer.echo(path)
    return 0


_CODEBOOK_FILES = ("codebook.csv", "indicateurs.md")


def _write_codebook(data: Path, folder: Path, names: Iterable[str]) -> list[Path]:
    from spro_portraits.cli.making import list_records  # noqa: PLC0415
    from spro_portraits.indicators.codebook import build_codebook_csv  # noqa: PLC0415
    from spro_portraits.sources import load_registry  # noqa: PLC0415
    from spro_portraits.store import replace_file  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415
    from spro_portraits.tables.folders import DESCRIPTION  # noqa: PLC0415
    from spro_portraits.wording.codebook import write_page  # noqa: PLC0415

    edition = load_edition(data) if (data / DESCRIPTION).is_file() else None
    rows = list_records(load_registry(data), edition)
    texts = dict(zip(_CODEBOOK_FILES, (build_codebook_csv(rows), write_page(rows)), strict=True))
    paths = [folder / name for name in names]
    for path in paths:
        with replace_file(path) as temporary:
            temporary.write_text(texts[path.name], encoding="utf-8", newline="\n")
    return paths


def _load_edition() -> Edition:
    from spro_portraits.tables import load_edition  # noqa: PLC0415

    return load_edition(load_settings().data)


def _check_level(level: str) -> None:
    from spro_portraits.territory import LEVELS  # noqa: PLC0415

    if level not in LEVELS:
        raise UsageError("unknown_level", level=level, known=list(LEVELS))


def _count_jobs() -> int:
    return max(1, min(_MOST_JOBS, os.cpu_count() or 1))
