"""One notebook, one territory, one folder of products.

Everything is made in a temporary folder beside the target, then moved file by file: a file
appears whole or not at all.

When the notebook fails, its executed copy is kept with the error and the record says so; the
page and the table of an earlier run are removed, because they would pass for this run's.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spro_portraits.errors import RenderError, UsageError
from spro_portraits.render.execution import run_notebook
from spro_portraits.render.exporter import load_exporter
from spro_portraits.render.notebooks import DEFAULT_NOTEBOOK, find_notebook, write_notebook
from spro_portraits.render.parameters import check_parameters, find_parameters
from spro_portraits.render.payload import (
    Payload,
    TerritoryName,
    build_indicators_csv,
    find_payload,
    make_figures_sheet,
    write_figure_notes,
)
from spro_portraits.render.provenance import build_provenance, write_json
from spro_portraits.render.watch import Watch
from spro_portraits.store import build_csv, build_workbook
from spro_portraits.wording.spreadsheets import FIGURES, KINDS, NOTES_TAB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spro_portraits.settings import Settings


@dataclass(frozen=True, slots=True)
class ProductFiles:
    """Where the products of one notebook go in a folder.

    The default notebook has the short names; another one puts its own name before them.
    """

    page: Path
    notebook: Path
    indicators: Path
    figures_csv: Path
    figures_xlsx: Path
    provenance: Path


@dataclass(frozen=True, slots=True)
class Product:
    """What was made of one notebook for one territory.

    Attributes
    ----------
    files : ProductFiles
        All exist, but ``indicators`` and the figures where the notebook gave none.
    payload : Payload or None
        What the notebook says of itself.
    """

    files: ProductFiles
    payload: Payload | None


def name_files(notebook: str, folder: Path) -> ProductFiles:
    """Name the products of a notebook, made or not."""
    prefix = "" if notebook == DEFAULT_NOTEBOOK else f"{notebook}-"
    return ProductFiles(
        page=folder / f"{notebook}.html",
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
) -> Product:
    """Run a notebook with checked parameters and write its products.

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

    Returns
    -------
    Product

    Raises
    ------
    UsageError
        Unknown notebook; unknown, missing or bad parameter. Nothing has run then. Or
        ``failed_notebook``, where the notebook refused what it was asked.
    RenderError
        ``failed_notebook``; the executed notebook is in ``out_dir``.
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
        if problem is None:
            figures = _write_figures(payload, made) if payload and payload.columns else ()
            _write_page(execution.notebook, made.page, figures)
        record = build_provenance(
            source,
            used,
            territory=territory,
            payload=payload,
            problem=problem,
            products=[
                path
                for path in (made.page, made.indicators, made.figures_csv, made.figures_xlsx)
                if path.is_file()
            ],
        )
        write_json(record, made.provenance)
        _move(made, target)
    if problem is not None:
        kind = UsageError if execution.is_misuse else RenderError
        raise kind(
            "failed_notebook",
            notebook=source.stem,
            territory=territory.name if territory else str(used.get("territory", "")),
            problem=problem.rstrip(".") + ".",
            file=str(target.notebook),
        )
    return Product(files=target, payload=payload)


def _write_figures(payload: Payload, made: ProductFiles) -> tuple[Path, ...]:
    """Write the figures for programs and for spreadsheets; give those that the page links to."""
    made.indicators.write_text(build_indicators_csv(payload), encoding="utf-8", newline="")
    sheet = make_figures_sheet(payload)
    made.figures_csv.write_bytes(build_csv(sheet))
    made.figures_xlsx.write_bytes(build_workbook([sheet], write_figure_notes(payload), NOTES_TAB))
    return made.figures_csv, made.figures_xlsx


def _write_page(notebook: Any, path: Path, figures: tuple[Path, ...]) -> None:
    resources = {
        "metadata": {"name": path.stem},
        "downloads": [(file.name, KINDS[file.suffix[1:]]) for file in figures],
    }
    page, _ = load_exporter().from_notebook_node(notebook, resources)
    path.write_text(page, encoding="utf-8", newline="\n")


def _move(made: ProductFiles, target: ProductFiles) -> None:
    """Put what was made in place; take away what this run did not make."""
    pairs = (
        (made.page, target.page),
        (made.indicators, target.indicators),
        (made.figures_csv, target.figures_csv),
        (made.figures_xlsx, target.figures_xlsx),
        (made.notebook, target.notebook),
        # The record last: whoever reads it finds the files it names.
        (made.provenance, target.provenance),
    )
    for new, place in pairs:
        if new.is_file():
            os.replace(new, place)  # noqa: PTH105 - atomic, also over an existing file
        else:
            place.unlink(missing_ok=True)
