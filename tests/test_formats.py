"""Forms of a product: the page, the slides, both; one that is asked for later joins the others."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from batch_samples import CODEBOOK, load_lines, load_tree, make_home, target, write_quick
from nbconvert.exporters import HTMLExporter
from render_samples import build_settings, read_json, write_sample

from spro_portraits.batch import JOURNAL, Target, plan_batch, plan_work, run_batch, write_index
from spro_portraits.batch.inputs import hash_package
from spro_portraits.batch.make import Conditions, Node, make_task
from spro_portraits.cli import main
from spro_portraits.errors import RenderError, UsageError
from spro_portraits.render import FORMS, TerritoryName, name_files, read_forms, render_notebook
from spro_portraits.render.slides import read_reveal
from spro_portraits.settings import Settings
from spro_portraits.wording.ledger import _ASKED
from spro_portraits.wording.render import name_forms

if TYPE_CHECKING:
    from spro_portraits.batch import BatchPlan, BatchResult

try:
    REVEAL = metadata.version("sphinx-revealjs")
except metadata.PackageNotFoundError:
    pytest.skip("sphinx-revealjs is not installed", allow_module_level=True)

DECK, PAGE = "portrait.slides.html", "portrait.html"
BOTH = ("html", "slides")
FOLDERS = ("spro-a1", "spro-b2")
DATA = Path(__file__).resolve().parents[1] / "data"


def plan(home: Settings, out: Path | str, *forms: str, codes: str = "a1 b2") -> BatchPlan:
    return plan_batch(
        [target(code) for code in codes.split()], out_dir=out, settings=home,
        codebook=CODEBOOK, forms=forms or ("html",),
    )  # fmt: skip


def run(home: Settings, out: Path | str, *forms: str, codes: str = "a1 b2") -> BatchResult:
    return run_batch(plan(home, out, *forms, codes=codes))


def list_reasons(home: Settings, out: Path | str, *forms: str) -> list[tuple[str, ...]]:
    found = plan_work(plan(home, out, *forms))
    return [(one.reason, *one.names, "run" if one.reason and not one.exports else "export")
            if one.reason else () for one in found]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same two territories as pages, as slides, and as both; tests work on copies."""
    home = make_home(tmp_path_factory.mktemp("made"))
    for name, forms in (("html", ["html"]), ("slides", ["slides"]), ("all", list(BOTH))):
        assert run(home, home.reports / name / "2026", *forms).failures == ()
    return home


@pytest.fixture
def home(made: Settings, tmp_path: Path) -> Settings:
    root = tmp_path / "home"
    shutil.copytree(made.data.parent, root)
    return Settings(data=root / "data", notebooks=root / "notebooks", reports=root / "reports")


def test_forms_are_read_in_their_order_and_once() -> None:
    assert read_forms("html") == ("html",)
    assert read_forms(" Slides, html,slides") == ("html", "slides")
    assert read_forms("all") == read_forms("slides,all") == tuple(FORMS)
    with pytest.raises(UsageError) as caught:
        read_forms("html,slide")
    assert str(caught.value) == (
        "Format inconnu\u00a0: «\u00a0slide\u00a0». Vouliez-vous dire\u00a0: slides\u202f? "
        "Formats possibles\u00a0: html, slides, pdf, all."
    )
    for text in ("", "html,", "all,pfd"):
        with pytest.raises(UsageError, match="Format inconnu"):
            read_forms(text)


def test_every_form_has_a_file_and_words() -> None:
    files = name_files("metiers", Path("x"))
    assert [path.name for path in files.paths] == [
        "metiers.html", "metiers.slides.html", "metiers.pdf", "metiers-indicators.csv",
        "metiers-chiffres.csv", "metiers-chiffres.xlsx", "metiers.ipynb", "metiers-provenance.json",
    ]  # fmt: skip
    assert list(files.forms) == list(_ASKED) == list(FORMS)
    assert name_forms(FORMS) == "sa page, ses diapositives, son document PDF"


def test_a_wrong_format_is_refused_before_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(tmp_path))
    assert main(["batch", "--format", "slide"]) == 2
    assert "Vouliez-vous dire\u00a0: slides" in capsys.readouterr().err

    def find_none(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", find_none)
    for command in (["batch", "--format", "all"], ["render", "cher", "--format", "slides"]):
        assert main(command) == 2
        error = capsys.readouterr().err
        assert "demandent le paquet sphinx-revealjs, qui n’est pas installé" in error
        assert "«\u00a0pip install spro-portraits[diapositives]\u00a0»" in error
    assert read_forms("html") == ("html",)
    assert list(tmp_path.iterdir()) == []


def test_the_slides_change_no_other_byte(made: Settings) -> None:
    trees = [load_tree(made.reports / name / "2026") for name in ("html", "slides", "all")]
    page, deck, both = trees
    for folder in FOLDERS:
        assert both.keys() >= {f"{folder}/{PAGE}", f"{folder}/{DECK}"}
        assert f"{folder}/{DECK}" not in page
        assert f"{folder}/{PAGE}" not in deck
        assert both[f"{folder}/{DECK}"] == deck[f"{folder}/{DECK}"]
        records = [json.loads(tree[f"{folder}/provenance.json"]) for tree in (page, both)]
        assert [one["file"] for one in records[1]["products"]] == [
            PAGE, DECK, "indicators.csv", "portrait-chiffres.csv", "portrait-chiffres.xlsx",
        ]  # fmt: skip
        assert records[1]["versions"] == records[0]["versions"] | {"sphinx-revealjs": REVEAL}
    # What both have is the same, but for the record and the page that link to the slides.
    others = {n for n in page if not n.endswith(("provenance.json", "index.html"))}
    assert {name: page[name] for name in others} == {name: both[name] for name in others}
    assert "sphinx-revealjs" not in page["spro-a1/provenance.json"].decode()


@pytest.mark.parametrize(("first", "then"), [("html", "slides"), ("slides", "html")])
def test_a_form_that_is_asked_for_later_joins_the_first(
    home: Settings, first: str, then: str
) -> None:
    """The notebook does not run again, and the files are those of a run for both."""
    out = home.reports / first / "2026"
    notebooks = {path: path.read_bytes() for path in out.rglob("*.ipynb")}
    assert len(notebooks) == 2
    assert list_reasons(home, out, then) == [("forms", then, "export")] * 2
    effort = {line["product"]: line["seconds"] for line in load_lines(out)}
    result = run(home, out, then)
    assert (len(result.products), result.failures) == (2, ())
    shown = {"html": PAGE, "slides": DECK}[then]
    assert [Path(one.page).name for one in result.products] == [shown] * 2
    assert {path: path.read_bytes() for path in notebooks} == notebooks
    assert load_tree(out) == load_tree(home.reports / "all" / "2026")
    for line in load_lines(out)[-2:]:
        assert line["forms"] == {"html": "", "slides": REVEAL}
        assert line["seconds"] > effort[line["product"]]
    # All is true now, whatever is asked for.
    for forms in (("html",), ("slides",), tuple(BOTH)):
        assert list_reasons(home, out, *forms) == [(), ()]


def test_a_document_joins_what_is_there(home: Settings) -> None:
    """The PDF that is exported later is that of a run that made it at once."""
    later, once = home.reports / "all" / "2026", home.reports / "new" / "2026"
    assert list_reasons(home, later, "pdf") == [("forms", "pdf", "export")] * 2
    for out, forms in ((later, ["pdf"]), (once, list(FORMS))):
        assert run(home, out, *forms).failures == ()
    trees = [load_tree(out) for out in (later, once)]
    assert trees[0] == trees[1]
    for folder in FOLDERS:
        document = trees[0][f"{folder}/portrait.pdf"]
        assert document.startswith(b"%PDF-")
        record = json.loads(trees[0][f"{folder}/provenance.json"])
        (told,) = [one for one in record["products"] if one["file"] == "portrait.pdf"]
        assert told["sha256"] == hashlib.sha256(document).hexdigest()
        assert record["versions"]["typst"] == metadata.version("typst")
    index = (later / "index.html").read_text(encoding="utf-8")
    assert '<a href="spro-a1/portrait.pdf" aria-label="PDF\u00a0: A1"' in index
    assert index.count("<dt>PDF</dt>") == 1
    assert list_reasons(home, later, *FORMS) == [(), ()]


def test_a_ledger_of_before_is_still_true(home: Settings) -> None:
    out = home.reports / "html" / "2026"
    lines = [json.loads(line) for line in (out / JOURNAL).read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line.get("entry", {}).pop("forms", None)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (out / JOURNAL).write_text(text, encoding="utf-8")
    assert "forms" not in text
    assert list_reasons(home, out) == [(), ()]
    assert list_reasons(home, out, "slides") == [("forms", "slides", "export")] * 2
    assert run(home, out, *BOTH).failures == ()
    assert load_tree(out) == load_tree(home.reports / "all" / "2026")


def test_slides_are_never_of_another_run_than_the_page(made: Settings, home: Settings) -> None:
    out = home.reports / "all" / "2026"
    notebook = home.notebooks / "portrait.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("# Essai", "# Essai neuf"), encoding="utf-8")
    assert run(home, out, codes="a1").failures == ()
    for name in (PAGE, DECK):
        both = [(out / folder / name).read_text(encoding="utf-8") for folder in FOLDERS]
        assert ["Essai neuf" in text for text in both] == [True, False], name
    record = read_json(out / "spro-a1" / "provenance.json")
    assert [one["file"] for one in record["products"]][:2] == [PAGE, DECK]
    assert list_reasons(home, out) == [(), ("notebook", "notebook", "run")]
    forced = plan_work(plan(home, out), force=True)
    assert [(one.reason, *one.forms, *one.exports) for one in forced] == [
        ("forced", "html", "slides")
    ] * 2
    # A notebook that fails takes both away, and both come back with it.
    notebook.write_text(text.replace("payload =", "1 / 0; payload ="), encoding="utf-8")
    assert len(run(home, out, codes="a1").failures) == 1
    kept = sorted(path.name for path in (out / "spro-a1").iterdir())
    assert kept == ["portrait.ipynb", "provenance.json"]
    notebook.write_text(text, encoding="utf-8")
    assert run(home, out).failures == ()
    assert load_tree(out) == load_tree(made.reports / "all" / "2026")


def test_slides_that_a_person_took_away_do_not_come_back(home: Settings) -> None:
    out = home.reports / "all" / "2026"
    for folder in FOLDERS:
        (out / folder / DECK).unlink()
    assert list_reasons(home, out, *BOTH) == [("missing", DECK, "run")] * 2
    assert run(home, out).failures == ()
    assert load_tree(out) == load_tree(home.reports / "html" / "2026")
    assert list_reasons(home, out) == [(), ()]


def test_another_reveal_makes_the_slides_alone_again(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = home.reports / "all" / "2026"
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "99" if name == "sphinx-revealjs" else real(name)
    )
    assert list_reasons(home, out) == [("versions", "sphinx-revealjs", "export")] * 2
    assert list_reasons(home, home.reports / "html" / "2026") == [(), ()]


def test_without_the_package_a_page_is_made_and_old_slides_go(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = home.reports / "all" / "2026"
    real = metadata.version

    def find(name: str) -> str:
        if name == "sphinx-revealjs":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", find)
    assert list_reasons(home, out) == [(), ()]
    notebook = home.notebooks / "portrait.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("# Essai", "# Neuf"), encoding="utf-8"
    )
    assert run(home, out).failures == ()
    assert list(out.glob(f"*/{DECK}")) == []
    assert "Diapositives" not in (out / "index.html").read_text(encoding="utf-8")


class PickyExporter(HTMLExporter):
    """Slides of someone else, which one territory breaks."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **_: Any) -> Any:
        if any('territory = "b2"' in cell.source for cell in nb.cells):
            raise AttributeError("no such figure")
        return "<p>une page", resources


def load_picky() -> PickyExporter:
    return PickyExporter()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("later", [False, True])
def test_slides_that_fail_harm_nothing_else(
    home: Settings,
    monkeypatch: pytest.MonkeyPatch,
    later: bool,  # noqa: FBT001
) -> None:
    """Whether the notebook runs for them or not."""
    picky = replace(FORMS["slides"], exporter="test_formats:load_picky")
    monkeypatch.setitem(FORMS, "slides", picky)
    out = home.reports / ("html" if later else "new") / "2026"
    result = run(home, out, *BOTH)
    assert [one.territory.code for one in result.products] == ["a1"]
    [failed] = result.failures
    assert failed.cause == "export"
    assert failed.problem == (
        "Le carnet portrait (B2) s’est exécuté mais n’a pas donné ses diapositives\u00a0: "
        "AttributeError: no such figure. "
        f"Le carnet exécuté est gardé\u00a0: {out / 'spro-b2' / 'portrait.ipynb'}."
    )
    # Its page is there with its figures, as if nothing had been asked for but the page.
    real = load_tree(home.reports / "all" / "2026")
    tree = load_tree(out)
    page = load_tree(home.reports / "html" / "2026") if later else tree
    same = [name for name in page if name.startswith("spro-b2/")]
    assert f"spro-b2/{DECK}" not in tree
    assert sorted(same) == sorted(n for n in real if n.startswith("spro-b2/") and DECK not in n)
    assert all(tree[name] == page[name] for name in same)
    assert tree[f"spro-b2/{PAGE}"] == real[f"spro-b2/{PAGE}"]
    assert json.loads(tree["spro-b2/provenance.json"])["status"] == "complete"
    assert not list(out.rglob(".spro-*"))
    index = (out / "index.html").read_text(encoding="utf-8")
    assert f'href="spro-a1/{DECK}"' in index
    assert f'href="spro-b2/{PAGE}"' in index
    assert f'href="spro-b2/{DECK}"' not in index
    tracking = (out / "suivi.html").read_text(encoding="utf-8")
    assert tracking.index("mise en page impossible") < tracking.index(">A1<")
    # Unasked, what cannot be made is not tried a second time.
    assert list_reasons(home, out) == [(), ("failed", "run")]
    assert run(home, out).failures == ()
    assert list_reasons(home, out) == [(), ()]


def test_nothing_but_slides_that_fail_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """reveal.js is in no package of this name here: all that is left says so."""
    home = make_home(tmp_path)
    out = tmp_path / "out"
    broken = tmp_path / "site" / "sphinx_revealjs-0.dist-info"
    broken.mkdir(parents=True)
    (broken / "METADATA").write_text("Name: sphinx-revealjs\nVersion: 0\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(metadata, "distribution", lambda _: metadata.PathDistribution(broken))
        read_reveal.cache_clear()
        with pytest.raises(RenderError) as caught:
            render_notebook("portrait", {}, out, settings=home, forms=("slides",))
    read_reveal.cache_clear()
    assert caught.value.kind == "failed_export"
    assert "Le paquet sphinx-revealjs ne contient pas dist/reveal" in str(caught.value)
    assert not (out / DECK).exists()
    record = read_json(out / "provenance.json")
    assert record["status"] == "failed"
    assert record["problem"].startswith("Le paquet sphinx-revealjs ne contient pas")
    render_notebook("portrait", {}, out, settings=home, forms=("slides",))
    assert (out / DECK).is_file()
    # Alone, a page takes the slides of another run away.
    render_notebook("portrait", {}, out, settings=home)
    assert (out / PAGE).is_file()
    assert not (out / DECK).exists()


def test_a_portrait_with_charts_gives_the_same_slides_twice(tmp_path: Path) -> None:
    home = build_settings(tmp_path)
    write_sample(home.notebooks / "portrait.ipynb")
    loches = Target(TerritoryName("spro", "loches", "Loches"), "loches")
    trees = []
    for name, asked in (("a", [BOTH]), ("b", [("html",), ("slides",)])):
        for forms in asked:
            made = plan_batch(
                [loches], out_dir=tmp_path / name / "2026", settings=home, forms=forms
            )
            assert run_batch(made).failures == ()
        trees.append(load_tree(tmp_path / name / "2026"))
    assert trees[0] == trees[1]
    deck = trees[0][f"spro-loches/{DECK}"].decode()
    assert "Métiers qui recrutent" in deck
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", deck)


def test_the_index_links_to_slides_where_there_are_some(made: Settings, tmp_path: Path) -> None:
    pages = {
        name: (made.reports / name / "2026" / "index.html").read_text(encoding="utf-8")
        for name in ("html", "slides", "all")
    }
    assert "iapositive" not in pages["html"]
    link = f'<a href="spro-a1/{DECK}" aria-label="Diapositives\u00a0: A1" title="HTML, '
    assert link in pages["all"]
    assert pages["all"].index(f'href="spro-a1/{PAGE}"') < pages["all"].index(link)
    assert pages["all"].count("<dt>Diapositives</dt>") == 1
    # Without a page, the slides are what the name of the territory leads to.
    assert f'<h3><a href="spro-a1/{DECK}">A1</a></h3>' in pages["slides"]
    assert PAGE not in pages["slides"]
    tracking = made.reports / "slides" / "2026" / "suivi.html"
    assert f'href="spro-a1/{DECK}"' in tracking.read_text(encoding="utf-8")
    # The index is made of what is there.
    out = tmp_path / "2026"
    shutil.copytree(made.reports / "all" / "2026", out)
    for deck in out.glob(f"*/{DECK}"):
        deck.unlink()
    assert "iapositive" not in write_index(out).read_text(encoding="utf-8")


def test_a_node_adds_slides_without_data_but_not_with_another_program(home: Settings) -> None:
    [task, _] = plan(home, home.reports / "html" / "2026").tasks
    node = Node(code=hash_package(), data="of nowhere", notebook=b"")
    asked = Conditions(node=node, exports=("slides",))
    stale = replace(asked, node=replace(node, code="0"))
    assert make_task(task, home, stale).cause == "node"
    assert not (task.folder / DECK).exists()
    assert make_task(task, home, replace(asked, exports=())).cause == "node"
    assert make_task(task, home, asked).pages == (str(task.folder / DECK),)
    made = home.reports / "all" / "2026" / "spro-a1"
    assert (task.folder / DECK).read_bytes() == (made / DECK).read_bytes()


def test_a_panorama_of_slides_alone_says_what_it_leads_to(tmp_path: Path) -> None:
    home = build_settings(tmp_path)
    source = write_quick(home.notebooks / "panorama.ipynb")
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace('territory: str = \\"a1\\"\\n', ""), encoding="utf-8")
    text = source.read_text(encoding="utf-8").replace("import os, time", "territory = 'a1'")
    source.write_text(text, encoding="utf-8")
    shown = Target(TerritoryName("panorama", "spro", "Côte à côte"), "")
    made = plan_batch(
        [shown], out_dir=tmp_path / "2026", settings=home, notebook="panorama", forms=["slides"]
    )
    assert run_batch(made).failures == ()
    page = (tmp_path / "2026" / "index.html").read_text(encoding="utf-8")
    assert '<a href="panorama-spro/panorama.slides.html">Côte à côte</a>' in page
    assert 'aria-label="Diapositives\u00a0: Côte à côte"' in page


@pytest.mark.skipif(not (DATA / "edition.json").is_file(), reason="the edition is not built here")
def test_two_workers_make_slides_of_real_territories(tmp_path: Path) -> None:
    """The real command, twice: pages, then the slides of what is there."""
    home = make_home(tmp_path)
    shutil.rmtree(home.data)
    shutil.copytree(DATA, home.data, ignore=shutil.ignore_patterns("raw"))
    code = "import sys; from spro_portraits.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "batch", "--only", "cher,dreux", "--jobs", "2"]

    def call(*arguments: str) -> str:
        done = subprocess.run(
            [*command, *arguments],
            env=os.environ | {"SPRO_PORTRAITS_HOME": str(tmp_path)},
            capture_output=True, text=True, encoding="utf-8", timeout=180, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    call()
    assert call("--format", "slides", "--dry-run").splitlines() == [
        "- SPRO du Cher\u00a0: diapositives demandées",
        "- SPRO de Dreux\u00a0: diapositives demandées",
        "2 à produire, 0 à jour. Rien n’a été écrit.",
    ]
    out = home.reports / "cvl-2025"
    notebooks = {path: path.read_bytes() for path in out.rglob("*.ipynb")}
    assert call("--format", "slides") == f"2 portraits produits\u00a0: {out / 'index.html'}\n"
    assert {path: path.read_bytes() for path in notebooks} == notebooks
    decks = sorted(path.parent.name for path in out.glob(f"*/{DECK}"))
    assert decks == ["spro-cher", "spro-dreux"]


def test_slides_go_where_fsspec_goes(home: Settings, tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    address = "memory://decks/2026"
    assert run(home, address, codes="a1").failures == ()
    before = {name: memory.modified(name) for name in memory.find("/decks/2026/spro-a1")}
    result = run(home, address, "slides", codes="a1")
    assert [one.pages for one in result.outcomes] == [(f"{address}/spro-a1/{DECK}",)]
    # The slides and the record that names them were sent, nothing else.
    after = {name: memory.modified(name) for name in memory.find("/decks/2026/spro-a1")}
    changed = {name.rpartition("/")[2] for name in after if before.get(name) != after[name]}
    assert changed == {DECK, "provenance.json"}
    made = home.reports / "all" / "2026" / "spro-a1"
    for name in (PAGE, DECK, "provenance.json"):
        assert memory.cat_file(f"/decks/2026/spro-a1/{name}") == (made / name).read_bytes()
    again = run(home, address, *BOTH, codes="a1")
    assert (again.outcomes, again.kept) == ((), 1)
    memory.store.clear()
    assert not list(tmp_path.glob("2026*"))
