"""Find a territory by its code or name, list a level, search all of them."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.tables import Edition
from spro_portraits.tables.geography import FRANCE
from spro_portraits.territory.assembly import assemble_territory, make_commune, make_zone
from spro_portraits.territory.coverings import WEIGHTS
from spro_portraits.territory.model import LEVELS, Territory
from spro_portraits.territory.own import find_own, list_own, list_unreadable
from spro_portraits.territory.perimeters import (
    Perimeter,
    load_perimeter_file,
    load_spro,
    split_members,
)
from spro_portraits.territory.references import find_own_region
from spro_portraits.wording import LEVEL_WORDS, typeset

_LARGE = 2_000
"""Inhabitants from which a commune is a peer of others."""

_LOCAL_LEVELS = frozenset({"bassin", "zone_emploi", "arrondissement", "epci"})
"""Levels of which a country has hundreds: the peers are those of the region."""

_MOST_NEAR = 4
"""Near matches that a message gives."""


def normalise(text: str) -> str:
    """Fold case, accents, ligatures and punctuation, as a search does."""
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def list_territories(edition: Edition, level: str) -> list[Territory]:
    """List the territories of a level, in the order of their codes (SPRO: of their file).

    Raises
    ------
    UsageError
        Unknown level.

    Notes
    -----
    The list of ``perso`` is that of the perimeters people have saved, without those that
    :func:`list_own_faults` names.
    """
    _check_level(level)
    if level == "spro":
        return [_build_perimeter(edition, "spro", p) for p in load_spro(edition.folder).values()]
    if level == "perso":
        built = _build_saved(edition, load_settings().personal)
        return [one for one in built.values() if isinstance(one, Territory)]
    if level == "commune":
        return [make_commune(edition, code) for code in edition.own_communes.index]
    return [make_zone(edition, level, code) for code in _list_names(edition, level)]


def list_own_faults(edition: Edition) -> dict[Path, UsageError]:
    """List the saved perimeters that cannot be used, each with what is wrong and what to do.

    Returns
    -------
    dict of Path to UsageError
        ``unusable_perimeter``: the file cannot be read, or this edition does not know a member.
    """
    folder = load_settings().personal
    found = list_unreadable(folder)
    found |= {
        path: one
        for path, one in _build_saved(edition, folder).items()
        if isinstance(one, UsageError)
    }
    return {path: _name_fault(path, found[path]) for path in sorted(found)}


def _build_saved(edition: Edition, folder: Path) -> dict[Path, Territory | UsageError]:
    built: dict[Path, Territory | UsageError] = {}
    for path, perimeter in list_own(folder).items():
        try:
            built[path] = _build_perimeter(edition, "perso", perimeter)
        except UsageError as error:
            built[path] = error
    return built


def _name_fault(path: Path, error: UsageError) -> UsageError:
    """Say in which file it is wrong: what a member lacks does not tell."""
    problem = str(error.facts.get("problem") or error).rstrip(".")
    return UsageError("unusable_perimeter", file=path, problem=problem)


def list_peers(edition: Edition, territory: Territory) -> list[Territory]:
    """List the territories that a territory is ranked among: its level, itself included.

    Communes are ranked among those of the region with 2,000 inhabitants or more (and the
    commune itself): smaller ones have few sound figures. In an edition of France zones are
    ranked among those that touch the region of the territory, départements and regions among
    all. Empty for ``perso`` and for a level of one territory.
    """
    if territory.level == "commune":
        people = edition.find_figures("commune", *WEIGHTS)["value"]
        inside = _list_home(edition, territory)
        large = [c for c in inside.index if people.get(c, 0) >= _LARGE or c == territory.code]
        # A municipal district is a place beside communes, ranked as if it were one.
        large += [] if territory.code in large else [territory.code]
        return [make_commune(edition, code) for code in large]
    found = list_territories(edition, territory.level)
    if edition.region == FRANCE and territory.level in _LOCAL_LEVELS:
        near = set(_list_home(edition, territory)[territory.level])
        found = [one for one in found if one.code in near]
    return found if len(found) > 1 else []


def _list_home(edition: Edition, territory: Territory) -> pd.DataFrame:
    """List the communes of the region of a territory."""
    communes = edition.communes
    return communes[communes["region"] == find_own_region(edition, territory)]


def find_territory(edition: Edition, level: str, text: str) -> Territory:
    """Find one territory by its code or by its name.

    Parameters
    ----------
    level : str
        One of :data:`~spro_portraits.territory.LEVELS`.
    text : str
        Code, or name in any case and without accents. For ``perso``: the path of a
        perimeter file, the name of one that was saved, or members separated by commas (commune
        codes or ``level:code``).

    Raises
    ------
    UsageError
        Unknown level; unknown name (with near matches); a name that several share.
    """
    _check_level(level)
    if level == "perso":
        return _build_personal(edition, text)
    names = _list_names(edition, level)
    if text in names:
        return _build(edition, level, text)
    wanted = normalise(text)
    codes = [c for c, name in names.items() if wanted in (normalise(c), normalise(name))]
    if not codes and level == "commune":
        codes = sorted(_follow_former(edition, wanted, names, whole=True))
    if len(codes) > 1:
        raise UsageError(
            "ambiguous_territory", text=text, near=[f"{names[c]} ({c})" for c in codes]
        )
    if not codes:
        raise UsageError("unknown_territory", text=text, level=level, near=_find_near(names, text))
    return _build(edition, level, codes[0])


def search_territories(edition: Edition, text: str, level: str | None = None) -> list[Territory]:
    """Search names and codes of one level or of all; accents and case do not count.

    A commune is found by the communes of the past that it holds, too.
    """
    wanted = normalise(text)
    found = []
    for each in [level] if level else [lv for lv in LEVELS if lv != "perso"]:
        _check_level(each)
        names = _list_names(edition, each)
        former: set[str] = set()
        if each == "commune":
            former = _follow_former(edition, wanted, names, whole=False)
        found += [
            _build(edition, each, code)
            for code, name in names.items()
            if wanted in normalise(name) or wanted == normalise(code) or code in former
        ]
    return found


def _check_level(level: str) -> None:
    if level not in LEVELS:
        near = difflib.get_close_matches(level, LEVELS, n=3)
        raise UsageError("unknown_level", level=level, known=list(LEVELS), near=near)


def _list_names(edition: Edition, level: str) -> dict[str, str]:
    if level == "spro":
        return {code: p.name for code, p in load_spro(edition.folder).items()}
    if level == "commune":
        return edition.keep((__name__, "communes"), lambda: _list_commune_names(edition))
    return edition.keep((__name__, "names", level), lambda: _list_zone_names(edition, level))


def _list_commune_names(edition: Edition) -> dict[str, str]:
    names = {str(code): str(name) for code, name in edition.own_communes["name"].items()}
    districts = edition.districts
    inside = districts["commune"].isin(set(names))
    return names | {str(code): str(name) for code, name in districts.loc[inside, "name"].items()}


def _list_zone_names(edition: Edition, level: str) -> dict[str, str]:
    zones = edition.zones.loc[level]
    listed = zones["inside"] > 0
    if level in {"departement", "region"}:
        listed &= zones["known"] == zones["communes"]
    return {str(code): str(name) for code, name in zones.loc[listed, "name"].items()}


def _find_near(names: dict[str, str], text: str) -> list[str]:
    """Near matches of a code or name that is misspelt or in part, as ``code (name)``."""
    words = normalise(text).split()
    parts = [
        code
        for code, name in names.items()
        if words and all(f" {word}" in f" {normalise(name)}" for word in words)
    ]
    forms: dict[str, str] = {}
    for code, name in names.items():
        forms[normalise(code)] = code
        forms[normalise(name)] = code
    near = difflib.get_close_matches(" ".join(words), forms, n=_MOST_NEAR, cutoff=0.6)
    parts.sort(key=lambda code: len(names[code]))
    codes = list(dict.fromkeys([*parts, *(forms[form] for form in near)]))
    return [f"{code} ({typeset(names[code])})" for code in codes[:_MOST_NEAR]]


def _follow_former(
    edition: Edition, wanted: str, names: Collection[str], *, whole: bool
) -> set[str]:
    """Communes of today that hold a commune of the past of this code or name (or part of it)."""
    former = edition.former_communes
    successors = set()
    for code, name, news in zip(
        former.index, former["name"].map(normalise), former["successors"], strict=True
    ):
        if wanted in (normalise(str(code)), name) or (not whole and wanted in name):
            successors |= set(news.split())
    return successors & set(names)


def _build(edition: Edition, level: str, code: str) -> Territory:
    if level == "spro":
        return _build_perimeter(edition, "spro", load_spro(edition.folder)[code])
    if level == "commune":
        return make_commune(edition, code)
    return make_zone(edition, level, code)


def _build_perimeter(edition: Edition, level: str, perimeter: Perimeter) -> Territory:
    # Perimeters are no part of the edition: one that changed is another key.
    return edition.keep(
        (__name__, level, perimeter), lambda: _gather_perimeter(edition, level, perimeter)
    )


def build_own(
    edition: Edition,
    name: str,
    code: str,
    members: Sequence[tuple[str, str]],
    notes: Sequence[str] = (),
) -> Territory:
    """Make a territory of a person's own of members, each ``(level, code)``; nothing is saved.

    Raises
    ------
    UsageError
        ``empty_perimeter``; a member that is unknown.
    """
    if not members:
        raise UsageError("empty_perimeter", name=name)
    return _build_perimeter(edition, "perso", Perimeter(code, name, tuple(members), tuple(notes)))


def _gather_perimeter(edition: Edition, level: str, perimeter: Perimeter) -> Territory:
    communes: set[str] = set()
    total = 0
    for member_level, code in perimeter.members:
        member = find_territory(edition, member_level, code)
        total += member.total - len(member.communes)
        communes |= set(member.communes)
    if not communes:
        raise UsageError("empty_territory", text=perimeter.name)
    # A district whose whole commune is a member too counts once.
    owners = edition.districts["commune"]
    communes -= {code for code in communes if owners.get(code) in communes}
    return assemble_territory(
        edition, level, perimeter.code, perimeter.name, communes, total + len(communes),
        perimeter.notes,
    )  # fmt: skip


def _build_personal(edition: Edition, text: str) -> Territory:
    path: Path | None = Path(text)
    if not (Path(text).suffix in {".csv", ".txt"} or _is_file(Path(text))):
        path = find_own(load_settings().personal, text)
    if path is not None:
        perimeter = load_perimeter_file(path)
        try:
            return _build_perimeter(edition, "perso", perimeter)
        except UsageError as error:
            raise _name_fault(path, error) from error
    texts = sorted({part.strip() for part in text.split(",") if part.strip()})
    digest = hashlib.sha256(",".join(texts).encode()).hexdigest()[:8]
    perimeter = Perimeter(
        code=digest,
        name=LEVEL_WORDS["perso"].singular.capitalize(),
        members=tuple(split_members(texts)),
        notes=(),
    )
    return _build_perimeter(edition, "perso", perimeter)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a list of codes longer than the name of a file may be
        return False
