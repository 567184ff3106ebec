"""Files: Typst must render the literal drawings, and importing the part must stay light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.drawing import samples

from rebonds import drawing

SQUARE = [(2.0, 47.0), (3.0, 47.0), (3.0, 48.0), (2.0, 48.0), (2.0, 47.0)]


@pytest.mark.parametrize("name", ["ring", "pair", "map", "strip"])
def test_typst_renders_every_drawing(name: str, tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    svg = {
        "ring": lambda: drawing.doughnut_svg(samples.reading(), mode="print"),
        "pair": lambda: drawing.pair_svg(samples.pair(), mode="file"),
        "map": lambda: drawing.map_svg({"a": samples.wkb([SQUARE])}, {}, mode="file"),
        "strip": lambda: drawing.strip_svg([1.0, 2.0, 3.0], 2.0, threshold=1.5, mode="file"),
    }[name]()
    (tmp_path / "drawing.svg").write_text(svg, encoding="utf-8")
    source = tmp_path / "page.typ"
    source.write_text('#image("drawing.svg", width: 12cm, alt: "x")', encoding="utf-8")
    assert typst.compile(str(source)).startswith(b"%PDF")


def test_importing_the_part_pulls_nothing_heavy() -> None:
    code = (
        "import sys; from rebonds import drawing; [getattr(drawing, n) for n in drawing.__all__];"
        "print([m for m in ('numpy','duckdb','shapely','django','typst','rich') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    for name in drawing.__all__:
        assert getattr(drawing, name) is not None
    with pytest.raises(AttributeError):
        drawing.poster_svg  # noqa: B018
