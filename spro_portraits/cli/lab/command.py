"""The command that opens JupyterLab on the notebooks: decides where, copies if it must, starts it.

Where the notebooks cannot be written (an installed copy), a person works on copies in a folder of
their own; what is there already is theirs, and stays.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from spro_portraits.cli.lab.root import ROOT
from spro_portraits.errors import UsageError
from spro_portraits.settings import OWN_FOLDER, Settings, load_settings
from spro_portraits.wording import cli as cli_words
from spro_portraits.wording import describe_cause
from spro_portraits.wording import lab as words

WELCOME = "accueil.md"
_COPIES = "carnets"
_CONFIG = Path(__file__).resolve().parent / "jupyter"
_PREVIEW = "factory=Markdown%20Preview"


@dataclass(frozen=True, slots=True)
class LabPlan:
    """What will be opened.

    Attributes
    ----------
    root : Path
        Folder that JupyterLab shows.
    notebooks : Path
        Folder of the notebooks, in ``root``.
    copies : tuple of (Path, Path)
        Files to copy there first, none of which is there.
    arguments : tuple of str
        Of JupyterLab.
    environment : mapping
        Variables added to those of the process.
    """

    root: Path
    notebooks: Path
    copies: tuple[tuple[Path, Path], ...]
    arguments: tuple[str, ...]
    environment: dict[str, str]


def plan_lab(
    settings: Settings, own: Path = OWN_FOLDER, *, browser: bool = True, port: int | None = None
) -> LabPlan:
    """Decide what is opened; nothing is written.

    Parameters
    ----------
    settings : Settings
        Where the notebooks are.
    own : Path
        Folder of the person, for copies.
    browser : bool
        Whether the browser is opened.
    port : int, optional
    """
    notebooks, root = settings.notebooks, settings.notebooks.parent
    copies: tuple[tuple[Path, Path], ...] = ()
    if "_bundle" in notebooks.parts or not os.access(notebooks, os.W_OK):
        root, target = own, own / _COPIES
        copies = tuple(
            (path, target / path.relative_to(notebooks))
            for path in sorted(notebooks.rglob("*"))
            if path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(notebooks).parts)
            and not (target / path.relative_to(notebooks)).exists()
        )
        notebooks = target
    page = (notebooks / WELCOME).relative_to(root).as_posix()
    arguments = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{page}?{_PREVIEW}",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        "--ServerApp.answer_yes=True",
        *([] if browser else ["--no-browser"]),
        *([f"--port={port}"] if port is not None else []),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]
    known = os.environ.get("JUPYTER_CONFIG_PATH")
    config = os.pathsep.join([str(_CONFIG), *([known] if known else [])])
    # « !spro-portraits … » in a cell finds the program, whether its environment is active or not.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {"JUPYTER_CONFIG_PATH": config, ROOT: str(root), "PATH": path}
    return LabPlan(root, notebooks, copies, tuple(arguments), environment)


def copy_missing(plan: LabPlan) -> int:
    """Copy the notebooks that are not in the person's folder yet; nothing there is touched.

    Raises
    ------
    UsageError
        ``unwritable_folder``.
    """
    try:
        for source, target in plan.copies:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                shutil.copyfile(source, target)
    except OSError as error:
        problem = describe_cause(error)
        raise UsageError("unwritable_folder", folder=plan.root, problem=problem) from error
    return len(plan.copies)


def lab_command(
    *,
    no_browser: Annotated[
        bool,
        typer.Option("--no-browser", metavar=cli_words.NO_VALUE, help=words.NO_BROWSER_HELP),
    ] = False,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, metavar=words.PORT_METAVAR, help=words.PORT_HELP),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", metavar=cli_words.NO_VALUE, help=words.DRY_RUN_HELP)
    ] = False,
) -> int:
    """Open JupyterLab until it is stopped; status 2 where it is not installed."""
    if any(find_spec(name) is None for name in ("jupyterlab", "ipywidgets", "anywidget")):
        raise UsageError("missing_lab_package")
    plan = plan_lab(load_settings(), browser=not no_browser, port=port)
    command = [sys.executable, "-m", "jupyterlab", *plan.arguments]
    if dry_run:
        typer.echo(plan.root)
        typer.echo(subprocess.list2cmdline(command))
        return 0
    if copied := copy_missing(plan):
        typer.echo(words.describe_copied(copied, plan.notebooks))
    typer.echo(words.OPENING.format(folder=plan.notebooks))
    with subprocess.Popen(command, env={**os.environ, **plan.environment}) as started:
        try:
            return started.wait()
        except KeyboardInterrupt:  # the server has heard it, too, and stops
            return started.wait()
