"""Secondary suppression: the visible cells that must be hidden too, so that no masked one shows.

Deterministic: the same cells are chosen whatever the order in which they are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spro_portraits.errors import SourceError
from spro_portraits.tables.secrecy.bounds import compute_bounds, find_levers
from spro_portraits.tables.secrecy.model import MARGIN, TOLERANCE, Constraint, Key, Margin, System


def choose_suppression(system: System, margin: Margin = MARGIN) -> tuple[Key, ...]:
    """Choose the cells to hide beside the masked ones.

    For each masked cell that is enclosed too closely, the cheapest cell is hidden (smallest
    value first, zeros last because everybody may know them, ties by key), then the next,
    until it is not; cells whose hiding proves superfluous are shown again, dearest first.
    A cell that is hidden only to protect others needs no more. Hiding one more cell never
    encloses another more closely, so that a protected cell stays so.

    Parameters
    ----------
    system : System
        Masked cells, visible ones, and what links them.
    margin : Margin
        How wide each interval must stay.

    Returns
    -------
    tuple of keys
        Sorted; empty when the masked cells are protected as they are.

    Raises
    ------
    SourceError
        ``exposed_cell`` when hiding all that can be hidden does not protect a masked cell;
        ``contradictory_cells`` as :func:`compute_bounds`.
    """
    system = _order(system)
    exposed = find_exposed(system, frozenset(), system.primary, margin)
    added: list[Key] = []
    for target in exposed:
        own = _protect(system, frozenset(added), target, margin)
        # What was hidden before stays: what was protected with it is protected without these.
        for key in sorted(own, key=lambda key: _rank(system, key), reverse=True):
            fewer = frozenset({*added, *own} - {key})
            if not _is_exposed(system, fewer, target, margin):
                own.remove(key)
        added += own
    for key in sorted(added, key=lambda key: _rank(system, key), reverse=True):
        fewer = frozenset(added) - {key}
        linked = _narrow(system, frozenset(added), key)
        beside = {k for constraint in linked.by_cell[key] for k, _ in constraint.terms}
        targets = sorted((k for k in exposed if k in linked.cells), key=lambda k: k not in beside)
        if not any(_is_exposed(system, fewer, target, margin) for target in targets):
            added.remove(key)
    return tuple(sorted(added))


def _order(system: System) -> System:
    """Put relations in one order: where several solutions are as good, it decides."""
    ordered = (replace(c, terms=tuple(sorted(c.terms))) for c in system.constraints)
    return replace(
        system, constraints=tuple(sorted(ordered, key=lambda c: (c.terms, c.low, c.high)))
    )


def _protect(system: System, before: frozenset[Key], target: Key, margin: Margin) -> list[Key]:
    """Hide cells, the cheapest first, until a target is protected."""
    own: list[Key] = []
    while _is_exposed(system, added := before | frozenset(own), target, margin):
        chosen = _find_cheapest(system, added, target)
        if chosen is None:
            known = compute_bounds(system, added, wanted=[target])[target]
            raise SourceError(
                "exposed_cell", cell=" / ".join(target), low=f"{known.low:g}",
                high=f"{known.high:g}",
            )  # fmt: skip
        own.append(chosen)
    return own


def _is_exposed(system: System, added: frozenset[Key], target: Key, margin: Margin) -> bool:
    """Whether a target is enclosed too closely; reads only the relations linked to it."""
    part = _narrow(system, added, target)
    return bool(find_exposed(part, added, [target], margin))


def find_exposed(
    system: System, added: frozenset[Key], keys: Iterable[Key], margin: Margin
) -> list[Key]:
    """List the cells, among some masked ones, that are enclosed more closely than the margin."""
    found = compute_bounds(system, added, wanted=list(keys), margin=margin)
    return [key for key, known in found.items()
            if not system.cells[key].is_protected_by(known, margin)]  # fmt: skip


def _rank(system: System, key: Key) -> tuple[bool, float, Key]:
    value = system.cells[key].value or 0.0
    return value == 0, value, key


def _find_cheapest(system: System, added: frozenset[Key], target: Key) -> Key | None:
    """Find the next cell to hide for a target; None when nothing linked to it is left.

    A relation with one unknown gives it away: its cells come before all others, and among
    them those that stand in two such relations (they close a circle of hidden cells). Then
    the cells of relations that stop the target, then any other.
    """
    part = _narrow(system, added, target)
    revealing = Counter(
        key
        for constraint in part.constraints
        if sum(part.is_hidden(k, added) for k, _ in constraint.terms) == 1
        for key, _ in constraint.terms
    )
    found = [key for key in revealing if _can_hide(part, added, key)]
    most = max((revealing[key] for key in found), default=0)
    found = [key for key in found if revealing[key] == most]
    if not found:
        found = [key for key in find_levers(part, added, target) if _can_hide(part, added, key)]
    if not found:
        found = [key for key in part.cells if _can_hide(part, added, key)]
    return min(found, key=lambda key: _rank(part, key), default=None)


def _narrow(system: System, added: frozenset[Key], target: Key) -> System:
    """Keep the relations that are linked to a target through hidden cells."""
    constraints = _list_touched(system, added, target)
    keys = {key for constraint in constraints for key, _ in constraint.terms} | {target}
    return System({key: system.cells[key] for key in keys}, tuple(constraints))


def _list_touched(system: System, added: frozenset[Key], target: Key) -> list[Constraint]:
    """List the relations that link the target, through hidden cells, to others."""
    reached, waiting, touched = {target}, [target], dict[int, Constraint]()
    while waiting:
        for constraint in system.by_cell.get(waiting.pop(), ()):
            if id(constraint) in touched:
                continue
            touched[id(constraint)] = constraint
            near = {k for k, _ in constraint.terms if system.is_hidden(k, added)} - reached
            reached |= near
            waiting += sorted(near)
    return list(touched.values())


def _can_hide(system: System, added: frozenset[Key], key: Key) -> bool:
    """Whether a cell is visible, and lies within what anyone would think of it once hidden."""
    cell = system.cells[key]
    return (
        cell.value is not None
        and not system.is_hidden(key, added)
        and cell.low - TOLERANCE <= cell.value <= cell.high + TOLERANCE
    )
