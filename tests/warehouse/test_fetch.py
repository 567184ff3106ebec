"""Fetching a source from its producer, here a server on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rebonds import warehouse
from rebonds.errors import DataError, NetworkError
from tests.warehouse.small import write_source


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture
def producer(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server and the folder that it serves."""
    served = tmp_path / "served"
    served.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(served)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", served
    server.shutdown()
    server.server_close()


@pytest.fixture
def known(folder: Path, tmp_path: Path, producer: tuple[str, Path]) -> Path:
    """A source that was imported once, whose card names the producer's file."""
    address = f'file = "{producer[0]}/bikes.csv"'
    data, card = write_source(
        tmp_path / "local", "bikes_2025", "CODE;N\n38185;1\n", vintage=2025, extra=address
    )
    warehouse.import_file(data, card, folder)
    return producer[1] / "bikes.csv"


def _held(folder: Path, embedded: Path) -> float:
    warehouse.build(folder, derive=[], embedded=embedded)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        return float(wh.query("SELECT sum(value) FROM observation WHERE source = 'bikes_2025'")[0][0])


def test_a_fetched_file_takes_the_place_of_the_one_before(folder: Path, embedded: Path, known: Path) -> None:
    known.write_text("CODE;N\n38185;2\n", encoding="utf-8")
    told: list[tuple[float, float]] = []
    brought = warehouse.fetch(
        "bikes_2025", folder, progress=lambda label, done=0, total=0: told.append((done, total))
    )
    assert (brought.source, brought.replaced) == ("bikes_2025", True)
    assert (15, 15) in told
    assert not list((folder / "downloads").iterdir())
    assert _held(folder, embedded) == 2.0


@pytest.mark.parametrize("content", [None, "", "<html>maintenance</html>\n"])
def test_what_goes_wrong_keeps_the_copy_before(
    folder: Path, embedded: Path, known: Path, content: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    if content is not None:
        known.write_text(content, encoding="utf-8")
    with pytest.raises((NetworkError, DataError)) as caught:
        warehouse.fetch("bikes_2025", folder)
    assert caught.value.hint is not None
    assert _held(folder, embedded) == 1.0


def test_only_sources_with_a_lasting_address_are_fetched_together(folder: Path, known: Path) -> None:
    found = warehouse.fetchable(folder)
    assert "bikes_2025" in found
    assert all(card.file for card in found.values())


def test_an_unknown_source_is_named(folder: Path) -> None:
    with pytest.raises(DataError, match="nowhere_2020"):
        warehouse.fetch("nowhere_2020", folder)
