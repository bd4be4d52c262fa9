"""The edition that a notebook works on: the installed one, opened once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spro_portraits.settings import load_settings

if TYPE_CHECKING:
    from spro_portraits.tables import Edition


def open_edition() -> Edition:
    """Open the edition of the data folder, with what it has read already.

    Raises
    ------
    EditionError
        Absent or damaged edition.
    """
    from spro_portraits.tables import load_edition  # noqa: PLC0415 - ``import`` stays quick

    return load_edition(load_settings().data)
