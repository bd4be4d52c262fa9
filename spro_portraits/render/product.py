"""One notebook, one territory, one folder of products.

Everything is made in a temporary folder beside the target, then moved file by file: a file
appears whole or not at all.

When the notebook fails, its executed copy is kept with the error and the record says so; what
an earlier run made is removed, because it would pass for this run's. A form that cannot be
exported takes away no other one. Not done here: the exporters (``forms``).
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from nbconvert.utils.exceptions import ConversionException

from spro_portraits.errors import RenderError, SproError, UsageError
from spro_portraits.render.execution import run_notebook
from spro_portraits.render.forms import DEFAULT_FORMS, FORMS, export_notebook, order_forms
from spro_portraits.render.notebooks import (
    DEFAULT_NOTEBOOK,
    find_notebook,
    load_notebook,
    write_notebook,
)
from spro_portraits.render.parameters import check_parameters, find_parameters
from spro_portraits.render.payload import (
    Payload,
    TerritoryName,
    build_indicators_csv,
    find_payload,
    make_figures_sheet,
    write_figure_notes,
)
from spro_portraits.render.provenance import add_products, build_provenance, write_json
from spro_portraits.render.watch import Watch
from spro_portraits.store import build_csv, build_workbook
from spro_portraits.wording.render import name_forms
from spro_portraits.wording.spreadsheets import FIGURES, KINDS, NOTES_TAB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spro_portraits.settings import Settings

_BREAKS = (
    SproError, TemplateError, ConversionException, ArithmeticError, AttributeError, LookupError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What a notebook that an exporter does not understand may raise there; a disk is another story."""


@dataclass(frozen=True, slots=True)
class ProductFiles:
    """Where the products of one notebook go in a folder.

    The default notebook has the short names; another one puts its own name before them.

    Attributes
    ----------
    forms : mapping
        What the notebook is exported to, by the name of the form, in the order of the forms.
    """

    forms: Mapping[str, Path]
    notebook: Path
    indicators: Path
    figures_csv: Path
    figures_xlsx: Path
    provenance: Path

    @property
    def page(self) -> Path:
        """The page."""
        return self.forms["html"]

    @property
    def slides(self) -> Path:
        """The deck of slides."""
        return self.forms["slides"]

    @property
    def products(self) -> tuple[Path, ...]:
        """Those whose bytes depend on the inputs alone."""
        return (*self.forms.values(), self.indicators, self.figures_csv, self.figures_xlsx)

    @property
    def paths(self) -> tuple[Path, ...]:
        """All, the record last: whoever reads it finds the files it names."""
        return (*self.products, self.notebook, self.provenance)


@dataclass(frozen=True, slots=True)
class Product:
    """What was made of one notebook for one territory.

    Attributes
    ----------
    files : ProductFiles
        All exist, but forms that were not asked for, and ``indicators`` and the figures where
        the notebook gave none.
    payload : Payload or None
        What the notebook says of itself.
    """

    files: ProductFiles
    payload: Payload | None


def name_files(notebook: str, folder: Path) -> ProductFiles:
    """Name the products of a notebook, made or not."""
    prefix = "" if notebook == DEFAULT_NOTEBOOK else f"{notebook}-"
    return ProductFiles(
        forms={name: folder / f"{notebook}{form.suffix}" for name, form in FORMS.items()},
        notebook=folder / f"{notebook}.ipynb",
        indicators=folder / f"{prefix}indicators.csv",
        figures_csv=folder / f"{notebook}-{FIGURES}.csv",
        figures_xlsx=folder / f"{notebook}-{FIGURES}.xlsx",
        provenance=folder / f"{prefix}provenance.json",
    )


def render_notebook(
    notebook: str | Path,
    parameters: Mapping[str, Any],
    out_dir: Path,
    *,
    settings: Settings,
    territory: TerritoryName | None = None,
    watch: Watch | None = None,
    forms: Sequence[str] = DEFAULT_FORMS,
) -> Product:
    """Run a notebook with checked parameters and write its products.

    Forms that are not asked for are removed: they are of an earlier run.

    Parameters
    ----------
    notebook : str or Path
        Name in ``settings.notebooks``, or a path.
    parameters : mapping
        Values by name; those left out keep the default of the notebook.
    out_dir : Path
        Folder of the products; made if it is not there.
    settings : Settings
        Where the notebooks are, and whether charts carry pictures. The notebook itself reads
        its own settings.
    territory : TerritoryName, optional
        Names the territory in the record, also where the notebook fails before it could.
    watch : Watch, optional
        Limits of the run; afterwards it knows what the run took.
    forms : sequence of str
        What it is exported to, keys of ``forms.FORMS``.

    Returns
    -------
    Product

    Raises
    ------
    UsageError
        Unknown notebook; unknown, missing or bad parameter. Nothing has run then. Or
        ``failed_notebook``, where the notebook refused what it was asked.
    RenderError
        ``failed_notebook``, or ``failed_export`` where all else was made; the executed notebook
        is in ``out_dir``.
    """
    source = find_notebook(notebook, settings)
    given = check_parameters(source, parameters)
    used = {found.name: found.default for found in find_parameters(source)} | given
    target = name_files(source.stem, out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".spro-", dir=out_dir) as made_in:
        folder = Path(made_in)
        watch = watch or Watch()
        with watch.open():
            execution = run_notebook(source, given, pictures=settings.pictures)
        problem = execution.problem and (watch.problem or execution.problem)
        made = name_files(source.stem, folder)
        payload = find_payload(execution.notebook)
        write_notebook(execution.notebook, made.notebook)
        broken: dict[str, str] = {}
        if problem is None:
            figures = _write_figures(payload, made) if payload and payload.columns else ()
            broken = _export(execution.notebook, made.forms, forms, figures)
        is_empty = len(broken) == len(set(forms))
        products = [path for path in made.products if path.is_file()]
        record = build_provenance(
            source,
            used,
            territory=territory,
            payload=payload,
            problem=problem or (_join_problems(broken) if is_empty else None),
            products=products,
            forms=[name for name, path in made.forms.items() if path in products],
        )
        write_json(record, made.provenance)
        _move(made.paths, target.paths)
    name = territory.name if territory else str(used.get("territory", ""))
    if problem is not None:
        kind = UsageError if execution.is_misuse else RenderError
        raise kind(
            "failed_notebook",
            notebook=source.stem,
            territory=name,
            problem=problem.rstrip(".") + ".",
            file=str(target.notebook),
        )
    _complain(broken, target, name)
    return Product(files=target, payload=payload)


def add_forms(notebook: str, out_dir: Path, forms: Sequence[str]) -> None:
    """Export the executed notebook of an earlier run, and add what is made to its record.

    The files are those that a run asked for all forms would have left. The notebook does not run;
    whether it is still true is for the caller to know.

    Parameters
    ----------
    notebook : str
        Its name.
    out_dir : Path
        Folder of its products, the executed notebook and the record among them.
    forms : sequence of str
        Keys of ``forms.FORMS``; those that are there are made again.

    Raises
    ------
    RenderError
        ``failed_export``, or ``unreadable_notebook``; what is there is left as it is.
    """
    target = name_files(notebook, out_dir)
    executed = load_notebook(target.notebook)
    record = json.loads(target.provenance.read_text(encoding="utf-8"))
    figures = tuple(path for path in (target.figures_csv, target.figures_xlsx) if path.is_file())
    with tempfile.TemporaryDirectory(prefix=".spro-", dir=out_dir) as made_in:
        made = name_files(notebook, Path(made_in))
        broken = _export(executed, made.forms, forms, figures)
        added = [name for name in order_forms(forms) if name not in broken]
        if added:
            paths = [made.forms[name] for name in added]
            order = [path.name for path in target.products]
            write_json(add_products(record, paths, added, order), made.provenance)
            old = [target.forms[name] for name in added]
            _move([*paths, made.provenance], [*old, target.provenance])
    _complain(broken, target, (record.get("territory") or {}).get("name", ""))


def _write_figures(payload: Payload, made: ProductFiles) -> tuple[Path, ...]:
    """Write the figures for programs and for spreadsheets; give those that the page links to."""
    made.indicators.write_text(build_indicators_csv(payload), encoding="utf-8", newline="")
    sheet = make_figures_sheet(payload)
    made.figures_csv.write_bytes(build_csv(sheet))
    made.figures_xlsx.write_bytes(build_workbook([sheet], write_figure_notes(payload), NOTES_TAB))
    return made.figures_csv, made.figures_xlsx


def _export(
    notebook: Any, places: Mapping[str, Path], forms: Sequence[str], figures: Sequence[Path]
) -> dict[str, str]:
    """Write the forms of a notebook; say why of those that cannot be."""
    downloads = [(file.name, KINDS[file.suffix[1:]]) for file in figures]
    broken = {}
    for name in order_forms(forms):
        path = places[name]
        stem = path.name.removesuffix(FORMS[name].suffix)
        try:
            path.write_bytes(export_notebook(notebook, name, stem, downloads))
        except _BREAKS as error:
            is_ours = isinstance(error, SproError)
            broken[name] = str(error) if is_ours else f"{type(error).__name__}: {error}"
    return broken


def _join_problems(broken: Mapping[str, str]) -> str | None:
    return " ".join(problem.rstrip(".") + "." for problem in broken.values()) or None


def _complain(broken: Mapping[str, str], target: ProductFiles, territory: str) -> None:
    if broken:
        raise RenderError(
            "failed_export",
            notebook=target.notebook.stem,
            territory=territory,
            forms=name_forms(broken),
            problem=_join_problems(broken),
            file=str(target.notebook),
        )


def _move(made: Iterable[Path], target: Iterable[Path]) -> None:
    """Put what was made in place, in order; take away what this run did not make."""
    for new, place in zip(made, target, strict=True):
        if new.is_file():
            os.replace(new, place)  # noqa: PTH105 - atomic, also over an existing file
        else:
            place.unlink(missing_ok=True)
