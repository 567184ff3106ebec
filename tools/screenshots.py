"""Remake the pictures of the README from a running workbench (maintainers; needs Chromium)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
PICTURES = {
    "reading.png": "/territoire/200040715/",
    "compare.png": "/comparer/?a=200040715&b=200018166",
    "flows.png": "/territoire/200040715/interdependances/",
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def wait_for(address: str) -> None:
    """Wait until a page answers, thirty seconds at most."""
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"no answer from {address}")


def main() -> None:
    """Serve, take each picture at a laptop's size, stop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    env = os.environ | {"PORT": str(port), "HOST": "127.0.0.1"}
    server = subprocess.Popen([str(Path(sys.executable).with_name("rebonds")), "serve"], env=env)
    try:
        wait_for(base + "/")
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="fr-FR")
            for name, address in PICTURES.items():
                page.goto(base + address)
                page.screenshot(path=str(FOLDER / name))
                print(f"docs/images/{name}")
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
