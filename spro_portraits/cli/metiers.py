"""The command on occupations: search them as people speak, list those of the BMO survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from spro_portraits.settings import load_settings
from spro_portraits.wording import cli as cli_words
from spro_portraits.wording import metiers_search as words
from spro_portraits.wording import typeset

if TYPE_CHECKING:
    from spro_portraits.tables import Edition


def metiers_command(
    search: Annotated[
        str | None,
        typer.Option("--search", metavar=cli_words.TEXT_METAVAR, help=words.SEARCH_HELP),
    ] = None,
    limit: Annotated[
        int,
        typer.Option("--limit", min=1, metavar=cli_words.COUNT_METAVAR, help=words.LIMIT_HELP),
    ] = 10,
) -> int:
    """Show ROME codes that answer a search, or the BMO list; lines with ``;`` out of a terminal."""
    from spro_portraits.cli.show import show_rows  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415 - as in the other commands

    edition = load_edition(load_settings().data)
    if search is None:
        occupations = edition.occupations.reset_index()[["code", "name", "family_name"]]
        show_rows(words.LIST_COLUMNS, occupations.astype(str).values.tolist())
    else:
        _show_found(edition, search, limit)
    return 0


def _show_found(edition: Edition, text: str, limit: int) -> None:
    from spro_portraits.cli.show import show_rows  # noqa: PLC0415
    from spro_portraits.indicators.occupation_search import (  # noqa: PLC0415
        find_metiers,
        list_near_titles,
    )

    found = find_metiers(edition, text, limit)
    if not found:
        near = list_near_titles(edition, text)
        typer.echo(words.write_nothing_found(text, near), err=True)
        return
    rows = [
        (
            one.rome,
            typeset(one.rome_name),
            words.write_found(one.title, one.kind),
            words.write_linked(one.bmo),
            words.write_linked(one.fap),
        )
        for one in found
    ]
    show_rows(words.FOUND_COLUMNS, rows)
