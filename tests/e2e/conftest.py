"""The workbench as people meet it: served by ``rebonds serve``, seen through headless Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.installed import installed, warehouse_folder

__all__ = ["installed", "warehouse_folder"]

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START = 120
#: Said by the browser where a test itself cuts the network.
CUT = ("net::ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")


@pytest.fixture(scope="session")
def address(warehouse_folder, tmp_path_factory):
    """Address of a workbench started for the tests, with a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "REBONDS_HOME": str(tmp_path_factory.mktemp("home")),
        "REBONDS_DATA": str(warehouse_folder),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "rebonds.web.settings",
    }
    for name in ("HOST", "DATABASE_URL", "REBONDS_HOSTS", "REBONDS_HTTPS", "SECRET_KEY"):
        env.pop(name, None)
    program = subprocess.Popen(
        [sys.executable, "-c", "from rebonds.commands.serve import serve; serve()"], env=env
    )
    root = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START
    while True:
        try:
            urllib.request.urlopen(f"{root}/sante", timeout=5).close()
            break
        except OSError:
            if time.monotonic() > deadline or program.poll() is not None:
                program.kill()
                raise
            time.sleep(0.2)
    yield root
    program.send_signal(signal.SIGINT)
    try:
        program.wait(timeout=60)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, or the one of ``CHROMIUM``."""
    if not (Path(CHROMIUM).exists() or shutil.which(CHROMIUM)):
        pytest.skip(f"no browser at {CHROMIUM}: install chromium, or set CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield found
        found.close()


def is_wrong(message) -> bool:
    """Tell whether the console says that something is wrong: a form that refuses (422) does what it should."""
    return message.type == "error" and "status of 422" not in message.text


@pytest.fixture
def visit(browser, address):
    """Open pages of the workbench; at the end, nothing may have been written to the console as an error."""
    contexts, said = [], []

    def hear(page, message):
        if is_wrong(message) and not any(cut in message.text for cut in CUT):
            said.append(f"{page.url}: {message.text}")

    def open_page(path: str = "/", width: int = 1280, **options):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        context.set_default_timeout(
            60_000
        )  # a busy machine is not a defect: speed is measured in benchmarks/
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: hear(page, m))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
