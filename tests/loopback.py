"""A producer's server on the loopback, over real TLS, that behaves as it is told; and a proxy.

Every request is kept with what was sent in answer, so that a test can count bytes.
"""

from __future__ import annotations

import base64
import gzip
import re
import select
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

Behaviour = Callable[["Answer"], None]

CUT = (BrokenPipeError, ConnectionError, ssl.SSLError, OSError)


@dataclass
class Asked:
    """One request, and the bytes of the body that were sent."""

    path: str
    headers: dict[str, str]
    sent: int = 0


class Answer(BaseHTTPRequestHandler):
    """One answer; a behaviour writes it."""

    protocol_version = "HTTP/1.1"
    producer: Producer
    asked: Asked

    def do_GET(self) -> None:
        self.asked = Asked(self.path, {k.casefold(): v for k, v in self.headers.items()})
        self.producer.asked.append(self.asked)
        behaviour = self.producer.behaviours.get(self.path, give_status(404))
        with suppress(*CUT):
            behaviour(self)

    def begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, content: bytes) -> None:
        self.wfile.write(content)
        self.wfile.flush()
        self.asked.sent += len(content)

    def hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Producer:
    """A running server: what it does by path, and what it was asked."""

    base: str
    bundle: Path
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def serve(self, path: str, behaviour: Behaviour | bytes) -> str:
        """Say what a path gives; bytes are a well-behaved file."""
        given = give_file(behaviour) if isinstance(behaviour, bytes) else behaviour
        self.behaviours[path] = given
        return self.base + path

    @property
    def sent(self) -> int:
        return sum(asked.sent for asked in self.asked)


PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
CERTIFICATES = ("CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def trust(producer: Producer, monkeypatch: pytest.MonkeyPatch) -> Producer:
    """Give a server with nothing asked yet, trusted; no proxy of this machine."""
    producer.asked.clear()
    producer.behaviours.clear()
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in CERTIFICATES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(producer.bundle))
    return producer


@contextmanager
def run_producer(
    folder: Path, name: str = "localhost", not_after: datetime | None = None
) -> Iterator[Producer]:
    """Run a server with a certificate of an authority of its own, for a name, until a day."""
    authority = trustme.CA()
    bundle = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_after=not_after).configure_cert(context)
    handler = type("Bound", (Answer,), {})
    server = ThreadingHTTPServer(("localhost", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    producer = Producer(f"https://localhost:{server.server_address[1]}", bundle)
    handler.producer = producer  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield producer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Behaviours


def give_file(content: bytes, *, etag: str = '"v1"', kind: str = "text/csv") -> Behaviour:
    """Give a file as a good server does, with ranges."""

    def behave(answer: Answer) -> None:
        first = find_first(answer, etag)
        headers = {"Content-Type": kind, "ETag": etag}
        if first >= len(content) > 0:
            answer.begin(416, {"Content-Range": f"bytes */{len(content)}", "Content-Length": "0"})
            return
        if first:
            last = len(content) - 1
            headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        answer.begin(206 if first else 200, headers | {"Content-Length": str(len(content) - first)})
        answer.send(content[first:])

    return behave


def find_first(answer: Answer, etag: str) -> int:
    found = re.fullmatch(r"bytes=(\d+)-", answer.asked.headers.get("range", ""))
    return int(found[1]) if found and answer.asked.headers.get("if-range") == etag else 0


def cut_file(content: bytes, after: int, times: int, *, etag: str = '"v1"') -> Behaviour:
    """Hang up after some bytes, some times; ``etag`` empty: no name to go on by."""
    left = [times]
    whole = give_file(content, etag=etag or '"never"')

    def behave(answer: Answer) -> None:
        if not left[0]:
            whole(answer)
            return
        left[0] -= 1
        first = find_first(answer, etag) if etag else 0
        headers = {"Content-Length": str(len(content) - first)} | ({"ETag": etag} if etag else {})
        if first:
            headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        answer.begin(206 if first else 200, headers)
        answer.send(content[first : first + after])
        answer.hang_up()

    return behave


def give_status(*statuses: int, then: Behaviour | None = None) -> Behaviour:
    """Give statuses one after the other, then something else, or the last one for ever."""
    left = list(statuses)

    def behave(answer: Answer) -> None:
        status = left.pop(0) if len(left) > 1 or (then and left) else (left or [0])[0]
        if status:
            answer.begin(status, {"Content-Length": "0"})
        elif then:
            then(answer)

    return behave


def give_redirect(address: str, status: int = 302) -> Behaviour:
    return lambda answer: answer.begin(status, {"Location": address, "Content-Length": "0"})


def give_raw(headers: dict[str, str], *pieces: bytes, pause: float = 0) -> Behaviour:
    """Give whatever headers and bytes, true or not, and hang up."""

    def behave(answer: Answer) -> None:
        answer.begin(200, {"Connection": "close"} | headers)
        for piece in pieces:
            answer.send(piece)
            time.sleep(pause)
        answer.hang_up()

    return behave


def give_gzip(content: bytes) -> Behaviour:
    packed = gzip.compress(content, 9)
    return give_raw(
        {"Content-Encoding": "gzip", "Content-Length": str(len(packed)), "ETag": '"z"'}, packed
    )


# A proxy


@dataclass
class Proxy:
    """A proxy that opens tunnels to those who give the password, or answers as it is told.

    Attributes
    ----------
    place : str
        ``localhost:3128``.
    status : int
        What it answers; 200 opens a tunnel.
    login : str
        ``name:password`` that it asks for; empty for none.
    asked : list
        Machines that tunnels were asked to.
    """

    place: str
    status: int
    login: str
    asked: list[str] = field(default_factory=list)

    def accepts(self, headers: dict[str, str]) -> bool:
        wanted = "Basic " + base64.b64encode(self.login.encode()).decode()
        return not self.login or headers.get("proxy-authorization") == wanted


class _Tunnel(socketserver.StreamRequestHandler):
    proxy: Proxy

    def handle(self) -> None:
        method, target, _ = self.rfile.readline().decode().split()
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.casefold()] = value.strip()
        assert method == "CONNECT"
        self.proxy.asked.append(target)
        status = self.proxy.status if self.proxy.accepts(headers) else 407
        if status != 200:
            self.wfile.write(b"HTTP/1.1 %d No\r\n\r\n" % status)
            return
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            ends = {self.connection: there, there: self.connection}
            while True:
                ready, _, _ = select.select(list(ends), [], [], 5)
                for end in ready:
                    piece = end.recv(1 << 16)
                    if not piece:
                        return
                    ends[end].sendall(piece)
                if not ready:
                    return


@contextmanager
def run_proxy(status: int = 200, login: str = "") -> Iterator[Proxy]:
    """Run a proxy."""
    handler = type("Bound", (_Tunnel,), {})
    server = socketserver.ThreadingTCPServer(("localhost", 0), handler)
    server.daemon_threads = True
    handler.proxy = Proxy(f"localhost:{server.server_address[1]}", status, login)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield handler.proxy  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
