"""``data fetch``, ``check`` and ``list``: what they say, what they write, how they end."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import Producer, give_file, give_raw, give_status, run_proxy

from spro_portraits.cli import main
from spro_portraits.sources import load_registry
from spro_portraits.tables.reading import read_raw
from spro_portraits.wording.fetch import describe_change, write_progress, write_size

W, N = "\u00a0", "\u202f"
World = Any  # conftest.World: tests are no package, its type is not imported


@pytest.fixture
def world(
    tmp_path: Path, make_world: Any, producer: Producer, monkeypatch: pytest.MonkeyPatch
) -> World:
    """The invented world: three of its sources have an address, one a calendar."""
    world = make_world(tmp_path)
    monkeypatch.setenv("SPRO_PORTRAITS_HOME", str(tmp_path))
    path = world.data / "registry.toml"
    text = path.read_text(encoding="utf-8")
    for key in ("income", "unemployment", "comparateur"):
        source = load_registry(world.data)[key]
        url = producer.serve(f"/{key}", (world.source / source.file).read_bytes())
        text = text.replace(f'url = "{source.url}"', f'url = "{url}"\ndirect = true')
    text = text.replace(
        'loader = "income"',
        'loader = "income"\n'
        'release = { every = "year", next = "2026-07", next_vintage = "RP 2023" }',
    )
    record = text.index("[unemployment]")
    text = text[:record] + text[record:].replace(
        'vintage = "v"',
        'vintage = "2020-T4 à 2025-T4"\nrelease = { every = "quarter", next = "2026-12", '
        'next_vintage = "2020-T4 à 2026-T1", basis = "periods" }',
        1,
    )
    path.write_text(text, encoding="utf-8")
    return world


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    status = main(["data", *arguments])
    shown = capsys.readouterr()
    return status, shown.out.splitlines(), shown.err


# Fetch


def test_all_that_can_be_fetched_is_and_the_rest_is_said(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "fetch")
    raw = world.data / "raw"
    manual = len(load_registry(world.data)) - 3
    assert status == 0
    assert f"income{W}: téléchargé → {raw / 'insee' / 'filosofi.csv'}" in out
    assert f"recruitment{W}: à télécharger à la main, https://example.org/recruitment" in out
    assert f"    le déposer ici{W}: {raw / 'ft' / 'bmo.xlsx'}" in out
    assert err == f"3 fichiers téléchargés, {manual} à télécharger à la main.\n"
    assert len(out) == 3 + 2 * manual
    status, out, err = run(capsys, "fetch", "income")
    assert (status, out, err) == (0, [f"income{W}: déjà là"], "1 déjà là.\n")


def test_one_that_fails_does_not_stop_the_others(
    world: World, producer: Producer, capsys: pytest.CaptureFixture[str]
) -> None:
    producer.serve("/income", give_status(404))
    status, out, err = run(capsys, "fetch", "income", "unemployment")
    assert status == 1
    assert out == [f"unemployment{W}: téléchargé → {world.data / 'raw' / 'insee' / 'chomage.csv'}"]
    assert err.startswith(f"Erreur{W}: income{W}: localhost:")
    assert "répond 404" in err
    assert err.endswith("1 fichier téléchargé, 1 échec.\n")


def test_without_a_way_out_the_others_are_not_tried(
    world: World,
    producer: Producer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("HTTPS_PROXY", "http://me:secret@localhost")
        patch.setenv("SSL_CERT_FILE", str(world.data / "none.pem"))
        status, out, err = run(capsys, "fetch")
        assert (status, out) == (2, [])
        assert "La variable SSL_CERT_FILE" in err
    with run_proxy(407) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@{proxy.place}")
        status, out, err = run(capsys, "fetch", "income", "unemployment", "comparateur")
    assert (status, out) == (1, [])
    assert err.count("Erreur") == 1
    assert "secret" not in err
    assert err.endswith("1 échec, 2 non essayés.\n")
    assert len(proxy.asked) == 1
    assert producer.asked == []


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["incme"], f"Source inconnue{W}: «{W}incme{W}». Vouliez-vous dire{W}: income{N}?"),
        (["income", "recruitment"], f"«{W}recruitment{W}» se télécharge à la main"),
    ],
)
def test_a_wrong_name_is_refused_before_anything_is_asked(
    world: World,
    producer: Producer,
    capsys: pytest.CaptureFixture[str],
    names: list[str],
    words: str,
) -> None:
    status, out, err = run(capsys, "fetch", *names)
    assert (status, out) == (2, [])
    assert words in err
    assert producer.asked == []
    assert not (world.data / "raw").exists()


def test_a_newer_file_is_shown_then_accepted(
    world: World, producer: Producer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "fetch", "unemployment")[0] == 0
    path = world.data / "raw" / "insee" / "chomage.csv"
    old = path.read_bytes()
    rows = old.decode("utf-8-sig").splitlines()
    longer = ["2026-T1", "2026-T1", "7,1", "8,4", "6,1", "5,3"]
    new = "\n".join(f"{row};{cell}" for row, cell in zip(rows, longer, strict=True))
    new += "\n9999;Nouvelle;24" + ";1,0" * 4 + "\n"
    producer.serve("/unemployment", give_file(b"\xef\xbb\xbf" + new.encode(), etag='"v2"'))
    registry = (world.data / "registry.toml").read_text(encoding="utf-8")
    assert run(capsys, "fetch", "unemployment")[0] == 0, "nobody asks again"
    status, out, err = run(capsys, "fetch", "unemployment", "--force")
    digest = hashlib.sha256(b"\xef\xbb\xbf" + new.encode()).hexdigest()
    before = hashlib.sha256(old).hexdigest()
    size = len(new.encode()) + 3
    pending = world.data / "raw" / ".pending" / "unemployment" / "chomage.csv"
    assert out == [
        f"unemployment{W}: le fichier du producteur n’est pas celui de la fiche",
        f"    taille{W}: {len(old)} octets → {size} octets (+{size - len(old)} octets)",
        f"    lignes{W}: 5 → 6 (+1)",
        f"    colonnes{W}: 1 en plus (2026-T1)",
        f"    périodes lues{W}: 2020-T4, 2024-T4, 2025-T4 → 2020-T4, 2024-T4, 2025-T4, 2026-T1",
        f"    empreinte{W}: {before[:12]} → {digest[:12]}",
        f"    le fichier attend{W}: {pending}",
        (
            f"    à relire{N}; puis «{W}spro-portraits data fetch unemployment --accept{W}» le "
            "prend, et met sa fiche à jour"
        ),
    ]
    assert (status, err) == (1, "1 changé, à accepter.\n")
    assert path.read_bytes() == old
    assert (world.data / "registry.toml").read_text(encoding="utf-8") == registry
    assert ";à accepter;" in "".join(run(capsys, "check", "--day", "2026-01-01")[1])
    asked = len(producer.asked)
    status, out, err = run(capsys, "fetch", "unemployment", "--accept", "--force")
    assert status == 0
    assert len(producer.asked) == asked + 1
    assert out[6:] == [
        f"unemployment{W}: accepté, empreinte écrite dans data/registry.toml → {path}",
        f"    fiche, vintage{W}: 2020-T4 à 2025-T4 → 2020-T4 à 2026-T1",
        f"    fiche, release.next{W}: 2026-12 → 2027-03",
        f"    fiche, release.next_vintage{W}: 2020-T4 à 2026-T1 → 2020-T4 à 2026-T2",
        "    à relire dans la fiche : title, geography_year, note".replace(" :", f"{W}:"),
    ]
    assert path.read_bytes().decode("utf-8-sig") == new
    written = registry.replace(before, digest).replace("à 2026-T1", "à 2026-T2")
    written = written.replace("à 2025-T4", "à 2026-T1").replace("2026-12", "2027-03")
    assert (world.data / "registry.toml").read_text(encoding="utf-8") == written
    # A corrected file of the same vintage, on a machine without the old one: still compared.
    path.unlink()
    producer.serve("/unemployment", give_file(new.replace("7,1", "7,12").encode(), etag='"v3"'))
    status, out, err = run(capsys, "fetch", "unemployment", "--accept")
    assert out[1:4] == [
        f"    taille{W}: {size} octets → {size - 2} octets (−2 octets)",
        f"    lignes{W}: 6 → 6",
        f"    colonnes{W}: les mêmes",
    ]
    assert out[-1].startswith(f"    le fichier ne dit pas de nouveau millésime{W}: s’il en a un")


def test_a_file_that_the_program_does_not_read_is_said_to_be_so(
    world: World, producer: Producer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.data.is_dir()
    producer.serve("/income", b"CODGEO;MEDIANE\n18001;21000\n")
    status, out, _ = run(capsys, "fetch", "income")
    assert status == 1
    assert f"    pas d’ancien fichier ici{W}: rien à quoi le comparer" in out
    assert f"    lignes{W}: 1" in out
    [line] = [line for line in out if "ne le lit pas" in line]
    assert "il manque la colonne" in line


def test_a_file_put_by_hand_is_accepted_where_it_lies(
    world: World, producer: Producer, capsys: pytest.CaptureFixture[str]
) -> None:
    source = load_registry(world.data)["bassins"]
    path = world.data / "raw" / source.file
    assert run(capsys, "fetch", "bassins", "--accept")[0] == 2, "nothing is there"
    shutil.copytree(world.source, world.data / "raw")
    with path.open("ab") as stream:
        stream.write(b"24;18;18999;2401;B\n")
    beside = sorted(path.parent.iterdir())
    status, out, err = run(capsys, "fetch", "bassins", "--accept")
    assert (status, err) == (0, "1 déjà là.\n")
    assert out[-2].startswith(f"bassins{W}: accepté, empreinte écrite")
    assert sorted(path.parent.iterdir()) == beside
    assert (
        load_registry(world.data)["bassins"].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    )
    path.write_bytes(b"<!doctype html>")
    status, _, err = run(capsys, "fetch", "bassins", "--accept")
    assert status == 1
    assert "page web" in err
    assert producer.asked == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_an_interrupted_command_goes_on(world: World, producer: Producer) -> None:
    """A real process, a real Ctrl-C in the middle of a body."""
    content = (world.source / "insee" / "filosofi.csv").read_bytes()
    half = len(content) // 2
    slow = give_raw(
        {"Content-Length": str(len(content)), "ETag": '"v1"'}, content[:half], content[half:],
        pause=30,
    )  # fmt: skip
    producer.serve("/income", slow)
    old = world.data / "raw" / "insee" / "filosofi.csv"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    code = "import sys; from spro_portraits.cli import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "data", "fetch", "income"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, encoding="utf-8", env=dict(os.environ),
    )  # fmt: skip
    partial = world.data / "raw" / ".partial" / "income.part"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if partial.is_file() and partial.stat().st_size == half:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "Interrompu.\n")
    assert old.read_bytes() == b"old"
    left = sorted(p.name for p in (world.data / "raw").rglob("*") if p.is_file())
    assert left == ["filosofi.csv", "income.json", "income.part"]
    producer.serve("/income", content)
    producer.asked.clear()
    assert main(["data", "fetch", "income"]) == 0
    assert old.read_bytes() == content
    assert producer.sent == len(content) - half


# Check


def test_a_check_says_what_is_due_missing_and_changed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = world.data / "raw"
    shutil.copytree(world.source, raw)
    status, out, err = run(capsys, "check", "--day", "2026-06-30")
    income = [line for line in out if line.startswith("income;")]
    assert income == [f"income;v;RP 2023;en juillet{W}2026;non vérifié;en place;data fetch"]
    assert "recruitment;v;calendrier à écrire;–;–;en place;à la main" in out
    assert status == 0, err
    habit = f"Calendriers non vérifiés (habitude du producteur, écrite à la main{N}; voir sa page)"
    habit += f"{W}: income.\n"
    assert err == f"Au 30{W}juin{W}2026{W}: rien à faire.\n{habit}"
    for day, words, expected in (
        ("2026-07-15", "RP 2023;ce mois-ci", 0),
        ("2026-08-01", f"RP 2023;depuis juillet{W}2026", 1),
    ):
        status, out, err = run(capsys, "check", "--day", day)
        assert (status, words in "".join(out)) == (expected, True)
    assert out[0].startswith("income;"), "what is to be done comes first"
    later = run(capsys, "check", "--day", "2028-09-01")[1]
    assert f"RP 2023;depuis juillet{W}2026 (3 millésimes)" in "".join(later)
    assert err == f"Au 1er{W}août{W}2026{W}: 1 millésime à renouveler.\n{habit}"
    (raw / "insee" / "filosofi.csv").write_bytes(b"x")
    (raw / "ft" / "bmo.xlsx").unlink()
    status, out, err = run(capsys, "check", "--day", "2026-06-30")
    assert status == 1
    assert err.startswith(f"Au 30{W}juin{W}2026{W}: 1 fichier officiel absent, 1 fichier changé.\n")


def test_a_check_has_a_day_of_its_own(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.data.is_dir()
    assert re.search(r"Au \d+", run(capsys, "check")[2])
    status, _, err = run(capsys, "check", "--day", "hier")
    assert status == 2
    assert "Date mal écrite" in err


def test_an_edition_that_is_not_made_of_what_is_declared(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "build", "--from", str(world.source), "--replace")[0] == 0
    shutil.copytree(world.source, world.data / "raw")
    assert run(capsys, "check", "--day", "2026-06-30")[0] == 0
    with (world.data / "raw" / "insee" / "filosofi.csv").open("ab") as stream:
        stream.write(b"18003;100;20300;50;15,5;11000;40000\n")
    path = world.data / "registry.toml"
    digest = hashlib.sha256((world.data / "raw/insee/filosofi.csv").read_bytes()).hexdigest()
    old = load_registry(world.data)["income"].sha256
    path.write_text(path.read_text(encoding="utf-8").replace(old, digest), encoding="utf-8")
    status, _, err = run(capsys, "check", "--day", "2026-06-30")
    assert status == 1
    assert f"(income){W}: «{W}spro-portraits data build{W}» en fait une nouvelle." in err
    status, out, _ = run(capsys, "build")
    assert status == 0
    assert "-r2" in out[-1]
    assert run(capsys, "check", "--day", "2026-06-30")[0] == 0


def test_a_check_asks_nobody(
    world: World, producer: Producer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.data.is_dir()
    run(capsys, "check", "--day", "2026-06-30")
    assert producer.asked == []


# Words


def test_sizes_and_progress() -> None:
    assert write_size(999) == "999 octets"
    assert write_size(1) == "1 octet"
    assert write_size(1_500) == f"1,5{W}ko"
    assert write_size(3_755_401) == f"3,8{W}Mo"
    assert write_progress(1_000_000, 0) == f"1,0{W}Mo"
    assert write_progress(1_000_000, 2_000_000) == f"1,0{W}Mo sur 2,0{W}Mo"


def test_a_change_without_change_of_columns() -> None:
    lines = describe_change(
        sizes=(2_000_000, 2_000_000), rows=(35_010, 34_955), added=[], dropped=list("ABCDEFGHI"),
        renamed=[("P13_X", "P14_X")], has_titles=True, periods=(["2018"], ["2018"]),
        hashes=("", "ab" * 32), problem="",
    )  # fmt: skip
    assert lines == [
        f"    taille{W}: 2,0{W}Mo → 2,0{W}Mo",
        f"    lignes{W}: 35{N}010 → 34{N}955 (−55)",
        (
            f"    colonnes{W}: 1 d’une autre année (P13_X → P14_X), "
            "9 en moins (A, B, C, D, E, F et 3 de plus)"
        ),
        f"    périodes lues{W}: 2018",
        f"    empreinte{W}: aucune → abababababab",
    ]


def test_what_a_loader_reads(world: World) -> None:
    sources = load_registry(world.data)
    reading = read_raw(sources["comparateur"], world.source / "insee" / "comparateur.zip")
    assert reading.problem == ""
    assert {"2013", "2018"} <= set(reading.periods)
    assert "ne se lit pas" in read_raw(sources["comparateur"], world.source / "ft/bmo.xlsx").problem
    # A file that does not say its year takes that of the registry, where it says one.
    groups, path = sources["residents_by_group"], world.source / "insee" / "csp.parquet"
    assert read_raw(groups, path).periods == ["2022"]
    assert read_raw(replace(groups, vintage="RP 2023"), path).periods == ["2023"]
    assert "y écrire l’année" in read_raw(replace(groups, vintage="récent"), path).problem
