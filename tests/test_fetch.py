"""Fetching from a real TLS server that misbehaves: what is kept, what is refused, what goes on."""

from __future__ import annotations

import hashlib
import io
import re
import socket
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from loopback import (
    Producer,
    cut_file,
    give_file,
    give_gzip,
    give_raw,
    give_redirect,
    give_status,
    run_producer,
)

from spro_portraits.errors import SourceError, UsageError
from spro_portraits.sources import Source, load_registry
from spro_portraits.store import compute_sha256
from spro_portraits.store.declared import write_hash
from spro_portraits.store.fetching import (
    accept_arrival,
    claim_raw,
    fetch_source,
    find_pending,
    find_state,
    plan_fetch,
    sweep_raw,
)
from spro_portraits.store.hops import Limits

LIMITS = Limits(connect=2, read=2, total=60, retries=3, pause=0.01)
CSV = b"CODGEO;P18_POP;P13_POP\n" + b"".join(b"%05d;%d;%d\n" % (n, n, n) for n in range(20_000))


@pytest.fixture(autouse=True)
def _no_long_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pooch.core.time", SimpleNamespace(sleep=lambda _: None))


def make_source(url: str, content: bytes = CSV, **changes: object) -> Source:
    source = Source(
        "x", "Insee", "titre", "https://example.org/x", url, url_checked=False, licence="LO",
        vintage="2018", geography_year=2021, file="insee/x.csv",
        sha256=hashlib.sha256(content).hexdigest(), loader="comparateur", direct=True, max_mb=1,
        max_unpacked_mb=2,
    )  # fmt: skip
    return replace(source, **changes)  # type: ignore[arg-type]


def make_zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def list_files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def fetch(source: Source, raw: Path, **options: object) -> Path:
    return fetch_source(source, raw, **{"limits": LIMITS, **options}).path  # type: ignore[arg-type]


def refuse(source: Source, raw: Path, kind: str, **options: object) -> SourceError:
    """Fetch what must be refused: the raw file that is there stays, nothing else is left."""
    old = raw / source.file
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(b"old")
    with pytest.raises(SourceError) as caught:
        fetch(source, raw, **options)
    assert caught.value.kind == kind, str(caught.value)
    assert old.read_bytes() == b"old"
    assert find_pending(raw, source) is None
    assert [name for name in list_files(raw) if "pending" in name] == []
    return caught.value


# A good server


def test_a_file_arrives_whole_and_is_the_declared_one(producer: Producer, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    source = make_source(producer.serve("/x.csv", CSV))
    arrival = fetch_source(
        source, tmp_path, limits=LIMITS, tell=lambda arrived, total: told.append((arrived, total))
    )
    assert arrival.is_declared
    assert arrival.path == tmp_path / "insee" / "x.csv"
    assert arrival.path.read_bytes() == CSV
    assert list_files(tmp_path) == ["insee/x.csv"]
    assert told[0] == (0, len(CSV))
    assert told[-1] == (len(CSV), len(CSV))
    assert producer.sent == len(CSV)
    headers = producer.asked[0].headers
    assert headers["user-agent"].startswith("spro-portraits/")
    assert "authorization" not in headers
    assert find_state(tmp_path, source) == "same"


def test_no_password_of_the_user_is_sent(
    producer: Producer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login me password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    fetch(make_source(producer.serve("/x.csv", CSV)), tmp_path / "raw")
    assert "authorization" not in producer.asked[0].headers


def test_what_is_there_is_not_asked_for_again(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", CSV))
    by_hand = replace(source, key="y", file="insee/y.csv", direct=False)
    sources = {"x": source, "y": by_hand}
    assert [action for _, action in plan_fetch(sources, tmp_path)] == ["fetch", "manual"]
    fetch(source, tmp_path)
    assert [action for _, action in plan_fetch(sources, tmp_path)] == ["keep", "manual"]
    assert [action for _, action in plan_fetch(sources, tmp_path, is_forced=True)] == [
        "fetch", "manual",
    ]  # fmt: skip
    assert len(producer.asked) == 1


def test_a_member_of_an_archive(producer: Producer, tmp_path: Path) -> None:
    packed = make_zip({"meta.csv": b"a;b\n", "data/com.csv": CSV})
    source = make_source(producer.serve("/x.zip", packed), member="data/com.csv")
    assert fetch(source, tmp_path).read_bytes() == CSV
    assert list_files(tmp_path) == ["insee/x.csv"]


def test_a_member_that_is_not_there_is_named_with_those_that_are(
    producer: Producer, tmp_path: Path
) -> None:
    packed = make_zip({"meta.csv": b"a;b\n", "data/com_2022.csv": CSV})
    source = make_source(producer.serve("/x.zip", packed), member="data/com_2021.csv")
    error = refuse(source, tmp_path, "missing_member")
    assert "Vouliez-vous dire\u00a0: data/com_2022.csv" in str(error)
    assert "meta.csv" in str(error)


# Cuts, and going on


def test_a_cut_download_goes_on_where_it_stopped(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", cut_file(CSV, 100_000, times=2)))
    assert fetch(source, tmp_path).read_bytes() == CSV
    assert [asked.sent for asked in producer.asked] == [100_000, 100_000, len(CSV) - 200_000]
    assert [asked.headers.get("range") for asked in producer.asked] == [
        None, "bytes=100000-", "bytes=200000-",
    ]  # fmt: skip
    assert producer.sent == len(CSV)


def test_a_run_that_failed_is_gone_on_with_by_the_next(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", cut_file(CSV, 50_000, times=4)))
    error = refuse(source, tmp_path, "cut_download")
    assert "reprend là" in str(error)
    partial = tmp_path / ".partial" / "x.part"
    assert partial.read_bytes() == CSV[:200_000]
    producer.asked.clear()
    assert fetch(source, tmp_path).read_bytes() == CSV
    assert producer.sent == len(CSV) - 200_000
    assert list_files(tmp_path) == ["insee/x.csv"]


def test_a_file_that_changed_meanwhile_is_begun_again(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", cut_file(CSV[::-1], 50_000, times=4)))
    refuse(source, tmp_path, "cut_download")
    producer.serve("/x.csv", give_file(CSV, etag='"v2"'))
    assert fetch(source, tmp_path).read_bytes() == CSV
    assert producer.asked[-1].headers["if-range"] == '"v1"'
    assert producer.asked[-1].sent == len(CSV)


def test_an_end_of_another_file_is_not_glued_on(producer: Producer, tmp_path: Path) -> None:
    """A server that gives a range in spite of ``If-Range``."""
    source = make_source(producer.serve("/x.csv", cut_file(CSV[::-1], 50_000, times=4)))
    refuse(source, tmp_path, "cut_download")

    def behave(answer: object) -> None:
        headers = answer.asked.headers  # type: ignore[attr-defined]
        headers["if-range"] = '"v2"'
        give_file(CSV, etag='"v2"')(answer)  # type: ignore[arg-type]

    producer.serve("/x.csv", behave)
    assert fetch(source, tmp_path).read_bytes() == CSV


def test_nothing_is_gone_on_with_where_the_server_names_no_version(
    producer: Producer, tmp_path: Path
) -> None:
    source = make_source(producer.serve("/x.csv", cut_file(CSV, 100_000, times=1, etag="")))
    assert fetch(source, tmp_path).read_bytes() == CSV
    assert producer.sent == 100_000 + len(CSV)
    assert all("range" not in asked.headers for asked in producer.asked)


def test_a_partial_file_that_is_whole_is_begun_again(producer: Producer, tmp_path: Path) -> None:
    """Killed between the last byte and the move."""
    source = make_source(producer.serve("/x.csv", cut_file(CSV, 1_000, times=4)))
    refuse(source, tmp_path, "cut_download")
    (tmp_path / ".partial" / "x.part").write_bytes(CSV)
    assert fetch(source, tmp_path).read_bytes() == CSV


def test_beginnings_that_nobody_goes_on_with_are_removed(tmp_path: Path) -> None:
    mine, come, gone = make_source("https://a.org"), make_source("https://b.org"), "z"
    (tmp_path / "insee").mkdir()
    (tmp_path / "insee" / "y.csv").write_bytes(CSV)
    for key in ("x", "y", gone):
        for path in (f".partial/{key}.part", f".partial/{key}.json", f".pending/{key}/x.csv"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(b"begun")
    sweep_raw(tmp_path, {"x": mine, "y": replace(come, key="y", file="insee/y.csv")})
    assert list_files(tmp_path) == [
        ".partial/x.json", ".partial/x.part", ".pending/x/x.csv", ".pending/y/x.csv", "insee/y.csv",
    ]  # fmt: skip


def test_a_partial_file_of_another_address_is_forgotten(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", cut_file(CSV, 1_000, times=4)))
    refuse(source, tmp_path, "cut_download")
    producer.asked.clear()
    moved = replace(source, url=producer.serve("/new.csv", CSV))
    assert fetch(moved, tmp_path).read_bytes() == CSV
    assert "range" not in producer.asked[0].headers


# Servers that are busy, slow, away


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(producer: Producer, tmp_path: Path, status: int) -> None:
    url = producer.serve("/x.csv", give_status(status, status, then=give_file(CSV)))
    assert fetch(make_source(url), tmp_path).read_bytes() == CSV
    assert len(producer.asked) == 3


def test_a_server_that_stays_busy_is_let_go(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", give_status(503)))
    error = refuse(source, tmp_path, "refused_request")
    assert "répond 503" in str(error)
    assert len(producer.asked) == 1 + LIMITS.retries


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_not_asked_again(producer: Producer, tmp_path: Path, status: int) -> None:
    source = make_source(producer.serve("/x.csv", give_status(status)))
    error = refuse(source, tmp_path, "refused_request")
    assert f"répond {status}" in str(error)
    assert source.page in str(error)
    assert len(producer.asked) == 1


def test_a_server_that_says_nothing_more_is_cut(producer: Producer, tmp_path: Path) -> None:
    headers = {"Content-Length": str(len(CSV)), "ETag": '"v1"'}
    source = make_source(producer.serve("/x.csv", give_raw(headers, CSV[:10], CSV[10:], pause=1.5)))
    limits = replace(LIMITS, read=0.3, retries=1)
    error = refuse(source, tmp_path, "cut_download", limits=limits)
    assert "délai dépassé pendant la réponse" in str(error)


def test_a_server_that_drips_is_left_in_time(producer: Producer, tmp_path: Path) -> None:
    drops = [bytes([65 + n % 26]) for n in range(100)]
    headers = {"Content-Length": "100", "ETag": '"v1"'}
    source = make_source(producer.serve("/x.csv", give_raw(headers, *drops, pause=0.05)))
    began = time.monotonic()
    error = refuse(source, tmp_path, "too_slow", limits=replace(LIMITS, total=0.5))
    assert time.monotonic() - began < 3
    assert "pas fini au bout de 1 min" in str(error)
    kept = (tmp_path / ".partial" / "x.part").read_bytes()
    assert 0 < len(kept) < 100
    assert b"".join(drops).startswith(kept)


def test_a_server_that_is_not_there(producer: Producer, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        port = taken.getsockname()[1]
    error = refuse(make_source(f"https://localhost:{port}/x.csv"), tmp_path, "unreachable")
    assert "connexion refusée" in str(error)
    assert producer.asked == []


# Where it may go


def test_a_redirect_to_a_declared_host_is_followed(producer: Producer, tmp_path: Path) -> None:
    producer.serve("/real.csv", CSV)
    source = make_source(producer.serve("/x.csv", give_redirect("/real.csv", 301)))
    assert fetch(source, tmp_path).read_bytes() == CSV
    assert [asked.path for asked in producer.asked] == ["/x.csv", "/real.csv"]


def test_a_redirect_to_another_host_is_not_followed(producer: Producer, tmp_path: Path) -> None:
    with run_producer(tmp_path) as other:
        stolen = other.serve("/x.csv", CSV)
        source = make_source(producer.serve("/x.csv", give_redirect(stolen)))
        error = refuse(source, tmp_path / "raw", "foreign_host")
        assert other.asked == []
        assert other.base.removeprefix("https://") in str(error)
        declared = replace(source, hosts=(other.base.removeprefix("https://"),))
        with pytest.raises(SourceError, match="n’est pas connue de cet ordinateur"):
            fetch(declared, tmp_path / "raw")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("http://localhost/x.csv", "insecure_address"),
        ("ftp://localhost/x.csv", "insecure_address"),
        ("file:///etc/passwd", "insecure_address"),
        ("//example.org/x.csv", "foreign_host"),
        ("https://localhost.example.org/x.csv", "foreign_host"),
        ("https://[::1/x.csv", "unreachable"),
    ],
)
def test_a_redirect_that_leaves_https_or_the_host(
    producer: Producer, tmp_path: Path, address: str, kind: str
) -> None:
    source = make_source(producer.serve("/x.csv", give_redirect(address)))
    refuse(source, tmp_path, kind)
    assert len(producer.asked) == 1


def test_a_redirect_to_http_of_the_same_host(producer: Producer, tmp_path: Path) -> None:
    address = producer.base.replace("https", "http") + "/real.csv"
    source = make_source(producer.serve("/x.csv", give_redirect(address)))
    assert address in str(refuse(source, tmp_path, "insecure_address"))


def test_a_name_in_front_of_the_host_is_refused(producer: Producer, tmp_path: Path) -> None:
    address = producer.base.replace("//", "//me:secret@") + "/real.csv"
    source = make_source(producer.serve("/x.csv", give_redirect(address)))
    refuse(source, tmp_path, "foreign_host")


def test_redirects_without_end(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", give_redirect("/x.csv")))
    refuse(source, tmp_path, "endless_redirect")
    assert len(producer.asked) == 6


def test_an_address_without_tls_is_never_asked(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.base.replace("https", "http") + "/x.csv")
    refuse(source, tmp_path, "insecure_address")
    assert producer.asked == []


# What comes is judged


def test_a_file_that_is_heavier_than_allowed_is_not_begun(
    producer: Producer, tmp_path: Path
) -> None:
    source = make_source(producer.serve("/x.csv", b"a;b\n" * 300_000))
    assert "max_mb" in str(refuse(source, tmp_path, "too_heavy"))
    assert list_files(tmp_path) == ["insee/x.csv"]


def test_a_body_without_a_length_is_counted(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", give_raw({}, *[b"a;b\n" * 25_000] * 30)))
    refuse(source, tmp_path, "too_heavy")
    assert list_files(tmp_path) == ["insee/x.csv"]


def test_a_packed_body_that_swells_is_stopped(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", give_gzip(b"\0" * 200_000_000)))
    refuse(source, tmp_path, "too_heavy")
    assert producer.sent < 250_000


def test_a_packed_body_is_unpacked(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", give_gzip(CSV)))
    assert fetch(source, tmp_path).read_bytes() == CSV


def test_a_length_that_is_too_great(producer: Producer, tmp_path: Path) -> None:
    behaviour = give_raw({"Content-Length": str(len(CSV) + 99), "ETag": '"v1"'}, CSV)
    refuse(make_source(producer.serve("/x.csv", behaviour)), tmp_path, "cut_download")


def test_a_length_that_is_too_small_does_not_pass_for_the_file(
    producer: Producer, tmp_path: Path
) -> None:
    source = make_source(producer.serve("/x.csv", give_raw({"Content-Length": "1000"}, CSV)))
    arrival = fetch_source(source, tmp_path, limits=LIMITS)
    assert not arrival.is_declared
    assert arrival.path == find_pending(tmp_path, source)
    assert arrival.path.read_bytes() == CSV[:1000]
    assert find_state(tmp_path, source) == "missing"


PAGES = [
    b"<!DOCTYPE html><html><body>Erreur</body></html>",
    b"\xef\xbb\xbf\n  <html lang='fr'>",
    b"<?xml version='1.0'?>\n<!-- portail -->\n<!doctype HTML>",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("file", ["insee/x.csv", "insee/x.xlsx", "insee/x.parquet"])
def test_a_page_in_place_of_the_file(
    producer: Producer, tmp_path: Path, page: bytes, file: str
) -> None:
    """Even if the registry had its hash."""
    source = make_source(producer.serve("/x.csv", page), page, file=file)
    assert "page web" in str(refuse(source, tmp_path, "web_page_instead"))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("x.xlsx", CSV),
        ("x.zip", CSV),
        ("x.xls", make_zip({"a": b"b"})),
        ("x.parquet", CSV),
        ("x.geojson", CSV),
        ("x.csv", make_zip({"a.csv": CSV})),
        ("x.csv", b"PAR1" + b"\0" * 50),
        ("x.csv", b"%PDF-1.7"),
    ],
)
def test_a_file_of_another_kind(
    producer: Producer, tmp_path: Path, file: str, content: bytes
) -> None:
    source = make_source(producer.serve("/x", content), content, file=file)
    refuse(source, tmp_path, "other_form")


def test_an_empty_file(producer: Producer, tmp_path: Path) -> None:
    refuse(make_source(producer.serve("/x.csv", b""), b""), tmp_path, "empty_file")


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"]
)
@pytest.mark.parametrize("member", ["", "com.csv"])
def test_an_archive_that_would_leave_its_folder(
    producer: Producer, tmp_path: Path, name: str, member: str
) -> None:
    packed = make_zip({"com.csv": CSV, name: b"evil"})
    file = "insee/x.csv" if member else "insee/x.zip"
    source = make_source(producer.serve("/x.zip", packed), packed, member=member, file=file)
    refuse(source, tmp_path / "raw", "hostile_archive")
    assert list(tmp_path.rglob("*evil*")) == []


def test_an_archive_with_a_link(producer: Producer, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("com.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    packed = stream.getvalue()
    source = make_source(producer.serve("/x.zip", packed), packed, member="com.csv")
    refuse(source, tmp_path, "hostile_archive")


@pytest.mark.parametrize(("file", "member"), [("x.csv", "com.csv"), ("x.zip", ""), ("x.xlsx", "")])
def test_an_archive_that_swells(producer: Producer, tmp_path: Path, file: str, member: str) -> None:
    packed = make_zip({"com.csv": b"0" * 1_500_000, "other.csv": b"0" * 1_500_000})
    assert len(packed) < 10_000
    source = make_source(producer.serve("/x.zip", packed), packed, file=file, member=member)
    assert "max_unpacked_mb" in str(refuse(source, tmp_path, "swelling_archive"))


def test_an_archive_that_lies_about_its_size(producer: Producer, tmp_path: Path) -> None:
    packed = bytearray(make_zip({"com.csv": b"0" * 30_000_000}))
    true = (30_000_000).to_bytes(4, "little")
    for match in list(re.finditer(re.escape(true), bytes(packed))):
        packed[match.start() : match.end()] = (1000).to_bytes(4, "little")
    source = make_source(producer.serve("/x.zip", bytes(packed)), member="com.csv")
    refuse(source, tmp_path, "broken_archive")


def test_an_archive_that_was_cut(producer: Producer, tmp_path: Path) -> None:
    packed = make_zip({"com.csv": CSV})[:-40]
    refuse(
        make_source(producer.serve("/x.zip", packed), packed, file="x.zip"),
        tmp_path, "broken_archive",
    )  # fmt: skip


# Another file than the declared one


def test_another_file_waits_and_is_taken_only_when_accepted(
    producer: Producer, tmp_path: Path, make_registry: Callable[[Source], Path]
) -> None:
    new = CSV.replace(b"P18", b"P19")
    raw = tmp_path / "raw"
    source = make_source(producer.serve("/x.csv", CSV))
    fetch(source, raw)
    producer.serve("/x.csv", new)
    data = make_registry(source)
    arrival = fetch_source(source, raw, limits=LIMITS, is_forced=True)
    assert not arrival.is_declared
    assert (raw / source.file).read_bytes() == CSV
    assert load_registry(data)["x"] == source
    asked = len(producer.asked)
    again = fetch_source(source, raw, limits=LIMITS)
    assert again == arrival
    assert len(producer.asked) == asked, "what waits is not asked for again"
    accepted = accept_arrival(again, raw, data)
    assert accepted.path.read_bytes() == new
    assert load_registry(data)["x"].sha256 == hashlib.sha256(new).hexdigest()
    assert list_files(raw) == ["insee/x.csv"]


def test_what_waits_must_be_what_was_shown(
    producer: Producer, tmp_path: Path, make_registry: Callable[[Source], Path]
) -> None:
    source = make_source(producer.serve("/x.csv", CSV), b"another")
    data = make_registry(source)
    before = (data / "registry.toml").read_bytes()
    arrival = fetch_source(source, tmp_path / "raw", limits=LIMITS)
    arrival.path.write_bytes(b"swapped")
    with pytest.raises(SourceError) as caught:
        accept_arrival(arrival, tmp_path / "raw", data)
    assert caught.value.kind == "hash_mismatch"
    assert (data / "registry.toml").read_bytes() == before


@pytest.fixture
def make_registry(tmp_path: Path) -> Callable[[Source], Path]:
    def make(source: Source) -> Path:
        folder = tmp_path / "data"
        folder.mkdir()
        text = (
            f'# Première ligne.\n[x]  # la fiche\nproducer = "Insee"\ntitle = "titre"\n'
            f'page = "{source.page}"\nurl = "{source.url}"\nurl_checked = false\nlicence = "LO"\n'
            f'vintage = "2018"\ngeography_year = 2021\nfile = "insee/x.csv"\n'
            f'sha256 = "{source.sha256}"  # ancienne\nloader = "comparateur"\ndirect = true\n'
            f"max_mb = 1\nmax_unpacked_mb = 2\n"
        )
        (folder / "registry.toml").write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_only_the_hash_changes_in_the_registry(data_dir: Path, tmp_path: Path, end: bytes) -> None:
    before = (data_dir / "registry.toml").read_bytes().replace(b"\n", end)
    (tmp_path / "registry.toml").write_bytes(before)
    source = load_registry(tmp_path)["income"]
    file = tmp_path / "new.csv"
    file.write_bytes(CSV)
    write_hash(tmp_path, source, file, compute_sha256(file))
    after = (tmp_path / "registry.toml").read_bytes()
    assert after == before.replace(source.sha256.encode(), compute_sha256(file).encode())
    assert after != before


def test_one_download_at_a_time(tmp_path: Path) -> None:
    with claim_raw(tmp_path), pytest.raises(UsageError) as caught, claim_raw(tmp_path):
        pass
    assert caught.value.kind == "busy_download"
    assert list_files(tmp_path) == []


def test_an_interruption_leaves_the_partial_file_alone(producer: Producer, tmp_path: Path) -> None:
    source = make_source(producer.serve("/x.csv", CSV))
    old = tmp_path / source.file
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")

    def stop(arrived: int, _total: int) -> None:
        if arrived > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(source, tmp_path, tell=stop)
    assert old.read_bytes() == b"old"
    assert list_files(tmp_path) == [".partial/x.json", ".partial/x.part", "insee/x.csv"]
    kept = (tmp_path / ".partial" / "x.part").stat().st_size
    producer.asked.clear()
    assert fetch(source, tmp_path).read_bytes() == CSV
    assert producer.asked[0].headers["range"] == f"bytes={kept}-"


# The real registry


@pytest.mark.official
def test_every_direct_source_arrives_as_declared(
    producer: Producer, tmp_path: Path, data_dir: Path, official: Path
) -> None:
    """The official files, served at addresses of the loopback in place of the producers'."""
    direct = [source for source in load_registry(data_dir).values() if source.direct]
    assert len(direct) == 14
    for source in direct:
        content = (official / source.file).read_bytes()
        given = (
            make_zip({"lisez-moi.txt": b"x", source.member: content}) if source.member else content
        )
        here = replace(source, url=producer.serve(f"/{source.key}", given))
        assert fetch_source(here, tmp_path, limits=LIMITS).is_declared, source.key
        assert find_state(tmp_path, source) == "same"
