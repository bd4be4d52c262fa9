"""What is to be made again, and why; what a notebook may take; what the ledger says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from batch_samples import load_lines, make_home, make_plan, target

from spro_portraits.batch import Options, plan_batch, plan_work, run_batch
from spro_portraits.batch.inputs import (
    Inputs,
    find_preparation,
    find_reads,
    hash_data,
    hash_given,
    hash_package,
)
from spro_portraits.batch.ledger import Entry, FileLedger
from spro_portraits.batch.tracking import build_tracking
from spro_portraits.render.engine import warmth
from spro_portraits.render.watch import Limits
from spro_portraits.settings import Settings
from spro_portraits.wording.ledger import describe_reason

if TYPE_CHECKING:
    from spro_portraits.batch import BatchPlan

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two territories that were made; each test works on a copy."""
    settings = make_home(tmp_path_factory.mktemp("made"))
    assert run_batch(make_plan(settings, settings.reports / "2026", ("a1", "b2"))).failures == ()
    return settings


@pytest.fixture
def home(made: Settings, tmp_path: Path) -> Settings:
    root = tmp_path / "home"
    shutil.copytree(made.data.parent, root)
    return Settings(data=root / "data", notebooks=root / "notebooks", reports=root / "reports")


def plan(home: Settings, **parameters: Any) -> BatchPlan:
    return plan_batch(
        [target("a1"), target("b2")], out_dir=home.reports / "2026", settings=home,
        parameters=parameters,
    )  # fmt: skip


def list_reasons(home: Settings, **parameters: Any) -> list[tuple[str, ...]]:
    found = plan_work(plan(home, **parameters))
    return [(decision.reason, *decision.names) for decision in found]


def test_what_is_true_is_kept_also_in_another_folder(home: Settings) -> None:
    """The copy has other times: the files are read, and found the same."""
    assert list_reasons(home) == [("",), ("",)]
    before = {path: path.stat().st_mtime_ns for path in home.reports.rglob("portrait.*")}
    result = run_batch(plan(home))
    assert (result.outcomes, result.kept) == ((), 2)
    assert {path: path.stat().st_mtime_ns for path in home.reports.rglob("portrait.*")} == before


def test_each_change_makes_again_what_depends_on_it(home: Settings, tmp_path: Path) -> None:
    out = home.reports / "2026"
    page = out / "spro-a1" / "portrait.html"
    page.write_bytes(page.read_bytes() + b" ")
    (out / "spro-b2" / "indicators.csv").unlink()
    assert list_reasons(home) == [("altered", "portrait.html"), ("missing", "indicators.csv")]

    assert list_reasons(home, rows=3) == [("parameters", "rows")] * 2
    census = home.data / "tables" / "census.parquet"
    census.write_bytes(b"2")
    assert list_reasons(home) == [("data", "tables/census.parquet")] * 2
    # What no public product reads changes nothing.
    census.write_bytes(b"1")
    for name in ("network/internal/contacts.csv", "raw/official.xlsx", ".cache"):
        (home.data / name).parent.mkdir(parents=True, exist_ok=True)
        (home.data / name).write_text("x", encoding="utf-8")
    assert [reason for reason, *_ in list_reasons(home)] == ["altered", "missing"]

    notebook = home.notebooks / "portrait.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("# Essai", "# Autre essai"), encoding="utf-8")
    assert list_reasons(home) == [("notebook", "notebook")] * 2
    forced = plan_work(plan(home), force=True)
    assert [decision.reason for decision in forced] == ["forced"] * 2
    # A plan has written nothing.
    assert not (out / ".batch.lock").exists()
    assert tmp_path in out.parents


def test_a_notebook_may_say_what_it_reads(home: Settings) -> None:
    notebook = home.notebooks / "portrait.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    assert find_reads(notebook) == ("",)
    content["metadata"]["spro_portraits"] = {"data": ["edition.json", "network/"]}
    notebook.write_text(json.dumps(content), encoding="utf-8")
    assert find_reads(notebook) == ("edition.json", "network/")
    assert list(hash_data(home.data, find_reads(notebook))) == ["edition.json"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_many_products_of_a_kind_are_prepared_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four territories of one level are; three are not, and their notebook says so here."""
    home = make_home(tmp_path / "home")
    (tmp_path / "ready.py").write_text(
        "import os\nmade = None\ndef prepare(level):\n    global made\n"
        "    made = made or [level, os.getpid()]\n",
        encoding="utf-8",
    )
    notebook = home.notebooks / "portrait.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    assert find_preparation(notebook) == ""
    content["metadata"]["spro_portraits"] = {"data": [], "prepare": "ready:prepare"}
    asked = "import os, ready\nassert ready.made == ['spro', os.getppid()], ready.made\n"
    content["cells"][-1]["source"] = asked + "".join(content["cells"][-1]["source"])
    notebook.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(warmth, "_wishes", warmth._Wishes())  # noqa: SLF001 - not for later tests
    three = run_batch(make_plan(home, home.reports / "3", ("a1", "b2", "c3")))
    assert ["None" in one.problem for one in three.failures] == [True] * 3
    assert run_batch(make_plan(home, home.reports / "4")).failures == ()


def test_another_program_or_library_makes_all_again(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spro_portraits.batch import inputs  # noqa: PLC0415 - to change what it sees

    known = inputs.find_versions()
    changed = known | {"pandas": "99.0"}
    monkeypatch.setattr(inputs, "find_versions", lambda: changed)
    assert list_reasons(home) == [("versions", "pandas")] * 2
    monkeypatch.setattr(inputs, "find_versions", lambda: known)
    monkeypatch.setattr(inputs, "hash_package", lambda: "0")
    assert list_reasons(home) == [("code", "code")] * 2


def test_pictures_asked_for_make_all_again(home: Settings) -> None:
    assert list_reasons(home) == [("",), ("",)]
    assert list_reasons(replace(home, pictures=True)) == [("pictures", "pictures")] * 2
    assert len(hash_package()) == 64


def test_files_that_parameters_name_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sologne.txt").write_text("18015", encoding="utf-8")
    edition = tmp_path / "precedente"
    (edition / "tables").mkdir(parents=True)
    (edition / "edition.json").write_text("{}", encoding="utf-8")
    (edition / "tables" / "a.parquet").write_bytes(b"1")
    (tmp_path / "cher").mkdir()  # a folder that is called like a territory
    parameters = {"territory": "sologne.txt", "previous": "precedente", "codes": ["cher", "x\0"]}
    found = hash_given(parameters)
    assert list(found) == [
        "sologne.txt", "precedente/edition.json", "precedente/tables/a.parquet",
    ]  # fmt: skip
    (tmp_path / "sologne.txt").write_text("18016", encoding="utf-8")
    assert hash_given(parameters)["sologne.txt"] != found["sologne.txt"]


TRACE = """
import os, sys
from pathlib import Path
data, reads, statement = Path(sys.argv[1]), tuple(sys.argv[2].split(",")), sys.argv[3]
opened = set()

def see(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, os.PathLike)):
        path = Path(os.path.abspath(os.fspath(arguments[0])))
        if data in path.parents and path.is_file():
            opened.add(path.relative_to(data).as_posix())

sys.addaudithook(see)
exec(statement)
assert opened, "nothing was read: the trace sees nothing"
print(*sorted(n for n in opened if not n.startswith(reads)))
"""
SAID = {
    ("portrait", "panorama", "metiers"): """
from spro_portraits.portrait import open_occupations, open_panorama, open_portrait
open_portrait("18033,28085", "perso").publication
open_portrait("28085", "commune").publication
open_panorama("spro", "", [])
open_occupations("issoudun").publication
""",
    ("instantane",): """
from spro_portraits.portrait import open_instantane
open_instantane("18033,28085", "perso").publication
open_instantane("18202", "commune").publication
open_instantane("issoudun").publication
""",
    ("synthese",): """
from spro_portraits.portrait import open_synthesis
open_synthesis("spro").publication
open_synthesis("zone_emploi", "", ["vacancy_rate_2018"]).publication
""",
    ("reseau", "guide"): """
from spro_portraits.portrait import open_guide, open_network
open_network("issoudun").publication
open_guide("issoudun").publication
""",
}


@pytest.mark.parametrize("names", SAID, ids="-".join)
def test_our_notebooks_read_no_more_than_they_say(names: tuple[str, ...]) -> None:
    reads, *others = (set(find_reads(ROOT / "notebooks" / f"{name}.ipynb")) for name in names)
    assert all(reads == other for other in others)
    assert "" not in reads
    statement = SAID[names]
    command = [sys.executable, "-c", TRACE, str(ROOT / "data"), ",".join(sorted(reads)), statement]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def test_limits_end_one_notebook_and_spare_the_others(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    out = tmp_path / "2026"
    # Apart: a slow machine must not take the time of those that are fine.
    timed = Options(limits=Limits(seconds=2))
    [endless] = run_batch(make_plan(home, out, ("boucle",)), options=timed).outcomes
    assert endless.cause == "timeout"
    assert "arrêté au bout de 2\u00a0s, la durée permise par --timeout." in endless.problem
    assert endless.seconds > 2

    limited = Options(limits=Limits(memory=300))
    greedy, fine = run_batch(make_plan(home, out, ("memoire", "a1")), options=limited).outcomes
    assert (greedy.cause, fine.cause) == ("memory", "")
    assert "arrêté\u00a0: plus de 300\u00a0Mo de mémoire (--max-memory)." in greedy.problem
    assert Path(fine.page).is_file()
    assert 300_000_000 < greedy.memory < 800_000_000
    assert 0 <= fine.memory < 300_000_000
    # What is on disk says the same as the command.
    record = json.loads((out / "spro-memoire" / "provenance.json").read_text(encoding="utf-8"))
    assert record["problem"] == "arrêté\u00a0: plus de 300\u00a0Mo de mémoire (--max-memory)"
    page = (out / "suivi.html").read_text(encoding="utf-8")
    words = ("mémoire dépassée", ">BOUCLE<", "durée dépassée", "Produits", ">A1<")
    assert [page.index(text) for text in words] == sorted(page.index(text) for text in words)
    assert "1 page produite, 2 à reprendre." in page
    # They are tried again by the same command; the one that is fine is not.
    again = plan_work(make_plan(home, out, ("boucle", "memoire", "a1")))
    assert [decision.reason for decision in again] == ["failed", "failed", ""]


INPUTS = Inputs("n", "c", {"python": "3"}, {"edition.json": "e"})


def make_entry(product: str, **facts: Any) -> Entry:
    return Entry(
        product=product, territory={"level": "spro", "code": "x", "name": "X"}, key="k",
        inputs=INPUTS.digest, parameters={}, given={}, status="complete", **facts,
    )  # fmt: skip


def test_the_last_line_counts_and_a_torn_one_does_not(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path)
    ledger.append(make_entry("a/portrait", seconds=1.0), INPUTS)
    ledger.append(make_entry("a/portrait", seconds=2.0), INPUTS)
    journal = tmp_path / "journal.jsonl"
    assert len(journal.read_bytes().splitlines()) == 3  # the inputs stand there once
    journal.write_bytes(journal.read_bytes() + b'{"entry":{"prod')
    reopened = FileLedger(tmp_path)
    assert reopened.record.is_torn
    assert reopened.record.entries["a/portrait"].seconds == 2.0
    assert reopened.record.inputs == {INPUTS.digest: INPUTS}
    reopened.append(make_entry("b/portrait"), INPUTS)
    last = FileLedger(tmp_path)
    assert (set(last.record.entries), last.record.is_torn) == ({"a/portrait", "b/portrait"}, False)


def test_a_long_ledger_is_written_anew_without_what_no_longer_counts(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    FileLedger(tmp_path).append(make_entry("a/portrait", seconds=1.0), INPUTS)
    inputs, entry = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(inputs + entry * 3000 + entry.replace(b"a/portrait", b"b/portrait"))
    ledger = FileLedger(tmp_path)
    ledger.compact()
    assert [line["product"] for line in load_lines(tmp_path)] == ["a/portrait", "b/portrait"]
    assert FileLedger(tmp_path).record.inputs == {INPUTS.digest: INPUTS}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_ledger_on_a_full_disk_says_so(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").symlink_to("/dev/full")
    ledger = FileLedger.__new__(FileLedger)  # reading this device never ends
    from spro_portraits.batch.ledger import Record  # noqa: PLC0415 - only here

    ledger.__dict__ |= {"_path": tmp_path / "journal.jsonl", "record": Record(), "_ends_well": True}
    with pytest.raises(OSError, match="space") as caught:
        ledger.append(make_entry("a/portrait"), INPUTS)
    assert caught.value.filename == str(tmp_path / "journal.jsonl")


def test_the_page_of_the_ledger_says_failures_first(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path)
    ledger.append(make_entry("spro-x/portrait", seconds=1.25, memory=123_456_789), INPUTS)
    broken = replace(
        make_entry("spro-y/portrait", cause="error", problem="Le carnet <b> a échoué."),
        status="failed", territory={"level": "spro", "code": "y", "name": "Y"},
    )  # fmt: skip
    ledger.append(broken, INPUTS)
    page = build_tracking("2026", ledger.record)
    assert (
        page.index("À reprendre") < page.index(">Y<") < page.index("Produits") < page.index(">X<")
    )
    assert "Le carnet &lt;b&gt; a échoué." in page
    assert "1,3</td>" in page
    assert "123</td>" in page
    assert "http" not in page.partition("<body>")[2]
    assert "Rien n’a encore été produit" in build_tracking(
        "2026", FileLedger(tmp_path / "x").record
    )


def test_reasons_are_french() -> None:
    assert describe_reason("missing", ["a.csv"]) == "fichier absent\u00a0: a.csv"
    many = describe_reason("data", ["a", "b", "c", "d", "e"])
    assert many == "données changées\u00a0: a, b, c et 2 autres"
