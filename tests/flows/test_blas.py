"""The processor is described by its kernel; numpy is asked for wide kernels only where it misses them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WIDE = "fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl"


@pytest.mark.parametrize(
    ("vendor", "flags", "before", "asked"),
    [
        ("AuthenticAMD", WIDE, None, "SkylakeX"),
        ("AuthenticAMD", "fma avx2", None, "None"),
        ("AuthenticAMD", WIDE.replace("avx512vl", ""), None, "None"),
        ("GenuineIntel", WIDE, None, "None"),
        ("AuthenticAMD", WIDE, "Haswell", "Haswell"),
    ],
)
def test_wide_kernels_are_asked_only_where_missed(
    tmp_path: Path, vendor: str, flags: str, before: str | None, asked: str
) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nvendor_id\t: {vendor}\nflags\t\t: {flags}\n\n")
    # The package chooses when imported: a bare module, loaded by its path, is asked here.
    code = (
        "import importlib.util as u, pathlib, sys\n"
        "s = u.spec_from_file_location('blas', sys.argv[1]); m = u.module_from_spec(s); s.loader.exec_module(m)\n"
        "print(m.choose(pathlib.Path(sys.argv[2])))"
    )
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    if before is not None:
        env["OPENBLAS_CORETYPE"] = before
    from rebonds.flows import blas

    told = subprocess.run(
        [sys.executable, "-c", code, str(blas.__file__), str(tmp_path / "cpuinfo")],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == asked


def test_a_loaded_numpy_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy  # noqa: F401

    from rebonds.flows import blas

    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    described = tmp_path / "cpuinfo"
    described.write_text(f"vendor_id\t: AuthenticAMD\nflags\t\t: {WIDE}\n")
    assert blas.choose(described) is None
    assert "OPENBLAS_CORETYPE" not in os.environ


def test_an_unknown_system_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rebonds.flows import blas

    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    monkeypatch.delitem(sys.modules, "numpy", raising=False)
    assert blas.choose(tmp_path / "absent") is None
