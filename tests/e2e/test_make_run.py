"""``make run``, the first thing anyone types: it builds, reads and serves."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 120


@pytest.mark.skipif(
    not (ROOT / ".venv/bin/.run-ready").exists() or shutil.which("make") is None,
    reason="the environment of `make run` is not laid in .venv",
)
def test_make_run_builds_reads_and_serves(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("REBONDS_", "DJANGO_", "MAKE"))}
    env = kept | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "PORT": str(port)}
    said = tmp_path / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        started = time.monotonic()
        while True:
            assert process.poll() is None, said.read_text()[-2000:]
            assert time.monotonic() - started < LIMIT_S, said.read_text()[-2000:]
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    assert answer.status == 200
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)
    text = said.read_text()
    assert "Grenoble-Alpes-Métropole" in text and f"http://127.0.0.1:{port}" in text
