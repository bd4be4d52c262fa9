"""What an import would change in the structures, decided without touching anything.

An empty part of a row is filled. A part that is there is replaced only by a newer directory, and
never when a person wrote it; else the difference is listed. A position goes with its address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spro_portraits.network.codes import make_codes, propose_code
from spro_portraits.network.dates import find_first_day, find_last_day
from spro_portraits.network.directories import COLLEAGUE, Candidate, DirectorySource, LeftOut
from spro_portraits.network.matching import find_match, is_same_address
from spro_portraits.network.model import Directory, Structure
from spro_portraits.network.provenance import (
    FIELDS,
    Origin,
    block_of,
    is_empty,
    read_origins,
    write_source,
)
from spro_portraits.wording.network_import import (
    ADDRESS_MISSING,
    write_missing_commune,
    write_moved,
)

SAME_POSITION = 0.0002
"""Largest gap, in degrees, between two positions of one place (about 20 m)."""

_COMPARED = (*(name for names in FIELDS.values() for name in names), "identifiers", "remark")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an import would change."""

    code: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A row of a directory found to be a structure that is known, and why.

    ``reason``: a reason of :class:`spro_portraits.network.matching.Match`.
    """

    code: str
    known: str
    offered: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the directory says otherwise, and that stays as it is.

    ``reason``: ``hand`` (a person wrote it) or ``date`` (the directory is not newer).
    """

    code: str
    block: str
    kept: str
    offered: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do.

    Attributes
    ----------
    structures : tuple of Structure
        All of them, as they would be.
    added : tuple of Structure
    changes : tuple of Change
    confirmed : tuple of str
        Codes of the structures of which only source and date would change.
    unchanged : tuple of str
        Codes of the structures that the directory says again.
    merged : tuple of Merge
    differences : tuple of Difference
    left_out : tuple of LeftOut
        Rows that may be several structures: a person decides, by writing the identifier.
    """

    structures: tuple[Structure, ...]
    added: tuple[Structure, ...]
    changes: tuple[Change, ...]
    confirmed: tuple[str, ...]
    unchanged: tuple[str, ...]
    merged: tuple[Merge, ...]
    differences: tuple[Difference, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.added or self.changes or self.confirmed)


@dataclass
class _Draft:
    """A structure while the plan is made."""

    structure: Structure
    before: Structure | None
    place: str = ""
    seen: bool = False
    merged: list[tuple[str, str, str]] = field(default_factory=list)
    differences: list[tuple[str, str, str, str]] = field(default_factory=list)


def plan_import(
    directory: Directory,
    candidates: Sequence[Candidate],
    issues: Sequence[DirectorySource],
    commune_names: Mapping[str, str],
) -> ImportPlan:
    """Decide what becomes of each candidate; change nothing.

    Parameters
    ----------
    directory : Directory
        What is there.
    candidates : sequence of Candidate
        Rows of one file.
    issues : sequence of DirectorySource
        Directories that are known: by them the parts of a row that a person wrote are told
        from the others.
    commune_names : mapping
        Code → name, to write places in remarks.
    """
    drafts = [_Draft(known, known) for known in directory.structures.values()]
    left_out: list[LeftOut] = []
    standing = Counter((one.reseau, one.commune) for one in candidates)
    for candidate in candidates:
        alone = standing[candidate.reseau, candidate.commune] == 1
        structures = [draft.structure for draft in drafts]
        match = find_match(candidate, structures, propose_code(candidate), alone=alone)
        if match.reason == "ambiguous":
            left_out.append(LeftOut("ambiguous", candidate.name))
        elif match.rank is None:
            drafts.append(_Draft(_build_structure(candidate), None, candidate.place, seen=True))
        else:
            draft = drafts[match.rank]
            draft.seen = True
            if match.reason not in {"identifier", "code"}:
                draft.merged.append((draft.structure.name, candidate.name, match.reason))
            _merge(draft, candidate, issues, commune_names)
    return _build_plan(drafts, left_out)


def _build_plan(drafts: Sequence[_Draft], left_out: Sequence[LeftOut]) -> ImportPlan:
    known = [draft.structure for draft in drafts if draft.before is not None]
    added = [draft for draft in drafts if draft.before is None]
    codes = make_codes([(draft.structure, draft.place) for draft in added], known)
    for draft, code in zip(added, codes, strict=True):
        draft.structure = replace(draft.structure, code=code)
    changes: list[Change] = []
    confirmed: list[str] = []
    unchanged: list[str] = []
    for draft in drafts:
        if draft.before is None or not draft.seen:
            continue
        own = _list_changes(draft.before, draft.structure)
        changes += own
        if not own:
            same = draft.before == draft.structure or (
                (draft.before.source, draft.before.date)
                == (draft.structure.source, draft.structure.date)
            )
            (unchanged if same else confirmed).append(draft.structure.code)
    return ImportPlan(
        structures=tuple(draft.structure for draft in drafts),
        added=tuple(draft.structure for draft in added),
        changes=tuple(changes),
        confirmed=tuple(confirmed),
        unchanged=tuple(unchanged),
        merged=tuple(Merge(d.structure.code, *one) for d in drafts for one in d.merged),
        differences=tuple(Difference(d.structure.code, *one) for d in drafts
                          for one in d.differences),
        left_out=tuple(left_out),
    )  # fmt: skip


def _list_changes(before: Structure, after: Structure) -> list[Change]:
    pairs = ((name, _say((getattr(before, name),)), _say((getattr(after, name),)))
             for name in _COMPARED)  # fmt: skip
    return [Change(after.code, name, old, new) for name, old, new in pairs if old != new]


def _say(values: tuple[Any, ...]) -> str:
    """Write the values of a part of a row in one text; nothing for what is empty."""
    texts = []
    for value in values:
        if isinstance(value, tuple):
            texts.append(" | ".join(value))
        elif isinstance(value, float):
            texts.append("" if is_empty((value,)) else repr(value).replace(".", ","))
        else:
            texts.append(value)
    return ", ".join(text for text in texts if text)


def _build_structure(candidate: Candidate) -> Structure:
    remarks = [
        candidate.remark,
        "" if candidate.address or candidate.directory == COLLEAGUE else ADDRESS_MISSING,
        "" if candidate.commune or not candidate.place else write_missing_commune(candidate.place),
    ]
    return Structure(
        source=candidate.source,
        date=candidate.date,
        remark=" ".join(filter(None, remarks)),
        code=candidate.code,
        name=candidate.name,
        reseau=candidate.reseau,
        address=candidate.address,
        postcode=candidate.postcode,
        commune=candidate.commune,
        latitude=candidate.latitude,
        longitude=candidate.longitude,
        phone=candidate.phone,
        site=candidate.site,
        publics=candidate.publics,
        services=candidate.services,
        identifiers=candidate.keys,
    )


def _merge(
    draft: _Draft,
    candidate: Candidate,
    issues: Sequence[DirectorySource],
    commune_names: Mapping[str, str],
) -> None:
    """Put what a candidate says into a structure, part by part."""
    merging = _Merging(draft, candidate, read_origins(draft.structure, issues), issues)
    merging.put_place(commune_names)
    merging.put_position()
    for block in ("name", "phone", "site", "publics", "services"):
        new = block_of(candidate, block)
        old = block_of(draft.structure, block)
        if not is_empty(new):
            merging.put(block, new, same=old == new)
    merging.finish()


class _Merging:
    """One candidate put into one structure."""

    def __init__(
        self,
        draft: _Draft,
        candidate: Candidate,
        origins: dict[str, Origin],
        issues: Sequence[DirectorySource],
    ) -> None:
        self.draft = draft
        self.candidate = candidate
        self.origins = origins
        own = Origin(candidate.source, candidate.date, located=candidate.located)
        # The source of a list may itself say what each part comes from.
        is_list = candidate.directory == COLLEAGUE
        self.offered = read_origins(candidate, issues) if is_list else dict.fromkeys(FIELDS, own)
        self.gave = False

    @property
    def row(self) -> Structure:
        return self.draft.structure

    def put(self, block: str, new: tuple[Any, ...], *, same: bool) -> bool:
        """Fill, confirm, replace or list as a difference; tell whether the values are now new."""
        origin = self.origins.get(block)
        wins = origin is None or (
            not origin.by_hand
            and find_first_day(self.offered[block].date) > find_last_day(origin.date)
        )
        if not wins:
            if not same and origin is not None:
                old = _say(block_of(self.row, block))
                reason = "hand" if origin.by_hand else "date"
                self.draft.differences.append((block, old, _say(new), reason))
            return False
        self.origins[block] = self.offered[block]
        self.gave = True
        if not same:
            self._write(block, new)
        return not same

    def _write(self, block: str, values: tuple[Any, ...]) -> None:
        fields = dict(zip(FIELDS[block], values, strict=True))
        self.draft.structure = replace(self.row, **fields)

    def put_place(self, commune_names: Mapping[str, str]) -> None:
        """Put address, postcode and commune, which go together."""
        new = block_of(self.candidate, "place")
        old = block_of(self.row, "place")
        address, _, commune = new
        if is_empty(new) or (self.row.commune and not address and not self.candidate.located):
            return
        same_commune = not self.row.commune or self.row.commune == commune
        if same_commune and not address and self.row.commune:
            return
        origin = self.origins.get("place")
        is_weak = origin is not None and not origin.located
        if not self.row.address and (same_commune or is_weak):
            self.origins.pop("place", None)
            self.put("place", new, same=False)
            self._set_remark(self.row.remark.replace(ADDRESS_MISSING, "").strip())
            return
        if same_commune and is_same_address(address, self.row.address):
            self.put("place", new, same=True)
            return
        by_hand = origin is not None and origin.by_hand
        replaced = self.put("place", new, same=False)
        if not same_commune and not by_hand:
            lost = (
                (old, origin.text if origin else "")
                if replaced
                else (new, self.offered["place"].text)
            )
            self._tell_move(*lost, commune_names)
        if replaced:
            self._drop_position()

    def _tell_move(
        self, place: tuple[Any, ...], source: str, commune_names: Mapping[str, str]
    ) -> None:
        address, postcode, commune = place
        told = write_moved(address, postcode, commune_names.get(commune, commune), source)
        if told not in self.row.remark:
            self._set_remark(f"{self.row.remark} {told}".strip())

    def _set_remark(self, text: str) -> None:
        self.draft.structure = replace(self.row, remark=text)

    def _drop_position(self) -> None:
        """Take away the position of an address that was replaced, unless it is newer."""
        origin = self.origins.get("position")
        if origin is None or origin.by_hand:
            return
        if find_first_day(origin.date) > find_last_day(self.offered["place"].date):
            return
        self._write("position", (float("nan"), float("nan")))
        del self.origins["position"]

    def put_position(self) -> None:
        """Put the position, if it is that of the place that the row now says."""
        new = block_of(self.candidate, "position")
        commune, address = self.candidate.commune, self.candidate.address
        elsewhere = bool(commune and self.row.commune and commune != self.row.commune)
        other = bool(address and self.row.address) and not is_same_address(
            address, self.row.address
        )
        if is_empty(new) or elsewhere or other:
            return
        old = block_of(self.row, "position")
        near = all(abs(a - b) <= SAME_POSITION for a, b in zip(old, new, strict=True))
        self.put("position", new, same=near)

    def finish(self) -> None:
        """Write the identifiers, the source and the date of the row."""
        keys = tuple(dict.fromkeys((*self.row.identifiers, *self.candidate.keys)))
        changed: dict[str, Any] = {"identifiers": keys}
        if self.gave:
            dates = (self.row.date, self.candidate.date)
            changed |= {"source": write_source(self.origins), "date": max(dates, key=find_last_day)}
        self.draft.structure = replace(self.row, **changed)
