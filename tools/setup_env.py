"""Lay the project's virtual environment from a hashed lock; standard library only.

Uses uv when the machine has it (or can get it with pip), else pip alone: slower, same result.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(command: list[str], fr: str, en: str) -> None:
    """Run a command; on failure show its output and say what to do."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(
            f"\n{fr} a échoué (voir ci-dessus). Vérifiez l'accès à un index de paquets Python et relancez."
            f"\n{en} failed (see above). Check that a Python package index can be reached and run again."
        )


def find_uv(bin_dir: Path) -> str | None:
    """Return uv from the machine or the environment, installing it with pip when it is absent."""
    found = shutil.which("uv") or shutil.which("uv", path=str(bin_dir))
    if found:
        return found
    subprocess.run(
        [str(bin_dir / "python"), "-m", "pip", "install", "--quiet", "uv"],
        capture_output=True,
        check=False,
    )
    return shutil.which("uv", path=str(bin_dir))


def main() -> None:
    """Create the environment if needed and install the lock and the project in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, required=True)
    parser.add_argument("--lock", type=Path, required=True)
    parser.add_argument("--mark", type=Path, required=True)
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything is installed
        sys.exit(
            f"Rebonds demande Python 3.11 ou plus récent ; ici : {sys.version.split()[0]}. "
            "Lancez par exemple : make run PYTHON=python3.12"
        )
    started = time.monotonic()
    print(f"Environnement Python : installation depuis {options.lock.name}…", flush=True)
    bin_dir = options.venv / "bin"
    if not (bin_dir / "python").exists():
        venv.create(options.venv, with_pip=True)
    python = str((bin_dir / "python").absolute())
    uv = find_uv(bin_dir)
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    quiet = [*install, "--quiet"]
    run(
        [*quiet, "--require-hashes", "-r", str(options.lock)],
        "L'installation des dépendances",
        "Installing the dependencies",
    )
    # The build back-end is not part of the lock's closure: the project is linked by a path file instead.
    site = next((options.venv / "lib").glob("python3*")) / "site-packages"
    link_project(site, bin_dir)
    options.mark.touch()
    print(f"Environnement prêt en {time.monotonic() - started:.0f} s.", flush=True)


def link_project(site: Path, bin_dir: Path) -> None:
    """Make the checkout importable and its command callable, without building a wheel."""
    (site / "_rebonds_checkout.pth").write_text(str(ROOT / "src") + "\n", encoding="utf-8")
    command = bin_dir / "rebonds"
    # The shell line keeps working where a path is too long for a #! line, or holds a space.
    python = (bin_dir / "python").absolute()
    lines = [
        "#!/bin/sh",
        f"""'''exec' '{python}' "$0" "$@\"""",
        "' '''",
        "import sys",
        "",
        "from rebonds.cli import main",
        "",
        "sys.exit(main())",
    ]
    command.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    main()
