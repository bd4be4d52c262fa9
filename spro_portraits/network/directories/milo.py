"""The list of missions locales of the i-milo system: names without an address."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from spro_portraits.errors import SourceError
from spro_portraits.network.directories.model import Candidate, LeftOut, Reading
from spro_portraits.network.directories.reading import Scope
from spro_portraits.tables.raw import COMMUNE
from spro_portraits.wording import describe_cause
from spro_portraits.wording.network_import import MILO_FORM
from spro_portraits.wording.structure_names import write_mission_name

RESEAU = "mission_locale"

_OFFICIAL_CODE = re.compile(r"(\d[\dAB]\d{3})S\d+")
_MISSION = re.compile(r"(?:\d[\dAB]\d?-)?\s*(?:ml|mli|mission locale)\b", re.IGNORECASE)


def is_format(head: bytes) -> bool:
    """Whether a file begins as this directory."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t[{")
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[") and (
        start.startswith(b'"id"') and b'"nom_officiel"' in head
    )


def read_candidates(path: Path, scope: Scope) -> Reading:
    """Read the missions locales of the region.

    The commune is the one that begins the identifier: the seat of the structure, not the
    commune of an address.

    Raises
    ------
    SourceError
        No JSON, or a row without what is needed.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
        entries = [(_code(row), row["nom_officiel"] or "", row["nom_usuel"] or "") for row in rows]
        regions = [str(row["code_region"] or "") for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "unreadable_file", file=path.name, problem=describe_cause(error), expected=MILO_FORM
        ) from error
    candidates: list[Candidate] = []
    left_out: list[LeftOut] = []
    for (code, official, usual), region in zip(entries, regions, strict=True):
        found = _OFFICIAL_CODE.fullmatch(code)
        if region.zfill(2) != scope.region:
            left_out.append(LeftOut("region", code))
        elif found is None or not COMMUNE.fullmatch(found[1]):
            left_out.append(LeftOut("no_commune", usual or official))
        elif _MISSION.match(official) is None and _MISSION.match(usual) is None:
            left_out.append(LeftOut("kind", usual or official))
        else:
            candidates.append(_build_candidate(code, found[1], usual or official, scope))
    return Reading(tuple(candidates), tuple(left_out))


def _code(row: dict[str, Any]) -> str:
    return str(row["id"])


def _build_candidate(code: str, commune: str, name: str, scope: Scope) -> Candidate:
    place = scope.name_commune(commune)
    known = scope.gazetteer
    departements = known.departements.values()
    return Candidate(
        directory=scope.issue.key,
        identifier=code,
        reseau=RESEAU,
        name=write_mission_name(name, place, known.words, departements),
        date=scope.issue.date,
        source=scope.issue.text,
        commune=commune,
        place=place,
        located=False,
    )
