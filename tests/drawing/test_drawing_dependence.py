"""A dependence in words: an estimate says that it is one."""

from __future__ import annotations

from dataclasses import replace

from rebonds.drawing.describe import dependence_text
from rebonds.lenses.reading import Dependence
from rebonds.text import Text

WORK = Dependence("commuting", Text("Travail", "Work"), 0.02, 0.27, -0.9, 0.1, 1000.0, 12600.0, "measured")


def test_an_estimate_says_that_it_is_one() -> None:
    assert "estim" not in dependence_text(WORK, "A", "B", "fr")
    guessed = replace(WORK, state="estimated")
    assert "(estimation)" in dependence_text(guessed, "A", "B", "fr")
    assert "(estimate)" in dependence_text(guessed, "A", "B", "en")
