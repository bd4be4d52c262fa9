"""Where things are: read once, passed on, never changed.

Not done here: reading data, creating folders.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders of one installation.

    Attributes
    ----------
    data : Path
        Folder of the registry, the perimeters and the embedded edition.
    notebooks : Path
        Folder of the parameterised notebooks.
    reports : Path
        Folder where products go unless the user names another.
    """

    data: Path
    notebooks: Path
    reports: Path


def wants_pictures(environ: Mapping[str, str] | None = None) -> bool:
    """Whether a drawing carries its picture beside its specification: ``SPRO_PORTRAITS_PICTURES``.

    Pages show pictures to browsers without scripts, JupyterLab to readers of an executed
    notebook. They take more than half of the time of a portrait: ``0`` leaves them out of a
    long batch, and pages then give the description in their place.
    """
    return (os.environ if environ is None else environ).get("SPRO_PORTRAITS_PICTURES", "") != "0"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Find the folders: ``SPRO_PORTRAITS_HOME`` if set, else the checkout, else the installed copy.

    Parameters
    ----------
    environ : mapping, optional
        Environment to read instead of the process's own.

    Returns
    -------
    Settings
        ``reports`` lies beside ``data`` in a checkout, else in the current folder.
    """
    named = (os.environ if environ is None else environ).get("SPRO_PORTRAITS_HOME")
    checkout = Path(named).expanduser() if named else _PACKAGE.parent
    if named or (checkout / "data" / "registry.toml").is_file():
        home, reports = checkout, checkout / "reports"
    else:
        home, reports = _PACKAGE / "_bundle", Path("reports")
    return Settings(data=home / "data", notebooks=home / "notebooks", reports=reports)
