"""Why a file does not read, in French, by the kind of what a library raised."""

from __future__ import annotations

import json
import re
import tomllib

from spro_portraits.wording.typography import typeset

UNREADABLE = "contenu illisible"

_SYSTEM: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "fichier absent"),
    (IsADirectoryError, "c’est un dossier"),
    (PermissionError, "accès refusé"),
)


def describe_cause(error: BaseException, default: str = UNREADABLE) -> str:
    """Say why a file does not read; libraries say it in English, or not at all.

    Parameters
    ----------
    error : BaseException
        What was raised while the file was read.
    default : str
        French words for a kind that has none of its own.
    """
    if isinstance(error, UnicodeDecodeError):
        byte = error.object[error.start]
        line = error.object.count(b"\n", 0, error.start) + 1
        return f"le texte n’est pas en UTF-8 (ligne {line}, octet 0x{byte:02X})"
    if isinstance(error, json.JSONDecodeError):
        return f"JSON mal écrit (ligne {error.lineno}, colonne {error.colno})"
    if isinstance(error, tomllib.TOMLDecodeError):
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = f"ligne {place[1]}, colonne {place[2]}" if place else "fin du fichier"
        return f"TOML mal écrit ({where})"
    if isinstance(error, KeyError) and error.args:
        return typeset("il manque « {} »").format(error.args[0])
    return next((words for kind, words in _SYSTEM if isinstance(error, kind)), default)
