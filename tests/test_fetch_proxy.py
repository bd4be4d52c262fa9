"""Fetching from an office: whose certificates are believed, which proxy is gone through."""

from __future__ import annotations

import hashlib
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback import Producer, run_producer, run_proxy

from spro_portraits.errors import SourceError, SproError, UsageError
from spro_portraits.sources import Source
from spro_portraits.store.fetching import fetch_source
from spro_portraits.store.hops import Limits

LIMITS = Limits(connect=2, read=2, total=60, retries=1, pause=0)
CSV = b"CODGEO;P18_POP\n18001;1\n"
N = "\u00a0"


def make_source(producer: Producer) -> Source:
    return Source(
        "x", "Insee", "titre", "https://example.org/page", producer.serve("/x.csv", CSV),
        url_checked=False, licence="LO", vintage="2018", geography_year=2021, file="x.csv",
        sha256=hashlib.sha256(CSV).hexdigest(), loader="comparateur", direct=True,
    )  # fmt: skip


def fetch(producer: Producer, raw: Path) -> bytes:
    return fetch_source(make_source(producer), raw, limits=LIMITS).path.read_bytes()


def refuse(producer: Producer, raw: Path, kind: str, error: type[SproError] = SourceError) -> str:
    with pytest.raises(error) as caught:
        fetch(producer, raw)
    assert caught.value.kind == kind, str(caught.value)
    assert not list(raw.rglob("*.csv"))
    assert producer.asked == []
    return str(caught.value)


# Certificates


def test_an_authority_is_believed_by_any_of_three_variables(
    producer: Producer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    said = refuse(producer, tmp_path / "no", "untrusted_certificate")
    assert f"x{N}: l’autorité qui signe le certificat de localhost:" in said
    assert "SSL_CERT_FILE" in said
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        with monkeypatch.context() as patch:
            patch.setenv(name, str(producer.bundle))
            assert fetch(producer, tmp_path / name) == CSV


def test_an_authority_of_the_system_is_believed(
    producer: Producer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Windows would find in its store, OpenSSL finds where it was built to look."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    built = ssl.get_default_verify_paths()
    here = ssl.DefaultVerifyPaths(str(producer.bundle), None, *built[2:])
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: here)
    monkeypatch.setenv(built.openssl_cafile_env, str(producer.bundle))
    monkeypatch.setattr("spro_portraits.store.trust.VARIABLES", ())
    assert fetch(producer, tmp_path) == CSV


@pytest.mark.parametrize(
    ("name", "not_after", "kind"),
    [
        ("elsewhere.example.org", None, "other_certificate"),
        ("localhost", datetime(2020, 1, 1, tzinfo=UTC), "outdated_certificate"),
    ],
)
def test_a_certificate_that_is_of_another_name_or_time(
    producer: Producer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    not_after: datetime | None,
    kind: str,
) -> None:
    assert producer.asked == []
    with run_producer(tmp_path, name, not_after) as other:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other.bundle))
        refuse(other, tmp_path / "raw", kind)


@pytest.mark.parametrize("content", [None, b"\x30\x82\x01\x0a no PEM"])
def test_a_variable_that_names_no_certificates(
    producer: Producer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    path = tmp_path / "company.cer"
    if content:
        path.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    said = refuse(producer, tmp_path / "raw", "bad_certificates", UsageError)
    assert said.startswith(f"La variable SSL_CERT_FILE nomme {path}, qui est absent")


# Through a proxy


def test_the_proxy_of_the_environment_is_used(
    producer: Producer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a password, and with an authority that only ``SSL_CERT_FILE`` names."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.setenv("SSL_CERT_FILE", str(producer.bundle))
    with run_proxy(login="me:p@ss") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:p%40ss@{proxy.place}")
        assert fetch(producer, tmp_path / "one") == CSV
        assert proxy.asked == [producer.base.removeprefix("https://")]
        assert "proxy-authorization" not in producer.asked[0].headers
        monkeypatch.setenv("NO_PROXY", "localhost")
        fetch(producer, tmp_path / "two")
        assert len(proxy.asked) == 1


@pytest.mark.parametrize(
    ("status", "login", "kind", "words"),
    [
        (200, "", "proxy_asks_password", "http://nom:motdepasse@{place} (les signes"),
        (200, "me:secret@", "proxy_refuses_password", "le proxy {place} refuse le nom et le mot"),
        (403, "me:right@", "proxy_refuses", "{place} refuse de joindre {host} (réponse 403)"),
    ],
)
def test_a_proxy_that_refuses_is_named_without_the_password(
    producer: Producer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    login: str,
    kind: str,
    words: str,
) -> None:
    with run_proxy(status, login="me:right") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{login}{proxy.place}")
        said = refuse(producer, tmp_path, kind)
        assert len(proxy.asked) == 1, "a refusal is not asked again"
    host = producer.base.removeprefix("https://")
    assert words.format(place=proxy.place, host=host) in said
    assert login.rstrip("@") not in said or not login


@pytest.mark.parametrize(
    ("proxy", "kind", "words"),
    [
        ("http://me:secret@localhost:{port}", "proxy_away", "localhost:{port} ne répond pas"),
        ("127.0.0.1:{port}", "proxy_away", "127.0.0.1:{port} ne répond pas (connexion refusée)"),
        ("localhost:{port}", "bad_proxy", "http://machine:port"),
        ("http://me:secret@nowhere.invalid:1", "proxy_away", "(nom de machine introuvable)"),
        ("socks5://me:secret@localhost:{port}", "bad_proxy", "http://machine:port"),
        ("http://me:secret@localhost:port", "bad_proxy", "HTTPS_PROXY"),
    ],
)
def test_a_proxy_that_is_not_there_is_named_without_the_password(
    producer: Producer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    proxy: str,
    kind: str,
    words: str,
) -> None:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        port = taken.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=port))
    said = refuse(producer, tmp_path, kind)
    assert words.format(port=port) in said
    assert "secret" not in said
