"""``spro-portraits network repertoire``: the internal répertoire, apart from public products."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.wording import cli as cli_words
from spro_portraits.wording import repertoire as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from spro_portraits.tables import Edition

_FORMATS = ("html", "csv", "pdf")
_ALL = "all"

# The libraries behind the command are imported inside it: ``--help`` answers at once.


def repertoire_command(
    territory: Annotated[
        str, typer.Argument(metavar=cli_words.TERRITORY_METAVAR, help=cli_words.TERRITORY_HELP)
    ],
    level: Annotated[
        str, typer.Option("--level", metavar=cli_words.LEVEL_METAVAR, help=cli_words.LEVEL_HELP)
    ] = "spro",
    forms: Annotated[
        str, typer.Option("--format", metavar=cli_words.FORMAT_METAVAR, help=words.FORMAT_HELP)
    ] = "html,csv",
    out: Annotated[
        Path | None, typer.Option("--out", metavar=cli_words.FOLDER_METAVAR, help=words.OUT_HELP)
    ] = None,
) -> int:
    """Write the répertoire of a territory; status 2 without an internal file."""
    from spro_portraits.network.internal import build_repertoire, load_contacts  # noqa: PLC0415
    from spro_portraits.portrait.network_subject import (  # noqa: PLC0415
        NETWORK_FOLDER,
        open_network_subject,
    )
    from spro_portraits.portrait.repertoire import (  # noqa: PLC0415
        build_repertoire_csv,
        describe_paper,
        draw_repertoire,
        name_repertoire,
    )
    from spro_portraits.store import replace_file  # noqa: PLC0415

    kinds = _read_formats(forms)
    settings = load_settings()
    folder = out or settings.reports.parent / words.FOLDER
    if folder.resolve().is_relative_to(settings.reports.resolve()):
        raise UsageError("internal_among_public", folder=folder)
    subject = open_network_subject(territory, level)
    contacts = load_contacts(settings.data / NETWORK_FOLDER, subject.directory.structures)
    repertoire = build_repertoire(subject.network, contacts)
    page = draw_repertoire(subject, repertoire)
    makers: dict[str, Callable[[], bytes]] = {
        "html": page.encode,
        "csv": lambda: build_repertoire_csv(subject, repertoire),
        "pdf": lambda: _export(page, subject.edition, describe_paper(subject)),
    }
    made = {kind: makers[kind]() for kind in kinds}  # all of it before the first is written
    for kind, content in made.items():
        path = folder / f"{name_repertoire(subject)}.{kind}"
        with replace_file(path) as temporary:
            temporary.write_bytes(content)
        typer.echo(words.write_done(path))
    if not repertoire.contacts:
        typer.echo(words.write_no_contact(), err=True)
    return 0


def _read_formats(text: str) -> tuple[str, ...]:
    """Read the names of kinds of files, in their order, once each."""
    names = {name.strip().casefold() for name in text.split(",")}
    known = (*_FORMATS, _ALL)
    for name in sorted(names - set(known)):
        near = difflib.get_close_matches(name, known)
        raise UsageError("unknown_format", name=name, near=near, known=list(known))
    return _FORMATS if _ALL in names else tuple(kind for kind in _FORMATS if kind in names)


def _export(page: str, edition: Edition, paper: dict[str, Any]) -> bytes:
    from spro_portraits.render.paper.page import export_page  # noqa: PLC0415 - as above

    return export_page(page, edition=edition.id, label=edition.label, paper=paper)
