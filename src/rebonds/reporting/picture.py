"""A drawing as a picture (PNG), for whoever pastes it elsewhere."""

from __future__ import annotations

import tempfile
from pathlib import Path

#: Pixels per inch; a drawing unit is a point.
DENSITY = 144.0
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")\n'


def png(svg: str, density: float = DENSITY) -> bytes:
    """Return a drawing, made in ``file`` mode, as PNG.

    Parameters
    ----------
    svg : str
    density : float
        Pixels per inch, a unit of the drawing being a point (1/72 inch).
    """
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "drawing.svg").write_text(svg, encoding="utf-8")
        page = Path(folder) / "page.typ"
        page.write_text(_PAGE, encoding="utf-8")
        compiler = typst.Compiler(page, root=Path(folder), ignore_system_fonts=True)
        made = compiler.compile(format="png", ppi=density)
    if not isinstance(made, bytes):
        raise TypeError("Typst gave several pictures for one drawing")
    return made
