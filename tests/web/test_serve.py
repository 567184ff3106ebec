"""``rebonds serve``: address, port taken, start, answer, graceful stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from rebonds.commands import serve
from rebonds.errors import UsageError


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_said_before_anything_starts(taken):
    with pytest.raises(serve.PortTakenError) as caught:
        serve.serve(port=taken)
    assert str(taken) in caught.value.message("fr")
    assert f"--port {taken + 1}" in caught.value.message("en")
    assert caught.value.exit_code == 9


def test_port_comes_from_the_option_then_the_environment_then_the_default(monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    assert serve.chosen_port(9000) == 9000
    assert serve.chosen_port(None) == 8123
    monkeypatch.delenv("PORT")
    assert serve.chosen_port(None) == 8000


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_what_is_not_a_port_is_refused(port, monkeypatch):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(UsageError):
        serve.chosen_port(None)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(UsageError, match=r"192\.0\.2\.1"):
        serve.ensure_free("192.0.2.1", 8000)


def test_workers(monkeypatch):
    monkeypatch.setenv("WORKERS", "auto")
    assert serve.workers_of(None) == 1
    monkeypatch.setenv("WORKERS", "3")
    assert serve.workers_of(None) == 3
    assert serve.workers_of(2) == 2


def test_it_serves_then_stops_when_asked(warehouse_folder, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "REBONDS_HOME": str(tmp_path),
        "REBONDS_DATA": str(warehouse_folder),
        "PORT": str(port),
    }
    for name in ("HOST", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"):
        env.pop(name, None)
    program = subprocess.Popen(
        [sys.executable, "-c", "from rebonds.commands.serve import serve; serve()"],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert f"http://127.0.0.1:{port}" in program.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=30) as answer:
            assert answer.status == 200
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=15) == 0
        assert "arrêté" in program.stdout.read()
        assert (tmp_path / "workbench.sqlite3").exists()
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()
        program.stdout.close()
