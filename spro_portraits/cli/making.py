"""Making products from the command line: plan, run, say. ``render`` is a batch of one."""

from __future__ import annotations

import difflib
import logging
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spro_portraits.errors import UsageError
from spro_portraits.settings import load_settings
from spro_portraits.wording import ledger as ledger_words
from spro_portraits.wording.places import title_territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from spro_portraits.batch import BatchPlan, Options
    from spro_portraits.settings import Settings
    from spro_portraits.sources import Source
    from spro_portraits.tables import Edition
    from spro_portraits.territory import Territory

# The libraries behind a command are imported inside it: ``--help`` answers at once.

_DEFAULT_NOTEBOOK = "portrait"
_DEFAULT_FORMS = "html"
_HOME = "SPRO_PORTRAITS_HOME"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked on the command line, as it was typed.

    Attributes
    ----------
    texts : tuple of str
        Territories by code or name; none with ``is_whole_level``.
    level : str
    notebook : str
        Name or path; several names between commas.
    out : str or None
        Path or address of the folder of the reports.
    assignments : tuple of str
        Parameters, ``name=value``.
    is_whole_level, is_dry_run : bool
    jobs : int or None
        Notebooks at once; None for as many as a cluster likes.
    cluster : str
        Address of a Dask scheduler, ``local``, or nothing.
    data : str
        Path or address of the data; empty for those of this installation.
    forms : str
        What notebooks are exported to.
    """

    texts: tuple[str, ...]
    level: str
    notebook: str
    out: str | None = None
    assignments: tuple[str, ...] = ()
    is_whole_level: bool = False
    is_dry_run: bool = False
    jobs: int | None = 1
    cluster: str = ""
    data: str = ""
    forms: str = _DEFAULT_FORMS


class InterruptedWorkError(Exception):
    """Ctrl-C in the middle of a batch, with how to go on; Typer swallows the plain one."""


def make(request: Request, options: Options) -> int:
    """Plan, run, say; give the exit status."""
    with ExitStack() as stack:
        settings = load_settings()
        if request.forms != _DEFAULT_FORMS:  # refused before anything starts
            from spro_portraits.render import read_forms  # noqa: PLC0415

            read_forms(request.forms)
        if request.data:
            settings = stack.enter_context(_use_data(settings, request.data))
        plan = begin(request, settings)
        from spro_portraits.batch import plan_work, run_batch  # noqa: PLC0415
        from spro_portraits.cli.show import (  # noqa: PLC0415
            follow_progress,
            show_plan,
            show_result,
        )

        if request.is_dry_run:
            return show_plan(plan_work(plan, force=options.force))
        options = replace(options, is_elsewhere=bool(request.cluster), data_address=request.data)
        executor = stack.enter_context(_open_executor(request, len(plan.tasks)))
        tell = stack.enter_context(follow_progress(len(plan.tasks)))
        try:
            result = run_batch(plan, executor, tell, options)
        except KeyboardInterrupt as stop:
            # The cell under way was dropped on purpose: nobody needs to hear it from asyncio.
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            raise InterruptedWorkError(ledger_words.RESUME) from stop
    return show_result(result, are_portraits=request.notebook == _DEFAULT_NOTEBOOK)


def begin(request: Request, settings: Settings) -> BatchPlan:
    """Plan, while the processes that will make the products come about."""
    if request.is_dry_run or request.cluster:
        return _plan(request, settings)
    from spro_portraits.batch.pool import call_apart, get_ready, prepare  # noqa: PLC0415

    workers = request.jobs or 1
    get_ready(workers)
    # These imports take a while: the processes start meanwhile.
    from spro_portraits.batch.inputs import find_preparation  # noqa: PLC0415
    from spro_portraits.batch.options import MANY  # noqa: PLC0415
    from spro_portraits.render import find_notebook  # noqa: PLC0415

    notebook = find_notebook(split_names(request.notebook)[0], settings)
    is_many = request.is_whole_level or len(request.texts) >= MANY
    named = find_preparation(notebook) if is_many else ""
    prepare(notebook, named and f"{named} {request.level}")
    if workers == 1:
        return _plan(request, settings)
    with call_apart(_plan, request, settings) as planned:
        import spro_portraits.batch.run  # noqa: F401, PLC0415 - needed next, and takes a while

        return planned.result()


@contextmanager
def _use_data(settings: Settings, address: str) -> Iterator[Settings]:
    """Work on the data of a path, an archive or an address, as notebooks do that are run now."""
    from spro_portraits.batch import fetch_data  # noqa: PLC0415

    data = fetch_data(address)
    before = os.environ.get(_HOME)
    os.environ[_HOME] = str(data.parent)
    try:
        yield replace(settings, data=data)
    finally:
        os.environ.pop(_HOME)
        if before is not None:
            os.environ[_HOME] = before


@contextmanager
def _open_executor(request: Request, tasks: int) -> Iterator[Executor | None]:
    if request.cluster:
        from spro_portraits.batch.cluster import open_cluster  # noqa: PLC0415

        with open_cluster(request.cluster, request.jobs) as cluster:
            yield cluster
        return
    from spro_portraits.batch.pool import open_pool  # noqa: PLC0415

    with open_pool(min(request.jobs or 1, tasks)) as pool:
        yield pool


def _plan(request: Request, settings: Settings) -> BatchPlan:
    """Plan one notebook after the other, each with those of the parameters that it declares."""
    from spro_portraits.batch import join_plans  # noqa: PLC0415
    from spro_portraits.indicators import find_indicators  # noqa: PLC0415
    from spro_portraits.render import find_notebook, parse_parameters  # noqa: PLC0415
    from spro_portraits.tables import load_edition  # noqa: PLC0415
    from spro_portraits.territory import LEVELS  # noqa: PLC0415

    if request.level not in LEVELS:
        raise UsageError("unknown_level", level=request.level, known=list(LEVELS))
    names = split_names(request.notebook)
    sources = [find_notebook(name, settings) for name in names]
    shares = _share_assignments(sources, _read_assignments(request.assignments))
    given = [parse_parameters(*share) for share in zip(sources, shares, strict=True)]
    for parameters in given:
        find_indicators(parameters.get("indicators") or ())
    if request.texts and not any(asks_for_territory(source) for source in sources):
        raise UsageError("no_territory_asked", notebook=sources[0].stem)
    named = next((str(one["edition"]) for one in given if one.get("edition")), "")
    edition = load_edition(settings.data, named)
    return join_plans(
        [
            _plan_notebook(request, settings, edition, source, parameters)
            for source, parameters in zip(sources, given, strict=True)
        ]
    )


def _plan_notebook(
    request: Request,
    settings: Settings,
    edition: Edition,
    source: Path,
    parameters: Mapping[str, Any],
) -> BatchPlan:
    from spro_portraits.batch import PANORAMA, plan_batch  # noqa: PLC0415
    from spro_portraits.indicators.codebook import build_codebook_csv  # noqa: PLC0415
    from spro_portraits.render import read_forms  # noqa: PLC0415
    from spro_portraits.territory import PANORAMA_LEVELS  # noqa: PLC0415

    panorama = None
    if not asks_for_territory(source):
        targets = [_find_panorama(edition, request.level)]
    else:
        targets = _find_targets(edition, request)
        is_shown = source.stem == _DEFAULT_NOTEBOOK and request.level in PANORAMA_LEVELS
        has_notebook = (settings.notebooks / f"{PANORAMA}.ipynb").is_file()
        if request.is_whole_level and is_shown and has_notebook:
            panorama = _find_panorama(edition, request.level)
    return plan_batch(
        targets,
        out_dir=_name_folder(request.out, settings, edition),
        settings=settings,
        notebook=source,
        parameters=parameters,
        codebook=build_codebook_csv(list_records(edition.sources, edition)),
        panorama=panorama,
        forms=read_forms(request.forms),
    )


def split_names(text: str) -> list[str]:
    """Split names of notebooks between commas, once each; a path that is a file stays whole."""
    from spro_portraits.store import find_path  # noqa: PLC0415

    if "," not in text or find_path(text).is_file():
        return [text]
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip())) or [text]


def _share_assignments(
    sources: Sequence[Path], assignments: Mapping[str, str]
) -> list[dict[str, str]]:
    """Give each notebook the parameters that it declares.

    One that none declares goes to the notebook that has the nearest, which refuses it by name.
    """
    from spro_portraits.render import find_parameters  # noqa: PLC0415

    declared = [[found.name for found in find_parameters(source)] for source in sources]
    shares: list[dict[str, str]] = [{} for _ in sources]
    for name, text in assignments.items():
        takers = [own for own, names in enumerate(declared) if name in names]
        near = [own for own, names in enumerate(declared) if difflib.get_close_matches(name, names)]
        for own in takers or [*near, 0][:1]:
            shares[own][name] = text
    return shares


def _name_folder(out: str | None, settings: Settings, edition: Edition) -> Path | str:
    from spro_portraits.store import find_path, is_address  # noqa: PLC0415

    if out is not None and is_address(out):
        return f"{out.rstrip('/')}/{edition.id}"
    return (settings.reports if out is None else find_path(out)) / edition.id


def _find_targets(edition: Edition, request: Request) -> list[Any]:
    from spro_portraits.batch import Target  # noqa: PLC0415
    from spro_portraits.render import TerritoryName  # noqa: PLC0415
    from spro_portraits.territory import (  # noqa: PLC0415
        find_own,
        find_territory,
        list_own,
        list_own_faults,
        list_territories,
    )

    def describe(text: str) -> str:
        return str(find_own(load_settings().personal, text) or text)

    def name(territory: Territory) -> TerritoryName:
        return TerritoryName(
            territory.level, territory.code, title_territory(territory.level, territory.name)
        )

    if request.is_whole_level:
        listed = list_territories(edition, request.level)
        if request.level != "perso":
            return [Target(name(territory), territory.code) for territory in listed]
        folder = load_settings().personal
        faults = list_own_faults(edition)
        if not listed and not faults:
            raise UsageError("no_own_perimeter", folder=folder)
        files = {perimeter.code: path for path, perimeter in list_own(folder).items()}
        # One that cannot be used fails as a product does: it is told, and the others are made.
        return [
            *(Target(name(territory), str(files[territory.code])) for territory in listed),
            *(Target(TerritoryName("perso", p.stem, p.stem), str(p)) for p in faults),
        ]
    found = [(text, find_territory(edition, request.level, text)) for text in request.texts]
    # The notebook finds a perimeter of one's own again by the text that describes it, or by
    # its file, so that what is in it decides whether its products are still true.
    return [
        Target(name(territory), describe(text) if territory.level == "perso" else territory.code)
        for text, territory in found
    ]


def asks_for_territory(notebook: str | Path) -> bool:
    """Whether a notebook, or one of some, is about one territory; the others are about a level."""
    from spro_portraits.render import find_notebook, find_parameters  # noqa: PLC0415

    names = split_names(notebook) if isinstance(notebook, str) else [notebook]
    sources = [find_notebook(name, load_settings()) for name in names]
    return any(found.name == "territory" for one in sources for found in find_parameters(one))


def list_records(
    sources: Mapping[str, Source], edition: Edition | None = None
) -> list[dict[str, str]]:
    """List the rows of the codebook: figures of the portraits, then those of the networks.

    Figures have the vintages of an edition where one is given.
    """
    from spro_portraits.indicators import INDICATORS, date_indicators  # noqa: PLC0415
    from spro_portraits.indicators.codebook import build_codebook  # noqa: PLC0415
    from spro_portraits.network.catalogue import build_network_codebook  # noqa: PLC0415

    listed = INDICATORS if edition is None else date_indicators(edition, INDICATORS)
    return [*build_codebook(sources, listed), *build_network_codebook(sources)]


def _find_panorama(edition: Edition, level: str) -> Any:
    from spro_portraits.batch import PANORAMA, Target  # noqa: PLC0415
    from spro_portraits.render import TerritoryName  # noqa: PLC0415
    from spro_portraits.territory import list_side_by_side  # noqa: PLC0415
    from spro_portraits.wording.panorama import write_link  # noqa: PLC0415

    shown = list_side_by_side(edition, level)
    return Target(TerritoryName(PANORAMA, level, write_link(level, len(shown))), "")


def _read_assignments(assignments: Iterable[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name.strip():
            raise UsageError("bad_assignment", text=assignment)
        if name.strip() in {"territory", "level"}:
            raise UsageError("reserved_parameter", name=name.strip())
        texts[name.strip()] = text.strip()
    return texts
