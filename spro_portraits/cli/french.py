"""Typer in French: its help, and its refusals.

Typer takes its words from constants and from English messages; both are replaced here, by the
kind of the refusal and not by its text where that can be.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from spro_portraits.wording import cli as words

if TYPE_CHECKING:
    from collections.abc import Callable


def translate_help() -> None:
    """Put our words in the place of Typer's headings; rich is loaded here, for help alone."""
    from typer import rich_utils  # noqa: PLC0415 - costs more than the rest of the command line

    rich_utils.ARGUMENTS_PANEL_TITLE = words.ARGUMENTS
    rich_utils.OPTIONS_PANEL_TITLE = words.OPTIONS
    rich_utils.COMMANDS_PANEL_TITLE = words.COMMANDS
    rich_utils.DEFAULT_STRING = words.DEFAULT
    rich_utils.REQUIRED_LONG_STRING = words.REQUIRED


class _French:
    """What groups and commands share."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return re.sub(r"^Usage:", words.USAGE, usage)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = words.HELP_HELP
            option.metavar = words.NO_VALUE
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        translate_help()
        super().format_help(ctx, formatter)  # type: ignore[misc]


class FrenchCommand(_French, TyperCommand):
    """A command with French help."""


class FrenchGroup(_French, TyperGroup):
    """A group of commands with French help."""


class MissingArgument(typer.BadParameter):
    """An argument that this notebook needs was not given."""


def is_help(error: Any) -> bool:
    """Whether this is no refusal but the help that a bare command shows."""
    return type(error).__name__ == "NoArgsIsHelpError"


def describe_usage_error(error: Any) -> str:
    """Say Typer's refusal in French.

    Parameters
    ----------
    error : typer.exceptions.TyperException
        What ``app(standalone_mode=False)`` raised.
    """
    describe = _BY_KIND.get(type(error).__name__, _describe_message)
    return str(describe(error))


def _describe_option(error: Any) -> str:
    near = difflib.get_close_matches(error.option_name, error.possibilities or (), cutoff=0.7)
    return words.NO_OPTION.format(name=error.option_name, near=_near(near))


def _describe_missing(error: Any) -> str:
    return words.MISSING_ARGUMENT.format(name=_name(error.param))


def _describe_bad_value(error: Any) -> str:
    name = _name(error.param)
    return words.BAD_VALUE.format(name=name, expected=words.EXPECTED.get(name, error.message))


def _describe_message(error: Any) -> str:
    message = error.format_message()
    if found := re.match(r"No such command '(?P<name>[^']*)'", message):
        known = list(error.ctx.command.commands) if error.ctx else []
        near = difflib.get_close_matches(found["name"], known)
        return words.NO_COMMAND.format(name=found["name"], near=_near(near))
    if message.startswith("Missing command"):
        return words.MISSING_COMMAND
    if found := re.match(r"Got unexpected extra argument\(?s?\)? \((?P<names>.*)\)", message):
        return words.EXTRA_ARGUMENTS.format(names=found["names"])
    return str(message)


_BY_KIND: dict[str, Callable[[Any], str]] = {
    "NoSuchOption": _describe_option,
    "MissingParameter": _describe_missing,
    "MissingArgument": _describe_missing,
    "BadParameter": _describe_bad_value,
    "BadOptionUsage": lambda error: words.MISSING_VALUE.format(name=error.option_name),
}


def _near(names: list[str]) -> str:
    return words.NEAR.format(names=", ".join(names)) if names else ""


def _name(param: Any) -> str:
    if param is None:
        return "?"
    return str(param.opts[0] if param.param_type_name == "option" else param.metavar or param.name)
