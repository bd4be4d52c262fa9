"""Where things are, and how products are made: read once, passed on, never changed.

Not done here: reading data, creating folders.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PACKAGE = Path(__file__).resolve().parent

EDITIONS: Final = "editions"
"""Folder of the data folder that holds the editions beside the embedded one."""

RAW: Final = "raw"
"""Folder of the data folder where official files are downloaded to."""

PICTURES: Final = "SPRO_PORTRAITS_PICTURES"
"""Variable: ``1`` draws the fixed picture of each chart, ``0`` does not."""


OWN_FOLDER: Final = Path("~/spro-portraits").expanduser()
"""Folder of a person's own files, where the program is installed and not a checkout."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders of one installation, and what its products hold.

    Attributes
    ----------
    data : Path
        Folder of the registry, the perimeters and the embedded edition.
    notebooks : Path
        Folder of the parameterised notebooks.
    reports : Path
        Folder where products go unless the user names another.
    personal : Path
        Folder of the perimeters that people draw up for themselves; made when the first is saved.
    pictures : bool
        Whether the charts of products carry a fixed picture, for readers without scripts.
    """

    data: Path
    notebooks: Path
    reports: Path
    pictures: bool = False
    personal: Path = OWN_FOLDER / "perimetres"


def wants_pictures(environ: Mapping[str, str] | None = None) -> bool:
    """Whether a drawing carries its picture beside its specification.

    It does unless :data:`PICTURES` is ``0``: JupyterLab shows pictures only, so a notebook
    run by hand has them. A product has them where ``Settings.pictures`` says so: its page
    draws its charts itself, and pictures would be half of its time and a tenth of its weight.
    """
    return (os.environ if environ is None else environ).get(PICTURES, "") != "0"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Find the folders: ``SPRO_PORTRAITS_HOME`` if set, else the checkout, else the installed copy.

    Products have pictures where :data:`PICTURES` is ``1``.

    Parameters
    ----------
    environ : mapping, optional
        Environment to read instead of the process's own.

    Returns
    -------
    Settings
        ``reports`` lies beside ``data`` in a checkout, else in the current folder; ``personal``
        in ``data``, else in the folder of the person.
    """
    variables = os.environ if environ is None else environ
    named = variables.get("SPRO_PORTRAITS_HOME")
    checkout = Path(named).expanduser() if named else _PACKAGE.parent
    if named or (checkout / "data" / "registry.toml").is_file():
        home, reports = checkout, checkout / "reports"
        personal = checkout / "data" / "perimeters" / "perso"
    else:
        home, reports = _PACKAGE / "_bundle", Path("reports")
        personal = OWN_FOLDER / "perimetres"
    return Settings(
        data=home / "data",
        notebooks=home / "notebooks",
        reports=reports,
        personal=personal,
        pictures=variables.get(PICTURES) == "1",
    )
