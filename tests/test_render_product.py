"""One run: papermill executes, the page is exported, files appear whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from render_samples import (
    build_settings,
    parameters_cell,
    read_json,
    write_cells,
    write_sample,
    write_small,
)

from spro_portraits.errors import RenderError, UsageError
from spro_portraits.render import TerritoryName, execution, name_files, render_notebook
from spro_portraits.render import product as product_module

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = ["portrait-chiffres.csv", "portrait-chiffres.xlsx"]
FILES = ["indicators.csv", *FIGURES, "portrait.html", "portrait.ipynb", "provenance.json"]


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_products_of_a_portrait(tmp_path: Path) -> None:
    settings = build_settings(tmp_path)
    source = write_sample(settings.notebooks / "portrait.ipynb")
    before = source.read_bytes()
    out = tmp_path / "reports" / "2026" / "spro-loches"
    product = render_notebook("portrait", {"territory": "loches"}, out, settings=settings)

    assert list_names(out) == FILES
    assert source.read_bytes() == before
    assert product.payload is not None
    assert product.payload.territory == TerritoryName(
        "spro", "loches", "Loches – Touraine Côté Sud"
    )

    raw = product.files.indicators.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    rows = list(csv.reader(raw.decode("utf-8").splitlines(), delimiter=";"))
    assert rows == [
        ["territory", "level", "indicator", "label", "value", "unit", "reason"],
        ["loches", "spro", "population", "Population ; ensemble", "34912", "nombre", ""],
        ["loches", "spro", "unemployment_rate", "Taux de chômage", "6.8", "%", ""],
        ["loches", "spro", "median_income", "Niveau de vie médian", "", "€", "secret"],
    ]

    page = product.files.page.read_text(encoding="utf-8")
    assert "<title>Portrait de territoire – Loches – Touraine Côté Sud</title>" in page
    assert page.count('class="spro-figure spro-chart"') == 2
    assert "une ligne de journal" not in page
    for name in FIGURES:
        assert page.count(f'href="{name}"') == 1
    assert len(page.encode()) < 1_200_000

    record = read_json(product.files.provenance)
    assert record["status"] == "complete"
    assert record["territory"]["name"] == "Loches – Touraine Côté Sud"
    assert record["parameters"]["territory"] == "loches"
    assert record["parameters"]["compare_to"] == ["departement", "region", "france"]
    assert record["edition"] == {"id": "2026", "label": "Essai 2026", "sha256": "0" * 64}
    assert {"python", "spro-portraits", "pandas", "papermill", "nbconvert"} <= set(
        record["versions"]
    )
    assert record["inputs"] == [
        {"file": "portrait.ipynb", "sha256": hashlib.sha256(before).hexdigest()}
    ]
    for entry in record["products"]:
        content = (out / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
    made = [entry["file"] for entry in record["products"]]
    assert made == ["portrait.html", "indicators.csv", *FIGURES]

    # The executed notebook names no folder of this machine.
    executed = product.files.notebook.read_text(encoding="utf-8")
    assert str(tmp_path) not in executed
    assert "/tmp/" not in executed  # noqa: S108 - looked for, not used


def test_same_inputs_same_bytes(tmp_path: Path) -> None:
    settings = build_settings(tmp_path)
    write_small(settings.notebooks / "portrait.ipynb")
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        render_notebook("portrait", {"territory": "dreux"}, folder, settings=settings)
    for name in FILES:
        if not name.endswith(".ipynb"):  # it holds the times of the run
            assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


def test_the_kernel_is_this_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernelspec ``python3`` of somebody else, first on Jupyter's path, is not taken."""
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        '{"argv": ["/nonexistent/python", "-f", "{connection_file}"],'
        ' "display_name": "autre", "language": "python"}',
        encoding="utf-8",
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    source = write_cells(
        tmp_path / "qui.ipynb",
        [new_code_cell("import sys; print(sys.executable)")],
        kernelspec=False,
    )
    product = render_notebook(source, {}, tmp_path / "out", settings=build_settings(tmp_path))
    executed = nbformat.read(product.files.notebook, as_version=4)
    assert executed.cells[0].outputs[0].text.strip() == sys.executable
    # No payload: no indicators; another notebook than the portrait: its name before the rest.
    assert list_names(tmp_path / "out") == ["qui-provenance.json", "qui.html", "qui.ipynb"]


@pytest.mark.parametrize("wanted", [False, True])
def test_charts_have_pictures_where_settings_say_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wanted: bool,  # noqa: FBT001
) -> None:
    """Whatever the variable says to notebooks that are run by hand, and it stays as it was."""
    monkeypatch.setenv("SPRO_PORTRAITS_PICTURES", "0" if wanted else "1")
    text = (
        "from spro_portraits.charts import grammar as alt\n"
        "from spro_portraits.charts.drawing import Drawing\n"
        "bar = alt.Chart(alt.InlineData([{'v': 1}])).mark_bar().encode(x='v:Q')\n"
        "Drawing(alt.layer(bar), 'Un titre', 'Une valeur : 1.')"
    )
    source = write_cells(tmp_path / "essai.ipynb", [new_code_cell(text)])
    settings = replace(build_settings(tmp_path), pictures=wanted)
    product = render_notebook(source, {}, tmp_path / "out", settings=settings)
    page = product.files.page.read_text(encoding="utf-8")
    assert page.count("<noscript><img") == wanted
    assert ("Une valeur : 1.</p></noscript>" in page) is not wanted
    executed = nbformat.read(product.files.notebook, as_version=4)
    assert ("image/svg+xml" in executed.cells[0].outputs[0].data) is wanted
    assert os.environ["SPRO_PORTRAITS_PICTURES"] == ("0" if wanted else "1")


def test_threads_agree_on_pictures_or_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """They share one environment: nobody takes the answer of another who is still at work."""
    monkeypatch.delenv("SPRO_PORTRAITS_PICTURES", raising=False)
    seen: list[tuple[bool, str | None]] = []

    def ask(number: int) -> None:
        wanted = number % 3 == 0
        with execution._ask_for_pictures(wanted):  # noqa: SLF001
            for _ in range(3):
                seen.append((wanted, os.environ.get("SPRO_PORTRAITS_PICTURES")))
                time.sleep(0.001)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(24))) == [None] * 24
    assert set(seen) == {(True, "1"), (False, "0")}
    assert "SPRO_PORTRAITS_PICTURES" not in os.environ


def test_a_failure_keeps_the_notebook_and_no_stale_page(tmp_path: Path) -> None:
    settings = build_settings(tmp_path)
    write_small(settings.notebooks / "portrait.ipynb")
    out = tmp_path / "spro-echec"
    render_notebook("portrait", {"territory": "dreux"}, out, settings=settings)
    (out / "notes.txt").write_text("à moi", encoding="utf-8")
    with pytest.raises(RenderError) as caught:
        render_notebook(
            "portrait",
            {"territory": "echec"},
            out,
            settings=settings,
            territory=TerritoryName("spro", "echec", "Échec"),
        )
    assert caught.value.kind == "failed_notebook"
    assert caught.value.exit_status == 1
    assert "(Échec)\u00a0: ValueError: la table des métiers est vide." in str(caught.value)
    assert list_names(out) == ["notes.txt", "portrait.ipynb", "provenance.json"]
    record = read_json(out / "provenance.json")
    assert record["status"] == "failed"
    assert record["problem"] == "ValueError: la table des métiers est vide"
    assert record["territory"] == {"level": "spro", "code": "echec", "name": "Échec"}
    kept = nbformat.read(out / "portrait.ipynb", as_version=4)
    assert [
        o.ename for c in kept.cells for o in c.get("outputs", []) if o.output_type == "error"
    ] == ["ValueError"]
    notes = [c.source for c in kept.cells if c.cell_type == "markdown"]
    assert notes[0].startswith("**L’exécution s’est arrêtée sur une erreur")
    assert not any("papermill encountered" in note for note in notes)

    # A later success clears the failure.
    render_notebook("portrait", {"territory": "dreux"}, out, settings=settings)
    assert list_names(out) == sorted([*FILES, "notes.txt"])


def test_our_own_errors_are_told_by_their_sentence(tmp_path: Path) -> None:
    text = (
        "from spro_portraits.errors import UsageError\n"
        'raise UsageError("unknown_edition", name="1789", known=["2026"])'
    )
    source = write_cells(tmp_path / "portrait.ipynb", [new_code_cell(text)])
    with pytest.raises(UsageError) as caught:
        render_notebook(source, {}, tmp_path / "out", settings=build_settings(tmp_path))
    assert caught.value.kind == "failed_notebook"
    assert list_names(tmp_path / "out") == ["portrait.ipynb", "provenance.json"]
    assert caught.value.facts["problem"].startswith("Édition inconnue\u00a0: «\u00a01789")


def test_a_kernel_that_dies_is_a_failure(tmp_path: Path) -> None:
    source = write_cells(
        tmp_path / "portrait.ipynb",
        [new_markdown_cell("# T"), new_code_cell("import os; os._exit(3)")],
    )
    with pytest.raises(RenderError) as caught:
        render_notebook(source, {}, tmp_path / "out", settings=build_settings(tmp_path))
    assert "DeadKernelError" in str(caught.value)
    assert list_names(tmp_path / "out") == ["portrait.ipynb", "provenance.json"]


def test_nothing_runs_with_a_bad_parameter(tmp_path: Path) -> None:
    settings = build_settings(tmp_path)
    trace = tmp_path / "trace"
    write_cells(
        settings.notebooks / "portrait.ipynb",
        [parameters_cell(), new_code_cell(f"open({str(trace)!r}, 'w')")],
    )
    for given in ({"teritory": "x"}, {}, {"territory": 3}):
        with pytest.raises(UsageError):
            render_notebook("portrait", given, tmp_path / "out", settings=settings)
    assert not trace.exists()
    assert not (tmp_path / "out").exists()


def test_an_export_that_breaks_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = build_settings(tmp_path)
    write_small(settings.notebooks / "portrait.ipynb")
    out = tmp_path / "out"
    render_notebook("portrait", {"territory": "dreux"}, out, settings=settings)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def break_export(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(product_module, "export_notebook", break_export)
    with pytest.raises(OSError, match="No space"):
        render_notebook("portrait", {"territory": "cher"}, out, settings=settings)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_other_notebooks_put_their_name_first(tmp_path: Path) -> None:
    files = name_files("instantane", tmp_path)
    assert files.page.name == "instantane.html"
    assert files.indicators.name == "instantane-indicators.csv"
    assert files.provenance.name == "instantane-provenance.json"
    assert name_files("portrait", tmp_path).provenance.name == "provenance.json"
