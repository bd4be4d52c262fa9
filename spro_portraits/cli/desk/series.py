"""Make several portraits from a notebook, and the page that leads to them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from spro_portraits.cli.desk.views import Files


def batch(
    *names: str, level: str = "spro", forms: str = "html", out: str | Path = "", force: bool = False
) -> Files:
    """Make portraits as ``spro-portraits batch`` does; what is up to date is not made again.

    Parameters
    ----------
    *names : str
        Codes or names of territories of one level; none for all of them.
    level : str
        ``spro``, ``bassin``, ``perso`` (the territories that were saved) …
    forms : str
        ``html``, ``pdf``, ``slides``, several separated by commas.
    out : str or Path
        Folder of the reports; ``reports`` by default.
    force : bool
        Whether what is up to date is made again.

    Raises
    ------
    SproError
        What the command line would say.
    """
    from spro_portraits.cli.lab.making import make_batch  # noqa: PLC0415 - ``import`` stays quick

    return make_batch(names, level, forms.split(","), out=out, force=force)


class BatchMaker:
    """The word ``spro.batch``: makes portraits; as the room of that name, gives its parts."""

    def __call__(
        self, *names: str, level: str = "spro", forms: str = "html", out: str | Path = "",
        force: bool = False,
    ) -> Files:  # fmt: skip
        """Make portraits; as :func:`batch`."""
        return batch(*names, level=level, forms=forms, out=out, force=force)

    def __getattr__(self, name: str) -> Any:
        """Give what the room ``spro_portraits.batch`` holds."""
        return getattr(import_module("spro_portraits.batch"), name)

    def __repr__(self) -> str:
        """Show how it is used."""
        return 'spro.batch("issoudun", "dreux")'
