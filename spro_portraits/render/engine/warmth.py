"""The warm processes of this program: started once, kept, shared, replaced, closed.

One is kept for each way of starting Python (interpreter, arguments of the kernel, environment).
Whatever changes what an import would give (a variable, an edited file, a module that turns out
to be unfit) starts a new one: the result never depends on how long a process has been warm.
Processes that make products side by side share the one whose door they were given, as long as it
is fit for them; from then on each has its own.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from spro_portraits.render.engine.connection import WARM_DEADLINE, CannotForkError, Door, Warmth
from spro_portraits.settings import PICTURES

_LOG = logging.getLogger("papermill")

# Variables that change from run to run and that no import reads.
_PASSING = frozenset(
    {"_", "COLUMNS", "LINES", "OLDPWD", "PWD", "PYTEST_CURRENT_TEST", "SHLVL", PICTURES}
)


@dataclass(slots=True)
class _Wishes:
    """What this program wants warm, kept when a warm process is replaced."""

    modules: dict[str, None] = field(default_factory=dict)
    calls: dict[str, None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


_kept: dict[tuple[str, ...], Warmth] = {}
_doors: dict[tuple[str, ...], Door] = {}
_impossible: dict[tuple[str, ...], str] = {}
_wishes = _Wishes()
_finding = threading.RLock()


def find_warmth(
    command: Sequence[str],
    kernel_arguments: Sequence[str],
    environment: dict[str, str],
    modules: Iterable[str] = (),
    deadline: float = 60.0,
) -> Warmth:
    """Find the warm process for a kernel, or start it, with these modules imported.

    Raises
    ------
    CannotForkError
        There can be none.
    """
    key = (*command, "", *kernel_arguments)
    with _finding:
        wanted = {**_wishes.modules, **dict.fromkeys(modules)}
        for _ in range(len(wanted) + len(_wishes.calls) + 2):
            warmth = _kept.get(key)
            if warmth is not None and not _is_fit(warmth, environment):
                del _kept[key]
                warmth.close()
                warmth = None
            if warmth is None:
                if key in _impossible:
                    raise CannotForkError(_impossible[key])
                warmth = _enter(key, environment)
            if warmth is None:
                warmth = _kept[key] = Warmth.start(command, kernel_arguments, environment)
            try:
                warmth.wait_ready(deadline)
            except CannotForkError as error:
                del _kept[key]
                _impossible[key] = str(error)
                raise
            names = [name for name in wanted if name not in _wishes.refused]
            calls = [call for call in _wishes.calls if call not in _wishes.refused]
            # Always asked: it also looks whether a file has changed since.
            refused = warmth.import_modules(names, calls)
            if not refused:
                return warmth
            del _kept[key]
            warmth.close()
            for name, reason in refused.items():
                if reason:
                    _wishes.refused[name] = reason
                    _LOG.info("%s stays cold: %s", name, reason)
        raise CannotForkError("no warm process comes about")


def _enter(key: tuple[str, ...], environment: dict[str, str]) -> Warmth | None:
    """Enter the warm process that is shared, once, if it is fit."""
    door = _doors.pop(key, None)
    if door is None:
        return None
    with contextlib.suppress(CannotForkError), door.socket:
        warmth = Warmth.enter(door)
        if _is_fit(warmth, environment):
            warmth.wait_ready(WARM_DEADLINE)  # it may be preparing for another
            _kept[key] = warmth
            return warmth
        warmth.close()
    return None


def _is_fit(warmth: Warmth, environment: dict[str, str]) -> bool:
    if not warmth.is_open or warmth.owner != os.getpid():
        return False
    pairs = environment.items() ^ warmth.environment.items()
    return all(name in _PASSING for name, _ in pairs)


def learn(modules: Iterable[str]) -> None:
    """Keep in mind what a notebook had to import, for the next."""
    _wishes.modules.update(dict.fromkeys(modules))


def warm_up(modules: Iterable[str] = (), calls: Iterable[str] = ()) -> None:
    """Have modules imported, and loaders called, before the notebooks that will need them.

    Each notebook starts from a copy of the process in which this was done. It is done when the
    next notebook starts, and again whenever the warm process is replaced.

    Parameters
    ----------
    modules : iterable of str
        Names of modules. One that prints, warns or starts a thread when it is imported stays
        cold: notebooks import it themselves, and show what it prints.
    calls : iterable of str
        Functions that load data and keep it, as ``module:function``; words that follow are
        their arguments. They must not use polars, vl-convert or DuckDB, which do not survive
        a fork once used.
    """
    _wishes.modules.update(dict.fromkeys(modules))
    _wishes.calls.update(dict.fromkeys(calls))


def start_warmth(
    command: Sequence[str],
    kernel_arguments: Sequence[str],
    modules: Iterable[str] = (),
    calls: Iterable[str] = (),
) -> Door | None:
    """Start a warm process that will be needed soon, without waiting for it.

    Parameters
    ----------
    command, kernel_arguments : sequence of str
        As of :func:`find_warmth`.
    modules, calls : iterable of str
        What it does at once, as :func:`warm_up` takes them.

    Returns
    -------
    Door or None
        To be given to other processes of this program (:func:`share_warmth`). None where a
        process cannot fork.
    """
    if sys.platform == "win32" or not hasattr(os, "fork"):
        return None
    options = complete_options(kernel_arguments)
    key = (*command, "", *options)
    environment = dict(os.environ)
    with _finding:
        kept = _kept.get(key)
        if kept is None or not _is_fit(kept, environment):
            if kept is not None:
                kept.close()
            kept = _kept[key] = Warmth.start(command, options, environment)
        with contextlib.suppress(CannotForkError):
            kept.ask(modules, calls)
        return kept.open_door(key)


def share_warmth(door: Door | None) -> None:
    """In a process that was given a door: enter there when a notebook is to run."""
    if door is not None:
        _doors[door.key] = door


def cool_down() -> None:
    """End all warm processes; the next notebook starts a new one."""
    with _finding:
        for warmth in _kept.values():
            warmth.close()
        _kept.clear()


def complete_options(options: Sequence[str]) -> list[str]:
    """Give the options of a kernel as it gets them: without a file for its history."""
    if any(option.startswith("--HistoryManager.hist_file") for option in options):
        return list(options)
    return [*options, "--HistoryManager.hist_file=:memory:"]  # as nbclient does


def find_command(arguments: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """Split the command of a kernel in Python with its options, and options of the kernel.

    Returns
    -------
    tuple or None
        None where the command is not ipykernel's, run by this very interpreter.
    """
    try:
        at = list(arguments).index("-m")
    except ValueError:
        return None
    python, rest = list(arguments[:at]), list(arguments[at + 1 :])
    if rest[:1] != ["ipykernel_launcher"] or not python:
        return None
    names = {"python", f"python{sys.version_info[0]}", "python{}.{}".format(*sys.version_info[:2])}
    with contextlib.suppress(OSError):
        if python[0] not in names and not _is_this_python(python[0]):
            return None
    options = rest[1:]
    with contextlib.suppress(ValueError):
        at = options.index("-f")
        del options[at : at + 2]
    return [sys.executable, *python[1:]], options


def _is_this_python(path: str) -> bool:
    # Two environments may share one interpreter by links: the name itself decides.
    return os.path.normcase(os.path.abspath(path)) == os.path.normcase(  # noqa: PTH100
        os.path.abspath(sys.executable)  # noqa: PTH100
    )


atexit.register(cool_down)
