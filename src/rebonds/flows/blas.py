"""Let numpy use the wide registers of this processor: must run before numpy loads.

OpenBLAS, inside numpy's wheels, picks narrow kernels on some AMD processors that have AVX-512; asking for the
wide ones nearly doubles products of matrices there. Nothing is touched on other processors, nor where the
reader has chosen.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WIDE = "SkylakeX"
_NEEDED = frozenset({"avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl", "fma", "avx2"})


def choose(cpuinfo: Path = Path("/proc/cpuinfo")) -> str | None:
    """Ask OpenBLAS for its AVX-512 kernels where they are known to be missed; return what is now asked.

    Parameters
    ----------
    cpuinfo : Path
        The kernel's description of the processor (Linux); where it is missing nothing is done.
    """
    chosen = os.environ.get("OPENBLAS_CORETYPE")
    if chosen is not None or "numpy" in sys.modules:
        return chosen
    try:
        with cpuinfo.open(encoding="ascii", errors="replace") as lines:
            described: dict[str, str] = {}
            for line in lines:
                name, _, value = line.partition(":")
                described.setdefault(name.strip(), value.strip())
                if not line.strip():
                    break  # the first processor tells
    except OSError:
        return None
    wide = _NEEDED.issubset(described.get("flags", "").split())
    if described.get("vendor_id") != "AuthenticAMD" or not wide:
        return None
    os.environ["OPENBLAS_CORETYPE"] = _WIDE
    return _WIDE
