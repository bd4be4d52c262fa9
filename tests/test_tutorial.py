"""The six notebooks of the tutorial run, in their order, in kernels of their own."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from desk_home import ROOT, copy_home
from nbclient import NotebookClient

TUTORIAL = sorted((ROOT / "notebooks" / "tutoriel").glob("*.ipynb"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = copy_home(tmp_path_factory.mktemp("home"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_PORTRAITS_HOME", str(folder))
        patch.setenv("PATH", path)  # as ``spro-portraits lab`` does
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        yield folder


def run(path: Path) -> list[Any]:
    """Run a notebook of the copy; give its code cells. An error in a cell is raised."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    client.execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def read_outputs(cell: Any) -> str:
    texts = [output.get("text", "") for output in cell.outputs]
    for output in cell.outputs:
        texts += [str(text) for text in output.get("data", {}).values()]
    return "".join(texts)


# What a notebook must show, and leave on the disk: one line each.
EXPECTED = {
    "1": ("129\u202f336", "reports/cvl-2025/spro-dreux/portrait.pdf"),
    "2": ("Sologne et Vierzonnais : jamais produit", "data/perimeters/perso/*.txt"),
    "3": ("Soudeurs", "reports/cvl-2025/spro-loir-et-cher/metiers.html"),
    "4": ("spro-circles", "reports/cvl-2025/spro-cher/guide.html"),
    "5": ("0\u00a0portrait produit, 2 déjà à jour.", "reports/cvl-2025/index.html"),
    "6": ("Part de l’industrie", "notebooks/tutoriel/salaries-prives.toml"),
}


@pytest.mark.parametrize("path", TUTORIAL, ids=lambda path: path.stem)
def test_a_notebook_of_the_tutorial_runs(path: Path, home: Path) -> None:
    cells = run(home / "notebooks" / "tutoriel" / path.name)
    shown = "".join(map(read_outputs, cells)).replace("\u00a0: jamais", " : jamais")
    told, made = EXPECTED[path.name[0]]
    assert told in shown
    assert list(home.glob(made))
    assert "Traceback" not in shown
    assert not [o for cell in cells for o in cell.outputs if o.get("name") == "stderr"]


def test_each_notebook_leads_to_the_next_and_to_files_that_exist() -> None:
    assert len(TUTORIAL) == len(EXPECTED) == 6
    pages = [ROOT / "notebooks" / "accueil.md", *TUTORIAL[:-1]]
    for path in pages:
        links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
        assert links
        for link in links:
            assert (path.parent / link).exists(), f"{path.name}: {link}"
    for path, following in pairwise(TUTORIAL):
        assert following.name in path.read_text(encoding="utf-8")
