"""The commands on the directory of structures: import into it, check it, list it, print it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spro_portraits.cli.french import FrenchCommand, FrenchGroup
from spro_portraits.cli.network_import import import_command
from spro_portraits.cli.network_repertoire import repertoire_command
from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.wording import cli as cli_words
from spro_portraits.wording import network as words
from spro_portraits.wording import network_import as import_words
from spro_portraits.wording import repertoire as repertoire_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spro_portraits.network import Directory, Public, Reseau, Structure
    from spro_portraits.tables import Edition

network_app = typer.Typer(
    cls=FrenchGroup,
    help=words.NETWORK_HELP,
    subcommand_metavar=cli_words.COMMAND_METAVAR,
    no_args_is_help=True,
)
network_app.command("import", cls=FrenchCommand, help=import_words.IMPORT_HELP)(import_command)
network_app.command("repertoire", cls=FrenchCommand, help=repertoire_words.COMMAND_HELP)(
    repertoire_command
)


@network_app.command("check", cls=FrenchCommand, help=words.CHECK_HELP)
def check_command(
    on: Annotated[
        str | None, typer.Option("--on", metavar=words.DATE_METAVAR, help=words.ON_HELP)
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar=words.FILE_METAVAR, help=words.CSV_HELP)
    ] = None,
) -> int:
    """Say what is doubtful in the directory; status 1 with an error, 0 with warnings alone."""
    from spro_portraits.cli.show import show_rows  # noqa: PLC0415 - rich costs more than the rest
    from spro_portraits.network.check import ERROR, check_directory, count_kinds  # noqa: PLC0415
    from spro_portraits.store import Sheet, build_csv, replace_file  # noqa: PLC0415
    from spro_portraits.territory import list_territories  # noqa: PLC0415

    day = _read_day(on)
    edition, directory = _load()
    spro = [territory.code for territory in list_territories(edition, "spro")]
    problems = check_directory(directory, edition.shapes, spro, day)
    rows = [
        (one.severity, words.PROBLEM_LABELS[one.kind][0], one.file, one.place, one.text)
        for one in problems
    ]
    if csv is not None:
        with replace_file(csv) as temporary:
            temporary.write_bytes(build_csv(Sheet("", words.PROBLEM_CSV_COLUMNS, tuple(rows))))
    show_rows(words.PROBLEM_COLUMNS, rows)
    severities = {one.kind: one.severity for one in problems}
    for kind, count in count_kinds(problems).items():
        typer.echo(words.write_problem_count(kind, severities[kind], count), err=True)
    errors = sum(one.severity == ERROR for one in problems)
    typer.echo(words.write_total(errors, len(problems) - errors), err=True)
    return 1 if errors else 0


@network_app.command("list", cls=FrenchCommand, help=words.LIST_HELP)
def list_command(
    spro: Annotated[
        str | None, typer.Option("--spro", metavar=words.SPRO_METAVAR, help=words.SPRO_HELP)
    ] = None,
    reseau: Annotated[
        str | None,
        typer.Option("--reseau", metavar=words.RESEAU_METAVAR, help=words.RESEAU_HELP),
    ] = None,
    public: Annotated[
        str | None,
        typer.Option("--public", metavar=words.PUBLIC_METAVAR, help=words.PUBLIC_HELP),
    ] = None,
) -> int:
    """List structures: a table in a terminal, ``code;reseau;name;commune`` lines elsewhere."""
    from spro_portraits.cli.show import show_rows  # noqa: PLC0415
    from spro_portraits.network import find_publics  # noqa: PLC0415

    edition, directory = _load()
    kept = list(_list_structures(edition, directory, spro))
    if reseau is not None:
        code = _find_code("unknown_reseau", reseau, directory.reseaux)
        kept = [one for one in kept if one.reseau == code]
    if public is not None:
        code = _find_code("unknown_public", public, directory.publics)
        kept = [one for one in kept if code in find_publics(directory, one)]
    names = edition.communes["name"]
    rows = [(one.code, one.reseau, one.name, str(names.get(one.commune, ""))) for one in kept]
    if not rows:
        typer.echo(words.NO_STRUCTURE, err=True)
    show_rows(words.STRUCTURE_TITLES, rows)
    return 0


def _list_structures(
    edition: Edition, directory: Directory, spro: str | None
) -> Iterable[Structure]:
    from spro_portraits.network import find_network  # noqa: PLC0415
    from spro_portraits.territory import find_territory, list_territories  # noqa: PLC0415

    if spro is None:
        return directory.structures.values()
    territory = find_territory(edition, "spro", spro)
    all_spro = list_territories(edition, "spro")
    network = find_network(directory, territory, all_spro, edition.shapes)
    return (member.structure for member in network.members)


def _find_code(kind: str, text: str, known: Mapping[str, Reseau] | Mapping[str, Public]) -> str:
    """Find a réseau or a public by its code or one of its names; near ones are told otherwise."""
    from spro_portraits.network.cells import list_near  # noqa: PLC0415
    from spro_portraits.territory.search import normalise  # noqa: PLC0415

    wanted = normalise(text)
    for code, one in known.items():
        if wanted in {normalise(name) for name in (code, one.name, getattr(one, "short", code))}:
            return code
    names = {code: one.name for code, one in known.items()}
    raise UsageError(kind, text=text, near=list_near(text, names), known=list(names))


def _read_day(text: str | None) -> str:
    from spro_portraits.network.dates import read_day  # noqa: PLC0415

    if text is None:
        return date.today().isoformat()  # noqa: DTZ011 - the day where the person is
    return read_day(text)


def _load() -> tuple[Edition, Directory]:
    from spro_portraits.network import load_directory  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415

    data = load_settings().data
    return load_edition(data), load_directory(data / "network")
