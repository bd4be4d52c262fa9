"""Every command and every option of the README runs, and its first two blocks are the two commands.

Commands that make portraits run on the real edition with a small notebook that has the parameters
of the real one, and what it was given is checked; one portrait is made by the real notebook.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from loopback import run_producer
from nbformat.v4 import new_code_cell
from render_samples import read_json, write_cells

from spro_portraits.cli import main
from spro_portraits.indicators import find_indicators
from spro_portraits.indicators.key_occupations import choose_occupations
from spro_portraits.indicators.occupation_scores import Weights
from spro_portraits.portrait import build_network_subject
from spro_portraits.portrait.network_reach import build_reach
from spro_portraits.portrait.subject import build_subject
from spro_portraits.sources import load_registry
from spro_portraits.tables import Edition
from spro_portraits.territory import find_territory, list_side_by_side

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.MULTILINE | re.DOTALL
FENCES = re.findall(r"^```(\w*)\n(.*?)^```$", README, FENCE)
COMMANDS = [
    line for language, block in FENCES if language == "bash" for line in block.splitlines() if line
]
FIRST = (
    'python -m pip install -c constraints.txt -e ".[laboratoire,tests]" && spro-portraits batch\n'
)
SECOND = "pytest\n"
EVERYDAY = [line for line in COMMANDS if line not in {FIRST.strip(), SECOND.strip()}]
MAKING = [
    line
    for line in EVERYDAY
    if re.match(r"spro-portraits (render|batch) (?!--help)", line)
    and not re.search(
        "--notebook (panorama|evolution|reseau|guide|metiers)|--dry-run|--format", line
    )
]
SLIDES = [line for line in EVERYDAY if re.search("--format [a-z,]*slides", line)]
PAPER = [line for line in EVERYDAY if re.search("--format [a-z,]*pdf", line)]
[PLANNING] = [line for line in EVERYDAY if "batch" in line and "--dry-run" in line]
[EVOLVING] = [line for line in EVERYDAY if "--notebook evolution" in line]
NETWORK = [
    line
    for line in EVERYDAY
    if re.search("--notebook (reseau|guide)", line) and "--format" not in line
]
OCCUPATIONS = [line for line in EVERYDAY if "--notebook metiers" in line]
SHOWING = [line for line in EVERYDAY if "--notebook panorama" in line]
ASKING = [
    line
    for line in EVERYDAY
    if line.startswith("spro-portraits ")
    and line not in [*MAKING, *SLIDES, *PAPER, *SHOWING, *NETWORK, *OCCUPATIONS, EVOLVING, PLANNING]
    and not re.search(" data (build|fetch|check)", line)
]
FETCHING = [line for line in EVERYDAY if " data fetch" in line]
SHOWN = [
    ["render"], ["batch"], ["territories"], ["data", "build"], ["data", "codebook"],
    ["data", "fetch"], ["data", "check"], ["data", "list"],
    ["network", "check"], ["network", "list"], ["metiers"], ["map"], ["lab"],
]  # fmt: skip
UNSHOWN = [["network", "import"], ["network", "repertoire"]]
"""Commands that another page shows."""
HEAVIEST_IMAGE = 250_000

PAYLOAD = """\
payload = {
    "title": territory, "description": territory, "edition": "", "edition_hash": "",
    "territory": {"level": level, "code": territory, "name": territory}, "key_figures": [],
    "columns": ["territory", "indicator"], "indicators": [[territory, "nothing"]], "sources": [],
}
display({"application/vnd.spro-portraits+json": payload, "text/plain": "fin"}, raw=True)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of its own: the real edition, the real parameters, a small notebook."""
    home = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "data", home / "data", ignore=shutil.ignore_patterns("raw", "editions"))
    payloads = {
        "portrait": PAYLOAD,
        "evolution": PAYLOAD,
        "panorama": f'territory = "panorama"\n{PAYLOAD}',
        "reseau": PAYLOAD,
        "flyer": PAYLOAD,
        "flyer_a5": PAYLOAD,
        "guide": PAYLOAD,
        "instantane": PAYLOAD,
        "synthese": f'territory = "panorama"\n{PAYLOAD}',
        "metiers": PAYLOAD,
    }
    for name, payload in payloads.items():
        real = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        [parameters] = [c for c in real.cells if "parameters" in c.metadata.get("tags", [])]
        write_cells(home / "notebooks" / f"{name}.ipynb", [parameters, new_code_cell(payload)])
    for language, block in FENCES:
        if language == "text":
            (home / "sologne.txt").write_text(block, encoding="utf-8")
    return home


@pytest.fixture
def inside(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(home))
    monkeypatch.chdir(home)
    return home


def list_options(line: str) -> list[str]:
    return [word for word in shlex.split(line) if re.match(r"--?[a-z]", word)]


def test_the_first_two_blocks_are_the_two_commands() -> None:
    assert FENCES[:2] == [("bash", FIRST), ("bash", SECOND)]
    extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r"^laboratoire = \[", extras, re.MULTILINE)
    assert re.search(r"^tests = \[", extras, re.MULTILINE)


def test_every_block_is_known() -> None:
    """No block escapes: those to type are ``bash``, the only other is the perimeter file."""
    assert [language for language, _ in FENCES if language != "bash"] == ["text"]
    kinds = {shlex.split(line)[0] for line in EVERYDAY}
    assert kinds == {"spro-portraits", "jupyter"}


def test_the_constraints_are_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    for pin in pins:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+( ; \w+ == \"[\w.]+\")?", pin), pin
    names = [pin.partition("==")[0].casefold().replace("_", "-") for pin in pins]
    assert len(names) == len(set(names))
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = declared.partition("dependencies = [")[2].partition("[project.scripts]")[0]
    wanted = re.findall(r'"([A-Za-z0-9._-]+)(?:\[\w+\])?>=', block)
    assert len(wanted) > 20
    assert sorted(set(wanted) - set(names)) == []


def test_the_first_command_makes_a_real_portrait(tmp_path: Path) -> None:
    """Its second half, for one territory, in a process of its own."""
    _, _, batch = FIRST.strip().partition(" && ")
    program, *arguments = shlex.split(batch)
    assert program == "spro-portraits"
    code = "import sys; from spro_portraits.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--only", "issoudun", "--out", str(tmp_path)],
        capture_output=True, text=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    edition = read_json(ROOT / "data" / "edition.json")["id"]
    folder = tmp_path / edition / "spro-issoudun"
    assert f"reports/{edition}/" in README
    assert (tmp_path / edition / "index.html").is_file()
    for name in (
        "portrait.html", "portrait.ipynb", "indicators.csv", "provenance.json",
        "portrait-chiffres.csv", "portrait-chiffres.xlsx",
    ):  # fmt: skip
        assert (folder / name).stat().st_size > 0
        assert f"`{name}`" in README
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    columns = re.findall(r"^\| (`[^|]+) \|", README.partition("| colonne ")[2], re.MULTILINE)
    named = re.findall(r"`([a-z_]+)`", " ".join(columns).partition("`non_disponible`")[0])
    assert set(named) == set(rows[0])
    reasons = {row["reason"] for row in rows} - {""}
    signs = README.partition("| signe | sens |")[2].partition("\n\n")[0]
    assert reasons <= set(re.findall(r"`([a-z_]+)`", signs))


@pytest.mark.parametrize("line", ASKING)
def test_a_question_has_an_answer(
    line: str, inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside.is_dir()
    assert main(shlex.split(line)[1:]) == 0
    shown = capsys.readouterr()
    assert shown.out.strip()
    # A check sums up on standard error, so that its findings can be kept in a file.
    checks = line.startswith("spro-portraits network check")
    assert bool(shown.err) == checks
    assert not checks or shown.err.endswith("avertissements.\n")


FOLDERS = {
    'spro-portraits render "Indre-et-Loire" --out exemple': "exemple/*/spro-indre-et-loire",
    "spro-portraits render sologne.txt --level perso": "reports/*/perso-sologne",
    "spro-portraits batch --level departement": "reports/*/departement-??",
}
COUNTS = {
    "spro-portraits batch --level departement": 6,
    "spro-portraits batch --only issoudun,dreux --jobs 2": 2,
    "spro-portraits batch --only issoudun,dreux --force --timeout 120 --max-memory 2000": 2,
}


@pytest.mark.parametrize("line", MAKING)
def test_a_portrait_is_made(
    line: str,
    inside: Path,
    edition: Edition,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("spro_portraits.cli.commands._count_jobs", lambda: 1)
    shutil.rmtree(inside / "reports", ignore_errors=True)
    assert main(shlex.split(line)[1:]) == 0
    assert capsys.readouterr().err == ""
    folders = sorted(inside.glob(FOLDERS.get(line, "reports/*/*-*")))
    assert len(folders) == COUNTS.get(line, 1)
    for folder in folders:
        assert (folder / "portrait.html").is_file()
        assert (folder.parent / "index.html").is_file()
        # What the real notebook would open: the places exist, and can be compared.
        given = read_json(folder / "provenance.json")["parameters"]
        territory = find_territory(edition, given["level"], given["territory"])
        assert folder.name == territory.key
        assert territory.communes
        build_subject(edition, territory, given["compare_to"])


def test_a_plan_is_told_and_nothing_is_made(
    inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(inside / "reports", ignore_errors=True)
    assert main(shlex.split(PLANNING)[1:]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "- SPRO d’Issoudun\u00a0: jamais produit",
        "- SPRO de Dreux\u00a0: jamais produit",
        "2 à produire, 0 à jour. Rien n’a été écrit.",
    ]
    assert not (inside / "reports").exists()


def test_an_evolution_is_made(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(inside / "reports", ignore_errors=True)
    assert main(shlex.split(EVOLVING)[1:]) == 0
    assert capsys.readouterr().err == ""
    [folder] = inside.glob("reports/*/spro-issoudun")
    assert (folder / "evolution.html").is_file()
    given = read_json(folder / "evolution-provenance.json")["parameters"]
    assert f"previous={given['previous']}" in EVOLVING


@pytest.mark.parametrize("line", NETWORK)
def test_a_network_is_made(
    line: str, inside: Path, edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(inside / "reports", ignore_errors=True)
    assert main(shlex.split(line)[1:]) == 0
    assert capsys.readouterr().err == ""
    [page] = inside.glob("reports/*/spro-*/*.html")
    given = read_json(page.with_name(f"{page.stem}-provenance.json"))["parameters"]
    # What the real notebook would open: the territory, and the réseau looked at.
    territory = find_territory(edition, given["level"], given["territory"])
    subject = build_network_subject(edition, territory, given["day"])
    assert subject.network.members
    if page.stem == "reseau":
        build_reach(subject, focus=given["focus"], count=given["permanences"])


def test_slides_are_made(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first command makes slides alone, the second the rest of what it asks for."""
    pytest.importorskip("sphinx_revealjs", reason="the extra [diapositives] holds it")
    shutil.rmtree(inside / "reports", ignore_errors=True)
    alone, both = SLIDES
    made = []
    for line in (alone, both):
        assert main([*shlex.split(line)[1:], *(["--jobs", "1"] if line == both else [])]) == 0
        assert capsys.readouterr().err == ""
        pages = inside.glob("reports/*/spro-*/portrait*.html")
        made.append(sorted(f"{page.parent.name}/{page.name}" for page in pages))
    assert made[0] == ["spro-issoudun/portrait.slides.html"]
    assert made[1] == [
        f"spro-{code}/portrait{suffix}"
        for code in ("dreux", "issoudun") for suffix in (".html", ".slides.html")
    ]  # fmt: skip


PRINTED = {
    "spro-portraits render issoudun --format pdf": ["spro-issoudun/portrait"],
    "spro-portraits render dreux --notebook instantane --format html,pdf": [
        "spro-dreux/instantane"
    ],
    "spro-portraits render cher --notebook guide --format pdf": ["spro-cher/guide"],
    "spro-portraits render --notebook synthese --format html,pdf": ["panorama-spro/synthese"],
    "spro-portraits batch --level bassin --only 2406,2411 --notebook flyer_a5 --format pdf": [
        "bassin-2406/flyer_a5", "bassin-2411/flyer_a5",
    ],
    "spro-portraits batch --only issoudun,dreux --notebook portrait,instantane,flyer,guide "
    "--format html,pdf": [
        f"spro-{code}/{name}"
        for code in ("dreux", "issoudun") for name in ("flyer", "guide", "instantane", "portrait")
    ],
}  # fmt: skip


@pytest.mark.parametrize("line", PAPER)
def test_documents_are_made(line: str, inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typst", reason="the extra [pdf] holds it")
    shutil.rmtree(inside / "reports", ignore_errors=True)
    assert main([*shlex.split(line)[1:], *(["--jobs", "1"] if " batch " in line else [])]) == 0
    assert capsys.readouterr().err == ""
    made = {path.relative_to(path.parents[1]) for path in inside.glob("reports/*/*-*/*.pdf")}
    assert sorted(path.with_suffix("").as_posix() for path in made) == PRINTED[line]
    pages = {path.relative_to(path.parents[1]) for path in inside.glob("reports/*/*-*/*.html")}
    assert {page.with_suffix(".pdf") for page in pages} == (made if "html" in line else set())


@pytest.mark.parametrize("line", OCCUPATIONS)
def test_key_occupations_are_made(
    line: str, inside: Path, edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(inside / "reports", ignore_errors=True)
    assert main(shlex.split(line)[1:]) == 0
    assert capsys.readouterr().err == ""
    pages = sorted(inside.glob("reports/*/spro-*/metiers.html"))
    assert len(pages) == (2 if " batch " in line else 1)
    for page in pages:
        given = read_json(page.with_name("metiers-provenance.json"))["parameters"]
        weights = {key[7:]: value for key, value in given.items() if key.startswith("weight_")}
        # What the real notebook would open: the territory, the occupations, the weights.
        territory = find_territory(edition, given["level"], given["territory"])
        choice = choose_occupations(
            edition, territory, given["count"], Weights(**weights), given["pinned"],
            given["excluded"], given["codes"],
        )  # fmt: skip
        assert len(choice.chosen) == given["count"]


@pytest.mark.parametrize("line", SHOWING)
def test_a_panorama_is_made(
    line: str, inside: Path, edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(inside / "reports", ignore_errors=True)
    assert main(shlex.split(line)[1:]) == 0
    assert capsys.readouterr().err == ""
    [folder] = inside.glob("reports/*/panorama-*")
    assert (folder / "panorama.html").is_file()
    given = read_json(folder / "panorama-provenance.json")["parameters"]
    assert folder.name == f"panorama-{given['level']}"
    # What the real notebook would open: the level and the indicators exist.
    assert list_side_by_side(edition, given["level"])
    assert [found.key for found in find_indicators(given["indicators"])] == given["indicators"]


def test_building_the_edition_says_what_is_missing(
    inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    builds = [shlex.split(line)[1:] for line in EVERYDAY if " data build" in line]
    arguments = builds[0]
    folder = inside / arguments[arguments.index("--from") + 1]
    assert main(arguments) == 2
    assert "un dossier qui existe" in capsys.readouterr().err
    folder.mkdir()
    before = (inside / "data" / "edition.json").read_bytes()
    for arguments in builds:
        assert main(arguments) == 1
        shown = capsys.readouterr()
        assert shown.err.startswith("Erreur\u00a0: Fichier absent\u00a0: ")
        assert folder.name in shown.err
    assert [p for p in (inside / "data" / "editions").iterdir() if p.name[0] != "."] == []
    assert (inside / "data" / "edition.json").read_bytes() == before


@pytest.fixture
def served(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation whose direct sources are small files of the loopback, declared as such."""
    home = tmp_path / "home"
    shutil.copytree(
        data_dir, home / "data", ignore=shutil.ignore_patterns("raw", "editions", "network")
    )
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(home))
    registry = home / "data" / "registry.toml"
    text = registry.read_text(encoding="utf-8")
    with run_producer(tmp_path) as producer:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(producer.bundle))
        for source in load_registry(home / "data").values():
            if source.direct:
                content = b'{"features": []}' if source.file.endswith("json") else b"a;b\n1;2\n"
                packed = make_archive(source.member or "a.csv", content)
                kept = packed if source.file.endswith((".zip", ".xlsx")) else content
                url = producer.serve(f"/{source.key}", packed if source.member else kept)
                text = text.replace(f'"{source.url}"', f'"{url}"')
                text = text.replace(source.sha256, hashlib.sha256(kept).hexdigest())
        registry.write_text(text, encoding="utf-8")
        yield home / "data"


def make_archive(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def test_official_files_are_fetched(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything, one = FETCHING
    assert main(shlex.split(everything)[1:]) == 0
    assert "14 fichiers téléchargés, 14 à télécharger à la main." in capsys.readouterr().err
    assert (served / "raw" / "insee" / "base_cc_comparateur_csv.zip").is_file()
    assert main(shlex.split(one)[1:]) == 0
    assert capsys.readouterr().err == "1 fichier téléchargé.\n"


def test_a_check_says_what_is_to_be_done(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [line] = [line for line in EVERYDAY if " data check" in line]
    assert inside.is_dir()
    assert main(shlex.split(line)[1:]) == 1
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 28
    assert "10 millésimes à renouveler, 28 fichiers officiels absents" in shown.err


def test_the_page_on_data_shows_commands_that_exist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    page = (ROOT / "docs" / "donnees.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```bash\n(.*?)^```$", page, FENCE)
    lines = [line for block in blocks for line in block.splitlines()]
    shown = {tuple(shlex.split(line)[1:3]) for line in lines}
    assert {("data", name) for name in ("fetch", "check", "list", "build")} <= shown
    for line in lines:
        command = shlex.split(line)[1:]
        depth = 2 if command[0] == "data" else 1
        assert main([*command[:depth], "--help"]) == 0, line
        known = set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", capsys.readouterr().out))
        assert set(list_options(line)) <= known, line
    for name in ("fetch", "check", "list", "build"):
        assert main(["data", name, "--help"]) == 0
    known = set(re.findall(r"(?<!\w)--[a-z][a-z-]*", capsys.readouterr().out))
    prose = re.sub(r"^```.*?^```$", "", page, flags=FENCE)
    assert set(re.findall(r"`(--[a-z][a-z-]*)", prose)) <= known


def test_the_laboratory_opens() -> None:
    [line] = [line for line in EVERYDAY if line.startswith("jupyter ")]
    program, name, notebook = shlex.split(line)
    assert (program, name) == ("jupyter", "lab")
    assert (ROOT / notebook).is_file()
    if find_spec("jupyterlab") is None:
        pytest.skip("jupyterlab is not installed: the extra [laboratoire] holds it")
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlab", "--version"],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.match(r"\d+\.\d+", done.stdout)


@pytest.mark.parametrize("command", SHOWN, ids=" ".join)
def test_options_exist_and_every_command_is_shown(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    text = " ".join(["spro-portraits", *command])
    lines = [line for line in EVERYDAY if f"{line} ".startswith(f"{text} ")]
    assert lines, f"the README does not show {text}"
    assert main([*command, "--help"]) == 0
    known = set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", capsys.readouterr().out))
    for line in lines:
        assert set(list_options(line)) <= known, line


def test_options_named_in_the_text_exist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    for command in ([], *SHOWN, *UNSHOWN):
        assert main([*command, "--help"]) == 0
    known = set(re.findall(r"(?<!\w)--[a-z][a-z-]*", capsys.readouterr().out))
    prose = re.sub(r"^```.*?^```$", "", README, flags=FENCE)
    assert set(re.findall(r"`(--[a-z][a-z-]*)", prose)) <= known


def test_images_are_linked_and_light() -> None:
    images = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    assert len(images) == 3
    assert {(ROOT / path) for _, path in images} == set((ROOT / "docs" / "images").iterdir())
    for text, path in images:
        assert len(text) > 40, "the text alternative says what the image shows"
        data = (ROOT / path).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < HEAVIEST_IMAGE


DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("https://"):
            assert (path.parent / target).exists(), target


FRENCH = [
    ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "docs" / "methods.md",
    ROOT / "docs" / "cluster.md", ROOT / "docs" / "donnees.md",
]  # fmt: skip


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.name)
def test_french_typography(path: Path) -> None:
    text = re.sub(
        r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    text = re.sub(r"`[^`]*`|\]\([^)]*\)", "", text)
    if path.name == "README.md":
        text = text.partition("\n## ")[2]
    wrong = re.findall(r".{0,20}(?: [;!?:%€»](?!\[)|« |\w'\w|\d \d{3}\b).{0,20}", text)
    assert wrong == []


def test_the_page_on_the_network_shows_commands_that_exist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    page = (ROOT / "docs" / "reseau.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```$", page, FENCE)
    lines = [line for block in blocks for line in block.splitlines() if "spro-portraits" in line]
    shown = {tuple(shlex.split(line)[1:3]) for line in lines}
    assert {("network", name) for name in ("check", "list", "import", "repertoire")} <= shown
    for line in lines:
        command = shlex.split(line)[1:]
        depth = 2 if command[0] == "network" else 1
        assert main([*command[:depth], "--help"]) == 0, line
        known = set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", capsys.readouterr().out))
        assert set(list_options(line)) <= known, line


def test_the_page_on_clusters_shows_options_that_exist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, FENCE)
    lines = [line for kind, block in blocks if kind == "bash" for line in block.splitlines()]
    assert main(["batch", "--help"]) == 0
    known = set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", capsys.readouterr().out))
    ours = [line for line in lines if line.startswith("spro-portraits batch ")]
    assert {"--cluster", "--data", "--out"} <= {o for line in ours for o in list_options(line)}
    assert {option for line in ours for option in list_options(line)} <= known
    for kind, block in blocks:
        if kind == "python":
            compile(block, "docs/cluster.md", "exec")
    if find_spec("distributed") is None:
        pytest.skip("distributed is not installed: the extra [grappe] holds it")
    for name in ("scheduler", "worker"):
        [line] = [line for line in lines if line.startswith(f"dask {name} ")]
        done = subprocess.run(
            [sys.executable, "-m", "dask", name, "--help"],
            capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
        )  # fmt: skip
        options = set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", done.stdout))
        assert set(list_options(line)) <= options, line
