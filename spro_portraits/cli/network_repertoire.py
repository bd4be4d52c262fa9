"""``spro-portraits network repertoire``: the internal répertoire, apart from public products."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.wording import cli as cli_words
from spro_portraits.wording import repertoire as words

# The libraries behind the command are imported inside it: ``--help`` answers at once.


def repertoire_command(
    territory: Annotated[
        str, typer.Argument(metavar=cli_words.TERRITORY_METAVAR, help=cli_words.TERRITORY_HELP)
    ],
    level: Annotated[
        str, typer.Option("--level", metavar=cli_words.LEVEL_METAVAR, help=cli_words.LEVEL_HELP)
    ] = "spro",
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
        draw_repertoire,
        name_repertoire,
    )
    from spro_portraits.store import replace_file  # noqa: PLC0415

    settings = load_settings()
    folder = out or settings.reports.parent / words.FOLDER
    if folder.resolve().is_relative_to(settings.reports.resolve()):
        raise UsageError("internal_among_public", folder=folder)
    subject = open_network_subject(territory, level)
    contacts = load_contacts(settings.data / NETWORK_FOLDER, subject.directory.structures)
    repertoire = build_repertoire(subject.network, contacts)
    made = {
        "html": draw_repertoire(subject, repertoire).encode(),
        "csv": build_repertoire_csv(subject, repertoire),
    }
    for kind, content in made.items():
        path = folder / f"{name_repertoire(subject)}.{kind}"
        with replace_file(path) as temporary:
            temporary.write_bytes(content)
        typer.echo(words.write_done(path))
    if not repertoire.contacts:
        typer.echo(words.write_no_contact(), err=True)
    return 0
