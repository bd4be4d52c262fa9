"""Internal is internal: persons, direct lines and e-mails enter no public product.

By construction (imports, types), by packaging, and by a search of every byte of every product made
of a home whose internal file is full of marked values.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import dataclasses
import gzip
import html
import importlib
import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
import typing
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from pdf_reading import read_pages

from spro_portraits.batch import write_index, write_package
from spro_portraits.batch.plan import PANORAMA, Target, Task, plan_batch
from spro_portraits.batch.run import make_task
from spro_portraits.cli import main
from spro_portraits.errors import SourceError, UsageError
from spro_portraits.indicators.codebook import build_codebook, build_codebook_csv
from spro_portraits.network import internal, load_directory, model
from spro_portraits.network.internal import Contact, build_repertoire, load_contacts
from spro_portraits.portrait import build_network_subject
from spro_portraits.portrait.network_subject import NetworkSubject
from spro_portraits.portrait.repertoire import build_repertoire_csv, draw_repertoire
from spro_portraits.render import TerritoryName, find_parameters
from spro_portraits.settings import Settings, load_settings
from spro_portraits.sources import load_registry
from spro_portraits.tables import Edition
from spro_portraits.territory import SPRO_FILE, find_territory
from spro_portraits.wording import describe_error
from spro_portraits.wording import repertoire as words

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "spro_portraits"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

MARKED = {
    "personne": 'Zwéphirine d’Œxqvartmonk & "Fils"',
    "fonction": "Témoin jkwzpondraxé <essai>",
    "ligne_directe": "09 47 31 86 52",
    "courriel": "zwephirine+spro@fuite-wqxkorbel.invalid",
    "source": "Relevé vzqkondarté",
    "date": "1987-06-05",
    "remarque": "Consigne hqwjxambré",
}
"""What is planted for a structure: texts that nothing else holds."""
CORES = ("xqvartmonk", "jkwzpondrax", "fuite-wqxkorbel", "vzqkondart", "hqwjxambr")
"""Plain pieces of them, which most encodings leave as they are; long enough never to be chance."""
SHOWN = ("personne", "fonction", "ligne_directe", "courriel", "source", "remarque")


# The search itself


def list_needles() -> dict[bytes, str]:
    """Every form in which a marked value could stand, in lower case."""
    found: dict[bytes, str] = {}

    def add(text: str, what: str) -> None:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            found[text.encode(encoding).lower()] = what
        found[text.encode("cp1252", "xmlcharrefreplace").lower()] = what

    digits = MARKED["ligne_directe"].replace(" ", "")
    pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    lines = [sep.join(pairs) for sep in (" ", "", ".", "-", "\u00a0", "\u202f", "&nbsp;", "%20")]
    lines += [digits[1:], digits[::-1], MARKED["ligne_directe"][::-1]]
    for line in lines:
        add(line, "ligne_directe")
    for name in SHOWN:
        value = MARKED[name]
        forms = {
            value, html.escape(value), html.escape(html.escape(value)), quote(value),
            quote_plus(value), json.dumps(value)[1:-1], value[::-1],
            value.encode("ascii", "xmlcharrefreplace").decode(), value.replace("’", "'"),
        }  # fmt: skip
        for form in forms:
            add(form, name)
    for name, core in zip(
        ("personne", "fonction", "courriel", "source", "remarque"), CORES, strict=True
    ):
        add(core, name)
    return found


def list_base64() -> dict[bytes, str]:
    """Parts of base64 that a marked value leaves, wherever it begins in the encoded text."""
    found = {}
    for name in SHOWN:
        raw = MARKED[name].encode()
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + raw)
            first = 4 if shift else 0
            kept = encoded[first : len(encoded) // 4 * 4 - 4]
            found[kept] = f"{name} (base64)"
            found[kept.replace(b"+", b"-").replace(b"/", b"_")] = f"{name} (base64)"
    return found


NEEDLES = list_needles()
JOINED = {b"".join(needle.split()): what for needle, what in NEEDLES.items()}
BASE64 = list_base64()
_ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{60,}={0,2}")
_DEEPEST = 4


def unfold(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Give the bytes, and those of whatever is packed in them."""
    yield data
    if depth == _DEEPEST:
        return
    inside: list[bytes] = []
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside += [archive.read(name) for name in archive.namelist()]
    elif data[:2] == b"\x1f\x8b":
        inside.append(gzip.decompress(data))
    elif data[:1] == b"\x78":
        with contextlib.suppress(zlib.error):  # a text that begins with x
            inside.append(zlib.decompress(data))
    elif data[:5] == b"%PDF-":
        reader = pypdf.PdfReader(io.BytesIO(data))
        inside += [text.encode() for text in read_pages(data)]
        inside.append(str(reader.metadata).encode())
        inside += [
            str(annotation.get_object()).encode()
            for page in reader.pages
            for annotation in page.get("/Annots", ())
        ]
    for match in _ENCODED.finditer(data):
        text = match[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        text = text[: len(text) - (len(text) % 4 == 1)]
        inside.append(base64.b64decode(text + b"=" * (-len(text) % 4)))
    for one in inside:
        yield from unfold(one, depth + 1)


def search(data: bytes) -> set[str]:
    """Name the marked values that stand in some bytes, in whatever form."""
    found = set()
    for layer in unfold(data):
        low = layer.lower()
        found |= {what for needle, what in NEEDLES.items() if needle in low}
        joined = b"".join(low.split())  # paper breaks a long word, code breaks a text
        found |= {what for needle, what in JOINED.items() if needle in joined}
        found |= {what for needle, what in BASE64.items() if needle in layer}
    return found


def make_zip(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", content)
    return stream.getvalue()


WRAPPERS = {
    "plain": lambda text: text.encode(),
    "windows": lambda text: text.encode("cp1252"),
    "utf-16": lambda text: text.encode("utf-16"),
    "escaped": lambda text: html.escape(text).encode(),
    "srcdoc": lambda text: html.escape(html.escape(text)).encode(),
    "references": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "url": lambda text: quote(text).encode(),
    "query": lambda text: quote_plus(text).encode(),
    "json": lambda text: json.dumps({"a": text}).encode(),
    "broken": lambda text: "\n".join(re.findall("..?", text)).encode(),
    "upper": lambda text: text.upper().encode(),
    "base64": lambda text: base64.b64encode(b"x" + text.encode() + b"y" * 60),
    "short base64": lambda text: b"(" + base64.b64encode(text.encode()) + b")",
    "data uri": lambda text: b'<a href="data:x;base64,'
    + base64.b64encode(make_zip((text + " " * 90).encode())) + b'">',
    "gzip": lambda text: gzip.compress(text.encode()),
    "gzip in base64": lambda text: base64.b64encode(gzip.compress((text + "é" * 90).encode())),
    "zip in zip": lambda text: make_zip(make_zip(text.encode())),
}  # fmt: skip


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("name", SHOWN)
def test_the_search_finds_what_is_hidden(wrapper: str, name: str) -> None:
    before, after = "avant ", " après"
    hidden = WRAPPERS[wrapper](before + MARKED[name] + after)
    assert search(hidden), (wrapper, name)


def test_the_search_finds_nothing_where_nothing_is() -> None:
    for wrapper in WRAPPERS.values():
        assert search(wrapper("Mission locale, 02 00 00 00 00, accueil@exemple.invalid")) == set()


# By construction


def list_importers() -> set[str]:
    """Modules of the package that import the internal one, in whatever way."""
    importers = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        package = ["spro_portraits", *path.relative_to(PACKAGE).parent.parts]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                kept = package[: len(package) - node.level + 1] if node.level else []
                base = ".".join([*kept, *([node.module] if node.module else [])])
                names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names = [node.value]  # a late import by name
            if "spro_portraits.network.internal" in names:
                importers.add(path.relative_to(PACKAGE).as_posix())
    return importers


def test_only_the_repertoire_and_its_command_know_the_internal_module() -> None:
    assert list_importers() == {"portrait/repertoire.py", "cli/network_repertoire.py"}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "internal" not in text
        assert "repertoire" not in text, path.name


def test_nothing_public_imports_the_repertoire() -> None:
    """Nor what imports it: the door of the portraits does not hand it on."""
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "spro_portraits.portrait.repertoire", path
    assert not hasattr(importlib.import_module("spro_portraits.network"), "Contact")


def list_types(kind: Any, seen: set[Any]) -> set[Any]:
    """Types that a value of this one may hold, through records and collections."""
    for part in typing.get_args(kind):
        list_types(part, seen)
    if isinstance(kind, type) and kind not in seen:
        seen.add(kind)
        if dataclasses.is_dataclass(kind):
            for annotation in typing.get_type_hints(kind).values():
                list_types(annotation, seen)
    return seen


def test_no_public_record_can_hold_a_contact() -> None:
    internal_types = {Contact, internal.Repertoire}
    public = [
        kind for kind in vars(model).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    ]  # fmt: skip
    assert len(public) >= 11
    for kind in (*public, NetworkSubject):
        held = list_types(kind, set())
        assert not held & internal_types, kind
        assert not any(issubclass(Contact, one) for one in held - {object}), kind
    assert model.Member in list_types(NetworkSubject, set()), "the walk goes deep"
    assert Contact in list_types(internal.Repertoire, set()), "the walk finds one where it is"
    words_of_contact = {"person", "direct_line", "email"}
    for kind in public:
        assert not words_of_contact & {field.name for field in dataclasses.fields(kind)}


UNREAD = """
[[tool.mypy.overrides]]
module = ["IPython.*", "altair.*", "geopandas.*", "jinja2.*", "numpy.*", "pandas.*", "pandera.*",
          "pyproj.*", "scipy.*", "shapely.*"]
follow_imports = "skip"
follow_imports_for_stubs = true

[[tool.mypy.overrides]]
module = ["spro_portraits.*"]
follow_imports = "skip"

[[tool.mypy.overrides]]
module = ["spro_portraits.network.*", "spro_portraits.portrait.guide",
          "spro_portraits.portrait.network_subject"]
follow_imports = "silent"
"""


def test_a_public_builder_given_a_repertoire_does_not_type_check(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed")
    # Types of libraries and of other rooms take long to read, and no record judged here needs them.
    config = tmp_path / "pyproject.toml"
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    config.write_text(project + UNREAD, encoding="utf-8")
    snippet = tmp_path / "snippet.py"
    snippet.write_text(
        "from spro_portraits.network.internal import Contact, Repertoire\n"
        "from spro_portraits.network.model import Member\n"
        "from spro_portraits.portrait.guide import Guide, build_guide\n"
        "from spro_portraits.portrait.network_subject import NetworkSubject\n\n\n"
        "def fine(subject: NetworkSubject) -> Guide:\n    return build_guide(subject)\n\n\n"
        "def wrong(repertoire: Repertoire) -> Guide:\n    return build_guide(repertoire)\n\n\n"
        "def also(subject: NetworkSubject, contact: Contact) -> tuple[Member, ...]:\n"
        "    return (*subject.network.members, contact)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--follow-imports=silent",
               "--cache-dir", str(tmp_path / "cache"), "--config-file", str(config),
               str(snippet)]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [re.search(r":(\d+): error", line)[1] for line in lines] == ["12", "16"], done.stdout  # type: ignore[index]
    assert 'incompatible type "Repertoire"; expected "NetworkSubject"' in lines[0]


# Reading the internal file


def write_contacts(folder: Path, *rows: str, encoding: str = "utf-8-sig") -> None:
    path = folder / internal.CONTACTS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\r\n".join([";".join(internal.COLUMNS), *rows]) + "\r\n"
    path.write_bytes(text.encode(encoding))


@pytest.fixture(scope="module")
def structures(data_dir: Path) -> MappingProxyType[str, model.Structure]:
    return load_directory(data_dir / "network").structures


def test_contacts_are_read_as_a_french_excel_saves_them(
    tmp_path: Path, structures: MappingProxyType[str, model.Structure]
) -> None:
    write_contacts(
        tmp_path,
        "# un commentaire;;;;;;;",
        "cio-issoudun;Prénom NOM;Psychologue;;p@exemple.invalid;Réunion;01/10/2026;",
        encoding="cp1252",
    )
    assert load_contacts(tmp_path, structures) == (
        Contact("cio-issoudun", "Prénom NOM", "Psychologue", "", "p@exemple.invalid", "Réunion",
                "2026-10-01", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("cio-isoudun;Prénom NOM;;;;Réunion;2026;", "structure"),
        ("cio-issoudun;;;;;Réunion;2026;", "personne"),
        ("cio-issoudun;Prénom NOM;;;;;2026;", "source"),
        ("cio-issoudun;Prénom NOM;;;;Réunion;hier;", "date"),
    ],
)
def test_a_wrong_cell_is_named(
    tmp_path: Path, structures: MappingProxyType[str, model.Structure], row: str, column: str
) -> None:
    write_contacts(tmp_path, row)
    with pytest.raises(SourceError) as caught:
        load_contacts(tmp_path, structures)
    assert (caught.value.kind, caught.value.facts["row"]) == ("bad_value", 2)
    assert caught.value.facts["column"] == column


def test_the_example_is_read_and_names_nobody(
    tmp_path: Path, data_dir: Path, structures: MappingProxyType[str, model.Structure]
) -> None:
    example = data_dir / "network" / "contacts.exemple.csv"
    (tmp_path / "internal").mkdir()
    shutil.copy(example, tmp_path / internal.CONTACTS_FILE)
    with pytest.raises(SourceError):  # its structure is invented
        load_contacts(tmp_path, structures)
    structure = next(iter(structures.values()))
    contacts = load_contacts(tmp_path, {"reseau-commune": structure})
    assert [one.person for one in contacts] == ["Prénom NOM", "Autre Prénom AUTRE NOM"]
    assert all(one.email in {"", "prenom.nom@exemple.invalid"} for one in contacts)
    assert all(set(one.direct_line) <= set("0 ") for one in contacts)


def test_the_internal_file_is_neither_committed_nor_in_the_public_folder(data_dir: Path) -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/data/network/internal/", "/internes/"} <= set(ignored)
    for path in (data_dir / "network").glob("*.*"):
        if path.name != "contacts.exemple.csv":
            assert "@" not in path.read_text(encoding="utf-8-sig"), path.name


def test_no_wheel_and_no_archive_takes_it(tmp_path: Path) -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = build["tool"]["hatch"]["build"]
    assert {"/data/network/internal", "/internes"} <= set(build["exclude"])
    wheel = build["targets"]["wheel"]
    assert "force-include" not in wheel, "a forced inclusion does not hear of exclusions"
    assert wheel["sources"]["data"] == "spro_portraits/_bundle/data"
    pytest.importorskip("hatchling", reason="hatchling is not installed: nothing is built")
    for name in ("spro_portraits", "data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    write_contacts(tmp_path / "data" / "network", plant("cio-issoudun"))
    command = [sys.executable, "-m", "hatchling", "build"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    made = {path.suffix: path for path in (tmp_path / "dist").iterdir()}
    with zipfile.ZipFile(made[".whl"]) as archive:
        assert "spro_portraits/_bundle/data/network/structures.csv" in archive.namelist()
    for path in made.values():
        assert search(path.read_bytes()) == set(), path.name


# Every product, every byte


def plant(structure: str) -> str:
    cells = [structure, *(MARKED[name] for name in internal.COLUMNS[1:])]
    return ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A copy of the folders of the program, with a marked contact for every structure."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("internal"))
    directory = load_directory(folder / "data" / "network")
    write_contacts(folder / "data" / "network", *(plant(code) for code in directory.structures))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_PORTRAITS_HOME", str(folder))
        yield load_settings()


def list_makers(home: Settings) -> list[Path]:
    """List the notebooks that make a product; the explorer asks a person, and has no parameter."""
    found = sorted(home.notebooks.glob("*.ipynb"))
    makers = [path for path in found if find_parameters(path)]
    assert {path.stem for path in found} - {path.stem for path in makers} == {"explorer"}
    return makers


def plan(home: Settings, edition: Edition, codebook: str) -> list[Task]:
    """One task a notebook, whatever notebooks there are."""
    place = TerritoryName("spro", "issoudun", "SPRO d’Issoudun")
    previous = home.data.parent / "previous"
    shutil.copytree(home.data, previous)
    perimeters = previous / SPRO_FILE
    perimeters.write_bytes(perimeters.read_bytes() + b"\r\n")
    known: dict[str, Any] = {"previous": str(previous), "indicators": ["population"]}
    tasks: list[Task] = []
    for path in list_makers(home):
        names = {parameter.name for parameter in find_parameters(path)}
        target = Target(place, place.code)
        if "territory" not in names:
            target = Target(TerritoryName(PANORAMA, "spro", "Panorama"), "")
        planned = plan_batch(
            [target],
            out_dir=home.reports / edition.id,
            settings=home,
            notebook=path,
            parameters={name: known[name] for name in names & set(known)},
            codebook=codebook,
        )
        tasks += planned.tasks
    return tasks


@pytest.fixture(scope="module")
def reports(home: Settings, edition: Edition) -> Path:
    """All public products of Issoudun and of the panorama, the data and the index."""
    codebook = build_codebook_csv(build_codebook(load_registry(home.data)))
    tasks = plan(home, edition, codebook)
    outcomes = [make_task(task, home) for task in tasks]
    assert [outcome.problem for outcome in outcomes] == [""] * len(tasks)
    out = home.reports / edition.id
    write_package(out, codebook)
    write_index(out)
    return out


@pytest.fixture(scope="module")
def internal_files(home: Settings) -> Path:
    assert main(["network", "repertoire", "issoudun", "--format", "all"]) == 0
    return home.reports.parent / words.FOLDER


@pytest.fixture(scope="module")
def prints(
    reports: Path, internal_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """A PDF of every page, by the page's path."""
    folder = tmp_path_factory.mktemp("prints")
    made = {}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        opened = browser.new_context(offline=True).new_page()
        for number, page in enumerate(
            sorted([*reports.rglob("*.html"), *internal_files.glob("*.html")])
        ):
            opened.goto(page.as_uri())
            # A page without charts never says that they are drawn.
            if opened.locator("figure.spro-chart").count():
                opened.wait_for_selector('html[data-charts="drawn"]', timeout=30_000)
            made[str(page)] = folder / f"{number}.pdf"
            opened.pdf(path=str(made[str(page)]), prefer_css_page_size=True)
        browser.close()
    return made


def test_every_kind_of_product_is_made(home: Settings, reports: Path) -> None:
    names = [path.name for path in reports.rglob("*") if path.is_file()]
    for notebook in list_makers(home):
        assert f"{notebook.stem}.html" in names
        assert f"{notebook.stem}.ipynb" in names
    assert {"index.html", "datapackage.json", "indicators.csv"} <= {*names}
    assert "portrait-chiffres.xlsx" in names


def test_no_product_holds_an_internal_value(reports: Path) -> None:
    files = [path for path in sorted(reports.rglob("*")) if path.is_file()]
    assert len(files) > 20
    found = {str(path.relative_to(reports)): search(path.read_bytes()) for path in files}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium on this machine")
def test_no_printed_page_holds_an_internal_value(reports: Path, prints: dict[str, Path]) -> None:
    public = {page: pdf for page, pdf in prints.items() if str(reports) in page}
    assert len(public) == len(list(reports.rglob("*.html")))
    for page, pdf in public.items():
        text = "".join(read_pages(pdf.read_bytes()))
        assert len(text) > 500, f"{page}: hardly anything is printed"
        assert search(pdf.read_bytes()) == set(), page
        assert words.WARNING not in text


# The répertoire: the other half of the proof


def test_the_repertoire_holds_them_all(internal_files: Path) -> None:
    files = sorted(internal_files.iterdir())
    assert [path.name for path in files] == [
        "repertoire-INTERNE-spro-issoudun.csv", "repertoire-INTERNE-spro-issoudun.html",
        "repertoire-INTERNE-spro-issoudun.pdf",
    ]  # fmt: skip
    for path in files:
        assert set(SHOWN) <= search(path.read_bytes()), path.name
    text = files[0].read_text(encoding="utf-8-sig")
    assert all(row.startswith(words.WARNING) for row in text.splitlines()[1:] if row)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium on this machine")
def test_every_printed_page_of_the_repertoire_is_marked(
    prints: dict[str, Path], reports: Path
) -> None:
    (pdf,) = [pdf for page, pdf in prints.items() if str(reports) not in page]
    pages = read_pages(pdf.read_bytes())
    assert pages
    for text in pages:
        assert words.WARNING in " ".join(text.split())
    assert set(SHOWN) <= search(pdf.read_bytes())


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium on this machine")
def test_a_long_repertoire_is_marked_on_every_page(edition: Edition, tmp_path: Path) -> None:
    subject = build_network_subject(edition, find_territory(edition, "region", "24"))
    page = tmp_path / "region.html"
    page.write_text(draw_repertoire(subject, build_repertoire(subject.network, ())), "utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        opened = browser.new_context(offline=True).new_page()
        requests: list[str] = []
        opened.on("request", lambda request: requests.append(request.url))
        opened.goto(page.as_uri())
        mark = opened.locator(".spro-internal-mark")
        opened.mouse.wheel(0, 4000)
        opened.wait_for_function("scrollY > 1000")
        assert mark.inner_text() == words.WARNING
        assert mark.bounding_box()["y"] == 0, "it stays in view"  # type: ignore[index]
        opened.pdf(path=str(tmp_path / "region.pdf"), prefer_css_page_size=True)
        browser.close()
    assert not [url for url in requests if not url.startswith(("file:", "data:"))]
    pages = read_pages((tmp_path / "region.pdf").read_bytes())
    assert len(pages) > 5
    for text in pages:
        marks = " ".join(text.split()).count(words.WARNING)
        assert marks == 2, "above and below"


def test_what_a_person_wrote_is_text(edition: Edition) -> None:
    subject = build_network_subject(edition, find_territory(edition, "spro", "issoudun"))
    code = subject.network.members[0].structure.code
    contact = Contact(
        code, "<script>x</script>", "{{ 1 + 1 }}", "39 36", '"><b>', "=1+1", "2026", ""
    )
    repertoire = build_repertoire(subject.network, (contact, dataclasses.replace(
        contact, structure="ailleurs", person="Hors du territoire",
    )))  # fmt: skip
    page = draw_repertoire(subject, repertoire)
    assert "<script" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "{{ 1 + 1 }}" in page
    assert "Hors du territoire" not in page
    assert "contact à compléter" in page
    assert "'=1+1" in build_repertoire_csv(subject, repertoire).decode("utf-8-sig")
    assert '<meta name="robots" content="noindex' in page


def test_without_an_internal_file_the_command_says_where_to_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("internal"))
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(tmp_path))
    assert main(["network", "repertoire", "issoudun"]) == 2
    said = capsys.readouterr().err
    assert str(tmp_path / "data/network/internal/contacts.csv") in said
    assert ";".join(internal.COLUMNS) in said
    assert not (tmp_path / words.FOLDER).exists()


def test_the_repertoire_is_refused_among_public_products(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = home.reports / "interne"
    assert main(["network", "repertoire", "issoudun", "--out", str(inside)]) == 2
    assert str(inside) in capsys.readouterr().err
    assert not inside.exists()
    elsewhere = home.reports.parent / "ailleurs"
    assert main(["network", "repertoire", "issoudun", "--out", str(elsewhere)]) == 0
    made = sorted(path.name for path in elsewhere.iterdir())
    assert all("INTERNE" in name for name in made)
    assert len(made) == 2


def test_the_messages_are_french() -> None:
    with pytest.raises(UsageError) as caught:
        load_contacts(Path("nulle-part"), {})
    assert str(caught.value) == describe_error("missing_contacts", caught.value.facts)
    assert str(caught.value).startswith("Aucune fiche interne\u00a0: nulle-part")
