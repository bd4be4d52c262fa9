"""Read ``registry.toml`` strictly: a record that says something else than it should is named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final, get_type_hints
from urllib.parse import urlsplit

from spro_portraits.errors import EditionError
from spro_portraits.sources.calendar import BASES, CADENCES, PERIODS
from spro_portraits.sources.model import Release, Source
from spro_portraits.wording import describe_cause

REGISTRY: Final = "registry.toml"

_HOST = re.compile(r"(?=.{1,255}$)[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?")
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


def load_registry(data_dir: Path) -> dict[str, Source]:
    """Read ``registry.toml``, in its own order.

    Raises
    ------
    EditionError
        When the file is absent, is no TOML, or a record lacks or adds a field, holds a value
        of another type, a path that leaves the folder, an address that is none, a calendar
        that cannot be.
    """
    path = data_dir / REGISTRY
    try:
        records = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EditionError("missing_edition", folder=data_dir) from error
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"registry.toml, {describe_cause(error)}"
        raise EditionError("damaged_edition", folder=data_dir, problem=problem) from error
    for key, record in records.items():
        if problem := _find_fault(record):
            problem = f"registry.toml [{key}] : {problem}"
            raise EditionError("damaged_edition", folder=data_dir, problem=problem)
    return {key: _make_source(key, record) for key, record in records.items()}


def _make_source(key: str, record: Mapping[str, Any]) -> Source:
    release = Release(**record.get("release", {}))
    hosts = tuple(record.get("hosts", ()))
    return Source(**{**record, "key": key, "hosts": hosts, "release": release})


_IN_TOML = {"hosts": list, "release": dict}
"""Types that a field has in the file, where they are not those of the record."""


def _find_fault(record: object) -> str:
    """Say what is wrong with a record, or nothing."""
    if not isinstance(record, dict):
        return "valeur seule, section attendue"
    kinds = get_type_hints(Source) | _IN_TOML
    declared = {field.name: field.default is MISSING for field in fields(Source)}
    if unknown := sorted(set(record) - set(declared) | {"key"} & set(record)):
        return f"champ inconnu {unknown[0]}"
    required = {name for name, is_required in declared.items() if is_required} - {"key"}
    if lacking := sorted(required - set(record)):
        return f"champ absent {lacking[0]}"
    if wrong := sorted(name for name, value in record.items() if type(value) is not kinds[name]):
        return f"champ {wrong[0]} d'un autre type"
    return (
        _find_bad_path(record)
        or _find_bad_address(record)
        or _find_bad_limit(record)
        or _find_bad_release(record.get("release", {}))
    )


def _find_bad_path(record: Mapping[str, Any]) -> str:
    for name in ("file", "member"):
        text = record.get(name, "")
        parts = PurePosixPath(text).parts
        leaves = ".." in parts or text.startswith("/") or "\\" in text
        is_hidden = name == "file" and any(part.startswith(".") for part in parts)
        if leaves or PureWindowsPath(text).drive or is_hidden or (name == "file" and not parts):
            return f"champ {name} : un chemin qui reste dans son dossier attendu, « {text} » trouvé"
    return ""


def _find_bad_address(record: Mapping[str, Any]) -> str:
    for host in record.get("hosts", ()):
        if not isinstance(host, str) or not _HOST.fullmatch(host):
            return f"champ hosts : un nom de machine en minuscules attendu, « {host} » trouvé"
    if not record.get("direct"):
        return "champ member sans direct = true" if record.get("member") else ""
    try:
        parts = urlsplit(record["url"])
        is_fit = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
        is_fit = is_fit and parts.port != 0
    except ValueError:
        is_fit = False
    if not is_fit:
        return f"champ url : une adresse https attendue (direct = true), « {record['url']} » trouvé"
    return ""


def _find_bad_limit(record: Mapping[str, Any]) -> str:
    for name in ("max_mb", "max_unpacked_mb"):
        if record.get(name, 1) < 1:
            return f"champ {name} : un nombre entier d'au moins 1 attendu"
    return ""


def _find_bad_release(release: Mapping[str, Any]) -> str:
    known = [field.name for field in fields(Release)]
    for name, value in release.items():
        if name not in known:
            return f"release : champ inconnu {name} (champs possibles : {', '.join(known)})"
        if not isinstance(value, str):
            return f"release : champ {name} d'un autre type"
    return _find_bad_calendar(release) if release else ""


def _find_bad_calendar(release: Mapping[str, str]) -> str:
    every, following = release.get("every", ""), release.get("next", "")
    basis = release.get("basis", BASES[0])
    if every not in CADENCES:
        return f"release : every vaut « {every} » ; valeurs possibles : {', '.join(CADENCES)}"
    if every in PERIODS and not (_MONTH.fullmatch(following) and release.get("next_vintage")):
        return f"release : every = « {every} » demande next (AAAA-MM) et next_vintage"
    if every not in PERIODS and following:
        return f"release : next n'a pas de sens avec every = « {every} »"
    if basis not in BASES or ("basis" in release and every not in PERIODS):
        return f"release : basis vaut {' ou '.join(BASES)}, avec every et next ; « {basis} » trouvé"
    return ""
