"""Downloading from a server on this machine: resumed, verified, and never in place of a good copy."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rebonds.errors import NetworkError
from rebonds.sources.fetch import fetch

BODY = bytes(range(256)) * 4000
KEYS = '[keys]\ncode = "C"\n[[variable]]\nname = "n"\nvalue = "V"\n'


class Server(ThreadingHTTPServer):
    """Serves `body`; cuts the first `cuts` answers in the middle; keeps the ranges it was asked for."""

    daemon_threads = True
    body = BODY
    version = '"v1"'
    cuts = 0
    status = 200
    ranges: list[str | None]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        wanted = self.headers.get("Range")
        server.ranges.append(wanted)
        if server.status != 200:
            self.send_error(server.status)
            return
        start = 0
        if wanted and self.headers.get("If-Range") == server.version:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        if wanted and start >= len(server.body):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(server.body)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if server.version:
            self.send_header("ETag", server.version)
        rest = server.body[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if server.cuts:
            server.cuts -= 1
            rest = rest[: len(rest) // 2]
            self.close_connection = True
        self.wfile.write(rest)

    def log_message(self, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Handler)
    running.ranges = []
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def described(card, server):
    made = card(KEYS)
    return dataclasses.replace(made, file=f"http://127.0.0.1:{server.server_port}/data.csv")


def test_a_file_is_brought_with_progress(described, server, tmp_path):
    seen = []
    target = tmp_path / "raw" / "data.csv"
    got = fetch(described, target, progress=lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == BODY
    assert (got.size, got.sha256, got.resumed) == (len(BODY), hashlib.sha256(BODY).hexdigest(), False)
    assert seen[-1] == (len(BODY), len(BODY))
    assert [path.name for path in target.parent.iterdir()] == ["data.csv"]


def test_a_cut_is_resumed_at_once(described, server, tmp_path):
    server.cuts = 1
    got = fetch(described, tmp_path / "data.csv", pause=0)
    assert server.ranges == [None, f"bytes={len(BODY) // 2}-"]
    assert got.resumed
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_cut_is_resumed_by_the_next_command_and_keeps_the_good_copy(described, server, tmp_path):
    target = tmp_path / "data.csv"
    target.write_bytes(b"good copy")
    server.cuts = 1
    with pytest.raises(NetworkError, match="reprendra là"):
        fetch(described, target, attempts=1)
    assert target.read_bytes() == b"good copy"
    assert fetch(described, target).resumed
    assert target.read_bytes() == BODY


def test_another_version_is_not_joined_to_the_first_half(described, server, tmp_path):
    server.cuts = 1
    with pytest.raises(NetworkError):
        fetch(described, tmp_path / "data.csv", attempts=1)
    server.version, server.body = '"v2"', BODY[::-1]
    fetch(described, tmp_path / "data.csv")
    assert (tmp_path / "data.csv").read_bytes() == BODY[::-1]


def test_without_a_version_the_download_starts_again(described, server, tmp_path):
    server.cuts, server.version = 1, ""
    fetch(described, tmp_path / "data.csv", pause=0)
    assert server.ranges == [None, None]
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_part_that_is_already_whole(described, server, tmp_path):
    (tmp_path / "data.csv.part").write_bytes(BODY)
    (tmp_path / "data.csv.part.version").write_text(server.version)
    fetch(described, tmp_path / "data.csv")
    assert server.ranges == [f"bytes={len(BODY)}-"]
    assert (tmp_path / "data.csv").read_bytes() == BODY


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"sha256": "0" * 64}, "empreinte"), ({"size": 12}, "la fiche en annonce 12")],
)
def test_a_file_that_is_not_the_one_of_the_card(described, tmp_path, change, expected):
    target = tmp_path / "data.csv"
    target.write_bytes(b"good copy")
    with pytest.raises(NetworkError, match=expected):
        fetch(dataclasses.replace(described, **change), target)
    assert target.read_bytes() == b"good copy"
    assert not (tmp_path / "data.csv.part").exists()


def test_right_size_and_hash(described, tmp_path):
    right = dataclasses.replace(described, size=len(BODY), sha256=hashlib.sha256(BODY).hexdigest())
    assert fetch(right, tmp_path / "data.csv").size == len(BODY)


def test_an_empty_answer(described, server, tmp_path):
    server.body = b""
    with pytest.raises(NetworkError, match="vide"):
        fetch(described, tmp_path / "data.csv")


def test_not_found_is_not_tried_again(described, server, tmp_path):
    server.status = 404
    with pytest.raises(NetworkError, match="404"):
        fetch(described, tmp_path / "data.csv", pause=0)
    assert len(server.ranges) == 1


def test_a_server_in_trouble_is_tried_again(described, server, tmp_path):
    server.status = 503
    with pytest.raises(NetworkError, match="503"):
        fetch(described, tmp_path / "data.csv", attempts=2, pause=0)
    assert len(server.ranges) == 2


def test_no_network_says_how_to_do_it_by_hand(card, tmp_path):
    refused = Server(("127.0.0.1", 0), Handler)
    port = refused.server_port
    refused.server_close()
    made = dataclasses.replace(card(KEYS), file=f"http://127.0.0.1:{port}/data.csv")
    with pytest.raises(NetworkError) as caught:
        fetch(made, tmp_path / "data.csv", attempts=2, pause=0)
    french, english = caught.value.message("fr"), caught.value.message("en")
    assert "ne répond pas" in french
    assert "https://example.org/page" in french
    assert "rebonds data import FICHIER --card essai" in french
    assert "rebonds data import FILE --card essai" in english


def test_no_address_and_wrong_address(card, tmp_path):
    with pytest.raises(NetworkError, match="à la main"):
        fetch(card(KEYS), tmp_path / "data.csv")
    with pytest.raises(NetworkError, match="pas une adresse web"):
        fetch(card(KEYS), tmp_path / "data.csv", address="file:///etc/passwd")
