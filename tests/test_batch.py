"""A batch: decided first, then made; the index says what is on disk."""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from render_samples import build_settings, read_json, write_sample, write_small

from spro_portraits.batch import (
    Progress,
    Target,
    name_folder,
    plan_batch,
    run_batch,
    write_index,
)
from spro_portraits.errors import UsageError
from spro_portraits.render import TerritoryName

if TYPE_CHECKING:
    from pathlib import Path

    from spro_portraits.settings import Settings


def target(code: str, name: str = "", level: str = "spro") -> Target:
    return Target(TerritoryName(level, code, name or code.capitalize()), code)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = build_settings(tmp_path)
    write_small(settings.notebooks / "portrait.ipynb")
    return settings


def write_record(folder: Path, **facts: Any) -> None:
    """A product as ``render`` leaves it, without running anything."""
    import json  # noqa: PLC0415 - only here

    level, code = folder.name.split("-", 1)
    record = {
        "notebook": "portrait",
        "status": "complete",
        "problem": None,
        "territory": {"level": level, "code": code, "name": code.capitalize()},
        "key_figures": [{"label": f"F{i}", "text": str(i), "comparison": ""} for i in range(4)],
    } | facts
    folder.mkdir(parents=True, exist_ok=True)
    stem = record["notebook"]
    prefix = "" if stem == "portrait" else f"{stem}-"
    (folder / f"{prefix}provenance.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / f"{stem}.ipynb").write_text("{}", encoding="utf-8")
    if record["status"] == "complete":
        (folder / f"{stem}.html").write_text("<p>", encoding="utf-8")
        (folder / f"{prefix}indicators.csv").write_text("a;b\n", encoding="utf-8")


def test_a_plan_touches_nothing(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "reports" / "2026"
    twice = [target("cher"), target("dreux"), target("cher")]
    plan = plan_batch(twice, out_dir=out, settings=settings, parameters={"rows": 3})
    assert [task.territory.code for task in plan.tasks] == ["cher", "dreux"]
    assert plan.tasks[0].parameters == {"territory": "cher", "level": "spro", "rows": 3}
    assert plan.tasks[1].folder == out / "spro-dreux"
    assert not out.exists()


def test_a_plan_refuses_before_anything_runs(settings: Settings, tmp_path: Path) -> None:
    def refuse(targets: list[Target], kind: str, **options: Any) -> None:
        with pytest.raises(UsageError) as caught:
            plan_batch(targets, out_dir=tmp_path / "out", settings=settings, **options)
        assert caught.value.kind == kind

    refuse([], "nothing_to_do")
    refuse([target("cher")], "unknown_notebook", notebook="portait")
    refuse([target("cher")], "unknown_parameter", parameters={"colour": "red"})
    refuse([target("cher")], "bad_parameter", parameters={"rows": "3"})
    assert not (tmp_path / "out").exists()


def test_a_notebook_without_level_gets_none(tmp_path: Path) -> None:
    from nbformat.v4 import new_code_cell  # noqa: PLC0415 - only here
    from render_samples import write_cells  # noqa: PLC0415 - only here

    settings = build_settings(tmp_path)
    cell = new_code_cell('territory = ""', metadata={"tags": ["parameters"]})
    write_cells(settings.notebooks / "portrait.ipynb", [cell])
    plan = plan_batch([target("cher")], out_dir=tmp_path, settings=settings)
    assert plan.tasks[0].parameters == {"territory": "cher"}


@pytest.mark.parametrize(
    ("code", "folder"),
    [
        ("2A004", "commune-2A004"),
        ("../secret", "commune-secret"),
        ("Côté d’or", "commune-cote-d-or"),
    ],
)
def test_folders_have_safe_names(code: str, folder: str) -> None:
    assert name_folder(TerritoryName("commune", code, "x")) == folder


def test_one_failure_does_not_stop_the_others(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "reports" / "2026"
    targets = [target("cher"), target("echec", "Échec"), target("loches")]
    told: list[Progress] = []
    plan = plan_batch(targets, out_dir=out, settings=settings)
    result = run_batch(plan, on_progress=told.append)
    assert [outcome.territory.code for outcome in result.products] == ["cher", "loches"]
    assert [outcome.territory.code for outcome in result.failures] == ["echec"]
    assert "la table des métiers est vide" in result.failures[0].problem
    assert told == [
        Progress(0, 0, 3, "Cher"),
        Progress(1, 0, 3, "Échec"),
        Progress(2, 1, 3, "Loches"),
        Progress(3, 1, 3, ""),
    ]
    page = result.index.read_text(encoding="utf-8")
    assert result.index == out / "index.html"
    assert page.index("À reprendre") < page.index("Cher</a>")
    assert 'href="spro-echec/portrait.ipynb"' in page
    assert 'href="spro-echec/portrait.html"' not in page
    for product in ("portrait.html", "portrait.ipynb", "indicators.csv", "provenance.json"):
        assert f'href="spro-cher/{product}"' in page
    assert "34\u202f912" in page

    # A later single territory adds itself and loses nobody.
    later = plan_batch([target("dreux")], out_dir=out, settings=settings)
    page = run_batch(later).index.read_text(encoding="utf-8")
    for code in ("cher", "loches", "dreux"):
        assert f'href="spro-{code}/portrait.html"' in page
    assert 'href="spro-echec/portrait.ipynb"' in page


def test_any_executor_will_do(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "reports" / "2026"
    plan = plan_batch(
        [target("cher"), target("echec"), target("dreux")], out_dir=out, settings=settings
    )
    told: list[Progress] = []
    with ThreadPoolExecutor(2) as pool:
        result = run_batch(plan, executor=pool, on_progress=told.append)
    assert [outcome.territory.code for outcome in result.outcomes] == ["cher", "echec", "dreux"]
    assert [outcome.territory.code for outcome in result.failures] == ["echec"]
    assert [progress.done for progress in told] == [0, 1, 2, 3]
    assert read_json(out / "spro-cher" / "provenance.json")["territory"]["code"] == "cher"


def test_a_worker_that_dies_is_one_failure(settings: Settings, tmp_path: Path) -> None:
    class Broken(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
            future: Future[Any] = Future()
            future.set_exception(MemoryError("plus de mémoire"))
            return future

    plan = plan_batch([target("cher")], out_dir=tmp_path / "2026", settings=settings)
    with Broken(1) as pool:
        result = run_batch(plan, executor=pool)
    assert result.failures[0].problem == "MemoryError: plus de mémoire"
    assert result.index.is_file()


def test_the_index_is_made_of_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "2026"
    write_record(
        out / "spro-orleans", territory={"level": "spro", "code": "orleans", "name": "Orléans"}
    )
    write_record(
        out / "spro-etampes", territory={"level": "spro", "code": "e", "name": "Étampes <b>"}
    )
    write_record(out / "bassin-2411")
    write_record(out / "bassin-2411", notebook="instantane", key_figures=[])
    (out / "spro-orleans" / "indicators.csv").unlink()
    (out / "vide").mkdir()
    (out / "abime").mkdir()
    (out / "abime" / "provenance.json").write_text("{", encoding="utf-8")
    (out / ".spro-tmp").mkdir()
    write_record(out / ".spro-tmp" / "spro-cache")
    page = write_index(out).read_text(encoding="utf-8")

    assert "<title>Portraits de territoire – édition 2026</title>" in page
    assert '<html lang="fr">' in page
    titles = re.findall(r'<h3><a href="[^"]*">(.*?)</a>', page)
    # Groups in the order of the levels, names in French order: É beside E.
    assert titles == ["Étampes &lt;b&gt;", "Orléans", "2411"]
    assert "Bassins d’emploi" in page
    assert 'href="spro-orleans/indicators.csv"' not in page
    assert 'href="spro-orleans/portrait.ipynb"' in page
    for name in ("instantane.html", "instantane-indicators.csv", "instantane-provenance.json"):
        assert f'href="bassin-2411/{name}"' in page
    # Three key figures a card.
    assert page.count("<dt>F0</dt>") == 3
    assert "<dt>F3</dt>" not in page
    assert "cache" not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)
    assert 'data-search="orleans orleans"' in page
    assert "3\u00a0territoires" in page or "3 territoires" in page


def test_a_card_has_a_line_a_document(tmp_path: Path) -> None:
    out = tmp_path / "2026"
    for notebook in ("zzz", "guide", "portrait", "flyer"):
        write_record(out / "spro-cher", notebook=notebook)
    for name in ("guide.pdf", "flyer.pdf"):
        (out / "spro-cher" / name).write_bytes(b"%PDF-")
    (out / "spro-cher" / "flyer.html").unlink()
    page = BeautifulSoup(write_index(out).read_text(encoding="utf-8"), "html.parser")
    [card] = page.select(".spro-territory")
    lines = [
        [(one.get_text(strip=True), one.get("href")) for one in line.find_all(["a", "span"])]
        for line in card.select(".spro-documents > li")
    ]
    # The portrait first, then those that have a name; one without a page is no link.
    assert lines == [
        [("Portrait", "spro-cher/portrait.html")],
        [
            ("Guide des structures", "spro-cher/guide.html"),
            ("PDF", None),
            ("PDF", "spro-cher/guide.pdf"),
        ],
        [("Plaquette", None), ("PDF", None), ("PDF", "spro-cher/flyer.pdf")],
        [("Lire la page (zzz)", "spro-cher/zzz.html")],
    ]
    labels = [link["aria-label"] for link in card.select(".spro-forms a")]
    assert labels == ["PDF\u00a0: Guide des structures, Cher", "PDF\u00a0: Plaquette, Cher"]
    assert len(card.select(".spro-files p")) == 4
    hrefs = [link["href"] for link in card.select(".spro-files a")]
    assert "spro-cher/guide-provenance.json" in hrefs
    assert len(hrefs) == len(set(hrefs))


def test_the_index_asks_for_nothing_and_is_the_same_twice(tmp_path: Path) -> None:
    out = tmp_path / "2026"
    write_record(out / "spro-cher")
    first = write_index(out).read_bytes()
    assert write_index(out).read_bytes() == first
    assert b"http" not in re.sub(rb"base64,[A-Za-z0-9+/=]+", b"", first)
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "spro-cher"]
    assert len(first) < 200_000


def test_an_empty_edition_has_a_page(tmp_path: Path) -> None:
    page = write_index(tmp_path / "2026").read_text(encoding="utf-8")
    assert "Cette édition ne contient encore aucun portrait." in page
    assert "<input" not in page


def test_the_sample_portrait_fits_the_index(tmp_path: Path) -> None:
    settings = build_settings(tmp_path)
    write_sample(settings.notebooks / "portrait.ipynb")
    plan = plan_batch([target("loches")], out_dir=tmp_path / "2026", settings=settings)
    page = run_batch(plan).index.read_text(encoding="utf-8")
    # The list's name of the territory is the one that is shown, not the notebook's title.
    assert ">Loches</a>" in page
    assert "Édition Essai 2026" in page


PANORAMA_CELLS = """\
if level == "bassin":
    raise ValueError("aucun bassin")
payload = {
    "title": level, "description": level, "edition": "2026", "edition_label": "Essai 2026",
    "territory": {"level": "panorama", "code": level, "name": "Côte à côte"},
    "columns": ["territory", "indicator"], "indicators": [["x", "y"]], "sources": [],
}
display({"application/vnd.spro-portraits+json": payload, "text/plain": "fin"}, raw=True)
"""


def write_panorama(settings: Settings) -> None:
    from nbformat.v4 import new_code_cell  # noqa: PLC0415 - only here
    from render_samples import parameters_cell, write_cells  # noqa: PLC0415 - only here

    parameters = 'level: str = "spro"\nedition: str = ""\nindicators: list[str] = []\n'
    cells = [parameters_cell(parameters), new_code_cell(PANORAMA_CELLS)]
    write_cells(settings.notebooks / "panorama.ipynb", cells)


def panorama(level: str) -> Target:
    return Target(TerritoryName("panorama", level, f"Panorama {level}"), "")


def test_a_panorama_is_made_after_the_portraits(settings: Settings, tmp_path: Path) -> None:
    write_panorama(settings)
    out = tmp_path / "reports" / "2026"
    plan = plan_batch(
        [target("cher")], out_dir=out, settings=settings, panorama=panorama("spro"),
        parameters={"rows": 3, "edition": "2026"},
    )  # fmt: skip
    # Of the portraits' parameters, a panorama shares the edition alone.
    assert plan.tasks[-1].parameters == {"level": "spro", "edition": "2026"}
    assert plan.tasks[-1].folder == out / "panorama-spro"
    result = run_batch(plan)
    assert result.failures == ()
    page = result.index.read_text(encoding="utf-8")
    assert '<a href="panorama-spro/panorama.html">Panorama spro</a>' in page
    assert page.index("Panorama spro") < page.index('href="spro-cher/portrait.html"')
    assert (out / "panorama-spro" / "panorama-indicators.csv").is_file()
    assert "1\u00a0territoire." in page or "1 territoire." in page
    # The data of the edition are those of the portraits.
    assert "Panorama spro" not in "".join(re.findall(r"<h3>.*?</h3>", page))


def test_a_panorama_that_fails_harms_no_portrait(settings: Settings, tmp_path: Path) -> None:
    write_panorama(settings)
    out = tmp_path / "2026"
    plan = plan_batch(
        [target("2401", level="bassin")], out_dir=out, settings=settings,
        panorama=panorama("bassin"),
    )  # fmt: skip
    result = run_batch(plan)
    assert [outcome.territory.code for outcome in result.products] == ["2401"]
    [failed] = result.failures
    assert "aucun bassin" in failed.problem
    page = result.index.read_text(encoding="utf-8")
    assert page.index("À reprendre") < page.index("Panorama bassin") < page.index("2401</a>")
    assert "panorama-bassin/panorama.html" not in page
    assert 'href="panorama-bassin/panorama.ipynb"' in page
    assert "à reprendre." not in page.partition("<main")[0]


def test_a_panorama_alone(settings: Settings, tmp_path: Path) -> None:
    write_panorama(settings)
    plan = plan_batch(
        [panorama("spro")], out_dir=tmp_path, settings=settings, notebook="panorama",
        parameters={"indicators": ["density"]},
    )  # fmt: skip
    [task] = plan.tasks
    assert task.parameters == {"level": "spro", "indicators": ["density"]}
    page = run_batch(plan).index.read_text(encoding="utf-8")
    assert 'href="panorama-spro/panorama.html"' in page


def test_without_its_notebook_a_panorama_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        plan_batch([target("cher")], out_dir=tmp_path, settings=settings, panorama=panorama("spro"))
    assert caught.value.kind == "unknown_notebook"
