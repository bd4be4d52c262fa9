"""Decide what a batch makes; nothing is touched here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spro_portraits.errors import UsageError
from spro_portraits.render import (
    DEFAULT_FORMS,
    DEFAULT_NOTEBOOK,
    TerritoryName,
    check_parameters,
    find_forms,
    find_notebook,
    find_parameters,
)
from spro_portraits.store import find_path, is_address, open_place, slugify

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from spro_portraits.settings import Settings
    from spro_portraits.store import Place

PANORAMA = "panorama"
"""Name of the notebook that shows a level, and of the kind of its product."""

_PLAIN = re.compile(r"^[A-Za-z0-9_-]+$")


@dataclass(frozen=True, slots=True)
class Target:
    """A territory to make, or the panorama of a level.

    Attributes
    ----------
    territory : TerritoryName
        Names the folder and the card; of a panorama, its ``level`` is :data:`PANORAMA` and
        its ``code`` the level that it shows.
    argument : str
        What the notebook gets as its parameter ``territory``: the code, or for a perimeter of
        one's own the text that describes it. A panorama has no such parameter.
    """

    territory: TerritoryName
    argument: str


@dataclass(frozen=True, slots=True)
class Task:
    """One notebook with checked parameters, and where its products go."""

    notebook: Path
    parameters: Mapping[str, Any]
    folder: Path
    territory: TerritoryName

    @property
    def product(self) -> str:
        """Name in the ledger: ``spro-issoudun/portrait``."""
        return f"{self.folder.name}/{self.notebook.stem}"


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """All tasks of one edition, in the order in which they are started.

    Attributes
    ----------
    out_dir : Path
        Folder of the edition; where ``address`` is given, its name alone counts.
    address : str
        Folder of the edition where that is elsewhere: ``s3://…/cvl-2025``; else empty.
    codebook : str
        Text of ``codebook.csv``.
    forms : tuple of str
        What notebooks are exported to, in order; a form that is there stays true besides.
    """

    tasks: tuple[Task, ...]
    out_dir: Path
    settings: Settings
    codebook: str = ""
    address: str = ""
    forms: tuple[str, ...] = DEFAULT_FORMS

    @property
    def place(self) -> Place:
        """Where the products are."""
        return open_place(self.address or self.out_dir)


def plan_batch(
    targets: Sequence[Target],
    *,
    out_dir: Path | str,
    settings: Settings,
    notebook: str | Path = DEFAULT_NOTEBOOK,
    parameters: Mapping[str, Any] | None = None,
    codebook: str = "",
    panorama: Target | None = None,
    forms: Sequence[str] = DEFAULT_FORMS,
) -> BatchPlan:
    """Decide the tasks: one a territory, each with parameters that the notebook accepts.

    Parameters
    ----------
    targets : sequence of Target
        A territory named twice is made once.
    out_dir : Path or str
        Folder of the edition: ``reports/<edition>``, or an address that fsspec opens.
    settings : Settings
        Where the notebooks are.
    notebook : str or Path
        The notebook of all tasks.
    parameters : mapping, optional
        Further parameters, the same for all.
    codebook : str
        The text of ``codebook.csv``, for the data of the edition; without it there are none.
    panorama : Target, optional
        A panorama to make after the territories, by the notebook of that name.
    forms : sequence of str
        What notebooks are exported to.

    Raises
    ------
    UsageError
        ``nothing_to_do``, ``unknown_notebook``, a parameter or a form that cannot be.
    """
    asked = find_forms(forms)
    address = out_dir if isinstance(out_dir, str) and is_address(out_dir) else ""
    # A place elsewhere has no path here: only the names of its folders count.
    out_dir = Path(address.rstrip("/").rpartition("/")[2]) if address else find_path(out_dir)
    source = find_notebook(notebook, settings)
    declared = {found.name for found in find_parameters(source)}
    tasks: dict[TerritoryName, Task] = {}
    for target in targets:
        place = target.territory
        own = _name_parameters(target, declared)
        checked = check_parameters(source, {**(parameters or {}), **own})
        tasks.setdefault(place, Task(source, checked, out_dir / name_folder(place), place))
    if not tasks:
        raise UsageError("nothing_to_do")
    if panorama is not None:
        task = _plan_panorama(panorama, out_dir, settings, parameters or {})
        tasks.setdefault(task.territory, task)
    return BatchPlan(tuple(tasks.values()), out_dir, settings, codebook, address, asked)


def join_plans(plans: Sequence[BatchPlan]) -> BatchPlan:
    """Join plans for one place into one, in their order; a product planned twice is made once.

    Parameters
    ----------
    plans : sequence of BatchPlan
        At least one; they differ by their tasks alone.
    """
    tasks: dict[str, Task] = {}
    for task in (task for plan in plans for task in plan.tasks):
        tasks.setdefault(task.product, task)
    return replace(plans[0], tasks=tuple(tasks.values()))


def _name_parameters(target: Target, declared: Collection[str]) -> dict[str, str]:
    place = target.territory
    if place.level == PANORAMA:
        return {"level": place.code}
    level = {"level": place.level} if "level" in declared else {}
    return {"territory": target.argument} | level


def _plan_panorama(
    target: Target, out_dir: Path, settings: Settings, parameters: Mapping[str, Any]
) -> Task:
    """Plan a panorama beside portraits: of their parameters it shares the edition alone."""
    source = find_notebook(PANORAMA, settings)
    shared = {name: value for name, value in parameters.items() if name == "edition"}
    given = shared | _name_parameters(target, ())
    place = target.territory
    return Task(source, check_parameters(source, given), out_dir / name_folder(place), place)


def name_folder(territory: TerritoryName) -> str:
    """Name the folder of a territory: ``spro-issoudun``; codes become safe names."""
    code = territory.code if _PLAIN.match(territory.code) else slugify(territory.code)
    return f"{territory.level}-{code}"
