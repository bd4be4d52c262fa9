"""Run a command, and turn whatever goes wrong into one French sentence and a status."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

import typer
from typer.exceptions import TyperException

from spro_portraits.cli.commands import app
from spro_portraits.cli.french import describe_usage_error, is_help
from spro_portraits.cli.making import InterruptedWorkError
from spro_portraits.errors import SproError
from spro_portraits.wording import cli as words

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the console script passes what this returns to ``sys.exit``.

    Parameters
    ----------
    arguments : sequence of str, optional
        Instead of the process's own.

    Returns
    -------
    int
        Exit status: 0 fine, 1 a run failed, 2 wrong use, 130 interrupted.
    """
    given = None if arguments is None else list(arguments)
    if given is None:
        let_french_through(sys.stdout, sys.stderr)
    try:
        status = app(given, prog_name=words.PROGRAM, standalone_mode=False)
    except SproError as error:
        _complain(str(error))
        return error.exit_status
    except TyperException as error:
        if not is_help(error):
            _complain(describe_usage_error(error))
            context = getattr(error, "ctx", None)
            command = context.command_path if context else words.PROGRAM
            typer.echo(words.SEE_HELP.format(command=command), err=True)
        return error.exit_code
    except BrokenPipeError:  # whoever read our lines has read enough
        sys.stdout = None  # nothing is flushed at exit
        return 0
    except OSError as error:
        is_held = isinstance(error, PermissionError) and error.filename2 is not None
        file = error.filename2 or error.filename
        problem = words.HELD if is_held else error.strerror or str(error)
        _complain(words.describe_disk_problem(file, problem))
        return 1
    except InterruptedWorkError as stop:
        typer.echo(f"{words.INTERRUPTED} {stop}", err=True)
        return _INTERRUPTED
    except (typer.Abort, KeyboardInterrupt):
        status = _INTERRUPTED
    if status == _INTERRUPTED:
        typer.echo(words.INTERRUPTED, err=True)
    return status if isinstance(status, int) else 0


def let_french_through(*streams: TextIO | None) -> None:
    """Have French leave by streams whose encoding has not all its characters.

    On Windows a file or a pipe has the encoding of the system, without narrow no-break spaces:
    it is given UTF-8. An encoding that the user asked for stays, with ``?`` for what it has not.
    """
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.casefold() != "utf-8":
            if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def _complain(message: str) -> None:
    typer.echo(f"{words.PROBLEM} {message}", err=True)
