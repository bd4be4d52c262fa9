"""The parameters of a notebook, checked before anything runs.

papermill only warns of an unknown name and would publish the default territory under
the wrong title; here it is an error.

A parameter is *required* when the comment at the end of its line holds the word
« obligatoire »; it may still have a default, so that the notebook opens and runs as it
is in JupyterLab::

    territory: str = "issoudun"  # obligatoire : code ou nom du territoire

The type is that of the annotation, else that of the default; a parameter without either
takes anything. ``None`` is accepted where it is the default.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papermill.translators import PythonTranslator

from spro_portraits.errors import UsageError
from spro_portraits.render.notebooks import load_notebook
from spro_portraits.wording import render as words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "list": (list, tuple),
    "dict": (dict,),
}
_GENERIC = re.compile(r"^(?P<outer>\w+)\[(?P<inner>\w+)\]$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter that a notebook declares.

    Attributes
    ----------
    name : str
    type_name : str
        ``str``, ``int``, ``float``, ``bool``, ``list``, ``dict``, or empty: anything.
    item_type : str
        Type of the items of a list, or empty.
    default : object
        Its value, or None where it is no literal.
    required : bool
        Whether it must be given.
    optional : bool
        Whether None may be given.
    """

    name: str
    type_name: str
    item_type: str
    default: Any
    required: bool
    optional: bool

    def accepts(self, value: object) -> bool:
        """Whether ``value`` has the declared type (``True`` is no number)."""
        if value is None:
            return self.optional
        if not _is_a(value, self.type_name):
            return False
        if isinstance(value, (list, tuple)):
            return all(_is_a(item, self.item_type) for item in value)
        return True


def find_parameters(notebook_path: Path) -> tuple[Parameter, ...]:
    """List what the cell tagged ``parameters`` declares, in its order.

    papermill reads the names, the types and the comments; the list is empty for a
    notebook without such a cell.
    """
    cells = load_notebook(notebook_path).cells
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if not tagged:
        return ()
    # The translator itself, not ``inspect_notebook``: that one formats the path (braces in
    # it fail) and refuses a notebook that names no kernel.
    return tuple(
        _read_parameter(found.name, found.inferred_type_name, found.default, found.help)
        for found in PythonTranslator.inspect(tagged[0])
    )


def check_parameters(notebook_path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check values against what a notebook declares, before anything runs.

    Parameters
    ----------
    notebook_path : Path
        The notebook.
    given : mapping
        Values by name, of their Python types (texts of a command line go through
        :func:`parse_parameters` first).

    Returns
    -------
    dict
        The values given, in the order of the notebook; those left out keep their default.

    Raises
    ------
    UsageError
        ``unknown_parameter``, ``missing_parameter`` or ``bad_parameter``.
    """
    declared = {parameter.name: parameter for parameter in find_parameters(notebook_path)}
    for name in given:
        _find_declared(notebook_path, declared, name)
    checked: dict[str, Any] = {}
    for parameter in declared.values():
        if parameter.name not in given:
            if parameter.required:
                raise UsageError(
                    "missing_parameter", notebook=notebook_path.stem, name=parameter.name
                )
            continue
        value = given[parameter.name]
        # An empty text says as little as no text at all.
        if parameter.required and value in (None, "", [], ()):
            raise UsageError("missing_parameter", notebook=notebook_path.stem, name=parameter.name)
        if not parameter.accepts(value):
            raise _bad_parameter(notebook_path, parameter, value)
        checked[parameter.name] = list(value) if isinstance(value, tuple) else value
    return checked


def parse_parameters(notebook_path: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """Turn the texts of a command line into values of the declared types.

    Lists are separated by commas (``departement,region``), numbers take a decimal comma
    or point, booleans are ``oui`` or ``non``, an empty text is None where None is the default.

    Raises
    ------
    UsageError
        ``unknown_parameter`` or ``bad_parameter``.
    """
    declared = {parameter.name: parameter for parameter in find_parameters(notebook_path)}
    values: dict[str, Any] = {}
    for name, text in texts.items():
        parameter = _find_declared(notebook_path, declared, name)
        try:
            values[name] = _parse(text, parameter)
        except ValueError as error:
            raise _bad_parameter(notebook_path, parameter, text) from error
    return values


def _find_declared(notebook_path: Path, declared: Mapping[str, Parameter], name: str) -> Parameter:
    if name in declared:
        return declared[name]
    raise UsageError(
        "unknown_parameter",
        notebook=notebook_path.stem,
        name=name,
        near=difflib.get_close_matches(name, declared),
        known=list(declared) or words.NO_PARAMETER,
    )


def _bad_parameter(notebook_path: Path, parameter: Parameter, value: object) -> UsageError:
    return UsageError(
        "bad_parameter",
        notebook=notebook_path.stem,
        name=parameter.name,
        expected=words.TYPES[parameter.type_name],
        got=words.describe_value(value),
    )


def _read_parameter(name: str, annotation: str, default: str, comment: str) -> Parameter:
    try:
        value = ast.literal_eval(default)
    except (ValueError, SyntaxError):  # an expression: its value is known only once it runs
        value = None
    is_none = default == "None"
    outer, inner = annotation, ""
    if matched := _GENERIC.match(annotation):
        outer, inner = matched["outer"].lower(), matched["inner"]
    if outer not in _TYPES:
        outer = type(value).__name__ if value is not None else ""
    return Parameter(
        name=name,
        type_name=outer if outer in _TYPES else "",
        item_type=inner if inner in _TYPES else "",
        default=value,
        required=words.REQUIRED_MARK in comment.casefold(),
        optional=is_none or outer not in _TYPES,
    )


def _is_a(value: object, type_name: str) -> bool:
    if not type_name:
        return True
    if isinstance(value, bool):
        return type_name == "bool"
    return isinstance(value, _TYPES[type_name])


def _parse(text: str, parameter: Parameter) -> Any:
    if text == "" and parameter.optional:
        return None
    if parameter.type_name == "list":
        items = [item.strip() for item in text.split(",") if item.strip()]
        return [_parse_scalar(item, parameter.item_type) for item in items]
    if parameter.type_name == "dict":
        value = ast.literal_eval(text) if text.startswith("{") else None
        if not isinstance(value, dict):
            raise ValueError(text)
        return value
    return _parse_scalar(text, parameter.type_name)


def _parse_scalar(text: str, type_name: str) -> Any:
    if type_name == "int":
        return int(text)
    if type_name == "float":
        return float(text.replace(",", "."))
    if type_name == "bool":
        if text.casefold() in words.TRUE_WORDS | words.FALSE_WORDS:
            return text.casefold() in words.TRUE_WORDS
        raise ValueError(text)
    return text
